"""Journeys as a report in Markdown, for a wiki, a repository or a word processor.

Everything people wrote is escaped: a name can become neither a link nor HTML nor a column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.journey import Horizon, Journey, Moment, Note, NoteKind, Phase, Touchpoint
from domain.lanes import LANES, LINES, MAP, SIGNS, Entry, dots
from domain.moments import hand_overs, ranked_moments, worst_first
from domain.paths import contacts_of, touchpoints_of
from domain.plan import Plan
from domain.strength import Standing, bars, strength_of
from domain.telling import Bullet, Heading, Paragraph, Prose, Quote, day, told
from domain.text import counted

DASH = "–"
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&$!^]")
_BLOCK = re.compile(r"(?:[-+](?=[-\s]|$)|\d{1,9}[.)](?=\s|$))")
_LINK = re.compile(r"(?<=\w)@(?=\w)|/(?=/)|(?<=\w)\.(?=[^\W\d_]{2})|(?i:(?<=www)\.)")


def report(plan: Plan, journeys: Iterable[Journey], today: date, view: Sequence[str] = MAP) -> str:
    """*journeys* in words and tables, as known on the day *today*."""
    engagement = plan.engagement
    blocks = [f"# {safe(engagement.name)}", safe(" · ".join(filter(None, (engagement.client, day(today)))))]
    for journey in journeys:
        blocks += map(_block, told(plan, journey, today))
        blocks += _tables(plan, journey, today, view)
        blocks += _findings(plan, journey, today)
    return "\n\n".join(blocks) + "\n"


def safe(text: str) -> str:
    """*text* on one line, as it is read and not as Markdown, HTML or a link."""
    line = inline(text)
    begins = _BLOCK.match(line)
    return f"{line[: begins.end() - 1]}\\{line[begins.end() - 1 :]}" if begins else line


def inline(text: str) -> str:
    """*text* as it may stand inside a line, where nothing makes it a list."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    # Some readers make links of bare addresses, even of escaped ones: an empty comment in between stops them.
    return _LINK.sub(r"\g<0><!-- -->", line)


def _block(paragraph: Paragraph) -> str:
    match paragraph:
        case Heading():
            return f"{'#' * (paragraph.level + 1)} {safe(paragraph.text)}"
        case Prose():
            return safe(paragraph.text)
        case Quote():
            return f"> “{safe(paragraph.text)}” — {safe(paragraph.by)}"
        case Bullet():
            return f"- {safe(paragraph.sign)} {safe(paragraph.text)}"


# The tables


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are safe already."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cell or DASH for cell in cells)} |" for cells in lines)


def _tables(plan: Plan, journey: Journey, today: date, view: Sequence[str]) -> Iterator[str]:
    """The map of *journey* in the lanes of *view*, a table for each phase."""
    lanes = [LANES[key] for key in view if key not in LINES]
    phases = [phase for phase in plan.parts(Phase, journey) if plan.parts(Touchpoint, phase)]
    if phases:
        yield "### The map"
    for phase in phases:
        rows = [
            [inline(touchpoint.name), *(_cell(lane.entries(plan, touchpoint, today)) for lane in lanes)]
            for touchpoint in plan.parts(Touchpoint, phase)
        ]
        yield f"#### {safe(phase.name)}"
        yield table([" ", *(lane.title for lane in lanes)], rows)


def _cell(entries: Iterable[Entry]) -> str:
    return "<br>".join(inline(f"{entry.mark} {entry.text}".strip()) for entry in entries)


def _findings(plan: Plan, journey: Journey, today: date) -> Iterator[str]:
    """What the map says, worst first."""
    if journey.horizon is Horizon.CURRENT:
        yield from _pains(plan, journey)
    yield from _moments(plan, journey)
    yield from _hand_overs(plan, journey)
    if journey.horizon is Horizon.CURRENT:
        yield from _coverage(plan, journey, today)


def _pains(plan: Plan, journey: Journey) -> Iterator[str]:
    found = [
        (note, touchpoint)
        for touchpoint in touchpoints_of(plan, journey)
        for note in plan.parts(Note, touchpoint)
        if note.kind is NoteKind.PAIN
    ]
    if not found:
        return
    yield "### Pains"
    yield "By how severe they are, then by how much the touchpoint matters, then by how many leave there."
    found.sort(key=lambda each: _known_first(each[0].severity, each[1].importance, each[1].drop_off_percent))
    yield table(
        ["pain", "kind", "at", "matters", "leave"],
        [
            (
                inline(f"{SIGNS[NoteKind.PAIN] * (note.severity or 1)} {note.text}"),
                note.category.value if note.category else "",
                inline(touchpoint.name),
                dots(touchpoint.importance) if touchpoint.importance else "",
                _percent(touchpoint.drop_off_percent),
            )
            for note, touchpoint in found
        ],
    )


def _known_first(*numbers: int | None) -> tuple[tuple[bool, int], ...]:
    """Sorts from most to least, what is not known last."""
    return tuple((number is None, -(number or 0)) for number in numbers)


def _moments(plan: Plan, journey: Journey) -> Iterator[str]:
    ranked = [(moment, each) for moment in Moment for each in ranked_moments(plan, [journey], moment)]
    if ranked:
        yield "### Moments of truth"
        yield table(
            ["moment", "at", "weight"],
            [(f"can {moment.value} it", inline(each.touchpoint.name), inline(each.said)) for moment, each in ranked],
        )


def _hand_overs(plan: Plan, journey: Journey) -> Iterator[str]:
    if found := worst_first(hand_overs(plan, journey)):
        yield "### Hand-overs"
        yield table(
            ["from", "to", "how it goes"],
            [
                (_place(each.before), _place(each.after), dots(each.quality) if each.quality else "not rated")
                for each in found
            ],
        )


def _place(touchpoint: Touchpoint) -> str:
    channel = f" ({touchpoint.channel})" if touchpoint.channel else ""
    return inline(f"{touchpoint.name}{channel}")


def _coverage(plan: Plan, journey: Journey, today: date) -> Iterator[str]:
    """How well each touchpoint that customers see is known, the least known first."""
    known = [(strength_of(plan, touchpoint, today), touchpoint) for touchpoint in contacts_of(plan, journey)]
    if not known:
        return
    asked = sum(strength.standing is Standing.VALIDATED for strength, _ in known)
    known.sort(key=lambda each: -1 if each[0].value is None else each[0].value)
    yield "### How we know"
    yield f"Customers were asked or watched for {asked} of {counted(len(known), 'touchpoint')}."
    yield table(
        ["touchpoint", "whose word it is", "strength", "pieces"],
        [
            (
                inline(touchpoint.name),
                strength.standing.value,
                "" if strength.value is None else f"{'▮' * (n := bars(strength))}{'▯' * (4 - n)} {strength.value:.2f}",
                str(len(strength.parts)),
            )
            for strength, touchpoint in known
        ],
    )


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share} %"
