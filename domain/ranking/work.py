"""How much work an initiative asks for: person-days of all teams together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.figures import number
from domain.initiative import Effort, Initiative
from domain.people import Team
from domain.plan import Plan
from domain.text import counted


@dataclass(frozen=True, slots=True)
class Work:
    """Person-days, as likely.

    Attributes:
        known: the sum of what is known.
        teams: how many teams are asked.
        missing: whose effort is not known, in words; `the effort of any team` where none is asked.
    """

    known: Decimal
    teams: int
    missing: tuple[str, ...]

    @property
    def days(self) -> Decimal | None:
        """All person-days; None as long as those of a team are missing."""
        return None if self.missing else self.known

    @property
    def said(self) -> str:
        """The sum and whose it is."""
        return f"{number(self.known)} person-days of {counted(self.teams, 'team')}"


def work_of(plan: Plan, initiative: Initiative) -> Work:
    """The likely person-days that *initiative* asks of the teams of *plan*."""
    efforts = plan.parts(Effort, initiative)
    if not efforts:
        return Work(Decimal(0), 0, ("the effort of any team",))
    known = sum((effort.likely for effort in efforts if effort.likely is not None), Decimal(0))
    unknown = (plan.find(Team, each.team) or each for each in efforts if each.likely is None)
    return Work(known, len(efforts), tuple(f"the effort of {plan.called(each)}" for each in unknown))
