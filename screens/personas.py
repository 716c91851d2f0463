"""Whom do we do this for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from domain.difference import shown
from domain.edits import plural
from domain.entity import Entity
from domain.gap import Gap
from domain.journey import Journey, Phase, Touchpoint
from domain.persona import Need, Persona, PersonaKind
from domain.plan import Plan
from screens.compare import Compare
from screens.outline import HEADING, Row
from screens.parts.listing import Cell, Column
from screens.parts.pane import Field, Heading, Line, Prose
from screens.records import Records

_BAR = 10
_SHARES = HEADING + "shares/"
"""What the key of a note about the shares of a kind of persona starts with, before that kind."""
FEWEST_FOR_SHARES = 30
"""Below this many answers a score is shown as counts: its margin would be wider than what it says."""


def net_promoter_score(promoters: int, passives: int, detractors: int) -> tuple[float, float] | None:
    """The score in points from −100 to 100 and the half width of its 95 % interval; None without answers.

    Source:
        Variance (p + d − (p − d)²) / n, Rowlingson 2011, “Statistical analysis of Net Promoter Scores”.
    """
    n = promoters + passives + detractors
    if n == 0:
        return None
    p, d = promoters / n, detractors / n
    return 100 * (p - d), 196 * sqrt((p + d - (p - d) ** 2) / n)


class Personas(Records):
    """Personas at the left, the portrait of one at the right."""

    BINDING_GROUP_TITLE = "Personas"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "Compare", tooltip="The marked personas side by side", id="personas.compare"),
    ]

    @property
    def columns(self) -> Sequence[Column]:
        """Name, kind, share."""
        return Column("Persona", None, least=20), Column("Kind", 13, rank=1), Column("Share", _BAR + 6)

    def rows(self) -> Mapping[str, Row]:
        """The personas, after a note for each kind whose shares do not add up."""
        notes = {} if self.needle else shares_awry(self.plan)
        return {**{_SHARES + kind: Row(_SHARES + kind, Persona) for kind in notes}, **super().rows()}

    def cells(self, key: str) -> Sequence[Cell]:
        """A persona with its share as a bar; needs as in any outline."""
        if key.startswith(_SHARES):
            kind = PersonaKind(key.removeprefix(_SHARES))
            return f"△ Shares of {plural(kind)}: {shares_awry(self.plan)[kind]} %, not 100 %", "", ""
        record = self._rows[key].record
        if isinstance(record, Persona):
            sign = {True: "▾ ", False: "▸ ", None: "  "}[self._rows[key].is_open]
            return sign + record.name, record.kind.value, _share(record.share_percent)
        return *super().cells(key), "", ""

    def describe(self, record: Entity, width: int) -> Iterator[Line]:
        """The portrait."""
        if not isinstance(record, Persona):
            yield from super().describe(record, width)
            return
        plan = self.plan
        yield Heading(record.name)
        yield Prose(Content.styled(f"{record.kind.value}, {record.segment or 'no segment yet'}", "$foreground-muted"))
        if record.quote:
            yield ""
            yield Prose(Content.styled(f"“{record.quote}”", "italic"))
        if record.story:
            yield ""
            yield Prose(record.story)
        yield ""
        yield Field("Share", shown(plan, record, "share_percent"))
        yield Field("Number", shown(plan, record, "yearly_number"))
        yield Field("Worth", shown(plan, record, "yearly_value") + (" a year each" if record.yearly_value else ""))
        yield Field("NPS", promoter_line(record))
        yield from self._needs(record)
        for title, texts in (
            ("Frustrations", record.frustrations),
            ("Preferences", record.preferences),
            ("Channels", record.channels),
        ):
            if texts:
                yield ""
                yield Heading(title)
                yield from (Prose(f"· {text}") for text in texts)
        yield from self._touched(record)

    def _needs(self, persona: Persona) -> Iterator[Line]:
        needs = self.plan.parts(Need, persona)
        if needs:
            yield ""
            yield Heading("Needs")
            for need in sorted(needs, key=lambda need: -(need.importance or 0)):
                yield Field(_dots(need.importance), need.name)

    def _touched(self, persona: Persona) -> Iterator[Line]:
        """The journeys and gaps that touch this persona."""
        plan = self.plan
        journeys = plan.where(Journey, "persona", persona.id)
        if journeys:
            yield ""
            yield Heading("Journeys")
            yield from (Field(journey.horizon.value, journey.name) for journey in journeys)
        touchpoints = [t for j in journeys for p in plan.parts(Phase, j) for t in plan.parts(Touchpoint, p)]
        gaps = {
            gap.id: gap for t in touchpoints for name in ("current", "dream") for gap in plan.where(Gap, name, t.id)
        }
        if gaps:
            yield ""
            yield Heading("Gaps")
            yield from (Prose(f"· {gap.name}") for gap in gaps.values())

    def why_not(self, action: str) -> str | None:
        """Comparing needs two."""
        if action == "compare" and len(self._compared) < 2:
            return "Mark two or more personas with space first."
        return super().why_not(action)

    @property
    def _compared(self) -> tuple[Persona, ...]:
        return tuple(record for record in self.subjects if isinstance(record, Persona)) if self.is_mounted else ()

    def action_compare(self) -> None:
        """Show the marked personas side by side."""
        self.app.push_screen(Compare(self.plan, self._compared))


def shares_awry(plan: Plan) -> dict[PersonaKind, int]:
    """For each kind of persona of which all shares are known, or those known are too many: what they add up to.

    Kinds whose shares make 100 % are left out.
    """
    known: dict[PersonaKind, list[int | None]] = {}
    for persona in plan.all(Persona):
        known.setdefault(persona.kind, []).append(persona.share_percent)
    totals = {kind: sum(share or 0 for share in shares) for kind, shares in known.items()}
    return {kind: n for kind, n in totals.items() if n > 100 or (n < 100 and None not in known[kind])}


def _share(percent: int | None) -> Cell:
    if percent is None:
        return Content.styled("–", "$foreground-muted")
    full = round(percent / 100 * _BAR)
    bar, rest = ("█" * full, "$text-primary"), ("░" * (_BAR - full), "$foreground-disabled")
    return Content.assemble(bar, rest, f" {percent:>3} %")


def _dots(importance: int | None) -> str:
    return "–" if importance is None else "●" * importance + "○" * (5 - importance)


def promoter_line(persona: Persona) -> str | None:
    """The net promoter score with its margin, as counts where the answers are few; None without answers."""
    counts = (persona.promoters, persona.passives, persona.detractors)
    known = [count or 0 for count in counts]
    score = net_promoter_score(*known)
    if score is None:
        return None
    n = sum(known)
    if n < FEWEST_FOR_SHARES:
        return f"{known[0]} promoters, {known[2]} detractors of {n} (too few for a score)"
    return f"{score[0]:+.0f} ± {score[1]:.0f} (n = {n})".replace("-", "−")
