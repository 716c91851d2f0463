"""User stories drafted from what an initiative closes: as a persona I want what the dream has, so that … (S65).

A draft puts the customer's own words from the map together; whoever knows the work rewrites it. Each says below how to
tell that it works where it comes from, so that the way back to the map is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.edits import STEP
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Story
from domain.journey import Journey, Phase, Touchpoint
from domain.paths import journey_of, touchpoint_of
from domain.persona import Need, Persona
from domain.plan import Change, Edit, NewIds, Plan
from domain.text import counted

LONGEST = 400
"""Characters of a line of a story."""
_BEGINNINGS = (
    ("I am ", "to be "),
    ("I can ", "to be able to "),
    ("We are ", "us to be "),
    ("We can ", "us to be able to "),
)
_ALREADY = ("I ", "We ")
_SENTENCE = re.compile(r"[^\n]*?[.!?…。！？](?=\s|$)|[^\n]+")


class _Draft(NamedTuple):
    """What a story is made of."""

    persona: Persona | None
    want: str
    so_that: str | None
    accepted_when: str


def drafted(plan: Plan, initiative: Initiative) -> Edit | None:
    """The edit that drafts a story for each gap *initiative* closes; None where there is nothing new to draft.

    The persona is whose journey it is. What they want is what they do at the touchpoint of the dream, or no longer have
    to do; what for is their goal in that phase, or else their need that is met worst. A story whose persona wants the
    same already is not drafted again.
    """
    ids, there = NewIds(plan), plan.parts(Story, initiative)
    known = {(story.persona, story.want.casefold()) for story in there}
    position = there[-1].position + STEP if there else 0
    changes: list[Change] = []
    for draft in _drafts(plan, initiative):
        persona = draft.persona.id if draft.persona else None
        if (persona, draft.want.casefold()) in known:
            continue
        known.add((persona, draft.want.casefold()))
        story = Story(
            id=ids.free(Story, " ".join(draft.want.split()[:8])),
            position=position + STEP * len(changes),
            initiative=initiative.id,
            persona=persona,
            want=draft.want,
            so_that=draft.so_that,
            accepted_when=draft.accepted_when,
        )
        changes.append(Change(None, story))
    said = counted(len(changes), "story", "stories")
    return Edit(f"Draft {said} of “{initiative.name}”", tuple(changes)) if changes else None


def why_not(plan: Plan, initiative: Initiative) -> str:
    """Why no story can be drafted of *initiative*; empty where one can."""
    if not plan.parts(Remedy, initiative):
        return "It closes no gap yet, and stories are drafted from gaps."
    return "" if drafted(plan, initiative) else "Every gap it closes has its story."


def _drafts(plan: Plan, initiative: Initiative) -> Iterator[_Draft]:
    for remedy in plan.parts(Remedy, initiative):
        gap = plan.get(Gap, remedy.gap)
        dream, current = touchpoint_of(plan, gap.dream), touchpoint_of(plan, gap.current)
        touchpoint = dream or current
        journey = journey_of(plan, touchpoint)
        persona = plan.find(Persona, journey.persona) if journey and journey.persona else None
        want = _dreamt(dream) if dream else _over(gap, current)
        yield _Draft(
            persona,
            _cut(want),
            _what_for(plan, touchpoint, persona),
            _accepted(gap, touchpoint, journey),
        )


def _dreamt(touchpoint: Touchpoint) -> str:
    """What is done there, as something wanted: “I pay with my thumb.” becomes “to pay with my thumb”."""
    return _wanted(touchpoint.doing) if touchpoint.doing else f"“{touchpoint.name}”"


def _wanted(doing: str) -> str:
    sentence = _first_sentence(doing)
    for begins, wanted in _BEGINNINGS:
        if sentence.startswith(begins):
            return wanted + sentence.removeprefix(begins)
    if sentence.startswith("I "):
        return f"to {sentence.removeprefix('I ')}"
    return f"us to {sentence.removeprefix('We ')}" if sentence.startswith("We ") else f"this: {sentence}"


def _over(gap: Gap, touchpoint: Touchpoint | None) -> str:
    """What is wanted where the gap has no place in a dream: that what is there today is over."""
    doing = _first_sentence(touchpoint.doing) if touchpoint and touchpoint.doing else ""
    if gap.kind is GapKind.REMOVE and doing.startswith("I ") and not doing.startswith(("I am ", "I can ")):
        return f"not to have to {doing.removeprefix('I ')}"
    return f"this to be over: {gap.name}"


def _what_for(plan: Plan, touchpoint: Touchpoint | None, persona: Persona | None) -> str | None:
    phase = plan.find(Phase, touchpoint.phase) if touchpoint else None
    if phase and phase.goal:
        goal = _first_sentence(phase.goal)
        return _cut(goal if goal.startswith(_ALREADY) else f"I reach my goal: {goal[:1].lower()}{goal[1:]}")
    needs = plan.parts(Need, persona) if persona else ()
    weighed = [(need.importance - need.satisfaction, need) for need in needs if need.importance and need.satisfaction]
    unmet = [(by, need) for by, need in weighed if by > 0]
    if not unmet:
        return None
    return _cut(f"my need is met: {max(unmet, key=lambda each: each[0])[1].name}")


def _accepted(gap: Gap, touchpoint: Touchpoint | None, journey: Journey | None) -> str:
    """How to tell that it works, and where it comes from."""
    place = " › ".join(each.name for each in (journey, touchpoint) if each)
    origin = f"From the gap “{gap.name}”{f', {place}' if place else ''}."
    return "\n".join(filter(None, (touchpoint.wanted if touchpoint else None, origin)))


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text.strip())
    return found[0].strip().rstrip(".。") if found else text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
