"""The roadmap for who pays, who does the work and whom it is for: what each reads, and what they do not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from domain.audiences import Grid, for_client, for_sponsor, for_team
from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import CashKind, CashLine, Dependency, Effort, Initiative, Remedy, Status, Story
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.milestone import Milestone
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from domain.telling import Bullet, Heading, Prose
from storage.formats import AUDIENCES, FOR_READERS
from storage.formats.roadmaps import Asked, roadmap_as
from tests.builders import a, plan_of
from tests.strategies import plans
from tests.test_exports import parsed, shipped
from tests.test_roadmap_exports import HOSTILE_NAMES, hostile_roadmap

DAY = date(2027, 1, 20)


def ferry(*more: Entity) -> Plan:
    return plan_of(
        a(Persona, "michiel", name="Michiel"),
        a(Journey, "now", persona="michiel"),
        a(Phase, "boarding", journey="now"),
        a(Touchpoint, "queue", phase="boarding", doing="I queue."),
        a(Journey, "dream", persona="michiel", horizon=Horizon.NEAR),
        a(Phase, "boarding-then", journey="dream"),
        a(Touchpoint, "walk-on", phase="boarding-then", name="Walk on", doing="I walk on."),
        a(Gap, "waiting", name="Waiting", current="queue", dream="walk-on"),
        a(Team, "web", name="Web", capacity_fte=Decimal(1), focus_percent=100),
        a(
            Initiative,
            "passes",
            status=Status.PLANNED,
            starts_on=date(2027, 1, 25),
            finishes_on=date(2027, 2, 26),
            adoption_months=3,
        ),
        a(Effort, "e1", initiative="passes", team="web", likely=Decimal(40)),
        a(Remedy, initiative="passes", gap="waiting"),
        a(CashLine, "scanners", initiative="passes", likely=Decimal(20000)),
        a(CashLine, "saved", initiative="passes", kind=CashKind.BENEFIT, likely=Decimal(50000)),
        a(Story, initiative="passes", persona="michiel", want="walk on", accepted_when="It beeps."),
        a(Initiative, "live", name="Live departures", starts_on=date(2027, 3, 1), finishes_on=date(2027, 3, 19)),
        a(Effort, "e2", initiative="live", team="web", likely=Decimal(5)),
        a(Dependency, initiative="live", waits_for="passes"),
        a(Milestone, "season", due_on=date(2027, 2, 20), promise="Nobody queues.", initiatives=("passes",)),
        *more,
    )


def grid(blocks: list[object], *, of: str) -> list[dict[str, str]]:
    """The table below the heading *of*."""
    below = blocks[blocks.index(Heading(of, 2)) :]
    found = next(block for block in below if isinstance(block, Grid))
    return [dict(zip(found.titles, row, strict=True)) for row in found.rows]


def said(blocks: list[object], of: str) -> list[str]:
    """The bullets below the heading *of*."""
    below = blocks[blocks.index(Heading(of, 2)) + 1 :]
    end = next((n for n, block in enumerate(below) if isinstance(block, Heading) and block.level == 2), len(below))
    return [block.text for block in below[:end] if isinstance(block, Bullet)]


# Who pays


def test_a_sponsor_reads_what_it_costs_and_brings() -> None:
    blocks: list[object] = list(for_sponsor(ferry(), DAY))

    first, *_ = grid(blocks, of="What it costs and brings")
    assert (first["initiative"], first["when"], first["costs"]) == ("Passes", "25 Jan – 26 Feb 2027", "−20 000 EUR")
    assert said(blocks, "In short")[0] == "2 initiatives, from 25 January 2027 to 19 March 2027: 1 idea, 1 planned."
    assert "Not all money is known: “Live departures” has no money in it." in said(blocks, "In short")


def test_a_sponsor_reads_what_is_promised_and_how_sure_that_is() -> None:
    blocks: list[object] = list(for_sponsor(ferry(), DAY))

    [promise] = grid(blocks, of="What is promised")
    assert (promise["due"], promise["what will be true"]) == ("20 February 2027", "Nobody queues.")
    assert promise["chance to be on time"] == "0.0 %", "all it hangs on finishes after it, and has no range"
    assert promise["80 % sure by"] == "26 February 2027"


def test_a_sponsor_is_told_what_can_go_wrong_and_asked_what_only_they_can_decide() -> None:
    blocks: list[object] = list(for_sponsor(ferry(), DAY))

    assert any(
        text.startswith("“Season” is on time on 20 February 2027 in 0.0 %")
        for text in said(blocks, "What can go wrong")
    )
    assert said(blocks, "What you are asked to decide") == [
        "Who answers for “Passes”?",
        "Start “Live departures” on 1 March 2027?",
        "Who answers for “Live departures”?",
        "Keep the date of “Season”, which comes before the end of what it hangs on, or move it?",
    ]


# Who does the work


def test_a_team_reads_what_is_its_part_and_who_waits_for_it() -> None:
    plan = ferry()

    first, second = grid(list(for_team(plan, DAY, plan.get(Team, "web"))), of="What and when")

    assert (first["item"], first["person-days of yours"], first["promised for"]) == (
        "Passes",
        "40",
        "Season, 20 February 2027",
    )
    assert first["is waited for by"] == "Live departures"
    assert second["waits for"] == "Passes, 25 Jan – 26 Feb 2027"


def test_a_team_reads_what_it_has_to_carry_and_by_how_much_it_is_over() -> None:
    plan = ferry()

    january, february, march = grid(list(for_team(plan, DAY, plan.get(Team, "web"))), of="What you have to carry")

    assert (january["asked"], january["can carry"], january["over by"]) == ("8", "21", ""), "5 of 25 days of 40"
    assert (february["asked"], february["can carry"], february["over by"]) == ("32", "20", "12")
    assert (march["month"], march["asked"], march["for"]) == ("March 2027", "5", "Live departures")


def test_a_team_reads_what_users_want_of_it() -> None:
    plan = ferry()

    told = said(list(for_team(plan, DAY, plan.get(Team, "web"))), "What users want of it")

    assert told == ["As Michiel I want walk on.", "It beeps."]


def test_a_team_without_work_is_told_so() -> None:
    plan = ferry(a(Team, "shop", name="Shop"))

    assert list(for_team(plan, DAY, plan.get(Team, "shop"))) == [
        Prose("Nothing on the roadmap asks anything of Shop yet.")
    ]


# For whom it is


def test_customers_read_what_changes_for_them_in_their_words() -> None:
    blocks = list(for_client(ferry(), DAY))

    assert blocks == [
        Heading("What we promise", 2),
        Bullet("20 February 2027: Nobody queues.", "◆"),
        Heading("For Michiel", 2),
        Heading("From February 2027, everybody by May 2027: Walk on", 3),
        Bullet("Today: I queue.", "•"),
        Bullet("Then: I walk on.", "•"),
    ]


def test_customers_read_nothing_that_is_not_decided_and_nothing_of_money() -> None:
    idea = a(Initiative, "lounge", name="Lounge")
    gap = a(Gap, "draught", name="It draughts", current="queue")
    plan = ferry(idea, gap, a(Remedy, "r2", initiative="lounge", gap="draught"))

    for kind in FOR_READERS:
        text = roadmap_as(plan, kind, DAY, Asked(audience="client"))
        assert not [word for word in ("EUR", "20 000", "draught", "Lounge", "Passes", "Web") if word in text]


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({"status": Status.DONE, "finishes_on": date(2027, 1, 8), "adoption_months": None}, "Since January 2027"),
        ({"status": Status.RUNNING, "finishes_on": date(2027, 1, 8)}, "Soon"),
        ({"finishes_on": date(2027, 11, 30), "adoption_months": 2}, "From December 2027, everybody by February 2028"),
        ({"starts_on": None, "finishes_on": None}, "Later"),
    ],
)
def test_when_customers_have_it_is_told_as_far_as_it_is_known(fields: dict[str, object], when: str) -> None:
    plan = ferry()
    passes = plan.get(Initiative, "passes")
    first = {"starts_on": date(2027, 1, 4)}
    changed = Plan.of(
        passes.model_copy(update={**first, **fields}) if each is passes else each  # the fields are valid
        for each in plan
    )

    assert Heading(f"{when}: Walk on", 3) in list(for_client(changed, DAY))


def test_a_gap_that_closes_step_by_step_is_told_once() -> None:
    later = {"starts_on": date(2027, 4, 5), "finishes_on": date(2027, 5, 28), "status": Status.PLANNED}
    plan = ferry(a(Initiative, "gates", **later), a(Remedy, "r2", initiative="gates", gap="waiting"))

    told = list(for_client(plan, DAY))

    assert sum(isinstance(block, Heading) and block.text.endswith("Walk on") for block in told) == 1
    assert told[-1] == Bullet("Better still from May 2027.", "•")


# All of them


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", FOR_READERS)
def test_hostile_names_are_text_on_every_page(audience: str, kind: str) -> None:
    text = roadmap_as(hostile_roadmap(), kind, DAY, Asked(audience=audience))

    html = text if kind == "html" else MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    tags = {tag for tag, _ in parsed(html).seen} if kind == "html" else set(re.findall(r"<(\w+)", html))
    assert not {"script", "img", "a", "b", "iframe", "svg"} & tags
    if audience == "sponsor" and kind == "html":
        assert not [name for name in HOSTILE_NAMES if name not in set(parsed(html).text)]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_same_plan_on_the_same_day_is_the_same_page(audience: str) -> None:
    asked = Asked(audience=audience)

    assert roadmap_as(shipped(), "html", DAY, asked) == roadmap_as(shipped(), "html", DAY, asked)


@given(plan=plans())
def test_there_is_a_page_of_any_plan_for_everybody(plan: Plan) -> None:
    for audience in ("team", "client"):
        parsed(roadmap_as(plan, "html", DAY, Asked(audience=audience)))
        assert roadmap_as(plan, "markdown", DAY, Asked(audience=audience)).startswith("# ")


def test_a_page_for_one_team_tells_of_that_team_alone() -> None:
    plan = ferry(a(Team, "shop", name="Shop"))

    both = roadmap_as(plan, "markdown", DAY, Asked(audience="team"))
    one = roadmap_as(plan, "markdown", DAY, Asked(audience="team", teams=("shop",)))

    assert both.count("## The roadmap of ") == 2
    assert one.count("## The roadmap of ") == 1


def test_the_whole_roadmap_is_tables_in_markdown() -> None:
    text = roadmap_as(ferry(), "markdown", DAY)

    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## What and when",
        "## Milestones",
        "## What each team has to carry",
    ]
    assert r"| Web | 38 % | 160 % \! | 22 % |" in text, "8 of 21, 32 of 20 and 5 of 23 days"
