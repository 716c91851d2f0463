"""From a plan to the sheet of a journey map: which columns, curves and lanes, and how high each lane is.

The page and the export as text draw the same sheet, each in the room it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.alignment import aligned, merged
from domain.curve import Point, evidence_curve, typed_curve
from domain.journey import Horizon, Journey, Moment, Phase, Stage, Touchpoint
from domain.lanes import FEELING, MAP
from domain.paths import touchpoints_of
from domain.persona import Persona
from domain.plan import Plan
from domain.proven import verified_on
from domain.shared import same_touchpoints
from domain.strength import coverage
from domain.text import counted
from screens.parts.curve import DASHED, SOLID, Curve
from screens.parts.sheet import GUTTER, Sheet, Station, Title, column_width, needed_heights, shared_out

POINTS: Mapping[Horizon, str] = MappingProxyType({Horizon.CURRENT: "●", Horizon.NEAR: "◌", Horizon.FAR: "◇"})
"""The sign of a point on the curve of today's journey, and of each dream's."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a map is looked at.

    Attributes:
        lanes: keys of lanes and of the lines of a blueprint, from top to bottom.
        is_laid_over: whether today's journey and its dreams are laid over each other.
        by_evidence: whether the curve is reckoned from the evidence cited, instead of as it was typed.
        drops_empty: whether lanes with nothing to tell are left out.
    """

    lanes: tuple[str, ...] = MAP
    is_laid_over: bool = False
    by_evidence: bool = False
    drops_empty: bool = True


def family(plan: Plan, journey: Journey) -> tuple[Journey, ...]:
    """The journey of today that *journey* is or departs from, then its dreams, the nearest first."""
    today = plan.find(Journey, journey.departs_from) if journey.departs_from else journey
    if today is None:
        return (journey,)
    dreams = plan.where(Journey, "departs_from", today.id)
    return (today, *sorted(dreams, key=lambda dream: (dream.horizon is Horizon.FAR, dream.target_on or date.max)))


def in_order(plan: Plan) -> tuple[Journey, ...]:
    """All journeys, those of one persona together, each of today followed by its dreams."""
    places = {persona.id: nth for nth, persona in enumerate(plan.all(Persona))}
    heads = [journey for journey in plan.all(Journey) if journey.departs_from is None]
    heads.sort(key=lambda journey: places.get(journey.persona or "", len(places)))
    found = {each.id: each for head in heads for each in family(plan, head)}
    return (*found.values(), *(each for each in plan.all(Journey) if each.id not in found))


def laid_over(plan: Plan, journey: Journey) -> tuple[Journey, ...]:
    """Up to three journeys for one map: *journey* and the others of its family, today's first."""
    found = family(plan, journey)
    return (journey, *(each for each in found if each.id != journey.id))[:3] if journey not in found[:3] else found[:3]


def stations_of(plan: Plan, journeys: Sequence[Journey]) -> tuple[Station, ...]:
    """The columns of a map of *journeys* laid over each other, or of one; a dream says how it differs from today."""
    alone = len(journeys) == 1
    columns: Iterable[tuple[Touchpoint | None, ...]] = (
        ((each,) for each in touchpoints_of(plan, journeys[0])) if alone else merged(plan, journeys)
    )
    signs, phases = _signs(plan, journeys), {each.name.casefold(): each for each in plan.parts(Phase, journeys[0])}
    found = [_station(plan, column, signs, phases) for column in columns]
    return tuple(_with_empty_phases(found, plan.parts(Phase, journeys[0]), len(journeys)))


def _with_empty_phases(stations: Sequence[Station], phases: Sequence[Phase], journeys: int) -> Iterator[Station]:
    """*stations*, with one for each of *phases* that has none, where it belongs."""
    seen, waiting = {station.phase.id for station in stations}, list(phases)
    for station in stations:
        while waiting and station.phase.id in {phase.id for phase in waiting}:
            phase = waiting.pop(0)
            if phase.id not in seen:
                yield Station((None,) * journeys, phase)
        yield station
    yield from (Station((None,) * journeys, phase) for phase in waiting if phase.id not in seen)


def _signs(plan: Plan, journeys: Sequence[Journey]) -> Mapping[str, str]:
    """For touchpoints by id what becomes of them, or how they differ from today."""
    first = journeys[0]
    today = first if len(journeys) > 1 else plan.find(Journey, first.departs_from or "")
    dream = journeys[1] if len(journeys) > 1 else first
    if today is None:
        return {}
    pairs = aligned(plan, today, dream)
    return {each.id: pair.sign for pair in pairs for each in (pair.current, pair.dream) if each is not None}


def _station(
    plan: Plan, column: tuple[Touchpoint | None, ...], signs: Mapping[str, str], phases: Mapping[str, Phase]
) -> Station:
    first = next(each for each in column if each is not None)
    sign = signs.get(first.id, "+" if len(column) > 1 else "")
    phase = plan.get(Phase, first.phase)
    # What only a dream has stands in the phase of today of the same name.
    return Station(column, phases.get(phase.name.casefold(), phase), sign, bool(same_touchpoints(plan, first)))


def curve_of(points: Sequence[Point], journey: Journey, touchpoints: Sequence[Touchpoint | None]) -> Curve:
    """The curve of *journey* through *points*, one column for each of *touchpoints*."""
    by_id = {point.touchpoint.id: point for point in points}
    found = [by_id.get(each.id) if each is not None else None for each in touchpoints]
    return Curve(
        values=[None if point is None or point.feeling is None else float(point.feeling) for point in found],
        point=POINTS[journey.horizon],
        lines=SOLID if journey.horizon is Horizon.CURRENT else DASHED,
        style=journey.horizon.value,
        passed=frozenset(column for column, point in enumerate(found) if _is_passed(point)),
        spreads=[_spread(point) for point in found],
    )


def _is_passed(point: Point | None) -> bool:
    """Whether the line goes on past a column: the journey has none there, or one that the customer does not see."""
    return point is None or (point.feeling is None and point.touchpoint.stage is Stage.BACK)


def _spread(point: Point | None) -> tuple[float, float] | None:
    if point is None or point.low is None or point.high is None:
        return None
    return float(point.low), float(point.high)


def sheet_of(plan: Plan, journey: Journey, look: Look, today: date, room: tuple[int, int | None]) -> Sheet:
    """Lay *journey* out.

    Args:
        plan: where it is.
        journey: the one to tell.
        look: how it is looked at.
        today: evidence ages.
        room: cells across, and lines below the title; None where a map may be as high as it needs.
    """
    journeys = laid_over(plan, journey) if look.is_laid_over else (journey,)
    stations = stations_of(plan, journeys)
    width = column_width(len(stations), max(1, room[0] - GUTTER - 1))  # the last cell says whether there is more
    needed = needed_heights(plan, stations, look.lanes, width, today, exactly=room[1] is None)
    lanes = tuple(lane for lane in look.lanes if needed[lane] or lane == FEELING or not look.drops_empty)
    needed = {lane: needed[lane] for lane in lanes}
    names, heights = _heights(needed, stations, width, room[1])
    return Sheet(
        plan=plan,
        journeys=journeys,
        stations=stations,
        curves=tuple(
            curve_of(
                evidence_curve(plan, each, today) if look.by_evidence else typed_curve(plan, each),
                each,
                [station.touchpoints[nth] for station in stations],
            )
            for nth, each in enumerate(journeys)
        ),
        lanes=lanes,
        today=today,
        width=width,
        heights=heights,
        name_height=names,
        checks={station.phase.id: checks(station.phase) for station in stations},
    )


ROOMY = 20
"""Lines for names and lanes from which on a third line of names does not come before the pains."""
TALLEST = 80
"""Lines of a lane where there is room without end."""


def _heights(
    needed: Mapping[str, int], stations: Sequence[Station], width: int, room: int | None
) -> tuple[int, Mapping[str, int]]:
    """The lines for the names, and for each lane."""
    longest = max((len(station.name) for station in stations), default=0)
    lines = min(3, 1 + longest // (width - 2))
    if room is None:
        return lines, shared_out(needed, 10_000, most=TALLEST)
    least = sum(5 if lane == FEELING else 1 for lane in needed)
    names = max(1, min(lines, 2 if room < ROOMY else lines, room - least))
    return names, shared_out(needed, room - names)


def checks(phase: Phase) -> str:
    """The four points that customers confirm of a phase, as ticks; empty where none is (S37)."""
    points = (phase.complete_on, phase.goals_on, phase.attained_on, phase.moments_on)
    return "".join("✓" if point else "·" for point in points) if any(points) else ""


def title_of(plan: Plan, sheet: Sheet, *, by_evidence: bool) -> Title:
    """What stands over the map of *sheet*."""
    journey = sheet.journeys[0]
    persona = plan.find(Persona, journey.persona) if journey.persona else None
    name = f"{journey.name} · {persona.name}" if persona else journey.name
    values = next((curve.values for curve in sheet.curves), ())
    return Title(name, tuple(_legend(plan, sheet)), tuple(values), tuple(_facts(plan, sheet, by_evidence=by_evidence)))


def _legend(plan: Plan, sheet: Sheet) -> Iterator[tuple[str, str]]:
    shown = {journey.id for journey in sheet.journeys}
    for journey in family(plan, sheet.journeys[0]):
        year = f" {journey.target_on.year}" if journey.target_on else ""
        style = journey.horizon.value if journey.id in shown else "quiet"
        yield f"{POINTS[journey.horizon]} {journey.horizon.value}{year}", style


def _facts(plan: Plan, sheet: Sheet, *, by_evidence: bool) -> Iterator[str]:
    journey = sheet.journeys[0]
    touchpoints = list(touchpoints_of(plan, journey))
    if len(sheet.journeys) > 1:
        yield "= same ~ changed + added − dropped"
    if by_evidence:
        yield "curve by evidence"
    yield counted(len(touchpoints), "touchpoint")
    if moments := [each.moment for each in touchpoints if each.moment]:
        makes = sum(moment is Moment.MAKE for moment in moments)
        yield f"{makes} make {len(moments) - makes} break"
    if journey.horizon is Horizon.CURRENT:
        with_evidence, all_of_them = coverage(plan, journey, sheet.today)
        if all_of_them:
            yield f"{with_evidence} validated"
        verified = verified_on(plan, journey)
        yield "not verified" if verified is None else f"verified {(sheet.today - verified).days} d ago"
