"""Money over the years: what each cash line of an initiative comes to in each year of the horizon.

The conventions, which every page that shows money states:

* Year 1 begins on the base day: the engagement's start; where that is empty, the earliest start of an initiative that
  is not dropped; where there is none, the earliest day on which one finishes or a line of it starts. Where nothing has
  a day, all begins on the base day, whichever day that will be.
* A one-off cost counts at the start of the year in which it falls: on the base day (t = 0) for year 1, t = 1 for
  year 2. It falls when the line starts, else when the initiative starts, else on the base day; what falls earlier
  counts at t = 0.
* What runs starts when the line says, else the day after the initiative is finished, else as long after its start (or
  the base day) as it is likely to take, in working days of its teams; where that is not said, with the initiative, or
  on the base day. It counts by months from the base day, a month that has begun by its days; a ramp rises evenly from
  nothing. Of what started earlier, only what comes after the base day counts. It runs until the horizon.
* What is beyond the horizon is cut off.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from domain.assumption import Assumption
from domain.calendar import calendar_for
from domain.engagement import Timing
from domain.figures import money, number
from domain.initiative import CashKind, CashLine, Initiative, Status
from domain.plan import Plan
from domain.text import counted

ONE = Fraction(1)
_MOST_PARTS = 9_999
"""Finer parts of a month than these are told as decimals."""


class Future(StrEnum):
    """Which end of every range is taken."""

    WORST = "worst"
    """For each line by itself the ends that make it bring least, or cost most."""
    LIKELY = "likely"
    BEST = "best"


class Range(NamedTuple):
    """What may come of a figure; None where that is not said. A figure that is only likely is a point."""

    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None


def range_of(record: CashLine | Assumption) -> Range:
    """The range of *record*, percents as parts of 1; a point where only the likely figure is given."""
    low, likely, high = record.low, record.likely, record.high
    if low is None and high is None:
        low = high = likely
    if isinstance(record, Assumption) and record.is_percent:
        low, likely, high = (None if each is None else each / 100 for each in (low, likely, high))
    return Range(low, likely, high)


@dataclass(frozen=True, slots=True)
class Stream:
    """A cash line laid out over the years.

    Attributes:
        initiative: its id.
        sign: −1 for costs, +1 for benefits.
        low, likely, high: the line's own figures as `range_of` gives them; all 1 where they are empty but there are
            drivers.
        drivers: what the figures are multiplied by; `range_of` says with what.
        share: the attribution, 1 where empty.
        years: by index 0…horizon, the part of the amount that falls there: of a one-off cost at the start of year
            index + 1, of what runs during year index.
        missing: what of its figures is not said, in words; the likely amount may still be there, or the ends.
        starts_on: the day it falls or starts; None where nothing has a day.
        because: why it is that day, in words.
        starts: the months from the base day until then; below 0 where it is earlier.
    """

    line: CashLine
    initiative: str
    sign: int
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    drivers: tuple[Assumption, ...]
    share: Fraction
    years: tuple[Fraction, ...]
    missing: tuple[str, ...]
    starts_on: date | None
    because: str
    starts: Fraction

    @property
    def is_one_off(self) -> bool:
        """Whether it is paid once, or else runs year after year."""
        return self.line.kind is CashKind.ONE_OFF_COST

    def amount(self, future: Future) -> Fraction | None:
        """The signed whole amount, or that of a full year; None where a figure is missing.

        figure × drivers × share × sign. The worst and the best are the ends of that product over all ends of the
        figures, so a driver that may be negative counts the way it hurts most, or least; one that is named twice is the
        same both times.
        """
        taken = self.taken(future)
        return None if taken is None else _product(taken, self.sign * self.share)

    def taken(self, future: Future) -> tuple[Decimal, ...] | None:
        """The figure and the value of each driver that make up the amount; None where one of them is missing."""
        factors = {"": Range(self.low, self.likely, self.high), **{each.id: range_of(each) for each in self.drivers}}
        order = ("", *(each.id for each in self.drivers))
        if future is Future.LIKELY:
            likely = tuple(value for id in order if (value := factors[id].likely) is not None)
            return likely if len(likely) == len(order) else None
        low: tuple[Fraction, tuple[Decimal, ...]] = (self.sign * self.share, ())
        high = low
        for id, each in factors.items():
            if each.low is None or each.high is None:
                return None
            times = order.count(id)
            # A driver that counts twice is the same both times: squared it is never below 0.
            nothing = (Decimal(0),) if times % 2 == 0 and each.low < 0 < each.high else ()
            ends = [
                (so_far * Fraction(end) ** times, (*ends, end))
                for so_far, ends in (low, high)
                for end in (each.low, each.high, *nothing)
            ]
            low, high = min(ends), max(ends)
        chosen = dict(zip(factors, (low if future is Future.WORST else high)[1], strict=True))
        return tuple(chosen[id] for id in order)

    def flows(self, future: Future) -> tuple[Fraction, ...] | None:
        """The signed amount at each index of `years`; None where a figure is missing."""
        amount = self.amount(future)
        return None if amount is None else tuple(amount * year for year in self.years)

    def time(self, index: int, timing: Timing) -> Fraction:
        """When the amount at *index* counts, in years from the base day."""
        return Fraction(index) if self.is_one_off else index - _EARLIER[timing]

    def said(self, index: int) -> str:
        """How the part at *index* comes about: `9 of 12 months, of which 6 ramping up: 6 full months`."""
        part = self.years[index]
        if self.is_one_off:
            return "in full" if part else ""
        begins = max(self.starts, Fraction(12 * (index - 1)))
        months = max(Fraction(0), 12 * index - begins) if index else Fraction(0)
        if not months:
            return ""
        full = self.starts + (self.line.ramp_months or 0)
        ramping = max(Fraction(0), min(full, Fraction(12 * index)) - begins)
        if not ramping:
            return f"{_mixed(months)} of 12 months"
        return f"{_mixed(months)} of 12 months, of which {_mixed(ramping)} ramping up: {_mixed(12 * part)} full months"

    def calculation(self, future: Future) -> tuple[str, ...]:
        """How its amounts come about, a line for the whole and one for each index where there is some."""
        taken = self.taken(future)
        if taken is None:
            return (f"{self.line.name}: not known: {'; '.join(self.missing)}",)
        amount = _product(taken, self.sign * self.share)
        own = [] if self._is_by_drivers_only else [number(taken[0], 6)]
        driven = [f"{number(value, 6)} ({each.name})" for each, value in zip(self.drivers, taken[1:], strict=True)]
        share = [] if self.share == 1 else [f"{number(self.share)} (share)"]
        cost = ["−1 (cost)"] if self.sign < 0 else []
        period = "" if self.is_one_off else " a year"
        lines = [f"{self.line.name}: {' × '.join(own + driven + share + cost)} = {money(amount, places=2)}{period}"]
        begins = f", {self.because}" if self.because else ""
        lines.append(f"{'falls' if self.is_one_off else 'starts'} {self.starts_on or 'on the base day'}{begins}")
        lines += [
            f"{'start of ' if self.is_one_off else ''}year {index + self.is_one_off}: {self.said(index)}, "
            f"{money(amount * part, places=2)}"
            for index, part in enumerate(self.years)
            if part
        ]
        return tuple(lines) if any(self.years) else (*lines, "beyond the horizon: it does not count")

    @property
    def _is_by_drivers_only(self) -> bool:
        return bool(self.drivers) and (self.line.low, self.line.likely, self.line.high) == (None, None, None)


_EARLIER = {Timing.START: ONE, Timing.MIDDLE: Fraction(1, 2), Timing.END: Fraction(0)}


def base_day(plan: Plan) -> date | None:
    """The day from which years are counted; None where nothing in *plan* has a day."""
    if plan.engagement.starts_on:
        return plan.engagement.starts_on
    live = [each for each in plan.all(Initiative) if each.status is not Status.DROPPED]
    starts = [each.starts_on for each in live if each.starts_on]
    if starts:
        return min(starts)
    lines = (line.starts_on for each in live for line in plan.parts(CashLine, each))
    return min((day for day in (*lines, *(each.finishes_on for each in live)) if day), default=None)


def streams_of(plan: Plan, initiative: Initiative) -> tuple[Stream, ...]:
    """The cash lines of *initiative*, in order, laid out over the years of the horizon."""
    base = base_day(plan)
    return tuple(_stream(plan, initiative, line, base) for line in plan.parts(CashLine, initiative))


def nets_of(streams: Iterable[Stream], future: Future, timing: Timing) -> dict[Fraction, Fraction] | None:
    """What comes and goes at each time, ascending; None where a figure is missing, or there is no stream."""
    amounts = [(stream, stream.flows(future)) for stream in streams]
    nets: dict[Fraction, Fraction] = {}
    for stream, flows in amounts:
        for index, amount in enumerate(flows or ()):
            if amount:
                nets[stream.time(index, timing)] = nets.get(stream.time(index, timing), Fraction(0)) + amount
    is_known = amounts and all(flows is not None for _, flows in amounts)
    return dict(sorted(nets.items())) if is_known else None


def months_between(base: date, day: date) -> Fraction:
    """The months from *base* to *day*, what is left of a month by its days; below 0 where *day* is earlier.

    A month ends on the day of *base*, or on the last of a month that has no such day.
    """
    months = (day.year - base.year) * 12 + day.month - base.month
    if day < months_after(base, months):
        months -= 1
    begins, ends = months_after(base, months), months_after(base, months + 1)
    return months + Fraction((day - begins).days, (ends - begins).days)


def months_after(base: date, months: int) -> date:
    """The day *months* after *base*, or the last of a month that has no such day."""
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return date(year, month + 1, min(base.day, monthrange(year, month + 1)[1]))


def _stream(plan: Plan, initiative: Initiative, line: CashLine, base: date | None) -> Stream:
    drivers = tuple(driver for id in line.drivers if (driver := plan.find(Assumption, id)))
    figures = range_of(line)
    if drivers and figures == (None, None, None):
        figures = Range(Decimal(1), Decimal(1), Decimal(1))
    one_off = line.kind is CashKind.ONE_OFF_COST
    starts_on, because = _falls(initiative, line, base) if one_off else _begins(plan, initiative, line, base)
    starts = months_between(base, starts_on) if base and starts_on else Fraction(0)
    horizon = plan.engagement.horizon_years
    return Stream(
        line=line,
        initiative=initiative.id,
        sign=1 if line.kind is CashKind.BENEFIT else -1,
        low=figures.low,
        likely=figures.likely,
        high=figures.high,
        drivers=drivers,
        share=ONE if line.share_percent is None else Fraction(line.share_percent, 100),
        years=_once(starts, horizon) if one_off else _running(starts, line.ramp_months or 0, horizon),
        missing=(*_missing(line.name, figures), *(w for each in drivers for w in _missing(each.name, range_of(each)))),
        starts_on=starts_on,
        because=because,
        starts=starts,
    )


def _falls(initiative: Initiative, line: CashLine, base: date | None) -> tuple[date | None, str]:
    if line.starts_on:
        return line.starts_on, "as the line says"
    if initiative.starts_on:
        return initiative.starts_on, "when the initiative starts"
    return base, "on the base day"


def _begins(plan: Plan, initiative: Initiative, line: CashLine, base: date | None) -> tuple[date | None, str]:
    if line.starts_on:
        return line.starts_on, "as the line says"
    if initiative.finishes_on:
        return initiative.finishes_on + timedelta(days=1), "the day after the initiative is finished"
    start = initiative.starts_on or base
    if start is None or (initiative.starts_on is None and initiative.likely_days is None):
        return start, "on the base day"
    after = "it starts" if initiative.starts_on else "the base day"
    if initiative.likely_days is None:
        return start, "when the initiative starts, for how long it takes is not said"
    days = counted(initiative.likely_days, "working day")
    return calendar_for(plan, initiative).end_after(start, initiative.likely_days), f"{days} after {after}"


def _once(starts: Fraction, horizon: int) -> tuple[Fraction, ...]:
    year = max(0, starts // 12)
    return tuple(ONE if index == year < horizon else Fraction(0) for index in range(horizon + 1))


def _running(starts: Fraction, ramp: int, horizon: int) -> tuple[Fraction, ...]:
    """The part of each year's amount: the flow, integrated from one end of the year to the other."""

    def flown(until: int) -> Fraction:
        months = max(Fraction(0), until - starts)
        return months * months / (2 * ramp) if months < ramp else months - Fraction(ramp, 2)

    return Fraction(0), *((flown(12 * year) - flown(12 * year - 12)) / 12 for year in range(1, horizon + 1))


def _missing(name: str, figures: Range) -> Iterator[str]:
    match [end for end, value in figures._asdict().items() if value is None]:
        case []:
            return
        case ["low", "likely", "high"]:
            yield f"“{name}” has no figures"
        case ends:
            yield f"“{name}” has no {' and no '.join(ends)} figure"


def _mixed(months: Fraction) -> str:
    """Months with their part of a month as a fraction, so that it can be done again exactly: `10 5/28`."""
    whole, rest = divmod(months, 1)
    if rest.denominator > _MOST_PARTS:
        return number(months, 6)
    return " ".join(filter(None, (str(whole) if whole or not rest else "", str(rest) if rest else "")))


def _product(figures: Iterable[Decimal], product: Fraction) -> Fraction:
    for each in figures:
        product *= Fraction(each)
    return product
