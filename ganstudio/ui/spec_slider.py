"""A setting between its bounds as a slider."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from ganstudio.core.params import Spec
from ganstudio.ui import theme
from ganstudio.ui.control_widgets import shown
from ganstudio.ui.parts import ElidedLabel, label, row, tool


class SpecSlider(QWidget):
    """A setting between its bounds as a slider, linear or logarithmic, with its value and a reset arrow."""

    moved = Signal(object)
    _STEPS = 200

    def __init__(self, spec: Spec, said: Callable[[float], str] | None = None) -> None:
        """`said`: how its value is written, for those that are no plain numbers."""
        super().__init__()
        self.spec, self._said = spec, said
        self._low, self._high = float(spec.low or 0.0), float(spec.high or 1.0)
        self._log = spec.scale == "log" and self._low > 0
        whole = spec.kind is int
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, round(self._high - self._low) if whole else self._STEPS)
        self._slider.setAccessibleName(spec.label)
        self._number = label(size=12, weight=theme.font().Weight.DemiBold)
        self._number.setFixedWidth(44)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name = ElidedLabel(spec.label, "dim", 12)
        name.setFixedWidth(86)
        name.setToolTip(spec.help)
        self._slider.setToolTip(spec.help)
        self._back = tool("reset", self.reset, f"Reset {spec.label.lower()}")
        keep = self._back.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(keep)
        self.setLayout(row(name, self._slider, self._number, self._back, spacing=6))
        self._slider.valueChanged.connect(self._tell)
        self.set_value(spec.default)

    @property
    def value(self) -> int | float:
        share = self._slider.value() / max(1, self._slider.maximum())
        if self.spec.kind is int:
            return round(self._low) + self._slider.value()
        if self._log:
            return float(self._low * (self._high / self._low) ** share)
        return self._low + (self._high - self._low) * share

    def set_value(self, value: Any) -> None:
        number = min(self._high, max(self._low, float(value)))
        if self._log:
            share = math.log(number / self._low) / math.log(self._high / self._low)
        else:
            share = (number - self._low) / ((self._high - self._low) or 1)
        self._slider.blockSignals(True)
        self._slider.setValue(round(share * self._slider.maximum()))
        self._slider.blockSignals(False)
        self._show(number)

    def reset(self) -> None:
        self.set_value(self.spec.default)
        self.moved.emit(self.spec.default)

    def _tell(self) -> None:
        self._show(self.value)
        self.moved.emit(self.value)

    def _show(self, value: float) -> None:
        """`value` may lie between two places of the slider."""
        text = shown(round(value) if self.spec.kind is int else _rounded(value), self.spec.percent)
        number = f"{text} %" if self.spec.percent else text
        self._number.setText(self._said(value) if self._said else number)
        step = (self._high - self._low) / max(1, self._slider.maximum())
        self._back.setVisible(abs(float(value) - float(self.spec.default)) > step)


def as_share(value: float) -> str:
    """In percent."""
    return f"{round(100 * value)} %"


def _rounded(value: float) -> float:
    """As many digits as a slider can mean."""
    return round(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 2 else 3)
