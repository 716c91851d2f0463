"""Kano: the table, the source's own numbers, and what must hold for any answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entity import Entity
from domain.initiative import Attitude, Initiative, KanoAnswer
from domain.persona import Persona
from domain.ranking.kano import Answers, Category, by_persona, category_of, ranking
from domain.ranking.score import Score
from tests.builders import TODAY, a, plan_of

C = Category
LIKE, MUST, NEUTRAL, DISLIKE = Attitude.LIKE, Attitude.MUST_BE, Attitude.NEUTRAL, Attitude.DISLIKE
PAIR = {
    C.MUST_BE: (NEUTRAL, DISLIKE),
    C.ONE_DIMENSIONAL: (LIKE, DISLIKE),
    C.ATTRACTIVE: (LIKE, NEUTRAL),
    C.INDIFFERENT: (NEUTRAL, NEUTRAL),
    C.REVERSE: (DISLIKE, LIKE),
    C.QUESTIONABLE: (LIKE, LIKE),
}
counts = st.dictionaries(st.sampled_from(Category), st.integers(0, 200))


def asked(
    counts: Mapping[Category, int], persona: str | None = None, initiative: str = "app"
) -> tuple[KanoAnswer, ...]:
    return tuple(
        a(
            KanoAnswer,
            f"{initiative}-{persona or 'all'}-{category.name.lower().replace('_', '-')}",
            initiative=initiative,
            persona=persona,
            present=PAIR[category][0],
            absent=PAIR[category][1],
            number=number,
        )
        for category, number in counts.items()
        if number
    )


def score(*records: Entity) -> Score:
    [found] = ranking(plan_of(a(Initiative, "app"), *records), TODAY)
    return found


@pytest.mark.parametrize(
    ("present", "row"), list(zip(Attitude, ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"], strict=True))
)
def test_the_table(present: Attitude, row: str) -> None:
    assert "".join(category_of(present, absent).value[0].upper() for absent in Attitude) == row


def test_better_and_worse_of_the_source() -> None:
    found = Answers({C.ATTRACTIVE: 40, C.ONE_DIMENSIONAL: 25, C.MUST_BE: 20, C.INDIFFERENT: 15})

    assert (found.better, found.worse) == (Fraction("0.65"), Fraction("-0.45"))
    assert found.category is C.ATTRACTIVE


def test_answers_that_contradict_themselves_count_in_neither() -> None:
    found = Answers({C.ATTRACTIVE: 1, C.MUST_BE: 1, C.REVERSE: 30, C.QUESTIONABLE: 20})

    assert (found.better, found.worse) == (Fraction(1, 2), Fraction(-1, 2))


def test_without_an_answer_that_counts_there_is_no_better_and_no_worse() -> None:
    nothing, reverse = Answers({}), Answers({C.REVERSE: 3})

    assert (nothing.category, nothing.better, nothing.worse, nothing.questionable, nothing.is_clear) == (
        None,
        None,
        None,
        None,
        False,
    )
    assert (reverse.category, reverse.better, reverse.worse) == (C.REVERSE, None, None)


@pytest.mark.parametrize(
    ("tied", "first"),
    [
        ((C.ATTRACTIVE, C.MUST_BE), C.MUST_BE),
        ((C.ATTRACTIVE, C.ONE_DIMENSIONAL), C.ONE_DIMENSIONAL),
        ((C.INDIFFERENT, C.ATTRACTIVE), C.ATTRACTIVE),
        ((C.REVERSE, C.INDIFFERENT), C.INDIFFERENT),
    ],
)
def test_a_tie_goes_to_what_hurts_most_to_lack(tied: tuple[Category, Category], first: Category) -> None:
    assert Answers(dict.fromkeys(tied, 7)).category is first


@pytest.mark.parametrize(
    ("counts", "is_clear"),
    [
        ({C.ATTRACTIVE: 40, C.ONE_DIMENSIONAL: 25, C.MUST_BE: 20, C.INDIFFERENT: 15}, True),  # 15 ≥ 1.65·√(65·135/200)
        ({C.ATTRACTIVE: 40, C.ONE_DIMENSIONAL: 30, C.MUST_BE: 30}, False),  # 10 < 1.65·√(70·130/200) = 11.13
        ({C.ATTRACTIVE: 1}, False),  # 1 < 1.65·√(1/2) = 1.17
        ({C.ATTRACTIVE: 2}, True),  # 2 ≥ 1.65·√1
    ],
)
def test_whether_the_first_can_be_told_from_the_second(counts: dict[Category, int], *, is_clear: bool) -> None:
    assert Answers(counts).is_clear is is_clear


def test_more_than_one_contradiction_in_ten_answers_is_a_badly_worded_question() -> None:
    ten, eleven = Answers({C.MUST_BE: 90, C.QUESTIONABLE: 10}), Answers({C.MUST_BE: 89, C.QUESTIONABLE: 11})

    assert (ten.badly_worded, eleven.badly_worded) == (False, True)


def test_personas_are_not_mixed() -> None:
    plan = plan_of(
        a(Initiative, "app"),
        a(Persona, "ann"),
        a(Persona, "bob"),
        *asked({C.MUST_BE: 9, C.INDIFFERENT: 1}, "ann"),
        *asked({C.INDIFFERENT: 9, C.MUST_BE: 1}, "bob"),
        *asked({C.ATTRACTIVE: 1}),
    )

    found = by_persona(plan, plan.get(Initiative, "app"))

    assert [(each.name if each else None, answers.category) for each, answers in found] == [
        ("Ann", C.MUST_BE),
        ("Bob", C.INDIFFERENT),
        (None, C.ATTRACTIVE),
    ]


def test_the_category_of_the_larger_share_of_customers_counts() -> None:
    answers = (*asked({C.MUST_BE: 9}, "ann"), *asked({C.ATTRACTIVE: 500}, "bob"))

    few = score(a(Persona, "ann", share_percent=30), a(Persona, "bob", share_percent=70), *answers)
    unknown = score(a(Persona, "ann", share_percent=30), a(Persona, "bob"), *answers)

    assert (few.value, few.said) == (Decimal(2), "Ann must-be; Bob attractive: attractive, 2")
    assert unknown.value == 4, "all personas count alike, and must-be wins the tie"


def test_categories_rank_from_must_be_to_reverse() -> None:
    plan = plan_of(*(each for n, c in enumerate(Category) for each in asked({c: 5}, initiative=f"i{n}")))

    found = ranking(plan, TODAY)

    assert [(each.initiative, each.rank) for each in found] == [
        ("i0", 1),
        ("i1", 2),
        ("i2", 3),
        ("i3", 4),
        ("i4", 5),
        ("i5", None),
    ]
    assert found[-1].missing == ("answers of people of no persona that do not contradict themselves",)


def test_nobody_asked_is_no_category() -> None:
    found = score()

    assert (found.value, found.worst, found.best, found.missing) == (None, Decimal(0), Decimal(4), ("Kano answers",))


@given(counts)
def test_the_coefficients_stay_within_their_bounds(made: dict[Category, int]) -> None:
    found = Answers(made)

    assert found.better is None or 0 <= found.better <= 1
    assert found.worse is None or -1 <= found.worse <= 0
    assert found.questionable is None or 0 <= found.questionable <= 1


@given(counts, st.sampled_from(Category), st.integers(1, 50))
def test_more_answers_for_the_first_category_leave_it_first(
    made: dict[Category, int], category: Category, more: int
) -> None:
    first = Answers(made).category

    after = Answers({**made, category: made.get(category, 0) + more}).category

    assert after in (first, category)
