"""What shows where the tool is: the brush's outline at its true size, and small precise cursors."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap

from ganstudio.ui.surface.tools import DAB, ERASER, FILL, HINT, PAN, PEN, PICK, REGION, TURN, UNHINT, ZOOM

_SIDE = 32  # px
_LEAST = 2.5  # px: smaller brushes show a cross
BRUSHES = (PEN, ERASER, DAB, HINT)
_DARK, _LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 220)


def cursor(tool: str, dragging: bool = False, ratio: float = 1.0) -> QCursor:
    """The cursor of `tool`; brushes have none but their outline."""
    if tool in BRUSHES:
        return QCursor(Qt.CursorShape.BlankCursor)
    if tool == PAN:
        return QCursor(Qt.CursorShape.ClosedHandCursor if dragging else Qt.CursorShape.OpenHandCursor)
    return _made(tool, ratio)


def outline(painter: QPainter, centre: QPointF, radius: float, faint: bool = False) -> None:
    """The brush at `centre`: two thin rings, so that it is seen on dark and on light."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if faint:
        painter.setOpacity(0.45)
    if radius < _LEAST:
        _cross(painter, centre, 3.5, 7.5)
    else:
        painter.setPen(QPen(_LIGHT, 1))
        painter.drawEllipse(centre, radius + 1, radius + 1)
        painter.setPen(QPen(_DARK, 1))
        painter.drawEllipse(centre, radius, radius)
        if radius > 14:
            _cross(painter, centre, 0, 3)
    painter.setOpacity(1)


def outline_rect(centre: QPointF, radius: float) -> QRect:
    """All pixels that `outline` may touch."""
    reach = max(radius, 9.0) + 4
    return QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def _cross(painter: QPainter, centre: QPointF, near: float, far: float) -> None:
    """Four arms from `near` to `far` px of the centre, light around dark."""
    for colour, width in ((_LIGHT, 3.0), (_DARK, 1.2)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            away = QPointF(x, y)
            painter.drawLine(centre + away * near, centre + away * far)


@cache
def _made(tool: str, ratio: float) -> QCursor:
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(11.5, 11.5)
    _cross(painter, middle, 2.5, 8.5)
    if tool in _SIGNS:
        for colour, width in ((_LIGHT, 4.0), (QColor(20, 20, 24), 1.8)):
            painter.setPen(
                QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            )
            painter.save()
            painter.translate(middle + QPointF(6, 6))
            _SIGNS[tool](painter)
            painter.restore()
    painter.end()
    return QCursor(pixmap, 11, 11)


def _drop(painter: QPainter) -> None:
    painter.drawLine(QPointF(3, 11), QPointF(9, 5))
    painter.drawLine(QPointF(7, 3), QPointF(11, 7))


def _bucket(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(6, 2), QPointF(11, 7), QPointF(6, 12), QPointF(1, 7)])


def _minus(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(7, 7), 4.5, 4.5)
    painter.drawLine(QPointF(5, 7), QPointF(9, 7))


def _glass(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(6, 6), 3.5, 3.5)
    painter.drawLine(QPointF(9, 9), QPointF(12, 12))


def _arc(painter: QPainter) -> None:
    painter.drawArc(QRectF(2, 3, 9, 9), 30 * 16, 270 * 16)
    painter.drawLine(QPointF(10.5, 5), QPointF(10.5, 1.5))
    painter.drawLine(QPointF(10.5, 5), QPointF(7, 5))


def _patches(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(1, 4), QPointF(6, 1), QPointF(6, 12), QPointF(1, 9)])
    painter.drawPolygon([QPointF(6, 1), QPointF(12, 4), QPointF(12, 10), QPointF(6, 12)])


_SIGNS: dict[str, Callable[[QPainter], None]] = {
    PICK: _drop, FILL: _bucket, REGION: _patches, UNHINT: _minus, ZOOM: _glass, TURN: _arc,
}  # fmt: skip
