"""Stories that are drafted from gaps: in the customer's words, with the way back to the map."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain.edits import change
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Story
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.persona import Need, Persona
from domain.plan import Edit, Plan
from domain.stories import drafted, why_not
from tests.builders import a, plan_of
from tests.strategies import plans


def ferry(doing: str | None = "I show my ticket on my phone. It beeps.", goal: str | None = None) -> Plan:
    return plan_of(
        a(Persona, "michiel", name="Michiel"),
        a(Need, "quick", persona="michiel", name="be on board in a minute", importance=5, satisfaction=1),
        a(Need, "cheap", persona="michiel", name="pay little", importance=4, satisfaction=3),
        a(Journey, "dream", name="Unhurried", persona="michiel", horizon=Horizon.NEAR),
        a(Phase, "boarding", journey="dream", goal=goal),
        a(Touchpoint, "walk-on", phase="boarding", name="Walking on", doing=doing, wanted="Nobody queues."),
        a(Gap, "waiting", name="Forty minutes in the queue", dream="walk-on"),
        a(Initiative, "passes"),
        a(Remedy, initiative="passes", gap="waiting"),
    )


def drawn_up(plan: Plan, id: str = "passes") -> Edit:
    edit = drafted(plan, plan.get(Initiative, id))
    assert edit is not None
    return edit


def story(plan: Plan) -> Story:
    [made] = drawn_up(plan).changes
    assert isinstance(made.after, Story)
    return made.after


def test_a_story_says_who_wants_what_the_dream_has_and_where_it_comes_from() -> None:
    plan = ferry()

    made = story(plan)

    assert (made.initiative, made.persona, made.want) == ("passes", "michiel", "to show my ticket on my phone")
    assert made.accepted_when == ("Nobody queues.\nFrom the gap “Forty minutes in the queue”, Unhurried › Walking on.")
    assert drawn_up(plan).label == "Draft 1 story of “Passes”"
    assert plan.apply(drawn_up(plan)).parts(Story, plan.get(Initiative, "passes")) == (made,)


@pytest.mark.parametrize(
    ("doing", "want"),
    [
        ("I am let on board.", "to be let on board"),
        ("I can see the ship.", "to be able to see the ship"),
        ("We board.", "us to board"),
        ("We are waved on!", "us to be waved on!"),
        ("Ik loop zo door.", "this: Ik loop zo door"),
        (None, "“Walking on”"),
        ("I " + "walk " * 100, "to " + "walk " * 79 + "w…"),
    ],
)
def test_what_is_done_becomes_what_is_wanted(doing: str | None, want: str) -> None:
    assert story(ferry(doing)).want == want


def test_what_for_is_the_goal_of_the_phase_or_else_the_need_that_is_met_worst() -> None:
    assert story(ferry(goal="Be on board. Relax.")).so_that == "I reach my goal: be on board"
    assert story(ferry(goal="I am on board.")).so_that == "I am on board"
    assert story(ferry()).so_that == "my need is met: be on board in a minute"


def test_what_is_to_be_removed_is_wanted_gone() -> None:
    queue = a(Touchpoint, "queue", doing="I queue for a ticket.")
    gap = a(Gap, "waiting", name="Queue", current="queue", kind=GapKind.REMOVE)
    plan = plan_of(queue, gap, a(Initiative, "passes"), a(Remedy, initiative="passes", gap="waiting"))

    assert story(plan).want == "not to have to queue for a ticket"
    assert story(plan).persona is None
    fixed = plan.apply(change(plan.get(Gap, gap.id), kind=GapKind.FIX))
    assert story(fixed).want == "this to be over: Queue"


def test_nothing_is_drafted_twice() -> None:
    plan = ferry()
    after = plan.apply(drawn_up(plan))
    initiative = plan.get(Initiative, "passes")

    assert drafted(after, initiative) is None
    assert why_not(after, initiative) == "Every gap it closes has its story."
    assert why_not(plan, initiative) == ""


def test_without_a_gap_there_is_nothing_to_draft_from() -> None:
    plan = plan_of(a(Initiative, "passes"))

    assert drafted(plan, plan.get(Initiative, "passes")) is None
    assert why_not(plan, plan.get(Initiative, "passes")) == "It closes no gap yet, and stories are drafted from gaps."


@given(plan=plans())
def test_stories_of_any_initiative_can_be_drafted_and_taken_back(plan: Plan) -> None:
    for initiative in plan.all(Initiative):
        edit = drafted(plan, initiative)
        assert (edit is None) == bool(why_not(plan, initiative))
        if edit:
            assert plan.apply(edit).apply(edit.inverse) == plan
