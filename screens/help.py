"""What the keys do here: all that work at this moment, read off what declares them, in groups.

It covers the page instead of standing beside it, so that there is room to say what each key is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from screens.parts.bars import KeyBar
from screens.parts.pane import Pane
from screens.parts.text import fit_content, wrap

_TWO_COLUMNS = 100
"""Cells from which there is room for two columns."""
_NAMES = 60
"""Cells of a column from which there is room for names beside what the keys are for."""
_GAP = 3
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Key:
    """What one action is called and on which keys it is.

    Attributes:
        keys: as they are written in the key bar.
        is_dim: whether it cannot be done now.
    """

    keys: str
    name: str
    what: str
    is_dim: bool


class Help(ModalScreen[None]):
    """Lists the keys of the screen beneath, what has the focus first."""

    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,f1", "dismiss(None)", "Back", tooltip="Back to the page", id="help.back"),
    ]
    DEFAULT_CSS = """
    Help {
        align: center middle;
        & > Vertical {
            width: 96%; max-width: 160; height: 100%;
            border: round $primary; border-title-color: $text-primary; background: $surface; padding: 0 1;
        }
    }
    """

    def __init__(self, beneath: Screen[Any]) -> None:
        super().__init__()
        self._about = tuple(help_texts(beneath))
        self._groups = keys_of(beneath)

    def compose(self) -> ComposeResult:
        """One pane in a frame."""
        with Vertical() as box:
            box.border_title = "What the keys do here"
            yield Pane()
            yield KeyBar()

    def on_resize(self) -> None:
        """Lay it out for the room there is now."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        pane = self.query_one(Pane)
        room = pane.text_width - 1
        pane.show([*(line for text in self._about for line in wrap(text, room)), "", *laid_out(self._groups, room)])
        pane.focus()


def help_texts(screen: Screen[Any]) -> Iterator[Content]:
    """What the widget in focus, and all it is within, say of themselves."""
    for node in (screen.focused or screen).ancestors_with_self:
        if isinstance(node, Widget) and node.HELP:
            yield _emboldened(" ".join(cleandoc(node.HELP).split()))


def _emboldened(text: str) -> Content:
    parts = _BOLD.split(text)
    return Content.assemble(*((part, "bold" if nth % 2 else "") for nth, part in enumerate(parts)))


def keys_of(screen: Screen[Any]) -> Mapping[str, Sequence[Key]]:
    """The keys that work on *screen* now, under the title of what declares them; what has the focus comes first."""
    nodes: dict[DOMNode, int] = {}
    together: dict[tuple[int, int, str, str], list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if not active.binding.system and active.binding.tooltip:
            nth, title = _declared_by(active)
            order = nodes.setdefault(active.node, len(nodes)), nth
            together.setdefault((*order, title, active.binding.action), []).append(active)
    groups: dict[str, list[Key]] = {}
    for (_, _, title, _), found in sorted(together.items(), key=lambda item: item[0][:2]):
        binding = found[0].binding
        shown = dict.fromkeys(screen.app.get_key_display(each.binding) for each in found)
        name = binding.description[:1].upper() + binding.description[1:]
        key = Key(" ".join(shown), name, binding.tooltip, is_dim=not found[0].enabled)
        groups.setdefault(title, []).append(key)
    return groups


def _declared_by(active: ActiveBinding) -> tuple[int, str]:
    """How far up the class is that declares the binding, and its title."""
    for nth, owner in enumerate(type(active.node).__mro__):
        ids = {each.id for each in vars(owner).get("BINDINGS", ()) if isinstance(each, Binding)}
        if active.binding.id in ids and (title := vars(owner).get("BINDING_GROUP_TITLE")):
            return nth, str(title)
    return 0, "The program"


def laid_out(groups: Mapping[str, Sequence[Key]], width: int) -> list[Content]:
    """The groups as lines of *width* cells, in two columns where there is room."""
    if width < _TWO_COLUMNS:
        return _column(list(groups.items()), width)
    room = (width - _GAP) // 2
    columns = min(
        (_halves(groups, room, left) for left in range(len(groups) + 1)), key=lambda both: max(map(len, both))
    )
    height, blank = max(map(len, columns)), Content(" " * room)
    left, right = ([*column, *[blank] * (height - len(column))] for column in columns)
    return [one + Content(" " * _GAP) + other for one, other in zip(left, right, strict=True)]


def _halves(groups: Mapping[str, Sequence[Key]], room: int, left: int) -> tuple[list[Content], list[Content]]:
    each = list(groups.items())
    return _column(each[:left], room), _column(each[left:], room)


def _column(groups: Sequence[tuple[str, Sequence[Key]]], width: int) -> list[Content]:
    keys = max((cell_len(key.keys) for _, group in groups for key in group), default=0) + 1
    names = max((cell_len(key.name) for _, group in groups for key in group), default=0) + 1 if width >= _NAMES else 0
    lines: list[Content] = []
    for title, group in groups:
        lines += [Content("")] if lines else []
        lines.append(Content.styled(title, "bold $text-primary"))
        lines += [_line(key, keys, names) for key in group]
    return [fit_content(line, width) for line in lines]


def _line(key: Key, keys: int, names: int) -> Content:
    sign, rest = ("$text-disabled", "$text-disabled") if key.is_dim else ("bold $text-accent", "$foreground-muted")
    shown = fit_content(Content.styled(key.keys, sign), keys, "right")
    name = fit_content(Content.styled(key.name, rest if key.is_dim else ""), names) if names else Content("")
    return shown + Content(" ") + name + Content.styled(key.what, rest)
