"""A list of records whose cursor stands in a column as well, so that one figure of a record can be opened by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from screens.parts.columns import Column, column_gap, column_widths, in_columns
from screens.parts.listing import Drawer, Listing
from screens.parts.text import wrap

_KEPT = -1
"""The rank of a column that gives way to no other."""
_MOST_LINES = 2
"""Lines a title may take."""


class Table(Listing):
    """A list with a cursor for one cell; whatever else there is room for, the column it stands in is shown."""

    HELP = "**h** and **l** go from column to column, **enter** opens what is under the cursor."
    BINDING_GROUP_TITLE = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "column(1)", "Right", tooltip="Go to the next column", id="table.right", show=False),
        Binding("h,left", "column(-1)", "Left", tooltip="Go to the column before", id="table.left", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--cell"}
    DEFAULT_CSS = """
    Table {
        & > .listing--cursor { color: $foreground; background: $boost; text-style: bold; }
        &:focus > .listing--cursor { color: $foreground; background: $boost; text-style: bold; }
        &:focus:nocolor > .listing--cursor { text-style: bold; }
        & > .table--cell { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
        &:nocolor > .table--cell { text-style: reverse; }
    }
    """

    column: reactive[int] = reactive(0, repaint=False, init=False)
    """The place of the column the cursor stands in, counted from 0."""

    @dataclass
    class Opened(Message):
        """The user wants to open one cell; in the first column it is the row itself, which is `Listing.Chosen`."""

        table: Table
        key: str
        column: int

        @property
        def control(self) -> Table:
            """The table, for `@on(Table.Opened, "#id")`."""
            return self.table

    def show(
        self,
        keys: Sequence[str],
        draw: Drawer,
        columns: Sequence[Column],
        *,
        is_heading: Callable[[str], bool] | None = None,
    ) -> None:
        """Show *keys*, as a list does; the cursor stays in its column where there is one."""
        self.set_reactive(Table.column, max(0, min(self.column, len(columns) - 1)))
        self._wanted = tuple(columns)
        super().show(keys, draw, self._kept(), is_heading=is_heading)

    @property
    def head_height(self) -> int:
        """Two lines of titles where one of them is longer than its column is wide, one where none is."""
        widths = column_widths(self._columns, self.room(self.text_width))
        return max((len(_broken(self._columns[place].title, cells)) for place, cells in widths.items()), default=0)

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw a line of the titles, which stand on the rows."""
        height, room = self.head_height, self.room(width)
        widths = column_widths(self._columns, room)
        titles = [""] * len(self._columns)
        for place, cells in widths.items():
            broken = _broken(self._columns[place].title, cells)
            titles[place] = ([""] * (height - len(broken)) + broken)[line]
        content = Content(" " * (width - 1 - room)) + in_columns(self._columns, titles, room)
        return self.styled(content, width, self.component_style("listing--titles"))

    def _kept(self) -> tuple[Column, ...]:
        """The columns; those that name the row and that the cursor stands in give way to none."""
        kept = (0, self.column)
        return tuple(replace(each, rank=_KEPT) if nth in kept else each for nth, each in enumerate(self._wanted))

    def validate_column(self, column: int) -> int:
        """Stay within the table."""
        return max(0, min(column, len(self._columns) - 1))

    def watch_column(self) -> None:
        """Send what changed of the row under the cursor, or of all rows where other columns come into view."""
        before, self._columns = self._columns, self._kept()
        room = self.room(self.text_width)
        if list(column_widths(before, room)) == list(column_widths(self._columns, room)):
            self.redraw_rows(self.cursor)
        else:
            self.redraw()

    def on_focus(self) -> None:
        """Show where the cursor stands."""
        self.redraw_rows(self.cursor)

    def on_blur(self) -> None:
        """Show no cell while keys go elsewhere."""
        self.redraw_rows(self.cursor)

    def under_cursor(self, line: Content, width: int) -> Content:
        """Point out the cell the cursor stands in."""
        start, cells = self._span(width)
        letters = [len(set_cell_size(line.plain, end)) for end in (start, start + cells)]
        return line.stylize(self.component_style("table--cell"), *letters) if self.has_focus else line

    def _span(self, width: int) -> tuple[int, int]:
        """The first cell of the column the cursor stands in, and how many it has."""
        room = self.room(width)
        start = width - 1 - room
        for place, cells in column_widths(self._columns, room).items():
            if place == self.column:
                return start, cells
            start += cells + column_gap(room)
        return start, 0

    def action_column(self, by: int) -> None:
        """Go *by* columns to the right."""
        self.column += by

    def action_choose(self) -> None:
        """Ask for the cell under the cursor to be opened."""
        if self.column == 0:
            super().action_choose()
        elif self.key is not None:
            self.post_message(self.Opened(self, self.key, self.column))

    def on_click(self, event: events.Click) -> None:
        """Go to the cell clicked on; a second click at once opens it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        room = self.room(self.text_width)
        end = self.text_width - 1 - room
        for column, cells in column_widths(self._columns, room).items():
            end += cells + column_gap(room)
            if place.x < end:
                self.column = column
                break


def _broken(title: str, cells: int) -> list[str]:
    """*title* in as many lines as it takes in so many cells, what is left over cut off the last."""
    if not title:
        return []
    lines = [line.plain for line in wrap(title, cells)]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [" ".join(lines[_MOST_LINES - 1 :])]
    return lines
