"""CD3: cost of delay divided by duration, in money a week for each week it takes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.initiative import Initiative
from domain.plan import Plan
from domain.problems.paths import live
from domain.ranking.factor import Factor
from domain.ranking.score import Score, decimal_of, number, ranked

DAYS_A_WEEK = 5
"""Working days."""


def cd3(delay_cost: Fraction, weeks: Fraction) -> Fraction:
    """What each week of delay costs, divided by the weeks it takes.

    What comes first by it loses least by waiting, as long as one team does one thing after another, nothing waits for
    anything else, and a week costs the same whenever it comes (`domain.ranking.delay`).

    Raises:
        ValueError: the duration is not above 0.

    Source:
        Reinertsen 2009, "The Principles of Product Development Flow", ch. 2; Smith 1956 for the rule behind it.
    """
    if weeks <= 0:
        raise ValueError(f"a duration of {weeks} weeks cannot be divided by")
    return delay_cost / weeks


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped by CD3."""
    return ranked(_score(plan, initiative) for initiative in live(plan))


def delay_cost_of(plan: Plan, initiative: Initiative) -> Factor:
    """What each week costs that *initiative* comes later."""
    value = None if initiative.delay_cost is None else Fraction(initiative.delay_cost)
    shown = f"{plan.engagement.currency} {number(value or 0)} a week"
    return Factor("Cost of delay", value, Fraction(0), None, shown, field="delay_cost")


def weeks_of(initiative: Initiative) -> Factor:
    """How many weeks *initiative* takes, as likely."""
    days = initiative.likely_days
    return Factor(
        title="Duration",
        value=Fraction(days, DAYS_A_WEEK) if days else None,
        least=Fraction(1, DAYS_A_WEEK),
        most=None,
        shown=f"{number(Fraction(days or 0, DAYS_A_WEEK))} weeks",
        field="likely_days",
        less_is_better=True,
        wanted=("a duration above 0",) if days == 0 else ("duration, likely",),
    )


def _score(plan: Plan, initiative: Initiative) -> Score:
    cost, weeks = delay_cost_of(plan, initiative), weeks_of(initiative)
    missing = (*cost.missing, *weeks.missing)
    value = None if missing else cd3(cost.low, weeks.low)
    worst, best = value, value
    if cost.value is not None and missing:  # the shortest duration is a day, and there is no longest
        one_day = cd3(cost.low, weeks.low)
        worst, best = min(one_day, Fraction(0)), max(one_day, Fraction(0))
    return Score(
        initiative.id,
        value=None if value is None else decimal_of(value),
        worst=None if worst is None else decimal_of(worst),
        best=None if best is None else decimal_of(best),
        missing=missing,
        inputs=(cost.input, weeks.input),
        said="" if value is None else f"{number(cost.low)} a week / {number(weeks.low)} weeks = {number(value)}",
    )
