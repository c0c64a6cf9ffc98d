"""The legend of a chart: a dot, a name and a value for each of its lines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ganstudio.core.curves import Group, Line
from ganstudio.ui import theme
from ganstudio.ui.chips import FlowLayout

_GAP = 8  # px between entries
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_LARGE = 1e5  # from here on a power of ten says enough, and fits


def explained(group: Group) -> str:
    """What each line of a chart means, as the text of a tip; in the boldest weight that the font has."""
    if len(group.lines) > 1 and len({line.help for line in group.lines}) == 1:
        return escape(group.lines[0].help)
    said = (f"<span style='font-weight:600'>{escape(line.text)}</span>: {escape(line.help)}"
            for line in group.lines if line.help)  # fmt: skip
    return "<br>".join(said)


class LegendEntry(QAbstractButton):
    """A dot, the name of a line and its value; a click hides or shows the line. `noticed` while it is pointed at or has
    the keyboard, `stepped` by arrow keys.

    Painted, with room for any value: a button with a changing text would lay the window out anew each time.
    """

    noticed = Signal(bool)
    stepped = Signal(int)

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line, self._value = line, ""
        self._compact, self._asked, self._current = False, False, False
        self.is_at_keys = False
        self.setFont(theme.font(11))
        self.setCheckable(True)
        self.setChecked(True)
        self.describe(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def describe(self, line: Line) -> None:
        """Take the words and the colour of `line`."""
        self._line = line
        self.setAccessibleName(line.text)
        self.setAccessibleDescription(line.help)
        self.setToolTip(f"{line.help}\nA click shows or hides it.".strip())
        self.updateGeometry()
        self.update()

    def show_value(self, value: float, asked: bool = False) -> None:
        """`asked`: somebody points at a moment, so that in a narrow legend the value is worth more than the name."""
        text = "" if math.isnan(value) else f"{value:.0e}" if abs(value) >= _LARGE else f"{value:.3g}"
        if (text, asked) != (self._value, self._asked):
            self._value, self._asked = text, asked
            self.update()

    def text(self) -> str:
        if self._compact:
            return self._value if self._asked and self._value else self._line.text
        return f"{self._line.text} {self._value}".strip()

    def set_compact(self, on: bool) -> None:
        """The name alone where there is no room for both, and the value while somebody points at a moment."""
        if on != self._compact:
            self._compact = on
            self.updateGeometry()
            self.update()

    def set_current(self, on: bool) -> None:
        """Whether the sentence below the chart is about this line."""
        if on != self._current:
            self._current = on
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.noticed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.noticed.emit(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.is_at_keys = event.reason() in _BY_KEYS  # not where a window merely comes to the front
        if self.is_at_keys:
            self.noticed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.is_at_keys = False
        self.noticed.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def width_of(self, compact: bool) -> int:
        """px that it needs."""
        name, value = (self.fontMetrics().horizontalAdvance(text) for text in (f"{self._line.text} ", "0.0000"))
        return 14 + (max(name, value) if compact else name + value)

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self._compact), 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(c, self._line.tone) if self.isChecked() else c.line))
        painter.drawEllipse(QRectF(1, self.height() / 2 - 4, 8, 8))
        painter.setPen(QColor(c.text if self._current or self.hasFocus() or self.underMouse() else c.dim))
        painter.drawText(self.rect().adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Legend(QWidget):
    """The entries of a chart, on as many lines as they need. `toggled` carries a curve and whether it shows, `noticed`
    the one that somebody points at or moves to by keys, "" when nobody does any more.
    """

    toggled = Signal(str, bool)
    noticed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, LegendEntry] = {}
        self._flow = FlowLayout(_GAP)
        self._flow.set_line_gap(0)
        self.setLayout(self._flow)

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Entries of curves that stay keep their state."""
        before, self.entries = self.entries, {}
        while self._flow.takeAt(0) is not None:
            pass
        for line in lines:
            entry = before.pop(line.curve, None) or self._made(line)
            entry.describe(line)
            self.entries[line.curve] = entry
            self._flow.addWidget(entry)
        for gone in before.values():
            gone.hide()
            gone.deleteLater()
        entries = [*self.entries.values()]
        for entry, following in pairwise(entries):  # those that came later may stand before others
            self.setTabOrder(entry, following)

    def _made(self, line: Line) -> LegendEntry:
        made = LegendEntry(line)
        made.toggled.connect(lambda on: self.toggled.emit(line.curve, on))
        made.noticed.connect(lambda on: self.noticed.emit(line.curve if on else self._at_keys()))
        made.stepped.connect(lambda by: self._step(line.curve, by))
        return made

    def _at_keys(self) -> str:
        """The curve whose entry somebody has moved to by keys."""
        return next((curve for curve, entry in self.entries.items() if entry.is_at_keys), "")

    def _step(self, curve: str, by: int) -> None:
        """Move the keyboard to the entry before or after, and not out of the legend."""
        if 0 <= [*self.entries].index(curve) + by < len(self.entries):
            self.focusNextPrevChild(by > 0)

    def set_current(self, curve: str) -> None:
        """The sentence below the chart is about this curve."""
        for name, entry in self.entries.items():
            entry.set_current(name == curve)

    def fits(self, compact: bool, width: int, lines: int) -> bool:
        """Whether `lines` of `width` px are enough for them."""
        x = 0
        for needed in (entry.width_of(compact) for entry in self.entries.values()):
            if x and x + needed > width:
                lines, x = lines - 1, 0
            if needed > width or lines < 1:
                return False
            x += needed + _GAP
        return True

    def set_compact(self, on: bool) -> None:
        for each in self.entries.values():
            each.set_compact(on)
