"""However the program ends: work saved, terminal as before, an honest exit code, and never a process left behind."""

from __future__ import annotations

import os
import re
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal_app import CLIENT
from tests.terminals import AT_REST, ROOT, Terminal
from tui.crash import write_report
from tui.ending import TERMINAL_RESET

SOON = 5.0
"""Seconds within which a program whose terminal is gone must be gone too."""

PROGRAM = (sys.executable, "tests/terminal_app.py")
IGNORING_HANG_UPS = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
CTRL_Q, CTRL_Z = "\x11", "\x1a"


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with Terminal() as one:
        yield one


def start(terminal: Terminal, state: Path, *before: str) -> None:
    terminal.start([*before, *PROGRAM, str(state)], env={"PYTHONPATH": str(ROOT)})
    terminal.wait_for("counted 0")


def assert_as_before(terminal: Terminal, attributes: object) -> None:
    assert terminal.modes == AT_REST
    assert terminal.keyboards == 0
    assert terminal.attributes == attributes


def is_flushed(state: Path) -> bool:
    return (state / "flushed").exists()


def test_quitting_restores_the_terminal_and_is_fine(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.attributes
    start(terminal, tmp_path)
    assert terminal.attributes != before

    terminal.send(CTRL_Q)

    assert terminal.wait_for_end() == 0
    assert_as_before(terminal, before)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_saves_restores_and_tells_its_number(number: int, terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.attributes
    start(terminal, tmp_path)

    terminal.signal(number)

    assert terminal.wait_for_end(SOON) == 128 + number
    assert is_flushed(tmp_path)
    assert_as_before(terminal, before)


def test_who_is_told_to_end_and_to_continue_ends(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.attributes
    start(terminal, tmp_path)

    terminal.signal(signal.SIGTERM)
    terminal.signal(signal.SIGCONT)  # as service managers do

    assert terminal.wait_for_end(SOON) == 143
    assert_as_before(terminal, before)


@pytest.mark.parametrize("within", [(), IGNORING_HANG_UPS], ids=["hang-up is sent", "hang-up is ignored"])
def test_a_closed_terminal_ends_the_program(within: tuple[str, ...], terminal: Terminal, tmp_path: Path) -> None:
    start(terminal, tmp_path, *within)

    terminal.close()

    assert terminal.wait_for_end(SOON) == 129
    assert is_flushed(tmp_path)


def test_a_terminal_that_stopped_reading_delays_the_end_by_two_seconds(tmp_path: Path) -> None:
    with Terminal(200, 50) as terminal:
        before = terminal.attributes
        start(terminal, tmp_path)
        terminal.send("r")
        terminal.wait_until_full()

        terminal.signal(signal.SIGHUP)

        assert terminal.wait_for_end(SOON, reading=False) == 129
        assert is_flushed(tmp_path)
        assert_as_before(terminal, before)


WATCHED = """
import os, signal, time
from tui import ending

ending.PATIENCE = {patience}
with ending.Watch(2, lambda code: print("told", code, flush=True), lambda: print("put right", flush=True)):
    signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b"still here\\n"))
    print("started by", os.getppid(), flush=True)
    while True:
        time.sleep(0.01)
"""
"""A program that does not end when it is told to."""


def test_a_program_that_does_not_end_is_ended_when_told_again(terminal: Terminal) -> None:
    terminal.start([sys.executable, "-c", WATCHED.format(patience=1_000)])
    terminal.wait_for("started by")

    terminal.signal(signal.SIGTERM)
    terminal.wait_for("told 143")
    terminal.signal(signal.SIGTERM)

    assert terminal.wait_for_end() == 143
    assert "put right" in terminal.text


def test_a_hang_up_that_is_sent_twice_is_one_hang_up(terminal: Terminal) -> None:
    terminal.start([sys.executable, "-c", WATCHED.format(patience=1_000)])
    terminal.wait_for("started by")

    terminal.signal(signal.SIGHUP)
    terminal.wait_for("told 129")
    terminal.signal(signal.SIGHUP)
    terminal.signal(signal.SIGUSR1)
    terminal.wait_for("still here")
    before = terminal.text
    terminal.signal(signal.SIGTERM)

    assert terminal.wait_for_end() == 129
    assert "put right" not in before


def test_a_program_whose_parent_is_gone_is_ended(terminal: Terminal) -> None:
    # Nothing else happens to the terminal: the first shell, whose session it is, lives on.
    terminal.start(["sh", "-c", 'sh -c \'"$0" -c "$1"; :\' "$0" "$1"; cat', sys.executable, WATCHED.format(patience=0)])
    parent = terminal.wait_for("(?<=started by )[0-9]+")

    os.kill(int(parent), signal.SIGKILL)

    terminal.wait_for("put right", SOON)


def test_an_ignored_signal_stays_ignored(terminal: Terminal) -> None:
    terminal.start([*IGNORING_HANG_UPS, sys.executable, "-c", WATCHED.format(patience=0)])
    terminal.wait_for("started by")

    terminal.signal(signal.SIGHUP)
    terminal.signal(signal.SIGUSR1)
    terminal.wait_for("still here")
    terminal.signal(signal.SIGTERM)

    assert terminal.wait_for_end() == 143


@pytest.mark.parametrize("key", ["x", "w"], ids=["in a handler", "in a worker"])
def test_a_bug_is_reported_without_anything_of_the_client(key: str, terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.attributes
    start(terminal, tmp_path / "state")

    terminal.send(key)

    assert terminal.wait_for_end() == 70
    assert_as_before(terminal, before)
    [report] = (tmp_path / "state").glob("crash-*")
    assert terminal.text.replace("\n", "").strip() == f"Something went wrong. Your work is saved. Report: {report}"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    assert "ValueError" in report.read_text()
    assert "terminal_app.py" in report.read_text()
    assert CLIENT not in report.read_text()
    assert CLIENT.encode() not in terminal.written


def test_a_bug_that_also_keeps_work_from_being_saved_is_told(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "unwritable").touch()
    start(terminal, tmp_path)

    terminal.send("x")

    assert terminal.wait_for_end() == 70
    assert "What you typed last may be lost. Report: " in terminal.text.replace("\n", "")


def test_a_signal_ends_the_program_even_when_saving_fails(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "unwritable").touch()
    start(terminal, tmp_path)

    terminal.signal(signal.SIGTERM)

    assert terminal.wait_for_end(SOON) == 143
    assert "What you typed last may be lost. Report: " in terminal.text.replace("\n", "")
    assert CLIENT.encode() not in terminal.written


def test_a_report_names_what_led_to_what_and_quotes_nothing(tmp_path: Path) -> None:
    try:
        try:
            raise KeyError(CLIENT)
        except KeyError as error:
            raise ExceptionGroup(CLIENT, [ValueError(CLIENT), OSError(CLIENT)]) from error
    except ExceptionGroup as group:
        report = write_report(group, tmp_path / "new" / "state").read_text()

    kinds = re.findall(r"^builtins\.(\w+)", report, re.MULTILINE)
    assert kinds == ["ExceptionGroup", "KeyError", "ValueError", "OSError"]
    assert CLIENT not in report


def test_errors_that_lead_to_each_other_are_told_once(tmp_path: Path) -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first

    report = write_report(first, tmp_path).read_text()

    assert re.findall(r"^builtins\.(\w+)", report, re.MULTILINE) == ["ValueError", "KeyError"]


def test_suspended_with_ctrl_z_it_leaves_the_terminal_and_comes_back_whole(terminal: Terminal, tmp_path: Path) -> None:
    shell(terminal, tmp_path)

    terminal.send(CTRL_Z)
    terminal.wait_for("Stopped")
    while_suspended = dict(terminal.modes)
    terminal.send("fg; echo ended with $?\n")
    terminal.wait_for("counted 0")
    terminal.send("d")
    terminal.wait_for("counted 1")
    terminal.send(CTRL_Q)
    terminal.wait_for("ended with 0")

    assert while_suspended == AT_REST
    assert terminal.modes == AT_REST


def test_suspended_it_can_still_be_told_to_end(terminal: Terminal, tmp_path: Path) -> None:
    shell(terminal, tmp_path)
    terminal.send(CTRL_Z)
    terminal.wait_for("Stopped")

    terminal.send("kill %1; kill -CONT %1; wait %1; echo ended with $?\n")

    terminal.wait_for("ended with 143")
    assert is_flushed(tmp_path)


def shell(terminal: Terminal, state: Path) -> None:
    terminal.start(
        ["bash", "--norc", "--noprofile", "--noediting", "-i"], env={"PYTHONPATH": str(ROOT), "PS1": "shell> "}
    )
    terminal.wait_for("shell>")
    terminal.send(f"{' '.join(PROGRAM)} {state}\n")
    terminal.wait_for("counted 0")


def test_stopped_and_continued_from_elsewhere_it_knows_how_the_terminal_was(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.attributes
    start(terminal, tmp_path)

    terminal.signal(signal.SIGSTOP)
    terminal.signal(signal.SIGCONT)
    terminal.send("d")
    terminal.wait_for("counted 1")
    terminal.send(CTRL_Q)

    assert terminal.wait_for_end() == 0
    assert_as_before(terminal, before)


def test_the_reset_switches_off_all_that_is_switched_on(terminal: Terminal, tmp_path: Path) -> None:
    start(terminal, tmp_path)
    terminal.send(CTRL_Q)
    terminal.wait_for_end()

    switched_on = set(re.findall(rb"\x1b\[\?(\d+)h", terminal.written)) - {b"25", b"7"}
    assert switched_on <= set(re.findall(rb"\x1b\[\?(\d+)l", TERMINAL_RESET))
    assert b"\x1b[?25h" in TERMINAL_RESET
    assert b"\x1b[?7h" in TERMINAL_RESET


REFUSED = [
    pytest.param({"TERM": "dumb"}, "TERM=dumb", id="dumb"),
    pytest.param({"TERM": ""}, "TERM is not set", id="no TERM"),
    pytest.param({"LC_ALL": "nl_NL.ISO-8859-1"}, "UTF-8", id="other character set"),
]


@pytest.mark.parametrize(("env", "reason"), REFUSED)
def test_a_terminal_that_cannot_show_the_screens_is_sent_words_only(
    env: dict[str, str], reason: str, terminal: Terminal, tmp_path: Path
) -> None:
    terminal.start([*PROGRAM, str(tmp_path)], env={"PYTHONPATH": str(ROOT), **env})

    assert terminal.wait_for_end() == 2
    assert reason in terminal.written.decode()
    assert "klantreis check" in terminal.written.decode()
    assert b"\x1b" not in terminal.written


@pytest.mark.parametrize("redirected", ["</dev/null", "2>&1 >/dev/null | cat >&2"], ids=["input", "output"])
def test_what_is_no_terminal_is_sent_words_only(redirected: str, terminal: Terminal, tmp_path: Path) -> None:
    command = f"{' '.join(PROGRAM)} {tmp_path} {redirected}"

    terminal.start(["sh", "-c", command], env={"PYTHONPATH": str(ROOT)})

    terminal.wait_for_end()
    assert "terminal" in terminal.text
    assert b"\x1b" not in terminal.written


def test_looking_at_the_terminal_does_not_load_textual(terminal: Terminal) -> None:
    code = "import sys, tui.gate, tui.crash, tui.ending; sys.exit('textual' in sys.modules)"

    terminal.start([sys.executable, "-c", code])

    assert terminal.wait_for_end() == 0
