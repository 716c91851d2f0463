"""What the program runs in: versions, terminal, settings, reports of crashes; nothing of the client's."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from domain.errors import KlantreisError
from domain.text import counted
from storage.connection import driver
from storage.doctor import Diagnosis, Verdict
from tui.configuration import configuration, settings_file, state_folder
from tui.crash import PACKAGES
from tui.gate import LEAST_HEIGHT, LEAST_WIDTH, refusal


def surroundings() -> Iterator[Diagnosis]:
    """Everything there is to say where no file is asked about."""
    yield Diagnosis("versions", Verdict.GOOD, ", ".join(_versions()))
    yield _terminal()
    yield _settings()
    yield _reports()


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} not installed"
    yield f"SQLite {driver().sqlite_version}"
    yield f"Python {platform.python_version()} on {platform.system()} {platform.release()}"


def _terminal() -> Diagnosis:
    size = shutil.get_terminal_size((0, 0))
    told = {"TERM": os.environ.get("TERM", ""), "COLORTERM": os.environ.get("COLORTERM", "")}
    told["locale"] = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    said = ", ".join(f"{name}={value or 'not set'}" for name, value in told.items())
    said += f", {size.columns}×{size.lines}" if size.columns else ""
    if "NO_COLOR" in os.environ:
        said += ", without colour (NO_COLOR)"
    said += f", over ssh{'' if os.environ.get('TMUX') else ' and not in tmux'}" if os.environ.get("SSH_TTY") else ""
    if why := refusal(stdin=sys.stderr):  # what is asked is whether a terminal would do, not whether this is one
        return Diagnosis("terminal", Verdict.NOTE, f"{said}. {why}")
    if size.columns and (size.columns < LEAST_WIDTH or size.lines < LEAST_HEIGHT):
        return Diagnosis("terminal", Verdict.NOTE, f"{said}: the screens need {LEAST_WIDTH}×{LEAST_HEIGHT} at least")
    return Diagnosis("terminal", Verdict.GOOD, said)


def _settings() -> Diagnosis:
    try:
        settings = configuration()
    except KlantreisError as error:
        return Diagnosis("settings", Verdict.BAD, str(error))
    where = settings_file()
    found = f"{where} is taken in" if where.exists() else f"none in {where}"
    return Diagnosis("settings", Verdict.GOOD, f"{found}; edits are logged under “{settings.author}”")


def _reports() -> Diagnosis:
    reports = sorted(state_folder().glob("crash-*.txt"))
    if not reports:
        return Diagnosis("reports", Verdict.GOOD, f"no crash has been reported in {state_folder()}")
    last = datetime.fromtimestamp(reports[-1].stat().st_mtime)  # noqa: DTZ006 - the reader's own time
    return Diagnosis(
        "reports",
        Verdict.NOTE,
        f"{counted(len(reports), 'report')} of a crash, the last of {last:%Y-%m-%d %H:%M}: {reports[-1]}. "
        "It says where in the program it happened, quotes nothing of the client's, and can be sent as it is",
    )
