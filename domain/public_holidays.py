"""Public holidays of a country, as days on which nobody at the client works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.calendar import DAYS_OFF
from domain.edits import STEP
from domain.engagement import Holiday
from domain.errors import Refused
from domain.plan import Change, Edit, NewIds, Plan
from domain.text import clean_text, counted

ENGLISH = "en_US"
_LONGEST = 190
"""Letters of a name that leave room for a year behind it."""


def public_holidays(country: str, years: Iterable[int], region: str = "") -> Mapping[date, str]:
    """The public holidays of *country* in *years* by day, named in English where that is known.

    Args:
        country: two capitals after ISO 3166, such as NL.
        years: in any order.
        region: a part of the country after ISO 3166-2 that has days of its own, such as BY; empty for none.

    Raises:
        Refused: nothing is known of such a country or region.
    """
    import holidays  # noqa: PLC0415 - 2 MB, for one command

    country = country.upper()
    known = holidays.list_supported_countries()
    if len(country) != 2 or country not in known:
        code = "give two capitals after ISO 3166, such as NL"
        raise Refused(f"No public holidays are known for a country “{clean_text(country)}”: {code}.")
    if region and region not in known[country]:
        regions = f"there are {', '.join(known[country])}" if known[country] else "it has none"
        raise Refused(f"No region “{clean_text(region)}” of {country} is known: {regions}.")
    is_english = ENGLISH in holidays.list_localized_countries().get(country, ())
    found = holidays.country_holidays(
        country, subdiv=region or None, years=sorted(years), language=ENGLISH if is_english else None
    )
    return {day: clean_text(name) for day, name in sorted(found.items())}


def filled(plan: Plan, days: Mapping[date, str], whose: str) -> Edit | None:
    """Add those of *days* that are not off yet in *plan*, each with its name and year; None where none is missing.

    A day of the weekend is off without it.
    """
    taken = [(each.starts_on, each.ends_on or each.starts_on) for each in plan.all(Holiday)]
    weekend = DAYS_OFF[plan.engagement.weekend]
    missing = [
        day
        for day in sorted(days)
        if day.weekday() not in weekend and not any(start <= day <= end for start, end in taken)
    ]
    if not missing:
        return None
    new_ids = NewIds(plan)
    present = plan.all(Holiday)
    position = present[-1].position + STEP if present else 0
    changes = []
    for n, day in enumerate(missing):
        name = f"{days[day][:_LONGEST]} {day.year}"
        id = new_ids.free(Holiday, name)
        changes.append(
            Change(None, Holiday(id=id, name=name, starts_on=day, ends_on=None, position=position + STEP * n))
        )
    return Edit(f"Add {counted(len(missing), 'public holiday')} of {whose}", tuple(changes))
