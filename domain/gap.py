"""Gaps: what separates today from the dream."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Entity, Name, Percent, References, Slug, Text


class GapKind(StrEnum):
    """What closing the gap means for the journey (S52)."""

    FIX = "fix"
    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


class GapDecision(StrEnum):
    """What was decided about a gap."""

    CLOSE = "close"
    PARK = "park"
    ACCEPT = "accept"


class Gap(Entity):
    """A difference between a current touchpoint and a dreamt one, or one of them alone (S51)."""

    name: Name
    current: Annotated[Slug, References("touchpoint")] | None = Field(None, description="The touchpoint as it is.")
    dream: Annotated[Slug, References("touchpoint")] | None = Field(None, description="The touchpoint as it should be.")
    kind: GapKind | None = Field(None, description="Fix, add, remove or replace the touchpoint.")
    importance_percent: Percent | None = Field(
        None, title="Important to", description="Share of those asked who call it important: 4 or 5 of 5."
    )
    satisfaction_percent: Percent | None = Field(
        None, title="Satisfied", description="Share of those asked who are satisfied with it today: 4 or 5 of 5."
    )
    cause: Text | None = Field(None, description="Why it is as it is, inside the company.")
    decision: GapDecision | None = Field(None, description="Close it, park it, or live with it.")
