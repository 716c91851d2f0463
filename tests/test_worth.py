"""What an initiative is worth, as a sum of products: at its likely figures it is what the business case says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.assumption import Assumption
from domain.business_case import case_of
from domain.engagement import Engagement, PriceBasis, Timing
from domain.initiative import CashKind, CashLine, Initiative
from domain.plan import Plan
from domain.tornado import tornado
from domain.uncertainty import simulate
from domain.worth import worth_of
from tests.builders import TODAY, a, plan_of

D = Decimal


def case(timing: Timing, **fields: object) -> Plan:
    """One with all there is to a case: percents, shares, a ramp, dates, rates and prices that do not fit."""
    return plan_of(
        a(
            Engagement,
            Engagement.ONLY,
            **{
                "discount_rate_percent": D("7.5"),
                "inflation_percent": D("2.5"),
                "price_basis": PriceBasis.REAL,
                "cash_timing": timing,
                "starts_on": TODAY,
                **fields,
            },
        ),
        a(Assumption, "customers", low=D(8_000), likely=D(10_000), high=D(15_000)),
        a(Assumption, "uptake", low=D(1), likely=D("2.5"), high=D(6), is_percent=True),
        a(Initiative, "web", starts_on=TODAY + timedelta(days=40), likely_days=65),
        a(CashLine, "build", initiative="web", likely=D(60_000), starts_on=TODAY + timedelta(days=400)),
        a(CashLine, "host", initiative="web", kind=CashKind.RUNNING_COST, low=D(1), likely=D(900), high=D(3_000)),
        a(
            CashLine,
            "sales",
            initiative="web",
            kind=CashKind.BENEFIT,
            likely=D(120),
            drivers=("customers", "uptake"),
            share_percent=80,
            ramp_months=9,
        ),
        a(CashLine, "calls", initiative="web", kind=CashKind.BENEFIT, drivers=("customers",)),
    )


@pytest.mark.parametrize("timing", Timing)
def test_at_the_likely_figures_it_is_what_the_business_case_says(timing: Timing) -> None:
    plan = case(timing)
    web = plan.get(Initiative, "web")
    expected = case_of(plan, web, TODAY).likely.figure("npv").value
    assert expected is not None

    worth = worth_of(plan, web)

    assert worth.likely is not None
    assert float(worth.likely) == pytest.approx(float(expected), rel=1e-15)
    assert tornado(plan, (web,)).base == pytest.approx(expected, rel=D("1e-20"))


def test_where_all_is_certain_every_future_is_what_the_business_case_says() -> None:
    plan = case(Timing.MIDDLE)
    certain = Plan.of(
        each.model_copy(update={"low": None, "high": None}) if isinstance(each, Assumption | CashLine) else each
        for each in plan
    )
    web = certain.get(Initiative, "web")

    spread = simulate(certain, (web,), runs=100, seed=1).spread("web")

    assert spread is not None
    expected = case_of(certain, web, TODAY).likely.figure("npv").value
    assert spread.p50 == pytest.approx(float(expected or 0))
    assert spread.sd == 0


def test_without_a_rate_that_fits_the_prices_it_is_not_known() -> None:
    plan = case(Timing.END, inflation_percent=None)

    worth = worth_of(plan, plan.get(Initiative, "web"))

    assert worth.terms == ()
    assert worth.missing == ("the rate is nominal and prices are real, but no inflation is given",)


def test_each_figure_is_there_once_in_the_order_of_the_lines() -> None:
    plan = case(Timing.END)

    ids = [id for _, id in worth_of(plan, plan.get(Initiative, "web")).factors]

    assert ids == ["build", "host", "sales", "customers", "uptake"]  # the calls have no figure of their own
