"""What there is to choose from: what may be chosen, what ties initiatives together, and what is certain already.

`domain.portfolio` says by which rules, and searches.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from domain.best_set import Best, Limit, Problem, best_set
from domain.cash import Future, streams_of
from domain.figures import money, number, rounded
from domain.initiative import Dependency, Effort, Initiative, Pick, Status
from domain.people import Team
from domain.plan import Plan
from domain.worth import worth_of

Values: TypeAlias = Mapping[str, Decimal] | None
"""What each initiative is worth, by id; None for the net present value at the likely figures."""
MONEY_PLACES = 2
_VALUE_PLACES, _DAY_PLACES = 6, 2


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


@dataclass(frozen=True)
class Choice:
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
    def of(cls, plan: Plan, budget: Decimal | None, values: Values) -> Choice:
        """What *plan* has to choose from."""
        places = MONEY_PLACES if values is None else _VALUE_PLACES
        candidates = tuple(_candidates(plan, values, places))
        picks = {each.initiative.id: each.initiative.pick for each in candidates}
        return cls(plan, candidates, budget, places, picks, *_certain(plan, candidates, picks))

    def picked(self, id: str, pick: Pick | None) -> Choice:
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
        return tuple(_whole(each.cost, MONEY_PLACES) for each in self.candidates)

    @cached_property
    def problem(self) -> Problem:
        """What to search."""
        limits = [] if self.budget is None else [Limit(self.costs, _whole(self.budget, MONEY_PLACES))]
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
        for asked in asked_of(self.plan, held):
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
            rounded(-sum((amount for amount in amounts if amount is not None), Fraction(0)), MONEY_PLACES),
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


def asked_of(plan: Plan, chosen: Iterable[Candidate]) -> Iterator[Asked]:
    """What the *chosen* ask of each team that has a limit."""
    held = tuple(chosen)
    for team in plan.all(Team):
        if team.available_days is not None:
            days = sum((each.days.get(team.id, Decimal(0)) for each in held), Decimal(0))
            yield Asked(team, days, team.available_days)


def _whole(value: Decimal, places: int) -> int:
    return int(rounded(value, places).scaleb(places))
