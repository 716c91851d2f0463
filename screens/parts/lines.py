"""A widget made of lines that draws only those in view and sends only those that changed.

Over a slow line bytes are what a key costs: repainting a list of one screen takes 5 to 20 kB, a changed line 150 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from screens.parts.text import fit_content

_WHEEL = 3
"""Rows a turn of the mouse wheel scrolls by."""


class Lines(Widget):
    """Shows rows below a head that stays; a subclass says how many there are and draws one.

    It never grows with its rows and never asks for a layout. The last column holds the scroll mark.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--thumb"}
    DEFAULT_CSS = """
    Lines {
        width: 1fr;
        height: 1fr;
        & > .lines--thumb { color: $text-muted; }
    }
    """
    ALLOW_SELECT = False

    def __init__(
        self, *, name: str | None = None, id: str | None = None, classes: str | None = None, disabled: bool = False
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._top = 0
        self._sent: dict[int, Strip] = {}
        self._ready: dict[int, Strip] = {}  # drawn to be compared, not asked for yet

    @property
    def row_count(self) -> int:
        """How many rows there are, in view or not."""
        raise NotImplementedError

    @property
    def head_height(self) -> int:
        """How many lines above the rows stay when they scroll."""
        return 0

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw row *index*, counted from 0, in exactly *width* cells."""
        raise NotImplementedError

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw head line *line*, counted from 0, in exactly *width* cells."""
        raise NotImplementedError

    @property
    def foot_height(self) -> int:
        """How many lines below the rows stay when they scroll."""
        return 0

    def draw_foot(self, line: int, width: int) -> Strip:
        """Draw foot line *line*, counted from 0, in exactly *width* cells."""
        raise NotImplementedError

    @property
    def top(self) -> int:
        """The first row in view."""
        return self._top

    @property
    def window(self) -> int:
        """How many rows there is room for."""
        return max(0, self.size.height - self.head_height - self.foot_height)

    @property
    def text_width(self) -> int:
        """How many cells a row has, without the scroll mark."""
        return max(0, self.size.width - 1)

    def turn_to(self, row: int) -> bool:
        """Scroll so that *row* comes first, or as near to that as there are rows; return whether anything moved."""
        before, self._top = self._top, self._within(row)
        if self._top != before:
            self.redraw()
        return self._top != before

    def bring_into_view(self, row: int) -> bool:
        """Scroll to *row* if it is out of view; return whether anything moved.

        Three quarters of a page at once: scrolling row by row would repaint everything at every key.
        """
        return self.turn_to(self.top_showing(row))

    def top_showing(self, row: int) -> int:
        """Return the first row in view once *row* is, a quarter of a page from the edge it came in by."""
        behind = self.window // 4
        if row < self._top:
            return self._within(row + 1 + behind - self.window)
        if row >= self._top + self.window:
            return self._within(row - behind)
        return self._top

    def redraw(self) -> None:
        """Send the lines that are no longer as they were drawn, and no others."""
        self._send(list(self._sent))

    def redraw_rows(self, *rows: int) -> None:
        """Send what differs of *rows*, those of them in view, without looking at others."""
        lines = (row - self._top + self.head_height for row in rows)
        end = self.head_height + self.window
        self._send([y for y in lines if self.head_height <= y < end])

    def redraw_head(self) -> None:
        """Send what differs of the head."""
        self._send(range(self.head_height))

    def redraw_foot(self) -> None:
        """Send what differs of the foot."""
        self._send(range(max(self.head_height, self.size.height - self.foot_height), self.size.height))

    def render_line(self, y: int) -> Strip:
        """Draw line *y* of the widget, and remember what is sent."""
        strip = self._ready.pop(y, None) or self._line(y, self._frame())
        self._sent[y] = strip
        return strip

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw anew; where no regions are told, all of it."""
        if not regions:
            self._ready.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def styled(self, content: Content, width: int, style: Style) -> Strip:
        """Lay *content* over *style* in exactly *width* cells."""
        return Strip(fit_content(content, width).render_segments(style), width)

    def component_style(self, name: str) -> Style:
        """Return the style of component class *name*."""
        # get_visual_style knows every text style but reverse, the one that shows without colour.
        reverse = self.get_component_styles(name).text_style.reverse
        return self.get_visual_style(name) + Style(reverse=reverse)

    def on_resize(self) -> None:
        """Leave no empty lines below the last row."""
        self._top = self._within(self._top)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        if self.turn_to(self._top + _WHEEL):
            event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        if self.turn_to(self._top - _WHEEL):
            event.stop()

    def _within(self, row: int) -> int:
        return max(0, min(row, self.row_count - self.window))

    def _send(self, lines: Iterable[int]) -> None:
        """Send the cells of *lines* that are no longer as they were drawn."""
        height, frame = self.size.height, self._frame()
        regions: list[Region] = []
        for y in lines:
            if y < height:
                new = self._line(y, frame)
                changed = changed_cells(self._sent.get(y), new)
                regions += [Region(x, y, cells, 1) for x, cells in changed]
                self._ready[y] = new
        if regions:
            self.refresh(*regions)

    def _frame(self) -> _Frame:
        covered = thumb(self._top, self.window, self.row_count)
        return _Frame(self.text_width, self.head_height, self.row_count, covered, self.head_height + self.window)

    def _line(self, y: int, frame: _Frame) -> Strip:
        row = self._top + y - frame.head
        ground = self.visual_style.rich_style
        if y < frame.head:
            strip = self.draw_head(y, frame.width)
        elif y >= frame.foot:
            strip = self.draw_foot(y - frame.foot, frame.width)
        elif row < frame.rows:
            strip = self.draw_row(row, frame.width)
        else:
            strip = Strip.blank(frame.width, ground)
        if y - frame.head in frame.covered:
            mark = Segment("▐", self.component_style("lines--thumb").rich_style)
        else:
            mark = Segment(" ", ground)
        return Strip(Segment.simplify([*strip, mark]), frame.width + 1)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all lines of one drawing share.

    Attributes:
        width: cells of a row, without the scroll mark.
        head: lines above the rows.
        rows: how many there are, in view or not.
        covered: lines below the head that the scroll mark covers.
        foot: the first line below the rows.
    """

    width: int
    head: int
    rows: int
    covered: range
    foot: int


def changed_cells(old: Strip | None, new: Strip) -> Iterator[tuple[int, int]]:
    """Yield where *new* differs from *old*, as the first cell and how many; nothing where it does not."""
    if old is None or old.cell_length != new.cell_length:
        yield 0, new.cell_length
        return
    before, after = list(old), list(new)
    start = _alike(before, after)
    if start == len(before) == len(after):
        return
    before, after = before[start:], after[start:]
    end = _alike(before[::-1], after[::-1])
    first = sum(segment.cell_length for segment in [*new][:start])
    cells = sum(segment.cell_length for segment in after[: len(after) - end])
    # Within the first and the last segment that differ, letters may still be the same: a bar that grows by a cell.
    before, after = before[: len(before) - end], after[: len(after) - end]
    if before and after:
        ahead = _same_letters(before[0], after[0])
        behind = min(_same_letters(before[-1], after[-1], backwards=True), cells - 1 - ahead)
        first, cells = first + ahead, cells - ahead - max(0, behind)
    yield first, cells


def _same_letters(old: Segment, new: Segment, *, backwards: bool = False) -> int:
    """How many cells from the first on, or the last, hold the same letters; 0 where one is not a cell wide."""
    if old.style != new.style or any(len(each.text) != each.cell_length for each in (old, new)):
        return 0
    pairs = zip(old.text[::-1], new.text[::-1], strict=False) if backwards else zip(old.text, new.text, strict=False)
    shorter = min(len(old.text), len(new.text))
    return next((n for n, (one, two) in enumerate(pairs) if one != two), shorter)


def _alike(before: Sequence[Segment], after: Sequence[Segment]) -> int:
    """How many segments from the first on are the same in both."""
    return next(
        (n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after))
    )


def thumb(top: int, window: int, count: int) -> range:
    """Return the lines of a window of *window* rows that a scroll mark covers; none where all *count* rows fit.

    >>> thumb(0, 10, 100), thumb(90, 10, 100), thumb(0, 10, 10)
    (range(0, 1), range(9, 10), range(0, 0))
    """
    if count <= window:
        return range(0)
    size = max(1, window * window // count)
    start = round(top * (window - size) / (count - window))
    return range(start, start + size)
