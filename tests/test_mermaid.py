"""Mermaid user journeys, in and out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entity import Entity, revise
from domain.errors import BadInput
from domain.journey import Backing, Horizon, Journey, JourneyKind, Note, Phase, Touchpoint
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Change, Edit, Plan
from domain.rules import broken_rules
from domain.text import clean_text
from storage.formats.mermaid import MOST_LINES, diagrams, journeys_from

FIXTURES = Path(__file__).parent / "mermaid"


def imported(text: str, plan: Plan | None = None, source: str = "diagram.mmd") -> Plan:
    """The plan after importing *text*."""
    plan = plan or Plan()
    return plan.apply(journeys_from(text, plan, source=source)[0])


def notes(text: str, plan: Plan | None = None) -> list[str]:
    """What is said of importing *text*."""
    return list(journeys_from(text, plan or Plan(), source="diagram.mmd")[1])


def refusal(text: str) -> list[str]:
    """What is found wrong with *text*, each with its line."""
    with pytest.raises(BadInput) as caught:
        journeys_from(text, Plan(), source="x.mmd")
    return str(caught.value).splitlines()


def attempted(text: str, source: str = "x.mmd") -> Edit | None:
    """The edit that imports *text*, or None where it is refused in words a terminal can show."""
    try:
        return journeys_from(text, Plan(), source=source)[0]
    except BadInput as refused:
        for line in str(refused).splitlines():
            assert clean_text(line) == line.strip()
        return None


def outline(plan: Plan) -> str:
    """The journeys of *plan* as somebody would jot them down."""
    return "".join(f"{line}\n" for journey in plan.all(Journey) for line in told(plan, journey))


def told(plan: Plan, journey: Journey) -> Iterator[str]:
    persona = plan.find(Persona, journey.persona or "")
    yield journey.name + (f" · {persona.name}" if persona else "")
    for phase in plan.parts(Phase, journey):
        yield f"  {phase.name}"
        for touchpoint in plan.parts(Touchpoint, phase):
            yield f"    {touchpoint.name} {felt(touchpoint)}" + "".join(
                f" [{actor.KIND} {actor.name}]" for actor in behind(plan, touchpoint)
            )


def felt(touchpoint: Touchpoint) -> str:
    return "–" if touchpoint.feeling is None else f"{touchpoint.feeling.normalize():+f}".replace("+0", "0")


def behind(plan: Plan, touchpoint: Touchpoint) -> list[Team | System]:
    found: dict[str, Team | System] = {}
    for backing in plan.parts(Backing, touchpoint):
        if backing.team:
            found[f"team {backing.team}"] = plan.get(Team, backing.team)
        if backing.system:
            found[f"system {backing.system}"] = plan.get(System, backing.system)
    return list(found.values())


def touchpoint_of(plan: Plan) -> Touchpoint:
    """The only touchpoint of *plan*."""
    [touchpoint] = plan.all(Touchpoint)
    return touchpoint


# Reading what is out there


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.m*")), ids=lambda path: path.name)
def test_diagrams_as_people_write_them_are_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    plan = imported(text, source=path.name)

    assert outline(plan) == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.m*")), ids=lambda path: path.name)
def test_what_was_read_comes_back_after_writing_it(path: Path) -> None:
    plan = imported(path.read_text(encoding="utf-8"), source=path.name)

    again = imported(diagrams(plan))

    assert outline(again) == outline(plan)
    assert diagrams(again) == diagrams(plan)


def test_windows_line_ends_a_byte_order_mark_and_tabs_do_not_matter() -> None:
    text = (FIXTURES / "bike.mmd").read_text(encoding="utf-8")

    plan = imported("\ufeff" + text.replace("\n", "\r\n").replace("  ", "\t"))

    assert outline(plan) == outline(imported(text))


def test_the_edit_says_how_many_journeys_come_from_which_file() -> None:
    text = "journey\n  a: 5\njourney\n  b: 5"

    edit, said = journeys_from(text, Plan(), source="work/diagram.mmd")

    assert edit.label == "Import 2 journeys from diagram.mmd"
    assert all(change.before is None for change in edit.changes)
    assert not said


@pytest.mark.parametrize(
    ("line", "name", "feeling"),
    [
        ("Task: with colon: 5: Me", "Task: with colon", 2),
        ("At 10:30 or 11:45: 1: Me", "At 10:30 or 11:45", -2),
        ("Chapter 3: 4", "Chapter 3", 1),
        ("任务：登录：4.25：我", "任务：登录", Decimal("1.25")),
        ("任务：登录: 4: 我", "任务：登录", 1),
        ("A; b; and c: 2: Me;", "A; b; and c", -1),
        ("Ticket #12 # of 13: 2: Me", "Ticket #12 # of 13", -1),
        ("Wait #58; wait #amp; see &lt;b&gt; &#x41;: 2", "Wait : wait & see <b> A", -1),
        ("Cut<br/>in<BR>three&nbsp;or&#160;four: 2", "Cut in three or four", -1),
        ("a:5;" * 1001, ("a:5;" * 50)[:199] + "…", 2),
        ("R&D, 100% (all of it) &58; &nosuch;: 2", "R&D, 100% (all of it) &58; &nosuch;", -1),
        ("journey: 3", "journey", 0),
        ("Journeys end: 3", "Journeys end", 0),
        ("section: 3: Me", "section", 0),
        ("[red]x[/] \x1b[31m\u202ered: 3", "[red]x[/] red", 0),
        ("No #27;[31m colour: 3", "No #27;[31m colour", 0),
    ],
)
def test_a_task_is_read_from_its_end(line: str, name: str, feeling: Decimal) -> None:
    plan = imported(f"journey\n  {line}\n")

    touchpoint = touchpoint_of(plan)
    assert (touchpoint.name, touchpoint.feeling) == (name, feeling)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("---\ntitle: In front\n---\njourney\n title Inside\n accTitle: For readers", "Inside"),
        ("---\ntitle: In front\n---\njourney\n accTitle: For readers", "In front"),
        ("journey\n accTitle: For readers", "For readers"),
        ("---\ntitle: In front\nconfig:\n  title: Nested\n---\njourney", "In front"),
        ("# *Above*\n```mermaid\njourney\n a: 5\n```", "Above"),
        ("---\ntitle: A page\n---\n```mermaid\njourney\n a: 5\n```", "my-file"),
        ("journey\n a: 5", "my-file"),
        ("journey\n title: With a colon\n a: 5", "With a colon"),
    ],
)
def test_a_journey_is_named_by_the_first_that_names_it(text: str, name: str) -> None:
    [journey] = imported(text, source="there/my-file.mmd").all(Journey)

    assert journey.name == name


def test_a_name_too_long_is_cut_and_kept_whole_in_what_the_customer_does() -> None:
    sentence = "I wonder " * 40 + "why"

    touchpoint = touchpoint_of(imported(f"journey\n {sentence}: 2"))

    assert touchpoint.name == "I wonder " * 21 + "I wonder…"
    assert touchpoint.doing == sentence


def test_a_block_ends_with_the_quotation_it_stands_in() -> None:
    text = "> ```mermaid\n> journey\n>  a: 4\n\nNot: 9\n```\njourney\n```\n"

    assert outline(imported(text)) == "diagram\n  Start\n    a +1\n"


def test_code_within_a_line_opens_no_block() -> None:
    text = "```mermaid opens one```\n```mermaid\njourney\n a: 4\n```"

    assert outline(imported(text)) == "diagram\n  Start\n    a +1\n"


def test_new_journeys_and_actors_stand_behind_the_old_ones() -> None:
    before = Plan.of([Journey(id="z", position=5000, name="Z"), Team(id="z", position=9, name="Z")])

    after = imported("journey\n title A\n a: 4: Me, A", before)

    assert [journey.name for journey in after.all(Journey)] == ["Z", "A"]
    assert [team.name for team in after.all(Team)] == ["Z", "A"]


# Who takes part


def test_the_actor_of_most_tasks_is_the_persona_and_the_first_of_equals() -> None:
    text = "journey\n a: 5: Baker, Reader\n b: 5: Reader, Baker\n c: 5: Courier"

    plan = imported(text)

    assert [persona.name for persona in plan.all(Persona)] == ["Baker"]
    assert [team.name for team in plan.all(Team)] == ["Reader", "Courier"]


def test_a_word_for_the_customer_outweighs_the_number_of_tasks() -> None:
    text = "journey\n a: 5: Sales, Nieuwe klant\n b: 5: Sales\n c: 5: CRM system"

    plan = imported(text)

    [journey] = plan.all(Journey)
    assert plan.get(Persona, journey.persona or "").name == "Nieuwe klant"
    assert [team.name for team in plan.all(Team)] == ["Sales"]
    assert [system.name for system in plan.all(System)] == ["CRM system"]


def test_an_actor_the_plan_knows_is_that_one() -> None:
    known = [
        Persona(id="p", name="Michiel Mobiel"),
        Team(id="t", name="KLANTEN"),
        System(id="s", name="Kassa"),
        Team(id="both", name="Michiel mobiel"),
    ]

    plan = imported("journey\n a: 5: klanten, kassa, MICHIEL MOBIEL\n b: 5: kassa", Plan.of(known))

    assert [*plan.all(Persona), *plan.all(Team), *plan.all(System)] == [known[0], known[3], known[1], known[2]]
    assert outline(plan) == (
        "diagram · Michiel Mobiel\n  Start\n    a +2 [team KLANTEN] [system Kassa]\n    b +2 [system Kassa]\n"
    )


def test_an_actor_is_the_same_throughout_a_file_however_it_is_spelt() -> None:
    text = "journey\n a: 5: Anna\njourney\n b: 5: Ben, ANNA , ben\n c: 5: Ben"

    plan = imported(text)

    assert outline(plan) == (
        "diagram · Anna\n  Start\n    a +2\ndiagram · Anna\n  Start\n    b +2 [team Ben]\n    c +2 [team Ben]\n"
    )


def test_further_personas_are_kept_in_what_is_done() -> None:
    text = "journey\n a: 5: Customer\n b: 5: Customer, Guest\n c: 5: Visitor, Guest"

    plan = imported(text)

    assert [touchpoint.doing for touchpoint in plan.all(Touchpoint)] == [None, "With Guest.", "By Visitor, Guest."]


def test_a_comment_may_say_what_an_actor_is() -> None:
    text = "journey\n %% team: Customers\n %% system: anna\n %% persona: Zoë\n a: 5: Customers, Anna\n"

    assert outline(imported(text)) == "diagram · Zoë\n  Start\n    a +2 [team Customers] [system Anna]\n"


def test_nothing_that_was_there_changes_and_no_id_clashes() -> None:
    before = imported("journey\n title Buy\n section Pay\n Pay: 5: Anna, Bank")

    after = imported("journey\n title Buy\n section Pay it all\n Pay: 5: Anna, Bank", before)

    assert all(after.find(type(record), record.id) == record for record in before)
    assert [journey.id for journey in after.all(Journey)] == ["buy", "buy-2"]
    assert len(after) == len(before) + 4, "a journey, a phase, a touchpoint and a backing"


# A journey that is there already

TRIP = "journey\n title Trip\n section Book\n Search: 2: Anna\n Pay: 4: Anna, Bank\n section Travel\n Fly: 5: Anna\n"


def test_a_journey_imported_again_changes_nothing_and_says_so() -> None:
    plan = imported(TRIP)

    edit, said = journeys_from(TRIP, plan, source="x.mmd")

    assert not edit.changes
    assert said == ("“Trip” is here already: nothing new.",)


def test_of_a_journey_that_is_there_what_is_new_is_added_and_feelings_are_set() -> None:
    plan = imported(TRIP)
    text = TRIP.replace("Search: 2", "search: 1").replace(
        "Fly: 5: Anna", "Fly: 5: Anna, Crew\n Land: 3\n section Home\n Rest: 4"
    )

    after = imported(text, plan)

    assert outline(after) == (
        "Trip · Anna\n  Book\n    Search -2\n    Pay +1 [team Bank]\n"
        "  Travel\n    Fly +2 [team Crew]\n    Land 0\n  Home\n    Rest +1\n"
    )
    assert notes(text, plan) == ["“Trip” is here already: 4 added, 1 changed."]
    assert not list(broken_rules(after, journeys_from(text, plan, source="x.mmd")[0]))


def test_what_a_consultant_added_to_a_journey_stays_when_it_is_imported_again() -> None:
    plan = imported(TRIP)
    [search, *_] = [t for t in plan.all(Touchpoint) if t.name == "Search"]
    noted = Note(id="n", touchpoint=search.id, text="No filters")
    other = Touchpoint(id="t9", phase=search.phase, position=9999, name="Ask")
    known = revise(search, channel="web", importance=5)
    plan = plan.apply(Edit("", (Change(None, noted), Change(None, other), Change(search, known))))

    assert not journeys_from(TRIP, plan, source="x.mmd")[0].changes


@pytest.mark.parametrize(
    "other",
    [
        TRIP.replace("title Trip", "title Trip\n %% horizon: near"),
        TRIP.replace("title Trip", "title Trip\n %% kind: complaint"),
        TRIP.replace("Anna", "Guest"),
        TRIP.replace("Book", "Compare").replace("Travel", "Go"),
        TRIP.replace("Trip", "Journey"),
    ],
    ids=["horizon", "kind", "persona", "phases", "title"],
)
def test_a_journey_that_only_looks_alike_is_added(other: str) -> None:
    plan = imported(TRIP)

    assert len(imported(other, plan).all(Journey)) == 2
    assert not notes(other, plan)


def test_two_diagrams_of_one_name_in_a_file_are_two_journeys_and_stay_two() -> None:
    plan = imported(TRIP + TRIP)

    assert len(plan.all(Journey)) == 2
    assert not journeys_from(TRIP + TRIP, plan, source="x.mmd")[0].changes


# Scores on another scale


@pytest.mark.parametrize(
    ("scores", "feelings", "said"),
    [
        ("0 3 5", [-2, 0, 2], ["1 score below 1 in “diagram” counted as 1."]),
        ("0 0.5 1", [-2, -2, -2], ["2 scores below 1 in “diagram” counted as 1."]),
        (
            "8 5 10 0",
            ["1.2", 0, 2, -2],
            ["Scores in “diagram” go up to 10: all were read as 0 to 10, of which 5 is neutral."],
        ),
        (
            "7.25 1 6",
            ["0.9", "-1.6", "0.4"],
            ["Scores in “diagram” go up to 7.25: all were read as 0 to 10, of which 5 is neutral."],
        ),
        ("1 5", [-2, 2], []),
    ],
)
def test_scores_on_another_scale_are_fitted_and_that_is_said(
    scores: str, feelings: list[int | str], said: list[str]
) -> None:
    text = "journey\n" + "".join(f" Task {n}: {score}\n" for n, score in enumerate(scores.split()))

    assert [touchpoint.feeling for touchpoint in imported(text).all(Touchpoint)] == [Decimal(f) for f in feelings]
    assert notes(text) == said


def test_each_diagram_of_a_file_has_its_own_scale() -> None:
    text = "journey\n title A\n a: 5\njourney\n title B\n b: 10\n c: 5\n"

    assert [touchpoint.feeling for touchpoint in imported(text).all(Touchpoint)] == [2, 2, 0]


@given(st.lists(st.decimals(0, 10, places=2), min_size=1, max_size=8))
def test_whatever_the_scale_a_higher_score_is_no_worse_feeling(scores: list[Decimal]) -> None:
    text = "journey\n" + "".join(f" Task {n}: {score}\n" for n, score in enumerate(scores))

    found = [touchpoint.feeling or Decimal(0) for touchpoint in imported(text).all(Touchpoint)]

    assert [feeling for _, feeling in sorted(zip(scores, found, strict=True))] == sorted(found)


# Refusing


def test_everything_wrong_is_said_at_once_with_its_line() -> None:
    lines = [
        "journey",
        "Make tea",
        "Tea: six: Me",
        "Tea: 11: Me",
        "Tea: -1",
        "Tea: 2.555",
        ": 4: Me",
        "section",
        "Tea: : Me",
    ]

    found = refusal("\n".join([*lines, "Fine: 3"]))

    how = "a task is written “name: score” or “name: score: actor, actor”, and a score is a number from 1 to 5"
    assert found == [
        f"x.mmd:2: “Make tea” has no score; {how}",
        f"x.mmd:3: “six” is not a score; {how}",
        "x.mmd:4: the score of “Tea” is 11; a number from 1 to 5 is allowed, or from 0 to 10 throughout a diagram",
        "x.mmd:5: the score of “Tea” is -1; a number from 1 to 5 is allowed, or from 0 to 10 throughout a diagram",
        "x.mmd:6: the score of “Tea” is 2.555; at most two decimals are allowed",
        f"x.mmd:7: a task without a name; {how}",
        "x.mmd:8: a section without a name; it is written “section name”",
        f"x.mmd:9: “Tea” has no score; {how}",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "flowchart LR\n  a --> journey",
        "# Journey\n\nprose",
        "```mermaid\npie\n```",
        "journey: 5",
        "---\n---\n",
    ],
)
def test_a_text_without_a_journey_is_refused(text: str) -> None:
    assert refusal(text) == [
        "x.mmd: no journey diagram in it; one starts with a line “journey”, in Markdown inside a ```mermaid block"
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("%%{init: {\njourney\n a: 5", "x.mmd:1: a directive begins here with “%%{” and never ends"),
        ("journey\n accDescr {\n a: 5", "x.mmd:2: a description begins here with “accDescr {” and never ends"),
        ("journey\n a: 5\n---\n b: 5", "x.mmd:4: front matter stands here that never ends"),
        ("journey\n title A\n title b: 5: Me", "x.mmd:3: “title b: 5: Me” is a title, as Mermaid reads it"),
        ("journey\n section 4 is odd: 5: Me", "x.mmd:2: “section 4 is odd: 5: Me” is a section, as Mermaid reads it"),
        (f"journey\n title {'x' * 201}", "x.mmd:1: journey name: “xx"),
        (f"journey\n section {'x' * 201}", "x.mmd:2: phase name: “xx"),
        (f"journey\n a: 5: {'x' * 201}", "x.mmd:2: persona name: “xx"),
        (f"journey\n a: 5: Me, {'x' * 201}", "x.mmd:2: team name: “xx"),
        (f"journey\n {'x' * 20_001}: 5", "x.mmd:2: touchpoint doing: “xx"),
    ],
)
def test_what_never_ends_or_cannot_be_held_is_refused(text: str, finding: str) -> None:
    [found] = refusal(text)

    assert found.startswith(finding)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("journey\n" + "é" * 2_500_000, "x.mmd: larger than 5 MB; split it"),
        ("journey\n" + "\n" * MOST_LINES, "x.mmd: more than 200 000 lines; split it"),
        ("journey\n" + "a:5\n" * 20_001, "x.mmd: more than 20 000 tasks; split it"),
        ("journey\n" + "section a\n" * 20_001, "x.mmd: more than 20 000 sections; split it"),
        ("journey\n" * 20_001, "x.mmd: more than 20 000 diagrams; split it"),
        ("journey\na:5:" + ",".join(map(str, range(100_001))), "x.mmd: more than 100 000 actors of tasks; split it"),
    ],
    ids=["size", "lines", "tasks", "sections", "diagrams", "actors"],
)
def test_more_than_a_file_may_hold_is_refused(text: str, finding: str) -> None:
    assert refusal(text) == [finding]


@pytest.mark.parametrize(
    "nasty",
    [
        ":" * 100_000,
        "x" * 1_000_000,
        "%%{" * 100_000,
        "%%{}%%" * 100_000,
        "a:5;" * 100_000,
        "#35;" * 100_000,
        "\x1b]52;" * 100_000,
        "a\u0301" + "\u0301" * 100_000 + ": 5",
        "9" * 100_000 + ":" + "9" * 100_000,
        "a: 5: " + "[" * 100_000,
        " #" * 100_000,
    ],
    ids=lambda nasty: repr(nasty[:6]),
)
@pytest.mark.parametrize("frame", ["journey\n{}", "# {}\n```mermaid\njourney\n{}", "{}\njourney", "---\n{}"])
def test_no_text_takes_long_or_ends_in_anything_but_a_refusal(frame: str, nasty: str) -> None:
    text = frame.replace("{}", nasty)

    edit = attempted(text)

    assert edit is None or edit.changes


# Writing


def journey_of(*touchpoints: Touchpoint, **fields: object) -> Plan:
    """One journey with one phase and *touchpoints* in it."""
    journey = Journey.model_validate({"id": "j", "name": "Paying", **fields})
    return Plan.of([journey, Phase(id="p", journey="j", name="At the till"), *touchpoints])


def test_one_journey_is_written_as_a_bare_diagram() -> None:
    touchpoints = (
        Touchpoint(id="a", phase="p", position=0, name="Queue: 5 minutes", feeling=Decimal("-0.5")),
        Touchpoint(id="b", phase="p", position=1, name="Title page; #1", feeling=Decimal(2)),
        Touchpoint(id="c", phase="p", position=2, name="Pay"),
    )
    others = [
        Persona(id="m", name="Michiel"),
        Team(id="t", name="Till, front"),
        System(id="s", name="5"),
        Backing(id="b1", touchpoint="c", team="t", system="s"),
        Backing(id="b2", touchpoint="c", team="t"),
    ]

    written = diagrams(Plan.of([*journey_of(*touchpoints, persona="m", horizon="near", kind="complaint"), *others]))

    assert written == (
        "journey\n"
        "    title Paying\n"
        "    %% kind: complaint\n"
        "    %% horizon: near\n"
        "    %% persona: Michiel\n"
        "    %% team: Till#44; front\n"
        "    %% system: #53;\n"
        "    section At the till\n"
        "        Queue#58; 5 minutes: 2: Michiel\n"
        "        %% feeling: -0.5\n"
        "        #84;itle page#59; #35;1: 5: Michiel\n"
        "        Pay: 3: Michiel, Till#44; front, #53;\n"
        "        %% feeling: unknown\n"
    )


def test_several_journeys_are_written_as_markdown() -> None:
    plan = Plan.of([Journey(id="a", name="Buy *it*"), Journey(id="b", position=1, name="Bring it back")])

    assert diagrams(plan) == (
        "# Buy \\*it\\*\n\n```mermaid\njourney\n    title Buy *it*\n```\n"
        "\n"
        "# Bring it back\n\n```mermaid\njourney\n    title Bring it back\n```\n"
    )


def test_a_plan_without_journeys_gives_nothing() -> None:
    assert not diagrams(Plan.of([Persona(id="m", name="Michiel")]))


@pytest.mark.parametrize("quarters", range(-8, 9))
def test_every_feeling_is_drawn_as_a_whole_score_and_comes_back_exactly(quarters: int) -> None:
    feeling = Decimal(quarters) / 4
    plan = journey_of(Touchpoint(id="t", phase="p", name="Pay", feeling=feeling))

    written = diagrams(plan)

    assert f"Pay: {round(feeling + 3)}\n" in written
    assert touchpoint_of(imported(written)).feeling == feeling


def test_a_phase_that_reads_like_a_task_comes_back() -> None:
    plan = Plan.of([Journey(id="j", name="J"), Phase(id="p", journey="j", name="Week: 3: Me")])

    assert outline(imported(diagrams(plan))) == "J\n  Week: 3: Me\n"


def test_an_unknown_feeling_stays_unknown() -> None:
    plan = journey_of(Touchpoint(id="t", phase="p", name="Pay"))

    assert touchpoint_of(imported(diagrams(plan))).feeling is None


@pytest.mark.parametrize("remark", ["unknown", "-0.5", "0.001", "7", "soso"])
def test_a_score_changed_by_hand_wins_over_the_remark_about_it(remark: str) -> None:
    text = f"journey\n Pay: 5\n %% feeling: {remark}\n"

    assert touchpoint_of(imported(text)).feeling == 2


def test_a_persona_and_a_team_of_one_name_are_told_apart() -> None:
    touchpoint = Touchpoint(id="t", phase="p", name="Pay")
    others = [Persona(id="x", name="Anna"), Team(id="y", name="anna"), Backing(id="b", touchpoint="t", team="y")]

    again = imported(diagrams(Plan.of([*journey_of(touchpoint, persona="x"), *others])))

    assert outline(again) == "Paying · Anna\n  At the till\n    Pay – [team anna (team)]\n"


# Any text, any plan

SYNTAX = """
journey title section accDescr %%{init }%% { } --- ```mermaid ``` ::: > # : ; , %% feeling: persona: unknown 3 5 0.5
-1 ： &# #35; #58; &amp; <br/> Me Cat [/] é 任务 <!-- -->
"""
pieces = st.sampled_from([*SYNTAX.split(), "\n", "\n    ", "\r\n", "\t", " ", "\x1b[2J", "\u202e"])
soup = st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=60).map(" ".join)
noise = st.lists(st.sampled_from(SYNTAX.split()) | st.text(max_size=5), max_size=3).map("".join)
statements = st.one_of(
    st.builds("a{}: {}: {}".format, noise, st.sampled_from(["1", "3", "4.25"]), noise),
    st.builds("section a{}".format, noise),
    st.builds("%% {}: {}".format, st.sampled_from(["persona", "team", "system", "horizon", "feeling"]), noise),
)


@given(soup | st.lists(statements, max_size=8).map("\n".join))
def test_any_text_gives_an_edit_that_breaks_no_rule_or_a_refusal(text: str) -> None:
    edit = attempted(f"journey\n{text}", source=text[:20])

    if edit is not None:
        after = Plan().apply(edit)
        assert not list(broken_rules(after, edit))
        assert outline(imported(diagrams(after))) == outline(after)


def spoken(name: str) -> str:
    return clean_text(name)[:60].strip()


names = st.lists(st.one_of(pieces, st.text(max_size=8)), min_size=1, max_size=5).map("".join).map(spoken).filter(bool)
some_feelings = st.none() | st.decimals(-2, 2, places=2)


@st.composite
def told_plans(draw: st.DrawFn) -> Plan:
    """Journeys with actors, phases and touchpoints, called anything that can be a name."""
    called = draw(st.lists(names, min_size=3, max_size=6, unique_by=str.casefold))
    kinds: list[type[Persona | Team | System]] = [Persona, Team, System]
    cast = [kinds[n % 3](id=f"a{n}", position=n, name=name) for n, name in enumerate(called)]
    personas = [actor.id for actor in cast if isinstance(actor, Persona)]
    records: list[Entity] = list(cast)
    for n in range(draw(st.integers(1, 3))):
        records.append(
            Journey(
                id=f"j{n}",
                position=n,
                name=draw(names),
                kind=draw(st.sampled_from(JourneyKind)),
                horizon=draw(st.sampled_from(Horizon)),
                persona=draw(st.none() | st.sampled_from(personas)),
            )
        )
        for m in range(draw(st.integers(0, 2))):
            records.append(Phase(id=f"p{n}-{m}", position=m, journey=f"j{n}", name=draw(names)))
            for k in range(draw(st.integers(0, 3))):
                key = f"t{n}-{m}-{k}"
                feeling = draw(some_feelings)
                records.append(Touchpoint(id=key, position=k, phase=f"p{n}-{m}", name=draw(names), feeling=feeling))
                behind = draw(st.lists(st.sampled_from([a for a in cast if not isinstance(a, Persona)]), max_size=2))
                records += [
                    Backing.model_validate({"id": f"b{n}-{m}-{k}-{i}", "touchpoint": key, actor.KIND: actor.id})
                    for i, actor in enumerate(behind)
                ]
    return Plan.of(records)


def kinds_and_horizons(plan: Plan) -> list[tuple[JourneyKind, Horizon]]:
    return [(journey.kind, journey.horizon) for journey in plan.all(Journey)]


@given(told_plans())
def test_any_journeys_come_back_from_their_diagrams(plan: Plan) -> None:
    again = imported(diagrams(plan))

    assert outline(again) == outline(plan)
    assert kinds_and_horizons(again) == kinds_and_horizons(plan)
    assert diagrams(again) == diagrams(plan)


@given(told_plans())
def test_any_journeys_imported_where_they_are_already_change_nothing(plan: Plan) -> None:
    edit, said = journeys_from(diagrams(plan), plan, source="x.mmd")

    assert not edit.changes
    assert len(said) == len(plan.all(Journey))


# Mermaid's own grammar (packages/mermaid/src/diagrams/user-journey), its rules in their order
RULES = [
    ("comment", r"%%(?!\{)[^\n]*|[^}]%%[^\n]*"),
    ("space", r"\n+|\s+"),
    ("comment", r"#[^\n]*"),
    ("journey", r"journey\b"),
    ("title", r"title\s[^#\n;]+"),
    ("accessibility", r"accTitle\s*:\s*|accDescr\s*[:{]\s*"),
    ("section", r"section\s[^#:\n;]+"),
    ("name", r"[^#:\n;]+"),
    ("data", r":[^#\n;]+"),
]


def drawn(diagram: str) -> list[tuple[str, ...]]:
    """What Mermaid draws of *diagram*, from the top."""
    encoded = re.sub(r"(?m)^\s*%%(?!\{)[^\n]+\n?", "", diagram)
    encoded = re.sub(r"(?:style|classDef).*:\S*#.*;", lambda found: found[0][:-1], encoded)
    encoded = re.sub(r"#(\w+);", "ﬂ°°\\1¶ß", encoded, flags=re.ASCII)
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(encoded):
        matches = ((rule, re.compile(pattern, re.IGNORECASE | re.ASCII).match(encoded, at)) for rule, pattern in RULES)
        rule, match = next((rule, match) for rule, match in matches if match)
        tokens.append((rule, re.sub("ﬂ°°([0-9]+)¶ß", lambda found: chr(int(found[1])), match[0])))
        at = match.end()
    return [(rule, text.strip()) for rule, text in tokens if rule != "space"]


@given(told_plans())
def test_mermaid_draws_every_name_score_and_actor(plan: Plan) -> None:
    written = diagrams(plan)
    several = re.findall(r"(?ms)^```mermaid\n(.*?)^```$", written)

    for journey, diagram in zip(plan.all(Journey), several or [written], strict=True):
        expected = [("journey", "journey"), ("title", f"title {journey.name}")]
        for phase in plan.parts(Phase, journey):
            expected.append(("section", f"section {phase.name}"))
            for touchpoint in plan.parts(Touchpoint, phase):
                persona = plan.find(Persona, journey.persona or "")
                actors = [actor.name for actor in (persona, *behind(plan, touchpoint)) if actor]
                data = f": {round((touchpoint.feeling or 0) + Decimal(3))}" + (
                    f": {', '.join(actors)}" if actors else ""
                )
                expected += [("name", touchpoint.name), ("data", data)]
        assert drawn(diagram) == expected
