"""Which figure moves the net present value most, one at a time, and where it would have to lie for the value to be 0.

Each figure is set to its P10 and to its P90 while all others stay at their likely value. That two of them may be off
together is not looked at here; a simulation does.

Source:
    Eschenbach 1992, "Spiderplots versus tornado diagrams for sensitivity analysis", Interfaces 22(6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from domain.assumption import Assumption
from domain.figures import decimal, number
from domain.initiative import CashLine, Initiative
from domain.plan import Plan
from domain.ranges import Fixed
from domain.worth import Factor, Key, Term, factors_of, likely_values, value_of, worth_of

_DIGITS = 12
"""To how many digits a percentile is rounded: it comes out of floating point."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a figure would have to lie for the net present value to be 0, all others being as likely.

    Attributes:
        value: in the figure's own unit; None where there is no such value.
        why: why there is none, in words; empty where there is one.
        is_plausible: whether it lies within the figure's range; None without a value or a range.
    """

    value: Decimal | None
    why: str = ""
    is_plausible: bool | None = None

    @property
    def said(self) -> str:
        """The value and whether it is plausible, in words."""
        if self.value is None:
            return self.why
        words = {None: ", no range to hold it against", True: "", False: ", outside its plausible range"}
        return number(self.value) + words[self.is_plausible]


@dataclass(frozen=True, slots=True)
class Bar:
    """What one figure does to the net present value.

    Attributes:
        record: the assumption, or the cash line of which it is the own figure.
        low: its P10 in its own unit; the likely value where it has no range.
        high: its P90, likewise.
        at_low: the net present value at `low`.
        at_high: the net present value at `high`.
        is_one_sided: whether both lie on the same side of the base, as where the likely value is at an end.
    """

    record: Assumption | CashLine
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal
    is_one_sided: bool
    break_even: BreakEven

    @property
    def swing(self) -> Decimal:
        """How far apart the two ends are."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """All bars, the longest first.

    Attributes:
        base: the net present value with every figure at its likely value; None where something is missing.
        missing: what is missing, in words, and of whom where some were left out for it; empty where nothing is.
    """

    base: Decimal | None
    bars: tuple[Bar, ...] = ()
    missing: tuple[str, ...] = ()


def tornado(plan: Plan, initiatives: Iterable[Initiative]) -> Tornado:
    """What each figure that *initiatives* rest on does to their net present value together; of one, to its own."""
    worths = [worth_of(plan, each) for each in initiatives]
    missing = tuple(dict.fromkeys(what for worth in worths for what in worth.lacks))
    if missing or not worths:
        return Tornado(None, missing=missing)
    factors = factors_of(worths).values()
    terms = [term for worth in worths for term in worth.terms]
    likely = likely_values(factors)
    base = value_of(terms, likely)
    bars = [_bar(factor, terms, likely, base) for factor in factors]
    return Tornado(decimal(base), tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.record.KIND, bar.record.id))))


def tornado_of_known(plan: Plan, initiatives: Iterable[Initiative]) -> Tornado:
    """As `tornado`, of those of *initiatives* that have a likely value; `missing` names the others and says why."""
    worths = [worth_of(plan, each) for each in initiatives]
    found = tornado(plan, [worth.initiative for worth in worths if not worth.lacks])
    left_out = (f"{each.initiative.name}: {'; '.join(each.lacks)}" for each in worths if each.lacks)
    return replace(found, missing=tuple(left_out))


def _bar(factor: Factor, terms: Sequence[Term], likely: Mapping[Key, Fraction], base: Fraction) -> Bar:
    touched = [term for term in terms if any(each.key == factor.key for each in term.factors)]
    rest = base - value_of(touched, likely)

    def at(value: Decimal | int) -> Fraction:
        return rest + value_of(touched, {**likely, factor.key: Fraction(value)})

    low, high = (_percentile(factor, share) for share in (0.1, 0.9))
    at_low, at_high = at(low), at(high)
    is_linear = all([each.key for each in term.factors].count(factor.key) == 1 for term in touched)
    return Bar(
        record=factor.record,
        low=low,
        high=high,
        at_low=decimal(at_low),
        at_high=decimal(at_high),
        is_one_sided=(at_low - base) * (at_high - base) > 0,
        break_even=_break_even(factor, at(0), at(1)) if is_linear else BreakEven(None, "it counts twice in one line"),
    )


def _break_even(factor: Factor, at_0: Fraction, at_1: Fraction) -> BreakEven:
    """The net present value is a straight line in any one figure, so two points give its zero."""
    slope = at_1 - at_0
    if not slope:
        return BreakEven(None, "never: the net present value does not depend on it")
    value = -at_0 / slope
    low, high = factor.record.low, factor.record.high

    if isinstance(factor.distribution, Fixed) or low is None or high is None:
        return BreakEven(decimal(value))
    return BreakEven(decimal(value), is_plausible=low <= value <= high)


def _percentile(factor: Factor, share: float) -> Decimal:
    if isinstance(factor.distribution, Fixed):
        return factor.distribution.value
    return Decimal(f"{factor.distribution.percentile(share):.{_DIGITS}g}")
