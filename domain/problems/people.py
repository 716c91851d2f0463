"""Rules about who is behind it and who must move: stakeholders, reviews, teams and systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.initiative import Effort, Initiative, Status
from domain.journey import Journey
from domain.people import Review, Stakeholder, Support, System, Team
from domain.plan import Plan
from domain.problems.rule import Found, Rule, dated_rule, rule, unfilled
from domain.proven import ahead, has_figures, is_on_roadmap
from domain.severity import Severity
from domain.text import counted

INFLUENTIAL = 4
"""From this influence on, hardly anything happens without them."""
PATIENCE_DAYS = 28
"""How long a review may be open before somebody should ask again."""


@rule("stakeholder-influence", Severity.COULD, "S9")
def stakeholder_influence(plan: Plan) -> Iterator[Found]:
    """A stakeholder has an influence, so that support can be weighed."""
    what = "How much influence “{}” has is not said."
    return unfilled(plan.all(Stakeholder), "influence", what, "Rate it: 1 hardly any … 5 nothing happens without them.")


@rule("support-unknown", Severity.SHOULD, "S11")
def support_unknown(plan: Plan) -> Iterator[Found]:
    """Of what is on the roadmap, it is known where somebody with much influence stands."""
    influential = {each.id for each in _influential(plan)}
    for initiative in filter(is_on_roadmap, ahead(plan)) if influential else ():
        supports = plan.where(Support, "initiative", initiative.id)
        if not any(each.stakeholder in influential and each.present is not None for each in supports):
            what = f"Where those with influence stand on “{initiative.name}” is not known."
            yield Found(initiative, what, "Talk to them, and note their support.")


@rule("stakeholder-silent", Severity.SHOULD, "S9 S11")
def stakeholder_silent(plan: Plan) -> Iterator[Found]:
    """Of everybody with much influence, it is known where they stand on something on the roadmap."""
    on_roadmap = {initiative.id for initiative in ahead(plan) if is_on_roadmap(initiative)}
    for who in _influential(plan) if on_roadmap else ():
        supports = plan.parts(Support, who)
        if not any(each.initiative in on_roadmap and each.present is not None for each in supports):
            what = f"“{who.name}” has much influence, and where they stand on the roadmap is not known."
            yield Found(who, what, "Talk to them, and note their support.")


def _influential(plan: Plan) -> Iterator[Stakeholder]:
    return (each for each in plan.all(Stakeholder) if each.influence is not None and each.influence >= INFLUENTIAL)


@rule("support-short", Severity.SHOULD, "S11")
def support_short(plan: Plan) -> Iterator[Found]:
    """Every stakeholder stands as far behind an initiative as it needs."""
    for initiative in ahead(plan):
        for support in plan.where(Support, "initiative", initiative.id):
            who = plan.find(Stakeholder, support.stakeholder)
            if who and support.present is not None and support.needed is not None and support.present < support.needed:
                what = f"“{who.name}” stands less behind “{initiative.name}” than it needs."
                yield Found(support, what, "Find out what would win them over.", "present")


@rule("review-empty", Severity.SHOULD, "S10")
def review_empty(plan: Plan) -> Iterator[Found]:
    """A review is of a journey or an initiative."""
    for review in plan.all(Review):
        who = plan.find(Stakeholder, review.stakeholder)
        if who and review.journey is None and review.initiative is None:
            what = f"“{who.name}” is asked to review neither a journey nor an initiative."
            yield Found(review, what, "Choose one, or remove the request.", "journey")


@dated_rule("review-open", Severity.COULD, "S10")
def review_open(plan: Plan, today: date) -> Iterator[Found]:
    """A review that was asked for is signed within four weeks."""
    for review in plan.all(Review):
        who = plan.find(Stakeholder, review.stakeholder)
        subject = plan.find(Journey, review.journey or "") or plan.find(Initiative, review.initiative or "")
        asked_on = review.asked_on if review.signed_on is None else None
        if who and subject and asked_on and (days := (today - asked_on).days) > PATIENCE_DAYS:
            what = f"“{who.name}” was asked to review “{subject.name}” {counted(days, 'day')} ago."
            yield Found(review, what, "Ask again, or sit down together.", "signed_on")


@rule("system-owner", Severity.COULD, "S16 S43")
def system_owner(plan: Plan) -> Iterator[Found]:
    """A team runs every system."""
    return unfilled(plan.all(System), "team", "No team runs “{}”.", "Choose the team that owns it.")


@rule("team-capacity", Severity.SHOULD, "S64")
def team_capacity(plan: Plan) -> Iterator[Found]:
    """A team that has work to do has a capacity."""
    for team in plan.all(Team):
        if team.capacity_fte is None and any(_is_ahead(plan, effort) for effort in plan.where(Effort, "team", team.id)):
            what = f"“{team.name}” has work to do, but its capacity is not known."
            yield Found(team, what, "Fill in how many full-time people it has.", "capacity_fte")


def _is_ahead(plan: Plan, effort: Effort) -> bool:
    initiative = plan.find(Initiative, effort.initiative)
    return has_figures(effort) and initiative is not None and initiative.status not in (Status.DONE, Status.DROPPED)


RULES: tuple[Rule, ...] = (
    stakeholder_influence,
    support_unknown,
    stakeholder_silent,
    support_short,
    review_empty,
    review_open,
    system_owner,
    team_capacity,
)
