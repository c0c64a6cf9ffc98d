"""The drawing surface: a sheet that turns pen, mouse, fingers and keys into gestures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from ganstudio.drawing.drawing import LAYERS
from ganstudio.ui.surface import cursors, focus, keys
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.fingers import Fingers
from ganstudio.ui.surface.gestures import Gesture, MoveAxis, Resize, Touch, begun
from ganstudio.ui.surface.paper import Paper
from ganstudio.ui.surface.tools import PAN, PICK, TOOLS, TURN, ZOOM

_WRITING = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
_NOTCH = 1.2  # zoom of one notch of the wheel
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Canvas(Paper):
    """A sheet to draw on. One gesture at a time, whatever else is pressed or touched meanwhile."""

    def __init__(self, easel: Easel, name: str, shows: Sequence[str] = LAYERS) -> None:
        super().__init__(easel, shows)
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._space = False
        self._held = Qt.KeyboardModifier.NoModifier
        self._fingers = Fingers(self)
        self._by_keys = False  # whether the focus came by Tab: only then it is shown
        self.overlays.append(self._paint_focus)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Drawing surface. Keys choose tools: B pen, E eraser, H colour dot, F fill.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        easel.hand.tool_changed.connect(self._dress)
        self._dress()

    # -- what is in the hand --------------------------------------------------------------------------------

    def tool(self) -> str:
        """The tool in force: held keys go before the chosen one."""
        chosen = self.easel.hand.tool
        if self._space:
            return ZOOM if self._held & _CTRL else TURN if self._held & _SHIFT else PAN
        return PICK if self._held & _CTRL and TOOLS[chosen].coloured else chosen

    def _brushing(self) -> bool:
        return self.tool() in cursors.BRUSHES

    def _dress(self) -> None:
        """The cursor of the tool in force."""
        if self._gesture is None or self._button != Qt.MouseButton.NoButton:
            dragging = self._gesture is not None
            tool = PAN if self._button == Qt.MouseButton.MiddleButton else self.tool()
            self.setCursor(cursors.cursor(tool, dragging, self.devicePixelRatioF()))
        self._follow_pointer()

    def _keys_held(self, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers != self._held:
            self._held = modifiers
            self._dress()

    # -- gestures -------------------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Give the gesture up, leaving everything as it was; False when there is none."""
        return self._end(lambda gesture: gesture.cancel())

    def finish(self) -> bool:
        """End the gesture where the pen is, as if it were lifted; False when there is none."""
        return self._end(lambda gesture: gesture.finish())

    def _end(self, how: Callable[[Gesture], None]) -> bool:
        gesture, self._gesture = self._gesture, None
        self._button = Qt.MouseButton.NoButton
        if gesture is not None:
            how(gesture)
            self._dress()
        return gesture is not None

    def _press(self, touch: Touch, button: Qt.MouseButton) -> None:
        if self._by_keys:  # a hand is here now
            self._by_keys = False
            self.update()
        if self._gesture is not None or self.easel.drawing_now:
            return
        self.easel.hover(touch.point)
        self._button = button
        self._gesture = self._begun(touch, button)
        if self._gesture is None:
            self._button = Qt.MouseButton.NoButton
        self._dress()

    def _begun(self, touch: Touch, button: Qt.MouseButton) -> Gesture | None:
        if button == Qt.MouseButton.MiddleButton:
            return begun(self.easel, PAN, touch, self.shows, self._middle())
        if button != Qt.MouseButton.LeftButton:
            return None
        upright = self._grip_at(touch.at)
        if upright is not None:
            return MoveAxis(self.easel, upright)
        if self._held & _SHIFT and self._brushing():
            return Resize(self.easel, touch)
        return begun(self.easel, self.tool(), touch, self.shows, self._middle())

    def _move(self, touch: Touch) -> None:
        if not isinstance(self._gesture, Resize):
            self.easel.hover(touch.point)
        if self._gesture is not None:
            self._gesture.move(touch)

    def _release(self, touch: Touch, button: Qt.MouseButton) -> None:
        if self._gesture is None or button != self._button:
            return
        gesture, self._gesture = self._gesture, None
        self._button = Qt.MouseButton.NoButton
        gesture.release(touch)
        self._dress()

    # -- pen and mouse --------------------------------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._keys_held(event.modifiers())
        at = event.position()
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        touch = Touch(at, self.to_drawing(at), event.pressure(), event.timestamp(), eraser)
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._press(touch, event.button())
        elif event.type() == QEvent.Type.TabletMove:
            self._move(touch)
        elif event.type() == QEvent.Type.TabletRelease:
            self._release(touch, event.button())
        event.accept()  # else Qt would send the same as mouse events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not _of_finger(event):
            self._keys_held(event.modifiers())
            self._press(self._touch(event), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not _of_finger(event):
            self._keys_held(event.modifiers())
            self._move(self._touch(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not _of_finger(event):
            self._release(self._touch(event), event.button())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick dots are two dots

    def _touch(self, event: QMouseEvent) -> Touch:
        return Touch(event.position(), self.to_drawing(event.position()), None, event.timestamp())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._inside = True
        if self.isActiveWindow() and not isinstance(QApplication.focusWidget(), _WRITING):
            self.setFocus(Qt.FocusReason.MouseFocusReason)  # keys work where the pen is, without a click
        self.easel.hover(self.to_drawing(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._inside = False
        self.easel.hover(None)

    # -- fingers and wheels ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QTouchEvent):
            if self._gesture is None:
                self._fingers.touched(event)
            event.accept()  # else Qt would make mouse events of it, and a palm would draw
            return True
        if isinstance(event, QNativeGestureEvent):
            return self._fingers.gestured(event) or super().event(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        if kind == QEvent.Type.WindowDeactivate:
            self._let_go()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._gesture is None:
            pad = event.device().type() == QInputDevice.DeviceType.TouchPad
            if (pad or event.phase() != Qt.ScrollPhase.NoScrollPhase) and not event.modifiers() & _CTRL:
                self.easel.view.pan(
                    QPointF(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2)
                )
            else:
                turned = event.angleDelta().y() or event.angleDelta().x()
                self.easel.view.zoom_about(self.on_view(event.position()), _NOTCH ** (turned / 120))
            self.easel.hover(self.to_drawing(event.position()))
        event.accept()

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keys_held(event.modifiers() | _own_modifier(event))
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = True
                self._dress()
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel():
                event.ignore()
        elif act := keys.action(event):
            if self._gesture is None:
                act(self.easel)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys_held(event.modifiers() & ~_own_modifier(event))
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = False
                self._dress()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()
        super().focusInEvent(event)

    def _paint_focus(self, painter: QPainter, _place: QTransform) -> None:
        if self._by_keys:
            focus.ring(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._by_keys = False
        self.update()
        self._space, self._held = False, Qt.KeyboardModifier.NoModifier
        self._dress()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        escapes = event.key() == Qt.Key.Key_Escape and self._gesture is not None
        return escapes or event.key() == Qt.Key.Key_Space or keys.action(event) is not None

    def _let_go(self) -> None:
        """The window went away below the pen: what was drawn so far stays, no key counts as held."""
        self.finish()
        self._space, self._held = False, Qt.KeyboardModifier.NoModifier


def _own_modifier(event: QKeyEvent) -> Qt.KeyboardModifier:
    """Systems differ in whether pressing Ctrl comes with Ctrl."""
    return {Qt.Key.Key_Control: _CTRL, Qt.Key.Key_Shift: _SHIFT}.get(
        Qt.Key(event.key()), Qt.KeyboardModifier.NoModifier
    )


def _of_finger(event: QMouseEvent) -> bool:
    return event.device().type() == QInputDevice.DeviceType.TouchScreen
