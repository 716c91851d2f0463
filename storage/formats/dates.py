"""How sure dates are: as text to read, as a table for spreadsheets, as JSON for programs. The same numbers in all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from domain.dates import Dates, Outcome, simulate_dates
from domain.figures import chance, chances, number, rounded
from domain.periods import Grain, period_of, periods
from domain.plan import Plan
from storage.formats.columns import columns
from storage.formats.csv import BOM, cell

MOST_CAUSES = 3
"""How many of those that delay a milestone are told in text."""
MOST_QUARTERS = 8
"""How many quarters are told in text one by one, from the first on."""


def sure_dates(plan: Plan, today: date, kind: str = "text", *, runs: int | None = None, seed: int | None = None) -> str:
    """How sure the dates of *plan* are on the day *today*, in the format *kind*, one of `SURE_AS`.

    Args:
        plan: what is planned.
        today: the day it is looked at.
        kind: the format.
        runs: how many futures are drawn; as the engagement says where it is None.
        seed: what they are drawn from; likewise.

    Raises:
        ValueError: fewer than 100 runs.
    """
    dates = simulate_dates(plan, today, runs=runs, seed=seed)
    match kind:
        case "csv":
            return _csv(plan, dates)
        case "json":
            return json.dumps(_data(plan, dates, today), ensure_ascii=False, indent=2, default=str) + "\n"
        case _:
            return "".join(line.rstrip() + "\n" for line in _text(plan, dates))


# Text


def _text(plan: Plan, dates: Dates) -> Iterator[str]:
    yield from (f"{line[0].upper()}{line[1:]}." for line in dates.how)
    for title, found in (("milestone", dates.milestones), ("initiative", dates.items)):
        if found:
            yield ""
            yield from columns(_titles(title), list(map(_row, found)), left=1)
    if everything := (*dates.milestones, *dates.items):
        yield ""
        yield "Share of futures that finish in each quarter."
        yield ""
        yield from _by_quarter(plan, everything)
    for each in dates.milestones:
        yield ""
        yield f"{each.record.name}: {each.sentence}."
        for cause in each.causes[:MOST_CAUSES]:
            yield (
                f"  {cause.initiative.name}: on its critical path in {chance(cause.critical)}, "
                f"{number(rounded(cause.days, 1))} working days of delay on average"
            )
        yield from (f"  {why}" for why in each.missing)
    if dates.left_out:
        yield ""
        yield from (f"Left out: {each.record.name}: {each.why}." for each in dates.left_out)
    if not everything:
        yield "Nothing has dates yet."


def _titles(title: str) -> tuple[str, ...]:
    last = ("critical",) if title == "initiative" else ()
    return (title, "planned", "P50", "P80", "promised", "kept", "± SE", *last)


def _row(outcome: Outcome) -> tuple[str, ...]:
    promised = outcome.promised
    kept = (None, None) if promised is None else (outcome.chance_by(promised), outcome.error_by(promised))
    days = (outcome.planned, outcome.p50, outcome.p80, promised)
    last = () if outcome.is_milestone else (chance(outcome.critical),)
    return (outcome.record.name, *("–" if day is None else str(day) for day in days), *map(chance, kept), *last)


def _by_quarter(plan: Plan, outcomes: Sequence[Outcome]) -> Iterator[str]:
    starts = plan.engagement.fiscal_year_starts
    first = period_of(min(each.days[0] for each in outcomes), Grain.QUARTER, starts).start
    end = period_of(max(each.days[-1] for each in outcomes), Grain.QUARTER, starts).end
    quarters = periods(first, end, Grain.QUARTER, starts)
    shown, later = quarters[:MOST_QUARTERS], quarters[MOST_QUARTERS:]
    rows = []
    for each in outcomes:
        shares = {period.start: share for period, share in each.quarters(starts)}
        told = [chance(shares[period.start]) if shares.get(period.start) else "" for period in shown]
        rest = sum(shares.get(period.start, 0) for period in later)
        rows.append((each.record.name, *told, *([chance(rest) if rest else ""] if later else ())))
    yield from columns(("", *(each.name for each in shown), *(("later",) if later else ())), rows, left=1)


# CSV


def _csv(plan: Plan, dates: Dates) -> str:
    """A row for each initiative and milestone and each quarter it may be finished in."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    titles = ("Kind", "Id", "Name", "Planned", "P50", "P80", "Promised", "Kept, %", "Kept, SE, %", "Critical, %")
    writer.writerow((*titles, "Quarter", "Quarter starts", "Finished in it, %"))
    for each in (*dates.items, *dates.milestones):
        promised = each.promised
        kept = (None, None) if promised is None else (each.chance_by(promised), each.error_by(promised))
        shares = (*kept, each.critical)
        first = (each.record.KIND, each.record.id, each.record.name, each.planned, each.p50, each.p80, promised)
        told = (None if share is None else chances(share) for share in shares)
        start = [cell(value) for value in (*first, *told)]
        for period, share in each.quarters(plan.engagement.fiscal_year_starts):
            writer.writerow((*start, *map(cell, (period.name, period.start, chances(share)))))
    return BOM + text.getvalue()


# JSON


def _data(plan: Plan, dates: Dates, today: date) -> dict[str, Any]:
    return {
        "engagement": plan.engagement.name,
        "as_of": today,
        "runs": dates.runs,
        "seed": dates.seed,
        "engine": dates.engine,
        "overrun_together_percent": dates.together_percent,
        "initiatives": [_outcome(plan, each) for each in dates.items],
        "milestones": [_outcome(plan, each) for each in dates.milestones],
        "without_a_range": [each.id for each in dates.certain],
        "left_out": [{"kind": each.record.KIND, "id": each.record.id, "why": each.why} for each in dates.left_out],
    }


def _outcome(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """What is known of *outcome*; what is not is absent."""
    promised = outcome.promised
    found: dict[str, Any] = {
        "id": outcome.record.id,
        "name": outcome.record.name,
        "planned": outcome.planned,
        "p50": outcome.p50,
        "p80": outcome.p80,
        "promised": promised,
        "kept_percent": None if promised is None else _percent(outcome.chance_by(promised)),
        "kept_standard_error_percent": None if promised is None else _percent(outcome.error_by(promised)),
        "critical_percent": None if outcome.critical is None else _percent(outcome.critical),
        "quarters": [
            {"name": period.name, "starts": period.start, "percent": _percent(share)}
            for period, share in outcome.quarters(plan.engagement.fiscal_year_starts)
        ],
        "causes": [
            {
                "initiative": each.initiative.id,
                "critical_percent": _percent(each.critical),
                "working_days": float(rounded(each.days, 1)),
            }
            for each in outcome.causes
        ],
        "missing": outcome.missing,
    }
    return {key: value for key, value in found.items() if value not in (None, (), [])}


def _percent(share: float) -> float:
    return float(chances(share))
