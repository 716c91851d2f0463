"""What a user may set, and where the program keeps what is not the client's."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import platformdirs

from domain.errors import BadInput, Finding, KlantreisError, NoPermission
from domain.text import clean_text
from storage.connection import explained
from storage.files import PRIVATE_FOLDER, write_atomically
from storage.formats.source import decoded, read_source, skeleton, too_deep

MOST_RECENT = 9


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings file, read.

    Attributes:
        author: the name edits are logged under.
        theme: the name of a theme; empty lets the terminal decide.
        keys: binding id → keys, for those the user wants elsewhere.
    """

    author: str
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def settings_file() -> Path:
    """Where the settings are, whether or not the file exists."""
    return platformdirs.user_config_path("klantreis") / "config.toml"


def state_folder() -> Path:
    """The private folder for crash reports and the list of recent files."""
    folder = platformdirs.user_state_path("klantreis")
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def configuration(path: Path | None = None) -> Configuration:
    """Read the settings; every one of them may be absent.

    Raises:
        NoPermission: others could have written the file.
        BadInput: it is not what it should be; says where.
    """
    path = path or settings_file()
    with explained(path):
        try:
            mode = path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return Configuration(_login())
    if not stat.S_ISREG(mode):
        raise BadInput(str(path), [Finding("", "not a file; put one in its place, or nothing")])
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise NoPermission(f"Others may write to {path}; it is not read. Run: chmod go-w {path}")
    import tomllib  # noqa: PLC0415 - few have settings

    text = decoded(read_source(path), str(path))
    if deep := too_deep(skeleton(text)):
        raise BadInput(str(path), [deep])
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # of TOML, or a number of thousands of digits
        raise BadInput(str(path), [Finding("", f"not TOML: {error}")]) from error
    findings = [
        Finding(key, "unknown setting; known are author, theme and [keys]")
        for key in data
        if key not in ("author", "theme", "keys")
    ]
    findings += [
        Finding(key, "must be text in quotes") for key in ("author", "theme") if not isinstance(data.get(key, ""), str)
    ]
    keys = data.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(value, str) and value for value in keys.values()):
        findings.append(Finding("keys", 'must be a table of lines such as "page.undo" = "ctrl+z"'))
    if findings:
        raise BadInput(str(path), findings)
    return Configuration(clean_text(data.get("author", "")) or _login(), data.get("theme", ""), MappingProxyType(keys))


def _login() -> str:
    try:
        return clean_text(getpass.getuser())[:80]
    except (KeyError, OSError):  # a user id without a name
        return f"user {os.getuid()}"


def new_session() -> str:
    """A short name for this run of the program, to tell two terminals of one author apart."""
    return secrets.token_hex(4)


def recent_files() -> list[Path]:
    """The engagements opened last that are still there, latest first."""
    listed = state_folder() / "recent.json"
    try:
        names = json.loads(listed.read_text(encoding="utf-8"))
        return [Path(name) for name in names if Path(name).is_file()][:MOST_RECENT]
    except (OSError, ValueError, TypeError):  # none yet, or not what was written
        return []


def remember(path: Path) -> None:
    """Put *path* at the top of the recent files, where there is room and right to keep them: it stops no work."""
    latest = path.absolute()
    names = [str(latest), *(str(other) for other in recent_files() if other != latest)][:MOST_RECENT]
    with suppress(KlantreisError):
        write_atomically(state_folder() / "recent.json", json.dumps(names).encode(), overwrite=True)
