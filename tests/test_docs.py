"""The documentation says what the program does."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import jsonschema
import pytest

from domain.outline import SIGNS, parse
from domain.plan import Plan
from domain.records import KINDS
from storage.formats.toml import SCHEMA_VERSION, import_edit, read, written
from storage.formats.toml_schema import schema
from storage.shipped import EXAMPLES, example
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
