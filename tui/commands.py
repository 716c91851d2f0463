"""What each command does. stdout is data, stderr is talk."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.errors import CannotCreate, NoPermission, NoSuchInput, Refused, StaleEdit
from domain.text import UNSAFE, clean_text, counted
from storage.files import engagement_called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.difference import Difference
    from domain.plan import Edit, Plan
    from storage.store import Store
    from tui.configuration import Configuration

OK, DIFFERENT, USAGE = 0, 1, 2
MOST_TOLD = 50
"""Lines of talk about an import."""
MOST_LETTERS = 80
"""Letters of the name somebody joins by."""
MOST_ITERATIONS, MOST_SECONDS = 1_000_000, 86_400
"""Of a search for schedules, and of a proof."""
_UNSAFE = re.compile(f"(?!\n)[{UNSAFE}]")
"""What could drive a terminal; JSON itself escapes some of it only."""


def open_command(args: Namespace) -> int:
    """Open the screens on a file."""
    return _screens(engagement_called(args.file))


def join_command(args: Namespace) -> int:
    """Open the screens on the session that is open, to vote in it."""
    from dataclasses import replace

    from storage.store import Store
    from tui.configuration import configuration, new_session
    from tui.gate import refusal
    from tui.joining import join, session_to_join

    settings, path = configuration(), engagement_called(args.file)
    settings = replace(settings, author=clean_text(args.name)[:MOST_LETTERS] or settings.author)
    with ExitStack() as opened:
        store = opened.enter_context(Store.open(path, author=settings.author, session=new_session()))
        if store.read_only:
            raise NoPermission(f"{path} is open for reading only: {store.why_read_only}. Nobody can vote in it here.")
        session = session_to_join(store.plan, args.code)
        if why := refusal():
            _talk(why)
            return USAGE
        join(store, session, settings.author)
        opened.pop_all()
    return _on_screen(store, settings, voting_in=session.id)


def home_command(_args: Namespace) -> int:
    """Open the screens on the last engagement, or on Home where there is none."""
    from tui.configuration import recent_files

    recent = recent_files()
    return _screens(recent[0] if recent else None)


def _screens(path: Path | None) -> int:
    from tui.gate import refusal

    if why := refusal():
        _talk(why)
        return USAGE
    from tui.configuration import configuration, new_session

    settings = configuration()
    store = None
    if path is not None:
        from storage.store import Store

        store = Store.open(path, author=settings.author, session=new_session())
    return _on_screen(store, settings)


def _on_screen(store: Store | None, settings: Configuration, voting_in: str = "") -> int:
    from tui.configuration import remember, state_folder

    if store is not None:
        remember(store.path)
    from tui.app import Klantreis

    today = date.today()  # noqa: DTZ011 - the user's own day
    return Klantreis(store, settings, state=state_folder(), today=today, voting_in=voting_in).run_to_end()


def new_command(args: Namespace) -> int:
    """Create an engagement, empty or from something."""
    from storage.formats.exchange import created
    from storage.shipped import example
    from tui.configuration import configuration, new_session

    raw, source = example(args.example) if args.example else _source(args.source) if args.source else (b"", "")
    path, plan, notes = created(
        Path(args.file), author=configuration().author, session=new_session(), raw=raw, source=source
    )
    _tell(notes)
    _talk(f"Created {path} with {counted(len(plan), 'record')}. Open it: klantreis {path}")
    return OK


def import_command(args: Namespace) -> int:
    """Take in a file as one edit."""
    raw, source = _source(args.source)
    with _open(args, read_only=args.dry_run) as store:
        edit = _edit_from(store.plan, raw, source, args)
        return _made(store, edit, args, lambda: _agreed(edit, args), f"Imported {source}")


def _made(store: Store, edit: Edit, args: Namespace, agreed: Callable[[], bool], done: str) -> int:
    """Print what *edit* changes, and make it after a backup if that is what is wanted; *done* says what it was."""
    from domain.difference import difference, summary

    found = difference(store.plan, store.plan.apply(edit))
    _print_differences(found)
    if not found:
        _talk("Nothing changes.")
    elif args.dry_run:
        _talk(f"Would change: {summary(found)}. Nothing was changed.")
    elif not agreed():
        _talk("Nothing was changed. Add --yes to go ahead without a question.")
        return USAGE
    else:
        store.back_up(f"before-{args.command}")
        store.apply(edit)
        _talk(f"{done}: {summary(found)}. Take it back with: klantreis undo {args.file}")
    return OK


def capture_command(args: Namespace) -> int:
    """Take in an outline as one edit."""
    from domain.capture import UNNAMED, capture, meant
    from domain.difference import difference
    from domain.journey import Journey
    from domain.outline import parse
    from domain.persona import Persona
    from screens.parts.typed import removed_by_cleaning
    from storage.formats.exchange import title_of
    from storage.formats.source import decoded

    raw, source = _source(args.source)
    text = decoded(raw, source)
    outline = parse(text)
    with _open(args, read_only=args.dry_run) as store:
        plan = store.plan
        edit = capture(
            plan,
            outline,
            journey=meant(plan, Journey, args.journey) if args.journey else None,
            persona=meant(plan, Persona, args.persona) if args.persona else None,
            name=(args.source != "-" and title_of(Path(args.source).stem)) or UNNAMED,
            source=source,
        )
        if removed := removed_by_cleaning(text):
            _talk(f"Took out {counted(removed, 'control character')}.")
        _print_differences(difference(plan, plan.apply(edit)))
        much = ", ".join(outline.counts)
        if args.dry_run:
            _talk(f"Would add {much}. Nothing was changed.")
        else:
            store.apply(edit)
            _talk(f"Added {much}. Take it back with: klantreis undo {args.file}")
    return OK


def outline_command(args: Namespace) -> int:
    """Print a journey as an outline."""
    from domain.capture import meant
    from domain.journey import Journey
    from domain.outline import written

    with _shown(args) as plan:
        _write(args, written(plan, meant(plan, Journey, args.journey)))
    return OK


def _edit_from(plan: Plan, raw: bytes, source: str, args: Namespace) -> Edit:
    from storage.formats.exchange import edit_from

    edit, notes = edit_from(plan, raw, source, kind=getattr(args, "format", None), keep=getattr(args, "keep", False))
    _tell(notes)
    return edit


def _tell(notes: Iterable[str]) -> None:
    lines = list(notes)
    for note in lines[:MOST_TOLD]:
        _talk(note)
    if len(lines) > MOST_TOLD:
        _talk(f"… and {len(lines) - MOST_TOLD} more of the kind.")


def _agreed(edit: Edit, args: Namespace) -> bool:
    """Whether to go ahead: adding is not asked about, changing and removing is."""
    if args.yes or all(change.before is None for change in edit.changes):
        return True
    return args.source not in ("-", "/dev/stdin") and _says_yes()


def _says_yes(question: str = "Go ahead?") -> bool:
    """Whether whoever sits at the terminal says so; nobody does where there is none."""
    if not sys.stdin.isatty():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "j", "ja")


def export_command(args: Namespace) -> int:
    """Print the engagement in a format others read."""
    from storage.formats.exchange import withheld
    from tui.giving import ENDINGS, TELLING, given

    kind = args.format or next((kind for kind, suffix in ENDINGS.items() if args.out.endswith(suffix)), "toml")
    if args.journey and kind not in TELLING:
        _talk(f"{kind} holds all journeys. --journey goes with --format {', '.join(TELLING)}.")
        return USAGE
    today = date.today()  # noqa: DTZ011 - the user's own day
    with _open(args, read_only=True) as store:
        if kind == "toml" and (note := withheld(store.plan)):
            _talk(note)
        _write(args, given(store.plan, kind, today, of=args.journey, view=args.view, width=args.width))
    return OK


def case_command(args: Namespace) -> int:
    """Print business cases."""
    from domain.capture import meant
    from domain.initiative import Initiative
    from domain.paths import live
    from storage.formats.case import written
    from tui.giving import ENDINGS_OF_A_CASE

    if not _can_draw(args):
        return USAGE
    kinds = {suffix: kind for kind, suffix in ENDINGS_OF_A_CASE.items()}
    suffix = Path(args.out).suffix
    if args.format is None and suffix and suffix not in kinds:
        _talk(f"{args.out}: say with --format what to write, or end it with one of {', '.join(kinds)}.")
        return USAGE
    kind = args.format or kinds.get(suffix, "markdown")
    today = date.today()  # noqa: DTZ011 - the user's own day
    with _shown(args) as plan:
        named = tuple(dict.fromkeys(meant(plan, Initiative, name) for name in args.initiative))
        if not (initiatives := named or tuple(live(plan))):
            raise NoSuchInput("There is no initiative to make a case for yet. Add one on page 5, Cases.")
        _write(args, written(plan, initiatives, today, kind, runs=args.runs, seed=args.seed))
    return OK


def _can_draw(args: Namespace) -> bool:
    """Whether so many runs can be drawn from such a seed; what is allowed is told."""
    from domain.engagement import Engagement
    from domain.entity import fields_of

    for name in ("runs", "seed"):
        value, facts = getattr(args, name), fields_of(Engagement)[name]
        if value is not None and not (facts.least or 0) <= value <= (facts.most or value):
            _talk(f"--{name} {value}: from {facts.least} to {facts.most} is allowed.")
            return False
    return True


def dates_command(args: Namespace) -> int:
    """Print how sure the dates of the roadmap are."""
    from storage.formats.dates import sure_dates

    if not _can_draw(args):
        return USAGE
    today = date.today()  # noqa: DTZ011 - the user's own day
    with _shown(args) as plan:
        sys.stdout.write(sure_dates(plan, today, args.format, runs=args.runs, seed=args.seed))
    return OK


def rank_command(args: Namespace) -> int:
    """Print the initiatives in the order of a ranking method, or of all of them."""
    from domain.ranking.methods import METHODS
    from storage.formats.ranking import ranking

    keys = tuple(METHODS) if args.method == "all" else (args.method,)
    if args.method != "all" and args.method not in METHODS:
        _talk(f"There is no method “{args.method}”. There are: all, {', '.join(METHODS)}.")
        return USAGE
    today = date.today()  # noqa: DTZ011 - the user's own day
    with _shown(args) as plan:
        sys.stdout.write(ranking(plan, keys, today, args.format))
    return OK


def schedule_command(args: Namespace) -> int:
    """Give initiatives dates as one edit."""
    from domain.scheduling.instance import Objective
    from domain.scheduling.proof import known, proved, why_not
    from domain.scheduling.proposal import how_good, proposal
    from domain.scheduling.search import searched
    from domain.scheduling.work import work_of
    from storage.formats.schedule import schedule_text

    objective, start = Objective(args.objective), _day_of(args.start) if args.start else None
    if reason := _wrong_about_schedule(args, start):
        _talk(reason)
        return USAGE
    if args.prove and (reason := why_not()):
        from domain.errors import NotInstalled

        raise NotInstalled(reason)
    today = date.today()  # noqa: DTZ011 - the user's own day
    with _open(args, read_only=args.dry_run) as store:
        work = work_of(store.plan, today, starts_on=start)
        schedule = searched(work.instance, objective, iterations=args.iterations)
        proof = known(work.instance, objective, schedule)
        if args.prove and work.free:
            _talk(f"Proving, for {args.seconds:g} seconds at most …")
            proof = proved(work.instance, objective, schedule, seconds=args.seconds)
            _talk(how_good(work, proof))
        found = proposal(work, proof.schedule, objective)
        sys.stdout.write(schedule_text(work, found, proof, args.format))
        sys.stdout.flush()
        much = counted(len(found.edit.changes), "initiative")
        if not found.edit.changes:
            _talk("Nothing changes.")
        elif args.dry_run:
            _talk(f"Would give {much} other dates. Nothing was changed.")
        elif not (args.yes or _says_yes()):
            _talk("Nothing was changed. Add --yes to go ahead without a question.")
            return USAGE
        else:
            store.apply(found.edit)
            _talk(f"Gave {much} other dates. Take it back with: klantreis undo {args.file}")
    return OK


def _wrong_about_schedule(args: Namespace, start: date | None) -> str:
    """What cannot be meant; empty where all can."""
    from tui.cli import DAYS

    if args.start and start is None:
        return f"“{args.start}” is no day. Write it as 2027-06-30."
    if start is not None and not DAYS[0] <= start <= DAYS[1]:
        return f"--start {start}: days go from {DAYS[0]} to {DAYS[1]}."
    if args.iterations is not None and not 1 <= args.iterations <= MOST_ITERATIONS:
        return f"--iterations {args.iterations}: from 1 to {MOST_ITERATIONS} is allowed."
    if not 0 < args.seconds <= MOST_SECONDS:
        return f"--seconds {args.seconds:g}: above 0, and {MOST_SECONDS} at most."
    if args.prove and args.objective == "priority":
        return "A schedule by priority follows the list; there is nothing to prove."
    return ""


def forecast_command(args: Namespace) -> int:
    """Print how journeys will feel, period by period or on one day."""
    from domain.paths import maps
    from domain.periods import Grain
    from storage.formats.exchange import journeys_named
    from storage.formats.forecast import forecast_by, forecast_on

    day = _day_of(args.on) if args.on else None
    if args.on and day is None:
        _talk(f"“{args.on}” is no day. Write it as 2027-06-30.")
        return USAGE
    with _shown(args) as plan:
        named = journeys_named(plan, args.journey)
        if dreams := [each for each in named if each.horizon != "current"]:
            _talk(f"“{dreams[0].name}” is a dream. A forecast is of the current journey it departs from.")
            return USAGE
        journeys = named or tuple(maps(plan))
        if not journeys:
            _talk("There is no current journey to forecast yet.")
            return NoSuchInput.exit_code
        if day is not None:
            _write(args, forecast_on(plan, journeys, day, args.format))
        else:
            _write(args, forecast_by(plan, journeys, Grain(args.by), args.format))
    return OK


def _day_of(text: str) -> date | None:
    """The day *text* writes as ISO 8601; None where it writes none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def roadmap_command(args: Namespace) -> int:
    """Write the roadmap for other programs, or for people."""
    from domain.capture import meant
    from domain.paths import live
    from domain.people import Team
    from storage.formats import FOR_READERS
    from storage.formats.roadmaps import Asked
    from tui.giving import ENDINGS_OF_A_ROADMAP, roadmap_given

    kinds = {suffix: kind for kind, suffix in ENDINGS_OF_A_ROADMAP.items()}
    suffix = Path(args.out).suffix
    if args.format is None and suffix not in ("", ".klantreis", *kinds):
        _talk(f"{args.out}: say with --format what to write, or end it with one of {', '.join(kinds)}.")
        return USAGE
    audience = args.audience or ("team" if args.team else "")
    if args.team and audience != "team":
        _talk(f"--team goes with --for team, not with --for {audience}.")
        return USAGE
    kind = args.format or kinds.get(suffix, "markdown" if audience else "toml")
    if audience and kind not in FOR_READERS:
        _talk(f"--for {audience} goes with --format {' or '.join(FOR_READERS)}.")
        return USAGE
    args.out = args.out or ("roadmap.toml" if kind == "toml" else "-")
    today = args.today or date.today()  # noqa: DTZ011 - the user's own day
    plan = _shown_then(args)
    teams = tuple(meant(plan, Team, name).id for name in args.team)
    asked = Asked(args.by, args.tracker, audience, teams, with_items=args.with_items)
    _write(args, roadmap_given(plan, kind, today, asked, width=args.width))
    if args.out != "-":
        _talk(f"{counted(sum(1 for _ in live(plan)), 'item')} on the roadmap.")
    return OK


def check_command(args: Namespace) -> int:
    """Print what the method asks for and the engagement does not have."""
    from domain.problems import problems

    with _shown(args) as plan:
        found = problems(plan, date.today())  # noqa: DTZ011 - the user's own day
    if args.json:
        _print_json([asdict(problem) for problem in found])
    else:
        _print_lines(f"{problem.place or 'engagement'}: {problem.what} {problem.todo}" for problem in found)
    _talk(f"{counted(len(found), 'problem')} in {args.file}.")
    return DIFFERENT if found else OK


def holidays_command(args: Namespace) -> int:
    """Fill in public holidays."""
    from domain.difference import difference
    from domain.public_holidays import filled, public_holidays

    with _open(args, read_only=args.dry_run) as store:
        engagement = store.plan.engagement
        country = (args.country or engagement.country or "").upper()
        if not country:
            _talk("Say of which country: --country NL, or fill it in at the engagement.")
            return USAGE
        start = engagement.starts_on or date.today()  # noqa: DTZ011 - the user's own day
        years = args.years or range(start.year, start.year + 3)
        told = f"{country}{f'-{args.region}' if args.region else ''}, {years[0]}–{years[-1]}"
        days = public_holidays(country, years, args.region)
        edit = filled(store.plan, days, told)
        if edit is None:
            _talk(f"Nothing is missing: {counted(len(days), 'public holiday')} of {told}, all of them off already.")
            return OK
        _print_differences(difference(store.plan, store.plan.apply(edit)))
        if args.dry_run:
            _talk(f"Would {edit.label[0].lower()}{edit.label[1:]}. Nothing was changed.")
        else:
            store.apply(edit)
            _talk(f"{edit.label}. Take it back with: klantreis undo {args.file}")
    return OK


def baseline_command(args: Namespace) -> int:
    """Keep the plan as it is under a name, or list what was kept."""
    from domain.baselines import taken
    from domain.milestone import Baseline

    if args.name and not args.list:
        today = date.today()  # noqa: DTZ011 - the user's own day
        with _open(args) as store:
            edit = store.apply(taken(store.plan, args.name, today, args.reason))
        baseline = edit.changes[0].subject
        _talk(f"Kept the plan as “{baseline.title}”.")
        _talk(f"What became of it: klantreis diff {args.file}@{baseline.id} {args.file} --format report")
        return OK
    if not args.list:
        _talk("Say what to call it: klantreis baseline FILE NAME. --list tells what there is.")
        return USAGE
    with _shown(args) as plan:
        found = plan.all(Baseline)
    if args.json:
        _print_json([each.model_dump(mode="json", exclude={"content", "position"}) for each in found])
    else:
        _print_lines("  ".join(filter(None, (str(b.taken_on), b.id, f"“{b.name}”", b.reason))) for b in found)
    return OK


def diff_command(args: Namespace) -> int:
    """Print how one engagement differs from another."""
    from domain.baselines import without_baselines
    from domain.difference import difference, summary
    from tui.sides import side_of

    sides = side_of(args.a), side_of(args.b)
    before, after = (each.plan for each in sides)
    if args.format != "text":
        return _report(before, after, (sides[0].called, sides[1].called), args)
    if any(each.is_baseline for each in sides):
        before, after = without_baselines(before), without_baselines(after)
    found = difference(before, after)
    if args.json:
        _print_json([each.as_data() for each in found])
    else:
        _print_differences(found)
    _talk(f"{summary(found)}." if found else "No difference.")
    return DIFFERENT if found else OK


def _report(before: Plan, after: Plan, called: tuple[str, str], args: Namespace) -> int:
    from domain.slippage import slippage
    from storage.formats.slippage import report

    rows = slippage(before, after)
    if args.json:
        _print_json([each.as_data() for each in rows])
    else:
        sys.stdout.write(report(before, after, called, args.format))
    return DIFFERENT if rows else OK


def log_command(args: Namespace) -> int:
    """Print every edit."""
    from storage.log import told

    with _open(args, read_only=True) as store:
        entries = told(store.log(), store.plan)
    if args.json:
        _print_json([entry.as_data() for entry in entries])
        return OK
    undone: set[int | None] = set()
    for entry in reversed(entries):
        if entry.seq not in undone:  # an undo that was undone itself took nothing back
            undone.add(entry.undoes)
    for entry in entries:
        sign = "↶" if entry.undoes else "×" if entry.seq in undone else " "
        at = entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        print(f"{entry.seq:>5} {sign} {at}  {clean_text(entry.author):<12} {clean_text(entry.label)}")
    return OK


def undo_command(args: Namespace) -> int:
    """Take back the last edit."""
    with _open(args) as store:
        _print_lines([f"Undid: {_past_refusals(store.undo, args).label}"])
    return OK


def redo_command(args: Namespace) -> int:
    """Make the last undone edit again."""
    with _open(args) as store:
        _print_lines([f"Redid: {_past_refusals(store.redo, args).label}"])
    return OK


def _past_refusals(step: Callable[[], Edit], args: Namespace) -> Edit:
    """What *step* did once it had told of everything it passes over, where that was asked for."""
    while True:
        try:
            return step()
        except (StaleEdit, Refused) as error:
            if not args.skip:
                raise
            _talk(str(error))


def restore_command(args: Namespace) -> int:
    """Go back to a backup."""
    from domain.errors import Damaged, NotAnEngagement
    from storage.connection import backups_of, expect_file, moment_of
    from storage.restoring import backup_meant, put_in_place

    path = engagement_called(args.file)
    if args.list:
        _print_lines(f"{moment_of(each):%Y-%m-%d %H:%M}  {each.name}" for each in backups_of(path))
        return OK
    backup = backup_meant(path, args.backup)
    try:
        expect_file(path)
        return _restored(args, backup)
    except (Damaged, NotAnEngagement, NoSuchInput) as error:
        _talk(str(error))
    if args.dry_run or not (args.yes or _says_yes(f"Put {backup.name} in its place?")):
        _talk(f"{backup.name} can be put in its place: run this again with --yes. Nothing was changed.")
        return USAGE
    moved = put_in_place(path, backup, datetime.now())  # noqa: DTZ005 - a file name in the reader's own time
    kept = f" What was there is in {moved[0]}." if moved else ""
    _talk(f"Put {backup.name} in the place of {path}.{kept}")
    return OK


def _restored(args: Namespace, backup: Path) -> int:
    """Go back to *backup* by an edit."""
    from storage.restoring import restored

    with _open(args, read_only=args.dry_run) as store:
        edit = restored(store.plan, backup)
        return _made(store, edit, args, lambda: args.yes or _says_yes(), f"Restored {backup.name}")


def share_command(args: Namespace) -> int:
    """Say who on this host may use the file."""
    from storage.connection import expect_file
    from storage.sharing import keep_private, share_with

    path = engagement_called(args.file)
    expect_file(path)
    if args.private:
        keep_private(path)
        _talk(f"{path} is for its owner only.")
    else:
        folder, *_ = share_with(path, args.group)
        _talk(f"The members of {args.group} may read and write {path}, its backups and everything else in {folder}.")
    return OK


def doctor_command(args: Namespace) -> int:
    """Look whether the program has what it needs, and whether the file is whole."""
    from tui.surroundings import surroundings

    found = [*surroundings()]
    if args.file:
        from storage.doctor import examine

        found += examine(engagement_called(args.file))
    if args.json:
        _print_json([each.as_data() for each in found])
    else:
        _print_lines(each.said for each in found)
    return max((each.verdict.exit_code for each in found), default=OK)


def schema_command(args: Namespace) -> int:
    """Print a JSON Schema."""
    if args.format == "roadmap":
        from storage.formats.roadmap import schema
    else:
        from storage.formats.toml_schema import schema
    _print_json(schema())
    return OK


def completion_command(args: Namespace) -> int:
    """Print a completion script."""
    import shtab

    from tui.cli import parser

    print(shtab.complete(parser(), shell=args.shell))
    return OK


@contextmanager
def _open(args: Namespace, *, read_only: bool = False) -> Iterator[Store]:
    from storage.store import Store
    from tui.configuration import configuration, new_session

    author = "" if read_only else configuration().author
    with Store.open(engagement_called(args.file), author=author, session=new_session(), read_only=read_only) as store:
        yield store


@contextmanager
def _shown(args: Namespace) -> Iterator[Plan]:
    """The plan as it may be shown."""
    from domain.secrecy import public

    with _open(args, read_only=True) as store:
        yield public(store.plan)


def _shown_then(args: Namespace) -> Plan:
    """The plan as it may be shown, of `FILE@…` as it was on that day or in that baseline."""
    from domain.secrecy import public
    from tui.sides import side_of

    if "@" in args.file and not engagement_called(args.file).exists():
        return public(side_of(args.file).plan)
    with _shown(args) as plan:
        return plan


def _source(name: str) -> tuple[bytes, str]:
    from storage.formats.source import read_source

    called = {"-": "standard input", "/dev/stdin": "standard input"}.get(name, clean_text(Path(name).name))
    return read_source(name), "a pipe" if name.startswith("/dev/fd/") else called


def _write(args: Namespace, text: str) -> None:
    from storage.files import write_atomically
    from storage.formats.exchange import is_engagement

    if args.out == "-":
        sys.stdout.write(text)
        return
    path = Path(args.out)
    if path.is_dir():
        raise NoSuchInput(f"{path} is a folder; name a file in it.")
    if args.force and path.exists() and is_engagement(path):
        raise CannotCreate(f"{path} is an engagement; what goes out does not replace it. Choose another name.")
    raw = text.encode()
    write_atomically(path, raw, overwrite=args.force)
    _talk(f"Wrote {path} ({max(1, len(raw) // 1024)} KB).")


def _print_differences(found: Iterable[Difference]) -> None:
    _print_lines(each.said for each in found)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(clean_text(line))


def _print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    text = json.dumps(data, ensure_ascii=False, indent=2)
    print(_UNSAFE.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text))


def _talk(line: str) -> None:
    with suppress(OSError):  # what cannot be told does not undo what was done
        print(clean_text(line), file=sys.stderr)
