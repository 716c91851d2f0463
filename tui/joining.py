"""Which session somebody joins who says no more than its code."""

from __future__ import annotations

from domain.errors import NoSuchInput
from domain.plan import Plan
from domain.session import Session, SessionState
from domain.text import clean_text


def session_to_join(plan: Plan, code: str = "") -> Session:
    """The open session of *plan* with this *code*; without one the only one that is open, if it asks for none.

    Raises:
        NoSuchInput: there is none, or there are several; says what to do.
    """
    opened = [each for each in plan.all(Session) if each.state is SessionState.OPEN]
    if not opened:
        raise NoSuchInput("No session is open. Whoever facilitates opens one on page 6, Session; then join again.")
    names = ", ".join(f"“{each.name}”" for each in opened)
    wanted = clean_text(code).casefold()
    found = [each for each in opened if (each.code or "").casefold() == wanted]
    if len(found) == 1 and (wanted or len(opened) == 1):
        return found[0]
    if wanted and not found:
        raise NoSuchInput(f"No open session has the code “{clean_text(code)}”. Ask whoever facilitates; open: {names}.")
    if len(opened) == 1:
        raise NoSuchInput(f"{names} asks for a code. Whoever facilitates tells it; join with --code CODE.")
    raise NoSuchInput(
        f"{len(opened)} sessions are open: {names}. Say which with --code CODE; each needs a code of its own for that."
    )
