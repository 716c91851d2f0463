"""The line below the timeline that tells how each persona will feel on the day of the cursor."""

from __future__ import annotations

from datetime import date

from textual.app import App, ComposeResult

from domain.forecast import Forecaster
from domain.journey import Journey
from domain.paths import maps
from domain.plan import Plan
from screens.parts.forecast_strip import ForecastStrip, names_of
from storage.formats import toml
from storage.shipped import example


def trips() -> Plan:
    raw, name = example("reisbureau")
    return Plan.of(toml.read(raw, name).records)


class Held(App[None]):
    CSS = "ForecastStrip { height: 4; }"

    def compose(self) -> ComposeResult:
        yield ForecastStrip()

    @property
    def strip(self) -> ForecastStrip:
        return self.query_one(ForecastStrip)

    @property
    def lines(self) -> list[str]:
        return [self.strip.render_line(y).text.rstrip() for y in range(self.strip.size.height)]


async def test_each_persona_has_a_line_from_today_to_the_day_of_the_cursor() -> None:
    plan = trips()
    app = Held()

    async with app.run_test(size=(120, 6)) as pilot:
        app.strip.show(Forecaster(plan), tuple(maps(plan)), date(2027, 6, 30))
        await pilot.pause()

        rule, michiel, femke, _ = app.lines
        assert rule.strip("─") == " as forecast on 2027-06-30 "
        assert michiel.startswith("Michiel ")
        assert michiel.endswith("mean −0.2 → +0.1  3 of 7 moments of truth above 0")
        assert michiel.count(" → ") == 2
        assert femke.endswith("mean −0.4 → −0.4  1 of 3 moments of truth above 0")


async def test_it_says_all_of_it_in_eighty_columns() -> None:
    plan = trips()
    app = Held()

    async with app.run_test(size=(80, 6)) as pilot:
        app.strip.show(Forecaster(plan), tuple(maps(plan)), date(2027, 6, 30))
        await pilot.pause()

        assert app.lines[1].endswith("mean −0.2 → +0.1  3 of 7 moments above 0")


async def test_a_persona_for_whom_nothing_changes_keeps_the_same_line() -> None:
    plan = trips()
    app = Held()

    async with app.run_test(size=(120, 6)) as pilot:
        forecaster = Forecaster(plan)
        app.strip.show(forecaster, tuple(maps(plan)), date(2027, 6, 30))
        await pilot.pause()
        before = list(app.lines)
        app.strip.show(forecaster, tuple(maps(plan)), date(2027, 7, 1))
        await pilot.pause()

        assert app.lines[0] != before[0]
        assert app.lines[2] == before[2]


def test_personas_with_the_same_first_name_are_told_by_their_whole_name() -> None:
    plan = trips()

    assert names_of(plan, tuple(maps(plan)))[:2] == ("Michiel", "Femke")
    journey = plan.get(Journey, "michiel-now")
    assert names_of(plan, (journey, journey)) == ("Michiel Mobiel", "Michiel Mobiel")
