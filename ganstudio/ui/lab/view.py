"""One side of the Lab: its picture, live, with its name above and its figures below; drawn on with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.core.events import Glanced
from ganstudio.data.lab.distributions import Distribution, Points
from ganstudio.studio.figure_one import MOMENTS
from ganstudio.studio.side import Side
from ganstudio.ui import theme
from ganstudio.ui.lab import line, plane
from ganstudio.ui.lab.plane import Shown

_TITLE, _FOOT = 26.0, 24.0  # px above and below the picture


def said(side: Side, distribution: Distribution, averaged: bool) -> str:
    """The figures of a side in a few words."""
    told, prefix = side.figures, "ema_" if averaged and "ema_distance" in side.figures else ""
    if not told:
        return ""
    parts = []
    if f"{prefix}modes" in told and len(distribution.modes) > 1:
        parts.append(f"{told[f'{prefix}modes']:.0f} of {len(distribution.modes)} heaps")
        parts.append(f"{told[f'{prefix}near']:.0%} near")
    if "d_error" in told:
        parts.append(f"|D − D*| {told['d_error']:.2f}")
        parts.append(f"D says {told['belief']:.2f}")
        parts.append(f"apart {told['total_variation']:.2f}")
    parts.append(f"distance {told[f'{prefix}distance']:.3f}")
    return " · ".join(parts)


class LabView(QWidget):
    """Paints a side; where a distribution is drawn, `trace` holds its places."""

    chosen = Signal(str)  # the name of the side

    def __init__(self) -> None:
        super().__init__()
        self.side: Side | None = None
        self.title = ""
        self._seen: Glanced | None = None
        self._distribution: Distribution | None = None
        self._real: Points | None = None
        self.shown = Shown()
        self._is_drawing, self._trace = False, list[tuple[float, float]]()
        self._is_current = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(220, 200))

    def show_side(self, side: Side, title: str, distribution: Distribution, real: Points, current: bool) -> None:
        self.side, self.title, self._distribution, self._real = side, title, distribution, real
        self._is_current = current
        self.setAccessibleName(f"{side.name}: {title}")
        self._show()

    def look(self) -> None:
        """Show the side's newest look, unless it is shown already: painting one takes longer than a step."""
        if self.side is not None and self.side.glance is not self._seen:
            self._show()

    def _show(self) -> None:
        if self.side is not None and self._distribution is not None:
            self._seen = self.side.glance
            self.setAccessibleDescription(said(self.side, self._distribution, self.shown.averaged))
        self.update()

    def set_shown(self, shown: Shown) -> None:
        self.shown = shown
        self._show()

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_into(painter, QRectF(self.rect()))

    def paint_into(self, painter: QPainter, rect: QRectF) -> None:
        """All of it, into any part of any device: the window, or a file."""
        if self.side is None or self._distribution is None or self._real is None:
            return
        c, averaged = theme.colours(), self.shown.averaged
        scene = self._scene(rect)
        if self._distribution.dimensions == 1:
            line.paint(painter, scene, self._distribution, self.side.glance, averaged)
        else:
            real, glance = (self._real[:0], None) if self._is_drawing else (self._real, self.side.glance)
            plane.paint(painter, scene, self._distribution.edge, real, glance, self.shown)
        painter.setPen(QPen(QColor(c.accent if self._is_current else c.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(scene.adjusted(0, 0, -1, -1))
        self._trail(painter)
        self._words(painter, scene)

    def _scene(self, rect: QRectF) -> QRectF:
        room = rect.adjusted(2, _TITLE, -2, -_FOOT)
        if self._distribution is not None and self._distribution.dimensions == 1:
            return room
        return plane.square(room)

    def _words(self, painter: QPainter, scene: QRectF) -> None:
        assert self.side is not None and self._distribution is not None
        c, side = theme.colours(), self.side
        above = QRectF(scene.left(), scene.top() - _TITLE, scene.width(), _TITLE)
        painter.setFont(theme.font(12, theme.font().Weight.DemiBold))
        painter.setPen(QColor(c.text))
        step = f"{side.glance.step:,}" if side.glance is not None else ""
        metrics = painter.fontMetrics()
        room = int(above.width()) - metrics.horizontalAdvance(step) - 12
        words = metrics.elidedText(f"{side.name}   {self.title}", Qt.TextElideMode.ElideRight, room)
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(c.dim))
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, step)
        below = QRectF(scene.left(), scene.bottom(), scene.width(), _FOOT)
        figures = said(side, self._distribution, self.shown.averaged)
        text = painter.fontMetrics().elidedText(figures, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, text)
        self._moments(painter, scene)
        if side.glance is not None and side.glance.phase:
            self._phase(painter, scene, side.glance.phase)

    def _moments(self, painter: QPainter, scene: QRectF) -> None:
        """(a) to (d), lit as they come."""
        assert self.side is not None and self._distribution is not None
        if self._distribution.dimensions != 1:
            return
        c, came = theme.colours(), self.side.moments.came
        painter.setFont(theme.font(12, theme.font().Weight.DemiBold))
        for number, moment in enumerate(MOMENTS):
            place = QRectF(scene.right() - 30 * (len(MOMENTS) - number) - 8, scene.top() + 5, 26, 20)
            painter.setPen(QColor(c.good if moment in came else c.faint))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"({moment})")

    def _phase(self, painter: QPainter, scene: QRectF, phase: str) -> None:
        """Whose turn it was: for slow motion and steps by hand."""
        c = theme.colours()
        painter.setFont(theme.font(12, theme.font().Weight.DemiBold))
        painter.setPen(QColor(c.rival if phase.startswith("d") else c.accent))
        place = scene.adjusted(14, 28, -10, -8)  # below the words of a line
        painter.drawText(place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, f"{phase} moved")

    # -- drawing a distribution ---------------------------------------------------------------------------

    def let_draw(self, on: bool) -> None:
        """Whether the mouse draws points into it."""
        self._is_drawing, self._trace = on, []
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def trace(self) -> list[tuple[float, float]]:
        """The coordinates drawn so far."""
        return self._trace

    def _trail(self, painter: QPainter) -> None:
        if not self._is_drawing or self._distribution is None:
            return
        scene = self._scene(QRectF(self.rect()))
        colour = QColor(theme.colours().good)
        painter.setPen(QPen(colour, 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        scale = scene.width() / (2 * self._distribution.edge)
        middle = scene.center()
        places = [QPointF(middle.x() + x * scale, middle.y() - y * scale) for x, y in self._trace]
        painter.drawPoints(QPolygonF(places))
        painter.setPen(QColor(theme.colours().dim))
        painter.setFont(theme.font(12))
        words = "Draw with the mouse where points shall lie, then press Use it."
        painter.drawText(scene.adjusted(12, 10, -12, -10), Qt.AlignmentFlag.AlignTop, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_drawing:
            self._add(event.position())
        elif self.side is not None:
            self.chosen.emit(self.side.name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_drawing and event.buttons() & Qt.MouseButton.LeftButton:
            self._add(event.position())

    def _add(self, place: QPointF) -> None:
        if self._distribution is None:
            return
        scene = self._scene(QRectF(self.rect()))
        end = plane.from_place(place, scene, self._distribution.edge)
        if self._trace and self._near(self._trace[-1], end):
            self._trace.extend(_between(self._trace[-1], end, self._distribution.edge / 60))
        else:
            self._trace.append(end)
        self.update()

    def _near(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether the mouse was moved, rather than pressed somewhere else."""
        assert self._distribution is not None
        return max(abs(end[0] - start[0]), abs(end[1] - start[1])) < self._distribution.edge / 3


def _between(start: tuple[float, float], end: tuple[float, float], gap: float) -> list[tuple[float, float]]:
    """Even places on the way, so that a fast stroke is as dense as a slow one."""
    far = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    count = max(1, round(far / gap))
    return [(start[0] + (end[0] - start[0]) * n / count, start[1] + (end[1] - start[1]) * n / count)
            for n in range(1, count + 1)]  # fmt: skip
