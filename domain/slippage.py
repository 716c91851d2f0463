"""What became of a promise: two plans laid beside each other as a sponsor reads them.

Dates that slipped or were gained, scope that came and went, money, what was promised, how far the work is; then all
else that differs. The earlier plan is usually a baseline, the later one another baseline or the plan of now. Working
days are counted by the calendar of the later plan, for the days are still to come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from domain.baselines import plan_then, without_baselines
from domain.business_case import rate_used
from domain.calendar import Calendars, Span
from domain.cash import Future, Stream, nets_of, streams_of
from domain.closing import closing_of
from domain.difference import DASH, Difference, Turn, difference, shown
from domain.entity import Entity, fields_of
from domain.figures import decimal, money, number, rounded
from domain.finance import npv
from domain.gap import Gap
from domain.initiative import CashKind, Initiative, Remedy, Status
from domain.kpi import Direction, Kpi
from domain.milestone import Baseline, Milestone
from domain.paths import live
from domain.plan import Plan
from domain.records import BY_NAME
from domain.secrecy import public
from domain.text import counted

ALL = "All initiatives"
"""The subject of what is added up."""
DAYS, POINTS = "working days", "points"
FINISH, START, NPV = "finish", "start", "NPV"
ONE_OFF, RUNNING, BENEFITS = "one-off costs", "running costs a year", "benefits a year"
_DAY = timedelta(days=1)
_Days: TypeAlias = tuple[date | None, date | None]


class Section(StrEnum):
    """What a sponsor asks about, in the order of the report."""

    DATES = "Dates"
    SCOPE = "Scope"
    MONEY = "Money"
    PROMISE = "Promise"
    PROGRESS = "Progress"
    REST = "All else"


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that is not as it was.

    Attributes:
        kind, id: the record it is about, in either plan; empty where it is about all initiatives together.
        subject: what a person calls it.
        what: `finish`, `running costs a year`, `closed`; or `added`, `removed`, `dropped`.
        before, after: as people read them; a dash for nothing.
        by: how much more it is, in `unit`; None where there is nothing to subtract.
        is_worse: None where it is neither better nor worse, or nobody can say.
    """

    section: Section
    kind: str
    id: str
    subject: str
    what: str
    before: str
    after: str
    by: Decimal | None = None
    unit: str = ""
    is_worse: bool | None = None

    @property
    def amount(self) -> str:
        """By how much, in words: `slipped 3 days`, `gained 2 days`, `+12 000 EUR`; empty where nothing is counted."""
        if self.by is None:
            return ""
        if self.unit == DAYS:
            days = counted(abs(int(self.by)), "day")
            return f"slipped {days}" if self.by > 0 else f"gained {days}" if self.by < 0 else "no working day"
        size = money(abs(self.by)) if self.section is Section.MONEY else number(abs(self.by))
        return f"{'−' if self.by < 0 else '+'}{size} {self.unit}".rstrip()

    @property
    def said(self) -> str:
        """The row in one line."""
        turn = f" {self.before} → {self.after}" if (self.before, self.after) != (DASH, DASH) else ""
        return f"“{self.subject}”: {self.what}{turn}" + (f", {self.amount}" if self.by is not None else "")

    def as_data(self) -> dict[str, Any]:
        """The row as plain data, for JSON."""
        return {
            "section": self.section.value,
            "kind": self.kind,
            "id": self.id,
            "subject": self.subject,
            "what": self.what,
            "before": self.before,
            "after": self.after,
            "by": None if self.by is None else str(self.by),
            "unit": self.unit,
            "is_worse": self.is_worse,
        }


class Ghost(NamedTuple):
    """Where an initiative was, and by how many working days its end slipped: below 0 where days were gained.

    The days are None where it has no dates any more.
    """

    before: Span
    days: int | None


def slips(plan: Plan, baseline: Baseline | Plan) -> Mapping[str, Ghost]:
    """For each initiative of *plan* that had dates in *baseline*: where it was then, by its id.

    Raises:
        Damaged: the baseline cannot be read.
    """
    then = plan_then(baseline) if isinstance(baseline, Baseline) else baseline
    now, before = Calendars(plan), Calendars(then)
    found = {}
    for initiative in plan.all(Initiative):
        old = then.find(Initiative, initiative.id)
        was = before.span_of(old) if old is not None else None
        if was is not None:
            span = now.span_of(initiative)
            found[initiative.id] = Ghost(was, span and now.of(initiative).days(was.end, span.end))
    return MappingProxyType(found)


def slippage(before: Plan, after: Plan) -> tuple[Slip, ...]:
    """What is not in *after* as it was in *before*, section by section; baselines and secret ballots are left out."""
    before, after = (without_baselines(public(one, other)) for one, other in ((before, after), (after, before)))
    both = _Both(before, after)
    return tuple(row for told in (_dates, _scope, _money, _promise, _progress, _rest) for row in told(both))


def by_section(rows: Iterable[Slip]) -> Mapping[Section, tuple[Slip, ...]]:
    """*rows* of each section that has any, in order."""
    return {section: tuple(each) for section, each in groupby(rows, key=lambda row: row.section)}


def in_short(rows: Iterable[Slip]) -> str:
    """What matters of *rows* in one line: `2 slipped (most 12 days), 1 gained, 3 added, NPV −12 000 EUR`."""
    rows = tuple(rows)
    ends = [row for row in rows if row.section is Section.DATES and row.kind == Initiative.KIND and row.what == FINISH]
    late = [int(row.by) for row in ends if row.by is not None and row.by > 0]
    parts = [f"{len(late)} slipped (most {counted(max(late), 'day')})"] if late else []
    if early := sum(row.by is not None and row.by < 0 for row in ends):
        parts.append(f"{early} gained")
    words = Counter(row.what for row in rows if row.kind == Initiative.KIND)
    parts += [f"{words[word]} {word}" for word in ("added", "removed", "dropped") if words[word]]
    worth = next((row for row in rows if (row.subject, row.what) == (ALL, NPV)), None)
    if worth is not None and worth.by is not None:
        parts.append(f"NPV {worth.amount}")
    if not parts:
        return counted(len(rows), "difference") if rows else "no difference"
    return ", ".join(parts)


_TOLD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Initiative.KIND: ("starts_on", "finishes_on", "status", "progress_percent"),
        Milestone.KIND: ("due_on", "promise"),
        Kpi.KIND: ("target_value", "target_on"),
        Remedy.KIND: ("closes_percent",),
    }
)
"""Fields that the sections before the last one have told."""
_COME_AND_GO = (Initiative.KIND, Gap.KIND, Milestone.KIND, Kpi.KIND, Remedy.KIND)
"""What the sections before the last one tell of when it comes or goes."""


class _Both:
    """Two plans with what several sections ask of them."""

    def __init__(self, before: Plan, after: Plan) -> None:
        self.before, self.after = before, after
        self._was, self.now = Calendars(before), Calendars(after)

    def kept(self) -> Iterator[tuple[Initiative, Initiative]]:
        """The initiatives that were there and still are, dropped in neither."""
        for new in live(self.after):
            old = self.before.find(Initiative, new.id)
            if old is not None and old.status is not Status.DROPPED:
                yield old, new

    def spans(self, old: Initiative, new: Initiative) -> tuple[_Days, ...]:
        """The start before and after, and the exclusive end before and after."""
        return tuple(zip(_ends(self._was, old), _ends(self.now, new), strict=True))

    def reached(self, milestone: Milestone, *, after: bool) -> date | None:
        """The exclusive end of the last of what *milestone* hangs on; None where one has no date, or there is none."""
        plan, calendars = (self.after, self.now) if after else (self.before, self._was)
        found = [plan.find(Initiative, id) for id in milestone.initiatives]
        ends = [_ends(calendars, each)[1] for each in found if each is not None and each.status is not Status.DROPPED]
        known = [end for end in ends if end is not None]
        return max(known, default=None) if len(known) == len(ends) else None


def _ends(calendars: Calendars, initiative: Initiative) -> _Days:
    span = calendars.span_of(initiative)
    if span is not None:
        return span
    last = initiative.finishes_on
    return initiative.starts_on, None if last is None else last + _DAY


# Dates


def _dates(both: _Both) -> Iterator[Slip]:
    for old, new in both.kept():
        (start, started), (end, ended) = both.spans(old, new)
        days = both.now.of(new).days
        slipped = _moved(days, end, ended)
        if end != ended:
            yield _dated(new, FINISH, (_last(end), _last(ended)), slipped)
        if start != started and (slipped is None or _moved(days, start, started) != slipped):
            yield _dated(new, START, (start, started), _moved(days, start, started))
    for new_milestone in both.after.all(Milestone):
        old_milestone = both.before.find(Milestone, new_milestone.id)
        if old_milestone is not None:
            end, ended = both.reached(old_milestone, after=False), both.reached(new_milestone, after=True)
            if end != ended:
                by = _moved(both.now.common.days, end, ended)
                yield _dated(new_milestone, "reached", (_last(end), _last(ended)), by)


def _moved(days: Callable[[date, date], int], was: date | None, now: date | None) -> int | None:
    return None if was is None or now is None else days(was, now)


def _last(end: date | None) -> date | None:
    return None if end is None else end - _DAY


def _dated(record: Entity, what: str, days: _Days, by: int | None, section: Section = Section.DATES) -> Slip:
    was, now = (DASH if day is None else day.isoformat() for day in days)
    unit, worse = (DAYS, by > 0 if by else None) if by is not None else ("", None)
    by_days = None if by is None else Decimal(by)
    return Slip(section, record.KIND, record.id, record.title, what, was, now, by_days, unit, worse)


# Scope


def _scope(both: _Both) -> Iterator[Slip]:
    for new in both.after.all(Initiative):
        old = both.before.find(Initiative, new.id)
        if old is None:
            word = "added" if new.status is not Status.DROPPED else "added and dropped"
            yield Slip(Section.SCOPE, new.KIND, new.id, new.name, word, DASH, DASH)
        elif (old.status is Status.DROPPED) != (new.status is Status.DROPPED):
            word = "dropped" if new.status is Status.DROPPED else "taken up again"
            yield Slip(Section.SCOPE, new.KIND, new.id, new.name, word, old.status.value, new.status.value)
    yield from _gone(both, Initiative, Section.SCOPE)
    yield from _came(both, Gap, Section.SCOPE)
    for gap, was, now in _closing(both):
        if not was or not now:
            word = "claimed" if now else "no longer claimed"
            yield Slip(Section.SCOPE, gap.KIND, gap.id, gap.name, word, f"{was} %", f"{now} %", is_worse=not now)
    yield from _gone(both, Gap, Section.SCOPE)


def _closing(both: _Both) -> Iterator[tuple[Gap, int, int]]:
    """The gaps of which another share is claimed than was: before and after, in percent."""
    for gap in both.after.all(Gap):
        old = both.before.find(Gap, gap.id)
        was = closing_of(both.before, old).closed_percent if old is not None else 0
        now = closing_of(both.after, gap).closed_percent
        if was != now:
            yield gap, was, now


def _came(both: _Both, kind: type[Entity], section: Section) -> Iterator[Slip]:
    for record in both.after.all(kind):
        if both.before.find(kind, record.id) is None:
            yield Slip(section, record.KIND, record.id, record.title, "added", DASH, DASH)


def _gone(both: _Both, kind: type[Entity], section: Section) -> Iterator[Slip]:
    for record in both.before.all(kind):
        if both.after.find(kind, record.id) is None:
            yield Slip(section, record.KIND, record.id, record.title, "removed", DASH, DASH)


# Money


class _Sum(NamedTuple):
    """What some lines come to at the likely figures; costs are positive, and what has no figure is not in it."""

    one_off: Fraction
    running: Fraction
    benefits: Fraction
    worth: Decimal | None
    unknown: int


def _money(both: _Both) -> Iterator[Slip]:
    was, now = ({each.id: streams_of(plan, each) for each in live(plan)} for plan in (both.before, both.after))
    before, after = _Ledger(both.before), _Ledger(both.after)
    sums: list[_Sum | None]
    sums = [ledger.sum(chain.from_iterable(each.values())) for ledger, each in ((before, was), (after, now))]
    yield from _compared(None, sums[0], sums[1], both)
    for initiative in (*live(both.after), *(each for each in live(both.before) if each.id not in now)):
        held = was.get(initiative.id), now.get(initiative.id)
        sums = [ledger.sum(each) if each else None for ledger, each in zip((before, after), held, strict=True)]
        yield from _compared(initiative, sums[0], sums[1], both)


class _Ledger:
    def __init__(self, plan: Plan) -> None:
        self._timing, self._rate = plan.engagement.cash_timing, rate_used(plan.engagement).value

    def sum(self, streams: Iterable[Stream]) -> _Sum:
        """What *streams* come to."""
        held = tuple(streams)
        known = [each for each in held if each.amount(Future.LIKELY) is not None]
        by_kind = {
            kind: sum((_named(each) for each in known if each.line.kind is kind), Fraction(0)) for kind in CashKind
        }
        nets = nets_of(known, Future.LIKELY, self._timing) or {}
        worth = None
        if self._rate is not None and known:
            worth = npv(self._rate, [decimal(each) for each in nets.values()], tuple(nets))
        return _Sum(
            by_kind[CashKind.ONE_OFF_COST],
            by_kind[CashKind.RUNNING_COST],
            by_kind[CashKind.BENEFIT],
            worth,
            len(held) - len(known),
        )


def _named(stream: Stream) -> Fraction:
    """The likely amount of *stream* as people name it: costs are positive."""
    return stream.sign * (stream.amount(Future.LIKELY) or Fraction(0))


def _compared(subject: Initiative | None, was: _Sum | None, now: _Sum | None, both: _Both) -> Iterator[Slip]:
    currency, currency_before = both.after.engagement.currency, both.before.engagement.currency
    for field, what, more_is_worse in (
        ("one_off", ONE_OFF, True),
        ("running", RUNNING, True),
        ("benefits", BENEFITS, False),
        ("worth", NPV, False),
    ):
        old, new = (None if each is None else getattr(each, field) for each in (was, now))
        cells = _amount(old, was, currency_before), _amount(new, now, currency)
        if cells[0] == cells[1] or not (old or new):
            continue
        by = None
        if currency == currency_before and (old is not None or was is None) and (new is not None or now is None):
            by = rounded(Fraction(new or 0) - Fraction(old or 0))
        kind, id, title = (subject.KIND, subject.id, subject.name) if subject else ("", "", ALL)
        worse = (by > 0) is more_is_worse if by else None
        yield Slip(Section.MONEY, kind, id, title, what, *cells, by, currency if by is not None else "", worse)


def _amount(value: Fraction | Decimal | None, of: _Sum | None, currency: str) -> str:
    if value is None or of is None:
        return DASH
    unknown = f", {counted(of.unknown, 'line')} without figures" if of.unknown else ""
    return money(value, currency) + unknown


# Promise


def _promise(both: _Both) -> Iterator[Slip]:
    yield from _milestones(both)
    for gap, was, now in _closing(both):
        if was and now:
            by = Decimal(now - was)
            cells = f"{was} %", f"{now} %"
            yield Slip(Section.PROMISE, gap.KIND, gap.id, gap.name, "closed", *cells, by, POINTS, by < 0)
    yield from _came(both, Kpi, Section.PROMISE)
    for kpi in both.after.all(Kpi):
        if (before := both.before.find(Kpi, kpi.id)) is not None:
            yield from _targets(both, before, kpi)
    yield from _gone(both, Kpi, Section.PROMISE)


def _milestones(both: _Both) -> Iterator[Slip]:
    yield from _came(both, Milestone, Section.PROMISE)
    for milestone in both.after.all(Milestone):
        old = both.before.find(Milestone, milestone.id)
        if old is not None and old.due_on != milestone.due_on:
            by = _moved(both.now.common.days, old.due_on, milestone.due_on)
            yield _dated(milestone, "due", (old.due_on, milestone.due_on), by, Section.PROMISE)
        if old is not None and old.promise != milestone.promise:
            yield _worded(both, old, milestone, "promise")
    yield from _gone(both, Milestone, Section.PROMISE)


def _targets(both: _Both, old: Kpi, kpi: Kpi) -> Iterator[Slip]:
    if old.target_value != kpi.target_value:
        by = worse = None
        if old.target_value is not None and kpi.target_value is not None:
            by = kpi.target_value - old.target_value
            worse = (by < 0) is (kpi.direction is Direction.UP)
        cells = shown(both.before, old, "target_value"), shown(both.after, kpi, "target_value")
        yield Slip(
            Section.PROMISE, kpi.KIND, kpi.id, kpi.name, "target", *cells, by, kpi.unit or "" if by else "", worse
        )
    if old.target_on != kpi.target_on:
        by_days = _moved(both.now.common.days, old.target_on, kpi.target_on)
        yield _dated(kpi, "target date", (old.target_on, kpi.target_on), by_days, Section.PROMISE)


def _worded(both: _Both, old: Entity, new: Entity, field: str, section: Section = Section.PROMISE) -> Slip:
    cells = shown(both.before, old, field), shown(both.after, new, field)
    return Slip(section, new.KIND, new.id, new.title, fields_of(type(new))[field].title.lower(), *cells)


# Progress


def _progress(both: _Both) -> Iterator[Slip]:
    for old, new in both.kept():
        if old.status is not new.status:
            yield _worded(both, old, new, "status", Section.PROGRESS)
        was, now = old.progress_percent, new.progress_percent
        if was != now:
            by = None if was is None or now is None else Decimal(now - was)
            cells = shown(both.before, old, "progress_percent"), shown(both.after, new, "progress_percent")
            worse = by < 0 if by else None
            yield Slip(
                Section.PROGRESS, new.KIND, new.id, new.name, "progress", *cells, by, POINTS if by else "", worse
            )


# All else


def _rest(both: _Both) -> Iterator[Slip]:
    for each in difference(both.before, both.after):
        if each.sign in ("+", "−"):
            if each.kind not in _COME_AND_GO:
                word = "added" if each.sign == "+" else "removed"
                yield _turned(each, Turn(word, DASH, DASH))
            continue
        told = {fields_of(BY_NAME[each.kind])[name].title for name in _TOLD.get(each.kind, ())}
        for turn in each.fields:
            if each.sign != "~" or turn.title not in told:
                yield _turned(each, turn)


def _turned(each: Difference, turn: Turn) -> Slip:
    subject = f"{each.where} › {each.title}" if each.where else each.title
    what = "moved" if each.sign == "↕" else turn.title.lower() if each.sign == "~" else turn.title
    return Slip(Section.REST, each.kind, each.id, subject, what, turn.before, turn.after)
