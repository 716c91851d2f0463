"""The parts that pages share: the bars, the chooser; and the screen before there is an engagement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from screens.messages import OpenFile
from screens.page import PAGES
from screens.parts.bars import PageBar, Status, StatusBar
from screens.parts.chooser import Chooser, Option
from screens.welcome import Welcome
from tests.stand import HOSTILE, Stand

OPTIONS = (
    Option("search", "Search", "touchpoint · Orient"),
    Option("orient", "Orient", "phase · Trip"),
    Option("new-search", "New search page", "initiative"),
)


class Choosing(App[None]):
    """Opens a chooser and writes down what it closes with."""

    def __init__(self, options: Sequence[Option] = OPTIONS, title: str = "Go to") -> None:
        super().__init__()
        self._options, self._title = options, title
        self.chosen: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(Chooser(self._title, lambda: self._options), self.chosen.append)

    @property
    def lines(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        pytest.param(["enter"], "search", id="the first at once"),
        pytest.param(["down", "enter"], "orient", id="the arrows move"),
        pytest.param(["down", "ctrl+n", "up", "enter"], "orient", id="so do their twins"),
        pytest.param([*"ini", "enter"], "new-search", id="the detail counts"),
        pytest.param([*"pa ne", "enter"], "new-search", id="words in any order"),
        pytest.param([*"OR", "enter"], "orient", id="what starts with it comes first, whatever the case"),
        pytest.param([*"zz", "enter"], None, id="nothing goes by that name"),
        pytest.param(["escape"], None, id="nothing was wanted"),
    ],
)
async def test_typing_narrows_and_enter_chooses(keys: list[str], chosen: str | None) -> None:
    app = Choosing()
    async with app.run_test() as pilot:
        await pilot.press(*keys)

    assert app.chosen == [chosen]


async def test_a_chooser_says_when_nothing_goes_by_that_name() -> None:
    app = Choosing()
    async with app.run_test() as pilot:
        await pilot.press(*"zz")

        assert "Nothing goes by that name." in "\n".join(app.lines)


async def test_a_chooser_of_thousands_opens_with_the_first() -> None:
    app = Choosing([Option(f"record-{n}", f"Record {n}") for n in range(20_000)])
    async with app.run_test() as pilot:
        await pilot.press(*"19999", "enter")

    assert app.chosen == ["record-19999"]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_options_are_shown_as_they_are(width: int) -> None:
    everything = " ".join(HOSTILE)
    app = Choosing([Option(name, name, name, "→") for name in (*HOSTILE, everything)], title=everything)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()

        assert {cell_len(line) for line in app.lines} == {width}
        assert "→ [@click=app.quit]x[/]" in "\n".join(app.lines)


# --- bars ---------------------------------------------------------------------------------------------------------


class Bars(App[None]):
    """Holds the bars, one below the other."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def compose(self) -> ComposeResult:
        yield PageBar(PAGES, 3)
        bar = StatusBar()
        bar.status = self._status
        yield bar

    @property
    def lines(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()][:2]


@pytest.mark.parametrize(
    ("width", "start"),
    [
        (120, " 1 Home  2 Personas  3 Journeys  4 Gaps "),
        (90, " 1 Home 2 Personas 3 Journeys  4 Gaps"),
        (80, " 1Home 2Personas 3 Journeys  4Gaps"),
        (60, " 1 2 3 Journeys  4 5"),
    ],
)
async def test_the_pages_move_together_where_there_is_less_room(width: int, start: str) -> None:
    app = Bars(Status())
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()

        assert app.lines[0].startswith(start)
        assert cell_len(app.lines[0]) == width
        assert all(name in app.lines[0] for name in (PAGES if width >= 80 else ("Journeys",)))


async def test_the_page_in_view_stands_out_without_colour() -> None:
    app = Bars(Status())
    async with app.run_test(size=(120, 10)) as pilot:
        await pilot.pause()
        [segments] = [list(strip) for strip in app.screen._compositor.render_strips()[:1]]

    reversed_text = [segment.text.strip() for segment in segments if segment.style and segment.style.reverse]
    assert reversed_text == ["3 Journeys"]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, " ✓ saved · anna here · Anna 14:02: Move · 4 orphans"),
        (72, " ✓ saved · anna here · Anna 14:02: Move · 4 orphans"),
        (48, " ✓ saved · anna here · Anna 14:02: Move"),
    ],
)
async def test_the_status_says_the_most_important_first(width: int, line: str) -> None:
    app = Bars(Status("✓ saved", "Anna 14:02: Move", "4 orphans", "Reisbureau", "anna here"))
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()

        assert app.lines[1].startswith(line)
        assert app.lines[1].rstrip().endswith("Reisbureau") is (width > 50)
        assert cell_len(app.lines[1]) == width


async def test_hostile_names_in_the_status_are_shown_as_they_are() -> None:
    app = Bars(Status("✓ saved", HOSTILE[1], HOSTILE[4], HOSTILE[2]))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()

        assert HOSTILE[1] in app.lines[1]
        assert cell_len(app.lines[1]) == 80


# --- welcome ------------------------------------------------------------------------------------------------------


def welcome(*recent: str) -> Stand:
    return Stand(lambda: Welcome([Path(path) for path in recent], ("reisbureau",)))


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        pytest.param(["enter"], OpenFile("/home/ana/client.klantreis"), id="what was open last"),
        pytest.param(["j", "j", "enter"], OpenFile("reisbureau.klantreis", example="reisbureau"), id="an example"),
        pytest.param(["a", *"Anna", "enter"], OpenFile("Anna"), id="a new one"),
        pytest.param(["j", "enter", *"Anna", "enter"], OpenFile("Anna"), id="a new one from the list"),
    ],
)
async def test_the_welcome_opens_what_is_chosen(keys: list[str], asked: OpenFile) -> None:
    app = welcome("/home/ana/client.klantreis")
    async with app.run_test() as pilot:
        await pilot.press(*keys)

    assert app.asked == [asked]


async def test_without_recent_files_the_welcome_starts_with_a_new_one() -> None:
    app = welcome()
    async with app.run_test() as pilot:
        await pilot.pause()

        assert app.rows == ["Start", "A new engagement …", "Look at an example, made here", "reisbureau"]
        assert app.listing.key == "new"


async def test_escape_leads_back_from_the_name() -> None:
    app = welcome()
    async with app.run_test() as pilot:
        await pilot.press("a", "escape", "enter", "enter")

        assert app.asked == [], "an empty name opens nothing"
        assert "esc Back" in app.picture[-1]
