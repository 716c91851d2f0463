"""Journeys as a table for spreadsheets: a row for every touchpoint, with what is filled in and what hangs on it.

RFC 4180 with a byte order mark, without which Excel takes UTF-8 for something else. Text that a spreadsheet would
run as a formula is written so that it does not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from domain.difference import shown
from domain.entity import fields_of
from domain.journey import Journey, Note, Phase, Touchpoint
from domain.lanes import BLUEPRINT, LANES, Lane
from domain.persona import Persona
from domain.plan import Plan
from domain.strength import strength_of

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

_FIELDS = tuple(facts for name, facts in fields_of(Touchpoint).items() if name not in ("position", "phase"))


def _is_of_a_field(lane: Lane) -> bool:
    """Whether *lane* tells what a field holds, which has its own column: `drop-off` is `drop_off_percent`."""
    words = set(lane.key.split("-"))
    return any(words <= set(facts.name.split("_")) for facts in _FIELDS)


# The blueprint tells in other rows what other lanes tell, too.
_LANES = tuple(lane for lane in LANES.values() if lane.key not in BLUEPRINT and not _is_of_a_field(lane))

Row = tuple[Journey, Phase, Touchpoint]


def table(plan: Plan, journeys: Iterable[Journey], today: date) -> str:
    """*journeys* as CSV, with the strength of the evidence on the day *today*."""
    columns = _columns(plan, today)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(safe(title) for title in columns)
    for row in _rows(plan, journeys):
        writer.writerow(cell(value(row)) for value in columns.values())
    return BOM + text.getvalue()


def _rows(plan: Plan, journeys: Iterable[Journey]) -> Iterator[Row]:
    for journey in journeys:
        for phase in plan.parts(Phase, journey):
            yield from ((journey, phase, touchpoint) for touchpoint in plan.parts(Touchpoint, phase))


def _columns(plan: Plan, today: date) -> Mapping[str, Callable[[Row], object]]:
    """What is in each column, by its title."""

    def persona(row: Row) -> str | None:
        found = plan.find(Persona, row[0].persona) if row[0].persona else None
        return found.name if found else None

    def field(name: str) -> Callable[[Row], object]:
        if fields_of(Touchpoint)[name].target:
            return lambda row: shown(plan, row[2], name) if getattr(row[2], name) else None
        return lambda row: getattr(row[2], name)

    def lane(one: Lane) -> Callable[[Row], object]:
        # The sign comes last, for a gain's would begin a formula. Wows have their own column: nothing is counted twice.
        return lambda row: "\n".join(
            f"{entry.text} {entry.mark}".strip()
            for entry in one.entries(plan, row[2], today)
            if entry.text and (one.note is None or (isinstance(entry.record, Note) and entry.record.kind is one.note))
        )

    def strength(row: Row) -> Decimal | None:
        value = strength_of(plan, row[2], today).value
        return None if value is None else Decimal(f"{value:.2f}")

    return {
        "Journey": lambda row: row[0].name,
        "Persona": persona,
        "Horizon": lambda row: row[0].horizon.value,
        "Target date": lambda row: row[0].target_on,
        "Phase": lambda row: row[1].name,
        "Customer goal": lambda row: row[1].goal,
        **{facts.title: field(facts.name) for facts in _FIELDS},
        **{one.title.capitalize() if one.title.islower() else one.title: lane(one) for one in _LANES},
        "Evidence strength": strength,
    }


def cell(value: object) -> str:
    """*value* as it is written: numbers as numbers, days as ISO 8601, nothing for what is not known."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return safe(str(value))


def safe(text: str) -> str:
    """*text* so that no spreadsheet runs it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
