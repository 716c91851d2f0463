"""The widget that shows a chart: when it draws, and what it sends."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region

from screens.parts.plot import Plot
from screens.parts.plots import Placed, quadrant

IDEAS: list[Placed] = [("filters", "Trip filters", 12, 8), ("page", "New trip page", 40, 9), ("mails", "Mails", 60, 2)]


class Watched(Plot):
    """Remembers what it was asked to draw again."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Region] = []

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Watched:
        self.sent += regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Wall(App[None]):
    """Nothing but a chart, and a count of how often it was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield Watched()

    @property
    def plot(self) -> Watched:
        return self.query_one(Watched)

    def hang(self, cursor: str = "", ideas: Sequence[Placed] = tuple(IDEAS)) -> None:
        def draw(width: int, height: int) -> Sequence[Content]:
            self.drawn.append((width, height))
            names = ("Quick wins", "Big bets", "Fill-ins", "Money pits")
            return quadrant(ideas, 20, 5, width, height, names=names, titles=("effort", "value"), cursor=cursor)

        self.plot.show((tuple(ideas), cursor), draw)

    @property
    def picture(self) -> list[str]:
        return [self.plot.render_line(y).text for y in range(self.plot.size.height)]


async def test_a_chart_is_drawn_once_for_its_data_and_size() -> None:
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        app.hang()
        await pilot.pause()
        for _ in range(3):
            app.hang()
            app.plot.refresh()
            await pilot.pause()

        assert app.drawn == [(80, 24)]


async def test_other_data_or_another_size_are_drawn_anew() -> None:
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        app.hang()
        await pilot.pause()
        app.hang(ideas=IDEAS[:2])
        await pilot.pause()
        await pilot.resize_terminal(61, 20)
        await pilot.pause()

        assert app.drawn == [(80, 24), (80, 24), (60, 20)]
        assert [cell_len(line) for line in app.picture] == [61] * 20


async def test_a_step_of_the_cursor_sends_the_cells_it_changes() -> None:
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        app.hang("filters")
        await pilot.pause()
        app.plot.sent.clear()
        app.hang("page")
        await pilot.pause()

        lines = {region.y for region in app.plot.sent}
        assert len(lines) == len(app.plot.sent) <= 5  # two letters, two lines of the legend, the line below
        assert sum(region.width for region in app.plot.sent) < 81 * 24 / 8


async def test_without_anything_to_draw_it_says_so() -> None:
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        await pilot.pause()
        before = [line.strip() for line in app.picture if line.strip()]
        app.hang()
        app.plot.show(None, None)
        await pilot.pause()

        assert before == [line.strip() for line in app.picture if line.strip()] == ["Nothing to draw yet"]


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_the_colours_are_those_of_the_theme_and_the_cursor_is_reversed(theme: str) -> None:
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        app.theme = theme
        app.hang("page")
        await pilot.pause()
        segments = [segment for y in range(24) for segment in app.plot.render_line(y)]

        assert any(segment.style and segment.style.reverse and segment.text.startswith("▸b") for segment in segments)
        ground = app.plot.visual_style.rich_style.bgcolor
        assert {segment.style.bgcolor for segment in segments if segment.style} == {ground}


async def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Wall()
    async with app.run_test(size=(81, 24)) as pilot:
        app.hang("page")
        await pilot.pause()

        assert sum("▸b" in line for line in app.picture) == 2
