"""Who on this host may use an engagement: its owner only, or a group as well.

SQLite keeps a journal beside the file, so whoever is to write needs the folder, too. A folder that holds something else
is not opened to others: what is in it would be theirs as well.
"""

from __future__ import annotations

import grp
import os
import re
from pathlib import Path

from domain.errors import CannotCreate, NoSuchInput
from storage.connection import backups_of, explained, true_path

ALONE, TOGETHER = (0o600, 0o700), (0o660, 0o2770)
"""Permissions of files and of folders; in a folder with the group bit new files belong to the folder's group."""


def share_with(path: Path, group: str) -> tuple[Path, ...]:
    """Let the members of *group* read and write the engagement at *path*; return what was changed.

    Raises:
        NoSuchInput: there is no such group.
        CannotCreate: the folder holds what does not belong to the engagement.
        NoPermission: the files are somebody else's, or the group is not one of yours.
    """
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError as error:
        yours = ", ".join(sorted(_name(each) for each in {os.getgid(), *os.getgroups()}))
        raise NoSuchInput(f"There is no group “{group}” on this host. Yours are: {yours}.") from error
    path = true_path(path).absolute()
    if strangers := _strangers(path):
        more = " …" if strangers[1:] else ""
        raise CannotCreate(
            f"{path.parent} also holds {strangers[0]}{more}, and who shares an engagement shares its folder. "
            f"Nothing was changed; move {path.name} and its backups to a folder of their own first."
        )
    return _set(path, TOGETHER, number)


def keep_private(path: Path) -> tuple[Path, ...]:
    """Let nobody but its owner use the engagement at *path*; return what was changed.

    Raises:
        NoPermission: the files are somebody else's.
    """
    return _set(true_path(path).absolute(), ALONE, -1)


def group_of(path: Path) -> str:
    """The name of the group *path* belongs to, or its number where it has none."""
    return _name(path.stat().st_gid)


def _set(path: Path, modes: tuple[int, int], group: int) -> tuple[Path, ...]:
    copies = backups_of(path)
    files = (path, *(each for each in _beside(path) if each.is_file()), *copies)
    folders = (path.parent, *({copies[0].parent} if copies else ()))
    with explained(path):
        for each, mode in (*((each, modes[1]) for each in folders), *((each, modes[0]) for each in files)):
            if each == path.parent and modes is ALONE and not _is_shared(each):
                continue  # never narrowed below what it was before it was shared
            if group >= 0:
                os.chown(each, -1, group, follow_symlinks=False)
            each.chmod(mode)
    return (*folders, *files)


def _is_shared(folder: Path) -> bool:
    return folder.stat().st_mode & TOGETHER[1] == TOGETHER[1]


def _beside(path: Path) -> list[Path]:
    return [Path(f"{path}{end}") for end in ("-wal", "-shm", "-journal")]


def _strangers(path: Path) -> list[str]:
    """What is in the folder of *path* that does not belong to it, or is not given out from it, by name."""
    ours = re.compile(rf"\.?{re.escape(path.stem)}[.-].*|backups|[^.].*\.(toml|html|svg|csv|md|mmd|txt|ics)")
    return sorted(each.name for each in path.parent.iterdir() if not ours.fullmatch(each.name))


def _name(group: int) -> str:
    try:
        return grp.getgrgid(group).gr_name
    except KeyError:
        return str(group)
