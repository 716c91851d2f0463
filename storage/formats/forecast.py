"""Forecasts as text, as a table for spreadsheets, as a report, and as JSON for programs; the same numbers in all.

Two tables: how a journey feels at the end of every period, and how each touchpoint feels on one day and thanks to whom.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from domain.figures import number, rounded
from domain.forecast import Credit, Crossing, Forecast, Forecaster, ForecastPoint, Share, credits_of
from domain.foretelling import felt, told_arithmetic, told_crossing, told_mean, told_moments, told_worst
from domain.journey import Journey
from domain.periods import Grain, Period
from domain.persona import Persona
from domain.plan import Plan
from domain.sparkline import sparkline
from storage.formats import markdown
from storage.formats.columns import columns
from storage.formats.csv import BOM, cell

_PLACES = 6
"""Decimal places of the numbers for programs."""


def forecast_by(plan: Plan, journeys: Sequence[Journey], grain: Grain, kind: str = "text") -> str:
    """How each of *journeys* feels at the end of every period, in the format *kind*, one of `FORECAST_AS`."""
    told = _Told(plan, journeys)
    spans = told.forecaster.periods(journeys, grain)
    match kind:
        case "csv":
            return _csv(told.period_rows(spans))
        case "json":
            return _json(plan, [told.period_data(each, spans) for each in journeys])
        case "markdown":
            return "\n".join(line for each in journeys for line in told.period_report(each, spans, grain)) + "\n"
        case _:
            return "".join(f"{line.rstrip()}\n" for each in journeys for line in told.period_text(each, spans, grain))


def forecast_on(plan: Plan, journeys: Sequence[Journey], day: date, kind: str = "text") -> str:
    """How each touchpoint of *journeys* feels on *day* and thanks to whom, in the format *kind*."""
    told = _Told(plan, journeys)
    match kind:
        case "csv":
            return _csv(told.day_rows(day))
        case "json":
            return _json(plan, [told.day_data(each, day) for each in journeys])
        case "markdown":
            return "\n".join(line for each in journeys for line in told.day_report(each, day)) + "\n"
        case _:
            return "".join(f"{line.rstrip()}\n" for each in journeys for line in told.day_text(each, day))


class _Told:
    """The forecasts of some journeys of one plan, to be written."""

    def __init__(self, plan: Plan, journeys: Sequence[Journey]) -> None:
        self.plan, self.journeys = plan, journeys
        self.forecaster = Forecaster(plan)

    # --- by period ------------------------------------------------------------------------------------------------

    def period_text(self, journey: Journey, spans: Sequence[Period], grain: Grain) -> Iterator[str]:
        found = self._at_ends(journey, spans)
        yield self._title(journey)
        if found:
            line = sparkline([_float(each.mean) for each in found], len(found), *_range(found))
            yield f"{told_mean(found[-1])} {line} by {grain.value}"
        yield ""
        yield from columns(
            (grain.value, "until", *_TITLES), [*self._period_cells(journey, spans, found)], numbers=(2, 3)
        )
        if crossings := self.forecaster.crossings(journey):
            yield ""
            rows = [(each.touchpoint.name, _turn(each), told_crossing(each)) for each in crossings]
            yield from columns(("moment of truth", "feels", "when"), rows, numbers=())
        yield ""

    def period_report(self, journey: Journey, spans: Sequence[Period], grain: Grain) -> Iterator[str]:
        found = self._at_ends(journey, spans)
        yield f"# {markdown.safe(self._title(journey))}"
        yield ""
        if found:
            line = sparkline([_float(each.mean) for each in found], len(found), *_range(found))
            yield f"{told_mean(found[-1])} {line} by {grain.value}"
            yield ""
        rows = ([*map(markdown.inline, row)] for row in self._period_cells(journey, spans, found))
        yield markdown.table((grain.value.capitalize(), "Until", *(each.capitalize() for each in _TITLES)), rows)
        yield ""
        if crossings := self.forecaster.crossings(journey):
            crossed = (
                [*map(markdown.inline, (each.touchpoint.name, _turn(each), told_crossing(each)))] for each in crossings
            )
            yield markdown.table(("Moment of truth", "Feels", "When"), crossed)
            yield ""

    def period_rows(self, spans: Sequence[Period]) -> Iterator[Sequence[object]]:
        yield "Journey", "Name", "Period", "Until", "Mean", "Worst", "Worst at", "Moments of truth", "Above 0"
        for journey in self.journeys:
            for span, found in zip(spans, self._at_ends(journey, spans), strict=True):
                worst = found.worst
                yield (
                    *(journey.id, journey.name, span.name, found.day, _number(found.mean)),
                    *((_number(worst.feeling), worst.touchpoint.name) if worst is not None else (None, None)),
                    *(len(found.moments), len(found.above)),
                )

    def period_data(self, journey: Journey, spans: Sequence[Period]) -> dict[str, Any]:
        found = self._at_ends(journey, spans)
        today = self._today(journey)
        return {
            **self._head(journey),
            "today": {"mean": _number(today.mean_today)},
            "period": [
                {"name": span.name, "until": each.day, **_summary(each)}
                for span, each in zip(spans, found, strict=True)
            ],
            "moment": [_crossing(each) for each in self.forecaster.crossings(journey)],
        }

    def _at_ends(self, journey: Journey, spans: Sequence[Period]) -> tuple[Forecast, ...]:
        return self.forecaster.over_time(journey, (_last(span) for span in spans))

    def _today(self, journey: Journey) -> Forecast:
        """The journey before anything is delivered."""
        return self.forecaster.forecast(journey, date.min)

    def _period_cells(
        self, journey: Journey, spans: Sequence[Period], found: Sequence[Forecast]
    ) -> Iterator[Sequence[str]]:
        today = self._today(journey)
        felt_today = [each for each in today.points if each.today is not None]
        worst = min(felt_today, key=lambda each: each.today or 0, default=None)
        moments = [each for each in today.points if each.touchpoint.moment is not None and not each.is_added]
        above = sum(1 for each in moments if (each.today or 0) > 0)
        feels = (felt(worst.today), worst.touchpoint.name) if worst is not None else ("–", "–")
        yield "the map", "", felt(today.mean_today), *feels, f"{above} of {len(moments)}"
        for span, each in zip(spans, found, strict=True):
            there = each.worst
            feels = (felt(there.feeling), there.touchpoint.name) if there is not None else ("–", "–")
            yield span.name, each.day.isoformat(), felt(each.mean), *feels, f"{len(each.above)} of {len(each.moments)}"

    # --- on a day -------------------------------------------------------------------------------------------------

    def day_text(self, journey: Journey, day: date) -> Iterator[str]:
        found = self.forecaster.forecast(journey, day)
        yield self._title(journey)
        yield f"as forecast on {day.isoformat()}: {', '.join(_facts(found))}"
        yield ""
        yield from columns(
            ("touchpoint", "today", "then", "dream", "closed", "by whom"), [*_day_cells(found)], numbers=(1, 2, 3, 4)
        )
        if credit := credits_of(found):
            yield ""
            yield from columns(
                ("brought by", "points of feeling", "touchpoints"), _credit_cells(credit), numbers=(1, 2)
            )
        if changed := [each for each in found.points if each.closed]:
            yield ""
            for point in changed:
                yield point.touchpoint.name
                yield from (f"  {line}" for line in told_arithmetic(point))
        yield ""

    def day_report(self, journey: Journey, day: date) -> Iterator[str]:
        found = self.forecaster.forecast(journey, day)
        yield f"# {markdown.safe(self._title(journey))}"
        yield ""
        yield f"As forecast on {day.isoformat()}: {markdown.safe(', '.join(_facts(found)))}"
        yield ""
        titles = ("Touchpoint", "Today", "Then", "Dream", "Closed", "By whom")
        yield markdown.table(titles, ([*map(markdown.inline, row)] for row in _day_cells(found)))
        yield ""
        if credit := credits_of(found):
            rows = ([*map(markdown.inline, row)] for row in _credit_cells(credit))
            yield markdown.table(("Brought by", "Points of feeling", "Touchpoints"), rows)
            yield ""
        for point in (each for each in found.points if each.closed):
            yield f"- {markdown.inline(point.touchpoint.name)}"
            yield from (f"  - {markdown.inline(line)}" for line in told_arithmetic(point))
        yield ""

    def day_rows(self, day: date) -> Iterator[Sequence[object]]:
        yield "Journey", "Id", "Touchpoint", "On", "Today", "Then", "Dream", "Closed %", "There for %", "By whom"
        for journey in self.journeys:
            for point in self.forecaster.forecast(journey, day).points:
                yield (
                    *(journey.id, point.touchpoint.id, point.touchpoint.name, day),
                    *map(_number, (point.today, point.feeling, point.dream)),
                    *map(_number, (point.closed * 100, point.presence * 100)),
                    "; ".join(each for each in _by_whom(point)),
                )

    def day_data(self, journey: Journey, day: date) -> dict[str, Any]:
        found = self.forecaster.forecast(journey, day)
        return {
            **self._head(journey),
            "on": day,
            **_summary(found),
            "mean_today": _number(found.mean_today),
            "touchpoint": [_point(each) for each in found.points],
            "initiative": [
                {"id": each.initiative.id, "name": each.initiative.name, "adds": _number(each.adds)}
                for each in credits_of(found)
            ],
        }

    def _head(self, journey: Journey) -> dict[str, Any]:
        return {"id": journey.id, "name": journey.name, "persona": journey.persona}

    def _title(self, journey: Journey) -> str:
        persona = self.plan.find(Persona, journey.persona) if journey.persona else None
        return f"{journey.name} · {persona.name}" if persona is not None else journey.name


_TITLES = ("mean", "worst", "at", "moments above 0")


def _facts(found: Forecast) -> Iterator[str]:
    yield told_mean(found)
    yield told_worst(found)
    if moments := told_moments(found):
        yield moments


def _day_cells(found: Forecast) -> Iterator[Sequence[str]]:
    for point in found.points:
        closed = _percent(point.closed) if point.gaps else "–"
        there = f" ({_percent(point.presence)} have it)" if point.presence != 1 else ""
        then = felt(point.feeling) if point.presence else "–"
        whom = ", ".join(_by_whom(point))
        yield f"{point.touchpoint.name}{there}", felt(point.today), then, felt(point.dream), closed, whom


def _credit_cells(credit: Sequence[Credit]) -> list[Sequence[str]]:
    """What each initiative has brought, and all of them together."""
    rows = [(each.initiative.name, felt(each.adds), str(each.touchpoints)) for each in credit]
    return [*rows, ("together", felt(sum((each.adds for each in credit), Fraction(0))), "")]


def _by_whom(point: ForecastPoint) -> Iterator[str]:
    """Whose claims count by then, with what each has closed so far."""
    for share in point.shares:
        if share.closes:
            yield f"{share.initiative.name} {_percent(share.closes)}"


def _percent(share: Fraction) -> str:
    return f"{number(share * 100, 1)} %"


def _turn(crossing: Crossing) -> str:
    return f"{felt(crossing.point.today)} → {felt(crossing.finally_.feeling if crossing.finally_.presence else None)}"


def _range(found: Sequence[Forecast]) -> tuple[float, float]:
    """Between which feelings the line of means runs: the half points around them."""
    means = [float(each.mean) for each in found if each.mean is not None] or [0.0]
    return min(means) // 0.5 * 0.5, (max(means) // 0.5 + 1) * 0.5


# For programs


def _summary(found: Forecast) -> dict[str, Any]:
    worst = found.worst
    return {
        "mean": _number(found.mean),
        "mean_exact": None if found.mean is None else str(found.mean),
        "worst": None if worst is None else {"touchpoint": worst.touchpoint.id, "feeling": _number(worst.feeling)},
        "moments": len(found.moments),
        "moments_above": len(found.above),
    }


def _point(point: ForecastPoint) -> dict[str, Any]:
    return {
        "id": point.touchpoint.id,
        "name": point.touchpoint.name,
        "today": _number(point.today),
        "then": _number(point.feeling),
        "then_exact": None if point.feeling is None else str(point.feeling),
        "dream": _number(point.dream),
        "closed": _number(point.closed),
        "presence": _number(point.presence),
        "share": [_share(each) for each in point.shares],
    }


def _share(share: Share) -> dict[str, Any]:
    delivery = share.delivery
    return {
        "initiative": share.initiative.id,
        "gap": share.gap.id,
        "closes_percent": _number(Fraction(share.percent)),
        "adoption": _number(Fraction(share.adoption)),
        "adds": _number(share.adds),
        "from": delivery.begins,
        "for_all_from": delivery.full,
    }


def _crossing(crossing: Crossing) -> dict[str, Any]:
    return {
        "id": crossing.touchpoint.id,
        "name": crossing.touchpoint.name,
        "today": _number(crossing.point.today),
        "finally": _number(crossing.finally_.feeling) if crossing.finally_.presence else None,
        "is_above_already": crossing.is_above,
        "above_from": crossing.day,
        "thanks_to": list(dict.fromkeys(each.initiative.id for each in crossing.thanks_to)),
        "waits_for": list(dict.fromkeys(each.initiative.id for each in crossing.waits_for)),
        "said": told_crossing(crossing),
    }


def _number(value: Fraction | None) -> Decimal | None:
    """*value* without idle zeros; None where it is not known."""
    if value is None:
        return None
    exact = rounded(value, _PLACES).normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _last(span: Period) -> date:
    """The last day of *span*."""
    return date.fromordinal(span.end.toordinal() - 1)


def _csv(rows: Iterator[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(each) for each in row])
    return BOM + text.getvalue()


def _json(plan: Plan, journeys: Sequence[dict[str, Any]]) -> str:
    data = {"engagement": plan.engagement.name, "journey": list(journeys)}
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    """What JSON has no word for: days as ISO 8601, decimals as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
