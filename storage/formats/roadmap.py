"""The roadmap file, for other programs: its TOML, and the JSON Schema that describes it (docs/roadmap-format.md).

The schema is also kept beside this module for those who only have the sources; after a change to
`domain/roadmap.py`, `klantreis schema roadmap` prints the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import tomli_w
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from domain.roadmap import FORMAT, VERSION, Roadmap

SCHEMA_ID = f"urn:{FORMAT}:{VERSION}"
SCHEMA_FILE = "roadmap.schema.json"


def roadmap_text(roadmap: Roadmap) -> str:
    """*roadmap* as TOML: each field on a line of its own, and the same roadmap always the same text."""
    table = roadmap.model_dump(by_alias=True, exclude_none=True)
    return f"#:schema {SCHEMA_FILE}\n" + "".join(blocks(table, ""))


def blocks(table: Mapping[str, Any], above: str) -> Iterator[str]:
    """The lines of *table*: its fields, then the tables inside it, each under a header of its own."""
    # Left to itself tomli-w folds a short list of tables into one line, and a diff would show it whole.
    values: dict[str, object] = {}
    inner: list[tuple[str, Mapping[str, Any]]] = []
    for key, value in table.items():
        match value:
            case Mapping():
                inner.append((f"[{above}{key}]", value))
            case [Mapping(), *_]:
                inner.extend((f"[[{above}{key}]]", each) for each in value)
            case Decimal():
                values[key] = _plain(value)
            case _ if value != ():
                values[key] = value
    yield tomli_w.dumps(values)
    for header, each in inner:
        yield f"\n{header}\n"
        yield from blocks(each, header.strip("[]") + ".")


def _plain(number: Decimal) -> Decimal:
    """*number* without exponent, trailing zeros or minus zero, so that equal numbers are written alike."""
    return Decimal(f"{(number + 0).normalize():f}")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the roadmap file, dates as ISO 8601 text."""
    described = Roadmap.model_json_schema(by_alias=True, schema_generator=_TomlSchema)
    return {"$schema": GenerateJsonSchema.schema_dialect, "$id": SCHEMA_ID, **described}


class _TomlSchema(GenerateJsonSchema):
    """TOML knows decimal numbers and no null: what is not known is not there."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        number: JsonSchemaValue = {"type": "number"}
        self.update_with_validations(number, schema, self.ValidationsMapping.numeric)
        return number

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])
