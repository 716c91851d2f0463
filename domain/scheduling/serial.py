"""The serial schedule generation scheme: each activity in turn, as early as what is left of the resources allows.

Each resource has a field of bits in one number a period, with a bit above it that is lost when a demand is more than
what is left: one subtraction then tells whether all resources suffice, however many there are.

Source:
    Kolisch 1996, "Serial and parallel resource-constrained project scheduling methods revisited".
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.scheduling.instance import Instance


class Serial:
    """Schedules one instance, again and again, from lists of its activities.

    Activities that have a start stay there, whatever they take; the others share what is left.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        acts, number = instance.activities, len(instance.activities)
        self._durations = [each.duration for each in acts]
        self._releases = [each.release for each in acts]
        self._fixed = [each.start is not None for each in acts]
        self._starts = [each.start or 0 for each in acts]
        self._finishes = [instance.finish(nth, each.start or 0) for nth, each in enumerate(acts)]
        self._horizon = self._length()
        self._shifts, self._guard = self._fields()
        self._demands = [self._packed(each.demands) for each in acts]
        self._work = [self._working(each.off) for each in acts]
        # Links from a finish to a start are nearly all there are: they have a list of their own.
        self._plain_before: list[list[tuple[int, int]]] = [[] for _ in acts]
        self._plain_after: list[list[tuple[int, int]]] = [[] for _ in acts]
        self._other_before: list[list[tuple[int, int, bool, bool]]] = [[] for _ in acts]
        self._other_after: list[list[tuple[int, int, bool, bool]]] = [[] for _ in acts]
        self._in_order = True
        for link in instance.links:
            if link.from_finish and not link.to_finish:
                self._plain_before[link.after].append((link.before, link.lag))
                self._plain_after[link.before].append((link.after, link.lag))
            else:
                ends = link.lag, link.from_finish, link.to_finish
                self._other_before[link.after].append((link.before, *ends))
                self._other_after[link.before].append((link.after, *ends))
            # Whether whoever starts first can be put first, without a look at what waits for what.
            self._in_order = self._in_order and link.lag >= 0 and not link.to_finish and not self._fixed[link.after]
        self._rank = [0] * number
        for rank, nth in enumerate(instance.allowed(range(number))):
            self._rank[nth] = rank
        self._free = self._left()

    @property
    def horizon(self) -> int:
        """A period by which everything is over, whatever the order."""
        return self._horizon

    def _length(self) -> int:
        instance = self.instance
        settled = max((len(capacity) for capacity in instance.capacities), default=0)
        rests = max((each.off[-1] + 1 for each in instance.activities if each.off), default=0)
        released = max((each.release for each in instance.activities), default=0)
        busy = sum(each.duration for each in instance.activities) + sum(abs(link.lag) for link in instance.links)
        return max(settled, rests, released, *self._finishes, 0) + busy + 1

    def _fields(self) -> tuple[list[int], int]:
        shifts, guard, shift = [], 0, 0
        for nth, capacity in enumerate(self.instance.capacities):
            most = max(*capacity, *(each.demands[nth] for each in self.instance.activities), 0)
            shifts.append(shift)
            shift += most.bit_length() + 1
            guard |= 1 << (shift - 1)
        return shifts, guard

    def _packed(self, amounts: Sequence[int]) -> int:
        return sum(amount << shift for amount, shift in zip(amounts, self._shifts, strict=True))

    def _working(self, off: tuple[int, ...]) -> tuple[list[int], list[int]] | None:
        """The periods of work up to the horizon, and for each period how many of them come before it."""
        if not off:
            return None
        resting, work, count = set(off), list[int](), list[int]()
        for period in range(self._horizon + 1):
            count.append(len(work))
            if period not in resting:
                work.append(period)
        count.append(len(work))
        return work, count

    def _left(self) -> list[int]:
        """What is left in each period beside what is pinned, with all guards up; never less than nothing."""
        left = []
        for capacity in self.instance.capacities:
            row = list(capacity[: self._horizon + 1])
            left.append(row + [capacity[-1]] * (self._horizon + 1 - len(row)))
        for nth, activity in enumerate(self.instance.activities):
            if activity.start is not None:
                resting = set(activity.off)
                for period in range(activity.start, self._finishes[nth]):
                    if period not in resting:
                        for row, demand in zip(left, activity.demands, strict=True):
                            row[period] = max(0, row[period] - demand)
        if not left:
            return [0] * (self._horizon + 1)
        return [self._packed(column) | self._guard for column in zip(*left, strict=True)]

    def earliest(self, order: Sequence[int]) -> tuple[list[int], list[int]]:
        """The starts and finishes of all activities, each as early as what came before it in *order* allows.

        Args:
            order: all activities by place, none before what it waits for.
        """
        free, guard = self._free[:], self._guard
        starts, finishes = self._starts[:], self._finishes[:]
        fixed, durations, demands, releases = self._fixed, self._durations, self._demands, self._releases
        plain, other, work = self._plain_before, self._other_before, self._work
        for nth in order:
            if fixed[nth]:
                continue
            start = releases[nth]
            for before, lag in plain[nth]:
                if (bound := finishes[before] + lag) > start:
                    start = bound
            if other[nth] and (bound := self._bound(nth, starts, finishes)) > start:
                start = bound
            demand, duration = demands[nth], durations[nth]
            if work[nth] is not None and duration:
                start, end = self._fit_around(nth, start, free)
            else:
                end = start + duration
                period, known = (end - 1, start) if demand else (0, end)
                while period >= known:
                    if (free[period] - demand) & guard != guard:
                        # What lies behind it was found to be free.
                        start, known = period + 1, end
                        end = start + duration
                        period = end
                    period -= 1
                if demand:
                    free[start:end] = [left - demand for left in free[start:end]]
            starts[nth], finishes[nth] = start, end
        return starts, finishes

    def _bound(self, nth: int, starts: Sequence[int], finishes: Sequence[int]) -> int:
        """The earliest start of an activity by its links that are not from a finish to a start."""
        bound, duration, working = 0, self._durations[nth], self._work[nth]
        for before, lag, from_finish, to_finish in self._other_before[nth]:
            at = (finishes[before] if from_finish else starts[before]) + lag
            if to_finish and duration:
                if working is None:
                    at -= duration
                else:
                    work, count = working
                    at = work[max(0, count[at - 1] - duration + 1)] if at > 0 else 0
            bound = max(bound, at)
        return bound

    def _fit_around(self, nth: int, start: int, free: list[int]) -> tuple[int, int]:
        """Where an activity that rests in some periods fits first, not before *start*; and take what it takes."""
        working = self._work[nth]
        assert working is not None, "it rests"  # noqa: S101
        (work, count), demand, duration, guard = working, self._demands[nth], self._durations[nth], self._guard
        first = count[start]
        nth_period, known = first + duration - 1, first
        while nth_period >= known:
            if (free[work[nth_period]] - demand) & guard != guard:
                first, known = nth_period + 1, first + duration
                nth_period = first + duration
            nth_period -= 1
        for period in work[first : first + duration]:
            free[period] -= demand
        return work[first], work[first + duration - 1] + 1

    def latest(self, starts: Sequence[int], finishes: Sequence[int], end: int) -> list[int]:
        """The starts if every activity moves as late as it can before *end*, what finishes last first.

        Releases are not looked at: this is half of a justification, and `earliest` does the other half.
        """
        free = self._free[:end]
        late, ends = list(starts), list(finishes)
        fixed, durations, demands = self._fixed, self._durations, self._demands
        plain, rank = self._plain_after, self._rank
        for nth in sorted(range(len(late)), key=lambda each: (finishes[each], rank[each]), reverse=True):
            if fixed[nth]:
                continue
            bound = end
            for after, lag in plain[nth]:
                if (limit := late[after] - lag) < bound:
                    bound = limit
            duration, demand = durations[nth], demands[nth]
            for after, lag, from_finish, to_finish in self._other_after[nth]:
                limit = (ends[after] if to_finish else late[after]) - lag
                bound = min(bound, limit if from_finish else limit + duration)
            working = self._work[nth]
            if working is None or not duration:
                start = self._fit_before(bound, duration, demand, free)
            else:
                start = self._fit_around_before(bound, nth, free)
            if start < 0:  # what is pinned leaves no room; the order is what counts here
                start = starts[nth]
                bound = finishes[nth]
            elif working is None or not duration:
                bound = start + duration
            else:
                bound = working[0][working[1][start] + duration - 1] + 1
            late[nth], ends[nth] = start, bound
        return late

    def _fit_before(self, end: int, duration: int, demand: int, free: list[int]) -> int:
        """Where something fits last that is over by *end*, below 0 if nowhere; and take what it takes."""
        start, guard = end - duration, self._guard
        if not (demand and duration):
            return start
        period, known = start, end
        while period < known and start >= 0:
            if (free[period] - demand) & guard != guard:
                known, start = start, period - duration
                period = start - 1
            period += 1
        if start >= 0:
            free[start : start + duration] = [left - demand for left in free[start : start + duration]]
        return start

    def _fit_around_before(self, end: int, nth: int, free: list[int]) -> int:
        """The same for an activity that rests in some periods."""
        working = self._work[nth]
        assert working is not None, "it rests"  # noqa: S101
        (work, count), demand, duration, guard = working, self._demands[nth], self._durations[nth], self._guard
        first = count[max(0, end)] - duration
        place, known = first, first + duration
        while place < known and first >= 0:
            if (free[work[place]] - demand) & guard != guard:
                known, first = first, place - duration
                place = first - 1
            place += 1
        if first < 0:
            return -1
        for period in work[first : first + duration]:
            free[period] -= demand
        return work[first]

    def by_start(self, starts: Sequence[int]) -> list[int]:
        """All activities in the order they start, none before what it waits for."""
        order = sorted(range(len(starts)), key=list(zip(starts, self._rank, strict=True)).__getitem__)
        return order if self._in_order else list(self.instance.allowed(order))

    def justified(self, starts: Sequence[int], finishes: Sequence[int]) -> tuple[list[int], list[int]]:
        """A schedule from this one, moved to the right and then to the left again; hardly ever longer.

        Source:
            Valls, Ballestín and Quintanilla 2005, "Justification and RCPSP: a technique that pays".
        """
        return self.earliest(self.by_start(self.latest(starts, finishes, max(finishes, default=0))))
