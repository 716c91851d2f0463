"""What every lane of a map tells of a touchpoint, and that views choose among lanes that exist."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

import pytest

from domain.engagement import CoreValue
from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import Backing, Note, NoteKind, Stage, Touchpoint
from domain.kpi import Kpi
from domain.lanes import BLUEPRINT, LANES, LINES, MAP, SIGNS, Entry, dots, signed
from domain.people import System, SystemKind, Team
from tests.builders import TODAY, a, plan_of


def told(lane: str, touchpoint: Touchpoint, *others: Entity) -> list[tuple[str, str]]:
    """What *lane* tells of *touchpoint*: (mark, text)."""
    plan = plan_of(touchpoint, *others)
    return [(entry.mark, entry.text) for entry in LANES[lane].entries(plan, touchpoint, TODAY)]


@pytest.mark.parametrize("lane", LANES)
def test_a_lane_tells_nothing_of_what_is_not_filled_in(lane: str) -> None:
    touchpoint = a(Touchpoint, "search", stage=Stage.BACK)
    told_always = {"back": [("", "Search")], "evidence": [("▯▯▯▯", "no evidence")]}

    assert told(lane, touchpoint) == told_always.get(lane, [])


def test_a_view_holds_lanes_and_lines_that_exist_each_once() -> None:
    for view in (MAP, BLUEPRINT):
        assert set(view) <= LANES.keys() | LINES.keys()
        assert len(set(view)) == len(view)
    assert not LANES.keys() & LINES.keys()


def test_titles_fit_before_the_rows_and_tell_lanes_apart() -> None:
    titles = [lane.title for lane in LANES.values()]

    assert max(map(len, titles)) <= 8
    assert len(set(titles)) == len(titles)
    assert all(key == lane.key for key, lane in LANES.items())


def test_every_kind_of_note_has_one_lane_and_a_sign_of_its_own() -> None:
    assert sorted(lane.note for lane in LANES.values() if lane.note) == sorted(NoteKind)
    assert SIGNS.keys() == set(NoteKind)
    assert len(set(SIGNS.values())) == len(NoteKind)


def test_a_note_is_told_in_its_own_lane_and_marked_by_how_severe_it_is() -> None:
    touchpoint = a(Touchpoint)
    notes = [a(Note, kind.value, kind=kind, text=kind.value) for kind in NoteKind]
    worst = a(Note, "worst", kind=NoteKind.PAIN, text="I leave", severity=3)
    plan = plan_of(touchpoint, *notes, worst)

    every = chain.from_iterable(
        lane.entries(plan, touchpoint, TODAY) for lane in LANES.values() if lane.note is not None
    )

    assert sorted((entry.mark, entry.text) for entry in every) == sorted(
        # Wows are told among the gains, too.
        [*((SIGNS[kind], kind.value) for kind in NoteKind), ("★", "wow"), ("▲▲▲", "I leave")]
    )
    assert told("pains", touchpoint, worst) == [("▲▲▲", "I leave")]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1.5, "+1.5"), (-2, "−2"), (Decimal("-0.25"), "−0.25"), (Decimal("1.50"), "+1.5")]
)
def test_a_feeling_is_told_with_its_sign(number: Decimal | float, text: str) -> None:
    assert signed(number) == text


def test_scales_are_told_by_signs_as_well() -> None:
    touchpoint = a(Touchpoint, importance=4, against_expectation=-2, expectation="A mail", goal_percent=0)

    assert told("importance", touchpoint) == [("●●●●○", "")]
    assert [dots(n) for n in (1, 5)] == ["●○○○○", "●●●●●"]
    assert told("expectation", touchpoint) == [("▼▼", "A mail")]
    assert told("goal", touchpoint) == [("", "0 %")], "a goal nobody reaches is known"


def test_a_rough_way_to_a_channel_is_marked_also_where_the_channel_is_not_known() -> None:
    assert told("channel", a(Touchpoint, channel="web", hand_over=2)) == [("⇢", "web")]
    assert told("channel", a(Touchpoint, channel="web", hand_over=3)) == [("", "web")]
    assert told("channel", a(Touchpoint, hand_over=1)) == [("⇢", "")]


def test_what_stands_behind_is_told_with_the_record_it_comes_from() -> None:
    touchpoint = a(Touchpoint)
    plan = plan_of(touchpoint, a(Team, "web"), a(System, "cms"), a(Backing, team="web", system="cms", role="Edits"))
    backing = plan.get(Backing, "backing")

    assert list(LANES["behind"].entries(plan, touchpoint, TODAY)) == [Entry("Web · Cms", record=backing)]


def test_the_blueprint_parts_what_is_seen_from_what_is_not() -> None:
    behind = (
        a(Team, "web"),
        a(System, "cms"),
        a(System, "approval", kind=SystemKind.PROCESS),
        a(Backing, "first", team="web", system="cms", role="Edits"),
        a(Backing, "second", system="approval"),
    )
    seen = a(Touchpoint, doing="I look", channel="web")
    unseen = a(Touchpoint, name="Check", channel="mail", stage=Stage.BACK)

    def lanes(touchpoint: Touchpoint) -> dict[str, list[tuple[str, str]]]:
        return {lane: told(lane, touchpoint, *behind) for lane in BLUEPRINT if lane in LANES}

    support = [("▣", "Cms"), ("↻", "Approval")]
    assert lanes(seen) == {
        "does": [("", "I look")],
        "front": [("", "web")],
        "back": [("", "Web: Edits")],
        "support": support,
    }
    assert lanes(unseen) == {"does": [], "front": [], "back": [("", "Check"), ("", "Web: Edits")], "support": support}


def test_values_measures_and_evidence_are_told_by_name() -> None:
    touchpoint = a(Touchpoint, core_values=("carefree",))
    survey = a(Evidence, "survey", kind=EvidenceKind.SURVEY, sample_size=200, representative_percent=100)
    others = (
        a(CoreValue, "carefree"),
        a(Kpi, "opened", touchpoints=("touchpoint",)),
        survey.model_copy(update={"collected_on": TODAY}),
        a(Citation, evidence="survey", touchpoint="touchpoint"),
    )

    assert told("values", touchpoint, *others) == [("◆", "Carefree")]
    assert told("kpi", touchpoint, *others) == [("", "Opened")]
    assert told("evidence", touchpoint, *others) == [("▮▮▮▯", "validated")]
