"""Journeys to start from, one for each kind, written in the grammar of fast capture.

They hold phases with the goal of who lives through them, touchpoints in their words, and nothing else: what they feel
there is for interviews to say, not for a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from domain.capture import capture
from domain.journey import JourneyKind
from domain.outline import parse
from domain.persona import Persona
from domain.plan import Edit, Plan

TEMPLATES: Mapping[JourneyKind, str] = MappingProxyType(
    {
        JourneyKind.CUSTOMER: """
            # Become aware: see that something could be better
            - Notice that I need something
            - Come across an offer
            - Ask people I trust
            # Orient: find out what is possible
            - Search for what there is
            - Compare what fits me
            - Ask a question
            # Buy: choose without doubt and pay without trouble
            - Choose
            - Order
            - Pay
            - Get a confirmation
            # Receive: get what was promised, when it was promised
            - Wait for it
            - Receive it
            - Use it for the first time
            # Use: get out of it what I bought it for
            - Use it every day
            - Look for help
            - Pay the bill
            # Stay or leave: decide whether it was worth it
            - Be asked what I think of it
            - Tell others about it
            - Buy again or end it
            """,
        JourneyKind.COMPLAINT: """
            # Run into it: understand what went wrong
            - Notice that something is wrong
            - Try to solve it myself
            - Look for where to complain
            # Complain: be heard the first time
            - Tell what happened
            - Hand over proof
            - Hear what happens next
            # Wait: know that somebody is working on it
            - Hear how it stands
            - Ask how it stands
            - Tell it again to somebody else
            # Solution: get what is fair
            - Hear the answer
            - Agree or object
            - Get it repaired, replaced or paid back
            # Afterwards: trust them again
            - Be asked whether it is solved
            - See that it does not happen again
            - Stay or leave
            """,
        JourneyKind.EMPLOYEE: """
            # Orientation: find out whether this employer suits me
            - Hear about the employer
            - Look at the site
            - Talk with somebody who works there
            # Information: know what the work and the terms are
            - Read the vacancy
            - Ask the recruiter a question
            - Meet the team
            # Application: show who I am and hear soon where I stand
            - Apply
            - Talk with the manager
            - Hear the decision
            # Contract: sign what was agreed
            - Get an offer
            - Negotiate the terms
            - Sign the contract
            - Hand in my papers to HR
            # Car, phone and laptop: be able to work from the first day
            - Choose the lease car
            - Get a phone
            - Get a laptop
            - Log in everywhere I must be
            # First day: feel welcome
            - Be received
            - Meet my colleagues
            - Hear what is expected of me
            # Hundred days: grow into the work
            - Do my first real task
            - Talk with my manager about how it goes
            - Look back on the first hundred days
            """,
        JourneyKind.RECRUITMENT: """
            # Attention: find work that suits me
            - Come across the vacancy
            - Be approached by a recruiter
            - Look at the site
            # Interest: know whether it is worth my time
            - Read the vacancy
            - Look up what others say of the employer
            - Ask the recruiter a question
            # Application: apply in a few minutes
            - Send my résumé
            - Get a confirmation
            - Wait for an answer
            # Selection: show what I can do, and see who they are
            - Be invited
            - Talk with the recruiter
            - Talk with the manager and the team
            - Do an assignment
            # Decision: know where I stand
            - Hear the decision
            - Get an offer, or hear why not
            - Accept or decline
            # Until the first day: stay glad that I chose this
            - Hand in my notice
            - Hear from my new team
            - Know where to be on the first day
            """,
        JourneyKind.PRODUCT_OWNER: """
            # Assignment: know what the product is for
            - Take over the product
            - Get to know users and stakeholders
            - Agree on the goal
            # Discovery: know what is worth making
            - Hear what users need
            - Gather wishes of stakeholders
            - Write user stories
            # Prioritising: choose what comes first, and be backed in it
            - Weigh value and effort
            - Say no to a stakeholder
            - Present the roadmap
            # Team: have people and means to build it
            - Ask for people and budget
            - Welcome somebody new in the team
            - Refine the work with the team
            # Delivery: see it work, each sprint
            - Plan the sprint
            - Answer questions of the team
            - Review what was made
            - Release it
            # Learning: know whether it helped
            - See whether it is used
            - Hear back from users
            - Account for the results
            """,
    }
)
"""Kind of journey → outline (S20, S32)."""


def start_from(plan: Plan, kind: JourneyKind, name: str, persona: Persona | None = None) -> Edit:
    """Add a journey called *name* that starts from the template of its *kind*.

    Raises:
        pydantic.ValidationError: *name* cannot be one.
    """
    edit = capture(plan, parse(TEMPLATES[kind]), persona=persona, kind=kind, name=name)
    return replace(edit, label=f"Start “{name}” from the template of {_a(kind)} journey")


def _a(kind: JourneyKind) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
