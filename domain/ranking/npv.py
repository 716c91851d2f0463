"""By net present value: what an initiative is worth today, in money, more than doing nothing."""

from __future__ import annotations

from datetime import date

from domain.plan import Plan
from domain.ranking.case import by_figure
from domain.ranking.score import Score


def ranking(plan: Plan, today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its NPV at the likely figures."""
    return by_figure(plan, today, "npv")
