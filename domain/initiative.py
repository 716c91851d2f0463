"""Initiatives: what we might do about a gap, at what cost, for what return, and when."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from domain.assumption import Bounds, refuse_disorder
from domain.entity import (
    Count,
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


class Impact(StrEnum):
    """How much it does for each person it reaches, in the five steps of RICE."""

    MASSIVE = "massive"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    MINIMAL = "minimal"


class Moscow(StrEnum):
    """What the outcome is worth without it."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "won't"


class Pick(StrEnum):
    """Whether it was chosen by hand for what the budget is spent on, or left out."""

    IN = "in"
    OUT = "out"


RELATIVE = (1, 2, 3, 5, 8, 13, 20)
"""The steps of a relative estimate; the smallest item of a backlog is 1."""


def _one_of_relative(value: int) -> int:
    if value not in RELATIVE:
        raise ValueError(f"{value} is no relative size; it is one of {', '.join(map(str, RELATIVE))}")
    return value


Relative = Annotated[int, Field(ge=RELATIVE[0], le=RELATIVE[-1]), AfterValidator(_one_of_relative)]
Ten = Annotated[int, Field(ge=1, le=10)]


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
    group: Line | None = Field(None, description="What it belongs to, such as a programme: a lane of the timeline.")
    pinned: bool = Field(False, description="Scheduling leaves it where it is.")  # noqa: FBT003 - pydantic's own form
    low_days: WorkingDays | None = Field(None, title="Low duration", description="If all goes well.")
    likely_days: WorkingDays | None = Field(None, title="Likely duration")
    high_days: WorkingDays | None = Field(None, title="High duration", description="If much goes wrong.")
    adoption_months: Annotated[int, Field(ge=0, le=360), Unit("months")] | None = Field(
        None, title="Adoption", description="How long after it is finished until all customers have it; empty: at once."
    )
    reach: Annotated[Count, Unit("people a quarter")] | None = Field(
        None, description="How many people it touches in a quarter."
    )
    impact: Impact | None = Field(None, description="On each of them: massive 3, high 2, medium 1, low ½, minimal ¼.")
    confidence_percent: Percent | None = Field(
        None,
        description="100 high, 80 medium, 50 low, below a moonshot; empty takes the strength of the evidence.",
    )
    ice_impact: Ten | None = Field(None, title="Impact, 1–10", description="For ICE: 1 hardly any … 10 it changes all.")
    ice_confidence: Ten | None = Field(None, title="Confidence, 1–10", description="For ICE: 1 a guess … 10 known.")
    ice_ease: Ten | None = Field(None, title="Ease, 1–10", description="For ICE: 1 very hard … 10 done by tonight.")
    user_value: Relative | None = Field(
        None, title="Value, relative", description="For WSJF, to users and the business: 1, 2, 3, 5, 8, 13 or 20."
    )
    time_criticality: Relative | None = Field(
        None, description="For WSJF: how fast the value fades if it comes later: 1, 2, 3, 5, 8, 13 or 20."
    )
    risk_reduction: Relative | None = Field(
        None, title="Risk or opportunity", description="For WSJF: risk it takes away or chances it opens: 1, 2, 3 … 20."
    )
    job_size: Relative | None = Field(
        None, description="For WSJF, a stand-in for how long it takes: 1, 2, 3, 5, 8, 13 or 20."
    )
    delay_cost: Money | None = Field(
        None, title="Cost of delay", description="What each week costs that it comes later; empty takes its benefits."
    )
    moscow: Moscow | None = Field(None, title="MoSCoW", description="Must, should, could, or won't this time.")
    pick: Pick | None = Field(None, description="In or out by hand, whatever the best choice under the budget is.")
    excludes: tuple[Annotated[Slug, References("initiative")], ...] = Field(
        (), description="Initiatives that make no sense beside this one."
    )

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


class Attitude(StrEnum):
    """What somebody says of having something, or of not having it, in the words of Kano."""

    LIKE = "like"
    MUST_BE = "must be"
    NEUTRAL = "neutral"
    LIVE_WITH = "live with"
    DISLIKE = "dislike"


class KanoAnswer(Entity):
    """How many people answered a pair of Kano questions about an initiative in one way."""

    OWNER = "initiative"
    UNIQUE = (("initiative", "persona", "present", "absent"),)

    initiative: Annotated[Slug, References("initiative")]
    persona: Annotated[Slug, References("persona")] | None = Field(
        None, description="Whose answers; mixing personas hides what each of them wants."
    )
    present: Attitude = Field(title="If it is there")
    absent: Attitude = Field(title="If it is not")
    number: Annotated[int, Field(ge=1, le=1_000_000), Unit("people")] = Field(1, description="How many said so.")


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
    bounds: Bounds = Field(Bounds.EXTREMES, description="What low and high mean.")
    drivers: tuple[Annotated[Slug, References("assumption")], ...] = Field(
        (), description="Assumptions it is multiplied by; with them its own figures may be left empty."
    )
    share_percent: Percent | None = Field(
        None, title="Share", description="How much of it this initiative may claim; empty claims all of it."
    )
    kpi: Annotated[Slug, References("kpi")] | None = Field(
        None, title="KPI", description="The KPI in which it will show."
    )
    by_promoters: bool = Field(
        False,  # noqa: FBT003 - pydantic's own form
        title="By recommendation",
        description="It comes about only because more customers recommend, or fewer warn others (S57).",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)
        return self
