"""The example engagements that ship with the program."""

from __future__ import annotations

from pathlib import Path

from domain.errors import NoSuchInput

EXAMPLES = ("reisbureau", "onboarding")


def example(name: str) -> tuple[bytes, str]:
    """The TOML of the example called *name*, and its file name.

    Raises:
        NoSuchInput: there is no such example.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "examples", here.parent / "examples"):  # installed, or a checkout
        path = folder / f"{name}.toml"
        if path.is_file():
            return path.read_bytes(), path.name
    raise NoSuchInput(f"There is no example called {name}.")
