"""A screen over a page that draws many futures of the plan, and again whenever the plan is another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeAlias, TypeVar

from domain.plan import Plan
from domain.progress import IsCancelled, Progress
from domain.text import counted
from screens.charted import Charted
from screens.page import Page
from screens.parts.listing import Column, Drawer

Table: TypeAlias = tuple[tuple[str, ...], Drawer, Sequence[Column]]
"""The keys of the rows, what draws one, and the columns."""


class OfAPlan(Protocol):
    """What was simulated, and for which plan."""

    @property
    def plan(self) -> Plan:
        """The plan that the futures are of."""


D = TypeVar("D", bound=OfAPlan)


class Simulated(Charted, Generic[D]):
    """Simulates beside the keys; what a page *kept* of the same plan is not drawn again."""

    KEEPS_ROW: ClassVar[frozenset[str]] = frozenset()
    """The tables whose rows are what is looked at: there the cursor stays on it once the futures are drawn."""

    def __init__(self, page: Page, looked_at: str, kept: D | None) -> None:
        super().__init__(page)
        self._looked_at = looked_at
        self._drawn = kept if kept is not None and kept.plan is page.plan else None
        self._asked: Plan | None = None

    @property
    def drawn(self) -> D | None:
        """What was simulated; None as long as it is not."""
        return self._drawn

    def simulated(self, plan: Plan, today: date, progress: Progress, is_cancelled: IsCancelled) -> D:
        """Draw the futures of *plan*; runs in a thread of its own."""
        raise NotImplementedError

    def rows(self) -> Table:
        """The table in view, as far as it is known."""
        raise NotImplementedError

    def say_title(self) -> None:
        """Say what is in view, and how it was drawn."""
        raise NotImplementedError

    @property
    def empty(self) -> str:
        """What a table without rows says."""
        raise NotImplementedError

    def draw(self) -> None:
        """Simulate where the plan has changed, and draw what is known meanwhile."""
        plan = self.plan
        if (self._drawn is None or self._drawn.plan is not plan) and self._asked is not plan:
            self._asked = plan
            what = f"Drawing {counted(plan.engagement.runs, 'future')}"
            self.work(what, partial(self.simulated, plan, self.page.today), self._done)
        keys, cells, columns = self.rows()
        self.say_title()
        self.listing.empty = self.empty
        self.listing.show(keys, cells, columns)
        self.follow()

    def _done(self, drawn: D) -> None:
        wanted, self._drawn = self._looked_at, drawn
        self.draw()
        if self.table in self.KEEPS_ROW:
            self.listing.move_to(wanted)
