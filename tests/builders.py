"""Small plans in few words: say only what the test is about, the rest is filled in.

    plan_of(a(Touchpoint, "search", feeling=-2))

is a whole plan: the phase and the journey that the touchpoint is in are made, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from domain.edits import STEP
from domain.entity import Entity, Facts, fields_of, ids_in, references_of, revise
from domain.plan import Plan
from domain.records import BY_NAME

E = TypeVar("E", bound=Entity)

TODAY = date(2027, 6, 15)
"""The day on which the made-up plans are looked at."""


def a(kind: type[E], id: str = "", /, **fields: Any) -> E:
    """A record of *kind*, with *fields* as given and what else it cannot be without.

    The id is the word for the kind unless given; a name is made from the id: `no-filters` is “No filters”. What must
    refer to another record refers to the one whose id is the word for its kind: `a(Phase)` is in the journey
    `journey`.
    """
    id = id or kind.KIND.replace("_", "-")
    needed = {
        name: _stand_in(facts, id)
        for name, facts in fields_of(kind).items()
        if not facts.optional and facts.default is None
    }
    return kind.model_validate({**needed, **fields, "id": id})


def _stand_in(facts: Facts, id: str) -> object:
    if facts.target:
        return facts.target.replace("_", "-")
    if issubclass(facts.type, StrEnum):
        return next(iter(facts.type))
    plain: dict[type, object] = {date: TODAY, Decimal: Decimal(1), int: 1}
    return plain.get(facts.type, id.replace("-", " ").capitalize())


def plan_of(*records: Entity) -> Plan:
    """A plan of *records* in the order given, and of all that they refer to and that is not among them."""
    placed = [revise(each, position=each.position or STEP * n) for n, each in enumerate(records)]
    known = {(each.KIND, each.id) for each in placed}
    for record in placed:  # grows while it is walked, until nothing is missing
        placed.extend(_missing(record, known))
    return Plan.of(placed)


def _missing(record: Entity, known: set[tuple[str, str]]) -> Iterable[Entity]:
    for name, facts in references_of(type(record)).items():
        for id in ids_in(record, name):
            if (facts.target, id) not in known:
                known.add((facts.target, id))
                yield a(BY_NAME[facts.target], id)
