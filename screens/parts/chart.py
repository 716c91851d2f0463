"""What a timeline shows, as values: bars in lanes, flags, what waits for what, and how full each team is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from screens.parts.text import one_line

DONE, RUNNING, PINNED, DUE, ALARM = "✓", "▸", "⊥", "◆", "!"
"""The signs on a timeline: what is done, runs, stays where it is, is promised, and does not fit."""
_LEVELS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Bar:
    """Something with a first and a last day.

    Attributes:
        key: what it goes by.
        name: what is written on it, or beside it where it is too short.
        start: the first day.
        end: the day after the last.
        kind: `planned`, `running`, `done` or `idea`: its colour.
        signs: stand before the name.
        percent: how much of it is done; None where that is not known.
        was: when it was to be done before; drawn as a thin line.
        note: stands behind it.
        is_alarming: whether something about it does not fit.
    """

    key: str
    name: str
    start: date
    end: date
    kind: str = "planned"
    signs: str = ""
    percent: int | None = None
    was: tuple[date, date] | None = None
    note: str = ""
    is_alarming: bool = False

    @property
    def label(self) -> str:
        """What is written on it."""
        done = f"{self.percent} %" if self.percent and self.kind != "done" else ""
        return " ".join(part for part in (self.signs, one_line(self.name), done) if part)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something promised for a day."""

    key: str
    name: str
    day: date
    is_late: bool = False

    @property
    def label(self) -> str:
        """What stands at its day."""
        return f"{DUE} {ALARM if self.is_late else ''}{one_line(self.name)}"


@dataclass(frozen=True, slots=True)
class Wait:
    """One bar waits for another.

    Attributes:
        before: the key of the one that is waited for.
        after: the key of the one that waits.
        is_drawn: whether it starts when the other ends, which a line can show.
    """

    before: str
    after: str
    is_drawn: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars under one title, one in a row."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """How full a team is in one cell: the share of what it can carry, None where that is not known."""

    share: float | None
    is_over: bool = False

    @property
    def sign(self) -> str:
        """A block as high as the share."""
        if self.is_over:
            return ALARM
        if self.share is None:
            return "?"
        return _LEVELS[min(len(_LEVELS) - 1, int(self.share * len(_LEVELS)))] if self.share > 0 else " "


@dataclass(frozen=True, slots=True)
class Load:
    """How full one team is.

    Attributes:
        name: of the team.
        levels: how full it is between each of the days it is asked for and the next.
        words: what is too much, in numbers; empty where nothing is.
    """

    name: str
    levels: Callable[[Sequence[date]], Sequence[Level]]
    words: str = ""


@dataclass(frozen=True)
class Chart:
    """All that a timeline shows.

    Attributes:
        lanes: from top to bottom.
        flags: what is promised for a day.
        waits: what waits for what.
        loads: the teams, those that are too full first.
        title: what stands above all, left; what is less needed comes later.
        undated: what is said of that which has no dates; empty where all has.
        empty: what is said where there is nothing at all.
        today: the day it is.
        is_working: whether somebody works on a day.
        fiscal_year_starts: the month in which quarters and years begin.
    """

    lanes: tuple[Lane, ...] = ()
    flags: tuple[Flag, ...] = ()
    waits: tuple[Wait, ...] = ()
    loads: tuple[Load, ...] = ()
    title: tuple[str, ...] = ()
    undated: str = ""
    empty: str = ""
    today: date = date.min
    is_working: Callable[[date], bool] = field(default=lambda _: True, compare=False)
    fiscal_year_starts: int = 1

    @cached_property
    def bars(self) -> Mapping[str, Bar]:
        """The bars by key."""
        return {bar.key: bar for lane in self.lanes for bar in lane.bars}

    @cached_property
    def ends(self) -> tuple[date, date] | None:
        """The first day there is anything, and the day after the last; None where there is nothing."""
        days = [day for bar in self.bars.values() for day in (bar.start, bar.end, *(bar.was or ()))]
        days += [flag.day for flag in self.flags]
        return (min(days), max(days) + timedelta(days=1)) if days else None

    @cached_property
    def befores(self) -> Mapping[str, frozenset[str]]:
        """For each bar those it waits for."""
        return _gathered((wait.after, wait.before) for wait in self.waits)

    @cached_property
    def afters(self) -> Mapping[str, frozenset[str]]:
        """For each bar those that wait for it."""
        return _gathered((wait.before, wait.after) for wait in self.waits)


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, other in pairs:
        found[key].add(other)
    return {key: frozenset(others) for key, others in found.items()}
