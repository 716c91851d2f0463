"""What to show where there is no engagement yet: what was open last, a new one, an example."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from screens.messages import OpenFile
from screens.parts.bars import Divider, KeyBar
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Heading, Line, Pane, Prose

_NEW, _RECENT, _EXAMPLES = "#new", "#recent", "#examples"

_STORY: tuple[Line, ...] = (
    Heading("From journeys to a roadmap"),
    Prose(
        "Describe who the customers are. Map what they live through today, step by step. Back it with evidence. "
        "Dream the journey of one to two and of five years from now. See the gaps, argue the initiatives, decide with "
        "the group, and leave with a roadmap."
    ),
    "",
    Prose("An engagement is one file. Every edit is saved as it is made, and every edit can be taken back."),
)


class Welcome(Screen[None]):
    """Offers the last engagements, a new one, and the examples."""

    BINDING_GROUP_TITLE = "Welcome"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "new", "New", tooltip="Start a new engagement", id="welcome.new"),
        Binding("q,ctrl+q", "app.quit", "Quit", tooltip="Leave", id="welcome.quit"),
        Binding("escape", "back", "Back", tooltip="Back to the list", id="welcome.back"),
    ]
    DEFAULT_CSS = """
    Welcome {
        & #body { height: 1fr; padding: 1 2; }
        & Listing { width: 3fr; }
        & Pane { width: 2fr; }
        & Input { display: none; padding: 0 1; background: $panel; }
        & Input.open { display: block; }
    }
    """

    def __init__(self, recent: Sequence[Path], examples: Sequence[str]) -> None:
        super().__init__()
        self._recent = {f"recent/{path}": path for path in recent}
        self._examples = {f"example/{name}": name for name in examples}

    def compose(self) -> ComposeResult:
        """The offers, what this is about, and a line for a name."""
        with Horizontal(id="body"):
            yield Choices()
            yield Divider()
            yield Pane()
        line = Input(placeholder="Name of the file, such as client.klantreis", compact=True)
        line.cursor_blink = False
        yield line
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw the offers."""
        recent = (_RECENT, *self._recent) if self._recent else ()
        keys = (*recent, _NEW, "new", _EXAMPLES, *self._examples)
        self.query_one(Listing).show(keys, self._cells, (Column("", None),), is_heading=lambda key: key.startswith("#"))
        self.query_one(Pane).show(_STORY)

    def _cells(self, key: str) -> Sequence[Cell]:
        headings = {_NEW: "Start", _RECENT: "Open again", _EXAMPLES: "Look at an example, made here"}
        if key in headings:
            return (headings[key],)
        if key in self._recent:
            return (str(self._recent[key]),)
        return (self._examples[key],) if key in self._examples else ("A new engagement …",)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        if event.key in self._recent:
            self.post_message(OpenFile(str(self._recent[event.key])))
        elif event.key in self._examples:
            name = self._examples[event.key]
            self.post_message(OpenFile(f"{name}.klantreis", example=name))
        else:
            self.action_new()

    def action_new(self) -> None:
        """Ask for a name."""
        line = self.query_one(Input)
        line.add_class("open")
        line.focus()

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.post_message(OpenFile(event.value.strip()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only from the line for a name."""
        del parameters
        return action != "back" or (self.is_mounted and self.query_one(Input).has_class("open"))

    def action_back(self) -> None:
        """Close the line for a name."""
        self.query_one(Input).remove_class("open")
        self.query_one(Listing).focus()
