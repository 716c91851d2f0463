"""One field of a form: what is asked, what it is answered with, and what is wrong with the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from domain.entity import Entity, Facts
from domain.plan import Plan
from domain.records import BY_NAME
from screens.parts.dial import Choice, Dial
from screens.parts.entry import Box, Entry
from screens.parts.picker import Picker
from screens.parts.text import MISSING

LARGEST_DIGIT = 9
"""How far a dial goes either way, and from end to end."""

Answer: TypeAlias = Entry | Box | Choice | Dial | Picker
"""What a field is answered with; each keeps what was typed in `raw`."""


def answer_to(facts: Facts, raw: str, plan: Plan, record: Entity | None = None) -> Answer:
    """The widget that suits a field, holding *raw*."""
    blank = MISSING if facts.optional else "needed"
    if facts.target:
        itself = record.id if record and facts.target == record.KIND else ""
        return Picker(plan, BY_NAME[facts.target], raw, many=facts.many, without=itself, placeholder=blank)
    if facts.prose or facts.many:
        return Box(raw, placeholder=blank)
    if words := facts.choices or (("yes", "no") if facts.type is bool else ()):
        return Choice(words, raw, optional=facts.optional)
    if facts.least is not None and facts.most is not None and _fits_a_dial(facts.least, facts.most):
        return Dial(raw, least=int(facts.least), most=int(facts.most), exact=facts.type is Decimal)
    return Entry(raw, placeholder=blank, select_on_focus=facts.type is not str)


def _fits_a_dial(least: Decimal, most: Decimal) -> bool:
    """Whether a digit says all there is from *least* to *most*, and there is something between the two."""
    return least >= -LARGEST_DIGIT and most <= LARGEST_DIGIT and 1 < most - least <= LARGEST_DIGIT


class Question(Widget):
    """One field: its label, its answer, and below it what is wrong with that."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"question--unit"}

    def __init__(self, facts: Facts, unit: str, answer: Answer) -> None:
        super().__init__()
        self.facts = facts
        self.answer = answer
        self.saved = answer.raw
        # “People a year” counts people a year; that need not be said twice.
        self._label = facts.title, "" if not unit or unit in facts.title.casefold() else f" {unit}"
        self._found = ""

    def compose(self) -> ComposeResult:
        """The answer; a problem comes below it when there is one."""
        yield self.answer

    def render(self) -> Content:
        """The label, left of the answer."""
        here = self.has_focus_within
        title, unit = self._label
        return Content.assemble(
            "▸ " if here else "  ",
            (title, "bold" if here else ""),
            (unit, self.get_visual_style("question--unit", partial=True)),
        )

    @property
    def label_width(self) -> int:
        """Cells the label takes, its unit included."""
        return cell_len("".join(self._label))

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs from what is saved."""
        return self.answer.raw != self.saved

    @property
    def problem(self) -> str:
        """What is wrong with the answer; empty where nothing is known to be."""
        return self._found

    @problem.setter
    def problem(self, problem: str) -> None:
        if problem == self._found:
            return
        self._found = problem
        self.query(".problem").remove()
        if problem:
            self.mount(Static(Content(problem), classes="problem"))

    def enter(self) -> None:
        """Give the answer the keys."""
        (self.answer.query_one(Entry) if isinstance(self.answer, Picker) else self.answer).focus(scroll_visible=False)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _mark(self) -> None:
        self.refresh()
