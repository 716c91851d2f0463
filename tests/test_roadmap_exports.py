"""The roadmap as others read it: what their programs make of it, and that hostile names stay names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from icalendar import Calendar
from rich.cells import cell_len

from domain.chart import chart_of, lanes_of, short_dates, told_load
from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.gap import Gap
from domain.initiative import Dependency, DependencyKind, Effort, Initiative, Lane, Remedy, Status, Story
from domain.journey import Journey, Phase, Touchpoint
from domain.milestone import Milestone
from domain.people import Team
from domain.persona import Persona
from domain.plan import Plan
from domain.roadmap import roadmap_of
from screens.roadmap_text import roadmap_text
from storage.formats import OF_A_ROADMAP, SWIMLANES, TRACKERS
from storage.formats.csv import FORMULA
from storage.formats.roadmaps import Asked, roadmap_as
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans
from tests.test_exports import HOSTILE, SVG, parsed, shipped

DAY = timedelta(days=1)
KEYWORDS = (
    *("done", "active, x", "crit: y", "milestone", "vert", "section", "section A", "end", "gantt", "title x", "graph"),
    *("dateFormat DD", "axisFormat %", "tickInterval 1day", "todayMarker off", "weekday monday", "excludes weekends"),
    *("includes 2027-01-01", "inclusiveEndDates", "topAxis", "click me", "call centre", "href x", "accTitle: x"),
    *("accDescr { x }", "2027-01-01", "%% comment", "%%{init: {}}%%", "---", "a;b", "#65;", "style x:red #f00;"),
    *("classDef a:b #c;", "after a", "until b", "ﬂ°°60¶ß x", "x: y: z", "9 lives", "a -- b", "<br/>"),
)
NAMES = tuple(dict.fromkeys(" ".join(re.sub("[\ufffe\uffff]", "", name).split()) for name in (*HOSTILE, *KEYWORDS)))
HOSTILE_NAMES = tuple(name for name in NAMES if name)


def hostile_roadmap() -> Plan:
    """A dated and an undated initiative, a team and a milestone of every hostile name."""
    records = []
    for n, name in enumerate(HOSTILE_NAMES):
        starts = date(2027, 1, 4) + timedelta(days=n)
        status = [Status.IDEA, Status.PLANNED, Status.RUNNING, Status.DONE][n % 4]
        dated = {"starts_on": starts, "finishes_on": starts + timedelta(days=20), "status": status}
        records += [
            a(Team, f"team-{n}", name=name),
            a(Initiative, f"dated-{n}", name=name, group=name, case=name, summary=name, **dated),
            a(Effort, f"effort-{n}", initiative=f"dated-{n}", team=f"team-{n}", likely=Decimal(10)),
            a(Initiative, f"undated-{n}", name=f"{name} too"),
            a(Story, f"story-{n}", initiative=f"dated-{n}", want=name, so_that=name, accepted_when=name),
            a(Milestone, f"milestone-{n}", name=name, promise=name, due_on=starts, initiatives=(f"dated-{n}",)),
        ]
    return plan_of(*records)


def small(**fields: object) -> Plan:
    """One initiative of five weeks in January 2027, with *fields*."""
    dates = {"starts_on": date(2027, 1, 4), "finishes_on": date(2027, 2, 5)}
    return plan_of(a(Initiative, "passes", **{**dates, **fields}))


@pytest.mark.parametrize("kind", OF_A_ROADMAP)
def test_the_same_plan_on_the_same_day_is_the_same_bytes(kind: str) -> None:
    asked = Asked(with_items=True)

    assert roadmap_as(shipped(), kind, TODAY, asked) == roadmap_as(shipped(), kind, TODAY, asked)


def picture(plan: Plan, today: date = TODAY, by: str = "team") -> ET.Element:
    return ET.fromstring(roadmap_as(plan, "svg", today, Asked(by)))  # noqa: S314 - our own


@given(plan=plans())
def test_the_roadmap_of_any_plan_goes_out_in_every_format(plan: Plan) -> None:
    for kind in OF_A_ROADMAP:
        roadmap_as(plan, kind, TODAY, Asked(with_items=True))
    for by in SWIMLANES:
        Chart(roadmap_as(plan, "mermaid", TODAY, Asked(by)))
        picture(plan, by=by)
        assert all(cell_len(line) <= 80 for line in roadmap_text(plan, TODAY, by=by, width=80).splitlines())


# Swimlanes


def lanes(plan: Plan, by: str) -> list[tuple[str, list[str]]]:
    return [(title, [item.id for item in items]) for _, title, items in lanes_of(plan, roadmap_of(plan).items, by)]


def test_an_item_is_in_the_lane_of_the_team_that_has_most_work_in_it() -> None:
    plan = plan_of(
        a(Team, "web"),
        a(Team, "harbour"),
        a(Initiative, "passes"),
        a(Effort, "e1", initiative="passes", team="web", likely=Decimal(5)),
        a(Effort, "e2", initiative="passes", team="harbour", likely=Decimal(8)),
        a(Initiative, "posters"),
    )

    assert lanes(plan, "team") == [("Harbour", ["passes"]), ("No team", ["posters"])]


def test_a_lane_that_is_called_like_another_keeps_its_items() -> None:
    dates = {"starts_on": date(2027, 1, 4), "finishes_on": date(2027, 1, 29)}
    teams = a(Team, "web", name="Web"), a(Team, "web-2", name="WEB"), a(Team, "none", name="No team")
    efforts = [a(Effort, f"e-{each.id}", initiative=f"of-{each.id}", team=each.id, likely=5) for each in teams]
    items = [a(Initiative, f"of-{each.id}", **dates) for each in teams]
    plan = plan_of(
        *teams, *items, *efforts, a(Initiative, "alone", **dates), a(Initiative, "other", group="No group", **dates)
    )

    by_team = [[item.id for item in row.items] for row in chart_of(plan, TODAY).rows]
    by_group = [[item.id for item in row.items] for row in chart_of(plan, TODAY, "group").rows]

    assert by_team == [["of-web"], ["of-web-2"], ["of-none"], ["alone", "other"]]
    assert sorted(map(len, by_group)) == [1, 4]


def test_lanes_are_also_made_of_groups_personas_and_journeys() -> None:
    plan = plan_of(
        a(Persona, "michiel"),
        a(Journey, "crossing", persona="michiel"),
        a(Phase, journey="crossing"),
        a(Touchpoint, "queue"),
        a(Gap, "waiting", current="queue"),
        a(Initiative, "passes", group="Tickets"),
        a(Remedy, initiative="passes", gap="waiting"),
        a(Initiative, "posters"),
    )

    assert lanes(plan, "group") == [("Tickets", ["passes"]), ("No group", ["posters"])]
    assert lanes(plan, "persona") == [("Michiel", ["passes"]), ("No persona", ["posters"])]
    assert lanes(plan, "journey") == [("Crossing", ["passes"]), ("No journey", ["posters"])]
    assert lanes_of(Plan(), (), "team") == ()


# Mermaid


class Task(NamedTuple):
    """A task as Mermaid has it once entities are characters again."""

    section: str
    name: str
    tags: frozenset[str]
    id: str
    start: date
    end: date


class Chart:
    """A gantt chart read as strictly as Mermaid's grammar reads it, and nothing else taken."""

    SETTINGS = ("title", "dateFormat", "axisFormat", "tickInterval")
    TAGS = frozenset(("active", "done", "crit", "milestone"))
    WORDS = re.compile(
        r"gantt\b|(?:dateformat|axisformat|tickinterval|title|section|includes|excludes|todaymarker|call|click|href"
        r"|accdescription)\s|inclusiveenddates\b|topaxis\b|weekday\s|weekend\s|acctitle\s*:|accdescr\s*[:{]|%|---"
        r"|\d{4}-\d{2}-\d{2}",
        re.IGNORECASE,
    )

    def __init__(self, text: str) -> None:
        self.settings: dict[str, str] = {}
        self.tasks: list[Task] = []
        self.comments: list[str] = []
        self.sections: list[str] = []
        first, *lines = text.splitlines()
        assert first == "gantt"
        for line in map(str.strip, lines):
            self._take(line)
        assert len({task.id for task in self.tasks}) == len(self.tasks), "each id once"

    def _take(self, line: str) -> None:
        keyword, _, rest = line.partition(" ")
        if line.startswith("%%"):
            assert "{" not in line, "a directive"
            said, _, name = rest.partition(": ")
            self.comments.append(f"{said}: {read(name)}")
        elif keyword in self.SETTINGS:
            self.settings[keyword] = read(rest) if keyword == "title" else rest
        elif keyword == "section":
            self.sections.append(read(rest))
        else:
            assert not self.WORDS.match(line), f"{line} would be taken for something else"
            assert line.count(":") == 1, line
            name, data = line.split(":")
            assert not re.search("[#;]", data), "a comment or the end of a line to Mermaid"
            *tags, id, start, end = data.split(",")
            assert {tag.strip() for tag in tags} <= self.TAGS
            assert re.fullmatch(r"[\w-]+", id.strip(), re.ASCII)
            found = frozenset(tag.strip() for tag in tags)
            days = (date.fromisoformat(day.strip()) for day in (start, end))
            self.tasks.append(Task(self.sections[-1], read(name), found, id.strip(), *days))


def read(text: str) -> str:
    """*text* with its entities as characters; what is no part of one is no syntax either."""
    left = re.sub(r"#\d+;", "", text)
    assert not re.search(r"[#;:<>{}%\"`]", left), text
    return unescape(re.sub(r"#(\d+);", r"&#\1;", text))


def test_a_bar_ends_the_day_after_its_last_day_of_work() -> None:
    chart = Chart(roadmap_as(small(), "mermaid", TODAY))

    [task] = chart.tasks
    assert (task.start, task.end) == (date(2027, 1, 4), date(2027, 2, 6))
    assert chart.settings["dateFormat"] == "YYYY-MM-DD"


def test_a_chart_asks_mermaid_for_no_arithmetic_it_gets_wrong() -> None:
    lines = [line for line in roadmap_as(shipped(), "mermaid", TODAY).splitlines() if "%%" not in line]

    assert not [line for line in lines if re.search(r"excludes|inclusiveEndDates|after |until |\d[dwhms]\b", line)]


@pytest.mark.parametrize(
    ("status", "tags"),
    [(Status.IDEA, {"crit"}), (Status.RUNNING, {"crit", "active"}), (Status.DONE, {"done"})],
)
def test_a_tag_says_how_far_it_is(status: Status, tags: set[str]) -> None:
    [task] = Chart(roadmap_as(small(status=status), "mermaid", TODAY)).tasks

    assert task.tags == tags


def test_only_what_the_end_of_all_hangs_on_is_critical() -> None:
    short = a(Initiative, "short", starts_on=date(2027, 1, 4), finishes_on=date(2027, 1, 8))
    long = a(Initiative, "long", starts_on=date(2027, 1, 4), likely_days=20)

    tasks = Chart(roadmap_as(plan_of(short, long), "mermaid", TODAY)).tasks

    assert {task.id: ("crit" in task.tags, task.end) for task in tasks} == {
        "i-short": (False, date(2027, 1, 9)),
        "i-long": (True, date(2027, 1, 30)),
    }, "20 working days from Monday 4 January end on Friday 29 January"


def test_a_milestone_has_no_length_and_is_done_once_all_it_hangs_on_is() -> None:
    done = a(Initiative, "done", status=Status.DONE)
    reached = a(Milestone, "reached", due_on=date(2027, 3, 1), initiatives=("done",))
    open_ = a(Milestone, "open", due_on=date(2027, 2, 1), initiatives=("done", "other"))

    tasks = Chart(roadmap_as(plan_of(done, reached, open_), "mermaid", TODAY)).tasks

    assert [(each.id, each.tags) for each in tasks] == [
        ("m-open", frozenset({"milestone"})),
        ("m-reached", frozenset({"milestone", "done"})),
    ]
    assert all(each.start == each.end for each in tasks)
    assert {each.section for each in tasks} == {"Milestones"}


def test_what_has_no_dates_is_told_and_not_drawn() -> None:
    plan = plan_of(
        a(Initiative, "soon", lane=Lane.NEXT),
        a(Initiative, "begun", starts_on=date(2027, 1, 4)),
        a(Initiative, "gone", status=Status.DROPPED),
        a(Milestone, "some-day"),
    )

    chart = Chart(roadmap_as(plan, "mermaid", TODAY))

    assert chart.tasks == []
    assert chart.comments[1:] == [
        "from 2027-01-04, no end known: Begun",
        "next: Soon",
        "milestone without a day: Some day",
    ]


def test_hostile_names_are_names_to_mermaid() -> None:
    chart = Chart(roadmap_as(hostile_roadmap(), "mermaid", TODAY))

    wanted = list(HOSTILE_NAMES)
    assert [task.name for task in chart.tasks if task.section == "Milestones" and "milestone" in task.tags] == wanted
    assert sorted(task.name for task in chart.tasks if "milestone" not in task.tags) == sorted(wanted)
    assert chart.sections == ["Milestones", *wanted]
    assert [each for each in chart.comments if each.endswith(" too")] == [f"no date: {name} too" for name in wanted]


def test_an_id_in_other_letters_is_a_number() -> None:
    plan = plan_of(a(Initiative, "旅行", name="旅行", starts_on=TODAY, finishes_on=TODAY))

    [task] = Chart(roadmap_as(plan, "mermaid", TODAY)).tasks

    assert (task.id, task.name) == ("i_1", "旅行")


# Calendars


def events(plan: Plan, *, with_items: bool = False) -> list[dict[str, object]]:
    text = roadmap_as(plan, "ics", TODAY, Asked(with_items=with_items))
    return [
        {name: event.decoded(name) if name.startswith("DT") else str(event[name]) for name in event}
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def test_a_milestone_is_an_event_of_one_whole_day() -> None:
    [event] = events(plan_of(a(Milestone, "season", due_on=date(2027, 4, 1)), a(Milestone, "some-day")))

    assert (event["DTSTART"], event["DTEND"]) == (date(2027, 4, 1), date(2027, 4, 2))
    assert event["SUMMARY"] == "Season"
    assert event["DTSTAMP"] == datetime(2027, 6, 15, tzinfo=UTC), "as of the day it was written, not of the clock"
    assert event["TRANSP"] == "TRANSPARENT", "nobody is busy all day over a milestone"


def test_starts_and_finishes_are_in_a_calendar_where_asked() -> None:
    assert events(small()) == []

    start, finish = events(small(), with_items=True)

    assert (start["SUMMARY"], start["DTSTART"]) == ("Start: Passes", date(2027, 1, 4))
    assert (finish["SUMMARY"], finish["DTSTART"], finish["DTEND"]) == (
        "Finish: Passes",
        date(2027, 2, 5),
        date(2027, 2, 6),
    )


def test_a_uid_stays_when_a_milestone_moves_and_gets_another_name() -> None:
    [before] = events(plan_of(a(Milestone, "season", due_on=date(2027, 4, 1))))
    [after] = events(plan_of(a(Milestone, "season", name="Ferries sail", due_on=date(2027, 5, 1))))

    assert before["UID"] == after["UID"]
    assert len({str(event["UID"]) for event in events(hostile_roadmap(), with_items=True)}) == 3 * len(HOSTILE_NAMES)


def test_a_calendar_tells_names_and_days_only() -> None:
    plan = plan_of(
        a(Initiative, "passes", summary="SECRET", case="SECRET", starts_on=TODAY),
        a(Milestone, due_on=TODAY, promise="SECRET", initiatives=("passes",)),
    )

    assert "SECRET" not in roadmap_as(plan, "ics", TODAY, Asked(with_items=True))
    assert events(plan)[0]["DESCRIPTION"] == "It hangs on: Passes"


def test_lines_of_a_calendar_are_folded_and_hostile_names_stay_names() -> None:
    text = roadmap_as(hostile_roadmap(), "ics", TODAY, Asked(with_items=True))

    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    summaries = [str(event["SUMMARY"]) for event in events(hostile_roadmap(), with_items=True)]
    assert summaries[: len(HOSTILE_NAMES)] == list(HOSTILE_NAMES)


# Pictures


def season() -> Plan:
    """Two teams, three initiatives from January to March 2027, and a milestone that comes too early."""
    return plan_of(
        a(Engagement, "engagement", name="Crossings", client="Wadlijn"),
        a(Team, "web", capacity_fte=Decimal(1), focus_percent=100),
        a(Team, "harbour", capacity_fte=Decimal(1), focus_percent=100),
        a(
            Initiative,
            "passes",
            starts_on=date(2027, 1, 4),
            finishes_on=date(2027, 1, 29),
            status=Status.RUNNING,
            progress_percent=50,
        ),
        a(Effort, "e1", initiative="passes", team="web", likely=Decimal(10)),
        a(Initiative, "gates", starts_on=date(2027, 2, 1), finishes_on=date(2027, 2, 26), deadline=date(2027, 2, 19)),
        a(Effort, "e2", initiative="gates", team="harbour", likely=Decimal(30)),
        a(Dependency, initiative="gates", waits_for="passes"),
        a(Initiative, "live", name="Live departures", lane=Lane.NEXT),
        a(Initiative, "begun", starts_on=date(2027, 3, 1)),
        a(Milestone, "season", due_on=date(2027, 2, 20), initiatives=("passes", "gates")),
    )


def test_a_chart_has_whole_months_and_years_above_them() -> None:
    chart = chart_of(season(), date(2027, 1, 20))

    assert [each.name for each in chart.columns] == ["January 2027", "February 2027"]
    assert [each.name for each in chart.years] == ["2027"]
    assert [row.title for row in chart.rows] == ["Web", "Harbour"]
    assert chart.ends(chart.rows[0].items[0]) == (Fraction(3, 59), Fraction(29, 59)), "4 to 29 January of 59 days"
    assert chart.shows_today
    assert not chart_of(season(), TODAY).shows_today
    assert chart_of(Plan(), TODAY).columns == ()


@pytest.mark.parametrize(("years", "last"), [(1, "December 2027"), (5, "Q4 2031"), (40, "2066")])
def test_columns_are_longer_in_a_longer_chart(years: int, last: str) -> None:
    plan = small(finishes_on=date(2026 + years, 12, 31))

    columns = chart_of(plan, TODAY).columns

    assert columns[-1].name == last
    assert len(columns) <= 40


def test_what_takes_years_is_told_with_them() -> None:
    [row] = chart_of(small(finishes_on=date(2029, 2, 2)), TODAY).rows

    assert short_dates(row.items[0]) == "4 Jan 2027 – 2 Feb 2029"


def test_a_name_that_is_read_from_the_right_starts_at_its_right_end() -> None:
    plan = plan_of(
        a(Milestone, "arabic", name="مسافر", due_on=date(2027, 1, 20)),
        a(Milestone, "dutch", name="Vaart", due_on=date(2027, 1, 20)),
    )

    arabic, dutch = (each for each in picture(plan).iter(f"{SVG}text") if "20 Jan" in (each.text or ""))

    assert arabic.get("direction") == "rtl"
    assert float(arabic.get("x", 0)) > float(dutch.get("x", 0)) + 50


def test_a_milestone_is_late_by_the_last_of_what_it_hangs_on() -> None:
    [promise] = chart_of(season(), TODAY).promises

    assert promise.late == 6, "20 to 26 February"


def test_loads_are_told_in_a_few_characters() -> None:
    web, harbour = chart_of(season(), TODAY).rows

    assert [told_load(load) for load in web.loads] == ["48 %", ""], "10 of 21 days in January"
    assert [told_load(load) for load in harbour.loads] == ["", "150 % !"], "30 of 20 days in February"


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_a_picture_has_all_items_the_undated_ones_as_cards() -> None:
    told = texts(picture(season(), date(2027, 1, 20)))

    assert {"Web", "Passes", "Harbour", "Gates", "today", "Live departures", "Next", "No end known"} <= set(told)
    assert "4 Jan – 29 Jan · 50 %" in told
    assert "1 Feb – 26 Feb · after its deadline, 19 Feb" in told
    assert {"Season · 20 Feb", "6 days late", "48 %", "150 % !"} <= set(told)


def test_bars_are_as_long_as_the_days_they_stand_for() -> None:
    rects = [each.attrib for each in picture(season()).iter(f"{SVG}rect") if each.get("height") == "20"]

    assert [each["width"] for each in rects[:3]] == ["467.1", "233.6", "467.1"], "26 of 59 days, half of it, its edge"
    start = float(rects[0]["x"]) - 348
    assert start == pytest.approx(3 / 59 * 1060, abs=0.1)


def test_a_picture_of_nothing_says_so() -> None:
    assert "Nothing on the roadmap has dates yet." in texts(picture(Plan()))


def test_hostile_names_are_text_in_pictures_and_pages() -> None:
    root = picture(hostile_roadmap())
    page = parsed(roadmap_as(hostile_roadmap(), "html", TODAY))

    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        *("svg", "title", "desc", "rect", "line", "path", "polygon", "text")
    }
    told = re.sub(r"\s+", "", "".join(texts(root)))
    assert not [name for name in HOSTILE_NAMES if re.sub(r"\s+", "", name) not in told]
    assert not {"script", "img", "a", "b", "link", "iframe", "object"} & {tag for tag, _ in page.seen}
    cells = set(page.text)
    assert not [name for name in HOSTILE_NAMES if name not in cells]
    assert not [value for _, attributes in page.seen for value in attributes.values() if "javascript:" in (value or "")]


def test_a_page_holds_the_picture_and_the_same_as_tables() -> None:
    page = parsed(roadmap_as(season(), "html", date(2027, 1, 20)))

    assert [tag for tag, _ in page.seen].count("svg") == 1
    assert [tag for tag, _ in page.seen].count("table") == 3
    assert {"What and when", "Milestones", "What each team has to carry", "running, 50 %", "6 days"} <= set(page.text)
    policy = next(attributes for tag, attributes in page.seen if attributes.get("http-equiv"))
    assert (policy["content"] or "").startswith("default-src 'none'"), "it may load nothing"


# Text

SEASON = """\
Crossings
Wadlijn · 20 January 2027

                                          │2027
                                          │Jan              │Feb
                                          ───────────────────────────────────
◆ Season                  20 Feb ! 6 days            ┆                 ◆
                          late                       ┆

▌Web
* Passes                  4 Jan – 29 Jan   █████████▒▒▒▒▒▒▒▒
  load, %                                 48

▌Harbour
! Gates                   1 Feb – 26 Feb             ┆      ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
  load, %                                                   150!
"""
"""At 77 cells 35 are for 59 days: 4 January begins in the second, and 29 January ends in the eighteenth."""


def test_a_roadmap_as_text_is_as_wide_as_asked() -> None:
    text = roadmap_text(season(), date(2027, 1, 20), width=77)

    assert text.startswith(SEASON)
    assert "  Gates ← Passes\n" in text
    assert "\nNext\n  Live departures (idea)\n\nNo end known\n  Begun, from 1 March 2027\n" in text


def test_names_are_whole_in_text_and_nothing_in_them_drives_a_terminal() -> None:
    text = roadmap_text(hostile_roadmap(), TODAY, width=160)

    assert text.isprintable() or set("\n") == {letter for letter in text if not letter.isprintable()}
    assert roadmap_text(Plan(), TODAY).endswith("Nothing on the roadmap has dates yet.\n")
    assert "旅行のしおりを読んでから電話をかける" in text


# Tables for trackers


def rows(plan: Plan, tracker: str = "jira") -> list[dict[str, str]]:
    text = roadmap_as(plan, "csv", TODAY, Asked(tracker=tracker))
    assert text.count("\n") == text.count("\r\n") + text.replace("\r\n", "").count("\n")
    assert not text.startswith("\ufeff"), "importers take it for a part of the first title"
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def tickets() -> Plan:
    return plan_of(
        a(Team, "web"),
        a(Persona, "michiel"),
        a(Gap, "waiting", name="Waiting"),
        a(
            Initiative,
            "passes",
            summary="Sell on the phone.",
            case="The queue is the worst.",
            status=Status.RUNNING,
            starts_on=date(2027, 1, 4),
            finishes_on=date(2027, 2, 5),
            group="Tickets, all",
        ),
        a(Effort, initiative="passes", team="web", likely=Decimal("12.50")),
        a(Remedy, initiative="passes", gap="waiting", closes_percent=80),
        a(Story, initiative="passes", persona="michiel", want="walk on", so_that="I sit", accepted_when="It beeps."),
        a(Initiative, "live", name="Live departures", lane=Lane.LATER, deadline=date(2027, 9, 1)),
        a(
            Dependency,
            initiative="live",
            waits_for="passes",
            kind=DependencyKind.START_TO_START,
            lag_days=10,
        ),
        a(Milestone, "season", due_on=date(2027, 4, 1), initiatives=("passes",)),
        a(Criterion, weight_percent=100),
        a(Rating, initiative="passes", value=Decimal(5)),
    )


def test_initiatives_are_epics_and_stories_stand_below_theirs() -> None:
    epic, story, other = rows(tickets())

    assert [row["Issue Type"] for row in (epic, story, other)] == ["Epic", "Story", "Epic"]
    assert [row["Issue ID"] for row in (epic, story, other)] == ["1", "2", "3"]
    assert (epic["Parent ID"], story["Parent ID"], story["Epic Link"]) == ("", "1", "Passes")
    assert (story["Summary"], story["Acceptance criteria"]) == ("walk on", "It beeps.")
    assert story["Description"] == "As Michiel I want walk on, so that I sit."
    assert (story["External ID"], other["External ID"]) == ("story/story", "initiative/live")


def test_an_epic_says_what_why_when_and_how_much() -> None:
    epic, _, other = rows(tickets())

    assert epic["Description"].splitlines() == [
        "Sell on the phone.",
        "The queue is the worst.",
        "Closes: Waiting (80 %)",
        "Promised for: Season, 2027-04-01",
        "Work: Web 12.50 person-days",
    ]
    assert (epic["Start date"], epic["Due date"], epic["Estimate (person-days)"]) == (
        "2027-01-04",
        "2027-02-05",
        "12.50",
    )
    assert (epic["Status"], epic["Priority"], epic["Labels"], epic["Team"]) == (
        "In Progress",
        "High",
        "tickets-all season",
        "Web",
    )
    assert other["Description"] == "Waits for: Passes (start to start, +10 working days)"
    assert (other["Due date"], other["Estimate (person-days)"], other["Priority"]) == ("2027-09-01", "", ""), (
        "not known is empty, not 0"
    )


def test_azure_devops_reads_the_tree_from_the_column_a_title_is_in() -> None:
    epic, story, _ = rows(tickets(), "azure")

    assert (epic["Work Item Type"], epic["Title 1"], epic["Title 2"]) == ("Epic", "Passes", "")
    assert (story["Work Item Type"], story["Title 1"], story["Title 2"]) == ("User Story", "", "walk on")
    assert (epic["ID"], epic["Effort"], epic["Priority"], epic["Tags"]) == ("", "12.50", "1", "tickets-all; season")


@pytest.mark.parametrize("tracker", TRACKERS)
def test_nothing_in_a_table_is_a_formula_and_hostile_names_stay_names(tracker: str) -> None:
    found = rows(hostile_roadmap(), tracker)

    assert not [text for row in found for text in row.values() if text.startswith(FORMULA)]
    titles = {row.get("Summary") or row.get("Title 1") or row.get("Title 2") for row in found}
    assert titles >= {f"'{name}" if name.startswith(FORMULA) else name for name in HOSTILE_NAMES}


def test_a_title_is_no_longer_than_trackers_take() -> None:
    plan = plan_of(a(Story, want="x" * 400))

    [_, story] = rows(plan)

    assert len(story["Summary"]) == 255
    assert "x" * 400 in story["Description"]


def test_priority_is_the_third_of_the_scores_it_is_in() -> None:
    def scored() -> Iterator[object]:
        yield a(Criterion, weight_percent=100)
        for n in range(1, 5):
            yield a(Initiative, f"i{n}")
            yield a(Rating, f"r{n}", initiative=f"i{n}", value=Decimal(6 - n))

    assert [row["Priority"] for row in rows(plan_of(*scored()))] == ["High", "High", "Medium", "Low"]  # type: ignore[arg-type]
