"""What goes out, by format: what the storage writes, and the map as characters, which the screens draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from storage.formats import AUDIENCES, OF_A_CASE, OF_A_ROADMAP, OF_JOURNEYS, SUFFIXES

if TYPE_CHECKING:
    from domain.plan import Plan
    from storage.formats.roadmaps import Asked

TEXT, WIDTH = "text", 120
ENDINGS = {**SUFFIXES, TEXT: ".txt"}
"""What the files of each format end with."""
ENDINGS_OF_A_CASE = {kind: SUFFIXES[kind] for kind in OF_A_CASE}
"""The same of a business case."""
NAMES = {"case": "-case.md", "ranking": "-ranking.csv", "slippage": "-slippage.md"}
"""What the names of files about initiatives, and about what became of a baseline, end with."""
ENDINGS_OF_A_ROADMAP = {**OF_A_ROADMAP, TEXT: ".txt"}
"""The same of the roadmap."""
OF_ROADMAP = "roadmap-"
"""What kinds begin with that are the roadmap in a format or for an audience: `roadmap-svg`, `roadmap-team`."""
TELLING = (*OF_JOURNEYS, TEXT)
"""The formats that tell of one journey or of several, as asked."""


def given(  # noqa: PLR0913 - what, how and of whom
    plan: Plan, kind: str, today: date, *, of: Sequence[str] = (), view: str = "map", width: int = WIDTH
) -> str:
    """*plan* in the format *kind*, or as its roadmap, its business `case` or its `ranking`; without secret ballots.

    Args:
        plan: what to write.
        kind: one of `ENDINGS` or `NAMES`, `roadmap`, or what begins with `OF_ROADMAP`.
        today: the day by which evidence and maps age.
        of: the ids or names of the journeys that are wanted, the ids of the initiatives; all where there is none. Of
            what became of a baseline, its id and that of a later one; the last one where there is none.
        view: a map, or a blueprint.
        width: cells of a line of text.

    Raises:
        NoSuchInput: there is no such journey, or no baseline.
        Damaged: a baseline cannot be read.
    """
    # Each format is imported when it is wanted, and only then.
    from domain.secrecy import public  # noqa: PLC0415
    from storage.formats.exchange import exported, journeys_named  # noqa: PLC0415

    if kind == "slippage":
        return _slippage(plan, of)
    if kind in NAMES:
        return _of_initiatives(public(plan), kind, today, of)
    if kind.startswith(OF_ROADMAP):
        from storage.formats.roadmaps import Asked  # noqa: PLC0415

        what = kind.removeprefix(OF_ROADMAP)
        told, asked = ("html", Asked(audience=what)) if what in AUDIENCES else (what, Asked())
        return roadmap_given(public(plan), told, today, asked, width=width)
    if kind != TEXT:
        return exported(plan, kind, today=today, journeys=of, view=view)
    from domain.journey import Journey  # noqa: PLC0415
    from screens.map_text import map_text  # noqa: PLC0415

    plan = public(plan)
    return map_text(plan, journeys_named(plan, of) or plan.all(Journey), today, view=view, width=width)


def roadmap_given(plan: Plan, kind: str, today: date, asked: Asked | None = None, *, width: int = WIDTH) -> str:
    """The roadmap of *plan*, which is public, in the format *kind*, one of `ENDINGS_OF_A_ROADMAP`."""
    from storage.formats.roadmaps import Asked, roadmap_as  # noqa: PLC0415 - as above

    asked = asked or Asked()
    if kind != TEXT:
        return roadmap_as(plan, kind, today, asked)
    from screens.roadmap_text import roadmap_text  # noqa: PLC0415

    return roadmap_text(plan, today, by=asked.by, width=width)


def _of_initiatives(plan: Plan, kind: str, today: date, of: Sequence[str]) -> str:
    from domain.initiative import Initiative  # noqa: PLC0415 - as above
    from domain.paths import live  # noqa: PLC0415

    if kind == "ranking":
        from domain.ranking.methods import METHODS  # noqa: PLC0415
        from storage.formats.ranking import ranking  # noqa: PLC0415

        return ranking(plan, tuple(METHODS), today, "csv")
    from storage.formats.case import written  # noqa: PLC0415

    return written(plan, [each for id in of if (each := plan.find(Initiative, id))] or tuple(live(plan)), today)


def _slippage(plan: Plan, of: Sequence[str]) -> str:
    from domain.baselines import plan_then  # noqa: PLC0415 - as above
    from domain.errors import NoSuchInput  # noqa: PLC0415
    from domain.milestone import Baseline  # noqa: PLC0415
    from domain.secrecy import public  # noqa: PLC0415
    from storage.formats.slippage import report  # noqa: PLC0415

    every = sorted(plan.all(Baseline), key=lambda each: (each.taken_on, each.position))
    wanted = [each for id in of if (each := plan.find(Baseline, id))] or every[-1:]
    if not wanted:
        raise NoSuchInput("There is no baseline yet to tell what became of. Take one on page 7 with B.")
    names = [f"{each.name} ({each.taken_on})" for each in wanted]
    before, after = (public(each, plan) for each in (*map(plan_then, wanted[:2]), plan)[:2])
    return report(before, after, (names[0], names[1] if len(wanted) > 1 else "now"), "markdown")


def given_name(engagement: Path, kind: str) -> Path:
    """The file beside *engagement* that an export of this *kind* goes to."""
    from storage.formats.exchange import file_name  # noqa: PLC0415 - as above

    if kind in NAMES:
        return engagement.with_name(engagement.stem + NAMES[kind])
    if kind.startswith(OF_ROADMAP):
        ending = ENDINGS_OF_A_ROADMAP.get(what := kind.removeprefix(OF_ROADMAP), f"-{what}.html")
        return engagement.with_name(f"{engagement.stem}-roadmap{ending}")
    return engagement.with_suffix(ENDINGS[TEXT]) if kind == TEXT else file_name(engagement, kind)
