"""Where pictures lie: panes of equal size, one zoom and one place for all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

GAP = 14  # px between panes
_MARGIN = 14
_MOST = 64.0
_CLOSEST = 16.0  # a fitting picture is not enlarged further


@dataclass(frozen=True)
class Look:
    """`zoom`: screen px for each of the picture, 0: as fits. `x`, `y`: what lies in the middle, 0 to 1."""

    zoom: float = 0.0
    x: float = 0.5
    y: float = 0.5


def panes(size: QSizeF, count: int, picture: QSizeF, close: bool) -> list[QRectF]:
    """`count` equal rectangles in `size`, in the rows and columns that show the picture largest.

    `close`: no larger than the picture that fits, so that they lie beside each other in the middle.
    """
    columns = _columns(size, count, picture)
    rows = math.ceil(count / columns)
    pane = _pane(size, columns, rows)
    if close:
        scale = fitting(QRectF(QPointF(), pane), picture)
        pane = QSizeF(picture.width() * scale, picture.height() * scale)
    left = (size.width() - columns * pane.width() - (columns - 1) * GAP) / 2
    top = (size.height() - rows * pane.height() - (rows - 1) * GAP) / 2
    return [QRectF(left + (index % columns) * (pane.width() + GAP), top + (index // columns) * (pane.height() + GAP),
                   pane.width(), pane.height()) for index in range(count)]  # fmt: skip


def _columns(size: QSizeF, count: int, picture: QSizeF) -> int:
    """Where two would do as well, the one without an empty place."""

    def worth(columns: int) -> tuple[float, int]:
        pane = _pane(size, columns, math.ceil(count / columns))
        return round(fitting(QRectF(QPointF(), pane), picture), 2), -(-count % columns)

    return max(range(count, 0, -1), key=worth)


def _pane(size: QSizeF, columns: int, rows: int) -> QSizeF:
    width = (size.width() - 2 * _MARGIN - GAP * (columns - 1)) / columns
    height = (size.height() - 2 * _MARGIN - GAP * (rows - 1)) / rows
    return QSizeF(max(1.0, width), max(1.0, height))


def fitting(pane: QRectF, picture: QSizeF) -> float:
    """The zoom that shows all of the picture."""
    wide, high = pane.width() / max(1.0, picture.width()), pane.height() / max(1.0, picture.height())
    return min(wide, high, _CLOSEST)


def scale_of(look: Look, pane: QRectF, picture: QSizeF) -> float:
    return look.zoom or fitting(pane, picture)


def target(look: Look, pane: QRectF, picture: QSizeF) -> QRectF:
    """Where all of the picture lies, beyond the pane too."""
    scale = scale_of(look, pane, picture)
    width, height = picture.width() * scale, picture.height() * scale
    return QRectF(pane.center().x() - look.x * width, pane.center().y() - look.y * height, width, height)


def held(look: Look, pane: QRectF, picture: QSizeF) -> Look:
    """The same, moved so that no edge comes further in than it must."""
    if not look.zoom:
        return Look()
    width, height = picture.width() * look.zoom, picture.height() * look.zoom
    return replace(look, x=_held(look.x, pane.width(), width), y=_held(look.y, pane.height(), height))


def _held(middle: float, room: float, length: float) -> float:
    half = room / (2 * max(1.0, length))
    return 0.5 if half >= 0.5 else min(1.0 - half, max(half, middle))


def zoomed(before: QRectF, factor: float, at: QPointF, pane: QRectF, picture: QSizeF) -> Look:
    """Nearer or further than `before`, where the picture lies now; what is below `at` stays there. `pane`: then."""
    least = min(1.0, fitting(pane, picture))
    zoom = min(_MOST, max(least, before.width() / picture.width() * factor))
    u, v = (at.x() - before.x()) / before.width(), (at.y() - before.y()) / before.height()
    x = u + (pane.center().x() - at.x()) / (picture.width() * zoom)
    y = v + (pane.center().y() - at.y()) / (picture.height() * zoom)
    return held(Look(zoom, x, y), pane, picture)


def moved(look: Look, by: QPointF, pane: QRectF, picture: QSizeF) -> Look:
    """Dragged by so many px."""
    scale = scale_of(look, pane, picture)
    x, y = look.x - by.x() / (picture.width() * scale), look.y - by.y() / (picture.height() * scale)
    return held(Look(scale if look.zoom else 0.0, x, y), pane, picture)
