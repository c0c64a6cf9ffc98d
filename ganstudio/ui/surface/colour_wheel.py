"""A ring of hues around a square of saturation and brightness, for mouse, pen and keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QConicalGradient,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.drawing.marks import Colour
from ganstudio.ui.surface import focus

SMALLEST, LARGEST = 88, 136  # px
_THICK, _GAP = 12, 6  # px: the ring, and the room around the square
_KNOB = 5.0  # px
_COARSE = 10  # times as far with Shift


class _Field(QWidget):
    """Something to drag a knob about in; `moved` carries whether a new movement begins."""

    moved = Signal(bool)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._stepped = False  # whether keys moved it last: a row of steps is one movement

    def take(self, at: QPointF) -> None:
        raise NotImplementedError

    def step(self, across: int, up: int) -> None:
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._stepped = False
        self._drag(event, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event, False)

    def _drag(self, event: QMouseEvent, begins: bool) -> None:
        self.take(event.position())
        self.moved.emit(begins)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
            return
        far = _COARSE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.step(far * steps[0], far * steps[1])
        begins, self._stepped = not self._stepped, True
        self.moved.emit(begins)

    def focusOutEvent(self, event: object) -> None:
        self._stepped = False
        self.update()

    def knob(self, painter: QPainter, at: QPointF) -> None:
        """Seen on every colour."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 150), 4.0), (QColor("white"), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(at, _KNOB, _KNOB)


class HueRing(_Field):
    """`hue` in degrees."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Hue", parent)
        self.hue = 0.0
        self.setToolTip("Hue. Drag, or use the arrow keys; Shift takes larger steps")

    def set_hue(self, hue: float) -> None:
        self.hue = hue % 360
        self.setAccessibleDescription(f"{round(self.hue)} degrees")
        self.update()

    def take(self, at: QPointF) -> None:
        away = at - QRectF(self.rect()).center()
        self.set_hue(math.degrees(math.atan2(-away.y(), away.x())))

    def step(self, across: int, up: int) -> None:
        self.set_hue(self.hue + across + up)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        hole = self.rect().adjusted(_THICK + 2, _THICK + 2, -_THICK - 2, -_THICK - 2)
        self.setMask(QRegion(self.rect()) - QRegion(hole, QRegion.RegionType.Ellipse))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QRectF(self.rect()).center(), (self.width() - _THICK) / 2 - 2
        hues = QConicalGradient(middle, 0)
        for share in range(13):
            hues.setColorAt(share / 12, QColor.fromHsvF(share / 12 % 1, 0.85, 0.95))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(hues, _THICK))
        painter.drawEllipse(middle, radius, radius)
        turn = math.radians(self.hue)
        self.knob(painter, middle + QPointF(math.cos(turn), -math.sin(turn)) * radius)
        if self.hasFocus():
            focus.ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self.width() / 2)


class Shades(_Field):
    """`saturation` from left to right and `brightness` from below, both in [0, 1], of the hue that is set."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Saturation and brightness", parent)
        self.hue, self.saturation, self.brightness = 0.0, 1.0, 1.0
        self.setToolTip("Saturation and brightness. Drag, or use the arrow keys; Shift takes larger steps")

    def set_shade(self, hue: float, saturation: float, brightness: float) -> None:
        self.hue = hue
        self.saturation, self.brightness = min(1.0, max(0.0, saturation)), min(1.0, max(0.0, brightness))
        self.setAccessibleDescription(f"saturation {self.saturation:.0%}, brightness {self.brightness:.0%}")
        self.update()

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(3, 3, -3, -3)

    def take(self, at: QPointF) -> None:
        field = self._field()
        self.set_shade(self.hue, (at.x() - field.left()) / field.width(), (field.bottom() - at.y()) / field.height())

    def step(self, across: int, up: int) -> None:
        self.set_shade(self.hue, self.saturation + across / 100, self.brightness + up / 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        across = QLinearGradient(field.topLeft(), field.topRight())
        across.setColorAt(0, QColor("white"))
        across.setColorAt(1, QColor.fromHsvF(self.hue / 360 % 1, 1, 1))
        down = QLinearGradient(field.topLeft(), field.bottomLeft())
        down.setColorAt(0, QColor(0, 0, 0, 0))
        down.setColorAt(1, QColor(0, 0, 0, 255))
        painter.setPen(Qt.PenStyle.NoPen)
        for gradient in (across, down):
            painter.setBrush(gradient)
            painter.drawRoundedRect(field, 4, 4)
        at = QPointF(field.left() + self.saturation * field.width(), field.bottom() - self.brightness * field.height())
        self.knob(painter, at)
        if self.hasFocus():
            focus.ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))


class ColourWheel(QWidget):
    """`turned` carries a colour, and whether it begins a movement of which more colours follow."""

    turned = Signal(tuple, bool)

    def __init__(self) -> None:
        super().__init__()
        self.ring, self.shades = HueRing(self), Shades(self)
        self._colour: Colour = (0, 0, 0)
        for field in (self.ring, self.shades):
            field.moved.connect(self._tell)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(SMALLEST)
        self.setMaximumWidth(LARGEST)
        self.setFixedHeight(LARGEST)

    def sizeHint(self) -> QSize:
        return QSize(LARGEST, LARGEST)

    def set_colour(self, colour: Colour) -> None:
        """Show `colour`; grey has no hue, so the one that is shown stays."""
        if colour == self._colour:
            return
        self._colour = colour
        hsv = QColor(*colour).toHsv()
        if hsv.hsvSaturation() and hsv.value():
            self.ring.set_hue(360 * max(0.0, hsv.hsvHueF()))
        self.shades.set_shade(self.ring.hue, hsv.hsvSaturationF(), hsv.valueF())

    def _tell(self, begins: bool) -> None:
        self.shades.set_shade(self.ring.hue, self.shades.saturation, self.shades.brightness)
        colour = QColor.fromHsvF(self.ring.hue / 360 % 1, self.shades.saturation, self.shades.brightness)
        self._colour = colour.red(), colour.green(), colour.blue()
        self.turned.emit(self._colour, begins)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = max(SMALLEST, min(LARGEST, event.size().width()))
        if self.height() != side:
            self.setFixedHeight(side)
        self.ring.setGeometry(0, 0, side, side)
        inner = 4 * round((side / 2 - _THICK - _GAP) * math.sqrt(2) / 4)
        self.shades.setGeometry((side - inner) // 2, (side - inner) // 2, inner, inner)


_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
