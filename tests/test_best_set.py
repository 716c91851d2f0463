"""The best set of things: against trying every set there is, and where tolerances would let a wrong one through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.best_set import Best, Limit, Problem, best_set, greedy_set, settled
from domain.errors import Unsolved


def every_set(problem: Problem) -> Iterator[frozenset[int]]:
    things = range(len(problem.values))
    sets = (frozenset(taken) for number in range(len(things) + 1) for taken in combinations(things, number))
    return (taken for taken in sets if problem.allows(taken))


def rank(problem: Problem, costs: tuple[int, ...], taken: frozenset[int]) -> tuple[object, ...]:
    """What is better sorts first: worth more, then costing less, then fewer, then the earlier."""
    return -problem.value(taken), sum(costs[each] for each in taken), len(taken), sorted(taken)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, tuple[int, ...]]:
    """Anything with up to eight things, and what they cost."""
    things = draw(st.integers(0, 8))
    most = draw(st.sampled_from([3, 1_000, 10**9, 10**11]))  # small numbers tie, large ones strain the tolerances

    def numbers(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.lists(st.integers(low, high), min_size=things, max_size=things)))

    pairs = [(one, other) for one in range(things) for other in range(things) if one != other]
    some = st.lists(st.sampled_from(pairs), max_size=4).map(tuple) if pairs else st.just(())
    costs = numbers(0, most)
    days = numbers(0, 50)
    limits = (Limit(costs, draw(st.integers(0, max(1, sum(costs))))), Limit(days, draw(st.integers(0, 200))))
    given = draw(st.dictionaries(st.integers(0, things - 1), st.booleans(), max_size=2)) if things else {}
    return Problem(numbers(-most, most), limits, draw(some), draw(some), given), costs


@given(problems())
def test_it_is_as_good_as_the_best_of_all_sets_and_of_those_the_first(made: tuple[Problem, tuple[int, ...]]) -> None:
    problem, costs = made
    expected = min(every_set(problem), key=lambda taken: rank(problem, costs, taken), default=None)

    found = best_set(problem)

    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.is_proved) == (problem.value(expected), True)
        assert settled(problem, found, costs).taken == expected


P07 = (
    (135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240),
    (70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120),
)
P08 = (
    (
        *(825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996, 1844992, 1049289),
        *(1252836, 1319836, 953277, 2067538, 675367, 853655, 1826027, 65731, 901489, 577243, 466257, 369261),
    ),
    (
        *(382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665, 551830),
        *(610856, 670702, 488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724, 224916, 169684),
    ),
)


@pytest.mark.parametrize(("instance", "most", "best"), [(P07, 750, 1458), (P08, 6404180, 13549094)])
def test_knapsacks_whose_best_is_known(instance: tuple[tuple[int, ...], ...], most: int, best: int) -> None:
    """Kreher & Stinson 1998, "Combinatorial Algorithms", as P07 and P08 of Burkardt's data sets."""
    profits, weights = instance

    found = best_set(Problem(profits, (Limit(weights, most),)))

    assert found is not None
    assert (found.value, found.is_proved) == (best, True)


def test_a_choice_of_projects_within_ten_limits() -> None:
    """Petersen 1967, "Computational experience with variants of the Balas algorithm", as mknap1 of the OR-Library."""
    rows = (
        *(((8, 12, 13, 64, 22, 41), 80), ((8, 12, 13, 75, 22, 41), 96), ((3, 6, 4, 18, 6, 4), 20)),
        *(((5, 10, 8, 32, 6, 12), 36), ((5, 13, 8, 42, 6, 20), 44), ((5, 13, 8, 48, 6, 20), 48)),
        *(((0, 0, 0, 0, 8, 0), 10), ((3, 0, 4, 0, 8, 0), 18), ((3, 2, 4, 0, 8, 4), 22), ((3, 2, 4, 8, 8, 4), 24)),
    )
    problem = Problem((100, 600, 1200, 2400, 500, 2000), tuple(Limit(uses, most) for uses, most in rows))

    assert best_set(problem) == Best(frozenset({1, 2, 5}), 3800, 3800)


def test_a_thing_that_loses_is_taken_for_what_it_makes_possible() -> None:
    problem = Problem(values=(-10, 100, -10), needs=((1, 0),))

    assert best_set(problem) == Best(frozenset({0, 1}), 90, 90)


def test_a_cent_too_much_is_too_much_and_a_cent_decides() -> None:
    billion = 10**11  # in cents
    costs = (billion, billion + 1)

    too_dear = best_set(Problem((5, 6), (Limit(costs, 2 * billion),)))
    just_right = best_set(Problem((5, 6), (Limit(costs, 2 * billion + 1),)))
    by_a_cent = best_set(Problem((billion, billion + 1), (Limit((1, 1), 1),)))

    assert too_dear is not None
    assert just_right is not None
    assert by_a_cent is not None
    assert too_dear.taken == {1}
    assert just_right.taken == {0, 1}
    assert by_a_cent == Best(frozenset({1}), billion + 1, billion + 1)


def test_nothing_to_take_is_worth_nothing() -> None:
    assert best_set(Problem(())) == Best(frozenset(), 0, 0)
    assert best_set(Problem((), (Limit((), -1),))) is None


def test_no_set_at_all_is_not_the_empty_set() -> None:
    assert best_set(Problem((1,), (Limit((0,), -1),))) is None
    assert best_set(Problem((1, 1), excludes=((0, 1),), given={0: True, 1: True})) is None


def test_what_only_loses_is_left() -> None:
    assert best_set(Problem((-1, -2), (Limit((1, 1), 5),))) == Best(frozenset(), 0, 0)


def test_of_twenty_that_are_all_the_same_the_first_are_taken() -> None:
    same = (7,) * 20
    problem = Problem(same, (Limit(same, 5 * 7),))
    found = best_set(problem)

    assert found is not None
    assert settled(problem, found, same).taken == set(range(5))


def hard() -> Problem:
    """One in which everything is worth what it costs, so that sets are hard to tell apart."""
    costs = tuple(1_000_003 + 7_919 * n % 500_009 for n in range(40))
    return Problem(costs, (Limit(costs, sum(costs) // 2),))


def test_a_search_that_ends_early_says_how_much_better_a_set_could_be() -> None:
    problem = hard()

    found = best_set(problem, most_nodes=1)

    assert found is not None
    assert problem.allows(found.taken)
    assert found.value < found.bound <= problem.limits[0].most + 1
    assert not found.is_proved
    assert settled(problem, found, problem.values) == found  # there is nothing to choose between yet


def test_a_search_that_ends_with_nothing_does_not_say_that_there_is_nothing() -> None:
    with pytest.raises(Unsolved, match="in 0 branches"):
        best_set(hard(), most_nodes=0)


def test_by_value_for_cost_alone_what_is_left_of_the_budget_is_lost() -> None:
    costs = (60, 50, 50)
    problem = Problem((90, 70, 70), (Limit(costs, 100),))

    assert greedy_set(problem, costs) == {0}
    assert best_set(problem) == Best(frozenset({1, 2}), 140, 140)


def test_greed_takes_a_thing_with_all_that_it_needs_and_what_is_free_first() -> None:
    costs = (0, 10, 10, 10)
    problem = Problem((1, 100, -20, -90), (Limit(costs, 20),), needs=((1, 2), (2, 3)))

    assert greedy_set(problem, costs) == {0}
    assert greedy_set(replace(problem, needs=((1, 2),)), costs) == {0, 1, 2}


@given(problems())
def test_greed_is_never_better_than_the_best(made: tuple[Problem, tuple[int, ...]]) -> None:
    problem, costs = made
    best, greedy = best_set(problem), greedy_set(problem, costs)

    if problem.allows(greedy):
        assert best is not None
        assert problem.value(greedy) <= best.value


def test_it_says_nothing_not_even_who_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    found = best_set(Problem((1, 2), (Limit((1, 1), 1),)))

    assert found is not None
    assert capfd.readouterr() == ("", "")


def test_it_works_in_several_threads_at_once() -> None:
    found: list[Best | None] = []

    def work() -> None:
        costs = tuple(100 + 37 * n % 61 for n in range(25))
        found.append(best_set(Problem(costs, (Limit(costs, 900),))))

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 3
    assert found[0] is not None
    assert len(set(found)) == 1
