"""What is aimed at, so that figures are held against something: limits, or multiples of a floor measured beside them.

A floor is the least it can cost: a bare interpreter, an empty Textual program, a list without anything around it, the
library alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Target(NamedTuple):
    """At most *times* the figure called *floor* and *plus* more; without a floor *plus* alone."""

    plus: float = 0.0
    floor: str = ""
    times: float = 1.0

    def limit(self, figures: Mapping[str, float]) -> float | None:
        """What the figure may be; None where the floor was not measured."""
        if not self.floor:
            return self.plus
        return figures[self.floor] * self.times + self.plus if self.floor in figures else None


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "klantreis --help": Target(60, "a bare interpreter"),
        "klantreis check": Target(0, "import sqlalchemy, pydantic", 2),
        "klantreis export": Target(0, "import sqlalchemy, pydantic", 2),
        "read 10001 records": Target(100),
        "export as TOML": Target(300, "  tomli-w alone", 1.5),
        "read TOML": Target(300, "  tomllib alone", 1.5),
        "one edit, on disk": Target(30),
        "klantreis shows": Target(0, "hello shows", 1.6),
        "shows 100 records": Target(0, "hello shows", 1.6),
        "shows 10000 records": Target(0, "hello shows", 1.8),
        "memory (MB), 100 records": Target(65),
        "memory (MB), 10000 records": Target(110),
        "bytes at start, 100 records": Target(60_000),
        "bytes at start, 10000 records": Target(60_000),
        "arrow key, 10000 records": Target(0, "arrow key in a bare list", 2),
        "bytes an arrow key, 10000 records": Target(1_000),
        "bytes an arrow key, of 20 the worst, 10000 records": Target(4_000),
        "page switch, 10000 records": Target(100),
        "bytes a page switch, 10000 records": Target(15_000),
        "edit, key to saved, 10000 records": Target(30),
        "another's edit shows, 10000 records": Target(500),
        "bytes of ten idle seconds": Target(0),
        "processor in ten idle seconds": Target(50),
        "quit": Target(0, "hello quits", 1.4),
        "simulate 10000 runs": Target(1_000),
        "serial schedule of 60 items": Target(50),
        "serial schedule of 500 items": Target(500),
    }
)
"""By the name a benchmark notes its figure under."""
