"""Which session somebody joins who says no more than its code."""

from __future__ import annotations

from domain.errors import NoSuchInput, Refused, StaleEdit
from domain.plan import Plan
from domain.session import Session, SessionState
from domain.sessions import joined
from domain.text import clean_text
from storage.store import Store


def session_to_join(plan: Plan, code: str = "") -> Session:
    """The open session of *plan* with this *code*; without one the only one that is open.

    Raises:
        NoSuchInput: there is none, or there are several; says what to do.
    """
    opened = [each for each in plan.all(Session) if each.state is SessionState.OPEN]
    if not opened:
        raise NoSuchInput("No session is open. Whoever facilitates opens one on page 6, Session; then join again.")
    names = ", ".join(f"“{each.name}”" for each in opened)
    wanted = clean_text(code).casefold()
    found = [each for each in opened if not wanted or (each.code or "").casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchInput(f"No open session has the code “{clean_text(code)}”. Ask whoever facilitates; open: {names}.")
    raise NoSuchInput(
        f"{len(opened)} sessions are open: {names}. Say which with --code CODE; each needs a code of its own for that."
    )


def join(store: Store, session: Session, name: str) -> None:
    """Let *name* vote in *session*, though others join at the same moment.

    Raises:
        Refused: it was closed meanwhile, or removed.
    """
    while True:
        now = store.plan.find(Session, session.id)
        if now is None:
            raise Refused(f"Join {session.name}: it was removed meanwhile.")
        try:
            store.apply(joined(store.plan, now, name))
        except StaleEdit:
            store.catch_up()
        else:
            return
