"""Journeys: what a customer lives through, today or in a dream, touchpoint by touchpoint."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.entity import Day, Days, Entity, Five, Line, Name, Percent, References, Slug, Text

Feeling = Annotated[Decimal, Field(ge=-2, le=2, decimal_places=2)]


class JourneyKind(StrEnum):
    """Whose path it is, and towards what (S20, S32)."""

    CUSTOMER = "customer"
    COMPLAINT = "complaint"
    EMPLOYEE = "employee"
    RECRUITMENT = "recruitment"
    PRODUCT_OWNER = "product owner"


class Horizon(StrEnum):
    """Today's journey, or a dream of the near or the far future (S48)."""

    CURRENT = "current"
    NEAR = "near"
    FAR = "far"


class Journey(Entity):
    """One persona's path, from what sets it off to what ends it (S21)."""

    OF_ITS_OWN = ("verified_on", "verified_by")

    name: Name
    kind: JourneyKind = JourneyKind.CUSTOMER
    persona: Annotated[Slug, References("persona")] | None = Field(None, description="Who lives through it.")
    horizon: Horizon = Field(Horizon.CURRENT, description="Today's, the dream of 1–2 years, or of 5 years.")
    target_on: Day | None = Field(None, title="Target date", description="When a dream should be true.")
    departs_from: Annotated[Slug, References("journey")] | None = Field(
        None, description="The current journey a dream starts from."
    )
    begins_with: Line | None = Field(None, description="What sets the journey off.")
    ends_with: Line | None = Field(None, description="How the persona knows it is over.")
    out_of_scope: Text | None = None
    owner: Annotated[Slug, References("stakeholder")] | None = Field(
        None, title="Owner", description="Who keeps this map true."
    )
    review_every_days: Days | None = Field(
        None, title="Review every", description="How long it may go unverified; empty takes the engagement's."
    )
    verified_on: Day | None = Field(None, title="Verified", description="When it was last held against reality.")
    verified_by: Line | None = None

    @model_validator(mode="after")
    def _dreams_only(self) -> Self:
        if self.horizon is Horizon.CURRENT and self.departs_from is not None:
            raise ValueError("departs_from is for dreams; a current journey departs from none")
        return self


class Phase(Entity):
    """A stretch of a journey with one goal of the customer's."""

    OWNER = "journey"
    OF_ITS_OWN = ("complete_on", "goals_on", "attained_on", "moments_on")

    journey: Annotated[Slug, References("journey")]
    name: Name
    goal: Text | None = Field(
        None, title="Customer goal", description="What the customer wants to achieve and feel here."
    )
    # What only customers can confirm, point by point (S37).
    complete_on: Day | None = Field(
        None, title="Nothing missing", description="When customers confirmed that no touchpoint is missing."
    )
    goals_on: Day | None = Field(
        None, title="Goals heard", description="When customers said what they want to achieve and feel here."
    )
    attained_on: Day | None = Field(
        None, title="Attainment heard", description="When customers said how far they reach that goal."
    )
    moments_on: Day | None = Field(
        None, title="Moments heard", description="When customers said which moments matter most to them."
    )


class Medium(StrEnum):
    """Whether a touchpoint happens on a screen or in the world."""

    ONLINE = "online"
    OFFLINE = "offline"


class Stage(StrEnum):
    """On which side of the line of visibility something happens."""

    FRONT = "front"
    BACK = "back"


class Moment(StrEnum):
    """What a moment of truth does to the relation (S27)."""

    MAKE = "make"
    BREAK = "break"


class Touchpoint(Entity):
    """A moment of contact: what the customer does, thinks and feels."""

    OWNER = "phase"
    OF_ITS_OWN = ("same_as", "verified_on", "verified_by")

    phase: Annotated[Slug, References("phase")]
    name: Name
    doing: Text | None = Field(None, description="What the customer does, in their words: I …")
    thinking: Text | None = Field(None, description="What goes through their head.")
    channel: Line | None = Field(None, description="Where it happens: web, phone, shop …")
    medium: Medium | None = Field(None, description="Online or offline.")
    stage: Stage = Field(Stage.FRONT, description="Seen by the customer, or behind the line of visibility.")
    feeling: Feeling | None = Field(None, description="−2 dreadful … +2 delightful.")
    importance: Five | None = Field(None, description="To the customer: 1 hardly … 5 decisive.")
    expectation: Text | None = Field(None, description="What the customer expects to happen.")
    against_expectation: Annotated[int, Field(ge=-2, le=2)] | None = Field(
        None, description="−2 far below what they expect … +2 far above."
    )
    goal_percent: Percent | None = Field(None, title="Goal reached", description="How far they reach their goal here.")
    drop_off_percent: Percent | None = Field(None, title="Drop-off", description="How many leave at this point.")
    moment: Moment | None = Field(None, title="Moment of truth", description="Does it make or break the relation?")
    replaces: Annotated[Slug, References("touchpoint")] | None = Field(
        None, description="The current touchpoint this one of a dream stands for."
    )
    same_as: Annotated[Slug, References("touchpoint")] | None = Field(
        None, description="The touchpoint of another journey that this one is, seen from here (S30)."
    )
    hand_over: Five | None = Field(
        None, title="Hand-over", description="From the touchpoint before: 1 all over again … 5 without noticing (S31)."
    )
    core_values: tuple[Annotated[Slug, References("core_value")], ...] = Field(
        (), description="The core values it expresses."
    )
    wanted: Text | None = Field(
        None, title="Desired result", description="What should come of it, and how to tell (S68)."
    )
    verified_on: Day | None = Field(None, title="Verified", description="When it was last held against reality.")
    verified_by: Line | None = None


class NoteKind(StrEnum):
    """What a note on a touchpoint says."""

    PAIN = "pain"
    GAIN = "gain"
    WOW = "wow"
    QUESTION = "question"
    BARRIER = "barrier"
    OPPORTUNITY = "opportunity"


class Category(StrEnum):
    """What kind of pain it is (S24)."""

    REPEAT_CONTACT = "repeat contact"
    DEFECT = "defect"
    WAITING = "waiting"
    HAND_OVER = "hand-over"
    UNMET_EXPECTATION = "unmet expectation"


class Note(Entity):
    """A pain, gain, wow, question, barrier or opportunity at a touchpoint."""

    OWNER = "touchpoint"

    touchpoint: Annotated[Slug, References("touchpoint")]
    kind: NoteKind = NoteKind.PAIN
    text: Text
    category: Category | None = Field(None, description="What kind of pain.")
    severity: Annotated[int, Field(ge=1, le=3)] | None = Field(None, description="1 a nuisance … 3 they leave over it.")

    @property
    def title(self) -> str:
        """The first words of the note."""
        return self.text.splitlines()[0][:80]


class Backing(Entity):
    """What stands behind a touchpoint inside the company (S43)."""

    OWNER = "touchpoint"

    touchpoint: Annotated[Slug, References("touchpoint")]
    team: Annotated[Slug, References("team")] | None = None
    system: Annotated[Slug, References("system")] | None = None
    role: Line | None = Field(None, description="The part it plays at this touchpoint.")
