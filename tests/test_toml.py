"""TOML both ways: what goes out comes in the same, and what cannot be meant is refused with its place."""

from __future__ import annotations

import difflib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.engagement import Engagement
from domain.entity import Entity, fields_of, revise
from domain.errors import BadInput, Finding
from domain.journey import Journey, Phase, Touchpoint
from domain.persona import Persona
from domain.plan import Edit, Plan
from domain.records import KINDS
from domain.rules import broken_rules
from storage.formats.source import LARGEST
from storage.formats.toml import import_edit, read, written
from tests.soak import times
from tests.strategies import plans, values


def imported(text: str, plan: Plan | None = None) -> Plan:
    plan = plan or Plan()
    return plan.apply(import_edit(plan, read(text.encode(), "plan.toml")))


@given(plans())
def test_what_goes_out_comes_in_the_same(plan: Plan) -> None:
    text = written(plan)

    again = imported(text)

    assert written(again) == text
    assert {(r.KIND, r.id) for r in again} == {(r.KIND, r.id) for r in plan}


@given(plans())
def test_importing_a_plans_own_export_changes_nothing(plan: Plan) -> None:
    edit = import_edit(plan, read(written(plan).encode(), "plan.toml"))

    assert edit.changes == ()


@given(plans(most=1), st.data())
def test_one_changed_field_is_one_changed_line(plan: Plan, data: st.DataObject) -> None:
    record = data.draw(st.sampled_from(list(plan)))
    plain = [f for f in fields_of(type(record)).values() if not f.target and f.name not in ("id", "position")]
    facts = data.draw(st.sampled_from(plain))
    value = data.draw(values(facts))
    try:
        changed = revise(record, **{facts.name: (value,) if facts.many else value})
    except ValueError:
        return
    other = Plan.of([*(r for r in plan if r is not record), changed])

    lines = list(difflib.unified_diff(written(plan).splitlines(), written(other).splitlines(), n=0, lineterm=""))[2:]

    assert sum(line.startswith("+") for line in lines) <= 1
    assert sum(line.startswith("-") for line in lines) <= 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND)
def test_every_kind_of_record_has_its_own_table(kind: type[Entity]) -> None:
    fields = {name for name in fields_of(kind) if name not in ("position", kind.OWNER)}

    assert fields
    with pytest.raises(BadInput, match=f"{kind.KIND}.*nonsense: unknown key"):
        read(
            f"[{kind.KIND}]\nnonsense = 1".encode()
            if kind is Engagement
            else f"[[{kind.KIND}]]\nnonsense = 1".encode(),
            "x",
        )


HAND_WRITTEN = """
[[persona]]
name = "Michiel Mobiel"

[[journey]]
name = "Book a US road trip"
persona = "michiel-mobiel"

[[journey.phase]]
name = "Orient"

[[journey.phase.touchpoint]]
name = "Compare trips"
feeling = -1.5

[[journey.phase.touchpoint.note]]
text = "No filters"

[[journey.phase.touchpoint]]
name = "Compare trips"
"""


def test_a_hand_written_file_needs_no_ids_and_no_positions() -> None:
    plan = imported(HAND_WRITTEN)

    first, second = plan.all(Touchpoint)
    assert (first.id, second.id) == ("compare-trips", "compare-trips-2")
    assert first.feeling == Decimal("-1.5")
    assert plan.all(Journey)[0].persona == "michiel-mobiel"


def test_parts_may_stand_by_themselves_and_name_their_owner() -> None:
    plan = imported('[[phase]]\nname = "Pay"\njourney = "book"\n[[journey]]\nid = "book"\nname = "Book"\n')

    assert [phase.journey for phase in plan.all(Phase)] == ["book"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[persona]]\nnam = 'x'", "x.toml:2: persona[0].nam: unknown key; did you mean “name”?"),
        ("[[persona]]\nname = 3", "x.toml:2: persona[0].name: found 3; allowed is text of 1 to 200 characters"),
        ("[[persona]]\nid = 'a'", "x.toml:1: persona[0].name: is missing; it must be text of 1 to 200 characters"),
        ("[[persona]]\nname = ' '", "x.toml:2: persona[0].name: found “”; allowed is text of 1 to 200"),
        (
            "[[persona]]\nname = 'a'\nshare_percent = 101",
            "x.toml:3: persona[0].share_percent: found 101; allowed is a whole number from 0 to 100",
        ),
        ("[[persona]]\nname = 'a'\nshare_percent = 1.5", "found 1.5; allowed is a whole number from 0 to 100"),
        ("[[persona]]\nname = 'a'\nyearly_value = nan", "found nan; allowed is a number from"),
        ("[[persona]]\nname = 'a'\nyearly_value = true", "found true; allowed is a number from"),
        ("[[persona]]\nname = 'a'\nkind = 'martian'", "found “martian”; allowed is one of customer, prospect"),
        ("[[persona]]\nname = 'a'\nchannels = 'web'", "found “web”; allowed is a list, each text"),
        ("[[persona]]\nname = 'a'\nid = 'A B'", "x.toml:3: persona[0].id: found “A B”; allowed is lower-case letters"),
        (
            "[[persona]]\nid='a'\nname='a'\n[[persona]]\nid='a'\nname='b'",
            "persona[1].id: “a” is also the id of persona[0]",
        ),
        ("[[journey]]\nname = 'a'\npersona = 'b'", "x.toml:3: journey[0].persona: there is no persona “b”"),
        ("[[kpi]]\nname = 'a'\ntarget_on = 2027-01-01T00:00:00", "allowed is a date"),
        ("[[martian]]\nname = 'a'", "x.toml:1: martian: unknown key"),
        ("persona = 3", "x.toml:1: persona: found 3; write it as [[persona]]"),
        ("[persona]\nname = 'a'", "x.toml:1: persona: found a table; write it as [[persona]]"),
        ("schema = 99", "x.toml:1: schema: found 99; this program reads up to 3"),
        ("a = [", "x.toml:1: not TOML"),
        ("a = 1\na = 2", "x.toml:2: not TOML"),
        ("a.b." + "c." * 100 + "d = 1", "x.toml:1: a key of more than 64 parts"),
        ("a = " + "[" * 50 + "]" * 50, "x.toml:1: nested deeper than 32 levels"),
        ("a = " + "9" * 5000, "too large a number"),
        (
            "[[initiative]]\nname='a'\nid='a'\n[[initiative.dependency]]\nwaits_for='b'\n[[initiative]]\nname='b'\nid='b'\n[[initiative.dependency]]\nwaits_for='a'",
            "initiative[0].dependency[0].waits_for: these would wait for each other",
        ),
        (
            "[[initiative]]\nname='a'\nlow_days=9\nhigh_days=3",
            "x.toml:1: initiative[0]: low_days (9) is above high_days (3)",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        imported(text) if "x.toml" not in said else Plan().apply(import_edit(Plan(), read(text.encode(), "x.toml")))

    assert said in str(caught.value)


def test_a_file_that_says_nothing_does_not_empty_the_engagement() -> None:
    plan = imported(HAND_WRITTEN)
    document = read(b"schema = 1\n", "x.toml")

    with pytest.raises(BadInput, match="no record is in it"):
        import_edit(plan, document)

    assert import_edit(plan, document, keep=True).changes == ()


def test_all_problems_are_told_in_one_go() -> None:
    with pytest.raises(BadInput) as caught:
        read(b"[[persona]]\nnam = 'x'\n[[touchpoint]]\nfeeling = 9\nnonsense = 1\n[[kpi]]\n", "x.toml")

    assert [f.line for f in caught.value.findings] == [1, 2, 3, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("naïve = 1".encode("latin-1"), "x:1: byte 0xef is not UTF-8"),
        ("a = 1".encode("utf-16"), "x:1: byte 0xff is not UTF-8"),
        (b"a" * (LARGEST + 1), "larger than 5 MB"),
    ],
)
def test_a_file_in_another_encoding_or_too_large_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(raw, "x")

    assert said in str(caught.value)


@given(st.binary(max_size=200) | st.text(st.sampled_from("[]{}=.\"'#\\\nabé🙂 1-:T"), max_size=120).map(str.encode))
def test_nonsense_is_refused_and_never_crashes(raw: bytes) -> None:
    try:
        records = read(raw, "x").records
    except BadInput:
        records = ()

    assert records == ()


GOOD = written(imported(HAND_WRITTEN))
ODD = ["=", '"', "[[", "]]", "nan", "-1", "9" * 30, "\\u0000", "1979-05-27", "[[touchpoint]]"]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good export in which a few letters, words or lines were changed, doubled or lost."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        unit = draw(st.sampled_from(["", " ", "\n"]))
        parts = text.split(unit) if unit else list(text)
        at = draw(st.integers(0, len(parts) - 1))
        other = draw(st.sampled_from(parts) | st.sampled_from(ODD))
        match draw(st.sampled_from(["drop", "double", "change", "insert"])):
            case "drop":
                parts[at : at + 1] = []
            case "double":
                parts.insert(at, parts[at])
            case "change":
                parts[at] = other
            case _:
                parts.insert(at, other)
        text = unit.join(parts) or " "
    return text.encode()


@settings(max_examples=times(100, 10_000))
@given(mutated())
def test_a_damaged_export_is_refused_with_its_place_or_taken_in_by_the_rules(raw: bytes) -> None:
    plan = imported(HAND_WRITTEN)
    edit: Edit | None = None
    findings: tuple[Finding, ...] = ()
    try:
        edit = import_edit(plan, read(raw, "x"))
    except BadInput as refused:
        findings = refused.findings

    if edit is None:
        assert findings
        assert all(finding.what for finding in findings)
    else:
        assert not any(broken_rules(plan.apply(edit), edit))


def test_a_byte_order_mark_and_windows_line_ends_are_welcome() -> None:
    text = "\ufeff" + HAND_WRITTEN.replace("\n", "\r\n")

    assert len(imported(text).all(Touchpoint)) == 2


def test_control_sequences_are_taken_out_and_counted() -> None:
    document = read(b'[[persona]]\nname = "A\\u001b]52;c;aGk=\\u0007na\\u202e"\n', "x")

    assert [r.title for r in document.records] == ["Ana"]
    assert document.removed == 3


def test_importing_changes_only_what_differs_and_keeps_the_rest_of_order() -> None:
    plan = imported(HAND_WRITTEN)
    text = written(plan).replace("Michiel Mobiel", "Michiel M.")

    edit = import_edit(plan, read(text.encode(), "x"))

    assert [(type(c.after), c.fields) for c in edit.changes] == [(Persona, ("name",))]


def test_what_a_file_no_longer_mentions_goes_unless_kept() -> None:
    plan = imported(HAND_WRITTEN)
    document = read(b'[[persona]]\nname = "Michiel Mobiel"\n', "x")

    gone = plan.apply(import_edit(plan, document))
    kept = plan.apply(import_edit(plan, document, keep=True))

    assert gone.all(Journey) == ()
    assert kept == plan
    assert not any(broken_rules(gone, import_edit(plan, document)))
