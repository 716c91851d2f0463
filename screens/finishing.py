"""Finishing an initiative: what it changed is held against reality, touchpoint by touchpoint, then saved as one edit.

A page opens it with `finish(self, initiative)`, where somebody says that an initiative is done, or wants to verify
later what one changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from domain.difference import shown
from domain.errors import Refused
from domain.finishing import Answer, Changed, brought_by, changed_by, finished, measured_by
from domain.initiative import Initiative, Status
from domain.journey import Touchpoint
from domain.kpi import Kpi
from domain.lanes import signed
from domain.mapping import FEELING_STEP, LEAST, MOST
from domain.paths import journey_of
from domain.plan import Plan
from domain.text import counted
from screens.over import Over
from screens.page import Page
from screens.parts.chooser import Choices
from screens.parts.confirm import Confirm
from screens.parts.listing import Cell, Column, Listing
from screens.parts.notice import tell
from screens.parts.pane import Heading, Line, Pane, Prose
from screens.parts.prompt import Prompt
from screens.parts.text import MISSING
from screens.parts.typed import read_date

_HEADING, _TOUCHPOINT, _BROUGHT, _KPI = "#", "touchpoint", "brought", "kpi"
_MUTED = "$foreground-muted"
_DAY = timedelta(days=1)
_OF_A_TOUCHPOINT = frozenset({"verify", "feel", "claim"})


def finish(page: Page, initiative: Initiative) -> None:
    """Ask what became of what *initiative* changed, over *page*; or say why it cannot be finished."""
    try:
        finished(page.plan, initiative, page.today)
    except Refused as refusal:
        tell(page, str(refusal), title="Not changed", severity="error")
        return
    page.app.push_screen(Finishing(page, initiative))


class Finishing(Over):
    """The touchpoints that were changed with what was claimed of them, what came about, and what will be measured."""

    HELP = (
        "Look at each touchpoint as it is now. **V** says that the map is right, **+** and **−** how it feels now, "
        "**=** that it feels as was claimed. What is left out stays to be verified. **ctrl+s** saves all of it and the "
        "end of the initiative as one edit."
    )
    BINDING_GROUP_TITLE = "Finishing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("V,enter", "verify", "Verified", tooltip="It is as the map says; again: not looked at",
                id="finishing.verify", key_display="V"),
        Binding("plus", "feel(1)", "Better", tooltip="It feels better than that now", id="finishing.better",
                key_display="+"),
        Binding("minus", "feel(-1)", "Worse", tooltip="It feels worse than that now", id="finishing.worse",
                key_display="−"),
        Binding("equals_sign", "claim", "As claimed", tooltip="It feels as was claimed", id="finishing.claimed",
                key_display="="),
        Binding("d", "day", "Day", tooltip="The last day of work", id="finishing.day"),
        Binding("ctrl+s", "save", "Save", tooltip="Save all of it as one edit", id="finishing.save"),
        Binding("escape", "leave", "Back", tooltip="Back to the page without saving", id="finishing.leave"),
    ]  # fmt: skip
    WRITES = Over.WRITES | {"save"}

    def __init__(self, page: Page, initiative: Initiative) -> None:
        super().__init__(page)
        self._initiative_id = initiative.id
        self._last_day = page.today
        self._answers: dict[str, Answer] = {}
        self._changed: dict[str, Changed] = {}
        self._brought: dict[str, Touchpoint] = {}
        self._kpis: dict[str, Kpi] = {}
        self._headings: dict[str, str] = {}
        self._read: Plan | None = None

    def body(self) -> ComposeResult:
        """What was changed, and a line to type a day in."""
        yield Choices()
        yield Prompt()

    def begin(self) -> None:
        """Have the detail follow the cursor."""
        listing = self.query_one(Choices)
        self.watch(listing, "key", self._follow, init=False)
        listing.focus()

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def initiative(self) -> Initiative | None:
        """What is finished; None where it is gone."""
        return self.plan.find(Initiative, self._initiative_id)

    @property
    def changed(self) -> Changed | None:
        """The touchpoint under the cursor."""
        return self._changed.get(self.query_one(Choices).key or "") if self.is_mounted else None

    @property
    def last_day(self) -> date:
        """The last day of work as it will be saved: an earlier one that is known stays."""
        known = self.initiative.finishes_on if self.initiative is not None else None
        return self._last_day if known is None else min(known, self._last_day)

    def draw(self) -> None:
        """Draw what was changed, what came about and what will be measured."""
        initiative = self.initiative
        self._read_plan(initiative)
        self._headings = {}
        keys: list[str] = []
        for title, rows in (
            (f"Changed by it {len(self._changed)}", self._changed),
            (f"Brought about by it, on no map of today yet {len(self._brought)}", self._brought),
            (f"Judged by {counted(len(self._kpis), 'KPI')}", self._kpis),
        ):
            if rows:
                self._headings[heading := f"{_HEADING}{len(self._headings)}"] = title
                keys += [heading, *rows]
        listing = self.query_one(Choices)
        listing.empty = (
            "It is no longer there. Press esc to go back."
            if initiative is None
            else "It closes no gap on a map of today, and no KPI judges it. ctrl+s says that it is done."
        )
        listing.show(keys, self._cells, _COLUMNS, is_heading=lambda key: key.startswith(_HEADING))
        self._say_title()
        self._draw_detail()

    def _read_plan(self, initiative: Initiative | None) -> None:
        if self._read is self.plan:
            return
        self._read = plan = self.plan
        self._changed, self._brought, self._kpis = {}, {}, {}
        if initiative is not None:
            self._changed = {f"{_TOUCHPOINT}/{each.touchpoint.id}": each for each in changed_by(plan, initiative)}
            self._brought = {f"{_BROUGHT}/{each.id}": each for each in brought_by(plan, initiative)}
            self._kpis = {f"{_KPI}/{each.id}": each for each in plan.where(Kpi, "initiatives", initiative.id)}

    def _say_title(self) -> None:
        initiative = self.initiative
        if initiative is None:
            self.set_title("Finishing")
            return
        is_done = initiative.status is Status.DONE
        found = f"{len(self._answers)} of {len(self._changed)} looked at" if self._changed else ""
        self.set_title(
            f"Verify what “{initiative.name}” changed" if is_done else f"Finish “{initiative.name}”",
            found,
            f"last day {self.last_day}",
        )

    def _cells(self, key: str) -> Sequence[Cell]:
        if key in self._headings:
            return (self._headings[key],)
        if key in self._changed:
            return self._of_touchpoint(self._changed[key])
        if key in self._brought:
            return "", self._brought[key].name, "", "", "", Content.styled("add it to a map", _MUTED)
        return "", self._kpis[key].name, "", "", "", self._measured(self._kpis[key])

    def _of_touchpoint(self, changed: Changed) -> Sequence[Cell]:
        answer = self._answers.get(changed.touchpoint.id)
        found = answer.feeling if answer is not None and answer.feeling is not None else changed.today
        claimed: Cell = MISSING if changed.claimed is None else signed(changed.claimed)
        if changed.goes:
            claimed = "gone"
        since = f"verified {changed.verified_on}" if changed.verified_on else "never verified"
        return (
            "✓" if answer is not None else "·",
            changed.touchpoint.name,
            MISSING if changed.today is None else signed(changed.today),
            Content.styled(str(claimed), _MUTED),
            Content.styled(MISSING if found is None else signed(found), "bold") if answer is not None else "",
            "verified now" if answer is not None else Content.styled(since, _MUTED),
        )

    def _measured(self, kpi: Kpi) -> str:
        initiative = self.initiative
        starting = measured_by(self.plan, initiative, self.last_day + _DAY) if initiative is not None else ()
        if any(change.subject.id == kpi.id for change in starting):
            return f"measured from {self.last_day + _DAY}"
        return f"measured from {kpi.measure_from}" if kpi.measure_from else "measured already"

    def _follow(self) -> None:
        self._draw_detail()
        self.refresh_bindings()

    def _draw_detail(self) -> None:
        key = self.query_one(Choices).key or ""
        lines: Iterator[Line] = iter(())
        if key in self._changed:
            lines = self._told(self._changed[key])
        elif key in self._kpis:
            kpi = self._kpis[key]
            values = [shown(self.plan, kpi, name) for name in ("start_value", "target_value", "target_on")]
            lines = iter((Heading(kpi.name), Prose(f"From {values[0]} to {values[1]} by {values[2]}")))
        elif key in self._brought:
            lines = iter((Heading(self._brought[key].name), Prose("Add it to the map of today once it is there.")))
        self.query_one("#detail", Pane).show(lines, subject=key)

    def _told(self, changed: Changed) -> Iterator[Line]:
        journey = journey_of(self.plan, changed.touchpoint)
        yield Heading(changed.touchpoint.name)
        yield Content.styled(f"{journey.name} · " if journey else "", _MUTED) + Content(
            ", ".join(gap.name for gap in changed.gaps)
        )
        if changed.goes:
            yield Prose("It was to be done without. Is it gone?")
        elif changed.claimed is None:
            yield Prose("No dream says how it was to feel. How does it feel now?")
        else:
            today = MISSING if changed.today is None else signed(changed.today)
            yield Prose(f"{today} on the map, {signed(changed.claimed)} was claimed. How does it feel now?")

    # --- which keys work ------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """What is looked at is a touchpoint."""
        if action in _OF_A_TOUCHPOINT and self.is_mounted and self.changed is None:
            return "Put the cursor on a touchpoint that was changed."
        if action == "claim" and (changed := self.changed) is not None and changed.claimed is None:
            return "Nothing was claimed of how it feels: no dream says so, or nobody rated it before."
        return "It is no longer there." if action == "save" and self.initiative is None else None

    # --- what keys do ---------------------------------------------------------------------------------------------

    @on(Listing.Chosen)
    def _chosen(self) -> None:
        if reason := self.why_not("verify"):
            tell(self, reason)
        else:
            self.action_verify()

    def action_verify(self) -> None:
        """Say that the touchpoint is as the map says, or that nobody looked."""
        if (changed := self.changed) is not None:
            if changed.touchpoint.id in self._answers:
                del self._answers[changed.touchpoint.id]
            else:
                self._answers[changed.touchpoint.id] = Answer()
            self.draw()

    def action_feel(self, by: int) -> None:
        """Say how the touchpoint feels now, a step better or worse."""
        if (changed := self.changed) is not None:
            before = self._answers.get(changed.touchpoint.id, Answer()).feeling
            start = changed.today if before is None else before
            felt = (start or Decimal(0)) + by * FEELING_STEP
            self._answers[changed.touchpoint.id] = Answer(max(LEAST, min(MOST, felt)))
            self.draw()

    def action_claim(self) -> None:
        """Say that the touchpoint feels as was claimed."""
        if (changed := self.changed) is not None and changed.claimed is not None:
            self._answers[changed.touchpoint.id] = Answer(changed.claimed)
            self.draw()

    def action_day(self) -> None:
        """Ask for the last day of work."""

        def answered(text: str) -> str | None:
            day = read_date(text.strip(), self.page.today)
            if day is None or day > self.page.today:
                tell(self, "Type a day that has come: 2027-01-31, today, or -3 for three days ago.")
                return text
            self._last_day = day
            self.draw()
            return None

        self.query_one(Prompt).ask("Last day of work", answered, text=self.last_day.isoformat())

    def action_save(self) -> None:
        """Propose the end of the initiative with all that was found."""
        initiative = self.initiative
        if initiative is None:
            return
        answers = {id: each for id, each in self._answers.items() if f"{_TOUCHPOINT}/{id}" in self._changed}
        today, by = self.page.today, self.page.author or None
        try:
            edit = finished(self.plan, initiative, self._last_day, answers, today=today, by=by)
        except Refused as refusal:
            tell(self, str(refusal), title="Not changed", severity="error")
            return
        if not edit.changes:
            tell(self, "There is nothing to save yet: look at a touchpoint first.")
        elif self.page.propose(edit):
            left = len(self._changed) - len(answers)
            rest = f" {counted(left, 'touchpoint')} still to be verified." if left else ""
            tell(self.page, f"{edit.label}: saved.{rest}")
            self.dismiss(None)

    def action_leave(self) -> None:
        """Go back, after a question where something was found."""

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
            if yes:
                self.dismiss(None)

        if not self._answers:
            self.dismiss(None)
            return
        found = counted(len(self._answers), "touchpoint was", "touchpoints were")
        self.app.push_screen(Confirm("Leave without saving?", [f"{found} looked at."]), agreed)


_COLUMNS = (
    Column("", 1),
    Column("", None, least=20),
    Column("map", 5, "right"),
    Column("claimed", 7, "right"),
    Column("now", 5, "right"),
    Column("", 24, rank=1),
)
