"""How sure are we: what may come of it, which figure it hangs on, and what to find out first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.assumption import Assumption
from domain.edits import change
from domain.entity import Entity
from domain.evidence import Evidence, EvidenceKind
from domain.figures import chance, money, number
from domain.information import Question, what_to_find_out, worth_knowing_all
from domain.initiative import CashLine, Initiative
from domain.paths import live
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, part_of
from domain.text import counted
from domain.tornado import Bar, Tornado, tornado, tornado_of_known
from domain.uncertainty import FIRM, Simulation, Spread, simulate
from screens.page import Page
from screens.parts import plots
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.text import MISSING
from screens.simulated import Simulated, Table

FUTURES, SPREAD, SWINGS, TORNADO, QUESTIONS = "futures", "spread", "swings", "tornado", "what to find out"
_TOTAL = "*"
"""Stands where the id of an initiative stands, for all of them together; no id is called so."""
_MUTED = "$foreground-muted"
_AMOUNT = 11
_SOON = timedelta(days=30)
"""When research that is planned here is to be done; the form asks for the day."""
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was simulated for a plan."""

    plan: Plan
    simulation: Simulation
    questions: tuple[Question, ...]
    knowing_all: float


class Risk(Simulated[Drawn]):
    """What initiatives may come to be worth in many futures, what moves that most, and what is worth finding out."""

    HELP = (
        "Every assumption is drawn once in each future and holds for all initiatives. The same seed draws the same "
        "futures; runs and seed are settings of the engagement. What moves most is set to its P10 and P90 by itself. "
        "**a** on what to find out plans the research, **enter** opens the figure."
    )
    BINDING_GROUP_TITLE = "Risk"
    WRITES = Simulated.WRITES | {"edit", "find_out"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("T", "total", "Total", tooltip="What moves all together, or the one", id="risk.total"),
        Binding("a", "find_out", "Find out", tooltip="Plan how to find this figure out", id="risk.find_out"),
        Binding("e", "edit", "Edit", tooltip="Open the form of the figure", id="risk.edit", show=False),
    ]
    CONVENTION = "runs"
    VIEWS = ((FUTURES, SPREAD), (SWINGS, TORNADO), (QUESTIONS, ""))
    KEEPS_ROW = frozenset({FUTURES})

    def __init__(self, page: Page, initiative: Initiative | None, kept: Drawn | None = None) -> None:
        super().__init__(page, initiative.id if initiative is not None else _TOTAL, kept)
        self._tornado: tuple[Plan, str, Tornado] | None = None

    # --- what is shown --------------------------------------------------------------------------------------------

    def simulated(self, plan: Plan, today: date, progress: Progress, is_cancelled: IsCancelled) -> Drawn:
        """The futures, then what to find out: half of the way each."""
        runs, seed = plan.engagement.runs, plan.engagement.seed
        first, then = (part_of(progress, nth, 2) for nth in range(2))
        simulation = simulate(plan, live(plan), runs=runs, seed=seed, progress=first, is_cancelled=is_cancelled)
        questions = what_to_find_out(plan, simulation, today, progress=then, is_cancelled=is_cancelled)
        return Drawn(plan, simulation, questions, worth_knowing_all(simulation))

    def rows(self) -> Table:
        """The table in view, as far as it is known."""
        match self.table:
            case "futures":
                return self._futures()
            case "swings":
                return self._swings()
            case _:
                return self._questions()

    def say_title(self) -> None:
        """Say what is in view, and how it was drawn."""
        drawn = self._drawn
        how = ""
        if drawn is not None:
            how = f"{counted(drawn.simulation.runs, 'run')}, seed {drawn.simulation.seed}"
        whose = self._whose if self.table == SWINGS else ""
        knowing = ""
        if drawn is not None and self.table == QUESTIONS:
            currency = self.plan.engagement.currency
            knowing = f"knowing all is worth {money(drawn.knowing_all, currency)}"
        self.set_title("How sure", self.view, whose, knowing, how)

    @property
    def empty(self) -> str:
        """What a table without rows says."""
        if self._drawn is None and self.table != SWINGS:
            return "The futures are being drawn."
        if self.table == SWINGS:
            return "\n".join(("No figure can be turned here yet:", *self._bars.missing))
        if self.table == QUESTIONS:
            return "Nothing is uncertain here. Give figures a low and a high end."
        return "Nothing to simulate yet. Press m on an initiative to see what its case lacks."

    @property
    def _whose(self) -> str:
        initiative = self.plan.find(Initiative, self._looked_at)
        return initiative.name if initiative is not None else "all initiatives together"

    def _futures(self) -> Table:
        columns = (
            Column(f"Net present value, {self.plan.engagement.currency}", None, least=20),
            Column("P10", _AMOUNT, "right", rank=1),
            Column("P50", _AMOUNT, "right"),
            Column("P90", _AMOUNT, "right", rank=1),
            Column("P(>0)", 8, "right"),
            Column("± SE", 7, "right", rank=4),
            Column("Best", 8, "right", rank=3),
            Column("Top 3", 8, "right", rank=2),
        )
        if self._drawn is None:
            return (), lambda _: (), columns
        simulation = self._drawn.simulation
        keys = [each.initiative.id for each in simulation.worths]
        spreads = dict(zip(keys, simulation.spreads, strict=True))
        keys.sort(key=lambda key: -spreads[key].p50)
        left_out = {each.initiative.id: each for each in simulation.left_out}

        def cells(key: str) -> Sequence[Cell]:
            if key in left_out:
                lacks = Content.styled(f"{left_out[key].initiative.name}: {'; '.join(left_out[key].missing)}", _MUTED)
                return (lacks, *[MISSING] * 7)
            spread = simulation.total if key == _TOTAL else spreads[key]
            if spread is None:
                return ("", *[MISSING] * 7)
            name = "All together" if key == _TOTAL else self._name_of(key)
            best, top = (None if key == _TOTAL else simulation.among_best(key, most) for most in (1, 3))
            return (name, *_shown(spread), chance(best), chance(top))

        total = (_TOTAL,) if simulation.total is not None else ()
        return (*keys, *total, *left_out), cells, columns

    def _called(self, record: Assumption | CashLine) -> str:
        """The name of a figure, with the initiative of a cash line unless only that one is looked at."""
        if isinstance(record, Assumption) or (self.table == SWINGS and self._looked_at == record.initiative):
            return record.name
        return f"{record.name} · {self._name_of(record.initiative)}"

    def _name_of(self, id: str) -> str:
        """The name of an initiative, which may be gone from the plan until the futures are drawn anew."""
        plans = (self.plan, self._drawn.plan) if self._drawn is not None else (self.plan,)
        return next((found.name for plan in plans if (found := plan.find(Initiative, id)) is not None), id)

    @property
    def _bars(self) -> Tornado:
        plan, id = self.plan, self._looked_at
        if self._tornado is None or self._tornado[0] is not plan or self._tornado[1] != id:
            one = plan.find(Initiative, id)
            found = tornado(plan, (one,)) if one is not None else tornado_of_known(plan, live(plan))
            self._tornado = plan, id, found
        return self._tornado[2]

    def _swings(self) -> Table:
        bars = {_key(bar.record): bar for bar in self._bars.bars}

        def cells(key: str) -> Sequence[Cell]:
            bar = bars[key]
            return (
                f"{'! ' if bar.is_one_sided else ''}{self._called(bar.record)}",
                number(bar.low),
                number(bar.high),
                money(bar.at_low),
                money(bar.at_high),
                money(bar.swing),
                MISSING if bar.break_even.value is None else number(bar.break_even.value),
            )

        columns = (
            Column("Figure, one at a time", None, least=20),
            Column("P10", 9, "right", rank=3),
            Column("P90", 9, "right", rank=3),
            Column("NPV then", _AMOUNT, "right", rank=1),
            Column("and then", _AMOUNT, "right", rank=1),
            Column("Swing", _AMOUNT, "right"),
            Column("NPV 0 at", 9, "right", rank=2),
        )
        return tuple(bars), cells, columns

    def _questions(self) -> Table:
        questions = self._by_key()

        def cells(key: str) -> Sequence[Cell]:
            each = questions[key]
            return (
                self._called(each.factor.record),
                money(each.gain),
                str(len(each.initiatives)),
                str(len(each.turns)),
                "none" if each.strength is None else f"{each.strength:.2f}",
            )

        columns = (
            Column("What to find out", None, least=24),
            Column("Worth", _AMOUNT, "right"),
            Column("Rest on it", 10, "right", rank=2),
            Column("May turn", 8, "right", rank=1),
            Column("Evidence", 8, "right", rank=3),
        )
        return tuple(questions), cells, columns

    def _by_key(self) -> Mapping[str, Question]:
        questions = self._drawn.questions if self._drawn is not None else ()
        return {_key(each.factor.record): each for each in questions}

    def follow(self) -> None:
        """Say how what is under the cursor comes about, and draw its chart."""
        key = self.listing.key
        if self.table == FUTURES and key is not None and key != self._looked_at:
            self._looked_at = key
        self._draw_chart()
        lines: Iterator[Line] = iter(()) if key is None else self._told(key)
        self.query_one("#detail", Pane).show(lines, subject=f"{self.table}/{key}")

    def _draw_chart(self) -> None:
        currency = self.plan.engagement.currency
        if self.table == FUTURES:
            spread = self._spread(self._looked_at)
            self.plot.show(
                (self._looked_at, spread, currency), None if spread is None else partial(_histogram, spread, currency)
            )
        elif self.table == SWINGS:
            found = self._bars
            self.plot.show((found, currency), None if found.base is None else partial(_tornado, found, currency))

    def _spread(self, key: str) -> Spread | None:
        if self._drawn is None:
            return None
        simulation = self._drawn.simulation
        return simulation.total if key == _TOTAL else simulation.spread(key)

    def _told(self, key: str) -> Iterator[Line]:
        currency = self.plan.engagement.currency
        drawn = self._drawn
        if self.table == SWINGS:
            bar = next(each for each in self._bars.bars if _key(each.record) == key)
            yield Heading(self._called(bar.record))
            yield from map(Prose, _bar_told(bar, self._bars, currency))
        elif self.table == QUESTIONS:
            question = self._by_key()[key]
            yield Heading(self._called(question.factor.record))
            yield Prose(question.stop_rule(currency))
            yield Prose(question.said)
            if names := ", ".join(map(self._name_of, question.turns)):
                yield Prose(f"Once it is known, the decision may turn on: {names}.")
        elif drawn is not None:
            spread = self._spread(key)
            yield Heading(self._whose)
            if spread is not None:
                yield Prose(_spread_told(spread, currency))
                yield from self._firmness(key)
                yield Prose(
                    Content.styled(
                        ". ".join(each[0].upper() + each[1:] for each in drawn.simulation.said[:2]) + ".", _MUTED
                    )
                )

    def _firmness(self, key: str) -> Iterator[Line]:
        top = self._drawn.simulation.among_best(key, 3) if self._drawn is not None else None
        if top is not None:
            word = "firmly" if top >= FIRM else "never" if top <= 1 - FIRM else "not surely"
            yield Prose(f"In {chance(top)} of the futures it is among the three best: {word}.")

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """What is found out is one figure."""
        if action == "find_out" and (self.table == FUTURES or self._figure is None):
            return "Turn to what to find out with } first, and put the cursor on a figure."
        if action == "edit" and self._figure is None:
            return "Put the cursor on a figure first."
        return super().why_not(action)

    @property
    def _figure(self) -> Assumption | CashLine | None:
        """The assumption or the cash line under the cursor."""
        kind, _, id = (self.listing.key or "").partition("/")
        if kind == Assumption.KIND:
            return self.plan.find(Assumption, id)
        return self.plan.find(CashLine, id) if kind == CashLine.KIND else None

    def action_total(self) -> None:
        """Look at all initiatives together, or at the one again."""
        self._looked_at = self._one if self._looked_at == _TOTAL else _TOTAL
        if self.table == FUTURES:
            self.listing.move_to(self._looked_at)
        self.draw()

    @property
    def _one(self) -> str:
        found = self._drawn.simulation.worths if self._drawn is not None else ()
        return found[0].initiative.id if found else _TOTAL

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        if self.table == FUTURES:
            self.view = SWINGS
        else:
            self.action_edit()

    def action_edit(self) -> None:
        """Open the form of the figure under the cursor."""
        if (figure := self._figure) is not None:
            self.page.fill_in(type(figure), record=figure)

    def action_find_out(self) -> None:
        """Plan a piece of evidence for the figure under the cursor."""
        figure = self._figure
        if figure is None:
            return

        def planned(evidence: Entity) -> None:
            now = self.plan.find(type(figure), figure.id)
            if now is not None and self.page.propose(change(now, evidence=evidence.id)):
                tell(self, f"“{figure.name}” will rest on “{evidence.title}”.")

        self.page.fill_in(
            Evidence,
            given={
                "name": f"To find out: {figure.name}"[:200],
                "kind": EvidenceKind.SURVEY,
                "collected_on": (self.page.today + _SOON).isoformat(),
            },
            then=planned,
        )


def _key(record: Entity) -> str:
    return f"{record.KIND}/{record.id}"


def _shown(spread: Spread) -> tuple[str, ...]:
    amounts = (money(each) for each in (spread.p10, spread.p50, spread.p90))
    return (*amounts, chance(spread.positive), chance(spread.error))


def _spread_told(spread: Spread, currency: str) -> str:
    amounts = [money(each, currency) for each in (spread.p10, spread.p50, spread.p90, spread.mean, spread.sd)]
    low, middle, high, mean, sd = amounts
    return (
        f"One time in ten below {low}, as often above as below {middle}, one time in ten above {high}; "
        f"mean {mean}, standard deviation {sd}. Above 0 in {chance(spread.positive)} of the futures, "
        f"with a standard error of {chance(spread.error)}."
    )


def _bar_told(bar: Bar, found: Tornado, currency: str) -> Iterator[str]:
    at_low, at_high, base = (money(each, currency) for each in (bar.at_low, bar.at_high, found.base))
    yield (
        f"At {number(bar.low)} the NPV is {at_low}, at {number(bar.high)} it is {at_high}; with all as likely {base}."
        f" It is 0 at {bar.break_even.said}."
    )
    if bar.is_one_sided:
        yield "! Both ends lie on the same side of the likely case."
    if found.missing:
        yield f"Left out: {'. '.join(found.missing)}."
    yield "One figure at a time: that two are off together is not looked at here."


def _histogram(spread: Spread, currency: str, width: int, height: int) -> plots.Picture:
    edges = [spread.bins[0].low, *(each.high for each in spread.bins)]
    marks = {"P10": spread.p10, "P50": spread.p50, "P90": spread.p90, "0": 0}
    counts = [each.runs for each in spread.bins]
    return plots.distribution(edges, counts, marks, width, height, currency=currency, above=spread.positive)


def _tornado(found: Tornado, currency: str, width: int, height: int) -> plots.Picture:
    rows = [(bar.record.name, bar.at_low, bar.at_high) for bar in found.bars[:_MOST_BARS]]
    return plots.tornado(rows, found.base, width, height, currency=currency)
