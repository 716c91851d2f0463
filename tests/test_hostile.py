"""An engagement in which every text is hostile, in a real terminal: no page breaks, and none of it is obeyed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.entity import fields_of, references_of
from domain.plan import Plan
from domain.records import KINDS
from storage.connection import connect
from storage.formats.toml import import_edit, read
from storage.shipped import EXAMPLES, example
from storage.store import Store
from tests.terminals import Terminal
from tests.test_story import CTRL_Q, PROGRAM, place_of

SNIPPETS = (
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b[2J\x1b[31m",
    "\x9b31m\x9d52;c;aGFja2Vk\x9c",
    "\u202etxt.exe\u2066",
    "[/] [@click=app.quit]x[/]",
    "[bold red]",
    "\x1bP$q\x1b\\",
    "漢字かな",
    "👩‍💻🏴‍☠️",
    "e" + "\u0301" * 30,
)
RAW = (b"]52;", b"\xc2\x9b", b"\xc2\x9d", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\x1bP$q", b"aGFja2Vk")
"""What must never reach the terminal."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, all its texts overwritten in the file itself: the way in that nothing stands before."""
    path = tmp_path_factory.mktemp("hostile") / "trips.klantreis"
    raw, source = example(EXAMPLES[0])
    Store.create(path, Plan().apply(import_edit(Plan(), read(raw, source))), author="ana")
    with closing(connect(path)) as conn:
        conn.execute("PRAGMA ignore_check_constraints=ON")
        for kind in KINDS:
            for name in texts_of(kind.KIND):
                rows = conn.execute(f'SELECT id FROM "{kind.KIND}" WHERE "{name}" IS NOT NULL').fetchall()  # noqa: S608 - our own names
                for n, (id,) in enumerate(rows):
                    text = f"{SNIPPETS[n % len(SNIPPETS)]} {n} {SNIPPETS[(n // 3) % len(SNIPPETS)]}"
                    conn.execute(f'UPDATE "{kind.KIND}" SET "{name}" = ? WHERE id = ?', (text, id))  # noqa: S608 - as above
    return path


def texts_of(kind: str) -> Iterator[str]:
    """The fields of *kind* that hold what a person types."""
    [entity] = [each for each in KINDS if kind == each.KIND]
    for name, facts in fields_of(entity).items():
        is_free = facts.type is str and not facts.many and name not in references_of(entity)
        if is_free and name not in ("id", "currency", "country", "code", "content"):
            yield name


KEYS = {
    1: "jj",
    2: "jlj?\x1bt\x1b",
    3: "lljj}}}}M\x1bf",
    4: "jM\x1b\r\x1b",
    5: "]]=\x1bmq\x1b}",
    6: "j",
    7: "jj}}{",
    8: "jj",
    9: "jjB\x1b",
}
"""What is pressed on each page: down the list, into the views, and out again."""


@pytest.mark.parametrize("page", KEYS)
def test_no_page_obeys_what_is_written_in_the_engagement(hostile: Path, page: int, tmp_path: Path) -> None:
    path = tmp_path / hostile.name
    path.write_bytes(hostile.read_bytes())
    path.chmod(0o600)
    with Terminal(100, 30) as terminal:
        terminal.start([*PROGRAM, path.name], place_of("ana", tmp_path), tmp_path)
        terminal.wait_for("The method in eight steps")
        for key in (str(page), *KEYS[page]):
            terminal.send(key)
            terminal.wait_for(r"✓ saved|\? Help|esc ")
        terminal.send(CTRL_Q)

        assert terminal.wait_for_end() == 0
        assert [each for each in RAW if each in terminal.written] == []


@pytest.mark.parametrize(
    "words", [("check",), ("export",), ("log",), ("outline", "us-road-trip"), ("rank",), ("doctor",)]
)
def test_no_command_prints_what_would_drive_the_terminal(hostile: Path, words: tuple[str, ...]) -> None:
    command, *more = words
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", command, os.fspath(hostile), *more],
        env={**os.environ, **place_of("ana", hostile.parent)},
        capture_output=True,
        check=False,
        timeout=60,
    )

    printed = done.stdout + done.stderr
    assert printed
    assert re.findall(rb"\x1b|\xc2[\x80-\x9f]|\xe2\x80\xae|\xe2\x81\xa6", printed) == []


def test_the_texts_in_the_file_are_hostile_indeed(hostile: Path) -> None:
    with closing(sqlite3.connect(hostile)) as conn:
        [(found,)] = conn.execute("SELECT count(*) FROM touchpoint WHERE name LIKE '%]52;%'")

    assert found > 3
