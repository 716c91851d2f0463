"""Rules about when what happens: dates, what waits for what, and whether the map follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.conflicts import Conflict, ConflictKind, missed_milestones, outside_windows, overloads, too_early
from domain.errors import Refused
from domain.gap import Gap
from domain.initiative import Dependency, Initiative, Remedy, Status
from domain.journey import Touchpoint
from domain.kpi import Kpi
from domain.milestone import Milestone
from domain.network import network_of
from domain.paths import journey_of, live, touchpoint_of
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule, unfilled
from domain.proven import ahead, is_on_roadmap, touchpoint_verified_on
from domain.records import BY_NAME
from domain.severity import Severity


@rule("roadmap-owner", Severity.SHOULD, "S64")
def roadmap_owner(plan: Plan) -> Iterator[Found]:
    """What is on the roadmap has an owner."""
    items = (initiative for initiative in ahead(plan) if is_on_roadmap(initiative))
    return unfilled(items, "owner", "“{}” is on the roadmap and has no owner.", "Choose who answers for it.")


@rule("roadmap-kpi", Severity.SHOULD, "S67")
def roadmap_kpi(plan: Plan) -> Iterator[Found]:
    """A KPI will tell whether what is on the roadmap worked."""
    for initiative in filter(is_on_roadmap, live(plan)):
        if not plan.where(Kpi, "initiatives", initiative.id):
            what = f"No KPI will tell whether “{initiative.name}” worked."
            yield Found(initiative, what, "Choose or add the KPI that judges it.")


@rule("initiative-duration", Severity.COULD, "S63")
def initiative_duration(plan: Plan) -> Iterator[Found]:
    """An initiative still to be done says how long it takes, or from when to when."""
    undated = (each for each in ahead(plan) if each.starts_on is None or each.finishes_on is None)
    return unfilled(undated, "likely_days", "How long “{}” takes is not said.", "Fill in the likely duration.")


@rule("critical-range", Severity.COULD, "S63 S79")
def critical_range(plan: Plan) -> Iterator[Found]:
    """What the end of the roadmap hangs on says how long it takes at best and at worst."""
    try:
        critical = network_of(plan).critical
    except Refused:  # what waits for itself has no end
        return
    todo = "Fill in a low and a high duration: without them its dates look certain."
    for each in (plan.get(Initiative, id) for id in critical):
        if each.status is not Status.DONE and None in (each.low_days, each.high_days):
            field = "low_days" if each.low_days is None else "high_days"
            yield Found(each, f"The end of the roadmap hangs on “{each.name}”, which has no range.", todo, field)


@rule("starts-too-early", Severity.MUST, "S66")
def starts_too_early(plan: Plan) -> Iterator[Found]:
    """No initiative goes ahead of what it waits for."""
    return _told(plan, too_early(plan), "Move one of the two.")


def _told(plan: Plan, conflicts: Iterable[Conflict], todo: str) -> Iterator[Found]:
    for each in conflicts:
        kind, id = each.subject
        yield Found(plan.find(BY_NAME[kind], id), each.sentence, todo, each.field)


@rule("waits-for-dropped", Severity.SHOULD, "S66")
def waits_for_dropped(plan: Plan) -> Iterator[Found]:
    """Nothing waits for an initiative that was dropped."""
    for initiative in ahead(plan):
        for wait in plan.parts(Dependency, initiative):
            before = plan.find(Initiative, wait.waits_for)
            if before and before.status is Status.DROPPED:
                what = f"“{initiative.name}” waits for “{before.name}”, which was dropped."
                yield Found(wait, what, "Remove the dependency, or find another way.", "waits_for")


@rule("outside-window", Severity.MUST, "S63")
def outside_window(plan: Plan) -> Iterator[Found]:
    """An initiative starts no earlier than it may and finishes before its deadline."""
    todo = {
        ConflictKind.NOT_BEFORE: "Move it, or change what it cannot start before.",
        ConflictKind.DEADLINE: "Move or shorten it, or agree on another deadline.",
    }
    for conflict in outside_windows(plan):
        yield from _told(plan, (conflict,), todo[conflict.kind])


@rule("team-over", Severity.SHOULD, "S64")
def team_over(plan: Plan) -> Iterator[Found]:
    """No team is asked for more in a month than it can give."""
    return _told(plan, overloads(plan), "Move or lengthen what it works on, or find more people.")


@dated_rule("status-contradicted", Severity.MUST, "S71 S74")
def status_contradicted(plan: Plan, today: date) -> Iterator[Found]:
    """The status of an initiative agrees with its progress and its dates."""
    for each in live(plan):
        if reason := _contradiction(each, today):
            yield Found(
                each, f"“{each.name}” is {each.status}, but {reason}.", "Correct the one or the other.", "status"
            )


def _contradiction(initiative: Initiative, today: date) -> str:
    """What speaks against the status of *initiative*, as half a sentence; empty where nothing does."""
    progress = initiative.progress_percent
    match initiative.status:
        case Status.DONE if progress is not None and progress < 100:
            return f"its progress is {progress} %"
        case Status.DONE if initiative.finishes_on and initiative.finishes_on > today:
            return f"finishes on {initiative.finishes_on}"
        case Status.RUNNING if initiative.starts_on and initiative.starts_on > today:
            return f"starts on {initiative.starts_on}"
        case Status.IDEA | Status.PLANNED if progress:
            return f"its progress is {progress} %"
        case _:
            return ""


@dated_rule("behind-schedule", Severity.SHOULD, "S63 S71")
def behind_schedule(plan: Plan, today: date) -> Iterator[Found]:
    """What should have started or finished by now has."""
    todo = "Correct the status, or plan it anew."
    for each in ahead(plan):
        if each.finishes_on and each.finishes_on < today:
            yield Found(each, f"“{each.name}” should have finished on {each.finishes_on}.", todo, "finishes_on")
        elif each.status in (Status.IDEA, Status.PLANNED) and each.starts_on and each.starts_on < today:
            yield Found(each, f"“{each.name}” should have started on {each.starts_on}.", todo, "starts_on")


@dated_rule("map-behind", Severity.SHOULD, "S71 S74")
def map_behind(plan: Plan, today: date) -> Iterator[Found]:
    """A touchpoint is held against reality again once an initiative that changed it is done."""
    changed: dict[str, Initiative] = {}
    for initiative in sorted(live(plan), key=lambda each: (each.finishes_on or date.min, each.id)):
        if initiative.status is Status.DONE and initiative.finishes_on and initiative.finishes_on <= today:
            gaps = (plan.find(Gap, each.gap) for each in plan.parts(Remedy, initiative) if each.closes_percent != 0)
            changed.update((gap.current, initiative) for gap in gaps if gap and gap.current)
    for id, initiative in changed.items():
        touchpoint = touchpoint_of(plan, id)
        if touchpoint and _is_staler(plan, touchpoint, initiative):
            what = f"“{touchpoint.name}” was changed by “{initiative.name}”, finished on {initiative.finishes_on}, "
            what += "and is not verified since."
            yield Found(touchpoint, what, "See what became of it and mark it verified.", "verified_on")


def _is_staler(plan: Plan, touchpoint: Touchpoint, initiative: Initiative) -> bool:
    verified = touchpoint_verified_on(touchpoint, journey_of(plan, touchpoint))
    return verified is None or initiative.finishes_on is None or verified < initiative.finishes_on


@dated_rule("map-lacks", Severity.SHOULD, "S73 S74")
def map_lacks(plan: Plan, today: date) -> Iterator[Found]:
    """A touchpoint that an initiative brought about is on a map of today once the initiative is done."""
    for initiative in live(plan):
        if initiative.status is Status.DONE and initiative.finishes_on and initiative.finishes_on <= today:
            gaps = (plan.find(Gap, remedy.gap) for remedy in plan.parts(Remedy, initiative))
            for gap in gaps:
                dream = touchpoint_of(plan, gap.dream) if gap is not None and gap.current is None else None
                if gap is not None and dream is not None and dream.replaces is None:
                    what = f"“{dream.name}” came with “{initiative.name}”, finished on {initiative.finishes_on}, "
                    what += "and is on no map of today."
                    todo = "Add it to the map of today, and name it as the current touchpoint of the gap."
                    yield Found(gap, what, todo, "current")


@rule("milestone-date", Severity.SHOULD, "S63")
def milestone_date(plan: Plan) -> Iterator[Found]:
    """A milestone has a date."""
    return unfilled(plan.all(Milestone), "due_on", "“{}” has no date.", "Fill in the day it is promised for.")


@rule("milestone-missed", Severity.MUST, "S63")
def milestone_missed(plan: Plan) -> Iterator[Found]:
    """All that a milestone hangs on is finished by then."""
    return _told(plan, missed_milestones(plan), "Move the milestone or the initiative.")


RULES: tuple[Rule, ...] = (
    roadmap_owner,
    roadmap_kpi,
    initiative_duration,
    critical_range,
    starts_too_early,
    waits_for_dropped,
    outside_window,
    team_over,
    status_contradicted,
    behind_schedule,
    map_behind,
    map_lacks,
    milestone_date,
    milestone_missed,
)
