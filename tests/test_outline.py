"""The grammar of fast capture: what each line becomes, what is told of the others, and the way back."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.capture import START, UNNAMED, capture, meant
from domain.entity import Entity
from domain.errors import BadInput, NoSuchInput
from domain.journey import Backing, Journey, JourneyKind, Note, NoteKind, Phase, Touchpoint
from domain.outline import MOST_LINES, SIGNS, Outline, lines_of, parse, written
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.rules import broken_rules
from domain.text import clean_text
from tests.builders import a, plan_of
from tests.strategies import HOSTILE, plans

BOOKING = """\
## Book a US road trip
// with Michiel, on Tuesday

# Orient: find out what is possible
- Search @web ~-1,5 ^5 &Web team %CMS
\t! no filters
    !!! 400 trips, all the same
    + clear prices
    * a film of the route
    ? who keeps the photos
    > I scroll until my thumb hurts
    > where are the three-week ones?
    = the shortlist on one page
# Book
- Pay
  @phone &Call centre
  ~+1
  ^4
"""


def captured(text: str, plan: Plan | None = None, journey: Journey | None = None) -> Plan:
    """The plan after *text* was captured."""
    before = plan or Plan()
    edit = capture(before, parse(text), journey=journey)
    after = before.apply(edit)
    assert not list(broken_rules(after, edit))
    assert after.apply(edit.inverse) == before
    return after


def touchpoint(text: str) -> Touchpoint:
    """The one touchpoint that *text* makes."""
    [found] = captured(text).all(Touchpoint)
    return found


def behind(plan: Plan, touchpoint: Touchpoint) -> list[str | None]:
    """The ids of the teams and systems behind *touchpoint*."""
    return [backing.team or backing.system for backing in plan.parts(Backing, touchpoint)]


def told(text: str) -> list[tuple[int | None, str]]:
    """What is wrong with *text*: line and words."""
    return [(finding.line, finding.what) for finding in parse(text).findings]


def test_an_outline_becomes_a_journey() -> None:
    plan = captured(BOOKING)

    [journey] = plan.all(Journey)
    assert journey.name == "Book a US road trip"
    assert [(phase.name, phase.goal) for phase in plan.parts(Phase, journey)] == [
        ("Orient", "find out what is possible"),
        ("Book", None),
    ]
    search, pay = plan.get(Touchpoint, "search"), plan.get(Touchpoint, "pay")
    assert (search.channel, search.feeling, search.importance) == ("web", Decimal("-1.5"), 5)
    assert search.doing == "I scroll until my thumb hurts"
    assert search.thinking == "where are the three-week ones?"
    assert search.expectation == "the shortlist on one page"
    assert (pay.channel, pay.feeling, pay.importance) == ("phone", Decimal(1), 4)
    assert [(note.kind.value, note.text, note.severity) for note in plan.parts(Note, search)] == [
        ("pain", "no filters", None),
        ("pain", "400 trips, all the same", 3),
        ("gain", "clear prices", None),
        ("wow", "a film of the route", None),
        ("question", "who keeps the photos", None),
    ]
    assert [team.name for team in plan.all(Team)] == ["Web team", "Call centre"]
    assert [system.name for system in plan.all(System)] == ["CMS"]
    assert behind(plan, search) == ["web-team", "cms"]
    assert behind(plan, pay) == ["call-centre"]


@pytest.mark.parametrize(
    ("line", "name", "fields"),
    [
        ("- Pay", "Pay", {}),
        ("-Pay", "Pay", {}),
        ("\t  -   Pay   twice ", "Pay twice", {}),
        ("• Pay", "Pay", {}),
        ("– Pay", "Pay", {}),
        ("- Pay @web shop ~-1 ^5", "Pay", {"channel": "web shop", "feeling": -1, "importance": 5}),
        ("- Pay ^5 ~−0.25 @web", "Pay", {"channel": "web", "feeling": Decimal("-0.25"), "importance": 5}),
        ("- Pay ~0", "Pay", {"feeling": 0}),
        ("- Pay ~+2", "Pay", {"feeling": 2}),
        ("- Mail to info@trips.example", "Mail to info@trips.example", {}),
        ("- Pay & go", "Pay & go", {}),
        ("- Get 50 % off", "Get 50 % off", {}),
        (r"- Tweet to \@trips @Twitter", "Tweet to @trips", {"channel": "Twitter"}),
        (r"- Wait \~5 minutes", "Wait ~5 minutes", {}),
        (r"- Open C:\temp", r"Open C:\temp", {}),
        (r"- Type \\@", r"Type \@", {}),
        ("- Book: 12:30 # tonight!", "Book: 12:30 # tonight!", {}),
        ("- Pay\n@ web\n~ -1\n^ 3", "Pay", {"channel": "web", "feeling": -1, "importance": 3}),
        ("- Pay\n> I type it\n> Ik zucht\n> why?", "Pay", {"doing": "I type it\nIk zucht", "thinking": "why?"}),
        ("- Pay\n> thinks: I wonder\n> does: sighs", "Pay", {"doing": "sighs", "thinking": "I wonder"}),
        ("- Pay\n= quick\n= and safe", "Pay", {"expectation": "quick\nand safe"}),
    ],
)
def test_what_a_touchpoint_says(line: str, name: str, fields: dict[str, object]) -> None:
    found = touchpoint(line)

    assert found.name == name
    names = ("channel", "feeling", "importance", "doing", "thinking", "expectation")
    assert {name: value for name in names if (value := getattr(found, name)) is not None} == fields


@pytest.mark.parametrize(
    ("line", "name", "goal"),
    [
        ("# Orient", "Orient", None),
        ("#Orient", "Orient", None),
        ("# Orient: look around: everywhere", "Orient", "look around: everywhere"),
        ("# Open 9:00", "Open 9:00", None),
        ("# Orient:", "Orient:", None),
        (r"# Day 1\: arrive: feel at home", "Day 1: arrive", "feel at home"),
        ("# Orient\n= look around\n= feel at home", "Orient", "look around\nfeel at home"),
        ("# Orient: look around\n= feel at home", "Orient", "look around\nfeel at home"),
    ],
)
def test_what_a_phase_says(line: str, name: str, goal: str | None) -> None:
    [phase] = captured(line).all(Phase)

    assert (phase.name, phase.goal) == (name, goal)


@pytest.mark.parametrize("title", ["## Book a trip", "##Book a trip", "Title: Book a trip", "title :Book a trip"])
def test_the_first_line_may_name_the_journey(title: str) -> None:
    [journey] = captured(f"\n// notes\n{title}\n# Orient").all(Journey)

    assert journey.name == "Book a trip"


def test_a_journey_without_a_title_gets_the_name_it_is_given_or_a_plain_one() -> None:
    assert captured("- Pay").all(Journey)[0].name == UNNAMED
    edit = capture(Plan(), parse("- Pay"), name="notes of Tuesday", kind=JourneyKind.COMPLAINT)
    journey = edit.changes[0].after
    assert isinstance(journey, Journey)
    assert (journey.name, journey.kind) == ("notes of Tuesday", JourneyKind.COMPLAINT)
    assert edit.label == "Capture 1 touchpoint of “notes of Tuesday”"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# Book\n! no mail", 2, "a pain needs a touchpoint above it"),
        ("@web", 1, "a channel needs a touchpoint above it"),
        ("> I pay", 1, "a quote needs a touchpoint above it"),
        ("= quick", 1, "an expectation needs a touchpoint above it"),
        ("- Pay\n# Book\n+ nice", 3, "a gain needs a touchpoint above it"),
        ("Pay by card", 1, "“Pay by card” begins with no sign; allowed are # - ! + * ? > = @ & % ~ ^ and //"),
        ("- Pay ~3", 1, "“~3” is not a feeling; a number from −2 to 2 is allowed, or \\~ for a plain ~"),
        ("- Pay ~0.125", 1, "“~0.125” is not a feeling"),
        ("- Pay ~sad", 1, "“~sad” is not a feeling"),
        ("- Pay ^2.5", 1, "“^2.5” is not an importance; a whole number from 1 to 5 is"),
        ("- Pay ^0", 1, "“^0” is not an importance"),
        ("- Pay ~-1 by card", 1, "“by card” comes behind ~-1; put it before the signs"),
        ("- Pay @web\n@phone", 2, "“Pay” has a channel already: web"),
        ("- Pay ~1 ~2", 1, "“Pay” has a feeling already: 1"),
        ("-", 1, "a touchpoint without words; write its name behind the sign"),
        ("- @web", 1, "a touchpoint without words"),
        ("#", 1, "a phase without words"),
        ("# : feel at home", 1, "a phase without words"),
        ("##", 1, "a journey without words"),
        ("- Pay\n!", 2, "a pain without words; write them behind the sign"),
        ("- Pay\n> does:", 2, "a quote without words"),
        ("- Pay\n@", 2, "“@” has nothing behind it; a channel goes there"),
        ("- Pay\n!!!! bad", 2, "“!!!!” is too much; ! !! and !!! say how bad a pain is"),
        ("### Orient", 1, "“###” is no sign; # begins a phase, ## names the journey"),
        ("# Orient\n## Trip", 2, "the journey is named once, above everything else"),
        ("## Trip\n## Trip", 2, "the journey is named once"),
        ("# " + "x" * 201, 1, "a phase of 201 characters; text of 1 to 200 characters is allowed"),
        ("- " + "x" * 201, 1, "a touchpoint of 201 characters"),
        ("## " + "x" * 201, 1, "a journey of 201 characters"),
        ("- Pay &" + "x" * 201, 1, "a team of 201 characters"),
        ("- Pay @" + "x" * 401, 1, "a channel of 401 characters"),
        ("- Pay\n! " + "x" * 20_001, 2, "a pain of 20 001 characters"),
        ("- Pay\n> " + "x" * 19_999 + "\n> y", 3, "a quote of 20 001 characters"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(text: str, line: int, said: str) -> None:
    [(where, what)] = told(text)

    assert where == line
    assert what.startswith(said)
    with pytest.raises(BadInput) as refusal:
        capture(Plan(), parse(text), source="notes.txt")
    assert str(refusal.value).startswith(f"notes.txt:{line}: {said}")


def test_one_broken_line_does_not_drag_others_along() -> None:
    assert told("# Book\n- @web\n! no mail\nhm\n^4\n~9") == [
        (2, "a touchpoint without words; write its name behind the sign"),
        (4, told("hm")[0][1]),
        (6, told("- Pay ~9")[0][1]),
    ]


def test_an_empty_outline_and_an_endless_one_are_refused() -> None:
    for text in ("", " \n\t\n// only a remark\n"):
        with pytest.raises(BadInput, match="nothing in it"):
            capture(Plan(), parse(text))
    assert told("- x\n" * (MOST_LINES + 5))[0][0] == MOST_LINES + 1
    assert told("// x\n" * (MOST_LINES - 1) + "- x\n\n") == []


def test_teams_and_systems_are_found_by_name_or_its_beginning_or_added() -> None:
    before = plan_of(
        a(Team, "web", name="Web team"), a(Team, "it", name="IT"), a(Team, "its", name="IT support"), a(System, "crm")
    )

    plan = captured("- Pay &web &WEB TEAM &it &Finance %Crm\n- Wait &finance %finance", before)

    assert [team.name for team in plan.all(Team)] == ["Web team", "IT", "IT support", "Finance"]
    assert behind(plan, plan.get(Touchpoint, "pay")) == ["web", "it", "finance", "crm"]
    assert behind(plan, plan.get(Touchpoint, "wait")) == ["finance", "finance"]


def test_a_beginning_that_fits_two_names_is_told() -> None:
    plan = plan_of(a(Team, "one", name="Web shop"), a(Team, "two", name="Web site"))

    with pytest.raises(BadInput, match="outline:2: “web” may be “Web shop” or “Web site”; write more of the name"):
        capture(plan, parse("- Pay\n&web"))


def test_an_existing_journey_is_gone_on_with() -> None:
    before = captured("## Trip\n# Orient\n- Search\n# Book: be sure\n- Pay")
    [trip] = before.all(Journey)

    plan = captured("- Mail\n# orient: look around\n- Compare\n# Travel\n- Fly", before, trip)

    assert plan.all(Journey) == (trip,)
    assert [
        (phase.name, phase.goal, [t.name for t in plan.parts(Touchpoint, phase)]) for phase in plan.parts(Phase, trip)
    ] == [
        ("Orient", "look around", ["Search", "Compare"]),
        ("Book", "be sure", ["Pay", "Mail"]),
        ("Travel", None, ["Fly"]),
    ]
    assert len({record.position for record in plan.all(Touchpoint) if record.phase == "book"}) == 2


def test_of_two_phases_of_one_name_the_first_is_gone_on_with() -> None:
    before = plan_of(a(Journey), a(Phase, "one", name="Wait"), a(Phase, "two", name="Wait"))
    journey = before.get(Journey, "journey")

    plan = before.apply(capture(before, parse("# wait\n- Call"), journey=journey))

    assert [touchpoint.phase for touchpoint in plan.all(Touchpoint)] == ["one"]


def test_a_phase_may_be_come_back_to() -> None:
    plan = captured("# Orient\n- Search\n# Book\n- Pay\n# Orient: look around\n- Compare")

    orient, _ = plan.all(Phase)
    assert orient.goal == "look around"
    assert [t.name for t in plan.parts(Touchpoint, orient)] == ["Search", "Compare"]


def test_touchpoints_before_any_phase_get_one() -> None:
    plan = captured("- Search\n# Book\n- Pay")

    assert [phase.name for phase in plan.all(Phase)] == [START, "Book"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## Other\n- Pay", "outline:1: “Other” would name a new journey, but this is added to “Trip”"),
        ("# Book: pay\n- Pay", "outline:1: “Book” has the goal “be sure” already"),
        ("# New: pay\n# new: wait", "outline:2: “new” has the goal “pay” already"),
    ],
)
def test_what_contradicts_the_journey_is_told(text: str, said: str) -> None:
    plan = captured("## Trip\n# Book: be sure")

    with pytest.raises(BadInput, match=said):
        capture(plan, parse(text), journey=plan.all(Journey)[0])


def test_the_same_title_and_goal_are_no_contradiction() -> None:
    plan = captured("## Trip\n# Book: be sure")

    after = captured("## TRIP\n# book: be sure\n- Pay", plan, plan.all(Journey)[0])

    assert (len(after.all(Journey)), len(after.all(Phase)), len(after.all(Touchpoint))) == (1, 1, 1)


def test_a_new_journey_is_lived_through_by_the_persona() -> None:
    plan = plan_of(a(Persona, "michiel"))

    edit = capture(plan, parse("- Pay"), persona=plan.all(Persona)[0])

    assert plan.apply(edit).all(Journey)[0].persona == "michiel"


def test_hostile_text_is_cleaned() -> None:
    found = touchpoint("- Pay \x1b[2J\x1b]52;c;aGk=\x07\u202enow @we\x00b")

    assert (found.name, found.channel) == ("Pay now", "web")


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_names_stay_as_they_are(text: str) -> None:
    assert touchpoint(f"- Pay {text.replace(chr(10), ' ')}").name == clean_text(f"Pay {text}")


def test_a_record_is_meant_by_its_id_its_name_or_the_beginning_of_it() -> None:
    plan = plan_of(
        a(Journey, "trip-1", name="Trip"), a(Journey, "trip-2", name="trip"), a(Journey, "far", name="Far off")
    )

    assert meant(plan, Journey, "trip-2").id == "trip-2"
    assert meant(plan, Journey, "FAR").id == "far"
    with pytest.raises(NoSuchInput, match=r"“TRIP” may be any of trip-1, trip-2. Name one by its id."):
        meant(plan, Journey, "TRIP")
    with pytest.raises(NoSuchInput, match=r"There is no journey “none”. There is “Trip”, “trip”, “Far off”."):
        meant(plan, Journey, "none")
    with pytest.raises(NoSuchInput, match=r"There is no persona “x”. Add one first."):
        meant(plan, Persona, "x")


def test_what_there_is_is_counted() -> None:
    assert parse(BOOKING).counts == ("2 touchpoints", "2 pains", "1 gain", "1 wow", "1 question")
    assert parse("# Book").counts == ("0 touchpoints",)


# --- whatever is typed --------------------------------------------------------------------------------------------

pieces = st.one_of(
    st.sampled_from([*SIGNS, "##", "!!", "//", " ", "\t", "\\", ": ", "Title:", "> does:", "~-1", "^5", *HOSTILE]),
    st.text(max_size=6),
)
outlines = st.lists(st.lists(pieces, max_size=6).map("".join), max_size=12).map("\n".join)


def lines_taken(outline: Outline) -> set[int | None]:
    """The lines that became a part of the outline."""
    taken: set[int | None] = {outline.title_line}
    for phase in outline.phases:
        taken.update(phase.lines)
        taken.update(line for touchpoint in phase.touchpoints for line in touchpoint.lines)
    return taken


@given(outlines)
def test_every_line_is_taken_or_told(text: str) -> None:
    outline = parse(text)

    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = {n for n, line in enumerate(map(clean_text, lines), 1) if line and not line.startswith("//")}
    assert said <= lines_taken(outline) | {finding.line for finding in outline.findings}
    assert [f.line for f in outline.findings] == sorted(f.line or 0 for f in outline.findings)


@given(outlines, plans(most=1))
def test_any_outline_is_captured_whole_or_refused_whole(text: str, plan: Plan) -> None:
    for journey in (None, *plan.all(Journey)):
        with suppress(BadInput):
            after = captured(text, plan, journey)
            assert len(after.all(Touchpoint)) - len(plan.all(Touchpoint)) == sum(1 for _ in parse(text).touchpoints)


@given(plans())
def test_a_journey_written_and_captured_again_is_the_same(plan: Plan) -> None:
    for journey in plan.all(Journey):
        phases = plan.parts(Phase, journey)
        if len({clean_text(phase.name).casefold() for phase in phases}) < len(phases):
            continue  # phases of one name become one
        for before in (plan, Plan()):
            edit = capture(before, parse(written(plan, journey)))

            after = before.apply(edit)
            copy = edit.changes[0].after
            assert isinstance(copy, Journey)
            assert sayable(after, copy) == sayable(plan, journey)
            assert written(after, copy) == written(plan, journey)


def sayable(plan: Plan, journey: Journey) -> list[object]:
    """What an outline can say of *journey*."""
    signed = (NoteKind.PAIN, NoteKind.GAIN, NoteKind.WOW, NoteKind.QUESTION)
    found: list[object] = [clean_text(journey.name)]
    for phase in plan.parts(Phase, journey):
        found.append((clean_text(phase.name), lines_of(phase.goal)))
        for each in plan.parts(Touchpoint, phase):
            found.append((clean_text(each.name), clean_text(each.channel or ""), each.feeling, each.importance))
            found.append([lines_of(text) for text in (each.doing, each.thinking, each.expectation)])
            backings = plan.parts(Backing, each)
            behind = [(kind, id) for b in backings for kind, id in ((Team, b.team), (System, b.system)) if id]
            found.append(list(dict.fromkeys((kind.KIND, clean_text(title(plan, kind, id))) for kind, id in behind)))
            notes = (note for note in plan.parts(Note, each) if note.kind in signed)
            found.append([(note.kind, clean_text(note.text), severity(note)) for note in notes])
    return found


def title(plan: Plan, kind: type[Entity], id: str) -> str:
    return plan.get(kind, id).title


def severity(note: Note) -> int | None:
    return note.severity if note.kind is NoteKind.PAIN and (note.severity or 0) > 1 else None


def test_three_hundred_lines_are_read_within_a_keystroke() -> None:
    text = "\n".join((BOOKING.split("\n", 3)[3]) for _ in range(300 // 15))
    parse(text)

    def taken() -> float:
        began = perf_counter()
        parse(text)
        return perf_counter() - began

    assert len(text.splitlines()) >= 300
    assert min(taken() for _ in range(10)) < 0.005
