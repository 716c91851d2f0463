"""One thing to decide, drawn in the middle."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens.stage import Shown, Stage, drawn, said
from tests.stand import HOSTILE

SIZES = [(60, 10), (60, 16), (80, 20), (120, 36), (200, 46)]
RATED = Stage(
    (Shown("Trip filters", "Filter trips on country, price and days."),),
    asked="Value for the customer",
    rubric=("1 nobody notices", "5 all want it"),
    choices=tuple((str(n), "") for n in range(1, 6)),
    foot="4 of 20",
)
PAIR = Stage(
    (Shown("Trip filters", "Filters.", "h ←"), Shown("Trip mails", "Mails.", "l →")),
    asked="Which matters more?",
    choices=(("=", "as much"),),
    foot="4 of 20",
)


def text(stage: Stage, width: int, height: int) -> str:
    return "\n".join(line.plain for line in drawn(stage, width, height))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("stage", [RATED, PAIR])
def test_the_name_the_question_the_keys_and_how_far_it_is_are_there_at_every_size(
    stage: Stage, size: tuple[int, int]
) -> None:
    shown = text(stage, *size)

    for each in (*(item.name for item in stage.items), stage.asked, *(key for key, _ in stage.choices), "4 of 20"):
        assert each in shown


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*HOSTILE, "w" * 300, "words " * 60])
def test_no_name_breaks_the_drawing(name: str, size: tuple[int, int]) -> None:
    for items in ((Shown(name, name),), (Shown(name, name, "h"), Shown(name, name, "l"))):
        lines = drawn(Stage(items, name, (name, name), (("1", name), ("2", name)), name), *size)

        assert len(lines) <= size[1]
        assert {cell_len(line.plain) for line in lines} == {size[0]}


def test_what_is_in_the_way_goes_first_where_there_is_little_room() -> None:
    assert "Filter trips" in text(RATED, 80, 20)
    assert "Filter trips" not in text(RATED, 60, 8)
    assert "nobody notices" not in text(RATED, 60, 6)


def test_there_is_more_space_between_the_lines_on_a_wall() -> None:
    heights = []
    for width in (120, 200):
        lines = [line.plain.strip() for line in drawn(RATED, width, 46)]
        heights.append(lines.index("4 of 20") - lines.index("Trip filters"))

    assert heights[0] < heights[1]


def test_a_sentence_stands_in_the_middle() -> None:
    lines = said(["Waiting for 3 others", "", "ana, bram and cees are still thinking"], 60, 11)

    assert lines[4].plain.strip() == "Waiting for 3 others"
    assert {cell_len(line.plain) for line in lines} == {60}
