"""Weighted scoring on anchored scales: how much an initiative does of what the group cares about.

The ends of every scale are declared before anybody rates, so a score rests on the initiative's own ratings
only: adding or removing another one never turns two others around.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.criterion import Criterion, Judgement, Rating
from domain.figures import decimal, number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking import ahp
from domain.ranking.compared import NotCompared
from domain.ranking.score import Input, Score, ranked


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each criterion counts.

    Attributes:
        shares: the criteria that count, each with its share of 1, in order.
        source: `typed`, or what the shares follow from.
        wanted: what is missing, in words, where no criterion counts.
    """

    shares: tuple[tuple[Criterion, Fraction], ...]
    source: str = "typed"
    wanted: str = "a weight on any criterion"


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
    weights = weights_of(plan)
    return ranked(weighted_score(plan, one, weights) for one in live(plan))


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """As `weighted`, on any day."""
    return weighted(plan)


def weights_of(plan: Plan) -> Weights:
    """How much each criterion of *plan* counts: its part of all weights that were typed.

    Where none was typed, the judgements how much more one counts than another speak, as far as they reach all criteria.
    """
    criteria = plan.all(Criterion)
    is_typed = any(each.weight_percent is not None for each in criteria)
    if is_typed or not criteria or not plan.all(Judgement):
        typed = [(each, each.weight_percent) for each in criteria if each.weight_percent]
        total = sum(weight for _, weight in typed)
        return Weights(tuple((each, Fraction(weight, total)) for each, weight in typed))
    try:
        judged = ahp.weights_of(plan)
    except NotCompared as error:
        return Weights((), wanted=f"a judgement that joins criteria {error}")
    exact = [Fraction(f"{weight:.12f}") for weight in judged.group.weights]
    ratio = judged.group.ratio
    consistency = "" if ratio is None else f", CR {number(Decimal(ratio), 3)}"
    shares = tuple((each, weight / sum(exact)) for each, weight in zip(judged.criteria, exact, strict=True) if weight)
    return Weights(shares, f"by judgements, AHP{consistency}")


def weighted_score(plan: Plan, initiative: Initiative, weights: Weights) -> Score:
    """What *initiative* scores with these *weights*, without a rank."""
    if not weights.shares:
        return Score(initiative.id, None, Decimal(0), Decimal(100), (weights.wanted,))
    ratings = plan.parts(Rating, initiative)
    places = [(criterion, share, place_of(criterion, ratings)) for criterion, share in weights.shares]
    worst = 100 * sum((share * place for _, share, place in places if place is not None), Fraction(0))
    best = worst + 100 * sum((share for _, share, place in places if place is None), Fraction(0))
    missing = tuple(criterion.name for criterion, _, place in places if place is None)
    terms = " + ".join(f"{number(100 * share)} × {number(place, 4)}" for _, share, place in places if place is not None)
    return Score(
        initiative=initiative.id,
        value=None if missing else decimal(worst),
        worst=decimal(worst),
        best=decimal(best),
        missing=missing,
        inputs=tuple(_input(criterion, share, place, weights.source) for criterion, share, place in places),
        said="" if missing else f"{terms} = {number(worst)}",
    )


def place_of(criterion: Criterion, ratings: Iterable[Rating]) -> Fraction | None:
    """Where the rating on *criterion* lies between the bad end, 0, and the good end, 1; None without one."""
    given = [rating for rating in ratings if rating.criterion == criterion.id]
    values = [rating.value for rating in given if rating.by is None] or [rating.value for rating in given]
    if not values or not criterion.lowest <= min(values) <= max(values) <= criterion.highest:
        return None
    # Exact until the end: equal scores must come out equal, or ties would be broken by rounding.
    lowest, highest = Fraction(criterion.lowest), Fraction(criterion.highest)
    place = (sum(map(Fraction, values), Fraction(0)) / len(values) - lowest) / (highest - lowest)
    return 1 - place if criterion.less_is_better else place


def _input(criterion: Criterion, share: Fraction, place: Fraction | None, source: str) -> Input:
    lowest, highest = Fraction(criterion.lowest), Fraction(criterion.highest)
    along = place if place is None or not criterion.less_is_better else 1 - place
    weight = f"weight {number(100 * share)} %, {source}"
    if along is None or place is None:
        return Input(criterion.name, "", weight)
    given = number(lowest + along * (highest - lowest))
    ends = (number(highest), given) if criterion.less_is_better else (given, number(lowest))
    less = "; less is better" if criterion.less_is_better else ""
    made = f"({ends[0]} − {ends[1]}) / ({number(highest)} − {number(lowest)}) = {number(place, 4)}{less}"
    return Input(criterion.name, f"{given} of {number(highest)}", f"{made}; {weight}", standing=place)
