"""Sessions: how a group decides, by secret ballot, and what it decided."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Day, Entity, Line, Name, Number, References, Slug, Text, Unit


class SessionMethod(StrEnum):
    """How the group expresses itself."""

    RATING = "rating"
    ESTIMATE = "estimate"
    PAIRWISE = "pairwise"
    DOTS = "dots"
    RANKING = "ranking"
    MOSCOW = "moscow"
    KANO = "kano"


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
    decided_on: Day | None = Field(None, title="Decided")
    agreement: Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)] | None = Field(
        None, description="Kendall's W: 0 no agreement … 1 all agree."
    )
    dissent: Text | None = Field(None, description="In the dissenters' own words.")
    reopens_when: Text | None = Field(None, description="What would make us decide again.")
    baseline: Annotated[Slug, References("baseline")] | None = Field(None, description="The plan it rests on.")
