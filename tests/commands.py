"""Runs commands for the tests: within this process, which takes a tenth of the time, or as a process of their own.

Within this process all is as in one of its own but the start: arguments and bytes of the streams are not decoded
and encoded by the interpreter, what is imported stays so, and the streams are files of no name, not pipes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path

import pytest

from tui.cli import main

ROOT = Path(__file__).parent.parent
Run = Callable[..., tuple[int, str, str]]


def place_in(folder: Path) -> dict[str, str]:
    """The environment of somebody whose settings and state are in *folder*."""
    return {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "LOGNAME": "ana",
    }


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command within this process, in a folder of its own; returns (exit code, stdout, stderr)."""

    def run(*words: str, given: str = "") -> tuple[int, str, str]:
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
            files[0].write(given.encode())
            files[0].seek(0)
            patch.chdir(tmp_path)
            for name, value in place_in(tmp_path).items():
                patch.setenv(name, value)
            for name, file in zip(("stdin", "stdout", "stderr"), files, strict=True):
                stream = TextIOWrapper(file, encoding="utf-8", errors="strict" if name == "stdin" else "replace")
                stack.callback(stream.detach)
                patch.setattr(sys, name, stream)
            code = main(words)
            sys.stdout.flush()
            sys.stderr.flush()
            told = []
            for file in files[1:]:
                file.seek(0)
                told.append(file.read().decode())
        return code, told[0], told[1]

    return run


@pytest.fixture
def start(tmp_path: Path) -> Run:
    """Run a command as a process of its own, in a folder of its own; returns (exit code, stdout, stderr)."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **place_in(tmp_path)}

    def start(*words: str, given: str = "", **more: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "tui.cli", *words],
            input=given.encode(),
            capture_output=True,
            cwd=tmp_path,
            env={**environ, **more},
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return start


__all__ = ["ROOT", "Run", "place_in", "run", "start"]
