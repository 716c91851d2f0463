"""Saying on the map that touchpoints of several journeys are one: one counter, one mail, met by different personas."""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import KlantreisError
from domain.journey import Touchpoint
from domain.paths import journey_of, touchpoints_of
from domain.plan import Edit, Plan
from domain.shared import linked, same_touchpoints, unlinked
from screens.messages import Turn
from screens.page import Page
from screens.parts.chooser import Chooser, Option
from screens.parts.notice import tell
from screens.parts.sheet import SHARED
from screens.sheets import POINTS, family, in_order

_APART, _ALSO = "−", "+"


def share(page: Page, touchpoint: Touchpoint) -> None:
    """Choose what *touchpoint* is one with; where it is shared already, go there, or take it out."""
    shared = same_touchpoints(page.plan, touchpoint)
    if not shared:
        _choose_other(page, touchpoint)
        return

    def chosen(key: str | None) -> None:
        if key == _APART:
            _propose(page, lambda: unlinked(page.plan, touchpoint))
        elif key == _ALSO:
            _choose_other(page, touchpoint)
        elif key is not None:
            page.post_message(Turn(0, Touchpoint.KIND, key))

    options = [
        *(Option(each.id, f"Go to {each.name}", _journey_name(page.plan, each), SHARED) for each in shared),
        Option(_APART, "Take it out", "the others stay one", "−"),
        Option(_ALSO, "Share it with one more …", "", "+"),
    ]
    page.app.push_screen(Chooser(f"“{touchpoint.name}” is shared", lambda: options), chosen)


def _choose_other(page: Page, touchpoint: Touchpoint) -> None:
    def chosen(id: str | None) -> None:
        other = page.plan.find(Touchpoint, id or "")
        if other is not None:
            _propose(page, lambda: linked(page.plan, touchpoint, other))

    options = candidates(page.plan, touchpoint)
    if not options:
        tell(page, "There is no other journey with touchpoints to share it with.")
        return
    title = f"Which touchpoint of another journey is “{touchpoint.name}”, too?"
    page.app.push_screen(Chooser(title, lambda: options, hint="Type a part of its name, or of its journey"), chosen)


def candidates(plan: Plan, touchpoint: Touchpoint) -> list[Option]:
    """The touchpoints of the journeys in which *touchpoint* is not one with any yet, those of the same name first.

    A dream of the same journey comes last: what it has in the place of a touchpoint replaces it.
    """
    here = journey_of(plan, touchpoint)
    taken = [here, *(journey_of(plan, each) for each in same_touchpoints(plan, touchpoint))]
    own = family(plan, here) if here is not None else ()
    name = touchpoint.name.casefold()
    found = [
        (
            (journey in own, each.name.casefold() != name),
            Option(each.id, each.name, journey.name, POINTS[journey.horizon]),
        )
        for journey in in_order(plan)
        if journey not in taken
        for each in touchpoints_of(plan, journey)
    ]
    return [option for _, option in sorted(found, key=lambda pair: pair[0])]


def _propose(page: Page, draw_up: Callable[[], Edit]) -> None:
    try:
        page.propose(draw_up())
    except KlantreisError as refusal:
        tell(page, str(refusal), title="Not changed", severity="error")


def _journey_name(plan: Plan, touchpoint: Touchpoint) -> str:
    journey = journey_of(plan, touchpoint)
    return f"in {journey.name}" if journey is not None else ""
