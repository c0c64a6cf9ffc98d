"""The open pictures as a row of small copies below the stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ganstudio.core.text import counted
from ganstudio.studio.open_pictures import OpenPictures
from ganstudio.ui import theme
from ganstudio.ui.parts import label, row, tool
from ganstudio.ui.translate.pyramid import to_qimage

SIDE, _GAP = 56, 8  # px
_KEY, _FACE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_HEIGHT = SIDE + 2 * _GAP + 8
Index = QModelIndex | QPersistentModelIndex


class Strip(QWidget):
    """Choose one with the pointer or arrow keys; Delete closes it."""

    def __init__(self, pictures: OpenPictures, add: Callable[[], object]) -> None:
        super().__init__()
        self._pictures = pictures
        self.list = _List(pictures)
        self._items: dict[int, QListWidgetItem] = {}
        self._count = label(tone="faint", size=11)
        self.add = tool("plus", add, "Open more pictures")
        self.clear = tool("close", pictures.clear, "Close all pictures")
        layout = row(self.add, self.list, self._count, self.clear)
        layout.setContentsMargins(theme.PADDING, 0, theme.PADDING, 8)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFixedHeight(_HEIGHT + 8)
        pictures.changed.connect(self._fill)
        pictures.chosen.connect(self._mark)
        pictures.seen.connect(self._show)
        self._fill()

    def _fill(self) -> None:
        """What is open, with what is known of it; those that stay keep their place."""
        wanted = {each.key: each for each in self._pictures.pictures}
        for place in reversed(range(self.list.count())):
            if (key := self.list.item(place).data(_KEY)) not in wanted:
                self.list.takeItem(place)
                self._items.pop(key, None)
        for key, each in wanted.items():
            if key not in self._items:
                item = QListWidgetItem()
                item.setData(_KEY, key)
                item.setToolTip(each.name)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, each.name)
                self.list.addItem(item)
                self._items[key] = item
        self._count.setText(counted(len(wanted), "picture"))
        self.setVisible(bool(wanted))
        self._mark()

    def _mark(self) -> None:
        current = self._pictures.current
        item = self._items.get(current.key) if current is not None else None
        if item is not None and item is not self.list.currentItem():
            self.list.setCurrentItem(item)

    def _show(self, key: int) -> None:
        item = self._items.get(key)
        if item is None:
            return
        if key in self._pictures.thumbs:
            item.setData(_FACE, QPixmap.fromImage(to_qimage(self._pictures.thumbs[key])))
        elif key in self._pictures.problems:
            item.setToolTip(str(self._pictures.problems[key]))
            item.setData(_FACE, "broken")


class _List(QListWidget):
    def __init__(self, pictures: OpenPictures) -> None:
        super().__init__()
        self._pictures = pictures
        self.setAccessibleName("Open pictures")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Faces(self))
        self.setFixedHeight(_HEIGHT)
        self.currentItemChanged.connect(self._choose)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._pictures.choose(item.data(_KEY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and item is not None:
            self._pictures.close(item.data(_KEY))
        else:
            super().keyPressEvent(event)


class _Faces(QStyledItemDelegate):
    """A small copy in a square, framed where it is the one in front."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(SIDE + _GAP, SIDE + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, face = theme.colours(), index.data(_FACE)
        place = QRectF(0, 0, SIDE, SIDE)
        place.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.raised))
        painter.drawRoundedRect(place, 6, 6)
        if isinstance(face, QPixmap):
            painter.drawPixmap(_within(place, face), face, QRectF(face.rect()))
        elif face == "broken":
            mark = theme.icon_pixmap("warning", c.caution, 20)
            painter.drawPixmap(round(place.center().x()) - 10, round(place.center().y()) - 10, mark)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRoundedRect(place.adjusted(-1, -1, 1, 1), 7, 7)
        painter.restore()


def _within(place: QRectF, face: QPixmap) -> QRectF:
    """All of the picture, as large as it fits."""
    size = QSize(face.width(), face.height()).scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    made = QRectF(0, 0, size.width(), size.height())
    made.moveCenter(place.center())
    return made
