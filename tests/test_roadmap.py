"""The roadmap for other programs: what is in it, in which order, and how it is written and described."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import ndiff
from functools import cache
from graphlib import CycleError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from domain.criterion import Criterion, Rating
from domain.engagement import Engagement
from domain.entity import Entity, revise
from domain.gap import Gap
from domain.initiative import (
    CashKind,
    CashLine,
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
from domain.journey import Horizon, Journey, Phase, Touchpoint
from domain.kpi import Direction, Kpi
from domain.milestone import Milestone
from domain.people import Stakeholder, Team
from domain.persona import Persona
from domain.plan import Plan
from domain.roadmap import Item, Roadmap, roadmap_of
from storage.formats.roadmap import SCHEMA_FILE, roadmap_text, schema
from storage.formats.toml import import_edit, read

ROOT = Path(__file__).parent.parent
DESCRIPTION = ROOT / "docs" / "roadmap-format.md"
EXAMPLE = ROOT / "examples" / "reisbureau.toml"


def ferry_line() -> Plan:
    """A small engagement with one of everything; docs/roadmap-format.md shows its roadmap."""
    return Plan.of(
        [
            Engagement(id="summer-crossings", name="Summer crossings", client="Wadlijn"),
            Team(id="web", name="Web", capacity_fte=Decimal("2.50"), focus_percent=60),
            Team(id="harbour", name="Harbour"),
            Stakeholder(id="anke", name="Anke Dijkstra"),
            Persona(id="michiel", name="Michiel Mobiel"),
            Journey(id="today", name="To the island", persona="michiel"),
            Phase(id="boarding", journey="today", name="Boarding"),
            Touchpoint(id="queue", phase="boarding", name="The queue"),
            Journey(id="dream", name="To the island, unhurried", persona="michiel", horizon=Horizon.NEAR),
            Phase(id="boarding-dream", journey="dream", name="Boarding"),
            Touchpoint(id="walk-on", phase="boarding-dream", name="Walking on"),
            Gap(id="waiting", name="Forty minutes in the queue", current="queue", dream="walk-on"),
            *_boarding_passes(),
            *_live_departures(),
            Initiative(id="second-ship", name="A second ship", status=Status.DROPPED),
            Milestone(
                id="season",
                name="Season opens",
                due_on=date(2027, 4, 1),
                promise="Nobody queues for a paper ticket.",
                initiatives=("boarding-passes", "second-ship"),
            ),
            Kpi(
                id="minutes-in-queue",
                name="Minutes in the queue",
                unit="minutes",
                direction=Direction.DOWN,
                start_value=Decimal(40),
                target_value=Decimal("7.5"),
                target_on=date(2027, 7, 1),
                initiatives=("boarding-passes",),
            ),
            Criterion(id="relief", name="Relief", weight_percent=70),
            Criterion(id="risk", name="Risk", weight_percent=30, less_is_better=True),
            Rating(id="r1", initiative="boarding-passes", criterion="relief", value=Decimal(5)),
            Rating(id="r2", initiative="boarding-passes", criterion="risk", value=Decimal(2)),
            Rating(id="r3", initiative="live-departures", criterion="relief", value=Decimal(4)),
        ]
    )


def _boarding_passes() -> Iterator[Entity]:
    yield Initiative(
        id="boarding-passes",
        name="Boarding passes on the phone",
        summary="Sell and check tickets on the phone.",
        case="The queue is the worst moment of the journey,\nand the paper ticket is what makes it.",
        owner="anke",
        status=Status.PLANNED,
        lane=Lane.NOW,
        starts_on=date(2026, 11, 2),
        finishes_on=date(2027, 2, 26),
        low_days=50,
        likely_days=70,
        high_days=110,
    )
    here: dict[str, Any] = {"initiative": "boarding-passes"}
    yield Effort(id="e1", **here, team="web", low=Decimal(60), likely=Decimal(85), high=Decimal(140))
    yield Effort(id="e2", **here, team="harbour", position=1, likely=Decimal("12.50"), high=Decimal(20))
    yield Remedy(id="m1", **here, gap="waiting", closes_percent=80)
    yield CashLine(
        id="c1",
        **here,
        name="Scanners",
        low=Decimal(18000),
        likely=Decimal(20000),
        high=Decimal(26000),
        certainty=Certainty.HARD,
    )
    yield CashLine(id="c2", **here, position=1, name="Training", likely=Decimal("4500.50"))
    yield CashLine(
        id="c3",
        **here,
        position=2,
        name="Fewer paper tickets",
        kind=CashKind.BENEFIT,
        low=Decimal(9000),
        likely=Decimal(14000),
        high=Decimal(16000),
        ramp_months=6,
        certainty=Certainty.SOFT,
    )
    yield Story(
        id="s1",
        **here,
        persona="michiel",
        want="show my ticket on my phone",
        so_that="I can walk straight on",
        accepted_when="It works without a connection.",
    )


def _live_departures() -> Iterator[Entity]:
    yield Initiative(id="live-departures", name="Live departures", lane=Lane.NEXT)
    yield Dependency(id="d1", initiative="live-departures", waits_for="boarding-passes", lag_days=10)
    yield Dependency(id="d2", initiative="live-departures", waits_for="second-ship", position=1)


def item(plan: Plan, id: str) -> Item:
    return next(each for each in roadmap_of(plan).items if each.id == id)


def changed(plan: Plan, kind: type[Entity], id: str, **fields: object) -> Plan:
    """*plan* with other *fields* in one record."""
    return Plan.of(revise(each, **fields) if isinstance(each, kind) and each.id == id else each for each in plan)


def loaded(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def complaints(document: Mapping[str, Any]) -> list[str]:
    """What the schema has against *document*, dates as the text they are in JSON."""
    return [error.message for error in _validator().iter_errors(_with_text_dates(document))]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=FormatChecker())


def _with_text_dates(value: object) -> object:
    match value:
        case Mapping():
            return {key: _with_text_dates(each) for key, each in value.items()}
        case list():
            return [_with_text_dates(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value


# What is in it


def test_a_dropped_initiative_is_not_on_the_roadmap() -> None:
    roadmap = roadmap_of(ferry_line())

    assert [each.id for each in roadmap.items] == ["boarding-passes", "live-departures"]


def test_nothing_mentions_a_dropped_initiative() -> None:
    roadmap = roadmap_of(ferry_line())

    assert roadmap.milestones[0].initiatives == ("boarding-passes",)
    assert [wait.id for wait in item(ferry_line(), "live-departures").waits_for] == ["boarding-passes"]


def test_an_empty_plan_gives_a_roadmap_without_items() -> None:
    roadmap = roadmap_of(Plan())

    assert roadmap.items == ()
    assert complaints(loaded(roadmap_text(roadmap))) == []


def test_a_start_date_takes_the_place_of_the_lane() -> None:
    dated = item(ferry_line(), "boarding-passes")
    undated = item(ferry_line(), "live-departures")

    assert (dated.lane, dated.start, dated.finish) == (None, date(2026, 11, 2), date(2027, 2, 26))
    assert (undated.lane, undated.start, undated.finish) == (Lane.NEXT, None, None)


def test_what_a_calendar_must_heed_is_told() -> None:
    bounds = {"not_before": date(2026, 10, 1), "deadline": date(2027, 3, 31)}
    plan = changed(
        ferry_line(), Initiative, "boarding-passes", **bounds, pinned=True, group="Tickets", adoption_months=3
    )

    told = item(plan, "boarding-passes")

    assert (told.not_before, told.deadline, told.pinned) == (*bounds.values(), True)
    assert (told.group, told.adoption_months) == ("Tickets", 3)


def test_a_finish_that_is_not_planned_is_worked_out_by_the_calendar() -> None:
    plan = changed(ferry_line(), Initiative, "boarding-passes", finishes_on=None)

    assert item(plan, "boarding-passes").finish == date(2027, 2, 5), "70 working days from 2 November: 14 weeks"
    assert item(changed(plan, Initiative, "boarding-passes", likely_days=None), "boarding-passes").finish is None


def test_float_is_how_much_later_it_can_be() -> None:
    dates = {"starts_on": date(2026, 11, 2), "finishes_on": date(2027, 2, 12)}
    plan = changed(ferry_line(), Initiative, "live-departures", **dates)
    plan = Plan.of(each for each in plan if not isinstance(each, Dependency))

    assert item(plan, "boarding-passes").float_days == 0
    assert item(plan, "live-departures").float_days == 10, "two weeks before the last one finishes"
    assert item(ferry_line(), "live-departures").float_days is None


def test_progress_is_as_told_and_whole_once_it_is_done() -> None:
    running = changed(ferry_line(), Initiative, "boarding-passes", status=Status.RUNNING, progress_percent=40)
    done = changed(running, Initiative, "boarding-passes", status=Status.DONE)

    assert item(ferry_line(), "boarding-passes").progress is None, "nobody said so"
    assert item(running, "boarding-passes").progress == 40
    assert item(done, "boarding-passes").progress == 100


def test_a_total_is_there_only_where_every_team_has_the_figure() -> None:
    totals = item(ferry_line(), "boarding-passes").person_days

    assert totals is not None
    assert totals.low is None, "the harbour did not say"
    assert totals.likely == Decimal("97.5")
    assert totals.high == 160


def test_without_any_figure_there_is_no_total() -> None:
    bare = item(ferry_line(), "live-departures")

    assert (bare.person_days, bare.duration, bare.money_totals) == (None, None, ())


def test_an_estimate_of_zero_is_not_a_missing_one() -> None:
    plan = changed(ferry_line(), Effort, "e2", low=Decimal(0))

    totals = item(plan, "boarding-passes").person_days

    assert totals is not None
    assert totals.low == 60


def test_money_is_added_up_by_kind_and_only_where_every_line_has_the_figure() -> None:
    one_off, benefit = item(ferry_line(), "boarding-passes").money_totals

    assert (one_off.kind, one_off.low, one_off.likely) == (CashKind.ONE_OFF_COST, None, Decimal("24500.50"))
    assert (benefit.kind, benefit.low, benefit.high) == (CashKind.BENEFIT, Decimal(9000), Decimal(16000))


def test_a_gap_names_its_journeys_and_each_persona_once() -> None:
    [closes] = item(ferry_line(), "boarding-passes").closes

    assert closes.percent == 80
    assert closes.journeys == ("To the island", "To the island, unhurried")
    assert closes.personas == ("Michiel Mobiel",)


def test_a_gap_without_touchpoints_names_nobody() -> None:
    plan = changed(ferry_line(), Gap, "waiting", current=None, dream=None)

    [closes] = item(plan, "boarding-passes").closes

    assert (closes.journeys, closes.personas) == ((), ())


def test_a_score_says_its_method_and_place_and_a_missing_rating_leaves_none() -> None:
    score = item(ferry_line(), "boarding-passes").score

    assert score is not None
    assert score.value == Decimal("92.5"), "70 + 30·¾"
    assert (score.method, score.rank, score.of) == ("weighted", 1, 1)
    assert item(ferry_line(), "live-departures").score is None


def test_a_team_without_a_focus_factor_has_the_engagements() -> None:
    teams = {team.id: team for team in roadmap_of(ferry_line()).teams}

    assert (teams["web"].focus_percent, teams["harbour"].focus_percent) == (60, 70)
    assert teams["harbour"].capacity_fte is None


# In which order


def initiatives(**starts: date | Lane | None) -> list[Entity]:
    """Initiatives with a start date, a lane or neither, placed in the order given."""
    return [
        Initiative(
            id=id,
            name=id,
            position=n,
            starts_on=when if isinstance(when, date) else None,
            lane=when if isinstance(when, Lane) else None,
        )
        for n, (id, when) in enumerate(starts.items())
    ]


def waits(one: str, other: str, kind: DependencyKind = DependencyKind.FINISH_TO_START) -> Dependency:
    return Dependency(id=f"{one}-{other}", initiative=one, waits_for=other, kind=kind)


def order(*records: Entity) -> str:
    return "".join(each.id for each in roadmap_of(Plan.of(records)).items)


def test_dates_come_first_then_now_next_later_then_the_rest() -> None:
    day = date(2027, 1, 4)
    records = initiatives(a=None, b=Lane.LATER, c=Lane.NEXT, d=Lane.NOW, e=date(2027, 2, 1), f=day)

    assert order(*records) == "fedcba"


def test_the_better_rank_goes_first_and_those_without_a_score_last() -> None:
    records = [
        *initiatives(a=Lane.NOW, b=Lane.NOW, c=Lane.NOW, d=Lane.NOW),
        Criterion(id="gain", name="Gain", weight_percent=100),
        *(
            Rating(id=f"r{id}", initiative=id, criterion="gain", value=Decimal(value))
            for id, value in [("b", 2), ("c", 5)]
        ),
    ]

    assert order(*records) == "cbad"


def test_nothing_stands_before_what_it_waits_for_in_the_same_lane() -> None:
    records = initiatives(a=Lane.NOW, b=Lane.NOW, c=Lane.NOW, d=Lane.NOW)

    assert order(*records, waits("a", "c"), waits("c", "d")) == "bdca"


def test_waiting_does_not_move_an_item_out_of_its_lane() -> None:
    records = initiatives(a=Lane.NOW, b=Lane.LATER)

    assert order(*records, waits("a", "b")) == "ab"


def test_an_item_that_may_start_earlier_stands_by_its_date() -> None:
    records = initiatives(a=date(2027, 1, 4), b=date(2027, 1, 11))

    assert order(*records, waits("a", "b", DependencyKind.FINISH_TO_FINISH)) == "ab"


def test_a_ring_has_no_order() -> None:
    records = initiatives(a=Lane.NOW, b=Lane.NOW)

    with pytest.raises(CycleError):
        order(*records, waits("a", "b"), waits("b", "a"))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Initiatives at any time, some rated, that wait only for earlier ones, so no ring can form."""
    records: list[Entity] = [Criterion(id="gain", name="Gain", weight_percent=100)]
    ids = [f"i{n}" for n in draw(st.permutations(range(draw(st.integers(0, 7)))))]
    day = st.sampled_from([None, None, date(2027, 1, 4), date(2027, 1, 5)])
    for n, id in enumerate(ids):
        status = draw(st.sampled_from([Status.IDEA, Status.RUNNING, Status.DROPPED]))
        lane = draw(st.none() | st.sampled_from(Lane))
        records.append(Initiative(id=id, name=id, position=n, status=status, lane=lane, starts_on=draw(day)))
        records.extend(waits(id, other) for other in (draw(st.sets(st.sampled_from(ids[:n]))) if n else ()))
        if (value := draw(st.none() | st.integers(1, 5))) is not None:
            records.append(Rating(id=id, initiative=id, criterion="gain", value=Decimal(value)))
    return Plan.of(records)


@given(plans())
def test_in_any_plan_an_item_follows_those_of_its_date_or_lane_it_waits_for(plan: Plan) -> None:
    items = roadmap_of(plan).items

    place = {each.id: n for n, each in enumerate(items)}
    for each in items:
        for wait in each.waits_for:
            other = items[place[wait.id]]
            assert (other.start, other.lane) != (each.start, each.lane) or place[other.id] < place[each.id]


@given(plans())
def test_in_any_plan_dates_ascend_and_lanes_follow(plan: Plan) -> None:
    items = roadmap_of(plan).items

    lanes: list[Lane | None] = [*Lane, None]
    times = [(0, each.start, 0) if each.start else (1, date.max, lanes.index(each.lane)) for each in items]
    assert times == sorted(times)
    kept = [each.id for each in plan.all(Initiative) if each.status is not Status.DROPPED]
    assert sorted(each.id for each in items) == sorted(kept)


# How it is written


@given(plans())
def test_any_roadmap_reads_back_as_it_was_and_satisfies_the_schema(plan: Plan) -> None:
    roadmap = roadmap_of(plan)

    document = loaded(roadmap_text(roadmap))

    assert Roadmap.model_validate(document) == roadmap
    assert complaints(document) == []


def test_a_full_roadmap_reads_back_as_it_was() -> None:
    roadmap = roadmap_of(ferry_line())

    assert Roadmap.model_validate(loaded(roadmap_text(roadmap))) == roadmap


@pytest.mark.parametrize("text", ['“quotes" and \\ slashes', "# no comment", "[[item]]", "two\nlines", "tail '''"])
def test_hostile_text_stays_text(text: str) -> None:
    roadmap = roadmap_of(changed(ferry_line(), Initiative, "live-departures", summary=text))

    assert loaded(roadmap_text(roadmap))["item"][1]["summary"] == text


def test_the_file_starts_with_its_schema_and_version() -> None:
    lines = roadmap_text(roadmap_of(ferry_line())).splitlines()

    assert lines[:3] == [f"#:schema {SCHEMA_FILE}", 'format = "klantreis-roadmap"', "version = 1"]


def test_what_is_not_known_is_not_in_the_file() -> None:
    document = loaded(roadmap_text(roadmap_of(ferry_line())))

    assert document["item"][1].keys() == {"id", "name", "status", "lane", "pinned", "waits_for"}


def test_every_table_has_a_header_of_its_own() -> None:
    text = roadmap_text(roadmap_of(ferry_line()))

    assert "{" not in text
    assert text.count("[[item.work]]") == 2


@pytest.mark.parametrize(
    ("kind", "id", "fields"),
    [
        pytest.param(Story, "s1", {"want": "show my ticket " * 20}, id="a text that grows long"),
        pytest.param(Kpi, "minutes-in-queue", {"target_value": Decimal(5)}, id="a number"),
        pytest.param(Remedy, "m1", {"closes_percent": None}, id="a number that goes"),
        pytest.param(Initiative, "boarding-passes", {"finishes_on": date(2027, 3, 1)}, id="a date"),
    ],
)
def test_one_changed_field_is_one_changed_line(kind: type[Entity], id: str, fields: dict[str, object]) -> None:
    before = roadmap_text(roadmap_of(ferry_line()))
    after = roadmap_text(roadmap_of(changed(ferry_line(), kind, id, **fields)))

    differing = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]

    assert 1 <= len(differing) <= 2
    assert len({line[2:].partition(" = ")[0] for line in differing}) == 1


@pytest.mark.parametrize(
    ("number", "written"), [("12.50", "12.5"), ("1E+3", "1000.0"), ("-0.00", "0.0"), ("0.10", "0.1")]
)
def test_equal_numbers_are_written_alike(number: str, written: str) -> None:
    roadmap = roadmap_of(changed(ferry_line(), Kpi, "minutes-in-queue", target_value=Decimal(number)))

    assert f"\ntarget = {written}\n" in roadmap_text(roadmap)


def test_money_comes_back_to_the_cent() -> None:
    most = Decimal("899999999999999.99")
    plan = changed(ferry_line(), CashLine, "c2", likely=most)

    document = loaded(roadmap_text(roadmap_of(plan)))

    assert document["item"][0]["money"][1]["likely"] == most
    assert document["item"][0]["money_total"][0]["likely"] == most + 20000


# How it is described


def test_the_schema_kept_with_the_sources_is_up_to_date() -> None:
    kept = ROOT / "storage" / "formats" / SCHEMA_FILE

    assert json.loads(kept.read_text(encoding="utf-8")) == schema(), "run: klantreis schema roadmap"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("version",), 2, id="another version"),
        pytest.param(("item", 0, "status"), "almost done", id="an unknown status"),
        pytest.param(("item", 0, "start"), "soon", id="no date"),
        pytest.param(("item", 0, "work", 0, "likely"), "85", id="a number in quotes"),
        pytest.param(("item", 0, "work", 0, "likely"), -1, id="less than no work"),
        pytest.param(("item", 0, "score", "value"), 101, id="more than a hundred"),
    ],
)
def test_the_schema_refuses_what_the_format_does_not_allow(path: tuple[str | int, ...], value: object) -> None:
    document: Any = loaded(roadmap_text(roadmap_of(ferry_line())))
    table = document
    for step in path[:-1]:
        table = table[step]
    table[path[-1]] = value

    assert complaints(document) != []


def test_every_field_of_the_schema_has_a_description() -> None:
    tables = [schema(), *(each for each in schema()["$defs"].values() if "properties" in each)]

    for table in tables:
        for name, field in table["properties"].items():
            assert field.get("description"), f"{table['title']}.{name}"


def test_the_example_in_the_description_is_what_the_program_writes() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", DESCRIPTION.read_text(encoding="utf-8"), re.DOTALL)

    assert example == roadmap_text(roadmap_of(ferry_line()))
    assert complaints(loaded(example)) == []


def _described_fields() -> dict[str, dict[str, bool]]:
    """Table header, or nothing for the top → field → whether docs/roadmap-format.md says it is always there."""
    described: dict[str, dict[str, bool]] = {}
    fields: dict[str, bool] = {}
    for line in DESCRIPTION.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            header = re.search(r"`\[+([a-z_.]+)\]+`", line)
            fields = described.setdefault(header[1] if header else "", {})
        elif row := re.match(r"\| `(\w+)` \| [^|]+ \| (always|if known|if any) \|", line):
            fields[row[1]] = row[2] == "always"
    return described


def _schema_fields(table: Mapping[str, Any], tables: Mapping[str, Any], above: str = "") -> dict[str, dict[str, bool]]:
    fields: dict[str, bool] = {}
    found = {above.rstrip("."): fields}
    for name, field in table["properties"].items():
        reference = field.get("$ref") or field.get("items", {}).get("$ref") or ""
        target = tables.get(reference.removeprefix("#/$defs/"), {})
        if "properties" in target:
            found |= _schema_fields(target, tables, f"{above}{name}.")
        else:
            fields[name] = name in table.get("required", ())
    return found


def test_the_description_tells_every_field_and_no_other() -> None:
    whole = schema()

    assert _described_fields() == _schema_fields(whole, whole["$defs"])


# On the example engagement


def test_the_example_engagement_has_a_roadmap_that_satisfies_the_schema() -> None:
    plan = Plan().apply(import_edit(Plan(), read(EXAMPLE.read_bytes(), EXAMPLE.name)))

    roadmap = roadmap_of(plan)

    assert len(roadmap.items) == sum(each.status is not Status.DROPPED for each in plan.all(Initiative)) > 0
    assert complaints(loaded(roadmap_text(roadmap))) == []
    assert Roadmap.model_validate(loaded(roadmap_text(roadmap))) == roadmap
