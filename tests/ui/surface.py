"""Two canvases side by side, and hands for them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.drawing.drawing import PAPER, RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, MARKED, PICTURE
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.painting import to_pixels

PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ABILITIES = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure


def pen_of(kind: QPointingDevice.PointerType) -> QPointingDevice:
    return QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, kind, ABILITIES, 1, 2)


class Surface:
    """Two canvases side by side, and hands for them."""

    def __init__(self, width: int = 400, height: int = 300) -> None:
        self.drawing = Drawing(width, height)
        self.easel = Easel(self.drawing)
        self.left = Canvas(self.easel, "Line and hints", (PAPER, PICTURE, LINE, HINTS))
        self.right = Canvas(self.easel, "Result", (PAPER, RESULT, LINE))
        self.box = QWidget()
        layout = QHBoxLayout(self.box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.left)
        layout.addWidget(self.right)
        self.box.resize(1000, 420)
        self.pen = pen_of(QPointingDevice.PointerType.Pen)
        self.rubber = pen_of(QPointingDevice.PointerType.Eraser)

    @property
    def hand(self):  # type: ignore[no-untyped-def]
        return self.easel.hand

    def at(self, x: float, y: float) -> QPointF:
        return self.left.place().map(QPointF(x, y))

    def tablet(self, kind: QEvent.Type, x: float, y: float, pressure: float = 1.0, *, rubber: bool = False,
               canvas: Canvas | None = None, keys: Qt.KeyboardModifier = PLAIN) -> None:  # fmt: skip
        """`x`, `y` in px of the drawing."""
        point, button = self.at(x, y), NONE if kind == MOVE else LEFT
        event = QTabletEvent(kind, self.rubber if rubber else self.pen, point, point, pressure, 0, 0, 0, 0, 0, keys,
                             button, NONE if kind == RELEASE else LEFT)  # fmt: skip
        QApplication.sendEvent(canvas or self.left, event)

    def pull(self, *points: Sequence[float], **more) -> None:  # type: ignore[no-untyped-def]
        """A stroke of the pen through x, y, pressure."""
        self.tablet(PRESS, *points[0], **more)
        for point in points[1:]:
            self.tablet(MOVE, *point, **more)
        self.tablet(RELEASE, *points[-1][:2], 0.0, **more)

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self.left, LEFT, keys, self.at(x, y).toPoint())

    def mouse(self, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier = PLAIN,
              canvas: Canvas | None = None) -> None:  # fmt: skip
        """`point` in px of the canvas."""
        move, up = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        event = QMouseEvent(kind, point, point, NONE if move else button, NONE if up else button, keys)
        QApplication.sendEvent(canvas or self.left, event)

    def drag(self, *points: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, points[0], button, keys)
        for point in points[1:]:
            self.mouse(QEvent.Type.MouseMove, point, button, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, points[-1], button, keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.left, key, keys)

    def hold(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyPress(self.left, key, keys)

    def alpha(self, layer: str = LINE) -> np.ndarray:
        return self.easel.painter.pixels(layer)[..., 3]

    def ring(self, radius: float = 60.0, turn: float = 6.4, x: float = 150.0, y: float = 150.0) -> None:
        """A circle of ink, closed or with a gap."""
        ways = np.linspace(0, turn, 60)
        self.pull(*[(x + radius * math.cos(way), y + radius * math.sin(way), 1.0) for way in ways])

    def seen(self, canvas: Canvas | None = None) -> np.ndarray:
        """What a canvas shows, without the outline of the brush."""
        self.easel.hover(None)
        return to_pixels((canvas or self.left).grab().toImage())


@pytest.fixture
def surface(app: QApplication, qtbot: QtBot) -> Iterator[Surface]:
    made = Surface()
    made.box.show()
    qtbot.waitExposed(made.box)
    made.left.setFocus()
    made.hand.set_steadiness(0.0)
    yield made
    made.box.close()
    made.box.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_sharp(surface: Surface, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(surface.easel._sharps[surface.left].image(name) for name in MARKED), timeout=20_000)


def show_result(surface: Surface) -> None:
    result = np.zeros((30, 40, 3), np.uint8)
    result[:, :20], result[:, 20:] = (200, 40, 20), (20, 60, 220)
    surface.easel.set_result(result)
