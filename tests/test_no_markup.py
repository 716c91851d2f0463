"""No text of a user is read as markup: what enters a widget is a literal, or was made to be shown as it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminals import ROOT

SHOWS = frozenset({"Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Digits", "Link", "Tab"})
"""What reads a string it is made with as markup."""
FILLS = frozenset({"update", "add_row", "add_rows", "add_column", "add_columns", "add_option", "add_options", "notify"})
"""What reads a string it is called with as markup."""
HOLDS = frozenset({"border_title", "border_subtitle", "tooltip", "HELP"})
"""What reads a string it is set to as markup."""
PARSES = frozenset({"from_markup", "from_text"})
"""What makes markup of any string."""
MADE_SAFE = frozenset({"Content", "Text", "fit_content"})

MODULES = sorted(path for layer in ("screens", "tui") for path in (ROOT / layer).rglob("*.py"))


def is_safe(value: ast.expr | None) -> bool:
    """Whether *value* is a literal, or begins with something that shows text as it is written."""
    match value:
        case None | ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in MADE_SAFE
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)):
            return attr not in PARSES and is_safe_maker(inner)
        case ast.BinOp(left=left, right=right):
            return is_safe(left) and is_safe(right)
        case ast.IfExp(body=body, orelse=orelse):
            return is_safe(body) and is_safe(orelse)
        case _:
            return False


def is_safe_maker(inner: ast.expr) -> bool:
    return (isinstance(inner, ast.Name) and inner.id in MADE_SAFE) or (isinstance(inner, ast.Call) and is_safe(inner))


def says_no_markup(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in call.keywords
    )


def unsafe(tree: ast.AST) -> Iterator[int]:
    """The lines where text that is no literal may be read as markup."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in SHOWS:
                bad = not says_no_markup(node) and not all(map(is_safe, node.args))
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in FILLS:
                bad = not says_no_markup(node) and not all(map(is_safe, node.args))
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in PARSES:
                bad = not all(isinstance(argument, ast.Constant) for argument in node.args)
            case ast.Assign(targets=[ast.Attribute(attr=name) | ast.Name(id=name)], value=value) if name in HOLDS:
                bad = not is_safe(value)
            case ast.FunctionDef(name="render", body=body, returns=declared):
                is_declared = isinstance(declared, ast.Name) and declared.id in MADE_SAFE
                bad = not is_declared and not all(is_safe(each.value) for each in returns(body))
            case _:
                continue
        if bad:
            yield node.lineno


def returns(body: list[ast.stmt]) -> Iterator[ast.Return]:
    return (node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Return))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_widget_is_given_text_that_may_be_read_as_markup(path: Path) -> None:
    found = sorted(unsafe(ast.parse(path.read_text(encoding="utf-8"))))

    assert not found, f"{path.relative_to(ROOT)}, lines {found}: wrap it in Content(…), or tell() it"


@pytest.mark.parametrize(
    "line",
    [
        "Static(name)",
        'Static(f"{name}")',
        'Label("Name: " + name)',
        "self.notify(str(error))",
        "self.app.notify(name, title='x')",
        "table.add_row('Name', record.name)",
        "box.border_title = name",
        "line.update(name)",
        "line.update(name if name else Content(name))",
        "Static(Content.from_markup(name))",
        "Content.from_text(name)",
        "def render(self): return self.name",
    ],
)
def test_text_that_is_no_literal_is_found(line: str) -> None:
    assert list(unsafe(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "Static('Nothing yet')",
        "Static(Content(name), classes='detail')",
        "Static(Content('\\n').join(lines))",
        "box.border_title = Content(name)",
        "self.notify(name, markup=False)",
        "line.update(Content.assemble(name, (name, 'bold')))",
        "def render(self): return fit_content(Content(self.name), 9)",
    ],
)
def test_text_that_is_shown_as_written_is_let_be(line: str) -> None:
    assert not list(unsafe(ast.parse(line)))
