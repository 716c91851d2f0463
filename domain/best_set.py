"""The best set of things that are taken or left: in whole numbers, so that what comes out can be proved and checked.

HiGHS, the solver behind it, works with floating point and tolerances. Every number is therefore scaled by a power of
two, which loses nothing; every limit is half a unit wider than it is, which no whole number notices; and every set that
comes back is checked in whole numbers and barred where it does not fit after all.

Source:
    Huangfu & Hall 2018, "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10:
    HiGHS, highs.dev.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.errors import Unsolved

if TYPE_CHECKING:
    from highspy import Highs

MOST_NODES = 5_000
"""How many branches a search may look at before it stops with a gap, some seconds; not a time, lest results differ."""
_LARGEST = 2**20
"""To what the largest number of a row is scaled; the solver takes 1e-6 for nothing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What the things taken may use of something together.

    Attributes:
        uses: what each thing uses, by index; may be below 0.
        most: what all together may.
    """

    uses: tuple[int, ...]
    most: int

    def allows(self, taken: frozenset[int]) -> bool:
        """Whether the set *taken* keeps to it."""
        return sum(self.uses[each] for each in taken) <= self.most


@dataclass(frozen=True, slots=True)
class Problem:
    """What there is to take, and what a set of it must keep to.

    Attributes:
        values: what each thing is worth, by index; may be below 0.
        limits: what the set may use.
        needs: pairs of a thing and another it cannot do without.
        excludes: pairs that do not go together.
        given: the things that are certainly in the set, True, or not, False.
    """

    values: tuple[int, ...]
    limits: tuple[Limit, ...] = ()
    needs: tuple[tuple[int, int], ...] = ()
    excludes: tuple[tuple[int, int], ...] = ()
    given: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, taken: frozenset[int]) -> int:
        """What the set *taken* is worth."""
        return sum(self.values[each] for each in taken)

    def limited(self, uses: Sequence[int], most: int) -> Problem:
        """The same with one limit more."""
        return replace(self, limits=(*self.limits, Limit(tuple(uses), most)))

    def allows(self, taken: frozenset[int]) -> bool:
        """Whether the set *taken* keeps to everything."""
        return (
            all(limit.allows(taken) for limit in self.limits)
            and all(one not in taken or other in taken for one, other in self.needs)
            and all(one not in taken or other not in taken for one, other in self.excludes)
            and all((each in taken) is is_in for each, is_in in self.given.items())
        )


@dataclass(frozen=True, slots=True)
class Best:
    """The best set that was found.

    Attributes:
        taken: the indexes of what is in it.
        value: what it is worth.
        bound: what no set is worth more than; `value` where the set is proved to be the best.
    """

    taken: frozenset[int]
    value: int
    bound: int

    @property
    def is_proved(self) -> bool:
        """Whether no set is worth more."""
        return self.bound <= self.value


def best_set(problem: Problem, most_nodes: int = MOST_NODES) -> Best | None:
    """A set worth most of those that *problem* allows; None where it allows none.

    Of several worth the same any may come back, though always the same one; `settled` chooses.

    Raises:
        Unsolved: *most_nodes* branches were looked at and none had a set in it.
    """
    if not problem.values:
        return Best(frozenset(), 0, 0) if problem.allows(frozenset()) else None
    barred: list[frozenset[int]] = []
    while True:
        found = _solved(problem, barred, most_nodes)
        if found is None or problem.allows(found.taken):
            return found
        barred.append(found.taken)


def cheapest(problem: Problem, best: Best, costs: Sequence[int]) -> Best:
    """Of all sets as good as *best* one that costs least; *best* where that is not found out."""
    least = _found(replace(problem.limited(_negative(problem.values), -best.value), values=_negative(costs)))
    return replace(best, taken=least.taken) if least else best


def settled(problem: Problem, best: Best, costs: Sequence[int]) -> Best:
    """Of all sets as good as *best* the one that costs least, then has fewest things, then the earliest.

    Without it two sets worth the same could take turns as the plan changes elsewhere. Where *best* is not proved to be
    the best, or a search ends early, it is what was found.
    """
    as_good = problem.limited(_negative(problem.values), -best.value)
    for uses in (costs, (1,) * len(costs)):
        least = _found(replace(as_good, values=_negative(uses))) if best.is_proved else None
        if least is None or not least.is_proved:
            return best
        best = replace(best, taken=least.taken)
        as_good = as_good.limited(uses, -least.value)
    return replace(best, taken=_earliest(as_good, best.taken))


def _earliest(problem: Problem, taken: frozenset[int]) -> frozenset[int]:
    """Of the sets that *problem* allows the one that has the first thing in which any two differ; *taken* is one."""
    as_good = replace(problem, values=tuple(0 if each in taken else 1 for each in range(len(problem.values))))
    other = _found(as_good)
    if other is None or other.value == 0:  # no set of the same size has anything that this one has not
        return taken
    given = dict(problem.given)
    for each in range(len(problem.values)):
        if each not in given:
            given[each] = True
            if each not in taken:
                better = _found(replace(as_good, given=given))
                given[each] = better is not None
                taken = better.taken if better else taken
    return taken


def _found(problem: Problem) -> Best | None:
    """A set worth most, as far as one was found; None where none was."""
    try:
        return best_set(problem)
    except Unsolved:
        return None


def greedy_set(problem: Problem, costs: Sequence[int]) -> frozenset[int]:
    """What people do by hand: take what is worth most for its cost as long as it fits, each with all that it needs.

    It starts from what is given, which may not fit; it is here to be compared with the best set, and often far from it.
    """
    things = range(len(problem.values))
    taken = frozenset(each for each in things if problem.given.get(each))
    while True:
        bundles = (_with_needs(problem, each) - taken for each in things if each not in taken)
        fitting = [b for b in bundles if problem.value(b) > 0 and problem.allows(taken | b)]
        if not fitting:
            return taken
        bundle = max(fitting, key=lambda bundle: _ratio(problem, bundle, costs))
        taken |= bundle


def _with_needs(problem: Problem, thing: int) -> frozenset[int]:
    found, ahead = {thing}, [thing]
    while ahead:
        one = ahead.pop()
        ahead += (new := [other for needing, other in problem.needs if needing == one and other not in found])
        found.update(new)
    return frozenset(found)


def _ratio(problem: Problem, bundle: frozenset[int], costs: Sequence[int]) -> tuple[bool, Fraction]:
    """What costs nothing sorts above all else."""
    cost = sum(costs[each] for each in bundle)
    return cost <= 0, Fraction(problem.value(bundle), max(1, cost))


def _negative(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(-each for each in numbers)


def _solved(problem: Problem, barred: Sequence[frozenset[int]], most_nodes: int) -> Best | None:
    import highspy  # noqa: PLC0415 - 150 ms, and only a choice under a budget needs it

    solver, scale = _model(problem), _scale(problem.values)
    for lower, upper, row in _rows(problem, barred):
        solver.addRow(lower, upper, len(row), list(row), list(row.values()))
    solver.setOptionValue("mip_max_nodes", most_nodes)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise Unsolved(f"No set that keeps to every limit was found in {most_nodes} branches. Take some out by hand.")
    taken = frozenset(each for each, number in enumerate(solver.getSolution().col_value) if number > 0.5)
    value = problem.value(taken)
    # A search that hardly began has no bound yet.
    bound = min(-solver.getInfo().mip_dual_bound / scale, sum(each for each in problem.values if each > 0))
    return Best(taken, value, max(value, round(bound)))


def _model(problem: Problem) -> Highs:
    """A solver with a column for each thing, 0 or 1."""
    from highspy import Highs, HighsVarType  # noqa: PLC0415 - as above

    class Silent(Highs):
        """Says nothing, not even who it is: standard output is data, and the screen is drawn on."""

        def enableCallbacks(self) -> None:  # noqa: N802 - theirs, called when one is made
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = Silent()  # type: ignore[no-untyped-call]
    # One thread and no gap: the same set on every machine, and no better one.
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.0)
    scale = _scale(problem.values)
    for each, value in enumerate(problem.values):
        lower, upper = (1, 1) if problem.given.get(each) else (0, 0) if each in problem.given else (0, 1)
        solver.addCol(-value * scale, lower, upper, 0, [], [])
        solver.changeColIntegrality(each, HighsVarType.kInteger)
    return solver


def _rows(problem: Problem, barred: Sequence[frozenset[int]]) -> Iterator[tuple[float, float, Mapping[int, float]]]:
    """The lower and the upper end of each row, and its numbers by column."""
    from highspy import kHighsInf  # noqa: PLC0415 - as above

    for limit in problem.limits:
        scale = _scale(limit.uses)
        row = {each: uses * scale for each, uses in enumerate(limit.uses) if uses}
        yield -kHighsInf, (limit.most + 0.5) * scale, row
    for one, other in problem.needs:
        yield -kHighsInf, 0, {one: 1, other: -1}
    for one, other in problem.excludes:
        yield -kHighsInf, 1, {one: 1, other: 1}
    for taken in barred:
        yield -kHighsInf, len(taken) - 1, {each: 1 if each in taken else -1 for each in range(len(problem.values))}


def _scale(numbers: Sequence[int]) -> float:
    """The power of two that brings the largest of *numbers* to at most 2²⁰; never above 1."""
    largest = max(map(abs, numbers), default=0)
    return 0.5 ** max(0, (largest // _LARGEST).bit_length())
