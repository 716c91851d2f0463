"""Figures that turn out alike: a Gaussian copula with one cause in common.

Behind each figure is a standard normal number √ρ·C + √(1 − ρ)·E, where C is common to all and E its own. Each pair of
these correlates by ρ; the figure is the percentile of its own distribution that the number is of the normal one.

Source:
    Vasicek 1991, "Limiting Loan Loss Probability Distribution", for one common factor; Nelsen 2006, "An Introduction to
    Copulas", § 2.3.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from domain.ranges import Distribution, Fixed, Pert

if TYPE_CHECKING:  # numpy costs 150 ms, and only a simulation draws
    from numpy import float64
    from numpy.typing import NDArray

_FARTHEST = 8
"""Normal numbers are looked up between −8 and 8; one in 10¹⁵ lies beyond."""
_STEPS = 1_600
_PARTS = 4_096
"""Into how many the range of a PERT figure is cut to find its percentiles: none is off by more than one of them."""


def alike(common: NDArray[float64], own: NDArray[float64], correlation: float) -> NDArray[float64]:
    """Standard normal numbers of which those with the same *common* correlate by *correlation*, 0…1."""
    return sqrt(correlation) * common + sqrt(1 - correlation) * own


def figures_at(found: Distribution, normal: NDArray[float64]) -> NDArray[float64]:
    """The percentile of the distribution *found* for each of the standard *normal* numbers."""
    import numpy as np  # noqa: PLC0415 - see above

    if isinstance(found, Fixed):
        return np.full(normal.shape, found.mean)
    places = np.linspace(-_FARTHEST, _FARTHEST, _STEPS + 1)
    return np.interp(normal, places, _percentiles(found))


@cache
def _shares() -> NDArray[float64]:
    """How much of the standard normal distribution lies below each number that is looked up."""
    import numpy as np  # noqa: PLC0415 - see above

    normal = NormalDist()
    return np.array([normal.cdf(each) for each in np.linspace(-_FARTHEST, _FARTHEST, _STEPS + 1).tolist()])


def _percentiles(found: Distribution) -> NDArray[float64]:
    import numpy as np  # noqa: PLC0415 - see above

    if not isinstance(found, Pert):
        return np.array([found.percentile(share) for share in _shares().tolist()])
    # What lies below each place, by the trapezoidal rule; the incomplete beta function solved for each is 100 × slower.
    place = np.linspace(0, 1, _PARTS + 1)
    density = place ** float(found.alpha - 1) * (1 - place) ** float(found.beta - 1)
    below = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
    low, high = float(found.low), float(found.high)
    return low + (high - low) * np.interp(_shares(), below / below[-1], place)
