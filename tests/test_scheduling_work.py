"""From a plan to what can be scheduled, and from a schedule to one edit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.engagement import Engagement, Holiday
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.load import load_of
from domain.people import Leave, Team
from domain.periods import Grain, periods
from domain.plan import Plan
from domain.scheduling.instance import Objective
from domain.scheduling.proposal import Proposal, accepted, proposal
from domain.scheduling.search import searched
from domain.scheduling.work import UNIT, Work, work_of
from tests.builders import a, plan_of

MONDAY = date(2027, 1, 4)
ENGAGEMENT = a(Engagement, "engagement", starts_on=MONDAY, focus_percent=100)


def effort(initiative: str, team: str, days: int) -> Effort:
    return a(Effort, f"{initiative}-{team}", initiative=initiative, team=team, likely=days)


def waits(initiative: str, waits_for: str, **fields: object) -> Dependency:
    return a(Dependency, f"{initiative}-{waits_for}", initiative=initiative, waits_for=waits_for, **fields)


def gathered(*records: object, starts_on: date | None = None) -> Work:
    return work_of(plan_of(ENGAGEMENT, *records), MONDAY, starts_on=starts_on)  # type: ignore[arg-type]


def proposed(*records: object, objective: Objective = Objective.DELAY) -> Proposal:
    work = gathered(*records)
    return proposal(work, searched(work.instance, objective, iterations=100), objective)


def dates(found: Proposal) -> dict[str, tuple[date, date]]:
    return {row.initiative.id: (row.after.start, row.after.last) for row in found.rows}


# --- what there is to schedule ------------------------------------------------------------------------------------


def test_what_is_dropped_or_done_is_not_scheduled_and_what_has_no_duration_is_told() -> None:
    work = gathered(
        a(Initiative, "search", likely_days=5),
        a(Initiative, "app", likely_days=5, status=Status.DROPPED),
        a(Initiative, "survey", likely_days=5, status=Status.DONE),
        a(Initiative, "seats"),
    )

    assert work.items == ("search",)
    assert [(each.initiative.id, each.why) for each in work.left_out] == [("seats", "has no duration")]


def test_the_duration_is_what_is_likely_else_the_working_days_between_the_dates() -> None:
    work = gathered(
        a(Initiative, "search", likely_days=7, starts_on=MONDAY, finishes_on=MONDAY),
        a(Initiative, "mail", starts_on=MONDAY, finishes_on=date(2027, 1, 15)),
    )

    assert [each.duration for each in work.instance.activities] == [7, 10]


def test_an_effort_spread_over_the_duration_is_asked_of_people_times_focus() -> None:
    work = gathered(
        a(Initiative, "search", likely_days=4),
        a(Team, "web", capacity_fte=3, focus_percent=25, hires_fte=1, hires_on=date(2027, 1, 11)),
        a(Leave, "course", team="web", starts_on=date(2027, 1, 6), away_fte=1),
        effort("search", "web", 3),
    )

    assert work.instance.activities[0].demands == (750_000,)
    assert work.instance.capacities == ((750_000, 750_000, 500_000, 750_000, 750_000, UNIT),)


def test_more_than_a_team_will_ever_have_is_told_with_the_figures() -> None:
    work = gathered(
        a(Initiative, "search", likely_days=10),
        a(Initiative, "page", likely_days=5),
        a(Team, "web", capacity_fte=2, focus_percent=70),
        effort("search", "web", 30),
        waits("page", "search"),
    )

    assert work.items == ()
    assert [each.why for each in work.left_out] == [
        "asks 3 FTE a day of “Web”, which has 1.4 at most (people × focus factor): 22 days would do, 10 do not",
        "waits for “Search”, which is left out",
    ]


def test_what_cannot_be_scheduled_stays_at_its_dates_and_others_wait_for_it() -> None:
    found = proposed(
        a(Initiative, "search", likely_days=5, starts_on=MONDAY, finishes_on=date(2027, 1, 8)),
        a(Initiative, "page", likely_days=2),
        a(Team, "web", capacity_fte=1),
        effort("search", "web", 30),
        waits("page", "search"),
    )

    assert dates(found)["page"] == (date(2027, 1, 11), date(2027, 1, 12))
    assert [each.initiative.id for each in found.left_out] == ["search"]


def test_those_that_wait_for_themselves_are_told_with_the_ring() -> None:
    work = gathered(
        a(Initiative, "search", likely_days=1),
        a(Initiative, "page", likely_days=1),
        waits("page", "search"),
        waits("search", "page"),
    )

    assert work.items == ()
    assert {each.why for each in work.left_out} <= {
        "waits for itself: “Page” → “Search” → “Page”",
        "waits for itself: “Search” → “Page” → “Search”",
    }


def test_what_is_pinned_without_dates_has_nowhere_to_stay() -> None:
    work = gathered(a(Initiative, "search", likely_days=1, pinned=True))

    assert [each.why for each in work.left_out] == ["is pinned, and has no dates to stay at"]


def test_a_team_of_unknown_size_sets_no_limit_and_that_is_told() -> None:
    work = gathered(a(Initiative, "search", likely_days=1, delay_cost=1), a(Team, "web"), effort("search", "web", 30))

    assert work.items == ("search",)
    assert work.notes == ("The capacity of “Web” is not known, and sets no limit.",)


def test_nothing_starts_in_the_past_unless_a_day_is_given() -> None:
    plan = plan_of(ENGAGEMENT, a(Initiative, "search", likely_days=1))

    assert work_of(plan, date(2027, 6, 12)).starts_on == date(2027, 6, 14)
    assert work_of(plan, date(2026, 6, 12)).starts_on == MONDAY
    assert work_of(plan, date(2027, 6, 12), starts_on=date(2027, 2, 1)).starts_on == date(2027, 2, 1)


# --- the schedule in dates ----------------------------------------------------------------------------------------


def test_weekends_and_holidays_are_passed_over_and_the_last_day_is_a_day_of_work() -> None:
    found = proposed(a(Initiative, "search", likely_days=6), a(Holiday, "off", starts_on=date(2027, 1, 6)))

    assert dates(found) == {"search": (MONDAY, date(2027, 1, 12))}
    assert found.edit.changes[0].after.finishes_on == date(2027, 1, 12)  # type: ignore[union-attr]


def test_work_pauses_while_the_whole_team_is_away() -> None:
    found = proposed(
        a(Initiative, "search", likely_days=3),
        a(Team, "web", capacity_fte=1),
        a(Leave, "trip", team="web", starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 6)),
        effort("search", "web", 3),
    )

    assert dates(found) == {"search": (MONDAY, date(2027, 1, 8))}
    assert found.after.overload == 0


def test_a_milestone_has_a_day_and_no_last_day_of_work() -> None:
    found = proposed(a(Initiative, "go-live", likely_days=0), a(Initiative, "search", likely_days=2))
    changes = {each.subject.id: each.after for each in found.edit.changes}

    assert changes["go-live"].starts_on == MONDAY  # type: ignore[union-attr]
    assert changes["go-live"].finishes_on is None  # type: ignore[union-attr]


def test_what_is_dear_goes_first_and_the_saving_is_told_in_money() -> None:
    found = proposed(
        a(Initiative, "search", likely_days=5, delay_cost=100, starts_on=MONDAY),
        a(Initiative, "page", likely_days=5, delay_cost=700, starts_on=date(2027, 1, 11)),
        a(Team, "web", capacity_fte=1),
        effort("search", "web", 5),
        effort("page", "web", 5),
    )

    assert dates(found) == {
        "page": (MONDAY, date(2027, 1, 8)),
        "search": (date(2027, 1, 11), date(2027, 1, 15)),
    }
    # 5 days and 12 of the calendar: 100 × 5/7 + 700 × 12/7 before, 700 × 5/7 + 100 × 12/7 after.
    assert (found.before.delay, found.after.delay) == (Fraction(8900, 7), Fraction(4700, 7))
    assert [row.moved for row in found.rows] == [-5, 5]


def test_the_cost_of_delay_is_compared_over_those_that_had_dates() -> None:
    found = proposed(
        a(Initiative, "search", likely_days=5, delay_cost=100, starts_on=MONDAY),
        a(Initiative, "page", likely_days=10, delay_cost=50),
    )

    assert (found.before.undated, found.after.undated) == (1, 0)
    assert (found.before.delay, found.after.delay, found.delay_of_new) == (
        Fraction(500, 7),
        Fraction(500, 7),
        Fraction(600, 7),
    )


def test_not_before_lags_and_what_is_running_are_kept_to() -> None:
    found = proposed(
        a(Initiative, "chat", status=Status.RUNNING, starts_on=date(2026, 12, 1), finishes_on=date(2027, 1, 8)),
        a(Initiative, "help", likely_days=2),
        a(Initiative, "page", likely_days=1, not_before=date(2027, 2, 1)),
        a(Initiative, "last", likely_days=1),
        waits("help", "chat", lag_days=3),
        waits("last", "help", kind=DependencyKind.START_TO_START, lag_days=1),
    )

    assert dates(found) == {
        "chat": (date(2026, 12, 1), date(2027, 1, 8)),
        "help": (date(2027, 1, 14), date(2027, 1, 15)),
        "last": (date(2027, 1, 15), date(2027, 1, 15)),
        "page": (date(2027, 2, 1), date(2027, 2, 1)),
    }
    assert "chat" not in {each.subject.id for each in found.edit.changes}


def test_a_deadline_is_kept_to_where_it_can_be_and_told_where_not() -> None:
    records = (
        a(Initiative, "dear", likely_days=5, delay_cost=900),
        a(Initiative, "due", likely_days=5, deadline=date(2027, 1, 8)),
        a(Team, "web", capacity_fte=1),
        effort("dear", "web", 5),
        effort("due", "web", 5),
    )
    found = proposed(*records, a(Initiative, "never", likely_days=3, deadline=date(2027, 1, 5)))

    assert dates(found)["due"] == (MONDAY, date(2027, 1, 8))
    assert {row.initiative.id: row.late for row in found.rows} == {"due": 0, "never": 1, "dear": 0}
    assert found.after.late == 1


def test_by_priority_the_order_that_is_given_counts() -> None:
    plan = plan_of(
        ENGAGEMENT,
        a(Initiative, "search", likely_days=5),
        a(Initiative, "page", likely_days=5),
        a(Team, "web", capacity_fte=1),
        effort("search", "web", 5),
        effort("page", "web", 5),
    )
    work = work_of(plan, MONDAY, order=["page", "search"])
    schedule = searched(work.instance, Objective.PRIORITY)

    assert accepted(work, schedule, Objective.PRIORITY).label == "Schedule by priority"
    assert list(dates(proposal(work, schedule, Objective.PRIORITY))) == ["page", "search"]


def test_where_all_dates_are_as_they_should_be_nothing_changes() -> None:
    once = proposed(a(Initiative, "search", likely_days=5))
    plan = plan_of(ENGAGEMENT, a(Initiative, "search", likely_days=5)).apply(once.edit)
    work = work_of(plan, MONDAY)

    assert proposal(work, searched(work.instance, Objective.DELAY), Objective.DELAY).edit.changes == ()


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    teams = [
        a(Team, f"team-{n}", capacity_fte=draw(st.integers(1, 4)), focus_percent=draw(st.sampled_from([50, 100])))
        for n in range(2)
    ]
    leaves = [
        a(Leave, f"leave-{n}", team=f"team-{n}", starts_on=MONDAY + timedelta(days=draw(st.integers(0, 20))))
        for n in range(2)
    ]
    items = [
        a(
            Initiative,
            f"item-{n}",
            likely_days=draw(st.integers(1, 12)),
            delay_cost=draw(st.none() | st.integers(0, 900)),
        )
        for n in range(draw(st.integers(1, 6)))
    ]
    efforts = [
        effort(each.id, f"team-{draw(st.integers(0, 1))}", draw(st.integers(1, 12)))
        for each in items
        if draw(st.booleans())
    ]
    waiting = [waits(items[n].id, items[n - 1].id) for n in range(1, len(items)) if draw(st.booleans())]
    return plan_of(ENGAGEMENT, *teams, *leaves, *items, *efforts, *waiting)


@given(plans(), st.sampled_from(Objective))
def test_no_team_is_overloaded_by_what_is_scheduled(plan: Plan, objective: Objective) -> None:
    work = work_of(plan, MONDAY)
    found = proposal(work, searched(work.instance, objective, iterations=30), objective)
    after = plan.apply(found.edit)

    weeks = periods(MONDAY, MONDAY + timedelta(days=400), Grain.WEEK)
    assert all(load.over == Fraction(0) for loads in load_of(after, weeks).values() for load in loads)
    assert len(found.rows) + len(found.left_out) == len(plan.all(Initiative))
    assert found.after.undated == 0


def test_money_of_a_schedule_is_weeks_times_what_a_week_costs() -> None:
    work = gathered(a(Initiative, "search", likely_days=10, delay_cost=Decimal("12.34")))

    assert work.money(searched(work.instance, Objective.DELAY).cost) == Fraction("24.68")
