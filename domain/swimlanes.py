"""The items of a roadmap in swimlanes: by the team that works on them, or by what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.roadmap import Item, Roadmap

SWIMLANES = ("team", "group", "persona", "journey")
"""What lanes can be made of."""

REST = {"team": "No team yet", "group": "Other", "persona": "For nobody in particular", "journey": "No journey"}
"""What the last lane is called: of those that belong in no other."""


class Swimlane(NamedTuple):
    """Items that are drawn together, in the order of the roadmap.

    Attributes:
        key: the id of the team, else the name of what it is; empty for those that belong in no other.
    """

    key: str
    title: str
    items: tuple[Item, ...]


def swimlanes(roadmap: Roadmap, items: Iterable[Item], by: str = "team") -> tuple[Swimlane, ...]:
    """*items* in lanes, each in one: that of the first team, persona or journey it has, or of its group.

    The first team is the one with the most likely work. Teams are in the order of the roadmap, other lanes in that of
    their first item; items that belong nowhere come last.

    Args:
        roadmap: where they are from.
        items: those that are wanted.
        by: one of `SWIMLANES`.
    """
    titles = {team.id: team.name for team in roadmap.teams} if by == "team" else {}
    held: dict[str, list[Item]] = {id: [] for id in titles}
    for item in items:
        key = next(_lanes_of(item, by), "")
        held.setdefault(key, []).append(item)
    rest = held.pop("", [])
    lanes = [Swimlane(key, titles.get(key, key), tuple(those)) for key, those in held.items() if those]
    return (*lanes, Swimlane("", REST[by], tuple(rest))) if rest else tuple(lanes)


def _lanes_of(item: Item, by: str) -> Iterator[str]:
    match by:
        case "group":
            yield from (item.group,) if item.group else ()
        case "persona":
            yield from (persona for gap in item.closes for persona in gap.personas)
        case "journey":
            yield from (journey for gap in item.closes for journey in gap.journeys)
        case _:
            yield from (work.team for work in sorted(item.work, key=lambda work: -(work.likely or 0)))
