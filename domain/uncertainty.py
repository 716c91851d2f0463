"""What initiatives may come to be worth: futures drawn at random, the same for all of them.

In every run each assumption is drawn once and counts for all initiatives that rest on it, so that they are compared in
the same future; each cash line draws its own figure. Every record has a stream of random numbers of its own, made from
the seed and its id: adding an initiative, a line or an assumption changes what no other one draws. Figures are drawn
independently of each other; two that move together are better written as one assumption.

Source:
    Hertz 1964, "Risk analysis in capital investment", Harvard Business Review 42(1); Glasserman 2003, "Monte Carlo
    Methods in Financial Engineering", § 4.2 for common random numbers; Hyndman & Fan 1996, "Sample quantiles in
    statistical packages", type 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from domain.assumption import Assumption
from domain.initiative import CashLine, Initiative
from domain.plan import Plan
from domain.progress import IsCancelled, Progress, go_on
from domain.text import counted
from domain.worth import Factor, Key, Term, Worth, factors_of, worth_of

if TYPE_CHECKING:  # numpy costs 150 ms, and only a simulation draws
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

LEAST_RUNS = 100
FIRM = 0.9
"""How often an initiative must be among the best, or must not, for that to be called firm."""
_BLOCK = 10_000
"""How many runs are drawn at a time, so that a million of them fit into memory."""
_BINS = 40
_MOST = 1e100
"""Beyond it a spread, which takes squares, could no longer be held in a number."""
_SAME = 1e-12
"""How far by their size two numbers that are the same may lie apart."""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many runs came out from *low* up to *high*."""

    low: float
    high: float
    runs: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What the net present value of an initiative, or of all together, came out at.

    Attributes:
        p10, p50, p90: what one run in ten, in two, in ten but one stays below.
        sd: the standard deviation; 0 where all is certain.
        positive: in what share of the runs the value was above 0.
        error: the standard error of that share, √(p(1 − p)/N).
        bins: from the lowest run to the highest, for a picture.
    """

    p10: float
    p50: float
    p90: float
    mean: float
    sd: float
    positive: float
    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The futures that were drawn, and what came of each initiative in them.

    Attributes:
        seed: what it was started from; with the same plan, runs and engine it gives the same result.
        engine: what drew the numbers, with its version.
        worths: the initiatives that were simulated, in the order asked for.
        spreads: what came of each of them.
        total: what came of all together; None where there are none.
        left_out: those that could not be simulated; `missing` says why.
        ranks: for each initiative how likely it is the best, among the best two, and so on; ties share the better rank.
        drawn: the net present value of each initiative, a row, in each run, a column; read-only.
    """

    runs: int
    seed: int
    engine: str
    worths: tuple[Worth, ...]
    spreads: tuple[Spread, ...]
    total: Spread | None
    left_out: tuple[Worth, ...]
    ranks: tuple[tuple[float, ...], ...]
    drawn: NDArray[float64] = field(repr=False, compare=False)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The figures that were drawn, each once."""
        return tuple(factors_of(self.worths).values())

    def spread(self, initiative: str) -> Spread | None:
        """What came of the initiative with this id; None where it was not simulated."""
        found = (o for w, o in zip(self.worths, self.spreads, strict=True) if w.initiative.id == initiative)
        return next(found, None)

    def among_best(self, initiative: str, number: int) -> float | None:
        """How likely the initiative with this id is among the best *number*; None where it was not simulated."""
        found = (r for w, r in zip(self.worths, self.ranks, strict=True) if w.initiative.id == initiative)
        ranks = next(found, None)
        return None if ranks is None else 0.0 if number < 1 else ranks[min(number, len(ranks)) - 1]

    def only(self, initiative: str) -> Simulation:
        """The same futures of the initiative with this id alone: as if nothing else had been simulated."""
        rows = [row for row, worth in enumerate(self.worths) if worth.initiative.id == initiative]
        return replace(
            self,
            worths=tuple(self.worths[row] for row in rows),
            spreads=tuple(self.spreads[row] for row in rows),
            total=self.spreads[rows[0]] if rows else None,
            left_out=tuple(each for each in self.left_out if each.initiative.id == initiative),
            ranks=tuple((1.0,) for _ in rows),
            drawn=self.drawn[rows],
        )

    def is_firm(self, initiative: str, number: int) -> bool | None:
        """Whether it is certain enough that the initiative is, or is not, among the best *number*; None likewise."""
        share = self.among_best(initiative, number)
        return None if share is None else max(share, 1 - share) >= FIRM

    @property
    def said(self) -> tuple[str, ...]:
        """How the figures came about, to be done again: how many runs, from what, and each distribution."""
        how = f"{counted(self.runs, 'run')}, seed {self.seed}, {self.engine}; percentiles of type 7"
        left = [f"left out: {worth.initiative.name}: {'; '.join(worth.missing)}" for worth in self.left_out]
        return (how, "each assumption is drawn once a run, for all initiatives", *self.distributions, *left)

    @property
    def distributions(self) -> tuple[str, ...]:
        """What each figure was drawn from: the assumptions, then the cash lines with their initiative."""
        names = {worth.initiative.id: worth.initiative.name for worth in self.worths}
        shared = [each.said for each in self.factors if isinstance(each.record, Assumption)]
        own = [
            f"{names[each.record.initiative]}: {each.said}"
            for each in self.factors
            if isinstance(each.record, CashLine)
        ]
        return (*shared, *own)


def simulate(  # noqa: PLR0913 - what is simulated, how, and who is waiting for it
    plan: Plan,
    initiatives: Iterable[Initiative],
    *,
    runs: int,
    seed: int,
    progress: Progress = None,
    is_cancelled: IsCancelled = None,
) -> Simulation:
    """Draw *runs* futures of *initiatives* and say what each, and all together, come to be worth in them.

    An initiative of which something is missing is left out, with the reason.

    Raises:
        ValueError: fewer than 100 runs.
        Cancelled: *is_cancelled* said so.
    """
    import numpy as np  # noqa: PLC0415 - see above

    if runs < LEAST_RUNS:
        raise ValueError(f"{runs} runs say nothing; at least {LEAST_RUNS} are needed")
    found = tuple(worth_of(plan, each) for each in {each.id: each for each in initiatives}.values())
    drawn = _drawn(found, runs, seed, progress, is_cancelled)
    found = tuple(
        replace(worth, terms=(), missing=("its ranges are too wide to draw from",)) if wide else worth
        for worth, wide in zip(found, abs(drawn).max(axis=1, initial=0) > _MOST, strict=True)
    )
    worths = tuple(each for each in found if not each.missing)
    drawn = drawn[[not each.missing for each in found]]
    drawn.flags.writeable = False
    simulation = Simulation(
        runs=runs,
        seed=seed,
        engine=f"numpy {np.__version__}",
        worths=worths,
        spreads=tuple(spread_of(row) for row in drawn),
        total=spread_of(drawn.sum(axis=0)) if worths else None,
        left_out=tuple(each for each in found if each.missing),
        ranks=_ranks(drawn),
        drawn=drawn,
    )
    go_on(1, progress, None)
    return simulation


def spread_of(values: NDArray[float64]) -> Spread:
    """The summary of the net present *values* of at least two runs."""
    import numpy as np  # noqa: PLC0415 - see above

    p10, p50, p90 = np.percentile(values, [10, 50, 90]).tolist()
    positive = float((values > 0).mean())
    is_certain = np.ptp(values) <= _SAME * abs(values).max()
    return Spread(
        p10=p10,
        p50=p50,
        p90=p90,
        mean=p50 if is_certain else float(values.mean()),
        sd=0.0 if is_certain else float(values.std(ddof=1)),
        positive=positive,
        error=sqrt(positive * (1 - positive) / len(values)),
        bins=(Bin(p50, p50, len(values)),) if is_certain else tuple(_bins(values)),
    )


def draws_of(factor: Factor, runs: int, seed: int) -> NDArray[float64]:
    """The values that *factor* has in each run of a simulation from *seed*, in its own unit."""
    return factor.distribution.drawn(generator_of(seed, factor.key), runs)


def generator_of(seed: int, key: Key) -> Generator:
    """The random numbers that belong to one record alone."""
    from numpy.random import PCG64, Generator, SeedSequence  # noqa: PLC0415 - see above

    own = sha256("/".join(key).encode()).digest()
    return Generator(PCG64(SeedSequence([seed, int.from_bytes(own)])))


def _drawn(
    worths: Sequence[Worth], runs: int, seed: int, progress: Progress, is_cancelled: IsCancelled
) -> NDArray[float64]:
    import numpy as np  # noqa: PLC0415 - see above

    drawn = np.empty((len(worths), runs))
    factors = factors_of(worths)
    generators = {key: generator_of(seed, key) for key in factors}
    # A figure of one initiative alone need not be kept for the others.
    shared = {key for key in factors if sum(key in worth.factors for worth in worths) > 1}
    for first in range(0, runs, _BLOCK):
        size = min(_BLOCK, runs - first)
        kept = {key: factors[key].distribution.drawn(generators[key], size) for key in factors if key in shared}
        for row, worth in enumerate(worths):
            go_on((first + size * row / len(worths)) / runs, progress, is_cancelled)
            own = (factor for key, factor in worth.factors.items() if key not in kept)
            values = kept | {each.key: each.distribution.drawn(generators[each.key], size) for each in own}
            with np.errstate(over="ignore", invalid="ignore"):  # what is too wide is left out, with the reason
                npv = sum((_values(term, values, size) for term in worth.terms), np.zeros(size))
            drawn[row, first : first + size] = np.nan_to_num(npv, nan=np.inf, posinf=np.inf, neginf=-np.inf)
    return drawn


def _values(term: Term, drawn: Mapping[Key, NDArray[float64]], size: int) -> NDArray[float64]:
    from numpy import full  # noqa: PLC0415 - see above

    product = full(size, float(term.weight))
    for factor in term.factors:
        product *= drawn[factor.key]
    return product


def _bins(values: NDArray[float64]) -> Iterator[Bin]:
    import numpy as np  # noqa: PLC0415 - see above

    numbers, edges = np.histogram(values, bins=_BINS)
    for number, (low, high) in zip(numbers.tolist(), pairwise(edges.tolist()), strict=True):
        yield Bin(low, high, number)


def _ranks(drawn: NDArray[float64]) -> tuple[tuple[float, ...], ...]:
    """How likely each row has rank 1, at most 2, and so on; its rank is 1 and how many rows are above it."""
    import numpy as np  # noqa: PLC0415 - see above

    number, runs = drawn.shape
    found = []
    for row in drawn:
        above = (drawn > row).sum(axis=0)
        found.append(tuple((np.bincount(above, minlength=number).cumsum() / runs).tolist()))
    return tuple(found)
