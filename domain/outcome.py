"""What a group's ballots come to, and writing it down: results, decision and all, in one edit.

The same ballots give the same outcome to the last digit, in whatever order they came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from pydantic import ValidationError

from domain.criterion import Criterion, Rating
from domain.edits import add, change, remove
from domain.entity import Entity
from domain.errors import Refused
from domain.figures import decimal, number, rounded
from domain.initiative import Attitude, CashKind, CashLine, Certainty, Effort, Initiative, KanoAnswer
from domain.plan import Edit, Plan
from domain.questions import Item, criteria_of, is_secret, items_of, last_shown, questions_of, scale_of, votes_of
from domain.ranking.agreement import Concordance, borda, condorcet, kendall_w, quantile
from domain.ranking.bradley_terry import bradley_terry, circles
from domain.ranking.compared import NotCompared
from domain.ranking.kano import ORDER, POINTS, Category
from domain.ranking.moscow import POINTS as MOSCOW_POINTS
from domain.ranking.weighted import weights_of
from domain.session import Decision, Estimated, Session, SessionMethod, SessionState
from domain.spread import Spread, spreads
from domain.text import counted

_PLACES = 9
_LONGEST = 20_000
_LINE = "Estimated by the group"
_UNITS = {
    Estimated.EFFORT: "person-days",
    Estimated.REACH: "people a quarter",
    Estimated.COST: "in all",
    Estimated.BENEFIT: "a year",
}
_CLASS = {points: each for each, points in MOSCOW_POINTS.items()}
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


def adopted(  # noqa: PLR0913 - each is a field of the decision
    plan: Plan,
    session: Session,
    today: date,
    *,
    outcome: str | None = None,
    dissent: str | None = None,
    reopens_when: str | None = None,
    baseline: str | None = None,
) -> Edit:
    """Write down what *session* came to and close it: one edit with the decision and what follows from it in the plan.

    Means become the group's ratings; classes and reach are filled in; Kano answers replace those of no persona. A
    median becomes the likely figure, the lowest and the highest estimate its ends: of the effort where one team is
    asked, of money on the only line of its kind, or on a new one. What belongs to several teams or lines, or hangs
    on assumptions, is left as it is and named in the decision. Dots, pairs and rankings decide an order only.

    Raises:
        Refused: the ballots are secret, nobody voted, it was decided before, or a result cannot be kept.
    """
    label = f"Decide {session.name}"
    found = outcome_of(plan, session)
    if is_secret(session):
        raise Refused(f"{label}: reveal the ballots first.")
    if not found.voters:
        raise Refused(f"{label}: nobody voted.")
    if plan.parts(Decision, session):
        raise Refused(f"{label}: it was decided already; remove that decision to decide again.")
    writing = _Writing(plan)
    try:
        _RESULTS.get(session.method, _nothing)(writing, session, found, today)
        text = outcome or "\n".join((found.said, *writing.left_out))[:_LONGEST]
        weights = _weights(plan, session) if session.method is SessionMethod.RATING else ()
        w = found.agreement.value
        writing.add(
            Decision,
            session=session.id,
            name=(session.question or session.name).split("\n")[0][:200],
            outcome=text,
            options=tuple(each.item.name for each in found.placed),
            weights=tuple(f"{each.name} {number(100 * share)} %" for each, share in weights),
            supporters=found.placed[0].supporters,
            decided_on=today,
            agreement=None if w is None else rounded(w, 6),
            dissent=dissent,
            reopens_when=reopens_when,
            baseline=baseline,
        )
        writing.change(session, state=SessionState.CLOSED, held_on=session.held_on or today)
    except ValidationError as error:
        raise Refused(f"{label}: {error.errors()[0]['msg']}.") from error
    return Edit(label, writing.changes)


class _Writing:
    """Gathers the changes of one edit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.left_out: list[str] = []
        self._edits: list[Edit] = []

    @property
    def changes(self) -> tuple[Any, ...]:
        return tuple(each for edit in self._edits for each in edit.changes if each.fields)

    def add(self, kind: type[Entity], /, **fields: Any) -> None:
        self._take(add(self.plan, kind, **fields))

    def change(self, record: Entity, /, **fields: Any) -> None:
        self._take(change(record, **fields))

    def remove(self, records: Sequence[Entity]) -> None:
        if records:
            self._take(remove(self.plan, records))

    def _take(self, edit: Edit) -> None:
        self.plan = self.plan.apply(edit)
        self._edits.append(edit)


def _weights(plan: Plan, session: Session) -> tuple[tuple[Criterion, Fraction], ...]:
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


def _mean(values: Mapping[str, Fraction]) -> Fraction | None:
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
        weights = _weights(plan, session)
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
            means = {each.criterion.id: _mean(each.places) for each in own if each.criterion}
            values[n] = value = _rated(_weights(plan, session), means)
            lacking = [each.name for each, _ in _weights(plan, session) if means.get(each.id) is None]
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
            return points, f"{_CLASS[int(points)].value}, {counts[points]} of {len(votes)}"
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


def _ratings(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    for each in spreads(writing.plan, session, found.round):
        mean = _mean(each.places)
        if mean is None or each.criterion is None or not isinstance(each.item, Initiative):
            continue
        fields = {"value": rounded(mean, 6), "rated_on": today}
        own = writing.plan.parts(Rating, each.item)
        same = [one for one in own if one.criterion == each.criterion.id and one.by is None]
        if same:
            writing.change(same[0], **fields)
        else:
            writing.add(Rating, initiative=each.item.id, criterion=each.criterion.id, **fields)


def _classes(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del session, today
    for each in found.placed:
        if each.value is not None and isinstance(each.item, Initiative):
            writing.change(each.item, moscow=_CLASS[int(each.value)])


def _kano(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del today
    votes = votes_of(writing.plan, session, found.round)
    questions = questions_of(writing.plan, session)
    for item in items_of(writing.plan, session):
        given = {each.present: votes[each.key] for each in questions if each.item == item}
        both = sorted(set(given[True]) & set(given[False]))
        if not both or not isinstance(item, Initiative):
            continue
        counts = Counter((given[True][who].answer, given[False][who].answer) for who in both)
        old = {(each.present, each.absent): each for each in writing.plan.parts(KanoAnswer, item) if not each.persona}
        for present, absent in product(Attitude, Attitude):
            people, before = counts[present.value, absent.value], old.get((present, absent))
            if people and before:
                writing.change(before, number=people)
            elif people:
                writing.add(KanoAnswer, initiative=item.id, present=present, absent=absent, number=people)
        # Last, so that no new answer takes an id that goes in the same edit.
        writing.remove([each for each in old.values() if not counts[each.present.value, each.absent.value]])


def _estimates(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del today
    votes = {each.item.id: sorted(each.places.values()) for each in spreads(writing.plan, session, found.round)}
    for each in found.placed:
        item = each.item
        if each.value is None or not isinstance(item, Initiative):
            continue
        if session.estimate_of is Estimated.REACH:
            writing.change(item, reach=int(rounded(each.value, 0)))
            continue
        own = votes[item.id]
        figures = {"low": rounded(own[0]), "likely": rounded(each.value), "high": rounded(own[-1])}
        if session.estimate_of is Estimated.EFFORT:
            teams = writing.plan.parts(Effort, item)
            if len(teams) == 1:
                writing.change(teams[0], **figures)
            else:
                writing.left_out.append(
                    f"Not written down: the effort of {item.name}, which asks {counted(len(teams), 'team')}."
                )
            continue
        is_cost = session.estimate_of is Estimated.COST
        kind = CashKind.ONE_OFF_COST if is_cost else CashKind.BENEFIT
        lines = [line for line in writing.plan.parts(CashLine, item) if line.kind is kind]
        if not lines:
            certainty = None if is_cost else Certainty.SOFT
            writing.add(CashLine, initiative=item.id, name=_LINE, kind=kind, certainty=certainty, **figures)
        elif len(lines) == 1 and not lines[0].drivers:
            writing.change(lines[0], **figures)
        else:
            writing.left_out.append(f"Not written down: the {kind.value} of {item.name}, which has figures of its own.")


def _nothing(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    """An order is the decision itself."""


_RESULTS: Mapping[SessionMethod, Callable[[_Writing, Session, Outcome, date], None]] = {
    SessionMethod.RATING: _ratings,
    SessionMethod.MOSCOW: _classes,
    SessionMethod.KANO: _kano,
    SessionMethod.ESTIMATE: _estimates,
}
