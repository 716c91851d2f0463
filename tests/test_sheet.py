"""The sheet of a journey map, read as text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from domain.journey import Backing, Horizon, Journey, Moment, Note, NoteKind, Phase, Stage, Touchpoint
from domain.lanes import BLUEPRINT, FEELING, LANES, LINES, MAP, Entry
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Plan
from screens.map_text import map_text
from screens.parts.sheet import Sheet, cell_lines, shared_out
from screens.sheets import Look, checks, family, in_order, sheet_of, title_of
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE

TRIP = plan_of(
    a(Journey, "trip", name="Book a trip"),
    a(Journey, "dream", name="Dream", horizon=Horizon.NEAR, departs_from="trip", target_on=date(2029, 1, 1)),
    a(Phase, "orient", journey="trip", position=1),
    a(Phase, "book", journey="trip", position=2),
    a(Touchpoint, "search", phase="orient", position=1, feeling=1, channel="web"),
    a(Touchpoint, "compare", phase="orient", position=2, feeling=-1, moment=Moment.BREAK),
    a(Touchpoint, "check", phase="orient", position=3, stage=Stage.BACK),
    a(Touchpoint, "pay", phase="book", position=1, feeling=2),
    a(Note, "no-filters", touchpoint="compare", kind=NoteKind.PAIN, text="No filters", severity=3),
    a(Note, "view", touchpoint="pay", kind=NoteKind.WOW, text="What a view"),
    a(Team, "web", name="Web team"),
    a(System, "cms", name="CMS"),
    a(Backing, "b", touchpoint="search", team="web", system="cms"),
    a(Phase, "dreamt", journey="dream", name="Orient"),
    a(Touchpoint, "filter", phase="dreamt", position=1, feeling=2, replaces="compare"),
    a(Touchpoint, "choose", phase="dreamt", position=2, feeling=1),
)


def sheet(plan: Plan = TRIP, look: Look | None = None, room: tuple[int, int | None] = (80, 12)) -> Sheet:
    return sheet_of(plan, plan.get(Journey, "trip"), look or Look(), TODAY, room)


def lines(found: Sheet, first: int = 0, count: int = 99) -> list[str]:
    """The whole sheet as text."""
    drawn = [
        found.phase_line(first, count),
        *(found.name_line(line, first, count) for line in range(found.name_height)),
        *(found.lane_line(row, first, count) for row in range(len(found.rows))),
    ]
    return ["".join(piece.text for piece in line).rstrip() for line in drawn]


def lane(found: Sheet, title: str) -> str:
    [line] = [line for line in lines(found) if line.startswith(f" {title}")]
    return line


def test_phases_stand_over_touchpoints_over_lanes() -> None:
    assert lines(sheet()) == [
        "         ┌ Orient ──────────────────────────────────────────┬ Book ──────────┐",
        "         │ Search           ✗ Compare        Check          │ Pay",
        " channel │ web                                              │",
        "      +2 │                                                  │ ╭─────●",
        "      +1 │       ●──────────╮                               │ │",
        "       0 │                  │                               │ │",
        "      −1 │                  ╰─────●───────────────────────────╯",
        "      −2 │                                                  │",
        " pain    │                  ▲▲▲ No filters                  │",
        " gain    │                                                  │ ★ What a view",
        " behind  │ Web team · CMS                                   │",
        " proof   │ ▯▯▯▯             ▯▯▯▯             ▯▯▯▯           │ ▯▯▯▯",
    ]


def test_lanes_with_nothing_to_tell_are_left_out_unless_they_were_chosen() -> None:
    chosen = sheet(look=Look(lanes=("values", FEELING), drops_empty=False))

    assert "gains" not in sheet(plan_of(a(Touchpoint, "t", phase="p"), a(Phase, "p", journey="trip"))).lanes
    assert chosen.lanes == ("values", FEELING)


def test_the_blueprint_has_its_three_lines_between_four_lanes() -> None:
    drawn = lines(sheet(look=Look(lanes=BLUEPRINT)))

    starts = [
        next(word for word in ("does", "front", "back", "support", "line of") if word in line) for line in drawn[2:]
    ]
    assert starts == ["does", "line of", "front", "line of", "back", "line of", "support"]
    assert [line.strip("─ ") for line in drawn if "line of" in line] == list(LINES.values())
    assert "Check" in drawn[6], "what nobody sees is behind the line of visibility"
    assert "▣ CMS" in drawn[8]


def test_a_dream_is_laid_over_today_with_a_sign_for_what_becomes_of_each_touchpoint() -> None:
    drawn = lines(sheet(look=Look(is_laid_over=True), room=(120, 13)))

    assert [name.strip() for name in drawn[1].replace("│", "").split("  ") if name.strip()] == [
        "− Search",
        "~ ✗ Compare",
        "− Check",
        "+ Choose",
        "− Pay",
    ]
    assert sum(line.count("◌") for line in drawn) == 2
    assert sum(line.count("●") for line in drawn) == 3


def test_a_dream_by_itself_says_what_is_new() -> None:
    found = sheet_of(TRIP, TRIP.get(Journey, "dream"), Look(), TODAY, (79, 20))

    assert [station.name for station in found.stations] == ["~ Filter", "+ Choose"]


def test_a_family_is_today_and_its_dreams_and_journeys_come_by_family() -> None:
    dream, trip = TRIP.get(Journey, "dream"), TRIP.get(Journey, "trip")

    assert family(TRIP, dream) == family(TRIP, trip) == (trip, dream)
    assert in_order(TRIP) == (trip, dream)


def test_a_journey_that_departs_from_none_that_is_there_is_not_left_out() -> None:
    lost = plan_of(*TRIP, a(Journey, "dream-of-a-dream", horizon=Horizon.FAR, departs_from="dream"))

    assert {journey.id for journey in in_order(lost)} == {"trip", "dream", "dream-of-a-dream"}


def test_the_title_tells_what_there_is_in_the_order_of_weight() -> None:
    title = title_of(TRIP, sheet(), by_evidence=False)

    assert title.name == "Book a trip"
    assert [words for words, _ in title.legend] == ["● current", "◌ near 2029"]
    assert title.facts == ("4 touchpoints", "0 make 1 break", "0 validated", "not verified")


@pytest.mark.parametrize(
    ("days", "ticks"), [({}, ""), ({"complete_on": TODAY, "moments_on": TODAY}, "✓··✓"), ({"goals_on": TODAY}, "·✓··")]
)
def test_a_phase_shows_which_points_customers_confirmed(days: dict[str, date], ticks: str) -> None:
    assert checks(a(Phase, **days)) == ticks


def entries(*texts: str) -> list[Entry]:
    return [Entry(text, "▲") for text in texts]


@pytest.mark.parametrize(
    ("texts", "height", "shown"),
    [
        (["no filters"], 1, ["▲ no filters"]),
        (["no filters on price"], 1, ["▲ no filter…"]),
        (["no filters on price"], 3, ["▲ no filters", "on price"]),
        (["one", "two"], 1, ["▲ one     +1"]),
        (["a very long one", "two", "three"], 4, ["▲ a very", "long one", "▲ two", "▲ three"]),
        ([], 2, []),
    ],
)
def test_entries_get_a_line_each_and_wrap_where_lines_are_left(texts: list[str], height: int, shown: list[str]) -> None:
    assert [line.text.rstrip() for line in cell_lines(entries(*texts), 12, height)] == shown


def test_the_entry_looked_at_is_in_view() -> None:
    [line] = cell_lines(entries("one", "two", "three"), 12, 1, first=2)

    assert (line.text, line.entry) == ("▲ three", 2)


@given(
    st.lists(st.text(max_size=40) | st.sampled_from(HOSTILE), max_size=6),
    st.integers(4, 24),
    st.integers(1, 6),
)
def test_no_cell_is_wider_or_higher_than_its_room(texts: list[str], width: int, height: int) -> None:
    laid = cell_lines([Entry(text, "▲▲▲") for text in texts], width, height)

    assert len(laid) <= height
    assert all(cell_len(line.text) <= width for line in laid)


@given(
    st.dictionaries(st.sampled_from([*MAP, "doing", "kpi"]), st.integers(0, 9), min_size=1),
    st.integers(5, 60),
)
def test_lanes_share_what_room_there_is(needed: dict[str, int], room: int) -> None:
    heights = shared_out(needed, room)

    least = sum(5 if lane == FEELING else 1 for lane in needed)
    assert all(heights.values())
    assert sum(heights.values()) <= max(room, least)


@pytest.mark.parametrize("width", [60, 79, 119, 199])
@pytest.mark.parametrize("laid_over", [False, True])
def test_columns_stay_straight_whatever_people_write(width: int, *, laid_over: bool) -> None:
    touchpoints = [
        a(Touchpoint, f"t{n}", phase="orient", position=n, name=name, channel=name, feeling=n % 5 - 2)
        for n, name in enumerate(HOSTILE)
    ]
    notes = [a(Note, f"n{n}", touchpoint=f"t{n}", text=name) for n, name in enumerate(HOSTILE)]
    plan = plan_of(a(Journey, "trip"), a(Phase, "orient", journey="trip", name=HOSTILE[2]), *touchpoints, *notes)
    found = sheet(plan, Look(is_laid_over=laid_over), (width, 30))

    count = (width - 10) // found.width
    drawn = [
        found.phase_line(1, count),
        found.name_line(0, 1, count),
        *(found.lane_line(row, 1, count) for row in range(len(found.rows))),
    ]
    shown = min(count, len(HOSTILE) - 1)
    widths = {cell_len("".join(piece.text for piece in line).removesuffix("▸").removesuffix("┐")) for line in drawn}
    assert widths == {9 + shown * found.width}


def test_no_line_of_a_map_as_text_is_wider_than_asked() -> None:
    plan = plan_of(
        a(Persona, "ann", name="مسافر" * 33),
        a(Journey, name="旅" * 200, persona="ann"),
        a(Touchpoint),
        *(a(Journey, f"dream-{n}", horizon=Horizon.NEAR, departs_from="journey") for n in range(9)),
    )

    text = map_text(plan, plan.all(Journey)[:1], TODAY, width=60)

    assert max(map(cell_len, text.splitlines())) <= 60
    assert text.count("旅") == 200


def test_a_map_as_text_goes_on_in_a_band_below() -> None:
    text = map_text(TRIP, TRIP.all(Journey)[:1], TODAY, width=50)

    assert text.startswith("Book a trip\n● current · ◌ near 2029\n")
    assert max(map(cell_len, text.splitlines())) <= 50
    assert [name in text for name in ("Search", "✗ Compare", "Check", "Pay")] == [True] * 4
    assert text.count("+2 │") + text.count("+2  ") == 2, "two bands"
    assert text == map_text(TRIP, TRIP.all(Journey)[:1], TODAY, width=50)


def test_a_journey_without_touchpoints_says_so() -> None:
    plan = plan_of(a(Journey, "trip"))

    assert "No touchpoints yet." in map_text(plan, plan.all(Journey), TODAY)


def test_every_lane_has_a_title_that_fits_its_place() -> None:
    assert all(0 < len(lane.title) <= 8 for lane in LANES.values())


def test_a_map_as_text_leaves_nothing_out() -> None:
    notes = [a(Note, f"n{n}", touchpoint="pay", kind=NoteKind.PAIN, text=f"pain number{n} goes on") for n in range(15)]
    text = map_text(plan_of(*TRIP, *notes), TRIP.all(Journey)[:1], TODAY, width=60)

    assert all(f"number{n}" in text for n in range(15))
    assert "…" not in text
    assert "+1" not in text.replace("+1 │", "")
