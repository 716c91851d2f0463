"""Which figure moves the value most: bars worked out by hand, and where the value would be 0."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assumption import Assumption, Bounds
from domain.engagement import Engagement
from domain.entity import Entity
from domain.initiative import CashKind, CashLine, Initiative
from domain.plan import Plan
from domain.tornado import Bar, Tornado, tornado, tornado_of_known
from tests.builders import TODAY, a, plan_of

D = Decimal
P10 = {"bounds": Bounds.P10_P90}
whole = st.integers(-1_000, 1_000)


def gain(id: str, initiative: str, /, **fields: object) -> CashLine:
    return a(CashLine, id, **{"initiative": initiative, "kind": CashKind.BENEFIT, **fields})


def cost(initiative: str, likely: int, **fields: Any) -> CashLine:
    return a(CashLine, f"{initiative}-cost", initiative=initiative, likely=D(likely), **fields)


def of(*records: Entity, **fields: Any) -> Tornado:
    engagement = a(Engagement, Engagement.ONLY, **{"discount_rate_percent": D(0), "horizon_years": 1, **fields})
    plan = plan_of(engagement, *records)
    return tornado(plan, plan.all(Initiative))


def bars(found: Tornado) -> dict[str, Bar]:
    return {bar.record.id: bar for bar in found.bars}


CUSTOMERS = a(Assumption, "customers", low=D(100), likely=D(200), high=D(400), **P10)


def test_each_figure_moves_the_value_alone_and_the_widest_comes_first() -> None:
    found = of(CUSTOMERS, gain("more", "web", low=D(4), likely=D(5), high=D(6), drivers=("customers",), **P10))

    assert found.base == 1_000
    assert [bar.record.id for bar in found.bars] == ["customers", "more"]
    customers, more = found.bars
    assert (customers.low, customers.high) == (D(100), D(400))
    assert (customers.at_low, customers.at_high) == (D(500), D(2_000))
    assert (more.at_low, more.at_high, more.swing) == (D(800), D(1_200), D(400))
    assert not customers.is_one_sided


def test_extremes_are_taken_at_their_p10_and_p90() -> None:
    [bar] = of(gain("more", "web", low=D(2), likely=D(4), high=D(12))).bars

    assert [bar.low, bar.high] == pytest.approx([D("2.899"), D("7.453")], abs=D("0.001"))
    assert (bar.at_low, bar.at_high) == (bar.low, bar.high)


def test_a_higher_cost_lowers_the_value() -> None:
    bar = bars(of(cost("web", 50, low=D(40), high=D(80), **P10), gain("more", "web", likely=D(100))))["web-cost"]

    assert (bar.at_low, bar.at_high, bar.swing) == (D(60), D(20), D(40))


def test_a_likely_value_at_the_end_of_its_range_makes_a_bar_to_one_side() -> None:
    [bar] = of(gain("more", "web", low=D(0), likely=D(0), high=D(100))).bars

    assert bar.is_one_sided
    assert (bar.at_low > 0, bar.at_high > 0) == (True, True)


def test_the_value_is_nothing_where_a_figure_breaks_even() -> None:
    found = bars(of(CUSTOMERS, gain("more", "web", likely=D(5), drivers=("customers",)), cost("web", 600)))

    customers = found["customers"].break_even
    assert (customers.value, customers.is_plausible, customers.said) == (D(120), True, "120")
    assert found["more"].break_even.said == "3, no range to hold it against"
    assert found["web-cost"].break_even.value == 1_000


def test_a_break_even_value_beyond_the_range_is_not_plausible() -> None:
    found = bars(of(CUSTOMERS, gain("more", "web", likely=D(5), drivers=("customers",)), cost("web", 60)))

    assert found["customers"].break_even.said == "12, outside its plausible range"


def test_a_range_from_0_is_a_range() -> None:
    uptake = a(Assumption, "uptake", low=D(0), likely=D(2), high=D(4))

    found = bars(of(uptake, gain("more", "web", likely=D(5), drivers=("uptake",)), cost("web", 5)))

    assert found["uptake"].break_even.is_plausible is True


def test_a_percent_breaks_even_in_percents() -> None:
    uptake = a(Assumption, "uptake", low=D(10), likely=D(20), high=D(40), is_percent=True)

    found = bars(of(uptake, gain("more", "web", likely=D(1_000), drivers=("uptake",)), cost("web", 250)))

    assert found["uptake"].break_even.value == 25


def test_what_the_value_does_not_depend_on_never_breaks_even() -> None:
    nothing = a(Assumption, "nothing", likely=D(0))

    found = bars(of(CUSTOMERS, nothing, gain("more", "web", drivers=("customers", "nothing")), cost("web", 10)))

    assert found["customers"].break_even.said == "never: the net present value does not depend on it"
    assert found["customers"].swing == 0


def test_what_flows_beyond_the_horizon_does_not_matter() -> None:
    late = gain("late", "web", low=D(1), likely=D(2), high=D(3), starts_on=TODAY + timedelta(days=4_000))

    found = bars(of(late, starts_on=TODAY))

    assert found["late"].swing == 0


def test_an_assumption_that_a_line_names_twice_has_no_straight_line() -> None:
    found = bars(of(CUSTOMERS, gain("more", "web", drivers=("customers", "customers"))))

    assert found["customers"].break_even.said == "it counts twice in one line"
    assert (found["customers"].at_low, found["customers"].at_high) == (D(10_000), D(160_000))


def test_several_initiatives_are_one_value() -> None:
    lines = [gain(f"more-{id}", id, likely=D(5), drivers=("customers",)) for id in ("web", "shop")]

    found = of(CUSTOMERS, *lines)

    assert found.base == 2_000
    assert bars(found)["customers"].swing == 3_000


def test_of_several_those_without_a_likely_value_are_left_out_by_name() -> None:
    engagement = a(Engagement, Engagement.ONLY, discount_rate_percent=D(0), horizon_years=1)
    plan = plan_of(engagement, gain("more", "web", low=D(4), likely=D(5), high=D(6), **P10), a(Initiative, "chat"))

    found = tornado_of_known(plan, plan.all(Initiative))

    assert found.base == 5
    assert [bar.record.id for bar in found.bars] == ["more"]
    assert found.missing == (f"{plan.get(Initiative, 'chat').name}: no money is given",)
    assert tornado_of_known(plan, [plan.get(Initiative, "chat")]).base is None


def test_what_is_missing_is_said() -> None:
    assert of(a(Initiative, "web")).missing == ("no money is given",)
    assert of(gain("more", "web", low=D(1), high=D(2))).missing == ("“More” has no likely figure",)
    assert "discount rate" in of(gain("more", "web", likely=D(1)), discount_rate_percent=None).missing[0]
    assert tornado(Plan(), ()) == Tornado(None)


@given(st.lists(whole, min_size=3, max_size=3).map(sorted), whole, st.integers(0, 30))
def test_at_its_break_even_value_a_figure_makes_the_value_nothing(points: list[int], price: int, rate: int) -> None:
    low, likely, high = map(D, points)
    uptake = a(Assumption, "uptake", low=low, likely=likely, high=high)
    lines = (gain("more", "web", likely=D(price), drivers=("uptake",)), cost("web", 100))

    at = bars(of(uptake, *lines, discount_rate_percent=D(rate)))["uptake"].break_even

    if at.value is None:
        assert price == 0
    else:
        there = a(Assumption, "uptake", likely=round(at.value, 6))
        base = of(there, *lines, discount_rate_percent=D(rate)).base
        assert base == pytest.approx(0, abs=1e-6 * abs(price))
