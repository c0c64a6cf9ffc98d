"""How many pictures each class has, or how many have each attribute; a click shows only those."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.ui import theme

_NAME, _NUMBER, _MOST_NAMED = 18, 16, 24


class Bars(QWidget):
    """Bars side by side. `chosen` carries the index of the one that was clicked, -1 for all."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Number of pictures by class")
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(300, 84)

    def show_values(self, names: Sequence[str], values: Sequence[float], texts: Sequence[str]) -> None:
        """One bar per name, highest at full height; `texts` are written above them."""
        self._names, self._values, self._texts = tuple(names), tuple(values), tuple(texts)
        self.current = -1
        self.setAccessibleDescription(", ".join(f"{n} {t}" for n, t in zip(names, texts, strict=True)))
        self.setVisible(bool(names))
        self.update()

    def _place(self, index: int) -> QRectF:
        gap = 6 if len(self._names) <= _MOST_NAMED else 1
        width = (self.width() + gap) / max(1, len(self._names))
        return QRectF(index * width, 0, max(1.0, width - gap), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        colours, named = theme.colours(), len(self._names) <= _MOST_NAMED
        top = max(self._values, default=0) or 1
        for index, value in enumerate(self._values):
            place = self._place(index)
            room = place.height() - (_NAME + _NUMBER if named else 4)
            height = max(2.0, room * value / top)
            bottom = place.bottom() - (_NAME if named else 2)
            chosen = index == self.current
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent if chosen else colours.line if self.current >= 0 else colours.faint))
            painter.drawRoundedRect(QRectF(place.x(), bottom - height, place.width(), height), 2, 2)
            if named:
                self._write(painter, place, bottom - height, index, chosen)

    def _write(self, painter: QPainter, place: QRectF, top: float, index: int, chosen: bool) -> None:
        colours, metrics = theme.colours(), painter.fontMetrics()
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(colours.faint))
        number = QRectF(place.x() - 4, top - _NUMBER, place.width() + 8, _NUMBER)
        if metrics.horizontalAdvance(self._texts[index]) <= number.width():
            painter.drawText(number, centre, self._texts[index])
        painter.setPen(QColor(colours.text if chosen else colours.dim))
        name = metrics.elidedText(self._names[index], Qt.TextElideMode.ElideRight, int(place.width()) + 4)
        painter.drawText(QRectF(place.x() - 4, place.bottom() - _NAME, place.width() + 8, _NAME), centre, name)

    def _index_at(self, x: float) -> int:
        places = ((index, self._place(index)) for index in range(len(self._names)))
        return next((index for index, place in places if place.left() - 3 <= x <= place.right() + 3), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self._index_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().x())
        if index >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), f"{self._names[index]}: {self._texts[index]}", self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self._choose(-1)
        elif step is not None and self._names:
            self._choose((self.current + step) % len(self._names))
        else:
            super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        self.current = -1 if index == self.current else index
        self.chosen.emit(self.current)
        self.update()
