"""How the file is opened: which SQLite, which journal, which safeguards, and whose file it is.

Knows the DB-API only. Nothing here, nor in `storage.reading`, imports SQLAlchemy, so that a plan is on screen
before that has loaded.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from random import uniform
from tempfile import TemporaryDirectory
from time import sleep
from types import ModuleType
from typing import Any, Final, TypeVar
from urllib.parse import quote

from domain.errors import (
    Busy,
    Damaged,
    DiskFull,
    KlantreisError,
    NoPermission,
    NoSuchInput,
    NotAnEngagement,
    Refused,
    TooNew,
)
from domain.records import KINDS
from domain.text import clean_text

APPLICATION_ID: Final = 0x4B4C5253
"""“KLRS”, in the header of every file of ours."""
TABLES: Final = frozenset(("edit", "draft", *(kind.KIND for kind in KINDS)))
BUSY_SECONDS: Final = 5.0
RETRIES: Final = 3
"""How often more a busy file is tried before that is told."""
LARGEST_CHECKED: Final = 100 * 1024 * 1024
"""Files up to this size are checked page by page when opened; `doctor` checks any."""

_SHARED_FILE_SYSTEMS = re.compile(r"nfs|cifs|smb|9p|afs|ceph|gluster|lustre|fuse\.sshfs|ncpfs")

_LEFTOVERS: Final = ("-wal", "-journal")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{3}")

_NAMES: Final = {
    "disk I/O error": "SQLITE_IOERR",
    "database or disk is full": "SQLITE_FULL",
    "database is locked": "SQLITE_BUSY",
}

T = TypeVar("T")

Connection = Any
"""A DB-API connection: the standard library's or that of the bundled newer SQLite."""


def driver() -> ModuleType:
    """The newer SQLite where it is installed, else the standard library's."""
    try:
        import pysqlite3.dbapi2 as newer  # noqa: PLC0415
    except ImportError:
        import sqlite3 as stock  # noqa: PLC0415

        return stock
    return newer  # type: ignore[no-any-return]


def is_wal_safe(version: tuple[int, ...], file_system: str) -> bool:
    """Whether several processes may share a write-ahead log with SQLite *version* on *file_system*.

    Versions up to 3.51.2 can lose commits when two processes reset the log at once
    (sqlite.org/wal.html#walresetbug); network file systems have no shared memory at all.
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return fixed and not _SHARED_FILE_SYSTEMS.search(file_system)


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of the file system *path* is on, such as `ext4` or `nfs4`; empty where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here = os.path.realpath(path)
    found = [
        (len(parts[1]), parts[2]) for parts in map(str.split, lines) if len(parts) > 2 and _is_below(here, parts[1])
    ]
    return max(found, default=(0, ""))[1]


def _is_below(path: str, mount: str) -> bool:
    return mount in ("/", path) or path.startswith(mount + "/")


def true_path(path: Path) -> Path:
    """The file itself where *path* is a link to it: what SQLite keeps beside a file is beside that."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def leftovers(path: Path) -> list[Path]:
    """What is beside the file while somebody has it open, and after somebody was cut off."""
    beside = (Path(f"{true_path(path)}{end}") for end in _LEFTOVERS)
    return [each for each in beside if each.exists()]


def expect_file(path: Path) -> None:
    """Make sure there is a file at *path*.

    Raises:
        NoSuchInput: there is none, or something else; says what to do.
    """
    with explained(path):
        if path.is_file():
            return
        if path.exists():
            raise NoSuchInput(f"{path} is {'a folder' if path.is_dir() else 'not a file'}.")
    if orphans := leftovers(path):
        raise NoSuchInput(
            f"{path} is missing but {orphans[0]} exists. "
            f"Put {true_path(path).name} back beside it; do not create it anew."
        )
    raise NoSuchInput(f"{path} does not exist. Create it with: klantreis new {path}")


def connect(path: Path, *, only_look: bool = False) -> Connection:
    """Open the file at *path*, which must exist, with every safeguard on.

    To *only look* makes no file beside it and takes no lock, and is right only while nobody has it open.
    """
    sqlite = driver()
    mode = "ro&immutable=1" if only_look else "rw"
    conn = sqlite.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in (
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
        "synchronous=FULL",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def connect_to_read(path: Path) -> Connection:
    """Open a private copy of a file that may not be written, as it is now.

    Reading the file itself would leave a log beside it that its owner may not write, and cannot in a closed folder.
    """
    with TemporaryDirectory(prefix="klantreis-") as folder:
        for end in ("", *_LEFTOVERS):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{true_path(path)}{end}", f"{folder}/copy{end}")
        # The open file outlives its name: nothing of the client's stays behind in the folder.
        conn = connect(Path(folder) / "copy")
        conn.execute("PRAGMA journal_mode=MEMORY")
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return conn


def choose_journal(conn: Connection, path: Path) -> None:
    """Give the new file open at *conn* the journal that is safe and fast here."""
    if _may_share_wal(path):
        conn.execute("PRAGMA journal_mode=WAL")


def may_write(conn: Connection, path: Path) -> bool:
    """Whether this program can write to the file without harm, after doing away with a log that is not safe here.

    Such a log can go only while nobody else has the file open, and does not come back (docs/adr/0005).
    """
    if journal_mode(conn) != "wal" or _may_share_wal(path):
        return True
    try:
        conn.execute("PRAGMA journal_mode=DELETE")
    except driver().OperationalError as error:
        if not _is_busy(error):
            raise
    return journal_mode(conn) != "wal"


def journal_mode(conn: Connection) -> str:
    """How SQLite keeps its journal: `wal`, or `delete` where that is safer."""
    return str(conn.execute("PRAGMA journal_mode").fetchone()[0])


def _may_share_wal(path: Path) -> bool:
    return is_wal_safe(driver().sqlite_version_info, file_system_of(path))


def identify(conn: Connection, path: Path, version: int) -> int:
    """Make sure the open file is one of ours, whole, and not from a later version; return its schema version.

    Raises:
        NotAnEngagement, Damaged, TooNew: with what is wrong; the file was not touched.
    """
    tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    mine = conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not mine:
        raise NotAnEngagement(f"{path} is not a klantreis file ({_looks_like(tables)}). Nothing was changed.")
    found = int(conn.execute("PRAGMA user_version").fetchone()[0])
    if found > version:
        raise TooNew(
            f"{path} was made by a later version (schema {found}; this one knows {version}). "
            "Update klantreis; the file was not touched."
        )
    active = conn.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall()
    if active:
        raise Damaged(f"{path} holds a trigger or view that is not ours ({active[0][0]}). It was not opened.")
    if found == version and (wrong := (tables - {"sqlite_sequence", "sqlite_stat1"}) ^ TABLES):
        raise Damaged(f"{path} has a table too many or too few ({min(wrong)}). {_restore(path)}")
    if path.stat().st_size <= LARGEST_CHECKED:
        verdict = str(conn.execute("PRAGMA quick_check(1)").fetchone()[0])
        if verdict != "ok":
            raise Damaged(f"{path} is damaged ({verdict.splitlines()[-1]}). {_restore(path)}")
    return found


def _looks_like(tables: set[str]) -> str:
    if not tables:
        return "it is an empty database"
    for prefix, owner in (("moz_", "Firefox"), ("django_", "Django"), ("zt_", "Zotero")):
        if any(name.startswith(prefix) for name in tables):
            return f"it looks like a {owner} database"
    return f"its tables are {', '.join(sorted(tables)[:3])}" + (" …" if len(tables) > 3 else "")


def backups_of(path: Path, why: str = r"[a-z0-9-]+") -> list[Path]:
    """The backups of *path* that may be seen, oldest first, of every kind or made for one reason."""
    path = true_path(path)
    name = re.compile(rf"{re.escape(path.stem)}-\d{{4}}-\d\d-\d\dT\d{{6}}\.\d{{3}}-(?:{why}){re.escape(path.suffix)}")
    folder = path.parent / "backups"
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        return sorted(each for each in folder.iterdir() if name.fullmatch(each.name))
    return []


def moment_of(backup: Path) -> datetime:
    """When a backup that `backups_of` gave was made, in the local time it is named by."""
    [stamp] = _STAMP.findall(backup.stem)[-1:]
    return datetime.strptime(stamp, "%Y-%m-%dT%H%M%S.%f")  # noqa: DTZ007 - a file name in the reader's own time


def _restore(path: Path) -> str:
    if backups := backups_of(path):
        made = moment_of(backups[-1])
        return f"The last backup is of {made:%Y-%m-%d %H:%M}: klantreis restore {path}. The file was not touched."
    return "There is no backup beside it. The file was not touched."


def patiently(work: Callable[[], T]) -> T:
    """Do *work*, which changes nothing where it finds the file busy, and do it again a few times before giving up.

    Raises:
        Busy: somebody else was at the file all the time, some `BUSY_SECONDS` for each try.
    """
    for retries in range(RETRIES, -1, -1):
        try:
            return work()
        except Busy:
            if not retries:
                raise
        sleep(uniform(0.02, 0.2))  # noqa: S311 - only so that two who wait do not come back at the same moment
    raise AssertionError


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about *path* into errors a consultant can act on."""
    try:
        yield
    except KlantreisError:
        raise
    except Exception as error:
        cause = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's error
        if isinstance(cause, driver().Error):
            raise _of_sqlite(cause, path) from error
        if isinstance(cause, (UnicodeDecodeError, OverflowError)):
            raise Damaged(f"{path} is damaged ({type(cause).__name__}). {_restore(path)}") from error
        if isinstance(cause, OSError):
            raise of_system(cause, path) from error
        raise


def of_system(error: OSError, path: Path) -> KlantreisError:
    """What the operating system refused, in words."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return NoSuchInput(f"{path} does not exist.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return NoPermission(f"You may not do that with {path} ({owner_of(path)}).")
        case errno.EISDIR:
            return NoSuchInput(f"{path} is a folder.")
        case errno.ENAMETOOLONG | errno.ELOOP | errno.ENXIO | errno.ENODEV:
            return NoSuchInput(f"{clean_text(str(path))[:200]}: {error.strerror}.")
        case errno.ENOSPC:
            return _disk_full(path)
        case errno.EDQUOT | errno.EFBIG:
            return _no_room(path)
        case _:
            return Damaged(f"{path}: {error.strerror}.")


def _of_sqlite(error: Exception, path: Path) -> KlantreisError:
    if _is_busy(error):
        return Busy(f"Somebody else is writing to {path}. Your change was not made; try again in a moment.")
    name = _name_of(error)
    match name.split("_")[1:2]:
        case ["FULL"]:
            return _disk_full(path)
        case ["IOERR"] if "READ" not in name:  # the newer SQLite does not say whether it was reading or writing
            return _disk_full(path) if _free_space(path) < 1 else _no_room(path)
        case ["READONLY"] | ["PERM"] | ["AUTH"]:
            return NoPermission(f"No permission to write to {path} ({owner_of(path)}). Nothing was changed.")
        case ["CANTOPEN"] if not path.exists():
            return NoSuchInput(f"{path} does not exist. Create it with: klantreis new {path}")
        case ["CANTOPEN"]:
            return NoPermission(f"{path} cannot be opened ({owner_of(path)}).")
        case ["NOTADB"]:
            return NotAnEngagement(f"{path} is not a klantreis file. Nothing was changed.")
        case ["CONSTRAINT"]:
            return Refused(f"The file does not allow that: {error}.")
        case _:
            return Damaged(f"{path} is damaged ({error}). {_restore(path)}")


def _name_of(error: Exception) -> str:
    # A copy that fails (`Connection.backup`) says what went wrong only in words.
    return str(getattr(error, "sqlite_errorname", "") or _NAMES.get(str(error), ""))


def _is_busy(error: Exception) -> bool:
    return _name_of(error).split("_")[1:2] in (["BUSY"], ["LOCKED"], ["PROTOCOL"])


def _disk_full(path: Path) -> DiskFull:
    where = true_path(path).parent
    return DiskFull(
        f"The disk is full ({_free_space(path)} MB free in {where}). "
        "Nothing was changed; free some space and try again."
    )


def _no_room(path: Path) -> DiskFull:
    return DiskFull(
        f"{path} could not be written ({_free_space(path)} MB free): a quota or a limit on the size of files is "
        "reached, or the disk fails. Nothing was changed."
    )


def _free_space(path: Path) -> int:
    """Megabytes left where *path* is."""
    try:
        return shutil.disk_usage(true_path(path).parent).free // (1024 * 1024)
    except OSError:
        return 0


def owner_of(path: Path) -> str:
    """Whose file or folder *path* is, for a message."""
    try:
        return f"owner {path.owner()}"
    except (OSError, KeyError):
        return "owner unknown"
