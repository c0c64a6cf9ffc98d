"""What the tool for regions does to them: ways over the sheet become marks of the drawing, and locks are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from ganstudio.drawing.adjustments import adjusted
from ganstudio.drawing.marks import JOIN, LOCK, REGIONS, SPLIT, TURN, Cleared, Colour, Mark, Place, Removed, Ruling
from ganstudio.drawing.regions import Regions, divided, updated
from ganstudio.studio.colouring import Colouring
from ganstudio.ui import theme
from ganstudio.ui.colour.exporting import ink_of
from ganstudio.ui.colour.live import Live
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.paper import Paper
from ganstudio.ui.surface.tools import REGION

_SHORTEST = 4.0  # px of the drawing: less is no way that divides
_SIGN = 18  # px of the sign on a locked region
_WORDS = {
    JOIN: ("That lies in one region already.", "Drag from one region into another."),
    SPLIT: ("A click divides nothing.", "Drag a line through the region."),
}


class Rulings(QObject):
    """Listens to the easel. `told` carries a sentence, a remedy and its tone."""

    told = Signal(str, str, str)

    def __init__(self, easel: Easel, live: Live, colouring: Colouring, sheets: Sequence[Paper]) -> None:
        super().__init__()
        self._easel, self._live, self._colouring, self._sheets = easel, live, colouring, sheets
        self._whole: Regions | None = None  # of the drawing at its own size, for fills
        easel.ruled.connect(self._rule)
        easel.regions = self.at_full_size
        easel.hand.tool_changed.connect(self._look)
        easel.hand.changed.connect(self._look)
        for sheet in sheets:
            sheet.overlays.append(self._paint)

    # -- what regions there are ----------------------------------------------------------------------------

    def at_full_size(self) -> Regions | None:
        """The regions of the drawing itself, as dots mean them; None where colours are free."""
        params, drawing = self._colouring.params, self._easel.drawing
        if not params.keeps_in:
            return None
        ink = ink_of(self._easel.painter.pixels("line"))
        wanted, before = adjusted(drawing.on(REGIONS)), self._whole
        if before is not None and before.made_by[:2] == (params.gap, params.closing):
            self._whole = updated(before, ink, wanted)
        else:
            self._whole = divided(ink, params.gap, params.closing, wanted)
        return self._whole

    def _seen(self) -> tuple[Regions, float] | None:
        """The regions that are looked at, and how many px of the drawing one of theirs is."""
        answer = self._live.answer
        if answer is None or answer.regions is None:
            return None
        return answer.regions, self._easel.drawing.width / answer.regions.labels.shape[1]

    # -- ruling --------------------------------------------------------------------------------------------

    def _rule(self, ways: list[list[Place]]) -> None:
        seen = self._seen()
        if seen is None:
            self.told.emit(
                "There are no regions to change.", "Draw something and colour it, Flat or Kept in.", "caution"
            )
            return
        acts: dict[str, Callable[[list[Place], Regions, float], list[Mark]]] = {
            JOIN: self._joined, SPLIT: self._split, LOCK: self._locked, TURN: self._turned,
        }  # fmt: skip
        what = self._easel.hand.ruling
        marks = list(dict.fromkeys(mark for way in ways for mark in acts[what](way, *seen)))
        if marks:
            self._easel.drawing.do(*marks)
        elif what in _WORDS:
            self.told.emit(*_WORDS[what], "")

    def _joined(self, way: list[Place], regions: Regions, scale: float) -> list[Mark]:
        """All regions that the way passes become one."""
        passed = list(dict.fromkeys(_passed(way, regions, scale)))
        middles = [_middle(regions, region, scale) for region in passed]
        return [Ruling(JOIN, (middles[0], other)) for other in middles[1:]]

    def _split(self, way: list[Place], _regions: Regions, _scale: float) -> list[Mark]:
        length = np.hypot(*np.diff(np.array(way), axis=0).T).sum() if len(way) > 1 else 0.0
        return [Ruling(SPLIT, tuple(way))] if length >= _SHORTEST else []

    def _locked(self, way: list[Place], regions: Regions, scale: float) -> list[Mark]:
        """The region under the end of the way, or its lock taken away."""
        region = _at(regions, way[-1], scale)
        if region is None:
            return []
        locks = [
            number
            for number, mark in self._easel.drawing.numbered()
            if isinstance(mark, Ruling) and mark.what == LOCK and _at(regions, mark.places[0], scale) == region
        ]
        if locks:
            return [Removed(number) for number in locks]
        return [Ruling(LOCK, (_middle(regions, region, scale),), self._colour(regions, region))]

    def _colour(self, regions: Regions, region: int) -> Colour:
        """What it is coloured now."""
        assert self._live.answer is not None
        left, top, mask = regions.mask(region)
        colours = self._live.answer.colours[top : top + mask.shape[0], left : left + mask.shape[1]]
        red, green, blue = np.median(colours[mask], axis=0).astype(int).tolist()
        return red, green, blue

    def _turned(self, way: list[Place], regions: Regions, scale: float) -> list[Mark]:
        region = _at(regions, way[-1], scale)
        return [] if region is None else [Ruling(TURN, (_middle(regions, region, scale),))]

    def forget(self) -> None:
        """Everything that was said of regions is taken back, as one step."""
        if self._easel.drawing.on(REGIONS) and not self._easel.drawing_now:
            self._easel.drawing.do(Cleared(REGIONS))

    # -- seeing --------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Regions are seen in their own colours while they are joined, split or made paper."""
        hand = self._easel.hand
        self._live.look_at_regions(hand.tool == REGION and hand.ruling != LOCK)
        for sheet in self._sheets:
            sheet.update()

    def _paint(self, painter: QPainter, place: QTransform) -> None:
        hand = self._easel.hand
        if hand.tool != REGION:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(255, 255, 255, 220), 5.0), (QColor(theme.colours().accent), 2.0)):
            pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for way in self._easel.ways:
                painter.drawPolyline(place.map(QPolygonF(way)))
        for lock in adjusted(self._easel.drawing.on(REGIONS)).locks:
            _paint_lock(painter, place.map(QPointF(*lock.place)))


def _paint_lock(painter: QPainter, at: QPointF) -> None:
    c = theme.colours()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.accent))
    painter.drawEllipse(at, 0.75 * _SIGN, 0.75 * _SIGN)
    sign = theme.icon("lock", c.on_accent).pixmap(QSize(_SIGN, _SIGN))
    painter.drawPixmap(at - QPointF(_SIGN / 2, _SIGN / 2), sign)


def _at(regions: Regions, place: Place, scale: float) -> int | None:
    return regions.at(place[0] / scale, place[1] / scale)


def _middle(regions: Regions, region: int, scale: float) -> Place:
    """A place well inside, where the region is found again after small changes."""
    x, y = regions.places[region].tolist()
    return (x + 0.5) * scale, (y + 0.5) * scale


def _passed(way: list[Place], regions: Regions, scale: float) -> list[int]:
    """The regions below a way, ink left out, one after the other."""
    points = np.array(way) / scale
    steps = [np.linspace(one, other, max(2, int(np.hypot(*(other - one))) + 1)) for one, other in pairwise(points)]
    every = np.concatenate([points[:1], *steps, points[-1:]]).astype(int)
    height, width = regions.labels.shape
    inside = every[(every >= 0).all(axis=1) & (every[:, 0] < width) & (every[:, 1] < height)]
    off = inside[~regions.walls[inside[:, 1], inside[:, 0]]]
    found: list[int] = regions.labels[off[:, 1], off[:, 0]].tolist()
    return found
