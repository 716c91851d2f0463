"""The method linter: every rule on a plan that does not keep it and on one that does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain.problems
from domain.assumption import Assumption
from domain.criterion import Criterion, Judgement, Rating
from domain.engagement import CoreValue, Engagement, PriceBasis
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap, GapDecision
from domain.initiative import (
    Attitude,
    CashKind,
    CashLine,
    Dependency,
    DependencyKind,
    Effort,
    Initiative,
    KanoAnswer,
    Remedy,
    Status,
)
from domain.journey import (
    Backing,
    Category,
    Horizon,
    Journey,
    JourneyKind,
    Moment,
    Note,
    NoteKind,
    Phase,
    Stage,
    Touchpoint,
)
from domain.kpi import Direction, Kpi, Reading
from domain.milestone import Milestone
from domain.people import Review, Stakeholder, Support, System, Team
from domain.persona import Need, Persona, PersonaKind
from domain.plan import Plan
from domain.problems import RULES, Problem, Rule, Severity, problems
from domain.records import BY_NAME, KINDS
from domain.session import Decision, Session, SessionState
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

LONG_AGO = TODAY - timedelta(days=400)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
NEAR = a(Journey, "dream", horizon=Horizon.NEAR, departs_from="journey", target_on=TODAY + timedelta(days=500))
FAR = a(Journey, "dream", horizon=Horizon.FAR, departs_from="journey", target_on=TODAY + timedelta(days=5 * 365))
DREAMT = (a(Phase, "dreamt", journey="dream"), NEAR)
FELT = a(Citation, evidence="survey", touchpoint="search", feeling=0)
CONFIRMED = dict.fromkeys(("complete_on", "goals_on", "attained_on", "moments_on"), YESTERDAY)
SURVEY = a(Evidence, "survey", kind=EvidenceKind.SURVEY, sample_size=200, collected_on=YESTERDAY, source="Drawer 3")


class Case(NamedTuple):
    """One rule, where it finds a problem in a plan of *broken*, and the same plan *mended*."""

    rule: str
    place: str
    broken: Sequence[Entity]
    mended: Sequence[Entity]


def with_field(rule: str, record: Entity, field: str, value: object, *others: Entity) -> Case:
    """A rule that misses *field* of *record*, until it holds *value*."""
    mended = type(record).model_validate({**dict(record), field: value})
    return Case(rule, f"{record.KIND} {record.id}.{field}", (record, *others), (mended, *others))


def benefit(id: str, **fields: object) -> CashLine:
    return a(CashLine, id, kind=CashKind.BENEFIT, **fields)


TWO_YEARS = a(Engagement, starts_on=TODAY, horizon_years=2)
CLEAN_UP = a(
    CashLine,
    "clean-up",
    kind=CashKind.RUNNING_COST,
    likely=362,
    starts_on=TODAY + timedelta(days=366),
)
"""In the second year −132: with −100 and 230 a rate of 10 % and one of 20 %."""


def planned(id: str = "initiative", **fields: object) -> Initiative:
    return a(Initiative, id, **{"status": Status.PLANNED, **fields})


def done(**fields: object) -> Initiative:
    return a(Initiative, status=Status.DONE, **fields)


FOUNDATION = [
    with_field("engagement-client", a(Engagement), "client", "Wadlijn"),
    with_field("engagement-promise", a(Engagement), "promise", "Dry feet."),
    with_field("engagement-start", a(Engagement), "starts_on", TODAY, a(Initiative)),
    with_field("discount-rate", a(Engagement), "discount_rate_percent", 8, a(CashLine, likely=100)),
    Case(
        "value-unexpressed",
        "core_value carefree",
        [a(CoreValue, "carefree"), a(Touchpoint)],
        [a(CoreValue, "carefree"), a(Touchpoint, core_values=("carefree",))],
    ),
    Case("no-personas", "", [a(Engagement)], [a(Persona)]),
    Case("no-journeys", "", [a(Persona)], [a(Persona), a(Journey)]),
    Case(
        "shares-above-100",
        "persona anna.share_percent",
        [a(Persona, "anna", share_percent=60), a(Persona, "ben", share_percent=50), a(Persona, "cas")],
        [a(Persona, "anna", share_percent=60), a(Persona, "ben", share_percent=40), a(Persona, "cas")],
    ),
    Case(
        "shares-below-100",
        "persona anna.share_percent",
        [a(Persona, "anna", share_percent=60), a(Persona, "ben", share_percent=30)],
        [a(Persona, "anna", share_percent=60), a(Persona, "ben", share_percent=40)],
    ),
    Case("persona-needs", "persona anna", [a(Persona, "anna")], [a(Persona, "anna"), a(Need, persona="anna")]),
    Case(
        "persona-journey",
        "persona anna",
        [a(Persona, "anna"), a(Journey)],
        [a(Persona, "anna"), a(Journey, persona="anna")],
    ),
    Case(
        "persona-unheard",
        "persona anna",
        [a(Persona, "anna"), a(Evidence, kind=EvidenceKind.ANECDOTE, persona="anna")],
        [a(Persona, "anna"), a(Evidence, kind=EvidenceKind.INTERVIEW, persona="anna")],
    ),
    with_field("need-half-rated", a(Need, satisfaction=2), "importance", 5),
    with_field("need-half-rated", a(Need, importance=2), "satisfaction", 5),
    with_field("promoters-incomplete", a(Persona, promoters=20, detractors=8), "passives", 12),
    Case(
        "promoters-few",
        "persona anna.promoters",
        [a(Persona, "anna", promoters=9, passives=10, detractors=10)],
        [a(Persona, "anna", promoters=10, passives=10, detractors=10)],
    ),
]

PEOPLE = [
    with_field("stakeholder-influence", a(Stakeholder), "influence", 3),
    Case(
        "support-unknown",
        "initiative initiative",
        [planned(), a(Stakeholder, influence=4), a(Support, needed=1)],
        [planned(), a(Stakeholder, influence=4), a(Support, needed=1, present=1)],
    ),
    Case(
        "stakeholder-silent",
        "stakeholder joris",
        [planned(), a(Stakeholder, "joris", influence=5), a(Support, stakeholder="joris", initiative="other")],
        [planned(), a(Stakeholder, "joris", influence=5), a(Support, stakeholder="joris", present=0)],
    ),
    Case(
        "support-short",
        "support support.present",
        [a(Support, needed=1, present=0)],
        [a(Support, needed=1, present=1)],
    ),
    with_field("review-empty", a(Review), "journey", "journey"),
    Case(
        "review-open",
        "review review.signed_on",
        [a(Review, initiative="initiative", asked_on=TODAY - timedelta(days=29))],
        [a(Review, initiative="initiative", asked_on=TODAY - timedelta(days=28))],
    ),
    with_field("review-open", a(Review, journey="journey", asked_on=LONG_AGO), "signed_on", TODAY),
    with_field("system-owner", a(System), "team", "team"),
    Case("team-capacity", "team team.capacity_fte", [a(Effort, high=5)], [a(Effort, high=5), done()]),
    with_field("team-capacity", a(Team), "capacity_fte", 3, a(Effort, likely=5)),
]

JOURNEYS = [
    with_field("journey-persona", a(Journey), "persona", "persona"),
    with_field("journey-ends", a(Journey, ends_with="The car is back"), "begins_with", "A photo"),
    with_field("journey-ends", a(Journey, begins_with="A photo"), "ends_with", "The car is back"),
    Case("journey-phases", "journey journey", [a(Journey)], [a(Phase)]),
    Case("phase-touchpoints", "phase phase", [a(Phase)], [a(Touchpoint)]),
    with_field("map-unverified", a(Journey), "verified_on", TODAY, a(Touchpoint)),
    Case(
        "map-overdue",
        "journey journey.verified_on",
        [a(Journey, verified_on=TODAY - timedelta(days=91), review_every_days=90)],
        [a(Journey, verified_on=TODAY - timedelta(days=90), review_every_days=90)],
    ),
    Case(
        "map-assumed",
        "journey journey",
        [a(Touchpoint), a(Citation, evidence="hunch", touchpoint="touchpoint"), a(Evidence, "hunch")],
        [a(Touchpoint), a(Citation, evidence="survey", phase="phase"), SURVEY],
    ),
    Case("dream-departure", "journey dream.departs_from", [a(Journey, "dream", horizon=Horizon.NEAR)], [NEAR]),
    Case("dream-date", "journey dream.target_on", [a(Journey, "dream", horizon=Horizon.FAR)], [FAR]),
    Case(
        "dream-past",
        "journey dream.target_on",
        [a(Journey, "dream", horizon=Horizon.NEAR, target_on=YESTERDAY)],
        [a(Journey, "dream", horizon=Horizon.NEAR, target_on=TODAY)],
    ),
    Case(
        "dream-horizon",
        "journey dream.target_on",
        [a(Journey, "dream", horizon=Horizon.NEAR, target_on=FAR.target_on)],
        [a(Journey, "dream", horizon=Horizon.FAR, target_on=FAR.target_on)],
    ),
    Case(
        "dream-horizon",
        "journey dream.target_on",
        [a(Journey, "dream", horizon=Horizon.FAR, target_on=NEAR.target_on)],
        [a(Journey, "dream", horizon=Horizon.NEAR, target_on=NEAR.target_on)],
    ),
    Case(
        "dream-wow",
        "journey dream",
        [a(Touchpoint, "wish", phase="dreamt"), *DREAMT, a(Note, touchpoint="wish", kind=NoteKind.GAIN)],
        [a(Touchpoint, "wish", phase="dreamt"), *DREAMT, a(Note, touchpoint="wish", kind=NoteKind.WOW)],
    ),
    with_field("touchpoint-feeling", a(Touchpoint), "feeling", 0),
    with_field("touchpoint-channel", a(Touchpoint), "channel", "web"),
    Case(
        "inside-out",
        "touchpoint search.doing",
        [a(Touchpoint, "search", doing="The customer searches for a trip.")],
        [a(Touchpoint, "search", doing="I search for a trip.")],
    ),
    Case(
        "strong-ungrounded",
        "touchpoint search",
        [a(Touchpoint, "search", feeling=Decimal("-1.5")), SURVEY],
        [a(Touchpoint, "search", feeling=Decimal("-1.5")), a(Citation, evidence="survey", touchpoint="search"), SURVEY],
    ),
    Case(
        "strong-ungrounded",
        "touchpoint search",
        [a(Touchpoint, "search", moment=Moment.MAKE), a(Note, "slow", touchpoint="search"), SURVEY],
        [a(Note, "slow", touchpoint="search"), a(Citation, evidence="survey", note="slow"), SURVEY],
    ),
    Case(
        "moment-kpi",
        "touchpoint search",
        [a(Touchpoint, "search", moment=Moment.MAKE), a(Kpi)],
        [a(Touchpoint, "search", moment=Moment.MAKE), a(Kpi, touchpoints=("search",))],
    ),
    Case(
        "break-undecided",
        "touchpoint search",
        [a(Touchpoint, "search", moment=Moment.BREAK), a(Gap, current="search")],
        [a(Touchpoint, "search", moment=Moment.BREAK), a(Gap, current="search", decision=GapDecision.PARK)],
    ),
    Case(
        "touchpoint-backing",
        "touchpoint search",
        [a(Touchpoint, "search"), a(Backing, touchpoint="pay")],
        [a(Touchpoint, "search"), a(Backing, touchpoint="search")],
    ),
    with_field("backing-empty", a(Backing), "team", "team"),
    Case(
        "hand-over-poor",
        "touchpoint ring.hand_over",
        [a(Touchpoint, "ring", hand_over=2), a(Note, touchpoint="ring", category=Category.WAITING)],
        [a(Touchpoint, "ring", hand_over=3)],
    ),
    Case(
        "hand-over-poor",
        "touchpoint ring.hand_over",
        [a(Touchpoint, "ring", hand_over=1)],
        [a(Touchpoint, "ring", hand_over=1), a(Note, touchpoint="ring", category=Category.HAND_OVER)],
    ),
    Case(
        "hand-over-poor",
        "touchpoint ring.hand_over",
        [a(Touchpoint, "ring", hand_over=1)],
        [a(Touchpoint, "ring", hand_over=1), a(Gap, current="ring")],
    ),
    with_field("pain-severity", a(Note, "slow"), "severity", 3),
]

EVIDENCE = [
    with_field("evidence-date", a(Evidence, kind=EvidenceKind.PANEL), "collected_on", YESTERDAY),
    with_field("evidence-source", a(Evidence, kind=EvidenceKind.ANECDOTE), "source", "Drawer 3"),
    with_field("evidence-size", a(Evidence, kind=EvidenceKind.INTERVIEW), "sample_size", 9),
    Case("evidence-uncited", "evidence survey", [SURVEY], [SURVEY, a(Citation, evidence="survey", gap="gap")]),
    Case("evidence-uncited", "evidence survey", [SURVEY], [SURVEY, a(CashLine, evidence="survey")]),
    Case("citation-empty", "citation citation", [a(Citation)], [a(Citation, need="need")]),
    Case(
        "phase-unconfirmed",
        "journey journey",
        [a(Journey, verified_on=YESTERDAY), a(Phase)],
        [a(Journey, verified_on=YESTERDAY), a(Phase, **CONFIRMED)],
    ),
    Case(
        "phase-unconfirmed",
        "phase pay.attained_on",
        [a(Journey, verified_on=YESTERDAY), a(Phase), a(Phase, "pay", complete_on=TODAY, goals_on=TODAY)],
        [a(Journey, verified_on=YESTERDAY), a(Phase, **CONFIRMED), a(Phase, "pay", **CONFIRMED)],
    ),
    Case(
        "feeling-contradicted",
        "touchpoint search.feeling",
        [a(Touchpoint, "search", feeling=1), SURVEY, a(Citation, evidence="survey", touchpoint="search", feeling=0)],
        [
            a(Touchpoint, "search", feeling="0.9"),
            SURVEY,
            a(Citation, evidence="survey", touchpoint="search", feeling=0),
        ],
    ),
    Case("day-to-come", "phase pay.goals_on", [a(Phase, "pay", goals_on=TOMORROW)], [a(Phase, "pay", goals_on=TODAY)]),
    Case(
        "day-to-come",
        "reading reading.read_on",
        [a(Reading, read_on=TOMORROW)],
        [a(Reading, read_on=TODAY)],
    ),
    Case(
        "day-to-come",
        "touchpoint search.verified_on",
        [a(Touchpoint, "search", verified_on=TOMORROW)],
        [a(Touchpoint, "search", verified_on=TODAY)],
    ),
]

SIDES = (a(Touchpoint, "now"), a(Touchpoint, "wish", phase="dreamt"), *DREAMT)
ACROSS = a(Gap, current="now", dream="wish")
FAR_DREAM = (
    a(Journey, "far", horizon=Horizon.FAR, departs_from="journey"),
    a(Phase, "far-phase", journey="far"),
)

GAPS = [
    with_field("gap-place", a(Gap), "current", "touchpoint"),
    Case("gap-sides", "gap gap.current", [*SIDES, a(Gap, current="wish")], [*SIDES, a(Gap, current="now")]),
    Case("gap-sides", "gap gap.dream", [*SIDES, a(Gap, dream="now")], [*SIDES, a(Gap, dream="wish")]),
    Case(
        "gap-twice",
        "gap two",
        [*SIDES, a(Gap, "one", current="now", dream="wish"), a(Gap, "two", current="now", dream="wish")],
        [*SIDES, a(Gap, "one", current="now", dream="wish"), a(Gap, "two", current="now")],
    ),
    Case(
        "gap-survey",
        "gap gap.satisfaction_percent",
        [a(Gap, importance_percent=80)],
        [a(Gap, importance_percent=80, satisfaction_percent=30)],
    ),
    Case("gap-survey", "gap gap.importance_percent", [a(Gap, satisfaction_percent=0)], [a(Gap)]),
    Case(
        "gap-worse",
        "gap gap",
        [a(Touchpoint, "now", feeling=1), a(Touchpoint, "wish", phase="dreamt", feeling=0), *DREAMT, ACROSS],
        [a(Touchpoint, "now", feeling=0), a(Touchpoint, "wish", phase="dreamt", feeling=0), *DREAMT, ACROSS],
    ),
    Case(
        "gap-evidence",
        "gap gap",
        [a(Gap), SURVEY, a(Evidence, "hunch"), a(Citation, evidence="hunch", gap="gap")],
        [a(Gap), SURVEY, a(Citation, evidence="survey", gap="gap")],
    ),
    Case(
        "gap-evidence",
        "gap gap",
        [a(Gap, current="now"), SURVEY],
        [a(Gap, current="now"), SURVEY, a(Citation, evidence="survey", touchpoint="now")],
    ),
    Case("gap-initiative", "gap gap", [a(Gap, decision=GapDecision.CLOSE)], [a(Gap, decision=GapDecision.PARK)]),
    Case("gap-initiative", "gap gap", [a(Gap), a(Initiative)], [a(Gap), a(Remedy)]),
    Case(
        "gap-left-alone",
        "remedy remedy",
        [a(Gap, decision=GapDecision.ACCEPT), a(Remedy), planned()],
        [a(Gap, decision=GapDecision.ACCEPT), a(Remedy), a(Initiative)],
    ),
    Case(
        "gap-overclaimed",
        "gap gap",
        [a(Remedy, "one", closes_percent=60), a(Remedy, "two", initiative="other", closes_percent=50)],
        [a(Remedy, "one", closes_percent=50), a(Remedy, "two", initiative="other", closes_percent=50)],
    ),
    with_field("remedy-share", a(Remedy), "closes_percent", 0),
    Case(
        "gap-thrown-away",
        "gap gap",
        [*SIDES, ACROSS, *FAR_DREAM, a(Touchpoint, "later", phase="far-phase", replaces="elsewhere")],
        [*SIDES, ACROSS, *FAR_DREAM, a(Touchpoint, "later", phase="far-phase", replaces="now")],
    ),
    Case(
        "wow-undelivered",
        "note fireworks",
        [*SIDES, a(Note, "fireworks", touchpoint="wish", kind=NoteKind.WOW), a(Remedy)],
        [*SIDES, a(Note, "fireworks", touchpoint="wish", kind=NoteKind.WOW), ACROSS, a(Remedy)],
    ),
]

FIRST_OF_THREE = [a(Rating, id, initiative=id, value=2) for id in ("one", "two", "three")]

CASES = [
    Case("initiative-gap", "initiative initiative", [a(Initiative)], [a(Remedy)]),
    Case(
        "initiative-gap",
        "initiative hire",
        [a(Remedy), a(Initiative, "hire")],
        [a(Remedy), a(Dependency, "two", waits_for="onboard"), a(Dependency, initiative="onboard", waits_for="hire")],
    ),
    with_field("initiative-words", a(Initiative), "case", "They ring us every day."),
    Case("initiative-money", "initiative initiative", [a(CashLine)], [a(CashLine, low=0)]),
    Case("initiative-effort", "initiative initiative", [a(Effort)], [a(Effort, likely=4)]),
    with_field("cash-figures", a(CashLine), "likely", 100),
    with_field("benefit-certainty", a(CashLine, kind=CashKind.BENEFIT), "certainty", "hard"),
    with_field("benefit-evidence", a(CashLine, kind=CashKind.BENEFIT), "evidence", "survey", SURVEY),
    Case("cash-figures", "cash_line cash-line.likely", [a(CashLine)], [a(CashLine, drivers=("people",))]),
    Case(
        "benefit-evidence",
        "cash_line cash-line.evidence",
        [a(CashLine, kind=CashKind.BENEFIT)],
        [a(CashLine, kind=CashKind.BENEFIT, drivers=("people",))],
    ),
    Case(
        "benefit-twice",
        "cash_line two.share_percent",
        [benefit("one", kpi="calls", share_percent=60), benefit("two", kpi="calls")],
        [benefit("one", kpi="calls", share_percent=60), benefit("two", kpi="calls", share_percent=40)],
    ),
    with_field(
        "rate-basis",
        a(Engagement, discount_rate_percent=8, price_basis=PriceBasis.REAL),
        "inflation_percent",
        2,
        a(CashLine, likely=100),
    ),
    Case(
        "several-rates",
        "initiative initiative",
        [
            a(CashLine, likely=100),
            benefit("flow", likely=230),
            CLEAN_UP,
            a(Engagement, starts_on=TODAY, horizon_years=2),
        ],
        [a(CashLine, likely=100), benefit("flow", likely=230), a(Engagement, starts_on=TODAY, horizon_years=2)],
    ),
    Case(
        "never-back",
        "initiative initiative",
        [a(CashLine, likely=100), benefit("flow", likely=10)],
        [a(CashLine, likely=100), benefit("flow", likely=20)],
    ),
    Case("assumption-unused", "assumption people", [a(Assumption, "people")], [a(CashLine, drivers=("people",))]),
    with_field("assumption-figures", a(Assumption), "likely", 0),
    with_field("assumption-evidence", a(Assumption), "evidence", "survey", SURVEY),
    Case("evidence-uncited", "evidence survey", [SURVEY], [SURVEY, a(Assumption, evidence="survey")]),
    with_field("half-a-pair", a(Effort, low=3), "high", 9),
    with_field("half-a-pair", a(Team, hires_on=TODAY), "hires_fte", 1),
    Case(
        "weights-off-100",
        "criterion value.weight_percent",
        [a(Criterion, "value", weight_percent=60), a(Criterion, "ease", weight_percent=30)],
        [a(Criterion, "value", weight_percent=60), a(Criterion, "ease", weight_percent=40)],
    ),
    with_field("criterion-rubric", a(Criterion, highest_means="All notice."), "lowest_means", "Nobody notices."),
    with_field("criterion-rubric", a(Criterion, lowest_means="Nobody notices."), "highest_means", "All notice."),
    Case(
        "criterion-flat",
        "criterion criterion",
        FIRST_OF_THREE,
        [*FIRST_OF_THREE[:2], a(Rating, initiative="three", value=3)],
    ),
    Case("rating-off-scale", "rating rating.value", [a(Rating, value=6)], [a(Rating, value=5)]),
    Case("rating-off-scale", "rating rating.value", [a(Rating, value=0)], [a(Rating, value=1)]),
    Case(
        "session-decision",
        "session session",
        [a(Session, state=SessionState.REVEALED)],
        [a(Session, state=SessionState.REVEALED), a(Decision)],
    ),
]

SIZED = a(Initiative, "one", job_size=2, user_value=3)
WEIGHED = [
    a(Judgement, "p-q", criterion="p", than="q", times=3, by="Ann"),
    a(Judgement, "q-r", criterion="q", than="r", times=3, by="Ann"),
]
OPPOSED = a(KanoAnswer, "like", present=Attitude.LIKE, absent=Attitude.LIKE, number=2)
PLAIN = a(KanoAnswer, "plain", present=Attitude.LIKE, absent=Attitude.NEUTRAL, number=9)

RANKING = [
    Case(
        "musts-too-many",
        "initiative big.moscow",
        [
            a(Initiative, "big", moscow="must"),
            a(Initiative, "small", moscow="could"),
            a(Effort, "one", initiative="big", likely=7),
            a(Effort, "two", initiative="small", likely=3),
        ],
        [
            a(Initiative, "big", moscow="must"),
            a(Initiative, "small", moscow="could"),
            a(Effort, "one", initiative="big", likely=6),
            a(Effort, "two", initiative="small", likely=4),
        ],
    ),
    with_field("wsjf-without-1", SIZED, "job_size", 1),
    with_field("wsjf-without-1", SIZED, "user_value", 1),
    Case(
        "scores-alike",
        "",
        [a(Initiative, id, moscow="must") for id in ("one", "two", "three")],
        [a(Initiative, id, moscow=moscow) for id, moscow in [("one", "must"), ("two", "must"), ("three", "could")]],
    ),
    with_field("confidence-above-evidence", a(Initiative, confidence_percent=31), "confidence_percent", 30),
    Case(
        "confidence-above-evidence",
        "initiative initiative.confidence_percent",
        [a(Initiative, confidence_percent=55)],
        [a(Initiative, confidence_percent=55), SURVEY, a(Citation, evidence="survey", initiative="initiative")],
    ),
    Case(
        "judgements-contradict",
        "judgement p-q.times",
        [*WEIGHED, a(Judgement, "r-p", criterion="r", than="p", times=3, by="Ann")],
        [*WEIGHED, a(Judgement, "p-r", criterion="p", than="r", times=9, by="Ann")],
    ),
    Case("kano-questionable", "initiative initiative", [OPPOSED, PLAIN], [PLAIN]),
]

DAY = date(2027, 9, 1)
BEFORE = planned("before", starts_on=DAY, finishes_on=DAY + timedelta(days=9))
SMALL = a(Team, capacity_fte=1, hires_on=DAY, focus_percent=100)

ROADMAP = [
    with_field("roadmap-owner", planned(), "owner", "stakeholder"),
    with_field("roadmap-owner", a(Initiative, starts_on=DAY), "owner", "stakeholder"),
    Case(
        "roadmap-kpi",
        "initiative initiative",
        [planned(), a(Kpi)],
        [planned(), a(Kpi, initiatives=("initiative",))],
    ),
    with_field("initiative-duration", a(Initiative, starts_on=DAY), "likely_days", 10),
    Case(
        "starts-too-early",
        "initiative after.starts_on",
        [BEFORE, planned("after", starts_on=BEFORE.finishes_on), a(Dependency, initiative="after", waits_for="before")],
        [
            BEFORE,
            planned("after", starts_on=DAY + timedelta(days=10)),
            a(Dependency, initiative="after", waits_for="before"),
        ],
    ),
    Case(
        "waits-for-dropped",
        "dependency dependency.waits_for",
        [a(Dependency, waits_for="other"), a(Initiative, "other", status=Status.DROPPED)],
        [a(Dependency, waits_for="other"), a(Initiative, "other")],
    ),
    Case(
        "outside-window",
        "initiative initiative.starts_on",
        [planned(starts_on=DAY, not_before=DAY + timedelta(days=1))],
        [planned(starts_on=DAY, not_before=DAY)],
    ),
    Case(
        "outside-window",
        "initiative initiative.finishes_on",
        [planned(finishes_on=DAY, deadline=DAY - timedelta(days=1))],
        [planned(finishes_on=DAY, deadline=DAY)],
    ),
    Case(
        "critical-range",
        "initiative initiative.low_days",
        [planned(starts_on=DAY, likely_days=10, high_days=20)],
        [planned(starts_on=DAY, low_days=5, likely_days=10, high_days=20)],
    ),
    Case(
        "critical-range",
        "initiative initiative.high_days",
        [planned(starts_on=DAY, low_days=1, likely_days=9)],
        [done(starts_on=DAY, likely_days=9)],
    ),
    Case(
        "team-over",
        "team team",
        [planned(starts_on=DAY, likely_days=10), a(Effort, likely=Decimal("22.51")), SMALL],
        [planned(starts_on=DAY, likely_days=10), a(Effort, likely=Decimal("22.5")), SMALL],
    ),
    Case(
        "status-contradicted",
        "initiative initiative.status",
        [done(progress_percent=99)],
        [done(progress_percent=100)],
    ),
    Case(
        "status-contradicted",
        "initiative initiative.status",
        [done(finishes_on=TOMORROW)],
        [done(finishes_on=TODAY)],
    ),
    Case(
        "status-contradicted",
        "initiative initiative.status",
        [a(Initiative, status=Status.RUNNING, starts_on=TOMORROW)],
        [a(Initiative, status=Status.RUNNING, starts_on=TODAY)],
    ),
    Case(
        "status-contradicted",
        "initiative initiative.status",
        [planned(progress_percent=1)],
        [planned(progress_percent=0)],
    ),
    Case(
        "behind-schedule",
        "initiative initiative.finishes_on",
        [a(Initiative, status=Status.RUNNING, finishes_on=YESTERDAY)],
        [a(Initiative, status=Status.RUNNING, finishes_on=TODAY)],
    ),
    Case(
        "behind-schedule",
        "initiative initiative.starts_on",
        [planned(starts_on=YESTERDAY)],
        [planned(starts_on=TODAY)],
    ),
    Case(
        "map-behind",
        "touchpoint now.verified_on",
        [a(Touchpoint, "now", verified_on=LONG_AGO), a(Gap, current="now"), a(Remedy), done(finishes_on=YESTERDAY)],
        [a(Touchpoint, "now", verified_on=YESTERDAY), a(Gap, current="now"), a(Remedy), done(finishes_on=YESTERDAY)],
    ),
    Case(
        "map-lacks",
        "gap gap.current",
        [a(Touchpoint, "dream"), a(Gap, dream="dream"), a(Remedy), done(finishes_on=YESTERDAY)],
        [a(Touchpoint, "dream"), a(Gap, dream="dream"), a(Remedy), done(finishes_on=TOMORROW)],
    ),
    with_field("milestone-date", a(Milestone), "due_on", DAY),
    Case(
        "milestone-missed",
        "milestone milestone.due_on",
        [a(Milestone, due_on=DAY, initiatives=("initiative",)), planned(finishes_on=DAY + timedelta(days=1))],
        [a(Milestone, due_on=DAY, initiatives=("initiative",)), planned(finishes_on=DAY)],
    ),
]

MEASURES = [
    with_field("kpi-values", a(Kpi, target_value=8), "start_value", 2),
    with_field("kpi-values", a(Kpi, start_value=2), "target_value", 8),
    Case(
        "kpi-direction",
        "kpi kpi.target_value",
        [a(Kpi, start_value=8, target_value=2)],
        [a(Kpi, start_value=8, target_value=2, direction=Direction.DOWN)],
    ),
    with_field("kpi-direction", a(Kpi, start_value=2, target_value=2), "target_value", 3),
    with_field("kpi-owner", a(Kpi), "owner", "stakeholder"),
    with_field("kpi-data", a(Kpi, measure_every_days=7), "data_team", "team"),
    with_field("kpi-data", a(Kpi, data_team="team"), "measure_every_days", 7),
    Case("kpi-subject", "kpi kpi", [a(Kpi)], [a(Kpi, touchpoints=("touchpoint",))]),
    Case(
        "reading-overdue",
        "kpi kpi",
        [a(Kpi, measure_every_days=7), a(Reading, read_on=TODAY - timedelta(days=8))],
        [a(Kpi, measure_every_days=7), a(Reading, read_on=TODAY - timedelta(days=7))],
    ),
    Case(
        "reading-overdue",
        "kpi kpi",
        [a(Kpi, measure_every_days=7), a(Engagement, starts_on=TODAY - timedelta(days=8))],
        [a(Kpi, measure_every_days=7), a(Engagement, starts_on=TOMORROW)],
    ),
]

EXAMPLES = [*FOUNDATION, *PEOPLE, *JOURNEYS, *EVIDENCE, *GAPS, *CASES, *RANKING, *ROADMAP, *MEASURES]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[f"{each.rule}: {each.place}" for each in EXAMPLES])


def found(rule: str, *records: Entity) -> list[str]:
    """Where *rule* finds a problem in a plan of *records*."""
    return [problem.place for problem in problems(plan_of(*records), TODAY) if problem.rule == rule]


@each_example
def test_a_rule_finds_what_does_not_keep_it(example: Case) -> None:
    assert example.place in found(example.rule, *example.broken)


@each_example
def test_a_rule_is_silent_once_that_is_mended(example: Case) -> None:
    assert example.place not in found(example.rule, *example.mended)


@each_example
def test_a_problem_says_in_a_sentence_what_is_the_matter_and_in_another_what_to_do(example: Case) -> None:
    [problem] = [
        each
        for each in problems(plan_of(*example.broken), TODAY)
        if (each.rule, each.place) == (example.rule, example.place)
    ]

    assert re.fullmatch(r"[A-Z“][^\n]+\.", problem.what)
    assert re.fullmatch(r"[A-Z][^\n]+[.!…”]", problem.todo)
    assert "“" in problem.what or not problem.kind, "it names the record"
    assert re.fullmatch(r"S\d+( S\d+)*", problem.source)


def test_every_rule_has_an_example() -> None:
    assert Counter({each.rule for each in EXAMPLES}) == Counter(rule.id for rule in RULES)


def test_every_rule_that_is_written_is_applied() -> None:
    modules = [import_module(f"domain.problems.{module.name}") for module in iter_modules(domain.problems.__path__)]
    written = {value.id for module in modules for value in vars(module).values() if isinstance(value, Rule)}

    assert written == {rule.id for rule in RULES}


def test_rules_have_ids_of_their_own_and_say_what_they_ask_for() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id) for rule in RULES)
    assert all(re.fullmatch(r"[A-Z][^\n]+\.", rule.description) for rule in RULES)


def test_every_source_is_a_point_of_the_method() -> None:
    points = {point for rule in RULES for point in rule.source.split()}

    assert points <= {f"S{n}" for n in range(1, 80)}


def test_an_empty_plan_hears_the_first_thing_to_do_and_nothing_else() -> None:
    [problem] = problems(Plan(), TODAY)

    assert problem.rule == "no-personas"
    assert problem.place == ""


def test_a_fresh_engagement_hears_a_handful_of_things() -> None:
    fresh = plan_of(a(Engagement), a(Persona), a(Team), a(Kpi))

    assert len(problems(fresh, TODAY)) <= 12


@pytest.mark.parametrize(
    ("doing", "is_inside_out"),
    [
        pytest.param("The customer searches for a trip.", True, id="the customer"),
        pytest.param("Customers search for a trip.", True, id="customers"),
        pytest.param("client receives an invoice", True, id="client, bare"),
        pytest.param("De klant zoekt een reis.", True, id="in Dutch"),
        pytest.param("We send the customer a confirmation.", True, id="the company speaks"),
        pytest.param("Our planners ring the client.", True, id="the company's people"),
        pytest.param("I ring the customer service.", False, id="customer service"),
        pytest.param("The customer service puts me on hold.", False, id="customer service first"),
        pytest.param("We drink coffee and look at slides.", False, id="two travellers"),
        pytest.param("We type our client number three times.", False, id="a client number"),
        pytest.param("I ask a colleague.", False, id="I"),
    ],
)
def test_wording_from_inside_is_told_from_the_customer_s_own(doing: str, is_inside_out: bool) -> None:  # noqa: FBT001
    assert bool(found("inside-out", a(Touchpoint, doing=doing))) is is_inside_out


def test_an_employee_may_speak_of_customers() -> None:
    told = a(Touchpoint, doing="A customer rings, and nobody told us about the offer.")

    assert not found("inside-out", told, a(Journey, kind=JourneyKind.EMPLOYEE))


def test_what_is_behind_the_scenes_is_felt_by_nobody() -> None:
    behind = a(Touchpoint, stage=Stage.BACK, doing="The customer is looked up.")

    assert not found("touchpoint-feeling", behind)
    assert not found("inside-out", behind)


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish", "is_too_early"),
    [
        # What is waited for runs from day 0 up to and including day 9.
        pytest.param(DependencyKind.FINISH_TO_START, 0, 9, 19, True, id="FS on its last day"),
        pytest.param(DependencyKind.FINISH_TO_START, 0, 10, 19, False, id="FS the day after"),
        pytest.param(DependencyKind.FINISH_TO_START, 5, 16, 19, True, id="FS with a lag not kept"),
        pytest.param(DependencyKind.FINISH_TO_START, 5, 17, 19, False, id="FS with a lag kept"),
        pytest.param(DependencyKind.FINISH_TO_START, -5, 3, 19, False, id="FS overlapping by a working week"),
        pytest.param(DependencyKind.FINISH_TO_START, -5, 0, 19, True, id="FS overlapping by more than that"),
        pytest.param(DependencyKind.START_TO_START, 0, 0, 5, False, id="SS on the same day"),
        pytest.param(DependencyKind.START_TO_START, 1, 0, 5, True, id="SS with a lag not kept"),
        pytest.param(DependencyKind.FINISH_TO_FINISH, 0, 2, 8, True, id="FF before it"),
        pytest.param(DependencyKind.FINISH_TO_FINISH, 0, 2, 9, False, id="FF on the same day"),
        pytest.param(DependencyKind.START_TO_FINISH, 0, -9, -2, True, id="SF before it starts"),
        pytest.param(DependencyKind.START_TO_FINISH, 0, -9, -1, False, id="SF as it starts"),
    ],
)
def test_what_waits_goes_ahead_of_nothing(
    kind: DependencyKind,
    lag: int,
    start: int,
    finish: int,
    is_too_early: bool,  # noqa: FBT001
) -> None:
    after = planned("after", starts_on=DAY + timedelta(days=start), finishes_on=DAY + timedelta(days=finish))
    wait = a(Dependency, initiative="after", waits_for="before", kind=kind, lag_days=lag)

    assert bool(found("starts-too-early", BEFORE, after, wait)) is is_too_early


def test_a_far_dream_that_is_not_linked_to_today_throws_nothing_away() -> None:
    unlinked = a(Touchpoint, "later", phase="far-phase")

    assert not found("gap-thrown-away", *SIDES, ACROSS, *FAR_DREAM, unlinked)


def test_a_dropped_initiative_is_left_in_peace() -> None:
    plan = plan_of(a(Persona), a(Initiative, status=Status.DROPPED), a(Effort), a(CashLine, low=1, high=2))

    assert not [each for each in problems(plan, TODAY) if each.kind == "initiative"]


def test_a_dropped_initiative_closes_nothing() -> None:
    dropped = a(Initiative, status=Status.DROPPED)

    assert found("gap-initiative", a(Gap), a(Remedy, closes_percent=100), dropped) == ["gap gap"]


def test_shares_are_counted_apart_for_each_kind_of_persona() -> None:
    customer = a(Persona, "anna", share_percent=100)
    employee = a(Persona, "ben", kind=PersonaKind.EMPLOYEE, share_percent=100)

    assert not found("shares-above-100", customer, employee)


def test_a_map_is_no_fresher_than_its_stalest_touchpoint() -> None:
    fresh = a(Touchpoint, "pay", verified_on=TODAY)
    stale = a(Touchpoint, "search", verified_on=LONG_AGO)
    journey = a(Journey, review_every_days=90)

    assert found("map-overdue", fresh, stale, journey) == ["journey journey.verified_on"]
    assert found("map-unverified", fresh, a(Touchpoint, "search"), journey) == ["journey journey.verified_on"]


def test_a_touchpoint_counts_as_verified_with_its_whole_journey() -> None:
    behind = a(Touchpoint, "search", verified_on=LONG_AGO)

    assert not found("map-overdue", behind, a(Journey, review_every_days=90, verified_on=TODAY))


@pytest.mark.parametrize(
    ("horizon", "starts_in", "days", "is_off"),
    [
        pytest.param(Horizon.NEAR, 0, 0, False, id="a near dream of today"),
        pytest.param(Horizon.NEAR, 0, 913, False, id="a near dream of two and a half years"),
        pytest.param(Horizon.NEAR, 0, 914, True, id="a near dream of more"),
        pytest.param(Horizon.NEAR, 100, 1013, False, id="a near dream that counts from a later start"),
        pytest.param(Horizon.NEAR, -100, 913, False, id="a near dream that counts from today, later than the start"),
        pytest.param(Horizon.FAR, 0, 913, True, id="a far dream of two and a half years"),
        pytest.param(Horizon.FAR, 0, 914, False, id="a far dream of more"),
        pytest.param(Horizon.FAR, -100, 814, False, id="a far dream that has come nearer since the start"),
        pytest.param(Horizon.FAR, 100, 914, False, id="a far dream that counts from today, before the start"),
        pytest.param(Horizon.FAR, 0, 8 * 365, True, id="a far dream of eight years"),
    ],
)
def test_a_horizon_counts_from_today_or_from_the_start_of_the_roadmap(
    horizon: Horizon,
    starts_in: int,
    days: int,
    is_off: bool,  # noqa: FBT001
) -> None:
    engagement = a(Engagement, starts_on=TODAY + timedelta(days=starts_in))
    dream = a(Journey, "dream", horizon=horizon, target_on=TODAY + timedelta(days=days))

    assert bool(found("dream-horizon", engagement, dream)) is is_off


def test_the_last_reading_counts() -> None:
    readings = (a(Reading, "old", read_on=LONG_AGO), a(Reading, "new", read_on=YESTERDAY))

    assert not found("reading-overdue", a(Kpi, measure_every_days=7), *readings)


@pytest.mark.parametrize(("since", "is_overdue"), [(8, True), (7, False), (-1, False)])
def test_before_it_is_measured_no_reading_of_a_kpi_is_due(since: int, is_overdue: bool) -> None:  # noqa: FBT001
    kpi = a(Kpi, measure_every_days=7, measure_from=TODAY - timedelta(days=since))

    assert bool(found("reading-overdue", kpi, a(Reading, read_on=LONG_AGO))) is is_overdue


def test_what_is_on_the_map_of_today_is_not_missed_there() -> None:
    brought = (a(Gap, dream="dream"), a(Remedy), done(finishes_on=YESTERDAY))

    assert not found("map-lacks", a(Touchpoint, "dream", replaces="now"), *brought)


def test_support_of_something_else_does_not_speak_for_the_roadmap() -> None:
    joris = a(Stakeholder, "joris", influence=5)
    elsewhere = a(Support, stakeholder="joris", initiative="idea", present=2)
    unsaid = a(Support, "unsaid", stakeholder="joris", needed=2)

    assert found("stakeholder-silent", planned(), joris, elsewhere, unsaid) == ["stakeholder joris"]


def test_work_without_figures_asks_for_no_capacity() -> None:
    assert not found("team-capacity", a(Effort))


def test_what_is_not_done_has_changed_no_touchpoint_yet() -> None:
    running = a(Initiative, status=Status.RUNNING, finishes_on=YESTERDAY)

    assert not found("map-behind", a(Touchpoint, "now"), a(Gap, current="now"), a(Remedy), running)


def test_what_was_done_today_is_to_be_verified() -> None:
    finished = (a(Gap, current="now"), a(Remedy), done(finishes_on=TODAY))

    assert found("map-behind", a(Touchpoint, "now", verified_on=YESTERDAY), *finished) == ["touchpoint now.verified_on"]


def rules_broken(*records: Entity) -> set[str]:
    return {each.rule for each in problems(plan_of(*records), TODAY)}


def test_what_a_dropped_initiative_claims_is_not_counted_twice() -> None:
    dropped = a(Initiative, "dropped", status=Status.DROPPED)
    claims = (benefit("one", kpi="calls", initiative="dropped"), benefit("two", kpi="calls"))

    assert "benefit-twice" not in rules_broken(dropped, *claims)


def test_a_cost_claims_nothing_of_a_kpi() -> None:
    assert "benefit-twice" not in rules_broken(benefit("one", kpi="calls"), a(CashLine, "two", kpi="calls"))


def test_whether_it_pays_back_is_not_judged_before_all_figures_are_there() -> None:
    assert "never-back" not in rules_broken(a(CashLine, likely=100), benefit("flow"))


def test_what_only_costs_is_not_asked_to_pay_back() -> None:
    assert "never-back" not in rules_broken(a(CashLine, likely=100))


def test_half_a_pair_is_told_by_the_half_that_is_there() -> None:
    [problem] = [each for each in problems(plan_of(a(CashLine, low=3)), TODAY) if each.rule == "half-a-pair"]

    assert problem.what == "“Cash line” has “low” but not “high”."


def test_the_worst_comes_first_and_equals_in_the_order_the_plan_is_told() -> None:
    plan = plan_of(
        a(Phase, "second", position=2),
        a(Phase, "first", position=1),
        a(Touchpoint, "pay", phase="second", position=1),
        a(Touchpoint, "search", phase="first", position=2),
        a(Rating, value=9),
    )

    told = problems(plan, TODAY)

    assert [each.severity for each in told] == sorted((each.severity for each in told), key=list(Severity).index)
    assert told[0].rule == "rating-off-scale"
    unfelt = [each.id for each in told if each.rule == "touchpoint-feeling"]
    assert unfelt == ["search", "pay"], "the first phase comes first, whatever the numbers inside it"


@given(plans(most=1), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_plan_has_problems_and_never_an_error(plan: Plan, today: date) -> None:
    told = problems(plan, today)

    assert all(is_about_something(plan, problem) for problem in told)


def is_about_something(plan: Plan, problem: Problem) -> bool:
    """Whether the record and the field of *problem* are there, or it is about the whole of *plan*."""
    if not problem.kind:
        return not problem.id and not problem.field
    record = plan.find(BY_NAME[problem.kind], problem.id)
    return record is not None and (not problem.field or problem.field in type(record).model_fields)


def test_the_same_plan_has_the_same_problems_however_it_was_put_together() -> None:
    records = [record for example in EXAMPLES for record in plan_of(*example.broken)]
    whole = list(Plan.of(records))
    shuffled = Random(7).sample(whole, len(whole))  # noqa: S311 - not for secrets

    told = problems(Plan.of(whole), TODAY)

    assert len(told) > 100
    assert problems(Plan.of(shuffled), TODAY) == told


def test_a_reference_that_leads_nowhere_is_no_error() -> None:
    dangling = [a(kind) for kind in KINDS]

    assert problems(Plan.of(dangling[::2]), TODAY)
    assert problems(Plan.of(dangling[1::2]), TODAY)
