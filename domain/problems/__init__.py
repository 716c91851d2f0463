"""The method linter: what in a plan the method of customer-journey work would have otherwise.

Every rule is a function of its own with a place in `RULES`. A rule speaks up only once its step of the method
has been begun, so that a fresh engagement hears the first thing to do and not everything that is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from domain.difference import Order, told_order
from domain.plan import Plan
from domain.problems import cases, evidence, foundation, gaps, journeys, measures, people, ranking, roadmap
from domain.problems.cases import initiative_gap, initiative_money, initiative_words
from domain.problems.gaps import gap_evidence, gap_initiative, wow_undelivered
from domain.problems.measures import kpi_data
from domain.problems.roadmap import roadmap_kpi, roadmap_owner
from domain.problems.rule import Problem, Rule
from domain.records import BY_NAME
from domain.severity import Severity

__all__ = ["ORPHANS", "RULES", "Problem", "Rule", "Severity", "in_order", "orphans", "problems"]

RULES: tuple[Rule, ...] = (
    *foundation.RULES,
    *people.RULES,
    *journeys.RULES,
    *evidence.RULES,
    *gaps.RULES,
    *cases.RULES,
    *ranking.RULES,
    *roadmap.RULES,
    *measures.RULES,
)
"""Every rule, in the order of the method."""

ORPHANS: tuple[Rule, ...] = (
    gap_evidence,
    gap_initiative,
    wow_undelivered,
    initiative_gap,
    initiative_words,
    initiative_money,
    roadmap_owner,
    roadmap_kpi,
    kpi_data,
)
"""The rules that find where the thread from evidence to result is broken; none of them looks at the calendar."""


def problems(plan: Plan, today: date) -> tuple[Problem, ...]:
    """Report what in *plan* does not keep the rules of the method on the day *today*.

    Returns:
        The worst first; equally bad ones in the order the plan is told, after those about the whole plan.
    """
    return in_order(plan, (problem for rule in RULES for problem in rule.problems(plan, today)))


def orphans(plan: Plan) -> tuple[Problem, ...]:
    """Where the thread from evidence over gap, initiative and roadmap to KPI is broken, in the order of `problems`."""
    any_day = date.min
    return in_order(plan, (problem for rule in ORPHANS for problem in rule.problems(plan, any_day)))


def in_order(plan: Plan, found: Iterable[Problem]) -> tuple[Problem, ...]:
    """*found* with the worst first, then in the order *plan* is told."""
    severity = {each: n for n, each in enumerate(Severity)}

    @cache
    def order(kind: str, id: str) -> Order:
        record = plan.find(BY_NAME[kind], id) if kind else None
        return told_order(plan, record) if record else (-1, ())

    return tuple(sorted(found, key=lambda problem: (severity[problem.severity], order(problem.kind, problem.id))))
