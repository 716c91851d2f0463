"""The schedule on its screen: looked for beside the keys, shown as a difference, accepted as one edit."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from domain.engagement import Engagement
from domain.initiative import Dependency, Effort, Initiative
from domain.people import Team
from domain.plan import Plan
from domain.scheduling.instance import Objective
from domain.scheduling.proof import Proof
from domain.scheduling.search import Schedule, searched
from domain.scheduling.work import Work, work_of
from screens import scheduling
from screens.page import Page
from screens.scheduling import Found, Scheduling, sought, with_proof
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tui.pages import new_page


def plan(name: str = "Search", **fields: object) -> Plan:
    """One team for two things, of which the dear one is planned last."""
    return plan_of(
        a(Engagement, "engagement", focus_percent=100),
        a(Initiative, "search", name=name, likely_days=5, delay_cost=100, starts_on=TODAY),
        a(Initiative, "page", likely_days=5, delay_cost=700, starts_on=date(2027, 6, 22), **fields),
        a(Initiative, "seats"),
        a(Team, "web", capacity_fte=1),
        a(Effort, "one", initiative="search", team="web", likely=5),
        a(Effort, "two", initiative="page", team="web", likely=5),
    )


class Held(Stand):
    """The screen over page 7."""

    async def opened(self, pilot: Pilot[None]) -> Scheduling:
        page = self.screen
        assert isinstance(page, Page)
        self.push_screen(Scheduling(page))
        await pilot.pause()
        return await self.worked_out(pilot)

    async def worked_out(self, pilot: Pilot[None]) -> Scheduling:
        screen = self.screen
        assert isinstance(screen, Scheduling)
        while screen.is_at_work:
            await self.workers.wait_for_complete()
            await pilot.pause()
        return screen

    @property
    def read(self) -> list[str]:
        return [" ".join(line.split()) for line in self.rows]


def stand(of: Plan) -> Held:
    return Held(lambda: new_page(7, today=TODAY, author="ana"), of)


async def test_what_would_move_is_shown_with_what_it_saves_and_nothing_changes_yet() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)

        assert app.read[1:] == [
            "Page 2027-06-22 … 2027-06-28 2027-06-15 … 2027-06-21 −5",
            "Search 2027-06-15 … 2027-06-21 2027-06-22 … 2027-06-28 +5",
            "Seats – left out",
        ]
        picture = "\n".join(app.picture)
        assert "Schedule for the least cost of delay · from 2027-06-15 · 2 would move · 1 left out" in picture
        assert "Cost of delay: 1 500 → 900 EUR (−600)." in picture
        assert "No schedule costs less, by working days: it is proved." in picture
        assert app.proposed == []


async def test_enter_accepts_the_schedule_as_one_edit_and_goes_back() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        await pilot.press("enter")

        assert app.edit.label == "Schedule for the least cost of delay"
        assert sorted(changes(app.edit), key=lambda each: each[0]) == [
            ("page", {"starts_on": TODAY, "finishes_on": date(2027, 6, 21)}),
            ("search", {"starts_on": date(2027, 6, 22), "finishes_on": date(2027, 6, 28)}),
        ]
        assert isinstance(app.screen, Page)


async def test_escape_leaves_everything_as_it_was() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        await pilot.press("escape")

        assert app.proposed == []
        assert isinstance(app.screen, Page)


async def test_on_a_narrow_screen_every_sum_has_a_line_and_what_stays_says_so() -> None:
    app = stand(plan(pinned=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.opened(pilot)

        assert app.read[1:] == [
            "Search 2027-06-15 the same",
            "Page 2027-06-22 stays",
            "Seats – left out",
        ]
        sums = [line.split(":")[0].strip() for line in app.picture[-10:-6]]
        assert sums[:3] == ["Cost of delay", "Finish", "Overload by week"]


async def test_brackets_turn_the_objective() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        await pilot.press("right_square_bracket")
        await app.worked_out(pilot)
        assert "Schedule for the earliest finish" in app.picture[0]
        await pilot.press("right_square_bracket")
        await app.worked_out(pilot)

        assert "Schedule by priority" in app.picture[0]
        assert app.read[1].startswith("Search")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await app.worked_out(pilot)
        assert app.read[1].startswith("Page")


async def test_a_schedule_that_is_as_it_should_be_cannot_be_accepted_and_says_so() -> None:
    before = plan()
    found = sought(before, _work(before), Objective.DELAY)
    app = stand(before.apply(found.proposal.edit))
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        assert "nothing would move" in app.picture[0]
        await pilot.press("enter")

        assert app.proposed == []
        assert app.said[-1] == "All dates are as they should be."


def _work(of: Plan) -> Work:

    return work_of(of, TODAY)


async def test_under_the_cursor_it_says_why_something_is_not_scheduled() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.opened(pilot)
        assert "Scheduled 2027-06-15 … 2027-06-21, 5 working days earlier than now." in app.detail
        await pilot.press("G")
        await pilot.pause()

        assert "It has no duration." in app.detail


async def test_somebody_elses_edit_has_the_schedule_looked_for_again() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        app.plan = plan(not_before=date(2027, 7, 1))
        await pilot.pause()
        await app.worked_out(pilot)

        assert app.read[2].startswith("Page 2027-06-22 … 2027-06-28 2027-07-01")


async def test_what_was_proved_cannot_be_proved_again() -> None:
    app = stand(plan())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        await pilot.press("p")

        assert app.said[-1] == "It is proved already."


async def test_without_the_solver_the_key_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "why_not", lambda: "The solver is not installed.")
    app = stand(many())
    async with app.run_test(size=(120, 30)) as pilot:
        await app.opened(pilot)
        await pilot.press("p")

        assert app.said[-1] == "The solver is not installed."


def many() -> Plan:
    """Ten things that exclude each other in pairs, so that no bound proves the schedule."""
    items = [a(Initiative, f"item-{n}", likely_days=3 + n % 4, delay_cost=100 + 37 * (n * n % 11)) for n in range(10)]
    efforts = [
        a(Effort, f"effort-{n}", initiative=f"item-{n}", team=f"team-{n % 2}", likely=2 + n % 3) for n in range(10)
    ]
    waiting = [a(Dependency, f"wait-{n}", initiative=f"item-{n}", waits_for=f"item-{n - 3}") for n in range(3, 10)]
    teams = [a(Team, f"team-{n}", capacity_fte=1) for n in range(2)]
    return plan_of(a(Engagement, "engagement", focus_percent=100), *items, *teams, *efforts, *waiting)


@pytest.mark.slow
async def test_the_solver_proves_the_schedule_in_view() -> None:
    app = stand(many())
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await app.opened(pilot)
        assert "%" in "\n".join(app.picture)
        await pilot.press("p")
        await app.worked_out(pilot)

        assert screen.found is not None
        assert screen.found.proof.is_optimal
        assert "it is proved." in "\n".join(app.picture)


@pytest.mark.slow
async def test_escape_stops_a_proof_and_stays() -> None:
    app = stand(many())
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await app.opened(pilot)
        await pilot.press("p", "escape")
        await pilot.pause()

        assert app.screen is screen
        assert not screen.is_at_work
        assert len(app.read) > 1


def test_a_better_schedule_of_the_solver_is_shown_as_a_new_difference() -> None:
    of = plan()
    found: Found = sought(of, _work(of), Objective.DELAY)
    poor: Schedule = searched(found.work.instance, Objective.PRIORITY)
    later = with_proof(found, Proof(Objective.DELAY, poor, None, is_optimal=False, seconds=1))

    assert later.proposal.edit != found.proposal.edit
    assert with_proof(later, found.proof).proposal.rows == found.proposal.rows


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (60, 15)])
async def test_any_size_and_any_name_keep_the_screen_whole(size: tuple[int, int]) -> None:
    for name in HOSTILE[:3]:
        app = stand(plan(name))
        async with app.run_test(size=size) as pilot:
            await app.opened(pilot)

            assert app.widths == {size[0]}
            assert any("2027-06-15" in line for line in app.read)
