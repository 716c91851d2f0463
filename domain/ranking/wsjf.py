"""WSJF: weighted shortest job first, in relative sizes. Within one backlog only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from domain.entity import fields_of
from domain.figures import decimal, number
from domain.initiative import RELATIVE, Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.factor import Factor
from domain.ranking.score import Score, ranked

FIELDS = ("user_value", "time_criticality", "risk_reduction", "job_size")
LEAST, MOST = Fraction(RELATIVE[0]), Fraction(RELATIVE[-1])


def wsjf(user_value: Fraction, time_criticality: Fraction, risk_reduction: Fraction, job_size: Fraction) -> Fraction:
    """(User and business value + time criticality + risk reduction or opportunity) / job size, all relative.

    Raises:
        ValueError: the job size is not above 0.

    Source:
        Leffingwell, SAFe, "Weighted Shortest Job First": (8 + 5 + 3) / 5 = 3.2; Reinertsen 2009 for the idea.
    """
    if job_size <= 0:
        raise ValueError(f"a job size of {job_size} cannot be divided by")
    return (user_value + time_criticality + risk_reduction) / job_size


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped by WSJF."""
    baseless = columns_without_one(plan)
    return ranked(_score(initiative, baseless) for initiative in live(plan))


def columns_without_one(plan: Plan) -> tuple[str, ...]:
    """The fields whose relative sizes rest on nothing: the smallest of the backlog *plan* is not 1.

    A column in which nothing is filled in is not begun, and is not meant.
    """
    columns = {name: [getattr(each, name) for each in live(plan)] for name in FIELDS}
    return tuple(name for name, column in columns.items() if any(column) and LEAST not in column)


def _score(initiative: Initiative, baseless: Collection[str]) -> Score:
    factors = [_factor(initiative, name, baseless) for name in FIELDS]
    missing = tuple(what for factor in factors for what in factor.missing)
    *delay, size = factors
    worst = sum((factor.low for factor in delay), Fraction(0)) / (size.high or MOST)
    best = sum((factor.high or MOST for factor in delay), Fraction(0)) / size.low
    terms = " + ".join(number(factor.low) for factor in delay)
    return Score(
        initiative.id,
        value=None if missing else decimal(worst),
        worst=decimal(worst),
        best=decimal(best),
        missing=missing,
        inputs=tuple(factor.input for factor in factors),
        said="" if missing else f"({terms}) / {number(size.low)} = {number(worst)}",
    )


def _factor(initiative: Initiative, name: str, baseless: Collection[str]) -> Factor:
    given: int | None = getattr(initiative, name)
    return Factor(
        title=fields_of(Initiative)[name].title.removesuffix(", relative"),
        value=None if given is None else Fraction(given),
        least=LEAST,
        most=MOST,
        shown="" if given is None else str(given),
        source="typed, relative to this backlog" + (", in which none is 1" if name in baseless else ""),
        field=name,
        less_is_better=name == "job_size",
    )
