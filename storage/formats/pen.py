"""Writes SVG: text and the few shapes that a map is made of, with everything that is text escaped.

Numbers are written with one decimal, so that the same drawing is the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from storage.formats.lettering import is_right_to_left

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
_HALO = {"stroke": "#ffffff", "stroke_width": 3.5, "paint_order": "stroke"}

Point = tuple[float, float]


class Font(NamedTuple):
    """How letters look."""

    size: float
    ink: str
    bold: bool = False
    italic: bool = False
    spacing: float = 0


class Box(NamedTuple):
    """A place on the page, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


class Pen:
    """Gathers elements in the order they are drawn, later ones over earlier ones."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def add(self, name: str, **attributes: object) -> None:
        """Draw any element without text in it."""
        self.drawn.append(element(name, **attributes))

    def write(self, at: Point, text: str, font: Font, *, anchor: str = "", halo: bool = False) -> None:
        """Write one line of *text* that stands on *at*."""
        look = {
            "font_size": font.size,
            "fill": font.ink,
            "font_weight": "bold" if font.bold else "",
            "font_style": "italic" if font.italic else "",
            "letter_spacing": font.spacing or "",
            "text_anchor": anchor,
        }
        more = _HALO if halo else {}
        if not anchor and is_right_to_left(text):
            more = {**more, "direction": "rtl"}
        self.drawn.append(element("text", text, x=at[0], y=at[1], **look, **more))

    def write_lines(self, box: Box, lines: Iterable[str], font: Font) -> None:
        """Write *lines* from the top of *box*, as far apart as it is high; from its right side where they read so."""
        for n, line in enumerate(lines):
            x = box.x + box.width if is_right_to_left(line) else box.x
            self.write((x, box.y + n * box.height), line, font)

    def line(self, start: Point, end: Point, stroke: str, width: float = 1, dash: str = "") -> None:
        """Draw a straight line."""
        where = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self.add("line", **where, stroke=stroke, stroke_width=width, stroke_dasharray=dash)

    def box(self, box: Box, fill: str, *, round_by: float = 0, stroke: str = "", width: float = 1) -> None:
        """Draw a rectangle."""
        edge = {"stroke": stroke, "stroke_width": width if stroke else ""}
        self.add("rect", **box._asdict(), rx=round_by or "", fill=fill, **edge)

    def disc(self, at: Point, radius: float, fill: str, *, stroke: str = "", width: float = 1) -> None:
        """Draw a circle."""
        edge = {"stroke": stroke, "stroke_width": width if stroke else ""}
        self.add("circle", cx=at[0], cy=at[1], r=radius, fill=fill, **edge)

    def shape(self, points: Iterable[Point], fill: str, stroke: str = "") -> None:
        """Draw a filled polygon."""
        self.add("polygon", points=" ".join(f"{plain(x)},{plain(y)}" for x, y in points), fill=fill, stroke=stroke)

    def path(self, data: str, stroke: str, width: float, dash: str = "") -> None:
        """Draw a line along a path."""
        round_ends = {"stroke_linecap": "round", "stroke_linejoin": "round"}
        self.add("path", d=data, fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash, **round_ends)


def element(name: str, text: str | None = None, /, **attributes: object) -> str:
    """An element on a line of its own; an attribute that is empty is left out."""
    told = "".join(
        f' {key.replace("_", "-")}="{plain(value)}"'
        if isinstance(value, (int, float))
        else f" {key.replace('_', '-')}={quoted(str(value))}"
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{told}/>\n" if text is None else f"<{name}{told}>{escaped(text)}</{name}>\n"


def plain(number: float) -> str:
    """*number* with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def escaped(text: str) -> str:
    """*text* as it may stand between tags."""
    return escape(_UNFIT.sub("", text))


def quoted(text: str) -> str:
    """*text* as the value of an attribute, its quotation marks included."""
    return quoteattr(_UNFIT.sub("", text))
