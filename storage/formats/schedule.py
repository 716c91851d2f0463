"""Proposed schedules: as text to read before it is agreed to, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.calendar import Span
from domain.figures import percents, rounded
from domain.scheduling.proof import Proof
from domain.scheduling.proposal import Proposal, Row, Sums, moved, remarks, summed_up
from domain.scheduling.work import Work
from storage.formats.columns import columns

_TITLES = ("Initiative", "Now", "Scheduled", "Days", "")


def schedule_text(work: Work, found: Proposal, proof: Proof, kind: str = "text") -> str:
    """What *found* would change, in the format *kind*, one of `SCHEDULED_AS`."""
    if kind == "json":
        return json.dumps(_data(work, found, proof), ensure_ascii=False, indent=2, default=_plain) + "\n"
    return "".join(line.rstrip() + "\n" for line in _text(work, found, proof))


def _text(work: Work, found: Proposal, proof: Proof) -> Iterator[str]:
    if found.rows:
        cells = [_cells(row) for row in found.rows]
        yield from columns(_TITLES, cells, numbers=(3,))
        yield ""
    yield from summed_up(work, found, proof)
    for each in found.left_out:
        yield f"Not scheduled: “{each.initiative.name}” {each.why}."
    yield from found.notes


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    after = _days(row.after) if row.is_changed else "the same"
    return row.initiative.name, _days(row.before), after, moved(row), ", ".join(remarks(row))


def _days(span: Span | None) -> str:
    if span is None:
        return "–"
    return f"{span.start}" if span.start == span.end else f"{span.start} … {span.last}"


def _data(work: Work, found: Proposal, proof: Proof) -> Mapping[str, Any]:
    return {
        "objective": found.objective.value,
        "starts_on": work.starts_on,
        "items": [
            {
                "id": row.initiative.id,
                "name": row.initiative.name,
                "before": _span(row.before),
                "after": _span(row.after),
                "moved_days": row.moved,
                "stays": row.is_fixed,
                "late_days": row.late,
            }
            for row in found.rows
        ],
        "left_out": [
            {"id": each.initiative.id, "name": each.initiative.name, "why": each.why} for each in found.left_out
        ],
        "notes": found.notes,
        "before": _sums(found.before),
        "after": _sums(found.after),
        "delay_cost_of_new": _money(found.delay_of_new),
        "proof": {
            "is_optimal": proof.is_optimal,
            "gap_percent": None if proof.gap is None else percents(proof.gap),
            "seconds": rounded(proof.seconds, 1),
        },
    }


def _span(span: Span | None) -> Mapping[str, Any] | None:
    if span is None:
        return None
    return {"starts_on": span.start, "finishes_on": None if span.start == span.end else span.last}


def _sums(sums: Sums) -> Mapping[str, Any]:
    return {
        "delay_cost": _money(sums.delay),
        "finishes_on": sums.finish,
        "overload_days": rounded(sums.overload, 1),
        "late": sums.late,
        "without_dates": sums.undated,
    }


def _money(amount: Fraction) -> Decimal:
    return rounded(amount)


def _plain(value: object) -> object:
    """What JSON has no word for: days as ISO 8601, decimals as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
