"""Editors of one value each: all have `value`, `set_value` and the signal `edited`."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.params import Spec, Value
from ganstudio.ui import theme
from ganstudio.ui.parts import CalmComboBox, label, restyle


class NumberEditor(QWidget):
    """A number with its unit; arrow keys step it (by factors on a log scale), a wrong one is marked and said.

    `refused` carries why what was typed is not used, and "" once it is forgotten: until then it stays to be mended.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.spec = spec
        self._value: Value = spec.default
        self.problem = ""
        self._line = QLineEdit()
        self._line.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._line.editingFinished.connect(self.commit)
        self._line.installEventFilter(self)
        self._line.setAccessibleName(spec.label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        if spec.unit:
            unit = label(spec.unit, "faint", 12)
            inner = QHBoxLayout(self._line)
            inner.setContentsMargins(0, 0, 8, 0)
            inner.addStretch(1)
            inner.addWidget(unit)
            self._line.setTextMargins(0, 0, unit.sizeHint().width() + 4, 0)
        self.setFocusProxy(self._line)
        self.set_value(spec.default)

    def value(self) -> Value:
        return self._value

    def set_value(self, value: Value) -> None:
        """Show `value`. The same value again leaves what was typed wrongly where it is."""
        if self.problem and value == self._value:
            return
        self._show(value)

    def forget(self) -> None:
        """Show what is used instead of what was typed wrongly."""
        self._show(self._value)

    def _show(self, value: Value) -> None:
        self._value = value
        self._line.setText(shown(value, self.spec.percent))
        if not self._line.hasFocus():
            self._line.setCursorPosition(0)  # of one that is too long, the beginning is seen
        self._mark("")

    def commit(self) -> None:
        """Take over what is typed, as leaving the field does."""
        if self._line.text() == shown(
            self._value, self.spec.percent
        ):  # what is shown may have fewer digits than what is meant
            self._mark("")
            return
        try:
            value = self.spec.typed(self._line.text())
        except StudioError as error:
            self._mark(error.message)
            return
        changed = value != self._value
        self._show(value)
        if changed:
            self.edited.emit(value)

    def _mark(self, problem: str) -> None:
        if problem and self.spec.range:
            problem = f"{problem} It goes {self.spec.range}."
        if problem != self.problem:
            self.problem = problem
            self.refused.emit(problem)
        restyle(self._line, "wrong", bool(problem))
        self._line.setToolTip(problem or self.spec.help)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Up else -1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.forget()
        return False

    def _step(self, direction: int) -> None:
        self.commit()
        value = stepped(self.spec, float(self._value or 0), direction)
        if not self.spec.problem(value):
            self.set_value(value)
            self.edited.emit(value)


def stepped(spec: Spec, value: float, direction: int) -> Value:
    """The next value up or down: 1-2-5 steps on a log scale, a tenth of the leading digit else."""
    if spec.kind is int and spec.scale == "linear":
        return int(value) + direction
    if spec.scale == "log":
        steps = [m * 10.0**e for e in range(-8, 10) for m in (1, 2, 5)]
        above = [s for s in steps if s > value * 1.0001]
        below = [s for s in steps if s < value * 0.9999]
        chosen = above[0] if direction > 0 else (below[-1] if below else 0.0)
        return int(chosen) if spec.kind is int else chosen
    if spec.percent:
        return round(value + direction * 0.01, 10)
    size = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 0.1
    return round(value + direction * size, 10)


def shown(value: Value, percent: bool = False) -> str:
    """A number as a person writes it; a share as a number of `percent`, whose sign stands beside it."""
    if value is None:
        return "off"
    if percent and isinstance(value, (int, float)):
        return f"{100 * value:.6g}"
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) >= 1e-5 or value == 0 else f"{value:g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


class ChoiceEditor(CalmComboBox):
    """One of a few named values."""

    edited = Signal(object)

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        for value, text in zip(spec.choices, spec.choice_labels, strict=True):
            self.addItem(text, value)
        self.setAccessibleName(spec.label)
        self.setToolTip(spec.help)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_value(spec.default)
        self.activated.connect(lambda _index: self.edited.emit(self.value()))

    def value(self) -> Value:
        data: Value = self.currentData()
        return data

    def set_value(self, value: Value) -> None:
        self.setCurrentIndex(max(0, self.findData(value)))


class Switch(QAbstractButton):
    """On or off."""

    edited = Signal(object)

    def __init__(self, name: str, tip: str = "") -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda checked: self.edited.emit(bool(checked)))

    def value(self) -> Value:
        return self.isChecked()

    def set_value(self, value: Value) -> None:
        self.setChecked(bool(value))

    def sizeHint(self) -> QSize:
        return QSize(34, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(1, (self.height() - 18) / 2, 32, 18)
        painter.setPen(QColor(c.accent if self.hasFocus() else c.line))
        painter.setBrush(QColor(c.accent if self.isChecked() else c.window))
        painter.drawRoundedRect(track, 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.on_accent if self.isChecked() else c.dim))
        painter.drawEllipse(QRectF(track.left() + (17 if self.isChecked() else 3), track.top() + 3, 12, 12))


def editor_for(spec: Spec) -> NumberEditor | ChoiceEditor | Switch:
    """The editor that suits a setting."""
    if spec.choices:
        return ChoiceEditor(spec)
    if spec.kind is bool:
        return Switch(spec.label, spec.help)
    return NumberEditor(spec)
