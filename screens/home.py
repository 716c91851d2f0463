"""Where does this engagement stand, and what next?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.engagement import Engagement
from domain.entity import fields_of
from domain.journey import Journey
from domain.persona import Persona
from domain.severity import Severity
from domain.steps import Step, Suggestion, next_thing, steps
from domain.text import counted
from screens.drafts import Draft, draft_about
from screens.messages import DropDraft, Turn
from screens.page import Page
from screens.parts.bars import Divider
from screens.parts.chooser import Choices
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Field, Heading, Line, Pane, Prose
from screens.subjects import FOUNDATIONS

if TYPE_CHECKING:
    from domain.problems import Problem

_STEPS, _PROBLEMS, _DRAFTS = "#steps", "#problems", "#drafts"
_DRAFT = "draft/"
"""What the key of a draft starts with, before its subject."""
_BAR = 6
"""Cells of a bar."""


class Home(Page):
    """The method as eight steps, the problems worst first, and the one next thing to do."""

    BINDING_GROUP_TITLE = "Home"
    HELP = "Press **enter** on a step or a problem to go to where it is dealt with."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "next_thing", "Next thing", tooltip="Go to the one next thing to do", id="home.next"),
        Binding("e", "foundations", "Engagement", tooltip="The engagement and its core values", id="home.foundations"),
        Binding("d", "forget", "Forget", tooltip="Throw away what is typed and not saved", id="home.forget"),
    ]
    WRITES = Page.WRITES | {"forget"}
    DEFAULT_CSS = """
    Home {
        & Listing { width: 3fr; }
        & Pane { width: 2fr; }
    }
    """

    def __init__(self, *, today: date, author: str = "") -> None:
        super().__init__(today=today, author=author)
        self._steps: Mapping[str, Step] = {}
        self._problems: Mapping[str, Problem] = {}
        self._drafts: Mapping[str, Draft] = {}
        self._next: Suggestion | None = None

    @property
    def number(self) -> int:
        """The key of the page."""
        return 1

    @property
    def question(self) -> str:
        """What the page answers."""
        return "Where does this engagement stand, and what next?"

    def body(self) -> ComposeResult:
        """The steps and problems, and beside them the one under the cursor."""
        yield Choices()
        yield Divider()
        yield Pane()

    def draw(self) -> None:
        """Draw the steps, then the problems: looking for those takes longer than the first picture may."""
        self._steps = {f"step/{n}": step for n, step in enumerate(steps(self.plan, self.today), start=1)}
        self._drafts = {_DRAFT + subject: draft_about(self.plan, subject) for subject in self.drafts}
        self._show()
        self.call_after_refresh(self._draw_problems)

    def _draw_problems(self) -> None:
        from domain.problems import problems  # noqa: PLC0415 - not needed for the first picture

        # Two of one rule may be about one record: a team that is over in July and in August.
        found, seen = problems(self.plan, self.today), Counter[str]()
        self._problems = {}
        for problem in found:
            place = f"{problem.rule}/{problem.kind}/{problem.id}/{problem.field}"
            self._problems[f"problem/{place}/{seen[place]}"] = problem
            seen[place] += 1
        self._next = next_thing(self.plan, self.today)
        self._show()
        self.refresh_bindings()

    def _show(self) -> None:
        keys = (
            _STEPS,
            *self._steps,
            *((_DRAFTS, *self._drafts) if self._drafts else ()),
            *((_PROBLEMS, *self._problems) if self._problems else ()),
        )
        self._listing.show(keys, self._cells, (Column("", None),), is_heading=lambda key: key.startswith("#"))
        self._draw_detail()

    @property
    def _listing(self) -> Listing:
        return self.query_one(Listing)

    def watch_drafts(self, before: object, now: object) -> None:
        """Show what is typed and not saved."""
        if now is not before:  # the page is told once of those it was made with
            self.watch_plan()

    def _cells(self, key: str) -> Sequence[Cell]:
        if key == _STEPS:
            return ("The method in eight steps",)
        if key == _DRAFTS:
            return ("Typed and not saved",)
        if key == _PROBLEMS:
            return (f"{counted(len(self._problems), 'problem')}, worst first",)
        if step := self._steps.get(key):
            return (_step_line(step),)
        if problem := self._problems.get(key):
            return (f"{_SIGNS[problem.severity]} {problem.what}",)
        draft = self._drafts.get(key)
        return (f"✎ {_capital(draft.title(self.plan))}" if draft else "",)

    def on_mount(self) -> None:
        """Draw the detail in the frame in which the cursor moves."""
        self.watch(self._listing, "key", self._draw_detail, init=False)

    @on(Listing.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def _draw_detail(self) -> None:
        key = self._listing.key
        self.query_one(Pane).show(self._lines(key or ""), subject=key)

    def _lines(self, key: str) -> Iterator[Line]:
        if self._next is not None:
            yield from (Heading("Next"), Prose(self._next.sentence), "")
        if step := self._steps.get(key):
            yield Heading(step.name)
            yield Field("There", step.present)
            yield Field("Missing", step.missing or "nothing")
            yield Field("Done", f"{_percent_done(step)} %")
        elif problem := self._problems.get(key):
            yield from (Heading("Problem"), Prose(problem.what), "", Heading("What to do"), Prose(problem.todo), "")
            yield Field("Where", problem.place)
            yield Field("Method", problem.source)
        elif draft := self._drafts.get(key):
            yield Heading(_capital(draft.title(self.plan)))
            facts = fields_of(draft.kind)
            for name, text in self.drafts[key.removeprefix(_DRAFT)].items():
                yield Field(facts[name].title if name in facts else name, text)
            yield ""
            yield Prose("Press enter to go on with it, d to throw it away.")

    @on(Listing.Chosen)
    def _go(self, event: Listing.Chosen) -> None:
        if step := self._steps.get(event.key):
            self._turn(step.page)
        elif problem := self._problems.get(event.key):
            self._turn(0, problem.kind, problem.id)
        elif draft := self._drafts.get(event.key):
            self._go_on(draft, event.key.removeprefix(_DRAFT))

    def _go_on(self, draft: Draft, subject: str) -> None:
        """Open the form the text was typed into."""
        if draft.is_lost:
            tell(self, "What it is about was removed. Undo that first, or press d to throw it away.")
        elif draft.is_outline:
            journey = draft.record if isinstance(draft.record, Journey) else None
            self.capture(journey, self.plan.find(Persona, draft.given.get("persona", "")))
        else:
            self.fill_in(draft.kind, record=draft.record, given=draft.given, subject=subject)

    def _turn(self, page: int, kind: str = "", id: str = "") -> None:
        if page == self.number or (not page and not kind):
            page, kind, id = FOUNDATIONS, Engagement.KIND, self.plan.engagement.id
        self.post_message(Turn(page, kind, id))

    def show_record(self, kind: str, id: str) -> None:
        """Go to the page of a record that was just added."""
        self._turn(0, kind, id)

    def why_not(self, action: str) -> str | None:
        """Only drafts are thrown away."""
        if action == "forget" and (not self.is_mounted or self._listing.key not in self._drafts):
            return "Only what is typed and not saved is thrown away."
        if action == "next_thing" and self._next is None:
            return "Still looking for what comes next."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say nothing of throwing drafts away where there are none."""
        return False if action == "forget" and not self.drafts else super().check_action(action, parameters)

    def action_foundations(self) -> None:
        """Open the engagement itself."""
        self._turn(0, Engagement.KIND, self.plan.engagement.id)

    def action_next_thing(self) -> None:
        """Go to the one next thing to do."""
        if self._next is not None:
            self._turn(self._next.page, self._next.kind, self._next.id)

    def action_forget(self) -> None:
        """Throw a draft away, after asking."""
        key = self._listing.key or ""

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
            if yes:
                self.post_message(DropDraft(key.removeprefix(_DRAFT)))

        title = self._drafts[key].title(self.plan)
        self.app.push_screen(Confirm("Throw away what you typed?", [_capital(title), "It cannot be undone."]), agreed)


def _step_line(step: Step) -> Cell:
    full = _percent_done(step) * _BAR // 100
    return Content.assemble(
        f"{step.name:<17}",
        ("█" * full, "$text-success"),
        ("░" * (_BAR - full), "$foreground-disabled"),
        (f"  {step.missing or step.present}", "$text-warning" if step.missing else "$foreground-muted"),
    )


def _percent_done(step: Step) -> int:
    """Whole percents, rounded down: a step that lacks anything is never shown as done."""
    return int(step.done * 100)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_SIGNS = {Severity.MUST: "▲", Severity.SHOULD: "△", Severity.COULD: "·"}
"""Worse is bigger."""
