"""What comparisons of two at a time hang together, and the algebra they need. Matrices are tuples of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

Matrix = Sequence[Sequence[float]]


class NotCompared(ValueError):
    """Some items were never held against others, not even by way of a third: there is no joint order.

    Attributes:
        groups: the items that hang together, by their place, each group in order, the largest first.
    """

    def __init__(self, groups: Sequence[Sequence[int]], names: Sequence[str] = ()) -> None:
        self.groups = tuple(tuple(group) for group in groups)
        told = (", ".join(names[each] if names else str(each + 1) for each in group) for group in self.groups)
        super().__init__(f"never compared with each other: {' | '.join(told)}")


def groups_of(number: int, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """The items 0 … *number* − 1 that hang together by *pairs*, the largest group first, then by the first item."""
    near: list[set[int]] = [set() for _ in range(number)]
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    seen: set[int] = set()
    groups = []
    for start in range(number):
        if start not in seen:
            group = reached(start, near)
            seen |= group
            groups.append(tuple(sorted(group)))
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def reached(start: int, near: Sequence[Collection[int]]) -> set[int]:
    """The items to which a way leads from *start*, itself included; *near* says where each leads."""
    found, ahead = {start}, [start]
    while ahead:
        new = set(near[ahead.pop()]) - found
        found |= new
        ahead.extend(new)
    return found


def inverse(matrix: Matrix) -> list[list[float]]:
    """The inverse of a square *matrix* that has one, by elimination with the largest pivot.

    Raises:
        ValueError: it has none.
    """
    n = len(matrix)
    rows = [[*map(float, row), *(float(i == j) for j in range(n))] for i, row in enumerate(matrix)]
    for column in range(n):
        pivot = max(range(column, n), key=lambda row: abs(rows[row][column]))
        if not rows[pivot][column]:
            raise ValueError("the matrix has no inverse")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        by = rows[column][column]
        rows[column] = [each / by for each in rows[column]]
        for row in range(n):
            if row != column and (factor := rows[row][column]):
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[n:] for row in rows]


def pseudo_inverse(laplacian: Matrix) -> list[list[float]]:
    """The pseudo-inverse of a symmetric matrix whose rows add up to 0 and whose items all hang together.

    (L + J/n)⁻¹ − J/n, J being all ones: it takes the constant, of which nothing is known, out and in again.
    """
    n = len(laplacian)
    shifted = [[each + 1 / n for each in row] for row in laplacian]
    return [[each - 1 / n for each in row] for row in inverse(shifted)]
