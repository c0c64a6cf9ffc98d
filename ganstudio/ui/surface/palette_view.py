"""Swatches to choose from: a palette's colours in rows; a picture dropped here gives its own."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.drawing.marks import Colour
from ganstudio.drawing.palettes import Palette
from ganstudio.ui import theme
from ganstudio.ui.file_dialogs import taken, welcome
from ganstudio.ui.surface import focus

_SIDE, _GAP = 26, 6


class PaletteView(QWidget):
    """`chosen` carries a colour, `picture_dropped` the path of a reference picture."""

    chosen = Signal(tuple)
    picture_dropped = Signal(object)

    def __init__(self, name: str = "Palette") -> None:
        super().__init__()
        self._palette = Palette("", ())
        self._current: Colour | None = None
        self._at = 0  # the swatch that keys are on
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_palette(self, palette: Palette) -> None:
        self._at = self._at if palette.name == self._palette.name else 0
        self._palette = palette
        self._at = max(0, min(self._at, len(palette.swatches) - 1))
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.update()

    def set_current(self, colour: Colour) -> None:
        self._current = colour
        self.update()

    def rect_of(self, index: int) -> QRect:
        """Where a swatch lies."""
        line, place = divmod(index, self._columns(self.width()))
        return QRect(place * (_SIDE + _GAP), line * (_SIDE + _GAP), _SIDE, _SIDE)

    def _columns(self, width: int) -> int:
        return max(1, (width + _GAP) // (_SIDE + _GAP))

    def heightForWidth(self, width: int) -> int:
        lines = -(-max(1, len(self._palette.swatches)) // self._columns(max(width, _SIDE)))
        return lines * (_SIDE + _GAP) - _GAP + 2

    def sizeHint(self) -> QSize:
        return QSize(6 * (_SIDE + _GAP) - _GAP, self.heightForWidth(6 * (_SIDE + _GAP)))

    def resizeEvent(self, _event: object) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme.colours()
        for index, swatch in enumerate(self._palette.swatches):
            rect = self.rect_of(index).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(QColor(c.line), 1))
            painter.setBrush(QColor(*swatch.colour))
            painter.drawRoundedRect(rect, theme.RADIUS_INPUT, theme.RADIUS_INPUT)
            if swatch.colour == self._current:
                self._paint_current(painter, rect)
            if self.hasFocus() and index == self._at:
                focus.ring(painter, QRectF(self.rect_of(index)))

    def _paint_current(self, painter: QPainter, rect: QRect) -> None:
        """A dot in the middle, seen on every colour."""
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(QRectF(rect).center(), 4, 4)

    def _say(self) -> None:
        """Name the swatch that keys are on."""
        swatches = self._palette.swatches
        if swatches:
            swatch = swatches[self._at]
            name = swatch.name or "#" + "".join(f"{channel:02x}" for channel in swatch.colour)
            self.setAccessibleDescription(f"{name}, {self._at + 1} of {len(swatches)}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._say()
        super().focusInEvent(event)

    def _index_at(self, at: QPoint) -> int | None:
        return next((i for i in range(len(self._palette.swatches)) if self.rect_of(i).contains(at)), None)

    def _choose(self, index: int) -> None:
        self._at = index
        self.chosen.emit(self._palette.swatches[index].colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None:
            self._choose(index)
            name = self._palette.swatches[index].name
            if name:
                QToolTip.showText(event.globalPosition().toPoint(), name, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._columns(self.width())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        count = len(self._palette.swatches)
        if event.key() in steps and count:
            self._at = max(0, min(count - 1, self._at + steps[Qt.Key(event.key())]))
            self._say()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and count:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := taken(event):
            self.picture_dropped.emit(paths[0])
