"""The roadmap as a Mermaid gantt chart, for a wiki or a repository.

Every bar has a start and an end of its own: what Mermaid works out itself, from durations and days it excludes, it is
known to get wrong (its issues 2147, 6516, 6794 and 6884). Its ends are the first moment after the last day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.chart import lanes_of
from domain.initiative import Status
from domain.plan import Plan
from domain.roadmap import Item, Roadmap

_TROUBLE = re.compile(r"[^\w .()'?!/+-]|[ﬂ_]")
"""What is syntax to Mermaid, to HTML or to Markdown somewhere; an entity stands for it."""
_KEYWORD = re.compile(
    r"gantt|date|inclusive|topaxis|axis|tick|include|exclude|todaymarker|week|title|acc|section|click|call|href"
    r"|done|active|crit|milestone|vert|end|subgraph|style|classdef|\d|-",
    re.IGNORECASE,
)
"""What Mermaid takes for the beginning of something else than a name."""
_PLAIN_ID = re.compile(r"[a-z0-9-]+")
_DAY = timedelta(days=1)
_TICKS = ((400, "1month"), (1500, "3month"), (5000, "6month"), (10**6, "12month"))
"""Up to how many days the axis is marked how often."""


def gantt(plan: Plan, roadmap: Roadmap, by: str = "team") -> str:
    """*roadmap* as a Mermaid gantt chart: what has dates as bars in sections, all milestones, the rest in comments.

    Args:
        plan: where it is from.
        roadmap: what to draw.
        by: what sections are made of, a value of `LaneBy`.
    """
    dated = [item for item in roadmap.items if item.start and item.finish]
    days = [day for item in dated for day in (item.start, item.finish) if day]
    days += [milestone.due for milestone in roadmap.milestones if milestone.due]
    lines = ["gantt", f"    title {escaped(roadmap.engagement)}"]
    lines += ["    dateFormat YYYY-MM-DD", "    axisFormat %b %Y", f"    tickInterval {_ticks(days)}"]
    lines += ["    %% A bar ends with the day that follows its last day of work."]
    lines += _milestones(roadmap)
    number = {item.id: n for n, item in enumerate(roadmap.items, 1)}
    for lane in lanes_of(plan, dated, by):
        lines.append(f"    section {escaped(lane.title)}")
        lines += (_bar(item, number[item.id]) for item in lane.items)
    return "\n".join((*lines, *_undated(roadmap))) + "\n"


def _ticks(days: list[date]) -> str:
    span = (max(days) - min(days)).days if days else 0
    return next(often for most, often in _TICKS if span <= most)


def _milestones(roadmap: Roadmap) -> Iterator[str]:
    done = {item.id for item in roadmap.items if item.status is Status.DONE}
    due = sorted((each for each in roadmap.milestones if each.due), key=lambda each: (each.due, each.id))
    if due:
        yield "    section Milestones"
    for n, each in enumerate(due, 1):
        reached = "done, " if each.initiatives and done.issuperset(each.initiatives) else ""
        yield f"    {_begun(each.name)}: {reached}milestone, {_id('m', each.id, n)}, {each.due}, {each.due}"


def _bar(item: Item, number: int) -> str:
    tags = "crit, " if item.float_days == 0 and item.status is not Status.DONE else ""
    tags += {Status.DONE: "done, ", Status.RUNNING: "active, "}.get(item.status, "")
    end = item.finish + _DAY if item.finish else ""
    return f"    {_begun(item.name)}: {tags}{_id('i', item.id, number)}, {item.start}, {end}"


def _undated(roadmap: Roadmap) -> Iterator[str]:
    """What cannot be drawn, as comments: nothing without both dates gets a bar."""
    for item in roadmap.items:
        if item.start and not item.finish:
            yield f"    %% from {item.start}, no end known: {escaped(item.name)}"
        elif not item.start:
            yield f"    %% {item.lane or 'no date'}: {escaped(item.name)}"
    yield from (f"    %% milestone without a day: {escaped(each.name)}" for each in roadmap.milestones if not each.due)


def _id(prefix: str, id: str, number: int) -> str:
    """An id that Mermaid, HTML and CSS all take; that of a record in other letters is its number."""
    return f"{prefix}-{id}" if _PLAIN_ID.fullmatch(id) else f"{prefix}_{number}"


def escaped(text: str) -> str:
    """*text* on one line, as it is read and never as syntax, behind a word that says what it is."""
    return _TROUBLE.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))


def _begun(name: str) -> str:
    """*name* escaped to begin a line: not with a word that Mermaid knows."""
    line = escaped(name)
    return f"#{ord(line[0])};{line[1:]}" if _KEYWORD.match(line) else line
