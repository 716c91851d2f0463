"""What it costs that work is finished later, or saves that it is earlier: the weekly cost of delay by the weeks.

Every initiative costs so much for each week in which it is not there yet (`domain.ranking.cd3.delay_cost_of`). A week
is seven days of the calendar, so that weekends and holidays cost as much as they do.

Source:
    Reinertsen 2009, "The Principles of Product Development Flow", ch. 2. Sequences: `domain.ranking.delay`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.calendar import Calendars
from domain.figures import money
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.cd3 import delay_cost_of

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one initiative costs by being later.

    Attributes:
        initiative: its id.
        days: days of the calendar it is later; below 0 where it is earlier.
        weekly: what each week costs; None where that is not known.
        missing: what of it is missing, in words.
    """

    initiative: str
    days: int
    weekly: Fraction | None
    missing: tuple[str, ...]

    @property
    def cost(self) -> Fraction | None:
        """Money; above 0 it costs, below 0 it saves; None where it is not known."""
        return None if self.weekly is None else self.weekly * self.days / DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class DelayCost:
    """What all of it costs.

    Attributes:
        items: each initiative that is later or earlier, in the order of the plan.
        undated: ids of those that have an end on one side only, so that nobody can say.
    """

    items: tuple[Waiting, ...]
    undated: tuple[str, ...] = ()

    @property
    def total(self) -> Fraction:
        """Money, of those whose weekly cost is known."""
        return sum((item.cost for item in self.items if item.cost is not None), Fraction(0))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ids of those whose weekly cost is not known."""
        return tuple(item.initiative for item in self.items if item.weekly is None)

    def said(self, currency: str) -> str:
        """The change in one line: `costs 12 000 EUR of delay (2 not known)`."""
        amount = self.total
        known = len(self.items) > len(self.unknown)
        if not known:
            told = "delay cost not known" if self.items or self.undated else "no delay cost"
        elif amount == 0:
            told = "no delay cost"
        else:
            told = f"{'costs' if amount > 0 else 'saves'} {money(abs(amount), currency)} of delay"
        unknown = len(self.unknown) + len(self.undated)
        return f"{told} ({unknown} not known)" if known and unknown else told


def waiting_cost(plan: Plan, since: date) -> DelayCost:
    """What *plan* costs in waiting: for each initiative, from *since* until it is finished.

    What was finished by then costs nothing more.
    """
    ends = _ends(plan)
    late = {id: (end - since).days for id, end in ends.items() if end is not None and end > since}
    return DelayCost(tuple(_waiting(plan, late)), tuple(id for id, end in ends.items() if end is None))


def delay_cost(before: Plan, after: Plan) -> DelayCost:
    """What *after* costs more in waiting than *before*, for all that is in both and not dropped.

    What a week costs is taken from *after*.
    """
    was, now = _ends(before), _ends(after)
    both = {id: (was[id], end) for id, end in now.items() if id in was and was[id] != end}
    late = {id: (end - start).days for id, (start, end) in both.items() if start is not None and end is not None}
    return DelayCost(tuple(_waiting(after, late)), tuple(id for id in both if id not in late))


def _ends(plan: Plan) -> dict[str, date | None]:
    """When each initiative that is not dropped is over, half-open; None where nobody said."""
    calendars = Calendars(plan)
    return {each.id: calendars.ends_of(each)[1] for each in live(plan)}


def _waiting(plan: Plan, late: dict[str, int]) -> Iterator[Waiting]:
    for each in plan.all(Initiative):
        if each.id in late:
            weekly = delay_cost_of(plan, each)
            yield Waiting(each.id, late[each.id], weekly.value, weekly.missing)
