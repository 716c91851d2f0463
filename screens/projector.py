"""What the whole room sees on the wall: what is decided and how far it is, then how the answers lie; never whose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.figures import number
from domain.outcome import outcome_of
from domain.session import Session, SessionState
from domain.text import counted
from domain.voting import progress
from screens.facilitating import Facilitating
from screens.over import Over
from screens.parts.plot import Plot
from screens.parts.text import fit, fit_content, one_line, wrap
from screens.session_words import Lying, answers_of, rubric_of
from screens.stage import headline, placed

_MUTED = "$foreground-muted"
_WIDEST = 150
"""Cells that bars and their labels take at most."""
_ALL = 99
_TRIES = (
    (3, 1, 1, _ALL),
    (2, 1, 1, _ALL),
    (1, 1, 1, _ALL),
    (1, 0, 1, _ALL),
    (1, 0, 0, _ALL),
    (1, 0, 0, 1),
    (1, 0, 0, 0),
)
"""Lines of a bar, between bars and between all else, and of words, from what looks best to what takes least room."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is on the wall.

    Attributes:
        title: what is to be decided.
        name: what is talked about now; empty where that is nothing in particular.
        said: the most important thing, in a few words.
        bars: each answer with how many gave it.
        done: how many of how many have answered, where that is all there is to show.
        words: what else there is to say, a line each.
        foot: the clock and the like, in one line.
    """

    title: str
    name: str = ""
    said: str = ""
    bars: tuple[tuple[str, int], ...] = ()
    done: tuple[int, int] | None = None
    words: tuple[str, ...] = ()
    foot: str = ""


def drawn(room: Room, width: int, height: int) -> tuple[Content, ...]:
    """*room* in *width* × *height* cells: bars as thick as there is room for; words go first where there is little."""
    title = [Content.styled(line.plain, _MUTED if room.name else "bold") for line in wrap(room.title, width - 2)][:2]
    name = headline(room.name, width) if room.name else []
    said = [Content.styled(one_line(room.said), "bold $text-accent")] if room.said else []
    foot = [Content.styled(one_line(room.foot), _MUTED)] if room.foot else []
    words = [line for each in room.words for line in wrap(each, width - 2)]
    bars: list[Content] = []
    for thick, between, air, kept in _TRIES:
        bars = list(_bars(room, width, thick, between))
        blocks = [block for block in (title, name, bars, said, words[:kept], foot) if block]
        lines = [line for block in blocks for line in (*(Content("") for _ in range(air)), *block)][air:]
        if len(lines) <= height:
            return placed(lines, width, height)
    least = [*title[:1], *name, *said, *bars]
    return placed([*least[: max(0, height - len(foot))], *foot], width, height)


def _bars(room: Room, width: int, thick: int, between: int) -> Iterator[Content]:
    whole = min(width - 2, _WIDEST)
    if room.done is not None:
        done, of = room.done
        filled = done * whole // of if of else 0
        line = Content.assemble(("█" * filled, "$text-primary"), ("░" * (whole - filled), _MUTED))
        yield from (line for _ in range(thick))
        return
    if not room.bars:
        return
    most = max(1, *(count for _, count in room.bars))
    label = min(max(cell_len(one_line(name)) for name, _ in room.bars), whole // 3)
    each = max(1, whole - label - 4 - len(str(most)))
    for nth, (name, count) in enumerate(room.bars):
        if nth:
            yield from (Content("") for _ in range(between))
        for row in range(thick):
            is_middle = row == (thick - 1) // 2
            words = fit(one_line(name) if is_middle else "", label, "right")
            bar = "█" * (count * each // most)
            told = (f" {count}", "bold" if count else _MUTED) if is_middle else ""
            line = Content.assemble((words, "bold" if count else _MUTED), "  ", (bar, "$text-primary"), told)
            yield fit_content(line, whole)


class Projector(Over):
    """The view for the wall, led by the keys of who leads: one thing at a time, large, with nobody's name beside it."""

    HELP = (
        "**n** goes to what people disagree on next, **j** and **k** go through all. **o** opens the voting, then "
        "reveals. **p** or **esc** goes back to the screen of who leads."
    )
    BINDING_GROUP_TITLE = "On the wall"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", "Next", tooltip="What people disagree on next", id="wall.next"),
        Binding("j,down", "go(1)", "Further", tooltip="The next thing", id="wall.down"),
        Binding("k,up", "go(-1)", "Back one", tooltip="The thing before", id="wall.up"),
        Binding("o", "step", "Open, reveal", tooltip="Open the voting, then reveal it", id="wall.step"),
        Binding("p", "dismiss(None)", "Back", tooltip="Back to leading", id="wall.back", show=False),
    ]
    WRITES = Over.WRITES | {"step"}
    DEFAULT_CSS = """
    Projector {
        & #room { width: 1fr; height: 1fr; }
        & #title, & #detail, & StatusBar { display: none; }
    }
    """

    def __init__(self, leading: Facilitating) -> None:
        super().__init__(leading.page)
        self._leading = leading

    def body(self) -> ComposeResult:
        """The wall."""
        yield Plot(id="room")

    def begin(self) -> None:
        """Have the clock run, and follow what is led."""
        self.set_interval(1, self.draw)
        self.watch(self._leading.listing, "key", self.draw, init=False)

    def draw(self) -> None:
        """Draw what the room may see."""
        session = self._leading.session
        if session is None:
            self.dismiss(None)
            return
        room = self._revealed(session) if self._leading.here else self._before(session)
        self.query_one("#room", Plot).show(room, partial(drawn, room))

    def _before(self, session: Session) -> Room:
        """How far it is, and neither who is slow nor what anybody answers."""
        title = session.question or session.name
        if session.state is not SessionState.OPEN:
            is_prepared = session.state is SessionState.PREPARED
            return Room(title, said="It is not open yet" if is_prepared else "Nobody answered")
        found = [each for who, each in progress(self.plan, session).items() if who in session.participants]
        ready = sum(done >= of > 0 for done, of in found)
        said = f"{ready} of {counted(len(found), 'person', 'people')} answered everything"
        words = [f"round {session.round}"] if session.round > 1 else []
        words += [f"to join: klantreis join FILE --code {session.code}"] if session.code else []
        done, of = (sum(each[n] for each in found) for n in (0, 1))
        foot = " · ".join(filter(None, (self._leading.clock, "nobody sees an answer before the reveal")))
        return Room(title, said=said, done=(done, of), words=tuple(words), foot=foot)

    def _revealed(self, session: Session) -> Room:
        """How the answers about one thing lie, and how far the group agrees."""
        here = self._leading.here
        assert here is not None, "asked only where something is talked about"  # noqa: S101
        w = outcome_of(self.plan, session).agreement
        found = self._leading.agenda
        agreed = sum(each.spread.is_agreed for each in found)
        words = [*(rubric_of(here.spread.criterion) if here.spread.criterion is not None else ())]
        words += [f"Round before: {here.moved}"] if here.moved else []
        foot = [f"{found.index(here) + 1} of {len(found)}", f"{agreed} agreed"]
        foot += [f"agreement W = {number(w.value, 2)}"] if w.value is not None else []
        foot += [self._leading.clock]
        return Room(
            session.question or session.name,
            here.name,
            _said(here),
            answers_of(here),
            words=tuple(words),
            foot=" · ".join(filter(None, foot)),
        )

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """As on the screen of who leads."""
        if action == "go" and self._leading.here is None:
            return "Reveal it with o first."
        return self._leading.why_not(action) if action in {"next", "step"} else super().why_not(action)

    def action_next(self) -> None:
        """Go to what people disagree on next."""
        self._leading.action_next()

    def action_go(self, by: int) -> None:
        """Go through what was voted on."""
        self._leading.listing.action_move(by)

    def action_step(self) -> None:
        """Open the voting, or reveal it."""
        self._leading.action_step()


def _said(here: Lying) -> str:
    spread = here.spread
    if spread.apart is None:
        return f"{counted(spread.voters, 'person', 'people')} answered"
    if spread.is_agreed:
        return f"= agreed: {spread.said}"
    said = "≠ two camps" if spread.is_bimodal else f"~ {number(100 * spread.apart, 0)} % of the scale apart"
    return f"{said}, middle {spread.said}"
