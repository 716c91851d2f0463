"""What is typed and not saved: the subject it is kept under, and what that subject is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.edits import noun
from domain.entity import Entity, references_of
from domain.journey import Journey
from domain.persona import Persona
from domain.plan import Plan
from domain.records import BY_NAME, KINDS

_NEW = "new"
_OUTLINE = "capture"
_WITHIN = " › new "
"""Stands between the subject of a form and the kind of record that was made from within it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Text typed into a form that was left.

    Attributes:
        kind: of the record it is about.
        record: the record it would change; None for a new one.
        given: what is known of a new record, such as its owner.
        place: the name of what a new record is to be a part of; empty where it stands by itself.
        is_lost: whether the record, or the place for it, is gone.
        is_outline: whether it was typed in fast capture: more of a journey, or a new one.
    """

    kind: type[Entity]
    record: Entity | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    is_lost: bool = False
    is_outline: bool = False

    def title(self, plan: Plan) -> str:
        """What a person would call it."""
        if self.is_outline:
            more = f"More of journey “{plan.called(self.record)}”" if self.record is not None else ""
            what = more or "New journey" + (f" of “{self.place}”" if self.place else "")
            return f"{what}, which is gone" if self.is_lost else what
        if self.record is not None:
            return f"{noun(self.kind)} “{plan.called(self.record)}”"
        what = f"New {noun(self.kind)}" + (f" in “{self.place}”" if self.place else "")
        return f"{what}, which is gone" if self.is_lost else what


def subject_of(kind: type[Entity], record: Entity | None, given: Mapping[str, str]) -> str:
    """What a draft of *record*, or of a new record of *kind*, is kept under."""
    if record is not None:
        return f"{kind.KIND}:{record.id}"
    others = (f"{name}={id}" for name, id in given.items() if name != kind.OWNER)
    return ":".join((kind.KIND, _NEW, given.get(kind.OWNER, ""), *others))


def subject_of_outline(journey: Journey | None, persona: Persona | None) -> str:
    """What the outline typed for *journey*, or for a new journey of *persona*, is kept under."""
    return f"{_OUTLINE}:{journey.id}" if journey is not None else f"{_OUTLINE}::{persona.id if persona else ''}"


def draft_about(plan: Plan, subject: str) -> Draft:
    """Say what *subject* is about in *plan*."""
    _, within, word = subject.rpartition(_WITHIN)
    if within:
        return Draft(next(kind for kind in KINDS if noun(kind) == word))
    name, id, owner, *others = [*subject.split(":"), ""]
    if name == _OUTLINE:
        return _outline_about(plan, id, owner)
    kind = BY_NAME[name]
    if id != _NEW:
        record = plan.find(kind, id)
        return Draft(kind, record, place=id, is_lost=record is None)
    if not owner:
        return Draft(kind)
    whole = plan.find(BY_NAME[references_of(kind)[kind.OWNER].target], owner)
    given = dict(other.split("=", 1) for other in others if "=" in other)
    return Draft(
        kind, None, {kind.OWNER: owner, **given}, plan.called(whole) if whole else owner, is_lost=whole is None
    )


def _outline_about(plan: Plan, journey: str, persona: str) -> Draft:
    if journey:
        record = plan.find(Journey, journey)
        return Draft(Journey, record, place=journey, is_lost=record is None, is_outline=True)
    whose = plan.find(Persona, persona)
    return Draft(
        Journey,
        given={"persona": persona} if persona else {},
        place=whose.name if whose else persona,
        is_lost=bool(persona) and whose is None,
        is_outline=True,
    )
