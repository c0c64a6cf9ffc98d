"""The bar above the pictures: how they are compared, and what is done with the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from ganstudio.ui import theme
from ganstudio.ui.parts import button, chip, column, dress, row, tool

_FAR = 6  # px that a press moves before it is a drag


class TranslateBar(QWidget):
    """`changed` (name, on): one of `beside`, `loupe`, `with_map` and `with_again`."""

    changed = Signal(str, bool)
    drag_wanted = Signal()

    def __init__(
        self, copy: Callable[[], object], save: Callable[[], object], more: Sequence[tuple[str, Callable[[], object]]]
    ) -> None:
        super().__init__()
        self.setFixedHeight(54)
        self.split = chip("Slider", lambda _on: None, True, "Before and after, with a handle between them")
        self.beside = chip("Side by side", lambda _on: None, False, "All of them beside each other")
        for made, on in ((self.split, False), (self.beside, True)):
            made.clicked.connect(lambda _on=False, on=on: self.set_beside(on))
        self.loupe = self._toggle("Loupe", "loupe", "The same place of all pictures, nearer (L)")
        self.map = self._toggle("What changed", "with_map", "Where the model changed something, it glows")
        self.again = self._toggle("Back again", "with_again", "The result changed back: what was lost on the way?")
        self.drag = DragHandle()
        self.drag.dragged.connect(self.drag_wanted)
        self.copy = tool("copy", copy, "Copy the result (Ctrl+C)")
        self.save = button("Save…", save, "save", tip="Save the result as PNG, WebP or JPEG (Ctrl+S)")
        self.more = tool("more", self._open_more, "More to do with the result")
        self._menu = QMenu(self.more)
        for title, act in more:
            self._menu.addAction(title, act)
        tools = row(self.split, self.beside, 10, self.loupe, self.map, self.again, None,
                    self.drag, self.copy, self.save, self.more, spacing=6)  # fmt: skip
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        self._tools = QWidget()
        self._tools.setLayout(tools)
        self.setLayout(column(self._tools))

    def _toggle(self, text: str, name: str, tip: str) -> QPushButton:
        return chip(text, lambda on: self.changed.emit(name, on), False, tip)

    def set_beside(self, on: bool) -> None:
        self.split.setChecked(not on)
        self.beside.setChecked(on)
        self.changed.emit("beside", on)

    def enable(self, open_: bool, pictures: bool, result: bool, has_map: bool, has_again: bool) -> None:
        """Only what would do something can be pressed; without a picture there is nothing to do."""
        self._tools.setVisible(open_)
        compared: tuple[QWidget, ...] = (self.split, self.beside, self.loupe)
        for part in compared:
            part.setEnabled(pictures)
        taken: tuple[QWidget, ...] = (self.drag, self.copy, self.save, self.more)
        for part in taken:
            part.setEnabled(result)
        self.map.setEnabled(has_map)
        self.again.setEnabled(has_again)

    def _open_more(self) -> None:
        self._menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))


class DragHandle(QToolButton):
    """Pressed and pulled, the result comes along."""

    dragged = Signal()

    def __init__(self) -> None:
        super().__init__()
        tip = "Drag the result from here into another program or a folder"
        dress(self, "export", "dim")
        self.setIconSize(QSize(16, 16))
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._from: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and (event.position().toPoint() - self._from).manhattanLength() > _FAR:
            self._from = None
            self.setDown(False)
            self.dragged.emit()
