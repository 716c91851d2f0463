"""One figure of a formula: known, or somewhere between its ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.ranking.score import Input


@dataclass(frozen=True, slots=True)
class Factor:
    """A figure that a score is made of.

    Attributes:
        title: what it is, as a person reads it.
        value: None where it is missing.
        least, most: between what it may lie; None for `most` where there is no bound.
        shown: the value with its unit.
        source: where it comes from.
        field: the field of the initiative in which it is typed, or the kind of its parts that it follows from; empty
            where it follows from anything else.
        less_is_better: whether a lower figure makes a better score.
        wanted: what is missing, in words, as far as that is not simply the title.
    """

    title: str
    value: Fraction | None
    least: Fraction
    most: Fraction | None
    shown: str = ""
    source: str = "typed"
    field: str = ""
    less_is_better: bool = False
    wanted: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing of it, in words; nothing where it is known."""
        return () if self.value is not None else self.wanted or (self.title.lower(),)

    @property
    def low(self) -> Fraction:
        """The value, or the least it may be."""
        return self.least if self.value is None else self.value

    @property
    def high(self) -> Fraction | None:
        """The value, or the most it may be; None without a bound."""
        return self.most if self.value is None else self.value

    @property
    def input(self) -> Input:
        """The figure as an input of a score."""
        return Input(self.title, self.shown if self.value is not None else "", self.source, self.field, self._standing)

    @property
    def _standing(self) -> Fraction | None:
        if self.value is None:
            return None
        if self.most is None or self.less_is_better:
            return -self.value if self.less_is_better else self.value
        return (self.value - self.least) / (self.most - self.least)
