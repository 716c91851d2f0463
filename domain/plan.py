"""The plan: every record at one moment, and the edits that move it on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from domain.engagement import Engagement
from domain.entity import Entity, ids_in, references_of, revise
from domain.errors import Refused, StaleEdit
from domain.records import BY_NAME, KINDS
from domain.session import Ballot
from domain.text import slug

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; None where it does not exist."""

    before: Entity | None
    after: Entity | None

    @property
    def subject(self) -> Entity:
        """The record the change is about, whichever side it is on."""
        return cast("Entity", self.after or self.before)

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(before=self.after, after=self.before)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ; every field where a record comes or goes."""
        names = type(self.subject).model_fields
        if self.before is None or self.after is None:
            return tuple(names)
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, slots=True)
class Edit:
    """What one user action does: a label for people, and at most one change for each record."""

    label: str
    changes: tuple[Change, ...]

    @property
    def inverse(self) -> Edit:
        """The edit that undoes this one."""
        return Edit(self.label, tuple(change.inverse for change in self.changes))


class Plan:
    """An immutable snapshot; equal plans hold equal records."""

    __slots__ = ("_index", "_records")

    def __init__(self, records: Mapping[str, Mapping[str, Entity]] = MappingProxyType({})) -> None:
        self._records = records
        self._index: dict[tuple[str, str], Any] = {}

    @classmethod
    def of(cls, records: Iterable[Entity]) -> Plan:
        """Gather *records* into a plan."""
        gathered: dict[str, dict[str, Entity]] = {}
        for record in records:
            gathered.setdefault(record.KIND, {})[record.id] = record
        return cls(gathered)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and {k: v for k, v in self._records.items() if v} == {
            k: v for k, v in other._records.items() if v
        }

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return sum(map(len, self._records.values()))

    def __repr__(self) -> str:
        return f"Plan({', '.join(f'{kind}: {len(found)}' for kind, found in self._records.items() if found)})"

    def __iter__(self) -> Iterator[Entity]:
        """Every record, kinds in the order of `KINDS`, each kind in its own order."""
        for kind in KINDS:
            yield from self.all(kind)

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """Every record of *kind*, in order."""
        key = (kind.KIND, "")
        if key not in self._index:
            found = self._records.get(kind.KIND, {}).values()
            self._index[key] = tuple(sorted(found, key=_order))
        return cast("tuple[E, ...]", self._index[key])

    def find(self, kind: type[E], id: str) -> E | None:
        """The record of *kind* with this *id*, or None."""
        return cast("E | None", self._records.get(kind.KIND, {}).get(id))

    def get(self, kind: type[E], id: str) -> E:
        """The record of *kind* with this *id*.

        Raises:
            KeyError: there is none.
        """
        return cast("E", self._records[kind.KIND][id])

    def where(self, kind: type[E], reference: str, id: str) -> tuple[E, ...]:
        """The records of *kind* whose *reference* holds *id*, in order."""
        key = (kind.KIND, reference)
        if key not in self._index:
            index: dict[str, list[E]] = {}
            for record in self.all(kind):
                for each in ids_in(record, reference):
                    index.setdefault(each, []).append(record)
            self._index[key] = {each: tuple(records) for each, records in index.items()}
        return cast("tuple[E, ...]", self._index[key].get(id, ()))

    def parts(self, kind: type[E], owner: Entity) -> tuple[E, ...]:
        """The records of *kind* that are a part of *owner*, in order."""
        return self.where(kind, kind.OWNER, owner.id)

    def siblings(self, record: E) -> tuple[E, ...]:
        """All records of the same kind and owner as *record*, itself included, in order."""
        kind = type(record)
        return self.where(kind, kind.OWNER, record.belongs_to) if kind.OWNER else self.all(kind)

    def owner_of(self, record: Entity) -> Entity | None:
        """The record that *record* is a part of; None where it stands by itself."""
        if not record.OWNER:
            return None
        return self.find(BY_NAME[references_of(type(record))[record.OWNER].target], record.belongs_to)

    def called(self, record: Entity) -> str:
        """What a person calls *record*; one without a name goes by what it joins or what sets it apart."""
        kind = type(record)
        if "name" in kind.model_fields or kind.title is not Entity.title:
            return record.title
        names = kind.UNIQUE[0] if kind.UNIQUE else tuple(references_of(kind))
        told = (part for name in names if name != kind.OWNER for part in self._told(record, name))
        return " · ".join(told) or record.id

    def _told(self, record: Entity, name: str) -> Iterator[str]:
        """What the field *name* of *record* holds: values, or the names of the records it refers to."""
        facts = references_of(type(record)).get(name)
        if facts is None:
            value = getattr(record, name)
            yield from () if value is None else (str(value),)
            return
        for id in ids_in(record, name):
            target = self.find(BY_NAME[facts.target], id)
            yield self.called(target) if target is not None else id

    def above(self, record: Entity) -> tuple[Entity, ...]:
        """The records that *record* is a part of, outermost first."""
        owner = self.owner_of(record)
        return () if owner is None else (*self.above(owner), owner)

    def path_of(self, record: Entity) -> tuple[str, ...]:
        """The names of the records that *record* is a part of, outermost first."""
        return tuple(map(self.called, self.above(record)))

    def referring(self, target: Entity) -> Iterator[tuple[Entity, str]]:
        """Yield each record that refers to *target*, with the field it does so by."""
        for kind in KINDS:
            for name, facts in references_of(kind).items():
                if facts.target == target.KIND:
                    for record in self.where(kind, name, target.id):
                        yield record, name

    @property
    def engagement(self) -> Engagement:
        """The one engagement; a nameless stand-in where a plan has none yet."""
        found = self.all(Engagement)
        return found[0] if found else Engagement(id=Engagement.ONLY, name="Engagement")

    def apply(self, edit: Edit) -> Plan:
        """Return the plan after *edit*.

        Raises:
            StaleEdit: a record is not as the edit found it; `rebase` the edit first.
        """
        records: dict[str, Mapping[str, Entity]] = dict(self._records)
        touched: dict[str, dict[str, Entity]] = {}
        for change in edit.changes:
            subject = change.subject
            if subject.KIND not in touched:
                records[subject.KIND] = touched[subject.KIND] = dict(records.get(subject.KIND, {}))
            held = touched[subject.KIND]
            if held.get(subject.id) != change.before:
                raise StaleEdit(f"{edit.label}: “{subject.title}” changed meanwhile.")
            if change.after is None:
                del held[subject.id]
            else:
                held[subject.id] = change.after
        after = Plan(records)
        after._index = {key: value for key, value in self._index.items() if key[0] not in touched}
        return after

    def rebase(self, edit: Edit) -> Edit:
        """The same edit, drawn up against the records as they are in this plan.

        Edits to different fields of one record both stand. A new record whose id is taken gets the next free
        one, and references to it within the edit follow. A change that changes nothing is left out.

        Raises:
            StaleEdit: a field the edit changes, or a record it removes, was changed first.
            Refused: the record that results breaks one of its own rules.
        """
        taken = {
            (change.subject.KIND, change.subject.id)
            for change in edit.changes
            if change.before is None and self.find(type(change.subject), change.subject.id) is not None
        }
        if taken:
            edit = self._renamed(edit, taken)
        changes = (self._rebased(edit.label, change) for change in edit.changes)
        return Edit(edit.label, tuple(change for change in changes if change.fields))

    def _rebased(self, label: str, change: Change) -> Change:
        if change.before is None:
            return change
        subject = change.subject
        now = self.find(type(subject), subject.id)
        if now == change.before:
            return change
        if now is None:
            raise StaleEdit(f"{label}: “{subject.title}” was removed meanwhile.")
        if change.after is None:
            raise StaleEdit(f"{label}: “{subject.title}” changed meanwhile. Look at it again before removing it.")
        for name in change.fields:
            if getattr(now, name) != getattr(change.before, name):
                if isinstance(now, Ballot):  # what is on it may be secret
                    raise StaleEdit(f"{label}: the same ballot was changed meanwhile.")
                raise StaleEdit(
                    f"{label}: {name.replace('_', ' ')} of “{subject.title}” is now "
                    f"{_said(getattr(now, name))}; you wanted {_said(getattr(change.after, name))}."
                )
        try:
            after = revise(now, **{name: getattr(change.after, name) for name in change.fields})
        except ValidationError as error:
            raise Refused(f"{label}: together with a change made meanwhile, {error.errors()[0]['msg']}.") from error
        return Change(now, after)

    def _renamed(self, edit: Edit, taken: set[tuple[str, str]]) -> Edit:
        new_ids = NewIds(self)
        for change in edit.changes:
            if change.after is not None and (change.after.KIND, change.after.id) not in taken:
                new_ids.reserve(type(change.after), change.after.id)
        renames = {(kind, id): new_ids.free(BY_NAME[kind], id) for kind, id in sorted(taken)}
        return Edit(
            edit.label,
            tuple(
                Change(change.before, change.after and _with_ids(change.after, renames, added=change.before is None))
                for change in edit.changes
            ),
        )


class NewIds:
    """Hands out ids that are free in a plan and were not handed out before."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._given: set[tuple[str, str]] = set()
        self._last: dict[tuple[str, str], int] = {}

    def reserve(self, kind: type[Entity], id: str) -> None:
        """Keep *id* from being handed out to a record of *kind*."""
        self._given.add((kind.KIND, id))

    def free(self, kind: type[Entity], text: str) -> str:
        """A free id for a record of *kind*, made from *text*: `no-filters`, then `no-filters-2`."""
        stem = slug(text, otherwise=kind.KIND.replace("_", "-"))
        number = self._last.get((kind.KIND, stem), 0) + 1
        while (kind.KIND, id := stem if number == 1 else f"{stem[:72].rstrip('-')}-{number}") in self._given or (
            self._plan.find(kind, id) is not None
        ):
            number += 1
        self._last[kind.KIND, stem] = number
        self._given.add((kind.KIND, id))
        return id


def _with_ids(record: Entity, renames: Mapping[tuple[str, str], str], *, added: bool) -> Entity:
    changes: dict[str, Any] = {}
    if added and (record.KIND, record.id) in renames:
        changes["id"] = renames[record.KIND, record.id]
    for name, facts in references_of(type(record)).items():
        held = ids_in(record, name)
        new = tuple(renames.get((facts.target, id), id) for id in held)
        if new != held:
            changes[name] = new if facts.many else new[0]
    return revise(record, **changes) if changes else record


def _order(record: Entity) -> tuple[int, str]:
    return record.position, record.id


def _said(value: object) -> str:
    return "empty" if value in (None, (), "") else f"“{value}”"
