"""A screen over a page: it draws the plan of that page, proposes edits through it, and steps back to it.

Whatever goes on at the file meanwhile reaches the page, and by way of the page the screen that is over it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from domain.entity import Entity
from domain.errors import KlantreisError
from domain.plan import Edit, Plan
from screens.keyed import Keyed
from screens.messages import Redo, Turn, Undo
from screens.page import Page
from screens.parts.bars import KeyBar, StatusBar
from screens.parts.notice import tell
from screens.parts.pane import Pane


class Over(Keyed):
    """A title, a body, the record under the cursor in words, and the two bars of a page."""

    BINDING_GROUP_TITLE = "Over a page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Back to the page", id="over.back"),
        Binding("u", "undo", "Undo", tooltip="Take back your last edit", id="over.undo", show=False),
        Binding("ctrl+r", "redo", "Redo", tooltip="Make your last undone edit again", id="over.redo", show=False),
        Binding("question_mark,f1", "help", "Help", tooltip="What the keys do here", id="over.help", key_display="?"),
    ]
    DEFAULT_CSS = """
    Over {
        & #title { height: 1; padding: 0 1; text-style: bold; color: $text-primary; }
        & #body { height: 1fr; }
        & #detail { height: 4; padding: 0 1; background: $panel; }
        &.tall #detail { height: 8; }
        &.low #detail { height: 2; }
    }
    """
    LOW, TALL = 20, 30
    """Lines below which the body needs them more than the detail, and from which there are some for both."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    @property
    def plan(self) -> Plan:
        """The plan, with the edits that are on their way."""
        return self.page.plan

    @property
    def why_not_write(self) -> str:
        """Why nothing can be changed; empty where it can be."""
        return self.page.why_not_write

    def compose(self) -> ComposeResult:
        """The bars round the body."""
        yield Static(id="title")
        with Vertical(id="body"):
            yield from self.body()
        yield Pane(id="detail")
        yield StatusBar()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between the title and the detail."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the plan as it is now."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the focus where it belongs, once all is drawn for the first time."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Draw, now and whenever the plan changes."""
        self.watch(self.page, "plan", self._draw_anew, init=False)
        self.watch(self.page, "status", self._tell_status)
        self.draw()
        self.begin()

    def on_resize(self) -> None:
        """Give the detail what there is room for, and draw for the room there is now."""
        self.set_class(self.size.height >= self.TALL, "tall")
        self.set_class(self.size.height < self.LOW, "low")
        self.call_after_refresh(self.draw)

    def _draw_anew(self) -> None:
        self.draw()
        self.refresh_bindings()

    def _tell_status(self) -> None:
        self.query_one(StatusBar).status = self.page.status

    def set_title(self, *parts: str) -> None:
        """Say what the screen is about."""
        title, said = self.query_one("#title", Static), " · ".join(filter(None, parts))
        if title.content != Content(said):  # which is sent again whatever it says
            title.update(Content(said), layout=False)

    def propose(self, draw_up: Callable[[], Edit]) -> bool:
        """Ask for the edit that *draw_up* draws up, or say why there is none; return whether it is asked for."""
        try:
            edit = draw_up()
        except KlantreisError as refusal:
            tell(self, str(refusal), title="Not changed", severity="error")
            return False
        return self.page.propose(edit)

    def leave_for(self, record: Entity) -> None:
        """Go to *record*, on the page that shows it."""
        self.dismiss(None)
        self.page.post_message(Turn(0, record.KIND, record.id))

    def action_undo(self) -> None:
        """Ask for the last edit to be taken back."""
        self.page.post_message(Undo())

    def action_redo(self) -> None:
        """Ask for the last undone edit to be made again."""
        self.page.post_message(Redo())

    def action_help(self) -> None:
        """Show what the keys do here."""
        from screens.help import Help  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Help(self))
