"""The list, as a user walks through it and as records change under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.content import Content
from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.strip import Strip

from screens.parts.columns import column_gap, column_widths
from screens.parts.lines import thumb
from screens.parts.listing import NOWHERE, Cell, Column, Listing
from screens.parts.text import fit, fit_content, matches, wrap

HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[bold]王小明[/bold] 漢字かな交じり文",
    "سلام عليكم ورحمة الله",
    "👩‍💻 Ada 👍🏽 ❤️ 🏴‍☠️",
    "🇳🇱🇧🇪🇩🇪🇫🇷🇪🇸🇮🇹🇵🇱🇨🇿🇦🇹🇨🇭",
    "e\u0301le\u0300ve a\u0308\u0323",
    "ก็นี้ที่ปั๊",
    "क्\u200dष a\u200db \u200b\u200d",
    "tab\there\nand there",
)
COLUMNS = (Column("Name"), Column("Kind", 10), Column("Share", 6, "right"))


class Spied(Listing):
    """Writes down which of its lines it asks to be sent again; "all" for the whole of it."""

    def __init__(self, empty: str = "") -> None:
        super().__init__(empty)
        self.sent: list[int | str] = []

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Spied:
        self.sent += [region.y for region in regions] if regions else ["all"] if repaint else []
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Stand(App[None]):
    """Holds one list of made-up records and writes down what it says."""

    CSS = "Spied { border: round red; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "go_back")]

    def __init__(self, keys: Sequence[str] = (), *, columns: Sequence[Column] = COLUMNS) -> None:
        super().__init__()
        self.start = tuple(keys)
        self.columns = columns
        self.cells: dict[str, Sequence[Cell]] = {}
        self.said: list[tuple[str, object]] = []
        self.drawn: list[str] = []
        self.went_back = 0

    @property
    def listing(self) -> Spied:
        return self.query_one(Spied)

    def compose(self) -> ComposeResult:
        yield Spied("No personas yet. Press a to add one.")

    def on_mount(self) -> None:
        self.put(self.start)

    def put(self, keys: Sequence[str]) -> None:
        self.listing.show(keys, self.draw, self.columns, is_heading=lambda key: key.startswith("#"))

    def draw(self, key: str) -> Sequence[Cell]:
        self.drawn.append(key)
        return self.cells.get(key, (f"name of {key}", "customer", "7 %"))

    def action_go_back(self) -> None:
        self.went_back += 1

    def on_listing_moved(self, message: Listing.Moved) -> None:
        self.said.append(("moved", message.key))

    def on_listing_chosen(self, message: Listing.Chosen) -> None:
        self.said.append(("chosen", message.key))

    def on_listing_marked(self, message: Listing.Marked) -> None:
        self.said.append(("marked", message.control.marked))

    def lines(self) -> list[str]:
        """The inside of the list as text."""
        width, height = self.listing.size
        return [strip.crop(0, width).text for strip in map(self.listing.render_line, range(height))]


def keys(count: int) -> list[str]:
    return [f"k{number}" for number in range(count)]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(["new", *keys(9)], id="one came before"),
        pytest.param(keys(9)[2:], id="two before are gone"),
        pytest.param(keys(9)[::-1], id="all are the other way round"),
    ],
)
async def test_the_cursor_stays_with_its_key(after: list[str]) -> None:
    app = Stand(keys(9))
    async with app.run_test() as pilot:
        app.listing.move_to("k4")
        await pilot.pause()
        app.said.clear()

        app.put(after)
        await pilot.pause()

        assert app.listing.key == "k4"
        assert app.listing.cursor == after.index("k4")
        assert app.said == [], "the same key is still under the cursor"


@pytest.mark.parametrize(
    ("after", "key"),
    [
        pytest.param(["k0", "k1", "k2", "k4"], "k4", id="the next one"),
        pytest.param(["k0", "k1"], "k1", id="the last one left before it"),
        pytest.param(["k9", "k4", "k2"], "k4", id="a neighbour in the old order, wherever it is now"),
        pytest.param(["x", "y"], "y", id="the same place where no key is left"),
        pytest.param([], None, id="nothing"),
    ],
)
async def test_a_cursor_whose_key_is_gone_goes_to_its_neighbour(after: list[str], key: str | None) -> None:
    app = Stand(keys(5))
    async with app.run_test() as pilot:
        app.listing.move_to("k3")
        await pilot.pause()
        app.said.clear()

        app.put(after)
        await pilot.pause()

        assert app.listing.key == key
        assert app.said == [("moved", key)]


async def test_rows_added_above_the_view_move_nothing_on_screen() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)) as pilot:
        app.listing.move_to("k50")
        await pilot.pause()
        before, top = app.lines(), app.listing.top
        app.listing.sent.clear()

        app.put(["new", "newer", *keys(100)])

        assert app.listing.top == top + 2
        assert app.lines() == before
        assert app.listing.sent == []


async def test_a_row_that_trades_places_costs_two_lines() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j")
        app.listing.sent.clear()

        app.put(["k0", "k1", "k3", "k2", *keys(100)[4:]])

        assert app.listing.key == "k2"
        assert app.listing.sent == [3, 4], "line 0 holds the titles"


async def test_a_cursor_at_the_top_that_moves_down_stays_in_view() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)):
        app.put([*keys(100)[1:], "k0"])

        assert app.listing.key == "k0"
        assert app.listing.top <= app.listing.cursor < app.listing.top + app.listing.window


async def test_a_change_of_one_record_costs_one_line() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.listing.sent.clear()

        app.put(keys(100))
        unchanged = list(app.listing.sent)
        app.cells["k5"] = ("renamed", "customer", "7 %")
        app.put(keys(100))
        await pilot.pause()

        assert unchanged == []
        assert app.listing.sent == [6]
        assert "renamed" in app.lines()[6]


async def test_a_step_costs_two_lines_and_draws_two_rows() -> None:
    app = Stand(keys(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.listing.sent.clear()
        app.drawn.clear()

        await pilot.press("j")

        assert app.listing.sent == [1, 2]
        assert app.drawn == ["k0", "k1"]


async def test_walking_off_the_edge_turns_most_of_a_page_at_once() -> None:
    app = Stand(keys(200))
    async with app.run_test(size=(80, 24)):
        tops = [app.listing.top]
        for step in [1] * 60 + [-1] * 60:
            app.listing.action_move(step)
            tops.append(app.listing.top)
            assert app.listing.top <= app.listing.cursor < app.listing.top + app.listing.window

        assert app.listing.key == "k0"
        assert app.listing.top == 0
        assert sum(one != other for one, other in pairwise(tops)) <= 2 * (60 // (app.listing.window // 2))


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("down", "up")])
async def test_letters_and_arrows_walk_alike(down: str, up: str) -> None:
    app = Stand(keys(9))
    async with app.run_test() as pilot:
        await pilot.press(down, down, down, up)

        assert app.listing.key == "k2"


async def test_ten_thousand_keys_cost_no_more_than_the_rows_in_view() -> None:
    app = Stand(keys(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert len(app.drawn) <= 2 * app.listing.window
        assert set(app.drawn) <= set(keys(app.listing.window))


@pytest.mark.parametrize("width", [60, 80, 100, 200])
async def test_no_text_breaks_a_column_or_the_border(width: int) -> None:
    app = Stand(HOSTILE)
    app.cells = {text: (text, "customer", Content(text)) for text in HOSTILE}
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()

        shown = [row.text for row in app.screen._compositor.render_strips()]
        rows = [row for row in shown if "customer" in row]

        assert len(rows) == len(HOSTILE)
        assert {cell_len(row) for row in shown} == {width}
        assert {sum(map(cell_len, row)) for row in shown} == {width}, "also to a terminal that joins no letters"
        assert {row[-1] for row in shown[1:-1]} == {"│"}
        assert len({cell_len(row[: row.index("customer")]) for row in rows}) == 1


async def test_markup_is_shown_as_it_was_written() -> None:
    app = Stand(["k0"])
    app.cells["k0"] = ("[@click=app.quit]x[/] [/bold]", "[red]", "")
    async with app.run_test() as pilot:
        await pilot.pause()

        assert "[@click=app.quit]x[/] [/bold]" in app.lines()[1]
        assert "[red]" in app.lines()[1]


async def test_space_marks_and_goes_on() -> None:
    app = Stand(keys(5))
    async with app.run_test() as pilot:
        await pilot.press("j", "space", "j", "space")

        assert app.listing.marked == ("k1", "k3")
        assert app.listing.subject_keys == ("k1", "k3")
        assert app.listing.key == "k4"
        assert [line[1] for line in app.lines()[1:6]] == [" ", "●", " ", "●", " "]
        assert ("marked", ("k1",)) in app.said


async def test_a_second_space_takes_the_mark_away() -> None:
    app = Stand(keys(5))
    async with app.run_test() as pilot:
        await pilot.press("space", "k", "space")

        assert app.listing.marked == ()
        assert app.listing.subject_keys == ("k1",), "without marks an action applies to the row under the cursor"


@pytest.mark.parametrize("walk", [("G", "v", "g", "v"), ("g", "v", "G", "v")])
async def test_v_at_both_ends_marks_all_between_but_no_heading(walk: Sequence[str]) -> None:
    app = Stand(["k0", "#one", "k1", "k2"])
    async with app.run_test() as pilot:
        await pilot.press(*walk)

        assert app.listing.marked == ("k0", "k1", "k2")


async def test_marks_come_in_the_order_of_the_list_and_survive_being_left_out() -> None:
    app = Stand(keys(4))
    async with app.run_test() as pilot:
        await pilot.press("space", "space")

        app.put(["k3", "k1"])
        narrowed = app.listing.marked
        app.put(["k3", "k1", "k0"])

        assert narrowed == ("k1",)
        assert app.listing.marked == ("k1", "k0")


async def test_escape_takes_marks_away_and_then_belongs_to_others() -> None:
    app = Stand(keys(4))
    async with app.run_test() as pilot:
        await pilot.press("space", "v", "escape")
        kept_to_itself = app.went_back == 0
        await pilot.press("escape")

        assert kept_to_itself
        assert app.listing.marked == ()
        assert "●" not in "".join(app.lines())
        assert "◉" not in "".join(app.lines())
        assert app.went_back == 1


@pytest.mark.parametrize(
    ("walk", "key"),
    [
        pytest.param((), "k0", id="at the start"),
        pytest.param(("j", "j"), "k2", id="down"),
        pytest.param(("j", "j", "k"), "k1", id="up"),
        pytest.param(("G",), "k2", id="to the end"),
        pytest.param(("G", "j"), "k2", id="past the end"),
        pytest.param(("G", "g"), "k0", id="to the start"),
        pytest.param(("G", "k", "k"), "k0", id="up across headings"),
        pytest.param(("k",), "k0", id="past the start"),
        pytest.param(("pagedown", "pageup"), "k0", id="a page and back"),
    ],
)
async def test_the_cursor_skips_headings(walk: Sequence[str], key: str) -> None:
    app = Stand(["#one", "k0", "#two", "#three", "k1", "k2", "#four"])
    async with app.run_test() as pilot:
        await pilot.press(*walk)

        assert app.listing.key == key


async def test_a_list_of_headings_has_no_cursor() -> None:
    app = Stand(["#one", "#two"])
    async with app.run_test() as pilot:
        await pilot.press("j", "space", "v", "enter")

        assert app.listing.cursor == NOWHERE
        assert app.listing.subject_keys == ()
        assert app.said == []


@pytest.mark.parametrize(("walk", "row"), [(("ctrl+d",), 10), (("ctrl+d", "ctrl+u"), 0), (("pagedown",), 20)])
async def test_pages_are_measured_by_the_window(walk: Sequence[str], row: int) -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*walk)

        assert app.listing.window == 21
        assert app.listing.cursor == row


async def test_a_click_goes_to_the_row_and_another_at_once_opens_it() -> None:
    app = Stand(["#one", "k0", "k1", "k2"])
    async with app.run_test() as pilot:
        await pilot.click(Spied, offset=(5, 4))
        moved = app.listing.key
        await pilot.click(Spied, offset=(5, 5), times=2)

        assert moved == "k1"
        assert app.said[-2:] == [("moved", "k2"), ("chosen", "k2")]


@pytest.mark.parametrize(
    "line",
    [pytest.param(1, id="titles"), pytest.param(2, id="heading"), pytest.param(9, id="below")],
)
async def test_a_click_beside_the_rows_moves_nothing(line: int) -> None:
    app = Stand(["#one", "k0", "k1"])
    async with app.run_test() as pilot:
        await pilot.click(Spied, offset=(5, line))

        assert app.listing.key == "k0"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot._post_mouse_events([MouseScrollDown] * 2, Spied)
        scrolled, first, key = app.listing.top, app.lines()[1], app.listing.key
        await pilot.press("j")

        assert scrolled == 6
        assert "name of k6" in first
        assert (key, app.listing.key) == ("k0", "k1")
        assert app.listing.top == 0, "the next step comes back to the cursor"


async def test_enter_chooses() -> None:
    app = Stand(keys(3))
    async with app.run_test() as pilot:
        await pilot.press("j", "enter")

        assert app.said[-1] == ("chosen", "k1")


async def test_the_cursor_shows_by_a_sign_too() -> None:
    app = Stand(keys(3))
    async with app.run_test() as pilot:
        await pilot.press("j")

        assert [line[0] for line in app.lines()[1:4]] == [" ", "▌", " "]


async def test_without_colour_the_cursor_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Stand(keys(3))
    async with app.run_test() as pilot:
        await pilot.pause()

        assert _reversed(app.listing.render_line(1))
        assert not _reversed(app.listing.render_line(2))


def _reversed(strip: Strip) -> bool:
    return any(segment.style is not None and segment.style.reverse for segment in strip)


async def test_an_empty_list_says_what_to_do() -> None:
    app = Stand()
    async with app.run_test(size=(30, 12)) as pilot:
        await pilot.pause()

        assert " ".join(" ".join(app.lines()[1:]).split()) == "No personas yet. Press a to add one."
        assert app.listing.key is None


async def test_what_is_searched_for_is_pointed_out_whatever_its_case() -> None:
    app = Stand(keys(3))
    app.cells["k1"] = ("Große STRASSE", "customer", "7 %")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.listing.sent.clear()

        app.listing.needle = "straße"

        assert app.listing.sent == [2]
        hits = [segment.text for segment in app.listing.render_line(2) if segment.style and segment.style.underline]
        assert hits == ["STRASSE"]


async def test_next_match_goes_round_the_end_both_ways() -> None:
    app = Stand(["#heading with mobiel", *keys(6)])
    app.cells |= dict.fromkeys(("k1", "k4"), ("Michiel Mobiel", "", ""))
    async with app.run_test():
        app.listing.needle = "mobiel"

        walked = [(app.listing.next_match(by), app.listing.key) for by in (1, 1, 1, -1)]
        app.listing.needle = "nobody"

        assert walked == [(True, "k1"), (True, "k4"), (True, "k1"), (True, "k4")]
        assert not app.listing.next_match(1)
        assert app.listing.key == "k4"


async def test_a_window_that_shrinks_keeps_the_cursor_in_view() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("pagedown")
        await pilot.resize_terminal(80, 16)
        await pilot.pause()

        assert app.listing.top <= app.listing.cursor < app.listing.top + app.listing.window
        assert any(line.startswith("▌") for line in app.lines())


async def test_move_to_comes_back_to_a_cursor_scrolled_out_of_view() -> None:
    app = Stand(keys(100))
    async with app.run_test(size=(80, 24)):
        app.listing.turn_to(50)

        assert app.listing.move_to("k0")
        assert app.listing.top == 0


async def test_colours_of_a_cell_give_way_to_those_of_the_cursor() -> None:
    app = Stand(["k0", "k1"])
    app.cells = dict.fromkeys(app.start, (Content.styled("name", "red on yellow"), "customer", "7 %"))
    async with app.run_test() as pilot:
        await pilot.pause()
        under, other = (
            any(segment.style and segment.style.bgcolor == Color.parse("yellow").rich_color for segment in strip)
            for strip in map(app.listing.render_line, (1, 2))
        )

        assert other
        assert not under


async def test_move_to_a_key_that_is_left_out_is_refused() -> None:
    app = Stand(keys(3))
    async with app.run_test():
        assert not app.listing.move_to("k9")
        assert app.listing.key == "k0"


async def test_columns_without_titles_leave_no_line_for_them() -> None:
    app = Stand(keys(3), columns=(Column(""), Column("", 10), Column("", 6)))
    async with app.run_test() as pilot:
        await pilot.pause()

        assert app.lines()[0].startswith("▌  name of k0")


def test_every_key_of_the_list_can_be_remapped_and_explains_itself() -> None:
    bindings = [binding for binding in Listing.BINDINGS if isinstance(binding, Binding)]

    assert len(bindings) == len(Listing.BINDINGS)
    assert all(binding.id and binding.id.startswith("list.") and binding.tooltip for binding in bindings)


def test_columns_of_high_rank_go_first_where_room_is_short() -> None:
    columns = (Column("name", least=20), Column("reach", 6, rank=1), Column("score", 10))

    assert column_widths(columns, 60) == {0: 42, 1: 6, 2: 10}
    assert column_widths(columns, 35) == {0: 24, 2: 10}
    assert column_widths(columns, 25) == {0: 25}
    assert column_widths(columns, 5) == {0: 5}


@given(
    st.lists(st.builds(Column, st.just("x"), st.none() | st.integers(1, 40), rank=st.integers(0, 2)), min_size=1),
    st.integers(1, 250),
)
def test_columns_never_take_more_than_the_room(columns: list[Column], room: int) -> None:
    widths = column_widths(columns, room)

    taken = sum(widths.values()) + column_gap(room) * (len(widths) - 1)
    assert widths
    assert taken <= room
    if any(columns[place].width is None for place in widths):
        assert taken == room


@given(st.text(), st.integers(0, 40), st.sampled_from(["left", "center", "right"]))
def test_fitted_text_is_as_wide_as_asked(text: str, width: int, align: str) -> None:
    fitted = fit(text, width, align)  # type: ignore[arg-type]

    assert cell_len(fitted) == width
    assert not {"\n", "\t", "\x1b", "\x9b"} & set(fitted)


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        pytest.param("漢字漢字", 6, "漢字… ", id="no half of a wide letter"),
        pytest.param("🇳🇱 🇧🇪", 4, "NL… ", id="flags as letters"),
        pytest.param("👩\u200d💻 👍🏽 ❤\ufe0f", 8, "👩💻 👍…", id="signs without what only some terminals join"),
        pytest.param("e\u0301e\u0301e\u0301", 2, "e\u0301…", id="no letter without its accent"),
        pytest.param("a\tb\nc", 6, "a b c ", id="one line"),
        pytest.param("\x1b[31m", 6, " [31m ", id="no escape"),
    ],
)
def test_text_is_cut_between_letters(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


def test_styles_stay_with_their_letters_when_others_are_left_out() -> None:
    content = Content.assemble("👩\u200d💻 ", ("Ada", "bold"), " 🇳🇱")

    fitted = fit_content(content, 20)

    assert [fitted.plain[span.start : span.end] for span in fitted.spans] == ["Ada"]
    assert cell_len(fitted.plain) == 20


def test_wrapped_prose_keeps_its_paragraphs_and_fits() -> None:
    lines = [line.plain for line in wrap("Search 漢字漢字漢字漢字 and\n\nbook", 10)]

    assert lines == ["Search", "漢字漢字漢", "字漢字 and", "", "book"]


def test_matches_are_places_in_the_text_as_written() -> None:
    assert matches("Straße, STRASSE", "strasse") == [(0, 6), (8, 15)]
    assert matches("anything", "") == []


def test_the_scroll_mark_reaches_both_ends() -> None:
    assert thumb(0, 10, 10) == range(0)
    assert thumb(0, 10, 10_000) == range(1)
    assert thumb(9_990, 10, 10_000) == range(9, 10)
