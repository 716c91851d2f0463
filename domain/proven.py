"""What several rules ask of a plan: what is proven and fresh, who works on what, and what counts as said."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from decimal import Decimal

from domain.entity import ids_in, references_of
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap, GapDecision
from domain.initiative import CashLine, Dependency, Effort, Initiative, Remedy, Status
from domain.journey import Journey, Note, Touchpoint
from domain.paths import live, touchpoints_of
from domain.plan import Plan

_CITABLE = tuple((name, facts) for name, facts in references_of(Citation).items() if name != Citation.OWNER)


def grounded(plan: Plan) -> frozenset[tuple[str, str]]:
    """The kind and id of each record for which evidence is cited that is more than an assumption.

    What speaks for a note speaks for its touchpoint, too.
    """
    found: set[tuple[str, str]] = set()
    for evidence in plan.all(Evidence):
        if evidence.kind is not EvidenceKind.ASSUMPTION:
            for citation in plan.parts(Citation, evidence):
                found.update((facts.target, id) for name, facts in _CITABLE for id in ids_in(citation, name))
                if note := plan.find(Note, citation.note or ""):
                    found.add((Touchpoint.KIND, note.touchpoint))
    return frozenset(found)


def is_proven(gap: Gap, grounds: Container[tuple[str, str | None]]) -> bool:
    """Whether *gap* itself or its current touchpoint is among the *grounds* that evidence is cited for."""
    return (gap.KIND, gap.id) in grounds or (Touchpoint.KIND, gap.current) in grounds


def verified_on(plan: Plan, journey: Journey) -> date | None:
    """The day until which all of *journey* was held against reality; None where some of it never was.

    A touchpoint counts from its own verification or that of the whole journey, whichever is later; a journey
    is no fresher than its stalest touchpoint.
    """
    days = [touchpoint_verified_on(touchpoint, journey) for touchpoint in touchpoints_of(plan, journey)]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return None
    return min(known, default=journey.verified_on)


def touchpoint_verified_on(touchpoint: Touchpoint, journey: Journey | None) -> date | None:
    """The day *touchpoint* was last held against reality, by itself or with the whole of its *journey*."""
    days = (touchpoint.verified_on, journey.verified_on if journey else None)
    return max((day for day in days if day is not None), default=None)


def review_every(plan: Plan, journey: Journey) -> int | None:
    """For how many days *journey* may go unverified; None where nobody said."""
    return journey.review_every_days or plan.engagement.review_every_days or None


def ahead(plan: Plan) -> Iterator[Initiative]:
    """The initiatives that are still to be done, or to be finished."""
    return (initiative for initiative in live(plan) if initiative.status is not Status.DONE)


def is_on_roadmap(initiative: Initiative) -> bool:
    """Whether *initiative* is more than an idea: planned, under way, or with a date."""
    dated = initiative.starts_on is not None or initiative.finishes_on is not None
    return initiative.status in (Status.PLANNED, Status.RUNNING) or (dated and initiative.status is not Status.DROPPED)


def remedies_of(plan: Plan, gap: Gap) -> Iterator[tuple[Remedy, Initiative]]:
    """The claims to close *gap*, each with its initiative; dropped initiatives claim nothing."""
    for remedy in plan.where(Remedy, "gap", gap.id):
        initiative = plan.find(Initiative, remedy.initiative)
        if initiative and initiative.status is not Status.DROPPED:
            yield remedy, initiative


def with_purpose(plan: Plan) -> frozenset[str]:
    """The ids of the initiatives that close a gap, and of those that one of these waits for, however indirectly."""
    queue = [initiative for initiative in live(plan) if plan.parts(Remedy, initiative)]
    found = {initiative.id for initiative in queue}
    while queue:
        for wait in plan.parts(Dependency, queue.pop()):
            before = plan.find(Initiative, wait.waits_for)
            if before and before.id not in found:
                found.add(before.id)
                queue.append(before)
    return frozenset(found)


def is_to_be_closed(gap: Gap) -> bool:
    """Whether *gap* is neither parked nor accepted."""
    return gap.decision in (None, GapDecision.CLOSE)


def has_figures(estimate: CashLine | Effort) -> bool:
    """Whether *estimate* holds a number at all, or follows from assumptions."""
    own = (estimate.low, estimate.likely, estimate.high) != (None, None, None)
    return own or (isinstance(estimate, CashLine) and bool(estimate.drivers))


def has_money(plan: Plan, initiative: Initiative) -> bool:
    """Whether the case of *initiative* has a figure in it."""
    return any(map(has_figures, plan.parts(CashLine, initiative)))


def is_strong(feeling: Decimal | None) -> bool:
    """Whether a *feeling* is nearer to an end of its scale than to indifference."""
    return feeling is not None and abs(feeling) >= Decimal("1.5")
