"""What the Lab shows, as files: the sides beside each other as SVG or PNG, their figures as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator

from ganstudio.core.errors import explaining
from ganstudio.core.files import replace_atomically
from ganstudio.studio.lab import Lab
from ganstudio.ui import theme
from ganstudio.ui.lab.view import LabView

_SIDE, _GAP = 460.0, 24.0  # px of a view in a file
_THUMB = QSize(168, 96)


def pixmap(view: LabView) -> QPixmap:
    """A small picture of a view as it is now."""
    whole = QPixmap(_THUMB * 4)
    whole.fill(QColor(theme.colours().panel))
    painter = QPainter(whole)
    view.paint_into(painter, QRectF(0, 0, whole.width(), whole.height()))
    painter.end()
    return whole


def save(path: Path, views: Sequence[LabView], lab: Lab) -> None:
    """Write `path` as its ending says. Raises StudioError when the disk refuses."""
    makers = {".svg": lambda: _svg(views), ".png": lambda: _png(views), ".csv": lambda: _csv(lab)}
    made = makers[path.suffix.lower()]()
    with explaining(path, "write"):
        replace_atomically(path, lambda part: part.write_bytes(made))


def _size(views: Sequence[LabView]) -> QSize:
    across = min(2, len(views))
    down = -(-len(views) // 2)
    return QSize(round(across * _SIDE + (across + 1) * _GAP), round(down * (_SIDE + _GAP) + _GAP))


def _paint(painter: QPainter, views: Sequence[LabView]) -> None:
    painter.fillRect(QRectF(0, 0, _size(views).width(), _size(views).height()), QColor(theme.colours().panel))
    for number, view in enumerate(views):
        down, across = divmod(number, 2)
        rect = QRectF(_GAP + across * (_SIDE + _GAP), _GAP + down * (_SIDE + _GAP), _SIDE, _SIDE)
        view.paint_into(painter, rect)


def _svg(views: Sequence[LabView]) -> bytes:
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(held)
    generator.setSize(_size(views))
    generator.setViewBox(QRectF(0, 0, _size(views).width(), _size(views).height()))
    generator.setTitle("GAN Studio: the Lab")
    painter = QPainter(generator)
    _paint(painter, views)
    painter.end()
    return bytes(held.data().data())


def _png(views: Sequence[LabView]) -> bytes:
    image = QImage(_size(views) * 2, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.scale(2, 2)
    _paint(painter, views)
    painter.end()
    told = QByteArray()
    held = QBuffer(told)
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(held, QByteArray(b"png")).write(image)
    return bytes(told.data())


def _csv(lab: Lab) -> bytes:
    """A row for each look: side, what it is, step, and all figures."""
    names = list(dict.fromkeys(name for side in lab.sides for _, figures in side.track for name in figures))
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(["side", "setting", "step", *names])
    for number, side in enumerate(lab.sides):
        for step, figures in side.track:
            writer.writerow([side.name, lab.title(number), step, *(figures.get(name, "") for name in names)])
    return held.getvalue().encode()
