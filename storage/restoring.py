"""Going back to a backup: by one edit where the engagement can be read, else by putting the copy in its place.

Copying a backup over an engagement by hand is undone in silence by what SQLite keeps beside the file, and pulls it away
under whoever has it open. An edit is seen by everybody, is in the log, and can be taken back.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from domain.errors import Busy, NoSuchInput
from domain.plan import Change, Edit, Plan
from domain.text import counted
from storage.backup import copy_to
from storage.connection import backups_of, connect_to_read, explained, leftovers, moment_of, true_path
from storage.presence import who_is_at
from storage.store import Store


def backup_meant(path: Path, name: str = "") -> Path:
    """The backup of *path* called *name*, or the last of those whose time or reason *name* is in; the last without it.

    Raises:
        NoSuchInput: there is none; says which there are.
    """
    there = backups_of(path)
    found = [each for each in there if name in each.name]
    if found:
        return found[-1]
    if not there:
        raise NoSuchInput(f"There is no backup of {path}.")
    listed = "; ".join(each.name for each in there)
    raise NoSuchInput(f"There is no backup “{name}” of {path}. There are: {listed}.")


def restored(plan: Plan, backup: Path) -> Edit:
    """The edit that makes *plan* what it was when *backup* was made.

    Raises:
        KlantreisError: the backup cannot be read.
    """
    with Store.open(backup, read_only=True) as store:
        then = store.plan
    gone = [Change(record, None) for record in plan if then.find(type(record), record.id) is None]
    back = [Change(now, record) for record in then if (now := plan.find(type(record), record.id)) != record]
    return Edit(f"Restore the backup of {moment_of(backup):%Y-%m-%d %H:%M}", (*gone, *back))


def put_in_place(path: Path, backup: Path, at: datetime) -> tuple[Path, ...]:
    """Put a copy of *backup* at *path*, whose own file cannot be read or is gone.

    Returns:
        What was there, with what SQLite kept beside it, under the names it was moved to.

    Raises:
        Busy: somebody has the engagement open.
        KlantreisError: the backup cannot be read, or there is no room or right; *path* is as it was.
    """
    path = true_path(path)
    if others := who_is_at(path):
        names = ", ".join(other.name for other in others)
        raise Busy(f"{counted(len(others), 'terminal')} ({names}) still {'have' if others[1:] else 'has'} {path} open.")
    stamp = f"{at:%Y-%m-%dT%H%M%S.%f}"
    new = path.with_name(f"{path.stem}-restored-{stamp}{path.suffix}")
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    with Store.open(backup, read_only=True):
        pass  # it can be read, whatever version it is of
    with explained(path), closing(connect_to_read(backup)) as conn:
        copy_to(conn, new)
        moved: list[tuple[Path, Path]] = []
        try:
            for each in [*([path] if path.exists() else []), *leftovers(path)]:
                moved.append((each, each.rename(f"{aside}{each.name.removeprefix(path.name)}")))  # noqa: PERF401 - as far as it got
            new.rename(path)
        except OSError:
            for was, now in moved:
                now.rename(was)
            new.unlink()
            raise
    return tuple(now for _, now in moved)
