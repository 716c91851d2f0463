"""Fast capture: what is said becomes a journey while it is said.

An outline is typed at the left and what will be made of it stands at the right. The screen hands back the outline;
it makes nothing itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.reactive import Reactive, reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static, TextArea

from domain.capture import START, UNNAMED, named, unclear
from domain.edits import noun
from domain.errors import Finding
from domain.journey import Journey, NoteKind, Phase
from domain.outline import BackingLine, Outline, PhaseLine, TouchpointLine, parse
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.text import clean_text, counted
from screens.messages import DropDraft, KeepDraft
from screens.parts.bars import Bar, Divider, KeyBar
from screens.parts.entry import Box, Pasted
from screens.parts.notice import tell
from screens.parts.pane import Line, Pane
from screens.parts.stillness import LONGEST_WAIT, STILL, Stillness
from screens.parts.text import MISSING, fit, fit_content
from screens.parts.typed import removed_by_cleaning

OUTLINE = "outline"
"""The field a draft is kept in."""

REST, LONGEST_REST = 0.05, 0.2
"""As for keeping, but for drawing what will be made: a preview is thousands of bytes, a letter tens."""
ROOMY = 100
"""Cells a screen has where outline and preview stand side by side."""
SOON = 30
"""Seconds of typing before a rate means anything."""

_EXAMPLE = """\
# Orient: find out what is possible
- Search for a trip @web ~-1 ^5
! I cannot filter on price
> where are the ones of three weeks?"""
_HINT = """\
# phase  - touchpoint  ! pain  + gain  * wow  ? question  > said  = expected
@channel  &team  %system  ~feeling −2…+2  ^importance 1…5  // remark"""
_STYLES = {NoteKind.PAIN: "$text-error", NoteKind.GAIN: "$text-success", NoteKind.WOW: "$text-accent"}
_SIGNS = {NoteKind.PAIN: "!", NoteKind.GAIN: "+", NoteKind.WOW: "*", NoteKind.QUESTION: "?"}
_MUTED = "$foreground-muted"

LookUp: TypeAlias = Callable[[type[Team | System], str], tuple[Team | System, ...]]
"""What a team or system may be that is called so."""


class Headline(Bar):
    """What is captured at the left, how much of it there is at the right."""

    DEFAULT_CSS = """
    Headline { background: $panel; }
    """

    counts: reactive[tuple[str, ...]] = reactive(())
    """How much of what; where there is too little room the last go first."""
    more: reactive[tuple[str, ...]] = reactive(())
    """What else is said of it, whatever room there is."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = Content.assemble((" Capture ", "bold $text-primary"), title)

    def render(self) -> RenderResult:
        """Draw as many counts as leave room for the title."""
        counts, room = list(self.counts), self.size.width - self._title.cell_length
        while len(counts) > 1 and cell_len(self._right(counts)) > room:
            counts.pop()
        right = self._right(counts)
        room = max(0, self.size.width - cell_len(right))
        return fit_content(self._title, room) + Content(fit(right, self.size.width - room))

    def _right(self, counts: Sequence[str]) -> str:
        return f"  {' · '.join(filter(None, (', '.join(counts), *self.more)))} "


class Capture(Screen["Outline | None"]):
    """What did they just say? An outline, and what it will become."""

    HELP = """
    Type an outline, one sign a line: `# phase`, `- touchpoint`, `! pain`, `+ gain`, `* wow`, `? question`,
    `> said by the customer`, `= expected`. Behind a touchpoint or below it: `@channel`, `&team`, `%system`,
    `~-2` to `~+2` for the feeling, `^1` to `^5` for the importance. **ctrl+s** adds it all as one edit. **esc** goes
    back and keeps what you typed.
    """
    BINDING_GROUP_TITLE = "Capture"
    AUTO_FOCUS = "Box"
    CSS_PATH = "capture.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+enter", "make", "Add it", tooltip="Add all of it as one edit", id="capture.make"),
        Binding("escape", "close", "Back", tooltip="Go back; what was typed is kept for later", id="capture.close"),
        Binding("f8", "mend", "Next problem", tooltip="Go to the next line that cannot be meant", id="capture.mend"),
    ]

    # Textual repaints the whole screen when the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(  # noqa: PLR0913 - what is captured, for whom, and where it is kept
        self,
        plan: Plan,
        journey: Journey | None = None,
        persona: Persona | None = None,
        *,
        draft: str = "",
        subject: str = "",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Capture more of *journey*, or a new journey.

        Args:
            plan: where teams and systems are looked up.
            journey: what is added to; None for a new one.
            persona: who lives through a new one.
            draft: text kept from a visit that was not finished.
            subject: what a draft is kept under.
            clock: seconds that go on, to tell how fast it goes.
        """
        super().__init__()
        self._plan, self._journey, self._persona, self._clock = plan, journey, persona, clock
        self._subject = subject
        # A draft comes out of a file that anybody may have written. It goes on where it ended, be it on a new line.
        self._kept = clean_text(draft, multiline=True) + draft[len(draft.rstrip(" \n")) :]
        self._read(self._kept)
        self._began: float | None = None
        self._at_first = sum(1 for _ in self._outline.touchpoints)
        self._keeping = Stillness(self, self._keep, STILL, LONGEST_WAIT)
        self._resting = Stillness(self, self._draw, REST, LONGEST_REST)

    def compose(self) -> ComposeResult:
        """The outline with what is wrong at the cursor, and what will be made of it."""
        if self._journey is not None:
            title = f"more of “{self._journey.name}”"
        else:
            title = "a new journey" + (f" of {self._persona.name}" if self._persona else "")
        yield Headline(title)
        with Container(id="sides"):
            with Vertical(id="writing"):
                yield Box(self._kept, placeholder=_EXAMPLE)
                yield Static(id="hint")
            yield Divider()
            yield Pane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Go on where the draft ended."""
        box = self.query_one(Box)
        box.show_line_numbers = True
        box.move_cursor(box.document.end)
        self._say()
        self.call_after_refresh(self._draw)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out and draw for the room there is now."""
        self.set_class(event.size.width < ROOMY, "-narrow")
        self._resting.disturb()

    @property
    def subject(self) -> str:
        """What the unfinished text is kept under."""
        return self._subject

    @property
    def texts(self) -> dict[str, str]:
        """What was typed and is not made: field → text."""
        text = self.query_one(Box).text
        return {OUTLINE: text} if text.strip() else {}

    @on(TextArea.Changed)
    def _typed(self) -> None:
        """Say at once what is wrong at the cursor; draw and keep once the keys are still."""
        text = self.query_one(Box).text
        if self._began is None and text != self._kept:
            self._began = self._clock()
        self._read(text)
        self._say()
        self._resting.disturb()
        self._keeping.disturb()

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        self._say()
        self._resting.disturb()

    @on(Pasted)
    def _cleaned(self, event: Pasted) -> None:
        if removed := removed_by_cleaning(event.text):
            tell(self, f"Took out {counted(removed, 'control character')}.")

    def _read(self, text: str) -> None:
        self._outline = parse(text)
        found = (*self._outline.findings, *unclear(self._plan, self._outline, self._journey))
        self._findings = sorted(found, key=lambda finding: finding.line or 0)

    @property
    def _line(self) -> int:
        """The line of the cursor, counted from 1."""
        return self.query_one(Box).cursor_location[0] + 1

    def _say(self) -> None:
        """Say what is wrong with the line of the cursor; else which signs there are."""
        found = next((finding for finding in self._findings if finding.line == self._line), None)
        hint = self.query_one("#hint", Static)
        hint.set_class(found is not None, "-wrong")
        said = f"{found.line}: {found.what}" if found else _HINT
        if str(hint.content) != said:
            hint.update(Content(said), layout=False)

    def _draw(self) -> None:
        """Draw what will be made, and bring the part under the cursor into view."""
        if not self.is_attached:  # closed before it was ever drawn
            return
        pane = self.query_one(Pane)
        if not pane.text_width:  # not laid out yet
            return
        self._tell()
        drawn = preview(self._plan, self._outline, self._findings, self._journey, pane.text_width)
        pane.show(drawn.rows)
        for row in reversed(drawn.rows_about(self._line)):
            pane.bring_into_view(row)

    def _tell(self) -> None:
        """Say how much there is, how fast it came, and how much of it is wrong."""
        headline, more = self.query_one(Headline), []
        seconds = 0 if self._began is None else self._clock() - self._began
        if seconds >= SOON:
            number = sum(1 for _ in self._outline.touchpoints) - self._at_first
            more.append(f"{max(0, number) * 60 / seconds:.0f} a minute")
        if self._findings:
            more.append(f"△ {counted(len(self._findings), 'problem')}")
        headline.counts, headline.more = self._outline.counts, tuple(more)

    def action_make(self) -> None:
        """Hand back the outline; with anything wrong, stay and go to the first of it."""
        if self._findings:
            self._go_to(self._findings[0])
            return
        if self._outline.is_empty:
            tell(self, "There is nothing to add yet. A phase begins with #, a touchpoint with -.")
            return
        self._stop()
        # What was typed stays a draft until the edit is made: the store may still refuse it, or the disk be full.
        self.post_message(KeepDraft(self._subject, self.texts))
        self.dismiss(self._outline)

    def action_close(self) -> None:
        """Go back; unfinished text is kept."""
        self._stop()
        self._hand_over()
        self.dismiss(None)

    def action_mend(self) -> None:
        """Go to the next line that cannot be meant, round the end."""
        behind = (finding for finding in self._findings if (finding.line or 0) > self._line)
        if found := next(behind, self._findings[0] if self._findings else None):
            self._go_to(found)
        else:
            tell(self, "Every line can be meant.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a next problem only where there are any."""
        del parameters
        return bool(self._findings) or action != "mend"

    def _go_to(self, finding: Finding) -> None:
        box = self.query_one(Box)
        row = min((finding.line or 1), box.document.line_count) - 1
        box.move_cursor((row, len(box.document.get_line(row))))
        box.focus()

    def _keep(self) -> None:
        self.refresh_bindings()
        if self.query_one(Box).text != self._kept:
            self._hand_over()

    def _hand_over(self) -> None:
        texts = self.texts
        self._kept = self.query_one(Box).text
        self.post_message(KeepDraft(self._subject, texts) if texts else DropDraft(self._subject))

    def _stop(self) -> None:
        self._keeping.stop()
        self._resting.stop()


@dataclass(slots=True)
class Preview:
    """What will be made, a row each.

    Attributes:
        starts: (line of the outline, row it is shown in), ordered by line.
    """

    rows: list[Line] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)

    def begin(self, line: int) -> None:
        """Say that what comes next is told in *line*."""
        self.starts.append((line, len(self.rows)))

    def rows_about(self, line: int) -> range:
        """The rows that show what the outline says in *line* and the lines it belongs to."""
        at = bisect_right(self.starts, line, key=lambda start: start[0])
        first = self.starts[at - 1][1] if at else 0
        last = self.starts[at][1] if at < len(self.starts) else len(self.rows)
        return range(first, max(first + 1, last)) if self.rows else range(0)


def preview(plan: Plan, outline: Outline, findings: Sequence[Finding], journey: Journey | None, width: int) -> Preview:
    """What *outline* will add to *plan*, in rows of *width* cells, and its *findings* where they stand."""
    drawn = Preview()
    told = iter([*findings, Finding("", "", None)])
    pending = next(told)
    there = plan.parts(Phase, journey) if journey is not None else ()
    names = {clean_text(phase.name).casefold() for phase in there}
    last = there[-1].name if there else START
    if journey is None and not outline.is_empty:
        drawn.begin(0)
        drawn.rows.append(Content.styled(outline.title or UNNAMED, "bold"))
    for line, rows in _parts(plan, outline, names, last, width):
        while pending.line is not None and pending.line < line:
            _add_finding(drawn, pending)
            pending = next(told)
        drawn.begin(line)
        drawn.rows.extend(rows)
    while pending.line is not None:
        _add_finding(drawn, pending)
        pending = next(told)
    return drawn


def _add_finding(drawn: Preview, finding: Finding) -> None:
    drawn.begin(finding.line or 0)
    drawn.rows.append(Content.assemble((f"△ {finding.line}: {finding.what}", "$text-error")))


def _parts(plan: Plan, outline: Outline, known: set[str], last: str, width: int) -> Iterator[tuple[int, list[Line]]]:
    """Yield the line each phase and touchpoint begins in, with the rows that show it."""
    look_up = cache(lambda kind, name: named(plan.all(kind), name))
    for phase in outline.phases:
        name = phase.name or last
        yield phase.line, ["", _phase_row(phase, name, goes_on=name.casefold() in known)]
        known.add(name.casefold())
        for touchpoint in phase.touchpoints:
            yield touchpoint.line, list(_touchpoint_rows(touchpoint, look_up, width))


def _phase_row(phase: PhaseLine, name: str, *, goes_on: bool) -> Content:
    more = " · goes on" if goes_on else ""
    goal = f"  {phase.goal}".replace("\n", " ") if phase.goal else ""
    return Content.assemble((name, "bold $text-primary"), (more, _MUTED), (goal, _MUTED))


def _touchpoint_rows(touchpoint: TouchpointLine, look_up: LookUp, width: int) -> Iterator[Line]:
    fields = touchpoint.fields
    feeling, importance = fields.get("feeling"), fields.get("importance")
    channel = 14 if width >= 44 else 8
    style = "" if feeling is None else "$text-error" if feeling < 0 else "$text-success" if feeling else ""
    figure = "" if feeling is None else f"{feeling:+f}".replace("-", "−") if feeling else "0"
    yield Content.assemble(
        fit(f"  {touchpoint.name or MISSING}", max(8, width - channel - 15)),
        (f" {fit(fields.get('channel', ''), channel)}", _MUTED),
        (f" {figure:>5} ", style),
        ("●" * importance + "○" * (5 - importance) if importance else "", "$text-accent"),
    )
    if touchpoint.behind:
        yield Content.styled("    behind " + ", ".join(dict.fromkeys(_behind(touchpoint.behind, look_up))), _MUTED)
    for name in ("doing", "thinking"):
        for said in fields.get(name, "").splitlines():
            yield Content.styled(f"    “{said}”", f"italic {_MUTED}")
    for expected in fields.get("expectation", "").splitlines():
        yield Content.styled(f"    expects {expected}", _MUTED)
    for note in touchpoint.notes:
        sign = _SIGNS[note.kind] * (note.severity or 1)
        yield Content.assemble("    ", (sign, f"bold {_STYLES.get(note.kind, '$text-warning')}"), f" {note.text}")


def _behind(lines: Sequence[BackingLine], look_up: LookUp) -> Iterator[str]:
    """What stands behind a touchpoint: its name in the plan, or that it is new."""
    for line in lines:
        found = look_up(line.kind, line.name)
        yield found[0].title if len(found) == 1 else f"{line.name} (new {noun(line.kind)})" if not found else line.name
