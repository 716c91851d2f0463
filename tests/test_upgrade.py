"""Bringing older files up to date, also where several programs find the same old file at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import reduce
from pathlib import Path

import pytest

from domain.edits import change
from domain.engagement import Engagement
from domain.errors import Busy, NoPermission, TooNew
from domain.plan import Plan
from storage import connection
from storage.connection import connect
from storage.log import replayed
from storage.store import Store
from storage.upgrade import Rows, schema_version, upgrade

ROOT = Path(__file__).parent.parent
VERSION_1 = ROOT / "tests" / "versions" / "version-1.klantreis"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    Store.create(path, [Engagement(id="engagement", name="Trips")])
    return path


def renamed(rows: Rows) -> Rows:
    """A step that shows when it is taken twice."""
    return {**rows, "engagement": [{**row, "name": f"{row['name']}!"} for row in rows["engagement"]]}


STEPS = (*(lambda rows: rows for _ in range(1, schema_version())), renamed)


def test_a_file_that_another_upgraded_first_is_not_upgraded_again(path: Path) -> None:
    mine, theirs = connect(path), connect(path)

    upgrade(theirs, path, STEPS)
    upgrade(mine, path, STEPS)

    assert mine.execute("SELECT name FROM engagement").fetchall() == [("Trips!",)]
    assert len(list((path.parent / "backups").iterdir())) == 1, "a copy of the upgraded file is none of the older one"
    mine.close()
    theirs.close()


def test_several_who_open_an_old_file_at_once_all_find_it_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "old.klantreis"
    shutil.copyfile(VERSION_1, path)
    code = (
        "import sys; from pathlib import Path; from storage.store import Store; import storage.schema\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "with Store.open(Path(sys.argv[1])) as store: print(len(store.plan))"
    )
    command = [sys.executable, "-c", code, str(path)]
    pipe = subprocess.PIPE
    openers = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(4)]
    for each in openers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in openers:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()

    assert [each.communicate(timeout=60) for each in openers] == [("303\n", "")] * 4
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_who_only_reads_an_old_file_reads_all_of_it_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.klantreis"
    shutil.copyfile(VERSION_1, path)
    with Store.open(path, read_only=True) as store:
        plan = store.plan

        assert reduce(replayed, store.log(), Plan()) == plan
        with pytest.raises(NoPermission, match="opened for reading only"):
            store.apply(change(plan.engagement, client="ACME"))

    assert path.read_bytes() == VERSION_1.read_bytes()
    assert [*tmp_path.iterdir()] == [path]
    with Store.open(path) as store:
        assert store.plan == plan


def test_an_old_file_that_another_is_writing_to_is_busy_and_not_copied_for_each_try(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    holder = connect(path)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy):
        Store.open(path, steps=STEPS)

    assert list((path.parent / "backups").iterdir()) == []
    holder.close()


def test_who_had_the_file_open_before_it_was_upgraded_writes_no_more(path: Path) -> None:
    with Store.open(path) as store:
        Store.open(path, steps=STEPS).close()

        with pytest.raises(TooNew, match="was upgraded meanwhile by a later version"):
            store.apply(change(store.plan.engagement, client="ACME"))


LIMITED = """
import resource, sys
from pathlib import Path
from domain.errors import DiskFull
from storage.connection import connect, explained
from storage.upgrade import upgrade
path = Path(sys.argv[1])
conn = connect(path)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
def grown(rows):
    last = rows["edit"][-1]
    return {**rows, "edit": [*rows["edit"], *({**last, "seq": n, "label": "x" * 9000} for n in range(1000, 2000))]}
try:
    with explained(path):
        upgrade(conn, path, [grown])
except DiskFull as error:
    print(error)
"""


def test_an_upgrade_for_which_there_is_no_room_says_so_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.klantreis"
    shutil.copyfile(VERSION_1, path)

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert "could not be written" in done.stdout
    with Store.open(path) as store:
        assert len(store.plan) == 303
