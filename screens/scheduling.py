"""When everything could happen, within what the teams can carry: what would move, what that saves, how good it is.

A schedule is looked for beside the keys, and shown as a difference. Nothing changes until it is accepted, as one edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from domain.calendar import Span
from domain.errors import KlantreisError
from domain.plan import Plan
from domain.progress import IsCancelled, Progress
from domain.scheduling.instance import Objective
from domain.scheduling.proof import SECONDS, Proof, known, proved, why_not
from domain.scheduling.proposal import LABELS, Proposal, Row, moved, proposal, remarks, summed_up
from domain.scheduling.search import searched
from domain.scheduling.work import LeftOut, Work
from domain.text import counted
from screens.page import Page
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.text import MISSING
from screens.working import Working

_MUTED = "$foreground-muted"
_DATES = 23


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule that was found for a plan, and what it would change.

    Attributes:
        plan: the one it was looked for.
        proof: how good it is, as far as is known.
    """

    plan: Plan
    work: Work
    proof: Proof
    proposal: Proposal


def sought(
    plan: Plan, work: Work, objective: Objective, progress: Progress = None, is_cancelled: IsCancelled = None
) -> Found:
    """The best schedule of *work* that a second or two of search finds."""
    schedule = searched(work.instance, objective, progress=progress, is_cancelled=is_cancelled)
    return Found(plan, work, known(work.instance, objective, schedule), proposal(work, schedule, objective))


def with_proof(found: Found, proof: Proof) -> Found:
    """*found* with what *proof* knows better."""
    if proof.schedule == found.proof.schedule:
        return replace(found, proof=proof)
    return replace(found, proof=proof, proposal=proposal(found.work, proof.schedule, proof.objective))


class Rows(Choices):
    """The rows; enter accepts all of them, not the one under the cursor."""

    HELP = "Move with **j** and **k**."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is chosen here."""
        return action != "choose" and super().check_action(action, parameters)


class Scheduling(Working):
    """The difference a schedule would make, in order of time, with what it comes to."""

    HELP = (
        "Each row is an initiative, with its dates now and as scheduled: **−** days earlier, **+** days later. Nothing "
        "changes until **enter** accepts it. **]** turns what the schedule is the best for, **p** has a solver prove "
        "how good it is. What is running or pinned stays."
    )
    BINDING_GROUP_TITLE = "Schedule"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,plus", "accept", "Accept", tooltip="Give these dates, in one edit", id="scheduling.accept"),
        Binding(
            "right_square_bracket",
            "objective(1)",
            "Objective",
            tooltip="Turn to the next objective: cost of delay, finish, priority",
            id="scheduling.objective",
            key_display="]",
        ),
        Binding(
            "left_square_bracket",
            "objective(-1)",
            "Objective before",
            tooltip="Turn to the objective before",
            id="scheduling.objective_before",
            key_display="[",
            show=False,
        ),
        Binding("p", "prove", "Prove", tooltip="Have a solver prove how good it is", id="scheduling.prove"),
    ]
    WRITES = Working.WRITES | {"accept"}
    WIDE = 100
    """Cells from which there is room for both days of each initiative as it is now."""
    DEFAULT_CSS = """
    Scheduling {
        & Listing { height: 1fr; }
        & #sums { height: 4; padding: 0 1; color: $text-accent; }
        &.low #sums { height: 2; }
    }
    """

    @dataclass
    class News(Message):
        """The solver found a better schedule or a better bound."""

        found: Found

    def __init__(self, page: Page, objective: Objective = Objective.DELAY) -> None:
        super().__init__(page)
        self._objective = objective
        self._found: Found | None = None
        self._asked: tuple[Plan, Objective] | None = None
        self._rows: dict[str, Row | LeftOut] = {}
        self._reasons: dict[str, str] = {}
        self._is_proving = self._is_accepted = False

    @property
    def found(self) -> Found | None:
        """The schedule in view; None as long as one is looked for."""
        return self._found

    def body(self) -> ComposeResult:
        """The rows, and what they come to."""
        yield Rows()
        yield Static(id="sums")

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.listing, "key", self.follow, init=False)
        self.listing.focus()

    @property
    def listing(self) -> Listing:
        """The rows."""
        return self.query_one(Listing)

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Look for a schedule where the plan or the objective is another, and draw what is known meanwhile."""
        if self._is_accepted:
            return
        asked = self.plan, self._objective
        if self._asked is None or self._asked[0] is not asked[0] or self._asked[1] is not asked[1]:
            self._asked, self._found, self._is_proving = asked, None, False
            work = self._work()
            self.work("Looking for a schedule", partial(sought, self.plan, work, self._objective), self._show)
        self._draw_found()

    def _work(self) -> Work:
        from domain.scheduling.work import work_of  # noqa: PLC0415 - the ranking methods it takes along

        return work_of(self.plan, self.page.today)

    def _show(self, found: Found) -> None:
        self._found, self._is_proving = found, False
        self._draw_found()
        self.refresh_bindings()

    def _draw_found(self) -> None:
        found = self._found
        rows = found.proposal.rows if found is not None else ()
        left_out = found.proposal.left_out if found is not None else ()
        # What is left out and has dates stands among the rows, for it stays; its reason is told there.
        self._rows = {each.initiative.id: each for each in left_out}
        self._rows |= {row.initiative.id: row for row in rows}
        order = [row.initiative.id for row in rows]
        order += [each.initiative.id for each in left_out if each.initiative.id not in order]
        self._reasons = {each.initiative.id: each.why for each in left_out}
        self.listing.show(order, self._cells, self._columns())
        nothing = "Nothing can be scheduled: add initiatives with a duration on page 5."
        self.listing.empty = "Looking for a schedule …" if found is None else nothing
        self.query_one("#sums", Static).update(Content("\n".join(self._sums())), layout=False)
        self._say_title()
        self.follow()

    def _say_title(self) -> None:
        found = self._found
        parts = []
        if found is not None:
            if self.is_wide:
                parts.append(f"from {found.work.starts_on}")
            number = len(found.proposal.changed)
            parts.append(f"{number} would move" if number else "nothing would move")
            if found.proposal.left_out:
                parts.append(f"{len(found.proposal.left_out)} left out")
        self.set_title(LABELS[self._objective], *parts)

    def _sums(self) -> Sequence[str]:
        found = self._found
        if found is None:
            return ()
        lines = tuple(summed_up(found.work, found.proposal, found.proof))
        return (lines[0], lines[-1]) if self.size.height < self.LOW else lines

    @property
    def is_wide(self) -> bool:
        """Whether there is room for both days of each initiative as it is now."""
        return self.size.width >= self.WIDE

    def _columns(self) -> Sequence[Column]:
        return (
            Column("Initiative", None, least=16),
            Column("Now", _DATES) if self.is_wide else Column("Starts now", 10, rank=1),
            Column("Scheduled", _DATES),
            Column("Days", 5, "right", rank=2),
            Column("Late", 5, "right", rank=3),
        )

    def _cells(self, key: str) -> Sequence[Cell]:
        row = self._rows[key]
        before = row.before if isinstance(row, Row) else None
        now = _days(before) if self.is_wide or before is None else f"{before.start}"
        if key in self._reasons or isinstance(row, LeftOut):
            return row.initiative.name, now, Content.styled("left out", "$text-error"), "", ""
        colour, after = _MUTED, "stays" if row.is_fixed else "the same"
        if row.is_changed:
            colour = "$text-warning" if (row.moved or 0) > 0 else "$text-success"
            after = _days(row.after)
        return (
            row.initiative.name,
            now,
            Content.styled(after, colour),
            Content.styled(moved(row), colour),
            Content.styled(f"+{row.late}" if row.late else "", "$text-error"),
        )

    def follow(self) -> None:
        """Say what there is to say of the initiative under the cursor, then what is taken for granted."""
        self.query_one("#detail", Pane).show(iter(self._told()), subject=self.listing.key)

    def _told(self) -> Iterator[Line]:
        key, found = self.listing.key, self._found
        if found is None or key is None or key not in self._rows:
            return
        row = self._rows[key]
        yield Heading(row.initiative.name)
        if key in self._reasons:
            yield Prose(f"It {self._reasons[key]}.")
        if isinstance(row, Row):
            yield Prose(_sentence(row))
        for note in found.proposal.notes:
            yield Prose(Content.styled(note, _MUTED))

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Only a schedule that is there can be accepted or proved."""
        if action not in ("accept", "prove"):
            return super().why_not(action)
        found = self._found
        if found is None:
            return "A schedule is still being looked for."
        if action == "accept":
            return None if found.proposal.edit.changes else "All dates are as they should be."
        if self._is_proving:
            return "It is being proved. Press esc to stop."
        if self._objective is Objective.PRIORITY:
            return "A schedule by priority follows the list; there is nothing to prove."
        if not found.work.free:
            return "Nothing can move; there is nothing to prove."
        return "It is proved already." if found.proof.is_optimal else why_not() or None

    def action_accept(self) -> None:
        """Give all that may move these dates."""
        found = self._found
        if found is None:
            return
        self._is_accepted = True  # the plan is about to be as proposed: there is nothing to look for anew
        if self.propose(lambda: found.proposal.edit):
            self.dismiss(None)
        else:
            self._is_accepted = False

    def action_objective(self, by: int) -> None:
        """Turn to another objective."""
        objectives = tuple(Objective)
        self._objective = objectives[(objectives.index(self._objective) + by) % len(objectives)]
        self.draw()
        self.refresh_bindings()

    def action_prove(self) -> None:
        """Have a solver look on from here."""
        found = self._found
        if found is None:
            return
        self._is_proving = True
        self.refresh_bindings()

        def prove(progress: Progress, is_cancelled: IsCancelled) -> Found:
            told = found

            def news(proof: Proof) -> None:
                nonlocal told
                if progress is not None:
                    progress(proof.seconds / SECONDS)
                if (proof.schedule, proof.bound) != (told.proof.schedule, told.proof.bound):
                    told = with_proof(told, proof)
                    self.post_message(self.News(told))

            instance, first = found.work.instance, found.proof
            try:
                proof = proved(instance, first.objective, first.schedule, on_news=news, is_cancelled=is_cancelled)
            except KlantreisError as error:
                self.app.call_from_thread(tell, self, str(error), title="Not proved", severity="error")
                return told
            return with_proof(told, proof)

        self.work("Proving", prove, self._show)

    def on_scheduling_news(self, message: News) -> None:
        """Show what the solver knows by now."""
        if self._is_proving and self._found is not None and message.found.plan is self._found.plan:
            self._found = message.found
            self._draw_found()

    async def action_dismiss(self, result: object = None) -> None:
        """Stop a proof; what it found by then counts. Else step back, and all is as it was."""
        if self._is_proving:
            self._is_proving = False
            self.give_up()
            self.refresh_bindings()
        else:
            await super().action_dismiss(None)
        del result


def _days(span: Span | None) -> str:
    if span is None:
        return MISSING
    return f"{span.start}" if span.start == span.end else f"{span.start} … {span.last}"


def _sentence(row: Row) -> str:
    """What becomes of the initiative, in words."""
    if row.is_fixed:
        return f"It stays, {_days(row.after)}: what is running, pinned or left out is not moved."
    said = f"Scheduled {_days(row.after)}"
    if row.moved:
        side = "later" if row.moved > 0 else "earlier"
        said += f", {counted(abs(row.moved), 'working day')} {side} than now"
    return f"{said}{''.join(f'; {each}' for each in remarks(row))}."
