"""What can go wrong, in the words of the trade.

    KlantreisError
    ├── BadInput            what was given cannot be meant: a list of findings with their places
    ├── Refused             a rule of the method or of the file forbids the edit
    ├── StaleEdit           somebody changed the same field meanwhile
    ├── NothingToUndo
    ├── NoSuchInput         the file or record named is not there
    ├── CannotCreate        the target exists, or the folder does not take it
    ├── Busy                somebody else is writing; try again
    ├── NoPermission
    ├── NotAnEngagement     a file, but not one of ours
    ├── Damaged             one of ours, but broken
    ├── TooNew              written by a later version
    ├── Replaced            the file was moved, deleted or replaced under us
    ├── DiskFull
    ├── Unsolved            a search ended before it found anything
    ├── NotInstalled        a part of the program that is optional is not there
    └── Cancelled           what was being worked out is no longer wanted

Each says what happened and what to do. `exit_code` is what the command line ends with (after sysexits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class KlantreisError(Exception):
    """Anything this program can explain."""

    exit_code = 70


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in what was given.

    Attributes:
        place: where, in the words of the source: `journey[2].phase[0].feeling`, or empty.
        line: the line in the source, counted from 1; None where it cannot be known.
        what: what was found and what is allowed.
    """

    place: str
    what: str
    line: int | None = None

    def said(self, source: str) -> str:
        """The finding as one line, starting with where it is."""
        where = f"{source}:{self.line}" if self.line else source
        return ": ".join(part for part in (where, self.place, self.what) if part)


class BadInput(KlantreisError):
    """The source cannot be taken in; nothing was changed.

    Attributes:
        findings: everything wrong with it, in the order of the source.
    """

    exit_code = 65
    MOST_SHOWN = 50

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        self.source = source
        self.findings = tuple(findings)
        lines = [finding.said(source) for finding in self.findings[: self.MOST_SHOWN]]
        if (more := len(self.findings) - self.MOST_SHOWN) > 0:
            lines.append(f"{source}: and {more} more")
        super().__init__("\n".join(lines))


class Refused(KlantreisError):
    """An edit breaks a rule; the message says which and what to do."""

    exit_code = 65


class StaleEdit(KlantreisError):
    """A field the edit changes was changed by somebody else first."""

    exit_code = 75


class NothingToUndo(KlantreisError):
    """There is no edit of this author left to undo or redo."""

    exit_code = 1


class NoSuchInput(KlantreisError):
    """The file or record named is not there."""

    exit_code = 66


class CannotCreate(KlantreisError):
    """The file to write exists already, or cannot be made there."""

    exit_code = 73


class Busy(KlantreisError):
    """Somebody else is holding the file; nothing was changed."""

    exit_code = 75


class NoPermission(KlantreisError):
    """The file or its folder does not allow it."""

    exit_code = 77


class NotAnEngagement(KlantreisError):
    """The file is something else; it was not touched."""

    exit_code = 65


class Damaged(KlantreisError):
    """The file is one of ours but cannot be read as it should; it was not touched."""

    exit_code = 65


class TooNew(KlantreisError):
    """The file was written by a later version; it was not touched."""

    exit_code = 65


class Replaced(KlantreisError):
    """The open file is no longer the one at its path."""

    exit_code = 75


class DiskFull(KlantreisError):
    """There was no room to write; nothing was changed."""

    exit_code = 73


class Unsolved(KlantreisError):
    """A search looked as far as it may and found nothing, though there may be something."""

    exit_code = 75


class NotInstalled(KlantreisError):
    """A part of the program that is optional is not there; the message says how to get it."""

    exit_code = 69


class Cancelled(KlantreisError):
    """What was being worked out is no longer wanted."""

    exit_code = 75
