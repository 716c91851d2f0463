"""Rules about when what happens: dates, what waits for what, and whether the map follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from domain.gap import Gap
from domain.initiative import Dependency, DependencyKind, Initiative, Remedy, Status
from domain.journey import Touchpoint
from domain.kpi import Kpi
from domain.milestone import Milestone
from domain.paths import journey_of, live, touchpoint_of
from domain.plan import Plan
from domain.problems.paths import ahead, is_on_roadmap, touchpoint_verified_on
from domain.problems.rule import Found, Rule, Severity, dated_rule, rule, unfilled

ENDS: Mapping[DependencyKind, tuple[str, str]] = MappingProxyType(
    {
        DependencyKind.FINISH_TO_START: ("finishes_on", "starts_on"),
        DependencyKind.START_TO_START: ("starts_on", "starts_on"),
        DependencyKind.FINISH_TO_FINISH: ("finishes_on", "finishes_on"),
        DependencyKind.START_TO_FINISH: ("starts_on", "finishes_on"),
    }
)
"""For each kind of dependency: the end that is waited for, and the end that waits."""


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


@rule("starts-too-early", Severity.MUST, "S66")
def starts_too_early(plan: Plan) -> Iterator[Found]:
    """No initiative goes ahead of what it waits for."""
    for initiative in ahead(plan):
        for wait in plan.parts(Dependency, initiative):
            before = plan.find(Initiative, wait.waits_for)
            awaited, waiting = ENDS[wait.kind]
            if before and _is_too_early(_moment(before, awaited), _moment(initiative, waiting), wait.lag_days):
                what = f"“{initiative.name}” {_said(initiative, waiting)}, too early: it waits for “{before.name}”, "
                what += f"which {_said(before, awaited)}."
                yield Found(initiative, what, "Move one of the two.", waiting)


def _moment(initiative: Initiative, end: str) -> date | None:
    """When *end* of *initiative* is, as a half-open date: work finished on a day is over on the next."""
    day: date | None = getattr(initiative, end)
    return day + timedelta(days=1) if day and end == "finishes_on" else day


def _is_too_early(awaited: date | None, waiting: date | None, lag: int) -> bool:
    # The lag is in working days. In calendar days it is at least as long, so a positive one is counted short and
    # a negative one long: what is found is too early under any calendar of weekends.
    bound = lag if lag >= 0 else lag * 7 // 5 - 2
    return awaited is not None and waiting is not None and waiting < awaited + timedelta(days=bound)


def _said(initiative: Initiative, end: str) -> str:
    return f"{end.replace('_', ' ')} {getattr(initiative, end)}"


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
    for each in ahead(plan):
        if each.starts_on and each.not_before and each.starts_on < each.not_before:
            what = f"“{each.name}” starts on {each.starts_on}, and cannot before {each.not_before}."
            yield Found(each, what, "Move it, or change what it cannot start before.", "starts_on")
        if each.finishes_on and each.deadline and each.finishes_on > each.deadline:
            what = f"“{each.name}” finishes on {each.finishes_on}, after its deadline of {each.deadline}."
            yield Found(each, what, "Move or shorten it, or agree on another deadline.", "finishes_on")


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
            gaps = (plan.find(Gap, remedy.gap) for remedy in plan.parts(Remedy, initiative))
            changed.update((gap.current, initiative) for gap in gaps if gap and gap.current)
    for id, initiative in changed.items():
        touchpoint = touchpoint_of(plan, id)
        if touchpoint and _is_staler(plan, touchpoint, initiative):
            what = f"“{touchpoint.name}” was changed by “{initiative.name}” and is not verified since."
            yield Found(touchpoint, what, "See what became of it and mark it verified.", "verified_on")


def _is_staler(plan: Plan, touchpoint: Touchpoint, initiative: Initiative) -> bool:
    verified = touchpoint_verified_on(touchpoint, journey_of(plan, touchpoint))
    return verified is None or initiative.finishes_on is None or verified < initiative.finishes_on


@rule("milestone-date", Severity.SHOULD, "S63")
def milestone_date(plan: Plan) -> Iterator[Found]:
    """A milestone has a date."""
    return unfilled(plan.all(Milestone), "due_on", "“{}” has no date.", "Fill in the day it is promised for.")


@rule("milestone-missed", Severity.MUST, "S63")
def milestone_missed(plan: Plan) -> Iterator[Found]:
    """All that a milestone hangs on is finished by then."""
    for milestone in plan.all(Milestone):
        for id in milestone.initiatives:
            each = plan.find(Initiative, id)
            if each and each.finishes_on and milestone.due_on and each.finishes_on > milestone.due_on:
                what = f"“{milestone.name}” is due on {milestone.due_on}, and “{each.name}” finishes on "
                what += f"{each.finishes_on}."
                yield Found(milestone, what, "Move the milestone or the initiative.", "due_on")


RULES: tuple[Rule, ...] = (
    roadmap_owner,
    roadmap_kpi,
    initiative_duration,
    starts_too_early,
    waits_for_dropped,
    outside_window,
    status_contradicted,
    behind_schedule,
    map_behind,
    milestone_date,
    milestone_missed,
)
