"""How sure business cases are, as it goes out: what may come of them, what moves them most and what to find out.

Money is told in whole units in every format, chances in percents with one decimal: more would pretend to be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from domain.assumption import Assumption
from domain.figures import chance, chances, money, number, rounded, whole
from domain.information import Question, what_to_find_out, worth_knowing_all
from domain.initiative import CashLine, Initiative
from domain.plan import Plan
from domain.tornado import Bar, Tornado, tornado, tornado_of_known
from domain.uncertainty import Simulation, Spread, simulate
from storage.formats.markdown import inline, safe, table

MOST_BARS, MOST_QUESTIONS = 5, 3
"""How much of it a report tells: what moves most, what is worth most to know."""
DRAWN = "drawn"
"""Beside worst, likely and best."""

Ranks: TypeAlias = tuple[float | None, float | None]
"""How likely an initiative has rank 1 and is among the best 3; None where it was not simulated."""
_NO_RANKS: Ranks = (None, None)


@dataclass(frozen=True, slots=True)
class Risk:
    """How sure it is what an initiative, or several together, come to.

    Attributes:
        initiatives: whom it is about.
        simulation: of them, and of nobody else.
        tornado: of all that have a likely value.
        questions: those worth most to know first, for the decision on these alone.
        knowing_all: what knowing every figure is worth, in money.
        ranks: how likely each initiative has rank 1 and is among the best 3, by its id; empty without others beside it.
    """

    initiatives: tuple[Initiative, ...]
    simulation: Simulation
    tornado: Tornado
    questions: tuple[Question, ...]
    knowing_all: float
    ranks: Mapping[str, Ranks]

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What moves it most; what moves nothing is none of it."""
        return tuple(bar for bar in self.tornado.bars if bar.swing)[:MOST_BARS]

    @property
    def worth_asking(self) -> tuple[Question, ...]:
        """What is worth most to know; what turns no decision is worth nothing."""
        return tuple(each for each in self.questions if each.gain > 0)[:MOST_QUESTIONS]

    @property
    def why_not(self) -> tuple[str, ...]:
        """Who could not be simulated, and why."""
        left_out = self.simulation.left_out
        return tuple(f"{each.initiative.name}: not simulated, {'; '.join(each.missing)}" for each in left_out)

    @property
    def how(self) -> str:
        """Runs, seed and engine, as a sentence."""
        first, second, *_ = self.simulation.said
        return f"{first}. {second[:1].upper()}{second[1:]}."

    @property
    def distributions(self) -> tuple[str, ...]:
        """What each figure was drawn from."""
        simulation = self.simulation
        return tuple(each.said for each in simulation.factors) if self.is_one else simulation.distributions

    @property
    def is_one(self) -> bool:
        """Whether it is about one initiative alone."""
        return len(self.initiatives) == 1

    def called(self, record: Assumption | CashLine) -> str:
        """The name of a figure, with the initiative of a cash line where there are several."""
        if isinstance(record, Assumption) or self.is_one:
            return record.name
        return f"{record.name} · {next(each.name for each in self.initiatives if each.id == record.initiative)}"


def risks_of(plan: Plan, initiatives: Sequence[Initiative], today: date, runs: int, seed: int) -> tuple[Risk, ...]:
    """How sure *initiatives* are on the day *today*; where there are several, all together first.

    Everything is drawn once: what is said of one alone comes from the same futures as what is said of all.
    """
    drawn = simulate(plan, initiatives, runs=runs, seed=seed)
    if len(initiatives) == 1:
        return (_risk(plan, initiatives, drawn, today, {}),)
    ranks = {each.id: (drawn.among_best(each.id, 1), drawn.among_best(each.id, 3)) for each in initiatives}
    alone = (_risk(plan, (each,), drawn.only(each.id), today, ranks) for each in initiatives)
    return (_risk(plan, initiatives, drawn, today, ranks), *alone)


def _risk(
    plan: Plan,
    initiatives: Sequence[Initiative],
    drawn: Simulation,
    today: date,
    ranks: Mapping[str, Ranks],
) -> Risk:
    return Risk(
        initiatives=tuple(initiatives),
        simulation=drawn,
        tornado=tornado(plan, initiatives) if len(initiatives) == 1 else tornado_of_known(plan, initiatives),
        questions=what_to_find_out(plan, drawn, today),
        knowing_all=worth_knowing_all(drawn),
        ranks=ranks,
    )


# Markdown


def how_sure(risk: Risk, currency: str) -> Iterator[str]:
    """What may come of it: a row for all together and for each."""
    drawn = risk.simulation
    total = [] if risk.is_one else [("All together", drawn.total, _NO_RANKS)]
    rows = [
        *total,
        *((each.name, drawn.spread(each.id), risk.ranks.get(each.id, _NO_RANKS)) for each in risk.initiatives),
    ]
    titles = ["P10", "P50", "P90", "mean", "P(NPV > 0)", "± SE", *(["P(rank 1)", "P(top 3)"] if risk.ranks else [])]
    found = [
        (inline(name), *_amounts(spread), *(map(chance, ranks) if risk.ranks else ()))
        for name, spread, ranks in rows
        if spread is not None
    ]
    if found:
        yield table([f"net present value, {safe(currency)}", *titles], found)
        told = "One future in ten comes out below P10, one in two below P50, one in ten above P90."
        ranked = " P(rank 1) and P(top 3) are by NPV, among those simulated; ties share the better rank."
        yield told + (ranked if risk.ranks else "")
    if risk.why_not:
        yield _bullets(risk.why_not)


def _amounts(spread: Spread) -> tuple[str, ...]:
    amounts = (money(each) for each in (spread.p10, spread.p50, spread.p90, spread.mean))
    return (*amounts, chance(spread.positive), chance(spread.error))


def what_moves_it(risk: Risk, _currency: str) -> Iterator[str]:
    """The figures that move it most, one at a time."""
    if risk.bars:
        yield table(
            ["one figure at a time", "at P10", "at P90", "NPV then", "and then", "swing", "NPV is 0 at"],
            [
                (
                    inline(risk.called(bar.record)),
                    number(bar.low),
                    number(bar.high),
                    money(bar.at_low),
                    money(bar.at_high),
                    money(bar.swing),
                    inline(bar.break_even.said),
                )
                for bar in risk.bars
            ],
        )
    if risk.tornado.missing:
        yield _bullets(f"not turned here: {what}" for what in risk.tornado.missing)


def what_to_ask(risk: Risk, currency: str) -> Iterator[str]:
    """What is worth most to find out before deciding."""
    if risk.worth_asking:
        yield _bullets(f"{risk.called(each.factor.record)}: {each.stop_rule(currency)}" for each in risk.worth_asking)
        yield safe(f"Knowing everything would be worth {money(risk.knowing_all, currency)}: no research is worth more.")
    elif risk.simulation.total is not None:
        yield "Nothing: whatever comes out, no decision would change."


def how_drawn(risk: Risk, _currency: str) -> Iterator[str]:
    """How the futures came about, to be drawn again."""
    if risk.simulation.total is None:
        return
    yield safe(risk.how)
    if risk.is_one:
        yield safe(f"{'; '.join(risk.distributions)}.")
    else:
        yield "What each figure is drawn from stands with its initiative."


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {inline(line)}" for line in lines)


# CSV


def csv_rows(risk: Risk, currency: str) -> Iterator[tuple[str, str, object, str]]:
    """What, unit, value and remark of each number; what is not known has a remark and no value."""
    spread = risk.simulation.total
    how = risk.simulation.said[0]
    if spread is None:
        yield "Net present value (NPV)", currency, None, "; ".join(risk.why_not)
        return
    for name, value in _drawn(spread).items():
        yield f"NPV, {name}", currency, value, how
    yield "P(NPV > 0)", "%", chances(spread.positive), how
    yield "P(NPV > 0), standard error", "%", chances(spread.error), how
    for name, share in zip(("P(rank 1)", "P(top 3)"), _own_ranks(risk), strict=True):
        if share is not None:
            yield name, "%", chances(share), "by NPV, among those simulated"
    for bar in risk.bars:
        name = risk.called(bar.record)
        yield f"What moves it: {name}, at P10", "", rounded(bar.low), ""
        yield f"What moves it: {name}, at P90", "", rounded(bar.high), ""
        yield f"What moves it: {name}, NPV at P10", currency, whole(bar.at_low), ""
        yield f"What moves it: {name}, NPV at P90", currency, whole(bar.at_high), ""
        yield f"What moves it: {name}, swing", currency, whole(bar.swing), ""
        even = bar.break_even
        yield f"What moves it: {name}, NPV is 0 at", "", None if even.value is None else rounded(even.value), even.said
    for question in risk.worth_asking:
        name = risk.called(question.factor.record)
        yield f"What to find out: {name}", currency, whole(question.gain), question.stop_rule(currency)
    yield "What to find out: everything", currency, whole(risk.knowing_all), "no research is worth more"


def _drawn(spread: Spread) -> dict[str, object]:
    return {
        "P10": whole(spread.p10),
        "P50": whole(spread.p50),
        "P90": whole(spread.p90),
        "mean": whole(spread.mean),
        "standard deviation": whole(spread.sd),
    }


def _own_ranks(risk: Risk) -> Ranks:
    return risk.ranks.get(risk.initiatives[0].id, _NO_RANKS) if risk.is_one else _NO_RANKS


# TOML


def toml_tables(risk: Risk, currency: str) -> dict[str, Any]:
    """The tables of a case that hold what was drawn, what moves it and what to find out."""
    simulation, spread = risk.simulation, risk.simulation.total
    best, top = _own_ranks(risk)
    drawn: dict[str, Any] = {
        "runs": simulation.runs,
        "seed": simulation.seed,
        "engine": simulation.engine,
        "distributions": risk.distributions,
        "left_out": risk.why_not,
    }
    if spread is not None:
        npv = {f"npv_{name.lower().replace(' ', '_')}": value for name, value in _drawn(spread).items()}
        drawn |= npv | {
            "positive_percent": chances(spread.positive),
            "positive_error_percent": chances(spread.error),
            "rank_1_percent": None if best is None else chances(best),
            "top_3_percent": None if top is None else chances(top),
            "knowing_all": whole(risk.knowing_all),
        }
    return {
        DRAWN: drawn,
        "swing": [_swing(bar) for bar in risk.bars],
        "question": [_question(each, currency) for each in risk.worth_asking],
    }


def _swing(bar: Bar) -> dict[str, Any]:
    even = bar.break_even
    return {
        "kind": bar.record.KIND,
        "id": bar.record.id,
        "name": bar.record.name,
        "at_p10": rounded(bar.low),
        "at_p90": rounded(bar.high),
        "npv_at_p10": whole(bar.at_low),
        "npv_at_p90": whole(bar.at_high),
        "swing": whole(bar.swing),
        "break_even": None if even.value is None else rounded(even.value),
        "break_even_plausible": even.is_plausible,
        "why_not": even.why,
    }


def _question(question: Question, currency: str) -> dict[str, Any]:
    record = question.factor.record
    return {
        "kind": record.KIND,
        "id": record.id,
        "name": record.name,
        "worth": whole(question.gain),
        "turns": question.turns,
        "evidence_strength": None if question.strength is None else rounded(question.strength),
        "stop_rule": question.stop_rule(currency),
    }
