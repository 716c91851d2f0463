"""The business case: what an initiative costs, brings and is worth, with every figure open to be done again by hand.

It follows the conventions of `domain.cash` and of the engagement, and `conventions` puts them in words. A figure that
lacks something is not there, and says what it lacks; what the lines with figures come to is told beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil

from domain.assumption import Assumption
from domain.cash import Future, Stream, base_day, streams_of
from domain.criterion import Criterion, Rating
from domain.engagement import Engagement, PriceBasis, Timing
from domain.evidence import Evidence
from domain.figures import decimal, money, number, percent, percents, rounded
from domain.finance import (
    Payback,
    benefit_cost_ratio,
    discount,
    equivalent_annuity,
    irr,
    mirr,
    nominal_rate,
    npv,
    payback,
    profitability_index,
    real_rate,
    roi,
)
from domain.initiative import CashKind, CashLine, Certainty, Initiative, Status
from domain.plan import Plan
from domain.strength import is_in
from domain.text import counted

ZERO = Decimal(0)


class Kind(StrEnum):
    """What a figure counts, which says how it is written."""

    MONEY = "money"
    PERCENT = "percent"
    YEARS = "years"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a case.

    Attributes:
        key: `npv`, in files.
        value: unrounded, percents as parts of 1; None where it is not defined or something is missing.
        why: why there is none, in words; empty where there is one.
        said: how it comes about, a line a step, with the numbers filled in.
        notes: what a reader must know to read it right.
    """

    key: str
    title: str
    kind: Kind
    value: Decimal | None
    why: str = ""
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def shown(self, currency: str) -> str:
        """The figure as people read it; a dash where there is none."""
        match self.kind:
            case Kind.MONEY:
                return money(self.value, currency)
            case Kind.PERCENT:
                return percent(self.value)
            case Kind.YEARS:
                told = number(self.value)
                return told if self.value is None else f"{told} year{'' if told == '1' else 's'}"
            case Kind.RATIO:
                return number(self.value)

    @property
    def data(self) -> Decimal | None:
        """The figure as files hold it: money in cents, shares in percents, with the places that people read."""
        if self.value is None:
            return None
        return percents(self.value) if self.kind is Kind.PERCENT else rounded(self.value)


@dataclass(frozen=True, slots=True)
class Moment:
    """What comes and goes at one time; costs are negative.

    Attributes:
        time: in years from the base day.
        soft: benefits of which it is not said that they are hard are among them.
        factor, discounted, cumulative_discounted: None without a discount rate.
    """

    time: Fraction
    title: str
    one_off: Decimal
    running: Decimal
    hard: Decimal
    soft: Decimal
    net: Decimal
    cumulative: Decimal
    factor: Decimal | None
    discounted: Decimal | None
    cumulative_discounted: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case comes to in one future.

    Attributes:
        moments: the table of the money over the years, of the lines that have figures.
        missing: what keeps lines from being counted, in words.
        figures: without values where something is missing.
        of_known: the same figures of the lines that have figures; equal to `figures` where nothing is missing, or all.
    """

    future: Future
    moments: tuple[Moment, ...]
    missing: tuple[str, ...]
    figures: tuple[Figure, ...]
    of_known: tuple[Figure, ...]

    def figure(self, key: str) -> Figure:
        """The figure called *key*.

        Raises:
            KeyError: there is none.
        """
        return {each.key: each for each in self.figures}[key]


@dataclass(frozen=True, slots=True)
class RateUsed:
    """The discount rate that fits the prices: as a part of 1, and how it came about; or why there is none."""

    value: Decimal | None
    why: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a complete case has.

    Attributes:
        in_words: whether it belongs to the case in words, or else to the case in numbers.
        lacks: what is missing, in words; empty where nothing is.
    """

    title: str
    in_words: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class BusinessCase:
    """The case of one initiative, or of several together.

    Attributes:
        initiatives: those it is about, in order; dropped ones are not among those of a sum.
        base: the day from which years are counted; None where nothing has a day.
        streams: their cash lines over the years.
        reckon: works an outcome out; a ranking needs the likely one only.
        checks: what a complete case has, for each initiative.
        conventions: what the numbers follow, in sentences.
    """

    title: str
    currency: str
    initiatives: tuple[Initiative, ...]
    base: date | None
    horizon: int
    timing: Timing
    rate: RateUsed
    streams: tuple[Stream, ...]
    reckon: Callable[[Future], Outcome] = field(repr=False, compare=False)
    checks: tuple[Check, ...]
    conventions: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What it comes to, in the order of `Future`."""
        return tuple(map(self.of, Future))

    def of(self, future: Future) -> Outcome:
        """What it comes to in *future*."""
        return self.likely if future is Future.LIKELY else self.best if future is Future.BEST else self.worst

    @cached_property
    def worst(self) -> Outcome:
        """What it comes to with the worst of every line."""
        return self.reckon(Future.WORST)

    @cached_property
    def likely(self) -> Outcome:
        """What it comes to at the likely figures."""
        return self.reckon(Future.LIKELY)

    @cached_property
    def best(self) -> Outcome:
        """What it comes to with the best of every line."""
        return self.reckon(Future.BEST)

    @property
    def lacks(self) -> tuple[str, ...]:
        """All that is missing for a complete case, in words."""
        return tuple(lack for check in self.checks for lack in check.lacks)

    @property
    def is_complete(self) -> bool:
        """Whether it is substantiated both in words and in numbers (S54)."""
        return bool(self.checks) and not self.lacks

    def done(self, *, in_words: bool) -> tuple[int, int]:
        """How many checks of the case in words, or of that in numbers, are passed, and of how many."""
        checks = [each for each in self.checks if each.in_words is in_words]
        return sum(not each.lacks for each in checks), len(checks)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions it rests on, each once, in the order of the lines."""
        return tuple({driver.id: driver for stream in self.streams for driver in stream.drivers}.values())


def case_of(plan: Plan, initiative: Initiative, today: date) -> BusinessCase:
    """The business case of *initiative* as known on the day *today*."""
    return _case(plan, initiative.name, (initiative,), today)


def total_of(plan: Plan, initiatives: Iterable[Initiative], today: date) -> BusinessCase:
    """The sum of the cases of *initiatives* that are not dropped, year by year; all count from the same base day.

    What is worst, or best, for each line by itself is added up, which is further out than all lines together will be.
    """
    counted_in = tuple(each for each in initiatives if each.status is not Status.DROPPED)
    title = f"Total of {counted(len(counted_in), 'initiative')}"
    return _case(plan, title, counted_in, today)


def _case(plan: Plan, title: str, initiatives: tuple[Initiative, ...], today: date) -> BusinessCase:
    engagement = plan.engagement
    streams = tuple(stream for each in initiatives for stream in streams_of(plan, each))
    rate = rate_used(engagement)
    reckoning = _Reckoning(engagement, rate)
    priced = {stream.initiative for stream in streams}
    unpriced = [f"“{each.name}” has no money in it" for each in initiatives if each.id not in priced]
    return BusinessCase(
        title=title,
        currency=engagement.currency,
        initiatives=initiatives,
        base=base_day(plan),
        horizon=engagement.horizon_years,
        timing=engagement.cash_timing,
        rate=rate,
        streams=streams,
        reckon=lambda future: reckoning.outcome(streams, future, unpriced),
        checks=tuple(
            check for each in initiatives for check in _checks(plan, each, today, of_many=len(initiatives) > 1)
        ),
        conventions=conventions(plan),
    )


# Conventions


_COUNTS = {
    Timing.START: "at the start of its year",
    Timing.MIDDLE: "in the middle of its year",
    Timing.END: "at the end of its year",
}


def conventions(plan: Plan) -> tuple[str, ...]:
    """What the numbers of every case in *plan* follow, in sentences."""
    engagement, base = plan.engagement, base_day(plan)
    start = base.isoformat() if base else "the base day, which has no date yet"
    prices = (
        "as it will be paid (nominal)" if engagement.price_basis is PriceBasis.NOMINAL else "in prices of today (real)"
    )
    rate = rate_used(engagement)
    return (
        f"Year 1 begins on {start}; the case looks {counted(engagement.horizon_years, 'year')} ahead.",
        "It counts what changes against doing nothing. Money that comes in is positive, money that goes out negative.",
        f"A one-off cost counts at the start of its year, what runs {_COUNTS[engagement.cash_timing]}.",
        f"All money is in {engagement.currency}, {prices}.",
        f"The discount rate is {rate.said}." if rate.value is not None else f"No discounting: {rate.why}.",
        "Payback takes what runs to flow evenly within its year, whenever it counts.",
        "Worst and best take the worst and the best of every line at once.",
    )


def rate_used(engagement: Engagement) -> RateUsed:
    """The discount rate of *engagement*, made nominal or real as its prices are."""
    if engagement.discount_rate_percent is None:
        return RateUsed(None, "no discount rate is given")
    return _rate(engagement, engagement.discount_rate_percent)


def _rate(engagement: Engagement, rate_percent: Decimal) -> RateUsed:
    rate, basis = rate_percent / 100, engagement.rate_basis
    said = f"{number(rate_percent, 3)} % a year, {basis.value}"
    if basis is engagement.price_basis:
        return RateUsed(rate, said=said)
    if engagement.inflation_percent is None:
        return RateUsed(
            None, f"the rate is {basis.value} and prices are {engagement.price_basis.value}, but no inflation is given"
        )
    inflation = engagement.inflation_percent / 100
    one, other = number(1 + rate, 6), number(1 + inflation, 6)
    if basis is PriceBasis.NOMINAL:
        value, made = real_rate(rate, inflation), f"{one} / {other}"
    else:
        value, made = nominal_rate(rate, inflation), f"{one} × {other}"
    return RateUsed(
        value, said=f"{number(value * 100, 4)} % a year, {engagement.price_basis.value}: {made} − 1, from {said}"
    )


# What it comes to


_TITLES = {
    "costs": ("Costs", Kind.MONEY),
    "benefits": ("Benefits", Kind.MONEY),
    "net": ("Benefits less costs, undiscounted", Kind.MONEY),
    "npv": ("Net present value (NPV)", Kind.MONEY),
    "npv_hard": ("NPV of hard benefits only", Kind.MONEY),
    "npv_without_promoters": ("NPV without what rests on recommendation", Kind.MONEY),
    "promoters_share": ("Share of the benefits that rests on recommendation", Kind.PERCENT),
    "irr": ("Internal rate of return (IRR)", Kind.PERCENT),
    "mirr": ("Modified internal rate of return (MIRR)", Kind.PERCENT),
    "payback": ("Payback", Kind.YEARS),
    "discounted_payback": ("Discounted payback", Kind.YEARS),
    "roi": ("Return on investment (ROI)", Kind.PERCENT),
    "profitability_index": ("Profitability index (PI)", Kind.RATIO),
    "benefit_cost_ratio": ("Benefit–cost ratio (BCR)", Kind.RATIO),
    "equivalent_annuity": ("Equivalent annual amount (EAA)", Kind.MONEY),
}
"""Every figure of a case, in order."""


def _figure(key: str, value: Decimal | None, *said: str, why: str = "", notes: Sequence[str] = ()) -> Figure:
    title, kind = _TITLES[key]
    if value is None:
        return Figure(key, title, kind, None, why)
    return Figure(key, title, kind, value, said=said, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Flow:
    """An amount of a stream at a time; `year` is the end of the year in which it comes and goes."""

    stream: Stream
    time: Fraction
    year: int
    amount: Fraction


class _Reckoning:
    """Works out cases by the conventions of one engagement."""

    def __init__(self, engagement: Engagement, rate: RateUsed) -> None:
        self._engagement = engagement
        self._rate = rate
        self._factors: dict[Fraction, Decimal] = {}

    def outcome(self, streams: Sequence[Stream], future: Future, unpriced: Sequence[str]) -> Outcome:
        timing = self._engagement.cash_timing
        amounts = [(stream, stream.flows(future)) for stream in streams]
        flows = [
            _Flow(stream, stream.time(index, timing), index, amount)
            for stream, held in amounts
            for index, amount in enumerate(held or ())
            if amount
        ]
        known = tuple(self._figures(flows))
        lacking = (words for stream, held in amounts if held is None for words in stream.missing)
        missing = (*unpriced, *dict.fromkeys(lacking)) if streams else ("no money is given",)
        unknown = tuple(replace(each, value=None, why="; ".join(missing), said=(), notes=()) for each in known)
        # Of nothing that is known the sum is not 0 but not known either.
        is_known = any(held is not None for _, held in amounts)
        moments = tuple(self._moments(flows)) if is_known else ()
        return Outcome(future, moments, missing, unknown if missing else known, known if is_known else unknown)

    def _factor(self, time: Fraction) -> Decimal | None:
        if self._rate.value is None:
            return None
        if time not in self._factors:
            self._factors[time] = discount(self._rate.value, time)
        return self._factors[time]

    def _moments(self, flows: Sequence[_Flow]) -> Iterator[Moment]:
        timing, horizon = self._engagement.cash_timing, self._engagement.horizon_years
        first = 0 if timing is Timing.START else 1
        shift = Fraction(1, 2) if timing is Timing.MIDDLE else 0
        running = {Fraction(year) - shift for year in range(first, horizon + first)}
        cumulative, discounted_so_far = Fraction(0), ZERO
        for time in sorted({Fraction(0)} | running | {flow.time for flow in flows}):
            here = [flow for flow in flows if flow.time == time]
            by_column = {
                column: sum((flow.amount for flow in here if _column(flow.stream.line) == column), Fraction(0))
                for column in ("one_off", "running", "hard", "soft")
            }
            net = sum(by_column.values(), Fraction(0))
            cumulative += net
            factor = self._factor(time)
            discounted = None if factor is None else decimal(net) * factor
            discounted_so_far += discounted or ZERO
            yield Moment(
                time=time,
                title=_when(time, timing),
                **{column: decimal(amount) for column, amount in by_column.items()},
                net=decimal(net),
                cumulative=decimal(cumulative),
                factor=factor,
                discounted=discounted,
                cumulative_discounted=None if factor is None else discounted_so_far,
            )

    def _figures(self, flows: Sequence[_Flow]) -> Iterator[Figure]:
        costs, benefits = _sides(flows)
        spent, brought = -_sum(costs), _sum(benefits)
        yield _figure("costs", -spent, f"all costs of the lines, undiscounted = {_cents(-spent)}")
        yield _figure("benefits", brought, f"all benefits of the lines, undiscounted = {_cents(brought)}")
        yield _figure("net", brought - spent, f"{_cents(brought)} − {_cents(spent)} = {_cents(brought - spent)}")
        yield from self._values(flows)
        yield self._irr(flows)
        yield self._mirr(flows)
        yield self._payback("payback", flows, lambda flow: decimal(flow.amount))
        yield self._needing_rate(
            "discounted_payback", lambda: self._payback("discounted_payback", flows, self._present)
        )
        earned = roi(brought, spent)
        yield _figure(
            "roi",
            earned,
            f"({_cents(brought)} − {_cents(spent)}) / {_cents(spent)} = {percent(earned)} over "
            f"{counted(self._engagement.horizon_years, 'year')}, undiscounted",
            why="nothing is spent",
        )
        yield self._needing_rate("profitability_index", lambda: self._index(flows))
        yield self._needing_rate("benefit_cost_ratio", lambda: self._ratio(flows))
        yield self._needing_rate("equivalent_annuity", lambda: self._annuity(flows))

    def _needing_rate(self, key: str, figure: Callable[[], Figure]) -> Figure:
        return _figure(key, None, why=self._rate.why) if self._rate.value is None else figure()

    def _present(self, flow: _Flow) -> Decimal:
        return decimal(flow.amount) * (self._factor(flow.time) or ZERO)

    def _present_value(self, flows: Iterable[_Flow]) -> Decimal:
        return sum(map(self._present, flows), ZERO)

    def _values(self, flows: Sequence[_Flow]) -> Iterator[Figure]:
        kinds = {
            "npv": flows,
            "npv_hard": [each for each in flows if _column(each.stream.line) != "soft"],
            "npv_without_promoters": [each for each in flows if not each.stream.line.by_promoters],
        }
        for key, held in kinds.items():
            yield self._needing_rate(key, lambda key=key, held=held: self._value(key, held))  # type: ignore[misc]
        yield self._needing_rate("promoters_share", lambda: self._promoters(flows))

    def _value(self, key: str, flows: Sequence[_Flow]) -> Figure:
        times, nets = _by(flows, lambda flow: flow.time)
        value = npv(self._rate.value or ZERO, nets, times)
        return _figure(key, value, f"{self._terms(times, nets)} = {_cents(value)}")

    def _terms(self, times: Sequence[Fraction], nets: Sequence[Decimal]) -> str:
        base = number(1 + (self._rate.value or ZERO), 10)
        terms = [
            _cents(net) + (f" / {base}^{number(time)}" if time else "") for time, net in zip(times, nets, strict=True)
        ]
        return " + ".join(terms).replace("+ −", "− ") or "0"

    def _promoters(self, flows: Sequence[_Flow]) -> Figure:
        _, benefits = _sides(flows)
        resting = self._present_value(each for each in benefits if each.stream.line.by_promoters)
        whole = self._present_value(benefits)
        share = resting / whole if whole > 0 else None
        said = f"{_cents(resting)} / {_cents(whole)}, both discounted = {percent(share)}"
        return _figure("promoters_share", share, said, why="there are no benefits")

    def _irr(self, flows: Sequence[_Flow]) -> Figure:
        times, nets = _by(flows, lambda flow: flow.time)
        rates = irr(nets, times)
        told = " and ".join(map(percent, rates.roots))
        if rates.is_ambiguous:
            return _figure("irr", None, why=f"several rates make the NPV 0: {told}; go by the NPV and the MIRR")
        notes = []
        if rates.headline is not None and len(rates.roots) > 1:
            notes.append(f"there are other rates, too: {told}; it is the only one above 0")
        if rates.is_borrowing:
            notes.append("money comes in first, as with a loan: a lower rate is better")
        said = f"at {percent(rates.headline)} a year all flows of the table, discounted, add up to 0"
        return _figure("irr", rates.headline, said, why=rates.why, notes=notes)

    def _mirr(self, flows: Sequence[_Flow]) -> Figure:
        engagement = self._engagement
        pays, earns = (
            self._rate if own is None else _rate(engagement, own)
            for own in (engagement.finance_rate_percent, engagement.reinvest_rate_percent)
        )
        if pays.value is None or earns.value is None:
            return _figure("mirr", None, why=pays.why or earns.why)
        times, nets = _by(flows, lambda flow: flow.time)
        value = mirr(nets, pays.value, earns.value, times)
        last = max(times, default=Fraction(0))
        timed = list(zip(nets, times, strict=True))
        paid = -sum((net * discount(pays.value, at) for net, at in timed if net < 0), ZERO)
        grown = sum((net * discount(earns.value, at - last) for net, at in timed if net > 0), ZERO)
        return _figure(
            "mirr",
            value,
            f"what goes out, at {percent(pays.value)} back to the base day: {_cents(paid)}",
            f"what comes in, at {percent(earns.value)} on to year {number(last)}: {_cents(grown)}",
            f"({_cents(grown)} / {_cents(paid)})^(1/{number(last)}) − 1 = {percent(value)}",
            why="money does not both go out and come in",
        )

    def _payback(self, key: str, flows: Sequence[_Flow], worth: Callable[[_Flow], Decimal]) -> Figure:
        runs, once = ([ZERO] * (self._engagement.horizon_years + 1) for _ in range(2))
        for flow in flows:
            (once if flow.stream.is_one_off else runs)[flow.year] += worth(flow)
        # What is paid once when a year starts comes after all that ran in the year before.
        times = [Fraction(year) for year in range(len(runs)) for _ in range(2)]
        found = payback([amount for year in zip(runs, once, strict=True) for amount in year], times)
        notes = []
        if found.at is not None and found.dips_again:
            notes.append(f"it is back after {number(found.first)} years first, but falls below 0 again")
        return _figure(
            key, found.at, _told_payback(found, runs, once), why=found.why.replace("periods", "years"), notes=notes
        )

    def _index(self, flows: Sequence[_Flow]) -> Figure:
        value = self._present_value(flows)
        invested = -self._present_value(each for each in flows if each.stream.is_one_off)
        index = profitability_index(value, invested)
        said = f"1 + {_cents(value)} / {_cents(invested)} = {number(index)}, the investment being the one-off costs"
        return _figure("profitability_index", index, said, why="there are no one-off costs")

    def _ratio(self, flows: Sequence[_Flow]) -> Figure:
        costs, benefits = _sides(flows)
        spent, brought = -self._present_value(costs), self._present_value(benefits)
        ratio = benefit_cost_ratio(brought, spent)
        said = f"{_cents(brought)} / {_cents(spent)} = {number(ratio)}: benefit lines over cost lines, both discounted"
        return _figure("benefit_cost_ratio", ratio, said, why="nothing is spent")

    def _annuity(self, flows: Sequence[_Flow]) -> Figure:
        value, years, rate = self._present_value(flows), self._engagement.horizon_years, self._rate.value or ZERO
        amount = equivalent_annuity(value, rate, years)
        made = f"{_cents(value)} / {years}"
        if rate:
            made = f"{_cents(value)} × {number(rate, 10)} / (1 − {number(1 + rate, 10)}^−{years})"
        return _figure("equivalent_annuity", amount, f"{made} = {_cents(amount)} at the end of each year")


def _column(line: CashLine) -> str:
    if line.kind is CashKind.BENEFIT:
        return "hard" if line.certainty is Certainty.HARD else "soft"
    return "one_off" if line.kind is CashKind.ONE_OFF_COST else "running"


def _when(time: Fraction, timing: Timing) -> str:
    if time.denominator > 1:
        return f"middle of year {int(time) + 1}"
    if timing is Timing.END and time:
        return f"end of year {time}"
    return f"start of year {time + 1}"


def _sides(flows: Iterable[_Flow]) -> tuple[list[_Flow], list[_Flow]]:
    """The flows of the cost lines, and those of the benefit lines."""
    sides: tuple[list[_Flow], list[_Flow]] = [], []
    for flow in flows:
        sides[flow.stream.sign > 0].append(flow)
    return sides


def _sum(flows: Iterable[_Flow]) -> Decimal:
    return decimal(sum((flow.amount for flow in flows), Fraction(0)))


def _by(flows: Iterable[_Flow], when: Callable[[_Flow], Fraction]) -> tuple[tuple[Fraction, ...], tuple[Decimal, ...]]:
    """The times of *flows*, ascending, and what comes and goes at each."""
    nets: dict[Fraction, Fraction] = {}
    for flow in flows:
        nets[when(flow)] = nets.get(when(flow), Fraction(0)) + flow.amount
    times = tuple(sorted(nets))
    return times, tuple(decimal(nets[time]) for time in times)


def _cents(value: Decimal | None) -> str:
    return money(value, places=2)


def _told_payback(found: Payback, runs: Sequence[Decimal], once: Sequence[Decimal]) -> str:
    if found.at is None:
        return ""
    year = ceil(found.at)
    before = sum((*runs[:year], *once[:year]), ZERO)
    if before + runs[year] < 0:  # what is paid once brought it back, being below 0 itself
        return f"after {counted(year, 'year')} {_cents(before + runs[year])}, then {_cents(once[year])} at once"
    return (
        f"after {counted(year - 1, 'year')} {_cents(before)}, in year {year} {_cents(runs[year])}: "
        f"{year - 1} + {_cents(-before)} / {_cents(runs[year])} = {number(found.at)} years"
    )


# What a complete case has


def _checks(plan: Plan, initiative: Initiative, today: date, *, of_many: bool) -> Iterator[Check]:
    def check(title: str, lacks: Iterable[str], *, in_words: bool = False) -> Check:
        about = f"{initiative.name}: " if of_many else ""
        return Check(about + title, in_words, tuple(about + lack for lack in lacks))

    yield check("the case in words", [] if initiative.case else ["there is no case in words"], in_words=True)
    if criteria := plan.all(Criterion):
        yield check("rated on every criterion", _unrated(plan, initiative, criteria), in_words=True)
    lines = plan.parts(CashLine, initiative)
    streams = streams_of(plan, initiative)
    benefits = [line for line in lines if line.kind is CashKind.BENEFIT]
    none = [
        f"there is no line for what it {does}"
        for does, there in (("costs", len(benefits) < len(lines)), ("brings", bool(benefits)))
        if not there
    ]
    yield check("what it costs and brings", none)
    if lines:
        yield check("figures as ranges", dict.fromkeys(lack for stream in streams for lack in _unsure(stream)))
    if benefits:
        unsaid = [f"whether “{line.name}” is hard or soft is not said" for line in benefits if line.certainty is None]
        yield check("hard or soft", unsaid)
        unfounded = [f"“{line.name}” rests on no evidence" for line in benefits if not _rests(plan, line, today)]
        yield check("evidence", unfounded)
    rate = rate_used(plan.engagement)
    yield check("a discount rate", [rate.why] if rate.value is None else [])


def _unsure(stream: Stream) -> Iterator[str]:
    yield from stream.missing
    line = stream.line
    if line.likely is not None and line.low is None and line.high is None and not stream.drivers:
        yield f"“{line.name}” has no range, low to high"


def _unrated(plan: Plan, initiative: Initiative, criteria: Sequence[Criterion]) -> Iterator[str]:
    """A rating is substantiated by its own reason, or by the rubric of its criterion."""
    ratings = plan.parts(Rating, initiative)
    for criterion in criteria:
        given = [rating for rating in ratings if rating.criterion == criterion.id]
        has_rubric = criterion.lowest_means is not None and criterion.highest_means is not None
        if not given:
            yield f"it is not rated on “{criterion.name}”"
        elif not has_rubric and not any(rating.reason for rating in given):
            yield f"its rating on “{criterion.name}” has neither a reason nor a rubric"


def _rests(plan: Plan, line: CashLine, today: date) -> bool:
    """Whether there is evidence by *today* for *line*, or for all of its drivers."""
    held = [plan.find(Assumption, id) for id in line.drivers]
    return _is_known(plan, line.evidence, today) or (
        bool(held) and all(each and _is_known(plan, each.evidence, today) for each in held)
    )


def _is_known(plan: Plan, id: str | None, today: date) -> bool:
    evidence = plan.find(Evidence, id) if id else None
    return evidence is not None and is_in(evidence, today)
