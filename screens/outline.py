"""Records as an outline: each under the record it is a part of, opened or folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.difference import shown
from domain.edits import noun, plural
from domain.entity import Entity, fields_of
from domain.plan import Plan
from domain.records import parts_of
from screens.page import key_of

HEADING = "#"
"""What the key of a heading starts with, before the kind it heads."""
MOST_FACTS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an outline.

    Attributes:
        record: what it shows; None for a heading.
        depth: 0 for a record that is not a part of another.
        is_open: whether its parts are shown; None where it has none.
    """

    key: str
    record: Entity | None
    depth: int = 0
    is_open: bool | None = None


def outline(plan: Plan, kinds: Sequence[type[Entity]], opened: Collection[str], needle: str = "") -> Mapping[str, Row]:
    """The rows for the records of *kinds* and their parts, by key, from top to bottom.

    Args:
        plan: where the records are.
        kinds: what stands at the outermost level, one group each, under a heading where there are several.
        opened: the keys of records whose parts are shown.
        needle: show only records that hold this text, or have a part that does, opened.
    """
    wanted = _holding(plan, kinds, needle.casefold()) if needle else None
    rows: dict[str, Row] = {}
    for kind in kinds:
        if len(kinds) > 1:
            rows[HEADING + kind.KIND] = Row(HEADING + kind.KIND, None)
        for record in plan.all(kind):
            for row in _rows(plan, record, 0, opened, wanted):
                rows[row.key] = row
    return rows


def _rows(
    plan: Plan, record: Entity, depth: int, opened: Collection[str], wanted: Collection[str] | None
) -> Iterator[Row]:
    key = key_of(record)
    if wanted is not None and key not in wanted:
        return
    parts = [part for kind in parts_of(type(record)) for part in plan.parts(kind, record)]
    if wanted is not None:
        parts = [part for part in parts if key_of(part) in wanted]
    is_open = (wanted is not None or key in opened) if parts else None
    yield Row(key, record, depth, is_open)
    if is_open:
        for part in parts:
            yield from _rows(plan, part, depth + 1, opened, wanted)


def _holding(plan: Plan, kinds: Sequence[type[Entity]], needle: str) -> set[str]:
    """The keys of all records that hold *needle*, and of those they are a part of."""
    found: set[str] = set()
    below = list(kinds)
    while below:
        kind = below.pop()
        below += parts_of(kind)
        for record in plan.all(kind):
            if any(needle in text.casefold() for text in _texts(plan, record)):
                above: Entity | None = record
                while above is not None and key_of(above) not in found:
                    found.add(key_of(above))
                    above = plan.owner_of(above)
    return found


def _texts(plan: Plan, record: Entity) -> Iterator[str]:
    yield plan.called(record)
    for value in dict(record).values():
        if isinstance(value, str):
            yield value


def heading(kind: type[Entity], plan: Plan) -> str:
    """The heading of a group: what, and how many."""
    word = plural(noun(kind))
    return f"{word[0].upper()}{word[1:]} {len(plan.all(kind))}"


def facts_line(plan: Plan, record: Entity) -> str:
    """The short fields of *record* that are filled in, as one line."""
    named = ("id", "position", "name", record.OWNER)
    facts = (
        facts
        for name, facts in fields_of(type(record)).items()
        if name not in named
        and not facts.prose
        and not facts.many
        and getattr(record, name) not in (None, facts.default)
    )
    said = (shown(plan, record, each.name) for each in facts if not each.target or record.title != record.id)
    return " · ".join(text for text, _ in zip(said, range(MOST_FACTS), strict=False))
