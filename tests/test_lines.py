"""Which cells of a line are sent: those that differ, and no others than lie between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.parts.lines import changed_cells

STYLES = st.sampled_from([Style(), Style(bold=True)])
LINES = st.lists(st.builds(Segment, st.text("ab漢", max_size=4), STYLES, st.none()), max_size=5)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """What each cell holds; the second one of a wide letter nothing."""
    return [(each, style) for text, style, _ in strip for letter in text for each in (letter, *[""] * (letter == "漢"))]


@given(LINES, LINES)
def test_sending_what_differs_makes_the_old_line_the_new_one(old: list[Segment], new: list[Segment]) -> None:
    one, two = Strip(Segment.simplify(old)), Strip(Segment.simplify(new))
    width = max(one.cell_length, two.cell_length)
    one, two = one.adjust_cell_length(width), two.adjust_cell_length(width)
    shown = cells(one)

    for first, number in changed_cells(one, two):
        shown[first : first + number] = cells(two)[first : first + number]

    assert shown == cells(two)


def test_of_a_bar_that_grows_only_the_new_cell_is_sent() -> None:
    bold = Style(bold=True)
    old, new = (Strip([Segment("█" * n, bold), Segment("·" * (9 - n))]) for n in (4, 5))

    assert list(changed_cells(old, new)) == [(4, 1)]


def test_of_a_number_in_a_long_line_only_its_digits_are_sent() -> None:
    old, new = (Strip([Segment(f"mean +0.{n} over all touchpoints")]) for n in (1, 2))

    assert list(changed_cells(old, new)) == [(8, 1)]
