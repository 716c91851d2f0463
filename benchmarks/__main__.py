"""Everything that is measured, held against what is aimed at: `python -m benchmarks [NAME…]`.

Each benchmark runs in a process of its own, one after the other. All figures go to history.csv, this run's beside the
median of those of before.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.history import HISTORY
from benchmarks.targets import TARGETS

NOT_RUN = frozenset({"__main__", "__init__", "history", "targets", "many", "psplib", "soak"})
"""Parts of benchmarks, and what takes an hour or needs files that are not here."""


def main(names: list[str]) -> int:
    """Run the benchmarks called *names*, or all; return 1 where a target is missed."""
    since = datetime.now(UTC).isoformat(timespec="minutes")
    there = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_RUN)
    for name in names or there:
        print(f"\n→ {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
    now, before = measured(since)
    print(f"\n{'':<52}{'now':>10}{'before':>10}{'at most':>10}")
    missed = 0
    for what, figure in now.items():
        target = TARGETS.get(what)
        limit = target.limit(now) if target else None
        is_missed = limit is not None and figure > limit
        missed += is_missed
        earlier = f"{before[what]:>10,.1f}" if what in before else f"{'–':>10}"
        aimed = f"{limit:>10,.1f}" if limit is not None else f"{'':>10}"
        print(f"{what:<52}{figure:>10,.1f}{earlier}{aimed}{' ✗' if is_missed else ''}")
    print(
        f"\n{missed} of {sum(what in TARGETS for what in now)} targets missed." if missed else "\nEvery target is met."
    )
    return 1 if missed else 0


def measured(since: str) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The last figure of each name from *since* on, and the median of those before."""
    now: dict[str, float] = {}
    before: dict[str, list[float]] = defaultdict(list)
    with HISTORY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["at"] >= since:
                now[row["what"]] = float(row["ms"])
            else:
                before[row["what"]].append(float(row["ms"]))
    return now, {what: median(figures) for what, figures in before.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
