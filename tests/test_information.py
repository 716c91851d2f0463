"""The value of finding out: against published figures, against what can be worked out, and where there is none."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from statistics import NormalDist

import numpy as np
import pytest

from domain.assumption import Assumption, Bounds
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import Cancelled
from domain.evidence import Evidence, EvidenceKind
from domain.information import Question, partial_information, perfect_information, what_to_find_out, worth_knowing_all
from domain.initiative import CashKind, CashLine, Initiative
from domain.plan import Plan
from domain.uncertainty import Simulation, simulate
from tests.builders import TODAY, a, plan_of

D = Decimal
ONE_YEAR = a(Engagement, Engagement.ONLY, discount_rate_percent=D(0), horizon_years=1)
P10 = {"bounds": Bounds.P10_P90}


def gain(id: str, initiative: str, /, **fields: object) -> CashLine:
    return a(CashLine, id, **{"initiative": initiative, "kind": CashKind.BENEFIT, **fields})


def cost(initiative: str, likely: int) -> CashLine:
    return a(CashLine, f"{initiative}-cost", initiative=initiative, likely=D(likely))


def simulated(*records: Entity, runs: int = 20_000) -> tuple[Plan, Simulation]:
    plan = plan_of(ONE_YEAR, *records)
    return plan, simulate(plan, plan.all(Initiative), runs=runs, seed=1)


def asked(*records: Entity, runs: int = 20_000) -> dict[str, Question]:
    return {each.factor.record.id: each for each in what_to_find_out(*simulated(*records, runs=runs), TODAY)}


def expected_gain(mean: float, sd: float) -> float:
    """E[max(0, X)] − max(0, E[X]) of a normal X."""
    normal = NormalDist()
    return sd * normal.pdf(mean / sd) + mean * normal.cdf(mean / sd) - max(0, mean)


def test_perfect_and_partial_information_are_as_published() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.normal(size=(2, 100_000))
    options = (10 + 8 * x + 2 * y, np.full(100_000, 10.5), np.zeros(100_000))

    assert perfect_information(options) == pytest.approx(3.04, abs=0.03)
    for bins in (30, 100):
        assert partial_information(x, options, bins) == pytest.approx(2.94, abs=0.03)
        assert partial_information(y, options, bins) == pytest.approx(0.56, abs=0.03)


def test_perfect_information_of_a_payoff_table() -> None:
    """Thompson Lumber (Render, Stair & Hanna, "Quantitative Analysis for Management"): two markets, as likely each."""
    plants = ((200_000, -180_000), (100_000, -20_000), (0, 0))

    assert perfect_information([np.array(each, float) for each in plants]) == pytest.approx(60_000)


def test_too_few_bins_say_too_little() -> None:
    x = np.random.default_rng(1).normal(size=100_000)
    options = (x - 1, np.zeros(100_000))

    few, many = (partial_information(x, options, bins) for bins in (2, 100))

    assert 0 <= few < many


def test_one_bin_and_one_option_hold_no_information() -> None:
    x = np.random.default_rng(1).normal(size=1_000)

    assert partial_information(x, (x, np.zeros(1_000)), 1) == pytest.approx(0, abs=1e-12)
    assert partial_information(x, (x,), 10) == pytest.approx(0, abs=1e-12)
    assert perfect_information((x,)) == 0


def test_knowing_a_normal_figure_is_worth_what_the_formula_says() -> None:
    found = asked(gain("more", "web", low=D(-80), high=D(120), **P10), runs=200_000)["more"]

    assert found.gain == pytest.approx(expected_gain(20, 100 / NormalDist().inv_cdf(0.9)), rel=0.02)
    assert found.by_bins[100] == pytest.approx(found.gain, rel=0.02)
    assert (found.initiatives, found.turns) == (("web",), ("web",))


def test_where_there_is_one_uncertain_figure_it_is_worth_all_there_is_to_know() -> None:
    plan, simulation = simulated(gain("more", "web", low=D(0), high=D(100)), cost("web", 40))

    [only] = what_to_find_out(plan, simulation, TODAY)

    assert only.gain == pytest.approx(worth_knowing_all(simulation))
    assert only.gain == pytest.approx(8, rel=0.05)  # E[max(0, U − 40)] − 10 = 18 − 10


def test_an_assumption_counts_for_every_initiative_that_rests_on_it() -> None:
    uptake = a(Assumption, "uptake", low=D(0), high=D(100))
    web = (gain("web-more", "web", drivers=("uptake",)), cost("web", 40))
    shop = (gain("shop-more", "shop", drivers=("uptake",)), cost("shop", 40))

    alone, both = asked(uptake, *web)["uptake"], asked(uptake, *web, *shop)["uptake"]

    assert both.gain == pytest.approx(2 * alone.gain)
    assert set(both.initiatives) == {"web", "shop"}


def test_what_decides_more_is_asked_first() -> None:
    found = asked(
        gain("small", "web", low=D(0), high=D(10)),
        gain("large", "web", low=D(0), high=D(100)),
        cost("web", 53),
    )

    assert list(found) == ["large", "small"]  # the cost is certain: there is nothing to find out
    assert found["large"].gain > found["small"].gain > 0


def test_a_figure_on_which_no_decision_hangs_is_not_worth_asking() -> None:
    found = asked(gain("more", "web", low=D(90), high=D(110)), cost("web", 10))["more"]

    assert (found.gain, found.turns) == (0, ())
    assert all(gain == 0 for gain in found.by_bins.values())
    assert found.stop_rule("EUR") == "Not worth asking: whatever comes out, no decision would change."


def test_bins_find_something_to_know_where_there_is_nothing() -> None:
    found = asked(
        gain("small", "web", low=D(0), high=D(10)),
        gain("large", "web", low=D(0), high=D(100)),
        cost("web", 50),
    )["small"]

    assert found.gain == 0  # with it at 0 it is still worth 0 on average, and never less
    assert found.by_bins[100] > found.by_bins[30] > 0  # which is why they are but the check


def test_what_one_figure_is_worth_is_never_more_than_all_are() -> None:
    plan, simulation = simulated(
        a(Assumption, "uptake", low=D(1), likely=D(2), high=D(9)),
        gain("more", "web", low=D(5), high=D(15), drivers=("uptake",)),
        cost("web", 30),
        gain("other", "shop", low=D(-20), high=D(10), **P10),
    )

    questions = what_to_find_out(plan, simulation, TODAY)

    assert len(questions) == 3
    assert all(0 <= each.gain <= worth_knowing_all(simulation) for each in questions)


def test_an_assumption_that_a_line_names_twice_counts_squared() -> None:
    found = asked(
        a(Assumption, "uptake", low=D(0), high=D(10)),
        gain("more", "web", drivers=("uptake", "uptake")),
        cost("web", 30),
    )["uptake"]

    assert found.gain == pytest.approx(found.by_bins[100], rel=0.02)


def test_as_good_a_question_with_weaker_evidence_comes_first() -> None:
    asking = a(Evidence, "asking", kind=EvidenceKind.INTERVIEW, sample_size=9, collected_on=TODAY)
    certain = {"low": D(90), "high": D(110)}
    lines = (gain("known", "web", evidence="asking", **certain), gain("guessed", "shop", **certain))

    found = asked(asking, *lines)

    assert list(found) == ["guessed", "known"]
    assert found["guessed"].strength is None
    assert found["known"].strength == pytest.approx(0.45 * 0.5)  # nine interviews, nobody said how representative


def test_evidence_fades() -> None:
    old = a(Evidence, "old", kind=EvidenceKind.ANALYTICS, collected_on=TODAY - timedelta(days=365))

    found = asked(old, gain("more", "web", evidence="old", low=D(0), high=D(1)))["more"]

    assert found.strength == pytest.approx(0.6 * 0.5 * 0.5)


def test_few_runs_are_not_sorted_into_more_bins_than_they_fill() -> None:
    found = asked(gain("more", "web", low=D(0), high=D(100)), cost("web", 50), runs=300)["more"]

    assert list(found.by_bins) == [10, 30]


def test_where_all_is_certain_there_is_nothing_to_find_out() -> None:
    plan, simulation = simulated(gain("more", "web", likely=D(100)), cost("web", 10))

    assert what_to_find_out(plan, simulation, TODAY) == ()
    assert worth_knowing_all(simulation) == 0


def test_of_nothing_there_is_nothing_to_find_out() -> None:
    plan, simulation = simulated()

    assert what_to_find_out(plan, simulation, TODAY) == ()
    assert worth_knowing_all(simulation) == 0


def test_it_says_how_it_came_about_and_when_to_stop() -> None:
    found = asked(gain("more", "web", low=D(0), high=D(100)), cost("web", 40), runs=100)["more"]

    assert found.said.startswith("More: uniform, low 0, high 100; it counts for 1 initiative; check: ")
    assert found.said.count(" bins") == 1
    assert found.stop_rule("EUR").startswith(f"Spend less than {round(found.gain)} EUR on finding it out")


def test_progress_is_told_and_what_nobody_wants_stops() -> None:
    plan, simulation = simulated(gain("more", "web", low=D(0), high=D(100)), cost("web", 40), runs=100)
    told: list[float] = []

    what_to_find_out(plan, simulation, TODAY, progress=told.append)

    assert told == [0, 1]
    with pytest.raises(Cancelled):
        what_to_find_out(plan, simulation, TODAY, is_cancelled=lambda: True)
