"""Before and after as they are painted: one over the other with a handle between them, or side by side."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.studio.translating import AFTER, AGAIN, BEFORE, CHANGED
from ganstudio.ui import theme
from ganstudio.ui.translate import marks, placing
from ganstudio.ui.translate.placing import Look
from ganstudio.ui.translate.pyramid import Pyramid

NAMES = {BEFORE: "Before", AFTER: "After", CHANGED: "What changed", AGAIN: "Back again"}
_LOUPE = 3.0  # times nearer than the picture


class Comparison(QWidget):
    """What is shown, and where. `looked` comes when that has changed."""

    looked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts: Mapping[str, Pyramid] = {}
        self.beside, self.loupe, self.with_map, self.with_again = False, False, False, False
        self.split = 0.5
        self.look = Look()
        self.problem = ""
        self._peeking = False
        self._grab: QPointF | None = None
        self._on_handle = False
        self._pointer: QPointF | None = None
        self.setAccessibleName("Before and after")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # -- what is shown -----------------------------------------------------------------------------------

    def set_parts(self, parts: Mapping[str, Pyramid], fresh: bool) -> None:
        """Other pictures; `fresh`: of another one than before, which is seen whole first."""
        self.parts, self.problem = parts, ""
        if fresh:
            self.look = Look()
        self._show()

    def say(self, problem: str) -> None:
        """Why there is nothing to see."""
        self.parts, self.problem = {}, problem
        self._show()

    def show_as(self, **how: bool) -> None:
        """Any of `beside`, `loupe`, `with_map` and `with_again`."""
        for name, on in how.items():
            setattr(self, name, on)
        self.look = placing.held(self.look, self._pane(), self.picture)
        self._show()

    def _show(self) -> None:
        self.setAccessibleDescription(f"{', '.join(NAMES[name] for name in self.shown)}; handle at {self.split:.0%}")
        self.looked.emit()
        self.update()

    @property
    def shown(self) -> list[str]:
        """The names of the parts in view; in one pane those left and right of the handle."""
        extra = [name for name, on in ((CHANGED, self.with_map), (AGAIN, self.with_again)) if on and name in self.parts]
        every = [name for name in (BEFORE, AFTER) if name in self.parts]
        return [*every, *extra] if self.beside else [*every[:1], *(extra or every[1:])[-1:]]

    @property
    def picture(self) -> QSizeF:
        """px of the picture before; what is made of it may be larger and is shown as large."""
        return QSizeF(self.parts[BEFORE].size) if BEFORE in self.parts else QSizeF(1, 1)

    @property
    def _finest(self) -> int:
        return max((each.size.width() for each in self.parts.values()), default=1)

    @property
    def scale(self) -> float:
        return placing.scale_of(self.look, self._pane(), self.picture)

    def _panes(self, close: bool | None = None) -> list[QRectF]:
        """`close`: whether they lie side by side; a picture that is looked at nearer gets all the room there is."""
        count = len(self.shown) if self.beside else 1
        together = not self.look.zoom if close is None else close
        return placing.panes(QSizeF(self.size()), max(1, count), self.picture, together)

    def _pane(self) -> QRectF:
        return self._panes()[0]

    def _visible(self, pane: QRectF) -> QRectF:
        return placing.target(self.look, pane, self.picture) & pane

    def handle_x(self) -> float:
        over = self._visible(self._pane())
        return over.left() + self.split * over.width()

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.problem:
            painter.setFont(theme.font(13))
            painter.setPen(QColor(theme.colours().dim))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(48, 0, -48, 0), words, self.problem)
        elif BEFORE in self.parts:
            if self.beside:
                self._paint_panes(painter)
            else:
                self._paint_split(painter)
            if self.loupe and self._pointer is not None:
                self._paint_loupe(painter)

    def _paint_panes(self, painter: QPainter) -> None:
        for name, pane in zip(self.shown, self._panes()):
            self._paint_part(painter, BEFORE if self._peeking else name, pane, pane)
            marks.draw_name(painter, NAMES[name], self._visible(pane))

    def _paint_split(self, painter: QPainter) -> None:
        pane, names = self._pane(), self.shown
        over, x = self._visible(pane), self.handle_x()
        if len(names) < 2 or self._peeking:
            self._paint_part(painter, BEFORE, pane, pane)
            if len(self.shown) > 1:
                marks.draw_name(painter, NAMES[BEFORE], over)
            return
        left, right = QRectF(over), QRectF(over)
        left.setRight(x)
        right.setLeft(x)
        for name, clip in zip(names, (left, right), strict=True):
            self._paint_part(painter, name, pane, clip)
        marks.draw_name(painter, NAMES[names[0]], left)
        marks.draw_name(painter, NAMES[names[1]], right, right=True)
        marks.draw_handle(painter, x, over, self._on_handle)

    def _paint_part(self, painter: QPainter, name: str, pane: QRectF, clip: QRectF) -> None:
        painter.save()
        painter.setClipRect(clip)
        where = placing.target(self.look, pane, self.picture)
        self.parts[name].draw(painter, where, self.devicePixelRatioF(), self._finest)
        painter.restore()

    def _paint_loupe(self, painter: QPainter) -> None:
        """The same place of every picture; of one pane both halves above the pointer."""
        assert self._pointer is not None
        place = self._place(self._pointer)
        if place is None:
            return
        pane = self._visible(self._pane())
        radius = min(marks.RADIUS, (0.36 if self.beside else 0.17) * min(pane.width(), pane.height()))
        scale, ratio = self.scale * _LOUPE, self.devicePixelRatioF()
        size = self.picture.width() * scale, self.picture.height() * scale
        centres = self._places_of(place) if self.beside else self._above(self._pointer, radius)
        for name, centre in zip(self.shown, centres):
            marks.draw_loupe(painter, centre, radius, self.parts[name], place, size, ratio, self._finest)
        if not self.beside:
            marks.draw_aim(painter, self._pointer)

    def _places_of(self, place: QPointF) -> list[QPointF]:
        """Where in the widget a place of the picture is, in every pane."""
        targets = [placing.target(self.look, pane, self.picture) for pane in self._panes()]
        return [QPointF(each.x() + place.x() * each.width(), each.y() + place.y() * each.height()) for each in targets]

    def _above(self, point: QPointF, radius: float) -> list[QPointF]:
        """Two beside each other over `point`, or below it where there is no room; all of them within the widget."""
        far = radius + 22
        y = point.y() - far if point.y() > far + radius else point.y() + far
        x = min(self.width() - 2 * radius - 8, max(2 * radius + 8, point.x()))
        return [QPointF(x - radius - 3, y), QPointF(x + radius + 3, y)]

    def _place(self, point: QPointF) -> QPointF | None:
        """Where in the picture `point` is, 0 to 1."""
        for pane in self._panes():
            if self._visible(pane).contains(point):
                all_of_it = placing.target(self.look, pane, self.picture)
                return QPointF((point.x() - all_of_it.x()) / all_of_it.width(),
                               (point.y() - all_of_it.y()) / all_of_it.height())  # fmt: skip
        return None
