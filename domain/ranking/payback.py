"""By payback: after how many years the money is back for good, the soonest first."""

from __future__ import annotations

from datetime import date

from domain.plan import Plan
from domain.ranking.case import by_figure
from domain.ranking.score import Score


def ranking(plan: Plan, today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its undiscounted payback, at the likely figures.

    What is not paid back within the horizon has no rank; `missing` says so.
    """
    return by_figure(plan, today, "payback", less_is_better=True)
