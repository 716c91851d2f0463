"""Each initiative is in one lane, whatever the lanes stand for."""

from __future__ import annotations

import pytest

from domain.gap import Gap
from domain.initiative import Effort, Initiative, Remedy, Status
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from domain.swimlanes import LaneBy, swimlanes
from tests.builders import a, plan_of


def lanes(plan: Plan, by: LaneBy) -> dict[str, list[str]]:
    return {lane.title: [each.id for each in lane.initiatives] for lane in swimlanes(plan, by, plan.all(Initiative))}


def two_people() -> Plan:
    return plan_of(
        a(Persona, "vera"),
        a(Persona, "joost"),
        a(Journey, "trip", persona="vera"),
        a(Journey, "visit", persona="joost"),
        a(Journey, "dream", persona="joost", departs_from="trip", horizon=Horizon.NEAR),
        *(a(Phase, f"{id}-phase", journey=id) for id in ("trip", "visit", "dream")),
        *(a(Touchpoint, f"{id}-step", phase=f"{id}-phase") for id in ("trip", "visit", "dream")),
        a(Gap, "slow", current="trip-step"),
        a(Gap, "closed", current="visit-step"),
        a(Gap, "wished", dream="dream-step"),
        *(a(Initiative, id) for id in ("filters", "hours", "surprise", "tidy")),
        a(Remedy, "r1", initiative="filters", gap="slow", closes_percent=60),
        a(Remedy, "r2", initiative="filters", gap="closed", closes_percent=50),
        a(Remedy, "r3", initiative="hours", gap="closed"),
        a(Remedy, "r4", initiative="surprise", gap="wished", closes_percent=10),
    )


def test_an_initiative_is_with_the_team_that_has_most_of_the_work() -> None:
    plan = plan_of(
        a(Team, "web", name="Web"),
        a(Team, "design", name="Design"),
        *(a(Initiative, id) for id in ("page", "logo", "alone", "unsaid")),
        a(Effort, "e1", initiative="page", team="design", likely=3),
        a(Effort, "e2", initiative="page", team="web", likely=8),
        a(Effort, "e3", initiative="logo", team="design", likely=0),
        a(Effort, "e4", initiative="logo", team="web"),
        a(Effort, "e5", initiative="unsaid", team="design"),
    )
    assert lanes(plan, LaneBy.TEAM) == {"Web": ["page"], "Design": ["logo", "unsaid"], "No team": ["alone"]}


def test_it_is_with_the_persona_for_whom_it_closes_most_and_a_dream_counts_for_the_journey_it_departs_from() -> None:
    assert lanes(two_people(), LaneBy.PERSONA) == {
        "Vera": ["filters", "surprise"],
        "Joost": ["hours"],
        "No persona": ["tidy"],
    }
    assert lanes(two_people(), LaneBy.JOURNEY) == {
        "Trip": ["filters", "surprise"],
        "Visit": ["hours"],
        "No journey": ["tidy"],
    }


def test_groups_come_in_the_order_of_their_first_initiative_and_none_last() -> None:
    plan = plan_of(
        a(Initiative, "a"),
        a(Initiative, "b", group="Search"),
        a(Initiative, "c", group="Mail"),
        a(Initiative, "d", group="Search"),
    )
    assert lanes(plan, LaneBy.GROUP) == {"Search": ["b", "d"], "Mail": ["c"], "No group": ["a"]}


def test_what_runs_comes_before_what_is_planned_and_what_is_done() -> None:
    plan = plan_of(
        a(Initiative, "a", status=Status.DONE), a(Initiative, "b"), a(Initiative, "c", status=Status.RUNNING)
    )
    assert lanes(plan, LaneBy.STATUS) == {"Running": ["c"], "Idea": ["b"], "Done": ["a"]}


@pytest.mark.parametrize("by", LaneBy)
def test_every_initiative_is_in_one_lane(by: LaneBy) -> None:
    plan = two_people()
    found = sorted(id for held in lanes(plan, by).values() for id in held)
    assert found == ["filters", "hours", "surprise", "tidy"]
