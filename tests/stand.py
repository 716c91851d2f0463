"""Holds up one page on a plan, as the shell does but without a file, and writes down what the page asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from rich.cells import cell_len
from textual.app import App
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen

from domain.plan import Edit, Plan
from screens import messages
from screens.page import Page
from screens.parts.listing import Listing
from screens.parts.pane import Pane
from screens.parts.question import Question
from tests.builders import TODAY

S = TypeVar("S", bound="Screen[None]")

HOSTILE = ("[/]", "[@click=app.quit]x[/]", "漢字かな交じり文", "مرحبا بالعالم", "👩‍💻❤️🏴‍☠️ 🇳🇱", "a\\[b]")
"""Names that would be markup, or that terminals draw wider, narrower or from the right."""


class Stand(App[None]):
    """One screen over a plan.

    Attributes:
        plan: what comes down to the page; as long as a test does not change it, the store has not answered yet.
        proposed: the edits that came up, first to last.
        forgotten: for each of them, the subject whose typed text may be forgotten with it.
        asked: the other messages that came up, first to last.
        is_ready: whether the shell was asked to get ready for an edit.
    """

    plan: reactive[Plan] = reactive(Plan, init=False)
    drafts: reactive[Mapping[str, Mapping[str, str]]] = reactive(lambda: MappingProxyType({}), init=False)

    def __init__(
        self,
        make_screen: Callable[[], Screen[None]],
        plan: Plan | None = None,
        *,
        drafts: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self._make_screen = make_screen
        self.set_reactive(Stand.plan, plan or Plan())
        self.set_reactive(Stand.drafts, drafts)
        self.proposed: list[Edit] = []
        self.forgotten: list[str] = []
        self.asked: list[Message] = []
        self.is_ready = False

    def on_mount(self) -> None:
        screen = self._make_screen()
        if isinstance(screen, Page):
            screen.set_reactive(Page.plan, self.plan)
            screen.set_reactive(Page.drafts, self.drafts)
            screen.data_bind(Stand.plan, Stand.drafts)
        self.push_screen(screen)

    def on_propose(self, message: messages.Propose) -> None:
        self.proposed.append(message.edit)
        self.forgotten.append(message.draft)

    def on_get_ready(self) -> None:
        self.is_ready = True

    def on_turn(self, message: messages.Turn) -> None:
        self.asked.append(message)

    def on_recall(self, message: messages.Recall) -> None:
        self.asked.append(message)

    def on_undo(self, message: messages.Undo) -> None:
        self.asked.append(message)

    def on_redo(self, message: messages.Redo) -> None:
        self.asked.append(message)

    def on_export(self, message: messages.Export) -> None:
        self.asked.append(message)

    def on_open_file(self, message: messages.OpenFile) -> None:
        self.asked.append(message)

    def on_keep_draft(self, message: messages.KeepDraft) -> None:
        self.asked.append(message)

    def on_drop_draft(self, message: messages.DropDraft) -> None:
        self.asked.append(message)

    @property
    def edit(self) -> Edit:
        """The one edit that was proposed."""
        [edit] = self.proposed
        return edit

    @property
    def said(self) -> list[str]:
        """The notices, first to last."""
        return [notice.message for notice in self._notifications]

    @property
    def listing(self) -> Listing:
        """The list on the screen in view."""
        return self.screen.query_one(Listing)

    @property
    def rows(self) -> list[str]:
        """The lines of the list in view, without indentation, cursor and marks."""
        return [text for line in self.lines_of(self.listing) if (text := line.strip("▌●◉ "))]

    @property
    def detail(self) -> str:
        """What the pane in view says, on one line."""
        return " ".join(" ".join(self.lines_of(self.screen.query_one(Pane))).split())

    @staticmethod
    def lines_of(widget: Listing | Pane) -> list[str]:
        """The lines of *widget* as text, without the scroll mark."""
        return [widget.render_line(y).text[:-1].rstrip() for y in range(widget.size.height)]

    def fill_in(self, **texts: str) -> None:
        """Put *texts* in the fields of the form in view."""
        for question in self.screen.query(Question):
            if question.facts.name in texts:
                question.answer.raw = texts[question.facts.name]

    @property
    def picture(self) -> list[str]:
        """The whole screen as text, a line each."""
        return [strip.text for strip in self.screen._compositor.render_strips()]

    @property
    def widths(self) -> set[int]:
        """How many cells the lines of the screen take."""
        return {cell_len(line) for line in self.picture}


def changes(edit: Edit) -> list[tuple[str, dict[str, object]]]:
    """What *edit* does, for each record: its id, and the fields that change with their new values; none if it goes."""
    return [
        (
            change.subject.id,
            {name: getattr(change.after, name) for name in change.fields} if change.after is not None else {},
        )
        for change in edit.changes
    ]


__all__ = ["HOSTILE", "TODAY", "Stand", "changes"]
