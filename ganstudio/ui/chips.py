"""A choice of one among a few, and the layout that breaks such rows into lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QWidget

from ganstudio.ui.parts import chip


class FlowLayout(QLayout):
    """Items from left to right, on as many lines as they need."""

    def __init__(self, spacing: int = 6) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._line_gap = spacing
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def set_line_gap(self, gap: int) -> None:
        """px between lines, where it is another than that between items."""
        self._line_gap = gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x + size.width() > rect.right() + 1 and height:
                x, y, height = rect.x(), y + height + self._line_gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        return y + height - rect.y()


class Chips(QWidget):
    """A choice of one among a few, as chips. `chosen` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.setAccessibleName(name)
        self.chips: dict[str, QPushButton] = {}

    def set_choices(self, choices: Sequence[tuple[str, str, str]], current: str) -> None:
        """Key, text and tip of each chip."""
        if [key for key, _, _ in choices] != list(self.chips):
            while (item := self._flow.takeAt(0)) is not None:
                made = item.widget()
                if made is not None:
                    made.hide()
                    made.deleteLater()
            self.chips = {key: self._made(key, text, tip) for key, text, tip in choices}
            for made in self.chips.values():
                self._flow.addWidget(made)
        for key, text, tip in choices:
            self.chips[key].setText(text)
            self.chips[key].setToolTip(tip)
            self.chips[key].setChecked(key == current)
        self.updateGeometry()

    def _made(self, key: str, text: str, tip: str) -> QPushButton:
        made = chip(text, lambda _on: None, tip=tip)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        return made
