"""The view for the wall: what the whole room sees before the reveal and after it, at every size."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from domain.plan import Plan
from domain.session import Session, SessionState
from domain.sessions import next_round, revealed
from domain.voting import cast, choices_of, next_asked
from screens.facilitating import Facilitating
from screens.parts.confirm import Confirm
from screens.projector import Projector, Room, drawn
from tests.stand import HOSTILE, Stand, changes
from tests.test_voting_screen import SIZES, answered, plan, stand

ROOM = Room(
    "Which first?", "Trip filters", "≠ two camps", (("1", 2), ("5", 3)), words=("5 = all want it",), foot="1 of 3"
)


def shown(app: Stand) -> str:
    return "\n".join(app.picture)


def apart() -> Plan:
    """Ana gives 1 and Bram 5, to all three; it is revealed."""
    both = answered(answered(plan(question="What comes first?"), "ana", 1), "bram", 5)
    return both.apply(revealed(both, both.get(Session, "s"), "ana"))


@pytest.mark.parametrize("size", [(60, 12), (80, 22), (120, 38), (200, 48)])
def test_bars_are_as_long_as_many_gave_the_answer_and_as_thick_as_there_is_room_for(size: tuple[int, int]) -> None:
    lines = [line.plain for line in drawn(ROOM, *size)]

    assert len(lines) <= size[1]
    assert {cell_len(line) for line in lines} <= {size[0]}
    assert all(each in "\n".join(lines) for each in ("Which first?", "Trip filters", "≠ two camps", "1 of 3"))
    bars = [line.count("█") for line in lines if "█" in line]
    assert sorted({*bars}) == [2 * max(bars) // 3, max(bars)]
    assert len(bars) == (2 if size[1] < 20 else 6)


@pytest.mark.parametrize("size", SIZES)
async def test_before_the_reveal_the_room_sees_how_far_it_is_and_nobodys_name_or_answer(size: tuple[int, int]) -> None:
    app = stand(answered(plan(question="What comes first?", code="4711"), "bram"))
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter", "p")
        await pilot.pause()
        assert isinstance(app.screen, Projector)
        for each in ("What comes first?", "1 of 2 people answered everything", "voting 0:0"):
            assert each in shown(app)
        assert not any(each in shown(app) for each in ("bram", "ana", "One"))
        assert "code 4711" in shown(app)
        assert app.widths == {size[0]}
        await pilot.press("n")
        assert app.said == ["Reveal it with o first."]
        await pilot.press("p")
        assert isinstance(app.screen, Facilitating)


@pytest.mark.parametrize("size", SIZES)
async def test_after_it_one_thing_at_a_time_with_who_is_apart_unnamed(size: tuple[int, int]) -> None:
    app = stand(apart())
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter", "p")
        await pilot.pause()
        for each in ("One · Value", "~ 100 % of the scale apart, middle 3", "1 of 3", "0 agreed", "talk 0:0"):
            assert each in shown(app)
        assert not any(each in shown(app) for each in ("bram", "ana"))
        bars = [line.split() for line in app.picture if "█" in line]
        assert [(bar[0], bar[-1]) for bar in bars if bar[-1].isdigit()] == [("1", "1"), ("5", "1")]
        await pilot.press("n")
        await pilot.pause()
        assert "Two · Value" in shown(app)
        await pilot.press("k")
        await pilot.pause()
        assert "One · Value" in shown(app)
        assert app.widths == {size[0]}
        await pilot.press("escape")
        assert isinstance(app.screen, Facilitating)


async def test_the_reveal_comes_to_the_wall_and_the_round_before_is_told_after_the_next() -> None:
    both = answered(answered(plan(), "ana", 1), "bram", 5)
    app = stand(both)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "p", "o")
        assert isinstance(app.screen, Confirm)
        await pilot.press("y")
        await pilot.pause()
        assert changes(app.edit) == [("s", {"state": SessionState.REVEALED})]
        assert "One · Value" in shown(app)

        again = apart()
        again = again.apply(next_round(again, again.get(Session, "s"), "ana"))
        app.plan = again
        await pilot.pause()
        assert "round 2" in shown(app)
        again = answered(answered(again, "ana", 4), "bram", 5)
        app.plan = again.apply(revealed(again, again.get(Session, "s"), "ana"))
        await pilot.pause()
        assert "Round before: 3; 1 person changed their mind" in shown(app)


async def test_of_two_items_the_bars_say_which_is_preferred() -> None:
    of = plan("pairwise", names=("One", "Two"))
    for who in ("ana", "bram"):
        asked = next_asked(of, of.get(Session, "s"), who)
        assert asked is not None
        [chosen] = [each for each in choices_of(of, of.get(Session, "s"), asked) if each.label == "Two"]
        of = of.apply(cast(of, of.get(Session, "s"), who, asked, chosen))
    app = stand(of.apply(revealed(of, of.get(Session, "s"), "ana")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "p")
        await pilot.pause()
        told = [line.split() for line in app.picture]
        assert [line[0] for line in told if "█" in "".join(line) and line[-1] == "2"] == ["Two"]
        assert any(line[:1] == ["One"] and line[-1] == "0" for line in told)


@pytest.mark.parametrize("size", SIZES)
async def test_no_name_breaks_the_wall(size: tuple[int, int]) -> None:
    both = answered(answered(plan(names=HOSTILE, question=HOSTILE[0]), "ana", 1), "bram", 5)
    app = stand(both.apply(revealed(both, both.get(Session, "s"), "ana")))
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter", "p")
        for _ in HOSTILE:
            await pilot.pause()
            assert app.widths == {size[0]}
            await pilot.press("j")
