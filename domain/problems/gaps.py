"""Rules about the gaps between today and the dreams, and who closes them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.gap import Gap
from domain.initiative import Remedy
from domain.journey import Horizon, Journey, Note, NoteKind, Touchpoint
from domain.paths import dreams, journey_of, touchpoint_of, touchpoints_of
from domain.plan import Plan
from domain.problems.rule import Found, Rule, rule, unfilled
from domain.proven import grounded, is_on_roadmap, is_proven, is_to_be_closed, remedies_of
from domain.severity import Severity


@rule("gap-place", Severity.SHOULD, "S51")
def gap_place(plan: Plan) -> Iterator[Found]:
    """A gap is at a touchpoint of today, of a dream, or between the two."""
    for gap in plan.all(Gap):
        if gap.current is None and gap.dream is None:
            what = f"“{gap.name}” is neither at a current touchpoint nor at a dreamt one."
            yield Found(gap, what, "Choose at least one of the two.", "current")


@rule("gap-sides", Severity.MUST, "S51")
def gap_sides(plan: Plan) -> Iterator[Found]:
    """The current touchpoint of a gap is in a current journey, the dreamt one in a dream."""
    for gap in plan.all(Gap):
        today = journey_of(plan, touchpoint_of(plan, gap.current))
        dream = journey_of(plan, touchpoint_of(plan, gap.dream))
        if today and today.horizon is not Horizon.CURRENT:
            what = f"The current touchpoint of “{gap.name}” is in the dream “{today.name}”."
            yield Found(gap, what, "Choose one from a current journey.", "current")
        if dream and dream.horizon is Horizon.CURRENT:
            what = f"The dreamt touchpoint of “{gap.name}” is in the current journey “{dream.name}”."
            yield Found(gap, what, "Choose one from a dream.", "dream")


@rule("gap-twice", Severity.MUST, "S51")
def gap_twice(plan: Plan) -> Iterator[Found]:
    """No two gaps join the same two touchpoints, or their weight and their benefits count twice."""
    first: dict[tuple[str | None, str | None], Gap] = {}
    for gap in plan.all(Gap):
        pair = gap.current, gap.dream
        if pair != (None, None) and (other := first.setdefault(pair, gap)) is not gap:
            what = f"“{gap.name}” is at the same place as “{other.name}”."
            yield Found(gap, what, "Make one gap of the two.")


@rule("gap-survey", Severity.COULD, "S42")
def gap_survey(plan: Plan) -> Iterator[Found]:
    """Of a gap that customers were asked about both shares are filled in: important to, and satisfied."""
    for gap in plan.all(Gap):
        if (gap.importance_percent is None) is not (gap.satisfaction_percent is None):
            lacks_importance = gap.importance_percent is None
            share = "to how many it is important" if lacks_importance else "how many are satisfied"
            what = f"Of “{gap.name}” customers were asked, but not {share}."
            field = "importance_percent" if lacks_importance else "satisfaction_percent"
            yield Found(gap, what, "Fill in the other share as well.", field)


@rule("gap-worse", Severity.SHOULD, "S49 S51")
def gap_worse(plan: Plan) -> Iterator[Found]:
    """The dreamt side of a gap feels no worse than today."""
    for gap in plan.all(Gap):
        sides = (touchpoint_of(plan, gap.current), touchpoint_of(plan, gap.dream))
        feelings = [side.feeling for side in sides if side and side.feeling is not None]
        if len(feelings) == 2 and feelings[1] < feelings[0]:
            what = f"Closing “{gap.name}” would leave the customer feeling worse than today."
            yield Found(gap, what, "Look at both feelings again, or at the dream.")


@rule("gap-evidence", Severity.SHOULD, "S40 S42")
def gap_evidence(plan: Plan) -> Iterator[Found]:
    """A gap rests on evidence that is more than an assumption, cited for it or for its current touchpoint."""
    grounds = grounded(plan)
    for gap in plan.all(Gap):
        if not is_proven(gap, grounds):
            yield Found(gap, f"No evidence says that “{gap.name}” is there.", "Cite what customers said or did.")


@rule("gap-initiative", Severity.SHOULD, "S53")
def gap_initiative(plan: Plan) -> Iterator[Found]:
    """An initiative closes every gap that is neither parked nor accepted."""
    for gap in plan.all(Gap):
        if is_to_be_closed(gap) and not any(remedies_of(plan, gap)):
            yield Found(gap, f"Nobody closes “{gap.name}”.", "Draft an initiative from it, or park or accept it.")


@rule("gap-left-alone", Severity.SHOULD, "S53")
def gap_left_alone(plan: Plan) -> Iterator[Found]:
    """No initiative on the roadmap works on a gap that was parked or accepted."""
    for gap in plan.all(Gap):
        if gap.decision and not is_to_be_closed(gap):
            for remedy, initiative in remedies_of(plan, gap):
                if is_on_roadmap(initiative):
                    what = f"“{initiative.name}” works on “{gap.name}”, for which was decided: {gap.decision}."
                    yield Found(remedy, what, "Decide to close the gap after all, or drop the claim.")


@rule("gap-overclaimed", Severity.MUST, "S53 S55")
def gap_overclaimed(plan: Plan) -> Iterator[Found]:
    """The initiatives on one gap claim no more than all of it."""
    for gap in plan.all(Gap):
        claimed = sum(remedy.closes_percent or 0 for remedy, _ in remedies_of(plan, gap))
        if claimed > 100:
            what = f"The initiatives on “{gap.name}” claim to close {claimed} % of it."
            yield Found(gap, what, "Lower their claims to 100 % together, or a benefit is counted twice.")


@rule("remedy-share", Severity.COULD, "S53")
def remedy_share(plan: Plan) -> Iterator[Found]:
    """An initiative says how much of a gap it closes."""
    for gap in plan.all(Gap):
        for remedy, initiative in remedies_of(plan, gap):
            what = f"“{initiative.name}” closes “{gap.name}”, but how much of it is not said."
            yield from unfilled((remedy,), "closes_percent", what, "Fill in the share it closes.")


@rule("gap-thrown-away", Severity.COULD, "S48")
def gap_thrown_away(plan: Plan) -> Iterator[Found]:
    """What is mended for a near dream is still there in the far one."""
    kept = {dream.id: {each.replaces for each in touchpoints_of(plan, dream)} - {None} for dream in dreams(plan)}
    for gap in plan.all(Gap):
        near = journey_of(plan, touchpoint_of(plan, gap.dream))
        if gap.current is None or near is None or near.horizon is not Horizon.NEAR or near.departs_from is None:
            continue
        for far in plan.where(Journey, "departs_from", near.departs_from):
            # A far dream that replaces nothing is not linked to today yet; it says nothing about what stays.
            if far.horizon is Horizon.FAR and kept[far.id] and not {gap.current, gap.dream} & kept[far.id]:
                what = f"Closing “{gap.name}” mends what the far dream “{far.name}” no longer has."
                yield Found(gap, what, "Weigh whether it pays for itself until then.")


@rule("wow-undelivered", Severity.COULD, "S49 S53")
def wow_undelivered(plan: Plan) -> Iterator[Found]:
    """Once there are initiatives, one delivers every wow of a dream."""
    if plan.all(Remedy):
        for dream in dreams(plan):
            for touchpoint in touchpoints_of(plan, dream):
                if not _is_delivered(plan, touchpoint):
                    yield from _wows(plan, touchpoint)


def _is_delivered(plan: Plan, touchpoint: Touchpoint) -> bool:
    return any(any(remedies_of(plan, gap)) for gap in plan.where(Gap, "dream", touchpoint.id))


def _wows(plan: Plan, touchpoint: Touchpoint) -> Iterator[Found]:
    for note in plan.parts(Note, touchpoint):
        if note.kind is NoteKind.WOW:
            what = f"Nobody delivers “{note.title}” at “{touchpoint.name}”."
            yield Found(note, what, "Draw a gap to this touchpoint and an initiative that closes it.")


RULES: tuple[Rule, ...] = (
    gap_place,
    gap_sides,
    gap_twice,
    gap_survey,
    gap_worse,
    gap_evidence,
    gap_initiative,
    gap_left_alone,
    gap_overclaimed,
    remedy_share,
    gap_thrown_away,
    wow_undelivered,
)
