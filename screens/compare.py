"""Records of one kind side by side, a column each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from domain.difference import shown
from domain.edits import noun, plural
from domain.entity import Entity, fields_of
from domain.plan import Plan
from domain.records import parts_of
from screens.parts.bars import KeyBar
from screens.parts.chooser import Choices
from screens.parts.columns import column_gap
from screens.parts.listing import Cell, Column
from screens.parts.text import MISSING, wrap

_LABELS = 15
"""Cells for the titles of the rows."""
_ROUND = 5
"""Cells of a row that are not in a column: its margins and the scroll mark."""


class Table(Choices):
    """A list in which there is nothing to choose, only to read."""

    HELP = "Scroll with **j** and **k**."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing opens here."""
        return action != "choose" and super().check_action(action, parameters)


class Compare(ModalScreen[None]):
    """Shows records of one kind in columns, a row for each field and each kind of part."""

    BINDING_GROUP_TITLE = "Comparing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c", "dismiss(None)", "Back", tooltip="Back to the list", id="compare.back"),
    ]
    DEFAULT_CSS = """
    Compare {
        align: center middle;
        & > Vertical { width: 96%; height: 92%; border: round $primary; background: $surface; }
    }
    """

    def __init__(self, plan: Plan, records: Sequence[Entity]) -> None:
        super().__init__()
        self._plan = plan
        self._records = tuple(records)

    def compose(self) -> ComposeResult:
        """A table in a frame."""
        with Vertical() as box:
            box.border_title = "Side by side"
            yield Table()
            yield KeyBar()

    def on_resize(self) -> None:
        """Draw the table for the room there is now."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        table, count = self.query_one(Table), len(self._records)
        room = table.size.width - _ROUND - _LABELS
        width = max(1, room // count - column_gap(table.size.width - _ROUND))
        texts = comparison(self._plan, self._records, width)
        names = (Column(self._plan.called(record), width, rank=1) for record in self._records)
        table.show(tuple(texts), texts.__getitem__, (Column("", _LABELS), *names))


def comparison(plan: Plan, records: Sequence[Entity], width: int) -> dict[str, tuple[Cell, ...]]:
    """The lines of the table, by key: a title, and for each of *records*, all of one kind, *width* cells of text."""
    rows: dict[str, tuple[Cell, ...]] = {}
    for key, title, columns in _compared(plan, records):
        lines = [[line for text in column or (MISSING,) for line in wrap(text, width)] for column in columns]
        for n in range(max(map(len, lines))):
            cells = (column[n] if n < len(column) else "" for column in lines)
            rows[f"{key}/{n}"] = (title if n == 0 else "", *cells)
    return rows


def _compared(plan: Plan, records: Sequence[Entity]) -> Iterator[tuple[str, str, list[Sequence[str]]]]:
    """Yield the key and title of each row, with what each of *records* has there."""
    kind = type(records[0])
    for name, facts in fields_of(kind).items():
        if name not in ("id", "position", "name"):
            is_list = facts.many and not facts.target
            yield (
                name,
                facts.title,
                [getattr(each, name) if is_list else (shown(plan, each, name),) for each in records],
            )
    for part in parts_of(kind):
        title = plural(noun(part)).capitalize()
        yield part.KIND, title, [[plan.called(each) for each in plan.parts(part, record)] for record in records]
