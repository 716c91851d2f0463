"""How sure dates are, on its screen: drawn in the background, with what delays a milestone beside it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from textual.pilot import Pilot

from domain.dates import simulate_dates
from domain.engagement import Engagement
from domain.figures import chance
from domain.initiative import Dependency, Initiative
from domain.milestone import Milestone
from domain.plan import Plan
from screens.dates import Drawn, SureDates
from screens.form import RecordForm
from screens.page import Page
from screens.parts.plot import Plot
from screens.parts.plots import finishes
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand
from tui.pages import new_page

PLAN = plan_of(
    a(Engagement, "engagement", runs=1_000, seed=7, overrun_together_percent=0, fiscal_year_starts=2),
    a(Initiative, "search", starts_on=TODAY, low_days=10, likely_days=20, high_days=60),
    a(Initiative, "pay", starts_on=TODAY, likely_days=5),
    a(Initiative, "someday"),
    a(Dependency, initiative="pay", waits_for="search"),
    a(Milestone, "launch", due_on=TODAY + timedelta(days=33), initiatives=("pay",)),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(7, today=TODAY, author="ana"), plan)


async def drawn(
    app: Stand, pilot: Pilot[None], record: Initiative | Milestone | None = None, kept: Drawn | None = None
) -> SureDates:
    """The screen, once its futures are drawn."""
    page = app.screen
    assert isinstance(page, Page)
    screen = SureDates(page, record, kept)
    await app.push_screen(screen)
    await app.workers.wait_for_complete()
    await pilot.pause()
    return screen


def read(app: Stand) -> list[str]:
    return [" ".join(line.strip("▌ ").split()) for line in app.lines_of(app.listing) if line.strip()]


async def test_milestones_and_initiatives_stand_with_the_numbers_of_the_simulation() -> None:
    app = stand()
    dates = simulate_dates(PLAN, TODAY)
    [goal], [search, pay] = dates.milestones, dates.items
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        rows = read(app)

        assert rows[0].startswith("Finished Planned P50 P80 Promised Kept Critical From FY28 Q2")
        kept = goal.on_time
        assert kept is not None
        assert kept < 0.5
        assert rows[1].startswith(f"◆ Launch {goal.planned} {goal.p50} {goal.p80} {goal.promised} ! {chance(kept)} – ")
        assert rows[2].startswith(f"Search {search.planned} {search.p50} {search.p80} – – 100.0 % ")
        assert rows[3].startswith(f"Pay {pay.planned} {pay.p50} {pay.p80} – – 100.0 % ")
        assert rows[4].startswith("Someday: it has no start – ")
        assert "1 000 runs, seed 7, 0 % alike" in app.picture[0]
        assert f"Launch {goal.sentence}." in app.detail
        assert "Most of its delay, in working days on average: Search (" in app.detail


async def test_quarters_add_up_and_are_shaded() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        await pilot.press("right_curly_bracket", "right_curly_bracket")

        rows = read(app)
        assert rows[0] == "Finished in FY28 Q2 FY28 Q3"
        name, early, first, late, second = rows[1].removeprefix("◆ ").replace(" %", "").split()
        assert (name, int(first) + int(second)) == ("Launch", 100)
        assert (early, late) == ("░▒▓█"[min(3, int(first) // 25)], "░▒▓█"[min(3, int(second) // 25)])


async def test_a_milestone_says_what_delays_it_and_its_form_opens() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await drawn(app, pilot)
        await pilot.press("enter")

        assert screen.view == "what delays"
        rows = read(app)
        assert rows[1].startswith("Search ")
        assert rows[2].startswith("Pay 0 100.0 % ")
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)


async def test_it_begins_with_the_record_the_page_was_on_and_draws_no_plan_twice() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await drawn(app, pilot, PLAN.get(Initiative, "pay"))
        assert screen.listing.key == "initiative/pay"
        kept = screen.drawn
        assert kept is not None
        await pilot.press("escape")

        again = await drawn(app, pilot, PLAN.get(Initiative, "search"), kept)
        assert again.drawn is kept
        assert again.listing.key == "initiative/search"
        assert app.detail.startswith("Search 80 % sure by ")
        assert "PERT, low 10, likely 20, high 60" in app.detail


async def test_a_certain_duration_asks_for_a_range_and_what_is_left_out_says_why() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot, PLAN.get(Initiative, "pay"))
        assert "No range: its duration counts as certain." in app.detail

        await pilot.press("G")
        assert app.detail == "Someday It is left out: it has no start."


async def test_dates_that_hold_more_than_is_likely_say_so() -> None:
    tight = a(Initiative, "tight", starts_on=TODAY, finishes_on=TODAY, low_days=1, likely_days=3, high_days=9)
    app = stand(plan_of(a(Engagement, "engagement", runs=100), tight))
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)

        assert "Its planned dates hold 2 working days fewer than likely." in app.detail


async def test_an_empty_roadmap_says_what_to_do() -> None:
    app = stand(plan_of(a(Engagement, "engagement", runs=100)))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await drawn(app, pilot)

        assert read(app)[1:] == ["Nothing has dates yet. Give an initiative a start and how long it takes."]
        assert screen.why_not("edit") == "Put the cursor on an initiative or a milestone first."
        assert screen.why_not("delays") == "No milestone has dates yet."


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_every_view_fills_its_lines_whatever_the_names(size: tuple[int, int]) -> None:
    hostile = [
        a(Initiative, f"i{nth}", name=name, starts_on=TODAY, low_days=1, likely_days=9, high_days=99)
        for nth, name in enumerate(HOSTILE)
    ]
    app = stand(plan_of(a(Engagement, "engagement", runs=100), *hostile))
    async with app.run_test(size=size) as pilot:
        screen = await drawn(app, pilot)
        for _ in screen.views:
            assert app.widths == {size[0]}
            await pilot.press("right_curly_bracket")
        assert screen.query_one(Plot).display == (size[0] >= SureDates.WIDE)


# The picture


DAYS = [date(2027, 3, 1) + timedelta(days=nth) for nth in (0, 1, 2, 3, 4, 7, 8)]
RUNS = [1, 2, 4, 8, 4, 2, 1]


def picture(width: int, height: int, promised: date | None = None) -> list[str]:
    marks = {"P50": date(2027, 3, 4), "P80": date(2027, 3, 5)}
    return [line.plain.rstrip() for line in finishes(DAYS, RUNS, marks, width, height, promised=promised)]


def test_days_are_drawn_with_weekends_marks_and_the_promise() -> None:
    lines = picture(72, 12, date(2027, 3, 10))

    assert lines[0] == "P50 2027-03-04   P80 2027-03-05   promised 2027-03-10"
    assert lines[1].startswith("↑ a day")
    assert [name for name in ("P50", "P80", "promised") if name in lines[2]] == ["P50", "P80", "promised"]
    assert lines[-1].startswith("2027-03-01")
    assert lines[-1].endswith("last day →")
    assert len(lines[-3].replace("╎", "█").split()) == 3, "the weekend is a hole, and the promise stands by itself"


def test_what_is_late_has_a_colour_of_its_own() -> None:
    styles = {span.style for line in finishes(DAYS, RUNS, {}, 72, 12, promised=date(2027, 3, 4)) for span in line.spans}

    assert {"$text-success", "$text-error"} <= styles


def test_over_many_weeks_they_are_told_together_and_dated_by_the_month() -> None:
    days = [date(2027, 1, 4) + timedelta(days=nth) for nth in range(300) if nth % 7 < 5]

    lines = [line.plain for line in finishes(days, [1] * len(days), {}, 80, 14)]

    assert lines[1].startswith("↑ a week")
    assert " " not in lines[-3].strip(), "no holes"
    told = [date.fromisoformat(word) for word in lines[-1].split() if word[0].isdigit()]
    assert all(day.day == 1 for day in told)
    assert len({(later.year - day.year) * 12 + later.month - day.month for day, later in pairwise(told)}) == 1


def test_what_cannot_be_drawn_is_said() -> None:
    assert "no runs" in "".join(line.plain for line in finishes([], [], {}, 40, 8))
    one = finishes(DAYS[:1], RUNS[:1], {}, 60, 8)
    assert "It is finished on 2027-03-01 in every run." in "".join(line.plain for line in one)
    assert "Too small" in "".join(line.plain for line in finishes(DAYS, RUNS, {}, 20, 8))
