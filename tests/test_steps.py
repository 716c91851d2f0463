"""Where an engagement stands, and what to do next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from domain.engagement import CoreValue, Engagement
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap, GapDecision
from domain.initiative import CashLine, Dependency, Effort, Initiative, Lane, Remedy, Status
from domain.journey import Horizon, Journey, Note, NoteKind, Phase, Stage, Touchpoint
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.people import Stakeholder, Team
from domain.persona import Need, Persona
from domain.plan import Plan
from domain.problems import ORPHANS, orphans, problems
from domain.records import KINDS
from domain.steps import ENOUGH, PAGE_OF, Step, next_thing, oldest_map, steps
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

LAST_YEAR = TODAY - timedelta(days=365)


def step(name: str, *records: Entity) -> Step:
    """The step called *name* in a plan of *records*."""
    return next(each for each in steps(plan_of(*records), TODAY) if each.name == name)


def complete() -> list[Entity]:
    """A small engagement to which the method has nothing to add on TODAY."""
    return [
        a(
            Engagement,
            client="Wadlijn",
            promise="Dry feet.",
            starts_on=TODAY,
            discount_rate_percent=8,
            review_every_days=90,
        ),
        a(CoreValue, "carefree", statement="I need not ask."),
        a(Persona, "anna", share_percent=100),
        a(Need, persona="anna"),
        a(Team, capacity_fte=3),
        a(Stakeholder, influence=3),
        a(Journey, "today", persona="anna", begins_with="A photo", ends_with="The ferry", verified_on=TODAY),
        a(Phase, "orient", journey="today", complete_on=TODAY, goals_on=TODAY, attained_on=TODAY, moments_on=TODAY),
        a(Touchpoint, "queue", phase="orient", feeling=-1, channel="quay", core_values=("carefree",)),
        *dream("near", Horizon.NEAR, 500),
        *dream("far", Horizon.FAR, 5 * 365),
        a(Evidence, "survey", kind=EvidenceKind.SURVEY, sample_size=90, collected_on=TODAY, source="Drawer 3"),
        a(Citation, evidence="survey", touchpoint="queue"),
        a(Gap, "waiting", current="queue", dream="near-walk", decision=GapDecision.CLOSE),
        a(Gap, "waiting-still", current="queue", dream="far-walk", decision=GapDecision.CLOSE),
        a(
            Initiative,
            "passes",
            case="They stand in the rain.",
            owner="stakeholder",
            status=Status.PLANNED,
            starts_on=TODAY + timedelta(days=10),
            low_days=20,
            likely_days=30,
            high_days=60,
        ),
        a(Baseline, taken_on=TODAY),
        a(Remedy, "near-remedy", initiative="passes", gap="waiting", closes_percent=60),
        a(Remedy, "far-remedy", initiative="passes", gap="waiting-still", closes_percent=30),
        a(Effort, initiative="passes", likely=30),
        a(CashLine, initiative="passes", likely=8000),
        a(
            Kpi,
            owner="stakeholder",
            data_team="team",
            measure_every_days=7,
            start_value=40,
            target_value=60,
            initiatives=("passes",),
        ),
    ]


def dream(id: str, horizon: Horizon, days: int) -> list[Entity]:
    target_on = TODAY + timedelta(days=days)
    return [
        a(Journey, id, persona="anna", horizon=horizon, departs_from="today", target_on=target_on),
        a(Phase, f"{id}-boarding", journey=id),
        a(Touchpoint, f"{id}-walk", phase=f"{id}-boarding", feeling=2, channel="quay", replaces="queue"),
        a(Note, f"{id}-wow", touchpoint=f"{id}-walk", kind=NoteKind.WOW),
    ]


def test_there_are_eight_steps_in_the_order_of_the_method() -> None:
    names = [each.name for each in steps(Plan(), TODAY)]

    assert names == [
        "Values",
        "Personas",
        "Current journeys",
        "Evidence",
        "Dreams",
        "Gaps",
        "Cases",
        "Roadmap",
    ]


def test_of_an_empty_plan_nothing_is_done_and_each_step_says_what_it_lacks() -> None:
    for each in steps(Plan(), TODAY):
        assert (each.done, each.present) == (0, "nothing yet")
        assert each.missing


def test_of_a_complete_plan_everything_is_done_and_nothing_is_missing() -> None:
    for each in steps(plan_of(*complete()), TODAY):
        assert (each.name, each.done, each.missing) == (each.name, 1, "")


def test_values_ask_for_a_promise_and_for_what_each_value_means() -> None:
    values = (a(CoreValue, "carefree", statement="I need not ask."), a(CoreValue, "personal"))

    assert step("Values", *values) == Step(
        "Values", "2 core values", "no customer promise, 1 without a statement", done=1 / 3, page=1
    )


def test_personas_ask_for_needs_and_a_share() -> None:
    personas = (a(Persona, "anna", share_percent=60), a(Persona, "ben"), a(Need, persona="anna"))

    assert step("Personas", *personas) == Step(
        "Personas", "2 personas, 1 need", "1 without needs, 1 without a share", done=0.5, page=2
    )


def test_current_journeys_ask_for_a_map_of_each_persona_with_feelings_verified_in_time() -> None:
    records = (
        a(Persona, "anna"),
        a(Persona, "ben"),
        a(Journey, persona="anna", verified_on=LAST_YEAR, review_every_days=90),
        a(Touchpoint, "search", feeling=1),
        a(Touchpoint, "pay"),
        a(Touchpoint, "book-keeping", stage=Stage.BACK),
    )

    assert step("Current journeys", *records) == Step(
        "Current journeys",
        "1 current journey, 3 touchpoints",
        "1 without a map, 1 without a feeling, 1 to be verified",
        done=3 / 6,
        page=3,
    )


def test_a_map_is_in_time_until_its_review_is_due() -> None:
    verified = a(Journey, verified_on=TODAY - timedelta(days=90), review_every_days=90)

    assert step("Current journeys", verified, a(Touchpoint, feeling=0)).missing == ""


def test_evidence_is_asked_for_at_every_touchpoint_of_today_and_an_assumption_is_none() -> None:
    records = (
        a(Touchpoint, "search"),
        a(Touchpoint, "pay"),
        a(Note, "slow", touchpoint="pay"),
        a(Evidence, "survey", kind=EvidenceKind.SURVEY),
        a(Evidence, "hunch"),
        a(Citation, "one", evidence="survey", note="slow"),
        a(Citation, "two", evidence="hunch", touchpoint="search"),
    )

    assert step("Evidence", *records) == Step(
        "Evidence", "2 pieces of evidence for 1 of 2 touchpoints", "1 without", done=0.5, page=3
    )


def test_dreams_ask_for_both_horizons_and_a_wow() -> None:
    records = (a(Journey, "today"), a(Journey, "dream", horizon=Horizon.FAR, departs_from="today"))

    assert step("Dreams", *records) == Step(
        "Dreams", "1 far dream", "1 without a near dream, 1 without a wow", done=1 / 3, page=3
    )


def test_gaps_ask_for_evidence_and_a_decision() -> None:
    records = (a(Gap, "slow", decision=GapDecision.PARK), a(Gap, "dear"), a(Gap, "far"))

    assert step("Gaps", *records) == Step(
        "Gaps", "3 gaps, 1 decided", "3 without evidence, 2 undecided", done=1 / 6, page=4
    )


def test_cases_ask_who_closes_a_gap_and_for_words_money_and_effort() -> None:
    records = (
        a(Gap, "slow"),
        a(Gap, "dear"),
        a(Gap, "parked", decision=GapDecision.PARK),
        a(Remedy, initiative="filters", gap="slow"),
        a(Initiative, "filters", case="They leave."),
        a(Initiative, "hire"),
        a(Dependency, initiative="filters", waits_for="hire"),
        a(Initiative, "dropped", status=Status.DROPPED),
        a(CashLine, initiative="filters", likely=1),
        a(Effort, initiative="filters", likely=1),
    )

    assert step("Cases", *records) == Step(
        "Cases",
        "2 initiatives, 1 cash line",
        "1 gap nobody closes, 1 without words, 1 without money, 1 without effort",
        done=6 / 10,
        page=5,
    )


def test_the_roadmap_asks_for_a_date_an_owner_and_a_kpi_of_what_is_more_than_an_idea() -> None:
    records = (
        a(Initiative, "idea"),
        a(Initiative, "filters", lane=Lane.NOW, owner="stakeholder"),
        a(Initiative, "page", status=Status.PLANNED),
        a(Initiative, "mail", status=Status.DONE),
        a(Kpi, initiatives=("mail",)),
        a(Milestone),
    )

    assert step("Roadmap", *records) == Step(
        "Roadmap",
        "3 initiatives, 1 milestone, 1 done",
        "2 without a KPI, 1 without a date, 1 without an owner",
        done=3 / 7,
        page=7,
    )


@given(plans(most=1))
def test_any_plan_stands_somewhere_and_has_a_next_thing(plan: Plan) -> None:
    suggestion = next_thing(plan, TODAY)

    assert all(0 <= each.done <= 1 and bool(each.missing) == (each.done < 1) for each in steps(plan, TODAY))
    assert suggestion.sentence
    assert 1 <= suggestion.page <= 9


def test_every_kind_of_record_has_a_page() -> None:
    assert set(PAGE_OF) == {kind.KIND for kind in KINDS}


def test_an_empty_plan_begins_with_the_promise() -> None:
    suggestion = next_thing(Plan(), TODAY)

    assert suggestion == ("Write what the client promises its customers.", 1, "engagement", "")


def test_what_makes_a_figure_wrong_is_mended_first() -> None:
    shares = (a(Persona, "anna", share_percent=80), a(Persona, "ben", share_percent=80))

    suggestion = next_thing(plan_of(*shares), TODAY)

    assert (suggestion.page, suggestion.kind, suggestion.id) == (2, "persona", "anna")
    assert "160 %" in suggestion.sentence


@pytest.mark.parametrize(
    ("kept", "sentence", "page"),
    [
        pytest.param(2, "Add the first persona: for whom is all this?", 2, id="values"),
        pytest.param(4, "Map what “Anna” lives through today.", 3, id="personas"),
        pytest.param(9, "Record how you know: the first interview, survey or figures.", 3, id="journeys"),
    ],
)
def test_the_steps_are_taken_one_after_the_other(kept: int, sentence: str, page: int) -> None:
    suggestion = next_thing(plan_of(*complete()[:kept]), TODAY)

    assert (suggestion.sentence, suggestion.page) == (sentence, page)


def test_half_a_step_is_enough_to_go_on() -> None:
    half = [each for each in complete() if not isinstance(each, Need)]

    assert step("Personas", *half).done == ENOUGH
    assert next_thing(plan_of(*half), TODAY).sentence.startswith("“Anna” has no needs.")


def test_what_no_rule_misses_but_a_step_asks_for_comes_near_the_end() -> None:
    mute = [a(CoreValue, "carefree") if isinstance(each, CoreValue) else each for each in complete()]

    assert problems(plan_of(*mute), TODAY) == ()
    assert next_thing(plan_of(*mute), TODAY).id == "carefree"


def test_where_nothing_is_missing_the_oldest_map_is_named() -> None:
    suggestion = next_thing(plan_of(*complete()), TODAY + timedelta(days=2))

    assert suggestion == ("Nothing is missing; “Today” was last verified 2 days ago.", 3, "journey", "today")


def test_where_all_is_fresh_the_roadmap_may_be_shown() -> None:
    assert problems(plan_of(*complete()), TODAY) == ()
    assert next_thing(plan_of(*complete()), TODAY) == ("Nothing is missing; show the roadmap to the client.", 7, "", "")


def test_what_has_a_date_asks_for_a_baseline() -> None:
    dated = [each for each in complete() if not isinstance(each, Baseline)]

    assert step("Roadmap", *dated).missing == "no baseline"
    assert next_thing(plan_of(*dated), TODAY).kind == "baseline"
    assert "baseline" not in step("Roadmap", a(Initiative, lane=Lane.NOW)).missing


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        pytest.param(Citation, "gap-evidence", id="gaps without evidence"),
        pytest.param(Remedy, "gap-initiative", id="gaps without initiative"),
        pytest.param(Remedy, "initiative-gap", id="initiatives without gap"),
        pytest.param(CashLine, "initiative-money", id="initiatives without money"),
        pytest.param(Kpi, "roadmap-kpi", id="roadmap items without KPI"),
    ],
)
def test_a_thread_that_is_broken_leaves_an_orphan(missing: type[Entity], rule: str) -> None:
    whole = complete()
    broken = [each for each in whole if not isinstance(each, missing)]

    assert rule not in {each.rule for each in orphans(plan_of(*whole))}
    assert rule in {each.rule for each in orphans(plan_of(*broken))}


@given(plans(most=1))
def test_orphans_are_among_the_problems_of_any_day(plan: Plan) -> None:
    rules = {rule.id for rule in ORPHANS}

    for today in (date(1990, 1, 1), TODAY, date(2100, 1, 1)):
        assert orphans(plan) == tuple(each for each in problems(plan, today) if each.rule in rules)


def test_the_oldest_map_was_verified_longest_ago() -> None:
    maps = (
        a(Journey, "fresh", verified_on=TODAY),
        a(Phase, "one", journey="fresh"),
        a(Touchpoint, "pay", phase="one"),
        a(Journey, "stale", verified_on=LAST_YEAR),
        a(Phase, "two", journey="stale"),
        a(Touchpoint, "search", phase="two"),
    )
    plan = plan_of(*maps)

    assert oldest_map(plan, TODAY) == (plan.get(Journey, "stale"), 365)


def test_a_map_that_was_never_verified_is_the_oldest() -> None:
    plan = plan_of(a(Touchpoint, "search", verified_on=LAST_YEAR), a(Touchpoint, "pay"))

    assert oldest_map(plan, TODAY) == (plan.get(Journey, "journey"), None)


def test_a_journey_without_touchpoints_and_a_dream_are_no_maps_to_verify() -> None:
    wish = a(Touchpoint, "wish", phase="dreamt")
    plan = plan_of(a(Journey), wish, a(Phase, "dreamt", journey="dream"), a(Journey, "dream", horizon=Horizon.NEAR))

    assert oldest_map(plan, TODAY) is None
