"""The whole roadmap as one page for a browser or a printer: the picture, and the same as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from domain.chart import Chart, chart_of, how, state, told_load
from domain.figures import number
from domain.plan import Plan
from domain.roadmap import Item
from domain.telling import day as told_day
from domain.text import counted
from storage.formats.chart_svg import chart_picture
from storage.formats.html import document

DASH = "–"
_ROWS_ON_A_PAGE = 60


def chart_page(plan: Plan, today: date, by: str = "team") -> str:
    """The roadmap of *plan* as a page, as on the day *today*, with lanes made of *by*."""
    return document(plan, today, _body(plan, today, by), about="Roadmap")


def _body(plan: Plan, today: date, by: str) -> Iterator[str]:
    chart = chart_of(plan, today, by)
    yield f"<article>\n<figure{_fitting(chart)}>\n{chart_picture(plan, today, by)}</figure>\n"
    for title, caption, titles, rows in tables_of(chart):
        yield from table(title, caption, titles, rows)
    yield "</article>\n"


def _fitting(chart: Chart) -> str:
    """How the picture is printed: on one page, or at its full width over as many as it takes."""
    rows = sum(len(row.items) + 3 for row in chart.rows)
    return ' class="tall"' if rows > _ROWS_ON_A_PAGE else ""


def tables_of(chart: Chart) -> Iterator[tuple[str, str, Sequence[str], Iterable[Sequence[str]]]]:
    """What *chart* shows as tables: of each its title, what it is about, its columns and its rows."""
    names = {item.id: item.name for item in chart.roadmap.items}
    yield (
        "What and when",
        counted(len(chart.roadmap.items), "item"),
        ("item", "teams", "start", "finish", "float", "status", "person-days", "waits for", "promised for", "closes"),
        [_row(chart, item, names) for item in chart.roadmap.items],
    )
    yield (
        "Milestones",
        counted(len(chart.roadmap.milestones), "milestone"),
        ("milestone", "due", "promise", "hangs on", "late"),
        list(_milestones(chart, names)),
    )
    yield (
        "What each team has to carry",
        "Load in percent of capacity; ! is over it, +? is without what nobody estimated, d are person-days.",
        ("team", *(column.name for column in chart.columns)),
        [(row.title, *map(told_load, row.loads)) for row in chart.rows if any(load.items for load in row.loads)],
    )


def table(title: str, caption: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table with a heading that folds it away, the first cell of each row its title; nothing without rows."""
    held = list(rows)
    if not held:
        return
    head = "".join(f'<th scope="col" dir="auto">{escape(each)}</th>' for each in titles)
    yield f"<details open>\n<summary>{escape(title)}</summary>\n<table>\n<caption>{escape(caption)}</caption>\n"
    yield f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for first, *others in held:
        cells = "".join(f'<td dir="auto">{_lines(each)}</td>' for each in others)
        yield f'<tr><th scope="row" dir="auto">{escape(first)}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</details>\n"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n")) or DASH


def _row(chart: Chart, item: Item, names: Mapping[str, str]) -> Sequence[str]:
    due = {each.id: each.name for each in chart.roadmap.milestones}
    days = item.person_days.likely if item.person_days else None
    return (
        item.name,
        "\n".join(work.name for work in item.work),
        told_day(item.start) if item.start else item.lane or "",
        told_day(item.finish) if item.finish else "",
        "" if item.float_days is None else counted(item.float_days, "working day"),
        state(item),
        number(days),
        "\n".join(f"{names[wait.id]}{how(wait)}" for wait in item.waits_for),
        "\n".join(due[id] for id in item.milestones),
        "\n".join(gap.name for gap in item.closes),
    )


def _milestones(chart: Chart, names: Mapping[str, str]) -> Iterator[Sequence[str]]:
    late = {each.milestone.id: each.late for each in chart.promises}
    for each in chart.roadmap.milestones:
        yield (
            each.name,
            told_day(each.due) if each.due else "",
            each.promise or "",
            "\n".join(names[id] for id in each.initiatives),
            counted(days, "day") if (days := late.get(each.id, 0)) else "",
        )
