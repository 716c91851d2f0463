"""Cash lines over the years: what falls where, and in words that let a controller do it again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assumption import Assumption
from domain.calendar import span_of
from domain.cash import Future, Range, Stream, base_day, months_between, range_of, streams_of
from domain.engagement import Engagement, Holiday, Timing
from domain.entity import Entity
from domain.initiative import CashKind, CashLine, Effort, Initiative, Status
from domain.people import Leave, Team
from tests.builders import a, plan_of

NEW_YEAR = date(2027, 1, 1)
YEARS = a(Engagement, Engagement.ONLY, starts_on=NEW_YEAR, horizon_years=3)
COST, RUNNING, BENEFIT = CashKind.ONE_OFF_COST, CashKind.RUNNING_COST, CashKind.BENEFIT


def line(kind: CashKind = BENEFIT, id: str = "cash-line", **fields: object) -> CashLine:
    return a(CashLine, id, **{"kind": kind, "likely": 1200, **fields})


def stream(*records: Entity) -> Stream:
    plan = plan_of(*records)
    [one] = streams_of(plan, plan.all(Initiative)[0])
    return one


def months(*records: Entity) -> list[Fraction]:
    """The full months that fall in each year."""
    return [12 * year for year in stream(*records).years]


# Where years begin


def test_years_begin_when_the_engagement_does() -> None:
    assert base_day(plan_of(YEARS, a(Initiative, starts_on=date(2026, 5, 1)))) == NEW_YEAR


def test_years_begin_with_the_earliest_initiative_that_is_not_dropped_where_the_engagement_does_not_say() -> None:
    plan = plan_of(
        a(Initiative, "dropped", starts_on=date(2025, 1, 1), status=Status.DROPPED),
        a(Initiative, "late", starts_on=date(2027, 5, 1)),
        a(Initiative, "early", starts_on=date(2027, 3, 1), finishes_on=date(2027, 4, 1)),
        line(starts_on=date(2026, 1, 1), initiative="late"),
    )

    assert base_day(plan) == date(2027, 3, 1)


def test_years_begin_with_the_first_day_that_is_said_where_no_initiative_has_a_start() -> None:
    plan = plan_of(a(Initiative, finishes_on=date(2027, 3, 1)), line(starts_on=date(2027, 2, 1)))

    assert base_day(plan) == date(2027, 2, 1)


def test_without_any_day_all_begins_at_once() -> None:
    plan = plan_of(a(Engagement, Engagement.ONLY, horizon_years=2), line(COST, id="once"), line())

    assert base_day(plan) is None
    assert [list(each.years) for each in streams_of(plan, a(Initiative))] == [[1, 0, 0], [0, 1, 1]]


# One-off costs


@pytest.mark.parametrize(
    ("starts_on", "index"),
    [
        (date(2020, 1, 1), 0),
        (NEW_YEAR, 0),
        (date(2027, 12, 31), 0),
        (date(2028, 1, 1), 1),
        (date(2029, 12, 31), 2),
    ],
)
def test_a_one_off_cost_counts_at_the_start_of_the_year_in_which_it_falls(starts_on: date, index: int) -> None:
    assert stream(YEARS, line(COST, starts_on=starts_on)).years == tuple(int(n == index) for n in range(4))


def test_a_one_off_cost_beyond_the_horizon_does_not_count() -> None:
    found = stream(YEARS, line(COST, starts_on=date(2030, 1, 1)))

    assert not any(found.years)
    assert found.calculation(Future.LIKELY)[-1] == "beyond the horizon: it does not count"


def test_a_one_off_cost_without_a_day_falls_when_the_initiative_starts() -> None:
    assert list(stream(YEARS, a(Initiative, starts_on=date(2028, 6, 1)), line(COST)).years) == [0, 1, 0, 0]


def test_a_one_off_cost_of_an_initiative_without_a_day_falls_on_the_base_day() -> None:
    assert list(stream(YEARS, line(COST)).years) == [1, 0, 0, 0]


# What runs


def test_what_runs_starts_when_the_line_says() -> None:
    assert months(YEARS, a(Initiative, finishes_on=NEW_YEAR), line(starts_on=date(2027, 4, 1))) == [0, 9, 12, 12]


def test_what_runs_starts_the_day_after_the_initiative_is_finished() -> None:
    assert months(YEARS, a(Initiative, finishes_on=date(2027, 6, 30)), line(RUNNING)) == [0, 6, 12, 12]


def test_what_runs_starts_as_long_after_the_start_as_the_work_is_likely_to_take() -> None:
    found = stream(YEARS, a(Initiative, starts_on=date(2027, 2, 1), likely_days=20), line())

    assert found.starts_on == date(2027, 2, 27), "the day after the fourth Friday"
    assert found.because == "20 working days after it starts"


def test_days_off_make_what_runs_start_later() -> None:
    work = a(Initiative, starts_on=date(2027, 2, 1), likely_days=20)
    holiday = a(Holiday, starts_on=date(2027, 2, 8), ends_on=date(2027, 2, 9))
    away = a(Leave, team="team", starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 23))

    assert stream(YEARS, work, line(), holiday).starts_on == date(2027, 3, 3)
    assert stream(YEARS, work, line(), holiday, a(Team, "team"), a(Effort, team="team"), away).starts_on == (
        date(2027, 3, 5)
    )


@given(start=st.dates(date(2027, 1, 1), date(2029, 1, 1)), days=st.integers(1, 300))
def test_a_likely_duration_and_the_finish_it_leads_to_bring_the_same_money(start: date, days: int) -> None:
    likely = a(Initiative, starts_on=start, likely_days=days)
    span = span_of(plan_of(likely), likely)
    assert span is not None

    finished = a(Initiative, starts_on=start, finishes_on=span.last)
    assert stream(YEARS, likely, line()).years == stream(YEARS, finished, line()).years


def test_money_follows_an_initiative_that_is_moved_but_not_one_with_a_date_of_its_own() -> None:
    now, later = (a(Initiative, starts_on=date(year, 1, 4), finishes_on=date(year, 6, 30)) for year in (2027, 2028))

    assert months(YEARS, now, line(RUNNING)) == [0, 6, 12, 12]
    assert months(YEARS, later, line(RUNNING)) == [0, 0, 6, 12]
    assert list(stream(YEARS, now, line(COST)).years) == [1, 0, 0, 0]
    assert list(stream(YEARS, later, line(COST)).years) == [0, 1, 0, 0]
    own = line(starts_on=date(2027, 4, 1))
    assert months(YEARS, later, own) == months(YEARS, now, own)


def test_what_runs_does_not_start_before_the_initiative_whose_duration_is_not_known() -> None:
    found = stream(YEARS, a(Initiative, starts_on=date(2027, 7, 1)), line())

    assert found.starts_on == date(2027, 7, 1)
    assert 12 * found.years[1] == 6
    assert found.because == "when the initiative starts, for how long it takes is not said"


def test_work_that_takes_no_time_is_done_when_it_starts() -> None:
    assert stream(YEARS, a(Initiative, starts_on=date(2027, 7, 1), likely_days=0), line()).starts_on == date(2027, 7, 1)


def test_what_runs_waits_for_work_without_a_start_as_if_it_began_on_the_base_day() -> None:
    assert stream(YEARS, a(Initiative, likely_days=5), line()).starts_on == date(2027, 1, 8)


def test_what_runs_starts_on_the_base_day_where_nothing_is_said() -> None:
    assert months(YEARS, line()) == [0, 12, 12, 12]


def test_a_month_that_has_begun_counts_by_its_days() -> None:
    found = stream(YEARS, line(starts_on=date(2027, 2, 8)))

    assert 12 * found.years[1] == 10 + Fraction(21, 28)
    assert found.said(1) == "10 3/4 of 12 months"


def test_what_runs_since_before_the_base_day_counts_from_there() -> None:
    assert months(YEARS, line(starts_on=date(2020, 1, 1))) == [0, 12, 12, 12]


def test_a_ramp_of_six_months_carries_three() -> None:
    found = stream(YEARS, line(starts_on=date(2027, 4, 1), ramp_months=6))

    assert 12 * found.years[1] == 6
    assert found.said(1) == "9 of 12 months, of which 6 ramping up: 6 full months"
    assert found.said(2) == "12 of 12 months"


def test_a_ramp_over_the_end_of_a_year_is_shared_out() -> None:
    found = stream(YEARS, line(starts_on=date(2027, 7, 1), ramp_months=12))

    assert [12 * year for year in found.years] == [0, Fraction(3, 2), Fraction(21, 2), 12]
    assert found.said(2) == "12 of 12 months, of which 6 ramping up: 10 1/2 full months"


def test_a_ramp_that_began_before_the_base_day_goes_on() -> None:
    assert months(YEARS, line(starts_on=date(2026, 7, 1), ramp_months=12)) == [0, Fraction(21, 2), 12, 12]


def test_a_ramp_longer_than_the_horizon_never_gets_to_the_full_amount() -> None:
    assert months(YEARS, line(ramp_months=360)) == [0, Fraction(1, 5), Fraction(3, 5), 1]


def test_what_starts_beyond_the_horizon_does_not_count() -> None:
    assert not any(stream(YEARS, line(starts_on=date(2031, 1, 1))).years)


def test_months_end_on_the_last_of_a_month_that_is_too_short() -> None:
    assert months_between(date(2027, 1, 31), date(2027, 2, 28)) == 1
    assert months_between(date(2027, 1, 31), date(2027, 3, 31)) == 2
    assert months_between(date(2027, 1, 31), date(2027, 1, 30)) == -Fraction(1, 31)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.integers(-40_000, 40_000))
def test_a_later_day_is_more_months_away(base: date, days: int) -> None:
    day = base + timedelta(days=days)

    assert months_between(base, day) < months_between(base, day + timedelta(days=1))


@given(st.integers(-2000, 2000), st.integers(0, 60), st.integers(1, 10))
def test_all_that_flows_is_what_lies_under_the_ramp(days: int, ramp: int, horizon: int) -> None:
    engagement = a(Engagement, Engagement.ONLY, starts_on=NEW_YEAR, horizon_years=horizon)
    found = stream(engagement, line(starts_on=NEW_YEAR + timedelta(days=days), ramp_months=ramp))

    def under(until: Fraction) -> Fraction:
        grown = max(Fraction(0), min(until - found.starts, Fraction(ramp)))
        return (grown**2 / (2 * ramp) if ramp else 0) + max(Fraction(0), until - found.starts - ramp)

    assert 12 * sum(found.years) == under(Fraction(12 * horizon)) - under(Fraction(0))
    assert all(0 <= year <= 1 for year in found.years)


# When it counts


@pytest.mark.parametrize(
    ("timing", "running"), [(Timing.START, 0), (Timing.MIDDLE, Fraction(1, 2)), (Timing.END, Fraction(1))]
)
def test_what_runs_in_year_1_counts_as_the_engagement_says(timing: Timing, running: Fraction) -> None:
    assert stream(YEARS, line()).time(1, timing) == running
    assert stream(YEARS, line(COST)).time(1, timing) == 1


# How much


def test_a_cost_is_negative_and_worst_where_it_is_highest() -> None:
    found = stream(YEARS, line(COST, low=10, likely=20, high=40))

    assert [found.amount(future) for future in Future] == [-40, -20, -10]


def test_a_benefit_is_multiplied_by_its_drivers_and_its_share() -> None:
    people = a(Assumption, "people", low=900, likely=1000, high=1100)
    more = a(Assumption, "more", low=0, likely=5, high=10, is_percent=True)
    found = stream(YEARS, people, more, line(likely=None, drivers=("people", "more"), share_percent=40))

    assert [found.amount(future) for future in Future] == [0, 20, 44]
    assert found.calculation(Future.LIKELY)[0] == (
        "Cash line: 1 000 (People) × 0.05 (More) × 0.4 (share) = 20.00 a year"
    )


def test_a_driver_that_may_be_negative_counts_the_way_it_hurts_most() -> None:
    change = a(Assumption, "change", low=-2, likely=1, high=3)
    found = stream(YEARS, change, line(low=100, likely=200, high=300, drivers=("change",)))

    assert [found.amount(future) for future in Future] == [-600, 200, 900]
    assert found.taken(Future.WORST) == (Decimal(300), Decimal(-2))


def test_a_driver_that_is_named_twice_is_the_same_both_times() -> None:
    change = a(Assumption, "change", low=-2, likely=1, high=3)
    squared = stream(YEARS, change, line(likely=10, drivers=("change", "change")))
    cubed = stream(YEARS, change, line(likely=10, drivers=("change", "change", "change")))

    assert [squared.amount(future) for future in Future] == [0, 10, 90], "not −60, which is −2 and 3 at once"
    assert squared.taken(Future.BEST) == (Decimal(10), Decimal(3), Decimal(3))
    assert [cubed.amount(future) for future in Future] == [-80, 10, 270]


def test_a_driver_of_zero_makes_nothing_of_it() -> None:
    found = stream(YEARS, a(Assumption, "none", likely=0), line(drivers=("none",)))

    assert [found.amount(future) for future in Future] == [0, 0, 0]


def test_only_a_likely_figure_is_a_point() -> None:
    assert range_of(line()) == Range(Decimal(1200), Decimal(1200), Decimal(1200))


def test_a_percent_counts_as_its_part_of_one() -> None:
    assert range_of(a(Assumption, likely=5, is_percent=True)).likely == Decimal("0.05")


def test_a_range_without_a_likely_figure_has_ends_but_no_middle() -> None:
    found = stream(YEARS, line(likely=None, low=1, high=3))

    assert [found.amount(future) for future in Future] == [1, None, 3]
    assert found.missing == ("“Cash line” has no likely figure",)


def test_a_range_with_one_end_is_missing_the_other() -> None:
    found = stream(YEARS, line(low=1, likely=2))

    assert [found.amount(future) for future in Future] == [None, 2, None]
    assert found.missing == ("“Cash line” has no high figure",)


def test_a_line_without_figures_is_missing_and_not_nothing() -> None:
    found = stream(YEARS, line(likely=None))

    assert found.flows(Future.LIKELY) is None
    assert found.calculation(Future.LIKELY) == ("Cash line: not known: “Cash line” has no figures",)


def test_a_driver_without_figures_is_missing_by_its_name() -> None:
    found = stream(YEARS, a(Assumption, "people"), line(likely=None, drivers=("people",)))

    assert found.amount(Future.LIKELY) is None
    assert found.missing == ("“People” has no figures",)


def test_the_amounts_of_the_years_are_exact() -> None:
    found = stream(YEARS, line(likely=100, starts_on=date(2027, 5, 1)))

    assert list(found.flows(Future.LIKELY) or ()) == [0, Fraction(200, 3), 100, 100]
    assert found.calculation(Future.LIKELY)[:3] == (
        "Cash line: 100 = 100.00 a year",
        "starts 2027-05-01, as the line says",
        "year 1: 8 of 12 months, 66.67",
    )


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=3), st.lists(st.integers(-9, 9), min_size=3, max_size=3))
def test_the_likely_amount_lies_between_the_worst_and_the_best(figures: list[int], factors: list[int]) -> None:
    low, likely, high = sorted(figures)
    least, usual, most = sorted(factors)
    found = stream(
        YEARS,
        a(Assumption, "driver", low=least, likely=usual, high=most),
        line(low=low, likely=likely, high=high, drivers=("driver",)),
    )

    worst, middle, best = (found.amount(future) for future in Future)

    assert worst is not None
    assert middle is not None
    assert best is not None
    assert worst <= middle <= best
