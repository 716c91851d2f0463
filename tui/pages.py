"""Which page is which; each loads when it is first wanted."""

from __future__ import annotations

from datetime import date

from screens.home import Home
from screens.page import Page
from screens.subjects import CASES, GAPS, HOME, JOURNEYS, PEOPLE, PERSONAS, ROADMAP, SESSION, SUBJECTS


def new_page(number: int, *, today: date, author: str) -> Page:
    """The page with this number."""
    if number == HOME:
        return Home(today=today, author=author)
    from screens.cases import Cases  # noqa: PLC0415 - only Home is needed for the first picture
    from screens.gaps import Gaps  # noqa: PLC0415
    from screens.journeys import Journeys  # noqa: PLC0415
    from screens.people import People  # noqa: PLC0415
    from screens.personas import Personas  # noqa: PLC0415
    from screens.records import Records  # noqa: PLC0415
    from screens.roadmap import Roadmap  # noqa: PLC0415
    from screens.session import Sessions  # noqa: PLC0415

    [subject] = [subject for subject in SUBJECTS if subject.number == number]
    kinds = {
        PERSONAS: Personas,
        JOURNEYS: Journeys,
        GAPS: Gaps,
        CASES: Cases,
        SESSION: Sessions,
        ROADMAP: Roadmap,
        PEOPLE: People,
    }
    kind = kinds.get(number, Records)
    return kind(subject, today=today, author=author)


def load_all() -> None:
    """Load every page, so that the first turn to one does not wait for it."""
    import screens.cases  # noqa: PLC0415
    import screens.gaps  # noqa: PLC0415
    import screens.journeys  # noqa: PLC0415
    import screens.people  # noqa: PLC0415
    import screens.personas  # noqa: PLC0415
    import screens.roadmap  # noqa: PLC0415
    import screens.session  # noqa: PLC0415, F401 - as said
