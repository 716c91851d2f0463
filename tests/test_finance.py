"""Cash flows: the sources' own numbers, what must hold for any flows, and what two libraries say of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from domain.finance import (
    Rates,
    benefit_cost_ratio,
    discount,
    equivalent_annuity,
    irr,
    mirr,
    monthly_rate,
    nominal_rate,
    npv,
    payback,
    profitability_index,
    real_rate,
    roi,
    xnpv,
)

EIGHT = Decimal("0.08")
TEXTBOOK = (-40_000, 5_000, 8_000, 12_000, 30_000)

EXCEL_DAYS = (date(2008, 1, 1), date(2008, 3, 1), date(2008, 10, 30), date(2009, 2, 15), date(2009, 4, 1))
EXCEL_DATED = tuple(map(Decimal, (-10_000, 2_750, 4_250, 3_250, 2_750)))
"""The example of XNPV and XIRR in Microsoft's documentation of Excel."""


def flows(*amounts: float | str) -> list[Decimal]:
    return [Decimal(str(amount)) for amount in amounts]


def near(value: Decimal | None, expected: float, within: float = 5e-6) -> bool:
    return value is not None and math.isclose(value, expected, abs_tol=within)


def rates(*amounts: float | str) -> list[float]:
    return [round(float(root), 6) for root in irr(flows(*amounts)).roots]


# Net present value


def test_the_first_flow_is_not_discounted() -> None:
    assert near(npv(EIGHT, flows(*TEXTBOOK)), 3065.22267)


def test_the_first_flow_is_not_taken_for_one_that_is_a_period_away_as_spreadsheets_do() -> None:
    as_in_excel = npv(EIGHT, flows(0, *TEXTBOOK))

    assert near(as_in_excel, 2838.17, 5e-3)
    assert npv(EIGHT, flows(*TEXTBOOK)) != as_in_excel


def test_money_in_the_middle_of_its_period_is_worth_more() -> None:
    times = [Fraction(0), *(Fraction(2 * t - 1, 2) for t in range(1, 5))]

    assert near(npv(EIGHT, flows(*TEXTBOOK), times), 4754.69, 5e-3)


def test_numpy_financials_own_example_of_npv() -> None:
    assert near(npv(Decimal("0.281"), flows(-100, 39, 59, 55, 20)), -0.0084785916384548798)


def test_the_examples_of_the_npv_and_xnpv_of_excel() -> None:
    # Microsoft's documentation; its NPV() takes the first flow for one that is a period away.
    assert near(npv(Decimal("0.1"), flows(0, -10_000, 3_000, 4_200, 6_800)), 1188.44, 5e-3)
    assert near(npv(EIGHT, flows(-40_000, 8_000, 9_200, 10_000, 12_000, 14_500)), 1922.06, 5e-3)
    assert near(npv(EIGHT, flows(-40_000, 8_000, 9_200, 10_000, 12_000, 14_500, -9_000)), -3749.47, 5e-3)
    assert near(xnpv(Decimal("0.09"), dict(zip(EXCEL_DAYS, EXCEL_DATED, strict=True))), 2086.647602)


def test_at_a_rate_of_zero_it_is_the_plain_sum() -> None:
    assert npv(Decimal(0), flows(*TEXTBOOK)) == 15_000


def test_at_a_rate_below_zero_later_money_is_worth_more() -> None:
    assert npv(Decimal("-0.5"), flows(-100, 10, 10)) == -100 + 20 + 40


def test_no_flows_are_worth_nothing() -> None:
    assert npv(EIGHT, []) == 0
    assert npv(EIGHT, flows(0, 0, 0)) == 0


def test_a_rate_that_loses_everything_is_no_rate() -> None:
    with pytest.raises(ValueError, match="above −1"):
        npv(Decimal(-1), flows(-100, 100))


def test_flows_without_as_many_times_are_refused() -> None:
    with pytest.raises(ValueError, match="2 flows and 1 times"):
        npv(EIGHT, flows(1, 2), [Fraction(0)])


def test_dated_flows_are_discounted_by_days_of_a_year_of_365() -> None:
    dated = {date(2020, 1, 1): Decimal(-1000), date(2021, 1, 1): Decimal(750), date(2022, 1, 1): Decimal(500)}

    expected = -1000 + 750 / 1.1 ** (366 / 365) + 500 / 1.1 ** (731 / 365)

    assert near(xnpv(Decimal("0.1"), dated), expected)
    assert near(
        xnpv(Decimal("0.1"), dated), float(pyxirr.xnpv(0.1, list(dated), list(map(float, dated.values()))) or 0)
    )


def test_dated_flows_count_from_the_first_day_in_whatever_order_they_come() -> None:
    assert xnpv(Decimal("0.1"), {date(2021, 1, 1): Decimal(110), date(2020, 1, 2): Decimal(-100)}) == 0
    assert xnpv(EIGHT, {}) == 0


# Internal rate of return


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((-100, 39, 59, 55, 20), [0.280948]),
        ((-1000, 400, 400, 400), [0.09701]),
        ((-100, 230, -132), [0.1, 0.2]),
        ((-100, 200, -100), [0]),
        ((-100, 100, 0, -7), [-0.678897, -0.0833]),
        # Of the documentation of numpy-financial.
        ((-100, 0, 0, 74), [-0.095496]),
        ((-100, 100, 0, 7), [0.062059]),
        ((-5, 10.5, 1, -8, 1), [0.088599]),
        # Of Microsoft's documentation of Excel.
        ((-70_000, 12_000, 15_000, 18_000, 21_000), [-0.021245]),
        ((-70_000, 12_000, 15_000, 18_000, 21_000, 26_000), [0.086631]),
        ((-70_000, 12_000, 15_000), [-0.443507]),
        # Of the tests of formula.js.
        ((-9_765_000, -24_338_874, -3_354_506, 814_300, 1_595_562, 1_975_118, 1_688_159, 391_944), [-0.339234]),
    ],
)
def test_every_rate_is_found(amounts: Sequence[float], expected: Sequence[float]) -> None:
    assert set(map(lambda rate: round(rate, 4), expected)) <= {round(rate, 4) for rate in rates(*amounts)}  # noqa: C417
    for root in irr(flows(*amounts)).roots:
        assert abs(npv(root, flows(*amounts))) < Decimal("1e-18") * 1000


def test_two_rates_are_both_told_and_neither_is_the_headline() -> None:
    found = irr(flows(-100, 230, -132))

    assert [round(root, 20) for root in found.roots] == [Decimal("0.1"), Decimal("0.2")]
    assert found.is_ambiguous
    assert found.sign_changes == 2


def test_a_rate_at_which_the_value_only_touches_zero_is_found_once() -> None:
    assert rates(-100, 200, -100) == [0]
    # (x − 1/1.1)²: no finite decimal, and no change of sign on either side.
    assert rates("-100", "220", "-121") == [0.1]


def test_rates_very_close_to_each_other_are_told_apart() -> None:
    # The roots of (1 + r − 1.1)(1 + r − 1.1000001).
    found = irr(flows(-1, "2.2000001", "-1.21000011")).roots

    assert [round(root, 12) for root in found] == [Decimal("0.1"), Decimal("0.1000001")]


def test_three_rates_are_all_found() -> None:
    # (1 + r − 1)(1 + r − 1.5)(1 + r − 2) = R³ − 4.5R² + 6.5R − 3.
    assert rates(1, -4.5, 6.5, -3) == [0, 0.5, 1]


def test_a_threefold_rate_is_found_once() -> None:
    assert rates(-1, "3.3", "-3.63", "1.331") == [0.1]


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ((), "no money flows"),
        ((0, 0, 0), "no money flows"),
        ((-100, -50), "money only goes out"),
        ((-100,), "money only goes out"),
        ((0, 100), "money only comes in"),
        ((100, -200, 150), "no rate makes the net present value 0"),
    ],
)
def test_where_there_is_no_rate_it_says_why(amounts: Sequence[float], why: str) -> None:
    found = irr(flows(*amounts))

    assert (found.roots, found.why, found.headline) == ((), why, None)


def test_flows_that_begin_or_end_with_nothing_have_the_same_rate() -> None:
    assert irr(flows(0, 0, -1000, 400, 400, 400, 0)).roots == irr(flows(-1000, 400, 400, 400)).roots


def test_money_that_comes_in_first_is_a_loan() -> None:
    found = irr(flows(100, -110))

    assert found.is_borrowing
    assert rates(100, -110) == [0.1]
    assert not irr(flows(-100, 110)).is_borrowing


def test_a_running_total_that_turns_once_has_one_rate_above_zero() -> None:
    # Two roots; the one below 0 is none that anybody asks for.
    found = irr(flows(-100, 150, 100, -30))

    assert found.is_norstrom
    assert len(found.roots) == 2
    assert found.headline == max(found.roots)


def test_a_total_loss_but_for_a_cent_is_a_rate_close_to_minus_one() -> None:
    assert rates(-1_000_000_000, "0.01") == [-1]
    assert irr(flows(-1_000_000_000, "0.01")).roots[0] > -1


def test_a_rate_may_be_very_high() -> None:
    assert near(irr(flows("-0.01", 900_000_000_000_000)).headline, 9e16, 1)


@pytest.mark.parametrize("back", ["1e31", "1e33", "1e60", "1e300"])
def test_however_high_a_rate_is_it_is_a_rate(back: str) -> None:
    [root] = irr([Decimal(-1), Decimal(back)]).roots

    assert math.isclose(root, float(back), rel_tol=1e-12)


def test_money_in_the_middle_of_the_year_has_its_rate_a_year() -> None:
    times = [Fraction(0), Fraction(1, 2), Fraction(3, 2)]

    [root] = irr(flows(-100, 60, 60), times).roots

    assert abs(npv(root, flows(-100, 60, 60), times)) < Decimal("1e-18")


def test_dated_flows_have_the_rate_that_excel_tells() -> None:
    times = [Fraction((day - EXCEL_DAYS[0]).days, 365) for day in EXCEL_DAYS]

    assert near(irr(EXCEL_DATED, times).headline, 0.373362535)


def test_flows_at_one_time_are_one_flow() -> None:
    assert irr(flows(-60, -40, 110), [Fraction(0), Fraction(0), Fraction(1)]).roots == irr(flows(-100, 110)).roots
    assert irr(flows(-60, 60), [Fraction(0), Fraction(0)]).why == "no money flows"


def test_thirty_years_of_months_have_a_rate() -> None:
    monthly = irr(flows(-300_000, *[1_600] * 360)).headline

    assert near(monthly, pyxirr.irr([-300_000, *[1_600] * 360]) or 0, 1e-9)


def test_thirty_years_that_turn_every_year_are_searched_for_every_rate() -> None:
    turning = flows(*[(-1) ** (n + 1) * (100 + n * n) for n in range(31)])

    for root in irr(turning).roots:
        assert abs(npv(root, turning)) < Decimal("1e-12")


one_change = st.tuples(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=3), st.lists(st.integers(1, 10**6), min_size=1, max_size=12)
).map(lambda parts: [*(-each for each in parts[0]), *parts[1]])


@given(one_change)
def test_both_libraries_agree_where_there_is_one_rate(amounts: list[int]) -> None:
    found = irr(flows(*amounts))

    [root] = found.roots
    theirs = pyxirr.irr([float(each) for each in amounts])
    assert found.sign_changes == 1
    assert theirs is None or math.isclose(root, theirs, rel_tol=1e-6, abs_tol=1e-7)
    assert near(npv(EIGHT, flows(*amounts)), float(npf.npv(0.08, amounts)), 1e-3)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=12))
def test_rates_are_roots_in_order_and_no_more_than_signs_change(amounts: list[int]) -> None:
    found: Rates = irr(flows(*amounts))

    assert len(found.roots) <= found.sign_changes
    assert all(one < other for one, other in pairwise(found.roots))
    assert bool(found.why) == (not found.roots)
    for root in found.roots:
        terms = [abs(flow) * discount(root, t) for t, flow in enumerate(flows(*amounts))]
        assert abs(npv(root, flows(*amounts))) <= Decimal("1e-20") * sum(terms)


@given(st.lists(st.sampled_from(["0.5", "0.8", "1.1", "1.25", "1.7", "2"]), min_size=1, max_size=6))
def test_the_rates_that_flows_are_made_of_are_found(ones: list[str]) -> None:
    polynomial = [Fraction(1)]
    for one in ones:
        shifted = [Fraction(0), *(-Fraction(one) * each for each in polynomial)]
        polynomial = [up + down for up, down in zip([*polynomial, Fraction(0)], shifted, strict=True)]

    found = irr([Decimal(each.numerator) / each.denominator for each in polynomial])

    assert [round(root, 10) for root in found.roots] == [Decimal(one) - 1 for one in sorted(set(ones), key=Decimal)]


# Modified rate


def test_the_modified_rate_of_the_textbook() -> None:
    assert near(mirr(flows(*TEXTBOOK), EIGHT, EIGHT), 0.1001209, 5e-8)


def test_the_modified_rate_of_the_documentations() -> None:
    # numpy-financial and pyxirr; the latter takes (−1000, 100, 250, 500, 500) at 10 % and 10 %.
    assert near(mirr(flows(-100, 50, -60, 70), Decimal("0.10"), Decimal("0.12")), -0.03909366594356467)
    assert near(mirr(flows(-1000, 100, 250, 500, 500), Decimal("0.1"), Decimal("0.1")), 0.10401626745)
    # Microsoft's of Excel: five years, three years, and five years at 14 %.
    excel = flows(-120_000, 39_000, 30_000, 21_000, 37_000, 46_000)
    assert near(mirr(excel, Decimal("0.1"), Decimal("0.12")), 0.126094, 5e-7)
    assert near(mirr(excel[:4], Decimal("0.1"), Decimal("0.12")), -0.048045, 5e-7)
    assert near(mirr(excel, Decimal("0.1"), Decimal("0.14")), 0.134759, 5e-7)


@pytest.mark.parametrize("amounts", [(), (0, 0), (-100, -50), (100, 50), (-100,)])
def test_without_money_both_ways_there_is_no_modified_rate(amounts: Sequence[float]) -> None:
    assert mirr(flows(*amounts), EIGHT, EIGHT) is None


@given(one_change, st.integers(0, 50), st.integers(0, 50))
def test_another_opinion_on_the_modified_rate(amounts: list[int], finance: int, reinvest: int) -> None:
    ours = mirr(flows(*amounts), Decimal(finance) / 100, Decimal(reinvest) / 100)

    assert near(ours, float(npf.mirr([float(each) for each in amounts], finance / 100, reinvest / 100)), 1e-7)


# Payback


def test_payback_is_interpolated_within_its_period() -> None:
    paid = flows(-200_000, 60_000, 80_000, 70_000, 60_000, 50_000)
    discounted = [flow * discount(Decimal("0.12"), t) for t, flow in enumerate(paid)]

    assert near(payback(paid).at, 2.857142857)
    assert near(payback(discounted).at, 3.8609, 5e-5)
    assert payback(paid, at_ends=True).at == 3


def test_money_that_dips_again_is_paid_back_for_good_only_the_last_time() -> None:
    found = payback(flows(-100, 120, -50, 60))

    assert found.at == Decimal("2.5")
    assert near(found.first, 0.833333)
    assert found.dips_again


def test_what_never_comes_back_is_not_within_the_horizon() -> None:
    found = payback(flows(-100, 10, 10))

    assert (found.at, found.first, found.why) == (None, None, "not paid back within the horizon")


def test_what_is_back_and_lost_again_is_not_paid_back() -> None:
    found = payback(flows(-100, 120, -50))

    assert found.at is None
    assert found.dips_again
    assert found.why == "not paid back within the horizon: back after 0.83 periods, but below 0 again"


@pytest.mark.parametrize("amounts", [(), (0, 0), (100, 50), (0, 100)])
def test_nothing_laid_out_is_not_paid_back_at_once(amounts: Sequence[float]) -> None:
    found = payback(flows(*amounts))

    assert (found.at, found.why) == (None, "nothing is laid out that could be paid back")


def test_a_total_of_exactly_zero_is_paid_back() -> None:
    assert payback(flows(-100, 50, 50)).at == 2
    assert payback(flows(-100, 50, 50, 10)).at == 2


def test_money_that_comes_first_is_paid_back_after_it_was_spent() -> None:
    assert payback(flows(50, -100, 100)).at == Decimal("1.5")


def test_payback_goes_by_the_times_that_are_given() -> None:
    assert payback(flows(-100, 50, 100), [Fraction(0), Fraction(1, 2), Fraction(3, 2)]).at == 1


@given(st.lists(st.integers(-1000, 1000), max_size=12))
def test_payback_is_within_the_horizon_or_says_why_not(amounts: list[int]) -> None:
    found = payback(flows(*amounts))

    assert (found.at is None) == bool(found.why)
    assert found.at is None or 0 <= found.at <= len(amounts) - 1
    assert found.first is None or found.at is None or found.first <= found.at


# Ratios


def test_return_on_investment_of_the_textbook() -> None:
    assert roi(Decimal(55_000), Decimal(40_000)) == Decimal("0.375")


def test_the_profitability_index_of_the_textbook() -> None:
    assert near(profitability_index(npv(EIGHT, flows(*TEXTBOOK)), Decimal(40_000)), 1.0766, 5e-5)


def test_benefits_are_held_against_costs() -> None:
    assert benefit_cost_ratio(Decimal(150), Decimal(100)) == Decimal("1.5")


def test_where_nothing_is_spent_there_is_no_ratio() -> None:
    assert roi(Decimal(100), Decimal(0)) is None
    assert profitability_index(Decimal(100), Decimal(0)) is None
    assert benefit_cost_ratio(Decimal(100), Decimal(0)) is None


def test_the_equivalent_annuity_of_the_textbook() -> None:
    assert near(equivalent_annuity(npv(EIGHT, flows(*TEXTBOOK)), EIGHT, 4), 925.45, 5e-3)


def test_at_a_rate_of_zero_the_annuity_is_an_even_share() -> None:
    assert equivalent_annuity(Decimal(1000), Decimal(0), 4) == 250
    assert equivalent_annuity(Decimal(1000), EIGHT, 0) is None


def test_an_annuity_is_worth_what_it_stands_for() -> None:
    annuity = equivalent_annuity(Decimal(1000), EIGHT, 7)

    assert annuity is not None
    assert near(npv(EIGHT, [Decimal(0), *[annuity] * 7]), 1000)


# Rates


def test_a_rate_a_month_comes_to_the_rate_a_year() -> None:
    assert near(monthly_rate(EIGHT), 0.00643403, 5e-9)
    assert not near(monthly_rate(EIGHT), 0.08 / 12, 1e-5)


def test_inflation_is_divided_out_and_not_taken_away() -> None:
    assert near(real_rate(EIGHT, Decimal("0.025")), 0.0536585, 5e-8)


@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_taking_inflation_out_and_in_again_changes_nothing(rate: Decimal, inflation: Decimal) -> None:
    assert near(nominal_rate(real_rate(rate, inflation), inflation), float(rate), 1e-15)
