"""What a name on the command line stands for where two plans are compared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from domain.baselines import named, plan_then
from domain.errors import NoSuchInput
from domain.plan import Plan
from domain.secrecy import public
from storage.files import engagement_called
from storage.formats.exchange import edit_from, is_engagement
from storage.formats.source import read_source
from storage.store import Store

_SHIFT = timedelta(days=2)


class Side(NamedTuple):
    """One of the two.

    Attributes:
        called: what to call it in a report.
        is_baseline: whether the plan is one that a baseline holds, so that it has no baselines in it.
    """

    plan: Plan
    called: str
    is_baseline: bool = False


def side_of(name: str) -> Side:
    """The plan in an engagement or a TOML file, or, as `FILE@…`, that of an earlier day or of a baseline.

    Raises:
        NoSuchInput: there is no such file, day or baseline, or it is not clear which is meant.
    """
    path = engagement_called(name)
    if name != "-" and "@" in name and not path.exists():
        file, which = _split(name)
        with Store.open(engagement_called(file), read_only=True) as store:
            return _earlier(store, which)
    if name != "-" and is_engagement(path):
        with Store.open(path, read_only=True) as store:
            return Side(store.plan, path.name)
    return Side(Plan().apply(edit_from(Plan(), read_source(name), name, kind="toml")[0]), Path(name).name)


def _split(name: str) -> tuple[str, str]:
    """The file and what of it, at the last @ that has a file before it; at the last one where there is no such file."""
    places = [n for n, letter in enumerate(name) if letter == "@"]
    here = next((n for n in reversed(places) if engagement_called(name[:n]).exists()), places[-1])
    return name[:here], name[here + 1 :]


def _earlier(store: Store, which: str) -> Side:
    """What *store* was; without ballots that are secret now, such as those of a session that votes once more."""
    day = _day(which)
    try:
        baseline = named(store.plan, which)
    except NoSuchInput as error:
        if day is not None:
            # No zone is so far from UTC that a second day counts; at the ends of time none is left to shift by.
            inside = min(max(day, date.min + _SHIFT), date.max - _SHIFT)
            moment = datetime.combine(inside, time.max).astimezone()
            return Side(public(store.plan_at(moment), store.plan), f"{store.path.name} on {day}")
        raise NoSuchInput(
            f"“{which}” is not a day: write FILE@2027-01-31 for how FILE was at the end of that day. {error}"
        ) from error
    if day is not None:
        raise NoSuchInput(f"“{which}” is a day and the name of a baseline, too. Give the baseline another name first.")
    return Side(public(plan_then(baseline), store.plan), f"{baseline.name} ({baseline.taken_on})", is_baseline=True)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
