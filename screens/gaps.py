"""What separates today from the dream, and what matters most?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from domain.closing import claim, closing_of
from domain.entity import Entity
from domain.errors import KlantreisError
from domain.figures import number, rounded
from domain.gap import Gap, GapDecision
from domain.gaps import GapAnalysis, GapFigures, GapScore, draft_from, record_gaps, signed
from domain.initiative import Initiative, Remedy
from domain.journey import Journey, Touchpoint
from domain.paths import journey_of, live, maps, touchpoint_of
from domain.persona import Persona
from domain.plan import Edit
from screens.behind import Behind, in_question
from screens.gap_words import evidence_bars, felt, place_of, told
from screens.outline import HEADING, Row
from screens.page import key_of
from screens.parts.bars import Divider
from screens.parts.chooser import Chooser, Option
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Line, Pane
from screens.parts.plot import Plot
from screens.parts.plots import Placed, importance_satisfaction
from screens.parts.prompt import Prompt
from screens.parts.table import Table
from screens.parts.text import MISSING
from screens.parts.typed import read_number
from screens.records import Records
from screens.subjects import Subject
from screens.weighing import Weighing

FOUND = "found"
"""What the keys of gaps that nobody recorded yet start with."""
WIDE = 150
"""Cells a screen has where the detail stands beside the table."""
_MUTED = "$foreground-muted"
_BAR = 6
_RECORDED, _NOT_RECORDED = f"{HEADING}{Gap.KIND}", f"{HEADING}{FOUND}"
_NAME, _PLACE, _FELT, _IMPORTANCE = "Gap", "Where", "Now → dream", "Imp."

FILTERS: Mapping[str, tuple[str, Callable[[GapFigures], bool]]] = {
    "orphans": ("nobody closes", lambda each: each.is_orphan),
    "unproven": ("without evidence", lambda each: each.lacks_evidence),
    "thrown": ("that the far dream throws away", lambda each: each.score.is_thrown_away),
    "near": ("that the near dream makes smaller", lambda each: each.score.holds_near and each.score.near_part != 0),
    "far": ("that the far dream makes smaller", lambda each: each.score.holds_far and each.score.far_part != 0),
    "parked": ("that are parked", lambda each: each.score.gap.decision is GapDecision.PARK),
}
"""What the list can be narrowed to, beside one persona or one journey: the words behind “gaps”, and which those are."""


class Gaps(Records):
    """Gaps by what they weigh, below them those that comparing the journeys shows and nobody recorded yet."""

    HELP = (
        "A score is importance × gap × reach × the weight of bad moments; **enter** on a number shows how it came "
        "about. Marks: **○** nobody closes it, **?** no evidence, **×** the far dream throws it away, **!** claimed "
        "twice, **P** parked, **A** accepted."
    )
    BINDING_GROUP_TITLE = "Gaps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Draft", tooltip="Draft an initiative that closes the gaps", id="gaps.draft"),
        Binding("A", "add_inside", "Add gap", tooltip="Add a gap by hand", id="gaps.add"),
        Binding("plus", "record", "Record", tooltip="Record what was found", id="gaps.record", key_display="+"),
        Binding("f", "filter", "Filter", tooltip="Show only some of the gaps", id="gaps.filter"),
        Binding("c", "claim", "Claim", tooltip="Say how much of it an initiative closes", id="gaps.claim"),
        Binding("M", "plot", "Plot", tooltip="Importance against satisfaction, or the words", id="gaps.plot"),
        Binding("B", "behind", "Who", tooltip="Who is needed to change this", id="gaps.behind", show=False),
        Binding("O", "decide", "Decide", tooltip="Have a group decide about the marked", id="gaps.decide", show=False),
    ]
    WRITES = Records.WRITES | {"record", "claim", "decide"}
    DEFAULT_CSS = """
    Gaps {
        layers: _default answer;
        & Table { width: 1fr; height: 1fr; }
        & #body {
            layout: vertical;
            & Divider { display: none; }
            & #detail { width: 1fr; height: 40%; min-height: 4; background: $panel; padding: 0 1; }
            & #plot { display: none; width: 1fr; height: 60%; background: $panel; padding: 0 1; }
        }
        & #body.wide {
            layout: horizontal;
            & Divider { display: block; }
            & Table { width: 3fr; }
            & #detail, & #plot { width: 2fr; height: 1fr; background: $background; padding: 0; }
        }
        & #body.plotted {
            & #detail { display: none; }
            & #plot { display: block; }
        }
    }
    """

    narrowed_to: reactive[str] = reactive("", init=False, bindings=True)
    """One of FILTERS, or the key of a persona or a journey; empty shows all."""

    is_plotted: reactive[bool] = reactive(False, init=False, bindings=True)  # noqa: FBT003 - Textual's own form
    """Whether importance against satisfaction is drawn in place of the gap in words."""

    def __init__(self, subject: Subject, *, today: date, author: str = "") -> None:
        super().__init__(subject, today=today, author=author)
        self._analysis = GapAnalysis(self.plan)
        self._scores: dict[str, GapScore] = {}
        self._figures: dict[str, GapFigures] = {}
        self._most = Decimal(0)
        self._headings: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The page, with a line for short answers below it."""
        yield from super().compose()
        yield Prompt()

    def body(self) -> ComposeResult:
        """The table, and the gap under the cursor in words or among the others."""
        yield Table()
        yield Divider()
        yield Pane(id="detail")
        yield Plot(id="plot")

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def gap(self) -> Gap | None:
        """The gap under the cursor, recorded or found."""
        score = self._scores.get(self.listing.key or "") if self.is_mounted else None
        return score.gap if score is not None else None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What an action applies to: the marked gaps, else the one under the cursor, recorded or found."""
        keys = self.listing.subject_keys if self.is_mounted else ()
        return tuple(self._scores[key].gap for key in keys if key in self._scores)

    @property
    def found(self) -> tuple[Gap, ...]:
        """Those of them that nobody recorded yet."""
        return tuple(gap for gap in self.gaps if self.plan.find(Gap, gap.id) is None)

    def rows(self) -> Mapping[str, Row]:
        """Recorded gaps by score, then those that were found, each as far as it is not left out."""
        self._analysis = GapAnalysis(self.plan)
        self._figures, self._scores, self._headings = {}, {}, {}
        recorded, found = self._analysis.ranked(), self._analysis.ranked(self._analysis.found())
        self._most = max((each.score for each in (*recorded, *found) if each.score is not None), default=Decimal(0))
        rows: dict[str, Row] = {}
        for heading, scores in ((_RECORDED, recorded), (_NOT_RECORDED, found)):
            shown = {self._key(each): each for each in scores}
            kept = {key: each for key, each in shown.items() if self._is_kept(key, each)}
            if not kept:
                continue
            self._headings[heading] = self._heading(heading, len(kept), len(scores))
            rows[heading] = Row(heading, Gap)
            self._scores |= kept
            for key, each in kept.items():
                record = each.gap if heading == _RECORDED else None
                rows[key] = Row(key, Gap, record, is_match=bool(self.needle))
        return rows

    def _key(self, score: GapScore) -> str:
        is_recorded = self.plan.find(Gap, score.gap.id) is not None
        return key_of(score.gap) if is_recorded else f"{FOUND}/{score.gap.id}"

    def _is_kept(self, key: str, score: GapScore) -> bool:
        if self.needle and not any(self.needle.casefold() in text.casefold() for text in self._texts(score)):
            return False
        kind, _, id = self.narrowed_to.partition("/")
        match kind:
            case "":
                return True
            case Persona.KIND:
                return any(isinstance(each.record, Persona) and each.record.id == id for each in score.inputs)
            case Journey.KIND:
                journey = journey_of(self.plan, score.base)
                return journey is not None and id in (journey.id, journey.departs_from)
            case _:
                return FILTERS[kind][1](self._figures_of(key, score))

    def _texts(self, score: GapScore) -> Iterator[str]:
        sides = (score.current, score.near, score.far)
        yield from (score.gap.name, score.gap.cause or "", place_of(self.plan, score))
        yield from (side.touchpoint.name for side in sides if side is not None and side.touchpoint is not None)

    def _heading(self, heading: str, kept: int, all_of_them: int) -> str:
        number_of = f"{kept} of {all_of_them}" if kept < all_of_them else f"{kept}"
        if heading == _NOT_RECORDED:
            return f"Found by comparing the journeys, not recorded yet {number_of}"
        return f"Gaps{' ' + self._narrowed_words if self.narrowed_to else ''} {number_of}"

    @property
    def _narrowed_words(self) -> str:
        kind, _, id = self.narrowed_to.partition("/")
        if kind in FILTERS:
            return FILTERS[kind][0]
        whole = self.plan.find(Persona, id) if kind == Persona.KIND else self.plan.find(Journey, id)
        return f"of “{whole.name}”" if whole is not None else "of what is gone"

    @property
    def _nothing_shown(self) -> str:
        if not self.needle and self.narrowed_to:
            return f"There are no gaps {self._narrowed_words}.\n\nPress esc to show all of them."
        if self.needle:
            return super()._nothing_shown
        return (
            f"{self.question}\n\nNothing here yet. Start a dream with D on page 3 and change what should be better: "
            "what differs is found here. Or press A to add a gap by hand."
        )

    def _figures_of(self, key: str, score: GapScore) -> GapFigures:
        if key not in self._figures:
            self._figures[key] = self._analysis.figures(score, self.today)
        return self._figures[key]

    @property
    def columns(self) -> Sequence[Column]:
        """What matters most for a choice stays longest."""
        return (
            Column(f"  # {_NAME}", None, least=34),
            Column("Score", _BAR + 7),
            Column("Δ", 5, "right"),
            Column("Marks", 5, rank=1),
            Column("Claimed", 7, "right", rank=2),
            Column(_FELT, 12, "center", rank=3),
            Column("Proof", 5, rank=4),
            Column("Δ goal", 6, "right", rank=6),
            Column(_IMPORTANCE, 4, "right", rank=5),
            Column("Reach", 5, "right", rank=5),
            Column(_PLACE, 12, rank=7),
        )

    def cells(self, key: str) -> Sequence[Cell]:
        """What the table shows of a gap."""
        if key in self._headings:
            return (self._headings[key],)
        score = self._scores[key]
        figures = self._figures_of(key, score)
        rank = f"{score.rank:>3} " if score.rank is not None and not key.startswith(FOUND) else "    "
        goal, closing = score.delta_goal, figures.closing
        return (
            f"{rank}{score.gap.name}",
            self._scored(score),
            MISSING if score.delta_feeling is None else signed(score.delta_feeling),
            "".join(_signs(figures, is_recorded=not key.startswith(FOUND))),
            f"{closing.closed_percent} %" if closing.claims else MISSING,
            f"{felt(score.start)} → {felt(score.end)}",
            evidence_bars(figures.strength),
            MISSING if goal is None else signed(goal),
            MISSING if score.importance is None else str(score.importance),
            MISSING if score.reach is None else number(score.reach),
            Content.styled(place_of(self.plan, score), _MUTED),
        )

    def _scored(self, score: GapScore) -> Content:
        if score.score is None:
            return Content.styled(f"{_end(score.worst)} … {_end(score.best)}", _MUTED)
        full = round(_BAR * score.score / self._most) if self._most else 0
        bar = ("█" * full + " " * (_BAR - full), "$text-accent")
        return Content.assemble(bar, f"{rounded(score.score):>7}".replace("-", "−"))

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """Today and the dreams, and all that is known of the gap."""
        key = key_of(record)
        if key not in self._scores:
            return super().describe(record, width)
        return told(self.plan, self._figures_of(key, self._scores[key]), self.today, width, is_recorded=True)

    def _draw_detail(self) -> None:
        if self.is_plotted:
            self._draw_plot()
        else:
            self._draw_words()

    def _draw_plot(self) -> None:
        """All gaps that are shown, the one under the cursor pointed out."""
        points: list[Placed] = []
        for key, score in self._scores.items():
            asked = self._figures_of(key, score).opportunity
            points.append((key, score.gap.name, asked.importance, asked.satisfaction))
        cursor = self.listing.key or ""
        draw = partial(importance_satisfaction, tuple(points), cursor=cursor)
        self.query_one("#plot", Plot).show((tuple(points), cursor), draw)

    def _draw_words(self) -> None:
        key, pane = self.listing.key, self.query_one("#detail", Pane)
        if key is None or not key.startswith(FOUND) or key not in self._scores or not pane.text_width:
            super()._draw_detail()
            return
        self._is_behind = False
        figures = self._figures_of(key, self._scores[key])
        pane.show(told(self.plan, figures, self.today, pane.text_width, is_recorded=False), subject=key)

    # --- moving about ---------------------------------------------------------------------------------------------

    @on(events.Resize)
    def _side_by_side(self) -> None:
        self.query_one("#body").set_class(self.size.width >= WIDE, "wide")

    def watch_narrowed_to(self) -> None:
        """Show those only."""
        if self.is_mounted:
            self.draw()

    def watch_is_plotted(self) -> None:
        """Draw the picture or the words."""
        self.query_one("#body").set_class(self.is_plotted, "plotted")
        self._draw_detail()

    def action_plot(self) -> None:
        """Turn from the words to the picture, or back."""
        self.is_plotted = not self.is_plotted

    def show_record(self, kind: str, id: str) -> None:
        """Put the cursor on the gap, whatever was left out."""
        if kind == Gap.KIND and f"{kind}/{id}" not in self._scores:
            self.narrowed_to = ""
        super().show_record(kind, id)

    @property
    def _is_narrowed(self) -> bool:
        return self.is_plotted or bool(self.narrowed_to) or super()._is_narrowed

    def action_back(self) -> None:
        """Turn back to the words, or show everything again."""
        if self.is_plotted and not self._is_searching:
            self.is_plotted = False
            return
        self.narrowed_to = ""
        super().action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what a list without parts has no use for."""
        if action in {"fold", "unfold", "move", "verify"}:
            return False
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        """Some keys need a gap, some one that is recorded, some one that is not."""
        if action == "add_inside":
            return None
        if action in {"add", "behind"} and self.gap is None:
            return "There is no gap under the cursor. Press A to add one by hand."
        if action == "record" and not self.found:
            return "Put the cursor on a gap that was found and not recorded yet, below the others."
        if (
            action in {"claim", "decide", "edit", "remove", "thread", "duplicate"}
            and self.gap is not None
            and self.record is None
        ):
            return "It is not recorded yet. Press + to record it first."
        if action in {"claim", "decide"} and self.record is None:
            return "There is no gap under the cursor. Press A to add one by hand."
        if action == "behind" and self._asked_about is None:
            return "It is at no touchpoint yet."
        return super().why_not(action)

    @property
    def _asked_about(self) -> Entity | None:
        """What to ask about with B: the gap; of one that was only found its touchpoint."""
        gap = self.gap
        if gap is None or self.record is not None:
            return in_question(self.plan, self.record)
        return touchpoint_of(self.plan, gap.current or gap.dream)

    @on(Listing.Chosen)
    def _open(self, event: Listing.Chosen) -> None:
        """Open the form of a gap; of one that was only found, or cannot be changed, the formula."""
        event.prevent_default()  # a list of records would add one where there is none
        if self.record is not None and not self.read_only:
            self.action_edit()
        elif self.gap is not None:
            self.action_weigh()

    @on(Table.Opened)
    def _open_cell(self, event: Table.Opened) -> None:
        """Open the form where a figure is typed; of one that is calculated show how."""
        score = self._scores.get(event.key)
        if score is None:
            return
        title, base = self.columns[event.column].title, score.base
        now = score.current.touchpoint if score.current is not None else None
        if title == _FELT and now is not None:
            self.fill_in(Touchpoint, record=now, focus="feeling")
        elif title == _IMPORTANCE and base is not None:
            self.fill_in(Touchpoint, record=base, focus="importance")
        elif title == _PLACE and self.record is not None:
            self.fill_in(Gap, record=self.record, focus="current")
        else:
            self.action_weigh()

    def action_weigh(self) -> None:
        """Show how the numbers of the gap came about."""
        if (key := self.listing.key) is None:
            return

        def figures_now() -> GapFigures | None:
            analysis = GapAnalysis(self.plan)  # a page that is covered draws nothing, and reckons nothing
            scores = (*analysis.ranked(), *analysis.ranked(analysis.found()))
            score = next((each for each in scores if self._key(each) == key), None)
            return None if score is None else analysis.figures(score, self.today)

        self.app.push_screen(Weighing(self, figures_now))

    def action_behind(self) -> None:
        """Show who is needed to close the gap."""
        if (record := self._asked_about) is not None:
            self.app.push_screen(Behind(self, record))

    def action_filter(self) -> None:
        """Choose which gaps to show."""

        def chosen(key: str | None) -> None:
            if key is not None:
                self.narrowed_to = "" if key == "all" else key

        self.app.push_screen(Chooser("Show", self._filters), chosen)

    def _filters(self) -> Sequence[Option]:
        plan = self.plan
        return (
            Option("all", "All gaps"),
            *(Option(key, f"Gaps {words}") for key, (words, _) in FILTERS.items()),
            *(Option(key_of(each), f"Of {each.name}", "persona") for each in plan.all(Persona)),
            *(Option(key_of(each), f"Of {each.name}", "journey") for each in maps(plan)),
        )

    # --- changing -------------------------------------------------------------------------------------------------

    def action_add_inside(self) -> None:
        """Add a gap by hand."""
        self.fill_in(Gap, after=self.record)

    def _drawn_up(self, draw_up: Callable[[], Edit]) -> Edit | None:
        """The edit that *draw_up* draws up; None where there is none, which is said."""
        try:
            return draw_up()
        except KlantreisError as refusal:
            tell(self, str(refusal), title="Not changed", severity="error")
            return None

    def action_record(self) -> None:
        """Record the gaps that were found."""
        found = self.found
        edit = self._drawn_up(lambda: record_gaps(self.plan, found))
        if edit is not None and self.propose(edit):
            self._follow_to(edit)

    def action_add(self) -> None:
        """Draft an initiative from the gaps; those that were only found are recorded with it."""
        gaps = self.gaps
        edit = self._drawn_up(lambda: draft_from(self.plan, gaps))
        if edit is not None and self.propose(edit):
            tell(self, f"{edit.label}: it is on page 5")
            self._follow_to(edit)

    def _follow_to(self, edit: Edit) -> None:
        """Go along with the first gap that *edit* recorded, and take the marks away."""
        self.listing.action_unmark()
        fresh = next((each.subject for each in edit.changes if isinstance(each.subject, Gap)), None)
        if fresh is not None:
            self.show_record(fresh.KIND, fresh.id)

    def action_decide(self) -> None:
        """Prepare a session about the gaps."""
        from screens.deciding import decide  # noqa: PLC0415 - only where it is asked for

        decide(self, [each for each in self.subjects if isinstance(each, Gap)])

    def action_claim(self) -> None:
        """Ask which initiative closes how much of the gap."""
        gap = self.record
        if not isinstance(gap, Gap):
            return
        claims = [each.initiative for each in closing_of(self.plan, gap).claims]
        others = [each for each in live(self.plan) if each not in claims]
        if not claims and not others:
            tell(self, "There is no initiative yet. Press a to draft one from the gap.")
        elif len(claims) + len(others) == 1:
            self._ask_share(gap, (claims or others)[0])
        else:
            options = [Option(each.id, each.name, self._share_words(gap, each)) for each in (*claims, *others)]

            def chosen(id: str | None) -> None:
                if id is not None and (initiative := self.plan.find(Initiative, id)) is not None:
                    self._ask_share(gap, initiative)

            self.app.push_screen(Chooser(f"Who closes “{gap.name}”?", lambda: options), chosen)

    def _share_words(self, gap: Gap, initiative: Initiative) -> str:
        remedy = self._remedy(gap, initiative)
        if remedy is None:
            return ""
        return "claims, not said how much" if remedy.closes_percent is None else f"claims {remedy.closes_percent} %"

    def _remedy(self, gap: Gap, initiative: Initiative) -> Remedy | None:
        return next((each for each in self.plan.parts(Remedy, initiative) if each.gap == gap.id), None)

    def _ask_share(self, gap: Gap, initiative: Initiative) -> None:
        remedy = self._remedy(gap, initiative)
        own = remedy.closes_percent if remedy is not None else None
        others = [each for each in closing_of(self.plan, gap).claims if each.initiative.id != initiative.id]
        left = max(0, 100 - sum(each.percent or 0 for each in others))

        def answered(text: str) -> str | None:
            percent = read_number(text.strip().removesuffix("%"), places=0)
            now = self.plan.find(Gap, gap.id), self.plan.find(Initiative, initiative.id)
            if None in now:
                tell(self, "The gap or the initiative was removed meanwhile.", severity="error")
                return None
            if percent is None:
                tell(self, "A share is a whole number from 0 to 100.", title="Not changed", severity="error")
                return text
            edit = self._drawn_up(lambda: claim(self.plan, initiative, gap, int(percent)))
            if edit is None:
                return text
            self.propose(Edit(edit.label, tuple(each for each in edit.changes if each.fields)))
            return None

        question = f"How much of “{gap.name}” does “{initiative.name}” close"
        hint = f"a whole number, at most {left} % is left" if others else "a whole number of percents"
        self.query_one(Prompt).ask(question, answered, hint=hint, text="" if own is None else str(own))


def _signs(figures: GapFigures, *, is_recorded: bool) -> Iterator[str]:
    """What is not in order, or was decided, a letter each."""
    decision = figures.score.gap.decision
    yield "○" if is_recorded and figures.is_orphan else ""
    yield "?" if figures.lacks_evidence else ""
    yield "×" if figures.score.is_thrown_away else ""
    yield "!" if figures.closing.excess else ""
    yield "P" if decision is GapDecision.PARK else "A" if decision is GapDecision.ACCEPT else ""


def _end(value: Decimal) -> str:
    return number(value, 1)
