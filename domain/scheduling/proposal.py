"""A schedule for a plan: what would move, what that saves, and the edit that makes it so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pydantic import ValidationError

from domain.calendar import Calendars, Span
from domain.delay_cost import waiting_cost
from domain.entity import revise
from domain.errors import Refused
from domain.figures import DASH, money, number, percent
from domain.initiative import Initiative
from domain.load import load_of
from domain.periods import Grain, periods
from domain.plan import Change, Edit, Plan
from domain.scheduling.instance import Objective
from domain.scheduling.proof import Proof
from domain.scheduling.search import Schedule
from domain.scheduling.work import LeftOut, Work
from domain.text import counted

LABELS = {
    Objective.DELAY: "Schedule for the least cost of delay",
    Objective.FINISH: "Schedule for the earliest finish",
    Objective.PRIORITY: "Schedule by priority",
}
"""What the edit is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative before and after.

    Attributes:
        before: its days; None where it has none.
        after: its days.
        moved: working days it starts later, below 0 if earlier; None where it had no dates, or stays.
        is_fixed: whether it stays where it is.
        late: working days after its deadline.
    """

    initiative: Initiative
    before: Span | None
    after: Span
    moved: int | None
    is_fixed: bool
    late: int

    @property
    def is_changed(self) -> bool:
        """Whether its dates change."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Sums:
    """What a plan comes to, of the initiatives that are scheduled.

    Attributes:
        undated: how many of them have no dates.
        delay: what waiting costs, in money, from the first day of the schedule until each is finished; of those that
            had dates before, so that the two compare.
        finish: the last day of work; None where nothing has dates.
        overload: person-days that teams are asked above their capacity, week by week.
        late: how many are finished after their deadline.
    """

    undated: int
    delay: Fraction
    finish: date | None
    overload: Fraction
    late: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a schedule would change.

    Attributes:
        rows: in order of time, those that stay among them.
        before: what the plan comes to now.
        after: what it would come to.
        delay_of_new: what waiting will cost of those that had no dates.
        edit: what makes it so; without changes where all dates are as they should be.
        left_out: what is not scheduled, and why.
        notes: what is taken for granted.
    """

    objective: Objective
    rows: tuple[Row, ...]
    before: Sums
    after: Sums
    delay_of_new: Fraction
    edit: Edit
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def changed(self) -> tuple[Row, ...]:
        """The rows of what moves."""
        return tuple(row for row in self.rows if row.is_changed)


def accepted(work: Work, schedule: Schedule, objective: Objective) -> Edit:
    """Give all that may move the dates of *schedule*, in one edit.

    Raises:
        Refused: work would last beyond the days that records know.
    """
    changes = []
    for nth in work.free:
        before = work.plan.get(Initiative, work.items[nth])
        try:
            span = work.span(schedule.starts[nth], schedule.finishes[nth])
            last = _last_of(before, span)
            if (before.starts_on, before.finishes_on) != (span.start, last):
                changes.append(Change(before, revise(before, starts_on=span.start, finishes_on=last)))
        except (OverflowError, ValidationError) as error:
            raise Refused(f"“{before.name}” would last beyond the year 2999. Let the roadmap begin earlier.") from error
    return Edit(LABELS[objective], tuple(changes))


def _last_of(before: Initiative, span: Span) -> date | None:
    """The last day of *before* at *span*; what has no working day, such as a release in a weekend, keeps its days."""
    if span.start < span.end:
        return span.last
    if before.likely_days is not None or before.starts_on is None or before.finishes_on is None:
        return None
    return span.start + (before.finishes_on - before.starts_on)


def proposal(work: Work, schedule: Schedule, objective: Objective) -> Proposal:
    """What *schedule* would change of the plan that *work* is of."""
    edit = accepted(work, schedule, objective)
    after = work.plan.apply(edit)
    calendars = Calendars(work.plan)
    dated = {id for id in work.items if calendars.span_of(work.plan.get(Initiative, id)) is not None}
    return Proposal(
        objective=objective,
        rows=tuple(sorted(_rows(work, schedule), key=lambda row: (row.after, row.initiative.id))),
        before=_sums(work, work.plan, dated),
        after=_sums(work, after, dated),
        delay_of_new=_delay(work, after, set(work.items) - dated),
        edit=edit,
        left_out=work.left_out,
        notes=work.notes,
    )


def _rows(work: Work, schedule: Schedule) -> Iterator[Row]:
    calendars = Calendars(work.plan)
    for nth, id in enumerate(work.items):
        initiative = work.plan.get(Initiative, id)
        activity = work.instance.activities[nth]
        before = calendars.span_of(initiative)
        moved: int | None = None
        if activity.start is not None and before is not None:
            after = before
        else:
            after = work.span(schedule.starts[nth], schedule.finishes[nth])
            if before is not None:
                moved = schedule.starts[nth] - work.period(before.start)
        yield Row(initiative, before, after, moved, activity.start is not None, _late(work, initiative, after))


def _late(work: Work, initiative: Initiative, span: Span) -> int:
    if initiative.deadline is None or span.last <= initiative.deadline:
        return 0
    return work.calendar.days(initiative.deadline, span.last)


def _sums(work: Work, plan: Plan, dated: Collection[str]) -> Sums:
    calendars = Calendars(plan)
    initiatives = [plan.get(Initiative, id) for id in work.items]
    spans = [(each, span) for each in initiatives if (span := calendars.span_of(each)) is not None]
    end = max((span.end for _, span in spans), default=None)
    weeks = periods(work.starts_on, end, Grain.WEEK) if end is not None else ()
    over = (load.over or Fraction(0) for loads in load_of(plan, weeks).values() for load in loads)
    return Sums(
        undated=len(initiatives) - len(spans),
        delay=_delay(work, plan, dated),
        finish=max((span.last for _, span in spans), default=None),
        overload=sum(over, Fraction(0)),
        late=sum(_late(work, each, span) > 0 for each, span in spans),
    )


def _delay(work: Work, plan: Plan, ids: Collection[str]) -> Fraction:
    """What waiting costs from the first day of the schedule until each of *ids* is finished, in money."""
    waiting = waiting_cost(plan, work.starts_on).items
    return sum((each.cost for each in waiting if each.initiative in ids and each.cost is not None), Fraction(0))


def moved(row: Row) -> str:
    """How far *row* moves: `−12`, `+3`, `new`; empty where it does not."""
    if row.before is None:
        return "new"
    if not row.moved:
        return ""
    return f"{'+' if row.moved > 0 else '−'}{abs(row.moved)}"


def remarks(row: Row) -> Iterator[str]:
    """What else is to be said of *row*."""
    if row.is_fixed:
        yield "stays"
    if row.late:
        yield f"{counted(row.late, 'working day')} after its deadline"


def summed_up(work: Work, found: Proposal, proof: Proof) -> Iterator[str]:
    """What *found* comes to, in lines: the cost of delay, the finish, the overload, and how good it is."""
    before, after = found.before, found.after
    currency = work.plan.engagement.currency
    change = after.delay - before.delay
    by = f" ({'+' if change > 0 else ''}{money(change)})" if change else ""
    new = f", and {money(found.delay_of_new)} of what had no dates" if found.delay_of_new else ""
    carried = ": what is planned now is more than the teams can carry" if change > 0 and before.overload > 0 else ""
    yield f"Cost of delay: {money(before.delay)} → {money(after.delay, currency)}{by}{new}{carried}."
    yield f"Finish: {before.finish or DASH} → {after.finish or DASH}."
    overload = f"{number(before.overload, 1)} → {number(after.overload, 1)}"
    yield f"Overload by week: {overload} person-days. After their deadline: {before.late} → {after.late}."
    if said := how_good(work, proof):
        yield said


def how_good(work: Work, proof: Proof) -> str:
    """How far the schedule is from the best there can be, in a sentence; empty where nothing can be said."""
    if proof.objective is Objective.PRIORITY:
        return ""
    if proof.is_optimal:
        is_finish = proof.objective is Objective.FINISH
        return f"No schedule {'finishes earlier' if is_finish else 'costs less, by working days'}: it is proved."
    if proof.bound is None or proof.gap is None:
        return "Not everything can be in time, and it is not known how near this is to the best."
    if proof.objective is Objective.FINISH:
        last = work.span(0, max(1, proof.bound)).last
        return f"No schedule finishes before {last}; this one is at most {percent(proof.gap)} longer than the best."
    return f"No schedule costs over {percent(proof.gap)} less, by working days."
