"""Page 7: when what happens, for whom, and whether the teams can carry it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from domain.baselines import packed
from domain.engagement import Holiday
from domain.entity import revise
from domain.gap import Gap
from domain.initiative import Dependency, Effort, Initiative, Lane, Remedy, Status
from domain.journey import Journey, Touchpoint
from domain.milestone import Baseline, Milestone
from domain.people import Team
from domain.plan import Plan
from screens.baselines import Slippage
from screens.finishing import Finishing
from screens.form import RecordForm
from screens.parts.board import Board
from screens.parts.timeline import Timeline
from screens.records import REST
from screens.roadmap import Roadmap
from screens.scheduling import Scheduling
from tests.builders import a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tui.pages import new_page

TODAY = date(2027, 3, 1)
PLAN = plan_of(
    a(Team, "web", name="Web team", capacity_fte=1, focus_percent=100),
    a(Team, "sales", name="Marketing", capacity_fte=2, focus_percent=50),
    a(Initiative, "tags", name="Tag trips", starts_on=date(2027, 3, 1), finishes_on=date(2027, 3, 26),
      status=Status.RUNNING, progress_percent=50),
    a(Initiative, "filters", name="Filters", starts_on=date(2027, 3, 29), finishes_on=date(2027, 4, 23)),
    a(Initiative, "mails", name="Mails", starts_on=date(2027, 3, 1), finishes_on=date(2027, 3, 12), pinned=True),
    a(Initiative, "chat", name="Chat", lane=Lane.NEXT, likely_days=30),
    a(Initiative, "app", name="App of our own"),
    a(Initiative, "gone", name="Dropped", status=Status.DROPPED, starts_on=date(2027, 3, 1), likely_days=3),
    a(Effort, "e1", initiative="tags", team="web", likely=Decimal(30)),
    a(Effort, "e2", initiative="filters", team="web", likely=Decimal(10)),
    a(Effort, "e3", initiative="mails", team="sales", likely=Decimal(5)),
    a(Dependency, "d1", initiative="filters", waits_for="tags"),
    a(Milestone, "fair", name="Summer fair", due_on=date(2027, 4, 30), initiatives=("filters",)),
    a(Holiday, "easter", name="Easter Monday", starts_on=date(2027, 3, 29)),
    a(Baseline, "june", name="June", taken_on=date(2027, 2, 1)),
)  # fmt: skip


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(7, today=TODAY, author="ana"), plan)


def lines(app: Stand, kind: type[Timeline | Board]) -> list[str]:
    widget = app.screen.query_one(kind)
    return [widget.render_line(y).text[:-1].rstrip() for y in range(widget.size.height)]


def page(app: Stand) -> Roadmap:
    screen = app.screen
    assert isinstance(screen, Roadmap)
    return screen


async def at_rest(app: Stand, pilot: Pilot[None]) -> None:
    """Wait until the detail has caught up with the cursor."""
    await pilot.pause()
    while page(app)._rest is not None:
        await pilot.pause(REST)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_page_shows_who_does_what_when_and_how_full_the_teams_are(size: tuple[int, int]) -> None:
    app = stand()
    async with app.run_test(size=size):
        text = "\n".join(lines(app, Timeline))
        for expected in ("By team · 3 with dates · 2 without", "Q1 2027", "Mar", "◆ Summer fair", "▸ Tag trips 50 %",
                         "Filters", "⊥ Mails", "2 initiatives in Now, Next, Later: Chat, App of our own",
                         "over by 9.1 days in March 2027"):  # fmt: skip
            assert expected in text
        assert "Dropped" not in text
        assert app.widths == {size[0]}
        assert "Tag trips · running, 50 % · 1 Mar – 26 Mar 2027 · 20 working days" in app.detail


async def test_lanes_stand_for_what_is_chosen() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", *"status", "enter")
        text = "\n".join(lines(app, Timeline))
        assert "By status" in text
        assert "▌Running" in text
        assert " Idea" in text


async def test_a_milestone_says_what_it_hangs_on() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("k")
        await at_rest(app, pilot)
        assert app.screen.query_one(Timeline).key == "milestone/fair"
        assert "Summer fair · due 30 Apr 2027 Hangs on Filters (23 Apr 2027)." in app.detail


async def test_what_is_open_lies_in_three_piles_and_what_has_no_place_beside_them() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right_curly_bracket")
        board = lines(app, Board)
        assert [word for word in board[0].split("  ") if word.strip()] != []
        assert "Now · 0" in board[0]
        assert "Next · 1" in board[0]
        assert "Not placed · 4" in board[0]
        assert any("Chat" in line for line in board)
        assert any("30 days" in line for line in board)


async def test_the_table_tells_dates_days_float_and_team() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right_curly_bracket", "right_curly_bracket")
        rows = [" ".join(row.split()) for row in app.rows]
        assert rows == [
            "Initiative Starts Finishes Days Float Team NPV Status %",
            "Mails 2027-03-01 2027-03-12 10 29 Marketing – idea –",
            "Tag trips 2027-03-01 2027-03-26 20 0 Web team – running 50",
            "Filters 2027-03-29 2027-04-23 19 0 Web team – idea –",
            "Chat – – 30 – – – idea –",
            "App of our own – – – – – – idea –",
        ]


async def test_all_records_are_within_reach() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("left_curly_bracket")
        rows = " ".join(app.lines_of(page(app).listing))
        assert "Summer fair" in rows
        assert "June" in rows


async def test_the_cursor_stays_with_its_initiative_from_view_to_view() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        assert page(app).initiative == PLAN.get(Initiative, "filters")
        await pilot.press("right_curly_bracket", "right_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert page(app).initiative == PLAN.get(Initiative, "filters")


async def test_a_bar_is_moved_by_a_week_what_waits_follows_and_the_cost_is_told() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("L")
        assert app.edit.label == "Move “Tag trips” 5 working days later, and 1 that waits for it"
        assert changes(app.edit) == [
            ("tags", {"starts_on": date(2027, 3, 8), "finishes_on": date(2027, 4, 5)}),
            ("filters", {"starts_on": date(2027, 4, 6), "finishes_on": date(2027, 4, 30)}),
        ]
        assert "and 1 that waits for it: delay cost not known. Along go Filters. Tag trips" in app.detail
        await pilot.press("H")
        assert changes(app.proposed[1]) == [("tags", {"starts_on": date(2027, 3, 1), "finishes_on": date(2027, 3, 26)})]


async def test_what_a_move_cost_is_told_until_it_is_taken_back() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("L")
        assert "5 working days later" in app.detail
        page(app).plan = PLAN
        await at_rest(app, pilot)
        assert "5 working days later" not in app.detail


async def test_a_closer_zoom_moves_by_a_day_and_a_wider_one_by_a_month() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "z", "L", "Z", "Z", "Z", "L")
        assert "1 working day later" in app.proposed[0].label
        assert "21 working days later" in app.proposed[1].label


async def test_a_bar_is_made_longer_and_shorter_but_never_less_than_a_day() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "less_than_sign", "greater_than_sign")
        assert [changes(edit) for edit in app.proposed] == [
            [("filters", {"finishes_on": date(2027, 4, 16)})],
            [("filters", {"finishes_on": date(2027, 4, 23)})],
        ]
        await pilot.press(*["less_than_sign"] * 4)
        assert len(app.proposed) == 5
        assert app.said == ["“Filters” takes 4 working days: it cannot take -5 of that."]


async def test_what_is_pinned_stays_and_says_so() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "j", "L")
        assert app.proposed == []
        assert app.said == ["“Mails” stays: it is pinned."]


async def test_what_is_marked_moves_together_in_one_edit() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "space", "z", "L")
        assert {id for id, _ in changes(app.edit)} == {"tags", "filters"}


async def test_a_milestone_is_moved_as_well() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("k", "L")
        assert changes(app.edit) == [("fair", {"due_on": date(2027, 5, 7)})]


async def test_the_next_conflict_is_gone_to_and_told() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("exclamation_mark")
        assert "“Web team” is over by 9.1 days in March 2027. (1 of 1)" in app.detail
        assert page(app).initiative == PLAN.get(Initiative, "tags")


async def test_a_card_is_moved_to_the_next_column() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right_curly_bracket")
        page(app).board.move_to("initiative/chat")
        await pilot.press("L")
        assert changes(app.edit) == [("chat", {"lane": Lane.LATER})]
        await pilot.press("less_than_sign", "less_than_sign")
        assert changes(app.proposed[-1]) == [("chat", {"lane": Lane.NOW})]
        assert page(app).initiative is not None


async def test_what_it_waits_for_is_chosen_and_cannot_be_a_ring() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("w")
        offered = " ".join(app.picture)
        assert "What does Tag trips wait for?" in offered
        await pilot.press(*"filters")
        assert "Nothing" in " ".join(app.picture) or "Filters" not in app.rows
        await pilot.press(*["backspace"] * 7, *"mails", "enter")
        [(_, fields)] = changes(app.edit)
        assert (fields["initiative"], fields["waits_for"]) == ("tags", "mails")


async def test_a_milestone_is_promised_for_the_day_the_marked_are_finished() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "space", "m", *"Open day", "enter")
        [(_, fields)] = changes(app.edit)
        assert (fields["name"], fields["due_on"], fields["initiatives"]) == (
            "Open day",
            date(2027, 4, 23),
            ("tags", "filters"),
        )


async def test_enter_tells_why_it_is_where_it_is_and_gives_it_room() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        await at_rest(app, pilot)
        assert "“Filters” starts on 29 March 2027: it waits for “Tag trips”" in app.detail
        assert "“Web team” has no room for it in week 12 of 2027." in app.detail
        await pilot.press("enter")
        assert "In numbers" in app.detail
        await pilot.press("escape")
        assert "In numbers" not in app.detail


async def test_where_it_was_in_the_last_baseline_is_drawn_thin_with_the_days_it_slipped() -> None:
    before = plan_of(
        a(Initiative, "tags", name="Tag trips", starts_on=date(2027, 2, 1), finishes_on=date(2027, 2, 26)),
    )
    june = revise(PLAN.get(Baseline, "june"), content=packed(before))
    app = stand(Plan.of([*(each for each in PLAN if each.id != "june"), june]))
    async with app.run_test(size=(120, 40)) as pilot:
        [line] = [line for line in lines(app, Timeline) if "Tag trips" in line]
        assert "against “June”" in lines(app, Timeline)[0]
        assert "╌╌╌" in line
        assert "+20 d" in line
        await pilot.press("b", *"none", "enter")
        assert "╌" not in "\n".join(lines(app, Timeline))


async def test_a_schedule_is_looked_for_before_anything_moves() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        assert isinstance(app.screen, Scheduling)
        assert app.proposed == []
        await pilot.press("escape")


async def test_what_is_all_there_may_be_finished() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("percent_sign", "backspace", "backspace", *"100", "enter")
        assert app.said == ["Is it done? E finishes it, and asks what became of what it changed."]


async def test_what_has_no_dates_is_gone_to_on_the_board_and_a_part_among_all_records() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        page(app).show_record("initiative", "chat")
        assert page(app).view == "board"
        assert page(app).board.key == "initiative/chat"
        page(app).show_record("effort", "e2")
        await pilot.pause()
        assert page(app).view == "records"
        assert page(app).record == PLAN.get(Effort, "e2")


async def test_an_initiative_that_is_added_is_gone_to() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        app.fill_in(name="Night desk")
        await pilot.press("ctrl+s")
        assert app.edit.label == "Add initiative “Night desk”"
        assert page(app).view == "board"
        assert page(app).initiative is not None
        assert page(app).initiative.name == "Night desk"  # type: ignore[union-attr]


async def test_a_day_is_moved_along_and_taken_away() -> None:
    app = stand(Plan.of([*PLAN, *plan_of(a(Journey, persona="persona", name="Book a trip"))]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f", "l", "l")
        assert "as forecast on 2027-03-08" in " ".join(app.picture)
        assert "▼ 8 Mar 2027" in "\n".join(lines(app, Timeline))
        await pilot.press("f")
        assert "as forecast on" not in " ".join(app.picture)


async def test_brackets_go_from_delivery_to_delivery() -> None:
    journey = plan_of(
        a(Journey, name="Book a trip"),
        a(Touchpoint, feeling=Decimal(-1)),
        a(Gap, "slow", current="touchpoint"),
        *(a(Remedy, id, initiative=id, gap="slow", closes_percent=40) for id in ("tags", "filters")),
    )
    app = stand(Plan.of([*(each for each in journey if not isinstance(each, Initiative)), *PLAN]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f")
        for key, day in (
            ("]", date(2027, 3, 27)),
            ("]", date(2027, 4, 24)),
            ("]", date(2027, 4, 24)),
            ("[", date(2027, 3, 27)),
        ):
            await pilot.press(key)
            assert page(app).timeline.day == day


async def test_progress_goes_in_tens_and_is_typed_in_percent() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("plus", "minus", "minus")
        assert [changes(edit) for edit in app.proposed] == [
            [("tags", {"progress_percent": 60})],
            [("tags", {"progress_percent": 50})],
            [("tags", {"progress_percent": 40})],
        ]
        await pilot.press("percent_sign", "backspace", "backspace", *"101", "enter")
        assert app.said == ["Type a whole number from 0 to 100; nothing takes it away."]
        await pilot.press("backspace", "backspace", "backspace", *"75", "enter")
        assert changes(app.proposed[-1]) == [("tags", {"progress_percent": 75})]
        assert "▸ Tag trips 75 %" in "\n".join(lines(app, Timeline))


async def test_what_is_marked_is_pinned_in_one_edit() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "space", "P")
        assert app.edit.label == "Pin 2 initiatives"
        assert changes(app.edit) == [("tags", {"pinned": True}), ("filters", {"pinned": True})]


async def test_a_key_that_needs_an_initiative_says_so_on_a_milestone() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("k", "P")
        assert app.proposed == []
        assert app.said == ["Put the cursor on an initiative first."]


async def test_only_what_is_looked_for_is_shown() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("slash", *"mail", "enter")
        text = "\n".join(lines(app, Timeline))
        assert "Mails" in text
        assert "Tag trips" not in text
        await pilot.press("escape")
        assert "Tag trips" in "\n".join(lines(app, Timeline))


async def test_the_form_opens_on_what_is_under_the_cursor() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("e")
        assert isinstance(app.screen, RecordForm)


async def test_an_empty_roadmap_says_what_to_do() -> None:
    app = stand(Plan())
    async with app.run_test(size=(80, 24)):
        assert "Nothing here yet. Press a to add an initiative." in " ".join(app.picture)


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_of_any_sort_leave_the_page_straight(name: str) -> None:
    app = stand(
        plan_of(
            a(Team, "team", name=name),
            a(Initiative, "x", name=name, starts_on=TODAY, likely_days=40),
            a(Initiative, "y", name=f"{name} 2"),
            a(Effort, "e", initiative="x", team="team", likely=Decimal(3)),
            a(Milestone, "m", name=name, due_on=TODAY),
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(4):
            assert app.widths == {80}
            await pilot.press("right_curly_bracket")


async def test_a_baseline_is_kept_from_the_timeline_and_what_became_of_it_is_seen() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("B", *"July", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("D")
        await pilot.pause()

        assert app.edit.label == "Take baseline “July”"
        assert isinstance(app.screen, Slippage)
        assert "July (2027-03-01) → now · no difference" in app.picture[0]


async def test_an_initiative_is_finished_with_what_it_changed() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        page(app).show_record("initiative", "mails")
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(app.screen, Finishing)
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert app.edit.label == "Finish “Mails”"


async def test_what_a_baseline_keeps_is_not_shown_as_text() -> None:
    app = stand(plan_of(a(Baseline, "june", name="June", taken_on=date(2027, 2, 1), content="packed")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("{")
        await pilot.pause()
        await pilot.press("G")
        await at_rest(app, pilot)

        assert "June baseline" in app.detail
        assert "packed" not in app.detail
        await pilot.press("a")
        assert any("Keep the plan as:" in line for line in app.picture), "a form could only make an empty one"


@pytest.mark.slow
async def test_a_plan_with_a_ring_the_ends_of_time_and_a_damaged_baseline_can_still_be_looked_at() -> None:
    plan = plan_of(
        a(Initiative, "x", starts_on=date(1900, 1, 1), likely_days=3),
        a(Initiative, "y", starts_on=date(2999, 12, 1), finishes_on=date(2999, 12, 31)),
        a(Initiative, "z", finishes_on=date(2027, 5, 5)),
        a(Milestone, "m", due_on=date(2999, 12, 31)),
        a(Dependency, "d1", initiative="x", waits_for="y"),
        a(Dependency, "d2", initiative="y", waits_for="x"),
        a(Baseline, "b", content="broken", taken_on=date(2027, 1, 1)),
        a(Journey, name="Book a trip"),
    )
    app = stand(plan)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("j", *"zzzz", "end", "home", *"ZZZZ", *"fllh", ".", "L", "H", ">", "!", "!", *"}}}}"):
            await pilot.press(key)
            assert app.widths == {80}
    assert "“M” would leave the years 1900 to 2999." in app.said
    assert "These wait for each other: X → Y → X. Remove one of the dependencies." in app.said
