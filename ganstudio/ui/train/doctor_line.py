"""A line over the charts: what the numbers mean now, and what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ganstudio.evaluate.doctor import Diagnosis
from ganstudio.ui import theme
from ganstudio.ui.parts import ElidedLabel, label, row


class DoctorLine(QWidget):
    """A dot in the tone of a diagnosis, its words and its advice; empty while there is no run."""

    def __init__(self) -> None:
        super().__init__()
        self._dot = label("●", size=9)
        self._words = ElidedLabel(tone="text", size=12)
        inside = row(self._dot, self._words, spacing=7)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.setFixedHeight(20)
        self._tone = "faint"
        self.show_diagnosis(None)

    @property
    def text(self) -> str:
        return self._words.text()

    def show_diagnosis(self, found: Diagnosis | None) -> None:
        keep = self.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.setSizePolicy(keep)
        self.setVisible(found is not None)
        if found is not None:
            self._tone = found.tone
            self._words.set_text(f"{found.words} {found.advice}".strip(), "text" if found.advice else "dim")
            self.setAccessibleName(self._words.text())
        self.restyle()

    def restyle(self) -> None:
        self._dot.setStyleSheet(f"color: {getattr(theme.colours(), self._tone)}")
