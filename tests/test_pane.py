"""The detail pane: what it shows of a record, and how little it sends when that changes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input

from screens.parts.pane import Field, Heading, Line, Pane, Prose

STORY = "I scroll through 400 trips because I cannot filter on country, price or days."


class Spied(Pane):
    """Writes down which of its lines it asks to be sent again; "all" for the whole of it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[int | str] = []

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Spied:
        self.sent += [region.y for region in regions] if regions else ["all"] if repaint else []
        self.sent += ["layout"] if layout else []
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Stand(App[None]):
    """Holds something to have the focus, and one pane."""

    CSS = "Input { dock: top; } Spied { border: round red; }"

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        super().__init__()
        self.start = tuple(lines)

    @property
    def pane(self) -> Spied:
        return self.query_one(Spied)

    def compose(self) -> ComposeResult:
        yield Input()
        yield Spied()

    def on_mount(self) -> None:
        self.pane.show(self.start, subject="anna")

    def lines(self) -> list[str]:
        """The inside of the pane as text, without blanks at the end."""
        return [self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height)]


async def test_a_record_is_laid_out_in_words() -> None:
    lines = (Heading("Anna"), "", Field("Kind", "customer"), Field("Quote", STORY), Prose("Line one\n\nLine two"))
    app = Stand(lines)
    async with app.run_test(size=(32, 16)) as pilot:
        await pilot.pause()

        assert app.lines()[:11] == [
            "Anna",
            "",
            "Kind  customer",
            "Quote I scroll through 400",
            "      trips because I cannot",
            "      filter on country,",
            "      price or days.",
            "Line one",
            "",
            "Line two",
            "",
        ]


async def test_what_is_not_known_shows_as_a_dash() -> None:
    app = Stand([Field("NPS", None), Field("Share", "0 %")])
    async with app.run_test() as pilot:
        await pilot.pause()

        assert app.lines()[:2] == ["NPS   –", "Share 0 %"]


async def test_a_label_takes_no_more_than_a_third() -> None:
    app = Stand([Field("A label that would fill the pane alone", "value")])
    async with app.run_test(size=(38, 10)) as pilot:
        await pilot.pause()

        assert app.lines()[0] == "A label th… value"


async def test_only_lines_that_changed_are_sent_and_none_asks_for_a_layout() -> None:
    app = Stand([Heading("Anna"), Field("Kind", "customer"), Field("Share", "7 %"), Prose(STORY)])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.pane.sent.clear()

        app.pane.show([Heading("Anna"), Field("Kind", "customer"), Field("Share", "9 %"), Prose(STORY)], subject="anna")
        await pilot.pause()

        assert app.pane.sent == [2]
        assert app.lines()[2] == "Share 9 %"


async def test_lines_that_are_gone_are_wiped() -> None:
    app = Stand(["one", "two", "three"])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.pane.sent.clear()

        app.pane.show(["one"], subject="anna")
        await pilot.pause()

        assert app.pane.sent == [1, 2]
        assert app.lines()[:3] == ["one", "", ""]


@pytest.mark.parametrize(
    ("subject", "top"),
    [pytest.param("anna", 6, id="the same record stays"), pytest.param("joris", 0, id="another starts at its top")],
)
async def test_scrolling_stays_with_the_record(subject: str, top: int) -> None:
    app = Stand([f"line {number}" for number in range(50)])
    async with app.run_test() as pilot:
        app.pane.focus()
        await pilot.press("j", "ctrl+e")

        app.pane.show([f"row {number}" for number in range(50)], subject=subject)

        assert app.pane.top == top
        assert app.lines()[0].startswith(f"row {top}")


async def test_fewer_lines_leave_no_gap_below() -> None:
    app = Stand([f"line {number}" for number in range(50)])
    async with app.run_test(size=(80, 15)) as pilot:
        app.pane.focus()
        await pilot.press("G")

        app.pane.show([f"line {number}" for number in range(12)], subject="anna")

        assert app.pane.top == 12 - app.pane.window
        assert app.lines()[-1].startswith("line 11")


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        pytest.param(["j", "k"], "line 0", id="down and up"),
        pytest.param(["ctrl+e", "ctrl+e", "ctrl+y"], "line 3", id="as in vi"),
        pytest.param(["G"], "line 40", id="to the end"),
        pytest.param(["G", "g"], "line 0", id="to the start"),
        pytest.param(["ctrl+d"], "line 5", id="half a page"),
    ],
)
async def test_keys_scroll(keys: list[str], first: str) -> None:
    app = Stand([f"line {number}" for number in range(50)])
    async with app.run_test(size=(80, 15)) as pilot:
        app.pane.focus()
        await pilot.press(*keys)

        assert app.pane.window == 10
        assert app.lines()[0].split("▐")[0].rstrip() == first


@pytest.mark.parametrize(("count", "takes"), [(3, False), (50, True)])
async def test_the_pane_takes_the_focus_only_to_scroll(*, count: int, takes: bool) -> None:
    app = Stand(["line"] * count)
    async with app.run_test() as pilot:
        await pilot.press("tab")

        assert app.pane.has_focus is takes


@pytest.mark.parametrize("width", [60, 80, 100, 200])
async def test_no_text_breaks_the_border(width: int) -> None:
    hostile = "[/] [@click=app.quit]x[/] 王小明漢字かな交じり文 سلام 👩‍💻❤️🏴‍☠️ e\u0301le\u0300ve क्\u200dष a\u200db " * 5
    app = Stand([Heading(hostile), Field(hostile, hostile), Prose(hostile), hostile, Content(hostile)])
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.pause()

        shown = [row.text for row in app.screen._compositor.render_strips()][3:]

        assert {cell_len(row) for row in shown} == {width}
        assert {sum(map(cell_len, row)) for row in shown} == {width}, "also to a terminal that joins no letters"
        assert {row[-1] for row in shown[1:-1]} == {"│"}
        assert "[@click=app.quit]x[/]" in "".join(shown)


async def test_a_narrower_pane_wraps_anew() -> None:
    app = Stand([Prose(STORY)])
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        wide = app.pane.row_count
        await pilot.resize_terminal(30, 20)
        await pilot.pause()

        assert wide == 1
        assert app.pane.row_count == 3
        assert " ".join(app.lines()[:3]) == STORY
