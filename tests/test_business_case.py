"""Business cases: the textbook's own case built from lines, and what must hold for any."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assumption import Assumption
from domain.business_case import BusinessCase, case_of, rate_used, total_of
from domain.cash import Future
from domain.criterion import Criterion, Rating
from domain.engagement import Engagement, PriceBasis, Timing
from domain.entity import Entity
from domain.evidence import Evidence
from domain.figures import factor
from domain.initiative import CashKind, CashLine, Certainty, Initiative, Status
from domain.plan import Plan
from tests.builders import TODAY, a, plan_of

COST, RUNNING, BENEFIT = CashKind.ONE_OFF_COST, CashKind.RUNNING_COST, CashKind.BENEFIT


def engagement(**fields: object) -> Engagement:
    usual = {"starts_on": date(2027, 1, 1), "horizon_years": 4, "discount_rate_percent": 8}
    return a(Engagement, Engagement.ONLY, **{**usual, **fields})


def line(id: str, kind: CashKind = BENEFIT, **fields: object) -> CashLine:
    return a(CashLine, id, kind=kind, **fields)


TEXTBOOK = (
    line("build", COST, likely=40_000),
    line("first", likely=5_000, certainty=Certainty.HARD),
    line("second", likely=3_000, starts_on=date(2028, 1, 1), certainty=Certainty.HARD),
    line("third", likely=4_000, starts_on=date(2029, 1, 1)),
    line("fourth", likely=18_000, starts_on=date(2030, 1, 1), by_promoters=True),
)
"""−40 000, 5 000, 8 000, 12 000, 30 000."""


def case(*records: Entity) -> BusinessCase:
    plan = plan_of(*records)
    return case_of(plan, plan.all(Initiative)[0], TODAY)


def value(found: BusinessCase, key: str, future: Future = Future.LIKELY) -> Decimal | None:
    return found.of(future).figure(key).value


def near(found: BusinessCase, key: str, expected: float, within: float) -> bool:
    got = value(found, key)
    return got is not None and math.isclose(got, expected, abs_tol=within)


# The textbook


@pytest.mark.parametrize(
    ("key", "expected", "within"),
    [
        ("costs", -40_000, 0),
        ("benefits", 55_000, 0),
        ("net", 15_000, 0),
        ("npv", 3065.22267, 5e-6),
        ("irr", 0.1058226, 5e-8),
        ("mirr", 0.1001209, 5e-8),
        ("payback", 3.5, 0),
        ("roi", 0.375, 0),
        ("profitability_index", 1.0766, 5e-5),
        ("benefit_cost_ratio", 1.0766, 5e-5),
        ("equivalent_annuity", 925.45, 5e-3),
    ],
)
def test_the_case_of_the_textbook(key: str, expected: float, within: float) -> None:
    assert near(case(engagement(), *TEXTBOOK), key, expected, within or 1e-12)


def test_what_runs_may_count_in_the_middle_of_its_year() -> None:
    found = case(engagement(cash_timing=Timing.MIDDLE), *TEXTBOOK)

    assert near(found, "npv", 4754.69, 5e-3)
    assert value(found, "payback") == Decimal("3.5"), "paid back when it is, whenever it counts"


def test_what_runs_may_count_at_the_start_of_its_year() -> None:
    found = case(engagement(cash_timing=Timing.START), *TEXTBOOK)

    expected = -40_000 + 5_000 + 8_000 / 1.08 + 12_000 / 1.08**2 + 30_000 / 1.08**3
    assert near(found, "npv", expected, 1e-8)
    assert [moment.title for moment in found.likely.moments] == [f"start of year {n}" for n in (1, 2, 3, 4)]


def test_discounted_payback_is_that_of_discounted_money() -> None:
    lines = (
        line("build", COST, likely=200_000),
        line("all", likely=50_000),
        line("one", likely=10_000, starts_on=date(2027, 1, 1)),
    )

    found = case(engagement(discount_rate_percent=12, horizon_years=6), *lines)

    # 60 000 a year at 12 %: 53 571 + 47 832 + 42 707 + 38 131 = 182 242 after 4 years, 34 046 in the fifth.
    assert near(found, "discounted_payback", 4 + (200_000 - 182_240.96) / 34_045.61, 1e-4)


def test_a_later_one_off_cost_does_not_delay_what_was_paid_back_before_it() -> None:
    lines = (line("build", COST, likely=100), line("flow", likely=150))

    small, large = (
        case(engagement(), *lines, line("more", COST, likely=amount, starts_on=date(2028, 1, 1))) for amount in (40, 60)
    )

    # After eight months 100 of 150 have come in; the second cost falls when year 2 starts and leaves 10, or lacks 10.
    assert near(small, "payback", 100 / 150, 1e-12)
    assert small.likely.figure("payback").said == (
        "after 0 years −100.00, in year 1 150.00: 0 + 100.00 / 150.00 = 0.67 years",
    )
    assert near(large, "payback", 1 + 10 / 150, 1e-12)
    assert large.likely.figure("payback").notes == ("it is back after 0.67 years first, but falls below 0 again",)
    assert large.likely.figure("payback").said == (
        "after 1 year −10.00, in year 2 150.00: 1 + 10.00 / 150.00 = 1.07 years",
    )


def test_money_that_comes_at_once_may_pay_back() -> None:
    sold = line("sold", COST, likely=-80, starts_on=date(2029, 1, 1))

    found = case(engagement(), line("build", COST, likely=100), line("flow", likely=10), sold)

    assert value(found, "payback") == 2
    assert found.likely.figure("payback").said == ("after 2 years −80.00, then 80.00 at once",)


# The table


def test_the_table_has_a_row_for_every_year_and_adds_up() -> None:
    found = case(engagement(), *TEXTBOOK)
    rows = found.likely.moments

    assert [row.title for row in rows] == ["start of year 1", *(f"end of year {n}" for n in (1, 2, 3, 4))]
    assert [row.net for row in rows] == [-40_000, 5_000, 8_000, 12_000, 30_000]
    assert [row.cumulative for row in rows] == [-40_000, -35_000, -27_000, -15_000, 15_000]
    assert [rows[4].hard, rows[4].soft, rows[0].one_off, rows[0].running] == [8_000, 22_000, -40_000, 0]
    assert factor(rows[1].factor) == "0.925926"
    assert rows[4].cumulative_discounted is not None
    assert math.isclose(rows[4].cumulative_discounted, value(found, "npv") or 0, abs_tol=1e-9)


def test_a_one_off_cost_of_a_later_year_has_a_row_of_its_own_where_what_runs_counts_in_the_middle() -> None:
    later = line("later", COST, likely=10, starts_on=date(2028, 6, 1))
    found = case(engagement(cash_timing=Timing.MIDDLE, horizon_years=2), later, line("flow", likely=1))

    assert {row.title: int(row.net) for row in found.likely.moments} == {
        "start of year 1": 0,
        "middle of year 1": 1,
        "start of year 2": -10,
        "middle of year 2": 1,
    }


# Hard and soft, with and without recommendation


def test_hard_benefits_alone_must_carry_all_the_costs() -> None:
    found = case(engagement(), *TEXTBOOK)

    expected = -40_000 + 5_000 / 1.08 + 8_000 / 1.08**2 + 8_000 / 1.08**3 + 8_000 / 1.08**4
    assert near(found, "npv_hard", expected, 1e-8)


def test_what_rests_on_recommendation_can_be_struck_out() -> None:
    found = case(engagement(), *TEXTBOOK)

    resting, whole = 18_000 / 1.08**4, 3065.22267 + 40_000
    assert near(found, "promoters_share", resting / whole, 1e-9)
    assert near(found, "npv_without_promoters", 3065.22267 - resting, 1e-4)


# Worst and best


def test_worst_takes_high_costs_and_low_benefits_and_best_the_reverse() -> None:
    lines = (line("build", COST, low=80, likely=100, high=150), line("flow", low=20, likely=50, high=60))
    found = case(engagement(horizon_years=1, discount_rate_percent=0), *lines)

    assert [value(found, "npv", future) for future in Future] == [-130, -50, -20]


def test_a_range_without_a_likely_figure_has_a_worst_and_a_best() -> None:
    found = case(engagement(), line("flow", low=20, high=60))

    assert value(found, "net") is None
    assert found.likely.figure("net").why == "“Flow” has no likely figure"
    assert [value(found, "net", future) for future in (Future.WORST, Future.BEST)] == [80, 240]


# What is missing


def test_without_a_discount_rate_there_is_no_present_value_but_the_rest() -> None:
    found = case(engagement(discount_rate_percent=None), *TEXTBOOK)

    assert found.likely.figure("npv").why == "no discount rate is given"
    assert value(found, "roi") == Decimal("0.375")
    assert value(found, "irr") is not None
    assert found.likely.moments[1].discounted is None


def test_a_line_without_figures_keeps_every_figure_from_being_given_but_the_rest_is_told() -> None:
    found = case(engagement(), *TEXTBOOK, line("unknown"))

    npv = found.likely.figure("npv")
    assert (npv.value, npv.why, npv.said) == (None, "“Unknown” has no figures", ())
    known = {each.key: each.value for each in found.likely.of_known}
    assert math.isclose(known["npv"] or 0, 3065.22267, abs_tol=5e-6)


def test_without_any_line_there_is_no_case_in_numbers() -> None:
    found = case(engagement(), a(Initiative))

    assert {figure.value for figure in found.likely.figures} == {None}
    assert found.likely.figure("npv").why == "no money is given"


def test_of_nothing_known_the_sum_is_not_zero_but_not_known() -> None:
    found = case(engagement(), line("unknown")).likely

    assert {figure.value for figure in found.of_known} == {None}
    assert found.moments == ()


def test_costs_alone_have_no_rate_and_never_pay_back() -> None:
    found = case(engagement(), line("build", COST, likely=100))

    assert found.likely.figure("irr").why == "money only goes out"
    assert found.likely.figure("mirr").why == "money does not both go out and come in"
    assert found.likely.figure("payback").why == "not paid back within the horizon"
    assert found.likely.figure("promoters_share").why == "there are no benefits"


def test_benefits_alone_have_no_return_on_nothing() -> None:
    found = case(engagement(), line("flow", likely=100))

    assert found.likely.figure("roi").why == "nothing is spent"
    assert found.likely.figure("profitability_index").why == "there are no one-off costs"
    assert found.likely.figure("payback").why == "nothing is laid out that could be paid back"


def test_several_rates_are_told_and_none_of_them_is_shown_as_the_rate() -> None:
    # −100, +230, −132: a saving for a year, and a clean-up after it.
    lines = (
        line("build", COST, likely=100),
        line("flow", likely=230),
        line("clean-up", RUNNING, likely=362, starts_on=date(2028, 1, 1)),
    )

    irr = case(engagement(horizon_years=2), *lines).likely.figure("irr")

    assert irr.value is None
    assert irr.why == "several rates make the NPV 0: 10.0 % and 20.0 %; go by the NPV and the MIRR"


# The rate


@pytest.mark.parametrize(
    ("rate", "prices", "expected"),
    [
        (PriceBasis.NOMINAL, PriceBasis.NOMINAL, 0.08),
        (PriceBasis.REAL, PriceBasis.REAL, 0.08),
        (PriceBasis.NOMINAL, PriceBasis.REAL, 0.0536585),
        (PriceBasis.REAL, PriceBasis.NOMINAL, 0.107),
    ],
)
def test_the_rate_is_made_to_fit_the_prices(rate: PriceBasis, prices: PriceBasis, expected: float) -> None:
    used = rate_used(engagement(rate_basis=rate, price_basis=prices, inflation_percent=Decimal("2.5")))

    assert used.value is not None
    assert math.isclose(used.value, expected, abs_tol=5e-8)


def test_a_rate_that_does_not_fit_the_prices_needs_inflation() -> None:
    used = rate_used(engagement(rate_basis=PriceBasis.NOMINAL, price_basis=PriceBasis.REAL))

    assert used.value is None
    assert used.why == "the rate is nominal and prices are real, but no inflation is given"


def test_borrowed_and_reinvested_money_may_have_rates_of_their_own() -> None:
    found = case(engagement(finance_rate_percent=10, reinvest_rate_percent=0), *TEXTBOOK)

    assert near(found, "mirr", (55_000 / 40_000) ** 0.25 - 1, 1e-9)


def test_a_rate_of_zero_is_a_rate() -> None:
    found = case(engagement(discount_rate_percent=0), *TEXTBOOK)

    assert value(found, "npv") == 15_000
    assert value(found, "equivalent_annuity") == 3_750


# To be done again by hand


def test_the_arithmetic_is_told_with_the_numbers_filled_in() -> None:
    figures = case(engagement(), *TEXTBOOK).likely

    assert figures.figure("npv").said == (
        "−40 000.00 + 5 000.00 / 1.08^1 + 8 000.00 / 1.08^2 + 12 000.00 / 1.08^3 + 30 000.00 / 1.08^4 = 3 065.22",
    )
    assert figures.figure("payback").said == (
        "after 3 years −15 000.00, in year 4 30 000.00: 3 + 15 000.00 / 30 000.00 = 3.5 years",
    )
    assert figures.figure("roi").said == ("(55 000.00 − 40 000.00) / 40 000.00 = 37.5 % over 4 years, undiscounted",)
    assert figures.figure("equivalent_annuity").said == (
        "3 065.22 × 0.08 / (1 − 1.08^−4) = 925.45 at the end of each year",
    )


def test_every_figure_that_is_there_says_how_it_came_about() -> None:
    for figure in case(engagement(), *TEXTBOOK).likely.figures:
        assert figure.said, figure.key


def test_the_conventions_are_told() -> None:
    assert case(engagement(), *TEXTBOOK).conventions == (
        "Year 1 begins on 2027-01-01; the case looks 4 years ahead.",
        "It counts what changes against doing nothing. Money that comes in is positive, money that goes out negative.",
        "A one-off cost counts at the start of its year, what runs at the end of its year.",
        "All money is in EUR, as it will be paid (nominal).",
        "The discount rate is 8 % a year, nominal.",
        "Payback takes what runs to flow evenly within its year, whenever it counts.",
        "Worst and best take the worst and the best of every line at once.",
    )


# Several together


def test_a_total_is_the_sum_of_the_years_and_leaves_out_what_was_dropped() -> None:
    plan = plan_of(
        engagement(),
        a(Initiative, "one"),
        a(Initiative, "two"),
        a(Initiative, "gone", status=Status.DROPPED),
        *(a(CashLine, f"{id}-cost", initiative=id, kind=COST, likely=100) for id in ("one", "two", "gone")),
        a(CashLine, "two-flow", initiative="two", kind=BENEFIT, likely=70),
    )

    total = total_of(plan, plan.all(Initiative), TODAY)

    assert [each.id for each in total.initiatives] == ["one", "two"]
    assert [row.net for row in total.likely.moments] == [-200, 70, 70, 70, 70]
    parts = [case_of(plan, each, TODAY) for each in total.initiatives]
    assert math.isclose(value(total, "npv") or 0, sum(value(each, "npv") or 0 for each in parts), abs_tol=1e-9)


def test_a_total_lacks_an_initiative_that_has_no_money_in_it_yet() -> None:
    plan = plan_of(engagement(), a(Initiative, "idea"), a(CashLine, initiative="two", kind=BENEFIT, likely=70))

    total = total_of(plan, plan.all(Initiative), TODAY)

    assert total.likely.figure("net").why == "“Idea” has no money in it"
    assert next(each for each in total.likely.of_known if each.key == "net").value == 280


def test_a_total_of_nothing_says_that_there_is_no_money() -> None:
    total = total_of(plan_of(engagement()), (), TODAY)

    assert total.likely.figure("npv").why == "no money is given"
    assert not total.is_complete


# Complete only in words and in numbers


WHOLE: tuple[Entity, ...] = (
    engagement(),
    a(Evidence, "trial", collected_on=date(2027, 1, 1)),
    a(Initiative, case="It saves a call a day."),
    line("build", COST, low=80, likely=100, high=150),
    line("flow", low=1, likely=2, high=3, certainty=Certainty.SOFT, evidence="trial"),
)


def without(*ids: str) -> tuple[Entity, ...]:
    return tuple(each for each in WHOLE if each.id not in ids)


def test_a_case_is_complete_with_words_and_numbers() -> None:
    found = case(*WHOLE)

    assert (found.lacks, found.is_complete) == ((), True)
    assert (found.done(in_words=True), found.done(in_words=False)) == ((1, 1), (5, 5))


@pytest.mark.parametrize(
    ("records", "lack"),
    [
        ((*without("initiative"), a(Initiative)), "there is no case in words"),
        (without("build"), "there is no line for what it costs"),
        (without("flow"), "there is no line for what it brings"),
        ((*WHOLE, line("more", RUNNING)), "“More” has no figures"),
        ((*WHOLE, line("more", RUNNING, likely=3)), "“More” has no range, low to high"),
        (
            (*WHOLE, line("more", low=1, likely=2, high=3, evidence="trial")),
            "whether “More” is hard or soft is not said",
        ),
        ((*WHOLE, line("more", low=1, likely=2, high=3, certainty="hard")), "“More” rests on no evidence"),
        ((engagement(discount_rate_percent=None), *WHOLE[1:]), "no discount rate is given"),
        ((*WHOLE, a(Criterion, "ease")), "it is not rated on “Ease”"),
        (
            (*WHOLE, a(Criterion, "ease"), a(Rating, criterion="ease")),
            "its rating on “Ease” has neither a reason nor a rubric",
        ),
    ],
)
def test_a_case_lacks_what_is_not_said(records: tuple[Entity, ...], lack: str) -> None:
    found = case(*records)

    assert found.lacks == (lack,)
    assert not found.is_complete


def test_a_reason_or_a_rubric_substantiates_a_rating() -> None:
    reasoned = a(Rating, criterion="ease", reason="We tried.")
    anchored = a(Criterion, "ease", lowest_means="A year of work.", highest_means="Done by tonight.")

    assert case(*WHOLE, a(Criterion, "ease"), reasoned).is_complete
    assert case(*WHOLE, anchored, a(Rating, criterion="ease")).is_complete


def test_evidence_that_is_only_planned_does_not_carry_a_figure() -> None:
    planned = a(Evidence, "trial", collected_on=date(2028, 1, 1))

    assert case(planned, *without("trial")).lacks == ("“Flow” rests on no evidence",)


def test_drivers_with_evidence_carry_their_line() -> None:
    driver = a(Assumption, "people", low=1, likely=2, high=3, evidence="trial")
    driven = line("driven", drivers=("people",), certainty="soft")

    assert case(*WHOLE, driver, driven).is_complete
    assert case(*WHOLE, a(Assumption, "people", low=1, likely=2, high=3), driven).lacks == (
        "“Driven” rests on no evidence",
    )


# Any plan


amounts = st.decimals(-900_000_000_000_000, 900_000_000_000_000, places=2) | st.sampled_from(
    [Decimal(0), Decimal("0.01"), Decimal(100)]
)
days = st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31)) | st.dates(date(2026, 1, 1), date(2033, 1, 1))


@st.composite
def ranges(draw: st.DrawFn) -> dict[str, Decimal]:
    given = draw(st.lists(amounts, min_size=3, max_size=3).map(sorted))
    kept = draw(st.sets(st.sampled_from(["low", "likely", "high"])))
    return {end: value for end, value in zip(("low", "likely", "high"), given, strict=True) if end in kept}


@st.composite
def money_plans(draw: st.DrawFn) -> Plan:
    rates = st.none() | st.decimals(0, 100, places=3)
    about = {
        "discount_rate_percent": draw(rates),
        "finance_rate_percent": draw(rates),
        "inflation_percent": draw(rates),
        "price_basis": draw(st.sampled_from(PriceBasis)),
        "cash_timing": draw(st.sampled_from(Timing)),
        "horizon_years": draw(st.integers(1, 30)),
        "starts_on": draw(days),
    }
    drivers = [a(Assumption, id, is_percent=draw(st.booleans()), **draw(ranges())) for id in ("one", "other")]
    lines = [
        a(
            CashLine,
            f"line-{n}",
            kind=draw(st.sampled_from(CashKind)),
            starts_on=draw(days),
            ramp_months=draw(st.none() | st.integers(0, 360)),
            share_percent=draw(st.none() | st.integers(0, 100)),
            drivers=draw(st.lists(st.sampled_from(["one", "other"]), max_size=2, unique=True).map(tuple)),
            **draw(ranges()),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    return plan_of(a(Engagement, Engagement.ONLY, **about), a(Initiative, starts_on=draw(days)), *drivers, *lines)


@given(money_plans())
@settings(max_examples=50)
def test_every_figure_is_there_or_says_why_not(plan: Plan) -> None:
    found = case_of(plan, plan.all(Initiative)[0], TODAY)

    for outcome in found.outcomes:
        for figure in (*outcome.figures, *outcome.of_known):
            assert (figure.value is None) == bool(figure.why)
            assert figure.value is None or figure.value.is_finite()
            assert figure.shown(found.currency)
        assert all(Fraction(0) <= moment.time <= found.horizon for moment in outcome.moments)
    worst, best = (value(found, "net", future) for future in (Future.WORST, Future.BEST))
    assert worst is None or best is None or worst <= best
