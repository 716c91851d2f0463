"""What a group's ballots come to.

The same ballots give the same outcome to the last digit, in whatever order they came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from domain.criterion import Criterion
from domain.figures import decimal, number
from domain.plan import Plan
from domain.questions import Item, criteria_of, items_of, last_shown, questions_of, scale_of
from domain.ranking.agreement import Concordance, borda, condorcet, kendall_w, quantile
from domain.ranking.bradley_terry import bradley_terry, circles
from domain.ranking.compared import NotCompared
from domain.ranking.kano import ORDER, POINTS, Category
from domain.ranking.moscow import POINTS as MOSCOW_POINTS
from domain.ranking.weighted import weights_of
from domain.session import Estimated, Session, SessionMethod
from domain.spread import Spread, spreads
from domain.text import counted

_PLACES = 9
_UNITS = {
    Estimated.EFFORT: "person-days",
    Estimated.REACH: "people a quarter",
    Estimated.COST: "in all",
    Estimated.BENEFIT: "a year",
}
CLASS_OF = {points: each for each, points in MOSCOW_POINTS.items()}
_WANTED = (Category.MUST_BE, Category.ONE_DIMENSIONAL, Category.ATTRACTIVE)
_Scores = Mapping[str, Mapping[int, Fraction]]
"""How good each item is to each participant, the more the better, by its place among the items."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one item came out.

    Attributes:
        rank: 1 for the best; ties share the better rank. None without a value.
        value: by the method: 0…100, log-worth, dots, Borda points, points of the class, the estimate; None where it
            is not known.
        said: the value in words, or what is missing for one.
        supporters: how many different people stand behind it: gave it a dot, want it, would have it in their own
            first third, or estimated it between the quarters.
        low, high: the quarters of an estimate.
    """

    item: Item
    rank: int | None
    value: Decimal | None
    said: str
    supporters: int
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ballots of a session come to.

    Attributes:
        round: the last round that counts; 0 where none may be seen yet.
        placed: the best first, those without a value last.
        voters: how many voted.
        agreement: Kendall's W of those who answered about every item that has a value.
        winner: of a ranking, the item that most prefer to each other one.
        circles: items of which most prefer each to the next and the last to the first.
        dissenters: who stands farthest from the group; several where they stand as far, none where all do.
    """

    session: Session
    round: int
    placed: tuple[Placed, ...]
    voters: int
    agreement: Concordance
    winner: Item | None = None
    circles: tuple[tuple[Item, ...], ...] = ()
    dissenters: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """All of it, line by line."""
        lines = [f"{'–' if each.rank is None else each.rank}. {each.item.name}: {each.said}" for each in self.placed]
        if self.winner is not None:
            lines.append(f"{self.winner.name} wins against each other one.")
        lines += map(circle_said, self.circles)
        w = self.agreement
        lines.append(f"Agreement: no W, {w.why}." if w.value is None else f"Agreement: W = {number(w.value, 3)}.")
        return "\n".join(lines)


def circle_said(circle: Sequence[Item]) -> str:
    """A circle in words: `A beats B, B beats C, C beats A.`."""
    return ", ".join(f"{one.name} beats {other.name}" for one, other in pairwise((*circle, circle[0]))) + "."


def outcome_of(plan: Plan, session: Session, upto: int | None = None) -> Outcome:
    """What *session* comes to, up to the round *upto*; secret ballots count for nothing.

    By method: ratings, the mean on each criterion, weighted; pairs, Bradley–Terry with the engagement's prior; dots,
    their number and then whose they are; rankings, Borda; MoSCoW, the class of most, the lower one of a tie; Kano,
    the category of most; estimates, the median.
    """
    shown = last_shown(session) if upto is None else min(upto, last_shown(session))
    items = items_of(plan, session)
    found = spreads(plan, session, shown)
    scores = _scores(plan, session, items, found)
    values, said = _values(plan, session, items, found)
    behind = [_supporters(session, items, n, found, scores) for n in range(len(items))]
    sign = -1 if session.estimate_of in (Estimated.EFFORT, Estimated.COST) else 1

    def goodness(n: int) -> tuple[Fraction, int]:
        return sign * (values[n] or Fraction(0)), behind[n] if session.method is SessionMethod.DOTS else 0

    known = [n for n in range(len(items)) if values.get(n) is not None]
    placed = []
    for n in sorted(
        range(len(items)), key=lambda n: (n not in known, *_turned(goodness(n)), items[n].KIND, items[n].id)
    ):
        rank = 1 + sum(goodness(other) > goodness(n) for other in known) if n in known else None
        low, high = _quarters(session, items[n], found)
        value = None if values[n] is None else decimal(values[n] or Fraction(0))
        placed.append(Placed(items[n], rank, value, said[n], behind[n], low, high))
    judges = [[-scores[who][n] for n in known] for who in sorted(scores) if all(n in scores[who] for n in known)]
    winner, found_circles = _preferred(session, items, found)
    return Outcome(
        session=session,
        round=shown,
        placed=tuple(placed),
        voters=len({who for each in found for who in each.places}),
        agreement=kendall_w(judges),
        winner=winner,
        circles=found_circles,
        dissenters=_dissenters(plan, session, found),
    )


def shares_of(plan: Plan, session: Session) -> tuple[tuple[Criterion, Fraction], ...]:
    """The criteria that count, with their shares of 1; all alike where none of them has a weight."""
    criteria = criteria_of(plan, session)
    shares = {each.id: share for each, share in weights_of(plan).shares}
    total = sum((shares.get(each.id, Fraction(0)) for each in criteria), Fraction(0))
    if not total:
        return tuple((each, Fraction(1, len(criteria))) for each in criteria)
    return tuple((each, shares[each.id] / total) for each in criteria if each.id in shares)


def _along(criterion: Criterion, value: Fraction) -> Fraction:
    low, high = Fraction(criterion.lowest), Fraction(criterion.highest)
    place = (value - low) / (high - low)
    return 1 - place if criterion.less_is_better else place


def mean_of(values: Mapping[str, Fraction]) -> Fraction | None:
    """The mean of what each participant said; None where nobody did."""
    return sum(values.values(), Fraction(0)) / len(values) if values else None


def _by_item(items: Sequence[Item], found: Sequence[Spread]) -> dict[int, list[Spread]]:
    place = {(each.KIND, each.id): n for n, each in enumerate(items)}
    grouped: dict[int, list[Spread]] = {n: [] for n in range(len(items))}
    for each in found:
        grouped[place[each.item.KIND, each.item.id]].append(each)
    return grouped


def _wins(items: Sequence[Item], found: Sequence[Spread], who: str | None = None) -> list[list[Fraction]]:
    place = {(each.KIND, each.id): n for n, each in enumerate(items)}
    wins = [[Fraction(0)] * len(items) for _ in items]
    for each in found:
        if each.against is not None:
            one, other = place[each.item.KIND, each.item.id], place[each.against.KIND, each.against.id]
            given = [vote for name, vote in each.places.items() if who in (None, name)]
            wins[one][other], wins[other][one] = sum(given, Fraction(0)), sum((1 - v for v in given), Fraction(0))
    return wins


def _worths(plan: Plan, wins: Sequence[Sequence[Fraction]]) -> dict[int, Fraction]:
    """The log-worths of the items that were compared; none where they are not all joined."""
    n = len(wins)
    met = [i for i in range(n) if any(wins[i][j] or wins[j][i] for j in range(n))]
    try:
        fit = bradley_terry([[float(wins[i][j]) for j in met] for i in met], float(plan.engagement.pairwise_prior))
    except NotCompared:
        return {}
    return {i: Fraction(f"{worth:.{_PLACES}f}") for i, worth in zip(met, fit.log_worth, strict=True)}


def _scores(plan: Plan, session: Session, items: Sequence[Item], found: Sequence[Spread]) -> _Scores:
    voters = sorted({who for each in found for who in each.places})
    if session.method is SessionMethod.PAIRWISE:
        return {who: _worths(plan, _wins(items, found, who)) for who in voters}
    grouped = _by_item(items, found)
    if session.method is SessionMethod.RATING:
        weights = shares_of(plan, session)
        rated = {
            who: {
                n: _rated(weights, {s.criterion.id: s.places.get(who) for s in own if s.criterion})
                for n, own in grouped.items()
            }
            for who in voters
        }
        return {who: {n: score for n, score in own.items() if score is not None} for who, own in rated.items()}
    sign = 1 if session.method in (SessionMethod.DOTS, SessionMethod.MOSCOW) else -1
    if session.estimate_of in (Estimated.REACH, Estimated.BENEFIT) and session.method is SessionMethod.ESTIMATE:
        sign = 1
    return {
        who: {n: sign * s.places[who] for n, own in grouped.items() for s in own if who in s.places} for who in voters
    }


def _rated(weights: Sequence[tuple[Criterion, Fraction]], given: Mapping[str, Fraction | None]) -> Fraction | None:
    """100 · Σ w·u, or None where a rating is missing."""
    total = Fraction(0)
    for criterion, share in weights:
        value = given.get(criterion.id)
        if value is None:
            return None
        total += 100 * share * _along(criterion, value)
    return total


def _values(
    plan: Plan, session: Session, items: Sequence[Item], found: Sequence[Spread]
) -> tuple[dict[int, Fraction | None], dict[int, str]]:
    """The value of each item, and that value in words."""
    values: dict[int, Fraction | None] = dict.fromkeys(range(len(items)))
    said = dict.fromkeys(range(len(items)), "no votes")
    if session.method is SessionMethod.PAIRWISE:
        values |= _worths(plan, _wins(items, found))
        told = {n: "not compared with all others" if v is None else f"log-worth {number(v)}" for n, v in values.items()}
        return values, told
    if session.method is SessionMethod.RANKING:
        judges = _complete(items, found)
        for n, points in enumerate(borda(judges) if judges else ()):
            values[n], said[n] = points, f"{number(points)} points of {(len(items) - 1) * len(judges)}"
        return values, said
    for n, own in _by_item(items, found).items():
        if session.method is SessionMethod.RATING:
            means = {each.criterion.id: mean_of(each.places) for each in own if each.criterion}
            values[n] = value = _rated(shares_of(plan, session), means)
            lacking = [each.name for each, _ in shares_of(plan, session) if means.get(each.id) is None]
            said[n] = f"no rating on {', '.join(lacking)}" if value is None else f"{number(value)} of 100"
        elif own and own[0].places:
            values[n], said[n] = _told(session, own[0])
    return values, said


def _told(session: Session, spread: Spread) -> tuple[Fraction | None, str]:
    votes = list(spread.places.values())
    counts = Counter(votes)
    match session.method:
        case SessionMethod.DOTS:
            total = sum(votes, Fraction(0))
            return total, f"{counted(int(total), 'dot')} of {counted(sum(v > 0 for v in votes), 'person', 'people')}"
        case SessionMethod.MOSCOW:
            points = min(counts, key=lambda each: (-counts[each], each))
            return points, f"{CLASS_OF[int(points)].value}, {counts[points]} of {len(votes)}"
        case SessionMethod.KANO:
            place = min(counts, key=lambda each: (-counts[each], each))
            category = ORDER[int(place)]
            value = Fraction(POINTS[category]) if category in POINTS else None
            return value, f"{category.value}, {counts[place]} of {len(votes)}"
        case _:
            low, median, high = (quantile(votes, Fraction(n, 4)) for n in (1, 2, 3))
            unit = _UNITS[session.estimate_of] if session.estimate_of else ""
            return median, f"{number(median)} {unit}, quarters {number(low)} and {number(high)}"


def _quarters(session: Session, item: Item, found: Sequence[Spread]) -> tuple[Decimal | None, Decimal | None]:
    votes = [vote for each in found if each.item == item for vote in each.places.values()]
    if session.method is not SessionMethod.ESTIMATE or not votes:
        return None, None
    return decimal(quantile(votes, Fraction(1, 4))), decimal(quantile(votes, Fraction(3, 4)))


def _complete(items: Sequence[Item], found: Sequence[Spread]) -> list[list[Fraction]]:
    """The rankings that put every item in a place."""
    grouped = _by_item(items, found)
    voters = sorted({who for each in found for who in each.places})
    rows = [[grouped[n][0].places.get(who) for n in grouped] for who in voters]
    return [[each for each in row if each is not None] for row in rows if None not in row]


def _supporters(session: Session, items: Sequence[Item], n: int, found: Sequence[Spread], scores: _Scores) -> int:
    votes = [vote for each in found if each.item == items[n] for vote in each.places.values()]
    match session.method:
        case SessionMethod.DOTS:
            return sum(vote > 0 for vote in votes)
        case SessionMethod.MOSCOW:
            return sum(vote >= 2 for vote in votes)
        case SessionMethod.KANO:
            return sum(ORDER[int(vote)] in _WANTED for vote in votes)
        case SessionMethod.ESTIMATE:
            ends = [quantile(votes, Fraction(each, 4)) for each in (1, 3)] if votes else []
            return sum(ends[0] <= vote <= ends[1] for vote in votes)
        case _:
            third = -(-len(items) // 3)
            return sum(n in own and sum(each > own[n] for each in own.values()) < third for own in scores.values())


def _preferred(
    session: Session, items: Sequence[Item], found: Sequence[Spread]
) -> tuple[Item | None, tuple[tuple[Item, ...], ...]]:
    if session.method is SessionMethod.PAIRWISE:
        wins = [[float(each) for each in row] for row in _wins(items, found)]
        return None, tuple(tuple(items[n] for n in each) for each in circles(wins))
    judges = _complete(items, found) if session.method is SessionMethod.RANKING else []
    if not judges:
        return None, ()
    most = condorcet(judges)
    circle = tuple(items[n] for n in most.circle)
    return None if most.winner is None else items[most.winner], (circle,) if circle else ()


def _dissenters(plan: Plan, session: Session, found: Sequence[Spread]) -> tuple[str, ...]:
    """Who lies farthest from the group, on average over what it answered, as a share of the scale."""
    questions = {each.topic: each for each in questions_of(plan, session)}
    away: dict[str, list[Fraction]] = {}
    for each in found:
        votes = list(each.places.values())
        if not votes:
            continue
        middle = each.median
        if middle is None:  # a category is the group's, or it is not
            away_from = {who: Fraction(ORDER[int(vote)].value != each.said) for who, vote in each.places.items()}
        else:
            scale = scale_of(plan, session, questions[each.key]) or (min(votes), max(votes))
            whole = scale[1] - scale[0] or Fraction(1)
            away_from = {who: abs(vote - middle) / whole for who, vote in each.places.items()}
        for who, distance in away_from.items():
            away.setdefault(who, []).append(distance)
    means = {who: sum(each, Fraction(0)) / len(each) for who, each in sorted(away.items())}
    most = max(means.values(), default=Fraction(0))
    farthest = tuple(who for who, each in means.items() if each == most)
    return farthest if most and len(farthest) < len(means) else ()


def _turned(goodness: tuple[Fraction, int]) -> tuple[Fraction, int]:
    return -goodness[0], -goodness[1]
