"""The three lines every page has: the pages, what state the work is in, and the keys of the moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.app import RenderResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.keys import REPLACED_KEYS, key_to_character
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from screens.parts.text import fit_content

HELP_ID = "page.help"
"""The binding whose key is shown however little room there is: it leads to all others."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says.

    Attributes:
        saved: when the last edit was on disk, or that nothing can be written.
        others: what somebody else did last, or empty.
        work: what the work lacks: orphans, an unverified map.
        name: the engagement.
        here: who else has it open, or empty.
    """

    saved: str = ""
    others: str = ""
    work: str = ""
    name: str = ""
    here: str = ""


class Bar(Widget):
    """One line across the screen."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; }
    """
    ALLOW_SELECT = False


class PageBar(Bar):
    """The nine pages, the one in view standing out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pages--here", "pages--other"}
    DEFAULT_CSS = """
    PageBar {
        background: $panel;
        & > .pages--here { color: $text-primary; text-style: bold; }
        & > .pages--other { color: $text-muted; }
    }
    """

    def __init__(self, names: Sequence[str], here: int) -> None:
        super().__init__()
        self._names = names
        self._here = here

    def render(self) -> RenderResult:
        """Draw all names, closer together where there is less room; where there is too little, the one in view."""
        for tab in (" {number} {name} ", " {number} {name}", " {number}{name}", " {number}"):
            line = Content("").join(self._tabs(tab))
            if cell_len(line.plain) <= self.size.width:
                break
        return fit_content(line, self.size.width)

    def _tabs(self, tab: str) -> Iterator[Content]:
        here = self.get_visual_style("pages--here", partial=True) + Style(reverse=True)  # shows without colour, too
        other = self.get_visual_style("pages--other", partial=True)
        for number, name in enumerate(self._names, start=1):
            if number == self._here:
                yield Content.styled(f" {number} {name} ", here)
            else:
                yield Content.styled(tab.format(number=number, name=name), other)


class QuietLine(Bar):
    """One line to be read once, such as the question a page answers."""

    DEFAULT_CSS = """
    QuietLine { color: $text-muted; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def say(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the line, cut where it is too long."""
        return fit_content(Content(f" {self._text}"), self.size.width)


class Divider(Widget):
    """A line between two columns. A border would be sent again with each line of what it surrounds."""

    DEFAULT_CSS = """
    Divider { width: 2; height: 1fr; border-left: solid $panel-lighten-2; }
    """
    ALLOW_SELECT = False

    def render(self) -> RenderResult:
        """Draw nothing beside the line."""
        return ""


class StatusBar(Bar):
    """Saved or not, who else is here, what the work lacks; the engagement's name at the right."""

    DEFAULT_CSS = """
    StatusBar { color: $text-muted; background: $panel; }
    """

    status: reactive[Status] = reactive(Status())

    def render(self) -> RenderResult:
        """Draw as many parts as there is room for, most important first."""
        width = self.size.width - 1
        name = Content(self.status.name)
        line = Content(" ")
        for part in filter(None, (self.status.saved, self.status.here, self.status.others, self.status.work)):
            longer = line + Content(("" if line.plain == " " else " · ") + part)
            if cell_len(longer.plain) > width and line.plain != " ":
                break
            line = longer
        if (room := width - cell_len(line.plain) - 2) < cell_len(name.plain) and room < 12:
            return fit_content(line, self.size.width)
        return fit_content(line + Content("  ") + fit_content(name, room, "right"), self.size.width)


class KeyBar(Bar):
    """The keys that work here; those that cannot be used now are dim."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--dim"}
    DEFAULT_CSS = """
    KeyBar {
        color: $text;
        & > .keys--key { color: $text-accent; text-style: bold; }
        & > .keys--dim { color: $text-disabled; text-style: dim; }
    }
    """

    def on_mount(self) -> None:
        """Look at the keys again whenever they may have changed."""
        self.screen.bindings_updated_signal.subscribe(self, self._look_again)
        self._looked_at: Content | None = None

    def _look_again(self, _screen: Screen[object]) -> None:
        # Held against the last look, not the last drawing: what is drawn for a layout is not always shown.
        if self.is_attached and (line := self._line()) != self._looked_at:
            self._looked_at = line
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the keys in the order they are declared, as many as fit, and always the one for help."""
        return fit_content(self._line(), self.size.width)

    def _rank(self, active: ActiveBinding) -> int:
        """What only this screen has comes first, then what its like have, every page, what has the focus, and help."""
        if active.node is not self.screen:
            return 3
        id = active.binding.id or ""
        if id == HELP_ID:
            return 4
        own = str(self.screen.BINDING_GROUP_TITLE).lower()
        return 2 if id.startswith("page.") else 0 if id.startswith(f"{own}.") else 1

    def _is_typed(self, key: str) -> bool:
        """Whether what has the focus takes *key* for text, so that it does nothing else just now."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key(key, key_to_character(REPLACED_KEYS.get(key, key)))

    def _line(self) -> Content:
        parts = list(self._parts())
        gap = " " * (2 if _cells(parts, 2) <= self.size.width else 1)
        while len(parts) > 1 and _cells(parts, 1) > self.size.width:
            del parts[-2]
        return Content("").join(Content(gap if nth else " ") + part for nth, part in enumerate(parts))

    def _parts(self) -> Iterator[Content]:
        key_style = self.get_visual_style("keys--key", partial=True)
        dim = self.get_visual_style("keys--dim", partial=True)
        shown: dict[str, ActiveBinding] = {}
        for active in sorted(self.screen.active_bindings.values(), key=self._rank):
            if active.binding.show and not self._is_typed(active.binding.key):
                shown.setdefault(active.binding.action, active)
        for active in shown.values():
            key, description = self.app.get_key_display(active.binding), active.binding.description
            if active.enabled:
                yield Content.assemble((key, key_style), f" {description}")
            else:
                yield Content.styled(f"{key} {description}", dim)


def _cells(parts: Sequence[Content], gap: int) -> int:
    return sum(cell_len(part.plain) + gap for part in parts)
