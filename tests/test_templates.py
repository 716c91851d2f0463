"""Journey templates: a start that imagines nothing."""

from __future__ import annotations

import pytest

from domain.capture import capture
from domain.entity import fields_of
from domain.journey import Journey, JourneyKind, Phase, Touchpoint
from domain.outline import parse, written
from domain.persona import Persona
from domain.plan import Plan
from domain.rules import broken_rules
from domain.templates import TEMPLATES, start_from
from tests.builders import a, plan_of


def test_there_is_a_template_for_each_kind_of_journey() -> None:
    assert set(TEMPLATES) == set(JourneyKind)


@pytest.mark.parametrize("kind", JourneyKind)
def test_a_template_gives_goals_and_touchpoints_and_imagines_nothing(kind: JourneyKind) -> None:
    before = plan_of(a(Persona, "sem"))

    edit = start_from(before, kind, "How it goes", before.all(Persona)[0])

    plan = before.apply(edit)
    assert not list(broken_rules(plan, edit))
    assert plan.apply(edit.inverse) == before
    [journey] = plan.all(Journey)
    assert (journey.name, journey.kind, journey.persona) == ("How it goes", kind, "sem")
    phases = plan.parts(Phase, journey)
    assert len(phases) >= 5
    assert all(phase.goal for phase in phases)
    assert all(len(plan.parts(Touchpoint, phase)) >= 3 for phase in phases)
    assert len(plan) == 2 + len(phases) + len(plan.all(Touchpoint)), "no notes, no teams, no evidence"
    filled = {
        name
        for touchpoint in plan.all(Touchpoint)
        for name, facts in fields_of(Touchpoint).items()
        if getattr(touchpoint, name) != facts.default
    }
    assert filled == {"id", "position", "phase", "name"}


@pytest.mark.parametrize("kind", JourneyKind)
def test_a_template_is_told_by_its_own_words_alone(kind: JourneyKind) -> None:
    plan = Plan().apply(start_from(Plan(), kind, "One"))

    again = Plan().apply(capture(Plan(), parse(written(plan, plan.all(Journey)[0])), kind=kind))

    assert again == plan


def test_the_employee_journey_goes_from_orientation_to_the_lease_car() -> None:
    plan = Plan().apply(start_from(Plan(), JourneyKind.EMPLOYEE, "Joining"))

    assert [phase.name for phase in plan.all(Phase)][:5] == [
        "Orientation",
        "Information",
        "Application",
        "Contract",
        "Car, phone and laptop",
    ]


def test_the_edit_says_what_it_starts_from() -> None:
    assert start_from(Plan(), JourneyKind.EMPLOYEE, "Joining").label == (
        "Start “Joining” from the template of an employee journey"
    )
