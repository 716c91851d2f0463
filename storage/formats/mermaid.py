"""Mermaid `journey` diagrams: reads them from `.mmd` and Markdown files, and writes a plan's journeys as such.

The reader follows Mermaid's own grammar and is kinder where people write what Mermaid does not draw. What a
diagram has no room for travels in `%%` comments, so that a journey written here comes back as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from html.entities import html5
from itertools import chain, count
from pathlib import PurePath
from typing import TypeVar

from pydantic import ValidationError

from domain.edits import STEP, id_text, noun
from domain.entity import Entity, fields_of, revise
from domain.errors import BadInput, Finding
from domain.journey import Backing, Horizon, Journey, JourneyKind, Phase, Touchpoint
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Change, Edit, NewIds, Plan
from domain.text import clean_text, counted
from storage.formats.source import LARGEST, MOST_RECORDS

MOST_LINES = 200_000
MOST_ON_A_LINE = 1_000
"""How many statements semicolons may part; beyond that they are taken for text."""
MOST = {"diagrams": MOST_RECORDS, "sections": MOST_RECORDS, "tasks": MOST_RECORDS, "actors of tasks": 100_000}
"""How many of each may be in one file; an actor counts at every task."""

HIGHEST_DRAWN, HIGHEST = 5, 10
"""The highest score Mermaid has a face for, and the highest that can be meant as a score."""

LONGEST_NAME = 200
BEFORE_ANY_SECTION = "Start"
"""The phase of the tasks that stand before the first section."""

CUSTOMERS = frozenset(
    """
    me myself i you customer customers client clients consumer consumers user users visitor visitors guest guests
    shopper shoppers buyer buyers passenger passengers patient patients citizen citizens resident residents prospect
    ik mij jij wij klant klanten gebruiker gebruikers bezoeker bezoekers reiziger reizigers gast gasten koper kopers
    patiënt patiënten burger burgers inwoner inwoners
    ich kunde kunden kundin kundinnen nutzer nutzerin benutzer benutzerin besucher besucherin käufer käuferin
    fahrgast patientin bürger bürgerin
    moi clientes cliente utilisateur utilisatrice usager visiteur visiteuse acheteur voyageur citoyen
    usuario usuaria usuarios usuário usuária visitante comprador ciudadano cidadão paciente utente utenti cittadino
    我 用户 用戶 客户 客戶 顾客 顧客 私 ユーザー お客様 나 사용자 고객
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words for the customer: a new actor whose name ends in one is a persona."""

MACHINES = frozenset(
    """
    system systems app apps application platform website site backend frontend server api bot chatbot database ai
    systeem systemen applicatie anwendung plattform système plateforme serveur sistema aplicación plataforma servidor
    系统 系統 システム 시스템
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words for machinery: a new actor whose name ends in one is a system."""

N = TypeVar("N", Phase, Touchpoint)

_Role = type[Persona] | type[Team] | type[System]
_ROLES: Mapping[str, _Role] = {"persona": Persona, "team": Team, "system": System}

_HOW = "a task is written “name: score” or “name: score: actor, actor”, and a score is a number from 1 to 5"

_LINE_END = re.compile(r"\r\n?|\n")
_HEADER = re.compile(r"journey(?:\s+((?:title|section|acctitle|accdescr|%%|#).*))?", re.IGNORECASE | re.ASCII)
_KEYWORD = re.compile(r"(title|section|acctitle|accdescr)(\s*:|\s|$)\s*(.*)", re.IGNORECASE | re.ASCII)
_LONG_DESCRIPTION = re.compile(r"accdescr\s*\{", re.IGNORECASE | re.ASCII)
_REMARK = re.compile(r"%%\s*(feeling|persona|team|system|kind|horizon)\s*:\s*(.*)", re.IGNORECASE | re.ASCII)
_FRONT_TITLE = re.compile(r"title\s*:\s*([^|>\s].*)")
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?\s*")
_TRAILING_COMMENT = re.compile(r"\s(?:#(?:\s|$)|%%)")
_BREAK_TAG = re.compile(r"</?br\s?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"(&?#|&)(\w{1,32});", re.ASCII)
_FENCE = re.compile(r"([\s>]{0,30})(?:[-*+]\s+|\d{1,9}[.)]\s+)?(`{3,}|~{3,}|:{3,})\s*(.*)")
_MERMAID = re.compile(r"\{?\s*\.?mermaid(?![\w-])", re.IGNORECASE)
_HTML = re.compile(r"\s{0,30}<(div|pre)\b([^<>]*)>\s*", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_TROUBLE = re.compile(r"[:;#<]|%(?=%)|(?<=%)%|&(?=[:;#<%&,])")
_LEADS_ASTRAY = re.compile(r"(?:journey|title|section)\b|acc(?:title|descr)", re.IGNORECASE | re.ASCII)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&$!]")

# An entity such as `#58;` stands for a character that is text, not syntax. While its line is taken apart it is kept
# as a lone surrogate, which no cleaned text holds; `_text` turns it into the character.
_SHIELD = {code: 0xD800 + code for code in range(0x80)}
_UNSHIELD = {shielded: code for code, shielded in _SHIELD.items()}


def journeys_from(text: str, plan: Plan, *, source: str) -> tuple[Edit, tuple[str, ...]]:
    """Draw up the edit that takes every journey diagram in *text* into *plan*.

    A journey that is there already is brought up to date: what is new in the diagram is added, feelings are set.

    Args:
        text: one or more bare `journey` diagrams, or Markdown with such diagrams in mermaid blocks.
        plan: what is there already; actors are matched with its personas, teams and systems.
        source: the name of the file, for messages and for diagrams without a title.

    Returns:
        The edit, and what whoever imports should know of it, a sentence each.

    Raises:
        BadInput: there is no journey diagram, or not all can be read; with everything that is wrong.
    """
    source = clean_text(source) or "Mermaid"
    lines = _LINE_END.split(text) if len(text) <= LARGEST else []
    _refuse_where_any(source, list(_oversize(text, lines)))
    reader = _Reader(otherwise=PurePath(source).stem)
    for block in _blocks(lines):
        reader.read(block)
    _refuse_where_any(source, reader.problems)
    if not reader.sketches:
        what = "no journey diagram in it; one starts with a line “journey”, in Markdown inside a ```mermaid block"
        raise BadInput(source, [Finding("", what)])
    notes = [note for sketch in reader.sketches if (note := _fit_scores(sketch))]
    drawing = _Drawing(plan)
    for sketch in reader.sketches:
        drawing.take_in(sketch)
    _refuse_where_any(source, drawing.problems)
    label = f"Import {counted(len(reader.sketches), 'journey')} from {PurePath(source).name[-LONGEST_NAME:]}"
    return Edit(label, tuple(drawing.changes)), (*notes, *drawing.notes)


def diagrams(plan: Plan) -> str:
    """Return all journeys of *plan*: one as a bare diagram, several as Markdown with a mermaid block for each.

    Empty where the plan has none. `journeys_from` reads back names, phases, touchpoints, feelings, actors, kinds
    and horizons; other fields have no place in a diagram.
    """
    written = [(journey.name, _diagram(plan, journey)) for journey in plan.all(Journey)]
    if len(written) == 1:
        return written[0][1]
    return "\n".join(f"# {_MARKDOWN.sub(_backslashed, name)}\n\n```mermaid\n{text}```\n" for name, text in written)


# Limits


def _refuse_where_any(source: str, problems: Sequence[Finding]) -> None:
    if problems:
        raise BadInput(source, problems)


def _oversize(text: str, lines: Sequence[str]) -> Iterator[Finding]:
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        yield Finding("", f"larger than {LARGEST // 1_000_000} MB; split it")
    if len(lines) > MOST_LINES:
        yield Finding("", f"more than {counted(MOST_LINES, 'line')}; split it")


# What a diagram says


@dataclass(slots=True)
class _Task:
    line: int
    name: str
    score: Decimal
    feeling: Decimal | None
    actors: tuple[str, ...]


@dataclass(slots=True)
class _Section:
    line: int
    name: str
    tasks: list[_Task] = field(default_factory=list)


@dataclass(slots=True)
class _Sketch:
    """One diagram.

    Attributes:
        names: what it is called, by where that is said.
        roles: what the diagram itself says its actors are, by name.
    """

    line: int
    names: dict[str, str]
    kind: JourneyKind = JourneyKind.CUSTOMER
    horizon: Horizon = Horizon.CURRENT
    roles: dict[str, _Role] = field(default_factory=dict)
    sections: list[_Section] = field(default_factory=list)

    @property
    def name(self) -> str:
        said = (self.names.get(where) for where in ("title", "front", "acctitle", "above"))
        return next(filter(None, said), "Journey")

    @property
    def tasks(self) -> Iterator[_Task]:
        return (task for section in self.sections for task in section.tasks)


# Markdown


@dataclass(slots=True)
class _Block:
    """Numbered lines that may hold a diagram, and the heading above them."""

    heading: str
    lines: list[tuple[int, str]] = field(default_factory=list)


def _blocks(lines: Sequence[str]) -> list[_Block]:
    """The mermaid blocks of a Markdown text; a text without any is one block."""
    page = _Page()
    for number, line in enumerate(lines, 1):
        page.take(number, line)
    return page.blocks or [_Block("", list(enumerate(lines, 1)))]


class _Page:
    """Sorts the lines of a Markdown text into mermaid blocks and the rest, in one pass."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self._heading = ""
        self._previous = ""
        self._quoted = False
        self._is_end: Callable[[str], bool] | None = None
        self._block: _Block | None = None

    def take(self, number: int, line: str) -> None:
        """Take the next line."""
        if self._is_end is not None:
            self._take_inside(number, line)
        elif number == 1 and line.strip("\ufeff \t") == "---":  # the front matter of the page
            self._open(lambda inside: inside == "---", mermaid=False)
        elif fence := _FENCE.fullmatch(line):
            self._open_fence(fence)
        elif (tag := _HTML.fullmatch(line)) and "mermaid" in re.split(r"[\s\"'=]+", tag[2]):
            end = f"</{tag[1].casefold()}>"
            self._open(lambda inside: inside == end, mermaid=True)
        elif line.lstrip().startswith("<!--") and "-->" not in line:
            self._open(lambda inside: "-->" in inside, mermaid=False)
        else:
            self._take_outside(line)

    def _open_fence(self, fence: re.Match[str]) -> None:
        margin, mark, info = fence.groups()
        mermaid = _MERMAID.match(info) is not None
        if mark[0] == ":" and not mermaid:
            return  # a container of Markdown, which may well hold a diagram
        if mark[0] == "`" and "`" in info:
            return  # code within a line
        self._quoted = ">" in margin
        self._open(lambda inside: len(inside) >= len(mark) and not inside.strip(mark[0]), mermaid=mermaid)

    def _open(self, is_end: Callable[[str], bool], *, mermaid: bool) -> None:
        self._is_end = is_end
        self._previous = ""
        if mermaid:
            self._block = _Block(self._heading)
            self.blocks.append(self._block)

    def _take_inside(self, number: int, line: str) -> None:
        quote_is_over = self._quoted and not line.lstrip().startswith(">")
        if self._quoted:
            line = re.sub(r"^(?:\s*>){1,30} ?", "", line)
        if quote_is_over or (self._is_end is not None and self._is_end(line.strip().casefold())):
            self._is_end = self._block = None
            self._quoted = False
        elif self._block is not None:
            self._block.lines.append((number, line))

    def _take_outside(self, line: str) -> None:
        if heading := _HEADING.fullmatch(line):
            self._heading = _heading_text(heading[1])
        elif self._previous and _UNDERLINE.fullmatch(line):
            self._heading = _heading_text(self._previous)
            line = ""
        self._previous = line.strip()


def _heading_text(text: str) -> str:
    plain = _LINK.sub(r"\1", clean_text(text)).strip("#*_` ")
    return plain[:LONGEST_NAME].strip()


# Mermaid


class _Reader:
    """Reads the diagrams in blocks, line by line, in one pass."""

    def __init__(self, *, otherwise: str) -> None:
        self.sketches: list[_Sketch] = []
        self.problems: list[Finding] = []
        self._otherwise = otherwise[:LONGEST_NAME].strip()
        self._found: Counter[str] = Counter()
        self._begin("")

    def _begin(self, heading: str) -> None:
        self._above = heading or self._otherwise
        self._sketch: _Sketch | None = None
        self._is_over = False
        self._front = ""
        self._front_margin: int | None = None
        self._within: tuple[str, Finding] | None = None

    def read(self, block: _Block) -> None:
        """Read the diagrams in *block*; what is no journey diagram is passed by."""
        self._begin(block.heading)
        if not any("journey" in line.casefold() for _, line in block.lines):
            return
        for number, line in block.lines:
            if line and not line.isspace():
                margin = len(line) - len(line.lstrip())
                self._take(number, _shielded(clean_text(line)), margin)
            if self._is_over:
                return
        if self._within is not None:
            self.problems.append(self._within[1])

    def _take(self, number: int, line: str, margin: int) -> None:
        if self._front_margin is not None:
            self._take_front(number, line, margin)
        elif line == "---" and self._within is None:
            self._front, self._front_margin = "", margin
        elif rest := self._beyond_directives(number, line):
            self._take_statements(number, rest)

    def _take_front(self, number: int, line: str, margin: int) -> None:
        if line == "---" or _HEADER.fullmatch(line):  # a lone “---” between two diagrams is only a rule
            self._front_margin = self._within = None
            if line != "---":
                self._take(number, line, margin)
            return
        if self._within is None:
            what = "front matter stands here that never ends; close it with a line “---”"
            self._within = ("---", Finding("", what, number))
        if margin == self._front_margin and (title := _FRONT_TITLE.fullmatch(line)):
            self._front = _unquoted(_text(title[1]))

    def _beyond_directives(self, number: int, line: str) -> str:
        """What is left of *line* without directives and long descriptions, which may run over several lines."""
        at = 0
        while at < len(line):
            if self._within is not None:
                end = line.find(self._within[0], at)
                if end < 0:
                    return ""
                at = end + len(self._within[0])
                self._within = None
            elif line.startswith("%%{", at):
                what = "a directive begins here with “%%{” and never ends; close it with “}%%”"
                self._within = ("}%%", Finding("", what, number))
            elif self._sketch is not None and _LONG_DESCRIPTION.match(line, at):
                what = "a description begins here with “accDescr {” and never ends; close it with “}”"
                self._within = ("}", Finding("", what, number))
            elif line[at] == " ":
                at += 1
            else:
                break
        return line[at:]

    def _take_statements(self, number: int, line: str) -> None:
        if line.startswith("%%"):
            if self._sketch is not None and (remark := _REMARK.fullmatch(line)):
                _take_remark(self._sketch, remark[1].casefold(), _text(remark[2]))
        elif not line.startswith("#"):
            for statement in _statements(line):
                self._take_statement(number, statement)
                if self._is_over:
                    return

    def _take_statement(self, number: int, text: str) -> None:
        if header := _HEADER.fullmatch(text):
            self._sketch = _Sketch(number, {"front": self._front, "above": self._above})
            self._front = ""
            self.sketches.append(self._sketch)
            self._count("diagrams")
            if header[1]:
                self._take_statements(number, header[1])
        elif self._sketch is None:
            self._is_over = not text.startswith(":")  # some Markdown dialects put options first: `:align: center`
        elif (keyword := _KEYWORD.fullmatch(text)) and not (":" in keyword[2] and _task_parts(text)):
            self._take_keyword(self._sketch, number, keyword[1].casefold(), keyword[3])
        else:
            self._take_task(self._sketch, number, text)

    def _take_keyword(self, sketch: _Sketch, number: int, word: str, shielded: str) -> None:
        said = _text(shielded)
        reads_as_task = (parts := _task_parts(shielded)) is not None and parts[2]
        if (word == "section" and reads_as_task) or (word == "title" and word in sketch.names):
            what = f"“{word} {_short(said)}” is a {word}, as Mermaid reads it; begin a task with another word"
            self._complain(f"{what}, and give a diagram one title", number)
        elif word == "section" and said:
            sketch.sections.append(_Section(number, said))
            self._count("sections")
        elif word == "section":
            self._complain("a section without a name; it is written “section name”", number)
        elif word != "accdescr" and said:
            sketch.names[word] = said

    def _take_task(self, sketch: _Sketch, number: int, text: str) -> None:
        parts = _task_parts(text)
        if parts is None:
            self._complain(_scoreless(text), number)
            return
        name, score, actors = parts
        if not name:
            self._complain(f"a task without a name; {_HOW}", number)
        if why := _unusable(score):
            self._complain(f"the score of “{_short(name)}” is {score}; {why}", number)
            return
        if not sketch.sections:
            sketch.sections.append(_Section(number, BEFORE_ANY_SECTION))
        sketch.sections[-1].tasks.append(_Task(number, name, score, _feeling(score), actors))
        self._count("tasks")
        self._count("actors of tasks", len(actors))

    def _complain(self, what: str, line: int) -> None:
        self.problems.append(Finding("", what, line))

    def _count(self, what: str, number: int = 1) -> None:
        """Count what was found; the first that is too many ends the reading."""
        had_room = self._found[what] <= MOST[what]
        self._found[what] += number
        if had_room and self._found[what] > MOST[what]:
            self.problems.append(Finding("", f"more than {counted(MOST[what], what, what)}; split it"))
        self._is_over = self._is_over or self._found[what] > MOST[what]


def _take_remark(sketch: _Sketch, about: str, said: str) -> None:
    """Take in a comment that says what a diagram has no word for; one that makes no sense is just a comment."""
    if about in _ROLES:
        if said:
            sketch.roles.setdefault(said, _ROLES[about])
    elif about == "kind":
        sketch.kind = next((kind for kind in JourneyKind if kind == said), sketch.kind)
    elif about == "horizon":
        sketch.horizon = next((horizon for horizon in Horizon if horizon == said), sketch.horizon)
    elif sketch.sections and sketch.sections[-1].tasks:
        _refine(sketch.sections[-1].tasks[-1], said)


def _refine(task: _Task, said: str) -> None:
    """Give *task* the feeling that was *said*, unless somebody changed its score since."""
    if said == "unknown":
        feeling = None
    elif _NUMBER.fullmatch(said):
        feeling = _feeling(Decimal(said) + 3)
    else:
        return
    is_whole = feeling is None or (abs(feeling) <= 2 and not _unusable(feeling + 3))
    if _score(feeling) == task.score and is_whole:
        task.feeling = feeling


def _statements(line: str) -> list[str]:
    """The statements of *line*: several where semicolons part them, for a name may hold a semicolon too."""
    pieces = [piece.strip() for piece in line.split(";") if not piece.isspace() and piece]
    are_statements = len(pieces) <= MOST_ON_A_LINE and all(map(_is_statement, pieces))
    return pieces if are_statements else [line.rstrip("; ")]


def _is_statement(text: str) -> bool:
    return bool(_HEADER.fullmatch(text) or _KEYWORD.fullmatch(text) or _task_parts(text))


def _task_parts(text: str) -> tuple[str, Decimal, tuple[str, ...]] | None:
    """Name, score and actors of a task; None where there is no score.

    Names and actors may hold colons: the score is the last part between colons that is a number.
    """
    uncommented = _TRAILING_COMMENT.split(text, maxsplit=1)[0]
    for written, colon, comma in ((uncommented, ":", ","), (text, ":", ","), (text, "：", "[,，、]")):
        parts = written.split(colon)
        at = next((at for at in range(len(parts) - 1, 0, -1) if _NUMBER.fullmatch(parts[at])), None)
        if at is not None:
            actors = (_text(actor) for actor in re.split(comma, colon.join(parts[at + 1 :])))
            return _text(colon.join(parts[:at])), Decimal(parts[at].strip()), tuple(dict.fromkeys(filter(None, actors)))
    return None


def _scoreless(text: str) -> str:
    parts = [_short(_text(part)) for part in text.split(":", 2)]
    if len(parts) > 1 and parts[1]:
        return f"“{parts[1]}” is not a score; {_HOW}"
    return f"“{parts[0] or _short(_text(text))}” has no score; {_HOW}"


def _unusable(score: Decimal) -> str:
    """Why *score* cannot be taken in; empty where it can, be it on another scale."""
    if not 0 <= score <= HIGHEST:
        return f"a number from 1 to 5 is allowed, or from 0 to {HIGHEST} throughout a diagram"
    return "" if score * 100 % 1 == 0 else "at most two decimals are allowed"


def _fit_scores(sketch: _Sketch) -> str:
    """Bring scores that are not from 1 to 5 onto that scale; say so, or nothing where all are.

    Anything above 5 tells that the author was thinking of 0 to 10: cut off at 5, a 6 would be as good as a 10. A 0
    among scores up to 5 is drawn by Mermaid as a face that is as sad as that of a 1.
    """
    scores = [task.score for task in sketch.tasks]
    name = _short(sketch.name)
    if max(scores, default=1) > HIGHEST_DRAWN:
        for task in sketch.tasks:
            feeling = (task.score * 4 / HIGHEST - 2).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            task.feeling = (feeling + 0).normalize()
        top = f"{max(scores).normalize():f}"
        return f"Scores in “{name}” go up to {top}: all were read as 0 to {HIGHEST}, of which 5 is neutral."
    low = [task for task in sketch.tasks if task.score < 1]
    for task in low:
        task.feeling = _feeling(Decimal(1))
    return f"{counted(len(low), 'score')} below 1 in “{name}” counted as 1." if low else ""


def _feeling(score: Decimal) -> Decimal:
    return (score - 3 + 0).normalize()


def _score(feeling: Decimal | None) -> int:
    """The whole number from 1 to 5 Mermaid draws for *feeling*; 3 where there is none."""
    score = ((feeling or Decimal(0)) + 3).quantize(Decimal(1), ROUND_HALF_EVEN)
    return max(1, min(5, int(score)))


# Text


def _shielded(line: str) -> str:
    return _ENTITY.sub(_stood_for, line) if ";" in line else line


def _stood_for(entity: re.Match[str]) -> str:
    """The character an entity stands for; one that has no place in a name stays as it was written."""
    mark, body = entity.groups()
    if mark != "&" and body.isdigit():
        code = int(body[:8])
    elif mark == "&#" and re.fullmatch(r"[xX][0-9a-fA-F]{1,6}", body):
        code = int(body[1:], 16)
    else:
        named = html5.get(f"{body};") if mark != "&#" else None
        return named.translate(_SHIELD) if named else entity[0]
    character = chr(code) if code <= 0x10FFFF else ""
    if character.isspace():
        return " "
    return character.translate(_SHIELD) if character.isprintable() and character else entity[0]


def _text(shielded: str) -> str:
    """Plain text: entities as what they stand for, line breaks as spaces."""
    return clean_text(_BREAK_TAG.sub(" ", shielded).translate(_UNSHIELD))


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if quoted else text


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


# Records


@dataclass(frozen=True, slots=True)
class _Actor:
    """Somebody or something that takes part in so many tasks."""

    role: _Role
    id: str
    name: str
    tasks: int


class _Drawing:
    """Draws up the records of diagrams, one diagram after the other."""

    def __init__(self, plan: Plan) -> None:
        self.changes: list[Change] = []
        self.problems: list[Finding] = []
        self.notes: list[str] = []
        self._plan = plan
        self._there: dict[str, list[Journey]] = {}  # by casefolded name; each stands for one diagram
        for journey in plan.all(Journey):
            self._there.setdefault(journey.name.casefold(), []).append(journey)
        self._ids = NewIds(plan)
        self._known: dict[_Role, dict[str, str]] = {
            role: {record.name.casefold(): record.id for record in plan.all(role)} for role in _ROLES.values()
        }
        roots = (Journey, *_ROLES.values())
        self._next = Counter({(kind.KIND, ""): _next_position(plan.all(kind)) for kind in roots})

    def take_in(self, sketch: _Sketch) -> None:
        """Add the journey of *sketch* with its parts, or what is new in it, and those of its actors that are new."""
        cast = self._cast(sketch)
        personas = (actor for actor in cast.values() if actor.role is Persona)
        hero = max(personas, key=lambda actor: actor.tasks, default=None)
        there = self._journey_there(sketch, hero)
        if there is not None:
            self._bring_up_to_date(there, sketch, cast, hero)
            return
        journey = self._add(
            Journey,
            sketch.line,
            name=sketch.name,
            kind=sketch.kind,
            horizon=sketch.horizon,
            persona=hero and hero.id,
        )
        for section in sketch.sections:
            phase = self._add(Phase, section.line, journey=journey, name=section.name)
            for task in section.tasks:
                self._add_task(phase, task, _taking_part_in(task, cast), hero)

    def _journey_there(self, sketch: _Sketch, hero: _Actor | None) -> Journey | None:
        """The journey of the plan that *sketch* is a drawing of: of its name, kind and persona, with a phase alike."""
        sections = {section.name.casefold() for section in sketch.sections}
        drawn = _content(
            (section.name, [(_cut(task.name), task.feeling) for task in section.tasks]) for section in sketch.sections
        )
        alike: list[tuple[tuple[bool, int], Journey]] = []
        for journey in self._there.get(sketch.name.casefold(), ()):
            phases = self._plan.parts(Phase, journey)
            shared = len(sections & {phase.name.casefold() for phase in phases})
            is_same = (journey.kind, journey.horizon) == (sketch.kind, sketch.horizon) and (
                hero is None or journey.persona in (None, hero.id)
            )
            if is_same and (shared or not sections):
                kept = ((p.name, [(t.name, t.feeling) for t in self._plan.parts(Touchpoint, p)]) for p in phases)
                is_equal = _content(kept) == drawn and journey.persona == (hero and hero.id)
                alike.append(((is_equal, shared), journey))
        if not alike:
            return None
        _, found = max(alike, key=lambda each: each[0])
        self._there[sketch.name.casefold()].remove(found)
        return found

    def _bring_up_to_date(
        self, journey: Journey, sketch: _Sketch, cast: Mapping[str, _Actor], hero: _Actor | None
    ) -> None:
        """Add to *journey* what *sketch* has and it has not, and set its feelings; nothing is taken away."""
        start = len(self.changes)
        if journey.persona is None and hero is not None:
            self.changes.append(Change(journey, revise(journey, persona=hero.id)))
        phases = list(self._plan.parts(Phase, journey))
        self._next[Phase.KIND, journey.id] = _next_position(phases)
        for section in sketch.sections:
            phase = _taken(phases, section.name)
            if phase is None:
                new = self._add(Phase, section.line, journey=journey.id, name=section.name)
                for task in section.tasks:
                    self._add_task(new, task, _taking_part_in(task, cast), hero)
                continue
            touchpoints = list(self._plan.parts(Touchpoint, phase))
            self._next[Touchpoint.KIND, phase.id] = _next_position(touchpoints)
            for task in section.tasks:
                touchpoint, actors = _taken(touchpoints, _cut(task.name)), _taking_part_in(task, cast)
                if touchpoint is None:
                    self._add_task(phase.id, task, actors, hero)
                else:
                    self._update(touchpoint, task, actors)
        made = self.changes[start:]
        added = sum(change.before is None for change in made)
        counts = [f"{n} {word}" for n, word in ((added, "added"), (len(made) - added, "changed")) if n]
        self.notes.append(f"“{_short(journey.name)}” is here already: {', '.join(counts) or 'nothing new'}.")

    def _update(self, touchpoint: Touchpoint, task: _Task, actors: Sequence[_Actor]) -> None:
        if task.feeling is not None and task.feeling != touchpoint.feeling:
            self.changes.append(Change(touchpoint, revise(touchpoint, feeling=task.feeling)))
        backings = self._plan.parts(Backing, touchpoint)
        self._next[Backing.KIND, touchpoint.id] = _next_position(backings)
        behind = {("team", backing.team) for backing in backings} | {("system", backing.system) for backing in backings}
        for actor in actors:
            if actor.role is not Persona and (actor.role.KIND, actor.id) not in behind:
                self._add(Backing, task.line, touchpoint=touchpoint.id, **{actor.role.KIND: actor.id})

    def _add_task(self, phase: str, task: _Task, actors: Sequence[_Actor], hero: _Actor | None) -> None:
        others = [actor.name for actor in actors if actor.role is Persona and actor is not hero]
        name = _cut(task.name)
        doing = [task.name] if name != task.name else []
        if others:
            doing.append(f"{'With' if hero in actors else 'By'} {', '.join(others)}.")
        touchpoint = self._add(
            Touchpoint, task.line, phase=phase, name=name, doing="\n".join(doing) or None, feeling=task.feeling
        )
        for actor in actors:
            if actor.role is not Persona:
                self._add(Backing, task.line, touchpoint=touchpoint, **{actor.role.KIND: actor.id})

    def _cast(self, sketch: _Sketch) -> dict[str, _Actor]:
        """Who takes part in the diagram, by casefolded name, and as what."""
        mentions = [(actor, task.line) for task in sketch.tasks for actor in task.actors]
        mentions += [(name, sketch.line) for name, role in sketch.roles.items() if role is Persona]
        first = {name.casefold(): (name, line) for name, line in reversed(mentions)}
        order = dict.fromkeys(name.casefold() for name, _ in mentions)
        tasks = Counter(key for task in sketch.tasks for key in {actor.casefold() for actor in task.actors})
        said = {name.casefold(): role for name, role in sketch.roles.items()}
        roles = {key: said.get(key) or self._known_role(key) or _role_by_word(key) for key in order}
        if Persona not in roles.values():
            undecided = (key for key, role in roles.items() if role is None)
            if (most_active := max(undecided, key=tasks.__getitem__, default=None)) is not None:
                roles[most_active] = Persona
        return {
            key: _Actor(role or Team, self._actor_id(role or Team, *first[key]), first[key][0], tasks[key])
            for key, role in roles.items()
        }

    def _known_role(self, key: str) -> _Role | None:
        return next((role for role, known in self._known.items() if key in known), None)

    def _actor_id(self, role: _Role, name: str, line: int) -> str:
        known = self._known[role]
        if name.casefold() not in known:
            known[name.casefold()] = self._add(role, line, name=name)
        return known[name.casefold()]

    def _add(self, entity: type[Entity], line: int, /, **fields: object) -> str:
        """Add a record behind its siblings and return its id; complain where it breaks a bound."""
        place = (entity.KIND, str(fields.get(entity.OWNER, "")))
        id = self._ids.free(entity, id_text(entity, fields))
        try:
            record = entity.model_validate({**fields, "id": id, "position": self._next[place]})
        except ValidationError as error:
            self.problems += _findings(entity, error, line)
        else:
            self._next[place] += STEP
            self.changes.append(Change(None, record))
        return id


def _taking_part_in(task: _Task, cast: Mapping[str, _Actor]) -> list[_Actor]:
    return list({cast[actor.casefold()].id: cast[actor.casefold()] for actor in task.actors}.values())


def _content(phases: Iterable[tuple[str, Sequence[tuple[str, Decimal | None]]]]) -> list[tuple[str, list[object]]]:
    """Phases with their touchpoints and feelings, for comparing."""
    return [(name.casefold(), [(each.casefold(), feeling) for each, feeling in tasks]) for name, tasks in phases]


def _taken(records: list[N], name: str) -> N | None:
    """The first of *records* called *name*, taken out of them."""
    found = next((record for record in records if record.name.casefold() == name.casefold()), None)
    if found is not None:
        records.remove(found)
    return found


def _next_position(records: Sequence[Entity]) -> int:
    return records[-1].position + STEP if records else 0


def _findings(kind: type[Entity], error: ValidationError, line: int) -> Iterator[Finding]:
    for detail in error.errors():
        name = str(detail["loc"][0]) if detail["loc"] else ""
        value = str(detail["input"])
        allowed = f"{fields_of(kind)[name].allowed} is allowed" if name else detail["msg"]
        size = f" has {counted(len(value), 'character')}" if isinstance(detail["input"], str) else ""
        yield Finding(f"{noun(kind)} {name}".strip(), f"“{_short(value)}”{size}; {allowed}", line)


def _role_by_word(key: str) -> _Role | None:
    last_word = key.rstrip(").!?").replace("-", " ").rpartition(" ")[2]
    if last_word in CUSTOMERS:
        return Persona
    return System if last_word in MACHINES else None


def _cut(name: str) -> str:
    """The first words of *name* where it is too long for one."""
    if len(name) <= LONGEST_NAME:
        return name
    kept = name[: LONGEST_NAME - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


# Writing


def _diagram(plan: Plan, journey: Journey) -> str:
    names = _actor_names(plan, journey)
    lines = ["journey", f"    title {_escaped(journey.name)}"]
    if journey.kind is not JourneyKind.CUSTOMER:
        lines.append(f"    %% kind: {journey.kind}")
    if journey.horizon is not Horizon.CURRENT:
        lines.append(f"    %% horizon: {journey.horizon}")
    lines += [f"    %% {kind}: {name}" for (kind, _), name in names.items()]
    for phase in plan.parts(Phase, journey):
        lines.append(f"    section {_escaped(phase.name)}")
        for touchpoint in plan.parts(Touchpoint, phase):
            actors = (names[actor.KIND, actor.id] for actor in _taking_part(plan, journey, touchpoint))
            lines += _task_lines(touchpoint, tuple(actors))
    return "\n".join(lines) + "\n"


def _task_lines(touchpoint: Touchpoint, actors: Sequence[str]) -> Iterator[str]:
    name, feeling = _escaped(touchpoint.name), touchpoint.feeling
    if _LEADS_ASTRAY.match(name) or _FENCE.fullmatch(name):
        name = f"#{ord(name[0])};{name[1:]}"
    yield f"        {name}: {_score(feeling)}" + (f": {', '.join(actors)}" if actors else "")
    if feeling is None:
        yield "        %% feeling: unknown"
    elif feeling % 1:
        yield f"        %% feeling: {feeling.normalize():f}"


def _taking_part(plan: Plan, journey: Journey, touchpoint: Touchpoint) -> Iterator[Persona | Team | System]:
    """The persona first, then the teams and systems behind *touchpoint*, each once."""
    backings = plan.parts(Backing, touchpoint)
    wanted: list[tuple[_Role, str | None]] = [(Persona, journey.persona)]
    wanted += [each for backing in backings for each in ((Team, backing.team), (System, backing.system))]
    for role, id in dict.fromkeys(wanted):
        if id is not None and (record := plan.find(role, id)) is not None:
            yield record


def _actor_names(plan: Plan, journey: Journey) -> dict[tuple[str, str], str]:
    """What each actor is called in the diagram, by kind and id; no two are called the same."""
    actors = [persona] if journey.persona and (persona := plan.find(Persona, journey.persona)) else []
    found: dict[tuple[str, str], Persona | Team | System] = {(each.KIND, each.id): each for each in actors}
    for phase in plan.parts(Phase, journey):
        for touchpoint in plan.parts(Touchpoint, phase):
            found |= {(each.KIND, each.id): each for each in _taking_part(plan, journey, touchpoint)}
    names: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for key, actor in found.items():
        stem = actor.name[: LONGEST_NAME - 20]
        others = (f"{stem} ({actor.KIND}{number or ''})" for number in count())
        name = next(name for name in chain([actor.name], others) if name.casefold() not in taken)
        taken.add(name.casefold())
        names[key] = _escaped_actor(name)
    return names


def _escaped_actor(name: str) -> str:
    """*name* as it can stand between commas; a bare number would be taken for the score."""
    if _NUMBER.fullmatch(name):
        return f"#{ord(name[0])};{name[1:]}"
    return _escaped(name).replace(",", "#44;")


def _escaped(name: str) -> str:
    """*name* with entities for what Mermaid takes for syntax."""
    return _TROUBLE.sub(lambda found: f"#{ord(found[0])};", name)


def _backslashed(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
