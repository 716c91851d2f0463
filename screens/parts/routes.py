"""The lines between bars that wait for each other, where there is a way on which nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len

from screens.parts.chart import Wait

_FARTHEST = 12
"""Rows a wait may span to be drawn as a line."""
Routes: TypeAlias = Mapping[int, Mapping[int, tuple[str, Wait]]]
"""For each row its cells with a line, with their sign."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a bar and its label are in a window, in cells from its left edge; both may lie outside of it.

    Attributes:
        reach: the first and the last cell of the bar and of where it was before.
    """

    first: int
    last: int
    label: int
    text: str
    is_inside: bool
    reach: tuple[int, int]

    @property
    def taken(self) -> tuple[int, int]:
        """The first and the last cell with something in it."""
        low, high = self.reach
        return min(low, self.label), max(high, self.label + cell_len(self.text) - 1)


def routes(rows: Iterable[int], laid: Mapping[int, Laid], waits: Iterable[tuple[int, int, Wait]]) -> Routes:
    """Draw *waits*, each from a row to a row, the shortest first; what would run into anything is left out.

    Args:
        rows: those there may be lines in.
        laid: where the bar of a row is, for those that have one.
        waits: the row of the bar that is waited for, that of the one that waits, and the wait itself.
    """
    drawn: dict[int, dict[int, tuple[str, Wait]]] = {row: {} for row in rows}
    seen = [(abs(before - after), before, after, wait) for before, after, wait in waits]
    for distance, before, after, wait in sorted(seen, key=lambda each: each[:3]):
        if distance <= _FARTHEST and before in laid and after in laid:
            _route(drawn, laid, before, after, wait)
    return drawn


def _route(
    drawn: Mapping[int, dict[int, tuple[str, Wait]]], laid: Mapping[int, Laid], before: int, after: int, wait: Wait
) -> None:
    """Draw *wait* from row *before* to row *after* in *drawn*, if there is a way on which nothing is."""
    source, target = laid[before], laid[after]
    arrow = target.first - 1
    down = after > before
    rows = range(before + 1, after) if down else range(after + 1, before)
    x = min(source.last, arrow - 1)
    if x < source.first or arrow < 1:
        return
    corner = "╰" if down else "╭"
    path: dict[tuple[int, int], str] = {(row, x): "│" for row in rows}
    path[after, x] = corner
    path |= {(after, cell): "─" for cell in range(x + 1, arrow)}
    path[after, arrow] = "▸"
    merged: dict[tuple[int, int], str] = {}
    for (row, cell), sign in path.items():
        if row not in drawn:
            return
        first, last = laid[row].taken if row in laid else (0, -1)
        there = drawn[row].get(cell)
        if first <= cell <= last:
            return
        if there is None:
            merged[row, cell] = sign
        elif there[1].before == wait.before and {there[0], sign} <= {"│", corner, "├"}:
            merged[row, cell] = "│" if there[0] == sign == "│" else "├"
        else:
            return
    for (row, cell), sign in merged.items():
        drawn[row][cell] = sign, wait
