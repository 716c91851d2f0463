"""The app around the pages: what is pressed is on disk, what is on disk is on screen, and what goes wrong is told."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from select import select
from time import monotonic

import pytest
from textual import events
from textual.binding import Binding
from textual.notifications import SeverityLevel
from textual.pilot import Pilot
from textual.screen import Screen

from domain.baselines import taken
from domain.edits import add, change, new
from domain.engagement import Engagement
from domain.initiative import Initiative
from domain.journey import Touchpoint
from domain.persona import Persona
from domain.plan import Change, Edit, Plan
from domain.session import Ballot, Session, SessionMethod, SessionState
from screens.capture import Capture
from screens.form import RecordForm
from screens.home import Home
from screens.messages import At, Export
from screens.page import EXPORTS, PAGES, Page
from screens.parts.chooser import Chooser
from screens.parts.listing import Listing
from screens.parts.notice import tell
from screens.parts.question import Question
from screens.voting import Voting
from screens.welcome import Welcome
from storage.formats.exchange import exported
from storage.formats.toml import import_edit, read
from storage.presence import Presence
from storage.shipped import EXAMPLES, example
from storage.store import Store
from tests.builders import TODAY, a, plan_of
from tests.terminals import ROOT
from tui.app import Klantreis
from tui.configuration import Configuration, recent_files
from tui.giving import given, given_name
from tui.keymap import checked_keymap, declared

TIMEOUT = 20.0
"""Seconds that nothing takes, even on a busy machine; a wait that long fails."""
SOON = 1.0
"""Half a second, as is promised, and as much again for a busy machine."""
LARGE = (120, 40)
PERSONAS = 2


def trips() -> Plan:
    """An engagement with three personas and a map of one touchpoint."""
    return plan_of(
        a(Engagement, Engagement.ONLY, name="Trips"),
        a(Persona, "michiel"),
        a(Persona, "vera"),
        a(Persona, "joost"),
        a(Touchpoint, "search", feeling=1),
    )


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the program remembers apart from what its user has."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    Store.create(path, trips(), author="ana")
    return path


@pytest.fixture
def other(path: Path) -> Iterator[Store]:
    """The same file, open elsewhere by somebody else."""
    with Store.open(path, author="joris", session="other") as store:
        yield store


@dataclass(frozen=True)
class User:
    """Somebody at the keyboard of the app."""

    app: Klantreis
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press *keys*, faster than anybody can, and wait until the app has taken them."""
        for key in keys:
            self.app.simulate_key(key)
        await self.pilot.pause()
        await self.until(lambda: not self.app._is_busy)

    async def type(self, text: str) -> None:
        """Type *text* where the cursor is."""
        await self.press(*text)

    async def until(self, condition: Callable[[], bool], timeout: float = TIMEOUT) -> None:
        """Wait until *condition* holds."""
        limit = monotonic() + timeout
        while not condition():
            assert monotonic() < limit, f"not within {timeout} s; told {self.told}; on screen:\n{self.sight}"
            await self.pilot.pause(0.01)

    async def sees(self, text: str, timeout: float = TIMEOUT) -> None:
        """Wait until *text* is on the screen."""
        await self.until(lambda: text in self.sight, timeout)

    async def hears(self, words: str) -> None:
        """Wait until the app has told something with *words* in it."""
        await self.until(lambda: any(words in message for message in self.told))

    async def turn(self, number: int) -> Page:
        """Turn to a page and wait until it is there."""
        await self.press(str(number))
        await self.until(lambda: isinstance(self.app.screen, Page) and self.app.screen.number == number)
        return self.page

    async def form(self) -> RecordForm:
        """Wait until a form is open."""
        await self.until(lambda: isinstance(self.app.screen, RecordForm) and self.app.focused is not None)
        assert isinstance(self.app.screen, RecordForm)
        return self.app.screen

    async def saved(self) -> None:
        """Wait until the last edit is on disk."""
        await self.until(lambda: re.search(r"✓ saved \d\d:\d\d", self.sight) is not None)

    @property
    def page(self) -> Page:
        """The page on top."""
        assert isinstance(self.app.screen, Page)
        return self.app.screen

    @property
    def cursor(self) -> str | None:
        """The key of the row the cursor is on."""
        return self.page.query_one(Listing).key

    @property
    def sight(self) -> str:
        """What is on the screen."""
        return "\n".join("".join(s.text for s in line).rstrip() for line in self.app.screen._compositor.render_strips())

    @property
    def told(self) -> list[str]:
        """What was told, as titles and words."""
        return [f"{told.title}: {told.message}" for told in self.app._notifications]


@asynccontextmanager
async def sitting_at(  # noqa: PLR0913 - who sits where, and how
    path: Path | None,
    settings: Configuration = Configuration("ana"),  # noqa: B008 - it cannot be changed
    *,
    size: tuple[int, int] = LARGE,
    read_only: bool = False,
    notices: bool = False,
    voting_in: str = "",
) -> AsyncIterator[User]:
    """The app on the engagement at *path*; on the welcome where that is None. Shows no notices unless told to."""
    store = Store.open(path, author=settings.author, session="this", read_only=read_only) if path else None
    app = Klantreis(store, settings, state=(path or Path.cwd()).parent, today=TODAY, voting_in=voting_in)
    async with app.run_test(size=size, notifications=notices) as pilot:
        user = User(app, pilot)
        first = Voting if voting_in else Home if path else Welcome
        await user.until(lambda: isinstance(app.screen, first))
        yield user


def answers(form: RecordForm) -> dict[str, str]:
    """What stands in the fields of *form*."""
    return {question.facts.name: question.answer.raw for question in form.query(Question)}


def persona(store: Store, id: str = "michiel") -> Persona:
    store.read()
    return store.plan.get(Persona, id)


def order(store: Store) -> list[str]:
    store.read()
    return [each.id for each in store.plan.all(Persona)]


def kept(path: Path, author: str = "ana") -> dict[str, dict[str, str]]:
    """The drafts on disk."""
    with Store.open(path, author=author, read_only=True) as store:
        return store.drafts()


def labels(store: Store) -> list[str]:
    return [entry.label for entry in store.log()]


async def test_an_edit_made_with_keys_is_on_disk_when_it_is_called_saved(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("e")
        await user.form()

        await user.press("end")
        await user.type(" Mol")
        await user.press("ctrl+s")

        await user.saved()
        assert persona(other).name == "Michiel Mol"
        await user.sees("Michiel Mol")


async def test_an_edit_made_elsewhere_is_on_screen_within_half_a_second(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("j")

        other.apply(change(persona(other), name="Anneke"))

        await user.sees("Anneke", SOON)
        await user.sees("joris")
        assert user.cursor == "persona/vera"


async def test_an_edit_made_elsewhere_leaves_an_open_form_and_its_text_alone(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        page = await user.turn(PERSONAS)
        await user.press("e")
        form = await user.form()
        await user.press("tab", "tab")
        await user.type("Families")

        other.apply(change(persona(other), name="Anneke"))
        await user.until(lambda: page.plan.get(Persona, "michiel").name == "Anneke")

        assert user.app.screen is form
        assert answers(form)["segment"] == "Families"
        await user.press("ctrl+s")
        await user.saved()
        assert (persona(other).name, persona(other).segment) == ("Anneke", "Families")


async def test_undo_and_redo_are_one_key_each_and_say_what_they_did(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("J")
        await user.until(lambda: order(other) == ["vera", "michiel", "joost"])

        await user.press("u")
        await user.hears("Undid: Move persona “Michiel”")
        undone = order(other)
        await user.press("ctrl+r")
        await user.hears("Redid: Move persona “Michiel”")

        assert undone == ["michiel", "vera", "joost"]
        assert order(other) == ["vera", "michiel", "joost"]


async def test_what_is_told_in_passing_takes_two_lines_above_the_status_line_however_often(path: Path) -> None:
    async with sitting_at(path, size=(80, 24), notices=True) as user:
        for nth in range(4):
            tell(user.app, f"Thing {nth} was done. " * 20)
            await user.sees(f"Thing {nth}")

        lines = user.sight.split("\n")
        assert [nth for nth, line in enumerate(lines) if "Thing" in line] == [20, 21]
        assert "Thing 0" not in user.sight


@pytest.mark.parametrize("severity", ["warning", "error"])
async def test_what_is_wrong_covers_a_quarter_at_most_until_escape(severity: SeverityLevel, path: Path) -> None:
    async with sitting_at(path, size=(80, 24), notices=True) as user:
        await user.turn(PERSONAS)
        await user.press("slash", *"vera")
        tell(user.app, "Something is wrong. " * 40, title="Not changed", severity=severity)
        await user.sees("Not changed")
        toast = user.page.query_one("Toast")
        tell(user.app, "Undid: something")
        await user.sees("Undid")

        assert toast.region.area <= 80 * 24 // 4
        assert "Not changed" in user.sight, "what is said in passing does not push it away"
        await user.press("escape")
        await user.until(lambda: not user.page.query("Toast"))
        assert user.page.query_one("#search").has_class("open"), "escape did no more than that"


async def test_what_is_told_can_neither_be_markup_nor_drive_the_terminal(path: Path) -> None:
    async with sitting_at(path, notices=True) as user:
        tell(user.app, "Wrote \x1b]52;c;eA==\x07 [/] [@click=app.quit]x[/]")

        await user.sees("Wrote  [/] [@click=app.quit]x[/]")


async def test_the_status_line_says_who_else_is_here_while_they_are(path: Path) -> None:
    joris, another = (Presence(path, author=name, session=name) for name in ("joris", "ana"))
    async with sitting_at(path) as user:
        await user.sees("another ana, joris here")

        another.leave()
        joris.leave()
        user.app._look_round()

        await user.until(lambda: " here" not in user.sight.splitlines()[-2])
        assert user.app.status.here == ""
    assert not list(path.parent.glob(".*")), "nothing is left beside the file"


async def test_a_page_knows_what_the_others_are_at_and_they_what_is_done_here(path: Path) -> None:
    joris = Presence(path, author="joris", session="joris")
    joris.say("voting 4 of 20")
    async with sitting_at(path) as user:
        await user.until(lambda: user.page.present == (("joris", "voting 4 of 20"),))
        assert user.app.status.here == "joris here"

        user.page.post_message(At("voting 1 of 20"))

        await user.until(lambda: joris.others() == [("ana", "voting 1 of 20")])
    joris.leave()


async def test_what_is_done_here_is_told_once_there_is_a_note_to_tell_it_on(path: Path) -> None:
    joris = Presence(path, author="joris", session="joris")
    async with sitting_at(path) as user:
        user.app.post_message(At("voting 1 of 20"))

        await user.until(lambda: joris.others() == [("ana", "voting 1 of 20")])
    joris.leave()


async def test_who_comes_and_goes_is_no_news_to_the_file(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.until(lambda: user.app._presence is not None and not user.app._waiting)
        before = other.stamp(), path.read_bytes()

        for _ in range(5):
            user.app._look_round()
            await user.until(lambda: not user.app._waiting)

        assert (other.stamp(), path.read_bytes()) == before


async def test_where_nothing_can_be_written_nobody_is_told(path: Path) -> None:
    async with sitting_at(path, read_only=True) as user:
        await user.until(lambda: not user.app._waiting)
        user.app._look_round()
        await user.pilot.pause()

        assert not list(path.parent.glob(".*"))


async def test_who_joins_a_session_starts_on_it(path: Path, other: Store) -> None:
    other.apply(add(other.plan, Initiative, name="Filters"))
    for name in ("one", "vote"):
        other.apply(add(other.plan, Session, name=name, state=SessionState.OPEN, method=SessionMethod.MOSCOW))
    joris = Presence(path, author="joris", session="joris")
    async with sitting_at(path, voting_in="vote") as user:
        await user.sees("Filters")
        await user.until(lambda: joris.others() == [("ana", "voting 1 of 1")])
        await user.press("escape")
        await user.until(lambda: user.cursor == "session/vote")

        assert user.page.number == 6
        await user.until(lambda: joris.others() == [("ana", "")])
        await user.turn(1)
    joris.leave()


async def test_taking_back_a_ballot_neither_tells_nor_shows_what_was_on_it(path: Path, other: Store) -> None:
    vote = new(other.plan, Session, name="vote", state=SessionState.OPEN)
    other.apply(Edit("Add a session", (Change(None, vote),)))
    with Store.open(path, author="ana", session="before") as store:
        cast = new(store.plan, Ballot, session="vote", participant="ana", answer="quetzalcoatl")
        store.apply(Edit("Cast a ballot", (Change(None, cast),)))
    async with sitting_at(path, notices=True) as user:
        await user.turn(6)
        await user.press("l", "u")
        await user.hears("Undid: Cast a ballot")
        await user.press("ctrl+r")
        await user.hears("Redid: Cast a ballot")
        await user.until(lambda: len(user.app.plan.all(Ballot)) == 1)

        assert list(user.page.query_one(Listing).keys) == ["session/vote"]
        assert "quetzalcoatl" not in user.sight + "".join(user.told)


async def test_undo_with_nothing_to_undo_is_told(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.press("u")

        await user.hears("There is nothing to undo.")


async def test_a_refused_edit_is_told_and_the_page_shows_what_is_stored(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        page = await user.turn(PERSONAS)
        other.apply(change(persona(other), name="Anneke"))

        page.propose(change(page.plan.get(Persona, "michiel"), name="Bram"))  # before the app has looked at the file

        assert page.plan.get(Persona, "michiel").name == "Bram"
        await user.hears("is now “Anneke”; you wanted “Bram”.")
        await user.sees("Anneke")
        assert persona(other).name == "Anneke"


async def test_keys_pressed_while_edits_are_on_their_way_all_land_in_order(tmp_path: Path) -> None:
    path, many = tmp_path / "many.klantreis", 40
    Store.create(path, plan_of(*(a(Persona, f"p{n:02}") for n in range(many))), author="ana")
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        with Store.open(path, author="joris") as other:
            for _ in range(many - 1):
                seen = other.stamp()
                user.app.simulate_key("J")
                # The next key comes while word of this edit being on disk is on its way back.
                await user.until(lambda seen=seen: other.stamp() != seen)  # type: ignore[misc]

            assert order(other) == [*(f"p{n:02}" for n in range(1, many)), "p00"]
            assert labels(other)[1:] == ["Move persona “P00”"] * (many - 1)
            assert user.told == []


async def test_keys_pressed_all_at_once_all_land_in_order(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)

        for key in "JJKJK":
            user.app.simulate_key(key)

        await user.until(lambda: len(other.log()) == 6)
        assert order(other) == ["vera", "michiel", "joost"]


async def test_keys_typed_ahead_go_where_they_would_one_by_one(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        for key in ("2", "j", "e", "end", *" Mol", "tab", "tab", *"Families", "ctrl+s", "J", "4", "ctrl+q"):
            user.app.simulate_key(key)

        await user.until(lambda: not user.app.is_running)

    assert (persona(other, "vera").name, persona(other, "vera").segment) == ("Vera Mol", "Families")
    assert order(other) == ["michiel", "joost", "vera"]
    assert kept(path) == {}


async def test_what_is_typed_ahead_of_a_choice_goes_where_that_leads(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(3)
        await user.press("E", "enter", *"Survey")

        form = user.app.screen
        assert isinstance(form, RecordForm)
        assert answers(form)["name"] == "Survey"


async def test_a_paste_goes_where_the_keys_before_it_led(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        for key in ("a", "ctrl+u"):
            user.app.simulate_key(key)
        user.app.post_message(events.Paste("Zoë"))
        user.app.simulate_key("ctrl+s")

        await user.until(lambda: order(other) == ["michiel", "zoë", "vera", "joost"])


async def test_a_part_that_hangs_does_not_keep_one_from_quitting(path: Path) -> None:
    async with sitting_at(path) as user:
        page, over = await user.turn(PERSONAS), asyncio.Event()
        page.query_one(Listing).call_later(over.wait)
        try:
            for key in ("j", "ctrl+q"):
                user.app.simulate_key(key)

            # A pause of the pilot would wait for what hangs.
            limit = monotonic() + TIMEOUT
            while user.app.return_code != 0:
                assert monotonic() < limit
                await asyncio.to_thread(select, [], [], [], 0.01)
        finally:
            over.set()


async def test_a_journey_is_held_against_what_it_was_on_an_earlier_day(tmp_path: Path) -> None:
    path = tmp_path / "trips.klantreis"
    made = datetime(2027, 1, 31, 12, tzinfo=UTC)
    Store.create(path, trips(), now=lambda: made)
    with Store.open(path, author="joris", now=lambda: made + timedelta(days=30)) as store:
        store.apply(change(store.plan.get(Touchpoint, "search"), feeling=-2))

    async with sitting_at(path) as user:
        await user.turn(3)
        await user.press("equals_sign", "enter", *"2027-02-01", "enter")

        await user.sees("feeling +1 → −2")


async def test_a_page_turned_to_at_once_shows_the_edit_just_made(path: Path) -> None:
    async with sitting_at(path) as user:
        page = await user.turn(PERSONAS)
        page.propose(change(page.plan.get(Persona, "michiel"), name="Bram"))

        await user.press("4")

        assert user.page.number == 4
        assert user.page.plan.get(Persona, "michiel").name == "Bram"


async def test_what_is_typed_and_not_saved_is_there_when_the_app_comes_back(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("e")
        await user.form()
        await user.press("tab", "tab")
        await user.type("Families")
        await user.until(lambda: kept(path) == {"persona:michiel": {"segment": "Families"}})

    async with sitting_at(path) as user:
        await user.sees("Typed and not saved")
        await user.sees("✎ Persona “Michiel”")
        await user.until(lambda: user.page.query_one(Listing).has_focus)
        await user.press("g", *["j"] * 8)
        assert user.cursor == "draft/persona:michiel"
        await user.press("enter")
        form = await user.form()

        assert answers(form)["segment"] == "Families"


async def test_what_is_typed_is_kept_when_one_quits_at_once(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("e")
        await user.form()
        await user.press("end")
        for key in (*" Mol", "ctrl+q"):
            user.app.simulate_key(key)
        await user.until(lambda: not user.app.is_running)

    assert kept(path) == {"persona:michiel": {"name": "Michiel Mol"}}


async def test_what_is_typed_in_a_form_beneath_another_is_kept_when_one_quits(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("e")
        form = await user.form()
        await user.press("end", *" Mol")
        user.app.push_screen(RecordForm(Persona, user.app.plan, today=TODAY, subject="persona:vera › new persona"))
        await user.until(lambda: user.app.screen is not form and user.app.focused is not None)
        for key in (*"Zoë", "ctrl+q"):
            user.app.simulate_key(key)
        await user.until(lambda: not user.app.is_running)

    assert kept(path) == {"persona:michiel": {"name": "Michiel Mol"}, "persona:vera › new persona": {"name": "Zoë"}}


async def test_what_is_saved_is_no_longer_kept_as_typed(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("e")
        await user.form()
        await user.press("end")
        await user.type(" Mol")
        await user.until(lambda: bool(kept(path)))

        await user.press("ctrl+s")

        await user.saved()
        await user.until(lambda: not kept(path))
        assert user.app.drafts == {}


async def test_a_draft_of_something_new_becomes_a_record_where_it_belongs(path: Path, other: Store) -> None:
    other_draft = "persona:new:"
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("a")
        await user.form()
        await user.type("Zoë")
        await user.press("escape")
        await user.until(lambda: kept(path) == {other_draft: {"name": "Zoë"}})
        await user.turn(1)
        await user.sees("✎ New persona")
        await user.press("g", *["j"] * 8, "enter")
        await user.form()

        await user.press("ctrl+s")

        await user.until(lambda: isinstance(user.app.screen, Page) and user.page.number == PERSONAS)
        await user.until(lambda: user.cursor == "persona/zoë")
        await user.until(lambda: order(other) == ["michiel", "vera", "joost", "zoë"])


async def test_what_somebody_else_typed_is_not_offered(path: Path, other: Store) -> None:
    other.keep_draft("persona:michiel", {"segment": "Families"})

    async with sitting_at(path) as user:
        await user.sees("The method in eight steps")

        assert user.app.drafts == {}


async def test_an_export_is_written_beside_the_file_and_asks_before_it_replaces(path: Path) -> None:
    beside = path.with_suffix(".toml")
    async with sitting_at(path) as user:
        await user.press("x")
        await user.until(lambda: isinstance(user.app.screen, Chooser))
        await user.press("enter")
        await user.hears(f"Exported: Wrote {beside}")
        first = beside.read_text()
        beside.write_text("mine")

        await user.press("x")
        await user.until(lambda: isinstance(user.app.screen, Chooser))
        await user.press("enter")
        await user.sees("Replace trips.toml?")
        await user.press("n")
        after_no = beside.read_text()
        await user.press("x")
        await user.until(lambda: isinstance(user.app.screen, Chooser))
        await user.press("enter")
        await user.sees("Replace trips.toml?")
        await user.press("y")
        await user.until(lambda: beside.read_text() == first)

    assert after_no == "mine"
    assert first == exported(trips(), "toml", today=TODAY)


@pytest.mark.parametrize("kind", [option.key for option in EXPORTS])
async def test_every_format_on_offer_is_written_beside_the_file(path: Path, kind: str, other: Store) -> None:
    other.apply(taken(other.plan, "Kick-off", TODAY))
    async with sitting_at(path) as user:
        page = await user.turn(PERSONAS)

        page.post_message(Export(kind))

        await user.hears(f"Exported: Wrote {given_name(path, kind)}")
    assert given_name(path, kind).read_bytes() == given(other.plan, kind, TODAY).encode()


async def test_an_undo_goes_to_what_it_brought_back(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("j", "d")
        await user.until(lambda: not isinstance(user.app.screen, Page))
        await user.press("y")
        await user.until(lambda: isinstance(user.app.screen, Page) and user.cursor == "persona/joost")
        await user.press("k", "u")

        await user.until(lambda: user.cursor == "persona/vera")


async def test_an_export_holds_the_edit_made_just_before(path: Path) -> None:
    async with sitting_at(path) as user:
        page = await user.turn(PERSONAS)

        page.propose(change(page.plan.get(Persona, "michiel"), name="Bram"))
        page.post_message(Export("toml"))

        await user.hears("Exported")
        assert 'name = "Bram"' in path.with_suffix(".toml").read_text()


async def test_an_outline_is_captured_in_one_edit_and_its_text_forgotten_with_it(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        user.page.capture(persona=persona(other))
        await user.until(lambda: isinstance(user.app.screen, Capture) and user.app.focused is not None)
        await user.type("-Pay ~1")
        await user.until(lambda: kept(path) == {"capture::michiel": {"outline": "-Pay ~1"}})
        await user.press("ctrl+s")

        await user.saved()
        assert labels(other)[-1] == "Capture 1 touchpoint of “Captured journey”"
        await user.until(lambda: kept(path) == {})
        assert isinstance(user.page, Page)
        await user.press("u")
        await user.hears("Undid: Capture 1 touchpoint")
        other.read()
        assert other.plan == trips()


async def test_an_outline_being_typed_survives_the_end_of_the_program(path: Path) -> None:
    async with sitting_at(path) as user:
        user.page.capture()
        await user.until(lambda: isinstance(user.app.screen, Capture) and user.app.focused is not None)
        await user.type("-Pa")
        user.app.flush()

    assert kept(path) == {"capture::": {"outline": "-Pa"}}


async def test_a_file_that_may_only_be_read_says_so_and_its_edit_keys_say_why(path: Path) -> None:
    before = path.read_bytes()
    async with sitting_at(path, read_only=True) as user:
        await user.sees("READ-ONLY: opened for reading only")
        page = await user.turn(PERSONAS)
        dim = {active.binding.action for active in page.active_bindings.values() if not active.enabled}

        for key in ("J", "K", "a", "A", "e", "d", "y", "u", "ctrl+r", "enter"):
            await user.press(key)
            await user.hears("This engagement is read-only: opened for reading only.")
            user.app.clear_notifications()

        assert {"add", "add_inside", "edit", "remove", "move(1)", "duplicate", "undo", "redo"} <= dim
        assert user.page is page, "no form was opened"
        assert "READ-ONLY" in user.sight
        await user.press("j", "l", "slash", "escape", "3", "1")
        await user.sees("The method in eight steps")
    assert path.read_bytes() == before


async def test_what_a_page_proposes_of_itself_is_refused_where_nothing_can_be_written(path: Path) -> None:
    async with sitting_at(path, read_only=True) as user:
        page = await user.turn(PERSONAS)

        made = page.propose(change(page.plan.get(Persona, "michiel"), name="Bram"))

        await user.hears("This engagement is read-only")
        assert not made
        assert page.plan.get(Persona, "michiel").name == "Michiel"


async def test_a_file_replaced_under_the_app_is_told_and_the_work_is_rescued(path: Path, tmp_path: Path) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("J")
        await user.saved()
        shutil.copy(path, tmp_path / "copy")
        (tmp_path / "copy").replace(path)

        await user.press("J")

        await user.hears("was moved, deleted or replaced by another program")
        [rescue] = tmp_path.glob("trips-rescue-*.klantreis")
        with Store.open(rescue, read_only=True) as store:
            assert order(store) == ["vera", "michiel", "joost"]
        await user.until(lambda: [p.id for p in user.page.plan.all(Persona)] == ["vera", "michiel", "joost"])


async def test_without_a_file_the_welcome_makes_one_of_an_example_and_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting_at(None) as user:
        await user.sees("A new engagement")
        await user.press("G", "k", "enter")

        await user.until(lambda: isinstance(user.app.screen, Home))
        await user.sees("A US road trip")

    made = tmp_path / f"{EXAMPLES[0]}.klantreis"
    with Store.open(made, read_only=True) as store:
        assert store.plan == Plan().apply(import_edit(Plan(), read(*example(EXAMPLES[0]))))
    assert recent_files() == [made]


async def test_the_welcome_makes_a_new_engagement_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting_at(None) as user:
        await user.press("a")
        await user.type("my-client")
        await user.press("enter")
        await user.until(lambda: isinstance(user.app.screen, Home))
        await user.sees("My client")

        await user.turn(PERSONAS)
        await user.press("a")
        await user.form()
        await user.type("Zoë")
        await user.press("ctrl+s")
        await user.saved()

    with Store.open(tmp_path / "my-client.klantreis", read_only=True) as store:
        assert order(store) == ["zoë"]


async def test_the_welcome_opens_what_was_open_last(path: Path, tmp_path: Path) -> None:
    async with sitting_at(None) as user:
        await user.press("a")
        await user.type(str(path))
        await user.press("enter")
        await user.until(lambda: isinstance(user.app.screen, Home))

    async with sitting_at(None) as user:
        await user.sees("Open again")
        await user.press("g", "enter")

        await user.until(lambda: isinstance(user.app.screen, Home))
        await user.sees("Trips")
    assert list(tmp_path.glob("*.klantreis")) == [path]


async def test_the_welcome_tells_why_a_file_cannot_be_opened(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ana,")
    async with sitting_at(None) as user:
        await user.press("a")
        await user.type(str(letter))
        await user.press("enter")

        await user.hears("Not opened")

        assert isinstance(user.app.screen, Welcome)
    assert letter.read_text() == "Dear Ana,"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=lambda size: f"{size[0]}×{size[1]}")
@pytest.mark.parametrize("filled", [True, False], ids=["the example", "an empty engagement"])
async def test_every_page_draws(*, filled: bool, size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "client.klantreis"
    plan = Plan().apply(import_edit(Plan(), read(*example(EXAMPLES[0])))) if filled else plan_of(a(Engagement))
    Store.create(path, plan, author="ana")
    async with sitting_at(path, size=size) as user:
        for number, name in [*enumerate(PAGES, start=1)][::-1]:
            page = await user.turn(number)
            await user.sees(f"{number} {name}")
            await user.until(lambda page=page: not page._stale)  # type: ignore[misc]
            await user.press("j", "l", "G")
        await user.press("e")  # the page of the engagement is a part of Home
        await user.until(lambda: user.page.number == 0)
        assert user.told == []


async def test_the_palette_offers_what_there_are_keys_for(path: Path) -> None:
    async with sitting_at(path) as user:
        await user.press("ctrl+p")
        await user.type("People")
        await user.sees("Page 9")

        await user.press("enter")

        await user.until(lambda: isinstance(user.app.screen, Page) and user.page.number == 9)
        await user.turn(1)
        assert isinstance(user.app.screen, Home)


async def test_the_palette_works_on_the_record_under_the_cursor(path: Path, other: Store) -> None:
    async with sitting_at(path) as user:
        await user.turn(PERSONAS)
        await user.press("ctrl+p")
        await user.type("Later")
        await user.sees("one place down")

        await user.press("enter")

        await user.until(lambda: order(other) == ["vera", "michiel", "joost"])


async def test_a_key_of_ones_own_does_what_the_other_did(path: Path, other: Store) -> None:
    async with sitting_at(path, Configuration("ana", keys={"records.later": "ctrl+n", "page.undo": "Q,Y"})) as user:
        await user.turn(PERSONAS)
        await user.press("J")
        await user.press("ctrl+n")
        await user.until(lambda: order(other) == ["vera", "michiel", "joost"])

        await user.press("Y")

        await user.until(lambda: order(other) == ["michiel", "vera", "joost"])
        assert labels(other)[1:] == ["Move persona “Michiel”"] * 2


async def test_settings_that_cannot_be_meant_are_told_at_the_start(path: Path, other: Store) -> None:
    settings = Configuration("ana", theme="beige", keys={"page.undo": "J", "page.udno": "z"})

    async with sitting_at(path, settings) as user:
        await user.hears("“beige”")
        await user.hears("page.udno")
        await user.hears("records.later")
        await user.turn(PERSONAS)
        await user.press("J")

        await user.until(lambda: order(other) == ["vera", "michiel", "joost"])


async def test_the_theme_is_the_one_that_is_set(path: Path) -> None:
    async with sitting_at(path, Configuration("ana", theme="nord")) as user:
        assert user.app.theme == "nord"

    async with sitting_at(path) as user:
        assert user.app.theme == "klantreis"


def test_a_keymap_that_can_be_meant_is_taken_as_it_is() -> None:
    wanted = {
        "page.undo": "ctrl+z, Y",
        "form.save": "f2",
        "page.help": "?",
        "records.edit": "Q",
        "list.down": "j,down,f3",
    }

    assert checked_keymap(wanted) == (wanted, [])


def test_without_a_keymap_nothing_is_looked_up() -> None:
    assert checked_keymap({}) == ({}, [])


@pytest.mark.parametrize("owner", sorted({o for o, _ in declared() if issubclass(o, Screen)}, key=str))
def test_no_key_does_two_things_on_one_screen(owner: type[Screen[None]]) -> None:
    actions: dict[str, set[str]] = {}
    for whose, binding in declared():
        for each in Binding.make_bindings([binding]) if issubclass(owner, whose) else ():
            actions.setdefault(each.key, set()).add(binding.action)
    # Escape does the one of several things that there is something to step back from for.
    actions.pop("escape", None)

    assert {key: found for key, found in actions.items() if len(found) > 1} == {}


def test_two_actions_may_trade_keys() -> None:
    wanted = {"page.undo": "x", "page.export": "u"}

    assert checked_keymap(wanted) == (wanted, [])


def test_one_key_may_do_different_things_where_they_never_meet() -> None:
    wanted = {"page.undo": "ctrl+z", "welcome.new": "e"}

    assert checked_keymap(wanted) == (wanted, [])


def test_an_unknown_action_is_told() -> None:
    keymap, [complaint] = checked_keymap({"page.udno": "z", "page.undo": "Q"})

    assert keymap == {"page.undo": "Q"}
    assert "page.udno" in complaint


@pytest.mark.parametrize("key", ["ctlr+z", "F2", "undo", "ctrl+", "u,,x", "ctrl+zz"])
def test_a_key_no_terminal_sends_is_told(key: str) -> None:
    keymap, [complaint] = checked_keymap({"page.undo": key})

    assert keymap == {}
    assert "is not a key" in complaint
    assert "page.undo" in complaint


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        pytest.param({"page.undo": "x"}, "page.export", id="on one page"),
        pytest.param({"page.undo": "y"}, "records.duplicate", id="on a page that has keys of its own"),
        pytest.param({"records.edit": "?"}, "page.help", id="by another name"),
        pytest.param({"personas.compare": "t"}, "records.thread", id="on a page of records"),
        pytest.param({"page.undo": "j"}, "board.down", id="in what has the focus on a page"),
        pytest.param({"page.undo": "Y", "page.redo": " Y"}, "page.redo", id="both of one's own"),
        pytest.param({"page.undo": "ctrl+q"}, "quit", id="for the app itself"),
    ],
)
def test_a_key_that_would_do_two_things_is_told(wanted: dict[str, str], other: str) -> None:
    keymap, [complaint] = checked_keymap(wanted)

    assert len(keymap) == len(wanted) - 1
    assert other in complaint


FIRST_PICTURE = """
import sys
from datetime import date
from pathlib import Path

from screens.home import Home
from storage.store import Store
from tui.app import Klantreis
from tui.configuration import configuration

class Watched(Klantreis):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if isinstance(screen, Home) and renderable is not None and screen.size and not self._batch_count:
            loaded = [name for name in sys.argv[2:] if name in sys.modules]
            self.exit()
            print(*loaded or ["nothing"], sep=",")
            print(screen._listing.row_count, len(screen._problems))

path = Path(sys.argv[1])
Watched(Store.open(path), configuration(), state=path.parent, today=date(2027, 6, 15)).run(headless=True)
"""
"""Shows the first picture, says which of the modules named are loaded and what is listed by then, and ends."""


def test_nothing_is_loaded_for_the_first_picture_that_it_does_not_show(path: Path) -> None:
    heavy = ("sqlalchemy", "plotext", "numpy", "textual.widgets._markdown", "domain.problems")

    assert first_picture(path, *heavy)[0] == "nothing"
    assert first_picture(path, "textual.app", "screens.home")[0] == "textual.app,screens.home"


def test_the_first_picture_shows_the_steps_and_does_not_wait_for_the_problems(path: Path) -> None:
    _, shown = first_picture(path)[:2]

    assert shown == "9 0"  # the eight steps under their heading, and no problem found yet


SESSION = """
import asyncio, gc, sys
from datetime import date
from pathlib import Path
from time import monotonic

from storage.store import Store
from tui.app import Klantreis
from tui.configuration import configuration

gc.disable()
path = Path(sys.argv[1])
app = Klantreis(Store.open(path), configuration(), state=path.parent, today=date(2027, 6, 15))

async def session():
    async with app.run_test(size=(120, 40)) as pilot:
        until = monotonic() + 10
        while not gc.isenabled() and monotonic() < until:
            await pilot.pause()
        await pilot.press("down", "2", "down", "1", "2")
        print("collects" if gc.isenabled() else "never collects")
        print("sqlalchemy" in sys.modules)
        await pilot.press("e")
        while "storage.writing" not in sys.modules and monotonic() < until:
            await pilot.pause()
        print("sqlalchemy" in sys.modules)

asyncio.run(session())
"""
"""Looks round, then opens a form; says each time what is loaded."""


def test_what_writes_is_loaded_when_somebody_begins_to_write(path: Path) -> None:
    _, *loaded = said_by(SESSION, path)

    assert loaded == ["False", "True"]


def test_the_garbage_collector_that_rests_during_the_start_works_after_it(path: Path) -> None:
    assert said_by(SESSION, path)[0] == "collects"


def first_picture(path: Path, *modules: str) -> list[str]:
    return said_by(FIRST_PICTURE, path, *modules)


def said_by(script: str, path: Path, *modules: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path), *modules],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    return ended.stdout.splitlines()
