"""What a terminal may send and what size it may have, without the program minding."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal_app import Counter
from tests.terminals import AT_REST, ROOT, Terminal
from tui.driver import Pastes, Tail

CTRL_Q = "\x11"
OPEN, CLOSE = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal() as one:
        one.start([sys.executable, "tests/terminal_app.py", str(tmp_path)], env={"PYTHONPATH": str(ROOT)})
        one.wait_for("counted 0")
        yield one


def test_bytes_that_mean_nothing_do_not_end_the_program(terminal: Terminal) -> None:
    for sent in (
        b"\xff\xe9\xc3",  # no UTF-8
        b"\x1b[M \xc0!\x1b[M\xc0\xc0\xc0",  # a mouse from before UTF-8
        b"\x1b[1114112u\x1b[99999999999999u\x1b[:;:u",  # keys there cannot be
        b"\x1b[97;1;55296u\x1b[97;1;27u",  # text that is no text
        b"\x04\x00\x1b[\x1b]\x1bP\x1b\\",
    ):
        terminal.send(sent)

    terminal.send("d")

    terminal.wait_for("counted 1")


def test_no_part_of_a_paste_is_taken_for_keys(terminal: Terminal) -> None:
    terminal.send(f"{OPEN}one\x1bddd\x1b[31m\x1b]52;c;ZGRk\x07 \x9bdd\x1b{CLOSE}")
    terminal.wait_for("counted 0, pasted 'one.*'")

    terminal.send(f"{OPEN}two{CLOSE}ddd{CLOSE}{OPEN}three{CLOSE}")

    terminal.wait_for("counted 0, pasted 'three'")


def test_an_escape_never_reaches_the_terminal_by_way_of_a_paste(terminal: Terminal) -> None:
    terminal.send(f"{OPEN}a\x1b]52;c;ZGRk\x07b\u202ec{CLOSE}")

    terminal.wait_for("pasted 'abc'")
    assert b"]52;" not in terminal.written


@given(st.lists(st.sampled_from([OPEN, CLOSE, "\x1b", "[", "2", "0", "~", "a "]), max_size=30), st.data())
def test_a_paste_is_the_same_however_it_is_cut_up(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    whole, pieces = Pastes(), Pastes()

    at_once = whole.cleaned(text)
    bit_by_bit = "".join(pieces.cleaned(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))

    assert bit_by_bit == at_once


def test_a_paste_keeps_its_lines_and_the_spaces_at_its_ends() -> None:
    assert Pastes().cleaned(f"x{OPEN} one\r\ntwo\x1b[31m {CLOSE}y") == f"x{OPEN} one\ntwo {CLOSE}y"


def test_keys_are_not_held_up_outside_a_paste() -> None:
    assert Pastes().cleaned("\x1b") == "\x1b"


def test_keys_too_soon_after_a_paste_are_its_tail() -> None:
    times = iter([0.0, 10.0, 10.04, 10.04, 10.08, 10.08, 10.14])
    tail = Tail(lambda: next(times))

    tail.begin()
    first, second, third = tail.has_key(), tail.has_key(), tail.has_key()

    assert (first, second, third) == (True, True, False)


def test_a_key_at_any_other_time_is_a_key() -> None:
    assert not Tail(lambda: 0.0).has_key()


def test_a_window_that_is_too_small_says_so_and_keeps_everything(terminal: Terminal) -> None:
    terminal.send("d")
    terminal.wait_for("counted 1")

    terminal.resize(40, 10)
    terminal.wait_for("Enlarge the window \\(now 40×10, needs\n60×16\\)\\. Your work is saved\\.")
    terminal.send("d")
    for columns, rows in [(1, 1), (2, 2), (400, 1), (1, 400), (59, 16), (60, 15)]:
        terminal.resize(columns, rows)
    terminal.wait_for("now 60×15")
    terminal.resize(80, 24)

    terminal.wait_for("^counted 1")
    assert "Enlarge" not in terminal.text
    terminal.send("d")
    terminal.wait_for("^counted 2")
    terminal.resize(60, 16)
    terminal.send("d")
    terminal.wait_for("^counted 3")


def test_a_window_may_be_too_small_from_the_start(tmp_path: Path) -> None:
    with Terminal(20, 5) as terminal:
        terminal.start([sys.executable, "tests/terminal_app.py", str(tmp_path)], env={"PYTHONPATH": str(ROOT)})
        terminal.wait_for("now 20×5")

        terminal.resize(80, 24)

        terminal.wait_for("^counted 0")


def test_a_covered_program_can_be_quit(terminal: Terminal) -> None:
    terminal.resize(1, 1)
    terminal.wait_for("^E$")

    terminal.send(CTRL_Q)

    assert terminal.wait_for_end() == 0
    assert terminal.modes == AT_REST


async def test_what_is_covered_keeps_the_size_it_had(tmp_path: Path) -> None:
    app = Counter(tmp_path)

    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.resize_terminal(1, 1)
        small = app.screen.size
        await pilot.resize_terminal(90, 20)

        assert small == (100, 30)
        assert app.screen.size == (90, 20)


def test_the_terminal_is_not_made_to_scroll_smoothly(terminal: Terminal) -> None:
    terminal.send("\x1b[?2048;2$yd")

    terminal.wait_for("counted 1")
    assert b"\x1b[?2048h" not in terminal.written
    assert b"\x1b[?1016h" not in terminal.written


def test_messages_are_shown_as_they_are_written(terminal: Terminal) -> None:
    terminal.send("n")

    terminal.wait_for("said \\[/\\] \\[b\\]as written")


def test_sixteen_colours_are_used_as_the_terminal_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)

    themes = []
    for name in ("xterm", "xterm-256color"):
        monkeypatch.setenv("TERM", name)
        themes.append(Counter(tmp_path).theme)

    assert themes[0] == "ansi-dark"
    assert themes[1] != "ansi-dark"


async def test_a_bug_still_fails_the_test_that_meets_it(tmp_path: Path) -> None:
    app = Counter(tmp_path)

    with pytest.raises(ValueError, match="Michiel"):
        async with app.run_test() as pilot:
            await pilot.press("x")

    assert app.return_code == 70
    assert (tmp_path / "flushed").exists()


async def test_nothing_is_animated(tmp_path: Path) -> None:
    app = Counter(tmp_path)

    async with app.run_test():
        assert app.animation_level == "none"
        assert not app.supports_smooth_scrolling
