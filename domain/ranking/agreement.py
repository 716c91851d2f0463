"""How far rankings agree: two of them, several judges, or the methods beside each other, and what moves most.

Ranks are numbers of which the lowest is first; equal ones are a tie. Only their order counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import sqrt

from domain.figures import Value
from domain.initiative import Initiative
from domain.plan import Plan
from domain.ranking.methods import METHODS, Method
from domain.ranking.score import Input, Score
from domain.text import counted

FEW = 4
"""Up to so many voters, their own votes say more than a spread."""
FEWEST_FOR_CHI = 7
"""χ² is told of more items than these only."""

Ranks = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Tau:
    """How far two rankings agree, from −1, turned round, to 1, the same; None where that is not defined, with why."""

    value: float | None
    of: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Concordance:
    """How far several judges agree.

    Attributes:
        value: Kendall's W, from 0, not at all, to 1, in full; None where it is not defined.
        judges, items: how many there are.
        chi_square: m(n − 1)W, with n − 1 degrees of freedom; None up to 7 items, of which it is not told.
        why: why there is no value.
    """

    value: Fraction | None
    judges: int
    items: int
    chi_square: Fraction | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Majority:
    """What most judges prefer, two at a time.

    Attributes:
        winner: the place of the item that beats each other one; None where there is none.
        circle: items of which each beats the next and the last the first, where there is no winner for that reason.
    """

    winner: int | None
    circle: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """How an initiative stands by one method, held against another.

    Attributes:
        initiative: the initiative.
        places: how many it drops among those that both rank, below 0 where it rises; None where the second does not
            rank it.
        cause: why, in words; empty where no input of its own tells.
        said: all of it, in one sentence.
    """

    initiative: Initiative
    places: int | None
    cause: str
    said: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Methods beside each other.

    Attributes:
        rankings: what each method says, by its key.
        taus: how far each two agree, over the initiatives that both rank.
    """

    rankings: Mapping[str, tuple[Score, ...]]
    taus: Mapping[tuple[str, str], Tau]


def kendall_tau(one: Ranks, other: Ranks) -> Tau:
    """Kendall's τ-b of two rankings of the same items: (agreeing − disagreeing pairs)/√((pairs − ties)(pairs − ties)).

    Raises:
        ValueError: they are not of the same length.

    Source:
        Kendall 1945, "The treatment of ties in ranking problems".
    """
    n = len(one)
    if n < 2:
        return Tau(None, n, "it takes two items to compare" if n else "no item is in both")
    score = untied = other_untied = 0
    for (a, b), (c, d) in combinations(zip(one, other, strict=True), 2):
        first, second = (a > c) - (a < c), (b > d) - (b < d)
        score += first * second
        untied += first != 0
        other_untied += second != 0
    if not untied or not other_untied:
        return Tau(None, n, "all items tie")
    return Tau(score / sqrt(untied * other_untied), n)


def kendall_w(judges: Sequence[Ranks]) -> Concordance:
    """Kendall's W of several *judges* who ranked the same items: 12·S/(m²(n³ − n) − m·ΣT), T = Σ(t³ − t) of the ties.

    Raises:
        ValueError: they did not rank equally many.

    Source:
        Kendall & Babington Smith 1939; [1234], [1324], [2134] → 0.7778.
    """
    m, n = len(judges), len(judges[0]) if judges else 0
    if m < 2 or n < 2:
        return Concordance(None, m, n, why="it takes two judges and two items to agree")
    placed = [mean_ranks(judge) for judge in judges]
    sums = [sum(column, Fraction(0)) for column in zip(*placed, strict=True)]
    mean = sum(sums, Fraction(0)) / n
    squares = sum(((each - mean) ** 2 for each in sums), Fraction(0))
    ties = sum(size**3 - size for judge in placed for size in (judge.count(rank) for rank in set(judge)))
    whole = m * m * (n**3 - n) - m * ties
    if not whole:
        return Concordance(None, m, n, why="all items tie for every judge")
    value = 12 * squares / whole
    return Concordance(value, m, n, m * (n - 1) * value if n > FEWEST_FOR_CHI else None)


def mean_ranks(ranks: Ranks) -> tuple[Fraction, ...]:
    """*ranks* from 1 on, those that tie sharing the mean of their places: (5, 7, 7) → (1, 2½, 2½)."""
    ordered = sorted(ranks)
    ends = {each: (bisect_left(ordered, each), bisect_right(ordered, each)) for each in set(ordered)}
    return tuple(Fraction(sum(ends[each]) + 1, 2) for each in ranks)


def borda(judges: Sequence[Ranks]) -> tuple[Fraction, ...]:
    """The points of each item: from each judge n − its rank, those that tie sharing the mean.

    Source:
        Borda 1784, "Mémoire sur les élections au scrutin".
    """
    placed = [mean_ranks(judge) for judge in judges]
    return tuple(sum((len(judges[0]) - rank for rank in column), Fraction(0)) for column in zip(*placed, strict=True))


def condorcet(judges: Sequence[Ranks]) -> Majority:
    """The item that more judges prefer than not to each other one; else the circle that most prefer in, if any.

    Source:
        Condorcet 1785, "Essai sur l'application de l'analyse à la probabilité des décisions".
    """
    n = len(judges[0]) if judges else 0
    over = [[sum(_before(judge, i, j) for judge in judges) > 0 for j in range(n)] for i in range(n)]
    winner = next((i for i in range(n) if all(over[i][j] for j in range(n) if j != i)), None)
    return Majority(winner, () if winner is not None else _circle(over))


def iqr(values: Sequence[Value]) -> Fraction | None:
    """From the first quarter to the third of *values*, interpolated between them; None up to four of them.

    Source:
        Hyndman & Fan 1996, "Sample quantiles in statistical packages", type 7.
    """
    if len(values) <= FEW:
        return None
    return quantile(values, Fraction(3, 4)) - quantile(values, Fraction(1, 4))


def quantile(values: Sequence[Value], share: Fraction) -> Fraction:
    """The value below which the *share* of *values* lies, 0…1, interpolated between them.

    Raises:
        ValueError: there are no values.

    Source:
        Hyndman & Fan 1996, "Sample quantiles in statistical packages", type 7.
    """
    if not values:
        raise ValueError("nothing has no quantiles")
    ordered = sorted(Fraction(each) for each in values)
    below, along = divmod((len(ordered) - 1) * share, 1)
    return ordered[below] + along * (ordered[min(below + 1, len(ordered) - 1)] - ordered[below])


def compared(plan: Plan, today: date, keys: Sequence[str] = tuple(METHODS)) -> Compared:
    """What the methods called *keys* say of *plan*, and how far each two of them agree."""
    rankings = {key: METHODS[key].rank(plan, today) for key in keys}
    taus = {pair: _tau(rankings[pair[0]], rankings[pair[1]]) for pair in combinations(keys, 2)}
    return Compared(rankings, taus)


def movers(plan: Plan, one: Sequence[Score], method: Method, other: Sequence[Score]) -> tuple[Move, ...]:
    """How the initiatives that *one* ranks stand in *other*, which is by *method*: the biggest moves first.

    Those that keep their place are left out; those that *other* does not rank come last.
    """
    first, second = _places(one, other), _places(other, one)
    found = {score.initiative: score for score in other}
    moves = []
    for score in one:
        initiative = plan.get(Initiative, score.initiative)
        if score.rank is None or score.initiative not in found:
            continue
        if score.initiative not in second:
            missing = ", ".join(found[score.initiative].missing)
            said = f"“{initiative.name}” has no rank under {method.title}: no {missing}"
            moves.append(Move(initiative, None, missing, said))
        elif places := second[score.initiative] - first[score.initiative]:
            cause = _cause(other, found[score.initiative], drops=places > 0)
            verb = "drops" if places > 0 else "rises"
            said = f"“{initiative.name}” {verb} {counted(abs(places), 'place')} under {method.title}"
            moves.append(Move(initiative, places, cause, f"{said}: {cause}" if cause else said))
    return tuple(sorted(moves, key=lambda move: (move.places is None, -abs(move.places or 0), move.initiative.id)))


def _tau(one: Sequence[Score], other: Sequence[Score]) -> Tau:
    first, second = _places(one, other), _places(other, one)
    return kendall_tau([first[id] for id in first], [second[id] for id in first])


def _places(scores: Sequence[Score], other: Sequence[Score]) -> dict[str, int]:
    """The ranks among those that *other* ranks, too."""
    also = {score.initiative for score in other if score.rank is not None}
    ranks = {score.initiative: score.rank for score in scores if score.rank is not None and score.initiative in also}
    return {id: 1 + sum(each < rank for each in ranks.values()) for id, rank in ranks.items()}


def _cause(scores: Sequence[Score], score: Score, *, drops: bool) -> str:
    """The input in which *score* stands lowest beside the others, or highest where it rises; empty if none tells."""
    told = {each.title: place for each in score.inputs if (place := _standing(scores, score, each)) is not None}
    if not told:
        return ""
    title = (min if drops else max)(told, key=lambda each: told[each])
    if (told[title] < Fraction(1, 2)) is not drops or told[title] == Fraction(1, 2):
        return ""
    given = next(each for each in score.inputs if each.title == title)
    rank = "lowest" if told[title] == 0 else "highest" if told[title] == 1 else "low" if drops else "high"
    return f"{rank} in {title.lower()}, {given.value}"


def _standing(scores: Sequence[Score], score: Score, given: Input) -> Fraction | None:
    """The share of the others that stand lower in the same input, those that stand alike counting half."""
    if given.standing is None:
        return None
    others = [
        each.standing
        for other in scores
        if other is not score and other.rank is not None
        for each in other.inputs
        if each.title == given.title and each.standing is not None
    ]
    if not others:
        return None
    below = sum(each < given.standing for each in others)
    alike = sum(each == given.standing for each in others)
    return Fraction(2 * below + alike, 2 * len(others))


def _before(ranks: Ranks, one: int, other: int) -> int:
    return (ranks[one] < ranks[other]) - (ranks[one] > ranks[other])


def _circle(over: Sequence[Sequence[bool]]) -> tuple[int, ...]:
    """The shortest circle in which each is over the next; the one with the first item where several are as short."""
    best: tuple[int, ...] = ()
    for start in range(len(over)):
        ways: list[tuple[int, ...]] = [(start,)]
        seen = {start}
        while ways and not (best and len(ways[0]) >= len(best)):
            way = ways.pop(0)
            if over[way[-1]][start]:
                best = way
                break
            new = [each for each, is_over in enumerate(over[way[-1]]) if is_over and each not in seen]
            seen.update(new)
            ways.extend((*way, each) for each in new)
    return best
