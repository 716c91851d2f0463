"""A page of records, as a person drives it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from domain.edits import change, remove
from domain.engagement import CoreValue, Engagement
from domain.entity import Entity
from domain.evidence import Citation, Evidence
from domain.gap import Gap
from domain.initiative import CashKind, CashLine, Effort, Initiative, Remedy
from domain.journey import Backing, Horizon, Journey, Note, NoteKind, Phase, Touchpoint
from domain.kpi import Kpi
from domain.people import Team
from domain.plan import Change, Edit, Plan
from domain.records import KINDS, parts_of
from screens.form import RecordForm
from screens.messages import KeepDraft, Redo, Turn, Undo
from screens.outline import Row, described, facts_line, outline, row_line, word_for
from screens.parts.chooser import Chooser
from screens.parts.confirm import Confirm
from screens.parts.pane import Field, Heading, Line, Prose
from screens.records import Records, moved, thread
from screens.subjects import FOUNDATIONS, SUBJECTS, Subject, page_showing
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tui.pages import new_page

PLAN = plan_of(
    a(Journey, "trip", name="Book a US road trip"),
    a(Phase, "orient", journey="trip"),
    a(Phase, "book", journey="trip"),
    a(Touchpoint, "search", phase="orient", feeling=-1, doing="I scroll through 400 trips."),
    a(Touchpoint, "compare", phase="orient"),
    a(Touchpoint, "share", phase="orient"),
    a(Note, "no-filters", touchpoint="search", text="No filters", kind=NoteKind.PAIN),
    a(Evidence, "survey"),
)
TRIP, SURVEY = PLAN.get(Journey, "trip"), PLAN.get(Evidence, "survey")
ORIENT, BOOK = PLAN.all(Phase)
SEARCH, COMPARE, SHARE = PLAN.all(Touchpoint)
[NO_FILTERS] = PLAN.all(Note)
JOURNEYS, GAPS, CASES = 3, 4, 5


def at(number: int) -> Subject:
    return next(subject for subject in SUBJECTS if subject.number == number)


def stand(number: int = JOURNEYS, plan: Plan = PLAN, **options: str) -> Stand:
    return Stand(lambda: Records(at(number), today=TODAY, **options), plan)


def page(app: Stand) -> Records:
    found = app.screen_stack[1]
    assert isinstance(found, Records)
    return found


async def go_to(app: Stand, pilot: Pilot[None], *records: Entity) -> None:
    """Put the cursor on each of *records* in turn."""
    for record in records:
        page(app).show_record(record.KIND, record.id)
    await pilot.pause()
    assert app.listing.key == f"{records[-1].KIND}/{records[-1].id}"


# --- adding -------------------------------------------------------------------------------------------------------


async def test_adding_proposes_a_sibling_behind_the_cursor_in_the_same_whole() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("a")
        app.fill_in(name="Filter")
        await pilot.press("ctrl+s")

        [(id, fields)] = changes(app.edit)
        assert app.edit.label == "Add touchpoint “Filter”"
        assert (id, fields["name"], fields["phase"]) == ("filter", "Filter", "orient")
        assert app.listing.key == "touchpoint/filter"
        assert app.rows[3:6] == ["▸   −1   Search", "–   Filter", "–   Compare"]


async def test_leaving_the_form_adds_nothing() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("a", "x", "escape")

        assert app.proposed == []
        assert isinstance(app.screen, Records)


async def test_adding_inside_offers_the_kinds_of_parts() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, COMPARE)
        await pilot.press("A")
        assert isinstance(app.screen, Chooser)
        assert [row.split()[0] for row in app.rows] == ["Note", "Backing"]

        await pilot.press("enter")
        app.fill_in(text="Too many tabs")
        await pilot.press("ctrl+s")

        [(id, fields)] = changes(app.edit)
        assert (id, fields["touchpoint"], fields["text"]) == ("too-many-tabs", "compare", "Too many tabs")
        assert app.listing.key == "note/too-many-tabs", "the whole unfolds to show it"


async def test_adding_inside_asks_no_kind_where_there_is_one() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, BOOK)
        await pilot.press("A")
        app.fill_in(name="Pay")
        await pilot.press("ctrl+s")

    [(id, fields)] = changes(app.edit)
    assert (id, fields["phase"]) == ("pay", "book")


async def test_an_empty_page_says_what_it_is_for_and_what_to_press() -> None:
    app = stand(GAPS, Plan())
    async with app.run_test() as pilot:
        await pilot.pause()

        text = " ".join(app.rows)
        assert at(GAPS).question.split(",")[0] in text
        assert "Press a to add a gap." in text


async def test_each_group_without_records_invites_to_add_the_first() -> None:
    app = stand(JOURNEYS, Plan())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.rows == [
            "Journeys 0",
            "Press a to add a journey.",
            "Pieces of evidence 0",
            "Press a to add a piece of evidence.",
            "Reliabilities 0",
            "Press a to add a reliability.",
        ]

        await pilot.press("j", "a")
        app.fill_in(name="Survey")
        await pilot.press("ctrl+s")

        assert app.edit.label == "Add evidence “Survey”"
        assert app.rows[2:4] == ["Pieces of evidence 1", "Survey"]


async def test_enter_on_an_invitation_adds() -> None:
    app = stand(JOURNEYS, Plan())
    async with app.run_test() as pilot:
        await pilot.press("enter")

        assert isinstance(app.screen, RecordForm)


async def test_there_is_no_second_engagement() -> None:
    app = stand(FOUNDATIONS, plan_of(a(Engagement), a(CoreValue, "warm")))
    async with app.run_test() as pilot:
        await pilot.press("d", "y", "a")
        app.fill_in(name="Clear")
        await pilot.press("ctrl+s")

    assert app.edit.label == "Add core value “Clear”"
    assert app.said == ["There is one engagement in a file."] * 2


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND)
def test_every_kind_has_a_row_to_add_it_from(kind: type[Entity]) -> None:
    page_of_kind = at(page_showing(Plan(), kind.KIND, "", CASES))
    wholes = [whole for whole in KINDS if kind in parts_of(whole)]  # adding inside offers all parts of a record

    rows = outline(Plan(), page_of_kind.kinds, ())

    assert bool(wholes) is (kind not in page_of_kind.kinds)
    assert wholes or len(page_of_kind.kinds) == 1 or f"+{kind.KIND}" in rows


# --- changing -----------------------------------------------------------------------------------------------------


async def test_editing_proposes_the_fields_that_changed() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("enter")
        app.fill_in(feeling="+1", channel="web")
        await pilot.press("ctrl+s")

        assert changes(app.edit) == [("search", {"feeling": 1, "channel": "web"})]
        assert "+1   Search" in app.rows[3]
        assert "Channel web" in app.detail


async def test_saving_a_form_without_a_change_proposes_nothing() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("e", "ctrl+s")

    assert app.proposed == []


async def test_edits_faster_than_the_store_all_stand() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        for feeling in (0, 1):
            here = page(app).record
            assert isinstance(here, Touchpoint)
            page(app).propose(change(here, feeling=feeling))
        page(app).propose(change(SEARCH, channel="web"))

    plan = PLAN
    for edit in app.proposed:
        plan = plan.apply(edit)
    search = plan.get(Touchpoint, "search")
    assert (search.feeling, search.channel) == (Decimal(1), "web")


async def test_what_somebody_else_changed_first_is_said_and_typed_text_is_kept() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("e")
        app.fill_in(feeling="2")
        app.plan = PLAN.apply(change(SEARCH, feeling=-2))
        await pilot.press("ctrl+s")

    assert app.proposed == []
    assert "feeling of “Search” is now “-2”; you wanted “2”" in app.said[0]
    kept = app.asked[-1]
    assert isinstance(kept, KeepDraft)
    assert (kept.subject, kept.fields) == ("touchpoint:search", {"feeling": "2"})


async def test_changes_of_two_people_to_other_fields_both_stand() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("e")
        app.fill_in(channel="web")
        app.plan = PLAN.apply(change(SEARCH, feeling=-2))
        await pilot.press("ctrl+s")

    assert changes(app.edit) == [("search", {"channel": "web"})]
    assert app.plan.apply(app.edit).get(Touchpoint, "search").feeling == -2


async def test_what_a_rule_forbids_is_said_at_once() -> None:
    plan = plan_of(a(Initiative, "filters"), a(Remedy, "closes", initiative="filters"))
    app = stand(CASES, plan)
    async with app.run_test() as pilot:
        await go_to(app, pilot, plan.get(Remedy, "closes"))
        await pilot.press("y")

    assert app.proposed == []
    assert "the same initiative and gap" in app.said[0]


# --- removing -----------------------------------------------------------------------------------------------------


async def test_removing_shows_what_goes_with_it_and_waits_for_a_yes() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, ORIENT)
        await pilot.press("d")
        assert isinstance(app.screen, Confirm)
        question = "\n".join(app.picture)
        assert "Remove phase “Orient”?" in question
        assert "With it go 1 note, 3 touchpoints." in question

        await pilot.press("y")

        assert app.edit == remove(PLAN, [ORIENT])
        assert app.listing.key == "phase/book"


async def test_a_no_removes_nothing() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("d", "n")

        assert app.proposed == []
        assert app.listing.key == "journey/trip"


async def test_what_changed_while_the_question_stood_is_not_removed() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, COMPARE)
        await pilot.press("d")
        app.plan = PLAN.apply(change(COMPARE, feeling=2))
        await pilot.press("y")

    assert app.proposed == []
    assert "Look at it again before removing it." in app.said[0]


# --- order, copies, marks -----------------------------------------------------------------------------------------


def order(plan: Plan) -> str:
    return " ".join(touchpoint.id for touchpoint in plan.parts(Touchpoint, ORIENT))


@pytest.mark.parametrize(
    ("marked", "by", "expected"),
    [
        pytest.param([SEARCH], 1, "compare search share", id="later"),
        pytest.param([SHARE], -1, "search share compare", id="earlier"),
        pytest.param([SEARCH, COMPARE], 1, "share search compare", id="together"),
        pytest.param([SEARCH, SHARE], 1, "compare search share", id="the last stays and does not hold the other"),
        pytest.param([COMPARE, SHARE], 1, "search compare share", id="they never pass each other"),
    ],
)
def test_moving_changes_the_order_among_siblings(marked: list[Touchpoint], by: int, expected: str) -> None:
    edit = moved(PLAN, marked, by)

    assert order(PLAN if edit is None else PLAN.apply(edit)) == expected


async def test_moving_twice_before_the_store_answers_moves_by_two_and_takes_the_cursor_along() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("J", "J")

        assert app.listing.key == "touchpoint/search"

    plan = PLAN
    for edit in app.proposed:
        plan = plan.apply(edit)
    assert order(plan) == "compare share search"


async def test_copying_takes_the_parts_along() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("y")

    after = PLAN.apply(app.edit)
    assert app.edit.label == "Duplicate touchpoint “Search”"
    assert order(after) == "search search-2 compare share"
    assert [note.text for note in after.parts(Note, after.get(Touchpoint, "search-2"))] == ["No filters"]


async def test_copying_the_marked_is_one_edit() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("space", "j", "space", "y")

    assert app.edit.label == "Duplicate 2 records"
    assert order(PLAN.apply(app.edit)) == "search search-2 compare share share-2"


async def test_verifying_dates_the_marked_and_says_by_whom() -> None:
    app = stand(author="Anna")
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("space", "space", "V")

    verified = {"verified_on": TODAY, "verified_by": "Anna"}
    assert app.edit.label == "Verify 2 records"
    assert changes(app.edit) == [("search", verified), ("compare", verified)]


async def test_removing_takes_all_that_are_marked() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("space", "space", "d", "y")

    assert app.edit.label == "Remove 2 records"
    assert {id for id, _ in changes(app.edit)} == {"search", "compare", "no-filters"}


# --- finding ------------------------------------------------------------------------------------------------------


async def test_the_list_narrows_as_one_types_with_the_wholes_kept_and_escape_brings_all_back() -> None:
    app = stand()
    async with app.run_test() as pilot:
        everything = app.rows
        await pilot.press("slash", *"400")
        assert app.rows == ["Journeys 1", "▾ Book a US road trip", "▾ Orient", "−1   Search"]

        await pilot.press("escape")

        assert app.rows == everything
        assert app.listing.has_focus


async def test_the_first_and_the_only_letter_that_matches_is_enough() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"zz")
        assert "Nothing here holds “zz”." in " ".join(app.rows)

        await pilot.press("backspace", "backspace", *"compare", "enter", "n")

        assert app.rows[-1] == "–   Compare"
        assert app.listing.key == "touchpoint/compare"


async def test_n_goes_from_match_to_match_also_to_those_that_match_in_the_detail() -> None:
    app = stand(plan=PLAN.apply(change(SHARE, doing="I scroll back.")))
    visited = []
    async with app.run_test() as pilot:
        page(app).needle = "scroll"
        for key in ("n", "n", "n", "N"):
            await pilot.press(key)
            visited.append(app.listing.key)

    assert visited == ["touchpoint/search", "touchpoint/share", "touchpoint/search", "touchpoint/share"]


async def test_a_record_one_is_sent_to_shows_whatever_was_looked_for() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("slash", *"survey", "enter")
        await go_to(app, pilot, NO_FILTERS)

        assert "pain  No filters" in app.rows


async def test_go_to_finds_any_record_by_a_part_of_its_name() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("colon", *"surv", "enter")

    assert app.asked == [Turn(0, "evidence", "survey")]


GOLDEN = plan_of(
    TRIP,
    ORIENT,
    SEARCH,
    SURVEY,
    a(Citation, "says", evidence="survey", touchpoint="search"),
    a(Backing, "team", touchpoint="search", team="web"),
    a(Team, "web"),
    a(Gap, "no-filter", current="search"),
    a(Kpi, "time", touchpoints=("search",)),
)


def test_the_thread_goes_both_ways_and_says_how() -> None:
    found = [f"{option.sign} {option.label} · {option.detail}" for option in thread(GOLDEN, SEARCH)]

    assert found == [
        "→ Orient · phase",
        "← Web · backing",
        "← Survey · citation",
        "← No filter · gap · current",
        "← Time · KPI",
    ]


async def test_the_thread_leads_on_to_what_is_chosen() -> None:
    app = stand(plan=GOLDEN)
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        await pilot.press("t", *"gap", "enter")

    assert app.asked == [Turn(0, "gap", "no-filter")]


async def test_a_record_without_a_thread_says_so() -> None:
    app = stand(GAPS, plan_of(a(Gap)))
    async with app.run_test() as pilot:
        await pilot.press("t")

    assert app.said == ["It refers to nothing, and nothing refers to it."]


# --- folding ------------------------------------------------------------------------------------------------------


async def test_unfolding_goes_down_level_by_level_and_folding_back_up() -> None:
    app = stand()
    async with app.run_test() as pilot:
        assert app.rows[:4] == ["Journeys 1", "▸ Book a US road trip", "Pieces of evidence 1", "Survey"]
        await pilot.press("l", "l", "l", "l", "right", "right")
        assert app.listing.key == "note/no-filters"
        assert "pain  No filters" in app.rows

        await pilot.press("l", "h", "left", "h", "h", "h", "h")

        assert app.listing.key == "journey/trip"
        assert app.rows[1:4] == ["▸ Book a US road trip", "Pieces of evidence 1", "Survey"]


async def test_unfolding_leaves_the_row_where_it_is_and_brings_the_parts_into_view() -> None:
    journeys = [a(Journey, f"journey-{n:02}") for n in range(60)]
    phases = [a(Phase, f"{journey.id}-phase", journey=journey.id) for journey in journeys]
    app = stand(plan=plan_of(*journeys, *phases))
    async with app.run_test() as pilot:
        await pilot.press("j", "l")
        assert app.listing.top == 0

        page(app).show_record("journey", "journey-59")
        await pilot.press("l")

        row = app.listing.keys.index("phase/journey-59-phase")
        assert app.listing.top <= row < app.listing.top + app.listing.window


# --- keys that cannot be used -------------------------------------------------------------------------------------


async def test_a_dim_key_says_why() -> None:
    app = stand(GAPS, plan_of(a(Gap)))
    async with app.run_test() as pilot:
        await pilot.press("A", "V", "n")

    assert app.proposed == []
    assert app.said == [
        "There is nothing to add inside a gap.",
        "Only journeys and touchpoints are verified.",
        "Press / to look for something first.",
    ]


async def test_without_a_record_a_key_says_what_to_press_instead() -> None:
    app = stand(GAPS, Plan())
    async with app.run_test() as pilot:
        await pilot.press("d")

    assert app.said == ["There is no record under the cursor. Press a to add one."]


async def test_the_key_bar_dims_what_cannot_be_done_and_always_shows_help() -> None:
    app = stand(GAPS, Plan())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()

        enabled = {active.binding.id: active.enabled for active in app.screen.active_bindings.values()}
        assert enabled["records.add"]
        assert not enabled["records.edit"]
        assert app.picture[-1].rstrip().endswith("? Help")


async def test_undo_and_redo_are_asked_for() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("u", "ctrl+r")

    assert app.asked == [Undo(), Redo()]


async def test_digits_turn_pages_and_escape_leads_from_the_engagement_home() -> None:
    app = stand(FOUNDATIONS, plan_of(a(Engagement)))
    async with app.run_test() as pilot:
        await pilot.press("5", "escape")

    assert app.asked == [Turn(5), Turn(1)]


# --- the plan changes from outside --------------------------------------------------------------------------------


async def test_the_cursor_stays_with_its_record_and_its_line_when_others_come_before_it() -> None:
    many = plan_of(*(a(Gap, f"gap-{n:02}") for n in range(40)))
    app = stand(GAPS, many)
    async with app.run_test() as pilot:
        await go_to(app, pilot, many.get(Gap, "gap-30"))
        line = app.listing.cursor - app.listing.top
        earlier = [a(Gap, f"new-{n}", position=n - 10) for n in range(5)]
        app.plan = many.apply(Edit("Theirs", tuple(Change(None, gap) for gap in earlier)))
        await pilot.pause()

        assert app.listing.key == "gap/gap-30"
        assert app.listing.cursor == 35
        assert app.listing.cursor - app.listing.top == line


async def test_the_cursor_goes_to_the_nearest_record_when_its_own_goes() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, COMPARE)
        app.plan = PLAN.apply(remove(PLAN, [COMPARE]))
        await pilot.pause()

        assert app.listing.key == "touchpoint/share"
        assert "Share" in app.detail


async def test_the_detail_follows_a_change_from_outside() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)
        app.plan = PLAN.apply(change(SEARCH, channel="phone"))
        await pilot.pause()

        assert "Channel phone" in app.detail


async def test_while_a_key_is_held_the_detail_waits_and_shows_the_last_record_once_it_is_let_go() -> None:
    shown: list[str] = []

    class Watched(Records):
        """Writes down the records whose detail it draws."""

        def describe(self, record: Entity, width: int) -> Iterator[Line]:
            shown.append(record.id)
            return super().describe(record, width)

    app = Stand(lambda: Watched(at(GAPS), today=TODAY), plan_of(*(a(Gap, f"gap-{n}") for n in range(9))))
    async with app.run_test() as pilot:
        await pilot.pause()
        shown.clear()
        for _ in range(8):
            app.simulate_key("j")
        async with asyncio.timeout(5):
            while "Gap 8" not in app.detail:
                await pilot.pause(0.01)

    assert shown[-1] == "gap-8"
    assert len(shown) < 4, "how many depends on how fast the keys come"


async def test_a_page_out_of_view_draws_once_it_comes_into_view() -> None:
    app = stand()
    async with app.run_test() as pilot:
        here = page(app)
        app.install_screen(here, "here")
        await app.switch_screen(Screen())
        app.plan = PLAN.apply(change(TRIP, name="Book a trip"))
        await pilot.pause()
        [hidden] = here.listing.render_line(1).text.split("▸")[1:]
        await app.switch_screen("here")
        await pilot.pause()

        assert hidden.strip("▐ ") == "Book a US road trip"
        assert app.rows[1] == "▸ Book a trip"


# --- what is on screen --------------------------------------------------------------------------------------------


def test_parts_of_one_kind_need_no_word_for_it_and_those_of_several_do() -> None:
    costs = a(CashLine, "salary", initiative="filters", kind=CashKind.RUNNING_COST)
    effort = a(Effort, "web-days", initiative="filters", team="web")
    plan = plan_of(TRIP, ORIENT, SEARCH, NO_FILTERS, a(Initiative, "filters"), effort, costs)

    words = {record.id: word_for(plan, record) for record in plan}

    assert words | {"orient": "", "search": "", "trip": "", "no-filters": "pain"} == words
    assert words | {"web-days": "effort", "salary": "running cost"} == words


def test_the_facts_of_a_record_are_told_most_telling_first_and_none_twice() -> None:
    dream = a(
        Journey, "dream", horizon=Horizon.NEAR, persona="michiel", target_on=date(2028, 6, 1), begins_with="A photo"
    )
    plan = plan_of(dream, a(Effort, "days", team="web", likely=3))

    assert facts_line(plan, dream) == "near · Michiel · target date 2028-06-01 · A photo"
    assert facts_line(plan, plan.get(Effort, "days")) == "likely 3 person-days"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"feeling": Decimal("-0.5")}, "  −0.5   Search the web  offline"),
        ({"feeling": 2, "moment": "make"}, "    +2 ★ Search the web  offline · make"),
        ({"feeling": 0, "importance": 4}, "     0   Search the web  offline · importance 4"),
        ({}, "     –   Search the web  offline"),
    ],
)
async def test_what_tells_most_of_a_touchpoint_stands_where_no_cut_takes_it_away(
    fields: dict[str, object], line: str
) -> None:
    search = a(Touchpoint, "search", name="Search the web", **({"medium": "offline"} | fields))

    assert row_line(plan_of(search), Row("touchpoint/search", Touchpoint, search)).plain == line


def test_the_detail_tells_what_is_filled_in_what_is_not_and_who_mentions_it() -> None:
    lines = list(described(GOLDEN, SEARCH, 60))

    assert lines[0] == Heading("Search")
    assert Field("Feeling", "−1") in lines
    assert [line for line in lines if isinstance(line, Field) and line.value in (None, "–")] == []
    assert Field("citation", "Survey") in lines
    [missing] = [line for line in lines if isinstance(line, Prose) and "Not filled in" in str(line.text)]
    assert "channel, medium" in str(missing.text)


async def test_a_label_too_long_for_its_column_is_told_in_full() -> None:
    app = stand(plan=PLAN.apply(change(SEARCH, against_expectation=-2)))
    async with app.run_test() as pilot:
        await go_to(app, pilot, SEARCH)

        assert "Against expectation −2" in app.detail


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_are_shown_as_they_are_and_keep_the_right_edge_straight(width: int) -> None:
    journeys = [a(Journey, f"journey-{n}", name=name, begins_with=name) for n, name in enumerate(HOSTILE)]
    everything = a(Journey, "everything", name=" ".join(HOSTILE), begins_with=" ".join(HOSTILE))
    app = stand(plan=plan_of(everything, *journeys))
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        widths = app.widths
        for key in ("d", "n", "A", "escape", "colon"):
            await pilot.press(key)
            widths |= app.widths

        assert widths == {width}
        assert "[@click=app.quit]x[/]" in "\n".join(app.picture)
        assert "漢字" in "\n".join(app.picture)


@pytest.mark.parametrize(("size", "shown"), [((80, 24), False), ((120, 40), True)])
async def test_the_question_of_the_page_shows_where_there_is_room(size: tuple[int, int], *, shown: bool) -> None:
    app = stand()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        assert (at(JOURNEYS).question in "\n".join(app.picture)) is shown


async def test_a_record_that_comes_a_moment_after_it_was_gone_to_is_shown_once_it_is_there() -> None:
    app = Stand(lambda: new_page(8, today=TODAY, author="ana"), plan_of(a(Kpi, "calls"), a(Kpi, "clicks")))
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.show_record("kpi", "waits")  # type: ignore[attr-defined]
        await pilot.press("j")
        app.plan = plan_of(a(Kpi, "calls"), a(Kpi, "clicks"), a(Kpi, "waits"))
        await pilot.pause()

        assert app.listing.key == "kpi/waits"
