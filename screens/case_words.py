"""An initiative in words: how it comes to its score, what it is worth, and why anybody would do it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from domain.business_case import case_of
from domain.cash import Future
from domain.figures import number
from domain.initiative import Initiative
from domain.plan import Plan
from domain.ranking.methods import Method
from domain.ranking.score import Score
from screens.parts.pane import Field, Heading, Line, Prose
from screens.parts.text import MISSING

_MUTED = "$foreground-muted"


def calculated(initiative: Initiative, score: Score, method: Method) -> Iterator[Line]:
    """How *initiative* comes to its *score* by *method*, to be done again by hand; or what it lacks for one."""
    yield Heading(initiative.name)
    if score.value is not None:
        yield Prose(f"{number(score.value)} {method.unit}, rank {score.rank}")
        yield Prose(score.said)
    else:
        yield Prose(f"No rank: {', '.join(score.missing)} missing.")
        if score.worst is not None or score.best is not None:
            yield Prose(f"It will come to lie between {_end(score.worst)} and {_end(score.best)} {method.unit}.")
    yield ""
    for given in score.inputs:
        source = Content.styled(f"  {given.source}", _MUTED) if given.value else Content("")
        yield Field(given.title, Content.assemble(given.value or MISSING) + source)
    yield ""
    yield Prose(Content.styled(f"{method.card} Source: {method.source}.", _MUTED))


FIGURES = ("npv", "irr", "payback", "benefits", "costs")
"""The figures of a case that stand beside its words."""


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


def _end(value: object) -> str:
    return "no known end" if value is None else number(value)  # type: ignore[arg-type]
