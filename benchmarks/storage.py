"""What the file costs: `python -m benchmarks.storage [RECORDS]` prints medians and appends them to history.csv."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import tomli_w

from benchmarks.history import note
from benchmarks.many import records
from domain.edits import change, remove
from domain.journey import Journey, Touchpoint
from domain.plan import Plan
from domain.problems import problems
from domain.steps import steps
from storage.connection import connect, identify
from storage.formats.toml import import_edit, read, written
from storage.reading import read_plan
from storage.store import Store
from storage.upgrade import schema_version


def main(number: int) -> None:
    """Measure on an engagement of *number* records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.klantreis"
        Store.create(path, records(number), author="bench")
        figures = {**measured(path), **commands(path)}
    note(number, figures)


def measured(path: Path) -> dict[str, float]:
    """Milliseconds for what happens inside the program."""
    conn = connect(path)
    plan, _ = read_plan(conn)
    text = written(plan)
    raw, data = text.encode(), tomllib.loads(text)
    document = read(raw, "bench")
    figures = {
        "identify and check the file": median(lambda: identify(conn, path, schema_version())),
        f"read {len(plan)} records": median(lambda: read_plan(conn)),
        "export as TOML": median(lambda: written(plan)),
        "  tomli-w alone": median(lambda: tomli_w.dumps(data)),
        "read TOML": median(lambda: read(raw, "bench")),
        "  tomllib alone": median(lambda: tomllib.loads(text)),
        "draw up the import": median(lambda: import_edit(Plan(), document)),
        "problems": median(lambda: problems(Plan.of(plan), datetime.now(UTC).date())),
        "steps": median(lambda: steps(Plan.of(plan), datetime.now(UTC).date())),
    }
    conn.close()
    with Store.open(path, author="bench") as store:
        store.warm_up()

        def edit() -> None:
            touchpoint = store.plan.all(Touchpoint)[7]
            store.apply(change(touchpoint, importance=1 + (touchpoint.importance or 0) % 5))

        edit()
        figures["one edit, on disk"] = median(edit, 50)
        figures["undo it"] = median(store.undo, 20)
        figures["look for news"] = median(store.stamp, 200)
        everything = remove(store.plan, store.plan.all(Journey))

        def remove_and_undo() -> None:
            store.apply(everything)
            store.undo()

        figures[f"remove {len(everything.changes)} records, and undo it"] = median(remove_and_undo, 3)
    return figures


def commands(path: Path) -> dict[str, float]:
    """Milliseconds for whole commands, and for a bare interpreter to hold them against."""

    def command(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *words], capture_output=True, check=False)

    program = ("-m", "tui.cli")
    return {
        "a bare interpreter": median(command("-c", "pass")),
        "import sqlalchemy, pydantic": median(command("-c", "import sqlalchemy, pydantic")),
        "klantreis --help": median(command(*program, "--help")),
        "klantreis check": median(command(*program, "check", os.fspath(path))),
        "klantreis export": median(command(*program, "export", os.fspath(path))),
    }


def median(work: Callable[[], object], times: int = 7) -> float:
    """The median of so many runs of *work*, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
