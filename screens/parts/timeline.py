"""The timeline on screen: bars in lanes under a scale of dates, with what waits for what and how much teams carry.

The widget knows bars, not initiatives: what they stand for, which lanes there are and what is over capacity is the
caller's business. It draws the rows in view and sends the cells that changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from domain.periods import Grain
from screens.parts.cells import NAME, Cells, in_cells
from screens.parts.chart import ALARM, DUE, Bar, Chart, Flag, Level
from screens.parts.lines import Lines
from screens.parts.routes import Laid, Routes, routes
from screens.parts.scale import Scale, fitting
from screens.parts.text import fit, one_line, wrap

_CURSOR, _MARK, _RANGE, _BEFORE, _AFTER = "▌", "●", "◉", "←", "→"
_LEFTMOST, _RIGHTMOST = "▐", "▌"
_FULL, _REST = "█", "▒"
_SIGN = 2
"""Cells between the titles of lanes and the chart: one for a sign, one blank."""
_MARGIN = 2
_KINDS = ("planned", "running", "done", "idea")
_GROUNDED = frozenset({"cursor", *(f"{kind}{part}" for kind in _KINDS for part in ("", "-rest"))})
"""The styles with a background of their own."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: a bar, some flags, or what has no dates.

    Attributes:
        titles: the lines of the lane's title, of which this row shows one.
        nth: which row of its lane it is.
    """

    titles: tuple[str, ...]
    nth: int
    bar: Bar | None = None
    flags: tuple[Flag, ...] = ()
    text: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What the cursor may stand on."""
        return (self.bar.key,) if self.bar is not None else tuple(flag.key for flag in self.flags)


class Timeline(Lines, can_focus=True):
    """Shows as many bars and days as there is room for; sends only the cells that changed."""

    HELP = (
        "Go through bars with **j** and **k**, along the days with **h** and **l**; **z** comes closer, **Z** goes "
        "away. **←** marks what the bar under the cursor waits for, **→** what waits for it."
    )
    BINDING_GROUP_TITLE = "Timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", tooltip="Go to the next bar", id="timeline.down", show=False),
        Binding("k,up", "move(-1)", "Up", tooltip="Go to the bar above", id="timeline.up", show=False),
        Binding("l,right", "along(1)", "On", tooltip="Look at later days", id="timeline.on", show=False),
        Binding("h,left", "along(-1)", "Back", tooltip="Look at earlier days", id="timeline.back", show=False),
        Binding("home", "end(0)", "First", tooltip="Go to the first bar", id="timeline.first", show=False),
        Binding("end", "end(1)", "Last", tooltip="Go to the last bar", id="timeline.last", show=False),
        Binding("ctrl+d,pagedown", "half(1)", "½ page down", tooltip="Half a page down", id="timeline.half_down",
                show=False),
        Binding("ctrl+u,pageup", "half(-1)", "½ page up", tooltip="Half a page up", id="timeline.half_up", show=False),
        Binding("z", "zoom(-1)", "Zoom", tooltip="Come closer: years, quarters, months, weeks, days",
                id="timeline.closer"),
        Binding("Z", "zoom(1)", "Zoom out", tooltip="Go away: days, weeks, months, quarters, years",
                id="timeline.wider", show=False),
        Binding("full_stop", "today", "Today", tooltip="Look at today", id="timeline.today", key_display=".",
                show=False),
        Binding("space", "mark", "Mark", tooltip="Mark the bar, or take its mark away", id="timeline.mark"),
        Binding("v", "mark_range", "Range", tooltip="Mark all from here to the next v", id="timeline.range",
                show=False),
        Binding("escape", "unmark", "Unmark", tooltip="Take all marks away", id="timeline.unmark", show=False),
        Binding("enter", "choose", "Why here", tooltip="Why it is when it is", id="timeline.choose"),
    ]  # fmt: skip
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"timeline--{name}"
        for name in (
            "title", "quiet", "grid", "today", "date", "lane", "period", "flag", "alarm", "ghost", "link", "near",
            "off", "cursor", "marked", "before", "after", "note", "load", "over",
            *(f"{kind}{part}" for kind in _KINDS for part in ("", "-rest")),
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    Timeline {
        & > .timeline--title { text-style: bold; }
        & > .timeline--quiet { color: $text-muted; }
        & > .timeline--grid { color: $text-disabled; }
        & > .timeline--off { color: $text-disabled; }
        & > .timeline--today { color: $text-accent; text-style: bold; }
        & > .timeline--date { color: $text-warning; text-style: bold; }
        & > .timeline--lane { color: $text-primary; text-style: bold; }
        & > .timeline--period { color: $text-muted; text-style: bold; }
        & > .timeline--flag { color: $text-warning; text-style: bold; }
        & > .timeline--alarm { color: $text-error; text-style: bold; }
        & > .timeline--ghost { color: $text-muted; }
        & > .timeline--link { color: $foreground 40%; }
        & > .timeline--near { color: $text-accent; text-style: bold; }
        & > .timeline--marked { color: $text-warning; text-style: bold; }
        & > .timeline--before { color: $text-accent; text-style: bold; }
        & > .timeline--after { color: $text-accent; text-style: bold; }
        & > .timeline--note { color: $text-muted; }
        & > .timeline--load { color: $text-secondary; }
        & > .timeline--over { color: $text-error; text-style: bold; }
        & > .timeline--planned { color: $text; background: $primary; }
        & > .timeline--planned-rest { color: $text-primary; background: $primary-muted; }
        & > .timeline--running { color: $text; background: $accent; }
        & > .timeline--running-rest { color: $text-accent; background: $accent-muted; }
        & > .timeline--done { color: $text; background: $success; }
        & > .timeline--done-rest { color: $text-success; background: $success-muted; }
        & > .timeline--idea { color: $foreground; background: $foreground 30%; }
        & > .timeline--idea-rest { color: $foreground 80%; background: $foreground 14%; }
        & > .timeline--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .timeline--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:focus:nocolor > .timeline--cursor { text-style: reverse; }
    }
    """

    key: reactive[str | None] = reactive(None, repaint=False, init=False)
    """The key of the bar or flag under the cursor."""
    day: reactive[date | None] = reactive(None, repaint=False, init=False)
    """The day the date cursor is on; None while there is none."""

    @dataclass
    class Moved(Message):
        """Something else is under the cursor."""

        timeline: Timeline

    @dataclass
    class Chosen(Message):
        """The user asks about what is under the cursor."""

        timeline: Timeline

    @dataclass
    class Marked(Message):
        """Other bars than before are marked."""

        timeline: Timeline

    @dataclass
    class Dated(Message):
        """The date cursor is on another day."""

        timeline: Timeline

    @dataclass
    class Sized(Message):
        """There is another amount of room, or another zoom, than before."""

        timeline: Timeline

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chart = Chart()
        self._rows: tuple[_Row, ...] = ()
        self._places: dict[str, int] = {}
        self._scale: Scale | None = None
        self._left = 0
        self._titles, self._room = 12, 1
        self._marks: frozenset[str] = frozenset()
        self._range_from: str | None = None
        self._styles: dict[str, RichStyle] = {}
        self._routed: tuple[tuple[object, ...], Routes] | None = None
        self._bordered: tuple[tuple[Scale, int, int], frozenset[int]] | None = None
        self._levels: dict[tuple[int, int, int], Sequence[Level]] = {}

    # --- what it shows --------------------------------------------------------------------------------------------

    def show(self, chart: Chart) -> None:
        """Show *chart*; the cursor, the zoom and the days in view stay, and only cells that look different are sent."""
        keys = list(self._places)
        self._chart, self._levels = chart, {}
        if self._scale is not None:
            self._scale = Scale(self._scale.zoom, chart.fiscal_year_starts)
        self._lay_out()
        if self.key not in self._places:
            gone = keys.index(self.key) if self.key in keys else 0
            near = [*keys[gone:], *reversed(keys[:gone])]
            here = next((key for key in near if key in self._places), None) or self._first_key()
            self.set_reactive(Timeline.key, None)
            self.key = here
        self._top = self.top_showing(self._places[self.key]) if self.key else 0
        self.redraw()

    def _first_key(self) -> str | None:
        bars = (bar.key for lane in self._chart.lanes for bar in lane.bars)
        return next(bars, None) or next(iter(self._places), None)

    @property
    def chart(self) -> Chart:
        """What is shown."""
        return self._chart

    @property
    def scale(self) -> Scale:
        """How days become cells; until a size is known, that of months."""
        return self._scale or Scale(Grain.MONTH, self._chart.fiscal_year_starts)

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """What an action applies to: the marked bars, else what is under the cursor."""
        marked = tuple(key for key in self._places if key in self._marks)
        return marked or (() if self.key is None else (self.key,))

    def move_to(self, key: str) -> bool:
        """Put the cursor on *key*; return whether it is shown."""
        if key not in self._places:
            return False
        self.key = key
        return True

    def look_at(self, day: date) -> None:
        """Bring *day* into view, a quarter of the window from the edge it came in by."""
        cell, room = self.scale.cell(day), self.room
        if cell < self._left:
            self._pan_to(cell - room // 4)
        elif cell >= self._left + room:
            self._pan_to(cell - room + 1 + room // 4)

    def _lay_out(self) -> None:
        """Put bars and flags in rows."""
        self._measure()
        chart = self._chart
        if self._scale is None and self.size.width and chart.ends:
            self._scale = fitting(*chart.ends, self.room - 2 * _MARGIN, chart.fiscal_year_starts)
            self._left = self.scale.cell(chart.ends[0]) - _MARGIN
        rows: list[_Row] = []
        flags = list(self._packed())
        rows += (_Row(("Milestones",), nth, flags=each) for nth, each in enumerate(flags))
        height = sum(len(lane.bars) for lane in chart.lanes) + bool(chart.undated) + len(flags)
        is_airy = height + len(chart.lanes) + 1 <= self.window
        for lane in chart.lanes:
            if is_airy and rows:
                rows.append(_Row((), 0))
            titles = tuple(line.plain for line in wrap(one_line(lane.title), max(4, self.titles_width - 2)))
            rows += (_Row(titles, nth, bar=bar) for nth, bar in enumerate(lane.bars))
        if is_airy and rows:
            rows.append(_Row((), 0))
        if chart.undated:
            rows.append(_Row(("No dates",), 0, text=chart.undated))
        if not rows:
            rows += (_Row((), 0, text=line.plain) for line in wrap(chart.empty, max(1, self.room)))
        self._rows = tuple(rows)
        self._places = {key: nth for nth, row in enumerate(rows) for key in row.keys}
        self._routed = None
        self._left = self._within_days(self._left)
        self._top = self._within(self._top)

    def _packed(self) -> Iterator[tuple[Flag, ...]]:
        """The flags in as few lines as they take without running into each other."""
        lines: list[list[Flag]] = []
        ends: list[int] = []
        for flag in sorted(self._chart.flags, key=lambda each: (each.day, each.key)):
            cell = self.scale.cell(flag.day)
            line = next((nth for nth, end in enumerate(ends) if end < cell), len(ends))
            if line == len(ends):
                lines.append([])
                ends.append(0)
            lines[line].append(flag)
            ends[line] = cell + cell_len(flag.label) + 1
        return (tuple(line) for line in lines)

    # --- where things are -----------------------------------------------------------------------------------------

    @property
    def titles_width(self) -> int:
        """Cells left of the chart for the titles of lanes, the cursor's sign included."""
        return self._titles

    @property
    def room(self) -> int:
        """Cells of the chart."""
        return self._room

    def _measure(self) -> None:
        """Share the width between titles and chart: every row asks for it several times."""
        titles = [lane.title for lane in self._chart.lanes] + [load.name for load in self._chart.loads]
        longest = max((cell_len(one_line(title)) for title in titles), default=0)
        width = self.text_width
        self._titles = max(12, min(longest + 2, width // 6, 26))
        self._room = max(1, width - self._titles - _SIGN)

    def _within_days(self, left: int) -> int:
        """*left*, or the nearest cell to it from which there is anything to see."""
        if self._chart.ends is None:
            return self.scale.cell(self._chart.today) - self.room // 3
        start, end = (self.scale.cell(day) for day in self._chart.ends)
        return max(start - max(_MARGIN, self.room // 2), min(left, end - self.room // 3))

    def _laid(self, bar: Bar) -> Laid:
        """Where *bar* and its label are."""
        start, end = self.scale.halves(bar.start, bar.end)
        first, last = start // 2 - self._left, (end - 1) // 2 - self._left
        low, high = first, last
        if bar.was is not None:
            was = self.scale.halves(*bar.was)
            low, high = min(low, was[0] // 2 - self._left), max(high, (was[1] - 1) // 2 - self._left)
        laid = partial(Laid, first, last, reach=(low, high))
        inner = max((start + 1) // 2 - self._left, 0)  # the first cell that is filled
        filled = min(end // 2 - self._left, self.room) - inner  # in view, up to the last
        text = bar.label
        wide = cell_len(text)
        lead = 0 if start % 2 else 1  # behind half a cell the name has its blank already
        if wide + 2 + lead < filled + end % 2:  # something of the bar shows behind it
            return laid(inner + lead, f" {text} ", is_inside=True)
        if high < 0:
            return laid(0, fit(f"‹ {text}", min(wide + 2, self.room)), is_inside=False)
        if low >= self.room:
            room = min(wide + 2, self.room)
            return laid(self.room - room, fit(f"{text} ›", room), is_inside=False)
        tail = f"{text} {bar.note}" if bar.note else text
        if high + 2 + cell_len(tail) <= self.room or low - 2 - wide < 0:
            return laid(high + 2, fit(text, max(0, min(wide, self.room - high - 2))), is_inside=False)
        return laid(low - 1 - wide, text, is_inside=False)

    def _routes(self) -> Routes:
        """The lines of what waits for what: for each row in view its cells, with their signs.

        A line goes where nothing is: what would run into a bar, a name or another line is left out.
        """
        rows = range(self._top, min(len(self._rows), self._top + self.window))
        wanted = (self._chart, self.scale, self._left, rows, self.room)
        if self._routed is not None and self._routed[0] == wanted:
            return self._routed[1]
        laid = {row: self._laid(bar) for row in rows if (bar := self._rows[row].bar) is not None}
        drawn = routes(
            rows,
            laid,
            (
                (self._places[wait.before], self._places[wait.after], wait)
                for wait in self._chart.waits
                if wait.is_drawn and wait.before in self._places and wait.after in self._places
            ),
        )
        self._routed = wanted, drawn
        return drawn

    # --- drawing --------------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """Bars, lines of flags, and one of what has no dates."""
        return len(self._rows)

    @property
    def head_height(self) -> int:
        """The title and two lines of dates."""
        return 3

    @property
    def foot_height(self) -> int:
        """A line for each team, as far as that leaves most of the room to the bars."""
        return min(len(self._chart.loads), max(2, self.size.height // 4)) if self.size.height >= 10 else 0

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw the title, or the dates."""
        cells = Cells(width)
        if line == 0:
            self._draw_title(cells)
            return self._strip(cells)
        left, room = self.titles_width + _SIGN, self.room
        coarse, fine = self.scale.marks(self._left, room)
        marks = coarse if line == 1 else fine
        ends = [cell for cell, _ in marks[1:]] + [self._left + room]
        for (cell, period), end in zip(marks, ends, strict=True):
            name = period.name if line == 1 else period.label
            sign = "│" if line == 1 and self.scale.cell(period.start) == cell else ""
            space = end - cell - (line == 2)
            text = name if cell_len(sign + name) <= space else period.label
            text = sign + text if cell_len(sign + text) <= space else sign
            cells.put(left + cell - self._left, text, "period" if line == 1 else "quiet")
        if line == 2:
            self._draw_day_marks(cells, left)
        return self._strip(cells)

    def _draw_day_marks(self, cells: Cells, left: int) -> None:
        today = self.scale.cell(self._chart.today) - self._left
        if 0 <= today < self.room:
            cells.put(left + today, "▼" if cells.texts[left + today] == " " else cells.texts[left + today], "today")
        if self.day is not None and 0 <= (there := self.scale.cell(self.day) - self._left) < self.room:
            text = f"▼ {said(self.day)} "
            cells.put(left + min(there, max(0, self.room - cell_len(text))), text, "date")

    def _draw_title(self, cells: Cells) -> None:
        x = 1
        for nth, part in enumerate(self._chart.title):
            text = part if nth == 0 else f" · {part}"
            if x + cell_len(text) >= len(cells.texts):
                break
            cells.put(x, text, "title" if nth == 0 else "quiet")
            x += cell_len(text)
        zoom = f"◂ {self.scale.zoom} ▸"
        if x + cell_len(zoom) + 2 <= len(cells.texts):
            cells.put(len(cells.texts) - cell_len(zoom) - 1, zoom, "quiet")

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one bar, or one line of flags."""
        row, cells = self._rows[index], Cells(width)
        chart = Cells(self.room)
        if row.bar is not None:
            self._draw_bar(row.bar, chart)
        elif row.flags:
            self._draw_flags(row.flags, chart)
        else:
            chart.put(0, fit(row.text, self.room).rstrip(), "quiet")
        routes = self._routes().get(index, {})
        for x, (sign, wait) in routes.items():
            chart.put_below(x, sign, "near" if self.key in (wait.before, wait.after) else "link")
        self._draw_ground(chart)
        left = self.titles_width + _SIGN
        cells.texts[left:], cells.styles[left:] = chart.texts, chart.styles
        nth = row.nth or (0 if index > self._top else row.nth)
        is_cut = index == self._top and row.nth > 0
        title = row.titles[0] if is_cut and row.titles else row.titles[nth] if nth < len(row.titles) else ""
        is_last = row.bar is not None and nth < len(row.titles) - 1 and self._is_last_of_lane(index)
        text = " ".join(row.titles[nth:]) if is_last and not is_cut else title
        cells.put(1, fit(text, self.titles_width - 2).rstrip(), "quiet" if row.bar is None else "lane")
        self._draw_signs(row, cells)
        return self._strip(cells)

    def _is_last_of_lane(self, index: int) -> bool:
        return index + 1 >= len(self._rows) or self._rows[index + 1].nth == 0

    def _draw_signs(self, row: _Row, cells: Cells) -> None:
        if self.key in row.keys:
            cells.put(0, _CURSOR, "near")
        if self._range_from in row.keys:
            cells.put(0, _RANGE, "marked")
        elif self._marks.intersection(row.keys):
            cells.put(0, _MARK, "marked")
        if row.bar is None:
            return
        key = self.key or ""
        if row.bar.key in self._chart.befores.get(key, ()):
            cells.put(self.titles_width, _BEFORE, "before")
        elif row.bar.key in self._chart.afters.get(key, ()):
            cells.put(self.titles_width, _AFTER, "after")
        elif row.bar.is_alarming:
            cells.put(self.titles_width, ALARM, "alarm")

    def _draw_bar(self, bar: Bar, cells: Cells) -> None:
        """The thin line of before, the bar, what is written on it, and what stands behind it."""
        laid = self._laid(bar)
        if bar.was is not None:
            start, end = self.scale.halves(*bar.was)
            for half in range(start, end, 2):
                cells.put(half // 2 - self._left, "╌", "ghost")
        start, end = self.scale.halves(bar.start, bar.end)
        done = start + ((end - start) * (bar.percent or 0) + 50) // 100
        is_split = bar.kind == "running" or 0 < (bar.percent or 0) < 100
        for x in range(max(0, laid.first), min(self.room, laid.last + 1)):
            half = 2 * (x + self._left)
            style = f"{bar.kind}-rest" if is_split and half + 1 >= done else bar.kind
            if half < start or half + 1 >= end:
                cells.put(x, _LEFTMOST if half < start else _RIGHTMOST, f"{style}:bar")
            else:
                cells.put(x, _FULL if not style.endswith("-rest") else _REST, f"{style}:bar")
        is_here = bar.key == self.key
        is_seen = laid.reach[1] >= 0 and laid.reach[0] < self.room
        outside = "near" if self._is_near(bar) else NAME if is_seen else "quiet"
        for nth, letter in enumerate(in_cells(laid.text)):
            x = laid.label + nth
            if not letter or not 0 <= x < self.room:
                continue
            style = cells.styles[x].partition(":")[0] if laid.is_inside else outside
            cells.put(x, letter, "cursor" if is_here and letter.strip() else style)
        if is_here:
            self._underlay(cells, laid)
        if bar.note and is_seen:
            _, taken = laid.taken
            cells.put(taken + 2, bar.note, "note")

    def _underlay(self, cells: Cells, laid: Laid) -> None:
        """Let the cursor show between the words as well."""
        text = laid.text.strip()
        first = laid.label + len(laid.text) - len(laid.text.lstrip())
        for x in range(max(0, first), min(self.room, first + cell_len(text))):
            cells.styles[x] = "cursor"

    def _is_near(self, bar: Bar) -> bool:
        key = self.key or ""
        return bar.key in self._chart.befores.get(key, ()) or bar.key in self._chart.afters.get(key, ())

    def _draw_flags(self, flags: Sequence[Flag], cells: Cells) -> None:
        free = 0
        for flag in flags:
            x = self.scale.cell(flag.day) - self._left
            style = "cursor" if flag.key == self.key else "alarm" if flag.is_late else "flag"
            wide = cell_len(flag.label)
            if 0 <= x < self.room < x + wide and x - wide + 1 >= free:
                cells.put(x - wide + 1, f"{flag.label[len(DUE) + 1 :]} {DUE}", style)
            elif x >= 0:
                cells.put(x, fit(flag.label, max(0, min(wide, self.room - x))).rstrip(), style)
            free = x + wide + 1

    def _draw_ground(self, cells: Cells) -> None:
        """What shows where nothing is: the day it is, the date cursor, days off, and where quarters begin."""
        scale, chart = self.scale, self._chart
        x = scale.cell(self.day) - self._left if self.day is not None else -1
        if 0 <= x < len(cells.texts) and (cells.styles[x] in ("", "grid", "ghost") or cells.styles[x].endswith(":bar")):
            cells.put(x, "┃", "date")
        cells.put_below(scale.cell(chart.today) - self._left, "│", "today")
        for border in self._borders():
            cells.put_below(border - self._left, "┊", "grid")
        if scale.zoom in (Grain.DAY, Grain.WEEK):
            days = scale.days(self._left, len(cells.texts))
            for x, day in enumerate(days[:-1]):
                if not chart.is_working(day):
                    cells.put_below(x, "·", "off")

    def _borders(self) -> frozenset[int]:
        """The cells in view in which a period of the upper line begins."""
        wanted = self.scale, self._left, self.room
        if self._bordered is None or self._bordered[0] != wanted:
            self._bordered = wanted, self.scale.borders(self._left, self.room)
        return self._bordered[1]

    def draw_foot(self, line: int, width: int) -> Strip:
        """Draw how full one team is; in the last line how many there are no lines for."""
        loads, cells = self._chart.loads, Cells(width)
        load = loads[line]
        left, room = self.titles_width + _SIGN, self.room
        wanted = line, self._left, room
        if wanted not in self._levels:
            self._levels[wanted] = load.levels(self.scale.days(self._left, room))
        for x, level in enumerate(self._levels[wanted]):
            cells.put(left + x, level.sign, "over" if level.is_over else "load")
        cells.put(1, fit(load.name, self.titles_width - 2).rstrip(), "over" if load.words else "quiet")
        if load.words:
            cells.put(self.titles_width, ALARM, "over")
            self._put_words(cells, load.words, left)
        hidden = len(loads) - self.foot_height
        if hidden > 0 and line == self.foot_height - 1:
            more = f" +{hidden} more"
            cells.put(len(cells.texts) - cell_len(more), more, "quiet")
        return self._strip(cells)

    @staticmethod
    def _put_words(cells: Cells, words: str, left: int) -> None:
        """Write *words* in the last stretch of blanks that is long enough, else what is before the comma.

        Where there is no room for that either it stands over the end of the line.
        """
        line = "".join(text or " " for text in cells.texts)
        for told in (words, words.partition(",")[0]):
            wide = cell_len(told) + 2
            place = line.rfind(" " * wide)
            if place >= left:
                cells.put(max(left, len(line[: place + wide].rstrip())), f" {told} ", "over")
                return
        cells.put(max(left, len(line) - wide), f" {told} ", "over")

    def _strip(self, cells: Cells) -> Strip:
        segments = [Segment(text, self._look(style)) for text, style in cells.pieces(_GROUNDED)]
        return Strip(Segment.simplify(segments), len(cells.texts))

    def _look(self, name: str) -> RichStyle:
        """The style of a kind of cell; of a bar with what is written on it, its filling, or its ends."""
        if name not in self._styles:
            kind, _, part = name.partition(":")
            known = f"timeline--{kind}" in self.COMPONENT_CLASSES
            style = (self.component_style(f"timeline--{kind}") if known else self.visual_style).rich_style
            if part and kind.endswith("-rest"):  # its sign lets half of the ground through
                style = self._look(f"{kind.removesuffix('-rest')}:{part}")
            elif part:
                style = RichStyle(color=style.bgcolor, bgcolor=self.visual_style.rich_style.bgcolor)
            self._styles[name] = style
        return self._styles[name]

    def notify_style_update(self) -> None:
        """Look colours up anew."""
        self._styles = {}
        super().notify_style_update()

    # --- moving ---------------------------------------------------------------------------------------------------

    def watch_key(self, before: str | None, now: str | None) -> None:
        """Send the cells that changed, of the bars, of what hangs on them and of the lines between."""
        if now is not None and now in self._places:
            row = self._rows[self._places[now]]
            top, left = self.top_showing(self._places[now]), self._left_showing(row, now)
            if (top, left) != (self._top, self._left):
                self._top, self._left = top, left
                self.redraw()
            else:
                self.redraw_rows(*self._touched(before), *self._touched(now))
        self.post_message(self.Moved(self))

    def _touched(self, key: str | None) -> Iterator[int]:
        """The rows that look different while *key* is under the cursor."""
        if key is None or key not in self._places:
            return
        yield self._places[key]
        near = (*self._chart.befores.get(key, ()), *self._chart.afters.get(key, ()))
        yield from (self._places[each] for each in near if each in self._places)
        for row, signs in self._routes().items():
            if any(key in (wait.before, wait.after) for _, wait in signs.values()):
                yield row

    def _left_showing(self, row: _Row, key: str) -> int:
        """The first cell in view once the bar or flag is."""
        if row.bar is not None:
            start, end = (half // 2 for half in self.scale.halves(row.bar.start, row.bar.end))
        else:
            start = end = next(self.scale.cell(flag.day) for flag in row.flags if flag.key == key)
        room = self.room
        if end < self._left:
            return self._within_days(min(start, end - room // 4))
        if start >= self._left + room:
            return self._within_days(start - room // 4)
        return self._left

    def action_move(self, by: int) -> None:
        """Go *by* bars down."""
        stops = [nth for nth, row in enumerate(self._rows) if row.keys]
        if not stops:
            return
        here = stops.index(self._places[self.key]) if self.key in self._places else 0
        row = self._rows[stops[max(0, min(here + by, len(stops) - 1))]]
        if self.key not in row.keys:
            self.key = row.keys[0]

    def action_half(self, by: int) -> None:
        """Go half a page."""
        self.action_move(by * max(1, self.window // 2))

    def action_end(self, last: int) -> None:
        """Go to the first or the last bar."""
        self.action_move(len(self._rows) if last else -len(self._rows))

    def action_along(self, by: int) -> None:
        """Move the date cursor; without one go to the next flag of a line of flags, or look at other days."""
        if self.day is not None:
            self.day = self._stepped(self.day, by)
            return
        row = self._rows[self._places[self.key]] if self.key in self._places else None
        if row is not None and row.flags:
            there = row.keys.index(self.key or "") + by
            if 0 <= there < len(row.keys):
                self.key = row.keys[there]
            return
        self._pan_to(self._left + by * max(1, self.room // 4))

    def _stepped(self, day: date, by: int) -> date:
        """*day* moved by as little as there is to see: a day, or as many as there are in a cell."""
        there = self.scale.day(self.scale.cell(day) + by)
        return there if there != day else day + timedelta(days=by)

    def _pan_to(self, left: int) -> None:
        left = self._within_days(left)
        if left != self._left:
            self._left = left
            self.redraw()

    def watch_day(self, _before: date | None, now: date | None) -> None:
        """Show the date cursor."""
        if now is not None:
            self.look_at(now)
        self.redraw()
        self.post_message(self.Dated(self))

    def action_zoom(self, by: int) -> None:
        """Come closer or go away, with the bar under the cursor, else the middle, staying where it is."""
        before, room = self.scale, self.room
        self._scale = before.zoomed(by)
        if self._scale == before:
            return
        bar = self._chart.bars.get(self.key or "")
        anchor = bar.start if bar is not None else before.day(self._left + room // 2)
        x = max(0, min(before.cell(anchor) - self._left, room - 1))
        self._levels = {}
        self._left = self._scale.cell(anchor) - x
        self._lay_out()
        self.redraw()
        self.post_message(self.Sized(self))

    def action_today(self) -> None:
        """Bring today into the middle."""
        self._pan_to(self.scale.cell(self._chart.today) - self.room // 2)

    def action_choose(self) -> None:
        """Ask about what is under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self))

    def action_mark(self) -> None:
        """Mark the bar, or take its mark away, and go on to the next."""
        if self.key is not None and self.key in self._chart.bars:
            self._set_marks(self._marks ^ {self.key})
            self.action_move(1)

    def action_mark_range(self) -> None:
        """Remember one end of a range, or mark all from there to the cursor."""
        if self.key is None or self.key not in self._chart.bars:
            return
        keys = list(self._chart.bars)
        if self._range_from not in keys:
            self._range_from = self.key
            self._set_marks(self._marks | {self.key})
            return
        first, last = sorted((keys.index(self._range_from), keys.index(self.key)))
        self._range_from = None
        self._set_marks(self._marks | set(keys[first : last + 1]))

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._range_from = None
        self._set_marks(frozenset())

    def _set_marks(self, marks: Collection[str]) -> None:
        self._marks = frozenset(marks)
        self.redraw()
        self.post_message(self.Marked(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to others the keys that have nothing to work on here, escape above all."""
        del parameters
        return bool(self._marks) or self._range_from is not None if action == "unmark" else True

    def on_resize(self) -> None:
        """Lay the rows out in the new room."""
        self._levels = {}
        self._lay_out()
        self.refresh()
        self.post_message(self.Sized(self))

    def on_click(self, event: events.Click) -> None:
        """Go to what is clicked on; a second click at once asks about it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        row = self._top + place.y - self.head_height
        if self.head_height <= place.y < self.head_height + self.window and row < len(self._rows):
            keys = self._rows[row].keys
            cell = place.x - self.titles_width - _SIGN + self._left
            flags = {flag.key: self.scale.cell(flag.day) for flag in self._rows[row].flags}
            if keys:
                self.key = max((key for key in keys if flags.get(key, cell) <= cell), key=keys.index, default=keys[0])
                if event.chain == 2:
                    self.action_choose()


def said(day: date) -> str:
    """*day* as people write it: 3 May 2027."""
    return f"{day.day} {day:%b} {day.year}"
