"""What uncertainty and choice cost: `python -m benchmarks.cases [INITIATIVES]` prints medians and appends them.

Each initiative has three cash lines, one or two of ten shared assumptions, the effort of two of four teams, and one in
three waits for another.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from threading import Event, Thread

from benchmarks.history import note
from benchmarks.storage import median
from domain.assumption import Assumption, Bounds
from domain.engagement import Engagement
from domain.entity import Entity
from domain.information import what_to_find_out
from domain.initiative import CashKind, CashLine, Dependency, Effort, Initiative
from domain.people import Team
from domain.plan import Plan
from domain.portfolio import best_portfolio, frontier, prices
from domain.tornado import tornado
from domain.uncertainty import simulate

TODAY = date(2026, 11, 24)
RUNS = 10_000
SHARED, TEAMS = 10, 4


def main(number: int) -> None:
    """Measure on a plan of *number* initiatives."""
    plan = Plan.of(records(number))
    initiatives = plan.all(Initiative)

    def simulated() -> object:
        return simulate(plan, initiatives, runs=RUNS, seed=1)

    simulation = simulate(plan, initiatives, runs=RUNS, seed=1)
    work: dict[str, Callable[[], object]] = {
        f"simulate {RUNS} runs": simulated,
        "what to find out": lambda: what_to_find_out(plan, simulation, TODAY),
        "tornado of one initiative": lambda: tornado(plan, initiatives[:1]),
        "tornado of all": lambda: tornado(plan, initiatives),
        "best portfolio": lambda: best_portfolio(plan),
        "prices of all picks": lambda: prices(plan),
        "frontier": lambda: frontier(plan),
    }
    figures = {name: median(each) for name, each in work.items()}
    figures["  longest wait of another thread, simulating"] = longest_wait(simulated)
    figures["  longest wait of another thread, choosing"] = longest_wait(lambda: (prices(plan), frontier(plan)))
    note(len(plan), figures)


def longest_wait(work: Callable[[], object]) -> float:
    """The most milliseconds that another thread, which wants to run every 5, is kept from it while *work* is done."""
    waits, done = [], Event()

    def tick() -> None:
        last = time.perf_counter()
        while not done.wait(0.005):
            now = time.perf_counter()
            waits.append(now - last)
            last = now

    ticking = Thread(target=tick)
    ticking.start()
    work()
    done.set()
    ticking.join()
    return 1_000 * max(waits, default=0)


def records(number: int, seed: int = 1) -> Iterator[Entity]:
    """A plan of *number* initiatives over ten years, the same for the same *seed*."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    budget = Decimal(number * 40_000)
    rate = Decimal("7.5")
    yield Engagement(id="engagement", name="Cases", discount_rate_percent=rate, horizon_years=10, budget=budget)
    for n in range(TEAMS):
        yield Team(id=f"team-{n}", name=f"Team {n}", available_days=Decimal(number * 20))
    for n in range(SHARED):  # numbers of customers, and every other one a share of them
        is_percent = n % 2 == 1
        low, likely, high = sorted(Decimal(chance.randint(1, 60 if is_percent else 2_000)) for _ in range(3))
        yield Assumption(
            id=f"a-{n}",
            name=f"Assumption {n}",
            low=low,
            likely=likely,
            high=high,
            is_percent=is_percent,
            bounds=chance.choice(list(Bounds)),
        )
    for n in range(number):
        yield from _initiative(n, chance)


def _initiative(n: int, chance: random.Random) -> Iterator[Entity]:
    id = f"i-{n}"
    yield Initiative(id=id, name=f"Initiative {n}", position=n)
    for kind, most in ((CashKind.ONE_OFF_COST, 150_000), (CashKind.RUNNING_COST, 9_000), (CashKind.BENEFIT, 90)):
        low, likely, high = sorted(Decimal(chance.randint(most // 10, most)) for _ in range(3))
        number = f"a-{2 * chance.randrange(SHARED // 2)}"
        share = f"a-{1 + 2 * chance.randrange(SHARED // 2)}"
        held = () if kind is not CashKind.BENEFIT else (number, share) if n % 2 else (number,)
        line = f"{id}-{kind.name.lower().replace('_', '-')}"
        yield CashLine(id=line, name=line, initiative=id, kind=kind, low=low, likely=likely, high=high, drivers=held)
    for team in chance.sample(range(TEAMS), 2):
        days = Decimal(chance.randint(5, 80))
        yield Effort(id=f"{id}-{team}", initiative=id, team=f"team-{team}", likely=days)
    if n and n % 3 == 0:
        yield Dependency(id=f"{id}-d", initiative=id, waits_for=f"i-{chance.randrange(n)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
