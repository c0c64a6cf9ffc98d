"""How a drawing is looked at: zoom, turn, mirror and place. Several canvases may share one view."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QTransform

LEAST_ZOOM, MOST_ZOOM = 0.05, 32.0
_MARGIN = 24.0  # px around a fitted drawing
_TURN = 15.0  # degrees of a key


class View(QObject):
    """`zoom` is screen px (logical) per px of the drawing, `angle` degrees clockwise, `centre` what lies in the middle.

    A view that fits keeps fitting when its canvas changes size.
    """

    changed = Signal()

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.zoom, self.angle, self.mirrored, self.fits = 1.0, 0.0, False, True
        self._drawing = QSizeF(width, height)
        self.centre = QPointF(width / 2, height / 2)
        self._canvas = QSizeF(640, 640)

    def set_drawing(self, width: int, height: int) -> None:
        self._drawing = QSizeF(width, height)
        self.reset()

    def set_canvas(self, size: QSizeF) -> None:
        """The size of the canvases that share this view, in px."""
        if size != self._canvas:
            self._canvas = size
            if self.fits:
                self._fit()
            self.changed.emit()

    def transform(self, size: QSizeF | None = None) -> QTransform:
        """From px of the drawing to px of a canvas of `size`."""
        size = size or self._canvas
        made = self._exact(size)
        if self.angle % 90 == 0:  # edges of the paper on whole px: crisp, and exact at 100 %
            made *= QTransform.fromTranslate(round(made.dx()) - made.dx(), round(made.dy()) - made.dy())
        return made

    def to_drawing(self, point: QPointF) -> QPointF:
        inverted, _ = self.transform().inverted()
        return inverted.map(point)

    def to_canvas(self, point: QPointF) -> QPointF:
        return self.transform().map(point)

    # -- changes, each about a point of the canvas that stays where it is -----------------------------------

    def zoom_about(self, point: QPointF, factor: float) -> None:
        self.set_zoom(self.zoom * factor, point)

    def set_zoom(self, zoom: float, point: QPointF | None = None) -> None:
        with _Held(self, point or self.middle):
            self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))

    def turn(self, degrees: float, point: QPointF | None = None) -> None:
        self.set_angle(self.angle + degrees, point)

    def set_angle(self, degrees: float, point: QPointF | None = None) -> None:
        with _Held(self, point or self.middle):
            self.angle = math.remainder(degrees, 360.0)

    def turn_step(self, steps: int) -> None:
        """To the next multiple of 15 degrees."""
        self.set_angle((round(self.angle / _TURN) + steps) * _TURN)

    def set_mirrored(self, on: bool) -> None:
        """As if the paper were seen from behind: what is in the middle of the canvas stays there."""
        if on != self.mirrored:
            with _Held(self, self.middle):
                self.mirrored, self.angle = on, -self.angle

    def pan(self, by: QPointF) -> None:
        """Move the drawing by px of the canvas."""
        middle = self.middle
        self._hold(self._exact_inverse(middle), middle + by)
        self._done()

    def fit(self) -> None:
        """The whole drawing, as large as possible; turn and mirror stay."""
        self._fit()
        self.fits = True
        self.changed.emit()

    def reset(self) -> None:
        self.angle, self.mirrored = 0.0, False
        self.fit()

    # -- geometry -------------------------------------------------------------------------------------------

    @property
    def middle(self) -> QPointF:
        """The middle of the canvas."""
        return QPointF(self._canvas.width() / 2, self._canvas.height() / 2)

    def _exact(self, size: QSizeF | None = None) -> QTransform:
        """Without the rounding to whole px, which would add up over many small changes."""
        size = size or self._canvas
        made = QTransform.fromTranslate(size.width() / 2, size.height() / 2)
        made.rotate(self.angle)
        made.scale(-self.zoom if self.mirrored else self.zoom, self.zoom)
        made.translate(-self.centre.x(), -self.centre.y())
        return made

    def _exact_inverse(self, point: QPointF) -> QPointF:
        return self._exact().inverted()[0].map(point)

    def _hold(self, of_drawing: QPointF, on_canvas: QPointF) -> None:
        """Choose the centre so that a point of the drawing lies at a point of the canvas."""
        self.centre += of_drawing - self._exact_inverse(on_canvas)
        self.centre.setX(min(self._drawing.width(), max(0.0, self.centre.x())))  # never out of sight
        self.centre.setY(min(self._drawing.height(), max(0.0, self.centre.y())))

    def _fit(self) -> None:
        turned = QTransform().rotate(self.angle).mapRect(QRectF(QPointF(), self._drawing))
        across = (self._canvas.width() - 2 * _MARGIN) / turned.width()
        down = (self._canvas.height() - 2 * _MARGIN) / turned.height()
        self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, min(across, down)))
        self.centre = QPointF(self._drawing.width() / 2, self._drawing.height() / 2)

    def _done(self) -> None:
        self.fits = False
        self.changed.emit()


class _Held:
    """What lies at a point of the canvas when this begins lies there again when it ends."""

    def __init__(self, view: View, point: QPointF) -> None:
        self._view, self._point = view, point
        self._of_drawing = view._exact_inverse(point)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_error: object) -> None:
        self._view._hold(self._of_drawing, self._point)
        self._view._done()
