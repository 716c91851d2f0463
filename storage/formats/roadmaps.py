"""The roadmap in each of the formats it goes out in; one is loaded when it is wanted, and only then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.plan import Plan
from domain.roadmap import roadmap_of
from storage.formats import SWIMLANES, TRACKERS


@dataclass(frozen=True, slots=True)
class Asked:
    """How a roadmap is wanted; each says something in some formats only.

    Attributes:
        by: what bars stand together by, one of `SWIMLANES`.
        tracker: whose columns a table of issues has, one of `TRACKERS`.
        with_items: whether a calendar also holds when items start and finish.
    """

    by: str = SWIMLANES[0]
    tracker: str = TRACKERS[0]
    with_items: bool = False


def roadmap_as(plan: Plan, kind: str, today: date, asked: Asked | None = None) -> str:
    """The roadmap of *plan* in the format *kind*, one of `OF_A_ROADMAP`, as on the day *today*."""
    asked, roadmap = asked or Asked(), roadmap_of(plan)
    match kind:
        case "mermaid":
            from storage.formats.gantt import gantt  # noqa: PLC0415 - as above

            return gantt(roadmap, asked.by)
        case "ics":
            from storage.formats.calendar_file import calendar_file  # noqa: PLC0415

            return calendar_file(roadmap, today, with_items=asked.with_items)
        case "svg":
            from storage.formats.chart_svg import chart_picture  # noqa: PLC0415

            return chart_picture(plan, today, asked.by)
        case "html":
            from storage.formats.chart_html import chart_page  # noqa: PLC0415

            return chart_page(plan, today, asked.by)
        case "csv":
            from storage.formats.tracker import issues  # noqa: PLC0415

            return issues(roadmap, asked.tracker)
        case _:
            from storage.formats.roadmap import roadmap_text  # noqa: PLC0415

            return roadmap_text(roadmap)
