"""Numbers as people read them and as files hold them: one place rounds, so that every page says the same number.

What is calculated stays unrounded until it gets here. Half a cent is rounded away from zero, as spreadsheets do.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from fractions import Fraction
from typing import TypeAlias

DASH = "–"
"""What is not known."""
CENTS, PERCENT_PLACES = 2, 1
_MOST_DIGITS = 999_999

Value: TypeAlias = Decimal | Fraction | float


def rounded(value: Value, places: int = CENTS) -> Decimal:
    """*value* to so many decimal places, never minus zero."""
    step = Decimal(1).scaleb(-places)
    exact = decimal(value, digits=max(50, _size(value) + places + 30))
    precise = Context(prec=max(50, exact.adjusted() + places + 5), Emax=_MOST_DIGITS, Emin=-_MOST_DIGITS)
    result = exact.quantize(step, rounding=ROUND_HALF_UP, context=precise)
    return abs(result) if result.is_zero() else result


def decimal(value: Value, digits: int = 28) -> Decimal:
    """*value* as a Decimal, a fraction to so many digits."""
    if isinstance(value, Fraction):
        context = Context(prec=digits, Emax=_MOST_DIGITS, Emin=-_MOST_DIGITS)
        return context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value)


def percents(value: Value) -> Decimal:
    """The share *value* in percents, as files hold it: 0.28095 is 28.1."""
    return rounded(Fraction(value) * 100, PERCENT_PLACES)


def whole(value: Value) -> Decimal:
    """An amount that is only known roughly, as files hold it: its cents would say more than anybody knows."""
    return rounded(value, 0)


def chances(share: Value) -> Decimal:
    """How likely something is, in percents, as files hold it: what is nearly certain is 99.9 and never 100, nor 0."""
    step = Decimal(1).scaleb(-PERCENT_PLACES)
    return percents(share) if share in (0, 1) else min(max(percents(share), step), 100 - step)


def money(value: Value | None, currency: str = "", places: int = 0) -> str:
    """An amount for a reader, to so many decimal places: `−12 345 EUR`; a dash where it is not known."""
    return DASH if value is None else f"{_grouped(rounded(value, places))} {currency}".rstrip()


def percent(value: Value | None) -> str:
    """A share of 1 as percents, with one decimal place: 0.28095 is `28.1 %`; a dash where it is not known."""
    return DASH if value is None else f"{_grouped(percents(value))} %"


def chance(share: Value | None) -> str:
    """How likely something is: `28.1 %`, or `> 99.9 %` of what is nearly certain; a dash where it is not known."""
    if share is None:
        return DASH
    told, exact = chances(share), Fraction(share) * 100
    is_nearly = percents(share) != told
    return f"{'' if not is_nearly else '> ' if exact > told else '< '}{_grouped(told)} %"


def number(value: Value | None, places: int = 2) -> str:
    """A plain number without idle zeros: `1 234.5`, `−0.25`; a dash where it is not known."""
    if value is None:
        return DASH
    text = _grouped(rounded(value, places))
    return text.rstrip("0").rstrip(".") if "." in text else text


def factor(value: Value | None) -> str:
    """A discount factor, with six decimal places: `0.925926`; a dash where it is not known."""
    return DASH if value is None else _grouped(rounded(value, 6))


def _grouped(value: Decimal) -> str:
    return f"{value:,f}".replace(",", " ").replace("-", "−")


def _size(value: Value) -> int:
    """About how many digits stand before the point."""
    try:
        return max(0, len(str(abs(int(value)))))
    except (DecimalException, OverflowError):
        return 0
