"""Two journeys side by side: pairs, proposals, what a dream starts from, and columns."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment import (
    NOTICED,
    Pair,
    aligned,
    compared,
    confirmed,
    confirmed_all,
    dream_from,
    merged,
    unpaired,
)
from domain.entity import Entity, fields_of, revise
from domain.errors import Refused
from domain.evidence import Citation, Evidence
from domain.journey import Backing, Horizon, Journey, Note, NoteKind, Phase, Touchpoint
from domain.paths import touchpoints_of
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from domain.rules import broken_rules
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

NOW = a(Journey, "now")
DREAM = a(Journey, "dream", horizon=Horizon.NEAR, departs_from="now")
PHASES = (a(Phase, "orient", journey="now"), a(Phase, "dreamt", journey="dream", name="orient"))


def side_by_side(*records: Entity) -> Plan:
    return plan_of(NOW, DREAM, *PHASES, *records)


def now(id: str, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, **{"phase": "orient", **fields})


def dreamt(id: str, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, **{"phase": "dreamt", **fields})


def pairs(plan: Plan) -> tuple[Pair, ...]:
    return aligned(plan, plan.get(Journey, "now"), plan.get(Journey, "dream"))


def rows(found: tuple[Pair, ...]) -> list[str]:
    """Each pair as `now = dream`, a proposal with a question mark."""
    return [
        f"{pair.current.id if pair.current else ''} {pair.sign}{'' if pair.is_confirmed else '?'} "
        f"{pair.dream.id if pair.dream else ''}".strip()
        for pair in found
    ]


def test_every_field_is_noticed_or_known_to_be_bookkeeping() -> None:
    bookkeeping = {"id", "position", "phase", "replaces", "same_as", "wanted", "verified_on", "verified_by"}

    assert {*NOTICED, *bookkeeping} == set(fields_of(Touchpoint))


def test_what_a_dream_replaces_is_paired_and_the_rest_comes_or_goes() -> None:
    plan = side_by_side(
        now("first"),
        now("search"),
        now("fill"),
        now("pay"),
        dreamt("find", name="Search", replaces="search"),
        dreamt("chat"),
        dreamt("thumb", replaces="pay"),
    )

    assert rows(pairs(plan)) == ["first −?", "search = find", "fill −?", "+? chat", "pay ~ thumb"]


def test_several_of_a_dream_may_replace_one_and_what_stood_behind_it_comes_behind_the_last() -> None:
    plan = side_by_side(
        now("search"), now("fill"), dreamt("one", replaces="search"), dreamt("two", replaces="search"), dreamt("z")
    )

    assert rows(pairs(plan)) == ["search ~ one", "search ~ two", "fill −?", "+? z"]


def test_same_names_are_proposed_whatever_the_capitals() -> None:
    plan = side_by_side(now("a", name="Pay the deposit"), dreamt("b", name="PAY THE DEPOSIT"))

    assert rows(pairs(plan)) == ["a ~? b"]
    assert pairs(plan)[0].changed == ("name",)


@pytest.mark.parametrize(
    ("name", "phase", "is_proposed"),
    [
        ("Pick up the car without surprises", "dreamt", True),  # 2·4 / (4 + 6) = 0.80
        ("Pick up the car without surprises", "later", True),
        ("Pick the car", "later", True),  # 2·3 / (4 + 3) = 0.86
        ("Pick up a key", "dreamt", True),  # 2·2 / (4 + 4) = 0.50
        ("Pick up a key", "later", False),
        ("Return the key", "dreamt", False),  # 2·1 / (4 + 3) = 0.29
    ],
)
def test_names_alike_are_proposed_sooner_in_the_same_phase(name: str, phase: str, *, is_proposed: bool) -> None:
    plan = side_by_side(
        a(Phase, "later", journey="dream"), now("a", name="Pick up the car"), dreamt("b", name=name, phase=phase)
    )

    assert (rows(pairs(plan)) == ["a ~? b"]) == is_proposed


def test_proposals_keep_the_order_and_take_as_many_as_they_can() -> None:
    plan = side_by_side(
        *(now(id) for id in ("a", "b", "c", "d")),
        *(dreamt(id, name=name) for id, name in (("1", "D"), ("2", "A"), ("3", "C"), ("4", "X"))),
    )

    assert rows(pairs(plan)) == ["+? 1", "a =? 2", "b −?", "c =? 3", "d −?", "+? 4"]


def test_the_same_name_many_times_is_paired_in_turn() -> None:
    plan = side_by_side(
        *(now(f"n{n}", name="Wait") for n in range(12)), *(dreamt(f"d{n}", name="Wait") for n in range(12))
    )

    assert rows(pairs(plan)) == [f"n{n} =? d{n}" for n in range(12)]


def test_what_replaces_a_touchpoint_of_another_journey_is_not_proposed() -> None:
    plan = side_by_side(
        now("pay"), dreamt("b", name="Pay", replaces="else"), a(Touchpoint, "else", phase="third"), a(Phase, "third")
    )

    assert rows(pairs(plan)) == ["pay −?", "+? b"]


def test_gains_count_as_a_difference_and_pains_left_behind_do_not() -> None:
    plan = side_by_side(
        now("a"),
        now("b"),
        dreamt("c", name="A", replaces="a"),
        dreamt("d", name="B", replaces="b"),
        a(Note, "n1", touchpoint="a", kind=NoteKind.PAIN),
        a(Note, "n2", touchpoint="d", kind=NoteKind.WOW),
    )

    same, changed = pairs(plan)

    assert (same.sign, changed.sign, changed.changed) == ("=", "~", ("notes",))


def test_a_confirmed_proposal_replaces_and_can_be_taken_apart() -> None:
    plan = side_by_side(now("a", name="Pay"), dreamt("b", name="Pay"), now("c", name="Fly"), dreamt("d", name="Fly"))

    edit = confirmed(plan, pairs(plan)[0])
    after = plan.apply(edit)

    assert edit.label == "Pair “Pay” with “Pay”"
    assert rows(pairs(after)) == ["a = b", "c =? d"]
    assert after.apply(edit.inverse) == plan
    assert after.apply(unpaired(after, pairs(after)[0])) == plan


def test_all_proposals_are_confirmed_at_once() -> None:
    plan = side_by_side(now("a", name="Pay"), dreamt("b", name="Pay"), now("c", name="Fly"), dreamt("d", name="Fly"))

    edit = confirmed_all(plan, pairs(plan))
    after = plan.apply(edit)

    assert edit.label == "Confirm 2 pairs"
    assert rows(pairs(after)) == ["a = b", "c = d"]
    with pytest.raises(Refused, match="no pair left"):
        confirmed_all(after, pairs(after))


def test_what_cannot_be_paired_or_taken_apart_is_refused() -> None:
    plan = side_by_side(now("a"), dreamt("b"))
    one, other = plan.get(Touchpoint, "a"), plan.get(Touchpoint, "b")

    with pytest.raises(Refused, match="two touchpoints"):
        confirmed(plan, Pair(one, None))
    with pytest.raises(Refused, match="stands for one of today"):
        confirmed(plan, Pair(other, one))
    with pytest.raises(Refused, match="take apart"):
        unpaired(plan, Pair(one, other))


def a_journey() -> Plan:
    return plan_of(
        a(Persona, "michiel"),
        a(Journey, "now", name="A trip", persona="michiel", begins_with="A photo", verified_on=TODAY),
        a(Journey, "other"),
        a(Phase, "orient", journey="now", goal="Find it", complete_on=TODAY),
        a(Touchpoint, "search", phase="orient", feeling=-1, verified_on=TODAY, same_as="elsewhere"),
        a(Touchpoint, "elsewhere", phase="far"),
        a(Phase, "far", journey="other"),
        a(Note, "slow", touchpoint="search", kind=NoteKind.PAIN),
        a(Note, "real-photos", touchpoint="search", kind=NoteKind.GAIN),
        a(Backing, touchpoint="search", team="web"),
        a(Team, "web"),
        a(Evidence),
        a(Citation, touchpoint="search"),
    )


def test_a_dream_starts_as_a_copy_without_the_pains() -> None:
    plan = a_journey()

    edit = dream_from(plan, plan.get(Journey, "now"), Horizon.NEAR, date(2028, 6, 1))
    after = plan.apply(edit)
    dream = after.get(Journey, "a-trip-near-2028")
    [phase] = after.parts(Phase, dream)
    [touchpoint] = after.parts(Touchpoint, phase)
    [note] = after.parts(Note, touchpoint)
    [backing] = after.parts(Backing, touchpoint)

    assert edit.label == "Dream “A trip · near 2028”"
    assert [each.id for each in after.all(Journey)] == ["now", "a-trip-near-2028", "other"]
    assert (dream.persona, dream.departs_from, dream.begins_with) == ("michiel", "now", "A photo")
    assert (dream.horizon, dream.target_on, dream.verified_on) == (Horizon.NEAR, date(2028, 6, 1), None)
    assert (phase.goal, phase.complete_on) == ("Find it", None)
    assert (touchpoint.id, touchpoint.replaces, touchpoint.feeling) == ("near-search", "search", Decimal(-1))
    assert (touchpoint.verified_on, touchpoint.same_as) == (None, None)
    assert (note.kind, note.text, backing.team) == (NoteKind.GAIN, "Real photos", "web")
    assert len(after.all(Citation)) == 1
    assert after.apply(edit.inverse) == plan


def test_a_dream_without_a_date_and_a_second_one_find_their_place() -> None:
    plan = a_journey()
    plan = plan.apply(dream_from(plan, plan.get(Journey, "now"), Horizon.NEAR, None))
    plan = plan.apply(dream_from(plan, plan.get(Journey, "now"), Horizon.FAR, None))

    assert [each.name for each in plan.all(Journey)] == ["A trip", "A trip · near", "A trip · far", "Other"]


def test_a_dream_departs_from_today_only() -> None:
    plan = side_by_side()

    with pytest.raises(Refused, match="itself a dream"):
        dream_from(plan, plan.get(Journey, "dream"), Horizon.FAR, None)
    with pytest.raises(Refused, match="near or the far"):
        dream_from(plan, plan.get(Journey, "now"), Horizon.CURRENT, None)


def test_one_journey_at_two_moments_is_paired_by_id() -> None:
    before = plan_of(a(Touchpoint, "a"), a(Touchpoint, "b"), a(Touchpoint, "c", name="Pay"), a(Note, touchpoint="a"))
    after = plan_of(a(Touchpoint, "b", name="Renamed"), a(Touchpoint, "a"), a(Touchpoint, "new", name="Pay"))
    journey = before.get(Journey, "journey")

    found = compared(before, journey, after, after.get(Journey, "journey"))

    assert rows(found) == ["b ~ b", "a ~ a", "c =? new"]
    assert found[1].changed == ("notes",)


def test_two_journeys_of_today_are_paired_by_what_they_share() -> None:
    plan = plan_of(
        *(a(Phase, f"p{n}", journey=f"j{n}") for n in range(2)),
        a(Touchpoint, "ring", phase="p0"),
        a(Touchpoint, "call", phase="p1", same_as="ring"),
    )

    assert rows(compared(plan, plan.get(Journey, "j0"), plan, plan.get(Journey, "j1"))) == ["ring ~ call"]


def columns(plan: Plan, *ids: str) -> list[tuple[str | None, ...]]:
    found = merged(plan, [plan.get(Journey, id) for id in ids])
    return [tuple(each.id if each else None for each in column) for column in found]


def test_journeys_are_laid_over_each_other_in_columns() -> None:
    plan = side_by_side(
        now("search"),
        now("fill"),
        now("pay"),
        dreamt("find", replaces="search"),
        dreamt("chat"),
        dreamt("thumb", name="pay"),
        a(Journey, "far", horizon=Horizon.FAR),
        a(Phase, "farther", journey="far"),
        a(Touchpoint, "say", phase="farther", replaces="search"),
        a(Touchpoint, "gift", phase="farther"),
    )

    assert columns(plan, "now", "dream", "far") == [
        ("search", "find", "say"),
        ("fill", None, None),
        (None, "chat", None),
        ("pay", "thumb", None),
        (None, None, "gift"),
    ]
    assert columns(plan, "dream", "far")[0] == ("find", "say")
    assert columns(plan) == []


def test_of_links_that_cross_a_column_honours_the_most() -> None:
    plan = side_by_side(
        *(now(id) for id in ("a", "b", "c")),
        dreamt("x", replaces="c"),
        dreamt("y", replaces="a"),
        dreamt("z", replaces="b"),
    )

    assert columns(plan, "now", "dream") == [(None, "x"), ("a", "y"), ("b", "z"), ("c", None)]


@given(plans())
def test_alignment_covers_every_touchpoint(plan: Plan) -> None:
    for one, two in permutations(plan.all(Journey), 2):
        here, there = (list(touchpoints_of(plan, journey)) for journey in (one, two))

        for found in (aligned(plan, one, two), compared(plan, one, plan, two)):
            current = Counter(pair.current.id for pair in found if pair.current)
            alone = [pair.current.id for pair in found if pair.current and not pair.dream]

            assert [pair.dream for pair in found if pair.dream] == there
            assert set(current) == {each.id for each in here}
            assert all(current[id] == 1 for id in alone)


@given(st.lists(st.sampled_from("abcde"), max_size=12), st.lists(st.sampled_from("abcde"), max_size=12))
def test_proposals_never_cross(here: list[str], there: list[str]) -> None:
    plan = side_by_side(
        *(now(f"n{n}", name=name) for n, name in enumerate(here)),
        *(dreamt(f"d{n}", name=name) for n, name in enumerate(there)),
    )

    found = [pair for pair in pairs(plan) if pair.current and pair.dream]

    assert all(int(x.current.id[1:]) < int(y.current.id[1:]) for x, y in pairwise(found) if x.current and y.current)
    assert bool(found) == bool(set(here) & set(there))


@given(plans())
def test_a_dream_just_begun_is_the_same_all_over_and_can_be_undone(plan: Plan) -> None:
    for journey in plan.all(Journey):
        if journey.horizon is not Horizon.CURRENT:
            continue
        edit = dream_from(plan, journey, Horizon.FAR, None)
        after = plan.apply(edit)
        added = [change.subject for change in edit.changes if change.before is None]
        [dream] = [each for each in added if isinstance(each, Journey)]
        found = aligned(after, after.get(Journey, journey.id), dream)

        assert not list(broken_rules(after, edit))
        assert [pair.current for pair in found] == list(touchpoints_of(plan, journey))
        assert all(pair.sign == "=" and pair.is_confirmed for pair in found)
        assert after.apply(edit.inverse) == plan


@given(plans())
def test_columns_hold_every_touchpoint_once_in_the_order_of_its_journey(plan: Plan) -> None:
    journeys = plan.all(Journey)

    found = merged(plan, journeys)

    for n, journey in enumerate(journeys):
        assert [column[n] for column in found if column[n]] == list(touchpoints_of(plan, journey))
    assert all(any(column) and len(column) == len(journeys) for column in found)


def test_a_pair_says_what_changed_from_its_touchpoints_alone() -> None:
    one = a(Touchpoint, "a", channel="Phone", wanted="Fewer calls")

    assert Pair(one, revise(one, wanted=None)).sign == "="
    assert Pair(one, revise(one, channel="Chat")).changed == ("channel",)
