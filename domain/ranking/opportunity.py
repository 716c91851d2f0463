"""The opportunity score: what customers find important and are not satisfied with, and how much of it gets closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.figures import number
from domain.gap import Gap
from domain.initiative import Initiative, Remedy
from domain.journey import Touchpoint
from domain.paths import live
from domain.plan import Plan
from domain.ranking.score import Input, Score, ranked

TOP = Decimal(10)
"""The end of the scales of importance and satisfaction; an opportunity goes to twice that."""
SURVEY, EXPERT = "survey", "expert"
BANDS = ((Decimal(15), "extreme"), (Decimal(12), "strong"), (Decimal(10), "solid"))
"""Above which number an opportunity is called what; authors differ in the words, not in the order."""


@dataclass(frozen=True, slots=True)
class Opportunity:
    """How much a gap is worth closing to customers.

    Attributes:
        gap: its id.
        value: from 0 to 20; None as long as importance or satisfaction is missing.
        worst, best: between which it will come to lie.
        importance, satisfaction: from 0 to 10; None where they are missing.
        by: `survey` where both figures are shares of those asked, `expert` where one is an opinion about a touchpoint.
        missing: what is missing, in words.
        inputs: importance and satisfaction, from 0 to 10 each.
        said: the arithmetic in one line; empty without a value.
    """

    gap: str
    value: Decimal | None
    worst: Decimal
    best: Decimal
    importance: Decimal | None
    satisfaction: Decimal | None
    by: str
    missing: tuple[str, ...]
    inputs: tuple[Input, ...]
    said: str

    @property
    def band(self) -> str:
        """Extreme above 15, strong above 12, solid above 10; empty below, or without a value."""
        return next((word for above, word in BANDS if self.value is not None and self.value > above), "")


def opportunity(importance: Decimal, satisfaction: Decimal) -> Decimal:
    """Importance + max(importance − satisfaction, 0): from 0 to 20, both figures being from 0 to 10.

    The figures are ten times the share of those asked who gave 4 or 5 of 5, of one segment, and not mean ratings.

    Raises:
        ValueError: a figure lies outside 0…10.

    Source:
        Ulwick 2005, "What Customers Want", ch. 3: (9, 3) → 15, (9, 9) → 9.
    """
    for figure in (importance, satisfaction):
        if not 0 <= figure <= TOP:
            raise ValueError(f"{figure} lies outside 0…10")
    return importance + max(importance - satisfaction, Decimal(0))


def opportunity_of_gap(plan: Plan, gap: Gap) -> Opportunity:
    """How much *gap* is worth closing to customers.

    The shares of those asked count. Where one is missing, an expert's figure of the current touchpoint stands in: its
    importance, 1…5, for importance; how far customers reach their goal there, else the feeling, −2…+2, for
    satisfaction; the ends of each scale go to 0 and 10.
    """
    today = plan.find(Touchpoint, gap.current) if gap.current else None
    importance, asked_importance = _importance(gap, today)
    satisfaction, asked_satisfaction = _satisfaction(gap, today)
    found = (("importance", importance), ("satisfaction", satisfaction))
    missing = tuple(f"{what} of “{gap.name}”" for what, figure in found if figure is None)
    worst = opportunity(Decimal(0) if importance is None else importance, TOP if satisfaction is None else satisfaction)
    best = opportunity(TOP if importance is None else importance, Decimal(0) if satisfaction is None else satisfaction)
    said = ""
    if importance is not None and satisfaction is not None:
        imp, sat = number(importance), number(satisfaction)
        said = f"{imp} + max({imp} − {sat}, 0) = {number(best)}"
    return Opportunity(
        gap=gap.id,
        value=None if missing else best,
        worst=worst,
        best=best,
        importance=importance,
        satisfaction=satisfaction,
        by=SURVEY if asked_importance and asked_satisfaction else EXPERT,
        missing=missing,
        inputs=(
            _input("Importance", importance, SURVEY if asked_importance else EXPERT),
            _input("Satisfaction", satisfaction, SURVEY if asked_satisfaction else EXPERT),
        ),
        said=said,
    )


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Score every initiative of *plan* that is not dropped: Σ over its remedies, opportunity × share it closes."""
    return ranked(_score(plan, initiative) for initiative in live(plan))


def _score(plan: Plan, initiative: Initiative) -> Score:
    claims = [
        (gap, remedy.closes_percent, opportunity_of_gap(plan, gap))
        for remedy in plan.parts(Remedy, initiative)
        if (gap := plan.find(Gap, remedy.gap)) is not None
    ]
    if not claims:
        return Score(initiative.id, None, Decimal(0), None, ("a gap it closes",), (_input("Closes", None, "typed"),))
    missing: list[str] = []
    inputs: list[Input] = []
    for gap, closes, found in claims:
        missing.extend(found.missing)
        if closes is None:
            missing.append(f"how much of “{gap.name}” it closes")
        worth = "" if found.value is None else number(found.value)
        inputs.append(Input(f"Opportunity of “{gap.name}”", worth, found.by))
        inputs.append(Input(f"Closes of “{gap.name}”", "" if closes is None else f"{closes} %", "typed", "remedy"))
    worst = sum(
        (found.worst * (0 if closes is None else closes) / 100 for _, closes, found in claims), start=Decimal(0)
    )
    best = sum((found.best * (100 if closes is None else closes) / 100 for _, closes, found in claims), Decimal(0))
    terms = [f"{number(found.best)} × {closes} %" for _, closes, found in claims]
    return Score(
        initiative.id,
        value=None if missing else best,
        worst=worst,
        best=best,
        missing=tuple(missing),
        inputs=tuple(inputs),
        said="" if missing else f"{' + '.join(terms)} = {number(best)}",
    )


def _importance(gap: Gap, today: Touchpoint | None) -> tuple[Decimal | None, bool]:
    if gap.importance_percent is not None:
        return Decimal(gap.importance_percent) / 10, True
    if today is None or today.importance is None:
        return None, False
    return Decimal(today.importance - 1) * TOP / 4, False


def _satisfaction(gap: Gap, today: Touchpoint | None) -> tuple[Decimal | None, bool]:
    if gap.satisfaction_percent is not None:
        return Decimal(gap.satisfaction_percent) / 10, True
    if today is None:
        return None, False
    if today.goal_percent is not None:
        return Decimal(today.goal_percent) / 10, False
    return None if today.feeling is None else (today.feeling + 2) * TOP / 4, False


def _input(title: str, figure: Decimal | None, source: str) -> Input:
    return Input(title, "" if figure is None else number(figure), source)
