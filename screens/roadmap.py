"""When does what happen, for whom, and can we carry it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from domain.business_case import case_of
from domain.calendar import Calendars, Span
from domain.cash import Future
from domain.conflicts import Conflict, conflicts
from domain.edits import add
from domain.entity import Entity, revise
from domain.errors import Damaged, Refused
from domain.forecast import Forecaster
from domain.here import why_here
from domain.initiative import Dependency, Effort, Initiative, Lane, Status
from domain.milestone import Baseline, Milestone
from domain.moving import Move, progressed
from domain.network import network_of
from domain.paths import live, maps
from domain.people import Team
from domain.plan import Change, Edit, Plan
from domain.records import BY_NAME
from domain.slippage import Ghost, slips
from domain.swimlanes import LaneBy, swimlanes
from domain.text import clean_text, counted
from screens.case_words import in_numbers, in_words
from screens.moving import STEPS, Movable, longer, put_off, said, shifted
from screens.outline import Row
from screens.page import key_of
from screens.parts.board import Board, Card, Pile
from screens.parts.chooser import Chooser, Option
from screens.parts.forecast_strip import ForecastStrip
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Line, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.parts.timeline import Timeline
from screens.records import CursorView, Records, in_turn
from screens.roadmap_words import day_said, initiative_lines, milestone_lines, span_said
from screens.subjects import Subject
from screens.timelines import chart_of

if TYPE_CHECKING:
    from screens.dates import Drawn

M = TypeVar("M", bound=Movable)

TIMELINE, BOARD, TABLE, RECORDS = "timeline", "board", "table", "records"
VIEWS = (TIMELINE, BOARD, TABLE, RECORDS)
"""How the page can show the roadmap, in the order they turn."""
_LANES = {
    LaneBy.TEAM: ("By team", "each with the team that has most of the work"),
    LaneBy.GROUP: ("By group", "what it belongs to, such as a programme"),
    LaneBy.PERSONA: ("By persona", "for whom it closes most"),
    LaneBy.JOURNEY: ("By journey", "in which it closes most"),
    LaneBy.STATUS: ("By status", "running, planned, idea, done"),
}
_PILES: tuple[tuple[Lane | None, str], ...] = (
    (Lane.NOW, "Now"),
    (Lane.NEXT, "Next"),
    (Lane.LATER, "Later"),
    (None, "Not placed"),
)
_WHOLE, _STEP = 100, 10
"""Percent of progress a key adds."""
_TALL = 36
"""Lines of a screen from which the detail has room for more."""
_FEW = 60
"""Initiatives up to which it is found within a key why one is where it is; of more once the cursor rests."""
_OF_AN_INITIATIVE = frozenset({"lengthen", "wait", "milestone", "pin", "progress", "percent"})
"""The actions that work on the initiatives that are marked, else on the one under the cursor."""


class Roadmap(Records):
    """The initiatives on a timeline, on a board of now, next and later, as a table, or with all records."""

    HELP = (
        "**}** turns from the timeline to Now, Next, Later, to the table and to all records. A bar shows its progress "
        "as a stronger part; **✓** is done, **▸** runs, **⊥** is pinned, **◆** is promised, **!** does not fit."
    )
    BINDING_GROUP_TITLE = "Roadmap"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_curly_bracket", "view(1)", "View", tooltip="Timeline, board, table, records", id="roadmap.view",
                key_display="}"),
        Binding("left_curly_bracket", "view(-1)", "View before", tooltip="The view before", id="roadmap.view_before",
                key_display="{", show=False),
        Binding("g", "lanes", "Lanes", tooltip="By team, group, persona, journey or status", id="roadmap.lanes"),
        Binding("L", "shift(1)", "Later", tooltip="Move it later: a day, a week or a month as the zoom is",
                id="roadmap.later"),
        Binding("H", "shift(-1)", "Earlier", tooltip="Move it earlier: a day, a week or a month as the zoom is",
                id="roadmap.earlier", show=False),
        Binding("greater_than_sign", "lengthen(1)", "Longer", tooltip="Have it take longer", id="roadmap.longer",
                key_display=">", show=False),
        Binding("less_than_sign", "lengthen(-1)", "Shorter", tooltip="Have it take less long", id="roadmap.shorter",
                key_display="<", show=False),
        Binding("exclamation_mark", "conflict", "Conflict", tooltip="Go to the next thing that cannot be",
                id="roadmap.conflict", key_display="!"),
        Binding("s", "schedule", "Schedule", tooltip="When everything could happen within what the teams can carry",
                id="roadmap.schedule"),
        Binding("w", "wait", "Wait", tooltip="Say what it waits for", id="roadmap.wait", show=False),
        Binding("m", "milestone", "Promise", tooltip="Promise a milestone for the day it is finished",
                id="roadmap.milestone", show=False),
        Binding("r", "dates", "How sure", tooltip="How sure the dates are: P50, P80, what delays it",
                id="roadmap.dates"),
        Binding("f", "forecast", "Forecast", tooltip="A day to move along: how the journeys feel by then",
                id="roadmap.forecast"),
        Binding("F", "scrub", "Journey then", tooltip="The whole curve of a journey, scrubbed through time",
                id="roadmap.scrub", show=False),
        Binding("right_square_bracket", "deliver(1)", "Next", tooltip="On to the day the next thing is delivered",
                id="roadmap.deliver", key_display="]", show=False),
        Binding("left_square_bracket", "deliver(-1)", "Before", tooltip="Back to the day of the delivery before",
                id="roadmap.deliver_before", key_display="[", show=False),
        Binding("b", "ghost", "Against", tooltip="Draw where everything was in a baseline", id="roadmap.ghost",
                show=False),
        Binding("B", "baseline", "Baseline", tooltip="Keep the plan as it is, under a name", id="roadmap.baseline",
                show=False),
        Binding("D", "difference", "What became", tooltip="What became of a baseline: days, scope, money, promises",
                id="roadmap.difference"),
        Binding("E", "finish", "Finish", tooltip="It is done: verify what it changed", id="roadmap.finish",
                show=False),
        Binding("P", "pin", "Pin", tooltip="Have scheduling leave it where it is, or not", id="roadmap.pin",
                show=False),
        Binding("plus", "progress(1)", "More", tooltip="Ten percent further", id="roadmap.more", key_display="+",
                show=False),
        Binding("minus", "progress(-1)", "Less", tooltip="Ten percent back", id="roadmap.less", key_display="−",
                show=False),
        Binding("percent_sign", "percent", "Percent", tooltip="How far it is", id="roadmap.percent", key_display="%",
                show=False),
    ]  # fmt: skip
    WRITES = Records.WRITES | {"shift", "lengthen", "wait", "milestone", "baseline", "pin", "progress", "percent"}
    DEFAULT_CSS = """
    Roadmap {
        layers: _default answer;
        & #body { layout: vertical; }
        & Timeline, & Board, & #table { display: none; width: 1fr; height: 1fr; }
        & #outline, & Divider, & ForecastStrip { display: none; }
        & #body.timeline.forecast ForecastStrip { display: block; padding: 0 1; }
        & #detail { width: 1fr; height: 4; background: $panel; padding: 0 1; }
        & #body.timeline Timeline, & #body.board Board, & #body.table #table { display: block; }
        & #body.tall #detail { height: 7; }
        & #body.opened #detail { height: 50%; }
        & #body.tall ForecastStrip { height: 4; }
        & #body.records {
            layout: horizontal;
            & #outline, & Divider { display: block; }
            & #detail { width: 4fr; height: 1fr; background: $background; padding: 0; }
        }
    }
    """

    view: reactive[str] = reactive(TIMELINE, init=False, bindings=True)
    """Which of VIEWS is shown."""
    is_opened: reactive[bool] = reactive(False, init=False, bindings=True)  # noqa: FBT003 - Textual's own form
    """Whether the detail has half of the room, for all there is to say."""
    by: reactive[LaneBy] = reactive(LaneBy.TEAM, init=False)
    """What the lanes of the timeline stand for."""

    def __init__(self, subject: Subject, *, today: date, author: str = "") -> None:
        super().__init__(subject, today=today, author=author)
        self._spans: Mapping[str, Span | None] = {}
        self._slack: Mapping[str, int] = {}
        self._worths: tuple[Plan, dict[str, str]] = Plan(), {}
        self._said: tuple[Entity | None, str] = (None, "")
        self._hurries = False
        self._conflict: Conflict | None = None
        self._baseline: str | None = None
        self._drawn_dates: Drawn | None = None
        self._forecaster = Forecaster(Plan())

    def compose(self) -> ComposeResult:
        """The page, with a line for short answers below it."""
        yield from super().compose()
        yield Prompt()

    def body(self) -> ComposeResult:
        """The timeline, the board, the table and the outline, of which one is in view; and the detail."""
        yield Timeline()
        yield Board()
        yield Listing(id="table")
        yield Listing(id="outline")
        yield ForecastStrip()
        yield from list(super().body())[1:]

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline:
        """The timeline."""
        return self.query_one(Timeline)

    @property
    def board(self) -> Board:
        """The board."""
        return self.query_one(Board)

    @property
    def listing(self) -> Listing:
        """The table, or the outline."""
        return self.query_one("#table" if self.view == TABLE else "#outline", Listing)

    @property
    def cursor_view(self) -> CursorView:
        """Where the cursor is."""
        return self._view_called(self.view)

    def _view_called(self, view: str) -> Timeline | Board | Listing:
        match view:
            case "timeline":
                return self.timeline
            case "board":
                return self.board
            case _:
                return self.query_one("#table" if view == TABLE else "#outline", Listing)

    @property
    def initiative(self) -> Initiative | None:
        """The initiative under the cursor, or the one its record is a part of."""
        record = self.record
        whole = record if record is None or isinstance(record, Initiative) else self.plan.owner_of(record)
        return whole if isinstance(whole, Initiative) else None

    @property
    def initiatives(self) -> tuple[Initiative, ...]:
        """The initiatives that are marked, else the one under the cursor."""
        marked = tuple(each for each in self.subjects if isinstance(each, Initiative))
        here = self.initiative
        return marked or (() if here is None else (here,))

    @property
    def initiatives_in_view(self) -> tuple[str, ...]:
        """Those that are marked, else all."""
        here = self.cursor_view.subject_keys if self.is_mounted else ()
        return tuple(each.id for each in self.initiatives) if len(here) > 1 else ()

    def draw(self) -> None:
        """Draw the view that is in sight."""
        body = self.query_one("#body")
        body.set_class(self.app.size.height >= _TALL, "tall")  # before it is laid out for the first time
        for view in VIEWS:
            body.set_class(view == self.view, view)
        if self.view == TIMELINE:
            self._draw_timeline()
            self._draw_forecast()
            self._draw_detail()
        elif self.view == BOARD:
            self.board.show(tuple(self._piles()))
            self._draw_detail()
        else:
            super().draw()
        self.refresh_bindings()

    @property
    def _nothing_shown(self) -> str:
        if self.needle:
            return super()._nothing_shown
        return f"{self.question}\n\nNothing here yet. Press a to add an initiative."

    def _is_sought(self, initiative: Initiative) -> bool:
        return self.needle.casefold() in initiative.name.casefold()

    def _draw_timeline(self) -> None:
        shown = [each for each in live(self.plan) if self._is_sought(each)]
        calendars = Calendars(self.plan)
        dated = sum(calendars.span_of(each) is not None for each in shown)
        lanes, _ = _LANES[self.by]
        title = [lanes, f"{dated} with dates", f"{len(shown) - dated} without"]
        at_odds = conflicts(self.plan)
        if at_odds:
            title.append(counted(len(at_odds), "conflict"))
        baseline, was = self._drawn_against()
        if baseline is not None:
            title.append(f"against “{baseline.name}”")
        if self.needle:
            title.append(f"only what holds “{self.needle}”")
        self.timeline.show(
            chart_of(
                self.plan,
                self.by,
                self.today,
                title=title,
                empty=self._nothing_shown,
                at_odds=at_odds,
                was=was,
                is_shown=self._is_sought,
            )
        )

    @property
    def baseline(self) -> Baseline | None:
        """The baseline everything is drawn against: the last one, until another one or none is chosen."""
        if self._baseline is None:
            return max(self.plan.all(Baseline), key=lambda each: (each.taken_on, each.position), default=None)
        return self.plan.find(Baseline, self._baseline)

    def _drawn_against(self) -> tuple[Baseline | None, Mapping[str, Ghost]]:
        """The baseline with where everything was in it; none where it cannot be read."""
        baseline = self.baseline
        try:
            return baseline, {} if baseline is None else slips(self.plan, baseline)
        except Damaged:  # which the page of what became of it says
            return None, {}

    def _draw_forecast(self) -> None:
        day = self.timeline.day
        self.query_one("#body").set_class(day is not None, "forecast")
        if day is not None:
            if self._forecaster.plan is not self.plan:
                self._forecaster = Forecaster(self.plan)
            self._strip.show(self._forecaster, tuple(maps(self.plan)), day)

    @property
    def _strip(self) -> ForecastStrip:
        return self.query_one(ForecastStrip)

    def _piles(self) -> Iterator[Pile]:
        """What is not done yet, by when it is to be done."""
        open_ones = [each for each in live(self.plan) if each.status is not Status.DONE and self._is_sought(each)]
        calendars = Calendars(self.plan)
        for lane, title in _PILES:
            cards = tuple(self._card(each, calendars) for each in open_ones if each.lane is lane)
            if cards or lane is not None:
                yield Pile(title, cards)

    def _card(self, initiative: Initiative, calendars: Calendars) -> Card:
        span = calendars.span_of(initiative)
        days = f"{initiative.likely_days} days" if initiative.likely_days is not None else "no duration"
        team = _team_of(self.plan, initiative)
        facts = (span_said(span) if span else days, team)
        return Card(key_of(initiative), initiative.name, " · ".join(each for each in facts if each != MISSING))

    def rows(self) -> Mapping[str, Row]:
        """Of the table the initiatives by their dates; else all records as an outline."""
        if self.view != TABLE:
            return super().rows()
        calendars = Calendars(self.plan)
        shown = [each for each in live(self.plan) if self._is_sought(each)]
        self._spans = {each.id: calendars.span_of(each) for each in shown}
        try:
            self._slack = {id: timing.slack for id, timing in network_of(self.plan).timings.items()}
        except Refused:  # a ring, which the problems tell of
            self._slack = {}
        order = sorted(shown, key=lambda each: (self._spans[each.id] or Span(date.max, date.max), each.position))
        return {key_of(each): Row(key_of(each), Initiative, each, is_match=bool(self.needle)) for each in order}

    @property
    def columns(self) -> Sequence[Column]:
        """When, how long, by whom and how far."""
        if self.view != TABLE:
            return super().columns
        return (
            Column("Initiative", None, least=20),
            Column("Starts", 11, rank=1),
            Column("Finishes", 11),
            Column("Days", 4, "right", rank=3),
            Column("Float", 5, "right", rank=4),
            Column("Team", 18, rank=5),
            Column("NPV", 11, "right", rank=6),
            Column("Status", 8, rank=2),
            Column("%", 4, "right", rank=2),
        )

    def cells(self, key: str) -> Sequence[Cell]:
        """What a list shows of a row."""
        record = self._rows[key].record if key in self._rows else None
        if self.view != TABLE or not isinstance(record, Initiative):
            return super().cells(key)
        span, slack = self._spans[record.id], self._slack.get(record.id)
        slack = None if record.status is Status.DONE else slack
        days = Calendars(self.plan).of(record).days(*span) if span else record.likely_days
        return (
            record.name,
            f"{span.start}" if span else MISSING,
            f"{span.last}" if span else MISSING,
            MISSING if days is None else str(days),
            MISSING if slack is None else str(slack),
            _team_of(self.plan, record),
            self._worth(record),
            str(record.status),
            MISSING if record.progress_percent is None else str(record.progress_percent),
        )

    def _worth(self, initiative: Initiative) -> str:
        """What it is worth at its likely figures; worked out once, and only of rows in view."""
        if self._worths[0] is not self.plan:
            self._worths = self.plan, {}
        if initiative.id not in self._worths[1]:
            npv = case_of(self.plan, initiative, self.today).of(Future.LIKELY).figure("npv")
            self._worths[1][initiative.id] = npv.shown("")
        return self._worths[1][initiative.id]

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """Of an initiative or milestone when and why then; among all records, all that is known of one."""
        moved, words = self._said
        if words and moved == record:  # else it was changed since, or the move was taken back
            yield Prose(Content.styled(words, "bold $text-accent"))
        if self.view == RECORDS:
            yield from super().describe(record, width)
        elif isinstance(record, Milestone):
            yield from milestone_lines(self.plan, record)
        elif isinstance(record, Initiative):
            # Why it is where it is takes longer to find than a key may take.
            why = "" if self._hurries else why_here(self.plan, record, self.today).sentence
            yield from initiative_lines(self.plan, record, self.today, why)
            if self.is_opened:
                yield from in_numbers(self.plan, record, self.today)
                yield from in_words(record)

    def _follow(self) -> None:
        self._hurries = len(self.plan.all(Initiative)) > _FEW
        super()._follow()
        self._is_behind = self._is_behind or self._hurries

    def _catch_up(self) -> None:
        self._hurries = False
        super()._catch_up()

    # --- moving about ---------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Have the detail follow the cursor of each view."""
        for view in (self.timeline, self.board, *self.query(Listing)):
            if view is not self.listing:  # that one is watched already
                self.watch(view, "key", self._follow, init=False)
        self._view_called(self.view).focus()

    @on(events.Resize)
    def _give_room(self, event: events.Resize) -> None:
        self.query_one("#body").set_class(event.size.height >= _TALL, "tall")

    @on(Timeline.Dated)
    def _dated(self) -> None:
        self._draw_forecast()

    @on(Timeline.Moved)
    @on(Timeline.Marked)
    @on(Board.Moved)
    def _moved_in_view(self) -> None:
        self.refresh_bindings()

    @on(Timeline.Chosen)
    def _chosen_on_timeline(self) -> None:
        self.is_opened = not self.is_opened

    def watch_is_opened(self) -> None:
        """Give the detail more room, or less."""
        self.query_one("#body").set_class(self.is_opened, "opened")
        self.call_after_refresh(self._draw_detail)

    @property
    def _is_narrowed(self) -> bool:
        return self.is_opened or super()._is_narrowed

    def action_back(self) -> None:
        """Close the detail, else show everything again."""
        if self.is_opened:
            self.is_opened = False
        else:
            super().action_back()

    @on(Board.Chosen)
    def _chosen_on_board(self) -> None:
        self.action_edit()

    def watch_view(self, before: str, _now: str) -> None:
        """Draw what is in view now, with the cursor on the same record and the keys going there."""
        key = self._view_called(before).key
        self.draw()
        if key is not None:
            self.cursor_view.move_to(key)
        self._draw_detail()
        self.call_after_refresh(self._view_called(self.view).focus)

    def watch_by(self) -> None:
        """Draw the other lanes."""
        self.draw()

    def show_record(self, kind: str, id: str) -> None:
        """Put the cursor on the record where it is in view, else on the board or among all records."""
        key = f"{kind}/{id}"
        for view in (self.view, BOARD, RECORDS) if kind == Initiative.KIND else (self.view, RECORDS):
            if view == RECORDS:
                self._turn_to(view)
                super().show_record(kind, id)
                return
            self._turn_to(view)
            if self.plan.find(BY_NAME[kind], id) is None:  # just added on another page: it comes with the next plan
                super().show_record(kind, id)
                return
            if self.cursor_view.move_to(key):
                return

    def _turn_to(self, view: str) -> None:
        """Turn to *view*, with the keys going there; the cursor is put on something by who asks for it."""
        is_another = view != self.view
        self.set_reactive(Roadmap.view, view)
        self.draw()
        if is_another:
            self.call_after_refresh(self._view_called(view).focus)

    def why_not(self, action: str) -> str | None:
        """Most actions here need an initiative."""
        if action in _OF_AN_INITIATIVE and self.is_mounted and not self.initiatives:
            return "Put the cursor on an initiative first."
        if action in {"lanes", "forecast", "deliver", "ghost"} and self.view != TIMELINE:
            return "Turn to the timeline with } first."
        if action in {"forecast", "deliver", "scrub"} and not any(maps(self.plan)):
            return "There is no journey of today to forecast."
        if action == "ghost" and not self.plan.all(Baseline):
            return "There is no baseline yet."
        if (
            action == "shift"
            and self.is_mounted
            and not any(isinstance(x, Initiative | Milestone) for x in self.subjects)
        ):
            return "Put the cursor on an initiative or a milestone first."
        return super().why_not(action)

    def action_view(self, by: int) -> None:
        """Turn to the next view."""
        self.view = VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)]

    def action_lanes(self) -> None:
        """Choose what the lanes stand for."""

        def chosen(key: str | None) -> None:
            if key:
                self.by = LaneBy(key)

        options = [Option(by, title, detail) for by, (title, detail) in _LANES.items()]
        self.app.push_screen(Chooser("Lanes", lambda: options, at=self.by), chosen)

    def action_add(self) -> None:
        """Add an initiative; among all records, a sibling of the one under the cursor."""
        if isinstance(self.record, Baseline):
            self.action_baseline()
        elif self.view == RECORDS:
            super().action_add()
        else:
            self.fill_in(Milestone if isinstance(self.record, Milestone) else Initiative, after=self.record)

    def action_conflict(self) -> None:
        """Go to the next thing in the dates that cannot be, and say what it is."""
        found = conflicts(self.plan)
        if not found:
            tell(self, "Nothing in the dates is at odds.")
            return
        places = [nth for nth, each in enumerate(found) if each == self._conflict]
        nth = (places[0] + 1) % len(found) if places else 0
        self._conflict = conflict = found[nth]
        kind, id = conflict.subject
        if kind not in (Initiative.KIND, Milestone.KIND):
            kind, id = Initiative.KIND, conflict.initiatives[0]
        self._said = self.plan.find(BY_NAME[kind], id), f"{conflict.sentence} ({nth + 1} of {len(found)})"
        self.show_record(kind, id)
        if self.view == TIMELINE:
            self.timeline.look_at(conflict.start)
        self._draw_detail()

    def action_schedule(self) -> None:
        """Look for a schedule, and show what would move before anything does."""
        from screens.scheduling import Scheduling  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Scheduling(self))

    def action_dates(self) -> None:
        """Show how sure the dates are."""
        from screens.dates import SureDates  # noqa: PLC0415 - only where it is asked for

        record = self.record if isinstance(self.record, Initiative | Milestone) else self.initiative
        screen = SureDates(self, record, self._drawn_dates)

        def keep(_: None) -> None:
            self._drawn_dates = screen.drawn

        self.app.push_screen(screen, keep)

    def action_forecast(self) -> None:
        """Put a day on the timeline to move along, with the journeys as they will be by then; or take it away."""
        timeline = self.timeline
        if timeline.day is not None:
            timeline.day = None
            return
        ends = timeline.chart.ends
        timeline.day = self.today if ends is None else min(max(self.today, ends[0]), ends[1])

    def action_scrub(self) -> None:
        """Show the curve of a journey turn into the dream; what the initiative in view does for is shown first."""
        from screens.forecast import ForecastScreen  # noqa: PLC0415 - only where it is asked for

        timeline, here = self.timeline, self.initiative
        journeys = Forecaster(self.plan).served_by(here) if here is not None else ()
        screen = ForecastScreen(self, next(iter(journeys), None), timeline.day)

        def back(_: None) -> None:
            if timeline.day is not None and (ends := timeline.chart.ends) is not None:
                timeline.day = min(max(screen.day, ends[0]), ends[1])

        self.app.push_screen(screen, back)

    def action_deliver(self, by: int) -> None:
        """Move the day on to the next on which something reaches customers, or back."""
        day = self.timeline.day
        if day is None:
            self.action_forecast()
            return
        days = self._forecaster.days_that_matter()
        there = [each for each in days if (each - day).days * by > 0]
        if there:
            self.timeline.day = min(there) if by > 0 else max(there)

    def action_ghost(self) -> None:
        """Choose the baseline everything is drawn against, or none."""
        none = "-"

        def chosen(key: str | None) -> None:
            if key:
                self._baseline = "" if key == none else key
                self.draw()

        options = [Option(each.id, each.name, f"taken {day_said(each.taken_on)}") for each in self.plan.all(Baseline)]
        options.append(Option(none, "None", "only the roadmap as it is"))
        at = self.baseline.id if self.baseline is not None else none
        self.app.push_screen(Chooser("Draw against", lambda: options, at=at), chosen)

    def action_difference(self) -> None:
        """Show what became of the baseline that is drawn, or of the last one."""
        from screens.baselines import Slippage  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Slippage(self, self.baseline.id if self.baseline is not None else ""))

    def action_finish(self) -> None:
        """Say that the initiative is done, and see what became of what it changed."""
        from screens.finishing import finish  # noqa: PLC0415 - as above

        if (initiative := self.initiative) is not None:
            finish(self, initiative)

    # --- changing -------------------------------------------------------------------------------------------------

    @property
    def _step(self) -> int:
        """Working days a key moves by."""
        return STEPS[self.timeline.scale.zoom] if self.view == TIMELINE else 1

    def action_shift(self, by: int) -> None:
        """Move what is marked: on the board to another column, else in time."""
        if self.view == BOARD:
            self.propose(put_off(self.plan, self.initiatives, by))
            return
        movable = tuple(each for each in self.subjects if isinstance(each, Initiative | Milestone))
        self._move(movable, partial(shifted, days=by * self._step))

    def action_lengthen(self, by: int) -> None:
        """Have what is marked take longer; on the board, move it to another column."""
        if self.view == BOARD:
            self.action_shift(by)
        else:
            self._move(self.initiatives, partial(longer, days=by * self._step))

    def _move(self, records: Sequence[M], how: Callable[[Plan, Sequence[M]], Move]) -> None:
        """Move *records*, and say in the detail what that brings and costs."""
        try:
            move = how(self.plan, records)
            words = said(self.plan, move)
        except Refused as refusal:
            tell(self, str(refusal), title="Not moved", severity="error")
            return
        if move.edit is None:
            tell(self, words or "There is nothing to move.")
            return
        after = (each.after for each in move.edit.changes if key_of(each.subject) == self.cursor_view.key)
        self._said = next(after, self.record), words
        self.propose(move.edit)

    def action_wait(self) -> None:
        """Choose what the initiative waits for."""
        initiative = self.initiative
        if initiative is None:
            return
        barred = {each.waits_for for each in self.plan.parts(Dependency, initiative)} | waiting_for(
            self.plan, initiative
        )
        options = [
            Option(each.id, each.name, _team_of(self.plan, each)) for each in live(self.plan) if each.id not in barred
        ]
        if not options:
            tell(self, "There is nothing it could wait for.")
            return

        def chosen(id: str | None) -> None:
            if id:
                self.propose(add(self.plan, Dependency, initiative=initiative.id, waits_for=id))

        self.app.push_screen(Chooser(f"What does {self.plan.called(initiative)} wait for?", lambda: options), chosen)

    def action_milestone(self) -> None:
        """Promise a milestone for the day on which the initiatives are finished."""
        subjects = self.initiatives
        calendars = Calendars(self.plan)
        ends = [span.last for each in subjects if (span := calendars.span_of(each)) is not None]
        due = max(ends, default=None)

        def answered(text: str) -> str | None:
            if name := clean_text(text):
                ids = tuple(each.id for each in subjects if self.plan.find(Initiative, each.id) is not None)
                self.propose(add(self.plan, Milestone, name=name, due_on=due, initiatives=ids))
            return None

        when = f" on {day_said(due)}" if due is not None else ""
        self.query_one(Prompt).ask(f"What is promised{when}", answered, hint="such as: Summer campaign")

    def action_baseline(self) -> None:
        """Ask for a name and a reason, and keep the plan as it is."""
        from screens.baselines import take  # noqa: PLC0415 - as above

        take(self, self.query_one(Prompt))

    def action_pin(self) -> None:
        """Have scheduling leave the initiatives where they are, or let it move them again."""
        pinned = not all(each.pinned for each in self.initiatives)
        changes = (Change(each, revise(each, pinned=pinned)) for each in self.initiatives)
        label = f"{'Pin' if pinned else 'Unpin'} {_named(self.initiatives)}"
        self.propose(Edit(label, tuple(each for each in changes if each.fields)))

    def action_progress(self, by: int) -> None:
        """Say that the initiatives are ten percent further, or less far."""
        self._progress(self.initiatives, lambda each: max(0, min(100, (each.progress_percent or 0) + by * _STEP)))

    def action_percent(self) -> None:
        """Ask how far the initiatives are."""
        subjects = self.initiatives

        def answered(text: str) -> str | None:
            typed = text.strip().removesuffix("%").strip()
            if typed and (not typed.isdecimal() or int(typed) > 100):
                tell(self, "Type a whole number from 0 to 100; nothing takes it away.")
                return text
            self._progress(subjects, lambda _: int(typed) if typed else None)
            return None

        known = subjects[0].progress_percent
        self.query_one(Prompt).ask(
            f"Progress of {_named(subjects)}, %", answered, text="" if known is None else str(known)
        )

    def _progress(self, subjects: Sequence[Initiative], percent: Callable[[Initiative], int | None]) -> None:
        """Set how far *subjects* are, as one edit; what has begun is running."""

        def step(_: Plan, initiative: Entity) -> Edit | None:
            assert isinstance(initiative, Initiative), "only initiatives make progress"  # noqa: S101
            edit = progressed(initiative, percent(initiative))
            return edit if edit.changes[0].fields else None

        known = [each for each in subjects if self.plan.find(Initiative, each.id) is not None]
        edit = in_turn(self.plan, known, step, f"Change progress of {_named(known)}")
        ends = [self.plan.get(Initiative, each.id) for each in known] if self.propose(edit) else []
        if any(each.progress_percent == _WHOLE for each in ends):
            tell(self, "Is it done? E finishes it, and asks what became of what it changed.")


def waiting_for(plan: Plan, initiative: Initiative) -> set[str]:
    """The ids of *initiative* and of all that wait for it, directly or not: it cannot wait for them."""
    found, queue = {initiative.id}, [initiative.id]
    while queue:
        for wait in plan.where(Dependency, "waits_for", queue.pop()):
            if wait.initiative not in found:
                found.add(wait.initiative)
                queue.append(wait.initiative)
    return found


def _named(subjects: Sequence[Initiative]) -> str:
    return f"“{subjects[0].name}”" if len(subjects) == 1 else counted(len(subjects), "initiative")


def _team_of(plan: Plan, initiative: Initiative) -> str:
    """The team that has most of the work, and how many others have a part in it."""
    [lane] = swimlanes(plan, LaneBy.TEAM, [initiative])
    others = len({each.team for each in plan.parts(Effort, initiative)} - {lane.key})
    name = lane.title if plan.find(Team, lane.key) else MISSING
    return f"{name} +{others}" if others else name
