"""The report of a bug: where it happened and under which circumstances, without anything of the client's.

Messages of errors, local variables and lines of source may quote what was typed; types, files, lines and names of
functions do not.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from traceback import walk_tb

PACKAGES = ("klantreis", "textual", "rich", "sqlalchemy", "pydantic")


def write_report(error: BaseException, folder: Path, circumstances: Mapping[str, str] | None = None) -> Path:
    """Write what happened to a new private file in *folder*, which is made where it is missing.

    Args:
        error: what went wrong.
        folder: where reports are kept.
        circumstances: what else is worth knowing and holds nothing of the client's, by name.

    Returns:
        The file.

    Raises:
        OSError: it could not be written.
    """
    now = datetime.now(UTC)
    lines = [f"{now:%Y-%m-%d %H:%M:%S} UTC", *_surroundings(), *_named(circumstances or {}), "", *_told(error)]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with open(handle, "w", encoding="utf-8") as report:  # noqa: PTH123 - made with its mode, not by a path
        report.write("\n".join([*lines, ""]))
    return path


def _surroundings() -> Iterator[str]:
    yield f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} not installed"


def _named(circumstances: Mapping[str, str]) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in circumstances.items())


def _told(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """The type and the frames of *error*, then of what it came from and of what it is made up of."""
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame, line in walk_tb(error.__traceback__):
        code = frame.f_code
        yield f"  {'/'.join(Path(code.co_filename).parts[-3:])}:{line}:{code.co_name}"
    seen |= {id(error)}
    source = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for said, other in [("while handling", source), *(("made up of", part) for part in parts)]:
        if other is not None and id(other) not in seen:
            yield said
            yield from _told(other, seen)
