"""What a user does on a journey map, touchpoint by touchpoint. Each function draws up one edit; none makes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.edits import placed
from domain.entity import revise
from domain.journey import Moment, Phase, Touchpoint
from domain.plan import Change, Edit, Plan
from domain.text import counted

FEELING_STEP = Decimal("0.5")
"""How far one key moves a feeling."""
LEAST, MOST = Decimal(-2), Decimal(2)

_AFTER: dict[Moment | None, Moment | None] = {None: Moment.MAKE, Moment.MAKE: Moment.BREAK, Moment.BREAK: None}


def feel(touchpoints: Sequence[Touchpoint], steps: int) -> Edit | None:
    """Move how *touchpoints* feel by so many steps; what was not known counts from 0. None at the end of the scale."""
    moved = (
        Change(each, revise(each, feeling=max(LEAST, min(MOST, (each.feeling or Decimal(0)) + steps * FEELING_STEP))))
        for each in touchpoints
    )
    return _edit("Change feeling", touchpoints, moved)


def weigh(touchpoints: Sequence[Touchpoint], importance: int | None) -> Edit | None:
    """Say how much *touchpoints* weigh to the customer, 1 to 5; None takes it away."""
    return _edit("Weigh", touchpoints, (Change(each, revise(each, importance=importance)) for each in touchpoints))


def turn_moment(touchpoints: Sequence[Touchpoint]) -> Edit | None:
    """Make *touchpoints* what the first of them is not yet: a moment that makes, one that breaks, then none."""
    after = _AFTER[touchpoints[0].moment] if touchpoints else None
    word = f"Mark as {after.value}" if after else "Unmark as moment of truth"
    return _edit(word, touchpoints, (Change(each, revise(each, moment=after)) for each in touchpoints))


def move_along(plan: Plan, touchpoint: Touchpoint, by: int) -> Edit | None:
    """Move *touchpoint* one place on (1) or back (−1), from the end of a phase into the next; None at either end."""
    phase = plan.get(Phase, touchpoint.phase)
    order = list(plan.siblings(touchpoint))
    here = order.index(touchpoint)
    label = f"Move touchpoint “{touchpoint.name}”"
    if 0 <= here + by < len(order):
        order.insert(here + by, order.pop(here))
        return Edit(label, placed(order, touchpoint))
    phases = plan.siblings(phase)
    there = phases.index(phase) + by
    if not 0 <= there < len(phases):
        return None
    there_phase = phases[there]
    moved = revise(touchpoint, phase=there_phase.id)
    residents = plan.parts(Touchpoint, there_phase)
    order = [moved, *residents] if by > 0 else [*residents, moved]
    changes = (Change(touchpoint if c.before is moved else c.before, c.after) for c in placed(order, moved))
    return Edit(f"{label} to “{there_phase.name}”", tuple(changes))


def _edit(what: str, touchpoints: Sequence[Touchpoint], changes: Iterable[Change]) -> Edit | None:
    real = tuple(change for change in changes if change.fields)
    if not real:
        return None
    of = f"“{touchpoints[0].name}”" if len(touchpoints) == 1 else counted(len(touchpoints), "touchpoint")
    return Edit(f"{what} of {of}" if what.startswith(("Change", "Weigh")) else f"{what}: {of}", real)
