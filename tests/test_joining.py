"""Joining a session from the command line: which one it is, and what stands in the way, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.edits import remove
from domain.engagement import Engagement
from domain.errors import NoSuchInput, Refused
from domain.plan import Plan
from domain.session import Session, SessionState
from storage.store import Store
from tests.builders import a, plan_of
from tui.cli import main
from tui.joining import join, session_to_join

OPEN = SessionState.OPEN


def plan(*sessions: Session) -> Plan:
    return plan_of(a(Engagement, Engagement.ONLY), *sessions)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path / "trips.klantreis"


def test_the_one_session_that_is_open_is_joined() -> None:
    there = plan(a(Session, "past", state=SessionState.CLOSED), a(Session, "vote", state=OPEN, code="k7"))

    assert session_to_join(there).id == "vote"


@pytest.mark.parametrize("typed", ["K7", " k7 "])
def test_a_code_says_which_however_it_is_typed(typed: str) -> None:
    there = plan(a(Session, "one", state=OPEN, code="a1"), a(Session, "two", state=OPEN, code="K7"))

    assert session_to_join(there, typed).id == "two"


@pytest.mark.parametrize(
    ("sessions", "code", "words"),
    [
        ((), "", "No session is open. Whoever facilitates opens one"),
        ((a(Session, "vote", code="k7"),), "k7", "No session is open."),
        ((a(Session, "vote", state=OPEN, code="k7"),), "k8", "No open session has the code “k8”."),
        ((a(Session, "vote", state=OPEN),), "k8", "No open session has the code “k8”."),
        ((a(Session, "one", state=OPEN), a(Session, "two", state=OPEN, code="k7")), "", "2 sessions are open: “One”,"),
        ((a(Session, "one", state=OPEN, code="k"), a(Session, "two", state=OPEN, code="K")), "k", "each needs a code"),
    ],
)
def test_what_stands_in_the_way_is_said_without_the_code(sessions: tuple[Session, ...], code: str, words: str) -> None:
    with pytest.raises(NoSuchInput) as refusal:
        session_to_join(plan(*sessions), code)

    assert words in str(refusal.value)
    assert "k7" not in str(refusal.value)


def test_the_command_says_so_and_ends_with_its_code(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.create(path, plan(a(Session, "vote", state=OPEN, code="k7")))

    codes = [main(["join", str(path.with_suffix("")), *more]) for more in (("--code", "k8"), ("--code", "k7"))]

    wrong, no_terminal = capsys.readouterr().err.splitlines()
    assert codes == [66, 2]
    assert wrong.startswith("klantreis: No open session has the code “k8”.")
    assert "The screens need a terminal" in no_terminal


def test_nobody_votes_in_a_file_that_may_only_be_read(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.create(path, plan(a(Session, "vote", state=OPEN)))
    monkeypatch.setattr("os.access", lambda *_, **__: False)  # root may write whatever the mode says

    assert main(["join", str(path), "--as", "Joris"]) == 77
    assert "open for reading only" in capsys.readouterr().err


def test_several_who_join_at_the_same_moment_all_get_in(path: Path) -> None:
    Store.create(path, plan(a(Session, "vote", state=OPEN)))
    with Store.open(path, author="Ana") as first, Store.open(path, author="Joris") as second:
        vote = first.plan.get(Session, "vote")
        for store in (first, second, second):
            join(store, vote, store.author)

        assert second.plan.get(Session, "vote").participants == ("Ana", "Joris")
        assert len(second.log()) == 3


def test_who_joins_what_was_removed_meanwhile_is_told(path: Path) -> None:
    Store.create(path, plan(a(Session, "vote", state=OPEN)))
    with Store.open(path, author="Ana") as store:
        vote = store.plan.get(Session, "vote")
        store.apply(remove(store.plan, [vote]))

        with pytest.raises(Refused, match="removed meanwhile"):
            join(store, vote, "Ana")
