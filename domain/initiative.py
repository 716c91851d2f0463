"""Initiatives: what we might do about a gap, at what cost, for what return, and when."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.entity import (
    Day,
    Entity,
    Line,
    Money,
    Name,
    Percent,
    PersonDays,
    References,
    Slug,
    Text,
    Unit,
    WorkingDays,
)


def refuse_disorder(**values: object) -> None:
    """Refuse *values* that are given but not in ascending order, naming the first pair that is not.

    Raises:
        ValueError: a later value is below an earlier one.
    """
    given = [(name, value) for name, value in values.items() if value is not None]
    for (name, value), (next_name, next_value) in pairwise(given):
        if value > next_value:  # type: ignore[operator]
            raise ValueError(f"{name} ({value}) is above {next_name} ({next_value})")


class Status(StrEnum):
    """How far an initiative is."""

    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class Lane(StrEnum):
    """When, as long as there are no dates."""

    NOW = "now"
    NEXT = "next"
    LATER = "later"


class Initiative(Entity):
    """A piece of work a client could fund (S54)."""

    UNIQUE = (("name",),)

    name: Name
    summary: Text | None = Field(None, description="What will be done.")
    case: Text | None = Field(None, title="Why", description="The case in words; numbers alone convince nobody (S54).")
    owner: Annotated[Slug, References("stakeholder")] | None = Field(None, title="Owner")
    status: Status = Status.IDEA
    progress_percent: Percent | None = None
    lane: Lane | None = Field(None, description="Now, next or later, as long as there are no dates.")
    starts_on: Day | None = Field(None, title="Starts")
    finishes_on: Day | None = Field(None, title="Finishes", description="The last day of work.")
    not_before: Day | None = Field(None, description="It cannot start earlier.")
    deadline: Day | None = Field(None, description="It must be finished by then.")
    pinned: bool = Field(False, description="Scheduling leaves it where it is.")  # noqa: FBT003 - pydantic's own form
    low_days: WorkingDays | None = Field(None, title="Duration, low", description="If all goes well.")
    likely_days: WorkingDays | None = Field(None, title="Duration, likely")
    high_days: WorkingDays | None = Field(None, title="Duration, high", description="If much goes wrong.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(low_days=self.low_days, likely_days=self.likely_days, high_days=self.high_days)
        refuse_disorder(starts_on=self.starts_on, finishes_on=self.finishes_on)
        return self


class Remedy(Entity):
    """An initiative's claim to close a share of a gap."""

    OWNER = "initiative"
    UNIQUE = (("initiative", "gap"),)

    initiative: Annotated[Slug, References("initiative")]
    gap: Annotated[Slug, References("gap")]
    closes_percent: Percent | None = Field(None, description="How much of the gap is gone when it is done.")


class Effort(Entity):
    """What an initiative asks of a team."""

    OWNER = "initiative"
    UNIQUE = (("initiative", "team"),)

    initiative: Annotated[Slug, References("initiative")]
    team: Annotated[Slug, References("team")]
    low: PersonDays | None = Field(None, description="If all goes well.")
    likely: PersonDays | None = None
    high: PersonDays | None = Field(None, description="If much goes wrong.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)
        return self


class DependencyKind(StrEnum):
    """Which end waits for which."""

    FINISH_TO_START = "finish to start"
    START_TO_START = "start to start"
    FINISH_TO_FINISH = "finish to finish"
    START_TO_FINISH = "start to finish"


class Dependency(Entity):
    """An initiative waits for another (S66)."""

    OWNER = "initiative"
    UNIQUE = (("initiative", "waits_for"),)

    initiative: Annotated[Slug, References("initiative")]
    waits_for: Annotated[Slug, References("initiative")]
    kind: DependencyKind = DependencyKind.FINISH_TO_START
    lag_days: Annotated[int, Field(ge=-3650, le=3650), Unit("working days")] = Field(
        0, title="Lag", description="Working days between the two; negative where they may overlap."
    )


class Story(Entity):
    """A user story the initiative delivers (S65)."""

    OWNER = "initiative"

    initiative: Annotated[Slug, References("initiative")]
    persona: Annotated[Slug, References("persona")] | None = Field(None, title="As")
    want: Line = Field(title="I want")
    so_that: Line | None = None
    accepted_when: Text | None = Field(None, description="How we will know it works.")

    @property
    def title(self) -> str:
        """What is wanted."""
        return self.want


class CashKind(StrEnum):
    """Which way money flows, and how often."""

    ONE_OFF_COST = "one-off cost"
    RUNNING_COST = "running cost"
    BENEFIT = "benefit"


class Certainty(StrEnum):
    """Whether a controller would book it."""

    HARD = "hard"
    SOFT = "soft"


class CashLine(Entity):
    """Money an initiative costs or brings, as a range (S54–S59)."""

    OWNER = "initiative"

    initiative: Annotated[Slug, References("initiative")]
    name: Name
    kind: CashKind = CashKind.ONE_OFF_COST
    low: Money | None = Field(None, description="Costs and benefits are both positive; running ones are per year.")
    likely: Money | None = None
    high: Money | None = None
    starts_on: Day | None = Field(None, title="Starts", description="Empty: when the initiative is finished.")
    ramp_months: Annotated[int, Field(ge=0, le=360), Unit("months")] | None = Field(
        None, title="Ramp", description="How long until it flows in full."
    )
    certainty: Certainty | None = Field(None, description="Hard: a controller would book it. Soft: it is plausible.")
    evidence: Annotated[Slug, References("evidence")] | None = Field(None, description="On what the figure rests.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)
        return self
