"""What no schedule can be better than, so that one knows how good a schedule is without a solver."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from domain.scheduling.instance import Instance, Objective


def bound(instance: Instance, objective: Objective) -> int:
    """What the end, or Σ weight × finish, cannot be less than."""
    return delay_bound(instance) if objective is Objective.DELAY else finish_bound(instance)


def heads(instance: Instance) -> list[tuple[int, int]]:
    """The earliest start and finish of each activity if there were enough of everything."""
    ends = [(0, 0)] * len(instance.activities)
    links: dict[int, list[tuple[int, int, bool, bool]]] = {}
    for link in instance.links:
        links.setdefault(link.after, []).append((link.before, link.lag, link.from_finish, link.to_finish))
    for nth in instance.allowed(range(len(ends))):
        activity = instance.activities[nth]
        if activity.start is not None:
            ends[nth] = activity.start, instance.finish(nth, activity.start)
            continue
        start, finish = activity.release, 0
        for before, lag, from_finish, to_finish in links.get(nth, ()):
            at = ends[before][from_finish] + lag
            if to_finish:
                finish = max(finish, at)
            else:
                start = max(start, at)
        start = max(start, finish - activity.duration - len(activity.off))
        resting = set(activity.off)
        while activity.duration and start in resting:
            start += 1
        while (end := instance.finish(nth, start)) < finish:
            start += 1
        ends[nth] = start, end
    return ends


def finish_bound(instance: Instance) -> int:
    """What the end cannot be before: by the longest chain, and by how much of each resource there is.

    For each resource and each earliest start, what can only start then must fit behind it, and what must still follow
    the last of it comes on top.
    """
    ends = heads(instance)
    if not ends:
        return 0
    tails = _tails(instance)
    most = max(end + tail for (_, end), tail in zip(ends, tails, strict=True))
    for resource, capacity in enumerate(instance.capacities):
        held = [
            (ends[nth][0], activity.duration * activity.demands[resource], tails[nth])
            for nth, activity in enumerate(instance.activities)
            if activity.start is None and activity.duration * activity.demands[resource]
        ]
        for tail in {each[2] for each in held}:
            most = max(most, _by_energy([each for each in held if each[2] >= tail], capacity) + tail)
    return most


def _by_energy(held: Sequence[tuple[int, int, int]], capacity: Sequence[int]) -> int:
    """When the work of *held* (earliest start, amount, …) is done at the earliest, if it could be cut into pieces."""
    most = energy = 0
    for start, amount, _ in sorted(held, reverse=True):
        energy += amount
        most = max(most, _done(start, energy, capacity))
    return most


def _done(start: int, energy: int, capacity: Sequence[int]) -> int:
    period = start
    while energy > 0:
        if period >= len(capacity) - 1:
            return period + -(-energy // capacity[-1])
        energy -= capacity[period]
        period += 1
    return period


def _tails(instance: Instance) -> list[int]:
    """How long the end cannot be before each activity is finished: the longest chain behind it."""
    tails = [0] * len(instance.activities)
    behind: dict[int, list[tuple[int, int]]] = {}
    for link in instance.links:
        after = instance.activities[link.after]
        if link.from_finish and after.start is None:  # what is pinned does not wait
            lag = link.lag if link.to_finish else link.lag + after.duration
            behind.setdefault(link.before, []).append((link.after, lag))
    for nth in reversed(list(instance.allowed(range(len(tails))))):
        tails[nth] = max((tails[after] + lag for after, lag in behind.get(nth, ())), default=0)
        tails[nth] = max(0, tails[nth])
    return tails


def delay_bound(instance: Instance) -> int:
    """What Σ weight × finish cannot be below.

    Each activity is finished no earlier than its chain allows. Those that share a resource also wait for each other:
    at best they flow one after another through all there is of it, by weight for the work, and half of each is done
    by the mean moment of its work, half of its duration before its finish.

    Source:
        Goemans, Queyranne, Schulz, Skutella and Wang 2002, "Single machine scheduling with release dates": mean busy
        times, and Smith's rule for their least weighted sum.
    """
    ends = heads(instance)
    weights = [max(0, each.weight) for each in instance.activities]
    # A weight below nothing gains by waiting: there is no end to that, and no bound.
    alone = [weight * end for weight, (_, end) in zip(weights, ends, strict=True)]
    best = Fraction(sum(alone))
    for resource, capacity in enumerate(instance.capacities):
        most = max(capacity)
        flow, total = Fraction(0), Fraction(0)
        held = []
        for nth, activity in enumerate(instance.activities):
            energy = activity.duration * activity.demands[resource]
            if energy and most and activity.start is None:
                held.append((nth, Fraction(energy, most)))
            else:
                total += alone[nth]
        held.sort(key=lambda each: (-Fraction(weights[each[0]]) / each[1], each[0]))
        for nth, long in held:
            mean = flow + long / 2
            total += weights[nth] * (mean + Fraction(instance.activities[nth].duration, 2))
            flow += long
        best = max(best, total)
    return -(-best.numerator // best.denominator)
