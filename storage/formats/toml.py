"""TOML, the second form of a plan: for git, for editors, and for moving between machines.

A record stands inside the record it is a part of, in order, so a file reads from top to bottom as the engagement
is told, and order needs no numbers. Every value is on a line of its own (docs/adr/0007).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

import tomli_w
from pydantic import ValidationError

from domain.edits import STEP, id_text, noun
from domain.engagement import Engagement
from domain.entity import Entity, Facts, fields_of, ids_in, references_of, revise
from domain.errors import BadInput, Finding
from domain.plan import Change, Edit, NewIds, Plan
from domain.records import BY_NAME, KINDS, parts_of
from domain.rules import broken_rules
from domain.secrecy import public
from domain.session import Ballot
from domain.text import clean_text
from storage.formats.source import MOST_RECORDS, decoded, line_numbers, skeleton, too_deep
from storage.pause import collector_paused

SCHEMA_VERSION = 3
SCHEMA_FILE = f"klantreis-{SCHEMA_VERSION}.schema.json"

_SPREAD_LIST = re.compile(r"\[\n((?:    .*,\n)+)\]")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def written(plan: Plan, note: str = "") -> str:
    """*plan* as TOML, with a *note* as a comment at its head: the same plan always gives the same bytes."""
    head = f"#:schema {SCHEMA_FILE}\n{f'# {note}{chr(10)}' if note else ''}schema = {SCHEMA_VERSION}\n"
    roots = (record for kind in KINDS if not kind.OWNER for record in plan.all(kind))
    return head + "".join(block for root in roots for block in _blocks(plan, root, ()))


def _blocks(plan: Plan, record: Entity, above: tuple[str, ...]) -> Iterator[str]:
    path = (*above, record.KIND)
    header = f"[{record.KIND}]" if isinstance(record, Engagement) else f"[[{'.'.join(path)}]]"
    yield f"\n{header}\n{_lines(record)}"
    for kind in parts_of(type(record)):
        for part in plan.parts(kind, record):
            yield from _blocks(plan, part, path)


def _lines(record: Entity) -> str:
    values = {
        name: _plain(getattr(record, name))
        for name, facts in fields_of(type(record)).items()
        if name not in _hidden(record) and getattr(record, name) != facts.default
    }
    text = tomli_w.dumps({name: value for name, value in values.items() if value not in (None, [])})
    return _SPREAD_LIST.sub(lambda spread: f"[{spread[1][4:-2].replace(',' + chr(10) + '    ', ', ')}]", text)


def _hidden(record: Entity) -> tuple[str, ...]:
    """The fields that the place in the file already says."""
    return ("position", "id") if isinstance(record, Engagement) else ("position", record.OWNER)


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else value.normalize()
        case _:
            return value


@dataclass(slots=True)
class _Row:
    """A table of the file on its way to becoming a record."""

    kind: type[Entity]
    path: str
    table: Mapping[str, Any]
    owner: _Row | None
    id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """What a TOML file says, complete and valid in itself.

    Attributes:
        records: in the order of the file.
        paths: (kind, id) → where in the file, such as `journey[2].phase[0]`.
        bones: the text of the file with strings and comments blanked, to find lines in.
        removed: how many control characters were taken out of texts.
    """

    source: str
    records: tuple[Entity, ...]
    paths: Mapping[tuple[str, str], str]
    bones: str
    removed: int

    def refusal(self, broken: Iterable[tuple[Entity, str, str]]) -> BadInput:
        """What is wrong with records of the document as (record, field, why), told with its places in the file."""
        places = ((self.paths.get((record.KIND, record.id), record.KIND), name, why) for record, name, why in broken)
        return _refusal(self.source, self.bones, places)


def read(raw: bytes, source: str) -> Document:
    """Read a whole TOML file.

    Raises:
        BadInput: with everything that is wrong with it, not just the first thing.
    """
    text = decoded(raw, source)
    bones = skeleton(text)
    if found := too_deep(bones):
        raise BadInput(source, [found])
    reader = _Reader()
    with collector_paused():
        records = reader.records(_parsed(text, source))
    if reader.wrong:
        raise _refusal(source, bones, reader.wrong)
    return Document(source, records, reader.paths, bones, reader.removed)


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise BadInput(source, [Finding("", f"not TOML: {_AT_LINE.sub('', str(error)).strip()}", line)]) from error
    except (RecursionError, ValueError, OverflowError, MemoryError, ArithmeticError) as error:
        raise BadInput(
            source, [Finding("", f"too large a number or too deep a nesting ({type(error).__name__})")]
        ) from error


class _Reader:
    """One reading of one file; collects what is wrong as (path, key, what) as it goes."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self.wrong: list[tuple[str, str, str]] = []
        self.paths: dict[tuple[str, str], str] = {}
        self.removed = 0

    def records(self, data: Mapping[str, Any]) -> tuple[Entity, ...]:
        self._check_version(data.get("schema", SCHEMA_VERSION))
        for key, value in data.items():
            if key != "schema":
                self._enter_kind(key, value, "", None, KINDS)
        if len(self._rows) > MOST_RECORDS:
            self._find("", "", f"{len(self._rows)} records; {MOST_RECORDS} is the most")
            return ()
        self._name_rows()
        placed: dict[tuple[str, str], int] = {}
        return tuple(record for row in self._rows if (record := self._record(row, placed)) is not None)

    def _check_version(self, found: object) -> None:
        if type(found) is not int or not 1 <= found <= SCHEMA_VERSION:
            self._find(
                "", "schema", f"found {_shown(found)}; this program reads up to {SCHEMA_VERSION}. Update klantreis"
            )

    def _enter_kind(
        self, key: str, value: object, above: str, owner: _Row | None, kinds: Sequence[type[Entity]]
    ) -> None:
        path = f"{above}.{key}" if above else key
        kind = next((kind for kind in kinds if key == kind.KIND), None)
        if kind is None:
            self._unknown(above, key, [kind.KIND for kind in kinds])
        elif kind is Engagement and isinstance(value, Mapping):
            self._enter(kind, value, path, owner)
        elif kind is not Engagement and isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            for n, item in enumerate(value):
                self._enter(kind, item, f"{path}[{n}]", owner)
        else:
            form = f"[{key}]" if kind is Engagement else f"[[{key}]]"
            self._find(above, key, f"found {_shown(value)}; write it as {form}")

    def _enter(self, kind: type[Entity], table: Mapping[str, Any], path: str, owner: _Row | None) -> None:
        row = _Row(kind, path, table, owner)
        self._rows.append(row)
        facts = fields_of(kind)
        parts = parts_of(kind)
        nested = {part.KIND for part in parts}
        for key, value in table.items():
            if key in facts and key != "position":
                self._take(row, facts[key], value)
            elif key in nested:
                self._enter_kind(key, value, path, row, parts)
            else:
                self._unknown(path, key, [name for name in facts if name != "position"] + sorted(nested))

    def _take(self, row: _Row, facts: Facts, value: Any) -> None:
        """Keep *value* for the field if it is of the right type, cleaned."""
        items = value if facts.many and isinstance(value, list) else [value]
        if facts.many != isinstance(value, list) or not all(_is_of_type(item, facts) for item in items):
            self._find(row.path, facts.name, f"found {_shown(value)}; allowed is {facts.allowed}")
            return
        cleaned = [self._clean(item, facts) if isinstance(item, str) else item for item in items]
        row.fields[facts.name] = tuple(cleaned) if facts.many else cleaned[0]

    def _clean(self, text: str, facts: Facts) -> str | None:
        cleaned = clean_text(text, multiline=facts.prose)
        if cleaned != text:
            self.removed += sum(not (letter.isprintable() or letter.isspace()) for letter in text)
        return cleaned or (None if facts.optional else "")

    def _name_rows(self) -> None:
        """Give every row its id: the one in the file, or one made from its name."""
        new_ids = NewIds(Plan())
        for row in self._rows:
            if row.kind is Engagement:
                row.fields["id"] = Engagement.ONLY
            if id := row.fields.get("id"):
                row.id = id
                if (row.kind.KIND, id) in self.paths:
                    self._find(row.path, "id", f"“{id}” is also the id of {self.paths[row.kind.KIND, id]}")
                self.paths.setdefault((row.kind.KIND, id), row.path)
                new_ids.reserve(row.kind, id)
        for row in self._rows:
            self._own(row)
            if not row.id:
                row.id = new_ids.free(row.kind, id_text(row.kind, row.fields))
                self.paths[row.kind.KIND, row.id] = row.path

    def _own(self, row: _Row) -> None:
        """Fill in the reference to the record the row stands inside."""
        if row.owner is None:
            return
        name = row.kind.OWNER
        if row.fields.setdefault(name, row.owner.id) != row.owner.id:
            self._find(row.path, name, f"found “{row.fields[name]}”, but it stands inside “{row.owner.id}”")

    def _record(self, row: _Row, placed: dict[tuple[str, str], int]) -> Entity | None:
        siblings = (row.kind.KIND, str(row.fields.get(row.kind.OWNER, "")))
        placed[siblings] = placed.get(siblings, -1) + 1
        try:
            return row.kind.model_validate({**row.fields, "id": row.id, "position": placed[siblings] * STEP})
        except ValidationError as error:
            for problem in error.errors():
                self._find(row.path, *self._explained(row, problem))
            return None

    def _explained(self, row: _Row, problem: Any) -> tuple[str, str]:
        """The field a pydantic error is about, and what to say of it."""
        name = str(problem["loc"][0]) if problem["loc"] else ""
        facts = fields_of(row.kind).get(name)
        if facts is None:
            return name, str(problem["msg"]).removeprefix("Value error, ")
        if name not in row.fields and name != "id":
            return name, f"is missing; it must be {facts.allowed}"
        found = row.fields.get(name, row.id)
        allowed = "lower-case letters, digits and single hyphens, 80 at most" if name == "id" or facts.target else ""
        return name, f"found {_shown(found)}; allowed is {allowed or facts.allowed}"

    def _unknown(self, path: str, key: str, known: Sequence[str]) -> None:
        near = get_close_matches(key[:200], known, n=1) if len(self.wrong) < BadInput.MOST_SHOWN else []
        hint = f"did you mean “{near[0]}”?" if near else f"known here: {', '.join(known[:40])}"
        self._find(path, key, f"unknown key; {hint}")

    def _find(self, path: str, name: str, what: str) -> None:
        self.wrong.append((path, name, what))


def _refusal(source: str, bones: str, wrong: Iterable[tuple[str, str, str]]) -> BadInput:
    """The refusal of a file for all that is *wrong*, in the order of its lines; these are looked up only now."""
    lines = line_numbers(bones)
    findings = (_finding(lines, path, name, what) for path, name, what in wrong)
    return BadInput(source, sorted(findings, key=lambda finding: finding.line or 0))


def _finding(lines: Mapping[str, int], path: str, name: str, what: str) -> Finding:
    safe = clean_text(name)[:80]
    place = f"{path}.{safe}" if path and safe else path or safe
    return Finding(place, what, lines.get(place) or lines.get(f"{place}[0]") or lines.get(path))


def _is_of_type(value: object, facts: Facts) -> bool:
    match value:
        case bool():
            return facts.type is bool
        case int():
            return facts.type in (int, Decimal)
        case Decimal():
            return facts.type is Decimal and value.is_finite()
        case str():
            return issubclass(facts.type, str)
        case datetime():
            return False
        case date():
            return facts.type is date
        case _:
            return False


def _shown(value: object) -> str:
    """*value* as it can be quoted in one line of an error."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal() if not value.is_finite():
            return "nan" if value.is_nan() else "inf"
        case int() if abs(value) > 10**20:
            return "a huge number"
        case str():
            text = clean_text(value)
            return f"“{text[:60]}…” ({len(value)} characters)" if len(text) > 60 else f"“{text}”"
        case list():
            return f"a list of {len(value)}"
        case Mapping():
            return "a table"
        case _:
            return str(value)[:60]


def import_edit(plan: Plan, document: Document, *, keep: bool = False) -> Edit:
    """The edit that makes *plan* say what *document* says.

    Args:
        plan: what there is now.
        document: what is to be taken in.
        keep: leave what the document does not mention; otherwise it goes. Secret ballots stay in any case: what goes
            out does not mention them.

    Raises:
        BadInput: references that lead nowhere and broken rules, all of them, with their places.
    """
    if not document.records and not keep:
        raise BadInput(document.source, [Finding("", "no record is in it; nothing would be left of the engagement")])
    changes = [*_changes(plan, document.records)]
    if not keep:
        mentioned = {(record.KIND, record.id) for record in document.records}
        kept = {*mentioned, (Engagement.KIND, Engagement.ONLY), *_secret_of(plan, mentioned)}
        changes += [Change(record, None) for record in plan if (record.KIND, record.id) not in kept]
    edit = Edit(f"Import {document.source}", tuple(changes))
    after = plan.apply(edit)
    broken = [
        (record, name, _with_hint(after, record, name, why) if n < BadInput.MOST_SHOWN else why)
        for n, (record, name, why) in enumerate(broken_rules(after, edit))
    ]
    if broken:
        raise document.refusal(broken)
    return edit


def _secret_of(plan: Plan, mentioned: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The secret ballots of which all that they refer to is *mentioned*."""
    shown = public(plan)
    for ballot in plan.all(Ballot):
        if shown.find(Ballot, ballot.id) is None and all(
            (facts.target, id) in mentioned
            for name, facts in references_of(Ballot).items()
            for id in ids_in(ballot, name)
        ):
            yield ballot.KIND, ballot.id


def _changes(plan: Plan, records: Iterable[Entity]) -> Iterator[Change]:
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for record in records:
        before = plan.find(type(record), record.id)
        siblings = (record.KIND, record.belongs_to)
        position = record.position if before is None else before.position
        if siblings in last and (position, record.id) <= last[siblings]:
            position = last[siblings][0] + 1
        last[siblings] = position, record.id
        after = record if record.position == position else revise(record, position=position)
        if after != before:
            yield Change(before, after)


def _with_hint(after: Plan, record: Entity, name: str, why: str) -> str:
    """*why*, with the id that was probably meant where a reference leads nowhere."""
    facts = references_of(type(record)).get(name)
    if facts is None or not why.startswith("there is no"):
        return why
    target = BY_NAME[facts.target]
    known = [other.id for other in after.all(target)]
    missing = next((id for id in ids_in(record, name) if after.find(target, id) is None), "")
    near = get_close_matches(missing, known, n=1, cutoff=0.5)
    return (
        f"{why}; did you mean “{near[0]}”?"
        if near
        else f"{why}; the file has {noun(target)}s: {', '.join(known[:8]) or 'none'}"
    )
