"""The gaps between today and the dreams: found, joined over two dreams, weighed and ranked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chains import chains_of
from domain.engagement import Engagement
from domain.entity import Entity, revise
from domain.errors import Refused
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.gap import Gap, GapDecision, GapKind
from domain.gaps import GapAnalysis, GapScore, draft_from, found_gaps, gap_figures, ranked_gaps, record_gaps
from domain.initiative import Initiative, Remedy
from domain.journey import Horizon, Journey, Note, NoteKind, Phase, Stage, Touchpoint
from domain.persona import Persona
from domain.plan import Plan
from domain.rules import broken_rules
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

NOW, NEAR, FAR = "now", "near", "far"
FRAME: tuple[Entity, ...] = (
    a(Persona, "anna", share_percent=40),
    a(Persona, "bob", share_percent=35),
    a(Journey, NOW, persona="anna"),
    a(Journey, NEAR, persona="anna", horizon=Horizon.NEAR, departs_from=NOW),
    a(Journey, FAR, persona="anna", horizon=Horizon.FAR, departs_from=NOW),
    *(a(Phase, f"{name}-phase", journey=name) for name in (NOW, NEAR, FAR)),
    # What stays as it is links the dreams to today.
    a(Touchpoint, "home", phase="now-phase"),
    a(Touchpoint, "near-home", name="Home", phase="near-phase", replaces="home"),
    a(Touchpoint, "far-home", name="Home", phase="far-phase", replaces="home"),
)


def today(id: str = "search", /, **fields: Any) -> Touchpoint:
    return a(Touchpoint, id, phase="now-phase", **fields)


def near(id: str = "near-search", /, **fields: Any) -> Touchpoint:
    return a(Touchpoint, id, phase="near-phase", **{"name": "Search", **fields})


def far(id: str = "far-search", /, **fields: Any) -> Touchpoint:
    return a(Touchpoint, id, phase="far-phase", **{"name": "Search", **fields})


def scored(*records: Entity) -> GapScore:
    """The score of the first gap among *records*, within the frame."""
    plan = plan_of(*FRAME, *records)
    return GapAnalysis(plan).score(plan.all(Gap)[0])


def names(gaps: Sequence[Gap]) -> list[str]:
    return [gap.name for gap in gaps]


SPLIT = (
    today(feeling=-1, importance=4),
    near(replaces="search", feeling=Decimal("0.5")),
    far(replaces="search", feeling=2),
)


# --- found --------------------------------------------------------------------------------------------------------


def test_a_touchpoint_that_feels_otherwise_in_a_dream_is_a_gap() -> None:
    [gap] = found_gaps(plan_of(*FRAME, *SPLIT))

    assert (gap.name, gap.current, gap.dream, gap.kind) == ("Search: −1 → +0.5", "search", "near-search", GapKind.FIX)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"goal_percent": 90}, "Search: goal 40 → 90 %"),
        ({"channel": "chat"}, "Search: phone → chat"),
        ({"name": "Look around"}, "Search: becomes Look around"),
        ({"doing": "I look"}, "Search: should be different"),
    ],
)
def test_a_gap_is_called_by_what_differs(fields: dict[str, Any], name: str) -> None:
    before = {"goal_percent": 40, "channel": "phone"}

    plan = plan_of(*FRAME, today(**before), near(replaces="search", **{**before, **fields}))

    assert name in names(found_gaps(plan))


def test_a_gap_is_called_by_its_worst_pain() -> None:
    pains = [a(Note, "slow", touchpoint="search", severity=1), a(Note, "no", touchpoint="search", severity=3)]

    [gap] = found_gaps(plan_of(*FRAME, *SPLIT, *pains))

    assert gap.name == "No"


def test_gaps_with_the_same_pain_have_names_of_their_own() -> None:
    more = [today("find", feeling=-1), near("near-find", name="Find", replaces="find", feeling=1)]
    pains = [a(Note, f"{id}-pain", touchpoint=id, text="Too slow.") for id in ("search", "find")]

    found = found_gaps(plan_of(*FRAME, *SPLIT, *more, far("far-find", name="Find", replaces="find"), *pains))

    assert names(found) == ["Too slow", "Too slow (Find)"]


def test_what_a_dream_adds_and_drops_are_gaps() -> None:
    plan = plan_of(*FRAME, today("queue"), near("chat", name="Chat"), far("far-chat", name="Chat"))

    found = found_gaps(plan)

    assert [(gap.name, gap.kind, gap.current, gap.dream) for gap in found] == [
        ("Queue should go", GapKind.REMOVE, "queue", None),
        ("Chat is not there yet", GapKind.ADD, None, "chat"),
    ]


def test_what_stays_the_same_is_no_gap_nor_is_what_nobody_sees() -> None:
    behind = {"stage": Stage.BACK}

    plan = plan_of(*FRAME, today("check", **behind), near("new-check", name="Robot", **behind))

    assert found_gaps(plan) == ()


def test_a_dream_that_is_not_linked_to_today_says_nothing_about_what_is_gone() -> None:
    frame = [each for each in FRAME if each.id not in ("near-home", "far-home")]

    assert found_gaps(plan_of(*frame, today())) == ()


def test_a_recorded_gap_is_not_found_again_whichever_side_it_names() -> None:
    for sides in ({"current": "search"}, {"dream": "near-search"}, {"dream": "far-search"}):
        assert found_gaps(plan_of(*FRAME, *SPLIT, a(Gap, **sides))) == ()


def test_a_gap_at_another_touchpoint_of_today_does_not_hide_what_a_dream_replaces() -> None:
    plan = plan_of(*FRAME, *SPLIT, today("call"), a(Gap, current="call", dream="near-search"))

    assert "Search: −1 → +0.5" in names(found_gaps(plan))


def test_near_and_far_are_joined_also_where_the_far_dream_replaces_the_near_one() -> None:
    plan = plan_of(*FRAME, today(), near("wish", name="Wish", replaces="search"), far("oracle", replaces="wish"))

    chain = next(each for each in chains_of(plan) if each.current and each.current.id == "search")

    assert [each.id for each in chain.touchpoints] == ["search", "wish", "oracle"]
    assert not chain.gone


def test_what_both_dreams_add_is_one_gap() -> None:
    plan = plan_of(*FRAME, near("chat", name="Chat"), far("far-chat", name="Chat"), far("guide", name="Guide"))

    assert [[each.id for each in chain.touchpoints] for chain in chains_of(plan) if chain.current is None] == [
        ["chat", "far-chat"],
        ["guide"],
    ]


def test_found_gaps_are_recorded_in_one_edit_behind_the_others() -> None:
    plan = plan_of(*FRAME, *SPLIT, today("queue"), a(Gap, "old", current="home"))
    found = found_gaps(plan)

    edit = record_gaps(plan, found)

    after = plan.apply(edit)
    assert edit.label == "Record 2 gaps"
    assert not list(broken_rules(after, edit))
    assert names(after.all(Gap)) == ["Old", "Search: −1 → +0.5", "Queue should go"]
    assert found_gaps(after) == ()
    with pytest.raises(Refused, match="no found gap"):
        record_gaps(plan, ())


# --- weighed ------------------------------------------------------------------------------------------------------


def test_the_parts_of_a_gap_are_what_each_dream_adds() -> None:
    score = scored(*SPLIT, a(Gap, current="search", dream="near-search"))

    assert (score.near_part, score.far_part, score.size) == (Decimal("1.5"), Decimal("1.5"), Decimal(3))
    assert score.score == Decimal("4.80")  # 4 × 3 × 0.40 × 1
    assert score.worst == score.best == score.score
    assert (score.delta_feeling, score.kind) == (Decimal(3), GapKind.FIX)
    assert score.said == (
        "score 4.80 = 4 (importance) × 3 (gap) × 0.4 (reach) × 1 (bad moments)",
        "gap 3 = near part 1.5 + far part 1.5",
        "near part 1.5 = max(0, 0.5 near − (−1) today)",
        "far part 1.5 = max(0, 2 far − max((−1) today, 0.5 near))",
        "reach 0.4 = 40 % Anna",
        "bad moments × 1: feels −1 today, below 0",
    )


def test_every_input_says_which_field_it_comes_from() -> None:
    score = scored(*SPLIT, a(Gap, current="search", dream="near-search"))

    assert [(each.value, each.record and each.record.id, each.field) for each in score.inputs] == [
        ("4", "search", "importance"),
        ("40 %", "anna", "share_percent"),
        ("−1", "search", "feeling"),
        ("+0.5", "near-search", "feeling"),
        ("+2", "far-search", "feeling"),
        ("1", "engagement", "negative_weight"),
    ]
    assert score.inputs[0].source == "importance of “Search” in “Now”"


def test_two_gaps_of_one_chain_count_each_part_once() -> None:
    plan = plan_of(
        *FRAME,
        *SPLIT,
        a(Gap, "soon", current="search", dream="near-search"),
        a(Gap, "later", current="search", dream="far-search"),
    )

    soon, later = (GapAnalysis(plan).score(gap) for gap in plan.all(Gap))

    assert (soon.near_part, soon.far_part, later.near_part, later.far_part) == (
        Decimal("1.5"),
        None,
        None,
        Decimal("1.5"),
    )
    assert (soon.delta_feeling, later.delta_feeling) == (Decimal("1.5"), Decimal("1.5"))
    assert "the near part counts with another gap at this place" in later.said


def test_a_gap_without_a_dream_holds_what_no_other_gap_names() -> None:
    score = scored(*SPLIT, a(Gap, "one", current="search"), a(Gap, "two", current="search", dream="near-search"))

    assert (score.near_part, score.far_part) == (None, Decimal("1.5"))


def test_bad_moments_weigh_more_by_the_weight_of_the_engagement() -> None:
    heavy = a(Engagement, "engagement", negative_weight=Decimal("2.25"))
    gap = a(Gap, current="search", dream="near-search")

    assert scored(heavy, *SPLIT, gap).score == Decimal("10.80")
    at_zero = (today(feeling=0, importance=4), *SPLIT[1:])
    assert scored(heavy, *at_zero, gap).score == Decimal("3.20")  # 4 × 2 × 0.40 × 1


def test_what_is_added_counts_from_nothing_and_weighs_as_the_dream_says() -> None:
    score = scored(near("chat", name="Chat", feeling=1, importance=3), a(Gap, dream="chat"))

    assert (score.near_part, score.score, score.kind) == (Decimal(1), Decimal("1.20"), GapKind.ADD)
    assert "today: counted from 0, for it is not there" in score.said


def test_what_is_removed_counts_up_to_nothing() -> None:
    score = scored(today("queue", feeling=-2, importance=5), a(Gap, current="queue"))

    parts = score.near_part, score.far_part
    assert (*parts, score.score, score.kind) == (*map(Decimal, (2, 0, 4)), GapKind.REMOVE)
    assert "near dream: counted up to 0, for it is no longer there" in score.said


def test_what_is_typed_as_removed_needs_no_dream() -> None:
    plan = plan_of(a(Touchpoint, "queue", feeling=-1, importance=2), a(Gap, current="queue", kind=GapKind.REMOVE))

    score = GapAnalysis(plan).score(plan.all(Gap)[0])

    assert (score.near_part, score.missing) == (Decimal(1), ("persona of “Journey”",))


def test_a_typed_kind_wins() -> None:
    assert scored(*SPLIT, a(Gap, current="search", kind=GapKind.REPLACE)).kind is GapKind.REPLACE


def test_another_channel_replaces() -> None:
    sides = (today(channel="phone"), near(replaces="search", channel="web"))

    assert scored(*sides, a(Gap, current="search")).kind is GapKind.REPLACE


def test_a_near_gap_that_the_far_dream_no_longer_has_is_thrown_away() -> None:
    gap = a(Gap, current="search", dream="near-search")

    score = scored(*SPLIT[:2], gap)

    assert score.is_thrown_away
    assert (score.near_part, score.far_part, score.delta_feeling) == tuple(map(Decimal, ("1.5", "0", "1.5")))
    assert not scored(*SPLIT, gap).is_thrown_away


def test_reach_adds_up_the_personas_that_share_the_touchpoint_once_each_and_at_most_all() -> None:
    others = (
        a(Journey, "tour", persona="bob"),
        a(Journey, "cruise", persona="bob"),
        a(Journey, "flight", persona="all"),
        *(a(Phase, f"{name}-phase", journey=name) for name in ("tour", "cruise", "flight")),
        a(Touchpoint, "tour-search", phase="tour-phase", same_as="search"),
        a(Touchpoint, "cruise-search", phase="cruise-phase", same_as="search"),
    )
    gap = a(Gap, current="search")

    assert scored(*SPLIT, *others, gap).reach == Decimal("0.75")
    everybody = (a(Persona, "all", share_percent=60), a(Touchpoint, "fly", phase="flight-phase", same_as="search"))
    assert scored(*SPLIT, *others, *everybody, gap).reach == 1


@pytest.mark.parametrize(
    ("records", "missing", "ends"),
    [
        ((revise(SPLIT[0], importance=None), *SPLIT[1:]), "importance of “Search” in “Now”", ("1.20", "6.00")),
        ((revise(SPLIT[0], feeling=None), *SPLIT[1:]), "feeling of “Search” in “Now”", ("0", "6.40")),
        ((*SPLIT[:2], revise(SPLIT[2], feeling=None)), "feeling of “Search” in “Far”", ("2.40", "4.80")),
        ((*SPLIT, a(Persona, "anna")), "share of “Anna”", ("0", "12.00")),
        ((*SPLIT, a(Journey, NOW)), "persona of “Now”", ("0", "12.00")),
    ],
)
def test_without_an_input_there_is_no_score_but_its_ends(
    records: Sequence[Entity], missing: str, ends: tuple[str, str]
) -> None:
    score = scored(*records, a(Gap, current="search"))

    assert (score.score, score.rank, score.missing) == (None, None, (missing,))
    assert (score.worst, score.best) == tuple(map(Decimal, ends))
    assert score.said[0].startswith(f"no score: {missing} not known; between ")


def test_a_gap_at_no_touchpoint_at_all_lies_anywhere() -> None:
    plan = plan_of(a(Engagement, negative_weight=2), a(Gap, name="A hunch"))

    score = GapAnalysis(plan).score(plan.all(Gap)[0])

    assert (score.worst, score.best, score.kind) == (Decimal(0), Decimal(40), None)
    assert score.missing == ("current touchpoint of “A hunch”", "dream touchpoint of “A hunch”")


@given(st.lists(st.integers(-8, 8), min_size=3, max_size=3), st.integers(0, 7), st.sampled_from(["one", "two", "none"]))
def test_what_is_filled_in_later_ends_between_the_ends(felt: list[int], hidden: int, other: str) -> None:
    feelings = [Decimal(each) / 4 for each in felt]
    sides = [today(importance=4), near(replaces="search"), far(replaces="search")]
    known = [revise(side, feeling=feeling) for side, feeling in zip(sides, feelings, strict=True)]
    partly = [revise(side, feeling=None) if hidden & 1 << n else side for n, side in enumerate(known)]
    dream = {"one": "near-search", "two": "far-search", "none": None}[other]
    gaps = [a(Gap, "one", current="search", dream="near-search"), a(Gap, "two", current="search", dream=dream)]
    heavy = a(Engagement, "engagement", negative_weight=3)

    full, part = scored(heavy, *known, *gaps), scored(heavy, *partly, *gaps)

    assert full.score is not None
    assert part.worst <= full.score <= part.best
    assert full.worst == full.best == full.score


@given(st.lists(st.integers(-8, 8), min_size=3, max_size=3))
def test_both_parts_together_lead_to_the_better_dream(felt: list[int]) -> None:
    now, soon, later = (Decimal(each) / 4 for each in felt)
    sides = [today(feeling=now), near(replaces="search", feeling=soon), far(replaces="search", feeling=later)]

    assert scored(*sides, a(Gap, current="search")).size == max(Decimal(0), max(soon, later) - now)


@given(plans())
def test_any_plan_can_be_weighed(plan: Plan) -> None:
    analysis = GapAnalysis(plan)

    for score in (*analysis.ranked(), *analysis.ranked(analysis.found())):
        figures = analysis.figures(score, TODAY)
        assert 0 <= score.worst <= score.best
        assert (score.score is None) is bool(score.missing)
        assert 0 <= figures.closing.open_percent <= 100
        assert score.said
    edit = record_gaps(plan, found) if (found := analysis.found()) else None
    if edit is not None:
        assert not list(broken_rules(plan.apply(edit), edit))
        assert found_gaps(plan.apply(edit)) == ()


# --- ranked -------------------------------------------------------------------------------------------------------


def test_equal_scores_share_a_rank_and_those_without_one_come_last() -> None:
    better = {"one": 1, "two": 2, "three": 1, "four": 0}
    records: list[Entity] = [a(Gap, "hunch", name="A hunch")]
    for name, feeling in better.items():
        records += [
            today(name, feeling=-1, importance=4),
            near(f"near-{name}", replaces=name, feeling=feeling),
            a(Gap, f"gap-{name}", current=name, dream=f"near-{name}"),
        ]
    frame = [each for each in FRAME if each.id != "far-home"]

    ranked = ranked_gaps(plan_of(*frame, *records))

    assert [(score.gap.id, score.rank) for score in ranked] == [
        ("gap-two", 1),
        ("gap-one", 2),
        ("gap-three", 2),
        ("gap-four", 4),
        ("hunch", None),
    ]


def test_a_gap_is_marked_where_nobody_closes_it_and_nothing_shows_it() -> None:
    gap = a(Gap, current="search", dream="near-search")
    plan = plan_of(*FRAME, *SPLIT, gap)

    assert gap_figures(plan, plan.all(Gap)[0], TODAY).marks == ("nobody closes it", "no evidence")
    hunch = (a(Evidence, "hunch", kind=EvidenceKind.ASSUMPTION), a(Citation, evidence="hunch", gap="gap"))
    assert "no evidence" in gap_figures(plan_of(*FRAME, *SPLIT, gap, *hunch), gap, TODAY).marks
    backed = (
        a(Evidence, "survey", kind=EvidenceKind.SURVEY, sample_size=200),
        a(Note, "pain", touchpoint="search", kind=NoteKind.PAIN),
        a(Citation, evidence="survey", note="pain"),
        a(Initiative, "filters"),
        a(Remedy, initiative="filters", gap="gap", closes_percent=40),
    )
    assert gap_figures(plan_of(*FRAME, *SPLIT, gap, *backed), gap, TODAY).marks == ()


def test_a_gap_that_is_claimed_twice_is_marked() -> None:
    claims = [a(Remedy, f"r{n}", initiative=f"i{n}", gap="gap", closes_percent=80) for n in range(2)]
    plan = plan_of(*FRAME, *SPLIT, a(Gap, current="search"), *claims)

    assert gap_figures(plan, plan.all(Gap)[0], TODAY).marks == ("no evidence", "claimed twice")


def test_a_parked_gap_needs_nobody() -> None:
    plan = plan_of(*FRAME, *SPLIT, a(Gap, current="search", decision=GapDecision.PARK))

    assert not gap_figures(plan, plan.all(Gap)[0], TODAY).is_orphan


def test_the_opportunity_stands_beside_the_score() -> None:
    asked = a(Gap, current="search", importance_percent=90, satisfaction_percent=30)

    assert gap_figures(plan_of(*FRAME, *SPLIT, asked), asked, TODAY).opportunity.value == 15


def test_an_initiative_drafted_from_found_gaps_records_them_in_the_same_edit() -> None:
    plan = plan_of(*FRAME, *SPLIT, today("queue"), a(Gap, "old", current="home"))

    edit = draft_from(plan, [*plan.all(Gap), *found_gaps(plan)])

    after = plan.apply(edit)
    [initiative] = after.all(Initiative)
    assert not list(broken_rules(after, edit))
    assert {remedy.gap for remedy in after.parts(Remedy, initiative)} == {gap.id for gap in after.all(Gap)}
    assert found_gaps(after) == ()
