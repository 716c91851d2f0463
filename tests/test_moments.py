"""Moments of truth in order of weight, and hand-overs between channels."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain.journey import Journey, Moment, Stage, Touchpoint
from domain.moments import HandOver, RankedMoment, hand_overs, ranked_moments, worst_first
from domain.plan import Plan
from tests.builders import a, plan_of
from tests.strategies import plans


def moment(id: str, moment: Moment | None = Moment.BREAK, **fields: object) -> Touchpoint:
    return a(Touchpoint, id, moment=moment, **{"importance": 4, "feeling": -1, "drop_off_percent": 10, **fields})


def ranked(*touchpoints: Touchpoint, peak_end: bool = False) -> tuple[RankedMoment, ...]:
    plan = plan_of(*touchpoints)
    return ranked_moments(plan, plan.all(Journey), Moment.BREAK, peak_end=peak_end)


def test_importance_feeling_and_drop_off_make_the_score() -> None:
    [one] = ranked(moment("mail", importance=5, feeling=-2, drop_off_percent=6))

    # 5 × (2 + 2 × 0.06) = 10.6
    assert one.score == pytest.approx(10.6)
    assert one.said == "10.60 = 5 (importance) × (2 felt + 2 × 0.06 leave)"


def test_the_weightiest_comes_first_and_what_lacks_a_part_last() -> None:
    found = ranked(
        moment("unknown", drop_off_percent=None, importance=None),
        moment("small", importance=1),
        moment("great", importance=5),
        moment("make", Moment.MAKE),
        moment("plain", None),
        moment("hidden", stage=Stage.BACK),
    )

    assert [each.touchpoint.id for each in found] == ["great", "small", "unknown"]
    assert (found[2].score, found[2].missing) == (None, ("importance", "drop-off"))
    assert found[2].said == "no score: importance and drop-off not known"


def test_no_drop_off_is_something_else_than_an_unknown_one() -> None:
    assert ranked(moment("mail", drop_off_percent=0))[0].score == pytest.approx(4 * 1)


def test_the_peak_and_the_end_weigh_more_where_that_is_asked_for() -> None:
    touchpoints = (moment("peak", feeling=-2), moment("middle"), moment("end"))

    plain = {each.touchpoint.id: each.score for each in ranked(*touchpoints)}
    boosted = {each.touchpoint.id: each.score for each in ranked(*touchpoints, peak_end=True)}

    # peak: 4 × (2 + 0.2) = 8.8; middle and end: 4 × (1 + 0.2) = 4.8; recall 1.5 for peak and end
    assert plain == {"peak": pytest.approx(8.8), "middle": pytest.approx(4.8), "end": pytest.approx(4.8)}
    assert boosted == {"peak": pytest.approx(13.2), "middle": pytest.approx(4.8), "end": pytest.approx(7.2)}
    assert ranked(*touchpoints, peak_end=True)[0].said.endswith("× 1.5 (peak or end)")


def test_a_peak_at_the_end_is_not_counted_twice() -> None:
    assert ranked(moment("end", feeling=-2), peak_end=True)[0].recall == 1.5


def overs(*touchpoints: Touchpoint) -> list[tuple[str, str, int | None]]:
    plan = plan_of(*touchpoints)
    found = hand_overs(plan, plan.get(Journey, "journey"))
    return [(each.before.id, each.after.id, each.quality) for each in found]


def test_a_hand_over_is_where_the_channel_changes() -> None:
    found = overs(
        a(Touchpoint, "a", channel="Web", hand_over=1),
        a(Touchpoint, "b", channel="web"),
        a(Touchpoint, "desk", channel="Mail between planner and hotel", stage=Stage.BACK),
        a(Touchpoint, "c", channel="Phone", hand_over=2),
        a(Touchpoint, "d", channel="Phone", hand_over=4),
        a(Touchpoint, "e"),
        a(Touchpoint, "f", channel="Shop"),
        a(Touchpoint, "g", channel="Mail"),
    )

    # the first touchpoint has none before it; of e the channel is not known; from c to d somebody rated one
    assert found == [("b", "c", 2), ("c", "d", 4), ("f", "g", None)]


def test_the_worst_hand_over_comes_first_and_unrated_ones_last() -> None:
    touchpoints = [a(Touchpoint, f"t{n}", hand_over=rated) for n, rated in enumerate((None, 4, 1))]
    found = worst_first(HandOver(each, each) for each in touchpoints)

    assert [each.quality for each in found] == [1, 4, None]


@given(plans())
def test_every_moment_is_ranked_once_and_a_score_needs_all_its_parts(plan: Plan) -> None:
    for each in Moment:
        found = ranked_moments(plan, plan.all(Journey), each, peak_end=True)

        said = {t.id for t in plan.all(Touchpoint) if t.moment is each and t.stage is Stage.FRONT}
        assert sorted(one.touchpoint.id for one in found) == sorted(said)
        assert all((one.score is None) == bool(one.missing) and one.said for one in found)
        scores = [one.score for one in found if one.score is not None]
        assert scores == sorted(scores, reverse=True)
        assert [one.score for one in found[len(scores) :]] == [None] * (len(found) - len(scores))
