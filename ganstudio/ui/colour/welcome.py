"""What an empty sheet says, over its lower edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ganstudio.ui.parts import button, frame, label, row

_ABOVE = 24  # px from the lower edge


class Welcome(QWidget):
    def __init__(self, canvas: QWidget, templates: Callable[[], object]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        words = label("Draw here or drop a picture.\nThen dab colours on it (H).", size=13)
        inner = frame("popup", row(words, 8, button("Start from line art…", templates)), (14, 8, 8, 8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def place(self, wanted: bool) -> None:
        """Show it in the middle of the canvas' lower edge, or not."""
        self.setVisible(wanted)
        if wanted:
            self.adjustSize()
            across, down = self._canvas.width() - self.width(), self._canvas.height() - self.height()
            self.move(QPoint(across // 2, down - _ABOVE))
            self.raise_()
