"""One participant's questions, one after the other: nothing else is on the screen, and no time presses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from domain.errors import Refused
from domain.gap import Gap
from domain.initiative import Initiative
from domain.plan import Edit, Plan
from domain.questions import Asked, Item, choices_of, dots_of
from domain.session import Ballot, Estimated, Session, SessionMethod, SessionState
from domain.sessions import joined, left, revealed
from domain.text import counted
from domain.voting import asked_of, cast, dotted, next_asked, progress, ranked_by, standing, taken_back
from screens.messages import At, GetReady
from screens.over import Over
from screens.page import Page, key_of, record_of
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.plot import Plot
from screens.parts.prompt import Prompt
from screens.parts.typed import read_number
from screens.session_words import STATES, Lying, about, agreeing, came_out, lying, rubric_of, words_of
from screens.stage import Shown, Stage, drawn, said

ESTIMATES = {
    Estimated.EFFORT: "How many person-days, all teams together?",
    Estimated.REACH: "How many people a quarter?",
    Estimated.COST: "What does it cost, once?",
    Estimated.BENEFIT: "What does it bring a year?",
}
LISTED = (SessionMethod.DOTS, SessionMethod.RANKING)
"""The methods that show all items at once."""
KEYS = "1234567890mscw"
"""The keys of answers, beside those of two items held against each other."""
_METHOD_OF = {"dot": SessionMethod.DOTS, "shift": SessionMethod.RANKING}
"""What some keys are for, where they are for one method only."""


class Voting(Over):
    """Asks one participant; hands the keyboard over to the next where several share it."""

    HELP = (
        "One key answers and the next question comes. **u** takes your last answer back. **H** passes the keyboard to "
        "the next person; the screen is blank meanwhile. Nobody sees what you answer before it is revealed."
    )
    BINDING_GROUP_TITLE = "Voting"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"answer('{key}')", key, tooltip=f"Give answer {key}", id=f"voting.{key}", show=False)
            for key in KEYS
        ),
        Binding("h,left", "answer('left')", "Left", tooltip="The one on the left", id="voting.left", show=False),
        Binding("l,right", "answer('right')", "Right", tooltip="The one on the right", id="voting.right", show=False),
        Binding(
            "equals_sign",
            "answer('equals_sign')",
            "Equal",
            tooltip="Both as much",
            id="voting.equal",
            key_display="=",
            show=False,
        ),
        Binding("plus", "dot(1)", "Dot", tooltip="Put a dot on it", id="voting.more", key_display="+"),
        Binding("minus", "dot(-1)", "Dot off", tooltip="Take a dot off it", id="voting.less", key_display="−"),
        Binding("J", "shift(1)", "Lower", tooltip="Move it one place down", id="voting.lower"),
        Binding("K", "shift(-1)", "Higher", tooltip="Move it one place up", id="voting.higher"),
        Binding("enter", "go_on", "Go on", tooltip="Type an answer, or hand the order in", id="voting.go_on"),
        Binding("backspace", "undo", "Take back", tooltip="Take your last answer back", id="voting.back", show=False),
        Binding("H", "hand_over", "Hand over", tooltip="Pass the keyboard to the next person", id="voting.hand_over"),
        Binding("X", "leave", "Leave", tooltip="Take no further part; what you answered counts", id="voting.leave"),
    ]
    WRITES = Over.WRITES | {"answer", "dot", "shift", "leave"}
    DEFAULT_CSS = """
    Voting {
        layers: _default answer;
        & #stage, & Listing { width: 1fr; height: 1fr; }
        & Listing, & #detail { display: none; }
        &.listed {
            & #stage { display: none; }
            & Listing, & #detail { display: block; }
        }
    }
    """

    who: reactive[str] = reactive("", init=False, bindings=True)
    """Whose questions are shown."""
    is_passing: reactive[bool] = reactive(False, init=False, bindings=True)  # noqa: FBT003 - Textual's own form
    """Whether the keyboard is on its way to them, so that the screen is blank."""

    def __init__(self, page: Page, session: Session, who: str, *, is_passing: bool = False) -> None:
        super().__init__(page)
        self._session_id = session.id
        self._order: tuple[str, ...] = ()
        self._is_handed_in = self._takes_part = False
        self._worked_out: tuple[Plan, str, Asked | None, Mapping[str, tuple[int, int]]] | None = None
        self._kept: dict[str, str] = {}
        self._asking = ""
        self._lying: tuple[Lying, ...] = ()
        self.set_reactive(Voting.who, who)
        self.set_reactive(Voting.is_passing, is_passing)

    def body(self) -> ComposeResult:
        """The question, or all items at once, and a line to type a number in."""
        yield Plot(id="stage")
        yield Choices("There is nothing to vote on yet.")
        yield Prompt()

    def begin(self) -> None:
        """Have the words follow the cursor, and take part where one did not yet."""
        session = self.session
        if session is not None and self.who not in session.participants and session.state is not SessionState.CLOSED:
            self.propose(lambda: joined(self.plan, session, self.who))
        self.watch(self.listing, "key", self._draw_detail, init=False)
        self.call_after_refresh(self.page.post_message, GetReady())

    @property
    def session(self) -> Session | None:
        """The session as it is now; None where somebody removed it."""
        return self.plan.find(Session, self._session_id)

    @property
    def listing(self) -> Listing:
        """The items, where all are shown at once."""
        return self.query_one(Listing)

    @property
    def asked(self) -> Asked | None:
        """What is asked now, one thing at a time."""
        return self._now()[0]

    def _now(self) -> tuple[Asked | None, Mapping[str, tuple[int, int]]]:
        """What is asked, and who has answered how much: worked out once for a plan, for every key asks for it."""
        of = self._worked_out
        if of is None or of[0] is not self.plan or of[1] != self.who:
            session = self.session
            is_open = session is not None and session.state is SessionState.OPEN
            found = next_asked(self.plan, session, self.who) if session is not None and is_open else None
            done = progress(self.plan, session) if session is not None else {}
            of = self._worked_out = self.plan, self.who, found, done
        session = self.session
        is_one = session is not None and session.method not in LISTED and not self.is_passing
        return of[2] if is_one else None, of[3]

    @property
    def _waited_for(self) -> tuple[str, ...]:
        session = self.session
        joined = session.participants if session is not None else ()
        return tuple(who for who, (done, of) in self._now()[1].items() if done < of and who in joined)

    @property
    def _is_revealed(self) -> bool:
        session = self.session
        return session is not None and session.state in (SessionState.REVEALED, SessionState.CLOSED)

    @property
    def _is_listed(self) -> bool:
        session = self.session
        if session is None or self.is_passing or session.state is SessionState.PREPARED:
            return False
        return self._is_revealed or (session.method in LISTED and not self._is_handed_in)

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw what is asked, what is waited for, or how the answers lie."""
        session = self.session
        if session is None:
            tell(self, "Somebody removed the session.")
            self.dismiss(None)
            return
        takes_part = self.who in session.participants
        if self._takes_part and not takes_part and session.state is SessionState.OPEN:
            tell(self, f"{self.who} takes no part any more; what was answered counts. Press b to join again.")
            self.dismiss(None)
            return
        self._takes_part = takes_part
        if self._is_alone_and_done(session):
            self.call_later(self._reveal_alone)  # after the answer itself is on its way
        self._say_at(session)
        self.set_class(self._is_listed, "listed")
        box = f"time box {counted(session.minutes, 'minute')}" if session.minutes else ""
        self.set_title(session.name, *(() if self.is_passing else (self.who, STATES[session.state])), box)
        if self._is_listed:
            self._draw_list(session)
            self.listing.focus()
        else:
            self._draw_stage(session)
            self._ask_for_number()

    def _reveal_alone(self) -> None:
        """Show one person alone what came out."""
        session = self.session
        if session is not None and self._is_alone_and_done(session):
            self.propose(lambda: revealed(self.plan, session, session.facilitator))

    def _is_alone_and_done(self, session: Session) -> bool:
        """Whether one person alone has answered everything, so that there is nobody to wait for."""
        if session.state is not SessionState.OPEN or session.participants != (self.who,) or self.why_not_write:
            return False
        return not self._waited_for or self._is_handed_in

    def _say_at(self, session: Session) -> None:
        """Let the others know how far this is, and not with what answers."""
        done, of = progress(self.plan, session).get(self.who, (0, 0))
        is_voting = session.state is SessionState.OPEN and not self.is_passing and done < of
        self.page.post_message(At(f"voting {done + 1} of {of}" if is_voting else ""))

    def on_unmount(self) -> None:
        """Nothing is voted here any more."""
        self.page.post_message(At())

    def _draw_stage(self, session: Session) -> None:
        if (asked := self.asked) is not None:
            stage = self._stage(session, asked)
            self.query_one("#stage", Plot).show(stage, partial(drawn, stage))
        else:
            words = tuple(self._waiting(session))
            self.query_one("#stage", Plot).show(words, partial(said, words))

    def _stage(self, session: Session, asked: Asked) -> Stage:
        """What is asked, with what it is judged by and the keys that answer."""
        done, of = self._now()[1].get(self.who, (0, 0))
        foot = f"{min(done + 1, of)} of {of}"
        name, words = asked.item.name, words_of(asked.item)
        if asked.against is not None:
            other = Shown(asked.against.name, words_of(asked.against), "l →")
            choices = (("=", "both as much"),)
            question, note = session.question or "Which of the two?", agreeing(standing(self.plan, session, self.who))
            return Stage((Shown(name, words, "← h"), other), question, (), choices, note, foot)
        return Stage(
            (Shown(name, words),),
            self._asked_words(session, asked),
            rubric_of(asked.criterion) if asked.criterion is not None else (),
            tuple((each.key, each.label) for each in choices_of(self.plan, session, asked)) or (("⏎", "type it"),),
            foot=foot,
        )

    @staticmethod
    def _asked_words(session: Session, asked: Asked) -> str:
        if asked.criterion is not None:
            return asked.criterion.name
        if asked.present is not None:
            return "How would you feel with it?" if asked.present else "How would you feel without it?"
        if session.estimate_of is not None:
            return session.question or ESTIMATES[session.estimate_of]
        return session.question or ""

    def _waiting(self, session: Session) -> Iterator[str]:
        """What to say while nothing is asked; the first line stands out."""
        if self.is_passing:
            yield f"Pass the keyboard to {self.who}"
            yield ""
            yield f"Press enter when you are {self.who}."
            return
        if session.state is SessionState.PREPARED:
            yield "It is not open yet"
            yield ""
            yield f"{session.facilitator or 'Whoever leads'} opens the voting."
            return
        others = [each for each in self._waited_for if each != self.who]
        yield f"Waiting for {counted(len(others), 'other')}" if others else "Everybody has answered"
        yield ""
        if others:
            yield f"Still thinking: {', '.join(others)}."
        else:
            yield f"{session.facilitator or 'Whoever leads'} reveals it."
        if note := agreeing(standing(self.plan, session, self.who)):
            yield ""
            yield note
        yield ""
        yield "u takes your last answer back."

    def _draw_list(self, session: Session) -> None:
        if self._is_revealed:
            self._lying, rows = lying(self.plan, session), came_out(self.plan, session)
            columns: tuple[Column, ...] = (Column("  # Came out", None, least=20), Column("", 30))
            self.listing.show(tuple(rows), rows.__getitem__, columns)
        elif session.method is SessionMethod.DOTS:
            columns = (Column("", None, least=20), Column("Yours", 12))
            own = [key_of(each.item) for each in asked_of(self.plan, session, self.who)]  # the first gains by its place
            self.listing.show(own, self._dotted_cells, columns)
        else:
            self.listing.show(self._ordered(session), self._ranked_cells, (Column("", None, least=20),))
        self._draw_detail()

    def _ordered(self, session: Session) -> tuple[str, ...]:
        """The items in the order this person gives them; before, in one that is its own, so that none gains by it."""
        keys = [key_of(each.item) for each in asked_of(self.plan, session, self.who)]
        own = self._order or tuple(sorted(found := self._answers(session), key=lambda key: found[key]))
        known = [key for key in own if key in keys]
        return (*known, *(key for key in keys if key not in known))

    def _ranked_cells(self, key: str) -> Sequence[Cell]:
        place = self.listing.keys.index(key) + 1
        return (f"{place:>3}  {self._named(key)}",)

    def _dotted_cells(self, key: str) -> Sequence[Cell]:
        return self._named(key), "●" * self._dots_on(key)

    def _answers(self, session: Session) -> dict[str, Decimal]:
        """What this person gave each item in this round: dots, or its place."""
        found: dict[str, Decimal] = {}
        for each in self.plan.parts(Ballot, session):
            if each.participant == self.who and each.round == session.round and each.value is not None:
                key = f"{Initiative.KIND}/{each.initiative}" if each.initiative else f"{Gap.KIND}/{each.gap}"
                found[key] = each.value
        return found

    def _named(self, key: str) -> str:
        item = record_of(self.plan, key)
        return item.title if item is not None else ""

    def _dots_on(self, key: str) -> int:
        session = self.session
        return 0 if session is None else int(self._answers(session).get(key, 0))

    def _draw_detail(self) -> None:
        key = self.listing.key
        if self._is_listed:
            self.query_one("#detail", Pane).show(self._told(key), subject=key)

    def _told(self, key: str | None) -> Iterator[Line]:
        session = self.session
        if session is None or key is None:
            return
        item = self._item(key)
        if not self._is_revealed and session.method is SessionMethod.DOTS:
            free = dots_of(self.plan, session) - int(sum(self._answers(session).values()))
            yield Heading(f"{counted(free, 'dot')} left · + puts one, − takes one · enter when you are done")
        elif not self._is_revealed:
            yield Heading("Best first · J and K move it · enter hands in")
        elif item is not None:
            yield from about(self._lying, item)
            return
        if item is not None and (words := words_of(item)):
            yield Prose(words)

    # --- answering ------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that this way of voting does not have are not shown."""
        session = self.session
        if session is not None and session.method is not _METHOD_OF.get(action, session.method):
            return False
        if action == "hand_over" and session is not None and len(session.participants) < 2:
            return False
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        """Answers are given while the voting is open and something is asked."""
        session = self.session
        if session is None:
            return None
        if self.is_passing and action != "go_on":
            return f"Press enter when you are {self.who}."
        if action in {"answer", "dot", "shift", "undo"} and session.state is not SessionState.OPEN:
            return "The voting is not open."
        if action == "answer" and self.asked is None:
            return "You have answered everything."
        if action == "leave" and (session.state is not SessionState.OPEN or self.who not in session.participants):
            return "The voting is not open."
        if action == "hand_over" and not self._next_person:
            return "Nobody else is to answer."
        return super().why_not(action)

    def action_answer(self, key: str) -> None:
        """Answer what is asked; the next question comes by itself."""
        session, asked = self.session, self.asked
        if session is None or asked is None:
            return
        chosen = next((each for each in choices_of(self.plan, session, asked) if each.key == key), None)
        if chosen is not None:
            self.propose(lambda: cast(self.plan, session, self.who, asked, chosen))

    def action_undo(self) -> None:
        """Take one's own last answer back, and nobody else's edit."""
        session = self.session
        if session is None:
            return
        if self._is_handed_in:
            self._is_handed_in = False
            self.draw()
            return

        def draw_up() -> Edit:
            edit = taken_back(self.plan, session, self.who)
            if edit is None:
                raise Refused("You have not answered anything yet.")
            return edit

        self.propose(draw_up)

    def action_leave(self) -> None:
        """Take no further part: nobody waits for this person any more."""
        session = self.session
        if session is not None:
            self.propose(lambda: left(self.plan, session, self.who))

    def action_dot(self, by: int) -> None:
        """Put a dot on the item under the cursor, or take one off."""
        session, key = self.session, self.listing.key
        item = self._item(key) if key else None
        if session is not None and item is not None:
            self.propose(lambda: dotted(self.plan, session, self.who, item, by))

    def _item(self, key: str) -> Item | None:
        found = record_of(self.plan, key)
        return found if isinstance(found, Initiative | Gap) else None

    def action_shift(self, by: int) -> None:
        """Move the item under the cursor in one's own order."""
        session, key = self.session, self.listing.key
        if session is None or key is None:
            return
        order = list(self._ordered(session))
        here = order.index(key)
        there = max(0, min(len(order) - 1, here + by))
        order.insert(there, order.pop(here))
        self._order = tuple(order)
        self.draw()
        self.listing.move_to(key)

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Take the keyboard, type a number, or hand in the dots or the order."""
        session = self.session
        if session is None:
            return
        if self.is_passing:
            self.is_passing = False
            self.draw()
        elif self._is_listed and not self._is_revealed:
            self._hand_in(session)
        else:
            self._asking = ""
            self._ask_for_number()

    def _hand_in(self, session: Session) -> None:
        if session.method is SessionMethod.RANKING:
            found = [self._item(key) for key in self._ordered(session)]
            order = [each for each in found if each is not None]
            if not self.propose(lambda: ranked_by(self.plan, session, self.who, order)):
                return
        self._is_handed_in = True
        self.draw()

    def _ask_for_number(self) -> None:
        """Open the line for a number where that is what is asked; what was typed and left is kept."""
        session, asked, prompt = self.session, self.asked, self.query_one(Prompt)
        key = asked.key if asked is not None else ""
        if key == self._asking:
            return
        self._asking = key
        if session is None or asked is None or choices_of(self.plan, session, asked):
            if prompt.is_open:
                prompt.close()
            return

        def answered(text: str) -> str | None:
            value = read_number(text)
            if value is None:
                tell(self, "Type a number.")
            elif self.propose(lambda: cast(self.plan, session, self.who, asked, value)):
                self._kept.pop(key, None)
                self.draw()
                return "" if self.asked is not None else None
            return text

        def kept(text: str) -> None:
            self._kept[key] = text

        prompt.ask(asked.item.name, answered, hint="a number", text=self._kept.get(key, ""), left=kept)

    # --- one keyboard ---------------------------------------------------------------------------------------------

    @property
    def _next_person(self) -> str:
        """Who is to answer after this one, in the order of the session; empty where nobody is."""
        session = self.session
        if session is None or session.state is not SessionState.OPEN:
            return ""
        names = list(session.participants)
        here = names.index(self.who) + 1 if self.who in names else 0
        waiting = self._waited_for
        return next((each for each in (*names[here:], *names[:here]) if each in waiting and each != self.who), "")

    def action_hand_over(self) -> None:
        """Blank the screen and say who is next."""
        if name := self._next_person:
            self._order, self._is_handed_in, self._asking = (), False, ""
            if (prompt := self.query_one(Prompt)).is_open:
                prompt.close()
            self._kept.clear()
            self.is_passing = True
            self.who = name
            self.draw()
