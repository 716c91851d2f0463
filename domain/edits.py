"""What a user can do to any record. Each function draws up one edit; none makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from domain.entity import Entity, references_of, revise
from domain.plan import Change, Edit, NewIds, Plan
from domain.records import BY_NAME, parts_of
from domain.text import counted

E = TypeVar("E", bound=Entity)

STEP = 1024
"""Positions are this far apart, so that most moves change one record only."""


def noun(kind: type[Entity]) -> str:
    """What a person calls a record of *kind*."""
    return "KPI" if kind.KIND == "kpi" else kind.KIND.replace("_", " ")


def new(plan: Plan, kind: type[E], /, **fields: Any) -> E:
    """A record of *kind* with a fresh id, placed after its siblings.

    Raises:
        pydantic.ValidationError: *fields* break a bound or a rule of the record.
    """
    draft = kind.model_validate({**fields, "id": "new", "position": 0})
    siblings = plan.siblings(draft)
    return revise(
        draft,
        id=NewIds(plan).free(kind, id_text(kind, dict(draft))),
        position=siblings[-1].position + STEP if siblings else 0,
    )


def id_text(kind: type[Entity], fields: Mapping[str, Any]) -> str:
    """The words the id of a record of *kind* with *fields* is made from: its name, or what it joins."""
    named = fields.get("name") or fields.get("text") or fields.get("want")
    if named:
        return " ".join(str(named).split()[:8])
    joined = [id for name, facts in references_of(kind).items() if not facts.many and (id := fields.get(name))]
    return "-".join([part for id in joined for part in id.split("-")[:3]][:6]) or kind.KIND


def add(plan: Plan, kind: type[Entity], after: Entity | None = None, /, **fields: Any) -> Edit:
    """Add a record of *kind*, behind *after* where that is a sibling, else last.

    Raises:
        pydantic.ValidationError: *fields* break a bound or a rule of the record.
    """
    record = new(plan, kind, **fields)
    label = f"Add {noun(kind)} “{record.title}”"
    siblings = plan.siblings(record)
    if after is None or after not in siblings:
        return Edit(label, (Change(None, record),))
    return Edit(label, _added_behind(siblings, after, record))


def change(record: Entity, /, **fields: Any) -> Edit:
    """Give *record* new values for *fields*.

    Raises:
        pydantic.ValidationError: *fields* break a bound or a rule of the record.
    """
    after = revise(record, **fields)
    names = ", ".join(name.replace("_percent", "").replace("_", " ") for name in fields)
    return Edit(f"Change {names} of “{record.title}”", (Change(record, after),))


def move(plan: Plan, record: Entity, by: int) -> Edit | None:
    """Move *record* by so many places among its siblings; None where there is no room."""
    order = list(plan.siblings(record))
    here = order.index(record)
    there = max(0, min(len(order) - 1, here + by))
    if here == there:
        return None
    order.insert(there, order.pop(here))
    return Edit(f"Move {noun(type(record))} “{record.title}”", placed(order, record))


def placed(order: Sequence[Entity], record: Entity) -> tuple[Change, ...]:
    """The changes that give *record* the place it has in *order*, its siblings from first to last.

    One change where there is room between its neighbours; otherwise all positions are spread out again.
    """
    here = order.index(record)
    low = order[here - 1].position if here else None
    high = order[here + 1].position if here + 1 < len(order) else None
    if low is None or high is None or high - low > 1:
        return (Change(record, revise(record, position=_between(low, high))),)
    spread = ((each, STEP * n) for n, each in enumerate(order))
    return tuple(Change(each, revise(each, position=n)) for each, n in spread if each.position != n or each is record)


def _between(low: int | None, high: int | None) -> int:
    if low is None:
        return 0 if high is None else high - STEP
    return low + STEP if high is None else (low + high) // 2


def remove(plan: Plan, records: Iterable[Entity]) -> Edit:
    """Remove *records*, all that is a part of them or cannot be without them, and every mention of them."""
    doomed: dict[tuple[str, str], Entity] = {}
    bereft: dict[tuple[str, str], dict[str, Any]] = {}
    wanted = tuple(records)
    queue = list(wanted)
    while queue:
        record = queue.pop()
        if (record.KIND, record.id) in doomed:
            continue
        doomed[record.KIND, record.id] = record
        for other, name in plan.referring(record):
            facts = references_of(type(other))[name]
            if not facts.optional:
                queue.append(other)
            else:
                lost = bereft.setdefault((other.KIND, other.id), {})
                held = lost.get(name, getattr(other, name))
                lost[name] = tuple(id for id in held if id != record.id) if facts.many else None
    mentions = [
        Change(other := plan.get(BY_NAME[kind], id), revise(other, **lost))
        for (kind, id), lost in bereft.items()
        if (kind, id) not in doomed
    ]
    first = wanted[0]
    what = f"{noun(type(first))} “{first.title}”" if len(wanted) == 1 else counted(len(wanted), "record")
    return Edit(f"Remove {what}", (*mentions, *(Change(record, None) for record in reversed(doomed.values()))))


def consequences(edit: Edit, asked: int) -> str:
    """What a removal takes along, in one line; empty where it takes nothing but the *asked* records."""
    gone = [change.subject for change in edit.changes if change.after is None]
    parts: dict[str, int] = {}
    for record in gone[: len(gone) - asked]:
        parts[noun(type(record))] = parts.get(noun(type(record)), 0) + 1
    said = [counted(number, word, plural(word)) for word, number in parts.items()]
    if emptied := len(edit.changes) - len(gone):
        said.append(f"the mention in {counted(emptied, 'other record')}")
    return ", ".join(said)


def plural(word: str) -> str:
    """The plural of the noun of a kind."""
    irregular = {
        "criterion": "criteria",
        "evidence": "pieces of evidence",
    }
    if word in irregular:
        return irregular[word]
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


def duplicate(plan: Plan, record: Entity) -> Edit:
    """Copy *record* with all its parts, right behind it; what was verified was the original."""
    new_ids = NewIds(plan)
    copies: list[Change] = []

    def copy(original: Entity, **fields: Any) -> None:
        own = dict.fromkeys(original.OF_ITS_OWN)
        fresh = revise(original, id=new_ids.free(type(original), original.id), **own, **fields)
        copies.append(Change(None, fresh))
        for kind in parts_of(type(original)):
            for part in plan.parts(kind, original):
                copy(part, **{kind.OWNER: fresh.id})

    name: Mapping[str, str] = {}
    if "name" in type(record).model_fields:
        name = {"name": _copied_name(plan, record)}
    copy(record, **name)
    behind = _added_behind(plan.siblings(record), record, copies[0].subject)
    return Edit(f"Duplicate {noun(type(record))} “{record.title}”", (*behind, *copies[1:]))


def _added_behind(siblings: Sequence[Entity], after: Entity, fresh: Entity) -> tuple[Change, ...]:
    """The changes that add *fresh* to *siblings*, right behind *after*."""
    order = list(siblings)
    order.insert(order.index(after) + 1, fresh)
    return tuple(Change(None, c.after) if c.before is fresh else c for c in placed(order, fresh))


def _copied_name(plan: Plan, record: Entity) -> str:
    taken = {other.title.casefold() for other in plan.all(type(record))}
    stem = record.title[:180]
    names = (f"{stem} (copy)" if n == 1 else f"{stem} (copy {n})" for n in range(1, len(taken) + 3))
    return next(name for name in names if name.casefold() not in taken)
