"""The shell: knows the store and the pages, draws nothing itself.

All work on the file happens in one thread of its own, in order, so that no key ever waits for the disk. A page shows
an edit at once; the status line says “saved” once it is on disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from textual import on
from textual.app import SystemCommand
from textual.geometry import Region
from textual.reactive import reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.timer import Timer

from domain.entity import Entity
from domain.errors import KlantreisError, NothingToUndo
from domain.plan import Edit, Plan
from domain.records import BY_NAME
from domain.session import Session
from domain.steps import oldest_map
from domain.text import counted
from screens import messages
from screens.page import Page
from screens.parts.bars import Status
from screens.parts.notice import tell
from screens.subjects import HOME, page_showing
from storage.pause import collect_again
from storage.shipped import EXAMPLES, example
from storage.store import Store
from tui.configuration import Configuration, new_session, recent_files, remember
from tui.in_turn import InTurnApp
from tui.keymap import checked_keymap
from tui.pages import load_all, new_page
from tui.palette import BoundActions
from tui.place import Place, come_back, leave

if TYPE_CHECKING:
    from storage.presence import Other, Presence

T = TypeVar("T")

LOOK_EVERY = 0.2
"""Seconds between looks at what others wrote; a look costs 30 µs."""
LOOK_ROUND_EVERY = 5.0
"""Seconds between looks at who else is here; a look costs 50 µs and writes nothing."""
MOST_NAMED = 3
"""How many others are named; of more there is only room for the number."""
TAKE_STOCK_AFTER = 0.5
"""Seconds without an edit before the status line counts what the work lacks."""

# Colours of the 256 that every SSH client shows: ssh does not forward the word that there are more.
THEME = Theme(
    name="klantreis",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#ffaf5f",
    foreground="#d0d0d0",
    background="#1c1c1c",
    surface="#1c1c1c",
    panel="#303030",
    success="#87d787",
    warning="#ffd75f",
    error="#ff5f5f",
    dark=True,
)


class Ground(Screen[None]):
    """What Textual wants beneath the first page; never seen, so never drawn: it would have all drawn above it too."""

    def refresh(self, *_regions: Region, **_how: bool) -> Self:
        """Ask for nothing."""
        return self


class Klantreis(InTurnApp):
    """One open engagement, or the welcome where there is none."""

    TITLE = "klantreis"
    COMMANDS = InTurnApp.COMMANDS | {BoundActions}
    ENABLE_COMMAND_PALETTE = True
    # Above the status line, and no more than is needed of the rows that are worked on.
    CSS: ClassVar[str] = """
    ToastRack { margin-bottom: 2; max-height: 50%; scrollbar-size: 0 0; }
    Toast { width: auto; max-width: 75%; max-height: 2; margin: 0; padding: 0 1; }
    Toast.-warning, Toast.-error { max-height: 6; }
    """

    plan: reactive[Plan] = reactive(Plan, init=False, repaint=False)
    read_only: reactive[str] = reactive("", init=False, repaint=False)
    status: reactive[Status] = reactive(Status(), init=False, repaint=False)
    drafts: reactive[Mapping[str, Mapping[str, str]]] = reactive(
        lambda: MappingProxyType({}), init=False, repaint=False
    )
    present: reactive[Sequence[tuple[str, str]]] = reactive((), init=False, repaint=False)

    def __init__(
        self, store: Store | None, settings: Configuration, *, state: Path, today: date, voting_in: str = ""
    ) -> None:
        super().__init__(state=state)
        self._store = store
        self._settings = settings
        self._today = today
        self._saver = ThreadPoolExecutor(max_workers=1, thread_name_prefix="saver")
        self._waiting = 0
        self._is_shown = True
        self._is_leaving = False
        self._seen = 0
        self._pages: dict[int, Page] = {}
        self._stock: Timer | None = None
        self._brought_back: Entity | None = None
        self.register_theme(THEME)
        self.theme = self._theme()  # before there is anything to draw: each change of it reads all styles again
        self._presence: Presence | None = None
        self._doing = ""
        self._voting_in = voting_in
        self._is_cut_off = False
        if store is not None:
            self._seen = store.stamp()
            self.set_reactive(Klantreis.plan, store.plan)
            self.set_reactive(Klantreis.drafts, store.drafts())
            self.set_reactive(Klantreis.read_only, store.why_read_only)
            self.set_reactive(Klantreis.status, self._status_now(saved=_at_first(store)))

    def on_mount(self) -> None:
        """Show the first page, then get ready for the first edit."""
        keymap, complaints = checked_keymap(self._settings.keys)
        self.set_keymap(keymap)
        if self._settings.theme not in ("", *self.available_themes):
            complaints.append(f"There is no theme “{self._settings.theme}”. The palette (ctrl+p) shows all there are.")
        for complaint in complaints:
            tell(self, complaint, title="Settings", severity="warning")
        if self._store is None:
            from screens.welcome import Welcome  # noqa: PLC0415 - only where there is no engagement

            self.push_screen(Welcome(recent_files(), EXAMPLES))
        else:
            self.call_later(self._start)  # once Textual shows what is drawn

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers of itself, without the panel of keys: `?` shows them better."""
        return (each for each in super().get_system_commands(screen) if each.title != "Keys")

    def _theme(self) -> str:
        if self._settings.theme in self.available_themes:
            return self._settings.theme
        # The colours of the terminal itself, unless there are none to be: greys are made of ours only.
        plain = self.console.color_system == "standard" and "NO_COLOR" not in os.environ
        return self.theme if plain else THEME.name

    def get_default_screen(self) -> Screen[None]:
        """The screen beneath all pages."""
        return Ground(id="_default")

    def _start(self) -> None:
        if self._voting_in:
            first, place = self._page(page_showing(self.plan, Session.KIND, self._voting_in, HOME)), None
        else:
            place = come_back(self._state, self._opened.path, datetime.now().astimezone())
            first = self._page(place.page if place else HOME)
        first.comes_first = True
        self.push_screen(first)
        if self._voting_in:
            self.call_after_refresh(self._vote, first)
        elif place is not None:
            self.call_after_refresh(self._go_on, first, place)
        self.set_interval(LOOK_EVERY, self._look)
        self.call_after_refresh(self._after_first_picture)

    def _vote(self, page: Page) -> None:
        """Show the session that was joined, and the screen to vote on over *page*."""
        from screens.voting import Voting  # noqa: PLC0415 - only where somebody votes

        page.show_record(Session.KIND, self._voting_in)
        self.push_screen(Voting(page, self.plan.get(Session, self._voting_in), self._settings.author))

    def _go_on(self, page: Page, place: Place) -> None:
        """Put the cursor where it was when the line was cut, and say what became of the work."""
        if place.kind and place.kind in BY_NAME and self.plan.find(BY_NAME[place.kind], place.id) is not None:
            page.show_record(place.kind, place.id)
        tell(self, f"You were cut off at {place.at.astimezone():%H:%M}. Nothing was lost.")

    def _leave(self, code: int) -> None:
        self._is_cut_off = code != 0
        super()._leave(code)

    def _after_first_picture(self) -> None:
        self._queue(load_all, lambda _: collect_again())
        self._look_round()
        self.set_interval(LOOK_ROUND_EVERY, self._look_round)
        self._take_stock()

    @on(messages.GetReady)
    def _get_ready(self) -> None:
        if not self._opened.read_only:
            self._queue(self._opened.warm_up)

    def _page(self, number: int) -> Page:
        """The page with this number, made when it is first wanted."""
        if number not in self._pages:
            page = new_page(number, today=self._today, author=self._settings.author)
            page.set_reactive(Page.plan, self.plan)
            page.set_reactive(Page.read_only, self.read_only)
            page.set_reactive(Page.status, self.status)
            page.set_reactive(Page.drafts, self.drafts)
            page.set_reactive(Page.present, self.present)
            bound = Klantreis.plan, Klantreis.read_only, Klantreis.status, Klantreis.drafts, Klantreis.present
            self._pages[number] = page.data_bind(*bound)
            self.install_screen(page, f"page-{number}")
        return self._pages[number]

    @property
    def _page_in_view(self) -> Page:
        """The page on top, or beneath whatever form or question is."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, Page))

    @on(messages.Turn)
    def _turn(self, message: messages.Turn) -> None:
        here = self._page_in_view
        number = page_showing(here.plan, message.kind, message.id, here.number) if message.kind else message.page
        page = self._page(number)
        page.plan = here.plan  # with the edits that are on their way
        if self.screen is not page:
            self.switch_screen(page)
        if message.kind and message.id:
            self.call_after_refresh(page.show_record, message.kind, message.id)

    @on(messages.Propose)
    def _make(self, message: messages.Propose) -> None:
        self._queue(partial(self._applied, message.edit, message.draft), partial(self._made, draft=message.draft))

    def _applied(self, edit: Edit, draft: str) -> Edit:
        """*edit* as it was made; what was typed for it is forgotten with it. Runs in the saver's thread."""
        edit = self._opened.apply(edit)
        if draft:
            self._opened.drop_draft(draft)
        return edit

    @on(messages.Undo)
    def _undo(self) -> None:
        self._queue(self._opened.undo, partial(self._made, said="Undid"))

    @on(messages.Redo)
    def _redo(self) -> None:
        self._queue(self._opened.redo, partial(self._made, said="Redid"))

    @on(messages.KeepDraft)
    def _keep_draft(self, message: messages.KeepDraft) -> None:
        self.drafts = MappingProxyType({**self.drafts, message.subject: dict(message.fields)})
        self._queue(partial(self._opened.keep_draft, message.subject, dict(message.fields)))

    @on(messages.DropDraft)
    def _drop_draft(self, message: messages.DropDraft) -> None:
        if message.subject in self.drafts:
            self.drafts = _without(self.drafts, message.subject)
            self._queue(partial(self._opened.drop_draft, message.subject))

    @on(messages.Recall)
    def _recall(self, message: messages.Recall) -> None:
        moment = datetime.combine(message.day, time.max).astimezone()
        self._queue(partial(self._opened.plan_at, moment), message.then)

    @on(messages.Export)
    def _export(self, message: messages.Export, *, overwrite: bool = False) -> None:
        from tui.giving import given, given_name  # noqa: PLC0415 - formats load when they are wanted

        path = given_name(self._opened.path, message.format)
        if path.exists() and not overwrite:
            from screens.parts.confirm import Confirm  # noqa: PLC0415 - as above

            def agreed(yes: bool | None) -> None:  # noqa: FBT001 - what a dialogue hands back
                if yes:
                    self._export(message, overwrite=True)

            self.push_screen(Confirm(f"Replace {path.name}?", ["It exists already."]), agreed)
            return

        def write() -> None:
            from storage.files import write_atomically  # noqa: PLC0415 - as above

            text = given(self._opened.plan, message.format, self._today, of=message.of)
            write_atomically(path, text.encode(), overwrite=overwrite)

        self._queue(write, lambda _: tell(self, f"Wrote {path}", title="Exported"))

    @on(messages.OpenFile)
    def _open(self, message: messages.OpenFile) -> None:
        from storage.formats.exchange import created  # noqa: PLC0415 - only where a file is made

        path = Path(message.name)
        try:
            if not path.exists():
                raw, source = example(message.example) if message.example else (b"", "")
                who = {"author": self._settings.author, "session": new_session()}
                path, *_ = created(path, **who, raw=raw, source=source)
            self._store = Store.open(path, author=self._settings.author, session=new_session())
            remember(path)
        except KlantreisError as error:
            tell(self, str(error), title="Not opened", severity="error")
            return
        self._seen = self._store.stamp()
        self.plan, self.drafts, self.read_only = self._store.plan, self._store.drafts(), self._store.why_read_only
        self.status = self._status_now(saved=_at_first(self._store))
        self._start()

    @property
    def _opened(self) -> Store:
        assert self._store is not None, "pages are shown only while a file is open"  # noqa: S101
        return self._store

    def _queue(self, work: Callable[[], T], then: Callable[[T], None] = lambda _: None) -> None:
        """Have *work* done on the file after all that was asked before, and go on with what it returns."""
        if self._is_leaving:
            return
        self._waiting += 1
        future = self._saver.submit(work)
        future.add_done_callback(lambda done: self.call_later(self._done, done, then))

    def _done(self, future: Future[T], then: Callable[[T], None]) -> None:
        self._waiting -= 1
        try:
            outcome = future.result()
        except NothingToUndo as error:
            tell(self, str(error))
        except KlantreisError as error:
            tell(self, str(error), title="Not changed", severity="error")
            self._is_shown = False
        else:
            then(outcome)
        if not self._is_shown and not self._waiting:
            page = self._page_in_view
            # An edit that the page shows already may be on its way here; this comes in after it.
            page.call_later(self.call_later, self._show_plan, page, page.plan)

    def _made(self, edit: Edit, said: str = "", draft: str = "") -> None:
        if said:
            tell(self, f"{said}: {edit.label}")
        self.drafts = _without(self.drafts, draft)
        self.status = self._status_now(saved=f"✓ saved {datetime.now():%H:%M}")  # noqa: DTZ005 - the user's own clock
        self._is_shown = False
        if said and (back := [change.subject for change in edit.changes if change.before is None]):
            self._brought_back = min(back, key=lambda record: len(self._opened.plan.above(record)))

    def _show_plan(self, page: Page, last: Plan) -> None:
        """Hand the plan as stored to the pages, unless *page* has made an edit since *last* that is not stored yet."""
        if self._waiting or page.plan is not last:
            return
        self._is_shown = True
        self.plan = self._opened.plan
        for each in self._pages.values():
            each.plan = self.plan
        if (record := self._brought_back) is not None:
            self._brought_back = None
            if page_showing(self.plan, record.KIND, record.id, page.number) == page.number:
                page.show_record(record.KIND, record.id)
        self._take_stock()

    def _look(self) -> None:
        """Take in what others wrote. The look itself is not worth a thread: nothing else is at the file now."""
        if self._waiting or (stamp := self._opened.stamp()) == self._seen:
            return
        self._seen = stamp
        self._queue(self._news, self._tell)

    def _news(self) -> str:
        """What others did last, as one line; empty if it was nothing but drafts. Runs in the saver's thread."""
        entries = [entry for entry in self._opened.catch_up() if entry.session != self._opened.session]
        return f"{entries[-1].author} {entries[-1].at.astimezone():%H:%M}: {entries[-1].label}" if entries else ""

    def _tell(self, news: str) -> None:
        if news:
            self.status = self._status_now(others=news)
        self._is_shown = False

    def _look_round(self) -> None:
        if not self.read_only:
            self._queue(self._others, self._say_here)

    def _others(self) -> list[Other]:
        """The other terminals on this file. Runs in the saver's thread."""
        if self._presence is None:
            from storage.presence import Presence  # noqa: PLC0415 - not needed for the first picture

            store = self._opened
            self._presence = Presence(store.path, author=store.author, session=store.session)
        self._say_at()
        return self._presence.others()

    @on(messages.At)
    def _at(self, message: messages.At) -> None:
        if message.doing != self._doing:
            self._doing = message.doing
            self._queue(self._say_at)

    def _say_at(self) -> None:
        """Tell the others what is done here, once there is a note to tell it on. Runs in the saver's thread."""
        if self._presence is not None:
            self._presence.say(self._doing)

    def _say_here(self, others: Sequence[Other]) -> None:
        self.present = tuple(others)
        self.status = self._status_now(here=here([each.name for each in others], self._opened.author))

    def _take_stock(self) -> None:
        """Count what the work lacks, once no edit has come for a moment."""
        if self._stock is not None:
            self._stock.stop()
        self._stock = self.set_timer(TAKE_STOCK_AFTER, self._say_stock)

    def _say_stock(self) -> None:
        from domain.problems import orphans  # noqa: PLC0415 - rules load after the first picture

        lacking = len(orphans(self.plan))
        parts = [counted(lacking, "orphan")] if lacking else []
        if (oldest := oldest_map(self.plan, self._today)) is not None:
            days = oldest[1]
            parts.append("a map never verified" if days is None else f"oldest map {days} d")
        self.status = self._status_now(work=" · ".join(parts))

    def _status_now(self, **changes: str) -> Status:
        now = {name: getattr(self.status, name) for name in ("saved", "others", "work", "here")}
        return Status(**{**now, **changes}, name=self.plan.engagement.name)

    def flush(self) -> None:
        """Write down what is typed and not saved, and wait for the disk; may be called from any thread."""
        from screens.capture import Capture  # noqa: PLC0415 - as above
        from screens.form import RecordForm  # noqa: PLC0415 - as above

        keeping: list[Future[None]] = []
        if self._store is not None and not self._store.read_only:
            typed = {form.subject: form.texts for form in self.screen_stack if isinstance(form, RecordForm | Capture)}
            keeping = [self._saver.submit(self._store.keep_draft, *each) for each in typed.items() if each[1]]
        self._is_leaving = True
        self._saver.shutdown(wait=True)
        for each in keeping:
            each.result()
        if self._is_cut_off and self._store is not None and self._pages:
            page, now = self._page_in_view, datetime.now().astimezone()
            where = (page.record.KIND, page.record.id) if page.record is not None else ("", "")
            leave(self._state, self._store.path, Place(page.number, *where, now))

    async def action_quit(self) -> None:
        """Quit, and keep what is typed and not saved."""
        self._leave(0)

    def on_unmount(self) -> None:
        """Let the file go."""
        self._saver.shutdown(wait=True)
        if self._presence is not None:
            self._presence.leave()
        if self._store is not None:
            self._store.close()


def here(others: Sequence[str], author: str) -> str:
    """Who else has the engagement open, for the status line of *author*.

    >>> here(["joris", "ana", "joris"], "ana"), here(list("abcd"), "ana")
    ('another ana, joris here', '4 others here')
    """
    names = sorted({f"another {name}" if name == author else name for name in others})
    if len(names) > MOST_NAMED:
        return f"{len(names)} others here"
    return f"{', '.join(names)} here" if names else ""


def _at_first(store: Store) -> str:
    """What the status line says of saving before anything was changed."""
    return f"READ-ONLY: {store.why_read_only}" if store.read_only else "✓ saved"


def _without(drafts: Mapping[str, Mapping[str, str]], subject: str) -> Mapping[str, Mapping[str, str]]:
    """*drafts* without the one of *subject*: the same where there is none, so that nothing is drawn for it."""
    return MappingProxyType({s: f for s, f in drafts.items() if s != subject}) if subject in drafts else drafts
