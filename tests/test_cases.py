"""The page on which initiatives are ranked, filled in and argued."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.criterion import Criterion, Rating
from domain.gap import Gap
from domain.initiative import Effort, Initiative, Remedy
from domain.people import Team
from domain.plan import Plan
from screens.form import RecordForm
from screens.messages import Export
from screens.parts.chooser import Chooser
from screens.parts.prompt import Prompt
from screens.parts.table import Table
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand, changes
from tui.pages import new_page

EASE = a(Criterion, "ease", name="Ease", weight_percent=60, lowest_means="hard", highest_means="gone by itself")
RISK = a(Criterion, "risk", name="Risk", weight_percent=40, less_is_better=True)


def rating(initiative: str, criterion: str, value: int, by: str | None = None) -> Rating:
    id = "-".join(filter(None, (initiative, criterion, by)))
    return a(Rating, id, initiative=initiative, criterion=criterion, value=value, by=by)


PLAN = plan_of(
    EASE,
    RISK,
    a(Initiative, "filters", name="Filters", case="People ask for them."),
    a(Initiative, "mails", name="Mails"),
    a(Initiative, "chat", name="Chat"),
    rating("filters", "ease", 3),
    rating("filters", "risk", 3),
    rating("mails", "ease", 5),
    rating("mails", "risk", 1),
    rating("chat", "ease", 2),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), plan)


def table(app: Stand) -> list[str]:
    """The rows of the ranking as they read, without the cursor."""
    return [" ".join(line.strip("▌● ").split()) for line in app.lines_of(app.screen.query_one(Table)) if line.strip()]


async def test_initiatives_stand_in_their_order_and_one_that_lacks_a_figure_stands_below_with_its_ends() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)):
        assert table(app) == [
            "# Initiative Ease Risk Score",
            "1 Mails 5 1 100 ██████████",
            "2 Filters 3 3 50 █████",
            "Without a rank: from its worst to its best case",
            "– Chat 2 – 15 … 55",
        ]
        assert "100 points of 100, rank 1 60 × 1 + 40 × 1 = 100" in app.detail


async def test_a_figure_is_filled_in_where_it_stands_and_the_order_follows() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G", "l", "l", "enter", *"2", "enter")

        assert app.edit.label == "Rate “Chat” on Risk"
        [(_, fields)] = changes(app.edit)
        assert (fields["criterion"], fields["value"], fields["by"]) == ("risk", Decimal(2), None)
        assert table(app)[3] == "3 Chat 2 2 45 ████"
        assert app.screen.query_one(Table).has_focus


async def test_a_rating_is_changed_and_taken_away_again() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "backspace", "4", "enter")
        assert changes(app.proposed[0]) == [("mails-ease", {"value": Decimal(4), "rated_on": TODAY})]

        await pilot.press("enter", "backspace", "enter")
        assert changes(app.proposed[1]) == [("mails-ease", {})]
        assert "No rank: Ease missing. It will come to lie between 40 and 100" in app.detail


async def test_a_rating_off_its_scale_is_refused_and_what_was_typed_stays() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "backspace", "9", "enter")

        assert app.proposed == []
        assert app.said == ["Ease is rated from 1 to 5."]
        assert "Ease, 1–5, of “Mails”: 9" in " ".join(app.picture)


async def test_what_is_marked_is_rated_in_one_edit() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "l", "enter", "backspace", "1", "enter")

        assert app.edit.label == "Rate 2 initiatives on Ease"
        assert {change.subject.initiative for change in app.edit.changes if isinstance(change.subject, Rating)} == {
            "mails",
            "filters",
        }


async def test_brackets_turn_to_the_next_method_and_the_cursor_stays_with_its_initiative() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("j", "right_square_bracket")

        assert "RICE · impact-weighted people a quarter per person-month" in " ".join(app.picture)
        assert app.screen.query_one(Table).key == "initiative/filters"
        await pilot.press("left_square_bracket")
        assert "Weighted score · points of 100" in " ".join(app.picture)


async def test_a_word_from_a_list_is_chosen_and_a_number_typed_for_rice() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right_square_bracket", "l", "enter", *"2000", "enter")
        assert changes(app.proposed[0]) == [("mails", {"reach": 2000})]

        await pilot.press("l", "enter")
        assert isinstance(app.screen, Chooser)
        await pilot.press(*"high", "enter")
        assert changes(app.proposed[1])[0][1]["impact"] == "high"


async def test_what_cannot_be_read_is_refused_in_words() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right_square_bracket", "l", "enter", *"many", "enter")

        assert app.proposed == []
        assert app.said[0].startswith("“many” is not a whole number")


async def test_effort_is_opened_team_by_team() -> None:
    plan = plan_of(
        a(Initiative, "chat"), a(Team, "web"), a(Effort, "chat-web", initiative="chat", team="web", likely=Decimal(8))
    )
    app = stand(plan)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right_square_bracket", "l", "l", "l", "l", "enter")
        assert isinstance(app.screen, Chooser)
        assert "Web" in " ".join(app.picture)

        await pilot.press("enter")
        assert isinstance(app.screen, RecordForm)


async def test_braces_turn_to_all_records_and_back_with_the_cursor_on_the_same_initiative() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "right_curly_bracket")
        assert any("Criteria 2" in row for row in app.lines_of(app.screen.listing))  # type: ignore[attr-defined]
        assert app.screen.listing.key == "initiative/filters"  # type: ignore[attr-defined]

        await pilot.press("j", "left_curly_bracket")
        assert app.screen.query_one(Table).key == "initiative/mails"


async def test_going_to_a_record_that_is_not_ranked_shows_it_among_all() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.show_record("rating", "chat-ease")  # type: ignore[attr-defined]
        await pilot.pause()

        assert app.screen.listing.key == "rating/chat-ease"  # type: ignore[attr-defined]


async def test_search_keeps_the_ranks() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"filt", "enter")

        assert table(app)[1:] == ["2 Filters 3 3 50 █████"]


async def test_without_initiatives_the_page_says_how_to_begin() -> None:
    app = stand(Plan())
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Press a to add an initiative" in " ".join(app.picture)

        await pilot.press("a")
        assert isinstance(app.screen, RecordForm)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_things_are_called(size: tuple[int, int]) -> None:
    initiatives = [a(Initiative, f"i{n}", name=name, summary=name) for n, name in enumerate(HOSTILE)]
    plan = plan_of(a(Criterion, "c", name=HOSTILE[0], weight_percent=100), *initiatives)
    app = stand(plan)
    async with app.run_test(size=size) as pilot:
        for _ in range(4):
            assert app.widths == {size[0]}
            await pilot.press("right_square_bracket", "l")


async def test_where_a_method_sorts_into_classes_they_are_told_in_words_with_what_must_be_known() -> None:
    plan = plan_of(
        a(Team, "web"),
        a(Initiative, "chat", moscow="must"),
        a(Initiative, "mails", moscow="could"),
        a(Effort, "chat", initiative="chat", team="web", likely=Decimal(8)),
        a(Effort, "mails", initiative="mails", team="web", likely=Decimal(2)),
    )
    app = stand(plan)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*["right_square_bracket"] * 6)

        assert table(app)[1:] == ["1 Chat must must ██████████", "2 Mails could could ███"]
        picture = " ".join(app.picture)
        assert "MoSCoW · of the effort: must 80 %, could 20 % · musts above 60 % leave no room to slip" in picture
        assert "Chat must, rank 1" in app.detail


async def test_value_is_drawn_against_effort_with_the_same_cursor() -> None:
    plan = plan_of(*PLAN, a(Team, "web"), a(Effort, "m", initiative="mails", team="web", likely=Decimal(8)))
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M")
        picture = "\n".join(app.picture)
        assert "quick win" in picture
        assert "▸a Mails" in picture

        await pilot.press("M")
        assert "points of 100, rank 1" in app.detail


async def test_waiting_has_its_price_where_the_order_is_by_the_cost_of_delay() -> None:
    # The example of the method: A, 10 a week for 2 weeks, then B, 30 a week for 4 weeks: 200; B first: 180.
    plan = plan_of(
        a(Initiative, "a", delay_cost=Decimal(10), likely_days=10),
        a(Initiative, "b", delay_cost=Decimal(30), likely_days=20),
    )
    app = stand(plan)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*["right_square_bracket"] * 4)

        assert "waiting: 200 as listed, 180 EUR at best" in " ".join(app.picture)


async def test_the_case_goes_out_for_what_is_marked_else_for_all() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(2):
            await pilot.press("x", *"business", "enter")
            await pilot.pause()
            await pilot.press("space")

        exports = [message for message in app.asked if isinstance(message, Export)]
        assert [(each.format, each.of) for each in exports] == [("case", ()), ("case", ("mails",))]


@pytest.mark.parametrize("left", [1, 0])
async def test_what_somebody_else_removes_goes_once_the_page_is_on_top_again(left: int) -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        app.plan = plan_of(*(each for each in PLAN if left and "mails" not in (each.id, each.belongs_to)))
        await pilot.resize_terminal(90, 30)
        assert isinstance(app.screen, Chooser)
        await pilot.press("escape")

        assert [row.split()[1] for row in table(app)[1:]] == ["Filters", "a", "Chat"] * left


async def test_an_effort_is_not_asked_for_in_a_file_that_is_read_only() -> None:
    work = a(Effort, "chat-web", initiative="chat", team="web", likely=Decimal(8))
    app = stand(plan_of(a(Initiative, "chat"), a(Team, "web"), work))
    async with app.run_test(size=(120, 30)) as pilot:
        app.screen.read_only = "the disk is full"  # type: ignore[attr-defined]
        await pilot.press("right_square_bracket", "l", "l", "l", "l", "enter")

        assert app.said == ["This engagement is read-only: the disk is full."]
        assert not isinstance(app.screen, Chooser)


@pytest.mark.parametrize("keys", ["m a", "m P", "m e", "r a", "r e", "dollar_sign i", "dollar_sign b", "W d", "W y"])
async def test_a_key_that_writes_is_dim_on_every_screen_over_a_page_that_is_read_only(keys: str) -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        app.screen.read_only = "the disk is full"  # type: ignore[attr-defined]
        opens, key = keys.split()
        await pilot.press(opens)
        assert not app.screen.active_bindings[key].enabled
        await pilot.press(key)

        assert app.said == ["This engagement is read-only: the disk is full."]


async def test_a_judgement_is_not_asked_for_in_a_file_that_is_read_only() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        app.screen.read_only = "the disk is full"  # type: ignore[attr-defined]
        await pilot.press("W", "enter")

        assert app.said == ["This engagement is read-only: the disk is full."]
        assert not app.screen.query_one(Prompt).is_open


async def test_the_first_initiative_turns_the_page_to_its_ranking_and_the_last_one_back() -> None:
    app = stand(Plan())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        app.fill_in(name="Filters")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert table(app)[-1].startswith("– Filters")

        app.plan = plan_of(EASE)
        await pilot.pause()
        assert "Press a to add an initiative" in " ".join(app.picture)


async def test_what_a_score_follows_from_is_added_where_it_is_missing() -> None:
    app = stand(plan_of(a(Initiative, "chat"), a(Team, "web")))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right_square_bracket", "l", "l", "l", "l", "enter")
        app.fill_in(team="web", likely="8")
        await pilot.press("ctrl+s")

        [change] = app.edit.changes
        assert isinstance(change.after, Effort)
        assert (change.after.initiative, change.after.team, change.after.likely) == ("chat", "web", Decimal(8))


async def test_user_stories_are_drafted_from_the_gaps_of_the_initiative() -> None:
    gap = a(Gap, "no-filters", name="No filters", current="search")
    plan = plan_of(*PLAN, gap, a(Remedy, initiative="mails", gap="no-filters"))
    app = stand(plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("U")

        [(_, fields)] = changes(app.edit)
        assert (fields["initiative"], fields["want"]) == ("mails", "this to be over: No filters")

        await pilot.press("down", "U")
        assert len(app.proposed) == 1, "it closes no gap"
