"""Tables, derived from what the domain declares of each field.

There is no second model: a field added to an entity is a column here, a bound on it a CHECK, a reference a
foreign key. Only the mapping from a field to SQL lives in this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from domain.entity import Entity, Facts, fields_of
from domain.records import KINDS

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

edits = sa.Table(
    "edit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("undoes", sa.ForeignKey("edit.seq")),
    sa.Column("changes", sa.Text, nullable=False),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
"""The log: one row per edit, undo included, never updated, never deleted."""

drafts = sa.Table(
    "draft",
    metadata,
    sa.Column("author", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sqlite_strict=True,
)
"""Text typed into a form and not yet saved."""


@cache
def table_of(kind: type[Entity]) -> sa.Table:
    """The table that keeps records of *kind*, made on first use."""
    items: list[sa.schema.SchemaItem] = []
    for facts in fields_of(kind).values():
        items.append(_column(facts))
        items.extend(_checks(facts))
    items.extend(sa.UniqueConstraint(*names) for names in kind.UNIQUE)
    return sa.Table(kind.KIND, metadata, *items, sqlite_strict=True)


def _column(facts: Facts) -> sa.Column[Any]:
    # Dates, decimals and lists are text: exact, readable in any SQLite shell, and the same on every database.
    sql = sa.Integer() if facts.type in (int, bool) and not facts.many else sa.Text()
    keys = [] if facts.many or not facts.target else [_key(facts.target)]
    # Without an index on what refers to it, removing a record reads every row that might.
    return sa.Column(
        facts.name,
        sql,
        *keys,
        primary_key=facts.name == "id",
        nullable=facts.optional and not facts.many,
        index=True if keys else None,
    )


def _key(target: str) -> sa.ForeignKey:
    # Checked at commit, so that one edit may write its records in any order.
    return sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")


def _checks(facts: Facts) -> Iterator[sa.CheckConstraint]:
    """Say a field's own rules again in SQL, for hands that skip the form."""
    name, column = facts.name, f'"{facts.name}"'
    if facts.many:
        yield sa.CheckConstraint(f"{column} LIKE '[%]'", f"{name}_list")
        return
    number = f"CAST({column} AS REAL)" if facts.type is Decimal else column
    if facts.least is not None:
        yield sa.CheckConstraint(f"{number} >= {facts.least}", f"{name}_ge")
    if facts.most is not None:
        yield sa.CheckConstraint(f"{number} <= {facts.most}", f"{name}_le")
    if facts.choices:
        listed = ", ".join("'" + choice.replace("'", "''") + "'" for choice in facts.choices)
        yield sa.CheckConstraint(f"{column} IN ({listed})", f"{name}_in")
    elif facts.type is bool:
        yield sa.CheckConstraint(f"{column} IN (0, 1)", f"{name}_in")
    elif facts.type is date:
        yield sa.CheckConstraint(f"{column} LIKE '____-__-__'", f"{name}_date")
    elif facts.type is str:
        if facts.shortest:
            yield sa.CheckConstraint(f"length({column}) >= {facts.shortest}", f"{name}_min")
        if facts.longest is not None:
            yield sa.CheckConstraint(f"length({column}) <= {facts.longest}", f"{name}_max")


def row_of(entity: Entity) -> dict[str, Any]:
    """The row that keeps *entity*, one key per column."""
    plain = entity.model_dump(mode="json")
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for name, value in plain.items()
    }


for _kind in KINDS:
    table_of(_kind)
