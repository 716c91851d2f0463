"""What a sequence costs in waiting: the sources' own numbers, and the best order against trying all of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.ranking.delay import (
    Deadline,
    Decaying,
    Job,
    Linear,
    Order,
    Urgency,
    Window,
    best_order,
    delay_cost,
    jobs_of,
    swap,
    waits_of,
)
from tests.builders import a, plan_of

costs, weeks = st.integers(0, 100).map(Fraction), st.integers(0, 20).map(Fraction)
linear = st.builds(Linear, costs)
urgencies = st.one_of(linear, st.builds(Window, costs, weeks), st.builds(Deadline, costs, weeks))


def job(id: str, cost: int, weeks: int) -> Job:
    return Job(id, Fraction(weeks), Linear(Fraction(cost)))


A, B = job("a", 10, 2), job("b", 30, 4)


def some_jobs(made: list[tuple[Fraction, Urgency]]) -> list[Job]:
    return [Job(f"j{n}", weeks, urgency) for n, (weeks, urgency) in enumerate(made)]


def test_the_two_sequences_of_the_source() -> None:
    assert [delay_cost([A, B]), delay_cost([B, A])] == [200, 180]
    assert swap(A, B) == -20
    assert [each.id for each in best_order([A, B]).jobs] == ["b", "a"]


def test_what_the_two_sequences_of_the_source_bring_in_six_weeks() -> None:
    base, at_once = 6 * 10, 6 * (10 + 30)

    assert [base + at_once - delay_cost(order) for order in ([A, B], [B, A])] == [100, 120]


@pytest.mark.parametrize(
    ("urgency", "at", "lost"),
    [
        (Linear(Fraction(10)), 6, 60),
        (Window(Fraction(10), Fraction(4)), 3, 30),
        (Window(Fraction(10), Fraction(4)), 6, 40),
        (Deadline(Fraction(500), Fraction(4)), 4, 0),
        (Deadline(Fraction(500), Fraction(4)), 5, 500),
        (Decaying(Fraction(10), Fraction(4)), 4, 10 * 4 / log(2) / 2),
        (Decaying(Fraction(10), Fraction(4)), 0, 0),
    ],
)
def test_what_is_lost_is_the_integral_of_what_each_week_costs(urgency: Urgency, at: int, lost: float) -> None:
    assert float(urgency.lost(Fraction(at))) == pytest.approx(lost)


def test_what_decays_is_the_sum_of_its_small_steps() -> None:
    urgency, step = Decaying(Fraction(7), Fraction(3)), 1 / 1000

    summed = sum(7 * 2 ** (-(n + 0.5) * step / 3) * step for n in range(5000))

    assert float(urgency.lost(Fraction(5))) == pytest.approx(summed, rel=1e-6)


def test_nothing_and_one_thing_have_an_order() -> None:
    assert best_order([]) == Order((), Fraction(0), is_best=True)
    assert best_order([A]).jobs == (A,)


def test_what_takes_no_time_goes_first_and_equal_ones_by_id() -> None:
    order = best_order([job("b", 1, 1), job("a", 1, 1), job("c", 1, 0), job("d", 0, 0)])

    assert [each.id for each in order.jobs] == ["c", "a", "b", "d"]


@given(st.lists(st.tuples(weeks, linear), max_size=5))
def test_by_cd3_no_other_sequence_costs_less(made: list[tuple[Fraction, Urgency]]) -> None:
    jobs = some_jobs(made)

    found = best_order(jobs)

    assert found.is_best
    assert found.cost == min(delay_cost(order) for order in permutations(jobs))


@given(weeks, linear, weeks, linear, weeks)
def test_turning_two_around_changes_what_the_closed_form_says(
    one: Fraction, first: Linear, other: Fraction, second: Linear, start: Fraction
) -> None:
    before, after = Job("a", one, first), Job("b", other, second)

    assert swap(before, after, start) == first.cost * other - second.cost * one
    assert swap(before, after) == delay_cost([after, before]) - delay_cost([before, after])


@given(st.lists(st.tuples(weeks, urgencies), min_size=2, max_size=5))
def test_what_waits_stays_behind_and_no_single_move_would_save(made: list[tuple[Fraction, Urgency]]) -> None:
    jobs = some_jobs(made)
    waits = [("j0", "j1"), ("j1", "unknown")]

    found = best_order(jobs, waits)

    ids = [each.id for each in found.jobs]
    assert sorted(ids) == sorted(each.id for each in jobs)
    assert ids.index("j1") < ids.index("j0")
    assert found.cost == delay_cost(found.jobs)
    for n in range(len(jobs) - 1):
        turned = [*found.jobs[:n], found.jobs[n + 1], found.jobs[n], *found.jobs[n + 2 :]]
        if {turned[n].id, turned[n + 1].id} != {"j0", "j1"}:
            assert delay_cost(turned) >= found.cost


def test_a_circle_has_no_order() -> None:
    with pytest.raises(ValueError, match="b, a wait for each other in a circle"):
        best_order([A, B], [("a", "b"), ("b", "a")])


def test_the_jobs_of_a_plan_are_what_is_still_to_be_done_and_has_figures() -> None:
    plan = plan_of(
        a(Initiative, "a", delay_cost=10, likely_days=10),
        a(Initiative, "b", delay_cost=30, likely_days=20),
        a(Initiative, "vague", delay_cost=30),
        a(Initiative, "over", delay_cost=30, likely_days=20, status=Status.DONE),
        a(Initiative, "off", delay_cost=30, likely_days=20, status=Status.DROPPED),
        a(Dependency, "d1", initiative="b", waits_for="a"),
        a(Dependency, "d2", initiative="a", waits_for="vague", kind=DependencyKind.START_TO_START),
    )

    jobs, unknown = jobs_of(plan)

    assert (jobs, [each.id for each in unknown]) == ((A, B), ["vague"])
    assert waits_of(plan) == (("b", "a"),)
    assert best_order(jobs, waits_of(plan)) == Order((A, B), Fraction(200), is_best=False)


def test_who_waits_for_a_third_stays_behind_though_that_one_is_not_in_the_order() -> None:
    found = best_order([A, B], [("b", "third"), ("third", "a")])

    assert [each.id for each in found.jobs] == ["a", "b"]
