"""What an empty sheet says, over its lower edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.ui.parts import button, frame, label, row

_ABOVE = 24  # px from the lower edge


class Welcome(QWidget):
    def __init__(self, canvas: QWidget, templates: Callable[[], object]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        words = label("Draw here or drop a picture.\nThen dab colours on it (H).", size=13)
        self._row = row(words, 8, button("Start from line art…", templates))
        self._card = frame("popup", self._row, (14, 8, 8, 8))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._card)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def place(self, wanted: bool) -> None:
        """Show it in the middle of the canvas' lower edge, or not."""
        self.setVisible(wanted)
        if wanted:
            self._lie(QBoxLayout.Direction.LeftToRight)
            if self.width() > self._canvas.width():
                self._lie(QBoxLayout.Direction.TopToBottom)
            across, down = self._canvas.width() - self.width(), self._canvas.height() - self.height()
            self.move(QPoint(across // 2, down - _ABOVE))
            self.raise_()

    def _lie(self, direction: QBoxLayout.Direction) -> None:
        self._row.setDirection(direction)
        self._card.updateGeometry()  # told now: it is asked before the event loop would tell it
        self._outer.invalidate()
        self.resize(self._card.sizeHint())
