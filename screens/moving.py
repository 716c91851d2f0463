"""Moving what is marked on the roadmap, and saying in one line what that brings and costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from domain.delay_cost import delay_cost
from domain.edits import change
from domain.entity import Entity
from domain.initiative import Initiative, Lane
from domain.milestone import Milestone
from domain.moving import Move, Stay, lengthened, moved
from domain.periods import Grain
from domain.plan import Edit, Plan
from domain.text import counted
from screens.records import in_turn

Movable: TypeAlias = Initiative | Milestone

STEPS = {Grain.DAY: 1, Grain.WEEK: 1, Grain.MONTH: 5, Grain.QUARTER: 5, Grain.YEAR: 21}
"""Working days a key moves by at each zoom: a day, a week, a month."""
LANES = (Lane.NOW, Lane.NEXT, Lane.LATER)
_MOST_NAMED = 3


def shifted(plan: Plan, records: Sequence[Movable], days: int) -> Move:
    """Move *records* so many working days later.

    Raises:
        Refused: something would leave the years there are.
    """
    return moved(plan, records, days)


def longer(plan: Plan, initiatives: Sequence[Initiative], days: int) -> Move:
    """Have *initiatives* take so many working days more, one after the other.

    Raises:
        Refused: nothing would be left of one of them.
    """
    followed, stayed = list[str](), list[Stay]()

    def step(plan: Plan, initiative: Entity) -> Edit | None:
        assert isinstance(initiative, Initiative), "what takes long is an initiative"  # noqa: S101
        move = lengthened(plan, initiative, days)
        followed.extend(move.followed)
        stayed.extend(move.stayed)
        return move.edit

    way = "longer" if days > 0 else "shorter"
    label = f"Make {counted(len(initiatives), 'initiative')} {counted(abs(days), 'working day')} {way}"
    edit = in_turn(plan, initiatives, step, label)
    chosen = {each.id for each in initiatives}
    return Move(edit, tuple(id for id in dict.fromkeys(followed) if id not in chosen), tuple(stayed))


def said(plan: Plan, move: Move) -> str:
    """What *move* does to *plan*, what it costs in delay, and who follows or stays."""
    if move.edit is None:
        return move.said
    cost = delay_cost(plan, plan.apply(move.edit)).said(plan.engagement.currency)
    told = [f"{move.edit.label}: {cost}."]
    if move.followed:
        names = [plan.get(Initiative, id).name for id in move.followed]
        rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        told.append(f"Along go {', '.join(names[:_MOST_NAMED])}{rest}.")
    told += (f"“{stay.name}” stays: {stay.why}." for stay in move.stayed)
    return " ".join(told)


def put_off(plan: Plan, initiatives: Iterable[Initiative], by: int) -> Edit | None:
    """Move *initiatives* so many lanes on: from now to next to later; one in no lane comes in at the near end."""
    initiatives = tuple(initiatives)

    def step(_: Plan, initiative: Entity) -> Edit | None:
        assert isinstance(initiative, Initiative), "what lies on the board is an initiative"  # noqa: S101
        here = LANES.index(initiative.lane) if initiative.lane is not None else len(LANES)
        there = max(0, min(here + by, len(LANES) - 1))
        return change(initiative, lane=LANES[there]) if there != here else None

    return in_turn(plan, initiatives, step, f"Move {counted(len(initiatives), 'initiative')} on the board")
