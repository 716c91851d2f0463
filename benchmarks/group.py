"""A group that votes: `python -m benchmarks.group [PEOPLE]`, each in a real terminal, while another edits.

Says how many bytes an answer costs each of the others, what an idle terminal costs, and how soon all see the reveal.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import pexpect

from benchmarks.start import ROOT
from domain.edits import change
from domain.engagement import Engagement
from domain.initiative import Initiative
from domain.plan import Plan
from domain.session import Ballot, Session, SessionMethod, SessionState
from storage.store import Store

ITEMS = 20
STILL = 0.7
"""Seconds without output after which a screen is taken to be drawn; others look five times a second."""
IDLE = 10.0

Child = pexpect.spawn


def main(people: int) -> None:
    """Let *people* vote on twenty items at once, and say what it costs."""
    names = [f"person-{n}" for n in range(people)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "group.klantreis"
        ideas = [Initiative(id=f"idea-{n}", name=f"Idea {n}", position=n) for n in range(ITEMS)]
        vote = Session(id="vote", name="Which first?", method=SessionMethod.MOSCOW, state=SessionState.OPEN)
        vote = vote.model_copy(update={"facilitator": "leader"})
        Store.create(path, Plan.of([Engagement(id=Engagement.ONLY, name="Group"), *ideas, vote]), author="bench")
        leader = started(folder, os.fspath(path))
        leader.expect_exact("eight steps")
        leader.send("6")
        settled([leader])
        leader.send("\r")
        voters = [started(folder, "join", os.fspath(path), "--as", name) for name in names]
        group = [leader, *voters]
        for child in voters:
            child.expect_exact("of 20")
        settled(group)
        first, *others = voters
        costs = []
        for _ in range(5):
            first.send("m")
            costs.append([settled([child], STILL)[0] for child in (first, leader, *others)])
        print(f"an answer: {median(each[0] for each in costs):.0f} bytes to who gives it", end=", ")
        print(f"{median(each[1] for each in costs):.0f} to who leads", end=", ")
        print(f"{median(size for each in costs for size in each[2:]) if others else 0:.0f} to another voter")

        spent = sum(map(seconds, group))
        sizes = settled(group, IDLE, until=IDLE)
        spent = sum(map(seconds, group)) - spent
        print(f"idle: {max(sizes)} bytes, {100 * spent / len(group) / IDLE:.2f} % of a core a terminal")

        with Store.open(path, author="editor", session="editor") as store:
            for nth in range(ITEMS):
                for child in voters:
                    child.send("mscw"[nth % 4])
                store.apply(change(store.plan.get(Initiative, f"idea-{nth}"), name=f"Better idea {nth}"))
                settled(group, 0.05, until=0.3)
            first.send("m")
            settled(group)
            plan = store.read()
        cast = Counter((each.participant, each.initiative) for each in plan.all(Ballot))
        if cast != {(name, idea.id): 1 for name in names for idea in ideas}:
            sys.exit(f"ballots were lost, or are there twice: {cast}")
        print(f"{len(cast)} ballots of {people} people about {ITEMS} items: none lost, none twice")

        reveal(leader, voters)
        for child in group:
            child.send("\x11")
            child.expect(pexpect.EOF)
            child.close()
        print(f"most memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


def reveal(leader: Child[bytes], voters: list[Child[bytes]]) -> None:
    """Have *leader* reveal what was voted, and say how soon all *voters* see it."""
    leader.send("o")
    leader.expect_exact("Reveal")
    settled([leader])  # a leader reads the question
    before = [seconds(child) for child in (leader, *voters)]
    at = time.perf_counter()
    leader.send("y")
    for child in voters:
        child.expect_exact("Came out")
    took = 1000 * (time.perf_counter() - at)
    spent = [1000 * (seconds(child) - was) for child, was in zip((leader, *voters), before, strict=True)]
    print(f"all see the reveal within {took:.0f} ms", end=", ")
    print(f"for {spent[0]:.0f} ms of the processor of who leads, {median(spent[1:]):.0f} of each voter")


def started(folder: str, *words: str) -> Child[bytes]:
    """A terminal with the program in it."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": os.fspath(ROOT)}
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
    env = {**os.environ, **own, **places, "LOGNAME": "leader"}
    child = pexpect.spawn(sys.executable, ["-m", "tui.cli", *words], dimensions=(24, 80), env=env)
    child.delaybeforesend = child.delayafterread = None
    child.timeout = 60
    return child


def settled(children: list[Child[bytes]], still: float = STILL, until: float = 60.0) -> list[int]:
    """Read until nothing has come to any for *still* seconds; how many bytes came to each."""
    sizes = [0] * len(children)
    start = last = time.perf_counter()
    while time.perf_counter() - last < still and time.perf_counter() - start < until:
        for nth, child in enumerate(children):
            try:
                sizes[nth] += len(child.read_nonblocking(65_536, 0.01))
                last = time.perf_counter()
            except pexpect.TIMEOUT:
                continue
    return sizes


def seconds(child: Child[bytes]) -> float:
    """How long the processor was at a terminal so far."""
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
