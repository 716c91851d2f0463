"""The engagement itself: for whom, with which promise, and the conventions its numbers follow."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from domain.assumption import refuse_disorder
from domain.entity import Day, Days, Entity, Line, Name, Percent, Text, Unit


class Purpose(StrEnum):
    """What the client wants the journeys for (S62)."""

    STRATEGY = "strategy"
    REORGANISATION = "reorganisation"
    DESIGN = "design"
    OPERATIONS = "operations"


class PriceBasis(StrEnum):
    """Whether money or a rate has inflation in it."""

    NOMINAL = "nominal"
    REAL = "real"


class Timing(StrEnum):
    """When in its year money that keeps flowing is counted; a one-off cost counts when its year starts."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class IceBy(StrEnum):
    """How the three figures of ICE become one; rankings by the two can differ."""

    PRODUCT = "product"
    MEAN = "mean"


class Weekend(StrEnum):
    """The days of a week on which nobody works."""

    SATURDAY_AND_SUNDAY = "saturday and sunday"
    FRIDAY_AND_SATURDAY = "friday and saturday"
    SUNDAY = "sunday"
    NONE = "none"


class Dependants(StrEnum):
    """What becomes of those who wait for an initiative that is moved."""

    FOLLOW = "follow"
    """They move as far as they must, and stay where that is not needed."""
    COMPLAIN = "complain"
    """They stay, and what no longer fits is told."""


Rate = Annotated[Decimal, Field(ge=0, le=100, decimal_places=3), Unit("% a year")]


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
    discount_rate_percent: Rate | None = Field(
        None, title="Discount rate", description="What money later is worth less each year; ask the controller."
    )
    rate_basis: PriceBasis = Field(PriceBasis.NOMINAL, description="Nominal: the rate has inflation in it. Real: not.")
    price_basis: PriceBasis = Field(
        PriceBasis.NOMINAL, description="Nominal: money is as it will be paid. Real: in prices of today."
    )
    inflation_percent: Rate | None = Field(
        None,
        title="Inflation",
        description="Needed where either the rate or the prices have it in them.",
    )
    finance_rate_percent: Rate | None = Field(
        None, description="What borrowed money costs, for the MIRR; empty takes the discount rate."
    )
    reinvest_rate_percent: Rate | None = Field(
        None, description="What money that comes in earns, for the MIRR; empty takes the discount rate."
    )
    cash_timing: Timing = Field(
        Timing.END,
        title="Money counts at",
        description="When in its year money that keeps flowing is counted; a one-off cost counts when its year starts.",
    )
    budget: Annotated[Decimal, Field(ge=0, le=900_000_000_000_000, decimal_places=2), Unit("money")] | None = Field(
        None, description="What may be spent on one-off costs, all initiatives together."
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
    weekend: Weekend = Field(Weekend.SATURDAY_AND_SUNDAY, description="The days of the week on which nobody works.")
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", min_length=2, max_length=2)] | None = Field(
        None, description="Two capitals after ISO 3166, such as NL: whose public holidays can be filled in."
    )
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12), Unit("month")] = Field(
        1, description="The month with which quarters and years begin: 1 January … 12 December."
    )
    dependants: Dependants = Field(
        Dependants.FOLLOW, description="When an initiative is moved, whether those that wait for it follow or complain."
    )
    overrun_together_percent: Percent = Field(
        30, title="Overrun together", description="How alike all durations turn out: 0 each by itself, 100 all alike."
    )
    days_per_month: Annotated[int, Field(ge=1, le=31), Unit("person-days")] = Field(
        20, title="A person-month", description="How many person-days make a person-month."
    )
    negative_weight: Annotated[Decimal, Field(ge=1, le=10, decimal_places=2)] = Field(
        Decimal(1),
        title="Weight of bad moments",
        description="How much more a gap weighs that feels bad today (S58).",
    )
    must_at_most_percent: Percent = Field(
        60, title="Musts at most", description="Share of the effort that musts may take before a date is at risk."
    )
    ice_by: IceBy = Field(IceBy.PRODUCT, title="ICE by", description="Multiply the three figures, or take their mean.")
    pairwise_prior: Annotated[Decimal, Field(ge=Decimal("0.01"), le=1, decimal_places=2)] = Field(
        Decimal("0.1"), description="Wins each side of every pair is given beforehand, so that no score is infinite."
    )
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = Field(
        10_000, description="How many futures a simulation draws."
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        1, description="What a simulation starts from: the same seed draws the same futures."
    )


class Holiday(Entity):
    """Days on which nobody at the client works."""

    name: Name
    starts_on: Day = Field(title="From")
    ends_on: Day | None = Field(None, title="To", description="The last day; empty where it is one day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(starts_on=self.starts_on, ends_on=self.ends_on)
        return self


class CoreValue(Entity):
    """Something every contact with the client should taste of (S6)."""

    UNIQUE = (("name",),)

    name: Name
    statement: Text | None = Field(None, description="What a customer notices when this value is lived.")
