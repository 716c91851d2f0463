"""What hangs on a team or a system, and whom a change needs."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain.company import needed_for, overlaps, touched_by, without_owner
from domain.entity import Entity
from domain.gap import Gap
from domain.initiative import Effort, Initiative, Remedy, Status
from domain.journey import Backing, Journey, Note, NoteKind, Phase, Touchpoint
from domain.kpi import Kpi
from domain.people import Stakeholder, System, Team
from domain.plan import Plan
from tests.builders import a, plan_of
from tests.strategies import plans


def company() -> Plan:
    """Web is named behind search and runs the mailer behind mail; nobody runs the portal behind login."""
    return plan_of(
        a(Journey, "first"),
        a(Journey, "second"),
        a(Phase, "one", journey="first"),
        a(Phase, "two", journey="second"),
        a(Touchpoint, "photos", phase="two"),
        a(Touchpoint, "login", phase="two"),
        a(Touchpoint, "mail", phase="two"),
        a(Touchpoint, "search", phase="one"),
        a(Team, "web", department="Digital"),
        a(Team, "sales", department="sales"),
        a(System, "mailer", team="web"),
        a(System, "portal"),
        a(Backing, "b1", touchpoint="search", team="web", role="Keeps the filters"),
        a(Backing, "b2", touchpoint="mail", team="sales", system="mailer", role="Sends it"),
        a(Backing, "b3", touchpoint="login", system="portal"),
        a(Note, "no-mail", touchpoint="mail", kind=NoteKind.PAIN),
        a(Note, "kind-words", touchpoint="mail", kind=NoteKind.GAIN),
        a(Gap, "missing", current="mail"),
        a(Gap, "filters", current="search", dream="search"),
        a(Gap, "wall", current="login"),
        a(Initiative, "send"),
        a(Initiative, "given-up", status=Status.DROPPED),
        a(Initiative, "hire"),
        a(Initiative, "finished", status=Status.DONE),
        a(Remedy, "r1", initiative="send", gap="missing"),
        a(Remedy, "r2", initiative="send", gap="filters"),
        a(Remedy, "r3", initiative="given-up", gap="filters"),
        a(Remedy, "r4", initiative="hire", gap="missing"),
        a(Remedy, "r5", initiative="finished", gap="missing"),
        a(Effort, "e1", initiative="hire", team="web"),
        a(Effort, "e2", initiative="given-up", team="web"),
        a(Kpi, "opened", touchpoints=("mail",), data_team="web"),
        a(Kpi, "requests", data_team="web"),
        a(Kpi, "logins", touchpoints=("login",)),
        a(Stakeholder, "sanne", department="digital"),
        a(Stakeholder, "joost", department="Sales"),
        a(Stakeholder, "ruud", department="Finance"),
        a(Stakeholder, "nobody"),
    )


def ids(records: tuple[Entity, ...]) -> list[str]:
    return [record.id for record in records]


def test_a_team_is_behind_what_it_is_named_at_and_what_its_systems_are_behind() -> None:
    plan = company()

    found = touched_by(plan, plan.get(Team, "web"))

    assert [(journey.id, ids(held)) for journey, held in found.journeys] == [
        ("first", ["search"]),
        ("second", ["mail"]),
    ]
    assert ids(found.touchpoints) == ["search", "mail"]
    assert ids(found.pains) == ["no-mail"]
    assert ids(found.gaps) == ["filters", "missing"]
    assert ids(found.initiatives) == ["send", "hire", "finished"]
    assert ids(found.kpis) == ["opened", "requests"]


def test_of_a_system_only_what_leans_on_it_is_told() -> None:
    plan = company()

    found = touched_by(plan, plan.get(System, "portal"))

    assert (ids(found.touchpoints), ids(found.gaps), ids(found.kpis)) == (["login"], ["wall"], ["logins"])
    assert found.initiatives == ()


def test_a_pain_needs_teams_systems_with_owners_roles_and_people() -> None:
    plan = company()

    found = needed_for(plan, plan.get(Note, "no-mail"))

    assert ids(found.teams) == ["sales", "web"]
    assert [(system.id, team.id if team else None) for system, team in found.systems] == [("mailer", "web")]
    assert found.roles == ("Sales, Mailer: Sends it",)
    assert ids(found.stakeholders) == ["sanne", "joost"]
    assert ids(found.initiatives) == ["send", "hire", "finished"]


def test_a_system_nobody_runs_is_needed_without_a_team() -> None:
    plan = company()

    found = needed_for(plan, plan.get(Touchpoint, "login"))

    assert [(system.id, team) for system, team in found.systems] == [("portal", None)]
    assert (found.teams, found.stakeholders) == ((), ())


@pytest.mark.parametrize(
    ("record", "teams", "initiatives"),
    [
        ((Gap, "filters"), ["web"], ["send"]),
        ((Phase, "two"), ["sales", "web"], ["send", "hire", "finished"]),
        ((Journey, "first"), ["web"], ["send"]),
        ((Touchpoint, "search"), ["web"], ["send"]),
        ((Kpi, "opened"), [], []),
    ],
)
def test_whatever_is_on_the_map_needs_somebody(
    record: tuple[type[Entity], str], teams: list[str], initiatives: list[str]
) -> None:
    plan = company()

    found = needed_for(plan, plan.get(*record))

    assert (ids(found.teams), ids(found.initiatives)) == (teams, initiatives)


def test_touchpoints_no_team_stands_behind_are_told() -> None:
    plan = company()

    assert ids(without_owner(plan, plan.get(Journey, "second"))) == ["photos", "login"]
    assert without_owner(plan, plan.get(Journey, "first")) == ()


def test_a_system_that_several_initiatives_ahead_will_change_is_an_overlap() -> None:
    [found] = overlaps(company())

    assert (found.system.id, ids(found.initiatives)) == ("mailer", ["send", "hire"])


def test_the_system_that_most_initiatives_will_change_comes_first() -> None:
    plan = plan_of(
        *(a(Backing, f"{system}-backs", touchpoint=f"at-{system}", system=system) for system in ("site", "mailer")),
        *(a(Gap, f"gap-{system}", current=f"at-{system}") for system in ("site", "mailer")),
        *(a(Remedy, f"site-{n}", initiative=f"i-{n}", gap="gap-site") for n in range(2)),
        *(a(Remedy, f"mailer-{n}", initiative=f"i-{n}", gap="gap-mailer") for n in range(3)),
    )

    assert [each.system.id for each in overlaps(plan)] == ["mailer", "site"]


@given(plans())
def test_behind_and_needed_agree(plan: Plan) -> None:
    for team in plan.all(Team):
        for touchpoint in touched_by(plan, team).touchpoints:
            assert team in needed_for(plan, touchpoint).teams
    for journey in plan.all(Journey):
        owned = {t.id for team in plan.all(Team) for t in touched_by(plan, team).touchpoints}
        assert all(touchpoint.id not in owned for touchpoint in without_owner(plan, journey))
    assert all(len(each.initiatives) > 1 for each in overlaps(plan))
