"""What a range says: against worked examples, against each other, and at the edges."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import percentile
from numpy.random import default_rng

from domain.assumption import Bounds
from domain.ranges import Distribution, Fixed, Lognormal, Normal, Pert, Triangular, Uniform, beta_cdf, distribution

D = Decimal
money = st.decimals(-1_000_000, 1_000_000, places=2)
three = st.lists(money, min_size=3, max_size=3, unique=True).map(sorted)
shares = st.floats(0.001, 0.999)


def any_of(low: Decimal, likely: Decimal, high: Decimal) -> tuple[Distribution, ...]:
    """Every kind of distribution that can be made of three points."""
    plain = (Pert(low, likely, high), Triangular(low, likely, high), Uniform(low, high), Normal(low, high))
    return (*plain, Lognormal(low, high)) if low > 0 else plain


def test_a_pert_of_2_4_12_is_as_published() -> None:
    pert = Pert(D(2), D(4), D(12))

    assert (pert.alpha, pert.beta) == (Fraction("1.8"), Fraction("4.2"))
    assert pert.mean == 5
    assert pert.sd**2 == pytest.approx(3)
    found = [pert.percentile(share) for share in (0.1, 0.5, 0.8, 0.9)]
    assert found == pytest.approx([2.899, 4.767, 6.503, 7.453], abs=5e-4)


def test_a_triangular_of_2_4_12_is_as_published() -> None:
    triangle = Triangular(D(2), D(4), D(12))

    assert triangle.mean == 6
    assert triangle.sd**2 == pytest.approx(14 / 3)
    assert triangle.percentile(0.2) == pytest.approx(4)  # (m − a)/(b − a) lies below the likely value


def test_a_pert_with_its_likely_value_in_the_middle_has_a_seventh_more_variance_than_at_an_end() -> None:
    middle, end = Pert(D(0), D(3), D(6)), Pert(D(0), D(0), D(6))

    assert middle.sd**2 == pytest.approx(9 / 7)
    assert end.sd**2 == pytest.approx(1 * 5 / 7)
    assert (end.alpha, end.beta) == (Fraction(1), Fraction(5))
    assert end.percentile(0.5) == pytest.approx(6 * (1 - 0.5 ** (1 / 5)))  # Beta(1, 5) has a closed form


@pytest.mark.parametrize(
    ("x", "alpha", "beta", "expected"),
    [
        (0.5, 2, 2, 0.5),
        (0.25, 1, 1, 0.25),  # uniform
        (0.3, 1, 5, 1 - 0.7**5),
        (0.3, 5, 1, 0.3**5),
        (0.2, 2, 3, 0.1808),  # 6x² − 8x³ + 3x⁴
        (0.9, 3, 3, 0.99144),  # 10x³ − 15x⁴ + 6x⁵
        (0, 2, 3, 0),
        (1, 2, 3, 1),
    ],
)
def test_the_incomplete_beta_function_agrees_with_its_polynomials(
    x: float, alpha: float, beta: float, expected: float
) -> None:
    assert beta_cdf(x, alpha, beta) == pytest.approx(expected, abs=1e-14)


def test_a_lognormal_has_the_p10_and_the_p90_it_was_given() -> None:
    lognormal = Lognormal(D(100), D(400))

    assert lognormal.percentile(0.1) == pytest.approx(100)
    assert lognormal.percentile(0.5) == pytest.approx(200)
    assert lognormal.percentile(0.9) == pytest.approx(400)
    assert lognormal.sigma == pytest.approx(0.540866, abs=1e-6)  # ln 4/(2·1.28155)


def test_a_normal_has_the_p10_and_the_p90_it_was_given() -> None:
    normal = Normal(D(-50), D(150))

    assert normal.percentile(0.1) == pytest.approx(-50)
    assert normal.percentile(0.9) == pytest.approx(150)
    assert normal.mean == 50
    assert normal.sd == pytest.approx(100 / NormalDist().inv_cdf(0.9))


def test_what_a_range_says_depends_on_what_its_ends_mean() -> None:
    low, likely, high = D(10), D(20), D(40)

    assert distribution(low, likely, high) == Pert(low, likely, high)
    assert distribution(low, likely, high, Bounds.P10_P90) == Lognormal(low, high)
    assert distribution(low, None, high) == Uniform(low, high)
    assert distribution(low, None, high, Bounds.P10_P90) == Lognormal(low, high)


def test_a_range_that_touches_or_crosses_0_or_lies_below_is_normal() -> None:
    for low, high in ((D(0), D(5)), (D(-5), D(5)), (D(-5), D(0)), (D(-5), D(-1))):
        assert distribution(low, None, high, Bounds.P10_P90) == Normal(low, high)


def test_a_figure_with_less_than_two_ends_is_certain_if_it_is_likely_and_unknown_if_not() -> None:
    assert distribution(None, D(5), None) == Fixed(D(5))
    assert distribution(D(1), D(5), None) == Fixed(D(5))
    assert distribution(D(7), D(7), D(7)) == Fixed(D(7))
    assert distribution(D(7), None, None) is None
    assert distribution(None, None, None) is None


def test_a_distribution_says_its_name_and_its_points() -> None:
    low, likely, high = D(1_000), D("2000.50"), D(4_000)

    assert [each.said for each in (*any_of(low, likely, high), Fixed(likely))] == [
        "PERT, low 1 000, likely 2 000.5, high 4 000",
        "triangular, low 1 000, likely 2 000.5, high 4 000",
        "uniform, low 1 000, high 4 000",
        "normal, P10 1 000, P90 4 000",
        "lognormal, P10 1 000, P90 4 000",
        "certain, 2 000.5",
    ]


def test_a_certain_figure_is_the_same_at_every_percentile() -> None:
    fixed = Fixed(D("4.5"))

    assert (fixed.mean, fixed.sd, fixed.percentile(0.1), fixed.percentile(0.9)) == (4.5, 0, 4.5, 4.5)


@pytest.mark.parametrize("kind", [Pert, Triangular])
def test_a_likely_value_outside_the_ends_is_refused(kind: type[Pert | Triangular]) -> None:
    for low, likely, high in ((2, 1, 4), (2, 5, 4), (4, 3, 2)):
        with pytest.raises(ValueError, match="is above"):
            kind(D(low), D(likely), D(high))
    with pytest.raises(ValueError, match="both ends are 3"):
        kind(D(3), D(3), D(3))


def test_a_lognormal_figure_lies_above_0() -> None:
    with pytest.raises(ValueError, match="lies above it"):
        Lognormal(D(0), D(3))
    with pytest.raises(ValueError, match="is above"):
        Lognormal(D(-1), D(3))


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5])
def test_a_percentile_lies_between_none_and_all(share: float) -> None:
    for each in (*any_of(D(1), D(2), D(4)), Fixed(D(1))):
        with pytest.raises(ValueError, match="no share"):
            each.percentile(share)


def test_what_is_drawn_has_the_mean_the_spread_and_the_percentiles_that_are_said() -> None:
    number = 200_000

    for each in any_of(D(2), D(4), D(12)):
        drawn = each.drawn(default_rng(1), number)
        error = each.sd / number**0.5
        assert drawn.mean() == pytest.approx(each.mean, abs=5 * error), each.said
        assert drawn.std() == pytest.approx(each.sd, rel=0.02), each.said
        found = [each.percentile(share) for share in (0.1, 0.5, 0.9)]
        assert percentile(drawn, [10, 50, 90]) == pytest.approx(found, rel=0.02), each.said


@given(three, shares, shares)
def test_percentiles_rise_and_stay_within_the_ends(points: list[Decimal], one: float, other: float) -> None:
    low, likely, high = points

    for each in any_of(low, likely, high):
        found = [each.percentile(share) for share in sorted((one, other))]
        assert all(before <= after + 1e-6 for before, after in pairwise(found))
        if not isinstance(each, Normal | Lognormal):
            assert all(float(low) - 1e-6 <= value <= float(high) + 1e-6 for value in found)


@given(st.floats(0, 1), st.floats(1, 5))
def test_the_incomplete_beta_function_mirrors(x: float, alpha: float) -> None:
    beta = 6 - alpha

    assert beta_cdf(x, alpha, beta) == pytest.approx(1 - beta_cdf(1 - x, beta, alpha), abs=1e-12)
