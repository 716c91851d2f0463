"""What the ranking methods that go by a figure of the business case share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.business_case import case_of
from domain.cash import Future
from domain.figures import rounded
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.score import Input, Score, ranked

_PLACES = 12
"""Decimals that count."""


def by_figure(plan: Plan, today: date, key: str, *, times: int = 1, less_is_better: bool = False) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of the figure *key* of its case, *times* as much.

    Where the likely figures lack something, it comes to lie between what the worst and the best come to.
    """
    scores = (_score(plan, initiative, today, key, times) for initiative in live(plan))
    return ranked(scores, less_is_better=less_is_better)


def _score(plan: Plan, initiative: Initiative, today: date, key: str, times: int) -> Score:
    case = case_of(plan, initiative, today)
    figure = case.likely.figure(key)
    inputs = tuple(
        Input(
            each.title, each.shown(case.currency) if each.value is not None else "", "cash lines, likely", "cash_line"
        )
        for each in map(case.likely.figure, ("costs", "benefits"))
    )
    if figure.value is not None:
        value = _scaled(figure.value, times)
        notes = f" ({'; '.join(figure.notes)})" if figure.notes else ""
        return Score(initiative.id, value, value, value, (), inputs, f"{'; '.join(figure.said)}{notes}")
    if not case.likely.missing:  # nothing lacks, and there still is none: filling in would not help
        return Score(initiative.id, None, None, None, (figure.why,), inputs)
    worst, best = (case.of(future).figure(key).value for future in (Future.WORST, Future.BEST))
    return Score(initiative.id, None, _scaled(worst, times), _scaled(best, times), case.likely.missing, inputs)


def _scaled(value: Decimal | None, times: int) -> Decimal | None:
    # Rates and discounts never come out even: without a limit, the last of fifty digits would break ties.
    return None if value is None else rounded(value * times, _PLACES)
