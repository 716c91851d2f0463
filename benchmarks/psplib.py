"""How good schedules are, and how fast: all instances of PSPLIB in a folder, or the speed of the serial scheme.

    python -m benchmarks.psplib FOLDER [--best FILE] [--prove] [--seconds 10] [--iterations N] [--seed 1]
    python -m benchmarks.psplib --speed

FOLDER holds `.sm` files of single-mode instances (https://www.om-db.wi.tum.de/psplib/). FILE tells the best known
makespans, one a line, the name of the instance first and the makespan last: `j301_1 43`; the files of results that
PSPLIB gives (`j60hrs.sm`: parameter, instance, makespan) are read, too. The column serial is one list, by the longest
tail.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter

from domain.errors import BadInput
from domain.scheduling.bounds import finish_bound
from domain.scheduling.instance import Activity, Instance, Link, Objective
from domain.scheduling.proof import proved
from domain.scheduling.psplib import read
from domain.scheduling.search import searched
from domain.scheduling.serial import Serial

RESULTS = re.compile(r"j\d+(hrs|lb|opt)\.sm")
"""The files of results, which PSPLIB gives the names of instances."""


@dataclass(frozen=True, slots=True)
class Run:
    """One instance: what the serial scheme gives by itself, what the search makes of it, and what is proved."""

    name: str
    serial: int
    found: int
    bound: int
    seconds: float
    proved: int | None
    is_optimal: bool
    best: int | None

    @property
    def gap(self) -> float | None:
        """By how much the search is above the best known, in percents; the proof counts where nothing is known."""
        best = self.best or (self.proved if self.is_optimal else None)
        return None if best is None else 100 * (self.found / best - 1)


def main() -> None:
    """Print a line for each instance, and the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--best", type=Path)
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prove", action="store_true")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    if args.speed:
        print_speed()
    if args.folder is None:
        return
    files = [path for path in args.folder.glob("*.sm") if not RESULTS.fullmatch(path.name)]
    files.sort(key=lambda path: [int(n) for n in re.findall(r"\d+", path.stem)])
    if not files:
        sys.exit(f"{args.folder} holds no .sm files")
    best = known_in(args.best.read_text()) if args.best else {}
    print(f"{'instance':<12}{'serial':>8}{'found':>8}{'bound':>8}{'best':>8}{'gap %':>8}{'s':>8}{'proved':>8}")
    runs = []
    for path in files:
        run = measured(path, best, args)
        runs.append(run)
        shown = "" if run.proved is None else f"{run.proved}{'' if run.is_optimal else '?'}"
        gap = "" if run.gap is None else f"{run.gap:.2f}"
        numbers = (run.serial, run.found, run.bound, run.best or "", gap, f"{run.seconds:.2f}", shown)
        print(f"{run.name:<12}" + "".join(f"{number:>8}" for number in numbers), flush=True)
    print_means(runs)


def measured(path: Path, best: Mapping[str, int], args: argparse.Namespace) -> Run:
    """What becomes of one instance."""
    try:
        instance = read(path.read_text(encoding="utf-8", errors="replace"), path.name)
    except BadInput as error:
        sys.exit(str(error))
    serial = searched(instance, Objective.FINISH, iterations=1).end
    begun = perf_counter()
    found = searched(instance, Objective.FINISH, iterations=args.iterations, seed=args.seed)
    seconds = perf_counter() - begun
    if wrong := wrong_with(instance, found.starts):
        sys.exit(f"{path.name}: {wrong}")
    proof = proved(instance, Objective.FINISH, found, seconds=args.seconds) if args.prove else None
    return Run(
        name=path.stem,
        serial=serial,
        found=found.end,
        bound=proof.bound if proof is not None and proof.bound is not None else finish_bound(instance),
        seconds=seconds,
        proved=None if proof is None else proof.value,
        is_optimal=proof is not None and proof.is_optimal,
        best=best.get(path.stem),
    )


def print_means(runs: Sequence[Run]) -> None:
    """What all instances come to."""
    gaps = [run.gap for run in runs if run.gap is not None]
    print(f"{len(runs)} instances, {median(run.seconds for run in runs):.2f} s each (median), all possible")
    if gaps:
        print(f"gap to the best known: mean {mean(gaps):.2f} %, most {max(gaps):.2f} %, none in {gaps.count(0)}")
    if any(run.proved is not None for run in runs):
        print(f"proved optimal: {sum(run.is_optimal for run in runs)}")


def known_in(text: str) -> dict[str, int]:
    """The best known makespans by the name of the instance."""
    found = {}
    size = re.search(r"\bj(\d+)", text)
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 2 and re.fullmatch(r"j\d+_\d+", words[0]) and words[-1].isdigit():
            found[words[0]] = int(words[-1])
        elif size and len(words) >= 3 and all(word.isdigit() for word in words[:3]):
            found[f"j{size[1]}{words[0]}_{words[1]}"] = int(words[2])
    return found


def wrong_with(instance: Instance, starts: Sequence[int]) -> str:
    """Why a schedule is not possible, worked out by nothing that scheduling uses; empty where it is."""
    ends = [start + each.duration for start, each in zip(starts, instance.activities, strict=True)]
    for link in instance.links:
        if starts[link.after] < ends[link.before]:
            return f"{link.after} starts before {link.before} is finished"
    for resource, capacity in enumerate(instance.capacities):
        for period in range(max(ends)):
            at_work = (nth for nth in range(len(starts)) if starts[nth] <= period < ends[nth])
            if sum(instance.activities[nth].demands[resource] for nth in at_work) > capacity[-1]:
                return f"resource {resource} is not enough in period {period}"
    return ""


def print_speed() -> None:
    """How long one schedule takes: 60 items and 500 items of four teams."""
    for number in (60, 500):
        instance = Instance(*made(number, Random(number)))  # noqa: S311 - nothing secret hangs on it
        order = list(instance.allowed(range(number)))
        begun = perf_counter()
        serial = Serial(instance)
        ready = perf_counter()
        times = []
        for _ in range(20):
            start = perf_counter()
            serial.earliest(order)
            times.append(perf_counter() - start)
        print(f"{number} items × 4 teams: made ready in {1000 * (ready - begun):.1f} ms, ", end="")
        print(f"then {1000 * median(times):.2f} ms a schedule")


def made(number: int, random: Random) -> tuple[tuple[Activity, ...], tuple[Link, ...], tuple[tuple[int, ...], ...]]:
    """Activities of up to 60 days for up to two teams each, every other one after an earlier one."""
    activities = tuple(Activity(random.randint(5, 60), tuple(demands(random))) for _ in range(number))
    links = tuple(Link(random.randrange(max(0, nth - 20), nth), nth) for nth in range(1, number, 2))
    return activities, links, ((30,), (40,), (25,), (35,))


def demands(random: Random) -> Iterator[int]:
    """What one activity asks of each team."""
    asked = random.sample(range(4), random.randint(1, 2))
    return (random.randint(5, 20) if team in asked else 0 for team in range(4))


if __name__ == "__main__":
    main()
