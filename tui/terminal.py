"""What every terminal program owes its user: it ends well however it ends, and leaves the terminal as it was.

The screens of klantreis are built on `TerminalApp`. It knows nothing of plans or stores.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from textwrap import wrap
from time import monotonic
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.worker import WorkerFailed

from tui.crash import write_report
from tui.driver import TerminalDriver
from tui.ending import Watch
from tui.gate import LEAST_HEIGHT, LEAST_WIDTH

BUG = 70


class TerminalApp(App[None]):
    """An app that saves, restores the terminal and tells the truth in its exit code, whatever ends it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+z",
            "suspend_process",
            "Suspend",
            show=False,
            tooltip="Back to the shell; fg returns",
            id="app.suspend",
        ),
        Binding(
            "escape",
            "dismiss_errors",
            "Dismiss",
            show=False,
            priority=True,
            tooltip="Away with the notices",
            id="app.dismiss",
        ),
    ]
    WORKS_WHEN_SMALL = frozenset({"ctrl+q", "ctrl+z"})
    """Keys that do something below the least size; any other would work on what cannot be seen."""

    def __init__(self, state: Path) -> None:
        """Make an app that keeps its crash reports in *state*."""
        super().__init__(driver_class=TerminalDriver)
        self._state = state
        self._cover = ExitStack()  # open while the window is too small
        self._is_covered = False
        self._serious_until = 0.0  # by the monotonic clock: when the last warning or error goes by itself
        self.error_console = Console(markup=False, highlight=False, soft_wrap=True, stderr=True)
        self.animation_level = "none"
        if self.console.color_system == "standard":
            self.theme = "ansi-dark"  # the others draw some text in the colour behind it

    def flush(self) -> None:
        """Save what is not saved yet; does nothing unless overridden.

        Called once before an ending the user did not ask for, from any thread and in the midst of anything: it must
        not need the event loop nor take a lock a handler may hold. The program waits two seconds for it.
        """

    def run_to_end(self) -> int:
        """Run until the user, a signal, a lost terminal or a bug ends it, and return the exit code."""
        with Watch(sys.stdin.fileno(), self._leave, self._restore):
            self.run()
        return BUG if self.return_code is None else self.return_code

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 - other callers ask for it; a name with brackets in it would end the app
    ) -> None:
        """Show *message* as it is written; what is said in passing takes the place of what was said before."""
        if severity != "information":
            self._serious_until = monotonic() + (timeout or self.NOTIFICATION_TIMEOUT)
        elif monotonic() > self._serious_until:
            self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others where there is no error to dismiss."""
        if action == "dismiss_errors":
            return monotonic() < self._serious_until
        return super().check_action(action, parameters)

    def action_dismiss_errors(self) -> None:
        """Take the notices off the screen: an error stays for long, and may be in the way."""
        self._serious_until = 0.0
        self.clear_notifications()

    def action_help_quit(self) -> None:
        """Tell who presses ctrl+c how to quit."""
        self.notify("Press ctrl+q to quit.")

    def on_mount(self) -> None:
        """Draw everything anew after ctrl+z and fg: the shell has cleared the screen."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screen while the window is too small; what is beneath keeps the size it had."""
        if event.size.width >= LEAST_WIDTH and event.size.height >= LEAST_HEIGHT:
            self._uncover()
            return
        event.prevent_default()
        if not self._is_covered:
            self._is_covered = True
            self._cover.enter_context(self.batch_update())
        self._draw_cover(event.size.width, event.size.height)

    async def on_event(self, event: events.Event) -> None:
        """Let no key or click reach what is covered."""
        is_input = isinstance(event, events.InputEvent | events.Paste)
        if self._is_covered and is_input and getattr(event, "key", None) not in self.WORKS_WHEN_SMALL:
            return
        await super().on_event(event)

    def _uncover(self) -> None:
        if self._is_covered:
            self._is_covered = False
            self._cover.close()
            self.refresh(layout=True)

    def _draw_cover(self, width: int, height: int) -> None:
        least = f"{LEAST_WIDTH}×{LEAST_HEIGHT}"
        says = f"Enlarge the window (now {width}×{height}, needs {least}). Your work is saved."
        lines = wrap(says, width)[:height]
        if self._driver is not None:
            self._driver.write("\x1b[m\x1b[2J" + "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(lines, 1)))

    def _leave(self, code: int) -> None:
        try:
            self.flush()
        except Exception as error:  # noqa: BLE001 - whatever it is, the program still has to end
            self.exit(return_code=code, message=Text(f"What you typed last may be lost. {self._reported(error)}"))
        else:
            self.exit(return_code=code)

    def _restore(self) -> None:
        if isinstance(self._driver, TerminalDriver):
            self._driver.restore()

    def _handle_exception(self, error: Exception) -> None:
        """End the app because of a bug, without the local variables that Textual would show in the terminal."""
        if self._exception is not None:
            return  # one bug leads to others on the way out; the first is the cause
        self._exception = error  # for tests, which raise it again
        self._exception_event.set()
        report = self._reported(error.error if isinstance(error, WorkerFailed) else error)
        try:
            self.flush()
        except Exception:  # noqa: BLE001 - already in trouble; what matters is not to promise too much
            saved = "What you typed last may be lost."
        else:
            saved = "Your work is saved."
        self.exit(return_code=BUG, message=Text(f"Something went wrong. {saved} {report}"))

    def _reported(self, error: BaseException) -> str:
        circumstances = {
            "terminal": os.environ.get("TERM", ""),
            "colours": str(self.console.color_system),
            "size": f"{self.size.width}×{self.size.height}",
        }
        try:
            return f"Report: {write_report(error, self._state, circumstances)}"
        except OSError as problem:
            return f"No report could be written to {self._state}: {problem.strerror}."
