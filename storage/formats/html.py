"""Journeys as one page for a browser: the picture, the same as a table, and in words.

The page needs nothing beside it, runs nothing, and prints. Everything people wrote is escaped, and the page itself
forbids a browser to load or run anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby

from domain.journey import Journey, Phase, Touchpoint
from domain.lanes import LANES, LINES, MAP, Entry
from domain.plan import Plan
from domain.telling import Bullet, Heading, Paragraph, Prose, Quote, day, told
from domain.text import counted
from storage.formats.lettering import FONTS
from storage.formats.svg import drawn_in_parts

STYLE = f"""
:root {{ color-scheme: light; --ink: #1b2430; --muted: #5b6675; --hair: #e3e7ed; --deep: #1f3a5f; --soft: #f4f6f9; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; color: var(--ink); background: #eef1f5; font: 16px/1.55 {FONTS}; }}
body > header, nav, article, footer {{ max-width: 1680px; margin: 0 auto; padding: 0 24px; }}
body > header {{ padding-top: 40px; }}
h1 {{ margin: 0; font-size: 34px; line-height: 1.2; }}
header p, footer {{ color: var(--muted); }}
nav ul {{ display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 24px; padding: 0; list-style: none; }}
nav a {{ display: block; padding: 6px 14px; border: 1px solid #c3cbd6; border-radius: 16px; color: var(--deep);
  background: #fff; text-decoration: none; }}
nav a:hover, nav a:focus {{ background: var(--deep); color: #fff; }}
article {{ margin-bottom: 40px; }}
figure, .words, details {{ margin: 0 0 16px; padding: 8px; border-radius: 10px; background: #fff;
  box-shadow: 0 1px 3px rgb(27 36 48 / 12%); }}
figure {{ overflow-x: auto; }}
figure svg {{ display: block; width: 100%; min-width: 1100px; height: auto; }}
details {{ padding: 12px 24px; overflow-x: auto; }}
summary {{ cursor: pointer; color: var(--deep); font-weight: bold; }}
table {{ margin: 12px 0; border-collapse: collapse; font-size: 14px; line-height: 1.4; }}
caption {{ padding-bottom: 8px; text-align: start; color: var(--muted); }}
th, td {{ padding: 8px 10px; border: 1px solid var(--hair); text-align: start; vertical-align: top; min-width: 90px; }}
thead th {{ background: var(--deep); color: #fff; }}
tbody th {{ background: var(--soft); }}
tbody th[scope=rowgroup] {{ background: #dfe6ef; font-size: 15px; }}
td ul {{ margin: 0; padding: 0; list-style: none; }}
td li + li {{ margin-top: 6px; }}
.words {{ padding: 12px 32px 24px; }}
.words > * {{ max-width: 760px; margin-inline: auto; }}
.brief > * {{ max-width: 1120px; }}
.brief table {{ width: 100%; }}
.words h2 {{ font-size: 26px; }}
.words h3 {{ margin: 2em auto .4em; padding-bottom: .2em; border-bottom: 2px solid var(--deep); font-size: 20px; }}
.words h4 {{ margin: 1.6em auto .2em; font-size: 16px; }}
.words p {{ margin-block: .5em; }}
.words ul {{ margin-block: .5em; padding: 0; list-style: none; }}
.words li {{ display: flex; gap: .6em; }}
blockquote {{ margin-block: .8em; padding: .2em 1em; border-inline-start: 4px solid #0b8a7a; font-style: italic; }}
cite {{ color: var(--muted); font-style: normal; }}
.sign {{ flex: none; min-width: 1.2em; color: var(--deep); font-weight: bold; }}
footer {{ padding-bottom: 40px; font-size: 13px; }}
@page {{ size: A4 landscape; margin: 12mm; }}
@media print {{
  body {{ background: #fff; font-size: 11pt; }}
  nav, summary, footer {{ display: none; }}
  body > header, article {{ max-width: none; padding: 0; }}
  body > header {{ padding: 0 0 4mm; }}
  details {{ break-before: page; overflow: visible; }}
  .words {{ break-before: page; }}
  article + article {{ break-before: page; }}
  figure, .words, details {{ box-shadow: none; padding: 0; }}
  figure svg {{ min-width: 0; max-height: 184mm; break-inside: avoid; }}
  .words.brief {{ break-before: auto; }}
  figure.tall svg {{ max-height: none; break-inside: auto; }}
  details table {{ font-size: 8.5pt; }}
  h3, h4 {{ break-after: avoid; }}
  tr, li, blockquote {{ break-inside: avoid; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""


def page(plan: Plan, journeys: Sequence[Journey], today: date, view: Sequence[str] = MAP) -> str:
    """*journeys* as one page, as known on the day *today*; over each map the dreams that depart from it."""
    return document(plan, today, _page(plan, journeys, today, view))


def document(plan: Plan, today: date, body: Iterable[str], *, about: str = "") -> str:
    """A page with *body* below the name of the engagement; it may load and run nothing.

    Args:
        plan: what it is of.
        today: the day it is written on.
        body: what is on it, escaped already.
        about: what the page is, below the name.
    """
    return "".join((*_opened(plan, today, about), *body, f"<footer>klantreis · {escape(day(today))}</footer>\n", _END))


_END = "</body>\n</html>\n"


def _opened(plan: Plan, today: date, about: str) -> Iterator[str]:
    engagement = plan.engagement
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield f"<title>{escape(engagement.name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    yield f'<header>\n<h1 dir="auto">{escape(engagement.name)}</h1>\n'
    yield f'<p dir="auto">{escape(" · ".join(filter(None, (about, engagement.client, day(today)))))}</p>\n</header>\n'


def _page(plan: Plan, journeys: Sequence[Journey], today: date, view: Sequence[str]) -> Iterator[str]:
    if len(journeys) > 1:
        yield from _contents(journeys)
    for n, journey in enumerate(journeys):
        yield f'<article id="journey-{n}">\n'
        yield f"<figure>\n{''.join(drawn_in_parts(plan, journey, today=today, view=view))}</figure>\n"
        yield from _table(plan, journey, today, view)
        yield '<section class="words">\n'
        yield from _words(told(plan, journey, today))
        yield "</section>\n</article>\n"


def _contents(journeys: Iterable[Journey]) -> Iterator[str]:
    yield '<nav aria-label="Journeys">\n<ul>\n'
    for n, journey in enumerate(journeys):
        yield f'<li><a href="#journey-{n}" dir="auto">{escape(journey.name)}</a></li>\n'
    yield "</ul>\n</nav>\n"


def _table(plan: Plan, journey: Journey, today: date, view: Sequence[str]) -> Iterator[str]:
    """The lanes as a table: a row for every touchpoint, a group of rows for every phase."""
    lanes = [LANES[key] for key in view if key not in LINES]
    columns = [(phase, each) for phase in plan.parts(Phase, journey) for each in plan.parts(Touchpoint, phase)]
    if not columns:
        return
    titles = "".join(f'<th scope="col">{escape(lane.title)}</th>' for lane in lanes)
    yield "<details open>\n<summary>The same as a table</summary>\n<table>\n"
    yield f'<caption dir="auto">{escape(journey.name)}, {counted(len(columns), "touchpoint")}</caption>\n'
    yield f'<thead><tr><th scope="col">touchpoint</th>{titles}</tr></thead>\n'
    for phase, held in groupby(columns, key=lambda column: column[0]):
        heading = f'<th scope="rowgroup" colspan="{len(lanes) + 1}" dir="auto">{escape(phase.name)}</th>'
        yield f"<tbody>\n<tr>{heading}</tr>\n"
        for _, touchpoint in held:
            cells = "".join(_cell(lane.entries(plan, touchpoint, today)) for lane in lanes)
            yield f'<tr><th scope="row" dir="auto">{escape(touchpoint.name)}</th>{cells}</tr>\n'
        yield "</tbody>\n"
    yield "</table>\n</details>\n"


def _cell(entries: Iterable[Entry]) -> str:
    told = [f"{_sign(entry.mark)}{escape(entry.text)}" for entry in entries]
    items = "".join(f'<li dir="auto">{each}</li>' for each in told)
    return f"<td><ul>{items}</ul></td>" if told else "<td>–</td>"


def _sign(mark: str) -> str:
    return f'<span class="sign">{escape(mark)}</span> ' if mark else ""


def _words(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for are_bullets, held in groupby(paragraphs, key=lambda paragraph: isinstance(paragraph, Bullet)):
        yield "<ul>\n" if are_bullets else ""
        yield from map(_block, held)
        yield "</ul>\n" if are_bullets else ""


def _block(paragraph: Paragraph) -> str:
    text = escape(paragraph.text)
    match paragraph:
        case Heading(level=level):
            return f'<h{level + 1} dir="auto">{text}</h{level + 1}>\n'
        case Prose():
            return f'<p dir="auto">{text}</p>\n'
        case Quote(by=by):
            return f'<blockquote dir="auto">“{text}” <cite>— {escape(by)}</cite></blockquote>\n'
        case Bullet(sign=sign):
            return f'<li dir="auto">{_sign(sign)}<span>{text}</span></li>\n'
