"""The edit log as it is stored: who changed which fields of which records, when, and from what to what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import MAXYEAR, datetime
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from domain.entity import Entity, revise
from domain.errors import Damaged, Refused, StaleEdit
from domain.plan import Change, Edit, Plan
from domain.records import BY_NAME
from domain.secrecy import public
from domain.session import Ballot

Logged = Mapping[str, Any]
"""One change: kind, id, and the fields before and after; null where the record did not exist."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One edit as the log holds it.

    Attributes:
        undoes: the number of the edit this one took back; None for an ordinary edit.
    """

    seq: int
    at: datetime
    author: str
    session: str
    label: str
    undoes: int | None
    changes: tuple[Logged, ...]

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> LogEntry:
        """The entry of a row (seq, at, author, session, label, undoes, changes)."""
        seq, at, author, session, label, undoes, changes = row
        try:
            made, logged = datetime.fromisoformat(at), json.loads(changes)
        except (ValueError, RecursionError) as error:
            raise _unreadable(seq) from error
        # A time without a zone cannot be held against one that has it, nor one at the end of time be told elsewhere.
        if made.tzinfo is None or not 1 < made.year < MAXYEAR or not isinstance(logged, list):
            raise _unreadable(seq)
        if not all(map(_is_logged, logged)):
            raise _unreadable(seq)
        return cls(seq, made, author, session, label, undoes, tuple(logged))

    def as_data(self) -> dict[str, Any]:
        """The entry as plain data, for JSON."""
        return {**asdict(self), "at": self.at.isoformat()}

    def touches(self, kind: str, id: str) -> bool:
        """Whether the edit changed this record."""
        return any((change["kind"], change["id"]) == (kind, id) for change in self.changes)


def _is_logged(change: object) -> bool:
    """Whether *change*, which another program may have written, has the form of a `Logged`."""
    match change:
        case {"kind": str(), "id": str(), "before": dict() | None as before, "after": dict() | None as after}:
            return before is not None or after is not None
        case _:
            return False


def _unreadable(seq: int) -> Damaged:
    return Damaged(f"Edit {seq} cannot be read from the log. “klantreis doctor” says more.")


SECRET: Logged = MappingProxyType({"secret": True})
"""What stands for what is on a ballot while it is secret."""


def told(entries: Iterable[LogEntry], plan: Plan) -> tuple[LogEntry, ...]:
    """*entries* as they may be shown while *plan* is how things are: without what is on ballots that it keeps secret.

    A ballot that is gone was perhaps never revealed, so what was on it is not shown either.
    """
    shown = {ballot.id for ballot in public(plan).all(Ballot)}

    def masked(change: Logged) -> Logged:
        if change["kind"] != Ballot.KIND or change["id"] in shown:
            return change
        return {**change, **{side: change[side] and dict(SECRET) for side in ("before", "after")}}

    return tuple(replace(entry, changes=tuple(map(masked, entry.changes))) for entry in entries)


COLUMNS = "seq, at, author, session, label, undoes, changes"


def written(edit: Edit) -> str:
    """*edit* as the log keeps it: whole records that come or go, only the changed fields of others."""
    return json.dumps([_logged(change) for change in edit.changes], ensure_ascii=False, separators=(",", ":"))


def _logged(change: Change) -> dict[str, Any]:
    subject = change.subject
    kept = set(change.fields)
    before = change.before and change.before.model_dump(mode="json", include=kept)
    after = change.after and change.after.model_dump(mode="json", include=kept)
    return {"kind": subject.KIND, "id": subject.id, "before": before, "after": after}


def replayed(plan: Plan, entry: LogEntry) -> Plan:
    """The plan after *entry*, made on top of the *plan* it was made on.

    Raises:
        Damaged: the log does not fit the plan.
    """
    try:
        return plan.apply(Edit(entry.label, tuple(_change(plan, logged) for logged in entry.changes)))
    except (StaleEdit, KeyError, ValidationError) as error:
        raise _unfit(entry) from error


def _unfit(entry: LogEntry) -> Damaged:
    return Damaged(f"Edit {entry.seq} (“{entry.label}”) does not fit the records. “klantreis doctor” says more.")


def _change(plan: Plan, logged: Logged) -> Change:
    kind = BY_NAME[logged["kind"]]
    if logged["before"] is None:
        return Change(None, _record(kind, logged["after"]))
    now = plan.get(kind, logged["id"])
    return Change(now, None if logged["after"] is None else revise(now, **logged["after"]))


def _record(kind: type[Entity], fields: Logged) -> Entity:
    return kind.model_validate(fields)


def inverse(plan: Plan, entry: LogEntry) -> Edit:
    """The edit that takes *entry* back, drawn up against the *plan* as it is now.

    Raises:
        StaleEdit: a record it changed is gone, so there is nothing to take back.
        Refused: what it would bring back is no longer allowed.
    """
    try:
        return Edit(entry.label, tuple(_undone(plan, entry, logged) for logged in entry.changes))
    except (KeyError, ValidationError) as error:
        raise Refused(f"Cannot take back “{entry.label}”: a record of that time does not fit today's rules.") from error


def _undone(plan: Plan, entry: LogEntry, logged: Logged) -> Change:
    kind = BY_NAME[logged["kind"]]
    if logged["before"] is None:
        return Change(_record(kind, logged["after"]), None)
    if logged["after"] is None:
        return Change(None, _record(kind, logged["before"]))
    now = plan.find(kind, logged["id"])
    if now is None:
        raise StaleEdit(f"{entry.label}: {kind.KIND.replace('_', ' ')} “{logged['id']}” was removed meanwhile.")
    return Change(revise(now, **logged["after"]), revise(now, **logged["before"]))


def rewound(plan: Plan, entries: Iterable[LogEntry]) -> Plan:
    """The plan as it was before *entries*, which led to *plan*, latest first.

    Fields go back as they were written, and each record is made once, however often it changed.

    Raises:
        Damaged: the log does not fit the plan.
        Refused: a record of that time is no longer allowed.
    """
    found: dict[tuple[str, str], dict[str, Any] | None] = {}
    for entry in entries:
        for logged in entry.changes:
            key = logged["kind"], logged["id"]
            if key[0] not in BY_NAME:
                raise _unfit(entry)
            if logged["before"] is None or logged["after"] is None:
                found[key] = logged["before"] and dict(logged["before"])
                continue
            if key not in found:
                now = plan.find(BY_NAME[key[0]], key[1])
                found[key] = None if now is None else now.model_dump(mode="json")
            if (fields := found[key]) is None:
                raise _unfit(entry)
            fields.update(logged["before"])
    try:
        changes = (_gone_back(plan, kind, id, fields) for (kind, id), fields in found.items())
        # What came and went meanwhile is in neither plan.
        return plan.apply(Edit("Go back", tuple(each for each in changes if each.before or each.after)))
    except ValidationError as error:
        raise Refused("The plan of that time cannot be told: a record of it does not fit today's rules.") from error


def _gone_back(plan: Plan, name: str, id: str, fields: Logged | None) -> Change:
    kind = BY_NAME[name]
    return Change(plan.find(kind, id), None if fields is None else _record(kind, fields))
