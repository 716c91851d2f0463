"""How long the arithmetic of a roadmap takes: `python -m benchmarks.roadmap [INITIATIVES]`.

Ten teams with leave and hires, five years of weeks; every initiative asks something of one to three teams and most wait
for one or two earlier ones. Each figure is the best of five, in milliseconds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.history import note
from domain.calendar import Calendars
from domain.conflicts import conflicts
from domain.delay_cost import delay_cost
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.here import why_here
from domain.initiative import Dependency, Effort, Initiative
from domain.load import load_of
from domain.moving import moved
from domain.network import network_of
from domain.people import Leave, Team
from domain.periods import Grain, periods
from domain.plan import Plan

START, YEARS = date(2027, 1, 4), 5
TEAMS = 10


def large(number: int) -> Plan:
    """A plan with *number* initiatives; the same every time."""
    chance = random.Random(1)  # noqa: S311 - not for secrets
    records: list[Entity] = [Engagement(id=Engagement.ONLY, name="Large", starts_on=START)]
    off = (START + timedelta(days=41 * n) for n in range(9 * YEARS))
    records += [Holiday(id=f"holiday-{n}", name="Holiday", starts_on=day) for n, day in enumerate(off)]
    for n in range(TEAMS):
        joins = START + timedelta(days=365)
        records.append(Team(id=f"team-{n}", name=f"Team {n}", capacity_fte=20, hires_fte=2, hires_on=joins))
    for n in range(8 * YEARS):
        away = START + timedelta(days=37 * n)
        back, some = away + timedelta(days=9), None if n % 2 else 2
        team = f"team-{n % TEAMS}"
        records.append(Leave(id=f"leave-{n}", name="Away", team=team, starts_on=away, ends_on=back, away_fte=some))
    for n in range(number):
        start = START + timedelta(days=7 * (n * 52 * (YEARS - 1) // number))
        id = f"work-{n}"
        records.append(Initiative(id=id, name=f"Work {n}", starts_on=start, likely_days=chance.randint(5, 130)))
        for team in chance.sample(range(TEAMS), chance.randint(1, 3)):
            days = chance.randint(1, 200)
            records.append(Effort(id=f"{id}-{team}", initiative=id, team=f"team-{team}", likely=days))
        ahead = {chance.randrange(max(0, n - 40), n) for _ in range(chance.randint(0, 2))} if n else ()
        records += [Dependency(id=f"{id}-{one}", initiative=id, waits_for=f"work-{one}") for one in sorted(ahead)]
    return Plan.of(records)


def main(number: int) -> None:
    """Measure on a plan of *number* initiatives."""
    plan = large(number)
    weeks = periods(START, START + timedelta(days=364 * YEARS), Grain.WEEK)
    calendar = Calendars(plan).common
    first, last = plan.all(Initiative)[0], plan.all(Initiative)[-1]
    edit = moved(plan, first, 5).edit
    after = plan.apply(edit) if edit else plan
    what: dict[str, Callable[[], object]] = {
        "working days, 1000 counts": lambda: [calendar.days(START, date(2057, 1, 1)) for _ in range(1000)],
        f"load, {TEAMS} teams, {len(weeks)} weeks": lambda: load_of(plan, weeks),
        "critical path": lambda: network_of(plan),
        "conflicts": lambda: conflicts(plan),
        "move with those that wait": lambda: moved(plan, first, 5),
        "delay cost of a move": lambda: delay_cost(plan, after),
        "why here": lambda: why_here(plan, last),
    }
    figures = {name: min(_timed(run) for _ in range(5)) for name, run in what.items()}
    note(number, {f"roadmap, {name}": took for name, took in figures.items()})


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
