"""The help: what the keys do here, read off the same bindings that make them work."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from domain.engagement import Engagement
from domain.gap import Gap
from screens.form import RecordForm
from screens.help import Help, keys_of
from screens.home import Home
from screens.parts.pane import Pane
from screens.personas import Personas
from screens.records import Records
from screens.subjects import PERSONAS, SUBJECTS
from tests.builders import TODAY, a, plan_of
from tests.stand import Stand

GAPS = 4
PLAN = plan_of(a(Engagement), a(Gap, "filters"))


def at(number: int) -> Stand:
    [subject] = [subject for subject in SUBJECTS if subject.number == number]
    kind = Personas if number == PERSONAS else Records
    return Stand(lambda: kind(subject, today=TODAY), PLAN)


async def opened(app: Stand, pilot: Pilot[None], key: str = "question_mark") -> Help:
    await pilot.pause()
    await pilot.press(key)
    await pilot.pause()
    await pilot.pause()
    assert isinstance(app.screen, Help)
    return app.screen


@pytest.mark.parametrize("key", ["escape", "question_mark", "q"])
async def test_the_help_is_closed_by_the_keys_one_would_try(key: str) -> None:
    app = at(GAPS)
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.screen
        await opened(app, pilot)

        await pilot.press(key)

        assert app.screen is page


async def test_the_help_can_be_read_at_80_columns() -> None:
    app = at(GAPS)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        top = "\n".join(app.picture)
        await pilot.press("G")
        await pilot.pause()
        picture = app.picture

    assert "Move with j and k, mark with space" in top, "what has the focus says of itself"
    assert "j ↓ Down         Go to the next row" in top
    assert "u Undo         Take back your last edit" in "\n".join(picture)
    assert {len(line) for line in picture} == {80}
    assert "…" not in "".join(picture)


async def test_the_help_has_two_columns_where_there_is_room() -> None:
    app = at(GAPS)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        pane = app.screen.query_one(Pane)

        assert any("Go to the next row" in line and "last edit" in line for line in app.picture)
        assert pane.row_count <= pane.window, "all of it is in view"
        assert "…" not in "".join(app.lines_of(pane))


async def test_the_help_lists_each_key_that_works_here_once_under_what_declares_it() -> None:
    app = at(PERSONAS)
    async with app.run_test() as pilot:
        await pilot.pause()
        page = app.screen
        groups = keys_of(page)
        bound = {
            (active.node, active.binding.action)
            for active in page.active_bindings.values()
            if active.binding.id and not active.binding.system
        }

    assert list(groups) == ["List", "Personas", "Records", "Everywhere", "The program"]
    ours = [key for title, keys in groups.items() if title != "The program" for key in keys]
    assert len(ours) == len(bound)
    assert all(key.keys and key.name and key.what for key in ours)
    [compare] = groups["Personas"]
    assert compare.is_dim, "nothing is marked"


async def test_the_help_of_a_form_leaves_what_is_typed() -> None:
    app = at(GAPS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, RecordForm)
        await pilot.press("end", "x")

        await opened(app, pilot, "f1")
        picture = "\n".join(app.picture)
        await pilot.press("escape")

        assert "Save and close" in picture
        assert form.texts == {"name": "Filtersx"}
        assert app.screen is form


async def test_the_help_of_home_says_what_home_says_of_itself() -> None:
    app = Stand(lambda: Home(today=TODAY), PLAN)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)

        assert "Press enter on a step or a problem" in "\n".join(app.picture)
