"""A GAN of points in the plane, painted: real and generated points, what D believes, where its slope points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from ganstudio.core.events import Glanced
from ganstudio.ui import theme

Array = npt.NDArray[np.float32]
_REAL, _MADE = 900, 1200  # points that are drawn
_SIZE = 2.6  # px of a point, in a view of 400 px
_STRONGEST = 150  # of 255: D's belief, so that points stay in front
_LONGEST = 26.0  # px of an arrow


@dataclass(frozen=True)
class Shown:
    """What of it is drawn."""

    belief: bool = True
    arrows: bool = True
    mesh: bool = True
    averaged: bool = False


def square(rect: QRectF) -> QRectF:
    """The largest square in the middle of `rect`."""
    side = min(rect.width(), rect.height())
    return QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)


def to_places(points: Array, rect: QRectF, edge: float) -> npt.NDArray[np.float64]:
    """N x 2 coordinates as px."""
    scale = rect.width() / (2 * edge)
    x = rect.center().x() + points[:, 0].astype(float) * scale
    return np.stack([x, rect.center().y() - points[:, 1].astype(float) * scale], 1)


def from_place(place: QPointF, rect: QRectF, edge: float) -> tuple[float, float]:
    """px as coordinates."""
    scale = 2 * edge / max(1.0, rect.width())
    return (place.x() - rect.center().x()) * scale, (rect.center().y() - place.y()) * scale


def paint(painter: QPainter, rect: QRectF, edge: float, real: Array, glance: Glanced | None, shown: Shown) -> None:
    """Into the square `rect`; without a glance the real points alone."""
    c = theme.colours()
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(c.window))
    arrays = glance.arrays if glance is not None else {}
    if shown.belief and "belief" in arrays:
        painter.drawImage(rect, _heat(arrays["belief"]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _axes(painter, rect)
    size = max(1.6, _SIZE * rect.width() / 400)
    _dots(painter, to_places(real[:_REAL], rect, edge), c.text, 110, size)
    if shown.mesh and "mesh" in arrays:
        _mesh(painter, arrays["mesh"], rect, edge)
    name = "averaged" if shown.averaged and "averaged" in arrays else "made"
    if name in arrays:
        _dots(painter, to_places(arrays[name][:_MADE], rect, edge), c.accent, 190, size)
    if shown.arrows and not shown.averaged and "arrows" in arrays:
        _arrows(painter, arrays["arrows"], rect, edge)
    painter.restore()


def _heat(belief: Array) -> QImage:
    """Where D sees real points it glows in the colour of the discriminator."""
    colour = QColor(theme.colours().rival)
    strength = np.clip(belief, 0.0, 1.0)
    pixels = np.empty((*belief.shape, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = colour.red(), colour.green(), colour.blue()
    pixels[..., 3] = np.rint(_STRONGEST * strength)
    height, width = belief.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(width * 6, height * 6, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _axes(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(QPen(QColor(theme.colours().line), 1))
    middle = rect.center()
    painter.drawLine(QLineF(rect.left(), middle.y(), rect.right(), middle.y()))
    painter.drawLine(QLineF(middle.x(), rect.top(), middle.x(), rect.bottom()))


def _dots(painter: QPainter, places: npt.NDArray[np.float64], tone: str, alpha: int, size: float) -> None:
    colour = QColor(tone)
    colour.setAlpha(alpha)
    painter.setPen(QPen(colour, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in places.tolist()]))


def _mesh(painter: QPainter, mesh: Array, rect: QRectF, edge: float) -> None:
    colour = QColor(theme.colours().accent)
    colour.setAlpha(90)
    painter.setPen(QPen(colour, 1))
    for lines in (mesh, mesh.swapaxes(0, 1)):
        for line in lines:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in to_places(line, rect, edge).tolist()]))


def _arrows(painter: QPainter, arrows: Array, rect: QRectF, edge: float) -> None:
    """Each as long as its slope beside the longest, so that directions can be seen late in a training too."""
    starts = to_places(arrows[:, :2], rect, edge)
    ways = arrows[:, 2:].astype(float) * (1.0, -1.0)
    lengths = np.linalg.norm(ways, axis=1)
    usual = max(1e-9, float(np.percentile(lengths, 90)))
    ends = starts + ways / usual * np.minimum(1.0, usual / np.maximum(lengths, 1e-9))[:, None] * _LONGEST
    painter.setPen(QPen(QColor(theme.colours().text), 1.2))
    painter.drawLines([QLineF(*start, *end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)])
    for start, end in zip(starts, ends, strict=True):
        _head(painter, start, end)


def _head(painter: QPainter, start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> None:
    way = end - start
    length = float(np.hypot(*way))
    if length < 4:
        return
    along, across = way / length * 4.0, np.array([-way[1], way[0]]) / length * 2.2
    tips = [QPointF(*end), QPointF(*(end - along + across)), QPointF(*(end - along - across))]
    painter.setBrush(QColor(theme.colours().text))
    painter.drawPolygon(QPolygonF(tips))
    painter.setBrush(Qt.BrushStyle.NoBrush)
