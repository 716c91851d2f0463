"""What became of what was promised: the plan of now, or a baseline, beside an earlier baseline.

A page takes one with `take(self, self.query_one(Prompt))` and shows what became of the last one with
`self.app.push_screen(Slippage(self))`. What a timeline draws of a baseline is `domain.slippage.slips`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.baselines import plan_then, renamed, taken, why_not_called
from domain.difference import DASH
from domain.edits import remove
from domain.errors import Damaged, KlantreisError
from domain.milestone import Baseline
from domain.plan import Plan
from domain.records import BY_NAME
from domain.secrecy import public
from domain.session import Decision
from domain.slippage import Slip, by_section, in_short, slippage
from domain.text import clean_text, counted
from screens.messages import Export
from screens.over import Over
from screens.page import Page
from screens.parts.chooser import Choices, Chooser, Option
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt

NOW = "now"
_HEADING = "#"
_WIDE = 100
"""Cells from which the title has room for the days of the baselines."""
_MUTED = "$foreground-muted"
_NO_BASELINE = "There is no baseline yet. B keeps the plan as it is now."


def take(page: Page, prompt: Prompt) -> None:
    """Ask for a name and a reason, and keep the plan of *page* as it is: one edit."""
    kept = [""]

    def called(text: str) -> str | None:
        kept[0] = clean_text(text)
        if why := why_not_called(page.plan, kept[0]):
            tell(page, why[0].upper() + why[1:])
            return text
        page.call_later(ask_why)
        return None

    def ask_why() -> None:
        prompt.ask("Why, for whom", reasoned, hint="empty where there is nothing to say")

    def reasoned(text: str) -> str | None:
        try:
            edit = taken(page.plan, kept[0], page.today, clean_text(text))
        except KlantreisError as refusal:
            tell(page, str(refusal), title="Not kept", severity="error")
            return text
        if page.propose(edit):
            tell(page, f"Kept as “{kept[0]}”. What becomes of it can be seen from now on.")
        return None

    prompt.ask("Keep the plan as", called, hint="what it is called: Steering group, Budget 2028 …")


class Slippage(Over):
    """What is not as it was, section by section: dates, scope, money, promises, progress, and all else."""

    HELP = (
        "Each row is something that is not as it was: **▼** for the worse, **▲** for the better, where one can say. "
        "Days are working days by the calendar of the later plan. **o** chooses the baseline, **w** what it is held "
        "against, **enter** goes to the record, **x** writes all of it beside the file."
    )
    BINDING_GROUP_TITLE = "What became of it"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "other", "Baseline", tooltip="Choose the earlier of the two", id="slippage.other"),
        Binding("w", "until", "With", tooltip="Hold it against another baseline, or against now", id="slippage.until"),
        Binding("right_square_bracket", "section(1)", "Section", tooltip="To the next section", id="slippage.section",
                key_display="]"),
        Binding("left_square_bracket", "section(-1)", "Section before", tooltip="To the section before",
                id="slippage.section_before", key_display="[", show=False),
        Binding("x", "export", "Export", tooltip="Write it as Markdown beside the file", id="slippage.export"),
        Binding("B", "take", "Take", tooltip="Keep the plan as it is now", id="slippage.take"),
        Binding("r", "rename", "Rename", tooltip="Call the baseline otherwise", id="slippage.rename", show=False),
        Binding("d", "remove", "Remove", tooltip="Remove the baseline", id="slippage.remove", show=False),
        Binding("D", "dismiss(None)", "Back", tooltip="Back to the page", id="slippage.back", show=False),
    ]  # fmt: skip
    WRITES = Over.WRITES | {"take", "rename", "remove"}

    def __init__(self, page: Page, before: str | None = None, until: str = "") -> None:
        """Hold the baseline with the id *before*, else the last one, against that of *until*, else against now."""
        super().__init__(page)
        self._before_id, self._until_id = before or "", until
        self._rows: dict[str, Slip] = {}
        self._headings: dict[str, str] = {}
        self._found: tuple[Plan, str, str, tuple[Slip, ...]] | None = None
        self._why = ""

    def body(self) -> ComposeResult:
        """The rows, and a line to type a name in."""
        yield Choices()
        yield Prompt()

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        listing = self.query_one(Choices)
        self.watch(listing, "key", self._draw_detail, init=False)
        listing.focus()

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def before(self) -> Baseline | None:
        """The earlier of the two; the last that was taken where none was chosen."""
        found = self.plan.find(Baseline, self._before_id)
        return found or next((each for each in _in_order(self.plan) if each.id != self._until_id), None)

    @property
    def until(self) -> Baseline | None:
        """The baseline it is held against; None for the plan of now."""
        return self.plan.find(Baseline, self._until_id)

    @property
    def row(self) -> Slip | None:
        """The row under the cursor."""
        return self._rows.get(self.query_one(Choices).key or "") if self.is_mounted else None

    def draw(self) -> None:
        """Draw the sections."""
        before, until, found = self.before, self.until, self._slips()
        if before is None:
            self.set_title("What became of what was promised")
        else:
            said = "" if self._why else in_short(found)
            names = [each.name if self.size.width < _WIDE else _named(each) for each in (before, until) if each]
            self.set_title(" → ".join(names if until is not None else [*names, NOW]), said)
        self._rows, self._headings, keys = {}, {}, []
        for section, rows in by_section(found).items():
            self._headings[heading := f"{_HEADING}{section.value}"] = f"{section.value} {len(rows)}"
            keys.append(heading)
            for row in rows:
                key = f"{section.value}/{row.kind}/{row.id}/{row.what}"
                while key in self._rows:
                    key += "+"
                self._rows[key] = row
                keys.append(key)
        listing = self.query_one(Choices)
        listing.empty = self._why or (_NO_BASELINE if before is None else "Nothing differs.")
        listing.show(keys, self._cells, _COLUMNS, is_heading=lambda key: key.startswith(_HEADING))
        self._draw_detail()

    def _slips(self) -> tuple[Slip, ...]:
        """What differs; worked out once for a plan."""
        before, until = self.before, self.until
        self._why = ""
        if before is None:
            return ()
        wanted = self._until_id if until is not None else ""
        if self._found is None or self._found[:3] != (self.plan, before.id, wanted):
            try:
                # What is secret now was perhaps not on the day of either.
                was = public(plan_then(before), self.plan)
                after = public(plan_then(until), self.plan) if until is not None else self.plan
                self._found = self.plan, before.id, wanted, slippage(was, after)
            except Damaged as error:
                self._why = str(error)
                return ()
        return self._found[3]

    def _cells(self, key: str) -> Sequence[Cell]:
        if key.startswith(_HEADING):
            return (self._headings[key],)
        row = self._rows[key]
        colour = "" if row.is_worse is None else "$text-error" if row.is_worse else "$text-success"
        sign = "" if row.is_worse is None else "▼" if row.is_worse else "▲"
        amount = row.amount
        return (
            row.subject,
            Content.styled(row.what, _MUTED),
            row.before,
            row.after,
            Content.styled(amount, colour) if colour else amount,
            Content.styled(sign, colour) if colour else sign,
        )

    def _draw_detail(self) -> None:
        row = self.row
        self.query_one("#detail", Pane).show(() if row is None else _told(row), subject=self.query_one(Choices).key)

    # --- which keys work ------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Without a baseline there is nothing to hold anything against."""
        if action in {"other", "until", "export", "rename", "remove"} and self.before is None:
            return _NO_BASELINE
        if action == "until" and len(self.plan.all(Baseline)) < 2:
            return "There is one baseline only, and it is held against now."
        return None

    # --- what keys do ---------------------------------------------------------------------------------------------

    def action_other(self) -> None:
        """Choose the baseline to start from."""

        def chosen(key: str | None) -> None:
            if key is not None:
                self._before_id = key
                self._until_id = "" if key == self._until_id else self._until_id
                self._draw_again()

        options = [_option(each) for each in _in_order(self.plan)]
        at = before.id if (before := self.before) is not None else ""
        self.app.push_screen(Chooser("What became of", lambda: options, at=at), chosen)

    def action_until(self) -> None:
        """Choose what it is held against."""
        before = self.before

        def chosen(key: str | None) -> None:
            if key is not None:
                self._before_id = before.id if before is not None else ""
                self._until_id = "" if key == NOW else key
                self._draw_again()

        others = [_option(each) for each in _in_order(self.plan) if before is None or each.id != before.id]
        options = [Option(NOW, "The plan of now"), *others]
        self.app.push_screen(Chooser("Held against", lambda: options, at=self._until_id or NOW), chosen)

    def _draw_again(self) -> None:
        self.draw()
        self.refresh_bindings()

    def action_section(self, by: int) -> None:
        """Go to the first row of the next section, or of the one before."""
        firsts = [next(key for key in self._rows if key.startswith(f"{each[1:]}/")) for each in self._headings]
        keys, here = list(self._rows), self.query_one(Choices).key
        place = keys.index(here) if here in self._rows and here else 0
        places = [keys.index(first) for first in firsts]
        after = [each for each in places if each > place] if by > 0 else [each for each in places if each < place][::-1]
        if after:
            self.query_one(Choices).move_to(keys[after[0]])

    @on(Listing.Chosen)
    def _go(self) -> None:
        row = self.row
        if row is None or not row.kind:
            tell(self, "This row is about all initiatives together.")
            return
        record = self.plan.find(BY_NAME[row.kind], row.id)
        if record is None:
            tell(self, f"“{row.subject}” is no longer there.")
        else:
            self.leave_for(record)

    def action_export(self) -> None:
        """Ask for the report to be written beside the file."""
        before, until = self.before, self.until
        if before is not None:
            ids = (before.id, until.id) if until is not None else (before.id,)
            self.page.post_message(Export("slippage", ids))

    def action_take(self) -> None:
        """Keep the plan as it is now."""
        take(self.page, self.query_one(Prompt))

    def action_rename(self) -> None:
        """Ask what to call the baseline."""
        before = self.before
        if before is None:
            return

        def answered(text: str) -> str | None:
            return None if self.propose(lambda: renamed(self.plan, before, clean_text(text))) else text

        self.query_one(Prompt).ask("Call it", answered, text=before.name)

    def action_remove(self) -> None:
        """Remove the baseline, after a question."""
        before = self.before
        if before is None:
            return

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
            if yes:
                self.propose(lambda: remove(self.plan, [self.plan.get(Baseline, before.id)]))

        details = ["What was promised then is told by nothing else; only undo brings it back."]
        if resting := len(self.plan.where(Decision, "baseline", before.id)):
            details.append(f"{counted(resting, 'decision')} could not be worked out again without it.")
        self.app.push_screen(Confirm(f"Remove the baseline “{before.name}”?", details), agreed)


_COLUMNS = (
    Column("", None, least=14),
    Column("", None, least=9, rank=2),
    Column("Before", None, least=10, rank=1),
    Column("After", None, least=10),
    Column("By", 15, "right"),
    Column("", 1),
)


def _in_order(plan: Plan) -> list[Baseline]:
    """The baselines, the last first."""
    return sorted(plan.all(Baseline), key=lambda each: (each.taken_on, each.position), reverse=True)


def _named(baseline: Baseline) -> str:
    return f"{baseline.name} ({baseline.taken_on})"


def _option(baseline: Baseline) -> Option:
    detail = str(baseline.taken_on)
    return Option(baseline.id, baseline.name, f"{detail} · {baseline.reason}" if baseline.reason else detail)


def _told(row: Slip) -> Iterator[Line]:
    yield Heading(row.subject)
    if (row.before, row.after) == (DASH, DASH):
        yield Prose(row.what)
    else:
        yield Prose(Content.assemble((f"{row.what} ", _MUTED), row.before, (" → ", _MUTED), row.after))
    if row.amount:
        judged = "" if row.is_worse is None else ", for the worse" if row.is_worse else ", for the better"
        yield Prose(row.amount + judged)
