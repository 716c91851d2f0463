"""What a chart costs: `python -m benchmarks.plots` prints milliseconds, for a terminal and for a projector.

A chart is drawn whole where its data or its size changed, and its letters only where the cursor moved.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from benchmarks.storage import median
from screens.parts import plots
from screens.parts.plots import Picture, Placed

FIELDS = ("Quick wins", "Big bets", "Fill-ins", "Money pits")
IDEAS = 60


def main() -> None:
    """Print what the first chart costs, then each chart whole, then a step of the cursor."""
    start = time.perf_counter()
    plots.frontier([(1, 1)], None, 80, 24)
    print(f"{'the first chart, with the import of plotext':<46}{(time.perf_counter() - start) * 1000:>10.1f} ms")
    for width, height in ((80, 24), (200, 50)):
        for name, draw in charts(width, height).items():
            print(f"{f'{name}, {width}×{height}':<46}{median(partial(whole, draw)):>10.1f} ms")
            print(f"{'  where only the cursor moved':<46}{median(draw):>10.1f} ms")


def whole(draw: Callable[[], Picture]) -> None:
    """Draw, with nothing kept from the time before."""
    plots._plotted.cache_clear()  # noqa: SLF001 - a reader never needs to
    draw()


def charts(width: int, height: int) -> dict[str, Callable[[], Picture]]:
    """All charts, over data of the size of an engagement."""
    chance = random.Random(1)  # noqa: S311 - not for secrets
    net = [chance.gauss(20_000, 60_000) for _ in range(10)]
    sums = [sum(net[: nth + 1]) for nth in range(len(net))]
    counts = [nth * (50 - nth) for nth in range(50)]
    swings = [(f"Assumption {nth}", -90_000.0 / nth, 70_000.0 / nth) for nth in range(1, 16)]
    stairs = [(nth * 5_000, nth**0.5) for nth in range(40)]
    ideas: list[Placed] = [(f"{n}", f"Idea {n}", chance.uniform(0, 10), chance.uniform(0, 10)) for n in range(IDEAS)]
    return {
        "cash flow of 10 years": lambda: plots.cash_flow(range(2026, 2036), net, sums, width, height, currency="EUR"),
        "distribution of 50 bins": lambda: plots.distribution(
            range(-20, 31), counts, {"P10": -9, "P50": 5, "P90": 19}, width, height
        ),
        "tornado of 15 assumptions": lambda: plots.tornado(swings, 0, width, height),
        "frontier of 40 steps": lambda: plots.frontier(stairs, stairs[9], width, height),
        f"quadrant of {IDEAS} points": lambda: plots.quadrant(
            ideas, 5, 5, width, height, names=FIELDS, titles=("effort", "value"), cursor="7"
        ),
        f"importance and satisfaction of {IDEAS}": lambda: plots.importance_satisfaction(
            ideas, width, height, cursor="7"
        ),
    }


if __name__ == "__main__":
    main()
