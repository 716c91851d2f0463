"""Business cases as they go out: one set of numbers in three formats, and text that stays text."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.assumption import Assumption, Bounds
from domain.business_case import Figure, Kind, case_of
from domain.cash import Future
from domain.engagement import Engagement, Timing
from domain.entity import Entity
from domain.evidence import Evidence
from domain.figures import money
from domain.gap import Gap
from domain.initiative import CashKind, CashLine, Certainty, Initiative, Remedy, Status
from domain.people import Stakeholder
from domain.plan import Plan
from storage.formats import OF_A_CASE
from storage.formats.case import SECTIONS, written
from storage.formats.csv import BOM
from storage.formats.exchange import edit_from
from storage.shipped import EXAMPLES, example
from tests.builders import TODAY, a, plan_of

COST, BENEFIT = CashKind.ONE_OFF_COST, CashKind.BENEFIT
ENGAGEMENT = a(
    Engagement,
    Engagement.ONLY,
    name="Trips",
    client="The agency",
    currency="USD",
    starts_on=date(2027, 1, 1),
    horizon_years=2,
    discount_rate_percent=8,
)
FILTERS: tuple[Entity, ...] = (
    ENGAGEMENT,
    a(Stakeholder, "sanne", name="Sanne"),
    a(Evidence, "trial", name="The door trial", collected_on=date(2027, 1, 1)),
    a(Initiative, "filters", name="Filters", summary="Choose on price.", case="They leave.", owner="sanne"),
    a(Gap, "no-filters", name="No filters"),
    a(Remedy, initiative="filters", gap="no-filters"),
    a(CashLine, "build", name="Build", initiative="filters", kind=COST, low=900, likely=1000, high=1500),
    a(
        CashLine,
        "bookings",
        name="Bookings",
        initiative="filters",
        kind=BENEFIT,
        low=400,
        likely=800,
        high=900,
        certainty=Certainty.HARD,
        evidence="trial",
    ),
    a(Assumption, "people", name="People", unit="a year", low=50, likely=100, high=200, bounds=Bounds.P10_P90),
    a(
        CashLine,
        "friends",
        name="Friends of friends",
        initiative="filters",
        kind=BENEFIT,
        drivers=("people",),
        share_percent=50,
        by_promoters=True,
    ),
)


def given(kind: str = "markdown", *records: Entity) -> str:
    plan = plan_of(*(records or FILTERS))
    live = [each for each in plan.all(Initiative) if each.status is not Status.DROPPED]
    return written(plan, live, TODAY, kind)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def data(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def example_plan(name: str) -> Plan:
    raw, source = example(name)
    return Plan().apply(edit_from(Plan(), raw, source)[0])


# The report


def test_a_report_answers_the_questions_of_who_decides_on_money() -> None:
    text = given()

    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [title for title, _ in SECTIONS if title != "The initiatives"]
    assert text.startswith("# Business case: Filters\n\nThe agency · Trips · 15 June 2027\n")
    for line in (
        "Is “Filters” worth its money?",
        "- Owner: Sanne",
        "- Gaps it closes: No filters",
        "They leave.",
        "- Net present value (NPV): 516 USD (worst −742 USD, best 883 USD).",
        "- Payback: 1.18 years.",
        "- Share of the benefits that rests on recommendation: 5.9 %.",
        "- NPV without what rests on recommendation: 427 USD.",
        "| Build | one-off cost | 900 | 1 000 | 1 500 | – | – | no | – |",
        "| Friends of friends | benefit | – | – | – | 50 % | – | yes | People |",
        "| People | a year | 50 | 100 | 200 | one in ten below, one in ten above | – |",
        "- whether “Friends of friends” is hard or soft is not said",
        "- The discount rate is 8 % a year, nominal.",
    ):
        assert line in text.split("\n"), line


def test_a_report_shows_the_money_year_by_year() -> None:
    lines = given().split("\n")

    assert "| start of year 1 | −1 000 | 0 | 0 | 0 | −1 000 | −1 000 | 1.000000 | −1 000 | −1 000 |" in lines
    assert "| end of year 2 | 0 | 0 | 800 | 50 | 850 | 700 | 0.857339 | 729 | 516 |" in lines


def test_a_report_can_be_done_again_by_hand() -> None:
    lines = given().split("\n")

    assert "- Friends of friends: 100 (People) × 0.5 (share) = 50.00 a year" in lines
    assert "  - year 2: 12 of 12 months, 50.00" in lines
    assert "- Net present value (NPV): −1 000.00 + 850.00 / 1.08\\^1 + 850.00 / 1.08\\^2 = 515.78" in lines


def test_a_report_says_what_is_missing_and_what_the_rest_comes_to() -> None:
    text = given("markdown", *FILTERS, a(CashLine, "more", name="More", initiative="filters", kind=BENEFIT))

    assert "Not all of it is known: “More” has no figures. What follows is of the lines that have figures only." in text
    assert "- Net present value (NPV): 516 USD" in text
    assert "- More: not known: “More” has no figures" in text


def test_a_report_of_no_money_shows_no_zero() -> None:
    text = given("markdown", ENGAGEMENT, a(Initiative, "filters"))

    assert "What it is likely to be worth is not known: no money is given." in text
    assert not re.search(r"\b0 USD", text)


def test_a_report_of_several_begins_with_what_they_come_to() -> None:
    text = given(
        "markdown",
        *FILTERS,
        a(CashLine, "chat-cost", initiative="chat", kind=COST, likely=10),
        a(Initiative, "gone", status=Status.DROPPED),
    )

    assert re.findall(r"^# Business case: (.*)$", text, re.MULTILINE) == ["Total of 2 initiatives", "Chat", "Filters"]
    assert "| Chat | −10 USD | 0 USD | −10 USD | – |" in text.split("\n")


# The same numbers everywhere


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_numbers_are_the_same_in_every_format_and_on_the_screen(name: str) -> None:
    plan = example_plan(name)

    for initiative in plan.all(Initiative):
        case = case_of(plan, initiative, TODAY)
        report, [table] = (
            written(plan, [initiative], TODAY),
            data(written(plan, [initiative], TODAY, "toml"))["case"],
        )
        cells = {(row["Future"], row["What"]): row["Value"] for row in rows(written(plan, [initiative], TODAY, "csv"))}
        for outcome, in_toml in zip(case.outcomes, table["outcome"], strict=True):
            for figure in outcome.figures:
                assert cells[outcome.future, figure.title] == ("" if figure.data is None else f"{figure.data:f}")
                assert in_toml.get("figure", {}).get(_key(figure)) == figure.data
        for figure in case.likely.figures:
            if figure.value is not None:
                assert f" {figure.shown(case.currency)} " in report


def _key(figure: Figure) -> str:
    return figure.key + {Kind.PERCENT: "_percent", Kind.YEARS: "_years"}.get(figure.kind, "")


@pytest.mark.parametrize("kind", OF_A_CASE)
def test_the_same_cases_on_the_same_day_are_the_same_bytes(kind: str) -> None:
    plan = example_plan("reisbureau")

    assert written(plan, plan.all(Initiative), TODAY, kind) == written(plan, plan.all(Initiative), TODAY, kind)


# CSV


def test_a_spreadsheet_gets_numbers_as_numbers_and_years_as_columns() -> None:
    found = {(row["Future"], row["What"]): row for row in rows(given("csv"))}

    assert found["likely", "Net"] == {
        "Case": "Filters",
        "Future": "likely",
        "What": "Net",
        "Unit": "USD",
        "Value": "700.00",
        "Remark": "",
        "start of year 1": "-1000.00",
        "end of year 1": "850.00",
        "end of year 2": "850.00",
    }
    assert found["likely", "Discount factor"]["end of year 1"] == "0.925926"
    assert found["worst", "Payback"]["Value"] == ""
    assert found["worst", "Payback"]["Remark"] == "not paid back within the horizon"
    assert given("csv").startswith(BOM)


def test_a_spreadsheet_is_told_of_which_lines_the_rest_is() -> None:
    text = given("csv", *FILTERS, a(CashLine, "more", name="More", initiative="filters", kind=BENEFIT))
    found = {(row["Future"], row["What"]): row for row in rows(text)}

    assert found["likely", "Costs"]["Value"] == ""
    assert found["likely", "Costs, known"]["Value"] == "-1000.00"
    assert found["likely", "Net"]["Remark"] == "without what is not known: “More” has no figures"


# TOML


def test_a_program_gets_figures_with_their_units_and_none_for_what_is_not_known() -> None:
    found = data(given("toml"))

    [case] = found["case"]
    worst, likely, _ = case["outcome"]
    assert (found["currency"], found["as_of"], case["discount_rate_percent"]) == ("USD", TODAY, 8)
    assert likely["figure"]["npv"] == Decimal("515.78")
    assert likely["figure"]["promoters_share_percent"] == Decimal("5.9")
    assert likely["figure"]["payback_years"] == Decimal("1.18")
    assert "payback_years" not in worst["figure"]
    assert worst["why_not"]["payback_years"] == "not paid back within the horizon"
    assert [line["years"] for line in case["line"]] == [[1, 0, 0], [0, 1, 1], [0, 1, 1]]


def test_half_years_are_times_too() -> None:
    plan = plan_of(*(a(Engagement, Engagement.ONLY, cash_timing=Timing.MIDDLE, horizon_years=1), *FILTERS[1:]))

    [case] = data(written(plan, plan.all(Initiative), TODAY, "toml"))["case"]

    assert [moment["time"] for moment in case["outcome"][1]["moment"]] == [0, Decimal("0.5")]


# Text that stays text

HOSTILE = (
    "<script>alert(1)</script>",
    "a | b",
    "=HYPERLINK(1)",
    "[x](https://evil.example)",
    "**bold**",
    "# one",
    "{0}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    records = (
        a(Engagement, Engagement.ONLY, name=text, client=text, starts_on=date(2027, 1, 1)),
        a(Stakeholder, "owner", name=text),
        a(Evidence, "trial", name=text),
        a(Initiative, "one", name=text, case=text, summary=text, owner="owner"),
        a(Gap, "gap", name=text),
        a(Remedy, initiative="one", gap="gap"),
        a(Assumption, "people", name=text, unit=text, evidence="trial"),
        a(CashLine, "line", name=text, initiative="one", kind=BENEFIT, likely=1, drivers=("people",), evidence="trial"),
    )

    report = given("markdown", *records)

    assert not re.search(r"(?<!\\)<script|(?<!\\)\*\*|(?<!\\)\[x\]\(|https://evil", report)
    for block in re.findall(r"(?:^\|.*\n)+", report, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, "no column of its own"
    assert not any(cell.startswith("=") for row in rows(given("csv", *records)) for cell in row.values())
    assert data(given("toml", *records))["case"][0]["title"] == text


def test_every_future_is_told() -> None:
    assert {row["Future"] for row in rows(given("csv"))} == {*Future, "drawn"}


# How sure it is


def test_a_report_says_how_sure_it_is_and_what_to_find_out() -> None:
    lines = given().split("\n")

    [row] = [line for line in lines if line.startswith("| Filters | ")]
    assert re.fullmatch(r"\| Filters \| (−?[\d ]+ \| ){4}\d+\.\d % \| \d\.\d % \|", row)
    assert "| one figure at a time | at P10 | at P90 | NPV then | and then | swing | NPV is 0 at |" in lines
    assert any(line.startswith("- Bookings: Not worth asking: ") for line in lines)
    assert any(line.startswith("10 000 runs, seed 1, numpy ") for line in lines)
    assert any("People: lognormal, P10 50, P90 200 a year" in line for line in lines)
    assert "P(rank 1)" not in "\n".join(lines), "nobody stands beside it"


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_drawn_is_the_same_number_in_every_format(name: str) -> None:
    plan = example_plan(name)
    live = [each for each in plan.all(Initiative) if each.status is not Status.DROPPED]

    report, tables = written(plan, live, TODAY).split("\n"), data(written(plan, live, TODAY, "toml"))["case"]
    cells = {(row["Case"], row["What"]): row["Value"] for row in rows(written(plan, live, TODAY, "csv"))}

    for table in tables:
        title = table["title"]
        if "npv_p10" not in (told := table["drawn"]):
            assert cells[title, "Net present value (NPV)"] == ""
            assert told["left_out"]
            continue
        keys = ("npv_p10", "npv_p50", "npv_p90", "npv_mean")
        amounts = [money(told[key]) for key in keys]
        assert [money(Decimal(cells[title, f"NPV, {name}"])) for name in ("P10", "P50", "P90", "mean")] == amounts
        assert Decimal(cells[title, "P(NPV > 0)"]) == told["positive_percent"]
        start = f"| {'All together' if title.startswith('Total') else title} | {' | '.join(amounts)} | "
        assert any(line.startswith(start) and f"{told['positive_percent']:.1f} % | " in line for line in report)
        swings = [value for (of, what), value in cells.items() if of == title and what.endswith(", swing")]
        assert [Decimal(value) for value in swings] == [swing["swing"] for swing in table["swing"]]
        for swing in table["swing"]:
            assert any(f" | {money(swing['npv_at_p90'])} | {money(swing['swing'])} | " in line for line in report)
        for question in table.get("question", ()):
            assert any(line.endswith(question["stop_rule"]) for line in report)


def test_of_several_it_says_how_likely_each_is_the_best() -> None:
    one, other, far = (a(Initiative, id, name=id.title()) for id in ("one", "other", "far"))
    plan = plan_of(
        ENGAGEMENT,
        one,
        other,
        far,
        *(
            a(CashLine, f"{id}-gain", initiative=id, kind=BENEFIT, low=low, likely=low + 1, high=low + 2)
            for id, low in (("one", 100), ("other", 10))
        ),
    )

    report = written(plan, [one, other, far], TODAY)
    tables = data(written(plan, [one, other, far], TODAY, "toml"))["case"]

    assert re.search(r"\| One \| .* \| 100\.0 % \| 100\.0 % \|\n", report)
    assert re.search(r"\| Other \| .* \| 0\.0 % \| 100\.0 % \|\n", report)
    assert "- Far: not simulated, no money is given" in report
    ranks = {
        each["title"]: (each["drawn"].get("rank_1_percent"), each["drawn"].get("top_3_percent")) for each in tables
    }
    assert (ranks["One"], ranks["Other"]) == ((100, 100), (0, 100))
    assert ranks["Far"] == (None, None)


def test_runs_and_seed_can_be_others_for_one_print() -> None:
    plan = plan_of(*FILTERS)
    filters = plan.all(Initiative)

    text = written(plan, filters, TODAY, runs=200, seed=9)

    assert "200 runs, seed 9, numpy " in text
    assert text == written(plan, filters, TODAY, runs=200, seed=9)
    assert text != written(plan, filters, TODAY, runs=200, seed=8).replace("seed 8", "seed 9")


def test_what_turns_no_decision_is_not_worth_asking() -> None:
    text = given("markdown", ENGAGEMENT, a(CashLine, initiative="one", kind=BENEFIT, low=1, likely=2, high=3))

    assert "Nothing: whatever comes out, no decision would change." in text


def test_without_a_discount_rate_a_report_says_why_nothing_was_drawn() -> None:
    engagement = a(Engagement, Engagement.ONLY, name="Trips", starts_on=date(2027, 1, 1))
    text = given("markdown", engagement, *FILTERS[1:])

    assert "- Filters: not simulated, no discount rate is given" in text
    assert "## How it was drawn" not in text


def test_a_report_of_one_initiative_fits_two_pages_before_the_arithmetic() -> None:
    plan = example_plan("reisbureau")

    pages, _ = written(plan, [plan.get(Initiative, "filters")], TODAY).split("## To be done again by hand")

    assert len([line for line in pages.splitlines() if line]) <= 100
