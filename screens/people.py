"""Who is behind it, who must move?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from textual.binding import Binding, BindingType

from domain.company import touched_by
from domain.entity import Entity
from domain.people import System, Team
from screens.behind import Behind
from screens.parts.pane import Field, Line
from screens.records import Records


class People(Records):
    """Teams, systems and stakeholders, with how much of the journeys hangs on a team or a system."""

    BINDING_GROUP_TITLE = "People"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("B", "behind", "Touches", tooltip="What hangs on this team or system", id="people.behind"),
    ]

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """What is known of the record; of a team or a system first how much hangs on it."""
        lines = iter(super().describe(record, width))
        yield from islice(lines, 2)
        if isinstance(record, Team | System):
            touched = touched_by(self.plan, record)
            yield ""
            yield Field("Touchpoints", str(len(touched.touchpoints)))
            yield Field("Pains", str(len(touched.pains)))
            yield Field("Gaps", str(len(touched.gaps)))
        yield from lines

    def why_not(self, action: str) -> str | None:
        """Touchpoints hang on teams and systems only."""
        if action == "behind" and not isinstance(self.record, Team | System):
            return "Put the cursor on a team or a system first."
        return super().why_not(action)

    def action_behind(self) -> None:
        """Show what hangs on the team or the system."""
        if self.record is not None:
            self.app.push_screen(Behind(self, self.record))
