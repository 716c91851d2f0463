"""Curves in characters, read as pictures."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sparkline import BLOCKS, sparkline
from screens.parts.curve import DASHED, SOLID, Curve, anchor, drawn, row_of


def picture(*curves: Curve, width: int = 6, rows: int = 5) -> list[str]:
    canvas = drawn(curves, len(curves[0].values), width, rows)
    return ["".join(character or " " for character in row).rstrip() for row in canvas.characters]


def solid(*values: float | None, passed: frozenset[int] = frozenset()) -> Curve:
    return Curve(values, "●", SOLID, "current", passed)


def test_a_curve_turns_at_the_border_of_the_next_column() -> None:
    assert picture(solid(1, -1, -1, 2)) == [
        "                    ╭●",
        "   ●────╮           │",
        "        │           │",
        "        ╰●─────●────╯",
        "",
    ]


def test_what_is_not_known_is_a_gap_and_not_a_zero() -> None:
    assert picture(solid(0, None, 0))[2] == "   ●           ●"


def test_what_nobody_sees_is_passed_without_a_gap() -> None:
    assert picture(solid(0, None, 0, passed=frozenset({1})))[2] == "   ●───────────●"


def test_dreams_are_dashed_and_today_is_on_top() -> None:
    dream = Curve([0, 2], "◌", DASHED, "near")

    assert picture(solid(0, 0), dream) == ["        ╭◌", "        ╎", "   ●─────●", "", ""]


def test_a_spread_reaches_from_the_lowest_to_the_highest() -> None:
    curve = Curve([0], "●", SOLID, "current", spreads=[(-1, 2)])

    assert picture(curve) == ["   ┊", "   ┊", "   ●", "   ┊", ""]


@pytest.mark.parametrize(
    ("value", "rows", "row"),
    [(2, 5, 0), (0, 5, 2), (-2, 5, 4), (-1.5, 5, 4), (1.5, 5, 0), (0.4, 5, 2), (-1.5, 9, 7), (0.5, 9, 3)],
)
def test_halves_go_away_from_zero(value: float, rows: int, row: int) -> None:
    assert row_of(value, rows) == row


values = st.lists(st.none() | st.floats(-2, 2), min_size=1, max_size=30)


@given(values, st.integers(4, 20), st.sampled_from([5, 9]))
def test_every_known_value_has_its_point_where_it_belongs(known: list[float | None], width: int, rows: int) -> None:
    canvas = drawn([solid(*known)], len(known), width, rows)

    points = [(x, y) for y, row in enumerate(canvas.characters) for x, sign in enumerate(row) if sign == "●"]
    assert sorted(points) == [
        (anchor(n, width), row_of(value, rows)) for n, value in enumerate(known) if value is not None
    ]


@given(values, st.integers(4, 20))
def test_the_line_is_unbroken_between_known_neighbours(known: list[float | None], width: int) -> None:
    canvas = drawn([solid(*known)], len(known), width, 5)

    for n, (one, next_one) in enumerate(pairwise(known)):
        between = range(anchor(n, width), anchor(n + 1, width) + 1)
        drawn_cells = [any(row[x] for row in canvas.characters) for x in between]
        if one is not None and next_one is not None:
            assert all(drawn_cells)


def test_a_sparkline_shows_means_where_there_is_too_little_room() -> None:
    assert sparkline([-2, 0, 2, None], 10) == "▁▅█·"
    assert sparkline([-2, 2, None, None], 2) == "▅·"
    assert sparkline([], 10) == ""


@given(values, st.integers(1, 50))
def test_a_sparkline_never_takes_more_room_than_there_is(known: list[float | None], width: int) -> None:
    line = sparkline(known, width)

    assert len(line) == min(len(known), width)
    assert set(line) <= {*BLOCKS, "·"}
