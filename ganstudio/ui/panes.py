"""Columns of a workspace: the ones at the sides can be dragged narrower or wider, or hidden, and stay so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ganstudio.core.settings import Settings
from ganstudio.ui import theme

NARROWEST, WIDEST = 212, 480  # px of a column at the side
_HANDLE = 5  # px
_KEYS = ("Ctrl+B", "Ctrl+Shift+B")  # hide or show the column at the left, and the one at the right


class Panes(QSplitter):
    """`columns` from left to right, of which `main` takes the room that is left. Widths are kept under `name`."""

    def __init__(self, name: str, settings: Settings, columns: list[QWidget], main: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._name, self._settings, self._main = name, settings, main
        self.setHandleWidth(_HANDLE)
        for column in columns:
            self.addWidget(column)
            is_main = column is main
            self.setStretchFactor(self.indexOf(column), int(is_main))
            self.setCollapsible(self.indexOf(column), not is_main)
            if not is_main:
                column.setMinimumWidth(NARROWEST)
                column.setMaximumWidth(max(WIDEST, column.sizeHint().width()))
        self._usual = [0 if column is main else theme.INSPECTOR_WIDTH for column in columns]
        self._restored = False
        self.splitterMoved.connect(lambda *_: self._keep())
        at = columns.index(main)
        for keys, place in zip(_KEYS, (at - 1, at + 1)):
            if 0 <= place < len(columns):
                shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda place=place: self.toggle(place))

    def set_usual(self, place: int, width: int) -> None:
        """How wide a column is until somebody drags it."""
        self._usual[place] = width

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self)

    def toggle(self, place: int) -> None:
        """Hide a column, or show it again as wide as it usually is."""
        sizes = self.sizes()
        sizes[place] = 0 if sizes[place] else self._usual[place]
        self._set(sizes)
        self._keep()

    def is_hidden(self, place: int) -> bool:
        return self.sizes()[place] == 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._restore()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restore()

    def _restore(self) -> None:
        """Once it has a size to share out."""
        if not self._restored and self.isVisible():
            self._restored = True
            kept = self._settings.get("panes", {}).get(self._name, [])
            fits = len(kept) == self.count() and all(isinstance(width, int) for width in kept)
            self._set(list(kept) if fits else list(self._usual))

    def _set(self, sizes: list[int]) -> None:
        """The main column takes what the others leave."""
        main = self.indexOf(self._main)
        sizes[main] = 0
        sizes[main] = max(1, self.width() - sum(sizes) - _HANDLE * (len(sizes) - 1))
        self.setSizes(sizes)

    def _keep(self) -> None:
        panes = dict(self._settings.get("panes", {}))
        sizes = self.sizes()
        sizes[self.indexOf(self._main)] = 0
        self._settings.put("panes", {**panes, self._name: sizes})


class _Handle(QSplitterHandle):
    """A double click hides the column beside it, or shows it again."""

    def __init__(self, panes: Panes) -> None:
        super().__init__(Qt.Orientation.Horizontal, panes)
        self._panes = panes
        self.setToolTip("Drag to make the column narrower or wider; double-click to hide or show it")
        self.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            panes = self._panes
            place, main = panes.indexOf(self), panes.indexOf(panes._main)
            panes.toggle(place if place > main else place - 1)
            return True
        return False
