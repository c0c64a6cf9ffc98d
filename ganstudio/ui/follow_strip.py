"""The moments of a run that is followed while it learns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from ganstudio.ui import theme
from ganstudio.ui.parts import ElidedLabel, label, row


class FollowStrip(QWidget):
    """A slider over the kept moments of a run; its right end is the newest. `wanted` carries a step or None."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[int] = []
        self.words = ElidedLabel("", "dim", 12)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Moments of the run")
        self.slider.setToolTip("What it had learned earlier in its training")
        self.slider.valueChanged.connect(self._moved)
        self.step = label("newest", size=12)
        self.step.setFixedWidth(110)
        layout = row(self.words, self.slider, self.step, spacing=12)
        layout.setContentsMargins(theme.PADDING, 0, theme.PADDING, 6)
        layout.setStretch(0, 1)
        layout.setStretch(1, 2)
        self.setLayout(layout)
        self.hide()

    def follow(self, title: str, steps: list[int], step: int | None = None) -> None:
        """Show `steps` of the run called `title`, and the one that is looked at; an empty title ends it."""
        self._steps = steps
        self.setVisible(bool(title))
        self.words.set_text(f"Following “{title}”")
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(steps))
        self.slider.setValue(steps.index(step) if step in steps else len(steps))
        self.slider.blockSignals(False)
        self._say(self.slider.value())

    def _say(self, place: int) -> bool:
        """Name the moment; whether it is the newest."""
        newest = place >= len(self._steps)
        self.step.setText("newest" if newest else f"step {self._steps[place]:,}")
        return newest

    def _moved(self, place: int) -> None:
        newest = self._say(place)
        self.wanted.emit(None if newest else self._steps[place])
