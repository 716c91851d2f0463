"""The best set of initiatives: against trying every set, with all that ties them together, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import Cancelled
from domain.initiative import CashKind, CashLine, Dependency, Effort, Initiative, Pick, Status
from domain.people import Team
from domain.plan import Plan
from domain.portfolio import Frontier, Portfolio, Price, best_portfolio, frontier, prices
from tests.builders import a, plan_of

D = Decimal


def initiative(id: str, npv: int, cost: int = 0, days: int | None = None, /, **fields: Any) -> tuple[Entity, ...]:
    """An initiative that costs and brings so much that its net present value is *npv*."""
    records: list[Entity] = [a(Initiative, id, **fields)]
    records.append(a(CashLine, f"{id}-cost", initiative=id, likely=D(cost)))
    records.append(a(CashLine, f"{id}-more", initiative=id, kind=CashKind.BENEFIT, likely=D(npv + cost)))
    if days is not None:
        records.append(a(Effort, f"{id}-work", initiative=id, team="team", likely=D(days)))
    return tuple(records)


def waits(one: str, other: str) -> Dependency:
    return a(Dependency, f"{one}-{other}", initiative=one, waits_for=other)


def plan(*records: Entity | Sequence[Entity], budget: int | None = None, **fields: Any) -> Plan:
    most = None if budget is None else D(budget)
    made = {"discount_rate_percent": D(0), "horizon_years": 1, "budget": most, **fields}
    held = [each for record in records for each in ((record,) if isinstance(record, Entity) else record)]
    return plan_of(a(Engagement, Engagement.ONLY, **made), *held)


def ids(found: Portfolio) -> list[str]:
    return [each.initiative.id for each in found.chosen]


def price_of(made: Plan, id: str, **fields: Any) -> Price:
    return next(each for each in prices(made, **fields) if each.initiative.id == id)


def test_the_best_set_is_not_what_brings_most_for_its_cost() -> None:
    found = best_portfolio(
        plan(initiative("web", 90, 60), initiative("shop", 70, 50), initiative("app", 70, 50), budget=100)
    )

    assert ids(found) == ["shop", "app"]
    assert (found.value, found.cost, found.is_proved) == (D(140), D(100), True)
    assert (found.greedy, found.greedy_value) == (("web",), D(90))


def test_without_a_budget_all_that_pays_is_done() -> None:
    found = best_portfolio(plan(initiative("web", 90, 60), initiative("loss", -1, 5), initiative("none", 0, 0)))

    assert ids(found) == ["web"]
    assert found.budget is None


def test_another_budget_may_be_asked_about() -> None:
    made = plan(initiative("web", 90, 60), budget=10)

    assert ids(best_portfolio(made)) == []
    assert ids(best_portfolio(made, budget=D(60))) == ["web"]


def test_an_enabler_is_chosen_for_what_waits_for_it_and_only_then() -> None:
    enabler = initiative("data", -40, 40)
    shop = initiative("shop", 100, 50)

    assert ids(best_portfolio(plan(enabler, shop, waits("shop", "data"), budget=100))) == ["data", "shop"]
    assert ids(best_portfolio(plan(enabler, shop, waits("shop", "data"), budget=80))) == []
    assert ids(best_portfolio(plan(enabler, shop, budget=100))) == ["shop"]


def test_a_team_gives_no_more_days_than_it_can() -> None:
    team = a(Team, "team", available_days=D(10))

    found = best_portfolio(
        plan(team, initiative("web", 90, 0, 8), initiative("shop", 80, 0, 5), initiative("a", 30, 0, 5))
    )

    assert ids(found) == ["shop", "a"]
    assert [(asked.team.id, asked.days, asked.most) for asked in found.asked] == [("team", D(10), D(10))]


def test_a_team_without_a_limit_has_none() -> None:
    found = best_portfolio(plan(a(Team, "team"), initiative("web", 90, 0, 800)))

    assert ids(found) == ["web"]
    assert found.asked == ()


def test_what_excludes_another_does_not_go_with_it_whichever_says_so() -> None:
    made = plan(initiative("web", 90, excludes=("shop",)), initiative("shop", 80), initiative("app", 1))

    assert ids(best_portfolio(made)) == ["web", "app"]


def test_what_is_done_costs_nothing_more_and_opens_the_way() -> None:
    done = initiative("data", -40, 400, status=Status.DONE)

    found = best_portfolio(plan(done, initiative("shop", 100, 50), waits("shop", "data"), budget=50))

    assert ids(found) == ["shop"]
    assert (found.value, found.cost) == (D(100), D(50))


def test_what_is_running_is_in_unless_it_is_out_by_hand() -> None:
    running = {"status": Status.RUNNING}
    shop = initiative("shop", 90, 60)

    going_on = best_portfolio(plan(initiative("web", 10, 60, **running), shop, budget=100))
    stopped = best_portfolio(plan(initiative("web", 10, 60, **running, pick=Pick.OUT), shop, budget=100))

    assert ids(going_on) == ["web"]
    assert going_on.reasons["web"] == "under way"
    assert ids(stopped) == ["shop"]
    assert stopped.reasons["web"] == "out by hand"


def test_what_is_dropped_is_not_looked_at_and_blocks_what_waits_for_it() -> None:
    dropped = initiative("data", 500, 0, status=Status.DROPPED, pick=Pick.IN)

    found = best_portfolio(plan(dropped, initiative("shop", 100), waits("shop", "data")))

    assert ids(found) == []
    assert found.reasons == {"shop": "it waits for “Data”, which was dropped"}


def test_what_does_not_go_with_what_is_done_is_out() -> None:
    done = initiative("old", 1, 0, status=Status.DONE, excludes=("web",))

    assert best_portfolio(plan(done, initiative("web", 100))).reasons == {
        "web": "it does not go with “Old”, which is done"
    }


def test_a_pick_by_hand_brings_what_it_needs_and_keeps_out_what_it_excludes() -> None:
    found = best_portfolio(
        plan(
            initiative("boss", -5, 10, pick=Pick.IN, excludes=("web",)),
            initiative("data", -3, 10),
            initiative("web", 50, 10),
            initiative("more", 90, 10),
            waits("boss", "data"),
            waits("more", "web"),
        )
    )

    assert ids(found) == ["boss", "data"]
    assert found.reasons == {
        "boss": "in by hand",
        "data": "needed by “Boss”",
        "web": "it does not go with “Boss”, which is in by hand",
        "more": "it waits for “Web”, which cannot be: it does not go with “Boss”, which is in by hand",
    }


def test_what_cannot_be_weighed_is_left_out_with_the_reason_and_so_is_what_waits_for_it() -> None:
    found = best_portfolio(
        plan(
            a(Initiative, "empty"),
            a(CashLine, "guess", initiative="vague", low=D(1), high=D(2)),
            a(Team, "team", name="Web team", available_days=D(10)),
            initiative("work", 10),
            a(Effort, "work-days", initiative="work", team="team"),
            initiative("shop", 100),
            waits("shop", "empty"),
        )
    )

    assert ids(found) == []
    assert found.reasons == {
        "empty": "no money is given",
        "vague": "“Guess” has no likely figure",
        "work": "what it asks of Web team is not known",
        "shop": "it waits for “Empty”, which cannot be: no money is given",
    }


def test_what_is_in_though_it_cannot_be_weighed_counts_for_what_is_known() -> None:
    vague = (
        a(Initiative, "vague", pick=Pick.IN),
        a(CashLine, "vague-cost", initiative="vague", likely=D(30)),
        a(CashLine, "vague-more", initiative="vague", kind=CashKind.BENEFIT),
    )

    found = best_portfolio(plan(vague, initiative("web", 50, 80), initiative("shop", 40, 70), budget=100))

    assert ids(found) == ["vague", "shop"]
    assert (found.value, found.cost) == (D(40), D(100))
    assert [each.initiative.id for each in found.unknown] == ["vague"]
    assert "Vague is in, though “Vague more” has no likely figure, and not both ends" in found.said


@pytest.mark.parametrize(
    ("records", "clash"),
    [
        (
            (initiative("web", 1, pick=Pick.IN), initiative("data", 1, pick=Pick.OUT), waits("web", "data")),
            "“Data” is needed by “Web”, but out by hand",
        ),
        (
            (initiative("web", 1, pick=Pick.IN, excludes=("app",)), initiative("app", 1, status=Status.RUNNING)),
            "“Web” (in by hand) and “App” (under way) exclude each other",
        ),
        (
            (initiative("web", 1, 70, pick=Pick.IN), initiative("app", 1, 50, status=Status.RUNNING)),
            "what must be in costs 120, the budget is 100: “Web” (in by hand), “App” (under way)",
        ),
        (
            (initiative("web", 1, 0, 12, pick=Pick.IN), a(Team, "team", name="Web team", available_days=D(10))),
            "what must be in asks 12 person-days of Web team, who can give 10: “Web” (in by hand)",
        ),
        (
            (initiative("web", 1, pick=Pick.IN), initiative("old", 1, status=Status.DROPPED), waits("web", "old")),
            "“Web” is in by hand, but it waits for “Old”, which was dropped",
        ),
    ],
)
def test_what_cannot_be_kept_to_all_at_once_is_said(records: Sequence[Any], clash: str) -> None:
    found = best_portfolio(plan(*records, budget=100))

    assert found.clashes[0] == clash
    assert (found.value, found.chosen, found.greedy_value, found.is_proved) == (None, (), None, False)
    assert found.said == found.clashes
    assert all(each.value is None or each.by_hand for each in prices(plan(*records, budget=100)))


def test_a_limit_that_nothing_can_keep_to_is_said() -> None:
    assert best_portfolio(plan(initiative("web", 1)), budget=D(-1)).clashes == (
        "no set of initiatives keeps to every limit",
    )


def test_other_values_may_be_given_and_what_has_none_is_left_out() -> None:
    made = plan(initiative("web", 1, 60), initiative("shop", 900, 60), initiative("app", 5, 10), budget=60)

    found = best_portfolio(made, values={"web": D("0.700001"), "shop": D("0.7")})

    assert ids(found) == ["web"]
    assert found.value == D("0.700001")
    assert found.reasons["app"] == "its value is not known"
    assert found.said[0] == "worth 0.7 for 60 EUR, of a budget of 60 EUR"


def test_of_sets_worth_the_same_the_cheapest_is_chosen_then_the_first() -> None:
    made = plan(*(initiative(id, 10, cost) for id, cost in (("c", 9), ("b", 5), ("a", 5), ("d", 5))), budget=10)

    assert ids(best_portfolio(made)) == ["b", "a"]


def test_nothing_to_choose_from_is_worth_nothing() -> None:
    found = best_portfolio(plan(budget=10))

    assert (found.value, found.cost, found.clashes, found.is_proved) == (D(0), D(0), (), True)
    assert prices(plan(budget=10)) == ()
    assert [(point.cost, point.value) for point in frontier(plan(budget=10)).points] == [(D(0), D(0))]


def test_a_choice_says_how_it_came_about() -> None:
    team = a(Team, "team", name="Web team", available_days=D(10))
    first, days, proof, greed = best_portfolio(
        plan(team, initiative("web", 90, 60, 4), initiative("shop", 70, 50), initiative("app", 70, 50), budget=100)
    ).said

    assert first == "worth 140 EUR for 100 EUR, of a budget of 100 EUR"
    assert days == "Web team: 0 of 10 person-days"
    assert proof.startswith("no other set is worth more (proved by HiGHS ")
    assert greed == "by value per cost alone: 50 EUR less"


# Prices


def test_the_price_of_a_favourite_is_what_could_have_been_done_instead() -> None:
    made = plan(initiative("boss", 20, 100, pick=Pick.IN), initiative("web", 200, 100), budget=100)

    price = price_of(made, "boss")

    assert (price.is_in, price.by_hand, price.value) == (True, True, D(180))
    assert price_of(made, "web").why == (
        "what must be in costs 200, the budget is 100: “Boss” (in by hand), “Web” (in by hand)"
    )


def test_the_price_of_leaving_something_out_is_what_it_would_have_brought() -> None:
    made = plan(initiative("web", 200, 100, pick=Pick.OUT), initiative("shop", 50, 100), budget=100)

    price = price_of(made, "web")

    assert (price.is_in, price.by_hand, price.value) == (False, True, D(150))


def test_turning_around_what_is_best_costs_something() -> None:
    made = plan(initiative("web", 200, 100), initiative("shop", 50, 100), budget=100)

    chosen, left = price_of(made, "web"), price_of(made, "shop")

    assert (chosen.is_in, chosen.by_hand, chosen.value) == (False, False, D(150))
    assert (left.is_in, left.by_hand, left.value) == (True, False, D(150))


def test_stopping_what_should_never_have_been_started_gains() -> None:
    made = plan(initiative("web", -30, 100, status=Status.RUNNING), initiative("shop", 50, 100), budget=100)

    assert price_of(made, "web").value == D(-80)


def test_what_a_pick_needs_cannot_be_left_out_at_any_price() -> None:
    made = plan(initiative("boss", 1, pick=Pick.IN), initiative("data", 1), waits("boss", "data"))

    price = price_of(made, "data")

    assert (price.value, price.why) == (None, "“Data” is needed by “Boss”, but out by hand")


def test_what_cannot_be_weighed_has_no_price() -> None:
    assert prices(plan(a(Initiative, "empty"))) == ()


# What more money buys


def test_a_few_initiatives_have_every_point_of_their_frontier() -> None:
    made = plan(
        initiative("web", 90, 60), initiative("shop", 70, 50), initiative("app", 60, 50), initiative("x", -1, 1)
    )

    found = frontier(made)

    assert (found.is_complete, found.is_proved) == (True, True)
    assert [(point.cost, point.value, point.chosen) for point in found.points] == [
        (D(0), D(0), ()),
        (D(50), D(70), ("shop",)),
        (D(60), D(90), ("web",)),
        (D(100), D(130), ("shop", "app")),
        (D(110), D(160), ("web", "shop")),
        (D(160), D(220), ("web", "shop", "app")),
    ]


def test_a_frontier_begins_with_what_must_be_in() -> None:
    found = frontier(plan(initiative("boss", -5, 30, pick=Pick.IN), initiative("web", 90, 60), budget=10))

    assert [(point.cost, point.value) for point in found.points] == [(D(30), D(-5)), (D(90), D(85))]


def test_a_frontier_of_what_clashes_has_no_points() -> None:
    made = plan(initiative("web", 1, pick=Pick.IN, excludes=("app",)), initiative("app", 1, pick=Pick.IN))

    assert frontier(made) == Frontier(
        (),
        is_complete=False,
        is_proved=False,
        clashes=("“Web” (in by hand) and “App” (in by hand) exclude each other",),
    )


def test_many_initiatives_have_a_frontier_of_at_most_twenty_points() -> None:
    made = plan(*(initiative(f"i-{n}", 100 + 37 * n % 91, 50 + 53 * n % 83) for n in range(15)))

    found = frontier(made)

    assert 10 <= len(found.points) <= 20
    assert not found.is_complete
    assert (found.points[0].cost, found.points[0].value) == (D(0), D(0))
    assert len(found.points[-1].chosen) == 15


# In general


def test_progress_is_told_and_what_nobody_wants_stops() -> None:
    made = plan(initiative("web", 90, 60), initiative("shop", 70, 50), budget=100)

    for work in (best_portfolio, prices, frontier):
        told: list[float] = []
        work(made, progress=told.append)
        assert told == sorted(told)
        assert told[-1] == 1
        with pytest.raises(Cancelled):
            work(made, is_cancelled=lambda: True)


@st.composite
def choices(draw: st.DrawFn) -> Plan:
    """Up to six initiatives with costs, days, needs, exclusions, statuses and picks."""
    number = draw(st.integers(1, 6))
    names = [f"i-{n}" for n in range(number)]
    records: list[Any] = [a(Team, "team", available_days=D(draw(st.integers(0, 20))))]
    for n, name in enumerate(names):
        fields = {
            "status": draw(st.sampled_from([Status.IDEA, Status.PLANNED, Status.PLANNED, *Status])),
            "pick": draw(st.sampled_from([None, None, None, *Pick])),
            "excludes": tuple(draw(st.sets(st.sampled_from(names), max_size=1)) - {name}),
        }
        some = st.integers(0, 9)
        records.append(initiative(name, draw(st.integers(-20, 20)), draw(some), draw(some), **fields))
        records += [waits(name, names[other]) for other in draw(st.sets(st.integers(0, n), max_size=2)) - {n}]
    return plan(*records, budget=draw(st.integers(0, 30)))


def every_set(made: Plan) -> Iterator[frozenset[str]]:
    """Every set of initiatives that keeps to all there is to keep to, put down as plainly as can be."""
    engagement, team = made.engagement, made.get(Team, "team")
    of = {each.id: each for each in made.all(Initiative)}
    done = {id for id, each in of.items() if each.status is Status.DONE}
    open_to = [id for id, each in of.items() if each.status not in (Status.DONE, Status.DROPPED)]
    for size in range(len(open_to) + 1):
        for chosen in map(frozenset, combinations(open_to, size)):
            there = chosen | done
            costs = sum(line.likely or 0 for id in chosen for line in made.parts(CashLine, of[id]) if "cost" in line.id)
            days = sum(effort.likely or 0 for id in chosen for effort in made.parts(Effort, of[id]))
            if (
                costs <= (engagement.budget or 0)
                and days <= (team.available_days or 0)
                and all(wait.waits_for in there for id in chosen for wait in made.parts(Dependency, of[id]))
                and not any(one in chosen and other in there for one in of for other in of[one].excludes)
                and not any(other in chosen and one in there for one in of for other in of[one].excludes)
                and all((id in chosen) is (of[id].pick is Pick.IN) for id in open_to if of[id].pick)
                and all(id in chosen for id in open_to if of[id].status is Status.RUNNING and not of[id].pick)
            ):
                yield chosen


def worth(made: Plan, chosen: frozenset[str]) -> Decimal:
    lines = [line for id in chosen for line in made.where(CashLine, "initiative", id)]
    return sum(((line.likely or D(0)) * (1 if "more" in line.id else -1) for line in lines), D(0))


@given(choices())
def test_no_set_is_worth_more(made: Plan) -> None:
    best = max((worth(made, chosen) for chosen in every_set(made)), default=None)

    found = best_portfolio(made)

    assert found.value == best
    assert bool(found.clashes) == (best is None)
    if best is not None:
        assert frozenset(ids(found)) in set(every_set(made))
        assert found.is_proved
        assert found.greedy_value is None or found.greedy_value <= best


@given(choices())
def test_a_pick_by_hand_is_never_free_and_a_frontier_only_rises(made: Plan) -> None:
    for price in prices(made):
        if price.value is not None and price.initiative.status is not Status.RUNNING:
            assert price.value >= 0
        assert (price.value is None) == bool(price.why)
    for one, other in pairwise(frontier(made).points):
        assert one.cost < other.cost
        assert one.value < other.value
