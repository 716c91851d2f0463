"""The emotion curve, as typed and by the evidence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.curve import Point, evidence_curve, typed_curve
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import Journey, Note, Stage, Touchpoint
from domain.plan import Plan
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

LOG = a(Evidence, "log", kind=EvidenceKind.ANALYTICS, collected_on=TODAY, representative_percent=100)
SAID = a(Evidence, "said", kind=EvidenceKind.ANECDOTE, collected_on=TODAY, representative_percent=100)


def evidence_points(plan: Plan, today: date = TODAY) -> tuple[Point, ...]:
    return evidence_curve(plan, plan.get(Journey, "journey"), today)


def test_the_typed_curve_has_every_touchpoint_in_order_and_keeps_gaps() -> None:
    plan = plan_of(
        a(Touchpoint, "search", feeling=-1),
        a(Touchpoint, "check", stage=Stage.BACK),
        a(Touchpoint, "pay", feeling="1.5"),
    )

    points = typed_curve(plan, plan.get(Journey, "journey"))

    assert [(p.touchpoint.id, p.feeling, p.low, p.high, p.n) for p in points] == [
        ("search", Decimal(-1), None, None, 0),
        ("check", None, None, None, 0),
        ("pay", Decimal("1.5"), None, None, 0),
    ]


def test_the_evidence_curve_weighs_every_feeling_by_what_its_evidence_adds() -> None:
    plan = plan_of(
        a(Touchpoint, "search"),
        a(Note, "slow", touchpoint="search"),
        LOG,
        SAID,
        a(Citation, "c1", evidence="log", touchpoint="search", feeling="-1.5"),
        a(Citation, "c2", evidence="said", note="slow", feeling=2),
        a(Citation, "c3", evidence="said", touchpoint="search"),
    )

    [point] = evidence_points(plan)

    # (0.6 × −1.5 + 0.1 × 2) / (0.6 + 0.1) = −0.7 / 0.7
    assert (point.feeling, point.low, point.high, point.n) == (Decimal(-1), Decimal("-1.5"), Decimal(2), 2)


def test_old_evidence_bends_the_curve_less() -> None:
    old = a(
        Evidence, "old", kind=EvidenceKind.ANALYTICS, collected_on=TODAY - timedelta(730), representative_percent=100
    )
    plan = plan_of(
        a(Touchpoint),
        LOG,
        old,
        a(Citation, "c1", evidence="log", touchpoint="touchpoint", feeling=1),
        a(Citation, "c2", evidence="old", touchpoint="touchpoint", feeling=-2),
    )

    # after two half-lives: (0.6 × 1 + 0.15 × −2) / 0.75 = 0.4
    assert evidence_points(plan)[0].feeling == Decimal("0.40")


def test_a_touchpoint_nobody_spoke_of_is_a_gap_and_one_voice_has_no_spread() -> None:
    plan = plan_of(
        a(Touchpoint, "search", feeling=2),
        a(Touchpoint, "pay"),
        LOG,
        a(Citation, evidence="log", touchpoint="pay", feeling="0.5"),
    )

    silent, one = evidence_points(plan)

    assert silent == Point(plan.get(Touchpoint, "search"))
    assert (one.feeling, one.low, one.high, one.n) == (Decimal("0.50"), None, None, 1)


def test_what_is_still_to_be_collected_draws_nothing_yet() -> None:
    plan = plan_of(a(Touchpoint), LOG, a(Citation, evidence="log", touchpoint="touchpoint", feeling=1))

    assert evidence_points(plan, TODAY - timedelta(days=1))[0].n == 0


def test_evidence_that_stands_for_nobody_is_left_out() -> None:
    nobody = a(Evidence, "nobody", kind=EvidenceKind.ANALYTICS, representative_percent=0)
    plan = plan_of(a(Touchpoint), nobody, a(Citation, evidence="nobody", touchpoint="touchpoint", feeling=2))

    assert evidence_points(plan)[0].feeling is None


@given(plans(), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_curves_have_every_touchpoint_once_and_stay_within_what_was_said(plan: Plan, today: date) -> None:
    for journey in plan.all(Journey):
        points = evidence_curve(plan, journey, today)

        assert [p.touchpoint for p in points] == [p.touchpoint for p in typed_curve(plan, journey)]
        for point in points:
            assert (point.feeling is None) == (point.n == 0)
            assert (point.low is None) == (point.high is None) == (point.n < 2)
            if point.feeling is not None and point.low is not None and point.high is not None:
                assert -2 <= point.low <= point.feeling <= point.high <= 2
