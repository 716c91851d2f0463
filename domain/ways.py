"""What leads from today to the dreams: who delivers what from when, and what each gap does to its touchpoint.

A gap is a way from one feeling to another, or one by which a touchpoint comes or goes. Claims say how far it is gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from domain.alignment import merged
from domain.calendar import Calendars
from domain.cash import months_after
from domain.chains import Chain
from domain.closing import WHOLE, closing_of
from domain.gap import Gap, GapKind
from domain.gaps import GapAnalysis
from domain.initiative import Initiative, Status
from domain.journey import Horizon, Journey, Stage, Touchpoint
from domain.paths import contacts_of, journey_of, touchpoint_of
from domain.plan import Plan

DAY = timedelta(days=1)

Number: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Delivery:
    """When customers get what an initiative brings.

    Attributes:
        begins: the day after its last day of work, the first on which anybody has it; None where that is not known.
        full: the day from which all customers have it; None where that is not known.
        is_done: whether it is done without a date, so that it counts on any day.
    """

    initiative: Initiative
    begins: date | None = None
    full: date | None = None
    is_done: bool = False

    @classmethod
    def of(cls, calendars: Calendars, initiative: Initiative) -> Delivery:
        """When *initiative* is delivered, by its last day of work and the months its adoption takes.

        One that has a start and a duration only is finished when the timeline draws its end.
        """
        last = initiative.finishes_on
        span = calendars.span_of(initiative) if last is None else None
        begins = last + DAY if last is not None else span.end if span is not None else None
        if begins is None:
            return cls(initiative, is_done=initiative.status is Status.DONE)
        return cls(initiative, begins, months_after(begins, initiative.adoption_months or 0))

    @property
    def is_dated(self) -> bool:
        """Whether it is known when anything comes of it."""
        return self.begins is not None or self.is_done

    def adoption(self, day: date) -> Number:
        """The share of the customers who have it on *day*, 0…1: evenly more each day until all have it."""
        if self.begins is None or self.full is None:
            return int(self.is_done)
        if day >= self.full:
            return 1
        return 0 if day <= self.begins else Fraction((day - self.begins).days, (self.full - self.begins).days)


class Effect(Enum):
    """What closing a gap does to a touchpoint."""

    FEEL = "feels otherwise"
    COME = "comes"
    GO = "goes"
    NONE = "nothing that is known"


class WayClaim(NamedTuple):
    """A claim, and where the adoption of its initiative stands among those of its column.

    Attributes:
        percent: of the gap as it is today, after what is done and was found at the touchpoint since.
    """

    delivery: Delivery
    percent: Number
    place: int


class Way(NamedTuple):
    """What one gap does to its touchpoint: the way from one feeling to another.

    Attributes:
        start, end: the touchpoints it lies between; None where there is none on that side.
        part: of the way, where several gaps lead along it.
    """

    gap: Gap
    effect: Effect
    start: Touchpoint | None
    end: Touchpoint | None
    part: Fraction
    claims: tuple[WayClaim, ...]

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The feelings it lies between; none where the touchpoint itself comes or goes."""
        if self.effect is not Effect.FEEL:
            return None, None
        return felt_at(self.start), felt_at(self.end)

    def closed(self, adoption: Sequence[Number]) -> Number:
        """How much of the gap is closed, in percent."""
        return sum(claim.percent * adoption[claim.place] for claim in self.claims)


class Column:
    """One touchpoint with the ways that lead from it, ready to be asked for any day."""

    def __init__(
        self, base: Touchpoint, ways: Sequence[Way], deliveries: Sequence[int], nearest: Touchpoint | None
    ) -> None:
        self.ways, self.deliveries = tuple(ways), tuple(deliveries)
        # What is added feels as the first gap that brings it says; gaps of a farther dream lead on from there.
        added = next((way.end for way in self.ways if way.effect is Effect.COME), None)
        self.is_added = added is not None
        self.touchpoint = added or base
        self.today = None if self.is_added else felt_at(base)
        held = (each for way in self.ways for each in (way.start, way.end) if each is not None)
        self._feelings = {each.id: felt_at(each) for each in (self.touchpoint, *held)}
        self.dream = self.felt([WHOLE] * len(self.ways)) if self.ways else felt_at(nearest)
        if self.ways and all(way.effect in (Effect.GO, Effect.NONE) for way in self.ways):
            self.dream = None

    def adoption(self, everywhere: Sequence[Number]) -> tuple[Number, ...]:
        """The adoption of those who claim something here."""
        return tuple(everywhere[nth] for nth in self.deliveries)

    def closed(self, adoption: Sequence[Number]) -> tuple[Number, ...]:
        """How much of each gap is closed once so many have what each claim brings, in percent."""
        return tuple(way.closed(adoption) for way in self.ways)

    def presence(self, closed: Sequence[Number]) -> Fraction:
        """For how many customers it is there, 0…1, with so much *closed* of each gap."""
        presence = Fraction(int(not self.is_added))
        for way, percent in zip(self.ways, closed, strict=True):
            if way.effect is Effect.COME:
                presence += Fraction(percent) * way.part / WHOLE
            elif way.effect is Effect.GO:
                presence -= Fraction(percent) * way.part / WHOLE
        return presence

    def felt(self, closed: Sequence[Number]) -> Fraction | None:
        """What is felt with so much *closed* of each gap, in percent; one feeling that is not known leaves it unknown.

        A feeling that weighs nothing does no harm: what is wholly closed feels like the dream, whatever it is today.
        """
        weights: dict[str, Number] = {self.touchpoint.id: 1}
        for way, percent in zip(self.ways, closed, strict=True):
            if way.effect is Effect.FEEL and percent and way.start is not None and way.end is not None:
                share = percent * way.part / WHOLE
                weights[way.start.id] = weights.get(way.start.id, 0) - share
                weights[way.end.id] = weights.get(way.end.id, 0) + share
        total = Fraction(0)
        for id, weight in weights.items():
            if weight:
                feeling = self._feelings[id]
                if feeling is None:
                    return None
                total += feeling * weight
        return total


def felt_at(touchpoint: Touchpoint | None) -> Fraction | None:
    """What is felt at *touchpoint*, exactly; None where nobody rated it."""
    return None if touchpoint is None or touchpoint.feeling is None else Fraction(touchpoint.feeling)


def columns_of(analysis: GapAnalysis, deliveries: Sequence[Delivery], journey: Journey) -> Iterator[Column]:
    """What the customer of *journey* lives through, and behind what it will stand what dreams add."""
    plan = analysis.plan
    places = {each.initiative.id: nth for nth, each in enumerate(deliveries)}
    own = {each.id: each for each in contacts_of(plan, journey)}
    gaps: dict[str, list[Gap]] = defaultdict(list)
    added: dict[str, Touchpoint] = {}
    for gap in plan.all(Gap):
        base = _base(analysis, gap, own, journey)
        if base is not None:
            gaps[base.id].append(gap)
            if base.id not in own:
                added[base.id] = base
    for base in _in_order(plan, journey, tuple(own.values()), added):
        chain = analysis.chain_at(base)
        nearest = next(iter((*chain.near, *chain.far)), None) if chain is not None and base.id in own else None
        yield _column(analysis, base, gaps[base.id], places, deliveries, nearest)


def _base(analysis: GapAnalysis, gap: Gap, own: Mapping[str, Touchpoint], journey: Journey) -> Touchpoint | None:
    """The touchpoint of *journey* that *gap* is at, or that it adds there; None where it is elsewhere or unseen."""
    current = analysis.current_of(gap)
    if current is not None:
        return own.get(current.id)
    dream = touchpoint_of(analysis.plan, gap.dream)
    there = journey_of(analysis.plan, dream)
    if dream is None or there is None or there.departs_from != journey.id:
        return None
    # The two dreams add it together: it stands under the nearest.
    chain = analysis.chain_at(dream)
    first = chain.touchpoints[0] if chain is not None and chain.current is None else dream
    return first if dream.stage is Stage.FRONT else None


def _in_order(
    plan: Plan, journey: Journey, own: Sequence[Touchpoint], added: Mapping[str, Touchpoint]
) -> Iterator[Touchpoint]:
    """The touchpoints of today, and among them what is *added*, where the dreams have it."""
    if not added:
        yield from own
        return
    todays = {each.id: each for each in own}
    there = (journey_of(plan, each) for each in added.values())
    dreams = {each.id: each for each in there if each is not None}
    for column in merged(plan, (journey, *dreams.values())):
        ids = [each.id for each in column if each is not None]
        if ids[0] in todays:
            yield todays.pop(ids[0])
            ids = ids[1:]
        yield from (added[id] for id in ids if id in added)


def _column(  # noqa: PLR0913, PLR0917 - all that a column is read off
    analysis: GapAnalysis,
    base: Touchpoint,
    gaps: Sequence[Gap],
    places: Mapping[str, int],
    deliveries: Sequence[Delivery],
    nearest: Touchpoint | None,
) -> Column:
    routes = [_route(analysis, base, gap, gaps) for gap in gaps]
    alike = Counter((effect, horizon) for effect, horizon, _, _ in routes)
    used: dict[int, int] = {}
    ways = []
    for gap, (effect, horizon, start, end) in zip(gaps, routes, strict=True):
        counted = closing_of(analysis.plan, gap).claims
        # What is done and was found at the touchpoint since is part of how it feels; the others close of what is left.
        found = {
            claim.initiative.id for claim in counted if start is not None and _is_found_at(start, claim.initiative)
        }
        left = WHOLE - sum(claim.counts for claim in counted if claim.initiative.id in found)
        claims = []
        for claim in counted:
            if claim.initiative.id not in found:
                nth = places[claim.initiative.id]
                percent = claim.counts if left == WHOLE else Fraction(claim.counts * WHOLE, left)
                claims.append(WayClaim(deliveries[nth], percent, used.setdefault(nth, len(used))))
        ways.append(Way(gap, effect, start, end, Fraction(1, alike[effect, horizon]), tuple(claims)))
    return Column(base, ways, tuple(used), nearest)


def _is_found_at(touchpoint: Touchpoint, initiative: Initiative) -> bool:
    """Whether *touchpoint*, of today, was held against reality once *initiative* was done."""
    last, verified = initiative.finishes_on, touchpoint.verified_on
    return initiative.status is Status.DONE and last is not None and verified is not None and last <= verified


_Route: TypeAlias = tuple[Effect, Horizon | None, Touchpoint | None, Touchpoint | None]


def _route(analysis: GapAnalysis, base: Touchpoint, gap: Gap, gaps: Sequence[Gap]) -> _Route:
    """What *gap* does to *base*, for which dream, from where and to where."""
    plan = analysis.plan
    current = analysis.current_of(gap)
    dream = touchpoint_of(plan, gap.dream) or _dream_of(gap, analysis.chain_at(current))
    if dream is None:
        chain = analysis.chain_at(current)
        goes = gap.kind is GapKind.REMOVE or (chain is not None and bool(chain.gone))
        return (Effect.GO if goes else Effect.NONE), None, current, None
    horizon = _horizon(plan, dream)
    step = _step_before(plan, gap, gaps) if horizon is Horizon.FAR else None
    if current is None and step is None:
        return Effect.COME, horizon, None, dream
    return Effect.FEEL, horizon, step or current or base, dream


def _dream_of(gap: Gap, chain: Chain | None) -> Touchpoint | None:
    """Where a gap leads that names no dream: to the nearest that has it, unless it is to go."""
    if chain is None or gap.kind is GapKind.REMOVE:
        return None
    return next(iter((*chain.near, *chain.far)), None)


def _step_before(plan: Plan, gap: Gap, gaps: Sequence[Gap]) -> Touchpoint | None:
    """The touchpoint of the near dream from which a gap of the far one leads on, where another gap leads there."""
    others = (touchpoint_of(plan, each.dream) for each in gaps if each.id != gap.id)
    return next((each for each in others if each is not None and _horizon(plan, each) is Horizon.NEAR), None)


def _horizon(plan: Plan, touchpoint: Touchpoint) -> Horizon:
    journey = journey_of(plan, touchpoint)
    return journey.horizon if journey is not None else Horizon.NEAR
