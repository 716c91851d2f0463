"""Load and capacity, by hand and against adding them up day by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import calendar_for, calendar_of, span_of
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.initiative import Effort, Initiative, Status
from domain.load import load_of
from domain.people import Leave, Team
from domain.periods import Grain, periods
from domain.plan import Plan
from tests.builders import a, plan_of

DAY = timedelta(days=1)
MARCH = periods(date(2027, 3, 1), date(2027, 4, 1), Grain.WEEK)
"""Weeks 9 to 13: from Monday 1 March to Sunday 4 April."""
WEB = a(Team, "web", name="Web team", capacity_fte=Decimal("2.5"))


def item(id: str = "initiative", **fields: object) -> Initiative:
    return a(Initiative, id, **{"starts_on": date(2027, 3, 4), "likely_days": 10, **fields})


def asks(likely: object, initiative: str = "initiative", team: str = "web") -> Effort:
    return a(Effort, f"{initiative}-{team}", initiative=initiative, team=team, likely=likely)


def test_effort_is_spread_evenly_over_the_working_days() -> None:
    found = load_of(plan_of(WEB, item(), asks(15)), MARCH)["web"]

    # 4 March to 17 March: 2 + 5 + 3 of 10 days
    assert [load.load for load in found] == [3, Fraction(15, 2), Fraction(9, 2), 0, 0]
    assert [load.items for load in found] == [("initiative",)] * 3 + [()] * 2
    assert [part.days for part in found[1].parts] == [Fraction(15, 2)]


def test_capacity_is_people_by_working_days_by_focus() -> None:
    found = load_of(plan_of(a(Engagement, focus_percent=80), WEB, a(Holiday, starts_on=date(2027, 3, 29))), MARCH)[
        "web"
    ]

    assert [load.capacity for load in found] == [10, 10, 10, 10, 8]


def test_the_focus_of_a_team_goes_before_that_of_the_engagement() -> None:
    found = load_of(plan_of(a(Team, "web", capacity_fte=2, focus_percent=50)), MARCH)["web"]

    assert found[0].capacity == 5


def test_who_is_away_gives_nothing_and_who_joins_gives_from_then_on() -> None:
    team = a(Team, "web", capacity_fte=4, focus_percent=100, hires_fte=1, hires_on=date(2027, 3, 17))
    away = a(Leave, "ski", team="web", starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 12), away_fte=Decimal("1.5"))
    all_away = a(Leave, "outing", team="web", starts_on=date(2027, 3, 26))

    found = load_of(plan_of(team, away, all_away), MARCH)["web"]

    assert [load.capacity for load in found] == [20, Fraction(25, 2), 20 + 3, 20, 25]


def test_no_more_than_all_can_be_away() -> None:
    away = a(Leave, team="web", starts_on=date(2027, 3, 8), away_fte=9)

    assert load_of(plan_of(WEB, away), MARCH)["web"][1].capacity == Fraction(5, 2) * 4 * Fraction(7, 10)


def test_a_team_is_over_by_more_than_half_a_day_only() -> None:
    day = periods(date(2027, 3, 4), date(2027, 3, 5), Grain.DAY)
    team = a(Team, "web", capacity_fte=1, focus_percent=100)

    def over(effort: str) -> Fraction | None:
        return load_of(plan_of(team, item(likely_days=1), asks(effort)), day)["web"][0].over

    assert over("1") == 0
    assert over("1.5") == 0
    assert over("1.51") == Fraction(51, 100)


def test_a_capacity_that_is_missing_is_told_and_not_zero() -> None:
    [load, *_] = load_of(plan_of(a(Team, "web", name="Web team"), item(), asks(15)), MARCH)["web"]

    assert (load.capacity, load.over, load.share) == (None, None, None)
    assert load.why == "the capacity of Web team is not known"
    assert load.load == 3


def test_a_team_that_is_all_away_has_no_capacity_even_if_its_size_is_not_known() -> None:
    away = a(Leave, team="web", starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 14))

    found = load_of(plan_of(a(Team, "web"), away), MARCH)["web"]

    assert [load.capacity for load in found] == [None, 0, None, None, None]


def test_an_effort_that_is_missing_is_told_where_the_work_is() -> None:
    found = load_of(plan_of(WEB, item(), asks(None)), MARCH)["web"]

    assert [load.missing for load in found] == [("initiative",)] * 3 + [()] * 2
    assert found[0].load == 0
    assert found[0].items == ("initiative",)


def test_what_is_dropped_or_has_no_dates_asks_nothing() -> None:
    plan = plan_of(WEB, item("a", status=Status.DROPPED), item("b", starts_on=None), asks(5, "a"), asks(5, "b"))

    assert all(load.load == 0 for load in load_of(plan, MARCH)["web"])


def test_a_release_in_a_weekend_asks_all_of_its_effort_on_its_first_day() -> None:
    release = item(starts_on=date(2027, 3, 13), finishes_on=date(2027, 3, 14), likely_days=None)

    found = load_of(plan_of(WEB, release, asks(4)), MARCH)["web"]

    assert [load.load for load in found] == [0, 4, 0, 0, 0]


def test_leave_of_the_whole_team_moves_its_work_to_the_days_it_is_there() -> None:
    away = a(Leave, team="web", starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 12))

    found = load_of(plan_of(WEB, item(), asks(10), away), MARCH)["web"]

    assert [load.load for load in found] == [2, 0, 5, 3, 0]


def test_thirds_stay_exact() -> None:
    found = load_of(plan_of(WEB, item(likely_days=3), asks("0.01")), MARCH)["web"]

    assert [load.load for load in found[:2]] == [Fraction(2, 300), Fraction(1, 300)]


dates = st.dates(date(2027, 1, 1), date(2027, 6, 30))
efforts = st.decimals(0, 100, places=2) | st.none()


@st.composite
def busy_plans(draw: st.DrawFn) -> Plan:
    records: list[Entity] = [a(Engagement, focus_percent=draw(st.integers(0, 100)))]
    records += [a(Holiday, f"h{n}", starts_on=draw(dates)) for n in range(draw(st.integers(0, 3)))]
    for t in "tuv":
        size = draw(st.decimals(0, 9, places=2) | st.none())
        hires = draw(st.decimals(0, 9, places=2) | st.none())
        records.append(a(Team, t, capacity_fte=size, hires_fte=hires, hires_on=draw(dates)))
        for n in range(draw(st.integers(0, 3))):
            start = draw(dates)
            end = start + DAY * draw(st.integers(0, 20))
            records.append(
                a(Leave, f"{t}{n}", team=t, starts_on=start, ends_on=end, away_fte=draw(st.sampled_from([None, 1, 5])))
            )
    for n in range(draw(st.integers(1, 4))):
        records.append(a(Initiative, f"i{n}", starts_on=draw(dates), likely_days=draw(st.integers(0, 40))))
        teams = sorted(draw(st.sets(st.sampled_from("tuv"))))
        records += [a(Effort, f"i{n}-{t}", initiative=f"i{n}", team=t, likely=draw(efforts)) for t in teams]
    return plan_of(*records)


def naive_capacity(plan: Plan, team: Team, start: date, end: date) -> Fraction | None:
    total = Fraction(0)
    day = start
    while day < end:
        if calendar_of(plan).is_working(day):
            on = [x for x in plan.parts(Leave, team) if x.starts_on <= day <= (x.ends_on or x.starts_on)]
            if any(each.away_fte is None for each in on):
                day += DAY
                continue
            if team.capacity_fte is None:
                return None
            there = Fraction(team.capacity_fte)
            if team.hires_fte is not None and team.hires_on is not None and day >= team.hires_on:
                there += Fraction(team.hires_fte)
            total += max(Fraction(0), there - sum(Fraction(each.away_fte or 0) for each in on))
        day += DAY
    return total * plan.engagement.focus_percent / 100


@given(busy_plans(), st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH]))
def test_load_and_capacity_are_those_of_adding_up_day_by_day(plan: Plan, grain: Grain) -> None:
    weeks = periods(date(2027, 2, 1), date(2027, 3, 5), grain)

    found = load_of(plan, weeks)

    for team in plan.all(Team):
        for load in found[team.id]:
            assert load.capacity == naive_capacity(plan, team, load.period.start, load.period.end)
            asked = Fraction(0)
            for effort in plan.where(Effort, "team", team.id):
                its = plan.get(Initiative, effort.initiative)
                span, own = span_of(plan, its), calendar_for(plan, its)
                assert span is not None
                inside = [
                    day
                    for n in range((load.period.end - load.period.start).days)
                    if own.is_working(day := load.period.start + DAY * n) and span.start <= day < span.end
                ]
                if days := own.days(*span):
                    asked += Fraction(effort.likely or 0) * len(inside) / days
                elif load.period.start <= span.start < load.period.end:
                    asked += Fraction(effort.likely or 0)
            assert load.load == asked == sum((part.days for part in load.parts), Fraction(0))


@given(busy_plans())
def test_over_all_periods_all_effort_is_asked(plan: Plan) -> None:
    years = periods(date(2026, 1, 1), date(2029, 1, 1), Grain.MONTH)

    for team, loads in load_of(plan, years).items():
        efforts_of = (Fraction(each.likely or 0) for each in plan.where(Effort, "team", team))
        assert sum(load.load for load in loads) == sum(efforts_of)
