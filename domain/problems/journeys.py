"""Rules about the maps of today and the dreams, and about every touchpoint on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.gap import Gap
from domain.journey import Backing, Category, Horizon, Journey, JourneyKind, Moment, Note, NoteKind, Phase, Touchpoint
from domain.kpi import Kpi
from domain.paths import contacts_of, contacts_today, dreams, maps, touchpoints_of
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule, unfilled
from domain.proven import grounded, is_strong, review_every, verified_on
from domain.severity import Severity
from domain.text import counted

BETWEEN_NEAR_AND_FAR = timedelta(days=913)
"""Two and a half years: a near dream is 1–2 years away, a far one about 5."""
FARTHEST = timedelta(days=8 * 365)
POOR_HAND_OVER = 2
"""Up to this rating, 1 all over again … 5 without noticing, customers feel the seam."""

_CUSTOMER = (
    r"(?:customer|client|user|visitor|guest|traveller|klant|gebruiker|bezoeker|gast|reiziger)s?e?n?\b"
    r"(?![ -](?:service|support|care|desk|account|number|card|portal|page|panel)s?\b)"
)
_ABOUT_THE_CUSTOMER = re.compile(
    rf"(?:(?:the|a|an|our|your|de|een|onze|uw)\s+)?{_CUSTOMER}"
    # Two travellers also say “we”; it is the company that speaks where the customer is somebody else.
    rf"|(?:we|our|wij|onze)\b.*\b{_CUSTOMER}",
    re.IGNORECASE | re.DOTALL,
)
_BY_THE_CUSTOMER = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ii]k|[Mm]ij|[Mm]ijn)\b")


@rule("journey-persona", Severity.SHOULD, "S17 S21")
def journey_persona(plan: Plan) -> Iterator[Found]:
    """A journey is somebody's: it has a persona."""
    what = "Nobody goes through “{}”: it has no persona."
    return unfilled(plan.all(Journey), "persona", what, "Choose the persona who lives through it.")


@rule("journey-ends", Severity.COULD, "S20 S21")
def journey_ends(plan: Plan) -> Iterator[Found]:
    """A current journey says what sets it off and what ends it."""
    yield from unfilled(maps(plan), "begins_with", "What sets “{}” off is not said.", "Fill in where it begins.")
    yield from unfilled(maps(plan), "ends_with", "What ends “{}” is not said.", "Fill in where it ends.")


@rule("journey-phases", Severity.SHOULD, "S21")
def journey_phases(plan: Plan) -> Iterator[Found]:
    """A journey has phases."""
    for journey in plan.all(Journey):
        if not plan.parts(Phase, journey):
            yield Found(journey, f"“{journey.name}” has no phases.", "Add its phases, or capture it as an outline.")


@rule("phase-touchpoints", Severity.SHOULD, "S19")
def phase_touchpoints(plan: Plan) -> Iterator[Found]:
    """Something happens in every phase: it has touchpoints."""
    for phase in plan.all(Phase):
        if not plan.parts(Touchpoint, phase):
            yield Found(phase, f"Nothing happens in “{phase.name}”.", "Add its touchpoints, or remove the phase.")


@rule("map-unverified", Severity.SHOULD, "S34")
def map_unverified(plan: Plan) -> Iterator[Found]:
    """A current journey was held against reality."""
    for journey in maps(plan):
        if any(touchpoints_of(plan, journey)) and verified_on(plan, journey) is None:
            what = f"“{journey.name}” was never held against reality as a whole."
            yield Found(journey, what, "Walk through it with customers, then mark it verified.", "verified_on")


@dated_rule("map-overdue", Severity.SHOULD, "S72 S73 S75")
def map_overdue(plan: Plan, today: date) -> Iterator[Found]:
    """A current journey is verified again in time."""
    for journey in maps(plan):
        last, days = verified_on(plan, journey), review_every(plan, journey)
        if last and days and (late := (today - last).days - days) > 0:
            what = (
                f"“{journey.name}” was to be verified every {counted(days, 'day')} and is {counted(late, 'day')} late."
            )
            yield Found(journey, what, "Hold it against reality again, then mark it verified.", "verified_on")


@rule("map-assumed", Severity.SHOULD, "S38 S40")
def map_assumed(plan: Plan) -> Iterator[Found]:
    """A current journey rests on evidence, not on assumptions only."""
    grounds = grounded(plan)
    for journey in maps(plan):
        touchpoints = tuple(touchpoints_of(plan, journey))
        records = (journey, *plan.parts(Phase, journey), *touchpoints)
        if touchpoints and not any((record.KIND, record.id) in grounds for record in records):
            what = f"“{journey.name}” is made of assumptions only."
            yield Found(journey, what, "Ask customers, and cite what they say at the touchpoints.")


@rule("dream-departure", Severity.SHOULD, "S48 S50")
def dream_departure(plan: Plan) -> Iterator[Found]:
    """A dream departs from a current journey."""
    what = "“{}” departs from no current journey."
    return unfilled(dreams(plan), "departs_from", what, "Choose the journey it improves on.")


@rule("dream-date", Severity.SHOULD, "S48")
def dream_date(plan: Plan) -> Iterator[Found]:
    """A dream says when it should be true."""
    return unfilled(dreams(plan), "target_on", "“{}” does not say when it should be true.", "Fill in the target date.")


@dated_rule("dream-past", Severity.SHOULD, "S48")
def dream_past(plan: Plan, today: date) -> Iterator[Found]:
    """A dream lies in the future."""
    for dream in dreams(plan):
        if dream.target_on and dream.target_on < today:
            what = f"“{dream.name}” should have been true on {dream.target_on}."
            todo = "Verify what came true into the current journey, and dream on."
            yield Found(dream, what, todo, "target_on")


@dated_rule("dream-horizon", Severity.SHOULD, "S48")
def dream_horizon(plan: Plan, today: date) -> Iterator[Found]:
    """A near dream comes true in 1–2 years, a far one in about 5, from today or from the start of the roadmap."""
    starts_on = plan.engagement.starts_on or today
    earliest, latest = min(today, starts_on), max(today, starts_on)
    for dream in dreams(plan):
        if dream.target_on is None or dream.target_on < today:
            continue
        if dream.horizon is Horizon.NEAR and dream.target_on > latest + BETWEEN_NEAR_AND_FAR:
            what = f"“{dream.name}” is a near dream of 1–2 years, and its target date is {dream.target_on}."
        elif dream.horizon is Horizon.FAR and not (
            earliest + BETWEEN_NEAR_AND_FAR < dream.target_on < latest + FARTHEST
        ):
            what = f"“{dream.name}” is a far dream of about 5 years, and its target date is {dream.target_on}."
        else:
            continue
        yield Found(dream, what, "Change the target date or the horizon.", "target_on")


@rule("dream-wow", Severity.SHOULD, "S49")
def dream_wow(plan: Plan) -> Iterator[Found]:
    """A dream has something unforgettable in it."""
    for dream in dreams(plan):
        touchpoints = tuple(touchpoints_of(plan, dream))
        notes = (note for touchpoint in touchpoints for note in plan.parts(Note, touchpoint))
        if touchpoints and not any(note.kind is NoteKind.WOW for note in notes):
            todo = "Note a wow where it exceeds what the customer expects."
            yield Found(dream, f"Nothing in “{dream.name}” is unforgettable.", todo)


@rule("touchpoint-feeling", Severity.SHOULD, "S22")
def touchpoint_feeling(plan: Plan) -> Iterator[Found]:
    """A touchpoint says how the customer feels."""
    for journey in plan.all(Journey):
        what = "How it feels at “{}” is not known."
        yield from unfilled(contacts_of(plan, journey), "feeling", what, "Ask customers, or note what you assume.")


@rule("touchpoint-channel", Severity.COULD, "S19")
def touchpoint_channel(plan: Plan) -> Iterator[Found]:
    """A touchpoint says where it happens."""
    for journey in plan.all(Journey):
        what = "Where “{}” happens is not said."
        yield from unfilled(contacts_of(plan, journey), "channel", what, "Fill in the channel: web, phone, shop …")


@rule("inside-out", Severity.SHOULD, "S17")
def inside_out(plan: Plan) -> Iterator[Found]:
    """What is done at a touchpoint is told by the customer, not about the customer."""
    for journey in plan.all(Journey):
        # An employee or a product owner may well speak of customers.
        if journey.kind in (JourneyKind.CUSTOMER, JourneyKind.COMPLAINT):
            for touchpoint in contacts_of(plan, journey):
                doing = touchpoint.doing or ""
                if _ABOUT_THE_CUSTOMER.match(doing) and not _BY_THE_CUSTOMER.search(doing):
                    what = f"“{touchpoint.name}” is told from inside: “{' '.join(doing.split()[:4])} …”."
                    yield Found(touchpoint, what, "Tell it in the customer's own words: “I …”.", "doing")


@rule("strong-ungrounded", Severity.SHOULD, "S34 S40")
def strong_ungrounded(plan: Plan) -> Iterator[Found]:
    """A strong feeling or a moment of truth rests on evidence that is more than an assumption."""
    grounds = grounded(plan)
    for touchpoint in contacts_today(plan):
        bold = touchpoint.moment or is_strong(touchpoint.feeling)
        if bold and (touchpoint.KIND, touchpoint.id) not in grounds:
            claim = "is a moment of truth" if touchpoint.moment else "stirs a strong feeling"
            what = f"“{touchpoint.name}” {claim}, but no evidence says so."
            yield Found(touchpoint, what, "Cite what customers said or did here, or find out.")


@rule("moment-kpi", Severity.COULD, "S27 S68")
def moment_kpi(plan: Plan) -> Iterator[Found]:
    """Once there are KPIs, one watches every moment of truth."""
    if plan.all(Kpi):
        for touchpoint in contacts_today(plan):
            if touchpoint.moment and not plan.where(Kpi, "touchpoints", touchpoint.id):
                what = f"“{touchpoint.name}” is a moment of truth that no KPI watches."
                yield Found(touchpoint, what, "Let a KPI watch it.")


@rule("break-undecided", Severity.SHOULD, "S27 S42")
def break_undecided(plan: Plan) -> Iterator[Found]:
    """Once there are gaps, it is decided for every moment that breaks the relation whether to close its gap."""
    if plan.all(Gap):
        for touchpoint in contacts_today(plan):
            gaps = plan.where(Gap, "current", touchpoint.id)
            if touchpoint.moment is Moment.BREAK and not any(gap.decision for gap in gaps):
                what = f"“{touchpoint.name}” breaks the relation, and nothing is decided about it."
                yield Found(touchpoint, what, "Decide on its gap: close it, park it or accept it.")


@rule("touchpoint-backing", Severity.COULD, "S18 S43")
def touchpoint_backing(plan: Plan) -> Iterator[Found]:
    """Once the company is on the map, somebody stands behind every touchpoint of today."""
    if plan.all(Backing):
        for touchpoint in contacts_today(plan):
            if not plan.parts(Backing, touchpoint):
                what = f"Nobody in the company stands behind “{touchpoint.name}”."
                yield Found(touchpoint, what, "Add the team or the system behind it.")


@rule("backing-empty", Severity.SHOULD, "S43")
def backing_empty(plan: Plan) -> Iterator[Found]:
    """What stands behind a touchpoint is a team, a system, or both."""
    for backing in plan.all(Backing):
        touchpoint = plan.find(Touchpoint, backing.touchpoint)
        if backing.team is None and backing.system is None and touchpoint:
            what = f"What stands behind “{touchpoint.name}” is neither a team nor a system."
            yield Found(backing, what, "Choose one, or remove the line.", "team")


@rule("hand-over-poor", Severity.SHOULD, "S24 S31")
def hand_over_poor(plan: Plan) -> Iterator[Found]:
    """A hand-over that goes badly is noted as a pain or has a gap."""
    for touchpoint in contacts_today(plan):
        rated = touchpoint.hand_over
        if rated is not None and rated <= POOR_HAND_OVER and not _is_hand_over_noted(plan, touchpoint):
            what = f"The hand-over to “{touchpoint.name}” is rated {rated} of 5, and nothing says why."
            yield Found(touchpoint, what, "Note the pain of it, or draw the gap.", "hand_over")


def _is_hand_over_noted(plan: Plan, touchpoint: Touchpoint) -> bool:
    pains = (note for note in plan.parts(Note, touchpoint) if note.kind is NoteKind.PAIN)
    # A pain without a category may well be about it; one that is said to be another kind is not.
    return any(pain.category in (None, Category.HAND_OVER) for pain in pains) or bool(
        plan.where(Gap, "current", touchpoint.id)
    )


@rule("pain-severity", Severity.SHOULD, "S24 S42")
def pain_severity(plan: Plan) -> Iterator[Found]:
    """A pain says how bad it is, so that pains can be put in order."""
    pains = (note for note in plan.all(Note) if note.kind is NoteKind.PAIN)
    return unfilled(pains, "severity", "How bad “{}” is is not said.", "Rate it: 1 a nuisance … 3 they leave over it.")


RULES: tuple[Rule, ...] = (
    journey_persona,
    journey_ends,
    journey_phases,
    phase_touchpoints,
    map_unverified,
    map_overdue,
    map_assumed,
    dream_departure,
    dream_date,
    dream_past,
    dream_horizon,
    dream_wow,
    touchpoint_feeling,
    touchpoint_channel,
    inside_out,
    strong_ungrounded,
    moment_kpi,
    break_undecided,
    touchpoint_backing,
    backing_empty,
    hand_over_poor,
    pain_severity,
)
