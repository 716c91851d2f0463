"""How a gap comes to its numbers: the formula with the figures filled in, and every figure with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from domain.entity import Entity
from domain.figures import number
from domain.gaps import GapFigures
from domain.ranking.opportunity import SURVEY
from domain.ranking.score import Input
from domain.strength import calculation
from screens.over import Over
from screens.page import Page
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.text import MISSING, as_content

_HEADING = "#"
_MUTED = "$foreground-muted"


@dataclass(frozen=True, slots=True)
class Step:
    """One line: a figure, or a line of arithmetic.

    Attributes:
        record: where `enter` leads; None where it leads nowhere.
        field: the field of *record* to open its form at; empty where `enter` goes to the record itself.
    """

    text: str
    value: str = ""
    source: str = ""
    record: Entity | None = None
    field: str = ""


class Steps(Choices):
    """A list in which a row of one cell has the whole width: arithmetic cut short says nothing."""

    def _in_columns(self, margin: str, cells: Sequence[Cell], width: int) -> Content:
        return super()._in_columns(margin, cells, width) if len(cells) > 1 else Content(margin) + as_content(cells[0])


class Weighing(Over):
    """The steps to the score of one gap, and beside them evidence, opportunity and who closes it."""

    HELP = "**enter** on a figure opens the form it is typed in, at its field; **esc** leads back."
    BINDING_GROUP_TITLE = "Calculation"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, page: Page, figures_now: Callable[[], GapFigures | None]) -> None:
        super().__init__(page)
        self._figures_now = figures_now
        self._steps: dict[str, Step] = {}
        self._headings: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The steps."""
        yield Steps("The gap is no longer there. Press esc to go back.")

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        listing = self.query_one(Steps)
        self.watch(listing, "key", self._draw_detail, init=False)
        listing.focus()

    def draw(self) -> None:
        """Draw the steps."""
        figures = self._figures_now()
        if figures is not None:
            self.set_title(f"How “{figures.score.gap.name}” comes to its numbers")
        self._steps, self._headings = {}, {}
        keys: list[str] = []
        for nth, (title, steps) in enumerate(sections(figures) if figures is not None else ()):
            self._headings[heading := f"{_HEADING}{nth}"] = title
            found = {f"{nth}/{place}": step for place, step in enumerate(steps)}
            self._steps |= found
            keys += [heading, *found]
        columns = (Column("", None, least=26), Column("", 8, "right"), Column("", 34, rank=1))
        self.query_one(Steps).show(keys, self._cells, columns, is_heading=lambda key: key.startswith(_HEADING))
        self._draw_detail()

    def _cells(self, key: str) -> Sequence[Cell]:
        if key.startswith(_HEADING):
            return (self._headings[key],)
        step = self._steps[key]
        if not step.source:
            return (f"  {step.text}",)
        return f"  {step.text}", step.value or MISSING, Content.styled(step.source, _MUTED)

    def _draw_detail(self) -> None:
        key = self.query_one(Steps).key
        step = self._steps.get(key or "")
        self.query_one("#detail", Pane).show(() if step is None else _told(step), subject=key)

    @on(Listing.Chosen)
    def _open(self, event: Listing.Chosen) -> None:
        step = self._steps.get(event.key)
        if step is None:  # somebody took it away while the key was on its way
            return
        if step.record is None:
            tell(self, "This line follows from the figures above it; press enter on one of those.")
        elif step.field:
            # The gap may only be found: then there is no record to open.
            now = self.plan.find(type(step.record), step.record.id)
            if now is None:
                tell(self, "It is not recorded yet. Go back and press + first.")
            else:
                self.page.fill_in(type(now), record=now, focus=step.field)
        else:
            self.leave_for(step.record)


def sections(figures: GapFigures) -> Iterator[tuple[str, Sequence[Step]]]:
    """What there is to tell, each part under its heading."""
    score, asked = figures.score, figures.opportunity
    inputs = [Step(each.title, each.value, each.source, each.record, each.field) for each in score.inputs]
    title = f"Score {number(score.score)}" if score.score is not None else "No score"
    yield title, [*inputs, *map(Step, score.said)]
    strength = figures.strength
    title = "Evidence: none" if strength.value is None else f"Strength of the evidence {strength.value:.2f}"
    pieces = [Step(part.evidence.name, f"{part.adds:.3f}", "what it adds", part.evidence) for part in strength.parts]
    yield title, [*pieces, *map(Step, calculation(strength))]
    given = [Step(each.title, each.value, each.source, *_typed(figures, each)) for each in asked.inputs]
    by = "by those asked" if asked.by == SURVEY else "by an expert's figures"
    title = f"Opportunity {number(asked.value)}, {by}" if asked.value is not None else "No opportunity score"
    yield title, [*given, *([Step(asked.said)] if asked.said else [])]
    claims = [
        Step(each.initiative.name, "" if each.percent is None else f"{each.percent} %", "claims", each.initiative)
        for each in figures.closing.claims
    ]
    yield f"Closed {figures.closing.closed_percent} %, open {figures.closing.open_percent} %", claims


def _typed(figures: GapFigures, given: Input) -> tuple[Entity, str]:
    """Where a figure of the opportunity is typed: of those asked at the gap, an expert's at today's touchpoint."""
    is_importance = given.title == "Importance"
    score = figures.score
    now = score.current.touchpoint if score.current is not None else None
    if given.source == SURVEY or now is None:
        return score.gap, "importance_percent" if is_importance else "satisfaction_percent"
    return now, "importance" if is_importance else "feeling" if now.goal_percent is None else "goal_percent"


def _told(step: Step) -> Iterator[Line]:
    if not step.source:
        yield Prose(step.text)
        return
    yield Heading(f"{step.text}: {step.value or 'not known'}")
    yield Prose(Content.styled(step.source, _MUTED))
