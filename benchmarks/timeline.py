"""Measure a roadmap of many initiatives: `python -m benchmarks.timeline [INITIATIVES]`.

First what drawing asks of the domain and the widget, then what a key costs in a real terminal of 120 × 40.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean
from statistics import median as middle

from benchmarks.history import note
from benchmarks.keys import DOWN, RIGHT, pressed
from benchmarks.storage import median
from domain.calendar import Calendars
from domain.conflicts import conflicts
from domain.engagement import Engagement
from domain.entity import Entity
from domain.gap import Gap
from domain.here import why_here
from domain.initiative import Dependency, Effort, Initiative, Remedy, Status
from domain.journey import Journey, Phase, Touchpoint
from domain.milestone import Milestone
from domain.moving import moved
from domain.people import Team
from domain.plan import Plan
from domain.swimlanes import LaneBy
from screens.moving import said
from screens.timelines import chart_of
from storage.store import Store

FIRST = date(2027, 1, 4)
TODAY = date(2027, 6, 15)
TEAMS = 12


def main(number: int) -> None:
    """Print what a roadmap of *number* initiatives costs."""
    plan = Plan.of([Engagement(id=Engagement.ONLY, name="Many"), *records(number)])
    middle_one = plan.all(Initiative)[number // 2]
    work = {
        "chart of all": lambda: chart_of(plan, LaneBy.TEAM, TODAY),
        "conflicts": lambda: conflicts(plan),
        "why one is where it is": lambda: why_here(plan, middle_one, TODAY),
        "move one, with what follows and its cost": lambda: said(plan, moved(plan, middle_one, 5)),
    }
    for name, each in work.items():
        each()
        print(f"{name:<46}{median(each):>10.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.klantreis"
        Store.create(path, plan, author="bench")
        for name, keys, key in (
            ("down the timeline", "7", DOWN),
            ("move a bar", "7" + 40 * "\x04", "L"),
            ("along with a forecast", "7f", RIGHT),
            ("down the board", "7}", DOWN),
            ("down the table", "7}}", DOWN),
        ):
            costs = pressed(path, folder, keys, key)
            sizes = sorted(cost.size for cost in costs)
            note(number, {f"key {name}, median": middle(cost.ms for cost in costs)})
            late = sizes[len(sizes) * 95 // 100]
            print(f"{middle(sizes):.0f} bytes a key at the median, {mean(sizes):.0f} on average, {late} at 95 %")


def records(number: int, seed: int = 1) -> Iterator[Entity]:
    """*number* initiatives over some four years, in chains of four, each asking something of one or two teams."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for n in range(TEAMS):
        yield Team(id=f"team-{n}", name=f"Team {n} of many", capacity_fte=Decimal(8), focus_percent=60)
    ends: list[date] = []
    calendar = Calendars(Plan()).common
    for n in range(number):
        chained = n % 4 != 0
        start = calendar.next_working(ends[-1] if chained else FIRST + timedelta(days=chance.randrange(1200)))
        days = chance.randint(5, 60)
        end = calendar.end_after(start, days)
        ends.append(end)
        is_over, has_begun = end < TODAY, start < TODAY
        yield Initiative(
            id=f"i-{n}",
            position=n,
            name=f"Initiative {n} with a name of some length",
            status=Status.DONE if is_over else Status.RUNNING if has_begun else Status.PLANNED,
            progress_percent=100 if is_over else 40 if has_begun else None,
            starts_on=start,
            finishes_on=end - timedelta(days=1),
            delay_cost=Decimal(chance.randint(1, 9) * 100),
        )
        for team in sorted({n // 4 % TEAMS, chance.randrange(TEAMS)}):
            likely = Decimal(chance.randint(1, 30))
            yield Effort(id=f"e-{n}-{team}", initiative=f"i-{n}", team=f"team-{team}", likely=likely)
        if chained:
            yield Dependency(id=f"d-{n}", initiative=f"i-{n}", waits_for=f"i-{n - 1}")
    yield Journey(id="now", name="Now")
    yield Phase(id="phase", journey="now", name="All of it")
    for n in range(14):
        yield Touchpoint(id=f"t-{n}", phase="phase", position=n, name=f"Touchpoint {n}", feeling=Decimal(n % 5 - 2))
        yield Gap(id=f"g-{n}", name=f"Gap {n}", current=f"t-{n}", position=n)
        yield Remedy(id=f"r-{n}", initiative=f"i-{n * 30 % number}", gap=f"g-{n}", closes_percent=60)
    for n in range(number // 50):
        due = FIRST + timedelta(days=90 * n + 30)
        yield Milestone(id=f"m-{n}", name=f"Milestone {n}", due_on=due, initiatives=(f"i-{n * 40}",))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
