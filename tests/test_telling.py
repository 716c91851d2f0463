"""A journey in words: sentences a customer could have said, and what is missing said as missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import (
    Backing,
    Category,
    Horizon,
    Journey,
    Medium,
    Moment,
    Note,
    NoteKind,
    Phase,
    Stage,
    Touchpoint,
)
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.telling import FEELINGS, Bullet, Heading, Prose, Quote, age, feeling_word, told, told_touchpoint
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans


def words(touchpoint: Touchpoint, *others: Entity) -> str:
    """All that is told of *touchpoint*, in one text."""
    plan = plan_of(touchpoint, *others)
    return " ".join(paragraph.text for paragraph in told_touchpoint(plan, touchpoint, TODAY))


def journey_told(plan: Plan, id: str = "journey") -> str:
    return " ".join(paragraph.text for paragraph in told(plan, plan.get(Journey, id), TODAY))


def test_a_touchpoint_is_told_in_the_customers_words() -> None:
    touchpoint = a(
        Touchpoint,
        doing="I scroll past four hundred trips",
        thinking="Why can I not just choose?",
        channel="Website",
        medium=Medium.ONLINE,
        feeling="-1.5",
        importance=5,
        expectation="A filter, as in any shop.",
        against_expectation=-2,
        goal_percent=35,
        drop_off_percent=38,
        moment=Moment.BREAK,
    )

    [lived, *_] = told_touchpoint(plan_of(touchpoint), touchpoint, TODAY)

    assert lived == Prose(
        "I scroll past four hundred trips. I think: “Why can I not just choose?” Channel: Website (online). "
        "I expect: A filter, as in any shop. What I get is far below it. It feels very bad (−1.5) and is decisive "
        "to me. 35 % of the goal is reached here, and 38 % leave here. This is a moment of truth: it can lose me for "
        "good."
    )


def test_what_is_missing_is_said_once_and_is_not_nought() -> None:
    text = words(a(Touchpoint))

    assert text.count("Not known yet: what the customer does and how it feels.") == 1
    assert "%" not in text
    assert "neither good nor bad" not in text
    assert "nobody leaves" in words(a(Touchpoint, drop_off_percent=0)).lower()


def test_behind_the_scenes_nobody_asks_how_it_feels() -> None:
    text = words(a(Touchpoint, stage=Stage.BACK))

    assert "the customer does not see it" in text
    assert "Not known yet" not in text


@pytest.mark.parametrize(
    ("feeling", "word"),
    [
        ("-2", "dreadful"),
        ("-1.8", "dreadful"),
        ("-1.7", "very bad"),
        ("0.1", "neither good nor bad"),
        ("2", "delightful"),
    ],
)
def test_a_feeling_is_called_by_the_nearest_half(feeling: str, word: str) -> None:
    assert feeling_word(Decimal(feeling)) == word


def test_every_feeling_there_can_be_has_a_word_and_opposites_differ() -> None:
    assert {feeling_word(Decimal(n) / 100) for n in range(-200, 201)} == set(FEELINGS.values())
    assert len(set(FEELINGS.values())) == len(FEELINGS)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, "nobody has shown yet"),
        (EvidenceKind.ASSUMPTION, "we assume it ourselves"),
        (EvidenceKind.ANECDOTE, "customers were not asked yet"),
        (EvidenceKind.INTERVIEW, "from customers themselves. “Talks” (interview, n = 9)"),
    ],
)
def test_what_we_assume_is_told_apart_from_what_customers_said(kind: EvidenceKind | None, said: str) -> None:
    citation = a(Citation, evidence="evidence", touchpoint="touchpoint", quote="I gave up.")
    cited = (a(Evidence, kind=kind, name="Talks", sample_size=9), citation) if kind else ()

    text = words(a(Touchpoint), *cited)

    assert said in text
    assert ("I gave up." in text) is (kind is not None)


def test_notes_are_bullets_with_their_sign_and_how_bad_they_are() -> None:
    touchpoint = a(Touchpoint)
    notes = (
        a(Note, "first", text="No filter", category=Category.DEFECT, severity=3),
        a(Note, "second", kind=NoteKind.WOW, text="A room with a view!"),
    )

    told_all = told_touchpoint(plan_of(touchpoint, *notes), touchpoint, TODAY)

    assert [paragraph for paragraph in told_all if isinstance(paragraph, Bullet)] == [
        Bullet("Pain (defect, they leave over it): No filter.", "▲"),
        Bullet("Wow: A room with a view!", "★"),
    ]


def test_what_stands_behind_is_one_sentence() -> None:
    backings = (
        a(Team, "web"),
        a(System, "cms"),
        a(Backing, "first", team="web", system="cms", role="Edits."),
        a(Backing, "second", role="By hand"),
        a(Backing, "third"),
    )

    assert "Behind the scenes: Web with Cms (Edits); By hand." in words(a(Touchpoint), *backings)


def test_a_rough_way_is_told_from_what_the_customer_saw_last() -> None:
    plan = plan_of(
        a(Touchpoint, "ask"),
        a(Touchpoint, "check", stage=Stage.BACK),
        a(Touchpoint, "wait", hand_over=1),
    )

    assert "Coming from “Ask”, I start all over again." in journey_told(plan)


def test_a_journey_is_told_from_what_sets_it_off_to_what_ends_it() -> None:
    plan = plan_of(
        a(Persona, "ann", quote="Three thumbs at most."),
        a(Journey, persona="ann", begins_with="A photo", ends_with="The way home", out_of_scope="Flights"),
        a(Phase, goal="Be sure", complete_on=date(2027, 5, 3)),
        a(Touchpoint),
    )

    paragraphs = list(told(plan, plan.get(Journey, "journey"), TODAY))

    assert [(p.level, p.text) for p in paragraphs if isinstance(p, Heading)] == [
        (1, "Journey"),
        (2, "Phase"),
        (3, "Touchpoint"),
    ]
    assert paragraphs[1] == Prose(
        "The customer journey of Ann, as it is today. What sets it off: A photo. What ends it: The way home. "
        "Left out: Flights."
    )
    assert paragraphs[2] == Quote("Three thumbs at most.", "Ann")
    assert (
        Prose("What the customer wants here: Be sure. On 3 May 2027 customers confirmed that no touchpoint is missing.")
        in paragraphs
    )
    assert "Customers were asked or watched for none of its touchpoints." in journey_told(plan)
    assert "never held against reality" in journey_told(plan)


def test_a_dream_says_by_when_and_what_is_new_against_today() -> None:
    plan = plan_of(
        a(Journey, "now"),
        a(Phase, "before", journey="now"),
        a(Touchpoint, "search", phase="before", feeling=-2),
        a(Touchpoint, "queue", phase="before"),
        a(Journey, "dream", horizon=Horizon.NEAR, departs_from="now", target_on=date(2028, 6, 1)),
        a(Phase, "after", journey="dream"),
        a(Touchpoint, "filter", phase="after", replaces="search", feeling=1, wanted="Three trips"),
        a(Touchpoint, "picnic", phase="after"),
    )

    text = journey_told(plan, "dream")

    assert "It should be true by 1 June 2028." in text
    assert "Against “Now”: 1 touchpoint is different; new: “Picnic”; no longer there: “Queue”." in text
    assert "Today this is “Search”, which feels dreadful (−2). What should come of it: Three trips." in text
    assert "This is new: today there is nothing like it." in text
    assert "Nobody said yet by when." in journey_told(plan_of(a(Journey, horizon=Horizon.FAR)))


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "1 day ago"), (30, "30 days ago")])
def test_it_says_when_a_map_was_held_against_reality(days: int, said: str) -> None:
    plan = plan_of(a(Journey, verified_on=TODAY - timedelta(days), verified_by="Ann"))

    assert f"All of it was last held against reality {said} by Ann." in journey_told(plan)


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (90, False), (91, True)])
def test_a_map_is_old_once_its_review_is_due(days: int, is_old: bool) -> None:  # noqa: FBT001 - what is expected
    journey = a(Journey, verified_on=TODAY - timedelta(days), review_every_days=90)

    assert age(plan_of(journey, a(Touchpoint)), journey, TODAY) == (days, is_old)


def test_a_map_that_was_never_verified_is_old() -> None:
    journey = a(Journey)

    assert age(plan_of(journey, a(Touchpoint)), journey, TODAY) == (None, True)


@given(plan=plans())
def test_any_journey_can_be_told_and_is_told_alike(plan: Plan) -> None:
    for journey in plan.all(Journey):
        paragraphs = list(told(plan, journey, TODAY))

        assert paragraphs == list(told(plan, journey, TODAY))
        assert all(paragraph.text.strip() for paragraph in paragraphs)
