"""RICE: how many people it helps, how much and how surely, for a month of one person's work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.figures import decimal, number
from domain.gap import Gap
from domain.initiative import Impact, Initiative, Remedy
from domain.paths import live
from domain.plan import Plan
from domain.ranking.factor import Factor
from domain.ranking.score import Score, ranked
from domain.ranking.work import work_of
from domain.strength import strength_of
from domain.text import counted

IMPACT = {
    Impact.MASSIVE: Fraction(3),
    Impact.HIGH: Fraction(2),
    Impact.MEDIUM: Fraction(1),
    Impact.LOW: Fraction(1, 2),
    Impact.MINIMAL: Fraction(1, 4),
}
LEAST_EFFORT = Fraction(1, 2)
"""Person-months: whatever takes less counts as this, or trifles would win by the smallness of a guess."""
MOONSHOT = Fraction(1, 2)
"""Confidence below this is a moonshot."""


def rice(reach: Fraction, impact: Fraction, confidence: Fraction, effort: Fraction) -> Fraction:
    """Reach × impact × confidence / effort.

    Args:
        reach: people a quarter.
        impact: 3, 2, 1, ½ or ¼.
        confidence: 0…1.
        effort: person-months; less than half a one counts as half a one.

    Returns:
        Impact-weighted people a quarter per person-month.

    Raises:
        ValueError: the effort is not above 0.

    Source:
        McBride 2016, "RICE: Simple prioritization for product managers", Intercom: 2000 × 2 × 80 % / 4 = 800.
    """
    if effort <= 0:
        raise ValueError(f"an effort of {effort} person-months cannot be divided by")
    return reach * impact * confidence / max(effort, LEAST_EFFORT)


def ranking(plan: Plan, today: date) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped by RICE, with the evidence as it is on the day *today*."""
    return ranked(_score(plan, initiative, today) for initiative in live(plan))


def confidence_by_evidence(plan: Plan, initiative: Initiative, today: date) -> tuple[Fraction | None, str]:
    """How strong the evidence for *initiative* is, 0…1, and for what it is.

    Where none is cited for the initiative itself, the mean over the gaps it closes for which any is cited counts;
    None where there is no such gap, either.
    """
    own = strength_of(plan, initiative, today).value
    if own is not None:
        return _exact(own), "by evidence"
    gaps = (plan.find(Gap, remedy.gap) for remedy in plan.parts(Remedy, initiative))
    found = [value for gap in gaps if gap and (value := strength_of(plan, gap, today).value) is not None]
    if not found:
        return None, "by evidence"
    return sum(map(_exact, found), Fraction(0)) / len(found), f"by evidence for {counted(len(found), 'gap')} it closes"


def _score(plan: Plan, initiative: Initiative, today: date) -> Score:
    reach, impact = _reach(initiative), _impact(initiative)
    confidence, effort = _confidence(plan, initiative, today), _effort(plan, initiative)
    factors = (reach, impact, confidence, effort)
    missing = tuple(what for factor in factors for what in factor.missing)
    worst = rice(reach.low, impact.low, confidence.low, effort.high) if effort.high else Fraction(0)
    most = (impact.high or Fraction(0)) * (confidence.high or Fraction(0)) / _counted_effort(effort.low)
    best = most * reach.high if reach.high is not None else None if most else most
    terms = f"{number(reach.low)} × {number(impact.low)} × {number(100 * confidence.low)} %"
    return Score(
        initiative.id,
        value=None if missing else decimal(worst),
        worst=decimal(worst),
        best=None if best is None else decimal(best),
        missing=missing,
        inputs=tuple(factor.input for factor in factors),
        said="" if missing else f"{terms} / {number(_counted_effort(effort.low))} person-months = {number(worst)}",
    )


def _reach(initiative: Initiative) -> Factor:
    value = None if initiative.reach is None else Fraction(initiative.reach)
    return Factor("Reach", value, Fraction(0), None, f"{number(value or 0)} people a quarter", field="reach")


def _impact(initiative: Initiative) -> Factor:
    if initiative.impact is None:
        return Factor("Impact", None, min(IMPACT.values()), max(IMPACT.values()), field="impact")
    value = IMPACT[initiative.impact]
    shown = f"{initiative.impact.value}, {number(value)}"
    return Factor("Impact", value, min(IMPACT.values()), max(IMPACT.values()), shown, field="impact")


def _confidence(plan: Plan, initiative: Initiative, today: date) -> Factor:
    if initiative.confidence_percent is not None:
        value, source = Fraction(initiative.confidence_percent, 100), "typed"
    else:
        found, source = confidence_by_evidence(plan, initiative, today)
        if found is None:
            wanted = ("confidence, typed or by evidence",)
            return Factor(
                "Confidence", None, Fraction(0), Fraction(1), source="none", field="confidence_percent", wanted=wanted
            )
        value = found
    if value < MOONSHOT:
        source = f"{source}; below 50 %, a moonshot"
    shown = f"{number(100 * value)} %"
    return Factor("Confidence", value, Fraction(0), Fraction(1), shown, source, "confidence_percent")


def _effort(plan: Plan, initiative: Initiative) -> Factor:
    work = work_of(plan, initiative)
    per_month = plan.engagement.days_per_month
    months = Fraction(work.known) / per_month
    if work.days is None or not months:
        wanted = work.missing or ("an effort above 0",)
        return Factor(
            "Effort", None, months, None, source="effort of teams", field="effort", less_is_better=True, wanted=wanted
        )
    source = f"{work.said}, {per_month} to a month"
    if months < LEAST_EFFORT:
        source = f"{number(months)} of {source}; less than half a month counts as half a month"
    shown = f"{number(_counted_effort(months))} person-months"
    return Factor("Effort", months, Fraction(0), None, shown, source, field="effort", less_is_better=True)


def _counted_effort(months: Fraction) -> Fraction:
    return max(months, LEAST_EFFORT)


def _exact(strength: float) -> Fraction:
    # A strength is a float; rounded, the same evidence gives the same figure whatever the order it was joined in.
    return Fraction(Decimal(f"{strength:.9f}"))
