"""Any history of a roadmap: moved, stretched, scheduled, finished, kept as a baseline, undone and redone, on disk."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.baselines import free_name, plan_then, taken, without_baselines
from domain.calendar import Calendars
from domain.conflicts import conflicts, too_early
from domain.dates import simulate_dates
from domain.delay_cost import delay_cost
from domain.edits import add, change, remove
from domain.engagement import Dependants, Engagement, Holiday
from domain.entity import Entity
from domain.errors import NothingToUndo, Refused
from domain.finishing import finished
from domain.forecast import forecast
from domain.gap import Gap
from domain.here import why_here
from domain.initiative import CashKind, CashLine, Dependency, DependencyKind, Effort, Initiative, Remedy, Status
from domain.journey import Journey
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.moving import Move, lengthened, moved, placed, progressed
from domain.paths import live
from domain.people import Leave, Team
from domain.plan import Edit, Plan
from domain.problems import problems
from domain.roadmap import roadmap_of
from domain.scheduling.instance import Objective
from domain.scheduling.proposal import proposal
from domain.scheduling.search import searched
from domain.scheduling.work import work_of
from domain.slippage import slippage, slips
from domain.steps import next_thing
from storage.formats import OF_A_ROADMAP, SWIMLANES
from storage.formats.dates import sure_dates
from storage.formats.roadmaps import Asked, roadmap_as
from storage.formats.toml import import_edit, read, written
from storage.store import Store
from tests.builders import a, plan_of

TODAY = date(2027, 3, 3)
IDS = ("hire", "build", "test", "launch", "learn")


def start() -> list[Entity]:
    """Five initiatives of two teams: dated, with a duration only, not dated; with every kind of waiting but one."""
    ranges = {"low_days": 5, "likely_days": 10, "high_days": 30}
    records = (
        a(Engagement, Engagement.ONLY, discount_rate_percent=8, runs=100),
        a(Holiday, starts_on=date(2027, 3, 29)),
        a(Team, "web", capacity_fte=2),
        a(Team, "shop", capacity_fte=1),
        a(Leave, team="web", starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 9)),
        a(Gap, "gap", current="search"),
        a(Initiative, "hire", starts_on=date(2027, 3, 1), finishes_on=date(2027, 3, 12), **ranges),
        a(Initiative, "build", starts_on=date(2027, 3, 15), **ranges),
        a(Initiative, "test", starts_on=date(2027, 3, 31), finishes_on=date(2027, 4, 2), not_before=date(2027, 3, 8)),
        a(Initiative, "launch", likely_days=3, deadline=date(2027, 4, 30)),
        a(Initiative, "learn", starts_on=date(2027, 3, 20), finishes_on=date(2027, 3, 21)),
        *(a(Effort, f"{id}-web", initiative=id, team="web", likely=Decimal(4)) for id in IDS[:3]),
        a(Effort, "launch-shop", initiative="launch", team="shop", likely=Decimal(2)),
        a(Dependency, "d1", initiative="build", waits_for="hire"),
        a(Dependency, "d2", initiative="test", waits_for="build", kind=DependencyKind.FINISH_TO_FINISH, lag_days=2),
        a(Dependency, "d3", initiative="launch", waits_for="test", lag_days=-1),
        a(Dependency, "d4", initiative="learn", waits_for="hire", kind=DependencyKind.START_TO_START, lag_days=3),
        a(Milestone, "open", due_on=date(2027, 4, 20), initiatives=("launch", "test")),
        a(Remedy, initiative="build", gap="gap", closes_percent=50),
        a(CashLine, "gain", initiative="build", kind=CashKind.BENEFIT, likely=Decimal(52_000)),
        a(Kpi, initiatives=("build",)),
    )
    return list(plan_of(*records))


class RoadmapHistory(RuleBasedStateMachine):
    """The store agrees with a list of plans, and each plan with itself, whatever is done to the roadmap."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "plan.klantreis"
        Store.create(self.path, start())
        self.store = Store.open(self.path, author="ana")
        self.past = [self.store.plan]
        self.future: list[Plan] = []
        self.kept: dict[str, Plan] = {}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @property
    def plan(self) -> Plan:
        return self.past[-1]

    def initiative(self, id: str) -> Initiative:
        return self.plan.get(Initiative, id)

    def commit(self, edit: Edit | None) -> None:
        if edit is None:
            return
        before = self.plan
        made = self.store.apply(edit)
        if made.changes:
            self.past.append(before.apply(edit))
            self.future.clear()
        assert all(each.fields for each in edit.changes), "an edit says only what it changes"

    def lengths(self, plan: Plan) -> dict[str, int]:
        """The working days that each initiative takes, where it takes any."""
        calendars = Calendars(plan)
        spans = {each.id: (each, calendars.span_of(each)) for each in plan.all(Initiative)}
        found = {id: calendars.of(each).days(*span) for id, (each, span) in spans.items() if span is not None}
        return {id: days for id, days in found.items() if days}

    def go(self, move: Move, chosen: set[str], *, keeps_lengths: bool = True) -> None:
        """Make *move* of the *chosen* and hold it against what every move promises."""
        before = self.plan
        self.commit(move.edit)
        after = self.plan
        changed = {each.subject.id for each in move.edit.changes} if move.edit else set()
        stayed = {stay.id for stay in move.stayed}
        assert changed <= chosen | set(move.followed)
        assert not changed & stayed - chosen
        for id in changed & set(IDS):
            assert not before.get(Initiative, id).pinned
            assert before.get(Initiative, id).status is not Status.DONE
        was, now = self.lengths(before), self.lengths(after)
        for id in changed & was.keys() - (set() if keeps_lengths else chosen):
            assert now.get(id) == was[id], f"{id} took {was[id]} working days and takes {now.get(id)}"
        # What follows is never too early for it; what stays, and what was moved there by hand, is told.
        early = {each.subject for each in too_early(after)} - {each.subject for each in too_early(before)}
        assert {id for _, id in early} <= stayed | chosen
        assert (delay_cost(before, after).total or 0) == -(delay_cost(after, before).total or 0)

    @rule(id=st.sampled_from(IDS), days=st.integers(-30, 30))
    def move(self, id: str, days: int) -> None:
        self.go(moved(self.plan, self.initiative(id), days), {id})

    @rule(ids=st.sets(st.sampled_from(IDS), min_size=2), days=st.sampled_from((-5, -1, 1, 5, 260)))
    def move_several(self, ids: set[str], days: int) -> None:
        records = [self.initiative(id) for id in sorted(ids)]
        self.go(moved(self.plan, [*records, self.plan.get(Milestone, "open")], days), {*ids, "open"})

    @rule(id=st.sampled_from(IDS), after=st.integers(-10, 60))
    def place(self, id: str, after: int) -> None:
        try:
            move = placed(self.plan, self.initiative(id), TODAY + timedelta(days=after))
        except Refused:
            assert self.initiative(id).finishes_on is not None
            return
        self.go(move, {id})

    @rule(id=st.sampled_from(IDS), days=st.integers(-4, 15))
    def stretch(self, id: str, days: int) -> None:
        try:
            move = lengthened(self.plan, self.initiative(id), days)
        except Refused:
            return
        self.go(move, {id}, keeps_lengths=False)
        was, now = self.lengths(self.past[-2]) if move.edit else {}, self.lengths(self.plan)
        if id in was and move.edit:
            assert now[id] == was[id] + days

    @rule(id=st.sampled_from(IDS), percent=st.sampled_from((None, 0, 40, 100)))
    def progress(self, id: str, percent: int | None) -> None:
        edit = progressed(self.initiative(id), percent)
        self.commit(edit if edit.changes and edit.changes[0].fields else None)

    @rule(id=st.sampled_from(IDS), after=st.integers(-2, 20))
    def finish(self, id: str, after: int) -> None:
        day = TODAY + timedelta(days=after)
        try:
            edit = finished(self.plan, self.initiative(id), day)
        except Refused:
            if self.initiative(id).status is Status.DROPPED:
                return
            starts = self.initiative(id).starts_on
            assert starts is not None
            assert starts > min(day, self.initiative(id).finishes_on or day)
            return
        self.commit(edit if edit.changes else None)
        done = self.initiative(id)
        assert done.status is Status.DONE
        assert done.finishes_on is not None
        assert done.finishes_on <= day

    @rule(id=st.sampled_from(IDS))
    def pin(self, id: str) -> None:
        self.commit(change(self.initiative(id), pinned=not self.initiative(id).pinned))

    @rule(id=st.sampled_from(IDS))
    def drop_or_take_up(self, id: str) -> None:
        is_dropped = self.initiative(id).status is Status.DROPPED
        self.commit(change(self.initiative(id), status=Status.PLANNED if is_dropped else Status.DROPPED))

    @rule(
        id=st.sampled_from(IDS),
        before=st.sampled_from(IDS),
        kind=st.sampled_from(DependencyKind),
        lag=st.integers(-3, 3),
    )
    def wait_or_not(self, id: str, before: str, kind: DependencyKind, lag: int) -> None:
        """Have it wait for another one, or no longer; what would wait for itself is refused."""
        waits = self.plan.parts(Dependency, self.initiative(id))
        if found := next((each for each in waits if each.waits_for == before), None):
            self.commit(remove(self.plan, [found]))
            return
        edit = add(self.plan, Dependency, initiative=id, waits_for=before, kind=kind, lag_days=lag)
        try:
            self.commit(edit)
        except Refused:
            assert self.is_ring(id, before)
        else:
            assert not self.is_ring(id, before)

    def is_ring(self, id: str, before: str) -> bool:
        """Whether *before* waits for *id*, however indirectly, or is it."""
        queue, seen = [before], set[str]()
        while queue:
            if (one := queue.pop()) == id:
                return True
            if one not in seen:
                seen.add(one)
                queue += [each.waits_for for each in self.plan.parts(Dependency, self.initiative(one))]
        return False

    @rule(kind=st.sampled_from(tuple(OF_A_ROADMAP)), by=st.sampled_from(SWIMLANES))
    def hand_out(self, kind: str, by: str) -> None:
        asked = Asked(by=by, with_items=True)
        assert roadmap_as(self.plan, kind, TODAY, asked) == roadmap_as(self.plan, kind, TODAY, asked)
        assert sure_dates(self.plan, TODAY)

    @rule()
    def take_out_and_in(self) -> None:
        text = written(self.plan)
        assert written(Plan().apply(import_edit(Plan(), read(text.encode(), "plan.toml")))) == text

    @rule()
    def complain_or_follow(self) -> None:
        now = self.plan.engagement.dependants
        self.commit(change(self.plan.engagement, dependants=next(each for each in Dependants if each is not now)))

    @rule(objective=st.sampled_from(Objective))
    def schedule(self, objective: Objective) -> None:
        before = self.plan
        work = work_of(before, TODAY)
        found = proposal(work, searched(work.instance, objective, iterations=10), objective)
        fixed = [each for each in before.all(Initiative) if each.pinned or each.status is Status.DONE]
        self.commit(found.edit if found.edit.changes else None)
        assert [self.initiative(each.id) for each in fixed] == fixed
        free = {work.items[nth] for nth in work.free}
        assert not free & {each.subject[1] for each in too_early(self.plan)}
        again = work_of(self.plan, TODAY)
        assert proposal(again, searched(again.instance, objective, iterations=10), objective) is not None

    @rule()
    def take_a_baseline(self) -> None:
        name = free_name(self.plan, "Promised")
        before = self.plan
        self.commit(taken(before, name, TODAY))
        self.kept[name] = without_baselines(before)

    @rule()
    def undo(self) -> None:
        try:
            self.store.undo()
        except NothingToUndo:
            assert len(self.past) == 1
        else:
            self.future.append(self.past.pop())

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.store.redo()
        self.past.append(self.future.pop())

    @invariant()
    def the_file_holds_what_was_done(self) -> None:
        if hasattr(self, "store"):
            assert self.store.plan == self.plan
            assert self.store.read() == self.plan

    @invariant()
    def baselines_never_change(self) -> None:
        if hasattr(self, "store"):
            for each in self.plan.all(Baseline):
                assert plan_then(each) == self.kept[each.name]
                assert set(slips(self.plan, each)) <= {*IDS, "open"}
                assert slippage(self.kept[each.name], self.kept[each.name]) == ()

    @invariant()
    def everything_can_be_told_of_it(self) -> None:
        if not hasattr(self, "store"):
            return
        plan = self.plan
        dates = simulate_dates(plan, TODAY)
        left_out = {each.record.id for each in dates.left_out}
        assert {each.record.id for each in dates.items} | left_out >= {each.id for each in live(plan)}
        for each in dates.items:
            if each.critical is not None:
                assert each.days[0] >= TODAY
        dropped = {each.id for each in plan.all(Initiative) if each.status is Status.DROPPED}
        assert {item.id for item in roadmap_of(plan).items} == set(IDS) - dropped
        assert all(each.sentence for each in conflicts(plan))
        assert all(each.what for each in problems(plan, TODAY))
        assert next_thing(plan, TODAY).sentence
        for one in plan.all(Initiative):
            here = why_here(plan, one, TODAY)
            assert here.earliest is None or one.starts_on is None or here.earliest < one.starts_on
        for day in (TODAY, TODAY + timedelta(days=400)):
            assert all(forecast(plan, journey, day) is not None for journey in plan.all(Journey))


TestRoadmapHistory = pytest.mark.slow(RoadmapHistory.TestCase)
TestRoadmapHistory.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_release_in_a_weekend_keeps_its_days_when_it_is_scheduled() -> None:
    """It has no working day: written without its finish it would have no length at all, and follow nothing any more."""
    plan = plan_of(a(Initiative, "release", starts_on=date(2027, 3, 20), finishes_on=date(2027, 3, 21)))
    work = work_of(plan, TODAY)

    found = proposal(work, searched(work.instance, Objective.FINISH), Objective.FINISH)

    release = plan.apply(found.edit).get(Initiative, "release")
    assert (release.starts_on, release.finishes_on) == (TODAY, TODAY + timedelta(days=1))
