"""Where somebody was whose line was cut, so that the next start goes on there."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from domain.errors import KlantreisError
from storage.files import write_atomically

STALE_AFTER = timedelta(hours=8)
"""Who comes back the next morning starts at Home, where it stands what is next."""
LAST_PAGE = 9
MOST_KEPT = 50
"""Places of so many files; a line is cut now and then."""


class Place(NamedTuple):
    """A page, the record under its cursor (both empty where there was none), and when that was."""

    page: int
    kind: str
    id: str
    at: datetime


def leave(state: Path, engagement: Path, place: Place) -> None:
    """Keep the *place* of who is cut off from *engagement*, where there is room and right to: it holds up no ending."""
    places = {**_kept(state), str(engagement.absolute()): [*place[:3], place.at.isoformat()]}
    with suppress(KlantreisError):
        write_atomically(_file(state), json.dumps(dict(list(places.items())[-MOST_KEPT:])).encode(), overwrite=True)


def come_back(state: Path, engagement: Path, now: datetime) -> Place | None:
    """The place kept for *engagement*, which is then forgotten; None where there is none, or it is too long ago."""
    places = _kept(state)
    held = places.pop(str(engagement.absolute()), None)
    if held is None:
        return None
    with suppress(KlantreisError):
        write_atomically(_file(state), json.dumps(places).encode(), overwrite=True)
    try:
        page, kind, id, at = held
        place = Place(int(page), str(kind), str(id), datetime.fromisoformat(at))
        is_recent = timedelta(0) <= now - place.at < STALE_AFTER
    except (ValueError, TypeError):  # not what was written
        return None
    return place if is_recent and 0 <= place.page <= LAST_PAGE else None


def _file(state: Path) -> Path:
    return state / "places.json"


def _kept(state: Path) -> dict[str, Any]:
    try:
        places = json.loads(_file(state).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return places if isinstance(places, dict) else {}
