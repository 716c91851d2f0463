"""One line to type a short answer in, below a page: a name, a pain, a number. Quicker than a form, and as safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from screens.parts.text import fit

Answered: TypeAlias = Callable[[str], str | None]


class Prompt(Horizontal):
    """A question and a line for the answer; out of sight until something is asked."""

    HELP = "Type the answer and press **enter**; **esc** closes the line and keeps what was typed."
    BINDING_GROUP_TITLE = "Answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Save", tooltip="Take the answer", id="prompt.send", key_display="⏎"),
        Binding("escape", "leave", "Close", tooltip="Close; what was typed is kept for later", id="prompt.leave"),
        # Out of the line there is no key that closes it.
        Binding("tab,shift+tab", "stay", show=False, system=True, id="prompt.stay"),
    ]
    DEFAULT_CSS = """
    Prompt {
        display: none; height: 1; padding: 0 1; background: $panel;
        layer: answer; dock: bottom; margin-bottom: 1;
        &.open { display: block; }
        & Static { width: auto; color: $text-accent; text-style: bold; }
        & Input { width: 1fr; padding: 0 1; background: $panel; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._answered: Answered = lambda _: None
        self._left: Callable[[str], None] = lambda _: None

    def compose(self) -> ComposeResult:
        """The question, then the line."""
        yield Static(Content(""))
        line = Input(compact=True)
        line.cursor_blink = False
        yield line

    def ask(
        self,
        question: str,
        answered: Answered,
        *,
        hint: str = "",
        text: str = "",
        left: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Ask *question*.

        Args:
            question: what stands before the line.
            answered: takes what is typed; returns what to leave in the line for another try or the next answer, or None
                where that was all.
            hint: stands in the empty line.
            text: what was typed before and kept.
            left: takes what is typed when the line is left without an answer.
        """
        if self.is_open:
            self._left(self.query_one(Input).value)
        self._answered, self._left = answered, left
        shown = fit(question, min(cell_len(question), self.app.size.width // 2)).rstrip()
        self.query_one(Static).update(Content(f"{shown}: "), layout=True)
        line = self.query_one(Input)
        line.placeholder, line.value = hint, text
        line.cursor_position = len(text)
        self.add_class("open")
        line.focus()

    @property
    def is_open(self) -> bool:
        """Whether something is asked."""
        return self.has_class("open")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        rest = self._answered(event.value)
        if rest is None:
            self.close()
        else:
            event.input.value = rest

    async def action_send(self) -> None:
        """Take what is typed, as enter does."""
        await self.query_one(Input).action_submit()

    def action_stay(self) -> None:
        """Do nothing: there is one line."""

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()

    def action_leave(self) -> None:
        """Close, and hand over what was typed."""
        self._left(self.query_one(Input).value)
        self.close()

    def close(self) -> None:
        """Go out of sight."""
        self.query_one(Input).value = ""
        self.remove_class("open")
        self.screen.focus_next()
