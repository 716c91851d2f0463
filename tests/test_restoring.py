"""Backups come by themselves, can be gone back to, and who may use an engagement is said on purpose."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.edits import add, change, remove
from domain.engagement import Engagement
from domain.errors import Busy, CannotCreate, NoSuchInput
from domain.persona import Persona
from storage.connection import backups_of, moment_of
from storage.doctor import Verdict, examine
from storage.presence import Presence
from storage.restoring import backup_meant, put_in_place, restored
from storage.sharing import keep_private, share_with
from storage.store import Store
from tests.builders import a, plan_of
from tests.commands import ROOT, Run, run

__all__ = ["run"]  # a fixture

MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "shared" / "trips.klantreis"
    path.parent.mkdir(mode=0o700)
    records = plan_of(a(Engagement, Engagement.ONLY, name="Trips"), a(Persona, "michiel"), a(Persona, "vera"))
    Store.create(path, records, author="ana", now=lambda: MORNING)
    return path


def edited(path: Path, at: datetime, name: str) -> None:
    """Change the name of the first persona at a moment."""
    with Store.open(path, author="ana", now=lambda: at) as store:
        store.apply(change(store.plan.get(Persona, "michiel"), name=name))


def names(path: Path) -> list[str]:
    with Store.open(path, read_only=True) as store:
        return [persona.name for persona in store.plan.all(Persona)]


def test_the_first_edit_of_a_day_is_made_after_a_backup_of_the_day_before(path: Path) -> None:
    edited(path, MORNING + timedelta(hours=1), "Michiel M.")
    assert backups_of(path) == []

    edited(path, MORNING + timedelta(days=1), "Michiel Mo.")
    edited(path, MORNING + timedelta(days=1, hours=1), "Michiel Mol")

    [backup] = backups_of(path)
    assert names(backup) == ["Michiel M.", "Vera"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_of_many_days_the_last_seven_are_kept_and_one_of_each_of_four_weeks(path: Path) -> None:
    for day in range(1, 61):
        edited(path, MORNING + timedelta(days=day), f"Michiel {day}")

    days = [(moment_of(each) - MORNING.replace(tzinfo=None)).days for each in backups_of(path)]

    # Day 60 is a Friday: before its seven days, the last backup of each of the four weeks before.
    assert days[-7:] == list(range(54, 61))
    assert len(days) == 11
    weeks = [(MORNING + timedelta(days=day)).isocalendar().week for day in days[:4]]
    assert len(set(weeks)) == 4
    assert weeks == sorted(weeks)


def test_an_edit_is_not_held_up_where_no_backup_can_be_made(path: Path) -> None:
    (path.parent / "backups").write_text("in the way")

    edited(path, MORNING + timedelta(days=1), "Michiel Mol")

    assert names(path) == ["Michiel Mol", "Vera"]


def test_a_backup_is_gone_back_to_by_one_edit_that_can_be_taken_back(path: Path) -> None:
    with Store.open(path, author="ana", now=lambda: MORNING) as store:
        backup = store.back_up("test")
        then = store.plan
        store.apply(remove(store.plan, [store.plan.get(Persona, "vera")]))
        store.apply(add(store.plan, Persona, name="Joost"))
        store.apply(change(store.plan.get(Persona, "michiel"), name="Michiel Mol"))
        now = store.plan

        store.apply(restored(store.plan, backup))
        assert store.plan == store.read() == then

        store.undo()
        assert store.plan == store.read() == now


def test_others_who_have_the_engagement_open_follow_to_the_backup(path: Path) -> None:
    with Store.open(path, author="ana") as ana, Store.open(path, author="joris") as joris:
        backup = ana.back_up("test")
        joris.apply(add(joris.plan, Persona, name="Joost"))
        ana.catch_up()

        ana.apply(restored(ana.plan, backup))

        joris.catch_up()
        assert joris.plan == ana.plan


def test_a_file_that_cannot_be_read_makes_place_for_the_backup_and_is_kept(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        backup = store.back_up("test")
    path.write_bytes(b"\0" * 5000)
    Path(f"{path}-wal").write_bytes(b"left over")

    moved = put_in_place(path, backup, MORNING)

    assert names(path) == ["Michiel", "Vera"]
    assert [each.read_bytes()[:9] for each in moved] == [b"\0" * 9, b"left over"]
    assert not Path(f"{path}-wal").exists()


def test_nothing_is_put_in_the_place_of_what_somebody_has_open(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        backup = store.back_up("test")
    joris = Presence(path, author="joris", session="j")

    with pytest.raises(Busy, match="1 terminal \\(joris\\) still has"):
        put_in_place(path, backup, MORNING)

    joris.leave()


def test_a_backup_that_is_not_there_is_told_with_those_that_are(path: Path) -> None:
    with pytest.raises(NoSuchInput, match="no backup of"):
        backup_meant(path)
    with Store.open(path, author="ana") as store:
        made = store.back_up("before-import")

    assert backup_meant(path) == backup_meant(path, "import") == made
    with pytest.raises(NoSuchInput, match=made.name):
        backup_meant(path, "2001")


def test_going_back_on_the_command_line_shows_what_changes_first(run: Run, tmp_path: Path) -> None:
    assert run("new", "trips", "--example", "reisbureau")[0] == 0
    outline = "## Lost\n# Arrive\n- Wait ~-1\n"
    assert run("capture", "trips", given=outline)[0] == 0
    with Store.open(tmp_path / "trips.klantreis") as store:
        store.back_up("test")
    assert run("restore", "trips", "--yes")[2].count("Nothing changes") == 1
    assert run("undo", "trips")[0] == 0

    listed = run("restore", "trips", "--list")[1]
    assert listed.endswith("-test.klantreis\n")
    code, told, said = run("restore", "trips", "--dry-run")
    assert (code, told.split(" with")[0]) == (0, "+ journey “Lost”")
    assert run("restore", "trips")[0] == 2  # nobody is there to say yes
    assert run("restore", "trips", "--yes")[0] == 0
    assert "Restore the backup of" in run("log", "trips")[1]
    (tmp_path / "trips.klantreis").write_bytes(b"nothing")
    assert run("restore", "trips")[0] == 2
    code, _, said = run("restore", "trips", "--yes")
    assert code == 0
    assert "damaged" in said
    assert run("check", "trips")[0] == 1


def test_a_lost_file_comes_back_from_its_backup(run: Run, tmp_path: Path) -> None:
    assert run("new", "trips")[0] == 0
    with Store.open(tmp_path / "trips.klantreis") as store:
        store.back_up("test")
    (tmp_path / "trips.klantreis").unlink()

    assert run("restore", "trips.klantreis", "--yes")[0] == 0

    assert run("doctor", "trips.klantreis")[0] == 0


def test_the_doctor_says_whether_the_last_backup_can_be_gone_back_to(path: Path) -> None:
    def backups() -> tuple[Verdict, str]:
        [found] = [each for each in examine(path) if each.name == "backups"]
        return found.verdict, found.what

    assert backups()[0] is Verdict.NOTE
    with Store.open(path, author="ana", now=lambda: MORNING) as store:
        backup = store.back_up("test")
    assert backups()[0] is Verdict.GOOD
    backup.write_bytes(b"nothing of use")
    verdict, what = backups()
    assert verdict is Verdict.BAD
    assert "cannot be gone back to" in what


SOMEBODY = 65_534
"""A user id that is nobody's in particular."""

AS_ANOTHER = """
import os, sys
import sqlalchemy.dialects.sqlite.pysqlite, storage.writing, storage.store
from storage.connection import driver; driver()
os.setgroups([]); os.setgid({group}); os.setuid({user}); os.umask(0o077)
from pathlib import Path
from domain.edits import add
from domain.persona import Persona
from storage.store import Store
with Store.open(Path({path!r}), author="joris") as store:
    if store.read_only:
        sys.exit(store.why_read_only)
    store.apply(add(store.plan, Persona, name="Joost"))
    store.back_up("test")
"""


def as_another(path: Path, group: int) -> subprocess.CompletedProcess[str]:
    """Add a persona to the engagement at *path* as another user who is in *group* only."""
    script = AS_ANOTHER.format(group=group, user=SOMEBODY, path=os.fspath(path))
    environ = {**os.environ, "PYTHONPATH": os.fspath(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", script], cwd="/", env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def within_reach(path: Path) -> Path:
    """The engagement, with every folder above it open to be passed through."""
    if os.getuid() != 0:
        pytest.skip("only root can try what another user may do")
    for folder in path.parent.parents:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return path


def test_the_members_of_a_group_use_what_is_shared_with_them_and_nobody_else_does(within_reach: Path) -> None:
    path = within_reach
    with Store.open(path, author="ana") as store:
        store.back_up("test")
    first = as_another(path, group=SOMEBODY)
    assert first.returncode, "what is private was open to others"

    share_with(path, "users")
    users = path.stat().st_gid
    second = as_another(path, group=users)

    assert (second.returncode, second.stderr) == (0, "")
    assert names(path) == ["Michiel", "Vera", "Joost"]
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (path, *backups_of(path))}
    assert set(modes.values()) == {0o660}
    assert {each.stat().st_gid for each in (path, *backups_of(path))} == {users}
    [permissions] = [each for each in examine(path) if each.name == "permissions"]
    assert permissions.verdict is Verdict.NOTE
    assert "users" in permissions.what

    keep_private(path)

    assert {stat.S_IMODE(each.stat().st_mode) for each in (path, *backups_of(path))} == {0o600}
    assert as_another(path, group=users).returncode


def test_a_folder_with_other_things_in_it_is_not_opened_to_others(path: Path) -> None:
    (path.parent / "salaries.xlsx").write_text("secret")
    before = stat.S_IMODE(path.parent.stat().st_mode)

    with pytest.raises(CannotCreate, match=r"salaries\.xlsx"):
        share_with(path, "users")

    assert stat.S_IMODE(path.parent.stat().st_mode) == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_group_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(NoSuchInput, match="no group “no such group”"):
        share_with(path, "no such group")
