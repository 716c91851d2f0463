"""The two passes, by hand and by what must hold of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import DAYS_OFF, Calendar, Span
from domain.engagement import Weekend
from domain.errors import Refused
from domain.initiative import Dependency, DependencyKind, Initiative, Status
from domain.network import Link, Network, Task, in_order, network, network_of, pushed
from tests.builders import a, plan_of

FS, SS, FF, SF = (
    DependencyKind.FINISH_TO_START,
    DependencyKind.START_TO_START,
    DependencyKind.FINISH_TO_FINISH,
    DependencyKind.START_TO_FINISH,
)
DAY = timedelta(days=1)
MONDAY = date(2027, 3, 1)
OFFICE = Calendar()
ALWAYS = Calendar(DAYS_OFF[Weekend.NONE])


def task(id: str, days: int, start: date = MONDAY, calendar: Calendar = OFFICE) -> Task:
    return Task(id, Span(start, calendar.end_after(start, days)), calendar)


def march(first: int, last: int) -> Span:
    """From the first to the last day, both of March 2027."""
    return Span(date(2027, 3, first), date(2027, 3, last) + DAY)


def test_the_two_passes_of_a_small_project() -> None:
    # Each takes so many days: A 3, B 4, C 2, D 5, E 1; B and C after A, D after B, E after C and D.
    tasks = [task("a", 3), task("b", 4), task("c", 2), task("d", 5), task("e", 1)]
    links = [Link("a", "b"), Link("a", "c"), Link("b", "d"), Link("c", "e"), Link("d", "e")]

    found = network(tasks, links)

    assert {id: timing.early for id, timing in found.timings.items()} == {
        "a": march(1, 3),
        "b": march(4, 9),
        "c": march(4, 5),
        "d": march(10, 16),
        "e": march(17, 17),
    }
    assert found.timings["c"].late == march(15, 16)
    assert {id: timing.slack for id, timing in found.timings.items()} == {"a": 0, "b": 0, "c": 7, "d": 0, "e": 0}
    assert found.critical == ("a", "b", "d", "e")
    assert found.end == date(2027, 3, 18)


@pytest.mark.parametrize(
    ("kind", "lag", "expected"),
    [
        (FS, 0, march(4, 5)),
        (FS, 2, march(8, 9)),
        (FS, -1, march(3, 4)),
        (SS, 0, march(1, 2)),
        (SS, 1, march(2, 3)),
        (FF, 0, march(2, 3)),
        (FF, 3, march(5, 8)),
        (FF, -1, march(1, 2)),
        (SF, 0, march(1, 2)),
        (SF, 4, march(3, 4)),
    ],
)
def test_each_kind_of_link_with_its_lag(kind: DependencyKind, lag: int, expected: Span) -> None:
    # The other takes Monday 1 to Wednesday 3 March, the one that waits two days.
    found = network([task("a", 3), task("b", 2)], [Link("a", "b", kind, lag)])

    assert found.timings["b"].early == expected


@pytest.mark.parametrize(("lag", "ends_on"), [(-1, 4), (0, 5), (1, 8), (2, 9)])
def test_each_day_of_lag_from_start_to_finish_is_a_working_day_across_a_weekend(lag: int, ends_on: int) -> None:
    # The other starts on Monday 8 March; on Friday 5 March the day before it is over.
    tasks = [task("a", 5, date(2027, 3, 8)), task("b", 1)]

    found = network(tasks, [Link("a", "b", SF, lag)])

    assert found.timings["b"].early == march(ends_on, ends_on)


def test_float_before_a_start_to_finish_link_goes_on_across_a_weekend() -> None:
    # What waits may end on Friday 5 March at the latest; the other may start on Monday 8 March for it.
    tasks = [task("a", 2), task("b", 1), task("c", 5, date(2027, 3, 8))]

    found = network(tasks, [Link("a", "b", SF), Link("b", "c")])

    assert found.timings["a"].slack == 5
    assert found.timings["b"].slack == 4


def test_a_lag_counts_in_the_calendar_of_the_one_that_waits() -> None:
    friday = [task("a", 5), task("b", 1, calendar=ALWAYS), task("c", 1)]

    found = network(friday, [Link("a", "b", FS, 2), Link("a", "c", FS, 2)])

    assert found.timings["b"].early == march(8, 8)  # after Saturday and Sunday
    assert found.timings["c"].early == march(10, 10)  # after Monday and Tuesday


def test_float_counts_in_its_own_calendar() -> None:
    found = network([task("a", 10), task("b", 1, calendar=ALWAYS), task("c", 1)], [])

    assert found.timings["b"].slack == 11  # Friday 12 March less Monday 1 March
    assert found.timings["c"].slack == 9


def test_what_stands_later_than_it_must_stays_there() -> None:
    found = network([task("a", 1), task("b", 1, date(2027, 3, 10))], [Link("a", "b")])

    assert found.timings["b"].early == march(10, 10)
    assert found.timings["a"].slack == 6
    assert found.critical == ("b",)


def test_a_moment_follows_what_it_waits_for() -> None:
    found = network([task("a", 5), task("release", 0), task("b", 1)], [Link("a", "release"), Link("release", "b")])

    assert found.timings["release"].early == Span(date(2027, 3, 8), date(2027, 3, 8))
    assert found.timings["b"].early == march(8, 8)


def test_a_start_on_a_day_off_stands() -> None:
    saturday = date(2027, 3, 6)

    found = network([task("a", 5), task("b", 1, saturday)], [Link("a", "b")])

    assert found.timings["b"].early == Span(saturday, date(2027, 3, 9))
    assert found.timings["a"].slack == 0


def test_no_work_has_no_end() -> None:
    assert network([], [Link("a", "b")]) == Network({}, None)


def test_a_ring_is_told_by_its_names() -> None:
    records = [a(Initiative, id, name=id.upper(), starts_on=MONDAY, likely_days=1) for id in "abc"]
    waits = [a(Dependency, x + y, initiative=x, waits_for=y) for x, y in ("ab", "bc", "ca")]

    with pytest.raises(Refused, match=r"These wait for each other: A → B → C → A\."):
        network_of(plan_of(*records, *waits))


def test_a_ring_is_an_error_of_the_bare_network() -> None:
    with pytest.raises(CycleError):
        network([task("a", 1), task("b", 1)], [Link("a", "b"), Link("b", "a")])


def test_what_is_dropped_or_has_no_dates_is_not_in_the_network() -> None:
    records = [
        a(Initiative, "a", starts_on=MONDAY, likely_days=3),
        a(Initiative, "b", starts_on=MONDAY, likely_days=3, status=Status.DROPPED),
        a(Initiative, "c"),
        a(Dependency, "x", initiative="a", waits_for="b"),
        a(Dependency, "y", initiative="a", waits_for="c"),
    ]

    found = network_of(plan_of(*records))

    assert list(found.timings) == ["a"]
    assert found.timings["a"].early == march(1, 3)


calendars = st.sampled_from(
    [OFFICE, ALWAYS, Calendar(DAYS_OFF[Weekend.FRIDAY_AND_SATURDAY]), Calendar(off=(march(3, 4), march(15, 24)))]
)


@st.composite
def projects(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    tasks = []
    for n in range(draw(st.integers(1, 7))):
        calendar = draw(calendars)
        start = calendar.next_working(MONDAY + DAY * draw(st.integers(0, 20)))
        tasks.append(task(str(n), draw(st.integers(0, 9)), start, calendar))
    links = []
    for later in range(1, len(tasks)):
        for earlier in draw(st.sets(st.integers(0, later - 1), max_size=3)):
            kind, lag = draw(st.sampled_from(DependencyKind)), draw(st.integers(-4, 6))
            links.append(Link(str(earlier), str(later), kind, lag))
    return tasks, links


def after_delay(tasks: list[Task], links: list[Link], late: Task, days: int) -> date:
    """When all is over if *late* starts so many of its working days later than it could."""
    start = late.calendar.plus(pushed(tasks, links, in_order([t.id for t in tasks], links))[late.id].start, days)
    moved = [replace(t, span=t.at(start)) if t is late else t for t in tasks]
    return max(span.end for span in pushed(moved, links, in_order([t.id for t in moved], links)).values())


@given(projects())
def test_both_passes_keep_every_link(project: tuple[list[Task], list[Link]]) -> None:
    tasks, links = project

    found = network(tasks, links).timings

    by_id = {t.id: t for t in tasks}
    for link in links:
        one, other, calendar = found[link.before], found[link.after], by_id[link.after].calendar
        assert link.is_kept(one.early, other.early, calendar)
        assert link.is_kept(one.late, other.late, calendar)
    for each in tasks:
        assert found[each.id].early.start >= each.span.start
        assert each.calendar.days(*found[each.id].early) == each.days
        assert found[each.id].slack >= 0


@given(projects())
def test_nothing_could_be_earlier_than_the_first_pass_says(project: tuple[list[Task], list[Link]]) -> None:
    tasks, links = project
    found = network(tasks, links).timings

    for each in tasks:
        early = found[each.id].early
        if early != each.span:
            sooner = each.at(each.calendar.plus(early.start, -1))
            kept = [
                link.is_kept(found[link.before].early, sooner, each.calendar) for link in links if link.after == each.id
            ]
            assert not all(kept)


@given(projects())
def test_a_delay_by_its_float_does_not_move_the_end_and_one_more_day_does(
    project: tuple[list[Task], list[Link]],
) -> None:
    tasks, links = project
    found = network(tasks, links)
    assert found.end is not None

    for each in tasks:
        slack = found.timings[each.id].slack
        assert after_delay(tasks, links, each, slack) == found.end
        assert after_delay(tasks, links, each, slack + 1) > found.end


@given(projects())
def test_the_end_hangs_on_something(project: tuple[list[Task], list[Link]]) -> None:
    found = network(*project)

    assert found.critical
    assert any(found.timings[id].early.end == found.end for id in found.critical)
