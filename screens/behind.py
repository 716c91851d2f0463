"""The company behind the journey, both ways: who is needed to change this, and what hangs on a team or a system.

Both are lists of records in groups; going to one of them is how a pain leads to the people who can take it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.company import needed_for, overlaps, touched_by, without_owner
from domain.entity import Entity
from domain.gap import Gap
from domain.journey import Backing, Journey, Note, Phase, Touchpoint
from domain.people import System, Team
from domain.plan import Plan
from screens.outline import facts_line
from screens.over import Over
from screens.page import Page, key_of
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose

_HEADING = "#"
_MUTED = "$foreground-muted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a group.

    Attributes:
        record: where it leads; None where it only says something.
    """

    text: str
    detail: str = ""
    record: Entity | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one sort; without any, that is told as well."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def heading(self) -> str:
        """What stands over it."""
        return f"{self.title} {len(self.entries)}" if self.entries else f"{self.title}: none"


def in_question(plan: Plan, record: Entity | None) -> Entity | None:
    """What is asked about with the cursor on *record*; None where nobody stands behind it and nothing hangs on it."""
    if isinstance(record, Backing):
        return plan.find(Touchpoint, record.touchpoint)
    return record if isinstance(record, Journey | Phase | Touchpoint | Note | Gap | Team | System) else None


def groups_of(plan: Plan, record: Entity) -> tuple[Group, ...]:
    """What to tell of *record*: of a team or a system what hangs on it, of anything else who is needed for it."""
    return tuple(_touched(plan, record) if isinstance(record, Team | System) else _needed(plan, record))


def _needed(plan: Plan, record: Entity) -> Iterator[Group]:
    needed = needed_for(plan, record)
    systems = [
        Entry(each.name, f"run by {team.name}" if team else "nobody runs it", each) for each, team in needed.systems
    ]
    yield _group(plan, "Teams", needed.teams)
    yield Group("Systems and processes", tuple(systems))
    yield Group("The part each plays", tuple(map(Entry, needed.roles)))
    yield _group(plan, "Stakeholders in their departments", needed.stakeholders)
    yield _group(plan, "Initiatives already at work on it", needed.initiatives)
    if isinstance(record, Journey):
        yield _group(plan, "Touchpoints that no team stands behind", without_owner(plan, record))


def _touched(plan: Plan, behind: Team | System) -> Iterator[Group]:
    touched = touched_by(plan, behind)
    for journey, touchpoints in touched.journeys:
        yield _group(plan, f"{journey.name} ({journey.horizon.value}): touchpoints", touchpoints)
    if not touched.journeys:
        yield Group("Touchpoints", ())
    yield Group("Pains", tuple(Entry(each.title, f"at {plan.path_of(each)[-1]}", each) for each in touched.pains))
    yield _group(plan, "Gaps", touched.gaps)
    yield _group(plan, "Initiatives", touched.initiatives)
    yield _group(plan, "KPIs", touched.kpis)
    shared = [
        Entry(each.system.name, ", ".join(i.name for i in each.initiatives), each.system) for each in overlaps(plan)
    ]
    yield Group("Of all systems, those that several initiatives will change", tuple(shared))


def _group(plan: Plan, title: str, records: Sequence[Entity]) -> Group:
    return Group(title, tuple(Entry(plan.called(each), facts_line(plan, each), each) for each in records))


class Behind(Over):
    """Records in groups, each with what is most telling of it."""

    HELP = "**enter** goes to the record under the cursor; **esc** leads back."
    BINDING_GROUP_TITLE = "Behind it"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("B", "dismiss(None)", "Back", tooltip="Back to the page", id="behind.back", show=False),
    ]

    def __init__(self, page: Page, record: Entity) -> None:
        super().__init__(page)
        self._kind, self._record_id = type(record), record.id
        self._entries: dict[str, Entry] = {}
        self._headings: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The groups."""
        yield Choices("It is no longer there. Press esc to go back.")

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        listing = self.query_one(Choices)
        self.watch(listing, "key", self._draw_detail, init=False)
        listing.focus()

    def draw(self) -> None:
        """Draw the groups."""
        record = self.plan.find(self._kind, self._record_id)
        groups = groups_of(self.plan, record) if record is not None else ()
        if record is not None:
            hangs = isinstance(record, Team | System)
            question = "What hangs on" if hangs else "Who is needed to change"
            self.set_title(f"{question} “{self.plan.called(record)}”")
        self._entries, self._headings = {}, {}
        keys: list[str] = []
        for nth, group in enumerate(groups):
            self._headings[heading := f"{_HEADING}{nth}"] = group.heading
            found = {_key(nth, each): each for each in group.entries}
            self._entries |= found
            keys += [heading, *found]
        columns = (Column("", None, least=30), Column("", None, least=30, rank=1))
        self.query_one(Choices).show(keys, self._cells, columns, is_heading=lambda key: key.startswith(_HEADING))
        self._draw_detail()

    def _cells(self, key: str) -> Sequence[Cell]:
        if key.startswith(_HEADING):
            return (self._headings[key],)
        entry = self._entries[key]
        return f"  {entry.text}", Content.styled(entry.detail, _MUTED)

    def _draw_detail(self) -> None:
        key = self.query_one(Choices).key
        entry = self._entries.get(key or "")
        self.query_one("#detail", Pane).show(() if entry is None else self._told(entry), subject=key)

    def _told(self, entry: Entry) -> Iterator[Line]:
        if entry.record is None:
            yield Prose(entry.text)
            return
        yield Heading(entry.text)
        if path := self.plan.path_of(entry.record):
            yield Content.styled(" › ".join(path), _MUTED)
        if entry.detail:
            yield Prose(entry.detail)

    @on(Listing.Chosen)
    def _go(self, event: Listing.Chosen) -> None:
        entry = self._entries.get(event.key)
        if entry is None:  # somebody took it away while the key was on its way
            return
        if entry.record is None:
            tell(self, "This line only says what is done; go to the team or the system above it.")
        else:
            self.leave_for(entry.record)


def _key(group: int, entry: Entry) -> str:
    return f"{group}/{key_of(entry.record) if entry.record is not None else entry.text}"
