"""How firm a ranking is: the exact weight of a flip, and what must hold of the simulation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import Cancelled
from domain.initiative import Initiative
from domain.plan import Plan
from domain.ranking.robustness import Verdict, flip_weight, flips, robustness
from domain.ranking.weighted import weighted
from tests.builders import a

W = tuple(Fraction(each, 100) for each in (40, 35, 25))
A, B = (tuple(map(Fraction, each)) for each in ((5, 2, 3), (3, 4, 4)))
fractions = st.fractions(0, 1, max_denominator=20)


def rated(ratings: Mapping[str, Sequence[float]], weights: Sequence[int] = (40, 35, 25), **engagement: int) -> Plan:
    """A plan of criteria C0, C1 … from 0 to 10 with these weights, and the ratings on them."""
    criteria = [a(Criterion, f"c{n}", weight_percent=weight, lowest=0, highest=10) for n, weight in enumerate(weights)]
    records: list[Entity] = [a(Engagement, Engagement.ONLY, **{"runs": 2000, **engagement}), *criteria]
    for id, values in ratings.items():
        records.append(a(Initiative, id))
        records += [
            a(Rating, f"{id}-c{n}", initiative=id, criterion=f"c{n}", value=str(value))
            for n, value in enumerate(values)
        ]
    return Plan.of(records)


def test_the_flip_weight_worked_out_by_hand() -> None:
    found = flip_weight(W, A, B, 0)

    assert float(found or 0) == pytest.approx(0.441860, abs=1e-6)
    left = 1 - (found or 0)
    scores = [(found or 0) * each[0] + left * (W[1] * each[1] + W[2] * each[2]) / (1 - W[0]) for each in (A, B)]
    assert scores[0] == scores[1]
    assert float(scores[0]) == pytest.approx(3.558140, abs=1e-6)


def test_parallel_scores_and_one_criterion_never_flip() -> None:
    assert flip_weight(W, A, tuple(each + 1 for each in A), 0) is None
    assert flip_weight(W, A, A, 0) is None
    assert flip_weight((Fraction(1),), (Fraction(1),), (Fraction(0),), 0) is None


def test_a_criterion_with_all_the_weight_leaves_equal_parts_to_the_others() -> None:
    found = flip_weight((Fraction(1), Fraction(0), Fraction(0)), A, B, 0)

    assert found == Fraction(3, 7), "T: 2.5 and 4, so 1.5/(2 + 1.5)"


@given(st.lists(st.tuples(st.integers(1, 9), fractions, fractions), min_size=2, max_size=5), st.data())
def test_at_its_flip_weight_two_tie_and_on_either_side_they_do_not(
    made: list[tuple[int, Fraction, Fraction]], data: st.DataObject
) -> None:
    total = sum(weight for weight, _, _ in made)
    weights = [Fraction(weight, total) for weight, _, _ in made]
    one, other = [each for _, each, _ in made], [each for _, _, each in made]
    k = data.draw(st.integers(0, len(made) - 1))

    def difference(weight: Fraction) -> Fraction:
        scaled = [weight if n == k else each * (1 - weight) / (1 - weights[k]) for n, each in enumerate(weights)]
        return sum((w * (a - b) for w, a, b in zip(scaled, one, other, strict=True)), Fraction(0))

    found = flip_weight(weights, one, other, k)

    if found is None:
        assert difference(Fraction(0)) * difference(Fraction(1)) > 0 or difference(Fraction(0)) == difference(
            Fraction(1)
        )
    else:
        assert difference(found) == 0
        assert difference(Fraction(0)) * difference(Fraction(1)) <= 0


def test_neighbours_say_up_to_which_weight_they_stay_so() -> None:
    found = flips(rated({"a": (5, 2, 3), "b": (3, 4, 4)}))

    assert [flip.said for flip in found] == [
        "“B” is before “A” only while “C0” weighs less than 44.2 %",
        "“B” is before “A” only while “C1” weighs more than 29.7 %",
        "“B” is before “A” only while “C2” weighs more than 11.8 %",
    ]


def test_what_is_better_everywhere_is_so_whatever_weighs() -> None:
    [first, last] = robustness(rated({"a": (9, 9, 9), "b": (1, 1, 1)})).places

    assert (first.verdict, first.before_next, first.within, first.band) == (Verdict.FIRM, 1.0, (1.0, 1.0), (1, 1))
    assert first.said == "“A” stays before “B” whatever a criterion weighs"
    assert (last.verdict, last.before_next, last.said) == (Verdict.FIRM, None, "")


def test_near_neighbours_are_fragile_and_the_nearest_flip_is_told() -> None:
    first = robustness(rated({"a": (5, 2, 3), "b": (3, 4, 4)})).places[0]

    assert first.verdict is Verdict.FRAGILE
    assert first.said == "“B” is before “A” only while “C0” weighs less than 44.2 %"
    assert first.band == (1, 2)


def test_equal_scores_are_a_tie() -> None:
    first, last = robustness(rated({"a": (5, 5, 5), "b": (5, 5, 5)})).places

    assert [first.verdict, last.verdict] == [Verdict.TIE] * 2
    assert (first.said, [first.rank, last.rank]) == ("“A” and “B” tie", [1, 1])
    assert first.within[0] == pytest.approx(0.5, abs=0.05)


def test_one_alone_is_firm_and_none_is_nothing() -> None:
    [only] = robustness(rated({"a": (5, 5, 5)})).places

    assert (only.verdict, only.within, only.before_next) == (Verdict.FIRM, (1.0,), None)
    assert robustness(Plan()).places == ()


def test_without_a_rating_there_is_no_place() -> None:
    plan = Plan.of([*rated({"a": (5, 5, 5)}), a(Initiative, "unrated")])

    assert [place.initiative.id for place in robustness(plan).places] == ["a"]


def test_the_same_seed_draws_the_same_futures_and_another_others() -> None:
    ratings = {"a": (5, 2, 3), "b": (3, 4, 4), "c": (4, 3, 4)}

    one, again, other = (robustness(rated(ratings, seed=seed)).places for seed in (1, 1, 2))

    assert one == again
    assert [place.within for place in one] != [place.within for place in other]


def test_people_who_differ_make_a_place_less_sure() -> None:
    def chance(*values: int) -> float:
        plan = rated({"a": (6,), "b": (5,)}, weights=(100,))
        people = [
            a(Rating, f"a-{n}", initiative="a", criterion="c0", by=f"P{n}", value=each) for n, each in enumerate(values)
        ]
        place = robustness(Plan.of([*(each for each in plan if each.id != "a-c0"), *people])).places[0]
        return place.before_next or 0.0

    assert chance(6, 6, 6) == pytest.approx(1.0, abs=0.01), "half a step to either side only just meet"
    assert chance(2, 6, 10) < 0.7


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(*[st.integers(0, 10)] * 3), min_size=1))
def test_chances_grow_with_the_places_and_end_at_one(ratings: dict[str, tuple[int, int, int]]) -> None:
    plan = rated(ratings, runs=100)

    found = robustness(plan).places

    assert [(place.initiative.id, place.rank) for place in found] == [(s.initiative, s.rank) for s in weighted(plan)]
    for place in found:
        assert list(place.within) == sorted(place.within)
        assert place.within[-1] == 1
        assert 1 <= place.band[0] <= place.band[1] <= len(found)


def test_forty_initiatives_on_five_criteria_take_well_under_a_second() -> None:
    ratings = {f"i{n}": tuple((n * 7 + k * 3) % 11 for k in range(5)) for n in range(40)}
    plan = rated(ratings, weights=(30, 25, 20, 15, 10), runs=10_000)
    robustness(rated({"a": (1, 1, 1)}))  # numpy is there

    start = time.perf_counter()
    found = robustness(plan)
    took = time.perf_counter() - start

    assert len(found.places) == 40
    assert took < 1.5
    assert Decimal(found.seed) == 1


def test_progress_is_told_and_what_nobody_wants_stops() -> None:
    plan = rated({"a": (5, 2, 3), "b": (3, 4, 4)}, runs=100)
    told: list[float] = []

    robustness(plan, progress=told.append)

    assert told == [0, 0.25, 0.5, 0.75, 1]
    with pytest.raises(Cancelled):
        robustness(plan, is_cancelled=lambda: True)
