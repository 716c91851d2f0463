"""Rules about how we know: evidence, what it speaks for, and days that cannot have come yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.criterion import Rating
from domain.entity import Entity, fields_of, references_of
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.initiative import CashLine
from domain.journey import Journey, Touchpoint
from domain.kpi import Reading
from domain.milestone import Baseline
from domain.people import Review
from domain.plan import Plan
from domain.problems.rule import Found, Rule, Severity, dated_rule, rule, unfilled
from domain.session import Decision

UNCOUNTED = (EvidenceKind.ASSUMPTION, EvidenceKind.ANECDOTE)
"""Evidence of which it makes no sense to ask how many."""

PAST: tuple[tuple[type[Entity], str], ...] = (
    (Journey, "verified_on"),
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
        if not plan.parts(Citation, evidence) and not plan.where(CashLine, "evidence", evidence.id):
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
    day_to_come,
)
