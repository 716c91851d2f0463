"""Copies of the file, made before anything that rewrites much of it."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from domain.errors import CannotCreate, Damaged
from storage.connection import Connection, backups_of, driver, true_path
from storage.files import PRIVATE_FOLDER, new_file

MOST_KEPT = 5
"""Backups kept for each reason."""


def back_up(conn: Connection, path: Path, *, why: str, at: datetime | None = None) -> Path:
    """Copy the open file, log and all, into the folder `backups` beside it, and return the copy.

    Where *path* is a link, that is beside the file itself: the same folder for everybody.

    The oldest copies made for the same reason go when there are more than `MOST_KEPT`.

    Raises:
        Damaged: the copy does not pass SQLite's own check.
        DiskFull, NoPermission: there is no room or no right to write it.
    """
    path = true_path(path)
    folder = path.parent / "backups"
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    at = at or datetime.now()  # noqa: DTZ005 - a file name in the reader's own time
    while True:
        stamp = at.strftime("%Y-%m-%dT%H%M%S.%f")[:-3]
        target = folder / f"{path.stem}-{stamp}-{why}{path.suffix}"
        try:
            copy_to(conn, target)
            break
        except CannotCreate:  # somebody else made one in the same millisecond
            at += timedelta(milliseconds=1)
    for old in backups_of(path, why)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
    return target


def copy_to(conn: Connection, target: Path) -> None:
    """Copy the database open at *conn* to the new file *target*, whatever happened to its own path."""
    with new_file(target) as temporary:
        with closing(driver().connect(str(temporary))) as copy:
            conn.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise Damaged(f"The copy {target} would be damaged ({verdict}); it was not kept.")
