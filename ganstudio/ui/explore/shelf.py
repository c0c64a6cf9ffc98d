"""Bookmarks below the picture: press one to go there, drag one onto another to go between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QInputDialog, QMenu, QScrollArea, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.directions import Directions
from ganstudio.ui import theme
from ganstudio.ui.explore.thumb import Thumb
from ganstudio.ui.explore.words import SHELF
from ganstudio.ui.parts import button, clear, row, wrapped

_SIDE = 64  # px
_MIME = "application/x-ganstudio-bookmark"


class BookmarkThumb(Thumb):
    """One bookmark. `joined` carries the number of the one that was dropped on it."""

    joined = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, bookmark: Bookmark, number: int) -> None:
        super().__init__(_SIDE, bookmark.name, f"{bookmark.name}: go there. Drag it onto another to go between them.")
        self.bookmark, self.number = bookmark, number
        self._pressed = QPoint()
        self.setAcceptDrops(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if event.buttons() & Qt.MouseButton.LeftButton and far >= QApplication.startDragDistance():
            self.setDown(False)
            drag, data = QDrag(self), QMimeData()
            data.setData(_MIME, str(self.number).encode())
            drag.setMimeData(data)
            drag.setPixmap(self.grab())
            drag.exec(Qt.DropAction.LinkAction)
            return
        super().mouseMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(_MIME) and event.source() is not self:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.joined.emit(int(bytes(event.mimeData().data(_MIME).data()).decode()))
        event.acceptProposedAction()

    def contextMenuEvent(self, event: object) -> None:
        self.menu_wanted.emit(self.mapToGlobal(self.rect().bottomLeft()))


class Shelf(QWidget):
    """`chosen` carries a bookmark; `way_wanted` those to go through, in their order; `keep_wanted`: the picture."""

    chosen = Signal(object)
    way_wanted = Signal(object)
    keep_wanted = Signal()
    together_wanted = Signal()
    mine_wanted = Signal()
    table_wanted = Signal()
    memorised_wanted = Signal()
    drawing_wanted = Signal(object)  # a bookmark that has no picture yet

    def __init__(self, directions: Directions) -> None:
        super().__init__()
        self._directions = directions
        self.thumbs: list[BookmarkThumb] = []
        self._pictures: dict[int, Pixels] = {}
        self.words = wrapped(SHELF, "faint", 12)
        self.keep = button("Keep", self.keep_wanted.emit, "plus", tip="Keep this picture as a bookmark (B)")
        self.film = button("Film…", self._all, "play", tip="Go through all bookmarks, and make a film of it")
        self.together = button("Combine…", self.together_wanted.emit, "link",
                               tip="A − B + C, a plane between pictures, a direction of your own")  # fmt: skip
        self.mine = button("My picture…", self.mine_wanted.emit, "picture",
                           tip="Find the numbers that draw a picture of yours, and go on from there")  # fmt: skip
        self.table = button("Table…", self.table_wanted.emit, "sheet",
                            tip="This picture with one thing changed from row to row, another by column")  # fmt: skip
        self.memorised = button("Is it memorised?", self.memorised_wanted.emit,
                                tip="The training pictures nearest to these, and whether too near")  # fmt: skip
        self.memorised.setEnabled(False)
        inner = QWidget()
        self._row = row(spacing=6)
        inner.setLayout(self._row)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(_SIDE + 14)
        layout = row(self._scroll, self.words, spacing=theme.GAP)
        layout.addLayout(self._verbs())
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        layout.setContentsMargins(theme.PADDING, 0, theme.PADDING, theme.GAP)
        self.setLayout(layout)
        directions.changed.connect(self._show)
        self._show()

    def _verbs(self) -> QGridLayout:
        """Two rows: what is done with bookmarks, and what is done with the picture."""
        grid = QGridLayout()
        grid.setSpacing(6)
        for at, each in enumerate((self.keep, self.together, self.film, self.table, self.mine, self.memorised)):
            grid.addWidget(each, at // 3, at % 3)
        return grid

    def show_picture(self, bookmark: Bookmark, picture: Pixels) -> None:
        self._pictures[id(bookmark.origin)] = picture
        for each in self.thumbs:
            if each.bookmark.origin is bookmark.origin:
                each.show_picture(picture)

    def drawn(self) -> list[tuple[Bookmark, Pixels]]:
        """Bookmarks that have their picture by now."""
        kept = self._directions.console.bookmarks
        return [(each, self._pictures[id(each.origin)]) for each in kept if id(each.origin) in self._pictures]

    def _show(self) -> None:
        kept: Sequence[Bookmark] = self._directions.console.bookmarks
        if [each.bookmark for each in self.thumbs] != list(kept):
            clear(self._row)
            self.thumbs = [self._made(each, number) for number, each in enumerate(kept)]
            self._row.addStretch(1)
            present = {id(each.origin) for each in kept}
            self._pictures = {key: each for key, each in self._pictures.items() if key in present}
        self.words.setVisible(not kept)
        self._scroll.setVisible(bool(kept))
        for part in (self.film, self.together):
            part.setEnabled(len(kept) > 1)

    def _made(self, bookmark: Bookmark, number: int) -> BookmarkThumb:
        made = BookmarkThumb(bookmark, number)
        made.clicked.connect(lambda _on=False: self.chosen.emit(bookmark))
        made.joined.connect(lambda other: self._join(other, number))
        made.menu_wanted.connect(lambda place: self._open_menu(bookmark, place))
        self._row.addWidget(made)
        if (picture := self._pictures.get(id(bookmark.origin))) is not None:
            made.show_picture(picture)
        else:
            self.drawing_wanted.emit(bookmark)
        return made

    def _all(self) -> None:
        self.way_wanted.emit(self._directions.console.bookmarks)

    def _join(self, start: int, end: int) -> None:
        kept = self._directions.console.bookmarks
        if start < len(kept) and start != end:
            self.way_wanted.emit((kept[start], kept[end]))

    def _open_menu(self, bookmark: Bookmark, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename…", lambda: self._ask_name(bookmark))
        menu.addAction("Remove", lambda: self._directions.remove_bookmark(bookmark))
        menu.popup(place)

    def _ask_name(self, bookmark: Bookmark) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Rename the bookmark")
        dialog.setLabelText("Name")
        dialog.setTextValue(bookmark.name)
        dialog.textValueSelected.connect(lambda name: self._directions.rename_bookmark(bookmark, name))
        dialog.open()
