"""Evidence strength: every number worked out by hand, and what must hold of any of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.engagement import Engagement
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind, Reliability
from domain.gap import Gap
from domain.initiative import Initiative
from domain.journey import Journey, Note, Phase, Stage, Touchpoint
from domain.persona import Need, Persona
from domain.plan import Plan
from domain.records import KINDS
from domain.strength import USUAL, Standing, Strength, bars, calculation, coverage, strength_of
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

HALF_LIFE_AGO = TODAY - timedelta(days=365)
K = EvidenceKind
SEARCH = a(Touchpoint, "search")


def whole(id: str, kind: EvidenceKind, **fields: object) -> Evidence:
    """Evidence of today that stands for all, so that only its kind and number count."""
    return a(Evidence, id, **{"kind": kind, "collected_on": TODAY, "representative_percent": 100, **fields})


def cited(evidence: Evidence, nth: int = 1, **target: str) -> Citation:
    return a(Citation, f"{evidence.id}-{nth}", evidence=evidence.id, **target)


def strength(*records: Entity, of: Entity = SEARCH) -> Strength:
    return strength_of(plan_of(of, *records), of, TODAY)


def at_search(*pieces: Evidence) -> Strength:
    return strength(*pieces, *(cited(piece, touchpoint="search") for piece in pieces))


def test_nothing_cited_is_no_number() -> None:
    nothing = strength()

    assert (nothing.value, nothing.standing, bars(nothing)) == (None, Standing.UNKNOWN, 0)
    assert nothing.said == "no evidence cited"


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (K.ASSUMPTION, None, 0.05),
        (K.ANECDOTE, None, 0.10),
        (K.INTERVIEW, None, 0.08),  # the number is not said: taken for one
        (K.INTERVIEW, 3, 1 - 0.92 * 0.92 * 0.92),  # 0.221312
        (K.INTERVIEW, 9, 0.45),  # 1 − 0.92⁹ = 0.528, more than interviews may
        (K.SURVEY, 50, 1 - 0.99**50),  # 0.394994
        (K.SURVEY, 92, 0.60),  # 1 − 0.99⁹² = 0.603
        (K.FOCUS_GROUP, 8, 1 - 0.95**8),  # 0.336580
        (K.PANEL, 14, 1 - 0.97**14),  # 0.347164
        (K.ARENA, 10, 1 - 0.95**10),  # 0.401263
        (K.ANALYTICS, 41_300, 0.60),
        (K.EXPERIMENT, 2_400, 0.80),
    ],
)
def test_a_piece_counts_by_its_kind_and_by_how_many_were_asked(
    kind: EvidenceKind, number: int | None, expected: float
) -> None:
    assert at_search(whole("piece", kind, sample_size=number)).value == pytest.approx(expected)


def test_one_assumption_is_all_that_assumptions_may_count_and_not_more() -> None:
    found = at_search(whole("guess", K.ASSUMPTION))

    assert not found.kinds[0].is_capped
    assert calculation(found)[1:] == ("evidence strength 0.05 = assumption 0.05",)


def test_half_as_representative_and_a_half_life_old_is_a_quarter() -> None:
    piece = whole("log", K.ANALYTICS, collected_on=HALF_LIFE_AGO, representative_percent=50)

    assert at_search(piece).value == pytest.approx(0.60 * 0.5 * 0.5)


def test_what_is_not_said_is_taken_for_a_half_and_said_so() -> None:
    found = at_search(a(Evidence, "log", kind=K.ANALYTICS))

    assert found.value == pytest.approx(0.60 * 0.5 * 0.5)
    assert "0.50 (representative, not said) × 0.500 (no date, taken for one half-life)" in calculation(found)[0]


def test_pieces_of_a_kind_add_up_to_a_cap_and_kinds_to_each_other() -> None:
    # interview: 1 − (1 − 0.221312)² = 0.393645, below 0.45; anecdotes: 1 − 0.9⁴ = 0.3439, above 0.30
    # together: 1 − (1 − 0.393645) × (1 − 0.30) = 0.575551
    interviews = [whole(f"i{n}", K.INTERVIEW, sample_size=3) for n in range(2)]
    anecdotes = [whole(f"a{n}", K.ANECDOTE) for n in range(4)]

    found = at_search(*interviews, *anecdotes)

    assert found.value == pytest.approx(0.575551, abs=1e-6)
    assert [(each.kind, each.is_capped) for each in found.kinds] == [(K.INTERVIEW, False), (K.ANECDOTE, True)]
    assert found.said == "evidence strength 0.58 = 1 − (1 − interview 0.39) × (1 − anecdote 0.30 (the most it may))"
    assert calculation(found)[-3:] == (
        "interview: 1 − (1 − 0.221) × (1 − 0.221) = 0.394",
        "anecdote: 1 − (1 − 0.100) × (1 − 0.100) × (1 − 0.100) × (1 − 0.100) = 0.344, at most 0.30",
        found.said,
    )


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_fifty_of_one_kind_never_equal_three_methods(kind: EvidenceKind) -> None:
    fifty = at_search(*(whole(f"t{n}", kind, sample_size=500) for n in range(50)))
    three = at_search(
        whole("interviews", K.INTERVIEW, sample_size=9),
        whole("survey", K.SURVEY, sample_size=200),
        whole("log", K.ANALYTICS),
    )

    assert fifty.value is not None
    assert three.value is not None
    assert fifty.value == pytest.approx(USUAL[kind].most)
    assert fifty.value < three.value  # 1 − 0.55 × 0.4 × 0.4 = 0.912


def test_the_calculation_can_be_done_again_by_hand() -> None:
    piece = whole(
        "talks",
        K.INTERVIEW,
        name="Nine talks",
        sample_size=9,
        collected_on=date(2027, 4, 29),
        representative_percent=55,
    )

    # 2^(−47/365) = 0.914606; 0.45 × 0.55 × 0.914606 = 0.226365
    line, said = calculation(at_search(piece))
    assert line == (
        "Nine talks (interview): 0.450 (1 − 0.92^9, 9 people, at most 0.45) × 0.55 (representative) "
        "× 0.915 (47 days old, half-life 365) = 0.226"
    )
    assert said == "evidence strength 0.23 = interview 0.23"


def test_the_engagement_has_its_own_half_life() -> None:
    piece = whole("log", K.ANALYTICS, collected_on=TODAY - timedelta(days=30))

    found = strength(piece, cited(piece, touchpoint="search"), a(Engagement, evidence_half_life_days=30))

    assert found.value == pytest.approx(0.30)


def test_an_engagement_that_departs_from_what_is_usual_is_followed() -> None:
    piece = whole("log", K.ANALYTICS, collected_on=TODAY - timedelta(days=90))
    own = a(Reliability, of=K.ANALYTICS, each_percent=40, most_percent=20, half_life_days=90)

    found = strength(piece, cited(piece, touchpoint="search"), own)

    assert found.value == pytest.approx(0.20 * 0.5)  # no piece convinces more than its kind may: min(0.40, 0.20)


def test_research_that_is_planned_says_nothing_yet() -> None:
    planned = whole("log", K.ANALYTICS, collected_on=TODAY + timedelta(days=1))
    plan = plan_of(SEARCH, planned, cited(planned, touchpoint="search"))

    assert at_search(planned).value is None
    assert coverage(plan, plan.get(Journey, "journey"), TODAY) == (0, 1)
    assert coverage(plan, plan.get(Journey, "journey"), TODAY + timedelta(days=1)) == (1, 1)


def test_what_speaks_for_a_note_speaks_for_its_touchpoint_and_counts_once() -> None:
    piece, note = whole("log", K.ANALYTICS), a(Note, "slow", touchpoint="search")
    records = (piece, note, cited(piece, 1, note="slow"), cited(piece, 2, touchpoint="search"))

    assert strength(*records).value == pytest.approx(0.60)
    assert strength(SEARCH, *records, of=note).value == pytest.approx(0.60)


def test_what_speaks_for_a_current_touchpoint_speaks_for_its_gap() -> None:
    piece, gap = whole("log", K.ANALYTICS), a(Gap, current="search")

    assert strength(piece, SEARCH, cited(piece, touchpoint="search"), of=gap).value == pytest.approx(0.60)


@pytest.mark.parametrize("record", [a(Need), a(Gap), a(Initiative), a(Note), a(Phase), a(Journey)])
def test_every_record_that_can_be_cited_has_a_strength(record: Entity) -> None:
    piece = whole("log", K.ANALYTICS)

    assert strength(piece, cited(piece, 1, **{record.KIND: record.id}), of=record).value == pytest.approx(0.60)


def test_what_cannot_be_cited_has_no_evidence() -> None:
    assert strength(of=a(Persona)).standing is Standing.UNKNOWN


def test_a_whole_counts_a_piece_by_the_share_of_its_touchpoints_that_it_reaches() -> None:
    journey, log, survey = a(Journey), whole("log", K.ANALYTICS), whole("survey", K.SURVEY, sample_size=100)
    records = (
        *(a(Touchpoint, f"t{n}", phase="one") for n in range(3)),
        a(Touchpoint, "t3", phase="two"),
        a(Phase, "one"),
        a(Phase, "two"),
        log,
        survey,
        cited(log, 1, touchpoint="t0"),
        cited(log, 2, phase="two"),
        cited(survey, journey="journey"),
    )

    found = strength(*records, of=journey)

    # the log reaches t0 and, by its phase, t3: 0.60 × 2/4 = 0.30; the survey speaks for all: 0.60
    assert found.value == pytest.approx(1 - 0.70 * 0.40)
    assert calculation(found)[1].endswith("× 1.000 (0 days old, half-life 365) × 2/4 (touchpoints) = 0.300")
    # of the phase, the log reaches one of three, and nobody asked about the phase as a whole
    assert strength(*records, of=a(Phase, "one")).value == pytest.approx(0.60 / 3)


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        ([K.ASSUMPTION], Standing.ASSUMED),
        ([K.ASSUMPTION, K.ANECDOTE], Standing.HEARD),
        *(([K.ASSUMPTION, kind], Standing.VALIDATED) for kind in list(K)[2:]),
    ],
)
def test_a_record_stands_as_well_as_its_best_evidence(kinds: list[EvidenceKind], standing: Standing) -> None:
    assert at_search(*(whole(f"e{n}", kind) for n, kind in enumerate(kinds))).standing is standing


@pytest.mark.parametrize(
    ("value", "filled"), [(None, 0), (0.0, 0), (0.01, 1), (0.24, 1), (0.25, 2), (0.5, 3), (0.75, 4), (1.0, 4)]
)
def test_four_bars_show_it_at_a_glance(value: float | None, filled: int) -> None:
    assert bars(Strength(value, Standing.UNKNOWN)) == filled


def test_coverage_counts_what_customers_see_and_were_asked_about() -> None:
    log, said = whole("log", K.ANALYTICS), whole("said", K.ANECDOTE)
    plan = plan_of(
        *(a(Touchpoint, f"t{n}") for n in range(3)),
        a(Touchpoint, "hidden", stage=Stage.BACK),
        log,
        said,
        cited(log, 1, touchpoint="t0"),
        cited(log, 2, touchpoint="hidden"),
        cited(said, touchpoint="t1"),
    )

    assert coverage(plan, plan.get(Journey, "journey"), TODAY) == (1, 3)


@given(plans(), st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_strength_lies_between_nothing_and_all_and_keeps_every_cap(plan: Plan, today: date) -> None:
    for kind in KINDS:
        for record in plan.all(kind):
            found = strength_of(plan, record, today)

            assert (found.value is None) == (not found.parts) == (found.standing is Standing.UNKNOWN)
            assert found.value is None or 0 <= found.value <= 1
            assert all(each.counts <= each.most for each in found.kinds)
            assert 0 <= bars(found) <= 4
            assert calculation(found)


pieces = st.lists(
    st.builds(
        lambda kind, number, percent, day: {
            "kind": kind,
            "sample_size": number,
            "representative_percent": percent,
            "collected_on": day,
        },
        st.sampled_from(EvidenceKind),
        st.none() | st.integers(0, 2000),
        st.none() | st.integers(0, 100),
        st.none() | st.dates(TODAY - timedelta(days=3000), TODAY),
    ),
    min_size=1,
    max_size=8,
)


@given(pieces)
def test_one_more_piece_never_makes_it_weaker(fields: list[dict[str, object]]) -> None:
    evidence = [a(Evidence, f"e{n}", **each) for n, each in enumerate(fields)]

    values = [at_search(*evidence[: n + 1]).value or 0 for n in range(len(evidence))]

    assert all(before <= after + 1e-12 for before, after in pairwise(values))


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_asking_more_people_never_counts_for_less(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    for kind in (K.INTERVIEW, K.SURVEY):
        low, high = (at_search(whole("e", kind, sample_size=n)).value or 0 for n in (fewer, more))

        assert low <= high


def test_the_documentation_has_what_each_kind_is_worth() -> None:
    page = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")

    for kind, usual in USUAL.items():
        by = "person" if usual.by_head else "piece"
        assert f"| {kind.value} | {usual.each:.0%} | {usual.most:.0%} | {by} |".replace("%", " %") in page
