"""What a group is asked, what it answers, and how far it lies apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Criterion
from domain.edits import change
from domain.entity import Entity
from domain.errors import Refused
from domain.gap import Gap
from domain.initiative import Initiative, Status
from domain.plan import Plan
from domain.questions import questions_of, votes_of
from domain.session import Ballot, Session
from domain.sessions import closed, handed_over, joined, left, next_round, opened, revealed
from domain.spread import Spread, agenda, spreads
from domain.voting import (
    asked_of,
    cast,
    choices_of,
    dotted,
    is_secret,
    items_of,
    next_asked,
    progress,
    public,
    ranked_by,
    standing,
    taken_back,
)
from tests.builders import a, plan_of

WHO = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")


def room(method: str, items: int = 3, *more: Entity, **fields: Any) -> Plan:
    initiatives = [a(Initiative, f"i{n}") for n in range(items)]
    return plan_of(
        *initiatives, a(Session, **{"method": method, "state": "open", "participants": WHO, **fields}), *more
    )


def vote(plan: Plan) -> Session:
    return plan.get(Session, "session")


def answer(plan: Plan, who: str, key: str, given: str | Decimal) -> Plan:
    """The plan after *who* answered the question that *key* stands in, by the key of a choice or a number."""
    asked = next(each for each in asked_of(plan, vote(plan), who) if key in each.key)
    if isinstance(given, Decimal):
        return plan.apply(cast(plan, vote(plan), who, asked, given))
    [choice] = [each for each in choices_of(plan, vote(plan), asked) if each.key == given]
    return plan.apply(cast(plan, vote(plan), who, asked, choice))


def estimates(plan: Plan, values: Sequence[int], key: str = "i0") -> Plan:
    for who, value in zip(WHO, values, strict=False):
        plan = answer(plan, who, key, Decimal(value))
    return plan


def shown(plan: Plan) -> Plan:
    return plan.apply(revealed(plan, vote(plan)))


def spread(plan: Plan, key: str = "i0") -> Spread:
    return next(each for each in spreads(plan, vote(plan)) if key in each.key)


def test_all_initiatives_are_voted_on_where_none_is_named() -> None:
    plan = room("moscow", 3, a(Initiative, "gone", status=Status.DROPPED))

    assert [each.id for each in items_of(plan, vote(plan))] == ["i0", "i1", "i2"]


def test_what_is_named_is_voted_on_as_long_as_it_is_there() -> None:
    plan = room("dots", 3, a(Gap, "hole"), gaps=("hole",), initiatives=("i2", "i1"))
    plan = plan.apply(change(plan.get(Initiative, "i1"), status=Status.DROPPED))

    assert [each.id for each in items_of(plan, vote(plan))] == ["i2", "hole"]


def test_everybody_is_asked_the_same_in_an_order_of_their_own() -> None:
    plan = room("moscow", 8)
    orders = [tuple(each.key for each in asked_of(plan, vote(plan), who)) for who in WHO]

    assert len(set(orders)) == len(WHO)
    assert {frozenset(each) for each in orders} == {frozenset(orders[0])}
    assert orders[0] == tuple(each.key for each in asked_of(plan, vote(plan), "Ann"))


def test_a_rating_goes_criterion_by_criterion() -> None:
    plan = room("rating", 3, a(Criterion, "c"), a(Criterion, "d"), criteria=("c", "d"))
    asked = [each.criterion.id for each in asked_of(plan, vote(plan), "Ann") if each.criterion]

    assert asked in (["c"] * 3 + ["d"] * 3, ["d"] * 3 + ["c"] * 3)


def test_kano_asks_of_having_it_and_then_of_not_having_it() -> None:
    plan = room("kano", 2)
    asked = asked_of(plan, vote(plan), "Ann")

    assert [each.present for each in asked] == [True, False] * 2
    assert asked[0].item == asked[1].item


@pytest.mark.parametrize(
    ("low", "high", "keys"),
    [
        (1, 5, "12345"),
        (0, 9, "0123456789"),
        (1, 10, "1234567890"),
        (-2, 2, "12345"),
        (0, 10, ""),
        (0, 100, ""),
        ("0.5", 5, ""),
        (0, 1, ""),
    ],
)
def test_each_step_of_a_short_scale_has_a_key_and_a_long_one_is_typed(low: str, high: int, keys: str) -> None:
    plan = room("rating", 1, a(Criterion, "c", lowest=Decimal(low), highest=high), criteria=("c",))

    choices = choices_of(plan, vote(plan), asked_of(plan, vote(plan), "Ann")[0])

    assert "".join(each.key for each in choices) == keys


def test_the_ends_of_a_scale_say_what_they_mean() -> None:
    plan = room("rating", 1, a(Criterion, "c", lowest_means="Nobody notices"), criteria=("c",))
    choices = choices_of(plan, vote(plan), asked_of(plan, vote(plan), "Ann")[0])

    assert [each.label for each in choices][:2] == ["1: Nobody notices", "2"]


def test_a_second_answer_takes_the_place_of_the_first() -> None:
    plan = answer(answer(room("moscow"), "Ann", "i0", "m"), "Ann", "i0", "c")

    assert [each.answer for each in plan.all(Ballot)] == ["could"]
    assert progress(plan, vote(plan))["Ann"] == (1, 3)


def test_the_label_of_a_vote_tells_nothing() -> None:
    plan = room("moscow")
    asked = asked_of(plan, vote(plan), "Ann")[0]

    labels = {cast(plan, vote(plan), "Ann", asked, each).label for each in choices_of(plan, vote(plan), asked)}

    assert labels == {"Cast a ballot"}


def test_a_pair_is_one_pair_whichever_way_round_it_is_put() -> None:
    plan = room("pairwise", 2)
    sides = {who: asked_of(plan, vote(plan), who)[0] for who in WHO}
    assert len({each.item.id for each in sides.values()}) == 2
    assert len({each.key for each in sides.values()}) == 1
    for who, asked in sides.items():  # all are for i0
        plan = answer(plan, who, "i0", "left" if asked.item.id == "i0" else "right")

    found = spread(shown(plan))

    assert (found.median, found.apart, found.is_agreed) == (Fraction(1), Fraction(0), True)


@pytest.mark.parametrize("items", [2, 3, 5, 10])
def test_pairs_are_asked_until_the_order_is_firm_and_no_more_than_enough(items: int) -> None:
    plan = room("pairwise", items)
    number = 0
    while asked := next_asked(plan, vote(plan), "Ann"):
        assert asked.against is not None
        better = "left" if asked.item.id < asked.against.id else "right"
        plan = answer(plan, "Ann", asked.key, better)
        number += 1

    assert items - 1 <= number <= min(items * (items - 1) // 2, ceil(items * log2(items)))
    assert progress(plan, vote(plan))["Ann"] == (number, number)


def test_a_circle_is_asked_on_until_there_are_enough_answers() -> None:
    plan = room("pairwise", 3)
    for left_one, right_one in (("i0", "i1"), ("i1", "i2"), ("i2", "i0")):
        asked = next(
            each for each in asked_of(plan, vote(plan), "Ann") if left_one in each.key and right_one in each.key
        )
        plan = answer(plan, "Ann", asked.key, "left" if asked.item.id == left_one else "right")

    assert len(plan.all(Ballot)) == 3
    assert next_asked(plan, vote(plan), "Ann") is None


def test_how_far_own_answers_about_pairs_agree_and_nobody_elses() -> None:
    plan = room("pairwise", 4)
    assert standing(plan, vote(plan), "Ann").answered == 0
    for one, other in ((0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)):
        plan = prefer(plan, "Ann", one, other)
        plan = prefer(plan, "Bo", *((one, other) if (one, other) != (0, 3) else (other, one)))
    ann, bo = (standing(plan, vote(plan), who) for who in ("Ann", "Bo"))

    assert (ann.answered, ann.fitting, ann.circles) == (6, 6, ())
    assert (bo.answered, bo.fitting) == (6, 5)
    assert [[each.id for each in circle] for circle in bo.circles] == [["i0", "i1", "i3"], ["i0", "i2", "i3"]]


def prefer(plan: Plan, who: str, one: int, other: int) -> Plan:
    """The plan after *who* preferred the item *one* to the *other*."""
    found = (each for each in asked_of(plan, vote(plan), who) if each.against is not None)
    asked = next(each for each in found if {each.item.id, getattr(each.against, "id", "")} == {f"i{one}", f"i{other}"})
    chosen = choices_of(plan, vote(plan), asked)[asked.item.id != f"i{one}"]
    return plan.apply(cast(plan, vote(plan), who, asked, chosen))


def test_all_is_answered_once_and_then_nothing_is_asked() -> None:
    plan = room("kano", 2)
    while asked := next_asked(plan, vote(plan), "Ann"):
        plan = answer(plan, "Ann", asked.key, "1")

    assert progress(plan, vote(plan))["Ann"] == (4, 4)
    assert progress(plan, vote(plan))["Bo"] == (0, 4)


def test_dots_have_a_cap_on_an_item_and_on_a_person() -> None:
    plan = room("dots", 3, dots=4)
    first, second, _ = items_of(plan, vote(plan))
    plan = plan.apply(dotted(plan, vote(plan), "Ann", first, 3))
    with pytest.raises(Refused, match="at most 3 dots"):
        dotted(plan, vote(plan), "Ann", first, 1)
    plan = plan.apply(dotted(plan, vote(plan), "Ann", second, 1))
    with pytest.raises(Refused, match="all your 4 dots are used"):
        dotted(plan, vote(plan), "Ann", second, 1)

    assert next_asked(plan, vote(plan), "Ann") is None
    plan = plan.apply(dotted(plan, vote(plan), "Ann", second, -1))
    assert len(plan.all(Ballot)) == 1
    with pytest.raises(Refused, match="no dot of yours"):
        dotted(plan, vote(plan), "Ann", second, -1)


def test_a_dot_is_put_by_its_key_and_no_number_of_dots_is_typed() -> None:
    plan = answer(room("dots"), "Ann", "i0", "plus")

    assert progress(plan, vote(plan))["Ann"] == (1, 1)
    with pytest.raises(Refused, match="no place here"):
        answer(plan, "Ann", "i0", Decimal(1))


def test_a_ranking_puts_every_item_in_one_place() -> None:
    plan = room("ranking", 3)
    items = items_of(plan, vote(plan))
    plan = plan.apply(ranked_by(plan, vote(plan), "Ann", items))
    plan = plan.apply(ranked_by(plan, vote(plan), "Ann", items[::-1]))

    assert {each.initiative: each.value for each in plan.all(Ballot)} == {"i2": 1, "i1": 2, "i0": 3}
    with pytest.raises(Refused, match="one place"):
        ranked_by(plan, vote(plan), "Ann", (*items[:2], items[0]))
    assert (back := taken_back(plan, vote(plan), "Ann"))
    assert not plan.apply(back).all(Ballot)


def test_the_last_answer_is_taken_back_also_where_it_was_changed() -> None:
    plan = answer(answer(answer(room("moscow"), "Ann", "i0", "m"), "Ann", "i1", "s"), "Ann", "i0", "c")
    back = taken_back(plan, vote(plan), "Ann")

    assert back
    assert [each.initiative for each in plan.apply(back).all(Ballot)] == ["i1"]
    assert taken_back(plan, vote(plan), "Bo") is None


@pytest.mark.parametrize("value", ["6", "0.99", "0", "NaN", "Infinity", "1e20", "-1e40"])
def test_what_cannot_be_meant_is_refused(value: str) -> None:
    plan = room("rating", 1, a(Criterion, "c"), criteria=("c",))

    with pytest.raises(Refused):
        answer(plan, "Ann", "i0", Decimal(value))


def test_only_who_joined_votes_and_only_while_it_is_open() -> None:
    plan = room("moscow")
    asked = asked_of(plan, vote(plan), "Ann")[0]
    choice = choices_of(plan, vote(plan), asked)[0]
    with pytest.raises(Refused, match="did not join"):
        cast(plan, vote(plan), "Zoe", asked, choice)

    plan = shown(answer(plan, "Ann", "i0", "m"))
    with pytest.raises(Refused, match="while it is open"):
        cast(plan, vote(plan), "Ann", asked, choice)


def test_a_session_is_opened_revealed_voted_in_again_and_closed() -> None:
    plan = room("moscow", 2, state="prepared", participants=())
    plan = plan.apply(opened(plan, vote(plan), "Zoe"))
    assert len(vote(plan).code or "") == 4
    plan = plan.apply(joined(plan, vote(plan), " Ann "))
    plan = plan.apply(joined(plan, vote(plan), "Bo"))
    assert not joined(plan, vote(plan), "Ann").changes
    with pytest.raises(Refused, match="nobody voted"):
        revealed(plan, vote(plan), "Zoe")
    for who, item, key in (("Ann", "i0", "m"), ("Bo", "i0", "m"), ("Ann", "i1", "m"), ("Bo", "i1", "w")):
        plan = answer(plan, who, item, key)
    with pytest.raises(Refused, match="Zoe leads it"):
        revealed(plan, vote(plan), "Ann")
    with pytest.raises(Refused, match="reveal the ballots first"):
        closed(plan, vote(plan), "Zoe")
    plan = plan.apply(handed_over(plan, vote(plan), "Ann"))
    plan = plan.apply(revealed(plan, vote(plan), "Ann"))
    plan = plan.apply(next_round(plan, vote(plan), "Ann"))

    assert [each.item.id for each in asked_of(plan, vote(plan), "Bo")] == ["i1"]  # i0 is agreed
    plan = answer(answer(plan, "Bo", "i1", "m"), "Ann", "i1", "m")
    plan = plan.apply(revealed(plan, vote(plan), "Ann"))
    assert (spread(plan, "i1").changed, spread(plan, "i1").before, spread(plan, "i1").median) == (
        1,
        Fraction(3, 2),
        Fraction(3),
    )
    with pytest.raises(Refused, match="all is agreed"):
        next_round(plan, vote(plan), "Ann")
    plan = plan.apply(left(plan, vote(plan), "Bo"))
    assert set(progress(plan, vote(plan))) == {"Ann", "Bo"}
    plan = plan.apply(closed(plan, vote(plan), "Ann"))
    assert len(plan.all(Ballot)) == 6


def test_what_cannot_be_voted_on_is_not_opened() -> None:
    for plan in (room("moscow", 0, state="prepared"), room("pairwise", 1, state="prepared")):
        with pytest.raises(Refused, match="too little"):
            opened(plan, vote(plan), None)
    plan = room("rating", state="prepared")
    with pytest.raises(Refused, match="no criterion"):
        opened(plan, vote(plan), None)
    plan = room("estimate", state="prepared")
    with pytest.raises(Refused, match="what is estimated"):
        opened(plan, vote(plan), None)


def test_secret_ballots_are_in_no_public_plan() -> None:
    plan = answer(room("moscow"), "Ann", "i0", "m")

    assert is_secret(vote(plan))
    assert not public(plan).all(Ballot)
    assert not spreads(plan, vote(plan))
    assert public(shown(plan)).all(Ballot)
    assert public(room("moscow")) == room("moscow")


def test_up_to_four_votes_are_shown_one_by_one() -> None:
    plan = shown(estimates(room("estimate", estimate_of="effort"), (5, 20, 10)))

    assert spread(plan).raw == ("5", "10", "20")
    assert (spread(plan).median, spread(plan).apart, spread(plan).is_agreed) == (Fraction(10), Fraction(1), False)


def test_more_votes_are_told_by_their_quarters() -> None:
    plan = shown(estimates(room("estimate", estimate_of="effort"), (9, 10, 10, 10, 11, 40)))

    assert spread(plan).raw == ()
    assert spread(plan).apart == Decimal("0.075")  # quarters 10 and 10.75 of a median of 10
    assert spread(plan).is_agreed


def test_two_camps_are_seen() -> None:
    plan = room("rating", 1, a(Criterion, "c"), criteria=("c",))
    for who, key in zip(WHO, "115553", strict=True):
        plan = answer(plan, who, "i0", key)

    assert spread(shown(plan)).is_bimodal
    assert spread(shown(plan)).distribution == (("1", 2), ("2", 0), ("3", 1), ("4", 0), ("5", 3))


def test_the_most_disputed_is_talked_about_first() -> None:
    plan = room("moscow", 3)
    for who, keys in (("Ann", "mmm"), ("Bo", "msw")):
        for n, key in enumerate(keys):
            plan = answer(plan, who, f"i{n}", key)

    assert [each.item.id for each in agenda(shown(plan), vote(shown(plan)))] == ["i2", "i1", "i0"]


def test_one_vote_is_no_agreement() -> None:
    found = spread(shown(answer(room("moscow"), "Ann", "i0", "m")))

    assert (found.apart, found.is_agreed, found.said) == (None, False, "must")


def test_dots_of_a_round_before_do_not_count_for_who_dotted_again() -> None:
    plan = room("dots", 3, dots=1)
    first, second, _ = items_of(plan, vote(plan))
    plan = shown(plan.apply(dotted(plan, vote(plan), "Ann", first, 1)))
    plan = plan.apply(next_round(plan, vote(plan)))
    plan = shown(plan.apply(dotted(plan, vote(plan), "Ann", second, 1)))

    assert {key: len(given) for key, given in votes_of(plan, vote(plan), 2).items() if given} == {"initiative/i1||": 1}


@given(st.lists(st.tuples(st.sampled_from(WHO[:2]), st.integers(0, 2), st.sampled_from("mscw"), st.booleans())))
def test_no_ballot_is_lost_or_doubled_however_two_people_vote_at_once(
    steps: list[tuple[str, int, str, bool]],
) -> None:
    plan = room("moscow")
    seen = dict.fromkeys(WHO[:2], plan)
    wanted: dict[tuple[str, str], str] = {}
    for who, n, key, looks in steps:
        if looks:  # else it knows nothing yet of what the other one did
            seen[who] = plan
        asked = next(each for each in asked_of(seen[who], vote(plan), who) if f"i{n}|" in each.key)
        choice = next(each for each in choices_of(plan, vote(plan), asked) if each.key == key)
        edit = cast(seen[who], vote(plan), who, asked, choice)
        seen[who] = seen[who].apply(edit)
        plan = plan.apply(plan.rebase(edit))
        wanted[who, asked.key] = choice.answer or ""

    found = votes_of(plan, vote(plan), 1)

    assert {(who, key): each.answer for key, given in found.items() for who, each in given.items()} == wanted
    assert len(plan.all(Ballot)) == len(wanted)


def test_who_votes_at_two_places_at_once_is_counted_once_and_put_right_by_the_next_answer() -> None:
    empty = room("moscow")
    asked = next(each for each in asked_of(empty, vote(empty), "Ann") if "i0" in each.key)
    must, _, could, _ = choices_of(empty, vote(empty), asked)
    plan = empty.apply(cast(empty, vote(empty), "Ann", asked, must))
    plan = plan.apply(plan.rebase(cast(empty, vote(empty), "Ann", asked, could)))

    assert len(plan.all(Ballot)) == 2
    assert spread(shown(plan)).voters == 1
    assert len(plan.apply(cast(plan, vote(plan), "Ann", asked, must)).all(Ballot)) == 1
    assert (back := taken_back(plan, vote(plan), "Ann"))
    assert not plan.apply(back).all(Ballot)


def test_a_name_that_cannot_be_kept_is_refused() -> None:
    plan = room("moscow")

    for name in ("", " \x1b[0m ", "x" * 500):
        with pytest.raises(Refused):
            joined(plan, vote(plan), name)


@given(st.permutations([(who, n, "mscw"[(n + k) % 4]) for k, who in enumerate(WHO[:3]) for n in range(3)]))
def test_the_order_of_ballots_does_not_matter(votes: list[tuple[str, int, str]]) -> None:
    plan = room("moscow")
    for who, n, key in votes:
        plan = answer(plan, who, f"i{n}", key)

    assert agenda(shown(plan), vote(shown(plan))) == agenda(*_in_turn())


def _in_turn() -> tuple[Plan, Session]:
    plan = room("moscow")
    for k, who in enumerate(WHO[:3]):
        for n in range(3):
            plan = answer(plan, who, f"i{n}", "mscw"[(n + k) % 4])
    return shown(plan), vote(shown(plan))


def test_every_question_has_a_key_of_its_own() -> None:
    plan = room("kano", 4)

    assert len({each.key for each in questions_of(plan, vote(plan))}) == 8
