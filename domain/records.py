"""Every kind of record there is. A new kind is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from domain.assumption import Assumption
from domain.criterion import Criterion, Judgement, Rating
from domain.engagement import CoreValue, Engagement, Holiday
from domain.entity import Entity, references_of
from domain.evidence import Citation, Evidence, Reliability
from domain.gap import Gap
from domain.initiative import CashLine, Dependency, Effort, Initiative, KanoAnswer, Remedy, Story
from domain.journey import Backing, Journey, Note, Phase, Touchpoint
from domain.kpi import Kpi, Reading
from domain.milestone import Baseline, Milestone
from domain.people import Leave, Review, Stakeholder, Support, System, Team
from domain.persona import Need, Persona
from domain.session import Ballot, Decision, Session

KINDS: tuple[type[Entity], ...] = (
    Engagement,
    Holiday,
    CoreValue,
    Team,
    Leave,
    System,
    Stakeholder,
    Support,
    Review,
    Persona,
    Need,
    Journey,
    Phase,
    Touchpoint,
    Note,
    Backing,
    Reliability,
    Evidence,
    Citation,
    Gap,
    Assumption,
    Initiative,
    Remedy,
    Effort,
    Dependency,
    Story,
    KanoAnswer,
    CashLine,
    Criterion,
    Judgement,
    Rating,
    Session,
    Ballot,
    Decision,
    Milestone,
    Baseline,
    Kpi,
    Reading,
)
"""Every kind, in the order a file tells them; a part comes after what it is a part of."""

BY_NAME: Mapping[str, type[Entity]] = MappingProxyType({kind.KIND: kind for kind in KINDS})
"""The kind for each word used in files and references."""


@cache
def parts_of(kind: type[Entity]) -> tuple[type[Entity], ...]:
    """The kinds whose records are parts of a record of *kind*, in the order a file tells them."""
    return tuple(part for part in KINDS if part.OWNER and references_of(part)[part.OWNER].target == kind.KIND)
