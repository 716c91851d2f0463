"""Reads single-mode instances of PSPLIB, the library schedulers are compared on.

Source:
    Kolisch and Sprecher 1996, "PSPLIB, a project scheduling problem library".
"""

from __future__ import annotations

from domain.errors import BadInput, Finding
from domain.scheduling.instance import Activity, Instance, Link


def read(text: str, source: str = "instance") -> Instance:
    """The instance that the text of an `.sm` file tells; each activity weighs 1.

    Job 1 and the last one, where a project starts and ends, are activities like the others.

    Raises:
        BadInput: *text* is something else, or its numbers do not fit each other.
    """
    lines = text.splitlines()
    try:
        successors = [row[3 : 3 + row[2]] for row in _rows(lines, "PRECEDENCE RELATIONS")]
        work = _rows(lines, "REQUESTS/DURATIONS")
        [capacities] = _rows(lines, "RESOURCEAVAILABILITIES")
        if not work or len(successors) != len(work):
            raise ValueError(f"{len(successors)} jobs have successors and {len(work)} have durations")
        return Instance(
            tuple(Activity(row[2], tuple(row[3:]), weight=1) for row in work),
            tuple(Link(nth, after - 1) for nth, row in enumerate(successors) for after in row),
            tuple((capacity,) for capacity in capacities),
        )
    except (ValueError, KeyError, IndexError) as error:
        raise BadInput(source, [Finding("", f"no single-mode PSPLIB instance: {error}")]) from error


def _rows(lines: list[str], section: str) -> list[list[int]]:
    """The rows of numbers below the title *section*, up to the line of stars that ends it."""
    title = next((nth for nth, line in enumerate(lines) if line.startswith(section)), None)
    if title is None:
        raise ValueError(f"there is no section {section}")
    rows = []
    for line in lines[title + 1 :]:
        if line.startswith("*"):
            break
        words = line.split()
        if words and words[0].lstrip("-").isdigit():
            rows.append([int(word) for word in words])
    return rows
