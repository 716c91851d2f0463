"""A program that is killed at any moment: the file is as before or as after, and nothing of it lies about for long.

The moments are the calls that write: each run is killed at a later one than the last, until one gets through.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from domain.edits import add
from domain.engagement import Engagement
from domain.persona import Persona
from domain.plan import Plan
from storage.doctor import Verdict, examine
from storage.files import write_atomically
from storage.store import Store
from tests.soak import times

ROOT = Path(__file__).parent.parent
VERSION_1 = ROOT / "tests" / "versions" / "version-1.klantreis"

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from domain.edits import add
from domain.engagement import Engagement
from domain.persona import Persona
from storage.files import write_atomically
from storage.store import Store
import storage.schema, storage.writing

WRITING = {"execute", "executemany", "backup", "fsync", "replace", "rename", "link", "write", "unlink", "mkstemp"}
original, what, sparser = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])


def edit(path):
    with Store.open(path, author="ana") as store:
        store.apply(add(store.plan, Persona, name="Ann"))


def import_(path):
    with Store.open(path, author="ana") as store:
        store.back_up("before-import")
        store.apply(add(store.plan, Persona, name="Ann"))


def new(path):
    Store.create(path.with_name("new.klantreis"), [Engagement(id="engagement", name="New")])


def export(path):
    write_atomically(path.with_name("out.toml"), b"new" * 1000, overwrite=True)


def upgrade(path):
    Store.open(path).close()


def killed(path, at):
    '''Do it in a process of its own that is killed at its call number *at*; whether it was.'''
    if pid := os.fork():
        return os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    left = at
    def look(frame, event, called):
        nonlocal left
        if event == "c_call" and called.__name__ in WRITING:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(look)
    {"edit": edit, "import": import_, "new": new, "export": export, "upgrade": upgrade}[what](path)
    os._exit(0)


at = 1
while True:
    folder = original.parent / f"{at:05}"
    folder.mkdir()
    path = folder / original.name
    shutil.copy(original, path)
    (folder / "out.toml").write_bytes(b"old")
    if not killed(path, at):
        break
    at += 1 + at // sparser
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    Store.create(path, [Engagement(id="engagement", name="Trips"), Persona(id="vera", name="Vera")])
    return path


def runs_killed(path: Path, what: str) -> list[Path]:
    """The folders of the runs, the last one not killed."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), what, str(times(8, 10_000))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return sorted(each for each in path.parent.iterdir() if each.is_dir())


def assert_sound(path: Path) -> Plan:
    """What is in the file, which is whole."""
    assert [found.what for found in examine(path) if found.verdict is Verdict.BAD] == []
    with Store.open(path, author="ana") as store:
        plan = store.plan
        store.apply(add(plan, Persona, name="Zoë"))  # it can be worked with
    return plan


def assert_tidied_by_the_next(folder: Path) -> None:
    write_atomically(folder / "next.toml", b"")
    assert [each.name for each in folder.glob(".*")] == []


@pytest.mark.parametrize(("what", "kills"), [("edit", 10), ("import", 15)])
def test_a_file_is_as_before_or_as_after(path: Path, what: str, kills: int) -> None:
    folders = runs_killed(path, what)

    names = [sorted(persona.name for persona in assert_sound(folder / path.name).all(Persona)) for folder in folders]

    assert names == sorted(names, reverse=True), "once it is there, a later kill does not take it away"
    assert (names[0], names[-1]) == (["Vera"], ["Ann", "Vera"])
    assert len(folders) > kills
    for folder in folders:
        for backup in (folder / "backups").glob("[!.]*"):
            assert [persona.name for persona in assert_sound(backup).all(Persona)] == ["Vera"]
    if what == "import":
        backups = folders[-2] / "backups"
        assert_tidied_by_the_next(backups)


def test_a_new_file_is_whole_or_not_there(path: Path) -> None:
    folders = runs_killed(path, "new")

    made = [(folder / "new.klantreis").exists() for folder in folders]
    assert made == sorted(made)
    assert (made[0], made[-1]) == (False, True)
    for folder, is_made in zip(folders, made, strict=True):
        if is_made:
            assert_sound(folder / "new.klantreis")
        assert_tidied_by_the_next(folder)


def test_an_export_is_the_old_one_or_the_new_one(path: Path) -> None:
    folders = runs_killed(path, "export")

    found = [(folder / "out.toml").read_bytes() for folder in folders]
    assert set(found) == {b"old", b"new" * 1000}
    assert any(list(folder.glob(".*")) for folder in folders)
    for folder in folders:
        assert_tidied_by_the_next(folder)


def test_an_upgrade_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "trips.klantreis"
    shutil.copy(VERSION_1, path)
    path.chmod(0o600)

    folders = runs_killed(path, "upgrade")

    assert len(folders) > 30
    for folder in folders:
        assert len(assert_sound(folder / path.name)) == 303
        assert_tidied_by_the_next(folder / "backups")
