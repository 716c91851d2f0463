"""Judging criteria two at a time, and taking the weights that follow: the edits a group makes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.criterion import Criterion, Judgement
from domain.edits import add, remove
from domain.entity import revise
from domain.errors import Refused
from domain.figures import decimal, number
from domain.plan import Change, Edit, Plan
from domain.ranking.ahp import SCALE, weights_of

_PLACES = 6


def judged(plan: Plan, one: Criterion, other: Criterion, times: Fraction | None) -> Edit | None:
    """Say for the group that *one* counts so many times as much as *other*; None takes what it said away.

    What was said the other way round, or a second time, goes. None where nothing changes.

    Raises:
        Refused: it is not between 1/9 and 9, or the two are the same.
    """
    label = f"Judge {one.name} against {other.name}"
    if one.id == other.id:
        raise Refused(f"{label}: a criterion counts as much as itself.")
    if times is not None and not SCALE[0] <= times <= SCALE[-1]:
        raise Refused(f"{label}: say from 1/9 to 9, not {number(times)}.")
    own = [each for each in plan.parts(Judgement, one) if each.than == other.id and each.by is None]
    back = [each for each in plan.parts(Judgement, other) if each.than == one.id and each.by is None]
    gone = (*own[times is not None :], *back)  # a file from elsewhere may hold it twice
    changes = list(remove(plan, gone).changes) if gone else []
    if times is not None:
        value = max(Decimal("0.111111"), round(decimal(times), _PLACES))
        if own:
            changes.append(Change(own[0], revise(own[0], times=value)))
        else:
            changes += add(plan, Judgement, criterion=one.id, than=other.id, times=value).changes
    changes = [each for each in changes if each.fields]
    return Edit(label, tuple(changes)) if changes else None


def weights_taken(plan: Plan) -> Edit:
    """Write the weights that follow from the judgements down as the weights of the criteria, 100 % together.

    Rounded down, and what is left goes to the largest remainders.

    Raises:
        Refused: the judgements give no weights.

    Source:
        Hamilton's method, the largest remainder.
    """
    label = "Take the weights from the judgements"
    try:
        found = weights_of(plan)
    except ValueError as error:
        raise Refused(f"{label}: {error}.") from error
    exact = [100 * weight for weight in found.group.weights]
    whole = [int(each) for each in exact]
    behind = sorted(range(len(exact)), key=lambda nth: (whole[nth] - exact[nth], nth))
    for nth in behind[: 100 - sum(whole)]:
        whole[nth] += 1
    pairs = zip(found.criteria, whole, strict=True)
    return Edit(label, tuple(Change(each, revise(each, weight_percent=weight)) for each, weight in pairs))
