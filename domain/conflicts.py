"""What in the dates of a roadmap cannot be: too much for a team, too early, too late.

A start on a day off is none, nor is an initiative without duration or effort: there is nothing to hold it against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.calendar import Calendars, Span, merged
from domain.entity import Entity
from domain.figures import number
from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.load import load_of
from domain.milestone import Milestone
from domain.network import AWAITS_END, BINDS_END, bound_of
from domain.paths import live
from domain.people import Team
from domain.periods import Grain, periods, spelled
from domain.plan import Plan
from domain.severity import Severity
from domain.text import counted

_DAY = timedelta(days=1)


class ConflictKind(StrEnum):
    """What is at odds."""

    DEPENDENCY = "dependency"
    """An initiative goes ahead of what it waits for."""
    NOT_BEFORE = "not before"
    """It starts before it may."""
    DEADLINE = "deadline"
    """It finishes after its deadline."""
    MILESTONE = "milestone"
    """A milestone is due before what it hangs on is finished."""
    OVERLOAD = "overload"
    """A team is asked for more than it can give."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing in the dates that cannot be.

    Attributes:
        start: the day on which it shows: the first of the period, or the end that is too early or too late.
        initiatives: the ids of those at odds, the one to move first.
        amount: person-days by which a team is over, else working days, at least 1.
        sentence: what is the matter, with names.
        field: the field of the first initiative, or of the milestone, that it is about; empty of a team.
        subject: the kind and id of the record it is about.
    """

    kind: ConflictKind
    start: date
    initiatives: tuple[str, ...]
    amount: Fraction
    sentence: str
    field: str
    subject: tuple[str, str]

    @property
    def severity(self) -> Severity:
        """A team may find a way to carry more; dates that contradict each other cannot both be."""
        return Severity.SHOULD if self.kind is ConflictKind.OVERLOAD else Severity.MUST


def conflicts(plan: Plan, grain: Grain = Grain.MONTH) -> tuple[Conflict, ...]:
    """All conflicts of *plan* in order of time; teams are held against their capacity in each period of *grain*."""
    found = (*too_early(plan), *outside_windows(plan), *missed_milestones(plan), *overloads(plan, grain))
    kinds = list(ConflictKind)
    return tuple(sorted(found, key=lambda each: (each.start, kinds.index(each.kind), each.subject, each.initiatives)))


def overloads(plan: Plan, grain: Grain = Grain.MONTH) -> Iterator[Conflict]:
    """Each team in each period in which it is over its capacity by more than half a day.

    Where all that asks for it is done there is nothing left to move.
    """
    calendars, starts = Calendars(plan), plan.engagement.fiscal_year_starts
    spans = [span for each in live(plan) if (span := calendars.span_of(each))]
    # Only where something is at work: one typing error in a year must not cost the centuries between.
    busy = merged(Span(start, max(end, start + _DAY)) for start, end in spans)
    found = {period.start: period for span in busy for period in periods(*span, grain, starts)}
    loads = load_of(plan, tuple(found.values()))
    for team in plan.all(Team):
        for load in loads[team.id]:
            ids = tuple(part.initiative for part in load.parts)
            if load.over and any(plan.get(Initiative, id).status is not Status.DONE for id in ids):
                amount = number(load.over, 1)
                what = f"“{team.name}” is over by {amount} {'day' if amount == '1' else 'days'} in {load.period.name}."
                yield Conflict(ConflictKind.OVERLOAD, load.period.start, ids, load.over, what, "", _key(team))


def too_early(plan: Plan) -> Iterator[Conflict]:
    """Each initiative still to be done that goes ahead of what it waits for."""
    calendars = Calendars(plan)
    for after in _ahead(plan):
        for wait in plan.parts(Dependency, after):
            before = plan.find(Initiative, wait.waits_for)
            if before is None or before.status is Status.DROPPED:
                continue
            awaits_end, binds_end = wait.kind in AWAITS_END, wait.kind in BINDS_END
            awaited = calendars.ends_of(before)[awaits_end]
            waiting = calendars.ends_of(after)[binds_end]
            if awaited is None or waiting is None:
                continue
            calendar = calendars.of(after)
            bound = bound_of(wait.kind, wait.lag_days, awaited, calendar)
            if waiting < bound:
                days = max(1, calendar.days(waiting, bound))
                what = f"“{after.name}” {_verb(ends=binds_end)} {counted(days, 'working day')} too early: it waits for "
                what += f"“{before.name}”, which {_verb(ends=awaits_end)} on {_told(awaited, ends=awaits_end)}"
                what += f"{lag_told(wait.kind, wait.lag_days)}."
                field = "finishes_on" if binds_end else "starts_on"
                ids = (after.id, before.id)
                yield Conflict(
                    ConflictKind.DEPENDENCY, waiting, ids, Fraction(days), what, field, (after.KIND, after.id)
                )


def outside_windows(plan: Plan) -> Iterator[Conflict]:
    """Each initiative still to be done that starts before it may or finishes after its deadline."""
    calendars = Calendars(plan)
    for each in _ahead(plan):
        start, end = calendars.ends_of(each)
        if start and each.not_before and start < each.not_before:
            days = max(1, calendars.of(each).days(start, each.not_before))
            what = f"“{each.name}” starts on {spelled(start)}, {counted(days, 'working day')} too early: it cannot "
            what += f"before {spelled(each.not_before)}."
            yield Conflict(
                ConflictKind.NOT_BEFORE, start, (each.id,), Fraction(days), what, "starts_on", (each.KIND, each.id)
            )
        if end and each.deadline and end > each.deadline + _DAY:
            days = max(1, calendars.of(each).days(each.deadline + _DAY, end))
            what = f"“{each.name}” finishes on {_told(end, ends=True)}, {counted(days, 'working day')} after its "
            what += f"deadline of {spelled(each.deadline)}."
            yield Conflict(
                ConflictKind.DEADLINE, end - _DAY, (each.id,), Fraction(days), what, "finishes_on", (each.KIND, each.id)
            )


def missed_milestones(plan: Plan) -> Iterator[Conflict]:
    """Each milestone that is due before an initiative it hangs on is finished."""
    calendars = Calendars(plan)
    for milestone in plan.all(Milestone):
        for id in milestone.initiatives if milestone.due_on else ():
            each = plan.find(Initiative, id)
            end = calendars.ends_of(each)[1] if each and each.status is not Status.DROPPED else None
            if each and end and milestone.due_on and end > milestone.due_on + _DAY:
                days = max(1, calendars.of(each).days(milestone.due_on + _DAY, end))
                what = (
                    f"“{milestone.name}” is due on {spelled(milestone.due_on)}, {counted(days, 'working day')} before "
                )
                what += f"“{each.name}” finishes on {_told(end, ends=True)}."
                yield Conflict(
                    ConflictKind.MILESTONE,
                    milestone.due_on,
                    (id,),
                    Fraction(days),
                    what,
                    "due_on",
                    (milestone.KIND, milestone.id),
                )


def _key(record: Entity) -> tuple[str, str]:
    return record.KIND, record.id


def _ahead(plan: Plan) -> Iterator[Initiative]:
    return (each for each in live(plan) if each.status is not Status.DONE)


def _verb(*, ends: bool) -> str:
    return "finishes" if ends else "starts"


def _told(day: date, *, ends: bool) -> str:
    """The day of a start or, inclusive, of a finish."""
    return spelled(day - _DAY if ends else day)


def lag_told(kind: DependencyKind, lag: int) -> str:
    """A lag as the tail of a sentence; empty where there is none."""
    if lag == 0:
        return ""
    if lag > 0:
        return f", and for {counted(lag, 'working day')} more"
    overlap = "of overlap" if kind is DependencyKind.FINISH_TO_START else "of leeway"
    return f", with {counted(-lag, 'working day')} {overlap}"
