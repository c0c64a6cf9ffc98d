"""Widgets that lie over a part of the window: what comes and goes there moves nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtWidgets import QWidget

_WIDEST = 720  # px: longer lines are hard to read


class Floating(QObject):
    """Keeps `widget` over `host`, in the middle of its upper or lower edge, as large as its content wants."""

    def __init__(self, widget: QWidget, host: QWidget, below: bool) -> None:
        super().__init__(widget)
        self._widget, self._host, self._below = widget, host, below
        widget.setParent(host)
        widget.hide()
        host.installEventFilter(self)

    def show(self) -> None:
        self._widget.show()
        self.place()
        self._widget.raise_()

    def place(self) -> None:
        """After the host or the content has another size."""
        width = min(_WIDEST, self._host.width())
        layout = self._widget.layout()
        if layout is not None:
            layout.activate()
        height = self._widget.heightForWidth(width) if self._widget.hasHeightForWidth() else -1
        size = QSize(width, height if height > 0 else self._widget.sizeHint().height())
        top = self._host.height() - size.height() if self._below else 0
        self._widget.setGeometry(QRect((self._host.width() - width) // 2, top, size.width(), size.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self._widget.isHidden():
            self.place()
        return False
