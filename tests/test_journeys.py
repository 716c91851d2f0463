"""The journeys page, as a person drives it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import Backing, Horizon, Journey, Moment, Note, NoteKind, Phase, Stage, Touchpoint
from domain.lanes import LANES
from domain.people import Team
from domain.plan import Plan
from screens.capture import Capture
from screens.form import RecordForm
from screens.journey_words import story
from screens.journeys import Journeys
from screens.lanes import LaneChoice
from screens.messages import Export, KeepDraft
from screens.parts.chooser import Chooser
from screens.parts.journey_map import JOURNEY, NAME, PHASE, JourneyMap, Place
from screens.parts.prompt import Prompt
from screens.subjects import JOURNEYS, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes

TRIP = plan_of(
    a(Journey, "trip", name="Book a trip"),
    a(Journey, "dream", name="Dream of it", horizon=Horizon.NEAR, departs_from="trip", target_on=date(2029, 1, 1)),
    a(Phase, "orient", journey="trip", position=1),
    a(Phase, "book", journey="trip", position=2),
    a(Touchpoint, "search", phase="orient", position=1, feeling="-1.5", doing="I scroll through 400 trips."),
    a(Touchpoint, "compare", phase="orient", position=2),
    a(Touchpoint, "pay", phase="book", position=1, feeling=1),
    a(Note, "no-filters", touchpoint="search", kind=NoteKind.PAIN, text="No filters", severity=3),
    a(Note, "no-dates", touchpoint="search", kind=NoteKind.PAIN, text="No dates"),
    a(Team, "web", name="Web team"),
    a(Backing, "by-web", touchpoint="search", team="web"),
    a(Phase, "dreamt", journey="dream", name="Orient"),
    a(Touchpoint, "filter", phase="dreamt", feeling=2, replaces="search"),
    a(Evidence, "survey", name="Survey"),
)


class On(Stand):
    """The journeys page over a plan."""

    def __init__(self, plan: Plan = TRIP, **options: object) -> None:
        [subject] = [subject for subject in SUBJECTS if subject.number == JOURNEYS]
        super().__init__(lambda: Journeys(subject, today=TODAY, author="ana"), plan, **options)  # type: ignore[arg-type]

    @property
    def page(self) -> Journeys:
        page = self.screen_stack[1]
        assert isinstance(page, Journeys)
        return page

    @property
    def map(self) -> JourneyMap:
        return self.page.map

    @property
    def sight(self) -> str:
        return "\n".join(line.rstrip() for line in self.picture)


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type *text* into the line that is open, and send it."""
    pilot.app.screen.query_one(Prompt).query_one(Input).value = text
    await pilot.press("enter")


async def test_the_page_opens_on_the_map_with_the_first_touchpoint() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert app.map.key == "touchpoint/search"
        assert "Book a trip" in app.picture[1]
        assert "┌ Orient" in app.sight
        assert "▲▲▲ No filters" in app.sight
        assert "I scroll through 400 trips." in app.sight
        assert app.widths == {80}


@pytest.mark.parametrize(
    ("keys", "place", "key"),
    [
        ("l", Place(1, NAME), "touchpoint/compare"),
        ("llll", Place(2, NAME), "touchpoint/pay"),
        ("lh", Place(0, NAME), "touchpoint/search"),
        ("k", Place(0, PHASE), "phase/orient"),
        ("kl", Place(2, PHASE), "phase/book"),
        ("klh", Place(0, PHASE), "phase/orient"),
        ("kkk", Place(0, JOURNEY), "journey/trip"),
        ("jj", Place(0, "pains", 0), "note/no-filters"),
        ("jjj", Place(0, "pains", 1), "note/no-dates"),
        ("jjjk", Place(0, "pains", 0), "note/no-filters"),
        ("jjjj", Place(0, "behind", 0), "backing/by-web"),
        ("jjjjk", Place(0, "pains", 1), "note/no-dates"),
        ("jjjl", Place(1, "pains", 0), "touchpoint/compare"),
        ("jjjjjjjjj", Place(0, "evidence", 0), "touchpoint/search"),
    ],
)
async def test_the_cursor_goes_along_touchpoints_and_through_lanes(keys: str, place: Place, key: str) -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)

        assert (app.map.place, app.map.key) == (place, key)


async def test_feelings_change_by_half_a_point_and_show_at_once() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("plus")

        assert changes(app.edit) == [("search", {"feeling": Decimal(-1)})]
        assert app.page.plan.get(Touchpoint, "search").feeling == -1

        await pilot.press("l", "minus")
        assert changes(app.proposed[1]) == [("compare", {"feeling": Decimal("-0.5")})]


async def test_an_action_applies_to_the_marked_touchpoints() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "m")

        assert [id for id, _ in changes(app.edit)] == ["search", "compare"]
        assert changes(app.edit)[0][1] == {"moment": Moment.MAKE}
        assert app.sight.count("●") >= 2 + 2, "marks are signs, not only colours"

        await pilot.press("escape", "minus")
        assert [id for id, _ in changes(app.proposed[1])] == ["pay"], "without marks it is what is under the cursor"


async def test_a_range_is_marked_from_v_to_v() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "l", "l", "v", "V")

        assert [id for id, _ in changes(app.edit)] == ["search", "compare", "pay"]
        assert changes(app.edit)[0][1] == {"verified_on": TODAY, "verified_by": "ana"}


async def test_a_pain_is_noted_in_one_line_with_how_bad_it_is() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        assert "Pain at “Search”" in app.sight
        await typed(pilot, "!! It  is\tslow\x1b]52;c;x\x07")

        [change] = app.edit.changes
        assert isinstance(change.after, Note)
        assert (change.after.touchpoint, change.after.text, change.after.severity) == ("search", "It is slow", 2)
        assert not app.page.query_one(Prompt).is_open
        assert app.focused == app.map


@pytest.mark.parametrize(("key", "kind"), [("g", NoteKind.GAIN), ("w", NoteKind.WOW), ("q", NoteKind.QUESTION)])
async def test_each_kind_of_note_has_its_key(key: str, kind: NoteKind) -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await typed(pilot, "Said")

        [change] = app.edit.changes
        assert isinstance(change.after, Note)
        assert (change.after.kind, change.after.text, change.after.severity) == (kind, "Said", None)


async def test_a_note_goes_to_all_marked_touchpoints_in_one_edit() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "p")
        assert "Pain at 2 touchpoints: " in app.sight
        await typed(pilot, "slow")

        notes = [change.after for change in app.edit.changes]
        assert [(note.touchpoint, note.text) for note in notes if isinstance(note, Note)] == [
            ("search", "slow"),
            ("compare", "slow"),
        ]


async def test_with_marks_elsewhere_what_is_added_goes_where_the_cursor_is() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "end", "a")
        await typed(pilot, "Thank")

        [change] = app.edit.changes
        assert isinstance(change.after, Touchpoint)
        assert (change.after.phase, change.after.name) == ("book", "Thank")


async def test_a_long_name_leaves_room_for_the_answer() -> None:
    app = On(plan_of(a(Touchpoint, "t", phase="p", name="long name " * 15), a(Phase, "p", journey="trip")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", *"slow")

        line = next(line for line in app.picture if line.lstrip().startswith("Pain at"))
        assert "…: " in line
        assert line.rstrip().endswith("slow")


async def test_text_left_in_the_line_is_kept_and_offered_again() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", *"half a", "escape")

        [kept] = [message for message in app.asked if isinstance(message, KeepDraft)]
        assert (kept.subject, kept.fields) == ("note:new:search", {"kind": "pain", "text": "half a"})
        assert app.proposed == []

        app.drafts = {kept.subject: kept.fields}
        await pilot.press("p")
        assert app.page.query_one(Prompt).query_one(Input).value == "half a"


async def test_a_refused_answer_stays_in_the_line() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        app.plan = plan_of(a(Journey, "trip"), a(Phase, "orient", journey="trip"))
        await pilot.pause()
        await typed(pilot, "my long pain")

        line = app.page.query_one(Prompt)
        assert "was removed meanwhile" in app.said[-1]
        assert (line.is_open, line.query_one(Input).value) == (True, "my long pain")

        await pilot.press("escape")
        assert [message.fields["text"] for message in app.asked if isinstance(message, KeepDraft)] == ["my long pain"]


async def test_asking_something_else_keeps_what_was_typed() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", *"half")
        app.map.focus()
        await pilot.press("w")

        assert [message.fields for message in app.asked if isinstance(message, KeepDraft)] == [
            {"kind": "pain", "text": "half"}
        ]
        assert app.page.query_one(Prompt).query_one(Input).value == ""


async def test_a_name_that_is_too_long_is_refused_and_stays() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await typed(pilot, "x" * 201)

        assert app.said[-1] == "A name has at most 200 characters; this one has 201."
        assert app.page.query_one(Prompt).query_one(Input).value == "x" * 201
        assert app.proposed == []


async def test_the_keys_offered_while_one_types_are_those_that_work() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await pilot.pause()

        assert "⏎ Save" in app.picture[-1]
        assert "Find" not in app.picture[-1]

        await pilot.press(*"slow", "ctrl+s")
        assert app.edit.label == "Add note “slow”"


async def test_a_copy_is_gone_to_and_was_not_verified() -> None:
    app = On(plan_of(*TRIP, a(Touchpoint, "check", phase="book", position=9, verified_on=TODAY)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "y")

        assert app.map.key == "touchpoint/check-2"
        assert app.page.plan.get(Touchpoint, "check-2").verified_on is None


@pytest.mark.parametrize("width", range(1, 30))
async def test_no_width_is_too_small_to_go_on(width: int) -> None:
    app = On()
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.press("l", "j", "j", "j", "c")

        assert app.map.key is not None


async def test_a_weight_is_typed_as_a_digit_and_anything_else_asked_again() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await typed(pilot, "9")
        assert app.proposed == []
        assert "Type a digit" in app.said[-1]

        await typed(pilot, "4")
        assert changes(app.edit) == [("search", {"importance": 4})]


async def test_touchpoints_are_added_by_name_one_after_the_other() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await typed(pilot, "Filter")
        await typed(pilot, "Choose")
        await typed(pilot, "")

        assert [edit.label for edit in app.proposed] == ["Add touchpoint “Filter”", "Add touchpoint “Choose”"]
        order = [each.name for each in app.page.plan.all(Touchpoint) if each.phase == "orient"]
        assert order == ["Search", "Filter", "Choose", "Compare"]
        assert app.map.key == "touchpoint/choose"


async def test_on_the_phases_phases_are_added() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "a")
        await typed(pilot, "Prepare")
        await pilot.press("escape")

        assert app.edit.label == "Add phase “Prepare”"
        phases = [each.name for each in app.page.plan.all(Phase) if each.journey == "trip"]
        assert phases == ["Orient", "Prepare", "Book"]


async def test_an_empty_journey_gets_its_first_phase_then_its_first_touchpoint() -> None:
    app = On(plan_of(a(Journey, "trip")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await typed(pilot, "Orient")
        await pilot.press("escape")
        assert "┌ Orient" in app.sight, "a phase without touchpoints has a place on the map"

        await pilot.press("j", "a")
        await typed(pilot, "Search")
        await pilot.press("escape")

        assert [edit.label for edit in app.proposed] == ["Add phase “Orient”", "Add touchpoint “Search”"]
        assert app.map.key == "touchpoint/search"


async def test_phases_without_touchpoints_stand_where_they_belong() -> None:
    phases = [a(Phase, id, journey="trip", position=n) for n, id in enumerate(("before", "orient", "then", "after"), 1)]
    app = On(plan_of(a(Journey, "trip"), *phases, a(Touchpoint, "search", phase="orient")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert app.map.sheet is not None
        assert [station.phase.id for station in app.map.sheet.stations] == ["before", "orient", "then", "after"]


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["L"], ["compare", "search", "pay"]),
        (["L", "L"], ["compare", "search", "pay"]),
        (["l", "l", "H"], ["search", "compare", "pay", "+book"]),
        (["space", "space", "h", "h", "L"], ["+orient", "search", "compare", "pay"]),
    ],
)
async def test_touchpoints_move_along_the_journey(keys: Sequence[str], order: Sequence[str]) -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)

        assert app.map.sheet is not None
        assert [station.key for station in app.map.sheet.stations] == order
        assert app.proposed


async def test_the_views_turn_round_and_stay_with_the_record() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "right_curly_bracket")
        assert "line of visibility" in app.sight
        assert app.map.key == "touchpoint/compare"

        await pilot.press("right_curly_bracket")
        await pilot.pause()
        assert "· Compare" in app.sight
        assert app.focused is app.page.query_one("#story")

        await pilot.press("right_curly_bracket")
        await pilot.pause()
        assert app.listing.key == "touchpoint/compare"
        assert app.listing.has_focus

        await pilot.press("right_curly_bracket")
        await pilot.pause()
        assert app.map.key == "touchpoint/compare"
        assert app.map.has_focus


async def test_the_story_is_told_in_whole_sentences() -> None:
    lines = [str(getattr(line, "text", line)) for line in story(TRIP, TRIP.get(Journey, "trip"), TODAY)]

    assert lines[0] == "Book a trip"
    assert "· Search" in lines
    assert "▲ Pain (they leave over it): No filters." in lines


async def test_dreams_are_laid_over_today_and_taken_off() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        assert "~ Search" in app.sight
        assert "◌" in app.sight.split("┌", 1)[1]

        await pilot.press("c")
        assert "~ Search" not in app.sight


async def test_journeys_turn_with_their_dreams_behind_them() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign")
        assert app.map.key == "touchpoint/filter"
        assert "Dream of it" in app.picture[1]

        await pilot.press("greater_than_sign")
        assert app.map.key == "touchpoint/search"


async def test_a_dream_starts_from_today() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("D")
        assert isinstance(app.screen, Chooser)
        await pilot.press(*"far", "enter")
        await pilot.pause()

        [fresh] = [c.after for c in app.edit.changes if isinstance(c.after, Journey)]
        assert (fresh.horizon, fresh.departs_from, fresh.target_on) == (Horizon.FAR, "trip", date(2032, 12, 31))
        assert fresh.name in app.picture[1]


async def test_a_dream_does_not_depart_from_a_dream() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign", "D")

        assert app.proposed == []
        assert "A dream departs from a journey of today" in app.said[-1]


async def test_evidence_is_cited_for_what_is_under_the_cursor() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "E")
        assert isinstance(app.screen, Chooser)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)
        await pilot.press("ctrl+s")

        [change] = app.edit.changes
        assert isinstance(change.after, Citation)
        assert (change.after.evidence, change.after.note) == ("survey", "no-filters")
        await pilot.pause()
        assert app.map.key == "note/no-filters", "the map stays where it was"


async def test_what_the_evidence_says_of_a_feeling_stands_below_the_map_with_its_spread() -> None:
    pieces = [
        a(Evidence, f"e{n}", kind=EvidenceKind.INTERVIEW, sample_size=3, representative_percent=100, collected_on=TODAY)
        for n in range(2)
    ]
    cited = [a(Citation, f"c{n}", evidence=f"e{n}", touchpoint="pay", feeling=n * 2) for n in range(2)]
    app = On(plan_of(*TRIP, *pieces, *cited))
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("end")
        async with asyncio.timeout(5):
            while "felt by evidence +1 in 2 pieces, 0 … +2" not in app.sight:  # the detail waits for the cursor to rest
                await pilot.pause()

        await pilot.press("f")
        assert "curve by evidence" in app.sight
        assert app.sight.count("┊") == 4, "from +2 down to 0, but for the point"


async def test_new_evidence_is_cited_at_once() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "E", *"new", "enter")
        await pilot.pause()
        app.fill_in(name="Interviews")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()

        added = [change.after for edit in app.proposed for change in edit.changes]
        assert isinstance(added[0], Evidence)
        assert isinstance(added[1], Citation)
        assert (added[1].evidence, added[1].phase) == ("interviews", "orient")


async def test_what_customers_confirmed_of_a_phase_is_noted_point_by_point() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "V", *"goals", "enter")
        await pilot.pause()
        assert changes(app.edit) == [("orient", {"goals_on": TODAY})]
        assert "Orient ·✓··" in app.sight

        await pilot.press("V", *"goals", "enter")
        await pilot.pause()
        assert changes(app.proposed[1]) == [("orient", {"goals_on": None})]


async def test_lanes_are_hidden_chosen_and_ordered() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "left_square_bracket")
        assert app.map.sheet is not None
        assert "pains" not in app.map.sheet.lanes

        await pilot.press("right_square_bracket")
        assert isinstance(app.screen, LaneChoice)
        await pilot.press("space", "J", "enter")
        await pilot.pause()
        assert app.map.sheet.lanes != ()
        assert "channel" not in app.map.sheet.lanes


async def test_capture_opens_for_the_journey_on_the_map() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await pilot.pause()

        assert isinstance(app.screen, Capture)


async def test_a_new_journey_starts_from_a_template() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "k", "a")
        assert isinstance(app.screen, Chooser)
        await pilot.press(*"employee", "enter")
        await pilot.pause()
        await typed(pilot, "Start at us")
        await pilot.pause()

        assert app.edit.label == "Start “Start at us” from the template of an employee journey"
        assert "Start at us" in app.picture[1]


async def test_the_journey_on_the_map_is_the_one_that_is_drawn_for_others() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign", "x", *"journey, p", "enter")
        await pilot.pause()

        [asked] = [message for message in app.asked if isinstance(message, Export)]
        assert (asked.format, asked.of) == ("svg", ("dream",))


async def test_without_a_journey_the_page_invites_to_add_one() -> None:
    app = On(Plan())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Press a to add a journey." in app.sight

        await pilot.press("a")
        assert isinstance(app.screen, Chooser)


async def test_evidence_is_shown_in_the_table() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.page.show_record("evidence", "survey")
        await pilot.pause()

        assert app.listing.key == "evidence/survey"
        assert app.focused is app.listing


async def test_a_record_is_shown_on_the_map_of_its_journey() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.page.show_record("touchpoint", "filter")
        assert app.map.key == "touchpoint/filter"

        app.page.show_record("note", "no-dates")
        assert app.map.key == "note/no-dates"


async def test_the_cursor_stays_with_its_touchpoint_when_others_change_the_journey() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l")
        app.plan = plan_of(*TRIP, a(Touchpoint, "earlier", phase="orient", position=-5))
        await pilot.pause()

        assert app.map.key == "touchpoint/compare"


async def test_keys_that_need_a_touchpoint_say_so_elsewhere() -> None:
    app = On()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "p")

        assert app.said[-1] == "Put the cursor on a touchpoint first."
        assert app.proposed == []


def long(touchpoints: int) -> Plan:
    return plan_of(
        a(Journey, "trip"),
        a(Phase, "orient", journey="trip"),
        *(a(Touchpoint, f"t{n:04}", phase="orient", feeling=n % 5 - 2, position=n + 1) for n in range(touchpoints)),
    )


async def test_a_step_along_a_long_journey_sends_a_few_cells_and_turns_most_of_a_window_at_the_edge() -> None:
    app = On(long(1000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        sent: list[int] = []
        refresh = app.map.refresh

        def counted(*regions: object, **options: bool) -> JourneyMap:
            sent.append(sum(region.area for region in regions) if regions else 10**6)  # type: ignore[attr-defined]
            return refresh(*regions, **options)  # type: ignore[arg-type]

        app.map.refresh = counted  # type: ignore[method-assign]
        turns = 0
        for _ in range(40):
            sent.clear()
            app.map.action_along(1)
            turns += sum(sent) > 600
        assert turns <= 40 // 4

        await pilot.press("end")
        assert app.map.key == "touchpoint/t0999"


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("keys", ["", "c", "}", "}}"])
async def test_nothing_breaks_a_line_at_any_size(size: tuple[int, int], keys: str) -> None:
    touchpoints = [a(Touchpoint, f"t{n}", phase="p", position=n, name=name) for n, name in enumerate(HOSTILE)]
    notes = [a(Note, f"n{n}", touchpoint=f"t{n}", text=name * 3) for n, name in enumerate(HOSTILE)]
    plan = plan_of(a(Journey, "j", name=" ".join(HOSTILE)), a(Phase, "p", journey="j"), *touchpoints, *notes)
    app = On(plan)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press({"}": "right_curly_bracket"}.get(key, key))
        await pilot.press("l", "l", "j", "j")
        await pilot.pause()

        assert {cell_len(line) for line in app.picture} == {size[0]}


def test_backstage_and_every_lane_can_be_told() -> None:
    touchpoint = a(Touchpoint, "check", stage=Stage.BACK, phase="p", against_expectation=-2, core_values=())
    plan = plan_of(touchpoint)

    for lane in LANES.values():
        assert all(entry.text or entry.mark for entry in lane.entries(plan, touchpoint, TODAY)), lane.key


async def test_the_keys_stand_out_as_soon_as_there_is_a_touchpoint_to_work_on() -> None:
    app = On()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()

        [edit] = [segment for segment in app.screen._compositor.render_strips()[-1] if "Edit" in segment.text]
        assert edit.style is None or not edit.style.dim
