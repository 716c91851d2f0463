"""The documentation says what the program does."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import jsonschema
import pytest

from domain.figures import chance, number, percent
from domain.initiative import Initiative
from domain.outline import SIGNS, parse
from domain.plan import Plan
from domain.ranking.agreement import compared
from domain.ranking.ahp import weights_of
from domain.ranking.bradley_terry import bradley_terry
from domain.ranking.methods import METHODS
from domain.ranking.robustness import robustness
from domain.records import KINDS
from storage.formats.case import written as report_of
from storage.formats.exchange import edit_from
from storage.formats.toml import SCHEMA_VERSION, import_edit, read, written
from storage.formats.toml_schema import schema
from storage.shipped import EXAMPLES, example
from tests.builders import TODAY
from tui.cli import commands_of, parser

ROOT = Path(__file__).parent.parent


def test_generated_pages_are_fresh() -> None:
    for path, content in runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]().items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is stale: run python docs/generate.py"


def test_every_command_is_in_the_readme_and_has_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for name in commands_of(parser()):
        assert re.search(rf"klantreis {name}\b|^{name}\b", readme, re.MULTILINE), f"README does not mention {name}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_keep_to_the_published_schema(name: str) -> None:
    document = tomllib.loads(example(name)[0].decode())
    validator = jsonschema.Draft202012Validator(schema())

    problems = [error.json_path for error in validator.iter_errors(_with_texts_for_dates(document))]

    assert problems == []


def test_the_schema_refuses_what_the_program_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    bad = [
        {"persona": [{"nam": "x"}]},
        {"persona": [{"name": "x", "share_percent": 101}]},
        {"persona": {"name": "x"}},
        {"journey": [{"name": "x", "horizon": "soon"}]},
        {"martian": []},
        {"schema": SCHEMA_VERSION + 1},
    ]

    assert all(list(validator.iter_errors(document)) for document in bad)


def test_every_kind_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    assert all(f"\n`{kind.KIND}`. " in glossary for kind in KINDS)


def test_the_example_of_the_toml_page_is_taken_in() -> None:
    page = (ROOT / "docs" / "toml-format.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```toml\n(#:schema.*?)```", page, re.DOTALL)

    plan = Plan().apply(import_edit(Plan(), read(snippet.encode(), "page")))

    assert written(plan) == snippet


def test_the_outline_of_the_capture_page_is_taken_whole() -> None:
    page = (ROOT / "docs" / "capture.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```text\n(## .*?)```", page, re.DOTALL)

    outline = parse(snippet)

    assert outline.findings == []
    assert outline.counts == ("3 touchpoints", "1 pain", "1 gain", "1 wow", "1 question")
    table = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert all(f"`{sign}" in table for sign in SIGNS)


@pytest.mark.parametrize("key", METHODS)
def test_the_page_on_ranking_says_of_each_method_what_the_program_says(key: str) -> None:
    method = METHODS[key]
    told = {row[0]: row[1] for row in _rows(_section(f"### {method.title}"))}

    assert (
        told.items()
        >= {
            "question": method.question,
            "unit": method.unit,
            "cannot tell": method.limits,
            "source": method.source,
        }.items()
    )
    assert {"formula", "inputs", "scale"} <= told.keys()
    plan = _example()
    first = method.rank(plan, TODAY)[0]
    best = f"{plan.get(Initiative, first.initiative).name}: {first.said}"
    assert told.get("rank 1") == (None if first.rank is None else best)


def test_the_numbers_on_ranking_come_from_the_example() -> None:
    plan = _example()
    weights, places = weights_of(plan), robustness(plan).places[:3]
    taus = compared(plan, TODAY).taus
    page = (ROOT / "docs" / "ranking.md").read_text(encoding="utf-8")

    assert _rows(_section("## Weights by judgement")) == [
        ("criterion", "typed", "by judgement"),
        *(
            (criterion.name, f"{criterion.weight_percent} %", percent(weight))
            for criterion, weight in zip(weights.criteria, weights.group.weights, strict=True)
        ),
    ]
    group = weights.group
    assert f"λ = {group.eigenvalue:.3f}, CI = {group.index:.4f} and CR = {group.ratio:.3f}" in page
    assert _rows(_section("## How firm the weighted order is"))[1:] == [
        (each.initiative.name, str(each.rank), chance(each.within[0]), chance(each.within[2]), each.verdict.value)
        for each in places
    ]
    assert f"{places[0].said}." in page
    assert _rows(_section("## How far methods agree"))[1:] == [
        (METHODS[key].title, number(tau.value), str(tau.of))
        for key in ("cd3", "npv", "opportunity", "rice")
        for tau in (taus["weighted", key],)
    ]


def test_the_pairwise_example_comes_from_the_method() -> None:
    fit = bradley_terry(((0, 3), (1, 0)), 0.1)
    told = " ".join(_section("## Pairwise, with its prior").split())

    assert f"= {fit.log_worth[0]:.3f}, with a standard error of {fit.error[0]:.3f}" in told
    assert f"a chance of {chance(fit.wins(0, 1))}" in told


def test_the_page_on_business_cases_draws_what_the_program_draws() -> None:
    plan = _example()
    filters = plan.get(Initiative, "filters")
    page = (ROOT / "docs" / "business-case.md").read_text(encoding="utf-8")

    report = report_of(plan, [filters], TODAY)

    for heading in ("## How sure it is", "## What moves it most"):
        [first, *_] = [line for line in report.partition(heading)[2].splitlines() if line.startswith("| ")][2:]
        assert first in page


def _example() -> Plan:
    raw, source = example("reisbureau")
    return Plan().apply(edit_from(Plan(), raw, source)[0])


def _section(heading: str, page: str = "ranking.md") -> str:
    """What stands under *heading*, up to the next one."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"{page} has no {heading}"
    return re.split(r"\n##+ ", rest)[0]


def _rows(section: str) -> list[tuple[str, ...]]:
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in section.splitlines()
        if line.startswith("| ")
    ]
    return [row for row in rows if any(row) and not set("".join(row)) <= {"-"}]


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def _with_texts_for_dates(value: object) -> object:
    if isinstance(value, dict):
        return {key: _with_texts_for_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts_for_dates(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
