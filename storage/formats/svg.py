"""A journey map as a picture, for slides, reports and walls: one SVG file that needs nothing beside it.

What fits on one width is one band; a wider journey goes on in further bands below, like lines of text. The lanes are
those of `domain.lanes`, drawn as cards; the feeling is drawn as a curve, with the dreams over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple, Self

from domain.curve import evidence_curve
from domain.journey import Horizon, Journey, Moment, Note, NoteKind, Phase, Stage, Touchpoint
from domain.lanes import FEELING, LANES, LINES, MAP, Entry, Lane, signed
from domain.persona import Persona
from domain.plan import Plan
from domain.telling import age, day
from domain.text import counted
from storage.formats.curves import Curve, Stop, laid_over, own_curve, smooth
from storage.formats.lettering import FONTS, width_of, wrapped
from storage.formats.pen import Box, Font, Pen, Point, element, plain

MARGIN, LABEL, LEGEND, LEAST_WIDTH = 48, 96, 190, 1000
MOST_COLUMNS, COLUMNS_WIDTH, WIDEST_COLUMN, STRETCH = 8, 1416, 260, 1.25
CURVE_HEIGHT, CURVE_INSET, TIP = 240, 34, 14
LINE = 17
"""From line to line on a card."""

INK, MUTED, FAINT, HAIR, BORDER, PAPER = "#1b2430", "#5b6675", "#7b8695", "#e3e7ed", "#c3cbd6", "#ffffff"
TODAY, STAR = "#1f3a5f", "#f2a900"
PHASES = ("#27476e", "#3a6b8c", "#2f7f79", "#5b7f3f", "#9a6b1f", "#a3513c", "#8c3f6b", "#5d4b8f")
MOODS = ("#2e9e5b", "#8bc34a", "#f2b01e", "#ef7d3b", "#d23f31")
"""From delightful down to dreadful."""
STROKES: Mapping[Horizon, tuple[str, str]] = MappingProxyType(
    {Horizon.CURRENT: (TODAY, ""), Horizon.NEAR: ("#0b8a7a", "9 6"), Horizon.FAR: ("#8a3ffc", "2 6")}
)
"""The colour and the dashes of a curve: today's solid, the near dream dashed, the far one dotted."""

_NAME, _CARD, _SMALL = Font(14.5, INK, bold=True), Font(13.5, INK), Font(13, INK)
_LABEL = Font(11, MUTED, bold=True, spacing=0.6)


class Tint(NamedTuple):
    """The colours of a card."""

    fill: str
    ink: str
    edge: str = ""


_PLAIN = Tint("#f4f6f9", "#3d4a5c")
_GOLD, _RED = Tint("#fff5d6", "#7a5200"), Tint("#fdecea", "#b3261e")
_TINTS: Mapping[NoteKind, Tint] = MappingProxyType(
    {
        NoteKind.PAIN: _RED,
        NoteKind.GAIN: Tint("#e7f5ec", "#1b7a43"),
        NoteKind.WOW: _GOLD,
        NoteKind.QUESTION: Tint("#e8f0fe", "#1a56b0"),
        NoteKind.BARRIER: Tint("#eceff1", "#37474f"),
        NoteKind.OPPORTUNITY: Tint("#f3e8fd", "#6a1b9a"),
    }
)
_MOMENTS: Mapping[Moment, tuple[str, Tint]] = MappingProxyType(
    {Moment.MAKE: ("makes the relation", _GOLD), Moment.BREAK: ("breaks the relation", _RED)}
)
_STEPS: Mapping[str, str] = MappingProxyType({"▮": TODAY, "▯": "#cfd6df", "●": TODAY, "○": "none"})
"""Steps of a scale are drawn: few fonts have them, and none all of one width."""
_STEP = 9.5
_STAR_POINTS = ((0, -1), (0.24, -0.32), (0.95, -0.31), (0.38, 0.12), (0.59, 0.81), (0, 0.4))


@dataclass(frozen=True, slots=True)
class _Card:
    """An entry as it fits in a column."""

    lines: tuple[str, ...]
    mark: str
    indent: float
    tint: Tint

    @property
    def height(self) -> float:
        return 14 + LINE * max(1, len(self.lines))


def drawn(
    plan: Plan, journey: Journey, dreams: Iterable[Journey] = (), *, today: date, view: Sequence[str] = MAP
) -> str:
    """Draw *journey* with the curves of its *dreams* over it, as an SVG document.

    Args:
        plan: where they are from.
        journey: the map.
        dreams: the journeys whose curves are laid over it, in a view that has the feeling.
        today: the day by which the evidence and the age of the map are reckoned.
        view: keys of `LANES` and `LINES`, from top to bottom.
    """
    return _Drawing(plan, journey, today).draw(tuple(dreams) if FEELING in view else (), view).document()


def drawn_in_parts(plan: Plan, journey: Journey, *, today: date, view: Sequence[str] = MAP) -> Iterator[str]:
    """Draw *journey* with the curves of its dreams, a document for each band, so that paper can break between them."""
    dreams = dreams_of(plan, journey) if FEELING in view else ()
    yield from _Drawing(plan, journey, today).draw(dreams, view).parts()


def dreams_of(plan: Plan, journey: Journey) -> tuple[Journey, ...]:
    """The dreams that depart from *journey*."""
    return plan.where(Journey, "departs_from", journey.id)


class _Drawing(Pen):
    """Draws one map from top to bottom; `y` is how far it has come."""

    def __init__(self, plan: Plan, journey: Journey, today: date) -> None:
        super().__init__()
        self.plan, self.journey, self.today = plan, journey, today
        self.columns: tuple[tuple[Phase, Touchpoint], ...] = tuple(
            (phase, touchpoint) for phase in plan.parts(Phase, journey) for touchpoint in plan.parts(Touchpoint, phase)
        )
        self.bands = _bands([phase.id for phase, _ in self.columns])
        self.most = max(map(len, self.bands), default=1)
        self.usual = self.column = min(WIDEST_COLUMN, COLUMNS_WIDTH / self.most)
        self.width = max(LEAST_WIDTH, 2 * MARGIN + LABEL + self.most * self.usual)
        self.right, self.left = self.width - MARGIN, MARGIN + LABEL
        heard = evidence_curve(plan, journey, today)
        self.heard = {point.touchpoint.id: point for point in heard if point.feeling is not None}
        self.mood = f"mood-{plan.all(Journey).index(journey)}"
        self.y = 0.0
        self.cuts: list[tuple[int, float]] = []

    def draw(self, dreams: Sequence[Journey], view: Sequence[str]) -> Self:
        """Draw all of it."""
        curves = (own_curve(self.plan, self.journey), *(laid_over(self.plan, self.journey, each) for each in dreams))
        self._header(curves if FEELING in view else ())
        for band in self.bands:
            self._band(band, curves, view)
            self.cuts.append((len(self.drawn), self.y))
        if not self.columns:
            self.write((MARGIN, self.y), "There is no touchpoint in this journey yet.", Font(15, MUTED))
            self.y += 40
        self._footer()
        return self

    def document(self) -> str:
        """What was drawn, as one document."""
        return self._document(self.drawn, (0, self.y))

    def parts(self) -> Iterator[str]:
        """What was drawn, a document for each band; what they share is in the first."""
        cuts = [(0, 0.0), *self.cuts[:-1], (len(self.drawn), self.y)]
        for (start, top), (stop, low) in pairwise(cuts):
            yield self._document(self.drawn[start:stop], (top, low))

    def _document(self, elements: Iterable[str], span: tuple[float, float]) -> str:
        top, low = span
        size = {"viewBox": f"0 {plain(top)} {plain(self.width)} {plain(low - top)}", "height": low - top}
        look = {"width": self.width, **size, "role": "img", "aria-label": self.journey.name, "font-family": FONTS}
        start = element("svg", xmlns="http://www.w3.org/2000/svg", **look).replace("/>", ">")
        about = f"A map of {counted(len(self.columns), 'touchpoint')}, {_when(self.journey)}."
        paper = element("rect", y=top, width=self.width, height=low - top, fill=PAPER)
        named = f"{element('title', self.journey.name)}{element('desc', about)}"
        return f"{start}{named}{'' if top else self._mood()}{paper}{''.join(elements)}</svg>\n"

    def _mood(self) -> str:
        """The colours behind the curve, from good to bad."""
        colours = (("0", "#dff3e6"), ("0.5", "#fbfbfa"), ("1", "#fbe1de"))
        stops = "".join(element("stop", offset=offset, stop_color=colour) for offset, colour in colours)
        return f'<defs><linearGradient id="{self.mood}" x1="0" y1="0" x2="0" y2="1">\n{stops}</linearGradient></defs>\n'

    # The head and the foot

    def _header(self, curves: Sequence[Curve]) -> None:
        journey = self.journey
        persona = self.plan.find(Persona, journey.persona) if journey.persona else None
        x = MARGIN + 88 if persona else MARGIN
        width = self.right - LEGEND - 20 - x
        if persona:
            self._portrait((MARGIN + 34, 74), persona.name)
        self.y = 52
        self.write((x, self.y), f"{journey.kind.value} journey · {_when(journey)}".upper(), _LABEL._replace(size=12))
        self.y += 8
        self._flow(x, width, journey.name, Font(30, INK, bold=True))
        self.y += 4
        for text in _subtitle(journey, persona):
            self._flow(x, width, text, Font(14.5, MUTED))
        if persona and persona.quote:
            self.y += 6
            self._flow(x, width, f"“{persona.quote}”", Font(15, INK, italic=True))
        self.y = max(self.y, self._legend(curves), 116) + 30

    def _flow(self, x: float, width: float, text: str, font: Font) -> None:
        """Write running text below what is there."""
        lines, step = wrapped(text, width, font.size, bold=font.bold), font.size * 1.12 + 4
        self.write_lines(Box(x, self.y + step, width, step), lines, font)
        self.y += step * len(lines)

    def _portrait(self, at: Point, name: str) -> None:
        letters = "".join(word[0] for word in name.split()[:2]).upper()
        self.disc(at, 34, TODAY)
        self.write((at[0], at[1] + 9), letters, Font(25, PAPER, bold=True), anchor="middle")

    def _legend(self, curves: Sequence[Curve]) -> float:
        """Draw for how long the map is unverified and what the lines mean, on the right; returns where that ends."""
        self._stamp(36)
        x, y = self.right - LEGEND + 30, 80.0
        for curve in curves:
            colour, dash = STROKES[curve.journey.horizon]
            self.line((x, y), (x + 36, y), colour, 3.5, dash)
            self.disc((x + 18, y), 5, PAPER if dash else colour, stroke=colour, width=2)
            self.write((x + 46, y + 4.5), _when(curve.journey), _SMALL)
            y += 21
        if curves and self.heard:
            self._diamond((x + 18, y))
            self.write((x + 46, y + 4.5), "by the evidence", _SMALL)
            y += 21
        self._star((x + 18, y), 7.5)
        self.write((x + 46, y + 4.5), "moment of truth", _SMALL)
        return y + 10

    def _stamp(self, y: float) -> None:
        days, is_old = age(self.plan, self.journey, self.today)
        ago = "verified today" if days == 0 else f"{counted(days or 0, 'day')} unverified"
        said = ("never verified" if days is None else ago).upper()
        fill, ink = ("#fff1e6", "#a33a00") if is_old else ("#e7f5ec", "#1b7a43")
        width = width_of(said, 12.5, bold=True) + len(said) * 0.8 + 30
        self.box(Box(self.right - width, y - 14, width, 28), fill, round_by=14, stroke=ink, width=1.5)
        font = Font(12.5, ink, bold=True, spacing=0.8)
        self.write((self.right - width / 2, y + 4.5), said, font, anchor="middle")

    def _footer(self) -> None:
        font, engagement = Font(12, FAINT), self.plan.engagement
        self.line((MARGIN, self.y), (self.right, self.y), HAIR)
        said = " · ".join(filter(None, (engagement.client, engagement.name)))
        self.y += 4
        self.write((self.right, self.y + 18), f"klantreis · {day(self.today)}", font, anchor="end")
        self._flow(MARGIN, self.right - MARGIN - 260, said, font)
        self.y += 22

    # One band of columns

    def _band(self, band: range, curves: Sequence[Curve], view: Sequence[str]) -> None:
        self.column = min(self.most * self.usual / len(band), self.usual * STRETCH)
        self._phases(band)
        top, below = self.y, len(self.drawn)
        self._heads(band)
        for key in view:
            if key in LINES:
                self._line_of_blueprint(LINES[key])
            elif key == FEELING:
                self._feeling(band, curves)
                self._dreams(band, curves[1:])
            else:
                self._lane(LANES[key], band)
        separators = Pen()
        self._separate(separators, band, (top + 6, self.y))
        self.drawn[below:below] = separators.drawn  # under the cards, though only now it is known how far down
        self.y += 34

    def _x(self, band: range, column: float) -> float:
        return self.left + (column - band.start) * self.column

    def _middle(self, band: range, column: float) -> float:
        return self._x(band, column) + self.column / 2

    def _separate(self, pen: Pen, band: range, span: tuple[float, float]) -> None:
        for before, after in pairwise(band):
            x, is_border = self._x(band, after), self.columns[before][0] is not self.columns[after][0]
            pen.line((x, span[0]), (x, span[1]), BORDER if is_border else HAIR)

    def _phases(self, band: range) -> None:
        """Draw the phases as arrows, each with the customer's goal below."""
        order = list(dict.fromkeys(phase.id for phase, _ in self.columns))
        font, deepest = Font(16, PAPER, bold=True), self.y
        runs = [(phase, list(held)) for phase, held in groupby(band, key=lambda n: self.columns[n][0])]
        names = [wrapped(phase.name, len(held) * self.column - 50, 16, bold=True) for phase, held in runs]
        high = 20 + 20 * max(map(len, names))
        for (phase, held), lines in zip(runs, names, strict=True):
            arrow = Box(self._x(band, held[0]), self.y, len(held) * self.column - 6, high)
            colour = PHASES[order.index(phase.id) % len(PHASES)]
            notch = TIP if held[0] else 0
            self._arrow(arrow, colour, notch)
            top = self.y + high / 2 - 10 * len(lines) + 15.5
            self.write_lines(Box(arrow.x + 14 + notch, top, arrow.width - 28 - notch - TIP, 20), lines, font)
            deepest = max(deepest, self._goal(phase, arrow, colour))
        self.write((MARGIN, self.y + high / 2 + 4), "PHASE", _LABEL)
        self.y = deepest + 8

    def _arrow(self, box: Box, fill: str, notch: float) -> None:
        x, y, right, low, middle = box.x, box.y, box.x + box.width, box.y + box.height, box.y + box.height / 2
        self.shape([(x, y), (right - TIP, y), (right, middle), (right - TIP, low), (x, low), (x + notch, middle)], fill)

    def _goal(self, phase: Phase, above: Box, ink: str) -> float:
        lines = wrapped(phase.goal, above.width - 28, 13) if phase.goal else ()
        top = above.y + above.height + 22
        self.write_lines(Box(above.x + 14, top, above.width - 28, LINE), lines, Font(13, ink, italic=True))
        return top - 14 + LINE * len(lines)

    def _heads(self, band: range) -> None:
        """Draw the name of each touchpoint with its number, and whether it is a moment of truth."""
        deepest = self.y
        for n in band:
            touchpoint, width = self.columns[n][1], self.column - 24
            x, y = self._x(band, n) + 12, self.y + 24
            is_seen = touchpoint.stage is Stage.FRONT
            lines = wrapped(touchpoint.name, width, _NAME.size, bold=True)
            self.write((x, y), str(n + 1), Font(12, FAINT, bold=True))
            self.write_lines(Box(x, y + 18.5, width, 18.5), lines, _NAME if is_seen else _NAME._replace(ink=MUTED))
            y += 18.5 * len(lines)
            if touchpoint.moment:
                y += 24
                self._moment((x, y), touchpoint.moment)
            if not is_seen:
                y += 18
                self.write((x, y), "behind the scenes", Font(12, MUTED, italic=True))
            deepest = max(deepest, y)
        self.y = deepest + 16

    def _moment(self, at: Point, moment: Moment) -> None:
        x, y = at
        said, tint = _MOMENTS[moment]
        self.box(Box(x - 2, y - 14, width_of(said, 12, bold=True) + 34, 21), tint.fill, round_by=10.5)
        self._star((x + 11, y - 3.5), 6.5)
        self.write((x + 23, y + 0.5), said, Font(12, tint.ink, bold=True))

    def _star(self, at: Point, size: float) -> None:
        spokes = [*_STAR_POINTS, *((-x, y) for x, y in reversed(_STAR_POINTS[1:-1]))]
        self.shape([(at[0] + x * size, at[1] + y * size) for x, y in spokes], STAR, "#a86f00")

    def _line_of_blueprint(self, title: str) -> None:
        self.y += 22
        self.write((MARGIN, self.y - 7), title.upper(), Font(10.5, TODAY, bold=True, spacing=0.8))
        self.line((MARGIN, self.y), (self.right, self.y), TODAY, 1.6, "8 5")
        self.y += 8

    # The curve

    def _feeling(self, band: range, curves: Sequence[Curve]) -> None:
        area = Box(self.left, self.y + 6, len(band) * self.column, CURVE_HEIGHT)
        self.box(area, f"url(#{self.mood})")
        self._separate(self, band, (area.y, area.y + area.height))
        self.write((MARGIN, area.y + 12), "FEELING", _LABEL)
        for feeling in (2, 1, 0, -1, -2):
            y = _height(area, feeling)
            self.line((area.x, y), (area.x + area.width, y), "#cfd6df", 1, "2 5" if feeling else "")
            self._face((area.x - 26, y), feeling)
            self.write((area.x - 44, y + 4), signed(feeling), Font(12, MUTED), anchor="end")
        clip = f"{self.mood}-{band.start}"
        self.drawn.append(f'<clipPath id="{clip}">\n{element("rect", **area._asdict())}</clipPath>\n')
        self.drawn.append(f'<g clip-path="url(#{clip})">\n')
        for curve in reversed(curves):
            self._curve(band, curve, area)
        self.drawn.append("</g>\n")
        for curve in reversed(curves):
            self._stops(band, curve, area)
        self._unknown(band, area)
        self.y = area.y + area.height + 12

    def _face(self, at: Point, feeling: int) -> None:
        """Draw a face that smiles as much as *feeling* says."""
        (x, y), bend = at, feeling * 2.2
        self.disc(at, 9.5, MOODS[2 - feeling])
        for eye in (x - 3.3, x + 3.3):
            self.disc((eye, y - 2.4), 1.3, PAPER)
        low = plain(y + 4 - bend / 4)
        mouth = f"M{plain(x - 4.2)} {low} Q{plain(x)} {plain(y + 4 + bend * 0.75)} {plain(x + 4.2)} {low}"
        self.path(mouth, PAPER, 1.6)

    def _curve(self, band: range, curve: Curve, area: Box) -> None:
        colour, dash = STROKES[curve.journey.horizon]
        for run in curve.runs:
            near = _near(run, band)
            if len(near) > 1:
                points = smooth([(self._middle(band, stop.column), _height(area, stop.feeling)) for stop in near])
                start, *rest = (f"{plain(x)} {plain(y)}" for x, y in points)
                self.path(f"M{start} C{' '.join(rest)}", colour, 3 if dash else 4, dash)

    def _stops(self, band: range, curve: Curve, area: Box) -> None:
        colour, _ = STROKES[curve.journey.horizon]
        for stop in curve.between(band.start - 0.5, band.stop - 0.5):
            at = self._middle(band, stop.column), _height(area, stop.feeling)
            if curve.journey is not self.journey:
                self.disc(at, 5, PAPER, stroke=colour, width=2.4)
                continue
            self._stop(at, stop, colour)
            self._heard((at[0] + 24, area), stop.touchpoint)

    def _stop(self, at: Point, stop: Stop, colour: str) -> None:
        """Draw how it feels at a point, larger where it matters more, its number where the line leaves room."""
        size = 6 + (stop.touchpoint.importance or 3) * 0.8
        self.disc(at, size + 2.2, PAPER, stroke=colour, width=2)
        self.disc(at, size, MOODS[2 - round(stop.feeling)])
        above, below = at[1] - size - 8, at[1] + size + 17
        font = Font(13.5, INK, bold=True)
        self.write((at[0], below if stop.is_low else above), signed(stop.feeling), font, anchor="middle", halo=True)
        if stop.touchpoint.moment:
            self._star((at[0], above - 4 if stop.is_low else below - 4), 8.5)

    def _heard(self, where: tuple[float, Box], touchpoint: Touchpoint) -> None:
        """Draw beside a point how it feels by the evidence, with the lowest and the highest that any piece says."""
        x, area = where
        point = self.heard.get(touchpoint.id)
        if point is None or point.feeling is None:
            return
        if point.low is not None and point.high is not None:
            self.line((x, _height(area, point.low)), (x, _height(area, point.high)), MUTED, 1.6)
        self._diamond((x, _height(area, point.feeling)))

    def _diamond(self, at: Point) -> None:
        x, y = at
        self.shape([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)], MUTED, PAPER)

    def _unknown(self, band: range, area: Box) -> None:
        """Say where it is not known how it feels: missing is not zero."""
        for n in band:
            touchpoint = self.columns[n][1]
            if touchpoint.feeling is None and touchpoint.stage is Stage.FRONT:
                at = self._middle(band, n), area.y + area.height - 10
                self.write(at, "feeling not known", Font(12, MUTED, italic=True), anchor="middle")

    def _dreams(self, band: range, curves: Sequence[Curve]) -> None:
        """Name what each dream has instead, below the curves."""
        for curve in curves:
            colour, _ = STROKES[curve.journey.horizon]
            cards: dict[int, list[_Card]] = {n: [] for n in band}
            for stop in curve.between(band.start - 0.5, band.stop - 0.5):
                entry = Entry(stop.touchpoint.name, "+" if stop.is_new else "")
                cards[max(band.start, int(stop.column))].append(self._card(entry, Tint(PAPER, colour, colour)))
            self._row(_when(curve.journey), band, cards)

    # The lanes

    def _lane(self, lane: Lane, band: range) -> None:
        """Draw what *lane* tells of each touchpoint of the band, as cards; nothing where it tells nothing."""
        told = {n: lane.entries(self.plan, self.columns[n][1], self.today) for n in band}
        cards = {
            n: [self._card(each, _tint(each)) for each in entries if each.text or each.mark]
            for n, entries in told.items()
        }
        self._row(lane.title, band, cards)

    def _card(self, entry: Entry, tint: Tint) -> _Card:
        indent = 0.0
        if entry.mark:
            wide = len(entry.mark) * _STEP if entry.mark[0] in _STEPS else width_of(entry.mark, 12, bold=True)
            indent = wide + 6
        return _Card(wrapped(entry.text, self.column - 32 - indent, _CARD.size), entry.mark, indent, tint)

    def _row(self, title: str, band: range, cards: Mapping[int, Sequence[_Card]]) -> None:
        if not any(cards.values()):
            return
        deepest = self.y
        for n in band:
            y = self.y + 5
            for card in cards[n]:
                self._draw_card(card, (self._x(band, n) + 6, y))
                y += card.height + 5
            deepest = max(deepest, y)
        self.write((MARGIN, self.y + 23), title.upper(), _LABEL)
        self.y = deepest + 5
        self.line((MARGIN, self.y), (self.left + len(band) * self.column, self.y), HAIR)

    def _draw_card(self, card: _Card, at: Point) -> None:
        (x, y), width, tint = at, self.column - 12, card.tint
        self.box(Box(x, y, width, card.height), tint.fill, round_by=6, stroke=tint.edge)
        self._mark(card.mark, (x + 10, y + 18.5), tint.ink)
        inside = Box(x + 10 + card.indent, y + 19, width - 20 - card.indent, LINE)
        self.write_lines(inside, card.lines, _CARD)

    def _mark(self, mark: str, at: Point, ink: str) -> None:
        if mark and mark[0] not in _STEPS:
            self.write(at, mark, Font(12, ink, bold=True))
            return
        x, y = at
        for n, sign in enumerate(mark):
            if sign in "●○":
                self.disc((x + 4 + _STEP * n, y - 4), 3.6, _STEPS[sign], stroke=TODAY)
            else:
                high = 5 + 2.5 * n
                self.box(Box(x + _STEP * n, y + 1 - high, 7, high), _STEPS[sign], round_by=1.5)


def _tint(entry: Entry) -> Tint:
    return _TINTS[entry.record.kind] if isinstance(entry.record, Note) else _PLAIN


def _height(area: Box, feeling: Decimal | float) -> float:
    return area.y + CURVE_INSET + (2 - float(feeling)) / 4 * (area.height - 2 * CURVE_INSET)


def _near(run: Sequence[Stop], band: range) -> Sequence[Stop]:
    """The stops in the band with two beyond on each side, so that the line goes on to where it is cut."""
    inside = [n for n, stop in enumerate(run) if band.start - 1 <= stop.column <= band.stop]
    if not inside:
        crossing = next((n for n, stop in enumerate(run) if stop.column > band.stop), 0)
        inside = [crossing - 1, crossing] if crossing else []
    return run[max(0, inside[0] - 2) : inside[-1] + 3] if inside else ()


def _subtitle(journey: Journey, persona: Persona | None) -> Iterator[str]:
    if persona:
        yield " · ".join(filter(None, (persona.name, persona.segment)))
    if ends := [text for text in (journey.begins_with, journey.ends_with) if text]:
        yield " → ".join(ends)


def _when(journey: Journey) -> str:
    if journey.horizon is Horizon.CURRENT:
        return "today"
    return f"dream {journey.target_on.year if journey.target_on else journey.horizon.value}"


def _bands(phases: Sequence[str]) -> tuple[range, ...]:
    """The columns in bands of much the same width, broken between phases rather than within."""
    total = len(phases)
    even = total / -(-total // MOST_COLUMNS) if total else 0
    best: list[tuple[float, int]] = [(0, 0)]
    for stop in range(1, total + 1):
        breaks = 3 if stop < total and phases[stop] == phases[stop - 1] else 0
        starts = range(max(0, stop - MOST_COLUMNS), stop)
        best.append(min((best[start][0] + (stop - start - even) ** 2 + breaks, start) for start in starts))
    bands, stop = [], total
    while stop:
        bands.append(range(best[stop][1], stop))
        stop = best[stop][1]
    return tuple(reversed(bands))
