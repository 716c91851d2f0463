"""Working days: on which days somebody works, and when something ends that takes so many of them.

Dates inside are half-open: work in [start, end) is over on the morning of `end`, and the last day of it is the day
before. Every count is worked out from a table of the breaks in the weekly round, so that a century costs as little as
a week. Weeks, months, quarters and years are in `domain.periods`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from domain.engagement import Holiday, Weekend
from domain.initiative import Effort, Initiative
from domain.people import Team
from domain.plan import Plan
from domain.staffing import stretches

DAYS_OFF: Mapping[Weekend, frozenset[int]] = MappingProxyType(
    {
        Weekend.SATURDAY_AND_SUNDAY: frozenset({5, 6}),
        Weekend.FRIDAY_AND_SATURDAY: frozenset({4, 5}),
        Weekend.SUNDAY: frozenset({6}),
        Weekend.NONE: frozenset(),
    }
)
"""The weekdays of each weekend; Monday is 0."""
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days in [start, end); a milestone has none."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day; the day before `start` where there is none."""
        return self.end - _DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which somebody works.

    Attributes:
        weekend: the weekdays on which nobody works; Monday is 0. One day of the week at least is left.
        off: other days on which nobody works; kept in order, without overlaps.

    Raises:
        ValueError: nobody works on any day of the week.
    """

    weekend: frozenset[int] = DAYS_OFF[Weekend.SATURDAY_AND_SUNDAY]
    off: tuple[Span, ...] = ()
    _weekdays: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The weekdays on which somebody works."""
    _earlier: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """How many of these come before each weekday."""
    _from: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The day on which each stretch of `off` begins, as days since 1 January of year 1, a Monday."""
    _to: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The day after its last."""
    _lost: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """How many weekdays were lost to the stretches before it, and at the end to all."""
    _index: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """How many working days come before it."""

    def __post_init__(self) -> None:
        weekdays = tuple(day for day in range(7) if day not in self.weekend)
        if not weekdays:
            raise ValueError("a week without a working day")
        self._set("off", merged(self.off))
        self._set("_weekdays", weekdays)
        self._set("_earlier", tuple(sum(each < day for each in weekdays) for day in range(7)))
        self._set("_from", tuple(span.start.toordinal() - 1 for span in self.off))
        self._set("_to", tuple(span.end.toordinal() - 1 for span in self.off))
        lost = [0]
        for start, end in zip(self._from, self._to, strict=True):
            lost.append(lost[-1] + self._round(end) - self._round(start))
        self._set("_lost", tuple(lost))
        self._set("_index", tuple(self._round(start) - gone for start, gone in zip(self._from, lost[:-1], strict=True)))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _round(self, day: int) -> int:
        """How many days before *day*, since year 1, are not of a weekend."""
        weeks, weekday = divmod(day, 7)
        return weeks * len(self._weekdays) + self._earlier[weekday]

    def index(self, day: date) -> int:
        """How many working days there were before *day*, since year 1: an axis without days off, for schedulers."""
        number = day.toordinal() - 1
        found = self._round(number)
        here = bisect_right(self._from, number)
        if not here:
            return found
        past = self._to[here - 1]
        inside = found - self._round(self._from[here - 1]) if number < past else self._lost[here] - self._lost[here - 1]
        return found - self._lost[here - 1] - inside

    def day(self, index: int) -> date:
        """The working day that has *index* working days before it.

        Raises:
            OverflowError: there is no such day from year 1 to 9999.
        """
        number = index + self._lost[bisect_right(self._index, index)]
        weeks, weekday = divmod(number, len(self._weekdays))
        try:
            return date.fromordinal(weeks * 7 + self._weekdays[weekday] + 1)
        except ValueError as error:
            raise OverflowError(f"working day {index} is outside the years 1 to 9999") from error

    def is_working(self, day: date) -> bool:
        """Whether somebody works on *day*."""
        return self.index(day + _DAY) > self.index(day)

    def next_working(self, day: date) -> date:
        """*day* itself where somebody works on it, else the first working day after it."""
        return self.day(self.index(day))

    def previous_working(self, day: date) -> date:
        """*day* itself where somebody works on it, else the last working day before it."""
        return self.day(self.index(day + _DAY) - 1)

    def plus(self, day: date, n: int) -> date:
        """The working day that is *n* working days after *day*, or before it where *n* is below 0.

        From a day off it counts from the next working day: Saturday + 1 is Tuesday, and Saturday − 1 is Friday.
        """
        return self.day(self.index(day) + n)

    def days(self, start: date, end: date) -> int:
        """How many working days there are in [start, end); below 0 where *end* is before *start*."""
        return self.index(end) - self.index(start)

    def end_after(self, start: date, n: int) -> date:
        """The first day *end* such that [start, end) has *n* working days; *start* where *n* is 0.

        The day before it is the last day of work.
        """
        return start if n == 0 else self.day(self.index(start) + n - 1) + _DAY

    def start_before(self, end: date, n: int) -> date:
        """The last day *start* such that [start, end) has *n* working days; *end* where *n* is 0.

        It is the first day of work.
        """
        return end if n == 0 else self.day(self.index(end) - n)

    def after(self, day: date, lag: int) -> date:
        """The first day with at least *lag* working days between it and *day*; *day* where the lag is 0.

        With a *lag* below 0 it is the first day with no more than so many working days from it to *day*.
        """
        return day if lag == 0 else self.day(self.index(day) + lag - 1) + _DAY

    def before(self, day: date, lag: int) -> date:
        """The last day from which `after` comes to no later than *day*."""
        return day if lag == 0 else self.day(self.index(day) - lag)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The days of *spans* in order, each once."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return tuple(found)


class Calendars:
    """The calendars of one plan, each made once; for who asks for those of many initiatives."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._holidays = tuple(
            Span(each.starts_on, (each.ends_on or each.starts_on) + _DAY) for each in plan.all(Holiday)
        )
        self._away: dict[str, tuple[Span, ...]] = {}
        self._made: dict[tuple[Span, ...], Calendar] = {}

    @property
    def common(self) -> Calendar:
        """That of the engagement: its weekends and holidays."""
        return self.of_teams(())

    def of_teams(self, teams: Collection[str]) -> Calendar:
        """That of work of *teams*, ids: a day on which the whole of each of them is away is off, too."""
        away: tuple[Span, ...] | None = None
        for team in teams:
            its = self._away_of(team)
            away = its if away is None else _common(away, its)
        if (key := away or ()) not in self._made:
            weekend = DAYS_OFF[self._plan.engagement.weekend]
            self._made[key] = Calendar(weekend, (*self._holidays, *key))
        return self._made[key]

    def of(self, initiative: Initiative) -> Calendar:
        """That of *initiative*: of the teams it asks something of."""
        return self.of_teams([effort.team for effort in self._plan.parts(Effort, initiative)])

    def span_of(self, initiative: Initiative) -> Span | None:
        """When *initiative* is done: from its start to its finish, or for as long as is likely; None without dates."""
        start, last = initiative.starts_on, initiative.finishes_on
        if start is None:
            return None
        if last is not None:
            return Span(start, last + _DAY)
        if initiative.likely_days is None:
            return None
        return Span(start, self.of(initiative).end_after(start, initiative.likely_days))

    def ends_of(self, initiative: Initiative) -> tuple[date | None, date | None]:
        """When *initiative* starts and when it is over, half-open; each None where nobody said."""
        if span := self.span_of(initiative):
            return span
        last = initiative.finishes_on
        return initiative.starts_on, last + _DAY if last else None

    def _away_of(self, id: str) -> tuple[Span, ...]:
        if id not in self._away:
            team = self._plan.find(Team, id)
            all_time = stretches(self._plan, team) if team else ()
            self._away[id] = merged(Span(each.start, each.end) for each in all_time if each.is_away)
        return self._away[id]


def _common(some: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    """The days that are in both."""
    both = (Span(max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return tuple(span for span in both if span.start < span.end)


def calendar_of(plan: Plan, teams: Collection[str] = ()) -> Calendar:
    """The calendar of *plan*, or of work of *teams*, ids; `Calendars` serves who asks often."""
    return Calendars(plan).of_teams(teams)


def calendar_for(plan: Plan, initiative: Initiative) -> Calendar:
    """The calendar by which the duration of *initiative* counts."""
    return Calendars(plan).of(initiative)


def span_of(plan: Plan, initiative: Initiative) -> Span | None:
    """When *initiative* is done; None where it has no dates."""
    return Calendars(plan).span_of(initiative)
