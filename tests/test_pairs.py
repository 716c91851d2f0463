"""Two at a time: AHP and Bradley–Terry on the sources' own numbers, degenerate input, and what must hold always."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criterion import Criterion, Judgement, Rating
from domain.entity import Entity
from domain.initiative import Initiative
from domain.plan import Plan
from domain.ranking import value_effort
from domain.ranking.ahp import SCALE, Judged, Misfit, ahp, joined, joined_weights, weights_of
from domain.ranking.bradley_terry import bradley_terry, circles, comparisons, next_pair, ranking
from domain.ranking.compared import NotCompared, groups_of
from domain.ranking.score import Score
from domain.ranking.weighted import weighted
from domain.ranking.weighted import weights_of as weighted_by
from domain.session import Ballot, Session
from tests.builders import TODAY, a, plan_of


def matrix(*rows: tuple[float | None, ...]) -> list[list[float | None]]:
    """Judgements from what is above the diagonal."""
    n = len(rows) + 1
    made: list[list[float | None]] = [[1.0] * n for _ in range(n)]
    for i, row in enumerate(rows):
        for j, times in enumerate(row, start=i + 1):
            made[i][j], made[j][i] = times, None if times is None else 1 / times
    return made


THREE = matrix((3, 5), (3,))
FOUR = matrix((3, 7, 9), (5, 7), (3,))
CIRCLE = matrix((5, 1 / 3), (5,))
WINS = [[0, 3, 4], [1, 0, 2], [0, 2, 0]]
SWEEP = [[0, 2, 2], [0, 0, 2], [0, 0, 0]]
APART = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]


CITED = [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]]
"""Biometrika, Communications in Statistics, JASA and JRSS-B: how often the row was cited by the column."""
BASEBALL = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]
"""Milwaukee, Detroit, Toronto, New York, Boston, Cleveland and Baltimore in 1987: wins of the row over the column."""


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    n = draw(st.integers(1, 6))
    return matrix(*(tuple(float(draw(st.sampled_from(SCALE))) for _ in range(n - 1 - i)) for i in range(n - 1)))


@st.composite
def tournaments(draw: st.DrawFn) -> list[list[float]]:
    """Wins of items that all hang together."""
    n = draw(st.integers(1, 5))
    wins = [[0.0 if i == j else float(draw(st.integers(0, 4))) for j in range(n)] for i in range(n)]
    for i in range(n - 1):
        wins[i][i + 1] += 1
    return wins


def test_weights_of_three_criteria() -> None:
    found = ahp(THREE)

    assert found.weights == pytest.approx((0.636986, 0.258285, 0.104729), abs=1e-6)
    assert (found.eigenvalue, found.index, found.ratio) == pytest.approx((3.038511, 0.019256, 0.036665), abs=1e-6)
    assert found.is_consistent


def test_weights_of_four_criteria() -> None:
    found = ahp(FOUR)

    assert found.weights == pytest.approx((0.583089, 0.289530, 0.084896, 0.042485), abs=1e-6)
    assert (found.eigenvalue, found.ratio) == pytest.approx((4.164577, 0.0621), abs=1e-4)


SAATY = {
    # The drinks of "Decision making with the analytic hierarchy process" (2008): coffee, wine, tea, beer, sodas, milk
    # and water; four decimals by the tests of AHPy.
    "drinks": (
        (
            (9, 5, 2, 1, 1, 1 / 2),
            (1 / 3, *[1 / 9] * 4),
            (1 / 3, 1 / 4, 1 / 3, 1 / 9),
            (1 / 2, 1, 1 / 3),
            (2, 1 / 2),
            (1 / 3,),
        ),
        (0.1775, 0.0191, 0.0418, 0.1164, 0.1896, 0.1288, 0.3268),
        5e-5,
    ),
    # Distances from Philadelphia, of "The Analytic Hierarchy Process" (1980): Cairo, Tokyo, Chicago, San Francisco,
    # London and Montreal.
    "distances": (
        ((1 / 3, 8, 3, 3, 7), (9, 3, 3, 9), (1 / 6, 1 / 5, 2), (1 / 3, 6), (6,)),
        (0.263, 0.397, 0.033, 0.116, 0.164, 0.027),
        1.5e-3,
    ),
    # The wealth of nations, ibid.: USA, USSR, China, France, UK, Japan and West Germany.
    "wealth": (
        ((4, 9, 6, 6, 5, 5), (7, 5, 5, 3, 4), (1 / 5, 1 / 5, 1 / 7, 1 / 5), (1, 1 / 3, 1 / 3), (1 / 3, 1 / 3), (2,)),
        (0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094),
        1e-3,
    ),
}


@pytest.mark.parametrize("name", SAATY)
def test_the_examples_of_saaty(name: str) -> None:
    rows, weights, within = SAATY[name]

    assert ahp(matrix(*rows)).weights == pytest.approx(weights, abs=within)


def test_judgements_that_agree_too_little_in_an_example_of_saaty() -> None:
    """The choice of a school: learning, friends, school life, training, college, music; CR 0.24 by his table."""
    found = ahp(matrix((4, 3, 1, 3, 4), (7, 3, 1 / 5, 1), (1 / 5, 1 / 5, 1 / 6), (1, 1 / 3), (3,)))

    assert found.weights == pytest.approx((0.32, 0.14, 0.03, 0.13, 0.24, 0.14), abs=6e-3)
    assert (found.ratio or 0) == pytest.approx(0.23, abs=5e-3)
    assert not found.is_consistent


def test_a_circle_of_judgements_is_rejected_and_its_worst_is_named() -> None:
    found = ahp(CIRCLE)

    assert (found.eigenvalue, found.ratio) == pytest.approx((5.454290, 2.3367), abs=1e-4)
    assert not found.is_consistent
    assert found.worst is not None
    assert found.worst == Misfit(0, 1, 5, found.weights[0] / found.weights[1], Fraction(1))


def test_the_suggested_judgement_makes_the_rest_agree() -> None:
    true, wrong = matrix((2, 4, 8), (2, 4), (2,)), matrix((2, 4, 1 / 8), (2, 4), (2,))

    found = ahp(wrong).worst

    assert found is not None
    assert (found.row, found.column) == (0, 3)
    mended = matrix((2, 4, float(found.suggested)), (2, 4), (2,))
    assert (ahp(mended).ratio or 0) < (ahp(wrong).ratio or 0)
    assert ahp(true).worst is None


@pytest.mark.parametrize(
    ("made", "weights"), [(matrix(), (1,)), (matrix((3,)), (0.75, 0.25)), (matrix((1, 1), (1,)), (1 / 3,) * 3)]
)
def test_one_two_and_equal_criteria_agree_in_full(made: Judged, weights: tuple[float, ...]) -> None:
    found = ahp(made)

    assert found.weights == pytest.approx(weights)
    assert [found.ratio, found.geometric_index] == pytest.approx([0, 0], abs=1e-9)
    assert found.worst is None


def test_a_judgement_nobody_made_is_left_to_the_others() -> None:
    found = ahp(matrix((3, None), (3,)))

    assert found.weights == pytest.approx((9 / 13, 3 / 13, 1 / 13))
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.unjudged == ((0, 2),)


def test_criteria_that_were_not_judged_against_others_are_named() -> None:
    made = matrix((3, None, None), (None, None), (2,))

    with pytest.raises(NotCompared, match=r"never compared with each other: a, b \| c, d") as told:
        ahp(made, "abcd")

    assert told.value.groups == ((0, 1), (2, 3))


@pytest.mark.parametrize(
    "made",
    [[], [[1, 2]], [[1, 2], [2, 1]], [[1, -2], [-0.5, 1]], [[1, 0], [0, 1]], [[2]], [[None]], [[1, None], [2, 1]]],
)
def test_what_is_no_matrix_of_judgements_is_refused(made: Judged) -> None:
    with pytest.raises(ValueError, match="judgement"):
        ahp(made)


def test_more_criteria_than_were_simulated_have_weights_and_no_ratio() -> None:
    found = ahp(matrix(*((1.0,) * (15 - i) for i in range(15))))

    assert found.weights == pytest.approx((1 / 16,) * 16)
    assert found.ratio is None


def test_judgements_are_joined_by_their_geometric_mean() -> None:
    found = joined([matrix((3,)), matrix((1 / 5,))])

    assert found == [[1, pytest.approx(0.7746, abs=1e-4)], [pytest.approx(1.29099, abs=1e-4), 1]]
    assert joined([matrix((3,)), matrix((None,))])[0][1] == pytest.approx(3)
    assert joined([matrix((9,)), matrix((1,))], [1, 3])[0][1] == pytest.approx(9**0.25)


def test_weights_are_joined_by_their_geometric_mean() -> None:
    assert joined_weights([(0.8, 0.2), (0.2, 0.8)]) == pytest.approx((0.5, 0.5))
    assert joined_weights([(0.8, 0.2), (0.5, 0.5)], [1, 0]) == pytest.approx((0.8, 0.2))


@given(judged())
def test_weights_are_the_principal_eigenvector(made: Judged) -> None:
    values, vectors = np.linalg.eig(np.array(made, dtype=float))
    first = int(np.argmax(values.real))
    vector = (vectors[:, first] / vectors[:, first].sum()).real

    found = ahp(made)

    assert found.weights == pytest.approx(tuple(vector), abs=1e-6)
    assert found.eigenvalue == pytest.approx(values[first].real, abs=1e-6)
    assert sum(found.weights) == pytest.approx(1)
    rows = [sum(log(each or 1) for each in row) / len(row) for row in made]
    assert [log(each) - log(found.geometric[0]) for each in found.geometric] == pytest.approx(
        [each - rows[0] for each in rows], abs=1e-9
    )


@given(judged(), st.randoms(use_true_random=False))
def test_the_order_of_the_criteria_changes_no_weight(made: Judged, random: object) -> None:
    order = list(range(len(made)))
    random.shuffle(order)  # type: ignore[attr-defined]

    found = ahp([[made[i][j] for j in order] for i in order])

    assert found.weights == pytest.approx(tuple(ahp(made).weights[each] for each in order), abs=1e-9)


def judgement(criterion: str, than: str, times: float, by: str | None = None) -> Judgement:
    id = f"{criterion}-{than}-{(by or 'all').lower()}"
    return a(Judgement, id, criterion=criterion, than=than, times=f"{times:.6f}", by=by)


def test_judgements_of_a_plan_make_the_weights_of_its_criteria() -> None:
    plan = plan_of(judgement("p", "q", 3), judgement("p", "r", 5), judgement("r", "q", 1 / 3))

    found = weights_of(plan)

    assert [each.id for each in found.criteria] == ["p", "q", "r"]
    assert found.group.weights == pytest.approx((0.636986, 0.258285, 0.104729), abs=1e-6)


def test_who_judges_a_pair_both_ways_is_taken_for_the_mean() -> None:
    found = weights_of(plan_of(judgement("p", "q", 9), judgement("q", "p", 1)))

    assert found.group.weights == pytest.approx((0.75, 0.25))


def test_the_groups_judgement_goes_before_those_of_persons_and_each_keeps_a_ratio() -> None:
    plan = plan_of(
        judgement("p", "q", 3),
        *(judgement(*pair, times, "Ann") for pair, times in [(("p", "q"), 5), (("q", "r"), 5), (("r", "p"), 3)]),
        judgement("q", "r", 1 / 5, "Bob"),
    )

    found = weights_of(plan)

    assert found.group.weights[0] / found.group.weights[1] == pytest.approx((3 * 1 / 3) ** (1 / 3) / (1 / 3) ** (1 / 3))
    assert found.persons["Ann"].ratio == pytest.approx(2.3367, abs=1e-4)
    assert found.partial == (None, "Bob")


def rated(*records: Entity) -> Score:
    ratings = (a(Rating, id, initiative="app", criterion=id, value=value) for id, value in [("p", 5), ("q", 1)])
    [found] = weighted(plan_of(a(Criterion, "p"), a(Criterion, "q"), *ratings, *records))
    return found


def test_judgements_weigh_where_no_weight_was_typed_and_it_is_said() -> None:
    found = rated(judgement("p", "q", 3))

    assert found.value == pytest.approx(Decimal(75))
    assert found.inputs[0].source == "(5 − 1) / (5 − 1) = 1; weight 75 %, by judgements, AHP, CR 0"


def test_typed_weights_go_before_judgements() -> None:
    judged = judgement("p", "q", 3)
    ratings = (a(Rating, id, initiative="app", criterion=id, value=value) for id, value in [("p", 5), ("q", 1)])

    [found] = weighted(
        plan_of(a(Criterion, "p", weight_percent=10), a(Criterion, "q", weight_percent=90), judged, *ratings)
    )

    assert (found.value, found.inputs[0].source) == (Decimal(10), "(5 − 1) / (5 − 1) = 1; weight 10 %, typed")


def test_judgements_that_do_not_reach_all_criteria_weigh_nothing_and_it_is_said() -> None:
    found = rated(judgement("p", "q", 3), a(Criterion, "r"))

    assert (found.value, found.worst, found.best) == (None, Decimal(0), Decimal(100))
    assert found.missing == ("a judgement that joins criteria never compared with each other: P, Q | R",)


def test_a_criterion_that_judgements_leave_next_to_nothing_has_no_weight() -> None:
    ids = [f"c{n:02}" for n in range(16)]
    judgements = (a(Judgement, one, criterion=one, than=other, times=9) for one, other in pairwise(ids))
    criteria = (a(Criterion, id, less_is_better=id != ids[-1]) for id in ids)
    plan = plan_of(a(Initiative, "app"), *criteria, *judgements)

    assert ids[-1] not in {criterion.id for criterion, _ in weighted_by(plan).shares}, "9⁻¹⁵"
    [found] = value_effort.ranking(plan, TODAY)
    assert "a weight on a criterion of which more is better" in found.missing


@pytest.mark.parametrize(
    ("wins", "prior", "expected"),
    [
        (WINS, 0, (1.308052, -0.446124, -0.861928)),
        (WINS, 0.1, (1.203403, -0.408236, -0.795167)),
        (SWEEP, 0.1, (2.404621, 0, -2.404621)),
        (SWEEP, 0.5, (1.145071, 0, -1.145071)),
    ],
)
def test_log_worths(wins: list[list[float]], prior: float, expected: tuple[float, ...]) -> None:
    assert bradley_terry(wins, prior).log_worth == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("wins", "against", "worths", "errors"),
    [
        (CITED, 0, (0, -2.94907, -0.47957, 0.26895), (0, 0.10255, 0.06059, 0.07083)),
        (
            BASEBALL,
            6,
            (1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0),
            (0.3433, 0.3396, 0.3367, 0.3359, 0.3339, 0.3319, 0),
        ),
        # The test of choix: (1.43586088, 0.62035049, 0.94378863) as worths.
        ([[0, 2, 0], [0, 0, 1], [1, 0, 0]], 2, (0.419618, -0.419618, 0), None),
    ],
)
def test_the_examples_of_bradleyterry2_and_choix(
    wins: list[list[float]], against: int, worths: tuple[float, ...], errors: tuple[float, ...] | None
) -> None:
    """Turner & Firth 2012, "Bradley–Terry models in R", tell worths and their errors against one of the items."""
    found = bradley_terry(wins, 0)

    assert [each - found.log_worth[against] for each in found.log_worth] == pytest.approx(worths, abs=5.1e-5)
    spread = found.covariance
    told = [sqrt(spread[n][n] + spread[against][against] - 2 * spread[n][against]) for n in range(len(wins))]
    assert errors is None or told == pytest.approx(errors, abs=5.1e-5)


def test_worths_add_up_to_one() -> None:
    assert bradley_terry(WINS, 0).worth == pytest.approx((0.776862, 0.134436, 0.088702), abs=1e-6)


def test_who_never_lost_has_no_finite_worth_without_wins_given_beforehand() -> None:
    with pytest.raises(ValueError, match="never lost"):
        bradley_terry(SWEEP, 0)


def test_items_that_were_never_compared_have_no_joint_order() -> None:
    with pytest.raises(NotCompared, match=r"a, b \| c, d"):
        bradley_terry(APART, 0.1, "abcd")


def test_nothing_one_thing_and_a_tie() -> None:
    assert bradley_terry([], 0.1).worth == ()
    assert bradley_terry([[0]], 0.1).log_worth == (0,)
    assert bradley_terry([[0, 0.5], [0.5, 0]], 0.1).log_worth == pytest.approx((0, 0))


@given(tournaments())
def test_expected_wins_are_the_wins(wins: list[list[float]]) -> None:
    """At the maximum of the likelihood each has as many wins as its worth makes expect."""
    n, prior = len(wins), 0.1

    found = bradley_terry(wins, prior)

    for i in range(n):
        others = [j for j in range(n) if j != i]
        expected = sum((wins[i][j] + wins[j][i] + 2 * prior) * found.wins(i, j) for j in others)
        assert expected == pytest.approx(sum(wins[i][j] + prior for j in others), abs=1e-8)
    assert sum(found.log_worth) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("items", "answers"), [(2, 100_000), (5, 1_000), (15, 1_000), (30, 50)])
def test_however_lopsided_the_answers_are_the_worths_make_expect_them(items: int, answers: int) -> None:
    """Each beat all that come after it every time, and only the least prior keeps worths finite."""
    wins = [[answers if j > i else 0 for j in range(items)] for i in range(items)]

    found = bradley_terry(wins, 0.01)

    for i in range(items):
        expected = sum((answers + 0.02) * found.wins(i, j) for j in range(items) if j != i)
        assert expected == pytest.approx(answers * (items - 1 - i) + 0.01 * (items - 1), abs=1e-6)
    assert list(found.log_worth) == sorted(found.log_worth, reverse=True)


@given(tournaments())
def test_errors_come_from_the_pseudo_inverse_of_the_information(wins: list[list[float]]) -> None:
    n, found = len(wins), bradley_terry(wins, 0.1)
    information = np.zeros((n, n))
    for i, j in permutations(range(n), 2):
        information[i, j] = -(wins[i][j] + wins[j][i] + 0.2) * found.wins(i, j) * found.wins(j, i)
    np.fill_diagonal(information, -information.sum(axis=1))

    assert found.error == pytest.approx(tuple(np.sqrt(np.diag(np.linalg.pinv(information)).clip(0))), abs=1e-6)


@given(tournaments(), st.data())
def test_one_more_win_never_makes_worse(wins: list[list[float]], data: st.DataObject) -> None:
    if len(wins) > 1:
        winner, loser = data.draw(st.sampled_from(list(permutations(range(len(wins)), 2))))
        more = [list(row) for row in wins]
        more[winner][loser] += 1

        assert bradley_terry(more, 0.1).log_worth[winner] >= bradley_terry(wins, 0.1).log_worth[winner] - 1e-9


def test_circles_are_named_once() -> None:
    assert circles([[0, 2, 0], [0, 0, 2], [1, 0, 0]]) == ((0, 1, 2),)
    assert circles(SWEEP) == ()


def test_the_next_pair_is_the_least_asked_and_the_least_certain() -> None:
    fit = bradley_terry([[0, 9, 1], [1, 0, 9], [0, 1, 0]], 0.1)
    pairs = list(combinations(range(3), 2))

    assert next_pair(fit) == max(pairs, key=lambda pair: fit.information(*pair))
    assert next_pair(fit, {frozenset(pair): 1 for pair in pairs[1:]}) == pairs[0]
    assert next_pair(bradley_terry([[0]], 0.1)) is None


@given(st.integers(0, 8), st.data())
def test_groups_are_all_items_once(number: int, data: st.DataObject) -> None:
    places = st.integers(0, max(0, number - 1))
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=6)) if number else []

    found = groups_of(number, pairs)

    assert sorted(each for group in found for each in group) == list(range(number))
    assert all(any(one in group and other in group for group in found) for one, other in pairs)


def asked(*answers: tuple[str, str, float], state: str = "revealed", round: int = 1) -> tuple[Entity, ...]:  # noqa: A002
    return (
        a(Session, "vote", method="pairwise", state=state),
        *(
            a(Ballot, f"{one}-{other}-{round}", session="vote", initiative=one, against=other, value=value, round=round)
            for one, other, value in answers
        ),
    )


def order(*records: Entity) -> dict[str, Score]:
    return {score.initiative: score for score in ranking(plan_of(*records), TODAY)}


def test_ballots_make_an_order() -> None:
    found = order(*asked(("a", "b", 1), ("b", "c", 1), ("a", "c", 0.5)))

    assert [(id, score.rank) for id, score in found.items()] == [("a", 1), ("b", 2), ("c", 3)]
    assert [score.inputs[0].value for score in found.values()] == ["1.5 of 2", "1 of 2", "0.5 of 2"]


def test_all_alike_tie() -> None:
    found = order(*asked(("a", "b", 1), ("b", "c", 1), ("c", "a", 1)))

    assert [(score.value, score.rank) for score in found.values()] == [(Decimal(0), 1)] * 3


def test_secret_ballots_are_not_looked_at() -> None:
    assert order(*asked(("a", "b", 1), state="open"))["a"].missing == ("a comparison with another",)


def test_the_last_round_counts() -> None:
    first, second = asked(("a", "b", 1)), asked(("a", "b", 0), round=2)

    assert order(*first, second[1])["b"].rank == 1


def test_who_was_not_compared_and_who_was_only_among_some_is_told_so() -> None:
    found = order(*asked(("a", "b", 1), ("c", "d", 1)), a(Initiative, "e"))

    assert {score.value for score in found.values()} == {None}
    assert found["a"].missing == ("a comparison across groups never compared with each other: A, B | C, D",)
    assert found["e"].missing == ("a comparison with another",)


def test_an_answer_against_itself_or_off_the_scale_does_not_count() -> None:
    plan = plan_of(*asked(("a", "a", 1), ("a", "b", 2), ("b", "c", 1)))

    assert [each.id for each in comparisons(plan).items] == ["b", "c"]
    assert comparisons(Plan()).items == ()
