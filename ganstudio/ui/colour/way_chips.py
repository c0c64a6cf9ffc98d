"""Flat, kept in or free: three chips that follow and choose how colours are made."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.export.keeping import FLAT, FREE, KEPT
from ganstudio.studio.colouring import Colouring
from ganstudio.ui.parts import button, row

WAYS = (
    (FLAT, "Flat", "Each region one colour: from its dots, else as the model means it"),
    (KEPT, "Kept in", "The model's colours with their light and shade; none crosses a line"),
    (FREE, "Free", "As the model paints, lines or not"),
)


class WayChips(QWidget):
    """None of them is on where the way lies between two."""

    def __init__(self, colouring: Colouring) -> None:
        super().__init__()
        self._colouring = colouring
        self.chips = {value: self._chip(value, text, tip) for value, text, tip in WAYS}
        self.setLayout(row(*self.chips.values(), None, spacing=6))
        colouring.params_changed.connect(self.follow)
        self.follow()

    def _chip(self, value: float, text: str, tip: str) -> QPushButton:
        made = button(text, lambda: self._choose(value), kind="chip", tip=tip)
        made.setCheckable(True)
        return made

    def _choose(self, value: float) -> None:
        self._colouring.set("way", value)
        self.follow()  # what was on already stays on

    def follow(self) -> None:
        values = self._colouring.params
        for value, each in self.chips.items():
            each.setChecked(abs(value - values.way) < 0.01)
            each.setEnabled(values.keep_line or value == FREE)
