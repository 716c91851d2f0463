"""The company behind the journey: what hangs on a team or a system, and whom a pain or a gap needs (S43–S46).

A team stands behind a touchpoint when it is named there, or when it runs a system that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Effort, Initiative, Status
from domain.journey import Backing, Journey, Note, NoteKind, Phase, Touchpoint
from domain.kpi import Kpi
from domain.paths import journey_of, touchpoint_of, touchpoints_of
from domain.people import Stakeholder, System, Team
from domain.plan import Plan
from domain.proven import ahead, remedies_of

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Touched:
    """What hangs on a team or a system.

    Attributes:
        journeys: each with the touchpoints it stands behind, in order.
        pains: what hurts at those touchpoints.
        gaps: those that have one of the touchpoints on either side.
        initiatives: those that close one of the gaps or ask work of the team; dropped ones left out.
        kpis: those that watch one of the touchpoints, and those of which the team has the figures.
    """

    journeys: tuple[tuple[Journey, tuple[Touchpoint, ...]], ...]
    pains: tuple[Note, ...]
    gaps: tuple[Gap, ...]
    initiatives: tuple[Initiative, ...]
    kpis: tuple[Kpi, ...]

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """The touchpoints of all journeys."""
        return tuple(touchpoint for _, touchpoints in self.journeys for touchpoint in touchpoints)


@dataclass(frozen=True, slots=True)
class Needed:
    """Whom and what it takes to change something.

    Attributes:
        teams: those named there, and those that run one of the systems.
        systems: each with the team that runs it; None where nobody does.
        roles: what each plays there: `Marketing, Mail platform: Sends the mail`.
        stakeholders: those in the department of one of the teams.
        initiatives: those already at work on it; dropped ones left out.
    """

    teams: tuple[Team, ...]
    systems: tuple[tuple[System, Team | None], ...]
    roles: tuple[str, ...]
    stakeholders: tuple[Stakeholder, ...]
    initiatives: tuple[Initiative, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A system that several initiatives are going to change."""

    system: System
    initiatives: tuple[Initiative, ...]


def touched_by(plan: Plan, behind: Team | System) -> Touched:
    """What hangs on the team or the system *behind*."""
    is_team = isinstance(behind, Team)
    systems = plan.where(System, "team", behind.id) if is_team else (behind,)
    backings = [*plan.where(Backing, "team", behind.id)] if is_team else []
    backings += [each for system in systems for each in plan.where(Backing, "system", system.id)]
    journeys = _by_journey(plan, {backing.touchpoint for backing in backings})
    touchpoints = [touchpoint for _, held in journeys for touchpoint in held]
    gaps = _once(gap for touchpoint in touchpoints for gap in _gaps_at(plan, touchpoint))
    asked = [plan.get(Initiative, each.initiative) for each in plan.where(Effort, "team", behind.id)] if is_team else ()
    closing = (initiative for gap in gaps for _, initiative in remedies_of(plan, gap))
    watching = (kpi for touchpoint in touchpoints for kpi in plan.where(Kpi, "touchpoints", touchpoint.id))
    measured = plan.where(Kpi, "data_team", behind.id) if is_team else ()
    return Touched(
        journeys=journeys,
        pains=tuple(n for each in touchpoints for n in plan.parts(Note, each) if n.kind is NoteKind.PAIN),
        gaps=gaps,
        initiatives=_once((*closing, *(each for each in asked if each.status is not Status.DROPPED))),
        kpis=_once((*watching, *measured)),
    )


def needed_for(plan: Plan, record: Entity) -> Needed:
    """Whom and what it takes to change *record*: a touchpoint, note, gap, phase or journey."""
    touchpoints = tuple(_touchpoints_at(plan, record))
    backings = [backing for touchpoint in touchpoints for backing in plan.parts(Backing, touchpoint)]
    systems = _once(_found(plan, System, (backing.system for backing in backings)))
    owned = tuple((system, plan.find(Team, system.team or "")) for system in systems)
    named = _found(plan, Team, (backing.team for backing in backings))
    teams = _once((*named, *(team for _, team in owned if team is not None)))
    departments = {_folded(team.department) for team in teams} - {""}
    gaps = (record,) if isinstance(record, Gap) else _once(g for each in touchpoints for g in _gaps_at(plan, each))
    return Needed(
        teams=teams,
        systems=owned,
        roles=tuple(dict.fromkeys(_role(plan, backing) for backing in backings if backing.role)),
        stakeholders=tuple(who for who in plan.all(Stakeholder) if _folded(who.department) in departments),
        initiatives=_once(initiative for gap in gaps for _, initiative in remedies_of(plan, gap)),
    )


def without_owner(plan: Plan, journey: Journey) -> tuple[Touchpoint, ...]:
    """The touchpoints of *journey* that no team stands behind, neither named there nor as the owner of a system."""
    return tuple(each for each in touchpoints_of(plan, journey) if not any(_teams_at(plan, each)))


def overlaps(plan: Plan) -> tuple[Overlap, ...]:
    """The systems behind what several initiatives ahead will change, those with most initiatives first (S46)."""
    found: dict[str, list[Initiative]] = {}
    for initiative, systems in _changing(plan):
        for system in systems:
            found.setdefault(system, []).append(initiative)
    shared = [Overlap(plan.get(System, id), tuple(held)) for id, held in found.items() if len(held) > 1]
    return tuple(sorted(shared, key=lambda each: (-len(each.initiatives), each.system.position, each.system.id)))


def _changing(plan: Plan) -> Iterator[tuple[Initiative, set[str]]]:
    """Each initiative ahead, with the ids of the systems behind the gaps it closes."""
    at_work = {each.id for each in ahead(plan)}
    touched: dict[str, set[str]] = {}
    for gap in plan.all(Gap):
        backings = (backing for each in _touchpoints_at(plan, gap) for backing in plan.parts(Backing, each))
        systems = {backing.system for backing in backings if backing.system}
        for _, initiative in remedies_of(plan, gap):
            if initiative.id in at_work:
                touched.setdefault(initiative.id, set()).update(systems)
    return ((each, touched[each.id]) for each in plan.all(Initiative) if each.id in touched)


def _touchpoints_at(plan: Plan, record: Entity) -> Iterator[Touchpoint]:
    match record:
        case Touchpoint():
            yield record
        case Note():
            yield plan.get(Touchpoint, record.touchpoint)
        case Gap():
            sides = (touchpoint_of(plan, record.current), touchpoint_of(plan, record.dream))
            yield from (side for side in sides if side is not None)
        case Phase():
            yield from plan.parts(Touchpoint, record)
        case Journey():
            yield from touchpoints_of(plan, record)
        case _:
            return


def _by_journey(plan: Plan, ids: set[str]) -> tuple[tuple[Journey, tuple[Touchpoint, ...]], ...]:
    """The touchpoints with these *ids*, in the order they are told, under their journeys."""
    found = (journey_of(plan, touchpoint_of(plan, id)) for id in ids)
    journeys = {journey.id for journey in found if journey is not None}
    return tuple(
        (journey, tuple(each for each in touchpoints_of(plan, journey) if each.id in ids))
        for journey in plan.all(Journey)
        if journey.id in journeys
    )


def _gaps_at(plan: Plan, touchpoint: Touchpoint) -> Iterator[Gap]:
    yield from plan.where(Gap, "current", touchpoint.id)
    yield from plan.where(Gap, "dream", touchpoint.id)


def _teams_at(plan: Plan, touchpoint: Touchpoint) -> Iterator[str]:
    for backing in plan.parts(Backing, touchpoint):
        system = plan.find(System, backing.system or "")
        yield from filter(None, (backing.team, system and system.team))


def _role(plan: Plan, backing: Backing) -> str:
    who = (plan.find(Team, backing.team or ""), plan.find(System, backing.system or ""))
    names = ", ".join(each.name for each in who if each is not None)
    return f"{names}: {backing.role}" if names else f"{backing.role}"


def _found(plan: Plan, kind: type[E], ids: Iterable[str | None]) -> Iterator[E]:
    return (found for id in ids if id and (found := plan.find(kind, id)) is not None)


def _once(records: Iterable[E]) -> tuple[E, ...]:
    """*records* without those that came before."""
    return tuple({record.id: record for record in records}.values())


def _folded(department: str | None) -> str:
    return (department or "").casefold()
