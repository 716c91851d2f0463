"""Where does this engagement stand, and what next?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.engagement import Engagement
from domain.problems import Problem, Severity, problems
from domain.steps import Step, Suggestion, next_thing, steps
from domain.text import counted
from screens.messages import Turn
from screens.page import Page
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Field, Heading, Line, Pane, Prose

_STEPS, _PROBLEMS, _DRAFTS = "#steps", "#problems", "#drafts"
_BAR = 10


class Home(Page):
    """The method as eight steps, the problems worst first, and the one next thing to do."""

    BINDING_GROUP_TITLE = "Home"
    HELP = "Press **enter** on a step or a problem to go to where it is dealt with."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "foundations", "Engagement", tooltip="The engagement and its core values", id="home.foundations"),
        Binding("o", "next_thing", "Next thing", tooltip="Go to the one next thing to do", id="home.next"),
    ]
    DEFAULT_CSS = """
    Home {
        & Listing { width: 5fr; }
        & Pane { width: 3fr; border-left: solid $panel-lighten-2; padding-left: 1; }
    }
    """

    def __init__(self, *, today: date, author: str = "") -> None:
        super().__init__(today=today, author=author)
        self._steps: Mapping[str, Step] = {}
        self._problems: Mapping[str, Problem] = {}
        self._next: Suggestion | None = None

    @property
    def number(self) -> int:
        """The key of the page."""
        return 1

    def body(self) -> ComposeResult:
        """The steps and problems, and beside them the one under the cursor."""
        yield Listing()
        yield Pane()

    def draw(self) -> None:
        """Draw the steps, then the problems: looking for those takes longer than the first picture may."""
        self._steps = {f"step/{n}": step for n, step in enumerate(steps(self.plan, self.today), start=1)}
        self._show()
        self.call_after_refresh(self._draw_problems)

    def _draw_problems(self) -> None:
        self._problems = {f"problem/{p.rule}/{p.kind}/{p.id}/{p.field}": p for p in problems(self.plan, self.today)}
        self._next = next_thing(self.plan, self.today)
        self._show()

    def _show(self) -> None:
        typed = tuple(f"draft/{subject}" for subject in self.drafts)
        keys = (
            _STEPS,
            *self._steps,
            *((_DRAFTS, *typed) if typed else ()),
            *((_PROBLEMS, *self._problems) if self._problems else ()),
        )
        self.query_one(Listing).show(keys, self._cells, (Column("", None),), is_heading=lambda key: key.startswith("#"))
        self._draw_detail()

    def watch_drafts(self) -> None:
        """Show what is typed and not saved."""
        self.watch_plan()

    def _cells(self, key: str) -> Sequence[Cell]:
        if key == _STEPS:
            return ("The method in eight steps",)
        if key == _DRAFTS:
            return ("Typed and not saved: enter opens the form with the text in it",)
        if key == _PROBLEMS:
            return (f"{counted(len(self._problems), 'problem')}, worst first",)
        if step := self._steps.get(key):
            return (_step_line(int(key.removeprefix("step/")), step),)
        if problem := self._problems.get(key):
            return (f"{_SIGNS[problem.severity]} {problem.what}",)
        return (key.removeprefix("draft/").replace(":", " "),)

    @on(Listing.Moved)
    def _draw_detail(self) -> None:
        key = self.query_one(Listing).key
        self.query_one(Pane).show(self._lines(key), subject=key)

    def _lines(self, key: str | None) -> Sequence[Line]:
        lines: list[Line] = [Heading("Next"), Prose(self._next.sentence), ""] if self._next else []
        if key in self._steps:
            step = self._steps[key]
            lines += [
                Heading(step.name.capitalize()),
                Field("There", step.present),
                Field("Missing", step.missing or "nothing"),
                Field("Done", f"{round(step.done * 100)} %"),
            ]
        elif key in self._problems:
            problem = self._problems[key]
            lines += [Heading("Problem"), Prose(problem.what), "", Heading("What to do"), Prose(problem.todo)]
            lines += ["", Field("Where", problem.place), Field("Method", problem.source)]
        return lines

    @on(Listing.Chosen)
    def _go(self, event: Listing.Chosen) -> None:
        if step := self._steps.get(event.key):
            self._turn(step.page)
        elif problem := self._problems.get(event.key):
            self._turn(0, problem.kind, problem.id)
        elif event.key.startswith("draft/"):
            kind, id, *_ = event.key.removeprefix("draft/").split(":")
            self.post_message(Turn(0, kind, "" if id == "new" else id))

    def _turn(self, page: int, kind: str = "", id: str = "") -> None:
        if page == self.number:
            page, kind, id = 0, Engagement.KIND, self.plan.engagement.id
        self.post_message(Turn(page, kind, id))

    def action_foundations(self) -> None:
        """Open the engagement itself."""
        self._turn(0, "engagement", self.plan.engagement.id)

    def action_next_thing(self) -> None:
        """Go to the one next thing to do."""
        if self._next:
            self._turn(self._next.page, self._next.kind, self._next.id)


def _step_line(number: int, step: Step) -> Cell:
    full = round(step.done * _BAR)
    return Content.assemble(
        f"{number} {step.name.capitalize():<17}",
        ("█" * full, "$text-success"),
        ("░" * (_BAR - full), "$text-disabled"),
        (f"  {step.missing or step.present}", "$text-warning" if step.missing else "$text-muted"),
    )


_SIGNS = {Severity.MUST: "▲", Severity.SHOULD: "△", Severity.COULD: "·"}
"""Worse is bigger."""
