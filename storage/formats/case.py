"""Business cases for those who decide on money: a report in Markdown, a table for spreadsheets, TOML for programs.

The same numbers in all three, rounded by `domain.figures` as on screen; a report recommends nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

from domain.assumption import Assumption, Bounds
from domain.business_case import BusinessCase, Figure, Kind, Moment, Outcome, case_of, total_of
from domain.cash import Future, Stream, range_of
from domain.evidence import Evidence
from domain.figures import decimal, factor, money, number, rounded
from domain.gap import Gap
from domain.initiative import CashLine, Initiative, Remedy
from domain.people import Stakeholder
from domain.plan import Plan
from domain.telling import day
from domain.text import counted
from storage.formats.csv import BOM, cell
from storage.formats.markdown import inline, safe, table
from storage.formats.risk import (
    DRAWN,
    Risk,
    csv_rows,
    how_drawn,
    how_sure,
    risks_of,
    toml_tables,
    what_moves_it,
    what_to_ask,
)
from storage.formats.roadmap import blocks

_FACTOR_PLACES, _RATE_PLACES = 6, 4
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "one_off": "one-off costs",
        "running": "running costs",
        "hard": "hard benefits",
        "soft": "soft benefits",
        "net": "net",
        "cumulative": "cumulative",
        "factor": "discount factor",
        "discounted": "discounted",
        "cumulative_discounted": "cumulative, discounted",
    }
)
"""What is told of each moment, by its name in `Moment`."""
_SUMMED = ("one_off", "running", "hard", "soft", "net", "discounted")
_MEANS = {Bounds.EXTREMES: "at the least, at the most", Bounds.P10_P90: "one in ten below, one in ten above"}


def cases_of(plan: Plan, initiatives: Sequence[Initiative], today: date) -> tuple[BusinessCase, ...]:
    """The cases of *initiatives* as known on the day *today*; where there are several, what they come to first."""
    each = tuple(case_of(plan, one, today) for one in initiatives)
    return each if len(each) == 1 else (total_of(plan, initiatives, today), *each)


def written(  # noqa: PLR0913 - what, as of when, in which format, and how it is drawn
    plan: Plan,
    initiatives: Sequence[Initiative],
    today: date,
    kind: str = "markdown",
    *,
    runs: int | None = None,
    seed: int | None = None,
) -> str:
    """The cases of *initiatives* in the format *kind*, one of `OF_A_CASE`, as known on the day *today*.

    Futures are drawn with the *runs* and the *seed* of the engagement, unless these say otherwise.
    """
    engagement = plan.engagement
    runs, seed = engagement.runs if runs is None else runs, engagement.seed if seed is None else seed
    cases = cases_of(plan, initiatives, today)
    found = tuple(zip(cases, risks_of(plan, initiatives, today, runs, seed), strict=True))
    match kind:
        case "csv":
            return _csv(found)
        case "toml":
            return _toml(plan, found, today)
        case _:
            return report(plan, found, today)


# Markdown


_Cases: TypeAlias = Sequence[tuple[BusinessCase, Risk]]


def report(plan: Plan, cases: _Cases, today: date) -> str:
    """*cases* as a report of some two pages each, for somebody who has not seen them before."""
    about = " · ".join(filter(None, (plan.engagement.client, plan.engagement.name, day(today))))
    found = []
    for case, risk in cases:
        found += [f"# Business case: {safe(case.title)}", safe(about)]
        for title, section in SECTIONS:
            if paragraphs := tuple(section(_Page(plan, case, risk, today))):
                found += [f"## {title}", *paragraphs]
    return "\n\n".join(found) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """What a section of a report is written from."""

    plan: Plan
    case: BusinessCase
    risk: Risk
    today: date

    @property
    def only(self) -> Initiative | None:
        """The initiative it is about; None where it is about several together."""
        return self.case.initiatives[0] if len(self.case.initiatives) == 1 else None


def _question(page: _Page) -> Iterator[str]:
    if page.only is None:
        yield safe(f"Are these {counted(len(page.case.initiatives), 'initiative')} together worth their money?")
        return
    yield safe(f"Is “{page.only.name}” worth its money?")
    if page.only.summary:
        yield safe(page.only.summary)
    owner = page.plan.find(Stakeholder, page.only.owner) if page.only.owner else None
    gaps = (page.plan.find(Gap, remedy.gap) for remedy in page.plan.parts(Remedy, page.only))
    told = {
        "Owner": owner.name if owner else "nobody yet",
        "Status": page.only.status.value,
        "Gaps it closes": "; ".join(gap.name for gap in gaps if gap) or "none",
    }
    yield "\n".join(f"- {title}: {inline(what)}" for title, what in told.items())


def _in_short(page: _Page) -> Iterator[str]:
    case = page.case
    worst, likely, best = (_known(case.of(future)) for future in (Future.WORST, Future.LIKELY, Future.BEST))
    ends = f" (worst {worst['npv'].shown(case.currency)}, best {best['npv'].shown(case.currency)})"
    lines = [_told(page, likely["npv"], ends), _told(page, likely["payback"]), _told(page, likely["npv_hard"])]
    if likely["promoters_share"].value:
        lines += [_told(page, likely[key]) for key in ("promoters_share", "npv_without_promoters")]
    meters = [f"{name} {done} of {of}" for name, (done, of) in _meters(case).items() if of]
    lines.append(f"Substantiated: {', '.join(meters)}; {'complete' if case.is_complete else 'not complete yet'}.")
    yield from _gaps(page)
    yield "\n".join(f"- {inline(line)}" for line in (lines if case.likely.moments else lines[-1:]))


def _known(outcome: Outcome) -> Mapping[str, Figure]:
    """The figures of what is known, by their keys."""
    return {each.key: each for each in outcome.of_known}


def _gaps(page: _Page) -> Iterator[str]:
    """What is missing from the likely figures, and what that makes of them."""
    likely = page.case.likely
    told = "; ".join(likely.missing)
    if not likely.moments:
        yield safe(f"What it is likely to be worth is not known: {told}.")
    elif told:
        yield safe(f"Not all of it is known: {told}. What follows is of the lines that have figures only.")


def _meters(case: BusinessCase) -> Mapping[str, tuple[int, int]]:
    return {"in words": case.done(in_words=True), "in numbers": case.done(in_words=False)}


def _told(page: _Page, figure: Figure, more: str = "") -> str:
    """A figure in a line; without a value it says why."""
    if figure.value is None:
        return f"{figure.title}: not known, {figure.why}{more}."
    notes = "".join(f"; {note}" for note in figure.notes)
    return f"{figure.title}: {figure.shown(page.case.currency)}{more}{notes}."


def _in_words(page: _Page) -> Iterator[str]:
    if page.only is not None:
        yield safe(page.only.case or "Nobody has written down yet why it is worth doing.")


def _initiatives(page: _Page) -> Iterator[str]:
    """What a sum is the sum of."""
    if page.only is not None or not page.case.initiatives:
        return
    alone = [case_of(page.plan, each, page.today) for each in page.case.initiatives]
    yield table(
        ["initiative", "costs", "benefits", "NPV", "payback"],
        [(inline(one.title), *(one.likely.figure(key).shown(one.currency) for key in _OF_EACH)) for one in alone],
    )


_OF_EACH = ("costs", "benefits", "npv", "payback")


def _money(page: _Page) -> Iterator[str]:
    likely = page.case.likely
    if not likely.moments:
        return
    yield safe(f"At the likely figures, in {page.case.currency}.")
    yield table([" ", *_COLUMNS.values()], [(m.title, *(_cell(m, name) for name in _COLUMNS)) for m in likely.moments])


def _cell(moment: Moment, name: str) -> str:
    value: Decimal | None = getattr(moment, name)
    return factor(value) if name == "factor" else money(value)


def _figures(page: _Page) -> Iterator[str]:
    case = page.case
    yield from _gaps(page)
    if not any(outcome.moments for outcome in case.outcomes):
        return
    yield _figure_table(case)
    if told := [each for each in case.likely.of_known if each.why or each.notes]:
        yield "\n".join(f"- {inline(_told(page, each))}" for each in told)


def _figure_table(case: BusinessCase) -> str:
    columns = zip(*(outcome.of_known for outcome in case.outcomes), strict=True)
    rows = [(inline(row[0].title), *(each.shown(case.currency) for each in row)) for row in columns]
    return table([" ", *(outcome.future.value for outcome in case.outcomes)], rows)


def _lines(page: _Page) -> Iterator[str]:
    if page.case.streams:
        yield table(
            ["line", "kind", "low", "likely", "high", "share", "hard or soft", "by recommendation", "rests on"],
            [
                (
                    inline(stream.line.name),
                    stream.line.kind.value,
                    *_own(stream.line),
                    "" if stream.line.share_percent is None else f"{stream.line.share_percent} %",
                    stream.line.certainty.value if stream.line.certainty else "",
                    "yes" if stream.line.by_promoters else "no",
                    inline(_ground(page, stream)),
                )
                for stream in page.case.streams
            ],
        )


def _own(line: CashLine) -> tuple[str, str, str]:
    return money(line.low), money(line.likely), money(line.high)


def _ground(page: _Page, stream: Stream) -> str:
    drivers = " × ".join(driver.name for driver in stream.drivers)
    evidence = page.plan.find(Evidence, stream.line.evidence) if stream.line.evidence else None
    return "; ".join(filter(None, (drivers, evidence.name if evidence else "")))


def _assumptions(page: _Page) -> Iterator[str]:
    if page.case.assumptions:
        yield table(
            ["assumption", "counts", "low", "likely", "high", "low and high mean", "rests on"],
            [
                (
                    inline(each.name),
                    inline(each.unit or ""),
                    *(_assumed(each, value) for value in range_of(each)),
                    _MEANS[each.bounds],
                    inline(found.name if each.evidence and (found := page.plan.find(Evidence, each.evidence)) else ""),
                )
                for each in page.case.assumptions
            ],
        )


def _assumed(assumption: Assumption, value: Decimal | None) -> str:
    if value is None or not assumption.is_percent:
        return number(value, 6)
    return f"{number(value * 100, 6)} %"


def _conventions(page: _Page) -> Iterator[str]:
    yield "\n".join(f"- {inline(each)}" for each in page.case.conventions)


def _missing(page: _Page) -> Iterator[str]:
    lacks = "\n".join(f"- {inline(lack)}" for lack in page.case.lacks)
    yield lacks or "Nothing that the method asks for."


def _by_hand(page: _Page) -> Iterator[str]:
    for stream in page.case.streams if page.only else ():
        first, *rest = stream.calculation(Future.LIKELY)
        yield "\n".join([f"- {inline(first)}", *(f"  - {inline(line)}" for line in rest)])
    said = [each for each in page.case.likely.of_known if each.said]
    if said and page.case.streams:
        yield "\n".join(f"- {inline(each.title)}: {inline('; '.join(each.said))}" for each in said)


SECTIONS: tuple[tuple[str, Callable[[_Page], Iterator[str]]], ...] = (
    ("The question", _question),
    ("In short", _in_short),
    ("Why", _in_words),
    ("The initiatives", _initiatives),
    ("The money over the years", _money),
    ("What it comes to", _figures),
    ("How sure it is", lambda page: how_sure(page.risk, page.case.currency)),
    ("What moves it most", lambda page: what_moves_it(page.risk, page.case.currency)),
    ("What to find out next", lambda page: what_to_ask(page.risk, page.case.currency)),
    ("What it is made of", _lines),
    ("What it assumes", _assumptions),
    ("What the numbers follow", _conventions),
    ("How it was drawn", lambda page: how_drawn(page.risk, page.case.currency)),
    ("What is missing", _missing),
    ("To be done again by hand, at the likely figures", _by_hand),
)
"""The sections of a report in order, each from a page to its paragraphs; one without paragraphs has no heading."""


# CSV


def _csv(cases: _Cases) -> str:
    """A row for each figure and each column of the years, in each future; the times are the columns."""
    titles = {m.time: m.title for case, _ in cases for outcome in case.outcomes for m in outcome.moments}
    times = sorted(titles)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Case", "Future", "What", "Unit", "Value", "Remark", *(titles[time] for time in times)])
    for case, risk in cases:
        for outcome in case.outcomes:
            for row in _rows(case, outcome, times):
                writer.writerow([cell(each) for each in (case.title, outcome.future.value, *row)])
        for drawn in csv_rows(risk, case.currency):
            writer.writerow([cell(each) for each in (case.title, DRAWN, *drawn, *[None] * len(times))])
    return BOM + text.getvalue()


def _rows(case: BusinessCase, outcome: Outcome, times: Sequence[Fraction]) -> Iterator[Sequence[object]]:
    units = {Kind.MONEY: case.currency, Kind.PERCENT: "%", Kind.YEARS: "years", Kind.RATIO: ""}
    without = f"without what is not known: {'; '.join(outcome.missing)}" if outcome.missing else ""
    for figure in outcome.figures:
        yield figure.title, units[figure.kind], figure.data, figure.why, *[None] * len(times)
    for figure in outcome.of_known if without and outcome.moments else ():
        yield f"{figure.title}, known", units[figure.kind], figure.data, figure.why or without, *[None] * len(times)
    for name, title in _COLUMNS.items():
        held = {moment.time: getattr(moment, name) for moment in outcome.moments}
        unit = "" if name == "factor" else case.currency
        known = [value for value in held.values() if value is not None]
        total = rounded(sum(known, Decimal(0))) if name in _SUMMED and known else None
        yield title.capitalize(), unit, total, without, *(_datum(name, held.get(time)) for time in times)


def _datum(name: str, value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, _FACTOR_PLACES) if name == "factor" else rounded(value)


# TOML


def _toml(plan: Plan, cases: _Cases, today: date) -> str:
    engagement = plan.engagement
    head: dict[str, Any] = {
        "engagement": engagement.name,
        "as_of": today,
        "currency": engagement.currency,
        "case": [_case_table(case) | toml_tables(risk, case.currency) for case, risk in cases],
    }
    return "".join(blocks(_present(head), ""))


def _case_table(case: BusinessCase) -> dict[str, Any]:
    return {
        "title": case.title,
        "initiatives": [each.id for each in case.initiatives],
        "base_day": case.base,
        "horizon_years": case.horizon,
        "discount_rate_percent": None if case.rate.value is None else rounded(case.rate.value * 100, _RATE_PLACES),
        "complete": case.is_complete,
        "lacks": case.lacks,
        "conventions": case.conventions,
        "outcome": [_outcome_table(outcome) for outcome in case.outcomes],
        "line": [_line_table(stream) for stream in case.streams],
    }


def _outcome_table(outcome: Outcome) -> dict[str, Any]:
    return {
        "future": outcome.future.value,
        "missing": outcome.missing,
        "figure": {_key(each): each.data for each in outcome.figures},
        "why_not": {_key(each): each.why for each in outcome.figures if each.why},
        "of_known": {_key(each): each.data for each in outcome.of_known} if outcome.missing else {},
        "moment": [
            {
                "time": decimal(moment.time),
                "when": moment.title,
                **{name: _datum(name, getattr(moment, name)) for name in _COLUMNS},
            }
            for moment in outcome.moments
        ],
    }


def _key(figure: Figure) -> str:
    """The name of a figure with its unit: `irr_percent`."""
    return f"{figure.key}_{figure.kind.value}" if figure.kind in (Kind.PERCENT, Kind.YEARS) else figure.key


def _line_table(stream: Stream) -> dict[str, Any]:
    line = stream.line
    return {
        "id": line.id,
        "initiative": stream.initiative,
        "name": line.name,
        "kind": line.kind.value,
        "certainty": line.certainty.value if line.certainty else None,
        "by_promoters": line.by_promoters,
        "starts_on": stream.starts_on,
        "low": line.low,
        "likely": line.likely,
        "high": line.high,
        "drivers": line.drivers,
        "share_percent": line.share_percent,
        "missing": stream.missing,
        "years": [rounded(each, _FACTOR_PLACES) for each in stream.years],
    }


def _present(value: Any) -> Any:  # noqa: ANN401 - whatever a table of TOML holds
    """*value* without what is not known or empty: TOML has no null."""
    match value:
        case dict():
            kept = {key: _present(each) for key, each in value.items()}
            return {key: each for key, each in kept.items() if each not in (None, {}, [], (), "")}
        case list() | tuple():
            return [_present(each) for each in value]
        case _:
            return value
