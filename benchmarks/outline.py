"""What fast capture costs: `python -m benchmarks.outline [LINES]` prints medians and appends them to history.csv."""

from __future__ import annotations

import sys

from benchmarks.history import note
from benchmarks.storage import median
from domain.capture import capture, unclear
from domain.journey import Journey
from domain.outline import parse, written
from domain.people import Team
from domain.plan import Plan

TEAMS = 20


def main(number: int) -> None:
    """Measure on an outline of *number* lines, in a plan with some teams."""
    plan = Plan.of(Team(id=f"team-{n}", name=f"Team {n:02}", position=n) for n in range(TEAMS))
    text = outline(number)
    read = parse(text)
    after = plan.apply(capture(plan, read))
    [journey] = after.all(Journey)
    figures = {
        "read an outline": median(lambda: parse(text)),
        "look its names up": median(lambda: list(unclear(plan, read))),
        "draw up the capture": median(lambda: capture(plan, read)),
        "write the journey as an outline": median(lambda: written(after, journey)),
    }
    note(number, figures)


def outline(number: int) -> str:
    """An outline of *number* lines, as a consultant would type it."""
    lines = [
        "# Phase {n}: know what it costs",
        "- Compare the trips {n} @web ~-1.5 ^5 &Team 0{digit} %CMS",
        "!! I cannot filter on price",
        "> I scroll through four hundred trips",
        "> where are the ones of three weeks?",
        "+ clear pictures",
    ]
    return "\n".join(lines[n % len(lines)].format(n=n, digit=n % 10) for n in range(number))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
