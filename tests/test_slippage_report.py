"""The report of what became of a promise, as text and as Markdown."""

from __future__ import annotations

from datetime import date

import pytest

from domain.engagement import Engagement
from domain.entity import revise
from domain.initiative import Initiative
from domain.plan import Change, Edit, Plan
from storage.formats.slippage import report
from tests.builders import a, plan_of
from tests.stand import HOSTILE

CALLED = "Steering group (2027-05-01)", "now"


def two_plans(name: str = "Filters") -> tuple[Plan, Plan]:
    initiative = a(
        Initiative, "filters", name=name, status="planned", starts_on=date(2027, 5, 3), finishes_on=date(2027, 5, 14)
    )
    before = plan_of(a(Engagement, Engagement.ONLY, name="Trips"), initiative)
    later = revise(initiative, finishes_on=date(2027, 5, 18), status="running", position=1024)
    return before, before.apply(
        Edit("Change", (Change(before.get(Initiative, "filters"), later), Change(None, a(Initiative, "new"))))
    )


def test_text_has_a_table_for_each_section() -> None:
    assert report(*two_plans(), CALLED).splitlines() == [
        "Steering group (2027-05-01) → now: 1 slipped (most 2 days), 1 added",
        "",
        "Dates 1",
        "                 before      after       by",
        "Filters  finish  2027-05-14  2027-05-18  slipped 2 days  worse",
        "",
        "Scope 1",
        "            before  after  by",
        "New  added  –       –",
        "",
        "Progress 1",
        "                 before   after    by",
        "Filters  status  planned  running",
    ]


def test_markdown_has_a_heading_and_a_table_for_each_section() -> None:
    text = report(*two_plans(), CALLED, "markdown")

    assert text.startswith("# Trips: Steering group (2027-05-01) → now\n\n1 slipped (most 2 days), 1 added\n")
    assert "## Dates\n\n|  | What | Before | After | By |  |\n" in text.replace("| – ", "|  ")
    assert "| Filters | finish | 2027-05-14 | 2027-05-18 | slipped 2 days | worse |" in text


def test_nothing_to_tell_is_told() -> None:
    plan, _ = two_plans()

    assert report(plan, plan, CALLED) == "Steering group (2027-05-01) → now: no difference\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_wrote_is_no_markdown(name: str) -> None:
    text = report(*two_plans(name), (name, "now"), "markdown")

    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}
    assert "[@click" not in text.replace("\\[", "")
