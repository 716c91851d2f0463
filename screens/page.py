"""The base every full page stands on: its three bars, the keys that work everywhere, and what leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive

from domain.edits import add, change, noun
from domain.entity import Entity
from domain.errors import KlantreisError, Refused
from domain.journey import Journey
from domain.persona import Persona
from domain.plan import Edit, Plan
from domain.records import BY_NAME
from domain.rules import broken_rules
from domain.secrecy import public
from screens.drafts import subject_of, subject_of_outline
from screens.keyed import Keyed
from screens.messages import DropDraft, Export, Propose, Redo, Turn, Undo
from screens.parts.bars import KeyBar, PageBar, QuietLine, Status, StatusBar
from screens.parts.chooser import Chooser, Option
from screens.parts.notice import tell

if TYPE_CHECKING:
    from domain.outline import Outline

PAGES = ("Home", "Personas", "Journeys", "Gaps", "Cases", "Session", "Roadmap", "Measures", "People")
"""The nine pages, in the order of their keys."""

ROOMY = 30
"""Lines a screen has where one can be spared for the question of the page."""

EXPORTS = (
    Option("toml", "Engagement", "TOML, for git and other machines"),
    Option("roadmap", "Roadmap", "roadmap.toml, for other programs"),
    Option("roadmap-html", "Roadmap, page", "HTML: the timeline and tables, all of it"),
    Option("roadmap-svg", "Roadmap, picture", "SVG of the whole timeline"),
    Option("roadmap-text", "Roadmap, characters", "plain text, for a mail"),
    Option("roadmap-sponsor", "Roadmap for who pays", "HTML: money, promises, what to decide"),
    Option("roadmap-team", "Roadmap for the teams", "HTML: what, when and how much, team by team"),
    Option("roadmap-client", "Roadmap for customers", "HTML: what changes for whom, and when"),
    Option("roadmap-mermaid", "Roadmap, gantt chart", "Mermaid, for a repository"),
    Option("roadmap-ics", "Milestones", "iCalendar, for a calendar"),
    Option("roadmap-csv", "Epics and stories", "CSV, for an issue tracker"),
    Option("html", "Journeys, page", "HTML: maps, tables and words"),
    Option("svg", "Journey, picture", "SVG of today with its dreams"),
    Option("text", "Journey, characters", "plain text, for a mail"),
    Option("markdown", "Journeys, report", "Markdown, for a wiki"),
    Option("csv", "Touchpoints", "CSV, for a spreadsheet"),
    Option("mermaid", "Journeys, diagrams", "Mermaid, for a repository"),
    Option("case", "Business cases, report", "Markdown, of the initiatives in view or of all"),
    Option("ranking", "Rankings", "CSV, every method side by side"),
    Option("slippage", "What became of the last baseline", "Markdown: days, scope, money, promises"),
)
OF_ONE_JOURNEY = ("svg", "text")
"""The formats that draw the journey in view."""
OF_INITIATIVES = ("case",)
"""The formats that tell of the initiatives in view."""


def key_of(record: Entity) -> str:
    """What a list calls *record*."""
    return f"{record.KIND}/{record.id}"


def record_of(plan: Plan, key: str) -> Entity | None:
    """The record that a list calls *key*; None where it is gone, or *key* is a heading."""
    kind, _, id = key.partition("/")
    return plan.find(BY_NAME[kind], id) if kind in BY_NAME else None


class Page(Keyed):
    """A page that draws the plan.

    The plan comes down by `data_bind`; edits go up as messages. A page that is not in view draws when it is again.
    """

    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", tooltip="Take back your last edit", id="page.undo"),
        Binding("ctrl+r", "redo", "Redo", tooltip="Make your last undone edit again", id="page.redo", show=False),
        Binding("x", "export", "Export", tooltip="Write maps, reports, TOML, the roadmap", id="page.export"),
        Binding("colon", "go_to", "Go to", tooltip="Go to any record by name", id="page.go_to", key_display=":"),
        Binding("question_mark,f1", "help", "Help", tooltip="What the keys do here", id="page.help", key_display="?"),
        *(
            Binding(str(n), f"turn({n})", name, tooltip=f"Page {n}: {name}", id=f"page.{name.lower()}", show=False)
            for n, name in enumerate(PAGES, start=1)
        ),
    ]
    DEFAULT_CSS = """
    Page {
        & #body { height: 1fr; }
    }
    """

    plan: reactive[Plan] = reactive(Plan, init=False, repaint=False)
    read_only: reactive[str] = reactive("", init=False, bindings=True, repaint=False)
    """Why nothing can be changed; empty where it can be."""
    status: reactive[Status] = reactive(Status(), init=False, repaint=False)
    drafts: reactive[Mapping[str, Mapping[str, str]]] = reactive(
        lambda: MappingProxyType({}), init=False, repaint=False
    )

    present: reactive[Sequence[tuple[str, str]]] = reactive((), init=False, repaint=False)
    """The other terminals: whose each is, and what it is at where it says so."""

    comes_first = False
    """Whether nothing is on screen yet, so that its first picture should come as soon as it can."""

    def __init__(self, *, today: date, author: str = "") -> None:
        super().__init__()
        self.today = today
        self.author = author
        self._stale = True
        self._public = Plan(), Plan()

    @property
    def shown(self) -> Plan:
        """The plan as it may be shown: without secret ballots. Edits are drawn up on `plan`."""
        if self._public[0] is not self.plan:
            self._public = self.plan, public(self.plan)
        return self._public[1]

    @property
    def is_current(self) -> bool:
        """Whether it can be seen. Textual takes what an opaque screen hides for seen, and repaints both for either."""
        return super().is_current and (self.app.screen is self or self.app.screen.styles.background.a < 1)

    @property
    def number(self) -> int:
        """The key of the page."""
        raise NotImplementedError

    @property
    def question(self) -> str:
        """What the page answers."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The bars round the body of the page."""
        yield PageBar(PAGES, self.number or 1)  # the page of the engagement is a part of Home
        yield QuietLine(self.question)
        with Horizontal(id="body"):
            yield from self.body()
        yield StatusBar().data_bind(status=Page.status)
        yield KeyBar()

    @property
    def record(self) -> Entity | None:
        """The record under the cursor; None where there is none."""
        return None

    @property
    def journey_in_view(self) -> str:
        """The id of the journey the page is about just now; empty where it is about none."""
        return ""

    @property
    def initiatives_in_view(self) -> tuple[str, ...]:
        """The ids of the initiatives the page is about just now; none where it is about none."""
        return ()

    def body(self) -> ComposeResult:
        """The widgets between the bars."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the plan as it is now."""
        raise NotImplementedError

    def show_record(self, kind: str, id: str) -> None:
        """Bring a record into view and put the cursor on it."""

    def on_mount(self) -> None:
        """Draw for the first time."""
        self._ask(self.app.size.height)
        self._stay_behind_curtain()
        self._draw_if_seen()

    def _stay_behind_curtain(self) -> None:
        """Send nothing until all is laid out: coming into being takes a page four pictures, of which one counts."""
        curtain = ExitStack()
        curtain.enter_context(self.app.batch_update())

        def rise() -> None:
            curtain.close()
            self.refresh()

        if self.comes_first:
            self.call_later(curtain.close)
        else:
            self.call_after_refresh(self.call_after_refresh, rise)

    def on_resize(self, event: events.Resize) -> None:
        """Show the question where there is room for it."""
        self._ask(event.size.height)

    def _ask(self, height: int) -> None:
        self.query_one(QuietLine).display = height >= ROOMY

    def watch_plan(self) -> None:
        """Draw anew, now or when the page comes into view."""
        self._stale = True
        self._draw_if_seen()

    @on(events.ScreenResume)
    def _draw_if_seen(self) -> None:
        if self._stale and self.is_mounted and self.is_current:
            self._stale = False
            self.draw()
            self.refresh_bindings()

    def propose(self, edit: Edit | None, *, draft: str = "") -> bool:
        """Ask for *edit* to be made and show it at once, or say why it cannot be; the store may still refuse it.

        Args:
            edit: what to do, if anything.
            draft: the subject whose typed text may be forgotten once the edit is made.

        Returns:
            Whether there is anything to make, and nothing against it.
        """
        if edit is None or not edit.changes or self._is_refused():
            return False
        try:
            edit, after = _made(self.plan, edit)
        except KlantreisError as refusal:
            tell(self, str(refusal), title="Not changed", severity="error")
            return False
        # The next key may be pressed before the store has answered: it must find the plan as it will be.
        self.plan = after
        self.post_message(Propose(edit, draft))
        return True

    def fill_in(  # noqa: PLR0913 - what, where and what then
        self,
        kind: type[Entity],
        *,
        record: Entity | None = None,
        given: Mapping[str, str] = MappingProxyType({}),
        after: Entity | None = None,
        subject: str = "",
        focus: str | None = None,
        then: Callable[[Entity], None] | None = None,
    ) -> None:
        """Open the form of *record*, or of a new record of *kind*, and propose what is filled in.

        Args:
            kind: of the record.
            record: what is changed; None for a new one.
            given: what is known of a new one, such as its owner.
            after: the sibling a new one comes behind; else it comes last.
            subject: what a draft is kept under, where that is not what these arguments say.
            focus: the field to start on; else the first.
            then: what to do with a new one; else it is shown.
        """
        if self._is_refused():
            return
        from screens.form import RecordForm  # noqa: PLC0415 - takes longer to load than the page itself

        subject = subject or subject_of(kind, record, given)
        form = RecordForm(
            kind,
            self.plan,
            record=record,
            given={record.OWNER: record.belongs_to} if record is not None and record.OWNER else given,
            subject=subject,
            draft=self.drafts.get(subject),
            today=self.today,
            focus=focus,
        )

        def filled(fields: dict[str, Any] | None) -> None:
            if fields is None:
                return
            edit = change(record, **fields) if record else add(self.plan, kind, after, **{**given, **fields})
            if self.propose(edit, draft=subject) and record is None:
                fresh = next(change.subject for change in edit.changes if change.before is None)
                if then is None:
                    self.show_record(fresh.KIND, fresh.id)
                else:
                    then(fresh)

        self.app.push_screen(form, filled)

    def capture(self, journey: Journey | None = None, persona: Persona | None = None) -> None:
        """Open fast capture for *journey*, or for a new journey of *persona*, and propose what is typed."""
        from domain.capture import capture  # noqa: PLC0415 - as above
        from screens.capture import OUTLINE, Capture  # noqa: PLC0415

        subject = subject_of_outline(journey, persona)

        def typed(outline: Outline | None) -> None:
            if outline is None:
                return
            try:
                edit = capture(self.plan, outline, journey=journey, persona=persona)
            except KlantreisError as refusal:  # somebody changed the plan meanwhile
                tell(self, str(refusal), title="Not added", severity="error")
                return
            fresh = next((change.subject for change in edit.changes if isinstance(change.subject, Journey)), journey)
            if not edit.changes:
                self.post_message(DropDraft(subject))
            elif self.propose(edit, draft=subject) and fresh is not None:
                self.show_record(fresh.KIND, fresh.id)

        draft = self.drafts.get(subject, {}).get(OUTLINE, "")
        self.app.push_screen(Capture(self.plan, journey, persona, draft=draft, subject=subject), typed)

    @property
    def why_not_write(self) -> str:
        """Why nothing can be changed; empty where it can be."""
        return f"This engagement is read-only: {self.read_only}." if self.read_only else ""

    def _is_refused(self) -> bool:
        """Whether nothing can be changed; says so."""
        if why := self.why_not_write:
            tell(self, why)
        return bool(self.read_only)

    def action_undo(self) -> None:
        """Ask for the last edit to be taken back."""
        self.post_message(Undo())

    def action_redo(self) -> None:
        """Ask for the last undone edit to be made again."""
        self.post_message(Redo())

    def action_turn(self, number: int) -> None:
        """Ask for another page."""
        self.post_message(Turn(number))

    def action_export(self) -> None:
        """Choose a format and ask for the engagement to be written in it."""

        def write(chosen: str | None) -> None:
            if chosen:
                journeys = (self.journey_in_view,) if chosen in OF_ONE_JOURNEY and self.journey_in_view else ()
                self.post_message(Export(chosen, self.initiatives_in_view if chosen in OF_INITIATIVES else journeys))

        self.app.push_screen(Chooser("Export", lambda: EXPORTS), write)

    def action_help(self) -> None:
        """Show what the keys do here."""
        from screens.help import Help  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Help(self))

    def action_go_to(self) -> None:
        """Choose any record by name and go there."""
        hint = "Type a part of a name"
        self.choose_record("Go to", lambda: [option_for(self.shown, each) for each in self.shown], hint)

    def choose_record(self, title: str, options: Callable[[], Sequence[Option]], hint: str) -> None:
        """Offer *options*, keys of records, and go to the chosen one."""

        def go(key: str | None) -> None:
            if key:
                kind, _, id = key.partition("/")
                self.post_message(Turn(0, kind, id))

        self.app.push_screen(Chooser(title, options, hint=hint), go)


def option_for(plan: Plan, record: Entity) -> Option:
    """*record* as something to choose, with its kind and what it is a part of."""
    return Option(key_of(record), plan.called(record), " · ".join((noun(type(record)), *plan.path_of(record)[-1:])))


def _made(plan: Plan, edit: Edit) -> tuple[Edit, Plan]:
    """*edit* drawn up against *plan*, and the plan after it.

    Raises:
        StaleEdit: somebody changed the same field, or removed the record, meanwhile.
        Refused: a rule forbids it.
    """
    edit = plan.rebase(edit)
    after = plan.apply(edit)
    for _, _, why in broken_rules(after, edit):
        raise Refused(f"{edit.label}: {why}.")
    return edit, after
