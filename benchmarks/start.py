"""How long a start takes: `python -m benchmarks.start [PAIRS]`, in a real terminal, beside an empty Textual program.

The same program varies by a quarter on a machine that others use, so the two start in turn, and what counts is the
ratio of their medians. The CPU time of a whole run, a second long, is steadier.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pexpect

from benchmarks.history import note
from domain.plan import Plan
from storage.formats.toml import import_edit, read
from storage.shipped import EXAMPLES, example
from storage.store import Store

HELLO = """
from textual.app import App
from textual.widgets import Label

class Hello(App):
    def compose(self):
        yield Label("Hello")

Hello().run()
"""
ROOT = Path(__file__).parents[1]


class Start(NamedTuple):
    """One run: milliseconds until its content shows, CPU milliseconds in all, and the most memory it took (MB)."""

    shown: float
    cpu: float
    memory: float


def main(pairs: int) -> None:
    """Measure so many pairs of starts."""
    raw, source = example(EXAMPLES[0])
    plan = Plan().apply(import_edit(Plan(), read(raw, source)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.klantreis"
        Store.create(path, plan, author="bench")
        hello = [sys.executable, "-c", HELLO]
        program = [sys.executable, "-m", "tui.cli", os.fspath(path)]
        starts = [(started(hello, "Hello", folder), started(program, "eight steps", folder)) for _ in range(pairs + 1)][
            1:
        ]  # the first pair compiles what has changed
    bare, ours = ([each[n] for each in starts] for n in (0, 1))
    figures = {
        "hello shows": median(each.shown for each in bare),
        "klantreis shows": median(each.shown for each in ours),
        "hello, CPU": median(each.cpu for each in bare),
        "klantreis, CPU": median(each.cpu for each in ours),
    }
    note(len(plan), figures)
    print(f"{figures['klantreis shows'] / figures['hello shows']:.2f} × hello until it shows, {pairs} pairs")
    print(f"{median(each.memory for each in bare):.1f} MB and {median(each.memory for each in ours):.1f} MB at most")


def started(argv: Sequence[str], content: str, folder: str) -> Start:
    """Start a program, wait until it shows *content* and a second longer, and quit it."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": os.fspath(ROOT)}
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    at = time.perf_counter()
    child = pexpect.spawn(argv[0], [*argv[1:]], dimensions=(40, 120), env={**os.environ, **own, **places})
    child.delaybeforesend = child.delayafterread = None  # pexpect rests otherwise, longer than the program does
    child.expect_exact(content)
    shown = (time.perf_counter() - at) * 1000
    until = time.perf_counter() + 1
    while (left := until - time.perf_counter()) > 0:
        child.expect_exact([pexpect.TIMEOUT, pexpect.EOF], timeout=left)
    memory = peak(child.pid)
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(shown, cpu * 1000, memory)


def peak(process: int) -> float:
    """The most memory a process has had so far, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
