"""Who closes a gap, and how far: claims that never come to more than the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.edits import add, new
from domain.entity import revise
from domain.errors import Refused
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Note, NoteKind, Phase
from domain.paths import touchpoint_of
from domain.plan import Change, Edit, Plan
from domain.proven import remedies_of
from domain.text import counted

WHOLE = 100
"""What all claims on a gap may come to, in percent."""
_MOST_NAME = 180


@dataclass(frozen=True, slots=True)
class Claim:
    """What an initiative says it closes of a gap, and what of it counts.

    Attributes:
        percent: as typed; None where nobody said.
        counts: in percent; what others claimed before is not there to be claimed again.
    """

    remedy: Remedy
    initiative: Initiative
    percent: int | None
    counts: int


@dataclass(frozen=True, slots=True)
class Closing:
    """The claims on one gap, in order."""

    claims: tuple[Claim, ...] = ()

    @property
    def closed_percent(self) -> int:
        """What is claimed and counts."""
        return sum(claim.counts for claim in self.claims)

    @property
    def open_percent(self) -> int:
        """What nobody claims yet."""
        return WHOLE - self.closed_percent

    @property
    def excess(self) -> int:
        """What is claimed beyond the whole, in percent."""
        return sum((claim.percent or 0) - claim.counts for claim in self.claims)


def closing_of(plan: Plan, gap: Gap) -> Closing:
    """Who closes *gap*; initiatives that were dropped claim nothing."""
    claims, left = [], WHOLE
    for remedy, initiative in remedies_of(plan, gap):
        counts = min(left, remedy.closes_percent or 0)
        left -= counts
        claims.append(Claim(remedy, initiative, remedy.closes_percent, counts))
    return Closing(tuple(claims))


def claim(plan: Plan, initiative: Initiative, gap: Gap, percent: int) -> Edit:
    """Say that *initiative* closes so much of *gap*.

    Raises:
        Refused: that is more than what the others leave of it, or no share at all.
    """
    label = f"Claim {percent} % of “{gap.name}”"
    if initiative.status is Status.DROPPED:
        raise Refused(f"{label}: “{initiative.name}” was dropped, so that it closes nothing.")
    if not 0 <= percent <= WHOLE:
        raise Refused(f"{label}: a share is a whole number from 0 to 100.")
    own = next((each for each in plan.parts(Remedy, initiative) if each.gap == gap.id), None)
    others = sum(
        remedy.closes_percent or 0 for remedy, each in remedies_of(plan, gap) if own is None or remedy.id != own.id
    )
    left = max(0, WHOLE - others)
    if percent > left:
        raise Refused(f"{label}: others claim {others} % of it, so at most {left} % is left.")
    if own is not None:
        return Edit(label, (Change(own, revise(own, closes_percent=percent)),))
    return Edit(label, add(plan, Remedy, initiative=initiative.id, gap=gap.id, closes_percent=percent).changes)


def draft_initiative(plan: Plan, gaps: Sequence[Gap], name: str | None = None) -> Edit:
    """Draft one initiative that closes what is still open of *gaps*, with what hurts there in its summary.

    Args:
        plan: where the gaps are recorded.
        gaps: those that are wholly claimed already are left out.
        name: what to call it; else it is called by what it does.

    Raises:
        Refused: nothing is left to claim.
    """
    open_gaps = [(gap, left) for gap in gaps if (left := closing_of(plan, gap).open_percent)]
    if not open_gaps:
        what = f"“{gaps[0].name}” is" if len(gaps) == 1 else "These gaps are"
        raise Refused(f"Draft an initiative: {what} claimed wholly already. Lower a claim first.")
    left_over = [gap for gap, _ in open_gaps]
    called = _free(plan, name or _name(plan, left_over))
    initiative = new(plan, Initiative, name=called, summary=_summary(plan, left_over))
    edit = Edit(f"Draft initiative “{called}”", (Change(None, initiative),))
    after = plan.apply(edit)
    for gap, left in open_gaps:
        [change] = add(after, Remedy, initiative=initiative.id, gap=gap.id, closes_percent=left).changes
        edit = Edit(edit.label, (*edit.changes, change))
        after = after.apply(Edit(edit.label, (change,)))
    return edit


def _name(plan: Plan, gaps: Sequence[Gap]) -> str:
    if len(gaps) == 1:
        return _name_for(plan, gaps[0])
    bases = [touchpoint_of(plan, gap.current or gap.dream) for gap in gaps]
    names = {base.name if base else "" for base in bases}
    if len(names) == 1 and "" not in names:
        return f"Better: {names.pop()}"
    phases = [plan.find(Phase, base.phase) for base in bases if base]
    stretches = {phase.name for phase in phases if phase}
    if len(stretches) == 1 and len(phases) == len(gaps):
        return f"Better: {stretches.pop()}"
    return f"{gaps[0].name[: _MOST_NAME - 20].strip()} and {counted(len(gaps) - 1, 'other gap')}"


def _name_for(plan: Plan, gap: Gap) -> str:
    today, dream = touchpoint_of(plan, gap.current), touchpoint_of(plan, gap.dream)
    match gap.kind:
        case GapKind.ADD if dream is not None:
            return f"Introduce: {dream.name}"
        case GapKind.REMOVE if today is not None:
            return f"Do without: {today.name}"
        case GapKind.REPLACE if dream is not None:
            return f"Replace: {dream.name}" if today is None else f"{today.name} → {dream.name}"
        case _ if today is not None:
            return f"Better: {today.name}"
        case _:
            return f"Close: {gap.name}"


def _free(plan: Plan, name: str) -> str:
    taken = {each.name.casefold() for each in plan.all(Initiative)}
    stem = name[:_MOST_NAME].strip()
    names = (stem if n == 1 else f"{stem} ({n})" for n in range(1, len(taken) + 2))
    return next(each for each in names if each.casefold() not in taken)


def _summary(plan: Plan, gaps: Sequence[Gap]) -> str:
    lines = []
    for gap in gaps:
        lines.append(f"Closes: {gap.name}" + (f" ({gap.kind.value})" if gap.kind else ""))
        if gap.cause:
            lines.append(f"  Cause: {gap.cause}")
        today = touchpoint_of(plan, gap.current)
        notes = plan.parts(Note, today) if today is not None else ()
        lines += [f"  Pain: {note.text}" for note in notes if note.kind is NoteKind.PAIN]
    return "\n".join(lines)[:20_000].strip()
