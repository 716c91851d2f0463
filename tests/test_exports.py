"""What leaves the program: pictures, pages, reports and tables that hold what is known and nothing hostile."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from domain.entity import fields_of
from domain.errors import NoSuchInput
from domain.evidence import Citation, Evidence, EvidenceKind
from domain.journey import Backing, Horizon, Journey, Moment, Note, NoteKind, Phase, Stage, Touchpoint
from domain.lanes import LANES, LINES, MAP
from domain.people import System, Team
from domain.persona import Persona
from domain.plan import Plan
from storage.formats import OF_JOURNEYS, SUFFIXES, VIEWS
from storage.formats.csv import BOM, FORMULA
from storage.formats.curves import Curve, laid_over, own_curve, smooth
from storage.formats.exchange import exported
from storage.formats.lettering import is_right_to_left, width_of, wrapped
from storage.formats.markdown import safe
from storage.formats.svg import MOODS
from storage.formats.toml import import_edit, read
from storage.shipped import example
from tests.builders import TODAY, a, plan_of
from tests.strategies import plans

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></style></svg><b>",
    "&lt;b&gt; &#x3c;b&#x3e;",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "a | b | c",
    "`code` **bold** <!-- -->",
    "https://evil.example and www.evil.example and mail@evil.example",
    "evil.com //evil.com ftp://evil.com/x www.1.nl mailto:a@evil.com",
    "=HYPERLINK(1)",
    "{{7*7}} ${7*7}",
    "# heading",
    "\ufffe\uffff",
    "旅行のしおりを読んでから電話をかける",
    "مسافر يبحث عن رحلة طويلة عبر الصحراء",
    "👩‍👩‍👧‍👦 gezin",
)


def hostile_plan() -> Plan:
    """A plan in which everything that people name is hostile."""
    phases = [a(Phase, f"phase-{n}", name=text, goal=text) for n, text in enumerate(HOSTILE)]
    touchpoints = [
        a(
            Touchpoint,
            f"t-{n}",
            phase=f"phase-{n}",
            name=text,
            doing=text,
            thinking=text,
            channel=text,
            feeling=n % 5 - 2,
        )
        for n, text in enumerate(HOSTILE)
    ]
    notes = [
        a(Note, f"{kind.value}-{n}", touchpoint=f"t-{n}", kind=kind, text=f"{text}\n{text}")
        for n, text in enumerate(HOSTILE)
        for kind in NoteKind
    ]
    teams = [a(Team, f"team-{n}", name=text) for n, text in enumerate(HOSTILE)]
    backings = [
        a(Backing, f"b-{n}", touchpoint=f"t-{n}", team=f"team-{n}", role=text) for n, text in enumerate(HOSTILE)
    ]
    persona = a(Persona, name=HOSTILE[0], quote=HOSTILE[1], segment=HOSTILE[2])
    journey = a(Journey, name=HOSTILE[0], persona="persona", begins_with=HOSTILE[2], ends_with=HOSTILE[3])
    return plan_of(persona, journey, *phases, *touchpoints, *notes, *teams, *backings)


def shipped(name: str = "reisbureau") -> Plan:
    raw, source = example(name)
    return Plan().apply(import_edit(Plan(), read(raw, source)))


def picture(plan: Plan, *, journeys: Sequence[str] = (), view: str = "map") -> ET.Element:
    return ET.fromstring(exported(plan, "svg", today=TODAY, journeys=journeys, view=view))  # noqa: S314 - our own


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


class Tags(HTMLParser):
    """The tags of a page, what they hold, and whether they nest."""

    EMPTY = frozenset(("meta", "br", "rect", "line", "circle", "path", "polygon", "stop"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert not tags.open
    return tags


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


# All of them


@pytest.mark.parametrize("kind", SUFFIXES)
def test_the_same_plan_is_always_the_same_bytes(kind: str) -> None:
    assert exported(shipped(), kind, today=TODAY) == exported(shipped(), kind, today=TODAY)


@given(plan=plans())
def test_any_plan_can_be_exported(plan: Plan) -> None:
    for view in VIEWS:
        parsed(exported(plan, "html", today=TODAY, view=view))
        if plan.all(Journey):
            assert len(picture(plan, view=view)) > 3
    assert exported(plan, "markdown", today=TODAY).startswith("# ")
    assert len(rows_of(exported(plan, "csv", today=TODAY))) == len(plan.all(Touchpoint))


@pytest.mark.parametrize("kind", OF_JOURNEYS)
def test_one_journey_can_be_asked_for_by_id_or_by_name(kind: str) -> None:
    plan = plan_of(
        *(a(Journey, "one", name="The first"), a(Phase, "p-1", journey="one"), a(Touchpoint, "apple", phase="p-1")),
        *(a(Journey, "two", name="The second"), a(Phase, "p-2", journey="two"), a(Touchpoint, "pear", phase="p-2")),
    )

    by_id = exported(plan, kind, today=TODAY, journeys=["two"])

    assert by_id == exported(plan, kind, today=TODAY, journeys=["the SECOND"])
    assert "Pear" in by_id
    assert "Apple" not in by_id


def test_an_unknown_journey_is_told_with_those_there_are() -> None:
    plan = plan_of(a(Journey, "one", name="The first"))

    with pytest.raises(NoSuchInput, match=r"no journey “x”.*one “The first”"):
        exported(plan, "html", today=TODAY, journeys=["one", "x"])
    with pytest.raises(NoSuchInput, match="no journey to draw yet"):
        exported(Plan(), "svg", today=TODAY)


# The picture


def test_a_picture_of_hostile_names_is_xml_without_anything_that_runs() -> None:
    for view in VIEWS:
        root = picture(hostile_plan(), view=view)

        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {
            *("svg", "title", "desc", "defs", "linearGradient", "stop", "clipPath", "g"),
            *("rect", "line", "circle", "path", "polygon", "text"),
        }
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not [name for name in attributes if name.startswith("on") or "href" in name]
        assert HOSTILE[0] in "".join(texts(root))


def test_a_picture_holds_all_that_the_lanes_tell() -> None:
    plan = hostile_plan()
    for view, lanes in (("map", ("channel", "pains", "behind")), ("blueprint", ("does", "front", "back"))):
        drawn = re.sub(r"\s", "", "".join(texts(picture(plan, view=view))))

        for touchpoint in plan.all(Touchpoint):
            told = [entry.text for lane in lanes for entry in LANES[lane].entries(plan, touchpoint, TODAY)]
            for text in told:
                assert re.sub(r"[\s\ufffe\uffff]", "", text) in drawn


def test_a_blueprint_has_its_three_lines_and_no_curve() -> None:
    root = picture(shipped(), view="blueprint")

    assert {line.upper() for line in LINES.values()} <= set(texts(root))
    assert "FEELING" not in texts(root)
    assert "FEELING" in texts(picture(shipped()))


def test_dreams_are_laid_over_today_and_told_in_the_legend() -> None:
    told = texts(picture(shipped(), journeys=["michiel-now"]))

    legend = ("today", "dream 2028", "dream 2031")
    assert tuple(text for text in told if text in legend) == legend
    alone = picture(shipped(), journeys=["michiel-near"])
    assert "dream 2031" not in texts(alone)


def test_a_dashed_line_is_a_dream_and_a_solid_one_today() -> None:
    paths = [
        path for path in picture(shipped(), journeys=["michiel-now"]).iter(f"{SVG}path") if "C" in path.get("d", "")
    ]

    assert {path.get("stroke-dasharray") for path in paths} == {None, "9 6", "2 6"}


def test_today_lies_over_its_dream() -> None:
    plan = plan_of(
        a(Journey, "now"),
        a(Journey, "dream", horizon=Horizon.NEAR, departs_from="now"),
        *(a(Phase, f"in-{id}", journey=id) for id in ("now", "dream")),
        *(a(Touchpoint, f"{id}-{n}", phase=f"in-{id}", feeling=n) for id in ("now", "dream") for n in (0, 1)),
    )

    paths = [path for path in picture(plan).iter(f"{SVG}path") if "C" in path.get("d", "")]

    assert [path.get("stroke-dasharray") for path in paths] == ["9 6", None]


def test_the_picture_says_for_how_long_nobody_verified_the_map() -> None:
    never = a(Journey)
    old = a(Journey, verified_on=date(2027, 6, 1), review_every_days=7)

    assert "NEVER VERIFIED" in texts(picture(plan_of(never, a(Touchpoint))))
    assert "14 DAYS UNVERIFIED" in texts(picture(plan_of(old, a(Touchpoint))))


def test_a_feeling_that_is_not_known_breaks_the_line_and_is_said() -> None:
    feelings = (1, None, -1, 2)
    plan = plan_of(*(a(Touchpoint, f"t-{n}", feeling=feeling) for n, feeling in enumerate(feelings)))

    runs = list(own_curve(plan, plan.get(Journey, "journey")).runs)

    assert [[stop.column for stop in run] for run in runs] == [[0], [2, 3]]
    assert texts(picture(plan)).count("feeling not known") == 1


def test_a_point_has_the_colour_of_its_feeling_and_its_number_where_the_line_leaves_room() -> None:
    plan = plan_of(*(a(Touchpoint, f"t-{n}", feeling=feeling) for n, feeling in enumerate((2, -2, 2))))

    root = picture(plan)

    points = [disc for disc in root.iter(f"{SVG}circle") if disc.get("r") == "8.4"]
    assert [disc.get("fill") for disc in points] == [MOODS[0], MOODS[-1], MOODS[0]]
    numbers = [text for text in root.iter(f"{SVG}text") if text.get("paint-order")]
    sides = [float(text.get("y", "")) - float(disc.get("cy", "")) for text, disc in zip(numbers, points, strict=True)]
    assert [side > 0 for side in sides] == [False, True, False]


def test_what_the_evidence_says_stands_beside_what_was_filled_in() -> None:
    touchpoint = a(Touchpoint, feeling=1)
    heard = (
        a(Evidence, "one", kind=EvidenceKind.INTERVIEW, collected_on=TODAY),
        a(Evidence, "two", kind=EvidenceKind.INTERVIEW, collected_on=TODAY),
        a(Citation, "c-1", evidence="one", touchpoint="touchpoint", feeling=-2),
        a(Citation, "c-2", evidence="two", touchpoint="touchpoint", feeling=0),
    )

    def diamonds(root: ET.Element) -> int:
        return sum(shape.get("points", "").count(",") == 4 for shape in root.iter(f"{SVG}polygon"))

    assert diamonds(picture(plan_of(touchpoint))) == 0
    assert diamonds(picture(plan_of(touchpoint, *heard))) == 2, "at the point, and in the legend"
    assert "by the evidence" in texts(picture(plan_of(touchpoint, *heard)))


def test_what_happens_behind_the_scenes_does_not_break_the_line() -> None:
    plan = plan_of(a(Touchpoint, "x", feeling=1), a(Touchpoint, "y", stage=Stage.BACK), a(Touchpoint, "z", feeling=0))

    [run] = own_curve(plan, plan.get(Journey, "journey")).runs

    assert [stop.column for stop in run] == [0, 2]
    assert "feeling not known" not in texts(picture(plan))


def test_a_wide_journey_goes_on_in_bands_that_break_between_phases() -> None:
    plan = plan_of(
        *(a(Phase, f"phase-{n}") for n in range(3)),
        *(a(Touchpoint, f"t-{n}", phase=f"phase-{n // 4}", feeling=0) for n in range(12)),
    )

    told = texts(picture(plan))

    assert told.count("PHASE") == 2
    assert [told.count(f"Phase {n}") for n in range(3)] == [1, 2, 1] or told.count("Phase 1") == 1
    assert {str(n + 1) for n in range(12)} <= set(told)


def test_a_dream_stands_over_what_it_replaces_and_what_is_new_between() -> None:
    plan = plan_of(
        a(Journey, "now"),
        a(Phase, "before", journey="now"),
        *(a(Touchpoint, id, phase="before", feeling=0) for id in ("search", "book", "leave")),
        a(Journey, "dream", horizon=Horizon.NEAR, departs_from="now"),
        a(Phase, "after", journey="dream"),
        a(Touchpoint, "filter", phase="after", replaces="search", feeling=1),
        a(Touchpoint, "picnic", phase="after", feeling=2),
        a(Touchpoint, "thumb", phase="after", replaces="book", feeling=1),
        a(Touchpoint, "concert", phase="after", feeling=2),
        a(Touchpoint, "party", phase="after", replaces="leave", feeling=2),
        a(Touchpoint, "encore", phase="after", feeling=2),
    )

    stops = laid_over(plan, plan.get(Journey, "now"), plan.get(Journey, "dream")).stops

    assert [(stop.column, stop.is_new) for stop in stops if stop] == [
        *((0, False), (0.5, True), (1, False), (1.5, True), (2, False), (2.25, True)),
    ]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-8, 8)), min_size=2, max_size=12))
def test_a_curve_never_leaves_the_feelings_it_is_between(steps: list[tuple[int, int]]) -> None:
    across = [float(sum(step for step, _ in steps[: n + 1])) for n in range(len(steps))]
    points = [(x, float(y)) for x, (_, y) in zip(across, steps, strict=True)]

    path = list(smooth(points))

    assert path[::3] == points
    for n, (before, after) in enumerate(pairwise(points)):
        for _, y in path[3 * n + 1 : 3 * n + 3]:
            assert min(before[1], after[1]) - 1e-9 <= y <= max(before[1], after[1]) + 1e-9


def test_places_of_a_dream_rise_even_where_its_order_is_another() -> None:
    plan = plan_of(
        a(Journey, "now"),
        a(Phase, "before", journey="now"),
        *(a(Touchpoint, id, phase="before", feeling=0) for id in ("search", "book")),
        a(Journey, "dream", horizon=Horizon.NEAR, departs_from="now"),
        a(Phase, "after", journey="dream"),
        a(Touchpoint, "first", phase="after", replaces="book", feeling=1),
        a(Touchpoint, "second", phase="after", replaces="search", feeling=1),
        a(Touchpoint, "third", phase="after", replaces="book", feeling=1),
    )

    curve: Curve = laid_over(plan, plan.get(Journey, "now"), plan.get(Journey, "dream"))
    columns = [stop.column for stop in curve.stops if stop]

    assert columns == sorted(set(columns))
    assert -0.5 < columns[0] <= columns[-1] < 1.5


# Letters


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=60), st.integers(20, 300))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    lines = wrapped(text, width, 12)

    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip("\ufffe\uffff")])
def test_lines_are_no_wider_than_asked_in_any_script(text: str) -> None:
    for line in wrapped(text * 3, 120, 13):
        assert width_of(line, 13) <= 120


def test_scripts_are_measured_by_their_letters() -> None:
    assert width_of("漢字", 10) > 19
    assert width_of("ill", 10) < width_of("WWW", 10) / 3
    assert width_of("é", 10) == width_of("e\u0301", 10) == width_of("e", 10)
    assert is_right_to_left("1. مسافر")
    assert not is_right_to_left("Michiel مسافر")


# The page


def test_a_page_of_hostile_names_holds_no_tag_of_theirs() -> None:
    page = parsed(exported(hostile_plan(), "html", today=TODAY))

    names = {tag for tag, _ in page.seen}
    assert not names & {"script", "img", "b", "iframe", "object", "a"}
    assert not [name for _, held in page.seen for name in held if name.startswith("on") or name == "src"]
    assert sum(HOSTILE[0] in text for text in page.text) > 2


def test_a_page_loads_and_runs_nothing() -> None:
    page = exported(shipped(), "html", today=TODAY)

    assert "default-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg\")", page)
    assert not [tag for tag, held in parsed(page).seen if "src" in held or tag in ("script", "link")]


def test_a_page_leads_to_every_journey_and_names_things_once() -> None:
    page = parsed(exported(shipped(), "html", today=TODAY))

    ids = [held["id"] for _, held in page.seen if "id" in held]
    links = [str(held["href"]) for tag, held in page.seen if tag == "a"]
    assert links == [f"#journey-{n}" for n in range(len(shipped().all(Journey)))]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_table_of_a_page_names_its_rows_and_columns() -> None:
    plan = shipped()
    page = parsed(exported(plan, "html", today=TODAY, journeys=["michiel-now"]))

    scopes = [held.get("scope") for tag, held in page.seen if tag == "th"]
    touchpoints = [t for p in plan.where(Phase, "journey", "michiel-now") for t in plan.parts(Touchpoint, p)]
    assert scopes.count("row") == len(touchpoints)
    assert scopes.count("rowgroup") == len(plan.where(Phase, "journey", "michiel-now"))
    assert scopes.count("col") == len(MAP) + 1


# The report


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_markup_in_a_report(text: str) -> None:
    written = safe(text)

    assert not re.search(r"(?<!\\)[<`*_|\[\]]", written.replace("<!-- -->", ""))
    assert not re.search(r"//|www\.\w|\w@\w|\w\.com", written)
    assert "\n" not in written


def test_a_report_reads_as_it_was_written_and_links_nowhere() -> None:
    """By the parser of the program that shows help on screen, bare addresses made links as on GitHub."""
    page = parsed(MarkdownIt("gfm-like").render(exported(hostile_plan(), "markdown", today=TODAY)))

    assert {tag for tag, _ in page.seen} <= {
        *("h1", "h2", "h3", "h4", "h5", "p", "blockquote", "ul", "li", "br"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    text = "".join(page.text)
    assert all(hostile in text for hostile in HOSTILE)


@given(st.text(alphabet="ab1 .:/@#*_`~|<>[]()!&$^{}\\\"'=+-wWé旅", max_size=30))
def test_any_text_in_a_report_is_read_as_it_was_written(text: str) -> None:
    page = parsed(MarkdownIt("gfm-like").render(safe(text)))

    assert {tag for tag, _ in page.seen} <= {"p"}
    assert "".join(page.text).split() == text.split()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a", "\\- a"),
        ("+", "\\+"),
        ("12. a", "12\\. a"),
        ("2.5 hours", "2.5 hours"),
        ("-1 is bad", "-1 is bad"),
        ("--- cut", "\\--- cut"),
        ("first\nsecond", "first second"),
    ],
)
def test_no_text_begins_a_list_or_a_rule(text: str, written: str) -> None:
    assert safe(text) == written


def test_every_row_of_a_table_in_a_report_has_its_columns() -> None:
    report = exported(hostile_plan(), "markdown", today=TODAY)

    for block in report.split("\n\n"):
        if block.startswith("| "):
            numbers = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(numbers) == 1


def test_a_report_ranks_pains_and_says_how_we_know() -> None:
    plan = plan_of(
        a(Touchpoint, "search", importance=2, channel="web", feeling=-1, drop_off_percent=10, moment=Moment.BREAK),
        a(Touchpoint, "ring", importance=5, channel="phone", hand_over=1),
        a(Note, "first", touchpoint="search", text="Slow", severity=1),
        a(Note, "second", touchpoint="search", text="Wrong", severity=3),
        a(Note, "third", touchpoint="ring", text="Closed", severity=3),
        a(Note, "fourth", touchpoint="ring", text="Unknown"),
        a(Evidence, kind=EvidenceKind.SURVEY, sample_size=200, collected_on=TODAY),
        a(Citation, evidence="evidence", touchpoint="ring"),
    )

    report = exported(plan, "markdown", today=TODAY)

    pains = report.partition("### Pains")[2]
    assert re.findall(r"\| ▲+ (\w+)", pains) == ["Closed", "Wrong", "Slow", "Unknown"]
    assert "| can break it | Search | 2.40 = 2 (importance)" in report
    assert "| Search (web) | Ring (phone) | ●○○○○ |" in report
    assert "Customers were asked or watched for 1 of 2 touchpoints." in report
    known = report.partition("### How we know")[2]
    assert re.findall(r"\| (Search|Ring) \|", known) == ["Search", "Ring"], "the least known first"


def test_a_report_ranks_no_pains_of_a_dream() -> None:
    plan = plan_of(a(Journey, horizon=Horizon.NEAR), a(Touchpoint), a(Note, kind=NoteKind.PAIN))

    assert "### Pains" not in exported(plan, "markdown", today=TODAY)


# The table


def test_a_table_parsed_back_gives_the_values() -> None:
    plan = shipped()

    rows = rows_of(exported(plan, "csv", today=TODAY))

    touchpoints = [t for j in plan.all(Journey) for p in plan.parts(Phase, j) for t in plan.parts(Touchpoint, p)]
    assert [row["Id"] for row in rows] == [touchpoint.id for touchpoint in touchpoints]
    for row, touchpoint in zip(rows, touchpoints, strict=True):
        for name, facts in fields_of(Touchpoint).items():
            if name in ("position", "phase") or facts.target:
                continue
            value, cell = getattr(touchpoint, name), row[facts.title]
            if value is None:
                assert cell == ""
            elif facts.type in (int, Decimal):
                assert Decimal(cell) == value
            else:
                assert cell == str(value)


@pytest.mark.parametrize("sign", FORMULA)
def test_text_that_begins_like_a_formula_is_no_formula(sign: str) -> None:
    name = f"{sign.strip() or '='}cmd|' /C calc'!A0"
    plan = plan_of(
        a(Touchpoint, name=name, feeling=-2), a(Note, text=name), a(Note, "gain", kind=NoteKind.GAIN, text="Nice")
    )

    [row] = rows_of(exported(plan, "csv", today=TODAY))

    assert row["Name"] == f"'{name}"
    assert row["Pain"].startswith(f"'{name}")
    assert row["Gain"] == "Nice +"
    assert row["Feeling"] == "-2", "a number stays a number"
    assert not [cell for cell in row.values() if cell.startswith(FORMULA) and cell != "-2"]


def test_a_table_tells_how_strong_the_evidence_is_or_nothing_where_there_is_none() -> None:
    heard = a(Evidence, kind=EvidenceKind.ANALYTICS, collected_on=TODAY, representative_percent=50)
    cited = a(Citation, evidence="evidence", touchpoint="pay")

    rows = rows_of(exported(plan_of(a(Touchpoint, "pay"), a(Touchpoint, "wait"), heard, cited), "csv", today=TODAY))

    assert [row["Evidence strength"] for row in rows] == ["0.30", ""]


def test_a_wow_is_in_a_column_of_its_own_and_not_among_the_gains() -> None:
    notes = [a(Note, kind.value, touchpoint="t", kind=kind, text=kind.value) for kind in NoteKind]

    [row] = rows_of(exported(plan_of(a(Touchpoint, "t"), *notes), "csv", today=TODAY))

    assert (row["Gain"], row["Wow"]) == ("gain +", "wow ★")


def test_a_table_keeps_lines_quotes_and_commas_as_they_are() -> None:
    text = 'one, "two"\nthree'
    plan = plan_of(a(Touchpoint, doing=text), a(System, "cms"), a(Backing, system="cms"))

    written = exported(plan, "csv", today=TODAY)
    [row] = rows_of(written)

    assert row["Doing"] == text
    assert row["Behind"] == "Cms"
    assert written.endswith("\r\n")


# Speed


@pytest.mark.slow
@pytest.mark.parametrize("kind", OF_JOURNEYS)
def test_a_thousand_touchpoints_take_no_time_to_wait_for(kind: str) -> None:
    plan = plan_of(
        *(a(Phase, f"phase-{n}") for n in range(100)),
        *(
            a(Touchpoint, f"t-{n}", phase=f"phase-{n // 10}", feeling=n % 5 - 2, doing="I look " * 9)
            for n in range(1000)
        ),
        *(a(Note, f"n-{n}", touchpoint=f"t-{n}", text="This takes far too long for me. " * 3) for n in range(1000)),
    )

    start = time.process_time()
    exported(plan, kind, today=TODAY)

    assert time.process_time() - start < 2
