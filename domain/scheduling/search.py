"""A second of search: rules give the first lists of activities, annealing makes them better, all from one seed.

It is bounded by how many schedules it tries, never by a clock: the same instance gives the same schedule everywhere.

Sources:
    Kolisch and Hartmann 1999 for the rules; Boctor 1996, "Resource-constrained project scheduling by simulated
    annealing"; Valls, Ballestín and Quintanilla 2005 for justification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import exp
from random import Random

from domain.progress import IsCancelled, Progress, go_on
from domain.scheduling.bounds import delay_bound, finish_bound
from domain.scheduling.instance import Instance, Objective
from domain.scheduling.serial import Serial

ITERATIONS = 5_000
"""How many lists are tried where nobody says otherwise: about a second for 30 activities."""
_WORK = 8_000_000
"""What is tried in a second or two; of a larger instance fewer lists."""
_WARM, _COLD = 0.01, 0.001
"""How much worse, as a share of the first cost, is taken as likely as not at the start and at the end."""
_MOVES = 4
"""The most activities that are moved from one list to the next."""
_TOLD_EVERY = 32
_SAMPLES = 8
"""Lists at random beside those of the rules."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each activity starts and what comes of it.

    Attributes:
        starts: by place, the period it starts in.
        finishes: by place, the period after its last.
        late: periods after deadlines, of all activities together.
        cost: Σ weight × finish.
        tried: how many lists were tried.
    """

    starts: tuple[int, ...]
    finishes: tuple[int, ...]
    late: int
    cost: int
    tried: int = 1

    @property
    def end(self) -> int:
        """The period after the last one in which anything goes on."""
        return max(self.finishes, default=0)


def iterations_for(instance: Instance) -> int:
    """How many lists are tried in a second or two: the time goes by periods of work, and by activities."""
    each = sum(10 + activity.duration for activity in instance.activities)
    return max(60, min(ITERATIONS, _WORK // max(1, each)))


def searched(  # noqa: PLR0913 - what is wanted, how hard to look, and who looks on
    instance: Instance,
    objective: Objective,
    *,
    iterations: int | None = None,
    seed: int = 1,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> Schedule:
    """The best schedule found for *objective*; for priority the one that follows the order of the activities.

    Whatever the objective, fewer periods late come first, and of equal schedules that with the least Σ finish.

    Raises:
        Cancelled: *is_cancelled* said so.
    """
    go_on(0, progress, is_cancelled)
    serial = Serial(instance)
    places = range(len(instance.activities))
    if objective is Objective.PRIORITY or not instance.activities:
        return _told(instance, *serial.earliest(list(instance.allowed(places))), 1)
    search = _Search(serial, objective, Random(seed))  # noqa: S311 - nothing secret hangs on it
    limit = iterations_for(instance) if iterations is None else iterations
    search.run(limit, progress, is_cancelled)
    go_on(1, progress, None)
    return _told(instance, *search.best, search.tried)


def told(instance: Instance, starts: Sequence[int]) -> Schedule:
    """The schedule in which activities start so, whoever found it."""
    return _told(instance, starts, [instance.finish(nth, start) for nth, start in enumerate(starts)], 1)


def _told(instance: Instance, starts: Sequence[int], finishes: Sequence[int], tried: int) -> Schedule:
    late = sum(max(0, f - due) for f, due in zip(finishes, dues(instance), strict=True) if due is not None)
    cost = sum(f * each.weight for f, each in zip(finishes, instance.activities, strict=True))
    return Schedule(tuple(starts), tuple(finishes), late, cost, tried)


def dues(instance: Instance) -> list[int | None]:
    """By when each activity should be finished: its deadline, or what is pinned and waits for it."""
    due = [each.deadline for each in instance.activities]
    for link in instance.links:
        after, before = instance.activities[link.after], instance.activities[link.before]
        if after.start is not None and before.start is None:
            limit = (instance.finish(link.after, after.start) if link.to_finish else after.start) - link.lag
            if not link.from_finish:
                limit += before.duration
            held = due[link.before]
            due[link.before] = limit if held is None else min(held, limit)
    return due


class _Search:
    """Lists of activities, how good their schedules are, and the best so far."""

    def __init__(self, serial: Serial, objective: Objective, random: Random) -> None:
        self.serial, self.instance, self.random = serial, serial.instance, random
        self.is_finish = objective is Objective.FINISH
        self.weights = [each.weight for each in self.instance.activities]
        self.dues = [(nth, due) for nth, due in enumerate(dues(self.instance)) if due is not None]
        number = len(self.weights)
        self.rest = serial.horizon * number + 1
        heaviest = serial.horizon if self.is_finish else serial.horizon * max(1, sum(map(abs, self.weights)))
        self.lateness = heaviest * self.rest
        self.after: list[set[int]] = [set() for _ in range(number)]
        for link in self.instance.links:
            self.after[link.before].add(link.after)
        self.before = [set(self.instance.before[nth]) for nth in range(number)]
        self.tried = 0
        self.best: tuple[list[int], list[int]] = ([], [])
        self.best_cost = 0

    def cost(self, finishes: Sequence[int]) -> int:
        """How bad a schedule is: periods late first, then the objective, then Σ finish."""
        main = max(finishes) if self.is_finish else sum(map(int.__mul__, self.weights, finishes))
        cost = main * self.rest + sum(finishes)
        if self.dues:
            cost += self.lateness * sum(max(0, finishes[nth] - due) for nth, due in self.dues)
        return cost

    def decoded(self, order: Sequence[int]) -> tuple[int, list[int]]:
        """How bad the schedule of *order* is, and the order in which its activities start."""
        self.tried += 1
        starts, finishes = self.serial.earliest(order)
        cost = self.cost(finishes)
        if self.is_finish:
            moved, ends = self.serial.justified(starts, finishes)
            if (other := self.cost(ends)) <= cost:
                starts, finishes, cost = moved, ends, other
        if not self.best[0] or cost < self.best_cost:
            self.best, self.best_cost = (starts, finishes), cost
        return cost, self.serial.by_start(starts)

    def run(self, limit: int, progress: Progress, is_cancelled: IsCancelled) -> None:
        """Try *limit* lists."""
        found = [self.decoded(order) for order in islice(self.first_lists(), max(1, limit))]
        found.sort(key=lambda each: each[0])
        cost, order = found[0]
        least = finish_bound(self.instance) if self.is_finish else delay_bound(self.instance)
        scale = max(1, cost % self.lateness)
        steps = max(0, limit - self.tried)
        for step in range(steps):
            if step % _TOLD_EVERY == 0:
                go_on(step / steps, progress, is_cancelled)
            if self.best_cost // self.rest <= least:
                return
            heat = scale * _WARM * (_COLD / _WARM) ** (step / steps)
            new_cost, new_order = self.decoded(self.moved(order))
            worse = new_cost - cost
            if worse <= 0 or (worse < 30 * heat and self.random.random() < exp(-worse / heat)):
                cost, order = new_cost, new_order

    def first_lists(self) -> Iterator[list[int]]:
        """Lists by rules, then at random."""
        instance, number = self.instance, len(self.weights)
        tails = self.tails()
        rules: list[Callable[[int], float]] = [
            lambda nth: -tails[nth],
            lambda nth: nth,
            lambda nth: -len(self.after[nth]),
        ]
        if not self.is_finish:
            gains = self.gains()
            rules = [lambda nth: -gains[nth], *rules]
        for rule in rules:
            yield list(instance.allowed(sorted(range(number), key=lambda nth: (rule(nth), nth))))
        for _ in range(_SAMPLES):
            yield list(instance.allowed(self.random.sample(range(number), number)))

    def tails(self) -> list[int]:
        """The longest chain that starts with each activity."""
        tails = [0] * len(self.weights)
        for nth in reversed(list(self.instance.allowed(range(len(tails))))):
            behind = max((tails[after] for after in self.after[nth]), default=0)
            tails[nth] = self.instance.activities[nth].duration + behind
        return tails

    def gains(self) -> list[float]:
        """What each activity, with what most urgently waits for it, saves by the period of work (Smith's rule)."""
        gains = [0.0] * len(self.weights)
        held = [(0, 0)] * len(gains)
        for nth in reversed(list(self.instance.allowed(range(len(gains))))):
            weight, work = self.weights[nth], max(1, self.instance.activities[nth].duration)
            best = (weight, work)
            for after in self.after[nth]:
                joint = weight + held[after][0], work + held[after][1]
                if joint[0] * best[1] > best[0] * joint[1]:
                    best = joint
            held[nth], gains[nth] = best, best[0] / best[1]
        return gains

    def moved(self, order: Sequence[int]) -> list[int]:
        """*order* with a few activities elsewhere."""
        new = list(order)
        for _ in range(self.random.randint(1, _MOVES)):
            self.shift(new)
        return new

    def shift(self, order: list[int]) -> None:
        """Move one activity of *order* elsewhere, past none that it waits for or that waits for it."""
        for _ in range(8):
            here = self.random.randrange(len(order))
            nth = order[here]
            before, after = self.before[nth], self.after[nth]
            low, high = here, here
            while low > 0 and order[low - 1] not in before:
                low -= 1
            while high + 1 < len(order) and order[high + 1] not in after:
                high += 1
            if low < high:
                there = self.random.randrange(low, high)
                order.insert(there + (there >= here), order.pop(here))
                return
