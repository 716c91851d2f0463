"""MoSCoW: what the outcome is worth without it, and whether the musts leave room to slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.initiative import Initiative, Moscow
from domain.paths import live
from domain.plan import Plan
from domain.ranking.score import Input, Score, ranked
from domain.ranking.work import work_of

POINTS = {Moscow.MUST: 3, Moscow.SHOULD: 2, Moscow.COULD: 1, Moscow.WONT: 0}
TIMED = (Moscow.MUST, Moscow.SHOULD, Moscow.COULD)
"""The classes that effort is planned for; what won't be done this time takes none."""


@dataclass(frozen=True, slots=True)
class EffortShares:
    """How the effort is divided over must, should and could.

    Attributes:
        days: the person-days known of each class.
        unknown: the initiatives of these classes whose effort is not known in full.
        must_at_most: the percent that the musts may take.
    """

    days: Mapping[Moscow, Decimal]
    unknown: tuple[Initiative, ...]
    must_at_most: int

    def percent(self, of: Moscow) -> Fraction | None:
        """The share of the class *of*, 0…100; None where no effort is known. That of won't is 0."""
        total = sum(self.days.values())
        return 100 * Fraction(self.days.get(of, Decimal(0))) / Fraction(total) if total else None

    @property
    def too_many_musts(self) -> bool:
        """Whether the musts take more than they may, as far as effort is known."""
        share = self.percent(Moscow.MUST)
        return share is not None and share > self.must_at_most


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its class; those of one class tie."""
    return ranked(map(_score, live(plan)))


def effort_shares(plan: Plan) -> EffortShares:
    """How the effort of the initiatives of *plan* that are not dropped is divided over must, should and could.

    By effort and not by number. Up to 60 % for the musts a date can be kept; about 20 % for the coulds are what can
    be left out when it is in danger.

    Source:
        "DSDM Agile Project Framework" (2014), ch. 10.4.
    """
    days = dict.fromkeys(TIMED, Decimal(0))
    unknown = []
    for initiative in live(plan):
        if initiative.moscow in days:
            work = work_of(plan, initiative)
            days[initiative.moscow] += work.known
            if work.missing:
                unknown.append(initiative)
    return EffortShares(days, tuple(unknown), plan.engagement.must_at_most_percent)


def _score(initiative: Initiative) -> Score:
    given = initiative.moscow
    if given is None:
        inputs = (Input("MoSCoW", "", "typed", "moscow"),)
        return Score(initiative.id, None, Decimal(0), Decimal(3), ("a MoSCoW class",), inputs)
    points = Decimal(POINTS[given])
    inputs = (Input("MoSCoW", given.value, "typed", "moscow", Fraction(points) / 3),)
    return Score(initiative.id, points, points, points, (), inputs, said=f"{given.value}: {points}")
