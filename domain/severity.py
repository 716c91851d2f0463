"""How much something that is the matter with a plan harms."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How much a problem harms, worst first."""

    MUST = "must"
    """The plan contradicts itself, or a figure built on it is wrong."""
    SHOULD = "should"
    """The method asks for it; without it the outcome will not hold."""
    COULD = "could"
    """The outcome would be the better for it."""
