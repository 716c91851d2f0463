"""Milestones and baselines: what was promised for when, and what the plan was at that moment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.entity import Day, Entity, Name, Prose, References, Slug, Text

LONGEST_CONTENT = 5_000_000
"""Letters that a copy of a plan may take."""

Document = Annotated[str, StringConstraints(max_length=LONGEST_CONTENT), Prose()]


class Milestone(Entity):
    """A promise with a date (S63)."""

    name: Name
    due_on: Day | None = Field(None, title="Due")
    promise: Text | None = Field(None, description="What will be true on that day.")
    initiatives: tuple[Annotated[Slug, References("initiative")], ...] = Field((), description="What it hangs on.")


class Baseline(Entity):
    """A named copy of the plan that never changes (S74)."""

    UNIQUE = (("name",),)

    name: Name
    taken_on: Day
    reason: Text | None = None
    content: Document = Field("", description="The whole plan as it was that day, packed.")
