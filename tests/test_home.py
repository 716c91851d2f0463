"""Home, as a person finds it: what stands, what is wrong, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from domain.edits import remove
from domain.engagement import Engagement
from domain.initiative import Effort, Initiative
from domain.journey import Phase, Touchpoint
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from domain.problems import problems
from domain.steps import next_thing, steps
from domain.text import counted
from screens.drafts import draft_about, subject_of
from screens.form import RecordForm
from screens.home import Home
from screens.messages import DropDraft, Turn
from screens.parts.confirm import Confirm
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes

PLAN = plan_of(
    a(Engagement, "engagement", name="Reisbureau"),
    a(Persona, "michiel", share_percent=60),
    a(Touchpoint, "search", phase="orient"),
    a(Phase, "orient", journey="trip"),
)
NO_DRAFTS: Mapping[str, Mapping[str, str]] = MappingProxyType({})
STEPS = [step.name for step in steps(PLAN, TODAY)]


def stand(plan: Plan = PLAN, drafts: Mapping[str, Mapping[str, str]] = NO_DRAFTS) -> Stand:
    return Stand(lambda: Home(today=TODAY), plan, drafts=drafts)


async def test_the_eight_steps_come_first_each_with_how_far_it_is() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shown = app.rows

    assert shown[0] == "The method in eight steps"
    assert [row[:17].strip() for row in shown[1:9]] == STEPS
    assert [set(row[17:23]) <= {"█", "░"} for row in shown[1:9]] == [True] * 8
    assert "░░░░░░  no customer promise, no core values" in shown[1]


@pytest.mark.parametrize(("promise", "bar"), [(None, "░░░░░░"), ("We call back.", "███░░░")])
async def test_a_bar_is_as_full_as_its_step_is_done(promise: str | None, bar: str) -> None:
    app = stand(plan_of(a(Engagement, promise=promise)))
    async with app.run_test() as pilot:
        await pilot.pause()

        assert app.rows[1].split()[1] == bar


async def test_the_problems_follow_the_first_picture_worst_first() -> None:
    app = stand()
    found = problems(PLAN, TODAY)
    async with app.run_test(size=(120, 40)) as pilot:
        page = app.screen
        assert isinstance(page, Home)
        page._problems = {}  # as it is until they are found
        page._show()
        before = app.rows
        page.draw()
        await pilot.pause()
        after = app.rows

    heading = f"{counted(len(found), 'problem')}, worst first"
    assert heading not in before
    start = after.index(heading) + 1
    assert [row[2:30] for row in after[start : start + len(found)]] == [problem.what[:28] for problem in found]


async def test_a_team_that_is_over_in_two_months_is_listed_twice() -> None:
    plan = plan_of(
        a(Engagement, "engagement", name="Reisbureau"),
        a(Team, "web", name="Web team", capacity_fte=1),
        a(Initiative, "page", starts_on=date(2027, 5, 3), finishes_on=date(2027, 6, 25)),
        a(Effort, initiative="page", team="web", likely=80),
    )
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        over = [row[2:].strip() for row in app.rows if "Web team” is over" in row]

        assert len(over) == 2
        assert f"{counted(len(problems(plan, TODAY)), 'problem')}, worst first" in app.rows


async def test_enter_on_a_step_turns_to_its_page() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("j", "enter", "j", "enter")

    assert app.asked == [Turn(2), Turn(3)]


async def test_enter_on_the_step_of_home_itself_opens_the_engagement() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("enter")

    assert app.asked == [Turn(0, "engagement", "engagement")]


async def test_enter_on_a_problem_goes_to_the_record_it_is_about() -> None:
    app = stand()
    first = problems(PLAN, TODAY)[0]
    async with app.run_test() as pilot:
        await pilot.pause()
        app.listing.move_to(next(key for key in app.listing.keys if key.startswith("problem/")))
        await pilot.press("enter")

        assert app.asked == [Turn(0, first.kind, first.id)]
        assert " ".join(first.todo.split()) in app.detail


async def test_o_goes_to_the_one_next_thing_and_the_detail_says_what_it_is() -> None:
    app = stand()
    wanted = next_thing(PLAN, TODAY)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert wanted.sentence in app.detail

        await pilot.press("o")

    assert wanted.page == 1
    assert app.asked == [Turn(0, wanted.kind, wanted.id)], "what is on Home is dealt with on the page of the engagement"


async def test_e_opens_the_engagement() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("e")

    assert app.asked == [Turn(0, "engagement", "engagement")]


async def test_a_change_from_outside_shows() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "1 persona" in app.detail or "1 persona" not in app.rows[2]
        app.plan = PLAN.apply(remove(PLAN, PLAN.all(Persona)))
        await pilot.pause()

        assert "no personas" in app.rows[2]


# --- drafts -------------------------------------------------------------------------------------------------------

NEW, CHANGED = "touchpoint:new:orient", "touchpoint:search"
DRAFTS = {NEW: {"name": "Compare"}, CHANGED: {"doing": "I scroll."}, f"{NEW} › new system": {"name": "CMS"}}


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (NEW, "New touchpoint in “Orient”"),
        (CHANGED, "touchpoint “Search”"),
        (f"{NEW} › new core value", "New core value"),
        ("persona:new:", "New persona"),
        ("touchpoint:gone", "New touchpoint in “gone”, which is gone"),
        ("touchpoint:new:gone", "New touchpoint in “gone”, which is gone"),
    ],
)
def test_a_draft_is_told_by_what_it_is_about(subject: str, title: str) -> None:
    assert draft_about(PLAN, subject).title(PLAN) == title


def test_a_subject_leads_back_to_what_it_was_made_from() -> None:
    search = PLAN.get(Touchpoint, "search")

    changed = draft_about(PLAN, subject_of(Touchpoint, search, {"phase": "orient"}))
    fresh = draft_about(PLAN, subject_of(Touchpoint, None, {"phase": "orient"}))

    assert (changed.kind, changed.record, changed.is_lost) == (Touchpoint, search, False)
    assert (fresh.kind, fresh.record, dict(fresh.given)) == (Touchpoint, None, {"phase": "orient"})


async def test_what_is_typed_and_not_saved_is_listed_before_the_problems() -> None:
    app = stand(drafts=DRAFTS)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()

        assert app.rows[9:13] == [
            "Typed and not saved",
            "✎ New touchpoint in “Orient”",
            "✎ Touchpoint “Search”",
            "✎ New system",
        ]


async def test_enter_goes_on_with_a_draft_in_its_form() -> None:
    app = stand(drafts=DRAFTS)
    async with app.run_test() as pilot:
        app.listing.move_to(f"draft/{NEW}")
        await pilot.press("enter")
        assert isinstance(app.screen, RecordForm)
        await pilot.press("ctrl+s")

    [(id, fields)] = changes(app.edit)
    assert (id, fields["name"], fields["phase"]) == ("compare", "Compare", "orient")
    assert app.forgotten == [NEW]
    assert app.asked[-1] == Turn(0, "touchpoint", "compare"), "and shows what was added"


async def test_a_draft_is_thrown_away_only_after_a_yes() -> None:
    app = stand(drafts=DRAFTS)
    async with app.run_test() as pilot:
        app.listing.move_to(f"draft/{CHANGED}")
        await pilot.press("d", "n")
        assert app.asked == []

        await pilot.press("d")
        assert isinstance(app.screen, Confirm)
        await pilot.press("y")

    assert app.asked == [DropDraft(CHANGED)]


async def test_a_draft_about_what_is_gone_says_so() -> None:
    app = stand(drafts={"touchpoint:new:gone": {"name": "Compare"}})
    async with app.run_test() as pilot:
        app.listing.move_to("draft/touchpoint:new:gone")
        await pilot.press("enter")

    assert app.said == ["What it is about was removed. Undo that first, or press d to throw it away."]


async def test_a_draft_kept_meanwhile_shows() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.drafts = MappingProxyType(DRAFTS)
        await pilot.pause()

        assert "✎ Touchpoint “Search”" in app.rows


# --- what is on screen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_keep_the_right_edge_straight(width: int) -> None:
    named = [a(Persona, f"persona-{n}", name=name) for n, name in enumerate(HOSTILE)]
    app = stand(plan_of(*named), {f"persona:persona-{n}": {"name": name} for n, name in enumerate(HOSTILE)})
    async with app.run_test(size=(width, 60)) as pilot:
        await pilot.pause()

        assert app.widths == {width}
        assert "✎ Persona “[@click=app.quit]x[/]”"[:28] in "\n".join(app.rows)


async def test_nothing_is_marked_here() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("space", "v")

        assert app.listing.marked == ()
        assert "Mark" not in app.picture[-1]
