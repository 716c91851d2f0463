"""KPIs: how we will know that it worked."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Count, Day, Days, Entity, Line, Name, Number, References, Slug, Text, Unit


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Kpi(Entity):
    """A number that tells whether the journey got better (S67)."""

    UNIQUE = (("name",),)

    name: Name
    unit: Line | None = Field(None, description="What is counted: %, days, calls a week …")
    direction: Direction = Field(Direction.UP, description="Which way is better.")
    start_value: Number | None = Field(None, description="Where it stood before anything was done.")
    target_value: Number | None = Field(None, description="Where it should get to.")
    target_on: Day | None = Field(None, title="Target date")
    measure_from: Day | None = Field(
        None, title="Measured from", description="The day from which readings are due; empty: always."
    )
    measure_every_days: Days | None = Field(None, title="Measure every", description="How often it is read (S70).")
    owner: Annotated[Slug, References("stakeholder")] | None = Field(
        None, title="Owner", description="Who answers for the result."
    )
    data_team: Annotated[Slug, References("team")] | None = Field(
        None, title="Data owner", description="The team that has the figures (S69)."
    )
    initiatives: tuple[Annotated[Slug, References("initiative")], ...] = Field(
        (), description="The initiatives it judges."
    )
    touchpoints: tuple[Annotated[Slug, References("touchpoint")], ...] = Field(
        (), description="The touchpoints it watches."
    )


class Reading(Entity):
    """One measurement of a KPI."""

    OWNER = "kpi"
    UNIQUE = (("kpi", "read_on"),)

    kpi: Annotated[Slug, References("kpi")]
    read_on: Day = Field(title="Read")
    value: Number
    sample_size: Annotated[Count, Unit("people")] | None = None
    remark: Text | None = None
