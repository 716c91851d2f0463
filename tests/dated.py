"""Made-up roadmaps with dates, for what must hold of every one of them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.calendar import Calendars
from domain.engagement import Dependants, Engagement, Holiday, Weekend
from domain.entity import Entity
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Status
from domain.people import Leave, Team
from domain.plan import Plan
from tests.builders import a, plan_of

START = date(2027, 3, 1)
"""A Monday."""
TEAMS = ("web", "crm")
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))


@st.composite
def roadmaps(draw: st.DrawFn, *, most: int = 6) -> Plan:
    """Initiatives of two teams, most with dates, some pinned or done, that wait for earlier ones in any way."""
    records: list[Entity] = [
        a(
            Engagement,
            weekend=draw(st.sampled_from(Weekend)),
            dependants=draw(st.sampled_from(Dependants)),
            starts_on=draw(st.none() | days),
        ),
        *(a(Holiday, f"h{n}", starts_on=draw(days)) for n in range(draw(st.integers(0, 3)))),
        *(a(Team, team, capacity_fte=draw(st.none() | st.integers(0, 4))) for team in TEAMS),
    ]
    for n in range(draw(st.integers(0, 2))):
        start = draw(days)
        records.append(a(Leave, f"l{n}", team=draw(st.sampled_from(TEAMS)), starts_on=start, ends_on=start))
    number = draw(st.integers(1, most))
    for n in range(number):
        asked = sorted(draw(st.sets(st.sampled_from(TEAMS))))
        records += [a(Effort, f"{n}-{t}", initiative=str(n), team=t, likely=draw(st.integers(0, 30))) for t in asked]
    plain = plan_of(*records)
    for n in range(number):
        item = a(
            Initiative,
            str(n),
            starts_on=draw(days | days | days | st.none()),
            likely_days=draw(st.integers(0, 8)),
            pinned=draw(st.sampled_from([False, False, False, True])),
            status=draw(st.sampled_from([Status.IDEA, Status.PLANNED, Status.RUNNING, Status.DONE])),
            not_before=draw(st.none() | days),
        )
        if item.likely_days and draw(st.booleans()) and (span := Calendars(plain).span_of(item)):
            item = a(Initiative, str(n), **{**dict(item), "finishes_on": span.last, "id": str(n)})
        records.append(item)
        for earlier in sorted(draw(st.sets(st.integers(0, n - 1), max_size=2))) if n else ():
            kind, lag = draw(st.sampled_from(DependencyKind)), draw(st.integers(-3, 4))
            wait = a(Dependency, f"{n}-{earlier}", initiative=str(n), waits_for=str(earlier), kind=kind, lag_days=lag)
            records.append(wait)
    return plan_of(*records)
