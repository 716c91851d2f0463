"""The form of a record, as a person fills it in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from time import perf_counter
from typing import Annotated, Any

import pytest
from pydantic import Field
from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static

from domain.engagement import CoreValue, Engagement
from domain.entity import Entity, Facts, Five, Money, Name, fields_of, references_of
from domain.evidence import Evidence
from domain.initiative import CashLine, Initiative
from domain.journey import Journey, Phase, Touchpoint
from domain.persona import Persona
from domain.plan import Edit, Plan
from domain.records import BY_NAME, KINDS
from screens.form import LONGEST_TYPED, RecordForm, asked_of
from screens.messages import DropDraft, KeepDraft, Propose
from screens.parts.confirm import Confirm
from screens.parts.dial import Choice, Dial, around, track
from screens.parts.entry import Box
from screens.parts.picker import Picker
from screens.parts.question import Question
from screens.parts.typed import read_date, read_number

TODAY = date(2027, 3, 1)
SMALL, LARGE = (80, 24), (120, 40)

TRIP = Journey(id="trip", name="Book a US road trip")
ORIENT = Phase(id="orient", journey="trip", name="Orient")
SEARCH = Touchpoint(id="search", phase="orient", name="Search", doing="I scroll.", goal_percent=40)
COMPARE = Touchpoint(id="compare", phase="orient", name="Compare", position=1)
MOST_FIELDS = 40
"""No kind has more; of what can be referred to there is one for each."""

PLAN = Plan.of([TRIP, ORIENT, SEARCH, COMPARE, CoreValue(id="warm", name="Warm"), CoreValue(id="clear", name="Clear")])


class Stand(App[None]):
    """Opens one form and writes down what it asks for and what it closes with."""

    form: RecordForm

    def __init__(self, make_form: Callable[[], RecordForm]) -> None:
        super().__init__()
        self._make_form = make_form
        self.closed = False
        self.values: dict[str, Any] | None = None
        self.drafts: list[Mapping[str, str]] = []
        self.dropped: list[str] = []
        self.proposed: list[Edit] = []

    def on_mount(self) -> None:
        self.form = self._make_form()
        self.push_screen(self.form, self._close)

    def _close(self, values: dict[str, Any] | None) -> None:
        self.closed, self.values = True, values

    def on_keep_draft(self, message: KeepDraft) -> None:
        self.drafts.append(message.fields)

    def on_drop_draft(self, message: DropDraft) -> None:
        self.dropped.append(message.subject)

    def on_propose(self, message: Propose) -> None:
        self.proposed.append(message.edit)

    @property
    def said(self) -> list[str]:
        return [notification.message for notification in self._notifications]


def form(
    kind: type[Entity] = Touchpoint,
    plan: Plan = PLAN,
    *,
    asks: Sequence[str] = (),
    record: Entity | None = None,
    **options: Any,
) -> Callable[[], RecordForm]:
    """A form about *record*, or about a new one; with *asks*, all other fields are given, which is quicker to draw."""
    if asks:
        others = {name: facts for name, facts in fields_of(kind).items() if name not in {"id", "position", *asks}}
        options["given"] = {n: getattr(record, n) if record else facts.default for n, facts in others.items()}
    if kind is Touchpoint and record is None:
        options["given"] = {**options.get("given", {}), "phase": "orient"}
    return lambda: RecordForm(kind, plan, today=TODAY, subject="here", record=record, **options)


def question(app: Stand, name: str) -> Question:
    return next(found for found in app.form.query(Question) if found.facts.name == name)


def fill_in(app: Stand, **texts: str) -> None:
    for name, text in texts.items():
        question(app, name).answer.raw = text


def entered(app: Stand) -> str:
    """The field that has the keys."""
    return next(found.facts.name for found in app.form.query(Question) if found.has_focus_within)


def line(app: Stand, id: str) -> str:
    """What a line of the form itself says; empty where it is not shown."""
    found = app.form.query_one(id, Static)
    return str(found.content) if found.display else ""


async def until(claim: Callable[[], object], pilot: Pilot[None]) -> None:
    async with asyncio.timeout(5):
        while not claim():
            await pilot.pause()


# --- every kind ---------------------------------------------------------------------------------------------------


def sample(facts: Facts, n: int) -> tuple[str, Any]:
    """Something to type in the field, other than its default, and the value it stands for; *n* orders them."""
    if facts.many:
        pairs = [sample(one_of(facts), m) for m in (n, n + 1)]
        return "\n".join(text for text, _ in pairs), tuple(value for _, value in pairs)
    if facts.target:
        return (id := f"{facts.target.replace('_', '-')}-{n}"), id
    if issubclass(facts.type, StrEnum):
        last = list(facts.type)[-1]
        return last.value, last
    if facts.type is bool:
        return ("no", False) if facts.default else ("yes", True)
    if facts.type is date:
        day = TODAY + timedelta(days=n)
        return f"{day:%d-%m-%Y}", day
    if facts.type in (int, Decimal):
        number = min(int(facts.most or n), max(int(facts.least or 0), n))
        return str(number), facts.type(number)
    if facts.longest == facts.shortest:
        return (word := "USD"[: facts.longest]), word
    text = f"{facts.title} {n}" + ("\nand more" if facts.prose else "")
    return text, text


def one_of(facts: Facts) -> Facts:
    return replace(facts, many=False)


def surroundings(kind: type[Entity]) -> Plan:
    """Records of every kind that *kind* can refer to, as bare as they may be, and of all that those need."""
    records: list[Entity] = []
    targets = [facts.target for facts in references_of(kind).values()]
    for target in targets:
        if any(target == record.KIND for record in records):
            continue
        needed = {f.name: f for f in fields_of(BY_NAME[target]).values() if f.default is None and not f.optional}
        del needed["id"]
        targets += [facts.target for facts in needed.values() if facts.target]
        for n in range(MOST_FIELDS):
            # Other names than those that are typed: no two initiatives share one.
            values = {name: sample(facts, n + 100)[1] for name, facts in needed.items()}
            records.append(BY_NAME[target].model_validate({**values, "id": f"{target.replace('_', '-')}-{n}"}))
    return Plan.of(records)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND)
async def test_a_form_asks_every_field_and_hands_back_what_was_typed(kind: type[Entity]) -> None:
    # There is always an engagement, under an id of its own: it is changed, never added.
    record = Engagement(id=Engagement.ONLY, name="Before") if kind is Engagement else None
    plan = Plan.of([*surroundings(kind), *([record] if record else [])])
    app = Stand(lambda: RecordForm(kind, plan, today=TODAY, subject="here", record=record))
    samples = {facts.name: sample(facts, n) for n, facts in enumerate(asked_of(kind), start=1)}
    async with app.run_test(size=SMALL) as pilot:
        labels = {found.facts.name: str(found.render()) for found in app.form.query(Question)}
        assert labels.keys() == fields_of(kind).keys() - {"id", "position"} - documents(kind)
        assert all(fields_of(kind)[name].title in label for name, label in labels.items())
        column = min(found.answer.region.x - found.region.x for found in app.form.query(Question))
        assert all(cell_len(label) < column for label in labels.values()), "no answer hides a label"

        fill_in(app, **{name: text for name, (text, _) in samples.items()})
        await pilot.press("ctrl+s")

    expected = {name: value for name, (_, value) in samples.items() if value != fields_of(kind)[name].default}
    assert app.values == expected
    assert {name: type(value) for name, value in app.values.items()} == {
        name: type(value) for name, value in expected.items()
    }


def documents(kind: type[Entity]) -> set[str]:
    return {facts.name for facts in fields_of(kind).values() if (facts.longest or 0) > LONGEST_TYPED}


def test_only_what_is_written_by_the_program_is_never_asked() -> None:
    assert {(kind.KIND, name) for kind in KINDS for name in documents(kind)} == {("baseline", "content")}


class Souvenir(Entity):
    """A kind no form was ever written for."""

    name: Name
    sweetness: Annotated[Five | None, Field(description="1 bland … 5 cloying.")] = None


async def test_a_field_added_to_a_record_shows_up_by_itself() -> None:
    class Boxed(Souvenir):
        price: Money | None = Field(None, title="Asking price", description="What the shop wants for it.")

    app = Stand(form(Boxed))
    async with app.run_test(size=SMALL) as pilot:
        assert [found.facts.name for found in app.form.query(Question)] == ["name", "sweetness", "price"]
        fill_in(app, name="Snow globe", price="12,50")
        question(app, "price").enter()
        await pilot.pause()
        assert str(question(app, "price").render()) == "▸ Asking price EUR"
        assert line(app, "#help").startswith("What the shop wants for it.")
        await pilot.press("ctrl+s")

    assert app.values == {"name": "Snow globe", "price": Decimal("12.50")}


# --- what is typed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1 250", "1250"),
        ("1\u202f250\u00a0000", "1250000"),
        ("1.250.000", "1250000"),
        ("1,250.5", "1250.5"),
        ("1.250,5", "1250.5"),
        ("0,75", "0.75"),
        ("−2", "-2"),
        ("+.5", "0.5"),
    ],
)
def test_a_number_may_be_written_as_people_write_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "-", "1e5", "nan", "1-2", "12 50", "1.2.3", "½", "१२", "1.250,5.0"])
def test_what_is_no_number_is_never_taken_for_one(text: str) -> None:
    assert read_number(text) is None


def test_a_point_before_three_digits_is_not_guessed_to_part_thousands() -> None:
    assert read_number("1.250", places=2) is None
    assert read_number("1.000", places=0) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("2027-1-5", date(2027, 1, 5)),
        ("31-1-2027", date(2027, 1, 31)),
        ("31.01.2027", date(2027, 1, 31)),
        ("31/1/2027", date(2027, 1, 31)),
        ("Today", TODAY),
        ("+30", date(2027, 3, 31)),
        ("-1", date(2027, 2, 28)),
        ("30-2-2027", None),
        ("1-31-2027", None),
        ("+999999", date(4765, 1, 25)),
        ("-999999", None),
        ("tomorrow", None),
        ("31-1", None),
    ],
)
def test_a_date_is_read_from_a_few_plain_forms(text: str, day: date | None) -> None:
    assert read_date(text, TODAY) == day


async def test_what_was_typed_shows_as_it_was_understood_on_leaving() -> None:
    app = Stand(form(CashLine, given={"initiative": "x"}))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, starts_on="+30", likely="12 500,5")
        for name in ("starts_on", "likely"):
            question(app, name).enter()
            await pilot.pause()
        await pilot.press("tab")

        assert question(app, "starts_on").answer.raw == "2027-03-31"
        assert question(app, "likely").answer.raw == "12500.5"


# --- what is handed back ------------------------------------------------------------------------------------------


async def test_a_change_hands_back_only_the_fields_that_changed() -> None:
    app = Stand(form(record=SEARCH))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, doing="", feeling="1.25", core_values="clear\nwarm")
        await pilot.press("ctrl+s")

    assert app.values == {"doing": None, "feeling": Decimal("1.25"), "core_values": ("clear", "warm")}
    assert app.drafts[-1] == {"doing": "", "feeling": "1.25", "core_values": "clear\nwarm"}
    assert app.dropped == [], "the draft goes when the edit is made, and the store may still refuse it"


async def test_saving_without_a_change_hands_back_nothing() -> None:
    app = Stand(form(record=SEARCH))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+s")

    assert app.closed
    assert app.values is None


async def test_what_is_given_is_handed_back_but_not_asked() -> None:
    app = Stand(form(given={"phase": "orient"}))
    async with app.run_test(size=SMALL) as pilot:
        assert "phase" not in {found.facts.name for found in app.form.query(Question)}
        await pilot.press(*"Ask", "ctrl+s")

    assert app.values == {"phase": "orient", "name": "Ask"}


async def test_hostile_names_are_shown_letter_for_letter() -> None:
    name = "[@click=app.quit]x[/] [/] 旅行"
    record = SEARCH.model_copy(update={"name": name, "doing": name, "channel": name})
    plan = Plan.of([TRIP, ORIENT.model_copy(update={"name": name}), record])
    app = Stand(form(plan=plan, record=record))
    async with app.run_test(size=LARGE) as pilot:
        picker = picker_of(app, "phase")
        assert picker.query_one(Input).value == f"{name} · {TRIP.name}"
        await pilot.press("ctrl+s")

    assert app.values is None


# --- what is wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("name", "", "Needed: text of 1 to 200 characters."),
        ("name", "x" * 201, "“xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” (201 characters) is not text of 1 to 200 characters."),
        ("goal_percent", "400", "“400” is not a whole number from 0 to 100."),
        ("goal_percent", "half", "“half” is not a whole number from 0 to 100."),
        ("feeling", "1.255", "“1.255” is not a number from −2 to 2 with at most 2 decimals."),
        ("medium", "both", "“both” is not one of online, offline."),
        ("verified_on", "soon", "“soon” is not a date: 2027-01-31, 31-1-2027, today, or +30 for in 30 days."),
        ("replaces", "nowhere", "“nowhere” is not a touchpoint in this engagement."),
    ],
)
async def test_leaving_a_field_says_what_was_found_and_what_is_allowed(name: str, text: str, problem: str) -> None:
    app = Stand(form(record=SEARCH, asks=[name, "thinking"], focus=name))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, **{name: text})
        assert question(app, name).problem == ""
        await pilot.press("tab")
        await pilot.pause()

        assert question(app, name).problem == problem
        assert str(question(app, name).query_one(".problem", Static).content) == problem


async def test_an_item_of_a_list_is_named() -> None:
    app = Stand(form(Persona))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name="Anna", channels="web\n" + "x" * 401)
        await pilot.press("ctrl+s")

        assert question(app, "channels").problem.endswith("(401 characters) is not text of 1 to 400 characters.")


async def test_saving_with_errors_stays_and_goes_to_the_first() -> None:
    app = Stand(form(record=SEARCH, asks=["goal_percent", "drop_off_percent", "verified_by"], focus="verified_by"))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, goal_percent="400", drop_off_percent="500")
        await pilot.press("ctrl+s")

        assert not app.closed
        assert entered(app) == "goal_percent"
        fill_in(app, goal_percent="4")
        await pilot.pause()
        assert question(app, "goal_percent").problem == "", "it goes as soon as it is put right"
        assert question(app, "drop_off_percent").problem != ""


async def test_fields_that_contradict_each_other_are_called_by_their_titles() -> None:
    app = Stand(form(Initiative))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name="Filters", low_days="5", likely_days="3")
        await pilot.press("ctrl+s")

        assert question(app, "low_days").problem == "“Low duration” (5) is above “Likely duration” (3)."
        assert entered(app) == "low_days"


async def test_a_rule_of_the_plan_is_told_before_anything_is_lost() -> None:
    app = Stand(form(CoreValue))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name="WARM", statement="A long story.")
        await pilot.press("ctrl+s")

        assert not app.closed
        assert question(app, "name").problem == "“Warm” has the same name."


async def test_what_is_wrong_as_a_whole_stands_at_the_top() -> None:
    app = Stand(form(Engagement, Plan.of([Engagement(id="one", name="One")])))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name="Two")
        await pilot.press("ctrl+s")

        assert line(app, "#trouble") == "There is one engagement in a file, and its id is engagement."


async def test_a_pattern_is_explained_in_words() -> None:
    app = Stand(form(Engagement, Plan()))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name="One", currency="eur")
        await pilot.press("ctrl+s")

        assert question(app, "currency").problem.startswith("“eur” will not do. Three capitals, such as EUR.")


# --- drafts -------------------------------------------------------------------------------------------------------


async def test_escape_keeps_what_was_typed() -> None:
    app = Stand(form(record=SEARCH, asks=["channel", "goal_percent"]))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, goal_percent="forty?")
        await pilot.press("w", "escape")

    assert app.closed
    assert app.values is None
    assert app.drafts[-1] == {"channel": "w", "goal_percent": "forty?"}


async def test_escape_with_nothing_typed_drops_the_draft() -> None:
    app = Stand(form(record=SEARCH))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")

    assert app.drafts == []
    assert app.dropped == ["here"]


@pytest.mark.parametrize(("still", "longest"), [(0.05, 60), (60, 0.05)], ids=["keys are still", "keys never are"])
async def test_text_is_kept_while_it_is_typed(monkeypatch: pytest.MonkeyPatch, still: float, longest: float) -> None:
    monkeypatch.setattr("screens.form.STILL", still)
    monkeypatch.setattr("screens.form.LONGEST_WAIT", longest)
    app = Stand(form(asks=["name"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("A", "s", "k")
        await until(lambda: {"name": "Ask"} in app.drafts, pilot)

        await pilot.press("backspace", "backspace", "backspace")
        await until(lambda: app.dropped, pilot)


async def test_opening_a_form_keeps_and_drops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.form.STILL", 0.01)
    app = Stand(form(record=SEARCH, asks=["channel"], draft={"channel": "ph"}))
    async with app.run_test(size=SMALL) as pilot:
        await until(lambda: not app.form._keeping.is_awaited, pilot)

        assert (app.drafts, app.dropped) == ([], [])


async def test_a_draft_is_filled_in_and_can_be_traded_for_the_saved_values() -> None:
    draft = {"goal_percent": "55", "doing": "I scroll and", "gone": "x"}
    app = Stand(form(record=SEARCH, asks=["doing", "goal_percent"], draft=draft))
    async with app.run_test(size=SMALL) as pilot:
        assert (
            line(app, "#unfinished") == "Unfinished text from before is filled in. ctrl+z puts the saved values back."
        )
        assert app.form.texts == {"goal_percent": "55", "doing": "I scroll and"}

        await pilot.press("ctrl+z")
        assert app.form.texts == {}
        await pilot.press("ctrl+z")
        assert app.form.texts == {"goal_percent": "55", "doing": "I scroll and"}
        await pilot.press("ctrl+s")

    assert app.values == {"goal_percent": 55, "doing": "I scroll and"}
    assert app.drafts[-1] == {"goal_percent": "55", "doing": "I scroll and"}


async def test_a_draft_traded_away_is_dropped_on_closing_and_no_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.form.STILL", 0.01)
    app = Stand(form(record=SEARCH, asks=["channel"], draft={"channel": "ph"}))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+z")
        await until(lambda: not app.form._keeping.is_awaited, pilot)
        assert app.dropped == []
        await pilot.press("escape")

    assert app.dropped == ["here"]


async def test_without_a_draft_there_is_nothing_to_trade() -> None:
    app = Stand(form(record=SEARCH))
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, channel="web")
        await pilot.press("ctrl+z")

        assert line(app, "#unfinished") == ""
        assert app.form.texts == {"channel": "web"}


# --- hostile text -------------------------------------------------------------------------------------------------

HOSTILE = "a\x1b]52;c;ZXZpbA==\x07b\u202ec\x9b31md"


@pytest.mark.parametrize("name", ["channel", "doing", "replaces"])
async def test_pasted_text_comes_in_clean(name: str) -> None:
    app = Stand(form(asks=[name]))
    async with app.run_test(size=SMALL) as pilot:
        assert app.focused is not None
        app.focused.post_message(events.Paste(f"{HOSTILE}\r\nsecond"))
        await pilot.pause()

        assert question(app, name).answer.raw == ("abcd\nsecond" if name == "doing" else "abcd second")
        assert app.said == ["Removed 4 control characters"]


async def test_text_that_came_in_otherwise_is_cleaned_on_saving() -> None:
    app = Stand(form())
    async with app.run_test(size=SMALL) as pilot:
        fill_in(app, name=HOSTILE, doing=f"one\ttwo\r\n{HOSTILE}")
        await pilot.press("ctrl+s")

        assert app.said == ["Removed 8 control characters"]
    assert app.values == {"phase": "orient", "name": "abcd", "doing": "one two\nabcd"}


@pytest.mark.parametrize("name", ["channel", "doing", "medium", "feeling", "replaces"])
async def test_a_draft_from_a_file_drives_no_terminal(name: str) -> None:
    app = Stand(form(asks=[name], draft={name: f"{HOSTILE}\n{HOSTILE}"}))
    async with app.run_test(size=SMALL):
        assert question(app, name).answer.raw == ("abcd\nabcd" if name == "doing" else "abcd abcd")


# --- keys ---------------------------------------------------------------------------------------------------------


async def test_tab_enter_and_arrows_go_from_field_to_field() -> None:
    app = Stand(form(record=SEARCH, given={"phase": "orient"}))
    async with app.run_test(size=SMALL) as pilot:
        visited = [entered(app)]
        for key in ("enter", "tab", "down", "down", "enter", "up", "shift+tab"):
            await pilot.press(key)
            visited.append(entered(app))
        assert visited == ["name", "doing", "thinking", "channel", "medium", "stage", "medium", "channel"]

        question(app, "name").enter()
        await pilot.press("up")
        assert entered(app) == "verified_by", "round to the last"


async def test_a_box_uses_the_arrows_while_it_has_lines_to_go() -> None:
    app = Stand(form(asks=["name", "doing"], focus="doing"))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a", "enter", "b", "up")
        assert entered(app) == "doing"
        await pilot.press("up")
        assert entered(app) == "name"

        assert question(app, "doing").answer.raw == "a\nb"


async def test_a_box_takes_back_its_own_typing_first() -> None:
    app = Stand(form(record=SEARCH, asks=["doing", "goal_percent"], draft={"goal_percent": "55"}))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x", "ctrl+z")
        assert app.form.texts == {"goal_percent": "55"}
        await pilot.press("ctrl+z")
        assert app.form.texts == {}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80×24", "120×40"])
async def test_the_field_with_the_keys_and_its_error_are_in_view(size: tuple[int, int]) -> None:
    app = Stand(form(record=SEARCH, focus="verified_on"))

    def is_in_view(name: str) -> bool:
        return app.form.query_one("#fields").region.contains_region(question(app, name).region)

    async with app.run_test(size=size) as pilot:
        fill_in(app, verified_on="soon")
        await pilot.press("ctrl+s")

        await until(lambda: is_in_view("verified_on"), pilot)
        assert app.form.query_one("#help").region.bottom < size[1]
        await pilot.press("tab", "tab")
        await until(lambda: is_in_view("name"), pilot)


async def test_prose_grows_from_two_lines_to_eight() -> None:
    app = Stand(form(asks=["name", "doing"], focus="doing"))
    async with app.run_test(size=LARGE) as pilot:
        box = app.form.query_one(Box)
        heights = []
        for lines in (1, 5, 20):
            box.raw = "\n".join("x" * lines)
            await pilot.pause()
            heights.append(box.region.height)

        assert heights == [2, 5, 8]


def bindings(kind: type[Any]) -> Iterator[Any]:
    return iter(kind.BINDINGS)


@pytest.mark.parametrize("owner", [RecordForm, Confirm, Dial, Choice, Picker])
def test_every_key_has_an_id_a_description_and_a_tooltip(owner: type[Any]) -> None:
    assert [
        binding for binding in bindings(owner) if not (binding.id and binding.description and binding.tooltip)
    ] == []


async def test_nothing_blinks() -> None:
    app = Stand(form())
    async with app.run_test(size=SMALL):
        blinking = [found for found in app.form.query("Entry, Box, Query") if found.cursor_blink]  # type: ignore[attr-defined]

        assert blinking == []


# --- dial and choice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "raw"),
    [
        (["right"], "0"),
        (["right", "right"], "1"),
        (["2", "right"], "2"),
        (["-", "2"], "-2"),
        (["-", "1", ".", "2", "5"], "-1.25"),
        (["1", ",", "5"], "1.5"),
        (["1", "2"], "2"),
        (["7"], ""),
        (["+", "+", "-"], "0"),
        (["1", ".", "5", "left"], "0.5"),
        (["1", "backspace"], ""),
    ],
    ids=" ".join,
)
async def test_a_dial_is_turned_and_typed(keys: list[str], raw: str) -> None:
    app = Stand(form(asks=["feeling"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*keys)

        assert question(app, "feeling").answer.raw == raw


async def test_a_dial_of_whole_numbers_takes_no_decimals() -> None:
    app = Stand(form(asks=["importance"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("4", ".", "5")

        assert question(app, "importance").answer.raw == "5"


@pytest.mark.parametrize(
    ("ends", "value", "picture"),
    [
        ((-2, 2), None, "·  ·  ┼  ·  ·"),
        ((-2, 2), "0", "·  ·  ●  ·  ·"),
        ((-2, 2), "2", "·  ·  ┼━━━━━●"),
        ((-2, 2), "-1.5", "· ●━━━┼  ·  ·"),
        ((1, 5), "1", "●  ·  ·  ·  ·"),
        ((1, 5), "3", "━━━━━━●  ·  ·"),
    ],
)
def test_a_dial_shows_its_value_as_a_length(ends: tuple[int, int], value: str | None, picture: str) -> None:
    assert track(*ends, None if value is None else Decimal(value)) == picture


def test_a_dial_says_its_value_and_that_there_is_none() -> None:
    figures = [Dial(raw, least=-2, most=2)._figure for raw in ("", "1.5", "-1", "0", "1.", "hm")]

    assert figures == ["–", "+1.5", "−1", "0", "+1", "hm"]


async def test_a_choice_moves_with_arrows_and_first_letters() -> None:
    app = Stand(form(asks=["moment"]))
    async with app.run_test(size=SMALL) as pilot:
        chosen = []
        for key in ("b", "left", "right", "right", "backspace", "m"):
            await pilot.press(key)
            chosen.append(question(app, "moment").answer.raw)

        assert chosen == ["break", "make", "break", "break", "", "make"]


async def test_a_choice_that_may_not_be_empty_cannot_be_emptied() -> None:
    app = Stand(form(asks=["stage"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("backspace", "left")

        assert question(app, "stage").answer.raw == "front"


def test_words_that_do_not_fit_show_those_about_the_chosen_one() -> None:
    words = ["customer", "prospect", "employee", "candidate", "product owner", "citizen", "partner"]

    assert around(words, 0, 200) == slice(0, 7)
    shown = around(words, 5, 40)
    assert "citizen" in words[shown]
    assert sum(len(word) + 4 for word in words[shown]) <= 40
    assert around(words, 4, 5) == slice(4, 5), "the chosen one always shows"


# --- picker -------------------------------------------------------------------------------------------------------


def picker_of(app: Stand, name: str) -> Picker:
    found = question(app, name).answer
    assert isinstance(found, Picker)
    return found


async def test_typing_finds_a_record_by_its_name_or_place_and_enter_goes_on() -> None:
    app = Stand(form(asks=["replaces", "core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"road")
        assert picker_of(app, "replaces").offered == (SEARCH, COMPARE, None)
        await pilot.press("down", "enter")

        assert entered(app) == "core_values"
        assert question(app, "replaces").answer.raw == "compare"
        assert picker_of(app, "replaces").query_one(Input).value == "Compare · Orient · Book a US road trip"


async def test_a_record_is_not_offered_to_itself() -> None:
    app = Stand(form(record=SEARCH, asks=["replaces"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("space")

        assert picker_of(app, "replaces").offered == (COMPARE, None)


async def test_escape_closes_the_list_before_the_form() -> None:
    app = Stand(form(asks=["replaces", "core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("e", "escape")
        assert picker_of(app, "replaces").offered == ()
        assert not app.closed
        await pilot.press("escape")

    assert app.closed
    assert app.drafts[-1] == {"replaces": "e"}


async def test_leaving_takes_the_only_record_that_can_be_meant_and_no_other() -> None:
    app = Stand(form(asks=["replaces", "core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"orient", "tab")
        assert question(app, "replaces").problem == "“orient” is not a touchpoint in this engagement."
        fill_in(app, replaces="compa")
        question(app, "replaces").enter()
        await pilot.press("tab")

        assert question(app, "replaces").answer.raw == "compare"


async def test_deleting_the_text_picks_nothing() -> None:
    record = SEARCH.model_copy(update={"replaces": "compare"})
    app = Stand(form(plan=Plan.of([TRIP, ORIENT, COMPARE, record]), record=record, asks=["replaces"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("backspace", "ctrl+s")

    assert app.values == {"replaces": None}


async def test_several_are_picked_one_by_one_and_backspace_drops_the_last() -> None:
    app = Stand(form(record=SEARCH, asks=["core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("w", "enter", "c", "enter")
        assert question(app, "core_values").answer.raw == "warm\nclear"
        await pilot.press("backspace", "ctrl+s")

    assert app.values == {"core_values": ("warm",)}


async def test_a_record_that_is_missing_is_made_on_the_way() -> None:
    app = Stand(form(record=SEARCH, asks=["core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"Swift", "enter")
        assert isinstance(app.screen, RecordForm)
        assert app.screen is not app.form
        await pilot.press("ctrl+s")
        assert question(app, "core_values").answer.raw == "swift"
        await pilot.press("ctrl+s")

    assert [edit.label for edit in app.proposed] == ["Add core value “Swift”"]
    assert app.values == {"core_values": ("swift",)}


async def test_text_typed_for_a_record_on_the_way_survives_escape() -> None:
    app = Stand(form(record=SEARCH, asks=["core_values"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"Swift", "enter", "l", "y", "escape", "end", "x", "backspace", "enter")

        assert isinstance(app.screen, RecordForm)
        assert app.screen.texts == {"name": "Swiftly"}


async def test_a_crowd_is_searched_at_once_and_no_further_than_shown() -> None:
    crowd = [Evidence(id=f"evidence-{n}", name=f"Interview {n}") for n in range(5_000)]
    app = Stand(form(CashLine, Plan.of(crowd), given={"initiative": "x"}))
    async with app.run_test(size=SMALL):
        picker = picker_of(app, "evidence")

        assert len(list(islice(picker._matching("inter 1"), 8))) == 8
        assert len(picker._search_words) < 40
        began = perf_counter()
        assert list(picker._matching("nobody")) == []
        assert perf_counter() - began < 1


# --- confirm ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("enter", True), ("n", False), ("escape", False)])
async def test_a_question_is_answered_with_one_key(key: str, answer: bool) -> None:  # noqa: FBT001
    answers: list[bool | None] = []
    app = App[None]()
    async with app.run_test(size=SMALL) as pilot:
        app.push_screen(Confirm("Remove “[/]”?", ["With it go 3 touchpoints."]), answers.append)
        await pilot.pause()
        assert [str(found.content) for found in app.screen.query(Static)] == [
            "Remove “[/]”?",
            "With it go 3 touchpoints.",
        ]
        await pilot.press(key)

    assert answers == [answer]
