"""Sessions: how a group decides, by secret ballot, and what it decided."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Count, Day, Entity, Line, Name, Number, Percent, References, Slug, Text, Unit


class SessionMethod(StrEnum):
    """How the group expresses itself."""

    RATING = "rating"
    ESTIMATE = "estimate"
    PAIRWISE = "pairwise"
    DOTS = "dots"
    RANKING = "ranking"
    MOSCOW = "moscow"
    KANO = "kano"


class Estimated(StrEnum):
    """What of an initiative is estimated, and how it is counted."""

    EFFORT = "effort"
    """Person-days, all teams together."""
    REACH = "reach"
    """People a quarter."""
    COST = "cost"
    """One-off costs, in money."""
    BENEFIT = "benefit"
    """What it brings a year, in money."""


class SessionState(StrEnum):
    """How far a session is; ballots are secret until it is revealed."""

    PREPARED = "prepared"
    OPEN = "open"
    REVEALED = "revealed"
    CLOSED = "closed"


class Session(Entity):
    """A prioritisation with a group (S47, S61)."""

    name: Name
    question: Text | None = Field(None, description="What is to be decided.")
    method: SessionMethod = SessionMethod.RATING
    state: SessionState = SessionState.PREPARED
    held_on: Day | None = Field(None, title="Held")
    minutes: Annotated[int, Field(ge=1, le=1440), Unit("minutes")] | None = Field(None, title="Time box")
    participants: tuple[Line, ...] = ()
    facilitator: Line | None = Field(None, description="Who opens, reveals and closes.")
    code: Line | None = Field(None, description="What is typed to join while it is open.")
    round: Annotated[int, Field(ge=1, le=9)] = Field(1, description="The round that is voted in, or was last.")
    initiatives: tuple[Annotated[Slug, References("initiative")], ...] = Field((), description="What is voted on.")
    gaps: tuple[Annotated[Slug, References("gap")], ...] = Field((), description="What is voted on.")
    criteria: tuple[Annotated[Slug, References("criterion")], ...] = Field(
        (), description="What is rated on; empty takes all criteria with a weight."
    )
    estimate_of: Estimated | None = Field(None, title="Estimates", description="What of an initiative is estimated.")
    dots: Annotated[int, Field(ge=1, le=99)] | None = Field(
        None, description="Dots a person has; empty takes a third of the items."
    )
    dots_per_item: Annotated[int, Field(ge=1, le=99)] = Field(3, description="Dots one person may put on one item.")
    agreed_below_percent: Percent = Field(
        15, title="Agreed below", description="Spread of the scale up to which an item needs no talk."
    )


class Ballot(Entity):
    """One participant's answer about one item in one round."""

    OWNER = "session"
    UNIQUE = (("session", "participant", "round", "initiative", "gap", "criterion"),)

    session: Annotated[Slug, References("session")]
    participant: Line
    round: Annotated[int, Field(ge=1, le=9)] = 1
    initiative: Annotated[Slug, References("initiative")] | None = None
    gap: Annotated[Slug, References("gap")] | None = None
    criterion: Annotated[Slug, References("criterion")] | None = None
    against: Annotated[Slug, References("initiative")] | None = Field(
        None,
        description="The initiative it was held against: the value is 1 if it wins, 0 if it loses, else 0.5.",
    )
    against_gap: Annotated[Slug, References("gap")] | None = Field(None, description="The gap it was held against.")
    value: Number | None = None
    answer: Line | None = None


class Decision(Entity):
    """What was decided, by which method, and who disagreed (S61)."""

    OWNER = "session"

    session: Annotated[Slug, References("session")]
    name: Name
    outcome: Text | None = None
    options: tuple[Line, ...] = Field((), description="What could be chosen from, best first.")
    weights: tuple[Line, ...] = Field((), description="What the criteria weighed then.")
    supporters: Annotated[Count, Unit("people")] | None = Field(
        None, description="How many different people stood behind the outcome."
    )
    decided_on: Day | None = Field(None, title="Decided")
    agreement: Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)] | None = Field(
        None, description="Kendall's W: 0 no agreement … 1 all agree."
    )
    dissent: Text | None = Field(None, description="In the dissenters' own words.")
    reopens_when: Text | None = Field(None, description="What would make us decide again.")
    baseline: Annotated[Slug, References("baseline")] | None = Field(None, description="The plan it rests on.")
