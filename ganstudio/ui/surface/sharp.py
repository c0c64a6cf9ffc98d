"""Layers painted from their marks in the very pixels of the screen, so that lines are sharp at every zoom and turn.

That takes time where there are many marks, so it happens in small bits while nothing else does, and what is shown
meanwhile is the drawing at its own resolution.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QTransform

from ganstudio.drawing.brush import Area
from ganstudio.drawing.marks import MARKED, Mark
from ganstudio.ui.surface.painting import Painter
from ganstudio.ui.surface.raster import Raster

_IDLE = 120  # ms without a change of the view before work begins
_BIT = 0.005  # s of work before events get their turn
_REPAINT = 40  # marks: what is taken back among more of them is painted anew in bits


class Sharp(QObject):
    """The layers for all canvases of one size: `ready` ones are up to date and follow every change."""

    finished = Signal()

    def __init__(self, width: int, height: int, ratio: float) -> None:
        """Size in device pixels, `ratio` of them per px."""
        super().__init__()
        self.key = (width, height, ratio)
        self._width, self._height, self._ratio = width, height, ratio
        self._painter: Painter | None = None
        self._place = QTransform()
        self._rasters: dict[str, Raster] = {}
        self._painted: dict[str, list[Mark]] = {}
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self.ready: set[str] = set()

    def start(self, painter: Painter, place: QTransform) -> None:
        """Show the drawing of `painter` at `place` (to px of the canvas): everything begins anew."""
        place = place * QTransform.fromScale(self._ratio, self._ratio)
        if painter is self._painter and place == self._place:
            return
        self._painter, self._place = painter, place
        self.ready.clear()
        self._begin(_IDLE)

    def stop(self) -> None:
        """No more work of its own accord, until `resume`."""
        self._timer.stop()

    def resume(self) -> None:
        if self._work is not None:
            self._timer.start(_IDLE)

    def raster(self, layer: str) -> Raster | None:
        return self._rasters[layer] if layer in self.ready else None

    def image(self, layer: str) -> QImage | None:
        """The layer, to be laid on the canvas pixel by pixel; None while it is not ready."""
        raster = self.raster(layer)
        if raster is None:
            return None
        raster.image.setDevicePixelRatio(self._ratio)
        return raster.image

    def follow(self, layer: str, areas: Sequence[Area]) -> None:
        """The marks of `layer` changed in `areas`, in pixels of the drawing."""
        if self._painter is None:
            return
        marks, painted = self._painter.layers[layer].marks, self._painted.get(layer, [])
        grew = len(marks) >= len(painted) and all(one is other for one, other in zip(painted, marks))
        if layer not in self.ready:
            if not grew or self._work is None:  # marks that were only added are met on the way
                self._begin(_IDLE)
        elif grew:
            for mark in marks[len(painted) :]:
                self._rasters[layer].paint(mark)
                painted.append(mark)
        elif not self._repaint(layer, areas):
            self.ready.discard(layer)
            self._begin(_IDLE)

    def _repaint(self, layer: str, areas: Sequence[Area]) -> bool:
        """Paint `areas` anew; False when that would take too long."""
        assert self._painter is not None
        source, raster = self._painter.layers[layer], self._rasters[layer]
        for around in (area.grown(2) for area in areas):
            marks = [mark for mark, place in zip(source.marks, source.areas) if place.meets(around)]
            if len(marks) > _REPAINT:
                return False
            there = raster.mapped(_box(around)).grown(1).within(raster.everything)
            raster.clear(there)
            for mark in marks:
                raster.paint(mark, there)
        self._painted[layer] = list(source.marks)
        return True

    def _begin(self, wait: int) -> None:
        self._painted = {layer: marks for layer, marks in self._painted.items() if layer in self.ready}
        self._work = self._paint_all()
        self._timer.start(wait)

    def _go_on(self) -> None:
        end = time.perf_counter() + _BIT
        while self._work is not None and time.perf_counter() < end:
            if next(self._work, self) is self:
                self._work = None
                self.finished.emit()
        if self._work is not None:
            self._timer.start(0)

    def _paint_all(self) -> Iterator[None]:
        assert self._painter is not None
        for layer in MARKED:
            if layer in self.ready:
                continue
            source = self._painter.layers[layer]
            raster = self._painter.raster(self._width, self._height, self._place)
            painted = self._painted[layer] = []
            while len(painted) < len(source.marks):  # the list grows while a person draws on
                mark = source.marks[len(painted)]
                raster.paint(mark)
                painted.append(mark)
                yield
            self._rasters[layer] = raster
            self.ready.add(layer)


def _box(area: Area) -> QRectF:
    return QRectF(area.left, area.top, area.right - area.left, area.bottom - area.top)
