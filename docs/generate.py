"""Write the pages that are read off the program: `python docs/generate.py`. A test fails when they are stale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.glossary import glossary
from domain.problems import RULES
from storage.formats import roadmap, toml_schema
from tui.keymap import table

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Read off the program by docs/generate.py; do not edit. -->\n"


def pages() -> dict[Path, str]:
    """Every generated file with its content."""
    docs, formats = ROOT / "docs", ROOT / "storage" / "formats"
    return {
        docs / "keys.md": f"# Keys\n\n{MADE}\n{KEYS}\n{table()}",
        docs / "glossary.md": f"# Glossary\n\n{MADE}\n{GLOSSARY}\n{glossary()}",
        docs / "problems.md": f"# Problems\n\n{MADE}\n{PROBLEMS}\n{_rules()}",
        formats / "engagement.schema.json": _json(toml_schema.schema()),
        formats / "roadmap.schema.json": _json(roadmap.schema()),
    }


KEYS = """The same keys mean the same everywhere. An id can be put on another key in the settings file
(`~/.config/klantreis/config.toml`):

```toml
[keys]
"page.undo" = "ctrl+z"
```
"""

GLOSSARY = "Every kind of record and every field, in the words used on screen, in TOML and in code.\n"

PROBLEMS = "What `klantreis check` and Home look for. S-numbers are the points of the method (method.md).\n"


def _rules() -> str:
    rows = [f"| `{rule.id}` | {rule.severity} | {_cell(rule.description)} | {rule.source} |" for rule in RULES]
    return "\n".join(["| Rule | | Finds | Method |", "| --- | --- | --- | --- |", *rows]) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_text(content, encoding="utf-8")
        print(f"Wrote {path.relative_to(ROOT)}")
