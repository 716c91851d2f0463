"""A small app for the tests of endings: it counts what reaches it, and fails when told to.

Usage: python tests/terminal_app.py STATE
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui.gate import refusal
from tui.terminal import TerminalApp

CLIENT = "Michiel Mobiel"
"""Must never be seen in the terminal or in a report."""


class Counter(TerminalApp):
    """Shows how often `d` was pressed and what was pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "count", "Count", tooltip="One more", id="counter.count"),
        Binding("x", "fail", "Fail", tooltip="Fall over a bug", id="counter.fail"),
        Binding("w", "fail_elsewhere", "Fail", tooltip="Fall over a bug in a worker", id="counter.fail_elsewhere"),
        Binding("n", "say", "Say", tooltip="Show a message with brackets", id="counter.say"),
        Binding("r", "repeat", "Repeat", tooltip="Draw without end", id="counter.repeat"),
    ]

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        self._counted = 0
        self._pasted: str | None = None

    def compose(self) -> ComposeResult:
        """One line that tells all."""
        yield Static()

    def on_mount(self) -> None:
        """Show that nothing has happened yet."""
        self._show()

    def on_paste(self, event: events.Paste) -> None:
        """Show what was pasted."""
        self._pasted = event.text
        self._show()

    def flush(self) -> None:
        """Leave a mark."""
        if (self._state / "unwritable").exists():
            raise OSError(CLIENT)
        (self._state / "flushed").touch()

    def action_count(self) -> None:
        """One more."""
        self._counted += 1
        self._show()

    def action_fail(self) -> None:
        """Fall over a bug while holding what no one else may read."""
        client = CLIENT
        raise ValueError(client)

    def action_fail_elsewhere(self) -> None:
        """Fall over a bug in a worker."""

        async def work() -> None:
            self.action_fail()

        self.run_worker(work())

    def action_say(self) -> None:
        """Show a message that is no markup."""
        self.notify("said [/] [b]as written", title="with [/]")

    def action_repeat(self) -> None:
        """Draw more than a terminal takes in at once."""
        self.set_interval(0.001, lambda: self.refresh(layout=True))

    def _show(self) -> None:
        self.query_one(Static).update(Content(f"counted {self._counted}, pasted {self._pasted!r}."))


def main() -> int:
    """Run the app as the command line does."""
    if why := refusal():
        sys.stderr.write(f"{why}\n")
        return 2
    return Counter(Path(sys.argv[1])).run_to_end()


if __name__ == "__main__":
    sys.exit(main())
