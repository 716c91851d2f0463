"""The timeline: bars where their days are, with what waits for what and how full the teams are."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from domain.periods import Grain
from screens.parts.chart import Bar, Chart, Flag, Lane, Level, Load, Wait
from screens.parts.scale import ZOOMS, Scale, fitting
from screens.parts.timeline import Timeline
from tests.stand import HOSTILE

JANUARY, MAY = date(2027, 1, 4), date(2027, 5, 3)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def bar(key: str, start: date, days: int, name: str = "", **fields: object) -> Bar:
    return Bar(key, name or key.capitalize(), start, start + timedelta(days=days), **fields)  # type: ignore[arg-type]


class Standing(App[None]):
    """A timeline by itself."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart

    def compose(self) -> ComposeResult:
        yield Timeline()

    def on_mount(self) -> None:
        self.timeline.show(self._chart)
        self.timeline.focus()

    @property
    def timeline(self) -> Timeline:
        return self.query_one(Timeline)

    @property
    def lines(self) -> list[str]:
        timeline = self.timeline
        return [timeline.render_line(y).text[:-1].rstrip() for y in range(timeline.size.height)]


CHART = Chart(
    lanes=(
        Lane("Web team", (bar("filters", JANUARY, 35), bar("tagging", date(2027, 2, 15), 40))),
        Lane("Marketing", (bar("mails", date(2027, 2, 1), 14), bar("campaign", date(2027, 5, 3), 70, percent=50))),
    ),
    flags=(
        Flag("summer", "Summer campaign", date(2027, 6, 14)),
        Flag("late", "Too soon", date(2027, 2, 1), is_late=True),
    ),
    waits=(Wait("filters", "tagging"), Wait("mails", "campaign"), Wait("tagging", "campaign", is_drawn=False)),
    title=("By team", "4 with dates"),
    undated="1 initiative in Now, Next, Later: Chat",
    today=date(2027, 3, 1),
)


@given(DAYS, st.sampled_from(ZOOMS))
def test_a_day_is_in_the_cell_that_begins_with_it_or_before_it(day: date, zoom: Grain) -> None:
    scale = Scale(zoom)
    cell = scale.cell(day)
    assert scale.day(cell) <= day
    assert scale.cell(scale.day(cell)) <= cell
    assert scale.cell(day + timedelta(days=1)) >= cell


@given(DAYS, st.integers(0, 900), st.sampled_from(ZOOMS))
def test_work_that_follows_starts_on_the_half_cell_on_which_the_other_ended(day: date, days: int, zoom: Grain) -> None:
    scale, end = Scale(zoom), day + timedelta(days=days)
    first, last = scale.halves(day, end)
    after, _ = scale.halves(end, end + timedelta(days=30))
    assert last > first
    assert after == last or last == first + 1


@pytest.mark.parametrize(
    ("zoom", "cells"),
    [(Grain.DAY, 84), (Grain.WEEK, 28), (Grain.MONTH, 8), (Grain.QUARTER, 4), (Grain.YEAR, 1)],
)
def test_four_weeks_take_as_many_cells_as_the_zoom_says(zoom: Grain, cells: int) -> None:
    scale = Scale(zoom)
    assert scale.cell(date(2001, 1, 29)) - scale.cell(date(2001, 1, 1)) == cells


def test_the_scale_is_the_closest_on_which_all_fits() -> None:
    assert fitting(JANUARY, date(2027, 7, 1), 100).zoom is Grain.MONTH
    assert fitting(JANUARY, date(2028, 7, 1), 100).zoom is Grain.QUARTER
    assert fitting(JANUARY, date(2037, 7, 1), 100).zoom is Grain.YEAR


async def test_bars_stand_under_their_months_with_their_names_and_what_waits_is_joined() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 11)):
        assert app.lines[:9] == [
            " By team · 4 with dates                                                                  ◂ month ▸",
            "               │Q1 2027                 │Q2 2027                  │Q3 2027                   │Q4",
            "               Jan      Feb     Mar     Apr      May      Jun     Jul      Aug      Sep      Oct",
            " Milestones    ┊        ◆ !Too soon     ┊                     ◆ Summer campaign              ┊",
            "▌Web team      ┊██████████ Filters      ┊                         ┊                          ┊",
            "            →  ┊         ╰─▸█ Tagging █ ┊                         ┊                          ┊",
            " Marketing     ┊        ████ Mails      ┊                         ┊                          ┊",
            "               ┊           ╰─────────────────────▸█ Campaign 50 % ▒▒▒▒                       ┊",
            " No dates     1 initiative in Now, Next, Later: Chat              ┊                          ┊",
        ]


async def test_where_there_is_room_lanes_stand_apart() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 20)):
        bare = [not line.replace("┊", "").replace("│", "").strip() for line in app.lines[3:12]]
        assert bare == [False, True, False, False, True, False, False, True, False]


async def test_a_bar_that_is_out_of_view_says_on_which_side() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 11)) as pilot:
        await pilot.press("z", "z")
        assert any("Campaign 50 % ›" in line for line in app.lines)
        await pilot.press("end")
        assert any("‹ Filters" in line for line in app.lines)


async def test_where_there_is_no_room_for_words_a_few_of_them_stand_on_the_load() -> None:
    chart = Chart(
        CHART.lanes,
        loads=(Load("Web", lambda days: [Level(0.5)] * (len(days) - 1), "over by 12 days in May 2027, and more"),),
        today=MAY,
    )
    app = Standing(chart)
    async with app.run_test(size=(70, 14)):
        assert app.lines[-1].endswith("▅ over by 12 days in May 2027")


async def test_what_the_bar_under_the_cursor_waits_for_and_what_waits_for_it_is_marked() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 11)) as pilot:
        await pilot.press("j")
        assert app.timeline.key == "tagging"
        marked = {line[12]: line for line in app.lines[4:8] if line[12] != " "}
        assert "Filters" in marked["←"]
        assert "Campaign" in marked["→"]


async def test_progress_fills_a_part_of_the_bar_and_stands_in_numbers() -> None:
    app = Standing(Chart(lanes=(Lane("Web", (bar("run", JANUARY, 140, kind="running", percent=50),)),), today=MAY))
    async with app.run_test(size=(100, 8)):
        [line] = [line for line in app.lines if "Run" in line]
        assert "Run 50 %" in line
        assert "█" in line
        assert "▒" in line
        assert 0 < line.count("▒") - line.count("█") < 14  # the name stands on the first half


async def test_a_zoom_keeps_the_bar_under_the_cursor_where_it_is() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 14)) as pilot:
        await pilot.press("end")
        before = app.timeline.scale.cell(MAY) - app.timeline._left
        await pilot.press("z")
        assert app.timeline.scale == Scale(Grain.WEEK)
        assert app.timeline.scale.cell(MAY) - app.timeline._left == before
        await pilot.press("Z", "Z", "Z", "Z", "Z")
        assert app.timeline.scale == Scale(Grain.YEAR)


async def test_a_bar_is_brought_into_view_with_its_days() -> None:
    far = Chart(
        lanes=(Lane("Web", (bar("now", JANUARY, 30), bar("far", date(2034, 1, 2), 30, "Far away"))),), today=MAY
    )
    app = Standing(far)
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("z", "z", "j")
        assert any("Far away" in line for line in app.lines)


async def test_load_stands_below_with_what_is_too_much_in_words() -> None:
    def levels(days: object) -> list[Level]:
        return [Level(0.5), Level(1.2, is_over=True), Level(None), Level(0.0), *[Level(0.0)] * (len(days) - 5)]  # type: ignore[arg-type]

    chart = Chart(CHART.lanes, loads=(Load("Web team", levels, "over by 12 days in May 2027"),), today=MAY)
    app = Standing(chart)
    async with app.run_test(size=(100, 14)):
        assert app.lines[-1].startswith(" Web team   ! ▅!?")
        assert app.lines[-1].endswith("over by 12 days in May 2027")


async def test_bars_are_marked_and_a_range_of_them() -> None:
    app = Standing(CHART)
    async with app.run_test(size=(100, 14)) as pilot:
        await pilot.press("space")
        assert [*app.timeline.subject_keys] == ["filters"]
        await pilot.press("escape", "v", "j", "v")
        assert [*app.timeline.subject_keys] == ["tagging", "mails"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [60, 81, 140])
async def test_names_of_any_sort_leave_the_lines_as_wide_as_they_are(name: str, width: int) -> None:
    chart = Chart(
        lanes=(Lane(name, (bar("a", JANUARY, 3, name), bar("b", JANUARY, 300, name, percent=30, note=name))),),
        flags=(Flag("f", name, MAY),),
        today=MAY,
    )
    app = Standing(chart)
    async with app.run_test(size=(width, 12)) as pilot:
        for key in ("z", "l", "l", "h", "Z", "Z", "Z"):
            await pilot.press(key)
            lines = [app.timeline.render_line(y).text for y in range(app.timeline.size.height)]
            assert {cell_len(line) for line in lines} == {width}


KEYS = ("j", "k", "l", "h", "z", "Z", "space", "v", "escape", "home", "end", "pagedown", "pageup", "full_stop")


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_on_screen_is_what_would_be_drawn_anew_whatever_was_pressed(seed: int) -> None:
    lanes = tuple(
        Lane(f"Team {n}", tuple(bar(f"b{n}-{m}", JANUARY + timedelta(days=40 * m + 9 * n), 33) for m in range(6)))
        for n in range(5)
    )
    waits = tuple(Wait(f"b{n}-{m}", f"b{n}-{m + 1}") for n in range(5) for m in range(5))
    app = Standing(Chart(lanes, CHART.flags, (*waits, Wait("b0-0", "b4-5")), today=MAY, title=("By team",)))
    async with app.run_test(size=(90, 18)) as pilot:
        timeline = app.timeline
        for key in random.Random(seed).choices(KEYS, k=25):  # noqa: S311 - not for secrets
            await pilot.press(key)
            drawn = [timeline._line(y, timeline._frame()).text for y in range(timeline.size.height)]
            assert [timeline._sent[y].text for y in range(timeline.size.height)] == drawn, key
