"""What a rule of the method is, and what it reports when a plan does not keep it yet.

An unfinished engagement is the normal state: a problem is something to do, never a refusal and never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.entity import Entity
from domain.plan import Plan
from domain.severity import Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the plan that the method would have otherwise.

    Attributes:
        rule: the id of the rule that found it.
        kind: the kind of record it is about; empty where it is about the whole plan.
        id: the id of that record, or empty.
        field: the field of that record it is about, or empty.
        what: what is the matter, in one sentence.
        todo: what to do about it, in one sentence.
        source: the points of the method behind the rule: `S53`, `S67 S70`.
    """

    rule: str
    severity: Severity
    kind: str
    id: str
    field: str
    what: str
    todo: str
    source: str

    @property
    def place(self) -> str:
        """Where it is: `gap no-filters`, `touchpoint search.feeling`; empty for the whole plan."""
        return f"{self.kind} {self.id}{'.' if self.field else ''}{self.field}".strip()


class Found(NamedTuple):
    """What a rule found: the record (None for the whole plan), what is the matter, what to do, and the field."""

    record: Entity | None
    what: str
    todo: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the method.

    Attributes:
        id: short and stable; files and configuration may name it.
        source: the points of the method behind it.
        description: what the rule asks for, as a sentence that is true of a plan that keeps it.
        find: what in a plan, on a day, does not keep it.
    """

    id: str
    severity: Severity
    source: str
    description: str
    find: Callable[[Plan, date], Iterable[Found]]

    def problems(self, plan: Plan, today: date) -> Iterator[Problem]:
        """Yield what does not keep this rule in *plan* on the day *today*."""
        for record, what, todo, field in self.find(plan, today):
            kind, id = (record.KIND, record.id) if record else ("", "")
            yield Problem(self.id, self.severity, kind, id, field, what, todo, self.source)


def rule(id: str, severity: Severity, source: str) -> Callable[[Callable[[Plan], Iterable[Found]]], Rule]:
    """Make a rule of a function from a plan to what does not keep it; its docstring is the description."""
    return lambda find: Rule(id, severity, source, find.__doc__ or "", lambda plan, _: find(plan))


def dated_rule(id: str, severity: Severity, source: str) -> Callable[[Callable[[Plan, date], Iterable[Found]]], Rule]:
    """Make a rule of a function that needs to know what day it is, as `rule` does of one that need not."""
    return lambda find: Rule(id, severity, source, find.__doc__ or "", find)


def unfilled(records: Iterable[Entity], field: str, what: str, todo: str) -> Iterator[Found]:
    """Find each of *records* whose *field* is empty; `{}` in *what* stands for its title."""
    for record in records:
        if getattr(record, field) in (None, ()):
            yield Found(record, what.format(record.title), todo, field)
