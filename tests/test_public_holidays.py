"""Public holidays, filled in by one edit where they are missing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from domain.calendar import calendar_of
from domain.engagement import Engagement, Holiday, Weekend
from domain.errors import Refused
from domain.plan import Plan
from domain.public_holidays import filled, public_holidays
from tests.builders import a, plan_of

NEW_YEAR, GOOD_FRIDAY, KINGS_DAY = date(2027, 1, 1), date(2027, 3, 26), date(2027, 4, 27)
EASTER = date(2027, 3, 28)


def test_the_holidays_of_a_country_have_names_and_days() -> None:
    found = public_holidays("nl", [2027])

    assert found[KINGS_DAY] == "King's Day"
    assert found[date(2027, 5, 6)] == "Ascension Day"
    assert easter(2027) == EASTER
    assert {EASTER, EASTER + timedelta(days=1), EASTER + timedelta(days=39)} <= set(found)
    assert list(found) == sorted(found)


def easter(year: int) -> date:
    """By the method of Meeus, Jones and Butcher (Meeus 1991, "Astronomical Algorithms", ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def test_a_region_has_days_of_its_own() -> None:
    assert date(2027, 8, 15) not in public_holidays("DE", [2027])
    assert date(2027, 1, 6) in public_holidays("DE", [2027], "BY")


@pytest.mark.parametrize("country", ["XX", "N", "HolidayBase", "", "../x"])
def test_a_country_of_which_nothing_is_known_is_refused_in_words(country: str) -> None:
    with pytest.raises(Refused, match="No public holidays are known for a country"):
        public_holidays(country, [2027])


def test_a_region_of_which_nothing_is_known_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="No region “XX” of AT is known: there are 1, 2, 3"):
        public_holidays("AT", [2027], "XX")


def test_what_is_missing_is_added_by_one_edit() -> None:
    plan = plan_of(a(Engagement), a(Holiday, "easter", starts_on=GOOD_FRIDAY, ends_on=date(2027, 3, 29)))
    days = {NEW_YEAR: "New Year's Day", GOOD_FRIDAY: "Good Friday", EASTER: "Easter", KINGS_DAY: "King's Day"}

    edit = filled(plan, days, "NL, 2027")

    assert edit is not None
    assert edit.label == "Add 2 public holidays of NL, 2027"
    after = plan.apply(edit)
    assert [(each.id, each.name, each.starts_on) for each in after.all(Holiday)] == [
        ("easter", "Easter", GOOD_FRIDAY),
        ("new-year-s-day-2027", "New Year's Day 2027", NEW_YEAR),
        ("king-s-day-2027", "King's Day 2027", KINGS_DAY),
    ]
    assert filled(after, days, "NL, 2027") is None


def test_a_day_of_the_weekend_is_off_already() -> None:
    days = {EASTER: "Easter Sunday"}

    assert filled(plan_of(a(Engagement)), days, "NL") is None
    assert filled(plan_of(a(Engagement, weekend=Weekend.FRIDAY_AND_SATURDAY)), days, "NL") is not None


def test_working_days_of_dutch_years_are_those_of_numpy() -> None:
    days = public_holidays("NL", range(2027, 2030))
    edit = filled(Plan(), days, "NL")
    assert edit is not None

    calendar = calendar_of(Plan().apply(edit))

    for year in range(2027, 2030):
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        assert calendar.days(first, after) == np.busday_count(first, after, holidays=sorted(days))
