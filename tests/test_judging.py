"""Judging criteria two at a time: the edits, and the screen that says how far the judgements agree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Criterion, Judgement
from domain.errors import Refused
from domain.judging import judged, weights_taken
from domain.plan import Plan
from domain.ranking.ahp import judgements_of
from screens.weights import Weights, read_times
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand, changes
from tui.pages import new_page

NAMES = ("ease", "margin", "calm")


def judgement(one: str, other: str, times: str, by: str | None = None) -> Judgement:
    return a(Judgement, f"{one}-{other}", criterion=one, than=other, times=Decimal(times), by=by)


# The first example of the method's reference: 3, 5 and 3 give 63.7, 25.8 and 10.5 %.
PLAN = plan_of(
    *(a(Criterion, name) for name in NAMES),
    judgement("ease", "margin", "3"),
    judgement("ease", "calm", "5"),
    judgement("margin", "calm", "3"),
)
CIRCLE = plan_of(
    *(a(Criterion, name) for name in NAMES),
    judgement("ease", "margin", "5"),
    judgement("margin", "calm", "5"),
    judgement("calm", "ease", "3"),
)


def pair(plan: Plan, one: str, other: str) -> tuple[Criterion, Criterion]:
    return plan.get(Criterion, one), plan.get(Criterion, other)


def test_the_weights_that_follow_become_those_of_the_criteria_and_make_a_hundred() -> None:
    edit = weights_taken(PLAN)

    assert changes(edit) == [
        ("ease", {"weight_percent": 64}),
        ("margin", {"weight_percent": 26}),
        ("calm", {"weight_percent": 10}),
    ]


def test_weights_that_nobody_can_tell_are_refused_with_who_was_not_compared() -> None:
    plan = plan_of(*(a(Criterion, name) for name in NAMES), judgement("ease", "margin", "3"))

    with pytest.raises(Refused, match=r"never compared with each other: Ease, Margin \| Calm"):
        weights_taken(plan)
    with pytest.raises(Refused, match="no criteria"):
        weights_taken(Plan())


def test_a_judgement_takes_the_place_of_what_was_said_the_other_way_round() -> None:
    edit = judged(CIRCLE, *pair(CIRCLE, "ease", "calm"), Fraction(1, 3))
    assert edit is not None
    after = CIRCLE.apply(edit)

    assert [each.id for each in after.all(Judgement)].count("calm-ease") == 0
    assert judgements_of(after)[0][2] == pytest.approx(1 / 3)
    assert judged(after, *pair(after, "ease", "calm"), Fraction(1, 3)) is None, "nothing changes"
    gone = judged(after, *pair(after, "ease", "calm"), None)
    assert gone is not None
    assert judgements_of(after.apply(gone))[0][2] is None


@pytest.mark.parametrize("times", [Fraction(10), Fraction(1, 10)])
def test_what_is_off_the_scale_is_refused(times: Fraction) -> None:
    with pytest.raises(Refused, match="say from 1/9 to 9"):
        judged(PLAN, *pair(PLAN, "ease", "calm"), times)


def test_a_criterion_is_not_judged_against_itself() -> None:
    with pytest.raises(Refused, match="as much as itself"):
        judged(PLAN, *pair(PLAN, "ease", "ease"), Fraction(1))


@given(st.integers(1, 9), st.booleans())
def test_what_is_judged_is_what_is_read_back_whichever_way_round(times: int, is_less: bool) -> None:  # noqa: FBT001
    value = Fraction(1, times) if is_less else Fraction(times)
    edit = judged(PLAN, *pair(PLAN, "margin", "ease"), value)
    after = PLAN.apply(edit) if edit else PLAN

    assert judgements_of(after)[1][0] == pytest.approx(float(value))
    assert judgements_of(after)[0][1] == pytest.approx(1 / float(value))


@pytest.mark.parametrize("times", [None, Fraction(7)])
def test_what_a_file_holds_twice_is_said_once_afterwards(times: Fraction | None) -> None:
    again = a(Judgement, "again", criterion="ease", than="margin", times=Decimal(9))
    plan = plan_of(*PLAN, again)

    edit = judged(plan, *pair(plan, "ease", "margin"), times)

    assert edit is not None
    assert judgements_of(plan.apply(edit))[0][1] == (None if times is None else pytest.approx(7))


@pytest.mark.parametrize(
    ("text", "times"),
    [("3", Fraction(3)), ("1/3", Fraction(1, 3)), (" 0,5 ", Fraction(1, 2)), ("1 / 9", Fraction(1, 9))]
    + [(text, None) for text in ("", "0", "-3", "1/0", "much", "1/2/3")],
)
def test_a_judgement_is_read_as_a_number_or_a_part_of_one(text: str, times: Fraction | None) -> None:
    assert read_times(text) == times


def stand(plan: Plan) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), plan)


async def test_the_screen_says_what_follows_and_how_far_the_judgements_agree() -> None:
    app = stand(PLAN)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("W")

        assert isinstance(app.screen, Weights)
        assert "consistency ratio 0.037, consistent" in app.picture[0]
        assert app.rows[1].split() == ["Ease", "3", "×", "Margin", "2.47", "×"]
        assert "Ease 63.7 % · Margin 25.8 % · Calm 10.5 %" in app.detail
        assert "λ = 3.0385; CI = (λ − 3) / 2 = 0.0193; CR = CI / 0.5252 = 0.0367" in app.detail


async def test_the_judgement_that_fits_least_is_named_gone_to_and_mended() -> None:
    app = stand(CIRCLE)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("W", "G", "exclamation_mark")
        assert "not consistent" in app.picture[0]
        assert "Fits least:" in app.detail
        assert app.listing.key == "ease margin"

        await pilot.press("enter", *"1/2", "enter")
        assert changes(app.edit) == [("ease-margin", {"times": Decimal("0.5")})]


async def test_the_weights_are_taken_with_one_key() -> None:
    app = stand(PLAN)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("W", "y")

        assert app.edit.label == "Take the weights from the judgements"
        assert "Ease 63.7 % (now 64 %)" in app.detail


async def test_what_was_typed_and_cannot_be_meant_stays_in_the_line() -> None:
    app = stand(PLAN)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("W", "enter", *"lots", "enter")

        assert app.proposed == []
        assert app.said == ["Type a number from 1 to 9, or 1/2 … 1/9 where the second counts more."]
        assert "lots" in " ".join(app.picture)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_criteria_are_called(size: tuple[int, int]) -> None:
    app = stand(plan_of(*(a(Criterion, f"c{n}", name=name) for n, name in enumerate(HOSTILE))))
    async with app.run_test(size=size) as pilot:
        await pilot.press("W")

        assert app.widths == {size[0]}
        assert "No weights yet" in app.detail
