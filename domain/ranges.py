"""What a range says about a figure: how likely each value between, or beyond, its low and its high is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp, expm1, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Protocol

from domain.assumption import Bounds, refuse_disorder
from domain.figures import number

if TYPE_CHECKING:  # numpy costs 150 ms, and only a simulation draws
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

PERT_WEIGHT = 4
"""λ: how much more the likely value counts than either end."""

_NORMAL = NormalDist()
_P90 = _NORMAL.inv_cdf(0.9)
"""How many standard deviations the P90 of a normal distribution lies above its mean: 1.28155."""
_PLACES = 6
_TERMS = 300
_SMALLEST = 1e-300


class Distribution(Protocol):
    """How likely each value of a figure is."""

    @property
    def mean(self) -> float:
        """What it comes to on average."""

    @property
    def sd(self) -> float:
        """The standard deviation."""

    @property
    def said(self) -> str:
        """Its name and its parameters, in one line."""

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*, between 0 and 1."""

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A figure of which only one value is given: it counts as certain."""

    value: Decimal

    @property
    def mean(self) -> float:
        """The value."""
        return float(self.value)

    @property
    def sd(self) -> float:
        """None at all: 0."""
        return 0.0

    @property
    def said(self) -> str:
        """The value."""
        return f"certain, {number(self.value, _PLACES)}"

    def percentile(self, share: float) -> float:
        """The value, whatever the *share* is."""
        _refuse_no_share(share)
        return float(self.value)

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:  # noqa: ARG002 - nothing to draw
        """The value, in each of the *runs*."""
        from numpy import full  # noqa: PLC0415 - see above

        return full(runs, float(self.value))


@dataclass(frozen=True, slots=True)
class Pert:
    """A figure between two ends that is most often near its likely value.

    It is low + (high − low)·Beta(α, β) with α = 1 + 4·(likely − low)/(high − low), β = 1 + 4·(high − likely)/(high −
    low). Its variance is exact: ((high − low)/6)², as it is often given, holds only in the middle.

    Raises:
        ValueError: the likely value lies outside the ends, or the ends are the same.

    Source:
        Malcolm, Roseboom, Clark & Fazar 1959, "Application of a Technique for Research and Development Program
        Evaluation", Operations Research 7(5); Vose 2008, "Risk Analysis", app. III, for the general λ.
    """

    low: Decimal
    likely: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        _refuse_no_width(self.low, self.high)
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)

    @property
    def alpha(self) -> Fraction:
        """The first parameter of the Beta distribution, 1…5."""
        return 1 + PERT_WEIGHT * self._place

    @property
    def beta(self) -> Fraction:
        """The second parameter of the Beta distribution, 1…5."""
        return 1 + PERT_WEIGHT * (1 - self._place)

    @property
    def mean(self) -> float:
        """(low + 4·likely + high)/6."""
        return float(self._mean)

    @property
    def sd(self) -> float:
        """√((mean − low)·(high − mean)/7)."""
        return sqrt((self._mean - Fraction(self.low)) * (Fraction(self.high) - self._mean) / (PERT_WEIGHT + 3))

    @property
    def said(self) -> str:
        """Its name and its three points."""
        return _told("PERT", low=self.low, likely=self.likely, high=self.high)

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*."""
        _refuse_no_share(share)
        alpha, beta = float(self.alpha), float(self.beta)
        place = _solved(lambda x: beta_cdf(x, alpha, beta), share)
        return float(self.low) + place * float(self.high - self.low)

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""
        return float(self.low) + float(self.high - self.low) * generator.beta(float(self.alpha), float(self.beta), runs)

    @property
    def _place(self) -> Fraction:
        return Fraction(self.likely - self.low) / Fraction(self.high - self.low)

    @property
    def _mean(self) -> Fraction:
        ends = Fraction(self.low) + Fraction(self.high)
        return (ends + PERT_WEIGHT * Fraction(self.likely)) / (PERT_WEIGHT + 2)


@dataclass(frozen=True, slots=True)
class Triangular:
    """A figure between two ends whose likelihood rises and falls in straight lines: wider than PERT.

    Raises:
        ValueError: the likely value lies outside the ends, or the ends are the same.

    Source:
        Vose 2008, "Risk Analysis", app. III.
    """

    low: Decimal
    likely: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        _refuse_no_width(self.low, self.high)
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)

    @property
    def mean(self) -> float:
        """(low + likely + high)/3."""
        return float(sum(self._points) / 3)

    @property
    def sd(self) -> float:
        """√((a² + m² + b² − am − ab − mb)/18)."""
        a, m, b = self._points
        return sqrt((a * a + m * m + b * b - a * m - a * b - m * b) / 18)

    @property
    def said(self) -> str:
        """Its name and its three points."""
        return _told("triangular", low=self.low, likely=self.likely, high=self.high)

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*."""
        _refuse_no_share(share)
        a, m, b = map(float, self._points)
        if share * (b - a) < m - a:
            return a + sqrt(share * (b - a) * (m - a))
        return b - sqrt((1 - share) * (b - a) * (b - m))

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""
        return generator.triangular(float(self.low), float(self.likely), float(self.high), runs)

    @property
    def _points(self) -> tuple[Fraction, Fraction, Fraction]:
        return Fraction(self.low), Fraction(self.likely), Fraction(self.high)


@dataclass(frozen=True, slots=True)
class Uniform:
    """A figure between two ends of which nobody says where it is most likely.

    Raises:
        ValueError: the ends are the same, or the wrong way round.
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        _refuse_no_width(self.low, self.high)
        refuse_disorder(low=self.low, high=self.high)

    @property
    def mean(self) -> float:
        """The middle."""
        return float((self.low + self.high) / 2)

    @property
    def sd(self) -> float:
        """(high − low)/√12."""
        return float(self.high - self.low) / sqrt(12)

    @property
    def said(self) -> str:
        """Its name and its ends."""
        return _told("uniform", low=self.low, high=self.high)

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*."""
        _refuse_no_share(share)
        return float(self.low) + share * float(self.high - self.low)

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""
        return generator.uniform(float(self.low), float(self.high), runs)


@dataclass(frozen=True, slots=True)
class Normal:
    """A figure that is below its P10 one time in ten and above its P90 one time in ten, and may have either sign.

    Raises:
        ValueError: the two are the same, or the wrong way round.
    """

    p10: Decimal
    p90: Decimal

    def __post_init__(self) -> None:
        _refuse_no_width(self.p10, self.p90)
        refuse_disorder(p10=self.p10, p90=self.p90)

    @property
    def mean(self) -> float:
        """Halfway between the two."""
        return float((self.p10 + self.p90) / 2)

    @property
    def sd(self) -> float:
        """(p90 − p10)/(2·1.28155)."""
        return float(self.p90 - self.p10) / (2 * _P90)

    @property
    def said(self) -> str:
        """Its name and what it was fitted to."""
        return _told("normal", P10=self.p10, P90=self.p90)

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*."""
        _refuse_no_share(share)
        return self.mean + self.sd * _NORMAL.inv_cdf(share)

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""
        return generator.normal(self.mean, self.sd, runs)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A figure above 0 that is below its P10 one time in ten and above its P90 one time in ten.

    Its logarithm is normal with μ = ln √(p10·p90) and σ = ln(p90/p10)/(2·1.28155).

    Raises:
        ValueError: the two are the same, the wrong way round, or not above 0.

    Source:
        Vose 2008, "Risk Analysis", app. III.
    """

    p10: Decimal
    p90: Decimal

    def __post_init__(self) -> None:
        _refuse_no_width(self.p10, self.p90)
        refuse_disorder(nothing=Decimal(0), p10=self.p10, p90=self.p90)
        if self.p10 == 0:
            raise ValueError("p10 is 0; a lognormal figure lies above it")

    @property
    def mu(self) -> float:
        """The mean of the logarithm."""
        return (log(self.p10) + log(self.p90)) / 2

    @property
    def sigma(self) -> float:
        """The standard deviation of the logarithm."""
        return (log(self.p90) - log(self.p10)) / (2 * _P90)

    @property
    def mean(self) -> float:
        """exp(μ + σ²/2)."""
        return exp(self.mu + self.sigma**2 / 2)

    @property
    def sd(self) -> float:
        """mean·√(exp(σ²) − 1)."""
        return self.mean * sqrt(expm1(self.sigma**2))

    @property
    def said(self) -> str:
        """Its name and what it was fitted to."""
        return _told("lognormal", P10=self.p10, P90=self.p90)

    def percentile(self, share: float) -> float:
        """The value that the figure stays below with the probability *share*."""
        _refuse_no_share(share)
        return exp(self.mu + self.sigma * _NORMAL.inv_cdf(share))

    def drawn(self, generator: Generator, runs: int) -> NDArray[float64]:
        """A value for each of so many *runs*, drawn with *generator*."""
        return generator.lognormal(self.mu, self.sigma, runs)


def distribution(
    low: Decimal | None, likely: Decimal | None, high: Decimal | None, bounds: Bounds = Bounds.EXTREMES
) -> Distribution | None:
    """What a range says about its figure; None where it says nothing.

    Both ends of extremes: PERT, or uniform where no value is the likely one. Both ends at one time in ten: lognormal,
    or normal where the range touches 0 or lies below; the likely value then plays no part. Without both ends the
    likely value counts as certain, and so it does where the ends are the same.

    Raises:
        ValueError: the values are not in ascending order.
    """
    refuse_disorder(low=low, likely=likely, high=high)
    if low is None or high is None:
        return None if likely is None else Fixed(likely)
    if low == high:
        return Fixed(low)
    if bounds is Bounds.P10_P90:
        return Lognormal(low, high) if low > 0 else Normal(low, high)
    return Uniform(low, high) if likely is None else Pert(low, likely, high)


def beta_cdf(x: float, alpha: float, beta: float) -> float:
    """The regularised incomplete beta function I_x(α, β): how likely Beta(α, β) stays below *x*, 0 ≤ x ≤ 1.

    Source:
        Didonato & Morris 1992, "Algorithm 708", ACM TOMS 18(3), eq. 8 for the continued fraction; evaluated after
        Lentz 1976, "Generating Bessel functions in Mie scattering calculations", Applied Optics 15(3).
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (alpha + 1) / (alpha + beta + 2):  # where the fraction is slow
        return 1 - beta_cdf(1 - x, beta, alpha)
    front = lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta) + alpha * log(x) + beta * log1p(-x)
    return exp(front) / (alpha * _fraction(x, alpha, beta))


def _fraction(x: float, alpha: float, beta: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)), of which the inverse times x^α(1−x)^β/(α·B(α, β)) is I_x(α, β)."""
    value, above, below = 1.0, 1.0, 0.0
    for n in range(1, _TERMS):
        m = n // 2
        if n % 2:
            term = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
        else:
            term = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        below = 1 / (1 + term * below or _SMALLEST)
        above = 1 + term / above or _SMALLEST
        value *= above * below
        if abs(above * below - 1) < 1e-15:
            break
    return value


def _solved(rising: Callable[[float], float], target: float) -> float:
    """The x between 0 and 1 at which *rising* reaches *target*, to the last bit but a few."""
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high) and high - low > 1e-15:
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _told(name: str, **points: Decimal) -> str:
    return ", ".join((name, *(f"{point} {number(value, _PLACES)}" for point, value in points.items())))


def _refuse_no_share(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share of all cases; it lies between 0 and 1")


def _refuse_no_width(low: Decimal, high: Decimal) -> None:
    if low == high:
        raise ValueError(f"both ends are {low}; that is a certain figure")
