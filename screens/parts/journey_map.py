"""The journey map on screen: a window on a sheet, with a cursor that goes along touchpoints and up and down lanes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from domain.entity import Entity
from domain.journey import Backing, Note
from domain.lanes import FEELING, LINES
from screens.page import key_of
from screens.parts.lines import Lines
from screens.parts.sheet import GUTTER, Piece, Sheet, Title
from screens.parts.text import fit

JOURNEY, PHASE, NAME = "journey", "phase", "name"
"""What the cursor may stand on above the lanes."""
_MARK = "●"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor is.

    Attributes:
        column: counted from 0.
        lane: JOURNEY, PHASE, NAME or the key of a lane.
        entry: which entry of the lane in this column, counted from 0.
    """

    column: int = 0
    lane: str = NAME
    entry: int = 0


class JourneyMap(Lines, can_focus=True):
    """Shows as many touchpoints as there is room for; sends only the cells that changed."""

    HELP = (
        "Go along touchpoints with **h** and **l**, through lanes with **j** and **k**; above the names are the phase "
        "and the journey. **+** and **−** change how a touchpoint feels, **i** and a digit how much it weighs."
    )
    BINDING_GROUP_TITLE = "Map"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "along(1)", "Next", tooltip="Go to the next touchpoint", id="map.next", show=False),
        Binding("h,left", "along(-1)", "Before", tooltip="Go to the touchpoint before", id="map.before", show=False),
        Binding("j,down", "lane(1)", "Down", tooltip="Go to the next lane", id="map.down", show=False),
        Binding("k,up", "lane(-1)", "Up", tooltip="Go to the lane above", id="map.up", show=False),
        Binding("ctrl+d,pagedown", "window(1)", "½ window on", tooltip="Half a window on", id="map.on", show=False),
        Binding(
            "ctrl+u,pageup", "window(-1)", "½ window back", tooltip="Half a window back", id="map.back", show=False
        ),
        Binding("home", "end(0)", "First", tooltip="Go to the first touchpoint", id="map.first", show=False),
        Binding("end", "end(1)", "Last", tooltip="Go to the last touchpoint", id="map.last", show=False),
        Binding("space", "mark", "Mark", tooltip="Mark the touchpoint, or take its mark away", id="map.mark"),
        Binding("v", "mark_range", "Range", tooltip="Mark all from here to the next v", id="map.range", show=False),
        Binding("escape", "unmark", "Unmark", tooltip="Take all marks away", id="map.unmark", show=False),
        Binding("enter", "choose", "Open", tooltip="Open what is under the cursor", id="map.choose", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"map--{name}"
        for name in (
            "title", "quiet", "strip", "window", "phase", "name", "here", "marked", "border", "lane", "line", "cursor",
            "current", "near", "far", "spread", "pains", "gains", "wows", "evidence",
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    JourneyMap {
        & > .map--title { text-style: bold; }
        & > .map--quiet { color: $text-muted; }
        & > .map--strip { color: $text-primary; }
        & > .map--window { color: $text-primary; text-style: reverse; }
        & > .map--phase { color: $text-primary; text-style: bold; }
        & > .map--name { text-style: bold; }
        & > .map--here { text-style: bold underline; }
        & > .map--marked { color: $text-warning; text-style: bold; }
        & > .map--border { color: $text-disabled; }
        & > .map--lane { color: $text-muted; }
        & > .map--line { color: $text-muted; }
        & > .map--current { color: $text-accent; text-style: bold; }
        & > .map--near { color: $text-primary; }
        & > .map--far { color: $text-success; }
        & > .map--spread { color: $text-disabled; }
        & > .map--pains { color: $text-error; }
        & > .map--gains { color: $text-success; }
        & > .map--wows { color: $text-warning; }
        & > .map--evidence { color: $text-muted; }
        & > .map--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .map--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:focus:nocolor > .map--cursor { text-style: reverse; }
    }
    """

    place: reactive[Place] = reactive(Place(), repaint=False, init=False)
    """Where the cursor is."""
    key: reactive[str | None] = reactive(None, repaint=False, init=False)
    """The key of the record under the cursor, for reading."""

    @dataclass
    class Moved(Message):
        """Something else is under the cursor."""

        map: JourneyMap

    @dataclass
    class Chosen(Message):
        """The user wants to open what is under the cursor."""

        map: JourneyMap

    @dataclass
    class Marked(Message):
        """Other touchpoints than before are marked."""

        map: JourneyMap

    @dataclass
    class Sized(Message):
        """There is another amount of room than before."""

        map: JourneyMap

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sheet: Sheet | None = None
        self._title = Title()
        self._left = 0
        self._marks: frozenset[str] = frozenset()
        self._range_from: str | None = None
        self._styles: dict[str, RichStyle] = {}

    # --- what it shows --------------------------------------------------------------------------------------------

    def show(self, sheet: Sheet, title: Title) -> None:
        """Show *sheet*; the cursor stays with its touchpoint, and only cells that look different are sent."""
        before, self._sheet, self._title = self._sheet, sheet, title
        here = self._station_key(before)
        columns = {station.key: n for n, station in enumerate(sheet.stations)}
        column = columns.get(here or "", min(self.place.column, max(0, len(sheet.stations) - 1)))
        lane = self.place.lane if self.place.lane in self._stops else NAME
        self.set_reactive(JourneyMap.place, self._valid(Place(column, lane, self.place.entry)))
        self._left = self._left_showing(column)
        self._top = self._top_showing_lane()
        self.redraw()
        self.key = self._key_now()

    def _station_key(self, sheet: Sheet | None) -> str | None:
        if sheet is None or self.place.column >= len(sheet.stations):
            return None
        return sheet.stations[self.place.column].key

    @property
    def sheet(self) -> Sheet | None:
        """What is shown."""
        return self._sheet

    @property
    def _stops(self) -> list[str]:
        """What the cursor may stand on, from top to bottom."""
        lanes = self._sheet.lanes if self._sheet else ()
        return [JOURNEY, PHASE, NAME, *(lane for lane in lanes if lane not in LINES)]

    @property
    def record(self) -> Entity | None:
        """What is under the cursor: the journey, a phase, a touchpoint, or a note or backing of one."""
        sheet, place = self._sheet, self.place
        if sheet is None:
            return None
        if place.lane == JOURNEY or not sheet.stations:
            return sheet.journeys[0]
        station = sheet.stations[place.column]
        if place.lane == PHASE:
            return station.phase
        if place.lane != NAME:
            entries = sheet.entries(place.lane, place.column)
            if place.entry < len(entries) and isinstance(entries[place.entry].record, Note | Backing):
                return entries[place.entry].record
        return station.touchpoint or station.phase

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """What an action applies to: the marked touchpoints, else what is under the cursor."""
        sheet = self._sheet
        marked = (
            [each.touchpoint for each in sheet.stations if each.key in self._marks] if sheet and self._marks else []
        )
        return tuple(key_of(each) for each in marked if each is not None) or (() if self.key is None else (self.key,))

    def move_to(self, key: str) -> bool:
        """Put the cursor on the record that goes by *key*; return whether the map shows it."""
        if self._sheet is None:
            return False
        place = next(self._places_of(key, self._sheet), None)
        if place is not None:
            self.place = place
        return place is not None

    def _places_of(self, key: str, sheet: Sheet) -> Iterator[Place]:
        kind, _, id = key.partition("/")
        if kind == JOURNEY and id == sheet.journeys[0].id:
            yield replace(self.place, lane=JOURNEY, entry=0)
        for column, station in enumerate(sheet.stations):
            if kind == PHASE and station.phase.id == id:
                yield Place(column, PHASE)
            if kind == "touchpoint" and any(each is not None and each.id == id for each in station.touchpoints):
                yield Place(column, self.place.lane if self.place.lane not in (JOURNEY, PHASE) else NAME)
            if kind in ("note", "backing"):
                for lane in self._stops[3:]:
                    for nth, entry in enumerate(sheet.entries(lane, column)):
                        if entry.record is not None and key_of(entry.record) == key:
                            yield Place(column, lane, nth)

    # --- drawing --------------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """Lines below the names."""
        return len(self._sheet.rows) if self._sheet else 0

    @property
    def head_height(self) -> int:
        """The title, the strip, the phases and the names of touchpoints."""
        return 3 + self._sheet.name_height if self._sheet else 0

    @property
    def _count(self) -> int:
        """How many columns there is room for."""
        return max(1, (self.text_width - GUTTER) // self._sheet.width) if self._sheet else 1

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw the title, the strip, the phases or the names."""
        if self._sheet is None:
            return Strip.blank(width)
        match line:
            case 0:
                return self._strip(self._title_line(width), width, _of(JOURNEY, self.place))
            case 1:
                return self._strip(self._strip_line(width), width)
            case 2:
                return self._strip(self._sheet.phase_line(self._left, self._count), width, self._phase_style)
            case _:
                return self._strip(self._names(self._sheet, line - 3), width)

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one line of a lane."""
        sheet, place = self._sheet, self.place
        assert sheet is not None, "a map without a sheet has no rows"  # noqa: S101
        lane, _ = sheet.rows[index]
        open_at = (place.lane, place.column, place.entry)
        entries = len(sheet.entries(lane, place.column)) if lane == place.lane and sheet.stations else 0
        chosen = 1 if lane == FEELING else place.entry  # on the curve the cursor is round the point

        def style(piece: Piece) -> str:
            on_it = lane == place.lane and piece.column == place.column and piece.style != "border"
            if on_it and (piece.entry == chosen or not (entries or lane == FEELING)):
                return "cursor"
            return piece.style.removeprefix("lane-")

        return self._strip(sheet.lane_line(index, self._left, self._count, open_at), width, style)

    def _names(self, sheet: Sheet, line: int) -> Iterator[Piece]:
        """The names of touchpoints; the first line of each shows marks and the cursor, the others stay as they are."""
        for piece in sheet.name_line(line, self._left, self._count):
            if piece.style != "name" or piece.column is None or line:
                yield piece
            elif sheet.stations[piece.column].key in self._marks:
                yield Piece(_MARK, "marked", piece.column)
                yield replace(piece, text=piece.text[1:], style=self._name_style(piece.column) or "marked")
            else:
                yield replace(piece, style=self._name_style(piece.column) or "name")

    def _name_style(self, column: int) -> str:
        if column != self.place.column or self.place.lane == PHASE:
            return ""
        return "cursor" if self.place.lane == NAME else "here"

    def _phase_style(self, piece: Piece) -> str:
        sheet, place = self._sheet, self.place
        if sheet is None or piece.style != "phase" or place.lane != PHASE or piece.column is None:
            return piece.style
        return "cursor" if sheet.stations[piece.column].phase == sheet.stations[place.column].phase else piece.style

    def _title_line(self, width: int) -> Iterator[Piece]:
        legend = [Piece(f"{words}  ", style) for words, style in self._title.legend]
        taken = sum(cell_len(piece.text) for piece in legend)
        yield Piece(" ")
        yield Piece(fit(self._title.name, max(0, width - taken - 2)), "title")
        yield Piece(" ")
        yield from legend

    def _strip_line(self, width: int) -> Iterator[Piece]:
        values = self._title.values
        line, facts = self._title.strip(width - 2)
        start, end = self._left, min(len(values), self._left + self._count)
        if end - start >= len(values):
            end = start
        start, end = (len(line) * n // max(1, len(values)) for n in (start, end))
        yield Piece(" ")
        yield Piece(line[:start], "strip")
        yield Piece(line[start:end], "window")
        yield Piece(line[end:], "strip")
        yield Piece("  ")
        yield Piece(facts, "quiet")

    def _strip(
        self, pieces: Iterable[Piece], width: int, style: Callable[[Piece], str] = lambda piece: piece.style
    ) -> Strip:
        segments = (Segment(piece.text, self._look(style(piece))) for piece in pieces if piece.text)
        return Strip(Segment.simplify(segments)).adjust_cell_length(width, self._look(""))

    def _look(self, name: str) -> RichStyle:
        if name not in self._styles:
            known = f"map--{name}" in self.COMPONENT_CLASSES
            self._styles[name] = (self.component_style(f"map--{name}") if known else self.visual_style).rich_style
        return self._styles[name]

    def notify_style_update(self) -> None:
        """Look colours up anew."""
        self._styles = {}
        super().notify_style_update()

    # --- moving ---------------------------------------------------------------------------------------------------

    def validate_place(self, place: Place) -> Place:
        """Stay on the map."""
        return self._valid(place)

    def _valid(self, place: Place) -> Place:
        if self._sheet is None or not self._sheet.stations:
            return Place(0, JOURNEY)
        column = max(0, min(place.column, len(self._sheet.stations) - 1))
        if place.lane in (JOURNEY, PHASE, NAME):
            return Place(column, place.lane)
        entries = len(self._sheet.entries(place.lane, column))
        return Place(column, place.lane, max(0, min(place.entry, entries - 1)))

    def watch_place(self, before: Place, now: Place) -> None:
        """Send the cells that changed."""
        left, top = self._left_showing(now.column), self._top_showing_lane()
        if (left, top) != (self._left, self._top):
            self._left, self._top = left, top
            self.redraw()
        else:
            self.redraw_head()
            self.redraw_rows(*self._rows_of(before.lane), *(self._rows_of(now.lane) if now.lane != before.lane else ()))
        self.key = self._key_now()
        self.post_message(self.Moved(self))

    def _rows_of(self, lane: str) -> range:
        if self._sheet is None or lane not in self._sheet.lanes:
            return range(0)
        first = self._sheet.top_of(lane)
        return range(first, first + self._sheet.heights[lane])

    def _key_now(self) -> str | None:
        record = self.record
        return None if record is None else key_of(record)

    def _left_showing(self, column: int) -> int:
        """The first column in view once *column* is, a quarter of a window from the edge it came in by."""
        stations, count = len(self._sheet.stations) if self._sheet else 0, self._count
        behind = count // 4
        left = self._left
        if column < left:
            left = column + 1 + behind - count
        elif column >= left + count:
            left = column - behind
        return max(0, min(left, stations - count))

    def _top_showing_lane(self) -> int:
        rows = self._rows_of(self.place.lane)
        if not rows:
            return 0
        top = min(self._top, rows.start)
        return self._within(max(top, rows.stop - self.window))

    def action_along(self, by: int) -> None:
        """Go *by* touchpoints on; on the phases, to the next phase."""
        sheet, place = self._sheet, self.place
        if sheet is None:
            return
        column = place.column + by
        if place.lane == PHASE:
            while 0 < column < len(sheet.stations) and not sheet.starts_phase(column):
                column += by
        self.place = replace(place, column=column)

    def action_lane(self, by: int) -> None:
        """Go to the next entry of the lane, else to the next lane."""
        sheet, place = self._sheet, self.place
        if sheet is None or not sheet.stations:
            return
        entries = len(sheet.entries(place.lane, place.column)) if place.lane in sheet.lanes else 1
        if 0 <= place.entry + by < entries:
            self.place = replace(place, entry=place.entry + by)
            return
        stops = self._stops
        there = stops.index(place.lane) + by
        if 0 <= there < len(stops):
            self.place = Place(place.column, stops[there], 0 if by > 0 else 1_000)

    def action_window(self, by: int) -> None:
        """Go half a window on."""
        self.place = replace(self.place, column=self.place.column + by * max(1, self._count // 2))

    def action_end(self, last: int) -> None:
        """Go to the first or the last touchpoint."""
        self.place = replace(self.place, column=len(self._sheet.stations) - 1 if last and self._sheet else 0)

    def action_choose(self) -> None:
        """Ask for what is under the cursor to be opened."""
        if self.key is not None:
            self.post_message(self.Chosen(self))

    def action_mark(self) -> None:
        """Mark the touchpoint, or take its mark away, and go on to the next."""
        if (key := self._station_key(self._sheet)) is not None:
            self._set_marks(self._marks ^ {key})
            self.action_along(1)

    def action_mark_range(self) -> None:
        """Remember one end of a range, or mark all from there to the cursor."""
        sheet, here = self._sheet, self._station_key(self._sheet)
        if sheet is None or here is None:
            return
        keys = [station.key for station in sheet.stations]
        if self._range_from not in keys:
            self._range_from = here
            self._set_marks(self._marks | {here})
            return
        first, last = sorted((keys.index(self._range_from), self.place.column))
        self._range_from = None
        self._set_marks(self._marks | set(keys[first : last + 1]))

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._range_from = None
        self._set_marks(frozenset())

    def _set_marks(self, marks: frozenset[str]) -> None:
        self._marks = marks
        self.redraw_head()
        self.post_message(self.Marked(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to others the keys that have nothing to work on here, escape above all."""
        del parameters
        return bool(self._marks) or self._range_from is not None if action == "unmark" else True

    def on_resize(self) -> None:
        """Ask for a sheet that fits."""
        self.post_message(self.Sized(self))

    def on_click(self, event: events.Click) -> None:
        """Go to what is clicked on; a second click at once opens it."""
        place, sheet = event.get_content_offset(self), self._sheet
        if place is None or sheet is None or place.x < GUTTER:
            return
        column = self._left + (place.x - GUTTER) // sheet.width
        row = self.top + place.y - self.head_height
        lane = [JOURNEY, JOURNEY, PHASE][place.y] if place.y < 3 else NAME if row < self.top else sheet.rows[row][0]
        if column < len(sheet.stations) and lane not in LINES:
            self.place = Place(column, lane)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll along the journey."""
        event.stop()
        self.action_along(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back along the journey."""
        event.stop()
        self.action_along(-1)


def _of(lane: str, place: Place) -> Callable[[Piece], str]:
    def style(piece: Piece) -> str:
        return "cursor" if place.lane == lane and piece.style == "title" else piece.style

    return style
