"""How one figure of all sides went over the steps, below their pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.core.text import counted
from ganstudio.data.lab.distributions import Distribution
from ganstudio.studio.side import Side
from ganstudio.ui import theme
from ganstudio.ui.parts import CalmComboBox, row

TONES = ("accent", "rival", "good", "violet")
_HEIGHT = 156
_HEAD = 42.0  # px of the line above the chart
_WORDS = {
    "ema_modes": "Heaps found, averaged", "modes": "Heaps found",
    "ema_near": "Near a heap, averaged",
    "distance": "Distance to the data", "ema_distance": "Distance, averaged", "d_error": "How far D is from D*",
    "total_variation": "How far p and q are apart", "belief": "What D says on average",
    "g_gradient": "Gradient of the generator", "d_fake": "D of generated points",
}  # fmt: skip


class Tracks(QWidget):
    """Painted, since four lines that grow thirty times a second need no chart engine."""

    def __init__(self, beside: QWidget) -> None:
        """`beside` stands in the same line as the choice of a figure."""
        super().__init__()
        self._sides: Sequence[Side] = ()
        self.choice = CalmComboBox()
        self.choice.setAccessibleName("Figure")
        self.choice.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(16)
        self.choice.view().setMinimumWidth(280)  # the list shows all of its words
        self.choice.currentIndexChanged.connect(lambda _index: self.update())
        self._names: tuple[str, ...] = ()
        self._newest: list[list[tuple[int, dict[str, float]]]] = []
        layout = row(beside, None, self.choice)
        for each in (beside, self.choice):
            layout.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        layout.setContentsMargins(theme.PADDING, 6, theme.PADDING, 0)
        self.setLayout(layout)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def show_sides(self, sides: Sequence[Side], distribution: Distribution) -> None:
        self._sides = sides
        first = ("d_error", "total_variation", "belief") if distribution.dimensions == 1 else ()
        heaps = ("ema_modes", "modes", "ema_near") if len(distribution.modes) > 1 else ()
        names = (*first, *heaps, "ema_distance", "distance", "g_gradient", "d_fake")
        if names != self._names:
            self._names = names
            self.choice.clear()
            for name in names:
                self.choice.addItem(_WORDS[name], name)
        newest = [side.track[-1:] for side in sides]
        if newest == self._newest:  # looks come more often than figures
            return
        self._newest = newest
        self.setAccessibleName(f"{self.choice.currentText()} of {counted(len(sides), 'side')}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = self.choice.currentData()
        tracks = [[(step, told[name]) for step, told in side.track if name in told] for side in self._sides]
        rect = QRectF(theme.PADDING + 34, _HEAD, self.width() - 2 * theme.PADDING - 34, self.height() - _HEAD - 22)
        values = [value for track in tracks for _, value in track]
        steps = [step for track in tracks for step, _ in track]
        top, last = max(values, default=1.0) * 1.08 or 1.0, max(steps, default=1)
        self._frame(painter, rect, top, last)
        for tone, track in zip(TONES, tracks):
            places = [QPointF(rect.left() + step / max(1, last) * rect.width(),
                              rect.bottom() - value / top * rect.height()) for step, value in track]  # fmt: skip
            painter.setPen(QPen(QColor(getattr(theme.colours(), tone)), 1.6))
            painter.drawPolyline(QPolygonF(places))
        self._legend(painter, rect)

    def _frame(self, painter: QPainter, rect: QRectF, top: float, last: int) -> None:
        c = theme.colours()
        painter.setFont(theme.font(10))
        for share in (0.0, 0.5, 1.0):
            y = rect.bottom() - share * rect.height()
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setPen(QColor(c.faint))
            place = QRectF(rect.left() - 40, y - 8, 36, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{share * top:.3g}")
        below = QRectF(rect.left(), rect.bottom() + 2, rect.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"step {last:,}")

    def _legend(self, painter: QPainter, rect: QRectF) -> None:
        if len(self._sides) < 2:
            return
        painter.setFont(theme.font(11, theme.font().Weight.DemiBold))
        for number, (side, tone) in enumerate(zip(self._sides, TONES)):
            painter.setPen(QColor(getattr(theme.colours(), tone)))
            painter.drawText(QPointF(rect.left() + 8 + 22 * number, rect.bottom() + 14), side.name)
