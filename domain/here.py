"""Why an initiative starts when it does: what would break if it started a working day earlier.

What can hold it: a pin, work that has begun, a day before which it cannot start, the day the roadmap begins, what it
waits for, and teams that have no room: with it they would be over in a week, by the measure of `domain.load`. All else
stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from domain.calendar import Calendars, Span
from domain.conflicts import lag_told
from domain.entity import revise
from domain.initiative import Effort, Initiative, Status
from domain.load import SLACK, Axis, load_of
from domain.network import AWAITS_END, Link, Task, links_of, tasks_of
from domain.people import Team
from domain.periods import Grain, periods, spelled
from domain.plan import Change, Edit, Plan

_DAY = timedelta(days=1)


class HoldKind(StrEnum):
    """What holds a start."""

    FIXED = "fixed"
    """A pin, or that it has begun."""
    TODAY = "today"
    """Earlier days have passed."""
    ROADMAP = "roadmap"
    """The roadmap does not begin earlier."""
    NOT_BEFORE = "not before"
    DEPENDENCY = "dependency"
    TEAM = "team"
    """A team has no room for it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that holds a start.

    Attributes:
        id: of the initiative that is waited for, or of the team; else empty.
        said: half a sentence: `it cannot start before 3 May 2027`; of a team its name.
        week: the first in which the team has no room; else empty.
    """

    kind: HoldKind
    id: str
    said: str
    week: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """Why an initiative starts when it does.

    Attributes:
        start: the day it starts; None where it has none.
        broken: what is not kept where it is.
        holds: what would break if it started a working day earlier and is kept where it is; empty if nothing.
        earliest: the first day on which it could start and nothing would break, as far as that is before `start`.
        sentence: all of this in words.
    """

    start: date | None
    broken: tuple[Hold, ...]
    holds: tuple[Hold, ...]
    earliest: date | None
    sentence: str


def why_here(plan: Plan, initiative: Initiative, today: date | None = None) -> Here:
    """Why *initiative* starts when it does.

    It is looked for an earlier place from the day the roadmap begins on, and not before *today*; else from the first
    start there is.
    """
    name, start = f"“{initiative.name}”", initiative.starts_on
    if start is None:
        return Here(None, (), (), None, f"{name} has no start.")
    begins = f"{name} starts on {spelled(start)}"
    if why := _fixed(initiative):
        return Here(start, (), (Hold(HoldKind.FIXED, "", why),), None, f"{begins}: {why}.")
    place = _Place(plan, initiative, start, today)
    if broken := tuple(place.broken(start)):
        return Here(start, broken, (), None, f"{begins}, though {_joined(broken)}.")
    sooner = place.calendar.plus(start, -1)
    holds = tuple(place.broken(sooner))
    earliest = place.earliest(sooner)
    already = f"it could start on {spelled(earliest)} already" if earliest else ""
    if not holds:
        return Here(start, (), (), earliest, f"{begins}. Nothing holds it: {already}.")
    if all(hold.kind is HoldKind.TEAM for hold in holds):
        told = place.waiting_for_room(sooner, holds)
    else:
        told = _joined(holds)
    return Here(start, (), holds, earliest, f"{begins}: {told}{f'; but {already}' if already else ''}.")


def _fixed(initiative: Initiative) -> str:
    if initiative.pinned:
        return "it is pinned there"
    match initiative.status:
        case Status.RUNNING:
            return "it is running"
        case Status.DONE | Status.DROPPED:
            return f"it is {initiative.status}"
        case _:
            return ""


class _Place:
    """Where one initiative may be, all others staying where they are."""

    def __init__(self, plan: Plan, initiative: Initiative, start: date, today: date | None) -> None:
        self.plan, self.initiative = plan, initiative
        calendars = Calendars(plan)
        self.calendar = calendars.of(initiative)
        self.span = calendars.span_of(initiative)
        self.task = Task(initiative.id, self.span or Span(start, start), self.calendar)
        self.others = {task.id: task.span for task in tasks_of(plan, calendars) if task.id != initiative.id}
        self.links = [link for link in links_of(plan) if link.after == initiative.id and link.before in self.others]
        begins = plan.engagement.starts_on
        floors = ((HoldKind.TODAY, today), (HoldKind.ROADMAP, begins), (HoldKind.NOT_BEFORE, initiative.not_before))
        # What starts before today or before the roadmap begins is not held by them.
        self.floors = [(kind, day) for kind, day in floors if day and (kind is HoldKind.NOT_BEFORE or day <= start)]
        known = [day for _, day in self.floors]
        self.first = max(known) if known else min((start, *(span.start for span in self.others.values())))

    def broken(self, start: date) -> Iterator[Hold]:
        """What would not be kept if it started on *start*."""
        yield from self._hard(start)
        yield from self._full(start)

    def earliest(self, last: date) -> date | None:
        """The first working day up to *last* on which it could start and nothing would break."""
        calendar = self.calendar
        for index in range(calendar.index(min(self.first, last)), calendar.index(last) + 1):
            day = calendar.day(index)
            if next(self.broken(day), None) is None:
                return day
        return None

    def waiting_for_room(self, last: date, holds: tuple[Hold, ...]) -> str:
        """Why it waits for room in teams up to *last*: since when, and what it waited for before that."""
        calendar, first, teams = self.calendar, last, {hold.id: hold for hold in holds}
        for index in range(calendar.index(last) - 1, calendar.index(self.first) - 1, -1):
            day = calendar.day(index)
            if any(self._hard(day)):
                break
            full = {hold.id: hold for hold in self._full(day)}
            if not full:
                break
            teams, first = {**full, **teams}, day
        ahead = tuple(self._hard(calendar.plus(first, -1)))
        until = spelled(self.task.span.start - _DAY)
        names = " or ".join(hold.said for hold in sorted(teams.values(), key=lambda hold: hold.id))
        have = f"{names} {'has' if len(teams) == 1 else 'have'} no room for it"
        return f"{_joined(ahead)}; then {have} until {until}" if ahead else f"{have} until {until}"

    def _hard(self, start: date) -> Iterator[Hold]:
        """What of dates and dependencies would not be kept."""
        for kind, day in self.floors:
            if start < day:
                told = {
                    HoldKind.TODAY: "earlier days have passed",
                    HoldKind.ROADMAP: f"the roadmap begins on {spelled(day)}",
                    HoldKind.NOT_BEFORE: f"it cannot start before {spelled(day)}",
                }
                yield Hold(kind, "", told[kind])
        span = self.task.at(start)
        for link in self.links:
            before = self.others[link.before]
            if not link.is_kept(before, span, self.calendar):
                yield Hold(HoldKind.DEPENDENCY, link.before, self._waits(link, before))

    def _waits(self, link: Link, before: Span) -> str:
        ends = link.kind in AWAITS_END
        when = f"finishes on {spelled(before.last)}" if ends else f"starts on {spelled(before.start)}"
        name = self.plan.get(Initiative, link.before).name
        return f"it waits for “{name}”, which {when}{lag_told(link.kind, link.lag)}"

    def _full(self, start: date) -> Iterator[Hold]:
        """The teams that would be over in a week if it started on *start*."""
        if self.span is None:
            return
        of, worked = self._axis.spread(self.task.at(start))
        for effort, room in self._rooms:
            asked = Fraction(effort.likely or 0)
            over = (n for n, days in worked if (left := room[n]) is not None and asked * days > left * of)
            if (n := next(over, None)) is not None:
                name, week = self.plan.get(Team, effort.team).name, self._axis.periods[n].name
                yield Hold(HoldKind.TEAM, effort.team, f"“{name}”", week)

    @cached_property
    def _axis(self) -> Axis:
        start = min(self.first, self.calendar.plus(self.task.span.start, -1))
        end = max(self.task.span.end, self.task.span.start + _DAY)
        return Axis(self.calendar, periods(start, end, Grain.WEEK))

    @cached_property
    def _rooms(self) -> list[tuple[Effort, list[Fraction | None]]]:
        """Each effort with the person-days its team has left in each week; None where nobody knows."""
        without = Change(self.initiative, revise(self.initiative, status=Status.DROPPED))
        loads = load_of(self.plan.apply(Edit("", (without,))), self._axis.periods)
        return [
            (
                effort,
                [None if load.capacity is None else load.capacity + SLACK - load.load for load in loads[effort.team]],
            )
            for effort in self.plan.parts(Effort, self.initiative)
            if effort.likely
        ]


def _joined(holds: Iterable[Hold]) -> str:
    """All of them as one half-sentence."""
    return ", and ".join(f"{hold.said} has no room for it in {hold.week}" if hold.week else hold.said for hold in holds)
