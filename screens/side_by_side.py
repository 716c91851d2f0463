"""What the methods make of the same initiatives: how far they agree, and which one moves whom, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.initiative import Initiative
from domain.plan import Plan
from domain.progress import IsCancelled, Progress
from domain.ranking.agreement import Compared, compared, movers
from domain.ranking.methods import METHODS, Method
from domain.ranking.score import Score
from screens.page import Page
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.table import Table
from screens.parts.text import MISSING
from screens.working import Working

_MUTED = "$foreground-muted"
MOST_MOVES = 5


class SideBySide(Working):
    """Ranks by every method; below, how far the one under the cursor agrees with the one they are ordered by."""

    HELP = (
        "**h** and **l** go from method to method; **s** orders by the one under the cursor, and the others are held "
        "against it. Kendall's τ is 1 where two agree in everything, 0 by chance, −1 turned round. **enter** goes to "
        "the method on the page."
    )
    BINDING_GROUP_TITLE = "Methods"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "order", "Order", tooltip="Order by the method under the cursor", id="methods.order"),
    ]
    DEFAULT_CSS = """
    SideBySide {
        & #detail { height: 40%; }
        &.tall #detail { height: 40%; }
        &.low #detail { height: 3; }
    }
    """

    def __init__(self, page: Page, method: Method, choose: Callable[[str], None]) -> None:
        super().__init__(page)
        self._by = method
        self._choose = choose
        self._compared: tuple[Plan, Compared] | None = None
        self._asked: Plan | None = None
        self._ranks: Mapping[str, Mapping[str, Score]] = {}

    def body(self) -> ComposeResult:
        """The table."""
        yield Table("Nothing to rank yet. Add initiatives on the page.")

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.table, "column", self._draw_detail, init=False)
        self.watch(self.table, "key", self._draw_detail, init=False)
        self.table.focus()

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)

    @property
    def found(self) -> Compared:
        """What the methods say, of the plan as it was when they were last asked; nothing before."""
        return self._compared[1] if self._compared is not None else Compared({}, {})

    def draw(self) -> None:
        """Ask the methods where the plan has changed, and draw what is known meanwhile, ordered by one of them."""
        plan = self.plan
        if (self._compared is None or self._compared[0] is not plan) and self._asked is not plan:
            self._asked = plan
            self.work("Ranking by every method", partial(_work, plan, self.page.today), partial(self._done, plan))
        self.set_title("Methods side by side", f"ordered by {self._by.title}")
        scores = self.found.rankings.get(self._by.key, ())
        columns = (
            Column("Initiative", None, least=20),
            *(
                Column(each.title, max(4, min(8, max(map(len, each.title.split())))), "right", rank=self._rank(each))
                for each in METHODS.values()
            ),
        )
        self.table.show([each.initiative for each in scores], self._cells, columns)
        self._draw_detail()

    def _done(self, plan: Plan, found: Compared) -> None:
        is_first, self._compared = self._compared is None, (plan, found)
        self._ranks = {key: {each.initiative: each for each in scores} for key, scores in found.rankings.items()}
        self.draw()
        if is_first:
            self.table.column = 1 + list(METHODS).index(self._by.key)

    def _rank(self, method: Method) -> int:
        """Of the columns for which there is no room, those of methods that rank nothing go first."""
        return 1 if any(each.rank is not None for each in self.found.rankings.get(method.key, ())) else 2

    def _cells(self, key: str) -> Sequence[Cell]:
        return (
            self._ranked.get(Initiative, key).name,
            *(self._place(self._ranks[method][key]) for method in METHODS),
        )

    @property
    def _ranked(self) -> Plan:
        """The plan that was ranked: somebody may have removed an initiative since."""
        return self._compared[0] if self._compared is not None else self.plan

    @staticmethod
    def _place(score: Score) -> Cell:
        return Content.styled(MISSING, _MUTED) if score.rank is None else str(score.rank)

    @property
    def _here(self) -> Method:
        """The method under the cursor; that of the order where the cursor is on the name."""
        column = self.table.column
        return list(METHODS.values())[column - 1] if column else self._by

    def _draw_detail(self) -> None:
        subject = f"{self._by.key}/{self._here.key}"
        self.query_one("#detail", Pane).show(self._told(), subject=subject)

    def _told(self) -> Iterator[Line]:
        by, here = self._by, self._here
        if self._compared is None:
            return
        yield Heading(here.title if here is by else f"{here.title} held against {by.title}")
        if here is by:
            yield Prose(here.card)
            yield Prose(Content.styled(f"Agreement (τ-b): {self._agreements()}.", _MUTED))
            return
        tau = self.found.taus[self._pair(by, here)]
        if tau.value is None:
            yield Prose(f"How far they agree is not defined: {tau.why}.")
        else:
            yield Prose(f"τ-b = {_signed(tau.value)} over the {tau.of} initiatives that both rank.")
        moves = movers(self._ranked, self.found.rankings[by.key], here, self.found.rankings[here.key])
        yield from (Prose(f"· {move.said}.") for move in moves[:MOST_MOVES])
        if not moves:
            yield Prose("No initiative changes its place.")

    def _agreements(self) -> str:
        others = (method for method in METHODS.values() if method is not self._by)
        taus = ((method, self.found.taus[self._pair(self._by, method)].value) for method in others)
        told = [f"{method.title} {_signed(value)}" for method, value in taus if value is not None]
        return " · ".join(told) or "no other method ranks two of these"

    @staticmethod
    def _pair(one: Method, other: Method) -> tuple[str, str]:
        keys = list(METHODS)
        first, second = sorted((one.key, other.key), key=keys.index)
        return first, second

    def action_order(self) -> None:
        """Order by the method under the cursor."""
        self._by = self._here
        self.draw()
        self.table.turn_to(0)

    @on(Table.Opened)
    @on(Listing.Chosen)
    def _go(self) -> None:
        key = self._here.key
        self.dismiss(None)
        self._choose(key)


def _work(plan: Plan, today: date, progress: Progress, is_cancelled: IsCancelled) -> Compared:
    del progress, is_cancelled  # half a second at most
    return compared(plan, today)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
