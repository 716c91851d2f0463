"""Whether the screens can be shown where the program was started; looked at before the first byte is drawn.

Textual would start anywhere: it draws over a file, spins on an input that has ended, and sends colours to a terminal
that says it knows none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
"""Columns and rows below which the screens ask for a larger window."""
INSTEAD = "klantreis check and klantreis export work without"


def refusal(
    environ: Mapping[str, str] = os.environ,
    stdin: TextIO | None = sys.__stdin__,
    output: TextIO | None = sys.__stderr__,
) -> str | None:
    """Say why the screens cannot be shown here and what to do instead, or None where they can.

    Args:
        environ: the environment, for TERM and the locale.
        stdin: where keys come from; None where it is closed.
        output: what the screens are drawn on, which is stderr; None where it is closed.
    """
    if not _is_terminal(stdin):
        return f"The screens need a terminal to read keys from, and standard input is not one; {INSTEAD}."
    if not _is_terminal(output):
        return f"The screens are drawn on standard error, and that is not a terminal; {INSTEAD}."
    terminal = environ.get("TERM", "")
    if terminal in {"", "dumb"}:
        said = f"TERM={terminal}" if terminal else "TERM is not set"
        return f"This terminal ({said}) cannot show the screens. Set TERM=xterm-256color; {INSTEAD}."
    if charset := _other_charset(environ):
        return f"This terminal is set to {charset!a}, and the screens need UTF-8. Set LC_ALL=C.UTF-8; {INSTEAD}."
    return None


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _other_charset(environ: Mapping[str, str]) -> str:
    """The character set the locale names, or nothing where it names UTF-8 or none.

    The locale tells what the terminal takes; Python's streams only tell what they were told.
    """
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    charset = locale.partition(".")[2].partition("@")[0]
    return "" if charset.lower().replace("-", "") == "utf8" else charset
