"""Forecasts as files: names that would be something else, and engagements of which little is known."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Horizon, Journey, Moment, Phase, Touchpoint
from domain.periods import Grain
from domain.plan import Plan
from storage.formats import FORECAST_AS
from storage.formats.forecast import forecast_by, forecast_on
from tests.builders import a, plan_of

DAY = date(2027, 7, 1)


def called(name: str) -> Plan:
    return plan_of(
        a(Journey, "now", name=name),
        a(Journey, "near", horizon=Horizon.NEAR, departs_from="now"),
        a(Phase, "book", journey="now"),
        a(Phase, "dreamt", journey="near"),
        a(Touchpoint, "pay", phase="book", feeling=-1, moment=Moment.BREAK, name=name),
        a(Touchpoint, "better", phase="dreamt", feeling=2, replaces="pay"),
        a(Gap, "slow", current="pay", dream="better", name=name),
        a(Initiative, "mails", finishes_on=date(2027, 6, 30), name=name),
        a(Remedy, initiative="mails", gap="slow", closes_percent=60),
    )


def test_a_name_is_no_formula_in_a_table() -> None:
    plan = called("=1+1")
    journeys = plan.all(Journey)[:1]

    for text in (forecast_on(plan, journeys, DAY, "csv"), forecast_by(plan, journeys, Grain.QUARTER, "csv")):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert "=1+1" not in cells
        assert any("=1+1" in cell for cell in cells)


def test_a_name_is_no_column_of_a_report() -> None:
    plan = called("a | b <script>")
    journeys = plan.all(Journey)[:1]

    for text in (forecast_on(plan, journeys, DAY, "markdown"), forecast_by(plan, journeys, Grain.QUARTER, "markdown")):
        assert "<script>" not in text
        assert "a | b" not in text


@pytest.mark.parametrize("kind", FORECAST_AS)
def test_a_journey_without_anything_goes_out_all_the_same(kind: str) -> None:
    plan = plan_of(a(Journey, "now"))

    assert forecast_on(plan, plan.all(Journey), DAY, kind)
    assert forecast_by(plan, plan.all(Journey), Grain.QUARTER, kind)


def test_the_data_hold_all_that_it_takes_to_do_the_sum_again() -> None:
    plan = called("Pay")

    [journey] = json.loads(forecast_on(plan, plan.all(Journey)[:1], DAY, "json"))["journey"]

    [point] = journey["touchpoint"]
    [share] = point["share"]
    assert (
        point["then"]
        == point["today"] + (point["dream"] - point["today"]) * share["closes_percent"] / 100 * share["adoption"]
    )
    assert (share["from"], share["adds"], journey["mean_exact"]) == ("2027-07-01", 1.8, "4/5")
    assert journey["initiative"] == [{"id": "mails", "name": "Pay", "adds": 1.8}]


def test_quarters_follow_the_fiscal_year() -> None:
    plan = called("Pay")
    engagement = plan.engagement.model_copy(update={"fiscal_year_starts": 4})
    plan = plan_of(engagement, *plan)

    [journey] = json.loads(forecast_by(plan, (plan.get(Journey, "now"),), Grain.QUARTER, "json"))["journey"]

    assert [(each["name"], each["until"], each["mean"]) for each in journey["period"]] == [
        ("FY28 Q2", "2027-09-30", 0.8)
    ]
