"""How firm the weighted order is: whether other weights, or slightly other ratings, would turn it round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from domain.figures import chance
from domain.initiative import Initiative
from domain.plan import Plan
from domain.progress import IsCancelled, Progress
from domain.ranking.robustness import SURENESS, Place, Robustness, Verdict, robustness
from domain.text import counted
from screens.page import Page
from screens.parts.listing import Cell, Column, Listing
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.text import MISSING
from screens.working import Working

_MUTED = "$foreground-muted"
_SIGNS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.FIRM: ("■ firm", "$text-success"),
    Verdict.FRAGILE: ("□ fragile", "$text-warning"),
    Verdict.TIE: ("= tie", "$foreground-muted"),
}
_TOP = 3


class Firmness(Working):
    """A list with bands instead of false precision, and the exact weights at which neighbours change places."""

    HELP = (
        "A place is firm where it stands before the next in nine futures of ten. Futures differ in the weights and, by "
        "half a step, in the ratings. Below stand the weights at which this one and the next tie."
    )
    BINDING_GROUP_TITLE = "Firmness"
    DEFAULT_CSS = """
    Firmness {
        & #detail { height: 9; }
        &.tall #detail { height: 12; }
    }
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._found: tuple[Plan, Robustness] | None = None
        self._asked: Plan | None = None
        self._places: Mapping[str, Place] = {}

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing()

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.listing, "key", self._draw_detail, init=False)
        self.listing.focus()

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    def draw(self) -> None:
        """Draw futures where the plan has changed, and show what is known meanwhile."""
        plan = self.plan
        if (self._found is None or self._found[0] is not plan) and self._asked is not plan:
            self._asked = plan
            self.work("Drawing weights and ratings", partial(_work, plan), partial(self._done, plan))
        found = self._found[1] if self._found is not None else None
        how = f"{counted(found.runs, 'run')}, seed {found.seed}" if found is not None else ""
        self.set_title("How firm is the weighted order", how)
        self._places = {each.initiative.id: each for each in found.places} if found is not None else {}
        columns = (
            Column("  # Initiative", None, least=22),
            Column("Before the next", 15),
            Column("Surely", 7, "right", rank=1),
            Column("First", 7, "right", rank=3),
            Column(f"Top {_TOP}", 7, "right", rank=2),
            Column("Nine in ten", 11, "right", rank=4),
        )
        self.listing.empty = "No initiative has all ratings yet." if found is not None else "Futures are being drawn."
        self.listing.show(tuple(self._places), self._cells, columns)
        self._draw_detail()

    def _done(self, plan: Plan, found: Robustness) -> None:
        self._found = plan, found
        self.draw()

    def _cells(self, key: str) -> Sequence[Cell]:
        place = self._places[key]
        sign, colour = _SIGNS[place.verdict]
        top = place.within[min(_TOP, len(place.within)) - 1]
        low, high = place.band
        return (
            f"{place.rank:>3} {place.initiative.name}",
            Content.styled(sign, colour),
            MISSING if place.before_next is None else chance(place.before_next),
            chance(place.within[0]),
            chance(top),
            str(low) if low == high else f"{low} … {high}",
        )

    def _draw_detail(self) -> None:
        key = self.listing.key
        lines: Iterator[Line] = iter(()) if key is None else self._told(self._places[key])
        self.query_one("#detail", Pane).show(lines, subject=key)

    def _told(self, place: Place) -> Iterator[Line]:
        initiative: Initiative = place.initiative
        yield Heading(initiative.name)
        if place.said:
            yield Prose(f"{place.said}.")
        for flip in place.flips:
            if flip.weight is not None and not flip.tied:
                now, then = (chance(float(each)) for each in (flip.now, flip.weight))
                yield Prose(f"· {flip.criterion.name} weighs {now}; at {then} they tie")
        yield Prose(
            Content.styled(
                f"Weights are drawn around those agreed, as if {SURENESS} people had given a point each; ratings of "
                "several people by their spread, others within half a step.",
                _MUTED,
            )
        )


def _work(plan: Plan, progress: Progress, is_cancelled: IsCancelled) -> Robustness:
    return robustness(plan, progress=progress, is_cancelled=is_cancelled)
