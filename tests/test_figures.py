"""How numbers are rounded and written: once, for every page and file."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import DASH, chance, chances, factor, money, number, percent, percents, rounded, whole


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("12345.678"), "12 346 EUR"),
        (Decimal("-12345.5"), "−12 346 EUR"),
        (Decimal("-0.4"), "0 EUR"),
        (Fraction(1, 3), "0 EUR"),
        (0, "0 EUR"),
        (None, DASH),
    ],
)
def test_money_is_whole_grouped_and_has_its_currency(value: Decimal | None, said: str) -> None:
    assert money(value, "EUR") == said


def test_money_shows_cents_where_they_are_asked_for() -> None:
    assert money(Fraction(-200, 3), places=2) == "−66.67"


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal("0.28095"), "28.1 %"), (Decimal("-0.6789"), "−67.9 %"), (Fraction(1, 8), "12.5 %"), (None, DASH)],
)
def test_a_share_is_told_in_percents_with_one_decimal(value: Decimal | None, said: str) -> None:
    assert percent(value) == said


@pytest.mark.parametrize(
    ("share", "said", "held"),
    [
        (0.28095, "28.1 %", "28.1"),
        (1.0, "100.0 %", "100.0"),
        (0.0, "0.0 %", "0.0"),
        (0.9999, "> 99.9 %", "99.9"),
        (0.0001, "< 0.1 %", "0.1"),
        (0.999, "99.9 %", "99.9"),
    ],
)
def test_a_chance_is_never_called_certain_that_is_only_nearly_so(share: float, said: str, held: str) -> None:
    assert chance(share) == said
    assert chances(share) == Decimal(held)


def test_a_chance_that_is_not_known_is_a_dash() -> None:
    assert chance(None) == DASH


@given(st.floats(0, 1))
def test_a_chance_is_the_same_number_to_readers_and_in_files(share: float) -> None:
    assert chance(share).lstrip("<> ") == f"{chances(share)} %"


@given(st.floats(-1e15, 1e15))
def test_an_amount_that_was_drawn_is_the_same_number_to_readers_and_in_files(value: float) -> None:
    assert money(value).replace(" ", "").replace("−", "-") == f"{whole(value)}"


def test_a_plain_number_has_no_idle_zeros() -> None:
    assert [number(Decimal(each)) for each in ("1234.50", "100", "-0.25", "0.001")] == ["1 234.5", "100", "−0.25", "0"]


def test_a_discount_factor_has_six_decimals() -> None:
    assert factor(1 / Decimal("1.08")) == "0.925926"


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    assert [rounded(Decimal(each)) for each in ("0.005", "-0.005", "0.0149")] == [
        Decimal("0.01"),
        Decimal("-0.01"),
        Decimal("0.01"),
    ]


@given(st.fractions(max_denominator=10**9) | st.decimals(allow_nan=False, allow_infinity=False, places=30))
def test_what_is_rounded_lies_within_half_a_cent(value: Fraction | Decimal) -> None:
    assert abs(Fraction(rounded(value)) - Fraction(value)) <= Fraction(1, 200)


@pytest.mark.parametrize("value", [Decimal("9e200"), Decimal("-9e200"), Decimal("1e-200"), Fraction(10**90, 7)])
def test_huge_and_tiny_numbers_are_rounded_too(value: Fraction | Decimal) -> None:
    assert abs(Fraction(rounded(value)) - Fraction(value)) <= Fraction(1, 200)


def test_percents_of_files_are_those_of_the_screen() -> None:
    assert percents(Decimal("0.28095")) == Decimal("28.1")
