"""How good a schedule can be at best, proved by a solver in a process of its own.

The solver starts from our schedule, tells of every better one and of every better bound, and can be stopped at any
time: what it found by then counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic

from domain.errors import NotInstalled, Unsolved
from domain.progress import IsCancelled
from domain.scheduling.bounds import bound
from domain.scheduling.cp_sat import Task
from domain.scheduling.instance import Instance, Objective
from domain.scheduling.search import Schedule, told

SECONDS = 10.0
"""How long is looked where nobody says otherwise."""
_LONGEST_START, _EVERY = 30.0, 0.1
WHY_NOT_INSTALLED = (
    "The solver that proves schedules is not installed. It is optional, and takes about 240 MB: "
    "pip install 'klantreis[optimise]'. Schedules are found without it, with a bound that is easier to beat."
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the best schedule.

    Attributes:
        schedule: the best found.
        bound: what the objective cannot be below; None as long as not even that is known.
        is_optimal: whether no schedule can be better.
        seconds: how long was looked.
    """

    objective: Objective
    schedule: Schedule
    bound: int | None
    is_optimal: bool
    seconds: float

    @property
    def value(self) -> int:
        """The objective of the schedule."""
        return self.schedule.end if self.objective is Objective.FINISH else self.schedule.cost

    @property
    def gap(self) -> float | None:
        """By which share of it the schedule could be better at most; None if not known."""
        if self.is_optimal or self.value == 0:
            return 0.0
        return None if self.bound is None else max(0, self.value - self.bound) / self.value


def known(instance: Instance, objective: Objective, schedule: Schedule) -> Proof:
    """What is known of *schedule* without a solver, by a bound that is easier to beat."""
    least = None if schedule.late or objective is Objective.PRIORITY else bound(instance, objective)
    found = Proof(objective, schedule, least, is_optimal=False, seconds=0)
    return replace(found, is_optimal=least is not None and found.value <= least)


def why_not() -> str:
    """Why nothing can be proved here; empty where it can."""
    return "" if find_spec("ortools") is not None else WHY_NOT_INSTALLED


def proved(  # noqa: PLR0913 - what is proved from where, how long, and who looks on
    instance: Instance,
    objective: Objective,
    schedule: Schedule,
    *,
    seconds: float = SECONDS,
    on_news: Callable[[Proof], None] | None = None,
    is_cancelled: IsCancelled = None,
) -> Proof:
    """What a solver can prove within *seconds*, from *schedule* on.

    Args:
        instance: what is scheduled.
        objective: delay or finish.
        schedule: the best known so far.
        seconds: how long to look.
        on_news: is told whenever there is a better schedule or bound, and as time goes by.
        is_cancelled: stops the solver; what it found by then is returned.

    Raises:
        NotInstalled: there is no solver.
        Unsolved: the solver failed.
        ValueError: the objective is priority: the list says how it is, and there is nothing to prove.
    """
    if objective is Objective.PRIORITY:
        raise ValueError("a schedule by priority follows the list; there is nothing to prove")
    if reason := why_not():
        raise NotInstalled(reason)
    begun = monotonic()
    found = known(instance, objective, schedule)
    if found.is_optimal:
        return found
    task = Task(instance, objective, schedule.starts, schedule.late, seconds)
    with _child(task) as lines:
        for line in lines:
            if is_cancelled is not None and is_cancelled():
                return found
            found = replace(_with(found, line, instance), seconds=monotonic() - begun)
            if on_news is not None:
                on_news(found)
            if line is not None and "status" in line:
                return found
            if monotonic() - begun > seconds + _LONGEST_START:
                return found
    raise Unsolved("The solver ended without an answer. The schedule is as good as it was.")


def _with(found: Proof, line: dict[str, object] | None, instance: Instance) -> Proof:
    """*found* with what one line of the solver says."""
    if line is None:
        return found
    if line.get("status") in ("infeasible", "model_invalid"):
        raise Unsolved("The solver takes the schedule for impossible, and proves nothing.")
    schedule = found.schedule
    if isinstance(starts := line.get("starts"), list):
        better = told(instance, starts)
        value = better.end if found.objective is Objective.FINISH else better.cost
        if (better.late, value) < (schedule.late, found.value):
            schedule = better
    known = line.get("bound")
    bounds = [each for each in (found.bound, known) if isinstance(each, int)]
    after = replace(found, schedule=schedule, bound=max(bounds) if bounds else None)
    is_optimal = line.get("status") == "optimal" or (after.bound is not None and after.value <= after.bound)
    return replace(after, is_optimal=is_optimal, bound=after.value if is_optimal else after.bound)


@contextmanager
def _child(task: Task) -> Iterator[Iterator[dict[str, object] | None]]:
    """What the solver says, line by line, and None as long as it says nothing; it is gone afterwards."""
    packages = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))
    child = subprocess.Popen(
        # -P: a folder called “domain” where the user happens to be is nobody's module.
        [sys.executable, "-P", "-m", "domain.scheduling.cp_sat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    said: Queue[dict[str, object] | None] = Queue()
    end = object()

    def listen() -> None:
        assert child.stdout is not None, "it is a pipe"  # noqa: S101
        for line in child.stdout:
            said.put(json.loads(line))
        said.put({"end": end})

    def lines() -> Iterator[dict[str, object] | None]:
        while True:
            try:
                line = said.get(timeout=_EVERY)
            except Empty:
                line = None
            if line is not None and "end" in line:
                return
            yield line

    listener = Thread(target=listen, daemon=True)
    try:
        assert child.stdin is not None, "it is a pipe"  # noqa: S101
        child.stdin.write(task.as_line() + "\n")
        child.stdin.flush()
        listener.start()
        yield lines()
    finally:
        child.kill()
        child.wait()
        if listener.is_alive():
            listener.join()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
