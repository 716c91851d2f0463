"""Reading a whole plan, the one way it is done.

One statement returns every table as one JSON text, so the snapshot is consistent without a transaction, and
pydantic parses and validates each text in one call. Knows no SQLAlchemy (docs/adr/0003).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import TypeAdapter, ValidationError

from domain.entity import Entity, fields_of
from domain.errors import Damaged
from domain.plan import Plan
from domain.records import KINDS
from domain.text import clean_text
from storage.connection import Connection
from storage.pause import collector_paused


def read_plan(conn: Connection) -> tuple[Plan, int]:
    """Every record as one consistent snapshot, and the number of the last edit in it.

    Raises:
        Damaged: a row is not what a record may be.
    """
    with collector_paused():
        *texts, last = conn.execute(_snapshot()).fetchone()
        found = (_records(kind, text) for kind, text in zip(KINDS, texts, strict=True))
        return Plan.of(record for records in found for record in records), int(last or 0)


@cache
def _snapshot() -> str:
    # Names of our own fields and tables only: nothing a person typed gets into the statement.
    tables = (f'json_group_array(json_object({", ".join(_pairs(kind))})) FROM "{kind.KIND}"' for kind in KINDS)
    selects = (f"(SELECT {each})" for each in (*tables, "max(seq) FROM edit"))
    return f"SELECT {', '.join(selects)}"


def _pairs(kind: type[Entity]) -> Iterator[str]:
    for name, facts in fields_of(kind).items():
        yield f"'{name}', " + (f'json("{name}")' if facts.many else f'"{name}"')


@cache
def _adapter(kind: type[Entity]) -> TypeAdapter[list[Entity]]:
    return TypeAdapter(list[kind])  # type: ignore[valid-type]


def _records(kind: type[Entity], text: str) -> Iterable[Entity]:
    if text == "[]":
        return ()
    try:
        return _adapter(kind).validate_json(text)
    except ValidationError:
        return [_cleaned(kind, row) for row in json.loads(text)]


def _cleaned(kind: type[Entity], row: dict[str, object]) -> Entity:
    """The record of a row that another program may have written to."""
    facts = fields_of(kind)
    safe = {
        name: clean_text(value, multiline=facts[name].prose) if isinstance(value, str) else value
        for name, value in row.items()
    }
    try:
        return kind.model_validate(safe)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Damaged(f"{kind.KIND} “{safe['id']}”: {where}: {first['msg']}. “klantreis doctor” says more.") from error
