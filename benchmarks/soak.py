"""Hours of work in one: `python -m benchmarks.soak [MINUTES]`, three terminals that look on while a fourth edits.

Says what grows: memory, open files, the journal beside the file; and what those who only look on cost.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

import pexpect

from benchmarks.keys import drawn
from benchmarks.terminal import ended, large, processor, program, spawned
from storage.doctor import Verdict, examine
from storage.store import Store

LOOKERS = 3
REST = 0.5
"""Seconds between two edits."""

Child = pexpect.spawn


def main(minutes: float) -> None:
    """Edit for so many minutes, and say every minute what it has come to."""
    with tempfile.TemporaryDirectory() as folder:
        path = large(Path(folder), 1_000)
        children = [spawned(program(path), folder) for _ in range(1 + LOOKERS)]
        for child in children:
            child.expect_exact("eight steps")
            child.send("2")
            drawn(child, 2.0)
        active, *lookers = children
        active.send("jjjjj")
        end = time.perf_counter() + minutes * 60
        first = told(children, path, 0)
        while time.perf_counter() < end:
            before, until = [processor(each.pid) for each in lookers], time.perf_counter() + 60
            edits = 0
            while time.perf_counter() < min(until, end):
                active.send("JK"[edits % 2])
                edits += 1
                for child in children:
                    drawn(child, REST / len(children))
            last = told(children, path, edits)
            spent = mean(processor(each.pid) - was for each, was in zip(lookers, before, strict=True))
            print(
                f"  those who look on: {spent / 600:.1f} % of a core each, following an edit every {60 / edits:.1f} s"
            )
        print(f"memory {first:.0f} → {last:.0f} MB, {100 * (last / first - 1):+.1f} %")
        for child in children:
            ended(child)
        with Store.open(path, read_only=True) as store:
            print(f"{store.seq - 1} edits; in one word: {'whole' if is_whole(path) else 'DAMAGED'}")


def told(children: list[Child[bytes]], path: Path, edits: int) -> float:
    """Print what there is now, and return the memory of all terminals (MB)."""
    memory = sum(resident(child.pid) for child in children)
    files = max(len(list(Path(f"/proc/{child.pid}/fd").iterdir())) for child in children)
    log = Path(f"{path}-wal")
    size = log.stat().st_size / 1e6 if log.exists() else 0.0
    there = f"{memory:.0f} MB in {len(children)} terminals, {files} open files at most, journal {size:.1f} MB"
    print(f"{edits} edits: {there}")
    return memory


def resident(pid: int) -> float:
    """The memory a process has now, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def is_whole(path: Path) -> bool:
    """Whether nothing is wrong with the file."""
    return all(each.verdict is not Verdict.BAD for each in examine(path))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
