"""What is to be scheduled, in plain numbers: activities, what waits for what, and how much there is of each resource.

Time is counted in periods from 0, whatever a period is; all intervals are half-open. This is the resource-constrained
project scheduling problem (RCPSP) with minimal time lags, release dates, deadlines and capacities that change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from domain.initiative import DependencyKind


class Objective(StrEnum):
    """What makes a schedule better than another."""

    DELAY = "delay"
    """The least cost of delay: Σ weight × finish."""
    FINISH = "finish"
    """The earliest end of everything."""
    PRIORITY = "priority"
    """What comes first in the list comes first in time."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that runs without a break, but for the periods in which it rests.

    Attributes:
        duration: periods of work; 0 is a milestone.
        demands: how much of each resource it takes in each period of work.
        release: the period in which it may start at the earliest.
        deadline: when it should be finished, exclusive; None where that does not matter.
        weight: what each period costs that it is finished later.
        start: where it stays, whatever else happens; None where it is free to move.
        off: the periods in which it rests though others work, ascending.
    """

    duration: int
    demands: tuple[int, ...] = ()
    release: int = 0
    deadline: int | None = None
    weight: int = 0
    start: int | None = None
    off: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """The activity *after* waits for the activity *before*, at the ends that *kind* says, with *lag* between them."""

    before: int
    after: int
    kind: DependencyKind = DependencyKind.FINISH_TO_START
    lag: int = 0

    @property
    def from_finish(self) -> bool:
        """Whether it counts from the finish of the activity before, not its start."""
        return self.kind in (DependencyKind.FINISH_TO_START, DependencyKind.FINISH_TO_FINISH)

    @property
    def to_finish(self) -> bool:
        """Whether it is the finish of the activity after that waits, not its start."""
        return self.kind in (DependencyKind.FINISH_TO_FINISH, DependencyKind.START_TO_FINISH)


@dataclass(frozen=True)
class Instance:
    """All that is to be scheduled.

    Attributes:
        activities: in order of priority.
        links: between them, by their places in `activities`; without rings.
        capacities: for each resource how much there is in each period; the last figure holds for ever after.

    Raises:
        ValueError: links go in a ring, or an activity asks for more than there will ever be.
    """

    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    capacities: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        try:
            tuple(TopologicalSorter(self.before).static_order())
        except CycleError as error:
            raise ValueError(f"activities {', '.join(map(str, error.args[1]))} wait for each other") from error
        for nth, activity in enumerate(self.activities):
            for demand, capacity in zip(activity.demands, self.capacities, strict=True):
                if activity.start is None and activity.duration and demand > capacity[-1]:
                    raise ValueError(f"activity {nth} asks for {demand} where there will be {capacity[-1]}")

    @cached_property
    def before(self) -> Mapping[int, tuple[int, ...]]:
        """What each activity waits for, by place."""
        found: dict[int, list[int]] = {nth: [] for nth in range(len(self.activities))}
        for link in self.links:
            found[link.after].append(link.before)
        return {nth: tuple(dict.fromkeys(ahead)) for nth, ahead in found.items()}

    def allowed(self, order: Iterable[int]) -> Iterator[int]:
        """*order*, in which what an activity waits for is drawn forward to just before it.

        Source:
            Kolisch and Hartmann 1999, "Heuristic algorithms for the RCPSP": a precedence feasible activity list.
        """
        seen = set[int]()
        for first in order:
            stack = [first]
            while stack:
                here = stack[-1]
                if ahead := [each for each in self.before[here] if each not in seen]:
                    stack.extend(reversed(ahead))
                    continue
                stack.pop()
                if here not in seen:
                    seen.add(here)
                    yield here

    def finish(self, nth: int, start: int) -> int:
        """The period after the last one of the activity at the place *nth*, if it starts in *start*."""
        activity, end = self.activities[nth], start
        resting = set(activity.off)
        for _ in range(activity.duration):
            while end in resting:
                end += 1
            end += 1
        return end
