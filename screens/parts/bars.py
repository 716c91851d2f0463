"""The three lines every page has: the pages, what state the work is in, and the keys of the moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.app import RenderResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from screens.parts.text import fit_content


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says.

    Attributes:
        saved: when the last edit was on disk, or that nothing can be written.
        others: what somebody else did last, or empty.
        work: what the work lacks: orphans, an unverified map.
        name: the engagement.
    """

    saved: str = ""
    others: str = ""
    work: str = ""
    name: str = ""


class Bar(Widget):
    """One line across the screen."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; }
    """
    ALLOW_SELECT = False


class PageBar(Bar):
    """The nine pages, the one in view standing out by brackets and colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pages--here", "pages--other"}
    DEFAULT_CSS = """
    PageBar {
        background: $panel;
        & > .pages--here { color: $text-primary; text-style: bold reverse; }
        & > .pages--other { color: $text-muted; }
    }
    """

    def __init__(self, names: Sequence[str], here: int) -> None:
        super().__init__()
        self._names = names
        self._here = here

    def render(self) -> RenderResult:
        """Draw all names where there is room, else the numbers and the name in view."""
        for short in (False, True):
            line = Content("").join(self._tabs(short=short))
            if cell_len(line.plain) <= self.size.width:
                break
        return fit_content(line, self.size.width)

    def _tabs(self, *, short: bool) -> Iterator[Content]:
        here = self.get_visual_style("pages--here", partial=True)
        other = self.get_visual_style("pages--other", partial=True)
        for number, name in enumerate(self._names, start=1):
            if number == self._here:
                yield Content.styled(f" {number} {name} ", here)
            else:
                yield Content.styled(f" {number}" if short else f" {number} {name} ", other)


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
        for part in filter(None, (self.status.saved, self.status.others, self.status.work)):
            longer = line + Content(("" if line.plain == " " else " · ") + part)
            if cell_len(longer.plain) > width:
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
        self._drawn: Content | None = None

    def _look_again(self, _screen: Screen[object]) -> None:
        if self.is_attached and self._line() != self._drawn:
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the keys in the order they are declared, as many as fit."""
        self._drawn = self._line()
        return fit_content(self._drawn, self.size.width)

    def _rank(self, active: ActiveBinding) -> int:
        """What is special to the screen comes first, then what works everywhere, then what has the focus."""
        if active.node is not self.screen:
            return 2
        return int((active.binding.id or "").startswith("page."))

    def _line(self) -> Content:
        key_style = self.get_visual_style("keys--key", partial=True)
        dim = self.get_visual_style("keys--dim", partial=True)
        line, seen = Content(""), set[str]()
        for active in sorted(self.screen.active_bindings.values(), key=self._rank):
            binding = active.binding
            if not binding.show or binding.action in seen:
                continue
            seen.add(binding.action)
            key = self.app.get_key_display(binding)
            part = Content(" ") + (
                Content.assemble((key, key_style), f" {binding.description}")
                if active.enabled
                else Content.styled(f"{key} {binding.description}", dim)
            )
            if cell_len(line.plain) + cell_len(part.plain) > self.size.width:
                break
            line += part
        return line
