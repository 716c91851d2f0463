"""Rankings: as text to read, as a table for spreadsheets, and as TOML or JSON for programs. The same numbers in all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.figures import number
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Plan
from domain.ranking.agreement import Compared, Tau, compared
from domain.ranking.methods import METHODS, Method
from domain.ranking.score import Score
from storage.formats.columns import columns
from storage.formats.csv import BOM, cell
from storage.formats.roadmap import blocks


def ranking(plan: Plan, keys: Sequence[str], today: date, kind: str = "text") -> str:
    """What the methods called *keys* say of *plan* on the day *today*, in the format *kind*, one of `RANKED_AS`.

    Several stand side by side, with how far each two of them agree.

    Raises:
        KeyError: there is no such method.
    """
    found = compared(plan, today, keys)
    match kind:
        case "csv":
            return _csv(plan, found)
        case "toml":
            return "".join(blocks(_present(_data(plan, found, today)), ""))
        case "json":
            return json.dumps(_present(_data(plan, found, today)), ensure_ascii=False, indent=2, default=_plain) + "\n"
        case _:
            return "".join(line.rstrip() + "\n" for line in _text(plan, found))


# Text


def _text(plan: Plan, found: Compared) -> Iterator[str]:
    if len(found.rankings) > 1:
        yield from _side_by_side(plan, found)
        return
    [(key, scores)] = found.rankings.items()
    method = METHODS[key]
    yield f"{method.title}, {method.unit}"
    yield method.card
    yield ""
    rows = [
        (number(score.rank), _ends(method, score), plan.get(Initiative, score.initiative).name, _how(score))
        for score in scores
    ]
    yield from columns(("rank", "score", "initiative", "how"), rows, right=2)


def _ends(method: Method, score: Score) -> str:
    """The score, or between what it will come to lie."""
    if score.value is not None or (score.worst, score.best) == (None, None):
        return method.read(score.value)
    return f"{method.read(score.worst)} … {method.read(score.best)}"


def _how(score: Score) -> str:
    return score.said if score.value is not None else f"missing: {'; '.join(score.missing)}"


def _side_by_side(plan: Plan, found: Compared) -> Iterator[str]:
    ranks = {key: {score.initiative: score.rank for score in scores} for key, scores in found.rankings.items()}
    yield "Rank by each method; – lacks something."
    yield ""
    rows = [(each.name, *(number(ranks[key][each.id]) for key in ranks)) for each in live(plan)]
    yield from columns(("initiative", *ranks), rows, left=1)
    yield ""
    yield "Agreement of each two methods over the initiatives that both rank: Kendall's τ-b, −1 … 1."
    yield ""
    taus = [(one, *(_tau(found.taus, one, other) for other in ranks)) for one in ranks]
    yield from columns(("", *ranks), taus, left=1)


def _tau(taus: Mapping[tuple[str, str], Tau], one: str, other: str) -> str:
    if one == other:
        return ""
    tau = taus.get((one, other)) or taus[other, one]
    return number(None if tau.value is None else Decimal(tau.value))


# CSV


def _csv(plan: Plan, found: Compared) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _wide(plan, found) if len(found.rankings) > 1 else _long(plan, found):
        writer.writerow([cell(each) for each in row])
    return BOM + text.getvalue()


def _long(plan: Plan, found: Compared) -> Iterator[Sequence[object]]:
    [(key, scores)] = found.rankings.items()
    method = METHODS[key]
    yield "Rank", "Id", "Initiative", method.title, "Unit", "Worst", "Best", "Missing", "Calculation"
    for score in scores:
        name = plan.get(Initiative, score.initiative).name
        numbers = map(method.data, (score.worst, score.best))
        missing = "; ".join(score.missing)
        yield score.rank, score.initiative, name, method.data(score.value), method.unit, *numbers, missing, score.said


def _wide(plan: Plan, found: Compared) -> Iterator[Sequence[object]]:
    methods = [METHODS[key] for key in found.rankings]
    yield "Id", "Initiative", *(title for each in methods for title in (f"{each.title}, rank", each.title))
    by_id = {key: {score.initiative: score for score in scores} for key, scores in found.rankings.items()}
    for initiative in live(plan):
        scores = [(each, by_id[each.key][initiative.id]) for each in methods]
        yield (
            initiative.id,
            initiative.name,
            *(value for method, score in scores for value in (score.rank, method.data(score.value))),
        )


# TOML and JSON


def _data(plan: Plan, found: Compared, today: date) -> dict[str, Any]:
    return {
        "engagement": plan.engagement.name,
        "as_of": today,
        "method": [
            {
                "key": key,
                "title": METHODS[key].title,
                "unit": METHODS[key].unit,
                "less_is_better": METHODS[key].less_is_better,
                "source": METHODS[key].source,
                "score": [_score(plan, METHODS[key], score) for score in scores],
            }
            for key, scores in found.rankings.items()
        ],
        "agreement": [
            {
                "methods": list(pair),
                "initiatives": tau.of,
                "tau_b": None if tau.value is None else Decimal(f"{tau.value:.6f}"),
                "why_not": tau.why,
            }
            for pair, tau in found.taus.items()
        ],
    }


def _score(plan: Plan, method: Method, score: Score) -> dict[str, Any]:
    return {
        "initiative": score.initiative,
        "name": plan.get(Initiative, score.initiative).name,
        "rank": score.rank,
        "value": method.data(score.value),
        "worst": method.data(score.worst),
        "best": method.data(score.best),
        "missing": score.missing,
        "said": score.said,
        "input": [
            {"title": each.title, "value": each.value, "source": each.source, "field": each.field}
            for each in score.inputs
        ],
    }


def _present(value: Any) -> Any:  # noqa: ANN401 - whatever a table of TOML holds
    """*value* without what is not known or empty: TOML has no null."""
    match value:
        case dict():
            kept = {key: _present(each) for key, each in value.items()}
            return {key: each for key, each in kept.items() if each is not None and each not in ([], "")}
        case list() | tuple():
            return [_present(each) for each in value]
        case _:
            return value


def _plain(value: object) -> object:
    """What JSON has no word for: days as ISO 8601, decimals as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
