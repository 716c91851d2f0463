"""Writing edits through SQLAlchemy Core; loaded at the first edit, not at the first picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.errors import Damaged
from domain.plan import Change, Edit
from storage.connection import Connection
from storage.schema import edits, metadata, row_of, table_of


def engine_on(conn: Connection, module: ModuleType) -> sa.Engine:
    """An engine that works on the one connection *conn* and takes its place among writers at once."""
    engine = sa.create_engine("sqlite://", module=module, creator=lambda: conn, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(conn: sa.Connection) -> None:
    # A deferred transaction that reads first fails at once where another writes, whatever the timeout.
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def write_edit(conn: sa.Connection, edit: Edit, row: Mapping[str, Any]) -> int:
    """Make the changes of *edit*, log it as *row*, and return its number.

    Raises:
        Damaged: a record to change is not in its table.
    """
    gone, fresh, changed = _sorted(edit)
    for table, changes in _by_table(gone).items():
        removal = table.delete().where(table.c.id == sa.bindparam("removed"))
        _expect_all(conn.execute(removal, [{"removed": change.subject.id} for change in changes]), changes)
    for change in changed:
        table = table_of(type(change.subject))
        after = row_of(cast("Any", change.after))
        values = {name: after[name] for name in change.fields}
        _expect_all(conn.execute(table.update().where(table.c.id == change.subject.id).values(values)), [change])
    for table, changes in _by_table(fresh).items():
        conn.execute(table.insert(), [row_of(cast("Any", change.after)) for change in changes])
    return cast("int", conn.execute(edits.insert().returning(edits.c.seq), dict(row)).scalar_one())


def _sorted(edit: Edit) -> tuple[list[Change], list[Change], list[Change]]:
    """The changes that remove, add and alter.

    A record whose unique fields change is removed and added again, so that two may trade names.
    """
    gone, fresh, changed = [], [], []
    for change in edit.changes:
        unique = {name for names in type(change.subject).UNIQUE for name in names}
        if change.before is None:
            fresh.append(change)
        elif change.after is None:
            gone.append(change)
        elif unique.intersection(change.fields):
            gone.append(change)
            fresh.append(change)
        else:
            changed.append(change)
    return gone, fresh, changed


def _by_table(changes: list[Change]) -> dict[sa.Table, list[Change]]:
    found: dict[sa.Table, list[Change]] = {}
    for change in changes:
        found.setdefault(table_of(type(change.subject)), []).append(change)
    return found


def _expect_all(result: sa.CursorResult[Any], changes: list[Change]) -> None:
    if result.rowcount != len(changes):
        others = f" or one of {len(changes) - 1} others" if len(changes) > 1 else ""
        raise Damaged(
            f"“{changes[0].subject.title}”{others} is in the log but not in its table: "
            "another program wrote to the file. Run klantreis doctor."
        )


def table_statements() -> Iterator[str]:
    """The SQL that makes every table, parents before children, each with its indexes."""
    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in _indexes(table):
            yield str(CreateIndex(index).compile(dialect=dialect))


def add_missing_indexes(conn: sa.Connection) -> None:
    """Give a file the indexes it lacks: those declared after it was made."""
    there = set(conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars())
    for table in metadata.sorted_tables:
        for index in _indexes(table):
            if index.name not in there:
                conn.execute(CreateIndex(index))


def _indexes(table: sa.Table) -> list[sa.Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))
