"""A screen over a page that shows figures as a table and as a chart: beside each other where there is room."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive

from domain.engagement import Engagement
from screens.page import Page
from screens.parts.listing import Listing
from screens.parts.plot import Plot
from screens.working import Working


class Charted(Working):
    """Turns between views; a view is a table, and on a narrow screen a chart is a view of its own."""

    BINDING_GROUP_TITLE = "Figures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_curly_bracket", "view(1)", "View", tooltip="The next view", id="figures.view", key_display="}"),
        Binding(
            "left_curly_bracket",
            "view(-1)",
            "View before",
            tooltip="The view before",
            id="figures.view_before",
            key_display="{",
            show=False,
        ),
        Binding(
            "c",
            "conventions",
            "Terms",
            tooltip="Discount rate, horizon, prices, budget, runs and seed",
            id="figures.conventions",
        ),
    ]
    DEFAULT_CSS = """
    Charted {
        & #figures { height: 1fr; }
        & Listing, & Plot { width: 1fr; height: 1fr; }
        & Plot { display: none; }
        &.charted Listing { display: none; }
        &.charted Plot, &.wide Plot { display: block; }
        &.wide Listing { display: block; }
        &.wide Plot { margin: 0 0 0 2; }
        &.wide.plain Plot { display: none; }
    }
    """
    CONVENTION: ClassVar[str] = "discount_rate_percent"
    """The field of the engagement that the figures of this screen hang on most."""
    WIDE = 130
    """Cells a screen has where the chart stands beside the table."""
    WRITES = Working.WRITES | {"conventions"}
    VIEWS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """What is in view, in the order they turn: the name of a table, and that of its chart, if it has one."""

    view: reactive[str] = reactive("", init=False, bindings=True)
    """The table or the chart in view."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.set_reactive(Charted.view, self.VIEWS[0][0])

    def body(self) -> ComposeResult:
        """The table and the chart."""
        with Horizontal(id="figures"):
            yield Listing()
            yield Plot()

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.listing, "key", self.follow, init=False)
        self.listing.focus()

    def follow(self) -> None:
        """Another row is under the cursor."""
        raise NotImplementedError

    @property
    def listing(self) -> Listing:
        """The table."""
        return self.query_one(Listing)

    @property
    def plot(self) -> Plot:
        """The chart."""
        return self.query_one(Plot)

    @property
    def is_wide(self) -> bool:
        """Whether table and chart stand beside each other."""
        return self.size.width >= self.WIDE

    @property
    def table(self) -> str:
        """The name of the table in view, or of the one whose chart is."""
        return next(table for table, chart in self.VIEWS if self.view in (table, chart))

    @property
    def views(self) -> list[str]:
        """The views to turn between in the room there is."""
        if self.is_wide:
            return [table for table, _ in self.VIEWS]
        return [view for pair in self.VIEWS for view in pair if view]

    def on_resize(self) -> None:
        """Put the chart beside the table where there is room."""
        self._arrange()
        super().on_resize()

    def watch_view(self) -> None:
        """Draw what is in view now."""
        self._arrange()
        self.draw()
        self.listing.turn_to(0)
        self.listing.focus()

    def _arrange(self) -> None:
        charts = {chart for _, chart in self.VIEWS if chart}
        self.set_class(self.is_wide, "wide")
        self.set_class(self.view in charts and not self.is_wide, "charted")
        self.set_class(not dict(self.VIEWS)[self.table], "plain")

    def action_view(self, by: int) -> None:
        """Turn to another view."""
        views = self.views
        here = self.view if self.view in views else self.table
        self.view = views[(views.index(here) + by) % len(views)]

    async def action_dismiss(self, result: object = None) -> None:
        """Step back to the first view, and from there to the page."""
        if self.view != self.VIEWS[0][0]:
            self.view = self.VIEWS[0][0]
        else:
            await super().action_dismiss(None)
        del result

    def action_conventions(self) -> None:
        """Open what the numbers of the whole engagement follow."""
        self.page.fill_in(Engagement, record=self.plan.engagement, focus=self.CONVENTION)
