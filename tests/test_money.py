"""The business case on its screen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.assumption import Assumption
from domain.engagement import Engagement
from domain.initiative import CashKind, CashLine, Certainty, Initiative
from domain.persona import Persona
from domain.plan import Plan
from screens.form import RecordForm
from screens.money import Money
from screens.parts.pane import Pane
from screens.parts.plot import Plot
from tests.builders import a, plan_of
from tests.stand import HOSTILE, TODAY, Stand, changes
from tui.pages import new_page


def line(id: str, kind: CashKind, amount: int, of: str = "filters", **fields: object) -> CashLine:
    figures = {"low": amount - 100, "likely": amount, "high": amount + 100}
    return a(CashLine, id, initiative=of, kind=kind, **{**figures, **fields})


YEARS = a(Engagement, "engagement", discount_rate_percent=Decimal(10), horizon_years=2, starts_on=TODAY)
PLAN = plan_of(
    YEARS,
    a(Initiative, "filters", name="Filters", case="People ask for them."),
    a(Initiative, "talk", name="Chat"),
    line("search", CashKind.ONE_OFF_COST, 1000, certainty=Certainty.HARD),
    line("bookings", CashKind.BENEFIT, 1210, certainty=Certainty.SOFT),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: new_page(5, today=TODAY, author="ana"), plan)


def read(app: Stand) -> list[str]:
    """The rows of the table as they read."""
    return [" ".join(line.strip("▌ ").split()) for line in app.lines_of(app.screen.listing) if line.strip()]  # type: ignore[attr-defined]


async def test_every_figure_stands_with_its_worst_and_its_best_and_how_it_comes_about() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "j", "j", "j")

        assert "Net present value (NPV) 826 1 100 1 374" in read(app)
        assert "−1 000.00 + 1 210.00 / 1.1^1 + 1 210.00 / 1.1^2 = 1 100.00" in app.detail
        assert "Year 1 begins on 2027-06-15" in app.detail


async def test_the_years_say_which_lines_flow_and_for_which_part() -> None:
    app = stand()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("m", "right_curly_bracket", "j")

        assert read(app)[1].startswith("start of year 1 −1 000 0 0 0 −1 000 −1 000")
        assert "end of year 1 1 210.00 EUR Bookings: 12 of 12 months, 1 210.00" in app.detail


async def test_a_line_opens_into_its_assumptions_and_its_form() -> None:
    driven = plan_of(
        YEARS,
        a(Initiative, "filters", name="Filters"),
        a(Assumption, "visitors", name="Visitors", low=900, likely=1000, high=1100),
        a(Assumption, "book", name="That book", likely=Decimal(2), is_percent=True),
        a(CashLine, "sold", kind=CashKind.BENEFIT, initiative="filters", likely=50, drivers=("visitors", "book")),
    )
    app = stand(driven)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "enter")

        assert "Sold: 50 × 1 000 (Visitors) × 0.02 (That book) = 1 000.00 a year" in app.detail
        await pilot.press("enter")
        assert isinstance(app.screen, RecordForm)


async def test_a_case_without_figures_says_what_it_lacks() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "m")
        assert "Chat" in app.picture[0]
        assert "Not known: no money is given." in app.detail
        assert "there is no case in words" in app.detail


async def test_arrows_go_to_the_next_initiative_and_one_key_adds_all_up() -> None:
    app = stand(plan_of(*PLAN, line("talks", CashKind.BENEFIT, 500, "talk")))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "T")

        assert "Total of 2 initiatives" in app.picture[0]
        assert "Benefits 3 020 3 420 3 820" in read(app)
        await pilot.press("a")
        assert app.said == ["Turn to one initiative with T first: a line belongs to one."]
        await pilot.press("T", "greater_than_sign", "greater_than_sign")
        assert isinstance(app.screen, Money)


async def test_a_line_is_added_to_the_initiative_in_view() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "a")
        app.fill_in(name="Training", likely="300")
        await pilot.press("ctrl+s")

        [change] = app.edit.changes
        assert isinstance(change.after, CashLine)
        assert (change.after.initiative, change.after.likely) == ("filters", Decimal(300))
        assert isinstance(app.screen, Money)
        assert any(row.startswith("Costs") and "−1 300" in row for row in read(app))


async def test_the_chart_stands_beside_the_table_where_there_is_room_and_is_a_view_where_there_is_not() -> None:
    app = stand()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("m")
        assert app.screen.query_one(Plot).display

        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not app.screen.query_one(Plot).display
        await pilot.press("right_curly_bracket")
        assert app.screen.query_one(Plot).display
        assert "cum." in " ".join(app.picture)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
async def test_every_line_is_as_wide_as_the_screen_whatever_things_are_called(size: tuple[int, int]) -> None:
    initiatives = [a(Initiative, f"i{n}", name=name) for n, name in enumerate(HOSTILE)]
    lines = [line(f"l{n}", CashKind.BENEFIT, 1000, f"i{n}", name=name) for n, name in enumerate(HOSTILE)]
    app = stand(plan_of(YEARS, *initiatives, *lines))
    async with app.run_test(size=size) as pilot:
        await pilot.press("m")
        for _ in range(4):
            assert app.widths == {size[0]}
            await pilot.press("right_curly_bracket", "greater_than_sign")


async def test_what_promoters_bring_is_drawn_up_link_by_link_as_one_edit() -> None:
    app = stand(plan_of(*PLAN, a(Persona, "michiel", name="Michiel", yearly_number=3600, promoters=40, detractors=20)))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "P", "enter")
        await pilot.pause()

        drawn_up = [change.after for change in app.edit.changes]
        lines = [each for each in drawn_up if isinstance(each, CashLine)]
        assert lines
        assert all(each.by_promoters and each.initiative == "filters" for each in lines)
        assert any(isinstance(each, Assumption) and each.likely == 3600 for each in drawn_up)
        assert app.screen.view == "lines"  # type: ignore[attr-defined]
        assert any("↗" in row for row in read(app))


async def test_without_a_persona_there_is_nobody_to_recommend() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "P")

        assert app.said == ["Add a persona first: promoters are people."]


async def test_a_case_whose_initiative_is_removed_by_somebody_else_leaves_what_is_being_typed_alone() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "a")
        app.plan = plan_of(YEARS, a(Initiative, "talk", name="Chat"))
        await pilot.pause()
        assert isinstance(app.screen, RecordForm)

        await pilot.press("escape", "a")
        assert isinstance(app.screen, Money)
        assert app.said[-1].startswith("The initiative is no longer there.")
        await pilot.press("greater_than_sign")
        assert "Chat" in app.picture[0]


async def test_promoters_of_an_initiative_that_is_gone_meanwhile_are_not_drawn_up() -> None:
    michiel = a(Persona, "michiel", name="Michiel", yearly_number=3600, promoters=40, detractors=20)
    app = stand(plan_of(*PLAN, michiel))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "P")
        app.plan = plan_of(YEARS, michiel)
        await pilot.pause()
        await pilot.press("enter")

        assert not app.proposed
        assert isinstance(app.screen, Money)


async def test_a_calculation_longer_than_its_place_is_scrolled_to() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "tab", "G")

        assert "doing nothing" not in app.lines_of(app.screen.query_one(Pane))[0]
        assert app.screen.query_one(Pane).top > 0


async def test_the_conventions_of_all_money_open_where_it_is_looked_at() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("m", "c")
        app.fill_in(discount_rate_percent="0")
        await pilot.press("ctrl+s")

        assert changes(app.edit) == [("engagement", {"discount_rate_percent": Decimal(0)})]
        assert any(row.startswith("Net present value (NPV)") and "1 420" in row for row in read(app))
