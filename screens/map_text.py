"""A whole journey map as plain text, in bands as wide as the page: for a mail, a wiki, or a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.journey import Journey
from domain.lanes import BLUEPRINT, FEELING
from domain.plan import Plan
from screens.parts.sheet import GUTTER, Piece, Sheet
from screens.parts.text import wrap
from screens.sheets import Look, sheet_of, title_of

VIEWS = {"map": Look(), "blueprint": Look(lanes=BLUEPRINT)}
"""What a map can be drawn as."""
NARROWEST = 40


def map_text(plan: Plan, journeys: Sequence[Journey], today: date, *, view: str = "map", width: int = 120) -> str:
    """Draw *journeys* one below the other.

    Args:
        plan: where they are.
        journeys: what to draw.
        today: the day by which evidence and maps age.
        view: one of `VIEWS`.
        width: cells of a line, at least 40; touchpoints that do not fit go on in a band below.
    """
    look, width = VIEWS[view], max(NARROWEST, width)
    lines = [line for journey in journeys for line in _drawn(plan, journey, look, today, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n" if lines else ""


def _drawn(plan: Plan, journey: Journey, look: Look, today: date, width: int) -> Iterator[str]:
    sheet = sheet_of(plan, journey, look, today, (width, None))
    title = title_of(plan, sheet, by_evidence=look.by_evidence)
    for text in (title.name, " · ".join(words for words, _ in title.legend)):
        yield from (line.plain for line in wrap(text, width))
    yield "  ".join(title.strip(width))
    if not sheet.stations:
        yield "No touchpoints yet."
    count = max(1, (width - GUTTER - 1) // sheet.width)
    for first in range(0, len(sheet.stations), count):
        yield ""
        yield from _band(sheet, first, count)
    yield ""


def _band(sheet: Sheet, first: int, count: int) -> Iterator[str]:
    yield _text(sheet.phase_line(first, count))
    yield from (_text(sheet.name_line(line, first, count)) for line in range(sheet.name_height))
    for row, (lane, line) in enumerate(sheet.rows):
        text = _text(sheet.lane_line(row, first, count))
        if line == 0 or lane == FEELING or text.strip(" │"):  # no lines of which no touchpoint here has any use
            yield text


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
