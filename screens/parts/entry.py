"""Where text is typed: a line, and a box for prose. Neither blinks, and pasted text comes in clean."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.actions import SkipAction
from textual.message import Message
from textual.widgets import Input, TextArea

from domain.text import clean_text


@dataclass
class Pasted(Message):
    """Text was pasted.

    Attributes:
        text: as it was before it was cleaned.
    """

    text: str


class Entry(Input):
    """One line of text. The lines of a paste come in as one."""

    def __init__(self, raw: str = "", *, placeholder: str = "", select_on_focus: bool = False) -> None:
        super().__init__(raw, placeholder, select_on_focus=select_on_focus, compact=True)
        self.set_reactive(Input.cursor_blink, False)  # noqa: FBT003 - a blink is bytes on an idle line

    @property
    def raw(self) -> str:
        """The text as typed."""
        return self.value

    @raw.setter
    def raw(self, raw: str) -> None:
        self.value = raw

    def on_paste(self, event: events.Paste) -> None:
        """Take in the whole paste, in place of what is selected."""
        event.prevent_default().stop()
        self.replace(clean_text(event.text), *self.selection)
        self.post_message(Pasted(event.text))


class Box(TextArea):
    """Text of several lines; grows with what is in it. At its first and last line the arrows leave it."""

    def __init__(self, text: str = "", *, placeholder: str = "") -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False, placeholder=placeholder)
        self.set_reactive(TextArea.cursor_blink, False)  # noqa: FBT003 - a blink is bytes on an idle line
        self.set_reactive(TextArea.match_cursor_bracket, False)  # noqa: FBT003 - prose, not code

    @property
    def raw(self) -> str:
        """The text as typed."""
        return self.text

    @raw.setter
    def raw(self, raw: str) -> None:
        self.load_text(raw)

    def on_paste(self, event: events.Paste) -> None:
        """Take in the paste, cleaned."""
        event.prevent_default().stop()
        self.replace(clean_text(event.text, multiline=True), *self.selection, maintain_selection_offset=False)
        self.post_message(Pasted(event.text))

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - as Textual has it
        """Go up a line, or leave the key to the form."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - as Textual has it
        """Go down a line, or leave the key to the form."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction
        super().action_cursor_down(select)

    def action_undo(self) -> None:
        """Undo the typing in this box, or leave the key to the form where there is none."""
        before = self.text
        super().action_undo()
        if self.text == before:
            raise SkipAction
