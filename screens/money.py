"""What an initiative costs, brings and is worth, with every figure open to be done again by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.business_case import BusinessCase, Moment, Outcome, case_of, total_of
from domain.cash import Future
from domain.figures import factor, money
from domain.initiative import CashLine, Initiative
from domain.persona import Persona
from domain.plan import Plan
from domain.promoters import promoter_chain
from screens.charted import Charted
from screens.page import Page
from screens.parts.chooser import Chooser, Option
from screens.parts.listing import Cell, Column, Drawer, Listing
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.plots import Picture, cash_flow
from screens.parts.text import MISSING

FIGURES, YEARS, LINES, CHART = "figures", "years", "lines", "chart"
_MUTED = "$foreground-muted"
_AMOUNT = 11
_GONE = "The initiative is no longer there. Press esc to go back, or > for the next."
_PARTS = (
    ("One-off", ("one_off",)),
    ("Running", ("running",)),
    ("Hard", ("hard",)),
    ("Soft", ("soft",)),
    ("Net", ("net",)),
    ("Sum", ("cumulative",)),
)
_SUMS = (
    ("Costs", ("one_off", "running")),
    ("Benefits", ("hard", "soft")),
    ("Net", ("net",)),
    ("Sum", ("cumulative",)),
)
"""The columns of a year, and what is added up in each."""
_ALL_PARTS = 100
"""Cells a screen has where every part of a year has its column."""


class Money(Charted):
    """The business case of one initiative, or of several together: its figures, its years, its lines, its chart."""

    HELP = (
        "Below the table stands how the figure under the cursor comes about. Worst and best take the worst and the "
        "best end of every line at once; what is likely lies between them, and how likely is on the page of risk."
    )
    BINDING_GROUP_TITLE = "Money"
    WRITES = Charted.WRITES | {"add", "edit", "promoters"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "greater_than_sign",
            "initiative(1)",
            "Next",
            tooltip="The next initiative",
            id="money.next",
            key_display=">",
        ),
        Binding(
            "less_than_sign",
            "initiative(-1)",
            "Before",
            tooltip="The initiative before",
            id="money.before",
            key_display="<",
            show=False,
        ),
        Binding("T", "total", "Total", tooltip="All initiatives together, or the one", id="money.total"),
        Binding("a", "add", "Line", tooltip="Add a cost or a benefit", id="money.add"),
        Binding("e", "edit", "Edit", tooltip="Open the form of the line", id="money.edit", show=False),
        Binding("P", "promoters", "Promoters", tooltip="Draw up what more promoters bring", id="money.promoters"),
    ]
    VIEWS = ((FIGURES, CHART), (YEARS, ""), (LINES, ""))

    def __init__(self, page: Page, initiatives: Sequence[Initiative], among: Sequence[str]) -> None:
        super().__init__(page)
        self._ids = tuple(each.id for each in initiatives)
        self._among = tuple(among)
        self._is_total = len(initiatives) > 1
        self._case: BusinessCase | None = None
        self._of: tuple[Plan, tuple[str, ...], bool] | None = None

    @property
    def initiatives(self) -> tuple[Initiative, ...]:
        """Those the case is about, as far as they are still there."""
        ids = self._among if self._is_total and len(self._ids) == 1 else self._ids
        return tuple(each for id in ids if (each := self.plan.find(Initiative, id)) is not None)

    @property
    def case(self) -> BusinessCase:
        """The case, worked out once for a plan."""
        of = self.plan, self._ids, self._is_total
        if self._case is None or self._of is None or self._of[0] is not of[0] or self._of[1:] != of[1:]:
            today = self.page.today
            found = self.initiatives
            self._case = total_of(self.plan, found, today) if self._is_total else case_of(self.plan, found[0], today)
            self._of = of
        return self._case

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the table and the chart."""
        if not self.initiatives:
            self.set_title("Business case")
            self.listing.empty = _GONE
            self.listing.show((), lambda _: (), ())
            self.plot.show(None, None)
            self.follow()
            return
        case = self.case
        words, of_words = case.done(in_words=True)
        numbers, of_numbers = case.done(in_words=False)
        complete = "complete" if case.is_complete else f"words {words}/{of_words}, numbers {numbers}/{of_numbers}"
        known = "* of the lines with figures" if case.likely.missing and case.likely.moments else ""
        self.set_title("Business case", self.view, case.title, known, complete)
        tables = {FIGURES: self._figures, YEARS: self._years, LINES: self._lines}
        keys, cells, columns = tables[self.table](case)
        self.listing.empty = "No money yet. Press a to add what it costs and what it brings."
        self.listing.show(keys, cells, columns)
        moments = case.likely.moments
        data = tuple((_short_title(each), each.net, each.cumulative) for each in moments)
        self.plot.show((data, case.currency), partial(_chart, data, case.currency))
        self.follow()

    def _figures(self, case: BusinessCase) -> tuple[tuple[str, ...], Drawer, Sequence[Column]]:
        def cells(key: str) -> Sequence[Cell]:
            return (case.likely.figure(key).title, *(_figure(each, key) for each in case.outcomes))

        columns = (
            Column(f"Money in {case.currency}", None, least=24),
            *(_column(future, 12) for future in Future),
        )
        return tuple(each.key for each in case.likely.figures), cells, columns

    def _years(self, case: BusinessCase) -> tuple[tuple[str, ...], Drawer, Sequence[Column]]:
        moments = {str(nth): each for nth, each in enumerate(case.likely.moments)}
        # Columns that add up: where there is no room for all, costs and benefits as one each.
        parts = _PARTS if self.size.width >= _ALL_PARTS else _SUMS

        def cells(key: str) -> Sequence[Cell]:
            each = moments[key]
            return (
                each.title,
                *(money(sum((getattr(each, name) for name in names), Decimal(0))) for _, names in parts),
                factor(each.factor),
                money(each.discounted),
                money(each.cumulative_discounted),
            )

        columns = (
            Column("", None, least=16),
            *(Column(title, _AMOUNT, "right") for title, _ in parts),
            Column("Factor", 8, "right", rank=7),
            Column("Discounted", _AMOUNT, "right", rank=6),
            Column("Sum of that", _AMOUNT, "right", rank=8),
        )
        return tuple(moments), cells, columns

    def _lines(self, case: BusinessCase) -> tuple[tuple[str, ...], Drawer, Sequence[Column]]:
        streams = {each.line.id: each for each in case.streams}

        def cells(key: str) -> Sequence[Cell]:
            stream = streams[key]
            return (
                f"{'↗ ' if stream.line.by_promoters else ''}{stream.line.name}",
                stream.line.kind.value,
                *(money(stream.amount(future)) for future in Future),
                stream.line.certainty.value if stream.line.certainty else MISSING,
                "✓" if stream.line.evidence else MISSING,
            )

        columns = (
            Column("Line, amounts in full or a year", None, least=22),
            Column("Kind", 12, rank=3),
            *(
                Column(future.value.capitalize(), _AMOUNT, "right", rank=future is not Future.LIKELY)
                for future in Future
            ),
            Column("Certain", 7, rank=2),
            Column("Evidence", 8, "center", rank=4),
        )
        return tuple(streams), cells, columns

    def follow(self) -> None:
        """Say how what is under the cursor comes about."""
        key = self.listing.key
        lines: Iterator[Line] = iter(()) if key is None else iter(tuple(self._told(key)))
        self.query_one("#detail", Pane).show(lines, subject=f"{self.view}/{key}")

    def _told(self, key: str) -> Iterator[Line]:
        case = self.case
        if self.view == YEARS:
            yield from _moment_told(case, case.likely.moments[int(key)])
        elif self.view == LINES:
            stream = next(each for each in case.streams if each.line.id == key)
            yield Heading(stream.line.name)
            yield from map(Prose, stream.calculation(Future.LIKELY))
        else:
            yield from _figure_told(case, key)

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """A line belongs to one initiative."""
        if action in {"add", "promoters"} and not self.initiatives:
            return _GONE
        if action in {"add", "promoters"} and self._is_total:
            return "Turn to one initiative with T first: a line belongs to one."
        if action == "promoters" and not self.plan.all(Persona):
            return "Add a persona first: promoters are people."
        if action == "edit" and self.view != LINES:
            return "Turn to the lines with } first."
        return super().why_not(action)

    def action_initiative(self, by: int) -> None:
        """Go to another initiative."""
        among = [id for id in self._among if self.plan.find(Initiative, id) is not None]
        if among:
            here = among.index(self._ids[0]) if self._ids[0] in among else -1
            self._ids, self._is_total = (among[(here + by) % len(among)],), False
            self.draw()
            self.refresh_bindings()

    def action_total(self) -> None:
        """Add up all initiatives, or go back to the one."""
        self._is_total = not self._is_total
        if not self._is_total:
            self._ids = self._ids[:1]
        self.draw()
        self.refresh_bindings()

    def action_add(self) -> None:
        """Add a cost or a benefit."""
        given = {CashLine.OWNER: self.initiatives[0].id}
        self.page.fill_in(CashLine, given=given, then=lambda _: None)

    def action_promoters(self) -> None:
        """Draw up what more promoters and fewer detractors among a persona bring, link by link."""

        def chosen(id: str | None) -> None:
            persona = self.plan.find(Persona, id or "")
            if persona is None or not self.initiatives:
                return
            if self.propose(lambda: promoter_chain(self.plan, self.initiatives[0], persona)):
                self.view = LINES

        options = [Option(each.id, each.name, _counts(each)) for each in self.plan.all(Persona)]
        self.app.push_screen(Chooser("Whose recommendations?", lambda: options), chosen)

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        if self.view == LINES:
            self.action_edit()
        else:
            self.view = LINES

    def action_edit(self) -> None:
        """Open the form of the line under the cursor."""
        line = self.plan.find(CashLine, self.listing.key or "")
        if line is not None:
            self.page.fill_in(CashLine, record=line)


def _counts(persona: Persona) -> str:
    asked = [each for each in (persona.promoters, persona.passives, persona.detractors) if each is not None]
    return f"{persona.promoters or 0} promoters, {persona.detractors or 0} detractors of {sum(asked)}" if asked else ""


def _column(future: Future, width: int) -> Column:
    """The column of a future; where there is room for one only, that of the likely one."""
    return Column(future.value.capitalize(), width, "right", rank=int(future is not Future.LIKELY))


def _figure(outcome: Outcome, key: str) -> Cell:
    """A figure; where something is missing for it, that of the lines that have figures, set apart."""
    figure = outcome.figure(key)
    known = next(each for each in outcome.of_known if each.key == key)
    if figure.value is None and outcome.moments and known.value is not None:
        return Content.styled(f"{known.shown('')}*", _MUTED)
    return figure.shown("")


def _figure_told(case: BusinessCase, key: str) -> Iterator[Line]:
    """How a figure comes about at the likely figures, or why there is none, and what comes of the known lines."""
    figure = case.likely.figure(key)
    yield Heading(f"{figure.title}  {figure.shown(case.currency)}")
    yield from map(Prose, figure.said)
    yield from map(Prose, figure.notes)
    if figure.value is None:
        hint = " Press c to give one." if case.rate.why and case.rate.why in figure.why else ""
        yield Prose(f"Not known: {figure.why}.{hint}")
        known = next(each for each in case.likely.of_known if each.key == key)
        if case.likely.missing and known.value is not None:
            yield Prose(Content.styled(f"Of the lines with figures it is {known.shown(case.currency)}.", _MUTED))
    if lacks := case.lacks:
        yield Prose(Content.styled(f"For a complete case it lacks: {'; '.join(lacks)}.", _MUTED))
    yield Prose(Content.styled(" ".join(case.conventions), _MUTED))


def _moment_told(case: BusinessCase, moment: Moment) -> Iterator[Line]:
    """Which lines flow at *moment*, and for which part."""
    yield Heading(f"{moment.title}  {money(moment.net, case.currency, places=2)}")
    some = False
    for stream in case.streams:
        for index, part in enumerate(stream.years):
            flows = stream.flows(Future.LIKELY)
            if part and flows and stream.time(index, case.timing) == moment.time:
                some = True
                yield Prose(f"{stream.line.name}: {stream.said(index)}, {money(flows[index], places=2)}")
    if not some:
        yield Prose("Nothing flows then.")


def _short_title(moment: Moment) -> str:
    return moment.title.replace("start of year", "start").replace("middle of year ", "Y").replace("end of year ", "Y")


def _chart(data: Sequence[tuple[str, Decimal, Decimal]], currency: str, width: int, height: int) -> Picture:
    titles, net, cumulative = (tuple(title for title, _, _ in data), [n for _, n, _ in data], [c for _, _, c in data])
    return cash_flow(titles, net, cumulative, width, height, currency=currency)
