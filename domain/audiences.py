"""The roadmap for those who have a part in it: who pays for it, who does the work, and whom it is for (S64).

The same plan told three ways. Who pays reads money, promises, risks and what they have to decide; a team reads what,
when and how much; customers read what changes for them, in their words, and nothing of money or of what is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from domain.business_case import Outcome, case_of, total_of
from domain.calendar import Calendars
from domain.chart import how, short_dates, short_day, state
from domain.conflicts import conflicts
from domain.dates import Dates, simulate_dates
from domain.figures import DASH, chance, number
from domain.gap import Gap
from domain.initiative import CashLine, Dependency, Effort, Initiative, Status
from domain.journey import Touchpoint
from domain.load import load_of
from domain.milestone import Milestone
from domain.paths import journey_of, live, touchpoint_of
from domain.people import Team
from domain.periods import MONTHS, Grain, periods
from domain.persona import Persona
from domain.plan import Plan
from domain.roadmap import Item, Roadmap, roadmap_of
from domain.telling import Bullet, Heading, Prose, day
from domain.text import counted

SOON = timedelta(days=90)
"""What starts within so many days is to be decided now."""
_DAY = timedelta(days=1)
_MONEY = ("costs", "benefits", "npv", "payback")
_DECIDED = frozenset({Status.PLANNED, Status.RUNNING, Status.DONE})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first cell of a row is its title, an empty cell is not known."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Prose | Bullet | Grid


def for_sponsor(plan: Plan, today: date) -> Iterator[Block]:
    """What somebody who pays for it asks: what it brings, what is promised, what can go wrong, what to decide."""
    roadmap = roadmap_of(plan)
    if not roadmap.items:
        yield Prose("There is nothing on the roadmap yet.")
        return
    sure = simulate_dates(plan, today)
    yield from _in_short(plan, roadmap, today)
    yield from _promises(plan, roadmap, sure)
    yield from _money(plan, roadmap, today)
    yield from _risks(plan, sure)
    yield from _decisions(plan, roadmap, today)


def for_team(plan: Plan, today: date, team: Team) -> Iterator[Block]:
    """What *team* asks: what is its part, when, what it waits for, and whether it can carry it."""
    roadmap = roadmap_of(plan)
    items = {item.id: item for item in roadmap.items}
    asked = {effort.initiative: effort for effort in plan.where(Effort, "team", team.id)}
    parts = [(item, asked[id]) for id, item in items.items() if id in asked]
    if not parts:
        yield Prose(f"Nothing on the roadmap asks anything of {team.name} yet.")
        return
    open_ones = [(item, effort) for item, effort in parts if item.status is not Status.DONE]
    yield Heading("What and when", 2)
    yield Prose(f"{counted(len(open_ones), 'item')} to do, in order of time.")
    yield Grid(
        ("item", "when", "person-days of yours", "status", "waits for", "is waited for by", "promised for"),
        tuple(_part(plan, roadmap, items, item, effort) for item, effort in open_ones),
    )
    yield from _carried(plan, today, team)
    yield from _stories([item for item, _ in open_ones])


def for_client(plan: Plan, today: date) -> Iterator[Block]:
    """What customers and colleagues ask: what changes for whom, and when. Only what is decided, without money."""
    items = [item for item in roadmap_of(plan).items if item.status in _DECIDED]
    promises = sorted(
        (each.due_on, each.position, each.id, each)
        for each in plan.all(Milestone)
        if each.due_on and each.promise and each.due_on >= today
    )
    if promises:
        yield Heading("What we promise", 2)
        yield from (Bullet(f"{day(due)}: {each.promise}", "◆") for due, *_, each in promises)
    changes = _changes(plan, items)
    for persona in (*plan.all(Persona), None):
        its = [each for each in changes if each.persona == (persona.id if persona else None)]
        if its:
            yield Heading(f"For {persona.name}" if persona else "For everybody", 2)
            yield from (block for each in its for block in each.told(today))
    if not changes:
        yield Prose("It is not decided yet what will change.")


# For who pays


def _in_short(plan: Plan, roadmap: Roadmap, today: date) -> Iterator[Block]:
    dates = [each for item in roadmap.items for each in (item.start, item.finish) if each]
    by_status = [(status, sum(item.status is status for item in roadmap.items)) for status in Status]
    told = ", ".join(
        counted(many, "idea") if status is Status.IDEA else f"{many} {status.value}"
        for status, many in by_status
        if many
    )
    yield Heading("In short", 2)
    when = f", from {day(min(dates))} to {day(max(dates))}" if dates else ""
    yield Bullet(f"{counted(len(roadmap.items), 'initiative')}{when}: {told}.", "•")
    case = total_of(plan, tuple(live(plan)), today)
    known = {figure.key: figure for figure in case.likely.of_known} if case.likely.moments else {}
    for figure in (known[key] for key in _MONEY if key in known):
        why = f", {figure.why}" if figure.value is None and figure.why else ""
        yield Bullet(f"{figure.title}: {figure.shown(case.currency)}{why}", "•")
    if case.likely.missing:
        yield Bullet(f"Not all money is known: {'; '.join(case.likely.missing)}.", "•")
    if plan.engagement.vision:
        yield Prose(plan.engagement.vision)


def _promises(plan: Plan, roadmap: Roadmap, sure: Dates) -> Iterator[Block]:
    if not roadmap.milestones:
        return
    names = {item.id: item.name for item in roadmap.items}
    yield Heading("What is promised", 2)
    rows = []
    for each in roadmap.milestones:
        outcome = sure.of(plan.get(Milestone, each.id))
        on_time = outcome.on_time if outcome else None
        rows.append(
            (
                each.name,
                day(each.due) if each.due else "",
                each.promise or "",
                "\n".join(names[id] for id in each.initiatives),
                "" if on_time is None else chance(on_time),
                day(outcome.p80) if outcome else "",
            )
        )
    titles = ("milestone", "due", "what will be true", "hangs on", "chance to be on time", "80 % sure by")
    yield Grid(titles, tuple(rows))


def _money(plan: Plan, roadmap: Roadmap, today: date) -> Iterator[Block]:
    yield Heading("What it costs and brings", 2)
    yield Prose("At the likely figures. The business case of each tells how they come about and how sure they are.")
    rows = []
    for item in roadmap.items:
        case = case_of(plan, plan.get(Initiative, item.id), today)
        figures = [_figure(case.likely, key, case.currency) for key in _MONEY]
        rows.append((item.name, short_when(item), *figures))
    yield Grid(("initiative", "when", "costs", "benefits", "NPV", "payback"), tuple(rows))


def _figure(outcome: Outcome, key: str, currency: str) -> str:
    return outcome.figure(key).shown(currency).replace(DASH, "")


def _risks(plan: Plan, sure: Dates) -> Iterator[Block]:
    """What the dates, the loads and the estimates say can go wrong."""
    told = [each.sentence for each in conflicts(plan)]
    for each in sure.milestones:
        if each.on_time is not None and each.on_time < 0.8 and each.promised:
            cause = each.causes[0].initiative.name if each.causes else ""
            most = f"; what delays it most is “{cause}”" if cause else ""
            kept = chance(each.on_time)
            told.append(f"“{each.record.title}” is on time on {day(each.promised)} in {kept} of all futures{most}.")
    unknown = [each.name for each in live(plan) if not plan.parts(CashLine, each) and each.status is not Status.DONE]
    if unknown:
        told.append(f"What they cost or bring is not known: {', '.join(unknown)}.")
    yield Heading("What can go wrong", 2)
    if told:
        yield from (Bullet(sentence, "!") for sentence in dict.fromkeys(told))
    else:
        yield Prose("Nothing that the dates, the loads and the estimates tell.")


def _decisions(plan: Plan, roadmap: Roadmap, today: date) -> Iterator[Block]:
    """What only who pays can decide."""
    asked = []
    for item in roadmap.items:
        if item.status is Status.IDEA and item.start and item.start <= today + SOON:
            asked.append(f"Start “{item.name}” on {day(item.start)}?")
        elif item.status is Status.PLANNED and item.start and item.start < today:
            asked.append(f"“{item.name}” should have started on {day(item.start)}: start it now, or move it?")
        if item.owner is None and item.status is not Status.DONE:
            asked.append(f"Who answers for “{item.name}”?")
    asked += [
        f"Keep the date of “{milestone.name}”, which comes before the end of what it hangs on, or move it?"
        for milestone in plan.all(Milestone)
        if milestone.due_on and _finish(roadmap, milestone) and _finish(roadmap, milestone) > milestone.due_on
    ]
    undated = [item.name for item in roadmap.items if item.start is None and item.lane is None]
    if undated:
        asked.append(f"Now, next or later: {', '.join(undated)}?")
    yield Heading("What you are asked to decide", 2)
    if asked:
        yield from (Bullet(question, "?") for question in asked)
    else:
        yield Prose("Nothing at the moment.")


def _finish(roadmap: Roadmap, milestone: Milestone) -> date:
    return max(
        (item.finish for item in roadmap.items if item.id in milestone.initiatives and item.finish), default=date.min
    )


# For a team


def _part(plan: Plan, roadmap: Roadmap, items: Mapping[str, Item], item: Item, effort: Effort) -> tuple[str, ...]:
    due = {each.id: f"{each.name}{f', {day(each.due)}' if each.due else ''}" for each in roadmap.milestones}
    followers = [each.initiative for each in plan.where(Dependency, "waits_for", item.id) if each.initiative in items]
    return (
        item.name,
        short_when(item),
        number(effort.likely).replace(DASH, ""),
        state(item),
        "\n".join(f"{items[wait.id].name}, {short_when(items[wait.id])}{how(wait)}" for wait in item.waits_for),
        "\n".join(items[id].name for id in followers),
        "\n".join(due[id] for id in item.milestones),
    )


def _carried(plan: Plan, today: date, team: Team) -> Iterator[Block]:
    """What the team has to carry in each month from now on."""
    spans = [span for span in map(Calendars(plan).span_of, live(plan)) if span and span.end > today]
    if not spans:
        return
    end = max(span.end for span in spans)
    loads = [each for each in load_of(plan, periods(today, end, Grain.MONTH))[team.id] if each.items]
    if not loads:
        return
    names = {each.id: each.name for each in live(plan)}
    yield Heading("What you have to carry", 2)
    yield Prose("Person-days a month, and what you can carry after holidays, leave and what else fills your day.")
    yield Grid(
        ("month", "asked", "can carry", "over by", "for"),
        tuple(
            (
                load.period.name,
                number(load.load, 1),
                number(load.capacity, 1).replace(DASH, ""),
                number(load.over, 1) if load.over else "",
                "\n".join(names[id] for id in load.items),
            )
            for load in loads
        ),
    )


def _stories(items: Sequence[Item]) -> Iterator[Block]:
    told = [(item, item.stories) for item in items if item.stories]
    if told:
        yield Heading("What users want of it", 2)
    for item, stories in told:
        yield Heading(item.name, 3)
        for story in stories:
            so_that = f", so that {story.so_that}" if story.so_that else ""
            yield Bullet(f"As {story.persona or 'a customer'} I want {story.want}{so_that}.", "•")
            if story.accepted_when:
                yield Bullet(story.accepted_when, "✓")


# For whom it is


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one gap, for the persona whose journey it is in; None where that is nobody's."""

    gap: Gap
    persona: str | None
    current: Touchpoint | None
    dream: Touchpoint | None
    items: tuple[Item, ...]

    def told(self, today: date) -> Iterator[Block]:
        """From what they do today to what they will do, and from when."""
        first, *others = dict.fromkeys(_from_when(item, today) for item in self.items)
        is_done = all(item.status is Status.DONE for item in self.items)
        yield Heading(f"{first}: {self.dream.name}" if self.dream else f"{first}, no longer: {self.gap.name}", 3)
        if self.current and self.current.doing:
            yield Bullet(f"{'Before' if is_done else 'Today'}: {self.current.doing}", "•")
        if self.dream and self.dream.doing:
            yield Bullet(f"{'Now' if is_done else 'Then'}: {self.dream.doing}", "•")
        if others:
            yield Bullet(f"Better still {'; '.join(when[:1].lower() + when[1:] for when in others)}.", "•")


def _changes(plan: Plan, items: Sequence[Item]) -> tuple[_Change, ...]:
    """What becomes of each gap that *items* close, what comes first first."""
    closing: dict[str, list[Item]] = {}
    in_time = sorted(items, key=lambda item: (item.finish is None, item.finish or date.max))
    for item in in_time:
        for gap in item.closes:
            closing.setdefault(gap.gap, []).append(item)
    return tuple(_change(plan, plan.get(Gap, id), tuple(those)) for id, those in closing.items())


def _change(plan: Plan, gap: Gap, items: tuple[Item, ...]) -> _Change:
    dream, current = touchpoint_of(plan, gap.dream), touchpoint_of(plan, gap.current)
    journey = journey_of(plan, dream or current)
    return _Change(gap, journey.persona if journey else None, current, dream, items)


def _from_when(item: Item, today: date) -> str:
    """From which month on customers have it; by when all do, where not all have it at once."""
    if item.finish is None:
        return {"now": "Soon", "next": "After that"}.get(item.lane or "", "Later")
    ready = item.finish + _DAY
    if ready <= today and item.status is not Status.DONE:
        return "Soon"
    since = f"Since {_month(ready)}" if item.status is Status.DONE and ready <= today else f"From {_month(ready)}"
    if not item.adoption_months:
        return since
    months = ready.month - 1 + item.adoption_months
    return f"{since}, everybody by {_month(date(ready.year + months // 12, months % 12 + 1, 1))}"


def _month(when: date) -> str:
    return f"{MONTHS[when.month - 1]} {when.year}"


def short_when(item: Item) -> str:
    """When *item* is worked on: its dates with the year, or its lane; empty where neither is known."""
    if item.start is None:
        return item.lane or ""
    if item.finish is None:
        return f"from {day(item.start)}"
    if item.start.year == item.finish.year:
        return f"{short_dates(item)} {item.finish.year}"  # less than a year, so without the years
    return f"{short_day(item.start)} {item.start.year} – {short_day(item.finish)} {item.finish.year}"
