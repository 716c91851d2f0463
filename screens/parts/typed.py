"""What a person typed in a form, as a value; and a value as a person would type it.

Lenient where nothing can be misunderstood, and in our own words where something can.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from pydantic import ValidationError

from domain.edits import noun
from domain.entity import Facts
from domain.plan import Plan
from domain.records import BY_NAME
from domain.text import UNSAFE, clean_text, counted

_NUMBER = re.compile(r"[+-]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})", re.ASCII)
_BLANK_OF_THOUSANDS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_DAYS_ON = re.compile(r"[+−-]\d{1,6}")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})")
_CONTROL = re.compile(f"[{UNSAFE}\ud800-\udfff]")
_LINE_ENDS = frozenset("\t\n\r\v\f\x85\u2028\u2029")


def shown(facts: Facts, value: object) -> str:
    """*value* as a person would type it; empty where there is none."""
    match value:
        case None:
            return ""
        case tuple():
            return "\n".join(shown(facts, item) for item in value)
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def read(facts: Facts, raw: str, plan: Plan, today: date) -> object:
    """The value that *raw* stands for in a field; None, or an empty list, where it is blank.

    Raises:
        ValueError: it stands for none; the message says what was found and what is allowed.
    """
    text = clean_text(raw, multiline=facts.prose or facts.many)
    if facts.many:
        one = replace(facts, many=False)
        return tuple(read(one, line, plan, today) for line in text.splitlines() if line.strip())
    if not text:
        if not facts.optional:
            raise ValueError(f"Needed: {allowed(facts)}.")
        return None
    value = _reference(facts, text, plan) if facts.target else _plain_value(facts, text, today)
    if value is None:
        raise ValueError(refusal(facts, text))
    return value


def _reference(facts: Facts, text: str, plan: Plan) -> str | None:
    return text if plan.find(BY_NAME[facts.target], text) else None


def _plain_value(facts: Facts, text: str, today: date) -> object:
    """The value of *text*; None where it has none."""
    if issubclass(facts.type, StrEnum):
        return next((member for member in facts.type if member.value == text.casefold()), None)
    if facts.type is bool:
        return {"yes": True, "no": False}.get(text.casefold())
    if facts.type is date:
        return read_date(text, today)
    if facts.type is int:
        number = read_number(text.removesuffix(facts.unit), places=0)
        return None if number is None else int(number)
    return read_number(text.removesuffix(facts.unit), places=facts.places) if facts.type is Decimal else text


def read_number(text: str, *, places: int | None = None) -> Decimal | None:
    """The number in *text*, with a point or a comma before at most *places* decimals; None where it is none.

    A point or comma is taken for one between thousands only where it can be nothing else: `1.250` is not 1250.

    >>> read_number("1 250,5"), read_number("1.250,50"), read_number("−.5"), read_number("1.250", places=2)
    (Decimal('1250.5'), Decimal('1250.50'), Decimal('-0.5'), None)
    """
    plain = _BLANK_OF_THOUSANDS.sub("", text.strip().replace("−", "-"))
    if {".", ","} <= set(plain):
        plain = _without_thousands(plain, min(".,", key=plain.rindex))
    else:
        for mark in ".,":
            plain = _without_thousands(plain, mark) if plain.count(mark) > 1 else plain
    plain = plain.replace(",", ".", 1)
    if not _NUMBER.fullmatch(plain) or (places is not None and len(plain.partition(".")[2]) > places):
        return None
    return Decimal(plain)


def _without_thousands(number: str, mark: str) -> str:
    return re.sub(rf"(?<=\d)\{mark}(?=\d{{3}}(?!\d))", "", number)


def read_date(text: str, today: date) -> date | None:
    """The date in *text*: year first, day first, `today`, or so many days from *today*; None where it is none.

    >>> read_date("31-1-2027", date(2027, 1, 1)), read_date("+30", date(2027, 1, 1))
    (datetime.date(2027, 1, 31), datetime.date(2027, 1, 31))
    """
    if text.casefold() == "today":
        return today
    try:
        if _DAYS_ON.fullmatch(text):
            return today + timedelta(days=int(text.replace("−", "-")))
        if found := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except (ValueError, OverflowError):
        return None
    return None


def allowed(facts: Facts) -> str:
    """What may be filled in, in the words of a form."""
    if facts.target:
        word = noun(BY_NAME[facts.target])
        return f"{'an' if word[0] in 'aeiou' else 'a'} {word} in this engagement"
    if facts.many:
        return f"one a line, each {replace(facts, many=False).allowed}"
    if facts.type is bool:
        return "yes or no"
    if facts.type is date:
        return "a date: 2027-01-31, 31-1-2027, today, or +30 for in 30 days"
    return facts.allowed + (f" with at most {counted(facts.places, 'decimal')}" if facts.places else "")


def refusal(facts: Facts, text: str) -> str:
    """Why *text* will not do: what was found, and what is allowed."""
    found = f"“{text}”" if len(text) <= 40 else f"“{text[:30]}…” ({counted(len(text), 'character')})"
    return f"{found} is not {allowed(facts)}."


def in_words_of(error: ValueError) -> str:
    """What *error* says a person should know; of pydantic's, which are many lines, the first."""
    return error.errors()[0]["msg"].removeprefix("Value error, ") if isinstance(error, ValidationError) else str(error)


def removed_by_cleaning(text: str) -> int:
    """How many control characters cleaning takes out of *text*."""
    return sum(found not in _LINE_ENDS for found in _CONTROL.findall(text))
