"""Taking a baseline with a key, and seeing what became of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from textual.widgets import Input

from domain.baselines import plan_then, taken
from domain.entity import revise
from domain.initiative import CashLine, Initiative
from domain.milestone import Baseline
from domain.plan import Change, Edit, Plan
from domain.session import Ballot, Decision, Session
from screens.baselines import Slippage
from screens.messages import Export, Turn
from screens.parts.confirm import Confirm
from screens.personas import Personas
from screens.subjects import SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand
from tui.giving import given

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == 2]


def moved(plan: Plan, id: str, **fields: object) -> Plan:
    before = plan.get(Initiative, id)
    return plan.apply(Edit("Move", (Change(before, revise(before, **fields)),)))


def later(name: str = "Trip filters") -> Plan:
    """A plan with two baselines: after the first a finish slipped by two days, after the second one was added."""
    plan = plan_of(
        a(Initiative, "filters", name=name, starts_on=date(2027, 5, 3), finishes_on=date(2027, 5, 14)),
        a(CashLine, "build", initiative="filters", likely=Decimal(1000)),
        a(Initiative, "old"),
    )
    plan = plan.apply(taken(plan, "Steering group", date(2027, 5, 1), "Budget round"))
    plan = moved(plan, "filters", finishes_on=date(2027, 5, 18))
    plan = plan.apply(taken(plan, "Summer", date(2027, 6, 1)))
    gone = plan.get(Initiative, "old")
    return plan.apply(Edit("Change", (Change(None, a(Initiative, "new")), Change(gone, None))))


def stand(plan: Plan) -> Stand:
    return Stand(lambda: Personas(SUBJECT, today=TODAY), plan)


async def opened(app: Stand, *ids: str) -> Slippage:
    screen = Slippage(app.screen, *ids)  # type: ignore[arg-type]
    await app.push_screen(screen)
    return screen


def typed(app: Stand) -> Input:
    return app.screen.query_one(Input)


async def test_the_plan_is_held_against_the_last_baseline() -> None:
    app = stand(later())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        await pilot.pause()

        assert "Summer (2027-06-01) → now · 1 added, 1 removed" in app.picture[0]
        assert [" ".join(row.split()) for row in app.rows[1:] if row] == [
            "Scope 2",
            "New added – –",
            "Old removed – –",
        ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_an_earlier_baseline_can_be_chosen_and_days_are_told(size: tuple[int, int]) -> None:
    app = stand(later())
    async with app.run_test(size=size) as pilot:
        await opened(app, "steering-group")
        await pilot.pause()

        assert "1 slipped (most 2 days), 1 added, 1 removed" in app.picture[0]
        row = next(row for row in app.rows if "slipped" in row)
        assert row.split()[-4:] == ["slipped", "2", "days", "▼"]
        assert app.detail == "Trip filters finish 2027-05-14 → 2027-05-18 slipped 2 days, for the worse"
        assert app.widths == {size[0]}


async def test_two_baselines_are_held_against_each_other() -> None:
    app = stand(later())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.press("o")
        await pilot.pause()
        await pilot.press(*"steer", "enter", "w")
        await pilot.pause()
        await pilot.press(*"summer", "enter")
        await pilot.pause()

        assert "Steering group (2027-05-01) → Summer (2027-06-01) · 1 slipped (most 2 days)" in app.picture[0]
        assert not any("New" in row for row in app.rows)


async def test_enter_goes_to_the_record_and_says_so_where_it_is_gone() -> None:
    app = stand(later())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.press("G", "enter")
        assert app.said == ["“Old” is no longer there."]
        await pilot.press("k", "enter")
        await pilot.pause()

        assert app.asked == [Turn(0, "initiative", "new")]
        assert isinstance(app.screen, Personas)


async def test_keys_go_from_section_to_section() -> None:
    app = stand(later())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, "steering-group")
        await pilot.pause()
        assert app.detail.startswith("Trip filters")
        await pilot.press("]")
        assert app.detail == "New added"
        await pilot.press("[")
        assert app.detail.startswith("Trip filters")


async def test_what_became_of_it_is_exported() -> None:
    plan = later()
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, "steering-group", "summer")
        await pilot.press("x")
        await pilot.pause()

        assert app.asked == [Export("slippage", ("steering-group", "summer"))]
    text = given(plan, "slippage", TODAY, of=("steering-group", "summer"))
    assert text.startswith(
        "# Engagement: Steering group (2027-05-01) → Summer (2027-06-01)\n\n1 slipped (most 2 days)\n"
    )
    assert "Summer (2027-06-01) → now" in given(plan, "slippage", TODAY)


async def test_a_baseline_is_taken_with_a_name_and_a_reason_as_one_edit() -> None:
    app = stand(plan_of(a(Initiative, "filters")))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.pause()
        assert any("There is no baseline yet." in line for line in app.picture)
        await pilot.press("B", *"May", "enter")
        await pilot.pause()
        await pilot.press(*"For the board", "enter")
        await pilot.pause()

        [change] = app.edit.changes
        baseline = change.after
        assert isinstance(baseline, Baseline)
        assert (baseline.name, baseline.taken_on, baseline.reason) == ("May", TODAY, "For the board")
        assert plan_then(baseline).get(Initiative, "filters")
        assert "May (2027-06-15) → now · no difference" in app.picture[0]


async def test_a_name_that_cannot_be_stays_in_the_line_with_the_reason() -> None:
    app = stand(later())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.press("B", *"summer", "enter")
        await pilot.pause()

        assert typed(app).value == "summer"
        assert "There is one of that name" in app.said[0]
        assert not app.proposed


async def test_a_baseline_is_renamed() -> None:
    app = stand(later())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.press("r", "end", *" 2027", "enter")
        await pilot.pause()

        assert app.edit.label == "Rename baseline “Summer”"
        assert "Summer 2027 (2027-06-01) → now" in app.picture[0]


async def test_a_baseline_is_removed_after_a_question_that_says_what_rests_on_it() -> None:
    plan = later()
    decision = a(Decision, baseline="summer")
    plan = plan.apply(Edit("Decide", (Change(None, a(Session)), Change(None, decision))))
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(app.screen, Confirm)
        assert any("1 decision could not be worked out again" in line for line in app.picture)
        await pilot.press("y")
        await pilot.pause()

        assert [each.subject.id for each in app.edit.changes if each.after is None] == ["summer"]
        assert "Steering group (2027-05-01) → now" in app.picture[0]


async def test_a_baseline_that_cannot_be_read_says_so() -> None:
    app = stand(plan_of(a(Baseline, "empty")))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        await pilot.pause()

        assert any("The baseline “Empty” holds no plan." in line for line in app.picture)


async def test_keys_that_need_a_baseline_say_so() -> None:
    app = stand(plan_of())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app)
        for key in "owxrd":
            await pilot.press(key)

        assert app.said == ["There is no baseline yet. B keeps the plan as it is now."] * 5


async def test_ballots_that_are_secret_again_are_not_told_from_two_baselines() -> None:
    plan = plan_of(a(Session, state="revealed"))
    plan = plan.apply(taken(plan, "Before", date(2027, 6, 1)))
    plan = plan.apply(Edit("Vote", (Change(None, a(Ballot, participant="Ann", answer="must")),)))
    plan = plan.apply(taken(plan, "After", date(2027, 6, 2)))
    shown = plan.get(Session, "session")
    again = plan.apply(Edit("Again", (Change(shown, revise(shown, state="open", round=2)),)))

    assert "Ann" in given(plan, "slippage", TODAY, of=("before", "after"))
    assert "Ann" not in given(again, "slippage", TODAY, of=("before", "after"))
    app = stand(again)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, "before", "after")
        await pilot.pause()
        assert "no difference" in app.picture[0]


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_text(name: str) -> None:
    app = stand(later(name))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, "steering-group")
        await pilot.pause()

        assert "slipped 2 days" in app.detail
        assert app.widths == {120}
