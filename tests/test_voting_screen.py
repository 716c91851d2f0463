"""One participant's questions: what each key proposes, what is shown, and what is not."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from domain.criterion import Criterion
from domain.initiative import Initiative
from domain.outcome import outcome_of
from domain.plan import Plan
from domain.ranking.agreement import kendall_tau
from domain.session import Ballot, Session, SessionMethod, SessionState
from domain.sessions import revealed
from domain.voting import asked_of, cast, choices_of, next_asked
from screens.facilitating import Facilitating
from screens.page import Page
from screens.voting import Voting
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tui.pages import new_page

SIZES = [(60, 16), (80, 24), (120, 40), (200, 50)]


def plan(method: str = "rating", names: tuple[str, ...] = ("One", "Two", "Three"), **fields: object) -> Plan:
    ids = [f"i{n}" for n in range(len(names))]
    known = {"state": "open", "participants": ("ana", "bram"), "facilitator": "ana", "minutes": 20}
    return plan_of(
        *(a(Initiative, id, name=name) for id, name in zip(ids, names, strict=True)),
        a(Criterion, "value", weight_percent=Decimal(60), highest_means="all want it"),
        a(Session, "s", name="Which first?", method=method, initiatives=tuple(ids), **{**known, **fields}),
    )


def stand(of: Plan) -> Stand:
    return Stand(lambda: new_page(6, today=TODAY, author="ana"), of)


def answered(of: Plan, who: str, value: int = 4) -> Plan:
    while (asked := next_asked(of, of.get(Session, "s"), who)) is not None:
        of = of.apply(cast(of, of.get(Session, "s"), who, asked, Decimal(value)))
    return of


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_answers_and_the_next_question_comes(size: tuple[int, int]) -> None:
    app = stand(plan())
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        shown = "\n".join(app.picture)
        assert "1 of 3" in shown
        assert "time box 20 minutes" in shown
        await pilot.press("4")
        [(_, fields)] = changes(app.edit)
        assert (fields["participant"], fields["value"], fields["criterion"]) == ("ana", 4, "value")
        assert "2 of 3" in "\n".join(app.picture)
        await pilot.press("backspace")
        assert app.proposed[1].changes[0].after is None
        assert "1 of 3" in "\n".join(app.picture)


@pytest.mark.parametrize(("key", "value"), [("h", 1), ("left", 1), ("l", 0), ("right", 0), ("=", Decimal("0.5"))])
async def test_of_two_the_left_the_right_or_both_are_one_key(key: str, value: Decimal) -> None:
    app = stand(plan("pairwise"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "equals_sign" if key == "=" else key)

        assert changes(app.edit)[0][1]["value"] == value


async def test_dots_are_put_and_taken_and_an_order_is_handed_in() -> None:
    app = stand(plan("dots"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "plus")
        assert "0 dots left" in "\n".join(app.picture)
        await pilot.press("minus")
        assert [each.label for each in app.proposed] == ["Cast a ballot"] * 2
    app = stand(plan("ranking"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        first, second, third = app.listing.keys
        await pilot.press("J", "enter")
        given = {f"initiative/{fields['initiative']}": fields["value"] for _, fields in changes(app.edit)}
        assert given == {second: 1, first: 2, third: 3}
        assert "Waiting for 1 other" in "\n".join(app.picture)


async def test_an_estimate_is_typed() -> None:
    app = stand(plan("estimate", estimate_of="effort"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        await pilot.press(*"12,5", "enter")
        await pilot.pause()
        assert changes(app.edit)[0][1]["value"] == Decimal("12.5")


async def test_what_others_answer_is_on_no_screen_before_the_reveal() -> None:
    secret = answered(plan(names=("One",)), "bram")
    app = stand(secret)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("", "b", "3"):
            await pilot.press(*([key] if key else []))
            await pilot.pause()
            shown = "\n".join(app.picture)
            assert "●" not in shown.replace("● closed", "")
            assert "What it comes to" not in shown
        assert "Everybody has answered" in shown
        await pilot.press("escape", "enter")
        assert isinstance(app.screen, Facilitating)
        assert "●" not in "\n".join(app.picture)


async def test_the_keyboard_is_passed_over_a_blank_screen() -> None:
    app = stand(plan())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "4", "H")
        shown = "\n".join(app.picture)
        assert "Pass the keyboard to bram" in shown
        assert not any(name in shown for name in ("One", "Two", "Three"))
        await pilot.press("4")
        assert len(app.proposed) == 1
        await pilot.press("enter", "5")
        assert changes(app.proposed[1])[0][1]["participant"] == "bram"


async def test_alone_the_result_is_shown_at_once() -> None:
    app = stand(plan(names=("One", "Two"), participants=("ana",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "4", "4")
        await pilot.pause()
        assert changes(app.proposed[-1]) == [("s", {"state": SessionState.REVEALED})]
        assert "Came out" in "\n".join(app.picture)


async def test_read_only_says_why() -> None:
    app = stand(plan())
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.screen
        assert isinstance(page, Page)
        await pilot.press("b")
        page.read_only = "somebody else writes"
        await pilot.pause()
        await pilot.press("4")
        assert any("read-only" in each for each in app.said)
        assert not app.proposed


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", [SessionMethod.RATING, SessionMethod.PAIRWISE, SessionMethod.RANKING])
async def test_no_name_breaks_the_screens(method: SessionMethod, size: tuple[int, int]) -> None:
    app = stand(plan(method, HOSTILE))
    async with app.run_test(size=size) as pilot:
        for key in ("b", "H"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, Voting)
            assert app.widths == {size[0]}


@pytest.mark.parametrize(
    ("method", "key", "answer", "said"),
    [("moscow", "m", "must", "Must"), ("moscow", "w", "won't", "Won't"), ("kano", "1", "", "How would you feel with")],
)
async def test_a_class_is_one_key_and_backspace_takes_only_ones_own_back(
    method: str, key: str, answer: str, said: str
) -> None:
    app = stand(answered_by_class(plan(method), "bram"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert said in "\n".join(app.picture)
        await pilot.press(key)
        [(_, fields)] = changes(app.edit)
        assert fields["participant"] == "ana"
        assert str(fields["answer"]).startswith(answer)
        await pilot.press("backspace", "backspace")
        assert [
            change.before.participant for change in app.proposed[1].changes if isinstance(change.before, Ballot)
        ] == ["ana"]
        assert app.said == ["You have not answered anything yet."]
        assert app.widths == {80}


def answered_by_class(of: Plan, who: str) -> Plan:
    vote = of.get(Session, "s")
    asked = next_asked(of, vote, who)
    assert asked is not None
    return of.apply(cast(of, vote, who, asked, choices_of(of, vote, asked)[0]))


async def test_more_dots_than_one_has_are_refused_and_each_voter_has_an_order_of_its_own() -> None:
    of = plan("dots", names=tuple(f"Idea {n}" for n in range(12)), dots=2, dots_per_item=1)
    app = stand(of)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "plus", "plus")
        assert "at most 1 dot of one person on one item" in app.said[-1]
        await pilot.press("j", "plus", "j", "plus")
        assert "all your 2 dots are used" in app.said[-1]
        assert len(app.proposed) == 2
        assert "0 dots left" in app.detail
        mine = app.listing.keys
    other = stand(of)
    async with other.run_test(size=(80, 24)) as pilot:
        page = other.screen
        assert isinstance(page, Page)
        page.author = "bram"
        await pilot.press("b")
        assert sorted(other.listing.keys) == sorted(mine)
        assert other.listing.keys != mine


@pytest.mark.parametrize(("wrong", "alike"), [(0.0, 1.0), (0.1, 0.78), (0.2, 0.58)])
def test_pairs_end_within_the_cap_near_the_order_the_judge_has_in_mind(wrong: float, alike: float) -> None:
    """The mean of twenty judges who slip so often; it was 1, 0.82 and 0.63 when this was written."""
    found = [judged(wrong, seed) for seed in range(20)]

    assert max(given for _, given in found) <= 24  # 8·log₂ 8
    assert sum(tau for tau, _ in found) / len(found) >= alike


def judged(wrong: float, seed: int) -> tuple[float, int]:
    """Kendall's τ of what comes out of the answers of one judge of eight items, and how many answers it took."""
    of, chance = plan("pairwise", names=tuple("abcdefgh"), participants=("ana",)), Random(seed)  # noqa: S311 - seeded
    given = 0
    while (asked := next_asked(of, vote := of.get(Session, "s"), "ana")) is not None:
        assert asked.against is not None
        left_wins = (asked.item.id < asked.against.id) is not (chance.random() < wrong)
        of = of.apply(cast(of, vote, "ana", asked, choices_of(of, vote, asked)[0 if left_wins else 1]))
        given += 1
    of = of.apply(revealed(of, vote, "ana"))
    placed = outcome_of(of, of.get(Session, "s")).placed
    ranks = [each.rank for each in sorted(placed, key=lambda each: each.item.id) if each.rank is not None]
    tau = kendall_tau(ranks, range(8)).value
    assert tau is not None
    return tau, given


async def test_items_to_put_in_order_start_in_an_order_of_each_voters_own() -> None:
    of = plan("ranking", names=tuple("abcdefgh"))
    orders = []
    for who in ("ana", "bram"):
        app = stand(of)
        async with app.run_test(size=(80, 24)) as pilot:
            assert isinstance(app.screen, Page)
            app.screen.author = who
            await pilot.press("b")
            orders.append(app.listing.keys)
            await pilot.press("K", "G", "K", "enter")
            moved = {f"initiative/{fields['initiative']}": fields["value"] for _, fields in changes(app.edit)}
            *start, seventh, last = orders[-1]
            assert sorted(moved, key=lambda key: str(moved[key])) == [*start, last, seventh]
    one, other = orders
    assert sorted(one) == sorted(other)
    assert one != other


async def test_estimates_go_item_by_item_and_what_cannot_be_meant_is_asked_again() -> None:
    app = stand(plan("estimate", estimate_of="reach", participants=("ana", "bram")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert "How many people a quarter?" in "\n".join(app.picture)
        await pilot.press(*"many", "enter")
        await pilot.pause()
        assert app.said == ["Type a number."]
        assert app.proposed == []
        await pilot.press(*(["backspace"] * 4), *"900", "enter")
        await pilot.pause()
        assert "2 of 3" in "\n".join(app.picture)
        await pilot.press(*"40", "enter", *"0", "enter")
        await pilot.pause()
        assert [changes(each)[0][1]["value"] for each in app.proposed] == [900, 40, 0]
        assert "Waiting for 1 other" in "\n".join(app.picture)
        await pilot.press("u")
        await pilot.pause()
        assert app.proposed[-1].changes[0].after is None
        assert "3 of 3" in "\n".join(app.picture)


@pytest.mark.parametrize("size", SIZES)
async def test_answers_about_pairs_that_contradict_each_other_are_named_at_once(size: tuple[int, int]) -> None:
    of = plan("pairwise", names=("One", "Two", "Three", "Four"))
    beats = {("One", "Two"), ("Two", "Three"), ("Three", "One")}
    for asked in asked_of(of, of.get(Session, "s"), "ana"):
        assert asked.against is not None
        names = asked.item.title, asked.against.title
        if "Four" not in names:
            chosen = choices_of(of, of.get(Session, "s"), asked)[names not in beats]
            of = of.apply(cast(of, of.get(Session, "s"), "ana", asked, chosen))
    app = stand(of)
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        said = "2 of your 3 answers fit one order. A circle: One beats Two, Two beats Three, Three beats One."
        assert said in " ".join("\n".join(app.picture).split())
        assert app.widths == {size[0]}
        await pilot.press("u")
        assert "fit one order" not in "\n".join(app.picture)
