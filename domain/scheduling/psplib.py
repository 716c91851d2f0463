"""Reads single-mode instances of PSPLIB, the library schedulers are compared on.

Source:
    Kolisch and Sprecher 1996, "PSPLIB, a project scheduling problem library".
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import BadInput, Finding
from domain.scheduling.instance import Activity, Instance, Link

_HEAD = 3
"""Numbers at the head of a row: the job, its mode or how many it has, how long it takes or how many wait for it."""


def read(text: str, source: str = "instance") -> Instance:
    """The instance that the text of an `.sm` file tells; each activity weighs 1.

    Job 1 and the last one, where a project starts and ends, are activities like the others.

    Raises:
        BadInput: *text* is something else, or its numbers do not fit each other.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        _refuse_other_kinds(lines)
        successors = _by_job(_rows(lines, "PRECEDENCE RELATIONS"))
        work = _by_job(_rows(lines, "REQUESTS/DURATIONS"))
        [capacities] = _rows(lines, "RESOURCEAVAILABILITIES") or [[]]
        if len(successors) != len(work):
            raise ValueError(f"{len(successors)} jobs have successors and {len(work)} have durations")
        for job, row in enumerate(work, 1):
            if len(row) != _HEAD + len(capacities) or min(row) < 0:
                raise ValueError(f"job {job} does not ask for so much of each of {len(capacities)} resources")
        return Instance(
            tuple(Activity(row[2], tuple(row[3:]), weight=1) for row in work),
            tuple(Link(nth, after - 1) for nth, row in enumerate(successors) for after in _after(row, len(work))),
            tuple((capacity,) for capacity in capacities),
        )
    except ValueError as error:
        raise BadInput(source, [Finding("", f"no single-mode PSPLIB instance: {error}")]) from error


def _refuse_other_kinds(lines: Sequence[str]) -> None:
    """Refuse what the head of a file says it has: resources that are used up, several projects.

    Raises:
        ValueError: in words.
    """
    for line in lines:
        what, _, number = line.lstrip("- ").partition(":")
        count = int(found[0]) if (found := number.split()) and found[0].isdigit() else 0
        if count and what.startswith(("nonrenewable", "doubly constrained")):
            raise ValueError(f"{count} of its resources are {what.strip()}")
        if count > 1 and what.startswith("projects"):
            raise ValueError(f"it has {count} projects")


def _by_job(rows: Sequence[list[int]]) -> Sequence[list[int]]:
    """*rows* in the order of the jobs whose number they begin with, each number from 1 on once."""
    jobs = [row[0] for row in rows]
    if any(len(row) < _HEAD for row in rows):
        raise ValueError("a row ends too early")
    if len(set(jobs)) < len(jobs):
        raise ValueError("a job has several modes")
    if not jobs or sorted(jobs) != list(range(1, len(jobs) + 1)):
        raise ValueError("jobs are not numbered from 1 on")
    return sorted(rows)


def _after(row: Sequence[int], jobs: int) -> Sequence[int]:
    """The numbers of the jobs that wait for that of *row*."""
    job, _, count, *after = row
    if len(after) != count:
        raise ValueError(f"job {job} has {count} successors and names {len(after)}")
    if wrong := [each for each in after if not 1 <= each <= jobs]:
        raise ValueError(f"job {job} is before job {wrong[0]}, which is not there")
    return after


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
        if words and words[0].isdigit():
            rows.append([int(word) for word in words])
    return rows
