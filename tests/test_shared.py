"""Touchpoints shared by journeys: who is one with whom, and how that is said and unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain.edits import change
from domain.entity import Entity, revise
from domain.errors import Refused
from domain.journey import Phase, Touchpoint
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from domain.shared import linked, same_touchpoints, unlinked
from tests.builders import a, plan_of
from tests.strategies import plans


def journeys(**same_as: str | None) -> Plan:
    """One touchpoint in each journey, a to d, with what each says it is the same as."""
    names = ("a", "b", "c", "d")
    phases = [a(Phase, f"phase-{name}", journey=f"journey-{name}") for name in names]
    return plan_of(*phases, *(a(Touchpoint, n, phase=f"phase-{n}", same_as=same_as.get(n)) for n in names))


def ids(plan: Plan, id: str) -> list[str]:
    return [each.id for each in same_touchpoints(plan, plan.get(Touchpoint, id))]


def link(plan: Plan, one: str, other: str) -> Edit:
    return linked(plan, plan.get(Touchpoint, one), plan.get(Touchpoint, other))


def unlink(plan: Plan, id: str) -> Edit:
    return unlinked(plan, plan.get(Touchpoint, id))


def test_it_does_not_matter_who_said_it_or_through_whom() -> None:
    plan = journeys(a="b", c="b")

    assert ids(plan, "a") == ["b", "c"]
    assert ids(plan, "b") == ["a", "c"]
    assert ids(plan, "d") == []


def test_two_that_say_it_of_each_other_are_one() -> None:
    assert ids(journeys(a="b", b="a"), "a") == ["b"]


def test_linking_says_it_once() -> None:
    plan = journeys()

    edit = link(plan, "a", "b")

    assert edit.label == "Share “A” with “B”"
    assert ids(plan.apply(edit), "b") == ["a"]
    assert plan.apply(edit).apply(edit.inverse) == plan


def test_linking_two_groups_makes_one_of_them() -> None:
    plan = journeys(a="b", c="d")

    assert ids(plan.apply(link(plan, "a", "c")), "a") == ["b", "c", "d"]


def test_a_touchpoint_of_the_same_journey_is_refused() -> None:
    plan = plan_of(a(Touchpoint, "a"), a(Touchpoint, "b"))

    with pytest.raises(Refused, match="another"):
        link(plan, "a", "b")


def test_what_is_one_already_is_refused() -> None:
    with pytest.raises(Refused, match="already"):
        link(journeys(a="b", c="b"), "a", "c")


def test_unlinking_leaves_the_others_one() -> None:
    plan = journeys(a="b", c="b", d="b")

    after = plan.apply(unlink(plan, "b"))

    assert ids(after, "b") == []
    assert ids(after, "a") == ["c", "d"]


def test_unlinking_from_the_middle_of_a_chain_leaves_the_ends_one() -> None:
    plan = journeys(a="b", b="c")

    after = plan.apply(unlink(plan, "b"))

    assert (ids(after, "b"), ids(after, "a")) == ([], ["c"])


def test_unlinking_two_that_say_it_of_each_other_frees_both() -> None:
    plan = journeys(a="b", b="a")

    assert ids(plan.apply(unlink(plan, "a")), "b") == []


def test_what_is_not_shared_cannot_be_taken_out() -> None:
    with pytest.raises(Refused, match="not shared"):
        unlink(journeys(), "a")


def broken(plan: Plan, *records: Entity) -> list[tuple[str, str]]:
    edit = Edit("Test", tuple(Change(plan.find(type(r), r.id), r) for r in records))
    return [(record.id, field) for record, field, _ in broken_rules(plan.apply(edit), edit)]


def test_the_file_takes_only_touchpoints_of_another_journey() -> None:
    plan = plan_of(a(Touchpoint, "a"), a(Touchpoint, "b"), a(Phase, "else", journey="other"))

    assert broken(plan, revise(plan.get(Touchpoint, "a"), same_as="b")) == [("a", "same_as")]
    assert broken(plan, a(Touchpoint, "c", phase="else", same_as="b")) == []


def test_moving_either_side_into_the_journey_of_the_other_is_refused() -> None:
    plan = plan_of(a(Touchpoint, "a", same_as="b"), a(Touchpoint, "b", phase="else"), a(Phase, "else", journey="other"))

    assert broken(plan, revise(plan.get(Touchpoint, "a"), phase="else")) == [("a", "same_as")]
    assert broken(plan, revise(plan.get(Touchpoint, "b"), phase="phase")) == [("a", "same_as")]
    assert broken(plan, revise(plan.get(Phase, "else"), journey="journey")) == [("a", "same_as")]


def test_other_edits_to_a_shared_touchpoint_are_free() -> None:
    plan = journeys(a="b")
    edit = change(plan.get(Touchpoint, "a"), feeling=1)

    assert not list(broken_rules(plan.apply(edit), edit))


@given(plans())
def test_linking_and_unlinking_keep_the_rules_and_can_be_undone(plan: Plan) -> None:
    for one in plan.all(Touchpoint):
        assert all(one in same_touchpoints(plan, other) for other in same_touchpoints(plan, one))
        for other in plan.all(Touchpoint):
            try:
                edit = linked(plan, one, other)
            except Refused:
                continue
            after = plan.apply(edit)
            assert after.get(Touchpoint, other.id) in same_touchpoints(after, after.get(Touchpoint, one.id))
            assert not list(broken_rules(after, edit))
            assert after.apply(edit.inverse) == plan

            apart = unlinked(after, after.get(Touchpoint, one.id))
            assert same_touchpoints(after.apply(apart), after.apply(apart).get(Touchpoint, one.id)) == ()
            assert not list(broken_rules(after.apply(apart), apart))
