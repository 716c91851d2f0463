"""Finishing an initiative: what it changed is held against reality, and what judges it begins to be measured (S74).

`finished` is the whole of it as one edit. What the work was to make of a touchpoint is only ever a proposal: the map
says what was found, never what was claimed. `screens.finishing.finish(page, initiative)` asks for the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from domain.entity import Entity, revise
from domain.errors import Refused
from domain.figures import rounded
from domain.forecast import Forecaster
from domain.gap import Gap, GapKind
from domain.initiative import Initiative, Remedy, Status
from domain.journey import Horizon, Journey, Touchpoint
from domain.kpi import Kpi, Reading
from domain.paths import journey_of, touchpoint_of
from domain.plan import Change, Edit, Plan
from domain.proven import touchpoint_verified_on

WHOLE = 100
_DAY = timedelta(days=1)
_WORST, _BEST = Fraction(-2), Fraction(2)


@dataclass(frozen=True, slots=True)
class Changed:
    """A touchpoint of today that an initiative changed.

    Attributes:
        gaps: those at it that the initiative claims a part of.
        today: how it feels on the map; None where nobody rated it.
        claimed: how it was to feel once all customers have what was done; None where no dream says so, or it goes.
        goes: whether a gap says that it is to be done without.
        verified_on: when it was last held against reality, by itself or with its journey.
    """

    touchpoint: Touchpoint
    gaps: tuple[Gap, ...]
    today: Decimal | None
    claimed: Decimal | None
    goes: bool
    verified_on: date | None


class Answer(NamedTuple):
    """What was found at one touchpoint: how it feels now; None leaves what the map says."""

    feeling: Decimal | None = None


def changed_by(plan: Plan, initiative: Initiative) -> tuple[Changed, ...]:
    """What *initiative* changed on the maps of today, in the order of its claims."""
    gaps: dict[str, list[Gap]] = {}
    for remedy in plan.parts(Remedy, initiative):
        gap = plan.find(Gap, remedy.gap)
        if gap is not None and gap.current is not None and remedy.closes_percent != 0:
            gaps.setdefault(gap.current, []).append(gap)
    forecaster = Forecaster(plan)
    found = []
    for id, own in gaps.items():
        touchpoint = touchpoint_of(plan, id)
        if touchpoint is not None:
            journey = journey_of(plan, touchpoint)
            goes = any(gap.kind is GapKind.REMOVE for gap in own)
            claimed = None if goes else _claimed(forecaster, journey, touchpoint, initiative)
            verified = touchpoint_verified_on(touchpoint, journey)
            found.append(Changed(touchpoint, tuple(own), touchpoint.feeling, claimed, goes, verified))
    return tuple(found)


def _claimed(
    forecaster: Forecaster, journey: Journey | None, touchpoint: Touchpoint, initiative: Initiative
) -> Decimal | None:
    """Today's feeling and what the claims of *initiative* add to it, as the forecast has it at full adoption."""
    if journey is None or touchpoint.feeling is None or journey.horizon is not Horizon.CURRENT:
        return None
    point = forecaster.forecast(journey, date.max).point(touchpoint.id)
    own = [share.promises for share in point.shares if share.initiative.id == initiative.id] if point else []
    known = [each for each in own if each is not None]
    if not known or len(known) < len(own):
        return None
    return rounded(min(max(Fraction(touchpoint.feeling) + sum(known, Fraction(0)), _WORST), _BEST))


def brought_by(plan: Plan, initiative: Initiative) -> tuple[Touchpoint, ...]:
    """The touchpoints of dreams that *initiative* brought about and that no map of today has yet."""
    gaps = (plan.find(Gap, remedy.gap) for remedy in plan.parts(Remedy, initiative))
    dreams = (touchpoint_of(plan, gap.dream) for gap in gaps if gap is not None and gap.current is None)
    return tuple(each for each in dict.fromkeys(dreams) if each is not None and each.replaces is None)


def measured_by(plan: Plan, initiative: Initiative, day: date) -> tuple[Change, ...]:
    """The KPIs that judge *initiative*, to be measured from *day* on; what is measured from earlier on stays."""
    return tuple(
        Change(kpi, revise(kpi, measure_from=day))
        for kpi in plan.where(Kpi, "initiatives", initiative.id)
        if (kpi.measure_from is None and not plan.parts(Reading, kpi))
        or (kpi.measure_from is not None and kpi.measure_from > day)
    )


def finished(  # noqa: PLR0913 - what, when and by whom
    plan: Plan,
    initiative: Initiative,
    day: date,
    answers: Mapping[str, Answer] = MappingProxyType({}),
    *,
    today: date | None = None,
    by: str | None = None,
) -> Edit:
    """Say that *initiative* is done: one edit with what was found of its touchpoints and which KPIs are read from now.

    Its last day of work becomes *day* where it has none or a later one; an earlier one stays. KPIs that judge it are
    measured from the day after.

    Args:
        plan: where it is in.
        initiative: what is done.
        day: the last day of work.
        answers: by the id of a touchpoint that was held against reality, how it feels now.
        today: the day of that; *day* without it.
        by: who held it against reality.

    Raises:
        Refused: it was dropped, or starts after *day*, or it did not change one of these touchpoints.
    """
    is_done = initiative.status is Status.DONE
    label = f"Verify what “{initiative.name}” changed" if is_done else f"Finish “{initiative.name}”"
    if initiative.status is Status.DROPPED:
        raise Refused(f"{label}: it was dropped. Take it up again first.")
    last = day if initiative.finishes_on is None else min(day, initiative.finishes_on)
    if initiative.starts_on is not None and initiative.starts_on > last:
        raise Refused(f"{label}: it starts on {initiative.starts_on}, after {last}. Correct its start first.")
    after = revise(initiative, status=Status.DONE, progress_percent=WHOLE, finishes_on=last)
    found = {each.touchpoint.id: each.touchpoint for each in changed_by(plan, initiative)}
    changes: list[Change] = [Change(initiative, after)] if after != initiative else []
    changes += measured_by(plan, initiative, last + _DAY)
    for id, answer in answers.items():
        if id not in found:
            raise Refused(f"{label}: it did not change the touchpoint {id}.")
        changes.append(Change(found[id], _verified(label, found[id], answer, today or day, by)))
    return Edit(label, tuple(changes))


def _verified(label: str, touchpoint: Touchpoint, answer: Answer, day: date, by: str | None) -> Entity:
    feeling = touchpoint.feeling if answer.feeling is None else answer.feeling
    try:
        return revise(touchpoint, verified_on=day, verified_by=by or touchpoint.verified_by, feeling=feeling)
    except ValidationError as error:
        raise Refused(f"{label}: {error.errors()[0]['msg']}.") from error
