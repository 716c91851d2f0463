"""What a group is asked in a session, which answers there are to choose from, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from domain.criterion import Criterion
from domain.figures import number
from domain.gap import Gap
from domain.initiative import Attitude, Initiative, Moscow, Status
from domain.paths import live
from domain.plan import Plan
from domain.ranking.moscow import POINTS
from domain.ranking.weighted import weights_of
from domain.secrecy import is_secret
from domain.session import Ballot, Session, SessionMethod

Item: TypeAlias = Initiative | Gap

ANEW = (SessionMethod.DOTS, SessionMethod.RANKING)
"""The methods in which every round is answered as a whole: an answer about one item alone means nothing."""
MOST_KEYS = 10
"""A scale of more steps than there are digits is typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one participant.

    Attributes:
        item: what it is about.
        criterion: what it is rated on.
        against: what it is held against.
        present: for Kano, whether the question is about having it or about not having it.
        key: the same for whoever is asked, and whichever of two stands left: `initiative/x|criterion|gap/y`.
    """

    item: Item
    criterion: Criterion | None = None
    against: Item | None = None
    key: str = ""
    present: bool | None = None

    @property
    def topic(self) -> str:
        """The key of what is talked about: both questions of Kano about one item are one topic."""
        return self.key if self.present is None else _key(_named(self.item))


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose, by one keystroke; value or answer is what the ballot then holds."""

    key: str
    label: str
    value: Decimal | None = None
    answer: str | None = None


def last_shown(session: Session) -> int:
    """The last round whose ballots may be seen; 0 where there is none."""
    return session.round - is_secret(session)


def items_of(plan: Plan, session: Session) -> tuple[Item, ...]:
    """What *session* votes on: what it names that is still there and not dropped; all initiatives where it names none.

    Only of initiatives something can be estimated.
    """
    if not session.initiatives and not session.gaps:
        return tuple(live(plan))
    initiatives = (plan.find(Initiative, id) for id in dict.fromkeys(session.initiatives))
    gaps = (plan.find(Gap, id) for id in dict.fromkeys(session.gaps))
    kept: list[Item] = [each for each in initiatives if each is not None and each.status is not Status.DROPPED]
    if session.method is not SessionMethod.ESTIMATE:
        kept += [each for each in gaps if each is not None]
    return tuple(kept)


def criteria_of(plan: Plan, session: Session) -> tuple[Criterion, ...]:
    """What *session* rates on; where it names nothing, the criteria that have a weight."""
    if session.criteria:
        found = (plan.find(Criterion, id) for id in dict.fromkeys(session.criteria))
        return tuple(each for each in found if each is not None)
    return tuple(criterion for criterion, _ in weights_of(plan).shares)


def questions_of(plan: Plan, session: Session) -> tuple[Asked, ...]:
    """All that can be asked in *session*, in the order of criteria and items; the same for everybody."""
    items = items_of(plan, session)
    match session.method:
        case SessionMethod.RATING:
            criteria = criteria_of(plan, session)
            return tuple(
                Asked(item, criterion, key=_key(_named(item), criterion.id)) for criterion in criteria for item in items
            )
        case SessionMethod.PAIRWISE:
            # Two sorted names, so that a pair is the same pair in whatever order its items stand in the session.
            pairs = (sorted(pair, key=_named) for pair in combinations(items, 2))
            return tuple(Asked(one, None, other, _key(_named(one), "", _named(other))) for one, other in pairs)
        case SessionMethod.KANO:
            return tuple(
                Asked(item, key=_key(_named(item), "present" if present else "absent"), present=present)
                for item in items
                for present in (True, False)
            )
        case _:
            return tuple(Asked(item, key=_key(_named(item))) for item in items)


def key_of(session: Session, ballot: Ballot) -> str:
    """The key of the question that *ballot* answers; of a pair, whichever way round it was put."""
    one = _id_of(ballot.initiative, ballot.gap)
    other = _id_of(ballot.against, ballot.against_gap)
    if session.method is SessionMethod.PAIRWISE:
        one, other = sorted((one, other))
    side = ""
    if session.method is SessionMethod.KANO:
        side = "absent" if ballot.value == 0 else "present"
    return _key(one, ballot.criterion or side, other)


def choices_of(plan: Plan, session: Session, asked: Asked) -> tuple[Choice, ...]:
    """The answers to *asked*, each with its key; none where a number is typed or the items are put in order."""
    del plan
    match session.method:
        case SessionMethod.RATING if asked.criterion is not None:
            return _steps(asked.criterion)
        case SessionMethod.MOSCOW:
            return tuple(Choice(each.value[0], each.value.capitalize(), answer=each.value) for each in Moscow)
        case SessionMethod.KANO:
            side = Decimal(bool(asked.present))
            return tuple(
                Choice(str(n), each.value.capitalize(), side, each.value) for n, each in enumerate(Attitude, start=1)
            )
        case SessionMethod.PAIRWISE if asked.against is not None:
            return (
                Choice("left", asked.item.name, Decimal(1)),
                Choice("right", asked.against.name, Decimal(0)),
                Choice("equals_sign", "Equal", Decimal("0.5")),
            )
        case SessionMethod.DOTS:
            return (Choice("plus", "One dot more", Decimal(1)), Choice("minus", "One dot less", Decimal(-1)))
        case _:
            return ()


def votes_of(plan: Plan, session: Session, upto: int, *, alone: bool = False) -> dict[str, dict[str, Ballot]]:
    """What each participant answered to each question, by its key, up to the round *upto*, or in it *alone*.

    The last answer counts: an item that all agreed on is not asked again. Where rounds are answered as a whole, that
    is the last round of which the participant answered anything. What cannot be meant is left out.
    """
    questions = {each.key: each for each in questions_of(plan, session)}
    ballots = [each for each in plan.parts(Ballot, session) if (each.round == upto if alone else each.round <= upto)]
    latest: dict[str, int] = {}
    for ballot in ballots:
        latest[ballot.participant] = max(ballot.round, latest.get(ballot.participant, 0))
    found: dict[str, dict[str, Ballot]] = {key: {} for key in questions}
    # An order that does not hang on the order in which ballots came in.
    for ballot in sorted(ballots, key=lambda each: (each.participant, each.round, each.position, each.id)):
        key = key_of(session, ballot)
        is_stale = session.method in ANEW and ballot.round < latest[ballot.participant]
        if key in questions and not is_stale and vote_of(session, questions[key], ballot) is not None:
            found[key][ballot.participant] = ballot
    return found


def vote_of(session: Session, asked: Asked, ballot: Ballot) -> Fraction | None:
    """The answer as a number: a rating, a place, dots, a share of a win, MoSCoW points; None if it cannot be meant."""
    value = None if ballot.value is None else Fraction(ballot.value)
    low = Fraction(0)
    high: Fraction | None = None
    match session.method:
        case SessionMethod.MOSCOW:
            return next((Fraction(points) for each, points in POINTS.items() if each.value == ballot.answer), None)
        case SessionMethod.KANO:
            return next((Fraction(n) for n, each in enumerate(Attitude) if each.value == ballot.answer), None)
        case SessionMethod.RATING if asked.criterion is not None:
            low, high = Fraction(asked.criterion.lowest), Fraction(asked.criterion.highest)
        case SessionMethod.PAIRWISE:
            high = Fraction(1)
            if value is not None and _id_of(ballot.initiative, ballot.gap) != _named(asked.item):
                value = 1 - value
        case SessionMethod.RANKING:
            low = Fraction(1)
        case _:
            pass
    return None if value is None or value < low or (high is not None and value > high) else value


def dots_of(plan: Plan, session: Session) -> int:
    """The dots each person has; where it is not said, a third of the items, rounded up."""
    return session.dots or -(-len(items_of(plan, session)) // 3)


def scale_of(plan: Plan, session: Session, asked: Asked) -> tuple[Fraction, Fraction] | None:
    """The ends between which an answer to *asked* lies; None where there are none."""
    match session.method:
        case SessionMethod.RATING if asked.criterion is not None:
            return Fraction(asked.criterion.lowest), Fraction(asked.criterion.highest)
        case SessionMethod.PAIRWISE:
            return Fraction(0), Fraction(1)
        case SessionMethod.MOSCOW:
            return Fraction(min(POINTS.values())), Fraction(max(POINTS.values()))
        case SessionMethod.DOTS:
            return Fraction(0), Fraction(min(session.dots_per_item, dots_of(plan, session)) or 1)
        case SessionMethod.RANKING:
            return Fraction(1), Fraction(max(2, len(items_of(plan, session))))
        case _:
            return None


def fields_of_item(item: Item | None, initiative: str = "initiative", gap: str = "gap") -> dict[str, str | None]:
    """The fields of a ballot that say it is about *item*."""
    return {
        initiative: item.id if isinstance(item, Initiative) else None,
        gap: item.id if isinstance(item, Gap) else None,
    }


def participants_of(session: Session, votes: Mapping[str, Mapping[str, Ballot]]) -> tuple[str, ...]:
    """Who joined, and then who voted without being in the list any more, by name."""
    voted = sorted({name for given in votes.values() for name in given})
    return tuple(dict.fromkeys((*session.participants, *voted)))


def _steps(criterion: Criterion) -> tuple[Choice, ...]:
    low, high = criterion.lowest, criterion.highest
    if low != int(low) or high != int(high) or not 2 <= high - low < MOST_KEYS:
        return ()
    steps = range(int(low), int(high) + 1)
    keys: Sequence[str] = [str(step) for step in steps]
    if low < 0 or high > MOST_KEYS - 1:
        keys = [str((n + 1) % MOST_KEYS) for n in range(len(steps))]
    return tuple(Choice(key, label, Decimal(n)) for key, n, label in zip(keys, steps, _rubric(criterion), strict=True))


def _rubric(criterion: Criterion) -> Iterator[str]:
    means = {criterion.lowest: criterion.lowest_means, criterion.highest: criterion.highest_means}
    for step in range(int(criterion.lowest), int(criterion.highest) + 1):
        meant = means.get(Decimal(step))
        yield f"{number(Decimal(step))}: {meant}" if meant else number(Decimal(step))


def _key(one: str, middle: str = "", other: str = "") -> str:
    return f"{one}|{middle}|{other}"


def _named(item: Item) -> str:
    return f"{item.KIND}/{item.id}"


def _id_of(initiative: str | None, gap: str | None) -> str:
    if initiative is not None:
        return f"{Initiative.KIND}/{initiative}"
    return "" if gap is None else f"{Gap.KIND}/{gap}"
