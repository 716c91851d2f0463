"""Paths through a plan that everybody walks: from journey to touchpoint and back.

They stand apart from the linter, so that a formula and a rule about it can both take them.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.initiative import Initiative, Status
from domain.journey import Horizon, Journey, Phase, Stage, Touchpoint
from domain.plan import Plan


def maps(plan: Plan) -> Iterator[Journey]:
    """The current journeys."""
    return (journey for journey in plan.all(Journey) if journey.horizon is Horizon.CURRENT)


def dreams(plan: Plan) -> Iterator[Journey]:
    """The journeys of the near and the far future."""
    return (journey for journey in plan.all(Journey) if journey.horizon is not Horizon.CURRENT)


def touchpoints_of(plan: Plan, journey: Journey) -> Iterator[Touchpoint]:
    """The touchpoints of *journey*, from its first phase to its last."""
    for phase in plan.parts(Phase, journey):
        yield from plan.parts(Touchpoint, phase)


def contacts_of(plan: Plan, journey: Journey) -> Iterator[Touchpoint]:
    """The touchpoints of *journey* that the customer lives through; what is behind the scenes is felt by nobody."""
    return (touchpoint for touchpoint in touchpoints_of(plan, journey) if touchpoint.stage is Stage.FRONT)


def contacts_today(plan: Plan) -> Iterator[Touchpoint]:
    """What customers live through today, journey by journey."""
    for journey in maps(plan):
        yield from contacts_of(plan, journey)


def journey_of(plan: Plan, touchpoint: Touchpoint | None) -> Journey | None:
    """The journey *touchpoint* is in."""
    phase = plan.find(Phase, touchpoint.phase) if touchpoint else None
    return plan.find(Journey, phase.journey) if phase else None


def touchpoint_of(plan: Plan, id: str | None) -> Touchpoint | None:
    """The touchpoint with this *id*; None where a reference is empty."""
    return plan.find(Touchpoint, id) if id else None


def live(plan: Plan) -> Iterator[Initiative]:
    """The initiatives that are not dropped."""
    return (initiative for initiative in plan.all(Initiative) if initiative.status is not Status.DROPPED)
