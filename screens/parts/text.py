"""Text as a terminal shows it: measured in cells, fitted into columns, wrapped and searched.

People write in every script. A column stays straight only where text is measured by what a terminal makes of it and
cut between letters, never inside one.
"""

from __future__ import annotations

import re
from itertools import accumulate
from string import ascii_uppercase
from typing import Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.content import Content, Span

from domain.text import UNSAFE

Align: TypeAlias = Literal["left", "center", "right"]
Cell: TypeAlias = str | Content | Text
"""What may stand in a cell. A string is shown as it was written, never read as markup."""

MISSING = "–"
"""Shown for what is not known: missing is not zero."""

_ELLIPSIS = "…"
_UNSAFE = re.compile(f"[{UNSAFE}\ud800-\udfff]")
# What joins, colours or widens the sign before it, and flags: terminals disagree about how many cells these take, so
# they are left out, which shows a family one by one and a thumb in its plain colour, and a flag becomes its letters.
_PLAIN = dict.fromkeys((0x200B, 0x200D, 0x2060, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400))) | {
    0x1F1E6 + nth: letter for nth, letter in enumerate(ascii_uppercase)
}


def one_line(text: str) -> str:
    """Return *text* without what breaks a line, drives the terminal or is of doubtful width.

    >>> one_line("🇳🇱 [b]Anna[/]")
    'NL [b]Anna[/]'
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(" ", text).translate(_PLAIN)


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return *text* in exactly *width* cells: cut between letters with “…”, or padded.

    >>> fit("Michiel Mobiel", 9), fit("漢字漢字", 6), fit("7", 3, "right")
    ('Michiel… ', '漢字… ', '  7')
    """
    line = one_line(text)
    kept = _beginning(line, width)
    if kept < len(line):
        line = line[:kept] + _ELLIPSIS[:width]
    left, right = _padding(line, width, align)
    return " " * left + line + " " * right


def fit_content(content: Content, width: int, align: Align = "left") -> Content:
    """Return *content* in exactly *width* cells, as `fit` does, with its styles."""
    if not content.spans:
        return Content(fit(content.plain, width, align))
    line = _one_line(content)
    kept = _beginning(line.plain, width)
    if kept < len(line):
        line = line[:kept].append(_ELLIPSIS[:width])
    return line.pad(*_padding(line.plain, width, align))


def fit_cell(cell: Cell, width: int, align: Align = "left") -> str | Content:
    """Return what stands in *cell* in exactly *width* cells."""
    return fit(cell, width, align) if isinstance(cell, str) else fit_content(as_content(cell), width, align)


def _beginning(line: str, width: int) -> int:
    """Return how many letters of *line* to show in *width* cells: all, or as many as leave room for “…”."""
    if cell_len(line) <= width:
        return len(line)
    return len(set_cell_size(line, max(0, width - 1)).rstrip())


def _padding(line: str, width: int, align: Align) -> tuple[int, int]:
    room = max(0, width - cell_len(line))
    left = {"left": 0, "center": room // 2, "right": room}[align]
    return left, room - left


def wrap(content: str | Content, width: int) -> list[Content]:
    """Break *content* at blanks into lines of at most *width* cells; a longer word is cut between letters.

    Line breaks of the text stay. Empty text is one empty line.
    """
    paragraphs = as_content(content).split(allow_blank=True)
    return [line for paragraph in paragraphs for line in _filled(_one_line(paragraph), max(width, 2))]


def _filled(paragraph: Content, width: int) -> list[Content]:
    first, *others = paragraph.rstrip().wrap(width)
    # A word longer than the line leaves the blank after it at the start of the next.
    return [first, *(line[len(line) - len(line.plain.lstrip()) :] for line in others)]


def _one_line(content: Content) -> Content:
    text = content.plain
    if not content.spans:
        return Content(one_line(text))
    place = [0, *accumulate(len(one_line(letter)) for letter in text)]
    return Content(one_line(text), [Span(place[start], place[end], style) for start, end, style in content.spans])


def as_content(cell: Cell) -> Content:
    """Return what stands in *cell* as content."""
    match cell:
        case Content():
            return cell
        case Text():
            return Content.from_rich_text(cell)
        case _:
            return Content(cell)


def matches(text: str, needle: str) -> list[tuple[int, int]]:
    """Find *needle* in *text* whatever the case of either.

    Returns:
        Start and end of each place, in letters of *text*, from left to right, none overlapping.

    >>> matches("Straße, STRASSE", "strasse")
    [(0, 6), (8, 15)]
    """
    sought = needle.casefold()
    if not sought:
        return []
    folded = [letter.casefold() for letter in text]
    origin = [index for index, letters in enumerate(folded) for _ in letters]
    found = re.finditer(re.escape(sought), "".join(folded))
    return [(origin[place.start()], origin[place.end() - 1] + 1) for place in found]
