"""A pen for tests: strokes of tablet events on a canvas of the real window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from ganstudio.ui.surface.canvas import Canvas

Point = tuple[float, float, float]
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_PEN = QPointingDevice(
    "pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 2,
)  # fmt: skip


def send(canvas: Canvas, kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
    """One event at `x`, `y` in px of the drawing."""
    at = canvas.place().map(QPointF(x, y))
    pressed = kind == QEvent.Type.TabletPress
    moved = kind == QEvent.Type.TabletMove
    event = QTabletEvent(
        kind, _PEN, at, canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
        _NONE if moved else _LEFT, _LEFT if pressed or moved else _NONE,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def pull(canvas: Canvas, points: Sequence[Point]) -> None:
    """A stroke through x, y, pressure."""
    send(canvas, QEvent.Type.TabletPress, *points[0])
    for point in points[1:]:
        send(canvas, QEvent.Type.TabletMove, *point)
    send(canvas, QEvent.Type.TabletRelease, points[-1][0], points[-1][1], 0.0)


def tap(canvas: Canvas, x: float, y: float) -> None:
    """A dot."""
    pull(canvas, [(x, y, 1.0)])
