"""The page of sessions and the screen that leads one: what they show, and what each key proposes."""

from __future__ import annotations

import pytest

from domain.edits import add
from domain.plan import Plan
from domain.session import Decision, Session, SessionState
from domain.sessions import revealed
from screens.facilitating import Facilitating
from screens.parts.confirm import Confirm
from screens.session import Sessions
from tests.stand import changes
from tests.test_voting_screen import SIZES, answered, plan, stand


@pytest.mark.parametrize("size", SIZES)
async def test_the_page_says_how_far_a_session_is_and_who_is_still_thinking(size: tuple[int, int]) -> None:
    app = stand(answered(plan(), "bram"))
    async with app.run_test(size=size):
        assert "◐ open" in "\n".join(app.picture)
        assert "ana … ░░░░░░░░░░░░ 0 of 3" in app.detail
        assert app.widths == {size[0]}


async def test_the_next_step_opens_and_then_reveals_after_asking() -> None:
    app = stand(plan(state="prepared"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o")
        assert changes(app.proposed[0])[0][1]["state"] is SessionState.OPEN
    app = stand(answered(plan(), "bram"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("o")
        assert isinstance(app.screen, Confirm)
        assert "Still thinking: ana." in "\n".join(app.picture)
        await pilot.press("y")
        assert changes(app.edit) == [("s", {"state": SessionState.REVEALED})]


async def test_the_leader_goes_by_disagreement_votes_again_and_closes_with_dissent() -> None:
    both = answered(answered(plan(), "ana", 1), "bram", 5)
    session = both.get(Session, "s")
    app = stand(plan())
    app.set_reactive(type(app).plan, _revealed(both, session))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "n")
        assert isinstance(app.screen, Facilitating)
        assert "1 ●  5 ●" in "\n".join(app.picture)
        assert "talk 0:0" in app.picture[0]
        await pilot.press("c")
        await pilot.pause()
        await pilot.press(*"too dear", "enter")
        await pilot.pause()
        await pilot.press(*"sold", "enter")
        await pilot.pause()
        [decision] = [each.after for each in app.edit.changes if isinstance(each.after, Decision)]
        assert (decision.dissent, decision.reopens_when) == ("too dear", "sold")
        assert any(isinstance(each.after, Session) and each.after.state == "closed" for each in app.edit.changes)


async def test_one_round_more_is_one_key() -> None:
    both = answered(answered(plan(), "ana", 1), "bram", 5)
    app = stand(plan())
    app.set_reactive(type(app).plan, _revealed(both, both.get(Session, "s")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "r")
        assert changes(app.edit) == [("s", {"state": SessionState.OPEN, "round": 2})]


def _revealed(of: Plan, session: Session) -> Plan:
    return of.apply(revealed(of, session, "ana"))


async def test_who_leads_sees_who_is_there_and_how_far_and_not_with_what_answers() -> None:
    app = stand(plan(state="open", participants=("ana", "bram", "cas")))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        app.screen.page.present = (("bram", "voting 2 of 3"),)  # type: ignore[attr-defined]
        await pilot.pause()

        told = [line.split() for line in app.rows]
        assert ["ana", "here"] in [line[:2] for line in told]
        assert ["bram", "voting", "2", "of", "3"] in [line[:5] for line in told]
        assert ["cas", "–"] in [line[:2] for line in told]


async def test_for_who_is_taken_out_nobody_waits_and_what_it_answered_counts() -> None:
    app = stand(answered(plan(names=("One",), participants=("ana", "bram", "cas"), facilitator="ana"), "ana"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "j")
        assert "Still thinking: bram, cas" in app.detail
        await pilot.press("X")
        assert changes(app.proposed[0]) == [("s", {"participants": ("ana", "cas")})]
        assert "Still thinking: cas" in app.detail
        await pilot.press("g", "X")
        assert changes(app.proposed[1]) == [("s", {"participants": ("cas",)})]
        assert ["ana", "left"] in [line.split()[:2] for line in app.rows]
        await pilot.press("L")
        assert len(app.proposed) == 2  # she leads it already


async def test_who_was_not_leading_takes_the_lead_with_a_key() -> None:
    app = stand(plan(facilitator="zoe"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "L")
        assert changes(app.edit) == [("s", {"facilitator": "ana"})]


async def test_who_leaves_is_back_on_the_page_and_takes_part_again_where_it_was() -> None:
    app = stand(plan())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "4", "X")
        await pilot.pause()
        assert changes(app.proposed[-1]) == [("s", {"participants": ("bram",)})]
        assert app.said == ["ana takes no part any more; what was answered counts. Press b to join again."]
        assert "ana … ████░░░░░░░░ 1 of 3 leads left" in app.detail
        await pilot.press("b")
        await pilot.pause()
        assert changes(app.proposed[-1]) == [("s", {"participants": ("bram", "ana")})]
        assert "2 of 3" in "\n".join(app.picture)


async def test_what_the_reveal_needs_is_loaded_while_people_vote_or_the_leader_is_asked() -> None:
    for keys in (("enter",), ("o",), ("b",)):
        app = stand(answered(plan(), "bram"))
        async with app.run_test(size=(80, 24)) as pilot:
            assert not app.is_ready
            await pilot.press(*keys)
            await pilot.pause()
            assert app.is_ready, keys


async def test_a_session_that_comes_while_a_screen_covers_the_page_has_the_cursor_afterwards() -> None:
    before = answered(plan(), "bram")
    app = stand(before)
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.screen
        assert isinstance(page, Sessions)
        await pilot.press("enter")
        page.show_record("session", "t")
        app.plan = before.apply(add(before, Session, name="T"))
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()

        assert page.record is not None
        assert page.record.id == "t"
