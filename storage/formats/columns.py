"""Tables for people in plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

_GAP = "  "


def columns(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 0,
    right: int = 0,
    numbers: Collection[int] | None = None,
) -> Iterator[str]:
    """Columns under their *titles*: numbers end, words begin where their title does.

    Args:
        titles: of the columns.
        rows: of cells.
        left: how many columns from the left are words, the rest being numbers; 0 where `right` says it.
        right: how many columns from the left are numbers, the rest being words.
        numbers: the places of the columns that are numbers, where these do not stand together.
    """
    ends = numbers if numbers is not None else range(right) if right else range(left, len(titles))
    widths = [max(map(_width, column)) for column in zip(titles, *rows, strict=True)]
    for row in (titles, *rows):
        yield _GAP.join(
            _filled(text, width, at_end=n in ends) for n, (text, width) in enumerate(zip(row, widths, strict=True))
        )


def _filled(text: str, width: int, *, at_end: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if at_end else text + space


def _width(text: str) -> int:
    """The cells that *text* takes in a terminal."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
