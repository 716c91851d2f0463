"""CD3: cost of delay divided by duration, in money a week for each week it takes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.cash import Future, streams_of
from domain.figures import decimal, money, number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.factor import Factor
from domain.ranking.score import Score, ranked

DAYS_A_WEEK = 5
"""Working days."""
WEEKS_A_YEAR = 52


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
    """What each week costs that *initiative* comes later, as typed.

    Else it is what a full year brings, benefits less running costs at their likely figures, divided by 52 weeks.
    """
    if initiative.delay_cost is not None:
        return _delay_cost(plan, Fraction(initiative.delay_cost), "typed")
    running = [stream for stream in streams_of(plan, initiative) if not stream.is_one_off]
    amounts = [stream.amount(Future.LIKELY) for stream in running]
    known = [amount for amount in amounts if amount is not None]
    if not any(stream.sign > 0 for stream in running) or len(known) < len(amounts):
        lacking = (what for stream in running if stream.amount(Future.LIKELY) is None for what in stream.missing)
        return _delay_cost(plan, None, "typed, or from benefits", ("cost of delay, typed or from benefits", *lacking))
    return _delay_cost(plan, sum(known, Fraction(0)) / WEEKS_A_YEAR, "yearly benefits less running costs, by 52 weeks")


def _delay_cost(plan: Plan, value: Fraction | None, source: str, wanted: tuple[str, ...] = ()) -> Factor:
    shown = f"{money(value, plan.engagement.currency, places=2)} a week"
    return Factor("Cost of delay", value, Fraction(0), None, shown, source, field="delay_cost", wanted=wanted)


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
        value=None if value is None else decimal(value),
        worst=None if worst is None else decimal(worst),
        best=None if best is None else decimal(best),
        missing=missing,
        inputs=(cost.input, weeks.input),
        said="" if value is None else f"{number(cost.low)} a week / {number(weeks.low)} weeks = {number(value)}",
    )
