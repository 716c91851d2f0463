"""By internal rate of return: the rate at which an initiative just breaks even, in percents a year."""

from __future__ import annotations

from datetime import date

from domain.plan import Plan
from domain.ranking.case import by_figure
from domain.ranking.score import Score


def ranking(plan: Plan, today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its IRR at the likely figures.

    Where there is no rate, or more than one, there is no rank; `missing` says why.
    """
    return by_figure(plan, today, "irr", times=100)
