"""An initiative in words: how it comes to its score, what it is worth, and why anybody would do it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from domain.business_case import case_of
from domain.cash import Future
from domain.figures import money, number
from domain.initiative import Initiative, Moscow
from domain.plan import Plan
from domain.ranking.delay import best_order, delay_cost, jobs_of, waits_of
from domain.ranking.methods import Method
from domain.ranking.moscow import EffortShares, effort_shares
from domain.ranking.score import Score
from domain.ranking.wsjf import columns_without_one
from domain.text import counted
from screens.parts.pane import Field, Heading, Line, Prose
from screens.parts.text import MISSING

_MUTED = "$foreground-muted"
_UNBOUND = "no known end"


def calculated(initiative: Initiative, score: Score, method: Method) -> Iterator[Line]:
    """How *initiative* comes to its *score* by *method*, to be done again by hand; or what it lacks for one."""
    yield Heading(initiative.name)
    if score.value is not None:
        amount = method.read(score.value) if method.classes else f"{method.shown(score.value)} {method.unit}"
        yield Prose(f"{amount}, rank {score.rank}")
        yield Prose(score.said)
    else:
        yield Prose(f"No rank: {', '.join(score.missing)} missing.")
        if score.worst is not None or score.best is not None:
            ends = [method.read(each) if each is not None else _UNBOUND for each in (score.worst, score.best)]
            unit = "" if method.classes else f" {method.unit}"
            yield Prose(f"It will come to lie between {ends[0]} and {ends[1]}{unit}.")
    yield ""
    for given in score.inputs:
        source = Content.styled(f"  {given.source}", _MUTED) if given.value else Content("")
        yield Field(given.title, Content.assemble(given.value or MISSING) + source)
    yield ""
    yield Prose(Content.styled(f"{method.card} Source: {method.source}.", _MUTED))


FIGURES = ("npv", "irr", "payback", "benefits", "costs")
"""The figures of a case that stand beside its words."""


def notes_of(plan: Plan, method: Method) -> Iterator[str]:
    """What *method* counts, and what of this *plan* must be known to read its ranking right."""
    match method.key:
        case "moscow":
            yield from _shares(effort_shares(plan))
        case "cd3":
            yield method.unit
            yield from _delay(plan)
        case "wsjf":
            yield "relative to this backlog"
            if baseless := columns_without_one(plan):
                yield f"no 1 yet in {', '.join(baseless)}: the smallest of a column is 1"
        case _:
            yield " > ".join(filter(None, reversed(method.classes))) or method.unit


def _shares(shares: EffortShares) -> Iterator[str]:
    told = [f"{each.value} {number(share, 0)} %" for each in Moscow if (share := shares.percent(each))]
    if told:
        yield f"of the effort: {', '.join(told)}"
    if shares.too_many_musts:
        yield f"musts above {shares.must_at_most} % leave no room to slip"
    if shares.unknown:
        yield f"{counted(len(shares.unknown), 'initiative')} without known effort"


def _delay(plan: Plan) -> Iterator[str]:
    """What waiting costs if one team does all that is known one after another, as listed and at best."""
    jobs, _ = jobs_of(plan)
    if len(jobs) > 1:
        best = best_order(jobs, waits_of(plan))
        currency = plan.engagement.currency
        word = "at best" if best.is_best else "in the best order found"
        yield f"waiting: {money(delay_cost(jobs))} as listed, {money(best.cost)} {currency} {word}"


def in_numbers(plan: Plan, initiative: Initiative, today: date) -> Iterator[Line]:
    """What *initiative* is worth at its likely figures, from its worst to its best, and what its case lacks."""
    case = case_of(plan, initiative, today)
    worst, likely, best = (case.of(future) for future in Future)
    yield from ("", Heading("In numbers"))
    for key in FIGURES:
        ends = [each.figure(key).shown("") for each in (worst, best)]
        told = f"{likely.figure(key).shown(case.currency)}"
        span = Content.styled(f"  {ends[0]} … {ends[1]}", _MUTED) if MISSING not in ends else Content("")
        yield Field(likely.figure(key).title.partition(" (")[0], Content(told) + span)
    if case.lacks:
        yield Prose(Content.styled(f"For a complete case it lacks: {'; '.join(case.lacks)}.", _MUTED))


def in_words(initiative: Initiative) -> Iterator[Line]:
    """What *initiative* is, and why it is worth doing."""
    for title, text in (("What", initiative.summary), ("Why", initiative.case)):
        if text:
            yield from ("", Heading(title), Prose(text))
    if not initiative.case:
        yield from ("", Prose(Content.styled("No case in words yet; numbers alone convince nobody.", _MUTED)))
