"""Criteria: what the group weighs initiatives on, on scales that are anchored before anybody scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.assumption import refuse_disorder
from domain.entity import Day, Entity, Line, Name, Number, Percent, References, Slug, Text


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


class Judgement(Entity):
    """How much more one criterion counts than another, as somebody sees it; weights follow from all of them."""

    OWNER = "criterion"
    UNIQUE = (("criterion", "than", "by"),)

    criterion: Annotated[Slug, References("criterion")]
    than: Annotated[Slug, References("criterion")] = Field(description="The criterion it is held against.")
    times: Annotated[Decimal, Field(ge=Decimal("0.111111"), le=9, decimal_places=6)] = Field(
        description="1 counts as much, 3 somewhat more, 5 clearly, 7 much, 9 incomparably more; 1/3 … 1/9 less."
    )
    by: Line | None = Field(None, description="Whose judgement it is; empty for the group's.")
    reason: Text | None = None
