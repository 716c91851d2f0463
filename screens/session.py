"""What does this group decide?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from domain.edits import add
from domain.entity import Entity, fields_of
from domain.errors import KlantreisError
from domain.plan import Edit, Plan
from domain.session import Decision, Session, SessionState
from domain.sessions import opened, revealed
from domain.text import counted
from screens.messages import GetReady
from screens.outline import Row
from screens.page import Page, key_of
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Line
from screens.records import Records, in_turn
from screens.session_words import STATES, answered_line, told, waited_for
from screens.voting import Voting


class Sessions(Records):
    """Sessions with how far each is, and what was decided; from here they are opened, answered and closed."""

    HELP = (
        "**o** opens the voting, then reveals. **b** answers as yourself, **H** passes one keyboard round. **enter** "
        "leads the talk: the items people disagree on most come first. Answers are secret until they are revealed."
    )
    BINDING_GROUP_TITLE = "Session"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "step", "Open, reveal", tooltip="Open the voting, then reveal it", id="session.step"),
        Binding("b", "vote", "Vote", tooltip="Answer as yourself", id="session.vote"),
        Binding("H", "pass_round", "Pass round", tooltip="Several people at this keyboard", id="session.pass_round"),
    ]
    WRITES = Records.WRITES | {"step", "vote", "pass_round"}
    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """The session under the cursor, or the one whose decision is."""
        record = self.record
        whole = self.plan.owner_of(record) if isinstance(record, Decision) else record
        return whole if isinstance(whole, Session) else None

    def rows(self) -> Mapping[str, Row]:
        """The sessions, each with its decisions below it. What people voted is no row."""
        sought = self.needle.casefold()
        rows: dict[str, Row] = {}
        for session in self.plan.all(Session):
            decisions = self.plan.parts(Decision, session)
            held = [each for each in decisions if sought in each.name.casefold()]
            if not held and sought not in session.name.casefold():
                continue
            for record in (session, *(held if sought else decisions)):
                key, depth = key_of(record), int(isinstance(record, Decision))
                rows[key] = Row(
                    key, type(record), record, depth, None, bool(sought) and sought in record.title.casefold()
                )
        return rows

    @property
    def columns(self) -> Sequence[Column]:
        """The name, how far it is, and how much is answered."""
        return (
            Column("Session", None, least=20),
            Column("State", 10),
            Column("Round", 5, "right", rank=2),
            Column("Answered", 18, rank=1),
        )

    def cells(self, key: str) -> Sequence[Cell]:
        """A session with how much of it is answered; a decision with what came out."""
        record = self._rows[key].record
        if isinstance(record, Session):
            return record.name, STATES[record.state], str(record.round), answered_line(self.plan, record)
        if isinstance(record, Decision):
            return f"  ↳ {record.name}", "decided", "", str(record.decided_on or "")
        return ("",)

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """Of a session how far it is and, once it is revealed, how the answers lie; else what is known."""
        return told(self.plan, record) if isinstance(record, Session) else super().describe(record, width)

    @property
    def _nothing_shown(self) -> str:
        if self.needle:
            return super()._nothing_shown
        return (
            f"{self.question}\n\nNothing here yet. Press a to add a session, or mark initiatives on page 5, or gaps on "
            "page 4, and press O there."
        )

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Answers are taken while the voting is open."""
        session = self.session
        if action in {"step", "vote", "pass_round"}:
            if session is None:
                return "There is no session under the cursor. Press a to add one."
            if action == "step" and session.state is SessionState.CLOSED:
                return "It is closed. Copy it with y to decide again."
            if action == "step" and session.state is SessionState.REVEALED:
                return "It is revealed. Press enter to talk about it, vote again and decide."
            if action != "step" and session.state is not SessionState.OPEN:
                return "The voting is not open. Press o to open it."
            if action == "pass_round" and not session.participants:
                return "Nobody takes part yet. Press e to say who does."
            if action == "vote" and not self.author:
                return "Nobody knows who you are. Start the program with your name, or press H."
        return super().why_not(action)

    def action_add_inside(self) -> None:
        """Add a decision; votes are cast, not filled in."""
        if (session := self.session) is not None:
            self.fill_in(Decision, given={Decision.OWNER: session.id})

    def action_duplicate(self) -> None:
        """Prepare a new session like this one, without what was voted."""
        sessions = [each for each in self.subjects if isinstance(each, Session)]
        fresh = {"state": SessionState.PREPARED, "round": 1, "held_on": None, "code": None}

        def one(plan: Plan, session: Entity) -> Edit:
            fields = {name: getattr(session, name) for name in fields_of(Session) if name not in {"id", "position"}}
            return add(plan, Session, session, **{**fields, **fresh})

        edit = in_turn(self.plan, sessions, one, f"Duplicate {counted(len(sessions), 'session')}")
        if edit is not None and self.propose(edit):
            made = next(each.subject for each in edit.changes if each.before is None)
            self.cursor_view.action_unmark()
            self.show_record(made.KIND, made.id)

    @on(Listing.Chosen)
    def _lead(self, event: Listing.Chosen) -> None:
        """Lead the talk about a session; open the form of a decision."""
        event.prevent_default()  # which would open the form of either
        if self.record is None:
            self.action_add()
        elif (session := self.session) is not None and self.record is session:
            from screens.facilitating import Facilitating  # noqa: PLC0415 - only where it is asked for

            self.app.push_screen(Facilitating(self, session))
        else:
            self.action_edit()

    def action_step(self) -> None:
        """Open the voting; or reveal what was voted, after saying who has not answered yet."""
        if (session := self.session) is not None:
            take_step(self, session)

    def action_vote(self) -> None:
        """Answer as oneself."""
        if (session := self.session) is not None:
            self.app.push_screen(Voting(self, session, self.author))

    def action_pass_round(self) -> None:
        """Pass this keyboard to the first of those who have not answered."""
        if (session := self.session) is None:
            return
        waiting = waited_for(self.plan, session)
        if not waiting:
            tell(self, "Everybody has answered. Press o to reveal it.")
            return
        self.app.push_screen(Voting(self, session, waiting[0], is_passing=True))


def take_step(page: Page, session: Session) -> None:
    """Open the voting of *session*, or reveal it: what was seen once cannot be unseen, so that is asked first."""
    if session.state is SessionState.PREPARED:
        _propose(page, lambda: opened(page.plan, session, session.facilitator or page.author or None))
        return

    def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
        now = page.plan.find(Session, session.id)
        if yes and now is not None:
            _propose(page, lambda: revealed(page.plan, now, page.author or None))

    waiting = waited_for(page.plan, session)
    details = [f"Still thinking: {', '.join(waiting)}."] if waiting else ["Everybody has answered."]
    details.append("What the group has seen it cannot unsee.")
    page.post_message(GetReady())  # while the question is read
    page.app.push_screen(Confirm(f"Reveal “{session.name}”?", details), agreed)


def _propose(page: Page, draw_up: Callable[[], Edit]) -> bool:
    try:
        edit = draw_up()
    except KlantreisError as refusal:
        tell(page, str(refusal), title="Not changed", severity="error")
        return False
    return page.propose(edit)
