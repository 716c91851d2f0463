"""From what is marked on a page to a session about it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Initiative
from domain.session import Ballot, Session, SessionMethod
from screens.deciding import METHODS
from screens.messages import Turn
from screens.page import Page
from screens.parts.chooser import Chooser
from tests.builders import TODAY, a, plan_of
from tests.stand import Stand, changes
from tui.pages import new_page


def stand(number: int, *records: Entity) -> Stand:
    return Stand(lambda: new_page(number, today=TODAY, author="ana"), plan_of(*records))


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*text, "enter")
    await pilot.pause()


@pytest.mark.parametrize("number", [4, 5])
async def test_what_is_marked_goes_to_a_new_session_and_the_page_turns_to_it(number: int) -> None:
    app = stand(number, *((a(Gap, each) if number == 4 else a(Initiative, each)) for each in ("one", "two", "three")))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("space", "space", "O")
        assert isinstance(app.screen, Chooser)
        await typed(pilot, "two at")
        [(id, fields)] = changes(app.edit)
        assert fields["method"] is SessionMethod.PAIRWISE
        assert len(fields["gaps" if number == 4 else "initiatives"]) == 2  # type: ignore[arg-type]
        assert (fields["participants"], fields["facilitator"]) == (("ana",), "ana")
        [turn] = app.asked
        assert isinstance(turn, Turn)
        assert (turn.kind, turn.id) == (Session.KIND, id)


async def test_a_gap_is_decided_about_by_what_is_asked_of_gaps_only() -> None:
    app = stand(4, a(Gap, "one"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("O")
        shown = set(app.listing.keys)

        assert shown < {each.key for each in METHODS}
        assert {"pairwise", "dots", "ranking"} <= shown


@pytest.mark.parametrize("number", [4, 5])
async def test_without_anything_to_decide_about_the_key_says_so(number: int) -> None:
    app = stand(number)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("O")

        assert app.said
        assert not app.proposed


async def test_a_read_only_file_takes_no_session() -> None:
    app = stand(5, a(Initiative, "one"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, Page)
        app.screen.read_only = "somebody else writes"
        await pilot.press("O")

        assert "read-only" in app.said[0]
        assert not app.proposed


async def test_what_somebody_votes_is_met_neither_by_name_nor_along_the_thread() -> None:
    ballot = a(Ballot, "secret", initiative="one", participant="bram", value=5)
    app = stand(5, a(Initiative, "one"), a(Session, "session"), ballot)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon")
        assert not [key for key in app.listing.keys if key.startswith("ballot")]
        await pilot.press("escape", "t")
        await pilot.pause()
        assert not isinstance(app.screen, Chooser) or not [k for k in app.listing.keys if k.startswith("ballot")]
        await pilot.press("escape")
        assert "bram" not in "\n".join(app.picture)
