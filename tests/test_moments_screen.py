"""The ranking of moments of truth on screen, what is arranged for each, and the hand-overs."""

from __future__ import annotations

import pytest

from domain.gap import Gap, GapDecision
from domain.journey import Backing, Horizon, Journey, Moment, Phase, Touchpoint
from domain.kpi import Kpi
from domain.people import Team
from domain.plan import Plan
from screens.journeys import Journeys
from screens.messages import Turn
from screens.moments import Moments
from screens.subjects import JOURNEYS, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == JOURNEYS]
WEIGHED = {"importance": 4, "drop_off_percent": 10}
PLAN = plan_of(
    a(Journey, "trip"),
    a(Journey, "tour"),
    a(Journey, "dream", horizon=Horizon.NEAR, departs_from="trip"),
    a(Phase, "orient", journey="trip"),
    a(Phase, "go", journey="tour"),
    a(Phase, "to-come", journey="dream"),
    a(Touchpoint, "search", phase="orient", moment=Moment.BREAK, feeling=-1, channel="web", **WEIGHED),
    a(Touchpoint, "wait", phase="orient", moment=Moment.BREAK, feeling=-2, channel="mail", hand_over=2, **WEIGHED),
    a(Touchpoint, "welcome", phase="go", moment=Moment.MAKE, feeling=2, channel="shop", **WEIGHED),
    a(Touchpoint, "unknown", phase="go", moment=Moment.BREAK, channel="phone"),
    a(Touchpoint, "dreamt", phase="to-come", moment=Moment.MAKE, feeling=2, **WEIGHED),
    a(Team, "web-team"),
    a(Backing, touchpoint="wait", team="web-team"),
    a(Gap, "slow", current="wait", decision=GapDecision.CLOSE),
    a(Gap, "open", current="search"),
    a(Kpi, "days", touchpoints=("wait",)),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: Journeys(SUBJECT, today=TODAY), plan)


def lists(app: Stand) -> dict[str, list[list[str]]]:
    """The words of each row, for each list."""
    screen = app.screen
    assert isinstance(screen, Moments)
    return {
        listing.id or "": [line.strip("▌ ").split() for line in app.lines_of(listing)[1:] if line.strip()]
        for listing in screen._lists
    }


async def test_moments_are_ranked_over_all_journeys_of_today_with_what_is_arranged() -> None:
    app = stand()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        told = lists(app)

        assert told["break"] == [
            ["Wait", "Trip", "✓", "✓", "✓", "8.8"],
            ["Search", "Trip", "·", "·", "·", "4.8"],
            ["Unknown", "Tour", "·", "·", "·", "–"],
        ]
        assert told["make"] == [["Welcome", "Tour", "·", "·", "·", "8.8"]]
        assert told["hand-overs"] == [
            ["Search", "→", "Wait", "web", "→", "mail", "Trip", "2"],
            ["Welcome", "→", "Unknown", "shop", "→", "phone", "Tour", "–"],
        ]
        assert "8.80 = 4 (importance) × (2 felt + 2 × 0.1 leave)" in app.screen.query_one("#detail").render_line(1).text
        assert app.widths == {140}


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 1), ((120, 40), 2)])
async def test_the_rankings_stand_side_by_side_where_there_is_room(size: tuple[int, int], columns: int) -> None:
    app = stand()
    async with app.run_test(size=size) as pilot:
        await pilot.press("M")
        await pilot.pause()
        ranked = [app.screen.query_one(id).region for id in ("#make", "#break")]

        assert len({region.x for region in ranked}) == columns
        assert len({region.y for region in ranked}) == 3 - columns


async def test_one_journey_is_ranked_by_itself() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M", "o")
        assert [row[0] for row in lists(app)["break"]] == ["Wait", "Search"]
        assert lists(app)["hand-overs"][0][:3] == ["Search", "→", "Wait"]
        assert "Moments of truth · Trip" in app.picture[0]

        await pilot.press("o")

        assert "all journeys of today" in app.picture[0]


async def test_a_dream_is_not_ranked_by_itself() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(">", "M", "o")

    assert app.said == ["A dream has no moments to act on; turn to a journey of today with < first."]


async def test_peak_and_end_weigh_more_where_one_wants_that() -> None:
    app = stand()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        assert "peak and end off" in app.picture[0]

        await pilot.press("p")

        assert "peak and end on" in app.picture[0]
        assert lists(app)["break"][0][-1] == "13.2"


async def test_enter_goes_to_the_touchpoint_in_any_list() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("M", "j", "enter")
        await pilot.press("M", "tab", "enter")
        await pilot.press("M", "h", "enter")
        await pilot.pause()

        assert isinstance(app.screen, Journeys)
    assert app.asked == [Turn(0, "touchpoint", id) for id in ("search", "wait", "welcome")]


async def test_without_moments_it_says_how_to_come_by_them() -> None:
    app = stand(plan_of(a(Touchpoint, "search")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M")

        assert any("No moment breaks the relation yet." in line for line in app.picture)
        assert any("The channel never changes here." in line for line in app.picture)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_keep_the_right_edge_straight(width: int) -> None:
    named = [
        a(Touchpoint, f"t-{n}", name=name, channel=name, phase="orient", moment=Moment.MAKE)
        for n, name in enumerate(HOSTILE)
    ]
    app = stand(plan_of(*PLAN, *named))
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press("M", "h", "j", "j")

        assert app.widths == {width}
