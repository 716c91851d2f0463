"""Telling one format from another, and going in and out by any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from domain.engagement import Engagement
from domain.errors import CannotCreate, NoSuchInput
from domain.journey import Horizon, Journey
from domain.plan import Edit, Plan
from domain.secrecy import public
from domain.session import Ballot, Session
from domain.text import clean_text, counted
from storage.connection import explained
from storage.formats import SUFFIXES
from storage.store import Store

LONGEST_TITLE = 200
SQLITE = b"SQLite format 3\0"
_MERMAID_NAMES = (".mmd", ".mermaid", ".md", ".markdown")
_MERMAID_START = re.compile(
    r"\s*(?:---\s*\n|%%|journey\b)|[\s\S]*?^[ \t]*(?:```|~~~|:::)[ \t]*\{?\.?mermaid", re.MULTILINE
)


def is_engagement(path: Path) -> bool:
    """Whether *path* is a database rather than a text file.

    Raises:
        NoSuchInput, NoPermission: it cannot be read.
    """
    with explained(path):
        if not path.is_file():  # what a pipe gives is gone once it is looked at
            return False
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE


def engagement_named(name: str) -> Plan:
    """A plan with nothing in it but an engagement called *name*."""
    return Plan.of([Engagement(id=Engagement.ONLY, name=title_of(name) or name)])


def title_of(name: str) -> str:
    """A title made of the name of a file without its suffix; empty where there are no words in it."""
    words = clean_text(name.replace("-", " ").replace("_", " "))[:LONGEST_TITLE].strip()
    return words[:1].upper() + words[1:]


def created(  # noqa: PLR0913 - who, when and from what
    path: Path, *, author: str, session: str, raw: bytes = b"", source: str = "", kind: str | None = None
) -> tuple[Path, Plan, tuple[str, ...]]:
    """Make a new engagement at *path*, filled from *raw* where there is any.

    Returns:
        Where it is, with the usual suffix if *path* had none; what is in it; what whoever made it should know.

    Raises:
        CannotCreate: the file exists.
        BadInput: *raw* cannot be taken in; no file was made.
    """
    if not path.name or path.is_dir():
        raise CannotCreate(f"{path} is a folder; name a file, such as client.klantreis.")
    if not path.suffix:
        path = path.with_suffix(".klantreis")
    if path.exists() or path.is_symlink():
        raise CannotCreate(f"{path} exists already. Choose another name, or open it: klantreis {path}")
    plan = engagement_named(clean_text(path.stem) or "engagement")
    notes: tuple[str, ...] = ()
    if source:
        edit, notes = edit_from(plan, raw, source, kind=kind)
        plan = plan.apply(edit)
    Store.create(path, plan, author=author, session=session)
    return path, plan, notes


def edit_from(
    plan: Plan, raw: bytes, source: str, *, kind: str | None = None, keep: bool = False
) -> tuple[Edit, tuple[str, ...]]:
    """The edit that takes *raw* into *plan*, and what whoever imports should know of it, a sentence each.

    Args:
        plan: what there is now.
        raw: the bytes of the file.
        source: the name of the file, for messages and to tell the format by.
        kind: `toml` or `mermaid`; None to tell by name and content.
        keep: leave what a TOML file does not mention; Mermaid never removes anything.

    Raises:
        BadInput: with everything that is wrong with it.
    """
    if (kind or _kind_of(raw, source)) == "mermaid":
        from storage.formats.mermaid import journeys_from  # noqa: PLC0415 - the other format is not wanted
        from storage.formats.source import decoded  # noqa: PLC0415

        return journeys_from(decoded(raw, source), plan, source=source)
    from storage.formats.toml import import_edit, read  # noqa: PLC0415

    document = read(raw, source)
    removed = (f"Took out {counted(document.removed, 'control character')}.",) if document.removed else ()
    return import_edit(plan, document, keep=keep), removed


def _kind_of(raw: bytes, source: str) -> str:
    suffix = Path(source).suffix.lower()
    if suffix == ".toml":
        return "toml"
    start = raw[:100_000].decode("utf-8-sig", "replace")
    return "mermaid" if suffix in _MERMAID_NAMES or _MERMAID_START.match(start) else "toml"


def exported(plan: Plan, kind: str, *, today: date, journeys: Sequence[str] = (), view: str = "map") -> str:
    """*plan* as `toml`, its `roadmap`, or its journeys in one of the other formats; without secret ballots.

    Args:
        plan: what to write.
        kind: one of `SUFFIXES`, or `roadmap`.
        today: the day by which evidence and maps age.
        journeys: the ids or names of those that are wanted; all where there is none, and for a picture the first
            current one.
        view: one of `VIEWS`.

    Raises:
        NoSuchInput: there is no such journey.
    """
    # Each format is imported when it is wanted, and only then.
    whole, plan = plan, public(plan)
    match kind:
        case "toml":
            from storage.formats.toml import written  # noqa: PLC0415

            return written(plan, note=withheld(whole))
        case "roadmap":
            from domain.roadmap import roadmap_of  # noqa: PLC0415
            from storage.formats.roadmap import roadmap_text  # noqa: PLC0415

            return roadmap_text(roadmap_of(plan))
        case "mermaid":
            from storage.formats.mermaid import diagrams  # noqa: PLC0415

            return diagrams(plan)
        case _:
            return _told(plan, kind, today, journeys_named(plan, journeys), view)


def withheld(plan: Plan) -> str:
    """What does not go out of *plan* because it is secret, as a sentence; empty where nothing is."""
    shown = public(plan)
    names = [f"“{each.name}”" for each in plan.all(Session) if plan.parts(Ballot, each) != shown.parts(Ballot, each)]
    return f"Without the ballots of {', '.join(names)}: they are secret until it is revealed." if names else ""


def _told(plan: Plan, kind: str, today: date, named: Sequence[Journey], view: str) -> str:
    from domain.lanes import BLUEPRINT, MAP  # noqa: PLC0415 - as above

    wanted, lanes = named or plan.all(Journey), BLUEPRINT if view == "blueprint" else MAP
    match kind:
        case "markdown":
            from storage.formats.markdown import report  # noqa: PLC0415

            return report(plan, wanted, today, lanes)
        case "csv":
            from storage.formats.csv import table  # noqa: PLC0415

            return table(plan, wanted, today)
        case "html":
            from storage.formats.html import page  # noqa: PLC0415

            return page(plan, wanted, today, lanes)
        case _:
            from storage.formats.svg import drawn, dreams_of  # noqa: PLC0415

            journey = named[0] if named else _first(plan)
            return drawn(plan, journey, named[1:] or dreams_of(plan, journey), today=today, view=lanes)


def _first(plan: Plan) -> Journey:
    journeys = sorted(plan.all(Journey), key=lambda journey: journey.horizon is not Horizon.CURRENT)
    if not journeys:
        raise NoSuchInput("There is no journey to draw yet. Add one on the page Journeys.")
    return journeys[0]


def journeys_named(plan: Plan, names: Iterable[str]) -> tuple[Journey, ...]:
    """The journeys with these ids or names, in the order asked for.

    Raises:
        NoSuchInput: there is none of that name; the message lists those there are.
    """
    found: dict[str, Journey] = {}
    for name in names:
        wanted = name.strip().casefold()
        matching = [each for each in plan.all(Journey) if wanted in (each.id, each.name.casefold())]
        if not matching:
            there = "; ".join(f"{each.id} “{each.name}”" for each in plan.all(Journey)) or "none yet"
            raise NoSuchInput(f"There is no journey “{name}”. Give an id or a name: {there}.")
        found.update((each.id, each) for each in matching)
    return tuple(found.values())


def file_name(engagement: Path, kind: str) -> Path:
    """The file beside *engagement* that an export of this *kind* goes to."""
    return engagement.with_name("roadmap.toml") if kind == "roadmap" else engagement.with_suffix(SUFFIXES[kind])
