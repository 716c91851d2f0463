"""How wide text comes out in a picture, and where its lines break.

Nobody knows which letters the reader's machine has. The widths are those of Helvetica, which Arial and Liberation Sans
share, with some room to spare; other scripts go by what their letters usually take.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

FONTS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"

_ASCII = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278"
    " 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944"
    " 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500"
    " 278 556 500 722 500 500 500 334 260 334 584"
)
"""Widths of the letters from space to tilde in thousandths of the size (Adobe Font Metrics of Helvetica)."""
_WIDTHS = {chr(32 + n): int(width) / 1000 for n, width in enumerate(_ASCII.split())}
_ROOM = 1.04
_BOLD = 1.07
_PIECES = re.compile(r"\s+|[^\s]+")
_NO_LINE_STARTS_WITH = frozenset("、。，．：；！？）」』】〉》”’…々ーゃゅょっ")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide *text* is, in the unit of *size*."""
    return sum(map(_em, text)) * size * _ROOM * (_BOLD if bold else 1)


@cache
def _em(letter: str) -> float:
    """How wide *letter* is for a size of 1."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.3 if category == "So" else 1
    base = unicodedata.normalize("NFD", letter)[0]
    if base != letter and base in _WIDTHS:
        return _WIDTHS[base]
    return {"Lu": 0.7, "So": 0.9, "Sm": 0.65, "Zs": 0.3}.get(category, 0.58)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """*text* in lines no wider than *width*: broken between words, between ideographs, and inside a word too long."""
    return tuple(line for part in text.split("\n") for line in _lines(part, width / _scale(size, bold=bold)))


def _scale(size: float, *, bold: bool) -> float:
    return size * _ROOM * (_BOLD if bold else 1)


def _lines(text: str, most: float) -> Iterator[str]:
    line, taken = "", 0.0
    for piece in _unbroken(text, most):
        wide = sum(map(_em, piece))
        if line and taken + sum(map(_em, piece.rstrip())) > most:
            yield line.rstrip()
            line, taken = "", 0.0
        if line or not piece.isspace():
            line, taken = line + piece, taken + wide
    if line.strip():
        yield line.rstrip()


def _unbroken(text: str, most: float) -> Iterator[str]:
    """What of *text* stays together on a line: words, single ideographs, and parts of words that are too long."""
    for piece in _PIECES.findall(text):
        word = ""
        for letter in piece:
            wide = unicodedata.east_asian_width(letter) in "WF"
            ends_before = (wide or (word and unicodedata.east_asian_width(word[-1]) in "WF")) and (
                letter not in _NO_LINE_STARTS_WITH
            )
            too_long = _em(letter) and word and sum(map(_em, word)) + _em(letter) > most
            if word and _em(letter) and (ends_before or too_long):
                yield word
                word = ""
            word += letter
        yield word


def is_right_to_left(text: str) -> bool:
    """Whether *text* is read from right to left: by its first letter that says so (UAX #9, rule P2)."""
    return next(
        (way != "L" for letter in text if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), False
    )
