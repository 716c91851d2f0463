"""The roadmap as a document for other programs: what will be done, when, by whom, for whom and what for.

A document stands by itself: references to records it does not carry are given as names, and every total is worked
out. What is not known is absent, never 0. docs/roadmap-format.md describes it for readers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import groupby
from math import inf
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from domain.calendar import Calendars
from domain.cash import Future, Range, Stream, streams_of
from domain.figures import rounded
from domain.gap import Gap
from domain.initiative import (
    CashKind,
    Certainty,
    Dependency,
    DependencyKind,
    Effort,
    Initiative,
    Lane,
    Remedy,
    Status,
    Story,
)
from domain.journey import Journey, Phase, Touchpoint
from domain.kpi import Direction, Kpi
from domain.milestone import Milestone
from domain.network import Network, network_of
from domain.people import Stakeholder, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.ranking.weighted import weighted

FORMAT: Literal["klantreis-roadmap"] = "klantreis-roadmap"
VERSION: Literal[1] = 1

Id = Annotated[
    str, Field(title="Id", description="Unique among records of its kind; a change of name leaves it as it is.")
]
PersonDay = Annotated[Decimal, Field(ge=0, json_schema_extra={"unit": "person-days"})]
WorkingDay = Annotated[int, Field(ge=0, json_schema_extra={"unit": "working days"})]
Money = Annotated[Decimal, Field(json_schema_extra={"unit": "money"})]
Percentage = Annotated[int, Field(ge=0, le=100, json_schema_extra={"unit": "%"})]
Currency = Annotated[str, Field(title="Currency", description="Three capitals after ISO 4217, such as EUR.")]


class Part(BaseModel):
    """A table of the document."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, validate_by_name=True, validate_by_alias=True)


class TeamRef(Part):
    """A team of the client, and how much it can carry."""

    id: Id
    name: str = Field(title="Name", description="What the client calls the team.")
    capacity_fte: Decimal | None = Field(
        None,
        title="Capacity",
        description="Full-time people in the team today.",
        ge=0,
        json_schema_extra={"unit": "FTE"},
    )
    focus_percent: Percentage = Field(
        title="Focus factor", description="Share of their working day that is left for the roadmap."
    )


class MilestoneRef(Part):
    """A promise with a date."""

    id: Id
    name: str = Field(title="Name", description="What the milestone is called.")
    due: date | None = Field(None, title="Due", description="The day it is promised for.")
    promise: str | None = Field(None, title="Promise", description="What will be true on that day.")
    initiatives: tuple[str, ...] = Field((), title="Initiatives", description="Ids of the items it hangs on.")


class Work(Part):
    """What an item asks of one team."""

    team: str = Field(title="Team", description="Id of the team.")
    name: str = Field(title="Name", description="Name of the team.")
    low: PersonDay | None = Field(None, title="Low", description="Person-days if all goes well.")
    likely: PersonDay | None = Field(None, title="Likely", description="Person-days as expected.")
    high: PersonDay | None = Field(None, title="High", description="Person-days if much goes wrong.")


class PersonDays(Part):
    """The work of all teams together; each figure only where every team has it."""

    low: PersonDay | None = Field(None, title="Low", description="Person-days if all goes well everywhere.")
    likely: PersonDay | None = Field(None, title="Likely", description="Person-days as expected.")
    high: PersonDay | None = Field(None, title="High", description="Person-days if much goes wrong everywhere.")


class Duration(Part):
    """How long the item takes from its first to its last day of work."""

    low: WorkingDay | None = Field(None, title="Low", description="Working days if all goes well.")
    likely: WorkingDay | None = Field(None, title="Likely", description="Working days as expected.")
    high: WorkingDay | None = Field(None, title="High", description="Working days if much goes wrong.")


class Wait(Part):
    """Another item this one waits for."""

    id: str = Field(title="Waits for", description="Id of the other item.")
    kind: DependencyKind = Field(
        title="Kind", description="Which end of the other item comes before which end of this one."
    )
    lag_days: int = Field(
        title="Lag",
        description="Working days between those two ends; negative where they may overlap.",
        json_schema_extra={"unit": "working days"},
    )


class Closes(Part):
    """A gap between today's journey and the dream that the item closes, in whole or in part."""

    gap: str = Field(title="Gap", description="Id of the gap.")
    name: str = Field(title="Name", description="Name of the gap.")
    percent: Percentage | None = Field(
        None, title="Percent", description="How much of the gap is gone when it is done."
    )
    personas: tuple[str, ...] = Field((), title="Personas", description="Names of those who will notice.")
    journeys: tuple[str, ...] = Field(
        (), title="Journeys", description="Names of the journeys the gap is in, today's before the dream."
    )


class Score(Part):
    """How the item compares with the others; absent as long as a rating is missing."""

    method: str = Field(
        title="Method", description="How it was scored: “weighted” is a weighted sum on anchored scales."
    )
    value: Decimal = Field(
        title="Value",
        description="0 is worst and 100 best on every criterion; rounded to six decimals.",
        ge=0,
        le=100,
        json_schema_extra={"unit": "points"},
    )
    rank: int = Field(title="Rank", description="1 for the best; equal scores share the better rank: 1, 2, 2, 4.", ge=1)
    of: int = Field(title="Of", description="How many items have a score.", ge=1)


class MoneyLine(Part):
    """Money the item costs or brings: all amounts are positive, running costs and benefits are per year."""

    name: str = Field(title="Name", description="What the money is for, or where it comes from.")
    kind: CashKind = Field(title="Kind", description="Whether it is paid once, paid every year, or earned every year.")
    low: Money | None = Field(None, title="Low", description="The low estimate.")
    likely: Money | None = Field(None, title="Likely", description="The likeliest amount.")
    high: Money | None = Field(None, title="High", description="The high estimate.")
    start: date | None = Field(
        None, title="Start", description="When it begins to flow; without a date, when the item is finished."
    )
    ramp_months: int | None = Field(
        None,
        title="Ramp",
        description="Months until it flows in full; without a number, at once.",
        ge=0,
        json_schema_extra={"unit": "months"},
    )
    certainty: Certainty | None = Field(
        None, title="Certainty", description="Hard: a controller would book it. Soft: it is plausible."
    )
    currency: Currency


class MoneyTotal(Part):
    """All money of one kind, once it flows in full; each figure only where every line of that kind has it."""

    kind: CashKind = Field(
        title="Kind", description="Which lines were added up; costs and benefits never are together."
    )
    low: Money | None = Field(None, title="Low", description="The sum of the low estimates.")
    likely: Money | None = Field(None, title="Likely", description="The sum of the likeliest amounts.")
    high: Money | None = Field(None, title="High", description="The sum of the high estimates.")
    currency: Currency


class KpiRef(Part):
    """A number that will tell whether the item worked."""

    id: Id
    name: str = Field(title="Name", description="What is measured.")
    unit: str | None = Field(None, title="Unit", description="What is counted: %, days, calls a week …")
    direction: Direction = Field(title="Direction", description="Whether more or less of it is better.")
    start: Decimal | None = Field(
        None, title="Start", description="Where it stood before anything was done, in its own unit."
    )
    target: Decimal | None = Field(None, title="Target", description="Where it should get to, in its own unit.")
    target_on: date | None = Field(None, title="Target date", description="When it should be there.")


class StoryRef(Part):
    """A user story the item delivers."""

    id: Id
    persona: str | None = Field(None, title="As", description="Name of the persona who wants it.")
    want: str = Field(title="I want", description="What is wanted.")
    so_that: str | None = Field(None, title="So that", description="What it is wanted for.")
    accepted_when: str | None = Field(None, title="Accepted when", description="How to tell that it works.")


class Item(Part):
    """One piece of work on the roadmap."""

    id: Id
    name: str = Field(title="Name", description="What the work is called.")
    summary: str | None = Field(None, title="Summary", description="What will be done.")
    why: str | None = Field(None, title="Why", description="The case for it, in words.")
    status: Status = Field(title="Status", description="How far it is; what was dropped is not on a roadmap.")
    lane: Lane | None = Field(None, title="Lane", description="Now, next or later; only where there is no start date.")
    start: date | None = Field(None, title="Start", description="The first day of work.")
    finish: date | None = Field(None, title="Finish", description="The last day of work, itself included.")
    float_days: int | None = Field(
        None,
        title="Float",
        description="How much later it can be without the last item finishing later; 0 is on the critical path.",
        ge=0,
        json_schema_extra={"unit": "working days"},
    )
    progress: Percentage | None = Field(None, title="Progress", description="How much of it is done.")
    not_before: date | None = Field(None, title="Not before", description="The first day on which it may start.")
    deadline: date | None = Field(None, title="Deadline", description="The last day on which it may finish.")
    pinned: bool = Field(title="Pinned", description="Whether whoever plans must leave it where it is.")
    group: str | None = Field(None, title="Group", description="What it belongs to, such as a programme.")
    adoption_months: int | None = Field(
        None,
        title="Adoption",
        description="Months after it is finished until all customers have it; without a number, at once.",
        ge=0,
        json_schema_extra={"unit": "months"},
    )
    owner: str | None = Field(None, title="Owner", description="Name of the person who answers for it.")
    teams: tuple[str, ...] = Field((), title="Teams", description="Ids of the teams that work on it.")
    milestones: tuple[str, ...] = Field((), title="Milestones", description="Ids of the milestones that hang on it.")
    person_days: PersonDays | None = Field(None, title="Person-days", description="The work of all teams together.")
    duration: Duration | None = Field(None, title="Duration", description="How many working days it takes.")
    score: Score | None = Field(None, title="Score", description="How it compares with the other items.")
    work: tuple[Work, ...] = Field((), title="Work", description="What it asks of each team.")
    waits_for: tuple[Wait, ...] = Field((), title="Waits for", description="The items that come before it.")
    closes: tuple[Closes, ...] = Field((), title="Closes", description="The gaps it closes.")
    money: tuple[MoneyLine, ...] = Field((), title="Money", description="What it costs and brings, line by line.")
    money_totals: tuple[MoneyTotal, ...] = Field(
        (), alias="money_total", title="Money totals", description="The same money, added up by kind."
    )
    kpis: tuple[KpiRef, ...] = Field((), alias="kpi", title="KPIs", description="The numbers that judge it.")
    stories: tuple[StoryRef, ...] = Field((), alias="story", title="User stories", description="What it delivers.")


class Roadmap(Part):
    """What will be done to get from today's journeys to the dream: one engagement's roadmap."""

    format: Literal["klantreis-roadmap"] = Field(title="Format", description="Says that this is a roadmap file.")
    version: Literal[1] = Field(title="Version", description="The version of the format, not of the roadmap.")
    generated_from: str = Field(
        title="Generated from", description="Id of the engagement; two files that share it tell of the same one."
    )
    engagement: str = Field(title="Engagement", description="What the piece of work for the client is called.")
    client: str | None = Field(None, title="Client", description="The organisation whose roadmap this is.")
    currency: Currency
    fiscal_year_starts: int = Field(
        title="Fiscal year starts", description="The month with which quarters and years begin.", ge=1, le=12
    )
    teams: tuple[TeamRef, ...] = Field((), alias="team", title="Teams", description="All teams of the client.")
    milestones: tuple[MilestoneRef, ...] = Field(
        (), alias="milestone", title="Milestones", description="What was promised for when."
    )
    items: tuple[Item, ...] = Field(
        (),
        alias="item",
        title="Items",
        description="The work in order: by start date, then now, next, later and the rest; the best score first.",
    )


def roadmap_of(plan: Plan) -> Roadmap:
    """The roadmap of *plan*: every initiative that is not dropped, with all that hangs on it.

    Items with a start date come first, by date; then lanes now, next and later; then the rest. Among those of one
    date or lane the better rank goes first, but none before another it waits for. Mentions of dropped initiatives
    are left out, so every id leads somewhere. The same plan always gives the same document.

    Raises:
        Refused, graphlib.CycleError: initiatives wait for each other, which `domain.rules` lets no edit bring about.
    """
    made = _Made(_scores(plan), Calendars(plan), network_of(plan))
    return Roadmap(
        format=FORMAT,
        version=VERSION,
        generated_from=plan.engagement.id,
        engagement=plan.engagement.name,
        client=plan.engagement.client,
        currency=plan.engagement.currency,
        fiscal_year_starts=plan.engagement.fiscal_year_starts,
        teams=tuple(_team(plan, team) for team in plan.all(Team)),
        milestones=tuple(_milestone(milestone, made.scores) for milestone in plan.all(Milestone)),
        items=tuple(_item(plan, initiative, made) for initiative in _in_order(plan, made.scores)),
    )


class _Made(NamedTuple):
    """What is worked out once for all items."""

    scores: Mapping[str, Score | None]
    calendars: Calendars
    network: Network


def _scores(plan: Plan) -> dict[str, Score | None]:
    """Each initiative that is not dropped, with its score where it has one."""
    found = weighted(plan)
    rated = sum(each.value is not None for each in found)
    return {
        each.initiative: None
        if each.value is None or each.rank is None
        else Score(method="weighted", value=round(each.value, 6), rank=each.rank, of=rated)
        for each in found
    }


def _in_order(plan: Plan, scores: Mapping[str, Score | None]) -> Iterator[Initiative]:
    kept = (initiative for initiative in plan.all(Initiative) if initiative.id in scores)
    by_time = sorted(kept, key=lambda initiative: (_when(initiative), _rank(scores[initiative.id])))
    for _, together in groupby(by_time, key=_when):
        yield from _after_what_they_wait_for(plan, tuple(together))


def _when(initiative: Initiative) -> tuple[int, date]:
    if initiative.starts_on is not None:
        return 0, initiative.starts_on
    return 1 + (list(Lane).index(initiative.lane) if initiative.lane else len(Lane)), date.max


def _rank(score: Score | None) -> float:
    return score.rank if score else inf


def _after_what_they_wait_for(plan: Plan, together: Sequence[Initiative]) -> Iterator[Initiative]:
    """The same initiatives, each as early as those it waits for allow."""
    place = {initiative.id: n for n, initiative in enumerate(together)}
    sorter = TopologicalSorter(
        {
            each.id: [wait.waits_for for wait in plan.parts(Dependency, each) if wait.waits_for in place]
            for each in together
        }
    )
    sorter.prepare()
    ready: list[int] = []
    while sorter.is_active():
        for id in sorter.get_ready():
            heappush(ready, place[id])
        first = together[heappop(ready)]
        sorter.done(first.id)
        yield first


def _team(plan: Plan, team: Team) -> TeamRef:
    focus = plan.engagement.focus_percent if team.focus_percent is None else team.focus_percent
    return TeamRef(id=team.id, name=team.name, capacity_fte=team.capacity_fte, focus_percent=focus)


def _milestone(milestone: Milestone, kept: Container[str]) -> MilestoneRef:
    return MilestoneRef(
        id=milestone.id,
        name=milestone.name,
        due=milestone.due_on,
        promise=milestone.promise,
        initiatives=tuple(id for id in milestone.initiatives if id in kept),
    )


def _item(plan: Plan, initiative: Initiative, made: _Made) -> Item:
    efforts = plan.parts(Effort, initiative)
    span, timing = made.calendars.span_of(initiative), made.network.timings.get(initiative.id)
    streams = streams_of(plan, initiative)
    return Item(
        id=initiative.id,
        name=initiative.name,
        summary=initiative.summary,
        why=initiative.case,
        status=initiative.status,
        lane=initiative.lane if initiative.starts_on is None else None,
        start=initiative.starts_on,
        finish=span.last if span and span.end > span.start else initiative.finishes_on,
        float_days=timing.slack if timing else None,
        progress=100 if initiative.status is Status.DONE else initiative.progress_percent,
        not_before=initiative.not_before,
        deadline=initiative.deadline,
        pinned=initiative.pinned,
        group=initiative.group,
        adoption_months=initiative.adoption_months,
        owner=plan.get(Stakeholder, initiative.owner).name if initiative.owner else None,
        teams=tuple(effort.team for effort in efforts),
        milestones=tuple(milestone.id for milestone in plan.where(Milestone, "initiatives", initiative.id)),
        person_days=_person_days(efforts),
        duration=_duration(initiative),
        score=made.scores[initiative.id],
        work=tuple(_work(plan, effort) for effort in efforts),
        waits_for=tuple(
            Wait(id=wait.waits_for, kind=wait.kind, lag_days=wait.lag_days)
            for wait in plan.parts(Dependency, initiative)
            if wait.waits_for in made.scores
        ),
        closes=tuple(_closes(plan, remedy) for remedy in plan.parts(Remedy, initiative)),
        money=tuple(_money_line(plan, stream) for stream in streams),
        money_totals=tuple(_money_totals(plan, streams)),
        kpis=tuple(_kpi(kpi) for kpi in plan.where(Kpi, "initiatives", initiative.id)),
        stories=tuple(_story(plan, story) for story in plan.parts(Story, initiative)),
    )


def _person_days(efforts: Sequence[Effort]) -> PersonDays | None:
    totals = PersonDays(
        low=_total(effort.low for effort in efforts),
        likely=_total(effort.likely for effort in efforts),
        high=_total(effort.high for effort in efforts),
    )
    return totals if totals != PersonDays() else None


def _duration(initiative: Initiative) -> Duration | None:
    duration = Duration(low=initiative.low_days, likely=initiative.likely_days, high=initiative.high_days)
    return duration if duration != Duration() else None


def _total(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of *figures*; None where there are none or one is not known."""
    total: Decimal | None = None
    for figure in figures:
        if figure is None:
            return None
        total = figure + (total or 0)
    return total


def _work(plan: Plan, effort: Effort) -> Work:
    name = plan.get(Team, effort.team).name
    return Work(team=effort.team, name=name, low=effort.low, likely=effort.likely, high=effort.high)


def _closes(plan: Plan, remedy: Remedy) -> Closes:
    gap = plan.get(Gap, remedy.gap)
    touchpoints = [plan.get(Touchpoint, id) for id in (gap.current, gap.dream) if id]
    journeys = [plan.get(Journey, plan.get(Phase, touchpoint.phase).journey) for touchpoint in touchpoints]
    personas = [plan.get(Persona, journey.persona) for journey in journeys if journey.persona]
    return Closes(
        gap=gap.id,
        name=gap.name,
        percent=remedy.closes_percent,
        personas=tuple(dict.fromkeys(persona.name for persona in personas)),
        journeys=tuple(dict.fromkeys(journey.name for journey in journeys)),
    )


def _money_line(plan: Plan, stream: Stream) -> MoneyLine:
    line, amounts = stream.line, _amounts(stream)
    return MoneyLine(
        name=line.name,
        kind=line.kind,
        low=amounts.low,
        likely=amounts.likely,
        high=amounts.high,
        start=line.starts_on,
        ramp_months=line.ramp_months,
        certainty=line.certainty,
        currency=plan.engagement.currency,
    )


def _amounts(stream: Stream) -> Range:
    """What flows by a cash line, costs and benefits both positive: its figures by its drivers and its share."""
    line = stream.line
    if not stream.drivers and line.share_percent is None:
        return Range(line.low, line.likely, line.high)
    likely, ends = stream.amount(Future.LIKELY), (stream.amount(Future.WORST), stream.amount(Future.BEST))
    known = sorted(stream.sign * end for end in ends if end is not None)
    return Range(
        low=rounded(known[0]) if known else None,
        likely=None if likely is None else rounded(stream.sign * likely),
        high=rounded(known[-1]) if known else None,
    )


def _money_totals(plan: Plan, streams: Sequence[Stream]) -> Iterator[MoneyTotal]:
    """One total for each kind of money of which anything can be added up."""
    for kind in CashKind:
        alike = [_amounts(stream) for stream in streams if stream.line.kind is kind]
        low, likely, high = (_total(getattr(amounts, name) for amounts in alike) for name in Range._fields)
        if (low, likely, high) != (None, None, None):
            yield MoneyTotal(kind=kind, low=low, likely=likely, high=high, currency=plan.engagement.currency)


def _kpi(kpi: Kpi) -> KpiRef:
    return KpiRef(
        id=kpi.id,
        name=kpi.name,
        unit=kpi.unit,
        direction=kpi.direction,
        start=kpi.start_value,
        target=kpi.target_value,
        target_on=kpi.target_on,
    )


def _story(plan: Plan, story: Story) -> StoryRef:
    return StoryRef(
        id=story.id,
        persona=plan.get(Persona, story.persona).name if story.persona else None,
        want=story.want,
        so_that=story.so_that,
        accepted_when=story.accepted_when,
    )
