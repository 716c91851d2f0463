"""The whole roadmap as a picture, for slides, reports and walls: one SVG file that needs nothing beside it.

A lane for each team with its bars, what waits for what, the milestones above, and below each lane what the team has to
carry. What has no dates stands below as cards, and is never drawn as if it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from domain.chart import Chart, Row, chart_of, short_dates, short_day, told_load
from domain.initiative import DependencyKind, Status
from domain.load import Load
from domain.network import AWAITS_END, BINDS_END
from domain.periods import Period
from domain.plan import Plan
from domain.roadmap import Item, Wait
from domain.telling import day as told_day
from domain.text import counted
from storage.formats.lettering import FONTS, is_right_to_left, width_of, wrapped
from storage.formats.pen import Box, Font, Pen, Point, element, plain
from storage.formats.svg import BORDER, FAINT, HAIR, INK, MARGIN, MUTED, PAPER, PHASES, TODAY

LABEL, LEAST_CHART, LEAST_COLUMN, WIDEST_COLUMN = 300, 1060, 52, 150
BAR, LINE, PAD = 20, 17, 7
LOAD, MOST_SHARE = 34, Fraction(3, 2)
"""How high the strip of loads is, and the share that fills it."""
NOW, RED, GREEN = "#d9730d", "#b3261e", "#1b7a43"
_NAME, _SMALL = Font(13, INK), Font(11.5, MUTED)
_LATE = Font(11.5, RED, bold=True)
_ROW = tuple[Item, float]
"""An item and the middle of its row."""


def chart_picture(plan: Plan, today: date, by: str = "team") -> str:
    """The roadmap of *plan* as an SVG document, as on the day *today*, with lanes made of *by*."""
    return _Picture(chart_of(plan, today, by)).draw().document()


class _Place(NamedTuple):
    """Where a bar is."""

    left: float
    right: float
    middle: float


class _Picture(Pen):
    """Draws from top to bottom; `y` is how far it has come."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.chart = chart
        columns = len(chart.columns)
        self.wide = min(max(LEAST_CHART, LEAST_COLUMN * columns), max(LEAST_CHART, WIDEST_COLUMN * columns))
        self.left = MARGIN + LABEL
        self.right = self.left + self.wide
        self.width = self.right + MARGIN
        self.y = 0.0
        self.places: dict[str, _Place] = {}

    def draw(self) -> _Picture:
        """Draw all of it."""
        self._header()
        if self.chart.columns:
            self._dated()
        else:
            self.write((MARGIN, self.y + 14), "Nothing on the roadmap has dates yet.", Font(15, MUTED))
            self.y += 40
        self._cards()
        self._footer()
        return self

    def document(self) -> str:
        """What was drawn, as one document."""
        roadmap, height = self.chart.roadmap, self.y
        size = {"viewBox": f"0 0 {plain(self.width)} {plain(height)}", "width": self.width, "height": height}
        look = {**size, "role": "img", "aria-label": roadmap.engagement, "font-family": FONTS}
        start = element("svg", xmlns="http://www.w3.org/2000/svg", **look).replace("/>", ">")
        about = f"A roadmap of {counted(len(roadmap.items), 'item')} on {told_day(self.chart.today)}."
        named = f"{element('title', roadmap.engagement)}{element('desc', about)}"
        paper = element("rect", width=self.width, height=height, fill=PAPER)
        return f"{start}{named}{paper}{''.join(self.drawn)}</svg>\n"

    # The head, the axis and the foot

    def _header(self) -> None:
        roadmap = self.chart.roadmap
        self.y = 50
        about = " · ".join(filter(None, (roadmap.client, "roadmap")))
        self.write((MARGIN, self.y), about.upper(), Font(12, MUTED, bold=True, spacing=0.6))
        for line in wrapped(roadmap.engagement, self.width - 2 * MARGIN, 28, bold=True):
            self.y += 36
            self.write((MARGIN, self.y), line, Font(28, INK, bold=True))
        self.y += 26
        self._legend()
        self.y += 26

    def _legend(self) -> None:
        x, y = float(MARGIN), self.y
        for kind, said in (
            ("planned", "planned"),
            ("part", "the dark part is done"),
            ("done", "done"),
            ("critical", "no float: the end of all hangs on it"),
            ("milestone", "milestone, red where it is late"),
        ):
            box = Box(x, y - 11, 30, 14)
            if kind == "milestone":
                self._diamond((x + 15, y - 4), TODAY)
            else:
                self._bar(box, PHASES[0], {"part": 0.5, "done": 1.0}.get(kind, 0.0), is_critical=kind == "critical")
                if kind == "done":
                    self._tick((x + 15, y - 4))
            self.write((x + 38, y), said, _SMALL)
            x += 38 + width_of(said, 11.5) + 26

    def _x(self, share: Fraction) -> float:
        return self.left + float(share) * self.wide

    def _day(self, day: date) -> float:
        return self._x(self.chart.share(day))

    def _span(self, period: Period) -> tuple[float, float]:
        return max(self.left, self._day(period.start)), min(self.right, self._day(period.end))

    def _axis(self) -> None:
        for periods, font, high in (
            (self.chart.years, Font(13, PAPER, bold=True), 24),
            (self.chart.columns, Font(11.5, INK, bold=True), 22),
        ):
            if high == 22 and self.chart.years == self.chart.columns:
                continue
            for n, period in enumerate(periods):
                start, end = self._span(period)
                fill = TODAY if high == 24 else ("#eef2f7", "#e2e8f0")[n % 2]
                self.box(Box(start, self.y, end - start - (2 if high == 24 else 0), high), fill)
                label = period.name if high == 24 else period.label
                if width_of(label, font.size, bold=True) < end - start:
                    self.write(((start + end) / 2, self.y + high - 7), label, font, anchor="middle")
            self.y += high + 2

    def _footer(self) -> None:
        self.y += 10
        self.line((MARGIN, self.y), (self.right, self.y), HAIR)
        said = f"klantreis · {told_day(self.chart.today)}"
        self.write((self.right, self.y + 20), said, Font(12, FAINT), anchor="end")
        self.y += 38

    # What has dates

    def _dated(self) -> None:
        self._axis()
        top, below = self.y, len(self.drawn)
        lines = [*self._milestones()]
        rows = [*self._rows()]
        bottom = self.y
        back = Pen()
        for column in self.chart.columns:
            x = self._day(column.end)
            back.line((x, top), (x, bottom), HAIR)
        for x, y, ink in lines:
            back.line((x, y), (x, bottom), ink, 1, "2 4")
        self._waits(back, rows)
        self.drawn[below:below] = back.drawn  # under the bars, though only now it is known where they are
        self._today(top, bottom)

    def _milestones(self) -> Iterator[tuple[float, float, str]]:
        """Draw the milestones, as many in a line as there is room for; yields where a line goes down from each."""
        if not self.chart.promises:
            return
        self.write((MARGIN, self.y + 21), "MILESTONES", Font(11, MUTED, bold=True, spacing=0.6))
        taken: list[float] = []
        for milestone, due, late in self.chart.promises:
            x = self._day(due)
            told = f"{milestone.name} · {short_day(due)}"
            wide = width_of(told, 12, bold=True) + (width_of(_late(late), 11.5, bold=True) + 8 if late else 0) + 16
            is_left = x + wide > self.right and x - wide > self.left
            start, end = (x - wide, x + 12) if is_left else (x - 12, x + wide)
            line = next((n for n, until in enumerate(taken) if until < start), len(taken))
            taken[line : line + 1] = [end]
            y = self.y + 17 + 22 * line
            self._diamond((x, y), RED if late else TODAY)
            at = x - wide if is_left else x + 13
            begins = at + width_of(told, 12, bold=True) if is_right_to_left(told) else at
            self.write((begins, y + 4.5), told, Font(12, INK, bold=True), halo=True)
            if late:
                after = at + width_of(told, 12, bold=True) + 8
                self.write((after, y + 4.5), _late(late), _LATE, halo=True)
            yield x, y + 8, RED if late else "#8b97a8"
        self.y += 17 + 22 * len(taken) + 6

    def _rows(self) -> Iterator[_ROW]:
        for n, row in enumerate(self.chart.rows):
            yield from self._lane(row, PHASES[n % len(PHASES)])

    def _lane(self, row: Row, colour: str) -> Iterator[_ROW]:
        title = wrapped(row.title, LABEL - 20, 13, bold=True)
        high = 10 + LINE * len(title)
        band = Box(MARGIN, self.y, self.right - MARGIN, high)
        self.add("rect", **band._asdict(), fill=colour, fill_opacity=".1")  # lines below it are seen
        self.box(Box(MARGIN, self.y, 5, high), colour)
        self.write_lines(Box(MARGIN + 14, self.y + 17, LABEL - 20, LINE), title, Font(13, colour, bold=True))
        self.y += high + 2
        for item in row.items:
            yield item, self._item(item, colour)
        if any(load.items for load in row.loads):
            self._loads(row.loads)
        self.y += 8

    def _item(self, item: Item, colour: str) -> float:
        """Draw an item in a row of its own; returns the middle of it."""
        names = wrapped(item.name, LABEL - 30, _NAME.size)
        high = max(BAR, LINE * len(names)) + PAD
        middle = self.y + high / 2
        ink = _NAME._replace(ink=MUTED) if item.status is Status.DONE else _NAME
        top = middle - LINE * len(names) / 2 + 13
        self.write_lines(Box(MARGIN + 14, top, LABEL - 30, LINE), names, ink)
        begins, ends = self.chart.ends(item)
        left, right = self._x(begins), max(self._x(ends), self._x(begins) + 4)
        self.places[item.id] = _Place(left, right, middle)
        done = (item.progress or 0) / 100
        box = Box(left, middle - BAR / 2, right - left, BAR)
        self._bar(box, colour, done, is_critical=item.float_days == 0 and item.status is not Status.DONE)
        if item.status is Status.DONE and right - left > 18:
            self._tick(((left + right) / 2, middle))
        self._beside(item, left, right, middle)
        self.y += high
        return middle

    def _beside(self, item: Item, left: float, right: float, middle: float) -> None:
        """Write behind a bar, or before it where there is no room, what it does not show."""
        told = [short_dates(item)]
        if item.status is Status.RUNNING:
            told.append("running" if item.progress is None else f"{item.progress} %")
        late = item.deadline is not None and item.finish is not None and item.finish > item.deadline
        told += [f"after its deadline, {short_day(item.deadline)}"] if late and item.deadline else []
        text = " · ".join(told)
        is_left = right + 15 + width_of(text, 11.5) > self.right
        at = left - 15 if is_left else right + 15
        self.write((at, middle + 4), text, _LATE if late else _SMALL, anchor="end" if is_left else "", halo=True)

    def _bar(self, box: Box, colour: str, done: float, *, is_critical: bool) -> None:
        if done >= 1:
            self.box(box, _tint(colour, 0.55), round_by=4)
            return
        self.box(box, _tint(colour, 0.35), round_by=4)
        if done > 0:
            self.box(box._replace(width=max(3, box.width * done)), colour, round_by=4)
        self.box(box, "none", round_by=4, stroke=RED if is_critical else colour, width=2 if is_critical else 1)

    def _tick(self, at: Point) -> None:
        x, y = at
        self.path(
            f"M{plain(x - 5)} {plain(y)} L{plain(x - 1)} {plain(y + 4)} L{plain(x + 6)} {plain(y - 4)}", PAPER, 2.2
        )

    def _diamond(self, at: Point, fill: str) -> None:
        x, y = at
        self.shape([(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)], fill, PAPER)

    def _loads(self, loads: Sequence[Load]) -> None:
        """Draw what a team has to carry in each column, up to one and a half times what it can."""
        low = self.y + LOAD
        self.write((MARGIN + 14, low - 6), "load, of what it can carry", Font(11, FAINT, italic=True))
        for load in loads:
            if not (told := told_load(load)):
                continue
            start, end = self._span(load.period)
            share = MOST_SHARE if load.over and load.share is None else load.share or Fraction(0)
            high = float(min(share, MOST_SHARE) / MOST_SHARE) * (LOAD - 6)
            self.box(
                Box(start + 2, low - high, end - start - 4, high), "#f3c1bb" if load.over else "#d5dde8", round_by=2
            )
            font = Font(11, RED if load.over else MUTED, bold=bool(load.over))
            if width_of(told, 11, bold=font.bold) < end - start:
                self.write(((start + end) / 2, low - 5), told, font, anchor="middle")
            elif load.over:
                self.write(((start + end) / 2, low - 5), "!", font, anchor="middle")
        full = low - float(1 / MOST_SHARE) * (LOAD - 6)
        self.line((self.left, full), (self.right, full), BORDER, 1, "3 3")
        self.line((MARGIN, low), (self.right, low), HAIR)
        self.y = low + 2

    def _waits(self, pen: Pen, rows: Iterable[_ROW]) -> None:
        for item, _ in rows:
            for wait in item.waits_for:
                if wait.id in self.places:
                    self._wait(pen, wait, self.places[wait.id], self.places[item.id])

    def _wait(self, pen: Pen, wait: Wait, before: _Place, after: _Place) -> None:
        """Draw an arrow from the end that is waited for to the end that waits, red where it points back in time."""
        from_end, to_end = wait.kind in AWAITS_END, wait.kind in BINDS_END
        start = before.right if from_end else before.left
        end = after.right if to_end else after.left
        ink = RED if end < start - 1 and wait.lag_days >= 0 else "#6b7787"
        out, into = start + (7 if from_end else -7), end + (10 if to_end else -10)
        y1, y2 = before.middle, after.middle
        turn = y2 - (BAR / 2 + 3) * (1 if y2 > y1 else -1)
        is_straight = wait.kind is DependencyKind.FINISH_TO_START and into >= out
        around = ((out, y2),) if is_straight else ((out, turn), (into, turn), (into, y2))
        pen.path(_along(((start, y1), (out, y1), *around, (end, y2))), ink, 1.4)
        tip = 6 if to_end else -6
        pen.shape([(end, y2), (end + tip, y2 - 4), (end + tip, y2 + 4)], ink)

    def _today(self, top: float, bottom: float) -> None:
        if not self.chart.shows_today:
            return
        x = self._day(self.chart.today)
        self.line((x, top), (x, bottom), NOW, 1.6)
        wide = width_of("today", 11, bold=True) + 12
        at = min(max(x, self.left + wide / 2), self.right - wide / 2)
        self.box(Box(at - wide / 2, bottom, wide, 18), NOW, round_by=9)
        self.write((at, bottom + 13), "today", Font(11, PAPER, bold=True), anchor="middle")
        self.y = bottom + 22

    # What has none

    def _cards(self) -> None:
        """Draw what has no dates as cards in columns, and what has a start only among them."""
        columns = [(lane, [(item.name, "") for item in items]) for lane, items in self.chart.undated.items()]
        if self.chart.endless:
            starts = [(each.name, f"from {short_day(each.start)}") for each in self.chart.endless if each.start]
            columns.append(("no end known", starts))
        if not columns:
            return
        self.y += 24
        self.write((MARGIN, self.y), "WITHOUT DATES", Font(11, MUTED, bold=True, spacing=0.6))
        self.y += 12
        wide = min(420.0, (self.right - MARGIN + 16) / len(columns) - 16)
        deepest = self.y
        for n, (title, cards) in enumerate(columns):
            x, y = MARGIN + n * (wide + 16), self.y
            self.box(Box(x, y, wide, 26), "#e2e8f0", round_by=4)
            self.write((x + 12, y + 18), title.capitalize(), Font(13, TODAY, bold=True))
            y += 32
            for name, more in cards:
                lines = wrapped(f"{name}{f' · {more}' if more else ''}", wide - 24, 13)
                high = 14 + LINE * len(lines)
                self.box(Box(x, y, wide, high), "#f8fafc", round_by=4, stroke=HAIR)
                self.write_lines(Box(x + 12, y + 19, wide - 24, LINE), lines, _NAME)
                y += high + 5
            deepest = max(deepest, y)
        self.y = deepest


def _tint(colour: str, share: float) -> str:
    """*colour* on white paper, as strong as *share* says."""
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def _along(points: Iterable[Point]) -> str:
    """A path of straight lines."""
    return "M" + " L".join(f"{plain(x)} {plain(y)}" for x, y in points)


def _late(days: int) -> str:
    return f"{counted(days, 'day')} late"
