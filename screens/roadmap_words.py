"""What the roadmap says of an initiative in words: when, how long, what it waits for, who does it, what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from textual.content import Content

from domain.business_case import case_of
from domain.calendar import Calendars, Span
from domain.cash import Future
from domain.figures import money, number
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Remedy, Status
from domain.milestone import Milestone
from domain.people import Team
from domain.plan import Plan
from domain.text import counted
from screens.parts.pane import Line, Prose
from screens.parts.text import MISSING, one_line

_MUTED = "$foreground-muted"
_KINDS = {
    DependencyKind.START_TO_START: " (start to start)",
    DependencyKind.FINISH_TO_FINISH: " (finish to finish)",
    DependencyKind.START_TO_FINISH: " (start to finish)",
}


def day_said(day: date, beside: date | None = None) -> str:
    """*day* as people say it, without the year where that of *beside* is the same.

    >>> day_said(date(2027, 5, 3)), day_said(date(2027, 5, 3), date(2027, 1, 1))
    ('3 May 2027', '3 May')
    """
    year = "" if beside is not None and beside.year == day.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def span_said(span: Span) -> str:
    """From when to when, both days included.

    >>> span_said(Span(date(2027, 5, 3), date(2027, 6, 1)))
    '3 May – 31 May 2027'
    """
    if span.last <= span.start:
        return day_said(span.start)
    return f"{day_said(span.start, span.last)} – {day_said(span.last)}"


def initiative_lines(plan: Plan, initiative: Initiative, today: date, why: str) -> Iterator[Line]:
    """All about *initiative* on the roadmap, the most important first, a few lines; *why* it is there, if known."""
    yield Content.styled(one_line(initiative.name), "bold") + Content(f" · {_when(plan, initiative)}")
    if why:
        yield Prose(why)
    elif waits := list(_waits(plan, initiative)):
        yield Prose(f"Waits for {_listed(waits)}.")
    if waiting := [
        plan.get(Initiative, each.initiative).name for each in plan.where(Dependency, "waits_for", initiative.id)
    ]:
        yield Prose(f"Waiting for it: {', '.join(waiting)}.")
    yield Prose(" · ".join(_work(plan, initiative, today)))
    if promised := [
        f"{each.name} on {day_said(each.due_on)}" if each.due_on else each.name
        for each in plan.where(Milestone, "initiatives", initiative.id)
    ]:
        yield Prose(f"Promised in {_listed(promised)}.")
    if initiative.summary:
        yield Prose(Content.styled(initiative.summary, _MUTED))


def milestone_lines(plan: Plan, milestone: Milestone) -> Iterator[Line]:
    """What is promised, for when, and whether what it hangs on is finished by then."""
    due = f" · due {day_said(milestone.due_on)}" if milestone.due_on else " · no day yet"
    yield Content.styled(one_line(milestone.name), "bold") + Content(due)
    if milestone.promise:
        yield Prose(milestone.promise)
    calendars = Calendars(plan)
    said = []
    for id in milestone.initiatives:
        initiative = plan.get(Initiative, id)
        span = calendars.span_of(initiative)
        late = span is not None and milestone.due_on is not None and span.last > milestone.due_on
        end = "no dates" if span is None else f"{'too late: ' if late else ''}{day_said(span.last)}"
        said.append(f"{initiative.name} ({'done' if initiative.status is Status.DONE else end})")
    if said:
        yield Prose(f"Hangs on {_listed(said)}.")


def _when(plan: Plan, initiative: Initiative) -> str:
    calendars = Calendars(plan)
    span = calendars.span_of(initiative)
    parts = [str(initiative.status)]
    if initiative.progress_percent is not None and initiative.status is not Status.DONE:
        parts[0] += f", {initiative.progress_percent} %"
    if span is None:
        parts.append("no dates" + (f", {initiative.lane}" if initiative.lane else ""))
    else:
        days = calendars.of(initiative).days(*span)
        parts += [span_said(span), counted(days, "working day")]
        if initiative.likely_days is not None and initiative.likely_days != days:
            parts[-1] += f" (likely {initiative.likely_days})"
    if initiative.pinned:
        parts.append("pinned")
    if initiative.not_before:
        parts.append(f"not before {day_said(initiative.not_before)}")
    if initiative.deadline:
        late = span is not None and span.last > initiative.deadline
        parts.append(f"{'after its ' if late else ''}deadline {day_said(initiative.deadline)}")
    return " · ".join(parts)


def _waits(plan: Plan, initiative: Initiative) -> Iterator[str]:
    calendars = Calendars(plan)
    for wait in plan.parts(Dependency, initiative):
        before = plan.get(Initiative, wait.waits_for)
        span = calendars.span_of(before)
        end = "no dates" if span is None else day_said(span.last)
        lag = f" + {counted(wait.lag_days, 'working day')}" if wait.lag_days > 0 else ""
        lag = f" − {counted(-wait.lag_days, 'working day')}" if wait.lag_days < 0 else lag
        yield f"{before.name} ({end}){lag}{_KINDS.get(wait.kind, '')}"


def _work(plan: Plan, initiative: Initiative, today: date) -> Iterator[str]:
    case = case_of(plan, initiative, today)
    value, worst = (case.of(future).figure("npv").value for future in (Future.LIKELY, Future.WORST))
    if value is not None:
        least = f" (worst {money(worst)})" if worst is not None else ""
        yield f"NPV {money(value, case.currency)}{least}"
    else:
        yield f"NPV {MISSING}"
    for effort in plan.parts(Effort, initiative):
        yield f"{plan.get(Team, effort.team).name} {days_said(effort)}"
    if gaps := plan.parts(Remedy, initiative):
        yield f"closes {counted(len(gaps), 'gap')}"


def days_said(effort: Effort) -> str:
    """The likely effort."""
    return f"{MISSING} days" if effort.likely is None else f"{number(effort.likely)} days"


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
