"""The base every full page stands on: its three bars, the keys that work everywhere, and what leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.screen import Screen

from domain.edits import noun
from domain.entity import Entity
from domain.plan import Edit, Plan
from domain.records import BY_NAME
from screens.messages import Export, Propose, Redo, Turn, Undo
from screens.parts.bars import KeyBar, PageBar, Status, StatusBar
from screens.parts.chooser import Chooser, Option

PAGES = ("Home", "Personas", "Journeys", "Gaps", "Cases", "Session", "Roadmap", "Measures", "People")
"""The nine pages, in the order of their keys."""

EXPORTS = (
    Option("toml", "Engagement", "TOML, all of it, for git and other machines"),
    Option("roadmap", "Roadmap", "roadmap.toml, for other programs"),
    Option("mermaid", "Journeys", "Mermaid diagrams"),
)


def key_of(record: Entity) -> str:
    """What a list calls *record*."""
    return f"{record.KIND}/{record.id}"


def record_of(plan: Plan, key: str) -> Entity | None:
    """The record that a list calls *key*; None where it is gone, or *key* is a heading."""
    kind, _, id = key.partition("/")
    return plan.find(BY_NAME[kind], id) if kind in BY_NAME else None


class Page(Screen[None]):
    """A page that draws the plan.

    The plan comes down by `data_bind`; edits go up as messages. A page that is not in view draws when it is again.
    """

    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", tooltip="Take back your last edit", id="page.undo"),
        Binding("ctrl+r", "redo", "Redo", tooltip="Make your last undone edit again", id="page.redo", show=False),
        Binding("x", "export", "Export", tooltip="Write TOML, Mermaid or the roadmap", id="page.export"),
        Binding("colon", "go_to", "Go to", tooltip="Go to any record by name", id="page.go_to", key_display=":"),
        Binding("question_mark", "help", "Help", tooltip="What the keys do here", id="page.help", key_display="?"),
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

    plan: reactive[Plan] = reactive(Plan, init=False)
    status: reactive[Status] = reactive(Status(), init=False)
    drafts: reactive[Mapping[str, Mapping[str, str]]] = reactive(lambda: MappingProxyType({}), init=False)

    def __init__(self, *, today: date, author: str = "") -> None:
        super().__init__()
        self.today = today
        self.author = author
        self._stale = True

    @property
    def number(self) -> int:
        """The key of the page."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The bars round the body of the page."""
        yield PageBar(PAGES, self.number)
        with Horizontal(id="body"):
            yield from self.body()
        yield StatusBar().data_bind(status=Page.status)
        yield KeyBar()

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
        self._draw_if_seen()

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

    def propose(self, edit: Edit | None) -> None:
        """Ask for *edit* to be made, and show it at once; the store may still refuse it."""
        if edit is None or not edit.changes:
            return
        # The next key may be pressed before the store has answered: it must find the plan as it will be.
        self.plan = self.plan.apply(edit)
        self.post_message(Propose(edit))

    def why_not(self, action: str) -> str | None:
        """Say why *action* cannot be done now; None when it can."""
        del action
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim the keys of actions that cannot be done now."""
        del parameters
        return None if self.why_not(action) else True

    def on_key(self, event: events.Key) -> None:
        """A dim key says why when it is pressed."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            reason = self.why_not(active.binding.action.partition("(")[0])
            if reason:
                self.notify(reason)

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
                self.post_message(Export(chosen))

        self.app.push_screen(Chooser("Export", lambda: EXPORTS), write)

    def action_help(self) -> None:
        """Show or hide the help for what has focus."""
        if self.screen.query("HelpPanel"):
            self.app.action_hide_help_panel()
        else:
            self.app.action_show_help_panel()

    def action_go_to(self) -> None:
        """Choose any record by name and go there."""
        self.choose_record("Go to", lambda: list(self.plan))

    def choose_record(self, title: str, records: Callable[[], list[Entity]]) -> None:
        """Offer *records* and go to the chosen one."""

        def options() -> list[Option]:
            plan = self.plan
            return [Option(key_of(r), plan.called(r), f"{_where(plan, r)}{noun(type(r))}") for r in records()]

        def go(key: str | None) -> None:
            if key:
                kind, _, id = key.partition("/")
                self.post_message(Turn(0, kind, id))

        self.app.push_screen(Chooser(title, options), go)


def _where(plan: Plan, record: Entity) -> str:
    path = plan.path_of(record)
    return f"{path[-1]} · " if path else ""
