"""Voting in a session: what a participant is asked next, and the ballots it makes.

Every ballot is an edit of its own, with an id that follows from what it answers, so that a second answer takes the
place of the first and no two people ever change the same record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from fractions import Fraction
from hashlib import blake2b
from itertools import combinations
from math import ceil, log2

from pydantic import ValidationError

from domain.edits import STEP
from domain.entity import revise
from domain.errors import Refused
from domain.figures import decimal, number
from domain.plan import Change, Edit, Plan
from domain.questions import (
    Asked,
    Choice,
    Item,
    choices_of,
    criteria_of,
    dots_of,
    fields_of_item,
    items_of,
    key_of,
    participants_of,
    questions_of,
    vote_of,
    votes_of,
)
from domain.ranking.bradley_terry import Fit, bradley_terry, circles, next_pair
from domain.ranking.compared import reached
from domain.secrecy import is_secret, public
from domain.session import Ballot, Session, SessionMethod, SessionState
from domain.spread import spreads
from domain.text import counted

__all__ = [
    "Asked",
    "Choice",
    "Item",
    "asked_of",
    "cast",
    "choices_of",
    "criteria_of",
    "dots_of",
    "dotted",
    "is_secret",
    "items_of",
    "next_asked",
    "progress",
    "public",
    "ranked_by",
    "standing",
    "taken_back",
]

_PLACES = 9
"""Decimals of a worth; what comes after them comes from the order of sums only."""
LABEL = "Cast a ballot"
"""Of every edit that votes: the log of edits tells nothing of what was voted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one person's answers about pairs agree with each other.

    Attributes:
        answered: how many there are.
        fitting: how many of them do not go against the order that all of them amount to, by Bradley–Terry.
        circles: items of which each was preferred to the next and the last to the first.
    """

    answered: int
    fitting: int
    circles: tuple[tuple[Item, ...], ...] = ()


def asked_of(plan: Plan, session: Session, participant: str) -> tuple[Asked, ...]:
    """All that *participant* may be asked in this round, in an order of its own, so that no item gains by its place.

    What the group agreed on in the round before is not asked again, save where a round is answered as a whole. A
    rating goes criterion by criterion, and which of two items stands left differs from person to person, too.

    Source:
        Bradburn, Sudman & Wansink 2004, "Asking Questions": order effects.
    """
    agreed: set[str] = set()
    if session.method not in (SessionMethod.DOTS, SessionMethod.RANKING):
        agreed = {each.key for each in spreads(plan, session, session.round - 1) if each.is_agreed}

    def own(*words: str) -> str:
        return _hash(session.id, participant, *words)

    def place(asked: Asked) -> tuple[str, str, bool]:
        criterion = own(asked.criterion.id) if asked.criterion else ""
        return criterion, own(asked.topic), asked.present is False

    wanted = sorted((each for each in questions_of(plan, session) if each.topic not in agreed), key=place)
    return tuple(
        Asked(each.against, None, each.item, each.key) if each.against and own(each.key, "side") < "8" else each
        for each in wanted
    )


def next_asked(plan: Plan, session: Session, participant: str) -> Asked | None:
    """What *participant* is asked now; None when all is answered.

    Of pairs it is the one that tells most, given the participant's own answers, until there are n·log₂ n of them or
    the order is firm: every two items are held against each other, directly or by way of others, without a circle.
    """
    asked = asked_of(plan, session, participant)
    votes = _own_votes(plan, session, participant)
    if session.method is SessionMethod.PAIRWISE:
        return _next_pair(plan, session, participant, asked, votes)
    if session.method is SessionMethod.DOTS:
        left = dots_of(plan, session) - sum(map(int, votes.values()))
        return next((each for each in asked if left > 0 and votes.get(each.key, 0) < session.dots_per_item), None)
    return next((each for each in asked if each.key not in votes), None)


def cast(plan: Plan, session: Session, participant: str, asked: Asked, given: Choice | Decimal) -> Edit:
    """Answer *asked* for *participant* with a choice or a typed number; what was answered before in this round goes.

    Raises:
        Refused: the session is not open, the participant did not join, the question is not asked any more, or the
            answer cannot be meant.
    """
    answer = given if isinstance(given, Choice) else Choice("", "", Decimal(given))
    if session.method is SessionMethod.DOTS and isinstance(given, Choice):
        return dotted(plan, session, participant, asked.item, int(given.value or 0))
    _refuse_outsiders(session, participant)
    here = next((each for each in asked_of(plan, session, participant) if each.key == asked.key), None)
    if here is None:
        raise Refused(f"{LABEL}: “{asked.item.name}” is not voted on any more.")
    if session.method in (SessionMethod.DOTS, SessionMethod.RANKING):
        raise Refused(f"{LABEL}: one item alone has no place here; put dots, or put all items in order.")
    try:
        ballot = _ballot(plan, session, participant, asked, answer.value, answer.answer)
    except (ValidationError, DecimalException) as error:
        raise Refused(f"{LABEL}: that is not a number that can be kept.") from error
    if vote_of(session, here, ballot) is None:
        said = answer.answer or number(answer.value)
        raise Refused(f"{LABEL}: {said} is no answer to this question.")
    return Edit(LABEL, _changes(plan, session, ballot))


def ranked_by(plan: Plan, session: Session, participant: str, order: Sequence[Item]) -> Edit:
    """Put all items in the *order* of *participant*, the best first.

    Raises:
        Refused: as `cast`, or not every item has one place.
    """
    _refuse_outsiders(session, participant)
    asked = {each.key: each for each in asked_of(plan, session, participant)}
    wanted = [next((key for key, each in asked.items() if each.item == item), "") for item in order]
    if session.method is not SessionMethod.RANKING or sorted(wanted) != sorted(asked):
        raise Refused(f"{LABEL}: every item must have one place, and only the items voted on.")
    changes: list[Change] = []
    for place, key in enumerate(wanted, start=1):
        changes += _changes(plan, session, _ballot(plan, session, participant, asked[key], Decimal(place)))
    return Edit(LABEL, tuple(changes))


def dotted(plan: Plan, session: Session, participant: str, item: Item, by: int) -> Edit:
    """Put so many dots more on *item*, or fewer where *by* is below 0.

    Raises:
        Refused: as `cast`, or there are no dots left to put or to take.
    """
    _refuse_outsiders(session, participant)
    asked = next((each for each in asked_of(plan, session, participant) if each.item == item), None)
    if session.method is not SessionMethod.DOTS or asked is None:
        raise Refused(f"{LABEL}: no dots are put on “{item.name}”.")
    votes = _own_votes(plan, session, participant)
    there = int(votes.get(asked.key, 0)) + by
    if there < 0:
        raise Refused(f"{LABEL}: there is no dot of yours on it to take away.")
    if there > session.dots_per_item:
        raise Refused(f"{LABEL}: at most {counted(session.dots_per_item, 'dot')} of one person on one item.")
    if by > 0 and sum(map(int, votes.values())) + by > dots_of(plan, session):
        raise Refused(f"{LABEL}: all your {counted(dots_of(plan, session), 'dot')} are used; take one away first.")
    changes = _changes(plan, session, _ballot(plan, session, participant, asked, Decimal(there)))
    if there == 0:
        changes = tuple(Change(each.before, None) for each in changes if each.before)
    return Edit(LABEL, changes)


def taken_back(plan: Plan, session: Session, participant: str) -> Edit | None:
    """Take away what *participant* answered last in this round, all places of a ranking at once; None without one.

    Raises:
        Refused: the session is not open.
    """
    _refuse_outsiders(session, participant)
    own = _own_ballots(plan, session, participant)
    if session.method is not SessionMethod.RANKING and own:
        own = _same(plan, session, own[-1])
    return Edit("Take back a ballot", tuple(Change(each, None) for each in own)) if own else None


def progress(plan: Plan, session: Session) -> Mapping[str, tuple[int, int]]:
    """How much each participant answered in this round, of how much; of dots, how many are put.

    A pair that need not be asked any more does not count.
    """
    votes = votes_of(plan, session, session.round, alone=True)
    return {who: _progress(plan, session, who) for who in participants_of(session, votes)}


def _progress(plan: Plan, session: Session, participant: str) -> tuple[int, int]:
    votes = _own_votes(plan, session, participant)
    asked = asked_of(plan, session, participant)
    if session.method is SessionMethod.DOTS:
        return sum(map(int, votes.values())), dots_of(plan, session)
    answered = sum(each.key in votes for each in asked)
    if session.method is not SessionMethod.PAIRWISE:
        return answered, len(asked)
    if _next_pair(plan, session, participant, asked, votes) is None:
        return answered, answered
    return answered, min(len(asked), _enough(len(items_of(plan, session))))


def _next_pair(
    plan: Plan, session: Session, participant: str, asked: Sequence[Asked], votes: Mapping[str, Fraction]
) -> Asked | None:
    # In an order of their own, for next_pair takes the first of what tells as much.
    items = sorted(items_of(plan, session), key=lambda each: _hash(session.id, participant, each.KIND, each.id))
    place = {(each.KIND, each.id): n for n, each in enumerate(items)}
    open_pairs: dict[frozenset[int], Asked] = {}
    wins = _own_wins(plan, session, items, votes)
    for each in asked:
        if each.against and each.key not in votes:
            pair = place[each.item.KIND, each.item.id], place[each.against.KIND, each.against.id]
            open_pairs[frozenset(pair)] = each
    if not open_pairs or len(votes) >= _enough(len(items)) or _is_firm(wins):
        return None
    closed = {frozenset(each): 1 for each in combinations(range(len(items)), 2) if frozenset(each) not in open_pairs}
    best = next_pair(_fit(plan, wins), closed)
    return open_pairs[frozenset(best)] if best else None


def standing(plan: Plan, session: Session, participant: str) -> Standing:
    """How far what *participant* answered about pairs in this round agrees with itself; nobody else's answers count."""
    items, votes = items_of(plan, session), _own_votes(plan, session, participant)
    if session.method is not SessionMethod.PAIRWISE or not votes:
        return Standing(0, 0)
    wins = _own_wins(plan, session, items, votes)
    worth = _fit(plan, wins).log_worth
    # What goes round in a circle is worth as much, and of as much either order is as good: the one that fits more.
    orders = [sorted(range(len(items)), key=lambda n: (-round(worth[n], _PLACES), side * n)) for side in (1, -1)]
    against = min(sum(wins[j][i] > wins[i][j] for i, j in combinations(each, 2)) for each in orders)
    found = tuple(tuple(items[n] for n in each) for each in circles(wins))
    return Standing(len(votes), len(votes) - against, found)


def _own_wins(plan: Plan, session: Session, items: Sequence[Item], votes: Mapping[str, Fraction]) -> list[list[float]]:
    """How much of a win each of *items* has over each other one."""
    place = {(each.KIND, each.id): n for n, each in enumerate(items)}
    wins = [[0.0] * len(items) for _ in items]
    for each in questions_of(plan, session):
        if each.against and each.key in votes:
            one, other = place[each.item.KIND, each.item.id], place[each.against.KIND, each.against.id]
            wins[one][other], wins[other][one] = float(votes[each.key]), float(1 - votes[each.key])
    return wins


def _fit(plan: Plan, wins: Sequence[Sequence[float]]) -> Fit:
    prior = float(plan.engagement.pairwise_prior)
    # Given beforehand to every pair, so that there is an order before all are joined by answers.
    known = [[0.0 if i == j else each + prior for j, each in enumerate(row)] for i, row in enumerate(wins)]
    return bradley_terry(known, 0)


def _is_firm(wins: Sequence[Sequence[float]]) -> bool:
    n = len(wins)
    at_least = [[j for j in range(n) if wins[i][j] and wins[i][j] >= wins[j][i]] for i in range(n)]
    from_each = [reached(each, at_least) for each in range(n)]
    if any(j not in from_each[i] and i not in from_each[j] for i, j in combinations(range(n), 2)):
        return False
    return not circles(wins) and not any(
        wins[i][j] > wins[j][i] and i in from_each[j] for i in range(n) for j in range(n)
    )


def _enough(items: int) -> int:
    return ceil(items * log2(items)) if items > 1 else 0


def _own_ballots(plan: Plan, session: Session, participant: str) -> tuple[Ballot, ...]:
    return tuple(
        each for each in plan.parts(Ballot, session) if each.participant == participant and each.round == session.round
    )


def _own_votes(plan: Plan, session: Session, participant: str) -> dict[str, Fraction]:
    """What *participant* answered in this round, by the key of the question, of a pair in its sorted order."""
    questions = {each.key: each for each in questions_of(plan, session)}
    votes: dict[str, Fraction] = {}
    for ballot in _own_ballots(plan, session, participant):
        key = key_of(session, ballot)
        if key in questions and (vote := vote_of(session, questions[key], ballot)) is not None:
            votes[key] = vote
    return votes


def _ballot(  # noqa: PLR0913, PLR0917 - a ballot is made of so much
    plan: Plan, session: Session, participant: str, asked: Asked, value: Decimal | None, answer: str | None = None
) -> Ballot:
    own = _own_ballots(plan, session, participant)
    return Ballot(
        id=f"ballot-{_hash(session.id, participant, str(session.round), asked.key)}",
        position=own[-1].position + STEP if own else 0,
        session=session.id,
        participant=participant,
        round=session.round,
        criterion=asked.criterion.id if asked.criterion else None,
        value=None if value is None else round(decimal(value), 6),
        answer=answer,
        **fields_of_item(asked.item),
        **fields_of_item(asked.against, "against", "against_gap"),
    )


def _changes(plan: Plan, session: Session, ballot: Ballot) -> tuple[Change, ...]:
    """The ballot, in the place of what the same person answered to the same question before."""
    same = _same(plan, session, ballot)
    before = same[-1] if same else None
    after = revise(ballot, id=before.id) if before else ballot
    return (Change(before, after), *(Change(each, None) for each in same[:-1]))


def _same(plan: Plan, session: Session, ballot: Ballot) -> tuple[Ballot, ...]:
    """All answers of one person to one question; two, where it voted at two places at once."""
    own = _own_ballots(plan, session, ballot.participant)
    return tuple(each for each in own if key_of(session, each) == key_of(session, ballot))


def _refuse_outsiders(session: Session, participant: str) -> None:
    if session.state is not SessionState.OPEN:
        raise Refused(f"{LABEL}: “{session.name}” is {session.state.value}; votes are cast while it is open.")
    if participant not in session.participants:
        raise Refused(f"{LABEL}: {participant} did not join “{session.name}”.")


def _hash(*words: str) -> str:
    return blake2b("\n".join(words).encode(), digest_size=16).hexdigest()
