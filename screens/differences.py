"""What of today stays in the dream, what changes, what comes and what goes: two journeys laid beside each other.

The same screen tells what became of one journey since an earlier day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.alignment import Pair, Sign, aligned, compared, confirmed, confirmed_all, unpaired
from domain.curve import typed_curve
from domain.difference import shown
from domain.entity import Facts, fields_of
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.paths import touchpoints_of
from domain.plan import Plan
from screens.messages import Recall
from screens.over import Over
from screens.page import Page
from screens.parts.chooser import Choices, Chooser, Option
from screens.parts.curve import DASHED, Curve
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.overlay import Overlay
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.parts.typed import read_date
from screens.sheets import POINTS, curve_of, in_order

_EARLIER = "earlier"
_COLOURS: Mapping[Sign, str] = {
    "=": "$foreground-muted",
    "~": "$text-warning",
    "+": "$text-success",
    "−": "$text-error",
}
_WORDS: Mapping[Sign, str] = {"=": "same", "~": "changed", "+": "added", "−": "dropped"}
_MUTED = "$foreground-muted"


@dataclass(frozen=True, slots=True)
class Sides:
    """Two journeys laid beside each other.

    Attributes:
        before: today's, the one that is departed from, or the one of an earlier day.
        past: the plan that *before* is in, where that is not the plan of now.
        day: at the end of which that was.
    """

    plan: Plan
    before: Journey
    after: Journey
    past: Plan | None = None
    day: date | None = None

    @property
    def plan_before(self) -> Plan:
        """The plan that *before* is in."""
        return self.past or self.plan

    @property
    def is_dreamt(self) -> bool:
        """Whether a dream is laid beside today, so that its touchpoints can be said to stand for today's."""
        horizons = self.before.horizon, self.after.horizon
        return self.past is None and horizons[0] is Horizon.CURRENT and horizons[1] is not Horizon.CURRENT

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What became of every touchpoint, in the order of the journey after."""
        if self.is_dreamt:
            return aligned(self.plan, self.before, self.after)
        return compared(self.plan_before, self.before, self.plan, self.after)

    @property
    def names(self) -> tuple[str, str]:
        """The words that tell the two apart, with the signs of their curves."""
        before, after = self.curves(())
        names = [_horizon_words(each) for each in (self.before, self.after)]
        if self.day is not None:
            names = [f"on {self.day}", "now"]
        elif names[0] == names[1]:
            names = [self.before.name, self.after.name]
        return f"{before.point} {names[0]}", f"{after.point} {names[1]}"

    def curves(self, pairs: Sequence[Pair]) -> tuple[Curve, Curve]:
        """How both feel, a column for each of *pairs*."""
        before = curve_of(typed_curve(self.plan_before, self.before), self.before, [each.current for each in pairs])
        after = curve_of(typed_curve(self.plan, self.after), self.after, [each.dream for each in pairs])
        if before.point == after.point:
            before = replace(before, point="○", style="before", lines=DASHED)
        return before, after


def _horizon_words(journey: Journey) -> str:
    word = "today" if journey.horizon is Horizon.CURRENT else journey.horizon.value
    return f"{word} {journey.target_on.year}" if journey.target_on else word


def turns(sides: Sides, pair: Pair) -> Iterator[tuple[Facts, str, str]]:
    """Each field in which the two of *pair* differ, as it read and as it reads."""
    if pair.current is not None and pair.dream is not None:
        for name in pair.changed:
            if name != "notes":
                was, now = shown(sides.plan_before, pair.current, name), shown(sides.plan, pair.dream, name)
                yield fields_of(Touchpoint)[name], was, now


def in_short(sides: Sides, pair: Pair) -> str:
    """What changed, in one line: the feeling first, figures and words as they were and are, texts by their title."""
    told = [turn for turn in turns(sides, pair) if turn[0].name != "name"]
    told.sort(key=lambda turn: (turn[0].prose, turn[0].name != "feeling"))
    said = [facts.title.lower() if facts.prose else f"{facts.title.lower()} {was} → {now}" for facts, was, now in told]
    return " · ".join([*said, *(["notes"] if pair.notes_differ else [])])


def summed_up(sides: Sides, pairs: Sequence[Pair], *, hides_same: bool) -> str:
    """How many pairs there are of each sign, and how many nobody confirmed yet."""
    signs = Counter(pair.sign for pair in pairs)
    said = [f"{signs[sign]} {word}" for sign, word in _WORDS.items() if signs[sign]]
    if hides_same and signs["="]:
        said[0] += " (hidden)"
    proposed = sum(map(_is_proposed, pairs)) if sides.is_dreamt else 0
    return ", ".join([*said, *([f"{proposed} proposed"] if proposed else [])])


def _is_proposed(pair: Pair) -> bool:
    return pair.current is not None and pair.dream is not None and not pair.is_confirmed


class Differences(Over):
    """Both curves laid over each other, and below them the pairs with what changed."""

    HELP = (
        "Each row is a touchpoint of today with the one that stands for it: **=** the same, **~** changed, "
        "**+** added, **−** dropped. What is “proposed” nobody said yet: **enter** confirms it, **A** confirms all."
    )
    BINDING_GROUP_TITLE = "Differences"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "confirm", "Confirm", tooltip="The two belong together", id="differences.confirm"),
        Binding("A", "confirm_all", "All", tooltip="Confirm all that is proposed", id="differences.confirm_all"),
        Binding("x", "take_apart", "Apart", tooltip="The two do not belong together", id="differences.apart"),
        Binding("p", "pair", "Pair", tooltip="Choose what it belongs to", id="differences.pair"),
        Binding("f,tilde", "hide", "Only changes", tooltip="Leave out what is the same", id="differences.hide"),
        Binding(
            "o", "other", "Other", tooltip="Lay another journey, or another day, beside it", id="differences.other"
        ),
    ]
    WRITES = Over.WRITES | {"confirm", "confirm_all", "take_apart", "pair"}
    DEFAULT_CSS = """
    Differences {
        &.tall Overlay { height: 10; }
        &.low Overlay { display: none; }
    }
    """

    def __init__(self, page: Page, journey: Journey) -> None:
        super().__init__(page)
        self._journey_id = self._before_id = self._after_id = journey.id
        self._past: Plan | None = None
        self._day: date | None = None
        self._is_chosen = False
        self._hides_same = False
        self._shown: dict[str, Pair] = {}
        self._columns: dict[str, int] = {}
        if journey.departs_from:
            self._lay_beside(journey.departs_from)

    def body(self) -> ComposeResult:
        """The curves, the pairs, and a line to type a day in."""
        yield Overlay()
        yield Choices()
        yield Prompt()

    def begin(self) -> None:
        """Ask what to lay beside the journey, where it is not a dream of today's."""
        self.watch(self.query_one(Choices), "key", self._follow, init=False)
        self.query_one(Choices).focus()
        if not self._is_chosen:
            self.action_other()

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def sides(self) -> Sides | None:
        """What is laid beside what; None where one of them is gone."""
        before = (self._past or self.plan).find(Journey, self._before_id)
        after = self.plan.find(Journey, self._after_id)
        if before is None or after is None or not self._is_chosen:
            return None
        return Sides(self.plan, before, after, self._past, self._day)

    @property
    def pair(self) -> Pair | None:
        """The pair under the cursor."""
        return self._shown.get(self.query_one(Choices).key or "") if self.is_mounted else None

    def draw(self) -> None:
        """Draw the curves and the pairs."""
        sides, listing, overlay = self.sides, self.query_one(Choices), self.query_one(Overlay)
        pairs = sides.pairs if sides is not None else ()
        keyed = {_key(pair): pair for pair in pairs}
        self._columns = {key: nth for nth, key in enumerate(keyed)}
        self._shown = {key: pair for key, pair in keyed.items() if not (self._hides_same and pair.sign == "=")}
        listing.show(tuple(self._shown), self._cells, self._titles)
        listing.empty = self._nothing_shown
        if sides is None:
            self.set_title("Laid beside each other")
            overlay.show((), 0)
        else:
            self.set_title(sides.after.name, summed_up(sides, pairs, hides_same=self._hides_same))
            overlay.show(sides.curves(pairs)[::-1], self._columns.get(listing.key or "", 0))
        self._draw_detail()

    @property
    def _nothing_shown(self) -> str:
        if self._columns:
            return "Nothing differs. Press f to show what is the same."
        if self.sides is None:
            return "Press o to choose what to lay beside it."
        return "There are no touchpoints yet."

    @property
    def _titles(self) -> Sequence[Column]:
        sides = self.sides
        before, after = sides.names if sides is not None else ("", "")
        return (
            Column("", 1),
            Column("Phase", 11, rank=2),
            Column(before, None, least=14),
            Column(after, None, least=14),
            Column("What changed", None, least=22, rank=1),
        )

    def _cells(self, key: str) -> Sequence[Cell]:
        pair, sides = self._shown[key], self.sides
        assert sides is not None, "pairs are shown of two journeys"  # noqa: S101
        says = [in_short(sides, pair)] if in_short(sides, pair) else []
        if sides.is_dreamt and _is_proposed(pair):
            says.insert(0, "proposed")
        return (
            Content.styled(pair.sign, _COLOURS[pair.sign]),
            _phase(sides, pair),
            pair.current.name if pair.current else Content.styled(MISSING, _MUTED),
            pair.dream.name if pair.dream else Content.styled(MISSING, _MUTED),
            " · ".join(says),
        )

    def _follow(self) -> None:
        self.query_one(Overlay).point_at(self._columns.get(self.query_one(Choices).key or "", 0))
        self._draw_detail()
        self.refresh_bindings()

    def _draw_detail(self) -> None:
        sides, pair = self.sides, self.pair
        lines = () if sides is None or pair is None else described(sides, pair)
        self.query_one("#detail", Pane).show(lines, subject=self.query_one(Choices).key)

    # --- which keys work ------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Only a dream laid beside today is paired."""
        if action not in ("confirm", "confirm_all", "take_apart", "pair"):
            return None
        sides, pair = self.sides, self.pair
        if sides is None or pair is None:
            return "There is no touchpoint under the cursor."
        if not sides.is_dreamt:
            return "Only a dream that is laid beside today is paired; these two are compared as they are."
        if action == "confirm" and not _is_proposed(pair):
            return "Nothing is proposed here. Press p to choose what it belongs to."
        if action == "take_apart" and not pair.is_confirmed:
            return "There is no confirmed pair to take apart here."
        return None

    # --- changing -------------------------------------------------------------------------------------------------

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        if reason := self.why_not("confirm"):
            tell(self, reason)
        else:
            self.action_confirm()

    def action_confirm(self) -> None:
        """Say that the pair under the cursor is one."""
        if (pair := self.pair) is not None:
            self.propose(lambda: confirmed(self.plan, pair))

    def action_confirm_all(self) -> None:
        """Say so of all that are proposed."""
        if (sides := self.sides) is not None:
            self.propose(lambda: confirmed_all(self.plan, sides.pairs))

    def action_take_apart(self) -> None:
        """Say that the pair under the cursor is none."""
        if (pair := self.pair) is not None:
            self.propose(lambda: unpaired(self.plan, pair))

    def action_pair(self) -> None:
        """Choose what the touchpoint under the cursor belongs to on the other side."""
        sides, pair = self.sides, self.pair
        if sides is None or pair is None:
            return
        here = pair.dream or pair.current
        assert here is not None, "a pair has a side"  # noqa: S101
        others = tuple(touchpoints_of(sides.plan, sides.before if pair.dream else sides.after))

        def chosen(id: str | None) -> None:
            other = self.plan.find(Touchpoint, id or "")
            if other is not None:
                made = Pair(other, here) if pair.dream else Pair(here, other)
                self.propose(lambda: confirmed(self.plan, made))

        options = [Option(each.id, each.name, self.plan.get(Phase, each.phase).name) for each in others]
        self.app.push_screen(Chooser(f"What does “{here.name}” belong to?", lambda: options), chosen)

    # --- choosing the sides ---------------------------------------------------------------------------------------

    def action_hide(self) -> None:
        """Leave out what is the same, or show it again."""
        self._hides_same = not self._hides_same
        self.draw()

    def action_other(self) -> None:
        """Choose what to lay beside the journey."""
        journey = self.plan.find(Journey, self._journey_id)
        if journey is None:
            return

        def chosen(key: str | None) -> None:
            if key == _EARLIER:
                self._ask_day(journey)
            elif key is not None:
                self._lay_beside(key)
                self.draw()
            elif not self._is_chosen:
                self.dismiss(None)

        others = [each for each in in_order(self.plan) if each.id != journey.id]
        own = [each for each in others if journey.id in (each.departs_from, each.id) or each.id == journey.departs_from]
        options = [
            Option(each.id, each.name, _horizon_words(each), POINTS[each.horizon])
            for each in (*own, *(each for each in others if each not in own))
        ]
        earlier = Option(_EARLIER, "The same on an earlier day …", "as it was then", "↶")
        title = f"What to lay beside “{journey.name}”?"
        self.app.push_screen(Chooser(title, lambda: [*options, earlier]), chosen)

    def _lay_beside(self, other_id: str) -> None:
        """Lay today's journey before a dream, and else the one on the map before the other."""
        self._past = self._day = None
        self._is_chosen = True
        here, other = self.plan.find(Journey, self._journey_id), self.plan.find(Journey, other_id)
        is_dream = here is not None and here.horizon is not Horizon.CURRENT
        swapped = is_dream and other is not None and other.horizon is Horizon.CURRENT
        self._before_id, self._after_id = (other_id, self._journey_id) if swapped else (self._journey_id, other_id)

    def _ask_day(self, journey: Journey) -> None:
        def answered(text: str) -> str | None:
            day = read_date(text.strip(), self.page.today)
            if day is None or day >= self.page.today:
                tell(self, "Type a day before today: 2027-01-31, or -30 for 30 days ago.")
                return text
            self.post_message(Recall(day, partial(self._recalled, journey.id, day)))
            return None

        def left(_: str) -> None:
            if not self._is_chosen:
                self.dismiss(None)

        self.query_one(Prompt).ask("As it was at the end of", answered, hint="2027-01-31, or -30", left=left)

    def _recalled(self, id: str, day: date, past: Plan) -> None:
        if not self.is_attached:
            return
        if past.find(Journey, id) is None:
            tell(self, f"This journey was not there yet at the end of {day}.")
            return
        self._past, self._day, self._is_chosen = past, day, True
        self._before_id = self._after_id = id
        self.draw()
        self.refresh_bindings()


def _key(pair: Pair) -> str:
    """What the list calls a pair: the touchpoint of the dream, which stays when another is chosen for it."""
    return f"+{pair.dream.id}" if pair.dream is not None else f"−{pair.current.id if pair.current else ''}"


def _phase(sides: Sides, pair: Pair) -> str:
    if pair.dream is not None:
        return sides.plan.get(Phase, pair.dream.phase).name
    return sides.plan_before.get(Phase, pair.current.phase).name if pair.current is not None else ""


def described(sides: Sides, pair: Pair) -> Iterator[Line]:
    """All that differs between the two of *pair*: figures and short words on one line, then each text."""
    names = [each.name for each in (pair.current, pair.dream) if each is not None]
    is_said = "nobody confirmed this pair yet" if sides.is_dreamt and _is_proposed(pair) else _WORDS[pair.sign]
    yield Heading(f"{' → '.join(dict.fromkeys(names))}  ({is_said})")
    alone = pair.dream or pair.current
    if alone is not None and len(names) == 1:
        yield from (Prose(text) for text in (alone.doing, alone.thinking) if text)
    found = list(turns(sides, pair))
    short = [f"{facts.title} {was} → {now}" for facts, was, now in found if not facts.prose]
    if pair.notes_differ:
        short.append("the notes differ")
    if short:
        yield Prose(" · ".join(short))
    for facts, was, now in found:
        if facts.prose:
            yield Prose(Content.assemble((f"{facts.title} ", _MUTED), was, (" → ", _MUTED), now))
