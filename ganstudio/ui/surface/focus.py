"""The ring around what the keys are on, where a style sheet does not paint it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ganstudio.ui import theme

WIDTH = 2.0  # px


def ring(painter: QPainter, rect: QRectF, radius: float = theme.RADIUS_INPUT) -> None:
    """Along the edge of `rect`, the same everywhere."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.colours().accent), WIDTH))
    painter.drawRoundedRect(rect, radius, radius)
