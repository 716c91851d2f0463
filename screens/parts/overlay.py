"""Curves laid over each other in few lines, above the list whose rows are their columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from screens.parts.curve import LEAST, MOST, Canvas, Curve, drawn
from screens.parts.lines import Lines

_GUTTER = 4
_WIDEST, _NARROWEST = 12, 3
"""Cells of a column: more tells no more, with fewer a line has no room to turn in."""


class Overlay(Lines):
    """Shows a window on the curves and points at the column of the row under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"overlay--{name}" for name in ("current", "near", "far", "before", "scale", "here")
    }
    DEFAULT_CSS = """
    Overlay {
        height: 6;
        & > .overlay--current { color: $text-accent; text-style: bold; }
        & > .overlay--near { color: $text-primary; }
        & > .overlay--far { color: $text-success; }
        & > .overlay--before { color: $text-muted; }
        & > .overlay--scale { color: $text-muted; }
        & > .overlay--here { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._curves: tuple[Curve, ...] = ()
        self._here = self._left = 0
        self._canvas: tuple[tuple[int, int], Canvas] | None = None

    def show(self, curves: Sequence[Curve], here: int) -> None:
        """Show *curves*, all of as many columns, and point at the column *here*."""
        self._curves, self._canvas = tuple(curves), None
        self.point_at(here)
        self.redraw()

    def point_at(self, column: int) -> None:
        """Point at *column*, and bring it into view."""
        self._here = column
        left, count = self._left, self._count
        if not left <= column < left + count:
            left = column - count // 4
        before, self._left = self._left, max(0, min(left, self._columns - count))
        if self._left == before:
            self.redraw_rows(self.row_count - 1)
        else:
            self.redraw()

    @property
    def _columns(self) -> int:
        return len(self._curves[0].values) if self._curves else 0

    @property
    def _width(self) -> int:
        """Cells of a column."""
        return max(_NARROWEST, min(_WIDEST, (self.text_width - _GUTTER) // max(1, self._columns)))

    @property
    def _count(self) -> int:
        """How many columns there is room for."""
        return max(1, (self.text_width - _GUTTER) // self._width)

    @property
    def row_count(self) -> int:
        """An odd number of lines for the curves, and one to point with."""
        return max(3, (self.size.height - 2) // 2 * 2 + 1) + 1 if self._curves else 0

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one line of the curves, or the one that points."""
        rows, cells = self.row_count - 1, self._width
        start, end = self._left * cells, (self._left + min(self._count, self._columns)) * cells
        if index == rows:
            pointer = " " * (_GUTTER + (self._here - self._left) * cells + cells // 2) + "▲"
            segments = [Segment(pointer, self.component_style("overlay--here").rich_style)]
        else:
            canvas = self._drawn(cells, rows)
            scale = {0: f"+{MOST:g}", rows // 2: "0", rows - 1: f"−{-LEAST:g}"}.get(index, "")
            more = "◂" if self._left and index == rows // 2 else " "
            segments = [Segment(f"{scale:>{_GUTTER - 1}}{more}", self.component_style("overlay--scale").rich_style)]
            line = zip(canvas.characters[index][start:end], canvas.styles[index][start:end], strict=True)
            for style, run in groupby(line, key=lambda cell: cell[1]):
                text = "".join(character or " " for character, _ in run)
                look = self.component_style(f"overlay--{style}") if style else self.visual_style
                segments.append(Segment(text, look.rich_style))
        return Strip(segments).adjust_cell_length(width, self.visual_style.rich_style)

    def _drawn(self, width: int, rows: int) -> Canvas:
        """The curves, drawn once for the room there is."""
        if self._canvas is None or self._canvas[0] != (width, rows):
            self._canvas = (width, rows), drawn(self._curves, self._columns, width, rows)
        return self._canvas[1]
