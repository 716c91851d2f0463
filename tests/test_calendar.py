"""Working days against numpy's own and against counting them one by one; periods against the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import DAYS_OFF, Calendar, Span, calendar_for, calendar_of, span_of
from domain.engagement import Engagement, Holiday, Weekend
from domain.initiative import Effort, Initiative
from domain.people import Leave, Team
from domain.periods import Grain, fiscal, period_of, periods
from tests.builders import a, plan_of

DAY = timedelta(days=1)
KINGS_DAY = Span(date(2027, 4, 27), date(2027, 4, 28))
MAY = Span(date(2027, 5, 3), date(2027, 5, 8))
"""A week off, Monday to Friday."""
DUTCH = Calendar(off=(MAY, KINGS_DAY))

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
near = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(near)
    return Span(start, start + DAY * draw(st.integers(0, 40)))


calendars = st.builds(
    Calendar, weekend=st.sampled_from(list(DAYS_OFF.values())), off=st.lists(spans(), max_size=6).map(tuple)
)


def works(calendar: Calendar, day: date) -> bool:
    """The same by looking, and not by the table."""
    return day.weekday() not in calendar.weekend and not any(span.start <= day < span.end for span in calendar.off)


def of_numpy(calendar: Calendar) -> np.busdaycalendar:
    mask = [day not in calendar.weekend for day in range(7)]
    off = [span.start + DAY * n for span in calendar.off for n in range((span.end - span.start).days)]
    return np.busdaycalendar(weekmask=mask, holidays=np.array(off, dtype="datetime64[D]"))


@given(calendars, near, st.integers(0, 200))
def test_days_are_those_one_counts(calendar: Calendar, start: date, length: int) -> None:
    end = start + DAY * length
    counted = sum(works(calendar, start + DAY * n) for n in range(length))

    assert calendar.days(start, end) == counted
    assert calendar.days(end, start) == -counted
    assert calendar.is_working(start) == works(calendar, start)


@given(calendars, days, days)
def test_days_are_those_of_numpy(calendar: Calendar, start: date, end: date) -> None:
    start, end = min(start, end), max(start, end)

    assert calendar.days(start, end) == np.busday_count(start, end, busdaycal=of_numpy(calendar))


@given(calendars, near | days, st.integers(-2000, 2000))
def test_a_day_so_many_working_days_on_is_that_of_numpy(calendar: Calendar, day: date, n: int) -> None:
    theirs = np.busday_offset(day, n, roll="forward", busdaycal=of_numpy(calendar))

    assert calendar.plus(day, n) == theirs.astype(date)


@given(calendars, near)
def test_the_nearest_working_days_are_those_of_numpy(calendar: Calendar, day: date) -> None:
    theirs = of_numpy(calendar)

    assert calendar.next_working(day) == np.busday_offset(day, 0, roll="forward", busdaycal=theirs).astype(date)
    assert calendar.previous_working(day) == np.busday_offset(day, 0, roll="backward", busdaycal=theirs).astype(date)


@given(calendars, near, st.integers(1, 60))
def test_an_end_is_the_first_and_a_start_the_last_that_leaves_so_many_days(
    calendar: Calendar, day: date, n: int
) -> None:
    end, start = calendar.end_after(day, n), calendar.start_before(day, n)

    assert calendar.days(day, end) == n
    assert calendar.days(day, end - DAY) == n - 1
    assert calendar.days(start, day) == n
    assert calendar.days(start + DAY, day) == n - 1
    assert (calendar.end_after(day, 0), calendar.start_before(day, 0)) == (day, day)


@given(calendars, near, st.integers(-60, 60))
def test_a_lag_is_the_working_days_between(calendar: Calendar, day: date, lag: int) -> None:
    after = calendar.after(day, lag)

    if lag:
        assert calendar.days(day, after) == lag
        assert calendar.days(day, after - DAY) == lag - 1
    else:
        assert after == day


@given(calendars, near, st.integers(-60, 60))
def test_a_lag_back_is_the_longest_that_does_not_come_too_late(calendar: Calendar, day: date, lag: int) -> None:
    before = calendar.before(day, lag)

    assert calendar.after(before, lag) <= day < calendar.after(before + DAY, lag)


@given(calendars, near)
def test_the_index_of_a_working_day_leads_back_to_it(calendar: Calendar, day: date) -> None:
    assert calendar.day(calendar.index(day)) == calendar.next_working(day)
    assert calendar.index(calendar.next_working(day)) == calendar.index(day)


def test_a_week_of_holidays_is_jumped_over() -> None:
    friday = date(2027, 4, 30)

    assert DUTCH.end_after(date(2027, 4, 26), 5) == date(2027, 5, 11)  # 26, 28, 29, 30 April and 10 May
    assert DUTCH.plus(friday, 1) == date(2027, 5, 10)
    assert DUTCH.plus(date(2027, 5, 10), -1) == friday
    assert DUTCH.plus(date(2027, 5, 1), -1) == friday
    assert DUTCH.plus(date(2027, 5, 1), 1) == date(2027, 5, 11)


def test_holidays_that_overlap_count_once() -> None:
    twice = Calendar(off=(MAY, Span(date(2027, 5, 5), date(2027, 5, 12)), KINGS_DAY, MAY, Span(MAY.end, MAY.start)))

    assert twice.off == (KINGS_DAY, Span(MAY.start, date(2027, 5, 12)))
    assert twice.days(date(2027, 4, 26), date(2027, 5, 17)) == 15 - 1 - 5 - 2


def test_a_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="without a working day"):
        Calendar(frozenset(range(7)))


def test_a_day_past_the_end_of_time_is_refused() -> None:
    with pytest.raises(OverflowError, match="9999"):
        DUTCH.plus(date(9999, 12, 1), 100)


@pytest.mark.parametrize(
    ("weekend", "expected"),
    [
        (Weekend.SATURDAY_AND_SUNDAY, 5),
        (Weekend.FRIDAY_AND_SATURDAY, 5),
        (Weekend.SUNDAY, 6),
        (Weekend.NONE, 7),
    ],
)
def test_each_weekend_leaves_its_days(weekend: Weekend, expected: int) -> None:
    calendar = calendar_of(plan_of(a(Engagement, weekend=weekend)))

    assert calendar.days(date(2027, 3, 1), date(2027, 3, 8)) == expected


def test_a_day_on_which_all_its_teams_are_away_is_none_for_an_initiative() -> None:
    item = a(Initiative, starts_on=date(2027, 3, 1), likely_days=5)
    records = (
        item,
        a(Effort, "one", team="web"),
        a(Effort, "two", team="crm"),
        a(Team, "web", capacity_fte=4),
        a(Team, "crm"),
        a(Holiday, starts_on=date(2027, 3, 2)),
        a(Leave, "a", team="web", starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 5)),
        a(Leave, "b", team="crm", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 9)),
    )
    plan = plan_of(*records)

    own = calendar_for(plan, item)

    assert not own.is_working(date(2027, 3, 2))  # the holiday
    assert own.is_working(date(2027, 3, 3))  # only one of the two is away
    assert [own.is_working(date(2027, 3, n)) for n in (4, 5, 8, 9)] == [False, False, True, True]
    assert calendar_of(plan).is_working(date(2027, 3, 4))
    assert not calendar_of(plan, ("crm",)).is_working(date(2027, 3, 9))
    assert span_of(plan, item) == Span(date(2027, 3, 1), date(2027, 3, 11))  # 1, 3, 8, 9, 10 March


def test_leaves_of_parts_of_a_team_add_up_to_the_whole() -> None:
    records = (
        a(Team, "web", capacity_fte=4, hires_fte=1, hires_on=date(2027, 3, 4)),
        a(Leave, "a", team="web", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5), away_fte=3),
        a(Leave, "b", team="web", starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 5), away_fte=1),
    )

    own = calendar_of(plan_of(*records), ("web",))

    assert [own.is_working(date(2027, 3, n)) for n in (1, 2, 3, 4, 5)] == [True, True, False, True, True]


def test_an_initiative_is_from_its_start_to_its_finish_whatever_its_duration() -> None:
    item = a(Initiative, starts_on=date(2027, 3, 6), finishes_on=date(2027, 3, 9), likely_days=20)

    assert span_of(plan_of(item), item) == Span(date(2027, 3, 6), date(2027, 3, 10))


@pytest.mark.parametrize("fields", [{}, {"starts_on": date(2027, 3, 1)}, {"finishes_on": date(2027, 3, 1)}])
def test_an_initiative_without_dates_has_no_span(fields: dict[str, date]) -> None:
    item = a(Initiative, **fields)

    assert span_of(plan_of(item), item) is None


def test_what_takes_no_day_is_a_moment() -> None:
    item = a(Initiative, starts_on=date(2027, 3, 6), likely_days=0)

    assert span_of(plan_of(item), item) == Span(date(2027, 3, 6), date(2027, 3, 6))


@given(days, st.sampled_from(Grain), st.integers(1, 12))
def test_periods_of_one_grain_tile_time(day: date, grain: Grain, month: int) -> None:
    found = periods(day, day + 900 * DAY, grain, month)

    assert found[0].start <= day < found[0].end
    assert found[-1].start < day + 900 * DAY <= found[-1].end
    assert all(one.end == other.start for one, other in pairwise(found))
    assert len({each.name for each in found}) == len(found)
    assert all(period_of(each.end - DAY, grain, month) == each for each in found)


@given(days, st.integers(1, 12))
def test_a_fiscal_year_has_four_quarters_of_three_months(day: date, month: int) -> None:
    year = period_of(day, Grain.YEAR, month)

    quarters = periods(year.start, year.end, Grain.QUARTER, month)

    assert (year.start.month, year.start.day) == (month, 1)
    assert year.end == year.start.replace(year=year.start.year + 1)
    assert [each.label for each in quarters] == ["Q1", "Q2", "Q3", "Q4"]
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)


@given(days)
def test_weeks_are_those_of_iso(day: date) -> None:
    week = period_of(day, Grain.WEEK)

    assert week.name == f"week {day.isocalendar().week} of {day.isocalendar().year}"
    assert (week.start.weekday(), week.end - week.start) == (0, 7 * DAY)


@pytest.mark.parametrize(
    ("day", "month", "expected"),
    [
        (date(2027, 2, 14), 1, ["14 February 2027", "week 6 of 2027", "February 2027", "Q1 2027", "2027"]),
        (date(2027, 3, 31), 4, ["31 March 2027", "week 13 of 2027", "March 2027", "FY27 Q4", "FY27"]),
        (date(2027, 4, 1), 4, ["1 April 2027", "week 13 of 2027", "April 2027", "FY28 Q1", "FY28"]),
        (date(2027, 1, 1), 7, ["1 January 2027", "week 53 of 2026", "January 2027", "FY27 Q3", "FY27"]),
        (date(2026, 12, 31), 12, ["31 December 2026", "week 53 of 2026", "December 2026", "FY27 Q1", "FY27"]),
    ],
)
def test_periods_have_the_names_a_client_uses(day: date, month: int, expected: list[str]) -> None:
    assert [period_of(day, grain, month).name for grain in Grain] == expected


def test_a_fiscal_year_bears_the_number_of_that_in_which_it_ends() -> None:
    assert fiscal(date(2026, 10, 1), 10) == (2027, 1)
    assert fiscal(date(2027, 9, 30), 10) == (2027, 4)
    assert fiscal(date(2027, 9, 30)) == (2027, 3)


def test_an_empty_stretch_of_time_has_no_periods() -> None:
    assert periods(date(2027, 3, 1), date(2027, 3, 1), Grain.MONTH) == ()
