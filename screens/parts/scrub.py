"""Time as a ruler under the mean of a journey, with a cursor on a day, and the moments of truth that cross in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from domain.forecast import Crossing, Forecast
from domain.foretelling import felt, told_mean, told_moments, told_reason, told_worst
from domain.periods import Period
from domain.sparkline import BLOCKS
from screens.parts.lines import Lines
from screens.parts.text import MISSING, fit

_GUTTER = 6
_CURSOR, _DELIVERY, _BOTH, _TODAY, _TICK, _LINE = "▼◆◈╂┬─"
_EIGHTHS = len(BLOCKS)
_NARROWEST = 4
"""Cells a period needs for a name of its own."""


@dataclass(frozen=True, slots=True)
class Time:
    """What a ruler shows.

    Attributes:
        start, end: its days, [start, end).
        periods: what it is divided into.
        deliveries: the days on which something is delivered.
        means: how the journey feels on some days, in order; between them it changes evenly.
        ends: between which feelings the means run.
        today: where we are.
    """

    start: date
    end: date
    periods: tuple[Period, ...]
    deliveries: Collection[date]
    means: Sequence[tuple[date, float | None]]
    ends: tuple[float, float]
    today: date

    def cell_of(self, day: date, width: int) -> int:
        """The cell of *width* that *day* is in."""
        share = (day - self.start).days * width // max(1, (self.end - self.start).days)
        return max(0, min(width - 1, share))

    def last_day_of(self, cell: int, width: int) -> date:
        """The last day that is in *cell*."""
        days = -(-(cell + 1) * max(1, (self.end - self.start).days) // width) - 1
        return date.fromordinal(self.start.toordinal() + max(0, days))

    def mean_on(self, day: date) -> float | None:
        """How the journey feels on *day*."""
        at = bisect_right(self.means, day, key=lambda each: each[0])
        if not self.means or at == 0:
            return self.means[0][1] if self.means else None
        before, low = self.means[at - 1]
        if at == len(self.means):
            return low
        after, high = self.means[at]
        if low is None or high is None:
            return low
        return low + (high - low) * (day - before).days / (after - before).days


class Scrub(Lines):
    """What a day comes to in one line, the mean over time below it, and a ruler with the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"scrub--{name}" for name in ("day", "facts", "mean", "ruler", "here")}
    DEFAULT_CSS = """
    Scrub {
        height: 5;
        & > .scrub--day { color: $text-accent; text-style: bold; }
        & > .scrub--mean { color: $text-primary; }
        & > .scrub--ruler { color: $text-muted; }
        & > .scrub--here { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._time: Time | None = None
        self._found: Forecast | None = None
        self._levels: tuple[tuple[Time, int, int], list[int | None]] | None = None

    def show(self, time: Time, found: Forecast) -> None:
        """Show *time* with the cursor on the day of *found*, and what that comes to."""
        self._time, self._found = time, found
        self.redraw()

    @property
    def row_count(self) -> int:
        """As many as there is room for: the facts, the mean, the ruler and its names."""
        return max(0, self.size.height)

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one line."""
        if self._time is None or self._found is None:
            return Strip.blank(width, self.visual_style.rich_style)
        if index == 0:
            segments = self._facts(self._found, width)
        elif index == self.row_count - 1:
            segments = [self._segment(" " * _GUTTER + self._names(self._time, width - _GUTTER), "ruler")]
        elif index == self.row_count - 2:
            segments = self._ruler(self._time, self._found.day, width - _GUTTER)
        else:
            segments = self._means(self._time, index - 1, width - _GUTTER)
        return Strip(segments).adjust_cell_length(width, self.visual_style.rich_style)

    def _segment(self, text: str, name: str) -> Segment:
        return Segment(text, self.component_style(f"scrub--{name}").rich_style)

    def _facts(self, found: Forecast, width: int) -> list[Segment]:
        moments = told_moments(found)
        day = f" {found.day.isoformat()} {found.day:%a}  "
        parts = (told_mean(found), moments, told_worst(found))
        if cell_len("  ".join(parts)) + len(day) > width:
            parts = (told_mean(found), moments.replace(" of truth", ""), told_worst(found))
        facts = fit("  ".join(filter(None, parts)), max(0, width - len(day)))
        return [self._segment(day, "day"), self._segment(facts, "facts")]

    def _means(self, time: Time, index: int, width: int) -> list[Segment]:
        """A line of the mean. It holds no cursor: a cell to the right costs the whole line to its left."""
        rows = self.row_count - 3
        low, high = time.ends
        label = {0: felt_at(high), rows - 1: felt_at(low)}.get(index, "") if rows > 1 else "mean"
        floor = (rows - 1 - index) * _EIGHTHS
        cells = []
        for level in self._filled(time, width, rows):
            filled = 0 if level is None else max(0, min(_EIGHTHS, level - floor))
            cells.append(BLOCKS[filled - 1] if filled else " ")
        return [self._segment(f"{label:>{_GUTTER - 1}} ", "ruler"), self._segment("".join(cells), "mean")]

    def _filled(self, time: Time, width: int, rows: int) -> list[int | None]:
        """For each cell how many eighths of a line the mean fills, all lines together; worked out once."""
        if self._levels is None or self._levels[0] != (time, width, rows):
            low, high = time.ends
            levels: list[int | None] = []
            for cell in range(width):
                mean = time.mean_on(time.last_day_of(cell, width))
                share = None if mean is None else (mean - low) / (high - low)
                levels.append(None if share is None else max(1, round(share * rows * _EIGHTHS)))
            self._levels = (time, width, rows), levels
        return self._levels[1]

    def _ruler(self, time: Time, day: date, width: int) -> list[Segment]:
        here = time.cell_of(day, width)
        cells = [_LINE] * width
        for period in time.periods:
            if time.start <= period.start < time.end:
                cells[time.cell_of(period.start, width)] = _TICK
        if time.start <= time.today < time.end:
            cells[time.cell_of(time.today, width)] = _TODAY
        for each in time.deliveries:
            if time.start <= each < time.end:
                cells[time.cell_of(each, width)] = _DELIVERY
        cells[here] = _BOTH if cells[here] == _DELIVERY else _CURSOR
        return [
            self._segment(" " * _GUTTER + "".join(cells[:here]), "ruler"),
            self._segment(cells[here], "here"),
            self._segment("".join(cells[here + 1 :]), "ruler"),
        ]

    @staticmethod
    def _names(time: Time, width: int) -> str:
        """The names of the periods, or where these are too narrow those of the years, each where it begins."""
        begun = [(time.cell_of(max(each.start, time.start), width), each.name, each.label) for each in time.periods]
        if len(begun) * _NARROWEST > width:
            begun = [(at, name.replace(label, "").strip(), "") for at, name, label in begun if label == "Q1"]
        cells, ends = [" "] * width, [*(at for at, _, _ in begun[1:]), width]
        for (at, *names), end in zip(begun, ends, strict=False):
            name = next((each for each in names if each and len(each) < end - at), "")
            cells[at : at + len(name)] = name
        return "".join(cells)


class Crossings(Lines):
    """The moments of truth, each with the day on which it rises above neutral and thanks to whom."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"crossings--{name}" for name in ("here", "above", "below", "name", "why")}
    DEFAULT_CSS = """
    Crossings {
        height: 3;
        & > .crossings--here { color: $text-accent; }
        & > .crossings--above { color: $text-success; text-style: bold; }
        & > .crossings--below { color: $text-warning; }
        & > .crossings--why { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._crossings: tuple[Crossing, ...] = ()
        self._found: Forecast | None = None
        self._here = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the moments, in the order they are shown."""
        return tuple(each.touchpoint.id for each in self._crossings)

    def point_at(self, id: str) -> None:
        """Mark the moment with this *id* and bring it into view; none where it is no moment of truth."""
        before, self._here = self._here, id
        rows = [nth for nth, each in enumerate(self.ids) if each in (before, id)]
        if id not in self.ids or not self.bring_into_view(self.ids.index(id)):
            self.redraw_rows(*rows)

    def show(self, crossings: Sequence[Crossing], found: Forecast) -> None:
        """Show *crossings*, those that happen first, with how each moment feels in *found*."""
        self._crossings = tuple(
            sorted(crossings, key=lambda each: (each.day is None, each.day or date.max, each.is_above))
        )
        self._found = found
        self.redraw()

    @property
    def row_count(self) -> int:
        """One for each moment."""
        return len(self._crossings)

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one moment."""
        crossing = self._crossings[index]
        point = self._found.point(crossing.touchpoint.id) if self._found is not None else None
        is_there = point is not None and point.presence > 0
        sign, look = ("●", "above") if point is not None and point.is_above else ("○" if is_there else "·", "below")
        when = "already" if crossing.is_above else "never" if crossing.day is None else crossing.day.isoformat()
        feels = felt(point.feeling) if point is not None and is_there else MISSING
        room = max(12, min(46, width - 2 - 12 - 16 - 20))
        turn = f"{felt(crossing.point.today):>5} → {feels:<6}"
        segments = [
            ("▌" if crossing.touchpoint.id == self._here else " ", "here"),
            (f"{sign} ", look),
            (f"{when:<11}", look),
            (f"{fit(crossing.touchpoint.name, room)} {turn} ", "name"),
            (told_reason(crossing), "why"),
        ]
        taken, strips = 0, []
        for text, name in segments:
            cut = fit(text, min(cell_len(text), max(0, width - taken)))
            taken += cell_len(cut)
            strips.append(Segment(cut, self.component_style(f"crossings--{name}").rich_style))
        return Strip(strips).adjust_cell_length(width, self.visual_style.rich_style)


def felt_at(value: float) -> str:
    """A feeling on a scale: `+0.5`, `−1`, `0`."""
    return f"{value:+g}".replace("-", "−") if value else "0"
