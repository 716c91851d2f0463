"""How long a frame of the forecast takes while time is scrubbed: `python -m benchmarks.forecast [TOUCHPOINTS]`.

One journey whose every touchpoint has a gap with two claims on it; fifty initiatives over three years, with adoption
ramps. A frame is the forecast of another day with its mean, its worst and its moments of truth.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.history import note
from domain.entity import Entity
from domain.forecast import Forecaster
from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Horizon, Journey, Moment, Phase, Touchpoint
from domain.paths import maps
from domain.plan import Plan

WORK, DAYS = 50, 1_000
START = date(2027, 1, 4)


def large(number: int) -> Plan:
    """A plan with one journey of *number* touchpoints."""
    records: list[Entity] = [
        Journey(id="now", name="Now"),
        Journey(id="near", name="Near", horizon=Horizon.NEAR, departs_from="now"),
        Phase(id="in-now", journey="now", name="Book"),
        Phase(id="in-near", journey="near", name="Book"),
    ]
    for nth in range(WORK):
        last = START + timedelta(days=20 * (nth + 1))
        records.append(Initiative(id=f"work-{nth}", name=f"Work {nth}", finishes_on=last, adoption_months=nth % 7))
    for nth in range(number):
        moment = Moment.BREAK if nth % 5 == 0 else None
        now = {"phase": "in-now", "feeling": Decimal(nth % 5 - 2) / 2, "position": nth, "moment": moment}
        dream = {"phase": "in-near", "feeling": Decimal("1.5"), "position": nth, "replaces": f"now-{nth}"}
        records += [
            Touchpoint.model_validate({"id": f"now-{nth}", "name": f"Touchpoint {nth}", **now}),
            Touchpoint.model_validate({"id": f"near-{nth}", "name": f"Dream {nth}", **dream}),
            Gap(id=f"gap-{nth}", name=f"Gap {nth}", current=f"now-{nth}", dream=f"near-{nth}"),
        ]
        for turn, share in ((nth, 60), (nth + 17, 30)):
            who = f"work-{turn % WORK}"
            records.append(Remedy(id=f"{who}-{nth}", initiative=who, gap=f"gap-{nth}", closes_percent=share))
    return Plan.of(records)


def main(number: int) -> None:
    """Measure on a journey of *number* touchpoints."""
    plan = large(number)
    [journey] = maps(plan)
    start = time.perf_counter()
    forecaster = Forecaster(plan)
    forecaster.forecast(journey, START)
    prepared = time.perf_counter() - start
    steps = {"day": 1, "quarter": 91}
    figures = {"forecast, prepare": 1000 * prepared}
    for name, step in steps.items():
        times = []
        for nth in range(0, DAYS, step):
            start = time.perf_counter()
            found = forecaster.forecast(journey, START + timedelta(days=nth))
            asked = found.mean, found.worst, found.above
            times.append(1000 * (time.perf_counter() - start))
            del asked
        times.sort()
        figures[f"forecast, frame a {name} on, median"] = times[len(times) // 2]
        figures[f"forecast, frame a {name} on, worst"] = times[-1]
    start = time.perf_counter()
    forecaster.crossings(journey)
    figures["forecast, crossings"] = 1000 * (time.perf_counter() - start)
    note(number, figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
