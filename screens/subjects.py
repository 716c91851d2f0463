"""What each page of records is about, and which page shows a record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.assumption import Assumption
from domain.criterion import Criterion
from domain.engagement import CoreValue, Engagement, Holiday
from domain.entity import Entity, references_of
from domain.evidence import Evidence, Reliability
from domain.gap import Gap
from domain.initiative import Initiative
from domain.journey import Journey
from domain.kpi import Kpi
from domain.milestone import Baseline, Milestone
from domain.people import Stakeholder, System, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.records import BY_NAME
from domain.session import Session


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page of records is about.

    Attributes:
        number: its key.
        question: what it answers.
        kinds: what stands at the outermost level.
    """

    number: int
    question: str
    kinds: tuple[type[Entity], ...]


HOME, PERSONAS, JOURNEYS, GAPS, CASES, SESSION, ROADMAP, PEOPLE = 1, 2, 3, 4, 5, 6, 7, 9
FOUNDATIONS = 0
"""The number of the page of the engagement itself, which has no key of its own: it is a part of Home."""

SUBJECTS: tuple[Subject, ...] = (
    Subject(FOUNDATIONS, "What do we stand on?", (Engagement, Holiday, CoreValue)),
    Subject(PERSONAS, "Whom do we do this for?", (Persona,)),
    Subject(JOURNEYS, "What does the customer live through, now and in the dream?", (Journey, Evidence, Reliability)),
    Subject(GAPS, "What separates today from the dream, and what matters most?", (Gap,)),
    Subject(CASES, "Is it worth it, and how sure are we?", (Initiative, Assumption, Criterion)),
    Subject(SESSION, "What does this group decide?", (Session,)),
    Subject(ROADMAP, "When does what happen, for whom, and can we carry it?", (Milestone, Initiative, Baseline)),
    Subject(8, "Did it work?", (Kpi,)),
    Subject(PEOPLE, "Who is behind it, who must move?", (Team, System, Stakeholder)),
)


def page_showing(plan: Plan, kind: str, id: str, here: int) -> int:
    """The number of the page for a record, or for new ones of *kind* where *id* names none: *here* if it will do."""
    whole = plan.find(BY_NAME[kind], id)
    while whole is not None and (owner := plan.owner_of(whole)) is not None:
        whole = owner
    outermost = BY_NAME[kind] if whole is None else type(whole)
    while outermost.OWNER:
        outermost = BY_NAME[references_of(outermost)[outermost.OWNER].target]
    numbers = [subject.number for subject in SUBJECTS if outermost in subject.kinds]
    return here if here in numbers else next(iter(numbers), HOME)
