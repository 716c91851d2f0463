"""How sure the dates are: when what will be finished in many futures, what is critical, and what delays a milestone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.dates import Cause, Dates, LeftOut, Outcome, simulate_dates
from domain.figures import chance, number, rounded
from domain.initiative import Initiative
from domain.milestone import Milestone
from domain.periods import Grain, Period, period_of, periods
from domain.plan import Plan
from domain.progress import IsCancelled, Progress
from domain.ranges import distribution
from domain.text import counted
from screens.page import Page
from screens.parts import plots
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.text import MISSING
from screens.simulated import Simulated, Table

SURE, SPREAD, QUARTERS, DELAYS = "dates", "spread", "quarters", "what delays"
_MUTED = "$foreground-muted"
_DAY_CELLS, _SHARE_CELLS = 10, 8
_MOST_QUARTERS = 12
_TOLD_CAUSES = 3
_SHADES = "░▒▓█"
"""A share of the futures in quarters of all: some of them … three quarters and more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was simulated for a plan."""

    plan: Plan
    dates: Dates


class SureDates(Simulated[Drawn]):
    """When initiatives and milestones will be finished in many futures of the roadmap.

    A page pushes it with the record under its cursor, and with what it kept of `drawn`, which spares drawing the same
    plan again:

        screen = SureDates(self, record, self._dates)
        self.app.push_screen(screen, lambda _: setattr(self, "_dates", screen.drawn))
    """

    HELP = (
        "Each future draws how long everything takes between its low and its high, as alike as the engagement says, "
        "and pushes on what waits. Nothing starts before its planned day. P80: the first day on which 80 % of the "
        "futures are finished. Critical: in what share of them a later finish makes the whole later. **e** opens the "
        "form with the durations, **c** runs, seed and how alike durations are."
    )
    BINDING_GROUP_TITLE = "Sure dates"
    WRITES = Simulated.WRITES | {"edit"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", tooltip="Open the form with durations and dates", id="dates.edit"),
        Binding("d", "delays", "Delays", tooltip="What delays the milestone under the cursor", id="dates.delays"),
    ]
    CONVENTION = "overrun_together_percent"
    VIEWS = ((SURE, SPREAD), (QUARTERS, ""), (DELAYS, ""))
    KEEPS_ROW = frozenset({SURE, QUARTERS})

    def __init__(self, page: Page, record: Initiative | Milestone | None = None, kept: Drawn | None = None) -> None:
        super().__init__(page, "" if record is None else _key(record), kept)
        self._wanted = self._looked_at

    # --- what is shown --------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start with the record the page was on."""
        super().begin()
        if self._drawn is not None:
            self.listing.move_to(self._wanted)

    def simulated(self, plan: Plan, today: date, progress: Progress, is_cancelled: IsCancelled) -> Drawn:
        """When everything is finished in the futures."""
        return Drawn(plan, simulate_dates(plan, today, progress=progress, is_cancelled=is_cancelled))

    def rows(self) -> Table:
        """The table in view, as far as it is known."""
        match self.table:
            case "dates":
                return self._sure()
            case "quarters":
                return self._by_quarter()
            case _:
                return self._delays()

    def say_title(self) -> None:
        """Say what is in view, and how it was drawn."""
        how, whose = "", ""
        if self._drawn is not None:
            dates = self._drawn.dates
            how = f"{counted(dates.runs, 'run')}, seed {dates.seed}, {dates.together_percent} % alike"
        if self.table == DELAYS and (milestone := self._milestone) is not None:
            whose = milestone.record.name
        self.set_title("How sure the dates are", self.view, whose, how)

    @property
    def empty(self) -> str:
        """What a table without rows says."""
        if self._drawn is None:
            return "The futures are being drawn."
        if self.table == DELAYS:
            return "Nothing that is still to be done decides on a milestone here. Add milestones on page 7."
        return "Nothing has dates yet. Give an initiative a start and how long it takes."

    @property
    def _outcomes(self) -> Mapping[str, Outcome]:
        """Milestones, then initiatives, by key."""
        if self._drawn is None:
            return {}
        dates = self._drawn.dates
        return {_key(each.record): each for each in (*dates.milestones, *dates.items)}

    @property
    def _left_out(self) -> Mapping[str, LeftOut]:
        return {} if self._drawn is None else {_key(each.record): each for each in self._drawn.dates.left_out}

    @property
    def _milestone(self) -> Outcome | None:
        """The milestone that was looked at last; else the first that hangs on what was, else the first of all."""
        outcomes = self._outcomes
        if (found := outcomes.get(self._looked_at)) is not None and found.is_milestone:
            return found
        milestones = [each for each in outcomes.values() if isinstance(each.record, Milestone)]
        hangs = (each for each in milestones if any(_key(cause.initiative) == self._looked_at for cause in each.causes))
        return next(hangs, milestones[0] if milestones else None)

    @property
    def _quarters(self) -> tuple[Period, ...]:
        """The quarters that anything may be finished in, from this one on; the last ones may be left out."""
        outcomes = [each for each in self._outcomes.values() if each.days[-1] >= self.page.today]
        if not outcomes:
            return ()
        starts = self.plan.engagement.fiscal_year_starts
        days = [day for each in outcomes for day in (each.days[0], each.days[-1])]
        first = period_of(max(min(days), self.page.today), Grain.QUARTER, starts).start
        end = period_of(max(days), Grain.QUARTER, starts).end
        return periods(first, end, Grain.QUARTER, starts)[:_MOST_QUARTERS]

    def _sure(self) -> Table:
        quarters = self._quarters
        columns = [
            Column("Finished", None, least=20),
            Column("Planned", _DAY_CELLS, rank=3),
            Column("P50", _DAY_CELLS, rank=1),
            Column("P80", _DAY_CELLS),
            Column("Promised", _DAY_CELLS, rank=2),
            Column("Kept", _SHARE_CELLS + 2, "right"),
            Column("Critical", _SHARE_CELLS, "right", rank=4),
        ]
        if quarters:
            columns.append(Column(f"From {quarters[0].name}", max(len(quarters), 12), rank=5))
        outcomes = self._outcomes
        left_out = self._left_out

        def cells(key: str) -> Sequence[Cell]:
            if key in left_out:
                lacks = Content.styled(f"{left_out[key].record.name}: {left_out[key].why}", _MUTED)
                return (lacks, *[MISSING] * (len(columns) - 1))
            found = outcomes[key]
            strip = "".join(_shade(share) for share in self._shares(found, quarters))
            days = (found.planned, found.p50, found.p80, found.promised)
            return (
                _name(found),
                *(MISSING if day is None else str(day) for day in days),
                _kept(found.on_time),
                chance(found.critical),
                strip,
            )[: len(columns)]

        return (*outcomes, *left_out), cells, columns

    def _shares(self, outcome: Outcome, quarters: Sequence[Period]) -> list[float]:
        shares = {period.start: share for period, share in outcome.quarters(self.plan.engagement.fiscal_year_starts)}
        return [shares.get(each.start, 0.0) for each in quarters]

    def _by_quarter(self) -> Table:
        outcomes = self._outcomes
        quarters = self._quarters

        def cells(key: str) -> Sequence[Cell]:
            found = outcomes[key]
            shares = self._shares(found, quarters)
            return (_name(found), *(f"{_shade(share)} {_rough(share)}" if share else "" for share in shares))

        columns = [Column("Finished in", None, least=20)]
        columns += [Column(each.name, 9, "right", rank=nth) for nth, each in enumerate(quarters)]
        return tuple(outcomes), cells, columns

    def _delays(self) -> Table:
        milestone = self._milestone
        causes = {} if milestone is None else {_key(each.initiative): each for each in milestone.causes}
        outcomes = self._outcomes

        def cells(key: str) -> Sequence[Cell]:
            cause, own = causes[key], outcomes[key]
            return (cause.initiative.name, _days(cause), chance(cause.critical), str(own.p50), str(own.p80))

        columns = (
            Column("On its critical path", None, least=20),
            Column("Days of delay", 13, "right"),
            Column("Critical", _SHARE_CELLS, "right"),
            Column("P50", _DAY_CELLS, rank=2),
            Column("P80", _DAY_CELLS, rank=1),
        )
        return tuple(causes), cells, columns

    def follow(self) -> None:
        """Say what is known of the record under the cursor, and draw how its days are spread."""
        key = self.listing.key
        if self.table != DELAYS and key is not None:
            self._looked_at = key
        found = self._outcomes.get(key or "")
        if self.table == SURE:
            self.plot.show((key, found), None if found is None else partial(_spread, found))
        lines = self._why_left_out(key or "") if found is None else self._told(found)
        self.query_one("#detail", Pane).show(lines, subject=f"{self.table}/{key}")

    def _why_left_out(self, key: str) -> Iterator[Line]:
        if (found := self._left_out.get(key)) is not None:
            yield Heading(found.record.name)
            yield Prose(f"It is left out: {found.why}.")

    def _told(self, found: Outcome) -> Iterator[Line]:
        yield Heading(found.record.name)
        yield Prose(f"{found.sentence[0].upper()}{found.sentence[1:]}.")
        if found.critical is not None:
            yield Prose(f"On the critical path of the roadmap in {chance(found.critical)} of the futures.")
        if isinstance(found.record, Initiative) and not found.is_done:
            yield Prose(_range_told(found.record) + _spare_told(found.to_spare))
        if found.causes:
            told = ", ".join(f"{each.initiative.name} ({_days(each)})" for each in found.causes[:_TOLD_CAUSES])
            yield Prose(f"Most of its delay, in working days on average: {told}.")
        yield from (Prose(Content.styled(f"{why[0].upper()}{why[1:]}.", _MUTED)) for why in found.missing)
        if self._drawn is not None:
            how = ". ".join(each[0].upper() + each[1:] for each in self._drawn.dates.how)
            yield Prose(Content.styled(f"{how}.", _MUTED))

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """A form is of a record."""
        if action == "edit" and self._record is None:
            return "Put the cursor on an initiative or a milestone first."
        if action == "delays" and self._milestone is None:
            return "No milestone has dates yet."
        return super().why_not(action)

    @property
    def _record(self) -> Initiative | Milestone | None:
        """The record under the cursor."""
        kind, _, id = (self.listing.key or "").partition("/")
        return self.plan.find(Milestone, id) if kind == Milestone.KIND else self.plan.find(Initiative, id)

    def action_edit(self) -> None:
        """Open the form of the record under the cursor."""
        if (record := self._record) is not None:
            focus = "low_days" if isinstance(record, Initiative) else "due_on"
            self.page.fill_in(type(record), record=record, focus=focus)

    def action_delays(self) -> None:
        """Turn to what delays the milestone."""
        self.view = DELAYS

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        found = self._outcomes.get(self.listing.key or "")
        if found is not None and found.is_milestone:
            self.view = DELAYS
        else:
            self.action_edit()


def _key(record: Initiative | Milestone) -> str:
    return f"{record.KIND}/{record.id}"


def _name(found: Outcome) -> str:
    return f"◆ {found.record.name}" if found.is_milestone else found.record.name


def _kept(share: float | None) -> Cell:
    """How likely a promise is kept; what will more likely be broken is marked."""
    if share is None:
        return MISSING
    return Content.styled(f"! {chance(share)}", "$text-error bold") if share < 0.5 else chance(share)


def _shade(share: float) -> str:
    return _SHADES[min(3, int(share * 4))] if share else "·"


def _rough(share: float) -> str:
    """A share in whole percents: what is not certain is not told as if it were."""
    whole = round(share * 100)
    return "> 99 %" if whole == 100 and share < 1 else "< 1 %" if whole == 0 else f"{whole} %"


def _days(cause: Cause) -> str:
    return number(rounded(cause.days, 1))


def _range_told(initiative: Initiative) -> str:
    low, likely, high = initiative.low_days, initiative.likely_days, initiative.high_days
    if low is None or high is None:
        return "No range: its duration counts as certain. Give it a low and a high one with e."
    found = distribution(Decimal(low), None if likely is None else Decimal(likely), Decimal(high))
    return f"Duration in working days: {found.said if found is not None else MISSING}."


def _spare_told(days: int | None) -> str:
    if not days:
        return ""
    return f" Its planned dates hold {counted(abs(days), 'working day')} {'more' if days > 0 else 'fewer'} than likely."


def _spread(found: Outcome, width: int, height: int) -> plots.Picture:
    marks = {"P50": found.p50, "P80": found.p80}
    return plots.finishes(found.days, found.runs, marks, width, height, promised=found.promised)
