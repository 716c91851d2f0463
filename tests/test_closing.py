"""Who closes a gap, and how far: never more than the whole of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.closing import claim, closing_of, draft_initiative
from domain.edits import remove
from domain.entity import Entity, revise
from domain.errors import Refused
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Note, NoteKind, Phase, Touchpoint
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from tests.builders import a, plan_of
from tests.stand import changes

GAP = a(Gap, "no-filters", current="search", kind=GapKind.FIX, cause="Words, not fields.")
PLAN = plan_of(
    a(Phase, "orient"),
    a(Touchpoint, "search", phase="orient"),
    a(Note, "pain", touchpoint="search", text="I cannot filter."),
    a(Note, "gain", touchpoint="search", kind=NoteKind.GAIN),
    GAP,
    a(Initiative, "filters"),
    a(Initiative, "tags"),
    a(Initiative, "old", status=Status.DROPPED),
    a(Remedy, "one", initiative="filters", gap="no-filters", closes_percent=60),
    a(Remedy, "past", initiative="old", gap="no-filters", closes_percent=90),
)


def the(plan: Plan, initiative: str) -> Initiative:
    return plan.get(Initiative, initiative)


def broken(plan: Plan, edit: Edit) -> list[tuple[str, str, str]]:
    return [(record.id, field, why) for record, field, why in broken_rules(plan.apply(edit), edit)]


def overclaimed(*percents: int) -> Plan:
    claims = [a(Remedy, f"r{n}", initiative=f"i{n}", gap="gap", closes_percent=each) for n, each in enumerate(percents)]
    return plan_of(a(Gap), *claims)


def test_what_dropped_initiatives_claimed_is_open_again() -> None:
    closing = closing_of(PLAN, GAP)

    assert (closing.closed_percent, closing.open_percent, closing.excess) == (60, 40, 0)


@given(st.lists(st.integers(0, 100), max_size=6))
def test_no_more_than_the_whole_is_closed_and_what_is_beyond_is_told(percents: list[int]) -> None:
    plan = overclaimed(*percents)

    closing = closing_of(plan, a(Gap))

    assert closing.closed_percent == min(100, sum(percents))
    assert closing.excess == max(0, sum(percents) - 100)
    assert closing.open_percent + closing.closed_percent == 100


def test_a_claim_is_made_where_there_is_none_and_changed_where_there_is() -> None:
    fresh = claim(PLAN, the(PLAN, "tags"), GAP, 40)
    changed = claim(PLAN, the(PLAN, "filters"), GAP, 100)

    assert fresh.label == "Claim 40 % of “No filters”"
    assert [(c.before, getattr(c.after, "closes_percent", None)) for c in fresh.changes] == [(None, 40)]
    assert changes(changed) == [("one", {"closes_percent": 100})]
    assert broken(PLAN, fresh) == broken(PLAN, changed) == []


@pytest.mark.parametrize(
    ("initiative", "percent", "why"),
    [
        ("tags", 41, "others claim 60 % of it, so at most 40 % is left"),
        ("filters", 101, "a whole number from 0 to 100"),
        ("tags", -1, "a whole number from 0 to 100"),
        ("old", 10, "“Old” was dropped"),
    ],
)
def test_a_claim_beyond_what_is_left_is_refused(initiative: str, percent: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        claim(PLAN, the(PLAN, initiative), GAP, percent)


def test_no_edit_claims_more_than_the_whole() -> None:
    more = Edit("Add", (Change(None, a(Remedy, "two", initiative="tags", gap="no-filters", closes_percent=50)),))
    old = the(PLAN, "old")
    again = Edit("Take up again", (Change(old, revise(old, status=Status.IDEA)),))

    assert broken(PLAN, more) == [
        ("two", "closes_percent", "the initiatives on “No filters” would claim to close 110 % of it")
    ]
    assert [(id, field) for id, field, _ in broken(PLAN, again)] == [("old", "status")]


def test_what_was_claimed_twice_before_may_become_less_but_not_more() -> None:
    plan = overclaimed(80, 60)
    one = plan.get(Remedy, "r0")

    def edit(percent: int) -> Edit:
        return Edit("Change", (Change(one, revise(one, closes_percent=percent)),))

    assert broken(plan, edit(70)) == []
    assert broken(plan, edit(90)) != []


def test_a_gap_that_comes_with_its_claims_is_taken_as_it_is() -> None:
    plan = overclaimed(80, 60)
    everything = Edit("Import", tuple(Change(None, record) for record in plan))

    assert broken(Plan(), everything) == []
    assert broken(plan.apply(remove(plan, plan.all(Gap))), remove(plan, plan.all(Gap)).inverse) == []


def test_an_initiative_is_drafted_with_what_is_open_of_the_gap() -> None:
    edit = draft_initiative(PLAN, [GAP])

    after = PLAN.apply(edit)
    [initiative] = [each for each in after.all(Initiative) if PLAN.find(Initiative, each.id) is None]
    [remedy] = after.parts(Remedy, initiative)
    assert edit.label == "Draft initiative “Better: Search”"
    assert (remedy.gap, remedy.closes_percent) == ("no-filters", 40)
    assert initiative.summary == "Closes: No filters (fix)\n  Cause: Words, not fields.\n  Pain: I cannot filter."
    assert broken(PLAN, edit) == []
    with pytest.raises(Refused, match="“No filters” is claimed wholly already"):
        draft_initiative(after, [GAP])


def test_one_initiative_is_drafted_from_several_gaps_leaving_out_what_is_closed() -> None:
    plan = plan_of(
        *PLAN,
        a(Touchpoint, "compare", phase="orient"),
        a(Gap, "two", current="compare"),
        a(Gap, "closed", current="search"),
        a(Remedy, "all", initiative="tags", gap="closed", closes_percent=100),
    )

    edit = draft_initiative(plan, plan.all(Gap))

    made = [change.subject for change in edit.changes]
    assert edit.label == "Draft initiative “Better: Orient”"
    assert sorted((each.gap, each.closes_percent) for each in made if isinstance(each, Remedy)) == [
        ("no-filters", 40),
        ("two", 100),
    ]
    assert broken(plan, edit) == []


@pytest.mark.parametrize(
    ("gap", "name"),
    [
        (a(Gap, current="search", kind=GapKind.REMOVE), "Do without: Search"),
        (a(Gap, dream="wish", kind=GapKind.ADD), "Introduce: Wish"),
        (a(Gap, current="search", dream="wish", kind=GapKind.REPLACE), "Search → Wish"),
        (a(Gap, current="search", dream="wish"), "Better: Search"),
        (a(Gap, name="A hunch"), "Close: A hunch"),
        (a(Gap, name="x" * 200), "Close: " + "x" * 173),
    ],
)
def test_a_draft_is_called_by_what_it_does(gap: Gap, name: str) -> None:
    plan = plan_of(a(Touchpoint, "search"), a(Touchpoint, "wish"), gap)

    assert draft_initiative(plan, [gap]).label == f"Draft initiative “{name}”"


def test_a_draft_takes_the_name_it_is_given_and_none_that_is_taken() -> None:
    taken: list[Entity] = [a(Initiative, "better", name="better: search")]

    assert draft_initiative(PLAN, [GAP], "Filters for trips").label == "Draft initiative “Filters for trips”"
    assert draft_initiative(plan_of(*PLAN, *taken), [GAP]).label == "Draft initiative “Better: Search (2)”"


def test_a_draft_from_gaps_all_over_names_the_first() -> None:
    gaps = [a(Gap, "one", name="One", current="search"), a(Gap, "two", current="pay"), a(Gap, "three")]
    plan = plan_of(a(Phase, "book"), a(Touchpoint, "search"), a(Touchpoint, "pay", phase="book"), *gaps)

    assert draft_initiative(plan, gaps).label == "Draft initiative “One and 2 other gaps”"
