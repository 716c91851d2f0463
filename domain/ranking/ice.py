"""ICE: impact, confidence and ease, each from 1 to 10."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import prod

from domain.engagement import IceBy
from domain.entity import fields_of
from domain.figures import decimal, number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.factor import Factor
from domain.ranking.score import Score, ranked

FIELDS = ("ice_impact", "ice_confidence", "ice_ease")
LEAST, MOST = Fraction(1), Fraction(10)


def ice(impact: Fraction, confidence: Fraction, ease: Fraction, by: IceBy = IceBy.PRODUCT) -> Fraction:
    """The product of the three, 1…1000, or their mean, 1…10; orders by the two can differ.

    Ease is the opposite of effort: 10 is done by tonight.

    Source:
        Ellis & Brown 2017, "Hacking Growth": the mean; the product is the usage of Itamar Gilad and others.
    """
    three = (impact, confidence, ease)
    return prod(three, start=Fraction(1)) if by is IceBy.PRODUCT else sum(three, Fraction(0)) / 3


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped by ICE, multiplied or averaged as the engagement says."""
    return ranked(_score(initiative, plan.engagement.ice_by) for initiative in live(plan))


def _score(initiative: Initiative, by: IceBy) -> Score:
    impact, confidence, ease = factors = [_factor(initiative, name) for name in FIELDS]
    missing = tuple(what for factor in factors for what in factor.missing)
    worst = ice(impact.low, confidence.low, ease.low, by)
    best = ice(impact.high or MOST, confidence.high or MOST, ease.high or MOST, by)
    figures = [number(factor.low) for factor in factors]
    sum_of = " × ".join(figures) if by is IceBy.PRODUCT else f"({' + '.join(figures)}) / 3"
    return Score(
        initiative.id,
        value=None if missing else decimal(worst),
        worst=decimal(worst),
        best=decimal(best),
        missing=missing,
        inputs=tuple(factor.input for factor in factors),
        said="" if missing else f"{sum_of} = {number(worst)}",
    )


def _factor(initiative: Initiative, name: str) -> Factor:
    given: int | None = getattr(initiative, name)
    title = fields_of(Initiative)[name].title.removesuffix(", 1–10")
    shown = "" if given is None else f"{given} of 10"
    return Factor(title, None if given is None else Fraction(given), LEAST, MOST, shown, field=name)
