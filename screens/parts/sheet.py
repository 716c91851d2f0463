"""A journey map laid out as lines of text: phases over touchpoints over lanes, for a screen or for a page.

The sheet knows where everything stands and what it says, not how it is coloured. A screen shows a window of it, an
export all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rich.cells import cell_len

from domain.journey import Journey, Moment, Phase, Touchpoint
from domain.lanes import FEELING, LANES, LINES, Entry, signed
from domain.plan import Plan
from domain.sparkline import sparkline
from screens.parts.curve import LEAST, MOST, Canvas, Curve, anchor, drawn, row_of
from screens.parts.text import fit, wrap

GUTTER = 9
"""Cells left of the columns, for the titles of lanes."""

SIGNS: Mapping[Moment, str] = {Moment.MAKE: "★", Moment.BREAK: "✗"}
"""The sign of a moment of truth before the name of its touchpoint."""
SHARED = "∞"
"""Before the name of a touchpoint that other journeys share."""


@dataclass(frozen=True, slots=True)
class Station:
    """One column of a map: a touchpoint, what stands for it in each of several journeys, or a phase without any.

    Attributes:
        touchpoints: one for each journey laid over each other; None where a journey has none here.
        phase: which stretch it is in.
        sign: how the dream differs from today here: = same, ~ changed, + added, − dropped; empty for one journey.
        is_shared: whether other journeys have the same touchpoint.
    """

    touchpoints: tuple[Touchpoint | None, ...]
    phase: Phase
    sign: str = ""
    is_shared: bool = False

    @property
    def touchpoint(self) -> Touchpoint | None:
        """The touchpoint of the first journey that has one here; None in a phase that has none yet."""
        return next((each for each in self.touchpoints if each is not None), None)

    @property
    def key(self) -> str:
        """What the column goes by: the id of its touchpoint, else a sign and that of its phase."""
        return self.touchpoint.id if self.touchpoint is not None else f"+{self.phase.id}"

    @property
    def name(self) -> str:
        """What stands over the column; signs come first, where they are never cut."""
        touchpoint = self.touchpoint
        if touchpoint is None:
            return "(none yet)"
        moment = SIGNS[touchpoint.moment] if touchpoint.moment else ""
        signs = (self.sign, moment, SHARED if self.is_shared else "")
        return " ".join([*(sign for sign in signs if sign), touchpoint.name])


@dataclass(frozen=True, slots=True)
class Piece:
    """Some cells of one line.

    Attributes:
        style: what kind of thing it is: `phase`, `name`, `border`, `lane`, the style of a curve; empty for plain.
        column: which column it is in; None outside of them.
        entry: for a cell of a lane, which of its entries it belongs to.
    """

    text: str
    style: str = ""
    column: int | None = None
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a cell: text, and which entry of the lane it belongs to."""

    text: str
    entry: int


def cell_lines(entries: Sequence[Entry], width: int, height: int, first: int = 0) -> list[Placed]:
    """Lay *entries* in *height* lines of *width* cells: each gets one, and wraps over what is left of the lines.

    Args:
        entries: from top to bottom.
        width: cells of a line.
        height: how many lines there are; where they do not do, the last tells how many entries are left out.
        first: the entry to begin with.
    """
    shown = entries[first : first + height]
    hidden = len(entries) - first - len(shown)
    spare = height - len(shown)
    lines: list[Placed] = []
    for nth, entry in enumerate(shown, start=first):
        text = f"{entry.mark} {entry.text}".strip()
        if entry.is_spare and cell_len(text) > width:
            text = entry.mark
        wrapped = [line.plain for line in wrap(text, width)]
        kept = wrapped[: 1 + spare]
        if len(kept) < len(wrapped):
            kept[-1] = fit(" ".join(wrapped[len(kept) - 1 :]), width)
        spare -= len(kept) - 1
        lines += [Placed(line, nth) for line in kept]
    if hidden and lines:
        more = f" +{hidden}"
        lines[-1] = Placed(fit(lines[-1].text, max(1, width - len(more))) + more, lines[-1].entry)
    return lines


@dataclass(frozen=True, slots=True)
class Title:
    """What stands over a map.

    Attributes:
        name: the journey, and whose it is.
        legend: for each journey laid over each other its sign with a word, and its style.
        values: the whole curve, for the strip.
        facts: what else is to be said, most important first.
    """

    name: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    values: tuple[float | None, ...] = ()
    facts: tuple[str, ...] = ()

    def strip(self, width: int) -> tuple[str, str]:
        """The curve in one line, and as many facts as there is room for beside it in *width* cells."""
        facts = ""
        for fact in self.facts:
            longer = f"{facts} · {fact}" if facts else fact
            if min(len(self.values), width // 2) + cell_len(longer) + 2 > width:
                break
            facts = longer
        return sparkline(self.values, max(10, width - cell_len(facts) - 2)), facts


@dataclass(frozen=True)
class Sheet:
    """A map of one or several journeys, laid out.

    Attributes:
        journeys: the first is the one told; others are laid over it.
        stations: the columns.
        curves: what is drawn in the lane of feelings.
        lanes: keys of lanes and of the lines of a blueprint, from top to bottom.
        width: cells of a column, its border included.
        heights: lines of each lane.
        name_height: lines for the names of touchpoints.
    """

    plan: Plan
    journeys: tuple[Journey, ...]
    stations: tuple[Station, ...]
    curves: tuple[Curve, ...]
    lanes: tuple[str, ...]
    today: date
    width: int
    heights: Mapping[str, int]
    name_height: int = 1
    checks: Mapping[str, str] = field(default_factory=dict)
    """For phases by id, what customers confirmed of them, as signs."""

    @cached_property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """For each line below the names: its lane, and which line of it that is."""
        return tuple((lane, line) for lane in self.lanes for line in range(self.heights[lane]))

    @cached_property
    def _canvas(self) -> Canvas:
        return drawn(self.curves, len(self.stations), self.width, self.heights[FEELING])

    def top_of(self, lane: str) -> int:
        """The first line of *lane*, counted from 0 below the names."""
        return next(n for n, (each, _) in enumerate(self.rows) if each == lane)

    def entries(self, lane: str, column: int) -> tuple[Entry, ...]:
        """What *lane* tells of *column*."""
        touchpoint = self.stations[column].touchpoint
        if lane in LINES or touchpoint is None:
            return ()
        return tuple(LANES[lane].entries(self.plan, touchpoint, self.today))

    def starts_phase(self, column: int) -> bool:
        """Whether *column* is the first of its phase."""
        return column == 0 or self.stations[column].phase.id != self.stations[column - 1].phase.id

    def phase_line(self, first: int, count: int) -> Iterator[Piece]:
        """The names of the phases over columns *first* and on."""
        yield Piece("◂".rjust(GUTTER) if first else " " * GUTTER, "border")
        column, end = first, min(first + count, len(self.stations))
        while column < end:
            phase, until = self.stations[column].phase, column + 1
            while until < end and not self.starts_phase(until):
                until += 1
            room = (until - column) * self.width
            yield Piece("┬" if self.starts_phase(column) and column > first else "┌", "border", column)
            name = self._phase_name(phase, room - 3)
            yield Piece(f" {name} ", "phase", column)
            yield Piece("─" * (room - 3 - cell_len(name)), "border", column)
            column = until
        yield Piece("▸" if end < len(self.stations) else "┐", "border")

    def _phase_name(self, phase: Phase, room: int) -> str:
        checks = self.checks.get(phase.id, "")
        name = f"{phase.name} {checks}".strip()
        if cell_len(name) > room:
            name = phase.name
        if phase.goal and room - cell_len(name) > _SENSE:
            name = f"{name} · {' '.join(phase.goal.split())}"
        return fit(name, room).rstrip()

    def name_line(self, line: int, first: int, count: int) -> Iterator[Piece]:
        """Line *line* of the names of the touchpoints."""
        yield Piece(" " * GUTTER, "border")
        for column in range(first, min(first + count, len(self.stations))):
            yield self._border(column, "name")
            lines = _named(self.stations[column].name, self.width - 2, self.name_height)
            yield Piece(" " + fit(lines[line] if line < len(lines) else "", self.width - 2), "name", column)

    def lane_line(
        self, row: int, first: int, count: int, open_at: tuple[str, int, int] | None = None
    ) -> Iterator[Piece]:
        """Line *row* below the names.

        Args:
            row: counted from 0.
            first: the first column.
            count: how many columns.
            open_at: the lane, column and entry that must be in view.
        """
        lane, line = self.rows[row]
        columns = range(first, min(first + count, len(self.stations)))
        if lane in LINES:
            title = f" {LINES[lane]} "
            length = GUTTER + len(columns) * self.width
            yield Piece("─" * 2 + title + "─" * max(0, length - cell_len(title) - 2), "line")
            return
        if lane == FEELING:
            yield Piece(self._scale(line), "lane")
            for column in columns:
                yield from self._curve_cell(line, column)
            return
        yield Piece(fit(f" {LANES[lane].title}", GUTTER), "lane") if line == 0 else Piece(" " * GUTTER, "border")
        for column in columns:
            yield self._border(column, f"lane-{lane}")
            at = open_at[2] if open_at is not None and open_at[:2] == (lane, column) else 0
            placed = self._cell(lane, column, at)
            text, entry = (placed[line].text, placed[line].entry) if line < len(placed) else ("", len(placed))
            yield Piece(" " + fit(text, self.width - 2), f"lane-{lane}", column, entry)

    def _cell(self, lane: str, column: int, at: int) -> list[Placed]:
        height = self.heights[lane]
        entries = self.entries(lane, column)
        return cell_lines(entries, self.width - 2, height, max(0, min(at - height + 1, len(entries) - height)))

    def _border(self, column: int, style: str = "") -> Piece:
        """What stands left of a column; a blank looks like what follows, for each change of style costs bytes."""
        return Piece("│", "border", column) if self.starts_phase(column) else Piece(" ", style, None)

    def _scale(self, line: int) -> str:
        """The value a line of the curve stands for, where it is a whole one."""
        rows = self.heights[FEELING]
        values = (value for value in range(int(LEAST), int(MOST) + 1) if row_of(value, rows) == line)
        number = next((signed(value) for value in values), "")
        return f"{number:>{GUTTER - 1}} "

    def _curve_cell(self, line: int, column: int) -> Iterator[Piece]:
        """The cells of one column in line *line* of the curve; those round its point are entry 1."""
        start, point = column * self.width, anchor(column, self.width)
        characters, styles = self._canvas.characters[line], self._canvas.styles[line]
        is_at_point = line == row_of(self._value(column), self.heights[FEELING])
        run, now = "", ("", 0)
        for nth in range(start, start + self.width):
            character, style = characters[nth], styles[nth]
            if not character:
                character, style = ("│", "border") if nth == start and self.starts_phase(column) else (" ", "")
            here = style, int(is_at_point and abs(nth - point) <= 1)
            if here != now and run:
                yield Piece(run, now[0], column, now[1])
                run = ""
            run, now = run + character, here
        yield Piece(run, now[0], column, now[1])

    def _value(self, column: int) -> float:
        """How *column* feels on the uppermost curve that knows; 0 where none does."""
        return next((value for curve in self.curves if (value := curve.values[column]) is not None), 0.0)


NARROWEST = 6
"""Cells of a column in which a letter of a name still shows, however little room there is."""
_SENSE = 24
"""Cells a goal needs to make sense beside the name of its phase."""


def _named(name: str, width: int, height: int) -> list[str]:
    lines = [line.plain for line in wrap(name, width)]
    if len(lines) > height:
        lines = [*lines[: height - 1], fit(" ".join(lines[height - 1 :]), width)]
    return lines


def needed_heights(  # noqa: PLR0913 - what, where and how exactly
    plan: Plan, stations: Sequence[Station], lanes: Sequence[str], width: int, today: date, *, exactly: bool = False
) -> dict[str, int]:
    """How many lines each lane takes to show all of every column; 0 for one with nothing to tell.

    Wrapping every text of a long journey takes longer than a key may: unless it is to be known *exactly*, the lines are
    reckoned from how long the texts are, which may be one too few where words are long.
    """
    height = _wrapped_height if exactly else _likely_height

    def lines(station: Station, lane: str) -> int:
        if station.touchpoint is None:
            return 0
        told = LANES[lane].entries(plan, station.touchpoint, today)
        return sum(1 if each.is_spare else height(f"{each.mark} {each.text}".strip(), width - 2) for each in told)

    needed: dict[str, int] = {}
    for lane in lanes:
        if lane in LINES or (LANES[lane].is_brief and any(lines(each, lane) for each in stations)):
            needed[lane] = 1
        else:
            needed[lane] = max((lines(each, lane) for each in stations), default=0)
    return needed


def _likely_height(text: str, width: int) -> int:
    return 1 + (cell_len(text) - 1) // width


def _wrapped_height(text: str, width: int) -> int:
    return len(wrap(text, width))


def shared_out(needed: Mapping[str, int], room: int, *, curve: Sequence[int] = (5, 9), most: int = 4) -> dict[str, int]:
    """Give each lane its lines: one each and five for the curve, then one more at a time while there is room.

    Args:
        needed: how many lines each could use.
        room: how many there are in all.
        curve: the heights the curve may have.
        most: lines beyond which a lane does not grow.
    """
    heights = {lane: curve[0] if lane == FEELING else 1 for lane in needed}
    spare = room - sum(heights.values())
    if FEELING in heights and spare >= 2 * (curve[-1] - curve[0]):
        heights[FEELING] = curve[-1]
        spare -= curve[-1] - curve[0]
    growing = [lane for lane in needed if lane != FEELING and lane not in LINES]
    while spare > 0:
        hungry = [lane for lane in growing if heights[lane] < min(needed[lane], most)]
        if not hungry:
            break
        # What was noted comes first: it is what people point at.
        for lane in sorted(hungry, key=lambda lane: (heights[lane], LANES[lane].note is None))[:spare]:
            heights[lane] += 1
            spare -= 1
    return heights


def column_width(columns: int, room: int) -> int:
    """Cells for each of *columns* in *room*: as many columns as can be read, all of them where they fit."""
    least = 13 if room < 80 else 15 if room < 150 else 18
    shown = max(1, room // least)
    return max(NARROWEST, min(room // max(1, min(shown, columns)), 2 * least))
