"""How far a long calculation is, and whether anybody still wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from domain.errors import Cancelled

Progress: TypeAlias = Callable[[float], None] | None
"""Is told how much is done, 0…1; None where nobody looks."""
IsCancelled: TypeAlias = Callable[[], bool] | None
"""Whether to stop; None where nobody can."""


def part_of(progress: Progress, nth: int, of: int) -> Progress:
    """What tells *progress* of the part at the place *nth* of so many that take about as long."""
    return None if progress is None else lambda done: progress((nth + done) / of)


def go_on(done: float, progress: Progress, is_cancelled: IsCancelled) -> None:
    """Say how much is *done*, 0…1.

    Raises:
        Cancelled: nobody wants the rest.
    """
    if is_cancelled is not None and is_cancelled():
        raise Cancelled("It was stopped before it was done.")
    if progress is not None:
        progress(done)
