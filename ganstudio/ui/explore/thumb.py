"""A small picture that can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from ganstudio.core.pictures import Pixels
from ganstudio.ui import theme
from ganstudio.ui.grid import to_image


class Thumb(QAbstractButton):
    """`side` px, empty until it is shown a picture; the one in use is framed."""

    def __init__(self, side: int, name: str, tip: str = "") -> None:
        super().__init__()
        self._image = QImage()
        self._side = side
        self.setFixedSize(side, side)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_picture(self, picture: Pixels) -> None:
        """C x H x W."""
        self._image = to_image(picture.transpose(1, 2, 0))
        self.update()

    @property
    def is_empty(self) -> bool:
        return self._image.isNull()

    def nextCheckState(self) -> None:
        """Pressing does not frame it: who shows it decides that."""

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        inside = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        path = QPainterPath()
        path.addRoundedRect(inside, 4, 4)
        colours = theme.colours()
        painter.fillPath(path, QColor(colours.raised))
        if not self._image.isNull():
            painter.save()
            painter.setClipPath(path)
            painter.drawImage(inside, self._image)
            painter.restore()
        strong = self.isChecked() or self.hasFocus()
        tone = colours.accent if strong else colours.dim if self.underMouse() else colours.line
        painter.setPen(QPen(QColor(tone), 2 if strong else 1))
        painter.drawPath(path)
