"""What the ballots of a session come to, and what of it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adopting import adopted
from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import Refused
from domain.gap import Gap
from domain.initiative import CashLine, Effort, Initiative, KanoAnswer, Moscow
from domain.outcome import Outcome, outcome_of
from domain.plan import Plan
from domain.session import Ballot, Decision, Session, SessionState
from tests.builders import TODAY, a, plan_of


def voted(
    method: str, votes: Mapping[str, Sequence[Any]], *more: Entity, item: str = "initiative", **fields: Any
) -> Plan:
    """A revealed session in which each person gave a value or an answer to each item, in order; None for none."""
    ballots = []
    number = max(map(len, votes.values()))
    for who, given_ in votes.items():
        for n, each in enumerate(given_):
            told = {"answer": each} if isinstance(each, str) else {"value": Decimal(each)} if each is not None else None
            if told is not None:
                more_told = {"criterion": "c"} if method == "rating" else {}
                id = f"{who}-{n}".lower()
                ballots.append(a(Ballot, id, participant=who, **{item: f"i{n}"}, **told, **more_told))
    kind: type[Entity] = Gap if item == "gap" else Initiative
    known = {each.id for each in more}
    items = [a(kind, f"i{n}") for n in range(number) if f"i{n}" not in known]
    named = {f"{item}s": tuple(f"i{n}" for n in range(number))}
    session = a(Session, **{"method": method, "state": "revealed", "participants": tuple(votes), **named, **fields})
    return plan_of(*items, session, *ballots, *more)


def paired(*answers: tuple[str, str, str, float], items: int = 3) -> Plan:
    ballots = [
        a(Ballot, f"{who}-{one}-{other}".lower(), participant=who, initiative=one, against=other, value=value)
        for who, one, other, value in answers
    ]
    initiatives = [a(Initiative, f"i{n}") for n in range(items)]
    return plan_of(*initiatives, a(Session, method="pairwise", state="revealed"), *ballots)


def found(plan: Plan) -> Outcome:
    return outcome_of(plan, plan.get(Session, "session"))


def order(plan: Plan) -> list[tuple[str, int | None]]:
    return [(each.item.id, each.rank) for each in found(plan).placed]


def decided(plan: Plan, **words: Any) -> Plan:
    return plan.apply(adopted(plan, plan.get(Session, "session"), TODAY, **words))


THREE = {"Ann": (1, 2, 3, 4), "Bo": (1, 3, 2, 4), "Cy": (2, 1, 3, 4)}


def test_rankings_make_borda_points_a_winner_and_kendalls_w() -> None:
    outcome = found(voted("ranking", THREE))

    assert [(each.item.id, each.value) for each in outcome.placed] == [
        ("i0", Decimal(8)),
        ("i1", Decimal(6)),
        ("i2", Decimal(4)),
        ("i3", Decimal(0)),
    ]
    assert outcome.agreement.value == Fraction(7, 9)
    assert outcome.winner is not None
    assert outcome.winner.id == "i0"


def test_a_circle_of_rankings_is_named() -> None:
    outcome = found(voted("ranking", {"Ann": (1, 2, 3), "Bo": (3, 1, 2), "Cy": (2, 3, 1)}))

    assert (outcome.winner, outcome.dissenters) == (None, ())
    assert "I0 beats I1, I1 beats I2, I2 beats I0." in outcome.said
    assert {each.rank for each in outcome.placed} == {1}


def test_a_ranking_with_a_place_missing_does_not_count() -> None:
    outcome = found(voted("ranking", {"Ann": (1, 2, 3), "Bo": (3, 1, None)}))

    assert [each.item.id for each in outcome.placed] == ["i0", "i1", "i2"]
    assert (outcome.agreement.value, outcome.agreement.judges) == (None, 1)


def test_dots_are_counted_and_then_the_people_behind_them() -> None:
    outcome = found(voted("dots", {"Ann": (3, 1, None), "Bo": (None, 1, None), "Cy": (None, 1, None)}, dots=4))

    assert [(each.item.id, each.rank, each.said) for each in outcome.placed] == [
        ("i1", 1, "3 dots of 3 people"),
        ("i0", 2, "3 dots of 1 person"),
        ("i2", 3, "0 dots of 0 people"),
    ]


def test_pairs_make_an_order() -> None:
    plan = paired(("Ann", "i0", "i1", 1), ("Ann", "i1", "i2", 1), ("Ann", "i0", "i2", 1))
    outcome = found(plan)

    assert order(plan) == [("i0", 1), ("i1", 2), ("i2", 3)]
    assert outcome.placed[1].value == 0
    assert outcome.placed[0].value == -(outcome.placed[2].value or 0)


@pytest.mark.parametrize(("prior", "worth"), [("0.1", "2.404621"), ("0.5", "1.145071")])
def test_pairs_that_all_went_one_way_make_the_worths_of_their_prior(prior: str, worth: str) -> None:
    pairs = (("i0", "i1"), ("i0", "i2"), ("i1", "i2"))
    plan = paired(*((who, one, other, 1) for who in ("Ann", "Bo") for one, other in pairs))
    plan = Plan.of([*plan, a(Engagement, pairwise_prior=Decimal(prior))])

    assert [round(each.value or 0, 6) for each in found(plan).placed] == [Decimal(worth), 0, -Decimal(worth)]
    assert found(plan).agreement.value == 1


def test_who_answered_some_pairs_only_is_no_judge_of_all_items() -> None:
    plan = paired(("Ann", "i0", "i1", 1), ("Ann", "i1", "i2", 1), ("Bo", "i0", "i1", 1))

    assert (found(plan).voters, found(plan).agreement.judges) == (2, 1)


def test_a_circle_of_pairs_is_named() -> None:
    outcome = found(paired(("Ann", "i0", "i1", 1), ("Ann", "i1", "i2", 1), ("Ann", "i2", "i0", 1)))

    assert "I0 beats I1, I1 beats I2, I2 beats I0." in outcome.said
    assert {each.value for each in outcome.placed} == {Decimal(0)}


def test_pairs_that_nothing_joins_have_no_order() -> None:
    plan = paired(("Ann", "i0", "i1", 1), ("Ann", "i2", "i3", 1), items=5)

    assert {each.rank for each in found(plan).placed} == {None}
    assert {each.said for each in found(plan).placed} == {"not compared with all others"}


def test_a_tie_of_classes_goes_to_the_lower_one() -> None:
    plan = voted("moscow", {"Ann": ("must", "could"), "Bo": ("should", "could")})

    assert [(each.item.id, each.said) for each in found(plan).placed] == [
        ("i0", "should, 1 of 2"),
        ("i1", "could, 2 of 2"),
    ]


def test_ratings_are_weighted_means() -> None:
    plan = voted("rating", {"Ann": (5, 1), "Bo": (4, 2), "Cy": (5, None)}, a(Criterion, "c", weight_percent=100))

    assert [each.value and round(each.value, 4) for each in found(plan).placed] == [Decimal("91.6667"), Decimal("12.5")]


def test_an_item_without_votes_has_no_value_and_comes_last() -> None:
    plan = voted("rating", {"Ann": (None, 1)}, a(Criterion, "c", weight_percent=100))

    assert [(each.item.id, each.rank, each.said) for each in found(plan).placed] == [
        ("i1", 1, "0 of 100"),
        ("i0", None, "no rating on C"),
    ]


def test_an_estimate_is_the_median_with_its_quarters_and_less_effort_is_better() -> None:
    plan = voted("estimate", {"Ann": (10, 5), "Bo": (20, 5), "Cy": (40, 5)}, estimate_of="effort")
    last = found(plan).placed[1]

    assert [each.item.id for each in found(plan).placed] == ["i1", "i0"]
    assert (last.low, last.value, last.high) == (Decimal(15), Decimal(20), Decimal(30))
    assert last.supporters == 1


def test_who_stands_farthest_from_the_group_is_named() -> None:
    votes = {"Ann": ("must", "must"), "Bo": ("must", "must"), "Cy": ("won't", "must")}

    assert found(voted("moscow", votes)).dissenters == ("Cy",)
    assert found(voted("moscow", {"Ann": ("must",), "Bo": ("won't",)})).dissenters == ()


def test_nothing_is_told_of_a_secret_session() -> None:
    plan = voted("moscow", {"Ann": ("must",)}, state="open")

    assert (found(plan).voters, found(plan).placed[0].value, found(plan).agreement.value) == (0, None, None)
    with pytest.raises(Refused, match="reveal the ballots"):
        decided(plan)


def test_a_decision_says_what_it_rests_on_and_closes_the_session() -> None:
    plan = decided(
        voted("ranking", THREE, question="What first?"), dissent="Cy: search comes first.", reopens_when="Search fails"
    )
    [decision] = plan.all(Decision)

    assert (decision.name, decision.options) == ("What first?", ("I0", "I1", "I2", "I3"))
    assert (decision.agreement, decision.supporters) == (Decimal("0.777778"), 3)
    assert (decision.dissent, decision.reopens_when, decision.decided_on) == (
        "Cy: search comes first.",
        "Search fails",
        TODAY,
    )
    assert "Agreement: W = 0.778." in (decision.outcome or "")
    assert plan.get(Session, "session").state is SessionState.CLOSED
    assert plan.get(Session, "session").held_on == TODAY
    with pytest.raises(Refused, match="decided already"):
        decided(plan)


def test_nothing_is_decided_without_votes() -> None:
    plan = plan_of(a(Initiative, "i0"), a(Session, method="moscow", state="revealed"))

    with pytest.raises(Refused, match="nobody voted"):
        decided(plan)


def test_means_become_the_ratings_of_the_group() -> None:
    more = (
        a(Criterion, "c", weight_percent=40),
        a(Rating, "mine", initiative="i0", criterion="c", by="Ann", value=1),
        a(Rating, "ours", initiative="i0", criterion="c", value=1),
    )
    plan = decided(voted("rating", {"Ann": (5, 1), "Bo": (4, 2), "Cy": (4, 2)}, *more))

    assert {(each.initiative, each.by): each.value for each in plan.all(Rating)} == {
        ("i0", "Ann"): 1,
        ("i0", None): Decimal("4.333333"),
        ("i1", None): Decimal("1.666667"),
    }
    assert plan.all(Decision)[0].weights == ("C 100 %",)


def test_the_class_of_most_is_filled_in() -> None:
    plan = decided(voted("moscow", {"Ann": ("must", None), "Bo": ("must", None), "Cy": (None, "won't")}))

    assert [each.moscow for each in plan.all(Initiative)] == [Moscow.MUST, Moscow.WONT]


def test_gaps_are_decided_on_without_being_changed() -> None:
    plan = voted("moscow", {"Ann": ("must", "could")}, item="gap")

    assert decided(plan).all(Gap) == plan.all(Gap)
    assert decided(plan).all(Decision)[0].options == ("I0", "I1")


def test_kano_answers_take_the_place_of_those_of_no_persona() -> None:
    ballots = [
        a(Ballot, f"{who}-{side}".lower(), participant=who, initiative="i0", value=side, answer=said)
        for who, present, absent in (("Ann", "like", "neutral"), ("Bo", "like", "neutral"), ("Cy", "like", "dislike"))
        for side, said in ((1, present), (0, absent))
    ]
    old = (
        a(KanoAnswer, "old", initiative="i0", present="dislike", absent="like", number=9),
        a(KanoAnswer, "same", initiative="i0", present="like", absent="dislike", number=9),
        a(KanoAnswer, "hers", initiative="i0", persona="persona", present="like", absent="like", number=9),
    )
    plan = plan_of(a(Initiative, "i0"), a(Session, method="kano", state="revealed"), *ballots, *old)

    assert found(plan).placed[0].said == "attractive, 2 of 3"
    assert {
        (each.persona, each.present.value, each.absent.value): each.number for each in decided(plan).all(KanoAnswer)
    } == {
        (None, "like", "neutral"): 2,
        (None, "like", "dislike"): 1,
        ("persona", "like", "like"): 9,
    }


TOLD = (Decimal(10), Decimal(20), Decimal(60))
ESTIMATED = {"Ann": (10, 10), "Bo": (20, 20), "Cy": (60, 60)}


def test_an_effort_is_written_where_one_team_is_asked_and_else_said_to_be_left_out() -> None:
    plan = decided(voted("estimate", ESTIMATED, a(Effort, initiative="i0", likely=1), estimate_of="effort"))
    [effort] = plan.all(Effort)

    assert (effort.low, effort.likely, effort.high) == TOLD
    assert "Not written down: the effort of I1, which asks 0 teams." in (plan.all(Decision)[0].outcome or "")


def test_money_is_written_on_the_only_line_of_its_kind_or_on_a_new_one() -> None:
    line = a(CashLine, "line", initiative="i0", kind="benefit")
    plan = decided(voted("estimate", ESTIMATED, line, estimate_of="benefit"))

    assert {(each.initiative, each.name): (each.low, each.likely, each.high) for each in plan.all(CashLine)} == {
        ("i0", "Line"): TOLD,
        ("i1", "Estimated by the group"): TOLD,
    }


def test_money_with_figures_of_its_own_is_left_as_it_is() -> None:
    lines = [a(CashLine, f"line-{n}", initiative="i0", likely=5) for n in range(2)]
    plan = decided(voted("estimate", {"Ann": (10,)}, *lines, estimate_of="cost"))

    assert {each.likely for each in plan.all(CashLine)} == {Decimal(5)}
    assert "the one-off cost of I0, which has figures of its own" in (plan.all(Decision)[0].outcome or "")


def test_criteria_without_weights_count_alike() -> None:
    plan = voted("rating", {"Ann": (3,)}, a(Criterion, "c"), criteria=("c",))

    assert found(plan).placed[0].value == Decimal(50)


def test_reach_is_filled_in() -> None:
    plan = decided(voted("estimate", ESTIMATED, estimate_of="reach"))

    assert [each.reach for each in plan.all(Initiative)] == [20, 20]


def test_a_result_too_large_for_its_field_is_refused() -> None:
    with pytest.raises(Refused):
        decided(voted("estimate", {"Ann": (10**9,)}, a(Effort, initiative="i0"), estimate_of="effort"))


METHODS = st.sampled_from(["moscow", "ranking", "dots", "rating", "estimate"])


@given(METHODS, st.lists(st.permutations([1, 2, 3, 4]), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_same_ballots_give_the_same_outcome_in_any_order(
    method: str, places: list[list[int]], random: Random
) -> None:
    votes: dict[str, list[Any]] = {f"P{n}": list(each) for n, each in enumerate(places)}
    if method == "moscow":
        votes = {who: [list(Moscow)[n - 1].value for n in each] for who, each in votes.items()}
    plan = voted(method, votes, a(Criterion, "c", weight_percent=100), estimate_of="effort")
    records = [each for each in plan if not isinstance(each, Ballot)]
    ballots = [each.model_copy(update={"position": random.randint(0, 99)}) for each in plan.all(Ballot)]
    random.shuffle(ballots)

    outcome = found(plan)

    assert found(Plan.of([*ballots, *records])) == outcome
    assert sorted(each.item.id for each in outcome.placed) == ["i0", "i1", "i2", "i3"]
    assert outcome.agreement.value is None or 0 <= outcome.agreement.value <= 1
    assert plan.apply(adopted(plan, plan.get(Session, "session"), TODAY)).all(Decision)
