"""How sure dates are: durations drawn from their ranges, and what comes of the roadmap in each such future.

What holds in a future:

* An initiative starts on its planned day, or later where what it waits for makes it: nothing starts early, as trains do
  not. It starts no earlier than it may, and, as long as it is not under way, no earlier than today.
* How long it takes is drawn between its low and its high working days, PERT around the likely ones, uniform where none
  is likely, and rounded to whole days. Without both ends it is certain: the likely days, else those from its planned
  start to its planned finish.
* All durations share one cause: the standard normal number behind each is √ρ·C + √(1 − ρ)·E, where C is drawn once a
  future, E for each initiative, and ρ is how alike the durations of the engagement turn out: see `domain.copula`.
* Work under way goes on today: what is left is the drawn duration less its progress, or, where no progress is said,
  less the working days since its start; a day at least. What is done is done.
* What a team can carry plays no part: that is what planned starts are for.

A date is the last day of work. The P80 is the first day on which 80 % of the futures are finished.

Source:
    Van Slyke 1963, "Monte Carlo Methods and the PERT Problem", Operations Research 11(5), for the simulation and the
    criticality index; MacCrimmon & Ryavec 1964, "An Analytical Study of the PERT Assumptions", Operations Research
    12(1), for why the merge of paths is later than the likeliest of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from math import sqrt
from typing import TYPE_CHECKING, Any

from domain.calendar import Calendar, Calendars, Span
from domain.copula import alike, figures_at
from domain.figures import chance
from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.milestone import Milestone
from domain.paths import live
from domain.periods import Grain, Period, periods
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on
from domain.ranges import Distribution, Fixed, distribution
from domain.text import counted
from domain.uncertainty import LEAST_RUNS, generator_of

if TYPE_CHECKING:  # numpy costs 150 ms, and only a simulation draws
    from numpy import bool_, float64, int64
    from numpy.typing import NDArray

SURE = 0.8
"""The share of futures from which on a date is called sure."""
_DAY = timedelta(days=1)
_BLOCK = 10_000
"""How many futures are drawn at a time, so that a million of them fit into memory."""
_END = date.max.toordinal()
_AHEAD = 400
"""Days that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Cause:
    """How much of the delay of a milestone comes from one initiative.

    Attributes:
        critical: the share of futures in which it is on the critical path to the milestone.
        days: working days that it takes longer than likely while it is on that path, 0 where it is not, on average over
            all futures; below 0 where it takes less.
    """

    initiative: Initiative
    critical: float
    days: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """When an initiative, or all that a milestone hangs on, is finished.

    Attributes:
        record: the initiative or the milestone.
        planned: its last day after the plan; None where that is not known.
        promised: the deadline of an initiative, or the day a milestone is due; None where nothing is promised.
        days: the last days of work that came out, ascending.
        runs: in how many futures each did.
        critical: of an initiative, the share of futures in which it is on the critical path of the whole roadmap: no
            later finish of it without a later end of the whole. None of milestones and of what is done.
        causes: of a milestone, what delays it, what delays it most first.
        missing: what of it plays no part, in words.
        to_spare: of an initiative still to be done, how many working days its planned dates hold beyond its likely
            duration; below 0 where they hold fewer, None where one of the two is not said.
    """

    record: Initiative | Milestone
    planned: date | None
    promised: date | None
    days: tuple[date, ...]
    runs: tuple[int, ...]
    critical: float | None = None
    causes: tuple[Cause, ...] = ()
    missing: tuple[str, ...] = ()
    to_spare: int | None = None

    @property
    def is_milestone(self) -> bool:
        """Whether it is of a milestone, or else of an initiative."""
        return isinstance(self.record, Milestone)

    @property
    def is_done(self) -> bool:
        """Whether it is an initiative that is done."""
        return not self.is_milestone and self.critical is None

    @property
    def p50(self) -> date:
        """The first day on which half of the futures are finished."""
        return self.percentile(0.5)

    @property
    def p80(self) -> date:
        """The first day on which 80 % of the futures are finished."""
        return self.percentile(SURE)

    def percentile(self, share: float) -> date:
        """The first day on which so large a *share* of the futures, 0…1, is finished."""
        sums = list(accumulate(self.runs))
        return self.days[bisect_left(sums, share * sums[-1] - 1e-9)]

    def chance_by(self, day: date) -> float:
        """The share of futures that are finished by the evening of *day*."""
        return sum(self.runs[: bisect_right(self.days, day)]) / sum(self.runs)

    def error_by(self, day: date) -> float:
        """The standard error of `chance_by`, √(p(1 − p)/N)."""
        share = self.chance_by(day)
        return sqrt(share * (1 - share) / sum(self.runs))

    @property
    def on_time(self) -> float | None:
        """The share of futures that keep what is promised; None where nothing is."""
        return None if self.promised is None else self.chance_by(self.promised)

    @property
    def sentence(self) -> str:
        """How sure it is, in words: `80 % sure by 2027-05-14; promised for 2027-04-30: 46.0 % ± 0.5 %`."""
        if self.is_done:
            return f"finished on {self.p50}"
        said = f"80 % sure by {self.p80}" if len(self.days) > 1 else f"on {self.p50} in every future"
        if self.promised is not None:
            kept, error = chance(self.chance_by(self.promised)), chance(self.error_by(self.promised))
            said += f"; promised for {self.promised}: {kept} ± {error}"
        elif self.planned is not None and not self.is_milestone:
            said += f"; by the planned {self.planned}: {chance(self.chance_by(self.planned))}"
        return said

    def quarters(self, fiscal_year_starts: int = 1) -> tuple[tuple[Period, float], ...]:
        """Each quarter from the first to the last in which it may be finished, and the share of futures in which it is.

        Args:
            fiscal_year_starts: the month, 1–12, with which quarters begin.
        """
        found = periods(self.days[0], self.days[-1] + _DAY, Grain.QUARTER, fiscal_year_starts)
        until = [self.chance_by(each.end - _DAY) for each in found]
        return tuple((each, so_far - before) for each, before, so_far in zip(found, (0.0, *until), until, strict=False))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An initiative or a milestone that could not be simulated, and why, as half a sentence."""

    record: Initiative | Milestone
    why: str


@dataclass(frozen=True, slots=True)
class Dates:
    """What came of a roadmap in all futures.

    Attributes:
        seed: what it was started from; with the same plan, day, runs and engine it gives the same result.
        engine: what drew the numbers, with its version.
        items: the initiatives with dates, by their planned start.
        milestones: by the day they are due.
        left_out: what could not be simulated.
        certain: the initiatives still to be done of whose duration no range is given.
    """

    runs: int
    seed: int
    engine: str
    together_percent: int
    items: tuple[Outcome, ...]
    milestones: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    certain: tuple[Initiative, ...]

    def of(self, record: Initiative | Milestone) -> Outcome | None:
        """What came of *record*; None where it was not simulated."""
        return next(
            (
                each
                for each in (*self.items, *self.milestones)
                if (each.record.KIND, each.record.id) == (record.KIND, record.id)
            ),
            None,
        )

    @property
    def how(self) -> tuple[str, ...]:
        """How the figures came about, to be done again, and what is taken for granted."""
        lines = [
            f"{counted(self.runs, 'run')}, seed {self.seed}, {self.engine}; durations {self.together_percent} % alike",
            "planned starts hold; what teams can carry plays no part",
        ]
        if self.certain:
            number = sum(not each.is_done for each in self.items)
            lines.append(f"{len(self.certain)} of {number} have no range and count as certain")
        return tuple(lines)


def simulate_dates(  # noqa: PLR0913 - what is simulated, how, and who is waiting for it
    plan: Plan,
    today: date,
    *,
    runs: int | None = None,
    seed: int | None = None,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> Dates:
    """Draw futures of the roadmap of *plan* as it stands on the day *today*.

    Args:
        plan: what is planned.
        today: before it nothing is done that is not done yet.
        runs: how many futures; as the engagement says where it is None.
        seed: what they are drawn from; likewise.
        progress: is told how far it is.
        is_cancelled: says whether to stop.

    Raises:
        ValueError: fewer than 100 runs.
        Cancelled: *is_cancelled* said so.
    """
    import numpy as np  # noqa: PLC0415 - see above

    engagement = plan.engagement
    runs = engagement.runs if runs is None else runs
    seed = engagement.seed if seed is None else seed
    if runs < LEAST_RUNS:
        raise ValueError(f"{runs} runs say nothing; at least {LEAST_RUNS} are needed")
    tasks, left_out = _tasks(plan, today)
    milestones = sorted(plan.all(Milestone), key=lambda each: (each.due_on or date.max, each.position, each.id))
    hoped = [each for each in milestones if any(id in tasks for id in each.initiatives)]
    hopeless = [
        LeftOut(each, "nothing that it hangs on has dates" if each.initiatives else "it hangs on nothing")
        for each in milestones
        if each not in hoped
    ]
    futures = _Futures(tasks, hoped, seed, engagement.overrun_together_percent / 100, today)
    for first in range(0, runs, _BLOCK):
        size = min(_BLOCK, runs - first)
        for done in futures.draw(size):
            go_on((first + size * done) / runs, progress, is_cancelled)
    go_on(1, progress, None)
    in_order = sorted(tasks.values(), key=lambda each: (each.begins, each.initiative.position, each.initiative.id))
    return Dates(
        runs=runs,
        seed=seed,
        engine=f"numpy {np.__version__}",
        together_percent=engagement.overrun_together_percent,
        items=tuple(_item(each, futures, runs) for each in in_order),
        milestones=tuple(_milestone(plan, each, futures, runs) for each in hoped),
        left_out=(*left_out, *hopeless),
        certain=tuple(each.initiative for each in in_order if not each.is_done and isinstance(each.duration, Fixed)),
    )


@dataclass(frozen=True, slots=True)
class _Wait:
    """What one initiative waits for, by the ids of both."""

    before: str
    after: str
    kind: DependencyKind
    lag: int

    @property
    def is_for_start(self) -> bool:
        return self.kind in (DependencyKind.START_TO_START, DependencyKind.START_TO_FINISH)

    @property
    def holds_finish(self) -> bool:
        return self.kind in (DependencyKind.FINISH_TO_FINISH, DependencyKind.START_TO_FINISH)


@dataclass(frozen=True, slots=True)
class _Task:
    """An initiative as it is simulated.

    Attributes:
        begins: the day before which it cannot start; of what is under way or done, the day it did.
        ends: of what is done, the day after its last.
        duration: in working days, all of it.
        likely: the working days it is measured against.
        left: of what is under way, the share of the duration that is still to be done; None where that is not said.
        elapsed: of what is under way, the working days since it began.
        waits: what it waits for, of what is simulated.
        missing: what of it plays no part, in words.
        to_spare: the working days that its planned dates hold beyond the likely ones.
    """

    initiative: Initiative
    calendar: Calendar
    planned: date | None
    begins: date
    ends: date | None
    duration: Distribution
    likely: float
    left: float | None
    elapsed: int
    waits: tuple[_Wait, ...] = ()
    missing: tuple[str, ...] = ()
    to_spare: int | None = None

    @property
    def is_done(self) -> bool:
        return self.ends is not None

    @property
    def is_running(self) -> bool:
        return self.initiative.status is Status.RUNNING


def _tasks(plan: Plan, today: date) -> tuple[dict[str, _Task], list[LeftOut]]:
    """What can be simulated by its id, each behind what it waits for, and the rest with the reason."""
    calendars = Calendars(plan)
    found: dict[str, _Task] = {}
    why: dict[str, str] = {}
    for each in live(plan):
        task = _task(each, calendars, today)
        if isinstance(task, str):
            why[each.id] = task
        else:
            found[each.id] = task
    while True:
        graph = {id: {wait.waits_for for wait in plan.parts(Dependency, task.initiative)} for id, task in found.items()}
        try:
            order = TopologicalSorter({id: waits & found.keys() for id, waits in graph.items()}).static_order()
            tasks = {id: _waiting(plan, found[id], found) for id in order}
            break
        except CycleError as error:
            ring = list(reversed(error.args[1]))
            names = " → ".join(found[id].initiative.name for id in ring)
            for id in ring[1:]:
                why[id] = f"it waits for itself: {names}"
                del found[id]
    return tasks, [LeftOut(each, why[each.id]) for each in live(plan) if each.id in why]


def _task(initiative: Initiative, calendars: Calendars, today: date) -> _Task | str:
    """What is simulated of *initiative*, or why it is not."""
    calendar, span = calendars.of(initiative), calendars.span_of(initiative)
    start, last = initiative.starts_on, initiative.finishes_on
    is_done, is_running = initiative.status is Status.DONE, initiative.status is Status.RUNNING
    if is_done:
        if last is None:
            return "it is done, and since when is not said"
        start = start or last
    if start is None:
        return "it has no start"
    low, likely, high = (
        None if days is None else Decimal(days)
        for days in (initiative.low_days, initiative.likely_days, initiative.high_days)
    )
    duration = distribution(low, likely, high)
    planned = None if span is None else Decimal(calendar.days(*span))
    if duration is None:
        if planned is None and not is_done:
            return "how long it takes is not said"
        duration = Fixed(planned or Decimal(0))
    middle = likely if likely is not None else planned if planned is not None else duration.mean
    begins = start if is_done or (is_running and start <= today) else max(start, initiative.not_before or start, today)
    progress = initiative.progress_percent
    return _Task(
        initiative=initiative,
        calendar=calendar,
        planned=last or (None if span is None else _last(span)),
        begins=begins,
        ends=last + _DAY if is_done and last else None,
        duration=duration,
        likely=float(middle),
        left=1 - progress / 100 if is_running and progress is not None else None,
        elapsed=calendar.days(begins, today) if is_running and begins < today else 0,
        to_spare=None if is_done or planned is None or likely is None else int(planned - likely),
    )


def _last(span: Span) -> date:
    return max(span.start, span.last)


def _waiting(plan: Plan, task: _Task, found: Mapping[str, _Task]) -> _Task:
    """*task* with what it waits for."""
    waits, missing = [], []
    for wait in plan.parts(Dependency, task.initiative):
        before = plan.find(Initiative, wait.waits_for)
        if wait.waits_for in found:
            waits.append(_Wait(wait.waits_for, task.initiative.id, wait.kind, wait.lag_days))
        elif before is not None and before.status not in (Status.DROPPED, Status.DONE):
            missing.append(f"“{before.name}”, which it waits for, is left out")
    return replace(task, waits=tuple(waits), missing=tuple(missing))


class _Axis:
    """The working days of a calendar from *first* on, as places on a line and back, for many futures at once."""

    def __init__(self, calendar: Calendar, first: date) -> None:
        import numpy as np  # noqa: PLC0415 - see above

        self._calendar, self._first, self._base = calendar, first.toordinal(), calendar.index(first)
        self._places = np.zeros(1, dtype=np.int64)
        self._days = np.zeros(0, dtype=np.int64)

    def places(self, days: NDArray[int64]) -> NDArray[int64]:
        """How many working days there are before each of *days*, ordinals."""
        last = int(days.max()) - self._first
        while len(self._places) <= last and self._grow():
            pass
        found: NDArray[int64] = self._places[(days - self._first).clip(0, len(self._places) - 1)]
        return found

    def days(self, places: NDArray[int64]) -> NDArray[int64]:
        """The ordinal of the working day at each of *places*."""
        last = int(places.max())
        while len(self._days) <= last and self._grow():
            pass
        found: NDArray[int64] = self._days[places.clip(0, len(self._days) - 1)]
        return found

    def ends(self, starts: NDArray[int64], ends: NDArray[int64]) -> NDArray[int64]:
        """The ordinal of the day after the last of work in the places [start, end); of no work, the day it is on."""
        from numpy import where  # noqa: PLC0415 - see above

        return where(ends > starts, self.days(ends - 1) + 1, self.days(starts))

    def _grow(self) -> bool:
        """Look up as many days again; say whether there are any left."""
        import numpy as np  # noqa: PLC0415 - see above

        known = len(self._places)
        until = min(known + max(_AHEAD, known), _END - self._first)
        index = self._calendar.index
        more = [index(date.fromordinal(self._first + nth)) - self._base for nth in range(known, until)]
        self._places = np.concatenate((self._places, np.array(more, dtype=np.int64)))
        self._days = self._first + np.flatnonzero(np.diff(self._places))
        return until > known


class _Futures:
    """Draws futures, and counts what came of them."""

    def __init__(
        self, tasks: dict[str, _Task], milestones: Iterable[Milestone], seed: int, together: float, today: date
    ) -> None:
        self.tasks, self._together, self._today = tasks, together, today
        self._common = generator_of(seed, ("overrun", "together"))
        self._own = {id: generator_of(seed, (Initiative.KIND, id)) for id in tasks}
        days = (day for task in tasks.values() for day in (task.begins, task.ends) if day)
        first = min((today, *days)) - _DAY
        axes = {task.calendar: _Axis(task.calendar, first) for task in tasks.values()}
        self._axes = {id: axes[task.calendar] for id, task in tasks.items()}
        self._after: dict[str, list[_Wait]] = {id: [] for id in tasks}
        for task in tasks.values():
            for wait in task.waits:
                self._after[wait.before].append(wait)
        self._goals = {each.id: frozenset(id for id in each.initiatives if id in tasks) for each in milestones}
        self._starts: dict[str, NDArray[int64]] = {}
        self._ends: dict[str, NDArray[int64]] = {}
        self._longer: dict[str, NDArray[float64]] = {}
        self._tight: dict[_Wait, NDArray[bool_]] = {}
        self.finished: dict[str, Counter[int]] = {id: Counter() for id in tasks}
        self.reached: dict[str, Counter[int]] = {id: Counter() for id in self._goals}
        self.critical: Counter[str] = Counter()
        self.causing: dict[str, Counter[str]] = {id: Counter() for id in self._goals}
        self.delaying: dict[str, dict[str, float]] = {id: dict.fromkeys(tasks, 0.0) for id in self._goals}

    def draw(self, size: int) -> Iterator[float]:
        """Draw *size* futures more; yield how much of that is done, 0…1."""
        common = self._common.standard_normal(size)
        of = len(self.tasks) + len(self._goals) + 1
        for nth, (id, task) in enumerate(self.tasks.items()):
            yield nth / of
            self._do(id, task, common)
            self.finished[id].update(_counts(self._last_of(id)))
        for id, is_critical in self._path({id for id, task in self.tasks.items() if not task.is_done}):
            self.critical[id] += int(is_critical.sum())
        for nth, (milestone, ids) in enumerate(self._goals.items()):
            yield (len(self.tasks) + nth) / of
            self._reach(milestone, ids)

    def _do(self, id: str, task: _Task, common: NDArray[float64]) -> None:
        """Say when the initiative with this id starts and ends."""
        import numpy as np  # noqa: PLC0415 - see above

        size, axis = len(common), self._axes[id]
        if task.ends is not None:
            self._starts[id] = np.full(size, task.begins.toordinal())
            self._ends[id] = np.full(size, task.ends.toordinal())
            self._tight.update((wait, np.zeros(size, dtype=bool)) for wait in task.waits)
            return
        normal = alike(common, self._own[id].standard_normal(size), self._together)
        days = np.rint(figures_at(task.duration, normal)).astype(np.int64)
        likely = task.likely
        if task.is_running:
            days, likely = self._left(task, days), float(self._left(task, np.array([task.likely]))[0])
        self._longer[id] = (days - likely).astype(np.float64)
        begins = np.full(size, max(task.begins, self._today if task.is_running else task.begins).toordinal())
        start = axis.places(begins)
        end = start + days
        bounds = {wait: self._bound(wait) for wait in task.waits}
        if task.is_running:  # it has started, whatever it should have waited for
            bounds = {wait: bound for wait, bound in bounds.items() if wait.holds_finish}
        for wait, bound in bounds.items():
            end = np.maximum(end, bound if wait.holds_finish else bound + days)
        for wait in task.waits:
            if wait in bounds:
                self._tight[wait] = (bounds[wait] if wait.holds_finish else bounds[wait] + days) == end
            else:
                self._tight[wait] = np.zeros(size, dtype=bool)
        if task.is_running:
            self._starts[id] = np.full(size, task.begins.toordinal())
        else:
            start = end - days
            self._starts[id] = axis.days(start)
        self._ends[id] = axis.ends(start, end)

    def _left(self, task: _Task, days: NDArray[Any]) -> NDArray[int64]:
        """The working days that are left of what takes *days* in all."""
        import numpy as np  # noqa: PLC0415 - see above

        left = days - task.elapsed if task.left is None else np.rint(days * task.left)
        found: NDArray[int64] = np.maximum(left, 1).astype(np.int64)
        return found

    def _bound(self, wait: _Wait) -> NDArray[int64]:
        """The first place at which what waits may start, or end."""
        moments = self._starts if wait.is_for_start else self._ends
        return self._axes[wait.after].places(moments[wait.before]) + wait.lag

    def _last_of(self, id: str) -> NDArray[int64]:
        """The ordinal of the last day of work."""
        from numpy import maximum  # noqa: PLC0415 - see above

        return maximum(self._ends[id] - 1, self._starts[id])

    def _path(self, goal: Collection[str]) -> Iterator[tuple[str, NDArray[bool_]]]:
        """For each initiative still to be done, in which futures it is critical to the end of all of *goal*.

        It is where it ends last of them, or where something critical starts, or ends, no earlier for waiting for it.
        """
        if not goal:
            return
        last = _latest([self._ends[id] for id in goal])
        found: dict[str, NDArray[bool_]] = {}
        for id in reversed(self.tasks):
            if self.tasks[id].is_done:
                continue
            ways = [found[wait.after] & self._tight[wait] for wait in self._after[id] if wait.after in found]
            if id in goal:
                ways.append(self._ends[id] == last)
            if ways:
                found[id] = _any(ways)
                yield id, found[id]

    def _reach(self, milestone: str, ids: Collection[str]) -> None:
        self.reached[milestone].update(_counts(_latest([self._last_of(id) for id in ids])))
        for id, is_critical in self._path(ids):
            self.causing[milestone][id] += int(is_critical.sum())
            self.delaying[milestone][id] += float(self._longer[id][is_critical].sum())


def _latest(days: list[NDArray[int64]]) -> NDArray[int64]:
    """The latest of *days* in each future."""
    from numpy import maximum  # noqa: PLC0415 - see above

    found = days[0]
    for each in days[1:]:
        found = maximum(found, each)
    return found


def _any(ways: list[NDArray[bool_]]) -> NDArray[bool_]:
    found = ways[0]
    for each in ways[1:]:
        found = found | each
    return found


def _counts(days: NDArray[int64]) -> dict[int, int]:
    """How often each of *days* is there."""
    from numpy import bincount, flatnonzero  # noqa: PLC0415 - see above

    first = int(days.min())
    numbers = bincount(days - first)
    there = flatnonzero(numbers)
    return dict(zip((there + first).tolist(), numbers[there].tolist(), strict=True))


def _item(task: _Task, futures: _Futures, runs: int) -> Outcome:
    id = task.initiative.id
    days = sorted(futures.finished[id].items())
    return Outcome(
        record=task.initiative,
        planned=task.planned,
        promised=task.initiative.deadline,
        days=tuple(date.fromordinal(day) for day, _ in days),
        runs=tuple(number for _, number in days),
        critical=None if task.is_done else futures.critical[id] / runs,
        missing=task.missing,
        to_spare=task.to_spare,
    )


def _milestone(plan: Plan, milestone: Milestone, futures: _Futures, runs: int) -> Outcome:
    days = sorted(futures.reached[milestone.id].items())
    number, delay = futures.causing[milestone.id], futures.delaying[milestone.id]
    tasks = futures.tasks
    causes = [Cause(tasks[id].initiative, number[id] / runs, delay[id] / runs) for id in tasks if number[id]]
    its = [each for id in milestone.initiatives if (each := plan.find(Initiative, id))]
    planned = [tasks[each.id].planned for each in its if each.id in tasks]
    known = [day for day in planned if day is not None]
    return Outcome(
        record=milestone,
        planned=max(known) if known and len(known) == len(planned) else None,
        promised=milestone.due_on,
        days=tuple(date.fromordinal(day) for day, _ in days),
        runs=tuple(count for _, count in days),
        causes=tuple(sorted(causes, key=lambda each: (-each.days, -each.critical, each.initiative.id))),
        missing=tuple(
            f"“{each.name}” plays no part" for each in its if each.id not in tasks and each.status is not Status.DROPPED
        ),
    )
