"""How long page 4 takes to know its rows after an edit: `python -m benchmarks.gaps`.

A thousand touchpoints over today and two dreams, five hundred recorded gaps, and as many found as there are besides.
"""

from __future__ import annotations

import time
from decimal import Decimal

from benchmarks.many import records
from domain.alignment import dream_from
from domain.edits import change
from domain.entity import revise
from domain.gaps import GapAnalysis, record_gaps
from domain.journey import Horizon, Journey, Touchpoint
from domain.paths import maps, touchpoints_of
from domain.plan import Change, Edit, Plan

RUNS = 20


def large() -> Plan:
    """The plan to measure with."""
    plan = Plan.of(records(1_450))
    for journey in tuple(maps(plan)):
        for horizon in (Horizon.NEAR, Horizon.FAR):
            plan = plan.apply(dream_from(plan, journey, horizon, None))
    better = [
        Change(each, revise(each, feeling=min(Decimal(2), (each.feeling or Decimal(0)) + 1)))
        for journey in plan.all(Journey)
        if journey.horizon is not Horizon.CURRENT
        for each in touchpoints_of(plan, journey)
    ]
    plan = plan.apply(Edit("Better", tuple(better)))
    return plan.apply(record_gaps(plan, GapAnalysis(plan).found()[:500]))


def main() -> None:
    """Print the figures."""
    plan = large()
    print(plan)
    times = []
    for nth in range(RUNS):
        touchpoint = plan.all(Touchpoint)[nth]
        plan = plan.apply(change(touchpoint, feeling=Decimal(-2) if touchpoint.feeling != Decimal(-2) else Decimal(-1)))
        start = time.perf_counter()
        analysis = GapAnalysis(plan)
        recorded = analysis.ranked()
        found = analysis.ranked(analysis.found())
        times.append(1000 * (time.perf_counter() - start))
    told = f"{sorted(times)[RUNS // 2]:.1f} ms, at most {max(times):.1f} ms"
    print(f"{len(recorded)} recorded, {len(found)} found: {told}")


if __name__ == "__main__":
    main()
