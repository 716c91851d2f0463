"""How the program ends when it is told to, and when its terminal is gone.

A thread of its own sees to it, because the event loop may be waiting for a terminal that has stopped reading. Nothing
here knows Textual.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from time import monotonic, sleep
from types import FrameType, TracebackType
from typing import Any, Self

TERMINAL_RESET = (
    b"\x1b\\"  # ends a string that was cut off
    b"\x1b[?2026l"  # show what is drawn at once
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l"  # reports of pastes, focus and size
    b"\x1b[<u"  # kitty's keyboard, which belongs to the alternate screen
    b"\x1b[0m\x1b[?1049l"  # colours, alternate screen
    b"\x1b[?7h\x1b[?25h"  # line wrap, cursor
)
"""Puts a terminal right that a program has left in disorder."""

PATIENCE = 2.0
"""Seconds the program gets to end in good order."""

TICK = 1.0
"""Seconds between two looks at whether the terminal is still there."""

ENDINGS = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGTERM})
IMPATIENT = frozenset({signal.SIGINT, signal.SIGTERM})  # not SIGHUP: the kernel and the shell may both send it
NONE, STOP = -1, 0  # no signal has these numbers


def put_right(attributes: list[Any] | None) -> None:
    """Put the terminal right without waiting for it: it may have stopped reading.

    Args:
        attributes: what `termios.tcgetattr` said before; None where that is not known.
    """
    with suppress(OSError, termios.error):  # a terminal that is gone needs nothing
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        if attributes is not None:
            termios.tcsetattr(terminal, termios.TCSANOW, attributes)
        give_up = monotonic() + 0.2
        while monotonic() < give_up:
            termios.tcflush(terminal, termios.TCOFLUSH)  # what it has not read would go before the reset
            termios.tcflow(terminal, termios.TCOOFF)
            termios.tcflow(terminal, termios.TCOON)  # wakes the write that was waiting for room
            with suppress(BlockingIOError):
                os.write(terminal, TERMINAL_RESET)
                return
            sleep(0.01)


class Watch(Thread):
    """Ends the program in good order when a signal asks for it or the terminal is gone, and by force if need be.

    Used as a context in the main thread, around all that runs in the terminal. Once an ending has begun it goes on
    watching after the context is left, until the process is gone.
    """

    def __init__(self, terminal: int, leave: Callable[[int], None], restore: Callable[[], None]) -> None:
        """Watch over *terminal*.

        Args:
            terminal: the file number keys are read from.
            leave: saves what is not saved, then asks the program to end with the exit code it is given. Called once,
                on a thread.
            restore: puts the terminal right at once. Called on a thread, when *leave* was not enough.
        """
        super().__init__(name="klantreis-watch", daemon=True)
        self._terminal = terminal
        self._leave = leave
        self._restore = restore
        self._parent = os.getppid()
        self._heard, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        self._is_ending = False
        self._forcing = Lock()

    def __enter__(self) -> Self:
        # The bell is rung from C, even while the main thread is deep in a call that does not come back.
        self._bell_before = signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        asked = [number for number in ENDINGS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._begin) for number in asked}
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._is_ending:
            with self._forcing:  # which may have set this thread free; it must not end the process halfway
                return
        for number, action in self._before.items():
            signal.signal(number, action)
        signal.set_wakeup_fd(self._bell_before)
        os.write(self._bell, bytes([STOP]))
        self.join()
        os.close(self._bell)
        os.close(self._heard)

    def run(self) -> None:
        """Wait for a reason to end, then see to it that the process does."""
        number = self._reason()
        if number is None:
            return
        self._is_ending = True
        code = 128 + number
        give_up = monotonic() + PATIENCE
        leaving = Thread(target=self._leave, args=(code,), daemon=True)
        leaving.start()
        while (left := give_up - monotonic()) > 0 and self._rung(left) not in IMPATIENT:
            pass
        leaving.join(max(0.0, give_up - monotonic()))
        with self._forcing:
            self._restore()
            os._exit(code)

    def _begin(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _reason(self) -> signal.Signals | None:
        """Wait for a signal to end by; SIGHUP where the terminal is gone, None when the watch is over."""
        while not self._is_cut_off():
            number = self._rung(TICK)
            if number in ENDINGS:
                return signal.Signals(number)
            if number == STOP:
                return None
        return signal.SIGHUP

    def _rung(self, timeout: float) -> int:
        """The number of the next signal; NONE where none came within *timeout* seconds."""
        ready, _, _ = select.select([self._heard], [], [], timeout)
        return os.read(self._heard, 1)[0] if ready else NONE

    def _is_cut_off(self) -> bool:
        """Whether the terminal is gone, or who started the program in it."""
        try:
            termios.tcgetattr(self._terminal)
        except termios.error:
            return True
        return os.getppid() != self._parent
