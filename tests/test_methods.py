"""The list of ranking methods: what each declares is there."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tomllib

import pytest
from hypothesis import given

from domain.entity import fields_of
from domain.initiative import Initiative, Status
from domain.plan import Plan
from domain.ranking.delay import best_order
from domain.ranking.methods import METHODS, Method
from domain.ranking.robustness import robustness
from domain.ranking.score import Input
from domain.records import KINDS
from storage.formats.ranking import ranking
from tests.builders import TODAY, a
from tests.strategies import plans


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_fields_a_method_is_fed_by_are_fields_of_an_initiative(method: Method) -> None:
    assert set(method.fields) <= set(fields_of(Initiative))


def test_a_method_is_imported_only_when_it_is_asked() -> None:
    what = "import sys, domain.ranking.methods; print([m for m in sys.modules if m.startswith('domain.ranking.')])"

    loaded = subprocess.run([sys.executable, "-c", what], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "['domain.ranking.score', 'domain.ranking.methods']"


@given(plans(most=2))
def test_whatever_a_plan_holds_a_method_scores_it_or_says_what_is_missing(plan: Plan) -> None:
    live = {each.id for each in plan.all(Initiative) if each.status is not Status.DROPPED}

    for method in METHODS.values():
        found = method.rank(plan, TODAY)
        assert {score.initiative for score in found} == live
        for score in found:
            assert (score.value is None) == bool(score.missing) == (score.rank is None)
            assert all(end is None or end.is_finite() for end in (score.value, score.worst, score.best))
            if score.value is not None:
                assert score.said
                assert score.worst == score.value == score.best


@given(plans(most=2))
def test_whatever_a_plan_holds_its_rankings_go_out_in_every_format(plan: Plan) -> None:
    text, table, toml, data = (ranking(plan, tuple(METHODS), TODAY, kind) for kind in ("text", "csv", "toml", "json"))

    assert text.startswith("Rank by each method")
    assert len({len(row) for row in csv.reader(io.StringIO(table, newline=""))}) == 1
    assert [each["key"] for each in tomllib.loads(toml)["method"]] == list(METHODS)
    assert [each["key"] for each in json.loads(data)["method"]] == list(METHODS)


@given(plans(most=2))
def test_whatever_a_plan_holds_its_ranking_is_more_or_less_firm(plan: Plan) -> None:
    few = Plan.of([*plan.all(Initiative), *(each for each in plan if each.KIND in ("criterion", "rating", "team"))])

    assert all(place.within[-1] == 1 for place in robustness(few).places)


def test_references_that_lead_nowhere_are_no_error() -> None:
    dangling = [a(kind) for kind in KINDS]

    for plan in (Plan.of(dangling[::2]), Plan.of(dangling[1::2])):
        assert all(len(method.rank(plan, TODAY)) == len(plan.all(Initiative)) for method in METHODS.values())


def test_an_empty_plan_has_no_ranking() -> None:
    assert {method.rank(Plan(), TODAY) for method in METHODS.values()} == {()}
    assert best_order(()).jobs == ()


@pytest.mark.parametrize(
    ("value", "short"),
    [
        ("1 600 people a quarter", "1 600"),
        ("80 %", "80 %"),
        ("62.2 %", "62.2 %"),
        ("3 of 5", "3"),
        ("−0.5", "−0.5"),
        ("high, 2", "high, 2"),
        ("", ""),
    ],
)
def test_a_column_shows_a_figure_without_its_unit(value: str, short: str) -> None:
    assert Input("Title", value, "typed").short == short
