"""Rules across records that no edit may break: what they forbid cannot be meant.

What is merely unfinished is not refused here; `domain.problems` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from domain.engagement import Engagement
from domain.entity import Entity, ids_in, references_of
from domain.initiative import Dependency, Initiative
from domain.journey import Horizon, Journey
from domain.milestone import Baseline
from domain.plan import Edit, Plan
from domain.records import BY_NAME


def broken_rules(after: Plan, edit: Edit) -> Iterator[tuple[Entity, str, str]]:
    """Yield (record, field, why) for each rule that *edit* broke on the way to the plan *after*."""
    for change in edit.changes:
        if change.after is None:
            yield from _left_dangling(after, change.subject)
            continue
        record = change.after
        yield from _dangling(after, record)
        yield from _clashes(after, record)
        match record:
            case Journey():
                yield from _departure(after, record)
            case Dependency():
                yield from _ring(after, record)
            case Baseline() if isinstance(change.before, Baseline) and change.before.content != record.content:
                yield record, "content", "a baseline never changes; take a new one"
            case Engagement() if record.id != Engagement.ONLY:
                yield record, "id", f"there is one engagement in a file, and its id is {Engagement.ONLY}"
            case _:
                pass


def _dangling(after: Plan, record: Entity) -> Iterator[tuple[Entity, str, str]]:
    for name, facts in references_of(type(record)).items():
        for id in ids_in(record, name):
            if after.find(BY_NAME[facts.target], id) is None:
                yield record, name, f"there is no {facts.target.replace('_', ' ')} “{id}”"
            elif id == record.id and facts.target == record.KIND:
                yield record, name, "it cannot refer to itself"


def _left_dangling(after: Plan, removed: Entity) -> Iterator[tuple[Entity, str, str]]:
    for record, name in after.referring(removed):
        yield record, name, f"it still refers to “{removed.title}”, which would be gone"


def _clashes(after: Plan, record: Entity) -> Iterator[tuple[Entity, str, str]]:
    kind = type(record)
    for names in kind.UNIQUE:
        values = tuple(_folded(record, name) for name in names)
        if None in values:
            continue
        for other in after.all(kind):
            if other.id != record.id and tuple(_folded(other, name) for name in names) == values:
                same = " and ".join(name.replace("_", " ") for name in names)
                yield record, names[-1], f"“{other.title}” has the same {same}"
                break


def _folded(record: Entity, name: str) -> object:
    value = getattr(record, name)
    return value.casefold() if name == "name" else value


def _departure(after: Plan, journey: Journey) -> Iterator[tuple[Entity, str, str]]:
    """A dream departs from a current journey of the same persona (S48, S50)."""
    if journey.departs_from and (today := after.find(Journey, journey.departs_from)):
        if today.horizon is not Horizon.CURRENT:
            yield journey, "departs_from", f"“{today.title}” is itself a dream; a dream departs from a current journey"
        elif None not in (today.persona, journey.persona) and today.persona != journey.persona:
            yield journey, "departs_from", f"“{today.title}” is of another persona"
    for dream in after.where(Journey, "departs_from", journey.id):
        if journey.horizon is not Horizon.CURRENT:
            yield journey, "horizon", f"“{dream.title}” departs from it, and dreams depart from a current journey"
        elif None not in (dream.persona, journey.persona) and dream.persona != journey.persona:
            yield journey, "persona", f"“{dream.title}” departs from it and is of another persona"


def _ring(after: Plan, dependency: Dependency) -> Iterator[tuple[Entity, str, str]]:
    waits = {i.id: {d.waits_for for d in after.parts(Dependency, i)} for i in after.all(Initiative)}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        names = [found.title if (found := after.find(Initiative, id)) else id for id in error.args[1]]
        yield dependency, "waits_for", "these would wait for each other: " + " → ".join(reversed(names))
