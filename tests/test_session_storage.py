"""A whole group at one file at once: every ballot is kept, once, and the log tells it all."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from domain.engagement import Engagement
from domain.initiative import Initiative
from domain.session import Ballot, Session, SessionMethod, SessionState
from storage.doctor import Verdict, examine
from storage.store import Store
from tests.builders import a, plan_of
from tests.terminals import ROOT

PEOPLE, ITEMS = 8, 20

VOTER = """
import sys
from pathlib import Path
from domain.session import Session
from domain.voting import cast, choices_of, next_asked
from storage.store import Store
from tui.joining import join
path, who = Path(sys.argv[1]), sys.argv[2]
with Store.open(path, author=who, session=who) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    join(store, store.plan.get(Session, "vote"), who)
    while asked := next_asked(store.plan, vote := store.plan.get(Session, "vote"), who):
        choice = choices_of(store.plan, vote, asked)[int(who[1:]) % 4]
        store.apply(cast(store.plan, vote, who, asked, choice))
"""

EDITOR = """
import sys
from pathlib import Path
from domain.edits import change
from domain.initiative import Initiative
from storage.store import Store
path = Path(sys.argv[1])
with Store.open(path, author="editor", session="editor") as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(20):
        store.apply(change(store.plan.get(Initiative, f"idea-{n}"), name=f"Better idea {n}"))
"""


def started(code: str, *words: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def test_eight_who_vote_while_a_ninth_edits_lose_nothing_and_vote_once(tmp_path: Path) -> None:
    path = tmp_path / "trips.klantreis"
    ideas = [a(Initiative, f"idea-{n}") for n in range(ITEMS)]
    vote = a(Session, "vote", method=SessionMethod.MOSCOW, state=SessionState.OPEN)
    Store.create(path, plan_of(a(Engagement, Engagement.ONLY), *ideas, vote))
    people = [f"p{n}" for n in range(PEOPLE)]

    group = [started(VOTER, str(path), who) for who in people] + [started(EDITOR, str(path))]
    for each in group:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in group:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    errors = [each.communicate(timeout=60)[1] for each in group]

    assert errors == [""] * len(group)
    with Store.open(path) as store:
        plan, log = store.plan, store.log()
    cast = Counter((ballot.participant, ballot.initiative) for ballot in plan.all(Ballot))
    assert cast == {(who, idea.id): 1 for who in people for idea in ideas}
    assert all(len({b.answer or b.value for b in plan.all(Ballot) if b.participant == who}) == 1 for who in people)
    assert sorted(plan.get(Session, "vote").participants) == people
    assert [each.name for each in plan.all(Initiative)] == [f"Better idea {n}" for n in range(ITEMS)]
    assert Counter(entry.author for entry in log if entry.seq > 1) == dict.fromkeys(people, 21) | {"editor": 20}
    assert [found for found in examine(path) if found.verdict is Verdict.BAD] == []
