"""Who else has an engagement open, without a word in its file.

Each terminal holds a locked note beside the engagement with the name of its author and, where it says so, what it is
at. The system lets go of the lock however the terminal ends, so a note that nobody holds is of somebody who is gone.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from domain.text import clean_text
from storage.connection import true_path

LONGEST_NAME, LONGEST_DOING = 80, 40
MOST_NOTES = 50
"""Notes that are looked at; more are not worth the time it takes."""


_SIZE = 4 * (LONGEST_NAME + LONGEST_DOING) + 1
"""Bytes of a note. All are of one size: what is written over another in one go is never read half."""


class Other(NamedTuple):
    """Another terminal: the name of its author, and what it is at in a word or two; empty where it does not say."""

    name: str
    doing: str = ""


class Presence:
    """The note of one terminal. Where none can be left, as in a folder one may not write to, nobody is told."""

    def __init__(self, path: Path, *, author: str, session: str) -> None:
        """Leave a note of *author* beside the engagement at *path*."""
        path = true_path(path).absolute()
        self._path = path
        self._note = path.parent / f"{_start(path)}{session}"
        self._handle = -1
        self._author, self._doing = author, ""
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode) & 0o666  # whoever may read the engagement may know
            self._handle = _left(self._note, _noted(author), mode)

    def say(self, doing: str) -> None:
        """Tell the others what this terminal is at, such as `voting 4 of 20`; nothing takes it back."""
        if doing != self._doing and self._handle >= 0:
            self._doing = doing
            with suppress(OSError):
                os.pwrite(self._handle, _noted(self._author, doing), 0)

    def others(self) -> list[Other]:
        """The other terminals, by name, and away with the notes of those that are gone."""
        return [] if self._handle < 0 else who_is_at(self._path, but=self._note.name)

    def leave(self) -> None:
        """Take the note away."""
        if self._handle >= 0:
            with suppress(OSError):
                self._note.unlink()
            os.close(self._handle)
            self._handle = -1


def who_is_at(path: Path, but: str = "") -> list[Other]:
    """The terminals that have the engagement at *path* open, by name, leaving out the note called *but*."""
    path = true_path(path).absolute()
    ours = re.compile(re.escape(_start(path)) + r"[\w-]{1,32}")
    with suppress(OSError), os.scandir(path.parent) as entries:
        names = [entry.name for entry in entries if ours.fullmatch(entry.name)][:MOST_NOTES]
        return sorted(filter(None, (_read(path.parent / name) for name in names if name != but)))
    return []


def _start(path: Path) -> str:
    return f".{path.name[:80]}.open-"


def _noted(author: str, doing: str = "") -> bytes:
    lines = f"{clean_text(author)[:LONGEST_NAME]}\n{clean_text(doing)[:LONGEST_DOING]}"
    return lines.encode("utf-8", "replace").ljust(_SIZE)


def _left(note: Path, text: bytes, mode: int) -> int:
    """The handle of a new note, which comes under its name only once it is locked."""
    unlocked = note.with_name(f"{note.name}.new")
    handle = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, mode)
        os.write(handle, text)
        unlocked.rename(note)
    except OSError:
        os.close(handle)
        with suppress(OSError):
            unlocked.unlink()
        raise
    return handle


def _read(note: Path) -> Other | None:
    """What *note* says; None, and the note taken away, where nobody holds it."""
    try:
        handle = os.open(note, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # taken away meanwhile, or a link: not a note
        return None
    try:
        if _is_held(handle):
            name, _, doing = os.read(handle, _SIZE).decode("utf-8", "replace").partition("\n")
            found = Other(clean_text(name)[:LONGEST_NAME], clean_text(doing)[:LONGEST_DOING])
            return found if found.name else None
        if stat.S_ISREG(os.fstat(handle).st_mode):
            note.unlink(missing_ok=True)
    except OSError:  # a file system without locks, a folder that may not be changed
        pass
    finally:
        os.close(handle)
    return None


def _is_held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
