"""Choosing one of many by typing a part of it: a record to go to, a kind to add, a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.parts.listing import Column, Listing

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose.

    Attributes:
        key: what the chooser hands back.
        label: what it is called.
        detail: what tells it from others of the same name.
    """

    key: str
    label: str
    detail: str = ""


class Chooser(ModalScreen[str | None]):
    """Offers options, narrows them as one types, and hands back the key of the chosen one."""

    HELP = "Type a part of the name, move with the arrows, and press enter."
    BINDING_GROUP_TITLE = "Choosing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Close and choose nothing", id="chooser.back"),
        Binding("down,ctrl+n", "move(1)", "Down", tooltip="Next", id="chooser.down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", tooltip="Previous", id="chooser.up", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Chooser {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 94%; height: 18; max-height: 90%;
            border: round $primary; border-title-color: $text-primary; background: $surface; padding: 0 1;
        }
        & Input { padding: 0; margin-bottom: 1; background: $surface; }
    }
    """

    def __init__(self, title: str, options: Callable[[], Sequence[Option]], *, hint: str = "Type to narrow") -> None:
        super().__init__()
        self._title = title
        self._source = options
        self._hint = hint
        self._options: dict[str, Option] = {}

    def compose(self) -> ComposeResult:
        """A line to type in above the options."""
        with Vertical() as box:
            box.border_title = self._title.replace("[", "\\[")
            line = Input(placeholder=self._hint, id="typed", compact=True)
            line.cursor_blink = False
            yield line
            yield Listing("Nothing goes by that name.")

    def on_mount(self) -> None:
        """Show everything there is."""
        self._options = {option.key: option for option in self._source()}
        self.query_one(Listing).can_focus = False
        self._narrow("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.dismiss(self.query_one(Listing).key)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self.dismiss(event.key)

    def action_move(self, by: int) -> None:
        """Go to another option without leaving the line."""
        self.query_one(Listing).action_move(by)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [
            option.key
            for option in self._options.values()
            if all(word in f"{option.label} {option.detail}".casefold() for word in words)
        ]
        starting = [key for key in found if words and self._options[key].label.casefold().startswith(words[0])]
        listing = self.query_one(Listing)
        listing.needle = typed.strip()
        ranked = [*starting, *(key for key in found if key not in set(starting))][:MOST_SHOWN]
        listing.show(ranked, self._cells, (Column("", None), Column("", None, "right")))
        if ranked:
            listing.move_to(ranked[0])

    def _cells(self, key: str) -> tuple[str, str]:
        option = self._options[key]
        return option.label, option.detail
