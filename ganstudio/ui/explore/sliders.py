"""Named sliders."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from ganstudio.core.text import signed
from ganstudio.ui import theme
from ganstudio.ui.parts import label, row, tool

_FINE = 100  # steps per unit


class NamedSlider(QWidget):
    """A name, a slider from `low` to `high`, and its value, with a button that puts it back.

    `gesture` is another number after each press and each arrival of the keyboard: moves under one are one step.
    """

    moved = Signal()

    def __init__(self, name: str, low: float, high: float, rest: float, tip: str = "", titled: bool = True) -> None:
        super().__init__()
        self._rest = rest
        self.gesture = 0
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(round(low * _FINE), round(high * _FINE))
        self._slider.setAccessibleName(name)
        self._number = label(size=12, weight=theme.font().Weight.DemiBold)
        self._number.setFixedWidth(40)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        title = label(name, "dim")
        title.setFixedWidth(72)
        title.setToolTip(tip)
        if not titled:
            title.hide()
        self._slider.setToolTip(tip)
        self._back = tool("reset", self.reset, f"Reset {name.lower()}")
        keep = self._back.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(keep)
        self.setLayout(row(title, self._slider, self._number, self._back, spacing=6))
        self._slider.valueChanged.connect(self._tell)
        self._slider.sliderPressed.connect(self._begin)
        self._slider.sliderReleased.connect(self._begin)
        self._slider.installEventFilter(self)
        self.set_value(rest)

    @property
    def value(self) -> float:
        return self._slider.value() / _FINE

    def set_value(self, value: float) -> None:
        self._slider.setValue(round(value * _FINE))
        self._show()

    def show_value(self, value: float) -> None:
        """Without telling anybody."""
        self._slider.blockSignals(True)
        self.set_value(value)
        self._slider.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._begin()
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self.gesture += 1

    def reset(self) -> None:
        self._begin()
        self.set_value(self._rest)

    def _tell(self) -> None:
        self._show()
        self.moved.emit()

    def _show(self) -> None:
        self._number.setText(signed(self.value, ".2f") if self._slider.minimum() < 0 else f"{self.value:.2f}")
        self._back.setVisible(abs(self.value - self._rest) > 1e-6)
