"""Value and effort: the quadrant an initiative lies in.

Value is a place on a scale without a true zero, so it is not divided by effort: twice the points are not twice the
value. The quadrant is all that is said, and those in one quadrant tie.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from domain.figures import number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.score import Input, Score, ranked
from domain.ranking.weighted import Weights, weighted_score, weights_of
from domain.ranking.work import work_of

MIDPOINT = Decimal(50)
"""Of the scale of value; from here on value is high."""


class Quadrant(StrEnum):
    """What much or little value for much or little work is called, worst first."""

    MONEY_PIT = "money pit"
    FILL_IN = "fill-in"
    BIG_BET = "big bet"
    QUICK_WIN = "quick win"

    @property
    def number(self) -> Decimal:
        """From 1, the worst, to 4."""
        return Decimal(list(Quadrant).index(self) + 1)


def quadrant(value: Decimal, effort: Decimal, middle: Decimal) -> Quadrant:
    """Where an initiative lies.

    Args:
        value: 0…100; high from the midpoint of the scale on.
        effort: person-days; low up to *middle*, that included.
        middle: the line between little and much work: the median of the efforts in the list.
    """
    if effort <= middle:
        return Quadrant.QUICK_WIN if value >= MIDPOINT else Quadrant.FILL_IN
    return Quadrant.BIG_BET if value >= MIDPOINT else Quadrant.MONEY_PIT


def middle_of(plan: Plan) -> Decimal | None:
    """The median of the efforts of the initiatives of *plan* that are not dropped; None where none is known."""
    known = [days for each in live(plan) if (days := work_of(plan, each).days) is not None]
    return median(known) if known else None


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in its quadrant, by its value and its effort."""
    benefits, middle = _benefits(weights_of(plan)), middle_of(plan)
    return ranked(_score(plan, initiative, benefits, middle) for initiative in live(plan))


def value_of(plan: Plan, initiative: Initiative) -> Score:
    """The weighted score of *initiative* on the criteria of which more is better, 0…100, without a rank."""
    return weighted_score(plan, initiative, _benefits(weights_of(plan)))


def _benefits(weights: Weights) -> Weights:
    kept = [(criterion, share) for criterion, share in weights.shares if not criterion.less_is_better]
    total = sum((share for _, share in kept), Fraction(0))
    wanted = "a weight on a criterion of which more is better" if weights.shares else weights.wanted
    return Weights(tuple((criterion, share / total) for criterion, share in kept), weights.source, wanted)


def _score(plan: Plan, initiative: Initiative, benefits: Weights, middle: Decimal | None) -> Score:
    value, work = weighted_score(plan, initiative, benefits), work_of(plan, initiative)
    missing = (*(f"rating on {name}" for name in value.missing), *work.missing)
    if not benefits.shares:
        missing = (benefits.wanted, *work.missing)
    least, most = value.worst or Decimal(0), Decimal(100) if value.best is None else value.best
    inputs = (
        Input(
            "Value",
            "" if value.value is None else f"{number(value.value)} of 100",
            f"criteria of which more is better, {benefits.source}",
            standing=None if value.value is None else Fraction(value.value),
        ),
        Input(
            "Effort",
            "" if work.days is None else f"{number(work.days)} person-days",
            "effort of teams" if middle is None else f"effort of teams, median {number(middle)}",
            "effort",
            standing=None if work.days is None else -Fraction(work.days),
        ),
    )
    if value.value is None or work.days is None or middle is None:
        worst = Quadrant.MONEY_PIT if work.days is None or middle is None else quadrant(least, work.days, middle)
        if work.days is None and least >= MIDPOINT:
            worst = Quadrant.BIG_BET
        best = quadrant(most, work.days or Decimal(0), middle or Decimal(0))
        return Score(initiative.id, None, worst.number, best.number, missing, inputs)
    where = quadrant(value.value, work.days, middle)
    value_said = f"value {number(value.value)} {'≥' if value.value >= MIDPOINT else '<'} {number(MIDPOINT)}"
    effort_said = f"effort {number(work.days)} {'≤' if work.days <= middle else '>'} {number(middle)} person-days"
    said = f"{value_said}, {effort_said}: {where}"
    return Score(initiative.id, where.number, where.number, where.number, (), inputs, said)
