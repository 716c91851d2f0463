"""A page of records as a table and its detail, driven by what the entities declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from domain.difference import shown
from domain.edits import add, change, consequences, duplicate, move, noun, remove
from domain.entity import Entity, fields_of, ids_in, references_of, revise
from domain.plan import Change, Edit
from domain.records import BY_NAME, parts_of
from domain.text import counted
from screens.form import RecordForm
from screens.outline import HEADING, Row, facts_line, heading, outline
from screens.page import Page, key_of, record_of
from screens.parts.chooser import Chooser, Option
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Field, Heading, Line, Pane, Prose
from screens.subjects import Subject


class Records(Page):
    """Lists records, each with its parts; adds, changes, moves, links and removes them."""

    BINDING_GROUP_TITLE = "Records"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add a record behind this one", id="records.add"),
        Binding("A", "add_inside", "Add inside", tooltip="Add a part to this record", id="records.add_inside"),
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
        Binding("escape", "back", "Back", tooltip="Show everything again", id="records.back", show=False),
    ]
    DEFAULT_CSS = """
    Records {
        & Listing { width: 5fr; }
        & Pane { width: 4fr; border-left: solid $panel-lighten-2; padding-left: 1; }
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

    @property
    def number(self) -> int:
        """The key of the page."""
        return self.subject.number

    def compose(self) -> ComposeResult:
        """The page, with a line to search in above its status."""
        yield from super().compose()
        line = Input(placeholder="Find: show only what holds …", id="search", compact=True)
        line.cursor_blink = False
        yield line

    def body(self) -> ComposeResult:
        """The list, and beside it the record under the cursor."""
        kinds = " or ".join(noun(kind) for kind in self.subject.kinds)
        yield Listing(f"{self.subject.question}\n\nNothing here yet. Press a to add a {kinds}.")
        yield Pane()

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    @property
    def record(self) -> Entity | None:
        """The record under the cursor."""
        key = self.listing.key if self.is_mounted else None
        return record_of(self.plan, key) if key else None

    @property
    def subjects(self) -> tuple[Entity, ...]:
        """What an action applies to: the marked records, else the one under the cursor."""
        found = (record_of(self.plan, key) for key in self.listing.subject_keys)
        return tuple(record for record in found if record is not None)

    def draw(self) -> None:
        """Draw the outline, then the detail."""
        self._rows = outline(self.plan, self.subject.kinds, self._opened, self.needle)
        self.listing.show(tuple(self._rows), self.cells, self.columns, is_heading=lambda key: key.startswith(HEADING))
        self.listing.needle = self.needle  # after the rows: it draws them
        self._draw_detail()

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the list."""
        return (Column("", None, least=32), Column("", 30, rank=1))

    def cells(self, key: str) -> Sequence[Cell]:
        """What the list shows of a row."""
        row = self._rows[key]
        if row.record is None:
            return (heading(BY_NAME[key.removeprefix(HEADING)], self.plan), "")
        sign = {True: "▾ ", False: "▸ ", None: "  "}[row.is_open]
        word = f"{noun(type(row.record))}  " if row.depth else ""
        title = Content.assemble("  " * row.depth + sign, (word, "$text-muted"), self.plan.called(row.record))
        return title, facts_line(self.plan, row.record)

    def describe(self, record: Entity) -> Iterator[Line]:
        """What the pane shows of *record*."""
        yield Heading(self.plan.called(record))
        path = " › ".join(self.plan.path_of(record))
        yield f"{noun(type(record))}{' in ' + path if path else ''}"
        yield ""
        for name, facts in fields_of(type(record)).items():
            if name in ("id", "position", "name", record.OWNER):
                continue
            if facts.prose and getattr(record, name):
                yield Heading(facts.title)
                yield Prose(getattr(record, name))
            else:
                yield Field(facts.title, shown(self.plan, record, name))
        yield from self._connections(record)

    def _connections(self, record: Entity) -> Iterator[Line]:
        linked = [(other, name) for other, name in self.plan.referring(record) if name != other.OWNER]
        if linked:
            yield ""
            yield Heading("Mentioned by")
            for other, name in linked[:30]:
                yield Field(noun(type(other)), f"{self.plan.called(other)} ({name.replace('_', ' ')})")

    def _draw_detail(self) -> None:
        record = self.record
        lines: Iterable[Line] = () if record is None else self.describe(record)
        self.query_one(Pane).show(lines, subject=None if record is None else key_of(record))

    def show_record(self, kind: str, id: str) -> None:
        """Unfold down to the record and put the cursor on it."""
        record = self.plan.find(BY_NAME[kind], id)
        above = record and self.plan.owner_of(record)
        while above is not None:
            self._opened.add(key_of(above))
            above = self.plan.owner_of(above)
        if record is not None:
            if self.needle:
                self.action_back()
            self.draw()
            self.listing.move_to(key_of(record))

    @on(Listing.Moved)
    def _moved(self) -> None:
        self._draw_detail()
        self.refresh_bindings()

    @on(Listing.Marked)
    def _marked(self) -> None:
        self.refresh_bindings()

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        self.action_edit()

    @on(Input.Changed, "#search")
    def _narrow(self, event: Input.Changed) -> None:
        self.needle = event.value.strip()

    @on(Input.Submitted, "#search")
    def _narrowed(self) -> None:
        self.query_one("#search").remove_class("open")
        self.listing.focus()

    def watch_needle(self) -> None:
        """Show what holds it."""
        if self.is_mounted:
            self.draw()

    def why_not(self, action: str) -> str | None:
        """Most actions need a record; some a certain kind of record."""
        if action in {"edit", "remove", "thread", "move", "duplicate", "add_inside"} and self.record is None:
            return "There is no record under the cursor. Press a to add one."
        if action == "add_inside" and self.record is not None and not parts_of(type(self.record)):
            return f"A {noun(type(self.record))} has no parts."
        if action == "verify" and not (self.record and "verified_on" in type(self.record).model_fields):
            return "Only journeys and touchpoints are verified."
        if action == "match" and not self.needle:
            return "Press / to look for something first."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others where there is nothing to go back from."""
        if action == "back":
            return bool(self.needle) or (self.is_mounted and self.query_one("#search").has_class("open"))
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Add a sibling of the record under the cursor, or one of the kinds of the page."""
        here = self.record
        if here is not None:
            self._add(type(here), {here.OWNER: here.belongs_to} if here.OWNER else {}, after=here)
        else:
            self._choose_kind("Add", self.subject.kinds, {})

    def action_add_inside(self) -> None:
        """Add a part to the record under the cursor."""
        here = self.record
        if here is not None:
            self._choose_kind(f"Add to {self.plan.called(here)}", parts_of(type(here)), {"owner": here.id})

    def _choose_kind(self, title: str, kinds: Sequence[type[Entity]], given: Mapping[str, str]) -> None:
        def chosen(name: str | None) -> None:
            if name:
                kind = BY_NAME[name]
                self._add(kind, {kind.OWNER: given["owner"]} if given else {})

        if len(kinds) == 1:
            chosen(kinds[0].KIND)
            return
        options = [Option(kind.KIND, noun(kind).capitalize(), (kind.__doc__ or "").split("\n")[0]) for kind in kinds]
        self.app.push_screen(Chooser(title, lambda: options), chosen)

    def _add(self, kind: type[Entity], given: Mapping[str, Any], after: Entity | None = None) -> None:
        subject = f"{kind.KIND}:new:{given.get(kind.OWNER, '')}"

        def filled(fields: dict[str, Any] | None) -> None:
            if fields is not None:
                edit = add(self.plan, kind, after, **{**given, **fields})
                self.propose(edit)
                fresh = next(change.after for change in edit.changes if change.before is None and change.after)
                self.show_record(fresh.KIND, fresh.id)

        form = RecordForm(
            kind, self.plan, given=given, subject=subject, draft=self.drafts.get(subject), today=self.today
        )
        self.app.push_screen(form, filled)

    def action_edit(self) -> None:
        """Open the form of the record under the cursor."""
        record = self.record
        if record is None:
            return
        subject = f"{record.KIND}:{record.id}"
        given = {record.OWNER: record.belongs_to} if record.OWNER else {}

        def filled(fields: dict[str, Any] | None) -> None:
            if fields:
                self.propose(change(record, **fields))

        form = RecordForm(
            type(record),
            self.plan,
            record=record,
            given=given,
            subject=subject,
            draft=self.drafts.get(subject),
            today=self.today,
        )
        self.app.push_screen(form, filled)

    def action_remove(self) -> None:
        """Show what goes with the records, then remove them."""
        doomed = self.subjects
        if not doomed:
            return
        edit = remove(self.plan, doomed)

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
            if yes:
                self.propose(remove(self.plan, doomed))

        taken = consequences(edit, len(doomed))
        details = ([f"With it go {taken}."] if taken else []) + ["One undo brings everything back."]
        self.app.push_screen(Confirm(f"{edit.label}?", details), agreed)

    def action_move(self, by: int) -> None:
        """Move the record among its siblings."""
        if self.record is not None:
            self.propose(move(self.plan, self.record, by))

    def action_duplicate(self) -> None:
        """Copy the record with its parts."""
        if self.record is not None:
            self.propose(duplicate(self.plan, self.record))

    def action_verify(self) -> None:
        """Write down that the records were held against reality today."""
        found = [record for record in self.subjects if "verified_on" in type(record).model_fields]
        verified = {"verified_on": self.today, "verified_by": self.author or None}
        changes = tuple(Change(record, revise(record, **verified)) for record in found)
        what = f"“{found[0].title}”" if len(found) == 1 else counted(len(found), "record")
        self.propose(Edit(f"Verify {what}", tuple(each for each in changes if each.fields)))

    def action_thread(self) -> None:
        """Show what the record refers to and what refers to it, and go along."""
        record = self.record
        if record is not None:
            self.choose_record(f"Thread of {self.plan.called(record)}", lambda: self._thread(record))

    def _thread(self, record: Entity) -> list[Entity]:
        found: dict[str, Entity] = {}
        for name, facts in references_of(type(record)).items():
            for id in ids_in(record, name):
                if (target := self.plan.find(BY_NAME[facts.target], id)) is not None:
                    found[key_of(target)] = target
        for other, _ in self.plan.referring(record):
            found[key_of(other)] = other
        return list(found.values())

    def action_unfold(self) -> None:
        """Show the parts of the record under the cursor."""
        key = self.listing.key
        if key and self._rows[key].is_open is False:
            self._opened.add(key)
            self.draw()
        else:
            self.listing.action_move(1)

    def action_fold(self) -> None:
        """Hide the parts of the record under the cursor, or go to what it is a part of."""
        record = self.record
        if record is None:
            return
        key = key_of(record)
        if self._rows[key].is_open and not self.needle:
            self._opened.discard(key)
            self.draw()
        elif (owner := self.plan.owner_of(record)) is not None:
            self.listing.move_to(key_of(owner))

    def action_search(self) -> None:
        """Open the line to search in."""
        line = self.query_one("#search", Input)
        line.add_class("open")
        line.focus()

    def action_match(self, by: int) -> None:
        """Go to the next record that holds what was searched for."""
        self.listing.next_match(by)

    def action_back(self) -> None:
        """Show everything again."""
        line = self.query_one("#search", Input)
        line.value = ""
        line.remove_class("open")
        self.needle = ""
        self.listing.focus()
