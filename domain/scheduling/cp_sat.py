"""A process of its own in which CP-SAT, the solver of OR-Tools, proves how good a schedule can be.

It reads one line of JSON on standard input, and answers with a line whenever it finds a better schedule or a better
bound; the last one says how it ended. When nobody holds the other end of its input any more, it ends at once.

Nothing else imports OR-Tools: it brings its own HiGHS, and a process that holds both HiGHS and OR-Tools fails.

Source:
    Perron and Furnon, OR-Tools 9; Pritsker, Watters and Wolfe 1969 for the problem.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from math import ceil, gcd
from threading import Thread
from typing import Any

from domain.initiative import DependencyKind
from domain.scheduling.bounds import bound
from domain.scheduling.instance import Activity, Instance, Link, Objective
from domain.scheduling.search import dues
from domain.scheduling.serial import Serial

MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Task:
    """What to prove.

    Attributes:
        starts: of the best schedule known.
        late: how many periods that one is late.
        seconds: how long to look.
    """

    instance: Instance
    objective: Objective
    starts: tuple[int, ...]
    late: int
    seconds: float

    def as_line(self) -> str:
        """The task as one line of JSON."""
        activities = [
            [each.duration, each.demands, each.release, each.deadline, each.weight, each.start, each.off]
            for each in self.instance.activities
        ]
        links = [[each.before, each.after, each.kind.value, each.lag] for each in self.instance.links]
        data = (activities, links, self.instance.capacities, self.objective.value, self.starts, self.late, self.seconds)
        return json.dumps(data)

    @classmethod
    def from_line(cls, line: str) -> Task:
        """The task that *line* holds."""
        activities, links, capacities, objective, starts, late, seconds = json.loads(line)
        instance = Instance(
            tuple(
                Activity(duration, tuple(demands), release, deadline, weight, start, tuple(off))
                for duration, demands, release, deadline, weight, start, off in activities
            ),
            tuple(Link(before, after, DependencyKind(kind), lag) for before, after, kind, lag in links),
            tuple(tuple(capacity) for capacity in capacities),
        )
        return cls(instance, Objective(objective), tuple(starts), late, seconds)


class _Model:
    """The instance in the terms of the solver."""

    def __init__(self, task: Task) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - 600 ms, and in this process only

        self.task, self.instance = task, task.instance
        self.model: Any = cp_model.CpModel()
        self.horizon = Serial(self.instance).horizon
        if task.objective is Objective.FINISH and not task.late:
            # Whatever is better ends no later.
            self.horizon = max((self.instance.finish(nth, start) for nth, start in enumerate(task.starts)), default=0)
        self.starts: list[Any] = []
        self.ends: list[Any] = []
        self.pieces: list[list[Any]] = []
        for nth, activity in enumerate(self.instance.activities):
            self._add(nth, activity)
        self._link()
        self._share()
        self.main, self.scale, self.most = self._objective()
        for nth, start in enumerate(task.starts):
            if self.instance.activities[nth].start is None:
                self.model.add_hint(self.starts[nth], start)

    def _add(self, nth: int, activity: Activity) -> None:
        if activity.start is not None:
            self.starts.append(activity.start)
            self.ends.append(self.instance.finish(nth, activity.start))
            self.pieces.append([])
            return
        model, duration = self.model, activity.duration
        start = model.new_int_var(activity.release, self.horizon, f"s{nth}")
        self.starts.append(start)
        if not (activity.off and duration):
            self.ends.append(start + duration)
            self.pieces.append([model.new_fixed_size_interval_var(start, duration, f"i{nth}")])
            return
        self._add_resting(nth, activity, start)

    def _add_resting(self, nth: int, activity: Activity, start: Any) -> None:  # noqa: ANN401 - the solver has no types
        """An activity in pieces: one between each two of its rests, none where it is not at work there."""
        model = self.model
        end = model.new_int_var(0, self.horizon, f"e{nth}")
        resting = set(activity.off)
        periods = [each for each in range(activity.release, self.horizon) if each not in resting]
        table = [
            (first, last + 1)
            for first, last in zip(periods, periods[activity.duration - 1 :], strict=False)
            if last < self.horizon
        ]
        model.add_allowed_assignments([start, end], table)
        pieces = []
        edge = 0
        rests = [(low, high) for low, high in _blocks(activity.off) if low < self.horizon]
        for number, (low, high) in enumerate([*rests, (self.horizon, self.horizon)]):
            first = model.new_int_var(edge, low, f"f{nth}.{number}")
            last = model.new_int_var(edge, low, f"l{nth}.{number}")
            size = model.new_int_var(0, max(0, low - edge), f"d{nth}.{number}")
            model.add_min_equality(first, [low, _at_least(model, start, edge, self.horizon, f"a{nth}.{number}")])
            model.add_min_equality(last, [low, _at_least(model, end, edge, self.horizon, f"b{nth}.{number}")])
            pieces.append(model.new_interval_var(first, size, last, f"i{nth}.{number}"))
            edge = min(high, self.horizon)
        self.ends.append(end)
        self.pieces.append(pieces)

    def _link(self) -> None:
        for link in self.instance.links:
            if self.instance.activities[link.after].start is None:
                first = (self.ends if link.from_finish else self.starts)[link.before]
                second = (self.ends if link.to_finish else self.starts)[link.after]
                self.model.add(second >= first + link.lag)

    def _share(self) -> None:
        for resource in range(len(self.instance.capacities)):
            left = self._left(resource)
            most = max(left)
            intervals, demands = [], []
            for activity, pieces in zip(self.instance.activities, self.pieces, strict=True):
                if activity.demands[resource] and activity.duration:
                    intervals += pieces
                    demands += [activity.demands[resource]] * len(pieces)
            at = 0
            for free, run in groupby(left):
                long = len(list(run))
                if free < most:
                    name = f"r{resource}.{at}"
                    intervals.append(self.model.new_fixed_size_interval_var(at, long, name))
                    demands.append(most - free)
                at += long
            self.model.add_cumulative(intervals, demands, most)

    def _left(self, resource: int) -> list[int]:
        capacity = self.instance.capacities[resource]
        left = [capacity[min(period, len(capacity) - 1)] for period in range(self.horizon)]
        for nth, activity in enumerate(self.instance.activities):
            if activity.start is not None:
                resting = set(activity.off)
                for period in range(activity.start, self.instance.finish(nth, activity.start)):
                    if period not in resting:
                        left[period] -= activity.demands[resource]
        return [max(0, each) for each in left]

    def _objective(self) -> tuple[Any, int, int]:
        """What is minimised, by how much it was divided, and the most it can be; lateness counts above that."""
        model, acts = self.model, self.instance.activities
        least = bound(self.instance, self.task.objective)
        if self.task.objective is Objective.FINISH:
            scale, most = 1, self.horizon
            main = model.new_int_var(min(least, most), most, "end")
            for end in self.ends:
                model.add(main >= end)
        else:
            scale = reduce(gcd, (each.weight for each in acts), 0) or 1
            main = sum((each.weight // scale) * end for each, end in zip(acts, self.ends, strict=True))
            most = sum(each.weight // scale for each in acts) * self.horizon
            if any(each.weight for each in acts):
                model.add(main >= ceil(least / scale))
        late = []
        for nth, due in enumerate(dues(self.instance)):
            if due is None or acts[nth].start is not None:
                continue
            if not self.task.late:
                model.add(self.ends[nth] <= due)
            else:
                over = model.new_int_var(0, self.horizon, f"late{nth}")
                model.add(over >= self.ends[nth] - due)
                late.append(over)
        model.minimize(sum(late) * (most + 1) + main)
        return main, scale, most


def _at_least(model: Any, value: Any, least: int, horizon: int, name: str) -> Any:  # noqa: ANN401 - the solver has no types
    found = model.new_int_var(least, max(least, horizon), name)
    model.add_max_equality(found, [value, least])
    return found


def _blocks(off: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches [start, end) that the periods *off* make up."""
    found: list[tuple[int, int]] = []
    for period in off:
        if found and found[-1][1] == period:
            found[-1] = found[-1][0], period + 1
        else:
            found.append((period, period + 1))
    return found


def solve(task: Task) -> None:
    """Look for a better schedule and a better bound, and tell of each."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - 600 ms, and in this process only

    made = _Model(task)
    step, fixed_late = made.most + 1, bool(task.late)

    def main_bound(whole: float, value: float | None) -> int | None:
        """The bound of what is minimised beside lateness; None as long as there may be less lateness."""
        least = ceil(whole - 1e-6)
        if fixed_late:
            if value is None or int(value) // step != least // step:
                return None
            least %= step
        return least * made.scale

    class Told(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            starts = [each if isinstance(each, int) else self.value(each) for each in made.starts]
            _tell(starts=starts, bound=main_bound(self.best_objective_bound, self.objective_value))

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.seconds
    solver.parameters.num_workers = max(1, min(MOST_WORKERS, os.cpu_count() or 1))
    solver.parameters.random_seed = 1
    solver.best_bound_callback = lambda whole: _tell(bound=main_bound(whole, None))
    status = solver.solve(made.model, Told())
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    _tell(
        status=solver.status_name(status).lower(),
        starts=[each if isinstance(each, int) else solver.value(each) for each in made.starts] if found else None,
        bound=main_bound(solver.best_objective_bound, solver.objective_value if found else None),
    )


def _tell(**data: Any) -> None:
    print(json.dumps({name: value for name, value in data.items() if value is not None}), flush=True)  # noqa: T201


def main() -> None:
    """Do what standard input asks for."""
    task = Task.from_line(sys.stdin.readline())

    def leave_with_the_parent() -> None:
        sys.stdin.read()
        os._exit(1)

    Thread(target=leave_with_the_parent, daemon=True).start()
    solve(task)


if __name__ == "__main__":
    main()
