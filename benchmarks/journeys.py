"""Measure what a journeys page asks of the domain: `python -m benchmarks.journeys [TOUCHPOINTS]`.

Every figure is for one journey of that many touchpoints, with a plan whose indexes are there, as on screen.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.storage import median
from domain.alignment import aligned, compared, confirmed_all, dream_from, merged
from domain.company import needed_for, overlaps, touched_by, without_owner
from domain.curve import evidence_curve, typed_curve
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Backing, Horizon, Journey, Moment, Note, NoteKind, Phase, Touchpoint
from domain.moments import hand_overs, ranked_moments
from domain.paths import touchpoints_of
from domain.people import System, Team
from domain.plan import Plan
from domain.shared import same_touchpoints
from domain.strength import coverage, strength_of

TODAY = date(2026, 11, 24)
VERBS = ("Ask", "Find", "Compare", "Wait for", "Pay", "Open", "Ring about", "Choose")
THINGS = ("price", "room", "car", "ticket", "map", "letter", "answer", "visa", "seat", "meal", "guide", "bill")


def main(number: int) -> None:
    """Print milliseconds for a journey of *number* touchpoints."""
    plan = Plan.of(records(number))
    now, dream = plan.get(Journey, "now"), plan.get(Journey, "dream")
    work: dict[str, Callable[[], object]] = {
        "strength of every touchpoint": lambda: [strength_of(plan, t, TODAY) for t in touchpoints_of(plan, now)],
        "strength of the journey": lambda: strength_of(plan, now, TODAY),
        "coverage": lambda: coverage(plan, now, TODAY),
        "typed curve": lambda: typed_curve(plan, now),
        "evidence curve": lambda: evidence_curve(plan, now, TODAY),
        "align, all proposed": lambda: aligned(plan, now, dream),
        "compare with itself": lambda: compared(plan, now, plan, now),
        "lay three over each other": lambda: merged(plan, [now, dream, now]),
        "confirm all": lambda: confirmed_all(plan, aligned(plan, now, dream)),
        "draw up a dream": lambda: dream_from(plan, now, Horizon.FAR, None),
        "rank moments": lambda: ranked_moments(plan, [now], Moment.BREAK, peak_end=True),
        "hand-overs": lambda: hand_overs(plan, now),
        "touched by a team": lambda: touched_by(plan, plan.get(Team, "team-0")),
        "needed for the journey": lambda: needed_for(plan, now),
        "touchpoints without an owner": lambda: without_owner(plan, now),
        "overlaps": lambda: overlaps(plan),
        "shared, of every touchpoint": lambda: [same_touchpoints(plan, t) for t in touchpoints_of(plan, now)],
    }
    for name, each in work.items():
        each()
        print(f"{name:<46}{median(each):>10.1f} ms")


def records(number: int, seed: int = 1) -> Iterator[Entity]:
    """A current journey of *number* touchpoints, a dream with names like it, and what hangs on them."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for n in range(8):
        yield Team(id=f"team-{n}", name=f"Team {n}")
        yield System(id=f"system-{n}", name=f"System {n}", team=f"team-{n}")
    yield from (Initiative(id=f"i-{n}", name=f"Initiative {n}") for n in range(20))
    for n in range(40):
        kind, day = chance.choice(list(EvidenceKind)), TODAY - timedelta(days=n * 9)
        yield Evidence(id=f"e-{n}", name=f"Evidence {n}", kind=kind, sample_size=n, collected_on=day)
    yield Journey(id="now", name="Now")
    yield Journey(id="dream", name="Dream", horizon=Horizon.NEAR, departs_from="now")
    for journey in ("now", "dream"):
        for n in range(number):
            if n % 20 == 0:
                phase = f"{journey}-{n // 20}"
                yield Phase(id=phase, journey=journey, name=f"Phase {n // 20}", position=n)
            yield from _touchpoint(f"{journey}-t{n}", phase, n, chance)


def _touchpoint(id: str, phase: str, n: int, chance: random.Random) -> Iterator[Entity]:
    name = f"{chance.choice(VERBS)} the {chance.choice(THINGS)} with the {chance.choice(THINGS)}"
    feeling, channel = Decimal(chance.randint(-4, 4)) / 2, chance.choice(["web", "phone", "shop"])
    yield Touchpoint(
        id=id,
        phase=phase,
        position=n,
        name=name,
        feeling=feeling,
        channel=channel,
        importance=chance.randint(1, 5),
        drop_off_percent=chance.randint(0, 30),
        moment=chance.choice([None, *Moment]),
    )
    yield Note(id=f"{id}-n", touchpoint=id, kind=chance.choice(list(NoteKind)), text="No filter on days")
    yield Backing(id=f"{id}-b", touchpoint=id, team=f"team-{n % 8}", system=f"system-{n // 7 % 8}")
    if n % 3 == 0 and id.startswith("now"):
        yield Gap(id=f"{id}-g", name=f"Gap {n}", current=id)
        yield Remedy(id=f"{id}-r", initiative=f"i-{n % 20}", gap=f"{id}-g")
    for c in range(3):
        target = {"note": f"{id}-n"} if c == 0 else {"touchpoint": id}
        evidence = f"e-{chance.randrange(40)}"
        yield Citation(id=f"{id}-c{c}", evidence=evidence, position=n, feeling=feeling, **target)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
