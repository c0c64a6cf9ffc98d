"""The legend of a chart: a dot, a name and a value for each of its lines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ganstudio.core.curves import Group, Line
from ganstudio.ui import theme
from ganstudio.ui.chips import FlowLayout

_GAP = 8  # px between entries
_LARGE = 1e5  # from here on a power of ten says enough, and fits


def explained(group: Group) -> str:
    """What each line of a chart means, as the text of a tip; in the boldest weight that the font has."""
    said = (f"<span style='font-weight:600'>{escape(line.text)}</span>: {escape(line.help)}"
            for line in group.lines if line.help)  # fmt: skip
    return "<br>".join(said)


class LegendEntry(QAbstractButton):
    """A dot, the name of a line and its value; a click hides or shows the line.

    Painted, with room for any value: a button with a changing text would lay the window out anew each time.
    """

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line, self._value = line, ""
        self._compact, self._asked = False, False
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
        painter.setPen(QColor(c.text if self.hasFocus() or self.underMouse() else c.dim))
        painter.drawText(self.rect().adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Legend(QWidget):
    """The entries of a chart, on as many lines as they need. `toggled` carries a curve and whether it shows."""

    toggled = Signal(str, bool)

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

    def _made(self, line: Line) -> LegendEntry:
        made = LegendEntry(line)
        made.toggled.connect(lambda on: self.toggled.emit(line.curve, on))
        return made

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
