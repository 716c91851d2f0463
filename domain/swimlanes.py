"""The lanes of a roadmap: the same initiatives by who does them, for whom, what they belong to or how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Effort, Initiative, Remedy, Status
from domain.journey import Journey
from domain.paths import journey_of, touchpoint_of
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan


class LaneBy(StrEnum):
    """What the lanes stand for."""

    TEAM = "team"
    GROUP = "group"
    PERSONA = "persona"
    JOURNEY = "journey"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Swimlane:
    """Some initiatives under one title.

    Attributes:
        key: the id of the team, persona or journey, the group or the status; empty for what is in none.
        title: what it is called.
        initiatives: in the order they were given.
    """

    key: str
    title: str
    initiatives: tuple[Initiative, ...]


_Home: TypeAlias = tuple[str, str]
"""The key and the title of the lane an initiative is in."""
_Homes: TypeAlias = Callable[[Plan, Initiative], _Home | None]


def swimlanes(plan: Plan, by: LaneBy, initiatives: Iterable[Initiative]) -> tuple[Swimlane, ...]:
    """*initiatives* in lanes, each in one: that of the team with most of the work, or of whom it does most for.

    How much it does for a persona or in a journey is the sum of the shares of gaps it closes there; a share that is
    not said counts as nothing beside one that is. Ties go to who comes first in the plan. Lanes come in the order of
    their records, groups in that of their first initiative, what is in no lane last.
    """
    home, none = _BY[by]
    held: defaultdict[_Home, list[Initiative]] = defaultdict(list)
    for initiative in initiatives:
        held[home(plan, initiative) or ("", none)].append(initiative)
    order = {key: n for n, key in enumerate(_keys(plan, by))}
    lanes = [Swimlane(key, title, tuple(found)) for (key, title), found in held.items()]
    return tuple(sorted(lanes, key=lambda lane: (not lane.key, order.get(lane.key, 0))))


def _keys(plan: Plan, by: LaneBy) -> Iterator[str]:
    match by:
        case LaneBy.TEAM:
            yield from (each.id for each in plan.all(Team))
        case LaneBy.PERSONA:
            yield from (each.id for each in plan.all(Persona))
        case LaneBy.JOURNEY:
            yield from (each.id for each in plan.all(Journey))
        case LaneBy.GROUP:
            yield from dict.fromkeys(each.group for each in plan.all(Initiative) if each.group)
        case LaneBy.STATUS:
            yield from (Status.RUNNING, Status.PLANNED, Status.IDEA, Status.DONE, Status.DROPPED)


def _team(plan: Plan, initiative: Initiative) -> _Home | None:
    efforts = plan.parts(Effort, initiative)
    most = max(efforts, key=lambda each: each.likely if each.likely is not None else Decimal(-1), default=None)
    team = plan.find(Team, most.team) if most else None
    return (team.id, team.name) if team else None


def _group(_plan: Plan, initiative: Initiative) -> _Home | None:
    return (initiative.group, initiative.group) if initiative.group else None


def _status(_plan: Plan, initiative: Initiative) -> _Home | None:
    return initiative.status, initiative.status.capitalize()


def _journey(plan: Plan, initiative: Initiative) -> _Home | None:
    return _most(plan, initiative, lambda journey: journey)


def _persona(plan: Plan, initiative: Initiative) -> _Home | None:
    return _most(plan, initiative, lambda journey: plan.find(Persona, journey.persona) if journey.persona else None)


def _most(plan: Plan, initiative: Initiative, whose: Callable[[Journey], Entity | None]) -> _Home | None:
    """Whose gaps *initiative* closes most of."""
    closed: dict[str, int] = {}
    titles: dict[str, str] = {}
    for remedy in plan.parts(Remedy, initiative):
        journey = _journey_with(plan, plan.find(Gap, remedy.gap))
        record = whose(journey) if journey else None
        if record is not None:
            closed[record.id] = closed.get(record.id, 0) + (remedy.closes_percent or 0)
            titles[record.id] = record.title
    best = max(closed, key=closed.__getitem__, default=None)
    return None if best is None else (best, titles[best])


def _journey_with(plan: Plan, gap: Gap | None) -> Journey | None:
    """The journey of today that *gap* is in; for one that is only in a dream, that of today it departs from."""
    if gap is None:
        return None
    journey = journey_of(plan, touchpoint_of(plan, gap.current) or touchpoint_of(plan, gap.dream))
    departed = plan.find(Journey, journey.departs_from) if journey is not None and journey.departs_from else None
    return departed or journey


_BY: dict[LaneBy, tuple[_Homes, str]] = {
    LaneBy.TEAM: (_team, "No team"),
    LaneBy.GROUP: (_group, "No group"),
    LaneBy.PERSONA: (_persona, "No persona"),
    LaneBy.JOURNEY: (_journey, "No journey"),
    LaneBy.STATUS: (_status, ""),
}
"""For each kind of lanes: where an initiative is at home, and the title of what is nowhere."""
