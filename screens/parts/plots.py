"""Charts in characters: the one module that talks to plotext.

Every function takes plain numbers and a size in cells and returns as many lines, each of exactly that width. What
cannot be drawn is said in words instead. Colours are those of the theme, and nothing is told by colour alone.

plotext paints strokes and axes on a canvas. What is laid over it here is what plotext cannot do: it counts a letter as
one cell however wide it is, lets labels cover each other, and would have to draw all anew when only the cursor moved.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from string import ascii_lowercase
from threading import Lock
from types import MappingProxyType
from typing import Any, TypeAlias

from rich.cells import cell_len
from textual.content import Content, Span

from screens.parts.text import MISSING, fit, one_line, wrap

Number: TypeAlias = Decimal | float | None
"""A value to draw. None is not known; what is not finite is left out, and said so."""
Picture: TypeAlias = tuple[Content, ...]
"""A drawing, from the top line to the bottom one."""
Placed: TypeAlias = tuple[str, str, Number, Number]
"""A point of a plane: its key, its label, x and y."""
_Point: TypeAlias = tuple[float, float]

NOTHING = "Nothing to draw yet"
TOO_SMALL = "Too small to draw"

_GAIN, _LOSS, _LINE, _QUIET, _MARK = 2, 1, 4, 8, 3
"""What a stroke is for, as a colour of plotext; it becomes one of the theme again."""
_STYLES: Mapping[int, str] = {
    _GAIN: "$text-success",
    _LOSS: "$text-error",
    _LINE: "$text-accent bold",
    _QUIET: "$foreground-muted",
    _MARK: "$text-warning bold",
}
_BOLD, _HERE = "bold", "reverse bold"
_WIDE = 64
"""Cells from which on there is room for a legend beside, and for more words."""
_MOST_DAYS = 42
"""Over more days than these, what is finished is told by the week."""
_MOST = 1e300
"""Beyond this a difference of two values might no longer be a number."""
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_UNITS = ((12, "tn"), (9, "bn"), (6, "M"), (3, "k"), (0, ""))
_COLOUR = re.compile(r"\x1b\[([\d;]*)m")
_FOREGROUND = re.compile(r"38;5;(\d+)")
_ONE_AT_A_TIME = Lock()


def short(value: Number, currency: str = "") -> str:
    """Write *value* in three digits at most, for axes and labels; what is not known is a dash.

    >>> short(84_000, "EUR"), short(Decimal("-1234567")), short(0), short(999_960), short(None)
    ('€ 84k', '−1.23M', '0', '1M', '–')
    """
    number = _finite(value)
    if not number:
        return MISSING if number is None else "0"
    size = abs(number)
    power, unit = next((power, unit) for power, unit in _UNITS if power == 0 or size >= 0.9995 * 10**power)
    scaled = size / 10**power
    digits = f"{scaled:.{2 if scaled < 9.995 else 1 if scaled < 99.95 else 0}f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    if scaled >= 1e5 or digits == "0":
        digits, unit = f"{size:.0e}", ""
    sign = "−" if number < 0 else ""
    return f"{_SYMBOLS.get(currency, currency)} {sign}{digits}{unit}".strip()


def said(text: str, width: int, height: int) -> Picture:
    """Say *text* in the middle of a drawing of *width* × *height* cells, or as much of it as there is room for."""
    if width < 1:
        return (Content(""),) * max(height, 0)
    words = wrap(text, width)[: max(height, 0)]
    above = (max(height, 0) - len(words)) // 2
    rows = [""] * above + [line.plain for line in words]
    rows += [""] * (height - len(rows))
    return tuple(Content.styled(fit(row, width, "center"), _STYLES[_QUIET]) for row in rows)


def cash_flow(  # noqa: PLR0913 - the data, then the size; all else by name
    years: Sequence[int | str],
    net: Sequence[Number],
    cumulative: Sequence[Number],
    width: int,
    height: int,
    *,
    currency: str = "",
) -> Picture:
    """Draw what each year brings as bars from zero, and what has come in by then as a line.

    Args:
        years: what the years are called.
        net: money of each year; None where it is not known.
        cumulative: the sum up to and including it.
        width: cells of a line.
        height: how many lines.
        currency: of the amounts, such as EUR.
    """
    count = min(len(years), len(net), len(cumulative))
    bars, sums = [_finite(each) for each in net[:count]], [_finite(each) for each in cumulative[:count]]
    known = [value for value in (*bars, *sums) if value is not None]
    if not known:
        return said(f"{NOTHING}: no year has an amount.", width, height)
    note = _left_out([*net, *cumulative])
    texts = [[short(value) for value in row] for row in (bars, sums)]
    widest = max(map(len, (text for row in texts for text in row)))
    # Below the picture the amounts themselves, where each has room under its bar.
    for table in (True, False):
        rows = height - (4 if table else 2) - bool(note)
        zero = _Zero.of(min(0.0, *known), max(0.0, *known), max(rows, 2))
        ticks = zero.ticks(currency)
        left = max(4, *(len(label) for _, label in ticks)) + 1
        cells = width - left
        slot = cells // count
        if rows >= 8 and slot > widest:
            break
    if rows < 4 or slot < 1 or width < 24:
        return said(TOO_SMALL, width, height)
    thick = slot if slot < 3 else max(2, slot * 3 // 5)
    starts = [(cells - slot * count) // 2 + slot * nth + (slot - thick) // 2 for nth in range(count)]
    sums_at = [
        None if value is None else (start + thick / 2, zero.at(value))
        for start, value in zip(starts, sums, strict=True)
    ]
    strokes = [
        _Stroke((((0.25, zero.at(0)), (cells - 0.25, zero.at(0))),), "─", _QUIET),
        *_bars(starts, thick, zero, bars, 1),
        *_bars(starts, thick, zero, bars, -1),
        _Stroke(tuple(_runs(sums_at)), "·", _LINE),
        _Stroke(tuple((point,) for point in sums_at if point), "●", _LINE),
    ]
    board = _Board(width, height)
    board.write(
        0,
        0,
        (("  ", ""), ("█", _STYLES[_GAIN]), (" net of the year   ", ""), ("·●·", _STYLES[_LINE]), (" cumulative", "")),
    )
    board.stamp(_Chart(cells, rows, tuple(strokes), y_ticks=tuple(ticks)), 0, 1)
    middles = [left + start + thick // 2 for start in starts]
    every = -(-(max(cell_len(one_line(str(year))) for year in years[:count]) + 1) // slot)
    room = slot * every - (every * slot > 1)
    for middle, year in list(zip(middles, years, strict=False))[::every]:
        board.put_around(middle, rows + 1, str(year), min(room, 2 * (width - middle)), "")
    if table:
        for y, name, row, role in ((rows + 2, "net", texts[0], 0), (rows + 3, "cum.", texts[1], _LINE)):
            board.put(0, y, fit(name, left - 1, "right"), _STYLES[_QUIET])
            for middle, text in zip(middles, row, strict=True):
                style = _STYLES[role] if role else _STYLES[_LOSS] if text.startswith("−") else ""
                board.put_around(middle, y, text, slot, style)
    board.put(0, height - 1, note, _STYLES[_MARK])
    return board.lines()


def distribution(  # noqa: PLR0913 - the data, then the size; all else by name
    edges: Sequence[Number],
    counts: Sequence[Number],
    marks: Mapping[str, Number],
    width: int,
    height: int,
    *,
    currency: str = "",
    above: Number = None,
    name: str = "NPV",
) -> Picture:
    """Draw how often an amount came out of a simulation, with marks at some amounts and the line at zero.

    Args:
        edges: where the bins begin and end, one more than there are bins, rising.
        counts: how many runs fell into each.
        marks: amounts to point out, such as {"P10": …, "P50": …}.
        width: cells of a line.
        height: how many lines.
        currency: of the amounts, such as EUR.
        above: the share of runs above zero, 0 … 1; not said where it is not known.
        name: what the amounts are.
    """
    borders = [value for value in map(_finite, edges) if value is not None]
    heights = [max(0.0, value) for value in map(_finite, counts) if value is not None]
    sound = len(borders) == len(edges) == len(heights) + 1 == len(counts) + 1 and borders == sorted(borders)
    if not sound or not any(heights):
        return said(f"{NOTHING}: there are no runs.", width, height)
    if borders[0] == borders[-1]:
        return said(f"Every run comes to {short(borders[0], currency)}.", width, height)
    rows = height - 5
    if rows < 3 or width < 24:
        return said(TOO_SMALL, width, height)
    places = {name: value for name, mark in marks.items() if (value := _finite(mark)) is not None}
    # Room for every mark: one that lies outside of all runs, as zero may, is worth seeing.
    x = _Scale.of([borders[0], borders[-1], *places.values()], width)
    fill = list(_heaps(_shares(borders, heights, x), x, rows))
    board = _Board(width, height)
    lines = [(x.cell(value), title, "╎", _MARK) for title, value in places.items() if title != "0"]
    if x.low <= 0 <= x.high:
        lines.insert(0, (x.cell(0), "0", "┃", _QUIET))
    rules = tuple(
        _Stroke((((cell + 0.5, 0.5), (cell + 0.5, rows - 0.5)),), sign, role) for cell, _, sign, role in lines
    )
    ticks = x.ticks(max(2, width // 10), currency)
    board.stamp(_Chart(width, rows, (*fill, *rules), x_ticks=tuple(at for at, _ in ticks)), 0, 3)
    board.write(0, 1, [("↑ runs", _STYLES[_QUIET])])
    board.flags([(cell, title, _STYLES[role]) for cell, title, _, role in lines])
    board.ticks(0, height - 1, ticks, f"{name} →")
    share = _finite(above)
    parts = [(f"P({name} > 0) {_percent(share)}", _BOLD)] if share is not None else []
    parts += [(f"{title} {short(value, currency)}", "") for title, value in places.items() if title != "0"]
    board.write(0, 0, [part for each in parts for part in (("   ", ""), each)][1:])
    return board.lines()


def finishes(  # noqa: PLR0913 - the data, then the size; all else by name
    days: Sequence[date],
    runs: Sequence[int],
    marks: Mapping[str, date],
    width: int,
    height: int,
    *,
    promised: date | None = None,
) -> Picture:
    """Draw on which days something was finished in how many runs; what is later than promised is of another colour.

    Args:
        days: the days, ascending.
        runs: in how many runs it was finished on each.
        marks: days to point out, such as {"P50": …}.
        width: cells of a line.
        height: how many lines.
        promised: the day it is promised for, to point out likewise; None where nothing is.
    """
    if not days or not any(runs):
        return said(f"{NOTHING}: there are no runs.", width, height)
    if len(days) == 1:
        return said(f"It is finished on {days[0]} in every run.", width, height)
    rows = height - 5
    if rows < 3 or width < 24:
        return said(TOO_SMALL, width, height)
    first, last = days[0].toordinal(), days[-1].toordinal()
    there = {day.toordinal(): number for day, number in zip(days, runs, strict=True)}
    shown = {**marks, **({} if promised is None else {"promised": promised})}
    # Over more than a few weeks, days off would make a comb of it: then weeks are told together.
    wide = 7 if last - first > _MOST_DAYS else 1
    borders = [float(day) for day in range(first - (first - 1) % wide, last + wide + 1, wide)]
    x = _Scale.of([borders[0], borders[-1], *(day.toordinal() + 1 for day in shown.values())], width)
    bins = [float(sum(there.get(int(start) + day, 0) for day in range(wide))) for start in borders[:-1]]
    shares = _shares(borders, bins, x)
    kept = math.inf if promised is None else promised.toordinal() + 1
    late = {cell: x.value(cell + 0.5) > kept for cell in range(width)}
    heaps = [
        stroke
        for role in (_GAIN, _LOSS)
        for stroke in _heap({cell: shares[cell] for cell in late if late[cell] == (role == _LOSS)}, rows, role)
    ]
    board = _Board(width, height)
    lines = [
        (x.cell(day.toordinal() + 0.5), title, _QUIET if title == "promised" else _MARK) for title, day in shown.items()
    ]
    rules = tuple(
        _Stroke((((cell + 0.5, 0.5), (cell + 0.5, rows - 0.5)),), "┃" if role == _QUIET else "╎", role)
        for cell, _, role in lines
    )
    ticks = [(x.cell(day.toordinal() + 0.5) + 0.5, str(day)) for day in _calendar_ticks(x, max(1, width // 14))]
    board.stamp(_Chart(width, rows, (*heaps, *rules), x_ticks=tuple(at for at, _ in ticks)), 0, 3)
    board.write(0, 1, [("↑ a week" if wide > 1 else "↑ a day", _STYLES[_QUIET])])
    board.flags([(cell, title, _STYLES[role]) for cell, title, role in lines])
    board.ticks(0, height - 1, ticks, "last day →")
    parts = [(f"{title} {day}", "") for title, day in shown.items()]
    board.write(0, 0, [part for each in parts for part in (("   ", ""), each)][1:])
    return board.lines()


def _calendar_ticks(x: _Scale, most: int) -> list[date]:
    """At most so many Mondays, or firsts of months, in even steps."""
    first, last = math.ceil(x.low), math.floor(x.high) - 1
    mondays = [date.fromordinal(day) for day in range(first + (1 - first) % 7, last + 1, 7)]
    begin, end = date.fromordinal(first), date.fromordinal(last)
    months = range(begin.year * 12 + begin.month - 1 + (begin.day > 1), end.year * 12 + end.month)
    for step in (1, 2):
        if len(mondays[::step]) <= most:
            return mondays[::step]
    for step in (1, 2, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 1000))):
        even = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        if len(even) <= most:
            return even
    return []


def tornado(
    rows: Sequence[tuple[str, Number, Number]], base: Number, width: int, height: int, *, currency: str = ""
) -> Picture:
    """Draw how far the outcome swings when one assumption at a time goes to its low and to its high end.

    Args:
        rows: for each assumption its name and what comes out at its low and at its high end, the widest swing first.
            Where both lie on one side of *base* it is marked “!”: the outcome turns somewhere between.
        base: what comes out when none is touched.
        width: cells of a line.
        height: how many lines.
        currency: of the outcome, such as EUR.
    """
    middle = _finite(base)
    known = [(name, _finite(low), _finite(high)) for name, low, high in rows]
    swings = [(name, low, high) for name, low, high in known if low is not None and high is not None]
    if middle is None or not swings:
        return said(f"{NOTHING}: no assumption has a low and a high end.", width, height)
    note = _left_out([value for _, low, high in rows for value in (low, high)])
    space = height - 2 - bool(note)
    step = max((step for step in (3, 2) if len(swings) * step <= space + 1), default=1)
    swings_shown = swings if len(swings) * step <= space + step - 1 else swings[: max(0, space - 1)]
    bars = [_Swing.of(name, low, high, middle) for name, low, high in swings_shown]
    left = min(max((cell_len(bar.label) for bar in bars), default=0), max(8, width * 3 // 10)) + 1
    before, after = (max((len(bar.texts[side]) for bar in bars), default=0) + 1 for side in (0, 1))
    cells = width - left - before - after
    if not bars or cells < 10:
        return said(TOO_SMALL, width, height)
    x = _Scale.of([middle, *(value for _, low, high in swings_shown for value in (low, high))], cells)
    root, canvas = x.cell(middle), len(bars) * step - (step > 1)
    strokes = [_Stroke((((root + 0.5, 0.5), (root + 0.5, canvas - 0.5)),), "│", _QUIET)]
    for nth, bar in enumerate(bars):
        ys = [canvas - nth * step - 0.5 - line for line in range(max(1, step - 1))]
        for sign, role, near, far in bar.reach(x):
            strokes.append(_Stroke(tuple(((near + 0.5, y), (far + 0.5, y)) for y in ys), sign, role))
    board = _Board(width, height)
    board.stamp(_Chart(cells, canvas, tuple(strokes)), left + before, 2)
    name = f"base {short(middle, currency)}"
    board.put(max(left, min(left + before + root - len(name) // 2, width - len(name))), 1, name, _BOLD)
    words = (" at its low end  ", " at its high end") if width >= _WIDE else (" low  ", " high")
    legend = [("▒▒", _STYLES[_LINE]), (words[0], ""), ("██", _STYLES[_GAIN]), (words[1], "")]
    if any(bar.turns for bar in bars):
        legend.append(("  ! both ends on one side", _STYLES[_MARK]))
    board.write(0, 0, legend)
    for nth, bar in enumerate(bars):
        y = 2 + nth * step
        board.put(0, y, fit(bar.label, left - 1), _STYLES[_MARK] if bar.turns else "")
        reached = [root, *(far for *_, far in bar.reach(x))]
        board.put(left + before + min(reached) - len(bar.texts[0]) - 1, y, bar.texts[0], "")
        board.put(left + before + max(reached) + 2, y, bar.texts[1], "")
    if len(bars) < len(swings):
        board.put(0, 2 + len(bars) * step, f"… {len(swings) - len(bars)} more", _STYLES[_QUIET])
    board.put(0, height - 1, note, _STYLES[_MARK])
    return board.lines()


def frontier(  # noqa: PLR0913 - the data, then the size
    points: Sequence[tuple[Number, Number]],
    chosen: tuple[Number, Number] | None,
    width: int,
    height: int,
    *,
    currency: str = "",
    value_currency: str = "",
    names: tuple[str, str] = ("budget", "value"),
) -> Picture:
    """Draw the most value a budget can buy, as a staircase, with the point that was chosen.

    Args:
        points: budget and value, in any order.
        chosen: budget and value of the plan in view, which may lie below the staircase.
        width: cells of a line.
        height: how many lines.
        currency: of the budget, such as EUR.
        value_currency: of the value, where that is money, too.
        names: what the axes are called, the lower one first.
    """
    known = [(_finite(budget), _finite(value)) for budget, value in points]
    stairs = sorted((budget, value) for budget, value in known if budget is not None and value is not None)
    if not stairs:
        return said(f"{NOTHING}: there is no budget to choose from.", width, height)
    note = _left_out([value for point in points for value in point])
    at, worth = map(_finite, chosen or (None, None))
    here = [] if at is None or worth is None else [(at, worth)]
    rows = height - 3 - bool(note)
    shown = [*stairs, *here]
    y = _Scale.of([0.0, *(value for _, value in shown)], max(rows, 1))
    y_ticks = y.ticks(max(2, rows // 3), value_currency)
    left = max(len(label) for _, label in y_ticks) + 1
    cells = width - left
    if rows < 4 or cells < 16:
        return said(TOO_SMALL, width, height)
    x = _Scale.of([0.0, *(value for value, _ in shown)], cells)
    spots = sorted({(x.cell(budget), y.cell(value)) for budget, value in stairs})
    steps = list(pairwise([*spots, (cells, spots[-1][1])]))
    along = [((x0 + 0.5, y0 + 0.5), (x1 - 0.5, y0 + 0.5)) for (x0, y0), (x1, _) in steps]
    up = [((x1 + 0.5, y0 + 0.5), (x1 + 0.5, y1 + 0.5)) for (_, y0), (x1, y1) in steps if y1 != y0]
    corners = [(x1 + 0.5, y0 + 0.5) for (x0, y0), (x1, y1) in steps if y1 != y0 and x1 != x0]
    strokes = [
        _Stroke(tuple(along), "─", _GAIN),
        _Stroke(tuple(up), "│", _GAIN),
        _Stroke(tuple((corner,) for corner in corners), "╯", _GAIN),
        _Stroke(tuple(((at_x + 0.5, at_y + 0.5),) for at_x, at_y in spots), "●", _GAIN),
    ]
    x_ticks = x.ticks(max(2, cells // 10), currency)
    board = _Board(width, height)
    chart = _Chart(cells, rows, tuple(strokes), x_ticks=tuple(at for at, _ in x_ticks), y_ticks=tuple(y_ticks))
    board.stamp(chart, 0, 1)
    board.ticks(left, rows + 2, x_ticks, f"{names[0]} →")
    head = [(f"↑ {names[1]}", _STYLES[_QUIET])]
    for budget, value in here:
        board.put(left + x.cell(budget), rows - y.cell(value), "◆", _STYLES[_MARK])
        head.append(("   ◆", _STYLES[_MARK]))
        head.append((f" chosen: {short(value, value_currency)} for {short(budget, currency)}", _BOLD))
    board.write(0, 0, head)
    board.put(0, height - 1, note, _STYLES[_MARK])
    return board.lines()


def quadrant(  # noqa: PLR0913 - the data, then the size; all else by name
    points: Sequence[Placed],
    x_line: Number,
    y_line: Number,
    width: int,
    height: int,
    *,
    names: tuple[str, str, str, str],
    titles: tuple[str, str],
    cursor: str = "",
) -> Picture:
    """Draw points on a plane in four fields, each point a letter with its label beside or below.

    Args:
        points: what to place, with the names of the letters.
        x_line: where left ends and right begins; the middle where it is not known.
        y_line: where below ends and above begins.
        width: cells of a line.
        height: how many lines.
        names: of the fields: upper left, upper right, lower left, lower right.
        titles: of the axes, the lower one first.
        cursor: the key of the point to point out.
    """
    placed, note = _placed(points)
    if not placed:
        return said(f"{NOTHING}: no point has both {titles[0]} and {titles[1]}.{note and ' '}{note}", width, height)
    across, upward = _finite(x_line), _finite(y_line)
    plane = _Plane.of(
        (
            _margin([point.x for point in placed] + [value for value in (across,) if value is not None]),
            _margin([point.y for point in placed] + [value for value in (upward,) if value is not None]),
        ),
        placed,
        titles,
        (width, height),
    )
    if plane is None:
        return said(TOO_SMALL, width, height)
    x, y = plane.x, plane.y
    column = x.cells // 2 if across is None else x.cell(across)
    row = y.cells // 2 if upward is None else y.cell(upward)
    strokes = (
        _Stroke((((0.25, row + 0.5), (x.cells - 0.25, row + 0.5)),), "─", _QUIET),
        _Stroke((((column + 0.5, 0.5), (column + 0.5, y.cells - 0.5)),), "│", _QUIET),
        _Stroke((((column + 0.5, row + 0.5),),), "┼", _QUIET),
    )
    board = plane.board(strokes)
    for nth, name in enumerate(names):
        top, right = nth < 2, nth % 2 == 1
        rows = range(min(3, y.cells - 1 - row if top else row))
        plane.name(board, name, (column + 2, x.cells) if right else (1, column), rows, top=top, right=right)
    return plane.lettered(board, cursor, note)


def importance_satisfaction(
    points: Sequence[Placed], width: int, height: int, *, cursor: str = "", most: float = 10
) -> Picture:
    """Draw needs by how important they are and how satisfied people are, with the zones of the opportunity score.

    The score is importance + max(importance − satisfaction, 0) (Ulwick, *What Customers Want*, 2005), on 0 … 10: from
    10 on an opportunity, from 12 a strong and from 15 an extreme one. Above the diagonal satisfaction exceeds
    importance.

    Args:
        points: what to place: x is importance, y satisfaction.
        width: cells of a line.
        height: how many lines.
        cursor: the key of the point to point out.
        most: the highest importance and satisfaction there is; the zones are drawn on that scale.
    """
    placed, note = _placed(points)
    if not placed:
        return said(f"{NOTHING}: nothing has both importance and satisfaction.{note and ' '}{note}", width, height)
    scores = {point.key: point.x + max(point.x - point.y, 0.0) for point in placed}
    plane = _Plane.of(
        ([0.0, most, *(point.x for point in placed)], [0.0, most, *(point.y for point in placed)]),
        placed,
        ("importance", "satisfaction"),
        (width, height),
        {key: f"{score:.1f}" for key, score in scores.items()},
    )
    if plane is None:
        return said(TOO_SMALL, width, height)
    x, y, left = plane.x, plane.y, plane.left
    zones = {bar: bar * most / 10 for bar in (10, 12, 15)}
    strokes = [_Stroke((((x.at(0.0), y.at(0.0)), (x.at(most), y.at(most))),), "·", _QUIET)]
    strokes += [
        _Stroke((((x.at(score / 2), y.at(0.0)), (x.at(most), y.at(2 * most - score))),), "╱", _MARK)
        for score in zones.values()
    ]
    board = plane.board(tuple(strokes))
    for bar, score in zones.items():
        at = left + x.cell(score / 2)
        board.put(at + 1, y.cells, f"{bar}", _STYLES[_MARK])
    plane.name(board, "over-served", (1, x.cells // 2), range(3), top=True, right=False)
    plane.name(board, "under-served", (x.cells // 2, x.cells), range(1, 4), top=False, right=True)
    return plane.lettered(board, cursor, note)


@dataclass(frozen=True, slots=True)
class _Dot:
    """A point of a plane that can be drawn."""

    key: str
    label: str
    sign: str
    x: float
    y: float


def _placed(points: Sequence[Placed]) -> tuple[list[_Dot], str]:
    """Give every point of *points* that can be drawn its letter; and say how many cannot."""
    known = [(key, label, _finite(x), _finite(y)) for key, label, x, y in points]
    dots = [(key, label, x, y) for key, label, x, y in known if x is not None and y is not None]
    missing = len(points) - len(dots)
    note = f"{missing} not drawn: a number is missing." if missing else ""
    return [_Dot(key, one_line(label), _letter(nth), x, y) for nth, (key, label, x, y) in enumerate(dots)], note


def _letter(nth: int) -> str:
    """Name the points a … z, aa, ab … as a spreadsheet does its columns."""
    before, last = divmod(nth, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where things stand on a plane of points: axes left and below, the legend beside or below, the cursor's line last.

    Attributes:
        x: the lower axis.
        y: the left one.
        left: cells before the plane.
        beside: cells of the legend beside it, 0 where there is none.
        below: lines of the legend below it, where it is too narrow for one beside.
        dots: the points.
        titles: of the axes, the lower one first.
        size: of all of it.
        extras: what the legend says of a point beside its name.
    """

    x: _Scale
    y: _Scale
    left: int
    beside: int
    below: int
    dots: Sequence[_Dot]
    titles: tuple[str, str]
    size: tuple[int, int]
    extras: Mapping[str, str]

    @classmethod
    def of(
        cls,
        extent: tuple[Sequence[float], Sequence[float]],
        dots: Sequence[_Dot],
        titles: tuple[str, str],
        size: tuple[int, int],
        extras: Mapping[str, str] = MappingProxyType({}),
    ) -> _Plane | None:
        """Lay out a plane that holds all x and y of *extent*; None where it is too small."""
        (xs, ys), (width, height) = extent, size
        below = min(len(dots), height // 3) if width < _WIDE and height >= 18 else 0
        rows = height - 4 - below
        if rows < 4 or width < 24:
            return None
        y = _Scale.of(ys, rows)
        left = max(len(label) for _, label in y.ticks(max(2, rows // 4))) + 1
        longest = max(len(dot.sign) + cell_len(dot.label) + len(extras.get(dot.key, "")) + 4 for dot in dots)
        beside = min(longest, width * 2 // 5, 40) + 1 if width >= _WIDE else 0
        return cls(_Scale.of(xs, width - left - beside), y, left, beside, below, dots, titles, size, extras)

    def board(self, strokes: tuple[_Stroke, ...]) -> _Board:
        """Draw *strokes* between the axes."""
        width, height = self.size
        board = _Board(width, height)
        x_ticks, y_ticks = self.x.ticks(max(2, self.x.cells // 8)), self.y.ticks(max(2, self.y.cells // 4))
        chart = _Chart(
            self.x.cells, self.y.cells, strokes, x_ticks=tuple(at for at, _ in x_ticks), y_ticks=tuple(y_ticks)
        )
        board.stamp(chart, 0, 1)
        board.ticks(self.left, height - 2 - self.below, x_ticks, f"{self.titles[0]} →", self.left + self.x.cells)
        board.write(0, 0, [(f"↑ {self.titles[1]}", _STYLES[_QUIET])])
        return board

    def name(  # noqa: PLR0913 - where, by name
        self, board: _Board, name: str, columns: tuple[int, int], rows: range, *, top: bool, right: bool
    ) -> None:
        """Write *name* into its corner between two *columns*, into the first of *rows* from the edge that is free.

        Where letters stand in the way everywhere it is left out: they would be read as one word.
        """
        first, last = columns
        if last - first < 3:
            return
        text = fit(name, min(last - first, cell_len(one_line(name))))
        start = last - cell_len(text) if right else first
        taken = {
            (row, cell)
            for row, column, members in self._groups()
            for cell in range(column - 1, column + _room(members, self._longest))
        }
        for inward in rows:
            row = self.y.cells - 1 - inward if top else inward
            if not any((row, cell) in taken for cell in range(start, start + cell_len(text))):
                board.put(self.left + start, self.y.cells - row, text, _STYLES[_QUIET])
                return

    @property
    def _longest(self) -> int:
        return max(len(dot.sign) for dot in self.dots)

    def _groups(self) -> Iterator[tuple[int, int, list[_Dot]]]:
        return _grouped(self.dots, self.x, self.y, self._longest)

    def lettered(self, board: _Board, cursor: str, note: str) -> Picture:
        """Lay the letters over what was drawn, the legend beside it and what is under *cursor* below."""
        width, height = self.size
        for row, column, members in self._groups():
            here = next((dot for dot in members if dot.key == cursor), None)
            sign = (here or members[0]).sign + (f"+{len(members) - 1}" if len(members) > 1 else "")
            at, y = self.left + column, self.y.cells - row
            if here:
                board.put(at - 1, y, f"▸{sign}", _HERE)
            else:
                board.put(at, y, sign, _BOLD)
        if self.beside:
            self._legend(board, cursor, (width - self.beside + 1, 0), (self.beside - 1, height - 1))
        elif self.below:
            self._legend(board, cursor, (0, height - 1 - self.below), (width, self.below))
        under = next((dot for dot in self.dots if dot.key == cursor), None)
        if under is not None:
            extra = self.extras.get(under.key)
            across, upward = short(under.x), short(under.y)
            if self.beside:
                values = f"{self.titles[0]} {across} · {self.titles[1]} {upward}"
                values += f" · opportunity {extra}" if extra else ""
            else:
                values = f"({across}, {upward})" + (f" · {extra}" if extra else "")
            room = max(8, width - 7 - len(under.sign) - cell_len(one_line(values)))
            label = fit(under.label, min(room, cell_len(under.label)))
            board.write(0, height - 1, [(f"▸ {under.sign} {label}", _BOLD), (f" · {values}", "")])
        else:
            board.write(0, height - 1, [(note, _STYLES[_MARK])])
        return board.lines()

    def _legend(self, board: _Board, cursor: str, corner: tuple[int, int], size: tuple[int, int]) -> None:
        """Name the letters in so many cells and lines from the upper left *corner* on."""
        (left, top), (width, rows), longest = corner, size, self._longest
        at = next((nth for nth, dot in enumerate(self.dots) if dot.key == cursor), 0)
        shown = rows if len(self.dots) <= rows else rows - 1
        # A page at a time, so that most steps of the cursor change two lines.
        first = at // shown * shown
        for y, dot in enumerate(self.dots[first : first + shown], start=top):
            extra = f" {self.extras[dot.key]}" if dot.key in self.extras else ""
            here = dot.key == cursor
            text = (
                f"{'▸' if here else ' '}{dot.sign:<{longest}} {fit(dot.label, width - longest - 2 - len(extra))}{extra}"
            )
            board.put(left, y, text, _HERE if here else "")
        if len(self.dots) > rows:
            text = f" {first + 1}–{min(first + shown, len(self.dots))} of {len(self.dots)}"
            board.put(left, top + rows - 1, fit(text, width), _STYLES[_QUIET])


def _grouped(dots: Iterable[_Dot], x: _Scale, y: _Scale, longest: int) -> Iterator[tuple[int, int, list[_Dot]]]:
    """Yield row from below, column and who stands there; those too close to be read side by side stand together.

    The room kept is the same wherever the cursor is, so that nothing moves when it does.
    """
    by_row: dict[int, list[_Dot]] = {}
    for dot in dots:
        by_row.setdefault(y.cell(dot.y), []).append(dot)
    for row, members in by_row.items():
        groups: list[tuple[int, list[_Dot]]] = []
        for dot in sorted(members, key=lambda dot: x.cell(dot.x)):
            groups.append((x.cell(dot.x), [dot]))
            while True:
                column, together = groups.pop()
                column = max(1, min(column, x.cells - _room(together, longest)))
                if not groups or column - 1 >= groups[-1][0] + _room(groups[-1][1], longest):
                    groups.append((column, together))
                    break
                before, others = groups.pop()
                groups.append((before, others + together))
        for column, together in groups:
            yield row, column, together


def _room(members: Sequence[_Dot], longest: int) -> int:
    return longest + (len(f"+{len(members) - 1}") if len(members) > 1 else 0)


def _finite(value: Number) -> float | None:
    """*value* as a number to calculate with; None where it is none."""
    try:
        number = math.nan if value is None else float(value)
    except (ValueError, OverflowError):  # a signalling NaN, a whole number beyond all floats
        return None
    return max(-_MOST, min(_MOST, number)) if math.isfinite(number) else None


def _left_out(values: Iterable[Number]) -> str:
    """Say how many of *values* are no numbers; those that are merely not known show as gaps."""
    count = sum(value is not None and _finite(value) is None for value in values)
    return f"{count} left out: not a finite number." if count else ""


def _margin(values: Sequence[float]) -> list[float]:
    """*values* and a little more on both sides, so that no point sticks to an axis."""
    low, high = min(values), max(values)
    more = (high / 2 - low / 2) / 8
    return [max(-_MOST, low - more), min(_MOST, high + more)]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Numbers from *low* to *high* over so many cells."""

    low: float
    high: float
    cells: int

    @classmethod
    def of(cls, values: Iterable[float], cells: int) -> _Scale:
        """A scale that holds *values*, and is never without extent."""
        known = list(values)
        low, high = min(known), max(known)
        if high - low <= max(abs(low), abs(high), 1e-290) * 1e-9:
            more = max(abs(low), abs(high)) / 10 or 1.0
            low, high = low - more, high + more
        return cls(low, high, cells)

    def at(self, value: float) -> float:
        """How many cells from the low end."""
        return max(0.0, min(1.0, (value - self.low) / (self.high - self.low))) * self.cells

    def cell(self, value: float) -> int:
        """The cell that holds *value*, counted from 0."""
        return max(0, min(self.cells - 1, int(self.at(value))))

    def value(self, at: float) -> float:
        """What lies *at* cells from the low end."""
        return self.low + (self.high - self.low) * (at / self.cells)

    def ticks(self, most: int, currency: str = "") -> list[tuple[float, str]]:
        """Round numbers within the scale, as where in the middle of a cell, and how they read."""
        return _labelled(((self.cell(step) + 0.5, step) for step in _steps(self.low, self.high, most)), currency)


@dataclass(frozen=True, slots=True)
class _Zero:
    """Amounts around a row of zero: whatever is more fills cells above it, whatever is less below.

    Attributes:
        below: rows below zero.
        above: rows above.
        unit: what a row is worth.
    """

    below: int
    above: int
    unit: float

    @classmethod
    def of(cls, low: float, high: float, rows: int) -> _Zero:
        """Share *rows* out so that *low* ≤ 0 ≤ *high* both have room."""
        free = max(rows - 1, 1)
        extent = max(high / 2 - low / 2, 1e-290)
        below = round(free * (-low / 2 / extent))
        below = max(below, int(low < 0 and free > 1))
        below = min(below, free - int(high > 0 and free > 1))
        above = free - below
        unit = max(high / above if above else 0.0, -low / below if below else 0.0)
        return cls(below, above, unit if unit > 1e-290 else 1.0)

    def at(self, value: float) -> float:
        """How many rows from the bottom *value* is."""
        return self.below + 0.5 + max(-self.below, min(self.above, value / self.unit))

    def ticks(self, currency: str) -> list[tuple[float, str]]:
        """Round numbers around zero, at least two rows apart, as where and how they read."""
        rows = self.below + self.above
        steps = _steps(-self.below * self.unit, self.above * self.unit, max(1, min(rows // 2, 9)))
        return _labelled(((int(self.at(step)) + 0.5, step) for step in {0.0, *steps}), currency)


def _labelled(ticks: Iterable[tuple[float, float]], currency: str) -> list[tuple[float, str]]:
    """Write *ticks*; where two would read the same, the first only."""
    written: dict[str, float] = {}
    for at, value in sorted(ticks):
        written.setdefault(short(value, currency), at)
    return [(at, label) for label, at in written.items()]


def _steps(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 × a power of ten from *low* to *high*, about *most*."""
    rough = (high / most - low / most) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((times * power for times in (1, 2, 5) if times * power >= rough * 0.999), 10 * power)
    return [nth * step for nth in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _bars(
    starts: Sequence[int], thick: int, zero: _Zero, values: Sequence[float | None], sign: int
) -> Iterator[_Stroke]:
    """Yield bars from zero, up for a *sign* of 1 and down for −1; what differs from zero at all is half a row high."""
    halves: dict[int, int] = {}
    for start, value in zip(starts, values, strict=True):
        if value is not None and value * sign > 0:
            rows = min(abs(value) / zero.unit, zero.above if sign > 0 else zero.below)
            halves |= dict.fromkeys(range(start, start + thick), max(1, round(rows * 2)))
    yield from _columns(halves, zero.at(0) + sign, sign, _GAIN if sign > 0 else _LOSS)


def _columns(halves: Mapping[int, int], root: float, sign: int, role: int) -> Iterator[_Stroke]:
    """Yield columns of so many half rows in each of these cells, from the row at *root* up, or down."""
    whole = (
        ((cell + 0.5, root), (cell + 0.5, root + sign * (high // 2 - 1))) for cell, high in halves.items() if high > 1
    )
    yield _Stroke(tuple(whole), "█", role)
    half = (((cell + 0.5, root + sign * (high // 2)),) for cell, high in halves.items() if high % 2)
    yield _Stroke(tuple(half), "▄" if sign > 0 else "▀", role)


def _runs(points: Iterable[_Point | None]) -> Iterator[tuple[_Point, ...]]:
    """Yield what can be joined; None is a gap."""
    run: list[_Point] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            yield tuple(run)
            run = []


def _percent(share: float) -> str:
    """Write a chance in whole percents; what is nearly certain is never written as if it were."""
    if 0.995 <= share < 1:
        return "> 99 %"
    if 0 < share < 0.005:
        return "< 1 %"
    return f"= {share * 100:.0f} %"


def _heaps(shares: Sequence[float], x: _Scale, rows: int) -> Iterator[_Stroke]:
    """Yield columns as high as *shares* of so many rows, those below zero and those above."""
    for role in (_LOSS, _GAIN):
        cells = {cell: share for cell, share in enumerate(shares) if (x.value(cell + 0.5) < 0) == (role == _LOSS)}
        yield from _heap(cells, rows, role)


def _heap(shares: Mapping[int, float], rows: int, role: int) -> Iterator[_Stroke]:
    """Yield columns in cells as high as *shares* of so many rows."""
    halves = {cell: round(share * rows * 2) for cell, share in shares.items() if share}
    yield from _columns(halves, 0.5, 1, role)
    # Few runs are not none.
    yield _Stroke(tuple(((cell + 0.5, 0.5),) for cell, high in halves.items() if not high), "▁", role)


def _shares(borders: Sequence[float], heights: Sequence[float], x: _Scale) -> list[float]:
    """How much of *heights* falls into each cell of *x*, the most being 1; spread evenly within a bin."""
    whole = sum(heights)
    if not math.isfinite(whole):
        heights, whole = [height / _MOST for height in heights], sum(height / _MOST for height in heights)
    so_far = [0.0, *accumulate(heights)]

    def until(value: float) -> float:
        nth = min(max(bisect_right(borders, value) - 1, 0), len(heights) - 1)
        extent = borders[nth + 1] - borders[nth]
        share = (value - borders[nth]) / extent if extent > 0 else 1.0
        return so_far[nth] + heights[nth] * max(0.0, min(1.0, share))

    sums = [until(x.value(cell)) for cell in range(x.cells + 1)]
    sums[0], sums[-1] = 0.0, so_far[-1]
    # Of a bin at the very end of the scale, where rounding may have lost it, nothing is lost this way.
    parts = [max(0.0, after - before) for before, after in pairwise(sums)]
    return [part / (max(parts) or 1.0) for part in parts]


@dataclass(frozen=True, slots=True)
class _Swing:
    """One assumption of a tornado.

    Attributes:
        label: its name, behind “! ” where the outcome turns.
        texts: what to write left and right of its bars.
        turns: whether both ends lie on one side of the base.
        ends: sign, colour and outcome of its ends, the farther one first, so that the nearer shows in front of it.
        middle: the base.
    """

    label: str
    texts: tuple[str, str]
    turns: bool
    ends: tuple[tuple[str, int, float], ...]
    middle: float

    @classmethod
    def of(cls, name: str, low: float, high: float, middle: float) -> _Swing:
        """Draw up what to show of *name*."""
        less, more = min(low, high), max(low, high)
        texts = short(less), short(more)
        both = f"{texts[0]}, {texts[1]}" if less != more else texts[0]
        turns = more < middle or less > middle
        ends = sorted((("▒", _LINE, low), ("█", _GAIN, high)), key=lambda end: -abs(end[2] - middle))
        return cls(
            f"{'! ' if turns else ''}{one_line(name)}",
            (both, "") if more < middle else ("", both) if less > middle else texts,
            turns,
            tuple(ends),
            middle,
        )

    def reach(self, x: _Scale) -> Iterator[tuple[str, int, int, int]]:
        """Yield sign, colour, first and last cell of each bar; what differs at all from the base has a cell."""
        root = x.cell(self.middle)
        for sign, role, value in self.ends:
            if value > self.middle:
                near = min(root + 1, x.cells - 1)
                yield sign, role, near, max(near, x.cell(value))
            elif value < self.middle:
                near = max(root - 1, 0)
                yield sign, role, near, min(near, x.cell(value))


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Picture of one sign and colour, each through its points in cells from the lower left corner.

    Attributes:
        paths: the lines; one of a single point is a dot.
        sign: the character they are drawn with.
        role: what they are for, a key of the styles.
    """

    paths: tuple[tuple[_Point, ...], ...]
    sign: str
    role: int


@dataclass(frozen=True, slots=True)
class _Chart:
    """All that plotext draws of one picture.

    Attributes:
        width: cells between the axes.
        height: rows between them.
        strokes: what to draw, the last on top.
        x_ticks: where the lower axis has ticks; None without that axis.
        y_ticks: the same for the left one, with what stands there.
    """

    width: int
    height: int
    strokes: tuple[_Stroke, ...]
    x_ticks: tuple[float, ...] | None = None
    y_ticks: tuple[tuple[float, str], ...] | None = None


@lru_cache(maxsize=32)
def _plotted(chart: _Chart) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Let plotext draw *chart*, and return for each row, from the top one, the runs of one colour and its number."""
    import plotext  # noqa: PLC0415 - a fifth of a second that only charts are worth

    left = max(len(label) for _, label in chart.y_ticks) + 1 if chart.y_ticks else 0
    below = 2 if chart.x_ticks is not None else 0
    with _ONE_AT_A_TIME:  # there is one figure for all
        plotext.terminal.limit(False, False)  # noqa: FBT003 - else it is cut to the terminal the program started in
        figure = plotext.figure
        figure.clear()
        figure.theme("colorless")
        figure.plot_size(chart.width + left, chart.height + below)
        figure.axes(False)  # noqa: FBT003
        for axis, extent, ticks in (("x", chart.width, chart.x_ticks), ("y", chart.height, chart.y_ticks)):
            ruler = figure.ruler(axis)
            ruler.lim(0, extent).alignment(lim="edge")
            if ticks is None:
                ruler.ticks([])
            else:
                figure.axes(True, pixel=plotext.pixel(_QUIET), axis=axis, side=0)  # noqa: FBT003
        if chart.x_ticks is not None:
            figure.ruler("x").ticks(list(chart.x_ticks), ["_"] * len(chart.x_ticks))
        if chart.y_ticks is not None:
            figure.ruler("y").ticks(
                [at for at, _ in chart.y_ticks], [label.rjust(left - 1) for _, label in chart.y_ticks]
            )
        for stroke in chart.strokes:
            if stroke.paths:
                figure.draw(_signal(plotext, stroke))
        text = figure.build().string()
    return tuple(tuple(_coloured(line)) for line in text.removesuffix("\n").split("\n"))


def _signal(plotext: Any, stroke: _Stroke) -> Any:  # noqa: ANN401 - plotext is untyped
    points = [point for path in stroke.paths for point in path]
    marker = plotext.marker(stroke.sign, pixel=plotext.pixel(stroke.role))
    signal = plotext.figure.signal([x for x, _ in points], [y for _, y in points], marker=marker).lines()
    for start in accumulate(map(len, stroke.paths[:-1])):
        signal.line(start, False)  # noqa: FBT003 - a path is not joined to the one before it
    return signal


def _coloured(line: str) -> Iterator[tuple[str, int]]:
    """Yield the runs of *line* with the number of their colour, 0 for none; backgrounds are left to the theme."""
    role = 0
    for nth, part in enumerate(_COLOUR.split(line)):
        if nth % 2 == 0:
            if part:
                yield part, role
        elif (match := _FOREGROUND.fullmatch(part)) is not None:
            role = int(match[1])
        elif part in ("", "0"):
            role = 0


class _Board:
    """Cells to write on; what does not fit is cut, and half a wide letter never stays."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._cells = [[" "] * width for _ in range(height)]
        self._styles = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Write *text* from cell *x* of line *y* on."""
        row, styles, at = self._cells[y], self._styles[y], x
        for letter in one_line(text):
            cells = cell_len(letter)
            if cells == 0 and at > x and 0 < at <= self._width:
                row[at - 1 if row[at - 1] else at - 2] += letter
            elif cells and at >= 0 and at + cells <= self._width:
                if not row[at]:
                    row[at - 1] = " "
                if at + cells < self._width and not row[at + cells]:
                    row[at + cells] = " "
                row[at : at + cells] = [letter, ""][:cells]
                styles[at : at + cells] = [style] * cells
            at += cells

    def put_around(self, middle: int, y: int, text: str, room: int, style: str) -> None:
        """Write *text*, cut to *room* cells, so that its middle is cell *middle*, as far as the edges allow."""
        text = fit(text, min(room, cell_len(one_line(text))))
        self.put(max(0, min(middle - cell_len(text) // 2, self._width - cell_len(text))), y, text, style)

    def write(self, x: int, y: int, parts: Iterable[tuple[str, str]]) -> None:
        """Write *parts*, each with its style, one after the other; what is too long ends in “…”."""
        for text, style in parts:
            shown = fit(text, min(cell_len(one_line(text)), self._width - x))
            self.put(x, y, shown, style)
            x += cell_len(shown)

    def flags(self, marks: Iterable[tuple[int, str, str]]) -> None:
        """Write above lines what they mark, in line 2 or above it, wherever there is room."""
        taken: dict[int, set[int]] = {2: set(), 1: set(range(7))}
        for cell, title, style in marks:
            label = fit(title, min(cell_len(one_line(title)), 8))
            start = max(0, min(cell - cell_len(label) // 2, self._width - cell_len(label)))
            covers = set(range(start - 1, start + cell_len(label) + 1))
            y = next((y for y in taken if not taken[y] & covers), None)
            if y is not None:
                taken[y] |= covers
                self.put(start, y, label, style)

    def ticks(
        self, left: int, y: int, ticks: Iterable[tuple[float, str]], title: str, right: int | None = None
    ) -> None:
        """Write below an axis, from cell *left* to *right*, its title, and what its ticks say where that fits."""
        end = self._width if right is None else right
        self._cells[y][left:end] = [" "] * max(0, end - left)
        title = fit(title, min(cell_len(one_line(title)), (end - left) // 2))
        end -= cell_len(title) + 1
        self.put(end + 1, y, title, _STYLES[_QUIET])
        free = 0
        for at, label in ticks:
            start = max(0, left + int(at) - len(label) // 2)
            if start >= free and start + len(label) <= end:
                self.put(start, y, label, "")
                free = start + len(label) + 1

    def stamp(self, chart: _Chart, x: int, y: int) -> None:
        """Put the drawing of *chart* with its upper left corner at *x*, *y*."""
        for nth, runs in enumerate(_plotted(chart)):
            at = x
            for text, role in runs:  # of one cell a character all of it, unlike what people write
                end = at + len(text)
                self._cells[y + nth][at:end] = text
                self._styles[y + nth][at:end] = [_STYLES.get(role, "")] * len(text)
                at = end

    def lines(self) -> Picture:
        """All lines, each of exactly the width."""
        return tuple(self._line(row, styles) for row, styles in zip(self._cells, self._styles, strict=True))

    def _line(self, row: Sequence[str], styles: Sequence[str]) -> Content:
        text = "".join(row)
        if cell_len(text) != self._width:  # letters that are of another width together than one by one
            return Content(fit(text, self._width))
        spans, cell, start = [], 0, 0
        for style, run in groupby(styles):
            before, cell = cell, cell + len(list(run))
            end = start + len("".join(row[before:cell]))
            if style:
                spans.append(Span(start, end, style))
            start = end
        return Content(text, spans)
