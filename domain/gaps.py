"""The gaps between today and the dreams: found by comparing the journeys, weighed, ranked.

Every number can be done again by hand: `GapScore.said` is the arithmetic, `GapScore.inputs` say where each figure
comes from. A gap that lacks one of them has no score; the ends between which it will come to lie are told instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.chains import Chain, by_touchpoint, chains_of
from domain.closing import Closing, closing_of, draft_initiative
from domain.difference import shown
from domain.edits import STEP
from domain.entity import Entity, fields_of, revise
from domain.errors import Refused
from domain.figures import number, rounded
from domain.gap import Gap, GapKind
from domain.journey import Horizon, Note, NoteKind, Touchpoint
from domain.paths import journey_of, touchpoint_of
from domain.persona import Persona
from domain.plan import Change, Edit, NewIds, Plan
from domain.proven import is_to_be_closed
from domain.ranking.opportunity import Opportunity, opportunity_of_gap
from domain.shared import same_touchpoints
from domain.strength import Standing, Strength, strength_of
from domain.text import counted

MOST_NAME = 200
NEUTRAL = Decimal(0)
"""What counts for the feeling where there is nothing: not there yet, or no longer."""
WORST, BEST = Decimal(-2), Decimal(2)
"""The ends between which a feeling lies that nobody rated."""
LEAST_IMPORTANT, MOST_IMPORTANT = 1, 5


class Figure(NamedTuple):
    """One figure a score rests on: a field of a record, worded only when it is asked for.

    Attributes:
        title: what it is: `Feeling today`.
        record: what it is a field of.
        field: the name of that field.
    """

    plan: Plan
    title: str
    record: Entity
    field: str

    @property
    def is_missing(self) -> bool:
        """Whether nobody filled it in."""
        return getattr(self.record, self.field) is None

    @property
    def value(self) -> str:
        """As a person reads it; empty where it is missing."""
        return "" if self.is_missing else shown(self.plan, self.record, self.field)

    @property
    def source(self) -> str:
        """Where it comes from: `feeling of “Search” in “Book a trip”`."""
        journey = journey_of(self.plan, self.record) if isinstance(self.record, Touchpoint) else None
        place = f" in “{journey.name}”" if journey is not None else ""
        facts = fields_of(type(self.record))[self.field]
        what = f"{facts.title.lower()}{' touchpoint' if facts.target == Touchpoint.KIND else ''}"
        return f"{what} of “{self.record.title}”{place}"


@dataclass(frozen=True, slots=True)
class Side:
    """What the customer feels on one side of a gap.

    Attributes:
        touchpoint: None where there is none on this side.
        feeling: −2…+2; of a touchpoint that is not there it is 0; None where nobody rated it.
    """

    touchpoint: Touchpoint | None
    feeling: Decimal | None

    @property
    def least(self) -> Decimal:
        """The worst it can turn out to be."""
        return WORST if self.feeling is None else self.feeling

    @property
    def most(self) -> Decimal:
        """The best it can turn out to be."""
        return BEST if self.feeling is None else self.feeling


@dataclass(frozen=True, slots=True)
class GapScore:
    """How much a gap weighs, and how that came about.

    Attributes:
        gap: as recorded, or as it would be.
        chain: what it was found in; None where no dream that departs from today says anything about it.
        current, near, far: what is felt on each side; None where that side says nothing.
        holds_near, holds_far: which part counts here; another gap of the same chain may hold the other one.
        kind: as typed, else as the sides tell.
        importance: 1…5, of today's touchpoint, of one that is added the dream's.
        reach: the share of the customers who come by, 0…1.
        weight: λ, how much more it counts for feeling bad today.
        near_part, far_part: of the gap, in points of feeling; None where it is not held, or a feeling is missing.
        score: importance × gap × reach × λ, unrounded; None as long as one of them is missing, which is not 0.
        worst, best: between which it will come to lie; both are the score where nothing is missing.
        inputs: the figures it rests on, those missing too.
        rank: 1 for the greatest; ties share the better rank (1, 2, 2, 4). None without a score.
    """

    gap: Gap
    chain: Chain | None
    current: Side | None
    near: Side | None
    far: Side | None
    holds_near: bool
    holds_far: bool
    kind: GapKind | None
    importance: int | None
    reach: Decimal | None
    weight: Decimal | None
    near_part: Decimal | None
    far_part: Decimal | None
    score: Decimal | None
    worst: Decimal
    best: Decimal
    inputs: tuple[Figure, ...]
    rank: int | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, in words."""
        return tuple(figure.source for figure in self.inputs if figure.is_missing)

    @property
    def base(self) -> Touchpoint | None:
        """Today's touchpoint; of one that is added the nearest dream's."""
        sides = (self.current, self.near, self.far)
        return next((side.touchpoint for side in sides if side is not None and side.touchpoint is not None), None)

    @property
    def start(self) -> Side | None:
        """From where this gap leads: from today, or from the near dream where it holds the far part only."""
        is_far_only = self.holds_far and not self.holds_near and self.near is not None
        return self.near if is_far_only else self.current

    @property
    def end(self) -> Side | None:
        """Where this gap leads to: the last dream it holds a part of, as long as that still has it."""
        held = [side for side, is_held in ((self.far, self.holds_far), (self.near, self.holds_near)) if is_held]
        return next((side for side in held if side is not None and side.touchpoint is not None), next(iter(held), None))

    @property
    def delta_feeling(self) -> Decimal | None:
        """How much better it feels in the end, in points; negative where it feels worse."""
        felt = [side.feeling for side in (self.start, self.end) if side is not None and side.feeling is not None]
        return felt[1] - felt[0] if len(felt) == 2 else None

    @property
    def delta_goal(self) -> int | None:
        """How many percentage points more of their goal customers reach in the end."""
        sides = [side.touchpoint for side in (self.start, self.end) if side is not None and side.touchpoint]
        goals = [touchpoint.goal_percent for touchpoint in sides if touchpoint.goal_percent is not None]
        return goals[1] - goals[0] if len(goals) == 2 else None

    @property
    def size(self) -> Decimal | None:
        """The parts it holds, together: g."""
        parts = [part for part, held in ((self.near_part, self.holds_near), (self.far_part, self.holds_far)) if held]
        if None in parts or not (self.near or self.far):
            return None
        return sum((part for part in parts if part is not None), Decimal(0))

    @property
    def is_thrown_away(self) -> bool:
        """Whether it mends, for the near dream, what the far one no longer has."""
        is_in_near = self.near is not None and self.near.touchpoint is not None
        return self.holds_near and is_in_near and self.far is not None and self.far.touchpoint is None

    @property
    def said(self) -> tuple[str, ...]:
        """The arithmetic, to be done again by hand, the sum first."""
        return tuple(_told(self))


@dataclass(frozen=True, slots=True)
class GapFigures:
    """All that is known in numbers of a gap.

    Attributes:
        score: how much it weighs.
        strength: of the evidence for it, which is no part of the score.
        closing: who closes it, and how far.
        opportunity: how much it is worth closing to customers, by what they say; no part of the score either.
    """

    score: GapScore
    strength: Strength
    closing: Closing
    opportunity: Opportunity

    @property
    def marks(self) -> tuple[str, ...]:
        """What is not in order about it, in words."""
        found = (
            (self.is_orphan, "nobody closes it"),
            (self.lacks_evidence, "no evidence"),
            (self.score.is_thrown_away, "thrown away by the far dream"),
            (bool(self.closing.excess), "claimed twice"),
        )
        return tuple(word for is_so, word in found if is_so)

    @property
    def is_orphan(self) -> bool:
        """Whether it is to be closed and nobody does."""
        return is_to_be_closed(self.score.gap) and not self.closing.claims

    @property
    def lacks_evidence(self) -> bool:
        """Whether nothing but an assumption says that it is there."""
        return self.strength.standing in (Standing.UNKNOWN, Standing.ASSUMED)


class GapAnalysis:
    """The gaps of one plan: read off it once, then asked as often as needed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._chains = tuple(chains_of(plan))
        self._at = by_touchpoint(self._chains)
        self._rivals: dict[str, list[Gap]] = defaultdict(list)
        for gap in plan.all(Gap):
            self._rivals[self._anchor(gap)].append(gap)

    def found(self) -> tuple[Gap, ...]:
        """The gaps that comparing the journeys shows and nobody recorded yet, drawn up as they would be.

        None of them is in the plan; their ids tell them apart, and stay as long as their touchpoints do.
        """
        recorded = {id(chain) for gap in self.plan.all(Gap) for chain in self._recorded_in(gap)}
        ids, names = NewIds(self.plan), Names(self.plan)
        return tuple(
            _drawn_up(self.plan, chain, ids, names)
            for chain in self._chains
            if chain.is_gap and id(chain) not in recorded
        )

    def ranked(self, gaps: Iterable[Gap] | None = None) -> tuple[GapScore, ...]:
        """The scores of *gaps*, else of all that are recorded: the greatest first, then those without a score.

        Ties, and those without a score, are in the order of the plan.
        """
        scores = [self.score(gap) for gap in (self.plan.all(Gap) if gaps is None else gaps)]
        scores.sort(key=lambda each: (each.score is None, -(each.score or 0)))
        rank: dict[Decimal, int] = {}
        for place, each in enumerate(scores, start=1):
            if each.score is not None:
                rank.setdefault(each.score, place)
        return tuple(each if each.score is None else replace(each, rank=rank[each.score]) for each in scores)

    def score(self, gap: Gap) -> GapScore:
        """How much *gap* weighs, without a rank."""
        return _Weighing(self, gap).score()

    def figures(self, score: GapScore, today: date) -> GapFigures:
        """What else is known in numbers of a gap that was weighed."""
        plan, gap = self.plan, score.gap
        return GapFigures(score, strength_of(plan, gap, today), closing_of(plan, gap), opportunity_of_gap(plan, gap))

    # --- how records and chains belong together -------------------------------------------------------------------

    def chain_at(self, touchpoint: Touchpoint | None) -> Chain | None:
        """The first chain that *touchpoint* is in."""
        return next(iter(self._at.get(touchpoint.id, ())), None) if touchpoint is not None else None

    def current_of(self, gap: Gap) -> Touchpoint | None:
        """Today's side of *gap*: as recorded, else what its dream touchpoint stands for."""
        if gap.current or gap.kind is GapKind.ADD:
            return touchpoint_of(self.plan, gap.current)
        chain = self.chain_at(touchpoint_of(self.plan, gap.dream))
        return chain.current if chain is not None else None

    def rivals(self, gap: Gap) -> tuple[Gap, ...]:
        """The other recorded gaps at the same place."""
        return tuple(each for each in self._rivals.get(self._anchor(gap), ()) if each.id != gap.id)

    def _anchor(self, gap: Gap) -> str:
        current = self.current_of(gap)
        if current is not None:
            return current.id
        chain = self.chain_at(touchpoint_of(self.plan, gap.dream))
        return chain.touchpoints[0].id if chain is not None else f"{Gap.KIND}/{gap.id}"

    def _recorded_in(self, gap: Gap) -> Iterator[Chain]:
        """The chains that *gap* is the record of."""
        for chain in self._at.get(gap.current or "", ()):
            if chain.current is not None and chain.current.id == gap.current:
                yield chain
        for chain in self._at.get(gap.dream or "", ()):
            if chain.current is None or gap.current in (None, chain.current.id):
                yield chain


def found_gaps(plan: Plan) -> tuple[Gap, ...]:
    """The gaps that comparing the journeys of *plan* shows and nobody recorded yet, as `GapAnalysis.found` does."""
    return GapAnalysis(plan).found()


def ranked_gaps(plan: Plan) -> tuple[GapScore, ...]:
    """The recorded gaps of *plan*, the greatest score first, as `GapAnalysis.ranked` does."""
    return GapAnalysis(plan).ranked()


def gap_figures(plan: Plan, gap: Gap, today: date) -> GapFigures:
    """All that is known in numbers of *gap*, recorded in *plan* or found, on the day *today*."""
    analysis = GapAnalysis(plan)
    return analysis.figures(analysis.score(gap), today)


def record_gaps(plan: Plan, found: Sequence[Gap]) -> Edit:
    """Record gaps that were *found*, behind those that are.

    Raises:
        Refused: there is none.
    """
    if not found:
        raise Refused("There is no found gap to record here.")
    ids, last = NewIds(plan), max((gap.position for gap in plan.all(Gap)), default=-STEP)
    fresh = (
        revise(gap, id=ids.free(Gap, " ".join(gap.name.split()[:8])), position=last + STEP * nth)
        for nth, gap in enumerate(found, start=1)
    )
    what = f"gap “{found[0].name}”" if len(found) == 1 else counted(len(found), "gap")
    return Edit(f"Record {what}", tuple(Change(None, gap) for gap in fresh))


def draft_from(plan: Plan, gaps: Sequence[Gap], name: str | None = None) -> Edit:
    """Draft one initiative from *gaps*, as `draft_initiative` does; those that were only found are recorded with it.

    Raises:
        Refused: nothing is left to claim.
    """
    found = [gap for gap in gaps if plan.find(Gap, gap.id) is None]
    fresh = record_gaps(plan, found).changes if found else ()
    recorded = [change.subject for change in fresh if isinstance(change.subject, Gap)]
    after = plan.apply(Edit("Record", fresh))
    draft = draft_initiative(after, [*(gap for gap in gaps if gap not in found), *recorded], name)
    return Edit(draft.label, (*fresh, *draft.changes))


# --- weighing -----------------------------------------------------------------------------------------------------


class _Weighing:
    """One gap on its way to a score."""

    def __init__(self, analysis: GapAnalysis, gap: Gap) -> None:
        self.plan, self.gap, self.analysis = analysis.plan, gap, analysis
        self.inputs: list[Figure] = []
        dream = touchpoint_of(self.plan, gap.dream)
        self.is_far = _horizon(self.plan, dream) is Horizon.FAR
        current = analysis.current_of(gap)
        # What the dream touchpoint becomes tells more than what today's becomes; a gap may join two chains.
        self.chain = analysis.chain_at(dream) or analysis.chain_at(current)
        self.near = self._side(Horizon.NEAR, dream if dream is not None and not self.is_far else None)
        self.far = self._side(Horizon.FAR, dream if self.is_far else None)
        if self.near is None and self.far is None and gap.kind is GapKind.REMOVE:
            self.near = Side(None, NEUTRAL)
        if current is not None:
            self.current: Side | None = Side(current, current.feeling)
        else:
            self.current = Side(None, NEUTRAL) if self.near or self.far or gap.kind is GapKind.ADD else None

    def _side(self, horizon: Horizon, own: Touchpoint | None) -> Side | None:
        if own is not None:
            return Side(own, own.feeling)
        if self.chain is None:
            return None
        there = self.chain.near if horizon is Horizon.NEAR else self.chain.far
        if there:
            return Side(there[0], there[0].feeling)
        # What is not there before the dream that adds it is no step on the way to it.
        return Side(None, NEUTRAL) if horizon in self.chain.gone else None

    def _holds(self) -> tuple[bool, bool]:
        """Whether the near and the far part count here: each counts once among the gaps at the same place."""
        horizons = {_horizon(self.plan, touchpoint_of(self.plan, gap.dream)) for gap in self.analysis.rivals(self.gap)}
        points = touchpoint_of(self.plan, self.gap.dream) is not None
        near = self.near is not None and ((points and not self.is_far) or Horizon.NEAR not in horizons)
        far = self.far is not None and ((points and self.is_far) or Horizon.FAR not in horizons)
        return near, far

    def score(self) -> GapScore:
        holds_near, holds_far = self._holds()
        importance = self._importance()
        reach, least_reach, most_reach = self._reach()
        parts = self._parts(holds_near=holds_near, holds_far=holds_far)
        least_gap, most_gap = self._ends(holds_near=holds_near, holds_far=holds_far)
        heavier = self.plan.engagement.negative_weight
        least_weight, most_weight = self._weights(heavier)
        worst = (importance or LEAST_IMPORTANT) * least_gap * least_reach * least_weight
        best = (importance or MOST_IMPORTANT) * most_gap * most_reach * most_weight
        return GapScore(
            gap=self.gap,
            chain=self.chain,
            current=self.current,
            near=self.near,
            far=self.far,
            holds_near=holds_near,
            holds_far=holds_far,
            kind=self.gap.kind or self._kind(),
            importance=importance,
            reach=reach,
            weight=least_weight if least_weight == most_weight else None,
            near_part=parts[0],
            far_part=parts[1],
            score=None if any(figure.is_missing for figure in self.inputs) else best,
            worst=worst,
            best=best,
            inputs=tuple(self.inputs),
        )

    def _take(self, title: str, record: Entity, field: str) -> None:
        """Note the *field* of *record* as an input."""
        self.inputs.append(Figure(self.plan, title, record, field))

    def _base(self) -> Touchpoint | None:
        sides = (self.current, self.near, self.far)
        return next((side.touchpoint for side in sides if side is not None and side.touchpoint is not None), None)

    def _importance(self) -> int | None:
        base = self._base()
        if base is None:
            self._take("Touchpoint", self.gap, "current")
            return None
        self._take("Importance", base, "importance")
        return base.importance

    def _reach(self) -> tuple[Decimal | None, Decimal, Decimal]:
        """The share of the customers who come by, and the ends between which it lies."""
        base = self._base()
        if base is None:
            return None, Decimal(0), Decimal(1)
        own, personas = journey_of(self.plan, base), dict[str, Persona]()
        for each in (base, *same_touchpoints(self.plan, base)):
            journey = journey_of(self.plan, each)
            persona = self.plan.find(Persona, journey.persona) if journey and journey.persona else None
            if persona is not None:
                personas[persona.id] = persona
        is_known = own is not None and own.persona is not None
        if not is_known and own is not None:
            self._take("Persona", own, "persona")
        total = Decimal(0)
        for persona in personas.values():
            self._take(f"Share of {persona.name}", persona, "share_percent")
            is_known = is_known and persona.share_percent is not None
            total += persona.share_percent or 0
        total = min(total / 100, Decimal(1))
        return (total, total, total) if is_known else (None, total, Decimal(1))

    def _weights(self, heavier: Decimal) -> tuple[Decimal, Decimal]:
        """λ where it feels as good today as it can, and as bad."""
        most = self.current.most if self.current is not None else BEST
        least = self.current.least if self.current is not None else WORST
        if least < 0:
            self._take("Weight of bad moments", self.plan.engagement, "negative_weight")
        return heavier if most < 0 else Decimal(1), heavier if least < 0 else Decimal(1)

    def _parts(self, *, holds_near: bool, holds_far: bool) -> tuple[Decimal | None, Decimal | None]:
        if not (self.near or self.far):
            self._take("Dream", self.gap, "dream")
        needed = [("Feeling today", self.current)]
        # The far part begins where the near dream ends, whoever holds that.
        needed += [("Feeling, near dream", self.near)] if self.near and (holds_near or holds_far) else []
        needed += [("Feeling, far dream", self.far)] if holds_far else []
        for title, side in needed:
            if side is not None and side.touchpoint is not None:
                self._take(title, side.touchpoint, "feeling")
        now, near, far = ((side.feeling if side else None) for side in (self.current, self.near, self.far))
        near_part = far_part = None
        if holds_near and now is not None and near is not None:
            near_part = max(Decimal(0), near - now)
        if holds_far and now is not None and far is not None and (self.near is None or near is not None):
            far_part = max(Decimal(0), far - max(now, now if near is None else near))
        return near_part, far_part

    def _ends(self, *, holds_near: bool, holds_far: bool) -> tuple[Decimal, Decimal]:
        """The least and the most the gap can come to: it grows with what is dreamt and shrinks with today."""
        unknown = Side(None, None)
        now = self.current or unknown
        if not (self.near or self.far):
            return Decimal(0), max(Decimal(0), BEST - now.least)
        if holds_near and holds_far:
            near, far = self.near or unknown, self.far or unknown
            least, most = max(near.least, far.least) - now.most, max(near.most, far.most) - now.least
        elif holds_far:
            far, near = self.far or unknown, self.near or now
            least, most = far.least - max(now.most, near.most), far.most - max(now.least, near.least)
        elif holds_near:
            near = self.near or unknown
            least, most = near.least - now.most, near.most - now.least
        else:
            return Decimal(0), Decimal(0)
        return max(Decimal(0), least), max(Decimal(0), most)

    def _kind(self) -> GapKind | None:
        ends = [side.touchpoint for side in (self.near, self.far) if side is not None]
        if self.current is None or not ends:
            return None
        return _kind_between(self.current.touchpoint, [touchpoint for touchpoint in ends if touchpoint is not None])


def _kind_between(today: Touchpoint | None, there: Sequence[Touchpoint]) -> GapKind:
    if today is None:
        return GapKind.ADD
    if not there:
        return GapKind.REMOVE
    return GapKind.REPLACE if any(_is_elsewhere(today, each) for each in there) else GapKind.FIX


def _is_elsewhere(today: Touchpoint, dream: Touchpoint) -> bool:
    """Whether another channel or medium takes its place."""
    return any(
        None not in (one, two) and one.casefold() != two.casefold()
        for one, two in ((today.channel, dream.channel), (today.medium, dream.medium))
        if one and two
    )


def _horizon(plan: Plan, touchpoint: Touchpoint | None) -> Horizon | None:
    journey = journey_of(plan, touchpoint)
    if journey is None:
        return None
    return Horizon.FAR if journey.horizon is Horizon.FAR else Horizon.NEAR


# --- in words -----------------------------------------------------------------------------------------------------


def signed(value: Decimal | int) -> str:
    """*value* with its sign: `+1.5`, `−1`, `0`."""
    return f"{'+' if value > 0 else ''}{number(value)}"


def _told(score: GapScore) -> Iterator[str]:
    if score.score is None:
        ends = f"between {rounded(score.worst)} and {rounded(score.best)}"
        yield f"no score: {' and '.join(score.missing)} not known; {ends}"
    elif score.size is not None and score.reach is not None and score.weight is not None:
        factors = f"{score.importance} (importance) × {number(score.size)} (gap) × {number(score.reach)} (reach)"
        yield f"score {rounded(score.score)} = {factors} × {number(score.weight)} (bad moments)"
    yield from _parts_told(score)
    shares = [figure for figure in score.inputs if figure.field == "share_percent" and not figure.is_missing]
    if score.reach is not None:
        terms = " + ".join(f"{figure.value} {figure.title.removeprefix('Share of ')}" for figure in shares)
        yield f"reach {number(score.reach)} = {terms}{', at most 1' if score.reach == 1 and len(shares) > 1 else ''}"
    if score.weight is not None and score.current is not None and score.current.feeling is not None:
        felt = signed(score.current.feeling)
        why = f"feels {felt} today, below 0" if score.current.feeling < 0 else f"feels {felt} today, not below 0"
        yield f"bad moments × {number(score.weight)}: {why}"


def _parts_told(score: GapScore) -> Iterator[str]:
    if score.near_part is not None and score.far_part is not None and score.size is not None:
        yield f"gap {number(score.size)} = near part {number(score.near_part)} + far part {number(score.far_part)}"
    now, near, far = (_felt(side) for side in (score.current, score.near, score.far))
    if score.near_part is not None:
        yield f"near part {number(score.near_part)} = max(0, {near} near − {now} today)"
    if score.far_part is not None:
        start = f"max({now} today, {near} near)" if score.near is not None else f"{now} today"
        yield f"far part {number(score.far_part)} = max(0, {far} far − {start})"
    if score.current is not None and score.current.touchpoint is None:
        yield "today: counted from 0, for it is not there"
    for side, which in ((score.near, "near"), (score.far, "far")):
        if side is not None and side.touchpoint is None:
            yield f"{which} dream: counted up to 0, for it is no longer there"
    if score.near is not None and not score.holds_near:
        yield "the near part counts with another gap at this place"
    if score.far is not None and not score.holds_far:
        yield "the far part counts with another gap at this place"


def _felt(side: Side | None) -> str:
    if side is None or side.feeling is None:
        return "?"
    return f"({number(side.feeling)})" if side.feeling < 0 else number(side.feeling)


# --- as a record --------------------------------------------------------------------------------------------------


class Names:
    """Names for gaps that no other gap has."""

    def __init__(self, plan: Plan) -> None:
        self._taken = {gap.name.casefold() for gap in plan.all(Gap)}

    def free(self, name: str, place: str) -> str:
        """*name*, with its *place* behind it where another gap has that name already."""
        room = MOST_NAME - 8
        stems = (name[:room].strip(), f"{name[: room // 2].strip()} ({place[: room // 2 - 3].strip()})")
        numbered = (f"{stems[1]} {n}" for n in range(2, len(self._taken) + 3))
        found = next(each for each in (*stems, *numbered) if each.casefold() not in self._taken)
        self._taken.add(found.casefold())
        return found


def _drawn_up(plan: Plan, chain: Chain, ids: NewIds, names: Names) -> Gap:
    """The gap of *chain* as a record that is not in the plan."""
    base = chain.touchpoints[0]
    dream = next(iter((*chain.near, *chain.far)), None)
    draft = Gap(
        id=ids.free(Gap, f"found {base.id}"),
        name=names.free(_name(plan, chain), base.name),
        current=chain.current.id if chain.current else None,
        dream=dream.id if dream else None,
    )
    return revise(draft, kind=_kind_between(chain.current, (*chain.near, *chain.far)))


def _name(plan: Plan, chain: Chain) -> str:
    """What hurts most today; else what the dream does about it."""
    there = (*chain.near, *chain.far)
    if chain.current is None:
        return f"{there[0].name} is not there yet"
    pains = [note for note in plan.parts(Note, chain.current) if note.kind is NoteKind.PAIN]
    if pains:
        return max(pains, key=lambda note: note.severity or 0).title.rstrip(".")
    if not there:
        return f"{chain.current.name} should go"
    return f"{chain.current.name}: {_step(plan, chain.current, there)}"


def _step(plan: Plan, today: Touchpoint, there: Sequence[Touchpoint]) -> str:
    """The first difference that says something in few words."""
    for dream in there:
        if today.feeling is not None and dream.feeling is not None and today.feeling != dream.feeling:
            return f"{signed(today.feeling)} → {signed(dream.feeling)}"
    for dream in there:
        if today.goal_percent != dream.goal_percent and None not in (today.goal_percent, dream.goal_percent):
            return f"goal {today.goal_percent} → {dream.goal_percent} %"
    for dream in there:
        if today.channel and dream.channel and today.channel != dream.channel:
            return f"{today.channel} → {dream.channel}"
    renamed = next((dream.name for dream in there if dream.name != today.name), "")
    if renamed:
        return f"becomes {renamed}"
    known = {note.text for note in plan.parts(Note, today)}
    notes = (note for dream in there for note in plan.parts(Note, dream) if note.text not in known)
    return next((note.title.rstrip(".") for note in notes), "should be different")
