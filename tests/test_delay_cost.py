"""What it costs that work is finished later."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.delay_cost import delay_cost, waiting_cost
from domain.entity import Entity, revise
from domain.initiative import CashKind, CashLine, Initiative, Status
from domain.moving import moved
from domain.plan import Plan
from domain.ranking.delay import Job, Linear, swap
from tests.builders import a, plan_of
from tests.dated import roadmaps

MONDAY = date(2027, 3, 1)


def item(id: str, week: int, weeks: int, cost: int | None = None, **fields: Any) -> Initiative:
    """From the Monday of a week on, for so many weeks."""
    start = MONDAY + timedelta(weeks=week)
    return a(Initiative, id, starts_on=start, likely_days=5 * weeks, **{"delay_cost": cost, **fields})


def test_two_that_change_places_cost_what_the_formula_says() -> None:
    # Reinertsen: A, 10 a week and 2 weeks, then B, 30 a week and 4 weeks; the other way round saves 20.
    before = plan_of(item("a", 0, 2, 10), item("b", 2, 4, 30))
    after = plan_of(item("a", 4, 2, 10), item("b", 0, 4, 30))

    found = delay_cost(before, after)

    a_, b = (Job(id, Fraction(weeks), Linear(Fraction(cost))) for id, weeks, cost in (("a", 2, 10), ("b", 4, 30)))
    assert [(each.initiative, each.days) for each in found.items] == [("a", 28), ("b", -14)]
    assert [each.cost for each in found.items] == [Fraction(40), Fraction(-60)]
    assert found.total == swap(a_, b) == -20
    assert found.said("EUR") == "saves 20 EUR of delay"


def test_a_day_costs_a_seventh_of_a_week() -> None:
    before = plan_of(a(Initiative, starts_on=MONDAY, finishes_on=date(2027, 3, 5), delay_cost=7000))
    after = plan_of(a(Initiative, starts_on=MONDAY, finishes_on=date(2027, 3, 8), delay_cost=7000))

    assert delay_cost(before, after).total == 3000  # from Friday to Monday are three days
    assert delay_cost(after, before).said("EUR") == "saves 3 000 EUR of delay"
    assert delay_cost(before, before).said("EUR") == "no delay cost"


def test_benefits_of_a_year_are_spread_over_its_weeks() -> None:
    line = a(CashLine, kind=CashKind.BENEFIT, likely=52_000)
    before, after = (plan_of(item("initiative", week, 1), line) for week in (0, 3))

    assert delay_cost(before, after).total == 3000


def test_a_weekly_cost_that_is_missing_is_told_and_not_zero() -> None:
    before = plan_of(item("a", 0, 1), item("b", 0, 1, 100))
    after = plan_of(item("a", 1, 1), item("b", 1, 1, 100))

    found = delay_cost(before, after)

    assert found.unknown == ("a",)
    assert found.items[0].cost is None
    assert found.items[0].missing == ("cost of delay, typed or from benefits",)
    assert found.total == 100
    assert found.said("EUR") == "costs 100 EUR of delay (1 not known)"
    assert delay_cost(plan_of(item("a", 0, 1)), plan_of(item("a", 1, 1))).said("EUR") == "delay cost not known"


def test_what_gets_or_loses_its_dates_is_told() -> None:
    dated, undated = plan_of(item("a", 0, 1, 100)), plan_of(a(Initiative, "a", delay_cost=100))

    assert delay_cost(undated, dated).undated == ("a",)
    assert delay_cost(dated, undated).said("EUR") == "delay cost not known"


def test_what_is_dropped_new_or_gone_costs_nothing() -> None:
    before = plan_of(item("a", 0, 1, 100), item("b", 0, 1, 100))
    after = plan_of(item("a", 5, 1, 100, status=Status.DROPPED), item("c", 3, 1, 100))

    assert delay_cost(before, after).items == ()


def test_a_plan_costs_the_weeks_until_each_is_there() -> None:
    plan = plan_of(item("a", 0, 2, 10), item("b", 2, 4, 30), a(Initiative, "c", delay_cost=5), item("d", -9, 1, 99))

    found = waiting_cost(plan, date(2027, 2, 27))  # the Saturday before, as ends are Saturdays

    assert found.total == 200
    assert found.undated == ("c",)


@given(roadmaps(), st.data())
def test_what_a_move_costs_is_what_the_plans_differ_by(plan: Plan, data: st.DataObject) -> None:
    priced: list[Entity] = [
        revise(each, delay_cost=data.draw(st.integers(-9, 99))) if isinstance(each, Initiative) else each
        for each in plan
    ]
    before = Plan.of(priced)
    move = moved(before, data.draw(st.sampled_from(before.all(Initiative))), data.draw(st.integers(-9, 9)))
    after = before.apply(move.edit) if move.edit else before
    long_ago = date(2026, 1, 1)

    assert delay_cost(before, after).total == waiting_cost(after, long_ago).total - waiting_cost(before, long_ago).total
    assert delay_cost(after, before).total == -delay_cost(before, after).total
