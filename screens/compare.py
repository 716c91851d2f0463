"""Records of one kind side by side, a column each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from domain.difference import shown
from domain.entity import Entity, fields_of
from domain.plan import Plan
from domain.records import parts_of
from screens.parts.listing import Cell, Column, Listing


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
            yield Listing()

    def on_mount(self) -> None:
        """Draw the table."""
        self._texts = comparison(self._plan, self._records)
        names = (Column(self._plan.called(record), None) for record in self._records)
        self.query_one(Listing).show(tuple(self._texts), self._texts.__getitem__, (Column("", 16), *names))


def comparison(plan: Plan, records: Sequence[Entity]) -> dict[str, tuple[Cell, ...]]:
    """A row for each field and each part of *records*, all of one kind: key → title and a cell for each."""
    kind = type(records[0])
    rows: dict[str, tuple[Cell, ...]] = {}
    for name, facts in fields_of(kind).items():
        if name in ("id", "position", "name"):
            continue
        columns = [list(getattr(record, name)) if facts.many else [shown(plan, record, name)] for record in records]
        _add(rows, name, facts.title, columns)
    for part in parts_of(kind):
        _add(
            rows,
            part.KIND,
            part.KIND.capitalize() + "s",
            [[plan.called(p) for p in plan.parts(part, r)] for r in records],
        )
    return rows


def _add(rows: dict[str, tuple[Cell, ...]], key: str, title: str, columns: Sequence[Sequence[str]]) -> None:
    """Add as many rows as the longest of *columns* needs."""
    for n in range(max(1, *map(len, columns))):
        cells = (column[n] if n < len(column) else ("–" if n == 0 else "") for column in columns)
        rows[f"{key}/{n}"] = (title if n == 0 else "", *cells)
