"""Moving work in time: what is moved, what follows, and who stays and why.

An edit keeps every duration in working days. Those that wait for what was moved follow as far as they must, or stay
and complain, as the engagement says. What is pinned or done never moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from pydantic import ValidationError

from domain.calendar import Calendars, Span
from domain.edits import change
from domain.engagement import Dependants
from domain.entity import revise
from domain.errors import Refused
from domain.initiative import Initiative, Status
from domain.milestone import Milestone
from domain.network import AWAITS_END, Link, Task, links_of, ordered, tasks_of
from domain.periods import spelled
from domain.plan import Change, Edit, Plan
from domain.text import counted

Movable: TypeAlias = Initiative | Milestone


@dataclass(frozen=True, slots=True)
class Stay:
    """Something that does not move although it was asked to, or what it waits for does.

    Attributes:
        id: that of the initiative or milestone.
        why: half a sentence: `it is pinned`.
    """

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Move:
    """A move and what comes of it.

    Attributes:
        edit: the one edit that does it all; None where nothing moves.
        followed: the ids of those that wait for what was moved and go along, in order of what waits for what.
        stayed: who stays, and why.
    """

    edit: Edit | None
    followed: tuple[str, ...] = ()
    stayed: tuple[Stay, ...] = ()

    @property
    def said(self) -> str:
        """What happens in one line, for who just pressed the key."""
        told = [f"{self.edit.label}."] if self.edit else []
        told += [f"“{stay.name}” stays: {stay.why}." for stay in self.stayed]
        return " ".join(told)


def moved(plan: Plan, records: Movable | Iterable[Movable], days: int) -> Move:
    """Move *records*, initiatives and milestones, so many working days later; earlier where *days* is below 0.

    An initiative moves by its own calendar, a milestone by that of the engagement.

    Raises:
        Refused: something would leave the years 1900 to 2999.
    """
    chosen = (records,) if isinstance(records, Initiative | Milestone) else tuple(records)
    calendars = Calendars(plan)
    stayed = [Stay(each.id, each.name, why) for each in chosen if (why := why_fixed(each))]
    free = [each for each in chosen if not why_fixed(each)]
    changes = [_shifted(calendars, each, days) for each in free] if days else []
    way = f"{counted(abs(days), 'working day')} {'later' if days > 0 else 'earlier'}"
    return _followed(plan, f"Move {_named(free)} {way}", changes, stayed, "and")


def placed(plan: Plan, initiative: Initiative, start: date) -> Move:
    """Let *initiative* start on *start*, a day off or not: as long as it was, or as is likely where it had no dates.

    Raises:
        Refused: it would be finished before it starts, or leave the years 1900 to 2999.
    """
    why = why_fixed(initiative)
    if why and why != _UNDATED:
        return Move(None, stayed=(Stay(initiative.id, initiative.name, why),))
    calendars = Calendars(plan)
    span = calendars.span_of(initiative)
    with _told(initiative):
        if span is None:
            changed = Change(initiative, revise(initiative, starts_on=start))
        else:
            changed = _put(initiative, Task(initiative.id, span, calendars.of(initiative)).at(start))
        return _followed(plan, f"Start “{initiative.name}” on {spelled(start)}", [changed])


def lengthened(plan: Plan, initiative: Initiative, days: int) -> Move:
    """Let *initiative* take so many working days more, or fewer where *days* is below 0; its start stays.

    Its finish changes where it has both dates, else its likely duration.

    Raises:
        Refused: less than a working day would be left; it would leave the years 1900 to 2999, or its likely duration
            the range from low to high.
    """
    why = why_fixed(initiative)
    calendars = Calendars(plan)
    calendar, span = calendars.of(initiative), calendars.span_of(initiative)
    now = calendar.days(*span) if span else initiative.likely_days
    why = "" if why == _UNDATED else why
    if why or now is None:
        why = why or "it has no duration"
        return Move(None, stayed=(Stay(initiative.id, initiative.name, why),))
    if (then := now + days) < 1:
        raise Refused(f"“{initiative.name}” takes {counted(now, 'working day')}: it cannot take {days:+} of that.")
    way = f"{counted(abs(days), 'working day')} {'longer' if days > 0 else 'shorter'}"
    with _told(initiative):
        if span is None or initiative.finishes_on is None:
            changed = Change(initiative, revise(initiative, likely_days=then))
        else:
            changed = _put(initiative, Span(span.start, calendar.end_after(span.start, then)))
        return _followed(plan, f"Make “{initiative.name}” {way}", [changed])


def progressed(initiative: Initiative, percent: int | None) -> Edit:
    """Set how far *initiative* is; what has begun is running. That it is done is said by finishing it.

    Raises:
        pydantic.ValidationError: *percent* is not from 0 to 100.
    """
    begins = bool(percent) and initiative.status in (Status.IDEA, Status.PLANNED)
    reopens = initiative.status is Status.DONE and percent is not None and percent < 100
    if begins or reopens:
        return change(initiative, progress_percent=percent, status=Status.RUNNING)
    return change(initiative, progress_percent=percent)


_UNDATED = "it has no dates"


def why_fixed(record: Movable) -> str:
    """Why *record* cannot be moved, as half a sentence; empty where it can."""
    if isinstance(record, Milestone):
        return "" if record.due_on else "it has no date"
    if record.pinned:
        return "it is pinned"
    if record.status in (Status.DONE, Status.DROPPED):
        return f"it is {record.status}"
    return _UNDATED if record.starts_on is None and record.finishes_on is None else ""


def _shifted(calendars: Calendars, record: Movable, days: int) -> Change:
    with _told(record):
        if isinstance(record, Milestone):
            due_on = calendars.common.plus(record.due_on, days) if record.due_on else None
            return Change(record, revise(record, due_on=due_on))
        calendar, span = calendars.of(record), calendars.span_of(record)
        if span is not None:
            return _put(record, Task(record.id, span, calendar).later(days))
        ends = {name: day for name in ("starts_on", "finishes_on") if (day := getattr(record, name)) is not None}
        return Change(record, revise(record, **{name: calendar.plus(day, days) for name, day in ends.items()}))


def _put(initiative: Initiative, span: Span) -> Change:
    if initiative.finishes_on is None:
        return Change(initiative, revise(initiative, starts_on=span.start))
    return Change(initiative, revise(initiative, starts_on=span.start, finishes_on=span.last))


@contextmanager
def _told(record: Movable) -> Iterator[None]:
    """Say in words why *record* cannot be there."""
    try:
        yield
    except OverflowError as error:
        raise Refused(f"“{record.name}” would leave the years 1900 to 2999.") from error
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] != "value_error":
            raise Refused(f"“{record.name}” would leave the years 1900 to 2999.") from error
        raise Refused(f"“{record.name}”: {first['msg'].removeprefix('Value error, ')}.") from error


def _named(records: Sequence[Movable]) -> str:
    if len(records) == 1:
        return f"“{records[0].name}”"
    kinds = {record.KIND for record in records}
    return counted(len(records), kinds.pop() if len(kinds) == 1 else "item")


def _followed(
    plan: Plan, label: str, changes: Sequence[Change], stayed: Iterable[Stay] = (), also: str = "and move"
) -> Move:
    """The edit of *changes* and of all that must follow, which its label tells after *also*."""
    real = {(each.subject.KIND, each.subject.id): each for each in changes if each.fields}
    if not real:
        return Move(None, stayed=tuple(stayed))
    after = plan.apply(Edit(label, tuple(real.values())))
    was = {task.id: task.span for task in tasks_of(plan, Calendars(plan))}
    tasks = {task.id: task for task in tasks_of(after, Calendars(after))}
    leading: dict[str, list[Link]] = {}
    for link in links_of(plan):
        leading.setdefault(link.after, []).append(link)
    chosen = {id for kind, id in real if kind == Initiative.KIND}
    followed, held = list[str](), list(stayed)
    for id in ordered(after, tasks):
        task, initiative = tasks[id], plan.get(Initiative, id)
        starts = [
            link.start(tasks[link.before].span, task)
            for link in leading.get(id, ())
            if link.before in tasks and _pushes(link, was.get(link.before), tasks[link.before].span, task)
        ]
        if not starts:
            continue
        complains = plan.engagement.dependants is Dependants.COMPLAIN
        if why := why_fixed(initiative) or ("it does not follow" if complains else ""):
            held.append(Stay(id, initiative.name, f"{why}, and is too early now"))
            continue
        with _told(initiative):
            span = task.at(max(starts))
            tasks[id] = replace(task, span=span)
            now = real.get((Initiative.KIND, id))
            moved = _put(after.get(Initiative, id), span)
            real[Initiative.KIND, id] = Change(now.before, moved.after) if now else moved
        if id not in chosen:
            followed.append(id)
    if followed:
        whom = "it" if len(changes) == 1 else "them"
        label += f", {also} {counted(len(followed), 'that waits', 'that wait')} for {whom}"
    return Move(Edit(label, tuple(each for each in real.values() if each.fields)), tuple(followed), tuple(held))


def _pushes(link: Link, was: Span | None, now: Span, task: Task) -> bool:
    """Whether what *link* waits for is later than it was, and *task* must go for its sake."""
    is_later = was is None or (now.end > was.end if link.kind in AWAITS_END else now.start > was.start)
    return is_later and not link.is_kept(now, task.span, task.calendar)
