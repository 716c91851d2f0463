"""Choosing which lanes a journey map shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from domain.lanes import BLUEPRINT, LANES, LINES
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing


class LaneChoice(ModalScreen["tuple[str, ...] | None"]):
    """All lanes there are; the chosen ones come first, in their order. Hands back the keys of these."""

    HELP = "**space** switches a lane on or off, **J** and **K** move it, **enter** takes the choice."
    BINDING_GROUP_TITLE = "Lanes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Leave the lanes as they were", id="lanes.back"),
        Binding(
            "space", "switch", "On, off", tooltip="Show the lane, or leave it out", id="lanes.switch", priority=True
        ),
        Binding("J", "shift(1)", "Lower", tooltip="Move it one place down", id="lanes.lower"),
        Binding("K", "shift(-1)", "Higher", tooltip="Move it one place up", id="lanes.higher"),
        Binding("enter", "take", "Take", tooltip="Show these lanes", id="lanes.take", priority=True),
    ]
    DEFAULT_CSS = """
    LaneChoice {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 94%; height: 24; max-height: 90%;
            border: round $primary; border-title-color: $text-primary; background: $surface; padding: 0 1;
        }
    }
    """

    def __init__(self, lanes: Sequence[str]) -> None:
        super().__init__()
        self._on = [lane for lane in lanes if lane not in LINES]

    def compose(self) -> ComposeResult:
        """The lanes."""
        with Vertical() as box:
            box.border_title = Content("Lanes")
            box.border_subtitle = Content("space on, off · J K move · enter take · esc back")
            yield Choices()

    def on_mount(self) -> None:
        """Show them."""
        self._draw()
        self.query_one(Choices).focus()

    @property
    def _order(self) -> tuple[str, ...]:
        offered = (lane for lane in LANES if lane not in self._on and (lane not in BLUEPRINT or lane in self._on))
        return (*self._on, *offered)

    def _draw(self) -> None:
        columns = (Column("", 2), Column("", 10), Column("", None))
        self.query_one(Choices).show(self._order, self._cells, columns)

    def _cells(self, key: str) -> Sequence[Cell]:
        is_on = key in self._on
        return ("✓" if is_on else "·", LANES[key].title, Content.styled(LANES[key].help, "$foreground-muted"))

    @property
    def _lane(self) -> str:
        return self.query_one(Listing).key or ""

    def action_switch(self) -> None:
        """Switch the lane under the cursor on or off."""
        lane = self._lane
        self._on = [each for each in self._on if each != lane] if lane in self._on else [*self._on, lane]
        self._draw()

    def action_shift(self, by: int) -> None:
        """Move the lane under the cursor among those that are on."""
        lane = self._lane
        if lane in self._on:
            here = self._on.index(lane)
            there = max(0, min(len(self._on) - 1, here + by))
            self._on.insert(there, self._on.pop(here))
            self._draw()

    def action_take(self) -> None:
        """Hand back what is on."""
        self.dismiss(tuple(self._on))
