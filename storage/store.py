"""One engagement's file, open: reading its plan, making edits, taking them back, and following what others do.

Every edit is one transaction that is on disk before `Store.apply` returns. The log is how others follow, how undo
works over restarts, and the proof that nothing was lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from functools import cached_property, partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from domain.entity import Entity
from domain.errors import (
    CannotCreate,
    Damaged,
    KlantreisError,
    NoPermission,
    NothingToUndo,
    Refused,
    Replaced,
    StaleEdit,
    TooNew,
)
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from storage.backup import back_up, back_up_daily, copy_to
from storage.connection import (
    APPLICATION_ID,
    Connection,
    choose_journal,
    connect,
    connect_to_read,
    driver,
    expect_file,
    explained,
    identify,
    journal_mode,
    leftovers,
    may_write,
    owner_of,
    patiently,
    true_path,
)
from storage.files import new_file
from storage.log import COLUMNS, LogEntry, inverse, replayed, rewound, written
from storage.reading import read_plan
from storage.upgrade import STEPS, Step, schema_version, upgrade, upgraded

if TYPE_CHECKING:
    import sqlalchemy as sa


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """One open file. Use `Store.open` or `Store.create`; a context manager that lets the file go.

    All methods but `stamp` are to be called from one thread at a time.
    """

    def __init__(  # noqa: PLR0913 - who, when and where an edit is made
        self,
        path: Path,
        conn: Connection,
        *,
        author: str,
        session: str,
        why_read_only: str = "",
        now: Callable[[], datetime],
    ) -> None:
        self.path = path
        self.author = author
        self.session = session
        self.why_read_only = why_read_only
        self._conn = conn
        self._now = now
        self._real = true_path(path)
        self._file = _identity(path)
        self._pending: tuple[Plan, int] | None = None
        self._rescue: Path | None = None
        self._is_indexed = False
        self._backed_up_on: date | None = None
        self._told: set[int] = set()
        self._version = _version_of(conn)
        self._plan, self._seq = read_plan(conn)

    @classmethod
    def open(  # noqa: PLR0913 - who, when and how
        cls,
        path: Path,
        *,
        author: str = "",
        session: str = "",
        read_only: bool = False,
        now: Callable[[], datetime] = _utc_now,
        steps: tuple[Step, ...] = STEPS,
    ) -> Self:
        """Open the engagement at *path*, upgrading an older file after a backup, or only what is read of it.

        Raises:
            NoSuchInput, NotAnEngagement, Damaged, TooNew, NoPermission, Busy: why not; the file was not touched.
        """
        path = Path(path)
        expect_file(path)
        return patiently(lambda: cls._opened(path, author, session, now, steps, read_only=read_only))

    @classmethod
    def _opened(  # noqa: PLR0913 - as `open`
        cls,
        path: Path,
        author: str,
        session: str,
        now: Callable[[], datetime],
        steps: tuple[Step, ...],
        *,
        read_only: bool,
    ) -> Self:
        with explained(path):
            folder = true_path(path).absolute().parent
            closed = next((each for each in (path, folder) if not os.access(each, os.W_OK)), None)
            why_read_only = f"no permission to write to {closed} ({owner_of(closed)})" if closed else ""
            found = _looked_at(path, schema_version(steps))
            # Who may write but only wants to read still opens for writing: else the last one out leaves the log behind.
            conn = connect_to_read(path) if closed else connect(path)
            try:
                found = found or identify(conn, path, schema_version(steps))
                if read_only:
                    why_read_only = why_read_only or "opened for reading only"
                elif not closed and not may_write(conn, path):
                    why_read_only = "others share it in a way that is not safe here; klantreis doctor says why"
                if found < schema_version(steps):
                    if why_read_only:
                        file, conn = conn, upgraded(conn, steps)
                        file.close()
                    elif upgrade(conn, path, steps) is None:
                        identify(conn, path, schema_version(steps))
                if why_read_only:
                    conn.execute("PRAGMA query_only=ON")
                return cls(path, conn, author=author, session=session, why_read_only=why_read_only, now=now)
            except BaseException:
                conn.close()
                raise

    @classmethod
    def create(  # noqa: PLR0913 - who, when and what
        cls,
        path: Path,
        records: Iterable[Entity],
        *,
        author: str = "",
        session: str = "",
        label: str = "Create the engagement",
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Make a new file holding *records*: all of it or none.

        Raises:
            CannotCreate: *path* exists, or what another program left beside it would be mixed in.
            Refused: the records break a rule.
        """
        path = Path(path)
        if orphans := leftovers(path):
            raise CannotCreate(
                f"{orphans[0]} exists without {path.name}. Move it away, or put {path.name} back beside it."
            )
        with explained(path), new_file(path) as temporary, closing(connect(temporary)) as conn:
            conn.execute("BEGIN IMMEDIATE")
            create_tables(conn)
            conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version={schema_version()}")
            conn.execute("COMMIT")
            choose_journal(conn, temporary)
            store = cls(temporary, conn, author=author, session=session, now=now)
            store.apply(Edit(label, tuple(Change(None, record) for record in records)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        if "_engine" in vars(self):
            self._engine.dispose()
        self._conn.close()

    @property
    def read_only(self) -> bool:
        """Whether no edit can be made; `why_read_only` says why."""
        return bool(self.why_read_only)

    @property
    def plan(self) -> Plan:
        """The plan as last read, caught up with or changed through this store."""
        return self._plan

    @property
    def seq(self) -> int:
        """The number of the last edit in `plan`."""
        return self._seq

    def back_up(self, why: str) -> Path:
        """Copy the file as it is now into the folder `backups` beside it, and return the copy."""
        with explained(self.path):
            return back_up(self._conn, self.path, why=why, at=self._now().astimezone())

    @property
    def journal_mode(self) -> str:
        """How SQLite keeps its journal: `wal`, or `delete` where that is safer."""
        return journal_mode(self._conn)

    def stamp(self) -> int:
        """A number that differs once somebody else has written to the file (30 µs)."""
        return int(self._conn.execute("PRAGMA data_version").fetchone()[0])

    def read(self) -> Plan:
        """Read every record anew."""
        with explained(self.path):
            self._plan, self._seq = read_plan(self._conn)
        return self._plan

    def catch_up(self) -> tuple[LogEntry, ...]:
        """Take in what others have done since; return their edits."""
        with explained(self.path):
            entries = self._entries("WHERE seq > ? ORDER BY seq", self._seq)
        for entry in entries:
            self._plan = replayed(self._plan, entry)
            self._seq = entry.seq
        return entries

    def log(self, *, since: int = 0) -> tuple[LogEntry, ...]:
        """The edits after number *since*, oldest first."""
        with explained(self.path):
            return self._entries("WHERE seq > ? ORDER BY seq", since)

    def plan_at(self, moment: datetime) -> Plan:
        """The plan as it was at *moment*, a time with its zone; empty where the file was not made yet.

        Where the clocks of several machines disagree, all counts up to the last edit that was made by then.
        """
        with explained(self.path):
            rows = self._conn.execute(f"SELECT {COLUMNS} FROM edit WHERE seq <= ? ORDER BY seq DESC", (self._seq,))  # noqa: S608 - constants
            return rewound(self._plan, takewhile(lambda entry: entry.at > moment, map(LogEntry.of, rows)))

    def apply(self, edit: Edit) -> Edit:
        """Make *edit*; it is on disk when this returns. Returns it as it was made.

        Raises:
            StaleEdit: a field it changes was changed by somebody else first.
            Refused: a rule does not allow the result; the message says which.
            Busy, DiskFull, NoPermission, Replaced: nothing was changed, and why.
        """
        return self._write(lambda conn: self._make(conn, edit, undoes=None))

    def undo(self) -> Edit:
        """Take back this author's latest edit that still stands.

        An edit that cannot be taken back is told once; from then on it is passed over for as long as that lasts.

        Raises:
            NothingToUndo: there is none, or none but those passed over.
            StaleEdit, Refused: somebody changed the same thing since.
        """
        return self._write(lambda conn: self._take_back(conn, self._stacks()[0], "undo"))

    def redo(self) -> Edit:
        """Make this author's latest undone edit again.

        Raises:
            NothingToUndo, StaleEdit: as `undo`.
        """
        return self._write(lambda conn: self._take_back(conn, self._stacks()[1], "redo"))

    def keep_draft(self, subject: str, fields: Mapping[str, str]) -> None:
        """Keep text typed into the form of *subject* until it is saved or discarded."""
        at = self._now().isoformat(timespec="seconds")
        text = json.dumps(dict(fields), ensure_ascii=False).encode("utf-8", "replace").decode()
        self._write_draft(
            "INSERT INTO draft (author, subject, at, fields) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (author, subject) DO UPDATE SET at = excluded.at, fields = excluded.fields",
            self.author,
            subject,
            at,
            text,
        )

    def drop_draft(self, subject: str) -> None:
        """Forget the draft of *subject*."""
        self._write_draft("DELETE FROM draft WHERE author = ? AND subject = ?", self.author, subject)

    def drafts(self) -> dict[str, dict[str, str]]:
        """This author's drafts: subject → field → text as typed."""
        with explained(self.path):
            rows = self._conn.execute("SELECT subject, fields FROM draft WHERE author = ?", (self.author,)).fetchall()
        return {subject: fields for subject, text in rows if (fields := _typed(text))}

    def warm_up(self) -> None:
        """Load what the first edit needs, so that it does not have to wait."""
        self._engine.dialect  # noqa: B018 - making the engine imports SQLAlchemy

    def _make(self, conn: sa.Connection, edit: Edit, undoes: int | None) -> Edit:
        from storage.writing import (  # noqa: PLC0415 - SQLAlchemy, kept off the way to the first picture
            add_missing_indexes,
            write_edit,
        )

        edit = self._plan.rebase(edit)
        after = self._plan.apply(edit)
        for record, field, why in broken_rules(after, edit):
            place = f"“{record.title}”" + (f", {field.replace('_', ' ')}" if field else "")
            raise Refused(f"{edit.label}: {place}: {why}.")
        if edit.changes:
            row = {
                "at": self._now().isoformat(timespec="milliseconds"),
                "author": self.author,
                "session": self.session,
                "label": edit.label,
                "undoes": undoes,
                "changes": written(edit),
            }
            if not self._is_indexed:
                add_missing_indexes(conn)
            self._pending = after, write_edit(conn, edit, row)
        return edit

    def _take_back(self, conn: sa.Connection, stack: list[int], verb: str) -> Edit:
        for seq in reversed(stack):
            [entry] = self._entries("WHERE seq = ?", seq)
            try:
                return self._make(conn, inverse(self._plan, entry), undoes=seq)
            except (StaleEdit, Refused) as error:
                if seq in self._told:
                    continue
                self._told.add(seq)
                raise type(error)(
                    f"Cannot {verb} “{entry.label}”: {self._who_since(entry) or error} "
                    f"{verb.capitalize()} again (on the command line: {verb} --skip) to pass it over."
                ) from error
        left = " left" if stack else ""
        raise NothingToUndo(f"There is nothing{left} to {verb}{' but what others changed since' if stack else ''}.")

    def _who_since(self, undone: LogEntry) -> str:
        """Who changed the same records after the edit *undone*; empty if it was its own author."""
        for entry in reversed(self._entries("WHERE seq > ? AND author <> ? ORDER BY seq", undone.seq, self.author)):
            for change in undone.changes:
                if entry.touches(change["kind"], change["id"]):
                    at = entry.at.astimezone().strftime("%H:%M")
                    return f"{entry.author or 'somebody'} changed the same record at {at} (“{entry.label}”)."
        return ""

    def _stacks(self) -> tuple[list[int], list[int]]:
        """This author's edits that stand, and the undos that could be undone, latest last.

        The first edit made the engagement itself; there is nothing before it to go back to.
        """
        done: dict[int, None] = {}  # in order, and quick to take one out of the middle of: one may be passed over
        undone: dict[int, None] = {}
        for seq, undoes in self._conn.execute(
            "SELECT seq, undoes FROM edit WHERE author = ? AND seq > 1 ORDER BY seq", (self.author,)
        ).fetchall():
            if undoes is None:
                done[seq] = None
                undone.clear()
            elif undoes in done:
                del done[undoes]
                undone[seq] = None
            elif undoes in undone:
                del undone[undoes]
                done[seq] = None
        return list(done), list(undone)

    def _entries(self, where: str, *values: object) -> tuple[LogEntry, ...]:
        rows = self._conn.execute(f"SELECT {COLUMNS} FROM edit {where}", values).fetchall()  # noqa: S608 - constants
        return tuple(map(LogEntry.of, rows))

    def _write(self, work: Callable[[sa.Connection], Edit]) -> Edit:
        """Do *work* in one write transaction on a plan that is up to date, patiently; the plan then moves on."""
        if self.read_only:
            raise NoPermission(f"{self.path} is open for reading only: {self.why_read_only}.")
        self._back_up_daily()
        edit = patiently(partial(self._write_once, work))
        if self._pending is not None:
            self._plan, self._seq = self._pending
            self._is_indexed = True
        return edit

    def _back_up_daily(self) -> None:
        """Copy the file before the first edit of a day, as the last day that had one left it.

        Where there is no room or right to, or the file is not what it was, the edit is not held up for it: it tells
        itself what is wrong, and `doctor` says how old the last backup is.
        """
        now = self._now().astimezone()
        if now.date() != self._backed_up_on:
            self._backed_up_on = now.date()
            with suppress(KlantreisError), explained(self.path):
                self._check_same_file()
                last = self._entries("ORDER BY seq DESC LIMIT 1")
                if last and last[0].at.astimezone().date() < now.date():
                    back_up_daily(self._conn, self.path, at=now)

    def _write_once(self, work: Callable[[sa.Connection], Edit]) -> Edit:
        self._pending = None
        with explained(self.path):
            self._check_same_file()
            with self._engine.begin() as conn:
                self._check_same_version()
                self.catch_up()
                return work(conn)

    def _write_draft(self, statement: str, *values: str) -> None:
        def once() -> None:
            with explained(self.path):
                self._check_same_file()
                self._conn.execute(statement, values)

        patiently(once)

    def _check_same_file(self) -> None:
        """Refuse to write into a file that is no longer at its path: SQLite would not notice."""
        if _identity(self.path) == _identity(self._real) == self._file:
            return
        if self._rescue is None:
            at = self._now().astimezone().strftime("%Y-%m-%dT%H%M%S.%f")
            rescue = self._real.with_name(f"{self._real.stem}-rescue-{at}{self._real.suffix}")
            copy_to(self._conn, rescue)
            self._rescue = rescue
        raise Replaced(
            f"{self.path} was moved, deleted or replaced by another program. "
            f"Everything up to your last edit is in {self._rescue}."
        )

    def _check_same_version(self) -> None:
        """Refuse to write rows of this version into a file that a later one upgraded after it was opened."""
        if _version_of(self._conn) != self._version:
            raise TooNew(f"{self.path} was upgraded meanwhile by a later version. Update klantreis and open it again.")

    @cached_property
    def _engine(self) -> sa.Engine:
        from storage.writing import engine_on  # noqa: PLC0415 - SQLAlchemy, kept off the way to the first picture

        return engine_on(self._conn, driver())


def create_tables(conn: Connection) -> None:
    """Make every table in the empty database open at *conn*, inside its transaction."""
    from storage.writing import table_statements  # noqa: PLC0415 - SQLAlchemy, only where tables are made

    for statement in table_statements():
        conn.execute(statement)


def _looked_at(path: Path, version: int) -> int | None:
    """The schema version of the file, after a look that leaves no trace; None while somebody has it open."""
    if leftovers(path):
        return None
    for looks_left in (2, 1, 0):
        try:
            with closing(connect(path, only_look=True)) as conn:
                return identify(conn, path, version)
        except (Damaged, driver().DatabaseError):
            if not looks_left:  # damage stays; what somebody was just writing is whole the next time
                raise
    return None


def _typed(text: str) -> dict[str, str]:
    """The fields of a draft; none where another program wrote what no form did: it must not bar the engagement."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _version_of(conn: Connection) -> int:
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_dev, found.st_ino
