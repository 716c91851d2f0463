"""The solver in its own process: what it proves, how it is stopped, and what is said where it is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from domain.errors import NotInstalled
from domain.initiative import DependencyKind
from domain.scheduling import proof
from domain.scheduling.cp_sat import Task
from domain.scheduling.instance import Activity, Instance, Link, Objective
from domain.scheduling.proof import Proof, proved
from domain.scheduling.psplib import read
from domain.scheduling.search import searched, told
from domain.scheduling.serial import Serial

THIRTY = read(Path(__file__).with_name("psplib").joinpath("thirty.sm").read_text())
# Two that exclude each other, one of them pausing for two periods, all of them late or not by one period.
RESTING = Instance(
    (
        Activity(3, (2,), weight=2, off=(1, 2)),
        Activity(2, (1,), weight=3, deadline=2),
        Activity(1, (2,), release=1, weight=5),
        Activity(2, (1,), start=6),
        Activity(0, (0,), weight=1),
    ),
    (Link(0, 4, DependencyKind.FINISH_TO_FINISH, 1), Link(1, 2, DependencyKind.START_TO_START, 1)),
    ((1, 2, 2, 2, 1, 2),),
)


def best_of_all(instance: Instance, objective: Objective) -> tuple[int, int]:
    """The least lateness and then the least objective, over every start of every activity up to the 14th period."""
    from itertools import product  # noqa: PLC0415 - beside its only use

    from tests.test_scheduling import wrong_with  # noqa: PLC0415 - the checker that knows nothing of solvers

    found = []
    free = [range(14) if each.start is None else [each.start] for each in instance.activities]
    for starts in product(*free):
        if any(start in each.off for start, each in zip(starts, instance.activities, strict=True) if each.duration):
            continue
        if not wrong_with(instance, starts):
            schedule = told(instance, starts)
            found.append((schedule.late, schedule.end if objective is Objective.FINISH else schedule.cost))
    return min(found)


def test_a_task_goes_to_the_solver_and_comes_back_whole() -> None:
    task = Task(RESTING, Objective.DELAY, (0, 0, 1, 6, 4), 0, 2.5)

    assert Task.from_line(task.as_line()) == task


@pytest.mark.slow
@pytest.mark.parametrize("objective", [Objective.FINISH, Objective.DELAY])
def test_the_solver_proves_what_trying_everything_finds(objective: Objective) -> None:
    poor = told(RESTING, Serial(RESTING).earliest([0, 1, 2, 3, 4])[0])

    found = proved(RESTING, objective, poor, seconds=20)

    assert found.is_optimal
    assert (found.schedule.late, found.value) == best_of_all(RESTING, objective)
    assert found.bound == found.value
    assert found.gap == 0


@pytest.mark.slow
def test_the_solver_betters_a_poor_schedule_and_tells_so_as_it_goes() -> None:
    poor = searched(THIRTY, Objective.PRIORITY)
    news: list[Proof] = []

    found = proved(THIRTY, Objective.FINISH, poor, seconds=3, on_news=news.append)

    assert found.schedule.end <= searched(THIRTY, Objective.FINISH, iterations=500).end
    assert found.schedule.end < poor.end
    assert found.bound is not None
    assert found.bound <= found.value
    assert [each.value for each in news] == sorted((each.value for each in news), reverse=True)


@pytest.mark.slow
def test_the_solver_is_stopped_and_what_was_known_counts() -> None:
    poor = searched(THIRTY, Objective.PRIORITY)

    found = proved(THIRTY, Objective.FINISH, poor, seconds=60, is_cancelled=lambda: True)

    assert found.schedule == poor
    assert not found.is_optimal
    assert found.seconds < 5


def test_what_the_bound_proves_needs_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    chain = Instance((Activity(3), Activity(4)), (Link(0, 1),))

    found = proved(chain, Objective.FINISH, told(chain, (0, 3)))

    assert found.is_optimal
    assert found.bound == 7


def test_without_the_solver_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "find_spec", lambda _: None)

    with pytest.raises(NotInstalled, match=r"pip install 'klantreis\[optimise\]'"):
        proved(THIRTY, Objective.FINISH, searched(THIRTY, Objective.PRIORITY))


def test_there_is_nothing_to_prove_by_priority() -> None:
    with pytest.raises(ValueError, match="nothing to prove"):
        proved(THIRTY, Objective.PRIORITY, searched(THIRTY, Objective.PRIORITY))


def test_nothing_here_loads_the_solver_into_this_process() -> None:
    assert "ortools" not in sys.modules
