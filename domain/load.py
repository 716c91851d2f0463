"""Whether the teams can carry it: what is asked of each in a period, and what it has to give.

An initiative asks its likely effort of a team, spread evenly over its working days:

    load(team, period) = Σ effort × working days of the initiative in the period ÷ all its working days
    capacity(team, period) = Σ people there × working days in the period × focus factor

People there are those of today and those who joined, less those on leave. A team is over in a period where the load is
above the capacity by more than half a day.

Source:
    Kniberg 2007, "Scrum and XP from the Trenches", for the focus factor, which starts at 70 % there, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm
from typing import NamedTuple

from domain.calendar import Calendar, Calendars, Span
from domain.initiative import Effort
from domain.paths import live
from domain.people import Team
from domain.periods import Period
from domain.plan import Plan
from domain.staffing import stretches

SLACK = Fraction(1, 2)
"""Person-days: so much above its capacity a team is not over yet."""
_HUNDREDTHS = 100


class Part(NamedTuple):
    """What one initiative asks in a period.

    Attributes:
        initiative: its id.
        effort: person-days it asks of the team in all.
        worked: how many of its working days are in the period.
        of: how many working days it has.
    """

    initiative: str
    effort: Decimal
    worked: int
    of: int

    @property
    def days(self) -> Fraction:
        """Person-days in the period."""
        return Fraction(self.effort) * self.worked / self.of


@dataclass(frozen=True, slots=True)
class Load:
    """One team in one period, in person-days.

    Attributes:
        load: what is asked, as far as it is known.
        capacity: what there is to give; None where that is not known.
        parts: what is asked by which initiative, in the order of the plan.
        missing: ids of initiatives at work in the period whose effort is not known.
        why: why the capacity is not known; empty where it is.
    """

    period: Period
    load: Fraction
    capacity: Fraction | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    why: str

    @property
    def over(self) -> Fraction | None:
        """By how much the load is above the capacity; 0 up to half a day, None where the capacity is not known."""
        if self.capacity is None:
            return None
        excess = self.load - self.capacity
        return excess if excess > SLACK else Fraction(0)

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the initiatives at work."""
        return tuple(part.initiative for part in self.parts) + self.missing

    @property
    def share(self) -> Fraction | None:
        """Load divided by capacity; None where the capacity is not known or is 0."""
        return self.load / self.capacity if self.capacity else None


def load_of(plan: Plan, periods: Sequence[Period]) -> Mapping[str, tuple[Load, ...]]:
    """How loaded each team of *plan* is in each of *periods*, by the id of the team.

    What is dropped asks nothing, nor does what has no dates. What lasts no working day, such as a release in a
    weekend, asks all of its effort on its first day.

    Args:
        plan: the plan.
        periods: in order, without overlaps.
    """
    calendars = Calendars(plan)
    parts: defaultdict[tuple[str, int], list[Part]] = defaultdict(list)
    missing: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    axes: dict[int, Axis] = {}
    for initiative in live(plan):
        efforts = plan.parts(Effort, initiative)
        span = calendars.span_of(initiative) if efforts else None
        if span is None:
            continue
        calendar = calendars.of(initiative)
        axis = axes.get(id(calendar)) or axes.setdefault(id(calendar), Axis(calendar, periods))
        of, worked = axis.spread(span)
        for effort in efforts:
            if effort.likely is None:
                for n, _ in worked:
                    missing[effort.team, n].append(initiative.id)
            elif effort.likely:
                for n, days in worked:
                    parts[effort.team, n].append(Part(initiative.id, effort.likely, days, of))
    common = axes.get(id(calendars.common)) or Axis(calendars.common, periods)
    return {
        team.id: tuple(
            Load(period, _total(asked), capacity, tuple(asked), tuple(missing.get((team.id, n), ())), why)
            for n, (period, (capacity, why)) in enumerate(zip(periods, _capacities(plan, team, common), strict=True))
            for asked in [parts.get((team.id, n), [])]
        )
        for team in plan.all(Team)
    }


class Axis:
    """Periods, in order and without overlaps, on the working days of one calendar."""

    def __init__(self, calendar: Calendar, periods: Sequence[Period]) -> None:
        self.calendar, self.periods = calendar, periods
        self.ends = [period.end for period in periods]
        self.from_to = [(calendar.index(period.start), calendar.index(period.end)) for period in periods]

    def spread(self, span: Span) -> tuple[int, list[tuple[int, int]]]:
        """How many working days *span* has, and each period, by its number, with how many of them are in it."""
        start, end = self.calendar.index(span.start), self.calendar.index(span.end)
        first = bisect_right(self.ends, span.start)
        if start == end:  # all of it at once
            here = first < len(self.periods) and self.periods[first].start <= span.start
            return 1, [(first, 1)] if here else []
        found = []
        for n in range(first, len(self.periods)):
            begins, ends = self.from_to[n]
            if begins >= end:
                break
            if (days := min(ends, end) - max(begins, start)) > 0:
                found.append((n, days))
        return end - start, found


def _total(parts: Sequence[Part]) -> Fraction:
    # In whole numbers over one denominator: fractions are slow to add.
    of = lcm(*{part.of for part in parts})
    total = sum(int(effort * _HUNDREDTHS) * worked * (of // length) for _, effort, worked, length in parts)
    return Fraction(total, of * _HUNDREDTHS)


def _capacities(plan: Plan, team: Team, axis: Axis) -> Iterator[tuple[Fraction | None, str]]:
    """What *team* has to give in each period, or None and why."""
    focus = plan.engagement.focus_percent if team.focus_percent is None else team.focus_percent
    staff = tuple(stretches(plan, team))
    starts = [axis.calendar.index(each.start) for each in staff]
    there = _Sum(starts, [int((each.fte or 0) * _HUNDREDTHS) for each in staff])
    unknown = _Sum(starts, [each.fte is None for each in staff])
    why = f"the capacity of {team.name} is not known"
    for start, end in axis.from_to:
        is_known = team.capacity_fte is not None or not unknown.between(start, end)
        yield (Fraction(there.between(start, end) * focus, _HUNDREDTHS * 100), "") if is_known else (None, why)


class _Sum:
    """What adds up over working days, so much a day from each of *starts* on."""

    def __init__(self, starts: Sequence[int], each_day: Sequence[int]) -> None:
        self.starts, self.each_day = starts, each_day
        stretches = zip(pairwise(starts), each_day, strict=False)  # the last one has no end
        self.before = [0, *accumulate((end - start) * amount for (start, end), amount in stretches)]

    def between(self, start: int, end: int) -> int:
        return self._until(end) - self._until(start)

    def _until(self, day: int) -> int:
        here = bisect_right(self.starts, day) - 1
        return self.before[here] + (day - self.starts[here]) * self.each_day[here]
