"""Who else has an engagement open: told while it is so, however it ends, and without a word in the file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.presence import LONGEST_DOING, MOST_NOTES, Presence
from tests.terminals import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    path.write_bytes(b"whatever it holds")
    path.chmod(0o600)
    return path


@pytest.fixture
def ana(path: Path) -> Iterator[Presence]:
    one = Presence(path, author="ana", session="a1")
    yield one
    one.leave()


def names(one: Presence) -> list[str]:
    return [each.name for each in one.others()]


def notes(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f".{path.name}.open-*"))


def test_two_terminals_see_each_other_until_one_leaves(path: Path, ana: Presence) -> None:
    joris = Presence(path, author="joris", session="b2")
    seen = names(ana), names(joris)

    joris.leave()

    assert seen == (["joris"], ["ana"])
    assert names(ana) == []


def test_who_has_the_file_open_through_a_link_is_seen_too(path: Path, ana: Presence) -> None:
    folder = path.parent / "elsewhere"
    folder.mkdir()
    link = folder / "link.klantreis"
    link.symlink_to(path)
    joris = Presence(link, author="joris", session="b2")

    assert (names(ana), names(joris)) == (["joris"], ["ana"])
    joris.leave()
    assert [*folder.iterdir()] == [link]


def test_nothing_is_left_behind_nor_written_into_the_engagement(path: Path) -> None:
    before = path.stat()
    one = Presence(path, author="ana", session="a1")
    one.others()
    one.leave()
    one.leave()

    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert (path.stat().st_mtime_ns, path.stat().st_size) == (before.st_mtime_ns, before.st_size)


def test_who_is_killed_is_gone_at_once_and_the_note_with_it(path: Path, ana: Presence) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from storage.presence import Presence; "
        f"one = Presence(Path({str(path)!r}), author='joris', session='b2'); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        while_there = names(ana)
        other.kill()
        other.wait()

    assert while_there == ["joris"]
    assert names(ana) == []
    assert len(notes(path)) == 1, "the note of the killed one is taken away"


def test_two_who_look_at_once_do_not_take_each_other_for_holders(path: Path, ana: Presence) -> None:
    joris = Presence(path, author="joris", session="b2")
    left = path.with_name(f".{path.name}.open-c3")
    left.write_text("gone")

    assert (names(ana), names(joris)) == (["joris"], ["ana"])
    assert not left.exists()
    joris.leave()


def test_a_note_may_be_read_by_whom_the_engagement_may(path: Path) -> None:
    for mode in (0o600, 0o660, 0o640):
        path.chmod(mode)
        one = Presence(path, author="ana", session="a1")
        [note] = notes(path)
        assert stat.S_IMODE(note.stat().st_mode) == mode
        one.leave()


def test_what_others_planted_neither_blocks_nor_harms(path: Path, ana: Presence, tmp_path: Path) -> None:
    start = f".{path.name}.open-"
    victim = tmp_path / "victim"
    victim.write_text("mine")
    os.mkfifo(path.with_name(f"{start}f1"))
    path.with_name(f"{start}f2").symlink_to(victim)
    path.with_name(f"{start}f3").mkdir()
    hostile = Presence(path, author="\x1b]52;c;eA==\x07[/]\n" + "x" * 500, session="f4")

    [name] = names(ana)

    assert name.startswith("[/] xxx")
    assert len(name) <= 80
    assert victim.read_text() == "mine"
    hostile.leave()


def test_a_crowd_is_cut_short(path: Path, ana: Presence) -> None:
    crowd = [Presence(path, author=f"p{n}", session=f"{n:x}") for n in range(MOST_NOTES + 5)]

    assert MOST_NOTES - 1 <= len(names(ana)) <= MOST_NOTES
    for each in crowd:
        each.leave()


def test_where_no_note_can_be_left_nobody_is_told_and_nothing_fails(tmp_path: Path) -> None:
    one = Presence(tmp_path / "gone" / "trips.klantreis", author="ana", session="a1")

    assert one.others() == []
    one.leave()


def test_what_one_is_at_is_told_and_only_the_last_of_it(path: Path, ana: Presence) -> None:
    joris = Presence(path, author="Joris van Brabant", session="b2")
    said = [ana.others()]
    for doing in ("voting 19 of 20", "voting 4 of 20", ""):
        joris.say(doing)
        said.append(ana.others())

    assert said == [[("Joris van Brabant", doing)] for doing in ("", "voting 19 of 20", "voting 4 of 20", "")]
    joris.leave()


def test_what_one_is_at_is_cut_short_and_cleaned(path: Path, ana: Presence) -> None:
    hostile = Presence(path, author="漢" * 500, session="f4")
    hostile.say("\x1b]52;c;eA==\x07[/]\n" + "漢" * 500)

    [(name, doing)] = ana.others()

    assert name == "漢" * 80
    assert doing.startswith("[/] 漢漢")
    assert len(doing) == LONGEST_DOING
    hostile.leave()


def test_saying_what_one_is_at_writes_nothing_into_the_engagement(path: Path, ana: Presence) -> None:
    before = path.stat()

    ana.say("voting 4 of 20")

    assert (path.stat().st_mtime_ns, path.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assert len(notes(path)) == 1


def test_who_has_left_says_nothing_more(path: Path, ana: Presence) -> None:
    ana.leave()

    ana.say("voting 4 of 20")

    assert notes(path) == []
