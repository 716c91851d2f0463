"""A board: cards in columns side by side, with a cursor that goes down a column and across to the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from screens.parts.lines import Lines
from screens.parts.text import fit

_CURSOR, _MARK = "▌", "●"
_HEIGHT = 3
"""Lines of a card: its title, what else is said of it, a blank."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Attributes:
        key: what it goes by.
        title: stands first.
        facts: stand below it.
    """

    key: str
    title: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """One column of cards."""

    title: str
    cards: tuple[Card, ...]


class Board(Lines, can_focus=True):
    """Shows piles of cards; sends only the cells that changed."""

    HELP = "Go down a column with **j** and **k**, to another one with **h** and **l**."
    BINDING_GROUP_TITLE = "Board"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", tooltip="Go to the next card", id="board.down", show=False),
        Binding("k,up", "move(-1)", "Up", tooltip="Go to the card above", id="board.up", show=False),
        Binding("l,right", "across(1)", "Right", tooltip="Go to the next column", id="board.right", show=False),
        Binding("h,left", "across(-1)", "Left", tooltip="Go to the column before", id="board.left", show=False),
        Binding("home", "move(-9999)", "First", tooltip="Go to the first card", id="board.first", show=False),
        Binding("end", "move(9999)", "Last", tooltip="Go to the last card", id="board.last", show=False),
        Binding("space", "mark", "Mark", tooltip="Mark the card, or take its mark away", id="board.mark"),
        Binding("escape", "unmark", "Unmark", tooltip="Take all marks away", id="board.unmark", show=False),
        Binding("enter", "choose", "Open", tooltip="Open the card under the cursor", id="board.choose"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"board--{name}" for name in ("pile", "title", "facts", "cursor", "marked", "border")
    }
    DEFAULT_CSS = """
    Board {
        & > .board--pile { color: $text-primary; text-style: bold; }
        & > .board--title { text-style: bold; }
        & > .board--facts { color: $text-muted; }
        & > .board--border { color: $foreground 20%; }
        & > .board--marked { color: $text-warning; text-style: bold; }
        & > .board--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .board--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:focus:nocolor > .board--cursor { text-style: reverse; }
    }
    """

    key: reactive[str | None] = reactive(None, repaint=False, init=False)
    """The key of the card under the cursor."""

    @dataclass
    class Moved(Message):
        """Another card is under the cursor, or others are marked."""

        board: Board

    @dataclass
    class Chosen(Message):
        """The user wants to open the card under the cursor."""

        board: Board

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._piles: tuple[Pile, ...] = ()
        self._places: dict[str, tuple[int, int]] = {}
        self._marks: frozenset[str] = frozenset()

    def show(self, piles: Sequence[Pile]) -> None:
        """Show *piles*, with the cursor on the same card; where that is gone, on the nearest of its column."""
        here = self._places.get(self.key or "", (0, 0))
        self._piles = tuple(piles)
        self._places = {
            card.key: (column, nth) for column, pile in enumerate(piles) for nth, card in enumerate(pile.cards)
        }
        if self.key not in self._places:
            self.key = self._nearest(*here)
        self._top = self._within(self._top)
        self.redraw()

    def _nearest(self, column: int, nth: int) -> str | None:
        order = sorted(range(len(self._piles)), key=lambda each: abs(each - column))
        cards = next((self._piles[each].cards for each in order if self._piles[each].cards), ())
        return cards[max(0, min(nth, len(cards) - 1))].key if cards else None

    @property
    def subject_keys(self) -> tuple[str, ...]:
        """What an action applies to: the marked cards, else the one under the cursor."""
        marked = tuple(key for key in self._places if key in self._marks)
        return marked or (() if self.key is None else (self.key,))

    def move_to(self, key: str) -> bool:
        """Put the cursor on *key*; return whether it is shown."""
        if key not in self._places:
            return False
        self.key = key
        return True

    @property
    def row_count(self) -> int:
        """As many lines as the highest pile has."""
        return _HEIGHT * max((len(pile.cards) for pile in self._piles), default=0)

    @property
    def head_height(self) -> int:
        """The titles, and a rule."""
        return 2

    def _widths(self, width: int) -> list[int]:
        count = max(1, len(self._piles))
        return [width // count + (nth < width % count) for nth in range(count)]

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw the titles of the piles, or the rule below them."""
        strips = []
        for pile, cells in zip(self._piles, self._widths(width), strict=False):
            text = f" {pile.title} · {len(pile.cards)}" if line == 0 else " " + "─" * (cells - 2)
            style = self.component_style("board--pile" if line == 0 else "board--border")
            strips.append(self.styled(Content(fit(text, cells)), cells, style))
        return Strip.join(strips) if strips else Strip.blank(width)

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one line of the cards beside each other."""
        nth, line = divmod(index, _HEIGHT)
        strips = []
        for pile, cells in zip(self._piles, self._widths(width), strict=False):
            card = pile.cards[nth] if nth < len(pile.cards) else None
            strips.append(self._card_line(card, line, cells))
        return Strip.join(strips)

    def _card_line(self, card: Card | None, line: int, cells: int) -> Strip:
        if card is None or line == _HEIGHT - 1:
            return self.styled(Content(""), cells, self.visual_style)
        is_here, is_marked = card.key == self.key, card.key in self._marks
        sign = _MARK if is_marked and line == 0 else _CURSOR if is_here else " "
        style = "title" if line == 0 else "facts"
        text = card.title if line == 0 else card.facts
        body = self.component_style("board--cursor" if is_here and line == 0 else f"board--{style}")
        mark = self.component_style("board--marked" if is_marked else "board--pile")
        return Strip.join(
            [
                self.styled(Content(sign), 1, mark),
                self.styled(Content(fit(f" {text}", cells - 2)), cells - 2, body),
                self.styled(Content(" "), 1, self.visual_style),
            ]
        )

    def watch_key(self, before: str | None, now: str | None) -> None:
        """Send the cards that changed."""
        if now in self._places and self.bring_into_view(_HEIGHT * self._places[now][1] + _HEIGHT - 1):
            self.post_message(self.Moved(self))
            return
        for key in (before, now):
            if key in self._places:
                first = _HEIGHT * self._places[key][1]
                self.redraw_rows(first, first + 1)
        self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        """Go *by* cards down the column."""
        if self.key in self._places:
            column, nth = self._places[self.key]
            cards = self._piles[column].cards
            self.key = cards[max(0, min(nth + by, len(cards) - 1))].key

    def action_across(self, by: int) -> None:
        """Go to the next column with a card."""
        if self.key not in self._places:
            return
        column, nth = self._places[self.key]
        column += by
        while 0 <= column < len(self._piles):
            if cards := self._piles[column].cards:
                self.key = cards[min(nth, len(cards) - 1)].key
                return
            column += by

    def action_choose(self) -> None:
        """Ask for the card to be opened."""
        if self.key is not None:
            self.post_message(self.Chosen(self))

    def action_mark(self) -> None:
        """Mark the card, or take its mark away, and go on to the next."""
        if self.key is not None:
            self._set_marks(self._marks ^ {self.key})
            self.action_move(1)

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._set_marks(frozenset())

    def _set_marks(self, marks: Collection[str]) -> None:
        self._marks = frozenset(marks)
        self.redraw()
        self.post_message(self.Moved(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to others the keys that have nothing to work on here, escape above all."""
        del parameters
        return bool(self._marks) if action == "unmark" else True

    def on_click(self, event: events.Click) -> None:
        """Go to the card clicked on; a second click at once opens it."""
        place = event.get_content_offset(self)
        if place is None or place.y < self.head_height:
            return
        nth, end = (self.top + place.y - self.head_height) // _HEIGHT, 0
        for pile, cells in zip(self._piles, self._widths(self.text_width), strict=False):
            end += cells
            if place.x < end:
                if nth < len(pile.cards):
                    self.key = pile.cards[nth].key
                    if event.chain == 2:
                        self.action_choose()
                return
