"""One page by itself, on an example and without a file: `python -m tui.alone personas`.

For who works on a page. Edits are made in memory and forgotten.
"""

from __future__ import annotations

import sys
from datetime import date

from textual import on
from textual.app import App
from textual.reactive import reactive

from domain.plan import Plan
from screens.messages import Propose
from screens.page import PAGES
from storage.formats.toml import import_edit, read
from storage.shipped import EXAMPLES, example
from tui.pages import new_page


class Alone(App[None]):
    """Holds up one page."""

    plan: reactive[Plan] = reactive(Plan, init=False)

    def __init__(self, number: int, plan: Plan) -> None:
        super().__init__()
        self._number = number
        self.set_reactive(Alone.plan, plan)

    def on_mount(self) -> None:
        """Show the page."""
        page = new_page(self._number, today=date.today(), author="")  # noqa: DTZ011 - the user's own day
        page.set_reactive(type(page).plan, self.plan)
        self.push_screen(page.data_bind(plan=Alone.plan))

    @on(Propose)
    def _make(self, message: Propose) -> None:
        self.plan = self.plan.apply(self.plan.rebase(message.edit))


def main(name: str) -> None:
    """Show the page called *name*, such as `personas`."""
    raw, source = example(EXAMPLES[0])
    names = [page.lower() for page in PAGES]
    Alone(names.index(name) + 1, Plan().apply(import_edit(Plan(), read(raw, source)))).run()


if __name__ == "__main__":
    main(sys.argv[1])
