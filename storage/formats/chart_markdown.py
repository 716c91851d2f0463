"""The whole roadmap as tables in Markdown, for a wiki, a repository or a word processor."""

from __future__ import annotations

from datetime import date

from domain.chart import chart_of
from domain.plan import Plan
from domain.telling import day
from storage.formats.chart_html import tables_of
from storage.formats.markdown import inline, safe, table


def chart_tables(plan: Plan, today: date, by: str = "team") -> str:
    """The roadmap of *plan* in tables, as on the day *today*; loads are there where lanes are made *by* team."""
    engagement = plan.engagement
    about = " · ".join(filter(None, ("Roadmap", engagement.client, day(today))))
    blocks = [f"# {safe(engagement.name)}", safe(about)]
    for title, caption, titles, rows in tables_of(chart_of(plan, today, by)):
        cells = [["<br>".join(map(inline, cell.split("\n"))) for cell in row] for row in rows]
        if cells:
            blocks += [f"## {title}", safe(caption), table([inline(each) for each in titles], cells)]
    return "\n\n".join(blocks) + "\n"
