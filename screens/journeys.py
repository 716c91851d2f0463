"""What does the customer live through, now and in the dream?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.widget import Widget

from domain.alignment import dream_from
from domain.edits import add, change
from domain.entity import Entity, fields_of
from domain.errors import KlantreisError
from domain.evidence import Citation, Evidence
from domain.journey import Backing, Horizon, Journey, JourneyKind, Note, NoteKind, Phase, Touchpoint
from domain.lanes import BLUEPRINT, MAP
from domain.mapping import feel, move_along, turn_moment, weigh
from domain.persona import Persona
from domain.plan import Edit
from domain.records import BY_NAME
from domain.templates import start_from
from domain.text import clean_text
from screens.behind import Behind, in_question
from screens.differences import Differences
from screens.drafts import subject_of
from screens.journey_words import POINTS, brief, story
from screens.lanes import LaneChoice
from screens.messages import KeepDraft
from screens.moments import Moments
from screens.page import record_of
from screens.parts.chooser import Chooser, Option
from screens.parts.journey_map import JOURNEY, PHASE, JourneyMap
from screens.parts.notice import tell
from screens.parts.pane import Line, Pane
from screens.parts.prompt import Prompt
from screens.records import CursorView, Records, in_turn
from screens.sharing import share
from screens.sheets import Look, family, in_order, sheet_of, title_of
from screens.subjects import Subject

MAP_VIEW, BLUEPRINT_VIEW, STORY_VIEW, TABLE_VIEW = "map", "blueprint", "story", "table"
VIEWS = (MAP_VIEW, BLUEPRINT_VIEW, STORY_VIEW, TABLE_VIEW)
"""How the page can show a journey, in the order they turn."""

_CITED = (Journey, Phase, Touchpoint, Note)
"""What evidence is cited for from this page."""
_ON_TOUCHPOINTS = frozenset({"feel", "weigh", "moment", "note"})
"""The actions that work on the touchpoints that are marked, else on the one under the cursor."""
_ON_ONE_TOUCHPOINT = frozenset({"backing", "share"})
"""The actions that work on the touchpoint under the cursor."""
_ON_A_MAP = frozenset({"lanes", "hide_lane", "lay_over", "by_evidence"})
"""The actions that change how a map looks."""


class Journeys(Records):
    """A map of one journey, or the table of all of them with the evidence."""

    BINDING_GROUP_TITLE = "Journeys"
    WRITES = Records.WRITES | {"feel", "weigh", "moment", "note", "backing", "cite", "capture", "dream"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "greater_than_sign", "journey(1)", "Next", tooltip="The next journey", id="journeys.next", key_display=">"
        ),
        Binding(
            "less_than_sign",
            "journey(-1)",
            "Before",
            tooltip="The journey before",
            id="journeys.before",
            key_display="<",
            show=False,
        ),
        Binding(
            "right_curly_bracket",
            "view(1)",
            "View",
            tooltip="Map, blueprint, story, table",
            id="journeys.view",
            key_display="}",
        ),
        Binding(
            "left_curly_bracket",
            "view(-1)",
            "View before",
            tooltip="The view before",
            id="journeys.view_before",
            key_display="{",
            show=False,
        ),
        Binding(
            "plus",
            "feel(1)",
            "Better",
            tooltip="Feels half a point better",
            id="journeys.better",
            key_display="+",
        ),
        Binding(
            "minus",
            "feel(-1)",
            "Worse",
            tooltip="Feels half a point worse",
            id="journeys.worse",
            key_display="−",
            show=False,
        ),
        Binding("i", "weigh", "Weight", tooltip="How much it weighs, 1 to 5", id="journeys.weigh", show=False),
        Binding("m", "moment", "Moment", tooltip="A moment that makes, breaks, or neither", id="journeys.moment"),
        Binding("p", "note('pain')", "Pain", tooltip="Note a pain", id="journeys.pain"),
        Binding("g", "note('gain')", "Gain", tooltip="Note a gain", id="journeys.gain", show=False),
        Binding("w", "note('wow')", "Wow", tooltip="Note a wow", id="journeys.wow", show=False),
        Binding("q", "note('question')", "Question", tooltip="Note a question", id="journeys.question", show=False),
        Binding(
            "b", "backing", "Behind", tooltip="What stands behind it in the company", id="journeys.backing", show=False
        ),
        Binding("B", "behind", "Who", tooltip="Who is needed to change this", id="journeys.behind", show=False),
        Binding(
            "S", "share", "Share", tooltip="One with a touchpoint of another journey", id="journeys.share", show=False
        ),
        Binding("E", "cite", "Evidence", tooltip="Cite evidence for it", id="journeys.cite", show=False),
        Binding("o", "capture", "Capture", tooltip="Type touchpoints as an outline", id="journeys.capture"),
        Binding("c", "lay_over", "Dreams", tooltip="Lay the dreams over today", id="journeys.lay_over"),
        Binding(
            "equals_sign",
            "differences",
            "Compare",
            tooltip="The dream against today, or what became of it since an earlier day",
            id="journeys.differences",
            key_display="=",
        ),
        Binding(
            "M",
            "moments",
            "Moments",
            tooltip="Moments of truth and hand-overs, ranked",
            id="journeys.moments",
            show=False,
        ),
        Binding(
            "f",
            "by_evidence",
            "Felt",
            tooltip="The curve as typed, or by evidence",
            id="journeys.by_evidence",
            show=False,
        ),
        Binding("F", "forecast", "Forecast", tooltip="How it will feel on any day", id="journeys.forecast"),
        Binding("D", "dream", "Dream", tooltip="Start a dream from this journey", id="journeys.dream", show=False),
        Binding(
            "right_square_bracket",
            "lanes",
            "Lanes",
            tooltip="Choose and order lanes",
            id="journeys.lanes",
            key_display="]",
        ),
        Binding(
            "left_square_bracket",
            "hide_lane",
            "Hide lane",
            tooltip="Hide the lane under the cursor",
            id="journeys.hide_lane",
            key_display="[",
            show=False,
        ),
        Binding("L", "move(1)", "Later", tooltip="Move it one place on", id="journeys.later", show=False),
        Binding("H", "move(-1)", "Earlier", tooltip="Move it one place back", id="journeys.earlier", show=False),
    ]
    DEFAULT_CSS = """
    Journeys {
        layers: _default answer;
        & JourneyMap, & #story { display: none; }
        & #body.told {
            & Listing, & Divider, & #detail { display: none; }
            & #story { display: block; width: 1fr; padding: 0 1; }
        }
        & #body.drawn {
            layout: vertical;
            & JourneyMap { display: block; height: 1fr; }
            & Listing, & Divider { display: none; }
            & #detail { width: 1fr; height: 25%; min-height: 3; background: $panel; padding: 0 1; }
        }
    }
    """

    view: reactive[str] = reactive(MAP_VIEW, init=False, bindings=True)
    """Which of VIEWS is shown, where there is a journey to draw."""

    def __init__(self, subject: Subject, *, today: date, author: str = "") -> None:
        super().__init__(subject, today=today, author=author)
        self._journey_id = ""
        self._look = Look()
        self._laid_out: tuple[str, Look, tuple[int, int]] | None = None

    def compose(self) -> ComposeResult:
        """The page, with a line for short answers below it."""
        yield from super().compose()
        yield Prompt()

    def body(self) -> ComposeResult:
        """The map, the list and the story; one of them is in view."""
        yield JourneyMap()
        yield from super().body()
        yield Pane(id="story")

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def map(self) -> JourneyMap:
        """The map."""
        return self.query_one(JourneyMap)

    @property
    def is_drawn(self) -> bool:
        """Whether a map is in view."""
        return self.view in (MAP_VIEW, BLUEPRINT_VIEW) and bool(self.plan.all(Journey))

    @property
    def is_told(self) -> bool:
        """Whether the story is in view."""
        return self.view == STORY_VIEW and bool(self.plan.all(Journey))

    @property
    def cursor_view(self) -> CursorView:
        """The map or the list; a story is told from where the map is."""
        return self.map if self.is_drawn or self.is_told else self.listing

    @property
    def journey(self) -> Journey | None:
        """The journey on the map: the one last looked at, else the first of all."""
        return self.plan.find(Journey, self._journey_id) or next(iter(in_order(self.plan)), None)

    @property
    def journey_in_view(self) -> str:
        """The journey on the map."""
        return self.journey.id if self.journey is not None else ""

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """The touchpoints that are marked, else the one under the cursor."""
        here = self.touchpoint
        marked = tuple(each for each in self.subjects if isinstance(each, Touchpoint))
        return marked or (() if here is None else (here,))

    @property
    def touchpoint(self) -> Touchpoint | None:
        """The touchpoint under the cursor, or of the note or backing that is."""
        record = self.record
        if isinstance(record, Note | Backing):
            return self.plan.find(Touchpoint, record.touchpoint)
        return record if isinstance(record, Touchpoint) else None

    def draw(self) -> None:
        """Draw the map, or the table."""
        body, journey = self.query_one("#body"), self.journey
        body.set_class(self.is_drawn, "drawn")
        body.set_class(self.is_told, "told")
        if journey is None or not (self.is_drawn or self.is_told):
            super().draw()
            return
        self._journey_id = journey.id
        if self.is_told:
            self.query_one("#story", Pane).show(story(self.plan, journey, self.today), subject=journey.id)
            return
        if self.map.size.width:
            self._draw_map(journey)
        self._draw_detail()
        self.refresh_bindings()

    def _draw_map(self, journey: Journey) -> None:
        """Lay the map out, unless it stands there as it would be."""
        look = self._look if self.view == MAP_VIEW else replace(self._look, lanes=BLUEPRINT, is_laid_over=False)
        room = self.map.text_width, self.map.size.height - 3
        wanted = journey.id, look, room
        if self.map.sheet is not None and self.map.sheet.plan is self.plan and wanted == self._laid_out:
            return
        self._laid_out = wanted
        sheet = sheet_of(self.plan, journey, look, self.today, room)
        self.map.show(sheet, title_of(self.plan, sheet, by_evidence=look.by_evidence))

    def watch_view(self, before: str, _now: str) -> None:
        """Draw what is in view now, with the cursor on the same record and the keys going there."""
        key = (self.listing if before == TABLE_VIEW else self.map).key
        record = record_of(self.plan, key) if key else None
        self.draw()
        if record is not None and not self.is_told:
            self.show_record(record.KIND, record.id)
        self.call_after_refresh(self._widget_in_view.focus)

    @property
    def _widget_in_view(self) -> Widget:
        if self.is_told:
            return self.query_one("#story")
        return self.map if self.is_drawn else self.listing

    def on_mount(self) -> None:
        """Have the detail follow the cursor on the map as well."""
        self.watch(self.map, "key", self._follow, init=False)
        if self.is_drawn:
            self.map.focus()

    @on(JourneyMap.Sized)
    def _lay_out_map(self) -> None:
        if self.is_drawn:
            self.draw()

    @on(JourneyMap.Moved)
    @on(JourneyMap.Marked)
    def _moved_on_map(self) -> None:
        self.refresh_bindings()

    @on(JourneyMap.Chosen)
    def _chosen_on_map(self) -> None:
        self.action_edit()

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """All of a record beside the table; below a map what it does not show."""
        if self.is_drawn:
            yield from brief(self.plan, record, self.today)
        else:
            yield from super().describe(record, width)

    def show_record(self, kind: str, id: str) -> None:
        """Turn to the journey the record is in, or to the table where it is in none."""
        key, record = f"{kind}/{id}", self.plan.find(BY_NAME[kind], id)
        above = () if record is None else (*self.plan.above(record), record)
        if above and isinstance(above[0], Journey):
            self._journey_id = above[0].id
        else:
            above = ()
        if self.is_told and above:
            self.view = MAP_VIEW
        if self.is_drawn and above:
            self.draw()
            if self.map.move_to(key):
                return
        elif self.is_drawn or self.is_told:
            self.set_reactive(Journeys.view, TABLE_VIEW)
        if not self.is_drawn:
            super().show_record(kind, id)
            self.listing.focus()

    # --- which keys work ------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Say why *action* cannot be done now."""
        if action in _ON_TOUCHPOINTS and self.is_mounted and not self.touchpoints:
            return "Put the cursor on a touchpoint first."
        if action in _ON_ONE_TOUCHPOINT and self.is_mounted and self.touchpoint is None:
            return "Put the cursor on a touchpoint first."
        if action == "hide_lane" and self.is_mounted and self.map.place.lane not in self._look.lanes:
            return "Put the cursor on a lane first."
        if action == "cite" and self.is_mounted and not isinstance(self._above_backing, _CITED):
            return "Put the cursor on a journey, a phase, a touchpoint or a note first."
        if action == "verify" and isinstance(self.record, Phase):
            return None
        if action == "behind" and in_question(self.plan, self.record) is None:
            return "Put the cursor on a journey, a phase, a touchpoint or a note first."
        return self._why_not_whole(action) or super().why_not(action)

    def _why_not_whole(self, action: str) -> str | None:
        """Say why *action* cannot be done now with the whole journey."""
        if action in _ON_A_MAP and not self.is_drawn:
            return "Turn to the map with } first."
        if action in ("journey", "dream", "differences") and not self.plan.all(Journey):
            return "There is no journey yet. Press a to add one."
        if action == "dream" and self.journey is not None and self.journey.horizon is not Horizon.CURRENT:
            return "A dream departs from a journey of today; turn to one with <."
        if action == "lay_over" and self.journey is not None and len(family(self.plan, self.journey)) < 2:
            return "There is no dream of this journey yet. Press D to start one."
        return None

    # --- looking --------------------------------------------------------------------------------------------------

    def action_view(self, by: int) -> None:
        """Turn to the next view."""
        self.view = VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)]

    def action_journey(self, by: int) -> None:
        """Turn to the next journey."""
        order = [journey.id for journey in in_order(self.plan)]
        here = order.index(self.journey.id) if self.journey is not None else 0
        self._journey_id = order[(here + by) % len(order)]
        if self.is_drawn or self.is_told:
            self.draw()
        else:
            self.show_record(Journey.KIND, self._journey_id)

    def action_lay_over(self) -> None:
        """Lay the dreams over today, or take them off."""
        self._set_look(is_laid_over=not self._look.is_laid_over)

    def action_by_evidence(self) -> None:
        """Reckon the curve from the evidence, or show it as it was typed."""
        self._set_look(by_evidence=not self._look.by_evidence)

    def action_lanes(self) -> None:
        """Choose the lanes and their order."""

        def chosen(lanes: tuple[str, ...] | None) -> None:
            if lanes is not None:
                self._set_look(lanes=lanes or MAP, drops_empty=False)

        self.app.push_screen(LaneChoice(self._look.lanes), chosen)

    def action_hide_lane(self) -> None:
        """Leave the lane under the cursor out."""
        lane = self.map.place.lane
        if self.view == MAP_VIEW and lane in self._look.lanes and len(self._look.lanes) > 1:
            self._set_look(lanes=tuple(each for each in self._look.lanes if each != lane))

    def _set_look(self, **changes: Any) -> None:
        self._look = replace(self._look, **changes)
        self.draw()

    def action_differences(self) -> None:
        """Lay the journey beside another one, or beside what it was."""
        if (journey := self.journey) is not None:
            self.app.push_screen(Differences(self, journey))

    def action_moments(self) -> None:
        """Rank the moments of truth and the hand-overs."""
        self.app.push_screen(Moments(self, self.journey))

    def action_forecast(self) -> None:
        """Show how the journey will feel, by what is delivered when."""
        from screens.forecast import ForecastScreen  # noqa: PLC0415 - takes longer to load than the page itself

        self.app.push_screen(ForecastScreen(self, self.journey))

    def action_behind(self) -> None:
        """Show who is needed to change what is under the cursor."""
        if (record := in_question(self.plan, self.record)) is not None:
            self.app.push_screen(Behind(self, record))

    # --- changing -------------------------------------------------------------------------------------------------

    def action_feel(self, steps: int) -> None:
        """Change how the touchpoints feel."""
        self.propose(feel(self.touchpoints, steps))

    def action_moment(self) -> None:
        """Say whether the touchpoints make or break the relation."""
        self.propose(turn_moment(self.touchpoints))

    def action_move(self, by: int) -> None:
        """Move what is under the cursor; a touchpoint at the end of its phase goes on to the next."""
        touchpoints = [each for each in self.subjects if isinstance(each, Touchpoint)]
        if not self.is_drawn or not touchpoints:
            super().action_move(by)
            return
        ordered = touchpoints[::-1] if by > 0 else touchpoints
        label = f"Move {len(ordered)} touchpoints"
        self.propose(in_turn(self.plan, ordered, partial(move_along, by=by), label))

    def action_weigh(self) -> None:
        """Ask how much the touchpoints weigh."""
        touchpoints = self.touchpoints

        def answered(text: str) -> str | None:
            typed = text.strip()
            if typed not in ("", "1", "2", "3", "4", "5"):
                tell(self, "Type a digit: 1 hardly … 5 decisive; nothing takes it away.")
                return text
            self.propose(weigh(touchpoints, int(typed) if typed else None))
            return None

        self.query_one(Prompt).ask(f"Weight of {_named(touchpoints)}", answered, hint="1 hardly … 5 decisive")

    def action_note(self, kind: str) -> None:
        """Ask for a note and add it to the touchpoints."""
        touchpoints = self.touchpoints
        subject = subject_of(Note, None, {Note.OWNER: touchpoints[0].id})
        kept = self.drafts.get(subject, {})

        def answered(text: str) -> str | None:
            said = clean_text(text)
            severity = min(3, len(said) - len(said.lstrip("!")))
            said = said.lstrip("! ")
            if not said:
                return None
            if self._is_too_long(Note, "text", said):
                return text
            there = [each for each in touchpoints if self.plan.find(Touchpoint, each.id) is not None]
            if len(there) < len(touchpoints):
                tell(self, "A touchpoint you wanted to note this at was removed meanwhile.", severity="error")
                return text
            fields = {"kind": NoteKind(kind), "text": said, "severity": severity or None}
            edit = in_turn(
                self.plan,
                there,
                lambda plan, touchpoint: add(plan, Note, **fields, touchpoint=touchpoint.id),
                f"Note {kind} “{said[:80]}” at {_named(touchpoints)}",
            )
            return None if self.propose(edit, draft=subject) else text

        def left(text: str) -> None:
            if text.strip():
                self.post_message(KeepDraft(subject, {"kind": kind, "text": text}))

        hint = "!! or !!! before it says how bad it is" if kind == "pain" else ""
        text = kept.get("text", "") if kept.get("kind") == kind else ""
        question = f"{kind.capitalize()} at {_named(touchpoints)}"
        self.query_one(Prompt).ask(question, answered, hint=hint, text=text, left=left)

    def action_backing(self) -> None:
        """Add what stands behind the touchpoint."""
        if (touchpoint := self.touchpoint) is not None:
            self.fill_in(Backing, given={Backing.OWNER: touchpoint.id})

    def action_share(self) -> None:
        """Say that the touchpoint is one with a touchpoint of another journey, or take it out."""
        if (touchpoint := self.touchpoint) is not None:
            share(self, touchpoint)

    def action_cite(self) -> None:
        """Choose a piece of evidence, or add one, and cite it for what is under the cursor."""
        record = self._above_backing
        if record is None:
            return
        target = {record.KIND: record.id}

        def cite(evidence: Entity) -> None:
            said = partial(tell, self, f"Cited “{evidence.title}” for {self.plan.called(record)}.")
            given = {Citation.OWNER: evidence.id, **target}
            self.fill_in(Citation, given=given, focus="quote", then=lambda _: said())

        def chosen(id: str | None) -> None:
            if id == _NEW:
                self.fill_in(Evidence, then=cite)
            elif id is not None and (evidence := self.plan.find(Evidence, id)) is not None:
                cite(evidence)

        options = [Option(each.id, each.name, each.kind.value) for each in self.plan.all(Evidence)]
        options.append(Option(_NEW, "New evidence …", "then cite it", "+"))
        self.app.push_screen(Chooser(f"What speaks for {self.plan.called(record)}?", lambda: options), chosen)

    @property
    def _above_backing(self) -> Entity | None:
        """What is under the cursor; for what stands behind a touchpoint, that touchpoint."""
        record = self.record
        return self.plan.owner_of(record) if isinstance(record, Backing) else record

    def action_verify(self) -> None:
        """Write down what was held against reality today; of a phase, which of the four points customers confirmed."""
        phase = self.record
        if not isinstance(phase, Phase):
            super().action_verify()
            return
        facts = fields_of(Phase)

        def chosen(name: str | None) -> None:
            now = self.plan.find(Phase, phase.id)
            if name is not None and now is not None:
                self.propose(change(now, **{name: None if getattr(now, name) else self.today}))

        options = [
            Option(name, facts[name].title, _day(getattr(phase, name)), "✓" if getattr(phase, name) else "·")
            for name in POINTS
        ]
        self.app.push_screen(Chooser(f"What customers confirmed of “{phase.name}”", lambda: options), chosen)

    def action_add(self) -> None:
        """On a map, add touchpoints or phases by name, one after the other; elsewhere open the form."""
        row = self._rows.get(self.listing.key or "")
        if self.is_drawn and (self.map.sheet is None or not self.map.sheet.stations):
            self._add_by_name(Touchpoint)
        elif not self.is_drawn and row is not None and row.kind is Journey:
            self._add_journey()
        elif not self.is_drawn:
            super().action_add()
        elif self.map.place.lane == JOURNEY:
            self._add_journey()
        elif self.map.place.lane == PHASE:
            self._add_by_name(Phase)
        elif isinstance(self.record, Note):
            self.action_note(self.record.kind.value)
        elif isinstance(self.record, Backing):
            self.action_backing()
        else:
            self._add_by_name(Touchpoint)

    def action_add_inside(self) -> None:
        """On a map, add touchpoints to a phase by name; elsewhere choose a part to add."""
        if self.is_drawn and isinstance(self.record, Phase):
            self._add_by_name(Touchpoint)
        else:
            super().action_add_inside()

    def _add_by_name(self, kind: type[Phase | Touchpoint]) -> None:
        """Ask for names, and add a record for each behind the one under the cursor, until one has had enough."""
        given = self._place_for(kind)
        if given is None:
            self._add_by_name(Phase)
            return
        subject = subject_of(kind, None, given)

        def answered(text: str) -> str | None:
            name = clean_text(text)
            if not name:
                return None
            here = self.record
            edit = self._named_edit(kind, name, here if isinstance(here, kind) else None, given)
            if edit is None or not self.propose(edit, draft=subject):
                return text
            fresh = next(change.subject for change in edit.changes if change.before is None)
            self.show_record(fresh.KIND, fresh.id)
            return ""

        def left(text: str) -> None:
            if text.strip():
                self.post_message(KeepDraft(subject, {"name": text}))

        word = "touchpoint" if kind is Touchpoint else "phase"
        text = self.drafts.get(subject, {}).get("name", "")
        self.query_one(Prompt).ask(
            f"Next {word}", answered, hint="a name, enter for the next; esc when done", text=text, left=left
        )

    def _named_edit(self, kind: type[Entity], name: str, after: Entity | None, given: Mapping[str, str]) -> Edit | None:
        """The edit that adds a record of *kind*; None, having said so, where the name is too long."""
        return None if self._is_too_long(kind, "name", name) else add(self.plan, kind, after, **{"name": name, **given})

    def _is_too_long(self, kind: type[Entity], field: str, text: str) -> bool:
        """Whether *text* does not fit in *field*; says so."""
        longest = fields_of(kind)[field].longest or 0
        if len(text) > longest:
            tell(self, f"A {field} has at most {longest} characters; this one has {len(text)}.")
        return len(text) > longest

    def _place_for(self, kind: type[Entity]) -> dict[str, str] | None:
        """What a new record of *kind* is a part of; None where that is still missing."""
        journey = self.journey
        if journey is None:
            return None
        if kind is Phase:
            return {Phase.OWNER: journey.id}
        if (touchpoint := self.touchpoint) is not None:
            return {Touchpoint.OWNER: touchpoint.phase}
        if isinstance(self.record, Phase):
            return {Touchpoint.OWNER: self.record.id}
        phases = self.plan.parts(Phase, journey)
        return {Touchpoint.OWNER: phases[-1].id} if phases else None

    def action_capture(self) -> None:
        """Type an outline: more of the journey on the map, or the first where there is none."""
        self.capture(self.journey)

    def _add_journey(self) -> None:
        """Choose what a new journey starts from, and add it."""

        def chosen(key: str | None) -> None:
            if key == _OUTLINE:
                self.capture(None, self._persona)
            elif key == _NEW:
                self.fill_in(Journey, after=self.journey)
            elif key is not None:
                kind = JourneyKind(key)
                self.query_one(Prompt).ask(
                    "Its name", partial(self._start_from, kind), hint=f"{kind.value} journey", left=self._keep_name
                )

        options = [
            Option(_NEW, "Empty", "with a form"),
            Option(_OUTLINE, "By outline", "fast capture"),
            *(Option(kind, f"{kind.value.capitalize()} journey", "template, nothing imagined") for kind in JourneyKind),
        ]
        self.app.push_screen(Chooser("New journey", lambda: options), chosen)

    def _keep_name(self, text: str) -> None:
        if text.strip():
            self.post_message(KeepDraft(subject_of(Journey, None, {}), {"name": text}))

    def _start_from(self, kind: JourneyKind, text: str) -> str | None:
        name = clean_text(text)
        if not name:
            return None
        if self._is_too_long(Journey, "name", name):
            return text
        edit = start_from(self.plan, kind, name, self._persona)
        if not self.propose(edit):
            return text
        fresh = next(change.subject for change in edit.changes if isinstance(change.subject, Journey))
        self.show_record(fresh.KIND, fresh.id)
        return None

    @property
    def _persona(self) -> Persona | None:
        """Who lives through the journey on the map."""
        return self.plan.find(Persona, self.journey.persona or "") if self.journey is not None else None

    def action_dream(self) -> None:
        """Start a dream from the journey on the map."""
        journey = self.journey
        if journey is None:
            return

        def chosen(horizon: str | None) -> None:
            if horizon is None:
                return
            years = 2 if horizon == Horizon.NEAR else 5
            on_day = date(self.today.year + years, 12, 31)
            try:
                edit = dream_from(self.plan, journey, Horizon(horizon), on_day)
            except KlantreisError as refusal:
                tell(self, str(refusal), severity="error")
                return
            if self.propose(edit):
                fresh = next(change.subject for change in edit.changes if isinstance(change.subject, Journey))
                self.show_record(fresh.KIND, fresh.id)

        options = [
            Option(Horizon.NEAR, "Near", f"one to two years, by the end of {self.today.year + 2}"),
            Option(Horizon.FAR, "Far", f"five years, by the end of {self.today.year + 5}"),
        ]
        self.app.push_screen(Chooser(f"Dream from “{journey.name}”", lambda: options), chosen)


_NEW, _OUTLINE = "+", "#"


def _named(touchpoints: Sequence[Touchpoint]) -> str:
    return f"“{touchpoints[0].name}”" if len(touchpoints) == 1 else f"{len(touchpoints)} touchpoints"


def _day(day: date | None) -> str:
    return "not yet" if day is None else day.isoformat()
