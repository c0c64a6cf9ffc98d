"""A second class, and how much of it a picture is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.parts import CalmComboBox, column, label, row

_TIP = "What lies between two classes: 0 is the first alone, 1 the second"


class MixEditor(QWidget):
    """Shown where a class is chosen and the model can be given two. `value` is the other class and its share."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._classes: Sequence[str] = ()
        self.other = CalmComboBox()
        self.other.setAccessibleName("Mixed with the class")
        self.other.setToolTip(_TIP)
        self.slider = NamedSlider("Share of it", 0.0, 1.0, 0.0, _TIP)
        title = label("Mixed with", "dim")
        title.setFixedWidth(72)
        self.setLayout(column(row(title, self.other, spacing=6), self.slider, spacing=4))
        self.other.activated.connect(self._choose)
        self.slider.moved.connect(self.moved)

    @property
    def value(self) -> tuple[int, float]:
        share = self.slider.value
        return (max(0, self.other.currentIndex()), share) if share and not self.isHidden() else (0, 0.0)

    def set_classes(self, names: Sequence[str]) -> None:
        """Those of the model; none where it cannot mix."""
        self._classes = names
        self.other.clear()
        self.other.addItems(list(names))
        self.slider.show_value(0.0)

    def show_value(self, value: tuple[int, float]) -> None:
        if value[1]:
            self.other.setCurrentIndex(value[0])
        self.slider.show_value(value[1])

    def show_class(self, label_: int | None) -> None:
        """The class that is mixed with; none: nothing to mix."""
        self.setVisible(label_ is not None and len(self._classes) > 1)

    def _choose(self, _index: int) -> None:
        """Something of it is seen at once."""
        self.slider.gesture += 1
        if self.slider.value:
            self.moved.emit()
        else:
            self.slider.set_value(0.5)
