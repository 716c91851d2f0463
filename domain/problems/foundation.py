"""Rules about what everything else stands on: the engagement, its core values and its personas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from domain.edits import plural
from domain.engagement import CoreValue, Engagement
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.initiative import CashLine, Initiative
from domain.journey import Journey, Note, Phase, Touchpoint
from domain.paths import journey_of, touchpoint_of
from domain.persona import Need, Persona, PersonaKind
from domain.plan import Plan
from domain.problems.rule import Found, Rule, rule, unfilled
from domain.proven import has_figures
from domain.severity import Severity

FEWEST_ANSWERS = 30
"""Below this, a promoter score says more about who happened to answer."""

WEAK = (EvidenceKind.ASSUMPTION, EvidenceKind.ANECDOTE)
"""Evidence for which nobody went to see a customer."""


@rule("engagement-client", Severity.COULD, "S5")
def engagement_client(plan: Plan) -> Iterator[Found]:
    """The engagement names its client."""
    return unfilled(plan.all(Engagement), "client", "“{}” does not say for whom.", "Fill in the client.")


@rule("engagement-promise", Severity.SHOULD, "S15")
def engagement_promise(plan: Plan) -> Iterator[Found]:
    """The engagement states what the client promises its customers."""
    what = "“{}” does not say what the client promises its customers."
    return unfilled(plan.all(Engagement), "promise", what, "Write the customer promise in one sentence.")


@rule("engagement-start", Severity.SHOULD, "S63")
def engagement_start(plan: Plan) -> Iterator[Found]:
    """Once there are initiatives, the engagement says when the roadmap begins."""
    engagements = plan.all(Engagement) if plan.all(Initiative) else ()
    return unfilled(engagements, "starts_on", "“{}” does not say when its roadmap begins.", "Fill in the first day.")


@rule("discount-rate", Severity.SHOULD, "S55")
def discount_rate(plan: Plan) -> Iterator[Found]:
    """Once a case has figures, the engagement says what later money is worth."""
    engagements = plan.all(Engagement) if any(map(has_figures, plan.all(CashLine))) else ()
    what = "“{}” has business cases but no discount rate, so none has a present value."
    return unfilled(engagements, "discount_rate_percent", what, "Ask the controller for the rate and fill it in.")


@rule("value-unexpressed", Severity.COULD, "S6")
def value_unexpressed(plan: Plan) -> Iterator[Found]:
    """Every core value can be tasted at some touchpoint."""
    if plan.all(Touchpoint):
        for value in plan.all(CoreValue):
            if not plan.where(Touchpoint, "core_values", value.id):
                todo = "Tick it at the touchpoints that express it, or dream one that does."
                yield Found(value, f"No touchpoint expresses “{value.name}”.", todo)


@rule("no-personas", Severity.SHOULD, "S1")
def no_personas(plan: Plan) -> Iterator[Found]:
    """There is a persona: somebody to do it all for."""
    if not plan.all(Persona):
        yield Found(None, "There is nobody yet to do this for.", "Add the first persona.")


@rule("no-journeys", Severity.SHOULD, "S21")
def no_journeys(plan: Plan) -> Iterator[Found]:
    """Once there are personas, there is a journey."""
    if plan.all(Persona) and not plan.all(Journey):
        todo = "Add the current journey of the persona that matters most."
        yield Found(None, "There are personas but no journeys yet.", todo)


@rule("shares-above-100", Severity.MUST, "S2")
def shares_above_100(plan: Plan) -> Iterator[Found]:
    """The shares of the personas of one kind do not exceed 100 %."""
    for first, total, group in _share_totals(plan):
        if total > 100:
            what = f"The shares of “{first.name}” and the other {group} add up to {total} %."
            yield Found(first, what, "Lower them until they make 100 %.", "share_percent")


@rule("shares-below-100", Severity.SHOULD, "S2")
def shares_below_100(plan: Plan) -> Iterator[Found]:
    """The personas of one kind, once all have a share, stand for everybody of that kind."""
    for first, total, group in _share_totals(plan):
        if total < 100 and all(p.share_percent is not None for p in plan.all(Persona) if p.kind is first.kind):
            what = f"The shares of “{first.name}” and the other {group} add up to {total} % only."
            yield Found(first, what, "Add the persona that is missing, or raise a share.", "share_percent")


def _share_totals(plan: Plan) -> Iterator[tuple[Persona, int, str]]:
    """For each kind of persona: the first with a share, the sum of all shares, and the word for that kind."""
    for kind in PersonaKind:
        shared = [p for p in plan.all(Persona) if p.kind is kind and p.share_percent is not None]
        if shared:
            yield shared[0], sum(p.share_percent or 0 for p in shared), plural(kind.value)


@rule("persona-needs", Severity.SHOULD, "S1")
def persona_needs(plan: Plan) -> Iterator[Found]:
    """A persona has needs."""
    for persona in plan.all(Persona):
        if not plan.parts(Need, persona):
            yield Found(
                persona, f"“{persona.name}” has no needs.", "Add what this persona wants to get done or to feel."
            )


@rule("persona-journey", Severity.SHOULD, "S50")
def persona_journey(plan: Plan) -> Iterator[Found]:
    """Once there are journeys, every persona has one."""
    if plan.all(Journey):
        for persona in plan.all(Persona):
            if not plan.where(Journey, "persona", persona.id):
                todo = "Map the current journey of this persona, or remove the persona."
                yield Found(persona, f"“{persona.name}” has no journey.", todo)


@rule("persona-unheard", Severity.SHOULD, "S36 S38")
def persona_unheard(plan: Plan) -> Iterator[Found]:
    """A persona rests on what customers said or did, not on what was said about them."""
    heard = set(_heard(plan))
    for persona in plan.all(Persona):
        if persona.id not in heard:
            what = f"“{persona.name}” rests on nothing that a customer said or did."
            yield Found(persona, what, "Hold interviews, and record them as evidence of this persona.")


def _heard(plan: Plan) -> Iterator[str | None]:
    """The personas whose own voice is in the evidence, or in what is cited for their needs and journeys."""
    for evidence in plan.all(Evidence):
        if evidence.kind not in WEAK:
            yield evidence.persona
            for citation in plan.parts(Citation, evidence):
                yield _spoken_for(plan, citation)


def _spoken_for(plan: Plan, citation: Citation) -> str | None:
    if need := plan.find(Need, citation.need or ""):
        return need.persona
    note = plan.find(Note, citation.note or "")
    phase = plan.find(Phase, citation.phase or "")
    touchpoint = touchpoint_of(plan, note.touchpoint if note else citation.touchpoint)
    journey = journey_of(plan, touchpoint) or plan.find(Journey, phase.journey if phase else citation.journey or "")
    return journey.persona if journey else None


@rule("need-half-rated", Severity.COULD, "S29")
def need_half_rated(plan: Plan) -> Iterator[Found]:
    """A need has both an importance and a satisfaction, or neither."""
    todo = "Rate it too: only the two together say where there is something to win."
    half = partial(unfilled, todo=todo)
    needs = [need for need in plan.all(Need) if (need.importance is None) != (need.satisfaction is None)]
    yield from half(needs, "importance", "How well “{}” is met is rated, but not how important it is.")
    yield from half(needs, "satisfaction", "How important “{}” is is rated, but not how well it is met.")


@rule("promoters-incomplete", Severity.SHOULD, "S57")
def promoters_incomplete(plan: Plan) -> Iterator[Found]:
    """Promoters, passives and detractors are counted all three, or none."""
    for persona in plan.all(Persona):
        counts = {name: getattr(persona, name) for name in ("promoters", "passives", "detractors")}
        missing = [name for name, count in counts.items() if count is None]
        if 0 < len(missing) < 3:
            what = f"The {' and '.join(missing)} of “{persona.name}” are not counted, the others are."
            yield Found(persona, what, "Fill in all three, or a promoter score cannot be worked out.", missing[0])


@rule("promoters-few", Severity.COULD, "S57")
def promoters_few(plan: Plan) -> Iterator[Found]:
    """A promoter score rests on 30 answers or more."""
    for persona in plan.all(Persona):
        counts = (persona.promoters, persona.passives, persona.detractors)
        asked = sum(count or 0 for count in counts)
        if None not in counts and asked < FEWEST_ANSWERS:
            what = f"The promoter score of “{persona.name}” rests on fewer than {FEWEST_ANSWERS} answers: {asked}."
            yield Found(persona, what, "Ask more people, or speak of the counts and not of the score.", "promoters")


RULES: tuple[Rule, ...] = (
    engagement_client,
    engagement_promise,
    engagement_start,
    discount_rate,
    value_unexpressed,
    no_personas,
    no_journeys,
    shares_above_100,
    shares_below_100,
    persona_needs,
    persona_journey,
    persona_unheard,
    need_half_rated,
    promoters_incomplete,
    promoters_few,
)
