"""Which moments make or break the relation most, and where a customer is handed from one channel to the next.

The ranking is an argument, so every factor of it is shown and none is made up: a moment that lacks one has no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from domain.journey import Journey, Moment, Touchpoint
from domain.paths import contacts_of
from domain.plan import Plan

DROP_OFF_WEIGHT = 2
"""How much it counts that all leave: as much as the strongest feeling."""
RECALL_PEAK_END = 1.5
"""How much better the most intense moment of a journey and its last one are remembered than the others, which are at 1.

Source:
    Kahneman, Fredrickson, Schreiber & Redelmeier 1993, "When more pain is preferred to less", find that peak and end
    decide what is remembered, not by how much; the factor is ours.
"""


@dataclass(frozen=True, slots=True)
class RankedMoment:
    """A moment of truth, and how much it weighs.

    Attributes:
        importance: 1…5.
        feeling: −2…+2; only its distance from indifference counts.
        drop_off: the share that leaves, 0…1.
        recall: how well it is remembered.
    """

    touchpoint: Touchpoint
    importance: int | None
    feeling: Decimal | None
    drop_off: float | None
    recall: float = 1

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not known and keeps it from a score."""
        parts = {"importance": self.importance, "feeling": self.feeling, "drop-off": self.drop_off}
        return tuple(name for name, value in parts.items() if value is None)

    @property
    def score(self) -> float | None:
        """Importance · (|feeling| + weight · drop-off) · recall; None where one of them is missing."""
        if self.importance is None or self.feeling is None or self.drop_off is None:
            return None
        return self.importance * (abs(float(self.feeling)) + DROP_OFF_WEIGHT * self.drop_off) * self.recall

    @property
    def said(self) -> str:
        """The arithmetic in one line, or what it lacks."""
        if self.score is None or self.feeling is None:
            return f"no score: {' and '.join(self.missing)} not known"
        recall = f" × {self.recall:g} (peak or end)" if self.recall != 1 else ""
        felt = f"{abs(self.feeling):f} felt + {DROP_OFF_WEIGHT} × {self.drop_off:g} leave"
        return f"{self.score:.2f} = {self.importance} (importance) × ({felt}){recall}"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where a customer goes on in another channel, or is handed over within one."""

    before: Touchpoint
    after: Touchpoint

    @property
    def quality(self) -> int | None:
        """1 all over again … 5 without noticing, as rated at the touchpoint after it; None where nobody did."""
        return self.after.hand_over


def ranked_moments(
    plan: Plan, journeys: Iterable[Journey], moment: Moment, *, peak_end: bool = False
) -> tuple[RankedMoment, ...]:
    """The touchpoints of *journeys* that *moment* was said of, the weightiest first, those without a score last.

    With *peak_end*, the most intense moment of a journey and its last one weigh more, for they are remembered.
    """
    found = []
    for journey in journeys:
        contacts = tuple(contacts_of(plan, journey))
        recall = _recall(contacts) if peak_end else {}
        found += [_ranked(each, recall.get(each.id, 1)) for each in contacts if each.moment is moment]
    return tuple(sorted(found, key=lambda each: (each.score is None, -(each.score or 0))))


def hand_overs(plan: Plan, journey: Journey) -> tuple[HandOver, ...]:
    """Where the channel changes from one touchpoint of *journey* to the next, or a hand-over was rated, in order.

    What happens behind the scenes is between the two and not one of them.
    """
    pairs = pairwise(contacts_of(plan, journey))
    return tuple(HandOver(before, after) for before, after in pairs if _is_handed_over(before, after))


def worst_first(found: Iterable[HandOver]) -> tuple[HandOver, ...]:
    """*found* with the worst first, those that nobody rated last."""
    return tuple(sorted(found, key=lambda each: (each.quality is None, each.quality or 0)))


def _ranked(touchpoint: Touchpoint, recall: float) -> RankedMoment:
    percent = touchpoint.drop_off_percent
    drop_off = None if percent is None else percent / 100
    return RankedMoment(touchpoint, touchpoint.importance, touchpoint.feeling, drop_off, recall)


def _recall(contacts: Sequence[Touchpoint]) -> Mapping[str, float]:
    felt = {each.id: abs(each.feeling) for each in contacts if each.feeling is not None}
    peak = max(felt.values(), default=None)
    remembered = [*(id for id, feeling in felt.items() if feeling == peak), *(each.id for each in contacts[-1:])]
    return dict.fromkeys(remembered, RECALL_PEAK_END)


def _is_handed_over(before: Touchpoint, after: Touchpoint) -> bool:
    if after.hand_over is not None:
        return True
    return bool(before.channel and after.channel) and _folded(before.channel) != _folded(after.channel)


def _folded(channel: str | None) -> str:
    return (channel or "").casefold()
