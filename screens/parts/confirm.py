"""The question before something that takes more with it than meets the eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.parts.bars import KeyBar


class Confirm(ModalScreen[bool]):
    """Asks for a yes or a no, and says what a yes entails."""

    HELP = "**y** or **enter** goes ahead; **n** or **esc** leaves everything as it is."
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes", tooltip="Go ahead", id="confirm.yes"),
        Binding("n,escape", "answer(False)", "No", tooltip="Leave everything as it is", id="confirm.no"),
    ]
    DEFAULT_CSS = """
    Confirm {
        align: center middle;

        & > #question {
            width: auto;
            max-width: 76;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            border: round $primary;
            background: $surface;
            overflow-y: auto;
        }
        Static {
            width: auto;
            max-width: 100%;
        }
        .detail {
            color: $text-muted;
        }
        KeyBar {
            dock: bottom;
        }
    }
    """

    def __init__(self, question: str, details: Sequence[str] = ()) -> None:
        super().__init__()
        self._question = question
        self._details = tuple(details)

    def compose(self) -> ComposeResult:
        """The question, then what a yes entails, a line each."""
        with Vertical(id="question"):
            yield Static(Content(self._question))
            for detail in self._details:
                yield Static(Content(detail), classes="detail")
        yield KeyBar()

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001 - actions take their arguments by place
        """Close with the answer."""
        self.dismiss(yes)
