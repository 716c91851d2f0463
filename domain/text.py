"""Text from people and files, made safe to keep, to show and to build an id from.

Whatever reaches a record has been through `clean_text`; records refuse anything it would have taken out.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from unicodedata import category

LONGEST_ID = 80
MOST_MARKS = 8
"""Combining marks kept on one letter; more is a prank that smears over the neighbouring lines."""

UNSAFE = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
"""What no line may hold, as the inside of a character class: controls, line separators, bidi overrides, BOM."""

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC: title, clipboard
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c\n]*(?:\x1b\\|\x9c)?"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # any other escape
)
_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_DROPPED = re.compile(f"[{UNSAFE}\ud800-\udfff]".replace("\\u0000-\\u001f", "\\u0000-\\u0009\\u000b-\\u001f"))
_SPACES = re.compile(r"\s+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PLAIN_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LETTERS = frozenset(("Ll", "Lo", "Lm", "Nd", "Nl", "No", "Mn", "Mc"))


def clean_text(text: str, *, multiline: bool = False) -> str:
    """Return *text* without what could drive a terminal or fool a reader, in NFC, trimmed.

    Escape sequences go as a whole, so that no tail of one is left standing. Tabs become spaces, every kind
    of line end becomes a newline, or a space where *multiline* is false.
    """
    if text.isascii() and text.isprintable():
        return text.strip() if multiline else _SPACES.sub(" ", text).strip()
    text = _SEQUENCE.sub("", text)
    text = _DROPPED.sub("", _BREAK.sub("\n", text).replace("\t", " "))
    text = _without_piled_marks(unicodedata.normalize("NFC", text))
    return text.strip() if multiline else _SPACES.sub(" ", text).strip()


def _without_piled_marks(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    runs = groupby(text, key=lambda letter: unicodedata.combining(letter) != 0)
    return "".join("".join(list(run)[:MOST_MARKS] if marks else run) for marks, run in runs)


def slug(text: str, *, otherwise: str) -> str:
    """Return a readable id made from *text*, or *otherwise* where nothing of it can stand in an id.

    >>> slug("Michiel Mobiel (35)", otherwise="persona")
    'michiel-mobiel-35'
    """
    if text.isascii():
        return "-".join(_ASCII_WORD.findall(text.lower()))[:LONGEST_ID].strip("-") or otherwise
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower())
    kept = "".join(letter if category(letter) in _SLUG_LETTERS else " " for letter in folded)
    short = unicodedata.normalize("NFC", "-".join(kept.split())[:LONGEST_ID]).strip("-")
    return short or otherwise


def checked_slug(id: str) -> str:
    """Return *id* as it is.

    Raises:
        ValueError: it is not what `slug` could have made.
    """
    if _PLAIN_SLUG.fullmatch(id) or all(
        part and _SLUG_LETTERS.issuperset(map(category, part)) for part in id.split("-")
    ):
        return id
    raise ValueError("an id is lower-case letters and digits, in words joined by single hyphens")


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return *number* with its noun in the right form.

    >>> counted(1, "gap"), counted(2, "gap"), counted(2, "entry", "entries")
    ('1 gap', '2 gaps', '2 entries')
    """
    return f"{number} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}".replace(",", " ")
