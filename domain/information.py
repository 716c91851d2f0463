"""What it is worth to find something out before deciding: which assumption to validate next, and what that may cost.

Each initiative is decided on its own: do it, or do nothing. With what is known today the better of the two is taken,
which sometimes turns out wrong; who knew a figure beforehand would be wrong less often. What that gains on average is
the value of the information. An assumption that several initiatives rest on counts for each of them, since it has to be
found out but once. A budget, or two initiatives of which only one can be done, are not looked at.

Source:
    Raiffa & Schlaifer 1961, "Applied Statistical Decision Theory", ch. 4, for the idea; Strong & Oakley 2013, "An
    efficient method for computing single-parameter partial expected value of perfect information", Medical Decision
    Making 33(6), for the check by bins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TYPE_CHECKING, TypeAlias

from domain.evidence import Evidence
from domain.figures import money
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on
from domain.ranges import Fixed
from domain.strength import reckoned
from domain.text import counted
from domain.uncertainty import Simulation, draws_of
from domain.worth import Factor, Key, Term

if TYPE_CHECKING:  # numpy costs 150 ms
    from numpy import float64
    from numpy.typing import NDArray

BINS = (10, 30, 100)
"""How finely the check by bins sorts the runs: too few bins say too little, too many too much."""
_LEAST_IN_BIN = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A figure that could be found out.

    Attributes:
        factor: an assumption or the own figure of a cash line.
        gain: what knowing it is worth on average, in money; 0 where no decision hangs on it.
        by_bins: the same, estimated without using that worth is a sum of products: by number of bins.
        initiatives: the ids of those that rest on it.
        turns: the ids of those whose decision may come out the other way once it is known.
        strength: how strong its evidence is, 0…1; None where it has none, which is not the same as 0.
    """

    factor: Factor
    gain: float
    by_bins: Mapping[int, float]
    initiatives: tuple[str, ...]
    turns: tuple[str, ...]
    strength: float | None

    def stop_rule(self, currency: str = "") -> str:
        """Until when it is worth asking, in words."""
        if round(self.gain) <= 1:
            return "Not worth asking: whatever comes out, no decision would change."
        most = money(self.gain, currency)
        return f"Spend less than {most} on finding it out; where that is not enough, decide with what is known."

    @property
    def said(self) -> str:
        """How the gain came about, in one line."""
        bins = ", ".join(f"{money(gain)} in {number} bins" for number, gain in self.by_bins.items())
        check = f"; check: {bins}" if bins else ""
        return f"{self.factor.said}; it counts for {counted(len(self.initiatives), 'initiative')}{check}"


def what_to_find_out(
    plan: Plan,
    simulation: Simulation,
    today: date,
    *,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> tuple[Question, ...]:
    """The uncertain figures of *simulation*, those worth most to know first, then those with the weakest evidence.

    The gain of x is Σ over initiatives of E[max(0, E[NPV | x])] − max(0, E[NPV]). With figures that are independent, as
    here, E[NPV | x] follows from the means of all others, so no sorting into bins blurs it.

    Raises:
        Cancelled: *is_cancelled* said so.
    """
    means = _means(simulation)
    uncertain = [factor for factor in simulation.factors if not isinstance(factor.distribution, Fixed)]
    questions = []
    for number_done, factor in enumerate(uncertain):
        go_on(number_done / len(uncertain), progress, is_cancelled)
        questions.append(_question(plan, simulation, factor, means, today))
    go_on(1, progress, None)
    return tuple(sorted(questions, key=lambda each: (-each.gain, each.strength or 0, each.factor.key)))


def worth_knowing_all(simulation: Simulation) -> float:
    """What knowing every figure before deciding is worth, in money: no study of anything is worth more.

    Σ over initiatives of E[max(0, NPV)] − max(0, E[NPV]).
    """
    return sum(perfect_information(_do_or_not(row)) for row in simulation.drawn)


def perfect_information(options: Sequence[NDArray[float64]]) -> float:
    """EVPI: E[max over *options*] − max over options of E, each option by run."""
    import numpy as np  # noqa: PLC0415 - see above

    found = np.max(options, axis=0).mean() - np.mean(options, axis=1).max()
    return max(0.0, float(found))


def partial_information(drawn: NDArray[float64], options: Sequence[NDArray[float64]], bins: int) -> float:
    """EVPPI of one figure: *drawn* are its values, *options* the net benefits in the same runs.

    The runs are sorted by the figure and cut into *bins* of as nearly the same size as can be; within each the best
    option on average is taken.
    """
    import numpy as np  # noqa: PLC0415 - see above

    return _in_bins(np.asarray(options)[:, np.argsort(drawn, kind="stable")], bins)


def _in_bins(sorted_options: NDArray[float64], bins: int) -> float:
    import numpy as np  # noqa: PLC0415 - see above

    number = sorted_options.shape[1]
    starts = np.linspace(0, number, bins, endpoint=False).astype(int)
    best = np.add.reduceat(sorted_options, starts, axis=1).max(axis=0).sum() / number
    return max(0.0, float(best - sorted_options.mean(axis=1).max()))


_Means: TypeAlias = Mapping[tuple[Key, int], float]
"""The mean of each figure as it was drawn, and of each power of it in which it counts."""


def _means(simulation: Simulation) -> _Means:
    powers = {power for worth in simulation.worths for term in worth.terms for power in _powers(term).items()}
    found = {}
    for factor in simulation.factors:
        draws = draws_of(factor, simulation.runs, simulation.seed)
        found.update({(key, n): float((draws**n).mean()) for key, n in powers if key == factor.key})
    return found


def _powers(term: Term) -> Mapping[Key, int]:
    """How often each figure counts in *term*: once, unless a line names an assumption twice."""
    return Counter(factor.key for factor in term.factors)


def _question(plan: Plan, simulation: Simulation, factor: Factor, means: _Means, today: date) -> Question:
    import numpy as np  # noqa: PLC0415 - see above

    touched = [row for row, worth in enumerate(simulation.worths) if factor.key in worth.factors]
    ids = [simulation.worths[row].initiative.id for row in touched]
    draws = draws_of(factor, simulation.runs, simulation.seed)
    given = [_given(factor, draws, simulation.worths[row].terms, means) for row in touched]
    by_factor = simulation.drawn[touched][:, np.argsort(draws, kind="stable")]
    turns = tuple(id for id, npv in zip(ids, given, strict=True) if npv.min() < 0 < npv.max())
    evidence = plan.find(Evidence, factor.record.evidence or "")
    return Question(
        factor=factor,
        gain=sum(perfect_information(_do_or_not(npv)) for npv in given) if turns else 0.0,
        by_bins={
            bins: sum(_in_bins(np.asarray(_do_or_not(row)), bins) for row in by_factor)
            for bins in BINS
            if simulation.runs >= bins * _LEAST_IN_BIN
        },
        initiatives=tuple(ids),
        turns=turns,
        strength=None if evidence is None else reckoned(plan, evidence, today).adds,
    )


def _given(factor: Factor, draws: NDArray[float64], terms: Iterable[Term], means: _Means) -> NDArray[float64]:
    """E[NPV | x] for each value that *factor*, x, was drawn with: *draws*."""
    import numpy as np  # noqa: PLC0415 - see above

    found = np.zeros(len(draws))
    for term in terms:
        powers = _powers(term)
        others = prod(means[power] for power in powers.items() if power[0] != factor.key)
        found += float(term.weight) * others * draws ** powers.get(factor.key, 0)
    return found


def _do_or_not(npv: NDArray[float64]) -> tuple[NDArray[float64], NDArray[float64]]:
    """Doing nothing brings nothing."""
    import numpy as np  # noqa: PLC0415 - see above

    return np.zeros(len(npv)), npv
