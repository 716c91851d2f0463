"""What a sequence costs in waiting, what turning two around would save, and the best sequence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, log
from typing import Protocol

from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.paths import live
from domain.plan import Plan
from domain.ranking.cd3 import delay_cost_of, weeks_of


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


def jobs_of(plan: Plan) -> tuple[tuple[Job, ...], tuple[Initiative, ...]]:
    """The initiatives of *plan* still to be done as jobs, in its order, and those of which cost or duration is missing.

    Every week costs the same: what was typed, or what a year brings by 52 weeks.
    """
    jobs, unknown = [], []
    for initiative in live(plan):
        if initiative.status is not Status.DONE:
            cost, weeks = delay_cost_of(plan, initiative).value, weeks_of(initiative).value
            if cost is None or weeks is None:
                unknown.append(initiative)
            else:
                jobs.append(Job(initiative.id, weeks, Linear(cost)))
    return tuple(jobs), tuple(unknown)


def waits_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The ids of each two initiatives of *plan* of which the first starts when the second is finished, or later."""
    return tuple(
        (each.initiative, each.waits_for)
        for each in plan.all(Dependency)
        if each.kind is DependencyKind.FINISH_TO_START and each.initiative != each.waits_for
    )


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
        waits: pairs of ids, the first of which waits for the second; also by way of ids that are not among the jobs.

    Raises:
        ValueError: some wait for each other in a circle.

    Source:
        Smith 1956, "Various optimizers for single-stage production".
    """
    by_cd3 = sorted(jobs, key=lambda job: (-job.cd3, job.id))
    bound = _bound({job.id for job in jobs}, waits)
    if not bound and all(isinstance(job.urgency, Linear) for job in jobs):
        return Order(tuple(by_cd3), delay_cost(by_cd3), is_best=True)
    order = _allowed(by_cd3, bound)
    while any([_is_moved(order, job, bound) for job in tuple(order)]):  # noqa: C419 - each job has its turn
        pass
    return Order(tuple(order), delay_cost(order), is_best=False)


def _bound(ids: Collection[str], waits: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of *ids* that wait for others of them, however indirectly."""
    nearest: dict[str, set[str]] = {}
    for later, earlier in waits:
        nearest.setdefault(later, set()).add(earlier)
    bound = set()
    for id in ids:
        found, ahead = set[str](), [id]
        while ahead:
            new = nearest.get(ahead.pop(), set()) - found
            found |= new
            ahead.extend(new)
        bound |= {(id, earlier) for earlier in found if earlier in ids}
    return bound


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


def _is_moved(order: list[Job], job: Job, bound: Collection[tuple[str, str]]) -> bool:
    """Move *job* to where it saves most, past none that it waits for or that waits for it; False if nowhere does."""
    here = order.index(job)
    start = sum((each.weeks for each in order[:here]), Fraction(0))
    saved, there = Fraction(0), here
    change, begins = Fraction(0), start
    for place in range(here - 1, -1, -1):
        other = order[place]
        if (job.id, other.id) in bound:
            break
        begins -= other.weeks
        change += swap(other, job, begins)
        if change < saved:
            saved, there = change, place
    change, begins = Fraction(0), start
    for place in range(here + 1, len(order)):
        other = order[place]
        if (other.id, job.id) in bound:
            break
        change += swap(job, other, begins)
        begins += other.weeks
        if change < saved:
            saved, there = change, place
    order.insert(there, order.pop(here))
    return there != here
