"""A screen whose keys say why they do not work. Pages and what lies over them answer alike."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.screen import Screen

from screens.parts.notice import tell


class Keyed(Screen[None]):
    """Dims the keys of actions that cannot be done now, and says why when one is pressed."""

    WRITES: ClassVar[frozenset[str]] = frozenset({"undo", "redo"})
    """The actions that change the engagement."""

    @property
    def why_not_write(self) -> str:
        """Why nothing can be changed; empty where it can be."""
        raise NotImplementedError

    def why_not(self, action: str) -> str | None:
        """Say why *action* cannot be done now; None when it can."""
        del action
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim the keys of actions that cannot be done now."""
        del parameters
        return None if self._reason(action) else True

    def _reason(self, action: str) -> str | None:
        """Why *action* is dim, the file itself first."""
        return self.why_not_write if self.why_not_write and action in self.WRITES else self.why_not(action)

    def on_key(self, event: events.Key) -> None:
        """A dim key says why when it is pressed."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            reason = self._reason(active.binding.action.partition("(")[0])
            if reason:
                tell(self, reason)
