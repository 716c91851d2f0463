"""A journey as forecast on a day, in one line for each persona, for below a timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from domain.forecast import Forecast, Forecaster
from domain.foretelling import felt, told_moments
from domain.journey import Journey
from domain.persona import Persona
from domain.plan import Plan
from domain.sparkline import sparkline
from screens.parts.lines import Lines
from screens.parts.text import fit

_NAME, _SPARK, _LEAST = 14, 26, 10
"""Cells a name has at most, and a curve at most and at least."""


class _Row(NamedTuple):
    """A persona's journey on the day."""

    name: str
    found: Forecast


class ForecastStrip(Lines):
    """A rule that tells the day, and below it a line for each journey: as it is today → as it will be.

        Michiel ▁▂▃▂▅ → ▁▅▇▅▅  mean −0.4 → +0.6  2 of 3 moments of truth above 0

    Make it with `ForecastStrip(id=…)`; it is two lines high unless CSS says otherwise, and journeys beyond it scroll.
    Prepare a `Forecaster(plan)` once for each plan, then call `show(forecaster, journeys, day)` whenever the day
    changes: that takes about a millisecond, and only the cells that changed are sent.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"strip--{name}" for name in ("rule", "name", "today", "then", "facts")}
    DEFAULT_CSS = """
    ForecastStrip {
        height: 2;
        & > .strip--rule { color: $text-muted; }
        & > .strip--name { text-style: bold; }
        & > .strip--today { color: $text-muted; }
        & > .strip--then { color: $text-accent; text-style: bold; }
        & > .strip--facts { color: $foreground; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._day: date | None = None
        self._rows: tuple[_Row, ...] = ()

    def show(self, forecaster: Forecaster, journeys: Sequence[Journey], day: date) -> None:
        """Show *journeys*, current ones, as they will be on *day*."""
        self._day = day
        names = names_of(forecaster.plan, journeys)
        self._rows = tuple(
            _Row(*row) for row in zip(names, [forecaster.forecast(each, day) for each in journeys], strict=True)
        )
        self.redraw()

    @property
    def row_count(self) -> int:
        """One for each journey."""
        return len(self._rows)

    @property
    def head_height(self) -> int:
        """The rule."""
        return 1

    def draw_head(self, line: int, width: int) -> Strip:
        """Draw the rule."""
        del line
        says = f" as forecast on {self._day.isoformat()} " if self._day is not None else " no day chosen "
        return Strip([self._segment(f"{says:─^{width}}"[:width], "rule")], width)

    def draw_row(self, index: int, width: int) -> Strip:
        """Draw one journey."""
        name, found = self._rows[index]
        mean = f"  mean {felt(found.mean_today, 1)} → {felt(found.mean, 1)}"
        moments = told_moments(found)
        called = min(_NAME, max(cell_len(row.name) for row in self._rows))
        spark = self._spark(width, called, mean, moments)
        if spark < _LEAST:
            moments = moments.replace(" of truth", "")
            spark = self._spark(width, called, mean, moments)
        cells = max(1, min(spark, len(found.points)))
        today = sparkline([_float(each.today) for each in found.points], cells)
        then = sparkline([_float(each.feeling) if each.presence else None for each in found.points], cells)
        segments = [
            self._segment(fit(name, called) + " ", "name"),
            self._segment(today, "today"),
            self._segment(" → ", "facts"),
            self._segment(then, "then"),
            self._segment(mean, "facts"),
            self._segment(f"  {moments}" if moments else "", "facts"),
        ]
        return Strip(segments).adjust_cell_length(width, self.visual_style.rich_style)

    @staticmethod
    def _spark(width: int, called: int, *facts: str) -> int:
        """The cells that there are for each of the two curves beside *facts*."""
        return min(_SPARK, (width - called - 1 - 3 - 2 - sum(map(cell_len, facts))) // 2)

    def _segment(self, text: str, name: str) -> Segment:
        return Segment(text, self.component_style(f"strip--{name}").rich_style)


def names_of(plan: Plan, journeys: Sequence[Journey]) -> tuple[str, ...]:
    """Who lives through each of *journeys*, by the first name where that tells them apart."""
    personas = [plan.find(Persona, each.persona) if each.persona else None for each in journeys]
    names = [each.name if who is None else who.name for each, who in zip(journeys, personas, strict=True)]
    first = Counter(name.split()[0] for name in names)
    return tuple(
        name.split()[0] if who is not None and first[name.split()[0]] == 1 else name
        for name, who in zip(names, personas, strict=True)
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
