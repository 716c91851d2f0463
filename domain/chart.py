"""The whole roadmap as a chart has it: lanes with bars on columns of time, and what has no dates beside it.

Pictures, pages and text draw the same chart, each in the room it has. The timeline on screen shows a window; this is
all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from domain.initiative import DependencyKind, Initiative, Status
from domain.load import Load, load_of
from domain.periods import MONTHS, Grain, Period, periods
from domain.plan import Plan
from domain.roadmap import Item, MilestoneRef, Roadmap, Wait, roadmap_of
from domain.swimlanes import LaneBy, swimlanes

_DAY = timedelta(days=1)
_YEAR = 365
_MOST_COLUMNS: Mapping[Grain, int] = MappingProxyType({Grain.MONTH: 24, Grain.QUARTER: 40})
"""Up to how many columns of a grain there are; beyond, they are years."""
UNDATED = ("now", "next", "later", "no date")


class Row(NamedTuple):
    """A lane: what is drawn together, and for a team what it has to carry in each column."""

    title: str
    items: tuple[Item, ...]
    loads: tuple[Load, ...]


class Promise(NamedTuple):
    """A milestone with a day.

    Attributes:
        late: by how many days the last of what it hangs on finishes after it; 0 where it does not, or is not known.
    """

    milestone: MilestoneRef
    due: date
    late: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        roadmap: all that is on it.
        today: the day that is marked.
        columns: months, quarters or years, whichever are few enough; none where nothing has dates.
        years: the years above them.
        rows: the lanes with dated items, and of teams all that have something to carry.
        promises: the milestones with a day, in order.
        undated: what has no start, by `UNDATED`.
        endless: what has a start and no end that is known.
    """

    roadmap: Roadmap
    today: date
    columns: tuple[Period, ...]
    years: tuple[Period, ...]
    rows: tuple[Row, ...]
    promises: tuple[Promise, ...]
    undated: Mapping[str, tuple[Item, ...]]
    endless: tuple[Item, ...]

    def share(self, day: date) -> Fraction:
        """How far from the left edge the morning of *day* is: 0 there, 1 at the right edge."""
        start, end = self.columns[0].start, self.columns[-1].end
        return Fraction((day - start).days, (end - start).days)

    def ends(self, item: Item) -> tuple[Fraction, Fraction]:
        """Where the bar of *item*, which has both dates, begins and ends."""
        assert item.start is not None  # noqa: S101 - only dated items are in rows
        assert item.finish is not None  # noqa: S101
        return self.share(item.start), self.share(item.finish + _DAY)

    @property
    def shows_today(self) -> bool:
        """Whether today is on it."""
        return bool(self.columns) and self.columns[0].start <= self.today < self.columns[-1].end


def chart_of(plan: Plan, today: date, by: str = "team") -> Chart:
    """The chart of *plan* on the day *today*, with lanes made of *by*, a value of `LaneBy`."""
    roadmap = roadmap_of(plan)
    dated = tuple(item for item in roadmap.items if item.start and item.finish)
    items = {item.id: item for item in roadmap.items}
    due = sorted((each.due, n, each) for n, each in enumerate(roadmap.milestones) if each.due)
    promises = tuple(Promise(each, day, _late(each, day, items)) for day, _, each in due)
    columns, years = _columns(dated, promises, plan.engagement.fiscal_year_starts)
    return Chart(
        roadmap,
        today,
        columns,
        years,
        tuple(_rows(plan, roadmap, dated, columns, by)),
        promises,
        {
            lane: found
            for lane in UNDATED
            if (found := tuple(item for item in roadmap.items if not item.start and (item.lane or "no date") == lane))
        },
        tuple(item for item in roadmap.items if item.start and not item.finish),
    )


def _late(milestone: MilestoneRef, due: date, items: Mapping[str, Item]) -> int:
    finishes = [found for id in milestone.initiatives if (found := items[id].finish)]
    return max(0, (max(finishes) - due).days) if finishes else 0


def _columns(
    dated: tuple[Item, ...], promises: tuple[Promise, ...], fiscal_year_starts: int
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    days = [day for item in dated for day in (item.start, item.finish) if day] + [each.due for each in promises]
    if not days:
        return (), ()
    start, end = min(days), max(days) + _DAY
    for grain, most in _MOST_COLUMNS.items():
        if (end - start).days < most * {Grain.MONTH: 28, Grain.QUARTER: 90}[grain]:
            break
    else:
        grain = Grain.YEAR
    columns = periods(start, end, grain, fiscal_year_starts)
    years = periods(columns[0].start, columns[-1].end, Grain.YEAR, fiscal_year_starts)
    return columns, years


class Lane(NamedTuple):
    """Items that are drawn together, in the order they were given, as `domain.swimlanes` has them on screen."""

    key: str
    title: str
    items: tuple[Item, ...]


def lanes_of(plan: Plan, items: Iterable[Item], by: str) -> tuple[Lane, ...]:
    """*items* of the roadmap of *plan* in lanes made of *by*, a value of `LaneBy`."""
    held = {item.id: item for item in items}
    lanes = swimlanes(plan, LaneBy(by), (plan.get(Initiative, id) for id in held))
    return tuple(Lane(lane.key, lane.title, tuple(held[each.id] for each in lane.initiatives)) for lane in lanes)


def _rows(plan: Plan, roadmap: Roadmap, dated: tuple[Item, ...], columns: tuple[Period, ...], by: str) -> Iterator[Row]:
    lanes = {lane.key: lane for lane in lanes_of(plan, dated, by)}
    loads = load_of(plan, columns) if by == "team" and columns else {}
    for team in roadmap.teams if by == "team" else ():
        carried = loads.get(team.id, ())
        lane = lanes.pop(team.id, None)
        if lane is not None or any(load.items for load in carried):
            yield Row(team.name, lane.items if lane is not None else (), carried)
    yield from (Row(lane.title, lane.items, ()) for lane in lanes.values())


def told_load(load: Load) -> str:
    """How loaded a team is, in a few characters: `80 %`, `112 % !` where it is over, person-days without a capacity.

    Behind it `+?` where the effort of something is not known; empty where nothing is asked.
    """
    if not load.items:
        return ""
    more = "+?" if load.missing else ""
    if load.share is None:
        return f"{round(load.load)} d{more}" + (" !" if load.over else "")
    return f"{round(load.share * 100)} %{more}" + (" !" if load.over else "")


def state(item: Item) -> str:
    """How far *item* is: its status, and its progress where that is known and says more."""
    if item.progress is None or item.status is Status.DONE:
        return item.status.value
    return f"{item.status.value}, {item.progress} %"


def how(wait: Wait) -> str:
    """How one waits for another where it does not simply start after it: ` (start to start, +5 working days)`."""
    told = [] if wait.kind is DependencyKind.FINISH_TO_START else [wait.kind.value]
    told += [f"{wait.lag_days:+d} working days".replace("-", "−")] if wait.lag_days else []
    return f" ({', '.join(told)})" if told else ""


def short_day(when: date) -> str:
    """A day where the year is told elsewhere: `4 Jan`."""
    return f"{when.day} {MONTHS[when.month - 1][:3]}"


def short_dates(item: Item) -> str:
    """From which to which day there is work on *item*: `4 Jan – 26 Feb`, with years where it takes longer than one."""
    if item.start is None or item.finish is None or item.start == item.finish:
        return short_day(item.start) if item.start else ""
    start, finish = short_day(item.start), short_day(item.finish)
    if (item.finish - item.start).days > _YEAR:
        return f"{start} {item.start.year} – {finish} {item.finish.year}"
    return f"{start} – {finish}"
