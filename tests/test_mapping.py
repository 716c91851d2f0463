"""What a user does on a map, as edits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journey import Journey, Moment, Phase, Touchpoint
from domain.mapping import feel, move_along, turn_moment, weigh
from domain.paths import touchpoints_of
from domain.plan import Edit, Plan
from tests.builders import a, plan_of


def trip() -> Plan:
    return plan_of(
        a(Journey, "trip"),
        a(Phase, "orient", journey="trip", position=1),
        a(Phase, "book", journey="trip", position=2),
        a(Touchpoint, "search", phase="orient", position=1, feeling="1.5"),
        a(Touchpoint, "compare", phase="orient", position=2),
        a(Touchpoint, "pay", phase="book", position=1, feeling=-2, moment="break"),
    )


def one(plan: Plan, id: str) -> Touchpoint:
    return plan.get(Touchpoint, id)


def after(plan: Plan, edit: Edit | None) -> Plan:
    assert edit is not None
    return plan.apply(edit)


def names(plan: Plan) -> list[str]:
    return [f"{each.phase}/{each.id}" for each in touchpoints_of(plan, plan.get(Journey, "trip"))]


@pytest.mark.parametrize(
    ("id", "steps", "feels"),
    [("search", 1, "2"), ("search", -1, "1"), ("compare", 1, "0.5"), ("compare", -1, "-0.5"), ("search", 3, "2")],
)
def test_a_step_is_half_a_point_and_the_unknown_counts_from_zero(id: str, steps: int, feels: str) -> None:
    plan = trip()

    moved = after(plan, feel([one(plan, id)], steps))

    assert one(moved, id).feeling == Decimal(feels)


def test_at_the_end_of_the_scale_there_is_nothing_to_change() -> None:
    assert feel([one(trip(), "pay")], -1) is None


def test_several_touchpoints_feel_worse_in_one_edit() -> None:
    plan = trip()

    edit = feel([one(plan, "search"), one(plan, "compare"), one(plan, "pay")], -1)

    assert edit is not None
    assert edit.label == "Change feeling of 3 touchpoints"
    assert [change.subject.id for change in edit.changes] == ["search", "compare"], "pay is at the end already"


def test_a_moment_turns_from_none_to_make_to_break_to_none() -> None:
    plan = trip()
    seen = []
    for _ in range(3):
        plan = after(plan, turn_moment([one(plan, "search")]))
        seen.append(one(plan, "search").moment)

    assert seen == [Moment.MAKE, Moment.BREAK, None]


def test_several_touchpoints_become_what_the_first_is_not_yet() -> None:
    plan = trip()

    plan = after(plan, turn_moment([one(plan, "search"), one(plan, "pay")]))

    assert [one(plan, id).moment for id in ("search", "pay")] == [Moment.MAKE, Moment.MAKE]


def test_a_weight_is_given_and_taken_away() -> None:
    plan = trip()

    weighed = after(plan, weigh([one(plan, "search")], 4))

    assert one(weighed, "search").importance == 4
    assert one(after(weighed, weigh([one(weighed, "search")], None)), "search").importance is None


def test_a_touchpoint_moves_within_its_phase_and_on_into_the_next() -> None:
    plan = trip()

    within = after(plan, move_along(plan, one(plan, "search"), 1))
    across = after(within, move_along(within, one(within, "search"), 1))
    back = after(across, move_along(across, one(across, "search"), -1))

    assert names(within) == ["orient/compare", "orient/search", "book/pay"]
    assert names(across) == ["orient/compare", "book/search", "book/pay"]
    assert names(back) == names(within)


def test_at_either_end_of_the_journey_a_touchpoint_stays() -> None:
    plan = trip()

    assert move_along(plan, one(plan, "search"), -1) is None
    assert move_along(plan, one(plan, "pay"), 1) is None


@given(st.lists(st.tuples(st.sampled_from(["search", "compare", "pay"]), st.sampled_from([1, -1])), max_size=30))
def test_however_touchpoints_are_moved_none_is_lost_and_undo_brings_each_back(moves: list[tuple[str, int]]) -> None:
    plan, done = trip(), []
    for id, by in moves:
        if edit := move_along(plan, one(plan, id), by):
            plan = plan.apply(edit)
            done.append(edit)

    assert sorted(name.split("/")[1] for name in names(plan)) == ["compare", "pay", "search"]

    for edit in reversed(done):
        plan = plan.apply(edit.inverse)
    assert plan == trip()
