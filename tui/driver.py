"""How the program reads and draws on a terminal that may send anything and go away at any time.

Textual's own driver ends the program on a byte that is not UTF-8, spins when its input ends, freezes when its output
does, and takes an escape inside a paste for the end of it. Drop what a later Textual does itself.
"""

from __future__ import annotations

import io
import os
import re
import select
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message
from textual.messages import InBandWindowResize

from domain.text import clean_text
from tui.ending import put_right

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from textual.app import App

SEQUENCE = re.compile(r"(\x1b\[[0-?]*[ -/]*[@-~])")


class TerminalDriver(LinuxDriver):
    """Textual's driver, made to survive its terminal."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = Output()
        # The terminal takes UTF-8, whatever Python was told about stderr.
        self._file = io.TextIOWrapper(io.BufferedWriter(self._output), encoding="utf-8", errors="replace", newline="")
        self._tail = Tail()
        self._has_screen = False

    def restore(self) -> None:
        """Put the terminal right at once, from any thread; nothing is drawn after this."""
        if self._has_screen:
            self._output.is_lost = True
            put_right(self.attrs_before)

    def start_application_mode(self) -> None:
        """Take the screen."""
        self._has_screen = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # Looked at in the loop: handlers interrupt each other, and the last to tell would not tell the last size.
        signal.signal(signal.SIGWINCH, lambda *_: self._loop.call_soon_threadsafe(self._tell_size))

    def disable_input(self) -> None:
        """Stop reading keys."""
        if self._has_screen:  # else the shell has it, and would stop us for touching it
            super().disable_input()

    def stop_application_mode(self) -> None:
        """Give the screen back."""
        if self._has_screen:
            super().stop_application_mode()

    def close(self) -> None:
        """Wait until all is drawn."""
        super().close()
        self._has_screen = False

    def write(self, data: str) -> None:
        """Draw *data*, unless the shell has the screen."""
        if self._has_screen:
            super().write(data)

    def process_message(self, message: Message) -> None:
        """Pass on what was typed, without the tail of a paste and without what only smooth scrolling needs."""
        match message:
            case InBandWindowResize():
                return
            case events.Paste():
                self._tail.begin()
            case events.Key() if self._tail.has_key():
                return
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until told to stop or the terminal is gone."""
        pastes, parser = Pastes(), XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], 0.1)
            if ready:
                raw = _read(self.fileno)
                if raw is None:
                    _hang_up()
                    return
                for piece in SEQUENCE.split(pastes.cleaned(decode(raw))):
                    parser = self._parsed(parser, piece)
            for message in parser.tick():
                self.process_message(message)

    def _parsed(self, parser: XTermParser, text: str) -> XTermParser:
        """Process *text* and return the parser to go on with."""
        if not text:  # which would tell the parser that the input has ended
            return parser
        messages: list[Message] = []
        try:
            messages.extend(parser.feed(text))
        except Exception:  # noqa: BLE001 - a sequence no terminal sends is worth less than the program
            parser = XTermParser(self._debug)
        for message in messages:
            self.process_message(message)
        return parser

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_screen)

    def _take_screen(self) -> None:
        """Draw again, once the shell has given the terminal back; until then a touch of it would stop us again."""
        if not self._app.is_running:
            return
        if not self._is_in_front():
            self._loop.call_later(0.2, self._take_screen)
            return
        if self._has_screen:  # stopped by a signal that cannot be caught: whoever had the screen since has changed it
            self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()

    def _is_in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:  # the terminal is gone
            return False

    def _tell_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))


class Output(io.FileIO):
    """The terminal as a file that swallows what can no longer be drawn, so that nobody waits for it.

    Attributes:
        is_lost: whether anything written is thrown away.
    """

    def __init__(self) -> None:
        super().__init__(2, "w", closefd=False)
        self.is_lost = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write *data*, or throw it away where the terminal is gone."""
        size = memoryview(data).nbytes
        while not self.is_lost:
            try:
                written = super().write(data)
            except OSError:
                self.is_lost = True
                _hang_up()
            else:
                if written is not None:
                    return written
                select.select([], [self], [], 0.1)  # somebody else made the terminal non-blocking
        return size


class Pastes:
    """Cleans what is pasted while it is still between its brackets.

    An escape would make the rest of the paste arrive as keys, and keys do things.
    """

    def __init__(self) -> None:
        self._held: list[str] | None = None  # the paste so far; None outside one
        self._last = ""  # what may be the beginning of a bracket

    def cleaned(self, text: str) -> str:
        """Return what is ready of *text*: all outside pastes, and each paste once it is whole."""
        ready = []
        while text:
            bracket = BRACKETED_PASTE_START if self._held is None else BRACKETED_PASTE_END
            at = (self._last + text).find(bracket)
            cut = at + len(bracket) - len(self._last) if at >= 0 else len(text)
            self._last = "" if at >= 0 else (self._last + text)[1 - len(bracket) :]
            piece, text = text[:cut], text[cut:]
            if self._held is None:
                ready.append(piece)
                self._held = [] if at >= 0 else None
                continue
            self._held.append(piece)
            if at >= 0:
                ready.append(_clean_paste("".join(self._held).removesuffix(bracket)) + bracket)
                self._held = None
        return "".join(ready)


def _clean_paste(text: str) -> str:
    # Between bars, because spaces at the ends of a paste are meant.
    return clean_text(f"|{text}|", multiline=True)[1:-1]


class Tail:
    """Tells the tail of a paste that holds its own closing bracket from what somebody types.

    Nobody presses a key this soon after a paste, nor after a key that came as soon.
    """

    SOON = 0.05  # seconds

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = clock()

    def begin(self) -> None:
        """A paste, or a piece of its tail, has come."""
        self._until = self._clock() + self.SOON

    def has_key(self) -> bool:
        """Whether a key that comes now belongs to the tail; if so, the next may too."""
        if self._clock() >= self._until:
            return False
        self.begin()
        return True


def _read(terminal: int) -> bytes | None:
    """Read what there is; None where the terminal is gone."""
    try:
        return os.read(terminal, 65536) or None
    except BlockingIOError:  # somebody else made the terminal non-blocking, and was faster
        return b""
    except OSError:
        return None


def _hang_up() -> None:
    signal.raise_signal(signal.SIGHUP)  # as the kernel does where it can
