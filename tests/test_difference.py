"""What differs between two plans, as a consultant would say it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Rating
from domain.difference import difference, shown, summary
from domain.engagement import Engagement
from domain.entity import Entity, fields_of
from domain.evidence import Citation
from domain.gap import Gap
from domain.initiative import CashLine, Dependency, DependencyKind, Effort, Initiative, Remedy
from domain.journey import Backing, Journey, Note, Phase, Touchpoint
from domain.kpi import Kpi, Reading
from domain.people import Support, Team
from domain.persona import Need, Persona
from domain.plan import Plan
from domain.secrecy import public
from tests.builders import a, plan_of
from tests.strategies import plans

TRIP = (a(Journey, "trip", name="Book a US road trip"), a(Phase, "orient", journey="trip"))
MIRRORED = str.maketrans("+−", "−+")


def said(before: Plan, after: Plan) -> list[str]:
    return [each.said for each in difference(before, after)]


@st.composite
def maps(draw: st.DrawFn) -> Plan:
    """A map of up to two journeys, small enough that two of them have much in common."""
    order = st.integers(-2, 2)
    journeys = [a(Journey, id, position=draw(order)) for id in draw(st.sets(st.sampled_from(["today", "later"])))]
    phases = [
        a(Phase, id, journey=draw(st.sampled_from(journeys)).id, position=draw(order))
        for id in (draw(st.sets(st.sampled_from(["orient", "book"]))) if journeys else ())
    ]
    touchpoints = [
        a(
            Touchpoint,
            id,
            phase=draw(st.sampled_from(phases)).id,
            position=draw(order),
            feeling=draw(st.none() | st.integers(-2, 2)),
        )
        for id in (draw(st.sets(st.sampled_from(["search", "compare", "select", "pay"]))) if phases else ())
    ]
    return Plan.of([*journeys, *phases, *touchpoints])


def meaning(plan: Plan) -> list[tuple[object, ...]]:
    """All of *plan* but its position numbers: every record, in order within its family."""
    families: dict[tuple[str, str], list[Entity]] = {}
    for record in plan:
        families.setdefault((record.KIND, record.belongs_to), []).append(record)
    return [
        (record.KIND, n, {name: value for name, value in record if name != "position"})
        for key in sorted(families)
        for n, record in enumerate(families[key])
    ]


@given(maps(), maps())
def test_there_is_no_difference_where_only_position_numbers_differ_and_only_there(before: Plan, after: Plan) -> None:
    assert (not difference(before, after)) == (meaning(before) == meaning(after))


@given(maps())
def test_other_numbers_in_the_same_order_are_no_difference(plan: Plan) -> None:
    respaced = Plan.of(type(each).model_validate({**dict(each), "position": n}) for n, each in enumerate(plan))

    assert difference(plan, respaced) == ()


@given(maps(), maps())
def test_backwards_what_was_added_is_removed_and_the_rest_is_as_it_was(before: Plan, after: Plan) -> None:
    forwards, backwards = difference(before, after), difference(after, before)

    assert Counter(each.sign.translate(MIRRORED) for each in forwards) == Counter(each.sign for each in backwards)
    turned = {(each.sign, each.kind, each.id) for each in forwards if each.sign != "↕"}
    assert {(each.sign.translate(MIRRORED), each.kind, each.id) for each in backwards if each.sign != "↕"} == turned


@given(plans(most=1))
def test_any_plan_can_be_told_from_nothing_and_from_itself(plan: Plan) -> None:
    came = difference(Plan(), plan)

    assert difference(plan, plan) == ()
    assert len(public(plan)) == sum(1 + sum(dict(each.parts).values()) for each in came), "each record is told of once"
    assert all("\n" not in each.said for each in came)
    assert json.loads(json.dumps([each.as_data() for each in came]))[0]["sign"] == "+"


@given(st.permutations(["search", "compare", "select", "pay", "ask"]))
def test_the_fewest_that_explain_an_order_have_moved(order: list[str]) -> None:
    before = plan_of(*(a(Touchpoint, id) for id in ["search", "compare", "select", "pay", "ask"]))
    after = plan_of(*(a(Touchpoint, id) for id in order))

    moved = [each.id for each in difference(before, after)]

    kept = [touchpoint.id for touchpoint in before.all(Touchpoint) if touchpoint.id not in moved]
    assert kept == [id for id in order if id not in moved], "the others are in the same order still"
    assert len(moved) == fewest(["search", "compare", "select", "pay", "ask"], order)


def fewest(before: list[str], after: list[str]) -> int:
    """How few can be taken out of both so that the rest is in the same order, by trying."""
    return next(
        number
        for number in range(len(before))
        if any(
            [id for id in before if id not in out] == [id for id in after if id not in out]
            for out in combinations(before, number)
        )
    )


def test_an_added_journey_is_told_in_one_line_with_its_parts() -> None:
    before = plan_of(a(Persona))
    after = plan_of(
        a(Persona),
        *TRIP,
        a(Phase, "book", journey="trip"),
        a(Touchpoint, "search", phase="orient"),
        a(Note, "slow", touchpoint="search"),
    )

    assert said(before, after) == ["+ journey “Book a US road trip” with 2 phases, 1 touchpoint, 1 note"]
    assert said(after, before) == ["− journey “Book a US road trip” with 2 phases, 1 touchpoint, 1 note"]


def test_an_added_part_says_where_it_is() -> None:
    search = a(Touchpoint, "search", phase="orient")

    assert said(plan_of(*TRIP), plan_of(*TRIP, search)) == [
        "+ touchpoint “Search” in Book a US road trip › Orient",
    ]


def test_a_change_is_told_field_by_field_with_titles_and_dashes() -> None:
    before = plan_of(
        a(Team, "web"), a(Journey, "trip"), a(Kpi, data_team=None, target_value=40, unit="%", start_value=1)
    )
    after = plan_of(
        a(Team, "web"), a(Journey, "trip"), a(Kpi, data_team="web", target_value=60, unit="%", start_value=1)
    )

    [changed] = difference(before, after)

    assert changed.fields == (("Target value", "40 %", "60 %"), ("Data owner", "–", "Web"))
    assert changed.said == "~ KPI “Kpi”: Target value 40 % → 60 %; Data owner – → Web"


def test_a_rename_is_a_change_and_not_a_removal_and_an_addition() -> None:
    before, after = plan_of(a(Persona, "anna")), plan_of(a(Persona, "anna", name="Anna de Wit"))

    assert said(before, after) == ["~ persona “Anna de Wit”: Name Anna → Anna de Wit"]


def test_two_records_of_one_title_are_told_apart_by_id() -> None:
    twins = (a(Touchpoint, "search"), a(Touchpoint, "search-2", name="Search"))
    before, after = plan_of(*twins, a(Gap, current="search")), plan_of(*twins, a(Gap, current="search-2"))

    assert said(before, after) == ["~ gap “Gap”: Current Search (search) → Search (search-2)"]


def test_a_record_that_changed_owner_has_moved() -> None:
    book = a(Phase, "book", journey="trip")
    before = plan_of(*TRIP, book, a(Touchpoint, "search", phase="orient"))
    after = plan_of(*TRIP, book, a(Touchpoint, "search", phase="book"))

    assert said(before, after) == ["↕ touchpoint “Search” in Book a US road trip › Book: Phase Orient → Book"]


def test_a_part_that_moved_out_before_its_owner_was_removed_is_not_counted_as_gone() -> None:
    before = plan_of(*TRIP, a(Phase, "book", journey="trip"), a(Touchpoint, "search", phase="book"))
    after = plan_of(*TRIP, a(Touchpoint, "search", phase="orient"))

    assert said(before, after) == [
        "− phase “Book” in Book a US road trip",
        "↕ touchpoint “Search” in Book a US road trip › Orient: Phase Book → Orient",
    ]


def test_a_record_that_moved_is_told_by_the_one_it_comes_behind() -> None:
    search, compare, pay = (a(Touchpoint, id) for id in ("search", "compare", "pay"))

    assert said(plan_of(search, compare, pay), plan_of(pay, search, compare)) == [
        "↕ touchpoint “Pay” in Journey › Phase: Place behind “Compare” → first"
    ]


def test_a_record_that_both_changed_and_moved_is_told_of_twice() -> None:
    search, pay = a(Touchpoint, "search"), a(Touchpoint, "pay")
    before = plan_of(*TRIP, search, pay, a(Touchpoint, "ask", feeling=-1))
    after = plan_of(*TRIP, a(Touchpoint, "ask", feeling=2), search, pay)

    assert said(before, after) == [
        "~ touchpoint “Ask” in Journey › Phase: Feeling −1 → +2",
        "↕ touchpoint “Ask” in Journey › Phase: Place behind “Pay” → first",
    ]


def test_differences_come_in_the_order_a_plan_is_told() -> None:
    before = plan_of(*TRIP, a(Team, "web"), a(Persona, "anna"), a(Gap, "slow"))
    after = plan_of(*TRIP, a(Persona, "anna", share_percent=4), a(Gap, "slow", kind="fix"), a(Initiative, "filters"))

    assert [(each.sign, each.kind) for each in difference(before, after)] == [
        ("−", "team"),
        ("~", "persona"),
        ("~", "gap"),
        ("+", "initiative"),
    ]


def test_long_prose_is_cut_in_the_line_and_whole_in_the_field() -> None:
    prose = "All that was ever said about it.\n" * 10
    before, after = plan_of(a(Persona)), plan_of(a(Persona, story=prose))

    [changed] = difference(before, after)

    assert changed.fields == (("Story", "–", prose.strip()),)
    assert changed.said.endswith("Story – → All that was ever said about it. All that was ever said abo…")


def test_a_summary_counts_each_sort() -> None:
    before = plan_of(a(Persona, "anna"), a(Team, "web"), a(Gap, "slow"), a(Gap, "dear"))
    after = plan_of(a(Persona, "anna", share_percent=4), a(Team, "design"), a(Gap, "dear"), a(Gap, "slow"))

    assert summary(difference(before, after)) == "1 added, 1 changed, 1 moved, 1 removed"
    assert summary(()) == "no difference"


def test_a_difference_is_plain_data_too() -> None:
    before, after = plan_of(a(Need, "rest", persona="anna")), plan_of(a(Need, "rest", persona="anna", importance=5))

    [changed] = difference(before, after)

    assert changed.as_data() == {
        "sign": "~",
        "kind": "need",
        "id": "rest",
        "title": "Rest",
        "where": "Anna",
        "fields": [{"title": "Importance", "before": "–", "after": "5"}],
        "parts": {},
    }


NARROW = "\u202f"


@pytest.mark.parametrize(
    ("record", "field", "text"),
    [
        pytest.param(a(Touchpoint), "feeling", "–", id="nothing"),
        pytest.param(a(Persona), "channels", "–", id="an empty list"),
        pytest.param(a(Touchpoint, feeling=2), "feeling", "+2", id="a good feeling"),
        pytest.param(a(Touchpoint, feeling=Decimal("-0.50")), "feeling", "−0.5", id="a bad feeling"),
        pytest.param(a(Touchpoint, feeling=0), "feeling", "0", id="no feeling either way"),
        pytest.param(a(Support, needed=-1), "needed", "−1", id="support"),
        pytest.param(a(Persona, share_percent=40), "share_percent", "40 %", id="a share"),
        pytest.param(a(Persona, yearly_number=1), "yearly_number", "1 person a year", id="one person"),
        pytest.param(
            a(Persona, yearly_number=12_500), "yearly_number", f"12{NARROW}500 people a year", id="thousands of people"
        ),
        pytest.param(a(CashLine, low=-12_000), "low", f"USD −12{NARROW}000", id="whole money"),
        pytest.param(a(CashLine, low=Decimal("1234.5")), "low", f"USD 1{NARROW}234.50", id="money with cents"),
        pytest.param(a(Initiative, likely_days=1), "likely_days", "1 working day", id="one day"),
        pytest.param(a(Effort, likely=Decimal("2.50")), "likely", "2.5 person-days", id="effort"),
        pytest.param(a(Dependency, waits_for="b", lag_days=-3), "lag_days", "−3 working days", id="a lag"),
        pytest.param(a(Initiative, starts_on=date(2027, 3, 1)), "starts_on", "2027-03-01", id="a date"),
        pytest.param(a(Initiative, pinned=True), "pinned", "yes", id="true"),
        pytest.param(a(Initiative), "pinned", "no", id="false"),
        pytest.param(
            a(Dependency, waits_for="b", kind=DependencyKind.START_TO_START), "kind", "start to start", id="a choice"
        ),
        pytest.param(a(Persona, channels=("web", "phone")), "channels", "web, phone", id="a list"),
        pytest.param(a(Kpi, initiatives=("no-filters", "b")), "initiatives", "No filters, B", id="references"),
        pytest.param(a(Reading, kpi="calls", value=Decimal(4000)), "value", f"4{NARROW}000 calls", id="a reading"),
        pytest.param(a(Reading, kpi="calls", value=Decimal(1)), "value", "1 calls", id="a KPI's own unit"),
        pytest.param(a(Rating, value=Decimal("1E+3")), "value", f"1{NARROW}000", id="a number with an exponent"),
    ],
)
def test_a_value_reads_to_a_person(record: Entity, field: str, text: str) -> None:
    plan = plan_of(a(Engagement, currency="USD"), a(Kpi, "calls", unit="calls"), record)

    assert shown(plan, record, field) == text


@given(plans(most=1))
def test_every_value_of_any_plan_reads_to_a_person(plan: Plan) -> None:
    for record in plan:
        for field in fields_of(type(record)):
            assert shown(plan, record, field)


@pytest.mark.parametrize(
    ("record", "title"),
    [
        pytest.param(a(Backing, team="web", system="crm"), "Web · Crm", id="backing"),
        pytest.param(a(Citation, gap="slow"), "Slow", id="citation"),
        pytest.param(a(Citation), "citation", id="citation of nothing"),
        pytest.param(a(Remedy, gap="slow"), "Slow", id="remedy"),
        pytest.param(a(Effort, team="web"), "Web", id="effort"),
        pytest.param(a(Rating, criterion="ease", by="Anna"), "Ease · Anna", id="rating"),
        pytest.param(a(Reading, read_on=date(2027, 3, 1)), "2027-03-01", id="reading"),
        pytest.param(a(Team, "web", name="web"), "web", id="a name that is its id"),
        pytest.param(a(Note, text="Too slow\nby half"), "Too slow", id="note"),
    ],
)
def test_a_record_without_a_name_goes_by_what_it_joins(record: Entity, title: str) -> None:
    assert plan_of(record).called(record) == title


def test_a_path_leads_from_outside_in() -> None:
    note = a(Note, "slow", touchpoint="search")
    plan = plan_of(note)

    assert [each.id for each in plan.above(note)] == ["journey", "phase", "search"]
