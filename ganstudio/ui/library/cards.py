"""The list of the Library: one card per run or model, painted by a delegate."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ganstudio.studio.library import RunEntry
from ganstudio.ui import theme

_HEIGHT, _THUMB = 92, 68
STATE_COLOURS = {
    "running": "good", "paused": "caution", "interrupted": "caution", "failed": "bad", "finished": "dim",
    "stopped": "dim", "created": "faint", "model": "accent",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """What a card says."""

    key: str
    title: str
    line: str
    state: str
    when: str
    picture: QPixmap | None
    entry: Any


class ItemModel(QAbstractListModel):
    """Cards by row; kept in place while they change, so that the selection stays."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.title}, {item.state}, {item.line}"
        return item if role == Qt.ItemDataRole.UserRole else None

    def show(self, items: list[Item]) -> None:
        if [item.key for item in items] == [item.key for item in self.items]:
            self.items = items
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def row_of(self, key: str) -> int:
        return next((row for row, item in enumerate(self.items) if item.key == key), -1)


class CardDelegate(QStyledItemDelegate):
    """Paints a card: thumbnail, title, one line, state."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item: Item = index.data(Qt.ItemDataRole.UserRole)
        c = theme.colours()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(option.rect).adjusted(1, 1, -1, -7)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(c.accent if selected else c.faint if hovered else c.line))
        painter.setBrush(QColor(c.raised if selected else c.panel))
        painter.drawRoundedRect(box, theme.RADIUS_CARD, theme.RADIUS_CARD)
        thumb = QRect(int(box.left()) + 9, int(box.top()) + 9, _THUMB, _THUMB)
        _draw_thumb(painter, thumb, item.picture)
        text = QRect(thumb.right() + 14, thumb.top(), int(box.right()) - thumb.right() - 28, _THUMB)
        _draw_words(painter, text, item)
        painter.restore()


def _draw_thumb(painter: QPainter, place: QRect, picture: QPixmap | None) -> None:
    path = QPainterPath()
    path.addRoundedRect(QRectF(place), 6, 6)
    painter.fillPath(path, QColor(theme.colours().window))
    if picture is not None:
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(place, picture)
        painter.restore()


def _draw_words(painter: QPainter, place: QRect, item: Item) -> None:
    c = theme.colours()
    lines = (  # what tells runs apart stands at the end of their names
        (theme.font(13, QFont.Weight.DemiBold), c.text, item.title, Qt.TextElideMode.ElideMiddle),
        (theme.font(12), c.dim, item.line, Qt.TextElideMode.ElideRight),
    )
    y = place.top() + 4
    for font, colour, text, elide in lines:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = metrics.elidedText(text, elide, place.width())
        painter.drawText(QRect(place.left(), y, place.width(), metrics.height()), 0, shown)
        y += metrics.height() + 5
    font = theme.font(12)
    painter.setFont(font)
    colour = getattr(c, STATE_COLOURS.get(item.state, "dim"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(place.left(), y + 4, 7, 7))
    painter.setPen(QColor(colour if colour != c.faint else c.dim))
    painter.drawText(place.left() + 14, y + QFontMetrics(font).ascent(), item.state)
    painter.setPen(QColor(c.faint))
    right = QRect(place.left(), y, place.width(), QFontMetrics(font).height())
    painter.drawText(right, Qt.AlignmentFlag.AlignRight, item.when)


def run_item(entry: RunEntry) -> Item:
    state = entry.state
    line = f"{state.preset} · {state.data} · step {state.step:,}"
    return Item(entry.key, state.title, line, state.state, ago(state.updated), thumbnail(entry.picture), entry)


_thumbnails: dict[Path, tuple[float, QPixmap | None]] = {}


def thumbnail(path: Path | None) -> QPixmap | None:
    """The top left corner of a grid, kept while the file stays the same."""
    if path is None:
        return None
    try:
        modified = path.stat().st_mtime
    except OSError:
        return None
    known = _thumbnails.get(path)
    if known is None or known[0] != modified:
        image = QImage(str(path))
        _thumbnails[path] = known = (modified, None if image.isNull() else cropped(image))
    return known[1]


def cropped(image: QImage) -> QPixmap:
    """The centre square of a sheet, scaled to a thumbnail."""
    side = min(image.width(), image.height(), max(112, min(image.width(), image.height()) // 2))
    part = image.copy(0, 0, side, side)
    scaled = part.scaled(_THUMB * 2, _THUMB * 2, Qt.AspectRatioMode.IgnoreAspectRatio,
                         Qt.TransformationMode.SmoothTransformation)  # fmt: skip
    return QPixmap.fromImage(scaled)


def ago(moment: float) -> str:
    """How long since `moment` (seconds since 1970), as one says it."""
    seconds = max(0.0, time.time() - moment)
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"
