"""Who else has an engagement open, without a word in its file.

Each terminal holds a locked note beside the engagement with the name of its author. The system lets go of the lock
however the terminal ends, so a note that nobody holds is of somebody who is gone.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from domain.text import clean_text
from storage.connection import true_path

LONGEST_NAME = 80
MOST_NOTES = 50
"""Notes that are looked at; more are not worth the time it takes."""


class Presence:
    """The note of one terminal. Where none can be left, as in a folder one may not write to, nobody is told."""

    def __init__(self, path: Path, *, author: str, session: str) -> None:
        """Leave a note of *author* beside the engagement at *path*."""
        path = true_path(path).absolute()
        self._folder = path.parent
        start = f".{path.name[:80]}.open-"
        self._others = re.compile(re.escape(start) + r"[\w-]{1,32}")
        self._note = self._folder / f"{start}{session}"
        self._handle = -1
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode) & 0o666  # whoever may read the engagement may know
            self._handle = _left(self._note, author, mode)

    def others(self) -> list[str]:
        """The authors of the other terminals, one for each, and away with the notes of those that are gone."""
        if self._handle < 0:
            return []
        with suppress(OSError), os.scandir(self._folder) as entries:
            names = [entry.name for entry in entries if self._others.fullmatch(entry.name)][:MOST_NOTES]
            notes = (self._folder / name for name in names if name != self._note.name)
            return sorted(filter(None, map(_author, notes)))
        return []

    def leave(self) -> None:
        """Take the note away."""
        if self._handle >= 0:
            with suppress(OSError):
                self._note.unlink()
            os.close(self._handle)
            self._handle = -1


def _left(note: Path, author: str, mode: int) -> int:
    """The handle of a new note, which comes under its name only once it is locked."""
    unlocked = note.with_name(f"{note.name}.new")
    handle = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, mode)
        os.write(handle, clean_text(author)[:LONGEST_NAME].encode())
        unlocked.rename(note)
    except OSError:
        os.close(handle)
        with suppress(OSError):
            unlocked.unlink()
        raise
    return handle


def _author(note: Path) -> str:
    """The name in *note*; empty, and the note taken away, where nobody holds it."""
    try:
        handle = os.open(note, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # taken away meanwhile, or a link: not a note
        return ""
    try:
        if _is_held(handle):
            return clean_text(os.read(handle, 4 * LONGEST_NAME).decode("utf-8", "replace"))[:LONGEST_NAME]
        if stat.S_ISREG(os.fstat(handle).st_mode):
            note.unlink(missing_ok=True)
    except OSError:  # a file system without locks, a folder that may not be changed
        pass
    finally:
        os.close(handle)
    return ""


def _is_held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
