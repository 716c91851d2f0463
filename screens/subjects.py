"""What each page of records is about, and which page shows a record."""

from __future__ import annotations

from domain.criterion import Criterion
from domain.engagement import CoreValue, Engagement
from domain.entity import Entity
from domain.evidence import Evidence
from domain.gap import Gap
from domain.initiative import Initiative
from domain.journey import Journey
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.people import Stakeholder, System, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.session import Session
from screens.records import Subject

FOUNDATIONS = 0
"""The number of the page of the engagement itself, which has no key of its own: it is a part of Home."""

SUBJECTS: tuple[Subject, ...] = (
    Subject(FOUNDATIONS, "What do we stand on?", (Engagement, CoreValue)),
    Subject(2, "Whom do we do this for?", (Persona,)),
    Subject(3, "What does the customer live through, now and in the dream?", (Journey, Evidence)),
    Subject(4, "What separates today from the dream, and what matters most?", (Gap,)),
    Subject(5, "Is it worth it, and how sure are we?", (Initiative, Criterion)),
    Subject(6, "What does this group decide?", (Session,)),
    Subject(7, "When does what happen, for whom, and can we carry it?", (Milestone, Initiative, Baseline)),
    Subject(8, "Did it work?", (Kpi,)),
    Subject(9, "Who is behind it, who must move?", (Team, System, Stakeholder)),
)


def page_of(plan: Plan, record: Entity) -> int:
    """The number of the page that shows *record*, or what it is a part of."""
    whole = record
    while (owner := plan.owner_of(whole)) is not None:
        whole = owner
    return next(subject.number for subject in SUBJECTS if isinstance(whole, subject.kinds))
