"""Bradley–Terry: an order, and how sure it is, from items held against each other two at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from math import exp, sqrt

from domain.figures import number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.compared import Matrix, NotCompared, groups_of, pseudo_inverse, reached
from domain.ranking.score import Input, Score, ranked
from domain.session import Ballot, Session, SessionMethod, SessionState
from domain.text import counted

TOLERANCE = 1e-10
"""Of the logarithm of a worth, from one step to the next."""
LONGEST_STEP = 10.0
"""Longer ones could lead to where a power is too large for a number."""
MOST_STEPS = 1_000
POLISHED = 2
"""Steps after that, each of which doubles the decimals that are right, so that what is equal comes out equal."""
_PLACES = 9
"""Decimals of a log-worth that count: what lies nearer together ties."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What the comparisons say of each item, in the order of the items.

    Attributes:
        log_worth: ln p; they add up to 0. Only differences mean something.
        covariance: of the log-worths.
        prior: the wins each side of every pair was given beforehand.
    """

    log_worth: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    prior: float

    @property
    def worth(self) -> tuple[float, ...]:
        """p, adding up to 1. Not a share of any value: only p_i / (p_i + p_j) means something."""
        most = max(self.log_worth, default=0.0)
        raised = [exp(each - most) for each in self.log_worth]
        return tuple(each / sum(raised) for each in raised)

    @property
    def error(self) -> tuple[float, ...]:
        """The standard error of each log-worth."""
        return tuple(sqrt(max(0.0, self.covariance[n][n])) for n in range(len(self.log_worth)))

    def wins(self, one: int, other: int) -> float:
        """How likely *one* is to win against *other*, 0…1."""
        return 1 / (1 + exp(self.log_worth[other] - self.log_worth[one]))

    def information(self, one: int, other: int) -> float:
        """How much asking for *one* against *other* would tell: p(1 − p) · the variance of their difference."""
        spread = self.covariance[one][one] + self.covariance[other][other] - 2 * self.covariance[one][other]
        p = self.wins(one, other)
        return p * (1 - p) * spread


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What a group answered.

    Attributes:
        items: the initiatives held against each other, in order.
        wins: how often the one of a row won against the one of a column; a tie is half a win for each.
        answers: how many there were.
    """

    items: tuple[Initiative, ...]
    wins: tuple[tuple[float, ...], ...]
    answers: int


def bradley_terry(wins: Matrix, prior: float, names: Sequence[str] = ()) -> Fit:
    """The worth of each item, such that P(i beats j) = p_i/(p_i + p_j).

    The most likely worths, with *prior* wins for each side of every pair on top: without them an item that never lost
    would be infinitely better.

    Args:
        wins: how often the one of a row won against the one of a column, half a win each for a tie.
        prior: 0 or more; 0 only where everybody lost, directly or by way of others, to everybody.
        names: what the items are called in an error.

    Raises:
        NotCompared: some were never compared with others, so that there is no joint order.
        ValueError: without a prior, some never lost to others: there is no finite worth.

    Source:
        Bradley & Terry 1952, "Rank analysis of incomplete block designs", Biometrika 39; Ford 1957, "Solution of a
        ranking problem from binary comparisons", for when there is a maximum and only one.
    """
    n = len(wins)
    groups = groups_of(n, ((i, j) for i, j in combinations(range(n), 2) if wins[i][j] or wins[j][i]))
    if len(groups) > 1:
        raise NotCompared(groups, names)
    beats = [[j for j in range(n) if j != i and wins[i][j] + prior > 0] for i in range(n)]
    if any(len(reached(start, beats)) < n for start in range(n)):
        raise ValueError("some never lost to others, so that without wins given beforehand no worth is finite")
    met = [[0.0 if i == j else wins[i][j] + wins[j][i] + 2 * prior for j in range(n)] for i in range(n)]
    total = [sum(wins[i][j] + prior for j in range(n) if j != i) for i in range(n)]
    logs = _settled(met, total)
    return Fit(logs, _covariance(logs, met), prior)


def _settled(met: Matrix, total: Sequence[float]) -> tuple[float, ...]:
    """The one maximum of the likelihood, which has a single hill: uphill by Newton's steps, halved where too long."""
    logs = tuple(0.0 for _ in total)
    left = POLISHED
    for _ in range(MOST_STEPS):
        over, step = _step(logs, met, total)
        slope, length = _product(over, step), max(map(abs, step), default=0.0)
        share = min(1.0, LONGEST_STEP / length) if length else 1.0
        while share * length > TOLERANCE and _product(_over(_moved(logs, step, share), met, total), step) < -slope / 2:
            share /= 2  # it went far over the top
        logs = _moved(logs, step, share)
        left -= share * length <= TOLERANCE
        if not left:
            break
    return logs


def _moved(logs: Sequence[float], step: Sequence[float], share: float) -> tuple[float, ...]:
    return tuple(each + share * by for each, by in zip(logs, step, strict=True))


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _step(logs: Sequence[float], met: Matrix, total: Sequence[float]) -> tuple[list[float], list[float]]:
    """By how much each won more than expected, and Newton's step: the closer it is, the closer it gets."""
    over, covariance = _over(logs, met, total), _covariance(logs, met)
    return over, [_product(row, over) for row in covariance]


def _over(logs: Sequence[float], met: Matrix, total: Sequence[float]) -> list[float]:
    n = len(logs)
    return [total[i] - sum(met[i][j] / (1 + exp(logs[j] - logs[i])) for j in range(n) if j != i) for i in range(n)]


def _covariance(logs: Sequence[float], met: Matrix) -> tuple[tuple[float, ...], ...]:
    """The pseudo-inverse of the Fisher information: −N·P_ij·P_ji beside the diagonal, rows adding up to 0."""
    n = len(logs)
    if n < 2:
        return tuple((0.0,) for _ in logs)
    information = [[0.0] * n for _ in range(n)]
    for i, j in permutations(range(n), 2):
        told = met[i][j] / (2 + exp(logs[i] - logs[j]) + exp(logs[j] - logs[i]))
        information[i][j] -= told
        information[i][i] += told
    return tuple(map(tuple, pseudo_inverse(information)))


def circles(wins: Matrix) -> tuple[tuple[int, int, int], ...]:
    """The threes of which each won more often than not against the next, and the last against the first."""
    n = len(wins)
    over = [[j for j in range(n) if wins[i][j] > wins[j][i]] for i in range(n)]
    return tuple((i, j, k) for i in range(n) for j in over[i] if j > i for k in over[j] if k > i and i in over[k])


def next_pair(fit: Fit, asked: Mapping[frozenset[int], int] | None = None) -> tuple[int, int] | None:
    """The pair that would tell most, of those asked least often; None where there are no two items."""
    pairs = list(combinations(range(len(fit.log_worth)), 2))
    times = asked or {}
    return min(
        pairs,
        key=lambda pair: (times.get(frozenset(pair), 0), -round(fit.information(*pair), _PLACES), pair),
        default=None,
    )


def comparisons(plan: Plan) -> Comparisons:
    """What was answered about initiatives that are not dropped, in the sessions that are no longer secret.

    Of what a participant answered about the same two in one session, the last round counts.
    """
    last: dict[tuple[str, str, frozenset[str]], Ballot] = {}
    for session in plan.all(Session):
        if session.method is SessionMethod.PAIRWISE and session.state in (SessionState.REVEALED, SessionState.CLOSED):
            for ballot in plan.parts(Ballot, session):
                if ballot.initiative and ballot.against and _is_answer(ballot):
                    key = (session.id, ballot.participant, frozenset((ballot.initiative, ballot.against)))
                    if key not in last or last[key].round <= ballot.round:
                        last[key] = ballot
    kept = {each.id for each in live(plan)}
    ballots = [each for each in last.values() if {each.initiative, each.against} <= kept]
    met = {id for ballot in ballots for id in (ballot.initiative, ballot.against)}
    items = tuple(each for each in live(plan) if each.id in met)
    place = {each.id: n for n, each in enumerate(items)}
    wins = [[0.0] * len(items) for _ in items]
    for ballot in ballots:
        one, other, won = place[ballot.initiative or ""], place[ballot.against or ""], float(ballot.value or 0)
        wins[one][other] += won
        wins[other][one] += 1 - won
    return Comparisons(items, tuple(map(tuple, wins)), len(ballots))


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its log-worth."""
    found = comparisons(plan)
    names = [each.name for each in found.items]
    compared = {each.id for each in found.items}
    rest = tuple(
        Score(each.id, None, None, None, ("a comparison with another",), (Input("Wins", "", "ballots"),))
        for each in live(plan)
        if each.id not in compared
    )
    try:
        fit = bradley_terry(found.wins, float(plan.engagement.pairwise_prior), names)
    except NotCompared as error:
        inputs = [_wins(found, n) for n in range(len(found.items))]
        apart = (
            Score(each.id, None, None, None, (f"a comparison across groups {error}",), (inputs[n],))
            for n, each in enumerate(found.items)
        )
        return ranked((*apart, *rest))
    return ranked((*(_score(found, fit, n) for n in range(len(found.items))), *rest))


def _is_answer(ballot: Ballot) -> bool:
    return ballot.initiative != ballot.against and ballot.value is not None and 0 <= ballot.value <= 1


def _score(found: Comparisons, fit: Fit, n: int) -> Score:
    value = Decimal(f"{fit.log_worth[n]:.{_PLACES}f}") + 0  # + 0: no −0
    said = f"log-worth {number(value)} ± {number(Decimal(fit.error[n]))}, prior {number(Decimal(str(fit.prior)))}"
    return Score(found.items[n].id, value, value, value, (), (_wins(found, n),), said)


def _wins(found: Comparisons, n: int) -> Input:
    won = sum(found.wins[n])
    met = won + sum(row[n] for row in found.wins)
    share = Decimal(str(won)) / Decimal(str(met))
    source = f"{counted(found.answers, 'answer')} in all"
    return Input(
        "Wins", f"{number(Decimal(str(won)))} of {number(Decimal(str(met)))}", source, standing=Fraction(share)
    )
