"""A ring around whatever the keyboard is at: seen while somebody moves by Tab, out of the way of the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMainWindow, QWidget

from ganstudio.ui import theme

_FOLLOW_MS = 60
_AWAY = 2  # px between the widget and the ring
_PEN = 2.0


class FocusRing(QWidget):
    """Lies over `window` and takes no clicks."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._around: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._place)
        self._by_keys, self._watches = False, True
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)  # a filter of all events would be felt by the pen

    @property
    def around(self) -> QWidget | None:
        """What the ring is seen around."""
        return self._around if self.isVisible() else None

    def expect(self) -> None:
        """The focus is about to move by Tab."""
        self._by_keys = True

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        by_keys, self._by_keys = self._by_keys, False
        if by_keys and new is not None and new.window() is self.window():
            self._around = new
            self._place()
            self._follow.start()
        else:
            self._leave()

    def _leave(self) -> None:
        self._around = None
        self._follow.stop()
        self.hide()

    def _place(self) -> None:
        widget = self._around
        if widget is None or widget is not QApplication.focusWidget() or not widget.isVisible():
            self._leave()
            return
        box = self._seen(widget).adjusted(-_AWAY - 2, -_AWAY - 2, _AWAY + 2, _AWAY + 2)
        if box != self.geometry():
            self.setGeometry(box)
        self.show()
        self.raise_()

    def _seen(self, widget: QWidget) -> QRect:
        """Where the widget is in the window, as far as what it scrolls in shows it."""
        box = QRect(widget.mapTo(self.window(), QPoint(0, 0)), widget.size())
        above = widget.parentWidget()
        while above is not None and above is not self.window():
            if isinstance(above.parentWidget(), QAbstractScrollArea):
                box = box.intersected(QRect(above.mapTo(self.window(), QPoint(0, 0)), above.size()))
            above = above.parentWidget()
        return box

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours().rival), _PEN))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_BUTTON, theme.RADIUS_BUTTON)

    def shut_down(self) -> None:
        """Before the window goes, which may be asked for twice."""
        self._leave()
        app = QApplication.instance()
        if self._watches and isinstance(app, QApplication):
            self._watches = False
            app.focusChanged.disconnect(self._moved)
