"""Waiting until the keys are still, for what is too much to do at each of them."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

STILL, LONGEST_WAIT = 0.3, 1.0
"""Seconds after the last key, and after the first, when unfinished text is handed over for keeping."""


class Stillness:
    """Does something once the keys are still, and at the latest some time after the first of them."""

    def __init__(self, owner: Widget, do: Callable[[], None], still: float, longest: float) -> None:
        self._owner, self._do = owner, do
        self._still, self._longest = still, longest
        self._waits: list[Timer] = []

    @property
    def is_awaited(self) -> bool:
        """Whether keys were pressed and nothing was done about them yet."""
        return bool(self._waits)

    def disturb(self) -> None:
        """A key was pressed."""
        if self._waits:
            self._waits.pop().stop()
        else:
            self._waits.append(self._owner.set_timer(self._longest, self._done))
        self._waits.append(self._owner.set_timer(self._still, self._done))

    def stop(self) -> None:
        """Do nothing any more about the keys so far."""
        for timer in self._waits:
            timer.stop()
        self._waits.clear()

    def _done(self) -> None:
        self.stop()
        self._do()
