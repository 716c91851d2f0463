"""Choosing one of many by typing a part of it: a record to go to, a kind to add, a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.parts.listing import Cell, Column, Listing

MOST_SHOWN = 200
MOST_DETAIL = 36
"""Cells the details get; names are what one looks for."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose.

    Attributes:
        key: what the chooser hands back.
        label: what it is called.
        detail: what tells it from others of the same name.
        sign: stands before the label and is not typed.
    """

    key: str
    label: str
    detail: str = ""
    sign: str = ""


class Choices(Listing):
    """A list of which one row is chosen, so that none is marked."""

    HELP = "Move with **j** and **k**, choose with **enter**."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is marked here."""
        return action not in {"mark", "mark_range", "unmark"} and super().check_action(action, parameters)


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

    def __init__(
        self, title: str, options: Callable[[], Sequence[Option]], *, hint: str = "Type to narrow", at: str = ""
    ) -> None:
        """Offer *options*, with the cursor on the one whose key is *at*, or else on the first."""
        super().__init__()
        self._at = at
        self._title = title
        self._source = options
        self._hint = hint
        self._options: dict[str, Option] = {}
        self._detail_width = 0

    def compose(self) -> ComposeResult:
        """A line to type in above the options."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            line = Input(placeholder=self._hint, id="typed", compact=True)
            line.cursor_blink = False
            yield line
            yield Choices("Nothing goes by that name.")

    def on_mount(self) -> None:
        """Show everything there is."""
        self._options = {option.key: option for option in self._source()}
        details = (cell_len(option.detail) for option in self._options.values())
        self._detail_width = min(max(details, default=0), MOST_DETAIL)
        self.query_one(Choices).can_focus = False
        self._narrow("")
        self.query_one(Choices).move_to(self._at)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.dismiss(self.query_one(Choices).key)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self.dismiss(event.key)

    def action_move(self, by: int) -> None:
        """Go to another option without leaving the line."""
        self.query_one(Choices).action_move(by)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [
            option.key
            for option in self._options.values()
            if all(word in f"{option.label} {option.detail}".casefold() for word in words)
        ]
        starting = [key for key in found if words and self._options[key].label.casefold().startswith(words[0])]
        listing = self.query_one(Choices)
        listing.needle = typed.strip()
        ranked = [*starting, *(key for key in found if key not in set(starting))][:MOST_SHOWN]
        listing.show(ranked, self._cells, (Column("", None, least=24), Column("", self._detail_width, "right", rank=1)))
        if ranked:
            listing.move_to(ranked[0])

    def _cells(self, key: str) -> tuple[Cell, Cell]:
        option = self._options[key]
        return f"{option.sign} {option.label}".lstrip(), Content.styled(option.detail, "$foreground-muted")
