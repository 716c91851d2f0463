"""How firm the weighted ranking is: which weight would turn two neighbours round, and how likely each place is.

The weight at which two tie is exact. How likely a place is comes from a simulation: weights are drawn around those
that were agreed, ratings around those that were given, and the same seed draws the same futures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from domain.criterion import Criterion, Rating
from domain.figures import number
from domain.initiative import Initiative
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on, part_of
from domain.ranking.score import Score
from domain.ranking.weighted import Weights, place_of, weighted, weights_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRM = 0.9
"""How likely it must be that one stands before the next, for that to be called firm."""
SURENESS = 50
"""How near the weights are drawn to those agreed: as if so many people had each given one point to one criterion.

A weight of 40 % then lies between 33 and 47 % two times in three.
"""


class Verdict(StrEnum):
    """Whether an initiative stands before the next for sure."""

    FIRM = "firm"
    FRAGILE = "fragile"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Flip:
    """At which weight of a criterion two neighbours tie, all other weights being scaled to fit.

    Attributes:
        above, below: the neighbours as they stand now.
        now: what the criterion weighs, 0…1.
        weight: what it would have to weigh for them to tie, 0…1; None where no weight turns them round.
        tied: whether they tie as it is.
    """

    above: Initiative
    below: Initiative
    criterion: Criterion
    now: Fraction
    weight: Fraction | None
    tied: bool = False

    @property
    def said(self) -> str:
        """Up to where the order holds, in one sentence."""
        one, other, name = self.above.name, self.below.name, self.criterion.name
        if self.tied:
            return f"“{one}” and “{other}” tie"
        if self.weight is None:
            return f"“{one}” stays before “{other}” whatever “{name}” weighs"
        side = "more" if self.now > self.weight else "less"
        return f"“{one}” is before “{other}” only while “{name}” weighs {side} than {number(100 * self.weight, 1)} %"


@dataclass(frozen=True, slots=True)
class Place:
    """How firm the place of an initiative is.

    Attributes:
        rank: as it stands.
        within: how likely it is among the first 1, 2 … n, each 0…1.
        band: the ranks between which it lies nine times in ten.
        before_next: how likely it stands before the next; None for the last.
        verdict: against the next; of the last, against the one before.
        flips: at which weights it and the next tie.
    """

    initiative: Initiative
    rank: int
    within: tuple[float, ...]
    band: tuple[int, int]
    before_next: float | None
    verdict: Verdict
    flips: tuple[Flip, ...]

    @property
    def said(self) -> str:
        """Up to where it stays before the next, by the weight nearest to today's; empty for the last."""
        if not self.flips:
            return ""
        near = [flip for flip in self.flips if flip.weight is not None or flip.tied]
        if not near:
            return f"“{self.initiative.name}” stays before “{self.flips[0].below.name}” whatever a criterion weighs"
        return min(near, key=lambda flip: abs((flip.weight or 0) - flip.now)).said


@dataclass(frozen=True, slots=True)
class Robustness:
    """How firm a ranking is, and of what simulation that comes.

    Attributes:
        places: those of the initiatives that have a rank, the first first.
        runs, seed: of the simulation.
    """

    places: tuple[Place, ...]
    runs: int
    seed: int


def flip_weight(
    weights: Sequence[Fraction], one: Sequence[Fraction], other: Sequence[Fraction], criterion: int
) -> Fraction | None:
    """At which weight of the *criterion* at that place the two score alike, all other weights being scaled to fit.

    w* = (T_b − T_a)/((u_ak − u_bk) + (T_b − T_a)), T being what the other criteria come to among themselves.

    Args:
        weights: adding up to 1.
        one: where the one stands on each criterion.
        other: where the other stands.
        criterion: which weight changes. Where it is all of the weight, the others take equal parts of what it leaves.

    Returns:
        From 0 to 1; None where they never score alike, or always.

    Source:
        The trade-off of additive value functions, as in Butler, Jia & Dyer 1997, "Simulation techniques for the
        sensitivity analysis of multi-criteria decision models".
    """
    rest = [n for n in range(len(weights)) if n != criterion]
    if not rest:
        return None
    left = 1 - weights[criterion]
    shares = {n: weights[n] / left if left else Fraction(1, len(rest)) for n in rest}
    behind = sum((shares[n] * (other[n] - one[n]) for n in rest), Fraction(0))
    ahead = one[criterion] - other[criterion]
    if ahead + behind == 0:
        return None
    weight = behind / (ahead + behind)
    return weight if 0 <= weight <= 1 else None


def flips(plan: Plan) -> tuple[Flip, ...]:
    """At which weight of which criterion each two neighbours of the weighted ranking of *plan* tie."""
    weights = weights_of(plan)
    ranked = [plan.get(Initiative, score.initiative) for score in weighted(plan) if score.rank is not None]
    return tuple(flip for above, below in pairwise(ranked) for flip in _flips(plan, weights, above, below))


def robustness(plan: Plan, *, progress: Progress = None, is_cancelled: IsCancelled = None) -> Robustness:
    """How firm the weighted ranking of *plan* is, with the runs and the seed of the engagement.

    Weights are drawn from a Dirichlet distribution around those agreed. Ratings of several people are drawn from a
    normal distribution with their mean and spread, others evenly from half a step below to half a step above, never
    off the scale. A step is 1, or a quarter of a scale that is shorter than 4.

    Raises:
        Cancelled: *is_cancelled* said so.

    Source:
        Butler, Jia & Dyer 1997, as above; Lahdelma, Hokkanen & Salminen 1998, "SMAA", for the likelihood of ranks.
    """
    weights = weights_of(plan)
    scores = [score for score in weighted(plan) if score.rank is not None]
    engagement = plan.engagement
    places = tuple(_placed(plan, weights, scores, progress, is_cancelled))
    go_on(1, progress, None)
    return Robustness(places, engagement.runs, engagement.seed)


def _placed(
    plan: Plan, weights: Weights, scores: Sequence[Score], progress: Progress, is_cancelled: IsCancelled
) -> Iterator[Place]:
    import numpy as np  # noqa: PLC0415 - only a simulation needs it

    initiatives = [plan.get(Initiative, score.initiative) for score in scores]
    if not initiatives:
        return
    drawn = _drawn(plan, weights, initiatives, part_of(progress, 0, 2), is_cancelled)
    n, runs = drawn.shape
    over = [float((drawn[i] > drawn[i + 1]).mean() + (drawn[i] == drawn[i + 1]).mean() / 2) for i in range(n - 1)]
    verdicts = [
        Verdict.TIE if one.rank == other.rank else Verdict.FIRM if chance >= FIRM else Verdict.FRAGILE
        for (one, other), chance in zip(pairwise(scores), over, strict=True)
    ]
    for i, (initiative, score) in enumerate(zip(initiatives, scores, strict=True)):
        go_on((n + i) / (2 * n), progress, is_cancelled)
        ranks = 1 + (drawn > drawn[i]).sum(axis=0)
        counts = np.bincount(ranks, minlength=n + 1)[1:]
        within = tuple(float(each) / runs for each in counts.cumsum())
        is_last = i == n - 1
        yield Place(
            initiative=initiative,
            rank=score.rank or 0,
            within=within,
            band=(_first(within, 0.05), _first(within, 0.95)),
            before_next=None if is_last else over[i],
            verdict=(verdicts[i - 1] if verdicts else Verdict.FIRM) if is_last else verdicts[i],
            flips=() if is_last else tuple(_flips(plan, weights, initiative, initiatives[i + 1])),
        )


def _first(within: Sequence[float], share: float) -> int:
    return next(rank for rank, chance in enumerate(within, start=1) if chance >= share)


def _drawn(
    plan: Plan,
    weights: Weights,
    initiatives: Sequence[Initiative],
    progress: Progress,
    is_cancelled: IsCancelled,
) -> NDArray[np.float64]:
    """A score for each initiative and run."""
    import numpy as np  # noqa: PLC0415 - only a simulation needs it

    engagement = plan.engagement
    shares = np.array([float(share) for _, share in weights.shares])
    # The weights are the same for all initiatives in one run, or differences between them would be noise.
    drawn = np.random.default_rng(engagement.seed).dirichlet(shares * SURENESS, engagement.runs)
    scores = np.zeros((len(initiatives), engagement.runs))
    for row, initiative in enumerate(initiatives):
        go_on(row / len(initiatives), progress, is_cancelled)
        # A stream of its own for each: another initiative beside it changes none of its draws.
        draws = np.random.default_rng((engagement.seed, crc32(initiative.id.encode())))
        ratings = plan.parts(Rating, initiative)
        for column, (criterion, _) in enumerate(weights.shares):
            scores[row] += drawn[:, column] * _ratings(draws, criterion, ratings, engagement.runs)
    return scores


def _ratings(
    draws: np.random.Generator, criterion: Criterion, ratings: Sequence[Rating], runs: int
) -> NDArray[np.float64]:
    """Where *runs* draws of the rating on *criterion* lie between the bad end, 0, and the good end, 1."""
    length = float(criterion.highest - criterion.lowest)
    place = float(place_of(criterion, ratings) or 0)
    given = [each for each in ratings if each.criterion == criterion.id]
    persons = [] if any(each.by is None for each in given) else [float(each.value) for each in given]
    spread = _spread(persons) / length
    step = min(1.0, length / 4) / length
    found = draws.normal(place, spread, runs) if spread else draws.uniform(place - step / 2, place + step / 2, runs)
    return found.clip(0, 1)


def _spread(values: Sequence[float]) -> float:
    """The standard deviation of those asked; 0 for one."""
    if len(values) < 2:
        return 0.0
    mean = sum(values) / len(values)
    return float((sum((each - mean) ** 2 for each in values) / (len(values) - 1)) ** 0.5)


def _flips(plan: Plan, weights: Weights, above: Initiative, below: Initiative) -> Iterator[Flip]:
    criteria, shares = [each for each, _ in weights.shares], [share for _, share in weights.shares]
    one, other = (
        [place_of(criterion, plan.parts(Rating, each)) or Fraction(0) for criterion in criteria]
        for each in (above, below)
    )
    tied = sum(share * (a - b) for share, a, b in zip(shares, one, other, strict=True)) == 0
    for n, criterion in enumerate(criteria):
        yield Flip(above, below, criterion, shares[n], flip_weight(shares, one, other, n), tied)
