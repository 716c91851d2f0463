"""How far a group lies apart on each thing it voted on, and so what it had better talk about first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from domain.criterion import Criterion
from domain.figures import number
from domain.initiative import Attitude, Moscow
from domain.plan import Plan
from domain.questions import Asked, Item, choices_of, last_shown, questions_of, scale_of, vote_of, votes_of
from domain.ranking.agreement import FEW, quantile
from domain.ranking.kano import ORDER, Category, category_of
from domain.ranking.moscow import POINTS
from domain.session import Ballot, Session, SessionMethod

_PEAK = Fraction(1, 4)
_CLASS = {Fraction(points): each for each, points in POINTS.items()}


@dataclass(frozen=True, slots=True)
class Spread:
    """How a group voted on one thing.

    Attributes:
        key: the topic it is about, as `Asked.topic`.
        item, criterion, against: what was asked.
        distribution: each answer that was or could have been given, in order, and how many gave it.
        raw: the votes one by one in order, where so few voted that they say more than a spread; of nobody by name.
        median: of the votes as numbers; None where nobody voted, and for Kano, whose categories are no scale.
        said: the median, or the category most fall in, in words.
        apart: D, 0…1: how far they lie apart on the scale; None where fewer than two voted.
        is_agreed: whether that is so little that there is nothing to talk about.
        is_bimodal: whether there are two camps.
        before: the median of the round before; None in the first.
        changed: how many answered differently than in the round before.
        places: each participant's vote as a number, for sums; never shown by name.
    """

    key: str
    item: Item
    criterion: Criterion | None
    against: Item | None
    distribution: tuple[tuple[str, int], ...]
    raw: tuple[str, ...]
    median: Fraction | None
    said: str
    apart: Fraction | None
    is_agreed: bool
    is_bimodal: bool = False
    before: Fraction | None = None
    changed: int = 0
    places: Mapping[str, Fraction] = field(default_factory=dict, repr=False)

    @property
    def voters(self) -> int:
        """How many voted."""
        return len(self.places)


def spreads(plan: Plan, session: Session, upto: int | None = None) -> tuple[Spread, ...]:
    """How the group voted on each thing, in the order of the questions, up to the round *upto*; never on a secret one.

    D is the range between the quarters as a share of the scale; up to four voters, from the lowest to the highest. An
    estimate has no scale and is held against its median; of Kano's categories, it is the share not in the first.
    There are two camps where a quarter of at least four votes, and no fewer than two, lie in the lowest third of the
    scale, as many in the highest, and fewer than in either in between.
    """
    shown = last_shown(session) if upto is None else min(upto, last_shown(session))
    if shown < 1:
        return ()
    now, then = votes_of(plan, session, shown), votes_of(plan, session, shown - 1)
    topics: dict[str, list[Asked]] = {}
    for asked in questions_of(plan, session):
        topics.setdefault(asked.topic, []).append(asked)
    return tuple(_spread(plan, session, asked, now, then) for asked in topics.values())


def agenda(plan: Plan, session: Session) -> tuple[Spread, ...]:
    """What to talk about, the most disputed first; what was not voted on by two comes last."""
    found = spreads(plan, session)
    return tuple(sorted(found, key=lambda one: (one.apart is None, -(one.apart or 0), not one.is_bimodal, one.key)))


def category(session: Session, asked: Sequence[Asked], votes: Mapping[str, Mapping[str, Ballot]], who: str) -> Category:
    """What the item is to the participant *who*, by both answers.

    Raises:
        KeyError: one of the two is not answered.
    """
    given = {}
    for each in asked:
        vote = vote_of(session, each, votes[each.key][who])
        given[each.present] = list(Attitude)[int(vote or 0)]
    return category_of(given[True], given[False])


def _spread(
    plan: Plan,
    session: Session,
    asked: Sequence[Asked],
    now: Mapping[str, Mapping[str, Ballot]],
    then: Mapping[str, Mapping[str, Ballot]],
) -> Spread:
    first = asked[0]
    places, before = _places(session, asked, now), _places(session, asked, then)
    ordered = sorted(places.values())
    is_scale = session.method is not SessionMethod.KANO
    apart = _apart(plan, session, first, ordered)
    median = quantile(ordered, Fraction(1, 2)) if ordered and is_scale else None
    most = median if is_scale or not ordered else max(ordered, key=lambda each: (ordered.count(each), -each))
    return Spread(
        key=first.topic,
        item=first.item,
        criterion=first.criterion,
        against=first.against,
        distribution=_distribution(plan, session, first, ordered),
        raw=tuple(_said(session, each) for each in ordered) if len(ordered) <= FEW else (),
        median=median,
        said="" if most is None else _said(session, most),
        apart=apart,
        is_agreed=apart is not None and 100 * apart <= session.agreed_below_percent,
        is_bimodal=is_scale and _is_bimodal(ordered, scale_of(plan, session, first)),
        before=quantile(sorted(before.values()), Fraction(1, 2)) if before and is_scale else None,
        changed=sum(who in before and before[who] != place for who, place in places.items()),
        places=places,
    )


def _places(session: Session, asked: Sequence[Asked], votes: Mapping[str, Mapping[str, Ballot]]) -> dict[str, Fraction]:
    """Each participant's vote as a number; of Kano the place of the category."""
    if session.method is SessionMethod.KANO:
        both = set.intersection(*(set(votes[each.key]) for each in asked))
        return {who: Fraction(ORDER.index(category(session, asked, votes, who))) for who in sorted(both)}
    [one] = asked
    given = {who: vote_of(session, one, ballot) for who, ballot in votes[one.key].items()}
    places = {who: vote for who, vote in given.items() if vote is not None}
    if session.method is SessionMethod.DOTS:  # no dot on it is an answer too, of whoever put dots at all
        return {who: Fraction(0) for each in votes.values() for who in each} | places
    return places


def _apart(plan: Plan, session: Session, asked: Asked, ordered: Sequence[Fraction]) -> Fraction | None:
    if len(ordered) < 2:
        return None
    if session.method is SessionMethod.KANO:
        return 1 - Fraction(max(Counter(ordered).values()), len(ordered))
    low, high = ordered[0], ordered[-1]
    if len(ordered) > FEW:
        low, high = quantile(ordered, Fraction(1, 4)), quantile(ordered, Fraction(3, 4))
    scale = scale_of(plan, session, asked)
    whole = scale[1] - scale[0] if scale else quantile(ordered, Fraction(1, 2))
    if not whole:
        return Fraction(high > low)
    return min(Fraction(1), (high - low) / whole)


def _is_bimodal(ordered: Sequence[Fraction], scale: tuple[Fraction, Fraction] | None) -> bool:
    if len(ordered) < FEW:
        return False
    low, high = scale or (ordered[0], ordered[-1])
    lower = sum(3 * (each - low) < high - low for each in ordered)
    upper = sum(3 * (high - each) < high - low for each in ordered)
    between = len(ordered) - lower - upper
    least = min(lower, upper)
    return least >= 2 and least >= _PEAK * len(ordered) and between < least


def _distribution(
    plan: Plan, session: Session, asked: Asked, ordered: Sequence[Fraction]
) -> tuple[tuple[str, int], ...]:
    counts = Counter(ordered)
    steps = set(counts)
    match session.method:
        case SessionMethod.MOSCOW:
            steps |= set(_CLASS)
        case SessionMethod.RATING | SessionMethod.PAIRWISE:
            steps |= {Fraction(each.value or 0) for each in choices_of(plan, session, asked)}
        case _:
            pass
    return tuple((_said(session, each), counts[each]) for each in sorted(steps))


def _said(session: Session, vote: Fraction) -> str:
    match session.method:
        case SessionMethod.MOSCOW:
            below, above = _CLASS[Fraction(int(vote))], _CLASS[Fraction(-int(-vote // 1))]
            return _between(below, above)
        case SessionMethod.KANO:
            return ORDER[int(vote)].value
        case _:
            return number(vote)


def _between(below: Moscow, above: Moscow) -> str:
    return below.value if below is above else f"{above.value} to {below.value}"
