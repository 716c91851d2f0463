"""Futures drawn at random: what comes out where it can be worked out, what is shared, and what never changes."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from domain.assumption import Assumption, Bounds
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import Cancelled
from domain.initiative import CashKind, CashLine, Initiative
from domain.plan import Plan
from domain.ranges import Pert
from domain.uncertainty import Simulation, Spread, draws_of, simulate, spread_of
from tests.builders import a, plan_of

D = Decimal
RUNS = 2_000


def engagement(**fields: Any) -> Engagement:
    """One year at no interest, unless said otherwise: what a line says is what it is worth."""
    return a(Engagement, Engagement.ONLY, **{"discount_rate_percent": D(0), "horizon_years": 1, **fields})


def line(id: str, initiative: str, kind: CashKind = CashKind.BENEFIT, /, **fields: Any) -> CashLine:
    return a(CashLine, id, initiative=initiative, kind=kind, **fields)


def cost(initiative: str, likely: int, **fields: Any) -> CashLine:
    return line(f"{initiative}-cost", initiative, CashKind.ONE_OFF_COST, likely=D(likely), **fields)


def wide(low: int, likely: int, high: int) -> dict[str, Decimal]:
    return {"low": D(low), "likely": D(likely), "high": D(high)}


def simulated(*records: Entity, runs: int = RUNS, seed: int = 1, without: str = "", **fields: Any) -> Simulation:
    plan = plan_of(engagement(**fields), *records)
    return simulate(plan, (i for i in plan.all(Initiative) if i.id != without), runs=runs, seed=seed)


def came_of(simulation: Simulation, initiative: str) -> Spread:
    found = simulation.spread(initiative)
    assert found is not None
    return found


def test_a_single_range_comes_out_as_its_distribution() -> None:
    pert = Pert(D(2), D(4), D(12))

    simulation = simulated(line("gain", "web", **wide(2, 4, 12)), runs=50_000)

    spread = came_of(simulation, "web")
    assert spread.mean == pytest.approx(5, abs=0.05)
    assert spread.sd == pytest.approx(3**0.5, rel=0.02)
    assert (spread.p10, spread.p50, spread.p90) == pytest.approx((2.899, 4.767, 7.453), abs=0.06)
    assert (spread.positive, spread.error) == (1, 0)
    assert spread.p90 == pytest.approx(pert.percentile(0.9), abs=0.06)


def test_how_likely_it_pays_has_a_standard_error() -> None:
    simulation = simulated(line("gain", "web", low=D(0), high=D(100)), cost("web", 50), runs=10_000)

    spread = came_of(simulation, "web")
    assert spread.positive == pytest.approx(0.5, abs=0.02)
    assert spread.error == pytest.approx((spread.positive * (1 - spread.positive) / 10_000) ** 0.5)
    assert spread.error <= 0.005


def test_money_is_discounted_and_shares_and_percents_count() -> None:
    rate = a(Assumption, "uptake", likely=D(50), is_percent=True)
    gain = line("gain", "web", likely=D(1_000), drivers=("uptake",), share_percent=40)

    simulation = simulated(rate, gain, cost("web", 100), discount_rate_percent=D(25), horizon_years=2)

    assert came_of(simulation, "web").mean == pytest.approx(1_000 * 0.5 * 0.4 * (1 / 1.25 + 1 / 1.25**2) - 100)


def test_percentiles_are_linear_interpolations() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])

    spread = spread_of(values)

    assert (spread.p10, spread.p50, spread.p90) == pytest.approx((1.3, 2.5, 3.7))  # type 7
    assert spread.sd == pytest.approx((5 / 3) ** 0.5)
    assert sum(each.runs for each in spread.bins) == 4


def test_an_assumption_is_the_same_in_each_run_for_all_initiatives() -> None:
    shared = a(Assumption, "customers", **wide(100, 200, 400))
    lines = [line(f"gain-{i}", i, drivers=("customers",)) for i in ("web", "shop")]

    simulation = simulated(shared, *lines)

    web, shop = simulation.drawn
    assert np.array_equal(web, shop)
    assert came_of(simulation, "web").sd > 0
    assert simulation.total is not None
    assert simulation.total.sd == pytest.approx(2 * came_of(simulation, "web").sd)


def test_lines_of_their_own_are_drawn_independently() -> None:
    simulation = simulated(line("one", "web", **wide(0, 5, 10)), line("two", "shop", **wide(0, 5, 10)), runs=20_000)

    assert abs(np.corrcoef(*simulation.drawn).flat[1]) < 0.03


def test_another_initiative_changes_nothing_for_the_others() -> None:
    shared = a(Assumption, "customers", **wide(100, 200, 400))
    web = (line("gain", "web", **wide(1, 2, 4), drivers=("customers",)), cost("web", 300))
    shop = (line("more", "shop", **wide(1, 2, 4), drivers=("customers",)), line("rent", "shop", **wide(1, 2, 3)))

    alone = simulated(shared, *web)
    both = simulated(shared, *shop, *web)

    assert came_of(alone, "web") == came_of(both, "web")


def test_one_alone_is_as_if_nothing_else_had_been_simulated() -> None:
    records = (line("gain", "web", **wide(2, 4, 12)), line("other", "chat", **wide(1, 2, 3)), a(Initiative, "seats"))
    both, alone = simulated(*records), simulated(*records, without="chat")

    only = both.only("web")

    assert (only.spreads, only.total, only.ranks) == ((alone.total,), alone.total, ((1.0,),))
    assert (only.worths, only.left_out, both.only("seats").left_out) == (alone.worths, (), both.left_out)
    assert both.only("seats").total is None


def test_the_same_seed_gives_the_same_futures_and_another_seed_others() -> None:
    gain = line("gain", "web", **wide(1, 2, 4))

    assert simulated(gain) == simulated(gain)
    assert simulated(gain).spreads != simulated(gain, seed=2).spreads


def test_more_runs_begin_with_the_same_futures() -> None:
    gain = line("gain", "web", **wide(1, 2, 4))

    few, many = simulated(gain, runs=15_000), simulated(gain, runs=25_000)

    assert np.array_equal(few.drawn, many.drawn[:, :15_000])
    assert np.array_equal(few.drawn[0], draws_of(few.factors[0], 15_000, few.seed))


def test_what_was_drawn_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        simulated(line("gain", "web", **wide(1, 2, 4))).drawn[0, 0] = 0


def test_what_is_certain_has_no_spread() -> None:
    simulation = simulated(line("gain", "web", likely=D(300)), cost("web", 100), cost("shop", 5))

    spread = came_of(simulation, "web")
    assert (spread.p10, spread.mean, spread.p90, spread.sd) == (200, 200, 200, 0)
    assert (spread.positive, spread.error) == (1, 0)
    assert [(each.low, each.high, each.runs) for each in spread.bins] == [(200, 200, RUNS)]
    only_costs = came_of(simulation, "shop")
    assert (only_costs.mean, only_costs.positive) == (-5, 0)


def test_bins_hold_every_run_and_touch_each_other() -> None:
    bins = came_of(simulated(line("gain", "web", **wide(0, 10, 90))), "web").bins

    assert sum(each.runs for each in bins) == RUNS
    assert all(one.high == other.low for one, other in pairwise(bins))


def test_what_lacks_a_figure_is_left_out_with_the_reason() -> None:
    simulation = simulated(
        line("gain", "web", **wide(1, 2, 4)),
        a(Initiative, "empty"),
        line("unknown", "half"),
        line("low-only", "end", low=D(3)),
        line("driven", "driven", drivers=("unsaid",)),
    )

    assert [worth.initiative.id for worth in simulation.worths] == ["web"]
    assert {worth.initiative.id: worth.missing for worth in simulation.left_out} == {
        "empty": ("no money is given",),
        "half": ("“Unknown” has no likely figure, and not both ends",),
        "end": ("“Low only” has no likely figure, and not both ends",),
        "driven": ("“Unsaid” has no likely figure, and not both ends",),
    }


def test_without_a_discount_rate_nothing_is_simulated() -> None:
    simulation = simulated(line("gain", "web", **wide(1, 2, 4)), discount_rate_percent=None)

    assert (simulation.worths, simulation.spreads, simulation.total) == ((), (), None)
    assert "discount rate" in simulation.left_out[0].missing[0]


def test_no_initiative_at_all_is_no_result() -> None:
    simulation = simulate(Plan.of([engagement()]), (), runs=RUNS, seed=1)

    assert (simulation.spreads, simulation.total, simulation.ranks) == ((), None, ())
    assert simulation.spread("web") is None
    assert simulation.among_best("web", 1) is None


def test_an_initiative_asked_for_twice_counts_once() -> None:
    plan = plan_of(engagement(), line("gain", "web", likely=D(3)))
    web = plan.get(Initiative, "web")

    simulation = simulate(plan, (web, web), runs=RUNS, seed=1)

    assert simulation.total is not None
    assert simulation.total.mean == 3


def test_a_range_too_wide_to_draw_from_is_left_out() -> None:
    huge = {"low": D("0.000001"), "high": D(900_000_000_000_000), "bounds": Bounds.P10_P90}
    drivers = tuple(f"huge-{n}" for n in range(20))
    assumptions = [a(Assumption, id, **huge) for id in drivers]

    simulation = simulated(*assumptions, line("gain", "web", drivers=drivers), line("plain", "shop", likely=D(1)))

    assert [worth.initiative.id for worth in simulation.worths] == ["shop"]
    assert simulation.left_out[0].missing == ("its ranges are too wide to draw from",)


@pytest.mark.parametrize("runs", [-1, 0, 99])
def test_too_few_runs_are_refused(runs: int) -> None:
    with pytest.raises(ValueError, match="say nothing"):
        simulated(line("gain", "web", likely=D(1)), runs=runs)


def test_ranks_add_up_and_ties_share_the_better_one() -> None:
    simulation = simulated(
        line("big", "web", **wide(90, 100, 110)),
        line("same", "shop", likely=D(50)),
        line("same-too", "app", likely=D(50)),
        line("either", "mail", low=D(0), high=D(100)),
    )

    assert simulation.among_best("web", 1) == pytest.approx(0.98, abs=0.02)
    assert simulation.among_best("shop", 2) == simulation.among_best("app", 2) == pytest.approx(0.5, abs=0.05)
    assert simulation.among_best("mail", 4) == 1
    assert simulation.among_best("mail", 9) == 1
    assert simulation.among_best("mail", 0) == 0
    assert (simulation.is_firm("web", 1), simulation.is_firm("app", 1), simulation.is_firm("mail", 2)) == (
        True,
        True,
        False,
    )
    assert simulation.is_firm("nobody", 1) is None
    assert all(list(ranks) == sorted(ranks) and ranks[-1] == 1 for ranks in simulation.ranks)


def test_progress_is_told_and_ends_at_all() -> None:
    told: list[float] = []
    plan = plan_of(engagement(), line("gain", "web", **wide(1, 2, 4)), cost("shop", 3))

    simulate(plan, plan.all(Initiative), runs=30_000, seed=1, progress=told.append)

    assert told == sorted(told)
    assert len(told) == 7
    assert told[-1] == 1


def test_a_simulation_that_nobody_wants_any_more_stops() -> None:
    plan = plan_of(engagement(), line("gain", "web", **wide(1, 2, 4)))

    with pytest.raises(Cancelled):
        simulate(plan, plan.all(Initiative), runs=1_000_000, seed=1, is_cancelled=lambda: True)


def test_it_says_what_it_was_made_from() -> None:
    shared = a(Assumption, "customers", low=D(100), high=D(400), bounds=Bounds.P10_P90, unit="customers a year")

    said = simulated(shared, line("gain", "web", **wide(1, 2, 4), drivers=("customers",)), a(Initiative, "empty")).said

    assert said == (
        f"2 000 runs, seed 1, numpy {np.__version__}; percentiles of type 7",
        "each assumption is drawn once a run, for all initiatives",
        "Customers: lognormal, P10 100, P90 400 customers a year",
        "Web: Gain: PERT, low 1, likely 2, high 4",
        "left out: Empty: no money is given",
    )


def test_numpy_and_the_solver_are_loaded_only_once_they_are_needed() -> None:
    modules = "domain.uncertainty, domain.information, domain.tornado, domain.portfolio"
    code = f"import sys, {modules}; print(*sorted({{'numpy', 'highspy'}} & set(sys.modules)), end='~')"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "~"
