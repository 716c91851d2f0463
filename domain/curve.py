"""The emotion curve of a journey: how it feels from touchpoint to touchpoint, as typed and by the evidence.

The two are kept apart, so that a reader sees where the map says more than customers did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.evidence import Evidence
from domain.journey import Journey, Touchpoint
from domain.paths import touchpoints_of
from domain.plan import Plan
from domain.strength import citations_of, is_in, reckoned

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Point:
    """How one touchpoint feels.

    Attributes:
        feeling: −2 dreadful … +2 delightful; None, a gap in the line, where it is not known.
        low, high: the lowest and the highest that any piece says; None with fewer than two pieces.
        n: how many pieces say how it feels; 0 on a typed curve.
    """

    touchpoint: Touchpoint
    feeling: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    n: int = 0


def typed_curve(plan: Plan, journey: Journey) -> tuple[Point, ...]:
    """How every touchpoint of *journey* feels by what was filled in, from first to last."""
    return tuple(Point(touchpoint, touchpoint.feeling) for touchpoint in touchpoints_of(plan, journey))


def evidence_curve(plan: Plan, journey: Journey, today: date) -> tuple[Point, ...]:
    """How every touchpoint of *journey* feels by the evidence on the day *today*, from first to last.

    The weighted mean Σ w·feeling / Σ w over the citations with a feeling at the touchpoint or its notes, where
    w = q·r·2^(−age/h) is what the evidence adds to its strength; a piece that adds nothing is left out. The spread is
    the lowest and the highest: of the two to five pieces that a touchpoint has, a standard deviation says little.
    """
    weights: dict[str, float] = {}
    return tuple(_point(plan, touchpoint, today, weights) for touchpoint in touchpoints_of(plan, journey))


def felt_by_evidence(plan: Plan, touchpoint: Touchpoint, today: date) -> Point:
    """How one *touchpoint* feels by the evidence on the day *today*, reckoned as `evidence_curve` does."""
    return _point(plan, touchpoint, today, {})


def _point(plan: Plan, touchpoint: Touchpoint, today: date, weights: dict[str, float]) -> Point:
    felt = [(feeling, weight) for feeling, weight in _felt(plan, touchpoint, today, weights) if weight > 0]
    if not felt:
        return Point(touchpoint)
    mean = sum(float(feeling) * weight for feeling, weight in felt) / sum(weight for _, weight in felt)
    rounded = Decimal(mean).quantize(_HUNDREDTH) + 0  # never −0
    if len(felt) == 1:
        return Point(touchpoint, rounded, n=1)
    feelings = [feeling for feeling, _ in felt]
    return Point(touchpoint, rounded, min(feelings), max(feelings), len(felt))


def _felt(
    plan: Plan, touchpoint: Touchpoint, today: date, weights: dict[str, float]
) -> Iterator[tuple[Decimal, float]]:
    for citation in citations_of(plan, touchpoint):
        evidence = plan.find(Evidence, citation.evidence)
        if citation.feeling is not None and evidence is not None and is_in(evidence, today):
            if evidence.id not in weights:
                weights[evidence.id] = reckoned(plan, evidence, today).adds
            yield citation.feeling, weights[evidence.id]
