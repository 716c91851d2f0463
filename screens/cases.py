"""Is it worth it, and how sure are we?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from domain import stories
from domain.criterion import Criterion, Rating
from domain.edits import add, change, noun, plural, remove
from domain.entity import Entity, Facts, fields_of, revise
from domain.figures import number, rounded
from domain.initiative import Initiative
from domain.paths import live
from domain.plan import Change, Edit, Plan
from domain.ranking.methods import METHODS, Method
from domain.ranking.score import Input, Score
from domain.ranking.value_effort import MIDPOINT, Quadrant, middle_of, value_of
from domain.ranking.work import work_of
from domain.records import BY_NAME
from domain.text import counted
from screens.case_words import calculated, in_numbers, in_words, notes_of
from screens.outline import HEADING, Row, facts_line
from screens.page import key_of, record_of
from screens.parts.bars import Divider, QuietLine
from screens.parts.chooser import Chooser, Option
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Line, Pane
from screens.parts.plot import Plot
from screens.parts.plots import Placed, quadrant
from screens.parts.prompt import Prompt
from screens.parts.table import Table
from screens.parts.text import MISSING
from screens.parts.typed import in_words_of, read, shown
from screens.records import CursorView, Records, in_turn
from screens.subjects import Subject

if TYPE_CHECKING:
    from screens.budget import Chosen
    from screens.risk import Drawn

RANKING, RECORDS = "ranking", "records"
VIEWS = (RANKING, RECORDS)
"""How the page can show initiatives, in the order they turn."""

_INCOMPLETE = f"{HEADING}incomplete"
_MUTED = "$foreground-muted"
_BAR = 10
_NOTHING = "-"
_NEW = "+"
_NO_INITIATIVE = "Put the cursor on an initiative first."
WIDE = 110
"""Cells a screen has where the detail stands beside the table."""


class Cases(Records):
    """Initiatives in the order of one method, each figure to be filled in where it stands; or all their records."""

    HELP = (
        "A row without a rank lacks a figure: its score lies between its worst and its best case. **enter** on a "
        "figure fills it in, for all marked rows; on what is calculated it shows how."
    )
    BINDING_GROUP_TITLE = "Cases"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right_square_bracket",
            "method(1)",
            "Method",
            tooltip="The next ranking method",
            id="cases.method",
            key_display="]",
        ),
        Binding(
            "left_square_bracket",
            "method(-1)",
            "Method before",
            tooltip="The ranking method before",
            id="cases.method_before",
            key_display="[",
            show=False,
        ),
        Binding("o", "methods", "Methods", tooltip="Choose a ranking method", id="cases.methods", show=False),
        Binding(
            "right_curly_bracket",
            "view(1)",
            "View",
            tooltip="The ranking, or all records",
            id="cases.view",
            key_display="}",
        ),
        Binding(
            "left_curly_bracket",
            "view(-1)",
            "View before",
            tooltip="The view before",
            id="cases.view_before",
            key_display="{",
            show=False,
        ),
        Binding("m", "money", "Money", tooltip="The business case in numbers", id="cases.money"),
        Binding("r", "risk", "Risk", tooltip="How sure: futures, swings, what to find out", id="cases.risk"),
        Binding(
            "equals_sign",
            "side_by_side",
            "Compare",
            tooltip="All methods side by side",
            id="cases.side_by_side",
            key_display="=",
        ),
        Binding(
            "dollar_sign",
            "budget",
            "Budget",
            tooltip="The best set under the budget",
            id="cases.budget",
            key_display="$",
        ),
        Binding("M", "plot", "Plot", tooltip="Value against effort, or the words", id="cases.plot", show=False),
        Binding("W", "weights", "Weights", tooltip="Judge the criteria two at a time", id="cases.weights", show=False),
        Binding("F", "firmness", "Firm", tooltip="How firm the weighted order is", id="cases.firmness", show=False),
        Binding("U", "stories", "Stories", tooltip="Draft user stories from its gaps", id="cases.stories", show=False),
        Binding("O", "decide", "Decide", tooltip="Have a group decide about the marked", id="cases.decide", show=False),
    ]
    WRITES = Records.WRITES | {"decide", "stories"}
    DEFAULT_CSS = """
    Cases {
        layers: _default answer;
        & #ranking { width: 1fr; height: 1fr; }
        & #body.ranked {
            layout: vertical;
            & #outline, & Divider { display: none; }
            & #detail { width: 1fr; height: 38%; min-height: 4; background: $panel; padding: 0 1; }
        }
        & #body.ranked.wide {
            layout: horizontal;
            & Divider { display: block; }
            & #ranking { width: 3fr; }
            & #detail { width: 2fr; height: 1fr; background: $background; padding: 0; }
        }
        & #body.all #ranking { display: none; }
        & #plot { display: none; width: 1fr; height: 60%; background: $panel; padding: 0 1; }
        & #body.ranked.wide #plot { width: 2fr; height: 1fr; background: $background; padding: 0; }
        & #body.ranked.plotted {
            & #detail { display: none; }
            & #plot { display: block; }
        }
    }
    """

    view: reactive[str] = reactive(RANKING, init=False, bindings=True)
    """Which of VIEWS is shown."""
    is_plotted: reactive[bool] = reactive(False, init=False, bindings=True)  # noqa: FBT003 - Textual's own form
    """Whether value is drawn against effort, in place of the words."""
    method_key: reactive[str] = reactive(next(iter(METHODS)), init=False, bindings=True)
    """The ranking method in use."""

    def __init__(self, subject: Subject, *, today: date, author: str = "") -> None:
        super().__init__(subject, today=today, author=author)
        self._scores: Mapping[str, Score] = {}
        self._initiatives: Mapping[str, Initiative] = {}
        self._ranked: tuple[Plan, str, Sequence[Score]] | None = None
        self._titles: tuple[str, ...] = ()
        self._places = 0
        self._drawn: Drawn | None = None
        self._best: Chosen | None = None
        self._most = 0.0

    def compose(self) -> ComposeResult:
        """The page, with a line for short answers below it."""
        yield from super().compose()
        yield Prompt()

    def body(self) -> ComposeResult:
        """The ranking, the outline of all records, and the detail of the one under the cursor."""
        yield Table(id="ranking")
        yield Listing(id="outline")
        yield Divider()
        yield Pane(id="detail")
        yield Plot(id="plot")

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def is_ranked(self) -> bool:
        """Whether the ranking is in view."""
        return self.view == RANKING and bool(self.plan.all(Initiative))

    @property
    def table(self) -> Table:
        """The ranking."""
        return self.query_one(Table)

    @property
    def _outline(self) -> Listing:
        return self.query_one("#outline", Listing)

    @property
    def listing(self) -> Listing:
        """The ranking, or the outline."""
        return self.table if self.is_ranked else self._outline

    @property
    def cursor_view(self) -> CursorView:
        """Where the cursor is."""
        return self.listing

    @property
    def method(self) -> Method:
        """The ranking method in use."""
        return METHODS[self.method_key]

    @property
    def initiative(self) -> Initiative | None:
        """The initiative under the cursor, or the one its record is a part of."""
        record = self.record
        whole = record if record is None or isinstance(record, Initiative) else self.plan.owner_of(record)
        return whole if isinstance(whole, Initiative) else None

    def rows(self) -> Mapping[str, Row]:
        """The initiatives by rank, below them those that lack something; or all records as an outline."""
        self._scores = {}
        if not self.is_ranked:
            return super().rows()
        scores = self._ranking()
        sought = self.needle.casefold()
        self._initiatives = {each.id: each for each in self.plan.all(Initiative)}
        kept = [each for each in scores if sought in self._initiatives[each.initiative].name.casefold()]
        self._scores = {f"{Initiative.KIND}/{each.initiative}": each for each in kept}
        self._titles = tuple(_shared_titles(scores))
        self._places = max((_places(each.value) for each in scores if each.value is not None), default=0)
        self._most = max((abs(float(each.value)) for each in scores if each.value is not None), default=0.0)
        rows: dict[str, Row] = {}
        for key, score in self._scores.items():
            if score.rank is None and _INCOMPLETE not in rows:
                rows[_INCOMPLETE] = Row(_INCOMPLETE, Initiative)
            rows[key] = Row(key, Initiative, record_of(self.plan, key), is_match=bool(sought))
        return rows

    def _ranking(self) -> Sequence[Score]:
        """What the method says, worked out once for a plan: a search asks again at every key."""
        of = self._ranked
        if of is None or of[0] is not self.plan or of[1] != self.method_key:
            of = self._ranked = self.plan, self.method_key, self.method.rank(self.plan, self.today)
        return of[2]

    def draw(self) -> None:
        """Draw the ranking or the outline."""
        body = self.query_one("#body")
        body.set_class(self.is_ranked, "ranked")
        body.set_class(not self.is_ranked, "all")
        body.set_class(self.size.width >= WIDE, "wide")
        # The rows of the list that goes are gone, and it may be drawn once more before it is out of sight.
        (self._outline if self.is_ranked else self.table).show((), self.cells, ())
        super().draw()
        told = (self.method.title, *notes_of(self.plan, self.method)) if self.is_ranked else (self.question,)
        self.query_one(QuietLine).say(" · ".join(told))

    @property
    def columns(self) -> Sequence[Column]:
        """The name, the figures the method asks for, and what they come to."""
        if not self.is_ranked:
            return super().columns
        given = (
            Column(title, _width_of(title, self._cells_of(title)), "right", rank=2 + nth)
            for nth, title in enumerate(self._titles)
        )
        scores = [self._score_cell(each) for each in self._scores.values()]
        return (
            Column("  # Initiative", None, least=22),
            *given,
            Column("Score", max(5, *(len(each) for each in scores), 0) if scores else 5, "right"),
            Column("", _BAR, rank=99),
        )

    def cells(self, key: str) -> Sequence[Cell]:
        """What the list shows of a row as it was drawn up: a page that is covered does not follow the plan."""
        if key == _INCOMPLETE:
            return ("Without a rank: from its worst to its best case",)
        score = self._scores.get(key)
        if score is None:
            return super().cells(key)
        initiative = self._initiatives[score.initiative]
        rank = f"{score.rank:>3} " if score.rank is not None else "  – "
        inputs = {given.title: given for given in score.inputs}
        return (
            f"{rank}{initiative.name}",
            *(self._cell(initiative, inputs.get(title)) for title in self._titles),
            self._score_cell(score),
            self._bar(score),
        )

    def _cells_of(self, title: str) -> Iterator[str]:
        for score in self._scores.values():
            initiative = self._initiatives[score.initiative]
            for given in score.inputs:
                if given.title == title:
                    yield self._cell(initiative, given)

    @staticmethod
    def _cell(initiative: Initiative, given: Input | None) -> str:
        """A figure without its unit, which its column has; as it was typed, where it was."""
        if given is None or not given.value:
            return MISSING
        facts = fields_of(Initiative).get(given.field)
        if facts is None or given.short[:1].isdigit():  # what was typed may be counted in another unit
            return given.short
        return shown(facts, getattr(initiative, given.field)) or given.short

    def _score_cell(self, score: Score) -> str:
        read = self.method.read
        if score.value is not None:
            return read(score.value) if self.method.classes else _in_places(score.value, self._places)
        if score.worst is None and score.best is None:
            return MISSING
        if self.method.classes:
            return read(score.best) if score.worst == score.best else f"{read(score.worst)} … {read(score.best)}"
        return f"{_end(score.worst)} … {_end(score.best)}"

    def _bar(self, score: Score) -> Content:
        if score.value is None or not self._most or self.method.less_is_better:
            return Content("")
        filled = round(_BAR * abs(float(score.value)) / self._most)
        return Content.styled(("█" if score.value >= 0 else "░") * filled, "$text-accent")

    def _draw_detail(self) -> None:
        if self.is_plotted and self.is_ranked:
            points, names, middle, days = plane_of(self.plan, tuple(each.initiative for each in self._scores.values()))
            cursor = self.record.id if self.record is not None else ""
            draw = partial(
                quadrant, points, days, middle, names=names, titles=("effort, person-days", "value"), cursor=cursor
            )
            self.query_one("#plot", Plot).show((points, cursor), draw)
        else:
            super()._draw_detail()

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """Of an initiative how it comes to its score and its case; else all that is known of the record."""
        score = self._scores.get(key_of(record))
        if score is None or not isinstance(record, Initiative):
            yield from super().describe(record, width)
            return
        yield from calculated(record, score, self.method)
        yield from in_numbers(self.plan, record, self.today)
        yield from in_words(record)

    # --- moving about ---------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Have the detail follow the cursor of either list."""
        for listing in (self.table, self._outline):
            if listing is not self.listing:  # that one is watched already
                self.watch(listing, "key", self._follow, init=False)
        self.listing.focus()

    @on(events.Resize)
    def _side_by_side(self) -> None:
        self.query_one("#body").set_class(self.size.width >= WIDE, "wide")

    def _ask(self, height: int) -> None:
        """The line says by which method, which must be known on a low screen as well."""
        super()._ask(height)
        self.query_one(QuietLine).display = True

    def watch_view(self) -> None:
        """Draw what is in view now, with the cursor on the same initiative and the keys going there."""
        others = self._outline if self.is_ranked else self.table
        record = record_of(self.plan, others.key) if others.key else None
        self.draw()
        if record is not None:
            self.show_record(record.KIND, record.id)
        self.call_after_refresh(self.listing.focus)

    def watch_is_plotted(self) -> None:
        """Draw the picture or the words."""
        self.query_one("#body").set_class(self.is_plotted, "plotted")
        self._draw_detail()

    def watch_method_key(self) -> None:
        """Rank anew, and show the best as far as the initiative under the cursor is in view with them."""
        self.draw()
        if self.is_ranked:
            self.table.turn_to(0)
            self.table.bring_into_view(self.table.cursor)

    def show_record(self, kind: str, id: str) -> None:
        """Put the cursor on an initiative where it is ranked, else on the record among all of them."""
        if self.is_ranked and kind != Initiative.KIND:
            self.set_reactive(Cases.view, RECORDS)
            super().show_record(kind, id)
            self.refresh_bindings()
            self.call_after_refresh(self.listing.focus)
        else:
            super().show_record(kind, id)

    def why_not(self, action: str) -> str | None:
        """A method ranks initiatives."""
        if action in {"money", "decide"} and self.initiative is None:
            return _NO_INITIATIVE
        if action == "stories":
            return stories.why_not(self.plan, self.initiative) if self.initiative else _NO_INITIATIVE
        if action in {"method", "methods", "plot"} and not self.is_ranked:
            return "Turn to the ranking with } first."
        return super().why_not(action)

    def action_plot(self) -> None:
        """Turn from the words to the picture of value against effort, or back."""
        self.is_plotted = not self.is_plotted

    def action_view(self, by: int) -> None:
        """Turn to another view."""
        self.view = VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)]

    def action_method(self, by: int) -> None:
        """Rank by the next method."""
        keys = list(METHODS)
        self.method_key = keys[(keys.index(self.method_key) + by) % len(keys)]

    def action_methods(self) -> None:
        """Choose a method by what it answers."""

        def chosen(key: str | None) -> None:
            if key:
                self.method_key = key

        options = [Option(each.key, each.title, each.question) for each in METHODS.values()]
        self.app.push_screen(Chooser("Rank by", lambda: options), chosen)

    # --- looking closer -------------------------------------------------------------------------------------------

    @property
    def initiatives(self) -> tuple[Initiative, ...]:
        """The initiatives that are marked, else the one under the cursor."""
        marked = tuple(each for each in self.subjects if isinstance(each, Initiative))
        here = self.initiative
        return marked or (() if here is None else (here,))

    @property
    def initiatives_in_view(self) -> tuple[str, ...]:
        """Those that are marked, else all."""
        return self.listing.marked and tuple(each.id for each in self.initiatives)

    @property
    def ranked_ids(self) -> tuple[str, ...]:
        """The ids of the initiatives, the best first."""
        if self._scores:
            return tuple(each.initiative for each in self._scores.values())
        return tuple(each.id for each in live(self.plan))

    def action_money(self) -> None:
        """Show what it costs, brings and is worth."""
        from screens.money import Money  # noqa: PLC0415 - only where it is asked for

        self.app.push_screen(Money(self, self.initiatives, self.ranked_ids))

    def action_risk(self) -> None:
        """Show what may come of it, what it hangs on, and what to find out."""
        from screens.risk import Risk  # noqa: PLC0415 - only where it is asked for

        risk = Risk(self, self.initiative, self._drawn)

        def keep(_: None) -> None:
            self._drawn = risk.drawn

        self.app.push_screen(risk, keep)

    def action_budget(self) -> None:
        """Show what to do with what there is."""
        from screens.budget import Budget  # noqa: PLC0415 - as above

        budget = Budget(self, self._best)

        def keep(_: None) -> None:
            self._best = budget.chosen

        self.app.push_screen(budget, keep)

    def action_side_by_side(self) -> None:
        """Hold the methods against each other."""
        from screens.side_by_side import SideBySide  # noqa: PLC0415 - as above

        def choose(key: str) -> None:
            self.view, self.method_key = RANKING, key

        self.app.push_screen(SideBySide(self, self.method, choose))

    def action_weights(self) -> None:
        """Judge what each criterion counts."""
        from screens.weights import Weights  # noqa: PLC0415 - as above

        self.app.push_screen(Weights(self))

    def action_firmness(self) -> None:
        """Show how firm the weighted order is."""
        from screens.firmness import Firmness  # noqa: PLC0415 - as above

        self.app.push_screen(Firmness(self))

    # --- changing -------------------------------------------------------------------------------------------------

    def action_decide(self) -> None:
        """Prepare a session about the initiatives."""
        from screens.deciding import decide  # noqa: PLC0415 - as above

        decide(self, self.initiatives)

    def action_stories(self) -> None:
        """Draft the user stories of the initiative."""
        if self.initiative and (edit := stories.drafted(self.plan, self.initiative)) and self.propose(edit):
            tell(self, f"{edit.label}. All records, with }}, show them; u takes them back.")

    def action_add(self) -> None:
        """In the ranking, add an initiative; among all records, a sibling of the one under the cursor."""
        if self.is_ranked:
            self.fill_in(Initiative, after=self.record)
        else:
            super().action_add()

    @on(Table.Opened)
    def _open_cell(self, event: Table.Opened) -> None:
        """Fill in a figure where it is typed; of one that is calculated show the calculation."""
        nth = event.column - 1
        title = self._titles[nth] if nth < len(self._titles) else ""
        given = next((each for each in self._scores[event.key].inputs if each.title == title), None)
        criterion = next((each for each in self.plan.all(Criterion) if each.name == title), None)
        if given is not None and given.field in fields_of(Initiative):
            self._fill_in_field(fields_of(Initiative)[given.field])
        elif given is not None and given.field:
            self._fill_in_part(BY_NAME[given.field])
        elif self.method_key == "weighted" and criterion is not None:
            self._rate(criterion)
        else:
            self.query_one("#detail", Pane).focus()

    @property
    def _named(self) -> str:
        names = [each.title for each in self.subjects]
        return f"“{names[0]}”" if len(names) == 1 else counted(len(names), "initiative")

    def _fill_in_field(self, facts: Facts) -> None:
        """Ask for the value of a field of the initiatives."""
        asked = self.initiatives
        if not asked or self._is_refused():
            return
        ids = [each.id for each in asked]
        held = {getattr(each, facts.name) for each in asked}
        now = held.pop() if len(held) == 1 else None

        def put(value: object) -> bool:
            label = f"Change {facts.title.lower()} of {self._named}"
            found = [each for id in ids if (each := self.plan.find(Initiative, id)) is not None]
            edit = in_turn(self.plan, found, lambda _, each: change(each, **{facts.name: value}), label)
            self.propose(_worth_making(edit))
            return True

        if facts.choices:
            options = [Option(each, each) for each in facts.choices] + [Option(_NOTHING, MISSING, "not known")]
            title = f"{facts.title} of {self._named}"

            def chosen(key: str | None) -> None:
                if key is not None:
                    put(None if key == _NOTHING else facts.type(key))

            at = _NOTHING if now is None else str(now)
            self.app.push_screen(Chooser(title, lambda: options, hint=facts.help, at=at), chosen)
            return

        def answered(text: str) -> str | None:
            try:
                put(read(facts, text, self.plan, self.today))
            except ValueError as refusal:  # pydantic's is one of these
                tell(self, in_words_of(refusal), title="Not changed", severity="error")
                return text
            return None

        unit = f", {facts.unit}," if facts.unit and facts.unit != "money" else ""
        question = f"{facts.title}{unit} of {self._named}"
        self.query_one(Prompt).ask(question, answered, hint=_asked(facts), text=shown(facts, now))

    def _rate(self, criterion: Criterion) -> None:
        """Ask for the group's rating of the initiatives on *criterion*."""
        asked = self.initiatives
        if not asked or self._is_refused():
            return
        ids = [each.id for each in asked]
        facts = fields_of(Rating)["value"]

        def answered(text: str) -> str | None:
            try:
                value = read(facts, text, self.plan, self.today) if text.strip() else None
                edit = rated(self.plan, ids, criterion, value, self.today)
            except ValueError as refusal:
                tell(self, in_words_of(refusal), title="Not changed", severity="error")
                return text
            self.propose(_worth_making(edit))
            return None

        held = {own.value if (own := group_rating(self.plan, each, criterion)) else None for each in asked}
        lowest, highest = number(criterion.lowest), number(criterion.highest)
        hint = f"{lowest} {criterion.lowest_means or 'lowest'} … {highest} {criterion.highest_means or 'highest'}"
        self.query_one(Prompt).ask(
            f"{criterion.name}, {lowest}–{highest}, of {self._named}",
            answered,
            hint=" ".join(hint.split()),
            text=shown(facts, held.pop()) if len(held) == 1 else "",
        )

    def _fill_in_part(self, kind: type[Entity]) -> None:
        """Open one of the parts of *kind* that a figure follows from, or add one."""
        initiative = self.initiative
        if initiative is None or self._is_refused():
            return
        parts = self.plan.parts(kind, initiative)

        def chosen(id: str | None) -> None:
            if id == _NEW:
                self.fill_in(kind, given={kind.OWNER: initiative.id}, then=_stay)
            elif id is not None and (part := self.plan.find(kind, id)) is not None:
                self.fill_in(kind, record=part)

        if not parts:
            chosen(_NEW)
            return
        options = [Option(each.id, self.plan.called(each), facts_line(self.plan, each)) for each in parts]
        options.append(Option(_NEW, f"Another {noun(kind)} …", "", "+"))
        title = f"{plural(noun(kind)).capitalize()} of “{initiative.name}”"
        self.app.push_screen(Chooser(title, lambda: options), chosen)


def plane_of(plan: Plan, ids: Sequence[str]) -> tuple[tuple[Placed, ...], tuple[str, str, str, str], Decimal, Decimal]:
    """The initiatives with these *ids* by effort and value, the names of the corners, and where the lines lie.

    Returns:
        The points; the names from the upper left to the lower right; the line of the value; that of the effort.
    """
    points = []
    for id in ids:
        initiative = plan.get(Initiative, id)
        points.append((id, initiative.name, work_of(plan, initiative).days, value_of(plan, initiative).value))
    names = (Quadrant.QUICK_WIN, Quadrant.BIG_BET, Quadrant.FILL_IN, Quadrant.MONEY_PIT)
    return tuple(points), names, MIDPOINT, middle_of(plan) or Decimal(0)


def group_rating(plan: Plan, initiative: Initiative, criterion: Criterion) -> Rating | None:
    """The group's own rating of *initiative* on *criterion*, which nobody's name stands beside."""
    found = plan.parts(Rating, initiative)
    return next((each for each in found if each.criterion == criterion.id and each.by is None), None)


def rated(plan: Plan, ids: Sequence[str], criterion: Criterion, value: object, today: date) -> Edit | None:
    """Give the initiatives with these *ids* the group's rating *value* on *criterion*; None takes it away.

    Raises:
        ValueError: the rating is off the scale.
    """
    if value is not None and not criterion.lowest <= value <= criterion.highest:  # type: ignore[operator]
        scale = f"{number(criterion.lowest)} to {number(criterion.highest)}"
        raise ValueError(f"{criterion.name} is rated from {scale}.")

    def one(plan: Plan, initiative: Entity) -> Edit | None:
        own = group_rating(plan, plan.get(Initiative, initiative.id), criterion)
        if value is None:
            return remove(plan, [own]) if own else None
        if own is not None:
            return Edit("", (Change(own, revise(own, value=value, rated_on=today)),))
        fields = {"initiative": initiative.id, "criterion": criterion.id, "value": value, "rated_on": today}
        return add(plan, Rating, **fields)

    found = [each for id in ids if (each := plan.find(Initiative, id)) is not None]
    names = f"“{found[0].name}”" if len(found) == 1 else counted(len(found), "initiative")
    edit = in_turn(plan, found, one, "")
    return None if edit is None else Edit(f"Rate {names} on {criterion.name}", edit.changes)


def _worth_making(edit: Edit | None) -> Edit | None:
    """*edit*, without what changes nothing."""
    if edit is None:
        return None
    return Edit(edit.label, tuple(each for each in edit.changes if each.fields))


def _shared_titles(scores: Sequence[Score]) -> Iterator[str]:
    """The inputs that make columns: of at least half of *scores*, and something to see or to fill in."""
    held = Counter(given.title for each in scores for given in each.inputs)
    told = {given.title for each in scores for given in each.inputs if given.value or given.field}
    return (title for title, number in held.items() if title in told and 2 * number >= len(scores))


def _width_of(title: str, cells: Iterator[str]) -> int:
    """As wide as its widest figure or the words of its title, within bounds; a title takes two lines."""
    figures = max((cell_len(each) for each in cells), default=0)
    words = min(10, max(map(cell_len, title.split()), default=0))
    return max(4, min(12, figures), words)


def _in_places(value: Decimal, places: int) -> str:
    """*value* with as many decimals as the others of its column, so that they stand below each other."""
    return f"{rounded(value, places):,f}".replace(",", " ").replace("-", "−")


def _places(value: Decimal) -> int:
    """How many decimals of *value* say something, of those that are shown."""
    return max(0, -int(rounded(value).normalize().as_tuple().exponent))


def _end(value: object) -> str:
    return "?" if value is None else number(value, 0)  # type: ignore[arg-type]


def _asked(facts: Facts) -> str:
    return facts.help or facts.allowed


def _stay(_record: Entity) -> None:
    """A new part is seen where the cursor is."""
