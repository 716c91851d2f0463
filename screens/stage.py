"""One thing to decide, in the middle of the screen: large, calm, with nothing beside it but what it is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from screens.parts.text import fit, fit_content, one_line, wrap

_MUTED = "$foreground-muted"
PROJECTOR = 160
"""Cells from which the screen is taken to hang on a wall: there is more space between the lines."""
_LOW = 20
"""Lines below which no space is left for what can be done without."""
_WIDEST = 76
"""Cells a line of prose takes at most: longer ones are hard to read."""
_GAP = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What is judged: its name, and its words in one paragraph."""

    name: str
    words: str = ""
    sign: str = ""
    """The key that prefers it, where there are two."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is asked of one person now.

    Attributes:
        items: one, or two held against each other.
        asked: what it is judged by.
        rubric: what the answers mean, a line each.
        choices: the keys with what they stand for.
        note: what is said of the answers so far.
        foot: how far it is, and whatever else is said in one line.
    """

    items: tuple[Shown, ...]
    asked: str = ""
    rubric: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""
    foot: str = ""


def drawn(stage: Stage, width: int, height: int) -> tuple[Content, ...]:
    """*stage* in *width* × *height* cells; where there is little room the words go first, then the rubric."""
    air = 2 if width >= PROJECTOR and height >= 2 * _LOW else 0 if height < _LOW - 4 else 1
    items, choices = list(_items(stage.items, width)), list(_choices(stage.choices, width))
    rubric = [line for text in stage.rubric for line in wrap(text, min(width - 2, _WIDEST))]
    asked = [Content.styled(line.plain, "bold") for line in wrap(stage.asked, min(width - 2, _WIDEST)) if stage.asked]
    foot = [Content.styled(one_line(stage.foot), _MUTED)] if stage.foot else []
    note = wrap(stage.note, min(width - 2, _WIDEST))[:3] if stage.note else []
    names, words = items
    for spaced in (air, min(air, 1), 0):
        for blocks in (
            (names, words, asked, rubric, choices, note, foot),
            (names, words[:2], asked, rubric[:2], choices, note, foot),
            (names, asked, rubric[:2], choices, note, foot),
            (names, asked, choices, foot),
        ):
            lines = list(_spaced([block for block in blocks if block], spaced))
            if len(lines) <= height:
                return placed(lines, width, height)
    return placed(lines[:height], width, height)


def said(lines: Sequence[str | Content], width: int, height: int) -> tuple[Content, ...]:
    """*lines* in the middle; the first stands out."""
    broken = [wrap(line, min(width - 2, _WIDEST)) if line else [Content("")] for line in lines]
    first = [Content.styled(line.plain, "bold") for line in broken[0]] if broken else []
    return placed([*first, *(line for each in broken[1:] for line in each)][: max(0, height)], width, height)


def placed(lines: Sequence[Content], width: int, height: int) -> tuple[Content, ...]:
    """*lines* in the middle of *width* × *height* cells."""
    above = max(0, (height - len(lines)) // 2)
    middle = [fit_content(line, width, "center") for line in lines]
    return (*(Content(" " * width) for _ in range(above)), *middle)


def headline(name: str, width: int) -> list[Content]:
    """*name* between two rules, in at most three lines."""
    lines = [line.plain for line in wrap(name, _room(width))][:3]
    rule = Content.styled("━" * (max(map(cell_len, lines)) + 4), "$text-primary")
    return [rule, *(Content.styled(line, "bold") for line in lines), rule]


def _room(width: int) -> int:
    return max(2, min(width - 6, _WIDEST))


def _spaced(blocks: Sequence[Sequence[Content]], air: int) -> Iterator[Content]:
    for nth, block in enumerate(blocks):
        if nth:
            yield from (Content("") for _ in range(air))
        yield from block


def _items(items: Sequence[Shown], width: int) -> Iterator[list[Content]]:
    """The names, then what is said of them; two stand beside each other."""
    if len(items) == 1:
        [item] = items
        yield headline(item.name, width)
        yield wrap(item.words, _room(width)) if item.words else []
        return
    each = max(4, min((width - _GAP - 2) // 2, _WIDEST))
    names = [[line.plain for line in wrap(item.name, each - 2)][:3] for item in items]
    rule = Content.styled(f"{'━' * each}{' ' * _GAP}{'━' * each}", "$text-primary")
    signs = _beside([[f"[{item.sign}]"] for item in items], each, "bold $text-accent")
    yield [rule, *_beside(names, each, "bold"), *signs, rule]
    yield list(_beside([[line.plain for line in wrap(item.words, each - 2)] for item in items], each, ""))


def _beside(columns: Sequence[Sequence[str]], each: int, style: str) -> Iterator[Content]:
    for nth in range(max(map(len, columns))):
        texts = (fit(column[nth] if nth < len(column) else "", each, "center") for column in columns)
        line = (" " * _GAP).join(texts)
        if line.strip():
            yield Content.styled(line, style) if style else Content(line)


def _choices(choices: Sequence[tuple[str, str]], width: int) -> Iterator[Content]:
    """The keys in a row, or in as many as it takes."""
    line, gap = Content(""), "   " if width >= PROJECTOR else "  "
    for key, label in choices:
        words = f" {one_line(label)}" if label and label != key else ""
        part = Content.assemble((f" {key} ", "bold reverse"), fit(words, min(cell_len(words), max(4, width - 8))))
        longer = part if not line.plain else line + Content(gap) + part
        if line.plain and cell_len(longer.plain) > width - 2:
            yield line
            longer = part
        line = longer
    if line.plain:
        yield line
