"""What may come of initiatives, on its screen: drawn in the background, while keys stay live."""

from __future__ import annotations

from decimal import Decimal

import pytest
from textual.pilot import Pilot

from domain.assumption import Assumption
from domain.engagement import Engagement
from domain.evidence import Evidence
from domain.initiative import CashKind, CashLine, Initiative
from domain.plan import Plan
from screens.form import RecordForm
from screens.parts.plot import Plot
from screens.risk import Risk
from storage.formats.case import written
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand, changes
from tui.pages import new_page

SURE = a(Engagement, "engagement", discount_rate_percent=Decimal(10), horizon_years=2, runs=1000, seed=7)
PLAN = plan_of(
    SURE,
    a(Initiative, "filters", name="Filters"),
    a(Initiative, "talk", name="Chat"),
    a(Initiative, "seats", name="Seats"),
    a(Assumption, "visitors", name="Visitors", low=10, likely=20, high=90),
    a(CashLine, "search", initiative="filters", kind=CashKind.ONE_OFF_COST, likely=900),
    a(CashLine, "sold", initiative="filters", kind=CashKind.BENEFIT, likely=30, drivers=("visitors",)),
    a(CashLine, "link", initiative="talk", kind=CashKind.ONE_OFF_COST, low=90, likely=100, high=150),
    a(CashLine, "talks", initiative="talk", kind=CashKind.BENEFIT, low=100, likely=200, high=300),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), plan)


async def test_the_screen_and_the_report_say_the_same_numbers() -> None:
    app = stand()
    report = written(PLAN, PLAN.all(Initiative), TODAY).splitlines()
    async with app.run_test(size=(160, 40)) as pilot:
        screen = await drawn(app, pilot)

        titles = [column.title for column in screen._futures()[2]]
        rows = dict(zip(screen._futures()[0], map(screen._futures()[1], screen._futures()[0]), strict=True))
    assert titles[1:] == ["P10", "P50", "P90", "P(>0)", "± SE", "Best", "Top 3"]
    for id in ("filters", "talk", "*"):
        name, p10, p50, p90, positive, error, best, top = map(str, rows[id])
        told = next(line for line in report if line.startswith(f"| {name} | {p10} | {p50} | {p90} | "))
        assert told.endswith(f" | {positive} | {error} | {best} | {top} |")


async def drawn(app: Stand, pilot: Pilot[None]) -> Risk:
    """The screen, once its futures are drawn."""
    await pilot.press("r")
    await app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(app.screen, Risk)
    return app.screen


def read(app: Stand) -> list[str]:
    return [" ".join(line.strip("▌ ").split()) for line in app.lines_of(app.screen.listing) if line.strip()]  # type: ignore[attr-defined]


async def test_futures_stand_with_their_spread_and_the_same_seed_draws_the_same() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        rows = read(app)

        assert [row.split()[0] for row in rows[1:]] == ["Filters", "Chat", "All", "Seats:"]
        assert "1 000 runs, seed 7" in app.picture[0]
        assert "One time in ten below" in app.detail
        await pilot.press("escape")
        await drawn(app, pilot)
        assert read(app) == rows


async def test_it_begins_with_the_initiative_the_page_was_on() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.show_record("initiative", "talk")  # type: ignore[attr-defined]
        screen = await drawn(app, pilot)

        assert screen.listing.key == "talk"
        assert app.detail.startswith("Chat One time in ten")


async def test_keys_are_live_and_escape_works_while_futures_are_drawn() -> None:
    app = stand()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("r", "right_curly_bracket")
        assert isinstance(app.screen, Risk)
        assert app.screen.view == "swings"

        await pilot.press("escape")
        assert isinstance(app.screen, Risk), "one step back is the first view"
        await pilot.press("escape")
        assert not isinstance(app.screen, Risk)
        await app.workers.wait_for_complete()


async def test_swings_are_of_one_initiative_the_widest_first_with_where_it_breaks_even() -> None:
    app = stand()
    async with app.run_test(size=(150, 40)) as pilot:
        await drawn(app, pilot)
        await pilot.press("g", "right_curly_bracket")

        assert read(app)[1].startswith("Visitors")
        assert read(app)[1].endswith("17.29")
        assert "It is 0 at 17.29." in app.detail
        assert app.screen.query_one(Plot).display


async def test_what_to_find_out_plans_the_evidence_the_figure_will_rest_on() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        await pilot.press("right_curly_bracket", "right_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert read(app)[1].startswith("Visitors")
        assert "Spend less than" in app.detail

        await pilot.press("a")
        assert isinstance(app.screen, RecordForm)
        await pilot.press("ctrl+s")
        await pilot.pause()

        [research] = [each.after for each in app.proposed[0].changes]
        assert isinstance(research, Evidence)
        assert (research.name, research.kind) == ("To find out: Visitors", "survey")
        assert research.collected_on is not None
        assert research.collected_on > TODAY
        assert changes(app.proposed[1]) == [("visitors", {"evidence": research.id})]


async def test_after_an_edit_futures_are_drawn_anew() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        before = read(app)
        app.plan = plan_of(*(each for each in PLAN if each.id != "talks"))
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert read(app) != before


async def test_without_a_rate_nothing_is_drawn_and_each_says_why() -> None:
    plan = plan_of(a(Engagement, "engagement"), *(each for each in PLAN if not isinstance(each, Engagement)))
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)

        assert all("no discount rate is given" in row for row in read(app)[1:])


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_things_are_called(size: tuple[int, int]) -> None:
    initiatives = [a(Initiative, f"i{n}", name=name) for n, name in enumerate(HOSTILE)]
    lines = [
        a(CashLine, f"l{n}", name=name, initiative=f"i{n}", kind=CashKind.BENEFIT, low=1, likely=2, high=9)
        for n, name in enumerate(HOSTILE)
    ]
    app = stand(plan_of(SURE, *initiatives, *lines))
    async with app.run_test(size=size) as pilot:
        await drawn(app, pilot)
        for _ in range(5):
            assert app.widths == {size[0]}
            await pilot.press("right_curly_bracket")


def without(plan: Plan, id: str) -> Plan:
    """*plan* without the initiative with this *id* and its lines."""
    return plan_of(*(each for each in plan if id not in (each.id, each.belongs_to)))


@pytest.mark.parametrize("turns", [0, 2, 4])
async def test_an_initiative_removed_by_somebody_else_goes_when_futures_are_drawn_anew(turns: int) -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)
        await pilot.press(*["right_curly_bracket"] * turns)
        app.plan = without(PLAN, "filters")
        await pilot.pause()
        await pilot.press("j", "k")
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert isinstance(app.screen, Risk)
        assert "Filters" not in " ".join(read(app))


async def test_an_initiative_called_total_is_not_taken_for_all_of_them() -> None:
    initiative = a(Initiative, "total", name="Total")
    line = a(CashLine, "fee", initiative="total", kind=CashKind.BENEFIT, low=1, likely=2, high=9)
    app = stand(plan_of(*PLAN, initiative, line))
    async with app.run_test(size=(120, 40)) as pilot:
        await drawn(app, pilot)

        assert [row.split()[0] for row in read(app)[1:]] == ["Filters", "Chat", "Total", "All", "Seats:"]
