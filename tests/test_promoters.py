"""The chain from more promoters to money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.assumption import Assumption
from domain.business_case import case_of
from domain.edits import change
from domain.engagement import Engagement
from domain.errors import Refused
from domain.initiative import CashLine, Initiative
from domain.persona import Persona
from domain.plan import Plan
from domain.promoters import promoter_chain
from domain.rules import broken_rules
from storage.formats.exchange import edit_from
from storage.formats.toml import written
from tests.builders import TODAY, a, plan_of

MICHIEL = a(Persona, "michiel", yearly_number=2000, yearly_value=300)
FILTERS = a(Initiative, "filters")
KNOWN = {
    "michiel-more-promoters-by-filters": 5,
    "michiel-fewer-detractors-by-filters": 2,
    "new-customers-a-promoter-brings": Decimal("0.5"),
    "customers-a-detractor-scares-off": 2,
    "retention-of-promoters-above-that-of-others": 10,
    "service-contacts-a-detractor-costs-more-than-others": 3,
    "cost-of-a-service-contact": 8,
}


def drawn_up(*records: Persona | Initiative | Engagement | CashLine | Assumption) -> Plan:
    plan = plan_of(MICHIEL, FILTERS, *records)
    return plan.apply(promoter_chain(plan, FILTERS, MICHIEL))


def filled_in() -> Plan:
    plan = drawn_up(
        a(
            Engagement,
            Engagement.ONLY,
            starts_on=date(2027, 1, 1),
            horizon_years=1,
            discount_rate_percent=0,
        )
    )
    for id, likely in KNOWN.items():
        plan = plan.apply(change(plan.get(Assumption, id), likely=likely))
    return plan


def test_every_link_is_an_assumption_of_its_own_and_what_is_not_known_stays_empty() -> None:
    plan = drawn_up()

    known = {each.id: each.likely for each in plan.all(Assumption)}
    assert known == {
        "michiel-people-a-year": 2000,
        "michiel-value-of-a-customer": 300,
        **dict.fromkeys(KNOWN),
    }


def test_the_lines_rest_on_recommendation_and_are_missing_until_the_links_are_filled_in() -> None:
    plan = drawn_up()

    lines = plan.parts(CashLine, FILTERS)
    assert [line.name for line in lines] == [
        "Michiel: new customers by recommendation",
        "Michiel: promoters who stay",
        "Michiel: customers no longer scared off",
        "Michiel: service contacts saved",
    ]
    assert all(line.by_promoters for line in lines)
    assert "“New customers a promoter brings” has no figures" in case_of(plan, FILTERS, TODAY).likely.missing


def test_the_chain_comes_to_the_product_of_its_links() -> None:
    plan = filled_in()

    found = case_of(plan, FILTERS, TODAY)

    # 100 more promoters × (0.5 brought + 0.1 who stay) × 300; 40 fewer detractors × (2 × 300 + 3 × 8).
    assert found.likely.figure("benefits").value == 100 * Decimal("0.6") * 300 + 40 * 624
    assert found.likely.figure("promoters_share").value == 1
    assert found.likely.figure("npv_without_promoters").value == 0


def test_promoters_and_detractors_do_not_mirror_each_other() -> None:
    plan = filled_in()
    fewer = plan.get(Assumption, "customers-a-detractor-scares-off")

    more = plan.apply(change(fewer, likely=4))

    before, after = (case_of(each, FILTERS, TODAY).likely.figure("benefits").value for each in (plan, more))
    assert before is not None
    assert after is not None
    assert after - before == 40 * 2 * 300


def test_chains_share_what_is_not_theirs_alone() -> None:
    plan = drawn_up(a(Initiative, "maps"))

    after = plan.apply(promoter_chain(plan, plan.get(Initiative, "maps"), MICHIEL))

    made = {each.id for each in after.all(Assumption)} - {each.id for each in plan.all(Assumption)}
    assert made == {"michiel-more-promoters-by-maps", "michiel-fewer-detractors-by-maps"}


def test_an_assumption_of_the_same_name_is_shared_whatever_its_capitals() -> None:
    plan = drawn_up(a(Assumption, "ours", name="COST OF A SERVICE CONTACT", likely=12))

    [line] = [line for line in plan.parts(CashLine, FILTERS) if line.name.endswith("contacts saved")]
    assert "ours" in line.drivers


def test_only_what_is_gone_is_drawn_up_again() -> None:
    plan = drawn_up()
    kept = plan_of(MICHIEL, FILTERS, *plan.all(Assumption), *plan.parts(CashLine, FILTERS)[:3])

    edit = promoter_chain(kept, FILTERS, MICHIEL)

    assert [each.subject.title for each in edit.changes] == ["Michiel: service contacts saved"]


def test_a_chain_that_is_there_is_not_drawn_up_twice() -> None:
    with pytest.raises(Refused, match="drawn up already"):
        promoter_chain(drawn_up(), FILTERS, MICHIEL)


def test_a_persona_of_whom_nothing_is_known_gets_empty_links() -> None:
    plan = plan_of(a(Persona), FILTERS)

    after = plan.apply(promoter_chain(plan, FILTERS, plan.all(Persona)[0]))

    assert {each.likely for each in after.all(Assumption)} == {None}


def test_it_is_one_edit_that_breaks_no_rule_and_survives_a_file() -> None:
    plan = plan_of(a(Persona, "long", name="N" * 200), a(Initiative, "far", name="F" * 200))
    edit = promoter_chain(plan, plan.all(Initiative)[0], plan.all(Persona)[0])

    after = plan.apply(edit)

    assert not list(broken_rules(after, edit))
    assert after.apply(edit.inverse) == plan
    again = Plan().apply(edit_from(Plan(), written(after).encode(), "a.toml", kind="toml")[0])
    assert written(again) == written(after)
