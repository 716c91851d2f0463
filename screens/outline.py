"""Records in words: as an outline, each under the record it is a part of, and one by itself with all it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from rich.cells import cell_len
from textual.content import Content

from domain.difference import shown
from domain.edits import noun, plural
from domain.engagement import Engagement
from domain.entity import Entity, Facts, fields_of, ids_in
from domain.initiative import CashLine
from domain.journey import Note, Touchpoint
from domain.plan import Plan
from domain.records import BY_NAME, parts_of
from screens.page import key_of
from screens.parts.pane import Field, Heading, Line, Prose

HEADING, INVITATION = "#", "+"
"""What the keys of a heading and of an invitation start with, before the kind they are about."""
MOST_FACTS = 5
_NAMED = ("id", "position", "name")
"""Fields that are told by where and under which name a record stands."""
LONGEST_READ = 20_000
"""Characters of the longest text that is shown in words."""
MOST_MENTIONS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an outline.

    Attributes:
        record: what it shows; None for a heading, and for the invitation to add the first record of a kind.
        kind: of the record, or what the heading or invitation is about.
        depth: 0 for a record that is not a part of another.
        is_open: whether its parts are shown; None where it has none.
        is_match: whether it holds what is looked for itself, not only in a part of it.
    """

    key: str
    kind: type[Entity]
    record: Entity | None = None
    depth: int = 0
    is_open: bool | None = None
    is_match: bool = False


def outline(plan: Plan, kinds: Sequence[type[Entity]], opened: Collection[str], needle: str = "") -> Mapping[str, Row]:
    """The rows for the records of *kinds* and their parts, by key, from top to bottom.

    Args:
        plan: where the records are.
        kinds: what stands at the outermost level, one group each, under a heading where there are several.
        opened: the keys of records whose parts are shown.
        needle: show only records that hold this text, or have a part that does, opened.
    """
    shown = _Shown(plan, opened, _holding(plan, kinds, needle.casefold()) if needle else None)
    return {row.key: row for kind in kinds for row in shown.group(kind, headed=len(kinds) > 1)}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a plan is shown.

    Attributes:
        found: for each record to show, whether it holds what is looked for; None where nothing is.
    """

    plan: Plan
    opened: Collection[str]
    found: Mapping[str, bool] | None

    def group(self, kind: type[Entity], *, headed: bool) -> Iterator[Row]:
        records = self._wanted(self.plan.all(kind))
        if headed and (records or self.found is None):
            yield Row(HEADING + kind.KIND, kind)
        if headed and not records and self.found is None:
            yield Row(INVITATION + kind.KIND, kind)
        for record in records:
            yield from self._rows(record, 0)

    def _rows(self, record: Entity, depth: int) -> Iterator[Row]:
        key = key_of(record)
        parts = self._wanted(part for kind in parts_of(type(record)) for part in self.plan.parts(kind, record))
        is_open = (self.found is not None or key in self.opened) if parts else None
        yield Row(key, type(record), record, depth, is_open, self.found is not None and self.found[key])
        for part in parts if is_open else ():
            yield from self._rows(part, depth + 1)

    def _wanted(self, records: Iterator[Entity] | Sequence[Entity]) -> list[Entity]:
        return [record for record in records if self.found is None or key_of(record) in self.found]


def _holding(plan: Plan, kinds: Sequence[type[Entity]], needle: str) -> Mapping[str, bool]:
    """The keys of all records that hold *needle*: True; and of those they are a part of: False."""
    found: dict[str, bool] = {}
    below = list(kinds)
    while below:
        kind = below.pop()
        below += parts_of(kind)
        for record in plan.all(kind):
            if any(needle in text.casefold() for text in _texts(plan, record)):
                found[key_of(record)] = True
                above = plan.owner_of(record)
                while above is not None and key_of(above) not in found:
                    found[key_of(above)] = False
                    above = plan.owner_of(above)
    return found


def _texts(plan: Plan, record: Entity) -> Iterator[str]:
    yield plan.called(record)
    for name, facts in fields_of(type(record)).items():
        value = getattr(record, name)
        if name == "id" or facts.target or value is None or not issubclass(facts.type, str):
            continue
        yield from value if facts.many else (value,)


def heading(kind: type[Entity], plan: Plan) -> str:
    """The heading of a group: what, and how many where that is not known beforehand."""
    if kind is Engagement:
        return "Engagement"
    word = plural(noun(kind))
    return f"{word[0].upper()}{word[1:]} {len(plan.all(kind))}"


def a_noun(kind: type[Entity]) -> str:
    """The noun of *kind* with its article."""
    word = noun(kind)
    if word == "evidence":
        return "a piece of evidence"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def row_line(plan: Plan, row: Row) -> Content:
    """A row as one line: its place in the outline, what it is called, and what else there is room for."""
    if row.record is None:
        return Content.styled(f"  Press a to add {a_noun(row.kind)}.", "$foreground-muted")
    sign = {True: "▾ ", False: "▸ ", None: "  "}[row.is_open]
    word, facts = word_for(plan, row.record), facts_line(plan, row.record)
    return Content.assemble(
        "  " * row.depth + sign,
        *_feeling(plan, row.record),
        (f"{word}  " if word else "", "$foreground-muted"),
        plan.called(row.record),
        (f"  {facts}" if facts else "", "$foreground-muted"),
    )


def _feeling(plan: Plan, record: Entity) -> Iterator[tuple[str, str]]:
    """What tells most of a touchpoint, before its name, where no cut takes it away; nothing for other records."""
    if isinstance(record, Touchpoint):
        colour = "$foreground-muted" if not record.feeling else "$text-error" if record.feeling < 0 else "$text-success"
        yield f"{shown(plan, record, 'feeling'):>4}", colour
        yield " ★ " if record.moment else "   ", "$text-warning"


def word_for(plan: Plan, record: Entity) -> str:
    """The word that tells a part from parts of other kinds in the same place; empty where it needs none."""
    if isinstance(record, Note | CashLine):
        return record.kind.value
    owner = plan.owner_of(record)
    return noun(type(record)) if owner is not None and len(parts_of(type(owner))) > 1 else ""


def facts_line(plan: Plan, record: Entity) -> str:
    """The short fields of *record* that say something, as one line, the most telling first."""
    named = {*_NAMED, record.OWNER} | ({"kind"} if isinstance(record, Note | CashLine) else set())
    named |= {"feeling"} if isinstance(record, Touchpoint) else set()
    called = plan.called(record).split(" · ")
    telling = (
        facts
        for name, facts in fields_of(type(record)).items()
        if name not in named
        and not facts.prose
        and not facts.many
        and getattr(record, name) not in (None, facts.default)
        and shown(plan, record, name) not in called
    )
    ordered = sorted(telling, key=_rank)
    return " · ".join(_fact(plan, record, facts) for facts in islice(ordered, MOST_FACTS))


def _rank(facts: Facts) -> int:
    """Words from a short list say most, then other records, then figures; free text says least."""
    if facts.type is str:
        return 1 if facts.target else 3
    return 2 if facts.type in (int, Decimal, date) else 0


def _fact(plan: Plan, record: Entity, facts: Facts) -> str:
    """One field without its title where that can be guessed."""
    if facts.type is bool:
        return facts.title.lower()
    text = shown(plan, record, facts.name)
    is_bare = facts.type in (int, Decimal, date) and facts.unit != "people"
    is_bare |= bool(facts.target) and facts.name != facts.target  # the name alone does not say what it is to the record
    return f"{facts.title.lower()} {text}" if is_bare else text


def described(plan: Plan, record: Entity, width: int) -> Iterator[Line]:
    """All that is known of *record*, for a pane *width* cells wide: what is filled in, what is not, who mentions it."""
    yield Heading(plan.called(record))
    path = " › ".join(plan.path_of(record))
    yield Prose(Content.styled(f"{noun(type(record))}{' in ' + path if path else ''}", "$foreground-muted"))
    # A document is for programs: nobody reads it here.
    known = [
        facts
        for name, facts in fields_of(type(record)).items()
        if name not in _NAMED and name != record.OWNER and (facts.longest or 0) <= LONGEST_READ
    ]
    filled = [facts for facts in known if getattr(record, facts.name) not in (None, (), "")]
    short = [facts for facts in filled if not facts.prose and not _is_list(facts)]
    if short:
        yield ""
    for facts in short:
        yield labelled(facts.title, _value(plan, record, facts), width)
    for facts in filled:
        if facts.prose:
            yield from ("", Heading(facts.title), Prose(getattr(record, facts.name)))
        elif _is_list(facts):
            yield from ("", Heading(facts.title))
            yield from (Prose(f"· {text}") for text in getattr(record, facts.name))
    if missing := [facts.title.lower() for facts in known if facts not in filled]:
        yield from ("", Prose(Content.styled(f"– Not filled in: {', '.join(missing)}.", "$foreground-muted")))
    yield from _mentions(plan, record, width)


def _value(plan: Plan, record: Entity, facts: Facts) -> str:
    """The value of a field, records it refers to a line each."""
    if not (facts.many and facts.target):
        return shown(plan, record, facts.name)
    targets = (plan.find(BY_NAME[facts.target], id) for id in ids_in(record, facts.name))
    return "\n".join(plan.called(target) for target in targets if target is not None)


def _is_list(facts: Facts) -> bool:
    return facts.many and not facts.target


def labelled(label: str, value: str | Content, width: int) -> Line:
    """A value with its label: in the column of labels where that is wide enough, else right behind it."""
    if cell_len(label) <= (width - 1) // 3:  # what a pane leaves for labels
        return Field(label, value)
    return Prose(Content.assemble((label, "$foreground-muted"), " ", value))


def _mentions(plan: Plan, record: Entity, width: int) -> Iterator[Line]:
    found = [(other, name) for other, name in plan.referring(record) if name != other.OWNER]
    if found:
        yield from ("", Heading("Mentioned by"))
    for other, name in found[:MOST_MENTIONS]:
        yield labelled(noun(type(other)), mention(plan, record, other, name), width)
    if len(found) > MOST_MENTIONS:
        yield Content.styled(f"and {len(found) - MOST_MENTIONS} more", "$foreground-muted")


def called_from_outside(plan: Plan, record: Entity) -> str:
    """What to call *record* to whom it refers to: without a name of its own it goes by what it is a part of."""
    owner = plan.owner_of(record)
    return plan.called(owner) if owner is not None and record.title == record.id else plan.called(record)


def field_words(target: Entity, name: str) -> str:
    """The reference *name* in words; empty where it says no more than the kind of its *target*."""
    return "" if name.startswith(target.KIND) else name.replace("_", " ")


def mention(plan: Plan, record: Entity, other: Entity, name: str) -> str:
    """How to tell that *other* refers to *record* by its field *name*."""
    called, by = called_from_outside(plan, other), field_words(record, name)
    return f"{called} ({by})" if by else called
