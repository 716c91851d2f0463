"""Ranking by formula: the sources' own numbers, degenerate input, and what must hold for any figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business_case import case_of
from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.initiative import RELATIVE, CashKind, CashLine, Effort, Impact, Initiative, Moscow, Remedy, Status
from domain.people import Team
from domain.plan import Plan
from domain.ranking import cd3, ice, irr, moscow, npv, payback, rice, value_effort, wsjf
from domain.ranking.score import Score, ranked
from domain.ranking.value_effort import Quadrant, quadrant
from tests.builders import TODAY, a, plan_of

Ranking = Callable[[Plan, date], tuple[Score, ...]]
RELATIVE_SIZES = st.sampled_from(RELATIVE)
TENS = st.integers(1, 10)


def scores(ranking: Ranking, *records: Entity) -> Mapping[str, Score]:
    return {score.initiative: score for score in ranking(plan_of(*records), TODAY)}


def effort(initiative: str, likely: float | None, team: str = "web") -> Effort:
    return a(Effort, f"{initiative}-{team}", initiative=initiative, team=team, likely=likely)


def values(*found: Score) -> list[float | None]:
    return [None if each.value is None else float(each.value) for each in found]


RICE = {"reach": 2000, "impact": Impact.HIGH, "confidence_percent": 80}


def of_rice(days: float | None = 80, **changes: Any) -> Score:
    fields = {**RICE, **changes}
    return scores(rice.ranking, a(Initiative, "app", **fields), effort("app", days))["app"]


def test_the_lowest_ranks_first_where_less_is_better_and_the_unknown_stay_last() -> None:
    made = [Score(id, value, value, value) for id, value in [("a", Decimal(3)), ("b", None), ("c", Decimal(1))]]

    assert [(each.initiative, each.rank) for each in ranked(made, less_is_better=True)] == [
        ("c", 1),
        ("a", 2),
        ("b", None),
    ]


def test_rice_of_the_source() -> None:
    found = of_rice()

    assert (found.value, found.worst, found.best, found.rank) == (Decimal(800),) * 3 + (1,)
    assert found.said == "2 000 × 2 × 80 % / 4 person-months = 800"


@pytest.mark.parametrize(
    ("impact", "expected"),
    [(Impact.MASSIVE, 1200), (Impact.HIGH, 800), (Impact.MEDIUM, 400), (Impact.LOW, 200), (Impact.MINIMAL, 100)],
)
def test_the_five_steps_of_impact(impact: Impact, expected: int) -> None:
    assert of_rice(impact=impact).value == expected


def test_less_than_half_a_month_counts_as_half_a_month_and_it_is_said() -> None:
    found = of_rice(days=1)

    assert found.value == 2000 * 2 * Decimal("0.8") / Decimal("0.5")
    assert "counts as half a month" in found.inputs[-1].source


def test_effort_is_that_of_all_teams_by_the_month_of_the_engagement() -> None:
    week = a(Engagement, Engagement.ONLY, days_per_month=10)

    found = scores(rice.ranking, week, a(Initiative, "app", **RICE), effort("app", 30), effort("app", 10, "shop"))

    assert found["app"].value == 800
    assert found["app"].inputs[-1].source == "40 person-days of 2 teams, 10 to a month"


def test_no_effort_at_all_cannot_be_divided_by() -> None:
    found = of_rice(days=0)

    assert (found.value, found.missing) == (None, ("an effort above 0",))
    assert found.worst == 0
    with pytest.raises(ValueError, match="cannot be divided by"):
        rice.rice(Fraction(1), Fraction(1), Fraction(1), Fraction(0))


@pytest.mark.parametrize(
    ("changes", "worst", "best", "missing"),
    [
        ({"reach": None}, 0, None, "reach"),
        ({"reach": None, "confidence_percent": 0}, 0, 0, "reach"),
        ({"impact": None}, 100, 1200, "impact"),
        ({"confidence_percent": None}, 0, 1000, "confidence, typed or by evidence"),
        ({"days": None}, 0, 6400, "the effort of Web"),
    ],
)
def test_what_is_missing_for_rice_leaves_an_interval(
    changes: dict[str, Any], worst: int, best: int | None, missing: str
) -> None:
    found = of_rice(**changes)

    assert (found.value, found.worst, found.best) == (None, Decimal(worst), None if best is None else Decimal(best))
    assert found.missing == (missing,)


def test_without_a_typed_confidence_the_evidence_speaks() -> None:
    survey = a(
        Evidence, "survey", kind=EvidenceKind.EXPERIMENT, collected_on=TODAY, representative_percent=100, sample_size=1
    )
    app = a(Initiative, "app", reach=100, impact=Impact.MEDIUM)
    own = a(Citation, evidence="survey", initiative="app")

    found = scores(rice.ranking, survey, app, own, effort("app", 20))["app"]

    assert (found.value, found.inputs[2].source) == (Decimal(80), "by evidence")


def test_without_evidence_of_its_own_that_for_its_gaps_counts_and_a_moonshot_is_called_one() -> None:
    idea = a(Evidence, "idea", kind=EvidenceKind.ANECDOTE, collected_on=TODAY, representative_percent=100)
    app = a(Initiative, "app", reach=100, impact=Impact.MEDIUM)
    cited = a(Citation, evidence="idea", gap="filters")
    remedies = (
        a(Remedy, "r1", initiative="app", gap="filters"),
        a(Remedy, "r2", initiative="app", gap="unresearched"),
    )

    found = scores(rice.ranking, idea, app, cited, *remedies, effort("app", 20))["app"]

    assert found.value == 10
    assert found.inputs[2].source == "by evidence for 1 gap it closes; below 50 %, a moonshot"


def test_ice_multiplies_or_averages_as_the_engagement_says() -> None:
    app = a(Initiative, "app", ice_impact=8, ice_confidence=5, ice_ease=2)
    mean = a(Engagement, Engagement.ONLY, ice_by="mean")

    assert values(scores(ice.ranking, app)["app"], scores(ice.ranking, app, mean)["app"]) == [80, 5]


def test_orders_by_product_and_by_mean_can_differ() -> None:
    even = a(Initiative, "even", ice_impact=5, ice_confidence=5, ice_ease=5)
    steep = a(Initiative, "steep", ice_impact=10, ice_confidence=10, ice_ease=1)
    mean = a(Engagement, Engagement.ONLY, ice_by="mean")

    assert scores(ice.ranking, even, steep)["even"].rank == 1
    assert scores(ice.ranking, even, steep, mean)["even"].rank == 2


def test_a_missing_figure_of_ice_may_be_1_to_10() -> None:
    found = scores(ice.ranking, a(Initiative, "app", ice_impact=8, ice_ease=2))["app"]

    assert (found.value, found.worst, found.best) == (None, Decimal(16), Decimal(160))
    assert found.missing == ("confidence",)


def test_wsjf_of_the_source() -> None:
    app = a(Initiative, "app", user_value=8, time_criticality=5, risk_reduction=3, job_size=5)

    found = scores(wsjf.ranking, app)["app"]

    assert (found.value, found.said) == (Decimal("3.2"), "(8 + 5 + 3) / 5 = 3.2")


def test_what_is_missing_for_wsjf_leaves_an_interval() -> None:
    found = scores(wsjf.ranking, a(Initiative, "app", user_value=8, time_criticality=5))["app"]

    assert (found.value, found.worst, found.best) == (None, Decimal("0.7"), Decimal(33))
    assert found.missing == ("risk or opportunity", "job size")


def test_a_column_without_a_1_is_named_and_an_empty_one_is_not() -> None:
    plan = plan_of(
        a(Initiative, "a", user_value=2, time_criticality=1),
        a(Initiative, "b", user_value=5, time_criticality=8),
        a(Initiative, "old", user_value=1, status=Status.DROPPED),
    )

    assert wsjf.columns_without_one(plan) == ("user_value",)
    assert [each.source for each in wsjf.ranking(plan, TODAY)[0].inputs[:2]] == [
        "typed, relative to this backlog, in which none is 1",
        "typed, relative to this backlog",
    ]


def test_cd3_divides_what_a_week_costs_by_the_weeks() -> None:
    found = scores(cd3.ranking, a(Initiative, "app", delay_cost=30, likely_days=20))["app"]

    assert (found.value, found.said) == (Decimal("7.5"), "30 a week / 4 weeks = 7.5")


@pytest.mark.parametrize(
    ("fields", "worst", "best", "missing"),
    [
        ({"likely_days": 20}, None, None, "cost of delay, typed or from benefits"),
        ({"delay_cost": 30}, 0, 150, "duration, likely"),
        ({"delay_cost": 30, "likely_days": 0}, 0, 150, "a duration above 0"),
        ({"delay_cost": -30}, -150, 0, "duration, likely"),
    ],
)
def test_what_is_missing_for_cd3_leaves_an_interval(
    fields: dict[str, Any], worst: int | None, best: int | None, missing: str
) -> None:
    found = scores(cd3.ranking, a(Initiative, "app", **fields))["app"]

    ends = tuple(None if end is None else Decimal(end) for end in (worst, best))
    assert (found.value, found.worst, found.best) == (None, *ends)
    assert found.missing == (missing,)


def test_a_cost_of_delay_that_was_not_typed_follows_from_what_a_year_brings() -> None:
    lines = (
        a(CashLine, "sales", initiative="app", kind=CashKind.BENEFIT, likely=6240),
        a(CashLine, "hosting", initiative="app", kind=CashKind.RUNNING_COST, likely=1040),
        a(CashLine, "build", initiative="app", kind=CashKind.ONE_OFF_COST, likely=50_000),
    )

    found = scores(cd3.ranking, a(Initiative, "app", likely_days=20), *lines)["app"]
    typed = scores(cd3.ranking, a(Initiative, "app", likely_days=20, delay_cost=30), *lines)["app"]

    assert [each.value for each in (found, typed)] == [25, Decimal("7.5")]
    assert [each.inputs[0].source for each in (found, typed)] == [
        "yearly benefits less running costs, by 52 weeks",
        "typed",
    ]


def test_half_of_what_a_year_brings_is_no_cost_of_delay() -> None:
    lines = (
        a(CashLine, "sales", initiative="app", kind=CashKind.BENEFIT, likely=6240),
        a(CashLine, "hosting", initiative="app", kind=CashKind.RUNNING_COST),
    )

    found = scores(cd3.ranking, a(Initiative, "app", likely_days=20), *lines)["app"]

    assert (found.value, found.missing) == (
        None,
        ("cost of delay, typed or from benefits", "“Hosting” has no figures"),
    )


def cased(*flows: tuple[CashKind, int], id: str = "app", **fields: Any) -> tuple[Entity, ...]:
    return (
        a(Engagement, Engagement.ONLY, discount_rate_percent=8, starts_on=TODAY, horizon_years=4),
        a(Initiative, id),
        *(
            a(CashLine, f"{id}-{n}", initiative=id, kind=kind, likely=amount, **fields)
            for n, (kind, amount) in enumerate(flows)
        ),
    )


def test_figures_of_the_business_case_rank() -> None:
    records = cased((CashKind.ONE_OFF_COST, 1000), (CashKind.BENEFIT, 400))
    better = cased((CashKind.ONE_OFF_COST, 1000), (CashKind.BENEFIT, 500), id="better")[1:]
    case = case_of(plan_of(*records), a(Initiative, "app"), TODAY).likely

    by = {module: scores(module.ranking, *records, *better) for module in (npv, irr, payback)}

    assert [(found["better"].rank, found["app"].rank) for found in by.values()] == [(1, 2)] * 3
    assert by[npv]["app"].value == pytest.approx(case.figure("npv").value)
    assert by[irr]["app"].value == pytest.approx(100 * (case.figure("irr").value or 0))
    assert by[payback]["app"].value == Decimal("2.5")


def test_twice_the_same_case_has_the_same_rate() -> None:
    records = cased((CashKind.ONE_OFF_COST, 1000), (CashKind.BENEFIT, 400))
    twice = cased((CashKind.ONE_OFF_COST, 2000), (CashKind.BENEFIT, 800), id="twice")[1:]

    assert {score.rank for score in scores(irr.ranking, *records, *twice).values()} == {1}


def test_what_does_not_pay_back_or_has_no_rate_has_no_rank_and_says_why() -> None:
    records = cased((CashKind.ONE_OFF_COST, 1000))

    found = [scores(module.ranking, *records)["app"] for module in (irr, payback)]

    assert [(each.value, each.worst, each.best, bool(each.missing)) for each in found] == [(None, None, None, True)] * 2
    assert scores(npv.ranking, *records)["app"].value == -1000


def test_without_a_likely_figure_the_ends_of_the_range_are_left() -> None:
    line = a(CashLine, initiative="app", kind=CashKind.ONE_OFF_COST, low=500, high=900)

    found = scores(npv.ranking, *cased(), line)["app"]

    assert (found.value, found.worst, found.best) == (None, Decimal(-900), Decimal(-500))
    assert found.missing


def test_no_money_at_all_is_no_figure() -> None:
    found = scores(npv.ranking, a(Initiative, "app"))["app"]

    assert (found.value, found.worst, found.best, found.missing) == (None, None, None, ("no money is given",))


def valued(ratings: Mapping[str, int], efforts: Mapping[str, float | None]) -> tuple[Entity, ...]:
    return (
        a(Criterion, "gain", weight_percent=60),
        a(Criterion, "pain", weight_percent=40, less_is_better=True),
        *(a(Initiative, id) for id in {**ratings, **efforts}),
        *(a(Rating, f"{id}-gain", initiative=id, criterion="gain", value=value) for id, value in ratings.items()),
        *(effort(id, days) for id, days in efforts.items()),
    )


def test_four_initiatives_fill_the_four_quadrants() -> None:
    records = valued({"win": 5, "bet": 4, "fill": 2, "pit": 1}, {"win": 10, "bet": 90, "fill": 20, "pit": 80})

    found = scores(value_effort.ranking, *records)

    assert {id: score.said.rsplit(": ", 1)[1] for id, score in found.items()} == {
        "win": "quick win",
        "bet": "big bet",
        "fill": "fill-in",
        "pit": "money pit",
    }
    assert [(id, found[id].rank) for id in found] == [("win", 1), ("bet", 2), ("fill", 3), ("pit", 4)]


def test_the_lines_themselves_are_high_value_and_low_effort() -> None:
    assert quadrant(Decimal(50), Decimal(20), Decimal(20)) is Quadrant.QUICK_WIN


def test_no_effort_is_little_effort_and_one_initiative_is_its_own_median() -> None:
    assert scores(value_effort.ranking, *valued({"app": 5}, {"app": 0}))["app"].value == 4
    assert scores(value_effort.ranking, *valued({"app": 1}, {"app": 500}))["app"].value == 2


@pytest.mark.parametrize(
    ("ratings", "efforts", "worst", "best"),
    [
        ({"app": 5, "other": 3}, {"other": 10}, 3, 4),
        ({"app": 1, "other": 3}, {"other": 10}, 1, 2),
        ({"other": 3}, {"app": 50, "other": 10}, 1, 3),
        ({"other": 3}, {"app": 5, "other": 10}, 2, 4),
        ({"other": 3}, {"other": 10}, 1, 4),
    ],
)
def test_a_missing_value_or_effort_leaves_quadrants_open(
    ratings: dict[str, int], efforts: dict[str, float | None], worst: int, best: int
) -> None:
    found = scores(value_effort.ranking, a(Initiative, "app"), *valued(ratings, efforts))["app"]

    assert (found.value, found.worst, found.best) == (None, Decimal(worst), Decimal(best))
    assert found.missing


def test_without_a_criterion_of_which_more_is_better_there_is_no_value() -> None:
    pain = a(Criterion, "pain", weight_percent=40, less_is_better=True)

    found = scores(value_effort.ranking, a(Initiative, "app"), pain, effort("app", 5))["app"]

    assert (found.value, found.missing) == (None, ("a weight on a criterion of which more is better",))


def test_moscow_ranks_by_class_and_says_what_is_missing() -> None:
    classes = {"d": "won't", "b": "must", "a": "must", "c": "could", "e": None}

    found = scores(moscow.ranking, *(a(Initiative, id, moscow=each) for id, each in classes.items()))

    assert [(id, score.rank) for id, score in found.items()] == [("a", 1), ("b", 1), ("c", 3), ("d", 4), ("e", None)]
    assert (found["e"].worst, found["e"].best, found["e"].missing) == (Decimal(0), Decimal(3), ("a MoSCoW class",))


def test_the_share_of_musts_is_of_the_effort_planned_and_not_of_the_number() -> None:
    plan = plan_of(
        *(a(Initiative, id, moscow=id[:-1]) for id in ("must1", "should1", "could1")),
        a(Initiative, "wont", moscow=Moscow.WONT),
        *(effort(id, days) for id, days in [("must1", 61), ("should1", 19), ("could1", 20), ("wont", 500)]),
        a(Initiative, "vague", moscow=Moscow.MUST),
    )

    shares = moscow.effort_shares(plan)

    assert [shares.percent(each) for each in Moscow] == [61, 19, 20, 0]
    assert shares.too_many_musts
    assert [each.id for each in shares.unknown] == ["vague"]


def test_musts_may_take_just_what_they_may() -> None:
    plan = plan_of(
        a(Initiative, "m", moscow=Moscow.MUST),
        a(Initiative, "c", moscow=Moscow.COULD),
        effort("m", 60),
        effort("c", 40),
    )

    assert not moscow.effort_shares(plan).too_many_musts


def test_without_any_effort_there_is_no_share() -> None:
    shares = moscow.effort_shares(plan_of(a(Initiative, "m", moscow=Moscow.MUST)))

    assert (shares.percent(Moscow.MUST), shares.too_many_musts) == (None, False)


@st.composite
def initiatives(draw: st.DrawFn) -> list[Entity]:
    """Initiatives with whatever the formulas ask for, some of it missing, and the effort of two teams."""
    records: list[Entity] = [a(Team, "web"), a(Team, "shop")]
    for n in range(draw(st.integers(1, 3))):
        fields: dict[str, Any] = {
            "reach": draw(st.none() | st.integers(0, 10_000)),
            "impact": draw(st.none() | st.sampled_from(Impact)),
            "confidence_percent": draw(st.none() | st.integers(0, 100)),
            **{name: draw(st.none() | TENS) for name in ice.FIELDS},
            **{name: draw(st.none() | RELATIVE_SIZES) for name in wsjf.FIELDS},
            "delay_cost": draw(st.none() | st.integers(-100, 10_000)),
            "likely_days": draw(st.none() | st.integers(0, 400)),
            "moscow": draw(st.none() | st.sampled_from(Moscow)),
        }
        records.append(a(Initiative, f"i{n}", **fields))
        records.extend(effort(f"i{n}", draw(st.none() | st.integers(0, 300)), team) for team in ("web", "shop"))
    return records


ABSOLUTE = pytest.mark.parametrize("module", [rice, ice, wsjf, cd3, moscow])
"""The methods by which an initiative's score rests on nothing but itself."""


@ABSOLUTE
@given(made=initiatives())
def test_a_score_lies_in_its_interval_and_ranks_follow_the_scores(module: Any, made: list[Entity]) -> None:  # noqa: ANN401
    found = module.ranking(Plan.of(made), TODAY)

    for score in found:
        assert (score.value is None) == bool(score.missing) == (score.rank is None) == (not score.said)
        for end in (score.value, score.worst, score.best):
            assert end is None or end.is_finite()
        if score.value is not None:
            assert score.worst == score.value == score.best
        elif score.worst is not None and score.best is not None:
            assert score.worst <= score.best
    known = [score for score in found if score.value is not None]
    for score in known:
        assert score.rank == 1 + sum(each.value > score.value for each in known)


@ABSOLUTE
@given(made=initiatives(), other=initiatives())
def test_another_initiative_changes_no_score(module: Any, made: list[Entity], other: list[Entity]) -> None:  # noqa: ANN401
    newcomer = [each.model_copy(update={"id": "new"}) for each in other if each.id == "i0"]

    before = {score.initiative: score for score in module.ranking(Plan.of(made), TODAY)}
    after = {score.initiative: score for score in module.ranking(Plan.of([*made, *newcomer]), TODAY)}

    for id, score in before.items():
        assert (after[id].value, after[id].worst, after[id].best) == (score.value, score.worst, score.best)


@ABSOLUTE
@given(made=initiatives(), data=st.data())
def test_the_order_in_which_records_stand_changes_nothing(module: Any, made: list[Entity], data: st.DataObject) -> None:  # noqa: ANN401
    shuffled = data.draw(st.permutations(made))

    assert module.ranking(Plan.of(made), TODAY) == module.ranking(Plan.of(shuffled), TODAY)


@given(made=initiatives(), data=st.data())
def test_what_gets_filled_in_lands_in_the_interval(made: list[Entity], data: st.DataObject) -> None:
    fields = {
        "reach": st.integers(0, 10_000),
        "impact": st.sampled_from(Impact),
        "confidence_percent": st.integers(0, 100),
        **dict.fromkeys(ice.FIELDS, TENS),
        **dict.fromkeys(wsjf.FIELDS, RELATIVE_SIZES),
        "likely_days": st.integers(1, 400),
        "delay_cost": st.integers(-100, 10_000),
        "moscow": st.sampled_from(Moscow),
    }
    filled = [
        each.model_copy(update={n: data.draw(values) for n, values in fields.items() if getattr(each, n) is None})
        if isinstance(each, Initiative)
        else each
        for each in made
    ]

    for module in (rice, ice, wsjf, cd3, moscow):
        after = {score.initiative: score for score in module.ranking(Plan.of(filled), TODAY)}
        for score in module.ranking(Plan.of(made), TODAY):
            id = score.initiative
            if after[id].value is not None:
                assert score.worst is None or score.worst <= after[id].value
                assert score.best is None or after[id].value <= score.best
