"""How many people of a team are there on a day: those of today and those who join, less those who are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from domain.people import Leave, Team
from domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in [start, end) on which nothing changes in a team.

    Attributes:
        fte: full-time people who are there; None where the capacity of the team is not known and not all are away.
        is_away: whether the whole team is on leave.
    """

    start: date
    end: date
    fte: Decimal | None
    is_away: bool


def stretches(plan: Plan, team: Team) -> Iterator[Stretch]:
    """The whole of time in order, cut where somebody of *team* joins, leaves for a holiday or comes back.

    Leave that does not say how many are away is of the whole team; several leaves of a part add up. Hires without a
    day never come.
    """
    leaves = plan.parts(Leave, team)
    joins = team.hires_on if team.hires_fte is not None else None
    away: defaultdict[date, Decimal] = defaultdict(Decimal)
    whole: defaultdict[date, int] = defaultdict(int)
    for leave in leaves:
        back = (leave.ends_on or leave.starts_on) + timedelta(days=1)
        for day, sign in ((leave.starts_on, 1), (back, -1)):
            if leave.away_fte is None:
                whole[day] += sign
            else:
                away[day] += sign * leave.away_fte
    cuts = sorted({date.min, date.max, *away, *whole, *([joins] if joins else [])})
    gone, all_gone = Decimal(0), 0
    for start, end in pairwise(cuts):
        gone += away.get(start, Decimal(0))
        all_gone += whole.get(start, 0)
        fte = team.capacity_fte
        if fte is not None and joins is not None and team.hires_fte is not None and start >= joins:
            fte += team.hires_fte
        is_away = all_gone > 0 or (fte is not None and 0 < gone >= fte)
        left = Decimal(0) if is_away else None if fte is None else fte - gone
        yield Stretch(start, end, left, is_away)
