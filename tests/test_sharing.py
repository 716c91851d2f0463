"""One touchpoint in several journeys: said, gone along and taken back on the map."""

from __future__ import annotations

from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.plan import Plan
from screens.journeys import Journeys
from screens.messages import Turn
from screens.sharing import candidates
from screens.subjects import JOURNEYS, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import Stand, changes

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == JOURNEYS]
THREE_JOURNEYS = (
    a(Journey, "trip"),
    a(Journey, "tour"),
    a(Journey, "visit"),
    a(Phase, "orient", journey="trip"),
    a(Phase, "go", journey="tour"),
    a(Phase, "come", journey="visit"),
    a(Touchpoint, "desk", phase="orient"),
    a(Touchpoint, "search", phase="orient"),
    a(Touchpoint, "queue", phase="go"),
    a(Touchpoint, "tour-desk", name="Desk", phase="go"),
    a(Touchpoint, "visit-desk", name="desk", phase="come"),
)
PLAN = plan_of(*THREE_JOURNEYS)


def shared() -> Plan:
    one = a(Touchpoint, "tour-desk", name="Desk", phase="go", same_as="desk")
    return plan_of(*THREE_JOURNEYS[:-2], one, THREE_JOURNEYS[-1])


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: Journeys(SUBJECT, today=TODAY), plan)


def test_touchpoints_of_other_journeys_are_offered_the_same_names_first() -> None:
    offered = candidates(PLAN, PLAN.get(Touchpoint, "desk"))

    assert [(option.key, option.detail) for option in offered] == [
        ("tour-desk", "Tour"),
        ("visit-desk", "Visit"),
        ("queue", "Tour"),
    ]


def test_the_dreams_of_the_same_journey_come_last() -> None:
    dream = a(Journey, "dream", horizon=Horizon.NEAR, departs_from="trip")
    plan = plan_of(
        *PLAN, dream, a(Phase, "near", journey="dream"), a(Touchpoint, "near-desk", name="Desk", phase="near")
    )

    assert [option.key for option in candidates(plan, plan.get(Touchpoint, "desk"))][-2:] == ["queue", "near-desk"]


def test_a_journey_in_which_it_is_shared_already_is_not_offered_again() -> None:
    plan = shared()

    assert [option.key for option in candidates(plan, plan.get(Touchpoint, "desk"))] == ["visit-desk"]


async def test_a_touchpoint_is_shared_with_a_chosen_one_of_another_journey() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("S", *"tour", "enter")

    assert changes(app.edit) == [("desk", {"same_as": "tour-desk"})]


async def test_one_that_is_shared_is_taken_out() -> None:
    app = stand(shared())
    async with app.run_test() as pilot:
        await pilot.press("S", *"take", "enter")

    assert changes(app.edit) == [("tour-desk", {"same_as": None})]


async def test_one_that_is_shared_leads_to_the_other() -> None:
    app = stand(shared())
    async with app.run_test() as pilot:
        await pilot.press("S", "enter")

    assert app.asked == [Turn(0, "touchpoint", "tour-desk")]
    assert app.proposed == []


async def test_one_that_is_shared_may_be_shared_with_one_more() -> None:
    app = stand(shared())
    async with app.run_test() as pilot:
        await pilot.press("S", *"one more", "enter", "enter")

    assert changes(app.edit) == [("desk", {"same_as": "visit-desk"})]


async def test_without_another_journey_there_is_nothing_to_share_with() -> None:
    app = stand(plan_of(a(Touchpoint, "desk")))
    async with app.run_test() as pilot:
        await pilot.press("S")

    assert app.said == ["There is no other journey with touchpoints to share it with."]


async def test_sharing_needs_a_touchpoint() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("k", "k", "S")

    assert app.said == ["Put the cursor on a touchpoint first."]
