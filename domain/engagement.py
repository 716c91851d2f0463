"""The engagement itself: for whom, with which promise, and the conventions its numbers follow."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from domain.entity import Day, Days, Entity, Line, Name, Percent, Text, Unit


class Purpose(StrEnum):
    """What the client wants the journeys for (S62)."""

    STRATEGY = "strategy"
    REORGANISATION = "reorganisation"
    DESIGN = "design"
    OPERATIONS = "operations"


class Engagement(Entity):
    """One piece of work for one client; there is exactly one in a file."""

    ONLY: ClassVar[str] = "engagement"
    """The id of the one engagement: files that are merged or compared agree on it."""

    name: Name
    client: Line | None = Field(None, description="The organisation whose customers these are.")
    purpose: Purpose | None = Field(None, description="What the journeys are for.")
    promise: Text | None = Field(None, title="Customer promise", description="What the client promises its customers.")
    vision: Text | None = Field(None, description="Where the client wants to stand in five years.")
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", min_length=3, max_length=3)] = Field(
        "EUR", description="Three capitals, such as EUR. All money in the engagement is in it."
    )
    discount_rate_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=3), Unit("% a year")] | None = Field(
        None, title="Discount rate", description="What money later is worth less each year; ask the controller."
    )
    horizon_years: Annotated[int, Field(ge=1, le=30), Unit("years")] = Field(
        5, title="Horizon", description="How far business cases look ahead."
    )
    starts_on: Day | None = Field(None, title="Starts", description="The day the roadmap begins.")
    review_every_days: Days | None = Field(
        None, title="Review every", description="How long a map may go unverified, unless it says otherwise."
    )
    evidence_half_life_days: Annotated[int, Field(ge=1, le=36_500), Unit("days")] = Field(
        365, title="Evidence half-life", description="After how long evidence counts for half."
    )
    focus_percent: Percent = Field(
        70,
        title="Focus factor",
        description="Share of a working day left for roadmap work, unless a team says otherwise.",
    )


class CoreValue(Entity):
    """Something every contact with the client should taste of (S6)."""

    UNIQUE = (("name",),)

    name: Name
    statement: Text | None = Field(None, description="What a customer notices when this value is lived.")
