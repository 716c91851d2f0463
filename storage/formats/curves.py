"""Where the feeling curves of a picture run: which columns a dream belongs to, where a line breaks, how it bends.

Places are in columns and feelings on their own scale, so that nothing here depends on a size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from domain.alignment import aligned
from domain.curve import typed_curve
from domain.journey import Journey, Stage, Touchpoint
from domain.plan import Plan


class Stop(NamedTuple):
    """One point of a curve: in or between which columns, and how it feels there.

    Attributes:
        is_new: whether a dream has it and today has not.
        is_low: whether the line comes down to it.
    """

    column: float
    feeling: Decimal
    touchpoint: Touchpoint
    is_new: bool = False
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A journey as a curve over the columns of a map; None breaks the line, where it is not known how it feels."""

    journey: Journey
    stops: tuple[Stop | None, ...]

    @property
    def runs(self) -> Iterator[tuple[Stop, ...]]:
        """The stretches that are drawn in one line."""
        for is_known, run in groupby(self.stops, key=lambda stop: stop is not None):
            if is_known:
                yield tuple(stop for stop in run if stop is not None)

    def between(self, first: float, last: float) -> Iterator[Stop]:
        """The stops from the column *first* up to before *last*."""
        return (stop for stop in self.stops if stop is not None and first <= stop.column < last)


def own_curve(plan: Plan, journey: Journey) -> Curve:
    """The curve of *journey* over its own columns."""
    points = enumerate(typed_curve(plan, journey))
    return Curve(journey, _sounded(_stops((n, point.touchpoint, False) for n, point in points)))


def laid_over(plan: Plan, current: Journey, dream: Journey) -> Curve:
    """The curve of *dream* over the columns of *current*: at what it replaces, and what is new in between."""
    columns = {point.touchpoint.id: n for n, point in enumerate(typed_curve(plan, current))}
    pairs = [pair for pair in aligned(plan, current, dream) if pair.dream is not None]
    places = _spread([columns[pair.current.id] if pair.current else None for pair in pairs], len(columns))
    steps = ((at, pair.dream, pair.current is None) for at, pair in zip(places, pairs, strict=True) if pair.dream)
    return Curve(dream, _sounded(_stops(steps)))


def _stops(steps: Iterable[tuple[float, Touchpoint, bool]]) -> Iterator[Stop | None]:
    """What happens behind the scenes is felt by nobody, and does not break the line."""
    for at, touchpoint, is_new in steps:
        if touchpoint.feeling is not None:
            yield Stop(at, touchpoint.feeling, touchpoint, is_new)
        elif touchpoint.stage is Stage.FRONT:
            yield None


def _sounded(stops: Iterable[Stop | None]) -> tuple[Stop | None, ...]:
    """*stops*, those marked that are lower than the ones around them."""
    held = tuple(stops)
    marked = []
    for before, stop, after in zip((None, *held), held, (*held[1:], None), strict=False):
        around = [each.feeling for each in (before, after) if each]
        is_low = stop is not None and bool(around) and stop.feeling * len(around) < sum(around)
        marked.append(stop._replace(is_low=is_low) if stop else None)
    return tuple(marked)


def _spread(known: Sequence[float | None], end: int) -> list[float]:
    """A place for each, rising, where only some are known: those between two share the room between."""
    fixed: list[tuple[int, float]] = [(-1, -0.5)]
    for n, at in enumerate(known):
        if at is not None and at > fixed[-1][1]:
            fixed.append((n, at))
    fixed.append((len(known), end - 0.5))
    return [
        before + (after - before) * (n - i) / (k - i)
        for (i, before), (k, after) in pairwise(fixed)
        for n in range(max(0, i), k)
    ]


def smooth(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The points of a smooth path: the first, then for each other one two that bend the line, and itself.

    The line never rises above or falls below the two points it is between: a feeling nobody had is not drawn.

    Source:
        Steffen 1990, "A simple method for monotonic interpolation in one dimension", equation 11.
    """
    tangents = _tangents(points)
    yield points[0]
    for ((x, y), (to_x, to_y)), (leaving, arriving) in zip(pairwise(points), pairwise(tangents), strict=True):
        third = (to_x - x) / 3
        yield from ((x + third, y + leaving * third), (to_x - third, to_y - arriving * third), (to_x, to_y))


def _tangents(points: Sequence[tuple[float, float]]) -> Sequence[float]:
    steps = [(b[0] - a[0], (b[1] - a[1]) / (b[0] - a[0])) for a, b in pairwise(points)]
    inner = [_tangent(*one, *two) for one, two in pairwise(steps)]
    return (steps[0][1], *inner, steps[-1][1])


def _tangent(left: float, slope: float, right: float, next_slope: float) -> float:
    """The slope at a point between two steps; flat where the line turns."""
    if slope * next_slope <= 0:
        return 0
    through = (slope * right + next_slope * left) / (left + right)
    return (1 if slope > 0 else -1) * min(2 * abs(slope), 2 * abs(next_slope), abs(through))
