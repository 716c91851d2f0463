"""A whole group at one file at once: every ballot is kept, once, and the log tells it all."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from domain.edits import remove
from domain.engagement import Engagement
from domain.errors import Refused
from domain.initiative import Initiative
from domain.plan import Edit, Plan
from domain.session import Ballot, Session, SessionMethod, SessionState
from domain.sessions import next_round, revealed
from domain.voting import cast, choices_of, next_asked, taken_back
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


def answer(plan: Plan, who: str, nth: int = 0) -> Edit:
    vote = plan.get(Session, "vote")
    asked = next_asked(plan, vote, who)
    assert asked is not None
    return cast(plan, vote, who, asked, choices_of(plan, vote, asked)[nth])


def two_who_vote(tmp_path: Path) -> Path:
    path = tmp_path / "trips.klantreis"
    ideas = [a(Initiative, f"idea-{n}") for n in range(2)]
    vote = a(Session, "vote", method=SessionMethod.MOSCOW, state=SessionState.OPEN, participants=("ana", "bram"))
    Store.create(path, plan_of(a(Engagement, Engagement.ONLY), *ideas, vote))
    return path


def test_an_answer_that_comes_in_after_the_reveal_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = two_who_vote(tmp_path)
    with Store.open(path, author="ana") as leads, Store.open(path, author="bram", session="b") as votes:
        votes.apply(answer(votes.plan, "bram"))
        leads.catch_up()
        leads.apply(answer(leads.plan, "ana"))
        votes.catch_up()
        late, back = answer(votes.plan, "bram"), taken_back(votes.plan, votes.plan.get(Session, "vote"), "bram")
        assert back is not None
        leads.apply(revealed(leads.plan, leads.plan.get(Session, "vote")))

        for edit in (late, back):
            with pytest.raises(Refused, match="“Vote”: it is revealed; answers count only while the voting is open"):
                votes.apply(edit)
        with pytest.raises(Refused, match="it is revealed"):
            votes.undo()
        votes.catch_up()
        assert len(votes.plan.all(Ballot)) == 2

        leads.apply(next_round(leads.plan, leads.plan.get(Session, "vote")))
        with pytest.raises(Refused, match="round 1 is over; answer what is asked in round 2"):
            votes.apply(late)
        votes.catch_up()
        votes.apply(answer(votes.plan, "bram"))
        assert sorted(each.round for each in votes.plan.all(Ballot)) == [1, 1, 2]


def test_what_was_voted_on_still_goes_with_its_ballots_and_comes_back_with_them(tmp_path: Path) -> None:
    with Store.open(two_who_vote(tmp_path), author="ana") as store:
        for who in ("ana", "bram"):
            store.apply(answer(store.plan, who))
        store.apply(revealed(store.plan, store.plan.get(Session, "vote")))
        [idea, *_] = {each.initiative: each for each in store.plan.all(Ballot)}
        before = store.plan.all(Ballot)
        store.apply(remove(store.plan, [store.plan.get(Initiative, str(idea))]))
        assert str(idea) not in {each.initiative for each in store.plan.all(Ballot)}
        store.undo()
        assert store.plan.all(Ballot) == before
