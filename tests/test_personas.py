"""Personas: the score with its margin, the portrait, and several side by side."""

from __future__ import annotations

import pytest

from domain.gap import Gap
from domain.journey import Journey, Phase, Touchpoint
from domain.persona import Need, Persona, PersonaKind
from domain.plan import Plan
from screens.compare import Compare, comparison
from screens.personas import Personas, net_promoter_score, promoter_line, shares_awry
from screens.subjects import SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand

[SUBJECT] = [subject for subject in SUBJECTS if subject.kinds == (Persona,)]
PLAN = plan_of(
    a(
        Persona,
        "michiel",
        share_percent=60,
        quote="Three thumbs at most.",
        frustrations=("Logging in",),
        channels=("WhatsApp", "mail"),
        promoters=90,
        passives=70,
        detractors=40,
    ),
    a(Persona, "femke", share_percent=30),
    a(Persona, "wim", kind=PersonaKind.EMPLOYEE),
    a(Need, "cheap", persona="michiel", importance=2),
    a(Need, "quick", persona="michiel", importance=5),
    a(Journey, "trip", persona="michiel"),
    a(Phase, "orient", journey="trip"),
    a(Touchpoint, "search", phase="orient"),
    a(Gap, "no-filters", current="search"),
)


def stand(plan: Plan = PLAN) -> Stand:
    return Stand(lambda: Personas(SUBJECT, today=TODAY), plan)


@pytest.mark.parametrize(
    ("counts", "score", "margin"),
    [
        pytest.param((90, 70, 40), 25, 10.62, id="Rowlingson's formula by hand: 196·√(0.5875/200)"),
        pytest.param((10, 0, 0), 100, 0, id="all promoters"),
        pytest.param((0, 0, 7), -100, 0, id="all detractors"),
        pytest.param((50, 0, 50), 0, 19.6, id="split in two"),
    ],
)
def test_the_score_has_a_margin(counts: tuple[int, int, int], score: float, margin: float) -> None:
    found = net_promoter_score(*counts)

    assert found is not None
    assert found == pytest.approx((score, margin), abs=0.005)


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ((90, 70, 40), "+25 ± 11 (n = 200)"),
        ((10, 30, 60), "−50 ± 13 (n = 100)"),
        ((5, 3, 2), "5 promoters, 2 detractors of 10 (too few for a score)"),
        ((20, 9, 0), "20 promoters, 0 detractors of 29 (too few for a score)"),
        ((20, None, 10), "+33 ± 34 (n = 30)"),
        ((0, 0, 0), None),
        ((None, None, None), None),
    ],
)
def test_few_answers_are_told_as_counts_and_none_as_a_dash(counts: tuple[int | None, ...], line: str | None) -> None:
    promoters, passives, detractors = counts

    assert promoter_line(a(Persona, promoters=promoters, passives=passives, detractors=detractors)) == line


async def test_the_portrait_tells_who_it_is_and_what_touches_them() -> None:
    app = stand()
    async with app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        told = app.detail

    parts = [
        "Michiel",
        "customer",
        "“Three thumbs at most.”",
        "60 %",
        "+25 ± 11 (n = 200)",
        "●●●●● Quick",
        "●●○○○ Cheap",
    ]
    parts += ["· Logging in", "· WhatsApp", "· mail", "current Trip", "· No filters"]
    assert [part for part in parts if part not in told] == []
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


async def test_what_is_not_known_of_a_persona_is_a_dash() -> None:
    app = stand(plan_of(a(Persona, "anna")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()

        assert "Share – Number – Worth – NPS –" in app.detail
        assert app.rows[-1].split() == ["Anna", "customer", "–"]


async def test_needs_unfold_under_their_persona() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("l")

        assert [row.split("  ")[0] for row in app.rows[2:5]] == ["▾ Michiel", "Cheap", "Quick"]


# --- shares -------------------------------------------------------------------------------------------------------


def shares(*percents: int | None, kind: PersonaKind = PersonaKind.CUSTOMER) -> Plan:
    return plan_of(*(a(Persona, f"persona-{n}", kind=kind, share_percent=p) for n, p in enumerate(percents)))


@pytest.mark.parametrize(
    ("percents", "total"),
    [
        pytest.param((60, 30), 90, id="too little"),
        pytest.param((60, 50), 110, id="too much"),
        pytest.param((60, 50, None), 110, id="too much already"),
        pytest.param((60, 30, None), None, id="not all known yet"),
        pytest.param((60, 40), None, id="as it should be"),
        pytest.param((), None, id="nobody"),
    ],
)
def test_shares_that_do_not_add_up_are_found_for_each_kind(percents: tuple[int | None, ...], total: int | None) -> None:
    assert shares_awry(shares(*percents)) == ({} if total is None else {PersonaKind.CUSTOMER: total})
    assert shares_awry(shares(*percents, kind=PersonaKind.PARTNER)).keys() == (
        {PersonaKind.PARTNER} if total else set()
    )


async def test_shares_that_do_not_add_up_are_said_in_the_list() -> None:
    app = stand()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.rows[1] == "△ Shares of customers: 90 %, not 100 %"
        assert app.listing.key == "persona/michiel"

        app.plan = shares(60, 40)
        await pilot.pause()

        assert not any("100 %" in row for row in app.rows)


# --- side by side -------------------------------------------------------------------------------------------------


async def test_comparing_asks_for_two_marked_personas() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("space", "c")

    assert app.said == ["Mark two or more personas with space first."]


async def test_the_marked_personas_stand_side_by_side() -> None:
    app = stand()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("space", "space", "c")
        assert isinstance(app.screen, Compare)
        assert app.rows[0].split() == ["Michiel", "Femke"]
        assert next(row for row in app.rows if row.startswith("Share")).split() == ["Share", "60", "%", "30", "%"]
        assert app.widths == {100}

        await pilot.press("c")

        assert isinstance(app.screen, Personas)


def test_a_comparison_has_a_line_for_each_item_and_a_dash_for_none() -> None:
    michiel, femke, _ = PLAN.all(Persona)

    rows = comparison(PLAN, [michiel, femke], 20)

    assert rows["channels/0"] == ("Channels", "WhatsApp", "–")
    assert rows["channels/1"] == ("", "mail", "")
    assert rows["need/0"][0] == "Needs"
    assert rows["quote/0"] == ("Quote", "Three thumbs at", "–")
    assert rows["quote/1"] == ("", "most.", "")


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_hostile_names_keep_the_right_edge_straight_also_side_by_side(width: int) -> None:
    everything = " ".join(HOSTILE)
    named = [a(Persona, f"persona-{n}", name=name, segment=name, quote=name) for n, name in enumerate(HOSTILE)]
    app = stand(plan_of(a(Persona, "everything", name=everything, story=everything), *named))
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press("space", "space", "space")
        widths = app.widths
        await pilot.press("c")

        assert widths | app.widths == {width}
