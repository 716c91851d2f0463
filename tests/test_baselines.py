"""Baselines: what they keep, what they leave out, and that nothing changes them."""

from __future__ import annotations

import tracemalloc
import zlib
from base64 import b85encode
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from textual.content import Content

from domain.adopting import adopted, comes_to_the_same, outcome_behind
from domain.baselines import PACKED_AS, free_name, named, packed, plan_then, taken, without_baselines
from domain.edits import change, new, remove
from domain.engagement import Engagement
from domain.entity import revise
from domain.errors import Damaged, NoSuchInput, Refused
from domain.initiative import Initiative
from domain.journey import Touchpoint
from domain.milestone import Baseline
from domain.outcome import outcome_of
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from domain.secrecy import public
from domain.session import Ballot, Decision, Session
from screens.parts.pane import Field
from screens.session_words import told
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans


def with_baseline(plan: Plan, name: str = "Steering group", reason: str | None = None) -> Plan:
    return plan.apply(taken(plan, name, TODAY, reason))


def broken(plan: Plan, edit: Edit) -> list[tuple[str, str]]:
    return [(name, why) for _, name, why in broken_rules(plan.apply(edit), edit)]


@given(plans())
def test_a_baseline_gives_back_the_plan_it_was_taken_of(plan: Plan) -> None:
    baseline = new(plan, Baseline, name="As promised", taken_on=TODAY, content=packed(plan))

    then = plan_then(baseline)

    assert then == without_baselines(public(plan))
    assert packed(then) == packed(plan)


def test_a_baseline_is_one_record_with_its_day_and_its_reason() -> None:
    plan = plan_of(a(Touchpoint, "search", feeling=Decimal("-1.5")))

    edit = taken(plan, " Steering group ", TODAY, " Budget round ")

    [change] = edit.changes
    assert edit.label == "Take baseline “Steering group”"
    assert change.before is None
    assert isinstance(change.after, Baseline)
    assert (change.after.name, change.after.taken_on, change.after.reason) == ("Steering group", TODAY, "Budget round")
    assert plan_then(change.after).get(Touchpoint, "search").feeling == Decimal("-1.5")


def test_what_changes_later_does_not_change_the_baseline() -> None:
    plan = with_baseline(plan_of(a(Initiative, "filters")))

    later = plan.apply(remove(plan, [plan.get(Initiative, "filters")]))

    assert later.find(Initiative, "filters") is None
    assert plan_then(named(later, "steering-group")).get(Initiative, "filters").name == "Filters"


def test_baselines_are_not_kept_in_one_another() -> None:
    plan = with_baseline(plan_of(a(Initiative, "filters")), "First")

    twice = with_baseline(plan, "Second")

    assert not plan_then(named(twice, "second")).all(Baseline)
    assert named(twice, "second").content == named(twice, "first").content


@pytest.mark.parametrize(("state", "kept"), [("prepared", 0), ("open", 0), ("revealed", 1), ("closed", 1)])
def test_secret_ballots_are_not_in_a_baseline(state: str, kept: int) -> None:
    plan = with_baseline(plan_of(a(Session, state=state), a(Ballot, participant="Ann", answer="my secret")))

    content = named(plan, "Steering group").content

    assert len(plan_then(named(plan, "Steering group")).all(Ballot)) == kept
    assert "secret" not in content


@pytest.mark.parametrize("name", ["", "  ", "2027-01-31", "20270131"])
def test_a_name_that_is_none_or_reads_as_a_day_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        taken(Plan(), name, TODAY)


def test_a_name_and_a_reason_are_cleaned_and_a_name_that_is_too_long_is_told_in_short() -> None:
    edit = taken(Plan(), "As\x1b]52;c;x\x07 promised", TODAY, "Budget\x1b[2J round")
    [change] = edit.changes

    assert isinstance(change.after, Baseline)
    assert (change.after.name, change.after.reason) == ("As promised", "Budget round")
    with pytest.raises(Refused, match="that is 5 000 letters; a name has 200 at most") as refused:
        taken(Plan(), "x" * 5000, TODAY)
    assert len(str(refused.value)) < 300


def test_a_small_text_that_unpacks_to_much_is_refused_before_it_is_read() -> None:
    small = PACKED_AS + b85encode(zlib.compress(b'{"persona":[' + b"[]," * 9_000_000 + b"[]]}", 9)).decode()
    assert len(small) < 50_000
    tracemalloc.start()
    try:
        with pytest.raises(Damaged):
            plan_then(a(Baseline, content=small))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 100_000_000


def test_two_baselines_do_not_have_one_name() -> None:
    plan = with_baseline(Plan(), "As promised")

    with pytest.raises(Refused, match="there is one of that name"):
        taken(plan, "as Promised", TODAY)

    assert free_name(plan, "As promised") == "As promised (2)"
    assert free_name(plan, "x" * 300) == "x" * 190


@pytest.mark.parametrize("changed", [{"content": "x"}, {"content": ""}, {"taken_on": date(2027, 1, 1)}])
def test_what_a_baseline_keeps_never_changes(changed: dict[str, object]) -> None:
    plan = with_baseline(plan_of(a(Initiative)))

    edit = change(named(plan, "Steering group"), **changed)

    assert broken(plan, edit) == [(*changed, "a baseline never changes; take a new one")]


def test_the_words_about_a_baseline_may_be_corrected_and_it_may_go() -> None:
    plan = with_baseline(plan_of(a(Initiative)))
    baseline = named(plan, "Steering group")

    assert not broken(plan, change(baseline, name="Steering group, May", reason="They asked for it"))
    assert not broken(plan, remove(plan, [baseline]))


def test_a_baseline_is_found_by_its_id_and_by_its_name() -> None:
    plan = with_baseline(with_baseline(Plan(), "As promised"), "Second")

    assert named(plan, "AS PROMISED") == named(plan, "as-promised")
    with pytest.raises(NoSuchInput, match="as-promised “As promised”; second “Second”"):
        named(plan, "third")


def test_a_name_that_means_two_baselines_is_refused_with_both() -> None:
    plan = plan_of(a(Baseline, "one", name="two"), a(Baseline, "two", name="three"))

    with pytest.raises(NoSuchInput, match="one “two”; two “three”"):
        named(plan, "two")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "schema = 3",
        PACKED_AS,
        f"{PACKED_AS}\x7f",
        PACKED_AS + b85encode(zlib.compress(b"[1, 2]")).decode(),
        PACKED_AS + b85encode(zlib.compress(b'{"initiative": [{"id": "x"}]}')).decode(),
        PACKED_AS + b85encode(zlib.compress(b'{"initiative": 3}')).decode(),
        PACKED_AS + b85encode(zlib.compress(b"[" * 100_000)).decode(),
        PACKED_AS + b85encode(zlib.compress(b" " * 100_000_001)).decode(),
        PACKED_AS + b85encode(zlib.compress(b"{}")[:-3]).decode(),
        PACKED_AS + b85encode(zlib.compress(b"[" + b"[]," * 700_000 + b"0]")).decode(),
        PACKED_AS + b85encode(zlib.compress(b'{"phase": [{"id": "x", "name": "X", "journey": "none"}]}')).decode(),
        PACKED_AS + b85encode(zlib.compress(b'{"initiative": [{"id": "x", "name": "\\u001b[2J"}]}')).decode(),
    ],
)
def test_a_baseline_that_nobody_can_read_says_so(content: str) -> None:
    with pytest.raises(Damaged, match="The baseline “Baseline”"):
        plan_then(a(Baseline, content=content))


def test_what_this_version_does_not_know_is_left_out() -> None:
    raw = b'{"rune": [{"id": "x"}], "initiative": [{"id": "x", "name": "X", "magic": 3}]}'
    baseline = a(Baseline, content=PACKED_AS + b85encode(zlib.compress(raw)).decode())

    assert list(plan_then(baseline)) == [Initiative(id="x", name="X")]


def session_plan() -> Plan:
    votes = {"Ann": (2, 1, 3), "Bo": (2, 1, 3), "Cy": (1, 2, 3)}
    ballots = [
        a(Ballot, f"{who}-{n}".lower(), participant=who, initiative=f"i{n}", value=place)
        for who, places in votes.items()
        for n, place in enumerate(places)
    ]
    items = [a(Initiative, f"i{n}") for n in range(3)]
    ids = tuple(each.id for each in items)
    session = a(Session, method="ranking", state="revealed", participants=tuple(votes), initiatives=ids)
    return plan_of(*items, session, *ballots)


def test_a_decision_rests_on_the_plan_as_it_was_before_it() -> None:
    plan = session_plan()

    edit = adopted(plan, plan.get(Session, "session"), TODAY)

    after = plan.apply(edit)
    [decision] = after.all(Decision)
    baseline = after.get(Baseline, decision.baseline or "")
    assert not broken(plan, edit)
    assert (baseline.name, baseline.taken_on) == ("Before: Session", TODAY)
    assert plan_then(baseline) == plan


def test_worked_out_again_from_its_baseline_a_decision_is_the_same_to_the_last_digit() -> None:
    plan = session_plan()
    before = outcome_of(plan, plan.get(Session, "session"))
    after = plan.apply(adopted(plan, plan.get(Session, "session"), TODAY))
    # Afterwards all it rested on changes: an item goes, ballots are lost, the engagement counts otherwise.
    after = after.apply(remove(after, [after.get(Initiative, "i0"), *after.all(Ballot)[4:]]))
    after = after.apply(Edit("Add", (Change(None, a(Engagement, Engagement.ONLY, pairwise_prior=Decimal("0.9"))),)))

    [decision] = after.all(Decision)
    again = outcome_behind(after, decision)

    assert again == before
    assert again is not None
    assert decision.outcome == again.said
    assert decision.agreement == round(again.agreement.value or 0, 6)
    assert decision.options == tuple(each.item.name for each in again.placed)


def test_a_decision_that_was_written_otherwise_does_not_come_to_the_same() -> None:
    plan = session_plan()
    after = plan.apply(adopted(plan, plan.get(Session, "session"), TODAY))
    [decision] = after.all(Decision)

    assert comes_to_the_same(after, decision)
    assert not comes_to_the_same(after, revise(decision, supporters=9))
    assert not comes_to_the_same(after, revise(decision, agreement=Decimal("0.123456")))
    assert comes_to_the_same(after, revise(decision, baseline=None)) is None


def test_a_session_says_what_its_decision_rests_on() -> None:
    plan = session_plan()
    after = plan.apply(adopted(plan, plan.get(Session, "session"), TODAY))
    [decision] = after.all(Decision)
    otherwise = after.apply(change(decision, supporters=9))
    damaged = Plan.of(revise(each, content="?") if isinstance(each, Baseline) else each for each in after)

    def rests_on(plan: Plan) -> list[str | Content | None]:
        lines = told(plan, plan.get(Session, "session"))
        return [line.value for line in lines if isinstance(line, Field) and line.label == "Rests on"]

    assert rests_on(after) == ["“Before: Session”; worked out again it comes to the same"]
    assert rests_on(otherwise) == ["“Before: Session”; worked out again it comes to something else"]
    assert rests_on(damaged) == ["“Before: Session”; it cannot be read"]
    assert rests_on(plan) == []


def test_a_decision_may_rest_on_a_baseline_that_is_there() -> None:
    plan = with_baseline(session_plan(), "As promised")

    after = plan.apply(adopted(plan, plan.get(Session, "session"), TODAY, baseline="as-promised"))

    assert [each.name for each in after.all(Baseline)] == ["As promised"]
    assert after.all(Decision)[0].baseline == "as-promised"


def test_without_a_baseline_nothing_is_worked_out_again() -> None:
    assert outcome_behind(plan_of(), revise(a(Decision), baseline=None)) is None
