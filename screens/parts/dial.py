"""One-line answers that are turned, not typed: a dial for a short scale, a choice among a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from screens.parts.text import MISSING

APART = 3
"""Cells from one notch of a dial to the next."""


class Dial(Widget, can_focus=True):
    """A number on a short scale, shown as a figure and as a length."""

    HELP = "**←** and **→** turn it, a digit sets it, **backspace** empties it. Decimals can be typed where they count."
    BINDING_GROUP_TITLE = "Dial"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Less", tooltip="One point less", id="dial.less"),
        Binding("right", "turn(1)", "More", tooltip="One point more", id="dial.more"),
        Binding("backspace,delete", "clear", "Empty", tooltip="Take the value away", id="dial.clear"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"dial--length", "dial--above", "dial--below", "dial--track"}
    DEFAULT_CSS = """
    Dial {
        width: 1fr;
        height: 1;
        color: $foreground;

        & > .dial--length {
            color: $text-primary;
        }
        & > .dial--above {
            color: $text-success;
        }
        & > .dial--below {
            color: $text-error;
        }
        & > .dial--track {
            color: $text-muted;
        }
    }
    """

    raw: reactive[str] = reactive("")
    """The value as it would be typed; empty where there is none."""

    @dataclass
    class Changed(Message):
        """The dial was turned, set or emptied."""

        dial: Dial

        @property
        def control(self) -> Dial:
            """The dial that changed."""
            return self.dial

    def __init__(self, raw: str = "", *, least: int, most: int, exact: bool = False) -> None:
        """Make a dial from *least* to *most*; where *exact*, decimals can be typed."""
        super().__init__()
        self.set_reactive(Dial.raw, raw)
        self._least, self._most, self._exact = least, most, exact
        self._typing = ""

    @property
    def value(self) -> Decimal | None:
        """The value set, if there is one and it is on the scale."""
        try:
            value = Decimal(self.raw)
        except InvalidOperation:
            return None
        return value if self._least <= value <= self._most else None

    def render(self) -> Content:
        """The scale, filled up to the value, and the value."""
        bar = track(self._least, self._most, self.value)
        return Content.assemble((bar, self.get_visual_style(f"dial--{self._sense}", partial=True)), "   ", self._figure)

    @property
    def _figure(self) -> str:
        """The value with its sign, where signs tell; what was typed, where that is no value."""
        if self.value is None:
            return self.raw or MISSING
        sign = "+" if self._least < 0 < self.value else ""
        return f"{sign}{self.value:f}".replace("-", "−")

    @property
    def _sense(self) -> str:
        """What the value says: how much, or on which side of zero."""
        if self.value is None:
            return "track"
        if self._least >= 0:
            return "length"
        return "below" if self.value < 0 else "above" if self.value else "track"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out the arrow that has nowhere to go, and emptying what is empty."""
        match action, parameters, self.value:
            case "turn", (int(by),), Decimal() as value:
                return None if value == (self._most if by > 0 else self._least) else True
            case "clear", _, _:
                return True if self.raw else None
            case _:
                return True

    def action_turn(self, by: int) -> None:
        """Move *by* points, or as far as the scale goes; an empty dial starts in the middle."""
        middle = Decimal((self._least + self._most) // 2)
        turned = middle if self.value is None else max(Decimal(self._least), min(Decimal(self._most), self.value + by))
        self._set(f"{turned:f}")

    def action_clear(self) -> None:
        """Take the value away."""
        self._set("")

    def on_key(self, event: events.Key) -> None:
        """Read signs, digits and a decimal point in the order they are typed."""
        key = (event.character or "").replace("−", "-").replace(",", ".")
        if key in {"+", "-"}:
            if self.check_action("turn", (by := int(f"{key}1"),)):
                self.action_turn(by)
            self._typing = key
        elif key.isdecimal() and len(key) == 1:
            self._type_digit(key)
        elif key == "." and self._exact and self._typing.strip("+-") and "." not in self._typing:
            self._set(self._typing + ".")
        else:
            return
        event.stop()

    def _type_digit(self, digit: str) -> None:
        """Carry on with the number being typed where that stays on the scale, else begin another."""
        goes_on = self._typing if self._typing in {"+", "-"} or "." in self._typing else ""
        for typed in (goes_on + digit, digit):
            if self._least <= Decimal(typed) <= self._most:
                self._set(typed.lstrip("+"), typing=typed)
                return

    def _set(self, raw: str, *, typing: str | None = None) -> None:
        self._typing = raw if typing is None else typing
        self.raw = raw
        self.post_message(self.Changed(self))

    def watch_raw(self) -> None:
        """Have the footer look at the arrows again."""
        self.refresh_bindings()

    def on_blur(self) -> None:
        """Take what was typed as finished."""
        self._typing = ""


def track(least: int, most: int, value: Decimal | None) -> str:
    """Draw a scale with a notch for each point, filled from zero, or from its low end, to *value*.

    >>> track(-2, 2, Decimal("-1.5")), track(1, 5, Decimal(3))
    ('· ●━━━┼  ·  ·', '━━━━━━●  ·  ·')
    """
    cells = ["·" if cell % APART == 0 else " " for cell in range((most - least) * APART + 1)]
    origin = (min(max(0, least), most) - least) * APART
    if value is not None:
        here = round((value - least) * APART)
        low, high = sorted((origin, here))
        cells[low : high + 1] = "━" * (high + 1 - low)
    if least < 0 < most:
        cells[origin] = "┼"
    if value is not None:
        cells[here] = "●"
    return "".join(cells)


class Choice(Widget, can_focus=True):
    """One word out of a few, all in sight where they fit."""

    HELP = "**←** and **→** move the choice; a first letter goes to the next word that starts with it."
    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", tooltip="The choice before this one", id="choice.previous"),
        Binding("right", "move(1)", "Next", tooltip="The choice after this one", id="choice.next"),
        Binding("backspace,delete", "clear", "Empty", tooltip="Choose nothing", id="choice.clear"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--other", "choice--chosen"}
    DEFAULT_CSS = """
    Choice {
        width: 1fr;
        height: 1;
        color: $foreground;

        & > .choice--other {
            color: $text-muted;
        }
        &:focus > .choice--chosen {
            color: $text-accent;
            text-style: bold;
        }
    }
    """

    raw: reactive[str] = reactive("")
    """The word chosen; empty where none is."""

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """The choice that changed."""
            return self.choice

    def __init__(self, words: Sequence[str], raw: str = "", *, optional: bool) -> None:
        """Offer *words*, and nothing at all where *optional*."""
        super().__init__()
        self.set_reactive(Choice.raw, raw)
        self._words = ("", *words) if optional else tuple(words)

    def render(self) -> Content:
        """The words with the chosen one marked, or as many around it as there is room for."""
        words = self._words if self.raw in self._words else (self.raw, *self._words)
        shown = around(words, words.index(self.raw), self.size.width)
        chosen, other = (
            self.get_visual_style("choice--chosen", partial=True),
            self.get_visual_style("choice--other", partial=True),
        )
        parts = [
            (f"{'●' if word == self.raw else '○'} {word or MISSING}", chosen if word == self.raw else other)
            for word in words[shown]
        ]
        line = Content("  ").join(Content.styled(*part) for part in parts)
        before = Content.styled("‹ ", other) if shown.start else Content("")
        after = Content.styled(" ›", other) if shown.stop < len(words) else Content("")
        return before + line + after

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out the arrow that has nowhere to go, and emptying what may not be empty."""
        match action, parameters:
            case "move", (int(by),) if self.raw in self._words:
                return True if 0 <= self._words.index(self.raw) + by < len(self._words) else None
            case "clear", _:
                return True if self.raw and "" in self._words else None
            case _:
                return True

    def action_move(self, by: int) -> None:
        """Choose the word *by* places on; the first one where nothing known was chosen."""
        self._choose(self._words[self._words.index(self.raw) + by] if self.raw in self._words else self._words[0])

    def action_clear(self) -> None:
        """Choose nothing."""
        self._choose("")

    def on_key(self, event: events.Key) -> None:
        """Choose the next word that starts with the letter typed."""
        letter = (event.character or "").casefold()
        here = self._words.index(self.raw) + 1 if self.raw in self._words else 0
        for word in (*self._words[here:], *self._words[:here]):
            if letter and word.casefold().startswith(letter):
                self._choose(word)
                event.stop()
                return

    def _choose(self, word: str) -> None:
        self.raw = word
        self.post_message(self.Changed(self))

    def watch_raw(self) -> None:
        """Have the footer look at the arrows again."""
        self.refresh_bindings()


def around(words: Sequence[str], here: int, width: int) -> slice:
    """The longest run of *words* about the one at *here* that fits in *width* cells, marks and gaps included."""
    widths = [Content(word or MISSING).cell_length + 4 for word in words]
    if sum(widths) - 2 <= width:
        return slice(0, len(words))
    low, high, room = here, here + 1, width - 2 - widths[here]
    while True:
        if high < len(words) and widths[high] <= room:
            room -= widths[high]
            high += 1
        elif low > 0 and widths[low - 1] <= room:
            low -= 1
            room -= widths[low]
        else:
            return slice(low, high)
