"""Looking whether a file is whole, whether its log tells how it came about, and whether its surroundings are safe.

Changes nothing.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from domain.errors import KlantreisError
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from domain.text import counted
from storage.connection import (
    Connection,
    backups_of,
    connect,
    connect_to_read,
    driver,
    expect_file,
    explained,
    file_system_of,
    identify,
    is_wal_safe,
    journal_mode,
    leftovers,
    moment_of,
    true_path,
)
from storage.log import COLUMNS, LogEntry, replayed
from storage.reading import read_plan
from storage.sharing import group_of
from storage.upgrade import schema_version

LEAST_ROOM = 4
"""How many times its size should be free: for a backup, for what is written beside it, and as much again."""


class Verdict(Enum):
    """How bad a finding is: its sign, and what the command ends with."""

    GOOD = ("✓", 0)
    NOTE = ("·", 0)
    BAD = ("✗", 1)

    @property
    def exit_code(self) -> int:
        """What the command line ends with when this is the worst."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at.

    Attributes:
        name: what was looked at, a stable word for scripts.
        what: what was found, and what to do about it.
    """

    name: str
    verdict: Verdict
    what: str

    @property
    def said(self) -> str:
        """The diagnosis as one line."""
        return f"{self.verdict.value[0]} {self.name}: {self.what}"

    def as_data(self) -> dict[str, str]:
        """The diagnosis as plain data, for JSON."""
        return {"name": self.name, "verdict": self.verdict.name.lower(), "what": self.what}


def examine(path: Path) -> list[Diagnosis]:
    """Everything there is to say about the health of the file at *path*.

    Raises:
        NoSuchInput: there is no such file.
    """
    expect_file(path)
    with explained(path):
        found = [*_surroundings(path)]
        try:
            found += _inside(path)
        except KlantreisError as error:
            found.append(Diagnosis("file", Verdict.BAD, str(error)))
    return found


def _surroundings(path: Path) -> Iterator[Diagnosis]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and not mode & 0o017:
        yield Diagnosis("permissions", Verdict.NOTE, f"the members of {group_of(path)} may use it as well ({mode:o})")
    elif mode & 0o077:
        yield Diagnosis(
            "permissions", Verdict.BAD, f"others on this host may read it ({mode:o}). Run: chmod 600 {path}"
        )
    else:
        yield Diagnosis("permissions", Verdict.GOOD, "for its owner only")
    if not os.access(path, os.W_OK):
        yield Diagnosis("writing", Verdict.NOTE, "you may only read it")
    version = driver().sqlite_version_info
    system = file_system_of(path)
    dotted = ".".join(map(str, version))
    if is_wal_safe(version, system):
        yield Diagnosis("sqlite", Verdict.GOOD, f"{dotted}, on {system or 'an unknown file system'}")
    else:
        why = "its write-ahead log is not safe for several processes" if system else "the file system is unknown"
        yield Diagnosis("sqlite", Verdict.NOTE, f"{dotted} on {system}: {why}; the slower safe journal is used")
    yield _backups(path)
    free = shutil.disk_usage(true_path(path).absolute().parent).free
    enough = Verdict.GOOD if free > LEAST_ROOM * path.stat().st_size else Verdict.BAD
    yield Diagnosis("disk", enough, f"{free // 1_000_000} MB free, and the file takes {_size(path)}")


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size // 1000} kB"


def _backups(path: Path) -> Diagnosis:
    """How many there are, and whether the last can be gone back to."""
    backups = backups_of(path)
    if not backups:
        return Diagnosis("backups", Verdict.NOTE, "none yet; one is made before the first edit of each day")
    last = backups[-1]
    said = f"{counted(len(backups), 'backup')}, the last of {moment_of(last):%Y-%m-%d %H:%M}"
    try:
        with explained(last), closing(connect_to_read(last)) as conn:
            identify(conn, last, schema_version())
    except KlantreisError as error:
        return Diagnosis("backups", Verdict.BAD, f"{said}, which cannot be gone back to: {error}")
    return Diagnosis("backups", Verdict.GOOD, f"{said}, which can be gone back to: klantreis restore {path}")


def _inside(path: Path) -> Iterator[Diagnosis]:
    is_closed = not all(os.access(each, os.W_OK) for each in (path, true_path(path).absolute().parent))
    with explained(path), closing(connect_to_read(path) if is_closed else connect(path)) as conn:
        version = identify(conn, path, schema_version())
        yield Diagnosis("file", Verdict.GOOD, f"an engagement, schema {version}")
        if version < schema_version():
            yield Diagnosis("version", Verdict.NOTE, "older than this program; opening it upgrades it after a backup")
            return
        if not is_closed:  # else this is a copy, with a journal of its own
            yield _sharing(conn, path)
        yield from _tables(conn, path)
        plan, seq = read_plan(conn)
        yield Diagnosis("records", Verdict.GOOD, f"{counted(len(plan), 'record')}, each valid")
        yield from _rules(plan)
        yield from _log(conn, plan, seq)
        drafts = conn.execute("SELECT count(*) FROM draft").fetchone()[0]
        yield Diagnosis("drafts", Verdict.NOTE, counted(drafts, "unsaved text", "unsaved texts"))
    for each in leftovers(path):
        yield Diagnosis("journal", Verdict.NOTE, f"{each.name} is there: somebody has the file open, or was cut off")


def _sharing(conn: Connection, path: Path) -> Diagnosis:
    """How several programs get at the file at once, as it is set now."""
    is_safe = is_wal_safe(driver().sqlite_version_info, file_system_of(path))
    if journal_mode(conn) != "wal":
        why = "; a copy has that, and a file that was opened where the faster one is not safe" if is_safe else ""
        return Diagnosis("sharing", Verdict.NOTE, f"by the slower safe journal{why}")
    if is_safe:
        return Diagnosis("sharing", Verdict.GOOD, "by a write-ahead log, which is safe here")
    what = "by a write-ahead log, which is not safe here: while others have the file open you can only read it"
    return Diagnosis("sharing", Verdict.NOTE, f"{what}. Close it there, or open it with SQLite 3.51.3 or later")


def _tables(conn: Connection, path: Path) -> Iterator[Diagnosis]:
    broken = [row[0] for row in conn.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
    if broken:
        yield Diagnosis(
            "integrity", Verdict.BAD, f"SQLite finds {broken[0]}. Go back to the last backup: klantreis restore {path}"
        )
    else:
        yield Diagnosis("integrity", Verdict.GOOD, "every page is in order")
    dangling = conn.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        yield Diagnosis(
            "references", Verdict.BAD, f"{counted(len(dangling), 'reference')} lead nowhere, first in {dangling[0][0]}"
        )
    else:
        yield Diagnosis("references", Verdict.GOOD, "all lead somewhere")


def _rules(plan: Plan) -> Iterator[Diagnosis]:
    everything = Edit("", tuple(Change(None, record) for record in plan))
    broken = [f"“{record.title}”: {name}: {why}" for record, name, why in broken_rules(plan, everything)]
    if broken:
        yield Diagnosis("rules", Verdict.BAD, f"{counted(len(broken), 'rule')} broken, first {broken[0]}")
    else:
        yield Diagnosis("rules", Verdict.GOOD, "none is broken")


def _log(conn: Connection, plan: Plan, seq: int) -> Iterator[Diagnosis]:
    """Whether replaying every edit from the first gives the tables as they are."""
    rows = conn.execute(f"SELECT {COLUMNS} FROM edit ORDER BY seq").fetchall()  # noqa: S608 - our own columns
    told = Plan()
    for row in rows:
        try:
            told = replayed(told, LogEntry.of(row))
        except KlantreisError as error:
            yield Diagnosis("log", Verdict.BAD, str(error))
            return
    if told != plan:
        yield Diagnosis("log", Verdict.BAD, "the tables are not what the edits made: another program wrote to them")
    else:
        yield Diagnosis(
            "log", Verdict.GOOD, f"{counted(len(rows), 'edit')} (the last is {seq}) tell how every record came about"
        )
