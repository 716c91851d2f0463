"""A picture in a fixed place, drawn only when what it shows or its size has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias

from textual.content import Content
from textual.strip import Strip

from screens.parts.lines import Lines
from screens.parts.plots import NOTHING, said

Drawing: TypeAlias = Callable[[int, int], Sequence[Content]]
"""Draws in so many cells and lines, as the functions of `screens.parts.plots` do once they have their data."""


class Plot(Lines):
    """Shows a drawing and sends only the cells that differ from the one before.

    A drawing function called again with the same data and another cursor lays the cursor over what plotext drew before.
    """

    def __init__(self, nothing: str = NOTHING, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._nothing = nothing
        self._key: Hashable = None
        self._draw: Drawing | None = None
        self._drawn: Sequence[Content] = ()
        self._drawn_for: tuple[Hashable, int, int] | None = None

    def show(self, key: Hashable, draw: Drawing | None) -> None:
        """Show what *draw* draws; None says in words that there is nothing.

        Args:
            key: all that the drawing depends on, its cursor included. As long as it is the same, nothing is drawn.
            draw: how to draw it.
        """
        if key == self._key and (draw is None) == (self._draw is None):
            return
        self._key, self._draw, self._drawn_for = key, draw, None
        self.redraw()

    @property
    def row_count(self) -> int:
        """As many rows as there is room for: a picture does not scroll."""
        return self.size.height

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw line *index* of the picture."""
        lines = self._lines(width, self.size.height)
        if index >= len(lines):
            return Strip.blank(width, self.visual_style.rich_style)
        return self.styled(lines[index], width, self.visual_style)

    def _lines(self, width: int, height: int) -> Sequence[Content]:
        if self._drawn_for != (self._key, width, height):
            self._drawn_for = (self._key, width, height)
            self._drawn = self._draw(width, height) if self._draw else said(self._nothing, width, height)
        return self._drawn
