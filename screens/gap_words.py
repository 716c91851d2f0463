"""A gap in words: today and the dreams side by side, why it is so, what hurts, who closes it, and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from domain.closing import Closing
from domain.difference import shown
from domain.edits import noun
from domain.entity import fields_of
from domain.figures import number
from domain.gaps import GapFigures, GapScore, Side
from domain.initiative import Initiative
from domain.journey import Note, NoteKind, Phase, Touchpoint
from domain.paths import journey_of
from domain.plan import Plan
from domain.strength import Strength, bars, strength_of
from screens.parts.pane import Field, Heading, Line, Prose
from screens.parts.text import MISSING, fit, wrap

_MUTED = "$foreground-muted"
_TOLD = ("feeling", "goal_percent", "channel", "doing", "thinking", "expectation")
"""What is told of each side, where one of them has it."""
_LEAST = 18
"""Cells a side has at least where sides stand beside each other."""


def told(plan: Plan, figures: GapFigures, today: date, width: int, *, is_recorded: bool) -> Iterator[Line]:
    """All there is to say of a gap, in a pane *width* cells wide."""
    score = figures.score
    yield Heading(score.gap.name)
    yield Prose(Content.styled(" · ".join(_placed(plan, score, is_recorded=is_recorded)), _MUTED))
    if marks := figures.marks:
        yield Prose(Content.styled(f"△ {', '.join(marks)}", "$text-warning"))
    yield Prose(score.said[0][0].upper() + score.said[0][1:])
    yield ""
    if score.base is None:
        yield Prose(Content.styled("It is at no touchpoint yet. Press e to choose one.", _MUTED))
    else:
        yield from _sides(plan, score, width)
    if score.gap.cause:
        yield from ("", Heading("Cause"), Prose(score.gap.cause))
    yield from _pains(plan, score, today)
    if is_recorded:
        yield from _closing(figures.closing)
    yield from ("", Heading("What it weighs"))
    yield from map(Prose, score.said)
    yield from _beside(figures)


def evidence_bars(strength: Strength) -> str:
    """The strength of the evidence as four bars: `▮▮▯▯`."""
    full = bars(strength)
    return "▮" * full + "▯" * (4 - full)


def place_of(plan: Plan, score: GapScore) -> str:
    """The phase and the journey a gap is in; empty where it is at no touchpoint."""
    base = score.base
    journey = journey_of(plan, base)
    phase = plan.find(Phase, base.phase) if base is not None else None
    return " · ".join(each.name for each in (phase, journey) if each is not None)


def felt(side: Side | None) -> str:
    """What is felt on a side, with its sign: `+1.5`; a dash where nobody rated it."""
    if side is None or side.feeling is None:
        return MISSING
    if side.touchpoint is None:
        return "none"
    return f"{'+' if side.feeling > 0 else ''}{number(side.feeling)}"


def _placed(plan: Plan, score: GapScore, *, is_recorded: bool) -> Iterator[str]:
    yield "found, not recorded yet" if not is_recorded else f"rank {score.rank}" if score.rank else "no rank"
    if score.kind is not None:
        yield score.kind.value
    if score.gap.decision is not None:
        yield f"decided: {score.gap.decision.value}"
    if place := place_of(plan, score):
        yield place


def _sides(plan: Plan, score: GapScore, width: int) -> Iterator[Line]:
    found = [("Today", score.current), ("Near dream", score.near), ("Far dream", score.far)]
    sides = [(title, side) for title, side in found if side is not None]
    names = [side.touchpoint.name if side.touchpoint else "not there" for _, side in sides]
    rows = [("", [title for title, _ in sides]), ("", names)]
    for name in _TOLD:
        values = [_value(plan, side.touchpoint, name) for _, side in sides]
        if any(value != MISSING for value in values):
            rows.append((fields_of(Touchpoint)[name].title, values))
    labels = max((cell_len(label) for label, _ in rows), default=0) + 1
    each = (width - labels - 2) // max(1, len(sides))
    if each < _LEAST:
        yield from _below_each_other(sides, rows)
    else:
        yield from _side_by_side(rows, labels, each)


def _value(plan: Plan, touchpoint: Touchpoint | None, name: str) -> str:
    return MISSING if touchpoint is None else shown(plan, touchpoint, name)


def _side_by_side(rows: Sequence[tuple[str, Sequence[str]]], labels: int, each: int) -> Iterator[Line]:
    for nth, (label, values) in enumerate(rows):
        cells = [wrap(value, each - 2) for value in values]
        for line in range(max(map(len, cells))):
            style = "bold $text-primary" if nth == 0 else "bold" if nth == 1 else ""
            texts = [cell[line].plain if line < len(cell) else "" for cell in cells]
            start = fit(label if line == 0 else "", labels)
            yield Content.assemble((start, _MUTED), *((fit(text, each), style) for text in texts))


def _below_each_other(sides: Sequence[tuple[str, Side]], rows: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Line]:
    for nth, (title, _) in enumerate(sides):
        yield Field(title, Content.styled(rows[1][1][nth], "bold"))
        for label, values in rows[2:]:
            if values[nth] != MISSING:
                yield Field(label, values[nth])


def _pains(plan: Plan, score: GapScore, today: date) -> Iterator[Line]:
    now = score.current.touchpoint if score.current is not None else None
    pains = [note for note in plan.parts(Note, now) if note.kind is NoteKind.PAIN] if now is not None else []
    if pains:
        yield from ("", Heading("What hurts"))
    for pain in sorted(pains, key=lambda note: -(note.severity or 0)):
        strength = strength_of(plan, pain, today)
        weight = "▲" * (pain.severity or 0)
        shown_by = Content.styled(f"{evidence_bars(strength)} {strength.standing.value}", _MUTED)
        yield Prose(Content.assemble(f"· {pain.text} ", (f"{weight} " if weight else "", "$text-error"), shown_by))


def _closing(closing: Closing) -> Iterator[Line]:
    yield from ("", Heading("Who closes it"))
    for claim in closing.claims:
        share = "how much is not said" if claim.percent is None else f"{claim.percent} %"
        capped = f", of which {claim.counts} % is left to claim" if claim.counts < (claim.percent or 0) else ""
        yield Prose(Content.assemble(f"· {claim.initiative.name} ", (f"{share}{capped}", _MUTED)))
    if not closing.claims:
        yield Prose(Content.styled(f"Nobody. Press a to draft {_an(Initiative)} from it.", _MUTED))
    yield Prose(f"{closing.open_percent} % is open." if closing.open_percent else "Nothing is left open.")


def _an(kind: type[Initiative]) -> str:
    return f"an {noun(kind)}"


def _beside(figures: GapFigures) -> Iterator[Line]:
    yield Prose(Content.styled(f"Beside it: {figures.strength.said}", _MUTED))
    asked = figures.opportunity
    said = f"opportunity {number(asked.value)} ({asked.by}) = {asked.said.partition(' = ')[0]}"
    missing = f"no opportunity score: {' and '.join(asked.missing)} not known"
    yield Prose(Content.styled(missing if asked.value is None else said, _MUTED))
