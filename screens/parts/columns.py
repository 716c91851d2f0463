"""Columns: how wide each is in the room there is, and which are left out where there is too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from textual.content import Content

from screens.parts.text import Align, Cell, fit_cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        title: stands above it; where no column has one there is no line of titles.
        width: cells, or None to share what the other columns leave.
        align: on which side the text stands.
        least: cells a sharing column gets before whole columns are left out.
        rank: of the columns for which there is no room, the highest ranks go first, of equals the last.
    """

    title: str
    width: int | None = None
    align: Align = "left"
    least: int = 8
    rank: int = 0


def column_gap(room: int) -> int:
    """Return how many cells to leave between columns in a row of *room* cells."""
    return 1 if room < 70 else 2 if room < 150 else 3


def column_widths(columns: Sequence[Column], room: int) -> dict[int, int]:
    """Share *room* cells, gaps included, among *columns*.

    Returns:
        Place of each column there is room for → its cells, from left to right. One column is always kept.
    """
    gap = column_gap(room)
    wanted = {place: column.least if column.width is None else column.width for place, column in enumerate(columns)}
    while len(wanted) > 1 and sum(wanted.values()) + gap * (len(wanted) - 1) > room:
        del wanted[max(wanted, key=lambda place: (columns[place].rank, place))]
    spare = room - sum(wanted.values()) - gap * (len(wanted) - 1)
    if spare < 0:
        return dict.fromkeys(wanted, room)
    sharing = [place for place in wanted if columns[place].width is None]
    for nth, place in enumerate(sharing):
        wanted[place] += spare // len(sharing) + (nth < spare % len(sharing))
    return wanted


def in_columns(columns: Sequence[Column], cells: Sequence[Cell], room: int) -> Content:
    """Lay *cells*, one for each of *columns*, side by side in *room* cells."""
    gap = " " * column_gap(room)
    fitted = (
        (gap if nth else "", fit_cell(cells[place], width, columns[place].align))
        for nth, (place, width) in enumerate(column_widths(columns, room).items())
    )
    return Content.assemble(*chain.from_iterable(fitted))
