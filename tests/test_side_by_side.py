"""Methods held against each other, and how firm one of them is, on their screens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from textual.pilot import Pilot

from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.initiative import Initiative, Moscow
from domain.plan import Plan
from screens.firmness import Firmness
from screens.parts.table import Table
from screens.side_by_side import SideBySide
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand
from tui.pages import new_page


def rating(initiative: str, criterion: str, value: int) -> Rating:
    return a(Rating, f"{initiative}-{criterion}", initiative=initiative, criterion=criterion, value=value)


def idea(id: str, ice: int, moscow: Moscow) -> Initiative:
    return a(Initiative, id, ice_impact=ice, ice_confidence=ice, ice_ease=ice, moscow=moscow)


# The example of the flip point: 40, 35 and 25 %, rated 5 2 3 and 3 4 4.
PLAN = plan_of(
    a(Engagement, "engagement", runs=1000),
    a(Criterion, "ease", weight_percent=40, highest=10, lowest=0),
    a(Criterion, "margin", weight_percent=35, highest=10, lowest=0),
    a(Criterion, "calm", weight_percent=25, highest=10, lowest=0),
    idea("filters", 9, Moscow.COULD),
    idea("mails", 2, Moscow.MUST),
    *(rating("filters", name, value) for name, value in (("ease", 5), ("margin", 2), ("calm", 3))),
    *(rating("mails", name, value) for name, value in (("ease", 3), ("margin", 4), ("calm", 4))),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), plan)


def read(app: Stand) -> list[str]:
    listing = app.screen.query_one(Table)
    return [" ".join(line.strip("▌ ").split()) for line in app.lines_of(listing) if line.strip()]


async def side_by_side(pilot: Pilot[None]) -> SideBySide:
    await pilot.press("equals_sign")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(pilot.app.screen, SideBySide)
    return pilot.app.screen


async def test_each_method_has_a_column_of_ranks_and_a_dash_where_it_ranks_not() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await side_by_side(pilot)

        assert read(app)[-2:] == [
            "Mails 1 – 2 – – – 1 – – – – –",
            "Filters 2 – 1 – – – 2 – – – – –",
        ] or [row.split()[:5] for row in read(app)[-2:]] == [
            ["Mails", "1", "–", "2", "–"],
            ["Filters", "2", "–", "1", "–"],
        ]
        assert "Agreement (τ-b): ICE −1.00 · MoSCoW +1.00." in app.detail


async def test_the_method_under_the_cursor_is_held_against_the_order_and_its_moves_have_a_cause() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await side_by_side(pilot)
        await pilot.press("l", "l")

        assert "ICE held against Weighted score τ-b = −1.00 over the 2 initiatives that both rank." in app.detail
        assert "“Filters” rises 1 place under ICE: highest in" in app.detail
        assert "“Mails” drops 1 place under ICE: lowest in" in app.detail


async def test_it_can_be_ordered_by_another_method_and_enter_goes_there() -> None:
    app = stand()
    async with app.run_test(size=(120, 30)) as pilot:
        await side_by_side(pilot)
        await pilot.press("l", "l", "s")
        assert read(app)[-2].startswith("Filters")
        assert "ordered by ICE" in app.picture[0]

        await pilot.press("enter")
        await pilot.pause()
        assert "ICE · points" in " ".join(app.picture)


async def test_the_firm_order_tells_the_weight_at_which_neighbours_change_places() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert isinstance(app.screen, Firmness)
        assert "1 000 runs, seed 1" in app.picture[0]
        assert [row.split()[:4] for row in app.rows[1:3]] == [
            ["1", "Mails", "□", "fragile"],
            ["2", "Filters", "□", "fragile"],
        ]
        assert "“Mails” is before “Filters” only while “Ease” weighs less than 44.2 %" in app.detail
        assert "Ease weighs 40.0 %; at 44.2 % they tie" in app.detail


async def test_without_ratings_there_is_no_order_to_be_firm() -> None:
    app = stand(plan_of(a(Initiative, "chat")))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        await app.workers.wait_for_complete()
        await pilot.pause()

        assert "No initiative has all ratings yet." in " ".join(app.picture)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_things_are_called(size: tuple[int, int]) -> None:
    initiatives = [a(Initiative, f"i{n}", name=name) for n, name in enumerate(HOSTILE)]
    criterion = a(Criterion, "c", name=HOSTILE[2], weight_percent=100)
    ratings = [
        a(Rating, f"r{n}", initiative=f"i{n}", criterion="c", value=Decimal(1 + n % 5)) for n in range(len(HOSTILE))
    ]
    app = stand(plan_of(a(Engagement, "engagement", runs=100), criterion, *initiatives, *ratings))
    async with app.run_test(size=size) as pilot:
        await side_by_side(pilot)
        for _ in range(14):
            assert app.widths == {size[0]}
            await pilot.press("l")
        await pilot.press("escape", "F")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.widths == {size[0]}
