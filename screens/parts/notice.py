"""Telling something in passing.

All notices go through `tell`, so that no name in one is read as markup and none stays longer than it is worth.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.notifications import SeverityLevel
from textual.widget import Widget

from domain.text import clean_text

SECONDS: dict[SeverityLevel, float] = {"information": 4, "warning": 8, "error": 12}
"""How long a notice stays; an error goes earlier with esc."""


def tell(teller: App[Any] | Widget, what: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
    """Show *what* for a moment, as it is written."""
    what = clean_text(what, multiline=True)
    teller.notify(what, title=title, severity=severity, timeout=SECONDS[severity], markup=False)
