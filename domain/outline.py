"""The grammar of fast capture: an outline typed at speaking speed, and a journey written as one.

    # Book: know what it costs before we decide
    - Pay @phone ~-1 ^5 &Web team %Payment page
    ! the app forgets what I chose
    > I type the card number three times

Nothing is dropped in silence: every line is taken, or it is told what is wrong with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from domain.entity import Entity, Facts, fields_of
from domain.errors import Finding
from domain.journey import Backing, Journey, Note, NoteKind, Phase, Touchpoint
from domain.people import System, Team
from domain.plan import Plan
from domain.text import clean_text, counted

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "#": "phase",
        "-": "touchpoint",
        "!": "pain",
        "+": "gain",
        "*": "wow",
        "?": "question",
        ">": "said",
        "=": "expected",
        "@": "channel",
        "&": "team",
        "%": "system",
        "~": "feeling",
        "^": "importance",
    }
)
"""What a line that begins with a sign is about."""

MOST_LINES = 20_000

_LINE_END = re.compile(r"\r\n?|\n")
_TITLE = re.compile(r"title\s*:\s*(.*)", re.IGNORECASE)
_GOAL = re.compile(r"((?:\\.|[^\\:]|:(?! ))*+): (.*)")
_SIGN = re.compile(r"(?<!\S)([@&%~^])(?=\S)")
_APART = re.compile(r"^([@&%~^])\s+")
_ESCAPED = re.compile(r"\\([@&%~^:\\])")
_SPEAKER = re.compile(r"(does|thinks)\s*:\s*(.*)", re.IGNORECASE)
_ACTING = re.compile(r"(?:i|ik|ich)\s", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
_COLON = re.compile(r":(?= )")
_NEVER = re.compile(r"(?!)")
_NOTES = {"!": NoteKind.PAIN, "+": NoteKind.GAIN, "*": NoteKind.WOW, "?": NoteKind.QUESTION}
_MOST_SEVERE = 3


@dataclass(slots=True)
class NoteLine:
    """A pain, gain, wow or question as written."""

    line: int
    kind: NoteKind
    text: str
    severity: int | None = None


@dataclass(slots=True)
class BackingLine:
    """A team or system as written, by its name or the beginning of it."""

    line: int
    kind: type[Team | System]
    name: str


@dataclass(slots=True)
class TouchpointLine:
    """A touchpoint as written.

    Attributes:
        line: where it begins.
        name: empty where it has none, which is told.
        fields: what else is known of the record.
        lines: every line that tells something of it.
    """

    line: int
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    behind: list[BackingLine] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class PhaseLine:
    """A phase as written; without a name where touchpoints come before any phase."""

    line: int
    name: str
    goal: str = ""
    touchpoints: list[TouchpointLine] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What an outline says, and all that is wrong with it, in the order of its lines.

    Attributes:
        title: what the journey is called; empty where no line says so.
        title_line: the line that does.
    """

    title: str = ""
    title_line: int | None = None
    phases: list[PhaseLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def touchpoints(self) -> Iterator[TouchpointLine]:
        """All touchpoints, first to last."""
        return (touchpoint for phase in self.phases for touchpoint in phase.touchpoints)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to make of it."""
        return not self.title and not self.phases

    @property
    def counts(self) -> tuple[str, ...]:
        """How much of what there is: `12 touchpoints`, then `3 pains`."""
        numbers = Counter(note.kind for touchpoint in self.touchpoints for note in touchpoint.notes)
        notes = (counted(numbers[kind], kind.value) for kind in NoteKind if numbers[kind])
        return counted(sum(1 for _ in self.touchpoints), "touchpoint"), *notes


def parse(text: str) -> Outline:
    """Read *text*, whatever it is."""
    reader = _Reader()
    lines = _LINE_END.split(text.rstrip())
    for number, line in enumerate(lines[:MOST_LINES], 1):
        reader.take(number, clean_text(line))
    if len(lines) > MOST_LINES:
        what = f"here {counted(MOST_LINES, 'line')} end; split what comes after into another outline"
        reader.outline.findings.append(Finding("", what, MOST_LINES + 1))
    return reader.outline


class _Reader:
    """Takes an outline line by line."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._number = 0
        self._phase: PhaseLine | None = None
        self._touchpoint: TouchpointLine | None = None

    def take(self, number: int, line: str) -> None:
        """Take the next line, cleaned."""
        if not line or line.startswith("//"):
            return
        self._number = number
        rest = line[1:].strip()
        match line[0]:
            case "#":
                self._take_heading(line)
            case "-" | "–" | "—" | "•":  # text editors make dots and dashes of it
                self._take_touchpoint(rest)
            case "!" | "+" | "*" | "?":
                self._take_note(line)
            case ">":
                self._take_words(rest)
            case "=":
                self._take_expected(rest)
            case "@" | "&" | "%" | "~" | "^":
                self._take_signs(_APART.sub(r"\1", line))
            case _ if title := _TITLE.fullmatch(line):
                self._take_title(title[1])
            case _:
                self._complain(f"“{short(line)}” begins with no sign; allowed are {' '.join(SIGNS)} and //")

    def _complain(self, what: str) -> None:
        self.outline.findings.append(Finding("", what, self._number))

    def _take_heading(self, line: str) -> None:
        name = line.lstrip("#")
        match len(line) - len(name):
            case 1:
                self._take_phase(name.strip())
            case 2:
                self._take_title(name.strip())
            case depth:
                self._complain(f"“{'#' * min(depth, 9)}” is no sign; # begins a phase, ## names the journey")

    def _take_title(self, name: str) -> None:
        if self.outline.title_line is not None or self.outline.phases:
            self._complain("the journey is named once, above everything else; a phase begins with one #")
            return
        self.outline.title_line = self._number
        if self._fits(name, "journey", Journey, "name"):
            self.outline.title = name

    def _take_phase(self, text: str) -> None:
        parts = _GOAL.fullmatch(text)
        name, goal = (_plain(parts[1]), _plain(parts[2])) if parts else (_plain(text), "")
        self._begin_phase(name)
        if self._fits(name, "phase", Phase, "name") and goal:
            self._add_goal(goal)

    def _begin_phase(self, name: str) -> PhaseLine:
        self._touchpoint = None
        self._phase = PhaseLine(self._number, name, lines=[self._number])
        self.outline.phases.append(self._phase)
        return self._phase

    def _add_goal(self, goal: str) -> None:
        if self._phase is not None:
            self._phase.lines.append(self._number)
            if self._fits(joined := _below(self._phase.goal, goal), "goal", Phase, "goal"):
                self._phase.goal = joined

    def _take_touchpoint(self, text: str) -> None:
        phase = self._phase or self._begin_phase("")
        name, *signs = _SIGN.split(text)
        self._touchpoint = TouchpointLine(self._number, _plain(name), lines=[self._number])
        phase.touchpoints.append(self._touchpoint)
        self._fits(self._touchpoint.name, "touchpoint", Touchpoint, "name")
        self._take_values(self._touchpoint, signs)

    def _take_signs(self, text: str) -> None:
        _, *signs = _SIGN.split(text)
        if not signs:
            self._complain(f"“{text}” has nothing behind it; {_a(SIGNS[text[0]])} goes there")
        elif touchpoint := self._above(SIGNS[text[0]]):
            self._take_values(touchpoint, signs)

    def _take_values(self, touchpoint: TouchpointLine, signs: Sequence[str]) -> None:
        for sign, raw in zip(signs[::2], signs[1::2], strict=True):
            value = _plain(raw)
            match sign:
                case "@" if self._fits(value, "channel", Touchpoint, "channel"):
                    self._set(touchpoint, "channel", value)
                case "&" if self._fits(value, "team", Team, "name"):
                    touchpoint.behind.append(BackingLine(self._number, Team, value))
                case "%" if self._fits(value, "system", System, "name"):
                    touchpoint.behind.append(BackingLine(self._number, System, value))
                case "~" | "^":
                    self._take_number(touchpoint, SIGNS[sign], sign, value)

    def _take_number(self, touchpoint: TouchpointLine, name: str, sign: str, value: str) -> None:
        word, _, rest = value.partition(" ")
        number = _number(word, fields_of(Touchpoint)[name])
        if number is None:
            allowed = fields_of(Touchpoint)[name].allowed
            self._complain(
                f"“{sign}{short(word)}” is not {_a(name)}; {allowed} is allowed, or \\{sign} for a plain {sign}"
            )
        elif rest:
            self._complain(f"“{short(rest)}” comes behind {sign}{word}; put it before the signs")
        else:
            self._set(touchpoint, name, number)

    def _set(self, touchpoint: TouchpointLine, name: str, value: object) -> None:
        if name in touchpoint.fields:
            self._complain(f"“{short(touchpoint.name)}” has {_a(name)} already: {touchpoint.fields[name]}")
        else:
            touchpoint.fields[name] = value

    def _take_note(self, line: str) -> None:
        kind, marks = _NOTES[line[0]], len(line) - len(line.lstrip("!"))
        text = line[max(marks, 1) :].strip()
        if marks > _MOST_SEVERE:
            self._complain(f"“{'!' * min(marks, 9)}” is too much; ! !! and !!! say how bad a pain is")
        elif (touchpoint := self._above(kind.value)) and self._fits(text, kind.value, Note, "text"):
            touchpoint.notes.append(NoteLine(self._number, kind, text, marks if marks > 1 else None))

    def _take_words(self, text: str) -> None:
        said = _SPEAKER.fullmatch(text)
        is_doing = said[1].casefold() == "does" if said else _ACTING.match(text)
        if touchpoint := self._above("quote"):
            self._add_text(touchpoint, "quote", "doing" if is_doing else "thinking", said[2] if said else text)

    def _take_expected(self, text: str) -> None:
        if self._touchpoint is None and self._phase is not None:
            if self._fits(text, "goal", Phase, "goal"):
                self._add_goal(text)
        elif touchpoint := self._above("expectation"):
            self._add_text(touchpoint, "expectation", "expectation", text)

    def _add_text(self, touchpoint: TouchpointLine, what: str, name: str, text: str) -> None:
        joined = _below(touchpoint.fields.get(name, ""), text)
        if self._fits(text, what, Touchpoint, name) and self._fits(joined, what, Touchpoint, name):
            touchpoint.fields[name] = joined

    def _above(self, what: str) -> TouchpointLine | None:
        """The touchpoint this line is about."""
        if self._touchpoint is None:
            self._complain(f"{_a(what)} needs a touchpoint above it; one begins with -")
        else:
            self._touchpoint.lines.append(self._number)
        return self._touchpoint

    def _fits(self, text: str, what: str, kind: type[Entity], name: str) -> bool:
        """Whether *text* can be that field of a record; tell where it cannot."""
        facts = fields_of(kind)[name]
        if not text:
            self._complain(
                f"{_a(what)} without words; write {'its name' if name == 'name' else 'them'} behind the sign"
            )
        elif len(text) > (facts.longest or 0):
            self._complain(f"{_a(what)} of {counted(len(text), 'character')}; {facts.allowed} is allowed")
        else:
            return True
        return False


def _number(word: str, facts: Facts) -> Decimal | int | None:
    plain = word.replace("−", "-").replace("–", "-")
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", "."))
    within = (facts.least or 0) <= number <= (facts.most or 0)
    if not within or number * 10 ** (facts.places or 0) % 1:
        return None
    return int(number) if facts.type is int else number


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip() if "\\" in text else text.strip()


def _below(text: str, line: str) -> str:
    return f"{text}\n{line}" if text else line


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def short(text: str) -> str:
    """*text*, cut where it would fill a message."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def written(plan: Plan, journey: Journey) -> str:
    """Return *journey* as an outline, with all that the signs can say.

    A note or name of several lines becomes one line. Fields without a sign, barriers and opportunities, what role a
    team plays and how severe the mildest pain is are left out: an outline has no room for them.
    """
    lines = [f"## {clean_text(journey.name)}"]
    for phase in plan.parts(Phase, journey):
        goal, *more = lines_of(phase.goal) or [""]
        lines += ["", f"# {_shielded(phase.name, _COLON)}" + (f": {_shielded(goal)}" if goal else "")]
        lines += [f"= {line}" for line in more]
        for touchpoint in plan.parts(Touchpoint, phase):
            lines += _told(plan, touchpoint)
    return "\n".join(lines) + "\n"


def _told(plan: Plan, touchpoint: Touchpoint) -> Iterator[str]:
    """The lines that tell *touchpoint*."""
    yield " ".join((f"- {_shielded(touchpoint.name, _SIGN)}", *dict.fromkeys(_signs(plan, touchpoint))))
    yield from (f"  > {_spoken(line, 'does')}" for line in lines_of(touchpoint.doing))
    yield from (f"  > {_spoken(line, 'thinks')}" for line in lines_of(touchpoint.thinking))
    yield from (f"  = {line}" for line in lines_of(touchpoint.expectation))
    signs = {kind: sign for sign, kind in _NOTES.items()}
    for note in plan.parts(Note, touchpoint):
        if note.kind in signs:
            severe = (note.severity or 1) if note.kind is NoteKind.PAIN else 1
            yield f"  {signs[note.kind] * severe} {clean_text(note.text)}"


def _signs(plan: Plan, touchpoint: Touchpoint) -> Iterator[str]:
    if touchpoint.channel:
        yield f"@{_shielded(touchpoint.channel, _SIGN)}"
    if touchpoint.feeling is not None:
        yield f"~{'+' if touchpoint.feeling > 0 else ''}{touchpoint.feeling.normalize() + 0:f}"
    if touchpoint.importance is not None:
        yield f"^{touchpoint.importance}"
    for backing in plan.parts(Backing, touchpoint):
        for sign, kind, id in (("&", Team, backing.team), ("%", System, backing.system)):
            if id is not None and (record := plan.find(kind, id)) is not None:
                yield f"{sign}{_shielded(record.title, _SIGN)}"


def _spoken(line: str, how: str) -> str:
    """*line* as it is read back as something the customer *how*: does, or thinks."""
    is_told_apart = not _SPEAKER.fullmatch(line) and (_ACTING.match(line) is not None) == (how == "does")
    return line if is_told_apart else f"{how}: {line}"


def lines_of(text: str | None) -> list[str]:
    """The lines of *text* as an outline has them: cleaned, without blank ones."""
    return [cleaned for line in (text or "").splitlines() if (cleaned := clean_text(line))]


def _shielded(text: str, trouble: re.Pattern[str] = _NEVER) -> str:
    """*text* on one line, with a backslash before each *trouble* that would be read as a sign."""
    doubled = clean_text(text).replace("\\", "\\\\")
    return trouble.sub(lambda found: f"\\{found[0]}", doubled)
