"""Taking a baseline, and reading again what the plan was when it was taken.

A baseline holds a packed copy of all records but the baselines before it. Ballots that are secret on that day are not
in it. docs/adr/0014 says why it is packed, and why it never changes.
"""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from domain.edits import new
from domain.entity import Entity, fields_of, ids_in, references_of, revise
from domain.errors import Damaged, NoSuchInput, Refused
from domain.milestone import LONGEST_CONTENT, Baseline
from domain.plan import Change, Edit, Plan
from domain.records import BY_NAME, KINDS
from domain.secrecy import public
from domain.text import clean_text, counted

PACKED_AS = "klantreis-plan-1:"
"""What the content of a baseline begins with."""
MOST_UNPACKED = 30_000_000
"""Bytes that a packed plan may come to; what a file from elsewhere holds may be made to be endless."""
MOST_VALUES = 2_000_000
"""Values and lists in them that are read at most; each takes far more room than the letter or two it is written in."""
_MOST_NAME = 190


def taken(plan: Plan, name: str, day: date, reason: str | None = None) -> Edit:
    """Keep *plan* as it is under *name*, as on *day*.

    Raises:
        Refused: there is no name, another baseline has it, it reads as a day, or the plan is too large to be kept.
    """
    name = clean_text(name)
    if why := why_not_called(plan, name):
        raise Refused(f"Take baseline “{name[:_MOST_NAME]}”: {why}")
    label = f"Take baseline “{name}”"
    raw = _written(plan)
    content = _packed(raw)
    if len(raw) > MOST_UNPACKED or _values_in(raw) > MOST_VALUES or len(content) > LONGEST_CONTENT:
        raise Refused(f"{label}: this plan is too large to be kept in its own file; copy the file instead.")
    why_taken = clean_text(reason or "", multiline=fields_of(Baseline)["reason"].prose) or None
    try:
        baseline = new(plan, Baseline, name=name, taken_on=day, reason=why_taken, content=content)
    except ValidationError as error:
        raise Refused(f"{label}: {error.errors()[0]['msg']}.") from error
    return Edit(label, (Change(None, baseline),))


def renamed(plan: Plan, baseline: Baseline, name: str) -> Edit:
    """Call *baseline* otherwise; what it keeps stays.

    Raises:
        Refused: there is no name, another baseline has it, or it reads as a day.
    """
    name = clean_text(name)
    label = f"Rename baseline “{baseline.name}”"
    if why := why_not_called(plan, name, own=baseline.id):
        raise Refused(f"{label}: {why}")
    after = revise(baseline, name=name)
    return Edit(label, (Change(baseline, after),) if after != baseline else ())


def why_not_called(plan: Plan, name: str, own: str = "") -> str:
    """Why no baseline but that with the id *own* can be called *name*, in a sentence; empty where one can be."""
    name, longest = clean_text(name), fields_of(Baseline)["name"].longest
    if not name:
        return "say what to call it."
    if longest is not None and len(name) > longest:
        return f"that is {counted(len(name), 'letter')}; a name has {longest} at most."
    if _reads_as_day(name):
        return "a name that reads as a day could not be told from that day. Choose another one."
    if any(each.name.casefold() == name.casefold() and each.id != own for each in plan.all(Baseline)):
        return "there is one of that name; a baseline never changes. Choose another name."
    return ""


def free_name(plan: Plan, wanted: str) -> str:
    """*wanted*, shortened where it must be, with a number where another baseline is called so."""
    names = {each.name.casefold() for each in plan.all(Baseline)}
    stem = wanted[:_MOST_NAME].strip()
    tries = (stem if n == 1 else f"{stem} ({n})" for n in range(1, len(names) + 2))
    return next(each for each in tries if each.casefold() not in names)


def named(plan: Plan, name: str) -> Baseline:
    """The baseline with this id or name.

    Raises:
        NoSuchInput: there is none, or the one with this name and the one with this id are two; the message lists all.
    """
    wanted = name.strip().casefold()
    found = [each for each in plan.all(Baseline) if wanted in (each.id, each.name.casefold())]
    if len(found) == 1:
        return found[0]
    there = "; ".join(f"{each.id} “{each.name}”" for each in found or plan.all(Baseline)) or "none yet"
    if found:
        raise NoSuchInput(f"“{name}” is the name of one baseline and the id of another: {there}. Rename one of them.")
    raise NoSuchInput(f"There is no baseline “{name}”. There are: {there}.")


def without_baselines(plan: Plan) -> Plan:
    """*plan* without its baselines, as it is laid beside one: what it kept of itself is no part of its work."""
    return Plan.of(record for record in plan if not isinstance(record, Baseline))


def packed(plan: Plan) -> str:
    """*plan* without baselines and secret ballots, as the content of a baseline: the same records give the same text.

    JSON of the fields that differ from their defaults, compressed with zlib, in letters (RFC 1950, base 85).
    """
    return _packed(_written(plan))


def _written(plan: Plan) -> bytes:
    kept = without_baselines(public(plan))
    data = {kind.KIND: [_told(each) for each in kept.all(kind)] for kind in KINDS if kept.all(kind)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(raw: bytes) -> str:
    return PACKED_AS + b85encode(zlib.compress(raw, 6)).decode()


def _told(record: Entity) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)


def plan_then(baseline: Baseline) -> Plan:
    """The plan that *baseline* holds; the last few that were asked for are kept at hand.

    Raises:
        Damaged: the content is not what this program writes.
    """
    try:
        return _unpacked(baseline.content)
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, RecursionError) as error:
        what = "holds no plan" if not baseline.content else "cannot be read: its content is not as it was written"
        raise Damaged(f"The baseline “{baseline.name}” {what}.") from error


@lru_cache(maxsize=4)
def _unpacked(content: str) -> Plan:
    if not content.startswith(PACKED_AS):
        raise ValueError("of another make")
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(b85decode(content.removeprefix(PACKED_AS)), MOST_UNPACKED)
    if not unpacking.eof:
        raise ValueError("too large, or cut off")
    if _values_in(raw) > MOST_VALUES:
        raise ValueError("too many values")
    plan = Plan.of(_records(json.loads(raw)))
    if any(_leads_nowhere(plan, record) for record in plan):
        raise ValueError("records that refer to none")
    return plan


def _leads_nowhere(plan: Plan, record: Entity) -> bool:
    """Whether *record* refers to one that is not there; baselines are not kept in one another."""
    return any(
        plan.find(BY_NAME[facts.target], id) is None
        for name, facts in references_of(type(record)).items()
        if facts.target != Baseline.KIND
        for id in ids_in(record, name)
    )


def _values_in(raw: bytes) -> int:
    """At least as many as there are values in the JSON *raw*, found without reading it."""
    return sum(map(raw.count, (b",", b"[", b"{", b":")))


def _records(data: Mapping[str, Any]) -> Iterator[Entity]:
    """The records in *data*; fields and kinds that this version has no longer are left out."""
    for name, records in data.items():
        if (kind := BY_NAME.get(name)) is not None:
            known = fields_of(kind)
            for record in records:
                yield kind.model_validate({field: value for field, value in record.items() if field in known})


def _reads_as_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True
