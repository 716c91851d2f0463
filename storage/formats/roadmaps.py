"""The roadmap in each of the formats it goes out in; one is loaded when it is wanted, and only then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.people import Team
from domain.plan import Plan
from domain.roadmap import roadmap_of
from storage.formats import SWIMLANES, TRACKERS


@dataclass(frozen=True, slots=True)
class Asked:
    """How a roadmap is wanted; each says something in some formats only.

    Attributes:
        by: what bars stand together by, one of `SWIMLANES`.
        tracker: whose columns a table of issues has, one of `TRACKERS`.
        audience: for whom a page is, one of `AUDIENCES`; empty where it is for everybody.
        teams: the ids of those that a page for teams is for; all where there is none.
        with_items: whether a calendar also holds when items start and finish.
    """

    by: str = SWIMLANES[0]
    tracker: str = TRACKERS[0]
    audience: str = ""
    teams: tuple[str, ...] = ()
    with_items: bool = False


def roadmap_as(plan: Plan, kind: str, today: date, asked: Asked | None = None) -> str:
    """The roadmap of *plan* in the format *kind*, one of `OF_A_ROADMAP`, as on the day *today*.

    Args:
        plan: what to write.
        kind: of a page for an audience one of `FOR_READERS`.
        today: the day it is written on.
        asked: how it is wanted.
    """
    asked, roadmap = asked or Asked(), roadmap_of(plan)
    if asked.audience:
        from storage.formats.audience import audience_page  # noqa: PLC0415 - as above

        return audience_page(plan, asked.audience, today, kind, [plan.get(Team, id) for id in asked.teams])
    match kind:
        case "mermaid":
            from storage.formats.gantt import gantt  # noqa: PLC0415 - as above

            return gantt(plan, roadmap, asked.by)
        case "ics":
            from storage.formats.calendar_file import calendar_file  # noqa: PLC0415

            return calendar_file(roadmap, today, with_items=asked.with_items)
        case "svg":
            from storage.formats.chart_svg import chart_picture  # noqa: PLC0415

            return chart_picture(plan, today, asked.by)
        case "markdown":
            from storage.formats.chart_markdown import chart_tables  # noqa: PLC0415

            return chart_tables(plan, today, asked.by)
        case "html":
            from storage.formats.chart_html import chart_page  # noqa: PLC0415

            return chart_page(plan, today, asked.by)
        case "csv":
            from storage.formats.tracker import issues  # noqa: PLC0415

            return issues(roadmap, asked.tracker)
        case _:
            from storage.formats.roadmap import roadmap_text  # noqa: PLC0415

            return roadmap_text(roadmap)
