"""The JSON Schema of the TOML form, so that an editor can complete and check it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.edits import noun, plural
from domain.engagement import Engagement
from domain.entity import Entity, Facts, fields_of
from domain.records import KINDS, parts_of
from storage.formats.toml import SCHEMA_FILE, SCHEMA_VERSION

_TYPES = {str: "string", int: "integer", Decimal: "number", bool: "boolean", date: "string"}


def schema() -> dict[str, Any]:
    """The schema of a whole engagement, one definition for each kind of record."""
    roots = {kind.KIND: _table_of(kind) for kind in KINDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_FILE,
        "title": "A klantreis engagement",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA_VERSION, "description": "The version of this format."},
            **roots,
        },
        "additionalProperties": False,
        "$defs": {kind.KIND: _definition(kind) for kind in KINDS},
    }


def _table_of(kind: type[Entity]) -> dict[str, Any]:
    one = {"$ref": f"#/$defs/{kind.KIND}"}
    return one if kind is Engagement else {"type": "array", "items": one, "title": plural(noun(kind)).capitalize()}


def _definition(kind: type[Entity]) -> dict[str, Any]:
    fields = {name: facts for name, facts in fields_of(kind).items() if name != "position"}
    implied = ("id", kind.OWNER)
    return {
        "title": noun(kind).capitalize(),
        "description": (kind.__doc__ or "").split("\n")[0],
        "type": "object",
        "properties": {
            **{name: _property(facts) for name, facts in fields.items()},
            **{part.KIND: _table_of(part) for part in parts_of(kind)},
        },
        "required": [
            name
            for name, facts in fields.items()
            if not facts.optional and facts.default is None and name not in implied
        ],
        "additionalProperties": False,
    }


def _property(facts: Facts) -> dict[str, Any]:
    one: dict[str, Any] = {"enum": list(facts.choices)} if facts.choices else {"type": _TYPES[facts.type]}
    if facts.type is date:
        one["format"] = "date"
    for key, bound in (("minimum", facts.least), ("maximum", facts.most)):
        if bound is not None:
            one[key] = int(bound)
    if facts.type is str and facts.longest is not None:
        one |= {"minLength": facts.shortest, "maxLength": facts.longest}
    described = {
        "title": facts.title,
        "description": " ".join(filter(None, (facts.help, _unit(facts), _target(facts)))),
    }
    if facts.many:
        one = {"type": "array", "items": one}
    elif facts.default is not None:
        one["default"] = (
            str(facts.default) if facts.choices else float(facts.default) if facts.type is Decimal else facts.default
        )
    return described | one


def _unit(facts: Facts) -> str:
    return f"In {facts.unit}." if facts.unit else ""


def _target(facts: Facts) -> str:
    return f"The id of a {facts.target.replace('_', ' ')}." if facts.target else ""
