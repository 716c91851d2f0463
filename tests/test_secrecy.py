"""Until the reveal nothing that is printed, written or shown says what is on a ballot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.baselines import taken
from domain.difference import difference
from domain.edits import change, remove
from domain.engagement import Engagement
from domain.errors import StaleEdit
from domain.initiative import Initiative
from domain.journey import Touchpoint
from domain.plan import Change, Edit, Plan
from domain.problems import problems
from domain.secrecy import is_secret, public
from domain.session import Ballot, Session, SessionMethod, SessionState
from domain.steps import steps
from screens.outline import described
from screens.page import key_of
from screens.parts.chooser import Chooser
from screens.records import Records, thread
from screens.session import Sessions
from screens.subjects import SUBJECTS
from storage.formats.exchange import edit_from, exported
from storage.log import told
from storage.store import Store
from tests.builders import TODAY, a, plan_of
from tests.stand import Stand
from tui.cli import main
from tui.crash import write_report
from tui.giving import ENDINGS, NAMES
from tui.giving import given as given_as

VALUE, ANSWER = Decimal("31415.92"), "quetzalcoatl"
MARKS = ("31415", "31\u202f415", "31,415", ANSWER)
"""How what is on the ballots may read."""
SECRET = (SessionState.PREPARED, SessionState.OPEN)
OPEN = plan_of(
    a(Engagement, Engagement.ONLY, name="Trips"),
    a(Initiative, "filters"),
    a(Touchpoint, "search", feeling=-1),
    a(Session, "vote", name="What comes first", state=SessionState.OPEN, initiatives=("filters",)),
    a(Ballot, "first", session="vote", participant="Joris", initiative="filters", value=VALUE),
    a(Ballot, "second", session="vote", participant="Ana", initiative="filters", answer=ANSWER),
)
FIRST = OPEN.get(Ballot, "first")
VOTE = OPEN.get(Session, "vote")
REVEALED = OPEN.apply(change(VOTE, state=SessionState.REVEALED))
PAGE = next(subject for subject in SUBJECTS if Session in subject.kinds)


def tells(text: str) -> bool:
    """Whether *text* says what is on a ballot."""
    return any(mark in text for mark in MARKS)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LOGNAME", "Joris")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "trips.klantreis"
    Store.create(path, [each for each in OPEN if each != FIRST], author="ana")
    with Store.open(path, author="Joris", session="j") as store:
        store.apply(Edit("Cast a ballot", (Change(None, FIRST),)))
    return path


def reveal(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        store.apply(change(store.plan.get(Session, "vote"), state=SessionState.REVEALED))


def ballots(path: Path) -> set[Ballot]:
    with Store.open(path, read_only=True) as store:
        return set(store.plan.all(Ballot))


# --- what is secret -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SessionState)
def test_ballots_are_secret_until_their_session_is_revealed(state: SessionState) -> None:
    plan = OPEN.apply(change(VOTE, state=state)) if state != VOTE.state else OPEN

    assert is_secret(plan.get(Session, "vote")) == (state in SECRET)
    assert len(public(plan).all(Ballot)) == (0 if state in SECRET else 2)


def test_where_nothing_is_secret_the_plan_is_the_same() -> None:
    assert public(REVEALED) is REVEALED


def test_one_secret_session_hides_no_other() -> None:
    plan = plan_of(*REVEALED, a(Session, "next"), a(Ballot, "third", session="next"))

    assert {each.id for each in public(plan).all(Ballot)} == {"first", "second"}


# --- what goes out ------------------------------------------------------------------------------------------------

FORMATS = (*ENDINGS, *NAMES, "roadmap")


def with_baselines(plan: Plan) -> Plan:
    """*plan* with a baseline of before anything was cast, and one of now."""
    before = taken(public(plan), "Before", TODAY).changes
    plan = plan.apply(Edit("Keep", before))
    return plan.apply(taken(plan, "Now", TODAY))


@pytest.mark.parametrize("kind", FORMATS)
def test_what_goes_out_says_nothing_of_an_open_session(kind: str) -> None:
    assert not tells(given_as(with_baselines(OPEN), kind, TODAY))


def test_once_revealed_the_ballots_go_out() -> None:
    assert all(mark in exported(REVEALED, "toml", today=TODAY) for mark in ("31415.92", ANSWER))


@given(
    state=st.sampled_from(SECRET),
    method=st.sampled_from(SessionMethod),
    cast=st.lists(
        st.tuples(st.decimals("31415", "31415.99", places=2), st.sampled_from((None, ANSWER))), min_size=1, max_size=4
    ),
    kind=st.sampled_from(FORMATS),
)
def test_no_format_tells_what_was_cast_however_it_was(
    state: SessionState, method: SessionMethod, cast: list[tuple[Decimal, str | None]], kind: str
) -> None:
    plan = plan_of(
        a(Initiative, "filters"),
        a(Initiative, "search-box"),
        a(Touchpoint, "search", feeling=-1),
        a(Session, "vote", state=state, method=method, initiatives=("filters", "search-box")),
        *(
            a(
                Ballot,
                f"ballot-{n}",
                session="vote",
                participant=f"p{n}",
                initiative="filters",
                against="search-box" if method is SessionMethod.PAIRWISE else None,
                value=value,
                answer=answer,
            )
            for n, (value, answer) in enumerate(cast)
        ),
    )

    assert not tells(given_as(with_baselines(plan), kind, TODAY))


def test_a_toml_file_says_that_ballots_are_not_in_it() -> None:
    text = exported(OPEN, "toml", today=TODAY)

    assert text.splitlines()[1] == "# Without the ballots of “What comes first”: they are secret until it is revealed."
    assert "Without" not in exported(REVEALED, "toml", today=TODAY)


def test_the_export_command_says_so_too(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(path)]) == 0

    out, err = capsys.readouterr()
    assert "Without the ballots of “What comes first”" in err
    assert not tells(out + err)


# --- coming back in -----------------------------------------------------------------------------------------------


def imported(text: str, plan: Plan = OPEN) -> Plan:
    edit, _ = edit_from(plan, text.encode(), "trips.toml")
    return plan.apply(edit)


def test_taking_in_what_went_out_leaves_the_secret_ballots() -> None:
    assert imported(exported(OPEN, "toml", today=TODAY)) == OPEN


def test_taking_in_a_file_without_the_session_takes_its_ballots_along() -> None:
    text = exported(OPEN.apply(remove(OPEN, [VOTE])), "toml", today=TODAY)

    assert imported(text).all(Ballot) == ()


def test_taking_in_a_file_without_an_item_takes_the_ballots_on_it_along() -> None:
    text = exported(OPEN.apply(remove(OPEN, [OPEN.get(Initiative, "filters")])), "toml", today=TODAY)

    after = imported(text)

    assert after.all(Initiative) == ()
    assert after.all(Ballot) == ()


def test_ballots_that_are_no_longer_secret_go_like_anything_else() -> None:
    text = exported(OPEN, "toml", today=TODAY).replace('state = "open"', 'state = "revealed"')

    assert imported(text, REVEALED).all(Ballot) == ()


def test_a_trial_import_that_would_reveal_says_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = exported(REVEALED, "toml", today=TODAY).replace("31415.92", "1")
    Path("guess.toml").write_text(text, encoding="utf-8")

    assert main(["import", str(path), "guess.toml", "--dry-run"]) == 0

    assert not tells("".join(capsys.readouterr()))


# --- the command line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["log", "log --json", "check", "check --json", "doctor", "rank"])
def test_what_is_printed_says_nothing_while_it_is_open(
    path: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    main([*words.split(), str(path)])

    said = "".join(capsys.readouterr())
    assert said
    assert not tells(said)


def test_the_log_keeps_that_a_ballot_was_cast_and_tells_what_after_the_reveal(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["log", "--json", str(path)])
    [cast] = json.loads(capsys.readouterr().out)[-1]["changes"]
    reveal(path)
    main(["log", "--json", str(path)])

    assert cast == {"kind": "ballot", "id": "first", "before": None, "after": {"secret": True}}
    assert tells(capsys.readouterr().out)


def test_the_log_never_tells_what_was_on_a_ballot_that_is_gone(path: Path) -> None:
    with Store.open(path, author="ana") as store:
        store.apply(remove(store.plan, [store.plan.get(Session, "vote")]))
        entries = told(store.log(), store.plan)

    assert not tells(json.dumps([each.as_data() for each in entries]))
    assert [each["before"] for each in entries[-1].changes if each["kind"] == "ballot"] == [{"secret": True}] * 2


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_difference_says_nothing_of_a_session_that_is_secret_on_either_side(
    path: Path, capsys: pytest.CaptureFixture[str], form: tuple[str, ...]
) -> None:
    day = datetime.now(UTC).astimezone().date()
    other = path.with_name("other.klantreis")
    Store.create(other, [each for each in REVEALED if not isinstance(each, Ballot)])

    for sides in ((f"{path}@{day}", str(other)), (str(other), str(path)), ("/dev/null", str(path))):
        main(["diff", *sides, *form])

    assert not tells("".join(capsys.readouterr()))


def test_once_revealed_ballots_differ_like_anything_else() -> None:
    [found] = difference(REVEALED, REVEALED.apply(change(FIRST, value=1)))

    assert (found.kind, found.sign) == ("ballot", "~")


def test_taking_a_ballot_back_does_not_say_what_was_on_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("undo", "redo"):
        assert main([command, str(path)]) == 0

    said = "".join(capsys.readouterr())
    assert said == "Undid: Cast a ballot\nRedid: Cast a ballot\n"
    assert FIRST in ballots(path)


def test_who_cannot_take_a_ballot_back_is_not_told_what_is_on_it_now(path: Path) -> None:
    with Store.open(path, author="Joris", session="j") as mine, Store.open(path, author="Joris") as twin:
        mine.apply(Edit("Cast a ballot", (Change(FIRST, FIRST.model_copy(update={"value": Decimal(2)})),)))
        stale = change(FIRST, value=3)

        with pytest.raises(StaleEdit) as refusal:
            twin.apply(stale)

    assert str(refusal.value) == "Change value of “first”: the same ballot was changed meanwhile."


def test_a_report_of_a_bug_says_nothing(tmp_path: Path) -> None:
    try:
        raise ValueError(repr(FIRST))
    except ValueError as error:
        report = write_report(error, tmp_path)

    assert not tells(report.read_text(encoding="utf-8"))


# --- the screens --------------------------------------------------------------------------------------------------


def stand(plan: Plan = OPEN) -> Stand:
    return Stand(lambda: Records(PAGE, today=TODAY), plan)


def page(app: Stand) -> Records:
    found = app.screen_stack[1]
    assert isinstance(found, Records)
    return found


async def test_ballots_of_an_open_session_are_no_rows_however_far_it_is_unfolded() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("l", "l")
        closed = list(page(app)._rows)
        app.plan = REVEALED
        await pilot.press("l", "l")

        assert closed == [key_of(VOTE)]
        assert key_of(FIRST) in page(app)._rows


@pytest.mark.parametrize("needle", ["31415", ANSWER, "Joris"])
async def test_the_search_does_not_find_what_is_on_them(needle: str) -> None:
    app = stand()
    async with app.run_test() as pilot:
        page(app).needle = needle
        await pilot.pause()

        assert list(page(app)._rows) == []


async def test_going_to_a_record_offers_no_secret_ballot() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press(":")
        assert isinstance(app.screen, Chooser)

        offered = set(app.screen._options)

        assert key_of(VOTE) in offered
        assert not any(key.startswith("ballot/") for key in offered)


async def test_neither_the_thread_nor_the_pane_of_a_record_leads_to_a_secret_ballot() -> None:
    app = stand()
    async with app.run_test():
        shown = page(app).shown
        for record in (VOTE, OPEN.get(Initiative, "filters")):
            assert not any(option.key.startswith("ballot/") for option in thread(shown, record))
            assert "ballot" not in " ".join(map(str, page(app).describe(record, 60)))
        assert "ballot" in " ".join(map(str, described(REVEALED, REVEALED.get(Initiative, "filters"), 60)))


async def test_the_page_of_sessions_shows_nothing_of_it_either() -> None:
    app = Stand(lambda: Sessions(PAGE, today=TODAY), OPEN)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        seen = "\n".join(app.picture)

        assert "What comes first" in seen
        assert not tells(seen)


async def test_a_record_that_is_brought_back_is_shown_unless_it_is_secret() -> None:
    app = stand()
    async with app.run_test() as pilot:
        page(app).show_record("ballot", "first")
        await pilot.pause()

        assert list(page(app)._rows) == [key_of(VOTE)]


async def test_a_copy_of_an_open_session_has_no_ballots() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("y")
        await pilot.pause()

        assert {each.subject.KIND for each in app.edit.changes} == {"session"}


async def test_removing_an_open_session_takes_its_ballots_along() -> None:
    app = stand()
    async with app.run_test() as pilot:
        await pilot.press("d")
        await pilot.pause()
        seen = " ".join(app.picture)
        await pilot.press("y")
        await pilot.pause()

        assert not tells(seen)
        assert {each.subject.KIND for each in app.edit.changes} == {"session", "ballot"}


def test_what_the_method_asks_for_says_nothing() -> None:
    said = [*map(str, problems(OPEN, TODAY)), *map(str, steps(OPEN, TODAY))]

    assert not any(map(tells, said))
