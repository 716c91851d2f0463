"""One line in one entity, and the field is in table, form, TOML, schema and glossary."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIELD = '    shoe_size: Five | None = Field(None, title="Shoe size", description="How far they walk.")\n'

LOOK = """
import json, sqlite3
from pathlib import Path
from datetime import date
from domain.engagement import Engagement
from domain.persona import Persona
from domain.plan import Plan
from storage.store import Store
from storage.formats.toml import import_edit, read, written
from storage.formats.toml_schema import schema
from screens.form import asked_of
from domain.glossary import glossary

path = Path("wide.klantreis")
Store.create(path, [Engagement(id="engagement", name="E"), Persona(id="ann", name="Ann", shoe_size=4)])
sql = sqlite3.connect(path).execute("SELECT sql FROM sqlite_master WHERE name = 'persona'").fetchone()[0]
assert "shoe_size INTEGER" in sql and '"shoe_size" <= 5' in sql, sql
with Store.open(path) as store:
    text = written(store.plan)
assert "shoe_size = 4" in text
assert import_edit(Plan(), read(text.encode(), "x")).changes[1].after.shoe_size == 4
found = schema()["$defs"]["persona"]["properties"]["shoe_size"]
assert (found["title"], found["maximum"]) == ("Shoe size", 5), found
assert [facts.title for facts in asked_of(Persona)][-1] == "Shoe size"
assert "How far they walk." in glossary()

old = Path("old.klantreis")
with Store.open(old) as store:
    [persona] = store.plan.all(Persona)
    assert (persona.name, persona.shoe_size) == ("Bob", None)
print("all of it")
"""

OLD = """
from pathlib import Path
from domain.engagement import Engagement
from domain.persona import Persona
from storage.store import Store
Store.create(Path("old.klantreis"), [Engagement(id="engagement", name="E"), Persona(id="bob", name="Bob")])
"""


def test_a_field_is_declared_once_and_shows_everywhere(tmp_path: Path) -> None:
    """On a copy of the program with one line more, and one upgrade step for the files that lack it."""
    for package in ("domain", "storage", "screens"):
        shutil.copytree(ROOT / package, tmp_path / package)
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def python(code: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environ, cwd=tmp_path, check=True
        ).stdout

    python(OLD)
    persona = tmp_path / "domain" / "persona.py"
    persona.write_text(persona.read_text().replace("\n\n\nclass Need", f"\n{FIELD}\n\nclass Need"))
    upgrade = tmp_path / "storage" / "upgrade.py"
    steps = "STEPS: tuple[Step, ...] = (lambda rows: rows, "
    upgrade.write_text(upgrade.read_text().replace("STEPS: tuple[Step, ...] = (", steps))

    assert python(LOOK) == "all of it\n"
    assert len(list((tmp_path / "backups").iterdir())) == 1, "an older file is kept before it is upgraded"
