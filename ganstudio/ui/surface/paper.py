"""One look at an easel's drawing: some of its layers, the mirror axes and the outline of the brush."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.drawing.brush import Area
from ganstudio.drawing.drawing import LAYERS, PAPER, RESULT
from ganstudio.drawing.marks import HINTS, LINE, Stroke
from ganstudio.ui import theme
from ganstudio.ui.surface import cursors
from ganstudio.ui.surface.easel import Easel

_DARK_RING, _LIGHT_RING = QColor(0, 0, 0, 110), QColor(255, 255, 255, 210)
_GRIP = 7.0  # px: radius of an axis' handle
Overlay = Callable[[QPainter, QTransform], object]


class Paper(QWidget):
    """Shows the layers `shows` of the drawing on `easel`. Papers of one easel move together.

    While a stroke is drawn the paper stands still on the screen, whatever happens to the view or the window.
    `overlays` paint on top of everything but the pointer.
    """

    def __init__(self, easel: Easel, shows: Sequence[str] = LAYERS) -> None:
        super().__init__()
        self.easel, self.shows = easel, tuple(shows)
        self._inside = False  # whether the pointer is over it
        self._outlined: QRect | None = None  # where the brush's outline was painted last
        self._still: tuple[QTransform, QPoint, QSize] | None = None  # while a stroke is drawn: as it was at its start
        self.overlays: list[Overlay] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        easel.damaged.connect(self._damaged)
        easel.stroke_started.connect(self._stand_still)
        easel.stroke_finished.connect(self._move_again)
        easel.view_changed.connect(self.update)
        easel.hovered.connect(self._follow_pointer)
        easel.hand.size_changed.connect(self._follow_pointer)
        easel.hand.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, 640)

    def set_shows(self, shows: Sequence[str]) -> None:
        """Show other layers; their visibility and opacity are the drawing's."""
        self.shows = tuple(shows)
        self.update()

    # -- geometry -------------------------------------------------------------------------------------------

    def place(self) -> QTransform:
        """From px of the drawing to px of this canvas."""
        if self._still is None:
            return self.easel.view.transform(QSizeF(self.size()))
        moved = self._still[1] - self._corner()
        return self._still[0] * QTransform.fromTranslate(moved.x(), moved.y())

    def _corner(self) -> QPoint:
        """Where this sheet lies in its window."""
        return self.mapTo(self.window(), QPoint())

    def _stand_still(self) -> None:
        self._still = self.place(), self._corner(), self.size()

    def _move_again(self) -> None:
        before, self._still = self._still, None
        if before is not None and before[2] != self.size():
            self._resized()
        if before is not None and before[0] != self.place():
            self.update()

    def _is_moved(self) -> bool:
        """Whether it has another place or size since the stroke began: sharp pictures would lie beside it."""
        return self._still is not None and self._still[1:] != (self._corner(), self.size())

    def to_drawing(self, at: QPointF) -> QPointF:
        return self.place().inverted()[0].map(at)

    def on_view(self, at: QPointF) -> QPointF:
        """A point of this sheet as the view counts: its canvas may have another size."""
        return self.easel.view.middle + at - self._middle()

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        if self._still is None:
            self._resized()

    def _resized(self) -> None:
        self.easel.view.set_canvas(QSizeF(self.size()))
        self._show()

    def showEvent(self, _event: QShowEvent) -> None:
        self._show()

    def _show(self) -> None:
        if self.isVisible():
            self.easel.show_at(self, self.size(), self.devicePixelRatioF())
            self.update()

    def hideEvent(self, _event: QHideEvent) -> None:
        self.easel.leave(self)

    # -- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = self.place()
        painter.fillRect(event.rect(), QColor(theme.colours().window))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.easel.view.angle % 90 != 0)
        if not self.easel.drawing_now:
            self.easel.start_sharp(self, place)
        self.easel.paint(painter, self.shows, place, None if self._is_moved() else self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rings(painter, place)
        self._paint_frame(painter, place)
        self._paint_axes(painter, place)
        for overlay in self.overlays:
            overlay(painter, place)
        self._paint_pointer(painter, place)

    def _paint_rings(self, painter: QPainter, place: QTransform) -> None:
        """Dots on a result that obeys them would be out of sight: a light and a dark ring around each."""
        layer = self.easel.drawing.layers[HINTS]
        if RESULT not in self.shows or HINTS not in self.shows or not layer.visible or not layer.opacity:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for mark in self.easel.painter.layers[HINTS].marks:
            if isinstance(mark, Stroke) and len(mark.points) == 1 and not mark.erase:
                at = place.map(QPointF(float(mark.points[0, 0]), float(mark.points[0, 1])))
                radius = mark.size * self.easel.view.zoom / 2
                for colour, away in (_DARK_RING, 1.5), (_LIGHT_RING, 0.5):
                    painter.setPen(QPen(colour, 1))
                    painter.drawEllipse(at, radius + away, radius + away)

    def _paint_frame(self, painter: QPainter, place: QTransform) -> None:
        """A thin edge, so that white paper ends somewhere on a light window too."""
        painter.setPen(QPen(QColor(theme.colours().line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(place.map(QPolygonF(QRectF(*self.easel.everything))))

    def _paint_axes(self, painter: QPainter, place: QTransform) -> None:
        colour = QColor(theme.colours().accent)
        for upright, start, end in self._axes():
            start, end = place.map(start), place.map(end)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawLine(start, end)
            painter.setPen(QPen(QColor(theme.colours().on_accent), 1.5))
            painter.setBrush(colour)
            painter.drawEllipse(self._grip(upright, place), _GRIP, _GRIP)

    def _axes(self) -> list[tuple[bool, QPointF, QPointF]]:
        symmetry, drawing = self.easel.hand.symmetry, self.easel.drawing
        axes = []
        if symmetry.x is not None:
            axes.append((True, QPointF(symmetry.x, 0), QPointF(symmetry.x, drawing.height)))
        if symmetry.y is not None:
            axes.append((False, QPointF(0, symmetry.y), QPointF(drawing.width, symmetry.y)))
        return axes

    def _grip(self, upright: bool, place: QTransform) -> QPointF:
        """The handle of an axis: at its beginning, or where the canvas cuts it off."""
        at = place.map(next(start for is_upright, start, _ in self._axes() if is_upright == upright))
        edge = _GRIP + 4
        return QPointF(min(self.width() - edge, max(edge, at.x())), min(self.height() - edge, max(edge, at.y())))

    def _grip_at(self, at: QPointF) -> bool | None:
        """Whether the handle at `at` is that of the upright axis; None where none is."""
        place = self.place()
        for upright, _, _ in self._axes():
            away = self._grip(upright, place) - at
            if away.manhattanLength() <= 2 * _GRIP:
                return upright
        return None

    def _paint_pointer(self, painter: QPainter, place: QTransform) -> None:
        found = self._outline(place)
        if found is not None:
            cursors.outline(painter, *found, faint=not self._inside)

    def _outline(self, place: QTransform) -> tuple[QPointF, float] | None:
        """Centre and radius of the brush's outline; None where none is shown."""
        if self.easel.pointer is None or (self._inside and not self._brushing()):
            return None
        size = self.easel.hand.size if self._brushing() else 0.0
        return place.map(self.easel.pointer), size * self.easel.view.zoom / 2

    def _brushing(self) -> bool:
        """Whether what the pointer does here would leave the trace of a brush."""
        return self.easel.hand.tool in cursors.BRUSHES

    def _follow_pointer(self) -> None:
        """Repaint where the outline was and where it is."""
        found = self._outline(self.place())
        if self._outlined is not None:
            self.update(self._outlined)
        self._outlined = None if found is None else cursors.outline_rect(*found)
        if self._outlined is not None:
            self.update(self._outlined)

    def _damaged(self, layer: str, area: Area) -> None:
        if layer == PAPER and area == self.easel.everything:
            self.update()
        elif layer in self.shows or (layer == LINE and self.easel.split > 0):
            box = QRectF(area.left, area.top, area.right - area.left, area.bottom - area.top)
            self.update(self.place().mapRect(box).toAlignedRect().adjusted(-4, -4, 4, 4))  # rings reach over the rim
