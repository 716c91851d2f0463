"""Rules about how we will know that it worked: KPIs and their readings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.kpi import Direction, Kpi, Reading
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule, unfilled
from domain.severity import Severity
from domain.text import counted


@rule("kpi-values", Severity.SHOULD, "S67 S68")
def kpi_values(plan: Plan) -> Iterator[Found]:
    """A KPI says from which value to which."""
    kpis = plan.all(Kpi)
    yield from unfilled(kpis, "start_value", "“{}” has no start value.", "Measure where it stands before you begin.")
    yield from unfilled(kpis, "target_value", "“{}” has no target.", "Fill in where it should get to.")


@rule("kpi-direction", Severity.MUST, "S68")
def kpi_direction(plan: Plan) -> Iterator[Found]:
    """The target of a KPI is better than where it started."""
    for kpi in plan.all(Kpi):
        if kpi.start_value is not None and kpi.target_value is not None:
            gain = kpi.target_value - kpi.start_value
            if (gain if kpi.direction is Direction.UP else -gain) <= 0:
                what = f"The target of “{kpi.name}” is no better than its start value."
                yield Found(kpi, what, "Correct a value, or which way is better.", "target_value")


@rule("kpi-owner", Severity.SHOULD, "S69")
def kpi_owner(plan: Plan) -> Iterator[Found]:
    """Somebody answers for a KPI."""
    return unfilled(plan.all(Kpi), "owner", "Nobody answers for “{}”.", "Choose the stakeholder who owns it.")


@rule("kpi-data", Severity.SHOULD, "S69 S70")
def kpi_data(plan: Plan) -> Iterator[Found]:
    """A KPI says which team has its figures, and how often they are read."""
    kpis = plan.all(Kpi)
    yield from unfilled(kpis, "data_team", "Who has the figures of “{}” is not said.", "Choose the data owner.")
    what = "How often “{}” is read is not said."
    yield from unfilled(kpis, "measure_every_days", what, "Agree on a rhythm with the data owner.")


@rule("kpi-subject", Severity.SHOULD, "S67")
def kpi_subject(plan: Plan) -> Iterator[Found]:
    """A KPI judges an initiative or watches a touchpoint."""
    for kpi in plan.all(Kpi):
        if not kpi.initiatives and not kpi.touchpoints:
            what = f"“{kpi.name}” watches nothing."
            yield Found(kpi, what, "Choose the touchpoints it watches or the initiatives it judges.")


@dated_rule("reading-overdue", Severity.SHOULD, "S70")
def reading_overdue(plan: Plan, today: date) -> Iterator[Found]:
    """A KPI is read as often as was agreed, from the start of the roadmap on, or from when it is measured."""
    for kpi in plan.all(Kpi):
        days = [reading.read_on for reading in plan.parts(Reading, kpi)]
        last = max(days, default=plan.engagement.starts_on)
        if kpi.measure_from:
            last = max(last or kpi.measure_from, kpi.measure_from)
        if kpi.measure_every_days and last and (late := (today - last).days - kpi.measure_every_days) > 0:
            what = f"A reading of “{kpi.name}” is {counted(late, 'day')} overdue."
            yield Found(kpi, what, "Ask the data owner for the figure and enter it.")


RULES: tuple[Rule, ...] = (
    kpi_values,
    kpi_direction,
    kpi_owner,
    kpi_data,
    kpi_subject,
    reading_overdue,
)
