"""A terminal to start programs in: what a user sees and types, and what a program leaves behind."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Self

import pyte

ROOT = Path(__file__).parents[1]
TIMEOUT = 20.0
"""Seconds that nothing takes, even on a busy machine; a wait that long fails."""

SEQUENCE = re.compile(
    rb"\x1b\[(?P<prefix>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[PX^_](?:[^\x1b]|\x1b(?!\\))*\x1b\\"
    rb"|\x1b\\"
)
CUT_OFF = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|[]PX^_][^\x07\x1b]*\x1b?)?\Z")

ALTERNATE = 1049
MODES = (1049, 1000, 1002, 1003, 1006, 1015, 1016, 2004, 1004, 2026, 2048, 25, 7)
"""Private modes a program may switch: alternate screen, mouse, paste, focus, frames, size, cursor, wrap."""

AT_REST = {mode: mode in {25, 7} for mode in MODES}
"""The modes as a shell expects them: the cursor shows, lines wrap, all else is off."""


class Terminal:
    """A pseudo-terminal of *columns* × *rows* with at most one program in it.

    What the program writes is read only while the test waits for something, so a test that does not wait is a
    terminal that has stopped reading.
    """

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self._keyboard, self._device = os.openpty()
        self._screens = {on: pyte.Screen(columns, rows) for on in (False, True)}
        self._streams = {on: pyte.ByteStream(screen) for on, screen in self._screens.items()}
        self._cut_off = b""
        self._program: subprocess.Popen[bytes] | None = None
        self.written = b""
        """Everything that was read from the program."""
        self.modes = dict(AT_REST)
        """The private modes as they are."""
        self.keyboards = 0
        """How often the kitty keyboard was pushed and not popped."""
        self.resize(columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._program is not None and self._program.poll() is None:
            self._program.kill()
            self._program.wait()
        self.close()
        os.close(self._device)

    def start(self, argv: Sequence[str], env: Mapping[str, str] | None = None, folder: Path = ROOT) -> None:
        """Start a program with this as its controlling terminal; *env* is added to a plain environment."""
        plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._program = subprocess.Popen(
            # A session leader without a terminal gets the first one it opens.
            ["sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', os.ttyname(self._device), *argv],
            env={**plain, **(env or {})},
            cwd=folder,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._running.pid

    @property
    def text(self) -> str:
        """What is on the screen, without the spaces at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._screens[self.modes[ALTERNATE]].display)

    @property
    def attributes(self) -> list[Any]:
        """How the terminal treats keys and output, as `termios.tcgetattr` says it."""
        return termios.tcgetattr(self._device)

    def send(self, keys: str | bytes) -> None:
        """Type *keys*: text, or the bytes a terminal sends for a key."""
        os.write(self._keyboard, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._device, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        for screen in self._screens.values():
            screen.resize(rows, columns)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._running.send_signal(number)

    def close(self) -> None:
        """Be gone, as a window that is closed or a connection that drops."""
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1

    def wait_for(self, pattern: str, timeout: float = TIMEOUT) -> str:
        """Wait until *pattern* is found on the screen, and return what it matched."""
        limit = monotonic() + timeout
        while not (found := re.search(pattern, self.text, re.MULTILINE)):
            assert monotonic() < limit, f"no {pattern!r} within {timeout} s in:\n{self.text}"
            self._take_in(0.05)
        return found[0]

    def settle(self, still: float = 1.0) -> None:
        """Read until nothing has come for *still* seconds."""
        while self._take_in(still):
            pass

    def watch(self, seconds: float) -> None:
        """Read whatever comes in so many seconds."""
        limit = monotonic() + seconds
        while (left := limit - monotonic()) > 0:
            self._take_in(left)

    def wait_until_full(self) -> None:
        """Wait until the program has written as much as fits without anybody reading."""
        space = select.poll()
        space.register(self._device, select.POLLOUT)
        limit = monotonic() + TIMEOUT
        while space.poll(0):
            assert monotonic() < limit, "the program does not write enough"
            select.select([], [], [], 0.01)

    def wait_for_end(self, timeout: float = TIMEOUT, *, reading: bool = True) -> int:
        """Wait until the program has ended, and return its exit code; minus the signal that killed it."""
        limit = monotonic() + timeout
        while (code := self._running.poll()) is None:
            assert monotonic() < limit, f"still running after {timeout} s:\n{self.text}"
            if reading:
                self._take_in(0.02)
            else:
                select.select([], [], [], 0.02)
        while self._take_in(0):
            pass
        return code

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._program is not None, "nothing was started"
        return self._program

    def _take_in(self, timeout: float) -> bool:
        """Read and draw what the program wrote; whether there was anything within *timeout* seconds."""
        if self._keyboard < 0:
            select.select([], [], [], timeout)
            return False
        if not select.select([self._keyboard], [], [], timeout)[0]:
            return False
        data = os.read(self._keyboard, 65536)
        self.written += data
        self._draw(self._cut_off + data)
        return True

    def _draw(self, data: bytes) -> None:
        cut = CUT_OFF.search(data)
        data, self._cut_off = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        at = 0
        for found in SEQUENCE.finditer(data):
            self._feed(data[at : found.start()])
            at = found.end()
            match found["prefix"], found["between"], found["final"]:
                case b"", b"", _:
                    self._feed(found[0])
                case b"?", b"", b"h" | b"l" as final:
                    self._switch({int(mode): final == b"h" for mode in found["numbers"].split(b";")})
                case b">", b"", b"u":
                    self.keyboards += 1
                case b"<", b"", b"u":
                    self.keyboards -= 1
        self._feed(data[at:])

    def _switch(self, modes: Mapping[int, bool]) -> None:
        if modes.get(ALTERNATE) and not self.modes[ALTERNATE]:
            self._screens[True].reset()
        self.modes.update(modes)

    def _feed(self, data: bytes) -> None:
        self._streams[self.modes[ALTERNATE]].feed(data)
