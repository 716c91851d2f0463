"""The forecast on screen: time scrubbed with keys, the curve that follows it, what each step changes and why."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from domain.forecast import Forecaster
from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Horizon, Journey, Moment, Phase, Touchpoint
from domain.periods import Grain
from domain.plan import Plan
from screens.forecast import ForecastScreen, stepped
from screens.journeys import Journeys
from screens.parts.overlay import Overlay
from screens.parts.scrub import Crossings, Scrub
from screens.roadmap import Roadmap
from screens.subjects import JOURNEYS, SUBJECTS
from storage.formats import toml
from storage.shipped import example
from tests.builders import a, plan_of
from tests.stand import HOSTILE, Stand
from tui.pages import new_page

[SUBJECT] = [subject for subject in SUBJECTS if subject.number == JOURNEYS]
TODAY = date(2026, 12, 1)


@cache
def trips() -> Plan:
    raw, name = example("reisbureau")
    return Plan.of(toml.read(raw, name).records)


def small(**fields: object) -> Plan:
    return plan_of(
        a(Journey, "now", **fields),
        a(Journey, "near", horizon=Horizon.NEAR, departs_from="now"),
        a(Phase, "book", journey="now"),
        a(Phase, "dreamt", journey="near"),
        a(Touchpoint, "pay", phase="book", feeling=-1, moment=Moment.BREAK),
        a(Touchpoint, "fly", phase="book", feeling=1),
        a(Touchpoint, "better", phase="dreamt", feeling=2, replaces="pay"),
        a(Gap, "slow", current="pay", dream="better"),
        a(Initiative, "mails", finishes_on=date(2027, 6, 30)),
        a(Remedy, initiative="mails", gap="slow", closes_percent=60),
    )


def stand(plan: Plan | None = None) -> Stand:
    return Stand(lambda: Journeys(SUBJECT, today=TODAY), small() if plan is None else plan)


def forecast(app: Stand) -> ForecastScreen:
    screen = app.screen
    assert isinstance(screen, ForecastScreen)
    return screen


def lines(app: Stand, kind: type[Scrub | Crossings | Overlay]) -> list[str]:
    widget = app.screen.query_one(kind)
    return [widget.render_line(y).text[:-1].rstrip() for y in range(widget.size.height)]


def facts(app: Stand) -> str:
    return " ".join(lines(app, Scrub)[0].split())


async def test_it_opens_on_today_with_the_curve_of_the_journey_in_view() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")

        assert forecast(app).day == TODAY
        assert facts(app) == "2026-12-01 Tue mean 0 → 0 0 of 1 moment of truth above 0 worst −1 Pay"
        assert lines(app, Crossings)[0].strip("▌ ").split() == [
            "○",
            "2027-07-01",
            "Pay",
            "−1",
            "→",
            "−1",
            "thanks",
            "to",
            "Mails",
        ]


async def test_the_bracket_goes_to_the_delivery_and_says_what_it_changes() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "right_square_bracket")

        assert forecast(app).day == date(2027, 7, 1)
        assert facts(app).startswith("2027-07-01 Thu mean 0 → +0.9 1 of 1 moment of truth above 0")
        assert "+1.8 Pay: Mails" in app.detail
        assert lines(app, Crossings)[0].strip("▌ ").split()[:2] == ["●", "2027-07-01"]


async def test_the_curve_rises_from_where_it_was_with_a_stem() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")
        before = "\n".join(lines(app, Overlay))
        await pilot.press("dollar_sign")
        after = "\n".join(lines(app, Overlay))

        assert (before.count("●"), before.count("○"), before.count("◇")) == (2, 0, 1)
        assert (after.count("●"), after.count("○"), after.count("◇")) == (2, 1, 1)
        assert "┊" in after
        assert "┊" not in before


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ("l", date(2026, 12, 8)),
        ("l l h", date(2026, 12, 8)),
        ("z l", date(2026, 12, 2)),
        ("Z l", date(2027, 1, 1)),
        ("L", date(2026, 12, 31)),
        ("L L", date(2027, 3, 31)),
        ("L L H", date(2026, 12, 31)),
        ("$ 0", TODAY),
        ("$", date(2027, 7, 1)),
        ("$ [", date(2027, 7, 1)),
    ],
)
async def test_keys_go_through_time(keys: str, day: date) -> None:
    names = {"$": "dollar_sign", "[": "left_square_bracket"}
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", *(names.get(key, key) for key in keys.split()))

        assert forecast(app).day == day


async def test_time_ends_where_the_ruler_does() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", *"HHHHHH")
        first = forecast(app).day
        await pilot.press(*"LLLLLLLLLL")

        assert first == date(2026, 10, 1)
        assert forecast(app).day == date(2027, 9, 30)


async def test_enter_opens_the_arithmetic_of_the_touchpoint_under_the_cursor() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "dollar_sign", "enter")
        pay = app.detail
        await pilot.press("full_stop")
        fly = app.detail
        await pilot.press("escape")

        assert pay.startswith("Pay +0.8 = −1 + (2 − (−1)) × (60 % × 1) 60 % × 1 = +1.8 Mails, from 2027-07-01")
        assert fly.startswith("Fly +1 as today: no gap is recorded here")
        assert not forecast(app).opened


async def test_a_film_plays_a_step_at_a_frame_until_nothing_changes_any_more() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "Z", "p")
        screen = forecast(app)
        assert "playing" in app.picture[0]
        for _ in range(12):
            screen.tick()
        await pilot.pause()

        assert screen.day == date(2027, 7, 1)
        assert "playing" not in app.picture[0]


async def test_a_film_stops_at_a_key() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "p", "space")

        assert "playing" not in app.picture[0]
        assert forecast(app).day < date(2027, 1, 1)


async def test_another_persona_is_looked_at_on_the_same_day() -> None:
    app = stand(trips())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("F", "L", "L", "j")

        assert "Femke" in app.picture[0]
        assert forecast(app).day == date(2027, 3, 31)
        assert facts(app).startswith("2027-03-31 Wed mean −0.35 → −0.35 1 of 3 moments of truth above 0")


async def test_the_example_tells_when_each_moment_of_truth_crosses_neutral() -> None:
    app = stand(trips())
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("F")
        told = lines(app, Crossings)

        assert told[0].strip("▌ ").split()[:2] == ["○", "2027-03-30"]
        assert "thanks to The itinerary by mail, within the hour" in told[0]
        assert "“A price that stays, while you choose” has no date, with it +0.75" in "".join(told)


async def test_without_a_date_there_is_nothing_to_jump_to_and_it_says_so() -> None:
    plan = plan_of(a(Journey, "now"), a(Phase, "book", journey="now"), a(Touchpoint, "pay", phase="book", feeling=-1))
    app = stand(plan)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "right_square_bracket")

        assert forecast(app).day == TODAY
        assert "Nothing that closes a gap of this journey has a date yet" in "".join(app.said)


async def test_without_a_journey_it_says_what_is_missing() -> None:
    app = stand(Plan())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F")

        assert "There is no current journey to forecast yet" in app.detail


async def test_an_edit_made_meanwhile_is_in_the_forecast() -> None:
    app = stand()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("F", "dollar_sign")
        app.plan = plan_of(*(each for each in app.plan if not isinstance(each, Remedy)))
        await pilot.pause()

        assert facts(app).startswith("2027-07-01 Thu mean 0 → 0")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (200, 50)])
async def test_the_right_edge_is_straight_at_any_size_and_with_any_name(size: tuple[int, int]) -> None:
    plan = trips()
    for nth, name in enumerate(HOSTILE):
        touchpoint = plan.all(Touchpoint)[nth]
        plan = plan_of(*(each.model_copy(update={"name": name}) if each is touchpoint else each for each in plan))
    app = stand(plan)
    async with app.run_test(size=size) as pilot:
        await pilot.press("F", "right_square_bracket", "right_square_bracket", "right_square_bracket", "enter")

        assert app.widths == {size[0]}


def test_a_month_on_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert stepped(date(2027, 1, 31), Grain.MONTH, 1) == date(2027, 2, 28)
    assert stepped(date(2027, 1, 15), Grain.MONTH, -1) == date(2026, 12, 15)
    assert stepped(date(2027, 1, 1), Grain.WEEK, -1) == date(2026, 12, 25)


async def test_from_the_timeline_it_takes_the_day_along_and_brings_it_back() -> None:
    app = Stand(lambda: new_page(7, today=TODAY, author="ana"), trips())
    async with app.run_test(size=(120, 40)) as pilot:
        page = app.screen
        assert isinstance(page, Roadmap)
        page.show_record(Initiative.KIND, "help-number")
        await pilot.press("f", "F")
        begun, journey = forecast(app).day, forecast(app).journey
        await pilot.press("right_square_bracket", "right_square_bracket", "escape")
        await pilot.pause()

        assert begun == TODAY
        assert journey is not None
        assert journey.id == "michiel-now"
        assert page.timeline.day == date(2027, 3, 6)


def test_the_journeys_an_initiative_serves_are_those_it_closes_a_gap_of() -> None:
    forecaster = Forecaster(trips())

    served = forecaster.served_by(trips().get(Initiative, "help-number"))

    assert [each.id for each in served] == ["michiel-now", "wim-wil-now"]
    assert forecaster.served_by(trips().get(Initiative, "hire-webmaster")) == ()


async def test_m_goes_through_the_moments_of_truth_and_brings_each_into_view() -> None:
    app = stand(trips())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", *"mmmm")
        told = lines(app, Crossings)

        assert len(told) == 3
        [marked] = [line for line in told if line.startswith("▌")]
        assert "Change the plan while driving" in marked
        assert "▲ Change the plan while driving: +2, added by the dream" in app.detail


async def test_a_journey_without_touchpoints_has_nothing_to_show_and_does_not_break() -> None:
    app = stand(plan_of(a(Journey, "now")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", *"lmw", "full_stop", "enter", "dollar_sign")

        assert facts(app) == "2026-12-08 Tue mean – → – worst –"


async def test_many_quarters_are_told_by_their_years() -> None:
    plan = plan_of(
        *small(),
        a(Initiative, "late", finishes_on=date(2035, 6, 30)),
        a(Remedy, "x", initiative="late", gap="slow", closes_percent=10),
    )
    app = stand(plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F")

        assert lines(app, Scrub)[-1].split() == [str(year) for year in range(2027, 2036)]
