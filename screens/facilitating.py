"""Leading the talk: what people disagree on most comes first, one more round where it helps, then the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from domain.adopting import adopted
from domain.plan import Edit
from domain.session import Session, SessionState
from domain.sessions import handed_over, left, next_round
from domain.voting import progress
from screens.messages import GetReady
from screens.over import Over
from screens.page import Page
from screens.parts.listing import Column, Listing
from screens.parts.pane import Field, Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.session import take_step
from screens.session_words import STATES, Lying, bar, lying, waited_for

_DOING = {SessionState.OPEN: "voting", SessionState.REVEALED: "talk"}


class Facilitating(Over):
    """The agenda by disagreement, with how the answers lie; before the reveal only who has answered how much."""

    HELP = (
        "**o** opens the voting, then reveals. **n** goes to what people disagree on next, and the clock starts anew. "
        "**r** votes once more on what is not agreed, **c** asks for dissent and writes the decision down. **=** "
        "agreed, **≠** two camps, **~** how far apart on the scale. **p** is for the wall."
    )
    BINDING_GROUP_TITLE = "Leading"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", "Next", tooltip="What people disagree on next", id="leading.next"),
        Binding("o", "step", "Open, reveal", tooltip="Open the voting, then reveal it", id="leading.step"),
        Binding("r", "again", "Vote again", tooltip="One more round on what is not agreed", id="leading.again"),
        Binding("c", "close", "Close", tooltip="Write the decision down and close", id="leading.close"),
        Binding("p", "project", "Project", tooltip="A large view for the whole room", id="leading.project"),
        Binding("X", "take_out", "Take out", tooltip="Wait no longer for this person", id="leading.take_out"),
        Binding("L", "take_over", "Lead", tooltip="Lead this session yourself", id="leading.take_over"),
    ]
    WRITES = Over.WRITES | {"step", "again", "close", "take_over", "take_out"}
    DEFAULT_CSS = """
    Facilitating {
        layers: _default answer;
        & Listing { width: 1fr; height: 1fr; }
        & #detail { height: 8; }
        &.tall #detail { height: 14; }
        &.low #detail { height: 4; }
    }
    """

    def __init__(self, page: Page, session: Session) -> None:
        super().__init__(page)
        self._session_id = session.id
        self._lying: Mapping[str, Lying] = {}
        self._since, self._stands = monotonic(), ("", 0)
        self._dissent = self._reopens = ""

    def body(self) -> ComposeResult:
        """The agenda, and a line for a short answer."""
        yield Listing("Nobody takes part yet. Press b on the page to join, or H to pass this keyboard round.")
        yield Prompt()

    def begin(self) -> None:
        """Have the words follow the cursor, and the clock run."""
        self.watch(self.listing, "key", self._follow, init=False)
        self.watch(self.page, "present", self.draw, init=False)
        self.set_interval(1, self._tell_time)
        self.listing.focus()
        # All wait for the reveal, so that what its edit needs is loaded before.
        self.call_after_refresh(self.page.post_message, GetReady())

    @property
    def session(self) -> Session | None:
        """The session as it is now; None where somebody removed it."""
        return self.plan.find(Session, self._session_id)

    @property
    def listing(self) -> Listing:
        """The agenda, or who takes part."""
        return self.query_one(Listing)

    @property
    def here(self) -> Lying | None:
        """What is talked about: how the answers to it lie; None before the reveal."""
        return self._lying.get(self.listing.key or "")

    @property
    def agenda(self) -> tuple[Lying, ...]:
        """All that there is to talk about, in order; nothing before the reveal."""
        return tuple(self._lying.values())

    @property
    def clock(self) -> str:
        """For how long it has been voted, or talked about one thing: `talk 2:05 of 20 min`; empty otherwise."""
        session = self.session
        doing = _DOING.get(session.state) if session is not None else None
        if session is None or doing is None:
            return ""
        minutes, seconds = divmod(int(monotonic() - self._since), 60)
        box = f" of {session.minutes} min" if session.minutes else ""
        return f"{doing} {minutes}:{seconds:02}{box}"

    @property
    def _is_shown(self) -> bool:
        session = self.session
        return session is not None and session.state in (SessionState.REVEALED, SessionState.CLOSED)

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw who has answered, or what to talk about."""
        session = self.session
        if session is None:
            self.dismiss(None)
            return
        if self._stands != (session.state, session.round):
            self._since, self._stands = monotonic(), (session.state, session.round)
        self._tell_time()
        if self._is_shown:
            self._lying = {each.key: each for each in lying(self.plan, session)}
            columns: tuple[Column, ...] = (
                Column("To talk about", None, least=20),
                Column("How the answers lie", 32),
                Column("Apart", 9),
            )
            self.listing.show(tuple(self._lying), lambda key: self._lying[key].cells, columns)
        else:
            self._lying = {}
            found = progress(self.plan, session)
            here = dict(self.page.present) | {self.page.author: "here"}
            columns = (Column("Who", None, least=16), Column("There", 16, rank=1), Column("Answered", 24, "right"))
            self.listing.show(
                tuple(found),
                lambda who: (who, _where(session, here, who), _answered(*found[who])),
                columns,
            )
        self._draw_detail()

    def _tell_time(self) -> None:
        session = self.session
        if session is None:
            return
        self.set_title(session.name, STATES[session.state], f"round {session.round}", self.clock)

    def _follow(self) -> None:
        self._draw_detail()
        self.refresh_bindings()

    def _draw_detail(self) -> None:
        self.query_one("#detail", Pane).show(self._told(), subject=self.listing.key)

    def _told(self) -> Iterator[Line]:
        session, key = self.session, self.listing.key
        if session is None:
            return
        if key is not None and key in self._lying:
            yield from self._lying[key].told
        elif session.state is SessionState.PREPARED:
            yield Prose("Press o to open the voting.")
        elif not self._is_shown:
            waiting = waited_for(self.plan, session)
            yield Heading(f"Still thinking: {', '.join(waiting)}" if waiting else "Everybody has answered")
            yield Prose("Press o to reveal. Nobody sees an answer before.")
            if session.code:
                yield Field("To join", f"klantreis join FILE --code {session.code}")

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """One talks about what is revealed."""
        session = self.session
        if session is None:
            return None
        if action == "next" and self._is_shown:
            return None
        if action in {"next", "again", "close"} and session.state is not SessionState.REVEALED:
            ended = session.state is SessionState.CLOSED
            return "It is closed." if ended else "Reveal it with o first."
        if action == "step" and session.state is SessionState.CLOSED:
            return "It is closed. Copy it with y on the page to decide again."
        if action == "step" and session.state is SessionState.REVEALED:
            return "It is revealed. r votes once more, c closes it."
        if action == "take_out" and (self._is_shown or self.listing.key not in session.participants):
            return "Nobody is waited for." if self._is_shown else "There is nobody under the cursor to take out."
        if action == "take_over" and (not self.page.author or session.facilitator == self.page.author):
            return "You lead it already." if self.page.author else "Nobody knows who you are."
        return super().why_not(action)

    def action_next(self) -> None:
        """Go to what people disagree on next, past what is agreed, and start the clock anew."""
        keys = list(self._lying)
        key = self.listing.key
        here = keys.index(key) if key in self._lying and key else -1
        for key in (*keys[here + 1 :], *keys[: here + 1]):
            if not self._lying[key].spread.is_agreed:
                self._since = monotonic()
                self.listing.move_to(key)
                self._tell_time()
                return
        self.notify("All is agreed. Press c to write the decision down.")

    def action_project(self) -> None:
        """Show the whole room what is going on, without what is for who leads."""
        from screens.projector import Projector  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Projector(self))

    def action_step(self) -> None:
        """Open the voting, or reveal it."""
        if (session := self.session) is not None:
            take_step(self.page, session)

    def action_again(self) -> None:
        """Vote once more, on what is not agreed."""
        if (session := self.session) is not None:
            self.propose(lambda: next_round(self.plan, session, self.page.author or None))

    def action_take_over(self) -> None:
        """Lead the session."""
        if (session := self.session) is not None:
            self.propose(lambda: handed_over(self.plan, session, self.page.author))

    def action_take_out(self) -> None:
        """Wait no longer for the one under the cursor; what it answered counts, and it may join again."""
        session, who = self.session, self.listing.key
        if session is not None and who is not None:
            self.propose(lambda: left(self.plan, session, who))

    def action_close(self) -> None:
        """Ask who disagrees and what would make us decide again, then write the decision down: one edit."""
        prompt = self.query_one(Prompt)

        def dissented(text: str) -> str | None:
            self._dissent = text.strip()
            self.call_later(ask_when)
            return None

        def ask_when() -> None:
            prompt.ask(
                "Decide again when", decided, hint="what would have to happen", text=self._reopens, left=self._keep_when
            )

        def decided(text: str) -> str | None:
            self._keep_when(text)
            session = self.session
            if session is None:
                return None

            def draw_up() -> Edit:
                said = {"dissent": self._dissent or None, "reopens_when": self._reopens or None}
                return adopted(self.plan, session, self.page.today, **said)

            return None if self.propose(draw_up) else text

        prompt.ask(
            "Who disagrees, and why",
            dissented,
            hint="in their own words; empty where nobody does",
            text=self._dissent,
            left=self._keep_dissent,
        )

    def _keep_dissent(self, text: str) -> None:
        self._dissent = text

    def _keep_when(self, text: str) -> None:
        self._reopens = text.strip()


def _where(session: Session, here: Mapping[str, str], who: str) -> str:
    if who not in session.participants:
        return "left"
    return (here[who] or "here") if who in here else MISSING


def _answered(done: int, of: int) -> str:
    return f"{'✓' if of and done >= of else '…'} {bar(done, of)} {done} of {of}"
