"""Two journeys beside each other: what changed, which pairs are said to be pairs, and an earlier day."""

from __future__ import annotations

from datetime import date

import pytest

from domain.edits import change
from domain.journey import Horizon, Journey, Note, NoteKind, Phase, Touchpoint
from domain.plan import Plan
from screens.differences import Differences, Sides, in_short
from screens.journeys import Journeys
from screens.messages import Recall
from screens.parts.chooser import Chooser
from screens.parts.overlay import Overlay
from screens.subjects import JOURNEYS, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == JOURNEYS]
PLAN = plan_of(
    a(Journey, "trip"),
    a(Journey, "dream", name="Trip to come", horizon=Horizon.NEAR, departs_from="trip", target_on=date(2029, 12, 31)),
    a(Journey, "other"),
    a(Phase, "orient", journey="trip"),
    a(Phase, "orient-near", name="Orient", journey="dream"),
    a(Phase, "elsewhere", journey="other"),
    a(Touchpoint, "search", phase="orient", feeling=-1.5, channel="web"),
    a(Touchpoint, "compare-trips", phase="orient", feeling=1),
    a(Touchpoint, "wait", phase="orient", feeling=-2),
    a(Touchpoint, "near-search", name="Search", phase="orient-near", feeling=2, channel="app", replaces="search"),
    a(Touchpoint, "near-compare", name="Compare trips", phase="orient-near", feeling=1),
    a(Touchpoint, "near-advice", name="Advice", phase="orient-near", feeling=1),
    a(Touchpoint, "ask", phase="elsewhere"),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: Journeys(SUBJECT, today=TODAY), plan)


async def test_a_dream_on_the_map_is_laid_beside_today() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(">", "=")
        assert isinstance(app.screen, Differences)

        assert [row.split()[0] for row in app.rows[1:]] == ["~", "=", "−", "+"]
        assert "feeling −1.5 → +2" in app.rows[1]
        assert "channel web → app" in app.rows[1]
        assert app.rows[2].endswith("proposed")
        assert "1 same, 1 changed, 1 added, 1 dropped, 1 proposed" in app.picture[0]
        assert "Feeling −1.5 → +2" in app.detail
        assert app.widths == {120}


async def test_enter_confirms_what_is_proposed_and_the_list_shows_it_at_once() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "=", "j", "enter")

        assert changes(app.edit) == [("near-compare", {"replaces": "compare-trips"})]
        assert not any("proposed" in row for row in app.rows)
        assert app.listing.key == "+near-compare"


async def test_space_confirms_and_all_confirms_every_proposal() -> None:
    plan = PLAN.apply(change(PLAN.get(Touchpoint, "near-search"), replaces=None))
    app = stand(plan)
    async with app.run_test() as pilot:
        await pilot.press(">", "=", "space")
        await pilot.press("u", "A")

    first, second = app.proposed
    assert changes(first) == [("near-search", {"replaces": "search"})]
    assert changes(second) == [("near-compare", {"replaces": "compare-trips"})]


async def test_all_at_once_is_one_edit() -> None:
    app = stand(PLAN.apply(change(PLAN.get(Touchpoint, "near-search"), replaces=None)))
    async with app.run_test() as pilot:
        await pilot.press(">", "=", "A")

    assert app.edit.label == "Confirm 2 pairs"


async def test_a_pair_is_taken_apart() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "=", "x")

        assert changes(app.edit) == [("near-search", {"replaces": None})]
        assert "proposed" in app.rows[1]


@pytest.mark.parametrize(
    ("row", "typed", "pair"),
    [
        pytest.param("+near-advice", "wait", ("near-advice", "wait"), id="what the dream adds"),
        pytest.param("−wait", "advice", ("near-advice", "wait"), id="what the dream drops"),
        pytest.param("+near-search", "wait", ("near-search", "wait"), id="what belongs to another"),
    ],
)
async def test_the_other_one_of_a_pair_is_chosen_by_name(row: str, typed: str, pair: tuple[str, str]) -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "=")
        app.listing.move_to(row)
        await pilot.press("p", *typed, "enter")

    assert changes(app.edit) == [(pair[0], {"replaces": pair[1]})]


async def test_what_cannot_be_done_says_why() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "=", "enter", "G", "x")

    assert app.proposed == []
    assert app.said == [
        "Nothing is proposed here. Press p to choose what it belongs to.",
        "There is no confirmed pair to take apart here.",
    ]


@pytest.mark.parametrize("key", ["f", "~"])
async def test_what_is_the_same_is_left_out_and_comes_back(key: str) -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(">", "=", key)
        assert [row.split()[0] for row in app.rows[1:]] == ["~", "−", "+"]
        assert "1 same (hidden), 1 changed" in app.picture[0]

        await pilot.press(key)

        assert len(app.rows) == 5


async def test_the_curves_point_at_the_pair_under_the_cursor() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(">", "=")
        overlay = app.screen.query_one(Overlay)
        before = overlay.render_line(5).text.index("▲")
        drawn = [overlay.render_line(y).text for y in range(5)]
        await pilot.press("j")

        assert overlay.render_line(5).text.index("▲") == before + 12
    assert drawn[0][before] == "◌"
    assert drawn[4][before] == "●"


async def test_today_asks_what_to_lay_beside_it_its_dreams_first() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("=")
        assert isinstance(app.screen, Chooser)
        assert [row.split("  ")[0] for row in app.rows] == [
            "◌ Trip to come",
            "Other",
            "↶ The same on an earlier day …",
        ]

        await pilot.press("enter")

        assert app.rows[0].split() == ["Phase", "●", "today", "◌", "near", "2029", "What", "changed"]
        assert [row.split()[0] for row in app.rows[1:]] == ["~", "=", "−", "+"]


async def test_choosing_nothing_leads_back_to_the_map() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("=", "escape")
        await pilot.pause()

        assert isinstance(app.screen, Journeys)


async def test_two_journeys_of_today_are_compared_and_not_paired() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("=", "down", "enter", "A")

        assert [row.split()[0] for row in app.rows[1:]] == ["−", "−", "−", "+"]
    assert app.said == ["Only a dream that is laid beside today is paired; these two are compared as they are."]


async def test_a_journey_is_compared_with_itself_on_an_earlier_day() -> None:
    past = PLAN.apply(change(PLAN.get(Touchpoint, "wait"), feeling=0, name="Queue"))
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("=", "up", "down", "down", "enter", *"2027-01-31", "enter")
        [recall] = app.asked
        assert isinstance(recall, Recall)
        assert recall.day == date(2027, 1, 31)

        recall.then(past)
        await pilot.pause()

        assert [row.split()[0] for row in app.rows[1:]] == ["=", "=", "~"]
        assert "feeling 0 → −2" in app.rows[3]
        assert "○ on 2027-01-31" in app.rows[0]
        assert "Queue" in app.rows[3]


async def test_a_day_to_come_is_not_an_earlier_one() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("=", "up", "down", "down", "enter", *"today", "enter")

    assert app.asked == []
    assert app.said == ["Type a day before today: 2027-01-31, or -30 for 30 days ago."]


async def test_a_journey_that_was_not_there_yet_is_told() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("=", "down", "down", "enter", *"-30", "enter")
        [recall] = app.asked
        assert isinstance(recall, Recall)
        recall.then(Plan())
        await pilot.pause()

    assert app.said == ["This journey was not there yet at the end of 2027-05-16."]


def test_what_changed_is_told_with_the_feeling_first_and_texts_last() -> None:
    plan = plan_of(a(Touchpoint, "search", doing="I scroll", channel="web", feeling=-1))
    search, journey = plan.get(Touchpoint, "search"), plan.get(Journey, "journey")
    after = plan.apply(change(search, doing="I choose", channel="phone", feeling=1))
    sides = Sides(after, journey, journey, plan, TODAY)

    [pair] = sides.pairs

    assert in_short(sides, pair) == "feeling −1 → +1 · channel web → phone · doing"


def test_texts_and_notes_are_told_by_their_title() -> None:
    plan = plan_of(
        a(Journey, "trip"),
        a(Phase, "orient", journey="trip"),
        a(Touchpoint, "search", phase="orient", doing="I scroll"),
    )
    after = plan.apply(change(plan.get(Touchpoint, "search"), doing="I choose", name="Find"))
    noted = plan_of(*after, a(Note, "slow", touchpoint="search", kind=NoteKind.PAIN))
    sides = Sides(noted, plan.get(Journey, "trip"), noted.get(Journey, "trip"), plan, TODAY)

    [pair] = sides.pairs

    assert in_short(sides, pair) == "doing · notes"


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_keep_the_right_edge_straight(width: int) -> None:
    named = [a(Touchpoint, f"t-{n}", name=name, doing=name, phase="orient") for n, name in enumerate(HOSTILE)]
    dreamt = [a(Touchpoint, f"d-{n}", name=name, phase="orient-near") for n, name in enumerate(HOSTILE[::-1])]
    app = stand(plan_of(*PLAN, *named, *dreamt))
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press(">", "=", "j", "j", "j")

        assert app.widths == {width}


async def test_a_read_only_engagement_is_compared_and_not_changed() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "=")
        app.screen.page.read_only = "no permission"  # type: ignore[attr-defined]
        await pilot.press("A")

    assert app.proposed == []
    assert app.said == ["This engagement is read-only: no permission."]


async def test_the_help_tells_what_the_keys_do_with_pairs() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(">", "=", "?")
        await pilot.pause()

        assert any("Choose what it belongs to" in line for line in app.picture)
