"""What became of a promise, for a steering group: as text to read, and as Markdown for a wiki or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.plan import Plan
from domain.slippage import Section, Slip, by_section, in_short, slippage
from storage.formats.columns import columns
from storage.formats.markdown import inline, safe, table

_LONGEST = 60
"""Characters of a text that leave room for the other columns."""


def report(before: Plan, after: Plan, called: tuple[str, str], kind: str = "text") -> str:
    """What is not in *after* as it was in *before*, section by section, in the format *kind*: `report` or `markdown`.

    Args:
        before: usually a baseline.
        after: usually the plan of now.
        called: what to call the two.
        kind: the format; anything but `markdown` is text.
    """
    sections = by_section(slippage(before, after))
    rows = [row for each in sections.values() for row in each]
    if kind == "markdown":
        head = [f"# {safe(after.engagement.name)}: {inline(called[0])} → {inline(called[1])}", safe(in_short(rows))]
        parts = [part for section, each in sections.items() for part in _markdown(section, each)]
        return "\n\n".join((*head, *parts)) + "\n"
    lines = [f"{called[0]} → {called[1]}: {in_short(rows)}"]
    for section, each in sections.items():
        lines += ["", f"{section.value} {len(each)}", *_columns(each)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def judged(row: Slip) -> str:
    """Whether that is good, in a word; empty where it is neither."""
    return "" if row.is_worse is None else "worse" if row.is_worse else "better"


def _markdown(section: Section, rows: Sequence[Slip]) -> Iterator[str]:
    yield f"## {section.value}"
    cells = ((row.subject, row.what, row.before, row.after, row.amount, judged(row)) for row in rows)
    yield table(("", "What", "Before", "After", "By", ""), (_safe(each) for each in cells))


def _safe(cells: Sequence[str]) -> list[str]:
    return [inline(each) or " " for each in cells]


def _columns(rows: Sequence[Slip]) -> Iterator[str]:
    cells = [
        [_short(each) for each in (row.subject, row.what, row.before, row.after)] + [row.amount, judged(row)]
        for row in rows
    ]
    yield from columns(("", "", "before", "after", "by", ""), cells, left=6)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
