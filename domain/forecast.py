"""How a journey will feel on any day: what is delivered by then, how much of which gap that closes, for how many.

    feeling(day) = today + Σ over its gaps (to − from) × closed(day)
    closed(day)  = Σ over the claims on the gap: share × adoption(day)

Shares are those of page 4, capped together at the whole of a gap, and adoption rises from 0 to 1 once the work is done.
Everything is added up and exact, so that it can be done again by hand; docs/forecast.md does so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from domain.calendar import Calendars
from domain.closing import WHOLE
from domain.gap import Gap
from domain.gaps import GapAnalysis
from domain.initiative import Initiative
from domain.journey import Horizon, Journey, Touchpoint
from domain.paths import live, maps
from domain.periods import Grain, Period, periods
from domain.plan import Plan
from domain.ways import DAY, Column, Delivery, Effect, Number, columns_of

NEUTRAL = Fraction(0)
"""The feeling that a moment of truth has to rise above."""
_NEAR = 1e-9


class Share(NamedTuple):
    """What one claim comes to on a day.

    Attributes:
        percent: of the gap, as it counts on page 4; of what is left of it, where some of it is done and was found.
        adoption: the share of the customers who have it by then, 0…1.
        start, end: the feelings the gap lies between; None where nobody rated it, or there is nothing on that side.
        part: how much of the way the gap is: ½ where two gaps lead along the same way.
    """

    gap: Gap
    delivery: Delivery
    percent: Number
    adoption: Number
    start: Fraction | None
    end: Fraction | None
    part: Fraction

    @property
    def initiative(self) -> Initiative:
        """Who claims it."""
        return self.delivery.initiative

    @property
    def closes(self) -> Fraction:
        """How much of the gap is closed by it, 0…1."""
        return Fraction(self.percent * self.adoption) / WHOLE

    @property
    def promises(self) -> Fraction | None:
        """By how many points of feeling it will be better once all have it; None where a feeling is missing."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start) * self.part * Fraction(self.percent) / WHOLE

    @property
    def adds(self) -> Fraction | None:
        """By how many points of feeling it is better for it by then; None where a feeling is missing."""
        return None if self.promises is None else self.promises * self.adoption


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """How one touchpoint feels on a day.

    Attributes:
        touchpoint: today's; the dream's where a dream adds it.
        today: as it feels on the map; None where nobody rated it, or it is not there.
        dream: as it will feel once all its gaps are closed, or by the nearest dream where no gap is recorded; None
            where no dream says so.
        feeling: as it feels on the day; None where a feeling that counts is missing.
        presence: for how many customers it is there, 0…1: a touchpoint that is added comes, one that is removed goes.
        closed: how much of its gaps is closed, 0…1; of several gaps their mean.
        adoption: of each initiative that claims a part of it.
    """

    touchpoint: Touchpoint
    today: Fraction | None
    dream: Fraction | None
    feeling: Fraction | None
    presence: Fraction
    closed: Fraction
    adoption: tuple[Number, ...] = field(repr=False)
    _column: Column = field(repr=False, compare=False)

    @property
    def is_added(self) -> bool:
        """Whether a dream adds it."""
        return self._column.is_added

    @property
    def is_removed(self) -> bool:
        """Whether a dream does without it, and a gap says so."""
        return any(way.effect is Effect.GO for way in self._column.ways)

    @property
    def leads_nowhere(self) -> bool:
        """Whether there are gaps at it, and no dream says what it will be once they are closed."""
        ways = self._column.ways
        return bool(ways) and all(way.effect is Effect.NONE for way in ways)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps that are recorded at it."""
        return tuple(way.gap for way in self._column.ways)

    @property
    def shares(self) -> tuple[Share, ...]:
        """By whom it changes, and how much of it is there: every claim on its gaps, those that wait too."""
        return tuple(
            Share(way.gap, claim.delivery, claim.percent, self.adoption[claim.place], *way.ends, way.part)
            for way in self._column.ways
            for claim in way.claims
        )

    @property
    def is_moment(self) -> bool:
        """Whether it is a moment of truth that is there."""
        return self.touchpoint.moment is not None and self.presence > 0

    @property
    def is_above(self) -> bool:
        """Whether it is there and feels better than neutral."""
        return self.presence > 0 and self.feeling is not None and self.feeling > NEUTRAL

    @property
    def open_percent(self) -> Number:
        """What nobody claims of its gaps, in percent of the first that is not wholly claimed."""
        left = (WHOLE - sum(claim.percent for claim in way.claims) for way in self._column.ways)
        return next((each for each in left if each), 0)


@dataclass(frozen=True)
class Forecast:
    """How a journey feels on *day*.

    Attributes:
        points: what the customer lives through, from first to last; what a dream adds stands where it will come.
    """

    journey: Journey
    day: date
    points: tuple[ForecastPoint, ...]

    @cached_property
    def mean(self) -> Fraction | None:
        """Σ presence × feeling / Σ presence over what is known; None where nothing is.

        Every touchpoint counts alike, one that only some customers meet by as many as do.
        """
        known = [(each.feeling, each.presence) for each in self.points if each.feeling is not None and each.presence]
        partly = [(feeling, presence) for feeling, presence in known if presence != 1]
        there = len(known) - len(partly) + total(presence for _, presence in partly)
        felt = [feeling for feeling, presence in known if presence == 1]
        return total((*felt, *(feeling * presence for feeling, presence in partly))) / there if there else None

    @cached_property
    def mean_today(self) -> Fraction | None:
        """The mean on the map of today, before anything is delivered; None where nothing is known."""
        known = [each.today for each in self.points if each.today is not None]
        return total(known) / len(known) if known else None

    @cached_property
    def worst(self) -> ForecastPoint | None:
        """The touchpoint that feels worst, the first of them; None where nothing is known."""
        known = [(float(each.feeling), each) for each in self.points if each.feeling is not None and each.presence]
        low = min((feeling for feeling, _ in known), default=0.0) + _NEAR
        # Fractions are slow to compare: only those that are as good as equal are.
        return min(
            (each for feeling, each in known if feeling <= low), key=lambda each: each.feeling or 0, default=None
        )

    @property
    def moments(self) -> tuple[ForecastPoint, ...]:
        """The moments of truth that are there."""
        return tuple(each for each in self.points if each.is_moment)

    @property
    def above(self) -> tuple[ForecastPoint, ...]:
        """The moments of truth that feel better than neutral."""
        return tuple(each for each in self.moments if each.is_above)

    def point(self, id: str) -> ForecastPoint | None:
        """The touchpoint with this *id*."""
        return next((each for each in self.points if each.touchpoint.id == id), None)


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum of *values*: first of those with the same denominator, which are many, then of these sums."""
    sums: dict[int, int] = defaultdict(int)
    for value in values:
        sums[value.denominator] += value.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in sums.items()), Fraction(0))


class Credit(NamedTuple):
    """What one initiative brings to a journey by a day.

    Attributes:
        adds: the points of feeling, all touchpoints together.
        touchpoints: at how many of them.
    """

    initiative: Initiative
    adds: Fraction
    touchpoints: int


class Move(NamedTuple):
    """A touchpoint that feels otherwise on one day than on another.

    Attributes:
        by: in points; None where it comes, goes, or was or is not known.
        thanks_to: the initiatives that came further between the two.
    """

    before: ForecastPoint
    after: ForecastPoint
    by: Fraction | None
    thanks_to: tuple[Initiative, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """When a moment of truth rises above neutral for good.

    Attributes:
        point: as it is before anything is delivered.
        day: the first day from which on it is above; None where it always was, or never will be.
        finally_: as it will be once all that has a date is delivered.
        thanks_to: whose claims it rests on that day, the greatest first.
        waits_for: the initiatives with a claim on it that have no date.
    """

    point: ForecastPoint
    day: date | None
    is_above: bool
    finally_: ForecastPoint
    thanks_to: tuple[Share, ...]
    waits_for: tuple[Share, ...]

    @property
    def touchpoint(self) -> Touchpoint:
        """The moment of truth."""
        return self.point.touchpoint

    @property
    def would_be(self) -> Fraction | None:
        """How it would feel if what waits for a date were delivered as well; None where that is not known."""
        more = [share.promises for share in self.waits_for]
        if self.finally_.feeling is None or None in more:
            return None
        return self.finally_.feeling + sum((each for each in more if each is not None), Fraction(0))

    @property
    def is_never(self) -> bool:
        """Whether it will not be above neutral by what has a date."""
        return not self.is_above and self.day is None


class Forecaster:
    """The forecasts of one plan: read off it once, then asked for as many days as needed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        calendars = Calendars(plan)
        self.deliveries = tuple(Delivery.of(calendars, initiative) for initiative in live(plan))
        self._analysis = GapAnalysis(plan)
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._last: dict[str, tuple[tuple[Number, ...], list[ForecastPoint]]] = {}
        self._taken: tuple[date, tuple[Number, ...]] | None = None

    def forecast(self, journey: Journey, day: date) -> Forecast:
        """How *journey*, a current one, feels on *day*."""
        everywhere, columns = self._adoptions(day), self.columns(journey)
        if journey.id not in self._last:
            self._last[journey.id] = everywhere, [_point(column, column.adoption(everywhere)) for column in columns]
        before, points = self._last[journey.id]
        # From one day to the next few initiatives get any further, and only their touchpoints change.
        moved = {nth for nth, (one, two) in enumerate(zip(before, everywhere, strict=True)) if one != two}
        for nth, column in enumerate(columns):
            if not moved.isdisjoint(column.deliveries):
                points[nth] = _point(column, column.adoption(everywhere))
        self._last[journey.id] = everywhere, points
        return Forecast(journey, day, tuple(points))

    def over_time(self, journey: Journey, days: Iterable[date]) -> tuple[Forecast, ...]:
        """How *journey* feels on each of *days*."""
        return tuple(self.forecast(journey, day) for day in days)

    def days_that_matter(self, journey: Journey | None = None) -> tuple[date, ...]:
        """The days on which something is delivered, or all customers have got it, in order; of one journey or of all.

        An initiative that closes no gap changes no curve and has no day here.
        """
        found = {day for each in self.delivering(journey) for day in (each.begins, each.full) if day is not None}
        return tuple(sorted(found))

    def delivering(self, journey: Journey | None = None) -> tuple[Delivery, ...]:
        """What is delivered for customers of *journey*, or of any, in the order of the days; undated ones last."""
        journeys = tuple(maps(self.plan)) if journey is None else (journey,)
        used = {nth for each in journeys for column in self.columns(each) for nth in column.deliveries}
        found = [self.deliveries[nth] for nth in sorted(used)]
        return tuple(sorted(found, key=lambda each: each.begins or (date.min if each.is_done else date.max)))

    def served_by(self, initiative: Initiative) -> tuple[Journey, ...]:
        """The current journeys that *initiative* closes a gap of, in order."""
        return tuple(
            each for each in maps(self.plan) if any(d.initiative.id == initiative.id for d in self.delivering(each))
        )

    def periods(self, journeys: Sequence[Journey], grain: Grain) -> tuple[Period, ...]:
        """The whole periods from the start of the engagement, or the first delivery, to when all is as it will be.

        The nearest dreams of *journeys* are within them. None where nothing has a date.
        """
        days = [day for journey in journeys for day in self.days_that_matter(journey)]
        if not days:
            return ()
        started = self.plan.engagement.starts_on
        dreams = (dream for each in journeys for dream in self.plan.where(Journey, "departs_from", each.id))
        aims = [dream.target_on for dream in dreams if dream.target_on and dream.horizon is Horizon.NEAR]
        first, last = min([*days, *([started] if started else [])]), max([*days, *aims])
        return periods(first, last + DAY, grain, self.plan.engagement.fiscal_year_starts)

    def crossings(self, journey: Journey) -> tuple[Crossing, ...]:
        """For each moment of truth of *journey* the day from which on it feels better than neutral."""
        moments = (column for column in self.columns(journey) if column.touchpoint.moment is not None)
        return tuple(self._crossing(column) for column in moments)

    def _crossing(self, column: Column) -> Crossing:
        # Between two deliveries feelings change evenly; only at a delivery do they leap.
        own = (self.deliveries[nth] for nth in column.deliveries)
        turns = {day for each in own for day in (each.begins, each.full) if day is not None}
        days = sorted({*turns, *(day - DAY for day in turns)}) or [date.min]
        points = [self._on(column, day) for day in days]
        first, last = points[0], points[-1]
        since = next((nth + 1 for nth in reversed(range(len(points))) if not points[nth].is_above), 0)
        waits = tuple(each for each in last.shares if each.percent and not each.delivery.is_dated)
        if since in (0, len(points)):
            return Crossing(first, None, is_above=since == 0, finally_=last, thanks_to=(), waits_for=waits)
        day = self._first_above(column, days[since - 1], days[since])
        helping = [
            each for each in self._on(column, day).shares if each.closes and (each.adds is None or each.adds > 0)
        ]
        helping.sort(key=lambda each: each.adds or 0, reverse=True)
        return Crossing(first, day, is_above=False, finally_=last, thanks_to=tuple(helping), waits_for=waits)

    def _first_above(self, column: Column, below: date, above: date) -> date:
        """The first day after *below* on which it is above neutral, as it is on the day *above*."""
        low, high = below.toordinal(), above.toordinal()
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._on(column, date.fromordinal(middle)).is_above else (middle, high)
        return date.fromordinal(high)

    def _on(self, column: Column, day: date) -> ForecastPoint:
        return _point(column, tuple(self.deliveries[nth].adoption(day) for nth in column.deliveries))

    # --- preparing ------------------------------------------------------------------------------------------------

    def _adoptions(self, day: date) -> tuple[Number, ...]:
        if self._taken is None or self._taken[0] != day:
            self._taken = day, tuple(each.adoption(day) for each in self.deliveries)
        return self._taken[1]

    def columns(self, journey: Journey) -> tuple[Column, ...]:
        """What the customer of *journey* lives through, with what leads it to the dreams."""
        if journey.id not in self._columns:
            self._columns[journey.id] = tuple(columns_of(self._analysis, self.deliveries, journey))
        return self._columns[journey.id]


def _point(column: Column, adoption: tuple[Number, ...]) -> ForecastPoint:
    closed = column.closed(adoption)
    share = Fraction(sum(closed)) / (WHOLE * len(closed)) if closed else Fraction(0)
    felt, presence = column.felt(closed), column.presence(closed)
    return ForecastPoint(column.touchpoint, column.today, column.dream, felt, presence, share, adoption, column)


def forecast(plan: Plan, journey: Journey, day: date) -> Forecast:
    """How *journey* feels on *day*; for many days ask one `Forecaster`."""
    return Forecaster(plan).forecast(journey, day)


def over_time(plan: Plan, journey: Journey, days: Iterable[date]) -> tuple[Forecast, ...]:
    """How *journey* feels on each of *days*."""
    return Forecaster(plan).over_time(journey, days)


def crossings(plan: Plan, journey: Journey) -> tuple[Crossing, ...]:
    """When each moment of truth of *journey* rises above neutral, as `Forecaster.crossings` says."""
    return Forecaster(plan).crossings(journey)


def credits_of(found: Forecast) -> tuple[Credit, ...]:
    """What each initiative has brought by the day of *found*, the most first; those that bring nothing are left out."""
    adds: dict[str, Fraction] = defaultdict(Fraction)
    at: dict[str, set[str]] = defaultdict(set)
    by_id: dict[str, Initiative] = {}
    for point in found.points:
        for share in point.shares:
            if share.closes:
                by_id[share.initiative.id] = share.initiative
                adds[share.initiative.id] += share.adds or 0
                at[share.initiative.id].add(point.touchpoint.id)
    credit = (Credit(each, adds[id], len(at[id])) for id, each in by_id.items())
    return tuple(sorted(credit, key=lambda each: -each.adds))


def moves(before: Forecast, after: Forecast) -> tuple[Move, ...]:
    """What feels otherwise in *after* than in *before*, two forecasts of one journey, the greatest move first."""
    pairs = zip(before.points, after.points, strict=True)
    found = [_move(one, two) for one, two in pairs if (one.feeling, one.presence) != (two.feeling, two.presence)]
    return tuple(sorted(found, key=lambda each: (each.by is not None, -abs(each.by or 0))))


def _move(before: ForecastPoint, after: ForecastPoint) -> Move:
    is_known = before.feeling is not None and after.feeling is not None and before.presence == after.presence
    by = (
        after.feeling - before.feeling
        if is_known and after.feeling is not None and before.feeling is not None
        else None
    )
    pairs = zip(before.shares, after.shares, strict=True)
    thanks = {two.initiative.id: two.initiative for one, two in pairs if one.closes != two.closes}
    return Move(before, after, by, tuple(thanks.values()))
