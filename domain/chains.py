"""What becomes of every touchpoint of today in the near and in the far dream, and what the dreams add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from domain.alignment import Pair, aligned, compared
from domain.journey import Horizon, Journey, Stage, Touchpoint
from domain.paths import maps
from domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Chain:
    """A touchpoint of today with what stands for it in the dreams, or one that a dream adds.

    Attributes:
        current: None where a dream adds it.
        near: what stands for it in the near dream; several where the dream splits it.
        far: the same in the far dream.
        gone: the horizons of the dreams that no longer have it.
        is_changed: whether a customer would notice a difference between any of them.
    """

    current: Touchpoint | None
    near: tuple[Touchpoint, ...] = ()
    far: tuple[Touchpoint, ...] = ()
    gone: frozenset[Horizon] = frozenset()
    is_changed: bool = False

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """All of them, today's first."""
        return (*((self.current,) if self.current else ()), *self.near, *self.far)

    @property
    def is_gap(self) -> bool:
        """Whether a customer would notice what happens to it; what is behind the scenes is felt by nobody."""
        differs = self.current is None or self.is_changed or bool(self.gone)
        return differs and any(each.stage is Stage.FRONT for each in self.touchpoints)


def chains_of(plan: Plan) -> Iterator[Chain]:
    """The chains of every current journey that a dream departs from.

    The first near dream of a journey goes with its first far one, the second with the second. A dream in which nothing
    stands for anything of today is not linked to it yet: it says nothing about what is gone.
    """
    for journey in maps(plan):
        dreams = plan.where(Journey, "departs_from", journey.id)
        near, far = ([each for each in dreams if each.horizon is horizon] for horizon in (Horizon.NEAR, Horizon.FAR))
        for one, two in zip_longest(near, far):
            yield from _joined(plan, _Dream.of(plan, journey, one), _Dream.of(plan, journey, two))


class _Dream(NamedTuple):
    """One dream laid beside today.

    Attributes:
        found: for each current touchpoint, by id, the pairs it is in.
        added: what it has and today has not, in order.
    """

    horizon: Horizon
    journey: Journey | None
    pairs: tuple[Pair, ...]
    found: dict[str, list[Pair]]
    added: list[Touchpoint]

    @classmethod
    def of(cls, plan: Plan, today: Journey, dream: Journey | None) -> _Dream:
        pairs = aligned(plan, today, dream) if dream is not None else ()
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            if pair.current is not None and pair.dream is not None:
                found[pair.current.id].append(pair)
        added = [pair.dream for pair in pairs if pair.current is None and pair.dream is not None]
        return cls(dream.horizon if dream else Horizon.CURRENT, dream, pairs, found, added)

    @property
    def origins(self) -> Mapping[str, Touchpoint]:
        """For each touchpoint of the dream, by id, the one of today it stands for."""
        held = (pair for pairs in self.found.values() for pair in pairs)
        return {pair.dream.id: pair.current for pair in held if pair.dream and pair.current}

    def in_place_of(self, current: Touchpoint) -> tuple[Touchpoint, ...]:
        return tuple(pair.dream for pair in self.found.get(current.id, ()) if pair.dream)

    def is_changed(self, current: Touchpoint) -> bool:
        return any(pair.changed for pair in self.found.get(current.id, ()))

    def has_dropped(self, current: Touchpoint) -> bool:
        return bool(self.found) and current.id not in self.found


def _joined(plan: Plan, near: _Dream, far: _Dream) -> Iterator[Chain]:
    twins = _twins(plan, near, far)
    _take_over(near, far, {one.id: two for one, two in reversed(twins)})
    _take_over(far, near, {two.id: one for one, two in reversed(twins)})
    todays = {pair.current.id: pair.current for pair in (*near.pairs, *far.pairs) if pair.current is not None}
    for current in todays.values():
        yield Chain(
            current,
            near.in_place_of(current),
            far.in_place_of(current),
            frozenset(dream.horizon for dream in (near, far) if dream.has_dropped(current)),
            near.is_changed(current) or far.is_changed(current),
        )
    yield from _additions(near, far, twins)


def _twins(plan: Plan, near: _Dream, far: _Dream) -> Sequence[tuple[Touchpoint, Touchpoint]]:
    """What stands for what in the two dreams; looked for only where today does not say it all."""
    if near.journey is None or far.journey is None or not (near.added or far.added):
        return ()
    pairs = compared(plan, near.journey, plan, far.journey)
    return [(pair.current, pair.dream) for pair in pairs if pair.current and pair.dream]


def _take_over(dream: _Dream, other: _Dream, twin_of: Mapping[str, Touchpoint]) -> None:
    """Let what *dream* seems to add stand for what its twin in the *other* one stands for, unless another does."""
    origins = other.origins
    for touchpoint in tuple(dream.added):
        twin = twin_of.get(touchpoint.id)
        current = origins.get(twin.id) if twin is not None else None
        if current is not None and current.id not in dream.found:
            dream.found[current.id].append(Pair(current, touchpoint))
            dream.added.remove(touchpoint)


def _additions(near: _Dream, far: _Dream, twins: Sequence[tuple[Touchpoint, Touchpoint]]) -> Iterator[Chain]:
    left = {each.id: each for each in far.added}
    twin_of = {one.id: two for one, two in reversed(twins)}
    for touchpoint in near.added:
        twin = twin_of.get(touchpoint.id)
        stays = left.pop(twin.id, None) if twin is not None else None
        # A far dream that has it in place of something of today keeps it all the same.
        gone = frozenset({Horizon.FAR}) if twin is None and far.found else frozenset()
        yield Chain(None, (touchpoint,), (stays,) if stays else (), gone)
    yield from (Chain(None, (), (touchpoint,)) for touchpoint in left.values())


def by_touchpoint(chains: Iterable[Chain]) -> Mapping[str, tuple[Chain, ...]]:
    """The chains that each touchpoint, by id, is in."""
    found: dict[str, list[Chain]] = defaultdict(list)
    for chain in chains:
        for touchpoint in chain.touchpoints:
            found[touchpoint.id].append(chain)
    return {id: tuple(held) for id, held in found.items()}
