"""The ranking methods by key: what each asks, what its number means, and what it cannot tell.

A method is imported when it is asked, so that a list of the methods costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import MappingProxyType

from domain.figures import number, rounded
from domain.plan import Plan
from domain.ranking.score import Score


@dataclass(frozen=True, slots=True)
class Method:
    """One way to put initiatives in order.

    Attributes:
        key: short and stable; files and the command line name it: `value-effort`.
        title: as it stands above a column.
        unit: what its number counts.
        question: what it answers, in one sentence.
        limits: what it cannot tell, in one sentence.
        fields: the fields of an initiative that are filled in for it; what it takes from other records is not here.
        source: where the formula comes from.
        less_is_better: whether the lowest number ranks first.
        places: the decimals with which its number is told, on screen and in files alike.
        classes: what the numbers 0, 1 … are called, where it sorts into classes and does not score.
        module: the module of this package whose function `ranking` is the method.
    """

    key: str
    title: str
    unit: str
    question: str
    limits: str
    fields: tuple[str, ...]
    source: str
    module: str
    less_is_better: bool = False
    places: int = 2
    classes: tuple[str, ...] = ()

    def rank(self, plan: Plan, today: date) -> tuple[Score, ...]:
        """Score every initiative of *plan* that is not dropped: the best first, then those that lack something."""
        ranking: Callable[[Plan, date], tuple[Score, ...]] = import_module(f"domain.ranking.{self.module}").ranking
        return ranking(plan, today)

    def data(self, value: Decimal | None) -> Decimal | None:
        """A number of this method as files hold it."""
        return None if value is None else rounded(value, self.places)

    def shown(self, value: Decimal | None) -> str:
        """A number of this method as people read it; a dash where there is none."""
        return number(value, self.places)

    def read(self, value: Decimal | None) -> str:
        """A number of this method in words, where it sorts into classes; else as `shown`."""
        return self.classes[int(value)] if self.classes and value is not None else self.shown(value)

    @property
    def card(self) -> str:
        """What it answers and what it cannot tell."""
        return f"{self.question} {self.limits}"


_ALL = (
    Method(
        key="weighted",
        title="Weighted score",
        unit="points of 100",
        question="How much does it do of what we said matters, on scales whose ends were agreed beforehand?",
        limits="A strong side makes up for a weak one, and the weights are ours: see how firm the order is.",
        fields=(),
        source="Keeney & Raiffa 1976, Decisions with Multiple Objectives, ch. 3",
        module="weighted",
    ),
    Method(
        key="rice",
        title="RICE",
        unit="impact-weighted people a quarter per person-month",
        question="How many people does it help, how much and how surely, for a month of one person's work?",
        limits="It knows no urgency and no money, and three guesses multiplied are no measurement.",
        fields=("reach", "impact", "confidence_percent"),
        source="McBride 2016, RICE: Simple prioritization for product managers (Intercom)",
        module="rice",
    ),
    Method(
        key="ice",
        title="ICE",
        unit="points",
        question="Which quick bets look best at first sight?",
        limits="Three opinions from 1 to 10: good for a first sieve, too coarse to defend an investment.",
        fields=("ice_impact", "ice_confidence", "ice_ease"),
        source="Ellis & Brown 2017, Hacking Growth",
        module="ice",
    ),
    Method(
        key="wsjf",
        title="WSJF",
        unit="relative",
        question="What should go first when waiting costs money, as far as relative sizes tell?",
        limits="The number means nothing outside this backlog; prefer CD3 where there are figures in money.",
        fields=("user_value", "time_criticality", "risk_reduction", "job_size"),
        source="Leffingwell, SAFe: Weighted Shortest Job First, after Reinertsen 2009",
        module="wsjf",
    ),
    Method(
        key="cd3",
        title="CD3",
        unit="money a week, per week it takes",
        question="In which order do we lose least by waiting, if one team does one thing after another?",
        limits="It says what goes first, not what is worth doing: look first whether the NPV is above 0.",
        fields=("delay_cost", "likely_days"),
        source="Reinertsen 2009, The Principles of Product Development Flow; Arnold & Yüce 2013, Black Swan Farming",
        module="cd3",
    ),
    Method(
        key="value-effort",
        title="Value and effort",
        unit="quadrant: 4 quick win, 3 big bet, 2 fill-in, 1 money pit",
        classes=("", "money pit", "fill-in", "big bet", "quick win"),
        question="Which give much value for little work, and which little for much?",
        limits="Four boxes and no order inside one; the line between little and much work is the median of this list.",
        fields=(),
        source="The impact–effort matrix; Keeney & Raiffa 1976 for the value",
        module="value_effort",
        places=0,
    ),
    Method(
        key="moscow",
        title="MoSCoW",
        unit="class: 3 must, 2 should, 1 could, 0 won't this time",
        classes=("won't", "could", "should", "must"),
        question="What is the outcome worth without it?",
        limits="Four classes and no order inside one; watch that the musts leave room to slip.",
        fields=("moscow",),
        source="Clegg & Barker 1994; DSDM Agile Project Framework, ch. 10",
        module="moscow",
        places=0,
    ),
    Method(
        key="kano",
        title="Kano",
        unit="category: 4 must-be, 3 one-dimensional, 2 attractive, 1 indifferent, 0 reverse",
        classes=("reverse", "indifferent", "attractive", "one-dimensional", "must-be"),
        question="What do customers take for granted, what makes them happier the more, and what delights them?",
        limits="It knows no cost, it fades as delight becomes habit, and personas must be asked apart.",
        fields=(),
        source="Kano, Seraku, Takahashi & Tsuji 1984; Berger et al. 1993 for better and worse",
        module="kano",
        places=0,
    ),
    Method(
        key="opportunity",
        title="Opportunity",
        unit="opportunity closed, each gap from 0 to 20",
        question="How much of what customers find important and are not satisfied with does it close?",
        limits="It knows no cost, and without a survey the figures are the experts' and not the customers'.",
        fields=(),
        source="Ulwick 2005, What Customers Want, ch. 3",
        module="opportunity",
    ),
    Method(
        key="pairwise",
        title="Pairwise",
        unit="log-worth",
        question="Which wins, if every two are held against each other?",
        limits="It tells an order and how sure it is, never how much something is worth.",
        fields=(),
        source="Bradley & Terry 1952, Rank analysis of incomplete block designs; Ford 1957",
        module="bradley_terry",
        places=3,
    ),
    Method(
        key="npv",
        title="NPV",
        unit="money",
        question="How much is it worth today, in money, more than doing nothing?",
        limits="What has no price does not count, and large initiatives go before small ones.",
        fields=(),
        source="Brealey, Myers & Allen, Principles of Corporate Finance, ch. 5",
        module="npv",
    ),
    Method(
        key="irr",
        title="IRR",
        unit="% a year",
        question="At which rate would it just break even?",
        limits="It does not compare different sizes or lives, and odd flows have several or none: then see the NPV.",
        fields=(),
        source="Brealey, Myers & Allen, Principles of Corporate Finance, ch. 5",
        module="irr",
        places=1,
    ),
    Method(
        key="payback",
        title="Payback",
        unit="years",
        question="How soon is the money back?",
        limits="It leaves out whatever comes after, and what money later is worth less.",
        fields=(),
        source="Brealey, Myers & Allen, Principles of Corporate Finance, ch. 5",
        module="payback",
        less_is_better=True,
    ),
)

METHODS: Mapping[str, Method] = MappingProxyType({method.key: method for method in _ALL})
"""Every method by its key, in the order in which they are offered."""
