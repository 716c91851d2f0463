"""How sure dates are: what comes out where it can be worked out by hand, and what never changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.copula import alike, figures_at
from domain.dates import Dates, Outcome, simulate_dates
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.errors import Cancelled
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.milestone import Milestone
from domain.network import network_of
from domain.people import Leave, Team
from domain.ranges import Fixed, Pert, Uniform
from tests.builders import a, plan_of

D = Decimal
DOCS = Path(__file__).parent.parent / "docs" / "dates.md"
MONDAY = date(2027, 3, 1)
RUNS = 4_000


def item(id: str, start: date | None = MONDAY, days: Sequence[int] = (), **fields: Any) -> Initiative:
    """An initiative from *start* that takes so many working days: certain, or low, likely and high."""
    low, likely, high = (None, None, None) if not days else (None, days[0], None) if len(days) == 1 else days
    return a(Initiative, id, starts_on=start, **{"low_days": low, "likely_days": likely, "high_days": high, **fields})


def wait(after: str, before: str, lag: int = 0, kind: DependencyKind = DependencyKind.FINISH_TO_START) -> Dependency:
    return a(Dependency, f"{after}-{before}", initiative=after, waits_for=before, lag_days=lag, kind=kind)


def drawn(*records: Entity, today: date = MONDAY, together: int = 0, runs: int = RUNS, seed: int = 1) -> Dates:
    engagement = a(Engagement, Engagement.ONLY, overrun_together_percent=together)
    return simulate_dates(plan_of(engagement, *records), today, runs=runs, seed=seed)


def of(dates: Dates, id: str) -> Outcome:
    return next(each for each in (*dates.items, *dates.milestones) if each.record.id == id)


def certain(dates: Dates, id: str) -> date:
    """The one day on which it is finished."""
    [day] = of(dates, id).days
    return day


def mean_days(outcome: Outcome, start: date = MONDAY) -> float:
    """The working days from *start* to the last, on average, where nobody has a holiday."""
    lengths = [int(np.busday_count(start, day + timedelta(days=1))) for day in outcome.days]
    return float(np.average(lengths, weights=outcome.runs))


# Where every duration is certain


def test_what_is_certain_ends_on_its_day_after_weekends_and_holidays() -> None:
    one = drawn(item("a", days=[6]))
    with_holiday = drawn(item("a", days=[6]), a(Holiday, starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 4)))

    assert certain(one, "a") == date(2027, 3, 8)
    assert certain(with_holiday, "a") == date(2027, 3, 10)
    assert of(one, "a").planned == date(2027, 3, 8)


def test_a_team_that_is_away_works_no_days() -> None:
    away = a(Leave, team="team", starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 5))

    assert certain(drawn(item("a", days=[2]), a(Team, "team"), a(Effort, initiative="a", team="team"), away), "a") == (
        date(2027, 3, 8)
    )


@pytest.mark.parametrize(
    ("kind", "lag", "ends"),
    [
        (DependencyKind.FINISH_TO_START, 0, date(2027, 3, 9)),  # Mon 1 … Fri 5, then Mon 8, Tue 9
        (DependencyKind.FINISH_TO_START, 3, date(2027, 3, 12)),
        (DependencyKind.FINISH_TO_START, -2, date(2027, 3, 5)),
        (DependencyKind.START_TO_START, 1, date(2027, 3, 3)),
        (DependencyKind.FINISH_TO_FINISH, 0, date(2027, 3, 5)),
        (DependencyKind.FINISH_TO_FINISH, 1, date(2027, 3, 8)),
        (DependencyKind.START_TO_FINISH, 4, date(2027, 3, 4)),
    ],
)
def test_each_kind_of_waiting_holds_with_its_lag_in_working_days(kind: DependencyKind, lag: int, ends: date) -> None:
    dates = drawn(item("a", days=[5]), item("b", days=[2]), wait("b", "a", lag, kind))

    assert certain(dates, "b") == ends


def test_nothing_starts_before_its_planned_day_nor_before_it_may_nor_before_today() -> None:
    assert certain(drawn(item("a", date(2027, 3, 10), [1])), "a") == date(2027, 3, 10)
    assert certain(drawn(item("a", days=[1], not_before=date(2027, 3, 12))), "a") == date(2027, 3, 12)
    assert certain(drawn(item("a", days=[1]), today=date(2027, 5, 4)), "a") == date(2027, 5, 4)


def test_planned_dates_say_how_long_it_takes_where_nothing_else_does() -> None:
    dates = drawn(item("a", finishes_on=date(2027, 3, 12)))

    assert certain(dates, "a") == date(2027, 3, 12)
    assert dates.certain == tuple(each.record for each in dates.items)
    assert "1 of 1 have no range and count as certain" in dates.how


# What is done and what is under way


def test_what_is_done_stays_as_it_is_and_is_critical_to_nothing() -> None:
    done = item("a", days=[5, 8, 30], finishes_on=date(2027, 3, 10), status=Status.DONE)
    dates = drawn(done, item("b", days=[1]), wait("b", "a"), today=date(2027, 3, 3))

    assert certain(dates, "a") == date(2027, 3, 10)
    assert certain(dates, "b") == date(2027, 3, 11)
    assert of(dates, "a").critical is None


def test_what_is_under_way_goes_on_today_with_what_is_left_of_it() -> None:
    running = partial(item, "a", days=[10], status=Status.RUNNING)
    wednesday = date(2027, 3, 24)  # 17 working days after its start

    assert certain(drawn(running(progress_percent=60), today=wednesday), "a") == date(2027, 3, 29)
    assert certain(drawn(running(), today=date(2027, 3, 3)), "a") == date(2027, 3, 12)
    assert certain(drawn(running(), today=wednesday), "a") == wednesday, "a day at least is left"
    assert certain(drawn(running(progress_percent=100), today=wednesday), "a") == wednesday


def test_what_is_under_way_waits_for_nothing_to_start_but_for_what_its_end_hangs_on() -> None:
    late = item("late", days=[10])
    running = item("a", days=[2], status=Status.RUNNING)

    assert certain(drawn(late, running, wait("a", "late")), "a") == date(2027, 3, 2)
    both_end = wait("a", "late", kind=DependencyKind.FINISH_TO_FINISH)
    assert certain(drawn(late, running, both_end), "a") == date(2027, 3, 12)


# Where durations are drawn


def test_one_item_comes_out_as_its_distribution() -> None:
    pert = Pert(D(20), D(40), D(120))

    outcome = of(drawn(item("a", days=[20, 40, 120]), runs=20_000), "a")

    assert mean_days(outcome) == pytest.approx(50, abs=0.5), "(20 + 4·40 + 120)/6"
    starts = np.datetime64(MONDAY)
    for share in (0.1, 0.5, 0.8, 0.9):
        days = int(np.busday_count(starts, np.datetime64(outcome.percentile(share)))) + 1
        assert days == pytest.approx(pert.percentile(share), abs=1.2)


def test_normal_numbers_become_the_percentiles_of_each_distribution() -> None:
    normal = np.array([-1.2815515655446004, 0.0, 1.2815515655446004])

    assert figures_at(Pert(D(2), D(4), D(12)), normal) == pytest.approx([2.899, 4.767, 7.453], abs=0.002)
    assert figures_at(Uniform(D(10), D(20)), normal) == pytest.approx([11, 15, 19], abs=1e-3)
    assert figures_at(Fixed(D(7)), normal).tolist() == [7, 7, 7]
    for pert in (Pert(D(0), D(0), D(10)), Pert(D(0), D(10), D(10)), Pert(D(5), D(6), D(40))):
        expected = [pert.percentile(share) for share in (0.1, 0.5, 0.9)]
        assert figures_at(pert, normal) == pytest.approx(expected, abs=float(pert.high - pert.low) / 2_000)


def test_numbers_with_a_common_cause_correlate_as_said() -> None:
    generator = np.random.default_rng(1)
    common, one, other = generator.standard_normal((3, 50_000))

    for correlation in (0.0, 0.3, 1.0):
        found = np.corrcoef(alike(common, one, correlation), alike(common, other, correlation))[0, 1]
        assert found == pytest.approx(correlation, abs=0.02)


def two_in_a_row(together: int) -> Outcome:
    # The second is planned for the same day, so that its planned start never holds it.
    records = item("a", days=[20, 40, 120]), item("b", days=[20, 40, 120]), wait("b", "a")
    return of(drawn(*records, together=together, runs=20_000), "b")


def sd_of(outcome: Outcome) -> float:
    lengths = np.array([int(np.busday_count(MONDAY, day)) for day in outcome.days])
    mean = np.average(lengths, weights=outcome.runs)
    return float(np.average((lengths - mean) ** 2, weights=outcome.runs) ** 0.5)


def test_two_in_a_row_spread_by_the_root_of_two_or_by_two() -> None:
    one = Pert(D(20), D(40), D(120)).sd
    apart, as_one = two_in_a_row(0), two_in_a_row(100)

    assert mean_days(apart) == pytest.approx(100, abs=0.7)
    assert mean_days(as_one) == pytest.approx(100, abs=0.7)
    assert sd_of(apart) == pytest.approx(2**0.5 * one, rel=0.03)
    assert sd_of(as_one) == pytest.approx(2 * one, rel=0.03)
    assert as_one.p80 > apart.p80


def test_where_paths_merge_the_middle_is_later_than_what_is_likely_of_each() -> None:
    """Three alike and independent: all are done by a day with the cube of the chance that one is."""
    legs = [item(each, days=[10, 20, 30]) for each in "abc"]
    dates = drawn(*legs, a(Milestone, "all", initiatives=("a", "b", "c"), due_on=date(2027, 3, 26)), runs=20_000)

    goal, leg = of(dates, "all"), of(dates, "a")
    assert leg.chance_by(date(2027, 3, 26)) == pytest.approx(0.5, abs=0.06), "20 working days"
    assert goal.on_time == pytest.approx(leg.chance_by(date(2027, 3, 26)) ** 3, abs=0.02)
    assert goal.p50 > leg.p50
    middle = Pert(D(10), D(20), D(30)).percentile(0.5 ** (1 / 3))
    assert int(np.busday_count(MONDAY, goal.p50)) + 1 == pytest.approx(middle, abs=1)


def test_the_page_on_dates_tells_the_true_middle_of_three_that_merge() -> None:
    middle = Pert(D(10), D(20), D(30)).percentile(0.5 ** (1 / 3))

    assert f"∛½ = {100 * 0.5 ** (1 / 3):.1f} %: after {middle:.1f} days" in DOCS.read_text(encoding="utf-8")


def test_what_is_promised_is_kept_in_a_share_of_futures_with_its_standard_error() -> None:
    deadline = date(2027, 3, 26)

    outcome = of(drawn(item("a", days=[10, 20, 30], deadline=deadline), runs=10_000), "a")

    share = outcome.on_time
    assert share is not None
    assert outcome.error_by(deadline) == pytest.approx((share * (1 - share) / 10_000) ** 0.5)
    assert outcome.error_by(deadline) <= 0.005
    assert of(drawn(item("a", days=[10])), "a").on_time is None


def test_dates_that_hold_more_days_than_likely_have_some_to_spare() -> None:
    """Its range says how long it takes, whatever its dates hold; that they differ is told."""
    roomy = of(drawn(item("a", days=[5, 10, 15], finishes_on=date(2027, 3, 19)), runs=RUNS), "a")

    assert (roomy.to_spare, roomy.planned) == (5, date(2027, 3, 19))
    assert roomy.p80 < date(2027, 3, 19)
    assert of(drawn(item("a", days=[5, 10, 15])), "a").to_spare == 0
    assert of(drawn(item("a", days=[10], finishes_on=date(2027, 3, 5))), "a").to_spare == -5
    assert of(drawn(item("a", finishes_on=date(2027, 3, 5))), "a").to_spare is None


def test_how_sure_it_is_is_said_in_a_sentence() -> None:
    late = date(2027, 3, 26)
    ranged = of(drawn(item("a", days=[10, 20, 30], deadline=late), runs=10_000), "a")

    kept = f"{100 * ranged.chance_by(late):.1f} %"
    assert ranged.sentence == f"80 % sure by {ranged.p80}; promised for 2027-03-26: {kept} ± 0.5 %"
    assert of(drawn(item("a", days=[6])), "a").sentence == (
        "on 2027-03-08 in every future; by the planned 2027-03-08: 100.0 %"
    )
    done = item("a", finishes_on=date(2027, 3, 5), status=Status.DONE)
    assert of(drawn(done), "a").sentence == "finished on 2027-03-05"


def test_quarters_are_those_of_the_fiscal_year_and_add_up_to_one() -> None:
    outcome = of(drawn(item("a", days=[15, 30, 150])), "a")

    quarters = outcome.quarters()
    assert [period.name for period, _ in quarters][:2] == ["Q1 2027", "Q2 2027"]
    assert sum(share for _, share in quarters) == pytest.approx(1)
    assert quarters[0][1] == pytest.approx(outcome.chance_by(date(2027, 3, 31)))
    assert [period.name for period, _ in outcome.quarters(4)][:2] == ["FY27 Q4", "FY28 Q1"]


# What is critical


@given(
    st.lists(st.tuples(st.integers(1, 15), st.integers(0, 30)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-3, 5), st.sampled_from(DependencyKind))),
)
def test_a_certain_future_is_the_early_pass_of_the_network(
    spans: list[tuple[int, int]], links: list[tuple[int, int, int, DependencyKind]]
) -> None:
    items = [item(f"i{nth}", MONDAY + timedelta(days=start), [days]) for nth, (days, start) in enumerate(spans)]
    pairs = {(a, b): wait(f"i{b}", f"i{a}", lag, kind) for a, b, lag, kind in links if a < b < len(items)}

    dates = drawn(*items, *pairs.values(), runs=100)

    timings = network_of(plan_of(*items, *pairs.values())).timings
    assert {each.id: certain(dates, each.id) for each in items} == {
        id: timing.early.last for id, timing in timings.items()
    }


def test_a_single_chain_is_critical_in_every_future() -> None:
    dates = drawn(*(item(each, days=[10, 20, 60]) for each in "abc"), wait("b", "a"), wait("c", "b", 5), together=30)

    assert [of(dates, each).critical for each in "abc"] == [1, 1, 1]


def test_a_planned_start_that_holds_takes_what_is_before_it_off_the_path() -> None:
    """It waits on its planned day in half of the futures; in these nothing that comes before delays the end."""
    dates = drawn(item("a", days=[10, 20, 30]), item("b", date(2027, 3, 29), [5]), wait("b", "a"))

    early = of(dates, "a").chance_by(date(2027, 3, 25))  # its last working day but one before the start of the other
    assert of(dates, "b").critical == 1
    assert of(dates, "a").critical == pytest.approx(1 - early)


def test_the_longer_of_two_legs_is_critical_and_a_milestone_has_a_path_of_its_own() -> None:
    dates = drawn(
        item("long", days=[90, 100, 110]),
        item("short", days=[5, 10, 20]),
        item("shorter", days=[1]),
        item("after", days=[1, 2, 3]),
        wait("after", "short"),
        a(Milestone, "soon", initiatives=("after", "shorter")),
    )

    assert [of(dates, each).critical for each in ("long", "short", "after")] == [1, 0, 0]
    causes = of(dates, "soon").causes
    assert {each.initiative.id: each.critical for each in causes} == {"short": 1, "after": 1}
    assert causes[0].initiative.id == "short", "it takes (5 + 4·10 + 20)/6 − 10 = 0.83 days more than is likely"
    assert causes[0].days == pytest.approx(5 / 6, abs=0.15)
    assert causes[1].days == pytest.approx(0, abs=0.05)


def test_both_of_two_that_end_last_on_one_day_are_critical() -> None:
    dates = drawn(item("a", days=[5]), item("b", days=[5]), item("c", days=[4]))

    assert [of(dates, each).critical for each in "abc"] == [1, 1, 0]


# What is left out


def test_what_has_no_dates_is_left_out_and_said_so_of_what_waits_for_it() -> None:
    dates = drawn(
        item("undated", None, [5]),
        item("endless"),
        item("done", status=Status.DONE),
        item("a", days=[1]),
        wait("a", "undated"),
        a(Milestone, "empty"),
        a(Milestone, "half", initiatives=("a", "endless")),
        a(Milestone, "none", initiatives=("endless",)),
    )

    assert {each.record.id: each.why for each in dates.left_out} == {
        "undated": "it has no start",
        "endless": "how long it takes is not said",
        "done": "it is done, and since when is not said",
        "empty": "it hangs on nothing",
        "none": "nothing that it hangs on has dates",
    }
    assert of(dates, "a").missing == ("“Undated”, which it waits for, is left out",)
    assert of(dates, "half").missing == ("“Endless” plays no part",)


def test_what_waits_for_itself_is_left_out_by_name_and_the_rest_goes_on() -> None:
    dates = drawn(
        *(item(each, days=[1]) for each in "abcd"), wait("a", "b"), wait("b", "a"), wait("c", "b"), wait("d", "c")
    )

    assert {each.record.id for each in dates.left_out} == {"a", "b"}
    assert {each.why for each in dates.left_out} <= {"it waits for itself: A → B → A", "it waits for itself: B → A → B"}
    assert certain(dates, "d") == date(2027, 3, 2)


def test_a_plan_without_dates_has_no_outcomes() -> None:
    dates = drawn()

    assert (dates.items, dates.milestones, dates.left_out) == ((), (), ())


@pytest.mark.slow
def test_what_lies_beyond_all_calendars_ends_on_their_last_day() -> None:
    far = [item(str(nth), date(2999, 12, 1), [36_500]) for nth in range(60)]
    waits = [wait(str(nth + 1), str(nth)) for nth in range(59)]

    assert of(drawn(*far, *waits, runs=100, today=date(2999, 12, 1)), "59").p50.year >= 9999


# What never changes


SEQUENCE = (
    item("a", days=[10, 20, 60]),
    item("b", date(2027, 4, 1), [5, 8, 12], deadline=date(2027, 5, 1)),
    item("c", date(2027, 3, 8), [3, 9, 40]),
    wait("b", "a", 2),
    wait("b", "c"),
    a(Milestone, "goal", initiatives=("b", "c"), due_on=date(2027, 5, 14)),
)


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    assert drawn(*SEQUENCE) == drawn(*SEQUENCE)
    assert drawn(*SEQUENCE, seed=2) != drawn(*SEQUENCE)


def test_more_futures_begin_with_the_same_ones() -> None:
    """What is drawn does not hang on how many are drawn at a time."""
    few, many = drawn(*SEQUENCE, runs=10_000), drawn(*SEQUENCE, runs=20_000)

    counts = dict(zip(of(many, "c").days, of(many, "c").runs, strict=True))
    assert all(number <= counts[day] for day, number in zip(of(few, "c").days, of(few, "c").runs, strict=True))


def test_another_item_changes_what_no_other_one_draws() -> None:
    alone = drawn(*SEQUENCE)
    beside = drawn(*SEQUENCE, item("z", days=[1, 5, 50]))

    assert [of(beside, each).days for each in "abc"] == [of(alone, each).days for each in "abc"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(0, 20), st.integers(0, 60)),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-5, 5), st.sampled_from(DependencyKind))),
    st.integers(0, 100),
)
def test_dates_are_in_order_whatever_the_plan(
    spans: list[tuple[int, int, int, int]], links: list[tuple[int, int, int, DependencyKind]], together: int
) -> None:
    items = [
        item(f"i{nth}", MONDAY + timedelta(days=start), [low, low + more, low + more + most])
        for nth, (low, more, most, start) in enumerate(spans)
    ]
    pairs = {(a, b): wait(f"i{b}", f"i{a}", lag, kind) for a, b, lag, kind in links if a < b < len(items)}
    goal = a(Milestone, "goal", initiatives=tuple(each.id for each in items))

    dates = drawn(*items, *pairs.values(), goal, together=together, runs=100)

    for each in (*dates.items, *dates.milestones):
        assert each.p50 <= each.p80 <= each.days[-1]
        assert all(one < other for one, other in pairwise(each.days))
        assert sum(each.runs) == 100
        assert each.chance_by(each.p80) >= 0.8
        assert each.chance_by(each.p80 - timedelta(days=1)) < 0.8
    for one, (*_, start) in zip(items, spans, strict=True):
        assert of(dates, one.id).days[0] >= MONDAY + timedelta(days=start)
    assert of(dates, "goal").days[-1] == max(each.days[-1] for each in dates.items)
    assert max(each.critical or 0 for each in dates.items) > 0


def test_too_few_runs_are_refused_and_the_work_can_be_stopped() -> None:
    with pytest.raises(ValueError, match="at least 100"):
        drawn(item("a", days=[1]), runs=99)
    told: list[float] = []
    with pytest.raises(Cancelled):
        simulate_dates(plan_of(*SEQUENCE), MONDAY, runs=200, progress=told.append, is_cancelled=lambda: len(told) > 1)
    assert told == sorted(told)


def test_numpy_is_imported_only_to_simulate() -> None:
    code = "import sys, domain.dates, domain.copula; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
