"""Which models draw beside the one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.studio.drawn import Beside
from ganstudio.ui import theme
from ganstudio.ui.parts import button, clear, label, row


class BesideStrip(QWidget):
    """A button for each that takes it away again. `left` carries its key."""

    left = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self.words = label("", "faint", 12)
        self._row = row(spacing=6)
        layout = row(label("Beside it", "dim", 12), self.words, spacing=10)
        layout.insertLayout(1, self._row)
        layout.addStretch(1)
        layout.setContentsMargins(theme.PADDING, 0, theme.PADDING, 6)
        self.setLayout(layout)
        self.hide()

    def show_beside(self, others: Sequence[Beside]) -> None:
        clear(self._row)
        self.buttons = [button(each.title, partial(self.left.emit, each.key), "close", "plain",
                               f"Take {each.title} away again") for each in others]  # fmt: skip
        for each in self.buttons:
            self._row.addWidget(each)
        self.setVisible(bool(others))

    def show_many(self, many: bool) -> None:
        """Sheets of thousands are those of the model alone."""
        self.words.setText("Only up to 96 pictures are drawn side by side." if many else "")
