"""A curve in one line of characters, the same on screen and in a report."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None], width: int, least: float = -2, most: float = 2) -> str:
    """A curve in one line of at most *width* cells: one for each value, or for as many as must share one.

    Values that share a cell show as their mean, between *least* and *most*; where none is known stands a dot.
    """
    cells = min(len(values), width)
    return "".join(
        _block(values[len(values) * n // cells : len(values) * (n + 1) // cells], least, most) for n in range(cells)
    )


def _block(values: Sequence[float | None], least: float, most: float) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "·"
    share = (sum(known) / len(known) - least) / (most - least)
    return BLOCKS[max(0, min(int(share * len(BLOCKS)), len(BLOCKS) - 1))]
