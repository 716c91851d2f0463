"""What waits for what: how early and how late each piece of work can be, and what the end hangs on.

A link of one piece of work to another that waits for it is a bound on dates, half-open as all dates inside are:

    finish to start     start of the one that waits  ≥ end of the other + lag
    start to start      its start                    ≥ start of the other + lag
    finish to finish    its end                      ≥ end of the other + lag
    start to finish     its end                      ≥ start of the other + lag

The lag counts working days of the calendar of the one that waits. With a lag of 0 the dates themselves are compared,
but for start to finish: what is to go on until Monday may end on the Friday before, for no work is in between.

Source:
    Kelley & Walker 1959, "Critical-Path Planning and Scheduling", for the two passes; Moder, Phillips & Davis 1983,
    "Project Management with CPM, PERT and Precedence Diagramming", ch. 4, for the four kinds of links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from domain.calendar import Calendar, Calendars, Span
from domain.errors import Refused
from domain.initiative import Dependency, DependencyKind, Initiative
from domain.paths import live
from domain.plan import Plan

AWAITS_END = frozenset({DependencyKind.FINISH_TO_START, DependencyKind.FINISH_TO_FINISH})
"""The kinds by which the end of the other is waited for; else it is its start."""
BINDS_END = frozenset({DependencyKind.FINISH_TO_FINISH, DependencyKind.START_TO_FINISH})
"""The kinds by which the end waits; else it is the start."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work: where it stands, and by which calendar its working days count."""

    id: str
    span: Span
    calendar: Calendar

    @property
    def days(self) -> int:
        """How many working days it takes."""
        return self.calendar.days(*self.span)

    def at(self, start: date) -> Span:
        """Where it would be if it started on *start*: as long in working days as now.

        What has no working day, such as a release in a weekend, stays as long in days.
        """
        if start == self.span.start:
            return self.span
        if days := self.days:
            return Span(start, self.calendar.end_after(start, days))
        return Span(start, start + (self.span.end - self.span.start))

    def later(self, days: int) -> Span:
        """Where it would be so many working days later, or earlier where *days* is below 0."""
        return self.at(self.calendar.plus(self.span.start, days)) if days else self.span

    def starts_for(self, end: date) -> date:
        """The first working day on which it can start so that its end is no earlier than *end*."""
        calendar, days = self.calendar, self.days
        if days:
            return calendar.day(calendar.index(end - _DAY) - days + 1)
        return calendar.next_working(end - (self.span.end - self.span.start))


class Link(NamedTuple):
    """*after* waits for *before*, both ids."""

    before: str
    after: str
    kind: DependencyKind = DependencyKind.FINISH_TO_START
    lag: int = 0

    def bound(self, before: Span, calendar: Calendar) -> date:
        """The first day for the end of *after* that waits, by its *calendar*, with the other at *before*."""
        return bound_of(self.kind, self.lag, before.end if self.kind in AWAITS_END else before.start, calendar)

    def is_kept(self, before: Span, after: Span, calendar: Calendar) -> bool:
        """Whether the two may be where they are; *calendar* is that of *after*."""
        return (after.end if self.kind in BINDS_END else after.start) >= self.bound(before, calendar)

    def start(self, before: Span, after: Task) -> date:
        """The first working day on which *after* may start with the other at *before*."""
        bound = self.bound(before, after.calendar)
        return after.starts_for(bound) if self.kind in BINDS_END else after.calendar.next_working(bound)


def bound_of(kind: DependencyKind, lag: int, awaited: date, calendar: Calendar) -> date:
    """The first day for the end of a piece of work that waits, by its *calendar*, for an end that is on *awaited*."""
    if kind is DependencyKind.START_TO_FINISH and not lag:
        return calendar.previous_working(awaited - _DAY) + _DAY
    return calendar.after(awaited, lag)


class Timing(NamedTuple):
    """How early and how late one piece of work can be.

    Attributes:
        early: where it is, or where what it waits for pushes it.
        late: the last place that does not move the end of all.
        slack: the total float: working days of its own calendar between the two.
    """

    early: Span
    late: Span
    slack: int


@dataclass(frozen=True, slots=True)
class Network:
    """The outcome of both passes.

    Attributes:
        timings: by id, each piece of work after those it waits for.
        end: the day on which all is over; None where there is no work.
    """

    timings: Mapping[str, Timing]
    end: date | None

    @property
    def critical(self) -> tuple[str, ...]:
        """The ids of what cannot be later without the end being later, in order of time."""
        found = [(timing.early, n, id) for n, (id, timing) in enumerate(self.timings.items()) if timing.slack == 0]
        return tuple(id for _, _, id in sorted(found))


def in_order(ids: Iterable[str], links: Iterable[Link]) -> tuple[str, ...]:
    """*ids*, each after all it waits for.

    Raises:
        CycleError: some wait for each other; its second argument is the ring, each before the one that waits for it.
    """
    waits: dict[str, list[str]] = {id: [] for id in ids}
    for link in links:
        if link.after in waits and link.before in waits:
            waits[link.after].append(link.before)
    return tuple(TopologicalSorter(waits).static_order())


def network(tasks: Sequence[Task], links: Sequence[Link]) -> Network:
    """Both passes over *tasks*, none of which starts earlier than where it stands.

    Links to what is not among the tasks count for nothing.

    Raises:
        CycleError: some wait for each other.
    """
    by_id = {task.id: task for task in tasks}
    links = [link for link in links if link.before in by_id and link.after in by_id]
    order = in_order(by_id, links)
    early = pushed(tasks, links, order)
    if not early:
        return Network({}, None)
    end = max(span.end for span in early.values())
    following: dict[str, list[Link]] = {id: [] for id in by_id}
    for link in links:
        following[link.before].append(link)
    late: dict[str, Span] = {}
    for id in reversed(order):
        late[id] = _late(by_id[id], early[id], end, _limits(following[id], late, by_id))
    return Network(
        {id: Timing(early[id], late[id], by_id[id].calendar.days(early[id].start, late[id].start)) for id in order}, end
    )


def pushed(tasks: Sequence[Task], links: Sequence[Link], order: Sequence[str]) -> dict[str, Span]:
    """Where *tasks* are once each stands as early as it stood, but no earlier than *links* allow; in *order*, by id."""
    by_id = {task.id: task for task in tasks}
    leading: dict[str, list[Link]] = {id: [] for id in by_id}
    for link in links:
        if link.before in by_id and link.after in by_id:
            leading[link.after].append(link)
    found: dict[str, Span] = {}
    for id in order:
        task = by_id[id]
        starts = [
            link.start(found[link.before], task)
            for link in leading[id]
            if not link.is_kept(found[link.before], task.span, task.calendar)
        ]
        found[id] = task.at(max(starts)) if starts else task.span
    return found


def _limits(
    following: Sequence[Link], late: Mapping[str, Span], by_id: Mapping[str, Task]
) -> Iterator[tuple[bool, date]]:
    """How late the end (True) or the start of a task may be for the sake of those that wait for it."""
    for link in following:
        span, calendar = late[link.after], by_id[link.after].calendar
        bound = span.end if link.kind in BINDS_END else span.start
        if link.kind is DependencyKind.START_TO_FINISH and not link.lag:
            bound = calendar.next_working(bound)
        yield link.kind in AWAITS_END, calendar.before(bound, link.lag)


def _late(task: Task, early: Span, end: date, limits: Iterable[tuple[bool, date]]) -> Span:
    calendar, days = task.calendar, task.days
    length = task.span.end - task.span.start
    last = []
    for is_end, limit in ((True, end), *limits):
        if is_end and days:
            last.append(calendar.index(limit) - days)
        else:
            latest = limit - length if is_end else limit
            last.append(calendar.index(latest + _DAY) - 1)
    index = min(last)
    return task.at(calendar.day(index)) if index > calendar.index(early.start) else early


def links_of(plan: Plan) -> tuple[Link, ...]:
    """What waits for what in *plan*."""
    return tuple(Link(each.waits_for, each.initiative, each.kind, each.lag_days) for each in plan.all(Dependency))


def tasks_of(plan: Plan, calendars: Calendars) -> tuple[Task, ...]:
    """The initiatives of *plan* that are not dropped and have dates."""
    return tuple(
        Task(each.id, span, calendars.of(each)) for each in live(plan) if (span := calendars.span_of(each)) is not None
    )


def ordered(plan: Plan, ids: Iterable[str]) -> tuple[str, ...]:
    """The initiatives *ids* of *plan*, each after all it waits for.

    Raises:
        Refused: some wait for each other; the message names them.
    """
    try:
        return in_order(ids, links_of(plan))
    except CycleError as error:
        names = [found.name if (found := plan.find(Initiative, id)) else id for id in reversed(error.args[1])]
        raise Refused(f"These wait for each other: {' → '.join(names)}. Remove one of the dependencies.") from error


def network_of(plan: Plan) -> Network:
    """Both passes over the initiatives of *plan* that have dates, none earlier than it is planned.

    Raises:
        Refused: some wait for each other; the message names them.
    """
    tasks = tasks_of(plan, Calendars(plan))
    ordered(plan, [task.id for task in tasks])
    return network(tasks, links_of(plan))
