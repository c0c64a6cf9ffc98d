"""What went wrong, a sentence each: the list grows while others go on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from ganstudio.ui.parts import clear, column, label, wrapped

_HIGHEST = 140  # px
_MOST = 50  # sentences: after so many there is one reason for all of them


class Troubles(QScrollArea):
    """Hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(spacing=4)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(_HIGHEST)
        self.setAccessibleName("What could not be changed")
        self._more = 0
        self.sentences: list[str] = []
        self.hide()

    def clear(self) -> None:
        clear(self._column)
        self._column.addStretch(1)
        self.sentences = []
        self.hide()

    def add(self, sentence: str) -> None:
        self.sentences.append(sentence)
        count = len(self.sentences)
        if count <= _MOST:
            self._column.insertWidget(self._column.count() - 1, wrapped(sentence, "caution", 12))
        elif count == _MOST + 1:
            self._column.insertWidget(self._column.count() - 1, label("… and more.", "dim", 12))
        self.setMinimumHeight(min(_HIGHEST, 36 * count))
        self.show()
