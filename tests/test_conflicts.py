"""What in the dates of a roadmap cannot be, told with names and figures, in order of time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from domain.conflicts import ConflictKind, conflicts
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.milestone import Milestone
from domain.people import Team
from domain.periods import Grain
from domain.severity import Severity
from tests.builders import a, plan_of

FS, SS, FF, SF = DependencyKind
WEB = a(Team, "web", name="Web team", capacity_fte=2)


def item(id: str, start: int, finish: int, **fields: object) -> Initiative:
    """From the first to the last day, both of May 2027, which begins on a Saturday."""
    return a(Initiative, id, starts_on=date(2027, 5, start), finishes_on=date(2027, 5, finish), **fields)


def told(*records: Entity) -> list[str]:
    return [each.sentence for each in conflicts(plan_of(*records))]


def test_a_team_that_is_asked_too_much_is_over_in_numbers() -> None:
    records = (WEB, item("page", 3, 28), a(Effort, initiative="page", team="web", likely="41.4"))

    [found] = conflicts(plan_of(*records))

    # 21 working days of two people at 70 % are 29.4
    assert found.sentence == "“Web team” is over by 12 days in May 2027."
    assert (found.kind, found.severity) == (ConflictKind.OVERLOAD, Severity.SHOULD)
    assert found.amount == 12
    assert found.subject == ("team", "web")
    assert found.initiatives == ("page",)
    assert found.start == date(2027, 5, 1)


def test_what_goes_on_until_a_monday_may_end_on_the_friday_before() -> None:
    waits = a(Dependency, initiative="old", waits_for="new", kind=SF)

    assert told(item("new", 10, 14), item("old", 3, 7), waits) == []
    [found] = told(item("new", 11, 14), item("old", 3, 7), waits)
    assert found.startswith("“Old” finishes 1 working day too early")


def test_a_team_can_be_over_in_a_week_and_not_in_its_month() -> None:
    plan = plan_of(WEB, item("page", 10, 14), a(Effort, initiative="page", team="web", likely=10))

    assert conflicts(plan) == ()
    assert [each.sentence for each in conflicts(plan, Grain.WEEK)] == [
        "“Web team” is over by 3 days in week 19 of 2027."
    ]


def test_a_quarter_is_called_as_the_client_calls_it() -> None:
    page, asked = item("page", 3, 28), a(Effort, initiative="page", team="web", likely=99)
    plan = plan_of(a(Engagement, fiscal_year_starts=4), WEB, page, asked)

    [found] = conflicts(plan, Grain.QUARTER)

    assert found.sentence == "“Web team” is over by 8 days in FY28 Q1."


def test_what_is_done_can_overload_nobody_any_more() -> None:
    asked = a(Effort, initiative="page", team="web", likely=99)

    assert told(WEB, item("page", 3, 28, status=Status.DONE), asked) == []
    assert told(WEB, item("page", 3, 28, status=Status.DONE), asked, item("b", 3, 4), a(Effort, initiative="b")) == []


@pytest.mark.parametrize(
    ("kind", "lag", "too_early", "awaited", "more"),
    [
        (FS, 0, "starts 3 working days", "finishes on 14 May 2027", ""),
        (FS, 2, "starts 5 working days", "finishes on 14 May 2027", ", and for 2 working days more"),
        (FS, -1, "starts 2 working days", "finishes on 14 May 2027", ", with 1 working day of overlap"),
        (SS, 4, "starts 2 working days", "starts on 10 May 2027", ", and for 4 working days more"),
        (FF, 4, "finishes 2 working days", "finishes on 14 May 2027", ", and for 4 working days more"),
        (SF, 9, "finishes 2 working days", "starts on 10 May 2027", ", and for 9 working days more"),
    ],
)
def test_what_goes_ahead_of_what_it_waits_for_is_told(
    kind: DependencyKind, lag: int, too_early: str, awaited: str, more: str
) -> None:
    # Page from Wednesday 12 to Wednesday 19 May; Whit Monday, 17 May, is off.
    waits = a(Dependency, initiative="page", waits_for="tagging", kind=kind, lag_days=lag)
    off = a(Holiday, starts_on=date(2027, 5, 17))

    assert told(item("tagging", 10, 14), item("page", 12, 19), waits, off) == [
        f"“Page” {too_early} too early: it waits for “Tagging”, which {awaited}{more}."
    ]


def test_a_start_without_an_end_is_held_against_a_start() -> None:
    waits = a(Dependency, initiative="page", waits_for="tagging", kind=SS)
    page, tagging = (a(Initiative, id, starts_on=date(2027, 5, day)) for id, day in (("page", 3), ("tagging", 4)))

    assert told(page, tagging, waits) == [
        "“Page” starts 1 working day too early: it waits for “Tagging”, which starts on 4 May 2027."
    ]


def test_one_day_of_a_weekend_too_early_counts_as_a_day() -> None:
    waits = a(Dependency, initiative="page", waits_for="tagging")

    [found] = conflicts(plan_of(item("tagging", 3, 9), item("page", 8, 12), waits))

    assert found.amount == 1
    assert found.initiatives == ("page", "tagging")


def test_a_window_is_broken_at_either_end() -> None:
    page = item("page", 12, 19, not_before=date(2027, 5, 14), deadline=date(2027, 5, 14))

    assert told(page) == [
        "“Page” starts on 12 May 2027, 2 working days too early: it cannot before 14 May 2027.",
        "“Page” finishes on 19 May 2027, 3 working days after its deadline of 14 May 2027.",
    ]


def test_the_last_day_of_a_window_is_inside() -> None:
    assert told(item("page", 12, 19, not_before=date(2027, 5, 12), deadline=date(2027, 5, 19))) == []


def test_a_milestone_before_what_it_hangs_on_is_told() -> None:
    launch = a(Milestone, "launch", due_on=date(2027, 5, 14), initiatives=("page", "tagging", "old"))
    records = (launch, item("page", 12, 19), item("tagging", 3, 14), item("old", 3, 28, status=Status.DROPPED))

    [found] = conflicts(plan_of(*records))

    assert found.sentence == "“Launch” is due on 14 May 2027, 3 working days before “Page” finishes on 19 May 2027."
    assert (found.subject, found.field, found.initiatives) == (("milestone", "launch"), "due_on", ("page",))


def test_a_duration_is_as_good_as_a_finish() -> None:
    page = a(Initiative, "page", starts_on=date(2027, 5, 12), likely_days=5, deadline=date(2027, 5, 17))

    assert told(page) == ["“Page” finishes on 18 May 2027, 1 working day after its deadline of 17 May 2027."]


@pytest.mark.parametrize(
    "records",
    [
        (a(Initiative, "page", starts_on=date(2027, 5, 1), likely_days=5),),
        (a(Initiative, "page"), WEB, a(Effort, initiative="page", team="web", likely=99)),
        (item("page", 3, 4), WEB, a(Effort, initiative="page", team="web")),
        (item("page", 3, 4), a(Team), a(Effort, initiative="page", likely=99)),
    ],
    ids=["starts on a day off", "has no dates", "has no effort", "is of a team of unknown size"],
)
def test_what_is_merely_unknown_or_odd_is_no_conflict(records: tuple[Entity, ...]) -> None:
    assert told(*records) == []


def test_conflicts_come_in_order_of_time() -> None:
    records = (
        WEB,
        item("late", 24, 28, deadline=date(2027, 5, 26)),
        item("early", 4, 5, not_before=date(2027, 5, 7)),
        a(Effort, initiative="late", team="web", likely=40),
        a(Milestone, "launch", due_on=date(2027, 5, 25), initiatives=("late",)),
    )

    found = conflicts(plan_of(*records))

    assert [each.kind for each in found] == [
        ConflictKind.OVERLOAD,
        ConflictKind.NOT_BEFORE,
        ConflictKind.MILESTONE,
        ConflictKind.DEADLINE,
    ]
    assert found[0].amount == 40 - Fraction("29.4")


def test_a_month_with_a_break_in_it_is_told_once() -> None:
    records = (WEB, item("early", 3, 4), item("late", 27, 28), a(Effort, initiative="early", team="web", likely=99))

    assert told(*records) == ["“Web team” is over by 69.6 days in May 2027."]
