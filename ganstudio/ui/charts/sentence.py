"""What the curve in focus means and what is healthy, in one sentence below its chart."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.core.curves import Line
from ganstudio.ui import theme

_SIDE, _BELOW = 12, 4  # px around the words
_LINES = ((220, 3), (140, 2))  # px of a chart that is so high, and how many lines it spares
_WIDE = 640  # px of a chart in which one line is enough


class Sentence(QWidget):
    """A few lines of text. Their number follows from the size of the chart, so that another text moves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._lines = "", 1
        self.setFont(theme.font(11))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.fit(QSize())

    def say(self, line: Line | None) -> None:
        """What `line` means; nothing where nobody has words for it."""
        text = line.help if line is not None else ""
        if text != self._text:
            self._text = text
            self.update()
        self.setAccessibleName(f"{line.text}: {text}" if line is not None and text else "")

    def text(self) -> str:
        """All of it, whatever is seen."""
        return self._text

    def fit(self, chart: QSize) -> None:
        """Take as many lines as a chart of this size spares."""
        high = next((lines for height, lines in _LINES if chart.height() >= height), 1)
        self._lines = 1 if chart.width() >= _WIDE else high
        self.setFixedHeight(self._lines * self.fontMetrics().height() + _BELOW)

    def lines(self) -> list[str]:
        """What is seen: all of the text, or as many whole sentences or words as there is room for."""
        sentences = self._text.split(". ")
        for count in range(len(sentences), 0, -1):
            whole = count == len(sentences)
            lines = self._broken(". ".join(sentences[:count]) + ("" if whole else "."))
            if len(lines) <= self._lines:
                return lines
        return [*lines[: self._lines - 1], self._cut(" ".join(lines[self._lines - 1 :]))]

    def _broken(self, text: str) -> list[str]:
        layout, lines = QTextLayout(text, self.font()), []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self._room))
            lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        return lines

    def _cut(self, text: str) -> str:
        words = text.split()
        while len(words) > 1 and self.fontMetrics().horizontalAdvance(" ".join(words) + " …") > self._room:
            words.pop()
        return " ".join(words) + " …"

    @property
    def _room(self) -> int:
        return self.width() - 2 * _SIDE

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setPen(QColor(theme.colours().dim))
        for number, words in enumerate(self.lines()):
            painter.drawText(QPointF(_SIDE, metrics.ascent() + number * metrics.height()), words)
