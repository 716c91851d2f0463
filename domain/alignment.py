"""Two journeys side by side: what of today stays in a dream, what changes, what comes and what goes.

What a dream touchpoint stands for is said by a person, with `replaces`; where nobody did, names that look alike are
proposed, and a proposal stays one until it is confirmed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from domain.edits import add
from domain.entity import Entity, revise
from domain.errors import Refused
from domain.journey import Backing, Horizon, Journey, Note, NoteKind, Phase, Touchpoint
from domain.paths import journey_of, touchpoints_of
from domain.plan import Change, Edit, NewIds, Plan
from domain.shared import same_touchpoints
from domain.text import counted

Sign = Literal["=", "~", "+", "−"]

NOTICED = (
    "name",
    "doing",
    "thinking",
    "channel",
    "medium",
    "stage",
    "feeling",
    "importance",
    "expectation",
    "against_expectation",
    "goal_percent",
    "drop_off_percent",
    "moment",
    "hand_over",
    "core_values",
)
"""The fields in which a customer would notice a difference; what is left out is our own bookkeeping."""
KEPT = (NoteKind.GAIN, NoteKind.WOW)
"""The notes that go along into a dream. Pains and barriers are what it leaves behind, questions were about today."""
ALIKE_IN_PHASE = 0.5
"""Names are proposed as a pair from this likeness on, where their phases have the same name …"""
ALIKE_ELSEWHERE = 0.75
"""… and from this one on where they have not. Likeness is the share of words in common, 2·|A∩B| / (|A| + |B|)."""

_GOES_ALONG = ("kind", "persona", "begins_with", "ends_with", "out_of_scope", "owner", "review_every_days")
_SAME_PHASE = 0.5
"""What the same phase is worth when proposals compete; less than a name that is quite the same."""
_LINKED = 100.0
"""What somebody said outweighs any likeness."""
_COMMON = 8
"""A word in more names than this tells none of them apart; whole names are compared all the same."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A touchpoint of today and the one a dream puts in its place, or one of them alone.

    Attributes:
        is_confirmed: whether somebody said so; False for a proposal and for one alone.
        notes_differ: whether what is noted at them differs.
    """

    current: Touchpoint | None
    dream: Touchpoint | None
    is_confirmed: bool = False
    notes_differ: bool = False

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields in which the two differ for a customer, and `notes`; none where one is alone."""
        if self.current is None or self.dream is None:
            return ()
        fields = tuple(name for name in NOTICED if getattr(self.current, name) != getattr(self.dream, name))
        return (*fields, "notes") if self.notes_differ else fields

    @property
    def sign(self) -> Sign:
        """= the same, ~ changed, + added by the dream, − dropped from today."""
        if self.current is None:
            return "+"
        if self.dream is None:
            return "−"
        return "~" if self.changed else "="


def aligned(plan: Plan, current: Journey, dream: Journey) -> tuple[Pair, ...]:
    """What becomes of every touchpoint of *current* in *dream*, and what is new there.

    First what dream touchpoints say they replace; several may replace one. Then proposals, in the order of both
    journeys, by names alike. Of the notes only gains and wows are compared: a dream has no pains to leave out.

    Returns:
        In the order of the dream; what it drops comes behind the touchpoint it stands behind today.
    """
    before, after = _Side.of(plan, current), _Side.of(plan, dream)
    ids = before.by_id
    known = {t.id: t.replaces for t in after.touchpoints if t.replaces and t.replaces in ids}
    # What replaces a touchpoint of another journey has its place there.
    taken = {t.id for t in after.touchpoints if t.replaces is not None}
    return _paired(before, after, known, taken, KEPT)


def compared(before: Plan, journey_before: Journey, after: Plan, journey_after: Journey) -> tuple[Pair, ...]:
    """What differs between two journeys, or between one journey at two moments.

    A touchpoint is paired with the one of the same id, then with the one it replaces or is the same as, then by names
    alike. All notes are compared.

    Returns:
        In the order of the journey after; `current` is the one before, `dream` the one after.
    """
    one, two = _Side.of(before, journey_before), _Side.of(after, journey_after)
    ids = one.by_id
    replaced = {t.replaces: t.id for t in one.touchpoints if t.replaces}
    known: dict[str, str] = {}
    for touchpoint in two.touchpoints:
        said = (touchpoint.id, touchpoint.replaces, replaced.get(touchpoint.id), *_links(after, touchpoint))
        if found := next((id for id in said if id in ids), None):
            known[touchpoint.id] = found
    return _paired(one, two, known, known, tuple(NoteKind))


def merged(plan: Plan, journeys: Sequence[Journey]) -> tuple[tuple[Touchpoint | None, ...], ...]:
    """Columns in which up to three *journeys* can be laid over each other, with one entry for each.

    Touchpoints that replace or are the same as each other share a column, then those with names alike. Every journey
    keeps its own order, so of links that cross only the most worth are honoured.
    """
    columns: list[tuple[Touchpoint | None, ...]] = []
    for nth, journey in enumerate(journeys):
        columns = list(_with_journey(plan, columns, nth, tuple(touchpoints_of(plan, journey))))
    return tuple(columns)


def confirmed(plan: Plan, pair: Pair) -> Edit:
    """Say that the dream touchpoint of *pair* stands for its current one.

    Raises:
        Refused: one of the two is missing, or they are not of today and of a dream.
    """
    return Edit(f"Pair {_called(pair)}", (_confirmation(plan, pair),))


def confirmed_all(plan: Plan, pairs: Iterable[Pair]) -> Edit:
    """Say of every proposal among *pairs* that it is right.

    Raises:
        Refused: there is none, or one is not of today and of a dream.
    """
    proposals = [pair for pair in pairs if pair.current and pair.dream and not pair.is_confirmed]
    if not proposals:
        raise Refused("There is no pair left to confirm.")
    changes = tuple(_confirmation(plan, pair) for pair in proposals)
    return Edit(f"Confirm {counted(len(changes), 'pair')}", changes)


def unpaired(plan: Plan, pair: Pair) -> Edit:
    """Say that the dream touchpoint of *pair* stands for nothing of today.

    Raises:
        Refused: it does so already.
    """
    dream = plan.find(Touchpoint, pair.dream.id) if pair.dream else None
    if dream is None or dream.replaces is None:
        raise Refused("There is no confirmed pair to take apart here.")
    return Edit(f"Take apart {_called(pair)}", (Change(dream, revise(dream, replaces=None)),))


def dream_from(plan: Plan, journey: Journey, horizon: Horizon, target_on: date | None) -> Edit:
    """Start a dream as a copy of the current *journey*, to be changed where it should be better.

    Phases, touchpoints and what stands behind them are copied, every touchpoint replacing its original. Gains and wows
    go along, for they are to be kept; pains, barriers, questions and opportunities stay with today. Nothing of a dream
    is verified, proven or shared yet.

    Raises:
        Refused: *journey* is itself a dream, or *horizon* is today's.
    """
    name = f"{journey.name[:180].rstrip()} · {horizon.value}" + (f" {target_on.year}" if target_on else "")
    label = f"Dream “{name}”"
    if journey.horizon is not Horizon.CURRENT:
        raise Refused(f"{label}: “{journey.name}” is itself a dream. Depart from the current journey.")
    if horizon is Horizon.CURRENT:
        raise Refused(f"{label}: a dream is of the near or the far future.")
    last = (journey, *plan.where(Journey, "departs_from", journey.id))[-1]
    started = add(
        plan,
        Journey,
        last,
        **{field: getattr(journey, field) for field in _GOES_ALONG},
        name=name,
        horizon=horizon,
        target_on=target_on,
        departs_from=journey.id,
    )
    dream = next(change.subject for change in started.changes if change.before is None)
    copies = (Change(None, copy) for copy in _copies(plan, journey, dream.id, horizon))
    return Edit(label, (*started.changes, *copies))


def _copies(plan: Plan, journey: Journey, dream: str, horizon: Horizon) -> Iterator[Entity]:
    ids = NewIds(plan)

    def fresh(record: Entity, **fields: object) -> Entity:
        words = " ".join(record.title.split()[:8])
        own = dict.fromkeys(record.OF_ITS_OWN)
        return revise(record, id=ids.free(type(record), f"{horizon.value} {words}"), **own, **fields)

    for phase in plan.parts(Phase, journey):
        yield (stretch := fresh(phase, journey=dream))
        for touchpoint in plan.parts(Touchpoint, phase):
            yield (moment := fresh(touchpoint, phase=stretch.id, replaces=touchpoint.id))
            for note in plan.parts(Note, touchpoint):
                if note.kind in KEPT:
                    yield fresh(note, touchpoint=moment.id)
            for backing in plan.parts(Backing, touchpoint):
                yield fresh(backing, touchpoint=moment.id)


def _confirmation(plan: Plan, pair: Pair) -> Change:
    current = plan.find(Touchpoint, pair.current.id) if pair.current else None
    dream = plan.find(Touchpoint, pair.dream.id) if pair.dream else None
    if current is None or dream is None:
        raise Refused("A pair has two touchpoints: choose one of today and one of the dream.")
    journeys = journey_of(plan, current), journey_of(plan, dream)
    is_of_dream = [journey is not None and journey.horizon is not Horizon.CURRENT for journey in journeys]
    if is_of_dream != [False, True]:
        raise Refused(f"Pair {_called(pair)}: a touchpoint of a dream stands for one of today.")
    return Change(dream, revise(dream, replaces=current.id))


def _called(pair: Pair) -> str:
    return " with ".join(f"“{each.name}”" for each in (pair.dream, pair.current) if each)


class _Side(NamedTuple):
    """One journey as it is laid beside another."""

    plan: Plan
    touchpoints: tuple[Touchpoint, ...]

    @classmethod
    def of(cls, plan: Plan, journey: Journey) -> _Side:
        return cls(plan, tuple(touchpoints_of(plan, journey)))

    @property
    def by_id(self) -> Mapping[str, Touchpoint]:
        return {touchpoint.id: touchpoint for touchpoint in self.touchpoints}


def _paired(
    before: _Side, after: _Side, known: Mapping[str, str], taken: Collection[str], kinds: Collection[NoteKind]
) -> tuple[Pair, ...]:
    by_id, spoken_for = before.by_id, frozenset(known.values())
    alike = _alike(
        _names(before.plan, before.touchpoints, spoken_for), _names(after.plan, after.touchpoints, frozenset(taken))
    )
    match = {after.touchpoints[j].id: before.touchpoints[i].id for i, j in _in_order(alike)} | dict(known)
    dropped = _dropped(before.touchpoints, frozenset(match.values()))
    left = Counter(match.values())
    pairs = [Pair(each, None) for each in dropped.get("", ())]
    for touchpoint in after.touchpoints:
        found = by_id.get(match.get(touchpoint.id, ""))
        if found is None:
            pairs.append(Pair(None, touchpoint))
            continue
        differ = _notes(before.plan, found, kinds) != _notes(after.plan, touchpoint, kinds)
        pairs.append(Pair(found, touchpoint, touchpoint.id in known, differ))
        left[found.id] -= 1
        if not left[found.id]:
            pairs.extend(Pair(each, None) for each in dropped.get(found.id, ()))
    return tuple(pairs)


def _dropped(touchpoints: Iterable[Touchpoint], staying: Collection[str]) -> Mapping[str, Sequence[Touchpoint]]:
    """Those that are not *staying*, by the id of the last before them that is; empty for those that come first."""
    last, behind = "", defaultdict[str, list[Touchpoint]](list)
    for touchpoint in touchpoints:
        if touchpoint.id in staying:
            last = touchpoint.id
        else:
            behind[last].append(touchpoint)
    return behind


def _notes(plan: Plan, touchpoint: Touchpoint, kinds: Collection[NoteKind]) -> Counter[tuple[object, ...]]:
    notes = (note for note in plan.parts(Note, touchpoint) if note.kind in kinds)
    return Counter((note.kind, note.text, note.category, note.severity) for note in notes)


def _with_journey(
    plan: Plan, columns: Sequence[tuple[Touchpoint | None, ...]], nth: int, touchpoints: Sequence[Touchpoint]
) -> Iterator[tuple[Touchpoint | None, ...]]:
    """The *columns* with the *touchpoints* of the *nth* journey laid over them."""
    linked = _linked(plan, columns, touchpoints)
    # A column goes by the first touchpoint in it.
    heads = [next(filter(None, column)) for column in columns]
    alike = _alike(
        _names(plan, heads, frozenset(heads[i].id for i, _ in linked)),
        _names(plan, touchpoints, frozenset(touchpoints[j].id for _, j in linked)),
    )
    here = there = 0
    for i, j in (*_in_order(alike | linked), (len(columns), len(touchpoints))):
        yield from _woven(plan, columns[here:i], nth, touchpoints[there:j])
        if i < len(columns):
            yield (*columns[i], touchpoints[j])
        here, there = i + 1, j + 1


def _woven(
    plan: Plan, columns: Sequence[tuple[Touchpoint | None, ...]], nth: int, touchpoints: Sequence[Touchpoint]
) -> Iterator[tuple[Touchpoint | None, ...]]:
    """The *columns* and the *touchpoints* that have nothing in common, each of these behind its phase."""
    phases = [_phase_name(plan, next(filter(None, column))) for column in columns]
    here = 0
    for touchpoint in touchpoints:
        phase = _phase_name(plan, touchpoint)
        ends = (place for place in range(len(phases), here, -1) if phases[place - 1] == phase)
        there = next(ends, here if phase in phases else len(phases))
        yield from ((*column, None) for column in columns[here:there])
        yield (*(None,) * nth, touchpoint)
        here = there
    yield from ((*column, None) for column in columns[here:])


def _phase_name(plan: Plan, touchpoint: Touchpoint) -> str:
    return plan.get(Phase, touchpoint.phase).name.casefold()


def _linked(
    plan: Plan, columns: Iterable[tuple[Touchpoint | None, ...]], touchpoints: Iterable[Touchpoint]
) -> dict[tuple[int, int], float]:
    places = defaultdict[str, set[int]](set)
    for i, column in enumerate(columns):
        for each in filter(None, column):
            for id in _links(plan, each):
                places[id].add(i)
    found = ((i, j) for j, each in enumerate(touchpoints) for id in _links(plan, each) for i in places.get(id, ()))
    return dict.fromkeys(found, _LINKED)


def _links(plan: Plan, touchpoint: Touchpoint) -> Sequence[str]:
    shared = (each.id for each in same_touchpoints(plan, touchpoint))
    return (touchpoint.id, *filter(None, (touchpoint.replaces,)), *shared)


class _Named(NamedTuple):
    """What a touchpoint is compared by, and its place in its journey."""

    place: int
    name: str
    phase: str
    words: frozenset[str]


def _names(plan: Plan, touchpoints: Iterable[Touchpoint], without: Collection[str]) -> Sequence[_Named]:
    """What to compare *touchpoints* by, but for those whose ids are in *without*."""
    phases: dict[str, str] = {}
    named = []
    for place, touchpoint in enumerate(touchpoints):
        if touchpoint.id not in without:
            if touchpoint.phase not in phases:
                phases[touchpoint.phase] = plan.get(Phase, touchpoint.phase).name.casefold()
            name = touchpoint.name.casefold()
            words = frozenset(_WORD.findall(name) or (name,))
            named.append(_Named(place, name, phases[touchpoint.phase], words))
    return named


def _alike(before: Sequence[_Named], after: Sequence[_Named]) -> dict[tuple[int, int], float]:
    """What a pair of places is worth, for every pair whose names are alike enough to be proposed."""
    worth: dict[tuple[int, int], float] = {}
    for one, two in _candidates(before, after):
        likeness = 2 * len(one.words & two.words) / (len(one.words) + len(two.words))
        if likeness >= (ALIKE_IN_PHASE if one.phase == two.phase else ALIKE_ELSEWHERE):
            worth[one.place, two.place] = likeness + (_SAME_PHASE if one.phase == two.phase else 0)
    return worth


def _candidates(before: Sequence[_Named], after: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Pairs worth a look: those that share a word that is not in very many names, and same names in turn."""
    by_word = defaultdict[str, list[_Named]](list)
    for named in after:
        for word in named.words:
            by_word[word].append(named)
    for named in before:
        rare = (by_word[word] for word in named.words if len(by_word.get(word, ())) <= _COMMON)
        yield from ((named, other) for other in {other.place: other for held in rare for other in held}.values())
    in_turn = _by_turn(after)
    yield from ((named, in_turn[key]) for key, named in _by_turn(before).items() if key in in_turn)


def _by_turn(names: Iterable[_Named]) -> Mapping[tuple[str, str, int], _Named]:
    """Each of *names* by its phase, its name, and the how manieth of that name it is there; and by name alone."""
    turns: Counter[tuple[str, str]] = Counter()
    found = {}
    for named in names:
        for key in ((named.phase, named.name), ("", named.name)):
            found[*key, turns[key]] = named
            turns[key] += 1
    return found


def _in_order(worth: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs that are worth most together and keep the order of both sides.

    Source:
        Jacobson & Vo 1992, "Heaviest increasing/common subsequence problems", by a Fenwick tree of best sums.
    """
    # Among pairs of one place on the left, those further right come first, so that none follows another.
    pairs = sorted(worth, key=lambda pair: (pair[0], -pair[1]))
    size = max((j for _, j in pairs), default=0) + 1
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    previous: list[int] = []
    for n, (i, j) in enumerate(pairs):
        at, sofar = j, best[0]
        while at:
            sofar = max(sofar, best[at])
            at &= at - 1
        previous.append(sofar[1])
        total, at = (sofar[0] + worth[i, j], n), j + 1
        while at <= size:
            best[at] = max(best[at], total)
            at += at & -at
    last = max(best)[1]
    kept = []
    while last >= 0:
        kept.append(pairs[last])
        last = previous[last]
    return kept[::-1]
