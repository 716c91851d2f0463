"""What a screen asks of the program. Nothing else leaves a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from textual.message import Message

from domain.plan import Edit, Plan


@dataclass
class Propose(Message):
    """Please make this edit, and once it is made forget what was kept about *draft*."""

    edit: Edit
    draft: str = ""


@dataclass
class GetReady(Message):
    """Please get ready to make an edit: somebody has begun to fill one in, or will soon."""


@dataclass
class Undo(Message):
    """Please take back my last edit."""


@dataclass
class Redo(Message):
    """Please make the edit I last took back again."""


@dataclass
class KeepDraft(Message):
    """Please keep what was typed about *subject* but not saved: field → text as typed."""

    subject: str
    fields: Mapping[str, str]


@dataclass
class DropDraft(Message):
    """Please forget what was kept about *subject*; it is saved, or no longer wanted."""

    subject: str


@dataclass
class At(Message):
    """Please let the others know in a word or two what I am at; nothing takes it back."""

    doing: str = ""


@dataclass
class Turn(Message):
    """Please turn to a page, by number, or to the one that shows a record."""

    page: int
    kind: str = ""
    id: str = ""


@dataclass
class Recall(Message):
    """Please tell *then* what the plan was at the end of a day; it is empty if there was none yet."""

    day: date
    then: Callable[[Plan], None]


@dataclass
class Export(Message):
    """Please write the engagement beside its file, in one of the formats on offer; or what of it is in view."""

    format: str
    of: tuple[str, ...] = ()
    """The ids of the journeys, initiatives or baselines that are wanted; all where there is none."""


@dataclass
class OpenFile(Message):
    """Please open an engagement, or make it where it does not exist: empty, or from an example."""

    name: str
    example: str = ""
