"""What to do with what there is, on its screen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from domain.engagement import Engagement
from domain.initiative import CashKind, CashLine, Effort, Initiative, Pick
from domain.people import Team
from domain.plan import Plan
from screens.budget import Budget, Chosen, searched
from screens.parts.plot import Plot
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand, changes
from tui.pages import new_page


def idea(id: str, cost: int, brings: int, **fields: object) -> tuple[Initiative, CashLine, CashLine]:
    return (
        a(Initiative, id, **fields),
        a(CashLine, f"{id}-cost", initiative=id, kind=CashKind.ONE_OFF_COST, likely=cost),
        a(CashLine, f"{id}-benefit", initiative=id, kind=CashKind.BENEFIT, likely=brings),
    )


def plan(budget: int | None = 100, **picks: Pick) -> Plan:
    """By value per cost the small one comes first; worth most is the large one alone."""
    engagement = a(Engagement, "engagement", discount_rate_percent=Decimal(0), horizon_years=1, budget=budget)
    small = idea("small", 10, 40, pick=picks.get("small"))
    return plan_of(engagement, *small, *idea("large", 100, 180, pick=picks.get("large")))


def stand(of: Plan) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), of)


async def worked_out(app: Stand, pilot: Pilot[None]) -> Budget:
    if not isinstance(app.screen, Budget):
        await pilot.press("dollar_sign")
    assert isinstance(app.screen, Budget)
    while app.screen.is_at_work:
        await app.workers.wait_for_complete()
        await pilot.pause()
    return app.screen


def read(app: Stand) -> list[str]:
    listing = app.screen.listing  # type: ignore[attr-defined]
    return [" ".join(line.strip("▌ ").split()) for line in app.lines_of(listing) if line.strip()]


async def test_the_best_set_stands_first_with_its_proof_and_how_far_greed_is_off() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)

        assert read(app)[1:] == ["● Large 80 100 – 50", "· Small 30 10 – 50"]
        assert "budget 100 EUR once · worth 80 EUR for 100 EUR · proved optimal" in app.picture[0]
        assert "By value per cost alone: 50 EUR less." in app.detail
        assert "To have it out would cost 50 EUR." in app.detail


def test_the_set_comes_first_then_what_more_money_buys_then_what_each_choice_costs() -> None:
    found = Chosen(plan())
    there = []
    for _ in range(3):
        found = searched(found, None, None)
        there.append([each is not None for each in (found.portfolio, found.frontier, found.prices)])

    assert there == [[True, False, False], [True, True, False], [True, True, True]]


async def test_a_pick_by_hand_is_one_edit_and_has_its_price() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)
        await pilot.press("j", "i")
        assert changes(app.proposed[0]) == [("small", {"pick": Pick.IN})]
        await worked_out(app, pilot)

        assert read(app)[1] == "● Small in by hand 30 10 – 50"
        assert "That it is in by hand costs 50 EUR." in app.detail
        await pilot.press("i")
        assert changes(app.proposed[1]) == [("small", {"pick": None})]


async def test_the_budget_is_set_where_it_is_looked_at() -> None:
    app = stand(plan(budget=None))
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)
        assert "no budget, b sets one" in app.picture[0]

        await pilot.press("b", *"110", "enter")
        assert changes(app.proposed[0]) == [("engagement", {"budget": Decimal(110)})]
        await worked_out(app, pilot)
        assert "worth 110 EUR for 110 EUR" in app.picture[0]


@pytest.mark.parametrize("typed", ["much", "1.234", "9" * 25])
async def test_what_is_no_budget_is_said_and_stays_in_the_line(typed: str) -> None:
    app = stand(plan(budget=None))
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)
        await pilot.press("b", *typed, "enter")

        assert len(app.said) == 1
        assert app.proposed == []
        assert app.screen.query_one(Input).value == typed


async def test_picks_that_cannot_be_kept_to_are_named() -> None:
    app = stand(plan(budget=5, small=Pick.IN))
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)

        assert "Small" in app.detail
        assert "budget" in app.detail.lower()


async def test_what_more_money_would_buy_stands_beside_it() -> None:
    app = stand(plan())
    async with app.run_test(size=(150, 36)) as pilot:
        await worked_out(app, pilot)

        assert app.screen.query_one(Plot).display
        assert "chosen: € 80 for € 100" in " ".join(app.picture)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_things_are_called(size: tuple[int, int]) -> None:
    ideas = [part for n, name in enumerate(HOSTILE) for part in idea(f"i{n}", 10, 20 + n, name=name)]
    engagement = a(Engagement, "engagement", discount_rate_percent=Decimal(0), budget=30)
    app = stand(plan_of(engagement, *ideas))
    async with app.run_test(size=size) as pilot:
        await worked_out(app, pilot)
        for _ in range(2):
            assert app.widths == {size[0]}
            await pilot.press("right_curly_bracket")


async def test_effort_of_no_days_is_told_from_effort_that_nobody_estimated() -> None:
    team = a(Team, "web", name="Web")
    none = a(Effort, "none", initiative="large", team="web", likely=Decimal(0))
    app = stand(plan_of(*plan(), team, none))
    async with app.run_test(size=(120, 30)) as pilot:
        await worked_out(app, pilot)

        assert read(app)[1:] == ["● Large 80 100 0 50", "· Small 30 10 – 50"]
