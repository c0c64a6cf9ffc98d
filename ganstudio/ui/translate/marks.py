"""What lies over the pictures: their names, the handle between before and after, and the loupe."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ganstudio.ui import theme
from ganstudio.ui.translate.pyramid import Pyramid

RADIUS = 96  # px of the loupe
KNOB = 15  # px, half of the handle
_PILL, _INSET = 22, 10


def draw_name(painter: QPainter, text: str, corner: QRectF, right: bool = False) -> None:
    """A small label in an upper corner of `corner`; left out where there is no room."""
    c = theme.colours()
    painter.setFont(theme.font(11, theme.font().Weight.Medium))
    width = painter.fontMetrics().horizontalAdvance(text) + 18
    if corner.width() < width + 2 * _INSET or corner.height() < 3 * _PILL:
        return
    left = corner.right() - _INSET - width if right else corner.left() + _INSET
    pill = QRectF(left, corner.top() + _INSET, width, _PILL)
    ground = QColor(c.panel)
    ground.setAlphaF(0.86)
    painter.setPen(QPen(QColor(c.line), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(pill, _PILL / 2, _PILL / 2)
    painter.setPen(QColor(c.text))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def draw_handle(painter: QPainter, x: float, over: QRectF, warm: bool) -> None:
    """A line with a knob; `warm`: it has the focus, or the pointer is over it."""
    c = theme.colours()
    edge, core = QColor(0, 0, 0, 90), QColor(c.accent if warm else "#ffffff")
    for colour, width in ((edge, 4.0), (core, 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, over.top()), QPointF(x, over.bottom()))
    centre = QPointF(x, over.center().y())
    painter.setPen(QPen(edge, 1))
    painter.setBrush(core)
    painter.drawEllipse(centre, KNOB, KNOB)
    painter.setPen(QPen(QColor(c.on_accent if warm else "#1c1f26"), 1.8, Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))  # fmt: skip
    for side in (-1, 1):
        tip = QPointF(centre.x() + side * 8.5, centre.y())
        inner = centre.x() + side * 4.5
        painter.drawPolyline([QPointF(inner, tip.y() - 4), tip, QPointF(inner, tip.y() + 4)])


def draw_loupe(
    painter: QPainter, centre: QPointF, radius: float, picture: Pyramid, place: QPointF, size: tuple[float, float],
    ratio: float, finest: int,
) -> None:  # fmt: skip
    """`picture` at `size` through a round window, with its `place` (0 to 1) in the middle."""
    c = theme.colours()
    circle = QPainterPath()
    circle.addEllipse(centre, radius, radius)
    painter.save()
    painter.setClipPath(circle, Qt.ClipOperation.IntersectClip)
    painter.fillPath(circle, QColor(c.window))
    whole = QRectF(centre.x() - place.x() * size[0], centre.y() - place.y() * size[1], *size)
    picture.draw(painter, whole, ratio, finest)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 80), 4.0), (QColor("#ffffff"), 2.5)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(centre, radius, radius)


def draw_aim(painter: QPainter, point: QPointF) -> None:
    """A small ring around what the loupe shows."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 110), 4.0), (QColor("#ffffff"), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(point, 7, 7)
