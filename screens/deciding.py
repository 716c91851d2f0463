"""Taking what is marked on a page to a session, by the method the group is to decide by."""

from __future__ import annotations

from collections.abc import Sequence

from domain.edits import add
from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Initiative
from domain.session import Session, SessionMethod
from domain.text import counted
from screens.messages import Turn
from screens.page import Page
from screens.parts.chooser import Chooser, Option

METHODS = (
    Option(SessionMethod.RATING, "Rating", "each criterion, on its scale"),
    Option(SessionMethod.PAIRWISE, "Two at a time", "which of these two?"),
    Option(SessionMethod.DOTS, "Dots", "a few dots to spend"),
    Option(SessionMethod.RANKING, "Ranking", "put them in order"),
    Option(SessionMethod.MOSCOW, "MoSCoW", "must, should, could, won't"),
    Option(SessionMethod.KANO, "Kano", "how with it, how without?"),
    Option(SessionMethod.ESTIMATE, "Estimate", "effort, reach, cost, benefit"),
)
"""How a group can decide, with what each asks."""
_OF_INITIATIVES = (SessionMethod.RATING, SessionMethod.MOSCOW, SessionMethod.KANO, SessionMethod.ESTIMATE)
"""What is asked of initiatives only."""


def decide(page: Page, records: Sequence[Entity]) -> None:
    """Choose how to decide about *records*, prepare the session, and turn to it."""
    initiatives = tuple(each.id for each in records if isinstance(each, Initiative))
    gaps = tuple(each.id for each in records if isinstance(each, Gap))
    what = " and ".join(counted(len(ids), noun) for ids, noun in ((initiatives, "initiative"), (gaps, "gap")) if ids)
    options = [each for each in METHODS if (initiatives and not gaps) or each.key not in _OF_INITIATIVES]

    def chosen(key: str | None) -> None:
        if key is None:
            return
        edit = add(
            page.plan,
            Session,
            name=f"Which of {what} first?",
            method=SessionMethod(key),
            initiatives=initiatives,
            gaps=gaps,
            participants=(page.author,) if page.author else (),
            facilitator=page.author or None,
        )
        if page.propose(edit):
            page.post_message(Turn(0, Session.KIND, edit.changes[0].subject.id))

    page.app.push_screen(Chooser(f"Decide about {what} by", lambda: options), chosen)
