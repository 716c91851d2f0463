"""What money that comes and goes over time is worth: net present value, rates of return, payback.

Pure arithmetic over cash flows c_0 … c_n: money that comes in is positive, money that goes out negative. Flow t is
at the time t, in periods from the base day, unless `times` say otherwise; rates are parts of 1 a period and lie above
−1. What is not defined is None, or says why; it is never 0, infinite or not a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm

from domain.figures import decimal, number, rounded

_PRECISE = Context(prec=60, Emax=999_999_999, Emin=-999_999_999)
_NARROW = Decimal("1e-32")
"""How close, by its own size, a root is closed in on."""
_TOUCHES = Decimal("1e-24")
"""What is so small against the terms it is the sum of counts as nothing: two roots that close are one."""
_SURE_PLACES = 28
_NEWTON = Decimal("0.001")
"""The most of Newton's step that is taken for its error."""
_DAYS_A_YEAR = 365
_MONTHS = 12

Times = Sequence[Fraction] | None


def npv(rate: Decimal, flows: Sequence[Decimal], times: Times = None) -> Decimal:
    """What *flows* are worth on the base day: Σ c_t / (1 + rate)^t, with c_0 as it is.

    The NPV() of spreadsheets takes the first flow for one that is a period away; this does not.

    Raises:
        ValueError: *rate* is not above −1, or there are not as many times as flows.

    Source:
        Brealey, Myers & Allen 2011, "Principles of Corporate Finance", ch. 2.
    """
    with localcontext(_PRECISE):
        return sum((flow * discount(rate, at) for flow, at in _timed(flows, times)), Decimal(0))


def discount(rate: Decimal, time: Fraction | int) -> Decimal:
    """What 1 at *time* is worth on the base day: (1 + rate)^−time.

    Raises:
        ValueError: *rate* is not above −1.
    """
    if rate <= -1:
        raise ValueError(f"{rate} is no rate: it must be above −1")
    with localcontext(_PRECISE):
        # A whole power is exact to the last digit, also where the base is far from 1.
        if time == int(time):
            return (1 + rate) ** -int(time)
        return (1 + rate) ** -decimal(Fraction(time), _PRECISE.prec)


def xnpv(rate: Decimal, flows: Mapping[date, Decimal]) -> Decimal:
    """What dated *flows* are worth on the first of their days, at *rate* a year of 365 days; 0 where there are none.

    Raises:
        ValueError: *rate* is not above −1.
    """
    first = min(flows, default=None)
    times = [Fraction((day - first).days, _DAYS_A_YEAR) for day in flows if first]
    return npv(rate, tuple(flows.values()), times)


@dataclass(frozen=True, slots=True)
class Rates:
    """Every internal rate of return of a row of cash flows.

    Attributes:
        roots: all rates above −1 at which the net present value is 0, ascending; one at which it only touches 0 is
            among them, once.
        why: why there is none, in words; empty where there is one.
        sign_changes: how often the flows change sign, which is the most roots there can be (Descartes).
        is_borrowing: the first flow comes in: then a *lower* rate is better, one below the hurdle.
        is_norstrom: the running total begins below 0 and changes sign once, so exactly one root is above 0.
    """

    roots: tuple[Decimal, ...]
    why: str
    sign_changes: int
    is_borrowing: bool
    is_norstrom: bool

    @property
    def headline(self) -> Decimal | None:
        """The one rate that may be shown as *the* IRR: the only one, or the only one above 0 by Norstrøm."""
        if len(self.roots) == 1:
            return self.roots[0]
        above = [root for root in self.roots if root > 0]
        return above[0] if self.is_norstrom and len(above) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether there are rates, but none of them may be shown as *the* IRR."""
        return bool(self.roots) and self.headline is None


def irr(flows: Sequence[Decimal], times: Times = None) -> Rates:
    """Every rate r > −1 at which Σ c_t / (1 + r)^t is 0, exact to some 25 digits, or why there is none.

    The roots x = 1/(1 + r) > 0 of the polynomial Σ c_t x^t are closed in on from both sides, one between any two
    neighbouring roots of a derivative, so none is passed over, however close two of them are.

    Raises:
        ValueError: there are not as many times as flows.

    Source:
        Descartes' rule of signs, in the proof by Rolle's theorem (Wang 2004, "A simple proof of Descartes's rule of
        signs"); Norstrøm 1972, "A sufficient condition for a unique nonnegative internal rate of return".
    """
    timed = sorted(((at, flow) for flow, at in _timed(flows, times) if flow), key=lambda each: each[0])
    if not timed:
        return Rates((), "no money flows", 0, is_borrowing=False, is_norstrom=False)
    # Half years become whole steps: a polynomial has whole powers only.
    steps = lcm(*(at.denominator for at, _ in timed))
    terms: dict[int, Decimal] = {}
    with localcontext(_PRECISE):
        for at, flow in timed:
            power = int((at - timed[0][0]) * steps)
            terms[power] = terms.get(power, Decimal(0)) + flow
        polynomial = [(power, flow) for power, flow in sorted(terms.items()) if flow]
        changes = _sign_changes([flow for _, flow in polynomial])
        roots = tuple(sorted(_without_noise(x**-steps - 1) for x in _roots(polynomial)))
    return Rates(
        roots=roots,
        why="" if roots else _why_none([flow for _, flow in polynomial]),
        sign_changes=changes,
        is_borrowing=bool(polynomial) and polynomial[0][1] > 0,
        is_norstrom=_is_norstrom([flow for _, flow in polynomial]),
    )


def _without_noise(rate: Decimal) -> Decimal:
    sure = rounded(rate, _SURE_PLACES)
    return sure if sure > -1 else rate


def _why_none(flows: Sequence[Decimal]) -> str:
    if not flows:
        return "no money flows"
    if _sign_changes(flows):
        return "no rate makes the net present value 0"
    return "money only comes in" if flows[0] > 0 else "money only goes out"


def _is_norstrom(flows: Sequence[Decimal]) -> bool:
    totals = [total for total in accumulate(flows) if total]
    return bool(totals) and totals[0] < 0 < totals[-1] and _sign_changes(totals) == 1 and sum(flows) != 0


def _sign_changes(numbers: Sequence[Decimal]) -> int:
    return sum((one > 0) != (other > 0) for one, other in pairwise(each for each in numbers if each))


_Terms = Sequence[tuple[int, Decimal]]
"""A polynomial: its powers, ascending, with what each is multiplied by, never 0."""


def _roots(terms: _Terms) -> list[Decimal]:
    """All x > 0 at which the sum of *terms* is 0, each once, ascending."""
    change = next((n for n, (one, other) in enumerate(pairwise(terms)) if (one[1] > 0) != (other[1] > 0)), None)
    if change is None:
        return []
    # Σ c·x^(t−k) has the same roots. With k between two terms of different sign its derivative has one change of sign
    # less than it has itself, so this ends; and between two roots of the derivative it goes one way only.
    twice = terms[change][0] + terms[change + 1][0]
    slope = [(power, flow * (2 * power - twice)) for power, flow in terms if 2 * power != twice]
    edges = [Decimal(0), *_roots(slope), _beyond_all_roots(terms)]
    signs = [terms[0][1].compare(0), *(_sign(terms, x) for x in edges[1:-1]), terms[-1][1].compare(0)]
    found = []
    for (low, low_sign), (high, high_sign) in pairwise(zip(edges, signs, strict=True)):
        if low and not low_sign:
            found.append(low)
        elif low_sign * high_sign < 0:
            found.append(_between(terms, low, high, high_sign))
    return found


def _beyond_all_roots(terms: _Terms) -> Decimal:
    """Cauchy's bound."""
    return 1 + max(abs(flow) for _, flow in terms) / abs(terms[-1][1])


def _between(terms: _Terms, low: Decimal, high: Decimal, above: Decimal) -> Decimal:
    """The root between *low* and *high*, where the sign turns to *above*."""
    if not low:
        low = 1 / _beyond_all_roots([(-power, flow) for power, flow in reversed(terms)])
    slope = [(power - 1, flow * power) for power, flow in terms if power]
    while high - low > high * _NARROW:
        # Far apart, halve the size and not the distance: roots may be as small as a millionth.
        middle = (low * high).sqrt() if high > 2 * low else (low + high) / 2
        value, steepness = _value(terms, middle), _value(slope, middle)
        low, high = (low, middle) if value * above > 0 else (middle, high)
        if not steepness:
            continue
        # Where Newton's step lands, its error is about the square of the step: look whether the root is within that.
        step = abs(value / steepness)
        error = max(step * min(step / high, _NEWTON), high * _NARROW / 4)
        left, right = (at - error for at in (middle - value / steepness, middle - value / steepness + 2 * error))
        if low < left and right < high and _value(terms, left) * above < 0 < _value(terms, right) * above:
            low, high = left, right
    return (low + high) / 2


def _sign(terms: _Terms, x: Decimal) -> Decimal:
    value, size = _value(terms, x), _value([(power, abs(flow)) for power, flow in terms], x)
    return Decimal(0) if abs(value) <= _TOUCHES * size else value.compare(0)


def _value(terms: _Terms, x: Decimal) -> Decimal:
    """The sum of *terms* at *x* (Horner)."""
    last, value = terms[-1]
    for power, flow in reversed(terms[:-1]):
        value = value * (x if last - power == 1 else x ** (last - power)) + flow
        last = power
    return value * x**last


def mirr(
    flows: Sequence[Decimal], finance_rate: Decimal, reinvest_rate: Decimal, times: Times = None
) -> Decimal | None:
    """The modified internal rate of return over the periods up to the last flow: there is never more than one.

    (FV(what comes in, at *reinvest_rate*) / −PV(what goes out, at *finance_rate*))^(1/n) − 1.

    Returns:
        None unless money both goes out and comes in, and time passes.

    Raises:
        ValueError: a rate is not above −1, or there are not as many times as flows.

    Source:
        Lin 1976, "The modified internal rate of return and investment criterion".
    """
    timed = list(_timed(flows, times))
    last = max((at for _, at in timed), default=Fraction(0))
    with localcontext(_PRECISE):
        paid = -sum((flow * discount(finance_rate, at) for flow, at in timed if flow < 0), Decimal(0))
        earned = sum((flow * discount(reinvest_rate, at - last) for flow, at in timed if flow > 0), Decimal(0))
        if not paid or not earned or last <= 0:
            return None
        return (earned / paid) ** (1 / decimal(last, _PRECISE.prec)) - 1


@dataclass(frozen=True, slots=True)
class Payback:
    """When what was laid out is back.

    Attributes:
        at: periods from the base day; None where it does not come back, or nothing is laid out.
        first: when the running total first got back to 0, which is earlier than `at` where it fell below 0 again.
        why: why there is no time, in words; empty where there is one.
    """

    at: Decimal | None
    first: Decimal | None
    why: str = ""

    @property
    def dips_again(self) -> bool:
        """Whether the running total fell below 0 again after it had got back to 0."""
        return self.first is not None and self.first != self.at


def payback(flows: Sequence[Decimal], times: Times = None, *, at_ends: bool = False) -> Payback:
    """When the running total of *flows* gets back to 0 for good; of discounted flows, the discounted payback.

    Within a period money is taken to flow evenly: from the time before to t, as far as it takes; *at_ends* takes t.

    Raises:
        ValueError: there are not as many times as flows.
    """
    timed = sorted(_timed(flows, times), key=lambda each: each[1])
    total, before = Decimal(0), Fraction(0)
    back: list[Decimal] = []
    is_out = False
    with localcontext(_PRECISE):
        for flow, at in timed:
            if total < 0 <= total + flow:
                within = Fraction(1) if at_ends else Fraction(-total / flow)
                back.append(decimal(before + (at - before) * within))
            total += flow
            is_out = is_out or total < 0
            before = at
    first = back[0] if back else None
    if total < 0:
        again = f": back after {number(first)} periods, but below 0 again" if first is not None else ""
        return Payback(None, first, f"not paid back within the horizon{again}")
    if not is_out:
        return Payback(None, None, "nothing is laid out that could be paid back")
    return Payback(back[-1], first)


def roi(benefits: Decimal, costs: Decimal) -> Decimal | None:
    """(benefits − costs) / costs, both undiscounted and positive; None where nothing is spent."""
    return (benefits - costs) / costs if costs > 0 else None


def profitability_index(value: Decimal, investment: Decimal) -> Decimal | None:
    """1 + NPV / PV(investment), the investment positive; None where nothing is invested."""
    return 1 + value / investment if investment > 0 else None


def benefit_cost_ratio(benefits: Decimal, costs: Decimal) -> Decimal | None:
    """PV(benefits) / PV(costs), both positive; None where nothing is spent.

    It changes with whether a saving is called a benefit or a cost less; the NPV does not.
    """
    return benefits / costs if costs > 0 else None


def equivalent_annuity(value: Decimal, rate: Decimal, periods: int) -> Decimal | None:
    """The same amount at the end of every period that is worth *value*: NPV·r / (1 − (1+r)^−n), or NPV/n where r is 0.

    Returns:
        None where there are no periods.

    Raises:
        ValueError: *rate* is not above −1.
    """
    if periods <= 0:
        return None
    with localcontext(_PRECISE):
        return value / periods if not rate else value * rate / (1 - discount(rate, periods))


def monthly_rate(yearly: Decimal) -> Decimal:
    """The rate a month that comes to *yearly* in a year: (1 + r)^(1/12) − 1.

    Raises:
        ValueError: *yearly* is not above −1.
    """
    return discount(yearly, Fraction(-1, _MONTHS)) - 1


def real_rate(nominal: Decimal, inflation: Decimal) -> Decimal:
    """The rate without inflation: (1 + nominal) / (1 + inflation) − 1.

    Raises:
        ValueError: *inflation* is not above −1.

    Source:
        Fisher 1930, "The Theory of Interest", ch. 2.
    """
    return (1 + nominal) * discount(inflation, 1) - 1


def nominal_rate(real: Decimal, inflation: Decimal) -> Decimal:
    """The rate with inflation: (1 + real)(1 + inflation) − 1 (Fisher)."""
    return (1 + real) * (1 + inflation) - 1


def _timed(flows: Sequence[Decimal], times: Times) -> Iterator[tuple[Decimal, Fraction]]:
    """Each flow with its time, the later ones too where there is none."""
    if times is not None and len(times) != len(flows):
        raise ValueError(f"{len(flows)} flows and {len(times)} times")
    yield from zip(flows, map(Fraction, range(len(flows))) if times is None else times, strict=True)
