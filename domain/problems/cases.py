"""Rules about what an initiative is for, what it costs and yields, and how it is weighed."""

from __future__ import annotations

from collections.abc import Iterator

from domain.assumption import Assumption
from domain.business_case import rate_used
from domain.cash import Future, nets_of, streams_of
from domain.criterion import Criterion, Rating
from domain.engagement import Timing
from domain.entity import Entity
from domain.figures import decimal, percent
from domain.finance import irr, payback
from domain.initiative import CashKind, CashLine, Effort, Initiative, Status
from domain.kpi import Kpi
from domain.paths import live
from domain.people import Team
from domain.plan import Plan
from domain.problems.rule import Found, Rule, rule, unfilled
from domain.proven import ahead, has_figures, has_money, with_purpose
from domain.session import Decision, Session, SessionState
from domain.severity import Severity
from domain.text import counted

PAIRS: tuple[tuple[type[Entity], str, str], ...] = (
    (Team, "hires_fte", "hires_on"),
    (Initiative, "low_days", "high_days"),
    (Effort, "low", "high"),
    (CashLine, "low", "high"),
    (Assumption, "low", "high"),
)
"""Fields of which one means nothing without the other."""


@rule("initiative-gap", Severity.SHOULD, "S53")
def initiative_gap(plan: Plan) -> Iterator[Found]:
    """An initiative closes a gap, at least in part, or something that does waits for it."""
    purposeful = with_purpose(plan)
    for initiative in live(plan):
        if initiative.id not in purposeful:
            what = f"“{initiative.name}” closes no gap."
            yield Found(initiative, what, "Choose the gap it closes or what waits for it, or drop it.")


@rule("initiative-words", Severity.SHOULD, "S54")
def initiative_words(plan: Plan) -> Iterator[Found]:
    """An initiative has a case in words."""
    return unfilled(live(plan), "case", "“{}” has no case in words.", "Write why it is worth doing.")


@rule("initiative-money", Severity.SHOULD, "S54 S55")
def initiative_money(plan: Plan) -> Iterator[Found]:
    """An initiative has a case in money."""
    for initiative in live(plan):
        if not has_money(plan, initiative):
            what = f"“{initiative.name}” has no case in money."
            yield Found(initiative, what, "Add what it costs and what it yields, as ranges.")


@rule("initiative-effort", Severity.SHOULD, "S64")
def initiative_effort(plan: Plan) -> Iterator[Found]:
    """An initiative still to be done says what it asks of whom."""
    for initiative in ahead(plan):
        if not any(map(has_figures, plan.parts(Effort, initiative))):
            what = f"“{initiative.name}” asks nothing of any team."
            yield Found(initiative, what, "Add the person-days it takes, team by team.")


@rule("cash-figures", Severity.SHOULD, "S54")
def cash_figures(plan: Plan) -> Iterator[Found]:
    """A cash line has figures."""
    for line in plan.all(CashLine):
        if not has_figures(line):
            yield Found(line, f"“{line.name}” has no figures.", "Fill in low, likely and high.", "likely")


@rule("benefit-certainty", Severity.SHOULD, "S55")
def benefit_certainty(plan: Plan) -> Iterator[Found]:
    """A benefit says whether a controller would book it."""
    what = "Whether “{}” is a hard or a soft benefit is not said."
    return unfilled(_benefits(plan), "certainty", what, "Ask the controller whether they would book it.")


@rule("benefit-evidence", Severity.COULD, "S55")
def benefit_evidence(plan: Plan) -> Iterator[Found]:
    """A benefit rests on evidence."""
    todo = "Choose the evidence the figure rests on, even if it is an assumption."
    by_itself = (line for line in _benefits(plan) if not line.drivers)
    return unfilled(by_itself, "evidence", "What “{}” rests on is not said.", todo)


@rule("benefit-twice", Severity.MUST, "S55 S56")
def benefit_twice(plan: Plan) -> Iterator[Found]:
    """What shows in one KPI is claimed by no more than all of it; a benefit without a share claims all."""
    for kpi in plan.all(Kpi):
        claims = [line for line in _live_benefits(plan) if line.kpi == kpi.id]
        total = sum(100 if line.share_percent is None else line.share_percent for line in claims)
        if total > 100 and len(claims) > 1:
            names = ", ".join(f"“{line.name}”" for line in claims)
            what = f"{names} together claim {total} % of “{kpi.name}”, so money is counted twice."
            yield Found(claims[-1], what, "Give each its share; together they make at most 100 %.", "share_percent")


@rule("rate-basis", Severity.MUST, "S55")
def rate_basis(plan: Plan) -> Iterator[Found]:
    """The discount rate and the prices both have inflation in them or both have not, or it is said how much it is."""
    engagement = plan.engagement
    if engagement.discount_rate_percent is not None and rate_used(engagement).value is None and _has_money(plan):
        bases = f"is {engagement.rate_basis} and its prices are {engagement.price_basis}"
        what = f"The discount rate of “{engagement.name}” {bases}."
        yield Found(engagement, what, "Fill in the inflation, or choose the same for both.", "inflation_percent")


@rule("several-rates", Severity.COULD, "S55")
def several_rates(plan: Plan) -> Iterator[Found]:
    """A case has no more than one internal rate of return."""
    for initiative in live(plan):
        nets = nets_of(streams_of(plan, initiative), Future.LIKELY, plan.engagement.cash_timing) or {}
        rates = irr([decimal(net) for net in nets.values()], tuple(nets))
        if rates.is_ambiguous:
            told = " and ".join(map(percent, rates.roots))
            what = f"“{initiative.name}” has several internal rates of return: {told}."
            yield Found(initiative, what, "Judge it by its NPV and its MIRR.")


@rule("never-back", Severity.SHOULD, "S55")
def never_back(plan: Plan) -> Iterator[Found]:
    """An initiative that brings money pays back within the horizon."""
    horizon = plan.engagement.horizon_years
    for initiative in live(plan):
        if not any(line.kind is CashKind.BENEFIT for line in plan.parts(CashLine, initiative)):
            continue
        nets = nets_of(streams_of(plan, initiative), Future.LIKELY, Timing.END) or {}
        if nets and payback([decimal(net) for net in nets.values()], tuple(nets)).at is None and sum(nets.values()) < 0:
            what = f"“{initiative.name}” does not pay back within {counted(horizon, 'year')}."
            yield Found(
                initiative, what, "Say in its case why it is worth it all the same, make it smaller, or drop it."
            )


@rule("assumption-unused", Severity.COULD, "S55")
def assumption_unused(plan: Plan) -> Iterator[Found]:
    """An assumption drives a cost or a benefit."""
    for assumption in plan.all(Assumption):
        if not plan.where(CashLine, "drivers", assumption.id):
            what = f"No figure rests on “{assumption.name}”."
            yield Found(assumption, what, "Make it a driver of what it matters to, or remove it.")


@rule("assumption-figures", Severity.SHOULD, "S55")
def assumption_figures(plan: Plan) -> Iterator[Found]:
    """An assumption has figures."""
    for assumption in plan.all(Assumption):
        if (assumption.low, assumption.likely, assumption.high) == (None, None, None):
            what = f"“{assumption.name}” has no figures, so nothing that rests on it can be counted."
            yield Found(assumption, what, "Fill in low, likely and high.", "likely")


@rule("assumption-evidence", Severity.COULD, "S55")
def assumption_evidence(plan: Plan) -> Iterator[Found]:
    """An assumption says what its figures rest on."""
    todo = "Choose the evidence the figures rest on, even if it is an assumption."
    return unfilled(plan.all(Assumption), "evidence", "What “{}” rests on is not said.", todo)


def _has_money(plan: Plan) -> bool:
    return any(map(has_figures, plan.all(CashLine)))


def _live_benefits(plan: Plan) -> Iterator[CashLine]:
    for line in _benefits(plan):
        initiative = plan.find(Initiative, line.initiative)
        if initiative and initiative.status is not Status.DROPPED:
            yield line


def _benefits(plan: Plan) -> Iterator[CashLine]:
    return (line for line in plan.all(CashLine) if line.kind is CashKind.BENEFIT)


@rule("half-a-pair", Severity.SHOULD, "S79")
def half_a_pair(plan: Plan) -> Iterator[Found]:
    """A range has both its ends, and people who join have a day."""
    for kind, one, other in PAIRS:
        for record in plan.all(kind):
            missing = [name for name in (one, other) if getattr(record, name) is None]
            if len(missing) == 1:
                given = other if missing == [one] else one
                subject = plan.owner_of(record) if isinstance(record, Effort) else record
                what = f"“{(subject or record).title}” has {_said(given)} but not {_said(missing[0])}."
                yield Found(record, what, "Fill in both, or neither.", missing[0])


def _said(field: str) -> str:
    return "“" + field.replace("_", " ") + "”"


@rule("weights-off-100", Severity.SHOULD, "S42")
def weights_off_100(plan: Plan) -> Iterator[Found]:
    """The weights of the criteria, once given, add up to 100 %."""
    weighted = [criterion for criterion in plan.all(Criterion) if criterion.weight_percent is not None]
    total = sum(criterion.weight_percent or 0 for criterion in weighted)
    if weighted and total != 100:
        what = f"The weights of “{weighted[0].name}” and the other criteria add up to {total} %."
        yield Found(weighted[0], what, "Make them 100 % together.", "weight_percent")


@rule("criterion-rubric", Severity.SHOULD, "S42")
def criterion_rubric(plan: Plan) -> Iterator[Found]:
    """A criterion says when its lowest and its highest rating are right."""
    todo = "Write the rubric before anybody rates."
    criteria = plan.all(Criterion)
    yield from unfilled(criteria, "lowest_means", "When the lowest rating on “{}” is right is not said.", todo)
    yield from unfilled(criteria, "highest_means", "When the highest rating on “{}” is right is not said.", todo)


@rule("criterion-flat", Severity.COULD, "S42")
def criterion_flat(plan: Plan) -> Iterator[Found]:
    """A criterion tells initiatives apart: not all of three or more get the same rating."""
    for criterion in plan.all(Criterion):
        ratings = plan.where(Rating, "criterion", criterion.id)
        rated = {rating.initiative for rating in ratings}
        if len(rated) >= 3 and len({rating.value for rating in ratings}) == 1:
            what = f"All {len(rated)} initiatives rated on “{criterion.name}” got the same rating."
            yield Found(criterion, what, "Sharpen its rubric, rate again, or leave it out.")


@rule("rating-off-scale", Severity.MUST, "S42")
def rating_off_scale(plan: Plan) -> Iterator[Found]:
    """A rating lies on the scale of its criterion."""
    for criterion in plan.all(Criterion):
        for rating in plan.where(Rating, "criterion", criterion.id):
            if not criterion.lowest <= rating.value <= criterion.highest:
                subject = plan.owner_of(rating) or rating
                what = f"A rating of “{subject.title}” on “{criterion.name}” lies off the scale."
                yield Found(rating, what, f"Rate from {criterion.lowest} to {criterion.highest}.", "value")


@rule("session-decision", Severity.COULD, "S47 S61")
def session_decision(plan: Plan) -> Iterator[Found]:
    """A session that was revealed ends in a decision."""
    for session in plan.all(Session):
        if session.state in (SessionState.REVEALED, SessionState.CLOSED) and not plan.parts(Decision, session):
            what = f"“{session.name}” was revealed, but nothing was decided."
            yield Found(session, what, "Write down what the group decided, and who disagreed.")


RULES: tuple[Rule, ...] = (
    initiative_gap,
    initiative_words,
    initiative_money,
    initiative_effort,
    cash_figures,
    benefit_certainty,
    benefit_evidence,
    benefit_twice,
    rate_basis,
    several_rates,
    never_back,
    assumption_unused,
    assumption_figures,
    assumption_evidence,
    half_a_pair,
    weights_off_100,
    criterion_rubric,
    criterion_flat,
    rating_off_scale,
    session_decision,
)
