"""Copies of the file, made before anything that rewrites much of it, and before the first edit of each day."""

from __future__ import annotations

import shutil
import stat
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from domain.errors import CannotCreate, Damaged
from storage.connection import Connection, backups_of, driver, moment_of, true_path
from storage.files import new_file

MOST_KEPT = 5
"""Backups kept for each reason but the daily one."""
DAILY = "daily"
DAYS_KEPT, WEEKS_KEPT = 7, 4
"""Daily backups kept: of the last days there are, and the last of each of the weeks before."""
ROOM = 2
"""How many times its size must be free for a copy that nobody asked for."""


def back_up(conn: Connection, path: Path, *, why: str, at: datetime | None = None) -> Path:
    """Copy the open file, log and all, into the folder `backups` beside it, and return the copy.

    Where *path* is a link, that is beside the file itself: the same folder for everybody.

    The oldest copies made for the same reason go when there are more than are kept. Who may read the engagement may
    read its copies.

    Raises:
        Damaged: the copy does not pass SQLite's own check.
        DiskFull, NoPermission: there is no room or no right to write it.
    """
    path = true_path(path)
    mode = stat.S_IMODE(path.stat().st_mode) & 0o660
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700 | (mode & 0o060 and 0o070), exist_ok=True)
    at = at or datetime.now()  # noqa: DTZ005 - a file name in the reader's own time
    while True:
        stamp = at.strftime("%Y-%m-%dT%H%M%S.%f")[:-3]
        target = folder / f"{path.stem}-{stamp}-{why}{path.suffix}"
        try:
            copy_to(conn, target)
            target.chmod(mode)
            break
        except CannotCreate:  # somebody else made one in the same millisecond
            at += timedelta(milliseconds=1)
    for old in _superfluous(backups_of(path, why), why):
        old.unlink(missing_ok=True)
    return target


def back_up_daily(conn: Connection, path: Path, *, at: datetime) -> Path | None:
    """Make the copy of the day, where there is room for it: None where there is not.

    Raises:
        Damaged, DiskFull, NoPermission: as `back_up`.
    """
    size = true_path(path).stat().st_size
    if shutil.disk_usage(true_path(path).parent).free < ROOM * size:
        return None
    return back_up(conn, path, why=DAILY, at=at)


def _superfluous(backups: list[Path], why: str) -> list[Path]:
    """Those of *backups*, made for one reason and oldest first, that are kept no longer."""
    if why != DAILY:
        return backups[:-MOST_KEPT]
    days = {moment_of(each).date(): each for each in backups}  # of several of a day the last
    recent = sorted(days)[-DAYS_KEPT:]
    weeks = {day.isocalendar()[:2]: each for day, each in days.items() if day not in recent}
    kept = {*(days[day] for day in recent), *list(weeks.values())[-WEEKS_KEPT:]}
    return [each for each in backups if each not in kept]


def copy_to(conn: Connection, target: Path) -> None:
    """Copy the database open at *conn* to the new file *target*, whatever happened to its own path."""
    with new_file(target) as temporary:
        with closing(driver().connect(str(temporary))) as copy:
            conn.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise Damaged(f"The copy {target} would be damaged ({verdict}); it was not kept.")
