"""A screen over a page whose figures take a while: they are worked out beside the keys, which stay live."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, get_current_worker

from domain.errors import Cancelled
from domain.progress import IsCancelled, Progress
from screens.over import Over
from screens.page import Page
from screens.parts.bars import Bar
from screens.parts.text import fit_content

R = TypeVar("R")

_EVERY = 0.1
"""Seconds between two pictures of how far it is: each is a line to send."""
_BAR = 20


class ProgressLine(Bar):
    """How far the work is; out of sight where there is none."""

    DEFAULT_CSS = """
    ProgressLine { display: none; color: $text-accent; background: $panel; }
    ProgressLine.at-work { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._done = 0.0

    def show(self, what: str, done: float) -> None:
        """Say that *what* is done so far, 0…1; nothing where *what* is empty."""
        self.set_class(bool(what), "at-work")
        self._what, self._done = what, max(0.0, min(1.0, done))
        self.refresh()

    def render(self) -> RenderResult:
        """Draw the line."""
        filled = round(self._done * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        line = f" {self._what} {self._done:4.0%} {bar}"
        room = self.size.width - cell_len(line)
        return fit_content(Content(line + ("  esc stops" if room > 11 else "")), self.size.width)


class Working(Over):
    """Works something out in the background, one thing at a time, and draws it once it is there."""

    @dataclass
    class Told(Message):
        """So much of the work is done."""

        nth: int
        done: float

    @dataclass
    class Finished(Message):
        """The work is done."""

        nth: int
        result: Any
        then: Callable[[Any], None]

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._nth = 0
        self._what = ""
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """The screen, with a line below it that says how far the work is."""
        yield from super().compose()
        yield ProgressLine()

    @property
    def is_at_work(self) -> bool:
        """Whether something is being worked out."""
        return bool(self._what)

    def work(self, what: str, compute: Callable[[Progress, IsCancelled], R], then: Callable[[R], None]) -> None:
        """Have *compute* done in a thread of its own, and *then* told its result; what was under way is given up.

        Args:
            what: what is done, for the line that shows how far it is.
            compute: gets a function to tell how far it is, and one to ask whether to stop; what it returns then counts
                for nothing.
            then: takes the result, back where screens are drawn.
        """
        self.give_up()
        self._nth += 1
        self._what, nth = what, self._nth
        self.query_one(ProgressLine).show(what, 0)

        def run() -> None:
            worker = get_current_worker()
            last = 0.0

            def progress(done: float) -> None:
                nonlocal last
                if (now := monotonic()) - last >= _EVERY:
                    last = now
                    self.post_message(self.Told(nth, done))

            with suppress(Cancelled):
                result = compute(progress, lambda: worker.is_cancelled)
                self.post_message(self.Finished(nth, result, then))

        self._worker = self.run_worker(run, thread=True)

    def give_up(self) -> None:
        """Stop what is under way."""
        if self._worker is not None:
            self._worker.cancel()
        self._worker, self._what = None, ""
        self.query_one(ProgressLine).show("", 0)

    def on_working_told(self, message: Told) -> None:
        """Show how far it is."""
        if message.nth == self._nth and self._what:
            self.query_one(ProgressLine).show(self._what, message.done)

    def on_working_finished(self, message: Finished) -> None:
        """Hand over the result, unless something else was asked for meanwhile."""
        if message.nth == self._nth and self._what:
            self._worker, self._what = None, ""
            self.query_one(ProgressLine).show("", 0)
            message.then(message.result)

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        if self._worker is not None:
            self._worker.cancel()
