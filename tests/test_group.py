"""A group in real terminals: one leads, one is killed and comes back, one comes late, and all see the reveal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from domain.engagement import Engagement
from domain.initiative import Initiative
from domain.session import Ballot, Session, SessionState
from storage.store import Store
from tests.builders import a, plan_of
from tests.terminals import Terminal
from tests.test_story import PROGRAM, open_in, place_of

SIGKILL = 9
NAMES = ("One", "Two", "Three")
GIVEN = {"bram": ("7001", "7002", "7003"), "cas": ("8101", "8102", "8103"), "dora": ("9201", "9202", "9203")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    ideas = [a(Initiative, name.lower(), name=name) for name in NAMES]
    fields = {"method": "estimate", "estimate_of": "effort", "state": "open", "facilitator": "ana"}
    vote = a(Session, "vote", name="How much work?", **fields)
    Store.create(path, plan_of(a(Engagement, Engagement.ONLY, name="Trips"), *ideas, vote), author="ana")
    return path


def join(terminal: Terminal, path: Path, name: str, shows: str) -> None:
    terminal.start([*PROGRAM, "join", path.name, "--as", name], place_of(name, path.parent), path.parent)
    terminal.wait_for(shows)


def answer(terminal: Terminal, numbers: Sequence[str], shows: Sequence[str]) -> None:
    """Type each of *numbers*, and wait for what is shown after it."""
    for number, then in zip(numbers, shows, strict=True):
        terminal.send(f"{number}\r")
        terminal.wait_for(then)


@pytest.mark.slow
def test_a_group_votes_though_one_is_killed_and_one_comes_late_and_all_see_the_reveal(path: Path) -> None:
    with ExitStack() as open_ones:
        leader, cut_off, bram, cas, dora = (open_ones.enter_context(Terminal()) for _ in range(5))
        open_in(leader, path)
        leader.send("6")
        leader.wait_for("How much work")
        leader.send("\r")
        leader.wait_for("Nobody takes part yet")
        join(cut_off, path, "bram", "1 of 3")
        join(cas, path, "cas", "1 of 3")
        answer(cut_off, GIVEN["bram"][:1], ["2 of 3"])
        cut_off.wait_for(r"✓ saved \d\d:\d\d")
        cut_off.signal(SIGKILL)
        assert cut_off.wait_for_end() == -SIGKILL
        answer(cas, GIVEN["cas"], ["2 of 3", "3 of 3", "Waiting for 1 other"])

        join(bram, path, "bram", "2 of 3")
        join(dora, path, "dora", "1 of 3")
        answer(bram, GIVEN["bram"][1:], ["3 of 3", "Waiting for 1 other"])
        answer(dora, GIVEN["dora"], ["2 of 3", "3 of 3", "Everybody has answered"])
        leader.wait_for("dora.*✓.*3 of 3")
        leader.wait_for("Everybody has answered")

        every = {"ana": leader, "bram": bram, "cas": cas, "dora": dora}
        for name, terminal in every.items():
            terminal.settle(0.3)
            others = "|".join(f"{each[0]}.?{each[1:]}" for who, given in GIVEN.items() if who != name for each in given)
            assert not re.search(others.encode(), terminal.written), name

        leader.send("o")
        leader.wait_for("Reveal “How much work")
        leader.send("y")
        leader.wait_for("To talk about")
        for voter in (bram, cas, dora):
            voter.wait_for("Came out")
            voter.wait_for("8.?10[123]")  # what is in the middle

        with Store.open(path, read_only=True) as store:
            ballots = store.plan.all(Ballot)
            assert store.plan.get(Session, "vote").state is SessionState.REVEALED
        given = {who: sorted(str(int(each.value or 0)) for each in ballots if each.participant == who) for who in GIVEN}
        assert given == {who: list(numbers) for who, numbers in GIVEN.items()}
        assert Counter((each.participant, each.initiative) for each in ballots) == {
            (who, name.lower()): 1 for who in GIVEN for name in NAMES
        }
