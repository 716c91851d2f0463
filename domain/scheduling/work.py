"""What there is to schedule of a plan, in the plain numbers of an instance, and back again.

Time is counted in the working days of the engagement's calendar from the first day of the schedule. What a team can
give on a day is its people there, less leave and with hires, times the focus factor; an initiative asks its effort
divided by its duration on each of its days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import ceil

from domain.calendar import Calendar, Calendars, Span
from domain.figures import number
from domain.initiative import Dependency, Effort, Initiative, Status
from domain.paths import live
from domain.people import Team
from domain.plan import Plan
from domain.ranking.cd3 import delay_cost_of
from domain.ranking.methods import METHODS
from domain.scheduling.instance import Activity, Instance, Link
from domain.staffing import stretches
from domain.text import counted

UNIT = 1_000_000
"""Parts of a full-time person in which capacities and demands are counted."""
PRIORITY = "weighted"
"""The ranking method whose order is that of priority."""
_DAY = timedelta(days=1)
_CENTS = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An initiative that is not scheduled, and why: `has no duration`."""

    initiative: Initiative
    why: str


@dataclass(frozen=True, slots=True)
class Work:
    """All that can be scheduled of a plan.

    Attributes:
        plan: whose work it is.
        instance: the work in plain numbers, in order of priority.
        items: by place in the instance, the ids of the initiatives; what stays where it is among them.
        calendar: that of the engagement.
        starts_on: the first day of the schedule, period 0.
        left_out: what is not scheduled.
        notes: what is taken for granted, in words.
    """

    plan: Plan
    instance: Instance
    items: tuple[str, ...]
    calendar: Calendar
    starts_on: date
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def free(self) -> tuple[int, ...]:
        """The places of what may move."""
        return tuple(nth for nth, each in enumerate(self.instance.activities) if each.start is None)

    @property
    def days_a_week(self) -> int:
        """Working days of a week without holidays."""
        return 7 - len(self.calendar.weekend)

    def money(self, cost: int) -> Fraction:
        """What a Σ weight × finish is in money: a week costs its weight, and has so many working days."""
        return Fraction(cost, _CENTS * self.days_a_week)

    def span(self, start: int, finish: int) -> Span:
        """The days of the periods in [start, finish)."""
        origin = self.calendar.index(self.starts_on)
        first = self.calendar.day(origin + start)
        return Span(first, first if start == finish else self.calendar.day(origin + finish - 1) + _DAY)

    def period(self, day: date) -> int:
        """The period of *day*, or of the first working day after it; below 0 before the schedule begins."""
        return self.calendar.index(day) - self.calendar.index(self.starts_on)


def work_of(plan: Plan, today: date, *, starts_on: date | None = None, order: Sequence[str] | None = None) -> Work:
    """What there is to schedule of *plan*: what is not dropped or done, and has a duration.

    What is running or pinned stays where it is.

    Args:
        plan: the plan.
        today: where the engagement says no later start, the schedule begins on it.
        starts_on: the first day of the schedule, whatever the engagement says.
        order: ids, the most important first; without it by weighted criteria, then as they stand in the list.
    """
    first = starts_on or max(plan.engagement.starts_on or today, today)
    return _Gathering(plan, first, order if order is not None else _by_rank(plan, today)).work()


def _by_rank(plan: Plan, today: date) -> list[str]:
    return [score.initiative for score in METHODS[PRIORITY].rank(plan, today) if score.rank is not None]


class _Gathering:
    def __init__(self, plan: Plan, first: date, order: Sequence[str]) -> None:
        self.plan = plan
        self.calendars = Calendars(plan)
        self.common = self.calendars.common
        self.first = self.common.next_working(first)
        self.origin = self.common.index(self.first)
        place = {id: nth for nth, id in enumerate(order)}
        candidates = [each for each in live(plan) if each.status is not Status.DONE]
        self.candidates = sorted(candidates, key=lambda each: place.get(each.id, len(place)))
        self.why: dict[str, str] = {}
        self.fixed: dict[str, Span] = {}
        self.days: dict[str, int] = {}
        self.demand: dict[str, dict[str, int]] = {}
        self.capacity: dict[str, tuple[int, ...]] = {}

    def work(self) -> Work:
        """What can be scheduled; what cannot is told."""
        self._measure()
        self._leave_out_rings()
        self._weigh()
        self._leave_out_followers()
        items = [each for each in self.candidates if each.id in self.days or self._is_ahead(each)]
        place = {each.id: nth for nth, each in enumerate(items)}
        links = tuple(
            Link(place[each.waits_for], place[each.initiative], each.kind, each.lag_days)
            for each in self._waits()
            if each.initiative in place and each.waits_for in place and each.waits_for not in self.fixed
        )
        teams = tuple(self.capacity)
        instance = Instance(
            tuple(self._activity(each, teams) for each in items), links, tuple(self.capacity[team] for team in teams)
        )
        left_out = tuple(LeftOut(each, self.why[each.id]) for each in self.candidates if each.id in self.why)
        ids = tuple(each.id for each in items)
        return Work(self.plan, instance, ids, self.common, self.first, left_out, tuple(self._notes(items)))

    def _measure(self) -> None:
        """How long each takes, and where it stays if it does."""
        for each in self.candidates:
            span = self.calendars.span_of(each)
            if span is not None and (each.pinned or each.status is Status.RUNNING):
                self.fixed[each.id] = span
            elif each.pinned:
                self.why[each.id] = "is pinned, and has no dates to stay at"
            elif each.likely_days is not None:
                self.days[each.id] = each.likely_days
            elif span is not None:
                self.days[each.id] = self.calendars.of(each).days(*span)
            else:
                self.why[each.id] = "has no duration"

    def _waits(self) -> Iterator[Dependency]:
        return (each for each in self.plan.all(Dependency) if each.initiative != each.waits_for)

    def _leave_out_rings(self) -> None:
        while True:
            graph: defaultdict[str, list[str]] = defaultdict(list)
            for each in self._waits():
                if each.initiative in self.days and each.waits_for in self.days:
                    graph[each.initiative].append(each.waits_for)
            try:
                tuple(TopologicalSorter(graph).static_order())
            except CycleError as error:
                ring = list(reversed(error.args[1]))
                names = " → ".join(f"“{self.plan.get(Initiative, id).name}”" for id in ring)
                for id in dict.fromkeys(ring):
                    self._leave_out(id, f"waits for itself: {names}")
            else:
                return

    def _leave_out(self, id: str, why: str) -> None:
        """Do not schedule it; where it has dates it stays there, and takes what it takes."""
        self.why[id] = why
        del self.days[id]
        if (span := self.calendars.span_of(self.plan.get(Initiative, id))) is not None:
            self.fixed[id] = span

    def _weigh(self) -> None:
        """What the teams can give on each day, what is asked of them, and what is more than they will ever have."""
        efforts = [each for item in self.candidates for each in self.plan.parts(Effort, item) if each.likely]
        asked = {each.team for each in efforts}
        for team in self.plan.all(Team):
            if team.id in asked and (capacity := self._capacity(team)):
                self.capacity[team.id] = capacity
        for effort in efforts:
            id, days = effort.initiative, self._length(self.plan.get(Initiative, effort.initiative))
            if not (effort.likely and days and effort.team in self.capacity):
                continue
            demand = int(Fraction(effort.likely) * UNIT / days)
            self.demand.setdefault(id, {})[effort.team] = demand
            most = self.capacity[effort.team][-1]
            if demand > most and id in self.days:
                self._leave_out(id, _too_much(self.plan.get(Team, effort.team), effort.likely, days, most))

    def _length(self, initiative: Initiative) -> int:
        """Working days of *initiative* over which its effort is spread."""
        if (span := self.fixed.get(initiative.id)) is not None:
            return self.calendars.of(initiative).days(*span)
        return self.days.get(initiative.id, 0)

    def _capacity(self, team: Team) -> tuple[int, ...]:
        """What *team* can give on each day of the schedule, until nothing changes any more; empty if not known."""
        focus = self.plan.engagement.focus_percent if team.focus_percent is None else team.focus_percent
        found: list[int] = []
        for each in stretches(self.plan, team):
            if each.fte is None:
                return ()
            amount = int(each.fte * focus * (UNIT // 100))
            if each.end == date.max:
                found.append(amount)
            else:
                found.extend([amount] * max(0, self._period(each.end) - len(found)))
        return tuple(found)

    def _period(self, day: date) -> int:
        return max(0, self.common.index(day) - self.origin)

    def _leave_out_followers(self) -> None:
        """What waits for something that is left out and has no dates cannot have any, either."""
        while True:
            for each in self._waits():
                ahead = self.plan.find(Initiative, each.waits_for)
                if (
                    each.initiative in self.days
                    and ahead is not None
                    and ahead.id in self.why
                    and ahead.id not in self.fixed
                ):
                    self._leave_out(each.initiative, f"waits for “{ahead.name}”, which is left out")
                    break
            else:
                return

    def _is_ahead(self, initiative: Initiative) -> bool:
        """Whether it stays where it is, and some of that is in the schedule."""
        span = self.fixed.get(initiative.id)
        return span is not None and span.end > self.first

    def _activity(self, initiative: Initiative, teams: Sequence[str]) -> Activity:
        demand = self.demand.get(initiative.id, {})
        off = self._rests(initiative)
        weight = delay_cost_of(self.plan, initiative).value or Fraction(0)
        start = None
        duration = self.days.get(initiative.id, 0)
        if (span := self.fixed.get(initiative.id)) is not None:
            start, end = self._period(span.start), self._period(span.end)
            duration = end - start - sum(start <= each < end for each in off)
        due = initiative.deadline
        return Activity(
            duration=duration,
            demands=tuple(demand.get(team, 0) for team in teams),
            release=max(self._period(initiative.not_before or self.first), self._after_fixed(initiative)),
            deadline=None if due is None else self._period(due + _DAY),
            weight=max(0, round(weight * _CENTS)),
            start=start,
            off=off,
        )

    def _rests(self, initiative: Initiative) -> tuple[int, ...]:
        """The periods in which all its teams are away."""
        calendar = self.calendars.of(initiative)
        if calendar is self.common:
            return ()
        periods = {
            period for span in calendar.off for period in range(self._period(span.start), self._period(span.end))
        }
        return tuple(sorted(periods))

    def _after_fixed(self, initiative: Initiative) -> int:
        """The earliest start by what *initiative* waits for and that stays where it is, or is done."""
        found = 0
        for each in self.plan.parts(Dependency, initiative):
            ahead = self.plan.find(Initiative, each.waits_for)
            if ahead is None or ahead.id in self.days or ahead.status is Status.DROPPED:
                continue
            if (span := self.calendars.span_of(ahead)) is not None:
                link = Link(0, 1, each.kind, each.lag_days)
                at = self.common.index(span.end if link.from_finish else span.start) - self.origin + each.lag_days
                found = max(found, at - self.days.get(initiative.id, 0) if link.to_finish else at)
        return found

    def _notes(self, items: Sequence[Initiative]) -> Iterator[str]:
        unknown = {
            effort.team
            for each in items
            for effort in self.plan.parts(Effort, each)
            if effort.likely and effort.team not in self.capacity
        }
        if names := [team.name for team in self.plan.all(Team) if team.id in unknown]:
            yield f"The capacity of {_listed(names)} is not known, and sets no limit."
        lacking = [
            each.name
            for each in items
            if any(effort.likely is None for effort in self.plan.parts(Effort, each))
            or not self.plan.parts(Effort, each)
        ]
        if lacking:
            yield f"The effort of {_listed(lacking)} is not known, and takes nothing of any team."
        free = [each for each in items if each.id not in self.fixed]
        costless = [each.name for each in free if delay_cost_of(self.plan, each).value is None]
        if costless:
            yield f"What a week of delay costs is not known of {_listed(costless)}: as if it were nothing."


def _too_much(team: Team, effort: Decimal, days: int, most: int) -> str:
    asked = f"asks {number(Fraction(effort) / days)} FTE a day of “{team.name}”"
    if not most:
        return f"{asked}, which has none (people × focus factor)"
    least = ceil(Fraction(effort) * UNIT / most)
    has = number(Fraction(most, UNIT))
    return f"{asked}, which has {has} at most (people × focus factor): {counted(least, 'day')} would do, {days} do not"


def _listed(names: Sequence[str], most: int = 3) -> str:
    shown = [f"“{name}”" for name in names[:most]]
    if (more := len(names) - most) > 0:
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
