"""The whole roadmap as plain text, as wide as the page: for a mail, a wiki, or a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor

from domain.chart import Chart, Row, chart_of, how, short_dates, short_day, state, told_load
from domain.initiative import Status
from domain.load import Load
from domain.periods import Period
from domain.plan import Plan
from domain.roadmap import Item
from domain.telling import day as told_day
from domain.text import counted
from screens.parts.text import fit, wrap

NARROWEST = 60
_DATES = 15
_NUMBERS = 2
"""Columns of more cells hold numbers."""
_STEPS = "▁▂▃▄▅▆▇█"
"""A load where there is room for one sign: in eighths of the capacity."""
_LEGEND = (
    "▒ planned  █ done  ◆ milestone  ┆ today  * no float: the end of all hangs on it  ! late, or over what a team can"
    " carry  ▁ … █ up to all it can"
)


def roadmap_text(plan: Plan, today: date, *, by: str = "team", width: int = 120) -> str:
    """Draw the roadmap of *plan* as on the day *today*.

    Args:
        plan: where it is from.
        today: the day that is marked.
        by: what lanes are made of, a value of `LaneBy`.
        width: cells of a line, at least 60.
    """
    return "".join(f"{line.rstrip()}\n" for line in _Page(chart_of(plan, today, by), max(NARROWEST, width)).lines())


class _Page:
    """A chart in lines of so many cells: names on the left, then dates, then bars."""

    def __init__(self, chart: Chart, width: int) -> None:
        self.chart, self.width = chart, width
        self.label = min(46, width // 3)
        self.room = width - self.label - _DATES - 2
        self.column = self.room // max(1, len(chart.columns))

    def lines(self) -> Iterator[str]:
        """All of it."""
        roadmap = self.chart.roadmap
        yield from self._wrapped(roadmap.engagement)
        yield from self._wrapped(" · ".join(filter(None, (roadmap.client, told_day(self.chart.today)))))
        yield ""
        if self.chart.columns:
            yield from self._dated()
        else:
            yield "Nothing on the roadmap has dates yet."
        yield from self._waiting()
        yield from self._undated()

    def _wrapped(self, text: str, indent: str = "") -> Iterator[str]:
        yield from (f"{indent}{line.plain}" for line in wrap(text, self.width - len(indent)))

    def _dated(self) -> Iterator[str]:
        chart = self.chart
        if chart.years != chart.columns:
            yield self._line("", "", self._heading((period, period.label) for period in chart.years))
        fits = self.column > max(len(period.label) for period in chart.columns)
        short = ((period, period.label if fits else period.label[:1]) for period in chart.columns)
        yield self._line("", "", self._heading(short))
        yield self._line("", "", "─" * self.room)
        for milestone, due, late in chart.promises:
            mark = [" "] * self.room
            mark[min(self.room - 1, self._cell(due))] = "◆"
            more = f" ! {counted(late, 'day')} late" if late else ""
            yield from self._row("◆", milestone.name, f"{short_day(due)}{more}", mark)
        for row in chart.rows:
            yield ""
            yield from self._lane(row)
        yield ""
        yield from self._wrapped(_LEGEND)

    def _heading(self, named: Iterable[tuple[Period, str]]) -> str:
        """The names of periods where they begin, as far as there is room."""
        held = [(max(0, self._cell(period.start)), label) for period, label in named]
        ends = [start for start, _ in held[1:]] + [self.room]
        text = ""
        for (start, label), end in zip(held, ends, strict=True):
            told = f"│{label}"
            text = text.ljust(start) + (told if len(told) <= end - start else "│" if end > start else "")
        return text[: self.room]

    def _cell(self, day: date) -> int:
        """In which cell from the left *day* begins."""
        return floor(self.chart.share(day) * self.room)

    def _line(self, name: str, dates: str, bars: str) -> str:
        return f"{fit(name, self.label)} {fit(dates, _DATES)} {bars}"

    def _row(self, mark: str, name: str, dates: str, bars: list[str]) -> Iterator[str]:
        """A row with the whole of its name, on further lines where it is long."""
        self._mark_today(bars)
        first, *others = [line.plain for line in wrap(name, self.label - 2)] or [""]
        told, *more = [line.plain for line in wrap(dates, _DATES)] or [""]
        yield self._line(f"{mark} {first}", told, "".join(bars))
        for n in range(max(len(others), len(more))):
            blank = [" "] * self.room
            self._mark_today(blank)
            name, dates = (held[n] if n < len(held) else "" for held in (others, more))
            yield self._line(f"  {name}", dates, "".join(blank))

    def _mark_today(self, bars: list[str]) -> None:
        if self.chart.shows_today and bars[at := self._cell(self.chart.today)] == " ":
            bars[at] = "┆"

    def _lane(self, row: Row) -> Iterator[str]:
        yield from self._wrapped(f"▌{row.title}")
        for item in row.items:
            yield from self._row(_mark(item), item.name, short_dates(item), self._bar(item))
        if any(load.items for load in row.loads):
            yield self._line("  load, %" if self.column > _NUMBERS else "  load", "", self._loads(row.loads))

    def _bar(self, item: Item) -> list[str]:
        begins, ends = (share * self.room for share in self.chart.ends(item))
        first = min(self.room - 1, floor(begins))
        last = max(first + 1, ceil(ends))
        done = Fraction(item.progress or 0, 100) * (last - first)
        bar = ["█" if n < done else "▒" for n in range(last - first)]
        return [" "] * first + bar + [" "] * (self.room - last)

    def _loads(self, loads: Iterable[Load]) -> str:
        """What is asked of what there is, in each column: in numbers, or as a sign where there is no room for them."""
        text = ""
        for load in loads:
            told = told_load(load).replace(" %", "").replace(" ", "")
            room = self._cell(load.period.end) - self._cell(load.period.start)
            fits = self.column > _NUMBERS and len(told) < room + told.endswith("!")
            text = text.ljust(self._cell(load.period.start)) + (told if fits else _step(load)[:room])
        return text[: self.room]

    def _waiting(self) -> Iterator[str]:
        names = {item.id: item.name for item in self.chart.roadmap.items}
        waits = [(item, wait) for item in self.chart.roadmap.items for wait in item.waits_for]
        if waits:
            yield ""
            yield "What waits for what"
        for item, wait in waits:
            yield from self._wrapped(f"{item.name} ← {names[wait.id]}{how(wait)}", "  ")

    def _undated(self) -> Iterator[str]:
        for lane, items in self.chart.undated.items():
            yield ""
            yield lane.capitalize()
            for item in items:
                yield from self._wrapped(f"{item.name} ({state(item)})", "  ")
        if self.chart.endless:
            yield ""
            yield "No end known"
            for item in self.chart.endless:
                yield from self._wrapped(f"{item.name}, from {told_day(item.start) if item.start else ''}", "  ")


def _mark(item: Item) -> str:
    if item.deadline is not None and item.finish is not None and item.finish > item.deadline:
        return "!"
    return "*" if item.float_days == 0 and item.status is not Status.DONE else " "


def _step(load: Load) -> str:
    """How loaded a team is in one sign; `?` where there is no capacity to hold it against."""
    if load.over:
        return "!"
    if not load.parts:
        return "?" if load.missing else ""
    return "?" if load.share is None else _STEPS[min(7, floor(load.share * 8))]
