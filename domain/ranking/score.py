"""What a ranking method says of an initiative: its score and how it came about, or what is still missing for one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

_FIGURE = re.compile(r"[−+]?\d(?:[\d ]*\d)?(?:\.\d+)?(?: %)?(?!\w)")


@dataclass(frozen=True, slots=True)
class Input:
    """One figure a score rests on.

    Attributes:
        title: what it is: `Reach`.
        value: as a person reads it, with its unit: `2000 people a quarter`; empty where it is missing.
        source: where it comes from: `typed`, `evidence strength`, `effort of 3 teams`.
        field: the field of the initiative in which it is typed, or the kind of its parts that it follows from; empty
            where it follows from anything else.
        standing: how good it is for the score, from 0, nothing worse can be given, to 1, nothing better, as far as
            its scale has ends; else the figure itself, turned round where less is better. Two initiatives are
            compared by it, input by input. None where it is missing.
    """

    title: str
    value: str
    source: str
    field: str = ""
    standing: Fraction | None = None

    @property
    def short(self) -> str:
        """The figure without its unit, for a column that says what it holds: `1 600` of `1 600 people a quarter`."""
        figure = _FIGURE.match(self.value)
        return figure[0].strip() if figure else self.value


@dataclass(frozen=True, slots=True)
class Score:
    """What one initiative scores by one method, or between which ends its score will come to lie.

    Attributes:
        initiative: its id.
        value: unrounded; None as long as an input is missing, which is not the same as 0.
        worst: the worst it can become once what is missing is filled in; `value` where nothing is; None where
            there is no bound.
        best: the best it can become, likewise.
        missing: what is missing, in words, in order.
        inputs: the figures it rests on, those missing too.
        said: the arithmetic in one line, to be done again by hand; empty without a value.
        rank: 1 for the best; ties share the better rank (1, 2, 2, 4). None without a value.
    """

    initiative: str
    value: Decimal | None
    worst: Decimal | None
    best: Decimal | None
    missing: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    said: str = ""
    rank: int | None = None


def ranked(scores: Iterable[Score], *, less_is_better: bool = False) -> tuple[Score, ...]:
    """*scores* with their ranks: the best first, ties by id; then those without a score, by id."""
    sign = 1 if less_is_better else -1
    ordered = sorted(scores, key=lambda score: (score.value is None, sign * (score.value or 0), score.initiative))
    rank: dict[Decimal, int] = {}
    for place, score in enumerate(ordered, start=1):
        if score.value is not None:
            rank.setdefault(score.value, place)
    return tuple(score if score.value is None else replace(score, rank=rank[score.value]) for score in ordered)
