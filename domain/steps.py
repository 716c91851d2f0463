"""Where an engagement stands: the eight steps of the method, what is there, what is missing and what comes next.

Each step asks for things, most of them once for each record. How much of it is done is the share of what it asks
for that is there: nothing is weighed or guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from domain.edits import plural
from domain.engagement import CoreValue, Engagement
from domain.entity import Entity
from domain.evidence import Evidence
from domain.gap import Gap
from domain.initiative import CashLine, Effort, Initiative, Status
from domain.journey import Horizon, Journey, Note, NoteKind, Touchpoint
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.paths import contacts_of, contacts_today, dreams, live, maps, touchpoints_of
from domain.persona import Need, Persona
from domain.plan import Plan
from domain.proven import (
    grounded,
    has_figures,
    has_money,
    is_on_roadmap,
    is_proven,
    is_to_be_closed,
    remedies_of,
    review_every,
    verified_on,
    with_purpose,
)
from domain.severity import Severity
from domain.text import counted

HOME, PERSONAS, JOURNEYS, GAPS, CASES, SESSION, ROADMAP, MEASURES, PEOPLE = range(1, 10)
"""The pages, by the digit that opens them."""

PAGE_OF: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("engagement", "holiday", "core_value"), HOME),
        **dict.fromkeys(("persona", "need"), PERSONAS),
        **dict.fromkeys(
            ("journey", "phase", "touchpoint", "note", "backing", "evidence", "citation", "reliability"), JOURNEYS
        ),
        "gap": GAPS,
        **dict.fromkeys(("initiative", "remedy", "effort", "story", "kano_answer", "cash_line"), CASES),
        **dict.fromkeys(("assumption", "criterion", "judgement", "rating"), CASES),
        **dict.fromkeys(("session", "ballot", "decision"), SESSION),
        **dict.fromkeys(("dependency", "milestone", "baseline"), ROADMAP),
        **dict.fromkeys(("kpi", "reading"), MEASURES),
        **dict.fromkeys(("team", "leave", "system", "stakeholder", "support", "review"), PEOPLE),
    }
)
"""For each kind of record, the page to see it on."""

ENOUGH = 0.5
"""With half of a step done it is time for the next; the rest will be filled in as it is missed."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far one step of the method is.

    Attributes:
        present: what is there: `3 personas, 11 needs`.
        missing: what is not: `2 without needs, 1 without a share`; empty where nothing is.
        done: the share of what the step asks for that is there, 0…1; what it asks for is told at `steps`.
        page: the number of the page to go to.
    """

    name: str
    present: str
    missing: str
    done: float
    page: int


class Suggestion(NamedTuple):
    """The next thing to do, the page to do it on, and the record it is about; no id where one is to be added."""

    sentence: str
    page: int
    kind: str = ""
    id: str = ""


class _Ask(NamedTuple):
    """One thing a step asks for: whether it is there, how many lack it (`{}`), what to do, and about which record."""

    met: bool
    lacks: str
    todo: str
    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    page: int
    present: str
    asks: tuple[_Ask, ...]

    @property
    def done(self) -> float:
        return sum(ask.met for ask in self.asks) / len(self.asks)

    @property
    def missing(self) -> str:
        numbers = Counter(ask.lacks for ask in self.open)
        return ", ".join(lacks.format(number, s="" if number == 1 else "s") for lacks, number in numbers.items())

    @property
    def open(self) -> Iterator[_Ask]:
        return (ask for ask in self.asks if not ask.met)


def steps(plan: Plan, today: date) -> tuple[Step, ...]:
    """Say of each of the eight steps of the method how far *plan* is on the day *today*.

    What each step asks for, every line once for each record it names, or for a first record where there is none:

    - Values: a customer promise; for each core value, what a customer notices of it.
    - Personas: for each persona, needs and a share.
    - Current journeys: for each persona, a current journey; for each of those, touchpoints, and that it is verified
      in time; for each touchpoint before the customer's eyes, a feeling.
    - Evidence: for each such touchpoint of today, evidence that is more than an assumption.
    - Dreams: for each current journey, a near and a far dream; for each dream, a wow.
    - Gaps: for each gap, evidence and a decision.
    - Cases: for each gap to be closed, an initiative; for each initiative that is not dropped, a gap that it or
      what waits for it closes, a case in words, a case in money, and, until it is done, an effort.
    - Roadmap: for each initiative with a date, a lane or a status beyond idea, a KPI and, until it is done, an
      owner and when; once one has a date, a baseline.
    """
    return tuple(
        Step(
            name=stage.name,
            present=stage.present,
            missing=stage.missing,
            done=stage.done,
            page=stage.page,
        )
        for stage in _stages(plan, today)
    )


def next_thing(plan: Plan, today: date) -> Suggestion:
    """The one thing to do next.

    What makes a figure wrong is mended first. Then the steps are brought to half, one after the other. Then come
    the other problems, then all that the steps still ask for; at last, the map that was verified longest ago.
    """
    if wrong := _first_problem(plan, today, (Severity.MUST,)):
        return wrong
    stages = tuple(_stages(plan, today))
    for stage in stages:
        if stage.done < ENOUGH:
            return _suggested(stage)
    if weak := _first_problem(plan, today, (Severity.SHOULD, Severity.COULD)):
        return weak
    for stage in stages:
        if stage.done < 1:
            return _suggested(stage)
    oldest = oldest_map(plan, today)
    if oldest is None or not oldest[1]:
        return Suggestion("Nothing is missing; show the roadmap to the client.", ROADMAP)
    journey, days = oldest
    sentence = f"Nothing is missing; “{journey.name}” was last verified {counted(days or 0, 'day')} ago."
    return Suggestion(sentence, JOURNEYS, journey.KIND, journey.id)


def oldest_map(plan: Plan, today: date) -> tuple[Journey, int | None] | None:
    """The current journey that was held against reality longest ago, and how many days ago that was.

    The days are None where it never was, at least not as a whole; then it counts as the oldest. None where no
    current journey has a touchpoint yet.
    """
    ages = [
        (journey, max(0, (today - day).days) if (day := verified_on(plan, journey)) else None)
        for journey in maps(plan)
        if any(touchpoints_of(plan, journey))
    ]
    return max(ages, key=lambda age: (age[1] is None, age[1] or 0), default=None)


def _first_problem(plan: Plan, today: date, severities: tuple[Severity, ...]) -> Suggestion | None:
    from domain.problems import RULES, in_order  # noqa: PLC0415 - the steps are shown before any rule is looked at

    rules = (rule for rule in RULES if rule.severity in severities)
    for problem in in_order(plan, (problem for rule in rules for problem in rule.problems(plan, today))):
        return Suggestion(f"{problem.what} {problem.todo}", PAGE_OF.get(problem.kind, HOME), problem.kind, problem.id)
    return None


def _suggested(stage: _Stage) -> Suggestion:
    ask = next(stage.open)
    return Suggestion(ask.todo, stage.page, ask.kind, ask.id)


def _stages(plan: Plan, today: date) -> tuple[_Stage, ...]:
    return (
        _Stage("Values", HOME, _values(plan), tuple(_values_asked(plan))),
        _Stage("Personas", PERSONAS, _personas(plan), tuple(_personas_asked(plan))),
        _Stage("Current journeys", JOURNEYS, _journeys(plan), tuple(_journeys_asked(plan, today))),
        _Stage("Evidence", JOURNEYS, _evidence(plan), tuple(_evidence_asked(plan))),
        _Stage("Dreams", JOURNEYS, _dreams(plan), tuple(_dreams_asked(plan))),
        _Stage("Gaps", GAPS, _gaps(plan), tuple(_gaps_asked(plan))),
        _Stage("Cases", CASES, _cases(plan), tuple(_cases_asked(plan))),
        _Stage("Roadmap", ROADMAP, _roadmap(plan), tuple(_roadmap_asked(plan))),
    )


def _told(**numbers: int) -> str:
    """*numbers* with their nouns, without the noughts: `3 personas, 11 needs`."""
    nouns = ((number, name.replace("_", " ")) for name, number in numbers.items() if number)
    return ", ".join(counted(number, noun, plural(noun)) for number, noun in nouns) or "nothing yet"


def _ask(record: Entity, lacks: str, todo: str, *, met: bool) -> _Ask:
    return _Ask(met, lacks, todo, record.KIND, record.id)


def _first(kind: type[Entity], lacks: str, todo: str) -> _Ask:
    """What a step asks for while there is no record of *kind* yet."""
    return _Ask(met=False, lacks=lacks, todo=todo, kind=kind.KIND)


def _values(plan: Plan) -> str:
    values = _told(core_value=len(plan.all(CoreValue)))
    return values if plan.engagement.promise is None else f"a customer promise, {values}"


def _values_asked(plan: Plan) -> Iterator[_Ask]:
    todo = "Write what the client promises its customers."
    for engagement in plan.all(Engagement):
        yield _ask(engagement, "no customer promise", todo, met=engagement.promise is not None)
    if not plan.all(Engagement):
        yield _first(Engagement, "no customer promise", todo)
    for value in plan.all(CoreValue):
        todo = f"Write what a customer notices when “{value.name}” is lived."
        yield _ask(value, "{} without a statement", todo, met=value.statement is not None)
    if not plan.all(CoreValue):
        yield _first(CoreValue, "no core values", "Add the first core value.")


def _personas(plan: Plan) -> str:
    return _told(persona=len(plan.all(Persona)), need=len(plan.all(Need)))


def _personas_asked(plan: Plan) -> Iterator[_Ask]:
    for persona in plan.all(Persona):
        todo = f"Add what “{persona.name}” wants to get done or to feel."
        yield _ask(persona, "{} without needs", todo, met=bool(plan.parts(Need, persona)))
        todo = f"Fill in which share of the customers “{persona.name}” stands for."
        yield _ask(persona, "{} without a share", todo, met=persona.share_percent is not None)
    if not plan.all(Persona):
        yield _first(Persona, "no personas", "Add the first persona: for whom is all this?")


def _journeys(plan: Plan) -> str:
    touchpoints = sum(1 for journey in maps(plan) for _ in touchpoints_of(plan, journey))
    return _told(current_journey=sum(1 for _ in maps(plan)), touchpoint=touchpoints)


def _journeys_asked(plan: Plan, today: date) -> Iterator[_Ask]:
    mapped = {journey.persona for journey in maps(plan)}
    for persona in plan.all(Persona):
        todo = f"Map what “{persona.name}” lives through today."
        yield _ask(persona, "{} without a map", todo, met=persona.id in mapped)
    for journey in maps(plan):
        begun = any(touchpoints_of(plan, journey))
        yield _ask(journey, "{} without touchpoints", f"Capture the touchpoints of “{journey.name}”.", met=begun)
        for touchpoint in contacts_of(plan, journey):
            todo = f"Note how the customer feels at “{touchpoint.name}”."
            yield _ask(touchpoint, "{} without a feeling", todo, met=touchpoint.feeling is not None)
        if begun:
            todo = f"Hold “{journey.name}” against reality, with customers."
            yield _ask(journey, "{} to be verified", todo, met=_is_fresh(plan, journey, today))
    if not mapped:
        yield _first(Journey, "no current journeys", "Map the first current journey.")


def _is_fresh(plan: Plan, journey: Journey, today: date) -> bool:
    verified, days = verified_on(plan, journey), review_every(plan, journey)
    return verified is not None and (days is None or (today - verified).days <= days)


def _evidence(plan: Plan) -> str:
    if not plan.all(Evidence):
        return _told()
    grounds, contacts = grounded(plan), tuple(contacts_today(plan))
    proven = sum((touchpoint.KIND, touchpoint.id) in grounds for touchpoint in contacts)
    pieces = counted(len(plan.all(Evidence)), "piece of evidence", "pieces of evidence")
    return f"{pieces} for {proven} of {counted(len(contacts), 'touchpoint')}"


def _evidence_asked(plan: Plan) -> Iterator[_Ask]:
    if not plan.all(Evidence):
        yield _first(Evidence, "no evidence", "Record how you know: the first interview, survey or figures.")
        return
    grounds = grounded(plan)
    for touchpoint in contacts_today(plan):
        todo = f"Find out what customers say or do at “{touchpoint.name}”, and cite it there."
        yield _ask(touchpoint, "{} without", todo, met=(touchpoint.KIND, touchpoint.id) in grounds)
    if not any(contacts_today(plan)):
        yield _first(Touchpoint, "no touchpoint it speaks for", "Add the touchpoints the evidence speaks for.")


def _dreams(plan: Plan) -> str:
    horizons = Counter(dream.horizon for dream in dreams(plan))
    return _told(near_dream=horizons[Horizon.NEAR], far_dream=horizons[Horizon.FAR], wow=sum(map(len, _wows(plan))))


def _wows(plan: Plan) -> Iterator[tuple[Note, ...]]:
    for dream in dreams(plan):
        notes = (note for touchpoint in touchpoints_of(plan, dream) for note in plan.parts(Note, touchpoint))
        yield tuple(note for note in notes if note.kind is NoteKind.WOW)


def _dreams_asked(plan: Plan) -> Iterator[_Ask]:
    for journey in maps(plan):
        ahead = {dream.horizon for dream in plan.where(Journey, "departs_from", journey.id)}
        todo = f"Dream how “{journey.name}” should be in 1–2 years."
        yield _ask(journey, "{} without a near dream", todo, met=Horizon.NEAR in ahead)
        todo = f"Dream how “{journey.name}” should be in 5 years."
        yield _ask(journey, "{} without a far dream", todo, met=Horizon.FAR in ahead)
    for dream, wows in zip(dreams(plan), _wows(plan), strict=True):
        todo = f"Note what makes “{dream.name}” unforgettable."
        yield _ask(dream, "{} without a wow", todo, met=bool(wows))
    if not plan.all(Journey):
        yield _first(Journey, "no dreams", "Dream the first journey as it should be in 1–2 years.")


def _gaps(plan: Plan) -> str:
    decided = sum(gap.decision is not None for gap in plan.all(Gap))
    return _told(gap=len(plan.all(Gap))) + (f", {decided} decided" if decided else "")


def _gaps_asked(plan: Plan) -> Iterator[_Ask]:
    grounds = grounded(plan)
    for gap in plan.all(Gap):
        todo = f"Cite what shows that “{gap.name}” is there."
        yield _ask(gap, "{} without evidence", todo, met=is_proven(gap, grounds))
        todo = f"Decide about “{gap.name}”: close it, park it or accept it."
        yield _ask(gap, "{} undecided", todo, met=gap.decision is not None)
    if not plan.all(Gap):
        yield _first(Gap, "no gaps", "Lay a dream over today and note the first gap.")


def _cases(plan: Plan) -> str:
    return _told(initiative=sum(1 for _ in live(plan)), cash_line=len(plan.all(CashLine)))


def _cases_asked(plan: Plan) -> Iterator[_Ask]:
    if not any(live(plan)):
        yield _first(Initiative, "no initiatives", "Draft the first initiative from the gap that matters most.")
        return
    for gap in filter(is_to_be_closed, plan.all(Gap)):
        todo = f"Draft an initiative that closes “{gap.name}”."
        yield _ask(gap, "{} gap{s} nobody closes", todo, met=any(remedies_of(plan, gap)))
    purposeful = with_purpose(plan)
    for each in live(plan):
        todo = f"Choose the gap that “{each.name}” closes."
        yield _ask(each, "{} without a gap", todo, met=each.id in purposeful)
        yield _ask(each, "{} without words", f"Write why “{each.name}” is worth doing.", met=each.case is not None)
        todo = f"Add what “{each.name}” costs and yields."
        yield _ask(each, "{} without money", todo, met=has_money(plan, each))
        if each.status is not Status.DONE:
            todo = f"Add what “{each.name}” asks of which team."
            yield _ask(each, "{} without effort", todo, met=any(map(has_figures, plan.parts(Effort, each))))


def _roadmap(plan: Plan) -> str:
    done = sum(each.status is Status.DONE for each in _items(plan))
    items = _told(initiative=sum(1 for _ in _items(plan)), milestone=len(plan.all(Milestone)))
    return items + (f", {done} done" if done else "")


def _items(plan: Plan) -> Iterator[Initiative]:
    return (each for each in live(plan) if is_on_roadmap(each) or each.lane or each.status is Status.DONE)


def _roadmap_asked(plan: Plan) -> Iterator[_Ask]:
    for each in _items(plan):
        if each.status is not Status.DONE:
            timed = each.starts_on is not None or each.lane is not None
            yield _ask(each, "{} without a date", f"Say when “{each.name}” starts.", met=timed)
            owned = each.owner is not None
            yield _ask(each, "{} without an owner", f"Choose who answers for “{each.name}”.", met=owned)
        todo = f"Choose the KPI that will tell whether “{each.name}” worked."
        yield _ask(each, "{} without a KPI", todo, met=bool(plan.where(Kpi, "initiatives", each.id)))
    if any(each.starts_on is not None for each in _items(plan)):
        todo = "Take a baseline, so that it can be told later what has moved."
        yield _Ask(met=bool(plan.all(Baseline)), lacks="no baseline", todo=todo, kind=Baseline.KIND)
    if not any(_items(plan)):
        yield _first(Initiative, "nothing planned", "Choose what to do first, and plan it.")
