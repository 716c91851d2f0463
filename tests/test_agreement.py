"""How far rankings agree: the sources' own numbers, degenerate input, and what must hold for any rankings."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.initiative import Initiative
from domain.ranking.agreement import (
    Majority,
    borda,
    compared,
    condorcet,
    iqr,
    kendall_tau,
    kendall_w,
    mean_ranks,
    movers,
)
from domain.ranking.methods import METHODS
from tests.builders import TODAY, a, plan_of

rankings = st.integers(2, 7).flatmap(lambda n: st.lists(st.integers(1, 5), min_size=n, max_size=n))
judges = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.permutations(range(1, n + 1)), min_size=2, max_size=5),
)


def test_the_same_ranking_agrees_and_the_reverse_does_not() -> None:
    assert kendall_tau([1, 2, 3, 4], [1, 2, 3, 4]).value == 1
    assert kendall_tau([1, 2, 3, 4], [4, 3, 2, 1]).value == -1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3, 4], [1, 3, 2, 4], 4 / 6),
        ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173),  # the example of SciPy's documentation
        ([1, 1, 2], [1, 2, 3], 2 / sqrt(2 * 3)),
    ],
)
def test_tau_b_with_ties(one: list[int], other: list[int], expected: float) -> None:
    assert kendall_tau(one, other).value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ([], [], "no item is in both"),
        ([1], [1], "it takes two items to compare"),
        ([1, 1, 1], [1, 2, 3], "all items tie"),
    ],
)
def test_where_there_is_nothing_to_compare_there_is_no_tau_but_a_reason(
    one: list[int], other: list[int], why: str
) -> None:
    found = kendall_tau(one, other)

    assert (found.value, found.why) == (None, why)


@given(rankings, st.data())
def test_tau_is_symmetric_and_lies_between_its_ends(one: list[int], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.integers(1, 5), min_size=len(one), max_size=len(one)))

    found, turned = kendall_tau(one, other), kendall_tau(other, one)

    assert found.value == turned.value
    assert found.value is None or -1 <= round(found.value, 12) <= 1


def test_w_of_three_judges() -> None:
    found = kendall_w([[1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 3, 4]])

    assert found.value == Fraction(7, 9)
    assert found.chi_square is None, "it is told of more than seven items only"


def test_w_of_the_examples_of_desctools() -> None:
    """Attractions by three study groups (Siegel & Castellan 1988), and anxiety by three raters, with many ties."""
    attractions = kendall_w([[5, 6, 7, 1, 2, 4, 3, 8], [1, 7, 6, 2, 3, 5, 4, 8], [4, 5, 1, 3, 2, 7, 6, 8]])
    anxiety = kendall_w(
        [
            [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
            [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
            [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
        ]
    )

    assert [float(attractions.value or 0), float(attractions.chi_square or 0)] == pytest.approx(
        [0.6560847, 13.778], 1e-4
    )
    assert [float(anxiety.value or 0), float(anxiety.chi_square or 0)] == pytest.approx([0.5396569, 30.76], 1e-4)


def test_w_with_ties_follows_its_formula() -> None:
    judged = [[1, 2, 2, 4], [1, 1, 3, 4]]
    sums = (1 + 1.5, 2.5 + 1.5, 2.5 + 3, 4 + 4)
    squares = sum((each - sum(sums) / 4) ** 2 for each in sums)

    found = kendall_w(judged)

    assert float(found.value or 0) == pytest.approx(12 * squares / (4 * (64 - 4) - 2 * (6 + 6)))


def test_chi_square_of_eight_items() -> None:
    found = kendall_w([list(range(8))] * 3)

    assert (found.value, found.chi_square) == (Fraction(1), Fraction(21))


@pytest.mark.parametrize("judged", [[], [[1, 2, 3]], [[1], [1]], [[1, 1], [1, 1]]])
def test_one_judge_one_item_or_nothing_but_ties_have_no_w(judged: list[list[int]]) -> None:
    found = kendall_w(judged)

    assert found.value is None
    assert found.why


@given(judges)
def test_w_lies_between_none_and_full_agreement(judged: list[list[int]]) -> None:
    shortest = min(map(len, judged))
    value = kendall_w([judge[:shortest] for judge in judged]).value

    assert value is None or 0 <= value <= 1


def test_those_that_tie_share_the_mean_of_their_places() -> None:
    assert mean_ranks([5, 7, 7]) == tuple(map(Fraction, ("1", "5/2", "5/2")))


def test_borda_counts_those_left_behind() -> None:
    assert borda([[1, 2, 3], [1, 3, 2], [2, 1, 3]]) == tuple(map(Fraction, (5, 3, 1)))
    assert borda([[1, 1, 3]]) == tuple(map(Fraction, ("3/2", "3/2", "0")))
    assert borda([]) == ()


def test_a_winner_beats_each_other_one() -> None:
    assert condorcet([[1, 2, 3], [1, 3, 2], [2, 1, 3]]) == Majority(0)


def test_a_circle_is_said() -> None:
    assert condorcet([[1, 2, 3], [3, 1, 2], [2, 3, 1]]) == Majority(None, (0, 1, 2))


def test_a_circle_further_down_keeps_no_winner_from_winning() -> None:
    assert condorcet([[1, 2, 3, 4], [1, 4, 2, 3], [1, 3, 4, 2]]).winner == 0


def test_a_tie_at_the_top_is_no_winner_and_no_circle() -> None:
    assert condorcet([[1, 2], [2, 1]]) == Majority(None)
    assert condorcet([]) == Majority(None)


@given(judges)
def test_the_condorcet_winner_is_who_beats_all(judged: list[list[int]]) -> None:
    shortest = min(map(len, judged))
    ranks = [judge[:shortest] for judge in judged]
    wins = {
        i: sum(sum((r[i] < r[j]) - (r[i] > r[j]) for r in ranks) > 0 for j in range(shortest) if j != i)
        for i in range(shortest)
    }

    found = condorcet(ranks)

    assert found.winner == next((i for i, number in wins.items() if number == shortest - 1), None)
    for one, other in zip(found.circle, (*found.circle[1:], *found.circle[:1]), strict=True):
        assert sum((r[one] < r[other]) - (r[one] > r[other]) for r in ranks) > 0


def test_the_spread_is_the_middle_half_and_of_few_there_is_none() -> None:
    assert iqr([1, 2, 3, 4]) is None
    assert iqr([1, 2, 3, 4, 5]) == 2
    assert iqr([1, 2, 3, 4, 5, 6]) == Fraction(5, 2)


FIVE = (
    a(Initiative, "a", ice_impact=9, ice_confidence=9, ice_ease=9, time_criticality=1),
    a(Initiative, "b", ice_impact=8, ice_confidence=8, ice_ease=8, time_criticality=5),
    a(Initiative, "c", ice_impact=7, ice_confidence=7, ice_ease=7, time_criticality=8),
    a(Initiative, "d", ice_impact=6, ice_confidence=6, ice_ease=6, time_criticality=13),
    a(Initiative, "e", ice_impact=5, ice_confidence=5, ice_ease=5),
)
SIZED = tuple(each.model_copy(update={"user_value": 3, "risk_reduction": 3, "job_size": 2}) for each in FIVE)


def test_methods_stand_beside_each_other_over_what_both_rank() -> None:
    found = compared(plan_of(*SIZED), TODAY, ("ice", "wsjf", "moscow"))

    assert list(found.taus) == list(combinations(("ice", "wsjf", "moscow"), 2))
    assert (found.taus["ice", "wsjf"].value, found.taus["ice", "wsjf"].of) == (-1, 4)
    assert (found.taus["ice", "moscow"].value, found.taus["ice", "moscow"].why) == (None, "no item is in both")


def test_the_biggest_moves_come_first_with_their_cause() -> None:
    plan = plan_of(*SIZED)
    rankings = compared(plan, TODAY, ("ice", "wsjf")).rankings

    found = movers(plan, rankings["ice"], METHODS["wsjf"], rankings["wsjf"])

    assert [move.said for move in found] == [
        "“A” drops 3 places under WSJF: lowest in time criticality, 1",
        "“D” rises 3 places under WSJF: highest in time criticality, 13",
        "“B” drops 1 place under WSJF: low in time criticality, 5",
        "“C” rises 1 place under WSJF: high in time criticality, 8",
        "“E” has no rank under WSJF: no time criticality",
    ]


def test_a_ranking_held_against_itself_moves_nothing() -> None:
    plan = plan_of(*SIZED)
    ranking = METHODS["ice"].rank(plan, TODAY)

    assert movers(plan, ranking, METHODS["ice"], ranking) == ()
