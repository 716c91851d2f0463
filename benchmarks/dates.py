"""What uncertain dates cost: `python -m benchmarks.dates [INITIATIVES]` prints medians and appends them.

The initiatives of three years each wait for two of the ten before them, by every kind of dependency; one in ten has no
range, four teams have leave of their own, and a milestone hangs on every tenth.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.cases import longest_wait
from benchmarks.history import note
from benchmarks.storage import median
from domain.dates import simulate_dates
from domain.engagement import Engagement, Holiday
from domain.entity import Entity
from domain.initiative import Dependency, DependencyKind, Effort, Initiative
from domain.milestone import Milestone
from domain.people import Leave, Team
from domain.plan import Plan

TODAY = date(2027, 1, 4)
RUNS = 10_000
TEAMS = 4


def main(number: int) -> None:
    """Measure on a plan of *number* initiatives."""
    plan = Plan.of(records(number))

    def simulated() -> object:
        return simulate_dates(plan, TODAY, runs=RUNS, seed=1)

    figures = {f"dates, {RUNS} runs of {number} initiatives": median(simulated)}
    figures["  longest wait of another thread"] = longest_wait(simulated)
    note(len(plan), figures)


def records(number: int, seed: int = 1) -> Iterator[Entity]:
    """A roadmap of *number* initiatives over three years, the same for the same *seed*."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    yield Engagement(id=Engagement.ONLY, name="Benchmark")
    for nth in range(3):
        yield Holiday(
            id=f"h{nth}", name=f"Holiday {nth}", starts_on=date(2027 + nth, 12, 24), ends_on=date(2027 + nth, 12, 31)
        )
    for nth in range(TEAMS):
        yield Team(id=f"t{nth}", name=f"Team {nth}")
        away = date(2027, 7, 1 + nth), date(2027, 7, 20 + nth)
        yield Leave(id=f"l{nth}", name="Summer", team=f"t{nth}", starts_on=away[0], ends_on=away[1])
    for nth in range(number):
        low = chance.randint(5, 40)
        likely = low + chance.randint(0, 20)
        yield Initiative(
            id=f"i{nth}",
            name=f"Initiative {nth}",
            starts_on=TODAY + timedelta(days=nth * 1_000 // number),
            low_days=low if nth % 10 else None,
            likely_days=likely,
            high_days=likely + chance.randint(5, 60) if nth % 10 else None,
        )
        yield Effort(id=f"e{nth}", initiative=f"i{nth}", team=f"t{nth % TEAMS}")
        for before in set(chance.choices(range(max(0, nth - 10), nth), k=2)) if nth else ():
            kind = chance.choice(list(DependencyKind))
            yield Dependency(id=f"d{nth}-{before}", initiative=f"i{nth}", waits_for=f"i{before}", kind=kind, lag_days=1)
    for nth in range(0, number, 10):
        yield Milestone(id=f"m{nth}", name=f"Milestone {nth}", due_on=date(2029, 1, 1), initiatives=(f"i{nth}",))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
