"""Writing down what a session came to: results, decision and the end of the session, in one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from pydantic import ValidationError

from domain.baselines import free_name, plan_then, taken
from domain.criterion import Rating
from domain.edits import add, change, remove
from domain.entity import Entity
from domain.errors import Refused
from domain.figures import number, rounded
from domain.initiative import Attitude, CashKind, CashLine, Certainty, Effort, Initiative, KanoAnswer
from domain.milestone import Baseline
from domain.outcome import CLASS_OF, Outcome, mean_of, outcome_of, shares_of
from domain.plan import Change, Edit, Plan
from domain.questions import items_of, questions_of, votes_of
from domain.secrecy import is_secret
from domain.session import Decision, Estimated, Session, SessionMethod, SessionState
from domain.spread import spreads
from domain.text import counted

_LONGEST = 20_000
_LINE = "Estimated by the group"


def adopted(  # noqa: PLR0913 - each is a field of the decision
    plan: Plan,
    session: Session,
    today: date,
    *,
    outcome: str | None = None,
    dissent: str | None = None,
    reopens_when: str | None = None,
    baseline: str | None = None,
) -> Edit:
    """Write down what *session* came to and close it: one edit with the decision and what follows from it in the plan.

    The decision rests on *baseline*, an id; without one the plan as it is now is kept as a baseline by the same edit,
    so that `outcome_behind` finds the same result again, whatever becomes of the plan.

    Means become the group's ratings; classes and reach are filled in; Kano answers replace those of no persona. A
    median becomes the likely figure, the lowest and the highest estimate its ends: of the effort where one team is
    asked, of money on the only line of its kind, or on a new one. What belongs to several teams or lines, or hangs
    on assumptions, is left as it is and named in the decision. Dots, pairs and rankings decide an order only.

    Raises:
        Refused: the ballots are secret, nobody voted, it was decided before, or a result cannot be kept.
    """
    label = f"Decide {session.name}"
    found = outcome_of(plan, session)
    if is_secret(session):
        raise Refused(f"{label}: reveal the ballots first.")
    if not found.voters:
        raise Refused(f"{label}: nobody voted.")
    if plan.parts(Decision, session):
        raise Refused(f"{label}: it was decided already; remove that decision to decide again.")
    writing = _Writing(plan)
    try:
        _RESULTS.get(session.method, _nothing)(writing, session, found, today)
        text = outcome or "\n".join((found.said, *writing.left_out))[:_LONGEST]
        weights = shares_of(plan, session) if session.method is SessionMethod.RATING else ()
        w = found.agreement.value
        if baseline is None:
            baseline = writing.keep(f"Before: {session.name}", today, f"What was decided in “{session.name}” rests on.")
        writing.add(
            Decision,
            session=session.id,
            name=(session.question or session.name).split("\n")[0][:200],
            outcome=text,
            options=tuple(each.item.name for each in found.placed),
            weights=tuple(f"{each.name} {number(100 * share)} %" for each, share in weights),
            supporters=found.placed[0].supporters,
            decided_on=today,
            agreement=None if w is None else rounded(w, 6),
            dissent=dissent,
            reopens_when=reopens_when,
            baseline=baseline,
        )
        writing.change(session, state=SessionState.CLOSED, held_on=session.held_on or today)
    except ValidationError as error:
        raise Refused(f"{label}: {error.errors()[0]['msg']}.") from error
    return Edit(label, writing.changes)


def outcome_behind(plan: Plan, decision: Decision) -> Outcome | None:
    """What the session of *decision* came to, worked out again from the plan it rests on; None where it rests on none.

    Raises:
        Damaged: that plan cannot be read.
    """
    baseline = plan.find(Baseline, decision.baseline or "")
    then = plan_then(baseline) if baseline is not None else None
    session = then.find(Session, decision.session) if then is not None else None
    return outcome_of(then, session) if then is not None and session is not None else None


def comes_to_the_same(plan: Plan, decision: Decision) -> bool | None:
    """Whether what *decision* records is what comes out again of the plan it rests on; None where it rests on none.

    Compared are the order of the options, Kendall's W to its last place, and how many stood behind the first.

    Raises:
        Damaged: that plan cannot be read.
    """
    again = outcome_behind(plan, decision)
    if again is None:
        return None
    w = again.agreement.value
    return (decision.options, decision.agreement, decision.supporters) == (
        tuple(each.item.name for each in again.placed),
        None if w is None else rounded(w, 6),
        again.placed[0].supporters if again.placed else None,
    )


class _Writing:
    """Gathers the changes of one edit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = self._before = plan
        self.left_out: list[str] = []
        self._edits: list[Edit] = []

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(each for edit in self._edits for each in edit.changes if each.fields)

    def add(self, kind: type[Entity], /, **fields: Any) -> None:
        self._take(add(self.plan, kind, **fields))

    def keep(self, name: str, day: date, reason: str) -> str:
        """Take a baseline of the plan as it was before all of this; its id."""
        edit = taken(self._before, free_name(self._before, name), day, reason)
        self._take(edit)
        return edit.changes[0].subject.id

    def change(self, record: Entity, /, **fields: Any) -> None:
        self._take(change(record, **fields))

    def remove(self, records: Sequence[Entity]) -> None:
        if records:
            self._take(remove(self.plan, records))

    def _take(self, edit: Edit) -> None:
        self.plan = self.plan.apply(edit)
        self._edits.append(edit)


def _ratings(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    for each in spreads(writing.plan, session, found.round):
        mean = mean_of(each.places)
        if mean is None or each.criterion is None or not isinstance(each.item, Initiative):
            continue
        fields = {"value": rounded(mean, 6), "rated_on": today}
        own = writing.plan.parts(Rating, each.item)
        same = [one for one in own if one.criterion == each.criterion.id and one.by is None]
        if same:
            writing.change(same[0], **fields)
        else:
            writing.add(Rating, initiative=each.item.id, criterion=each.criterion.id, **fields)


def _classes(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del session, today
    for each in found.placed:
        if each.value is not None and isinstance(each.item, Initiative):
            writing.change(each.item, moscow=CLASS_OF[int(each.value)])


def _kano(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del today
    votes = votes_of(writing.plan, session, found.round)
    questions = questions_of(writing.plan, session)
    for item in items_of(writing.plan, session):
        given = {each.present: votes[each.key] for each in questions if each.item == item}
        both = sorted(set(given[True]) & set(given[False]))
        if not both or not isinstance(item, Initiative):
            continue
        counts = Counter((given[True][who].answer, given[False][who].answer) for who in both)
        old = {(each.present, each.absent): each for each in writing.plan.parts(KanoAnswer, item) if not each.persona}
        for present, absent in product(Attitude, Attitude):
            people, before = counts[present.value, absent.value], old.get((present, absent))
            if people and before:
                writing.change(before, number=people)
            elif people:
                writing.add(KanoAnswer, initiative=item.id, present=present, absent=absent, number=people)
        # Last, so that no new answer takes an id that goes in the same edit.
        writing.remove([each for each in old.values() if not counts[each.present.value, each.absent.value]])


def _estimates(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    del today
    votes = {each.item.id: sorted(each.places.values()) for each in spreads(writing.plan, session, found.round)}
    for each in found.placed:
        item = each.item
        if each.value is None or not isinstance(item, Initiative):
            continue
        if session.estimate_of is Estimated.REACH:
            writing.change(item, reach=int(rounded(each.value, 0)))
            continue
        own = votes[item.id]
        figures = {"low": rounded(own[0]), "likely": rounded(each.value), "high": rounded(own[-1])}
        if session.estimate_of is Estimated.EFFORT:
            teams = writing.plan.parts(Effort, item)
            if len(teams) == 1:
                writing.change(teams[0], **figures)
            else:
                writing.left_out.append(
                    f"Not written down: the effort of {item.name}, which asks {counted(len(teams), 'team')}."
                )
            continue
        is_cost = session.estimate_of is Estimated.COST
        kind = CashKind.ONE_OFF_COST if is_cost else CashKind.BENEFIT
        lines = [line for line in writing.plan.parts(CashLine, item) if line.kind is kind]
        if not lines:
            certainty = None if is_cost else Certainty.SOFT
            writing.add(CashLine, initiative=item.id, name=_LINE, kind=kind, certainty=certainty, **figures)
        elif len(lines) == 1 and not lines[0].drivers:
            writing.change(lines[0], **figures)
        else:
            writing.left_out.append(f"Not written down: the {kind.value} of {item.name}, which has figures of its own.")


def _nothing(writing: _Writing, session: Session, found: Outcome, today: date) -> None:
    """An order is the decision itself."""


_RESULTS: Mapping[SessionMethod, Callable[[_Writing, Session, Outcome, date], None]] = {
    SessionMethod.RATING: _ratings,
    SessionMethod.MOSCOW: _classes,
    SessionMethod.KANO: _kano,
    SessionMethod.ESTIMATE: _estimates,
}
