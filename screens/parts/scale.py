"""The scale of a timeline: which cell a day is in, at five zooms, and what stands above the cells.

Cells are counted from a Monday long ago, so that a day keeps its cell whatever else is on the chart. A bar starts and
ends on half cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from domain.periods import Grain, Period, periods

_FIRST = date(1900, 1, 1).toordinal()
_HALVES: Mapping[Grain, tuple[int, int]] = MappingProxyType(
    {Grain.DAY: (6, 1), Grain.WEEK: (2, 1), Grain.MONTH: (4, 7), Grain.QUARTER: (2, 7), Grain.YEAR: (1, 14)}
)
"""For each zoom so many half cells stand for so many days."""
_ABOVE: Mapping[Grain, tuple[Grain, Grain]] = MappingProxyType(
    {
        Grain.DAY: (Grain.MONTH, Grain.DAY),
        Grain.WEEK: (Grain.MONTH, Grain.WEEK),
        Grain.MONTH: (Grain.QUARTER, Grain.MONTH),
        Grain.QUARTER: (Grain.QUARTER, Grain.MONTH),
        Grain.YEAR: (Grain.YEAR, Grain.QUARTER),
    }
)
"""What the two lines above the cells tell at each zoom."""
_MOST = 0.8
"""The share of the days that must be in view: a bar of a cell tells less than one whose end is to be scrolled to."""
ZOOMS = tuple(_HALVES)
"""From the closest to the widest."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How days become cells.

    Attributes:
        zoom: what there is to see: single days, or years.
        fiscal_year_starts: the month in which quarters and years begin.
    """

    zoom: Grain = Grain.QUARTER
    fiscal_year_starts: int = 1

    def half(self, day: date) -> int:
        """The half cell that *day* begins in."""
        halves, days = _HALVES[self.zoom]
        return (day.toordinal() - _FIRST) * halves // days

    def halves(self, start: date, end: date) -> tuple[int, int]:
        """The half cells of the days in [*start*, *end*): from the first to the one after the last, one at least."""
        first = self.half(start)
        return first, max(first + 1, self.half(end))

    def cell(self, day: date) -> int:
        """The cell that *day* begins in."""
        return self.half(day) // 2

    def day(self, cell: int) -> date:
        """The first day that begins in *cell*, or where none does, the day that is going on."""
        halves, days = _HALVES[self.zoom]
        begun = -(-2 * cell * days // halves)
        if begun * halves // days > 2 * cell + 1:
            begun = 2 * cell * days // halves
        return date.fromordinal(min(max(1, _FIRST + begun), date.max.toordinal()))

    def days(self, first: int, count: int) -> tuple[date, ...]:
        """The first days of *count* cells from *first* on, and of the one behind them."""
        return tuple(map(self.day, range(first, first + count + 1)))

    def marks(self, first: int, count: int) -> tuple[tuple[tuple[int, Period], ...], tuple[tuple[int, Period], ...]]:
        """What stands above *count* cells from *first* on: for each of two lines the periods with their cells.

        A period that began before *first* stands at *first*.
        """
        start, end = self.day(first), self.day(first + count) + timedelta(days=1)
        coarse, fine = _ABOVE[self.zoom]
        return tuple(self._placed(start, end, first, coarse)), tuple(self._placed(start, end, first, fine))

    def _placed(self, start: date, end: date, first: int, grain: Grain) -> Iterator[tuple[int, Period]]:
        for period in periods(start, end, grain, self.fiscal_year_starts):
            yield max(first, self.cell(period.start)), period

    def borders(self, first: int, count: int) -> frozenset[int]:
        """Those of *count* cells from *first* on in which a period of the upper line begins."""
        coarse, _ = self.marks(first, count)
        return frozenset(cell for cell, period in coarse if self.cell(period.start) == cell)

    def zoomed(self, by: int) -> Scale:
        """The scale *by* steps wider, or closer where that is below 0."""
        place = ZOOMS.index(self.zoom) + by
        return Scale(ZOOMS[max(0, min(place, len(ZOOMS) - 1))], self.fiscal_year_starts)


def fitting(start: date, end: date, width: int, fiscal_year_starts: int = 1) -> Scale:
    """The closest scale, of months or wider, on which most of the days in [*start*, *end*) fit in *width* cells."""
    for zoom in ZOOMS[ZOOMS.index(Grain.MONTH) :]:
        scale = Scale(zoom, fiscal_year_starts)
        if _MOST * (scale.cell(end) - scale.cell(start)) < width:
            return scale
    return Scale(ZOOMS[-1], fiscal_year_starts)
