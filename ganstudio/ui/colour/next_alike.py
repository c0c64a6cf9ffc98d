"""Colour the next one alike: another drawing of the figure opens with the colours of this one, as guesses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTransform

from ganstudio.core.text import counted
from ganstudio.drawing import alike, rulings_alike
from ganstudio.drawing.alike import Guess, Matching
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LOCK, REGIONS, Mark, Ruling, Stroke
from ganstudio.drawing.regions import WIDEST
from ganstudio.drawing.rulings_alike import Ruled
from ganstudio.export import carrying
from ganstudio.export.carrying_files import Example
from ganstudio.export.colour_params import ColourParams
from ganstudio.studio.keeping import looked_at
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.colour.exporting import ink_at
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.paper import Paper

_RING = 11.0  # px
_STEADY = 90.0  # of 100: less, and colours without dots are worth carrying too
Open = Callable[[Path, Callable[[], object]], object]  # a path on a fresh sheet, and what comes then


@dataclass(frozen=True, eq=False)
class _Carried:
    """What was carried to `drawing`, `scale` of whose px are one of the regions'."""

    first: Example
    match: Matching
    drawing: Drawing
    scale: float
    guesses: list[Guess]
    rulings: list[Ruled]


class NextAlike(QObject):
    """`told` carries a sentence, a remedy and its tone."""

    told = Signal(str, str, str)

    def __init__(
        self, studio: Studio, easel: Easel, live: Live, offer: Offer, sheets: Sequence[Paper], open_fresh: Open
    ) -> None:
        super().__init__()
        self._studio, self._easel, self._live, self._offer = studio, easel, live, offer
        self._colouring, self._sheets, self._open = studio.colouring, sheets, open_fresh
        self.unsure: dict[int, Stroke | Ruling] = {}  # what wants a look, by its identity
        for sheet in sheets:
            sheet.overlays.append(self._paint)

    def begin(self, path: Path) -> None:
        """Open `path` on a fresh sheet and colour it like what lies here now."""
        self._live.when_settled(lambda: self._begin(path))

    def _begin(self, path: Path) -> None:
        first = self.example()
        if first is None:
            self.told.emit("This drawing has no colours to go by.", "Colour it first, Flat or Kept in.", "caution")
            return
        params = self._colouring.params
        self._open(path, lambda: self._compare(first, params))

    def example(self) -> Example | None:
        """What lies here: its dots, or where there are none the colours of all its regions."""
        answer = self._live.answer
        if answer is None or answer.regions is None or answer.sheet is None or not self._live.is_settled:
            return None
        regions = answer.regions
        dots = carrying.dots_of(answer.sheet.hints, regions, regions.adjustments.locks)
        return Example(regions, dots or carrying.dots_of_picture(answer.colours, regions), answer.colours)

    def _compare(self, first: Example, params: ColourParams) -> None:
        """Find the regions of `first` again, beside the window."""
        drawing = self._easel.drawing
        width, height = looked_at(drawing.width, drawing.height)
        ink, scale = ink_at(self._easel.painter, width, height), drawing.width / width
        gap = round(params.gap / scale)

        def compared() -> tuple[Matching, list[Guess], list[Ruled]]:
            match, divide = rulings_alike.matched(first.regions, ink, gap, params.closing)
            dots, colour = rulings_alike.colouring(match, alike.guesses(match, first.dots))
            return match, dots, [*divide, *colour]

        def done(found: tuple[Matching, list[Guess], list[Ruled]]) -> None:
            if self._easel.drawing is drawing:
                for name in ("way", "closing", "protect", "alike"):
                    self._colouring.set(name, getattr(params, name))
                wider = math.ceil(found[0].following.made_by[0] * scale)
                self._colouring.set("gap", min(WIDEST, max(params.gap, wider)))
                self._put(_Carried(first, found[0], drawing, scale, found[1], found[2]))

        self._studio.jobs.in_thread("Comparing the drawings", compared, done)

    def _put(self, carried: _Carried) -> None:
        """Guesses become dots and rulings of one step; the answer to them tells how steady the colours are."""
        made: list[tuple[Stroke | Ruling, bool]] = [
            (_marks([each], carried)[0], each.is_sure) for each in carried.guesses
        ]
        made += [(each.scaled(carried.scale), each.is_sure) for each in carried.rulings]
        self.unsure = {id(mark): mark for mark, is_sure in made if not is_sure}
        if made:
            carried.drawing.do(*(mark for mark, _ in made))
        self._live.when_settled(lambda: self._tell(carried))

    def _tell(self, carried: _Carried) -> None:
        answer = self._live.answer
        if answer is None or self._easel.drawing is not carried.drawing:
            return
        found = carrying.steadiness_of(carried.match, carried.first.picture, answer.colours)
        count, unsure = len(carried.guesses), len(self.unsure)
        words = f"{count} colour{'' if count == 1 else 's'} carried over; they are {found.score:.0f} % steady."
        if carried.rulings:
            words += f" {counted(len(carried.rulings), 'ruling')} of regions came along."
        if carried.match.is_mirrored:
            words += " The figure looks the other way here."
        if unsure:
            words += f" {unsure} marked “?” want{'s' if unsure == 1 else ''} a look."
        rest = self._without_dots(carried)
        answers: list[tuple[str, Callable[[], object]]] = []
        if rest and found.score < _STEADY:
            answers.append(("Carry colours without dots too", lambda: self._put_rest(carried, rest)))
        self._offer.show_offer(words, answers)
        for sheet in self._sheets:
            sheet.update()

    def _without_dots(self, carried: _Carried) -> list[Guess]:
        """Guesses for the regions that nothing was carried to."""
        first = carried.first
        locks = [each.ruling.places[0] for each in carried.rulings if each.ruling.what == LOCK]
        told = {guess.region for guess in carried.guesses} | {carried.match.following.at(*place) for place in locks}
        every = alike.guesses(carried.match, carrying.dots_of_picture(first.picture, first.regions))
        return [guess for guess in every if guess.region not in told]

    def _put_rest(self, carried: _Carried, rest: list[Guess]) -> None:
        if self._easel.drawing is carried.drawing and not self._easel.drawing_now:
            carried.drawing.do(*_marks(rest, carried))
            more = replace(carried, guesses=[*carried.guesses, *rest])
            self._live.when_settled(lambda: self._tell(more))

    # -- what wants a look ---------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, place: QTransform) -> None:
        """A question mark beside everything that is not sure, as long as it lies there."""
        if not self.unsure:
            return
        c = theme.colours()
        painter.setFont(theme.font(11, QFont.Weight.DemiBold))
        for mark in [*self._easel.painter.layers[HINTS].marks, *self._easel.drawing.on(REGIONS)]:
            if id(mark) not in self.unsure:
                continue
            x, y, away = _corner(mark, self._easel.view.zoom)
            at = place.map(QPointF(x, y)) + QPointF(away + 4, -away - 4)
            painter.setPen(QPen(QColor(c.on_accent), 1.5))
            painter.setBrush(QColor(c.caution))
            painter.drawEllipse(at, _RING, _RING)
            box = QRectF(at.x() - _RING, at.y() - _RING, 2 * _RING, 2 * _RING)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def _corner(mark: Mark, zoom: float) -> tuple[float, float, float]:
    """x, y of a dot or ruling, and how far from there it reaches on the screen."""
    if isinstance(mark, Ruling):
        return *mark.places[0], 0.0
    assert isinstance(mark, Stroke)
    return float(mark.points[0, 0]), float(mark.points[0, 1]), mark.size * zoom / 2


def _marks(guesses: Sequence[Guess], carried: _Carried) -> list[Stroke]:
    """Dots on the drawing, as large as there is room for them."""
    most = carrying.DOT * max(carried.match.following.labels.shape)
    return [_enlarged(mark, carried.scale) for mark in alike.marks_of(guesses, most)]


def _enlarged(mark: Stroke, scale: float) -> Stroke:
    points = mark.points.copy()
    points[:, :2] *= scale
    return Stroke(mark.layer, points, mark.size * scale, mark.colour)
