"""Rules about how we know: evidence, what it speaks for, what customers confirm, and days that cannot have come yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from domain.assumption import Assumption
from domain.criterion import Rating
from domain.curve import Point, evidence_curve
from domain.entity import Entity, fields_of, references_of
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.initiative import CashLine
from domain.journey import Journey, Phase, Touchpoint
from domain.kpi import Reading
from domain.milestone import Baseline
from domain.paths import maps
from domain.people import Review
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule, unfilled
from domain.proven import verified_on
from domain.session import Decision
from domain.severity import Severity

UNCOUNTED = (EvidenceKind.ASSUMPTION, EvidenceKind.ANECDOTE)
"""Evidence of which it makes no sense to ask how many."""

FAR_APART = Decimal(1)
"""A feeling this far from what the evidence says is another feeling: bad instead of indifferent."""

POINTS: Mapping[str, str] = MappingProxyType(
    {
        "complete_on": "that no touchpoint is missing",
        "goals_on": "what they want",
        "attained_on": "how far they get",
        "moments_on": "which moments matter",
    }
)
"""What only customers can say of a phase, by the field that holds when they did (S37)."""

PAST: tuple[tuple[type[Entity], str], ...] = (
    (Journey, "verified_on"),
    *((Phase, point) for point in POINTS),
    (Touchpoint, "verified_on"),
    (Evidence, "collected_on"),
    (Rating, "rated_on"),
    (Review, "signed_on"),
    (Decision, "decided_on"),
    (Baseline, "taken_on"),
    (Reading, "read_on"),
)
"""Fields that hold the day something happened, so never a later day than today."""


@rule("evidence-date", Severity.SHOULD, "S35")
def evidence_date(plan: Plan) -> Iterator[Found]:
    """Evidence says when it was collected, for it ages."""
    known = (evidence for evidence in plan.all(Evidence) if evidence.kind is not EvidenceKind.ASSUMPTION)
    return unfilled(known, "collected_on", "“{}” has no date.", "Fill in when it was collected.")


@rule("evidence-source", Severity.SHOULD, "S35")
def evidence_source(plan: Plan) -> Iterator[Found]:
    """Evidence says where it can be found again."""
    known = (evidence for evidence in plan.all(Evidence) if evidence.kind is not EvidenceKind.ASSUMPTION)
    return unfilled(known, "source", "“{}” has no source.", "Fill in where it can be found again.")


@rule("evidence-size", Severity.SHOULD, "S36")
def evidence_size(plan: Plan) -> Iterator[Found]:
    """Evidence from several people or cases says from how many."""
    sampled = (evidence for evidence in plan.all(Evidence) if evidence.kind not in UNCOUNTED)
    return unfilled(sampled, "sample_size", "“{}” does not say how many it rests on.", "Fill in the sample size.")


@rule("evidence-uncited", Severity.COULD, "S35")
def evidence_uncited(plan: Plan) -> Iterator[Found]:
    """Evidence is used: cited for something, or the ground of a figure."""
    for evidence in plan.all(Evidence):
        carries = any(plan.where(kind, "evidence", evidence.id) for kind in (CashLine, Assumption))
        if not carries and not plan.parts(Citation, evidence):
            yield Found(evidence, f"“{evidence.name}” is cited for nothing.", "Cite it at what it speaks for.")


@rule("citation-empty", Severity.SHOULD, "S35")
def citation_empty(plan: Plan) -> Iterator[Found]:
    """A citation says what the evidence speaks for."""
    targets = [name for name in references_of(Citation) if name != Citation.OWNER]
    for citation in plan.all(Citation):
        evidence = plan.find(Evidence, citation.evidence)
        if evidence and all(getattr(citation, name) is None for name in targets):
            what = f"A citation of “{evidence.name}” does not say what it speaks for."
            yield Found(citation, what, "Choose the touchpoint, need or gap it is about, or remove it.")


@rule("phase-unconfirmed", Severity.SHOULD, "S37")
def phase_unconfirmed(plan: Plan) -> Iterator[Found]:
    """Of a current journey that was held against reality, customers confirmed all four points of every phase."""
    for journey in maps(plan):
        phases = plan.parts(Phase, journey)
        if not phases or verified_on(plan, journey) is None:
            continue
        lacking = [(phase, [point for point in POINTS if getattr(phase, point) is None]) for phase in phases]
        if all(len(points) == len(POINTS) for _, points in lacking):
            what = f"“{journey.name}” was verified, but no phase of it was confirmed by customers."
            yield Found(journey, what, "Ask them, phase by phase, what is missing, wanted, reached and decisive.")
            continue
        for phase, points in lacking:
            if points:
                what = f"Of “{phase.name}”, customers have not said {' and '.join(POINTS[each] for each in points)}."
                yield Found(phase, what, "Ask them, and fill in when.", points[0])


@dated_rule("feeling-contradicted", Severity.SHOULD, "S35 S38")
def feeling_contradicted(plan: Plan, today: date) -> Iterator[Found]:
    """A touchpoint of today feels as the evidence says."""
    if any(citation.feeling is not None for citation in plan.all(Citation)):
        for point in (point for journey in maps(plan) for point in evidence_curve(plan, journey, today)):
            yield from _contradicted(point)


def _contradicted(point: Point) -> Iterator[Found]:
    typed = point.touchpoint.feeling
    if typed is not None and point.feeling is not None and abs(typed - point.feeling) >= FAR_APART:
        map_says, evidence_says = map(_signed, (typed, point.feeling))
        what = f"“{point.touchpoint.name}” feels {map_says} on the map and {evidence_says} by the evidence."
        yield Found(point.touchpoint, what, "Change the feeling, or cite what speaks for it.", "feeling")


def _signed(feeling: Decimal) -> str:
    return f"{feeling.normalize():+f}".replace("-", "−") if feeling else "0"


@dated_rule("day-to-come", Severity.MUST, "S34 S70")
def day_to_come(plan: Plan, today: date) -> Iterator[Found]:
    """What has happened did not happen on a day to come."""
    for kind, field in PAST:
        for record in plan.all(kind):
            day: date | None = getattr(record, field)
            if day and day > today:
                subject = record if "name" in fields_of(kind) else plan.owner_of(record) or record
                what = f"“{subject.title}”: {field.removesuffix('_on')} on {day}, a day that is yet to come."
                yield Found(record, what, "Correct the date.", field)


RULES: tuple[Rule, ...] = (
    evidence_date,
    evidence_source,
    evidence_size,
    evidence_uncited,
    citation_empty,
    phase_unconfirmed,
    feeling_contradicted,
    day_to_come,
)
