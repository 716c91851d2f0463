"""The kernel every record shares: identity, place among its siblings, and what is declared of each field.

An entity is a frozen pydantic model, and its annotations are the only place a field is declared. `fields_of`
reads them once; tables, forms, TOML, the JSON Schema and the glossary are all derived from what it returns.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeVar, Union, cast, get_args, get_origin

import annotated_types as at
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from domain.text import LONGEST_ID, UNSAFE, checked_slug


@dataclass(frozen=True, slots=True)
class References:
    """Marks a field as the id of a record of another kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Marks what a number counts."""

    of: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Marks text that may run over several lines."""


_SAFE_LINE = f"^[^{UNSAFE}]*$"
_SAFE_PROSE = _SAFE_LINE.replace("\\u0000-\\u001f", "\\u0000-\\u0009\\u000b-\\u001f")

Slug = Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(checked_slug)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_SAFE_LINE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=_SAFE_LINE)]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=_SAFE_PROSE), Prose()
]
Percent = Annotated[int, Field(ge=0, le=100), Unit("%")]
Five = Annotated[int, Field(ge=1, le=5)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Days = Annotated[int, Field(ge=0, le=36_500), Unit("days")]
WorkingDays = Annotated[int, Field(ge=0, le=36_500), Unit("working days")]
PersonDays = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2), Unit("person-days")]
Money = Annotated[Decimal, Field(ge=-900_000_000_000_000, le=900_000_000_000_000, decimal_places=2), Unit("money")]
Number = Annotated[Decimal, Field(ge=-900_000_000_000_000, le=900_000_000_000_000, decimal_places=6)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]


class Entity(BaseModel):
    """A record: one row, one id, one place among its siblings."""

    # A kind that no record of is read or made never costs its validator: most of the time to start goes there.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    KIND: ClassVar[str] = "entity"
    """The word for this kind of record in files, tables and references."""
    OWNER: ClassVar[str] = ""
    """The reference to the record this one is a part of; empty where it stands by itself."""
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Sets of fields no two records may share; a set with an empty field never clashes."""

    OF_ITS_OWN: ClassVar[tuple[str, ...]] = ()
    """What holds for a record alone, so that a copy of it starts without."""

    id: Slug = Field(description="Made from the first name and never changed by a rename.")
    position: int = Field(0, ge=-(2**53), le=2**53, description="The place among its siblings; gaps are normal.")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.KIND = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def belongs_to(self) -> str:
        """The id of the record this one is a part of; empty where it stands by itself."""
        return cast("str", getattr(self, self.OWNER)) if self.OWNER else ""

    @property
    def title(self) -> str:
        """What a person would call this record."""
        return str(getattr(self, "name", None) or self.id)


E = TypeVar("E", bound=Entity)


def revise(entity: E, /, **changes: Any) -> E:
    """Return a copy of *entity* with *changes*, validated as a whole.

    Raises:
        pydantic.ValidationError: the result would break a bound or a rule of the record.
    """
    # `model_copy(update=...)` would skip every validator.
    return type(entity).model_validate(vars(entity) | changes)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is declared of one field.

    Attributes:
        type: str, int, Decimal, bool, date or a StrEnum, of the value or of each item of a list.
        many: whether the field holds a list.
        optional: whether it may be absent.
        target: the kind of record it refers to; empty where it holds a plain value.
        least, most: the bounds of a number; None where there are none.
        longest: the most characters a text may have; None where the type says it all.
    """

    name: str
    title: str
    help: str
    unit: str
    type: type
    many: bool
    optional: bool
    default: Any
    target: str
    prose: bool
    least: Decimal | None
    most: Decimal | None
    shortest: int
    longest: int | None
    places: int | None

    @property
    def choices(self) -> tuple[str, ...]:
        """The values an enumeration allows, in order; empty for other types."""
        return tuple(member.value for member in self.type) if issubclass(self.type, StrEnum) else ()

    @property
    def allowed(self) -> str:
        """What may be filled in, in words a person reads under a field or in an error."""
        if self.choices:
            what = "one of " + ", ".join(self.choices)
        elif self.target:
            what = f"the id of {_a(self.target.replace('_', ' '))}"
        else:
            what = {str: "text", int: "a whole number", Decimal: "a number", bool: "true or false", date: "a date"}[
                self.type
            ]
        if self.type is str and not self.target:
            bounds = str(self.longest) if self.shortest == self.longest else f"{self.shortest} to {self.longest:,}"
            what += f" of {bounds} characters".replace(",", " ")
        if self.least is not None and self.most is not None and self.type is not date:
            what += f" from {_plain(self.least)} to {_plain(self.most)}"
        return f"a list, each {what}" if self.many else what


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _plain(number: Decimal) -> str:
    return f"{number:,}".replace(",", " ").replace("-", "−")


@cache
def fields_of(kind: type[Entity]) -> Mapping[str, Facts]:
    """What is declared of each field of *kind*, in the order of declaration, the id and position first."""
    return MappingProxyType({name: _facts(name, info) for name, info in kind.model_fields.items()})


def _facts(name: str, info: FieldInfo) -> Facts:
    base, many, optional = _unwrapped(info.annotation)
    marks = [*_marks(info.metadata), *_marks(get_args(info.annotation)), *_inner_marks(info.annotation)]
    found = {type(mark): mark for mark in reversed(marks)}
    least, most = found.get(at.Ge), found.get(at.Le)
    short, long = found.get(at.MinLen), found.get(at.MaxLen)
    places = next((m.decimal_places for m in marks if getattr(m, "decimal_places", None) is not None), None)
    return Facts(
        name=name,
        title=info.title or name.replace("_percent", "").replace("_", " ").capitalize(),
        help=info.description or "",
        unit=found[Unit].of if Unit in found else "",
        type=base,
        many=many,
        optional=optional or many,
        default=info.get_default() if not info.is_required() else None,
        target=found[References].kind if References in found else "",
        prose=Prose in found,
        least=_bound(least.ge) if least else None,
        most=_bound(most.le) if most else None,
        shortest=short.min_length if short else 0,
        longest=long.max_length if long else None,
        places=places,
    )


def _bound(value: Any) -> Decimal | None:
    return None if isinstance(value, date) else Decimal(str(value))


def _unwrapped(annotation: Any) -> tuple[type, bool, bool]:
    """The bare type of *annotation*, whether it is a list of them, and whether None will do."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        [arm] = [arm for arm in get_args(annotation) if arm is not type(None)]
        base, many, _ = _unwrapped(arm)
        return base, many, True
    if origin is tuple:
        base, _, optional = _unwrapped(get_args(annotation)[0])
        return base, True, optional
    return cast("type", annotation), False, False


def _inner_marks(annotation: Any) -> Iterator[Any]:
    """The marks of the arms of a union and of the items of a list."""
    for arm in get_args(annotation):
        if get_origin(arm) is Annotated:
            yield from _marks(get_args(arm)[1:])
        yield from _inner_marks(arm)


def _marks(metadata: Any) -> Iterator[Any]:
    """The single marks in *metadata*, however pydantic packed them."""
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            yield from _marks(mark.metadata)
        elif isinstance(mark, StringConstraints):  # the only mark of several that pydantic leaves whole
            yield from mark
        else:
            yield mark


@cache
def references_of(kind: type[Entity]) -> Mapping[str, Facts]:
    """The fields of *kind* that refer to other records."""
    return MappingProxyType({name: facts for name, facts in fields_of(kind).items() if facts.target})


def ids_in(entity: Entity, name: str) -> tuple[str, ...]:
    """The ids the reference *name* of *entity* holds: none, one or many."""
    value = getattr(entity, name)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (cast("str", value),)
