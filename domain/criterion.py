"""Criteria: what the group weighs initiatives on, on scales that are anchored before anybody scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.entity import Day, Entity, Line, Name, Number, Percent, References, Slug, Text
from domain.initiative import refuse_disorder


class Criterion(Entity):
    """One thing that counts, its weight, and what its scale means (S42)."""

    UNIQUE = (("name",),)

    name: Name
    weight_percent: Percent | None = Field(None, description="All weights together make 100 %.")
    lowest: Number = Field(Decimal(1), description="The lowest rating anybody may give.")
    highest: Number = Field(Decimal(5), description="The highest rating anybody may give.")
    less_is_better: bool = Field(False, description="For costs and risks.")  # noqa: FBT003 - pydantic's own form
    lowest_means: Text | None = Field(None, description="The rubric: when is the lowest rating right?")
    highest_means: Text | None = Field(None, description="The rubric: when is the highest rating right?")
    core_value: Annotated[Slug, References("core_value")] | None = Field(
        None, description="The core value this criterion stands for."
    )

    @model_validator(mode="after")
    def _has_a_scale(self) -> Self:
        refuse_disorder(lowest=self.lowest, highest=self.highest)
        if self.lowest == self.highest:
            raise ValueError(f"lowest and highest are both {self.lowest}; a scale needs two ends")
        return self


class Rating(Entity):
    """What one person gives an initiative on one criterion (S60)."""

    OWNER = "initiative"
    UNIQUE = (("initiative", "criterion", "by"),)

    initiative: Annotated[Slug, References("initiative")]
    criterion: Annotated[Slug, References("criterion")]
    by: Line | None = Field(None, description="Whose rating it is; empty for the group's.")
    value: Number
    reason: Text | None = None
    rated_on: Day | None = None
