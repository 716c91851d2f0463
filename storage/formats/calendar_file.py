"""The roadmap as a calendar file (iCalendar, RFC 5545): milestones, and where asked when items start and finish.

Days without a time, so that no time zone moves them. Uids are made from ids, so that a calendar that takes in a newer
file moves what it has. Calendars are shared widely: nothing goes in but names and days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from domain.roadmap import Roadmap

_DAY = timedelta(days=1)


def calendar_file(roadmap: Roadmap, today: date, *, with_items: bool = False) -> str:
    """*roadmap* as an iCalendar document, with CRLF line ends.

    Args:
        roadmap: where milestones and items are from.
        today: the day it is written on: the stamp of every event.
        with_items: also a day for the start and one for the finish of every item that has them.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - only where it is wanted

    calendar = Calendar()
    calendar.add("prodid", "-//klantreis//roadmap//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", roadmap.engagement)
    calendar.add("x-wr-calname", roadmap.engagement)
    for of, day, summary, description in _days(roadmap, with_items=with_items):
        event = Event()
        event.add("uid", _uid(roadmap, of))
        event.add("dtstamp", datetime.combine(today, time(), UTC))
        event.add("dtstart", day)
        event.add("dtend", day + _DAY)
        event.add("summary", summary)
        if description:
            event.add("description", description)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical(), encoding="utf-8")


def _days(roadmap: Roadmap, *, with_items: bool) -> Iterator[tuple[str, date, str, str]]:
    """What each event is made of: what its uid is made from, its day, its title and what it says."""
    names = {item.id: item.name for item in roadmap.items}
    due = ((each.due, each) for each in roadmap.milestones if each.due)
    for day, milestone in sorted(due, key=lambda each: (each[0], each[1].id)):
        hangs_on = ", ".join(names[id] for id in milestone.initiatives)
        yield f"milestone/{milestone.id}", day, milestone.name, f"It hangs on: {hangs_on}" if hangs_on else ""
    for item in roadmap.items if with_items else ():
        if item.start:
            yield f"start/{item.id}", item.start, f"Start: {item.name}", ""
        if item.finish:
            yield f"finish/{item.id}", item.finish, f"Finish: {item.name}", ""


def _uid(roadmap: Roadmap, of: str) -> str:
    """An id that stays as long as the engagement is called the same: a digest, so that it tells nothing (RFC 7986)."""
    digest = hashlib.sha256(f"{roadmap.generated_from}/{roadmap.engagement}/{of}".encode()).hexdigest()
    return f"{digest[:32]}@klantreis"
