"""Writing files so that there is always the old one or the new one, and never somebody else's."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.errors import CannotCreate, NoSuchInput
from storage.connection import explained

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
_SUFFIX = ".klantreis-new"


def engagement_called(name: str) -> Path:
    """The file called *name*, with the usual suffix where that is the one there is."""
    path = Path(name)
    suffixed = Path(f"{name}.klantreis")
    return suffixed if suffixed.exists() and not path.exists() else path


def write_atomically(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write *content* to *path*: all of it or nothing, readable by its owner only.

    A file that is replaced keeps its permissions where they are stricter or were opened on purpose.

    Raises:
        CannotCreate: *path* exists and *overwrite* is false, or is a link, folder, pipe or device.
    """
    with explained(path), new_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(content)


@contextmanager
def new_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield an empty private file beside *path* that takes its place when the block ends well.

    Raises:
        CannotCreate: as `write_atomically`.
        NoSuchInput: the folder does not exist.
    """
    if not path.parent.is_dir():
        raise NoSuchInput(f"There is no folder {path.parent}.")
    mode = _mode_to_keep(path, overwrite=overwrite)
    _remove_abandoned(path.parent)
    handle, temporary = _temporary(path)
    try:
        yield temporary
        temporary.chmod(mode)
        _flush(temporary)
        if overwrite:
            temporary.replace(path)
        else:
            _put(temporary, path)
        _flush(path.parent)
    finally:
        for each in (*_beside(temporary), temporary):
            each.unlink(missing_ok=True)
        os.close(handle)


def _temporary(path: Path) -> tuple[int, Path]:
    """A new private file beside *path*, with a lock on it that lasts as long as this program has the handle."""
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=_SUFFIX, dir=path.parent)
        with suppress(OSError):  # a file system without locks; then nobody can take it for abandoned either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # taken for abandoned before it was locked


def _remove_abandoned(folder: Path) -> None:
    """Remove what a program left in *folder* that was killed while it wrote: it holds no lock any more."""
    for each in folder.glob(f".*{_SUFFIX}"):
        with suppress(OSError):
            handle = os.open(each, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for part in (*_beside(each), each):
                    part.unlink(missing_ok=True)
            finally:
                os.close(handle)


def _beside(temporary: Path) -> Iterator[Path]:
    """What SQLite may keep beside a file it writes."""
    return (Path(f"{temporary}{end}") for end in ("-journal", "-wal", "-shm"))


def _put(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)  # unlike a rename, fails where somebody made the file meanwhile
    except FileExistsError as error:
        raise CannotCreate(f"{path} exists already.") from error
    except OSError:  # a file system without hard links
        if path.exists():
            raise CannotCreate(f"{path} exists already.") from None
        temporary.rename(path)


def _mode_to_keep(path: Path, *, overwrite: bool) -> int:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return PRIVATE
    if stat.S_ISLNK(found.st_mode):
        raise CannotCreate(f"{path} is a link to {path.readlink()}. Name the file itself.")
    if not stat.S_ISREG(found.st_mode):
        raise CannotCreate(f"{path} is not an ordinary file.")
    if not overwrite:
        raise CannotCreate(f"{path} exists already. Choose another name, or add --force to replace it.")
    return stat.S_IMODE(found.st_mode)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
