"""Weighted scoring on anchored scales: how much an initiative does of what the group cares about.

The ends of every scale are declared before anybody rates, so a score rests on the initiative's own ratings
only: adding or removing another one never turns two others around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from domain.criterion import Criterion, Rating
from domain.initiative import Initiative, Status
from domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Score:
    """What one initiative scores, or between which ends its score will come to lie.

    Attributes:
        initiative: its id.
        value: from 0, the bad end of every scale, to 100, the good end of every one, unrounded; None as long as
            a rating is missing, or no criterion has a weight.
        worst: the score if everything missing were rated at the bad end; `value` where nothing is.
        best: the score if everything missing were rated at the good end; `value` where nothing is.
        missing: the names of the criteria without a rating that lies on their scale, in order.
        rank: 1 for the highest value; ties share the better rank (1, 2, 2, 4). None without a value.
    """

    initiative: str
    value: Decimal | None
    worst: Decimal
    best: Decimal
    missing: tuple[str, ...]
    rank: int | None = None


def weighted(plan: Plan) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped: S = 100 · Σ w·u.

    w is the criterion's share of all weights; a criterion of no weight needs no rating. u is the rating's place on
    the scale, 0…1: (x − lowest)/(highest − lowest), or (highest − x)/(highest − lowest) where less is better. The
    group's rating counts; where there is none, the mean of the persons'. A rating outside the scale cannot be
    meant, so the criterion counts as missing, not as its nearest end.

    Returns:
        The highest score first, ties by id; then those without a score, by id.

    Source:
        Keeney & Raiffa 1976, "Decisions with Multiple Objectives", ch. 3: the additive value function.
    """
    shares = _shares(plan)
    scores = sorted(
        (_score(plan, one, shares) for one in plan.all(Initiative) if one.status is not Status.DROPPED),
        key=lambda score: (score.value is None, -(score.value or 0), score.initiative),
    )
    rank: dict[Decimal, int] = {}
    for place, score in enumerate(scores, start=1):
        if score.value is not None:
            rank.setdefault(score.value, place)
    return tuple(score if score.value is None else replace(score, rank=rank[score.value]) for score in scores)


def _shares(plan: Plan) -> tuple[tuple[Criterion, Fraction], ...]:
    weights = [(each, each.weight_percent) for each in plan.all(Criterion) if each.weight_percent]
    total = sum(weight for _, weight in weights)
    return tuple((each, Fraction(weight, total)) for each, weight in weights)


def _score(plan: Plan, initiative: Initiative, shares: Sequence[tuple[Criterion, Fraction]]) -> Score:
    ratings = plan.parts(Rating, initiative)
    places = [(criterion, share, _place(criterion, ratings)) for criterion, share in shares]
    worst = sum((share * place for _, share, place in places if place is not None), Fraction(0))
    best = worst + 1 - sum(share for _, share, place in places if place is not None)
    missing = tuple(criterion.name for criterion, _, place in places if place is None)
    return Score(
        initiative=initiative.id,
        value=_out_of_a_hundred(worst) if places and not missing else None,
        worst=_out_of_a_hundred(worst),
        best=_out_of_a_hundred(best),
        missing=missing,
    )


def _place(criterion: Criterion, ratings: Sequence[Rating]) -> Fraction | None:
    """Where the rating on *criterion* lies between the bad end, 0, and the good end, 1; None without one."""
    given = [rating for rating in ratings if rating.criterion == criterion.id]
    values = [rating.value for rating in given if rating.by is None] or [rating.value for rating in given]
    if not values or not criterion.lowest <= min(values) <= max(values) <= criterion.highest:
        return None
    # Exact until the end: equal scores must come out equal, or ties would be broken by rounding.
    lowest, highest = Fraction(criterion.lowest), Fraction(criterion.highest)
    place = (sum(map(Fraction, values), Fraction(0)) / len(values) - lowest) / (highest - lowest)
    return 1 - place if criterion.less_is_better else place


def _out_of_a_hundred(share: Fraction) -> Decimal:
    return Decimal(100 * share.numerator) / share.denominator
