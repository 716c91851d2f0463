"""How much each criterion counts: judged two at a time, and how far the judgements agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.criterion import Criterion
from domain.errors import KlantreisError
from domain.figures import number
from domain.judging import judged, weights_taken
from domain.plan import Plan
from domain.ranking.ahp import (
    ACCEPTED,
    MOST_JUDGED,
    RANDOM_INDEX,
    Judged,
    Judgements,
    Misfit,
    judgements_of,
    weights_of,
)
from domain.text import counted
from screens.over import Over
from screens.page import Page
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.parts.typed import read_number

_MUTED = "$foreground-muted"


class Weights(Over):
    """The pairs of criteria with what was said of each, what the weights make of it, and the consistency ratio."""

    HELP = (
        "**enter** says how many times as much the first of a pair counts: 1 as much, 3 somewhat, 5 clearly, 7 much, 9 "
        "incomparably more; 1/3 the other way round. **!** goes to the judgement that fits least, **y** copies the "
        "weights that follow into the criteria."
    )
    BINDING_GROUP_TITLE = "Weights"
    WRITES = Over.WRITES | {"unjudge", "take"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "unjudge", "Take away", tooltip="Take what the group said away", id="weights.unjudge"),
        Binding(
            "exclamation_mark", "worst", "Worst", tooltip="Go to what fits least", id="weights.worst", key_display="!"
        ),
        Binding("y", "take", "Copy weights", tooltip="Write the weights that follow down", id="weights.take"),
    ]
    DEFAULT_CSS = """
    Weights {
        layers: _default answer;
        & #detail { height: 9; }
        &.tall #detail { height: 12; }
        &.low #detail { height: 4; }
    }
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._worked_out: tuple[Plan, Judged, Judgements | None, str] | None = None

    def body(self) -> ComposeResult:
        """The pairs, and a line for a short answer."""
        yield Listing("Two criteria at least are needed. Add them on the page, among all records.")
        yield Prompt()

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        self.watch(self.listing, "key", self._draw_detail, init=False)
        self.listing.focus()

    @property
    def listing(self) -> Listing:
        """The pairs."""
        return self.query_one(Listing)

    def _found(self) -> tuple[Judged, Judgements | None, str]:
        """What was judged, and the weights that follow or why there are none: worked out once for a plan."""
        plan = self.plan
        if self._worked_out is None or self._worked_out[0] is not plan:
            try:
                found, why = weights_of(plan), ""
            except ValueError as error:
                found, why = None, str(error)
            self._worked_out = plan, judgements_of(plan), found, why
        return self._worked_out[1:]

    @property
    def _worst(self) -> Misfit | None:
        """The judgement that fits least."""
        _, found, _ = self._found()
        return found.group.worst if found is not None else None

    # --- what is shown --------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the pairs and how far they agree."""
        criteria = self.plan.all(Criterion)
        _, found, _ = self._found()
        self.set_title("Weights by judgement", _consistency(found))
        pairs = [f"{one.id} {other.id}" for one, other in combinations(criteria, 2)]
        columns = (
            Column("This criterion", None, least=16),
            Column("counts", 8, "right"),
            Column("as this one", None, least=16),
            Column("fits", 8, "right", rank=1),
            Column("", 2, rank=2),
        )
        self.listing.show(pairs, self._cells, columns)
        self._draw_detail()

    def _pair(self, key: str) -> tuple[Criterion, Criterion]:
        one, other = key.split(" ")
        return self.plan.get(Criterion, one), self.plan.get(Criterion, other)

    def _cells(self, key: str) -> Sequence[Cell]:
        one, other = self._pair(key)
        criteria = self.plan.all(Criterion)
        row, column = criteria.index(one), criteria.index(other)
        judgements, found, _ = self._found()
        said = judgements[row][column]
        fits = None if found is None else found.group.weights[row] / found.group.weights[column]
        worst = found.group.worst if found is not None and not found.group.is_consistent else None
        return (
            one.name,
            Content.styled(MISSING, _MUTED) if said is None else _times(said),
            other.name,
            MISSING if fits is None else _times(fits),
            Content.styled("!", "$text-warning") if worst and {row, column} == {worst.row, worst.column} else "",
        )

    def _draw_detail(self) -> None:
        self.query_one("#detail", Pane).show(self._told(), subject="weights")

    def _told(self) -> Iterator[Line]:
        criteria = self.plan.all(Criterion)
        _, found, why = self._found()
        if len(criteria) > MOST_JUDGED:
            number_of = counted(len(criteria), "criterion", "criteria")
            yield Prose(f"{number_of} are more than people can judge two at a time.")
        if found is None:
            yield Prose(f"No weights yet: {why}.")
            return
        yield Heading("Weights that follow")
        parts = [
            f"{each.name} {100 * weight:.1f} % (now {each.weight_percent} %)"
            if each.weight_percent is not None
            else f"{each.name} {100 * weight:.1f} %"
            for each, weight in zip(found.criteria, found.group.weights, strict=True)
        ]
        yield Prose(" · ".join(parts))
        yield from map(Prose, _reckoned(found))
        if (worst := found.group.worst) is not None:
            yield Prose(_misfit(found, worst))
        for by, own in found.persons.items():
            if by is not None and own.ratio is not None:
                yield Prose(Content.styled(f"{by}: CR {own.ratio:.3f}", _MUTED))

    # --- what keys do ---------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Something must have been judged."""
        if action == "unjudge" and self.listing.key is None:
            return "There is no pair to judge yet."
        if action == "worst" and self._worst is None:
            return "All judgements agree with each other."
        return super().why_not(action)

    @on(Listing.Chosen)
    def _ask(self) -> None:
        """Ask how much more the first of the pair counts."""
        key = self.listing.key
        if key is None:
            return
        if self.why_not_write:
            tell(self, self.why_not_write)
            return
        one, other = self._pair(key)

        def answered(text: str) -> str | None:
            times = read_times(text)
            if times is None:
                tell(self, "Type a number from 1 to 9, or 1/2 … 1/9 where the second counts more.")
                return text
            return None if self._judge(one, other, times) else text

        question = f"{one.name} counts, against {other.name}"
        self.query_one(Prompt).ask(question, answered, hint="1 as much … 9 incomparably more; 1/3 the other way")

    def action_unjudge(self) -> None:
        """Take away what the group said of the pair."""
        if (key := self.listing.key) is not None:
            self._judge(*self._pair(key), None)

    def _judge(self, one: Criterion, other: Criterion, times: Fraction | None) -> bool:
        try:
            edit = judged(self.plan, one, other, times)
        except KlantreisError as refusal:
            tell(self, str(refusal), title="Not changed", severity="error")
            return False
        self.page.propose(edit)
        return True

    def action_worst(self) -> None:
        """Go to the judgement that fits least."""
        if (worst := self._worst) is not None:
            first, second = (self.plan.all(Criterion)[each].id for each in sorted((worst.row, worst.column)))
            self.listing.move_to(f"{first} {second}")

    def action_take(self) -> None:
        """Write the weights that follow down as those of the criteria."""
        self.propose(lambda: weights_taken(self.plan))


def read_times(text: str) -> Fraction | None:
    """How many times *text* says: `3`, `1/3`, `0,5`; None where it says no number above 0."""
    top, slash, bottom = text.strip().partition("/")
    numbers = [read_number(each) for each in ((top, bottom) if slash else (top,))]
    if any(each is None or each <= 0 for each in numbers):
        return None
    times = Fraction(numbers[0] or 0)
    return times / Fraction(numbers[1] or 1) if slash else times


def _times(value: float) -> str:
    """`3 ×`, or `1/3 ×` where that is what it is."""
    if value >= 1:
        return f"{number(Fraction(value).limit_denominator(1000))} ×"
    return f"1/{number(Fraction(1 / value).limit_denominator(1000))} ×"


def _consistency(found: Judgements | None) -> str:
    if found is None or found.group.ratio is None:
        return ""
    word = "consistent" if found.group.is_consistent else "not consistent"
    return f"consistency ratio {found.group.ratio:.3f}, {word} (up to {ACCEPTED:.2f})"


def _reckoned(found: Judgements) -> Iterator[str]:
    group, n = found.group, len(found.criteria)
    if n > 2 and group.ratio is not None:
        index = RANDOM_INDEX[n - 1]
        yield (
            f"λ = {group.eigenvalue:.4f}; CI = (λ − {n}) / {n - 1} = {group.index:.4f}; "
            f"CR = CI / {index:.4f} = {group.ratio:.4f} (RI of {n} by 500 000 simulations)"
        )
    if group.unjudged:
        yield f"{counted(len(group.unjudged), 'pair')} not judged: the ratio says less than it seems to."


def _misfit(found: Judgements, worst: Misfit) -> str:
    one, other = found.criteria[worst.row].name, found.criteria[worst.column].name
    given, fits = _times(worst.given), _times(worst.fitting)
    suggested = _times(float(worst.suggested))
    return f"Fits least: “{one}” counts {given} as “{other}”; the others say {fits}, so {suggested} would agree."
