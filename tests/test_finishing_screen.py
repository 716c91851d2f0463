"""Finishing an initiative with keys: touchpoints are looked at, and all is saved as one edit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from textual.widgets import Input

from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Touchpoint
from domain.kpi import Kpi
from domain.plan import Plan
from screens.finishing import Finishing, finish
from screens.page import Page
from screens.parts.confirm import Confirm
from screens.personas import Personas
from screens.subjects import SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand, changes
from tests.test_finishing import filters

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == 2]
TOMORROW = TODAY + timedelta(days=1)


def plan_with(*more: Entity) -> Plan:
    """The filters that changed the search and brought tips about, judged by the number of calls."""
    return filters(
        a(Touchpoint, "wait", phase="look"),
        a(Gap, "slow", current="wait"),
        a(Remedy, "r2", initiative="filters", gap="slow", closes_percent=40),
        a(Touchpoint, "tips", phase="look-2"),
        a(Gap, "no-tips", dream="tips"),
        a(Remedy, "r3", initiative="filters", gap="no-tips", closes_percent=100),
        a(Kpi, "calls", start_value=20, target_value=5, unit="calls", initiatives=("filters",)),
        *more,
    )


def stand(plan: Plan) -> Stand:
    return Stand(lambda: Personas(SUBJECT, today=TODAY, author="ana"), plan)


def begin(app: Stand, id: str = "filters") -> None:
    page = app.screen
    assert isinstance(page, Page)
    finish(page, page.plan.get(Initiative, id))


def told(app: Stand) -> list[str]:
    return [" ".join(row.split()) for row in app.rows if row]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_what_was_changed_came_about_and_is_measured_is_shown(size: tuple[int, int]) -> None:
    app = stand(plan_with())
    async with app.run_test(size=size) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.pause()

        assert "Finish “Filters” · 0 of 2 looked at · last day 2027-06-15" in app.picture[0]
        assert told(app)[1:] == [
            "Changed by it 2",
            "· Search −1.5 0 never verified",
            "· Wait – – never verified",
            "Brought about by it, on no map of today yet 1",
            "Tips add it to a map",
            "Judged by 1 KPI",
            "Calls measured from 2027-06-16",
        ]
        assert "−1.5 on the map, 0 was claimed. How does it feel now?" in app.detail
        assert app.widths == {size[0]}


async def test_all_that_was_found_is_saved_as_one_edit() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("+", "+", "j", "V")
        assert "✓ Search −1.5 0 −0.5 verified now" in told(app)
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert app.edit.label == "Finish “Filters”"
        assert changes(app.edit) == [
            ("filters", {"status": Status.DONE, "progress_percent": 100, "finishes_on": TODAY}),
            ("calls", {"measure_from": TOMORROW}),
            ("search", {"feeling": Decimal("-0.5"), "verified_on": TODAY, "verified_by": "ana"}),
            ("wait", {"verified_on": TODAY, "verified_by": "ana"}),
        ]
        assert isinstance(app.screen, Personas)


async def test_what_was_claimed_is_taken_only_when_it_is_said() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("=", "ctrl+s")
        await pilot.pause()

        assert ("search", {"feeling": Decimal(0), "verified_on": TODAY, "verified_by": "ana"}) in changes(app.edit)
        assert "wait" not in [id for id, _ in changes(app.edit)]
        assert app.said == ["Finish “Filters”: saved. 1 touchpoint still to be verified."]


async def test_a_touchpoint_can_be_left_out_again() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("+", "V", "ctrl+s")
        await pilot.pause()

        assert [id for id, _ in changes(app.edit)] == ["filters", "calls"]


async def test_another_last_day_can_be_typed_but_none_that_is_to_come() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("d")
        app.screen.query_one(Input).value = "+3"
        await pilot.press("enter")
        assert app.said == ["Type a day that has come: 2027-01-31, today, or -3 for three days ago."]
        app.screen.query_one(Input).value = "-5"
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()

        assert changes(app.edit)[0][1]["finishes_on"] == date(2027, 6, 10)
        assert changes(app.edit)[1] == ("calls", {"measure_from": date(2027, 6, 11)})


async def test_leaving_asks_only_where_something_was_found() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Personas)
        begin(app)
        await pilot.pause()
        await pilot.press("V", "escape")
        await pilot.pause()
        assert isinstance(app.screen, Confirm)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, Finishing)
        assert not app.proposed


async def test_what_is_done_is_verified_later() -> None:
    app = stand(filters(status="done", progress_percent=100, finishes_on=date(2027, 6, 1)))
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        assert "Verify what “Filters” changed · 0 of 1 looked at · last day 2027-06-01" in app.picture[0]
        await pilot.press("ctrl+s")
        assert app.said == ["There is nothing to save yet: look at a touchpoint first."]
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()

        assert changes(app.edit) == [("search", {"verified_on": TODAY, "verified_by": "ana"})]


async def test_keys_for_touchpoints_say_why_they_do_nothing_elsewhere() -> None:
    app = stand(plan_with())
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("j", "=", "G", "+")

        assert app.said == [
            "Nothing was claimed of how it feels: no dream says so, or nobody rated it before.",
            "Put the cursor on a touchpoint that was changed.",
        ]


async def test_what_changes_nothing_is_finished_all_the_same() -> None:
    app = stand(plan_of(a(Initiative, "filters", starts_on=TODAY)))
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        assert any("It closes no gap on a map of today" in line for line in app.picture)
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert [id for id, _ in changes(app.edit)] == ["filters"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "dropped"}, "it was dropped. Take it up again first."),
        ({"starts_on": TOMORROW}, "it starts on 2027-06-16, after 2027-06-15. Correct its start first."),
    ],
)
async def test_what_cannot_be_finished_is_not_asked_about(fields: dict[str, Any], why: str) -> None:
    app = stand(filters(**fields))
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()

        assert app.said == [f"Finish “Filters”: {why}"]
        assert isinstance(app.screen, Personas)


async def test_a_last_day_before_the_first_is_refused_when_it_is_saved() -> None:
    app = stand(filters(starts_on=TODAY))
    async with app.run_test(size=(120, 40)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("d")
        app.screen.query_one(Input).value = "-1"
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()

        assert app.said == ["Finish “Filters”: it starts on 2027-06-15, after 2027-06-14. Correct its start first."]
        assert not app.proposed


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_text(name: str) -> None:
    records = [a(Touchpoint, "odd", phase="look", name=name), a(Gap, "odd", current="odd", name=name)]
    app = stand(filters(*records, a(Remedy, "r9", initiative="filters", gap="odd"), a(Kpi, name=name)))
    async with app.run_test(size=(80, 24)) as pilot:
        begin(app)
        await pilot.pause()
        await pilot.press("j")

        assert app.widths == {80}
