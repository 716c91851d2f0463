"""The command line. Opening the screens is one command among several.

Every command imports what it needs when it runs, so that `--help` and `check` answer before Textual could load.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NoReturn, TextIO

from storage.formats import (
    AUDIENCES,
    DIFFERENCES_AS,
    FOR_READERS,
    FORECAST_AS,
    RANKED_AS,
    SCHEDULED_AS,
    SCHEDULED_FOR,
    SURE_AS,
    SWIMLANES,
    TRACKERS,
    VIEWS,
)
from storage.shipped import EXAMPLES
from tui.giving import ENDINGS, ENDINGS_OF_A_CASE, ENDINGS_OF_A_ROADMAP, WIDTH

OK, DIFFERENT, USAGE, BUG, NO_ROOM, BROKEN_PIPE = 0, 1, 2, 70, 73, 141
"""Exit codes; the others are those of `domain.errors`. Scripts rely on them: a new meaning needs a new number."""

YEARS = range(1900, 2101)
"""In which public holidays can be looked up."""
DAYS = date(1900, 1, 1), date(2999, 12, 31)
"""The first and the last day that records know."""
WIDEST = 2000
"""Cells of a line of text."""


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with the words of a command without letting them drive the terminal."""

    def error(self, message: str) -> NoReturn:
        from domain.text import clean_text

        super().error(clean_text(message))


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    top = _Parser(
        prog="klantreis",
        description="From customer journeys to a roadmap that gets funded.",
        epilog="Without a command: klantreis [FILE] opens the screens, on the last engagement where no FILE is given.",
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(metavar="COMMAND", dest="command")

    def command(name: str, says: str, *, file: bool = True, json: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
        if file:
            one.add_argument("file", metavar="FILE", help="the engagement, such as client.klantreis")
        if json:
            one.add_argument("--json", action="store_true", help="print JSON for a script")
        return one

    command("open", "open the screens, as does klantreis FILE")
    join = command("join", "vote in the session that is open: opens the screens on it")
    join.add_argument("--as", dest="name", metavar="NAME", default="", help="who you are; else as the settings say")
    join.add_argument("--code", metavar="CODE", default="", help="of the session, as whoever facilitates tells it")
    _filled(command("new", "create an engagement; an existing FILE is refused"))
    _taken_in(command("import", "take in TOML, Mermaid or Markdown as one edit, and print what changes"))
    _jotted(command("capture", "add an outline typed at speaking speed: phases, touchpoints, pains (docs/capture.md)"))
    back = command("outline", "print a journey as an outline, the way capture reads it")
    back.add_argument("journey", metavar="JOURNEY", help="its name or id")
    _out(back, "the file to write; standard output without it")
    _given(command("export", "print the engagement as TOML, or its journeys as a map, a report or a table"))
    _ranked(command("rank", "print the initiatives in the order of a ranking method, or of all side by side"))
    _of_a_case(
        command("case", "print the business case of initiatives, with every figure open to be done again by hand")
    )
    _forecast(command("forecast", "print how journeys will feel, by what is delivered when"))
    _of_a_roadmap(command("roadmap", "write roadmap.toml, the roadmap for other programs, or print it for people"))
    _scheduled(command("schedule", "give initiatives dates within what the teams can carry, as one edit"))
    _dated(command("dates", "print how sure the dates of the roadmap are: P50, P80, the chance of each quarter"))
    command("check", "print the problems, one a line; exit code 1 if there are any", json=True)
    _off(command("holidays", "fill in the public holidays of a country, as one edit"))
    _named(command("baseline", "keep the plan as it is under a name, to see later what became of it", json=True))
    _compared(command("diff", "print how B differs from A; exit code 1 if it does", file=False, json=True))
    command("log", "print every edit: when, who, what", json=True)
    for name, says in (("undo", "take back your last edit"), ("redo", "make your last undone edit again")):
        back = command(name, says)
        back.add_argument("--skip", action="store_true", help="pass over edits that others have built upon")
    _kept(command("restore", "go back to a backup, by one edit, or in the place of a file that cannot be read"))
    _shared(command("share", "let a group of this host use the engagement, or its owner only"))
    doctor = command(
        "doctor",
        "look whether the terminal will do, the file is whole, its surroundings are safe",
        file=False,
        json=True,
    )
    doctor.add_argument("file", metavar="FILE", nargs="?", help="the engagement; without it all but the file")
    schema = command("schema", "print the JSON Schema of a file format, for editors and programs", file=False)
    schema.add_argument("format", choices=("engagement", "roadmap"), nargs="?", default="engagement")
    shell = command("completion", "print the completion script for a shell", file=False)
    shell.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return top


def _filled(command: argparse.ArgumentParser) -> None:
    source = command.add_mutually_exclusive_group()
    source.add_argument("--from", dest="source", metavar="SOURCE", help="fill it from TOML, Mermaid or Markdown")
    source.add_argument("--example", choices=EXAMPLES, help="fill it with an example")


def _taken_in(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SOURCE", help="the file to take in; - for standard input")
    command.add_argument("--dry-run", action="store_true", help="print what would change and stop")
    command.add_argument("--yes", action="store_true", help="do not ask before changing or removing anything")
    command.add_argument("--keep", action="store_true", help="keep what SOURCE does not mention (TOML)")
    command.add_argument("--format", choices=("toml", "mermaid"), help="what SOURCE is, where its name does not say")


def _jotted(command: argparse.ArgumentParser) -> None:
    says = "the outline; standard input without it"
    command.add_argument("source", metavar="SOURCE", nargs="?", default="-", help=says)
    whose = command.add_mutually_exclusive_group()
    whose.add_argument("--journey", metavar="JOURNEY", help="the name or id of the journey to add to; else a new one")
    whose.add_argument("--persona", metavar="PERSONA", help="the name or id of who lives through the new journey")
    command.add_argument("--dry-run", action="store_true", help="print what would be added and stop")


def _given(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=tuple(ENDINGS), help="what to write, where OUT does not say; else toml")
    command.add_argument(
        "--journey", action="append", default=[], metavar="NAME", help="its id or name; again for another; else all"
    )
    command.add_argument("--view", choices=VIEWS, default="map", help="a journey map, unless said otherwise")
    command.add_argument("--width", type=_width, default=WIDTH, metavar="N", help="how wide text may be")
    _out(command, "the file to write; standard output without it")


def _ranked(command: argparse.ArgumentParser) -> None:
    # The keys of the methods are not listed here: reading them would make --help slow.
    command.add_argument("--method", metavar="METHOD", default="all", help="its key, such as rice; all without it")
    command.add_argument("--format", choices=RANKED_AS, default=RANKED_AS[0], help="what to print; else text")


def _forecast(command: argparse.ArgumentParser) -> None:
    says = "its id or name; again for another; else all current ones"
    command.add_argument("--journey", action="append", default=[], metavar="NAME", help=says)
    when = command.add_mutually_exclusive_group()
    when.add_argument(
        "--on", metavar="DATE", help="each touchpoint on that day, such as 2027-06-30, and thanks to whom"
    )
    periods = ("quarter", "month", "year")
    when.add_argument("--by", choices=periods, default=periods[0], help="at the end of each; else quarter")
    command.add_argument("--format", choices=FORECAST_AS, default=FORECAST_AS[0], help="what to print; else text")
    _out(command, "the file to write; standard output without it")


def _of_a_case(command: argparse.ArgumentParser) -> None:
    says = "its name or id; all that are not dropped without it; of several, what they come to goes first"
    command.add_argument("initiative", metavar="INITIATIVE", nargs="*", help=says)
    _drawn(command)
    kinds = tuple(ENDINGS_OF_A_CASE)
    command.add_argument("--format", choices=kinds, help="what to write, where OUT does not say; else markdown")
    _out(command, "the file to write; standard output without it")


def _drawn(command: argparse.ArgumentParser) -> None:
    for name, counts in (("runs", "how many futures are drawn"), ("seed", "what they are drawn from")):
        command.add_argument(f"--{name}", type=int, metavar="N", help=f"{counts}; as the engagement says without it")


def _scheduled(command: argparse.ArgumentParser) -> None:
    says = "the least cost of delay, the earliest finish, or what comes first by priority"
    command.add_argument("--objective", choices=SCHEDULED_FOR, default=SCHEDULED_FOR[0], help=says)
    command.add_argument("--start", metavar="DAY", help="the first day; else as the engagement says, or today")
    command.add_argument("--iterations", type=int, metavar="N", help="how many schedules are tried; else by its size")
    command.add_argument("--prove", action="store_true", help="have a solver prove how good it is, and better it")
    command.add_argument("--seconds", type=float, default=10, metavar="N", help="how long the solver may take; else 10")
    command.add_argument("--dry-run", action="store_true", help="print what would change and stop")
    command.add_argument("--yes", action="store_true", help="do not ask before changing anything")
    command.add_argument("--format", choices=SCHEDULED_AS, default=SCHEDULED_AS[0], help="what to print; else text")


def _dated(command: argparse.ArgumentParser) -> None:
    _drawn(command)
    command.add_argument("--format", choices=SURE_AS, default=SURE_AS[0], help="what to print; else text")


def _kept(command: argparse.ArgumentParser) -> None:
    command.add_argument("--list", action="store_true", help="print the backups there are, oldest first")
    command.add_argument("--backup", metavar="NAME", default="", help="its name or a part of it; the last without it")
    command.add_argument("--dry-run", action="store_true", help="print what would change and stop")
    command.add_argument("--yes", action="store_true", help="do not ask")


def _shared(command: argparse.ArgumentParser) -> None:
    who = command.add_mutually_exclusive_group(required=True)
    who.add_argument("--group", metavar="GROUP", help="whose members may read and write the file and its folder")
    who.add_argument("--private", action="store_true", help="nobody but the owner")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day such as 2027-01-31") from error
    if not DAYS[0] <= day <= DAYS[1]:
        raise argparse.ArgumentTypeError(f"days go from {DAYS[0]} to {DAYS[1]}")
    return day


def _width(text: str) -> int:
    try:
        width = int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number") from error
    return max(0, min(width, WIDEST))


def _of_a_roadmap(command: argparse.ArgumentParser) -> None:
    kinds = tuple(ENDINGS_OF_A_ROADMAP)
    command.add_argument("--format", choices=kinds, help="what to write, where OUT does not say; else toml")
    command.add_argument(
        "--for", dest="audience", choices=AUDIENCES, help="a page for them, in one of " + ", ".join(FOR_READERS)
    )
    command.add_argument(
        "--team", action="append", default=[], metavar="NAME", help="for which team; again for another; else all"
    )
    command.add_argument(
        "--by", choices=SWIMLANES, default=SWIMLANES[0], help="what bars stand together by; their team without it"
    )
    command.add_argument("--tracker", choices=TRACKERS, default=TRACKERS[0], help="whose columns a table has; Jira's")
    command.add_argument("--width", type=_width, default=WIDTH, metavar="N", help="how wide text may be")
    command.add_argument("--with-items", action="store_true", help="in a calendar also when items start and finish")
    command.add_argument("--today", metavar="DAY", type=_day, help="the day to take for today, such as 2027-01-31")
    _out(command, "the file to write; without it roadmap.toml, or standard output in other formats", default="")


def _off(command: argparse.ArgumentParser) -> None:
    command.add_argument("--country", metavar="CODE", help="such as NL; else that of the engagement")
    command.add_argument("--region", metavar="CODE", default="", help="a part of it with days of its own, such as BY")
    says = "such as 2027-2029 or 2027; else three from the start of the roadmap on"
    command.add_argument("--years", metavar="YEARS", type=_years, help=says)
    command.add_argument("--dry-run", action="store_true", help="print what would be added and stop")


def _years(text: str) -> range:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise argparse.ArgumentTypeError(f"“{text}” is no year; write 2027, or 2027-2029")
    found = range(int(first), int(last or first) + 1)
    if not found or found[0] < YEARS[0] or found[-1] > YEARS[-1]:
        raise argparse.ArgumentTypeError(f"years go from {YEARS[0]} to {YEARS[-1]}, the first one first")
    return found


def _named(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", nargs="?", default="", help="what to call it")
    command.add_argument("--reason", metavar="TEXT", help="why it is kept")
    command.add_argument("--list", action="store_true", help="print what was kept, one a line")


def _compared(command: argparse.ArgumentParser) -> None:
    says = "an engagement or a TOML file; FILE@2027-01-31 is an engagement as it was at the end of that day, FILE@NAME "
    says += "as a baseline kept it"
    for side in "AB":
        command.add_argument(side.lower(), metavar=side, help=says)
    says = "every difference as text, or what a sponsor asks about: dates, scope, money, promises"
    command.add_argument("--format", choices=DIFFERENCES_AS, default=DIFFERENCES_AS[0], help=says)


def _out(command: argparse.ArgumentParser, says: str, default: str = "-") -> None:
    command.add_argument("-o", "--out", metavar="OUT", default=default, help=says)
    command.add_argument("--force", action="store_true", help="replace OUT if it exists")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if len(words) == 1 and words[0].endswith(".klantreis") and not words[0].startswith("-"):
        # The everyday start does without the parser of fifteen commands.
        return _explained(_command("open"), argparse.Namespace(file=words[0]))
    top = parser()
    names = commands_of(top)
    if words and not words[0].startswith("-") and words[0] not in names:
        words.insert(0, "open")
    try:
        args = top.parse_args(words)
    except SystemExit as end:  # help was printed, or what is wrong
        code = int(end.code or 0)
        return _explained(lambda _: code, argparse.Namespace())
    if args.version:
        return _explained(_version, args)
    return _explained(_command(args.command or "home"), args)


def _version(_args: argparse.Namespace) -> int:
    from importlib.metadata import version

    print(f"klantreis {version('klantreis')}")
    return OK


def commands_of(top: argparse.ArgumentParser) -> tuple[str, ...]:
    """The names of all commands."""
    [commands] = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    return tuple(commands.choices)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    from tui import commands

    run: Callable[[argparse.Namespace], int] = getattr(commands, f"{name}_command")
    return run


def _explained(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run the command; what goes wrong is told on stderr, in words, and in the exit code."""
    from domain.errors import KlantreisError
    from domain.text import clean_text

    try:
        code = run(args)
        sys.stdout.flush()
    except KlantreisError as error:
        for line in str(error).split("\n"):
            _talk(clean_text(line))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _close(sys.stdout)
        return BROKEN_PIPE
    except OSError as error:
        from storage.connection import of_system

        if error.filename is None:
            _talk(f"What was asked for could not be written or read: {error.strerror}.")
            _close(sys.stdout)
            return NO_ROOM
        told = of_system(error, Path(os.fsdecode(error.filename)))
        _talk(clean_text(str(told)))
        return told.exit_code
    except Exception as error:  # noqa: BLE001 - the last stop: a bug is told without any of the client's data
        _talk(f"Something went wrong; your file is as it was after the last edit. {_reported(error)}")
        return BUG
    return code


def _reported(error: Exception) -> str:
    from tui.configuration import state_folder
    from tui.crash import write_report

    try:
        return f"Report: {write_report(error, state_folder())}"
    except OSError as why:
        return f"No report of it could be written: {why.strerror}."


def _close(stream: TextIO) -> None:
    """Let what is left to print go nowhere, so that the interpreter's own flush at the end is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _talk(line: str) -> None:
    with suppress(OSError):
        print(f"klantreis: {line}", file=sys.stderr)


def run() -> NoReturn:
    """Run the program and end it with its exit code."""
    import gc

    gc.disable()  # nothing made while starting is garbage; the screens turn it on again
    # A stream that was closed before: nothing that is opened from here on must get its number.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # what was told before counts; the interpreter would end with a code of its own
            _close(stream)
    sys.exit(code)


if __name__ == "__main__":
    run()
