"""The roadmap as a table that issue trackers take in: initiatives as epics, their user stories below them.

RFC 4180 and UTF-8, without a byte order mark: importers would take it for a part of the first title.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.chart import how
from domain.initiative import Status
from domain.roadmap import Item, Roadmap, StoryRef
from domain.text import slug
from storage.formats.csv import cell

LONGEST_SUMMARY = 255
"""What Jira and Azure DevOps take as a title."""
_STATUS: Mapping[Status, str] = MappingProxyType({Status.RUNNING: "In Progress", Status.DONE: "Done"})
_PRIORITIES = (("High", 1), ("Medium", 2), ("Low", 3))


@dataclass(frozen=True, slots=True)
class _Issue:
    """A row: an epic, or a story of one."""

    roadmap: Roadmap
    number: int
    item: Item
    epic: int
    story: StoryRef | None = None

    @property
    def title(self) -> str:
        text = " ".join((self.story.want if self.story else self.item.name).split())
        return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1]}…"

    @property
    def description(self) -> str:
        return "\n".join(_story(self.story) if self.story else _about(self.roadmap, self.item))

    @property
    def key(self) -> str:
        return f"story/{self.story.id}" if self.story else f"initiative/{self.item.id}"

    @property
    def labels(self) -> tuple[str, ...]:
        told = (self.item.group, self.item.lane, *self.item.milestones)
        return tuple(dict.fromkeys(slug(each, otherwise="") for each in told if each))

    @property
    def priority(self) -> tuple[str, int] | None:
        """In which third of the scores it is; None without a score."""
        score = self.item.score
        return _PRIORITIES[3 * (score.rank - 1) // score.of] if score else None

    def of_epic(self, value: object) -> object:
        """*value* for an epic, nothing for a story: dates and work are those of the whole."""
        return None if self.story else value


_Columns = Mapping[str, Callable[[_Issue], object]]
_JIRA: _Columns = MappingProxyType(
    {
        "Summary": lambda issue: issue.title,
        "Issue Type": lambda issue: "Story" if issue.story else "Epic",
        "Issue ID": lambda issue: issue.number,
        "Parent ID": lambda issue: issue.epic if issue.story else None,
        "Epic Name": lambda issue: issue.of_epic(issue.title),
        "Epic Link": lambda issue: issue.item.name if issue.story else None,
        "Description": lambda issue: issue.description,
        "Status": lambda issue: issue.of_epic(_STATUS.get(issue.item.status, "To Do")),
        "Priority": lambda issue: issue.priority[0] if issue.priority else None,
        "Start date": lambda issue: issue.of_epic(issue.item.start),
        "Due date": lambda issue: issue.of_epic(issue.item.finish or issue.item.deadline),
        "Labels": lambda issue: " ".join(issue.labels),
        "Team": lambda issue: ", ".join(work.name for work in issue.item.work),
        "Owner": lambda issue: issue.item.owner,
        "Estimate (person-days)": lambda issue: issue.of_epic(
            issue.item.person_days.likely if issue.item.person_days else None
        ),
        "Acceptance criteria": lambda issue: issue.story.accepted_when if issue.story else None,
        "External ID": lambda issue: issue.key,
    }
)
_AZURE: _Columns = MappingProxyType(
    {
        "ID": lambda _: None,
        "Work Item Type": lambda issue: "User Story" if issue.story else "Epic",
        "Title 1": lambda issue: issue.of_epic(issue.title),
        "Title 2": lambda issue: issue.title if issue.story else None,
        "Description": lambda issue: issue.description,
        "Priority": lambda issue: issue.priority[1] if issue.priority else None,
        "Start Date": lambda issue: issue.of_epic(issue.item.start),
        "Target Date": lambda issue: issue.of_epic(issue.item.finish or issue.item.deadline),
        "Effort": _JIRA["Estimate (person-days)"],
        "Acceptance Criteria": _JIRA["Acceptance criteria"],
        "Tags": lambda issue: "; ".join(issue.labels),
    }
)
_COLUMNS: Mapping[str, _Columns] = MappingProxyType({"jira": _JIRA, "azure": _AZURE})


def issues(roadmap: Roadmap, tracker: str = "jira") -> str:
    """*roadmap* as CSV with the columns of *tracker*, one of `storage.formats.TRACKERS`; stories follow their epic."""
    columns = _COLUMNS[tracker]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for issue in _rows(roadmap):
        writer.writerow(cell(value(issue)) for value in columns.values())
    return text.getvalue()


def _rows(roadmap: Roadmap) -> Iterator[_Issue]:
    number = 0
    for item in roadmap.items:
        number = epic = number + 1
        yield _Issue(roadmap, number, item, epic)
        for story in item.stories:
            number += 1
            yield _Issue(roadmap, number, item, epic, story)


def _story(story: StoryRef) -> Iterator[str]:
    so_that = f", so that {story.so_that}" if story.so_that else ""
    yield f"As {story.persona or 'a customer'} I want {story.want}{so_that}."


def _about(roadmap: Roadmap, item: Item) -> Iterator[str]:
    """What an epic says: what and why, then what it closes, waits for and is promised for."""
    names = {each.id: each.name for each in roadmap.items}
    due = {each.id: f"{each.name}{f', {each.due}' if each.due else ''}" for each in roadmap.milestones}
    yield from (text for text in (item.summary, item.why) if text)
    for title, told in (
        ("Closes", [f"{gap.name}{'' if gap.percent is None else f' ({gap.percent} %)'}" for gap in item.closes]),
        ("Waits for", [f"{names[wait.id]}{how(wait)}" for wait in item.waits_for]),
        ("Promised for", [due[id] for id in item.milestones]),
        ("Judged by", [kpi.name for kpi in item.kpis]),
        ("Work", [f"{work.name} {_days(work.likely)}" for work in item.work]),
    ):
        if told:
            yield f"{title}: {'; '.join(told)}"


def _days(likely: object) -> str:
    return "– person-days" if likely is None else f"{cell(likely)} person-days"
