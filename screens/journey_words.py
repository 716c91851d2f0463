"""A journey and what is on its map in words: in a few lines below the map, and whole, for who does not read grids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from textual.content import Content

from domain import telling
from domain.curve import felt_by_evidence
from domain.entity import Entity, fields_of
from domain.journey import Journey, Note, Phase, Touchpoint
from domain.lanes import signed
from domain.paths import journey_of
from domain.plan import Plan
from domain.shared import same_touchpoints
from domain.strength import strength_of
from domain.telling import told
from domain.text import counted
from screens.outline import facts_line, word_for
from screens.parts.pane import Heading, Line, Prose
from screens.parts.sheet import SHARED

POINTS = ("complete_on", "goals_on", "attained_on", "moments_on")
"""The four points of validation of a phase (S37)."""
_BELOW: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "doing": ("", ""),
        "thinking": ("", "italic"),
        "goal": ("goal", ""),
        "expectation": ("expects", ""),
        "wanted": ("wanted", ""),
        "begins_with": ("begins with", ""),
        "ends_with": ("ends with", ""),
    }
)
"""The prose that stands below a map, most telling first, with the word before it and how it looks."""


def brief(plan: Plan, record: Entity, today: date) -> Iterator[Line]:
    """What a map does not show of *record*, in few lines, the most telling first."""
    yield _brief_heading(plan, record)
    if isinstance(record, Note):
        yield Prose(record.text)
    for name, (word, style) in _BELOW.items():
        if text := getattr(record, name, None):
            yield Prose(Content.assemble((f"{word} " if word else "", _MUTED), (text, style)))
    if facts := facts_line(plan, record):
        felt = getattr(record, "feeling", None)
        yield Prose(facts if felt is None else f"feeling {signed(felt)} · {facts}")
    if isinstance(record, Touchpoint):
        yield from _felt(plan, record, today)
        yield from _shared(plan, record)
    if isinstance(record, Touchpoint | Note):
        yield Prose(Content.styled(strength_of(plan, record, today).said, _MUTED))
    if isinstance(record, Phase):
        yield from (Prose(line) for line in _points(record))


_MUTED = "$foreground-muted"


def _brief_heading(plan: Plan, record: Entity) -> Content:
    path = plan.path_of(record)[-1:]
    called = f"{word_for(plan, record)} at {path[0]}" if isinstance(record, Note) and path else plan.called(record)
    within = "" if isinstance(record, Note) else "".join(path)
    return Content.assemble((called, f"bold {_HEADING}"), (f"  {within}" if within else "", _MUTED))


_HEADING = "$text-primary"


def _felt(plan: Plan, touchpoint: Touchpoint, today: date) -> Iterator[Line]:
    """How it feels by the evidence, how many pieces say so, and how far they are apart."""
    point = felt_by_evidence(plan, touchpoint, today)
    if point.feeling is None:
        return
    spread = f", {signed(point.low)} … {signed(point.high)}" if point.low is not None and point.high is not None else ""
    pieces = counted(point.n, "piece")
    yield Prose(Content.assemble(("felt by evidence ", _MUTED), f"{signed(point.feeling)} in {pieces}{spread}"))


def _shared(plan: Plan, touchpoint: Touchpoint) -> Iterator[Line]:
    """The journeys that share it (S30)."""
    journeys = (journey_of(plan, other) for other in same_touchpoints(plan, touchpoint))
    if names := ", ".join(journey.name for journey in journeys if journey is not None):
        yield Prose(Content.assemble((f"{SHARED} shared with ", _MUTED), names))


def _points(phase: Phase) -> Iterator[str]:
    """The four points of validation with what customers confirmed (S37)."""
    facts = fields_of(Phase)
    for name in POINTS:
        day = getattr(phase, name)
        yield f"{'✓' if day else '·'} {facts[name].title}{f' {day}' if day else ''}: {facts[name].help}"


def story(plan: Plan, journey: Journey, today: date) -> Iterator[Line]:
    """The journey in words, for people who do not read grids."""
    for nth, paragraph in enumerate(told(plan, journey, today)):
        match paragraph:
            case telling.Heading(text, level):
                yield from ("",) if nth else ()
                yield Heading(f"{'· ' * (level - 2)}{text}" if level > 1 else text)
            case telling.Prose(text):
                yield Prose(text)
            case telling.Quote(text, by):
                yield Prose(Content.assemble((f"“{text}”", "italic"), (f"  {by}", _MUTED)))
            case telling.Bullet(text, sign):
                yield Prose(f"{sign} {text}")
