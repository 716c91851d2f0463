"""The company behind the journey: teams, systems, and the people who must carry a change."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.assumption import refuse_disorder
from domain.entity import Day, Entity, Five, Line, Name, Percent, PersonDays, References, Slug, Text, Unit

Fte = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2), Unit("FTE")]
SupportLevel = Annotated[int, Field(ge=-2, le=2)]


class Team(Entity):
    """People who work together, and how much they can carry."""

    UNIQUE = (("name",),)

    name: Name
    department: Line | None = None
    capacity_fte: Fte | None = Field(None, title="Capacity", description="Full-time people in the team today.")
    focus_percent: Percent | None = Field(
        None,
        title="Focus factor",
        description="Share of their day left for roadmap work; empty takes the engagement's.",
    )
    hires_fte: Fte | None = Field(None, title="Hires", description="People who will join the team.")
    hires_on: Day | None = Field(None, title="Hires join", description="The day they join.")
    available_days: PersonDays | None = Field(
        None, title="Can give", description="Person-days it can give to what the budget is for; empty: no limit."
    )


class Leave(Entity):
    """Days on which a team, or a part of it, is away."""

    OWNER = "team"

    team: Annotated[Slug, References("team")]
    name: Name
    starts_on: Day = Field(title="From")
    ends_on: Day | None = Field(None, title="To", description="The last day; empty where it is one day.")
    away_fte: Fte | None = Field(None, title="People away", description="How many of the team; empty: all of it.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(starts_on=self.starts_on, ends_on=self.ends_on)
        return self


class SystemKind(StrEnum):
    """What kind of machinery stands behind a touchpoint."""

    SYSTEM = "system"
    PROCESS = "process"


class Risk(StrEnum):
    """How much can go wrong when it is changed."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class System(Entity):
    """A system or process that touchpoints lean on (S16)."""

    UNIQUE = (("name",),)

    name: Name
    kind: SystemKind = SystemKind.SYSTEM
    team: Annotated[Slug, References("team")] | None = Field(None, title="Owner", description="The team that runs it.")
    risk: Risk | None = Field(None, description="How risky it is to change.")
    risk_reason: Text | None = Field(None, description="Why; for instance doubt whether it can take the change (S45).")


class Layer(StrEnum):
    """Where in the organisation somebody stands (S12)."""

    BOARD = "board"
    MANAGEMENT = "management"
    SPECIALIST = "specialist"
    FRONT_LINE = "front line"
    EXTERNAL = "external"


class Stakeholder(Entity):
    """Somebody whose support the customer experience needs (S9)."""

    UNIQUE = (("name",),)

    name: Name
    role: Line | None = None
    department: Line | None = None
    layer: Layer | None = Field(None, description="Where in the organisation they stand.")
    influence: Five | None = Field(None, description="1 hardly any … 5 nothing happens without them.")
    interest: Five | None = Field(None, description="In the experience: 1 none … 5 it is their cause.")


class Support(Entity):
    """How far a stakeholder stands behind an initiative, now and as needed (S11)."""

    OWNER = "stakeholder"
    UNIQUE = (("stakeholder", "initiative"),)

    stakeholder: Annotated[Slug, References("stakeholder")]
    initiative: Annotated[Slug, References("initiative")]
    needed: SupportLevel | None = Field(None, description="−2 may oppose … +2 must champion.")
    present: SupportLevel | None = Field(None, description="−2 opposes … +2 champions.")
    remark: Text | None = None


class Review(Entity):
    """A request to a stakeholder to look at a journey or an initiative, and their signature (S10)."""

    OWNER = "stakeholder"

    stakeholder: Annotated[Slug, References("stakeholder")]
    journey: Annotated[Slug, References("journey")] | None = None
    initiative: Annotated[Slug, References("initiative")] | None = None
    asked_on: Day | None = Field(None, title="Asked")
    signed_on: Day | None = Field(None, title="Signed")
    remark: Text | None = None

    @model_validator(mode="after")
    def _asked_first(self) -> Self:
        if self.asked_on and self.signed_on and self.signed_on < self.asked_on:
            raise ValueError("signed_on is before asked_on")
        return self
