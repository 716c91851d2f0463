"""Finding the record a reference is to, by typing a part of what it is called or of where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from domain.edits import noun
from domain.entity import Entity
from domain.plan import Plan
from domain.text import clean_text
from screens.parts.entry import Entry

MOST_SHOWN = 8
"""Records offered at once."""


class Query(Entry):
    """The line a picker is searched with."""

    def action_delete_left(self) -> None:
        """Leave the key to the picker where there is nothing to delete."""
        if not self.value:
            raise SkipAction
        super().action_delete_left()


class Picker(Vertical):
    """Holds one record of a kind, or several, and offers the records that match what is typed."""

    HELP = """
    Type part of a name, or of the name of what it belongs to; a **space** shows them all. **↑** **↓** and **enter**
    pick. Delete the text to pick nothing. Where several can be picked, **backspace** takes the last one away.
    """
    BINDING_GROUP_TITLE = "Picker"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Previous", tooltip="The match before this one", id="picker.previous", show=False),
        Binding("down", "step(1)", "Next", tooltip="The match after this one", id="picker.next", show=False),
        Binding("escape", "close", "Close list", tooltip="Close the list of matches", id="picker.close"),
        Binding("backspace", "drop", "Drop last", tooltip="Take the last one away", id="picker.drop"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picker--path", "picker--here"}
    DEFAULT_CSS = """
    Picker {
        width: 1fr;
        height: auto;

        & > #chosen {
            height: auto;
            color: $foreground;
            display: none;
        }
        & > #matches {
            overlay: screen;
            constrain: inside inflect;
            margin-bottom: 1;
            display: none;
            width: 100%;
            height: auto;
            color: $foreground;
            background: $panel;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        & > .picker--path {
            color: $text-muted;
        }
        & > .picker--here {
            color: $text-accent;
            text-style: bold;
        }
        &.-several > #chosen, &.-open > #matches {
            display: block;
        }
    }
    """

    offered: reactive[tuple[Entity | None, ...]] = reactive(())
    """What the list shows; None stands for a record still to be made. Empty: the list is closed."""
    here: reactive[int] = reactive(0)
    """Which of what is offered enter would pick."""

    @dataclass
    class Changed(Message):
        """Something was typed or picked."""

        picker: Picker

        @property
        def control(self) -> Picker:
            """The picker that changed."""
            return self.picker

    @dataclass
    class Wanted(Message):
        """A record is wanted that does not exist yet.

        Attributes:
            text: what was typed to find it.
        """

        picker: Picker
        text: str

        @property
        def control(self) -> Picker:
            """The picker it is wanted in."""
            return self.picker

    def __init__(  # noqa: PLR0913 - all but the first three by name
        self,
        plan: Plan,
        kind: type[Entity],
        raw: str = "",
        *,
        many: bool = False,
        without: str = "",
        placeholder: str = "",
    ) -> None:
        """Offer the records of *kind* but the one with the id *without*; see `raw` for what to start with."""
        super().__init__()
        self.kind = kind
        self._plan, self._many, self._without = plan, many, without
        self._search_words: dict[str, tuple[str, str]] = {}
        self._chosen: tuple[Entity, ...] = ()
        self._placeholder = placeholder
        self._query = Query(placeholder=placeholder, select_on_focus=True)
        self._query.value = self._filled_in(raw)

    def compose(self) -> ComposeResult:
        """What was picked where that can be several, the line to search with, and the matches."""
        if self._many:
            yield Static(id="chosen")
        yield self._query
        yield Static(id="matches")

    def on_mount(self) -> None:
        """Show what was picked before."""
        self._draw_chosen()

    @property
    def raw(self) -> str:
        """The ids picked, a line each, and behind them what was typed but is no record."""
        rest = [self._query.value] if self._unresolved else []
        return "\n".join([*(record.id for record in self._chosen), *rest])

    @raw.setter
    def raw(self, raw: str) -> None:
        self._query.value = self._filled_in(raw)
        self.offered = ()
        self._draw_chosen()

    def pick(self, record: Entity, plan: Plan | None = None) -> None:
        """Take *record*, of *plan* where that is newer than the one the picker was made with."""
        self._plan = plan or self._plan
        if not self._many:
            self._chosen = (record,)
        elif record not in self._chosen:
            self._chosen = (*self._chosen, record)
        self._query.value = "" if self._many else self._said(record)
        self._query.action_end()
        self.offered = ()
        self._draw_chosen()
        self.post_message(self.Changed(self))

    @on(events.DescendantFocus)
    def _invite(self) -> None:
        self._query.placeholder = "type to search, space for all"

    @on(events.DescendantBlur)
    def _fall_silent(self) -> None:
        self._query.placeholder = "" if self._chosen else self._placeholder

    def settle(self) -> None:
        """Close the list, and take the only record that can be meant, if there is just one."""
        if self._unresolved and len(meant := tuple(islice(self._matching(self._query.value), 2))) == 1:
            self.pick(meant[0])
        self.offered = ()

    def watch_offered(self) -> None:
        """Open or close the list."""
        self.set_class(bool(self.offered), "-open")
        self.here = 0
        self._draw_offered()
        self.refresh_bindings()

    def watch_here(self) -> None:
        """Move the mark."""
        self._draw_offered()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to the form while there is no list."""
        del parameters
        match action:
            case "step" | "close":
                return bool(self.offered)
            case "drop":
                return self._many and bool(self._chosen) and not self._query.value
            case _:
                return True

    def action_step(self, by: int) -> None:
        """Go up or down the matches."""
        self.here = max(0, min(len(self.offered) - 1, self.here + by))

    def action_close(self) -> None:
        """Close the list; what was typed stays."""
        self.offered = ()

    def action_drop(self) -> None:
        """Take the record picked last away."""
        self._chosen = self._chosen[:-1]
        self._draw_chosen()
        self.post_message(self.Changed(self))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        typed = event.value
        if not self._many and self._chosen and typed != self._said(self._chosen[0]):
            self._chosen = ()
        if self._query.has_focus and (self._unresolved or typed.isspace()):
            self.offered = (*islice(self._matching(typed), MOST_SHOWN), None)
        else:
            self.offered = ()
        self.post_message(self.Changed(self))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        """Pick the match under the mark. Unless one reference is now settled, the key goes no further."""
        if not self.offered:
            return
        record = self.offered[self.here]
        if record is None or self._many:
            event.stop()
        self._take_or_want(record)

    @on(events.Click, "#matches")
    def _point(self, event: events.Click) -> None:
        if event.y < len(self.offered):
            self._take_or_want(self.offered[event.y])

    def _take_or_want(self, record: Entity | None) -> None:
        if record is not None:
            self.pick(record)
            return
        self.offered = ()
        self.post_message(self.Wanted(self, clean_text(self._query.value)))

    @property
    def _unresolved(self) -> bool:
        """Whether the line holds text that is not the name of what was picked."""
        typed = self._query.value
        if not typed.strip():
            return False
        return self._many or not self._chosen or typed != self._said(self._chosen[0])

    def _matching(self, typed: str) -> Iterator[Entity]:
        """The records with every word of *typed* in them: first those called so, then those that belong to it."""
        words = typed.casefold().split()
        records = [record for record in self._plan.all(self.kind) if record.id != self._without]
        named = (record for record in records if all(word in self._words(record)[0] for word in words))
        placed = (
            record
            for record in records
            if all(word in self._words(record)[1] for word in words)
            and not all(word in self._words(record)[0] for word in words)
        )
        return (record for record in chain(named, placed) if not self._many or record not in self._chosen)

    def _words(self, record: Entity) -> tuple[str, str]:
        """What *record* can be found by: its title, and its title with its path. Worked out once."""
        if record.id not in self._search_words:
            self._search_words[record.id] = self._plan.called(record).casefold(), self._said(record).casefold()
        return self._search_words[record.id]

    def _said(self, record: Entity) -> str:
        return " · ".join((self._plan.called(record), *reversed(self._plan.path_of(record))))

    def _filled_in(self, raw: str) -> str:
        """Take the ids in *raw* as picked; return the text for the line."""
        lines = raw.splitlines()
        found = [self._plan.find(self.kind, line) for line in lines]
        known = tuple(record for record in found if record is not None)
        self._chosen = known if self._many else known[:1]
        rest = clean_text(" ".join(line for line, record in zip(lines, found, strict=True) if record is None))
        return rest if self._many or rest or not known else self._said(known[0])

    def _draw_chosen(self) -> None:
        self.set_class(self._many and bool(self._chosen), "-several")
        if self._many and self.is_running:
            lines = [self._drawn(record, "▪ ") for record in self._chosen]
            self.query_one("#chosen", Static).update(Content("\n").join(lines))

    def _draw_offered(self) -> None:
        if self.is_running:
            lines = [
                self._drawn(record, "▸ " if n == self.here else "  ", here=n == self.here)
                for n, record in enumerate(self.offered)
            ]
            self.query_one("#matches", Static).update(Content("\n").join(lines))

    def _drawn(self, record: Entity | None, mark: str, *, here: bool = False) -> Content:
        title = self._plan.called(record) if record else f"new {noun(self.kind)} …"
        place = "".join(f" · {step}" for step in reversed(self._plan.path_of(record))) if record else ""
        return Content.assemble(
            (mark + title, self.get_visual_style("picker--here", partial=True) if here else ""),
            (place, self.get_visual_style("picker--path", partial=True)),
        )
