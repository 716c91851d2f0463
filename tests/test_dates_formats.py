"""How sure dates are, as text, table and JSON: the same numbers in all, and safe wherever they go."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from domain.dates import simulate_dates
from domain.engagement import Engagement
from domain.figures import chance
from domain.initiative import Dependency, Initiative
from domain.milestone import Milestone
from storage.formats.dates import sure_dates
from tests.builders import a, plan_of

MONDAY = date(2027, 3, 1)
PLAN = plan_of(
    a(Engagement, Engagement.ONLY, runs=1_000, seed=7, overrun_together_percent=0),
    a(Initiative, "search", starts_on=MONDAY, low_days=10, likely_days=20, high_days=60),
    a(Initiative, "pay", starts_on=MONDAY, likely_days=5, deadline=date(2027, 4, 1), name="=Pay"),
    a(Initiative, "someday"),
    a(Dependency, initiative="pay", waits_for="search"),
    a(Milestone, "launch", due_on=date(2027, 4, 15), initiatives=("pay",)),
)


def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sure_dates(PLAN, MONDAY, "json"))
    return found


def test_the_data_are_those_of_the_simulation() -> None:
    dates = simulate_dates(PLAN, MONDAY)
    found = data()

    for told, outcome in zip(
        (*found["initiatives"], *found["milestones"]), (*dates.items, *dates.milestones), strict=True
    ):
        assert (told["id"], told["p50"], told["p80"]) == (outcome.record.id, str(outcome.p50), str(outcome.p80))
        assert sum(each["percent"] for each in told["quarters"]) == pytest.approx(100, abs=0.2)
        if outcome.on_time is not None:
            assert told["kept_percent"] == pytest.approx(100 * outcome.on_time, abs=0.05)
    assert (found["runs"], found["seed"], found["without_a_range"]) == (1_000, 7, ["pay"])
    assert found["left_out"] == [{"kind": "initiative", "id": "someday", "why": "it has no start"}]
    assert found["milestones"][0]["causes"][0]["initiative"] == "search"


def test_the_text_and_the_table_say_the_same() -> None:
    [goal] = data()["milestones"]
    text = sure_dates(PLAN, MONDAY)
    rows = list(csv.DictReader(io.StringIO(sure_dates(PLAN, MONDAY, "csv").removeprefix("\ufeff"))))

    kept = chance(goal["kept_percent"] / 100)
    assert f"Launch: 80 % sure by {goal['p80']}; promised for 2027-04-15: {kept} ± " in text
    assert "Left out: Someday: it has no start." in text
    assert "1 of 2 have no range and count as certain." in text
    row = next(each for each in rows if each["Id"] == "launch")
    assert (row["P50"], row["P80"], row["Planned"]) == (goal["p50"], goal["p80"], "2027-03-05")
    assert float(row["Kept, %"]) == goal["kept_percent"]
    assert [each["Quarter"] for each in rows if each["Id"] == "launch"] == ["Q1 2027", "Q2 2027"]
    assert next(each for each in rows if each["Id"] == "pay")["Name"] == "'=Pay"


def test_far_quarters_are_told_together_in_text() -> None:
    far = plan_of(
        a(Initiative, "now", starts_on=MONDAY, likely_days=5),
        a(Initiative, "far", starts_on=date(2031, 3, 3), likely_days=5),
    )

    lines = sure_dates(far, MONDAY, runs=100).splitlines()

    head = next(line for line in lines if "Q1 2027" in line)
    assert head.split()[-1] == "later"
    row = next(line for line in lines if line.startswith("Far") and "%" in line and "–" not in line)
    assert row.endswith("100.0 %")
    assert row.index("100.0") > head.index("Q4 2028")


def test_a_plan_without_dates_says_so() -> None:
    assert "Nothing has dates yet." in sure_dates(plan_of(), MONDAY, runs=100)
