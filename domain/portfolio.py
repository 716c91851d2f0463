"""Which initiatives to do with what there is: the set worth most, what each choice by hand costs, and what more buys.

The set maximises the value of what is in it: the net present value at the likely figures, or any other value given for
each initiative. It keeps to the budget for one-off costs, to the person-days each team can give, and to what excludes
what. What waits for another initiative, in whatever way, comes only with it: so an enabler that brings nothing itself
is chosen for what it makes possible, and only then.

What is done is there already: it costs nothing more, and what waits for it may go ahead. What is running is in, at its
full cost, unless it is out by hand. What is dropped is not looked at. An initiative of which the value, the cost or the
person-days of a team with a limit are not known cannot be weighed and is left out; where it is in by hand, running, or
needed by such a one, it counts for what is known. Money counts to the cent.

Source:
    Lorie & Savage 1955, "Three problems in rationing capital", Journal of Business 28(4); Weingartner 1963,
    "Mathematical Programming and the Analysis of Capital Budgeting Problems".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.metadata import version
from types import MappingProxyType

from domain.best_set import Best, best_set, cheapest, greedy_set, settled
from domain.choice import MONEY_PLACES, Asked, Candidate, Choice, Values, asked_of
from domain.figures import money, number
from domain.initiative import Initiative, Pick
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on

_POINTS = 20
"""How many points a frontier has at most; each takes two searches."""
_FEW = 4
"""Of how many initiatives every set can be a point of a frontier."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The best set of initiatives, or why there is none.

    Attributes:
        candidates: what there was to choose from, in the order of the plan.
        chosen: likewise; what is done is not among them.
        value: what they are worth together, of those of which it is known; None where there is no set.
        cost: what they cost once.
        budget: what they may; None where nobody set a limit.
        asked: of each team that has a limit.
        bound: what no set is worth more than; `value` where the set is proved to be the best.
        reasons: why an initiative is in or out other than by its worth, by id: `in by hand`.
        clashes: what cannot be kept to all at once, in words; empty where there is a set.
        unknown: the chosen of which something is not known: the set is better or worse for it.
        greedy: the ids of what taking the most value per cost first comes to.
        greedy_value: what that is worth; None where it does not keep to every limit.
        engine: what searched, with its version.
        by_npv: whether the values are net present values, or others that were given.
    """

    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    value: Decimal | None
    cost: Decimal
    budget: Decimal | None
    asked: tuple[Asked, ...]
    bound: Decimal | None
    reasons: Mapping[str, str]
    clashes: tuple[str, ...]
    unknown: tuple[Candidate, ...]
    greedy: tuple[str, ...]
    greedy_value: Decimal | None
    engine: str
    currency: str
    by_npv: bool

    @property
    def is_proved(self) -> bool:
        """Whether no other set is worth more."""
        return self.value is not None and self.value == self.bound

    @property
    def said(self) -> tuple[str, ...]:
        """How the set came about, and how sure it is."""
        if self.value is None:
            return self.clashes
        cost = money(self.cost, self.currency)
        most = "no budget is set" if self.budget is None else f"of a budget of {money(self.budget, self.currency)}"
        teams = (f"{a.team.name}: {number(a.days)} of {number(a.most)} person-days" for a in self.asked)
        return (
            f"worth {self._told(self.value)} for {cost}, {most}",
            *teams,
            self._proof(self.value, self.bound or self.value),
            *self._by_greed(self.value),
            *(f"{each.initiative.name} is in, though {'; '.join(each.lacks)}" for each in self.unknown),
        )

    def _proof(self, value: Decimal, bound: Decimal) -> str:
        if self.is_proved:
            return f"no other set is worth more (proved by {self.engine})"
        more = self._told(bound - value)
        return f"another set may be worth up to {more} more ({self.engine} did not look at all of them)"

    def _by_greed(self, value: Decimal) -> Iterator[str]:
        if self.greedy_value is not None:
            off = value - self.greedy_value
            yield "by value per cost alone: " + (f"{self._told(off)} less" if off else "worth the same")

    def _told(self, value: Decimal) -> str:
        return money(value, self.currency) if self.by_npv else number(value)


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs that an initiative is in, or out, and not as would be best.

    Attributes:
        is_in: whether it is in at that price, or out.
        by_hand: whether that is how it was picked; otherwise it is how it could be.
        value: in money; below 0 where the set would be better for it, as it may where something that is running is
            stopped. None where there is no such set.
        why: why there is none, in words; empty where there is one.
        is_proved: whether both sets are proved to be the best, so that it is neither more nor less.
    """

    initiative: Initiative
    is_in: bool
    by_hand: bool
    value: Decimal | None
    why: str = ""
    is_proved: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """A set that is worth more than any that costs no more."""

    cost: Decimal
    value: Decimal
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What more money buys.

    Attributes:
        points: from the cheapest set to the one that no money makes better; both cost and value rise.
        is_complete: whether every such set is there; otherwise some that cost nearly the same are left out.
        is_proved: whether each is proved to be the best for what it costs.
        clashes: why there are no points, in words; empty where there are.
    """

    points: tuple[Point, ...]
    is_complete: bool
    is_proved: bool
    clashes: tuple[str, ...] = ()


def best_portfolio(
    plan: Plan,
    *,
    budget: Decimal | None = None,
    values: Values = None,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> Portfolio:
    """The set of initiatives of *plan* that is worth most, under *budget*, or the engagement's where it is None.

    Of several worth the same, the one that costs least, then has fewest initiatives, then those first in the plan.

    Raises:
        Cancelled: *is_cancelled* said so.
        Unsolved: no set was found, though there may be one.
    """
    go_on(0, progress, is_cancelled)
    choice = Choice.of(plan, plan.engagement.budget if budget is None else budget, values)
    best = choice.best()
    go_on(0.5, progress, is_cancelled)
    if best is not None:
        best = settled(choice.problem, best, choice.costs)
    go_on(1, progress, None)
    return _portfolio(plan, choice, best)


def prices(
    plan: Plan,
    *,
    budget: Decimal | None = None,
    values: Values = None,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> tuple[Price, ...]:
    """What each pick by hand costs, and what it would cost to turn any other initiative around; in plan order.

    A pick costs the value of the best set without it less that of the best set with it. Any other initiative costs the
    value of the best set less that of the best set into which it is put, or from which it is kept. One that cannot be
    weighed has no price and is left out.

    Raises:
        Cancelled: *is_cancelled* said so.
        Unsolved: no set was found, though there may be one.
    """
    choice = Choice.of(plan, plan.engagement.budget if budget is None else budget, values)
    best = choice.best()
    weighed = [each for each in choice.candidates if not each.lacks or each.initiative.pick is Pick.IN]
    found = []
    for number_done, candidate in enumerate(weighed):
        go_on(number_done / len(weighed), progress, is_cancelled)
        found.append(_price(choice, best, candidate.initiative))
    go_on(1, progress, None)
    return tuple(found)


def frontier(
    plan: Plan, *, values: Values = None, progress: Progress = None, is_cancelled: IsCancelled = None
) -> Frontier:
    """What the best set is worth at every budget, or at 20 of them, whatever the budget is.

    No set that costs as much as a point is worth more, and none worth as much costs less, where that is proved.

    Raises:
        Cancelled: *is_cancelled* said so.
        Unsolved: no set was found, though there may be one.
    """
    choice = Choice.of(plan, None, values)
    best = choice.best()
    if best is None:
        return Frontier((), is_complete=False, is_proved=False, clashes=choice.why_none())
    least_set = best_set(replace(choice.problem, values=tuple(-cost for cost in choice.costs)))
    least = -least_set.value if least_set else 0
    is_complete = len(choice.candidates) - len(choice.problem.given) <= _FEW
    points: list[Point] = []
    step, is_proved = 0, True
    while best is not None:
        go_on(len(points) / (_POINTS + 1), progress, is_cancelled)
        is_proved = is_proved and best.is_proved
        best = cheapest(choice.problem.limited(choice.costs, choice.cost(best.taken)), best, choice.costs)
        cost, value = choice.cost(best.taken), choice.as_value(best.value)
        while points and points[-1].value <= value:  # a search that ended early found less at a higher cost
            points.pop()
        points.append(Point(Decimal(cost).scaleb(-MONEY_PLACES), value, choice.ids(best.taken)))
        step = step or (1 if is_complete else max(1, -(-(cost - least) // (_POINTS - 1))))
        most = max(least, cost - step)
        best = best_set(choice.problem.limited(choice.costs, most)) if most < cost else None
    go_on(1, progress, None)
    return Frontier(tuple(reversed(points)), is_complete, is_proved)


def _portfolio(plan: Plan, choice: Choice, best: Best | None) -> Portfolio:
    taken = best.taken if best else frozenset()
    chosen = tuple(choice.candidates[each] for each in sorted(taken))
    greedy = greedy_set(choice.problem, choice.costs) if best else frozenset()
    fits = best is not None and choice.problem.allows(greedy)
    return Portfolio(
        candidates=choice.candidates,
        chosen=chosen,
        value=choice.as_value(best.value) if best else None,
        cost=sum((each.cost for each in chosen), Decimal(0)),
        budget=choice.budget,
        asked=tuple(asked_of(plan, chosen)),
        bound=choice.as_value(best.bound) if best else None,
        reasons=MappingProxyType({**choice.ins, **choice.outs}),
        clashes=() if best else choice.why_none(),
        unknown=tuple(each for each in chosen if each.lacks),
        greedy=choice.ids(greedy),
        greedy_value=choice.as_value(choice.problem.value(greedy)) if fits else None,
        engine=f"HiGHS {version('highspy')}",
        currency=plan.engagement.currency,
        by_npv=choice.value_places == MONEY_PLACES,
    )


def _price(choice: Choice, best: Best | None, initiative: Initiative) -> Price:
    by_hand = initiative.pick is not None
    is_chosen = best is not None and choice.index[initiative.id] in best.taken
    is_in = initiative.pick is Pick.IN if by_hand else not is_chosen
    other = choice.picked(initiative.id, None if by_hand else Pick.IN if is_in else Pick.OUT)
    other_best = other.best()
    if best is None or other_best is None:
        why = (choice if best is None else other).why_none()
        return Price(initiative, is_in, by_hand, None, "; ".join(why))
    with_it, without = (best.value, other_best.value) if by_hand else (other_best.value, best.value)
    is_proved = best.is_proved and other_best.is_proved
    return Price(initiative, is_in, by_hand, choice.as_value(without - with_it), is_proved=is_proved)
