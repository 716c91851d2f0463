"""Whatever call to the disk fails: it is told in words, and the file is as before or as after, never between.

The n-th call that writes fails, for every n until all gets through (of later ones every few, unless there is time):
once as a full disk, once as a disk that breaks.
"""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Callable
from io import BufferedIOBase, RawIOBase
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Self

import pytest

from domain.edits import add
from domain.engagement import Engagement
from domain.errors import KlantreisError
from domain.persona import Persona
from storage.connection import driver
from storage.doctor import Verdict, examine
from storage.files import write_atomically
from storage.restoring import put_in_place
from storage.store import Store
from tests.soak import times
from tests.test_restoring import MORNING

OF_THE_SYSTEM = frozenset({"fsync", "replace", "rename", "link", "write", "mkstemp", "open", "chmod", "fchmod"})
OF_SQLITE = frozenset({"execute", "executemany", "commit", "backup"})
FULL, BROKEN = "full", "broken"
SPARSER = times(5, 10_000)
"""After so many calls only every second one fails, after twice as many every third."""


class Failing:
    """Lets the call number *at* of those that write fail, and tells whether there were so many."""

    def __init__(self, at: int, how: str) -> None:
        self.left = at
        self.how = how

    def __enter__(self) -> Self:
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _look(self, _frame: FrameType, event: str, called: Any) -> None:  # noqa: ANN401 - what `setprofile` hands over
        if event != "c_call" or not _writes(called):
            return
        self.left -= 1
        if self.left == 0:
            sys.setprofile(None)
            raise self._error(called.__name__)

    def _error(self, name: str) -> Exception:
        if name in OF_SQLITE:
            words = "database or disk is full" if self.how == FULL else "disk I/O error"
            return driver().OperationalError(words)  # type: ignore[no-any-return]
        return OSError(errno.ENOSPC if self.how == FULL else errno.EIO, "No room" if self.how == FULL else "Broken")


def _writes(called: Any) -> bool:  # noqa: ANN401 - a function of C
    if called.__name__ in OF_SQLITE:
        return True
    # Not that of a string, or of a date.
    return called.__name__ in OF_THE_SYSTEM and isinstance(called.__self__, ModuleType | RawIOBase | BufferedIOBase)


def edit(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        store.apply(add(store.plan, Persona, name="Ann"))


def next_day(path: Path) -> None:
    with Store.open(path, author="ana", now=lambda: MORNING.replace(year=2090)) as store:
        store.apply(add(store.plan, Persona, name="Ann"))


def draft(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        store.keep_draft("persona:vera", {"name": "Ver"})


def new(path: Path) -> None:
    Store.create(path.with_name("new.klantreis"), [Engagement(id="engagement", name="New")])


def export(path: Path) -> None:
    write_atomically(path.with_name("out.toml"), b"new", overwrite=True)


def upgrade(path: Path) -> None:
    Store.open(path).close()


def restore(path: Path) -> None:
    put_in_place(path, path.with_name("kept.klantreis"), MORNING)


def names(path: Path) -> list[str]:
    """Who is in the file, which is whole."""
    assert [found.what for found in examine(path) if found.verdict is Verdict.BAD] == []
    with Store.open(path, read_only=True) as store:
        return [persona.name for persona in store.plan.all(Persona)]


@pytest.fixture(params=[edit, next_day, draft, new, export, upgrade, restore], ids=lambda do: do.__name__)
def do(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("how", [FULL, BROKEN])
def test_whatever_call_fails_the_file_is_as_before_or_as_after(
    do: Callable[[Path], None], how: str, tmp_path: Path
) -> None:
    original = tmp_path / "original.klantreis"
    if do is upgrade:
        shutil.copy(Path(__file__).with_name("versions") / "version-1.klantreis", original)
        original.chmod(0o600)
    else:
        Store.create(original, [Engagement(id="engagement", name="Trips"), Persona(id="vera", name="Vera")])
    before = None if do is upgrade else ["Vera"]
    told, at = [], 1
    while True:
        folder = tmp_path / f"{at:04}"
        folder.mkdir()
        path = folder / "trips.klantreis"
        shutil.copy(original, path)
        shutil.copy(original, folder / "kept.klantreis")
        (folder / "out.toml").write_bytes(b"old")
        failing = Failing(at, how)
        try:
            with failing:
                do(path)
        except KlantreisError as error:
            told.append(str(error))
        finally:
            sys.setprofile(None)
        if do is new:
            made = path.with_name("new.klantreis")
            assert not made.exists() or names(made) == []
        found = names(path)
        assert before is None or found in (before, [*before, "Ann"])
        assert (folder / "out.toml").read_bytes() in (b"old", b"new")
        shutil.rmtree(folder)
        if failing.left > 0:
            break
        at += 1 + at // SPARSER
    assert len(told) > 1
    assert [each for each in told if not each.endswith(".")] == []
