"""Who was cut off goes on where they were, once, and only where that can be meant."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.place import MOST_KEPT, Place, come_back, leave

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HERE = Place(2, "persona", "michiel", NOON)
TRIPS = Path("/srv/trips.klantreis")


def test_a_place_is_gone_back_to_once_and_by_its_own_engagement(tmp_path: Path) -> None:
    leave(tmp_path, TRIPS, HERE)
    soon = NOON + timedelta(minutes=5)

    assert come_back(tmp_path, Path("/srv/other.klantreis"), soon) is None
    assert come_back(tmp_path, TRIPS, soon) == HERE
    assert come_back(tmp_path, TRIPS, soon) is None


@pytest.mark.parametrize("later", [timedelta(hours=9), timedelta(hours=-1)], ids=["long ago", "by another clock"])
def test_a_place_of_another_day_is_none(tmp_path: Path, later: timedelta) -> None:
    leave(tmp_path, TRIPS, HERE)

    assert come_back(tmp_path, TRIPS, NOON + later) is None


@pytest.mark.parametrize(
    "held",
    [
        [2, "persona"],
        "nonsense",
        [2, "persona", "michiel", "yesterday"],
        [42, "persona", "michiel", NOON.isoformat()],
        [2, "persona", "michiel", "2027-03-01"],
        7,
    ],
)
def test_what_was_not_left_by_this_program_leads_nowhere(tmp_path: Path, held: object) -> None:
    (tmp_path / "places.json").write_text(json.dumps({str(TRIPS): held}))

    assert come_back(tmp_path, TRIPS, NOON) is None


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000])
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "places.json").write_text(text)

    assert come_back(tmp_path, TRIPS, NOON) is None
    leave(tmp_path, TRIPS, HERE)
    assert come_back(tmp_path, TRIPS, NOON) == HERE


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    leave(tmp_path / "missing", TRIPS, HERE)

    assert come_back(tmp_path / "missing", TRIPS, NOON) is None


def test_only_the_last_places_are_kept(tmp_path: Path) -> None:
    for n in range(MOST_KEPT + 5):
        leave(tmp_path, Path(f"/srv/{n}.klantreis"), HERE)

    assert len(json.loads((tmp_path / "places.json").read_text())) == MOST_KEPT
    assert (tmp_path / "places.json").stat().st_mode & 0o777 == 0o600
