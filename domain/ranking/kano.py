"""Kano: what customers take for granted, what makes them happier the more of it there is, and what delights them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.figures import number
from domain.initiative import Attitude, Initiative, KanoAnswer
from domain.paths import live
from domain.persona import Persona
from domain.plan import Plan
from domain.ranking.score import Input, Score, ranked
from domain.text import counted


class Category(StrEnum):
    """What something is to customers, in the order in which it wins a tie."""

    MUST_BE = "must-be"
    ONE_DIMENSIONAL = "one-dimensional"
    ATTRACTIVE = "attractive"
    INDIFFERENT = "indifferent"
    REVERSE = "reverse"
    QUESTIONABLE = "questionable"


ORDER = tuple(Category)
POINTS = {category: Decimal(4 - n) for n, category in enumerate(ORDER[:5])}
"""Must-be 4 … reverse 0; an order and not an amount."""
MOST_QUESTIONABLE = Fraction(1, 10)
"""A larger share of answers that contradict themselves means the question was badly worded."""
_CLEAR = Fraction("1.65")

_TABLE = {
    Attitude.LIKE: "QAAAO",
    Attitude.MUST_BE: "RIIIM",
    Attitude.NEUTRAL: "RIIIM",
    Attitude.LIVE_WITH: "RIIIM",
    Attitude.DISLIKE: "RRRRQ",
}
_LETTER = {category.value[0].upper(): category for category in Category}


@dataclass(frozen=True, slots=True)
class Answers:
    """What those asked say, taken together; of one segment, for mixing segments hides what each wants.

    Attributes:
        counts: how many answers fall in each category.
    """

    counts: Mapping[Category, int]

    @property
    def number(self) -> int:
        """How many were asked."""
        return sum(self.counts.values())

    @property
    def category(self) -> Category | None:
        """The one most answers fall in; a tie goes to must-be, then one-dimensional, attractive, indifferent."""
        if not self.number:
            return None
        return max(ORDER, key=lambda each: (self._count(each), -ORDER.index(each)))

    @property
    def is_clear(self) -> bool:
        """Whether the first category can be told from the second at this number of answers.

        It can where a − b ≥ 1.65 · √((a + b)(2N − a − b)/2N), a and b being the two highest counts of N.

        Source:
            Fong 1996, "Using the self-stated importance questionnaire to interpret Kano questionnaire results".
        """
        n = self.number
        first, second = sorted((self._count(each) for each in ORDER), reverse=True)[:2]
        return n > 0 and 2 * n * (first - second) ** 2 >= _CLEAR**2 * (first + second) * (2 * n - first - second)

    @property
    def better(self) -> Fraction | None:
        """How much having it makes happier: (A + O)/(A + O + M + I), 0…1; None without such answers.

        Source:
            Berger et al. 1993, "Kano's methods for understanding customer-defined quality".
        """
        return self._of_all(Category.ATTRACTIVE, Category.ONE_DIMENSIONAL)

    @property
    def worse(self) -> Fraction | None:
        """How much lacking it makes unhappy: −(O + M)/(A + O + M + I), −1…0; None without such answers."""
        share = self._of_all(Category.ONE_DIMENSIONAL, Category.MUST_BE)
        return None if share is None else -share

    @property
    def questionable(self) -> Fraction | None:
        """The share of answers that contradict themselves, 0…1; None without answers."""
        return Fraction(self._count(Category.QUESTIONABLE), self.number) if self.number else None

    @property
    def badly_worded(self) -> bool:
        """Whether more than one answer of ten contradicts itself."""
        return (self.questionable or 0) > MOST_QUESTIONABLE

    def _count(self, category: Category) -> int:
        return self.counts.get(category, 0)

    def _of_all(self, *categories: Category) -> Fraction | None:
        total = sum(self._count(each) for each in ORDER[:4])
        return Fraction(sum(self._count(each) for each in categories), total) if total else None


def category_of(present: Attitude, absent: Attitude) -> Category:
    """What it is to somebody who says so of having it and of not having it.

    Source:
        Kano, Seraku, Takahashi & Tsuji 1984, "Attractive quality and must-be quality".
    """
    return _LETTER[_TABLE[present][list(Attitude).index(absent)]]


def answers_of(given: Iterable[KanoAnswer]) -> Answers:
    """The answers *given*, counted by category."""
    counts = dict.fromkeys(ORDER, 0)
    for answer in given:
        counts[category_of(answer.present, answer.absent)] += answer.number
    return Answers(counts)


def by_persona(plan: Plan, initiative: Initiative) -> tuple[tuple[Persona | None, Answers], ...]:
    """What each persona says of *initiative*, in the order of the personas; None is those of whom it is not said."""
    given = plan.parts(KanoAnswer, initiative)
    personas = [*(persona for persona in plan.all(Persona)), None]
    groups = [
        (persona, [answer for answer in given if answer.persona == (persona.id if persona else None)])
        for persona in personas
    ]
    return tuple((persona, answers_of(answers)) for persona, answers in groups if answers)


def ranking(plan: Plan, _today: date) -> tuple[Score, ...]:
    """Put every initiative of *plan* that is not dropped in order of its category.

    Must-be comes before one-dimensional, attractive, indifferent and reverse. Each persona has the category of most of
    its answers; where personas differ, the category with the largest share of the customers counts, and all
    personas count alike where the share of one of them is not known. A tie goes to the earlier category.
    """
    return ranked(_score(plan, initiative) for initiative in live(plan))


def _score(plan: Plan, initiative: Initiative) -> Score:
    groups = by_persona(plan, initiative)
    inputs = tuple(_input(persona, answers) for persona, answers in groups)
    missing = [
        f"answers of {_called(persona)} that do not contradict themselves"
        for persona, answers in groups
        if answers.category is Category.QUESTIONABLE
    ]
    if not groups:
        missing, inputs = ["Kano answers"], (Input("Kano answers", "", "asked", "kano_answer"),)
    if missing:
        return Score(initiative.id, None, Decimal(0), Decimal(4), tuple(missing), inputs)
    shares = [persona.share_percent if persona else None for persona, _ in groups]
    known = [share for share in shares if share is not None]
    weights = known if len(known) == len(shares) and any(known) else [1] * len(shares)
    votes = dict.fromkeys(ORDER, 0)
    for weight, (_, answers) in zip(weights, groups, strict=True):
        votes[answers.category or Category.QUESTIONABLE] += weight
    category = max(ORDER, key=lambda each: (votes[each], -ORDER.index(each)))
    points = POINTS[category]
    each = "; ".join(f"{_called(persona)} {answers.category}" for persona, answers in groups)
    return Score(initiative.id, points, points, points, (), inputs, said=f"{each}: {category}, {points}")


def _input(persona: Persona | None, answers: Answers) -> Input:
    category = answers.category
    figures = (
        f"{category}",
        "" if answers.is_clear else "not clear from the next",
        "" if answers.better is None else f"better {number(answers.better)}",
        "" if answers.worse is None else f"worse {number(answers.worse)}",
        f"{number(100 * (answers.questionable or Fraction(0)))} % questionable" if answers.badly_worded else "",
    )
    source = f"{counted(answers.number, 'answer')} of {_called(persona)}"
    standing = None if category is None or category not in POINTS else Fraction(POINTS[category]) / 4
    return Input("Kano", ", ".join(filter(None, figures)), source, "kano_answer", standing)


def _called(persona: Persona | None) -> str:
    return persona.name if persona else "people of no persona"
