"""Any history of edits by two people, undone and redone in any order, on disk and in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.edits import add, change, move, remove
from domain.engagement import Engagement
from domain.entity import Entity
from domain.errors import NothingToUndo, Refused, StaleEdit
from domain.journey import Journey, Phase, Touchpoint
from domain.persona import Persona
from domain.plan import Edit, Plan
from storage.doctor import Verdict, examine
from storage.store import Store
from tests.builders import a, plan_of
from tests.soak import times

names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)


class History(RuleBasedStateMachine):
    """The store agrees with a list of plans, whatever the user does and whoever else looks on."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "plan.klantreis"
        self.clock = datetime(2027, 1, 1, tzinfo=UTC)
        Store.create(self.path, [Engagement(id="engagement", name="E")], now=self.now)
        self.store = Store.open(self.path, author="ana", now=self.now)
        self.onlooker = Store.open(self.path, author="joris")
        self.past = [self.store.plan]
        self.told = [(self.clock, self.plan)]
        self.future: list[Plan] = []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.onlooker.close()
            assert [d for d in examine(self.path) if d.verdict is Verdict.BAD] == []
            self.folder.cleanup()

    def now(self) -> datetime:
        """Every look at the clock is an hour later."""
        self.clock += timedelta(hours=1)
        return self.clock

    @property
    def plan(self) -> Plan:
        return self.past[-1]

    def records(self, *kinds: type[Entity]) -> list[Entity]:
        return [record for kind in kinds for record in self.plan.all(kind)]

    def commit(self, edit: Edit | None) -> None:
        if edit is None or not edit.changes:
            return
        self.store.apply(edit)
        self.past.append(self.plan.apply(edit))
        self.future.clear()

    @rule(name=names)
    def add_persona(self, name: str) -> None:
        if name.casefold() not in {persona.name.casefold() for persona in self.plan.all(Persona)}:
            self.commit(add(self.plan, Persona, name=name))

    @rule(name=names)
    def add_journey(self, name: str) -> None:
        self.commit(add(self.plan, Journey, name=name))

    @precondition(lambda self: self.records(Journey))
    @rule(data=st.data(), name=names)
    def add_phase(self, data: st.DataObject, name: str) -> None:
        journey = data.draw(st.sampled_from(self.records(Journey)))
        self.commit(add(self.plan, Phase, name=name, journey=journey.id))

    @precondition(lambda self: self.records(Phase))
    @rule(data=st.data(), name=names)
    def add_touchpoint_behind_another(self, data: st.DataObject, name: str) -> None:
        phase = data.draw(st.sampled_from(self.plan.all(Phase)))
        siblings = self.plan.parts(Touchpoint, phase)
        after = data.draw(st.sampled_from(siblings)) if siblings else None
        self.commit(add(self.plan, Touchpoint, after, name=name, phase=phase.id))

    @precondition(lambda self: self.records(Touchpoint))
    @rule(data=st.data(), feeling=st.integers(-2, 2))
    def change_feeling(self, data: st.DataObject, feeling: int) -> None:
        touchpoint = data.draw(st.sampled_from(self.records(Touchpoint)))
        edit = change(touchpoint, feeling=feeling)
        self.commit(edit if edit.changes[0].fields else None)

    @precondition(lambda self: self.records(Phase, Touchpoint))
    @rule(data=st.data(), by=st.integers(-3, 3))
    def reorder(self, data: st.DataObject, by: int) -> None:
        record = data.draw(st.sampled_from(self.records(Phase, Touchpoint)))
        self.commit(move(self.plan, record, by))

    @precondition(lambda self: self.records(Persona, Journey, Phase, Touchpoint))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.records(Persona, Journey, Phase, Touchpoint)))
        self.commit(remove(self.plan, [record]))

    @rule()
    def undo(self) -> None:
        try:
            self.store.undo()
        except NothingToUndo:
            assert len(self.past) == 1
        else:
            self.future.append(self.past.pop())

    @rule()
    def redo(self) -> None:
        try:
            self.store.redo()
        except NothingToUndo:
            assert not self.future
        else:
            self.past.append(self.future.pop())

    @rule()
    def come_back_another_day(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, author="ana", now=self.now)

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        moment, plan = data.draw(st.sampled_from(self.told))
        assert self.store.plan_at(moment) == plan

    @rule()
    def the_onlooker_has_nothing_to_undo(self) -> None:
        try:
            self.onlooker.undo()
        except (NothingToUndo, StaleEdit, Refused):
            return
        raise AssertionError("somebody else's edit was taken back")

    @invariant()
    def everybody_sees_the_same(self) -> None:
        if hasattr(self, "store"):
            assert self.store.plan == self.plan
            if self.told[-1][0] != self.clock:
                self.told.append((self.clock, self.plan))
            assert self.store.read() == self.plan
            self.onlooker.catch_up()
            assert self.onlooker.plan == self.plan


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=times(25, 250), stateful_step_count=times(25, 200), deadline=None)


class TwoPeople(RuleBasedStateMachine):
    """However two people get into each other's way, neither is stuck, and neither takes back what is the other's."""

    who = st.sampled_from(["ana", "joris"])
    which = st.sampled_from(["search", "choose"])

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "plan.klantreis"
        records = plan_of(a(Touchpoint, "search"), a(Touchpoint, "choose"), a(Engagement, Engagement.ONLY))
        Store.create(self.path, records)
        self.stores = {name: Store.open(self.path, author=name) for name in ("ana", "joris")}

    def teardown(self) -> None:
        if hasattr(self, "stores"):
            for store in self.stores.values():
                store.close()
            assert [d for d in examine(self.path) if d.verdict is Verdict.BAD] == []
            self.folder.cleanup()

    @rule(who=who, which=which, field=st.sampled_from(["feeling", "importance"]), value=st.integers(1, 2))
    def change_a_field(self, who: str, which: str, field: str, value: int) -> None:
        found = self.stores[who].plan.find(Touchpoint, which)
        if found is not None:
            self.stores[who].apply(change(found, **{field: value}))

    @rule(who=who, which=which)
    def remove_or_add(self, who: str, which: str) -> None:
        store = self.stores[who]
        found = store.plan.find(Touchpoint, which)
        if found is not None:
            store.apply(remove(store.plan, [found]))
        else:
            store.apply(add(store.plan, Touchpoint, name=which, phase="phase"))

    @rule(who=who)
    def undo(self, who: str) -> None:
        self.step(who, self.stores[who].undo)

    @rule(who=who)
    def redo(self, who: str) -> None:
        self.step(who, self.stores[who].redo)

    def step(self, who: str, step: Callable[[], Edit]) -> bool | None:
        """Whether something was taken back; None where there is nothing left."""
        try:
            step()
        except NothingToUndo:
            return None
        except (StaleEdit, Refused):
            return False
        log = {entry.seq: entry for entry in self.stores[who].log()}
        last = log[max(log)]
        assert last.undoes is not None
        assert log[last.undoes].author == who
        for undone, now in zip(log[last.undoes].changes, last.changes, strict=True):
            if undone["before"] is None or undone["after"] is not None:  # what comes back may get another id
                assert (undone["before"], undone["after"]) == (now["after"], now["before"])
        return True

    @rule(who=who)
    def undo_all_there_is_and_make_it_again(self, who: str) -> None:
        store = self.stores[who]
        before = store.plan
        outcomes = []
        while (outcome := self.step(who, store.undo)) is not None:
            outcomes.append(outcome)
            assert len(outcomes) <= 2 * len(store.log()), "stuck"

        for _ in range(sum(outcomes)):
            assert self.step(who, store.redo)

        assert store.plan == before

    @invariant()
    def both_see_the_same(self) -> None:
        if hasattr(self, "stores"):
            for store in self.stores.values():
                store.catch_up()
                assert store.plan == store.read()


TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=times(15, 150), stateful_step_count=times(20, 200), deadline=None)


def test_an_edit_that_another_built_upon_is_passed_over_at_the_second_undo(tmp_path: Path) -> None:
    path = tmp_path / "plan.klantreis"
    records = plan_of(a(Touchpoint, "search"), a(Touchpoint, "choose"), a(Engagement, Engagement.ONLY))
    Store.create(path, records)
    with Store.open(path, author="ana") as ana, Store.open(path, author="joris") as joris:
        ana.apply(change(ana.plan.get(Touchpoint, "choose"), importance=3))
        ana.apply(change(ana.plan.get(Touchpoint, "search"), feeling=1))
        joris.catch_up()
        joris.apply(change(joris.plan.get(Touchpoint, "search"), feeling=-1))

        with pytest.raises(StaleEdit, match=r"^Cannot undo “.*Search””: joris changed .* Undo again .*to pass it over"):
            ana.undo()
        assert ana.undo().label == "Change importance of “Choose”"
        with pytest.raises(NothingToUndo, match="nothing left to undo but what others changed since"):
            ana.undo()
        assert ana.redo().label == "Change importance of “Choose”"

        joris.undo()
        assert ana.undo().label == "Change importance of “Choose”"
        assert ana.undo().label == "Change feeling of “Search”", "nothing stands in its way any longer"
