"""Which moments make or break the relation most, and where customers are handed over worst.

A ranking that a room is to act on shows its arithmetic, and beside each moment what still has to be arranged for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from domain.company import needed_for
from domain.gap import Gap
from domain.journey import Horizon, Journey, Moment, Touchpoint
from domain.kpi import Kpi
from domain.moments import HandOver, RankedMoment, hand_overs, ranked_moments, worst_first
from domain.paths import journey_of, maps
from domain.plan import Plan
from screens.over import Over
from screens.page import Page
from screens.parts.chooser import Choices
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.sheet import SIGNS
from screens.parts.text import MISSING

_MUTED = "$foreground-muted"
_TITLES: Mapping[str, str] = {
    Moment.MAKE: f"{SIGNS[Moment.MAKE]} Moments that make",
    Moment.BREAK: f"{SIGNS[Moment.BREAK]} Moments that break",
    "hand-overs": "⇄ Hand-overs, worst first",
}
_NOTHING: Mapping[str, str] = {
    Moment.MAKE: "No moment makes the relation yet. Press m on a touchpoint of the map.",
    Moment.BREAK: "No moment breaks the relation yet. Press m on a touchpoint of the map.",
    "hand-overs": "The channel never changes here.",
}


@dataclass(frozen=True, slots=True)
class Arranged:
    """What has been arranged for a moment.

    Attributes:
        teams: the names of those behind it; empty where nobody owns it.
        kpis: the names of those that watch it.
        decided: for each gap at it that was decided on, its name and what was decided.
    """

    teams: tuple[str, ...]
    kpis: tuple[str, ...]
    decided: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, touchpoint: Touchpoint) -> Arranged:
        """What has been arranged for *touchpoint*."""
        gaps = (*plan.where(Gap, "current", touchpoint.id), *plan.where(Gap, "dream", touchpoint.id))
        return cls(
            tuple(team.name for team in needed_for(plan, touchpoint).teams),
            tuple(kpi.name for kpi in plan.where(Kpi, "touchpoints", touchpoint.id)),
            tuple(f"{gap.name}: {gap.decision.value}" for gap in gaps if gap.decision),
        )

    @property
    def ticks(self) -> tuple[str, str, str]:
        """Whether there is a team, a KPI and a decided gap."""
        owned, measured, decided = ("✓" if each else "·" for each in (self.teams, self.kpis, self.decided))
        return owned, measured, decided

    @property
    def said(self) -> Iterator[str]:
        """The same in words."""
        yield f"Owner: {', '.join(self.teams) or 'none, press b on the map to say who is behind it'}"
        yield f"KPI: {', '.join(self.kpis) or 'none watches it'}"
        yield f"Gap: {', '.join(self.decided) or 'none decided on'}"


class Moments(Over):
    """Two rankings beside each other where there is room, and the hand-overs below."""

    HELP = (
        "A score is importance × (how strongly it is felt + twice the share that leaves). **✓** or **·**: a team "
        "behind it, a KPI that watches it, a gap that was decided on. **tab** goes to the next list."
    )
    BINDING_GROUP_TITLE = "Moments"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "scope", "This journey", tooltip="Only this journey, or all of today", id="moments.scope"),
        Binding("p", "peak_end", "Peak and end", tooltip="Weigh what is remembered more", id="moments.peak_end"),
        Binding("tab,l,right", "list(1)", "Next list", tooltip="Go to the next list", id="moments.next"),
        Binding(
            "shift+tab,h,left",
            "list(-1)",
            "List before",
            tooltip="Go to the list before",
            id="moments.before",
            show=False,
        ),
    ]
    DEFAULT_CSS = """
    Moments {
        & #ranked { layout: vertical; height: 2fr; }
        &.wide #ranked { layout: horizontal; height: 3fr; }
        & #ranked Choices { margin: 0 1 0 0; }
        & #hand-overs { height: 1fr; }
        &.wide #hand-overs { height: 2fr; }
    }
    """
    WIDE = 110
    """Cells a screen has where two lists stand side by side."""

    def __init__(self, page: Page, journey: Journey | None) -> None:
        super().__init__(page)
        self._journey_id = journey.id if journey is not None and journey.horizon is Horizon.CURRENT else None
        self._is_narrowed = self._is_peak_end = False
        self._moments: dict[str, RankedMoment] = {}
        self._hand_overs: dict[str, HandOver] = {}

    def body(self) -> ComposeResult:
        """The lists."""
        with Container(id="ranked"):
            yield Choices(_NOTHING[Moment.MAKE], id=Moment.MAKE.value)
            yield Choices(_NOTHING[Moment.BREAK], id=Moment.BREAK.value)
        yield Choices(_NOTHING["hand-overs"], id="hand-overs")

    def begin(self) -> None:
        """Have the detail follow the cursor of the list in use, and begin with what breaks."""
        for listing in self._lists:
            self.watch(listing, "key", self._draw_detail, init=False)
            self.watch(listing, "has_focus", self._draw_detail, init=False)
        self._list(Moment.BREAK.value if self._list(Moment.BREAK.value).keys else Moment.MAKE.value).focus()

    def on_resize(self) -> None:
        """Put the lists side by side where there is room."""
        self.set_class(self.size.width >= self.WIDE, "wide")

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def _lists(self) -> tuple[Listing, ...]:
        return tuple(self.query(Choices))

    def _list(self, id: str) -> Listing:
        return self.query_one(f"#{id}", Choices)

    @property
    def journeys(self) -> tuple[Journey, ...]:
        """The journeys that are ranked."""
        return tuple(each for each in maps(self.plan) if not self._is_narrowed or each.id == self._journey_id)

    def draw(self) -> None:
        """Draw the lists."""
        plan, journeys = self.plan, self.journeys
        names = " and ".join(each.name for each in journeys) if self._is_narrowed else "all journeys of today"
        self.set_title("Moments of truth", names, f"peak and end {'on' if self._is_peak_end else 'off'}")
        for moment in Moment:
            ranked = {
                each.touchpoint.id: each for each in ranked_moments(plan, journeys, moment, peak_end=self._is_peak_end)
            }
            self._moments = {**self._moments, **ranked}
            self._list(moment.value).show(tuple(ranked), self._moment_cells, self._moment_columns(moment))
        found = worst_first(each for journey in journeys for each in hand_overs(plan, journey))
        self._hand_overs = {each.after.id: each for each in found}
        columns = (
            Column(_TITLES["hand-overs"], None, least=40),
            Column("Channel", 24, rank=1),
            Column("Journey", 24, rank=2),
            Column("1–5", 3, "right"),
        )
        self._list("hand-overs").show(tuple(self._hand_overs), self._hand_over_cells, columns)
        self._draw_detail()

    @staticmethod
    def _moment_columns(moment: Moment) -> Sequence[Column]:
        return (
            Column(_TITLES[moment], None, least=22),
            Column("Journey", 14, rank=1),
            Column("Owner", 5, "center"),
            Column("KPI", 3, "center"),
            Column("Gap", 3, "center"),
            Column("Score", 5, "right"),
        )

    def _moment_cells(self, key: str) -> Sequence[Cell]:
        ranked = self._moments[key]
        score = f"{ranked.score:.1f}" if ranked.score is not None else Content.styled(MISSING, _MUTED)
        journey = journey_of(self.plan, ranked.touchpoint)
        return (
            ranked.touchpoint.name,
            Content.styled(journey.name if journey else "", _MUTED),
            *Arranged.of(self.plan, ranked.touchpoint).ticks,
            score,
        )

    def _hand_over_cells(self, key: str) -> Sequence[Cell]:
        found = self._hand_overs[key]
        journey = journey_of(self.plan, found.after)
        return (
            f"{found.before.name} → {found.after.name}",
            f"{found.before.channel or MISSING} → {found.after.channel or MISSING}",
            Content.styled(journey.name if journey else "", _MUTED),
            MISSING if found.quality is None else str(found.quality),
        )

    @property
    def _listing(self) -> Listing:
        """The list in use."""
        return next((each for each in self._lists if each.has_focus), self._lists[0])

    def _draw_detail(self) -> None:
        listing = self._listing
        pane = self.query_one("#detail", Pane)
        key = listing.key
        lines: Iterator[Line] = iter(())
        if key is not None and listing.id == "hand-overs":
            lines = self._hand_over_told(self._hand_overs[key])
        elif key is not None:
            lines = self._moment_told(self._moments[key])
        pane.show(lines, subject=f"{listing.id}/{key}")

    def _moment_told(self, ranked: RankedMoment) -> Iterator[Line]:
        yield self._heading(ranked.touchpoint, ranked.touchpoint.name)
        yield Prose(ranked.said)
        yield Prose(" · ".join(Arranged.of(self.plan, ranked.touchpoint).said))

    def _hand_over_told(self, found: HandOver) -> Iterator[Line]:
        yield self._heading(found.after, f"{found.before.name} → {found.after.name}")
        rated = "nobody rated it yet" if found.quality is None else f"{found.quality} of 5"
        yield Prose(f"{rated}: 1 all over again … 5 without noticing")

    def _heading(self, touchpoint: Touchpoint, text: str) -> Heading:
        journey = journey_of(self.plan, touchpoint)
        return Heading(f"{text} · {journey.name}" if journey is not None else text)

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Only a journey of today can be looked at alone."""
        if action == "scope" and self._journey_id is None:
            return "A dream has no moments to act on; turn to a journey of today with < first."
        return super().why_not(action)

    @on(Listing.Chosen)
    def _go(self, event: Listing.Chosen) -> None:
        touchpoint = self.plan.find(Touchpoint, event.key)
        if touchpoint is not None:
            self.leave_for(touchpoint)

    def action_scope(self) -> None:
        """Rank this journey only, or all of today."""
        self._is_narrowed = not self._is_narrowed
        self.draw()

    def action_peak_end(self) -> None:
        """Weigh the most intense moment and the last one more, or as the others."""
        self._is_peak_end = not self._is_peak_end
        self.draw()

    def action_list(self, by: int) -> None:
        """Go to another list."""
        lists = self._lists
        lists[(lists.index(self._listing) + by) % len(lists)].focus()
