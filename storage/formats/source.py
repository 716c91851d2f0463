"""Taking in a file somebody else wrote: its size, its encoding, and where in it something stands."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from time import monotonic, sleep

from domain.errors import BadInput, Finding, NoSuchInput
from storage.connection import explained

LARGEST = 5_000_000
DEEPEST = 32
MOST_PARTS = 64
MOST_RECORDS = 20_000
PATIENCE = 10.0
"""Seconds to wait until somebody writes to a pipe."""

_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)?'
    r"|'''(?:[^']++|'(?!''))*+(?:'''|\Z)?"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+",
    re.DOTALL,
)
_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS},}}")
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*)[ \t]*\]")
_KEY = re.compile(r"[ \t]*([\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*)[ \t]*=")
_HANDED = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
_BRACKET = re.compile(r"[\[\]{}]")


def read_source(path: Path | str) -> bytes:
    """The bytes of the file or pipe at *path*, or of standard input for `-`, up to just past the largest size.

    Raises:
        NoSuchInput, NoPermission: it cannot be read.
    """
    if str(path) in ("-", "/dev/stdin"):
        if sys.stdin is None:
            raise NoSuchInput("Standard input is closed.")
        with explained(Path("standard input")):
            return sys.stdin.buffer.read(LARGEST + 1)
    path = Path(path)
    with explained(path):
        mode = path.stat().st_mode
        if handed := _HANDED.fullmatch(str(path)):  # a shell gives the other end of <(command) open already
            with os.fdopen(int(handed[1]), "rb", closefd=False) as file:
                return file.read(LARGEST + 1)
        if stat.S_ISFIFO(mode):
            return _read_pipe(path)
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a file"
            raise NoSuchInput(f"{path} is {what}. Name a file, or - for standard input.")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)


def _read_pipe(path: Path) -> bytes:
    """What is written to the named pipe at *path*, if somebody does within `PATIENCE` seconds."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as pipe:
        until = monotonic() + PATIENCE
        start: bytes | None = b""
        while start == b"" and monotonic() < until:
            start = pipe.read(LARGEST + 1)  # None while somebody has it open and has not written yet
            if start == b"":
                sleep(0.02)
        if start == b"":
            raise NoSuchInput(f"Nobody writes to {path}, which is a pipe.")
        os.set_blocking(pipe.fileno(), True)
        with os.fdopen(pipe.fileno(), "rb", closefd=False) as rest:
            return (start or b"") + rest.read(LARGEST + 1)


def decoded(raw: bytes, source: str) -> str:
    """The text of *raw*, without its byte order mark, every line end a newline.

    Raises:
        BadInput: too large, or not UTF-8; says where.
    """
    if len(raw) > LARGEST:
        raise BadInput(source, [Finding("", f"larger than {LARGEST // 1_000_000} MB; split it")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise BadInput(source, [Finding("", found, line)]) from error
    return text.replace("\r\n", "\n")


def skeleton(text: str) -> str:
    """TOML *text* with every string blanked and every comment gone; lines stay where they are."""
    return _TOKEN.sub(lambda token: ("" if token[0].startswith("#") else "s") + "\n" * token[0].count("\n"), text)


def too_deep(bones: str) -> Finding | None:
    """What is nested too deeply in the skeleton *bones* for a parser to be let loose on; None if nothing is.

    Some parsers take minutes over a key of thousands of parts, and stop in the middle of thousands of brackets.
    """
    if dotted := _DOTTED.search(bones):
        line = bones.count("\n", 0, dotted.start()) + 1
        return Finding("", f"a key of more than {MOST_PARTS} parts", line)
    depth = 0
    for bracket in _BRACKET.finditer(bones):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            line = bones.count("\n", 0, bracket.start()) + 1
            return Finding("", f"nested deeper than {DEEPEST} levels", line)
    return None


def line_numbers(bones: str) -> dict[str, int]:
    """Where each table and key of the skeleton *bones* stands: `journey[2].phase[0].name` → line, from 1."""
    lines: dict[str, int] = {}
    last: dict[str, int] = {}
    table = ""
    for number, line in enumerate(bones.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _entered([part.strip() for part in header[2].split(".")], last, is_array=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            name = ".".join(part.strip() for part in key[1].split("."))
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def _entered(parts: list[str], last: dict[str, int], *, is_array: bool) -> str:
    """The path of the table a header opens, with the number of each array element on the way."""
    path = ""
    for n, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if is_array and n == len(parts) - 1:
            last[path] = last.get(path, -1) + 1
        if path in last:
            path = f"{path}[{last[path]}]"
    return path
