"""What of a session nobody is shown before the reveal: who answered what."""

from __future__ import annotations

from domain.plan import Change, Edit, Plan
from domain.session import Ballot, Session, SessionState

_SECRET = frozenset({SessionState.PREPARED, SessionState.OPEN})


def is_secret(session: Session) -> bool:
    """Whether the ballots of *session* are secret: until it is revealed."""
    return session.state in _SECRET


def public(plan: Plan, *others: Plan) -> Plan:
    """*plan* as it may be shown: without the ballots of sessions that are secret in it, or in one of *others*.

    The same plan where there is nothing to hide.
    """
    secret = {each.id for held in (plan, *others) for each in held.all(Session) if is_secret(each)}
    hidden = [ballot for id in sorted(secret) for ballot in plan.where(Ballot, Ballot.OWNER, id)]
    return plan.apply(Edit("Hide ballots", tuple(Change(each, None) for each in hidden))) if hidden else plan
