"""Rules about rankings: what makes the order of a method mean less than it seems to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.criterion import Criterion, Judgement, Rating
from domain.entity import fields_of
from domain.figures import number, percent
from domain.initiative import Initiative, KanoAnswer, Moscow
from domain.paths import live
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule
from domain.ranking.methods import METHODS
from domain.ranking.moscow import effort_shares
from domain.ranking.rice import confidence_by_evidence
from domain.ranking.work import work_of
from domain.ranking.wsjf import LEAST, columns_without_one
from domain.severity import Severity

FEWEST_ALIKE = 3
"""Of fewer initiatives with one score each, that they are alike says nothing."""
FAR_PERCENT = 30
"""How many points a confidence may lie above the strength of the evidence."""


@rule("musts-too-many", Severity.SHOULD, "S47")
def musts_too_many(plan: Plan) -> Iterator[Found]:
    """What must be done takes no more of the effort than leaves room to slip."""
    shares = effort_shares(plan)
    if shares.too_many_musts:
        largest = max(
            (each for each in live(plan) if each.moscow is Moscow.MUST), key=lambda each: work_of(plan, each).known
        )
        share, most = percent((shares.percent(Moscow.MUST) or Fraction(0)) / 100), shares.must_at_most
        what = f"“{largest.name}” and the other musts take {share} of the effort, more than {most} %."
        yield Found(largest, what, "Look what could be a should: at this share a date is in danger.", "moscow")


@rule("wsjf-without-1", Severity.SHOULD, "S47")
def wsjf_without_one(plan: Plan) -> Iterator[Found]:
    """Relative sizes are relative to the smallest of the backlog, which is 1."""
    for field in columns_without_one(plan):
        smallest = min(
            (each for each in live(plan) if getattr(each, field) is not None), key=lambda each: getattr(each, field)
        )
        title = fields_of(Initiative)[field].title.removesuffix(", relative").lower()
        what = f"“{smallest.name}” is the smallest in {title}, but it is {getattr(smallest, field)} and not {LEAST}."
        yield Found(smallest, what, "Make it 1, and size the others against it.", field)


@dated_rule("scores-alike", Severity.COULD, "S60")
def scores_alike(plan: Plan, today: date) -> Iterator[Found]:
    """A method that is used tells initiatives apart."""
    for key in ("weighted", "rice", "ice", "wsjf", "moscow"):
        method = METHODS[key]
        rated = plan.all(Rating) if key == "weighted" else ()
        filled = [each for each in live(plan) if any(getattr(each, name) is not None for name in method.fields)]
        if len(rated or filled) < FEWEST_ALIKE:
            continue
        values = [score.value for score in method.rank(plan, today) if score.value is not None]
        if len(values) >= FEWEST_ALIKE and len(set(values)) == 1:
            what = f"All {len(values)} initiatives score the same by {method.title}."
            yield Found(None, what, "Use more of the scale, or another method: this one tells no order.")


@dated_rule("confidence-above-evidence", Severity.SHOULD, "S38 S41")
def confidence_above_evidence(plan: Plan, today: date) -> Iterator[Found]:
    """Nobody is much surer of an initiative than the evidence is."""
    for initiative in live(plan):
        if initiative.confidence_percent is None:
            continue
        found, _ = confidence_by_evidence(plan, initiative, today)
        if initiative.confidence_percent - 100 * (found or 0) > FAR_PERCENT:
            backed = "nothing is cited for it" if found is None else f"the evidence comes to {percent(found)}"
            what = f"“{initiative.name}” claims a confidence of {initiative.confidence_percent} %, but {backed}."
            yield Found(initiative, what, "Cite what it rests on, or leave it to the evidence.", "confidence_percent")


@rule("judgements-contradict", Severity.SHOULD, "S42")
def judgements_contradict(plan: Plan) -> Iterator[Found]:
    """Judgements which criterion counts more agree well enough to make weights."""
    if not plan.all(Judgement) or not plan.all(Criterion):
        return
    from domain.ranking import ahp  # noqa: PLC0415 - few plans have judgements, and every start would wait for it
    from domain.ranking.compared import NotCompared  # noqa: PLC0415 - the same

    try:
        judged = ahp.weights_of(plan)
    except NotCompared:
        return
    for by, found in judged.persons.items():
        if found.worst is None or found.ratio is None or found.is_consistent:
            continue
        row, column = judged.criteria[found.worst.row], judged.criteria[found.worst.column]
        whose = f"of {by}" if by else "of the group"
        what = (
            f"The judgements {whose} contradict each other (CR {number(Decimal(found.ratio))}), most on “{row.name}”."
        )
        fits = f"{found.worst.suggested} times"
        todo = f"Look again at “{row.name}” against “{column.name}”: {fits} would fit the others."
        yield Found(_judgement(plan, by, row, column), what, todo, "times")


@rule("kano-questionable", Severity.SHOULD, "S41")
def kano_questionable(plan: Plan) -> Iterator[Found]:
    """Answers to a pair of Kano questions seldom contradict themselves."""
    if not plan.all(KanoAnswer):
        return
    from domain.ranking.kano import by_persona  # noqa: PLC0415 - few plans have answers

    for initiative in live(plan):
        for persona, answers in by_persona(plan, initiative):
            if answers.badly_worded:
                of = f" of {persona.name}" if persona else ""
                share = percent(answers.questionable)
                what = f"{share} of the answers{of} about “{initiative.name}” contradict themselves."
                yield Found(initiative, f"For Kano, {what}", "Word the pair of questions anew, and ask again.")


def _judgement(plan: Plan, by: str | None, row: Criterion, column: Criterion) -> Judgement | None:
    """What *by* said of the two, whichever way round."""
    for one, other in ((row, column), (column, row)):
        for judgement in plan.parts(Judgement, one):
            if judgement.than == other.id and judgement.by == by:
                return judgement
    return None


RULES: tuple[Rule, ...] = (
    musts_too_many,
    wsjf_without_one,
    scores_alike,
    confidence_above_evidence,
    judgements_contradict,
    kano_questionable,
)
