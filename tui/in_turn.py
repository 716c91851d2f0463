"""Keys in turn, however fast they come: a line that was stuck for a moment hands them over all at once.

Textual sends a key to whatever has the focus when it comes in. One typed ahead of a form that is still opening would
go to the list beneath, where letters do things; and ctrl+q would overtake what was typed before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tui.terminal import TerminalApp

LONGEST = 5.0
"""Seconds after which the next key is taken even if what the one before brought about is not done.

Longer than anything takes that only is slow: a key taken too early goes where it was not meant to.
"""


class InTurnApp(TerminalApp):
    """An app that takes a key once all is done that the one before it brought about."""

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        self._typed: deque[events.Event] = deque()
        self._written_to: Widget | None = None  # the last letter may be on its way there
        self._is_busy = False
        self._patience: Timer | None = None
        self._since = monotonic()

    async def on_event(self, event: events.Event) -> None:
        """Take what is typed or pasted in turn."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self._is_busy:
            await self._take()
        elif self._patience is None:
            self._patience = self.set_timer(LONGEST, self._lose_patience)

    async def _lose_patience(self) -> None:
        """Take what was typed while a part of the program hangs: one must be able to quit."""
        self._patience = None
        if self._typed and (left := self._since + LONGEST - monotonic()) > 0:
            self._patience = self.set_timer(left, self._lose_patience)
        elif self._typed:
            self._written_to = None
            await self._take()

    async def _take(self) -> None:
        """Hand on what was typed, up to the first key that does more than put a letter where the focus is.

        Such a key waits until the letters before it have arrived: some, like ctrl+q, are looked at by this app, and
        would be done before a letter that is still on its way down.
        """
        self._is_busy = False
        while self._typed and not self._is_busy:
            screen, self._since = self.screen, monotonic()
            self._is_busy = not _is_letter(self._typed[0], self.focused)
            if self._is_busy and self._written_to is not None:
                way, self._written_to = self._written_to.ancestors_with_self, None
            else:
                way = (self.focused or screen).ancestors_with_self  # the way the key goes, with this app at its end
                self._written_to = None if self._is_busy else self.focused
                await super().on_event(self._typed.popleft())
            if self._is_busy:
                # The key goes up to this app, and what it does there is told along the same way.
                self._pass_on([*way, *way], screen)

    def _pass_on(self, way: Sequence[MessagePump], screen: Screen[Any]) -> None:
        """Go on once each of *way* has in turn done what it was asked before."""
        for nth, pump in enumerate(way, start=1):
            if pump.call_later(self._pass_on, way[nth:], screen):
                return
        self.call_later(self._settle, screen)

    async def _settle(self, before: Screen[Any]) -> None:
        """Go on; where there is another screen than *before*, once that has its focus."""
        if self.screen is before:
            await self._take()
        else:
            self.screen.call_after_refresh(self.call_later, self._settle, self.screen)


def _is_letter(event: events.Event, focused: Widget | None) -> bool:
    if not isinstance(event, events.Key) or focused is None:
        return False
    return focused.check_consume_key(event.key, event.character)
