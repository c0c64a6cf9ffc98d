"""Which curves a chart draws, in which words and colours, and the entries of its legend."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from ganstudio.ui import theme

_LARGE = 1e5  # from here on a power of ten says enough, and fits


@dataclass(frozen=True)
class Line:
    """One curve of a chart: its name in the history, the words for it, its colour's name in the palette, its help."""

    curve: str
    text: str
    colour: str
    help: str = ""


LOSSES = (
    Line("discriminator.total", "discriminator", "rival",
         "How badly the discriminator tells real pictures from fakes: near 0 it has won, and nobody learns."),
    Line("generator.total", "generator", "accent",
         "How badly the generator fools the discriminator. It need not fall: both get better together."),
)  # fmt: skip
BELIEFS = (
    Line("discriminator.D(x)", "D(x)", "good",
         "How real the discriminator takes real pictures to be, on average: 1 is surely, 0.5 is undecided."),
    Line("discriminator.D(G(z))", "D(G(z))", "caution",
         "How real it takes pictures of the generator to be: near 0 it sees through all of them."),
)  # fmt: skip
GRADIENTS = (
    Line("discriminator.gradient norm", "D", "rival",
         "How large the discriminator's steps would be: its gradient's length over all weights."),
    Line("generator.gradient norm", "G", "accent",
         "The same of the generator: near 0 it is told nothing, ever larger it runs away."),
)  # fmt: skip


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
        self.setAccessibleName(line.text)
        self.setToolTip(f"{line.help}\nA click shows or hides it.".strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

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
        painter.setBrush(QColor(getattr(c, self._line.colour) if self.isChecked() else c.line))
        painter.drawEllipse(QRectF(1, self.height() / 2 - 4, 8, 8))
        painter.setPen(QColor(c.text if self.hasFocus() or self.underMouse() else c.dim))
        painter.drawText(self.rect().adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
