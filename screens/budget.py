"""What to do with what there is: the set worth most, what more money would buy, and what each choice by hand costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.choice import Candidate
from domain.edits import change
from domain.engagement import Engagement
from domain.entity import fields_of
from domain.errors import Unsolved
from domain.figures import money, number
from domain.initiative import Effort, Initiative, Pick, Status
from domain.paths import live
from domain.plan import Plan
from domain.portfolio import Frontier, Portfolio, Price, best_portfolio, frontier, prices
from domain.progress import IsCancelled, Progress
from screens.charted import Charted
from screens.page import Page
from screens.parts import plots
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.parts.typed import in_words_of, read, shown

CHOICE, CURVE = "choice", "frontier"
_MUTED = "$foreground-muted"
_AMOUNT = 11


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was worked out for a plan so far.

    Attributes:
        portfolio: comes first.
        frontier: comes second.
        prices: come last, by id of the initiative.
        why: why a search found nothing; what would have come after it is not looked for.
    """

    plan: Plan
    portfolio: Portfolio | None = None
    frontier: Frontier | None = None
    prices: Mapping[str, Price] | None = None
    why: str = ""


class Budget(Charted):
    """The best set under the budget, the person-days of teams, what waits for what and what excludes what."""

    HELP = (
        "● is in the best set; the budget is for one-off costs. Turning is what the set loses if this one turns. **i** "
        "takes one in by hand and **o** leaves it out, the same key again leaves it to the search. "
        "**b** sets the budget."
    )
    BINDING_GROUP_TITLE = "Budget"
    WRITES = Charted.WRITES | {"pick", "budget"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "pick('in')", "In", tooltip="In by hand, or left to the search again", id="budget.in"),
        Binding("o", "pick('out')", "Out", tooltip="Out by hand, or left to the search again", id="budget.out"),
        Binding("b", "budget", "Budget", tooltip="Set the budget", id="budget.set"),
    ]
    DEFAULT_CSS = """
    Budget { layers: _default answer; }
    """
    CONVENTION = "budget"
    VIEWS = ((CHOICE, CURVE),)

    def __init__(self, page: Page, kept: Chosen | None = None) -> None:
        super().__init__(page)
        self._chosen = kept if kept is not None and kept.plan is page.plan else None
        self._asked: Plan | None = None

    @property
    def chosen(self) -> Chosen | None:
        """What was worked out; None as long as nothing is."""
        return self._chosen

    def body(self) -> ComposeResult:
        """The table and the chart, with a line for a short answer."""
        yield from super().body()
        yield Prompt()

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Search where the plan has changed, and draw what is known meanwhile."""
        plan = self.plan
        if self._asked is not plan:
            self._asked = plan
            self._go_on(self._chosen if self._chosen is not None and self._chosen.plan is plan else Chosen(plan))
        self._say_title()
        self.listing.empty = "Nothing to choose from yet."
        self.listing.show(self._keys(), self._cells, self._columns())
        currency = plan.engagement.currency
        found = self._chosen
        draw = None
        if found is not None and found.frontier is not None and found.portfolio is not None:
            draw = partial(_curve, found.frontier, found.portfolio, currency)
        self.plot.show((found.frontier if found else None, found.portfolio if found else None, currency), draw)
        self.follow()

    def _go_on(self, found: Chosen) -> None:
        """Work out what is not there yet, one after the other: the set is what one came for."""
        if found.prices is None:
            what = "Looking for the best set"
            if found.portfolio is not None:
                what = "Looking what more money buys" if found.frontier is None else "Looking what each choice costs"
            self.work(what, partial(searched, found), self._done)

    def _done(self, found: Chosen) -> None:
        is_first, self._chosen = self._chosen is None, found
        self.draw()
        self._go_on(found)
        if is_first:
            self.listing.action_first()

    def _say_title(self) -> None:
        plan, found = self.plan, self._chosen
        budget = plan.engagement.budget
        currency = plan.engagement.currency
        limit = "no budget, b sets one" if budget is None else f"budget {money(budget, currency)} once"
        worth = proof = ""
        if found is not None and found.portfolio is not None and found.portfolio.value is not None:
            portfolio = found.portfolio
            worth = f"worth {money(portfolio.value, currency)} for {money(portfolio.cost, currency)}"
            proof = "proved optimal" if portfolio.is_proved else "not proved optimal"
        self.set_title("What to do with what there is", limit, worth, proof)

    def _keys(self) -> tuple[str, ...]:
        found = [each for each in live(self.plan) if each.status is not Status.DONE]
        return tuple(each.id for each in sorted(found, key=lambda each: not self._is_in(each.id)))

    def _is_in(self, id: str) -> bool:
        portfolio = self._chosen.portfolio if self._chosen is not None else None
        return portfolio is not None and any(each.initiative.id == id for each in portfolio.chosen)

    def _columns(self) -> Sequence[Column]:
        return (
            Column("  In  Initiative", None, least=24),
            Column("Why", 22, rank=3),
            Column("Worth", _AMOUNT, "right"),
            Column("Costs once", _AMOUNT, "right", rank=2),
            Column("Days", 7, "right", rank=4),
            Column("Turning", _AMOUNT, "right", rank=1),
        )

    def _cells(self, key: str) -> Sequence[Cell]:
        initiative = self.plan.get(Initiative, key)
        sign = "●" if self._is_in(key) else "·"
        candidate = self._candidate(key)
        days = [each.likely for each in self.plan.parts(Effort, initiative) if each.likely is not None]
        price = (self._chosen.prices or {}).get(key) if self._chosen is not None else None
        return (
            f"  {sign}   {initiative.name}",
            f"{initiative.pick.value} by hand" if initiative.pick else Content.styled(self._why(key), _MUTED),
            money(candidate.value if candidate else None),
            money(candidate.cost if candidate else None),
            number(sum(days)) if days else MISSING,
            MISSING if price is None or price.value is None else money(price.value),
        )

    def _why(self, key: str) -> str:
        portfolio = self._chosen.portfolio if self._chosen is not None else None
        return portfolio.reasons.get(key, "") if portfolio is not None else ""

    def _candidate(self, key: str) -> Candidate | None:
        portfolio = self._chosen.portfolio if self._chosen is not None else None
        found = portfolio.candidates if portfolio is not None else ()
        return next((each for each in found if each.initiative.id == key), None)

    def follow(self) -> None:
        """Say what is known of the initiative under the cursor, then of the whole set."""
        key = self.listing.key
        lines = iter(()) if key is None else self._told(key)
        self.query_one("#detail", Pane).show(lines, subject=key)

    def _told(self, key: str) -> Iterator[Line]:
        initiative, found = self.plan.get(Initiative, key), self._chosen
        currency = self.plan.engagement.currency
        yield Heading(initiative.name)
        if found is None:
            return
        if found.why:
            yield Prose(found.why)
        price = (found.prices or {}).get(key)
        if price is not None:
            yield Prose(_price_told(price, currency))
        elif found.prices is not None and not found.why:
            yield Prose(f"It cannot be weighed: {self._lacks(key)}.")
        if reason := self._why(key):
            yield Prose(f"Why: {reason}.")
        if found.portfolio is not None:
            yield from (Prose(Content.styled(f"{line[0].upper()}{line[1:]}.", _MUTED)) for line in found.portfolio.said)

    def _lacks(self, key: str) -> str:
        candidate = self._candidate(key)
        return "; ".join(candidate.lacks) if candidate and candidate.lacks else "its case has no figures"

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """One initiative is picked."""
        if action == "pick" and self.listing.key is None:
            return "There is nothing to pick yet."
        return super().why_not(action)

    @on(Listing.Chosen)
    def _open(self, event: Listing.Chosen) -> None:
        self.leave_for(self.plan.get(Initiative, event.key))

    def action_pick(self, pick: str) -> None:
        """Take the initiatives in or leave them out by hand, or leave them to the search again."""
        key = self.listing.key
        if key is None:
            return
        initiative, wanted = self.plan.get(Initiative, key), Pick(pick)
        self.propose(lambda: change(initiative, pick=None if initiative.pick is wanted else wanted))

    def action_budget(self) -> None:
        """Ask for the budget."""
        facts = fields_of(Engagement)["budget"]
        engagement = self.plan.engagement

        def answered(text: str) -> str | None:
            try:
                value = read(facts, text, self.plan, self.page.today)
                edit = change(self.plan.engagement, budget=value)
            except ValueError as refusal:
                tell(self, in_words_of(refusal), title="Not changed", severity="error")
                return text
            self.propose(lambda: edit)
            return None

        text = shown(facts, engagement.budget)
        self.query_one(Prompt).ask(f"Budget for one-off costs, {engagement.currency}", answered, text=text)


def searched(found: Chosen, progress: Progress, is_cancelled: IsCancelled) -> Chosen:
    """*found* with the next of what is not there yet: the set, the frontier, the price of each choice."""
    plan = found.plan
    try:
        if found.portfolio is None:
            return replace(found, portfolio=best_portfolio(plan, progress=progress, is_cancelled=is_cancelled))
        if found.frontier is None:
            return replace(found, frontier=frontier(plan, progress=progress, is_cancelled=is_cancelled))
        costs = prices(plan, progress=progress, is_cancelled=is_cancelled)
    except Unsolved as error:
        return replace(found, prices={}, why=str(error))
    return replace(found, prices={each.initiative.id: each for each in costs})


def _price_told(price: Price, currency: str) -> str:
    side = "in" if price.is_in else "out"
    if price.value is None:
        return f"It cannot be {side}: {price.why}."
    amount = money(abs(price.value), currency)
    if price.by_hand:
        return f"That it is {side} by hand costs {amount if price.value else 'nothing'}."
    if price.value < 0:
        return f"With it {side} the set would be worth {amount} more."
    return f"To have it {side} would cost {amount}."


def _curve(found: Frontier, portfolio: Portfolio, currency: str, width: int, height: int) -> plots.Picture:
    points = [(each.cost, each.value) for each in found.points]
    chosen = None if portfolio.value is None else (portfolio.cost, portfolio.value)
    return plots.frontier(points, chosen, width, height, currency=currency, value_currency=currency)
