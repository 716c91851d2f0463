"""What the program costs whoever sits before it: `python -m benchmarks.terminal`, in a real terminal.

With a hundred records and with ten thousand, beside an empty Textual program and a list with nothing around it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import pexpect

from benchmarks.history import note
from benchmarks.keys import STILL, Cost, drawn
from benchmarks.many import records
from benchmarks.start import HELLO, ROOT, peak
from domain.edits import change
from domain.persona import Persona
from storage.store import Store

LIST = """
import sys
from textual.app import App
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from rich.segment import Segment

class Lines(ScrollView, can_focus=True):
    at = 0
    def on_mount(self):
        self.virtual_size = Size(100, 10_000)
    def render_line(self, y):
        n = y + self.scroll_offset.y
        return Strip([Segment(f"{'>' if n == self.at else ' '} Record {n} of the list".ljust(self.size.width))])
    def key_down(self):
        self.at += 1
        self.refresh_lines(self.at - 1, 2)
        self.scroll_to_region(Region(0, self.at, 1, 1), animate=False)

class Bare(App):
    def compose(self):
        yield Lines()

Bare().run()
"""
PAIRS = 7
DOWN = "\x1b[B"
WORST_OF = 20
TIMEOUT = IDLE = 10.0


def main() -> None:
    """Measure all of it, and note it."""
    with tempfile.TemporaryDirectory() as folder:
        bare = [sys.executable, "-c", HELLO]
        figures: dict[str, float] = {}
        paths = {number: large(Path(folder), number) for number in (100, 10_000)}
        starts: dict[str, list[tuple[float, int, float]]] = {}
        for nth in range(PAIRS + 1):
            for name, argv, shows in (
                ("hello", bare, "Hello"),
                *((str(number), program(path), "eight steps") for number, path in paths.items()),
            ):
                found = started(argv, shows, folder)
                if nth:  # the first compiles what has changed
                    starts.setdefault(name, []).append(found)
        figures["hello shows"] = median(each[0] for each in starts["hello"])
        figures["hello quits"] = median(each[2] for each in starts["hello"])
        figures["quit"] = median(each[2] for each in starts["100"])
        figures["arrow key in a bare list"] = in_a_bare_list(folder)
        for number, path in paths.items():
            own = {
                "shows": median(each[0] for each in starts[str(number)]),
                "bytes at start,": median(each[1] for each in starts[str(number)]),
                **used(path, folder),
            }
            figures.update({f"{name} {number} records": figure for name, figure in own.items()})
        figures.update(idle(paths[100], folder))
    note(10_000, figures)


def large(folder: Path, number: int) -> Path:
    """An engagement of about *number* records."""
    path = folder / f"{number}.klantreis"
    personas = [Persona(id=f"p-{n}", name=f"Persona {n}", position=n) for n in range(number // 10)]
    Store.create(path, [*records(number - len(personas)), *personas], author="bench")
    return path


def program(path: Path) -> list[str]:
    """The words that open *path*."""
    return [sys.executable, "-m", "tui.cli", os.fspath(path)]


def spawned(argv: Sequence[str], folder: str) -> pexpect.spawn[bytes]:
    """Start a program in a terminal of 120×40."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": os.fspath(ROOT)}
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
    child = pexpect.spawn(argv[0], [*argv[1:]], dimensions=(40, 120), env={**os.environ, **own, **places})
    child.delaybeforesend = child.delayafterread = None
    return child


def started(argv: Sequence[str], shows: str, folder: str) -> tuple[float, int, float]:
    """Milliseconds until a program shows its content, the bytes of its start, milliseconds from ctrl+q to its end."""
    at = time.perf_counter()
    child = spawned(argv, folder)
    child.expect_exact(shows)
    shown = (time.perf_counter() - at) * 1000
    size = len(child.before) + len(child.after) + len(child.buffer)
    size += drawn(child, 1.0).size
    return shown, size, ended(child)


def ended(child: pexpect.spawn[bytes]) -> float:
    """Milliseconds from ctrl+q to the end."""
    at = time.perf_counter()
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.close()
    return (time.perf_counter() - at) * 1000


def in_a_bare_list(folder: str) -> float:
    """Milliseconds of an arrow key in a list with nothing around it."""
    child = spawned([sys.executable, "-c", LIST], folder)
    child.expect_exact("Record 0")
    drawn(child, 1.0)
    found = median(cost.ms for cost in pressed(child, DOWN, 60))
    ended(child)
    return found


def pressed(child: pexpect.spawn[bytes], key: str, times: int) -> list[Cost]:
    """Press *key* so many times, each once all is drawn that the one before brought about."""
    costs = []
    for _ in range(times):
        child.send(key)
        costs.append(drawn(child, STILL))
    return costs


def used(path: Path, folder: str) -> dict[str, float]:
    """What keys cost in the engagement at *path*, and how much memory all of it took."""
    child = spawned(program(path), folder)
    child.expect_exact("eight steps")
    drawn(child, 2.0)
    for page in "2345678921":  # a page costs more the first time
        child.send(page)
        drawn(child, 0.5)
    switches = [cost for page in "23452345" for cost in pressed(child, page, 1)]
    child.send("2")
    drawn(child, 0.5)
    arrows = pressed(child, DOWN, 80)
    sizes = sorted(cost.size for cost in arrows)
    edits = on_disk(child, path)
    figures = {
        "page switch,": median(cost.ms for cost in switches),
        "bytes a page switch,": median(cost.size for cost in switches),
        "arrow key,": median(cost.ms for cost in arrows),
        "bytes an arrow key,": median(sizes),
        f"bytes an arrow key, of {WORST_OF} the worst,": sizes[-len(sizes) // WORST_OF],
        "edit, key to saved,": edits,
        "another's edit shows,": anothers_edit(child, path),
        "memory (MB),": peak(child.pid),
    }
    ended(child)
    return figures


def on_disk(child: pexpect.spawn[bytes], path: Path) -> float:
    """Milliseconds from a key that changes something until that is on disk."""
    taken = []
    with Store.open(path, read_only=True) as store:
        for key in "KJKJKJKJ":
            stamp, at = store.stamp(), time.perf_counter()
            child.send(key)
            while store.stamp() == stamp:
                if time.perf_counter() - at > TIMEOUT:
                    raise TimeoutError(f"{key} changed nothing")
            taken.append((time.perf_counter() - at) * 1000)
            drawn(child, 0.7)
    return median(taken)


def anothers_edit(child: pexpect.spawn[bytes], path: Path) -> float:
    """Milliseconds until an edit made by another program shows."""
    taken = []
    with Store.open(path, author="joris") as store:
        store.warm_up()
        for n in range(5):
            store.apply(change(store.plan.all(Persona)[0], name=f"Renamed {n}"))
            at = time.perf_counter()
            child.expect_exact("joris")
            taken.append((time.perf_counter() - at) * 1000)
            drawn(child, 0.7)
    return median(taken)


def idle(path: Path, folder: str) -> dict[str, float]:
    """What ten seconds cost in which nobody does anything: bytes, and milliseconds of a processor."""
    child = spawned(program(path), folder)
    child.expect_exact("eight steps")
    drawn(child, 6.0)  # once who else is here was looked at
    before, size, until = processor(child.pid), 0, time.perf_counter() + IDLE
    while (left := until - time.perf_counter()) > 0:
        size += drawn(child, left).size
    figures = {
        "bytes of ten idle seconds": size,
        "processor in ten idle seconds": processor(child.pid) - before,
    }
    ended(child)
    return figures


def processor(pid: int) -> float:
    """Milliseconds of a processor that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
