"""A pane that shows one record in words, beside the list it stands in.

It is laid out anew at every step through the list, so it wraps, compares with what is on screen and sends the
lines that differ, all without a layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from screens.parts.lines import Lines
from screens.parts.text import MISSING, fit, wrap

_STEP = 3
"""Lines a key scrolls by: each step repaints the pane, so fewer steps are better than smooth ones."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says what the lines below it are about."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A value with its label; labels that follow each other share a column. None shows as a dash."""

    label: str
    value: str | Content | None


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, wrapped to the pane; its own line breaks stay."""

    text: str | Content


Line: TypeAlias = str | Content | Heading | Field | Prose
"""What a pane shows. A string or content is one line and is cut where it is too long; "" is an empty line."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """One line, wrapped: a label of as many cells as its column has, or none, then the text."""

    text: Content
    label: str = ""
    component: str = ""


class Pane(Lines, can_focus=True):
    """Shows lines of text in a fixed place; takes the focus only when there is more than fits."""

    HELP = "Scroll with **j** and **k** where there is more than fits."
    BINDING_GROUP_TITLE = "Details"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down,ctrl+e", "turn(1)", "Down", tooltip="Scroll down", id="pane.down", show=False),
        Binding("k,up,ctrl+y", "turn(-1)", "Up", tooltip="Scroll up", id="pane.up", show=False),
        Binding(
            "ctrl+d,pagedown", "half(1)", "½ page down", tooltip="Half a page down", id="pane.half_down", show=False
        ),
        Binding("ctrl+u,pageup", "half(-1)", "½ page up", tooltip="Half a page up", id="pane.half_up", show=False),
        Binding("g,home", "first", "First", tooltip="Go to the first line", id="pane.first", show=False),
        Binding("G,end", "last", "Last", tooltip="Go to the last line", id="pane.last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--heading", "pane--label"}
    DEFAULT_CSS = """
    Pane {
        & > .pane--heading { color: $text-primary; text-style: bold; }
        & > .pane--label { color: $text-muted; }
    }
    """

    def __init__(
        self, *, name: str | None = None, id: str | None = None, classes: str | None = None, disabled: bool = False
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._shown: tuple[Line, ...] = ()
        self._laid: tuple[_Laid, ...] = ()
        self._laid_width = 0
        self._subject: str | None = None

    def show(self, lines: Iterable[Line], *, subject: str | None = None) -> None:
        """Show *lines*; only those that look different from what is on screen are sent.

        Args:
            lines: from top to bottom.
            subject: whose lines they are; for another subject than before the pane starts from the top again.
        """
        self._shown, self._laid_width = tuple(lines), 0
        if subject != self._subject:
            self._subject, self._top = subject, 0
        self._top = self._within(self._top)
        self.redraw()

    @property
    def row_count(self) -> int:
        """How many lines there are, wrapped."""
        return len(self._wrapped(self.text_width))

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw a line, its label first."""
        laid = self._wrapped(width)[index]
        ground = self.component_style(laid.component) if laid.component else self.visual_style
        label = self.styled(Content(laid.label), cell_len(laid.label), self.component_style("pane--label"))
        return Strip.join([label, self.styled(laid.text, width - cell_len(laid.label), ground)])

    def allow_focus(self) -> bool:
        """Take part in tab order only where there is something to scroll."""
        return super().allow_focus() and self.row_count > self.window

    def action_turn(self, by: int) -> None:
        """Scroll *by* small steps."""
        self.turn_to(self.top + by * _STEP)

    def action_half(self, by: int) -> None:
        """Scroll *by* half pages."""
        self.turn_to(self.top + by * max(1, self.window // 2))

    def action_first(self) -> None:
        """Scroll to the first line."""
        self.turn_to(0)

    def action_last(self) -> None:
        """Scroll to the last line."""
        self.turn_to(self.row_count)

    def _wrapped(self, width: int) -> tuple[_Laid, ...]:
        if width != self._laid_width:
            # One cell stays blank before the scroll mark.
            self._laid, self._laid_width = tuple(_lay(self._shown, width - 1)), width
        return self._laid


def _lay(lines: Sequence[Line], width: int) -> Iterator[_Laid]:
    labels = _label_width(lines, width)
    for line in lines:
        match line:
            case Heading(text):
                yield _Laid(Content(text), component="pane--heading")
            case Field(label, value):
                yield from _lay_field(label, MISSING if value is None else value, labels, width)
            case Prose(text):
                yield from map(_Laid, wrap(text, width))
            case str():
                yield _Laid(Content(line))
            case Content():
                yield _Laid(line)


def _lay_field(label: str, value: str | Content, labels: int, width: int) -> Iterator[_Laid]:
    first, *others = wrap(value, width - labels)
    yield _Laid(first, fit(label, labels - 1) + " ")
    for text in others:
        yield _Laid(text, " " * labels)


def _label_width(lines: Sequence[Line], width: int) -> int:
    """Return the cells of the label column with a blank behind it, at most a third of *width*."""
    longest = max((cell_len(line.label) for line in lines if isinstance(line, Field)), default=0)
    return min(longest, max(width // 3, 1)) + 1
