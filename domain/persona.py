"""Personas: the faces of the customer base, and what each of them needs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.entity import Count, Entity, Five, Line, Money, Name, Percent, References, Slug, Text, Unit


class PersonaKind(StrEnum):
    """What somebody is to the client (S8)."""

    CUSTOMER = "customer"
    PROSPECT = "prospect"
    EMPLOYEE = "employee"
    CANDIDATE = "candidate"
    PRODUCT_OWNER = "product owner"
    CITIZEN = "citizen"
    PARTNER = "partner"


class Persona(Entity):
    """A person in the target group, with needs and preferences of their own (S3)."""

    UNIQUE = (("name",),)

    name: Name
    kind: PersonaKind = Field(PersonaKind.CUSTOMER, description="What this person is to the client.")
    segment: Line | None = Field(None, description="The part of the customer base this face stands for.")
    share_percent: Percent | None = Field(
        None, description="Share of the customers; all personas of a kind make 100 %."
    )
    yearly_number: Annotated[Count, Unit("people a year")] | None = Field(
        None, title="People a year", description="How many such people come by in a year."
    )
    yearly_value: Money | None = Field(
        None, title="Value a year", description="What one such person is worth to the client in a year."
    )
    quote: Text | None = Field(None, description="One sentence they really said.")
    story: Text | None = Field(None, description="Who they are and what they are after, in a few sentences.")
    frustrations: tuple[Line, ...] = Field((), description="What annoys them about this kind of service.")
    preferences: tuple[Line, ...] = Field((), description="How they like things done.")
    channels: tuple[Line, ...] = Field((), description="Where they would rather be served, best first.")
    promoters: Annotated[Count, Unit("people")] | None = Field(
        None, description="How many gave a 9 or 10 on how likely they are to recommend."
    )
    passives: Annotated[Count, Unit("people")] | None = Field(None, description="How many gave a 7 or 8.")
    detractors: Annotated[Count, Unit("people")] | None = Field(None, description="How many gave a 6 or less.")


class Need(Entity):
    """Something a persona wants to get done or to feel."""

    OWNER = "persona"

    persona: Annotated[Slug, References("persona")]
    name: Name
    importance: Five | None = Field(None, description="1 nice to have … 5 they leave without it.")
    satisfaction: Five | None = Field(None, description="How well it is met today: 1 not at all … 5 fully.")
