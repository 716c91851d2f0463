"""A list with a cursor for one cell."""

from __future__ import annotations

from textual.app import App, ComposeResult

from screens.parts.listing import Column, Listing
from screens.parts.table import Table
from tests.stand import Stand

ROWS = {"a": ("Anna 漢字", "1", "2", "3"), "b": ("Bob", "4", "5", "6")}
COLUMNS = (Column("Name", None), Column("One", 5, rank=1), Column("Two", 5, rank=2), Column("Three", 5, rank=3))


class Held(App[None]):
    """One table."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, int]] = []

    def compose(self) -> ComposeResult:
        yield Table()

    def on_mount(self) -> None:
        self.table.show(tuple(ROWS), ROWS.__getitem__, COLUMNS)

    @property
    def table(self) -> Table:
        return self.query_one(Table)

    def on_table_opened(self, event: Table.Opened) -> None:
        self.opened.append((event.key, event.column))

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        self.opened.append((event.key, 0))

    @property
    def pointed_out(self) -> str:
        """The text under the cursor, as far as it is told apart from its row."""
        strip = self.table.render_line(1 + self.table.cursor)
        colours = [segment.style.bgcolor for segment in strip if segment.style and segment.text.strip()]
        row = colours[0]
        return "".join(s.text for s in strip if s.style and s.style.bgcolor != row and s.text.strip()).strip()


async def test_the_cursor_goes_from_cell_to_cell_and_opens_the_one_it_stands_in() -> None:
    app = Held()
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("enter", "l", "enter", "j", "l", "enter", "l", "l", "l", "enter", "h", "h", "h", "h", "enter")

        assert app.opened == [("a", 0), ("a", 1), ("b", 2), ("b", 3), ("b", 0)]


async def test_the_cell_is_pointed_out_also_behind_letters_of_two_cells() -> None:
    app = Held()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("l", "l")
        assert app.pointed_out == "2"

        await pilot.press("j", "l")
        assert app.pointed_out == "6"


async def test_a_column_for_which_there_is_no_room_is_shown_once_the_cursor_stands_in_it() -> None:
    app = Held()
    async with app.run_test(size=(22, 10)) as pilot:
        assert Stand.lines_of(app.table)[0].split() == ["Name", "One"]

        await pilot.press("l", "l", "l")
        assert Stand.lines_of(app.table)[0].split() == ["Name", "Three"]
        assert app.pointed_out == "3"


async def test_the_cursor_stays_in_a_column_there_is_when_others_are_shown() -> None:
    app = Held()
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("l", "l", "l")
        app.table.show(tuple(ROWS), lambda key: ROWS[key][:2], COLUMNS[:2])
        await pilot.press("enter")

        assert app.opened == [("a", 1)]


async def test_a_click_goes_to_the_cell() -> None:
    app = Held()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(Table, offset=(58, 2))

        assert (app.table.cursor, app.table.column) == (1, 3)
