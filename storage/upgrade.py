"""Bringing an older file up to date.

A file is small, so an upgrade is a rewrite: read every row as a plain dictionary, pass the lot through one pure
function per version, and write it back under today's schema, all in one transaction after a backup. The limits of
SQLite's ALTER TABLE never come into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.errors import Damaged
from storage.backup import back_up
from storage.connection import APPLICATION_ID, Connection, driver

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Table name to rows, as the file holds them."""

Step = Callable[[Rows], Rows]


def _with_validation(rows: Rows) -> Rows:
    """To version 2: phases validated point by point, shared touchpoints, hand-overs, feelings by evidence."""
    return rows  # all of it may be absent


def _with_cases(rows: Rows) -> Rows:
    """To version 3: what ranking and money need: assumptions, judgements, answers to Kano, figures for each method."""
    conventions = {
        "rate_basis": "nominal",
        "price_basis": "nominal",
        "cash_timing": "end",
        "days_per_month": 20,
        "negative_weight": "1",
        "must_at_most_percent": 60,
        "ice_by": "product",
        "pairwise_prior": "0.1",
        "runs": 10_000,
        "seed": 1,
        "weekend": "saturday and sunday",
        "fiscal_year_starts": 1,
        "dependants": "follow",
        "overrun_together_percent": 30,
    }
    fresh: dict[str, dict[str, object]] = {
        "engagement": conventions,
        "initiative": {"excludes": "[]"},
        "session": {
            "round": 1,
            "initiatives": "[]",
            "gaps": "[]",
            "criteria": "[]",
            "dots_per_item": 3,
            "agreed_below_percent": 15,
        },
        "decision": {"options": "[]", "weights": "[]"},
        "cash_line": {"bounds": "extremes", "drivers": "[]", "by_promoters": 0},
    }
    return {name: [{**fresh.get(name, {}), **row} for row in held] for name, held in rows.items()}


STEPS: tuple[Step, ...] = (_with_validation, _with_cases)
"""One step for each version after the first; a new field with a default needs a step that returns its rows."""

FIRST_VERSION = 1


def schema_version(steps: Sequence[Step] = STEPS) -> int:
    """The version of files this program writes."""
    return FIRST_VERSION + len(steps)


def upgrade(conn: Connection, path: Path, steps: Sequence[Step] = STEPS) -> Path | None:
    """Rewrite the older file open at *conn* and return the backup made before; None if another just upgraded it.

    Raises:
        Damaged: what would result is not whole; the file is as it was.
    """
    version = schema_version(steps)
    saved = back_up(conn, path, why=f"before-version-{version}")
    conn.execute("PRAGMA foreign_keys=OFF")
    try:
        conn.execute("BEGIN EXCLUSIVE")
    except driver().Error:
        saved.unlink()  # who tries again keeps a newer one
        raise
    try:
        found = int(conn.execute("PRAGMA user_version").fetchone()[0])  # anew: nobody else can change it from here on
        if found < version:
            _rewrite(conn, steps[found - FIRST_VERSION :])
            conn.execute(f"PRAGMA user_version={version}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:  # SQLite has ended it itself where it could not write
            conn.execute("ROLLBACK")
        raise
    finally:
        conn.execute("PRAGMA foreign_keys=ON")
    if found < version:
        return saved
    saved.unlink()  # who upgraded the file has kept what there was before
    return None


def upgraded(conn: Connection, steps: Sequence[Step] = STEPS) -> Connection:
    """A copy in memory of the older file open at *conn*, up to date: who only reads changes nothing.

    Raises:
        Damaged: what would result is not whole.
    """
    copy = driver().connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        copy.text_factory = conn.text_factory
        conn.backup(copy)
        found = int(copy.execute("PRAGMA user_version").fetchone()[0])
        _rewrite(copy, steps[found - FIRST_VERSION :])
        copy.execute(f"PRAGMA user_version={schema_version(steps)}")
    except BaseException:
        copy.close()
        raise
    return copy


def _rewrite(conn: Connection, steps: Sequence[Step]) -> None:
    from storage.schema import metadata  # noqa: PLC0415 - SQLAlchemy, only where there is something to upgrade
    from storage.store import create_tables  # noqa: PLC0415

    rows: Rows = {name: _rows(conn, name) for name in _tables(conn)}
    for step in steps:
        rows = step(rows)
    for name in _tables(conn):
        conn.execute(f'DROP TABLE "{name}"')
    create_tables(conn)
    for table in metadata.sorted_tables:
        _insert(conn, table.name, rows.get(table.name, ()))
    _compare(conn, rows)
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _tables(conn: Connection) -> list[str]:
    found = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in found]


def _rows(conn: Connection, table: str) -> list[dict[str, Any]]:
    cursor = conn.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - a name from the file's own schema
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _insert(conn: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        conn.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))  # noqa: S608 - as above


def _compare(conn: Connection, rows: Rows) -> None:
    """Hold what was written against what was meant, before it is committed."""
    for name, meant in rows.items():
        [(written,)] = conn.execute(f'SELECT count(*) FROM "{name}"').fetchall()  # noqa: S608 - as above
        if written != len(meant):
            raise Damaged(f"The upgrade wrote {written} of {len(meant)} rows of {name}; the file is as it was.")
    if dangling := conn.execute("PRAGMA foreign_key_check").fetchall():
        raise Damaged(f"The upgrade would leave {len(dangling)} dangling references; the file is as it was.")
