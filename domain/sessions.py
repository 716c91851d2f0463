"""The course of a session: joining, opening, revealing, voting again and closing, each as one edit."""

from __future__ import annotations

from hashlib import blake2b
from itertools import count
from typing import Any

from pydantic import ValidationError

from domain.entity import revise
from domain.errors import Refused
from domain.plan import Change, Edit, Plan
from domain.questions import criteria_of, items_of, votes_of
from domain.session import Session, SessionMethod, SessionState
from domain.text import clean_text
from domain.voting import asked_of

MOST_ROUNDS = 9
_CODES = 10_000


def joined(plan: Plan, session: Session, participant: str) -> Edit:
    """Let *participant* vote in *session*; an edit without changes where it joined before.

    Raises:
        Refused: the session is closed, or there is no name.
    """
    del plan
    label = f"Join {session.name}"
    name = clean_text(participant)
    if not name:
        raise Refused(f"{label}: say who you are.")
    if session.state is SessionState.CLOSED:
        raise Refused(f"{label}: it is closed.")
    if name in session.participants:
        return Edit(label, ())
    return _edit(label, session, participants=(*session.participants, name))


def left(plan: Plan, session: Session, participant: str) -> Edit:
    """Take *participant* off the list; what it voted stays.

    Raises:
        Refused: it did not join, or the session is closed.
    """
    del plan
    label = f"Leave {session.name}"
    if participant not in session.participants or session.state is SessionState.CLOSED:
        raise Refused(f"{label}: {participant} is not in it, or it is closed.")
    return _edit(label, session, participants=tuple(each for each in session.participants if each != participant))


def opened(plan: Plan, session: Session, facilitator: str | None, code: str | None = None) -> Edit:
    """Begin the vote, led by *facilitator*; without a *code* it keeps its own, or gets four digits.

    Raises:
        Refused: it is not prepared, or there is nothing to vote on.
    """
    label = f"Open {session.name}"
    _refuse_unless(label, session, SessionState.PREPARED)
    least = 2 if session.method in (SessionMethod.PAIRWISE, SessionMethod.RANKING) else 1
    if len(items_of(plan, session)) < least:
        raise Refused(f"{label}: there is too little to vote on; name {least} items or more.")
    if session.method is SessionMethod.RATING and not criteria_of(plan, session):
        raise Refused(f"{label}: there is no criterion to rate on; name some, or give one a weight.")
    if session.method is SessionMethod.ESTIMATE and session.estimate_of is None:
        raise Refused(f"{label}: say first what is estimated.")
    code = code or session.code or _code(plan, session)
    return _edit(label, session, state=SessionState.OPEN, facilitator=facilitator, code=code)


def revealed(plan: Plan, session: Session, by: str | None = None) -> Edit:
    """Show the ballots of this round.

    Raises:
        Refused: it is not open, nobody voted, or somebody else leads it.
    """
    label = f"Reveal {session.name}"
    _refuse_others(label, session, by)
    _refuse_unless(label, session, SessionState.OPEN)
    if not _is_voted(plan, session):
        raise Refused(f"{label}: nobody voted yet.")
    return _edit(label, session, state=SessionState.REVEALED)


def next_round(plan: Plan, session: Session, by: str | None = None) -> Edit:
    """Vote once more, on what is not agreed; the ballots of the rounds before stay.

    Raises:
        Refused: it is not revealed, all is agreed, there were nine rounds, or somebody else leads it.
    """
    label = f"Vote again in {session.name}"
    _refuse_others(label, session, by)
    _refuse_unless(label, session, SessionState.REVEALED)
    if session.round >= MOST_ROUNDS:
        raise Refused(f"{label}: there were {MOST_ROUNDS} rounds; decide with what there is.")
    again = revise(session, state=SessionState.OPEN, round=session.round + 1)
    if not asked_of(plan, again, ""):
        raise Refused(f"{label}: all is agreed.")
    return Edit(label, (Change(session, again),))


def closed(plan: Plan, session: Session, by: str | None = None) -> Edit:
    """End the session without a decision; a round in which nobody voted is left out.

    Raises:
        Refused: there are secret ballots, it is closed, or somebody else leads it.
    """
    label = f"Close {session.name}"
    _refuse_others(label, session, by)
    if session.state is SessionState.CLOSED:
        raise Refused(f"{label}: it is closed already.")
    if session.state is SessionState.OPEN and _is_voted(plan, session):
        raise Refused(f"{label}: reveal the ballots first.")
    last = session.round - (session.state is SessionState.OPEN and session.round > 1)
    return _edit(label, session, state=SessionState.CLOSED, round=last)


def handed_over(plan: Plan, session: Session, to: str) -> Edit:
    """Let *to* lead the session; anybody may do so, for the one who led it may be gone.

    Raises:
        Refused: the session is closed, or nobody is named.
    """
    del plan
    label = f"Hand over {session.name}"
    name = clean_text(to)
    if not name or session.state is SessionState.CLOSED:
        raise Refused(f"{label}: name who leads it; a closed session is led by nobody.")
    return _edit(label, session, facilitator=name)


def _is_voted(plan: Plan, session: Session) -> bool:
    return any(votes_of(plan, session, session.round, alone=True).values())


def _edit(label: str, session: Session, **changes: Any) -> Edit:
    try:
        after = revise(session, **changes)
    except ValidationError as error:
        raise Refused(f"{label}: {error.errors()[0]['msg']}.") from error
    return Edit(label, (Change(session, after),) if after != session else ())


def _refuse_unless(label: str, session: Session, state: SessionState) -> None:
    if session.state is not state:
        raise Refused(f"{label}: it is {session.state.value}, not {state.value}.")


def _refuse_others(label: str, session: Session, by: str | None) -> None:
    if session.facilitator is not None and by != session.facilitator:
        raise Refused(f"{label}: {session.facilitator} leads it; take it over first.")


def _code(plan: Plan, session: Session) -> str:
    """Four digits that no other session goes by while it is not closed."""
    taken = {each.code for each in plan.all(Session) if each.id != session.id and each.state is not SessionState.CLOSED}
    tries = (blake2b(f"{session.id} {n}".encode(), digest_size=8).digest() for n in count())
    codes = (f"{int.from_bytes(each) % _CODES:04}" for each in tries)
    return next(code for code in codes if code not in taken)
