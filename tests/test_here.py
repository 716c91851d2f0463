"""“Why here?”: every sentence is true, by what breaks when the initiative is moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import calendar_for
from domain.conflicts import ConflictKind, conflicts
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.here import Here, HoldKind, why_here
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.moving import placed
from domain.people import Team
from domain.periods import Grain
from domain.plan import Plan
from tests.builders import a, plan_of
from tests.dated import roadmaps

WEB = a(Team, "web", name="Web team", capacity_fte=2, focus_percent=50)
"""A person-day for each working day."""


def item(id: str, start: date, days: int, **fields: Any) -> Initiative:
    return a(Initiative, id, starts_on=start, likely_days=days, **fields)


def asks(id: str, likely: int, team: str = "web") -> Effort:
    return a(Effort, f"{id}-{team}", initiative=id, team=team, likely=likely)


def waits(later: str, earlier: str, **fields: Any) -> Dependency:
    return a(Dependency, f"{later}-{earlier}", initiative=later, waits_for=earlier, **fields)


def here(*records: Entity, today: date | None = None) -> Here:
    plan = plan_of(*records)
    return why_here(plan, plan.get(Initiative, "page"), today)


PAGE = item("page", date(2027, 5, 3), 5)
TAGGING = item("tagging", date(2027, 4, 12), 5)
"""Until Friday 16 April."""


def test_it_waits_for_something_and_then_for_room() -> None:
    other = item("other", date(2027, 4, 19), 10)  # until Friday 30 April

    found = here(PAGE, TAGGING, other, WEB, asks("page", 5), asks("other", 10), waits("page", "tagging"))

    assert found.sentence == (
        "“Page” starts on 3 May 2027: it waits for “Tagging”, which finishes on 16 April 2027; then “Web team” has no "
        "room for it until 2 May 2027."
    )
    assert [(hold.kind, hold.id) for hold in found.holds] == [(HoldKind.TEAM, "web")]
    assert found.earliest is None


def test_it_waits_for_what_has_just_finished() -> None:
    found = here(item("page", date(2027, 4, 19), 5), TAGGING, waits("page", "tagging"))

    assert found.sentence == (
        "“Page” starts on 19 April 2027: it waits for “Tagging”, which finishes on 16 April 2027."
    )
    assert [(hold.kind, hold.id) for hold in found.holds] == [(HoldKind.DEPENDENCY, "tagging")]


def test_a_lag_is_part_of_the_wait() -> None:
    wait = waits("page", "tagging", kind=DependencyKind.START_TO_START, lag_days=15)

    assert here(PAGE, TAGGING, wait).sentence == (
        "“Page” starts on 3 May 2027: it waits for “Tagging”, which starts on 12 April 2027, and for 15 working days "
        "more."
    )


def test_nothing_holds_it_and_it_could_be_earlier() -> None:
    found = here(PAGE, TAGGING, waits("page", "tagging"), a(Holiday, starts_on=date(2027, 4, 19)))

    assert found.sentence == "“Page” starts on 3 May 2027. Nothing holds it: it could start on 20 April 2027 already."
    assert (found.holds, found.earliest) == ((), date(2027, 4, 20))


@pytest.mark.parametrize(
    ("fields", "begins", "today", "why"),
    [
        ({"pinned": True}, None, None, "it is pinned there"),
        ({"status": Status.RUNNING}, None, None, "it is running"),
        ({"status": Status.DONE}, None, None, "it is done"),
        ({"not_before": date(2027, 5, 1)}, None, None, "it cannot start before 1 May 2027"),
        ({}, date(2027, 5, 3), None, "the roadmap begins on 3 May 2027"),
        ({}, date(2027, 1, 4), date(2027, 5, 2), "earlier days have passed"),
        (
            {"not_before": date(2027, 5, 3)},
            date(2027, 5, 3),
            None,
            "the roadmap begins on 3 May 2027, and it cannot start before 3 May 2027",
        ),
    ],
)
def test_what_else_can_hold_it(fields: dict[str, Any], begins: date | None, today: date | None, why: str) -> None:
    found = here(a(Engagement, starts_on=begins), item("page", date(2027, 5, 3), 5, **fields), today=today)

    assert found.sentence == f"“Page” starts on 3 May 2027: {why}."


def test_a_gap_before_the_wait_is_told() -> None:
    other = item("other", date(2027, 4, 26), 5)
    records = (a(Engagement, starts_on=date(2027, 4, 12)), PAGE, other, WEB, asks("page", 5), asks("other", 5))

    assert here(*records).sentence == (
        "“Page” starts on 3 May 2027: “Web team” has no room for it until 2 May 2027; but it could start on 12 April "
        "2027 already."
    )


def test_what_is_broken_where_it_is_is_said() -> None:
    found = here(item("page", date(2027, 4, 15), 5), TAGGING, waits("page", "tagging"))

    assert found.sentence == (
        "“Page” starts on 15 April 2027, though it waits for “Tagging”, which finishes on 16 April 2027."
    )
    assert [hold.id for hold in found.broken] == ["tagging"]


def test_a_team_that_is_over_where_it_is_is_said() -> None:
    assert here(PAGE, WEB, asks("page", 6)).sentence == (
        "“Page” starts on 3 May 2027, though “Web team” has no room for it in week 18 of 2027."
    )


def test_what_has_no_start_has_no_place() -> None:
    assert here(a(Initiative, "page")).sentence == "“Page” has no start."


def test_a_start_alone_is_held_too() -> None:
    page = a(Initiative, "page", starts_on=date(2027, 4, 19))

    assert "it waits for “Tagging”" in here(page, TAGGING, waits("page", "tagging"), WEB, asks("page", 99)).sentence


def broken(plan: Plan, id: str) -> set[tuple[HoldKind, str]]:
    """What of the kinds that can hold a start is not kept of one initiative."""
    found = set()
    for each in conflicts(plan, Grain.WEEK):
        if each.kind is ConflictKind.OVERLOAD and id in each.initiatives:
            found.add((HoldKind.TEAM, each.subject[1]))
        elif each.initiatives[0] == id and each.kind is ConflictKind.DEPENDENCY:
            found.add((HoldKind.DEPENDENCY, each.initiatives[1]))
        elif each.initiatives[0] == id and each.kind is ConflictKind.NOT_BEFORE:
            found.add((HoldKind.NOT_BEFORE, ""))
    begins, start = plan.engagement.starts_on, plan.get(Initiative, id).starts_on
    if begins and start and start < begins:
        found.add((HoldKind.ROADMAP, ""))
    return found


def put(plan: Plan, id: str, start: date) -> Plan:
    """The plan with one initiative elsewhere and all others where they are."""
    edit = placed(plan, plan.get(Initiative, id), start).edit
    assert edit is not None
    return plan.apply(type(edit)("", tuple(change for change in edit.changes if change.subject.id == id)))


@given(roadmaps(), st.data())
def test_every_sentence_is_true(plan: Plan, data: st.DataObject) -> None:
    initiative = data.draw(st.sampled_from(plan.all(Initiative)))

    found = why_here(plan, initiative)

    if found.start is None or any(hold.kind is HoldKind.FIXED for hold in found.holds):
        assert initiative.starts_on is None or initiative.pinned or initiative.status is not Status.IDEA
        return
    now = broken(plan, initiative.id)
    if initiative.starts_on and plan.engagement.starts_on and initiative.starts_on < plan.engagement.starts_on:
        now.discard((HoldKind.ROADMAP, ""))
    assert {(hold.kind, hold.id) for hold in found.broken} == now
    if found.broken:
        return
    sooner = calendar_for(plan, initiative).plus(found.start, -1)
    then = broken(put(plan, initiative.id, sooner), initiative.id)
    if initiative.starts_on and plan.engagement.starts_on and initiative.starts_on < plan.engagement.starts_on:
        then.discard((HoldKind.ROADMAP, ""))
    assert {(hold.kind, hold.id) for hold in found.holds} == then
    if found.earliest is not None:
        assert found.earliest < found.start
        left = broken(put(plan, initiative.id, found.earliest), initiative.id)
        assert left <= {(HoldKind.ROADMAP, "")}
    for hold in (*found.holds, *found.broken):
        assert hold.said in found.sentence
