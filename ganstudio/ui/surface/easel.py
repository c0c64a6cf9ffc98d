"""What all canvases of a drawing share: its pictures, the view, the hand with its tool, the result, and the stroke
that is being drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from ganstudio.drawing.brush import NOWHERE, Area
from ganstudio.drawing.drawing import LAYERS, PAPER, RESULT, Change, Drawing
from ganstudio.drawing.marks import HINTS, LINE, Cleared, Colour, Fill, Mark, Points, Stroke
from ganstudio.drawing.regions import Regions
from ganstudio.ui.surface.painting import Painter
from ganstudio.ui.surface.raster import GrowingStroke, Picture, as_image, reduced
from ganstudio.ui.surface.sharp import Sharp
from ganstudio.ui.surface.tools import Hand
from ganstudio.ui.surface.view import View

PAPER_COLOUR = QColor(255, 255, 255)


class Easel(QObject):
    """Holds a drawing for its canvases. Everything that is seen changes through here, and signals say what did."""

    stroke_started = Signal()
    stroke_finished = Signal()
    drawing_changed = Signal()  # after every step, undo and redo
    live_changed = Signal()  # while a stroke grows
    colour_picked = Signal(tuple)
    colour_used = Signal(tuple)  # it was put on the drawing
    flooded = Signal(object)  # a Flood: a fill that was not done
    ruled = Signal(list)  # ways (x, y places in px of the drawing) that the tool for regions went, and its mirrors
    view_changed = Signal()
    hovered = Signal()
    damaged = Signal(str, object)  # layer and pixels of the drawing that look different now

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.hand = Hand()
        self.view = View(drawing.width, drawing.height)
        self.view.changed.connect(self.view_changed)
        self.pointer: QPointF | None = None  # where the pen hovers, in px of the drawing
        self.result: QImage | None = None
        self.split = 0.0
        self.ways: list[list[QPointF]] = []  # of the tool for regions, while it is down
        self.regions: Callable[[], Regions | None] = lambda: None  # that fills keep to; None: they find their own
        self._reduced: tuple[tuple[int, int, int], QImage] | None = None
        self._sharps: dict[QObject, Sharp] = {}
        self._live: list[GrowingStroke] = []
        self.live_layer = ""  # that is drawn on just now
        self.drawing, self.painter = drawing, Painter(drawing)
        drawing.observers.append(self._drawing_did)

    def set_drawing(self, drawing: Drawing, painter: Painter | None = None) -> None:
        """Put another drawing here: its result is not known yet.

        Painting thousands of strokes takes a second or two: a thread may have made the `painter` beforehand.
        """
        self.cancel_stroke()
        self.release()
        self.drawing, self.painter = drawing, painter or Painter(drawing)
        drawing.observers.append(self._drawing_did)
        self.result = None
        self.hand.set_symmetry(self.hand.symmetry.centred(drawing.width, drawing.height))
        self.view.set_drawing(drawing.width, drawing.height)
        self._damage(PAPER, self.everything)
        self.drawing_changed.emit()

    def release(self) -> None:
        """Let the drawing go: its changes are no longer followed."""
        if self._drawing_did in self.drawing.observers:
            self.drawing.observers.remove(self._drawing_did)

    @property
    def everything(self) -> Area:
        return Area(0, 0, self.drawing.width, self.drawing.height)

    def set_split(self, share: float) -> None:
        """Leave the result out of the left `share` of the drawing, to compare with what lies below."""
        self.split = share
        self._damage(RESULT, self.everything)

    def set_result(self, picture: Picture | None) -> None:
        """The picture shown as the result, of any size: it covers the whole drawing."""
        self.result = as_image(picture)
        self._damage(RESULT, self.everything)

    # -- steps ----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        if not self.drawing_now:
            self.drawing.undo()

    def redo(self) -> None:
        if not self.drawing_now:
            self.drawing.redo()

    def clear(self, layer: str) -> None:
        """Take everything on `layer` away, as one step; nothing happens where it is empty."""
        if not self.drawing_now and self.drawing.on(layer):
            self.drawing.do(Cleared(layer))

    def _drawing_did(self, change: Change) -> None:
        if change.what == "layer":
            self._damage(change.value, self.everything)
        elif change.what in ("done", "undone", "redone"):
            self._hide_stroke()  # something else changed the drawing below it: it is seen again when it is finished
            damage = self.painter.sync()
            for layer in dict(damage):
                for sharp in self._different_sharps():
                    sharp.follow(layer, [area for name, area in damage if name == layer])
            for layer, area in damage:
                self._damage(layer, area)
            if change.what == "done":
                self._tell_colours(change.value)
            self.drawing_changed.emit()

    def _tell_colours(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            if isinstance(mark, Stroke | Fill) and mark.layer == HINTS and not mark.erase:
                self.colour_used.emit(mark.colour)

    def rule(self, ways: list[list[QPointF]]) -> None:
        """Show where the tool for regions went so far."""
        self.ways = ways
        self.hovered.emit()
        self._damage(PAPER, self.everything)

    # -- the stroke that is being drawn ---------------------------------------------------------------------

    @property
    def drawing_now(self) -> bool:
        return bool(self.live_layer)

    def start_stroke(self, layer: str, size: float, colour: Colour, erase: bool) -> None:
        rasters = [self.painter.layers[layer].raster]
        for sharp in self._different_sharps():
            sharp.stop()
            if raster := sharp.raster(layer):
                rasters.append(raster)
        self._live = [GrowingStroke(raster, size, colour, erase) for raster in rasters]
        self.live_layer = layer
        self.stroke_started.emit()

    def grow_stroke(self, final: Sequence[Points], tails: Sequence[Points]) -> None:
        """Each piece begins where its line is; tails are replaced by what comes next."""
        areas = [live.add(final, tails) for live in self._live]
        if areas and areas[0]:
            self.painter.layers[self.live_layer].spoil(areas[0])
            self._damage(self.live_layer, areas[0])
            self.live_changed.emit()

    def finish_stroke(self, marks: Sequence[Mark]) -> None:
        """What was drawn becomes a step, or nothing when there are no marks."""
        self._hide_stroke()
        self.live_layer = ""
        if marks:
            self.drawing.do(*marks)
        for sharp in self._different_sharps():
            sharp.resume()
        self.stroke_finished.emit()

    def _hide_stroke(self) -> None:
        """Take the growing stroke off the pictures."""
        areas = [live.take_back() for live in self._live]
        self._live = []
        if areas and areas[0]:
            self.painter.layers[self.live_layer].spoil(areas[0])
            self._damage(self.live_layer, areas[0])

    def cancel_stroke(self) -> None:
        if self.drawing_now:
            self.finish_stroke(())

    # -- what is seen ---------------------------------------------------------------------------------------

    def show_at(self, canvas: QObject, size: QSize, ratio: float) -> None:
        """`canvas` has `size` px with `ratio` device pixels each. Canvases of one size share their pictures."""
        key = (round(size.width() * ratio), round(size.height() * ratio), ratio)
        others = [sharp for other, sharp in self._sharps.items() if other is not canvas and sharp.key == key]
        old = self._sharps.get(canvas)
        if old is not None and old.key == key:
            return
        self._sharps[canvas] = others[0] if others else Sharp(*key)
        self._retire(old)
        if not others:
            self._sharps[canvas].finished.connect(lambda: self._damage(PAPER, self.everything))

    def leave(self, canvas: QObject) -> None:
        self._retire(self._sharps.pop(canvas, None))

    def start_sharp(self, canvas: QObject, place: QTransform) -> None:
        self._sharps[canvas].start(self.painter, place)

    def paint(self, painter: QPainter, shows: Sequence[str], place: QTransform, canvas: QObject | None = None) -> None:
        """Paint the layers `shows` with `place` from px of the drawing; sharp where `canvas` has them so."""
        sharp = self._sharps.get(canvas) if canvas else None
        for name in LAYERS:
            layer = self.drawing.layers[name]
            below = name == LINE and self.split > 0  # uncovered: the line is seen, whatever lies over the result
            if not (name in shows or below) or not layer.visible or not layer.opacity:
                continue
            painter.setOpacity(layer.opacity)
            if name == PAPER:
                painter.setTransform(place)
                painter.fillRect(QRectF(*self.everything), PAPER_COLOUR)
            elif name == RESULT:
                self._paint_result(painter, place)
            elif self.painter.layers[name].marks or (self._live and name == self.live_layer):
                painter.save()
                if name not in shows:
                    self._clip(painter, place, 0.0, self.split)
                self._paint_layer(painter, name, place, sharp)
                painter.restore()
        painter.resetTransform()
        painter.setOpacity(1)

    def _paint_layer(self, painter: QPainter, name: str, place: QTransform, sharp: Sharp | None) -> None:
        image = sharp.image(name) if sharp else None
        if image is None:
            painter.setTransform(place)
            painter.drawImage(0, 0, self.painter.image(name))
            return
        painter.save()
        painter.setTransform(place)
        painter.setClipRect(QRectF(*self.everything), Qt.ClipOperation.IntersectClip)
        painter.resetTransform()
        painter.drawImage(0, 0, image)
        painter.restore()

    def _paint_result(self, painter: QPainter, place: QTransform) -> None:
        if self.result is None:
            return
        painter.save()
        painter.setTransform(place)
        if self.split > 0:
            self._clip(painter, place, self.split, 1.0)
        painter.drawImage(QRectF(*self.everything), self._result_for(place))
        painter.restore()

    def _clip(self, painter: QPainter, place: QTransform, begin: float, end: float) -> None:
        """Nothing is painted beside the shares `begin` to `end` of the drawing's width."""
        width = self.drawing.width
        painter.setTransform(place)
        painter.setClipRect(
            QRectF(begin * width, 0, (end - begin) * width, self.drawing.height), Qt.ClipOperation.IntersectClip
        )

    def _result_for(self, place: QTransform) -> QImage:
        """Much smaller on screen than it is: reduced first, since drawing it so would skip pixels."""
        assert self.result is not None
        zoom = abs(place.determinant()) ** 0.5 * self.drawing.width / self.result.width()
        if zoom > 0.7:
            return self.result
        key = (self.result.cacheKey(), round(self.result.width() * zoom), round(self.result.height() * zoom))
        if self._reduced is None or self._reduced[0] != key:
            self._reduced = key, reduced(self.result, max(1, key[1]), max(1, key[2]))
        return self._reduced[1]

    def colour_at(self, point: QPointF, shows: Sequence[str]) -> Colour | None:
        """What a canvas with the layers `shows` has there; None beside the paper."""
        x, y = int(point.x() // 1), int(point.y() // 1)
        if not (0 <= x < self.drawing.width and 0 <= y < self.drawing.height):
            return None
        pixel = QImage(1, 1, QImage.Format.Format_RGB32)
        pixel.fill(PAPER_COLOUR)
        painter = QPainter(pixel)
        self.paint(painter, shows, QTransform.fromTranslate(-x, -y))
        painter.end()
        seen = pixel.pixelColor(0, 0)
        return seen.red(), seen.green(), seen.blue()

    def pick(self, colour: Colour) -> None:
        """`colour` is what hints are made with from now on."""
        self.hand.set_colour(colour)
        self.colour_picked.emit(colour)

    def hover(self, point: QPointF | None) -> None:
        self.pointer = point
        self.hovered.emit()

    # -----------------------------------------------------------------------------------------------------

    def _different_sharps(self) -> set[Sharp]:
        return set(self._sharps.values())

    def _retire(self, sharp: Sharp | None) -> None:
        if sharp is not None and sharp not in self._sharps.values() and shiboken6.isValid(sharp):  # not so at exit
            sharp.stop()
            sharp.deleteLater()

    def _damage(self, layer: str, area: Area) -> None:
        if area != NOWHERE:
            self.damaged.emit(layer, area)
