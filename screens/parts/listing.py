"""A list of records in columns, however many there are, that costs no more than the rows in view.

The list knows keys and how to ask for the cells of one. What the keys stand for, what is left out and in which order
they come is the caller's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from screens.parts.columns import Column, in_columns
from screens.parts.lines import Lines
from screens.parts.text import Cell, as_content, matches, wrap

__all__ = ["NOWHERE", "Cell", "Column", "Drawer", "Listing"]

NOWHERE = -1
"""Where the cursor is in a list without a row to stand on."""

_CURSOR, _MARK, _RANGE = "▌", "●", "◉"
_MARGIN = 3
"""Cells left of the columns: the cursor's sign, the mark's, a blank. Right of them is one more blank."""
_HIT = Style(bold=True, underline=True)
"""How what was searched for shows under the cursor, whose own colours must stay readable."""

Drawer = Callable[[str], Sequence[Cell]]
"""Turns a key into its cells, one for each column; the first cell of a heading is drawn, others are not."""


class Listing(Lines, can_focus=True):
    """A table with a cursor, marks and headings that stays where it is by key when its rows change."""

    HELP = "Move with **j** and **k**, mark with **space**, mark a range with **v** at both ends."
    BINDING_GROUP_TITLE = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", tooltip="Go to the next row", id="list.down", show=False),
        Binding("k,up", "move(-1)", "Up", tooltip="Go to the row before", id="list.up", show=False),
        Binding("g,home", "first", "First", tooltip="Go to the first row", id="list.first", show=False),
        Binding("G,end", "last", "Last", tooltip="Go to the last row", id="list.last", show=False),
        Binding("ctrl+d", "half(1)", "½ page down", tooltip="Go half a page down", id="list.half_down", show=False),
        Binding("ctrl+u", "half(-1)", "½ page up", tooltip="Go half a page up", id="list.half_up", show=False),
        Binding("pagedown", "page(1)", "Page down", tooltip="Go a page down", id="list.page_down", show=False),
        Binding("pageup", "page(-1)", "Page up", tooltip="Go a page up", id="list.page_up", show=False),
        Binding("space", "mark", "Mark", tooltip="Mark the row, or take its mark away", id="list.mark"),
        Binding("v", "mark_range", "Range", tooltip="Mark all from here to the next v", id="list.range", show=False),
        Binding("escape", "unmark", "Unmark", tooltip="Take all marks away", id="list.unmark", show=False),
        Binding("enter", "choose", "Open", tooltip="Open the row under the cursor", id="list.choose"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "listing--titles",
        "listing--heading",
        "listing--cursor",
        "listing--marked",
        "listing--match",
        "listing--empty",
    }
    DEFAULT_CSS = """
    Listing {
        & > .listing--titles { color: $text-muted; text-style: bold; }
        & > .listing--heading { color: $text-primary; text-style: bold; }
        & > .listing--marked { color: $text-warning; text-style: bold; }
        & > .listing--match { color: $text-warning; text-style: bold underline; }
        & > .listing--empty { color: $text-muted; }
        & > .listing--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .listing--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:focus:nocolor > .listing--cursor { text-style: reverse; }
    }
    """

    cursor: reactive[int] = reactive(NOWHERE, repaint=False, init=False)
    """Row the cursor is on, counted from 0, or NOWHERE."""
    key: reactive[str | None] = reactive(None, repaint=False, init=False)
    """The key under the cursor, for reading. Who watches it draws in the frame in which the cursor moves."""
    needle: reactive[str] = reactive("", repaint=False, init=False)
    """Text to point out wherever a cell holds it, whatever its case."""
    empty: reactive[str] = reactive("", repaint=False, init=False)
    """What to say, above all what to do, when there are no rows."""

    @dataclass
    class Moved(Message):
        """Another key is under the cursor, or none any more."""

        listing: Listing
        key: str | None

        @property
        def control(self) -> Listing:
            """The list, for `@on(Listing.Moved, "#id")`."""
            return self.listing

    @dataclass
    class Chosen(Message):
        """The user wants to open what is under the cursor."""

        listing: Listing
        key: str

        @property
        def control(self) -> Listing:
            """The list, for `@on(Listing.Chosen, "#id")`."""
            return self.listing

    @dataclass
    class Marked(Message):
        """Other rows than before are marked."""

        listing: Listing

        @property
        def control(self) -> Listing:
            """The list, for `@on(Listing.Marked, "#id")`."""
            return self.listing

    def __init__(
        self,
        empty: str = "",
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.set_reactive(Listing.empty, empty)
        self._keys: tuple[str, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._drawer: Drawer = _nothing
        self._is_heading: Callable[[str], bool] = _never
        self._marks: frozenset[str] = frozenset()
        self._range_from: str | None = None

    def show(
        self,
        keys: Sequence[str],
        draw: Drawer,
        columns: Sequence[Column],
        *,
        is_heading: Callable[[str], bool] | None = None,
    ) -> None:
        """Show *keys* in this order, and stay with the key under the cursor.

        Where that key is gone the cursor goes to the nearest key of the old order that is still here. The rows
        in view keep their place as far as most of them can. Marks stay with their keys, also while those are
        left out. Only lines that look different afterwards are sent.

        Args:
            keys: ids of records, each once, and of headings.
            draw: gives the cells of a key, one for each column; called for rows in view only.
            columns: from left to right.
            is_heading: tells keys of headings, on which the cursor does not stand; by default there are none.
        """
        before, self._keys = self._keys, tuple(keys)
        self._drawer, self._columns, self._is_heading = draw, tuple(columns), is_heading or _never
        if self._keys != before:
            self._follow(before)
        self.redraw()
        self.key = self._key_at(self.cursor)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, headings too, in the order shown."""
        return self._keys

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked keys that are shown, in the order shown."""
        return tuple(key for key in self._keys if key in self._marks) if self._marks else ()

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """What an action applies to: the marked keys, else the one under the cursor."""
        return self.marked or (() if self.key is None else (self.key,))

    def move_to(self, key: str) -> bool:
        """Put the cursor on *key* and bring it into view; return whether it is shown."""
        if key not in self._keys:
            return False
        self.cursor = self._keys.index(key)
        self.bring_into_view(self.cursor)
        return True

    def next_match(self, by: int) -> bool:
        """Go to the next row with a cell that holds `needle`: forward for a positive *by*, else back; round the end.

        Rows out of view are drawn to look into them, until one holds it.

        Returns:
            Whether there is one.
        """
        sought, step, count = self.needle.casefold(), 1 if by > 0 else -1, len(self._keys)
        others = ((self.cursor + step * nth) % count for nth in range(1, count + 1))
        found = next((row for row in others if self._can_stand(row) and self._holds(row, sought)), None)
        if not sought or found is None:
            return False
        self.cursor = found
        return True

    @property
    def row_count(self) -> int:
        """How many rows there are; without keys, the lines that say so."""
        return len(self._keys) or len(self._hint(self.text_width))

    @property
    def head_height(self) -> int:
        """One line of titles, where a column has one."""
        return int(any(column.title for column in self._columns))

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw the titles of the columns."""
        del line
        titles = [column.title for column in self._columns]
        return self.styled(
            self._in_columns(" " * _MARGIN, titles, width), width, self.component_style("listing--titles")
        )

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw a record, a heading, or a line of what to do without any."""
        if not self._keys:
            hint = Content(" " * _MARGIN) + self._hint(width)[index]
            return self.styled(hint, width, self.component_style("listing--empty"))
        key = self._keys[index]
        if self._is_heading(key):
            heading = Content(" ") + as_content(self._drawer(key)[0])
            return self.styled(heading, width, self.component_style("listing--heading"))
        return self._record(index, key, width)

    def validate_cursor(self, row: int) -> int:
        """Skip headings in the direction the cursor goes, and stay within the list."""
        if not self._keys:
            return NOWHERE
        row = max(0, min(row, len(self._keys) - 1))
        ahead, behind = range(row, len(self._keys)), range(row, -1, -1)
        order = chain(ahead, behind) if row >= self.cursor else chain(behind, ahead)
        return next(filter(self._can_stand, order), NOWHERE)

    def under_cursor(self, line: Content, width: int) -> Content:
        """The row under the cursor, *width* cells wide, as it is pointed out by more than the ground it stands on."""
        del width
        return line

    def watch_cursor(self, before: int, now: int) -> None:
        """Send the two rows that changed, or at the edge the page after them."""
        if not self.bring_into_view(now):
            self.redraw_rows(before, now)
        self.key = self._key_at(now)

    def watch_key(self, key: str | None) -> None:
        """Tell that the cursor is on another key."""
        self.post_message(self.Moved(self, key))

    def watch_needle(self) -> None:
        """Point out what is searched for."""
        self.redraw()

    def watch_empty(self) -> None:
        """Say what to do."""
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to others the keys that have nothing to work on here, escape above all."""
        del parameters
        if action == "unmark":
            return self._range_from is not None or bool(self.marked)
        return self.key is not None or action not in {"mark", "mark_range", "choose"}

    def action_move(self, by: int) -> None:
        """Go *by* rows down."""
        self.cursor += by

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor = len(self._keys) - 1

    def action_half(self, by: int) -> None:
        """Go *by* half pages down."""
        self.cursor += by * max(1, self.window // 2)

    def action_page(self, by: int) -> None:
        """Go *by* pages down; one row stays in view."""
        self.cursor += by * max(1, self.window - 1)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        if self.key is None:
            return
        self._marks ^= {self.key}
        self.redraw_rows(self.cursor)
        self.post_message(self.Marked(self))
        self.cursor += 1

    def action_mark_range(self) -> None:
        """Remember one end of a range, or mark all from there to the cursor."""
        if self._range_from is None or self._range_from not in self._keys:
            self._range_from = self.key
            self.redraw_rows(self.cursor)
            return
        first, last = sorted((self._keys.index(self._range_from), self.cursor))
        self._marks |= {self._keys[row] for row in range(first, last + 1) if self._can_stand(row)}
        self._range_from = None
        self.redraw()
        self.post_message(self.Marked(self))

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._marks, self._range_from = frozenset(), None
        self.redraw()
        self.post_message(self.Marked(self))

    def action_choose(self) -> None:
        """Ask for the row under the cursor to be opened."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Go to the row clicked on; a second click at once opens it."""
        place = event.get_content_offset(self)
        if place is None or place.y < self.head_height:
            return
        row = self.top + place.y - self.head_height
        if row < len(self._keys) and self._can_stand(row):
            self.cursor = row
            if event.chain == 2:
                self.action_choose()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        if self.cursor != NOWHERE:
            self.bring_into_view(self.cursor)

    def _follow(self, before: tuple[str, ...]) -> None:
        places = {key: row for row, key in enumerate(self._keys)}
        was_in_view = self.top <= self.cursor < self.top + self.window
        seen = enumerate(before[self.top : self.top + self.window], self.top)
        shifts = Counter(places[key] - row for row, key in seen if key in places)
        cursor = self._nearest(before, places)
        self.set_reactive(Listing.cursor, cursor)
        self._top = self._within(self.top + max(shifts, key=shifts.__getitem__, default=0))
        if was_in_view:
            self._top = self.top_showing(cursor)

    def _nearest(self, before: tuple[str, ...], places: Mapping[str, int]) -> int:
        if self.cursor != NOWHERE:
            for row in _outward(self.cursor, len(before)):
                place = places.get(before[row])
                if place is not None and self._can_stand(place):
                    return place
        return self.validate_cursor(self.cursor)

    def _key_at(self, row: int) -> str | None:
        return None if row == NOWHERE else self._keys[row]

    def _can_stand(self, row: int) -> bool:
        return not self._is_heading(self._keys[row])

    def _holds(self, row: int, sought: str) -> bool:
        return any(sought in str(cell).casefold() for cell in self._drawer(self._keys[row]))

    def _hint(self, width: int) -> list[Content]:
        return wrap(self.empty, width - _MARGIN - 1)

    def _record(self, index: int, key: str, width: int) -> Strip:
        here, marked = index == self.cursor, key in self._marks
        sign = _RANGE if key == self._range_from else _MARK if marked else " "
        margin = f"{_CURSOR if here else ' '}{sign} "
        line = self._in_columns(margin, self._drawer(key), width)
        if here:  # colours made for the list's ground may not show on the cursor's
            line = self.under_cursor(line.without_spans, width)
        if self.needle:
            line = self._pointed_out(line, here=here)
        return self.styled(line, width, self._style(here=here, marked=marked))

    def _pointed_out(self, line: Content, *, here: bool) -> Content:
        hit = _HIT if here else self.get_visual_style("listing--match", partial=True)
        for start, end in matches(line.plain, self.needle):
            line = line.stylize(hit, start, end)
        return line

    def _style(self, *, here: bool, marked: bool) -> Style:
        if here:
            return self.component_style("listing--cursor")
        return self.component_style("listing--marked") if marked else self.visual_style

    def _in_columns(self, margin: str, cells: Sequence[Cell], width: int) -> Content:
        return Content(margin) + in_columns(self._columns, cells, self.room(width))

    @staticmethod
    def room(width: int) -> int:
        """How many cells of a row *width* cells wide there are for columns, gaps included."""
        return width - _MARGIN - 1


def _outward(start: int, count: int) -> Iterator[int]:
    yield start
    for distance in range(1, count):
        yield from (row for row in (start + distance, start - distance) if 0 <= row < count)


def _never(key: str) -> bool:
    del key
    return False


def _nothing(key: str) -> Sequence[Cell]:
    del key
    return ()
