"""Touchpoints that several journeys share: one counter, one mail, one night call, met by different personas (S30).

Each journey keeps a touchpoint of its own, for it is lived through differently; `same_as` says that they are one.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.entity import revise
from domain.errors import Refused
from domain.journey import Touchpoint
from domain.paths import journey_of
from domain.plan import Change, Edit, Plan


def same_touchpoints(plan: Plan, touchpoint: Touchpoint) -> tuple[Touchpoint, ...]:
    """The touchpoints that *touchpoint* is one with, however indirectly and whoever says so, in order."""
    if not any(_neighbours(plan, touchpoint)):
        return ()
    found = {touchpoint.id}
    queue = [touchpoint]
    while queue:
        for other in _neighbours(plan, queue.pop()):
            if other.id not in found:
                found.add(other.id)
                queue.append(other)
    others = (plan.get(Touchpoint, id) for id in found - {touchpoint.id})
    return tuple(sorted(others, key=lambda each: _place(plan, each)))


def linked(plan: Plan, touchpoint: Touchpoint, other: Touchpoint) -> Edit:
    """Say that *touchpoint* and *other* are one, seen from two journeys, and so is all that either is one with.

    Raises:
        Refused: they are in one journey, or are one already.
    """
    label = f"Share “{touchpoint.name}” with “{other.name}”"
    if journey_of(plan, touchpoint) == journey_of(plan, other):
        raise Refused(f"{label}: both are in the same journey. Choose a touchpoint of another one.")
    if other in same_touchpoints(plan, touchpoint):
        raise Refused(f"{label}: they are one already.")
    here, there = (touchpoint, *same_touchpoints(plan, touchpoint)), (other, *same_touchpoints(plan, other))
    # Either side may already say what it is the same as, and says it once; somebody on one of the sides is free to.
    links = [(a, b) for one, two in ((here, there), (there, here)) for a in one for b in two if a.same_as is None]
    for one, two in links:
        if journey_of(plan, one) != journey_of(plan, two):
            return Edit(label, (_says(one, two.id),))
    raise Refused(f"{label}: each is shared already and says so of another. Take one out first.")


def unlinked(plan: Plan, touchpoint: Touchpoint) -> Edit:
    """Say that *touchpoint* is one with no other; the others stay one with each other, unless they share a journey.

    Raises:
        Refused: it is not shared.
    """
    label = f"Stop sharing “{touchpoint.name}”"
    if not any(_neighbours(plan, touchpoint)):
        raise Refused(f"{label}: it is not shared with another journey.")
    changes = [_says(touchpoint, None)] if touchpoint.same_as else []
    said = [each for each in plan.where(Touchpoint, "same_as", touchpoint.id) if each.id != touchpoint.same_as]
    heir = plan.find(Touchpoint, touchpoint.same_as) if touchpoint.same_as else None
    if heir is not None and heir.same_as == touchpoint.id:
        changes.append(_says(heir, None))
    for each in said:
        is_apart = heir is not None and journey_of(plan, heir) != journey_of(plan, each)
        changes.append(_says(each, heir.id if heir is not None and is_apart else None))
        heir = heir or each
    return Edit(label, tuple(changes))


def _neighbours(plan: Plan, touchpoint: Touchpoint) -> Iterator[Touchpoint]:
    if touchpoint.same_as and (other := plan.find(Touchpoint, touchpoint.same_as)):
        yield other
    yield from plan.where(Touchpoint, "same_as", touchpoint.id)


def _says(touchpoint: Touchpoint, id: str | None) -> Change:
    return Change(touchpoint, revise(touchpoint, same_as=id))


def _place(plan: Plan, touchpoint: Touchpoint) -> tuple[tuple[int, str], ...]:
    return tuple((each.position, each.id) for each in (*plan.above(touchpoint), touchpoint))
