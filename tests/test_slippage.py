"""What became of a promise: dates, scope, money, promises and progress between two plans, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from domain.baselines import plan_then, taken
from domain.calendar import Span
from domain.edits import remove
from domain.engagement import Engagement, Holiday
from domain.entity import Entity, revise
from domain.gap import Gap
from domain.initiative import CashLine, Initiative, Remedy
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.plan import Change, Edit, Plan
from domain.session import Ballot, Session
from domain.slippage import ALL, Ghost, Section, Slip, by_section, in_short, slippage, slips
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans


def turned(plan: Plan, kind: type[Entity], id: str, **fields: object) -> Plan:
    before = plan.get(kind, id)
    return plan.apply(Edit("Change", (Change(before, revise(before, **fields)),)))


def rows(before: Plan, after: Plan, section: Section) -> list[tuple[str, str, str, str, str]]:
    found = by_section(slippage(before, after)).get(section, ())
    return [(row.subject, row.what, row.before, row.after, row.amount) for row in found]


FILTERS = a(Initiative, "filters", status="planned", starts_on=date(2027, 5, 3), finishes_on=date(2027, 5, 14))
"""Monday 3 May to Friday 14 May 2027."""


def test_an_initiative_that_ends_later_slipped_by_working_days() -> None:
    before = plan_of(FILTERS)
    # To Tuesday 18 May: Monday and Tuesday are two working days, the weekend is none.
    after = turned(before, Initiative, "filters", finishes_on=date(2027, 5, 18))

    assert rows(before, after, Section.DATES) == [("Filters", "finish", "2027-05-14", "2027-05-18", "slipped 2 days")]
    assert rows(after, before, Section.DATES) == [("Filters", "finish", "2027-05-18", "2027-05-14", "gained 2 days")]


def test_holidays_of_the_later_plan_are_no_days_that_slipped() -> None:
    before = plan_of(FILTERS)
    after = turned(before, Initiative, "filters", finishes_on=date(2027, 5, 18))
    after = after.apply(Edit("Add", (Change(None, a(Holiday, "whit", starts_on=date(2027, 5, 17))),)))

    [row] = by_section(slippage(before, after))[Section.DATES]

    assert row.by == 1
    assert row.is_worse


def test_a_shift_as_a_whole_is_one_row_and_a_start_of_its_own_is_another() -> None:
    before = plan_of(FILTERS)
    shifted = turned(before, Initiative, "filters", starts_on=date(2027, 5, 10), finishes_on=date(2027, 5, 21))
    stretched = turned(before, Initiative, "filters", starts_on=date(2027, 5, 4))

    assert [row[1] for row in rows(before, shifted, Section.DATES)] == ["finish"]
    assert rows(before, stretched, Section.DATES) == [("Filters", "start", "2027-05-03", "2027-05-04", "slipped 1 day")]


def test_the_likely_duration_stands_in_for_a_finish() -> None:
    before = plan_of(a(Initiative, "filters", starts_on=date(2027, 5, 3), likely_days=5))
    after = turned(before, Initiative, "filters", likely_days=8)

    assert rows(before, after, Section.DATES) == [("Filters", "finish", "2027-05-07", "2027-05-12", "slipped 3 days")]


def test_dates_that_come_or_go_are_told_without_days() -> None:
    before = plan_of(a(Initiative, "filters"))
    after = plan_of(FILTERS)

    assert rows(before, after, Section.DATES) == [
        ("Filters", "finish", "–", "2027-05-14", ""),
        ("Filters", "start", "–", "2027-05-03", ""),
    ]


def test_a_milestone_is_reached_when_the_last_it_hangs_on_is_finished() -> None:
    other = a(Initiative, "mails", finishes_on=date(2027, 5, 7))
    before = plan_of(FILTERS, other, a(Milestone, "summer", initiatives=("filters", "mails")))
    after = turned(before, Initiative, "mails", finishes_on=date(2027, 5, 17))

    assert ("Summer", "reached", "2027-05-14", "2027-05-17", "slipped 1 day") in rows(before, after, Section.DATES)


def test_what_came_went_and_was_dropped_is_scope() -> None:
    before = plan_of(FILTERS, a(Initiative, "mails"), a(Initiative, "old"), a(Initiative, "again", status="dropped"))
    after = plan_of(
        FILTERS, a(Initiative, "new"), a(Initiative, "mails", status="dropped"), a(Initiative, "again", status="idea")
    )

    assert rows(before, after, Section.SCOPE) == [
        ("New", "added", "–", "–", ""),
        ("Mails", "dropped", "idea", "dropped", ""),
        ("Again", "taken up again", "dropped", "idea", ""),
        ("Old", "removed", "–", "–", ""),
    ]
    assert not rows(before, after, Section.REST)


def test_gaps_are_claimed_or_no_longer_and_else_another_share_is_promised() -> None:
    remedies = [a(Remedy, f"r{n}", initiative="filters", gap=f"g{n}", closes_percent=n * 30) for n in range(3)]
    before = plan_of(FILTERS, *(a(Gap, f"g{n}") for n in range(3)), *remedies)
    after = turned(before, Remedy, "r0", closes_percent=50)
    after = turned(after, Remedy, "r1", closes_percent=0)
    after = turned(after, Remedy, "r2", closes_percent=45)

    assert rows(before, after, Section.SCOPE) == [
        ("G0", "claimed", "0 %", "50 %", ""),
        ("G1", "no longer claimed", "30 %", "0 %", ""),
    ]
    assert rows(before, after, Section.PROMISE) == [("G2", "closed", "60 %", "45 %", "−15 points")]


def money_plan(cost: int, benefit: int) -> Plan:
    return plan_of(
        a(
            Engagement,
            Engagement.ONLY,
            starts_on=date(2027, 1, 1),
            discount_rate_percent=10,
            horizon_years=1,
            cash_timing="end",
        ),
        a(Initiative, "filters"),
        a(CashLine, "build", initiative="filters", kind="one-off cost", likely=cost),
        a(CashLine, "run", initiative="filters", kind="running cost", likely=100),
        a(CashLine, "gain", initiative="filters", kind="benefit", likely=benefit),
    )


def test_money_is_compared_for_each_initiative_and_for_all() -> None:
    # One year, counted at its end: −1000 + (2300 − 100) / 1.1 = 1000, and −1500 + (1200 − 100) / 1.1 = −500.
    before, after = money_plan(1000, 2300), money_plan(1500, 1200)

    expected = [
        ("one-off costs", "1 000 EUR", "1 500 EUR", "+500 EUR"),
        ("benefits a year", "2 300 EUR", "1 200 EUR", "−1 100 EUR"),
        ("NPV", "1 000 EUR", "−500 EUR", "−1 500 EUR"),
    ]
    assert rows(before, after, Section.MONEY) == [(name, *row) for name in (ALL, "Filters") for row in expected]
    assert all(row.is_worse for row in slippage(before, after) if row.section is Section.MONEY)


def test_money_that_came_and_went_adds_up_to_what_all_differ_by() -> None:
    before = money_plan(1000, 2300)
    after = before.apply(remove(before, [before.get(Initiative, "filters")]))
    after = after.apply(
        Edit("Add", (Change(None, a(Initiative, "new")), Change(None, a(CashLine, "x", initiative="new", likely=250))))
    )

    found = [row for row in slippage(before, after) if row.section is Section.MONEY and row.what == "one-off costs"]

    assert [(row.subject, row.by) for row in found] == [
        (ALL, Decimal(-750)),
        ("New", Decimal(250)),
        ("Filters", Decimal(-1000)),
    ]


def test_lines_without_figures_are_said_and_not_counted_as_nothing() -> None:
    before = money_plan(1000, 2300)
    after = turned(before, CashLine, "gain", likely=None)

    told = rows(before, after, Section.MONEY)

    assert (ALL, "benefits a year", "2 300 EUR", "0 EUR, 1 line without figures", "−2 300 EUR") in told


def test_without_a_rate_there_is_no_npv() -> None:
    before, after = (
        turned(plan, Engagement, Engagement.ONLY, discount_rate_percent=None)
        for plan in (money_plan(1000, 2300), money_plan(1500, 2300))
    )

    assert [row[1] for row in rows(before, after, Section.MONEY)] == ["one-off costs"] * 2


def test_amounts_in_two_currencies_are_not_subtracted() -> None:
    before, after = money_plan(1000, 2300), turned(money_plan(1500, 2300), Engagement, Engagement.ONLY, currency="USD")

    assert {row[4] for row in rows(before, after, Section.MONEY)} == {""}


def test_due_dates_and_targets_are_promises() -> None:
    before = plan_of(
        a(Milestone, "summer", due_on=date(2027, 6, 1), promise="Filters"),
        a(Milestone, "gone", due_on=date(2027, 7, 1)),
        a(Kpi, "calls", direction="down", target_value=20, unit="calls", target_on=date(2028, 1, 3)),
    )
    after = plan_of(
        a(Milestone, "summer", due_on=date(2027, 6, 4), promise="Filters and mails"),
        a(Kpi, "calls", direction="down", target_value=30, unit="calls", target_on=date(2028, 1, 3)),
        a(Kpi, "sales"),
    )

    assert rows(before, after, Section.PROMISE) == [
        ("Summer", "due", "2027-06-01", "2027-06-04", "slipped 3 days"),
        ("Summer", "promise", "Filters", "Filters and mails", ""),
        ("Gone", "removed", "–", "–", ""),
        ("Sales", "added", "–", "–", ""),
        ("Calls", "target", "20 calls", "30 calls", "+10 calls"),
    ]
    [target] = [row for row in slippage(before, after) if row.what == "target"]
    assert target.is_worse


def test_status_and_percent_are_progress() -> None:
    before = plan_of(FILTERS)
    after = turned(before, Initiative, "filters", status="running", progress_percent=40)
    later = turned(after, Initiative, "filters", progress_percent=65)

    assert rows(before, after, Section.PROGRESS) == [
        ("Filters", "status", "planned", "running", ""),
        ("Filters", "progress", "–", "40 %", ""),
    ]
    assert rows(after, later, Section.PROGRESS) == [("Filters", "progress", "40 %", "65 %", "+25 points")]


def test_all_else_is_told_last_and_what_is_told_before_is_not_told_again() -> None:
    before = plan_of(FILTERS, a(Gap, "no-filters", cause="Nobody asked"))
    after = turned(before, Initiative, "filters", finishes_on=date(2027, 5, 18), name="Trip filters")
    after = turned(after, Gap, "no-filters", cause="No budget")

    assert [row[:2] for row in rows(before, after, Section.REST)] == [
        ("No filters", "cause"),
        ("Trip filters", "name"),
    ]


def test_secret_ballots_and_baselines_are_no_difference() -> None:
    before = plan_of(a(Session, state="open"))
    after = before.apply(taken(before, "Steering group", TODAY))
    after = after.apply(Edit("Vote", (Change(None, a(Ballot, participant="Ann", answer="my secret")),)))

    assert slippage(before, after) == ()


@given(plans())
def test_a_plan_and_its_own_baseline_do_not_differ(plan: Plan) -> None:
    edit = taken(plan, "Now", TODAY)
    baseline = edit.changes[0].after
    assert isinstance(baseline, Baseline)

    assert slippage(plan_then(baseline), plan.apply(edit)) == ()
    assert {ghost.days for ghost in slips(plan, baseline).values()} <= {0}


@given(plans(), plans())
def test_any_two_plans_can_be_compared(before: Plan, after: Plan) -> None:
    found = slippage(before, after)

    assert [row.section for row in found] == sorted((row.section for row in found), key=list(Section).index)
    assert all(row.subject and row.what and row.said and row.as_data() for row in found)


def test_ghosts_are_where_initiatives_were() -> None:
    before = plan_of(FILTERS, a(Initiative, "old"), a(Initiative, "lost", starts_on=TODAY, finishes_on=TODAY))
    after = turned(before, Initiative, "filters", starts_on=date(2027, 5, 4), finishes_on=date(2027, 5, 13))
    after = turned(after, Initiative, "lost", starts_on=None, finishes_on=None)

    assert slips(after, before) == {
        "filters": Ghost(Span(date(2027, 5, 3), date(2027, 5, 15)), -1),
        "lost": Ghost(Span(TODAY, date(2027, 6, 16)), None),
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            Slip(Section.DATES, "initiative", "x", "X", "finish", "a", "b", Decimal(3), "working days"),
            "“X”: finish a → b, slipped 3 days",
        ),
        (Slip(Section.SCOPE, "initiative", "x", "X", "added", "–", "–"), "“X”: added"),
        (
            Slip(Section.DATES, "initiative", "x", "X", "finish", "a", "b", Decimal(0), "working days"),
            "“X”: finish a → b, no working day",
        ),
    ],
)
def test_a_row_reads_as_a_sentence(row: Slip, said: str) -> None:
    assert row.said == said


def test_the_whole_is_told_in_one_line() -> None:
    before = plan_of(FILTERS, a(Initiative, "mails", starts_on=date(2027, 5, 3), finishes_on=date(2027, 5, 7)))
    after = turned(before, Initiative, "filters", finishes_on=date(2027, 5, 18))
    after = turned(after, Initiative, "mails", finishes_on=date(2027, 5, 6))
    after = after.apply(Edit("Add", (Change(None, a(Initiative, "new")),)))

    assert in_short(slippage(before, after)) == "1 slipped (most 2 days), 1 gained, 1 added"
    assert in_short(slippage(money_plan(1000, 2300), money_plan(1500, 1200))) == "NPV −1 500 EUR"
    assert in_short(()) == "no difference"
