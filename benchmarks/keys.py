"""What an arrow key costs: `python -m benchmarks.keys [TOUCHPOINTS]`, in a real terminal, on the map and in the table.

A key is sent once the screen has been still for a while after the one before. Bytes are what a slow line carries.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

import pexpect

from benchmarks.history import note
from benchmarks.journeys import records
from benchmarks.start import ROOT
from domain.engagement import Engagement
from domain.plan import Plan
from storage.store import Store

KEYS = 60
STILL = 0.06
"""Seconds without output after which a screen is taken to be drawn."""
RIGHT, DOWN = "\x1b[C", "\x1b[B"


class Cost(NamedTuple):
    """What one key costs: bytes, and milliseconds until the last of them."""

    size: int
    ms: float


def main(number: int) -> None:
    """Measure on a journey of *number* touchpoints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.klantreis"
        plan = Plan.of([Engagement(id=Engagement.ONLY, name="Long"), *records(number)])
        Store.create(path, plan, author="bench")
        for name, keys, key in (("map", "3", RIGHT), ("table", "3}}}l", DOWN)):
            costs = pressed(path, folder, keys, key)
            sizes = [cost.size for cost in costs]
            note(number, {f"arrow key on the {name}, median": median(cost.ms for cost in costs)})
            print(f"{median(sizes):.0f} bytes a key at the median, {mean(sizes):.0f} on average, {max(sizes)} at most")


def pressed(path: Path, folder: str, keys: str, key: str) -> list[Cost]:
    """Open *path*, press *keys* to get there, then *key* many times."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": os.fspath(ROOT)}
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
    program = ["-m", "tui.cli", os.fspath(path)]
    child = pexpect.spawn(sys.executable, program, dimensions=(40, 120), env={**os.environ, **own, **places})
    child.delaybeforesend = child.delayafterread = None
    child.expect_exact("eight steps")
    drawn(child, 2.0)
    for each in keys:
        child.send(each)
        drawn(child, 0.5)
    costs = []
    for _ in range(KEYS):
        child.send(key)
        costs.append(drawn(child, STILL))
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.close()
    return costs


def drawn(child: pexpect.spawn[bytes], still: float) -> Cost:
    """Read until nothing has come for *still* seconds."""
    at = last = time.perf_counter()
    size = 0
    while True:
        try:
            size += len(child.read_nonblocking(65_536, still))
            last = time.perf_counter()
        except pexpect.TIMEOUT:
            return Cost(size, (last - at) * 1000)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
