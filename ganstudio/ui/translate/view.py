"""Before and after, large, with everything that pointer and keys do to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

from ganstudio.studio.translating import BEFORE
from ganstudio.ui.translate import placing
from ganstudio.ui.translate.comparison import Comparison
from ganstudio.ui.translate.placing import Look

KEYS = "← → handle · Space before · L loupe · F fit"
_NEAR = 14  # px around the handle that belong to it
_STEP = 0.02  # of the picture, that a key moves the handle
_MOVE = 40  # px that a key moves the picture
_NUDGE = 8  # px that a key moves the loupe
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class CompareView(Comparison):
    """Wheel and + - zoom, dragging moves, F or a double click fits, arrow keys move the handle; Space shows before.

    `stepped` (by) asks for the picture before or the next.
    """

    stepped = Signal(int)
    loupe_wanted = Signal()

    # -- moving ------------------------------------------------------------------------------------------

    def set_split(self, split: float) -> None:
        self.split = min(1.0, max(0.0, split))
        self._show()

    def fit(self) -> None:
        self.look = Look()
        self._show()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        now = self._panes()
        index = next((place for place, each in enumerate(now) if at is not None and each.contains(at)), 0)
        before = placing.target(self.look, now[index], self.picture)
        pane = self._panes(close=False)[index]
        self.look = placing.zoomed(before, factor, at or now[index].center(), pane, self.picture)
        self._show()

    def _move(self, by: QPointF) -> None:
        self.look = placing.moved(self.look, by, self._pane(), self.picture)
        self._show()

    def _is_over_handle(self, point: QPointF) -> bool:
        if self.beside or len(self.shown) < 2:
            return False
        over = self._visible(self._pane()).adjusted(-_NEAR, 0, _NEAR, 0)
        return over.contains(point) and abs(point.x() - self.handle_x()) <= _NEAR

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._on_handle = event.button() == Qt.MouseButton.LeftButton and self._is_over_handle(event.position())
            self._grab = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        self._pointer = point
        if self._grab is None:
            self._on_handle = self._is_over_handle(point)
        elif self._on_handle:
            over = self._visible(self._pane())
            self.set_split((point.x() - over.left()) / max(1.0, over.width()))
        else:
            self._move(point - self._grab)
            self._grab = point
        self._point()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grab = None
        self._point()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._is_over_handle(event.position()):
            self.set_split(0.5)
        else:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer, self._on_handle = None, False
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if BEFORE in self.parts:
            self.zoom_by(1.0015 ** event.angleDelta().y(), event.position())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look = placing.held(self.look, self._pane(), self.picture)
        self.looked.emit()

    def _point(self) -> None:
        """The cursor says what dragging would do."""
        shapes, shape = Qt.CursorShape, Qt.CursorShape.ArrowCursor
        if self._on_handle:
            shape = shapes.SplitHCursor
        elif self._grab is not None:
            shape = shapes.ClosedHandCursor
        elif self.look.zoom:
            shape = shapes.OpenHandCursor
        elif self.loupe:
            shape = shapes.CrossCursor
        self.setCursor(shape)
        self.update()

    # -- keys --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain: dict[int, Callable[[], object]] = {
            Qt.Key.Key_F: self.fit, Qt.Key.Key_0: self.fit, Qt.Key.Key_Plus: lambda: self.zoom_by(1.25),
            Qt.Key.Key_Equal: lambda: self.zoom_by(1.25), Qt.Key.Key_Minus: lambda: self.zoom_by(0.8),
            Qt.Key.Key_1: lambda: self.zoom_by(1.0 / self.scale), Qt.Key.Key_Home: lambda: self.set_split(0.0),
            Qt.Key.Key_End: lambda: self.set_split(1.0), Qt.Key.Key_PageUp: lambda: self.stepped.emit(-1),
            Qt.Key.Key_PageDown: lambda: self.stepped.emit(1), Qt.Key.Key_L: self.loupe_wanted.emit,
            Qt.Key.Key_Space: lambda: self._peek(True),
        }  # fmt: skip
        if key in _ARROWS:
            self._arrow(*_ARROWS[key], event.modifiers())
        elif key in plain and BEFORE in self.parts:
            plain[key]()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._peek(False)

    def _peek(self, on: bool) -> None:
        self._peeking = on
        self.update()

    def _arrow(self, x: int, y: int, held: Qt.KeyboardModifier) -> None:
        """The handle, the loupe (with Shift), or the picture."""
        if self.loupe and held & Qt.KeyboardModifier.ShiftModifier:
            middle = self._visible(self._pane()).center()
            self._pointer = (self._pointer or middle) + QPointF(x, y) * _NUDGE
            self.update()
        elif x and not self.beside and not held & Qt.KeyboardModifier.ShiftModifier:
            self.set_split(self.split + x * _STEP)
        else:
            self._move(QPointF(-x, -y) * _MOVE)
