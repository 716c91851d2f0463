"""Assumptions: the figures that several cases rest on, each known only as a range."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.entity import Entity, Line, Name, Number, References, Slug, Text


def refuse_disorder(**values: object) -> None:
    """Refuse *values* that are given but not in ascending order, naming the first pair that is not.

    Raises:
        ValueError: a later value is below an earlier one.
    """
    given = [(name, value) for name, value in values.items() if value is not None]
    for (name, value), (next_name, next_value) in pairwise(given):
        if value > next_value:  # type: ignore[operator]
            raise ValueError(f"{name} ({value}) is above {next_name} ({next_value})")


class Bounds(StrEnum):
    """What the low and the high of a range mean."""

    EXTREMES = "extremes"
    """It cannot be lower or higher."""
    P10_P90 = "p10-p90"
    """One time in ten it is lower, one time in ten higher."""


class Assumption(Entity):
    """A figure that cases rest on and that holds for all of them at once (S55)."""

    UNIQUE = (("name",),)

    name: Name
    unit: Line | None = Field(None, description="What it counts: customers a year, EUR a booking …")
    low: Number | None = Field(None, description="As it may be if it turns out small.")
    likely: Number | None = None
    high: Number | None = Field(None, description="As it may be if it turns out large.")
    is_percent: bool = Field(
        False,  # noqa: FBT003 - pydantic's own form
        title="Percent",
        description="The figures are percents: 5 counts as 0.05.",
    )
    bounds: Bounds = Field(Bounds.EXTREMES, description="What low and high mean.")
    evidence: Annotated[Slug, References("evidence")] | None = Field(None, description="On what the figure rests.")
    remark: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_disorder(low=self.low, likely=self.likely, high=self.high)
        return self
