"""A window of any size, changed at any moment: the program is there afterwards, and shows what it showed."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.soak import times
from tests.terminals import Terminal
from tests.test_story import CTRL_Q, PROGRAM, place_of

EXTREME = [(1, 1), (10, 3), (2, 2), (1, 400), (200, 1), (400, 120), (60, 16), (59, 16), (60, 15)]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    made = [*PROGRAM, "new", "trips", "--example", "reisbureau"]
    subprocess.run(made, cwd=folder, env={"PATH": "/usr/bin:/bin", **place_of("ana", folder)}, check=True)
    return folder / "trips.klantreis"


@pytest.mark.parametrize("page", range(1, 10))
def test_a_storm_of_sizes_is_weathered_on_every_page(page: int, example: Path, tmp_path: Path) -> None:
    chance = random.Random(page)  # noqa: S311 - not for secrets
    shutil.copy(example, tmp_path)
    with Terminal(100, 30) as terminal:
        terminal.start([*PROGRAM, "trips.klantreis"], place_of("ana", tmp_path), tmp_path)
        terminal.wait_for("The method in eight steps")
        terminal.send(str(page))
        terminal.wait_for(rf"▐?{page}▐? ?\S")
        sizes = [*EXTREME, *((chance.randint(1, 220), chance.randint(1, 60)) for _ in range(times(20, 1000)))]
        for columns, rows in sizes:
            terminal.resize(columns, rows)
            if chance.random() < 0.3:
                terminal.send("j")
        terminal.resize(40, 10)
        terminal.wait_for(r"Enlarge the")
        terminal.resize(100, 30)

        terminal.wait_for("✓ saved")
        terminal.send("?")
        terminal.wait_for("What the keys do here")
        terminal.send("\x1b")
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
