"""What happens round the program: clocks that jump, other time zones, no network, nobody at the keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.edits import add, change
from domain.engagement import Engagement
from domain.initiative import Initiative
from domain.persona import Persona
from storage.formats.toml import written
from storage.store import Store
from tests.builders import a, plan_of
from tests.soak import times
from tests.terminals import Terminal
from tests.test_story import CTRL_Q, PROGRAM, place_of

NEW_YEAR = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
DAYS = (date(1900, 1, 1), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29), date(2999, 12, 31))
"""The first and the last there is, the days of summer time, a leap day."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    plan = plan_of(
        a(Engagement, Engagement.ONLY, name="Trips"),
        a(Persona, "michiel"),
        *(a(Initiative, f"initiative-{n}", starts_on=day) for n, day in enumerate(DAYS)),
    )
    Store.create(path, plan, author="ana")
    return path


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_no_date_shifts_in_any_time_zone(path: Path, zone: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "export", path.name],
        cwd=path.parent,
        env={**os.environ, **place_of("ana", path.parent), "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    with Store.open(path, read_only=True) as store:
        assert done.stdout == written(store.plan)
    assert [f"starts_on = {day.isoformat()}\n" in done.stdout for day in DAYS] == [True] * len(DAYS)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=1), timedelta(days=400)])
def test_a_clock_that_jumps_neither_loses_nor_reorders_an_edit(path: Path, jump: timedelta) -> None:
    clock = [NEW_YEAR]
    with Store.open(path, author="ana", now=lambda: clock[0]) as ana, Store.open(path, author="joris") as joris:
        for n in range(times(3, 50)):
            ana.apply(change(ana.plan.get(Persona, "michiel"), name=f"Michiel {n}"))
            clock[0] += jump
            joris.catch_up()
            joris.apply(add(joris.plan, Persona, name=f"Joost {n}"))
            ana.catch_up()

        made = [entry.label for entry in ana.log(since=1)]
        assert made[::2] == [
            "Change name of “Michiel”",
            *(f"Change name of “Michiel {n}”" for n in range(len(made) // 2 - 1)),
        ]
        assert len(made) == 2 * times(3, 50)
        ana.undo()
        assert ana.plan == ana.read()
        joris.catch_up()
        assert joris.plan == ana.plan


def test_the_program_needs_no_network(path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("no namespace without a network can be made here")
    with Terminal(100, 30) as terminal:
        terminal.start(["unshare", "-rn", *PROGRAM, path.name], place_of("ana", path.parent), path.parent)
        terminal.wait_for("The method in eight steps")
        for page in "23456789":
            terminal.send(page)
            terminal.wait_for("✓ saved")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


def test_nothing_opens_a_connection() -> None:
    """Not even on the way to an import: no module of ours, nor what it loads, asks for another host."""
    script = (
        "import sys\n"
        "def refuse(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'urllib.Request'):\n"
        "        raise SystemExit(f'{event} {args}')\n"
        "sys.addaudithook(refuse)\n"
        "from tui.pages import load_all\n"
        "load_all()\n"
        "from storage.shipped import example\n"
        "from storage.formats.toml import read\n"
        "read(*example('reisbureau'))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")


def test_who_does_nothing_is_sent_nothing_and_costs_next_to_nothing(path: Path) -> None:
    with Terminal(100, 30) as terminal:
        terminal.start([*PROGRAM, path.name], place_of("ana", path.parent), path.parent)
        terminal.wait_for("The method in eight steps")
        terminal.send("2")
        terminal.wait_for("^▌ +Michiel")
        terminal.settle()
        before, ticks = len(terminal.written), processor_ticks(terminal.pid)

        terminal.watch(times(3, 60))

        assert terminal.written[before:] == b""
        assert processor_ticks(terminal.pid) - ticks <= times(3, 60) * os.sysconf("SC_CLK_TCK") * 0.03
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0


def processor_ticks(pid: int) -> int:
    """What the process has used of a processor so far, in clock ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
