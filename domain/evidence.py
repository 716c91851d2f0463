"""Evidence: how we know, and what it speaks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Count, Day, Days, Entity, Line, Name, Percent, References, Slug, Text, Unit
from domain.journey import Feeling


class EvidenceKind(StrEnum):
    """How it was come by, weakest first."""

    ASSUMPTION = "assumption"
    ANECDOTE = "anecdote"
    INTERVIEW = "interview"
    FOCUS_GROUP = "focus group"
    PANEL = "panel"
    ARENA = "arena"
    SURVEY = "survey"
    ANALYTICS = "analytics"
    EXPERIMENT = "experiment"


class Reliability(Entity):
    """How far one kind of evidence convinces, where this engagement departs from what is usual."""

    UNIQUE = (("of",),)

    of: EvidenceKind = Field(title="Kind", description="The kind of evidence this is about.")
    each_percent: Percent | None = Field(
        None, title="Each convinces", description="How far one piece or one person asked convinces by itself."
    )
    most_percent: Percent | None = Field(
        None, title="At most", description="How far the kind convinces, however much there is of it."
    )
    half_life_days: Annotated[Days, Field(ge=1)] | None = Field(
        None, title="Half-life", description="After how long it counts for half; empty takes the engagement's."
    )


class Evidence(Entity):
    """Something we saw, heard, measured, or only assume (S34–S36)."""

    name: Name
    kind: EvidenceKind = Field(EvidenceKind.ASSUMPTION, description="How it was come by.")
    sample_size: Annotated[Count, Unit("people")] | None = Field(None, description="How many people or cases.")
    collected_on: Day | None = Field(None, title="Collected", description="When; evidence ages.")
    source: Line | None = Field(None, description="Where it can be found again.")
    representative_percent: Percent | None = Field(
        None, title="Representative", description="How far those asked stand for all."
    )
    persona: Annotated[Slug, References("persona")] | None = Field(None, description="Whose voice it is.")
    finding: Text | None = Field(None, description="What it says.")


class Citation(Entity):
    """What a piece of evidence speaks for."""

    OWNER = "evidence"

    evidence: Annotated[Slug, References("evidence")]
    journey: Annotated[Slug, References("journey")] | None = None
    phase: Annotated[Slug, References("phase")] | None = None
    touchpoint: Annotated[Slug, References("touchpoint")] | None = None
    note: Annotated[Slug, References("note")] | None = None
    need: Annotated[Slug, References("need")] | None = None
    gap: Annotated[Slug, References("gap")] | None = None
    initiative: Annotated[Slug, References("initiative")] | None = None
    quote: Text | None = Field(None, description="The words that matter here.")
    feeling: Feeling | None = Field(
        None, description="How it feels there by this evidence: −2 dreadful … +2 delightful."
    )
