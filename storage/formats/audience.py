"""A page of the roadmap for who pays, who does the work, and whom it is for: Markdown or HTML of the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from itertools import groupby

from domain.audiences import Block, Grid, for_client, for_sponsor, for_team
from domain.people import Team
from domain.plan import Plan
from domain.telling import Bullet, Heading, Prose, day
from storage.formats import markdown
from storage.formats.html import document

_TITLES = {"sponsor": "The roadmap: money, promises and decisions", "client": "What will change, and when"}


def audience_page(plan: Plan, audience: str, today: date, kind: str = "markdown", teams: Iterable[Team] = ()) -> str:
    """The page of *plan* for *audience*, one of `storage.formats.AUDIENCES`, on the day *today*.

    Args:
        plan: what to tell.
        audience: for whom.
        today: the day it is told on.
        kind: `markdown` or `html`.
        teams: for which of the teams, of a page for teams; for all where there is none.
    """
    chapters = [(title, tuple(blocks)) for title, blocks in _chapters(plan, audience, today, tuple(teams))]
    if kind == "html":
        return document(plan, today, _html(chapters), about="Roadmap")
    about = " · ".join(filter(None, (plan.engagement.client, day(today))))
    blocks = [f"# {markdown.safe(plan.engagement.name)}", markdown.safe(about)]
    for title, told in chapters:
        blocks.append(f"## {markdown.safe(title)}")
        for are_bullets, held in groupby(told, key=lambda block: isinstance(block, Bullet)):
            lines = map(_markdown, held)
            blocks += ["\n".join(lines)] if are_bullets else lines
    return "\n\n".join(filter(None, blocks)) + "\n"


def _chapters(plan: Plan, audience: str, today: date, teams: tuple[Team, ...]) -> Iterator[tuple[str, Iterable[Block]]]:
    match audience:
        case "sponsor":
            yield _TITLES[audience], for_sponsor(plan, today)
        case "client":
            yield _TITLES[audience], for_client(plan, today)
        case _:
            for team in teams or plan.all(Team):
                yield f"The roadmap of {team.name}", for_team(plan, today, team)


def _markdown(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * (level + 1)} {markdown.safe(text)}"
        case Prose(text=text):
            return markdown.safe(text)
        case Grid(titles=titles, rows=rows):
            cells = (["<br>".join(map(markdown.inline, cell.split("\n"))) for cell in row] for row in rows)
            return markdown.table([markdown.inline(title) for title in titles], cells)
        case Bullet(text=text, sign=sign):
            mark = "" if sign == "•" else f"{markdown.safe(sign)} "
            return f"- {mark}{markdown.safe(text)}"
        case _:
            return ""


def _html(chapters: Iterable[tuple[str, tuple[Block, ...]]]) -> Iterator[str]:
    for title, told in chapters:
        yield f'<article>\n<section class="words brief">\n<h2 dir="auto">{escape(title)}</h2>\n'
        for are_bullets, held in groupby(told, key=lambda block: isinstance(block, Bullet)):
            yield "<ul>\n" if are_bullets else ""
            yield from map(_block, held)
            yield "</ul>\n" if are_bullets else ""
        yield "</section>\n</article>\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f'<h{level + 1} dir="auto">{escape(text)}</h{level + 1}>\n'
        case Prose(text=text):
            return f'<p dir="auto">{escape(text)}</p>\n'
        case Bullet(text=text, sign=sign):
            return f'<li dir="auto"><span class="sign">{escape(sign)}</span> <span>{_lines(text)}</span></li>\n'
        case Grid(titles=titles, rows=rows):
            head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
            body = "".join(_row(row) for row in rows)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
        case _:
            return ""


def _row(row: tuple[str, ...]) -> str:
    first, *others = row
    cells = "".join(f'<td dir="auto">{_lines(cell) or markdown.DASH}</td>' for cell in others)
    return f'<tr><th scope="row" dir="auto">{escape(first)}</th>{cells}</tr>\n'


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n"))) if text else ""
