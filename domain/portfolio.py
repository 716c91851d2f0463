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

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from importlib.metadata import version
from types import MappingProxyType

from domain.best_set import Best, Limit, Problem, best_set, cheapest, greedy_set, settled
from domain.cash import Future, streams_of
from domain.figures import money, number, rounded
from domain.initiative import Dependency, Effort, Initiative, Pick, Status
from domain.people import Team
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on
from domain.worth import worth_of

Values = Mapping[str, Decimal] | None
"""What each initiative is worth, by id; None for the net present value at the likely figures."""
_VALUE_PLACES, _MONEY_PLACES, _DAY_PLACES = 6, 2, 2
_POINTS = 20
"""How many points a frontier has at most; each takes two searches."""
_FEW = 4
"""Of how many initiatives every set can be a point of a frontier."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An initiative that may be chosen.

    Attributes:
        value: what it is worth, to the cent; None where that is not known.
        cost: its one-off costs at the likely figures, as far as they are known.
        days: the person-days it asks at the likely figures, as far as they are known, by id of the team.
        lacks: what of these is not known, in words; empty where nothing is.
    """

    initiative: Initiative
    value: Decimal | None
    cost: Decimal
    days: Mapping[str, Decimal]
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the chosen initiatives ask of a team that has a limit, in person-days."""

    team: Team
    days: Decimal
    most: Decimal


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
    """

    initiative: Initiative
    is_in: bool
    by_hand: bool
    value: Decimal | None
    why: str = ""


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
        clashes: why there are no points, in words; empty where there are.
    """

    points: tuple[Point, ...]
    is_complete: bool
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
    choice = _Choice.of(plan, plan.engagement.budget if budget is None else budget, values)
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
    choice = _Choice.of(plan, plan.engagement.budget if budget is None else budget, values)
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

    Every point is exact: no set that costs as much is worth more, and none worth as much costs less.

    Raises:
        Cancelled: *is_cancelled* said so.
        Unsolved: no set was found, though there may be one.
    """
    choice = _Choice.of(plan, None, values)
    best = choice.best()
    if best is None:
        return Frontier((), is_complete=False, clashes=choice.why_none())
    least_set = best_set(replace(choice.problem, values=tuple(-cost for cost in choice.costs)))
    least = -least_set.value if least_set else 0
    is_complete = len(choice.candidates) - len(choice.problem.given) <= _FEW
    points: list[Point] = []
    step = 0
    while best is not None:
        go_on(len(points) / (_POINTS + 1), progress, is_cancelled)
        best = cheapest(choice.problem.limited(choice.costs, choice.cost(best.taken)), best, choice.costs)
        cost = choice.cost(best.taken)
        points.append(Point(Decimal(cost).scaleb(-_MONEY_PLACES), choice.as_value(best.value), choice.ids(best.taken)))
        step = step or (1 if is_complete else max(1, -(-(cost - least) // (_POINTS - 1))))
        most = max(least, cost - step)
        best = best_set(choice.problem.limited(choice.costs, most)) if most < cost else None
    go_on(1, progress, None)
    return Frontier(tuple(reversed(points)), is_complete)


def _portfolio(plan: Plan, choice: _Choice, best: Best | None) -> Portfolio:
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
        asked=tuple(_asked(plan, chosen)),
        bound=choice.as_value(best.bound) if best else None,
        reasons=MappingProxyType({**choice.ins, **choice.outs}),
        clashes=() if best else choice.why_none(),
        unknown=tuple(each for each in chosen if each.lacks),
        greedy=choice.ids(greedy),
        greedy_value=choice.as_value(choice.problem.value(greedy)) if fits else None,
        engine=f"HiGHS {version('highspy')}",
        currency=plan.engagement.currency,
        by_npv=choice.value_places == _MONEY_PLACES,
    )


def _price(choice: _Choice, best: Best | None, initiative: Initiative) -> Price:
    by_hand = initiative.pick is not None
    is_chosen = best is not None and choice.index[initiative.id] in best.taken
    is_in = initiative.pick is Pick.IN if by_hand else not is_chosen
    other = choice.picked(initiative.id, None if by_hand else Pick.IN if is_in else Pick.OUT)
    other_best = other.best()
    if best is None or other_best is None:
        why = (choice if best is None else other).why_none()
        return Price(initiative, is_in, by_hand, None, "; ".join(why))
    with_it, without = (best.value, other_best.value) if by_hand else (other_best.value, best.value)
    return Price(initiative, is_in, by_hand, choice.as_value(without - with_it))


@dataclass(frozen=True)
class _Choice:
    """What there is to choose from, in whole numbers, with what is certain before any search.

    Attributes:
        value_places: to how many decimal places values count.
        picks: what is in or out by hand, by id.
        ins: why an initiative is certainly in, by id.
        outs: why it is certainly out, by id; some may be in both, which is then among the clashes.
        clashes: what is certainly in and cannot be, in words.
    """

    plan: Plan
    candidates: tuple[Candidate, ...]
    budget: Decimal | None
    value_places: int
    picks: Mapping[str, Pick | None]
    ins: Mapping[str, str]
    outs: Mapping[str, str]
    clashes: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, budget: Decimal | None, values: Values) -> _Choice:
        """What *plan* has to choose from."""
        places = _MONEY_PLACES if values is None else _VALUE_PLACES
        candidates = tuple(_candidates(plan, values, places))
        picks = {each.initiative.id: each.initiative.pick for each in candidates}
        return cls(plan, candidates, budget, places, picks, *_certain(plan, candidates, picks))

    def picked(self, id: str, pick: Pick | None) -> _Choice:
        """The same with another pick by hand for the initiative with this *id*."""
        picks = {**self.picks, id: pick}
        ins, outs, clashes = _certain(self.plan, self.candidates, picks)
        return replace(self, picks=picks, ins=ins, outs=outs, clashes=clashes)

    def best(self) -> Best | None:
        """The best set; None where what is certainly in clashes, or nothing fits."""
        return None if self.clashes else best_set(self.problem)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Where each candidate is, by id."""
        return {each.initiative.id: index for index, each in enumerate(self.candidates)}

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """What each costs, in cents."""
        return tuple(_whole(each.cost, _MONEY_PLACES) for each in self.candidates)

    @cached_property
    def problem(self) -> Problem:
        """What to search."""
        limits = [] if self.budget is None else [Limit(self.costs, _whole(self.budget, _MONEY_PLACES))]
        for team in self.plan.all(Team):
            if team.available_days is not None:
                days = (each.days.get(team.id, Decimal(0)) for each in self.candidates)
                limits.append(
                    Limit(tuple(_whole(d, _DAY_PLACES) for d in days), _whole(team.available_days, _DAY_PLACES))
                )
        ids = {*self.ins, *self.outs}
        return Problem(
            values=tuple(_whole(each.value or Decimal(0), self.value_places) for each in self.candidates),
            limits=tuple(limits),
            needs=tuple((self.index[one], self.index[other]) for one, other in _needs(self.plan, self.index)),
            excludes=tuple((self.index[one], self.index[other]) for one, other in _excludes(self.plan, self.index)),
            given={self.index[id]: id in self.ins for id in ids},
        )

    def why_none(self) -> tuple[str, ...]:
        """Why there is no set, in words."""
        return self.clashes or tuple(self._beyond()) or ("no set of initiatives keeps to every limit",)

    def _beyond(self) -> Iterator[str]:
        """The limits beyond which what is certainly in goes."""
        held = [each for each in self.candidates if each.initiative.id in self.ins]
        if not held:
            return
        names = ", ".join(f"“{each.initiative.name}” ({self.ins[each.initiative.id]})" for each in held)
        cost = sum((each.cost for each in held), Decimal(0))
        if self.budget is not None and cost > self.budget:
            yield f"what must be in costs {money(cost)}, the budget is {money(self.budget)}: {names}"
        for asked in _asked(self.plan, held):
            if asked.days > asked.most:
                asking = f"what must be in asks {number(asked.days)} person-days of {asked.team.name}"
                yield f"{asking}, who can give {number(asked.most)}: {names}"

    def cost(self, taken: Iterable[int]) -> int:
        """What a set costs, in cents."""
        return sum(self.costs[each] for each in taken)

    def ids(self, taken: Iterable[int]) -> tuple[str, ...]:
        """The initiatives in a set, in plan order."""
        return tuple(self.candidates[each].initiative.id for each in sorted(taken))

    def as_value(self, whole: int) -> Decimal:
        """The value that so many units are."""
        return Decimal(whole).scaleb(-self.value_places)


def _candidates(plan: Plan, values: Values, places: int) -> Iterator[Candidate]:
    """The initiatives of *plan* that are neither done nor dropped."""
    limited = {team.id: team for team in plan.all(Team) if team.available_days is not None}
    for initiative in plan.all(Initiative):
        if initiative.status in (Status.DONE, Status.DROPPED):
            continue
        if values is None:
            worth = worth_of(plan, initiative)
            value: Decimal | Fraction | None = worth.likely
            lacks = list(worth.lacks)
        else:
            value = values.get(initiative.id)
            lacks = ["its value is not known"] if value is None else []
        amounts = [each.amount(Future.LIKELY) for each in streams_of(plan, initiative) if each.is_one_off]
        if None in amounts and not lacks:
            lacks.append("what it costs once is not known")
        days = {each.team: each.likely for each in plan.parts(Effort, initiative)}
        lacks += [
            f"what it asks of {limited[id].name} is not known"
            for id, asked in days.items()
            if asked is None and id in limited
        ]
        yield Candidate(
            initiative,
            None if value is None else rounded(value, places),
            rounded(-sum((amount for amount in amounts if amount is not None), Fraction(0)), _MONEY_PLACES),
            MappingProxyType({id: asked for id, asked in days.items() if asked is not None}),
            tuple(lacks),
        )


_Certain = tuple[Mapping[str, str], Mapping[str, str], tuple[str, ...]]


def _certain(plan: Plan, candidates: Sequence[Candidate], picks: Mapping[str, Pick | None]) -> _Certain:
    """Why what is certainly in is in, why what is certainly out is out, and what clashes; by id, in words."""
    names = {each.initiative.id: f"“{each.initiative.name}”" for each in candidates}
    needs, excludes = tuple(_needs(plan, names)), tuple(_excludes(plan, names))
    ins = {}
    for each in candidates:
        match picks[each.initiative.id], each.initiative.status:
            case Pick.IN, _:
                ins[each.initiative.id] = "in by hand"
            case None, Status.RUNNING:
                ins[each.initiative.id] = "under way"
            case _:
                pass
    for one in (held := list(ins)):  # grows while it is walked
        for other in (other for needing, other in needs if needing == one and other not in ins):
            ins[other] = f"needed by {names[one]}"
            held.append(other)
    outs = dict(_blocked(plan, candidates, picks, ins))
    for one, other in (*excludes, *((other, one) for one, other in excludes)):
        if one in ins and other not in ins:
            outs.setdefault(other, f"it does not go with {names[one]}, which is {ins[one]}")
    for out in (left := list(outs)):  # likewise
        for one in (one for one, needed in needs if needed == out and one not in outs and one not in ins):
            outs[one] = f"it waits for {names[out]}, which cannot be: {outs[out]}"
            left.append(one)
    clashes = [f"{names[id]} is {ins[id]}, but {outs[id]}" for id in names if id in ins and id in outs]
    clashes += [
        f"{names[one]} ({ins[one]}) and {names[other]} ({ins[other]}) exclude each other"
        for one, other in excludes
        if one in ins and other in ins
    ]
    return MappingProxyType(ins), MappingProxyType(outs), tuple(clashes)


def _blocked(
    plan: Plan, candidates: Sequence[Candidate], picks: Mapping[str, Pick | None], ins: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The ids of what cannot be chosen whatever else is, and why, in words."""
    for each in candidates:
        initiative = each.initiative
        waiting = (plan.find(Initiative, wait.waits_for) for wait in plan.parts(Dependency, initiative))
        dropped = [other.name for other in waiting if other and other.status is Status.DROPPED]
        excluded = (plan.find(Initiative, id) for id in initiative.excludes)
        barring = (other for other in (*excluded, *plan.where(Initiative, "excludes", initiative.id)) if other)
        done = [other.name for other in barring if other.status is Status.DONE]
        if picks[initiative.id] is Pick.OUT:
            yield initiative.id, "out by hand"
        elif dropped:
            yield initiative.id, f"it waits for “{dropped[0]}”, which was dropped"
        elif done:
            yield initiative.id, f"it does not go with “{done[0]}”, which is done"
        elif each.lacks and initiative.id not in ins:
            yield initiative.id, "; ".join(each.lacks)


def _needs(plan: Plan, ids: Container[str]) -> Iterator[tuple[str, str]]:
    """Pairs of an initiative and what it waits for, both among *ids*."""
    return (
        (each.initiative, each.waits_for)
        for each in plan.all(Dependency)
        if each.initiative in ids and each.waits_for in ids
    )


def _excludes(plan: Plan, ids: Container[str]) -> Iterator[tuple[str, str]]:
    """Pairs of initiatives among *ids* that do not go together, each pair once."""
    pairs = {frozenset((each.id, id)): (each.id, id) for each in plan.all(Initiative) for id in each.excludes}
    return (pair for pair in pairs.values() if pair[0] in ids and pair[1] in ids)


def _asked(plan: Plan, chosen: Iterable[Candidate]) -> Iterator[Asked]:
    held = tuple(chosen)
    for team in plan.all(Team):
        if team.available_days is not None:
            days = sum((each.days.get(team.id, Decimal(0)) for each in held), Decimal(0))
            yield Asked(team, days, team.available_days)


def _whole(value: Decimal, places: int) -> int:
    return int(rounded(value, places).scaleb(places))
