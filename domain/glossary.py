"""The words of the trade as this program uses them, read off the records themselves."""

from __future__ import annotations

from collections.abc import Iterator

from domain.edits import noun
from domain.entity import Entity, fields_of
from domain.records import KINDS, parts_of


def glossary() -> str:
    """Every kind of record and every field, as Markdown."""
    return "\n".join(line for kind in KINDS for line in _section(kind))


def _section(kind: type[Entity]) -> Iterator[str]:
    title = noun(kind)
    yield f"## {title[:1].upper()}{title[1:]}\n"
    yield f"`{kind.KIND}`. {' '.join((kind.__doc__ or '').split())}\n"
    if parts := parts_of(kind):
        yield f"Parts: {', '.join(noun(part) for part in parts)}.\n"
    yield "| Field | Key | Holds | Unit | |"
    yield "| --- | --- | --- | --- | --- |"
    for name, facts in fields_of(kind).items():
        if name != "position":
            holds = facts.allowed.replace("|", "\\|")
            yield f"| {facts.title} | `{name}` | {holds} | {facts.unit} | {facts.help} |"
    yield ""
