"""What more promoters and fewer detractors are worth, link by link, so that one can be doubted without the rest.

Satisfied customers bring nothing by being satisfied; those who recommend do, and those who warn others cost (S57). The
two are not each other's mirror image, so each has figures of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from domain.assumption import Assumption
from domain.edits import new
from domain.entity import Entity
from domain.errors import Refused
from domain.initiative import CashKind, CashLine, Certainty, Initiative
from domain.persona import Persona
from domain.plan import Change, Edit, Plan

E = TypeVar("E", bound=Entity)

_LONGEST = 80
"""Longer names are told by their ids in the names of what is made of them."""


@dataclass(frozen=True, slots=True)
class _Link:
    """One assumption of the chain.

    Attributes:
        name: with `{persona}` and `{initiative}` where it is theirs alone; otherwise all chains share it.
        likely: the field of the persona that knows it, or empty.
        remark: what to fill in.
    """

    name: str
    unit: str
    remark: str
    is_percent: bool = False
    likely: str = ""


_LINKS: Mapping[str, _Link] = {
    "people": _Link("{persona}: people a year", "people a year", "How many of them come by.", likely="yearly_number"),
    "value": _Link(
        "{persona}: value of a customer", "money a customer a year", "What one is worth.", likely="yearly_value"
    ),
    "promoters": _Link(
        "{persona}: more promoters by {initiative}",
        "percentage points",
        "By how much the share of them that gives a 9 or 10 grows.",
        is_percent=True,
    ),
    "detractors": _Link(
        "{persona}: fewer detractors by {initiative}",
        "percentage points",
        "By how much the share of them that gives a 6 or less shrinks.",
        is_percent=True,
    ),
    "brought": _Link(
        "New customers a promoter brings", "customers a promoter a year", "Those who come because one recommended."
    ),
    "scared": _Link(
        "Customers a detractor scares off",
        "customers a detractor a year",
        "Not the reverse of what a promoter brings: bad news travels further.",
    ),
    "stays": _Link(
        "Retention of promoters above that of others",
        "percentage points",
        "How many more of them are still there after a year.",
        is_percent=True,
    ),
    "contacts": _Link(
        "Service contacts a detractor costs more than others",
        "contacts a detractor a year",
        "Calls, mails and complaints that do not come once they are content.",
    ),
    "contact_cost": _Link("Cost of a service contact", "money a contact", "All-in, as the controller counts it."),
}

_LINES: Mapping[str, tuple[str, ...]] = {
    "{persona}: new customers by recommendation": ("people", "promoters", "brought", "value"),
    "{persona}: promoters who stay": ("people", "promoters", "stays", "value"),
    "{persona}: customers no longer scared off": ("people", "detractors", "scared", "value"),
    "{persona}: service contacts saved": ("people", "detractors", "contacts", "contact_cost"),
}
"""The benefits, each the product of its links."""


def promoter_chain(plan: Plan, initiative: Initiative, persona: Persona) -> Edit:
    """Draw up what more promoters and fewer detractors among *persona* would bring by *initiative*.

    An assumption for each link and a benefit line for each chain of them, `by_promoters`. What the persona knows is
    filled in, all else is left empty for somebody to find out. An assumption that has the name already is shared.

    Raises:
        Refused: all lines are there already.
    """
    names = {"persona": _called(persona), "initiative": _called(initiative)}
    held = {line.name.casefold() for line in plan.parts(CashLine, initiative)}
    wanted = {title: links for title, links in _LINES.items() if title.format(**names).casefold() not in held}
    label = f"Draw up what promoters among “{persona.name}” bring by “{initiative.name}”"
    if not wanted:
        raise Refused(f"{label}: it is drawn up already. Fill in its assumptions.")
    draft = _Draft(plan)
    ids = {
        key: draft.link(link, names, persona) for key, link in _LINKS.items() if any(key in w for w in wanted.values())
    }
    for title, links in wanted.items():
        draft.add(
            CashLine,
            initiative=initiative.id,
            name=title.format(**names),
            kind=CashKind.BENEFIT,
            certainty=Certainty.SOFT,
            drivers=tuple(ids[key] for key in links),
            by_promoters=True,
        )
    return Edit(label, tuple(draft.changes))


class _Draft:
    """An edit in the making, on the plan as it will be after what is in it so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.changes: list[Change] = []

    def add(self, kind: type[E], /, **fields: Any) -> E:
        record = new(self._plan, kind, **fields)
        change = Change(None, record)
        self.changes.append(change)
        self._plan = self._plan.apply(Edit("", (change,)))
        return record

    def link(self, link: _Link, names: Mapping[str, str], persona: Persona) -> str:
        """The id of the assumption that is *link*, whether there was one or not."""
        name = link.name.format(**names)
        for known in self._plan.all(Assumption):
            if known.name.casefold() == name.casefold():
                return known.id
        likely: Decimal | int | None = getattr(persona, link.likely) if link.likely else None
        return self.add(
            Assumption,
            name=name,
            unit=link.unit,
            is_percent=link.is_percent,
            likely=None if likely is None else Decimal(likely),
            remark=link.remark,
        ).id


def _called(record: Persona | Initiative) -> str:
    return record.name if len(record.name) <= _LONGEST else record.id
