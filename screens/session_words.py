"""A session in words: who is still thinking, how the answers lie, what to talk about, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from domain.adopting import comes_to_the_same
from domain.criterion import Criterion
from domain.errors import Damaged
from domain.figures import chance, number
from domain.initiative import Initiative
from domain.milestone import Baseline
from domain.outcome import circle_said, outcome_of
from domain.plan import Plan
from domain.questions import Item, criteria_of, items_of
from domain.secrecy import is_secret
from domain.session import Decision, Session, SessionMethod, SessionState
from domain.spread import Spread, agenda
from domain.text import counted
from domain.voting import Standing, progress
from screens.parts.listing import Cell
from screens.parts.pane import Field, Heading, Line, Prose
from screens.parts.text import MISSING

_MUTED = "$foreground-muted"
STATES: Mapping[SessionState, str] = {
    SessionState.PREPARED: "○ prepared",
    SessionState.OPEN: "◐ open",
    SessionState.REVEALED: "◉ revealed",
    SessionState.CLOSED: "● closed",
}
_BAR = 12
_FEWEST = 3
"""Answers before which they cannot contradict each other."""


def bar(done: int, of: int, cells: int = _BAR) -> str:
    """How much of it is done, full only where all of it is: `███░░░`."""
    filled = done * cells // of if of else 0
    return "█" * filled + "░" * (cells - filled)


def words_of(item: Item) -> str:
    """What an item is about, in one paragraph; empty where nothing is written down."""
    return (item.summary or item.case or "") if isinstance(item, Initiative) else (item.cause or "")


def rubric_of(criterion: Criterion) -> tuple[str, ...]:
    """What the two ends of the scale mean, as far as it is written down."""
    ends = ((criterion.lowest, criterion.lowest_means), (criterion.highest, criterion.highest_means))
    return tuple(f"{number(value)} = {means}" for value, means in ends if means)


def waited_for(plan: Plan, session: Session) -> tuple[str, ...]:
    """Who takes part and has not answered all of it in this round."""
    found = progress(plan, session)
    return tuple(who for who, (done, of) in found.items() if done < of and who in session.participants)


def answered_line(plan: Plan, session: Session) -> str:
    """How much of what was asked in this round is answered, by all together; never what."""
    found = [each for who, each in progress(plan, session).items() if who in session.participants]
    done, of = (sum(each[n] for each in found) for n in (0, 1))
    return f"{bar(done, of)} {100 * done // of:>3} %" if of else MISSING


@dataclass(frozen=True)
class Lying:
    """How the answers about one thing lie, in words and as a picture in characters."""

    spread: Spread

    @property
    def key(self) -> str:
        """What a list calls it."""
        return self.spread.key

    @property
    def item(self) -> Item:
        """What it is about."""
        return self.spread.item

    @property
    def name(self) -> str:
        """The item, with what it was held against or judged by."""
        spread = self.spread
        if spread.against is not None:
            return f"{spread.item.name} ↔ {spread.against.name}"
        return f"{spread.item.name} · {spread.criterion.name}" if spread.criterion is not None else spread.item.name

    @property
    def cells(self) -> tuple[Cell, Cell, Cell]:
        """The name, the answers given with a dot for each who gave it, and how far they lie apart."""
        dots = "  ".join(f"{label} {'●' * count}" for label, count in self.spread.distribution if count)
        return self.name, dots or MISSING, self.verdict

    @property
    def verdict(self) -> str:
        """How far apart, in a word that can be read without colour."""
        spread = self.spread
        if spread.apart is None:
            return MISSING
        if spread.is_agreed:
            return "= agreed"
        return "≠ 2 camps" if spread.is_bimodal else f"~ {chance(float(spread.apart))}"

    @property
    def told(self) -> Iterator[Line]:
        """All there is to say of it: never who said what."""
        spread = self.spread
        yield Heading(self.name)
        if not spread.voters:
            yield Prose("Nobody answered.")
            return
        most = max((count for _, count in spread.distribution), default=1)
        for label, count in spread.distribution:
            yield Field(label, f"{'█' * count}{'░' * (most - count)} {count}")
        yield Field("Middle", spread.said or MISSING)
        yield Field("Apart", self._apart)
        if self.moved:
            yield Field("Round before", self.moved)

    @property
    def moved(self) -> str:
        """Where the middle was in the round before, and how many answer differently now; empty in the first round."""
        spread = self.spread
        if spread.before is None:
            return ""
        return f"{number(spread.before)}; {counted(spread.changed, 'person', 'people')} changed their mind"

    @property
    def _apart(self) -> str:
        spread = self.spread
        if spread.apart is None:
            return MISSING
        said = f"{chance(float(spread.apart))} of the scale"
        return said + (", agreed" if spread.is_agreed else ", two camps" if spread.is_bimodal else "")


def answers_of(found: Lying) -> tuple[tuple[str, int], ...]:
    """Each answer in words with how many gave it; of two items, the name of the one that is preferred."""
    spread = found.spread
    if spread.against is None:
        return spread.distribution
    meant = {"0": spread.against.name, "1": spread.item.name}
    return tuple((meant.get(label, "both as much"), count) for label, count in reversed(spread.distribution))


def lying(plan: Plan, session: Session) -> tuple[Lying, ...]:
    """How the answers lie, what people disagree on most first; none of a round that is secret."""
    return tuple(Lying(each) for each in agenda(plan, session) if each.voters)


def came_out(plan: Plan, session: Session) -> dict[str, tuple[Cell, Cell]]:
    """Each item with its rank and what it comes to, by its key, the best first; none before the reveal."""
    if is_secret(session):
        return {}
    placed = outcome_of(plan, session).placed
    return {
        f"{each.item.KIND}/{each.item.id}": (f"{each.rank or MISSING:>3}  {each.item.name}", each.said)
        for each in placed
    }


def about(found: Sequence[Lying], item: Item) -> Iterator[Line]:
    """How the answers about *item* lie, a line for each thing that was asked."""
    yield Heading(item.name)
    for each in found:
        if item in (each.spread.item, each.spread.against):
            name, dots, verdict = each.cells
            label = f"{each.spread.criterion.name}  " if each.spread.criterion is not None else ""
            label = f"{name}  " if each.spread.against is not None else label
            yield Prose(Content.assemble(f"{verdict:<9} ", label, (str(dots), "bold")))


def agreeing(found: Standing) -> str:
    """How far one person's own answers agree with each other, and the first circle in them; of few there is nothing."""
    if found.answered < _FEWEST:
        return ""
    said = f"{found.fitting} of your {found.answered} answers fit one order."
    if not found.circles:
        return said
    more = len(found.circles) - 1
    return f"{said} A circle: {circle_said(found.circles[0])}" + (f" And {more} more." if more else "")


def told(plan: Plan, session: Session) -> Iterator[Line]:
    """All there is to say of a session; before the reveal not what anybody answered."""
    items = items_of(plan, session)
    yield Heading(session.name)
    said = [STATES[session.state], session.method.value, f"round {session.round}"]
    said += [f"{session.minutes} minutes"] if session.minutes else []
    yield Prose(Content.styled(" · ".join(said), _MUTED))
    if session.question:
        yield Prose(session.question)
    if session.code and session.state is SessionState.OPEN:
        yield Field("To join", f"klantreis join FILE --code {session.code}")
    yield from _people(plan, session)
    yield from _results(plan, session)
    for decision in plan.parts(Decision, session):
        yield from _decided(plan, decision)
    yield from ("", Heading(f"Voted on: {counted(len(items), 'item')}"))
    yield from (Prose(f"· {each.name}") for each in items)
    if session.method is SessionMethod.RATING and (criteria := criteria_of(plan, session)):
        yield from ("", Heading("Rated on"))
        for criterion in criteria:
            yield Prose(f"· {criterion.name}")
            yield from (Prose(Content.styled(f"  {each}", _MUTED)) for each in rubric_of(criterion))


def _people(plan: Plan, session: Session) -> Iterator[Line]:
    found = progress(plan, session)
    yield from ("", Heading(f"Who takes part: {len(found)}" if found else "Nobody takes part yet"))
    for who, (done, of) in found.items():
        sign = "✓" if of and done >= of else "…"
        led = " leads" if who == session.facilitator else ""
        led += "" if who in session.participants else " left"
        shown = f"{sign} {bar(done, of)} {done} of {of}" if session.state is SessionState.OPEN else sign
        yield Field(who, shown + led)
    if session.state is SessionState.OPEN and (waiting := waited_for(plan, session)):
        yield Prose(f"… still thinking: {', '.join(waiting)}")


def _results(plan: Plan, session: Session) -> Iterator[Line]:
    found = lying(plan, session)
    if not found:
        if is_secret(session):
            yield Prose(Content.styled("Nobody sees an answer before it is revealed.", _MUTED))
        return
    outcome = outcome_of(plan, session)
    yield from ("", Heading("What it comes to"))
    yield from map(Prose, outcome.said.split("\n"))
    agreed = sum(each.spread.is_agreed for each in found)
    yield from ("", Heading(f"What to talk about: {agreed} of {len(found)} agreed already"))
    for each in found:
        name, dots, verdict = each.cells
        yield Prose(Content.assemble(f"{verdict:<9} ", str(name), "  ", (str(dots), _MUTED)))


def _decided(plan: Plan, decision: Decision) -> Iterator[Line]:
    yield from ("", Heading(f"Decided: {decision.name}"))
    if decision.outcome:
        yield Prose(decision.outcome)
    if decision.agreement is not None:
        yield Field("Agreement", f"W = {number(decision.agreement)}")
    if decision.dissent:
        yield Field("Dissent", decision.dissent)
    if decision.reopens_when:
        yield Field("Reopens when", decision.reopens_when)
    if (baseline := plan.find(Baseline, decision.baseline or "")) is not None:
        yield Field("Rests on", f"“{baseline.name}”; {_worked_out_again(plan, decision)}")


def _worked_out_again(plan: Plan, decision: Decision) -> str:
    try:
        same = comes_to_the_same(plan, decision)
    except Damaged:
        return "it cannot be read"
    if same is None:
        return "the session is not in it"
    return f"worked out again it comes to {'the same' if same else 'something else'}"
