"""Opportunity scores: the source's own numbers, survey before expert, and what must hold for any figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Touchpoint
from domain.ranking.opportunity import Opportunity, opportunity, opportunity_of_gap, ranking
from tests.builders import TODAY, a, plan_of

percents = st.integers(0, 100)


def of_gap(gap: Gap, *touchpoint: Touchpoint) -> Opportunity:
    return opportunity_of_gap(plan_of(gap, *touchpoint), gap)


@pytest.mark.parametrize(
    ("importance", "satisfaction", "expected"), [(9, 3, 15), (9, 9, 9), (5, 9, 5), (10, 0, 20), (0, 0, 0)]
)
def test_the_numbers_of_the_source(importance: int, satisfaction: int, expected: int) -> None:
    assert opportunity(Decimal(importance), Decimal(satisfaction)) == expected


@pytest.mark.parametrize(("importance", "satisfaction"), [(-1, 5), (11, 5), (5, -1), (5, 11)])
def test_a_figure_off_the_scale_is_refused(importance: int, satisfaction: int) -> None:
    with pytest.raises(ValueError, match="outside 0…10"):
        opportunity(Decimal(importance), Decimal(satisfaction))


def test_shares_of_those_asked_are_a_survey() -> None:
    found = of_gap(a(Gap, "filters", importance_percent=90, satisfaction_percent=30))

    assert (found.value, found.by, found.band) == (Decimal(15), "survey", "strong")
    assert found.said == "9 + max(9 − 3, 0) = 15"


@pytest.mark.parametrize(
    ("importance", "satisfaction", "band"),
    [(90, 29, "extreme"), (90, 30, "strong"), (80, 40, "solid"), (80, 60, "")],
)
def test_a_band_begins_above_its_number(importance: int, satisfaction: int, band: str) -> None:
    found = of_gap(a(Gap, importance_percent=importance, satisfaction_percent=satisfaction))

    assert found.band == band


def test_without_a_survey_the_current_touchpoint_is_asked_and_it_says_so() -> None:
    search = a(Touchpoint, "search", importance=5, goal_percent=30, feeling=2)

    found = of_gap(a(Gap, current="search"), search)

    assert (found.value, found.by) == (Decimal(17), "expert")


def test_the_feeling_stands_in_where_nobody_knows_how_far_they_get() -> None:
    search = a(Touchpoint, "search", importance=3, feeling=-1)

    found = of_gap(a(Gap, current="search"), search)

    assert found.value == Decimal("7.5"), "5 + (5 − 2.5)"


def test_half_a_survey_is_an_experts_figure() -> None:
    search = a(Touchpoint, "search", goal_percent=50)

    found = of_gap(a(Gap, current="search", importance_percent=80), search)

    assert (found.value, found.by) == (Decimal(11), "expert")
    assert [each.source for each in found.inputs] == ["survey", "expert"]


def test_nothing_known_is_no_number_but_an_interval() -> None:
    found = of_gap(a(Gap, "filters"))

    assert (found.value, found.worst, found.best, found.band) == (None, Decimal(0), Decimal(20), "")
    assert found.missing == ("importance of “Filters”", "satisfaction of “Filters”")


@given(percents, percents)
def test_a_missing_figure_lands_in_the_interval(importance: int, satisfaction: int) -> None:
    whole = of_gap(a(Gap, importance_percent=importance, satisfaction_percent=satisfaction))
    parts = (of_gap(a(Gap, importance_percent=importance)), of_gap(a(Gap, satisfaction_percent=satisfaction)))

    assert whole.value is not None
    assert all(part.value is None and part.worst <= whole.value <= part.best for part in parts)


@given(percents, percents, percents)
def test_more_important_is_never_less_and_more_satisfied_never_more(one: int, other: int, fixed: int) -> None:
    less, more = (Decimal(each) / 10 for each in sorted((one, other)))
    held = Decimal(fixed) / 10

    assert opportunity(less, held) <= opportunity(more, held)
    assert opportunity(held, more) <= opportunity(held, less)


def test_an_initiative_closes_its_share_of_each_gap() -> None:
    plan = plan_of(
        a(Gap, "filters", importance_percent=90, satisfaction_percent=30),
        a(Gap, "price", importance_percent=80, satisfaction_percent=80),
        a(Remedy, "r1", gap="filters", closes_percent=60),
        a(Remedy, "r2", gap="price", closes_percent=50),
    )

    [score] = ranking(plan, TODAY)

    assert (score.value, score.rank) == (Decimal(13), 1)
    assert score.said == "15 × 60 % + 8 × 50 % = 13"


def test_what_is_missing_for_an_initiative_leaves_an_interval() -> None:
    plan = plan_of(
        a(Gap, "filters", importance_percent=90, satisfaction_percent=30),
        a(Remedy, gap="filters"),
        a(Initiative, "idle"),
    )

    found = {score.initiative: score for score in ranking(plan, TODAY)}

    assert (found["initiative"].value, found["initiative"].worst, found["initiative"].best) == (
        None,
        Decimal(0),
        Decimal(15),
    )
    assert found["initiative"].missing == ("how much of “Filters” it closes",)
    assert (found["idle"].value, found["idle"].best, found["idle"].missing) == (None, None, ("a gap it closes",))
