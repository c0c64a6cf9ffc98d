"""Pictures side by side, zoomed and moved together: whole factors without smoothing for small ones."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.ui import theme
from ganstudio.ui.cells import HEAD, Sheet, cell_at, draw_captions, draw_heads, draw_marks, title_of

__all__ = ["GridView", "Sheet", "to_image"]

_GAP = 20  # px between sheets
_MARGIN = 14
_TITLE = 22
_SMOOTH_FROM = 400  # px: larger single pictures are photographs or drawings, not pixel art


def to_image(sheet: Pixels) -> QImage:
    """A QImage that owns its pixels, of an H x W x 1 or H x W x 3 sheet."""
    height, width, channels = sheet.shape
    kind = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    data = np.ascontiguousarray(sheet)
    return QImage(data.data, width, height, width * channels, kind).copy()


class GridView(QWidget):
    """Shows sheets. Wheel zooms, dragging moves, double click or F fits, arrow keys move.

    `picked` carries which sheet and which of its pictures was clicked, where a sheet has a `grid`.
    """

    zoomed = Signal(float)
    picked = Signal(int, int)

    def __init__(self, name: str, empty: str = "") -> None:
        super().__init__()
        self._sheets: list[Sheet] = []
        self._empty = empty
        self._zoom = 0.0  # 0: fit
        self._offset = QPointF()
        self._grab: QPointF | None = None
        self._pressed: QPointF | None = None  # where a click began that has not become a drag
        self._hovered = (-1, -1)
        self._large: dict[tuple[int, int], QImage] = {}
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self.setToolTip("Wheel zooms, dragging moves, double click or F fits")

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def set_sheets(self, sheets: list[Sheet]) -> None:
        self._sheets = sheets
        self._hovered = (-1, -1)
        self.update()

    @property
    def sheets(self) -> list[Sheet]:
        return list(self._sheets)

    def set_empty(self, text: str) -> None:
        self._empty = text
        self.update()

    def fit(self) -> None:
        self._zoom, self._offset = 0.0, QPointF()
        self.zoomed.emit(self.scale)
        self.update()

    # -- geometry ----------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Screen pixels (logical) per picture pixel."""
        return self._zoom or self._fitting()

    def _names_width(self) -> int:
        names = [name for sheet in self._sheets[:1] for name in sheet.names]
        return max((self.fontMetrics().horizontalAdvance(name) for name in names), default=-10) + 10

    def _room_above(self) -> int:
        """px of titles and of words over columns."""
        return _TITLE * (len(self._sheets) > 1) + HEAD * any(sheet.heads for sheet in self._sheets)

    def _fitting(self) -> float:
        if not self._sheets:
            return 1.0
        width = sum(sheet.image.width() for sheet in self._sheets)
        height = max(sheet.image.height() for sheet in self._sheets)
        room_x = self.width() - 2 * _MARGIN - self._names_width() - _GAP * (len(self._sheets) - 1)
        room_y = self.height() - 2 * _MARGIN - self._room_above()
        factor = max(0.05, min(room_x / max(1, width), room_y / max(1, height)))
        ratio = self.devicePixelRatioF()
        whole = int(factor * ratio) / ratio
        # A whole factor keeps edges sharp; where it would waste much of the room, `_enlarged` comes close.
        return whole if whole and not self._is_smooth() and factor < whole * 1.2 else min(factor, 16.0)

    def _is_smooth(self) -> bool:
        return any(sheet.rows == 1 and sheet.image.height() >= _SMOOTH_FROM for sheet in self._sheets)

    def _origin(self) -> QPointF:
        """Top left of the first picture."""
        width = sum(sheet.image.width() for sheet in self._sheets) * self.scale + _GAP * (len(self._sheets) - 1)
        height = max((sheet.image.height() for sheet in self._sheets), default=0) * self.scale
        names = self._names_width()
        title = self._room_above()
        x = (self.width() - width - names) / 2 + names
        y = (self.height() - height - title) / 2 + title
        return QPointF(round(x), round(y)) + self._offset

    def places(self) -> list[QRectF]:
        """Where each sheet is on screen."""
        corner, found = self._origin(), []
        for sheet in self._sheets:
            size = QSize(sheet.image.width(), sheet.image.height()) * self.scale
            found.append(QRectF(corner.x(), corner.y(), size.width(), size.height()))
            corner += QPointF(size.width() + _GAP, 0)
        return found

    def _at(self, point: QPointF) -> tuple[int, int]:
        """The sheet and the picture under `point`, (-1, -1) for none."""
        cells = [cell_at(sheet, place, point) for sheet, place in zip(self._sheets, self.places(), strict=True)]
        return next(((which, cell) for which, cell in enumerate(cells) if cell >= 0), (-1, -1))

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        if not self._sheets:
            painter.setPen(QColor(theme.colours().faint))
            painter.drawText(self.rect().adjusted(40, 0, -40, 0),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)  # fmt: skip
            return
        scale = self.scale * self.devicePixelRatioF()
        whole = abs(scale - round(scale)) < 1e-6
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not whole or self._is_smooth())
        self._draw_names(painter, self._origin())
        for which, (sheet, place) in enumerate(zip(self._sheets, self.places(), strict=True)):
            image = sheet.image if whole or scale < 1 or self._is_smooth() else self._enlarged(sheet.image, scale)
            painter.drawImage(place, image)
            draw_captions(painter, sheet, place)
            draw_marks(painter, sheet, place, self._hovered[1] if self._hovered[0] == which else -1)
            draw_heads(painter, sheet, place)
            if len(self._sheets) > 1:
                painter.setPen(QColor(theme.colours().dim))
                room, middle = int(place.width()), Qt.TextElideMode.ElideMiddle
                title = painter.fontMetrics().elidedText(title_of(sheet, place), middle, room)
                above = 8 + HEAD * any(each.heads for each in self._sheets)
                painter.drawText(QPointF(place.x(), place.y() - above), title)

    def _enlarged(self, image: QImage, scale: float) -> QImage:
        """`image` at the next whole factor: drawn a little smaller, its pixels stay squares with soft edges."""
        factor = min(8, int(scale) + 1)
        key = (image.cacheKey(), factor)
        if key not in self._large:
            if len(self._large) > 4:
                self._large.clear()
            self._large[key] = image.scaled(image.size() * factor)
        return self._large[key]

    def _draw_names(self, painter: QPainter, corner: QPointF) -> None:
        first = self._sheets[0]
        if not first.names:
            return
        painter.setPen(QColor(theme.colours().dim))
        height = first.image.height() * self.scale / first.rows
        if height < 11:
            return
        for index, name in enumerate(first.names):
            place = QRectF(
                corner.x() - self._names_width(),
                corner.y() + index * height,
                self._names_width() - 10,
                height,
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)

    # -- moving ------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._sheets:
            self._zoom_about(event.position(), 1.2 ** (event.angleDelta().y() / 120))
            event.accept()

    def _zoom_about(self, point: QPointF, factor: float) -> None:
        before, origin = self.scale, self._origin()
        self._zoom = min(64.0, max(0.1, before * factor))
        moved = point - (point - origin) * (self._zoom / before)
        self._offset += moved - self._origin()
        self.zoomed.emit(self.scale)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grab = event.position()
            pickable = event.button() == Qt.MouseButton.LeftButton and self._at(event.position())[0] >= 0
            self._pressed = event.position() if pickable else None
            if not pickable:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is None:
            self._hover(self._at(event.position()))
            return
        if self._pressed is not None:
            moved = event.position() - self._pressed
            if moved.manhattanLength() < QApplication.startDragDistance():
                return
            self._pressed = None
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._offset += event.position() - self._grab
        self._grab = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked, self._grab, self._pressed = self._pressed, None, None
        self.unsetCursor()
        if clicked is not None:
            self.picked.emit(*self._at(clicked))
        self._hover(self._at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on a picture that can be picked are two clicks."""
        if self._at(event.position())[0] >= 0:
            self.mousePressEvent(event)
        else:
            self.fit()

    def _hover(self, at: tuple[int, int]) -> None:
        if at != self._hovered:
            self._hovered = at
            self.setCursor(Qt.CursorShape.PointingHandCursor) if at[0] >= 0 else self.unsetCursor()
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover((-1, -1))

    def event(self, event: QEvent) -> bool:
        """A picture's own tip goes before that of the view."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            which, cell = self._at(QPointF(event.pos()))
            if which >= 0 and cell < len(self._sheets[which].tips):
                QToolTip.showText(event.globalPos(), self._sheets[which].tips[cell], self)
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: (40, 0),
            Qt.Key.Key_Right: (-40, 0),
            Qt.Key.Key_Up: (0, 40),
            Qt.Key.Key_Down: (0, -40),
        }
        if event.key() in step:
            self._offset += QPointF(*step[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            centre = QPointF(self.width() / 2, self.height() / 2)
            self._zoom_about(centre, 1.25 if event.key() != Qt.Key.Key_Minus else 0.8)
        elif event.key() == Qt.Key.Key_F:
            self.fit()
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        if not self._zoom:
            self._offset = QPointF()
