"""Finishing an initiative: its status, the touchpoints it changed, and the KPIs that judge it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.entity import Entity
from domain.errors import Refused
from domain.finishing import Answer, brought_by, changed_by, finished
from domain.gap import Gap
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Journey, Phase, Touchpoint
from domain.kpi import Kpi, Reading
from domain.plan import Edit, Plan
from domain.problems import problems
from tests.builders import TODAY, a, plan_of
from tests.stand import changes

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def filters(*more: Entity, closes: int | None = 50, kind: str = "fix", **fields: Any) -> Plan:
    """An initiative that claims a part of the gap between a search at −1.5 and one at +1.5."""
    return plan_of(
        a(Journey, "now"),
        a(Phase, "look", journey="now"),
        a(Touchpoint, "search", phase="look", feeling=Decimal("-1.5")),
        a(Journey, "dream", horizon="near", departs_from="now"),
        a(Phase, "look-2", journey="dream"),
        a(Touchpoint, "found", phase="look-2", feeling=Decimal("1.5"), replaces="search"),
        a(Gap, "no-filters", current="search", dream="found", kind=kind),
        a(Initiative, "filters", **{"status": "running", "starts_on": date(2027, 5, 3), **fields}),
        a(Remedy, initiative="filters", gap="no-filters", closes_percent=closes),
        *more,
    )


def initiative(plan: Plan) -> Initiative:
    return plan.get(Initiative, "filters")


def test_what_is_finished_is_done_wholly_and_on_that_day() -> None:
    plan = filters()

    edit = finished(plan, initiative(plan), TODAY)

    assert edit.label == "Finish “Filters”"
    assert changes(edit) == [("filters", {"status": Status.DONE, "progress_percent": 100, "finishes_on": TODAY})]


@pytest.mark.parametrize(("planned", "last"), [(None, TODAY), (TOMORROW, TODAY), (YESTERDAY, YESTERDAY)])
def test_a_later_last_day_is_corrected_and_an_earlier_one_stays(planned: date | None, last: date) -> None:
    plan = filters(finishes_on=planned)

    after = plan.apply(finished(plan, initiative(plan), TODAY))

    assert initiative(after).finishes_on == last


@pytest.mark.parametrize("fields", [{"status": "dropped"}, {"starts_on": TOMORROW}])
def test_what_was_dropped_or_has_not_begun_is_not_finished(fields: dict[str, Any]) -> None:
    plan = filters(**fields)

    with pytest.raises(Refused, match="Finish “Filters”"):
        finished(plan, initiative(plan), TODAY)


def test_what_it_changed_is_found_with_what_was_claimed() -> None:
    plan = filters()

    [changed] = changed_by(plan, initiative(plan))

    # Half of the way from −1.5 to +1.5.
    assert (changed.touchpoint.id, changed.today, changed.claimed) == ("search", Decimal("-1.5"), Decimal(0))
    assert [gap.id for gap in changed.gaps] == ["no-filters"]
    assert changed.verified_on is None


def test_what_others_claim_is_not_claimed_here() -> None:
    other = (a(Initiative, "tags"), a(Remedy, "tagging", initiative="tags", gap="no-filters", closes_percent=50))
    plan = filters(*other, closes=20)

    [changed] = changed_by(plan, initiative(plan))

    assert changed.claimed == Decimal("-0.9")


@pytest.mark.parametrize("closes", [0, None])
def test_without_a_share_nothing_is_claimed(closes: int | None) -> None:
    plan = filters(closes=closes)

    claimed = [each.claimed for each in changed_by(plan, initiative(plan))]

    assert claimed == ([] if closes == 0 else [Decimal("-1.5")])


def test_what_was_to_be_done_without_is_not_said_to_feel_otherwise() -> None:
    plan = filters(kind="remove")

    [changed] = changed_by(plan, initiative(plan))

    assert changed.goes
    assert changed.claimed is None


def test_what_a_dream_added_is_missed_on_the_map_of_today() -> None:
    gap, remedy = a(Gap, "tips", dream="found-2"), a(Remedy, "r2", initiative="filters", gap="tips")
    plan = filters(a(Touchpoint, "found-2", phase="look-2"), gap, remedy)

    assert [each.id for each in brought_by(plan, initiative(plan))] == ["found-2"]


def test_what_was_found_is_verified_in_the_same_edit_and_a_feeling_only_where_it_is_said() -> None:
    plan = filters(finishes_on=YESTERDAY)

    as_it_was = finished(plan, initiative(plan), TODAY, {"search": Answer()}, today=TOMORROW, by="Ana")
    better = finished(plan, initiative(plan), TODAY, {"search": Answer(Decimal("0.5"))}, today=TOMORROW)

    assert changes(as_it_was)[1] == ("search", {"verified_on": TOMORROW, "verified_by": "Ana"})
    assert changes(better)[1] == ("search", {"verified_on": TOMORROW, "feeling": Decimal("0.5")})


def test_what_is_done_already_can_still_be_verified() -> None:
    plan = filters(status="done", progress_percent=100, finishes_on=YESTERDAY)

    edit = finished(plan, initiative(plan), TODAY, {"search": Answer()})

    assert edit.label == "Verify what “Filters” changed"
    assert [id for id, _ in changes(edit)] == ["search"]
    assert finished(plan, initiative(plan), TODAY).changes == ()


def test_only_what_it_changed_is_verified_and_a_feeling_is_one_that_there_is() -> None:
    plan = filters()

    with pytest.raises(Refused, match="did not change the touchpoint found"):
        finished(plan, initiative(plan), TODAY, {"found": Answer()})
    with pytest.raises(Refused, match="less than or equal to 2"):
        finished(plan, initiative(plan), TODAY, {"search": Answer(Decimal(3))})


@pytest.mark.parametrize(
    ("kpi", "readings", "starts"),
    [
        ({}, 0, TODAY),
        ({}, 1, None),
        ({"measure_from": date(2027, 1, 1)}, 0, None),
        ({"measure_from": date(2028, 1, 1)}, 1, TODAY),
        ({"initiatives": ()}, 0, None),
    ],
)
def test_what_judges_it_is_measured_from_the_day_after(kpi: dict[str, Any], readings: int, starts: date | None) -> None:
    read = [a(Reading, kpi="calls")] * readings
    plan = filters(a(Kpi, "calls", **{"initiatives": ("filters",), **kpi}), *read)

    edit = finished(plan, initiative(plan), YESTERDAY)

    assert [each for each in changes(edit) if each[0] == "calls"] == (
        [("calls", {"measure_from": starts})] if starts else []
    )


def test_until_it_is_verified_it_is_a_problem_and_then_no_longer() -> None:
    def due(edit: Edit) -> list[str]:
        return [each.what for each in problems(plan.apply(edit), TODAY) if each.rule == "map-behind"]

    plan = filters()

    assert due(finished(plan, initiative(plan), TODAY)) == [
        "“Search” was changed by “Filters”, finished on 2027-06-15, and is not verified since."
    ]
    assert not due(finished(plan, initiative(plan), TODAY, {"search": Answer()}))
