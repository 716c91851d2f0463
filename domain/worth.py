"""What an initiative is worth, as a sum of products of figures that are known as ranges.

Each cash line comes to weight × its own figure × each assumption it rests on. All that is certain is in the weight:
cost or benefit, the share that may be claimed, when the money flows and what it is worth then. A simulation, a tornado
and a break-even value rest on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from domain.assumption import Assumption
from domain.business_case import rate_used
from domain.cash import Stream, streams_of
from domain.finance import discount
from domain.initiative import CashLine, Initiative
from domain.plan import Plan
from domain.ranges import Distribution, distribution

Key: TypeAlias = tuple[str, str]
"""The kind and the id of the record a figure is of."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An assumption, or the own figure of a cash line, and how likely its values are, in its own unit."""

    record: Assumption | CashLine
    distribution: Distribution

    @property
    def key(self) -> Key:
        """What tells it from all other figures."""
        return self.record.KIND, self.record.id

    @property
    def said(self) -> str:
        """Its name and its distribution, in one line."""
        unit = "" if isinstance(self.record, CashLine) else "%" if self.record.is_percent else self.record.unit or ""
        return f"{self.record.name}: {self.distribution.said} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Term:
    """One cash line: its worth today is the weight times the product of its figures."""

    weight: Fraction
    factors: tuple[Factor, ...]

    def value(self, values: Mapping[Key, Fraction]) -> Fraction:
        """What it is worth where its figures have these *values*."""
        product = self.weight
        for factor in self.factors:
            product *= values[factor.key]
        return product


@dataclass(frozen=True, slots=True)
class Worth:
    """What one initiative is worth, as far as that can be said.

    Attributes:
        terms: its cash lines, in order; none where something is missing.
        missing: what is missing, in words; empty where nothing is.
    """

    initiative: Initiative
    terms: tuple[Term, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def factors(self) -> Mapping[Key, Factor]:
        """The figures it rests on, each once, in the order of its lines."""
        return factors_of((self,))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What keeps it from having a likely value, in words; empty where it has one."""
        ranges = (each.record.name for each in self.factors.values() if each.record.likely is None)
        return (*self.missing, *(f"“{name}” has no likely figure" for name in ranges))

    @property
    def likely(self) -> Fraction | None:
        """The net present value with every figure at its likely value; None where something is missing."""
        return None if self.lacks else value_of(self.terms, likely_values(self.factors.values()))


def factors_of(worths: Iterable[Worth]) -> Mapping[Key, Factor]:
    """The figures that *worths* rest on, each once."""
    return {factor.key: factor for worth in worths for term in worth.terms for factor in term.factors}


def likely_values(factors: Iterable[Factor]) -> Mapping[Key, Fraction]:
    """The likely value of each of *factors* that has one."""
    return {each.key: Fraction(each.record.likely) for each in factors if each.record.likely is not None}


def value_of(terms: Iterable[Term], values: Mapping[Key, Fraction]) -> Fraction:
    """What *terms* are worth together where their figures have these *values*."""
    return sum((term.value(values) for term in terms), Fraction(0))


def worth_of(plan: Plan, initiative: Initiative) -> Worth:
    """What *initiative* is worth in terms of the ranges of *plan*; what is missing where that cannot be said."""
    rate = rate_used(plan.engagement)
    streams = streams_of(plan, initiative)
    missing = () if rate.value is not None else (rate.why,)
    if not streams:
        missing = (*missing, "no money is given")
    unknown = (record for stream in streams for record in _records(stream) if _factor(record) is None)
    missing = (*missing, *dict.fromkeys(f"“{each.name}” has no likely figure, and not both ends" for each in unknown))
    if missing or rate.value is None:
        return Worth(initiative, missing=missing)
    return Worth(initiative, tuple(_term(plan, stream, rate.value) for stream in streams))


def _term(plan: Plan, stream: Stream, rate: Decimal) -> Term:
    timing = plan.engagement.cash_timing
    parts = ((Fraction(discount(rate, stream.time(at, timing))), year) for at, year in enumerate(stream.years) if year)
    present = sum((factor * year for factor, year in parts), Fraction(0))
    percents = sum(each.is_percent for each in stream.drivers)
    factors = tuple(factor for record in _records(stream) if (factor := _factor(record)))
    return Term(stream.sign * stream.share * present / 100**percents, factors)


def _records(stream: Stream) -> tuple[Assumption | CashLine, ...]:
    """What the amount of *stream* is the product of; a line without figures but with drivers has none of its own."""
    line = stream.line
    is_driven_only = stream.drivers and (line.low, line.likely, line.high) == (None, None, None)
    return stream.drivers if is_driven_only else (line, *stream.drivers)


def _factor(record: Assumption | CashLine) -> Factor | None:
    found = distribution(record.low, record.likely, record.high, record.bounds)
    return None if found is None else Factor(record, found)
