"""`klantreis schedule`: the difference first, then one edit, and what cannot be meant is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from domain.engagement import Engagement
from domain.initiative import Effort, Initiative
from domain.people import Team
from domain.scheduling import proof
from domain.scheduling.instance import Objective
from storage.formats import SCHEDULED_FOR
from storage.formats.toml import written
from storage.store import Store
from tests.builders import a, plan_of
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]
WORDS = ("schedule", "trips.klantreis", "--start", "2027-01-04", "--iterations", "50")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with an engagement; returns (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    plan = plan_of(
        a(Engagement, "engagement", focus_percent=100),
        a(Initiative, "search", likely_days=5, delay_cost=100, starts_on=date(2027, 1, 4)),
        a(Initiative, "page", likely_days=5, delay_cost=700, starts_on=date(2027, 1, 11)),
        a(Initiative, "seats"),
        a(Team, "web", capacity_fte=1),
        a(Effort, "one", initiative="search", team="web", likely=5),
        a(Effort, "two", initiative="page", team="web", likely=5),
    )
    Path("trips.toml").write_text(written(plan))

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out, talk = capsys.readouterr()
        return code, out, talk

    assert run("new", "trips.klantreis", "--from", "trips.toml")[0] == 0
    return run


def dates_in(path: str) -> dict[str, tuple[date | None, date | None]]:
    with Store.open(Path(path), read_only=True) as store:
        return {each.id: (each.starts_on, each.finishes_on) for each in store.plan.all(Initiative)}


def test_the_objectives_of_the_command_line_are_those_of_the_search() -> None:
    assert tuple(Objective) == SCHEDULED_FOR


def test_a_schedule_is_shown_first_and_made_as_one_edit_that_can_be_undone(run: Run) -> None:
    before = dates_in("trips.klantreis")

    code, text, talk = run(*WORDS, "--yes")

    assert code == 0
    assert text.splitlines() == [
        "Initiative  Now                      Scheduled                Days",
        "Page        2027-01-11 … 2027-01-15  2027-01-04 … 2027-01-08    −5",
        "Search      2027-01-04 … 2027-01-08  2027-01-11 … 2027-01-15    +5",
        "",
        "Cost of delay: 1 271 → 671 EUR (−600).",
        "Finish: 2027-01-15 → 2027-01-15.",
        "Overload by week: 0 → 0 person-days. After their deadline: 0 → 0.",
        "No schedule costs less, by working days: it is proved.",
        "Not scheduled: “Seats” has no duration.",
    ]
    assert "Gave 2 initiatives other dates" in talk
    assert dates_in("trips.klantreis")["page"] == (date(2027, 1, 4), date(2027, 1, 8))
    assert run("undo", "trips.klantreis")[1] == "Undid: Schedule for the least cost of delay\n"
    assert dates_in("trips.klantreis") == before


def test_a_dry_run_changes_nothing(run: Run) -> None:
    before = dates_in("trips.klantreis")

    code, text, talk = run(*WORDS, "--dry-run")

    assert (code, dates_in("trips.klantreis")) == (0, before)
    assert "−5" in text
    assert "Would give 2 initiatives other dates. Nothing was changed." in talk


def test_without_a_yes_nothing_changes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dates_in("trips.klantreis")
    monkeypatch.setattr(sys, "stdin", StringIO())

    code, _, talk = run(*WORDS)

    assert (code, dates_in("trips.klantreis")) == (2, before)
    assert "Add --yes" in talk


def test_a_schedule_that_is_as_it_should_be_changes_nothing(run: Run) -> None:
    run(*WORDS, "--yes")

    code, text, talk = run(*WORDS)

    assert code == 0
    assert text.count("the same") == 2
    assert "Nothing changes." in talk


def test_programs_get_the_same_as_json(run: Run) -> None:
    code, text, _ = run(*WORDS, "--dry-run", "--format", "json")
    data = json.loads(text)

    assert code == 0
    assert data["items"][0] == {
        "id": "page",
        "name": "Page",
        "before": {"starts_on": "2027-01-11", "finishes_on": "2027-01-15"},
        "after": {"starts_on": "2027-01-04", "finishes_on": "2027-01-08"},
        "moved_days": -5,
        "stays": False,
        "late_days": 0,
    }
    assert (data["before"]["delay_cost"], data["after"]["delay_cost"]) == (1271.43, 671.43)
    assert data["left_out"] == [{"id": "seats", "name": "Seats", "why": "has no duration"}]
    assert data["proof"]["is_optimal"] is True


@pytest.mark.parametrize("objective", SCHEDULED_FOR)
def test_every_objective_keeps_within_what_the_team_has(run: Run, objective: str) -> None:
    code, text, _ = run(*WORDS, "--dry-run", "--objective", objective)

    assert code == 0
    assert "→ 0 person-days" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--start", "tomorrow"), "“tomorrow” is no day. Write it as 2027-06-30."),
        (("--iterations", "0"), "--iterations 0: from 1 to"),
        (("--seconds", "0"), "--seconds 0: above 0"),
        (("--prove", "--objective", "priority"), "there is nothing to prove"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(run: Run, words: tuple[str, ...], says: str) -> None:
    code, text, talk = run("schedule", "trips.klantreis", *words)

    assert (code, text) == (2, "")
    assert says in talk


def test_a_proof_without_the_solver_is_refused_with_the_way_to_get_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "find_spec", lambda _: None)

    code, text, talk = run(*WORDS, "--prove", "--dry-run")

    assert (code, text) == (69, "")
    assert "pip install 'klantreis[optimise]'" in talk


def test_an_engagement_without_initiatives_has_nothing_to_schedule(run: Run) -> None:
    run("new", "empty.klantreis")

    code, text, talk = run("schedule", "empty.klantreis", "--yes")

    assert code == 0
    assert "Finish: – → –." in text
    assert "Nothing changes." in talk
