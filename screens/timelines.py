"""The roadmap of a plan as a chart: lanes of bars, promises, what waits for what, and how full the teams are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import pairwise

from domain.calendar import Calendars, Span
from domain.conflicts import Conflict, ConflictKind
from domain.figures import number
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.load import Load as TeamLoad
from domain.load import load_of
from domain.milestone import Milestone
from domain.paths import live
from domain.people import Team
from domain.periods import Grain, Period, period_of
from domain.plan import Plan
from domain.slippage import Ghost
from domain.swimlanes import LaneBy, swimlanes
from domain.text import counted
from screens.page import key_of
from screens.parts.chart import DONE, PINNED, RUNNING, Bar, Chart, Flag, Lane, Level, Load, Wait

_KINDS = {Status.RUNNING: "running", Status.DONE: "done", Status.IDEA: "idea"}
_SIGNS = {Status.RUNNING: RUNNING, Status.DONE: DONE}


def chart_of(  # noqa: PLR0913 - what is shown, how, and beside what
    plan: Plan,
    by: LaneBy,
    today: date,
    *,
    title: Sequence[str] = (),
    empty: str = "",
    at_odds: Sequence[Conflict] = (),
    was: Mapping[str, Ghost] | None = None,
    is_shown: Callable[[Initiative], bool] = lambda _: True,
) -> Chart:
    """The roadmap of *plan*.

    Args:
        plan: whose initiatives, milestones and teams are shown; what is dropped is left out.
        by: what the lanes stand for.
        today: the day it is.
        title: what stands above it.
        empty: what is said where there is nothing.
        at_odds: what in the dates cannot be.
        was: when initiatives were to be done before.
        is_shown: tells which initiatives to show.
    """
    alarming = {id for each in at_odds if each.kind is not ConflictKind.OVERLOAD for id in each.initiatives[:1]}
    calendars = Calendars(plan)
    shown = [each for each in live(plan) if is_shown(each)]
    spans = {each.id: calendars.span_of(each) for each in shown}
    dated = sorted((each for each in shown if spans[each.id]), key=lambda each: (spans[each.id], each.position))
    undated = [each for each in shown if spans[each.id] is None and each.status is not Status.DONE]
    lanes = tuple(
        Lane(lane.title, tuple(_bar(each, spans[each.id], alarming, was or {}) for each in lane.initiatives))
        for lane in swimlanes(plan, by, dated)
    )
    words = ", ".join(each.name for each in undated)
    return Chart(
        lanes=lanes,
        flags=tuple(_flags(plan, spans, {each.id for each in shown})),
        waits=tuple(_waits(plan, {each.id for each in dated})),
        loads=loads_of(plan, dated, at_odds),
        title=tuple(title),
        undated=f"{counted(len(undated), 'initiative')} in Now, Next, Later: {words}" if undated else "",
        empty=empty,
        today=today,
        is_working=calendars.common.is_working,
        fiscal_year_starts=plan.engagement.fiscal_year_starts,
    )


def _bar(initiative: Initiative, span: Span | None, alarming: Collection[str], was: Mapping[str, Ghost]) -> Bar:
    assert span is not None, "only what has dates is drawn"  # noqa: S101
    ghost = was.get(initiative.id)
    sign = _SIGNS.get(initiative.status, "")
    return Bar(
        key_of(initiative),
        initiative.name,
        span.start,
        span.end,
        kind=_KINDS.get(initiative.status, "planned"),
        signs=sign + (PINNED if initiative.pinned and initiative.status is not Status.DONE else ""),
        percent=initiative.progress_percent,
        was=ghost.before if ghost and ghost.before != span else None,
        note=f"{ghost.days:+} d".replace("-", "−") if ghost and ghost.days else "",
        is_alarming=initiative.id in alarming,
    )


def _flags(plan: Plan, spans: Mapping[str, Span | None], shown: Collection[str]) -> Iterator[Flag]:
    for milestone in plan.all(Milestone):
        if milestone.due_on is None or (milestone.initiatives and not set(shown) & set(milestone.initiatives)):
            continue
        ends = [span.last for id in milestone.initiatives if (span := spans.get(id)) is not None]
        yield Flag(
            key_of(milestone), milestone.name, milestone.due_on, is_late=any(end > milestone.due_on for end in ends)
        )


def _waits(plan: Plan, dated: Collection[str]) -> Iterator[Wait]:
    for wait in plan.all(Dependency):
        if wait.initiative in dated and wait.waits_for in dated:
            yield Wait(
                f"{Initiative.KIND}/{wait.waits_for}",
                f"{Initiative.KIND}/{wait.initiative}",
                is_drawn=wait.kind is DependencyKind.FINISH_TO_START,
            )


def loads_of(plan: Plan, dated: Iterable[Initiative], at_odds: Iterable[Conflict]) -> tuple[Load, ...]:
    """How full each team is that has anything to do, those that are too full first, and by how much in which month."""
    worked: dict[tuple[date, ...], Mapping[str, tuple[Level, ...]]] = {}

    def levels(team: str, days: Sequence[date]) -> Sequence[Level]:
        asked = tuple(days)
        if asked not in worked:
            worked.clear()
            worked[asked] = _levels(plan, asked)
        return worked[asked][team]

    over: defaultdict[str, dict[Period, Fraction]] = defaultdict(dict)
    for conflict in at_odds:
        if conflict.kind is ConflictKind.OVERLOAD:
            over[conflict.subject[1]][period_of(conflict.start, Grain.MONTH)] = conflict.amount
    busy = {effort.team for each in dated for effort in plan.parts(Effort, each)}
    teams = sorted((each for each in plan.all(Team) if each.id in busy), key=lambda each: -sum(over[each.id].values()))
    return tuple(Load(team.name, partial(levels, team.id), over_words(over[team.id])) for team in teams)


def over_words(over: Mapping[Period, Fraction]) -> str:
    """By how much a team is over in its worst month, and in how many others it is; empty where it is in none.

    >>> over_words({Period(date(2027, 5, 1), date(2027, 6, 1), "May", "May 2027"): Fraction(12)})
    'over by 12 days in May 2027'
    """
    if not over:
        return ""
    worst = max(over, key=lambda period: over[period])
    more = f", and in {counted(len(over) - 1, 'other month')}" if len(over) > 1 else ""
    days = over[worst]
    return f"over by {number(days, 0 if days >= 10 else 1)} {'day' if days == 1 else 'days'} in {worst.name}{more}"


def _levels(plan: Plan, days: tuple[date, ...]) -> Mapping[str, tuple[Level, ...]]:
    """How full each team is from each of *days* to the next; of a day that stands twice, on that day."""
    ends = [max(end, start + timedelta(days=1)) for start, end in pairwise(days)]
    spans = dict(zip(days, ends, strict=False))
    found = load_of(plan, [Period(start, end, "", "") for start, end in spans.items()])
    place = {start: n for n, start in enumerate(spans)}
    return {team: tuple(_level(loads[place[start]]) for start in days[:-1]) for team, loads in found.items()}


def _level(load: TeamLoad) -> Level:
    if not load.load:
        return Level(0.0)
    if not load.capacity:  # nobody is there, or it is not known how many
        return Level(None, is_over=load.capacity is not None)
    return Level(float(load.load) / float(load.capacity), is_over=load.load > load.capacity)
