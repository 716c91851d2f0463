"""How strong the evidence for a record is: a number anybody can do again by hand, and a word for whose voice it is.

It is a stated rule of thumb and not a probability: it grows with every piece that is cited, fades as the piece ages,
and no single kind of evidence, however much there is of it, convinces as much as several kinds that agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import prod
from types import MappingProxyType
from typing import NamedTuple

from domain.entity import Entity
from domain.evidence import Citation, Evidence, EvidenceKind, Reliability
from domain.gap import Gap
from domain.journey import Journey, Note, Phase, Touchpoint
from domain.paths import contacts_of, touchpoints_of
from domain.plan import Plan
from domain.text import counted


class Standing(StrEnum):
    """Whose voice a record rests on, weakest first (S38)."""

    UNKNOWN = "no evidence"
    ASSUMED = "assumed"
    HEARD = "heard"
    VALIDATED = "validated"


class Usual(NamedTuple):
    """How far one kind of evidence convinces, unless the engagement says otherwise.

    Attributes:
        each: how far one piece does, or one of the people asked; 0…1.
        most: how far the kind does, however much there is of it; 0…1.
        by_head: whether a piece convinces by the number of people asked, or as a whole.
    """

    each: float
    most: float
    by_head: bool = False


USUAL: Mapping[EvidenceKind, Usual] = MappingProxyType(
    {
        # Saying the same thing again does not make it truer, so assumptions do not add up.
        EvidenceKind.ASSUMPTION: Usual(0.05, 0.05),
        EvidenceKind.ANECDOTE: Usual(0.10, 0.30),
        EvidenceKind.INTERVIEW: Usual(0.08, 0.45, by_head=True),
        # People in one room echo each other, members of a panel are not strangers to us.
        EvidenceKind.FOCUS_GROUP: Usual(0.05, 0.40, by_head=True),
        EvidenceKind.PANEL: Usual(0.03, 0.40, by_head=True),
        EvidenceKind.ARENA: Usual(0.05, 0.45, by_head=True),
        EvidenceKind.SURVEY: Usual(0.01, 0.60, by_head=True),
        EvidenceKind.ANALYTICS: Usual(0.60, 0.75),
        EvidenceKind.EXPERIMENT: Usual(0.80, 0.90),
    }
)
"""What each kind of evidence is worth where no `Reliability` in the plan says otherwise.

The number of people asked, n, counts as 1 − (1 − each)^n: nine interviews make 1 − 0.92⁹ = 0.53, of which 0.45 counts;
a survey reaches its 0.60 at 92 answers.
"""
REPRESENTS_UNSAID = 0.5
"""What counts for how far those asked stand for all, where nobody said."""
FRESH_UNDATED = 0.5
"""What counts for freshness where there is no date: as if it were one half-life old."""

_ROUNDING = 1e-9
"""How far two sums that are the same may lie apart: 1 − (1 − 0.05) is a little more than 0.05."""
_BEFORE_CUSTOMERS = MappingProxyType(
    {
        EvidenceKind.ASSUMPTION: Standing.ASSUMED,
        EvidenceKind.ANECDOTE: Standing.HEARD,
    }
)
_RANK: Mapping[Standing, int] = MappingProxyType({standing: n for n, standing in enumerate(Standing)})


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One piece of evidence, and what it counts for.

    Attributes:
        each: q, how far it convinces by its kind and by how many were asked.
        represents: r, how far those asked stand for all.
        fresh: 2^(−age / half-life).
        adds: each · represents · fresh · reach: the part it takes away of the doubt that is left.
        usual: what was taken for its kind.
        half_life: in days.
        age: in days; None without a date.
        reached: of how many touchpoints it speaks for how many; None where the record is not a whole journey or phase.
    """

    evidence: Evidence
    each: float
    represents: float
    fresh: float
    adds: float
    usual: Usual
    half_life: int
    age: int | None
    reached: tuple[int, int] | None = None

    @property
    def said(self) -> str:
        """The arithmetic in one line."""
        factors = (self._counted(), self._representing(), self._fading(), self._reaching())
        name = f"{self.evidence.name} ({self.evidence.kind.value})"
        return f"{name}: {' × '.join(filter(None, factors))} = {self.adds:.3f}"

    def _counted(self) -> str:
        if not self.usual.by_head:
            return f"{self.each:.3f}"
        number = self.evidence.sample_size
        asked = "number not said, taken for 1" if number is None else counted(number, "person", "people")
        most = f", at most {self.usual.most:.2f}" if self.each == self.usual.most else ""
        return f"{self.each:.3f} (1 − {1 - self.usual.each:.2f}^{1 if number is None else number}, {asked}{most})"

    def _representing(self) -> str:
        said = "" if self.evidence.representative_percent is not None else ", not said"
        return f"{self.represents:.2f} (representative{said})"

    def _fading(self) -> str:
        if self.age is None:
            return f"{self.fresh:.3f} (no date, taken for one half-life)"
        return f"{self.fresh:.3f} ({counted(self.age, 'day')} old, half-life {self.half_life})"

    def _reaching(self) -> str:
        return f"{self.reached[0]}/{self.reached[1]} (touchpoints)" if self.reached else ""


@dataclass(frozen=True, slots=True)
class Together:
    """All pieces of one kind: what they come to, and what of it counts."""

    kind: EvidenceKind
    value: float
    most: float

    @property
    def counts(self) -> float:
        """The value, or the most that the kind may convince."""
        return min(self.value, self.most)

    @property
    def is_capped(self) -> bool:
        """Whether there is more of this kind than counts."""
        return self.value - self.most > _ROUNDING


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the evidence for a record is.

    Attributes:
        value: 0…1; None where nothing is cited, which is not the same as 0.
        standing: the best that any piece makes it.
        parts: the pieces, each once, those that add most first.
        kinds: the pieces by kind, those that count most first.
    """

    value: float | None
    standing: Standing
    parts: tuple[Reckoned, ...] = ()
    kinds: tuple[Together, ...] = ()

    @property
    def said(self) -> str:
        """The last step of the calculation, to be done again by hand."""
        if self.value is None:
            return "no evidence cited"
        terms = [
            f"{each.kind.value} {each.counts:.2f}{' (the most it may)' if each.is_capped else ''}"
            for each in self.kinds
        ]
        if len(terms) == 1:
            return f"evidence strength {self.value:.2f} = {terms[0]}"
        return f"evidence strength {self.value:.2f} = 1 − {' × '.join(f'(1 − {term})' for term in terms)}"


def calculation(strength: Strength) -> tuple[str, ...]:
    """The whole calculation behind *strength*, a line a piece, a line a kind with several, and the sum."""
    lines = [part.said for part in strength.parts]
    for together in strength.kinds:
        adds = [part.adds for part in strength.parts if part.evidence.kind is together.kind]
        if len(adds) > 1 or together.is_capped:
            product = " × ".join(f"(1 − {each:.3f})" for each in adds)
            most = f", at most {together.most:.2f}" if together.is_capped else ""
            lines.append(f"{together.kind.value}: 1 − {product} = {together.value:.3f}{most}")
    return (*lines, strength.said)


def strength_of(plan: Plan, record: Entity, today: date) -> Strength:
    """How strong the evidence that *plan* cites for *record* is on the day *today*.

    C = 1 − Π_kind (1 − min(most, 1 − Π_e (1 − q·r·2^(−age/h)))), each piece counting once however often it is cited.
    Only what was collected by then counts. What speaks for a note speaks for its touchpoint, and what speaks for a
    current touchpoint for its gap. A journey or a phase is a whole: a piece that is cited for some of its touchpoints
    counts by the share of them that it reaches, one that is cited for the whole counts in full.

    Source:
        The noisy-or of Pearl 1988, "Probabilistic Reasoning in Intelligent Systems", § 4.3.2, with an age and a cap.
    """
    parts = [
        reckoned(plan, evidence, today, reached)
        for id, reached in _cited(plan, record).items()
        if (evidence := plan.find(Evidence, id)) and is_in(evidence, today)
    ]
    if not parts:
        return Strength(None, Standing.UNKNOWN)
    by_kind: dict[EvidenceKind, list[Reckoned]] = {}
    for part in parts:
        by_kind.setdefault(part.evidence.kind, []).append(part)
    kinds = [Together(kind, _joined(p.adds for p in held), held[0].usual.most) for kind, held in by_kind.items()]
    return Strength(
        value=_joined(kind.counts for kind in kinds),
        standing=max((_standing(kind) for kind in by_kind), key=_RANK.__getitem__),
        parts=tuple(sorted(parts, key=lambda part: -part.adds)),
        kinds=tuple(sorted(kinds, key=lambda kind: -kind.counts)),
    )


def reckoned(plan: Plan, evidence: Evidence, today: date, reached: tuple[int, int] | None = None) -> Reckoned:
    """What *evidence* counts for on the day *today*; of a whole, where it reaches so many touchpoints of so many."""
    own = next(iter(plan.where(Reliability, "of", evidence.kind)), None)
    usual = _usual(evidence.kind, own)
    number = 1 if evidence.sample_size is None else evidence.sample_size
    each = min(usual.most, 1 - (1 - usual.each) ** (number if usual.by_head else 1))
    percent = evidence.representative_percent
    represents = REPRESENTS_UNSAID if percent is None else percent / 100
    half_life = (own.half_life_days if own else None) or plan.engagement.evidence_half_life_days
    age = None if evidence.collected_on is None else (today - evidence.collected_on).days
    fresh = FRESH_UNDATED if age is None else 2 ** (-age / half_life)
    reach = reached[0] / reached[1] if reached else 1
    return Reckoned(
        evidence, each, represents, fresh, each * represents * fresh * reach, usual, half_life, age, reached
    )


def citations_of(plan: Plan, record: Entity) -> Iterator[Citation]:
    """The citations that speak for *record*: its own, those of a touchpoint's notes, of a gap's current touchpoint."""
    if record.KIND not in Citation.model_fields:
        return
    yield from plan.where(Citation, record.KIND, record.id)
    match record:
        case Touchpoint():
            for note in plan.parts(Note, record):
                yield from plan.where(Citation, Note.KIND, note.id)
        case Gap() if record.current and (today := plan.find(Touchpoint, record.current)):
            yield from citations_of(plan, today)
        case _:
            pass


def is_in(evidence: Evidence, today: date) -> bool:
    """Whether *evidence* had been collected by the day *today*; research that is planned says nothing yet."""
    return evidence.collected_on is None or evidence.collected_on <= today


def bars(strength: Strength) -> int:
    """How many of four bars to fill: none without evidence, one up to 0.25, and so on."""
    return min(4, int(strength.value * 4) + 1) if strength.value else 0


def coverage(plan: Plan, journey: Journey, today: date) -> tuple[int, int]:
    """For how many of the touchpoints of *journey* that customers see customers were asked or watched, and of how many.

    What happens behind the scenes is left out: no customer can speak for it.
    """
    contacts = tuple(contacts_of(plan, journey))
    return sum(_is_validated(plan, touchpoint, today) for touchpoint in contacts), len(contacts)


def _is_validated(plan: Plan, record: Entity, today: date) -> bool:
    pieces = (plan.find(Evidence, citation.evidence) for citation in citations_of(plan, record))
    return any(each and _standing(each.kind) is Standing.VALIDATED and is_in(each, today) for each in pieces)


def _joined(shares: Iterable[float]) -> float:
    return 1 - prod(1 - share for share in shares)


def _standing(kind: EvidenceKind) -> Standing:
    return _BEFORE_CUSTOMERS.get(kind, Standing.VALIDATED)


def _usual(kind: EvidenceKind, own: Reliability | None) -> Usual:
    usual = USUAL[kind]
    if own is None:
        return usual
    each = usual.each if own.each_percent is None else own.each_percent / 100
    most = usual.most if own.most_percent is None else own.most_percent / 100
    return Usual(each, most, usual.by_head)


def _cited(plan: Plan, record: Entity) -> Mapping[str, tuple[int, int] | None]:
    """The ids of the evidence cited for *record*, with the share of its touchpoints reached where it is a whole."""
    match record:
        case Journey():
            phases = plan.parts(Phase, record)
            return _of_whole(plan, record, phases, tuple(touchpoints_of(plan, record)))
        case Phase():
            return _of_whole(plan, record, (), plan.parts(Touchpoint, record))
        case _:
            return dict.fromkeys(citation.evidence for citation in citations_of(plan, record))


def _of_whole(
    plan: Plan, whole: Entity, phases: Iterable[Phase], touchpoints: tuple[Touchpoint, ...]
) -> Mapping[str, tuple[int, int] | None]:
    reached: dict[str, set[str]] = {}
    for phase in phases:
        for citation in plan.where(Citation, Phase.KIND, phase.id):
            reached.setdefault(citation.evidence, set()).update(t.id for t in plan.parts(Touchpoint, phase))
    for touchpoint in touchpoints:
        for citation in citations_of(plan, touchpoint):
            reached.setdefault(citation.evidence, set()).add(touchpoint.id)
    found: dict[str, tuple[int, int] | None] = {id: (len(ids), len(touchpoints) or 1) for id, ids in reached.items()}
    return found | dict.fromkeys((citation.evidence for citation in plan.where(Citation, whole.KIND, whole.id)), None)
