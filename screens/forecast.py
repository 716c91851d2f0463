"""The forecast: the journey of today turning into the dream while time is scrubbed, and thanks to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer

from domain.cash import months_after
from domain.forecast import Crossing, Forecast, Forecaster, ForecastPoint, Move, credits_of, moves
from domain.foretelling import felt, told_arithmetic, told_move
from domain.journey import Journey
from domain.paths import maps
from domain.periods import Grain, period_of, periods
from domain.persona import Persona
from domain.plan import Plan
from domain.text import counted
from screens.over import Over
from screens.page import Page
from screens.parts.curve import DASHED, SOLID, Curve
from screens.parts.overlay import Overlay
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.scrub import Crossings, Scrub, Time

STEPS = (Grain.DAY, Grain.WEEK, Grain.MONTH)
"""What a step through time can be, from the smallest."""
FRAME = 0.2
"""Seconds between two frames of a film: each is some hundred bytes to send."""
_MUTED = "$foreground-muted"
_NEUTRAL = "┈"
"""What the line that moments of truth have to cross is drawn with."""
_DAY = timedelta(days=1)
_SCALE = 0.25
"""The scale of the means begins and ends at a multiple of this."""
_FEW = 3
"""Moments of truth that need no more lines than there always are."""
_MOST, _LEAST = 4, 2
"""Lines for what a step changes, where there is room and where there is little."""


class ForecastScreen(Over):
    """Curves of today, of a day and of the dream over a ruler; the cursor of the ruler is the day.

    Args:
        page: the page it lies over.
        journey: what to begin with, a dream for the journey it departs from; else the first current one.
        day: where to begin; else today.
    """

    HELP = (
        "**h** and **l** go through time, **[** and **]** from delivery to delivery, and the curve is as it will be on "
        "that day: ● then, ○ on the map of today, ◇ in the dream. Below the ruler are the moments of truth with the "
        "day on which each rises above neutral. **p** plays it. **enter** opens how the touchpoint at ▲ comes to feel "
        "so; **.** and **,** go from touchpoint to touchpoint, **m** from moment of truth to moment of truth."
    )
    BINDING_GROUP_TITLE = "Forecast"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "step(1)", "Later", tooltip="A step later", id="forecast.later"),
        Binding("h,left", "step(-1)", "Earlier", tooltip="A step earlier", id="forecast.earlier"),
        Binding(
            "right_square_bracket",
            "deliver(1)",
            "Next",
            tooltip="The next delivery, or the day all have it",
            id="forecast.next",
            key_display="]",
        ),
        Binding(
            "left_square_bracket",
            "deliver(-1)",
            "Before",
            tooltip="The delivery before",
            id="forecast.before",
            key_display="[",
        ),
        Binding("p,space", "play", "Play", tooltip="Let time pass, or stop it", id="forecast.play"),
        Binding("enter", "open", "How", tooltip="How this touchpoint comes to feel so", id="forecast.open"),
        Binding(
            "full_stop", "point(1)", "Touchpoint", tooltip="The next touchpoint", id="forecast.point", key_display="."
        ),
        Binding(
            "comma",
            "point(-1)",
            "Touchpoint before",
            tooltip="The touchpoint before",
            id="forecast.point_before",
            key_display=",",
            show=False,
        ),
        Binding("m", "moment", "Moment", tooltip="The next moment of truth", id="forecast.moment", show=False),
        Binding("w", "worst", "Worst", tooltip="The touchpoint that feels worst", id="forecast.worst", show=False),
        Binding("L", "quarter(1)", "Quarter", tooltip="The end of the next quarter", id="forecast.quarter", show=False),
        Binding(
            "H",
            "quarter(-1)",
            "Quarter before",
            tooltip="The end of the quarter before",
            id="forecast.quarter_before",
            show=False,
        ),
        Binding("z", "zoom(-1)", "Finer", tooltip="Smaller steps: month, week, day", id="forecast.finer", show=False),
        Binding("Z", "zoom(1)", "Coarser", tooltip="Larger steps: day, week, month", id="forecast.coarser", show=False),
        Binding("0", "today", "Today", tooltip="Back to today", id="forecast.today", show=False),
        Binding(
            "dollar_sign",
            "end",
            "End",
            tooltip="Where all is delivered and in use",
            id="forecast.end",
            key_display="$",
            show=False,
        ),
        Binding("j,down", "journey(1)", "Persona", tooltip="The next journey", id="forecast.journey"),
        Binding(
            "k,up",
            "journey(-1)",
            "Persona before",
            tooltip="The journey before",
            id="forecast.journey_before",
            show=False,
        ),
    ]
    DEFAULT_CSS = """
    ForecastScreen {
        & Overlay { height: 1fr; }
        & Scrub { height: 5; }
        & Crossings { height: 3; }
        &.tall Scrub { height: 6; }
        &.tall Crossings { height: 9; }
        &.tall.few Crossings { height: 3; }
        &.tall #detail { height: 6; }
        &.opened #detail { height: 8; }
        &.opened.tall #detail { height: 10; }
        &.low Crossings, &.bare Crossings, &.opened Crossings { display: none; }
        &.opened.tall Crossings { display: block; }
        &.bare Crossings { display: none; }
    }
    """

    day: reactive[date] = reactive(date.min, init=False, repaint=False)
    """The day of the cursor."""
    opened: reactive[bool] = reactive(default=False, init=False, repaint=False)
    """Whether the arithmetic of the touchpoint is open."""

    def __init__(self, page: Page, journey: Journey | None = None, day: date | None = None) -> None:
        super().__init__(page)
        self._forecaster = Forecaster(page.plan)
        self._journey = (journey.departs_from or journey.id) if journey is not None else ""
        self._here = 0
        self._grain = Grain.WEEK
        self._before: Forecast | None = None
        self._time: tuple[Plan, str, Time] | None = None
        self._crossings: tuple[Plan, str, tuple[Crossing, ...]] | None = None
        self._film: Timer | None = None
        self.set_reactive(ForecastScreen.day, day or page.today)

    def body(self) -> ComposeResult:
        """The curves, the ruler, the moments of truth."""
        yield Overlay()
        yield Scrub()
        yield Crossings()

    def begin(self) -> None:
        """Start with the worst touchpoint under the cursor."""
        self.action_worst()

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def forecaster(self) -> Forecaster:
        """The forecasts of the plan as it is now."""
        if self._forecaster.plan is not self.plan:
            self._forecaster = Forecaster(self.plan)
        return self._forecaster

    @property
    def journeys(self) -> tuple[Journey, ...]:
        """The current journeys."""
        return tuple(maps(self.plan))

    @property
    def journey(self) -> Journey | None:
        """The one in view."""
        return next((each for each in self.journeys if each.id == self._journey), next(iter(self.journeys), None))

    @property
    def found(self) -> Forecast | None:
        """How it feels on the day of the cursor."""
        return self.forecaster.forecast(self.journey, self.day) if self.journey is not None else None

    @property
    def point(self) -> ForecastPoint | None:
        """The touchpoint under the cursor."""
        found = self.found
        return found.points[self._here] if found is not None and self._here < len(found.points) else None

    @property
    def time(self) -> Time | None:
        """The time there is to scrub through."""
        journey = self.journey
        if journey is None:
            return None
        if self._time is None or self._time[0] is not self.plan or self._time[1] != journey.id:
            self._time = self.plan, journey.id, self._laid_out(journey)
        return self._time[2]

    def _laid_out(self, journey: Journey) -> Time:
        starts = self.plan.engagement.fiscal_year_starts
        spans = self.forecaster.periods(self.journeys, Grain.QUARTER)
        today = self.page.today
        first = min([today, self.day, *(span.start for span in spans[:1])])
        last = max([today, self.day, *(span.end - _DAY for span in spans[-1:])])
        spans = periods(first, last + _DAY, Grain.QUARTER, starts)
        start, end = spans[0].start, spans[-1].end
        turns = self.forecaster.days_that_matter(journey)
        days = sorted({start, end, *turns, *(day - _DAY for day in turns if day > start)})
        means = [(each.day, _float(each.mean)) for each in self.forecaster.over_time(journey, days)]
        known = [mean for _, mean in means if mean is not None] or [0.0]
        ends = min(known) // _SCALE * _SCALE, max(max(known) // _SCALE + 1, min(known) // _SCALE + 2) * _SCALE
        deliveries = {each.begins for each in self.forecaster.delivering(journey) if each.begins is not None}
        return Time(start, end, spans, frozenset(deliveries), means, ends, today)

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """When each moment of truth of the journey rises above neutral."""
        journey = self.journey
        if journey is None:
            return ()
        if self._crossings is None or self._crossings[0] is not self.plan or self._crossings[1] != journey.id:
            self._crossings = self.plan, journey.id, self.forecaster.crossings(journey)
        return self._crossings[2]

    # --- drawing --------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the journey on the day of the cursor."""
        journey, found, time = self.journey, self.found, self.time
        if journey is None or found is None or time is None:
            self.set_title("Forecast")
            self.query_one("#detail", Pane).show(["There is no current journey to forecast yet: page 3 starts one."])
            return
        self._here = max(0, min(self._here, len(found.points) - 1))
        persona = self.plan.find(Persona, journey.persona) if journey.persona else None
        step = f"playing {self._grain.value}s" if self._film is not None else f"steps of a {self._grain.value}"
        self.set_title("Forecast", journey.name, persona.name if persona is not None else "", step)
        self.set_class(not self.crossings, "bare")
        self.set_class(len(self.crossings) <= _FEW, "few")
        self.query_one(Overlay).show(curves_of(found), self._here)
        self.query_one(Scrub).show(time, found)
        self.query_one(Crossings).show(self.crossings, found)
        self._point_at_moment()
        self._draw_detail(found)

    def _draw_detail(self, found: Forecast) -> None:
        lines = list(self._arithmetic() if self.opened else self._told(found))
        self.query_one("#detail", Pane).show(lines, subject=f"{self.opened}")

    def _told(self, found: Forecast) -> Iterator[Line]:
        before = self._before
        if before is None or before.journey.id != found.journey.id or before.day == found.day:
            yield from self._credited(found)
        else:
            changed = moves(before, found)
            first, last = sorted((before.day, found.day))
            yield Heading(f"{first.isoformat()} → {last.isoformat()}" if before.day < found.day else "back in time")
            if not changed:
                yield Content.styled(f"Nothing changes. {self._next(found.day)}", _MUTED)
            yield from told_moves(changed, _MOST if self.size.height >= self.TALL else _LEAST)
        if (point := self.point) is not None:
            yield Content.styled(f"▲ {point.touchpoint.name}: {next(told_arithmetic(point))}", _MUTED)

    def _credited(self, found: Forecast) -> Iterator[Line]:
        """What each initiative has brought by then."""
        credit = credits_of(found)
        if not credit:
            yield Heading(f"Nothing is delivered by {found.day.isoformat()}")
            yield self._next(found.day)
            return
        yield Heading(f"What is delivered by {found.day.isoformat()} brings, in points of feeling")
        for each in credit[: _MOST if self.size.height >= self.TALL else _LEAST]:
            yield f"{felt(each.adds)} {each.initiative.name}, at {counted(each.touchpoints, 'touchpoint')}"

    def _arithmetic(self) -> Iterator[Line]:
        point = self.point
        if point is None:
            return
        yield Heading(point.touchpoint.name)
        yield from map(Prose, told_arithmetic(point))

    def _next(self, day: date) -> str:
        """What is delivered next."""
        coming = (each for each in self.forecaster.delivering(self.journey) if each.begins and each.begins > day)
        following = next(coming, None)
        if following is None or following.begins is None:
            return "Nothing is delivered after it: what has no date changes no day."
        return f"Next, on {following.begins.isoformat()}: {following.initiative.name} ( ] goes there)."

    def watch_day(self) -> None:
        """Another day: draw it."""
        self.draw()

    def watch_opened(self) -> None:
        """Make room for the arithmetic."""
        self.set_class(self.opened, "opened")
        self.call_after_refresh(self.draw)

    # --- keys -----------------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Say why *action* cannot be done now."""
        if self.journey is None and action not in ("dismiss", "help"):
            return "There is no current journey to forecast yet."
        if action == "journey" and len(self.journeys) < 2:
            return "There is one current journey only."
        if action == "moment" and not self.crossings:
            return "No touchpoint of this journey is a moment of truth: m on page 3 makes one."
        if action == "deliver" and not self.forecaster.days_that_matter(self.journey):
            return "Nothing that closes a gap of this journey has a date yet: page 7 gives one."
        return None

    def _turn_to(self, day: date) -> None:
        time = self.time
        if time is not None:
            self._before = self.found
            self.day = max(time.start, min(day, time.end - _DAY))

    def action_step(self, by: int) -> None:
        """Go *by* steps through time."""
        self._turn_to(stepped(self.day, self._grain, by))

    def action_quarter(self, by: int) -> None:
        """Go to the last day of a quarter."""
        starts = self.plan.engagement.fiscal_year_starts
        span = period_of(self.day, Grain.QUARTER, starts)
        if by < 0:
            self._turn_to(span.start - _DAY)
        elif self.day == span.end - _DAY:
            self._turn_to(period_of(span.end, Grain.QUARTER, starts).end - _DAY)
        else:
            self._turn_to(span.end - _DAY)

    def action_deliver(self, by: int) -> None:
        """Go to the next day on which something is delivered, or all have it, or to the one before."""
        days = self.forecaster.days_that_matter(self.journey)
        later, earlier = [day for day in days if day > self.day], [day for day in days if day < self.day]
        if by > 0 and later:
            self._turn_to(later[0])
        elif by < 0 and earlier:
            self._turn_to(earlier[-1])

    def action_today(self) -> None:
        """Go to today."""
        self._turn_to(self.page.today)

    def action_end(self) -> None:
        """Go to the day from which on nothing changes."""
        days = self.forecaster.days_that_matter(self.journey)
        if days:
            self._turn_to(days[-1])

    def action_zoom(self, by: int) -> None:
        """Make steps larger or smaller."""
        self._grain = STEPS[max(0, min(len(STEPS) - 1, STEPS.index(self._grain) + by))]
        self.draw()

    def action_journey(self, by: int) -> None:
        """Turn to another journey, on the same day."""
        journey = self.journey
        if journey is not None:
            journeys = self.journeys
            self._journey = journeys[(journeys.index(journey) + by) % len(journeys)].id
            self._before, self._here = None, 0
            self.action_worst()

    def action_point(self, by: int) -> None:
        """Go to another touchpoint."""
        found = self.found
        if found is not None and found.points:
            self._go_to(found, (self._here + by) % len(found.points))

    def action_moment(self) -> None:
        """Go to the next moment of truth, in the order they rise above neutral."""
        found, ids = self.found, self.query_one(Crossings).ids
        if found is not None and ids:
            here = found.points[self._here].touchpoint.id
            following = ids[(ids.index(here) + 1) % len(ids)] if here in ids else ids[0]
            self._go_to(found, next(n for n, each in enumerate(found.points) if each.touchpoint.id == following))

    def _go_to(self, found: Forecast, here: int) -> None:
        self._here = here
        self.query_one(Overlay).point_at(here)
        self._point_at_moment()
        self._draw_detail(found)

    def _point_at_moment(self) -> None:
        point = self.point
        self.query_one(Crossings).point_at(point.touchpoint.id if point is not None else "")

    def action_worst(self) -> None:
        """Go to the touchpoint that feels worst on that day."""
        found = self.found
        if found is not None and found.worst is not None:
            self._here = found.points.index(found.worst)
        self.draw()

    def action_open(self) -> None:
        """Open the arithmetic, or close it."""
        self.opened = not self.opened

    def action_play(self) -> None:
        """Let time pass a step at a frame, or stop it."""
        if self._film is not None:
            self._stop()
        else:
            if self.time is not None and self.day >= self._last_day:
                self.action_today()
            self._film = self.set_interval(FRAME, self.tick)
        self.draw()

    @property
    def _last_day(self) -> date:
        days = self.forecaster.days_that_matter(self.journey)
        return days[-1] if days else self.page.today

    def tick(self) -> None:
        """One frame of the film; it ends where nothing changes any more."""
        if self.day >= self._last_day:
            self._stop()
            self.draw()
        else:
            self._turn_to(min(stepped(self.day, self._grain, 1), self._last_day))

    def _stop(self) -> None:
        if self._film is not None:
            self._film.stop()
            self._film = None

    async def action_dismiss(self, result: object = None) -> None:
        """Close the arithmetic, and from there go back to the page."""
        self._stop()
        if self.opened:
            self.opened = False
        else:
            await super().action_dismiss(None)
        del result


def told_moves(changed: Sequence[Move], lines: int) -> Iterator[Line]:
    """What a step *changed*, in at most so many *lines*, the greatest move first."""
    named = changed if len(changed) <= lines else changed[: lines - 1]
    yield from map(told_move, named)
    if left := changed[len(named) :]:
        yield Content.styled(f"and {len(left)} more: {', '.join(_short(each) for each in left)}", _MUTED)


def _short(move: Move) -> str:
    return f"{felt(move.by)} {move.after.touchpoint.name}" if move.by is not None else move.after.touchpoint.name


def curves_of(found: Forecast) -> Sequence[Curve]:
    """The curves of *found*: on the day, with a stem from where today was to where it has come, and in the dream."""
    points = found.points
    then = [_float(each.feeling) if each.presence else None for each in points]
    today = [_float(each.today) for each in points]
    dream = [_float(each.dream) for each in points]
    pairs = list(zip(today, then, strict=True))
    moved = [one if one != two else None for one, two in pairs]
    stems = [(min(one, two), max(one, two)) if one is not None and two is not None else None for one, two in pairs]
    away = frozenset(nth for nth, each in enumerate(points) if not each.presence)
    return (
        Curve(then, "●", SOLID, "current", away),
        Curve(moved, "○", None, "before", spreads=stems),
        Curve(dream, "◇", DASHED, "far", frozenset(nth for nth, each in enumerate(dream) if each is None)),
        Curve([0.0] * len(points), _NEUTRAL, (_NEUTRAL, ""), "scale"),
    )


def stepped(day: date, grain: Grain, by: int) -> date:
    """The day *by* days, weeks or months after *day*; of a month that has no such day its last."""
    if grain is Grain.MONTH:
        return months_after(day, by)
    return day + timedelta(days=by * (7 if grain is Grain.WEEK else 1))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
