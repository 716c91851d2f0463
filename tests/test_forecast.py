"""How a journey will feel: by hand on the example and on small plans, and what holds for any plan."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.closing import closing_of
from domain.entity import Entity
from domain.forecast import Forecaster, Move, credits_of, crossings, forecast, moves, over_time
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Horizon, Journey, Moment, Phase, Stage, Touchpoint
from domain.plan import Plan
from storage.formats import toml
from storage.shipped import example
from tests.builders import a, plan_of

NOW = a(Journey, "now")
NEAR = a(Journey, "near", horizon=Horizon.NEAR, departs_from="now")
FAR = a(Journey, "far", horizon=Horizon.FAR, departs_from="now")
PHASES = tuple(a(Phase, f"in-{journey}", journey=journey, name="Book") for journey in ("now", "near", "far"))
JUNE = date(2027, 6, 30)
"""A last day of work; customers have it from 1 July."""


def small(*records: Entity) -> Plan:
    return plan_of(NOW, NEAR, FAR, *PHASES, *records)


def now(id: str, feeling: object = None, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, **{"phase": "in-now", "feeling": feeling, **fields})


def near(id: str, feeling: object = None, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, **{"phase": "in-near", "feeling": feeling, **fields})


def far(id: str, feeling: object = None, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, **{"phase": "in-far", "feeling": feeling, **fields})


def closes(initiative: str, gap: str, percent: int) -> Remedy:
    return a(Remedy, f"{initiative}-{gap}", initiative=initiative, gap=gap, closes_percent=percent)


PAY = now("pay", -1)
BETTER = near("better", 2, replaces="pay")
GAP = a(Gap, "slow", current="pay", dream="better")


def felt(plan: Plan, day: date, id: str = "pay") -> Fraction | None:
    point = forecast(plan, NOW, day).point(id)
    assert point is not None
    return point.feeling


@cache
def trips() -> Plan:
    raw, name = example("reisbureau")
    return Plan.of(toml.read(raw, name).records)


def test_a_share_counts_from_the_day_after_the_last_day_of_work() -> None:
    plan = small(PAY, BETTER, GAP, a(Initiative, "mails", finishes_on=JUNE), closes("mails", "slow", 60))

    assert felt(plan, JUNE) == -1
    assert felt(plan, date(2027, 7, 1)) == Fraction(-1) + 3 * Fraction(60, 100)  # +0.8


def test_what_is_done_and_was_found_is_part_of_today_and_others_close_of_what_is_left() -> None:
    """From −1 to +2: 60 % are done and were found, so today is +0.8; 30 of the 40 % left close 1.2 × 30 ÷ 40."""
    done = a(Initiative, "mails", status=Status.DONE, finishes_on=JUNE)
    later = a(Initiative, "app", finishes_on=date(2027, 12, 31))
    found = now("pay", Decimal("0.8"), verified_on=JUNE)
    claims = closes("mails", "slow", 60), closes("app", "slow", 30)
    plan = small(found, BETTER, GAP, done, later, *claims)

    assert felt(plan, JUNE) == felt(plan, date(2027, 12, 31)) == Fraction(8, 10)
    assert felt(plan, date(2028, 1, 1)) == Fraction(8, 10) + Fraction(12, 10) * Fraction(30, 40) == Fraction(17, 10)
    point = forecast(plan, NOW, date(2028, 1, 1)).point("pay")
    assert point is not None
    assert [(share.initiative.id, share.percent, share.adds) for share in point.shares] == [
        ("app", 75, Fraction(9, 10))
    ]
    assert point.open_percent == 25


def test_what_is_done_is_added_as_claimed_until_the_touchpoint_is_verified() -> None:
    done = a(Initiative, "mails", status=Status.DONE, finishes_on=JUNE)
    before = now("pay", -1, verified_on=JUNE - timedelta(days=1))

    assert felt(small(before, BETTER, GAP, done, closes("mails", "slow", 60)), date(2027, 7, 1)) == Fraction(8, 10)


def test_a_gap_that_is_wholly_done_and_found_leads_nowhere_any_more() -> None:
    done = a(Initiative, "mails", status=Status.DONE, finishes_on=JUNE)
    found = now("pay", 1, verified_on=date(2027, 8, 1))
    plan = small(found, BETTER, GAP, done, closes("mails", "slow", 100))

    assert felt(plan, date(2030, 1, 1)) == 1


def test_adoption_rises_evenly_from_the_day_it_is_there_to_the_day_all_have_it() -> None:
    mails = a(Initiative, "mails", finishes_on=JUNE, adoption_months=2)  # 1 July until 1 September: 62 days
    plan = small(PAY, BETTER, GAP, mails, closes("mails", "slow", 60))

    assert felt(plan, date(2027, 7, 1)) == -1
    assert felt(plan, date(2027, 8, 1)) == -1 + 3 * Fraction(60, 100) * Fraction(31, 62)  # half of them: −0.1
    assert felt(plan, date(2027, 9, 1)) == felt(plan, date(2040, 1, 1)) == Fraction(4, 5)


def test_what_is_done_without_a_date_counts_on_any_day_and_what_is_undated_on_none() -> None:
    done = a(Initiative, "done", status=Status.DONE)
    idea, dropped = a(Initiative, "idea"), a(Initiative, "dropped", status=Status.DROPPED, finishes_on=JUNE)
    shares = closes("done", "slow", 20), closes("idea", "slow", 30), closes("dropped", "slow", 50)
    plan = small(PAY, BETTER, GAP, done, idea, dropped, *shares)

    assert felt(plan, date(2000, 1, 1)) == felt(plan, date(2040, 1, 1)) == -1 + 3 * Fraction(20, 100)


def test_a_start_and_a_duration_are_a_date_too() -> None:
    # Ten working days from Monday 7 June 2027: the last is Friday 18 June.
    plan = small(
        PAY,
        BETTER,
        GAP,
        a(Initiative, "mails", starts_on=date(2027, 6, 7), likely_days=10),
        closes("mails", "slow", 60),
    )

    assert felt(plan, date(2027, 6, 18)) == -1
    assert felt(plan, date(2027, 6, 19)) == Fraction(4, 5)


def test_claims_count_as_they_do_on_page_4_and_never_come_to_more_than_the_whole() -> None:
    one, two = (a(Initiative, id, finishes_on=JUNE) for id in ("one", "two"))
    plan = small(PAY, BETTER, GAP, one, two, closes("one", "slow", 80), closes("two", "slow", 70))

    point = forecast(plan, NOW, date(2028, 1, 1)).point("pay")

    assert point is not None
    assert point.feeling == 2
    assert [share.percent for share in point.shares] == [claim.counts for claim in closing_of(plan, GAP).claims]


def test_the_far_dream_leads_on_from_where_the_near_one_ends() -> None:
    gaps = a(Gap, "first", current="pay", dream="better"), a(Gap, "then", current="pay", dream="best")
    one, two = a(Initiative, "one", finishes_on=JUNE), a(Initiative, "two", finishes_on=date(2030, 12, 31))
    records = (now("pay", -1), near("better", 1, replaces="pay"), far("best", 2, replaces="pay"), *gaps, one, two)
    plan = small(*records, closes("one", "first", 50), closes("two", "then", 50))

    assert felt(plan, date(2027, 7, 1)) == -1 + 2 * Fraction(1, 2)  # 0
    assert felt(plan, date(2031, 1, 1)) == -1 + 2 * Fraction(1, 2) + 1 * Fraction(1, 2)  # +0.5


def test_a_gap_that_names_no_dream_leads_to_the_nearest_and_to_nowhere_where_there_is_none() -> None:
    mails = a(Initiative, "mails", finishes_on=JUNE)
    gap, share = a(Gap, "slow", current="pay"), closes("mails", "slow", 50)
    plan = small(PAY, BETTER, far("best", 1, replaces="pay"), gap, mails, share)
    alone = small(PAY, gap, mails, share)

    assert felt(plan, date(2027, 7, 1)) == Fraction(1, 2)
    assert felt(alone, date(2027, 7, 1)) == -1
    assert forecast(alone, NOW, date(2027, 7, 1)).points[0].leads_nowhere


def test_two_gaps_along_one_way_are_each_half_of_it() -> None:
    gaps = a(Gap, "slow", current="pay", dream="better"), a(Gap, "dull", current="pay", dream="better")
    mails, colours = a(Initiative, "mails", finishes_on=JUNE), a(Initiative, "colours", finishes_on=JUNE)
    plan = small(PAY, BETTER, *gaps, mails, colours, closes("mails", "slow", 100), closes("colours", "dull", 50))

    assert felt(plan, date(2027, 7, 1)) == -1 + 3 * Fraction(1, 2) + 3 * Fraction(1, 2) * Fraction(1, 2)


def test_a_touchpoint_that_is_added_comes_for_as_many_as_have_it() -> None:
    app = a(Initiative, "app", finishes_on=JUNE, adoption_months=2)
    gap = a(Gap, "no-chat", dream="chat", kind=GapKind.ADD)
    plan = small(
        now("pay", -1), near("better", 2, replaces="pay"), near("chat", 2), gap, app, closes("app", "no-chat", 100)
    )

    before, half = (forecast(plan, NOW, day) for day in (date(2027, 7, 1), date(2027, 8, 1)))

    assert [(each.touchpoint.id, each.is_added) for each in half.points] == [("pay", False), ("chat", True)]
    assert (before.mean, half.points[1].presence) == (Fraction(-1), Fraction(1, 2))
    assert half.mean == (Fraction(-1) + Fraction(1, 2) * 2) / Fraction(3, 2)


def test_a_touchpoint_that_is_removed_goes_for_as_many_as_are_spared_it() -> None:
    gap = a(Gap, "form", current="pay", kind=GapKind.REMOVE)
    plan = small(PAY, now("fly", 1), gap, a(Initiative, "none", finishes_on=JUNE), closes("none", "form", 75))

    found = forecast(plan, NOW, date(2027, 7, 1))

    assert (found.points[0].feeling, found.points[0].presence) == (Fraction(-1), Fraction(1, 4))
    assert found.mean == (Fraction(1, 4) * -1 + 1) / Fraction(5, 4)


def test_a_feeling_that_is_missing_is_missing_unless_it_weighs_nothing() -> None:
    mails, share = a(Initiative, "mails", finishes_on=JUNE), closes("mails", "slow", 50)
    no_today = small(now("pay"), BETTER, GAP, mails, share)
    no_dream = small(PAY, near("better", replaces="pay"), GAP, mails, share)
    whole = small(now("pay"), BETTER, GAP, mails, closes("mails", "slow", 100))
    later = date(2027, 7, 1)

    assert (felt(no_today, JUNE), felt(no_today, later)) == (None, None)
    assert (felt(no_dream, JUNE), felt(no_dream, later)) == (Fraction(-1), None)
    assert (felt(whole, JUNE), felt(whole, later)) == (None, Fraction(2))
    assert forecast(no_today, NOW, later).mean is None


def test_what_is_behind_the_scenes_is_felt_by_nobody() -> None:
    plan = small(PAY, now("check", -2, stage=Stage.BACK))

    assert [each.touchpoint.id for each in forecast(plan, NOW, JUNE).points] == ["pay"]


def test_a_moment_of_truth_crosses_neutral_on_the_first_day_above_it() -> None:
    # −1 + 3 × 60 % × n/62 > 0 from n = 35 on: 34.4 days after 1 July.
    mails = a(Initiative, "mails", finishes_on=JUNE, adoption_months=2)
    pay = now("pay", -1, moment=Moment.BREAK)
    plan = small(pay, BETTER, GAP, mails, closes("mails", "slow", 60))

    [crossing] = crossings(plan, NOW)

    assert crossing.day == date(2027, 8, 5)
    assert [share.initiative.id for share in crossing.thanks_to] == ["mails"]
    assert (felt(plan, date(2027, 8, 4)), felt(plan, date(2027, 8, 5))) == (
        -1 + Fraction(9, 5) * Fraction(34, 62),
        -1 + Fraction(9, 5) * Fraction(35, 62),
    )


def test_a_moment_that_never_crosses_says_what_it_waits_for() -> None:
    pay = now("pay", -1, moment=Moment.BREAK)
    plan = small(
        pay, BETTER, GAP, a(Initiative, "mails"), closes("mails", "slow", 60), now("fly", 1, moment=Moment.MAKE)
    )

    one, two = crossings(plan, NOW)

    assert one.is_never
    assert [share.initiative.id for share in one.waits_for] == ["mails"]
    assert one.would_be == Fraction(4, 5)
    assert two.is_above
    assert not two.is_never


def test_what_changes_between_two_days_is_named_with_whom_to_thank() -> None:
    mails = a(Initiative, "mails", finishes_on=JUNE)
    plan = small(PAY, now("fly", 1), BETTER, GAP, mails, closes("mails", "slow", 60))
    before, after = over_time(plan, NOW, (JUNE, date(2027, 7, 1)))

    [move] = moves(before, after)

    assert (move.after.touchpoint.id, move.by, move.thanks_to) == (
        "pay",
        Fraction(9, 5),
        (plan.get(Initiative, "mails"),),
    )
    assert moves(after, after) == ()


def test_the_example_forecasts_what_its_documentation_works_out_by_hand() -> None:
    plan = trips()
    journey, day = plan.get(Journey, "michiel-now"), date(2027, 6, 30)

    found = forecast(plan, journey, day)

    by_id = {each.touchpoint.id: each.feeling for each in found.points}
    # Tagging is there, and for 18 of 61 days so are the filters.
    assert by_id["now-overview"] == Fraction("-1.5") + Fraction("2.5") * (
        Fraction(25, 100) + Fraction(60, 100) * Fraction(18, 61)
    )
    assert by_id["now-itinerary-mail"] == Fraction("-2") + Fraction("3.5") * Fraction(75, 100)
    assert by_id["now-login"] == Fraction("-1.5") + Fraction("2.5") * Fraction(20, 100)
    # From 30 January to 30 July are 181 days, of which 151 are over.
    assert by_id["now-question"] == Fraction("-0.5") + Fraction("1.5") * Fraction(60, 100) * Fraction(151, 181)
    # From 29 May to 29 August are 92 days, of which 32 are over.
    assert by_id["now-trouble"] == Fraction("-1.5") + Fraction(2) * Fraction(65, 100) * Fraction(32, 92)
    assert by_id["now-survey"] == Fraction("-0.5") + Fraction(80, 100)
    today = {each.touchpoint.id: each.today for each in found.points}
    changed = {"now-overview", "now-itinerary-mail", "now-login", "now-question", "now-trouble", "now-survey"}
    there = [each for each in found.points if each.presence]
    assert all(
        by_id[each.touchpoint.id] == today[each.touchpoint.id] for each in there if each.touchpoint.id not in changed
    )
    assert found.mean == sum(each.feeling or 0 for each in there) / Fraction(18)
    assert found.worst is not None
    assert found.worst.touchpoint.id == "now-trouble"


def test_the_example_says_when_its_moments_of_truth_cross_neutral() -> None:
    plan = trips()

    days = {each.touchpoint.id: each.day for each in crossings(plan, plan.get(Journey, "michiel-now"))}

    # −2 + 2.625 × n/31 > 0 from n = 24 on, after 6 March; −1.5 + 0.625 + 1.5 × n/61 > 0 from n = 36 on, after 12 June.
    assert days["now-itinerary-mail"] == date(2027, 3, 30)
    assert days["now-overview"] == date(2027, 7, 18)
    assert days["now-quote"] is None


@st.composite
def journeys(draw: st.DrawFn) -> Plan:
    """A journey whose dream is better at every touchpoint, or as good."""
    records: list[Entity] = []
    number = draw(st.integers(1, 5))
    for nth in range(number):
        start = draw(st.integers(-4, 4))
        end = draw(st.integers(start, 4))
        records += [
            now(f"now-{nth}", Decimal(start) / 2, moment=draw(st.sampled_from([None, Moment.BREAK]))),
            near(f"near-{nth}", Decimal(end) / 2, replaces=f"now-{nth}"),
            a(Gap, f"gap-{nth}", current=f"now-{nth}", dream=f"near-{nth}"),
        ]
    days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
    for nth in range(draw(st.integers(0, 4))):
        records.append(
            a(
                Initiative,
                f"work-{nth}",
                finishes_on=draw(st.none() | days),
                adoption_months=draw(st.none() | st.integers(0, 24)),
                status=draw(st.sampled_from(Status)),
            )
        )
        for gap in draw(st.sets(st.integers(0, number - 1), max_size=3)):
            records.append(closes(f"work-{nth}", f"gap-{gap}", draw(st.integers(0, 100))))
    return small(*records)


@given(journeys(), st.lists(st.dates(date(2025, 1, 1), date(2033, 1, 1)), min_size=2, max_size=6))
def test_where_every_dream_is_better_nothing_ever_feels_worse(plan: Plan, days: list[date]) -> None:
    found = over_time(plan, NOW, sorted(days))

    for before, after in itertools.pairwise(found):
        for one, two in zip(before.points, after.points, strict=True):
            assert one.feeling is not None
            assert two.feeling is not None
            assert one.dream is not None
            assert one.feeling <= two.feeling <= one.dream
        assert before.mean is not None
        assert after.mean is not None
        assert before.mean <= after.mean


@given(journeys(), st.dates(date(2025, 1, 1), date(2033, 1, 1)))
def test_shares_add_up_to_what_is_felt_and_to_what_page_4_says_is_closed(plan: Plan, day: date) -> None:
    found = forecast(plan, NOW, day)

    for point in found.points:
        assert point.feeling == (point.today or 0) + sum(share.adds or 0 for share in point.shares)
        assert sum(share.percent for share in point.shares) == closing_of(plan, point.gaps[0]).closed_percent
    total = sum((point.feeling or 0) - (point.today or 0) for point in found.points)
    assert sum(credit.adds for credit in credits_of(found)) == total


@given(journeys())
def test_once_every_gap_is_closed_it_feels_like_the_dream(plan: Plan) -> None:
    gaps = plan.all(Gap)
    whole = [closes("all", gap.id, 100) for gap in gaps]
    plan = plan_of(
        *(each for each in plan if not isinstance(each, Remedy)), a(Initiative, "all", finishes_on=JUNE), *whole
    )

    found = forecast(plan, NOW, date(2027, 7, 1))

    dreams = [plan.get(Touchpoint, gap.dream or "").feeling for gap in gaps]
    assert [point.feeling for point in found.points] == [point.dream for point in found.points] == dreams


@given(journeys())
def test_before_anything_is_delivered_it_is_as_on_the_map(plan: Plan) -> None:
    found = forecast(plan, NOW, date(2025, 12, 31))

    done = {each.id for each in plan.all(Initiative) if each.status is Status.DONE and each.finishes_on is None}
    for point in found.points:
        if not any(share.initiative.id in done for share in point.shares):
            assert point.feeling == point.today


@given(journeys())
def test_a_crossing_is_the_first_day_from_which_on_it_stays_above(plan: Plan) -> None:
    forecaster = Forecaster(plan)

    for crossing in forecaster.crossings(NOW):
        id = crossing.touchpoint.id
        last = forecaster.forecast(NOW, date(2040, 1, 1)).point(id)
        assert last is not None
        assert crossing.is_never is not last.is_above
        if crossing.day is not None:
            eve, day = (forecaster.forecast(NOW, crossing.day - timedelta(days=n)).point(id) for n in (1, 0))
            assert eve is not None
            assert day is not None
            assert (eve.is_above, day.is_above) == (False, True)


@given(journeys(), st.lists(st.dates(date(2025, 1, 1), date(2033, 1, 1)), max_size=8))
def test_a_forecast_is_the_same_whatever_was_asked_before(plan: Plan, days: list[date]) -> None:
    forecaster = Forecaster(plan)

    assert [forecaster.forecast(NOW, day) for day in days] == [forecast(plan, NOW, day) for day in days]


@pytest.mark.parametrize("day", [date.min, date(2999, 12, 31)])
def test_any_day_has_a_forecast(day: date) -> None:
    work = a(Initiative, "mails", finishes_on=date(2999, 12, 31), adoption_months=360)
    plan = small(PAY, BETTER, GAP, work, closes("mails", "slow", 60))

    assert felt(plan, day) == -1
    assert crossings(plan, NOW) == ()


def test_a_move_of_what_comes_or_goes_has_no_number() -> None:
    gap = a(Gap, "form", current="pay", kind=GapKind.REMOVE)
    plan = small(PAY, gap, a(Initiative, "none", finishes_on=JUNE), closes("none", "form", 100))
    before, after = over_time(plan, NOW, (JUNE, date(2027, 7, 1)))

    [move] = moves(before, after)

    assert isinstance(move, Move)
    assert move.by is None
    assert move.after.presence == 0
