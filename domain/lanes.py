"""The lanes of a journey map: what each tells of a touchpoint, on screen and in every export alike.

A lane is one declaration; a view is a choice of lanes from top to bottom. The service blueprint is a view as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from domain.engagement import CoreValue
from domain.entity import Entity
from domain.journey import Backing, Note, NoteKind, Stage, Touchpoint
from domain.kpi import Kpi
from domain.people import System, Team
from domain.plan import Plan
from domain.strength import bars, strength_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a lane tells of a touchpoint.

    Attributes:
        text: in words; may run over several lines.
        mark: a sign that stands before the words and is never cut: `▲▲▲`, `▮▮▯▯`.
        record: what it is about, where that is a record of its own.
        is_spare: whether the mark says it all, so that words without room are left out rather than cut.
    """

    text: str
    mark: str = ""
    record: Entity | None = None
    is_spare: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """What a map tells of every touchpoint in one row.

    Attributes:
        key: what settings and the command line call it.
        title: what stands before the row, at most eight letters.
        help: what the lane is about, for who chooses lanes.
        entries: what it tells of a touchpoint; nothing where nothing is known.
        note: the kind of note it holds, where it holds notes.
        is_brief: whether it never tells more than one line.
    """

    key: str
    title: str
    help: str
    entries: Callable[[Plan, Touchpoint, date], Iterator[Entry]]
    note: NoteKind | None = None
    is_brief: bool = False


FEELING = "feeling"
"""The lane that is drawn as a curve."""

LINES: Mapping[str, str] = MappingProxyType(
    {
        "interaction": "line of interaction",
        "visibility": "line of visibility",
        "internal": "line of internal interaction",
    }
)
"""The three lines of a service blueprint (Bitner, Ostrom and Morgan 2008), by the name a view gives them."""


def _feeling(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    if touchpoint.feeling is not None:
        yield Entry(signed(touchpoint.feeling))


def signed(number: float | Decimal) -> str:
    """A number on a scale round zero, with its sign: `+1.5`, `−2`, `0`."""
    text = f"{abs(number):.2f}".rstrip("0").rstrip(".")
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{text}"


def dots(scale: int) -> str:
    """A place on a scale of five: `●●●○○`."""
    return "●" * scale + "○" * (5 - scale)


def _importance(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    if touchpoint.importance is not None:
        yield Entry("", dots(touchpoint.importance))


def _prose(field: str) -> Callable[[Plan, Touchpoint, date], Iterator[Entry]]:
    def entries(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
        if text := getattr(touchpoint, field):
            yield Entry(text)

    return entries


def _expectation(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    against = touchpoint.against_expectation
    mark = "" if against is None else {-2: "▼▼", -1: "▼", 0: "=", 1: "△", 2: "△△"}[against]
    if mark or touchpoint.expectation:
        yield Entry(touchpoint.expectation or "", mark)


def _percent(field: str) -> Callable[[Plan, Touchpoint, date], Iterator[Entry]]:
    def entries(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
        if (share := getattr(touchpoint, field)) is not None:
            yield Entry(f"{share} %")

    return entries


def _notes(*kinds: NoteKind) -> Callable[[Plan, Touchpoint, date], Iterator[Entry]]:
    def entries(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
        for note in plan.parts(Note, touchpoint):
            if note.kind in kinds:
                yield Entry(note.text, SIGNS[note.kind] * (note.severity or 1), note)

    return entries


SIGNS: Mapping[NoteKind, str] = MappingProxyType(
    {
        NoteKind.PAIN: "▲",
        NoteKind.GAIN: "+",
        NoteKind.WOW: "★",
        NoteKind.QUESTION: "?",
        NoteKind.BARRIER: "▬",
        NoteKind.OPPORTUNITY: "»",
    }
)
"""The sign of each kind of note; as often as it is severe."""


def _channel(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    rough = touchpoint.hand_over is not None and touchpoint.hand_over <= ROUGH
    if touchpoint.channel or rough:
        yield Entry(touchpoint.channel or "", "⇢" if rough else "")


ROUGH = 2
"""A hand-over rated so or lower is felt as a break."""


def _behind(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    for backing in plan.parts(Backing, touchpoint):
        names = [found.name for found in (_team(plan, backing), _system(plan, backing)) if found is not None]
        yield Entry(" · ".join(names) or backing.role or "nobody named yet", record=backing)


def _team(plan: Plan, backing: Backing) -> Team | None:
    return plan.find(Team, backing.team) if backing.team else None


def _system(plan: Plan, backing: Backing) -> System | None:
    return plan.find(System, backing.system) if backing.system else None


def _values(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    for id in touchpoint.core_values:
        if (value := plan.find(CoreValue, id)) is not None:
            yield Entry(value.name, "◆", value)


def _kpis(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    for kpi in plan.where(Kpi, "touchpoints", touchpoint.id):
        yield Entry(kpi.name, record=kpi)


def _evidence(plan: Plan, touchpoint: Touchpoint, today: date) -> Iterator[Entry]:
    strength = strength_of(plan, touchpoint, today)
    full = bars(strength)
    yield Entry(strength.standing.value, "▮" * full + "▯" * (4 - full), is_spare=True)


def _seen(_plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    """What the customer does at a touchpoint they see."""
    if touchpoint.stage is Stage.FRONT:
        yield Entry(touchpoint.doing or touchpoint.name)


def _on_stage(plan: Plan, touchpoint: Touchpoint, today: date) -> Iterator[Entry]:
    if touchpoint.stage is Stage.FRONT:
        yield from _channel(plan, touchpoint, today)


def _backstage(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    if touchpoint.stage is Stage.BACK:
        yield Entry(touchpoint.name)
    for backing in plan.parts(Backing, touchpoint):
        if (team := _team(plan, backing)) is not None:
            yield Entry(f"{team.name}: {backing.role}" if backing.role else team.name, record=backing)


def _support(plan: Plan, touchpoint: Touchpoint, _today: date) -> Iterator[Entry]:
    for backing in plan.parts(Backing, touchpoint):
        if (system := _system(plan, backing)) is not None:
            yield Entry(system.name, "▣" if system.kind.value == "system" else "↻", backing)


LANES: Mapping[str, Lane] = MappingProxyType(
    {
        lane.key: lane
        for lane in (
            Lane("channel", "channel", "Where it happens; ⇢ where the way there is rough", _channel),
            Lane(FEELING, FEELING, "The curve, −2 dreadful … +2 delightful", _feeling, is_brief=True),
            Lane("importance", "weight", "To the customer, ●○○○○ hardly … ●●●●● decisive", _importance, is_brief=True),
            Lane("doing", "doing", "What the customer does", _prose("doing")),
            Lane("thinking", "thinking", "What goes through their head", _prose("thinking")),
            Lane("expectation", "expects", "What they expect; ▼ worse, △ better than that", _expectation),
            Lane("goal", "goal", "How far they reach their goal", _percent("goal_percent"), is_brief=True),
            Lane("drop-off", "leave", "How many leave", _percent("drop_off_percent"), is_brief=True),
            Lane(
                "pains",
                "pain",
                "What hurts, ▲ a nuisance … ▲▲▲ they leave over it",
                _notes(NoteKind.PAIN),
                NoteKind.PAIN,
            ),
            Lane(
                "gains",
                "gain",
                "What pleases; ★ what they will tell others",
                _notes(NoteKind.GAIN, NoteKind.WOW),
                NoteKind.GAIN,
            ),
            Lane("wows", "wow", "What they will tell others", _notes(NoteKind.WOW), NoteKind.WOW),
            Lane("questions", "question", "What we do not know", _notes(NoteKind.QUESTION), NoteKind.QUESTION),
            Lane("barriers", "barrier", "What stands in the way", _notes(NoteKind.BARRIER), NoteKind.BARRIER),
            Lane("chances", "chance", "What could be done", _notes(NoteKind.OPPORTUNITY), NoteKind.OPPORTUNITY),
            Lane("behind", "behind", "Teams and systems behind the scenes", _behind),
            Lane("values", "values", "The core values it expresses", _values),
            Lane("kpi", "KPI", "The KPIs that watch it", _kpis),
            Lane("evidence", "proof", "How strong the evidence is", _evidence, is_brief=True),
            Lane("does", "does", "What the customer does, on their side of the line of interaction", _seen),
            Lane("front", "front", "What they meet", _on_stage),
            Lane("back", "back", "Who acts where they cannot see", _backstage),
            Lane("support", "support", "▣ systems and ↻ processes", _support),
        )
    }
)
"""Every lane, by key, in the order they are offered."""

MAP: tuple[str, ...] = ("channel", FEELING, "pains", "gains", "questions", "behind", "evidence")
"""What a map shows unless somebody chose."""

BLUEPRINT: tuple[str, ...] = ("does", "interaction", "front", "visibility", "back", "internal", "support")
"""The service blueprint: four lanes and the three lines between them."""
