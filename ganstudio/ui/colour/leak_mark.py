"""A ring on the drawing where a fill would run out; it breathes, so that it is found, and goes with its question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from ganstudio.drawing.leaks import Leak
from ganstudio.ui import theme
from ganstudio.ui.surface.paper import Paper

_LEAST = 14.0  # px: radius of the ring around a small gap
_BREATH = 5.0  # px by which it grows
_BREATH_MS = 1400


class LeakMark(QObject):
    """Paints on `sheets` while `leak` is set."""

    def __init__(self, parent: QObject, sheets: Sequence[Paper]) -> None:
        super().__init__(parent)
        self._sheets = sheets
        self.leak: Leak | None = None
        self._breath = QVariantAnimation(self)
        self._breath.setDuration(_BREATH_MS)
        self._breath.setLoopCount(-1)
        self._breath.setKeyValues([(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)])
        self._breath.valueChanged.connect(lambda _value: self._update())
        for sheet in sheets:
            sheet.overlays.append(self._paint)

    def show(self, leak: Leak) -> None:
        self.leak = leak
        self._breath.start()
        self._update()

    def hide(self) -> None:
        self._breath.stop()
        self._update()
        self.leak = None

    def _ring(self, place: QTransform) -> tuple[QPointF, float]:
        """Middle and radius in px of a sheet."""
        assert self.leak is not None
        zoom = abs(place.determinant()) ** 0.5
        grown = _BREATH * float(self._breath.currentValue() or 0.0)
        return place.map(QPointF(self.leak.x, self.leak.y)), max(_LEAST, 0.75 * self.leak.width * zoom) + grown

    def _paint(self, painter: QPainter, place: QTransform) -> None:
        if self.leak is None:
            return
        middle, radius = self._ring(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(255, 255, 255, 220), 6.0), (QColor(theme.colours().accent), 3.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(middle, radius, radius)

    def _update(self) -> None:
        """Repaint where the ring is at its largest."""
        if self.leak is None:
            return
        for sheet in self._sheets:
            middle, radius = self._ring(sheet.place())
            reach = round(radius + 2 * _BREATH + 6)
            at = middle.toPoint()
            sheet.update(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
