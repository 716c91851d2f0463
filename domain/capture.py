"""What an outline makes of a plan: one edit that adds its phases, touchpoints, notes and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from domain.edits import STEP, id_text, noun
from domain.entity import Entity, revise
from domain.errors import BadInput, Finding, NoSuchInput
from domain.journey import Backing, Journey, JourneyKind, Note, Phase, Touchpoint
from domain.outline import BackingLine, Outline, TouchpointLine, lines_of, short
from domain.persona import Persona
from domain.plan import Change, Edit, NewIds, Plan
from domain.text import clean_text, counted

E = TypeVar("E", bound=Entity)

UNNAMED = "Captured journey"
"""What a new journey is called that nobody named."""
START = "Start"
"""The phase of touchpoints that come before any phase, in a journey that has none."""
_MOST_OFFERED = 8


def named(records: Iterable[E], text: str) -> tuple[E, ...]:
    """The records called *text*, whatever its capitals; where there is none, those whose name begins with it."""
    sought = text.casefold()
    names = [(clean_text(record.title).casefold(), record) for record in records]
    exact = tuple(record for name, record in names if name == sought)
    return exact or tuple(record for name, record in names if name.startswith(sought))


def meant(plan: Plan, kind: type[E], text: str) -> E:
    """The one record of *kind* with the id *text*, or of that name.

    Raises:
        NoSuchInput: there is none, or there are several.
    """
    with_id = plan.find(kind, text)
    found = (with_id,) if with_id is not None else named(plan.all(kind), clean_text(text))
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(record.id for record in found[:_MOST_OFFERED])
        raise NoSuchInput(f"“{short(text)}” may be any of {ids}. Name one by its id.")
    names = ", ".join(f"“{record.title}”" for record in plan.all(kind)[:_MOST_OFFERED])
    raise NoSuchInput(
        f"There is no {noun(kind)} “{short(text)}”. " + (f"There is {names}." if names else "Add one first.")
    )


def unclear(plan: Plan, outline: Outline, journey: Journey | None = None) -> Iterator[Finding]:
    """Yield what of *outline* cannot be meant in *plan*, or in the *journey* it would be added to."""
    if journey is not None and outline.title.casefold() not in ("", clean_text(journey.name).casefold()):
        what = f"“{short(outline.title)}” would name a new journey, but this is added to “{short(journey.name)}”"
        yield Finding("", f"{what}; leave the line out", outline.title_line)
    goals = {key: "\n".join(lines_of(phase.goal)) for key, phase in _phases_of(plan, journey).items()}
    for line in outline.phases:
        known = goals.get(line.name.casefold(), "")
        if line.goal and known not in ("", line.goal):
            what = f"“{short(line.name)}” has the goal “{short(known)}” already"
            yield Finding("", f"{what}; leave out this one", line.line)
        goals[line.name.casefold()] = known or line.goal
    seen: dict[tuple[str, str], tuple[Entity, ...]] = {}
    for backing in (backing for touchpoint in outline.touchpoints for backing in touchpoint.behind):
        key = (backing.kind.KIND, backing.name)
        if key not in seen:
            seen[key] = named(plan.all(backing.kind), backing.name)
        if len(seen[key]) > 1:
            names = " or ".join(f"“{record.title}”" for record in seen[key][:_MOST_OFFERED])
            yield Finding("", f"“{short(backing.name)}” may be {names}; write more of the name", backing.line)


def _phases_of(plan: Plan, journey: Journey | None) -> dict[str, Phase]:
    """The phases of *journey* by name; of two of one name the first."""
    phases = plan.parts(Phase, journey) if journey is not None else ()
    return {clean_text(phase.name).casefold(): phase for phase in reversed(phases)}


def capture(  # noqa: PLR0913 - where it goes, and what a new journey is
    plan: Plan,
    outline: Outline,
    *,
    journey: Journey | None = None,
    persona: Persona | None = None,
    kind: JourneyKind = JourneyKind.CUSTOMER,
    name: str = UNNAMED,
    source: str = "outline",
) -> Edit:
    """Draw up the edit that adds what *outline* says.

    Args:
        plan: teams and systems are looked up in it, by name or the beginning of one; unknown ones are added.
        outline: as `parse` read it.
        journey: what to add to: phases of the same name are continued, others come last; None for a new one.
        persona: who lives through a new journey.
        kind: of a new journey.
        name: of a new journey, where the outline has no title.
        source: what the outline is called in a refusal.

    Raises:
        BadInput: with everything that is wrong with the outline, or because it is empty.
    """
    findings = [*outline.findings, *unclear(plan, outline, journey)]
    if not findings and outline.is_empty:
        findings = [Finding("", "nothing in it; a phase begins with #, a touchpoint with -")]
    if findings:
        raise BadInput(source, sorted(findings, key=lambda finding: finding.line or 0))
    drawing = _Drawing(plan)
    title = journey.name if journey is not None else outline.title or name
    if journey is None:
        id = drawing.add(Journey, name=title, kind=kind, persona=persona and persona.id).id
    else:
        id = journey.id
    drawing.add_phases(outline, id, _phases_of(plan, journey), last=_last_phase(plan, journey))
    number = sum(1 for _ in outline.touchpoints)
    what = f"{counted(number, 'touchpoint')} of “{title}”" if number else f"“{title}”"
    return Edit(f"Capture {what}", tuple(drawing.changes))


def _last_phase(plan: Plan, journey: Journey | None) -> str:
    """The name of the phase that touchpoints without one come in."""
    phases = plan.parts(Phase, journey) if journey is not None else ()
    return clean_text(phases[-1].name) if phases else START


class _Drawing:
    """Draws up records, each behind its siblings."""

    def __init__(self, plan: Plan) -> None:
        self.changes: list[Change] = []
        self._plan = plan
        self._ids = NewIds(plan)
        self._next: dict[tuple[str, str], int] = {}
        self._behind: dict[tuple[str, str], str] = {}

    def add(self, entity: type[E], /, **fields: Any) -> E:
        """Add a record with a fresh id, placed after its siblings."""
        id = self._ids.free(entity, id_text(entity, fields))
        owner = fields.get(entity.OWNER, "")
        place = (entity.KIND, owner)
        if place not in self._next:
            siblings = self._plan.where(entity, entity.OWNER, owner) if entity.OWNER else self._plan.all(entity)
            self._next[place] = siblings[-1].position + STEP if siblings else 0
        record = entity.model_validate({**fields, "id": id, "position": self._next[place]})
        self._next[place] += STEP
        self.changes.append(Change(None, record))
        return record

    def add_phases(self, outline: Outline, journey: str, there: Mapping[str, Phase], last: str) -> None:
        """Add the phases of *outline* to *journey*, or go on with those that are *there*."""
        phases = dict(there)
        goals = {line.name.casefold(): line.goal for line in outline.phases if line.goal}
        for line in outline.phases:
            name = line.name or last
            key = name.casefold()
            goal = goals.pop(key, None)
            if key not in phases:
                phases[key] = self.add(Phase, journey=journey, name=name, goal=goal)
            elif goal and not phases[key].goal:
                self.changes.append(Change(phases[key], revise(phases[key], goal=goal)))
            for touchpoint in line.touchpoints:
                self._add_touchpoint(phases[key], touchpoint)

    def _add_touchpoint(self, phase: Phase, line: TouchpointLine) -> None:
        touchpoint = self.add(Touchpoint, phase=phase.id, name=line.name, **line.fields)
        for note in line.notes:
            self.add(Note, touchpoint=touchpoint.id, kind=note.kind, text=note.text, severity=note.severity)
        for kind, id in dict.fromkeys((backing.kind, self._id_behind(backing)) for backing in line.behind):
            self.add(Backing, touchpoint=touchpoint.id, **{kind.KIND: id})

    def _id_behind(self, line: BackingLine) -> str:
        key = (line.kind.KIND, line.name.casefold())
        if key not in self._behind:
            found = named(self._plan.all(line.kind), line.name)
            self._behind[key] = found[0].id if found else self.add(line.kind, name=line.name).id
        return self._behind[key]
