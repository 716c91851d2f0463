"""Every figure that was ever measured, so that a slow drift shows."""

from __future__ import annotations

import csv
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).with_name("history.csv")


def note(number: int, figures: Mapping[str, float]) -> None:
    """Print *figures*, measured on *number* records, and append them to history.csv.

    They are milliseconds, unless the name says that they are bytes or MB.
    """
    for name, figure in figures.items():
        unit = "" if name.startswith(("bytes", "memory")) else " ms"
        print(f"{name:<52}{figure:>10.1f}{unit}")
    new = not HISTORY.exists()
    with HISTORY.open("a", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        if new:
            rows.writerow(["at", "python", "records", "what", "ms"])
        at, python = datetime.now(UTC).isoformat(timespec="minutes"), platform.python_version()
        rows.writerows([at, python, number, name, round(ms, 1)] for name, ms in figures.items())
