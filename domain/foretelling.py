"""A forecast in words: the arithmetic of a touchpoint, when a moment of truth crosses neutral, what a step changes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from domain.figures import DASH, number, rounded
from domain.forecast import Crossing, Forecast, ForecastPoint, Move, Share
from domain.text import counted
from domain.ways import Delivery, Number


def felt(value: Fraction | None, places: int = 2) -> str:
    """A feeling with its sign: `+1.5`, `−1`, `0`; a dash where it is not known."""
    if value is None:
        return DASH
    return f"{'+' if rounded(value, places) > 0 else ''}{number(value, places)}"


def told_mean(found: Forecast, places: int = 2) -> str:
    """`mean −0.22 → +0.12`: of the map of today, and on the day."""
    return f"mean {felt(found.mean_today, places)} → {felt(found.mean, places)}"


def told_worst(found: Forecast, places: int = 2) -> str:
    """`worst −1.05 Report a flat tyre`."""
    worst = found.worst
    return f"worst {DASH}" if worst is None else f"worst {felt(worst.feeling, places)} {worst.touchpoint.name}"


def told_moments(found: Forecast) -> str:
    """`3 of 7 moments of truth above 0`; empty where there is none."""
    moments = found.moments
    if not moments:
        return ""
    return f"{len(found.above)} of {counted(len(moments), 'moment of truth', 'moments of truth')} above 0"


def told_arithmetic(point: ForecastPoint) -> Iterator[str]:
    """How the feeling of *point* comes about, to be done again by hand: the sum, then who brings what."""
    yield _sum(point)
    if not point.gaps:
        return
    for gap in point.gaps:
        shares = [share for share in point.shares if share.gap.id == gap.id]
        if len(point.gaps) > 1:
            yield f"gap “{gap.name}”"
        for share in shares:
            yield told_share(share)
        if left := 100 - sum(share.percent for share in shares):
            yield f"{_percent(left)} claimed by nobody"


def _sum(point: ForecastPoint) -> str:
    if not point.gaps:
        return f"{felt(point.feeling)} as today: no gap is recorded here"
    if point.leads_nowhere:
        return f"{felt(point.feeling)} as today: no dream says how it should feel"
    if point.is_added:
        there = f"there for {number(point.presence * 100)} % of the customers"
        return f"{felt(point.feeling)}, added by the dream; {there} = {_terms(point.shares)}"
    if point.is_removed:
        there = f"there for {number(point.presence * 100)} % of the customers"
        return f"{felt(point.feeling)}, removed by the dream; {there} = 1 − ({_terms(point.shares)})"
    steps = []
    for gap in point.gaps:
        shares = tuple(share for share in point.shares if share.gap.id == gap.id)
        if shares:
            first = shares[0]
            part = f" × {first.part}" if first.part != 1 else ""
            steps.append(f" + ({_bare(first.end)} − {_bare(first.start)}){part} × ({_terms(shares)})")
    return f"{felt(point.feeling)} = {felt(point.today)}{''.join(steps)}" + ("" if steps else ": nobody closes its gap")


def _terms(shares: tuple[Share, ...]) -> str:
    return " + ".join(f"{_percent(share.percent)} × {share.adoption}" for share in shares) or "0"


def _percent(value: Number) -> str:
    """Exactly, so that it can be done again: `60 %`, `200/3 %`."""
    return f"{value} %"


def _bare(value: Fraction | None) -> str:
    """A feeling in a sum, where its sign would be taken for another."""
    return "?" if value is None else f"({number(value)})" if value < 0 else number(value)


def told_share(share: Share) -> str:
    """`75 % × 18/61 = +0.77 The itinerary by mail, from 2027-03-06, for all from 2027-05-06`."""
    adds = "" if share.adds is None else f" = {felt(share.adds)}"
    return (
        f"{_percent(share.percent)} × {share.adoption}{adds} {share.initiative.name}, {told_delivery(share.delivery)}"
    )


def told_delivery(delivery: Delivery) -> str:
    """`from 2027-03-06, for all from 2027-04-06`, or why there is no day."""
    if delivery.begins is None or delivery.full is None:
        return "done" if delivery.is_done else "no date yet"
    full = f", for all from {delivery.full.isoformat()}" if delivery.full != delivery.begins else ""
    return f"from {delivery.begins.isoformat()}{full}"


def told_crossing(crossing: Crossing) -> str:
    """When it rises above neutral and thanks to whom, or what it takes that it does not."""
    if crossing.is_above:
        return "above 0 already"
    if crossing.day is not None:
        return f"above 0 from {crossing.day.isoformat()}, {told_reason(crossing)}"
    return f"never: {told_reason(crossing)}"


def told_reason(crossing: Crossing) -> str:
    """Thanks to whom it rises above neutral, or what it takes that it does not; empty where it is above already."""
    if crossing.is_above:
        return ""
    if crossing.day is None:
        return "; ".join(_missing(crossing))
    return f"thanks to {', '.join(dict.fromkeys(share.initiative.name for share in crossing.thanks_to))}"


def _missing(crossing: Crossing) -> Iterator[str]:
    point = crossing.finally_
    if not point.gaps:
        yield "no gap is recorded here"
        return
    if point.leads_nowhere:
        yield "no dream says how it should feel"
        return
    waits = list(dict.fromkeys(share.initiative.name for share in crossing.waits_for))
    if waits:
        would = f", with it {felt(crossing.would_be)}" if crossing.would_be is not None else ""
        yield f"{' and '.join(f'“{each}”' for each in waits)} {'has' if len(waits) == 1 else 'have'} no date{would}"
    if left := point.open_percent:
        yield f"{left} % of its gap claimed by nobody"
    if not waits and point.feeling is not None and point.presence:
        yield f"it ends at {felt(point.feeling)}"


def told_move(move: Move) -> str:
    """`+0.4 Pay the deposit: Trip mails`."""
    thanks = ", ".join(each.name for each in move.thanks_to)
    return f"{_moved(move)} {move.after.touchpoint.name}" + (f": {thanks}" if thanks else "")


def _moved(move: Move) -> str:
    if move.by is not None:
        return felt(move.by)
    if move.before.presence != move.after.presence:
        return f"{number(move.before.presence * 100, 0)} → {number(move.after.presence * 100, 0)} %"
    return f"{felt(move.before.feeling)} → {felt(move.after.feeling)}"
