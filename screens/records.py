"""A page of records as an outline and its detail, driven by what the entities declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Input

from domain.edits import consequences, duplicate, move, noun, remove
from domain.engagement import Engagement
from domain.entity import Entity, ids_in, references_of, revise
from domain.plan import Change, Edit, Plan
from domain.records import BY_NAME, parts_of
from domain.text import counted
from screens.messages import Turn
from screens.outline import (
    HEADING,
    Row,
    a_noun,
    called_from_outside,
    described,
    field_words,
    heading,
    outline,
    row_line,
)
from screens.page import Page, key_of, record_of
from screens.parts.bars import Divider
from screens.parts.chooser import Chooser, Option
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Line, Pane
from screens.subjects import FOUNDATIONS, HOME, Subject

_OF_ONE_RECORD = frozenset({"edit", "remove", "thread", "move", "duplicate", "add_inside", "verify"})
"""The actions that need a record to work on."""


REST = 0.1
"""Seconds without a move after which the cursor is taken to rest. A detail is thousands of bytes, a move hundreds."""


class CursorView(Protocol):
    """What the user moves a cursor through: a list, or a picture of the same records."""

    @property
    def key(self) -> str | None:
        """The key of the record under the cursor."""

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """What an action applies to: the marked keys, else the one under the cursor."""

    def move_to(self, key: str) -> bool:
        """Put the cursor on *key*; return whether it is shown."""

    def action_unmark(self) -> None:
        """Take all marks away."""


class Records(Page):
    """Lists records, each with its parts; adds, changes, moves, links and removes them."""

    BINDING_GROUP_TITLE = "Records"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Show all", tooltip="Show everything again", id="records.back"),
        Binding("escape", "home", "Home", tooltip="Back from the engagement to Home", id="records.home"),
        Binding("a", "add", "Add", tooltip="Add a record behind this one", id="records.add"),
        Binding("A", "add_inside", "Inside", tooltip="Add a part to this record", id="records.add_inside"),
        Binding("e", "edit", "Edit", tooltip="Open the form of this record", id="records.edit"),
        Binding("d", "remove", "Delete", tooltip="Remove, after showing what goes with it", id="records.remove"),
        Binding("slash", "search", "Find", tooltip="Show only what holds a text", id="records.search", key_display="/"),
        Binding("t", "thread", "Thread", tooltip="What this record hangs on, both ways", id="records.thread"),
        Binding("J", "move(1)", "Later", tooltip="Move it one place down", id="records.later", show=False),
        Binding("K", "move(-1)", "Earlier", tooltip="Move it one place up", id="records.earlier", show=False),
        Binding("y", "duplicate", "Copy", tooltip="Copy it with all its parts", id="records.duplicate", show=False),
        Binding("V", "verify", "Verified", tooltip="Held against reality today", id="records.verify", show=False),
        Binding("l,right", "unfold", "Open", tooltip="Show the parts", id="records.unfold", show=False),
        Binding("h,left", "fold", "Fold", tooltip="Hide the parts, or go to the whole", id="records.fold", show=False),
        Binding("n", "match(1)", "Next match", tooltip="Go to the next match", id="records.next", show=False),
        Binding("N", "match(-1)", "Match before", tooltip="Go to the match before", id="records.previous", show=False),
    ]
    WRITES = Page.WRITES | {"add", "add_inside", "edit", "remove", "move", "duplicate", "verify"}
    DEFAULT_CSS = """
    Records {
        & Listing { width: 5fr; }
        & Pane { width: 4fr; }
        & #search { display: none; padding: 0 1; background: $panel; }
        & #search.open { display: block; }
    }
    """

    needle: reactive[str] = reactive("", init=False, bindings=True)
    """What the rows shown hold; empty shows all."""

    def __init__(self, subject: Subject, *, today: date, author: str = "") -> None:
        super().__init__(today=today, author=author)
        self.subject = subject
        self._opened: set[str] = set()
        self._rows: Mapping[str, Row] = {}
        self._rest: Timer | None = None
        self._awaited: tuple[str, str] | None = None
        self._is_behind = False

    @property
    def number(self) -> int:
        """The key of the page."""
        return self.subject.number

    @property
    def question(self) -> str:
        """What the page answers."""
        return self.subject.question

    def compose(self) -> ComposeResult:
        """The page, with a line to search in below its keys."""
        yield from super().compose()
        line = Input(placeholder="Show only what holds …", id="search", compact=True)
        line.cursor_blink = False
        yield line

    def body(self) -> ComposeResult:
        """The list, and beside it the record under the cursor."""
        yield Listing()
        yield Divider()
        yield Pane(id="detail")

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    @property
    def cursor_view(self) -> CursorView:
        """Where the cursor is: what the user moves through."""
        return self.listing

    @property
    def record(self) -> Entity | None:
        """The record under the cursor."""
        key = self.cursor_view.key if self.is_mounted else None
        return record_of(self.plan, key) if key else None

    @property
    def subjects(self) -> tuple[Entity, ...]:
        """What an action applies to: the marked records, else the one under the cursor."""
        keys = self.cursor_view.subject_keys if self.is_mounted else ()
        return tuple(record for key in keys if (record := record_of(self.plan, key)) is not None)

    def draw(self) -> None:
        """Draw the outline, then the detail."""
        self._rows = self.rows()
        self.listing.show(tuple(self._rows), self.cells, self.columns, is_heading=lambda key: key.startswith(HEADING))
        # After the rows: each of these draws them.
        self.listing.empty, self.listing.needle = self._nothing_shown, self.needle
        self._draw_detail()

    def rows(self) -> Mapping[str, Row]:
        """What the list shows, by key, from top to bottom."""
        return outline(self.shown, self.subject.kinds, self._opened, self.needle)

    @property
    def _nothing_shown(self) -> str:
        if self.needle:
            return f"Nothing here holds “{self.needle}”.\n\nPress esc to show everything again."
        return f"{self.question}\n\nNothing here yet. Press a to add {a_noun(self.subject.kinds[0])}."

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the list."""
        return (Column("", None),)

    def cells(self, key: str) -> Sequence[Cell]:
        """What the list shows of a row."""
        row = self._rows[key]
        return (heading(row.kind, self.plan) if key.startswith(HEADING) else row_line(self.plan, row),)

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """What the pane, *width* cells wide, shows of *record*."""
        return described(self.shown, record, width)

    def _draw_detail(self) -> None:
        record, pane = self.record, self.query_one("#detail", Pane)
        if not pane.text_width:  # it will be drawn once it is known how wide it is
            return
        self._is_behind = False
        lines: Iterable[Line] = () if record is None else self.describe(record, pane.text_width)
        pane.show(lines, subject=None if record is None else key_of(record))

    def show_record(self, kind: str, id: str) -> None:
        """Unfold down to the record and put the cursor on it."""
        record = self.shown.find(BY_NAME[kind], id)
        if record is None:  # just added on another page: it comes with the next plan
            self._awaited = kind, id
            return
        above = self.plan.owner_of(record)
        while above is not None:
            self._opened.add(key_of(above))
            above = self.plan.owner_of(above)
        if self.needle:
            self.action_back()
        self.draw()
        self.listing.move_to(key_of(record))

    def on_mount(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.listing, "key", self._follow, init=False)

    def _follow(self) -> None:
        """Draw the detail in the frame in which the cursor moves; while a key is held, only once it is let go."""
        if self._rest is None:
            self._draw_detail()
        else:
            self._rest.stop()
            self._is_behind = True
        self._rest = self.set_timer(REST, self._catch_up)

    def _catch_up(self) -> None:
        self._rest = None
        if self._is_behind:
            self._draw_detail()

    @on(Listing.Moved)
    @on(Listing.Marked)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        if self.record is None:
            self.action_add()
        else:
            self.action_edit()

    @on(Input.Changed, "#search")
    def _narrow(self, event: Input.Changed) -> None:
        self.needle = event.value.strip()

    @on(Input.Submitted, "#search")
    def _narrowed(self) -> None:
        self.query_one("#search").remove_class("open")
        self.listing.focus()

    def watch_plan(self) -> None:
        """Draw anew, and go to what was asked for before it was there."""
        super().watch_plan()
        self._go_to_awaited()

    @on(events.ScreenResume)
    def _go_to_awaited(self) -> None:
        """Go to what was asked for before it was there, now or when nothing covers the page any more."""
        if self._awaited is not None and self.is_mounted and self.is_current:
            kind, id = self._awaited
            if self.shown.find(BY_NAME[kind], id) is not None:
                self._awaited = None
                self.show_record(kind, id)

    def watch_needle(self) -> None:
        """Show what holds it."""
        if self.is_mounted:
            self.draw()

    @on(events.Resize)
    def _lay_out_anew(self) -> None:
        self.call_after_refresh(self._draw_detail)

    def why_not(self, action: str) -> str | None:
        """Most actions need a record; some a certain kind of record."""
        record = self.record
        if action == "match" and not self.needle:
            return "Press / to look for something first."
        if action in _OF_ONE_RECORD and record is None:
            return "There is no record under the cursor. Press a to add one."
        if action in {"remove", "duplicate"} and any(isinstance(each, Engagement) for each in self.subjects):
            return "There is one engagement in a file."
        if action == "add_inside" and record is not None and not parts_of(type(record)):
            return f"There is nothing to add inside {a_noun(type(record))}."
        if action == "verify" and not any(map(_is_verifiable, self.subjects)):
            return "Only journeys and touchpoints are verified."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others where there is nothing to go back from."""
        match action:
            case "back":
                return self._is_narrowed
            case "home":
                return self.number == FOUNDATIONS and not self._is_narrowed
            case "search":
                return not self._is_searching
        return super().check_action(action, parameters)

    @property
    def _is_narrowed(self) -> bool:
        return bool(self.needle) or self._is_searching

    @property
    def _is_searching(self) -> bool:
        return self.is_mounted and self.query_one("#search").has_class("open")

    def action_add(self) -> None:
        """Add a sibling of the record under the cursor, or the first record of the kind it stands for."""
        row = self._rows.get(self.listing.key or "")
        kind = row.kind if row else self.subject.kinds[0]
        if kind is Engagement:
            kind = self.subject.kinds[-1]
        here = row.record if row else None
        self.fill_in(kind, given={kind.OWNER: here.belongs_to} if here is not None and kind.OWNER else {}, after=here)

    def action_add_inside(self) -> None:
        """Add a part to the record under the cursor."""
        whole = self.record
        if whole is None:
            return

        def chosen(name: str | None) -> None:
            if name:
                self.fill_in(BY_NAME[name], given={BY_NAME[name].OWNER: whole.id})

        options = [Option(kind.KIND, noun(kind).capitalize(), _first_line(kind)) for kind in parts_of(type(whole))]
        if len(options) == 1:
            chosen(options[0].key)
        else:
            self.app.push_screen(Chooser(f"Add to {self.plan.called(whole)}", lambda: options), chosen)

    def action_edit(self) -> None:
        """Open the form of the record under the cursor."""
        if self.record is not None:
            self.fill_in(type(self.record), record=self.record)

    def action_remove(self) -> None:
        """Show what goes with the records, then remove them."""
        doomed = self.subjects
        edit = remove(self.plan, doomed)

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
            if yes:
                self.propose(remove(self.plan, doomed))

        taken = consequences(edit, len(doomed))
        details = ([f"With it go {taken}."] if taken else []) + ["One undo brings everything back."]
        self.app.push_screen(Confirm(f"{edit.label}?", details), agreed)

    def action_move(self, by: int) -> None:
        """Move the records among their siblings."""
        self.propose(moved(self.plan, self.subjects, by))

    def action_duplicate(self) -> None:
        """Copy the records with their parts."""
        label = f"Duplicate {counted(len(self.subjects), 'record')}"
        edit = in_turn(self.shown, self.subjects, duplicate, label)  # secret ballots are not cast a second time
        kinds = {type(each) for each in self.subjects}
        if edit is not None and self.propose(edit):
            fresh = next(c.subject for c in edit.changes if c.before is None and type(c.subject) in kinds)
            self.cursor_view.action_unmark()
            self.show_record(fresh.KIND, fresh.id)

    def action_verify(self) -> None:
        """Write down that the records were held against reality today."""
        found = [record for record in self.subjects if _is_verifiable(record)]
        verified = {"verified_on": self.today, "verified_by": self.author or None}
        changes = (Change(record, revise(record, **verified)) for record in found)
        what = f"“{found[0].title}”" if len(found) == 1 else counted(len(found), "record")
        edit = Edit(f"Verify {what}", tuple(change for change in changes if change.fields))
        if self.propose(edit):
            tell(self, f"{edit.label}: today")
        elif not edit.changes:
            tell(self, "Verified today already.")

    def action_thread(self) -> None:
        """Show what the record refers to and what refers to it, and go along."""
        record = self.record
        if record is None:
            return
        if not thread(self.shown, record):
            tell(self, "It refers to nothing, and nothing refers to it.")
            return
        title, hint = f"Thread of {self.plan.called(record)}", "→ what it refers to, ← what refers to it"
        self.choose_record(title, lambda: thread(self.shown, record), hint)

    def action_unfold(self) -> None:
        """Show the parts of the record under the cursor, or go to the first of them."""
        row = self._rows.get(self.listing.key or "")
        if row is not None and row.is_open:
            self.listing.action_move(1)
        elif row is not None and row.is_open is False:
            self._opened.add(row.key)
            self._draw_in_place()
            self.listing.bring_into_view(self.listing.cursor + 1)

    def action_fold(self) -> None:
        """Hide the parts of the record under the cursor, or go to what it is a part of."""
        row = self._rows.get(self.listing.key or "")
        if row is None or row.record is None:
            return
        if row.is_open and not self.needle:
            self._opened.discard(row.key)
            self._draw_in_place()
        elif (owner := self.plan.owner_of(row.record)) is not None:
            self.listing.move_to(key_of(owner))

    def _draw_in_place(self) -> None:
        """Draw with the row under the cursor where it is, though more of the others move for it."""
        top = self.listing.top
        self.draw()
        self.listing.turn_to(top)

    def action_search(self) -> None:
        """Open the line to search in."""
        line = self.query_one("#search", Input)
        line.add_class("open")
        line.focus()
        self.refresh_bindings()

    def action_match(self, by: int) -> None:
        """Go to the next record that holds what was searched for, round the end."""
        keys, key = list(self._rows), self.listing.key
        here = keys.index(key) if key in self._rows and key else -1
        others = [keys[(here + by * nth) % len(keys)] for nth in range(1, len(keys) + 1)]
        if (found := next((key for key in others if self._rows[key].is_match), None)) is not None:
            self.listing.move_to(found)

    def action_home(self) -> None:
        """Go from the page of the engagement, which is a part of Home, back there."""
        self.post_message(Turn(HOME))

    def action_back(self) -> None:
        """Show everything again."""
        line = self.query_one("#search", Input)
        line.value = ""
        line.remove_class("open")
        self.needle = ""
        self.listing.focus()
        self.refresh_bindings()


def thread(plan: Plan, record: Entity) -> list[Option]:
    """What *record* refers to, then what refers to it, each once."""
    found: dict[str, Option] = {}
    for name, facts in references_of(type(record)).items():
        for id in ids_in(record, name):
            if (target := plan.find(BY_NAME[facts.target], id)) is not None:
                detail = _detail(target, field_words(target, name))
                found.setdefault(key_of(target), Option(key_of(target), plan.called(target), detail, "→"))
    for other, name in plan.referring(record):
        called = plan.called(other) if name == other.OWNER else called_from_outside(plan, other)
        detail = _detail(other, "" if name == other.OWNER else field_words(record, name))
        found.setdefault(key_of(other), Option(key_of(other), called, detail, "←"))
    return list(found.values())


def _detail(record: Entity, words: str) -> str:
    return f"{noun(type(record))} · {words}" if words else noun(type(record))


def in_turn(
    plan: Plan, records: Sequence[Entity], step: Callable[[Plan, Entity], Edit | None], label: str
) -> Edit | None:
    """One edit that does *step* to each of *records*, one after the other; None where there is nothing to do.

    Args:
        plan: as it is before the first step.
        records: what is worked on.
        step: draws up the edit for one record in the plan as it is by then.
        label: what it is called where there are several records.
    """
    changes: dict[str, Change] = {}
    for record in records:
        edit = step(plan, plan.get(type(record), record.id))
        if edit is None:
            continue
        plan = plan.apply(edit)
        for change in edit.changes:
            key = key_of(change.subject)
            changes[key] = Change(changes[key].before if key in changes else change.before, change.after)
        label = edit.label if len(records) == 1 else label
    return Edit(label, tuple(changes.values())) if changes else None


def moved(plan: Plan, records: Sequence[Entity], by: int) -> Edit | None:
    """One edit that moves each of *records* by one place among its siblings; they never pass each other."""
    stuck: set[str] = set()

    def step(plan: Plan, record: Entity) -> Edit | None:
        siblings = plan.siblings(record)
        there = siblings.index(record) + by
        if not 0 <= there < len(siblings) or key_of(siblings[there]) in stuck:
            stuck.add(key_of(record))
            return None
        return move(plan, record, by)

    ordered = sorted(records, key=lambda record: (record.position, record.id), reverse=by > 0)
    return in_turn(plan, ordered, step, f"Move {counted(len(records), 'record')}")


def _is_verifiable(record: Entity) -> bool:
    return "verified_on" in type(record).model_fields


def _first_line(kind: type[Entity]) -> str:
    return (kind.__doc__ or "").split("\n")[0]
