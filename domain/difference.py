"""What differs between two plans, in a consultant's words, and how a value reads to a person.

Records are matched by kind and id, so a rename is a change and not a removal and an addition. Positions are only
a means to an order: other numbers in the same order are no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from domain.edits import noun, plural
from domain.entity import Entity, Facts, fields_of, ids_in
from domain.kpi import Kpi, Reading
from domain.plan import Plan
from domain.records import BY_NAME, KINDS
from domain.secrecy import public
from domain.text import counted

Sign = Literal["+", "~", "↕", "−"]
Order = tuple[int, tuple[tuple[int, str], ...]]
"""Sorts records in the order a plan is told: by kind, then by the places of all that a record is in."""

DASH = "–"
"""What stands where nothing is filled in."""
NARROW = "\u202f"
"""The space between thousands; a line does not break at it."""
SMALL_SCALE = 10
"""Scales that run as far below zero as above it, and no farther than this, are shown with their sign."""
LONGEST_SAID = 60
"""Characters of a value that leave room for the rest of the line."""

_SORTS: Mapping[Sign, str] = MappingProxyType({"+": "added", "~": "changed", "↕": "moved", "−": "removed"})
_NTH: Mapping[str, int] = MappingProxyType({kind.KIND: n for n, kind in enumerate(KINDS)})


class Turn(NamedTuple):
    """One field before and after, as it reads to a person."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that came, went, changed or moved.

    Attributes:
        sign: + added, ~ changed, ↕ moved among its siblings or to another owner, − removed.
        title: what a person calls the record.
        where: what it is a part of, from outside in: `Book a US road trip › Orient`; empty where it stands alone.
        fields: what changed; of a record that moved, its owner, or the sibling that stayed and that it is behind.
        parts: what came or went along with it: (kind, how many), in the order a file tells them.
    """

    sign: Sign
    kind: str
    id: str
    title: str
    where: str = ""
    fields: tuple[Turn, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def said(self) -> str:
        """The difference in one line."""
        words = {kind: noun(BY_NAME[kind]) for kind in (self.kind, *dict(self.parts))}
        parts = ", ".join(counted(number, words[kind], plural(words[kind])) for kind, number in self.parts)
        turns = "; ".join(f"{turn.title} {_short(turn.before)} → {_short(turn.after)}" for turn in self.fields)
        where = f" in {self.where}" if self.where else ""
        line = f"{self.sign} {words[self.kind]} “{self.title}”{where}"
        return line + (f" with {parts}" if parts else "") + (f": {turns}" if turns else "")

    def as_data(self) -> dict[str, Any]:
        """The difference as plain data, for JSON."""
        return {
            "sign": self.sign,
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "where": self.where,
            "fields": [turn._asdict() for turn in self.fields],
            "parts": dict(self.parts),
        }


def difference(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Say what came, went, changed and moved between *before* and *after*.

    What comes or goes together with its owner is counted there and not listed. Of siblings in another order, the
    fewest are said to have moved that explain it. A record that both changed and moved is listed for each. Ballots of
    a session that is secret in one of the plans are left out.

    Returns:
        Kinds in the order of `KINDS`, each kind in the order the plan is told; empty where the plans differ in
        position numbers at most.
    """
    before, after = public(before, after), public(after, before)
    found = (
        *_arrived("+", after, absent_from=before),
        *_revised(before, after),
        *_reordered(before, after),
        *_arrived("−", before, absent_from=after),
    )
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def summary(differences: Iterable[Difference]) -> str:
    """How many there are of each sort: `3 added, 2 changed, 1 removed`."""
    numbers = Counter(each.sign for each in differences)
    return ", ".join(f"{numbers[sign]} {word}" for sign, word in _SORTS.items() if numbers[sign]) or "no difference"


def told_order(plan: Plan, record: Entity) -> Order:
    """Where *record* comes when *plan* is told from beginning to end, kind by kind."""
    return _NTH[record.KIND], tuple((each.position, each.id) for each in (*plan.above(record), record))


def shown(plan: Plan, record: Entity, field: str) -> str:
    """How the value of *field* of *record* reads to a person: units, titles of references, a dash for nothing."""
    facts, value = fields_of(type(record))[field], getattr(record, field)
    if value in (None, (), ""):
        return DASH
    if facts.target:
        kind = BY_NAME[facts.target]
        targets = ((id, plan.find(kind, id)) for id in ids_in(record, field))
        return ", ".join(plan.called(target) if target else id for id, target in targets)
    unit = facts.unit or _unit_of_kpi(plan, record, facts)
    currency = plan.engagement.currency if unit == "money" else ""
    return ", ".join(_read(each, facts, unit, currency) for each in (value if facts.many else (value,)))


def _unit_of_kpi(plan: Plan, record: Entity, facts: Facts) -> str:
    if facts.type is not Decimal:
        return ""
    kpi = plan.find(Kpi, record.kpi) if isinstance(record, Reading) else record
    return kpi.unit or "" if isinstance(kpi, Kpi) else ""


def _read(value: object, facts: Facts, unit: str, currency: str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case int() | Decimal():
            number = _number(value, facts, cents=bool(currency))
            if abs(value) == 1 and facts.unit:
                unit = unit.replace("people", "person").removesuffix("s")
            return f"{currency} {number}" if currency else f"{number} {unit}".rstrip()
        case _:
            return str(value)


def _number(value: int | Decimal, facts: Facts, *, cents: bool) -> str:
    digits = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if cents and "." in digits:
        digits = f"{abs(value):,.2f}"
    signed = facts.most is not None and facts.least == -facts.most and facts.most <= SMALL_SCALE
    sign = "−" if value < 0 else "+" if value > 0 and signed else ""
    return sign + digits.replace(",", NARROW)


def _short(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= LONGEST_SAID else f"{line[: LONGEST_SAID - 1].rstrip()}…"


def _entry(
    sign: Sign, plan: Plan, record: Entity, *, fields: tuple[Turn, ...] = (), parts: tuple[tuple[str, int], ...] = ()
) -> tuple[Order, Difference]:
    """What to sort it by, and what is said of *record* as it is in *plan*."""
    where = " › ".join(plan.path_of(record))
    entry = Difference(sign, record.KIND, record.id, plan.called(record), where, fields, parts)
    return told_order(plan, record), entry


def _arrived(sign: Sign, plan: Plan, *, absent_from: Plan) -> Iterator[tuple[Order, Difference]]:
    """What is in *plan* only: heads, each with the number of its parts that are in *plan* only, too."""
    head_of: dict[tuple[str, str], Entity] = {}
    parts: dict[tuple[str, str], Counter[str]] = {}
    # A plan tells an owner before its parts, so one pass will do.
    for record in plan:
        if absent_from.find(type(record), record.id) is None:
            owner = plan.owner_of(record)
            head = head_of.get((owner.KIND, owner.id), record) if owner else record
            head_of[record.KIND, record.id] = head
            counts = parts.setdefault((head.KIND, head.id), Counter())
            if head is not record:
                counts[record.KIND] += 1
    for (kind, id), counts in parts.items():
        yield _entry(sign, plan, plan.get(BY_NAME[kind], id), parts=tuple(counts.items()))


def _revised(before: Plan, after: Plan) -> Iterator[tuple[Order, Difference]]:
    """What holds other values, and what is a part of another record than it was."""
    for new in after:
        old = before.find(type(new), new.id)
        # Plans share what no edit touched, so most records need no comparing.
        if old is None or old is new or old == new:
            continue
        differing = [name for name in fields_of(type(new)) if getattr(old, name) != getattr(new, name)]
        turns = {name: _turn(before, old, after, new, name) for name in differing if name != "position"}
        owner = turns.pop(new.OWNER, None)
        if turns:
            yield _entry("~", after, new, fields=tuple(turns.values()))
        if owner:
            yield _entry("↕", after, new, fields=(owner,))


def _turn(before: Plan, old: Entity, after: Plan, new: Entity, field: str) -> Turn:
    title = fields_of(type(new))[field].title
    was, now = shown(before, old, field), shown(after, new, field)
    if was == now:
        # Different records of one title; only their ids tell them apart.
        was, now = (f"{text} ({', '.join(ids_in(r, field))})" for text, r in ((was, old), (now, new)))
    return Turn(title, was, now)


def _reordered(before: Plan, after: Plan) -> Iterator[tuple[Order, Difference]]:
    """The fewest records that, put elsewhere among their siblings, turn the order before into the order after."""
    for old, new in _families(before, after):
        rank = {record.id: n for n, record in enumerate(old)}
        rising = _longest_rising([rank[record.id] for record in new])
        if len(rising) < len(new):
            staying = {record.id for record in old if rank[record.id] in rising}
            was, now = _behind(before, old, staying), _behind(after, new, staying)
            for record in new:
                if record.id not in staying:
                    yield _entry("↕", after, record, fields=(Turn("Place", was[record.id], now[record.id]),))


def _families(before: Plan, after: Plan) -> Iterator[tuple[Sequence[Entity], Sequence[Entity]]]:
    """The records of one kind that have the same owner in both plans, in the order before and after."""
    for kind in KINDS:
        families: dict[str, tuple[list[Entity], list[Entity]]] = {}
        for plan, other, side in ((before, after, 0), (after, before, 1)):
            for record in plan.all(kind):
                twin = other.find(kind, record.id)
                if twin and twin.belongs_to == record.belongs_to:
                    families.setdefault(record.belongs_to, ([], []))[side].append(record)
        yield from families.values()


def _longest_rising(numbers: Iterable[int]) -> Collection[int]:
    """As many as possible of *numbers*, all different, that come in rising order (Schensted 1961, patience sorting)."""
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        previous[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    rising: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        rising.add(last)
        last = previous[last]
    return rising


def _behind(plan: Plan, order: Iterable[Entity], staying: Collection[str]) -> Mapping[str, str]:
    """For each record of *order* that is not *staying*: which of those that are it comes behind, in words."""
    place, places = "first", {}
    for record in order:
        if record.id in staying:
            place = f"behind “{plan.called(record)}”"
        else:
            places[record.id] = place
    return places
