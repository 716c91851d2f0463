"""The page of gaps: what was found and what was recorded, how it reads, and what each key proposes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from textual.widgets import Input

from domain.entity import Entity, revise
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap, GapDecision, GapKind
from domain.initiative import Initiative, Remedy
from domain.journey import Backing, Horizon, Journey, Note, Phase, Touchpoint
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from screens.behind import Behind
from screens.form import RecordForm
from screens.gaps import Gaps
from screens.messages import Turn
from screens.parts.chooser import Chooser
from screens.parts.plot import Plot
from screens.parts.prompt import Prompt
from screens.parts.table import Table
from screens.weighing import Weighing
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tui.pages import new_page

FRAME: tuple[Entity, ...] = (
    a(Persona, "anna", share_percent=40),
    a(Persona, "bob", share_percent=20),
    a(Journey, "trip", persona="anna"),
    a(Journey, "near-trip", persona="anna", horizon=Horizon.NEAR, departs_from="trip"),
    a(Journey, "far-trip", persona="anna", horizon=Horizon.FAR, departs_from="trip"),
    a(Phase, "orient", journey="trip"),
    a(Phase, "near-orient", journey="near-trip"),
    a(Phase, "far-orient", journey="far-trip"),
)


def everywhere(id: str, *felt: int | str, **fields: object) -> Iterable[Touchpoint]:
    """A touchpoint of today and what stands for it in both dreams."""
    name = id.capitalize()
    for horizon, feeling in zip(("", "near-", "far-"), felt, strict=True):
        replaces = id if horizon else None
        yield a(
            Touchpoint,
            f"{horizon}{id}",
            name=name,
            phase=f"{horizon}orient",
            feeling=Decimal(feeling),
            replaces=replaces,
            **fields,
        )


PLAN = plan_of(
    *FRAME,
    *everywhere("search", -1, "0.5", 2, importance=4),
    *everywhere("pay", -2, 1, 1, importance=5),
    *everywhere("wait", 0, 1, 1),
    *everywhere("ask", -1, 0, 0, importance=2),
    a(Note, "pain", touchpoint="search", text="I cannot filter", severity=3),
    a(Gap, "no-filters", current="search", dream="near-search", kind=GapKind.FIX, cause="Words, not fields."),
    a(Gap, "slow-pay", current="pay", dream="near-pay"),
    a(Gap, "waiting", current="wait", decision=GapDecision.PARK),
    a(Initiative, "filters"),
    a(Initiative, "tags"),
    a(Remedy, initiative="filters", gap="no-filters", closes_percent=60),
    a(Evidence, "survey", kind=EvidenceKind.SURVEY, sample_size=200, collected_on=TODAY, representative_percent=100),
    a(Citation, evidence="survey", gap="no-filters"),
    a(Team, "web-team"),
    a(Backing, touchpoint="search", team="web-team"),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(4, today=TODAY, author="ana"), plan)


def table(app: Stand) -> list[str]:
    """The rows as they read, without the cursor."""
    return [" ".join(line.strip("▌●◉ ").split()) for line in app.lines_of(app.screen.query_one(Table)) if line.strip()]


def gaps(app: Stand) -> Gaps:
    [page] = [screen for screen in app.screen_stack if isinstance(screen, Gaps)]
    return page


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        (
            (80, 24),
            [
                "# Gap Score Δ Marks Claimed",
                "Gaps 3",
                "1 Slow pay ██████ 6.00 +3 ○? –",
                "2 No filters █████ 4.80 +3 60 %",
                "Waiting 0.4 … 2 +1 ?P –",
                "Found by comparing the journeys, not recorded yet 1",
                "Ask: −1 → 0 █ 0.80 +1 ? –",
            ],
        ),
        (
            (120, 40),
            [
                "# Gap Score Δ Marks Claimed Now → dream Proof Δ goal Imp. Reach",
                "Gaps 3",
                "1 Slow pay ██████ 6.00 +3 ○? – −2 → +1 ▯▯▯▯ – 5 0.4",
                "2 No filters █████ 4.80 +3 60 % −1 → +2 ▮▮▮▯ – 4 0.4",
                "Waiting 0.4 … 2 +1 ?P – 0 → +1 ▯▯▯▯ – – 0.4",
                "Found by comparing the journeys, not recorded yet 1",
                "Ask: −1 → 0 █ 0.80 +1 ? – −1 → 0 ▯▯▯▯ – 2 0.4",
            ],
        ),
    ],
)
async def test_gaps_stand_by_what_they_weigh_above_those_that_nobody_recorded(
    size: tuple[int, int], rows: list[str]
) -> None:
    app = stand()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        assert table(app) == rows
        assert app.widths == {size[0]}


async def test_the_gap_is_told_beside_the_table_where_there_is_room() -> None:
    app = stand()
    async with app.run_test(size=(200, 50)) as pilot:
        await pilot.press("j")
        await pilot.pause(0.2)

        for said in (
            "No filters rank 2 · fix · Orient · Trip",
            "Score 4.80 = 4 (importance) × 3 (gap) × 0.4 (reach) × 1 (bad moments)",
            "Today Near dream Far dream Search Search Search Feeling −1 +0.5 +2",
            "Cause Words, not fields.",
            "What hurts · I cannot filter ▲▲▲ ▯▯▯▯ no evidence",
            "Who closes it · Filters 60 % 40 % is open.",
            "far part 1.5 = max(0, 2 far − max((−1) today, 0.5 near))",
            "Beside it: evidence strength 0.60 = survey 0.60",
        ):
            assert said in app.detail
        assert app.widths == {200}


async def test_a_found_gap_is_recorded_and_the_cursor_goes_along() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("G", "plus")

        assert app.edit.label == "Record gap “Ask: −1 → 0”"
        [(id, fields)] = changes(app.edit)
        assert (fields["current"], fields["dream"], fields["kind"]) == ("ask", "near-ask", GapKind.FIX)
        assert app.listing.key == f"gap/{id}"
        assert not any("not recorded" in row for row in table(app))


async def test_all_marked_gaps_that_were_found_are_recorded_at_once() -> None:
    plan = plan_of(*PLAN, *everywhere("call", -2, 1, 1, importance=1))
    app = stand(plan)
    async with app.run_test() as pilot:
        await pilot.press("space", "G", "space", "k", "space", "plus")

        assert app.edit.label == "Record 2 gaps"
        assert app.listing.marked == ()


async def test_an_initiative_is_drafted_from_the_gap_with_what_is_open_of_it() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "a")

        made = [change.subject for change in app.edit.changes]
        assert app.edit.label == "Draft initiative “Better: Search”"
        [remedy] = [each for each in made if isinstance(each, Remedy)]
        assert (remedy.gap, remedy.closes_percent) == ("no-filters", 40)
        assert "100 %" in table(app)[3]
        assert app.listing.key == "gap/no-filters"

        await pilot.press("a")
        assert len(app.proposed) == 1
        assert app.said[-1].startswith("Draft an initiative: “No filters” is claimed wholly already")


async def test_an_initiative_drafted_from_a_found_gap_records_it_too() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("G", "a")

        kinds = [change.subject.KIND for change in app.edit.changes]
        assert kinds == ["gap", "initiative", "remedy"]
        assert app.listing.key == "gap/ask-1-0"


async def test_a_gap_is_added_by_hand() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("A")
        await pilot.pause()
        app.fill_in(name="Nobody calls back")
        await pilot.press("ctrl+s")

        assert app.edit.label == "Add gap “Nobody calls back”"


async def test_a_share_is_claimed_for_an_initiative_and_refused_beyond_what_is_left() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "c")
        await pilot.pause()
        assert isinstance(app.screen, Chooser)
        await pilot.press(*"tags", "enter")
        await pilot.press("tab", *"50", "shift+tab", "enter")

        assert app.proposed == []
        assert app.said == ["Claim 50 % of “No filters”: others claim 60 % of it, so at most 40 % is left."]
        await pilot.press("backspace", "backspace", *"30 %", "enter")
        assert app.edit.label == "Claim 30 % of “No filters”"
        assert "90 %" in table(app)[3]
        assert not app.screen.query_one(Prompt).is_open


@pytest.mark.parametrize("typed", ["half", "", "12.5", "9" * 5000])
async def test_what_is_no_share_is_said(typed: str) -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("j", "c")
        await pilot.pause()
        await pilot.press(*"filters", "enter")
        app.screen.query_one("Prompt Input", Input).value = typed
        await pilot.press("enter")

        assert app.proposed == []
        assert app.said == ["A share is a whole number from 0 to 100."]


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("nobody", ["Gaps nobody closes 1 of 3", "1 Slow pay", "Found"]),
        ("without evidence", ["Gaps without evidence 2 of 3", "1 Slow pay", "Waiting", "Found"]),
        ("parked", ["Gaps that are parked 1 of 3", "Waiting"]),
        (
            "near dream makes",
            ["Gaps that the near dream makes smaller 3", "1 Slow pay", "2 No filters", "Waiting", "Found"],
        ),
        ("far dream makes", ["Gaps that the far dream makes smaller 1 of 3", "2 No filters"]),
        ("anna", ["Gaps of “Anna” 3", "1 Slow pay", "2 No filters", "Waiting", "Found"]),
        ("trip", ["Gaps of “Trip” 3", "1 Slow pay", "2 No filters", "Waiting", "Found"]),
        ("all gaps", ["Gaps 3", "1 Slow pay", "2 No filters", "Waiting", "Found"]),
    ],
)
async def test_the_list_is_narrowed_by_one_choice(typed: str, rows: list[str]) -> None:
    app = stand()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("f")
        await pilot.pause()
        await pilot.press(*typed, "enter")
        await pilot.pause()

        shown = [row for row in table(app)[1:] if not row.startswith("Ask")]
        assert [row.startswith(start) for row, start in zip(shown, rows, strict=True)] == [True] * len(rows), shown


async def test_nothing_left_to_show_says_how_to_see_all_again() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("f")
        await pilot.pause()
        await pilot.press(*"bob", "enter")
        await pilot.pause()
        assert "There are no gaps of “Bob”." in " ".join(app.rows)

        await pilot.press("escape")
        assert len(app.rows) == 7


async def test_a_search_finds_touchpoints_and_causes_too() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"fields", "enter")

        assert [row.split()[:3] for row in table(app)[2:]] == [["2", "No", "filters"]]


async def test_going_to_a_gap_that_is_left_out_shows_all() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("f")
        await pilot.pause()
        await pilot.press(*"parked", "enter")
        await pilot.pause()

        gaps(app).show_record("gap", "no-filters")

        assert app.listing.key == "gap/no-filters"


async def test_a_number_opens_into_its_formula_and_a_figure_of_it_into_its_form() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j", "l", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Weighing)
        picture = "\n".join(" ".join(line.split()) for line in app.picture)
        for said in (
            "How “No filters” comes to its numbers",
            "Importance 4 importance of “Search” in “Trip”",
            "Share of Anna 40 % share of “Anna”",
            "Feeling, far dream +2 feeling of “Search” in “Far trip”",
            "score 4.80 = 4 (importance) × 3 (gap)",
            "Strength of the evidence 0.60",
            "Closed 60 %, open 40 %",
        ):
            assert said in picture, picture

        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)
        app.fill_in(importance="5")
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert changes(app.edit) == [("search", {"importance": 5})]
        assert isinstance(app.screen, Weighing)
        assert any("score 6.00 = 5 (importance)" in line for line in app.picture)
        await pilot.press("escape")
        assert app.listing.key == "gap/no-filters"


async def test_the_claim_of_an_initiative_leads_to_it() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("j", "l", "enter")
        await pilot.pause()
        await pilot.press("G", "enter")
        await pilot.pause()

        assert app.asked == [Turn(0, "initiative", "filters")]


async def test_an_input_is_opened_where_it_is_typed() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        for column, field in (("Now → dream", "feeling"), ("Imp.", "importance")):
            place = [each.title for each in gaps(app).columns].index(column)
            app.screen.query_one(Table).column = place
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, RecordForm)
            app.fill_in(**{field: "1"})
            await pilot.press("ctrl+s")

        assert [changes(edit) for edit in app.proposed] == [
            [("pay", {"feeling": Decimal(1)})],
            [("pay", {"importance": 1})],
        ]


async def test_the_name_opens_the_form_of_the_gap_and_of_one_that_was_found_the_formula() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)

        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("G", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Weighing)


async def test_a_figure_of_a_found_gap_itself_waits_until_it_is_recorded() -> None:
    chat = a(Touchpoint, "chat", phase="near-orient", feeling=1)
    app = stand(plan_of(*FRAME, *everywhere("search", 0, 0, 0), chat))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("G", "enter")
        assert app.said == ["It is not recorded yet. Go back and press + first."]

        await pilot.press("k", "k", "enter")
        assert app.said[-1].startswith("This line follows from the figures above it")


async def test_what_an_expert_says_of_satisfaction_is_typed_at_the_touchpoint() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("G", "l", "enter")
        await pilot.pause()
        await pilot.press("G", "k", "enter")
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)
        app.fill_in(feeling="-2")
        await pilot.press("ctrl+s")

        assert changes(app.edit) == [("ask", {"feeling": Decimal(-2)})]


async def test_the_picture_follows_the_cursor_and_gives_way_to_the_words_again() -> None:
    app = stand()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("M", "j")
        await pilot.pause(0.2)
        picture = "\n".join(app.picture)

        assert "satisfaction" in picture
        assert any("No filters" in line and "importance 7.5" in line for line in app.picture)
        assert app.widths == {120}

        await pilot.press("escape")
        assert not app.screen.query_one(Plot).display
        assert "Who closes it" in app.detail or "Today" in app.detail


async def test_who_is_needed_is_asked_of_a_gap_and_of_the_touchpoint_of_one_that_was_found() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("j", "B")
        await pilot.pause()
        assert isinstance(app.screen, Behind)
        assert "Who is needed to change “No filters”" in app.picture[0]
        assert "Web team" in "\n".join(app.rows)

        await pilot.press("escape", "G", "B")
        await pilot.pause()
        assert "Who is needed to change “Ask”" in app.picture[0]


@pytest.mark.parametrize("key", ["e", "d", "t", "y", "c"])
async def test_keys_of_records_say_that_a_found_gap_is_none_yet(key: str) -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("G", key)

        assert app.said == ["It is not recorded yet. Press + to record it first."]


async def test_an_edit_elsewhere_ranks_anew_and_the_cursor_stays_with_its_gap() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("j")
        pay = PLAN.get(Touchpoint, "pay")
        app.plan = plan_of(*(revise(each, importance=1) if each == pay else each for each in PLAN))
        await pilot.pause()

        assert [row.split()[:3] for row in table(app)[2:4]] == [["1", "No", "filters"], ["2", "Slow", "pay"]]
        assert app.listing.key == "gap/no-filters"


async def test_nothing_is_proposed_in_a_file_that_is_read_only() -> None:
    app = stand()
    async with app.run_test() as pilot:
        gaps(app).read_only = "the disk is full"
        await pilot.press("a", "A", "c", "G", "plus")
        await pilot.pause()

        assert app.proposed == []
        assert set(app.said) == {"This engagement is read-only: the disk is full."}
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Weighing), "looking is allowed"


async def test_without_gaps_the_page_says_how_they_come_about() -> None:
    app = stand(Plan())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Start a dream with D on page 3" in " ".join(app.rows)

        await pilot.press("a", "plus", "f", "escape")
        assert app.proposed == []


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_names_of_any_sort_leave_the_columns_straight(name: str, size: tuple[int, int]) -> None:
    hostile = {
        Gap: {"name": name, "cause": name},
        Touchpoint: {"name": name, "doing": name},
        Initiative: {"name": f"{name} i"},
        Note: {"text": name},
    }
    records = [
        revise(each, **hostile[type(each)]) if type(each) in hostile and each.id != "tags" else each for each in PLAN
    ]
    app = stand(plan_of(*records))
    async with app.run_test(size=size) as pilot:
        await pilot.press("j", "M")
        await pilot.pause(0.2)
        assert app.widths == {size[0]}
        await pilot.press("M", "l", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Weighing)
        assert app.widths == {size[0]}
