"""Two fingers move, zoom and turn the view; one finger does nothing, since it may be the palm of a drawing hand."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QEventPoint, QNativeGestureEvent, QTouchEvent

from ganstudio.ui.surface.paper import Paper

_STIFF = 8.0  # degrees that do not turn yet: a pinch is seldom quite straight


class Fingers:
    """Turns what fingers do on a sheet into changes of its view."""

    def __init__(self, sheet: Paper) -> None:
        self._sheet = sheet
        self._turned = 0.0

    def touched(self, event: QTouchEvent) -> None:
        points = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        if len(points) != 2 or any(point.state() == QEventPoint.State.Pressed for point in points):
            self._turned = 0.0
            return
        first, second = points
        self.moved((first.lastPosition(), second.lastPosition()), (first.position(), second.position()))

    def moved(self, before: tuple[QPointF, QPointF], now: tuple[QPointF, QPointF]) -> None:
        """Two fingers went from `before` to `now`, in px of the sheet."""
        view = self._sheet.easel.view
        middle = self._sheet.on_view((now[0] + now[1]) / 2)
        view.pan((now[0] + now[1] - before[0] - before[1]) / 2)
        apart, together = _length(now[1] - now[0]), _length(before[1] - before[0])
        if together > 1 and apart > 1:
            view.zoom_about(middle, apart / together)
        turn = math.remainder(_angle(now[1] - now[0]) - _angle(before[1] - before[0]), 360.0)
        free = abs(self._turned) >= _STIFF
        self._turned += turn
        if free:
            view.turn(turn, middle)

    def gestured(self, event: QNativeGestureEvent) -> bool:
        """A pinch or turn on a touch pad."""
        view, at = self._sheet.easel.view, self._sheet.on_view(event.position())
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            view.zoom_about(at, max(0.2, 1 + event.value()))
        elif event.gestureType() == Qt.NativeGestureType.RotateNativeGesture:
            view.turn(event.value(), at)
        else:
            return False
        return True


def _length(way: QPointF) -> float:
    return math.hypot(way.x(), way.y())


def _angle(way: QPointF) -> float:
    return math.degrees(math.atan2(way.y(), way.x()))
