"""Fast capture, as a person types in it; and what its preview draws."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static

from domain.capture import capture
from domain.edits import add, remove
from domain.journey import Journey, Note, Phase, Touchpoint
from domain.outline import Outline, parse
from domain.people import Team
from domain.persona import Persona
from domain.plan import Edit, Plan
from screens.capture import OUTLINE, Capture, Headline, preview
from screens.drafts import draft_about, subject_of_outline
from screens.home import Home
from screens.messages import DropDraft, KeepDraft
from screens.parts.entry import Box
from screens.parts.pane import Pane
from tests.builders import TODAY, a, plan_of
from tests.stand import HOSTILE, Stand

SMALL, LARGE = (80, 24), (120, 40)
PLAN = plan_of(
    a(Persona, "michiel"),
    a(Team, "web", name="Web team"),
    a(Journey, "trip"),
    a(Phase, "orient", journey="trip"),
    a(Touchpoint, "search", phase="orient"),
)
TRIP, ORIENT = PLAN.get(Journey, "trip"), PLAN.get(Phase, "orient")
MICHIEL = PLAN.get(Persona, "michiel")
TYPED = "# Book: be sure\n- Pay @phone ~-1.5 ^4 &web %CMS\n!! no mail\n"
BROKEN = TYPED + "hm\n- Wait\n~9\n"


class Easel(App[None]):
    """Opens fast capture and writes down what it asks for and what it closes with."""

    def __init__(self, make: Callable[[], Capture]) -> None:
        super().__init__()
        self._make = make
        self.is_closed = False
        self.outline: Outline | None = None
        self.asked: list[tuple[str, Mapping[str, str] | None]] = []

    def on_mount(self) -> None:
        self.capture = self._make()
        self.push_screen(self.capture, self._close)

    def _close(self, outline: Outline | None) -> None:
        self.is_closed, self.outline = True, outline

    def on_keep_draft(self, message: KeepDraft) -> None:
        self.asked.append((message.subject, message.fields))

    def on_drop_draft(self, message: DropDraft) -> None:
        self.asked.append((message.subject, None))

    @property
    def box(self) -> Box:
        return self.capture.query_one(Box)

    @property
    def hint(self) -> str:
        return str(self.capture.query_one("#hint", Static).content)

    @property
    def headline(self) -> str:
        return str(self.capture.query_one(Headline).render())

    @property
    def picture(self) -> list[str]:
        """The whole screen as text, a line each."""
        return [strip.text for strip in self.screen._compositor.render_strips()]

    @property
    def drawn(self) -> list[str]:
        """The rows of the preview in view, without blank ones."""
        pane = self.capture.query_one(Pane)
        return [row for y in range(pane.size.height) if (row := pane.render_line(y).text[:-1].rstrip())]


def easel(
    journey: Journey | None = None, draft: str = "", clock: Callable[[], float] = lambda: 0.0, plan: Plan = PLAN
) -> Easel:
    return Easel(lambda: Capture(plan, journey, None, draft=draft, subject="here", clock=clock))


async def until(claim: Callable[[], object], pilot: Pilot[None]) -> None:
    async with asyncio.timeout(5):
        while not claim():
            await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_is_typed_shows_as_what_it_will_become(size: tuple[int, int]) -> None:
    app = easel()
    async with app.run_test(size=size) as pilot:
        app.box.insert(TYPED)
        await until(lambda: len(app.drawn) >= 5, pilot)

        assert app.drawn[0].strip() == "Captured journey"
        assert app.drawn[1].strip() == "Book  be sure"
        assert app.drawn[2].split() == ["Pay", "phone", "−1.5", "●●●●○"]
        assert app.drawn[3].strip() == "behind Web team, CMS (new system)"
        assert app.drawn[4].strip() == "!! no mail"
        assert app.headline.strip().startswith("Capture a new journey")
        assert app.headline.strip().endswith("1 touchpoint, 1 pain")


async def test_keys_type_and_ctrl_s_hands_back_the_outline() -> None:
    app = easel(TRIP)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"#Book", "enter", *"-Pay ~1", "enter", *"!slow", "ctrl+s")

    assert app.outline is not None
    plan = PLAN.apply(capture(PLAN, app.outline, journey=TRIP))
    assert [phase.name for phase in plan.parts(Phase, TRIP)] == ["Orient", "Book"]
    [note] = plan.all(Note)
    assert (note.text, note.touchpoint) == ("slow", "pay")
    assert app.asked[-1] == ("here", {OUTLINE: "#Book\n-Pay ~1\n!slow"}), "a draft until the edit is made"


async def test_what_is_wrong_with_the_line_at_the_cursor_is_said_at_once() -> None:
    app = easel()
    async with app.run_test(size=SMALL) as pilot:
        assert app.hint.startswith("# phase  - touchpoint")
        await pilot.press(*"- Pay ~9")
        assert app.hint.startswith("1: “~9” is not a feeling; a number from −2 to 2 is")
        await pilot.press("backspace", "1")
        assert app.hint.startswith("# phase")


async def test_nothing_is_made_while_a_line_cannot_be_meant() -> None:
    app = easel(draft=BROKEN)
    async with app.run_test(size=LARGE) as pilot:
        await until(lambda: app.drawn, pilot)
        assert "△ 2 problems" in app.headline
        assert [row[:5] for row in app.drawn if "△" in row] == ["△ 4: ", "△ 6: "]
        await pilot.press("ctrl+s")
        assert not app.is_closed
        assert app.box.cursor_location == (3, 2)
        assert app.hint.startswith("4: “hm” begins with no sign")
        await pilot.press("f8")
        assert app.box.cursor_location[0] == 5
        await pilot.press("f8")
        assert app.box.cursor_location[0] == 3


async def test_an_empty_outline_is_not_handed_back() -> None:
    app = easel()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+s")

        assert not app.is_closed
        assert [notice.message for notice in app._notifications] == [
            "There is nothing to add yet. A phase begins with #, a touchpoint with -."
        ]


async def test_escape_goes_back_and_keeps_what_was_typed() -> None:
    app = easel()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"- Pa", "escape")

    assert app.is_closed
    assert app.outline is None
    assert app.asked == [("here", {OUTLINE: "- Pa"})]


@pytest.mark.parametrize(("still", "longest"), [(0.02, 60), (60, 0.02)], ids=["keys are still", "keys never are"])
async def test_text_is_kept_while_it_is_typed(monkeypatch: pytest.MonkeyPatch, still: float, longest: float) -> None:
    monkeypatch.setattr("screens.capture.STILL", still)
    monkeypatch.setattr("screens.capture.LONGEST_WAIT", longest)
    app = easel()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("-", "P")
        await until(lambda: ("here", {OUTLINE: "-P"}) in app.asked, pilot)
        await pilot.press("backspace", "backspace")
        await until(lambda: ("here", None) in app.asked, pilot)


async def test_a_draft_is_gone_on_with_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.capture.STILL", 0.01)
    app = easel(draft="# Book\n  - Pay\x1b[2J by ")
    async with app.run_test(size=SMALL) as pilot:
        await until(lambda: not app.capture._keeping.is_awaited, pilot)
        assert app.asked == [], "opening keeps and drops nothing"
        await pilot.press("x")
        assert app.box.text == "# Book\n  - Pay by x"
        await pilot.press("ctrl+s")

    assert app.outline is not None
    assert [touchpoint.name for touchpoint in app.outline.touchpoints] == ["Pay by x"]


async def test_a_paste_comes_in_clean() -> None:
    app = easel()
    async with app.run_test(size=SMALL) as pilot:
        app.box.post_message(Paste("# Book\x1b[31m\r\n- Pay\x00\n"))
        await pilot.pause()

        assert app.box.text == "# Book\n- Pay"
        assert [notice.message for notice in app._notifications] == ["Took out 2 control characters."]


async def test_the_rate_counts_what_was_typed_since() -> None:
    now = [0.0]
    app = easel(draft="- Pay\n", clock=lambda: now[0])
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press(*"- a")
        await until(lambda: "2 touchpoints" in app.headline, pilot)
        assert "a minute" not in app.headline
        now[0] = 40
        await pilot.press("enter", *"- b")
        await until(lambda: "3 touchpoints · 3 a minute" in app.headline, pilot)


async def test_the_preview_follows_the_cursor() -> None:
    app = easel(draft="\n".join(f"- Touchpoint {n}" for n in range(200)))
    async with app.run_test(size=SMALL) as pilot:
        await until(lambda: any("Touchpoint 199" in row for row in app.drawn), pilot)
        app.box.move_cursor((50, 0))
        await until(lambda: any("Touchpoint 50" in row for row in app.drawn), pilot)


@pytest.mark.parametrize("size", [(60, 16), SMALL, LARGE, (200, 50)])
async def test_no_name_breaks_the_picture(size: tuple[int, int]) -> None:
    text = "\n".join(f"# {name}: {name}\n- {name} @{name} &{name}\n! {name}\n> {name}\n{name}" for name in HOSTILE)
    app = easel(draft=text)
    async with app.run_test(size=size) as pilot:
        for n in range(len(text.split("\n"))):
            app.box.move_cursor((n, 0))
            app.capture._draw()
            await pilot.pause()
            assert {cell_len(line) for line in app.picture} == {size[0]}


# --- the preview --------------------------------------------------------------------------------------------------


def rows(text: str, journey: Journey | None = None) -> list[str]:
    outline = parse(text)
    return [str(row).strip() for row in preview(PLAN, outline, outline.findings, journey, 60).rows if str(row)]


def test_the_preview_says_which_phases_are_gone_on_with() -> None:
    assert [row.split("  ")[0] for row in rows("- Ask\n# Book\n# ORIENT\n# Book", TRIP)] == [
        "Orient · goes on",
        "Ask",
        "Book",
        "ORIENT · goes on",
        "Book · goes on",
    ]


def test_a_problem_stands_where_its_line_is() -> None:
    assert [row[:4].strip() for row in rows("hm\n- Pay\nhm\n- Wait\nhm", TRIP)] == [
        "△ 1:",
        "Orie",
        "Pay",
        "△ 3:",
        "Wait",
        "△ 5:",
    ]


def test_every_line_leads_to_rows_of_the_preview() -> None:
    drawn = preview(PLAN, parse(TYPED), [], None, 60)

    assert [
        [str(drawn.rows[row]).split()[0] for row in drawn.rows_about(n) if str(drawn.rows[row])] for n in (1, 2, 3)
    ] == [
        ["Book"],
        ["Pay", "behind", "!!"],
        ["Pay", "behind", "!!"],
    ]
    assert list(preview(PLAN, parse(""), [], None, 60).rows_about(1)) == []


# --- from a page, and its drafts ----------------------------------------------------------------------------------


async def test_a_page_proposes_one_edit_of_it() -> None:
    stand = Stand(lambda: Home(today=TODAY), PLAN)
    async with stand.run_test(size=SMALL) as pilot:
        home = stand.screen
        assert isinstance(home, Home)
        home.capture(persona=MICHIEL)
        await until(lambda: stand.screen.query(Box), pilot)
        stand.screen.query_one(Box).insert("## Fly\n" + TYPED)
        await pilot.press("ctrl+s")
        await until(lambda: stand.proposed, pilot)

    assert stand.edit.label == "Capture 1 touchpoint of “Fly”"
    assert stand.forgotten == ["capture::michiel"]
    plan = PLAN.apply(stand.edit)
    assert [(journey.name, journey.persona) for journey in plan.all(Journey)][-1] == ("Fly", "michiel")
    assert plan.apply(stand.edit.inverse) == PLAN


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        pytest.param(add(PLAN, Team, name="Web shop"), "outline:2: “web” may be “Web team” or “Web shop”", id="a team"),
        pytest.param(remove(PLAN, [TRIP]), "there is no journey “trip”", id="the journey"),
    ],
)
async def test_what_others_did_meanwhile_is_told_and_the_text_stays(meanwhile: Edit, said: str) -> None:
    stand = Stand(lambda: Home(today=TODAY), PLAN)
    async with stand.run_test(size=SMALL) as pilot:
        home = stand.screen
        assert isinstance(home, Home)
        home.capture(TRIP)
        await until(lambda: stand.screen.query(Box), pilot)
        stand.screen.query_one(Box).insert(TYPED)
        stand.plan = PLAN.apply(meanwhile)
        await pilot.press("ctrl+s")
        await until(lambda: stand.said, pilot)

    assert said in stand.said[0]
    assert stand.proposed == []
    assert isinstance(stand.asked[-1], KeepDraft), "and nothing drops it"


async def test_home_goes_on_with_an_outline() -> None:
    subject = subject_of_outline(TRIP, None)
    drafts = MappingProxyType({subject: {OUTLINE: TYPED}})
    stand = Stand(lambda: Home(today=TODAY), PLAN, drafts=drafts)
    async with stand.run_test(size=SMALL) as pilot:
        stand.listing.move_to(f"draft/{subject}")
        await pilot.press("enter")
        await until(lambda: stand.screen.query(Box), pilot)
        assert stand.screen.query_one(Box).text == TYPED
        await pilot.press("ctrl+s")
        await until(lambda: stand.proposed, pilot)

    assert stand.edit.label == "Capture 1 touchpoint of “Trip”"
    assert stand.forgotten == [subject]


@pytest.mark.parametrize(
    ("subject", "title", "is_lost"),
    [
        (subject_of_outline(TRIP, None), "More of journey “Trip”", False),
        (subject_of_outline(None, None), "New journey", False),
        (subject_of_outline(None, MICHIEL), "New journey of “Michiel”", False),
        ("capture:gone", "New journey of “gone”, which is gone", True),
        ("capture::gone", "New journey of “gone”, which is gone", True),
    ],
)
def test_a_draft_of_an_outline_says_what_it_is_of(subject: str, title: str, is_lost: bool) -> None:  # noqa: FBT001
    draft = draft_about(PLAN, subject)

    assert (draft.title(PLAN), draft.is_lost) == (title, is_lost)
