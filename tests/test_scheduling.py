"""Scheduling in plain numbers: every schedule is possible, good ones are found, and bounds are never beaten."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput, Cancelled
from domain.initiative import DependencyKind
from domain.scheduling.bounds import bound, delay_bound, finish_bound, heads
from domain.scheduling.instance import Activity, Instance, Link, Objective
from domain.scheduling.psplib import read
from domain.scheduling.search import searched
from domain.scheduling.serial import Serial

PSPLIB = Path(__file__).with_name("psplib")
FS, SS, FF, SF = DependencyKind


def instance_in(name: str) -> Instance:
    return read((PSPLIB / f"{name}.sm").read_text(), name)


def periods_of(activity: Activity, start: int) -> list[int]:
    """The periods in which *activity* works, counted one by one."""
    found: list[int] = []
    period = start
    while len(found) < activity.duration:
        if period not in activity.off:
            found.append(period)
        period += 1
    return found


def wrong_with(instance: Instance, starts: Sequence[int]) -> list[str]:
    """What is not possible about a schedule, worked out by nothing that scheduling itself uses."""
    wrong = []
    held = [periods_of(each, start) for each, start in zip(instance.activities, starts, strict=True)]
    ends = [work[-1] + 1 if work else start for work, start in zip(held, starts, strict=True)]
    for nth, activity in enumerate(instance.activities):
        if activity.start is not None and starts[nth] != activity.start:
            wrong.append(f"{nth} is pinned and moved")
        if activity.start is None and starts[nth] < activity.release:
            wrong.append(f"{nth} starts before its release")
    for link in instance.links:
        if instance.activities[link.after].start is not None:
            continue
        first = ends[link.before] if link.kind in (FS, FF) else starts[link.before]
        second = ends[link.after] if link.kind in (FF, SF) else starts[link.after]
        if second < first + link.lag:
            wrong.append(f"{link} is broken")
    for resource, capacity in enumerate(instance.capacities):
        for period in range(max(ends, default=0)):
            there = [nth for nth, work in enumerate(held) if period in work]
            free = [nth for nth in there if instance.activities[nth].start is None]
            taken = sum(instance.activities[nth].demands[resource] for nth in there)
            has = capacity[min(period, len(capacity) - 1)]
            if taken > has and any(instance.activities[nth].demands[resource] for nth in free):
                wrong.append(f"resource {resource} in period {period}: {taken} of {has}")
    return wrong


@st.composite
def instances(draw: st.DrawFn, most: int = 7) -> Instance:
    number = draw(st.integers(1, most))
    capacities = tuple(
        (*draw(st.lists(st.integers(0, 6), max_size=8)), draw(st.integers(2, 6)))
        for _ in range(draw(st.integers(0, 2)))
    )
    activities = tuple(
        Activity(
            duration=draw(st.integers(0, 4)),
            demands=tuple(draw(st.integers(0, capacity[-1])) for capacity in capacities),
            release=draw(st.integers(0, 5)),
            deadline=draw(st.none() | st.integers(1, 15)),
            weight=draw(st.integers(0, 9)),
            start=draw(st.none() | st.none() | st.none() | st.integers(0, 10)),
            off=tuple(sorted(draw(st.sets(st.integers(0, 12), max_size=4)))),
        )
        for _ in range(number)
    )
    pairs = draw(st.sets(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=6))
    links = tuple(
        Link(before, after, draw(st.sampled_from(DependencyKind)), draw(st.integers(-3, 3)))
        for before, after in sorted(pairs)
        if before < after
    )
    return Instance(activities, links, capacities)


# --- instances ----------------------------------------------------------------------------------------------------


def test_an_instance_of_psplib_is_read_with_all_its_numbers() -> None:
    instance = instance_in("narrow")

    assert [each.duration for each in instance.activities] == [0, 3, 4, 2, 2, 0]
    assert instance.activities[4].demands == (1, 1, 0, 0)
    assert instance.capacities == ((4,), (1,), (1,), (1,))
    assert [(link.before, link.after) for link in instance.links] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 4),
        (2, 5),
        (3, 5),
        (4, 5),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "PRECEDENCE RELATIONS:\n 1 1 1 2\n***\n", "[instance]\n", "RESOURCEAVAILABILITIES:\n R 1\n x\n***\n"],
)
def test_what_is_no_instance_of_psplib_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match=r"made\.sm: no single-mode PSPLIB instance"):
        read(text, "made.sm")


@pytest.mark.parametrize(
    ("here", "instead", "why"),
    [
        ("nonrenewable              :  0", "nonrenewable              :  2", "2 of its resources are nonrenewable"),
        ("projects                      :  1", "projects                      :  2", "it has 2 projects"),
        ("   1        1          3           2   3   4", "   1        1          3           2   3", "names 2"),
        (
            "   2        1          1           5",
            "   2        1          1           7",
            "before job 7, which is",
        ),
        ("  2      1     3       2    0    0    0", "  2      1     3       2    0    0", "job 2 does not ask"),
        ("  2      1     3       2    0    0    0", "  2      1    -3       2    0    0    0", "job 2 does not ask"),
        ("  3      1     4       3", "  2      2     4       3", "a job has several modes"),
        ("  6      1     0       0    0    0    0", "", "6 jobs have successors and 5 have durations"),
    ],
)
def test_an_instance_whose_numbers_do_not_fit_each_other_is_refused(here: str, instead: str, why: str) -> None:
    text = (PSPLIB / "narrow.sm").read_text()
    assert here in text

    with pytest.raises(BadInput, match=why):
        read(text.replace(here, instead), "made.sm")


@pytest.mark.parametrize("length", [300, 700, 1000, 1300, 1560])
def test_an_instance_that_ends_early_is_refused_in_words(length: int) -> None:
    with pytest.raises(BadInput, match=r"made\.sm: no single-mode PSPLIB instance: .* "):
        read((PSPLIB / "narrow.sm").read_text()[:length], "made.sm")


def test_an_instance_is_read_however_its_lines_end_and_are_indented() -> None:
    text = (PSPLIB / "narrow.sm").read_text()
    one, other = "   2        1          1           5", "   3        1          1           6"

    assert read(text.replace("\n", "\r\n")) == instance_in("narrow")
    assert read(text.replace("\n", "\n\n")) == instance_in("narrow")
    assert read(text.replace("\n", "\n ")) == instance_in("narrow")
    assert read(text.replace(f"{one}\n{other}", f"{other}\n{one}")) == instance_in("narrow")


def test_a_ring_is_refused() -> None:
    with pytest.raises(ValueError, match="wait for each other"):
        Instance((Activity(1), Activity(1)), (Link(0, 1), Link(1, 0)))


def test_an_activity_that_could_never_be_done_is_refused() -> None:
    with pytest.raises(ValueError, match="activity 0 asks for 3 where there will be 2"):
        Instance((Activity(1, (3,)),), (), ((5, 2),))


def test_what_an_important_activity_waits_for_is_drawn_forward() -> None:
    instance = Instance((Activity(1), Activity(1), Activity(1)), (Link(2, 0),))

    assert list(instance.allowed(range(3))) == [2, 0, 1]


# --- the serial scheme --------------------------------------------------------------------------------------------


def test_each_activity_starts_as_early_as_what_is_left_allows() -> None:
    instance = instance_in("narrow")

    starts, finishes = Serial(instance).earliest([0, 1, 2, 3, 4, 5])

    # A takes 2 of 4 in [0, 3). B takes 3 and waits for it. C takes 2 and fits beside A. D takes 1 and fits beside B.
    assert starts == [0, 0, 3, 0, 3, 7]
    assert finishes == [0, 3, 7, 2, 5, 7]


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [(FS, 0, 4), (FS, 2, 6), (FS, -1, 3), (SS, 1, 1), (FF, 0, 1), (FF, 2, 3), (SF, 5, 2)],
)
def test_every_kind_of_link_counts_from_its_own_ends(kind: DependencyKind, lag: int, start: int) -> None:
    instance = Instance((Activity(4), Activity(3)), (Link(0, 1, kind, lag),))

    assert Serial(instance).earliest([0, 1])[0] == [0, start]


def test_an_activity_goes_on_after_the_periods_in_which_it_rests() -> None:
    instance = Instance((Activity(3, off=(1, 2)), Activity(1)), (Link(0, 1),))

    assert Serial(instance).earliest([0, 1]) == ([0, 5], [5, 6])


def test_what_is_pinned_stays_though_it_takes_too_much_and_others_keep_away() -> None:
    instance = Instance((Activity(2, (1,)), Activity(3, (9,), start=1)), (), ((2,),))

    assert Serial(instance).earliest([0, 1])[0] == [4, 1]


def test_capacity_may_change_from_period_to_period() -> None:
    instance = Instance((Activity(2, (2,)),), (), ((2, 1, 1, 2),))

    assert Serial(instance).earliest([0])[0] == [3]


@given(instances(), st.randoms(use_true_random=False))
def test_every_list_gives_a_possible_schedule_and_justifying_keeps_it_so(instance: Instance, random: object) -> None:
    places = list(range(len(instance.activities)))
    random.shuffle(places)  # type: ignore[attr-defined]
    serial = Serial(instance)

    starts, finishes = serial.earliest(list(instance.allowed(places)))
    moved, ends = serial.justified(starts, finishes)

    assert wrong_with(instance, starts) == []
    assert wrong_with(instance, moved) == []
    assert finishes == [instance.finish(nth, start) for nth, start in enumerate(starts)]
    assert ends == [instance.finish(nth, start) for nth, start in enumerate(moved)]


# --- the search ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "end"), [("narrow", 7), ("chain", 7)])
def test_the_earliest_finish_is_found(name: str, end: int) -> None:
    found = searched(instance_in(name), Objective.FINISH, iterations=50)

    assert found.end == end
    assert wrong_with(instance_in(name), found.starts) == []


@given(instances(), st.sampled_from(Objective))
def test_every_schedule_that_is_found_is_possible_and_no_better_than_the_bound(
    instance: Instance, objective: Objective
) -> None:
    found = searched(instance, objective, iterations=20)

    assert wrong_with(instance, found.starts) == []
    assert found.end >= finish_bound(instance)
    assert found.cost >= delay_bound(instance)
    assert all(found.finishes[nth] >= end for nth, (_, end) in enumerate(heads(instance)))


@given(instances(most=5))
def test_the_search_finds_the_best_of_all_lists_of_a_few_activities(instance: Instance) -> None:
    serial, places = Serial(instance), range(len(instance.activities))
    found = searched(instance, Objective.DELAY, iterations=300)
    best = min(
        (searched_cost(instance, serial.earliest(list(instance.allowed(order)))[1]) for order in permutations(places)),
    )

    assert (found.late, found.cost) <= best


def searched_cost(instance: Instance, finishes: Sequence[int]) -> tuple[int, int]:
    from domain.scheduling.search import dues  # noqa: PLC0415 - beside its only use

    late = sum(max(0, f - due) for f, due in zip(finishes, dues(instance), strict=True) if due is not None)
    return late, sum(f * each.weight for f, each in zip(finishes, instance.activities, strict=True))


def test_the_same_seed_gives_the_same_schedule() -> None:
    instance = instance_in("thirty")

    once, again = (searched(instance, Objective.DELAY, iterations=100, seed=7) for _ in range(2))

    assert once == again
    assert once.tried == 100


def test_by_smiths_rule_what_is_dear_and_short_goes_first() -> None:
    instance = Instance((Activity(4, (1,), weight=30), Activity(2, (1,), weight=10), Activity(1, (1,))), (), ((1,),))

    found = searched(instance, Objective.DELAY)

    assert found.starts == (0, 4, 6)
    assert found.cost == 4 * 30 + 6 * 10


def test_a_deadline_comes_before_money() -> None:
    instance = Instance((Activity(4, (1,), weight=90), Activity(2, (1,), deadline=2)), (), ((1,),))

    assert searched(instance, Objective.DELAY).starts == (2, 0)


def test_what_is_pinned_has_what_it_waits_for_done_in_time() -> None:
    instance = Instance(
        (Activity(4, (1,), weight=90), Activity(2, (1,)), Activity(1, (1,), start=3)), (Link(1, 2),), ((1,),)
    )

    assert searched(instance, Objective.DELAY).starts == (4, 0, 3)


def test_by_priority_the_first_of_the_list_goes_first_with_what_it_waits_for() -> None:
    instance = Instance((Activity(3, (1,)), Activity(1, (1,)), Activity(2, (1,))), (Link(2, 0),), ((1,),))

    assert searched(instance, Objective.PRIORITY).starts == (2, 5, 0)


def test_a_search_nobody_waits_for_is_given_up() -> None:
    with pytest.raises(Cancelled):
        searched(instance_in("thirty"), Objective.FINISH, is_cancelled=lambda: True)


def test_progress_goes_up_to_the_end() -> None:
    told: list[float] = []

    searched(instance_in("thirty"), Objective.DELAY, iterations=200, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1


# --- bounds -------------------------------------------------------------------------------------------------------


def test_the_finish_is_bound_by_the_longest_chain_and_by_the_work_for_a_resource() -> None:
    chain = Instance((Activity(3), Activity(4)), (Link(0, 1),))
    work = Instance((Activity(3, (2,)), Activity(4, (2,)), Activity(1, (2,))), (), ((2,),))

    assert bound(chain, Objective.FINISH) == 7
    assert bound(work, Objective.FINISH) == 8


def test_the_delay_is_bound_exactly_where_one_thing_goes_after_another() -> None:
    instance = Instance((Activity(4, (1,), weight=30), Activity(2, (1,), weight=10)), (), ((1,),))

    assert bound(instance, Objective.DELAY) == 4 * 30 + 6 * 10


def test_what_is_pinned_does_not_wait_and_is_no_part_of_a_chain() -> None:
    instance = Instance((Activity(1, release=3), Activity(1, start=0)), (Link(0, 1, FF, 1),))

    assert finish_bound(instance) == 4


# --- edges --------------------------------------------------------------------------------------------------------


def test_an_instance_without_activities_ends_at_once() -> None:
    assert searched(Instance(()), Objective.DELAY).end == 0
