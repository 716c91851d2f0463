"""A journey told in words, for those who do not read grids.

The page and the exports show the same paragraphs. What is not known is said once where it matters, never as a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import TypeAlias

from domain.alignment import Pair, aligned
from domain.engagement import CoreValue
from domain.entity import Entity
from domain.evidence import Evidence
from domain.journey import Backing, Horizon, Journey, Moment, Note, Phase, Stage, Touchpoint
from domain.kpi import Kpi
from domain.lanes import SIGNS, signed
from domain.people import Stakeholder, System, Team
from domain.periods import spelled
from domain.persona import Persona
from domain.plan import Plan
from domain.proven import review_every, verified_on
from domain.strength import Standing, citations_of, coverage, strength_of
from domain.text import counted

FEELINGS: Mapping[Decimal, str] = MappingProxyType(
    {
        Decimal(-2): "dreadful",
        Decimal("-1.5"): "very bad",
        Decimal(-1): "bad",
        Decimal("-0.5"): "rather bad",
        Decimal(0): "neither good nor bad",
        Decimal("0.5"): "rather good",
        Decimal(1): "good",
        Decimal("1.5"): "very good",
        Decimal(2): "delightful",
    }
)
"""What each feeling is called, to the nearest half."""

_WEIGHTS = ("hardly matters", "matters a little", "matters", "matters a lot", "is decisive")
_COMPARED: Mapping[int, str] = MappingProxyType(
    {
        -2: "what I get is far below it",
        -1: "what I get is below it",
        0: "that is what I get",
        1: "what I get is better",
        2: "what I get is far better",
    }
)
_STEPS = ("I start all over again", "I have to repeat myself", "I notice the step", "it goes well", "I notice no step")
_MOMENTS: Mapping[Moment, str] = MappingProxyType(
    {
        Moment.MAKE: "This is a moment of truth: it can win me for good.",
        Moment.BREAK: "This is a moment of truth: it can lose me for good.",
    }
)
_SEVERE = ("a nuisance", "a real trouble", "they leave over it")
_HORIZONS: Mapping[Horizon, str] = MappingProxyType(
    {
        Horizon.CURRENT: "as it is today",
        Horizon.NEAR: "as it should be in one or two years",
        Horizon.FAR: "as it should be in five years",
    }
)
_KNOWN: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.UNKNOWN: "nobody has shown yet that it is so.",
        Standing.ASSUMED: "we assume it ourselves; no customer said so yet.",
        Standing.HEARD: "hearsay; customers were not asked yet.",
        Standing.VALIDATED: "from customers themselves.",
    }
)
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the paragraphs below are about; level 1 is the journey, 2 a phase, 3 a touchpoint."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, in whole sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, and who, or where it was heard."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """One of several things, behind its sign."""

    text: str
    sign: str


Paragraph: TypeAlias = Heading | Prose | Quote | Bullet


def told(plan: Plan, journey: Journey, today: date) -> Iterator[Paragraph]:
    """Tell *journey* from what sets it off to what ends it, as known on the day *today*."""
    pairs = _against(plan, journey)
    yield Heading(journey.name, 1)
    yield Prose(_joined(_opening(plan, journey)))
    persona = _persona(plan, journey)
    if persona and persona.quote:
        yield Quote(persona.quote, persona.name)
    yield from map(Prose, _new_against_today(plan, journey, pairs))
    yield Prose(_joined(_standing(plan, journey, today)))
    by_dream = {pair.dream.id: pair for pair in pairs if pair.dream}
    before: Touchpoint | None = None
    for phase in plan.parts(Phase, journey):
        yield Heading(phase.name, 2)
        if about := _joined(_about(phase)):
            yield Prose(about)
        for touchpoint in plan.parts(Touchpoint, phase):
            yield Heading(touchpoint.name, 3)
            yield from told_touchpoint(plan, touchpoint, today, before=before, pair=by_dream.get(touchpoint.id))
            before = touchpoint if touchpoint.stage is Stage.FRONT else before


def told_touchpoint(
    plan: Plan, touchpoint: Touchpoint, today: date, *, before: Touchpoint | None = None, pair: Pair | None = None
) -> Iterator[Paragraph]:
    """Tell one *touchpoint* in the customer's words.

    Args:
        plan: where it is from.
        touchpoint: what to tell.
        today: the day by which the evidence is reckoned.
        before: the touchpoint the customer comes from.
        pair: of a dream, what it is today.
    """
    yield Prose(_joined(_lived(touchpoint, before)))
    if dreamt := _joined(_dreamt(touchpoint, pair)):
        yield Prose(dreamt)
    yield from (Bullet(_noted(note), SIGNS[note.kind]) for note in plan.parts(Note, touchpoint))
    if behind := _joined(_behind(plan, touchpoint)):
        yield Prose(behind)
    citations = tuple(citations_of(plan, touchpoint))
    if citations or pair is None:
        yield Prose(_how_known(plan, touchpoint, today))
    for citation in citations:
        evidence = plan.find(Evidence, citation.evidence)
        if citation.quote and evidence:
            yield Quote(citation.quote, evidence.name)


def feeling_word(feeling: Decimal) -> str:
    """What a *feeling* is called: −2 dreadful … +2 delightful."""
    return FEELINGS[(feeling * 2).quantize(Decimal(1), ROUND_HALF_EVEN) / 2]


def day(when: date) -> str:
    """A date as it is written in running text: `3 May 2027`."""
    return spelled(when)


def age(plan: Plan, journey: Journey, today: date) -> tuple[int | None, bool]:
    """For how many days *journey* was not held against reality, None for ever, and whether that is too long."""
    verified = verified_on(plan, journey)
    if verified is None:
        return None, True
    days, most = max(0, (today - verified).days), review_every(plan, journey)
    return days, most is not None and days > most


# The journey as a whole


def _opening(plan: Plan, journey: Journey) -> Iterator[str]:
    persona = _persona(plan, journey)
    who = persona.name if persona else "somebody we have no persona for yet"
    yield f"The {journey.kind.value} journey of {who}, {_HORIZONS[journey.horizon]}."
    if journey.horizon is not Horizon.CURRENT:
        yield f"It should be true by {day(journey.target_on)}." if journey.target_on else "Nobody said yet by when."
    if journey.begins_with:
        yield f"What sets it off: {_sentence(journey.begins_with)}"
    if journey.ends_with:
        yield f"What ends it: {_sentence(journey.ends_with)}"
    if journey.out_of_scope:
        yield f"Left out: {_sentence(journey.out_of_scope)}"


def _against(plan: Plan, journey: Journey) -> tuple[Pair, ...]:
    current = plan.find(Journey, journey.departs_from) if journey.departs_from else None
    return aligned(plan, current, journey) if current else ()


def _new_against_today(plan: Plan, journey: Journey, pairs: Sequence[Pair]) -> Iterator[str]:
    """What a dream adds to the journey it departs from, and what it leaves behind."""
    current = _found(plan, Journey, journey.departs_from)
    if not current:
        return
    added = [f"“{pair.dream.name}”" for pair in pairs if pair.dream and pair.sign == "+"]
    dropped = [f"“{pair.current.name}”" for pair in pairs if pair.current and pair.sign == "−"]
    changed = sum(pair.sign == "~" for pair in pairs)
    told = [
        f"{counted(changed, 'touchpoint is different', 'touchpoints are different')}" if changed else "",
        f"new: {_listed(added)}" if added else "",
        f"no longer there: {_listed(dropped)}" if dropped else "",
    ]
    said = "; ".join(filter(None, told)) or "nothing is different yet"
    yield f"Against “{current}”: {said}."


def _standing(plan: Plan, journey: Journey, today: date) -> Iterator[str]:
    """How far the map as a whole can be relied on."""
    asked, seen = coverage(plan, journey, today)
    if journey.horizon is Horizon.CURRENT and seen:
        share = f"{asked} of its {counted(seen, 'touchpoint')}" if asked else "none of its touchpoints"
        yield f"Customers were asked or watched for {share}."
    days, _ = age(plan, journey, today)
    if days is None:
        yield "As a whole it was never held against reality."
    else:
        by = f" by {journey.verified_by}" if journey.verified_by else ""
        when = f"{counted(days, 'day')} ago" if days else "today"
        yield f"All of it was last held against reality {when}{by}."
    if owner := _found(plan, Stakeholder, journey.owner):
        yield f"{owner} keeps it true."


def _about(phase: Phase) -> Iterator[str]:
    if phase.goal:
        yield f"What the customer wants here: {_sentence(phase.goal)}"
    if phase.complete_on:
        yield f"On {day(phase.complete_on)} customers confirmed that no touchpoint is missing."


# A touchpoint


def _lived(touchpoint: Touchpoint, before: Touchpoint | None) -> Iterator[str]:
    if touchpoint.stage is Stage.BACK:
        yield "This happens behind the scenes; the customer does not see it."
    if before and touchpoint.hand_over is not None:
        yield f"Coming from “{before.name}”, {_STEPS[touchpoint.hand_over - 1]}."
    if touchpoint.doing:
        yield _sentence(touchpoint.doing)
    if touchpoint.thinking:
        yield f"I think: “{touchpoint.thinking}”"
    yield from _channel(touchpoint)
    yield from _expected(touchpoint)
    yield from _felt(touchpoint)
    yield from _reached(touchpoint)
    if touchpoint.moment:
        yield _MOMENTS[touchpoint.moment]
    if missing := list(_missing(touchpoint)):
        yield f"Not known yet: {_listed(missing)}."


def _channel(touchpoint: Touchpoint) -> Iterator[str]:
    where = touchpoint.channel or ""
    medium = touchpoint.medium.value if touchpoint.medium else ""
    if where or medium:
        yield f"Channel: {f'{where} ({medium})' if where and medium else where or medium}."


def _expected(touchpoint: Touchpoint) -> Iterator[str]:
    compared = touchpoint.against_expectation
    if touchpoint.expectation:
        yield f"I expect: {_sentence(touchpoint.expectation)}"
        if compared is not None:
            yield _capital(f"{_COMPARED[compared]}.")
    elif compared is not None:
        yield f"Against what I expect: {_COMPARED[compared]}."


def _felt(touchpoint: Touchpoint) -> Iterator[str]:
    feeling, weight = touchpoint.feeling, touchpoint.importance
    matters = f"{_WEIGHTS[weight - 1]} to me" if weight else ""
    if feeling is not None:
        yield f"It feels {feeling_word(feeling)} ({signed(feeling)}){f' and {matters}' if matters else ''}."
    elif matters:
        yield f"It {matters}."


def _reached(touchpoint: Touchpoint) -> Iterator[str]:
    goal, leave = touchpoint.goal_percent, touchpoint.drop_off_percent
    parts = [
        *([f"{goal} % of the goal is reached here"] if goal is not None else ()),
        *([f"{leave} % leave here" if leave else "nobody leaves here"] if leave is not None else ()),
    ]
    if parts:
        yield _capital(f"{', and '.join(parts)}.")


def _missing(touchpoint: Touchpoint) -> Iterator[str]:
    if touchpoint.stage is Stage.BACK:
        return
    if not touchpoint.doing:
        yield "what the customer does"
    if touchpoint.feeling is None:
        yield "how it feels"


def _dreamt(touchpoint: Touchpoint, pair: Pair | None) -> Iterator[str]:
    if pair and pair.current:
        now, perhaps = pair.current, "" if pair.is_confirmed else "probably "
        feels = "" if now.feeling is None else f", which feels {feeling_word(now.feeling)} ({signed(now.feeling)})"
        yield f"Today this is {perhaps}“{now.name}”{feels}."
    elif pair:
        yield "This is new: today there is nothing like it."
    if touchpoint.wanted:
        yield f"What should come of it: {_sentence(touchpoint.wanted)}"


def _noted(note: Note) -> str:
    also = [*([note.category.value] if note.category else ()), *([_SEVERE[note.severity - 1]] if note.severity else ())]
    which = f" ({', '.join(also)})" if also else ""
    return f"{_capital(note.kind.value)}{which}: {_sentence(note.text)}"


def _behind(plan: Plan, touchpoint: Touchpoint) -> Iterator[str]:
    if backings := [told for each in plan.parts(Backing, touchpoint) if (told := _backed(plan, each))]:
        yield f"Behind the scenes: {'; '.join(backings)}."
    values = [_found(plan, CoreValue, id) for id in touchpoint.core_values]
    if any(values):
        yield f"It lets the customer taste: {_listed(filter(None, values))}."
    if kpis := [kpi.name for kpi in plan.where(Kpi, "touchpoints", touchpoint.id)]:
        yield f"Watched by: {_listed(kpis)}."


def _backed(plan: Plan, backing: Backing) -> str:
    names = " with ".join(filter(None, (_found(plan, Team, backing.team), _found(plan, System, backing.system))))
    role = (backing.role or "").rstrip(".")
    return f"{names} ({role})" if names and role else names or role


def _how_known(plan: Plan, touchpoint: Touchpoint, today: date) -> str:
    strength = strength_of(plan, touchpoint, today)
    said = f"How we know: {_KNOWN[strength.standing]}"
    pieces = [_piece(part.evidence) for part in strength.parts]
    return f"{said} {_capital(_listed(pieces))}." if pieces else said


def _piece(evidence: Evidence) -> str:
    size, when = evidence.sample_size, evidence.collected_on
    about = [evidence.kind.value, f"n = {size:,}".replace(",", " ") if size is not None else ""]
    return f"“{evidence.name}” ({', '.join(filter(None, (*about, day(when) if when else '')))})"


# Words


def _persona(plan: Plan, journey: Journey) -> Persona | None:
    return plan.find(Persona, journey.persona) if journey.persona else None


def _found(plan: Plan, kind: type[Entity], id: str | None) -> str:
    """The name of the record of *kind* with this *id*; empty where there is none."""
    record = plan.find(kind, id) if id else None
    return record.title if record else ""


def _sentence(text: str) -> str:
    """*text* as a sentence: on one line, and with an end."""
    line = " ".join(text.split())
    return line if line.rstrip("”’\"')").endswith(_ENDS) else f"{line}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(sentences)


def _listed(items: Iterable[str]) -> str:
    """Several things in one sentence: `a, b and c`."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
