"""Days, ISO weeks, months, quarters and years, as a client counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in [start, end) that have a name.

    Attributes:
        label: the name as it stands in a narrow column: `3`, `w07`, `May`, `Q1`, `2027`.
        name: the name that no other period of its grain has: `3 May 2027`, `week 7 of 2027`, `May 2027`, `Q1 2027`,
            `2027`; where the fiscal year is not that of the calendar, `FY27 Q1` and `FY27`.
    """

    start: date
    end: date
    label: str
    name: str


def spelled(day: date) -> str:
    """*day* as it is written in running text: `3 May 2027`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def periods(start: date, end: date, grain: Grain, fiscal_year_starts: int = 1) -> tuple[Period, ...]:
    """The whole periods that [start, end) is in, in order; none where it is empty.

    Args:
        start: the first day.
        end: the day after the last.
        grain: how long each is. Weeks are those of ISO 8601: from Monday, the first one with a Thursday in the year.
        fiscal_year_starts: the month, 1–12, in which quarters and years begin.
    """
    return tuple(_periods(start, end, grain, fiscal_year_starts))


def _periods(start: date, end: date, grain: Grain, fiscal_year_starts: int) -> Iterator[Period]:
    day = start
    while day < end:
        found = period_of(day, grain, fiscal_year_starts)
        yield found
        day = found.end


def period_of(day: date, grain: Grain, fiscal_year_starts: int = 1) -> Period:
    """The period that *day* is in; arguments as of `periods`."""
    match grain:
        case Grain.DAY:
            return Period(day, day + timedelta(days=1), str(day.day), spelled(day))
        case Grain.WEEK:
            monday = day - timedelta(days=day.weekday())
            year, week, _ = day.isocalendar()
            return Period(monday, monday + timedelta(days=7), f"w{week:02}", f"week {week} of {year}")
        case Grain.MONTH:
            name = MONTHS[day.month - 1]
            return Period(day.replace(day=1), _month(day.year, day.month), name[:3], f"{name} {day.year}")
        case Grain.QUARTER:
            return _quarter(day, fiscal_year_starts)
        case Grain.YEAR:
            year, _ = fiscal(day, fiscal_year_starts)
            first = year - (fiscal_year_starts > 1)
            name = _year(year, fiscal_year_starts)
            return Period(date(first, fiscal_year_starts, 1), _month(first, fiscal_year_starts + 11), name, name)


def fiscal(day: date, fiscal_year_starts: int = 1) -> tuple[int, int]:
    """The fiscal year that *day* is in, by the number of the year it ends in, and the quarter of it, 1–4."""
    is_later = day.month >= fiscal_year_starts
    year = day.year + (fiscal_year_starts > 1 and is_later)
    return year, (day.month - fiscal_year_starts) % 12 // 3 + 1


def _quarter(day: date, fiscal_year_starts: int) -> Period:
    year, quarter = fiscal(day, fiscal_year_starts)
    back = (day.month - fiscal_year_starts) % 3
    start = _month(day.year, day.month - back - 1)
    label = f"Q{quarter}"
    name = f"{label} {year}" if fiscal_year_starts == 1 else f"{_year(year, fiscal_year_starts)} {label}"
    return Period(start, _month(start.year, start.month + 2), label, name)


def _year(year: int, fiscal_year_starts: int) -> str:
    return str(year) if fiscal_year_starts == 1 else f"FY{year % 100:02}"


def _month(year: int, month: int) -> date:
    """The first day after *month* of *year*; months before January and after December are of the years around it."""
    return date(year + month // 12, month % 12 + 1, 1)
