"""A large but believable engagement, to measure with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from domain.engagement import Engagement
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import Backing, Journey, Note, NoteKind, Phase, Touchpoint
from domain.people import Team
from domain.persona import Persona


def records(number: int, seed: int = 1) -> list[Entity]:
    """About *number* records, the same for the same *seed*: 45 % touchpoints, the rest what hangs on them."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found: list[Entity] = [Engagement(id=Engagement.ONLY, name="Large"), Persona(id="michiel", name="Michiel")]
    found += [Team(id=f"team-{n}", name=f"Team {n}", position=n) for n in range(8)]
    found += [
        Evidence(id=f"evidence-{n}", name=f"Evidence {n}", kind=EvidenceKind.INTERVIEW, sample_size=n, position=n)
        for n in range(20)
    ]
    touchpoints = _touchpoints(chance)
    while len(found) < number:
        found += next(touchpoints)
    return found


def _touchpoints(chance: random.Random) -> Iterator[list[Entity]]:
    for j in range(10_000):
        journey = f"journey-{j}"
        yield [Journey(id=journey, name=f"Journey {j}", persona="michiel", position=j)]
        for p in range(5):
            phase = f"{journey}-phase-{p}"
            yield [Phase(id=phase, name=f"Phase {p}", journey=journey, position=p)]
            for t in range(20):
                yield list(_touchpoint(f"{phase}-{t}", phase, t, chance))


def _touchpoint(id: str, phase: str, position: int, chance: random.Random) -> Iterator[Entity]:
    yield Touchpoint(
        id=id,
        phase=phase,
        position=position,
        name=f"Compare the trips {position}",
        doing="I scroll through four hundred trips because I cannot filter on country, price or days.",
        thinking="There must be a trip for us in here somewhere.",
        channel=chance.choice(["web", "phone", "mail", "shop"]),
        feeling=Decimal(chance.randint(-4, 4)) / 2,
        importance=chance.randint(1, 5),
        goal_percent=chance.randint(0, 100),
        verified_on=date(2026, 1, 1) + timedelta(days=chance.randint(0, 300)),
    )
    yield Note(id=f"{id}-n", touchpoint=id, kind=NoteKind.PAIN, text="No filter on days", severity=chance.randint(1, 3))
    if chance.random() < 0.2:
        yield Backing(id=f"{id}-b", touchpoint=id, team=f"team-{chance.randint(0, 7)}")
    if chance.random() < 0.1:
        yield Citation(id=f"{id}-c", evidence=f"evidence-{chance.randint(0, 19)}", touchpoint=id)
