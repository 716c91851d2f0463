"""Moving work in time: what is moved, what follows, who stays, and what must hold of any move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendars, Span, span_of
from domain.engagement import Dependants, Engagement, Holiday
from domain.errors import Refused
from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.milestone import Milestone
from domain.moving import Move, Stay, lengthened, moved, placed, progressed
from domain.network import links_of, tasks_of
from domain.plan import Plan
from tests.builders import a, plan_of
from tests.dated import days, roadmaps


def item(id: str, start: int, finish: int | None = None, **fields: Any) -> Initiative:
    """From the first to the last day, both of March 2027, which begins on a Monday."""
    ends = {"finishes_on": date(2027, 3, finish)} if finish else {}
    return a(Initiative, id, starts_on=date(2027, 3, start), **{**ends, **fields})


def waits(later: str, earlier: str, **fields: Any) -> Dependency:
    return a(Dependency, f"{later}-{earlier}", initiative=later, waits_for=earlier, **fields)


def after(plan: Plan, move: Move) -> Plan:
    assert move.edit is not None
    return plan.apply(move.edit)


def dates(plan: Plan, *ids: str) -> list[tuple[int, int]]:
    """The first and the last day in March of each."""
    spans = [span_of(plan, plan.get(Initiative, id)) for id in ids]
    return [(span.start.day, span.last.day) for span in spans if span]


PAGE = item("page", 3, 9)
"""Wednesday to Tuesday: five working days."""


def test_a_move_keeps_the_working_days() -> None:
    plan = plan_of(PAGE, a(Holiday, starts_on=date(2027, 3, 11)))

    move = moved(plan, PAGE, 3)

    assert move.edit is not None
    assert move.edit.label == "Move “Page” 3 working days later"
    assert dates(after(plan, move), "page") == [(8, 15)]


def test_a_move_back_says_so() -> None:
    plan = plan_of(PAGE)

    move = moved(plan, PAGE, -1)

    assert move.said == "Move “Page” 1 working day earlier."
    assert dates(after(plan, move), "page") == [(2, 8)]


def test_what_has_a_duration_and_no_finish_gets_a_new_start_only() -> None:
    plan = plan_of(item("page", 3, likely_days=5))

    assert move_fields(moved(plan, plan.get(Initiative, "page"), 1)) == [("page", ("starts_on",))]


def move_fields(move: Move) -> list[tuple[str, tuple[str, ...]]]:
    assert move.edit is not None
    return [(change.subject.id, change.fields) for change in move.edit.changes]


def test_those_that_wait_follow_as_far_as_they_must() -> None:
    records = (PAGE, item("next", 11, 12), item("last", 15, 16), item("other", 10, 10), waits("next", "page"))
    plan = plan_of(*records, waits("last", "next"))

    move = moved(plan, PAGE, 4)  # until Monday 15 March

    assert move.followed == ("next", "last")
    assert dates(after(plan, move), "page", "next", "last", "other") == [(9, 15), (16, 17), (18, 19), (10, 10)]
    assert move.edit is not None
    assert move.edit.label == "Move “Page” 4 working days later, and 2 that wait for it"


def test_who_needs_not_follow_stays() -> None:
    plan = plan_of(PAGE, item("next", 15, 16), waits("next", "page"))

    assert moved(plan, PAGE, 2).followed == ()


def test_nobody_follows_to_an_earlier_day() -> None:
    plan = plan_of(PAGE, item("next", 10, 11), waits("next", "page"))

    assert moved(plan, PAGE, -2).followed == ()


def test_what_was_too_early_before_is_left_as_it_is_unless_it_gets_worse() -> None:
    plan = plan_of(PAGE, item("next", 8, 9), waits("next", "page"))

    assert moved(plan, PAGE, -1).followed == ()
    assert moved(plan, PAGE, 1).followed == ("next",)


def test_those_that_wait_complain_where_that_is_chosen() -> None:
    plan = plan_of(a(Engagement, dependants=Dependants.COMPLAIN), PAGE, item("next", 10, 11), waits("next", "page"))

    move = moved(plan, plan.get(Initiative, "page"), 1)

    assert move.followed == ()
    assert move.stayed == (Stay("next", "Next", "it does not follow, and is too early now"),)
    assert dates(after(plan, move), "page", "next") == [(4, 10), (10, 11)]


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"pinned": True}, "it is pinned"), ({"status": Status.DONE}, "it is done")],
)
def test_what_is_pinned_or_done_never_moves(fields: dict[str, Any], why: str) -> None:
    fixed = item("fixed", 10, 11, **fields)
    plan = plan_of(PAGE, fixed, item("last", 12, 12), waits("fixed", "page"), waits("last", "fixed"))

    assert moved(plan, fixed, 1) == Move(None, stayed=(Stay("fixed", "Fixed", why),))
    assert placed(plan, fixed, date(2027, 3, 1)).edit is None
    assert lengthened(plan, fixed, 1).edit is None
    move = moved(plan, PAGE, 1)
    assert move.stayed == (Stay("fixed", "Fixed", f"{why}, and is too early now"),)
    assert move.said == f"Move “Page” 1 working day later. “Fixed” stays: {why}, and is too early now."
    assert dates(after(plan, move), "fixed", "last") == [(10, 11), (12, 12)]


def test_several_move_together() -> None:
    launch = a(Milestone, "launch", due_on=date(2027, 3, 12))
    plan = plan_of(PAGE, item("next", 10, 11), waits("next", "page"), launch)

    move = moved(plan, [*plan.all(Initiative), *plan.all(Milestone)], 1)

    assert move.edit is not None
    assert move.edit.label == "Move 3 items 1 working day later"
    assert dates(after(plan, move), "page", "next") == [(4, 10), (11, 12)]
    assert after(plan, move).get(Milestone, "launch").due_on == date(2027, 3, 15)


def test_what_has_no_dates_cannot_move_and_can_be_placed() -> None:
    page = a(Initiative, "page", likely_days=5)
    plan = plan_of(page, item("next", 3, 4), waits("next", "page"))

    assert moved(plan, page, 1).said == "“Page” stays: it has no dates."
    move = placed(plan, page, date(2027, 3, 1))
    assert dates(after(plan, move), "page", "next") == [(1, 5), (8, 9)]
    assert move.edit is not None
    assert move.edit.label == "Start “Page” on 1 March 2027, and move 1 that waits for it"


def test_a_start_can_be_put_on_a_day_off() -> None:
    plan = plan_of(PAGE)

    assert dates(after(plan, placed(plan, PAGE, date(2027, 3, 6))), "page") == [(6, 12)]


def test_a_start_alone_moves_too() -> None:
    plan = plan_of(item("page", 5))

    move = moved(plan, plan.get(Initiative, "page"), 1)

    assert after(plan, move).get(Initiative, "page").starts_on == date(2027, 3, 8)


def test_what_takes_longer_pushes_those_that_wait_for_its_end() -> None:
    plan = plan_of(
        PAGE, item("next", 10, 11), item("along", 3, 4), waits("next", "page"), waits("along", "page", kind=SS)
    )

    move = lengthened(plan, PAGE, 2)

    assert move.followed == ("next",)
    assert dates(after(plan, move), "page", "next", "along") == [(3, 11), (12, 15), (3, 4)]
    assert move.said == "Make “Page” 2 working days longer, and move 1 that waits for it."


SS = DependencyKind.START_TO_START


def test_what_goes_by_its_likely_duration_gets_another_one() -> None:
    page = item("page", 3, likely_days=5)
    plan = plan_of(page)

    assert move_fields(lengthened(plan, page, -1)) == [("page", ("likely_days",))]
    assert dates(after(plan, lengthened(plan, page, -1)), "page") == [(3, 8)]


def test_a_duration_without_dates_can_be_changed() -> None:
    page = a(Initiative, "page", likely_days=5)

    assert after(plan_of(page), lengthened(plan_of(page), page, 2)).get(Initiative, "page").likely_days == 7
    assert lengthened(plan_of(), a(Initiative), 1).said == "“Initiative” stays: it has no duration."


def test_nothing_takes_less_than_a_day() -> None:
    with pytest.raises(Refused, match="“Page” takes 5 working days: it cannot take -5 of that"):
        lengthened(plan_of(PAGE), PAGE, -5)


def test_a_likely_duration_stays_inside_its_range() -> None:
    page = item("page", 3, likely_days=5, high_days=5)

    with pytest.raises(Refused, match=r"“Page”: likely_days \(6\) is above high_days \(5\)\."):
        lengthened(plan_of(page), page, 1)


@pytest.mark.parametrize("by", [300_000, -300_000, 10_000_000])
def test_nothing_leaves_the_years_of_a_plan(by: int) -> None:
    with pytest.raises(Refused, match="“Page” would leave the years 1900 to 2999"):
        moved(plan_of(PAGE), PAGE, by)


def test_no_move_is_no_edit() -> None:
    assert moved(plan_of(PAGE), PAGE, 0).edit is None
    assert placed(plan_of(PAGE), PAGE, date(2027, 3, 3)).edit is None


@pytest.mark.parametrize(
    ("status", "percent", "then"),
    [
        (Status.PLANNED, 10, Status.RUNNING),
        (Status.IDEA, 0, Status.IDEA),
        (Status.RUNNING, 100, Status.RUNNING),
        (Status.DONE, 90, Status.RUNNING),
        (Status.DONE, 100, Status.DONE),
        (Status.RUNNING, None, Status.RUNNING),
    ],
)
def test_progress_brings_its_status_along(status: Status, percent: int | None, then: Status) -> None:
    page = a(Initiative, status=status, progress_percent=None if percent == 0 else 50)

    found = plan_of(page).apply(progressed(page, percent)).get(Initiative, page.id)

    assert (found.progress_percent, found.status) == (percent, then)


def spans(plan: Plan) -> dict[str, Span]:
    return {task.id: task.span for task in tasks_of(plan, Calendars(plan))}


@given(roadmaps(), st.data())
def test_any_move_keeps_what_must_be_kept(plan: Plan, data: st.DataObject) -> None:
    chosen = data.draw(
        st.lists(st.sampled_from(plan.all(Initiative)), min_size=1, max_size=3, unique_by=lambda each: each.id)
    )
    by = data.draw(st.integers(-8, 8))

    move = moved(plan, chosen, by)

    if move.edit is None:
        return
    then = plan.apply(move.edit)
    was, now = spans(plan), spans(then)
    assert then.apply(move.edit.inverse) == plan
    links = links_of(plan)
    tasks = {task.id: task for task in tasks_of(then, Calendars(then))}
    stayed = {stay.id for stay in move.stayed}
    for id, span in now.items():
        initiative, calendar = plan.get(Initiative, id), tasks[id].calendar
        if calendar.days(*was[id]):
            assert calendar.days(*span) == calendar.days(*was[id])
        if initiative.pinned or initiative.status is Status.DONE:
            assert span == was[id]
        if id in move.followed:
            assert span.start > was[id].start
            sooner = tasks[id].later(-1)
            waited = [link for link in links if link.after == id and link.before in now]
            bound = [not link.is_kept(now[link.before], sooner, calendar) for link in waited]
            assert any(bound), "it follows no farther than it must"
        elif id not in {each.id for each in chosen}:
            assert span == was[id]
    for link in links:
        if link.before not in now or link.after not in now or link.after in stayed:
            continue
        if by > 0 and link.is_kept(was[link.before], was[link.after], tasks[link.after].calendar):
            assert link.is_kept(now[link.before], now[link.after], tasks[link.after].calendar)


@given(roadmaps(), st.data())
def test_any_lengthening_changes_one_duration_by_so_many_days(plan: Plan, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(plan.all(Initiative)))
    by = data.draw(st.integers(1, 8))

    move = lengthened(plan, chosen, by)

    if move.edit is None or chosen.id not in (was := spans(plan)):
        return
    now = spans(plan.apply(move.edit))
    calendar = Calendars(plan).of(chosen)
    assert calendar.days(*now[chosen.id]) == calendar.days(*was[chosen.id]) + by
    assert now[chosen.id].start == was[chosen.id].start


@given(roadmaps(), st.data(), days)
def test_any_initiative_can_be_put_on_any_day(plan: Plan, data: st.DataObject, day: date) -> None:
    chosen = data.draw(st.sampled_from(plan.all(Initiative)))

    move = placed(plan, chosen, day)

    if move.edit is not None:
        assert plan.apply(move.edit).get(Initiative, chosen.id).starts_on == day


def test_a_ring_is_named_and_not_followed_for_ever() -> None:
    plan = plan_of(PAGE, item("next", 10, 11), waits("next", "page"), waits("page", "next"))

    with pytest.raises(Refused, match="These wait for each other"):
        moved(plan, PAGE, 1)
