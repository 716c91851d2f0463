"""Rules across records that no edit may break: what they forbid cannot be meant.

What is merely unfinished is not refused here; `domain.problems` reports it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from domain.closing import WHOLE, closing_of
from domain.engagement import Engagement
from domain.entity import Entity, ids_in, references_of
from domain.gap import Gap
from domain.initiative import Dependency, Initiative, Remedy
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.milestone import Baseline
from domain.plan import Edit, Plan
from domain.records import BY_NAME, KINDS
from domain.secrecy import is_secret
from domain.session import Ballot, Session

Changed = Collection[tuple[str, str]]
"""The kind and id of each record an edit added or changed."""
_ANSWERED = frozenset({"session", "participant", "round", "value", "answer"})
"""What of a ballot makes the answer: by whom, in which round, and which."""


def broken_rules(after: Plan, edit: Edit) -> Iterator[tuple[Entity, str, str]]:
    """Yield (record, field, why) for each rule that *edit* broke on the way to the plan *after*."""
    for change in edit.changes:
        if change.after is None:
            yield from _left_dangling(after, change.subject)
            continue
        yield from _dangling(after, change.after)
        yield from _of_its_own(after, change.before, change.after)
    changed = {(change.after.KIND, change.after.id) for change in edit.changes if change.after is not None}
    for kind in KINDS:
        if kind.UNIQUE and any(name == kind.KIND for name, _ in changed):
            yield from _clashes(after, kind, changed)
    yield from _rings(after, changed)
    yield from _overclaimed(after, edit)
    yield from _too_late(after, edit)


def _of_its_own(after: Plan, before: Entity | None, record: Entity) -> Iterator[tuple[Entity, str, str]]:
    """What the kind of *record* alone forbids."""
    match record:
        case Journey():
            yield from _departure(after, record)
        case Touchpoint():
            yield from _sharing(after, record)
            if isinstance(before, Touchpoint) and before.phase != record.phase:
                yield from _shared_with(after, record)
        case Phase() if isinstance(before, Phase) and before.journey != record.journey:
            for touchpoint in after.parts(Touchpoint, record):
                yield from _sharing(after, touchpoint)
                yield from _shared_with(after, touchpoint)
        case Baseline() if isinstance(before, Baseline):
            # Its name and its reason are words about it, and may be corrected.
            for name in ("content", "taken_on"):
                if getattr(before, name) != getattr(record, name):
                    yield record, name, "a baseline never changes; take a new one"
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


def _clashes(after: Plan, kind: type[Entity], changed: Changed) -> Iterator[tuple[Entity, str, str]]:
    """Changed records of *kind* that share with another what no two may share."""
    for names in kind.UNIQUE:
        same = " and ".join(name.replace("_", " ") for name in names)
        holders: dict[tuple[object, ...], Entity] = {}
        for record in sorted(after.all(kind), key=lambda record: (record.KIND, record.id) in changed):
            values = tuple(_folded(record, name) for name in names)
            if None in values:
                continue
            other = holders.setdefault(values, record)
            if other is not record and (kind.KIND, record.id) in changed:
                yield record, names[-1], f"“{after.called(other)}” has the same {same}"


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


def _sharing(after: Plan, touchpoint: Touchpoint) -> Iterator[tuple[Entity, str, str]]:
    """A touchpoint is the same as one of another journey (S30)."""
    other = after.find(Touchpoint, touchpoint.same_as) if touchpoint.same_as else None
    if other is not None and other.id != touchpoint.id:
        phases = (after.find(Phase, each.phase) for each in (touchpoint, other))
        journeys = [phase.journey for phase in phases if phase]
        if len(journeys) == 2 and journeys[0] == journeys[1]:
            yield touchpoint, "same_as", f"“{other.name}” is in the same journey; choose a touchpoint of another one"


def _shared_with(after: Plan, touchpoint: Touchpoint) -> Iterator[tuple[Entity, str, str]]:
    for other in after.where(Touchpoint, "same_as", touchpoint.id):
        yield from _sharing(after, other)


def _overclaimed(after: Plan, edit: Edit) -> Iterator[tuple[Entity, str, str]]:
    """Claims that come to more than the whole of a gap, and to more than before (S53).

    A gap that comes with its claims, out of another file, is taken as it is; the linter tells of it.
    """
    added = {(change.subject.KIND, change.subject.id) for change in edit.changes if change.before is None}
    causes: dict[str, tuple[Entity, str]] = {}
    for change in edit.changes:
        match change.after:
            case Remedy() as remedy:
                causes[remedy.gap] = remedy, "closes_percent"
            case Initiative() as initiative:
                for remedy in after.parts(Remedy, initiative):
                    causes.setdefault(remedy.gap, (initiative, "status"))
            case _:
                pass
    gaps = [gap for id in causes if (Gap.KIND, id) not in added and (gap := after.find(Gap, id)) is not None]
    excess = {gap.id: more for gap in gaps if (more := closing_of(after, gap).excess)}
    before = after.apply(edit.inverse) if excess else after
    for gap in gaps:
        if gap.id in excess and excess[gap.id] > closing_of(before, gap).excess:
            claimed = f"would claim to close {WHOLE + excess[gap.id]} % of it"
            yield *causes[gap.id], f"the initiatives on “{gap.name}” {claimed}"


def _too_late(after: Plan, edit: Edit) -> Iterator[tuple[Entity, str, str]]:
    """Answers to a round that is over: what others answered may have been seen, and the outcome may rest on it.

    A session that changes in the same edit, out of a file or a backup, is taken with its ballots as it is. A ballot
    goes with what it is about, and all of them may go: that is no other answer.
    """
    gone = {(change.subject.KIND, change.subject.id) for change in edit.changes if change.after is None}
    moved = {change.subject.id for change in edit.changes if isinstance(change.subject, Session)}
    for change in edit.changes:
        ballot = change.subject
        if not isinstance(ballot, Ballot) or _ANSWERED.isdisjoint(change.fields) or ballot.session in moved:
            continue
        session = after.find(Session, ballot.session)
        if session is None:
            continue
        if change.after is None and (_mentioned(ballot) & gone or not after.parts(Ballot, session)):
            continue
        rounds = {each.round for each in (change.before, change.after) if isinstance(each, Ballot)}
        if not is_secret(session):
            yield session, "", f"it is {session.state.value}; answers count only while the voting is open"
        elif min(rounds) < session.round:
            yield session, "", f"round {min(rounds)} is over; answer what is asked in round {session.round}"


def _mentioned(record: Entity) -> set[tuple[str, str]]:
    return {(facts.target, id) for name, facts in references_of(type(record)).items() for id in ids_in(record, name)}


def _rings(after: Plan, changed: Changed) -> Iterator[tuple[Entity, str, str]]:
    """Initiatives that would wait for each other (S66)."""
    if not any(kind == Dependency.KIND for kind, _ in changed):
        return
    waits = {i.id: {d.waits_for for d in after.parts(Dependency, i)} for i in after.all(Initiative)}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        ring = error.args[1]
        names = [found.title if (found := after.find(Initiative, id)) else id for id in ring]
        links = {(later, earlier) for earlier, later in pairwise(ring)}
        for dependency in after.all(Dependency):
            is_new = (dependency.KIND, dependency.id) in changed
            if is_new and (dependency.initiative, dependency.waits_for) in links:
                yield dependency, "waits_for", "these would wait for each other: " + " → ".join(reversed(names))
                return
