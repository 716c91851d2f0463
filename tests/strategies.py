"""Any plan a consultant could have made, drawn from what the entities declare."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from domain.edits import id_text
from domain.engagement import Engagement
from domain.entity import Entity, Facts, fields_of, references_of, revise
from domain.plan import Change, Edit, NewIds, Plan
from domain.records import KINDS
from domain.rules import broken_rules
from domain.text import clean_text

HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "旅行のしおり",
    "مسافر",
    "👩‍👩‍👧‍👦 gezin",
    "e\u0301\u0301",
    '"""',
    "'''",
    "a\\b\\",
    "=1+1",
    "# not a comment",
    "line\nbreak",
    "\u200fright",
    "end\\\n",
    "]]",
    "${x}",
    "' OR 1=1 --",
    "\u00a0",
)

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
)


def values(facts: Facts) -> st.SearchStrategy[Any]:
    """Any single value the field may hold."""
    if issubclass(facts.type, StrEnum):
        return st.sampled_from(list(facts.type))
    if facts.type is bool:
        return st.booleans()
    if facts.type is int:
        return st.integers(int(facts.least or 0), int(facts.most or 0))
    if facts.type is Decimal:
        return st.decimals(facts.least, facts.most, places=facts.places, allow_nan=False, allow_infinity=False)
    if facts.type is date:
        return st.dates(date(1900, 1, 1), date(2999, 12, 31))
    if facts.longest == facts.shortest == 3:
        return st.sampled_from(["EUR", "USD", "JPY"])
    cleaned = words.map(lambda text: clean_text(text, multiline=facts.prose))
    return cleaned.filter(lambda text: len(text) >= facts.shortest)


def _by_need() -> list[type[Entity]]:
    """Kinds so ordered that what a record must refer to comes before it."""
    names = {kind.KIND: kind for kind in KINDS}
    needs = {
        kind.KIND: {f.target for f in references_of(kind).values() if not f.optional} - {kind.KIND} for kind in KINDS
    }
    return [names[name] for name in TopologicalSorter(needs).static_order()]


@st.composite
def plans(draw: st.DrawFn, most: int = 2) -> Plan:
    """A plan with up to *most* records of each kind under each, all rules kept."""
    plan = Plan()
    for kind in _by_need():
        for n in range(1 if kind.KIND == "engagement" else draw(st.integers(0, most))):
            record = _record(draw, plan, kind, n)
            if record is None:
                continue
            edit = Edit("Add", (Change(None, record),))
            after = plan.apply(edit)
            if not any(broken_rules(after, edit)):
                plan = after
    return plan


def _record(draw: st.DrawFn, plan: Plan, kind: type[Entity], n: int) -> Entity | None:
    fields: dict[str, Any] = {}
    for name, facts in fields_of(kind).items():
        if name in ("id", "position"):
            continue
        if facts.target:
            known = [record.id for target in KINDS if facts.target == target.KIND for record in plan.all(target)]
            one = st.sampled_from(known) if known else st.nothing()
            if facts.many:
                fields[name] = draw(st.lists(one, max_size=2, unique=True).map(tuple) if known else st.just(()))
            elif facts.optional:
                fields[name] = draw(st.none() | one)
            elif known:
                fields[name] = draw(one)
            else:
                return None
        elif facts.many:
            fields[name] = draw(st.lists(values(facts), max_size=2).map(tuple))
        elif facts.optional:
            fields[name] = draw(st.none() | values(facts))
        else:
            fields[name] = draw(values(facts))
    try:
        draft = kind.model_validate({**fields, "id": "new", "position": draw(st.integers(-3, 3)) * 1024 + n})
    except ValidationError:
        return None
    text = Engagement.ONLY if kind is Engagement else id_text(kind, fields)
    return revise(draft, id=NewIds(plan).free(kind, text))
