"""Weighted scoring: the sources' own numbers, and what must hold for any ratings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Criterion, Rating
from domain.entity import Entity
from domain.initiative import Initiative, Status
from domain.plan import Plan
from domain.ranking.score import Score
from domain.ranking.weighted import weighted
from tests import builders
from tests.builders import a

Ratings = Mapping[str, Mapping[str, int]]


def criterion(id: str, weight: int | None, *, low: int = 1, high: int = 5, less_is_better: bool = False) -> Criterion:
    return Criterion(
        id=id,
        name=id.upper(),
        weight_percent=weight,
        lowest=Decimal(low),
        highest=Decimal(high),
        less_is_better=less_is_better,
    )


def rating(initiative: str, criterion: str, value: int, by: str | None = None) -> Rating:
    id = "-".join(part for part in (initiative, criterion, by) if part).lower()
    return Rating(id=id, initiative=initiative, criterion=criterion, by=by, value=Decimal(value))


def plan_of(criteria: tuple[Criterion, ...], ratings: Ratings) -> Plan:
    records: list[Entity] = [*criteria]
    for initiative, values in ratings.items():
        records.append(Initiative(id=initiative, name=initiative))
        records.extend(rating(initiative, criterion, value) for criterion, value in values.items())
    return Plan.of(records)


def scores(plan: Plan) -> dict[str, Score]:
    return {score.initiative: score for score in weighted(plan)}


def at_most(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one <= other


def test_customer_and_business_value_count_half_each() -> None:
    criteria = (criterion("customer", 50), criterion("business", 50))

    [score] = weighted(plan_of(criteria, {"app": {"customer": 5, "business": 2}}))

    assert score.value == Decimal("62.5"), ".5·1 + .5·¼"


def test_a_column_of_twenty_points_rated_one_of_five_yields_four() -> None:
    criteria = (criterion("twenty", 20, low=0), criterion("rest", 80, low=0))

    [score] = weighted(plan_of(criteria, {"app": {"twenty": 1, "rest": 0}}))

    assert score.value == 4


def test_best_on_every_benefit_and_lowest_on_every_cost_is_a_hundred() -> None:
    criteria = (criterion("gain", 60), criterion("cost", 40, less_is_better=True))

    found = scores(plan_of(criteria, {"best": {"gain": 5, "cost": 1}, "worst": {"gain": 1, "cost": 5}}))

    assert found["best"].value == 100
    assert found["worst"].value == 0


def test_three_criteria_give_the_textbook_sums() -> None:
    criteria = tuple(criterion(id, weight, low=0, high=100) for id, weight in [("p", 40), ("q", 35), ("r", 25)])

    found = scores(plan_of(criteria, {"a": {"p": 5, "q": 2, "r": 3}, "b": {"p": 3, "q": 4, "r": 4}}))

    assert (found["a"].value, found["b"].value) == (Decimal("3.45"), Decimal("3.60"))


def test_weights_count_by_their_share_of_all_weights() -> None:
    thirds = (criterion("p", 10), criterion("q", 20))

    [score] = weighted(plan_of(thirds, {"app": {"p": 1, "q": 5}}))

    assert score.value == pytest.approx(Decimal(200) / 3)


def test_a_criterion_without_weight_asks_for_no_rating() -> None:
    criteria = (criterion("counts", 100), criterion("unweighed", None), criterion("nothing", 0))

    [score] = weighted(plan_of(criteria, {"app": {"counts": 3}}))

    assert score.value == 50
    assert score.missing == ()


def test_without_any_weight_there_is_no_score_and_everything_is_possible() -> None:
    [score] = weighted(plan_of((criterion("unweighed", None),), {"app": {"unweighed": 5}}))

    assert score == Score("app", None, worst=Decimal(0), best=Decimal(100), missing=("a weight on any criterion",))


def test_a_missing_rating_leaves_an_interval_and_says_what_is_missing() -> None:
    criteria = (criterion("known", 60), criterion("cost", 15, less_is_better=True), criterion("open", 25))

    [score] = weighted(plan_of(criteria, {"app": {"known": 3}}))

    assert (score.value, score.worst, score.best) == (None, Decimal(30), Decimal(70))
    assert score.missing == ("COST", "OPEN")
    assert [each.value for each in score.inputs] == ["", "3 of 5", ""]


@pytest.mark.parametrize("value", [0, 6])
def test_a_rating_outside_the_scale_counts_as_missing(value: int) -> None:
    [score] = weighted(plan_of((criterion("gain", 100),), {"app": {"gain": value}}))

    assert (score.value, score.missing) == (None, ("GAIN",))


def test_the_groups_rating_goes_before_those_of_persons() -> None:
    plan = Plan.of(
        [
            criterion("gain", 100),
            Initiative(id="app", name="App"),
            rating("app", "gain", 5, by="Ann"),
            rating("app", "gain", 2),
        ]
    )

    [score] = weighted(plan)

    assert score.value == 25


def test_without_the_groups_rating_the_mean_of_the_persons_counts() -> None:
    plan = Plan.of(
        [
            criterion("gain", 100),
            Initiative(id="app", name="App"),
            *(rating("app", "gain", value, by=name) for name, value in [("Ann", 5), ("Bob", 2), ("Cor", 2)]),
        ]
    )

    [score] = weighted(plan)

    assert score.value == 50


def test_ties_share_the_better_rank_and_stand_in_order_of_id() -> None:
    ratings = {"d": {"gain": 1}, "c": {"gain": 3}, "b": {"gain": 3}, "a": {"gain": 5}, "e": {}}

    found = weighted(plan_of((criterion("gain", 100),), ratings))

    assert [(score.initiative, score.rank) for score in found] == [("a", 1), ("b", 2), ("c", 2), ("d", 4), ("e", None)]


def test_equal_scores_tie_whatever_path_led_to_them() -> None:
    criteria = tuple(criterion(id, 1) for id in "pqr")
    thirds = {"a": {"p": 2, "q": 2, "r": 3}, "b": {"p": 3, "q": 2, "r": 2}, "c": {"p": 1, "q": 1, "r": 5}}

    found = weighted(plan_of(criteria, thirds))

    assert [score.rank for score in found] == [1, 1, 1]


def test_a_dropped_initiative_is_out_of_the_running() -> None:
    dropped = Initiative(id="old", name="Old", status=Status.DROPPED)
    plan = Plan.of([*plan_of((criterion("gain", 100),), {"app": {"gain": 3}}), dropped, rating("old", "gain", 5)])

    found = weighted(plan)

    assert [(score.initiative, score.rank) for score in found] == [("app", 1)]


def test_an_outlier_does_not_turn_two_others_around() -> None:
    """Scores divided by the highest rating seen turn A and B around when C comes in; anchored ones do not."""
    criteria = (criterion("p", 50, low=0, high=100), criterion("q", 50, low=0, high=100))
    two = {"a": {"p": 10, "q": 4}, "b": {"p": 6, "q": 8}}

    found = scores(plan_of(criteria, {**two, "c": {"p": 0, "q": 80}}))

    assert {id: score.value for id, score in found.items()} == {"a": 7, "b": 7, "c": 40}


@st.composite
def rated(draw: st.DrawFn) -> tuple[tuple[Criterion, ...], dict[str, dict[str, int]]]:
    """Criteria with any weights and directions, and ratings on their scales, some of them missing."""
    weights = draw(st.lists(st.integers(0, 100), min_size=1, max_size=4))
    criteria = tuple(
        criterion(f"c{n}", weight, low=-3, high=draw(st.integers(-2, 9)), less_is_better=draw(st.booleans()))
        for n, weight in enumerate(weights)
    )
    initiatives = [f"i{n}" for n in range(draw(st.integers(1, 5)))]
    ratings = {
        initiative: {
            each.id: draw(st.integers(int(each.lowest), int(each.highest)))
            for each in criteria
            if draw(st.integers(0, 5))
        }
        for initiative in initiatives
    }
    return criteria, ratings


@given(rated())
def test_scores_stay_within_their_bounds(made: tuple[tuple[Criterion, ...], dict[str, dict[str, int]]]) -> None:
    found = weighted(plan_of(*made))

    for score in found:
        assert score.worst is not None
        assert score.best is not None
        assert 0 <= score.worst <= score.best <= 100
        assert score.value is None or score.worst == score.value == score.best


@given(rated(), st.data())
def test_a_better_rating_never_lowers_the_score(
    made: tuple[tuple[Criterion, ...], dict[str, dict[str, int]]], data: st.DataObject
) -> None:
    criteria, ratings = made
    changed = data.draw(st.sampled_from(criteria))
    good_end = changed.lowest if changed.less_is_better else changed.highest
    bad_end = changed.highest if changed.less_is_better else changed.lowest
    value = ratings["i0"].get(changed.id, int(bad_end))
    better = data.draw(st.integers(*sorted((value, int(good_end)))))

    before = scores(plan_of(criteria, {**ratings, "i0": {**ratings["i0"], changed.id: value}}))["i0"]
    after = scores(plan_of(criteria, {**ratings, "i0": {**ratings["i0"], changed.id: better}}))["i0"]

    assert at_most(before.worst, after.worst)
    assert at_most(before.best, after.best)


@given(rated(), rated())
def test_adding_an_initiative_changes_no_other_score(
    made: tuple[tuple[Criterion, ...], dict[str, dict[str, int]]],
    other: tuple[tuple[Criterion, ...], dict[str, dict[str, int]]],
) -> None:
    criteria, ratings = made
    newcomer = {each.id: other[1]["i0"].get(each.id, int(each.lowest)) for each in criteria}

    before = scores(plan_of(criteria, ratings))
    after = scores(plan_of(criteria, {**ratings, "newcomer": newcomer}))

    for id, score in before.items():
        assert (after[id].value, after[id].worst, after[id].best) == (score.value, score.worst, score.best)


@given(rated())
def test_a_missing_rating_can_only_land_in_the_interval(
    made: tuple[tuple[Criterion, ...], dict[str, dict[str, int]]],
) -> None:
    criteria, ratings = made
    filled = {each.id: int(each.highest) for each in criteria}

    before = scores(plan_of(criteria, ratings))["i0"]
    after = scores(plan_of(criteria, {**ratings, "i0": {**filled, **ratings["i0"]}}))["i0"]

    assert at_most(before.worst, after.worst)
    assert at_most(after.best, before.best)


def test_each_rating_says_how_it_becomes_its_place_on_the_scale_also_where_less_is_better() -> None:
    plan = builders.plan_of(
        a(Criterion, "ease", weight_percent=60),
        a(Criterion, "risk", weight_percent=40, less_is_better=True),
        a(Rating, "one", initiative="initiative", criterion="ease", value=4),
        a(Rating, "two", initiative="initiative", criterion="risk", value=2),
    )
    [score] = weighted(plan)

    assert [each.source for each in score.inputs] == [
        "(4 − 1) / (5 − 1) = 0.75; weight 60 %, typed",
        "(5 − 2) / (5 − 1) = 0.75; less is better; weight 40 %, typed",
    ]
