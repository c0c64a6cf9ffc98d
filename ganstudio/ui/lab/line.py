"""A GAN on a line, painted as Goodfellow et al. 2014, Figure 1: both densities, D and its optimum, and z below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ganstudio.core.events import Glanced
from ganstudio.data.lab.distributions import Distribution
from ganstudio.evaluate import points
from ganstudio.ui import theme

Floats = npt.NDArray[np.float64]
_FOOT = 0.2  # of the height: the two axes below, with the threads between them
_HEAD = 26.0  # px for the words
_ROOM = 1.15  # above the highest curve


def paint(
    painter: QPainter, rect: QRectF, distribution: Distribution, glance: Glanced | None, averaged: bool = False
) -> None:
    """Into `rect`; without a glance the real density alone."""
    c, edge = theme.colours(), distribution.edge
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(c.window))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = rect.adjusted(14, _HEAD, -14, -8)
    foot = inner.height() * _FOOT
    upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - foot)
    arrays = glance.arrays if glance is not None else {}
    name = "averaged" if averaged and "averaged" in arrays else "made"
    made = arrays[name] if name in arrays else np.zeros((2, 1), np.float32)
    best = points.optimum(made, distribution, edge, len(arrays["belief"]) if "belief" in arrays else 241)
    top = _ROOM * max(float(best.data.max()), 0.6 * float(best.made.max()) if "made" in arrays else 0.0, 1e-6)
    _base(painter, upper)
    if "made" in arrays:
        _filled(painter, _curve(best.made, upper, top), upper, c.accent)
        _stroke(painter, _curve(best.best, upper, _ROOM), c.good, 1.4, Qt.PenStyle.DotLine)
        _stroke(painter, _curve(np.asarray(arrays["belief"], float), upper, _ROOM), c.rival, 2, Qt.PenStyle.DashLine)
    _stroke(painter, _curve(best.data, upper, top), c.text, 2, Qt.PenStyle.DotLine)
    if "threads" in arrays:
        _threads(painter, arrays["threads"], inner, upper.bottom(), edge)
    _words(painter, rect, "made" in arrays)
    painter.restore()


def _curve(values: Floats, rect: QRectF, top: float) -> QPolygonF:
    x = np.linspace(rect.left(), rect.right(), len(values))
    y = rect.bottom() - np.clip(values / top, 0.0, 1.2) * rect.height()
    return QPolygonF([QPointF(*place) for place in np.stack([x, y], 1).tolist()])


def _stroke(painter: QPainter, curve: QPolygonF, tone: str, width: float, style: Qt.PenStyle) -> None:
    painter.setPen(QPen(QColor(tone), width, style, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline(curve)


def _filled(painter: QPainter, curve: QPolygonF, rect: QRectF, tone: str) -> None:
    colour = QColor(tone)
    colour.setAlpha(46)
    path = QPainterPath(QPointF(rect.left(), rect.bottom()))
    for place in curve.toList():
        path.lineTo(place)
    path.lineTo(QPointF(rect.right(), rect.bottom()))
    painter.fillPath(path, colour)
    _stroke(painter, curve, tone, 2, Qt.PenStyle.SolidLine)


def _base(painter: QPainter, rect: QRectF) -> None:
    """The axis of x, and the level of one half that D is to end at."""
    c = theme.colours()
    half = rect.bottom() - 0.5 / _ROOM * rect.height()
    painter.setPen(QPen(QColor(c.line), 1))
    painter.drawLine(QLineF(rect.left(), rect.bottom(), rect.right(), rect.bottom()))
    painter.drawLine(QLineF(rect.left(), half, rect.right(), half))
    painter.setPen(QColor(c.faint))
    painter.setFont(theme.font(10))
    painter.drawText(QPointF(rect.left(), half - 4), "½")


def _threads(painter: QPainter, threads: npt.NDArray[np.float32], rect: QRectF, top: float, edge: float) -> None:
    """From even numbers z, at the bottom, to the places x that G makes of them."""
    c = theme.colours()
    colour = QColor(c.accent)
    colour.setAlpha(130)
    middle, bottom = rect.center().x(), rect.bottom() - 2
    across = rect.width() / 2
    painter.setPen(QPen(colour, 1))
    lines = [QLineF(middle + 0.8 * across * float(z), bottom, middle + across * float(x) / edge, top)
             for z, x in threads]  # fmt: skip
    painter.drawLines(lines)
    painter.setPen(QPen(QColor(c.line), 1))
    painter.drawLine(QLineF(middle - 0.8 * across, bottom, middle + 0.8 * across, bottom))
    painter.setPen(QColor(c.faint))
    painter.setFont(theme.font(11))
    painter.drawText(QPointF(rect.left() + 2, bottom - 1), "z")
    painter.drawText(QPointF(rect.left() + 2, top - 3), "x")


def _words(painter: QPainter, rect: QRectF, with_networks: bool) -> None:
    c = theme.colours()
    painter.setFont(theme.font(11))
    metrics = QFontMetricsF(painter.font())
    x = rect.left() + 14
    said = [("data", c.text), ("generated", c.accent), ("D", c.rival), ("D* = p/(p + q)", c.good)]
    for words, tone in said if with_networks else said[:1]:
        painter.setPen(QPen(QColor(tone), 2))
        painter.drawLine(QLineF(x, rect.top() + 15, x + 14, rect.top() + 15))
        painter.setPen(QColor(c.dim))
        painter.drawText(QPointF(x + 19, rect.top() + 19), words)
        x += 19 + metrics.horizontalAdvance(words) + 16


def paint_face(painter: QPainter, rect: QRectF, distribution: Distribution) -> None:
    """The density alone, for a small picture."""
    painter.fillRect(rect, QColor(theme.colours().window))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = rect.adjusted(4, rect.height() * 0.15, -4, -rect.height() * 0.15)
    best = points.optimum(np.zeros((2, 1), np.float32), distribution, distribution.edge, 121)
    colour = QColor(theme.colours().text)
    painter.setPen(QPen(colour, 2))
    painter.drawPolyline(_curve(best.data, inner, 1.05 * float(best.data.max())))
