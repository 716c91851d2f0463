"""The command line, as a script sees it: data on stdout, talk on stderr, and exit codes that mean something."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.edits import add
from domain.engagement import Engagement
from domain.errors import NoSuchInput
from domain.initiative import Initiative
from domain.milestone import Baseline
from domain.persona import Persona
from storage.connection import connect
from storage.formats import source
from storage.formats.exchange import engagement_named
from storage.store import Store
from tests.commands import ROOT, Run, run, start
from tui.configuration import recent_files, remember

__all__ = ["run", "start"]  # fixtures


def test_a_session_from_nothing_to_a_roadmap_file(start: Run, tmp_path: Path) -> None:
    assert start("new", "trips", "--example", "reisbureau")[0] == 0
    assert start("export", "trips.klantreis", "-o", "a.toml")[0] == 0
    assert start("new", "again.klantreis", "--from", "a.toml")[0] == 0
    code, text, _ = start("export", "again.klantreis")
    assert (code, text) == (0, (tmp_path / "a.toml").read_text())
    assert start("diff", "trips.klantreis", "a.toml")[:2] == (0, "")
    assert start("roadmap", "trips.klantreis")[0] == 0
    items = tomllib.loads((tmp_path / "roadmap.toml").read_text())["item"]
    assert len(items) >= 10
    code, _, talk = start("roadmap", "trips.klantreis")
    assert code == 73
    assert "roadmap.toml exists already" in talk
    assert start("roadmap", "trips.klantreis", "--force")[0] == 0
    code, text, talk = start("check", "trips.klantreis")
    assert code == 1
    assert f"{len(text.splitlines())} problems in trips.klantreis" in talk
    code, text, _ = start("check", "trips.klantreis", "--json")
    assert {"rule", "severity", "kind", "id", "what", "todo", "source"} <= json.loads(text)[0].keys()
    code, text, _ = start("doctor", "trips.klantreis")
    assert code == 0, text
    assert "✗" not in text


def test_journeys_go_out_as_pages_pictures_reports_and_tables(run: Run, tmp_path: Path) -> None:
    run("new", "trips", "--example", "reisbureau")

    for kind, begins in (("html", "<!DOCTYPE html>"), ("svg", "<svg "), ("markdown", "# "), ("csv", "\ufeffJourney,")):
        code, text, _ = run("export", "trips", "--format", kind)
        assert (code, text[: len(begins)]) == (0, begins)
        wanted = ("--journey", "femke-now", "--journey", "Four weeks of autumn in New England", "-o", f"two.{kind}")
        assert run("export", "trips", "--format", kind, *wanted)[0] == 0
        assert (tmp_path / f"two.{kind}").stat().st_size > 1000
    assert "Show the photos to friends" not in (tmp_path / "two.csv").read_text()
    assert run("export", "trips", "-o", "named.svg")[0] == 0
    assert (tmp_path / "named.svg").read_text().startswith("<svg "), "the name of the file says what it is"
    code, text, _ = run("export", "trips", "--format", "svg", "--view", "blueprint")
    assert (code, "LINE OF VISIBILITY" in text) == (0, True)


def test_the_roadmap_goes_out_for_other_programs(run: Run, tmp_path: Path) -> None:
    run("new", "trips", "--example", "reisbureau")

    people = (("svg", "<svg "), ("html", "<!DOCTYPE html>"), ("text", "A US road trip"), ("markdown", "# A US"))
    for kind, begins in (
        *people,
        ("mermaid", "gantt\n"),
        ("ics", "BEGIN:VCALENDAR\r\n"),
        ("csv", "Summary,Issue Type,"),
    ):
        code, text, _ = run("roadmap", "trips", "--format", kind)
        assert (code, text[: len(begins)]) == (0, begins)
    assert run("roadmap", "trips", "-o", "plan.mmd", "--by", "persona")[0] == 0
    assert "section Michiel Mobiel" in (tmp_path / "plan.mmd").read_text(), "the name of the file says what it is"
    assert run("roadmap", "trips", "--format", "csv", "--tracker", "azure")[1].startswith("ID,Work Item Type,Title 1")
    assert "DTSTAMP:20270301T" in run("roadmap", "trips", "--format", "ics", "--today", "2027-03-01")[1]
    code, _, talk = run("roadmap", "trips", "-o", "plan.pptx")
    assert (code, "plan.pptx: say with --format what to write" in talk) == (2, True)
    code, _, talk = run("roadmap", "trips", "--format", "ics", "--today", "tomorrow")
    assert (code, "“tomorrow” is not a day such as 2027-01-31" in talk) == (2, True)


def test_the_roadmap_is_told_to_each_audience(run: Run, tmp_path: Path) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("roadmap", "trips", "--for", "sponsor", "--today", "2027-03-10")
    assert (code, "### What you are asked to decide" in text) == (0, True)
    assert run("roadmap", "trips", "--for", "team", "--team", "web team", "-o", "web.html")[0] == 0
    assert "The roadmap of Web team" in (tmp_path / "web.html").read_text()
    assert run("roadmap", "trips", "--team", "web team")[1].count("## The roadmap of") == 1
    assert run("roadmap", "trips", "--for", "team", "--team", "moon")[0] == 66
    assert run("roadmap", "trips", "--for", "client", "--team", "web team")[0] == 2
    code, text, talk = run("roadmap", "trips", "--for", "client", "--format", "svg")
    assert (code, text) == (2, "")
    assert "--for client goes with --format markdown or html" in talk


def test_business_cases_go_out_in_three_formats(run: Run, tmp_path: Path) -> None:
    assert run("new", "trips", "--example", "reisbureau")[0] == 0

    code, text, _ = run("case", "trips", "filters")
    assert code == 0
    assert text.startswith("# Business case: Filters on the trip overview\n")
    assert run("case", "trips", "filters", "Filters on the trip overview")[1] == text, "named twice, told once"
    assert run("case", "trips")[1].startswith("# Business case: Total of ")
    assert run("case", "trips", "filters", "-o", "case.toml")[0] == 0
    [case] = tomllib.loads((tmp_path / "case.toml").read_text())["case"]
    assert case["initiatives"] == ["filters"]
    assert run("case", "trips", "--format", "csv")[1].startswith("\ufeffCase,Future,What,")
    assert run("case", "trips", "-o", "case.toml")[0] == 73
    assert run("case", "trips", "-o", "case.toml", "--force")[0] == 0


def test_a_case_is_drawn_with_other_runs_and_another_seed_where_asked(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    assert "\n500 runs, seed 3, numpy " in run("case", "trips", "filters", "--runs", "500", "--seed", "3")[1]
    code, text, talk = run("case", "trips", "filters", "--runs", "5")
    assert (code, text) == (2, "")
    assert "--runs 5: from 100 to 1000000 is allowed." in talk
    assert run("case", "trips", "filters", "--seed", "-1")[0] == 2


def test_a_case_of_what_is_not_there_is_told(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")
    run("new", "empty")

    code, text, talk = run("case", "trips", "teleport")
    assert (code, text) == (66, "")
    assert "There is no initiative “teleport”." in talk
    assert run("case", "empty")[0] == 66
    assert "no initiative to make a case for yet" in run("case", "empty")[2]


def test_rankings_go_out_in_every_format_with_the_same_numbers(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("rank", "trips", "--method", "weighted")
    assert (code, text.splitlines()[0]) == (0, "Weighted score, points of 100")
    assert "   1          81.25  Filters on the trip overview" in text
    first, *_ = tomllib.loads(run("rank", "trips", "--method", "weighted", "--format", "toml")[1])["method"][0]["score"]
    assert (first["initiative"], first["rank"], first["value"]) == ("filters", 1, 81.25)
    [method] = json.loads(run("rank", "trips", "--method", "weighted", "--format", "json")[1])["method"]
    assert (method["score"][0]["value"], method["score"][-1].get("value")) == (81.25, None)
    _, table, _ = run("rank", "trips", "--method", "weighted", "--format", "csv")
    assert table.splitlines()[1].startswith("1,filters,Filters on the trip overview,81.25,points of 100,81.25,81.25,,")


def test_all_methods_stand_side_by_side_with_how_far_they_agree(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("rank", "trips")
    assert code == 0
    assert re.search(r"^initiative +weighted +rice +ice .* payback$", text, re.MULTILINE)
    assert re.search(r"^npv +0\.\d+ ", text, re.MULTILINE)
    found = json.loads(run("rank", "trips", "--format", "json")[1])
    assert len(found["method"]) == 13
    assert len(found["agreement"]) == 13 * 12 / 2
    assert next(each for each in found["agreement"] if each["methods"] == ["rice", "pairwise"])["why_not"]
    head = run("rank", "trips", "--format", "csv")[1].splitlines()[0]
    assert head.startswith('\ufeffId,Initiative,"Weighted score, rank",Weighted score,"RICE, rank",RICE,')


def test_sure_dates_are_printed_in_every_format_and_drawn_as_asked(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("dates", "trips", "--runs", "500", "--seed", "3")
    assert (code, text.splitlines()[0][:24]) == (0, "500 runs, seed 3, numpy ")
    found = json.loads(run("dates", "trips", "--runs", "500", "--format", "json")[1])
    assert found["runs"] == 500
    assert all(each["p50"] <= each["p80"] for each in found["initiatives"])
    assert run("dates", "trips", "--runs", "100", "--format", "csv")[1].startswith(
        "\ufeffKind,Id,Name,Planned,P50,P80,"
    )
    code, text, talk = run("dates", "trips", "--runs", "5")
    assert (code, text) == (2, "")
    assert "--runs 5: from 100 to 1000000 is allowed." in talk


def test_a_method_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, talk = run("rank", "trips", "--method", "gut-feeling")

    assert (code, text) == (2, "")
    assert "no method “gut-feeling”. There are: all, weighted, rice," in talk


def test_a_forecast_goes_out_in_every_format_with_the_same_numbers(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("forecast", "trips", "--journey", "michiel-now")
    assert code == 0
    assert re.search(r"^Q2 2027  2027-06-30  \+0.12  −1.05  Report a flat tyre +3 of 7$", text, re.MULTILINE)
    assert re.search(r"^Wait for the itinerary mail .* above 0 from 2027-03-30, thanks to The itin", text, re.MULTILINE)
    [told] = json.loads(run("forecast", "trips", "--journey", "michiel-now", "--format", "json")[1])["journey"]
    assert [(each["until"], each["mean"]) for each in told["period"]][2] == ("2027-06-30", 0.121979)
    _, table, _ = run("forecast", "trips", "--format", "csv")
    assert (
        'michiel-now,"A US road trip, as it is",Q2 2027,2027-06-30,0.121979,-1.047826,Report a flat tyre,7,3' in table
    )
    _, report, _ = run("forecast", "trips", "--by", "year", "--format", "markdown")
    assert "| 2027 | 2027-12-31 | +0.42 |" in report


def test_a_forecast_on_a_day_tells_each_touchpoint_and_thanks_to_whom(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, _ = run("forecast", "trips", "--journey", "michiel-now", "--on", "2027-06-30")
    assert code == 0
    assert re.search(r"^The itinerary by mail, within the hour +\+3.13 +2$", text, re.MULTILINE)
    assert "  −0.43 = −1.5 + (1 − (−1.5)) × (60 % × 18/61 + 25 % × 1 + 10 % × 0)" in text.splitlines()
    data = run("forecast", "trips", "--journey", "michiel-now", "--on", "2027-06-30", "--format", "json")[1]
    mail = next(each for each in json.loads(data)["journey"][0]["touchpoint"] if each["id"] == "now-itinerary-mail")
    assert (mail["today"], mail["then"], mail["dream"], mail["closed"]) == (-2, 0.625, 1.5, 0.75)
    assert mail["share"][0]["initiative"] == "send-itinerary"
    table = run("forecast", "trips", "--on", "2027-06-30", "--format", "csv")[1]
    assert "now-itinerary-mail,Wait for the itinerary mail that never comes,2027-06-30,-2,0.625,1.5,75,100" in table
    assert "75 %" in run("forecast", "trips", "--on", "2027-06-30", "--format", "markdown")[1]


def test_a_forecast_of_what_is_no_day_or_no_current_journey_is_refused(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")
    run("new", "empty")

    assert run("forecast", "trips", "--on", "soon")[0] == 2
    assert "is a dream" in run("forecast", "trips", "--journey", "michiel-near")[2]
    assert run("forecast", "trips", "--journey", "nobody")[0] == 66
    assert run("forecast", "empty")[0] == 66


def test_an_engagement_without_initiatives_ranks_nothing(run: Run) -> None:
    run("new", "empty")

    for kind in ("text", "csv", "toml", "json"):
        assert run("rank", "empty", "--format", kind)[0] == 0
        assert run("rank", "empty", "--method", "npv", "--format", kind)[0] == 0


def test_a_journey_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, talk = run("export", "trips", "--format", "html", "--journey", "michel")
    assert (code, text) == (66, "")
    assert "no journey “michel”" in talk
    assert "michiel-now “A US road trip, as it is”" in talk
    code, _, talk = run("export", "trips", "--journey", "michiel-now")
    assert code == 2
    assert "--journey goes with --format markdown, csv, svg, html" in talk


def test_an_import_is_shown_first_and_is_one_edit(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    (tmp_path / "a.toml").write_text('[[persona]]\nname = "Michiel"\n[[persona]]\nname = "Ann"\n')
    (tmp_path / "b.toml").write_text('[[persona]]\nname = "Michiel"\nshare_percent = 60\n')

    code, text, talk = run("import", "x.klantreis", "a.toml", "--dry-run")
    assert (code, "Nothing was changed" in talk) == (0, True)
    assert text.splitlines() == ["+ persona “Michiel”", "+ persona “Ann”"]
    assert run("import", "x.klantreis", "a.toml")[0] == 0

    code, text, talk = run("import", "x.klantreis", "b.toml")
    assert code == 2, "changing and removing needs --yes where nobody can be asked"
    assert "Add --yes" in talk
    code, text, _ = run("import", "x.klantreis", "b.toml", "--yes")
    assert code == 0
    assert [line[0] for line in text.splitlines()] == ["~", "−"]
    assert run("undo", "x.klantreis")[1] == "Undid: Import b.toml\n"
    assert run("diff", "x.klantreis", "a.toml")[0] == 1, "the engagement itself is not in the file"
    assert run("redo", "x.klantreis")[0] == 0
    code, text, _ = run("log", "x.klantreis", "--json")
    assert [(e["author"], e["undoes"]) for e in json.loads(text)] == [
        ("ana", None),
        ("ana", None),
        ("ana", None),
        ("ana", 3),
        ("ana", 4),
    ]


def test_an_import_says_what_is_here_already_and_what_it_made_of_scores(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    (tmp_path / "a.mmd").write_text("journey\n title Trip\n section Book\n Search: 8: Me\n Pay: 3: Me\n")
    scale = "Scores in “Trip” go up to 8: all were read as 0 to 10, of which 5 is neutral."

    code, _, talk = run("import", "x.klantreis", "a.mmd")
    assert (code, scale in talk) == (0, True)

    code, text, talk = run("import", "x.klantreis", "a.mmd", "--dry-run")
    assert (code, text) == (0, "")
    assert talk.splitlines() == [scale, "“Trip” is here already: nothing new.", "Nothing changes."]

    (tmp_path / "a.mmd").write_text("journey\n title Trip\n section Book\n Search: 5: Me\n Pay: 3: Me\n")
    code, text, talk = run("import", "x.klantreis", "a.mmd", "--dry-run")
    assert [line[0] for line in text.splitlines()] == ["~", "~"]
    assert "“Trip” is here already: 2 changed." in talk
    assert run("import", "x.klantreis", "a.mmd")[0] == 2, "changing needs --yes where nobody can be asked"
    assert run("new", "y.klantreis", "--from", "a.mmd")[0] == 0


def test_a_bad_file_is_refused_whole_with_every_line(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    before = (tmp_path / "x.klantreis").read_bytes()
    (tmp_path / "bad.toml").write_text('[[persona]]\nnam = "x"\nshare_percent = 200\n')

    code, text, talk = run("import", "x.klantreis", "bad.toml", "--yes")

    assert (code, text) == (65, "")
    assert [line.split(": ")[1:3] for line in talk.splitlines()] == [
        ["bad.toml:1", "persona[0].name"],
        ["bad.toml:2", "persona[0].nam"],
        ["bad.toml:3", "persona[0].share_percent"],
    ]
    assert (tmp_path / "x.klantreis").read_bytes() == before
    assert run("new", "y.klantreis", "--from", "bad.toml")[0] == 65
    assert not (tmp_path / "y.klantreis").exists()


OUTLINE = "# Book: be sure\n- Pay @phone ~-1 &Web team\n! no mail\n"


def test_an_outline_becomes_a_journey_in_one_edit(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    run("import", "x.klantreis", "-", given='[[persona]]\nname = "Michiel"\n')
    (tmp_path / "road-trip.txt").write_text(OUTLINE + "\x1b[2J")

    code, text, talk = run("capture", "x.klantreis", "road-trip.txt", "--persona", "mich", "--dry-run")
    assert (code, "Would add 1 touchpoint, 1 pain. Nothing was changed." in talk) == (0, True)
    assert "Took out 1 control character." in talk
    assert text.splitlines() == [
        "+ team “Web team”",
        "+ journey “Road trip” with 1 phase, 1 touchpoint, 1 note, 1 backing",
    ]
    assert run("capture", "x.klantreis", "road-trip.txt", "--persona", "mich")[:2] == (0, text)
    code, text, talk = run("capture", "x.klantreis", "--journey", "road trip", given="# book\n- Wait &web\n")
    assert (code, text) == (0, "+ touchpoint “Wait” in Road trip › Book with 1 backing\n")
    assert "Added 1 touchpoint. Take it back with: klantreis undo x.klantreis" in talk
    assert run("undo", "x.klantreis")[1] == "Undid: Capture 1 touchpoint of “Road trip”\n"
    document = tomllib.loads(run("export", "x.klantreis")[1])
    [journey] = document["journey"]
    assert (journey["name"], journey["persona"]) == ("Road trip", "michiel")
    assert [touchpoint["name"] for touchpoint in journey["phase"][0]["touchpoint"]] == ["Pay"]


def test_a_journey_goes_out_as_an_outline_and_comes_in_again(run: Run) -> None:
    run("new", "x.klantreis", "--example", "reisbureau")

    code, text, _ = run("outline", "x.klantreis", "A US road trip, as it is")
    assert (code, text.splitlines()[0]) == (0, "## A US road trip, as it is")
    run("new", "y.klantreis")
    assert run("capture", "y.klantreis", given=text)[0] == 0
    assert run("outline", "y.klantreis", "A US")[:2] == (0, text)
    assert run("outline", "y.klantreis", "none")[:2] == (66, "")


def test_a_title_goes_before_the_name_of_a_file_and_typing_has_a_name_too(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    (tmp_path / "notes.txt").write_text("## Trip\n" + OUTLINE)

    assert run("capture", "x.klantreis", "notes.txt")[1].splitlines()[-1].startswith("+ journey “Trip”")
    assert run("capture", "x.klantreis", given=OUTLINE)[1].startswith("+ journey “Captured journey”")


def test_a_bad_outline_is_refused_whole_with_every_line(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    before = (tmp_path / "x.klantreis").read_bytes()
    (tmp_path / "notes.txt").write_text("! early\n- Pay ~9\nhm\n")

    code, text, talk = run("capture", "x.klantreis", "notes.txt")

    assert (code, text) == (65, "")
    assert [line.split(": ")[1] for line in talk.splitlines()] == ["notes.txt:1", "notes.txt:2", "notes.txt:3"]
    assert "“~9” is not a feeling; a number from −2 to 2 is" in talk
    assert run("capture", "x.klantreis", given="")[2].startswith("klantreis: standard input: nothing in it")
    code, _, talk = run("capture", "x.klantreis", "notes.txt", "--journey", "none")
    assert (code, talk) == (66, "klantreis: There is no journey “none”. Add one first.\n")
    assert run("capture", "x.klantreis", "--journey", "a", "--persona", "b")[0] == 2
    assert (tmp_path / "x.klantreis").read_bytes() == before


def test_standard_input_and_output_are_files_too(start: Run) -> None:
    start("new", "x.klantreis")

    assert start("import", "x.klantreis", "-", given='[[persona]]\nname = "Ann"\n')[0] == 0
    code, text, _ = start("export", "x.klantreis", "-o", "-")
    assert code == 0
    assert 'name = "Ann"' in text
    code, text, _ = start("diff", "x.klantreis", "-", given=text)
    assert (code, text) == (0, "")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["export", "nowhere.klantreis"], 66, "nowhere.klantreis does not exist. Create it with: klantreis new"),
        (["import", "x.klantreis", "nowhere.toml"], 66, "nowhere.toml does not exist"),
        (["new", "x.klantreis"], 73, "exists already"),
        (["new", "no/such/folder.klantreis"], 66, "There is no folder"),
        (["export", "plain.txt"], 65, "is not a klantreis file"),
        (["export", "x.klantreis", "-o", "link.toml"], 73, "is a link to"),
        (["export", "x.klantreis", "-o", "link.toml", "--force"], 73, "is a link to"),
        (["export", "x.klantreis", "-o", "."], 66, "is a folder"),
        (["export", "x.klantreis", "-o", "x.klantreis", "--force"], 73, "x.klantreis is an engagement"),
        (["roadmap", "x.klantreis", "-o", "x.klantreis", "--force"], 73, "x.klantreis is an engagement"),
        (["undo", "x.klantreis"], 1, "There is nothing to undo"),
        (["nonsense"], 2, "standard input is not one"),
        (["export"], 2, "usage"),
    ],
)
def test_every_refusal_has_its_code_and_its_words(
    run: Run, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    run("new", "x.klantreis")
    (tmp_path / "plain.txt").write_text("Dear diary\n" * 100)
    (tmp_path / "target").write_text("mine")
    (tmp_path / "link.toml").symlink_to("target")

    found, text, talk = run(*words)

    assert (found, text) == (code, "")
    assert said in talk
    assert "Traceback" not in talk
    assert (tmp_path / "target").read_text() == "mine"


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_is_private(run: Run, tmp_path: Path) -> None:
    run("new", "x.klantreis")
    shared = tmp_path / "shared.toml"
    shared.write_text("old")
    shared.chmod(0o640)

    run("export", "x.klantreis", "-o", "shared.toml", "--force")
    run("export", "x.klantreis", "-o", "new.toml")

    assert oct(shared.stat().st_mode & 0o777) == "0o640"
    assert oct((tmp_path / "new.toml").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "--help"], ["check", "x.klantreis"]])
def test_help_and_check_load_no_screens_and_no_database_toolkit(run: Run, words: list[str]) -> None:
    run("new", "x.klantreis")
    code = (
        "import sys; from tui.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted({'textual', 'sqlalchemy', 'plotext', 'numpy'} & set(sys.modules)), file=sys.stderr, end='~')"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=environ, cwd=ROOT, check=False
    )

    assert done.stderr.endswith("~"), done.stderr
    assert done.stderr.splitlines()[-1] == "~"


def test_no_terminal_means_no_screens_and_not_one_escape(start: Run) -> None:
    start("new", "x.klantreis")

    code, text, talk = start("x.klantreis")

    assert (code, text) == (2, "")
    assert "\x1b" not in talk
    assert "klantreis check" in talk


def test_hostile_names_never_reach_the_terminal(start: Run, tmp_path: Path) -> None:
    evil = "\x1b]52;c;aGk=\x07\u202eevil.toml"
    (tmp_path / evil).write_text('[[persona]]\n"na\\u001b[2Jme" = "x"\nname = 7\n')

    code, _, talk = start("new", "x.klantreis", "--from", evil)

    assert code == 65
    assert "\x1b" not in talk
    assert "]52;" not in talk
    assert "\u202e" not in talk


def test_a_name_that_is_not_utf8_is_a_name_like_any_other(start: Run, tmp_path: Path) -> None:
    name, given = os.fsdecode(b"caf\xe9.klantreis"), os.fsdecode(b"br\xedef \x1b[31m.toml")

    assert start("new", name)[0] == 0
    assert start("export", name, "-o", given)[0] == 0
    (tmp_path / given).write_text((tmp_path / given).read_text() + '\n[[persona]]\nname = "Ann"\n')
    assert start("import", name, given)[0] == 0
    assert "Import bref .toml" in start("log", name)[1]
    assert start("diff", name, given)[:2] == (0, "")
    assert start("doctor", name)[0] == 0


NOON = "2026-11-24T12:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        ("2026-11-24T12:00:00", "[]"),
        ("0001-01-01T00:00:00+14:00", "[]"),
        (NOON, "5"),
        (NOON, "[1]"),
        (NOON, "[" * 100_000),
        (NOON, '{"kind": "persona"}'),
        (NOON, '[{"kind": "persona"}]'),
        (NOON, '[{"kind": "persona", "id": "x", "before": null, "after": null}]'),
        (NOON, '[{"kind": "engagement", "id": "engagement", "before": {"name": "X"}, "after": 5}]'),
        (NOON, '[{"kind": "nonsense", "id": "x", "before": null, "after": {}}]'),
        (NOON, '[{"kind": "nonsense", "id": "x", "before": {"name": "x"}, "after": {"name": "y"}}]'),
    ],
)
def test_an_edit_that_another_program_logged_wrongly_is_told(run: Run, tmp_path: Path, at: str, changes: str) -> None:
    run("new", "x.klantreis")
    with closing(connect(tmp_path / "x.klantreis")) as conn:
        values = (at, "ana", "s", "Meddle", changes)
        conn.execute("INSERT INTO edit (at, author, session, label, changes) VALUES (?, ?, ?, ?, ?)", values)

    for words in (["undo", "x.klantreis"], ["diff", "x.klantreis@2026-11-23", "x.klantreis"]):
        code, text, talk = run(*words)
        assert (code, text) == (65, "")
        assert "Edit 2" in talk or "“Meddle”" in talk
    code, text, _ = run("doctor", "x.klantreis")
    assert code == 1
    assert "✗ log: Edit 2" in text


def test_hostile_text_in_the_log_never_reaches_the_terminal_and_json_keeps_it(start: Run, tmp_path: Path) -> None:
    evil = "\x1b]52;c;aGk=\x07\u202e\x9b31m\x7f"
    Store.create(tmp_path / "x.klantreis", engagement_named("x"), author=evil)

    code, text, _ = start("log", "x.klantreis", "--json")

    assert (code, text.replace("\n", "").isprintable()) == (0, True)
    assert json.loads(text)[0]["author"] == evil


def test_an_edit_made_again_is_not_marked_as_taken_back(run: Run) -> None:
    run("new", "x.klantreis")
    run("import", "x.klantreis", "-", given='[[persona]]\nname = "Ann"\n')

    marks = []
    for step in ("undo", "redo", "undo"):
        run(step, "x.klantreis")
        marks.append([line[6] for line in run("log", "x.klantreis")[1].splitlines()])

    assert marks == [[*" ×↶"], [*"  ↶↶"], [*" ×↶↶↶"]]


def test_a_bug_is_told_without_the_clients_data(start: Run, tmp_path: Path) -> None:
    start("new", "secret-client.klantreis")
    (tmp_path / "sitecustomize.py").write_text(
        "import domain.problems\n"
        "def broken(plan, today):\n    name = plan.engagement.name\n    raise RuntimeError(name)\n"
        "domain.problems.problems = broken\n"
    )

    code, _, talk = start("check", "secret-client.klantreis", PYTHONPATH=f"{tmp_path}:{ROOT}")

    assert code == 70
    assert "Something went wrong" in talk
    [report] = (tmp_path / "state" / "klantreis").glob("crash-*.txt")
    assert oct(report.stat().st_mode & 0o777) == "0o600"
    assert "RuntimeError" in report.read_text()
    assert "ecret client" not in report.read_text() + talk


def test_the_doctor_tells_what_the_program_runs_in_without_a_file(start: Run, tmp_path: Path) -> None:
    code, text, _ = start("doctor", TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")

    assert code == 0
    assert [line.split(":")[0] for line in text.splitlines()] == [
        "✓ versions",
        "· terminal",  # what is printed to is a pipe
        "✓ settings",
        "✓ reports",
    ]
    assert "textual 8" in text
    (tmp_path / "state" / "klantreis" / "crash-1.txt").write_text("")
    (tmp_path / "config" / "klantreis").mkdir(parents=True)
    (tmp_path / "config" / "klantreis" / "config.toml").write_text("colour = 1\n")
    code, text, _ = start("doctor", TERM="dumb")
    assert code == 1
    assert "✗ settings" in text
    assert "· reports: 1 report of a crash" in text


def test_completion_is_offered_for_shells(start: Run) -> None:
    code, text, _ = start("completion", "bash")

    assert code == 0
    assert "klantreis" in text


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (None, 65, "config.toml: not a file; put one in its place"),
        (b'author = "\xff\xfe"', 65, "config.toml:1: byte 0xff is not UTF-8"),
        (b"keys = 3", 65, "keys: must be a table"),
        (b'[keys.page]\nundo = "u"', 65, "keys: must be a table"),
        (b"[[author]]", 65, "author: must be text in quotes"),
        (b"a = " + b"[" * 5_000, 65, "config.toml:1: nested deeper than 32 levels"),
        (b"a = " + b"9" * 5_000, 65, "config.toml: not TOML: Exceeds the limit"),
        (b"#" * 6_000_000, 65, "config.toml: larger than 5 MB"),
    ],
)
def test_odd_settings_are_told_with_their_place(
    run: Run, tmp_path: Path, content: bytes | None, code: int, said: str
) -> None:
    run("new", "x.klantreis")
    settings = tmp_path / "config" / "klantreis" / "config.toml"
    settings.parent.mkdir(parents=True)
    if content is None:
        os.mkfifo(settings, 0o600)
    else:
        settings.write_bytes(content)

    found, text, talk = run("undo", "x.klantreis")

    assert (found, text) == (code, "")
    assert said in talk


def test_a_list_of_recent_files_that_is_none_is_an_empty_one(start: Run, tmp_path: Path) -> None:
    (tmp_path / "state" / "klantreis" / "recent.json").mkdir(parents=True)

    code, _, talk = start()

    assert code == 2
    assert "terminal" in talk


def test_a_list_of_recent_files_that_cannot_be_kept_keeps_nobody_from_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "state" / "klantreis" / "recent.json").mkdir(parents=True)

    remember(tmp_path / "x.klantreis")

    assert recent_files() == []


SHELL = [
    ("klantreis check x.klantreis >/dev/full", 73, "could not be written"),
    ("klantreis log x.klantreis --json >/dev/full", 73, "could not be written"),
    ("klantreis export x.klantreis >/dev/full", 73, "could not be written"),
    ("klantreis --version >/dev/full", 73, "could not be written"),
    ("klantreis check x.klantreis 2>/dev/full", 1, ""),
    ("ulimit -f 40; klantreis import x.klantreis one.toml >/dev/full", 73, "could not be written"),
    ("klantreis check x.klantreis >&-", 1, "problem"),
    ("klantreis check x.klantreis 2>&-", 1, ""),
    ("klantreis import x.klantreis - <&-", 65, "no record is in it"),
    ("klantreis check $(printf '%0300d' 0)", 66, "File name too long"),
    ("klantreis new $(printf '%0300d' 0)", 66, "File name too long"),
    ("klantreis export x.klantreis -o $(printf '%0300d' 0)", 66, "File name too long"),
    ("klantreis import x.klantreis <(cat one.toml)", 0, "Imported a pipe: 1 added"),
    ("klantreis new y.klantreis --from <(cat one.toml)", 0, "with 2 records"),
    ("klantreis diff x.klantreis <(klantreis export x.klantreis)", 0, "No difference."),
    ("cat one.toml | klantreis import x.klantreis /dev/stdin", 0, "Imported standard input: 1 added"),
    ("mkfifo p; cat one.toml >p & klantreis import x.klantreis p", 0, "Imported p: 1 added"),
    ("klantreis import x.klantreis <(yes)", 65, "larger than 5 MB"),
    ("yes | klantreis import x.klantreis -", 65, "larger than 5 MB"),
    ("klantreis import x.klantreis /dev/zero", 66, "/dev/zero is not a file. Name a file, or -"),
    ("klantreis new y.klantreis --from .", 66, ". is a folder. Name a file, or -"),
    ("klantreis diff x.klantreis .", 66, ". is a folder"),
    ("klantreis check .", 66, ". is a folder"),
    ("klantreis doctor .", 66, ". is a folder"),
    ("mkfifo p; klantreis doctor p", 66, "p is not a file"),
    ("klantreis doctor /dev/null", 66, "/dev/null is not a file"),
]


@pytest.mark.parametrize(("line", "code", "said"), SHELL, ids=[line for line, *_ in SHELL])
def test_pipes_devices_and_closed_streams_are_taken_or_told(tmp_path: Path, line: str, code: int, said: str) -> None:
    Store.create(tmp_path / "x.klantreis", engagement_named("x"))
    (tmp_path / "one.toml").write_text('[[persona]]\nname = "Ann"\n')
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}  # output waits, as it does for people
    environ |= {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("STATE", "CONFIG")}
    program = f'klantreis() {{ "{sys.executable}" -m tui.cli "$@"; }}\n'

    done = subprocess.run(
        ["bash", "-c", program + line],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_pipe_that_nobody_writes_to_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "PATIENCE", 0.05)
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(NoSuchInput, match="Nobody writes to"):
        source.read_source(tmp_path / "pipe")


def test_an_engagement_is_held_against_an_earlier_day(run: Run, tmp_path: Path) -> None:
    long_ago = datetime(2027, 1, 31, 18, tzinfo=UTC)
    path = tmp_path / "x@work.klantreis"
    Store.create(path, [Engagement(id="engagement", name="X")], now=lambda: long_ago)
    with Store.open(path, author="ana", now=lambda: long_ago + timedelta(days=9)) as store:
        store.apply(add(store.plan, Persona, name="Michiel"))

    assert run("diff", "x@work@2027-02-05", "x@work")[:2] == (1, "+ persona “Michiel”\n")
    assert run("diff", "x@work", "x@work@2027-02-05")[:2] == (1, "− persona “Michiel”\n")
    assert run("diff", "x@work.klantreis@2027-02-10", "x@work")[:2] == (0, "")
    assert run("diff", "x@work@2027-01-01", "x@work")[1].splitlines()[0] == "+ engagement “X”"
    assert run("diff", "x@work@yesterday", "x@work")[0] == 66
    assert "“yesterday” is not a day" in run("diff", "x@work@yesterday", "x@work")[2]


def test_an_engagement_is_held_against_its_baseline(run: Run, tmp_path: Path) -> None:
    run("new", "trips", "--example", "reisbureau")

    code, text, talk = run("baseline", "trips", "Steering group @ May", "--reason", "Budget round")
    assert (code, text, "Kept the plan as “Steering group @ May”" in talk) == (0, "", True)
    assert run("diff", "trips@Steering group @ May", "trips")[:2] == (0, "")
    with Store.open(tmp_path / "trips.klantreis", author="ana") as store:
        store.apply(add(store.plan, Initiative, name="Free coffee"))
    for which in ("steering-group-may", "Steering group @ May"):
        assert run("diff", f"trips@{which}", "trips")[:2] == (1, "+ initiative “Free coffee”\n")
    code, text, _ = run("diff", "trips@steering-group-may", "trips", "--format", "report")
    assert (code, text.splitlines()[0].endswith("→ trips.klantreis: 1 added")) == (1, True)
    assert run("diff", "trips@steering-group-may", "trips", "--format", "markdown")[1].startswith("# ")
    rows = json.loads(run("diff", "trips@steering-group-may", "trips", "--format", "report", "--json")[1])
    assert [(row["section"], row["subject"], row["what"]) for row in rows] == [("Scope", "Free coffee", "added")]

    code, text, _ = run("baseline", "trips", "--list")
    assert (code, text.split(maxsplit=1)[1]) == (0, "steering-group-may “Steering group @ May” Budget round\n")
    assert json.loads(run("baseline", "trips", "--list", "--json")[1])[0]["id"] == "steering-group-may"
    assert run("baseline", "trips", "steering group @ may")[0] == 65
    assert run("baseline", "trips", "2027-01-31")[0] == 65
    assert run("baseline", "trips")[0] == 2
    assert "There are: steering-group-may" in run("diff", "trips@summer", "trips")[2]


def test_a_name_that_is_a_day_and_a_baseline_is_not_guessed_at(run: Run, tmp_path: Path) -> None:
    records = [Engagement(id="engagement", name="X"), Baseline(id="x", name="2027-01-31", taken_on=date(2027, 1, 31))]
    Store.create(tmp_path / "x.klantreis", records)

    code, _, talk = run("diff", "x@2027-01-31", "x")

    assert (code, "is a day and the name of a baseline" in talk) == (66, True)


def test_public_holidays_are_filled_in_by_one_edit(run: Run) -> None:
    assert run("new", "x")[0] == 0
    code, text, talk = run("holidays", "x", "--years", "2027")
    assert (code, text) == (2, "")
    assert "--country NL" in talk

    words = ("holidays", "x", "--country", "nl", "--years", "2027-2028")
    code, text, talk = run(*words, "--dry-run")
    assert code == 0
    assert "King's Day 2027" in text
    assert "Nothing was changed." in talk
    assert run(*words)[:2] == (code, text)
    assert run(*words)[1] == ""
    assert "Nothing is missing" in run(*words)[2]
    assert run("undo", "x")[:2] == (0, "Undid: Add 13 public holidays of NL, 2027–2028\n")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--country", "XX"), 65, "No public holidays are known for a country “XX”"),
        (("--country", "NL", "--region", "XX"), 65, "No region “XX” of NL is known"),
        (("--country", "NL", "--years", "soon"), 2, "“soon” is no year"),
        (("--country", "NL", "--years", "2029-2027"), 2, "years go from 1900 to 2100"),
        (("--country", "NL", "--years", "0-9999"), 2, "years go from 1900 to 2100"),
    ],
)
def test_holidays_that_nobody_knows_are_refused(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    run("new", "x")

    found, text, talk = run("holidays", "x", *words)

    assert (found, text) == (code, "")
    assert says in talk


OUT_OF_TIME = (
    (("schedule", "--dry-run", "--start", "9999-12-31"), 2, "days go from 1900-01-01 to 2999-12-31"),
    (("schedule", "--dry-run", "--start", "0001-01-01"), 2, "days go from 1900-01-01 to 2999-12-31"),
    (("schedule", "--dry-run", "--start", "2999-12-31"), 65, "would last beyond the year 2999"),
    (("roadmap", "--for", "sponsor", "--today", "0001-01-01"), 2, "days go from 1900-01-01 to 2999-12-31"),
    (("roadmap", "--format", "text", "--width", "99999999"), 0, ""),
)


@pytest.mark.slow
@pytest.mark.parametrize(("words", "code", "said"), OUT_OF_TIME)
def test_days_and_widths_that_no_plan_has_are_told(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    run("new", "x.klantreis", "--example", "reisbureau")
    command, *more = words

    found, _, told = run(command, "x.klantreis", *more)

    assert (found, said in told, "Something went wrong" in told) == (code, True, False)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_file_has_a_state_at_either_end_of_time(run: Run, day: str) -> None:
    run("new", "x.klantreis")

    assert run("diff", f"x.klantreis@{day}", "x.klantreis")[0] in (0, 1)


@pytest.mark.parametrize("words", [("check", "x", "\x1b]52;c;aGk=\x07"), ("nonsense", "\x1b[31mred", "\u202e", "x")])
def test_words_that_are_refused_do_not_drive_the_terminal(run: Run, words: tuple[str, ...]) -> None:
    code, _, told = run(*words)

    assert (code, re.findall("[\x1b\x07\u202e]", told), "unrecognized arguments" in told) == (2, [], True)
