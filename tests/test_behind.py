"""Who is needed to change something, and what hangs on a team or a system."""

from __future__ import annotations

import pytest

from domain.evidence import Evidence
from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Backing, Journey, Note, NoteKind, Phase, Touchpoint
from domain.kpi import Kpi
from domain.people import Stakeholder, System, Team
from domain.plan import Plan
from screens.behind import Behind, groups_of
from screens.journeys import Journeys
from screens.messages import Turn
from screens.parts.chooser import Choices
from screens.parts.listing import Listing
from screens.people import People
from screens.subjects import JOURNEYS, PEOPLE, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand

PLAN = plan_of(
    a(Journey, "trip"),
    a(Phase, "orient", journey="trip"),
    a(Touchpoint, "search", phase="orient"),
    a(Touchpoint, "wait", phase="orient"),
    a(Note, "slow", touchpoint="search", kind=NoteKind.PAIN, text="Too slow"),
    a(Team, "web-team", department="Online"),
    a(Team, "care", department="Service"),
    a(System, "site", team="web-team"),
    a(System, "fax"),
    a(Backing, "site-shows", touchpoint="search", system="site", role="Shows the trips"),
    a(Backing, "fax-sends", touchpoint="search", system="fax"),
    a(Stakeholder, "olga", department="online"),
    a(Gap, "no-filters", current="search"),
    a(Initiative, "filters"),
    a(Initiative, "redesign"),
    a(Remedy, "first", initiative="filters", gap="no-filters"),
    a(Remedy, "second", initiative="redesign", gap="no-filters"),
    a(Kpi, "bookings", touchpoints=("search",)),
)


def journeys(plan: Plan = PLAN) -> Stand:
    return page(Journeys, JOURNEYS, plan)


def people(plan: Plan = PLAN) -> Stand:
    return page(People, PEOPLE, plan)


def page(kind: type[Journeys | People], number: int, plan: Plan) -> Stand:
    [subject] = [subject for subject in SUBJECTS if subject.number == number]
    return Stand(lambda: kind(subject, today=TODAY), plan)


def told(plan: Plan, id: str, kind: type[Touchpoint | Note | Phase | Journey | Team | System]) -> dict[str, list[str]]:
    return {group.title: [entry.text for entry in group.entries] for group in groups_of(plan, plan.get(kind, id))}


@pytest.mark.parametrize(("kind", "id"), [(Touchpoint, "search"), (Note, "slow"), (Phase, "orient")])
def test_who_is_needed_is_told_by_what_they_are(kind: type[Touchpoint | Note | Phase], id: str) -> None:
    assert told(PLAN, id, kind) == {
        "Teams": ["Web team"],
        "Systems and processes": ["Site", "Fax"],
        "The part each plays": ["Site: Shows the trips"],
        "Stakeholders in their departments": ["Olga"],
        "Initiatives already at work on it": ["Filters", "Redesign"],
    }


def test_of_a_journey_also_the_touchpoints_nobody_owns_are_told() -> None:
    assert told(PLAN, "trip", Journey)["Touchpoints that no team stands behind"] == ["Wait"]


@pytest.mark.parametrize(("kind", "id"), [(Team, "web-team"), (System, "site")])
def test_all_that_hangs_on_a_team_or_a_system_is_told(kind: type[Team | System], id: str) -> None:
    assert told(PLAN, id, kind) == {
        "Trip (current): touchpoints": ["Search"],
        "Pains": ["Too slow"],
        "Gaps": ["No filters"],
        "Initiatives": ["Filters", "Redesign"],
        "KPIs": ["Bookings"],
        "Of all systems, those that several initiatives will change": ["Site", "Fax"],
    }


async def test_a_system_says_who_runs_it_or_that_nobody_does() -> None:
    app = journeys()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("B")

        assert any(row.split() == ["Site", "run", "by", "Web", "team"] for row in app.rows)
        assert any(row.split() == ["Fax", "nobody", "runs", "it"] for row in app.rows)
        assert "Who is needed to change “Search”" in app.picture[0]


async def test_the_screen_follows_the_cursor_from_touchpoint_to_journey() -> None:
    app = journeys()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("k", "k", "B")

        assert "Who is needed to change “Trip”" in app.picture[0]
        assert "Touchpoints that no team stands behind 1" in app.rows


async def test_enter_goes_to_the_record_and_escape_back() -> None:
    app = journeys()
    async with app.run_test() as pilot:
        await pilot.press("B", "j", "enter")
        await pilot.pause()
        assert app.asked == [Turn(0, "system", "site")]
        assert isinstance(app.screen, Journeys)

        await pilot.press("B", "escape")
        await pilot.pause()

        assert isinstance(app.screen, Journeys)


async def test_a_part_somebody_plays_leads_nowhere_and_says_so() -> None:
    app = journeys()
    async with app.run_test() as pilot:
        await pilot.press("B", "j", "j", "j", "enter")

        assert isinstance(app.screen, Behind)
    assert app.said == ["This line only says what is done; go to the team or the system above it."]


async def test_a_line_that_is_gone_when_its_key_arrives_leads_nowhere() -> None:
    app = journeys()
    async with app.run_test() as pilot:
        await pilot.press("B")
        listing = app.screen.query_one(Choices)
        listing.post_message(Listing.Chosen(listing, "0/team:gone"))
        await pilot.pause()

        assert isinstance(app.screen, Behind)
    assert app.asked == []


async def test_nobody_is_needed_to_change_a_piece_of_evidence() -> None:
    app = journeys(plan_of(a(Evidence, "survey")))
    async with app.run_test() as pilot:
        await pilot.press("j", "B")

    assert app.said == ["Put the cursor on a journey, a phase, a touchpoint or a note first."]


async def test_people_show_how_much_hangs_on_a_team() -> None:
    app = people()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Web team team Touchpoints 1 Pains 1 Gaps 1" in app.detail

        await pilot.press("B")

        assert "What hangs on “Web team”" in app.picture[0]


async def test_a_team_on_which_nothing_hangs_says_so() -> None:
    app = people(plan_of(a(Team, "care")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Touchpoints 0 Pains 0 Gaps 0" in app.detail

        await pilot.press("B")

        assert app.rows[:2] == ["Touchpoints: none", "Pains: none"]


async def test_nothing_hangs_on_a_stakeholder() -> None:
    app = people()
    async with app.run_test() as pilot:
        await pilot.press("G", "B")

    assert app.said == ["Put the cursor on a team or a system first."]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_keep_the_right_edge_straight(width: int) -> None:
    teams = [a(Team, f"team-{n}", name=name, department=name) for n, name in enumerate(HOSTILE)]
    named = [a(Backing, f"b-{n}", touchpoint="wait", team=team.id, role=team.name) for n, team in enumerate(teams)]
    app = journeys(plan_of(*PLAN, *teams, *named))
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press("l", "B", "j", "j")

        assert app.widths == {width}
