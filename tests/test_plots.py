"""Charts, read as pictures."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.parts import plots
from screens.parts.plots import (
    Picture,
    Placed,
    cash_flow,
    distribution,
    frontier,
    importance_satisfaction,
    quadrant,
    said,
    short,
    tornado,
)
from tests.strategies import HOSTILE

ROOT = Path(__file__).parent.parent
YEARS = range(2026, 2032)
NET = [Decimal(value) for value in (-120_000, -15_000, 22_000, 61_000, 84_000, 90_000)]
SUMS = [sum(NET[: nth + 1], Decimal()) for nth in range(len(NET))]
EDGES = [Decimal(20_000) * nth for nth in range(-3, 8)]
COUNTS = [1, 3, 8, 15, 24, 30, 22, 12, 5, 2]
MARKS = {"P10": Decimal(-4_000), "P50": Decimal(45_000), "P90": Decimal(92_000), "0": Decimal(0)}
SWINGS = [
    ("Visitors a year", Decimal(-12_000), Decimal(160_000)),
    ("Day rate of developers", Decimal(110_000), Decimal(50_000)),
    ("Ramp-up in months", Decimal(60_000), Decimal(70_000)),
    ("Discount rate", Decimal(90_000), Decimal(78_000)),
]
STAIRS = [(0, 0), (20_000, 35), (45_000, 60), (80_000, 120), (200_000, 150)]
IDEAS: list[Placed] = [
    ("filters", "Trip filters", 12, 8),
    ("tags", "Tagging", 12.2, 7.9),
    ("page", "New trip page", 40, 9),
    ("webmaster", "Webmaster", 60, 2.5),
    ("mails", "Trip mails", 8, 5.5),
]
NEEDS: list[Placed] = [
    ("find", "Find a trip by days", 9, 3),
    ("pay", "Pay without fear", 9, 9),
    ("brochure", "Get a brochure", 2, 7),
]

numbers = st.one_of(st.none(), st.floats(), st.integers(-(10**15), 10**15), st.decimals())
sizes = st.sampled_from([(0, 0), (1, 1), (10, 3), (24, 8), (40, 12), (64, 16), (80, 24), (120, 40)])
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))


def text(lines: Picture) -> list[str]:
    return [line.plain.rstrip() for line in lines]


def ideas(width: int, height: int, cursor: str = "", points: list[Placed] | None = None) -> Picture:
    fields = ("Quick wins", "Big bets", "Fill-ins", "Money pits")
    return quadrant(
        IDEAS if points is None else points,
        20,
        5,
        width,
        height,
        names=fields,
        titles=("effort", "value"),
        cursor=cursor,
    )


def fits(lines: Picture, size: tuple[int, int]) -> None:
    """Every line is of the width asked for, there are as many as asked for, and none drives the terminal."""
    width, height = size
    assert [cell_len(line.plain) for line in lines] == [width] * height
    assert not any(letter < " " for line in lines for letter in line.plain)


def test_bars_of_the_years_stand_on_zero_and_the_sum_runs_through_them() -> None:
    assert text(cash_flow(YEARS, NET, SUMS, 80, 16, currency="EUR")) == [
        "  █ net of the year   ·●· cumulative",
        "       │                                                                ·●",
        " € 100k┤                                                  ▄▄▄▄▄▄▄    ···▄▄▄▄▄",
        "       │                                      ▄▄▄▄▄▄▄     ███████···· ███████",
        "       │                                      ███████     ████···     ███████",
        "       │                          ███████     ███████     █··●███     ███████",
        "      0┤───────────────────────────────────────────────····─────────────────────",
        "       │  ███████     ▀▀▀▀▀▀▀                       ···",
        "       │  ███████                               ·●··",
        "       │  ███████                          ·····",
        "€ −100k┤  ███████                     ·····",
        "       │  ███●··········· ···········●",
        "       │                 ●",
        "           2026        2027        2028        2029        2030        2031",
        "    net    −120k       −15k         22k         61k         84k         90k",
        "   cum.    −120k       −135k       −113k       −52k         32k        122k",
    ]


def test_a_narrow_cash_flow_leaves_out_the_amounts() -> None:
    assert text(cash_flow(YEARS, NET, SUMS, 40, 10, currency="EUR")) == [
        "  █ net of the year   ·●· cumulative",
        "       │                           ·●",
        " € 100k┤                 ▄▄▄  ███··███",
        "       │            ▄▄▄  ███  █●·  ███",
        "      0┤────────────────────···─────────",
        "       │  ███  ▀▀▀        ●·",
        "€ −100k┤  ███         ····",
        "       │  █●····●····●",
        "       │",
        "         2026 2027 2028 2029 2030 2031",
    ]


def test_a_year_that_is_not_known_is_a_gap_and_a_dash() -> None:
    lines = text(cash_flow(YEARS, [*NET[:2], None, *NET[3:]], SUMS, 80, 16))

    assert lines[-2].split() == ["net", "−120k", "−15k", "–", "61k", "84k", "90k"]
    assert not any("█" in line[32:40] or "▄" in line[32:40] for line in lines[1:-3])


def test_what_is_not_finite_is_left_out_and_said_so() -> None:
    lines = text(cash_flow(YEARS, [float("nan"), *NET[1:]], SUMS, 80, 16))

    assert lines[-1] == "1 left out: not a finite number."


def test_the_smallest_amount_has_a_bar_and_zero_has_none() -> None:
    bars = text(cash_flow([1, 2, 3], [1_000_000, 1, 0], [None, None, None], 80, 14))[1:-3]
    row = next(line for line in bars if "▄▄▄" in line[30:])

    assert row.count("▄") == bars[0].count("█")


def test_a_distribution_shows_its_marks_zero_and_the_chance_of_more() -> None:
    assert text(distribution(EDGES, COUNTS, MARKS, 80, 14, currency="EUR", above=Decimal("0.9"))) == [
        "P(NPV > 0) = 90 %   P10 € −4k   P50 € 45k   P90 € 92k",
        "↑ runs               P10",
        "                        0                P50               P90",
        "                      ╎ ┃               ██╎█████            ╎",
        "                      ╎ ┃               ██╎█████            ╎",
        "                      ╎ ┃       ██████████╎█████▄▄▄▄▄▄▄▄    ╎",
        "                      ╎ ┃       ██████████╎█████████████    ╎",
        "                      ╎ ┃▄▄▄▄▄▄▄██████████╎█████████████    ╎",
        "                      ╎ ┃█████████████████╎█████████████▄▄▄▄╎▄▄▄",
        "                ▄▄▄▄▄▄╎▄┃█████████████████╎█████████████████╎███",
        "                ██████╎█┃█████████████████╎█████████████████╎███▄▄▄▄▄▄▄▄",
        "▄▄▄▄▄▄▄▄██████████████╎█┃█████████████████╎█████████████████╎███████████▄▄▄▄▄▄▄▄",
        "────┬───────────────────┬───────────────────┬───────────────────┬───────────────",
        " € −50k                 0                 € 50k              € 100k        NPV →",
    ]


def test_a_narrow_distribution_keeps_the_names_of_its_marks() -> None:
    assert text(distribution(EDGES, COUNTS, MARKS, 40, 11)) == [
        "P10 −4k   P50 45k   P90 92k",
        "↑ runs    P10",
        "            0       P50      P90",
        "           ╎┃       █╎██      ╎",
        "           ╎┃   █████╎██▄▄▄▄  ╎",
        "           ╎┃   █████╎██████  ╎",
        "           ╎┃████████╎██████▄▄╎▄",
        "        ▄▄▄╎┃████████╎████████╎█",
        "▁▁▁▁▄▄▄▄███╎┃████████╎████████╎█████▄▄▄▄",
        "──┬─────────┬─────────┬─────────┬───────",
        "−50k        0        50k      100k NPV →",
    ]


@pytest.mark.parametrize(
    ("share", "written"), [(1, "= 100 %"), (0.9999, "> 99 %"), (0.87, "= 87 %"), (0.0001, "< 1 %"), (0, "= 0 %")]
)
def test_what_is_nearly_certain_is_not_written_as_certain(share: float, written: str) -> None:
    assert text(distribution(EDGES, COUNTS, {}, 80, 14, above=share))[0] == f"P(NPV > 0) {written}"


def test_what_lies_below_zero_has_another_colour() -> None:
    below, above = (
        {span.style for line in distribution(edges, [1, 1], {}, 40, 11) for span in line.spans}
        for edges in ((-4, -3, -2), (2, 3, 4))
    )

    assert ("$text-error" in below, "$text-success" in below) == (True, False)
    assert ("$text-error" in above, "$text-success" in above) == (False, True)


def test_a_bin_of_another_width_is_as_high_as_what_is_spread_over_it() -> None:
    picture = text(distribution([0, 10, 40], [10, 30], {}, 40, 11))[3:-2]

    assert len({line.rstrip() for line in picture}) == 1


def test_one_outcome_is_said_in_words() -> None:
    assert "Every run comes to € 84k." in " ".join(
        text(distribution([84_000, 84_000], [9], {}, 80, 24, currency="EUR"))
    )


def test_a_tornado_swings_around_its_base_and_marks_what_turns() -> None:
    assert text(tornado(SWINGS, 84_000, 80, 9, currency="EUR")) == [
        "▒▒ at its low end  ██ at its high end  ! both ends on one side",
        "                                                   base € 84k",
        "Visitors a year            −12k ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│██████████████████ 160k",
        "                                                        │",
        "Day rate of developers                     50k █████████│▒▒▒▒▒▒ 110k",
        "                                                        │",
        "! Ramp-up in months                      60k, 70k ▒▒████│",
        "                                                        │",
        "Discount rate                                     78k ██│▒ 90k",
    ]


def test_a_narrow_tornado_cuts_its_names_and_says_what_is_left_out() -> None:
    assert text(tornado(SWINGS, 84_000, 40, 5)) == [
        "▒▒ low  ██ high",
        "                       base 84k",
        "Visitors a…  −12k ▒▒▒▒▒▒▒▒▒│███████ 160k",
        "Day rate of…        50k ███│▒▒▒ 110k",
        "… 2 more",
    ]


def test_a_frontier_climbs_in_steps_to_the_point_that_was_chosen() -> None:
    assert text(frontier(STAIRS, (80_000, 110), 80, 13, currency="EUR")) == [
        "↑ value   ◆ chosen: 110 for € 80k",
        "150┤                                                                           ●",
        "   │                              ●────────────────────────────────────────────╯",
        "   │                              ◆",
        "100┤                              │",
        "   │                              │",
        "   │                 ●────────────╯",
        " 50┤                 │",
        "   │       ●─────────╯",
        "   │       │",
        "  0┤●──────╯",
        "   └┬──────────────────┬──────────────────┬──────────────────┬─────────────────┬",
        "    0                € 50k             € 100k             € 150k        budget →",
    ]


def test_a_narrow_frontier_without_a_choice() -> None:
    assert text(frontier(STAIRS, None, 40, 9, currency="EUR")) == [
        "↑ value",
        "   │                                   ●",
        "100┤              ●────────────────────╯",
        "   │              │",
        "   │        ●─────╯",
        "   │   ●────╯",
        "  0┤●──╯",
        "   └┬─────────────────┬────────────────┬",
        "    0              € 100k       budget →",
    ]


def test_a_quadrant_has_letters_a_legend_and_the_values_under_the_cursor() -> None:
    assert text(ideas(80, 14, "tags")) == [
        "↑ value                                                        a Trip filters",
        " │ Quick wins    │                   c               Big bets ▸b Tagging",
        " │       a       │                                             c New trip page",
        " │      ▸b       │                                             d Webmaster",
        " │               │                                             e Trip mails",
        " │               │",
        " │   e           │",
        "5┤───────────────┼───────────────────────────────────────────",
        " │               │",
        " │               │                                 Money pits",
        " │ Fill-ins      │                                       d",
        " └─────┬─────────┬─────────┬─────────┬─────────┬─────────┬───",
        "      10        20        30        40        50     effort →",
        "▸ b Tagging · effort 12.2 · value 7.9",
    ]


def test_a_narrow_quadrant_has_no_legend() -> None:
    assert text(ideas(40, 11, "page")) == [
        "↑ value",
        " │ Quick w…│           ▸c       Big bets",
        " │    a+1  │",
        " │         │",
        " │  e      │",
        "5┤─────────┼────────────────────────────",
        " │         │                  Money pits",
        " │ Fill-ins│                         d",
        " └─────────┬────────────┬────────────┬──",
        "          20           40       effort →",
        "▸ c New trip page · (40, 9)",
    ]


def test_a_narrow_and_high_quadrant_has_its_legend_below() -> None:
    assert text(ideas(40, 18, "page")) == [
        "↑ value",
        " │ Quick w…│           ▸c       Big bets",
        " │    a+1  │",
        " │         │",
        " │         │",
        " │  e      │",
        "5┤─────────┼────────────────────────────",
        " │         │",
        " │         │                  Money pits",
        " │ Fill-ins│                         d",
        " └─────────┬────────────┬────────────┬──",
        "          20           40       effort →",
        " a Trip filters",
        " b Tagging",
        "▸c New trip page",
        " d Webmaster",
        " e Trip mails",
        "▸ c New trip page · (40, 9)",
    ]


def test_a_long_legend_turns_its_pages_with_the_cursor() -> None:
    points: list[Placed] = [(str(nth), f"Idea {nth}", nth, nth) for nth in range(30)]
    first, later = (text(ideas(80, 14, cursor, points)) for cursor in ("3", "29"))

    assert first[11].endswith("l  Idea 11")
    assert first[12].endswith("1–12 of 30")
    assert later[5].endswith("▸ad Idea 29")


def test_the_cursor_shows_without_colour() -> None:
    marked = [span for line in ideas(80, 14, "page") for span in line.spans if "reverse" in str(span.style)]

    assert len(marked) == 2  # on the plane and in the legend


def test_where_the_cursor_is_moves_no_other_letter() -> None:
    plain = [list(line) for line in text(ideas(60, 14))[1:-1]]
    for key, *_ in IDEAS:
        under = text(ideas(60, 14, key))[1:-1]
        differing = sum(
            a != b for before, after in zip(plain, under, strict=True) for a, b in zip(before, after, strict=False)
        )
        assert differing <= 2


def test_points_in_one_place_are_counted() -> None:
    points: list[Placed] = [(str(nth), f"Idea {nth}", 10, 5) for nth in range(4)]

    assert sum(line.count("a+3") for line in text(ideas(40, 11, points=points))) == 1
    assert sum(line.count("▸c+3") for line in text(ideas(40, 11, "2", points=points))) == 1


def test_every_point_has_a_name_of_its_own() -> None:
    points: list[Placed] = [(str(nth), "", nth % 30, nth // 30) for nth in range(90)]
    lines = " ".join(text(ideas(200, 50, points=points)))

    assert all(f" {sign} " in lines for sign in ("a", "z", "aa", "az", "ba"))


def test_a_point_without_a_number_is_not_drawn_and_counted() -> None:
    lines = text(ideas(80, 14, points=[*IDEAS, ("chat", "Chat", None, 3)]))

    assert lines[-1] == "1 not drawn: a number is missing."
    assert not any("Chat" in line for line in lines)


def test_needs_lie_in_the_zones_of_the_opportunity_score() -> None:
    assert text(importance_satisfaction(NEEDS, 80, 16, cursor="find")) == [
        "↑ satisfaction                                      ▸a Find a trip by days  15.0",
        "10┤ over-served                                ··╱╱  b Pay without fear      9.0",
        "  │                                        ···b╱╱    c Get a brochure        2.0",
        "  │                                    ····  ╱╱  ╱╱",
        "  │         c                      ····    ╱╱  ╱╱",
        "  │                            ····      ╱╱  ╱╱",
        " 5┤                        ····        ╱╱  ╱╱",
        "  │                    ····          ╱╱  ╱╱     ╱╱╱",
        "  │                ····            ╱╱  ╱╱     ╱╱",
        "  │            ····              ╱╱  ╱╱     ╱▸a",
        "  │        ····                ╱╱  ╱╱     ╱╱",
        "  │    ····                  ╱╱  ╱╱    under-served",
        " 0┤····                    ╱10 ╱12    ╱╱15",
        "  └┬────────┬─────────┬────────┬─────────┬────────┬",
        "   0        2         4        6       importance →",
        "▸ a Find a trip by days · importance 9 · satisfaction 3 · opportunity 15.0",
    ]


def test_a_narrow_plane_of_needs_keeps_the_score_under_the_cursor() -> None:
    assert text(importance_satisfaction(NEEDS, 40, 12, cursor="pay")) == [
        "↑ satisfaction",
        "10┤ over-served                    ▸b╱╱╱",
        "  │                            ····╱╱  ╱",
        "  │       c               ·····  ╱╱ ╱╱╱",
        " 5┤                   ····     ╱╱ ╱╱",
        "  │              ·····      ╱╱╱ ╱╱   ╱╱╱",
        "  │         ·····         ╱╱  ╱╱   ╱a",
        "  │     ····            ╱╱  under-served",
        " 0┤·····             ╱10 ╱12  ╱15",
        "  └┬─────────────────┬─────────────────┬",
        "   0                 5      importance →",
        "▸ b Pay without fear · (9, 9) · 9.0",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (Decimal("-0"), "0"),
        (84_000, "€ 84k"),
        (-1_200_000, "€ −1.2M"),
        (999_499, "€ 999k"),
        (999_960, "€ 1M"),
        (12_345, "€ 12.3k"),
        (0.5, "€ 0.5"),
        (0.0004, "€ 4e-04"),
        (10**15, "€ 1000tn"),
        (-1e300, "€ −1e+300"),
        (None, "–"),
        (float("nan"), "–"),
        (Decimal("sNaN"), "–"),
        (10**400, "–"),
    ],
)
def test_numbers_are_written_short(value: Decimal | float | None, written: str) -> None:
    assert short(value, "EUR") == written


def test_a_currency_without_a_sign_keeps_its_code() -> None:
    assert short(84_000, "NOK") == "NOK 84k"


@pytest.mark.parametrize("size", [(10, 3), (0, 0), (1, 1), (23, 50), (200, 2)])
def test_what_is_too_small_to_draw_says_so(size: tuple[int, int]) -> None:
    drawings = [
        cash_flow(YEARS, NET, SUMS, *size),
        distribution(EDGES, COUNTS, MARKS, *size),
        tornado(SWINGS, 84_000, *size),
        ideas(*size),
        importance_satisfaction(NEEDS, *size),
    ]

    for lines in drawings:
        fits(lines, size)
        assert "".join(text(lines)).split()[:1] in ([], ["Too"], ["Too"[: size[0]]], ["…"])


def test_nothing_to_draw_is_said_in_words() -> None:
    drawings = [
        cash_flow([], [], [], 80, 24),
        distribution([], [], {}, 80, 24),
        tornado([], 0, 80, 24),
        frontier([], None, 80, 24),
        ideas(80, 24, points=[]),
        importance_satisfaction([], 80, 24),
    ]

    for lines in drawings:
        fits(lines, (80, 24))
        assert "".join(text(lines)).lstrip().startswith("Nothing to draw yet: ")


def test_one_point_is_drawn() -> None:
    assert any("█" in line for line in text(cash_flow(["2026"], [5], [5], 40, 12)))
    assert any("●" in line for line in text(frontier([(5, 5)], None, 40, 12)))
    assert any(" a" in line for line in text(ideas(40, 12, points=IDEAS[:1])))


def test_words_are_wrapped_in_the_middle() -> None:
    assert text(said("Nothing to draw yet", 10, 4)) == ["", "Nothing to", " draw yet", ""]


@given(st.lists(st.tuples(names, numbers, numbers), max_size=12), sizes)
def test_a_cash_flow_is_always_of_the_size_asked_for(
    rows: list[tuple[str, float, float]], size: tuple[int, int]
) -> None:
    fits(cash_flow([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], *size), size)


@given(
    st.lists(st.tuples(numbers, st.integers(0, 9)), min_size=1, max_size=12),
    st.dictionaries(names, numbers, max_size=4),
    sizes,
)
def test_a_distribution_is_always_of_the_size_asked_for(
    bins: list[tuple[float, int]], marks: dict[str, float], size: tuple[int, int]
) -> None:
    edges = sorted(edge for edge, _ in bins if plots._finite(edge) is not None)

    fits(distribution(edges, [count for _, count in bins][: len(edges) - 1], marks, *size), size)


@given(st.lists(st.tuples(names, numbers, numbers), max_size=12), numbers, sizes)
def test_a_tornado_is_always_of_the_size_asked_for(
    rows: list[tuple[str, float, float]], base: float, size: tuple[int, int]
) -> None:
    fits(tornado(rows, base, *size), size)


@given(st.lists(st.tuples(numbers, numbers), max_size=12), st.none() | st.tuples(numbers, numbers), names, sizes)
def test_a_frontier_is_always_of_the_size_asked_for(
    points: list[tuple[float, float]], chosen: tuple[float, float] | None, name: str, size: tuple[int, int]
) -> None:
    fits(frontier(points, chosen, *size, names=(name, name)), size)


@given(st.lists(st.tuples(names, numbers, numbers), max_size=40), numbers, numbers, names, st.integers(0, 40), sizes)
def test_planes_are_always_of_the_size_asked_for(  # noqa: PLR0913, PLR0917 - whatever a plane is told
    rows: list[tuple[str, float, float]], x: float, y: float, name: str, at: int, size: tuple[int, int]
) -> None:
    points: list[Placed] = [(str(nth), *row) for nth, row in enumerate(rows)]

    fits(quadrant(points, x, y, *size, names=(name,) * 4, titles=(name, name), cursor=str(at)), size)
    fits(importance_satisfaction(points, *size, cursor=str(at)), size)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_written_in_their_own_width(name: str) -> None:
    fits(tornado([(name, 1, 3)], 2, 80, 24), (80, 24))
    fits(ideas(80, 24, "x", [("x", name, 1, 2)]), (80, 24))
    fits(cash_flow([name] * 6, NET, SUMS, 80, 24), (80, 24))


def test_markup_in_a_name_is_text() -> None:
    assert any("[/] [b]" in line for line in text(ideas(80, 24, points=[("x", "[/] [b]", 1, 2)])))


def test_a_fill_fills_a_projector() -> None:
    fits(cash_flow(YEARS, NET, SUMS, 200, 50), (200, 50))
    fits(ideas(200, 50, "page"), (200, 50))


def test_plotext_draws_its_canvas_where_the_letters_are_laid() -> None:
    plane = text(ideas(40, 11, points=[("low", "Low", 20, 5), ("right", "Right", 60, 5)]))
    corner = next(line for line in plane if "└" in line)

    letters = next(line for line in plane if line.startswith("  5┤"))

    assert {line.index("┤") for line in plane if "┤" in line} == {corner.index("└")}
    assert letters.index("a") == corner.index("┬")


def test_the_same_picture_is_drawn_once() -> None:
    plots._plotted.cache_clear()
    ideas(80, 24, "filters")
    drawn = plots._plotted.cache_info().misses
    ideas(80, 24, "page")

    assert (drawn, plots._plotted.cache_info().misses) == (1, 1)


def test_threads_draw_what_one_draws() -> None:
    expected = [text(cash_flow(YEARS, NET, SUMS, width, 20)) for width in range(60, 100)]
    plots._plotted.cache_clear()

    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda width: text(cash_flow(YEARS, NET, SUMS, width, 20)), range(60, 100)))

    assert drawn == expected


def test_one_module_talks_to_plotext() -> None:
    folders = ("domain", "screens", "storage", "tui")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]

    assert [path.name for path in modules if "import plotext" in path.read_text(encoding="utf-8")] == ["plots.py"]


def test_plotext_is_imported_when_the_first_chart_is_drawn() -> None:
    code = (
        "import sys; from screens.parts import plot, plots; print('plotext' in sys.modules);"
        "plots.frontier([], None, 80, 24); print('plotext' in sys.modules);"
        "plots.frontier([(1, 1)], None, 80, 24); print('plotext' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False", "True"]
