"""AHP: weights of criteria from judgements how much more one counts than another, and how far those agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import exp, log

from domain.criterion import Criterion, Judgement
from domain.plan import Plan
from domain.ranking.compared import NotCompared, groups_of, pseudo_inverse

TOLERANCE = 1e-12
MOST_STEPS = 100_000
ACCEPTED = 0.10
"""The consistency ratio up to which judgements can be used."""
MOST_JUDGED = 9
"""Criteria on one level; more are better grouped."""
RANDOM_INDEX = (
    *(0.0, 0.0, 0.5251686, 0.8836651, 1.1081014, 1.2492774, 1.3415514, 1.4048466),
    *(1.4507197, 1.4857266, 1.5141022, 1.5356638, 1.5545925, 1.5703498, 1.5839958),
)
"""The mean consistency index of random judgements, for 1, 2, 3 … 15 criteria, from 500 000 simulations.

Source:
    Cho 2019, "ahpsurvey". Saaty's older table has 0.58 for three, which no simulation gives.
"""
SCALE = tuple(sorted({Fraction(1, n) for n in range(1, 10)} | {Fraction(n) for n in range(1, 10)}))
"""Saaty's scale: 1/9 … 1 … 9."""
_EXACT = 1e-9

Judged = Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Misfit:
    """The judgement that agrees least with the rest.

    Attributes:
        row, column: the two that were judged: the first counts `given` times as much as the second.
        given: what was said.
        fitting: what the weights come to.
        suggested: that, on Saaty's scale.
    """

    row: int
    column: int
    given: float
    fitting: float
    suggested: Fraction


@dataclass(frozen=True, slots=True)
class Ahp:
    """Weights and how far the judgements behind them agree.

    Attributes:
        weights: the principal right eigenvector, adding up to 1.
        geometric: the weights by the geometric means of the rows, adding up to 1.
        eigenvalue: λ, at least the number of items.
        index: CI = (λ − n)/(n − 1); 0 up to two items.
        ratio: CR = CI/RI of `RANDOM_INDEX`; 0 up to two items; None for more items than the table has.
        geometric_index: GCI, which belongs to the geometric weights; 0 where no judgement is more than needed.
        worst: the judgement that agrees least; None where all agree.
        unjudged: pairs nobody judged; with them, CI and CR say less than they seem to.
    """

    weights: tuple[float, ...]
    geometric: tuple[float, ...]
    eigenvalue: float
    index: float
    ratio: float | None
    geometric_index: float
    worst: Misfit | None
    unjudged: tuple[tuple[int, int], ...] = ()

    @property
    def is_consistent(self) -> bool:
        """Whether the judgements agree well enough to be used."""
        return self.ratio is not None and self.ratio <= ACCEPTED


@dataclass(frozen=True, slots=True)
class Judgements:
    """What the criteria of a plan weigh by the judgements given.

    Attributes:
        criteria: all criteria, in the order of the weights.
        group: from the group's judgements, and where it has none, from the geometric mean of the persons'.
        persons: each person's own, None being the group's own; only of those whose judgements reach all criteria.
        partial: those whose judgements do not.
    """

    criteria: tuple[Criterion, ...]
    group: Ahp
    persons: Mapping[str | None, Ahp]
    partial: tuple[str | None, ...]


def ahp(matrix: Judged, names: Sequence[str] = ()) -> Ahp:
    """The weights of items of which *matrix* says how many times as much the row's counts as the column's.

    Args:
        matrix: square, 1 on the diagonal; what is below the diagonal is 1 over what is above; None where nobody
            judged: then the diagonal counts one more for each such pair of its row (Harker).
        names: what the items are called in an error.

    Raises:
        NotCompared: some were not judged against others, not even by way of a third.
        ValueError: the matrix is no matrix of judgements.

    Source:
        Saaty 1980, "The Analytic Hierarchy Process"; Harker 1987 for missing judgements; Aguarón & Moreno-Jiménez
        2003 for GCI.
    """
    _refuse(matrix)
    n = len(matrix)
    judged = [(i, j) for i, j in combinations(range(n), 2) if matrix[i][j] is not None]
    groups = groups_of(n, judged)
    if len(groups) > 1:
        raise NotCompared(groups, names)
    held = [[each or 0.0 for each in row] for row in matrix]
    for i, row in enumerate(matrix):
        held[i][i] = 1.0 + sum(each is None for each in row)
    weights, eigenvalue = _principal(held)
    geometric = _geometric(held, judged)
    index = max(0.0, (eigenvalue - n) / (n - 1)) if n > 2 else 0.0
    known = n <= len(RANDOM_INDEX)
    spare = len(judged) - (n - 1)
    squares = sum(log(held[i][j] * geometric[j] / geometric[i]) ** 2 for i, j in judged)
    return Ahp(
        weights=weights,
        geometric=geometric,
        eigenvalue=eigenvalue,
        index=index,
        ratio=0.0 if n <= 2 else index / RANDOM_INDEX[n - 1] if known else None,
        geometric_index=squares / spare if spare else 0.0,
        worst=_worst(held, weights, judged),
        unjudged=tuple(pair for pair in combinations(range(n), 2) if pair not in set(judged)),
    )


def joined(matrices: Sequence[Judged], weights: Sequence[float] = ()) -> list[list[float | None]]:
    """The judgements of several people as one: the weighted geometric mean of each (AIJ).

    Of a judgement that some did not make, the mean of those who did. The arithmetic mean would break that one way is
    1 over the other way: 3 and 1/5 make √0.6.

    Source:
        Aczél & Saaty 1983, "Procedures for synthesizing ratio judgements".
    """
    shares = weights or [1.0] * len(matrices)
    n = len(matrices[0])
    return [[_mean([(m[i][j], w) for m, w in zip(matrices, shares, strict=True)]) for j in range(n)] for i in range(n)]


def joined_weights(several: Sequence[Sequence[float]], weights: Sequence[float] = ()) -> tuple[float, ...]:
    """The weights that several people arrived at as one: their weighted geometric mean, adding up to 1 (AIP).

    Source:
        Forman & Peniwati 1998, "Aggregating individual judgments and priorities with the AHP".
    """
    shares = weights or [1.0] * len(several)
    means = [_mean(list(zip(each, shares, strict=True))) or 0.0 for each in zip(*several, strict=True)]
    return tuple(each / sum(means) for each in means)


def weights_of(plan: Plan) -> Judgements:
    """What the criteria of *plan* weigh by its judgements.

    Who judged a pair both ways is taken for the geometric mean of the two.

    Raises:
        NotCompared: some criteria were not judged against others.
        ValueError: there is no criterion.
    """
    criteria = plan.all(Criterion)
    if not criteria:
        raise ValueError("there are no criteria")
    own = {by: _matrix(criteria, given) for by, given in _by_person(plan).items()}
    group = ahp(judgements_of(plan), [each.name for each in criteria])
    found: dict[str | None, Ahp] = {}
    partial: list[str | None] = []
    for by, matrix in own.items():
        try:
            found[by] = ahp(matrix)
        except NotCompared:
            partial.append(by)
    return Judgements(criteria, group, found, tuple(partial))


def judgements_of(plan: Plan) -> Judged:
    """How many times as much the row's criterion of *plan* counts as the column's; None where nobody judged.

    The group's own judgements, and where it has none the geometric mean of the persons'.
    """
    criteria = plan.all(Criterion)
    own = {by: _matrix(criteria, given) for by, given in _by_person(plan).items()}
    persons = [matrix for by, matrix in own.items() if by is not None]
    together: Judged = joined(persons) if persons else _matrix(criteria, {})
    if None not in own:
        return together
    pairs = [zip(mine, theirs, strict=True) for mine, theirs in zip(own[None], together, strict=True)]
    return [[theirs if mine is None else mine for mine, theirs in row] for row in pairs]


def _by_person(plan: Plan) -> dict[str | None, dict[tuple[str, str], list[float]]]:
    found: dict[str | None, dict[tuple[str, str], list[float]]] = {}
    for criterion in plan.all(Criterion):
        for judgement in plan.parts(Judgement, criterion):
            if judgement.than != criterion.id:
                given = found.setdefault(judgement.by, {})
                times = _meant(judgement)
                given.setdefault((criterion.id, judgement.than), []).append(times)
                given.setdefault((judgement.than, criterion.id), []).append(1 / times)
    return dict(sorted(found.items(), key=lambda item: item[0] or ""))


def _meant(judgement: Judgement) -> float:
    """How many times: 0.333333 is what a third looks like with six decimals."""
    near = min(SCALE, key=lambda step: abs(step - Fraction(judgement.times)))
    return float(near if abs(near - Fraction(judgement.times)) < Fraction(1, 1_000_000) else judgement.times)


def _matrix(
    criteria: Sequence[Criterion], given: Mapping[tuple[str, str], Sequence[float]]
) -> list[list[float | None]]:
    def times(row: Criterion, column: Criterion) -> float | None:
        if row is column:
            return 1.0
        return _mean([(each, 1.0) for each in given.get((row.id, column.id), ())])

    return [[times(row, column) for column in criteria] for row in criteria]


def _mean(values: Sequence[tuple[float | None, float]]) -> float | None:
    """The weighted geometric mean of the values that are there; None without any."""
    known = [(value, weight) for value, weight in values if value is not None and weight]
    total = sum(weight for _, weight in known)
    return exp(sum(weight * log(value) for value, weight in known) / total) if known else None


def _refuse(matrix: Judged) -> None:
    n = len(matrix)
    if not n or any(len(row) != n for row in matrix):
        raise ValueError("judgements make a square matrix with a row for each item")
    for i, j in _places(n):
        one, other = matrix[i][j], matrix[j][i]
        if (one is None) != (other is None) or (one is None and i == j) or (one is not None and one <= 0):
            raise ValueError(f"judgement {i + 1}, {j + 1} is {one} and the other way {other}; both must be above 0")
        if one is not None and other is not None and abs(one * other - 1) > 1e-5:
            raise ValueError(f"judgement {i + 1}, {j + 1} is {one}, but the other way it is {other}, not 1 over it")


def _places(n: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(n) for j in range(i, n))


def _principal(matrix: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], float]:
    """The largest eigenvalue and its vector, adding up to 1, by repeated multiplication."""
    n = len(matrix)
    weights = [1 / n] * n
    for _ in range(MOST_STEPS):
        product = [sum(a * w for a, w in zip(row, weights, strict=True)) for row in matrix]
        new = [each / sum(product) for each in product]
        moved = max(abs(one - other) for one, other in zip(new, weights, strict=True))
        weights = new
        if moved < TOLERANCE:
            break
    products = (sum(a * w for a, w in zip(row, weights, strict=True)) for row in matrix)
    return tuple(weights), sum(p / w for p, w in zip(products, weights, strict=True)) / n


def _geometric(matrix: Sequence[Sequence[float]], judged: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """The weights whose logarithms fit the judgements best: the geometric means of the rows where none is missing."""
    n = len(matrix)
    laplacian = [[0.0] * n for _ in range(n)]
    said = [0.0] * n
    for i, j in judged:
        for one, other in ((i, j), (j, i)):
            laplacian[one][one] += 1
            laplacian[one][other] -= 1
        said[i] += log(matrix[i][j])
        said[j] -= log(matrix[i][j])
    raised = [exp(sum(a * b for a, b in zip(row, said, strict=True))) for row in pseudo_inverse(laplacian)]
    return tuple(each / sum(raised) for each in raised)


def _worst(
    matrix: Sequence[Sequence[float]], weights: Sequence[float], judged: Sequence[tuple[int, int]]
) -> Misfit | None:
    def off(pair: tuple[int, int]) -> float:
        i, j = pair
        return abs(log(matrix[i][j] * weights[j] / weights[i]))

    pair = max(judged, key=lambda pair: (round(off(pair), 9), (-pair[0], -pair[1])), default=None)
    if pair is None or off(pair) < _EXACT:
        return None
    i, j = pair
    fitting = weights[i] / weights[j]
    suggested = min(SCALE, key=lambda step: (abs(log(step) - log(fitting)), step))
    return Misfit(i, j, matrix[i][j], fitting, suggested)
