"""Curves in characters: feelings across the columns of a map, lines that turn at the border between two columns.

Drawn once for a whole journey; who shows it takes the cells in view.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

SOLID, DASHED = ("─", "│"), ("╌", "╎")
"""What a line is drawn with, along and down."""
_CORNERS = {True: ("╮", "╰"), False: ("╯", "╭")}
"""The two corners of a turn down, and of a turn up."""
_SPREAD = "┊"

LEAST, MOST = -2.0, 2.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One line to draw.

    Attributes:
        values: for each column −2 … +2; None where nothing is known, which is a gap in the line.
        point: the sign of a known value.
        lines: what it is drawn with, along and down; None draws points only.
        style: what to call its cells.
        passed: columns the line passes without a value of its own: nobody feels what happens backstage.
        spreads: for each column from where to where its values lie; empty where that is not known of any.
    """

    values: Sequence[float | None]
    point: str
    lines: tuple[str, str] | None
    style: str
    passed: Collection[int] = frozenset()
    spreads: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True, slots=True)
class Canvas:
    """What was drawn: for each row from the top one the character, and the style, of each cell; "" where none is."""

    characters: tuple[list[str], ...]
    styles: tuple[list[str], ...]


def row_of(value: float, rows: int) -> int:
    """The row, counted from the top, for *value*; halves go away from zero, so that nothing looks milder than it is."""
    step = (MOST - LEAST) / (rows - 1)
    away = int(abs(value) / step + 0.5)
    return rows // 2 + (away if value < 0 else -away)


def drawn(curves: Sequence[Curve], columns: int, width: int, rows: int) -> Canvas:
    """Draw *curves* over each other, the first on top.

    Args:
        curves: what to draw.
        columns: how many there are.
        width: cells of a column.
        rows: an odd number; the one in the middle is zero.
    """
    characters = tuple([""] * (columns * width) for _ in range(rows))
    styles = tuple([""] * (columns * width) for _ in range(rows))
    for curve in reversed(curves):
        for x, y, character in (*_spread(curve, width, rows), *_line(curve, width, rows), *_points(curve, width, rows)):
            characters[y][x], styles[y][x] = character, curve.style
    return Canvas(characters, styles)


def anchor(column: int, width: int) -> int:
    """The cell the point of *column* stands in."""
    return column * width + width // 2


def _points(curve: Curve, width: int, rows: int) -> Iterator[tuple[int, int, str]]:
    for column, value in enumerate(curve.values):
        if value is not None:
            yield anchor(column, width), row_of(value, rows), curve.point


def _spread(curve: Curve, width: int, rows: int) -> Iterator[tuple[int, int, str]]:
    for column, spread in enumerate(curve.spreads):
        if spread is not None:
            low, high = spread
            for y in range(row_of(high, rows), row_of(low, rows) + 1):
                yield anchor(column, width), y, _SPREAD


def _line(curve: Curve, width: int, rows: int) -> Iterator[tuple[int, int, str]]:
    if curve.lines is None:
        return
    along, down = curve.lines
    before: int | None = None
    for column, value in enumerate(curve.values):
        if value is None:
            if column not in curve.passed:
                before = None
            continue
        if before is not None:
            start, end = anchor(before, width), anchor(column, width)
            high, low = row_of(curve.values[before] or 0.0, rows), row_of(value, rows)
            turn = min(column * width + 2, end - 1)
            yield from ((x, high, along) for x in range(start + 1, turn))
            yield from ((x, low, along) for x in range(turn, end))
            if high != low:
                first, second = _CORNERS[low > high]
                yield turn, high, first
                yield from ((turn, y, down) for y in range(min(high, low) + 1, max(high, low)))
                yield turn, low, second
        before = column
