"""What a sequence costs in waiting, what turning two around would save, and the best sequence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, log
from typing import Protocol


class Urgency(Protocol):
    """How much is lost by not having something yet."""

    def lost(self, finish: Fraction) -> Fraction:
        """The money lost until it is there, *finish* weeks from now: the integral of what each week costs."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Every week costs the same."""

    cost: Fraction

    def lost(self, finish: Fraction) -> Fraction:
        """Cost × weeks."""
        return self.cost * finish


@dataclass(frozen=True, slots=True)
class Window:
    """Every week costs the same until the window closes after so many weeks; then there is nothing left to lose."""

    cost: Fraction
    until: Fraction

    def lost(self, finish: Fraction) -> Fraction:
        """Cost × the weeks of the window that are gone."""
        return self.cost * min(finish, self.until)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Nothing is lost up to a day so many weeks from now, that day included; after it all of the penalty is due."""

    penalty: Fraction
    at: Fraction

    def lost(self, finish: Fraction) -> Fraction:
        """The penalty, once it is too late."""
        return self.penalty if finish > self.at else Fraction(0)


@dataclass(frozen=True, slots=True)
class Decaying:
    """What a week costs halves in so many weeks, as others come to offer the same."""

    cost: Fraction
    half_life: Fraction

    def lost(self, finish: Fraction) -> Fraction:
        """Cost × half-life/ln 2 × (1 − 2^(−weeks/half-life))."""
        return self.cost * self.half_life * Fraction((1 - 2 ** -float(finish / self.half_life)) / log(2))


@dataclass(frozen=True, slots=True)
class Job:
    """Something that one team does at a stretch.

    Attributes:
        id: that of its initiative.
        weeks: how long it takes.
        urgency: what is lost as long as it is not there.
    """

    id: str
    weeks: Fraction
    urgency: Urgency

    @property
    def cd3(self) -> Fraction | float:
        """Cost of delay divided by duration, where every week costs the same.

        Else the loss of the first week, which is a first guess.
        """
        cost = self.urgency.lost(Fraction(1))
        if self.weeks:
            return cost / self.weeks
        return inf if cost > 0 else -inf if cost < 0 else 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """A sequence and what it costs.

    Attributes:
        jobs: first to last.
        cost: what is lost by waiting, in money.
        is_best: whether no sequence can cost less; else it is the best that was found.
    """

    jobs: tuple[Job, ...]
    cost: Fraction
    is_best: bool


def delay_cost(jobs: Sequence[Job]) -> Fraction:
    """What is lost by waiting if one team does *jobs* one after another: Σ lost(finish).

    Source:
        Reinertsen 2009, ch. 2. A, 10 a week and 2 weeks, then B, 30 a week and 4 weeks: 200; B, then A: 180.
    """
    total = finish = Fraction(0)
    for job in jobs:
        finish += job.weeks
        total += job.urgency.lost(finish)
    return total


def swap(first: Job, second: Job, start: Fraction = Fraction(0)) -> Fraction:
    """By how much doing *second* before *first* changes the delay cost; below 0 it saves.

    Where every week costs the same it is cost(first) · weeks(second) − cost(second) · weeks(first), whenever they
    *start*. Nothing else moves.
    """
    end = start + first.weeks + second.weeks
    before = first.urgency.lost(start + first.weeks) + second.urgency.lost(end)
    after = second.urgency.lost(start + second.weeks) + first.urgency.lost(end)
    return after - before


def best_order(jobs: Collection[Job], waits: Collection[tuple[str, str]] = ()) -> Order:
    """The sequence of *jobs* that costs least in waiting, or the best found.

    By CD3 it is the best there is, where every week costs the same and nothing waits for anything. Else it starts
    from there, and jobs are moved as long as a move saves something.

    Args:
        jobs: in any order.
        waits: pairs of ids, the first of which waits for the second; ids that are not among the jobs do not count.

    Raises:
        ValueError: some wait for each other in a circle.

    Source:
        Smith 1956, "Various optimizers for single-stage production".
    """
    by_cd3 = sorted(jobs, key=lambda job: (-job.cd3, job.id))
    ids = {job.id for job in jobs}
    bound = {(later, earlier) for later, earlier in waits if later in ids and earlier in ids}
    if not bound and all(isinstance(job.urgency, Linear) for job in jobs):
        return Order(tuple(by_cd3), delay_cost(by_cd3), is_best=True)
    order = _allowed(by_cd3, bound)
    cost = delay_cost(order)
    while (better := _moved(order, cost, bound)) is not None:
        order, cost = better
    return Order(tuple(order), cost, is_best=False)


def _allowed(jobs: Sequence[Job], bound: Collection[tuple[str, str]]) -> list[Job]:
    left, order = list(jobs), list[Job]()
    while left:
        waiting = {later for later, earlier in bound if any(job.id == earlier for job in left)}
        free = next((job for job in left if job.id not in waiting), None)
        if free is None:
            raise ValueError(f"{', '.join(job.id for job in left)} wait for each other in a circle")
        left.remove(free)
        order.append(free)
    return order


def _moved(
    order: Sequence[Job], cost: Fraction, bound: Collection[tuple[str, str]]
) -> tuple[list[Job], Fraction] | None:
    """The move of one job that saves most, and what the sequence costs then; None where none saves anything."""
    best: tuple[list[Job], Fraction] | None = None
    for start in range(len(order)):
        for end in range(len(order)):
            tried = [*order[:start], *order[start + 1 :]]
            tried.insert(end, order[start])
            new = delay_cost(tried)
            if new < (best[1] if best else cost) and _keeps(tried, bound):
                best = tried, new
    return best


def _keeps(order: Sequence[Job], bound: Collection[tuple[str, str]]) -> bool:
    place = {job.id: n for n, job in enumerate(order)}
    return all(place[earlier] < place[later] for later, earlier in bound)
