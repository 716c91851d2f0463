"""What the store promises, tried on real files."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path

import pytest

from domain.edits import add, change, remove
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import (
    Busy,
    CannotCreate,
    Damaged,
    DiskFull,
    KlantreisError,
    NoPermission,
    NoSuchInput,
    NotAnEngagement,
    Refused,
    Replaced,
    StaleEdit,
    TooNew,
)
from domain.initiative import Initiative
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.people import Team
from domain.persona import Persona
from domain.plan import Change, Edit, Plan
from storage import connection, doctor
from storage.connection import connect_to_read, driver, is_wal_safe
from storage.doctor import Verdict, examine
from storage.files import new_file, write_atomically
from storage.log import replayed
from storage.reading import read_plan
from storage.store import Store
from tests.soak import times

ROOT = Path(__file__).parent.parent


def some() -> list[Entity]:
    return [
        Engagement(id="engagement", name="Trips"),
        Persona(id="michiel", name="Michiel", share_percent=60),
        Journey(id="book", name="Book", persona="michiel"),
        Phase(id="orient", name="Orient", journey="book"),
        Touchpoint(id="search", name="Search", phase="orient", feeling=1),
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    Store.create(path, some(), author="ana")
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others can look into; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, author="ana", session="1") as store:
        yield store


@pytest.fixture
def other(path: Path) -> Iterator[Store]:
    with Store.open(path, author="joris", session="2") as store:
        yield store


def touchpoint(store: Store) -> Touchpoint:
    return store.plan.get(Touchpoint, "search")


def test_different_fields_of_one_record_both_stand(store: Store, other: Store) -> None:
    mine, theirs = change(touchpoint(store), feeling=2), change(touchpoint(other), importance=5)

    store.apply(mine)
    other.apply(theirs)

    assert (touchpoint(other).feeling, touchpoint(other).importance) == (Decimal(2), 5)
    assert other.read() == other.plan


def test_the_same_field_is_refused_to_the_second_who_is_told_both_values(store: Store, other: Store) -> None:
    mine, theirs = change(touchpoint(store), feeling=2), change(touchpoint(other), feeling=-2)

    store.apply(mine)
    with pytest.raises(StaleEdit, match="feeling of “Search” is now “2”; you wanted “-2”"):
        other.apply(theirs)

    assert touchpoint(other).feeling == 2


def test_two_fields_that_only_together_break_a_rule_are_refused(store: Store, other: Store) -> None:
    store.apply(add(store.plan, Team, name="Web", hires_fte=1))
    other.catch_up()
    store.apply(add(store.plan, Initiative, name="Filters", likely_days=5))
    other.catch_up()
    mine = change(store.plan.get(Initiative, "filters"), low_days=4)
    theirs = change(other.plan.get(Initiative, "filters"), likely_days=3)

    store.apply(mine)

    with pytest.raises(Refused, match=r"low_days \(4\) is above likely_days \(3\)"):
        other.apply(theirs)


def test_two_new_records_of_one_name_both_get_in_with_ids_of_their_own(store: Store, other: Store) -> None:
    mine, theirs = add(store.plan, Journey, name="Return"), add(other.plan, Journey, name="Return")

    store.apply(mine)
    made = other.apply(theirs)

    assert [c.subject.id for c in made.changes] == ["return-2"]
    assert len(other.plan.all(Journey)) == 3


def test_others_edits_are_followed_from_the_log(store: Store, other: Store) -> None:
    before = other.stamp()

    store.apply(change(touchpoint(store), feeling=-1))

    assert other.stamp() != before
    assert [(e.author, e.session, e.label) for e in other.catch_up()] == [("ana", "1", "Change feeling of “Search”")]
    assert other.plan == store.plan


def test_undo_takes_back_my_own_last_edit_not_anothers(store: Store, other: Store) -> None:
    store.apply(change(touchpoint(store), feeling=-1))
    other.apply(change(touchpoint(other), importance=4))

    store.undo()

    assert (touchpoint(store).feeling, touchpoint(store).importance) == (Decimal(1), 4)


def test_an_undo_that_would_overwrite_anothers_edit_says_whose(store: Store, other: Store) -> None:
    store.apply(change(touchpoint(store), feeling=-1))
    other.catch_up()
    other.apply(change(touchpoint(other), feeling=-2))

    with pytest.raises(StaleEdit, match="Cannot undo “Change feeling of “Search””: joris changed the same record at"):
        store.undo()


def test_the_creation_of_the_engagement_is_not_undone(store: Store) -> None:
    with pytest.raises(KlantreisError, match="nothing to undo"):
        store.undo()


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Edit("x", (Change(None, Phase(id="p", name="P", journey="nowhere")),)), "there is no journey “nowhere”"),
        (Edit("x", (Change(some()[2], None),)), "still refers to “Book”"),
        (Edit("x", (Change(None, Persona(id="m2", name="MICHIEL")),)), "“Michiel” has the same name"),
        (Edit("x", (Change(None, Engagement(id="two", name="Two")),)), "there is one engagement in a file"),
        (
            Edit("x", (Change(None, Journey(id="d", name="D", horizon=Horizon.NEAR, departs_from="d")),)),
            "it cannot refer to itself",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(store: Store, edit: Edit, why: str) -> None:
    before = store.read()

    with pytest.raises(Refused, match=why):
        store.apply(edit)

    assert store.read() == before


def test_a_removal_takes_all_its_parts_and_one_undo_brings_them_back(store: Store) -> None:
    before = store.plan
    store.apply(remove(store.plan, [store.plan.get(Journey, "book")]))
    assert len(store.read()) == 2

    store.undo()

    assert store.read() == before


def test_two_records_may_trade_names(store: Store) -> None:
    store.apply(add(store.plan, Persona, name="Ann"))
    michiel, ann = store.plan.get(Persona, "michiel"), store.plan.get(Persona, "ann")

    store.apply(Edit("Trade", (*change(michiel, name="Ann").changes, *change(ann, name="Michiel").changes)))

    assert {p.id: p.name for p in store.read().all(Persona)} == {"michiel": "Ann", "ann": "Michiel"}


def test_bounds_hold_in_the_file_too(path: Path) -> None:
    """A hand on the sqlite3 shell cannot write what a form would refuse."""
    bad = [
        "UPDATE touchpoint SET importance = 9",
        "UPDATE touchpoint SET importance = 'many'",
        "UPDATE touchpoint SET stage = 'under'",
        "UPDATE touchpoint SET feeling = '3'",
        "UPDATE touchpoint SET name = ''",
        "UPDATE touchpoint SET name = NULL",
        "UPDATE touchpoint SET core_values = 'x'",
        "UPDATE persona SET share_percent = 101",
        "UPDATE journey SET verified_on = 'yesterday'",
        "INSERT INTO core_value VALUES ('a', 0, 'Same', NULL), ('b', 0, 'Same', NULL)",
    ]
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        for statement in bad:
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(statement)
        raw.execute("UPDATE phase SET journey = 'nowhere'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            raw.commit()
        raw.rollback()
    raw.close()


def test_hostile_text_written_by_another_program_is_cleaned_when_read(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE persona SET name = 'Mi\x1b]52;c;aGk=\x07chiel\x9b2J', quote = 'a\nb\u202e'")
    raw.close()

    with Store.open(path) as store:
        persona = store.plan.get(Persona, "michiel")

    assert (persona.name, persona.quote) == ("Michiel", "a\nb")


def test_a_row_that_is_no_record_is_told_with_its_place(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE journey SET horizon = 'current', departs_from = 'book'")
    raw.close()

    with pytest.raises(Damaged, match=r"journey “book”.*departs_from is for dreams"):
        Store.open(path)


def test_every_safeguard_is_on(store: Store) -> None:
    values = {
        pragma: store._conn.execute(f"PRAGMA {pragma}").fetchone()[0]
        for pragma in ("foreign_keys", "trusted_schema", "cell_size_check", "mmap_size", "synchronous", "busy_timeout")
    }

    assert values == {
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "synchronous": 2,
        "busy_timeout": 5000,
    }


@pytest.mark.parametrize(
    ("version", "file_system", "safe"),
    [
        ((3, 40, 1), "ext4", False),
        ((3, 44, 5), "ext4", False),
        ((3, 44, 6), "ext4", True),
        ((3, 45, 0), "ext4", False),
        ((3, 50, 6), "xfs", False),
        ((3, 50, 7), "xfs", True),
        ((3, 51, 2), "btrfs", False),
        ((3, 51, 3), "btrfs", True),
        ((3, 53, 4), "", True),
        ((3, 53, 4), "nfs4", False),
        ((3, 53, 4), "cifs", False),
        ((3, 53, 4), "fuse.sshfs", False),
        ((3, 53, 4), "9p", False),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_is_safe(
    version: tuple[int, ...], file_system: str, *, safe: bool
) -> None:
    assert is_wal_safe(version, file_system) is safe


def test_the_safer_journal_works_as_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "is_wal_safe", lambda *_: False)

    with Store.open(path, author="ana") as store, Store.open(path, author="joris") as other:
        store.apply(change(touchpoint(store), feeling=-1))
        other.catch_up()

        assert store.journal_mode == "delete"
        assert touchpoint(other).feeling == -1


def in_wal(path: Path) -> None:
    with_pragma(path, "journal_mode = wal")


UNMENDED = """
import sys
from pathlib import Path
from domain.edits import change
from domain.errors import NoPermission
from domain.journey import Touchpoint
from storage import connection, doctor
from storage.store import Store
connection.is_wal_safe = lambda *_: False
with Store.open(Path(sys.argv[1]), author="joris") as store:
    search = store.plan.get(Touchpoint, "search")
    print(store.journal_mode, search.feeling)
    try:
        store.apply(change(search, importance=4))
    except NoPermission as error:
        print(error)
"""
"""A program whose SQLite must not share a write-ahead log, as far as our rule says."""


def unmended(path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", UNMENDED, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_who_may_not_share_a_write_ahead_log_only_reads_while_another_has_it(path: Path) -> None:
    in_wal(path)
    with Store.open(path, author="ana") as store:
        store.apply(change(touchpoint(store), feeling=-2))

        state, refusal = unmended(path)

        assert state == "wal -2"
        assert "is open for reading only: others share it in a way that is not safe here" in refusal
        assert store.apply(change(touchpoint(store), feeling=2)).changes
        assert store.journal_mode == "wal"
    assert [d for d in examine(path) if d.verdict is Verdict.BAD] == []


def test_the_doctor_says_how_a_file_is_shared(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_wal(path)

    def sharing() -> str:
        return next(found.what for found in examine(path) if found.name == "sharing")

    for is_safe, said in ((True, "by a write-ahead log, which is safe here"), (False, "you can only read it")):
        monkeypatch.setattr(doctor, "is_wal_safe", lambda *_, is_safe=is_safe: is_safe)
        assert said in sharing()
    with_pragma(path, "journal_mode = delete")
    assert sharing() == "by the slower safe journal"


def test_who_may_not_share_a_write_ahead_log_does_away_with_it_when_alone(path: Path) -> None:
    in_wal(path)

    assert unmended(path) == ["delete 1"]

    with Store.open(path, author="ana") as store:
        assert touchpoint(store).importance == 4
        assert store.journal_mode == "delete", "who is at work without the log may still be: it does not come back"
        assert unmended(path) == ["delete 1"]
        store.catch_up()
        assert store.apply(change(touchpoint(store), importance=5)).changes


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_are_for_their_owner_only_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        path = tmp_path / "x.klantreis"
        Store.create(path, some(), author="ana")
        with Store.open(path, author="ana") as store:
            store.apply(change(touchpoint(store), feeling=2))
            store.back_up("test")
            files = [p for p in tmp_path.rglob("*") if p.is_file()]
            assert len(files) >= 2
            assert {oct(p.stat().st_mode & 0o777) for p in files} == {"0o600"}
            assert oct((tmp_path / "backups").stat().st_mode & 0o777) == "0o700"
    finally:
        os.umask(before)


def test_backups_are_whole_and_only_the_last_are_kept(store: Store) -> None:
    kept = [store.back_up("before-import") for _ in range(7)][-5:]

    assert sorted((store.path.parent / "backups").iterdir()) == sorted(kept)
    with Store.open(kept[-1]) as backup:
        assert backup.plan == store.plan


def test_two_backups_at_the_same_moment_are_two_files(path: Path) -> None:
    with Store.open(path, now=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as store:
        assert store.back_up("test") != store.back_up("test")

    assert len(list((path.parent / "backups").iterdir())) == 2


def test_what_is_being_written_is_not_taken_for_abandoned(tmp_path: Path) -> None:
    with new_file(tmp_path / "first") as first:
        with new_file(tmp_path / "second") as second:
            second.write_bytes(b"second")
        first.write_bytes(b"first")

    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"first": b"first", "second": b"second"}


def test_what_looks_like_ours_and_is_a_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    link = tmp_path / ".out.toml.abcdefgh.klantreis-new"
    link.symlink_to("mine")

    write_atomically(tmp_path / "out.toml", b"")

    assert link.is_symlink()


def test_backups_of_another_engagement_are_left_alone(store: Store, tmp_path: Path) -> None:
    namesake = tmp_path / "trips-north.klantreis"
    Store.create(namesake, some())
    with Store.open(namesake) as north:
        kept = north.back_up("before-import")

    for _ in range(6):
        store.back_up("before-import")

    assert kept.exists()


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(CannotCreate, match="exists already"):
        Store.create(path, some())

    assert path.read_bytes() == before


def test_a_file_is_not_created_beside_an_orphaned_journal(path: Path) -> None:
    path.with_name("trips.klantreis-wal").write_bytes(b"x")
    path.unlink()

    with pytest.raises(CannotCreate, match=r"trips\.klantreis-wal exists without"):
        Store.create(path, some())
    with pytest.raises(NoSuchInput, match="is missing but"):
        Store.open(path)


def test_records_that_break_a_rule_make_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Store.create(tmp_path / "x.klantreis", [Phase(id="p", name="P", journey="nowhere")])

    assert list(tmp_path.iterdir()) == []


def foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE moz_places (id INTEGER)")
    raw.close()


def with_pragma(path: Path, pragma: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA {pragma}")
    raw.close()


def with_sql(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(statement)
    raw.close()


def test_what_is_not_ours_or_not_whole_is_refused_and_left_alone(path: Path, tmp_path: Path) -> None:
    good = path.read_bytes()
    page = good.index(b"SQLite") + 4096 * 3
    cases: list[tuple[str, bytes, type[KlantreisError], str]] = [
        ("empty", b"", NotAnEngagement, "an empty database"),
        ("text", b"Dear diary, today we opened a file.\n" * 40, NotAnEngagement, "not a klantreis file"),
        ("cut", good[: len(good) // 2], Damaged, "damaged"),
        ("header", b"SQLite format 3\0" + b"\xff" * 4080 + good[4096:], NotAnEngagement, "not a klantreis"),
        ("page", good[:page] + b"\xa5" * 4096 + good[page + 4096 :], Damaged, "damaged"),
        ("utf16", good.replace(b"CREATE TABLE", b"CR\xff\xfeE TABLE"), Damaged, "damaged"),
    ]
    for name, content, error, said in cases:
        bad = tmp_path / f"{name}.klantreis"
        bad.write_bytes(content)

        with pytest.raises(error, match=said):
            Store.open(bad)

        assert bad.read_bytes() == content, name
        assert sorted(p.name for p in tmp_path.glob(f"{name}*")) == [bad.name], name


def test_a_foreign_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    foreign_database(path)
    before = path.read_bytes()

    with pytest.raises(NotAnEngagement, match="it looks like a Firefox database"):
        Store.open(path)

    assert path.read_bytes() == before


def test_a_newer_file_is_refused(path: Path) -> None:
    with_pragma(path, "user_version = 99")

    with pytest.raises(TooNew, match=r"later version \(schema 99; this one knows 3\)"):
        Store.open(path)


@pytest.mark.parametrize("kept", sorted((ROOT / "tests" / "versions").glob("*.klantreis")), ids=lambda kept: kept.stem)
def test_a_file_of_every_earlier_version_opens(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / kept.name
    shutil.copyfile(kept, path)

    with Store.open(path) as store:
        records = len(store.plan)

        assert records == {"version-1": 303, "version-2": 765}[kept.stem]
        assert reduce(replayed, store.log(), Plan()) == store.read()
        assert store.apply(add(store.plan, Persona, name="Zoë")).changes
    assert unindexed(path) == []


def unindexed(path: Path) -> list[str]:
    """The references of records that lead an index nowhere: removing their target reads a whole table."""
    with sqlite3.connect(path) as raw:
        found = raw.execute(
            "SELECT name || '.' || \"from\" FROM sqlite_master JOIN pragma_foreign_key_list(name) "
            "WHERE type = 'table' AND name <> 'edit' AND \"from\" NOT IN (SELECT i.name FROM "
            "pragma_index_list(sqlite_master.name) l JOIN pragma_index_info(l.name) i WHERE i.seqno = 0)"
        ).fetchall()
    raw.close()
    return sorted(name for (name,) in found)


def test_every_reference_is_indexed(path: Path) -> None:
    assert unindexed(path) == []


def test_a_file_from_before_the_indexes_gets_them_with_its_first_edit(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'ix_%'").fetchall():
            raw.execute(f"DROP INDEX {name}")
    raw.close()
    assert "touchpoint.phase" in unindexed(path)

    with Store.open(path) as store:
        store.apply(change(touchpoint(store), feeling=2))

    assert unindexed(path) == []
    assert [d for d in examine(path) if d.verdict is Verdict.BAD] == []


def test_a_removal_of_what_another_program_removed_is_told(store: Store) -> None:
    edit = remove(store.plan, [store.plan.get(Journey, "book")])
    with_sql(store.path, "DELETE FROM touchpoint")

    with pytest.raises(Damaged, match="“Search” is in the log but not in its table"):
        store.apply(edit)

    assert len(store.plan) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON edit BEGIN DELETE FROM persona; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE kpi",
    ],
)
def test_a_file_with_foreign_parts_is_refused(path: Path, statement: str) -> None:
    with_sql(path, statement)

    with pytest.raises(Damaged):
        Store.open(path)


@pytest.mark.parametrize("how", ["rename over", "remove", "copy over a new file", "move away"])
def test_a_file_replaced_under_us_is_seen_and_the_work_is_rescued(store: Store, how: str) -> None:
    store.apply(change(touchpoint(store), feeling=-2))
    path = store.path
    match how:
        case "rename over":
            shutil.copy(path, f"{path}.2")
            Path(f"{path}.2").rename(path)
        case "remove":
            path.unlink()
        case "copy over a new file":
            path.unlink()
            path.write_bytes(b"something else")
        case _:
            path.rename(f"{path}.away")

    with pytest.raises(Replaced, match="Everything up to your last edit is in") as caught:
        store.apply(change(touchpoint(store), feeling=2))

    rescue = Path(str(caught.value).rpartition(" is in ")[2].rstrip("."))
    with Store.open(rescue) as rescued:
        assert touchpoint(rescued).feeling == -2


def cut_off(path: Path, folder: Path, journal: str) -> Path:
    """A copy of the file as a program leaves it that is killed in the middle of a write or before it tidied up."""
    folder.mkdir()
    conn = driver().connect(str(path), isolation_level=None)
    conn.execute(f"PRAGMA journal_mode={journal}")
    conn.execute("UPDATE touchpoint SET feeling = '-2'")
    if journal == "delete":
        conn.execute("PRAGMA cache_size=1")  # so that what is not committed gets into the file
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("UPDATE touchpoint SET feeling = '2'")
        for n in range(200):
            conn.execute("INSERT INTO draft VALUES (?, 'x', '', ?)", (f"{n}", "y" * 3000))
    for each in path.parent.glob(f"{path.name}*"):
        if not each.name.endswith("-shm"):
            shutil.copyfile(each, folder / each.name)
    conn.close()
    assert len(list(folder.iterdir())) == 2
    return folder / path.name


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_file_that_was_cut_off_is_whole_through_a_link_too(path: Path, tmp_path: Path, journal: str) -> None:
    real = cut_off(path, tmp_path / "real", journal)
    link = tmp_path / "link.klantreis"
    link.symlink_to(real)
    assert read_plan(connect_to_read(link))[0].get(Touchpoint, "search").feeling == -2

    with Store.open(link) as store:
        assert touchpoint(store).feeling == -2
        assert store.path == link
        assert store.back_up("test").parent == tmp_path / "real" / "backups", "where others find it, and who may"


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_what_is_left_of_a_file_is_seen_through_a_link_too(path: Path, tmp_path: Path, journal: str) -> None:
    real = cut_off(path, tmp_path / "real", journal)
    link = tmp_path / "link.klantreis"
    link.symlink_to(real)
    real.unlink()
    [left] = real.parent.iterdir()

    with pytest.raises(NoSuchInput, match=rf"link.klantreis is missing but .*/real/{left.name} exists"):
        Store.open(link)


def test_who_has_the_file_open_by_its_own_name_is_seen_through_a_link(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "link.klantreis"
    link.symlink_to(store.path)
    store.apply(change(touchpoint(store), feeling=2))

    assert "journal" in [found.name for found in examine(link)]


@pytest.mark.parametrize("how", ["the link leads elsewhere", "the file got another name"])
def test_a_link_that_leads_elsewhere_is_seen_and_the_work_is_rescued(path: Path, tmp_path: Path, how: str) -> None:
    link = tmp_path / "link.klantreis"
    link.symlink_to(path)
    with Store.open(link) as store:
        link.unlink()
        if how == "the link leads elsewhere":
            Store.create(tmp_path / "other.klantreis", some())
            link.symlink_to(tmp_path / "other.klantreis")
        else:  # who opens it now keeps another log than we do
            path.rename(tmp_path / "renamed.klantreis")
            link.symlink_to(tmp_path / "renamed.klantreis")

        with pytest.raises(Replaced, match=rf"^{link} was moved"):
            store.apply(change(touchpoint(store), feeling=2))


def test_a_reader_without_permission_reads_and_is_told_it_cannot_write(path: Path) -> None:
    with Store.open(path, read_only=True) as store:
        assert len(store.plan) == 5
        with pytest.raises(NoPermission, match="reading only"):
            store.apply(change(touchpoint(store), feeling=2))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what somebody else may not do")
@pytest.mark.parametrize("is_open", [False, True], ids=["nobody has it open", "somebody has it open"])
def test_who_may_write_neither_file_nor_folder_reads_all_of_it(open_folder: Path, *, is_open: bool) -> None:
    path = open_folder / "trips.klantreis"
    Store.create(path, some(), author="ana")
    code = f"""
import importlib.metadata  # pydantic asks for it later, when this Python may no longer be read
import os
from pathlib import Path
from domain.journey import Touchpoint
from storage.store import Store
Touchpoint(id="warm", name="Up", phase="first")  # loads what this user may not be allowed to look up
os.setuid(65534)
with Store.open(Path({str(path)!r})) as store:
    print(store.plan.get(Touchpoint, "search").feeling, store.why_read_only)
"""
    with Store.open(path, author="ana") as store:
        store.apply(change(touchpoint(store), feeling=-2))
        if not is_open:
            store.close()
        for each in path.parent.glob("trips*"):
            each.chmod(0o644)
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == (f"-2 no permission to write to {path} (owner root)\n", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what somebody else may not do")
def test_who_may_only_read_a_whole_file_is_told_that_it_is_whole(open_folder: Path) -> None:
    path = open_folder / "trips.klantreis"
    Store.create(path, some(), author="ana")
    with Store.open(path, author="ana") as store:
        store.back_up("before-import")
    path.chmod(0o644)
    code = f"""
import importlib.metadata  # pydantic asks for it later, when this Python may no longer be read
import os
from pathlib import Path
import domain.rules
from storage.doctor import Verdict, examine
from domain.journey import Touchpoint
Touchpoint(id="warm", name="Up", phase="first")  # loads what this user may not be allowed to look up
examine(Path({str(path)!r}))
os.setuid(65534)
print(*(each.said for each in examine(Path({str(path)!r})) if each.verdict is not Verdict.NOTE), sep="\\n")
"""

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert "✓ records: 5 records, each valid" in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("✗")] == [
        f"✗ permissions: others on this host may read it (644). Run: chmod 600 {path}"
    ]


def test_a_file_held_by_another_is_busy_and_nothing_is_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with Store.open(path, author="ana") as store:
        holder = driver().connect(str(path), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        with pytest.raises(Busy, match="Somebody else is writing"):
            store.apply(change(touchpoint(store), feeling=2))

        holder.execute("ROLLBACK")
        holder.close()
        store.apply(change(touchpoint(store), feeling=2))
        assert touchpoint(store).feeling == 2


HOLDER = """
import sys
from storage.connection import driver
conn = driver().connect(sys.argv[1], isolation_level=None)
conn.execute(f"BEGIN {sys.argv[2]}")
print("held", flush=True)
sys.stdin.readline()
conn.execute("ROLLBACK")
print("let go", flush=True)
"""


@pytest.mark.parametrize(
    ("journal", "held", "what"),
    [
        ("wal", "IMMEDIATE", "an edit"),
        ("delete", "EXCLUSIVE", "an edit"),
        ("wal", "IMMEDIATE", "a draft"),
        ("delete", "EXCLUSIVE", "opening it"),
    ],
)
def test_who_finds_the_file_held_for_longer_than_one_try_gets_in_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch, journal: str, held: str, what: str
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with_pragma(path, f"journal_mode = {journal}")
    pipe = subprocess.PIPE
    pauses = []
    with (
        Store.open(path, author="ana") as store,
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path), held], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        ) as holder,
    ):
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        def pause(seconds: float) -> None:
            """In the second pause the other lets go."""
            pauses.append(seconds)
            if len(pauses) == 2:
                holder.communicate("\n")

        monkeypatch.setattr(connection, "sleep", pause)
        if what == "an edit":
            store.apply(change(touchpoint(store), feeling=2))
        elif what == "a draft":
            store.keep_draft("touchpoint:search", {"name": "Sear"})
        else:
            Store.open(path).close()

        assert len(pauses) == 2
        assert touchpoint(store).feeling == (2 if what == "an edit" else 1)
        assert len(store.drafts()) == (1 if what == "a draft" else 0)


def test_a_full_disk_is_told_and_nothing_is_half_done(store: Store) -> None:
    pages = store._conn.execute("PRAGMA page_count").fetchone()[0]
    store._conn.execute(f"PRAGMA max_page_count = {pages}")
    before = store.plan

    with pytest.raises(DiskFull, match="The disk is full"):
        store.apply(change(touchpoint(store), doing="x" * 19_000, thinking="y" * 19_000))

    assert store.plan == before
    assert store.read() == before


LIMITED = """
import resource, sys
from pathlib import Path
from domain.edits import change
from domain.errors import DiskFull
from domain.journey import Touchpoint
from storage.files import write_atomically
from storage.store import Store
path, what, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Store.open(path) as store:
    store.warm_up()
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    works = {
        "an edit": lambda: store.apply(change(store.plan.get(Touchpoint, "search"), doing="x" * 19_000)),
        "a draft": lambda: store.keep_draft("x", {"y": "z" * 1_000_000}),
        "a backup": lambda: store.back_up("test"),
        "a new file": lambda: Store.create(path.with_name("new.klantreis"), store.plan),
        "an export": lambda: write_atomically(path.with_name("out.toml"), b"x" * 20_000),
        "opening it": lambda: Store.open(path.with_name("second.klantreis")),
    }
    try:
        works[what]()
    except DiskFull as error:
        print(error)
"""


@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("what", ["an edit", "a draft", "a backup", "a new file", "an export", "opening it"])
def test_a_file_that_may_not_grow_is_no_damaged_file(path: Path, journal: str, what: str) -> None:
    if (what, journal) == ("opening it", "delete"):
        pytest.skip("writes nothing")
    with_pragma(path, f"journal_mode = {journal}")
    shutil.copyfile(path, path.with_name("second.klantreis"))

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), what, "16000"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert re.search(r"could not be written \(\d+ MB free\): a quota or a limit on the size of files", done.stdout)
    made = {each.name.partition("-")[0] for each in path.parent.rglob("*")}
    assert made <= {path.name, "second.klantreis", "backups"}
    assert [d for d in examine(path) if d.verdict is Verdict.BAD] == []
    with Store.open(path) as store:
        assert len(store.log()) == 1


def test_drafts_are_kept_over_restarts_and_are_ones_own(path: Path, store: Store, other: Store) -> None:
    store.keep_draft("touchpoint:search", {"name": "Sear", "doing": "I \ud800"})
    store.keep_draft("touchpoint:search", {"name": "Searc"})
    other.keep_draft("persona:new:", {"name": "B"})
    store.close()

    with Store.open(path, author="ana") as again:
        assert again.drafts() == {"touchpoint:search": {"name": "Searc"}}
        again.drop_draft("touchpoint:search")
        assert again.drafts() == {}


@pytest.mark.parametrize("fields", ["[", "5", "[1]", '{"name": 5}', "[" * 100_000])
def test_a_draft_that_no_form_wrote_bars_nobody_from_the_others(store: Store, fields: str) -> None:
    store.keep_draft("touchpoint:search", {"name": "Sear"})
    store._conn.execute("INSERT INTO draft VALUES (?, 'persona:new:', '', ?)", (store.author, fields))

    assert store.drafts() == {"touchpoint:search": {"name": "Sear"}}


WRITER = """
import sys
from decimal import Decimal
from pathlib import Path
from domain.edits import change
from domain.journey import Touchpoint
from domain.errors import StaleEdit
from storage.store import Store
path, author, field, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
with Store.open(path, author=author) as store:
    for n in range(times):
        while True:
            try:
                store.apply(change(store.plan.get(Touchpoint, "search"), **{field: f"{author} {n}"}))
                break
            except StaleEdit:
                store.catch_up()
        print(n, flush=True)
"""


def writer(path: Path, author: str, field: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), author, field, str(times)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_writers_on_one_record_lose_nothing(path: Path) -> None:
    rounds = times(40, 500)
    fields = ("doing", "doing", "thinking", "channel") * times(1, 2)
    writers = [writer(path, f"w{n}", field, rounds) for n, field in enumerate(fields)]
    for each in writers:
        _, errors = each.communicate(timeout=times(60, 600))
        assert errors == ""

    with Store.open(path) as store:
        log = store.log()
        assert len(log) == 1 + len(writers) * rounds
        last = {n: f"w{n} {rounds - 1}" for n, field in enumerate(fields) if field == "channel"}
        assert touchpoint(store).channel in last.values()
    assert [d for d in examine(path) if d.verdict is Verdict.BAD] == []


@pytest.mark.parametrize("after", [1, 7, 20] * times(1, 100))
def test_a_killed_writer_loses_no_acknowledged_edit(path: Path, after: int) -> None:
    process = writer(path, "ana", "doing", 1000)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.communicate(timeout=30)
    acknowledged += [int(line) for line in rest.split("\n")[:-1]]

    with Store.open(path) as store:
        written = [e.changes[0]["after"]["doing"] for e in store.log(since=1)]
    assert written[: len(acknowledged)] == [f"ana {n}" for n in acknowledged]
    assert len(written) <= len(acknowledged) + 1
    assert [d for d in examine(path) if d.verdict is Verdict.BAD] == []
